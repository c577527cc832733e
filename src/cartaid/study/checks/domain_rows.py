"""Rules on single records that one domain has: ages, doses, grades, oxygen, muscle tests; and on results not done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cartaid.engine.session import number_text
from cartaid.study.checks.row_rule import RowRule, said, typed_rule
from cartaid.study.domains import FINDING_DOMAINS, LONGEST_LIFE, SQL_TYPE, Domain

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

SEXES = ("M", "F", "U", "UNDIFFERENTIATED")
"""What DM.SEX can be."""


def _person() -> list[RowRule]:
    """Give the rules on age and sex."""
    age = number_text("AGE")
    listed = ", ".join(said(sex) for sex in SEXES)
    return [
        typed_rule(
            "age-out-of-range",
            "error",
            "DM",
            "AGE",
            f"AGE < 0 OR AGE > {LONGEST_LIFE}",
            age,
            f"concat_ws('', 'AGE: expected 0 to {LONGEST_LIFE} years, found ', {age}, '; the age is not used')",
            "correct the age; leave it empty when it is not known",
        ),
        typed_rule(
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
    return typed_rule(
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


def _dose_without_unit(domain: Domain) -> RowRule:
    code = domain.code
    dose = f"{code}DOSE"
    return typed_rule(
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


def _grades() -> list[RowRule]:
    """Give the rules on AETOXGR; where the column is not there, one finding of the study says so."""
    return [
        typed_rule(
            "grade-out-of-range",
            "error",
            "AE",
            "AETOXGR",
            "AETOXGR IS NOT NULL AND NOT regexp_matches(upper(trim(AETOXGR)), '^(GRADE )?[1-5]$')",
            "AETOXGR",
            "concat_ws('', 'AETOXGR: expected a grade 1 to 5, found ', '''', AETOXGR, '''', "
            "'; the event is kept and counts as not graded')",
            "correct the grade; leave it empty when it is not known",
        ),
        typed_rule(
            "grade-spelling",
            "warning",
            "AE",
            "AETOXGR",
            "regexp_matches(upper(trim(AETOXGR)), '^GRADE [1-5]$')",
            "AETOXGR",
            "concat_ws('', 'AETOXGR: expected a grade 1 to 5, found ', '''', AETOXGR, '''', '; read as the number in it')",
            "write the number alone",
        ),
        typed_rule(
            "grade-missing",
            "warning",
            "AE",
            "AETOXGR",
            "AETOXGR IS NULL",
            "AETERM",
            "concat_ws('', 'AETOXGR: expected a grade 1 to 5 of ', AETERM, ', found none')",
            "grade the event, or say in the report that it is not graded",
        ),
    ]


def _oxygen_flow() -> list[RowRule]:
    words = " OR ".join(f"upper(PRTRT) LIKE '%{word}%'" for word in _OXYGEN)
    return [
        typed_rule(
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
    ]


def _muscle_test() -> list[RowRule]:
    """Give the rules on the maximum of a muscle test, which stands where other tests have their unit."""
    unit = "replace(trim(coalesce(QSSTRESU, QSORRESU)), '/', '')"
    value = f"coalesce(QSSTRESN, TRY_CAST(QSORRES AS {SQL_TYPE['number']}))"
    found = f"concat_ws(' ', {number_text(value)}, coalesce(QSSTRESU, QSORRESU))"
    return [
        typed_rule(
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
        typed_rule(
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


def _not_done(domain: Domain) -> RowRule:
    code = domain.code
    result = f"coalesce({code}STRESC, {code}ORRES, CAST({code}STRESN AS VARCHAR))"
    return typed_rule(
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


_OF_ONE: dict[str, Callable[[], list[RowRule]]] = {"DM": _person, "PR": _oxygen_flow, "QS": _muscle_test}
"""The rules of one domain alone."""


def domain_rules(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    """Give the rules that a domain has of its own; `raw` are the columns that arrived (name -> SQL type)."""
    code = domain.code
    rules = _OF_ONE[code]() if code in _OF_ONE else []
    if {f"{code}DOSE", f"{code}DOSTXT"} & set(raw):
        rules.append(_dose_negative(domain))
    if f"{code}DOSE" in raw:
        rules.append(_dose_without_unit(domain))
    if "AETOXGR" in raw:
        rules += _grades()
    if code in FINDING_DOMAINS and f"{code}STAT" in raw:
        rules.append(_not_done(domain))
    return rules
