"""Rules that look at one record: a condition, what is shown, and what to do, one a domain and variable."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from cartaid.engine import Relation
from cartaid.engine.session import number_text
from cartaid.study.checks.select import PLACE_TEXT
from cartaid.study.dates import BAD_TIME, IMPOSSIBLE, MARKED, NO_YEAR, sql_problem
from cartaid.study.domains import DOMAINS, FINDING_DOMAINS, SQL_TYPE, Domain
from cartaid.study.finding import FINDING_COLUMNS
from cartaid.study.typed import number_of, raw_name, sequence_of, text_of

LISTED = 1000
"""At most so many records are listed a rule and variable; the rest is counted."""

ALL_ROWS = 10
"""From so many rows on, a rule that every row breaks is one finding."""


@frozen
class RowRule:
    """One rule on one variable of one domain; the texts are SQL expressions over the table `table`.

    `guard` is a cheap condition that every record breaking the rule meets; it is looked at first.
    """

    id: str
    severity: str
    domain: str
    table: str
    variable: str
    condition: str
    value: str
    message: str
    fix: str
    guard: str = ""

    @property
    def name(self) -> str:
        """Name of the relation that lists the records."""
        return f"check_{self.id}_{self.domain}_{self.variable}".replace("-", "_").lower()


def _said(text: str) -> str:
    """Write a constant text of a rule as an SQL literal.

    >>> _said("the ward's clock")
    "'the ward''s clock'"
    """
    return "'" + text.replace("'", "''") + "'"


def _expected(variable: str, expected: str, value: str) -> str:
    return f"concat_ws('', {_said(f'{variable}: expected {expected}, found ')}, '''', {value}, '''')"


_TOO_LARGE = {"number": "1000000000000", "integer": "9000000000000000000"}
"""The least number that the types of the typed tables cannot hold."""


def _numbers(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    rules = []
    for variable in domain.variables:
        name = variable.name
        kind = raw.get(name)
        if variable.type not in ("number", "integer") or kind not in ("VARCHAR", "DOUBLE", "FLOAT"):
            continue
        text = text_of(name, kind)
        read = number_of(name, kind)
        if variable.type == "integer":
            read = f"TRY_CAST({text} AS {SQL_TYPE['integer']})"
        unread = f"{text} IS NOT NULL AND {read} IS NULL"
        if kind != "VARCHAR":
            # A number that arrived as one can only be too large; not-a-number is how programs write missing.
            unread = f'abs("{name}") >= {_TOO_LARGE[variable.type]} AND lower(CAST("{name}" AS VARCHAR)) <> \'nan\''
        rules.append(
            RowRule(
                "number-unreadable",
                _said("error"),
                domain.code,
                raw_name(domain.code),
                name,
                unread,
                text,
                _expected(name, "a number", text),
                f"CASE WHEN {text} LIKE '%,%' THEN 'write a decimal point, and no sign between thousands' "
                "ELSE 'write a number, or leave the value empty' END",
            )
        )
    return rules


def _date(domain: Domain, name: str) -> list[RowRule]:
    problem = sql_problem(name)
    fine = (
        f"(length({name}) = 10 AND {name}_FIRST = {name}_LAST) OR {name}_TIME IS NOT NULL OR length({name}) = 4 "
        f"OR (length({name}) = 7 AND substr({name}, 6, 1) BETWEEN '0' AND '9')"
    )
    odd = f"{name} IS NOT NULL AND ({name}_FIRST IS NULL OR NOT ({fine}))"
    iso = (
        f"CASE WHEN {problem} = '{IMPOSSIBLE}' THEN concat_ws('', 'look the date up; write ', "
        f"CASE WHEN substr({name}, 6, 2) BETWEEN '01' AND '12' "
        f"THEN concat_ws('', substr({name}, 1, 7), ' when the day') "
        f"ELSE concat_ws('', substr({name}, 1, 4), ' when the month') END, ' is not known') "
        f"WHEN regexp_matches({name}, '^[0-9]{{2}}\\.[0-9]{{2}}\\.[0-9]{{4}}$') "
        f"THEN concat_ws('', 'write ', substr({name}, 7, 4), '-', substr({name}, 4, 2), '-', substr({name}, 1, 2)) "
        "ELSE 'write the date as YYYY-MM-DD; leave out the day, or day and month, when not known' END"
    )
    lost = (
        f"CASE {problem} WHEN '{BAD_TIME}' THEN 'write the time as hh:mm' "
        f"WHEN '{NO_YEAR}' THEN 'add the year' ELSE 'leave unknown parts out: 2022-03, or 2022' END"
    )
    message = (
        f"concat_ws('', {_said(f'{name}: expected an ISO 8601 date, found ')}, '''', {name}, ''', ', {problem}, "
        f"CASE WHEN {name}_FIRST IS NULL THEN '; the date is taken as unknown' "
        f"ELSE concat_ws('', '; read as ', CAST({name}_FIRST AS VARCHAR), "
        f"CASE WHEN {name}_FIRST <> {name}_LAST THEN concat_ws('', ' to ', CAST({name}_LAST AS VARCHAR)) END) END)"
    )
    severity = f"CASE {problem} WHEN '{MARKED}' THEN 'note' ELSE 'warning' END"
    unknown = f"{name}_FIRST IS NULL AND {name} NOT LIKE '--%'"
    return [
        RowRule(
            "date-unreadable",
            _said("error"),
            domain.code,
            domain.table,
            name,
            f"{odd} AND {unknown}",
            name,
            message,
            iso,
            odd,
        ),
        RowRule(
            "date-inexact",
            severity,
            domain.code,
            domain.table,
            name,
            f"{odd} AND NOT ({unknown}) AND {problem} IS NOT NULL",
            name,
            message,
            lost,
            odd,
        ),
    ]


def _typed(
    id: str, severity: str, code: str, variable: str, condition: str, value: str, message: str, fix: str
) -> RowRule:
    return RowRule(
        id, _said(severity), code, DOMAINS[code].table, variable, condition, value, message, _said(fix)
    )


def _spans(domain: Domain) -> list[RowRule]:
    start, end = f"{domain.code}STDTC", f"{domain.code}ENDTC"
    if not {start, end} <= set(domain.dates):
        return []
    return [
        _typed(
            "end-before-start",
            "error",
            domain.code,
            end,
            f"{end}_LAST < {start}_FIRST",
            end,
            f"concat_ws('', '{end}: expected a day on or after {start} ', {start}, ', found ', {end})",
            "correct the start or the end",
        )
    ]


def _required(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    rules = []
    for variable in domain.variables:
        name = variable.name
        if not variable.required or name == "USUBJID" or name not in raw:
            continue
        dated = variable.type == "date"
        rules.append(
            _typed(
                "date-missing" if dated else "value-missing",
                "warning" if dated else "error",
                domain.code,
                name,
                f"{name} IS NULL",
                "CAST(NULL AS VARCHAR)",
                _said(f"{name}: expected a {'date' if dated else 'value'}, found none"),
                "fill in what is known; a year alone helps" if dated else "fill the value in",
            )
        )
    return rules


_OXYGEN = (
    "OXYGEN",
    "CANNULA",
    "MASK",
    "VENTURI",
    "NONREBREATHER",
    "NON-REBREATHER",
    "HIGH-FLOW",
    "HIGH FLOW",
)
"""Words in PRTRT that tell oxygen by a device whose flow decides the CRS grade."""


LONGEST_LIFE = 120
"""Ages above so many years are not used."""

SEXES = ("M", "F", "U", "UNDIFFERENTIATED")
"""What DM.SEX can be."""


def _person() -> list[RowRule]:
    """Give the rules on age and sex."""
    age = number_text("AGE")
    listed = ", ".join(_said(sex) for sex in SEXES)
    return [
        _typed(
            "age-out-of-range",
            "error",
            "DM",
            "AGE",
            f"AGE < 0 OR AGE > {LONGEST_LIFE}",
            age,
            f"concat_ws('', 'AGE: expected 0 to {LONGEST_LIFE} years, found ', {age}, '; the age is not used')",
            "correct the age; leave it empty when it is not known",
        ),
        _typed(
            "sex-unknown",
            "warning",
            "DM",
            "SEX",
            f"SEX NOT IN ({listed})",
            "SEX",
            f"concat_ws('', 'SEX: expected {', '.join(SEXES[:-1])} or {SEXES[-1]}, found ', '''', SEX, '''', "
            "'; what needs the sex is not derived')",
            "write the CDISC term; leave it empty when it is not known",
        ),
    ]


def _dose_negative(domain: Domain) -> RowRule:
    code = domain.code
    dose = f"{code}DOSE"
    if any(v.name == f"{code}DOSTXT" for v in domain.variables):
        dose = f"coalesce({dose}, TRY_CAST({code}DOSTXT AS {SQL_TYPE['number']}))"
    # A placebo has a dose of 0; cells have not.
    nothing, bound = "", "'of 0 or more'"
    if code == "EX":
        nothing = f" OR ({dose} = 0 AND EXCAT = 'CAR T')"
        bound = "CASE WHEN EXCAT = 'CAR T' THEN 'above 0' ELSE 'of 0 or more' END"
    return _typed(
        "dose-negative",
        "error",
        code,
        f"{code}DOSE",
        f"{dose} < 0{nothing}",
        number_text(dose),
        f"concat_ws('', '{code}DOSE: expected a dose ', {bound}, ' of ', {code}TRT, ', found ', {number_text(dose)}, "
        "'; the dose is not used')",
        "correct the dose; leave it empty when it is not known",
    )


def _special(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    code = domain.code
    rules = _person() if code == "DM" else []
    if {f"{code}DOSE", f"{code}DOSTXT"} & set(raw):
        rules.append(_dose_negative(domain))
    if f"{code}DOSE" in raw:
        dose = f"{code}DOSE"
        rules.append(
            _typed(
                "dose-without-unit",
                "error",
                code,
                f"{code}DOSU",
                f"{dose} IS NOT NULL AND {dose} <> 0 AND {code}DOSU IS NULL",
                number_text(dose),
                f"concat_ws('', '{code}DOSU: expected the unit of dose ', {number_text(dose)}, ' of ', {code}TRT, "
                "', found none; the dose is not used')",
                "fill the unit in",
            )
        )
    if code == "AE" and "AETOXGR" in raw:
        rules.append(
            _typed(
                "grade-out-of-range",
                "error",
                "AE",
                "AETOXGR",
                "AETOXGR IS NOT NULL AND NOT regexp_matches(upper(trim(AETOXGR)), '^(GRADE )?[1-5]$')",
                "AETOXGR",
                "concat_ws('', 'AETOXGR: expected a grade 1 to 5, found ', '''', AETOXGR, '''', "
                "'; the event is kept and counts as not graded')",
                "correct the grade; leave it empty when it is not known",
            )
        )
        rules.append(
            _typed(
                "grade-spelling",
                "warning",
                "AE",
                "AETOXGR",
                "regexp_matches(upper(trim(AETOXGR)), '^GRADE [1-5]$')",
                "AETOXGR",
                "concat_ws('', 'AETOXGR: expected a grade 1 to 5, found ', '''', AETOXGR, '''', '; read as the number in it')",
                "write the number alone",
            )
        )
    # Where the column is not there one finding says so.
    if code == "AE" and "AETOXGR" in raw:
        rules.append(
            _typed(
                "grade-missing",
                "warning",
                "AE",
                "AETOXGR",
                "AETOXGR IS NULL",
                "AETERM",
                "concat_ws('', 'AETOXGR: expected a grade 1 to 5 of ', AETERM, ', found none')",
                "grade the event, or say in the report that it is not graded",
            )
        )
    if code == "PR":
        words = " OR ".join(f"upper(PRTRT) LIKE '%{word}%'" for word in _OXYGEN)
        rules.append(
            _typed(
                "flow-missing",
                "warning",
                "PR",
                "PRDOSE",
                f"({words}) AND PRDOSE IS NULL AND coalesce(PROCCUR, 'Y') <> 'N'",
                "PRTRT",
                "concat_ws('', 'PRDOSE: expected the flow of ', PRTRT, ' in L/min, found none; "
                "low and high flow cannot be told apart')",
                "fill in the flow and its unit",
            )
        )
    if code == "QS":
        unit = "replace(trim(coalesce(QSSTRESU, QSORRESU)), '/', '')"
        value = f"coalesce(QSSTRESN, TRY_CAST(QSORRES AS {SQL_TYPE['number']}))"
        found = f"concat_ws(' ', {number_text(value)}, coalesce(QSSTRESU, QSORRESU))"
        rules += [
            _typed(
                "maximum-missing",
                "warning",
                "QS",
                "QSSTRESU",
                f"QSTESTCD = 'MMT8' AND {value} IS NOT NULL AND coalesce({unit} NOT IN ('80', '150', '260'), TRUE)",
                found,
                f"concat_ws('', 'QSSTRESU: expected the maximum of the muscle test (/80, /150, /260) beside ', {found}, "
                "', found ', coalesce(QSSTRESU, QSORRESU, 'none'), '; strength cannot be compared')",
                "write the maximum of the form that was used into QSSTRESU",
            ),
            _typed(
                "above-maximum",
                "error",
                "QS",
                "QSSTRESN",
                f"QSTESTCD = 'MMT8' AND {value} > TRY_CAST({unit} AS {SQL_TYPE['number']})",
                found,
                f"concat_ws('', 'QSSTRESN: expected a muscle test of at most ', {unit}, ', found ', {number_text(value)})",
                "correct the value or its maximum",
            ),
        ]
    if code in FINDING_DOMAINS and f"{code}STAT" in raw:
        result = f"coalesce({code}STRESC, {code}ORRES, CAST({code}STRESN AS VARCHAR))"
        rules.append(
            _typed(
                "status-contradiction",
                "warning",
                code,
                f"{code}STAT",
                f"upper({code}STAT) = 'NOT DONE' AND {result} IS NOT NULL",
                result,
                f"concat_ws('', '{code}STAT: expected no result of {code}TESTCD ', {code}TESTCD, "
                f"' that was not done, found ', {result}, '; the result is not used')",
                "empty the status or the result",
            )
        )
    return rules


def row_rules(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    """Give the row rules of one domain whose columns arrived as `raw` (name -> SQL type).

    >>> [rule.id for rule in row_rules(DOMAINS["DM"], {"USUBJID": "VARCHAR", "AGE": "VARCHAR"})][:2]
    ['no-subject', 'number-unreadable']
    """
    rules = []
    if "USUBJID" in raw:
        rules.append(
            RowRule(
                "no-subject",
                _said("error"),
                domain.code,
                raw_name(domain.code),
                "USUBJID",
                f"{text_of('USUBJID', raw['USUBJID'])} IS NULL",
                "CAST(NULL AS VARCHAR)",
                _said("USUBJID: expected the patient of the record, found none; the row is not used"),
                _said("fill USUBJID in"),
            )
        )
    rules += _numbers(domain, raw)
    rules += _required(domain, raw)
    for name in domain.dates:
        if raw.get(name, "DATE") not in ("DATE", "TIMESTAMP"):
            rules += _date(domain, name)
    return rules + _spans(domain) + _special(domain, raw)


def listing(rule: RowRule, raw: Mapping[str, str]) -> Relation:
    """Give the relation that lists the records that break a rule, the first LISTED of them."""
    from_raw = rule.table == raw_name(rule.domain)
    domain = DOMAINS[rule.domain]
    sequence = f"{rule.domain}SEQ"
    if from_raw:
        subject = text_of("USUBJID", raw["USUBJID"]) if "USUBJID" in raw else "CAST(NULL AS VARCHAR)"
        seq, file, row = sequence_of(domain, raw), '"_FILE"', '"_ROW"'
    else:
        subject, file, row = "USUBJID", "SRCFILE", "SRCROW"
        seq = sequence if any(v.name == sequence for v in domain.variables) else "CAST(NULL AS BIGINT)"
    if from_raw and not any(v.name == sequence for v in domain.variables):
        seq = "CAST(NULL AS BIGINT)"
    return Relation(
        rule.name,
        f"WITH broken AS (SELECT {subject} AS SUBJECT, {seq} AS SEQ, {file} AS FILENO, {row} AS ROWNO, "
        f"{rule.value} AS FOUND, {rule.severity} AS SEVERITY, {rule.message} AS MESSAGE, {rule.fix} AS FIX "
        f"FROM {rule.table} WHERE {rule.condition}) "
        f"SELECT '{rule.id}' AS rule, SEVERITY AS severity, '{rule.domain}' AS domain, SUBJECT AS USUBJID, "
        f"SEQ AS seq, '{rule.variable}' AS variable, FOUND AS value, "
        f"concat_ws('', {PLACE_TEXT.format(row='ROWNO')}, ', ', MESSAGE) AS message, FIX AS fix "
        "FROM broken JOIN source_file AS f ON f.FILE = FILENO "
        f"ORDER BY FILENO, ROWNO LIMIT {LISTED}",
        (rule.table, "source_file"),
        tuple(FINDING_COLUMNS),
    )
