"""Later records that confirm an earlier one, and how far two tests lie apart."""

from __future__ import annotations

from cartaid.analysis.assessment import DERIVED_COLUMNS
from cartaid.analysis.assessment_value import in_unit
from cartaid.analysis.derived_evidence import derived_row
from cartaid.engine import Relation
from cartaid.study.units import unit_key_sql

MONTH_DAYS = 31
"""A fall confirmed "within a month" is confirmed so many days later at most."""

# One value a day: results that differ, or lie outside their assay's range, tell none.
_ONE = "CASE WHEN min(VALUE) = max(VALUE) AND count(QUALIFIER) = 0 THEN max(VALUE) END"
_IN_PERIOD = "(p.STARTS IS NULL OR o.FIRST >= p.STARTS) AND (p.ENDS IS NULL OR o.FIRST <= p.ENDS)"


def _daily(domain: str, testcd: str, more: str = "", source: str = "observed") -> str:
    return (
        f"SELECT o.USUBJID, p.APERIOD, o.FIRST AS ADT, {_ONE} AS VALUE "
        f"FROM {source} AS o JOIN period AS p ON p.USUBJID = o.USUBJID AND {_IN_PERIOD} "
        f"WHERE o.DOMAIN = '{domain}' AND o.TESTCD = '{testcd}'{more} GROUP BY o.USUBJID, p.APERIOD, o.FIRST"
    )


def confirmed_disability(days: int) -> Relation:
    """Give EDSSCONF and EDSSDAYS: whether a later EDSS confirms one, for each EDSS of a period.

    The confirmation is the first EDSS at least `days` later. EDSSDAYS is how many days later it is; EDSSCONF the
    lowest EDSS after the assessment up to the confirmation, or up to the last one there is when none is late enough
    yet: one that fell back in between cannot be confirmed any more.
    """
    return Relation(
        "derived_confirmed_disability",
        f"""
        WITH score AS ({_daily("QS", "EDSS", " AND o.CAT = 'EDSS'")}),
        confirmation AS (
            SELECT n.USUBJID, n.APERIOD, n.ADT, min(CASE WHEN l.ADT >= n.ADT + {days} THEN l.ADT END) AS CONFIRMED
            FROM score AS n JOIN score AS l ON l.USUBJID = n.USUBJID AND l.APERIOD = n.APERIOD AND l.ADT > n.ADT
            GROUP BY n.USUBJID, n.APERIOD, n.ADT),
        lowest AS (
            SELECT c.USUBJID, c.ADT, c.CONFIRMED,
                CASE WHEN count(l.VALUE) = count(*) THEN min(l.VALUE) END AS LOWEST
            FROM confirmation AS c JOIN score AS l ON l.USUBJID = c.USUBJID AND l.APERIOD = c.APERIOD
                AND l.ADT > c.ADT AND (c.CONFIRMED IS NULL OR l.ADT <= c.CONFIRMED)
            GROUP BY c.USUBJID, c.ADT, c.CONFIRMED)
        SELECT {derived_row("ADQS", "'EDSSCONF'", "LOWEST")} FROM lowest WHERE LOWEST IS NOT NULL
        UNION ALL
        SELECT {derived_row("ADQS", "'EDSSDAYS'", "date_diff('day', ADT, CONFIRMED)")} FROM lowest
        WHERE CONFIRMED IS NOT NULL
        """,
        ("observed", "period"),
        DERIVED_COLUMNS,
    )


def confirmed_platelets(days: int = 7) -> Relation:
    """Give PLATCONF (10*9/L) and PLATDAYS: the first platelet count at least `days` later, and how many days later."""
    value = in_unit(unit_key_sql("UNIT"), "10*9/L", {}, "PLAT")
    counts = (
        "(SELECT USUBJID, FIRST, DOMAIN, TESTCD, QUALIFIER, "
        f"CAST({value} AS DECIMAL(18,6)) AS VALUE FROM observed WHERE DOMAIN = 'LB' AND TESTCD = 'PLAT')"
    )
    return Relation(
        "derived_confirmed_platelets",
        f"""
        WITH platelet AS ({_daily("LB", "PLAT", source=counts)}),
        later AS (
            SELECT n.USUBJID, n.ADT, l.VALUE, date_diff('day', n.ADT, l.ADT) AS DAYS
            FROM platelet AS n JOIN platelet AS l ON l.USUBJID = n.USUBJID AND l.APERIOD = n.APERIOD
                AND l.ADT >= n.ADT + {days}
            QUALIFY row_number() OVER (PARTITION BY n.USUBJID, n.APERIOD, n.ADT ORDER BY l.ADT NULLS LAST) = 1)
        SELECT {derived_row("ADLB", "'PLATCONF'", "VALUE")} FROM later WHERE VALUE IS NOT NULL
        UNION ALL
        SELECT {derived_row("ADLB", "'PLATDAYS'", "DAYS")} FROM later
        """,
        ("observed", "period"),
        DERIVED_COLUMNS,
    )


