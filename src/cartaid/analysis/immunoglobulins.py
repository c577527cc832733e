"""Immunoglobulins of each patient: nadir, change, days below limits; values under replacement are not the patient's."""

from __future__ import annotations

from cartaid.analysis.immunology import wash_out, wash_out_flag
from cartaid.engine import Relation

MODERATE, SEVERE = 7, 4
"""IgG in g/L below which hypogammaglobulinaemia is called moderate and severe (common cut-offs, from memory)."""

ROWS = "USUBJID APERIOD PARAMCD ADT RDY AVAL ANRLO IVIGFL STARTED DAY0 SEQ".split()

SUMMARY = (
    "USUBJID APERIOD PARAMCD BASE BASEDT NADIR NADIRDT NADIRDY NADIRPCT BELOWFL PREEXFL TRTEMFL DAYS_KNOWN "
    "DAYS_UNKNOWN DAYS_BELOW_LLN DAYS_BELOW_7 DAYS_BELOW_4 SAMPLES EXOGENOUS TWICE"
).split()


def immunoglobulin_sample() -> Relation:
    """Give every dated IgG, IgA and IgM in g/L; IVIGFL marks IgG within the wash-out after immunoglobulin."""
    return Relation(
        "immunoglobulin_sample",
        f"""
        SELECT r.USUBJID, r.APERIOD, r.PARAMCD, r.ADT, r.RDY, r.AVAL, r.ANRLO,
            CASE WHEN r.PARAMCD <> 'IGG' THEN 'N' ELSE {wash_out_flag("w")} END AS IVIGFL, r.STARTED, r.DAY0, r.SEQ
        FROM immunoglobulin_row AS r
        LEFT JOIN immunoglobulin_wash_out AS w ON w.USUBJID = r.USUBJID AND w.ADT = r.ADT
        """,
        ("immunoglobulin_row", "immunoglobulin_wash_out"),
        tuple(ROWS),
    )


def immunoglobulin_twice() -> Relation:
    """Give the days (and times) on which one immunoglobulin has two different results: neither is used."""
    return Relation(
        "immunoglobulin_twice",
        """
        SELECT USUBJID, TESTCD AS PARAMCD, FIRST AS ADT, TIME AS ADTM FROM quantity
        WHERE DOMAIN = 'LB' AND TESTCD IN ('IGG', 'IGA', 'IGM') AND FIRST = LAST
        GROUP BY USUBJID, TESTCD, FIRST, TIME HAVING min(VALUE) <> max(VALUE)
        """,
        ("quantity",),
        ("USUBJID", "PARAMCD", "ADT", "ADTM"),
    )


def immunoglobulin_row() -> Relation:
    """Give the results before the wash-out is looked at; of several on one day the last.

    Two different results of one time are not used (`immunoglobulin_twice`).
    """
    return Relation(
        "immunoglobulin_row",
        """
        SELECT q.USUBJID, p.APERIOD, q.TESTCD AS PARAMCD, q.FIRST AS ADT, date_diff('day', p.DAY0, q.FIRST) AS RDY,
            q.VALUE AS AVAL, q.LLN AS ANRLO, t.STARTED, p.DAY0, q.SEQ
        FROM quantity AS q
        JOIN period AS p ON p.USUBJID = q.USUBJID AND (p.STARTS IS NULL OR q.FIRST >= p.STARTS)
            AND (p.ENDS IS NULL OR q.FIRST <= p.ENDS)
        LEFT JOIN treatment_start AS t ON t.USUBJID = p.USUBJID AND t.APERIOD = p.APERIOD
        LEFT JOIN immunoglobulin_twice AS w ON w.USUBJID = q.USUBJID AND w.PARAMCD = q.TESTCD AND w.ADT = q.FIRST
            AND w.ADTM IS NOT DISTINCT FROM q.TIME
        WHERE q.DOMAIN = 'LB' AND q.TESTCD IN ('IGG', 'IGA', 'IGM') AND q.FIRST = q.LAST AND q.VALUE IS NOT NULL
            AND q.FIRST <= (SELECT max(DATA_CUT) FROM data_cut) AND w.USUBJID IS NULL
        QUALIFY row_number() OVER (PARTITION BY q.USUBJID, p.APERIOD, q.TESTCD, q.FIRST
            ORDER BY q.TIME DESC NULLS LAST, q.SEQ DESC NULLS LAST) = 1
        """,
        ("quantity", "period", "treatment_start", "data_cut", "immunoglobulin_twice"),
        tuple(name for name in ROWS if name != "IVIGFL"),
    )


