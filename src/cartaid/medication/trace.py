"""Which medication rows entered each dose and status."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.settings import MedicationSettings


def drug_trace(settings: MedicationSettings) -> Relation:
    """List for each dose and status the CM, EX and QS rows it was made from, and in what role.

    PARAMCD is PREDEQ or a LEVEL of `drug_status`. ROLE is `dose`, `possible dose`, `pulse`, `exposure`, `possible
    exposure`, `ended before` (the last glucocorticoid before the day), `not counted: <reason>`,
    `last biologic`, `start or increase`, `not taking`. A status without any row
    rests on the absence of records.

    Parameters: `settings`. Returns relation `drug_trace(USUBJID, ADT, PARAMCD, DOMAIN, SEQ, ROLE)`, a view: its rows
    are made when asked for.
    """
    k, w = settings.window_days, settings.stable_window_days
    back = 13 if settings.dose_basis == "mean_14d" else 0
    sql = f"""
WITH asked AS (
    SELECT DISTINCT USUBJID, ADT FROM assessment_date WHERE ADT IS NOT NULL
), reason AS (
    SELECT RECORD, min(REASON) AS REASON FROM drug_exclusion GROUP BY RECORD
), pair AS (
    SELECT d.USUBJID, d.ADT, e.*, x.REASON FROM (
        SELECT RECORD, DOMAIN, SEQ, LEVEL, IS_GC, PULSE, SURE_FROM, SURE_TO, POSSIBLE_FROM, POSSIBLE_TO, STOPPED_BY,
            COUNT_SURE_FROM, COUNT_SURE_TO, COUNT_POSSIBLE_FROM, COUNT_POSSIBLE_TO, START_LAST, BREAKS, INVESTIGATIONAL,
            USUBJID AS TAKER
        FROM drug_exposure
    ) AS e JOIN asked AS d ON d.USUBJID = e.TAKER AND e.POSSIBLE_FROM <= d.ADT
    LEFT JOIN reason AS x ON x.RECORD = e.RECORD
), part AS (
    SELECT 'GCFREE' AS PARAMCD, 'GC' AS LEVEL UNION ALL SELECT 'ISFREE', 'IS' UNION ALL SELECT 'BIOFREE', 'BIO'
    UNION ALL SELECT 'AMFREE', 'AM'
    UNION ALL SELECT 'OFF', 'GC' UNION ALL SELECT 'OFF', 'IS' UNION ALL SELECT 'OFF', 'BIO'
    UNION ALL SELECT 'DRUGFREE', 'GC' UNION ALL SELECT 'DRUGFREE', 'IS' UNION ALL SELECT 'DRUGFREE', 'BIO'
    UNION ALL SELECT 'DRUGFREE', 'AM'
)
SELECT USUBJID, ADT, 'PREDEQ' AS PARAMCD, DOMAIN, SEQ,
    CASE WHEN PULSE THEN 'pulse' WHEN SURE_FROM <= ADT AND SURE_TO >= ADT - {back} THEN 'dose' ELSE 'possible dose' END
        AS ROLE
FROM pair WHERE (IS_GC OR LEVEL = 'UNKNOWN') AND POSSIBLE_TO >= ADT - {back}
UNION ALL
SELECT USUBJID, ADT, 'PREDEQ', DOMAIN, SEQ, 'ended before' FROM pair WHERE IS_GC AND POSSIBLE_TO < ADT - {back}
QUALIFY row_number() OVER (PARTITION BY USUBJID, ADT ORDER BY POSSIBLE_TO DESC NULLS LAST, SEQ DESC NULLS LAST) = 1
UNION ALL
SELECT p.USUBJID, p.ADT, l.PARAMCD, p.DOMAIN, p.SEQ,
    CASE WHEN p.COUNT_SURE_FROM <= p.ADT AND p.COUNT_SURE_TO > p.ADT - {k} THEN 'exposure'
         WHEN p.COUNT_POSSIBLE_FROM <= p.ADT AND p.COUNT_POSSIBLE_TO > p.ADT - {k}
            AND (p.STOPPED_BY IS NULL OR p.ADT < p.STOPPED_BY) THEN 'possible exposure'
         WHEN p.REASON IS NOT NULL THEN concat('not counted: ', p.REASON)
         WHEN p.STOPPED_BY <= p.ADT THEN 'not counted: not taking at a later assessment'
         ELSE 'last biologic' END
FROM pair AS p JOIN part AS l ON p.LEVEL IN (l.LEVEL, 'UNKNOWN')
WHERE p.POSSIBLE_TO > p.ADT - {k} OR (p.LEVEL = 'BIO' AND p.REASON IS NULL)
UNION ALL
SELECT USUBJID, ADT, 'STABLE', DOMAIN, SEQ,
    CASE WHEN BREAKS AND START_LAST > ADT - {w} THEN 'start or increase' ELSE 'exposure' END
FROM pair WHERE LEVEL IN ('IS', 'BIO', 'UNKNOWN') AND COUNT_POSSIBLE_FROM IS NOT NULL
    AND (COUNT_POSSIBLE_TO >= ADT OR START_LAST > ADT - {w})
UNION ALL
SELECT USUBJID, ADT, 'STANDARD', DOMAIN, SEQ, 'exposure'
FROM pair WHERE LEVEL <> 'GC' AND COUNT_POSSIBLE_FROM <= ADT AND COUNT_POSSIBLE_TO >= ADT
UNION ALL
SELECT USUBJID, ADT, 'INVESTIGATIONAL', DOMAIN, SEQ, 'exposure'
FROM pair WHERE INVESTIGATIONAL IS NOT FALSE AND COUNT_POSSIBLE_FROM <= ADT AND COUNT_POSSIBLE_TO >= ADT
UNION ALL
SELECT d.USUBJID, d.ADT, l.PARAMCD, n.DOMAIN, n.SEQ, 'not taking'
FROM asked AS d JOIN not_taking AS n ON n.USUBJID = d.USUBJID AND n.DAY = d.ADT JOIN part AS l ON l.LEVEL = n.LEVEL
"""
    return Relation(
        "drug_trace",
        sql,
        ("assessment_date", "drug_exposure", "drug_exclusion", "not_taking"),
        ("USUBJID", "ADT", "PARAMCD", "DOMAIN", "SEQ", "ROLE"),
        kept=False,
    )
