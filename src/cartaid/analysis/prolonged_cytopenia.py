"""Prolonged cytopenia: CTCAE grade 3 or more about a month after the infusion, by the protocol's rule.

Reviews list eight different definitions. The default asks for grade 3 or more on a test of day 30 to 37, or carried
there unresolved from the last test before. The grade is that of the CTCAE version of the protocol, on which the answer
depends; without one nothing is derived. A cytopenia that nobody looked for in that window is open, not absent.
"""

from __future__ import annotations

from cartaid.analysis.score import RAW, Parameter
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.study.protocol.safety import Haematotoxicity

LINEAGES = {"NEUT": "neutropenia", "PLAT": "thrombocytopenia", "HGB": "anaemia"}
"""Test codes and the cytopenia each tells of."""

DEFID = "prolonged-cytopenia"
PARAMETERS = (
    *(
        Parameter(f"PCYT{test}", f"Prolonged {name} (CTCAE grade 3 or more)", DEFID, "adtx")
        for test, name in LINEAGES.items()
    ),
    Parameter("PCYT", "Prolonged cytopenia of any lineage (CTCAE grade 3 or more)", DEFID, "adtx"),
)


def cytopenia_grade(settings: Haematotoxicity) -> Relation:
    """Give the graded tests of each lineage from the infusion to the end of the window; GRADE is NULL when open."""
    last = settings.prolonged_day + settings.prolonged_window_days
    tests = ", ".join(f"'{test}'" for test in LINEAGES)
    return Relation(
        "cytopenia_grade",
        f"""
        SELECT p.SUBJECT, a.USUBJID, a.APERIOD, a.PARAMCD AS TEST, a.ADT, a.RDY, a.ATOXGRL AS GRADE, a.SRCSEQ AS SEQ,
            a.AVAL, a.AVALC, a.AVALU, a.ATOXVER
        FROM adlb AS a JOIN haematotoxicity_period AS p ON p.USUBJID = a.USUBJID AND p.APERIOD = a.APERIOD
        WHERE a.PARAMCD IN ({tests}) AND a.ATOXVER IS NOT NULL AND a.RDY >= 0 AND a.RDY <= {last}
            AND a.RDY <= p.END_DAY AND (a.AVAL IS NOT NULL OR a.REFUSED IS NOT NULL)
        """,
        ("adlb", "haematotoxicity_period"),
        tuple("SUBJECT USUBJID APERIOD TEST ADT RDY GRADE SEQ AVAL AVALC AVALU ATOXVER".split()),
    )


def prolonged_cytopenia(settings: Haematotoxicity) -> Relation:
    """Give, for each period and lineage (TEST, `ANY` for all), whether cytopenia was prolonged: HOLDS, three-valued.

    WORST is the highest grade of the window, CARRIED that of the last test day before it, CARRIED_DAY its day;
    APPLIES is false for a period that ended before the window.
    """
    first, gap = settings.prolonged_day, settings.max_gap_days
    recent = f"c.CARRIED_DAY >= {first - gap}"
    carried, untested = "FALSE", "NULL"
    if settings.prolonged_rule == "tested or carried":
        # A lower grade is carried as a grade 3 is: not tested again, it stands for the window.
        untested = f"CASE WHEN c.CARRIED < 3 AND c.OPEN = 0 AND {recent} THEN FALSE END"
        # A grade 3 that was not tested again for long may have resolved since.
        carried = (
            f"CASE WHEN w.TESTED_FIRST THEN FALSE WHEN c.CARRIED >= 3 THEN CASE WHEN {recent} THEN TRUE END "
            "WHEN c.OPEN > 0 OR c.CARRIED IS NULL THEN NULL ELSE FALSE END"
        )
    return Relation(
        "prolonged_cytopenia",
        f"""
        WITH lineage AS (SELECT DISTINCT SUBJECT, USUBJID, APERIOD, TEST, ATOXVER FROM cytopenia_grade),
        in_window AS (
            SELECT SUBJECT, TEST, max(GRADE) AS WORST, count(*) - count(GRADE) AS OPEN,
                bool_or(RDY = {first} AND GRADE IS NOT NULL) AS TESTED_FIRST
            FROM cytopenia_grade WHERE RDY >= {first} GROUP BY SUBJECT, TEST),
        last_day AS (
            SELECT SUBJECT, TEST, max(RDY) AS CARRIED_DAY FROM cytopenia_grade WHERE RDY < {first}
            GROUP BY SUBJECT, TEST),
        carried AS (
            SELECT g.SUBJECT, g.TEST, l.CARRIED_DAY, max(g.GRADE) AS CARRIED, count(*) - count(g.GRADE) AS OPEN
            FROM last_day AS l JOIN cytopenia_grade AS g ON g.SUBJECT = l.SUBJECT AND g.TEST = l.TEST
                AND g.RDY = l.CARRIED_DAY
            GROUP BY g.SUBJECT, g.TEST, l.CARRIED_DAY),
        each AS (
            SELECT n.SUBJECT, n.USUBJID, n.APERIOD, n.TEST, n.ATOXVER, w.WORST, c.CARRIED, c.CARRIED_DAY,
                p.END_DAY >= {first} AS APPLIES,
                CASE WHEN w.WORST >= 3 THEN TRUE WHEN w.SUBJECT IS NULL THEN {untested}
                    WHEN w.WORST IS NULL OR w.OPEN > 0 THEN NULL ELSE FALSE END
                    OR {carried} AS HOLDS
            FROM lineage AS n JOIN haematotoxicity_period AS p ON p.SUBJECT = n.SUBJECT
            LEFT JOIN in_window AS w ON w.SUBJECT = n.SUBJECT AND w.TEST = n.TEST
            LEFT JOIN carried AS c ON c.SUBJECT = n.SUBJECT AND c.TEST = n.TEST)
        SELECT SUBJECT, USUBJID, APERIOD, TEST, ATOXVER, WORST, CARRIED, CARRIED_DAY, APPLIES,
            CASE WHEN APPLIES THEN HOLDS END AS HOLDS FROM each
        UNION ALL
        SELECT SUBJECT, USUBJID, APERIOD, 'ANY', ATOXVER, max(WORST), max(CARRIED), max(CARRIED_DAY), bool_or(APPLIES),
            CASE WHEN NOT bool_or(APPLIES) THEN NULL WHEN bool_or(HOLDS) THEN TRUE
                WHEN count(HOLDS) = {len(LINEAGES)} THEN FALSE END
        FROM each GROUP BY SUBJECT, USUBJID, APERIOD, ATOXVER
        """,
        ("cytopenia_grade", "haematotoxicity_period"),
        tuple("SUBJECT USUBJID APERIOD TEST ATOXVER WORST CARRIED CARRIED_DAY APPLIES HOLDS".split()),
    )


