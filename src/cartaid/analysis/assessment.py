"""Build, from a study, the shape definitions are evaluated on: one row an assessment, one column an item.

Definitions that are assessed by the same records share one table, so a form is read once however many scores
use it. Every value that enters is also kept as a row of `used_<table>`: that is the trace.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cartaid.analysis.assessment_table import AssessmentTable
from cartaid.analysis.assessment_value import disagreement, in_units, pivoted, signed
from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.bounded import bound_column
from cartaid.instruments.definition import Item, Record
from cartaid.study.observation import OBSERVATION_COLUMNS

DERIVED_COLUMNS = tuple(OBSERVATION_COLUMNS)
"""Columns of `observed` and of every relation of derived values that joins it in `evidence`."""


def evidence(derived: Sequence[str]) -> Relation:
    """Give everything definitions may draw on: recorded results and values derived from other records."""
    columns = ", ".join(DERIVED_COLUMNS)
    parts = [f"SELECT {columns} FROM {name}" for name in ("observed", *derived)]
    return Relation(
        "evidence", " UNION ALL ".join(parts), ("observed", *derived), DERIVED_COLUMNS, kept=False
    )


_ENTERED = "e.VALUE, e.TEXT, e.QUALIFIER, e.UNIT, e.DOMAIN, e.TESTCD, e.SEQ, e.DTC"
_USED = ("USUBJID", "ADT", "PLACE", "VALUE", "TEXT", "QUALIFIER", "UNIT", "DOMAIN", "TESTCD", "SEQ", "DTC")


def table_relations(
    table: AssessmentTable,
    known: str = "evidence",
    disagreeing: bool = False,
    bounds: Collection[str] = (),
) -> tuple[Relation, ...]:
    """Give the relations of one assessment table, ending in the wide one and the trace of what entered.

    `known` names the relation all values but the assessing ones are taken from. `disagreeing` adds the column
    TWICE to the wide one: the items of which two records disagree. The items of `bounds` get their sign of comparison
    as another column.
    """
    number = table.number
    own = f"SELECT * FROM item_place WHERE NUMBER = {number}"
    anchored = [entry for entry in table.places("assessment") if entry[1].id in table.assessed_by]
    beside = [entry for entry in table.places("assessment") if entry[1].id not in table.assessed_by]
    same_day = [entry for entry in beside if _of_the_day(entry[2])]
    around = [entry for entry in beside if not _of_the_day(entry[2])]
    before = table.places("baseline")
    disease = (
        ""
        if table.disease in ("ANY", "OTHER")
        else f" JOIN subject AS s ON s.USUBJID = e.USUBJID AND s.DISEASE = {quoted(table.disease)}"
    )

    # What assesses is read from the records themselves, so that values derived from an assessment (new
    # activity since the previous one) can be evidence for the same assessment.
    source = _source(anchored, known)
    at_visit = Relation(
        f"at_visit_{number}",
        f"SELECT e.USUBJID, e.FIRST AS ADT, m.PLACE, {_ENTERED}, m.BIT FROM {source} AS e "
        f"JOIN ({own} AND ASSESSES) AS m ON {_match(anchored)}{disease} "
        f"WHERE {_domains(anchored)}",
        (source, "item_place", *(("subject",) if disease else ())),
        (*_USED, "BIT"),
        kept=False,
    )
    visit = _visit(table, anchored, disagreeing, bounds)
    parts = [at_visit]
    found = []
    if same_day:
        parts.append(_same_day(table, same_day, own, _source(same_day, known)))
        found.append(parts[-1])
    if around:
        parts.append(_around(table, around, own, _source(around, known)))
        found.append(parts[-1])
    if before:
        parts.append(_baseline(table, before, own, _source(before, known)))
        found.append(parts[-1])
    earlier = table.places("previous")
    if earlier:
        parts.append(
            _previous(
                table, earlier, [p.name for p in (at_visit, *found) if not p.name.startswith("baseline")]
            )
        )
        found.append(parts[-1])
    attributes = table.places("subject")
    traced = [at_visit, *found]
    if attributes:
        parts.append(_attributes(table, attributes))
        traced.append(parts[-1])
    used = Relation(
        table.used,
        " UNION ALL ".join(
            f"SELECT {', '.join(_USED)} FROM {part.name} WHERE VALUE IS NOT NULL OR TEXT IS NOT NULL"
            for part in traced
        ),
        tuple(part.name for part in traced),
        _USED,
        kept=False,
    )
    entries = [group for group in (same_day, around, before, earlier) if group]
    return (
        *parts,
        visit,
        used,
        _wide(table, visit, list(zip(found, entries, strict=True)), disagreeing, bounds),
    )


def _visit(
    table: AssessmentTable,
    anchored: Sequence[tuple[int, Item, Record]],
    disagreeing: bool,
    bounds: Collection[str],
) -> Relation:
    """Give one row an assessment: its yes/no items folded, one column for each other assessing item.

    Yes/no items fold into two numbers, the bits seen as 1 and the bits seen as 0: two aggregates instead of one
    an item, and an item recorded both ways tells neither. The wide table unfolds them.
    """
    bits = table.bits
    folded = [
        "coalesce(bit_or(CASE WHEN VALUE = 1 THEN BIT END), 0) AS ONES",
        "coalesce(bit_or(CASE WHEN VALUE = 0 THEN BIT END), 0) AS ZEROS",
    ]
    others = [(place, item) for place, item, _ in anchored if item.id not in bits]
    inner = [*(folded if bits else []), *(pivoted(item, place) for place, item in others)]
    names = ["USUBJID", "ADT", *(["ONES", "ZEROS"] if bits else []), *(item.id for _, item in others)]
    # A visit at which nothing was answered is no assessment.
    something = [*(["ONES + ZEROS <> 0"] if bits else []), *(f"{item.id} IS NOT NULL" for _, item in others)]
    inner += [signed(item, place) for place, item in others if item.id in bounds]
    names += [bound_column(item.id) for _, item in others if item.id in bounds]
    if disagreeing and others:
        inner.append(f"{disagreement(others)} AS TWICE")
        names.append("TWICE")
        something.append("TWICE <> ''")
    return Relation(
        f"visit_{table.number}",
        f"SELECT {', '.join(names)} FROM (SELECT USUBJID, ADT, {', '.join(inner)} "
        f"FROM {in_units(f'at_visit_{table.number}', anchored)} GROUP BY USUBJID, ADT) AS folded WHERE {' OR '.join(something)}",
        (f"at_visit_{table.number}",),
        tuple(names),
    )


def _unfolded(bit: int) -> str:
    """Give the yes/no item of one bit of a visit: 1, 0, or unknown when recorded both ways or not at all."""
    return (
        f"CASE WHEN (v.ONES & {bit}) <> 0 AND (v.ZEROS & {bit}) = 0 THEN 1 "
        f"WHEN (v.ZEROS & {bit}) <> 0 AND (v.ONES & {bit}) = 0 THEN 0 END"
    )


def _source(entries: Sequence[tuple[int, Item, Record]], known: str) -> str:
    """Name the least relation that holds these items: only derived values need more than what was observed."""
    return known if any(record.domain.startswith("AD") for _, _, record in entries) else "observed"


def _match(entries: Sequence[tuple[int, Item, Record]]) -> str:
    """Match records with the items they hold, asking no more than these items need: a form has millions of rows."""
    asked = ["m.TESTCD = e.TESTCD"]
    if len({record.domain for _, _, record in entries}) > 1:
        asked.append("m.DOMAIN = e.DOMAIN")
    categories = [bool(record.cat) for _, _, record in entries]
    if all(categories):
        asked.append("m.CAT = e.CAT")
    elif any(categories):
        asked.append("(m.CAT = '' OR m.CAT = e.CAT)")
    return " AND ".join(asked)


def _places(entries: Sequence[tuple[int, Item, Record]]) -> str:
    return ", ".join(str(place) for place, _, _ in entries)


def _domains(entries: Sequence[tuple[int, Item, Record]]) -> str:
    """Name the domains outright, so that a scan can leave the others out.

    The tests of a whole form are left to the join: naming them too misleads the planner into a join order three
    times slower.
    """
    return f"e.DOMAIN IN ({', '.join(quoted(d) for d in sorted({r.domain for _, _, r in entries}))})"


def _tests(entries: Sequence[tuple[int, Item, Record]]) -> str:
    """Name the domains and the few tests that are looked for beside a form."""
    tests = ", ".join(quoted(test) for test in sorted({record.testcd for _, _, record in entries}))
    return f"{_domains(entries)} AND e.TESTCD IN ({tests})"


def _same_day(
    table: AssessmentTable, entries: Sequence[tuple[int, Item, Record]], own: str, known: str
) -> Relation:
    """Give the derived value of the day of each assessment: it is there once."""
    number = table.number
    return Relation(
        f"same_day_{number}",
        f"SELECT v.USUBJID, v.ADT, m.PLACE, {_ENTERED} FROM visit_{number} AS v "
        f"JOIN {known} AS e ON e.USUBJID = v.USUBJID AND e.FIRST = v.ADT "
        f"JOIN ({own} AND PLACE IN ({_places(entries)})) AS m ON {_match(entries)} "
        f"WHERE {_tests(entries)} AND (e.VALUE IS NOT NULL OR e.TEXT IS NOT NULL)",
        (f"visit_{number}", known, "item_place"),
        _USED,
        kept=False,
    )


def _around(
    table: AssessmentTable, entries: Sequence[tuple[int, Item, Record]], own: str, known: str
) -> Relation:
    """Give the value in force at each assessment of the items that are recorded apart from it.

    Of the records in the window the nearest counts, of one day the last by the time of day. Where that leaves
    several they all enter: two that disagree then tell neither.
    """
    number = table.number
    days = "date_diff('day', v.ADT, e.FIRST)"
    return Relation(
        f"around_{number}",
        f"SELECT v.USUBJID, v.ADT, m.PLACE, {_ENTERED} FROM visit_{number} AS v "
        f"JOIN {known} AS e ON e.USUBJID = v.USUBJID "
        f"JOIN ({own} AND PLACE IN ({_places(entries)})) AS m ON {_match(entries)} "
        f"WHERE {_tests(entries)} AND (e.VALUE IS NOT NULL OR e.TEXT IS NOT NULL) "
        f"AND {days} <= m.AFTER_DAYS AND (m.BEFORE_DAYS IS NULL OR {days} >= -m.BEFORE_DAYS) "
        "QUALIFY rank() OVER (PARTITION BY v.USUBJID, v.ADT, m.PLACE ORDER BY "
        "CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, "
        f"abs({days}) NULLS LAST, {days} NULLS LAST, e.TIME DESC NULLS LAST) = 1",
        (f"visit_{number}", known, "item_place"),
        _USED,
    )


def _of_the_day(record: Record) -> bool:
    return record.domain.startswith("AD") and record.before == 0 and record.after == 0


def _baseline(
    table: AssessmentTable, entries: Sequence[tuple[int, Item, Record]], own: str, known: str
) -> Relation:
    """Give the baseline value of each item, repeated for every assessment of the same period.

    Of several records of one day and time all enter, as in `_around`.
    """
    number = table.number
    return Relation(
        f"baseline_{number}",
        "WITH chosen AS ("
        f"SELECT b.USUBJID, b.APERIOD, m.PLACE, {_ENTERED} FROM baseline_reference AS b "
        f"JOIN {known} AS e ON e.USUBJID = b.USUBJID AND e.FIRST <= b.REFERENCE "
        f"JOIN ({own} AND MOMENT = 'baseline') AS m ON {_match(entries)} "
        f"WHERE b.RULE = 1 AND {_tests(entries)} AND (e.VALUE IS NOT NULL OR e.TEXT IS NOT NULL) "
        "QUALIFY rank() OVER (PARTITION BY b.USUBJID, b.APERIOD, m.PLACE ORDER BY "
        "CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC NULLS LAST, "
        "e.TIME DESC NULLS LAST) = 1) "
        "SELECT v.USUBJID, v.ADT, c.PLACE, c.VALUE, c.TEXT, c.QUALIFIER, c.UNIT, c.DOMAIN, c.TESTCD, c.SEQ, c.DTC "
        f"FROM visit_{number} AS v JOIN period AS p ON p.USUBJID = v.USUBJID "
        "AND (p.STARTS IS NULL OR v.ADT >= p.STARTS) AND (p.ENDS IS NULL OR v.ADT <= p.ENDS) "
        "JOIN chosen AS c ON c.USUBJID = v.USUBJID AND c.APERIOD = p.APERIOD",
        (f"visit_{number}", known, "item_place", "baseline_reference", "period"),
        _USED,
    )


def _previous(
    table: AssessmentTable, entries: Sequence[tuple[int, Item, Record]], sources: Sequence[str]
) -> Relation:
    """Give what the previous assessment of the same subject used, under the items that ask for it."""
    number = table.number
    now = {(r.domain, r.testcd, r.cat): place for place, _, r in table.places("assessment")}
    whens = " ".join(
        f"WHEN {now[record.domain, record.testcd, record.cat]} THEN {place}" for place, _, record in entries
    )
    rows = " UNION ALL ".join(f"SELECT {', '.join(_USED)} FROM {name}" for name in sources)
    shown = ", ".join(f"u.{column}" for column in _USED[3:])
    return Relation(
        f"previous_{number}",
        f"SELECT v.USUBJID, v.ADT, CASE u.PLACE {whens} END AS PLACE, {shown} FROM ("
        "SELECT USUBJID, ADT, lag(ADT) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS EARLIER "
        f"FROM visit_{number}) AS v JOIN ({rows}) AS u ON u.USUBJID = v.USUBJID AND u.ADT = v.EARLIER "
        f"WHERE CASE u.PLACE {whens} END IS NOT NULL",
        (f"visit_{number}", *sources),
        _USED,
    )


def _attributes(table: AssessmentTable, entries: Sequence[tuple[int, Item, Record]]) -> Relation:
    """Give the subject's attributes as used values, so that the trace shows them; they come from DM."""
    number = table.number
    none = "CAST(NULL AS VARCHAR)"
    rows = [
        f"SELECT v.USUBJID, v.ADT, {place} AS PLACE, "
        f"{'CAST(NULL AS DECIMAL(18,6))' if item.type == 'text' else _attribute(item, record)} AS VALUE, "
        f"{_attribute(item, record) if item.type == 'text' else none} AS TEXT, {none} AS QUALIFIER, {none} AS UNIT, "
        "'DM' AS DOMAIN, "
        f"'{record.testcd}' AS TESTCD, CAST(NULL AS BIGINT) AS SEQ, {none} AS DTC "
        f"FROM visit_{number} AS v JOIN subject_attribute AS a ON a.USUBJID = v.USUBJID"
        for place, item, record in entries
    ]
    return Relation(
        f"attribute_{number}",
        " UNION ALL ".join(rows),
        (f"visit_{number}", "subject_attribute"),
        _USED,
        kept=False,
    )


