"""B-cell depletion and return: absence by the protocol's threshold, return confirmed, time interval-censored.

B cells are absent below the threshold of the protocol (`b_cells.*`) and return with the first of so many samples
in a row at or above it. The return lies between the last absent and that first present sample; without one the
time is censored at the last absent sample, never at the data cut.
"""

from __future__ import annotations

from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.study.units import unit_key_sql


def b_cell_rule() -> Relation:
    """Give the protocol's rule in one row: domain, test, threshold in the unit of the samples, confirmations, days.

    The threshold is NULL when its unit is not one of the test.
    """
    setting = "max(CASE WHEN NAME = 'b_cells.{}' THEN VALUE END)"
    key = unit_key_sql("s.UNIT_TEXT")
    return Relation(
        "b_cell_rule",
        f"""
        WITH s AS (
            SELECT {setting.format("domain")} AS DOMAIN, {setting.format("test")} AS TESTCD,
                {setting.format("unit")} AS UNIT_TEXT,
                TRY_CAST({setting.format("threshold")} AS DECIMAL(18,6)) AS GIVEN,
                TRY_CAST({setting.format("confirmations")} AS INTEGER) AS CONFIRMATIONS,
                TRY_CAST({setting.format("depletion_days")} AS INTEGER) AS DEPLETION_DAYS
            FROM protocol_setting)
        SELECT s.DOMAIN, s.TESTCD, s.UNIT_TEXT, s.CONFIRMATIONS, s.DEPLETION_DAYS, s.GIVEN AS THRESHOLD_GIVEN, {key} AS UNITKEY,
            t.TESTCD IS NOT NULL AS CONVERTS,
            CASE WHEN t.TESTCD IS NULL THEN s.GIVEN
                ELSE CAST(round(s.GIVEN * c.FACTOR + c.SHIFT, 6) AS DECIMAL(18,6)) END AS THRESHOLD
        FROM s LEFT JOIN unit_test AS t ON t.TESTCD = s.TESTCD
        LEFT JOIN unit_conversion AS c ON c.TESTCD = s.TESTCD AND c.UNITKEY = {key}
        """,
        ("protocol_setting", "unit_test", "unit_conversion"),
        tuple(
            "DOMAIN TESTCD UNIT_TEXT CONFIRMATIONS DEPLETION_DAYS THRESHOLD_GIVEN UNITKEY CONVERTS THRESHOLD".split()
        ),
    )


def b_cell_sample() -> Relation:
    """Say of each day with a B-cell sample whether B cells are absent: TRUE, FALSE, or NULL.

    A sample below quantification is absent only when its limit does not exceed the threshold or is not known. A refused
    value tells nothing.
    Two samples of one day that disagree tell nothing, nor does a negative count.
    """
    absent = (
        "CASE WHEN r.THRESHOLD IS NULL OR (NOT r.CONVERTS AND a.AVALU IS NOT NULL "
        f"AND {unit_key_sql('a.AVALU')} <> r.UNITKEY) THEN NULL "
        "WHEN a.BLQFL = 'Y' THEN CASE WHEN a.ALLOQ > r.THRESHOLD THEN NULL ELSE TRUE END "
        "WHEN a.AVAL >= 0 THEN a.AVAL < r.THRESHOLD END"
    )
    return Relation(
        "b_cell_sample",
        f"""
        SELECT USUBJID, APERIOD, ADT, RDY, CASE WHEN bool_and(ABSENT) = bool_or(ABSENT) AND count(*) = count(ABSENT)
            THEN bool_and(ABSENT) END AS ABSENT
        FROM (SELECT a.USUBJID, a.APERIOD, a.ADT, a.RDY, {absent} AS ABSENT
            FROM adpc AS a JOIN b_cell_rule AS r ON r.DOMAIN = a.DOMAIN AND r.TESTCD = a.PARAMCD) AS judged
        GROUP BY USUBJID, APERIOD, ADT, RDY
        """,
        ("adpc", "b_cell_rule"),
        ("USUBJID", "APERIOD", "ADT", "RDY", "ABSENT"),
    )