def immunoglobulin_course() -> Relation:
    """Give one row a patient, period and immunoglobulin.

    NADIR is the lowest of the patient's own values after the start of treatment; a value within the wash-out after
    immunoglobulin (EXOGENOUS counts them) is not one. Days are counted from the infusion to the last sample, each
    value holding until the next sample; days after immunoglobulin is given, and those a value within the wash-out
    would hold, are unknown for IgG. BELOWFL says
    whether the nadir lies under 7 (`<7`) or 4 g/L (`<4`), IgG only; PREEXFL is Y where the baseline lay below 7 g/L
    already, TRTEMFL Y where the nadir lies in a lower band than the baseline. TWICE counts the times of two different
    results, of which neither is used.
    """

    def band(value: str) -> str:
        return (
            f"CASE WHEN {value} < {SEVERE} THEN 2 WHEN {value} < {MODERATE} THEN 1 "
            f"WHEN {value} >= {MODERATE} THEN 0 END"
        )

    held = "date_diff('day', greatest(ADT, DAY0), greatest(OWN_UNTIL, DAY0))"
    own = "IVIGFL = 'N'"
    return Relation(
        "immunoglobulin_course",
        f"""
        WITH followed AS (
            SELECT *, lead(ADT) OVER (PARTITION BY USUBJID, APERIOD, PARAMCD ORDER BY ADT NULLS LAST) AS NEXT_ADT
            FROM immunoglobulin_sample),
        given AS (
            SELECT f.USUBJID, f.ADT, min(g.START_FIRST) AS GIVEN FROM followed AS f
            JOIN immunoglobulin_given AS g ON g.USUBJID = f.USUBJID AND g.START_FIRST > f.ADT
                AND g.START_FIRST < f.NEXT_ADT
            WHERE f.PARAMCD = 'IGG' GROUP BY f.USUBJID, f.ADT),
        held AS (
            SELECT f.*, CASE WHEN f.PARAMCD = 'IGG' AND g.GIVEN IS NOT NULL THEN g.GIVEN ELSE f.NEXT_ADT END
                AS OWN_UNTIL
            FROM followed AS f LEFT JOIN given AS g ON g.USUBJID = f.USUBJID AND g.ADT = f.ADT),
        days AS (
            SELECT USUBJID, APERIOD, PARAMCD,
                sum(CASE WHEN {own} THEN {held} ELSE 0 END) AS DAYS_KNOWN,
                sum(date_diff('day', greatest(ADT, DAY0), NEXT_ADT) - CASE WHEN {own} THEN {held} ELSE 0 END)
                    AS DAYS_UNKNOWN,
                sum(CASE WHEN {own} AND AVAL < ANRLO THEN {held} ELSE 0 END) AS DAYS_BELOW_LLN,
                sum(CASE WHEN {own} AND AVAL < {MODERATE} THEN {held} ELSE 0 END) AS DAYS_BELOW_7,
                sum(CASE WHEN {own} AND AVAL < {SEVERE} THEN {held} ELSE 0 END) AS DAYS_BELOW_4
            FROM held WHERE NEXT_ADT > DAY0 GROUP BY USUBJID, APERIOD, PARAMCD),
        base AS (
            SELECT r.USUBJID, t.APERIOD, r.PARAMCD, r.AVAL AS BASE, r.ADT AS BASEDT
            FROM immunoglobulin_sample AS r JOIN treatment_start AS t ON t.USUBJID = r.USUBJID AND r.ADT <= t.STARTED
            WHERE r.{own}
            QUALIFY row_number() OVER (
                PARTITION BY r.USUBJID, t.APERIOD, r.PARAMCD ORDER BY r.ADT DESC NULLS LAST) = 1),
        lowest AS (
            SELECT USUBJID, APERIOD, PARAMCD, AVAL AS NADIR, ADT AS NADIRDT, RDY AS NADIRDY FROM immunoglobulin_sample
            WHERE {own} AND ADT > STARTED
            QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD, PARAMCD
                ORDER BY AVAL NULLS LAST, ADT NULLS LAST) = 1),
        counted AS (
            SELECT USUBJID, APERIOD, PARAMCD, sum(CASE WHEN ADT > STARTED THEN 1 ELSE 0 END) AS SAMPLES,
                sum(CASE WHEN ADT > STARTED AND IVIGFL <> 'N' THEN 1 ELSE 0 END) AS EXOGENOUS
            FROM immunoglobulin_sample GROUP BY USUBJID, APERIOD, PARAMCD),
        twice AS (
            SELECT w.USUBJID, p.APERIOD, w.PARAMCD, count(*) AS TWICE FROM immunoglobulin_twice AS w
            JOIN period AS p ON p.USUBJID = w.USUBJID AND (p.STARTS IS NULL OR w.ADT >= p.STARTS)
                AND (p.ENDS IS NULL OR w.ADT <= p.ENDS)
            GROUP BY w.USUBJID, p.APERIOD, w.PARAMCD)
        SELECT c.USUBJID, c.APERIOD, c.PARAMCD, b.BASE, b.BASEDT, l.NADIR, l.NADIRDT, l.NADIRDY,
            CAST(100 AS DOUBLE) * CAST(l.NADIR - b.BASE AS DOUBLE) / CAST(nullif(b.BASE, 0) AS DOUBLE) AS NADIRPCT,
            CASE WHEN c.PARAMCD = 'IGG' THEN
                CASE {band("l.NADIR")} WHEN 2 THEN '<4' WHEN 1 THEN '<7' WHEN 0 THEN 'N' END END AS BELOWFL,
            CASE WHEN c.PARAMCD = 'IGG' THEN
                CASE WHEN b.BASE < {MODERATE} THEN 'Y' WHEN b.BASE >= {MODERATE} THEN 'N' END END AS PREEXFL,
            CASE WHEN c.PARAMCD = 'IGG' THEN CASE WHEN {band("l.NADIR")} > {band("b.BASE")} THEN 'Y'
                WHEN {band("l.NADIR")} <= {band("b.BASE")} THEN 'N' ELSE 'U' END END AS TRTEMFL,
            d.DAYS_KNOWN, d.DAYS_UNKNOWN, d.DAYS_BELOW_LLN,
            CASE WHEN c.PARAMCD = 'IGG' THEN d.DAYS_BELOW_7 END AS DAYS_BELOW_7,
            CASE WHEN c.PARAMCD = 'IGG' THEN d.DAYS_BELOW_4 END AS DAYS_BELOW_4, c.SAMPLES, c.EXOGENOUS,
            coalesce(w.TWICE, 0) AS TWICE
        FROM counted AS c
        LEFT JOIN base AS b ON b.USUBJID = c.USUBJID AND b.APERIOD = c.APERIOD AND b.PARAMCD = c.PARAMCD
        LEFT JOIN lowest AS l ON l.USUBJID = c.USUBJID AND l.APERIOD = c.APERIOD AND l.PARAMCD = c.PARAMCD
        LEFT JOIN twice AS w ON w.USUBJID = c.USUBJID AND w.APERIOD = c.APERIOD AND w.PARAMCD = c.PARAMCD
        LEFT JOIN days AS d ON d.USUBJID = c.USUBJID AND d.APERIOD = c.APERIOD AND d.PARAMCD = c.PARAMCD
        """,
        (
            "immunoglobulin_sample",
            "immunoglobulin_given",
            "immunoglobulin_twice",
            "treatment_start",
            "period",
        ),
        tuple(SUMMARY),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module; `immunoglobulin_given` of `immunology` must be there."""
    return (
        immunoglobulin_twice(),
        immunoglobulin_row(),
        wash_out("immunoglobulin_row", "immunoglobulin_wash_out"),
        immunoglobulin_sample(),
        immunoglobulin_course(),
    )