def _wide(
    table: AssessmentTable,
    visit: Relation,
    found: Sequence[tuple[Relation, Sequence[tuple[int, Item, Record]]]],
    disagreeing: bool,
    bounds: Collection[str],
) -> Relation:
    columns, joins, inputs = ["v.USUBJID AS USUBJID", "v.ADT AS ADT"], [], [visit.name]
    ids = [*table.assessed_by]
    bits = table.bits
    columns += [f"{_unfolded(bits[id]) if id in bits else f'v.{id}'} AS {id}" for id in ids]
    own = [bound_column(id) for id in ids if id in bounds and id not in bits]
    columns += [f"v.{sign} AS {sign}" for sign in own]
    ids += own
    for relation, entries in found:
        signs = [(place, item) for place, item, _ in entries if item.id in bounds]
        pivots = ", ".join(
            [*(pivoted(item, place) for place, item, _ in entries), *(signed(item, at) for at, item in signs)]
        )
        alias = relation.name
        if disagreeing:
            pivots += f", nullif({disagreement([(place, item) for place, item, _ in entries])}, '') AS TWICE"
        joins.append(
            f"LEFT JOIN (SELECT USUBJID, ADT, {pivots} FROM {in_units(relation.name, entries)} "
            f"GROUP BY USUBJID, ADT) AS {alias} "
            f"ON {alias}.USUBJID = v.USUBJID AND {alias}.ADT = v.ADT"
        )
        shown = [*(item.id for _, item, _ in entries), *(bound_column(item.id) for _, item in signs)]
        columns += [f"{alias}.{column} AS {column}" for column in shown]
        ids += shown
        inputs.append(relation.name)
    attributes = table.places("subject")
    if attributes:
        joins.append("LEFT JOIN subject_attribute AS a ON a.USUBJID = v.USUBJID")
        columns += [f"{_attribute(item, record)} AS {item.id}" for _, item, record in attributes]
        ids += [item.id for _, item, _ in attributes]
        inputs.append("subject_attribute")
    if disagreeing:
        parts = [f"CASE WHEN (v.ONES & v.ZEROS & {bit}) <> 0 THEN '{id}' END" for id, bit in bits.items()]
        parts += ["nullif(v.TWICE, '')"] if "TWICE" in visit.columns else []
        parts += [f"{relation.name}.TWICE" for relation, _ in found]
        columns.append(f"nullif(concat_ws(', ', {', '.join(parts)}), '') AS TWICE")
        ids.append("TWICE")
    return Relation(
        table.name,
        f"SELECT {', '.join(columns)} FROM {visit.name} AS v {' '.join(joins)}",
        tuple(inputs),
        ("USUBJID", "ADT", *ids),
    )


SUBJECT_ATTRIBUTES = ("AGE", "SEX", "POPULATN", "HEIGHT", "WEIGHT")
"""Columns of `subject_attribute`; an item that asks for another one is unknown."""


def _attribute(item: Item, record: Record) -> str:
    if record.testcd not in SUBJECT_ATTRIBUTES:
        return f"CAST(NULL AS {'VARCHAR' if item.type == 'text' else 'DECIMAL(18,6)'})"
    if item.type == "text":
        allowed = ", ".join(map(quoted, item.values))
        return f"CASE WHEN lower(a.{record.testcd}) IN ({allowed}) THEN lower(a.{record.testcd}) END"
    number = f"TRY_CAST(a.{record.testcd} AS DECIMAL(18,6))"
    tests = [f"{number} >= {item.low}"] if item.low is not None else []
    tests += [f"{number} <= {item.high}"] if item.high is not None else []
    return f"CASE WHEN {' AND '.join(tests)} THEN {number} END" if tests else number