def b_cell_course() -> Relation:
    """Give one row a patient and period: first absence, return, last absent sample, what was there before.

    BEFORE_ABSENT says whether B cells were absent at the last sample up to the start of treatment; LAST_ABSENT is
    the last absent sample before the return, or of all when there is none; PENDING samples have returned without
    confirmation; UNREAD samples could not be read against the threshold. NEVER is TRUE where no sample was absent
    and the first one was early enough to have met a depletion; after a later one depletion is not known.
    LAST_PRESENT is the last day before the first absence on which B cells were seen, the infusion where that is later:
    the absence began after it.
    """
    return Relation(
        "b_cell_course",
        """
        WITH earlier AS (
            SELECT t.USUBJID, t.APERIOD, b.ABSENT FROM treatment_start AS t JOIN b_cell_sample AS b
                ON b.USUBJID = t.USUBJID AND b.ADT <= t.STARTED AND b.ABSENT IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY t.USUBJID, t.APERIOD ORDER BY b.ADT DESC NULLS LAST) = 1),
        after AS (
            SELECT b.USUBJID, b.APERIOD, b.ADT, b.ABSENT,
                sum(CASE WHEN b.ABSENT THEN 1 ELSE 0 END) OVER (
                    PARTITION BY b.USUBJID, b.APERIOD ORDER BY b.ADT NULLS LAST) AS ABSENCES
            FROM b_cell_sample AS b WHERE b.RDY > 0 AND b.ABSENT IS NOT NULL),
        run AS (
            SELECT a.USUBJID, a.APERIOD, a.ABSENCES, min(a.ADT) AS RETURNED, count(*) AS SAMPLES
            FROM after AS a WHERE NOT a.ABSENT AND a.ABSENCES > 0 GROUP BY a.USUBJID, a.APERIOD, a.ABSENCES),
        back AS (
            SELECT r.USUBJID, r.APERIOD, min(r.RETURNED) AS RETURNED FROM run AS r CROSS JOIN b_cell_rule AS k
            WHERE r.SAMPLES >= k.CONFIRMATIONS GROUP BY r.USUBJID, r.APERIOD),
        counted AS (
            SELECT a.USUBJID, a.APERIOD, count(*) AS SAMPLES, min(CASE WHEN a.ABSENT THEN a.ADT END) AS FIRST_ABSENT,
                max(b.RETURNED) AS RETURNED,
                max(CASE WHEN a.ABSENT AND (b.RETURNED IS NULL OR a.ADT < b.RETURNED) THEN a.ADT END) AS LAST_ABSENT,
                max(CASE WHEN a.ABSENCES = 0 THEN a.ADT END) AS LAST_BEFORE, min(a.ADT) AS FIRST_SAMPLE,
                max(a.ADT) AS LAST_SAMPLE
            FROM after AS a LEFT JOIN back AS b ON b.USUBJID = a.USUBJID AND b.APERIOD = a.APERIOD
            GROUP BY a.USUBJID, a.APERIOD),
        unread AS (
            SELECT USUBJID, APERIOD, count(*) AS UNREAD FROM b_cell_sample WHERE RDY > 0 AND ABSENT IS NULL
            GROUP BY USUBJID, APERIOD),
        sampled AS (SELECT DISTINCT USUBJID, APERIOD FROM b_cell_sample WHERE RDY > 0)
        SELECT g.USUBJID, g.APERIOD, p.DAY0, coalesce(c.SAMPLES, 0) AS SAMPLES, c.FIRST_ABSENT, c.RETURNED,
            c.LAST_ABSENT, c.LAST_SAMPLE, c.FIRST_SAMPLE,
            CASE WHEN c.FIRST_ABSENT IS NOT NULL THEN coalesce(c.LAST_BEFORE, p.DAY0) END AS LAST_PRESENT,
            coalesce(c.FIRST_ABSENT IS NULL AND c.FIRST_SAMPLE <= p.DAY0 + k.DEPLETION_DAYS, FALSE) AS NEVER,
            coalesce(c.RETURNED IS NULL AND c.LAST_SAMPLE > c.LAST_ABSENT, FALSE) AS PENDING,
            coalesce(u.UNREAD, 0) AS UNREAD, e.ABSENT AS BEFORE_ABSENT
        FROM sampled AS g JOIN period AS p ON p.USUBJID = g.USUBJID AND p.APERIOD = g.APERIOD
        CROSS JOIN b_cell_rule AS k
        LEFT JOIN counted AS c ON c.USUBJID = g.USUBJID AND c.APERIOD = g.APERIOD
        LEFT JOIN unread AS u ON u.USUBJID = g.USUBJID AND u.APERIOD = g.APERIOD
        LEFT JOIN earlier AS e ON e.USUBJID = g.USUBJID AND e.APERIOD = g.APERIOD
        """,
        ("b_cell_sample", "b_cell_rule", "period", "treatment_start"),
        tuple(
            "USUBJID APERIOD DAY0 SAMPLES FIRST_ABSENT RETURNED LAST_ABSENT LAST_SAMPLE FIRST_SAMPLE LAST_PRESENT NEVER "
            "PENDING "
            "UNREAD BEFORE_ABSENT".split()
        ),
    )


