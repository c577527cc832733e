"""Courses of treatment over time: episodes for timelines, resumption after drug freedom, cumulative dose."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.day import LEVELS, overlap
from cartaid.medication.settings import MedicationSettings


def drug_course() -> Relation:
    """Merge the records of each substance into episodes with days from infusion and daily dose, for timelines.

    Records of one substance, role and daily dose that overlap or follow without a gap become one row; EPISODE numbers
    the stretches without a gap whatever the dose. ROLE is `treatment` or the reason for which it is not counted. ASTDT
    and AENDT are the first and last possible day, START_RDY and END_RDY count from infusion (day 0); AENDT is NULL when
    unknown, the last contact when ONGOING. DAILY is mg a day of the substance, PRED mg prednisone equivalent, both
    NULL where not known. IS_EXACT is FALSE where a date is partial or missing.

    Returns relation `drug_course`, all classes but `other` and unknown drugs.
    """
    sql = """
WITH reason AS (
    SELECT RECORD, min(REASON) AS REASON FROM drug_exclusion WHERE EXCLUDED GROUP BY RECORD
), placed AS (
    SELECT i.RECORD, i.USUBJID, i.CLASS, coalesce(i.SUBSTANCE, lower(trim(r.TREATMENT))) AS SUBSTANCE,
        coalesce(x.REASON, 'treatment') AS ROLE, i.START_FIRST AS ASTDT,
        CASE WHEN i.END_STATUS = 'ongoing' THEN i.END_FIRST ELSE i.END_LAST END AS AENDT,
        i.END_STATUS = 'ongoing' AS ONGOING,
        CASE WHEN i.MG_LOW = i.MG_HIGH THEN i.MG_LOW END AS DAILY,
        CASE WHEN i.IS_GC AND i.PRED_LOW = i.PRED_HIGH THEN i.PRED_LOW END AS PRED,
        i.START_FIRST IS NOT DISTINCT FROM i.START_LAST AND i.START_FIRST IS NOT NULL
            AND (i.END_STATUS = 'ongoing' OR i.END_FIRST IS NOT DISTINCT FROM i.END_LAST) AS IS_EXACT
    FROM drug_amount AS i JOIN drug_record AS r ON r.RECORD = i.RECORD
    LEFT JOIN reason AS x ON x.RECORD = i.RECORD
    WHERE i.CLASS IS NOT NULL AND i.CLASS <> 'other' AND i.TAKEN IS NOT FALSE
), stretched AS (
    SELECT p.*,
        max(coalesce(AENDT, DATE '2999-12-31')) OVER (PARTITION BY USUBJID, CLASS, SUBSTANCE
            ORDER BY ASTDT NULLS FIRST, RECORD ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS BEFORE,
        max(coalesce(AENDT, DATE '2999-12-31')) OVER (PARTITION BY USUBJID, CLASS, SUBSTANCE, ROLE, DAILY
            ORDER BY ASTDT NULLS FIRST, RECORD ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS SAME_BEFORE
    FROM placed AS p
), numbered AS (
    SELECT s.*,
        sum(CASE WHEN BEFORE IS NULL OR ASTDT > BEFORE + 1 THEN 1 ELSE 0 END) OVER (
            PARTITION BY USUBJID, CLASS, SUBSTANCE ORDER BY ASTDT NULLS FIRST, RECORD) AS EPISODE,
        sum(CASE WHEN SAME_BEFORE IS NULL OR ASTDT > SAME_BEFORE + 1 THEN 1 ELSE 0 END) OVER (
            PARTITION BY USUBJID, CLASS, SUBSTANCE, ROLE, DAILY ORDER BY ASTDT NULLS FIRST, RECORD) AS STRETCH
    FROM stretched AS s
), merged AS (
    SELECT USUBJID, CLASS, SUBSTANCE, ROLE, DAILY, STRETCH, min(EPISODE) AS EPISODE,
        CASE WHEN bool_or(ASTDT IS NULL) THEN NULL ELSE min(ASTDT) END AS ASTDT,
        CASE WHEN bool_or(AENDT IS NULL) THEN NULL ELSE max(AENDT) END AS AENDT,
        bool_or(ONGOING) AS ONGOING, max(PRED) AS PRED, bool_and(IS_EXACT) AS IS_EXACT, count(*) AS RECORDS
    FROM numbered GROUP BY USUBJID, CLASS, SUBSTANCE, ROLE, DAILY, STRETCH
)
SELECT m.USUBJID, m.CLASS, m.SUBSTANCE, m.ROLE, CAST(m.EPISODE AS BIGINT) AS EPISODE, m.ASTDT, m.AENDT,
    date_diff('day', s.INFUSION, m.ASTDT) AS START_RDY, date_diff('day', s.INFUSION, m.AENDT) AS END_RDY,
    m.ONGOING, CAST(m.DAILY AS DECIMAL(18,6)) AS DAILY, CAST(m.PRED AS DECIMAL(18,6)) AS PRED, m.IS_EXACT, m.RECORDS
FROM merged AS m LEFT JOIN subject AS s ON s.USUBJID = m.USUBJID
"""
    return Relation(
        "drug_course",
        sql,
        ("drug_amount", "drug_record", "drug_exclusion", "subject"),
        (
            *("USUBJID", "CLASS", "SUBSTANCE", "ROLE", "EPISODE", "ASTDT", "AENDT", "START_RDY", "END_RDY"),
            *("ONGOING", "DAILY", "PRED", "IS_EXACT", "RECORDS"),
        ),
    )


def time_to_drug_free() -> Relation:
    """Give the first assessment after infusion at which each level is free and stays so for 28 days.

    The first date with the level TRUE that no FALSE follows within 28 days; a patient who never gets there has no
    row. LAST_NOT_FREE is the last assessment before it (the event lies between), NULL where there is none.

    Returns relation `time_to_drug_free(USUBJID, LEVEL, ADT, RDY, LAST_NOT_FREE)`, levels as in `drug_status`.
    """
    levels = (*(f"{level}FREE" for level in LEVELS), "OFF", "DRUGFREE")
    after = ",\n        ".join(
        f"min(CASE WHEN d.{level} IS FALSE THEN d.ADT END) OVER later AS {level}_END" for level in levels
    )
    first = ",\n        ".join(
        f"min(CASE WHEN {level} AND ({level}_END IS NULL OR {level}_END > ADT + 28) THEN ADT END) AS {level}"
        for level in levels
    )
    long = "\n    UNION ALL ".join(
        f"SELECT USUBJID, INFUSION, '{level}' AS LEVEL, {level} AS ADT FROM first WHERE {level} IS NOT NULL"
        for level in levels
    )
    sql = f"""
WITH since AS (
    SELECT d.USUBJID, d.ADT, s.INFUSION, {", ".join(f"d.{level}" for level in levels)},
        {after.replace(" OVER later", " OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC NULLS LAST)")}
    FROM drug_day AS d JOIN subject AS s ON s.USUBJID = d.USUBJID WHERE d.ADT >= s.INFUSION
), first AS (
    SELECT USUBJID, INFUSION,
        {first}
    FROM since GROUP BY USUBJID, INFUSION
), long AS (
    {long}
)
SELECT l.USUBJID, l.LEVEL, l.ADT, date_diff('day', l.INFUSION, l.ADT) AS RDY, max(d.ADT) AS LAST_NOT_FREE
FROM long AS l LEFT JOIN drug_day AS d ON d.USUBJID = l.USUBJID AND d.ADT < l.ADT AND d.ADT >= l.INFUSION
GROUP BY l.USUBJID, l.LEVEL, l.ADT, l.INFUSION
"""
    return Relation(
        "time_to_drug_free",
        sql,
        ("drug_day", "subject"),
        ("USUBJID", "LEVEL", "ADT", "RDY", "LAST_NOT_FREE"),
    )


def resumption() -> Relation:
    """Give the first restart of treatment after drug freedom, per level, as the interval of its possible days.

    After the assessment of `time_to_drug_free`: LOW is the first day on which counted treatment of the level may have
    begun, HIGH the first by which it surely had (NULL when no record is sure). SUBSTANCE, DOMAIN and SEQ are those of
    the record behind LOW.

    Returns relation `resumption(USUBJID, LEVEL, FREE_ADT, LOW, HIGH, LOW_RDY, HIGH_RDY, SUBSTANCE, DOMAIN, SEQ)`.
    """
    sql = """
WITH part AS (
    SELECT 'GCFREE' AS LEVEL, 'GC' AS PART UNION ALL SELECT 'ISFREE', 'IS' UNION ALL SELECT 'BIOFREE', 'BIO'
    UNION ALL SELECT 'AMFREE', 'AM'
    UNION ALL SELECT 'OFF', 'GC' UNION ALL SELECT 'OFF', 'IS' UNION ALL SELECT 'OFF', 'BIO'
    UNION ALL SELECT 'DRUGFREE', 'GC' UNION ALL SELECT 'DRUGFREE', 'IS' UNION ALL SELECT 'DRUGFREE', 'BIO'
    UNION ALL SELECT 'DRUGFREE', 'AM'
), later AS (
    SELECT f.USUBJID, f.LEVEL, f.ADT AS FREE_ADT, e.SUBSTANCE, e.DOMAIN, e.SEQ, e.RECORD,
        greatest(e.COUNT_POSSIBLE_FROM, f.ADT + 1) AS BEGUN_FIRST,
        CASE WHEN e.COUNT_SURE_TO > f.ADT THEN greatest(e.COUNT_SURE_FROM, f.ADT + 1) END AS BEGUN_LAST
    FROM time_to_drug_free AS f JOIN part AS p ON p.LEVEL = f.LEVEL
    JOIN drug_exposure AS e ON e.USUBJID = f.USUBJID AND e.LEVEL IN (p.PART, 'UNKNOWN') AND e.COUNT_POSSIBLE_TO > f.ADT
    WHERE e.STOPPED_BY IS NULL OR e.STOPPED_BY > f.ADT
), placed AS (
    SELECT l.*, min(BEGUN_LAST) OVER (PARTITION BY USUBJID, LEVEL) AS HIGH,
        row_number() OVER (PARTITION BY USUBJID, LEVEL ORDER BY BEGUN_FIRST, BEGUN_LAST NULLS LAST, RECORD) AS PLACE
    FROM later AS l
)
SELECT p.USUBJID, p.LEVEL, p.FREE_ADT, p.BEGUN_FIRST AS LOW, p.HIGH,
    date_diff('day', s.INFUSION, p.BEGUN_FIRST) AS LOW_RDY, date_diff('day', s.INFUSION, p.HIGH) AS HIGH_RDY,
    p.SUBSTANCE, p.DOMAIN, p.SEQ
FROM placed AS p JOIN subject AS s ON s.USUBJID = p.USUBJID WHERE p.PLACE = 1
"""
    return Relation(
        "resumption",
        sql,
        ("time_to_drug_free", "drug_exposure", "subject"),
        ("USUBJID", "LEVEL", "FREE_ADT", "LOW", "HIGH", "LOW_RDY", "HIGH_RDY", "SUBSTANCE", "DOMAIN", "SEQ"),
    )


def cumulative_glucocorticoid(settings: MedicationSettings) -> Relation:
    """Give each patient's cumulative glucocorticoid (mg prednisone equivalent) from infusion to last contact.

    Sums systemic doses and, apart, pulses, over the days from day 0 to the last contact. LOW counts what is sure, HIGH
    what is possible (NULL without bound). A patient without a glucocorticoid has zeros, one without any medication
    record an open HIGH (unless `settings` take silence for no drug); without infusion date no row.

    Returns relation `cumulative_glucocorticoid(USUBJID, LOW, HIGH, PULSE_LOW, PULSE_HIGH)`.
    """
    sure = overlap("e.SURE_FROM", "e.SURE_TO", "s.INFUSION", "coalesce(s.LAST_CONTACT, s.DATA_CUT)")
    maybe = overlap("e.POSSIBLE_FROM", "e.POSSIBLE_TO", "s.INFUSION", "coalesce(s.LAST_CONTACT, s.DATA_CUT)")
    silent, kept = "FALSE", ""
    if settings.patient_without_records == "unknown":
        silent = "c.USUBJID IS NULL"
        kept = " LEFT JOIN (SELECT DISTINCT USUBJID FROM sdtm_cm) AS c ON c.USUBJID = t.USUBJID"
    sql = f"""
WITH taken AS (
    SELECT s.USUBJID, e.PULSE,
        CASE WHEN e.IS_GC AND e.SURE_FROM IS NOT NULL THEN e.PRED_LOW * {sure} ELSE 0 END AS LOW,
        CASE WHEN (e.IS_GC OR e.LEVEL = 'UNKNOWN') AND {maybe} > 0 THEN e.PRED_HIGH * {maybe} ELSE 0 END AS HIGH
    FROM subject AS s LEFT JOIN drug_exposure AS e ON e.USUBJID = s.USUBJID
    WHERE s.INFUSION IS NOT NULL AND coalesce(s.LAST_CONTACT, s.DATA_CUT) IS NOT NULL
), summed AS (
    SELECT USUBJID, sum(CASE WHEN PULSE IS FALSE THEN LOW ELSE 0 END) AS LOW,
        sum(CASE WHEN PULSE THEN 0 ELSE HIGH END) AS HIGH,
        bool_or(HIGH IS NULL AND PULSE IS NOT TRUE) AS IS_OPEN,
        sum(CASE WHEN PULSE THEN LOW ELSE 0 END) AS PULSE_LOW,
        sum(CASE WHEN PULSE IS NOT FALSE THEN HIGH ELSE 0 END) AS PULSE_HIGH
    FROM taken GROUP BY USUBJID
), said AS (
    SELECT t.*, {silent} AS SILENT FROM summed AS t{kept}
)
SELECT USUBJID, CAST(round(LOW, 6) AS DECIMAL(18,6)) AS LOW,
    CASE WHEN NOT coalesce(IS_OPEN, FALSE) AND NOT SILENT THEN CAST(round(HIGH, 6) AS DECIMAL(18,6)) END AS HIGH,
    CAST(round(PULSE_LOW, 6) AS DECIMAL(18,6)) AS PULSE_LOW,
    CASE WHEN NOT SILENT THEN CAST(round(PULSE_HIGH, 6) AS DECIMAL(18,6)) END AS PULSE_HIGH
FROM said
"""
    return Relation(
        "cumulative_glucocorticoid",
        sql,
        ("subject", "drug_exposure", *(("sdtm_cm",) if kept else ())),
        ("USUBJID", "LOW", "HIGH", "PULSE_LOW", "PULSE_HIGH"),
    )
