"""Medication at each assessment day: the dose, and whether each level of drug freedom holds."""

from __future__ import annotations

from cartaid.analysis.score import RAW, Parameter
from cartaid.engine import Relation

PARAMETERS = (
    Parameter("PREDEQ", "Prednisone-equivalent dose (mg/day)", "prednisone-equivalent", "adqs"),
    Parameter("GCFREE", "Free of glucocorticoids", "drug-free", "adrs"),
    Parameter("ISFREE", "Free of immunosuppressives", "drug-free", "adrs"),
    Parameter("BIOFREE", "Free of biologics", "drug-free", "adrs"),
    Parameter("AMFREE", "Free of antimalarials", "drug-free", "adrs"),
    Parameter("OFF", "Free of glucocorticoids, immunosuppressives and biologics", "drug-free", "adrs"),
    Parameter("DRUGFREE", "Free of all of them, antimalarials included", "drug-free", "adrs"),
)


def assessment_date() -> Relation:
    """Give the days on which medication status is asked: every clinical assessment, day 0 and last contact."""
    return Relation(
        "assessment_date",
        "SELECT USUBJID, FIRST AS ADT FROM recorded WHERE DOMAIN IN ('QS', 'RE') "
        "UNION SELECT USUBJID, DAY0 AS ADT FROM period WHERE DAY0 IS NOT NULL "
        "UNION SELECT USUBJID, LAST_CONTACT AS ADT FROM subject WHERE LAST_CONTACT IS NOT NULL",
        ("recorded", "period", "subject"),
        ("USUBJID", "ADT"),
    )


def scored_medication() -> Relation:
    """Give doses and drug-free levels as derived values."""
    levels = ", ".join(f"'{p.paramcd}'" for p in PARAMETERS if p.dataset == "adrs")
    return Relation(
        "scored_medication",
        f"""
        SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP) AS ADTM, 'PREDEQ' AS PARAMCD, CAST(PREDEQ AS DOUBLE) AS AVAL,
            CAST(NULL AS VARCHAR) AS AVALC, CAST(PREDEQ_LOW AS DOUBLE) AS ALOW, CAST(PREDEQ_HIGH AS DOUBLE) AS AHIGH,
            STATUS, REASON, 'prednisone-equivalent' AS DEFID
        FROM prednisone_equivalent
        UNION ALL
        SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP) AS ADTM, LEVEL AS PARAMCD,
            CASE WHEN VALUE THEN CAST(1 AS DOUBLE) WHEN NOT VALUE THEN CAST(0 AS DOUBLE) END AS AVAL,
            CASE WHEN VALUE THEN 'Y' WHEN NOT VALUE THEN 'N' ELSE 'UNDETERMINED' END AS AVALC,
            CASE WHEN VALUE THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS ALOW,
            CASE WHEN NOT VALUE THEN CAST(0 AS DOUBLE) ELSE CAST(1 AS DOUBLE) END AS AHIGH,
            CASE WHEN VALUE IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END AS STATUS, REASON, 'drug-free' AS DEFID
        FROM drug_status WHERE LEVEL IN ({levels})
        """,
        ("prednisone_equivalent", "drug_status"),
        RAW,
    )