def b_cell_parameter() -> Relation:
    """Give BCELLDUR (infusion to return), BCELLD2 (first absent sample to return) and BCELLRET (day of return).

    CNSR is 1 for a time censored at the last absent sample; ADTLO and ADTHI bound the return, ALOW and AHIGH the time.
    BCELLD2 begins at the first absent sample, and at most at the last one before it with B cells (or the infusion): its
    AHIGH counts from there. B cells never absent
    give duration 0 (`never depleted`) and no CNSR: they have neither returned nor are they awaited; where the first
    sample came later than `b_cells.depletion_days` that is not known. Where they were absent before treatment BCELLD2
    is not defined.
    """
    days = "CAST(date_diff('day', {}, {}) AS DOUBLE)"
    since = "CASE WHEN FIRST_ABSENT IS NOT NULL THEN coalesce(RETURNED, LAST_ABSENT) END"
    low = "CASE WHEN FIRST_ABSENT IS NOT NULL THEN LAST_ABSENT END"
    reasons = """nullif(concat_ws('; ',
        CASE WHEN SAMPLES = 0 THEN 'no sample after the infusion can be read against the threshold'
            WHEN NEVER THEN 'never depleted: no sample below the threshold after the infusion'
            WHEN FIRST_ABSENT IS NULL THEN concat('depletion not known: the first sample after the infusion is of day ',
                CAST(date_diff('day', DAY0, FIRST_SAMPLE) AS VARCHAR)) END,
        CASE WHEN FIRST_ABSENT IS NOT NULL AND RETURNED IS NULL
            THEN 'no confirmed return: censored at the last sample without B cells' END,
        CASE WHEN BEFORE_ABSENT THEN 'B cells were absent before treatment' END,
        CASE WHEN PENDING THEN 'the last samples have returned, too few to confirm it' END,
        CASE WHEN UNREAD > 0 THEN concat('samples that could not be read against the threshold: ',
            CAST(UNREAD AS VARCHAR)) END), '')"""

    def row(code: str, title: str, start: str, undefined: str, earliest: str) -> str:
        never = f"CASE WHEN {undefined} THEN NULL WHEN NEVER THEN CAST(0 AS DOUBLE) "
        return (
            f"SELECT USUBJID, APERIOD, '{code}' AS PARAMCD, '{title}' AS PARAM, "
            f"{never}ELSE {days.format(start, since)} END AS AVAL, 'd' AS AVALU, RETURNED AS ADT, "
            f"{never}ELSE {days.format(start, low)} END AS ALOW, "
            f"CASE WHEN {undefined} THEN NULL WHEN NEVER THEN CAST(0 AS DOUBLE) "
            f"WHEN RETURNED IS NOT NULL THEN {days.format(earliest, 'RETURNED')} END AS AHIGH, "
            f"CASE WHEN SAMPLES = 0 OR {undefined} OR FIRST_ABSENT IS NULL THEN NULL WHEN RETURNED IS NOT NULL THEN 0 "
            f"ELSE 1 END AS CNSR, {low} AS ADTLO, RETURNED AS ADTHI, "
            f"CASE WHEN (FIRST_ABSENT IS NULL AND NOT NEVER) OR {undefined} THEN 'UNDETERMINED' ELSE 'DETERMINED' END AS STATUS, "
            f"{reasons} AS REASON, SAMPLES FROM b_cell_course WHERE DAY0 IS NOT NULL"
        )

    absent_before = "coalesce(BEFORE_ABSENT, FALSE)"
    return Relation(
        "b_cell_parameter",
        " UNION ALL ".join(
            (
                row("BCELLDUR", "B-cell aplasia, from infusion to return", "DAY0", "FALSE", "DAY0"),
                row(
                    "BCELLD2",
                    "B-cell aplasia, from first absent sample to return",
                    "FIRST_ABSENT",
                    absent_before,
                    "LAST_PRESENT",
                ),
                row("BCELLRET", "Day of B-cell return", "DAY0", "RETURNED IS NULL", "DAY0"),
            )
        ),
        ("b_cell_course",),
        tuple(
            "USUBJID APERIOD PARAMCD PARAM AVAL AVALU ADT ALOW AHIGH CNSR ADTLO ADTHI STATUS REASON SAMPLES".split()
        ),
    )


def used_cells() -> Relation:
    """Give the samples behind BCELLDUR, BCELLD2 and BCELLRET: absent, present, or not readable."""
    return Relation(
        "used_cells",
        """
        SELECT a.USUBJID, coalesce(p.ADT, p.ADTLO) AS ADT, CAST(NULL AS TIMESTAMP) AS ADTM, p.PARAMCD, a.DOMAIN,
            a.SRCSEQ AS SEQ, CASE WHEN a.ADT = p.ADT THEN 'return' WHEN a.ADT = p.ADTLO THEN 'last absent'
                WHEN b.ABSENT THEN 'absent' WHEN NOT b.ABSENT THEN 'present' ELSE 'not readable' END AS ROLE,
            a.AVALC AS VALUE, a.AVALU AS UNIT, a.DTC
        FROM b_cell_parameter AS p
        JOIN b_cell_sample AS b ON b.USUBJID = p.USUBJID AND b.APERIOD = p.APERIOD
        CROSS JOIN b_cell_rule AS r
        JOIN adpc AS a ON a.USUBJID = b.USUBJID AND a.ADT = b.ADT AND a.DOMAIN = r.DOMAIN AND a.PARAMCD = r.TESTCD
        """,
        ("b_cell_parameter", "b_cell_sample", "b_cell_rule", "adpc"),
        USED,
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module; they read `adpc`, `period` and `treatment_start`."""
    return b_cell_rule(), b_cell_sample(), b_cell_course(), b_cell_parameter(), used_cells()
