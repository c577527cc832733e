"""Run the checks of a study and put every finding into one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import frozen

from cartaid.engine import Relation, Session
from cartaid.engine.session import quoted
from cartaid.study.checks.columns import columns_missing
from cartaid.study.checks.row_rule import ALL_ROWS, LISTED, RowRule, listing
from cartaid.study.checks.rows import row_rules
from cartaid.study.checks.sets import set_rules
from cartaid.study.checks.tidy import tidy_findings
from cartaid.study.domains import DOMAINS
from cartaid.study.finding import FINDING_COLUMNS, Finding, finding_rows
from cartaid.study.nearest import hint, nearest
from cartaid.study.protocol import Protocol
from cartaid.study.typed import raw_name


@frozen
class ItemRange:
    """The values an item can have: domain, category (None = any), test code, least and greatest value.

    `step`: only its multiples. `units` are the units of a scale that may be recorded in several, as `unit_key` spells
    them, with the factor towards its own, `unit`; a record without a unit is in that one.
    """

    domain: str
    category: str | None
    testcd: str
    low: Decimal
    high: Decimal
    step: Decimal | None = None
    unit: str = ""
    units: tuple[tuple[str, Decimal], ...] = ()

    def rows(self) -> list[tuple[object, ...]]:
        """Give the rows of `item_range`: one, or one a unit, one for none, and one (`?`) for any other.

        >>> one = ItemRange("QS", None, "PHGA", Decimal(0), Decimal(10), unit="cm", units=(("MM", Decimal("0.1")),))
        >>> [(row[4] and int(row[4]), row[5]) for row in one.rows()]
        [(100, 'MM'), (10, ''), (None, '?')]
        """
        own = (self.domain, self.category, self.testcd)
        if not self.units:
            return [(*own, self.low, self.high, None, self.step, self.unit)]
        scaled = [
            (*own, self.low / factor, self.high / factor, key, None, key.lower())
            for key, factor in self.units
        ]
        bare = (*own, self.low, self.high, "", self.step, self.unit)
        return [*scaled, bare, (*own, None, None, "?", None, self.unit)]


ITEM_RANGE_COLUMNS = {
    "DOMAIN": "VARCHAR",
    "CAT": "VARCHAR",
    "TESTCD": "VARCHAR",
    "LOW": "DECIMAL(18,6)",
    "HIGH": "DECIMAL(18,6)",
    "UNITKEY": "VARCHAR",
    "STEP": "DECIMAL(18,6)",
    "UNIT": "VARCHAR",
}


def check_relations(raw: Mapping[str, Mapping[str, str]], protocol: Protocol) -> list[Relation]:
    """Give every check of a study as a relation with the columns of a finding.

    `raw` are the columns of the tables as they arrived (name -> SQL type), by domain code.

    >>> from cartaid.study.protocol import default_protocol
    >>> len(check_relations({"DM": {"USUBJID": "VARCHAR"}}, default_protocol())) > 3
    True
    """
    rows = [
        listing(rule, columns) for code, columns in raw.items() for rule in row_rules(DOMAINS[code], columns)
    ]
    return rows + set_rules(raw, protocol.study.data_cut is not None)


def run_checks(
    session: Session,
    protocol: Protocol,
    rows: Mapping[str, int],
    ranges: Iterable[ItemRange] = (),
    frequencies: Iterable[str] = (),
    items: Iterable[tuple[str, str]] = (),
) -> None:
    """Check a loaded study and fill the session table `finding`, the remarks of the reading among them.

    `rows` are the rows of each domain that is there (`LoadedStudy.rows`); `ranges` the values items can have;
    `frequencies` the texts that dose frequencies can have (none: they are not looked at); `items` the category and
    test code of every item of a form (none: codes are not looked at). Of a rule that many records break the first 1000
    are listed and the others counted.
    """
    raw = {code: session.columns(raw_name(code)) for code in DOMAINS if code in rows}
    session.load("item_range", ITEM_RANGE_COLUMNS, [row for one in ranges for row in one.rows()])
    session.load("known_frequency", {"TEXT": "VARCHAR"}, [(text,) for text in frequencies])
    findings = [*columns_missing(raw, rows), *_sequences(raw, rows), *_schemes(protocol, rows)]
    broken: list[Relation] = []
    for code, columns in raw.items():
        rules = row_rules(DOMAINS[code], columns)
        for rule, count in _counted(session, rules):
            if count >= ALL_ROWS and rule.id == "number-unreadable" and _are_decimal_commas(session, rule):
                findings.append(_decimal_commas(rule, count))
                continue
            if count == rows[code] >= ALL_ROWS:
                findings.append(_all_rows(rule, count))
                continue
            broken.append(listing(rule, columns))
            if count > LISTED:
                findings.append(_more(rule, count))
    sets = set_rules(raw, protocol.study.data_cut is not None)
    session.build([*broken, *sets])
    findings += _unknown_items(session, raw, items)
    session.load("finding_check", FINDING_COLUMNS, finding_rows(findings))
    names = ["finding_read", "finding_check", *(r.name for r in broken)]
    for relation in sets:
        if relation.columns == tuple(FINDING_COLUMNS) and (count := _count(session, relation.name)):
            names.append(relation.name)
            if count > LISTED:
                _cut(session, relation.name, count)
    session.build([_finding_relation(names)])
    tidy_findings(session)


def _finding_relation(names: list[str]) -> Relation:
    """Put the tables of findings together, errors first, in an order that two runs share."""
    columns = ", ".join(FINDING_COLUMNS)
    union = " UNION ALL ".join(f"SELECT {columns} FROM {name}" for name in names)
    return Relation(
        "finding",
        f"WITH every AS ({union}) SELECT {columns} FROM every ORDER BY "
        "CASE severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, rule, domain NULLS FIRST, "
        "USUBJID NULLS FIRST, seq NULLS FIRST, variable NULLS FIRST, message",
        tuple(names),
        tuple(FINDING_COLUMNS),
    )


def _count(session: Session, name: str) -> int:
    return int(session.rows(f"SELECT count(*) FROM {name}")[0][0])


def _cut(session: Session, name: str, count: int) -> None:
    """Keep the first findings of a rule that very many records break, and say how many there are."""
    columns = ", ".join(FINDING_COLUMNS)
    first = session.rows(
        f"SELECT {columns} FROM {name} ORDER BY USUBJID NULLS FIRST, seq NULLS FIRST, message LIMIT {LISTED}"
    )
    rule, severity, domain = first[0][:3]
    more = Finding(
        rule,
        severity,
        f"domain {domain}: {count} findings of rule {rule}, {LISTED} are listed",
        domain=domain,
        value=str(count),
    )
    session.load(name, FINDING_COLUMNS, [*first, *finding_rows([more])])


def _counted(session: Session, rules: list[RowRule]) -> list[tuple[RowRule, int]]:
    """Count how many rows break each rule, guards first; give the rules that some do."""
    suspect = [rule for rule, _ in _passes(session, [(rule, rule.guard or rule.condition) for rule in rules])]
    return _passes(session, [(rule, rule.condition) for rule in suspect])


def _passes(session: Session, asked: list[tuple[RowRule, str]]) -> list[tuple[RowRule, int]]:
    """Count, in one pass a table, the rows that meet each condition; give the rules with any."""
    counted = []
    for table in dict.fromkeys(rule.table for rule, _ in asked):
        own = [(rule, condition) for rule, condition in asked if rule.table == table]
        counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, condition in own)
        found = session.rows(f"SELECT {counts} FROM {table}")[0]
        counted += [(rule, int(count)) for (rule, _), count in zip(own, found, strict=True) if count]
    return counted


def _unknown_items(
    session: Session, raw: Mapping[str, Mapping[str, str]], items: Iterable[tuple[str, str]]
) -> list[Finding]:
    """Remark test codes of QS that no item has, within the categories of forms that have items (QSALL: not done)."""
    known: dict[str, set[str]] = {}
    for category, code in items:
        known.setdefault(category, set()).add(code)
    codes = set().union(*known.values())
    elsewhere: dict[str, set[str]] = {}
    if not known or not {"QSTESTCD", "QSCAT"} <= set(raw.get("QS", ())):
        return []
    asked = "SELECT DISTINCT QSCAT, QSTESTCD FROM check_test_number_qs WHERE QSTESTCD <> '' ORDER BY ALL"
    findings = []
    for category, code in session.rows(asked):
        if category not in known and code in codes:
            elsewhere.setdefault(category, set()).add(code)
        if category in known and code != "QSALL" and code not in known[category]:
            near = hint(code, sorted(known[category]), "the nearest known code is")
            findings.append(
                Finding(
                    "item-unknown",
                    "warning",
                    f"QSTESTCD {code} in category {category}: expected the code of an item, found one that nothing "
                    f"reads{near}",
                    domain="QS",
                    variable="QSTESTCD",
                    value=code,
                    fix="correct the code, or map it in study.toml, [[codes]]; nothing to do where it is no item",
                )
            )
    return findings + [_unknown_category(session, known, *one) for one in elsewhere.items()]


def _unknown_category(
    session: Session, known: Mapping[str, set[str]], category: str, codes: set[str]
) -> Finding:
    """Remark a category that no form has, with items that forms have: with the first record, and the nearest form."""
    listed = ", ".join(quoted(code) for code in sorted(codes))
    ((count, usubjid, seq),) = session.rows(
        "SELECT count(*), min_by(USUBJID, SRCROW), min_by(QSSEQ, SRCROW) FROM sdtm_qs "
        f"WHERE coalesce(QSCAT, '') = {quoted(category)} AND QSTESTCD IN ({listed})"
    )
    most = max(len(codes & own) for own in known.values())
    fitting = sorted(name for name, own in known.items() if len(codes & own) == most)
    near = nearest(category, fitting)
    expected = near or " or ".join(fitting)
    return Finding(
        "category-unknown",
        "warning",
        f"QSCAT: expected {expected} with QSTESTCD {min(codes)}, found {category or 'none'}; {count} "
        f"{'row is' if count == 1 else 'rows are'} not scored",
        domain="QS",
        usubjid=usubjid,
        seq=seq,
        variable="QSCAT",
        value=category or None,
        fix="correct the category, or map it in study.toml, [[codes]]; nothing to do where it is another form",
    )


def _sequences(raw: Mapping[str, Mapping[str, str]], rows: Mapping[str, int]) -> list[Finding]:
    """Remark domains without their sequence numbers."""
    findings = []
    for code, columns in raw.items():
        sequence = f"{code}SEQ"
        if (
            sequence not in columns
            and any(v.name == sequence for v in DOMAINS[code].variables)
            and rows[code]
        ):
            findings.append(
                Finding(
                    "sequence-absent",
                    "note",
                    f"domain {code}: expected column {sequence}, found none; the row in the file stands for it",
                    domain=code,
                    variable=sequence,
                )
            )
    return findings


def _schemes(protocol: Protocol, rows: Mapping[str, int]) -> list[Finding]:
    """Remark toxicity that is not derived because the protocol names no scheme for it."""
    findings = []
    for key, what, domains in (
        ("crs", "CRS grades", ("VS",)),
        ("icans", "ICANS grades", ("QS",)),
        ("ctcae", "grades of laboratory values", ("LB",)),
    ):
        if getattr(protocol.toxicity, key) is None and any(rows.get(code, 0) for code in domains):
            findings.append(
                Finding(
                    "scheme-not-named",
                    "warning",
                    f"study.toml: expected [toxicity] {key}, found none; {what} are not derived",
                    variable=f"toxicity.{key}",
                    fix="name the scheme and its version; there is no default",
                )
            )
    return findings


def _are_decimal_commas(session: Session, rule: RowRule) -> bool:
    """Say whether all unreadable numbers of a variable are written with a decimal comma."""
    comma = f"regexp_matches({rule.value}, '^[-+]?[0-9]*,[0-9]+$')"
    (others,) = session.rows(
        f"SELECT count(*) FROM {rule.table} WHERE {rule.condition} AND {comma} IS NOT TRUE"
    )[0]
    return not others


def _decimal_commas(rule: RowRule, count: int) -> Finding:
    return Finding(
        rule.id,
        "error",
        f"domain {rule.domain}, {rule.variable}: expected numbers with a decimal point, found {count} with a decimal "
        "comma; none is guessed",
        domain=rule.domain,
        variable=rule.variable,
        value=str(count),
        fix="export the table with decimal points (a setting of the language or locale of the export)",
    )


def _all_rows(rule: RowRule, count: int) -> Finding:
    return Finding(
        rule.id,
        "warning" if "'warning'" in rule.severity else "note" if rule.severity == "'note'" else "error",
        f"domain {rule.domain}, {rule.variable}: all {count} rows break rule {rule.id}",
        domain=rule.domain,
        variable=rule.variable,
        value=str(count),
        fix=_fix(rule),
    )


def _fix(rule: RowRule) -> str | None:
    """Give the fix of a rule where it is the same for every record."""
    literal = rule.fix.startswith("'") and rule.fix.endswith("'")
    return rule.fix[1:-1].replace("''", "'") if literal else None


def _more(rule: RowRule, count: int) -> Finding:
    return Finding(
        rule.id,
        "warning" if "'warning'" in rule.severity else "note" if rule.severity == "'note'" else "error",
        f"domain {rule.domain}, {rule.variable}: {count} rows break rule {rule.id}, {LISTED} are listed",
        domain=rule.domain,
        variable=rule.variable,
        value=str(count),
        fix=_fix(rule),
    )
