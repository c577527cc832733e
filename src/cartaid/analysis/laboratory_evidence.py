"""Laboratory values that definitions ask for as a verdict: below or above a limit, or the acute-phase reactant."""

from __future__ import annotations

from collections.abc import Collection

from cartaid.analysis.assessment import DERIVED_COLUMNS
from cartaid.analysis.assessment_value import in_unit
from cartaid.analysis.derived_evidence import derived_row
from cartaid.engine import Relation
from cartaid.study.units import unit_key_sql

# A result below the range of its assay ("<0.2") is known to be low only where that bound is itself not above the
# limit; one above the range (">400") is high only where the bound reaches it.
_BELOW = (
    "CASE WHEN QUALIFIER IS NULL THEN VALUE < LLN WHEN QUALIFIER = '<' AND VALUE <= LLN THEN TRUE "
    "WHEN QUALIFIER = '>' AND VALUE >= LLN THEN FALSE END"
)
_ABOVE = (
    "CASE WHEN QUALIFIER IS NULL THEN VALUE > ULN WHEN QUALIFIER = '<' AND VALUE <= ULN THEN FALSE "
    "WHEN QUALIFIER = '>' AND VALUE >= ULN THEN TRUE END"
)
COMPLEMENT_TESTS = {"COMPLOW": "TRUE", "C3C4LOW": "TESTCD <> 'CH50'"}
"""Verdicts on complement, and which of C3, C4 and CH50 each of them counts."""


def low_complement(tests: Collection[str]) -> Relation:
    """Give whether complement is low, by each laboratory's own lower limit: a verdict a day of sampling.

    COMPLOW counts C3, C4 and CH50, C3C4LOW only C3 and C4. One that is low decides 1; 0 needs C3 and C4 of the same
    day, neither of them low, and no open one. A value without limit is open.
    """
    parts = [
        f"SELECT {derived_row('ADLB', repr(test), 'IS_LOW', seq='SEQ')} FROM ("
        "SELECT USUBJID, ADT, CASE WHEN bool_or(LOW) THEN 1 "
        "WHEN bool_and(coalesce(NOT LOW, FALSE)) AND count(DISTINCT CASE WHEN TESTCD <> 'CH50' THEN TESTCD END) = 2 "
        "THEN 0 END AS IS_LOW, coalesce(min(CASE WHEN LOW THEN SEQ END), min(SEQ)) AS SEQ "
        f"FROM judged WHERE {COMPLEMENT_TESTS[test]} GROUP BY USUBJID, ADT) AS day WHERE IS_LOW IS NOT NULL"
        for test in sorted(tests)
    ]
    return Relation(
        "derived_low_complement",
        f"WITH judged AS (SELECT USUBJID, FIRST AS ADT, TESTCD, SEQ, {_BELOW} AS LOW FROM observed "
        "WHERE DOMAIN = 'LB' AND TESTCD IN ('C3', 'C4', 'CH50') AND VALUE IS NOT NULL) "
        + " UNION ALL ".join(parts),
        ("observed",),
        DERIVED_COLUMNS,
    )


def high_dna_binding() -> Relation:
    """Give DSDNAHI: whether anti-dsDNA lies above its laboratory's upper limit, each day it was measured.

    From LB (DDNAIGAB) and from IS where the binding agent is double stranded DNA. One assay above its limit decides
    1; 0 needs every assay of the day at or below it.
    """
    return Relation(
        "derived_high_dna_binding",
        f"""
        WITH antibody AS (
            SELECT USUBJID, FIRST AS ADT, SEQ, {_ABOVE} AS HIGH FROM observed
            WHERE DOMAIN = 'LB' AND TESTCD = 'DDNAIGAB' AND VALUE IS NOT NULL
            UNION ALL
            SELECT o.USUBJID, o.FIRST, NULL, {_ABOVE} FROM observed AS o
            JOIN sdtm_is AS i ON i.USUBJID = o.USUBJID AND i.ISSEQ = o.SEQ
                AND upper(i.ISBDAGNT) = 'DOUBLE STRANDED DNA'
            WHERE o.DOMAIN = 'IS' AND o.VALUE IS NOT NULL),
        day AS (
            SELECT USUBJID, ADT, CASE WHEN bool_or(HIGH) THEN 1 WHEN bool_and(coalesce(NOT HIGH, FALSE)) THEN 0 END
                AS IS_HIGH, coalesce(min(CASE WHEN HIGH THEN SEQ END), min(SEQ)) AS SEQ
            FROM antibody GROUP BY USUBJID, ADT)
        SELECT {derived_row("ADLB", "'DSDNAHI'", "IS_HIGH", seq="SEQ")} FROM day WHERE IS_HIGH IS NOT NULL
        """,
        ("observed", "sdtm_is"),
        DERIVED_COLUMNS,
    )


def acute_phase_reactant() -> Relation:
    """Give ACUTEPH: CRP (mg/L) or ESR (mm/h), whichever is recorded at baseline (both: CRP), in the whole period.

    A value below or above the range of its assay is no number, so it gives none.
    """
    crp, esr = (
        in_unit(unit_key_sql("UNIT"), unit, {}, test) for unit, test in (("mg/L", "CRP"), ("mm/h", "ESR"))
    )
    value = f"CAST(CASE TESTCD WHEN 'CRP' THEN {crp} ELSE {esr} END AS DECIMAL(18,6))"
    return Relation(
        "derived_acute_phase",
        f"""
        WITH measured AS (
            SELECT USUBJID, TESTCD, FIRST AS ADT, SEQ, {value} AS VALUE FROM observed
            WHERE DOMAIN = 'LB' AND TESTCD IN ('CRP', 'ESR') AND VALUE IS NOT NULL AND QUALIFIER IS NULL),
        chosen AS (
            SELECT b.USUBJID, b.APERIOD, min(m.TESTCD) AS TESTCD FROM baseline_reference AS b
            JOIN measured AS m ON m.USUBJID = b.USUBJID AND m.ADT <= b.REFERENCE AND m.VALUE IS NOT NULL
            WHERE b.RULE = 1 GROUP BY b.USUBJID, b.APERIOD)
        SELECT {derived_row("ADLB", "'ACUTEPH'", "VALUE", seq="SEQ")} FROM (
            SELECT m.USUBJID, m.ADT, m.SEQ, m.VALUE FROM measured AS m
            JOIN period AS p ON p.USUBJID = m.USUBJID AND (p.ENDS IS NULL OR m.ADT <= p.ENDS)
                AND (p.STARTS IS NULL OR p.APERIOD = 1 OR m.ADT >= p.STARTS)
            JOIN chosen AS c ON c.USUBJID = p.USUBJID AND c.APERIOD = p.APERIOD AND c.TESTCD = m.TESTCD
            WHERE m.VALUE IS NOT NULL) AS followed
        """,
        ("observed", "baseline_reference", "period"),
        DERIVED_COLUMNS,
    )
