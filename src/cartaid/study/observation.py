"""All results of the findings domains as one relation, whatever domain they came from."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.study.domains import FINDING_DOMAINS

OBSERVATION_COLUMNS: dict[str, str] = {
    "USUBJID": "VARCHAR",
    "DOMAIN": "VARCHAR",
    "SEQ": "BIGINT",
    "TESTCD": "VARCHAR",
    "CAT": "VARCHAR",
    "VALUE": "DECIMAL(18,6)",
    "TEXT": "VARCHAR",
    "QUALIFIER": "VARCHAR",
    "UNIT": "VARCHAR",
    "LLN": "DECIMAL(18,6)",
    "ULN": "DECIMAL(18,6)",
    "DTC": "VARCHAR",
    "FIRST": "DATE",
    "LAST": "DATE",
    "TIME": "TIMESTAMP",
    "VISITNUM": "DECIMAL(18,6)",
    "VISIT": "VARCHAR",
}
"""Columns of the relation `observation` with their SQL types."""


def _number(text: str) -> str:
    """Read a result text as a number, without a leading sign of comparison (`<0.5`, `>= 400`)."""
    bare = (
        f"CASE WHEN substr({text}, 1, 1) NOT IN ('<', '>') THEN {text} "
        f"WHEN substr({text}, 2, 1) = '=' THEN substr({text}, 3) ELSE substr({text}, 2) END"
    )
    return f"TRY_CAST(trim({bare}) AS DECIMAL(18,6))"


def _one(code: str) -> str:
    """Give the SELECT of one domain.

    Value, unit and reference range are taken from one side of the record: the standardised one, unless only the
    original one has a unit to its number. A result that was not done has no value.
    """
    v = {
        name: f"{code}{name}"
        for name in (
            "SEQ TESTCD CAT ORRES ORRESU ORNRLO ORNRHI STRESC STRESN STRESU STNRLO STNRHI STAT DTC".split()
        )
    }
    standard = f"coalesce({v['STRESN']}, {_number(v['STRESC'])})"
    original = _number(v["ORRES"])
    # TRUE where the original side is used.
    as_recorded = (
        f"({standard} IS NULL OR ({v['STRESU']} IS NULL AND {v['ORRESU']} IS NOT NULL "
        f"AND {original} IS NOT NULL))"
    )
    result = f"coalesce({v['STRESC']}, {v['ORRES']})"

    def side(recorded: str, standardised: str) -> str:
        return f"CASE WHEN {as_recorded} THEN {recorded} ELSE {standardised} END"

    done = f"({v['STAT']} IS NULL OR upper({v['STAT']}) <> 'NOT DONE')"
    limit = "TRY_CAST({} AS DECIMAL(18,6))"
    return (
        f"SELECT USUBJID, '{code}' AS DOMAIN, {v['SEQ']} AS SEQ, {v['TESTCD']} AS TESTCD, {v['CAT']} AS CAT, "
        f"CASE WHEN {done} THEN {side(original, standard)} END AS VALUE, "
        f"CASE WHEN {done} THEN {result} END AS TEXT, "
        f"CASE WHEN {done} AND substr({result}, 1, 1) IN ('<', '>') THEN substr({result}, 1, 1) END AS QUALIFIER, "
        f"{side(v['ORRESU'], v['STRESU'])} AS UNIT, "
        f"{side(limit.format(v['ORNRLO']), v['STNRLO'])} AS LLN, "
        f"{side(limit.format(v['ORNRHI']), v['STNRHI'])} AS ULN, "
        f"{v['DTC']} AS DTC, {v['DTC']}_FIRST AS FIRST, {v['DTC']}_LAST AS LAST, {v['DTC']}_TIME AS TIME, "
        f"VISITNUM, VISIT FROM sdtm_{code.lower()}"
    )


def observation_relation(kept: bool = False) -> Relation:
    """Give the relation `observation`: one row a result of QS, LB, VS, RE, CP and IS.

    `kept` stores it instead of computing it where it is used. Units are not converted.

    >>> observation_relation().inputs
    ('sdtm_qs', 'sdtm_lb', 'sdtm_vs', 'sdtm_re', 'sdtm_cp', 'sdtm_is')
    """
    return Relation(
        "observation",
        " UNION ALL ".join(_one(code) for code in FINDING_DOMAINS),
        tuple(f"sdtm_{code.lower()}" for code in FINDING_DOMAINS),
        tuple(OBSERVATION_COLUMNS),
        kept,
    )
