"""Medication at each assessment day: the dose, and whether each level of drug freedom holds."""

from __future__ import annotations

from collections.abc import Sequence

from cartaid.analysis.assessment_table import AssessmentTable
from cartaid.analysis.derived_evidence import medication_test
from cartaid.analysis.score import RAW, Parameter
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.engine.session import quoted

PARAMETERS = (
    Parameter("PREDEQ", "Prednisone-equivalent dose (mg/day)", "prednisone-equivalent", "adqs"),
    Parameter("GCFREE", "Free of glucocorticoids", "drug-free", "adrs"),
    Parameter("ISFREE", "Free of immunosuppressives", "drug-free", "adrs"),
    Parameter("BIOFREE", "Free of biologics", "drug-free", "adrs"),
    Parameter("AMFREE", "Free of antimalarials", "drug-free", "adrs"),
    Parameter("OFF", "Free of glucocorticoids, immunosuppressives and biologics", "drug-free", "adrs"),
    Parameter("DRUGFREE", "Free of all of them, antimalarials included", "drug-free", "adrs"),
)


LEVELS = tuple(parameter.paramcd for parameter in PARAMETERS if parameter.dataset == "adrs")
"""The drug-free levels that become rows of their own."""


def assessment_date(tables: Sequence[AssessmentTable]) -> Relation:
    """Give the days on which medication status is asked: clinical assessments, day 0 and last contact."""
    return Relation(
        "assessment_date",
        "".join(f"SELECT USUBJID, ADT FROM visit_{table.number} UNION " for table in tables)
        + "SELECT USUBJID, DAY0 AS ADT FROM period WHERE DAY0 IS NOT NULL "
        "UNION SELECT USUBJID, LAST_CONTACT AS ADT FROM subject WHERE LAST_CONTACT IS NOT NULL",
        (*(f"visit_{table.number}" for table in tables), "period", "subject"),
        ("USUBJID", "ADT"),
    )


def scored_medication(levels: Sequence[str] = LEVELS) -> Relation:
    """Give doses and drug-free levels as derived values."""
    # Where the day of a visit is not recorded and a drug may have begun or ended around it, nothing is said.
    unsettled = "LEFT JOIN partial_unsettled AS u ON u.USUBJID = e.USUBJID AND u.ADT = e.ADT"
    changed = "concat('treatment may have changed around the visit, whose day is not recorded (', u.DTC, ')')"
    value = "(CASE WHEN u.ADT IS NULL THEN VALUE END)"
    asked = f"LEVEL IN ({', '.join(map(quoted, levels))})" if levels else "FALSE"
    return Relation(
        "scored_medication",
        f"""
        SELECT e.USUBJID, e.ADT, CAST(NULL AS TIMESTAMP) AS ADTM, 'PREDEQ' AS PARAMCD,
            CASE WHEN u.ADT IS NULL THEN CAST(PREDEQ AS DOUBLE) END AS AVAL, CAST(NULL AS VARCHAR) AS AVALC,
            CASE WHEN u.ADT IS NULL THEN CAST(LOW AS DOUBLE) END AS ALOW,
            CASE WHEN u.ADT IS NULL THEN CAST(HIGH AS DOUBLE) END AS AHIGH,
            CASE WHEN u.ADT IS NULL THEN STATUS ELSE 'UNDETERMINED' END AS STATUS,
            CASE WHEN u.ADT IS NULL THEN REASON ELSE {changed} END AS REASON, 'prednisone-equivalent' AS DEFID
        FROM prednisone_equivalent AS e {unsettled}
        UNION ALL
        SELECT e.USUBJID, e.ADT, CAST(NULL AS TIMESTAMP) AS ADTM, LEVEL AS PARAMCD,
            CASE WHEN {value} THEN CAST(1 AS DOUBLE) WHEN NOT {value} THEN CAST(0 AS DOUBLE) END AS AVAL,
            CASE WHEN {value} THEN 'Y' WHEN NOT {value} THEN 'N' ELSE 'UNDETERMINED' END AS AVALC,
            CASE WHEN {value} THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS ALOW,
            CASE WHEN NOT {value} THEN CAST(0 AS DOUBLE) ELSE CAST(1 AS DOUBLE) END AS AHIGH,
            CASE WHEN {value} IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END AS STATUS,
            CASE WHEN u.ADT IS NULL THEN REASON ELSE {changed} END AS REASON, 'drug-free' AS DEFID
        FROM drug_status AS e {unsettled} WHERE {asked}
        """,
        ("prednisone_equivalent", "drug_status", "partial_unsettled"),
        RAW,
        kept=False,
    )