def scored_cytopenia(settings: Haematotoxicity) -> Relation:
    """Give Y, N or UNDETERMINED for each lineage and for any, on the last day of the window that was followed."""
    first = settings.prolonged_day
    last = first + settings.prolonged_window_days
    applied = "CASE WHEN APPLIES THEN {} END"
    return Relation(
        "scored_cytopenia",
        f"""
        SELECT c.USUBJID, p.DAY0 + CAST(least(p.END_DAY, {last}) AS INTEGER) AS ADT, CAST(NULL AS TIMESTAMP) AS ADTM,
            CASE c.TEST WHEN 'ANY' THEN 'PCYT' ELSE concat('PCYT', c.TEST) END AS PARAMCD,
            CASE WHEN c.HOLDS THEN CAST(1 AS DOUBLE) WHEN NOT c.HOLDS THEN CAST(0 AS DOUBLE) END AS AVAL,
            {applied.format("CASE WHEN c.HOLDS THEN 'Y' WHEN NOT c.HOLDS THEN 'N' ELSE 'UNDETERMINED' END")} AS AVALC,
            {applied.format("CASE WHEN c.HOLDS THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END")} AS ALOW,
            {applied.format("CASE WHEN NOT c.HOLDS THEN CAST(0 AS DOUBLE) ELSE CAST(1 AS DOUBLE) END")} AS AHIGH,
            CASE WHEN NOT c.APPLIES THEN 'NOT_APPLICABLE' WHEN c.HOLDS IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END
                AS STATUS,
            concat_ws('; ', c.ATOXVER,
                CASE WHEN NOT c.APPLIES THEN concat('not followed to day {first}: ', p.ENDED) END,
                CASE WHEN c.WORST IS NULL AND c.APPLIES THEN 'no graded test from day {first} to {last}' END,
                CASE WHEN c.CARRIED_DAY IS NOT NULL AND c.CARRIED IS NOT NULL AND c.TEST <> 'ANY'
                    AND (c.CARRIED >= 3 OR c.WORST IS NULL) THEN concat('grade ', CAST(c.CARRIED AS VARCHAR),
                    ' on the last test before, day ', CAST(c.CARRIED_DAY AS VARCHAR)) END) AS REASON,
            '{DEFID}' AS DEFID
        FROM prolonged_cytopenia AS c JOIN haematotoxicity_period AS p ON p.SUBJECT = c.SUBJECT
        """,
        ("prolonged_cytopenia", "haematotoxicity_period"),
        RAW,
    )


def used_cytopenia(settings: Haematotoxicity) -> Relation:
    """Give the tests of the window, and those of the last day before it, behind each answer."""
    first = settings.prolonged_day
    last = first + settings.prolonged_window_days
    return Relation(
        "used_cytopenia",
        f"""
        SELECT g.USUBJID, p.DAY0 + CAST(least(p.END_DAY, {last}) AS INTEGER) AS ADT, CAST(NULL AS TIMESTAMP) AS ADTM,
            CASE c.TEST WHEN 'ANY' THEN 'PCYT' ELSE concat('PCYT', c.TEST) END AS PARAMCD, 'LB' AS DOMAIN, g.SEQ,
            CASE WHEN g.RDY >= {first} THEN 'test' ELSE 'last test before' END AS ROLE,
            coalesce(CAST(g.AVAL AS VARCHAR), g.AVALC) AS VALUE, g.AVALU AS UNIT, CAST(g.ADT AS VARCHAR) AS DTC
        FROM prolonged_cytopenia AS c JOIN haematotoxicity_period AS p ON p.SUBJECT = c.SUBJECT
        JOIN cytopenia_grade AS g ON g.SUBJECT = c.SUBJECT AND (g.TEST = c.TEST OR c.TEST = 'ANY')
        JOIN prolonged_cytopenia AS l ON l.SUBJECT = g.SUBJECT AND l.TEST = g.TEST
            AND (g.RDY >= {first} OR g.RDY = l.CARRIED_DAY)
        """,
        ("prolonged_cytopenia", "haematotoxicity_period", "cytopenia_grade"),
        USED,
        kept=False,
    )


def relations(settings: Haematotoxicity | None = None) -> tuple[Relation, ...]:
    """Give every relation of this module; they read `adlb` and `haematotoxicity_period`."""
    settings = settings or Haematotoxicity()
    return (
        cytopenia_grade(settings),
        prolonged_cytopenia(settings),
        scored_cytopenia(settings),
        used_cytopenia(settings),
    )
