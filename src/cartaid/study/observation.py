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

NO_UNIT = "no unit"
"""The unit of a value that must name one and does not."""


def _number(text: str) -> str:
    """Read a result text as a number, without a leading sign of comparison (`<0.5`, `>= 400`)."""
    bare = (
        f"CASE WHEN substr({text}, 1, 1) NOT IN ('<', '>') THEN {text} "
        f"WHEN substr({text}, 2, 1) = '=' THEN substr({text}, 3) ELSE substr({text}, 2) END"
    )
    return f"TRY_CAST(trim({bare}) AS DECIMAL(18,6))"


_RECORD = (
    "SEQ TESTCD CAT ORRES ORRESU ORNRLO ORNRHI STRESC STRESN STRESU STNRLO STNRHI DTC DTC_FIRST DTC_LAST DTC_TIME"
).split()


def _one(code: str) -> str:
    """Give the SELECT of one domain.

    Value, unit and reference range are taken from one side of the record: the standardised one, unless only the
    original one has a number with a unit. A result that was not done has no value.
    """
    renamed = ", ".join(f"{code}{name} AS {name}" for name in _RECORD)
    done = f"({code}STAT IS NULL OR upper({code}STAT) <> 'NOT DONE')"
    limit = "TRY_CAST({} AS DECIMAL(18,6))"

    def side(recorded: str, standardised: str) -> str:
        return f"CASE WHEN AS_RECORDED THEN {recorded} ELSE {standardised} END"

    return (
        f"SELECT USUBJID, '{code}' AS DOMAIN, SEQ, TESTCD, CAT, "
        f"CASE WHEN DONE THEN {side('ORIGINAL', 'STANDARD')} END AS VALUE, "
        "CASE WHEN DONE THEN RESULT END AS TEXT, "
        "CASE WHEN DONE AND substr(RESULT, 1, 1) IN ('<', '>') THEN substr(RESULT, 1, 1) END AS QUALIFIER, "
        f"{side('ORRESU', 'STRESU')} AS UNIT, "
        f"{side(limit.format('ORNRLO'), 'STNRLO')} AS LLN, {side(limit.format('ORNRHI'), 'STNRHI')} AS ULN, "
        "DTC, DTC_FIRST AS FIRST, DTC_LAST AS LAST, DTC_TIME AS TIME, VISITNUM, VISIT FROM "
        "(SELECT *, STANDARD IS NULL OR (STRESU IS NULL AND ORRESU IS NOT NULL AND ORIGINAL IS NOT NULL) "
        "AS AS_RECORDED FROM "
        f"(SELECT *, coalesce(STRESN, {_number('STRESC')}) AS STANDARD, {_number('ORRES')} AS ORIGINAL, "
        "coalesce(STRESC, ORRES) AS RESULT FROM "
        f"(SELECT USUBJID, VISITNUM, VISIT, {done} AS DONE, {renamed} FROM sdtm_{code.lower()}) AS record) AS read) "
        "AS sided"
    )


_ALIVE = (
    " WHERE NOT EXISTS (SELECT 1 FROM outside_life AS x WHERE x.USUBJID = sided.USUBJID "
    "AND (sided.DTC_LAST < x.BORN OR sided.DTC_FIRST > x.DIED))"
)


def outside_life_relation() -> Relation:
    """Give the patients with a result dated surely before birth or after death, and the bounds of their life.

    Such results are listed in the findings and used nowhere. Almost always it is empty; `observation` then need not
    compare every record.
    """
    dated = " UNION ALL ".join(
        f"SELECT USUBJID, {code}DTC_FIRST AS FIRST, {code}DTC_LAST AS LAST FROM sdtm_{code.lower()}"
        for code in FINDING_DOMAINS
    )
    return Relation(
        "outside_life",
        "SELECT DISTINCT d.USUBJID, d.BORN, d.DIED FROM (SELECT m.USUBJID, m.BRTHDTC_FIRST AS BORN, k.DIED FROM sdtm_dm AS m "
        "LEFT JOIN death AS k ON k.USUBJID = m.USUBJID WHERE m.BRTHDTC_FIRST IS NOT NULL OR k.DIED IS NOT NULL) AS d "
        f"JOIN ({dated}) AS r ON r.USUBJID = d.USUBJID WHERE r.LAST < d.BORN OR r.FIRST > d.DIED",
        ("sdtm_dm", "death", *(f"sdtm_{code.lower()}" for code in FINDING_DOMAINS)),
        ("USUBJID", "BORN", "DIED"),
    )


def observation_relation(
    kept: bool = False, outside_life: bool = False, scale_without_unit: bool = False
) -> Relation:
    """Give the relation `observation`: one row a result of QS, LB, VS, RE, CP and IS, but none outside a life.

    `kept` stores it instead of computing it where it is used; `outside_life` says that the relation of this name has
    rows, which are then left out; `scale_without_unit` likewise, and a value of those scales without a unit is then in
    the unit NO_UNIT, which nothing is read in. Units are not converted.

    >>> observation_relation().inputs
    ('sdtm_qs', 'sdtm_lb', 'sdtm_vs', 'sdtm_re', 'sdtm_cp', 'sdtm_is')
    """
    sql = " UNION ALL ".join(_one(code) + (_ALIVE if outside_life else "") for code in FINDING_DOMAINS)
    if scale_without_unit:
        unit = f"CASE WHEN x.USUBJID IS NOT NULL THEN coalesce(o.UNIT, '{NO_UNIT}') ELSE o.UNIT END AS UNIT"
        columns = ", ".join(unit if name == "UNIT" else f"o.{name}" for name in OBSERVATION_COLUMNS)
        sql = (
            f"SELECT {columns} FROM ({sql}) AS o LEFT JOIN scale_without_unit AS x ON o.DOMAIN = 'QS' "
            "AND x.USUBJID = o.USUBJID AND x.TESTCD = o.TESTCD AND coalesce(x.CAT, '') = coalesce(o.CAT, '')"
        )
    more = {"outside_life": outside_life, "scale_without_unit": scale_without_unit}
    return Relation(
        "observation",
        sql,
        (
            *(f"sdtm_{code.lower()}" for code in FINDING_DOMAINS),
            *(name for name, there in more.items() if there),
        ),
        tuple(OBSERVATION_COLUMNS),
        kept,
    )