ADCM = {
    "CMDECOD": "SUBSTANCE",
    "CMCLAS": "CLASS",
    "ACAT1": "ROLE",
    "EPISODE": "EPISODE",
    "ASTDT": "ASTDT",
    "AENDT": "AENDT",
    "ASTRDY": "START_RDY",
    "AENRDY": "END_RDY",
    "ONGOFL": "CASE WHEN d.ONGOING THEN 'Y' END",
    "ADOSE": "DAILY",
    "PREDEQ": "PRED",
    "DTEXFL": "CASE WHEN d.IS_EXACT THEN 'Y' ELSE 'N' END",
    "RECORDS": "RECORDS",
}
"""Columns of ADCM beside STUDYID, USUBJID, ASTDY and AENDY, and the column of `drug_course` each is made from."""


def adcm_sql() -> str:
    """Write the query of ADCM: the courses of every classed drug, with ADaM names."""
    shown = ", ".join(f"{made if ' ' in made else 'd.' + made} AS {name}" for name, made in ADCM.items())
    days = ", ".join(
        f"d.{made} + CASE WHEN d.{made} >= 0 THEN 1 ELSE 0 END AS {name}"
        for name, made in (("ASTDY", "START_RDY"), ("AENDY", "END_RDY"))
    )
    return (
        f"SELECT s.STUDYID, d.USUBJID, {shown}, {days} FROM drug_course AS d "
        "JOIN subject AS s ON s.USUBJID = d.USUBJID ORDER BY ALL"
    )


def used_medication() -> Relation:
    """Give the medication records behind each dose and level, as text a person can read."""
    return Relation(
        "used_medication",
        f"""
        SELECT t.USUBJID, t.ADT, CAST(NULL AS TIMESTAMP) AS ADTM,
            {medication_test("t.PARAMCD")} AS PARAMCD, t.DOMAIN, t.SEQ, t.ROLE,
            CASE t.DOMAIN WHEN 'CM' THEN concat_ws(' ', c.CMTRT, CAST(CAST(c.CMDOSE AS DOUBLE) AS VARCHAR), c.CMDOSU,
                c.CMDOSFRQ, CASE WHEN c.CMENDTC IS NOT NULL THEN concat('until ', c.CMENDTC) ELSE c.CMENRTPT END)
                WHEN 'EX' THEN concat_ws(' ', x.EXTRT, CAST(CAST(x.EXDOSE AS DOUBLE) AS VARCHAR), x.EXDOSU) END AS VALUE,
            CAST(NULL AS VARCHAR) AS UNIT, coalesce(c.CMSTDTC, x.EXSTDTC) AS DTC
        FROM drug_trace AS t
        LEFT JOIN sdtm_cm AS c ON t.DOMAIN = 'CM' AND c.USUBJID = t.USUBJID AND c.CMSEQ = t.SEQ
        LEFT JOIN sdtm_ex AS x ON t.DOMAIN = 'EX' AND x.USUBJID = t.USUBJID AND x.EXSEQ = t.SEQ
        """,
        ("drug_trace", "sdtm_cm", "sdtm_ex"),
        USED,
        kept=False,
    )