def lung_function_course() -> Relation:
    """Give PFTDAYS and FVCCONF for each FVC (percent predicted) of a period, against the baseline's.

    PFTDAYS is the days since the baseline FVC. FVCCONF says whether the fall was confirmed within a month: 1 when an
    FVC of the following `MONTH_DAYS` days is down by 15 % of the baseline as well, 0 when there is one and none is;
    without a repeat nothing is said.
    """
    return Relation(
        "derived_lung_function_course",
        f"""
        WITH fvc AS ({_daily("RE", "FVCPP")}),
        earlier AS (
            SELECT b.USUBJID, b.APERIOD, b.EARLIEST, o.FIRST AS ADT, {_ONE} AS VALUE
            FROM baseline_reference AS b JOIN observed AS o ON o.USUBJID = b.USUBJID AND o.FIRST <= b.REFERENCE
            WHERE b.RULE = 1 AND o.DOMAIN = 'RE' AND o.TESTCD = 'FVCPP' AND o.VALUE IS NOT NULL
            GROUP BY b.USUBJID, b.APERIOD, b.EARLIEST, o.FIRST),
        base AS (
            SELECT USUBJID, APERIOD, ADT, VALUE FROM earlier
            QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD ORDER BY
                CASE WHEN EARLIEST THEN ADT END NULLS LAST, ADT DESC NULLS LAST) = 1),
        placed AS (
            SELECT f.USUBJID, f.APERIOD, f.ADT, b.ADT AS BASE_ADT, b.VALUE AS BASE FROM fvc AS f
            JOIN base AS b ON b.USUBJID = f.USUBJID AND b.APERIOD = f.APERIOD AND f.ADT >= b.ADT),
        repeated AS (
            SELECT p.USUBJID, p.ADT, bool_or(100 * (p.BASE - l.VALUE) >= 15 * p.BASE) AS CONFIRMED
            FROM placed AS p JOIN fvc AS l ON l.USUBJID = p.USUBJID AND l.APERIOD = p.APERIOD
                AND l.ADT > p.ADT AND l.ADT <= p.ADT + {MONTH_DAYS}
            WHERE p.BASE > 0 AND l.VALUE IS NOT NULL GROUP BY p.USUBJID, p.ADT)
        SELECT {derived_row("ADRE", "'PFTDAYS'", "date_diff('day', BASE_ADT, ADT)")} FROM placed
        UNION ALL
        SELECT {derived_row("ADRE", "'FVCCONF'", "CASE WHEN CONFIRMED THEN 1 ELSE 0 END")} FROM repeated
        """,
        ("observed", "period", "baseline_reference"),
        DERIVED_COLUMNS,
    )


def muscle_test_baseline() -> Relation:
    """Give MMT8BASE: the muscle test at baseline, for each later one of its period made on the same form.

    80, 150 and 260 are different scales: against a test on another form nothing is compared.
    """
    return Relation(
        "derived_muscle_test_baseline",
        f"""
        WITH test AS (
            SELECT USUBJID, FIRST AS ADT, SEQ, VALUE, TEXT, DTC, UNIT, replace(trim(UNIT), '/', '') AS FORM, TIME FROM observed
            WHERE DOMAIN = 'QS' AND TESTCD = 'MMT8' AND CAT = 'IMACS' AND VALUE IS NOT NULL),
        base AS (
            SELECT b.USUBJID, b.APERIOD, t.SEQ, t.VALUE, t.TEXT, t.DTC, t.UNIT, t.FORM FROM baseline_reference AS b
            JOIN test AS t ON t.USUBJID = b.USUBJID AND t.ADT <= b.REFERENCE WHERE b.RULE = 1
            QUALIFY row_number() OVER (PARTITION BY b.USUBJID, b.APERIOD ORDER BY
                CASE WHEN b.EARLIEST THEN t.ADT END NULLS LAST, t.ADT DESC NULLS LAST, t.TIME DESC NULLS LAST,
                t.SEQ DESC NULLS LAST) = 1)
        SELECT {derived_row("ADQS", "'MMT8BASE'", "VALUE", "TEXT", seq="SEQ", dtc="DTC", unit="UNIT")} FROM (
            SELECT DISTINCT t.USUBJID, t.ADT, b.SEQ, b.VALUE, b.TEXT, b.DTC, b.UNIT FROM test AS t
            JOIN period AS p ON p.USUBJID = t.USUBJID AND (p.STARTS IS NULL OR t.ADT >= p.STARTS)
                AND (p.ENDS IS NULL OR t.ADT <= p.ENDS)
            JOIN base AS b ON b.USUBJID = t.USUBJID AND b.APERIOD = p.APERIOD
                AND b.FORM IS NOT DISTINCT FROM t.FORM) AS same
        """,
        ("observed", "baseline_reference", "period"),
        DERIVED_COLUMNS,
    )
