"""Antibodies over time (ADIS): positivity, seroconversion, change by assay, vaccine titres, IVIG wash-out.

Antibodies are counted per test and assay; values of different assays or units are never subtracted. A result with
`<` or `>` is a bound and stays one. Immunoglobulin given within the wash-out before a sample makes every IgG of it
partly the donor's: the row is flagged, and seroconversion is not claimed from it.
"""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted

ADIS = (
    "STUDYID USUBJID PARAMCD PARAM PARCAT METHOD ADT ADTM RDY APERIOD AVISIT AVISITN AVAL AVALC AVALU AQUAL CUTOFF "
    "POSFL ABLFL BASE BASEC BASEQUAL BPOSFL ASSAYCHFL PCHG PCHGQUAL RATIO SEROCFL PROTFL BPROTFL IVIGFL POSTFL ANL01FL "
    "TWICEFL DOMAIN SRCSEQ"
).split()

AUTOANTIBODIES = (
    "ADSDNA ANA ANCA ARNAPIII CCPAB CENPAB CENTAB DDNAIGAB DSDNA DSDNAAB HISTAB HMGCRAB JO1AB MDA5AB MI2AB NUCLAB "
    "NXP2AB PL12AB PL7AB PMSCLAB RF RNP70AB RNPAB RNAP3AB SCL70AB SMAB SRPAB SSAAB SSBAB TIF1GAB U1RNPAB"
).split()
"""Test codes that are autoantibodies where the category (--CAT) does not say so."""

PROTECTIVE = (("TETIGG", "IU/ML", "0.1"),)
"""Protective levels used where the record gives none as its lower limit (test, unit, level; from memory)."""

WASH_OUT_DAYS = 28
"""Days after immunoglobulin in which an IgG is not the patient's own alone (our choice)."""


def immunoglobulin_given() -> Relation:
    """Give each possible course of human immunoglobulin; SURE is false where its dates are not complete."""
    return Relation(
        "immunoglobulin_given",
        """
        SELECT i.USUBJID, i.START_FIRST, i.START_LAST, i.END_FIRST, i.END_LAST, i.SEQ,
            coalesce(i.START_FIRST = i.START_LAST AND i.END_FIRST = i.END_LAST, FALSE) AS SURE
        FROM drug_interval AS i JOIN drug_record AS r ON r.RECORD = i.RECORD
        WHERE r.CLASS = 'immunoglobulin' AND r.SYSTEMIC IS DISTINCT FROM FALSE
        """,
        ("drug_interval", "drug_record"),
        ("USUBJID", "START_FIRST", "START_LAST", "END_FIRST", "END_LAST", "SEQ", "SURE"),
    )


def wash_out_flag(flags: str) -> str:
    """Write IVIGFL of a row: Y within the wash-out, U where a date leaves it open, N when no course comes near.

    >>> wash_out_flag("w")
    "CASE WHEN w.SURE THEN 'Y' WHEN w.USUBJID IS NOT NULL THEN 'U' ELSE 'N' END"
    """
    return f"CASE WHEN {flags}.SURE THEN 'Y' WHEN {flags}.USUBJID IS NOT NULL THEN 'U' ELSE 'N' END"


def wash_out(rows: str, name: str) -> Relation:
    """Give the (USUBJID, ADT) of `rows` that lie within the wash-out of a course, and whether that is SURE."""
    return Relation(
        name,
        f"""
        SELECT d.USUBJID, d.ADT, bool_or(g.SURE) AS SURE
        FROM (SELECT DISTINCT USUBJID, ADT FROM {rows}) AS d
        JOIN immunoglobulin_given AS g ON g.USUBJID = d.USUBJID AND coalesce(g.START_FIRST <= d.ADT, TRUE)
            AND coalesce(g.END_LAST >= d.ADT - {WASH_OUT_DAYS}, TRUE)
        GROUP BY d.USUBJID, d.ADT
        """,
        (rows, "immunoglobulin_given"),
        ("USUBJID", "ADT", "SURE"),
    )


def antibody_row() -> Relation:
    """Give every dated antibody result: number (a titre by its last number), bound, cut-off, positive or not.

    The cut-off is the upper limit of the record: below it is negative, at or above it positive; a word (POSITIVE,
    NEGATIVE) counts where there is no number or no cut-off. POSFL is U where a bound, a missing cut-off or a result
    that is no number (`+++`, a negative one) leaves it open. Two different results of one assay at one time (TWICEFL = Y)
    tell nothing: neither has an AVAL.
    """
    codes = ", ".join(quoted(code) for code in AUTOANTIBODIES)
    levels = " ".join(
        f"WHEN q.TESTCD = {quoted(test)} AND upper(replace(q.UNIT, ' ', '')) = {quoted(unit)} "
        f"THEN CAST({level} AS DECIMAL(18,6))"
        for test, unit, level in PROTECTIVE
    )

    def details(domain: str) -> str:
        return (
            f"SELECT USUBJID, '{domain}' AS DOMAIN, {domain}SEQ AS SEQ, max({domain}TEST) AS PARAM, "
            f"max({domain}METHOD) AS METHOD, max({domain}STNRHI) AS STNRHI, max({domain}ORNRHI) AS ORNRHI "
            f"FROM sdtm_{domain.lower()} GROUP BY USUBJID, {domain}SEQ"
        )

    def titre(text: str) -> str:
        """Read the last number of a titre (`1:640`)."""
        number = f"regexp_extract(trim({text}), '^[<>]?=? ?1 ?: ?([0-9]+)$', 1)"
        return f"TRY_CAST(nullif({number}, '') AS DECIMAL(18,6))"

    above = "r.AVAL >= CUTOFF AND (AQUAL IS NULL OR AQUAL = '>')"
    below = "(r.AVAL < CUTOFF AND AQUAL IS NULL) OR (AQUAL = '<' AND r.AVAL <= CUTOFF)"
    kept = "r.AVAL >= LEVEL AND (AQUAL IS NULL OR AQUAL = '>')"
    lost = "(r.AVAL < LEVEL AND AQUAL IS NULL) OR (AQUAL = '<' AND r.AVAL <= LEVEL)"
    said = "concat(coalesce(AQUAL, ''), coalesce(CAST(AVAL AS VARCHAR), WORD, ''))"
    return Relation(
        "antibody_row",
        f"""
        WITH detail AS ({details("IS")} UNION ALL {details("LB")}),
        result AS (
            SELECT q.USUBJID, q.TESTCD AS PARAMCD, CASE WHEN upper(q.CAT) LIKE '%VACCIN%' THEN 'VACCINE'
                    WHEN upper(q.CAT) LIKE '%AUTOANTIBOD%' OR upper(q.TESTCD) IN ({codes}) THEN 'AUTOANTIBODY' END
                    AS PARCAT,
                q.FIRST AS ADT, q.TIME AS ADTM,
                CASE WHEN q.VALUE >= 0 OR q.VALUE IS NULL THEN coalesce(q.VALUE, {titre("q.TEXT")}) END AS AVAL,
                q.TEXT AS AVALC, q.UNIT AS AVALU, q.QUALIFIER AS AQUAL,
                CASE WHEN q.VALUE IS NOT NULL THEN q.ULN ELSE coalesce(q.ULN, d.STNRHI, {titre("d.ORNRHI")}) END
                    AS CUTOFF,
                coalesce(q.LLN, CASE {levels} END) AS LEVEL, q.DOMAIN, q.SEQ, upper(trim(q.TEXT)) AS WORD, d.PARAM,
                d.METHOD
            FROM quantity AS q
            LEFT JOIN detail AS d ON d.USUBJID = q.USUBJID AND d.DOMAIN = q.DOMAIN AND d.SEQ = q.SEQ
            WHERE q.DOMAIN IN ('IS', 'LB') AND q.FIRST = q.LAST AND q.FIRST <= (SELECT max(DATA_CUT) FROM data_cut)
                AND (q.VALUE IS NOT NULL OR q.TEXT IS NOT NULL)),
        twice AS (
            SELECT USUBJID, PARAMCD, METHOD, AVALU, ADT, ADTM FROM result
            GROUP BY USUBJID, PARAMCD, METHOD, AVALU, ADT, ADTM HAVING min({said}) <> max({said}))
        SELECT r.USUBJID, r.PARAMCD, r.PARAM, r.PARCAT, r.METHOD, r.ADT, r.ADTM, p.APERIOD,
            date_diff('day', p.DAY0, r.ADT) AS RDY, CASE WHEN w.USUBJID IS NULL THEN r.AVAL END AS AVAL, r.AVALC, r.AVALU,
            r.AQUAL, r.CUTOFF,
            CASE WHEN r.PARCAT = 'VACCINE' THEN NULL WHEN w.USUBJID IS NOT NULL THEN 'U' WHEN {above} THEN 'Y'
                WHEN {below} THEN 'N'
                WHEN WORD IN ('POSITIVE', 'POS', 'REACTIVE') THEN 'Y'
                WHEN WORD IN ('NEGATIVE', 'NEG', 'NOT DETECTED', 'NON-REACTIVE') THEN 'N' ELSE 'U' END AS POSFL,
            CASE WHEN r.PARCAT <> 'VACCINE' THEN NULL WHEN w.USUBJID IS NOT NULL THEN 'U'
                WHEN {kept} THEN 'Y' WHEN {lost} THEN 'N' ELSE 'U' END AS PROTFL,
            CASE WHEN w.USUBJID IS NOT NULL THEN 'Y' END AS TWICEFL, t.STARTED, r.DOMAIN, r.SEQ
        FROM result AS r
        JOIN period AS p ON p.USUBJID = r.USUBJID AND (p.STARTS IS NULL OR r.ADT >= p.STARTS)
            AND (p.ENDS IS NULL OR r.ADT <= p.ENDS)
        LEFT JOIN treatment_start AS t ON t.USUBJID = p.USUBJID AND t.APERIOD = p.APERIOD
        LEFT JOIN twice AS w ON w.USUBJID = r.USUBJID AND w.PARAMCD = r.PARAMCD AND w.ADT = r.ADT
            AND w.METHOD IS NOT DISTINCT FROM r.METHOD AND w.AVALU IS NOT DISTINCT FROM r.AVALU
            AND w.ADTM IS NOT DISTINCT FROM r.ADTM
        WHERE r.PARCAT IS NOT NULL
        """,
        ("quantity", "sdtm_is", "sdtm_lb", "period", "treatment_start", "data_cut"),
        tuple(
            "USUBJID PARAMCD PARAM PARCAT METHOD ADT ADTM APERIOD RDY AVAL AVALC AVALU AQUAL CUTOFF POSFL PROTFL "
            "TWICEFL STARTED DOMAIN SEQ".split()
        ),
    )


def adis() -> Relation:
    """Give ADIS: one row an antibody result, with its baseline before lymphodepletion.

    SEROCFL is Y when a positive antibody has become negative, N when it is still positive, and empty for an
    antibody that was not positive at baseline (it is not in the denominator); U where either is open, the assay
    has changed, or immunoglobulin lies within the wash-out. Two different results of one time are no baseline.
    PCHG with PCHGQUAL `<=` or `>=` is a bound of the
    change, RATIO the value over its baseline.
    """
    change = (
        "CASE WHEN b.USUBJID IS NOT NULL AND NOT r.CHANGED AND b.AVAL > 0 "
        "AND NOT coalesce(r.AQUAL = b.AQUAL, FALSE) "
        "THEN CAST(100 AS DOUBLE) * CAST(r.AVAL - b.AVAL AS DOUBLE) / CAST(b.AVAL AS DOUBLE) END"
    )
    later = "r.ADT > r.STARTED"
    return Relation(
        "adis",
        f"""
        WITH base AS (
            SELECT r.USUBJID, f.APERIOD, r.PARAMCD, r.ADT, r.SEQ, r.DOMAIN, r.METHOD, r.AVAL, r.AVALC, r.AVALU, r.AQUAL,
                r.POSFL, r.PROTFL
            FROM antibody_row AS r JOIN treatment_start AS f ON f.USUBJID = r.USUBJID AND r.ADT <= f.STARTED
            WHERE r.TWICEFL IS NULL
            QUALIFY row_number() OVER (PARTITION BY r.USUBJID, f.APERIOD, r.PARAMCD ORDER BY r.ADT DESC NULLS LAST,
                r.ADTM DESC NULLS LAST, r.SEQ DESC NULLS LAST) = 1),
        compared AS (
            SELECT r.*, b.USUBJID IS NOT NULL AND (coalesce(r.METHOD <> b.METHOD, FALSE)
                OR r.AVALU IS DISTINCT FROM b.AVALU) AS CHANGED
            FROM antibody_row AS r LEFT JOIN base AS b ON b.USUBJID = r.USUBJID AND b.APERIOD = r.APERIOD
                AND b.PARAMCD = r.PARAMCD),
        judged AS (
            SELECT r.*, b.AVAL AS BASE, b.AVALC AS BASEC, b.AQUAL AS BASEQUAL, b.POSFL AS BPOSFL, b.PROTFL AS BPROTFL,
                CASE WHEN b.ADT = r.ADT AND b.SEQ = r.SEQ AND b.DOMAIN = r.DOMAIN THEN 'Y' END AS ABLFL,
                CASE WHEN r.CHANGED THEN 'Y' END AS ASSAYCHFL, {change} AS PCHG,
                CASE WHEN {later} THEN 'Y' WHEN r.ADT <= r.STARTED THEN 'N' END AS POSTFL,
                {wash_out_flag("w")} AS IVIGFL
            FROM compared AS r LEFT JOIN base AS b ON b.USUBJID = r.USUBJID AND b.APERIOD = r.APERIOD
                AND b.PARAMCD = r.PARAMCD
            LEFT JOIN antibody_wash_out AS w ON w.USUBJID = r.USUBJID AND w.ADT = r.ADT)
        SELECT s.STUDYID, j.USUBJID, j.PARAMCD, j.PARAM, j.PARCAT, j.METHOD, j.ADT, j.ADTM, j.RDY, j.APERIOD, v.AVISIT,
            v.AVISITN, j.AVAL, j.AVALC, j.AVALU, j.AQUAL, j.CUTOFF, j.POSFL, j.ABLFL, j.BASE, j.BASEC, j.BASEQUAL,
            j.BPOSFL, j.ASSAYCHFL, j.PCHG,
            CASE WHEN j.PCHG IS NULL THEN NULL WHEN j.AQUAL = '<' OR j.BASEQUAL = '>' THEN '<='
                WHEN j.AQUAL = '>' OR j.BASEQUAL = '<' THEN '>=' END AS PCHGQUAL,
            (CAST(100 AS DOUBLE) + j.PCHG) / 100 AS RATIO,
            CASE WHEN j.POSTFL IS DISTINCT FROM 'Y' OR j.BPOSFL IS NULL OR j.BPOSFL = 'N' THEN NULL
                WHEN j.BPOSFL = 'U' OR j.POSFL = 'U' OR j.CHANGED OR j.IVIGFL <> 'N' THEN 'U'
                WHEN j.POSFL = 'N' THEN 'Y' ELSE 'N' END AS SEROCFL,
            j.PROTFL, j.BPROTFL, j.IVIGFL, j.POSTFL,
            CASE WHEN v.AVISIT IS NOT NULL AND row_number() OVER (
                PARTITION BY j.USUBJID, j.APERIOD, j.PARAMCD, j.METHOD, v.AVISIT
                ORDER BY abs(j.RDY - v.TARGET) NULLS LAST, j.ADT DESC NULLS LAST, j.SEQ DESC NULLS LAST) = 1
                THEN 'Y' END AS ANL01FL, j.TWICEFL, j.DOMAIN, j.SEQ AS SRCSEQ
        FROM judged AS j JOIN subject AS s ON s.USUBJID = j.USUBJID
        LEFT JOIN protocol_visit AS v ON j.RDY >= v.LOW AND j.RDY <= v.HIGH
        """,
        ("antibody_row", "treatment_start", "antibody_wash_out", "subject", "protocol_visit"),
        tuple(ADIS),
    )


def seroconversion() -> Relation:
    """Count, for each antibody, assay of the baseline and visit, the patients positive at baseline and what became of them.

    BASEPOS patients were positive at baseline by this assay and were infused; SAMPLED of them have a result at the
    visit. NEGATIVE are negative there, POSITIVE still positive, OPEN cannot be told: CHANGED of these by another assay
    or unit, GIVEN within the wash-out after immunoglobulin, TWICE of two different results and neither of these, the
    others by a bound or a missing cut-off.
    """
    assay = (
        "b.PARAMCD = {0}.PARAMCD AND b.METHOD IS NOT DISTINCT FROM {0}.METHOD "
        "AND b.AVALU IS NOT DISTINCT FROM {0}.AVALU"
    )
    return Relation(
        "seroconversion",
        f"""
        WITH base AS (
            SELECT a.USUBJID, a.PARAMCD, a.PARAM, a.METHOD, a.AVALU, a.CUTOFF
            FROM adis AS a JOIN subject AS s ON s.USUBJID = a.USUBJID AND s.DAY0 IS NOT NULL
            WHERE a.PARCAT = 'AUTOANTIBODY' AND a.ABLFL = 'Y' AND a.APERIOD = 1 AND a.POSFL = 'Y'),
        assay AS (
            SELECT PARAMCD, max(PARAM) AS PARAM, METHOD, AVALU, max(CUTOFF) AS CUTOFF, count(*) AS BASEPOS FROM base
            GROUP BY PARAMCD, METHOD, AVALU),
        seen AS (
            SELECT b.USUBJID, b.PARAMCD, b.METHOD, b.AVALU, a.AVISIT, a.AVISITN, bool_or(a.SEROCFL = 'Y') AS LOST,
                bool_or(a.SEROCFL = 'N') AS KEPT, bool_or(a.ASSAYCHFL = 'Y') AS CHANGED,
                bool_or(a.IVIGFL <> 'N') AS GIVEN, bool_or(a.TWICEFL = 'Y') AS TWICE
            FROM base AS b JOIN adis AS a ON a.USUBJID = b.USUBJID AND a.PARAMCD = b.PARAMCD
            WHERE a.ANL01FL = 'Y' AND a.POSTFL = 'Y' AND a.APERIOD = 1
            GROUP BY b.USUBJID, b.PARAMCD, b.METHOD, b.AVALU, a.AVISIT, a.AVISITN),
        judged AS (
            SELECT *, CASE WHEN LOST THEN 'Y' WHEN KEPT THEN 'N' ELSE 'U' END AS FOUND FROM seen)
        SELECT b.PARAMCD, max(b.PARAM) AS PARAM, b.METHOD, b.AVALU, max(b.CUTOFF) AS CUTOFF, j.AVISIT, j.AVISITN,
            max(b.BASEPOS) AS BASEPOS, count(*) AS SAMPLED,
            count(*) FILTER (WHERE j.FOUND = 'Y') AS NEGATIVE, count(*) FILTER (WHERE j.FOUND = 'N') AS POSITIVE,
            count(*) FILTER (WHERE j.FOUND = 'U') AS OPEN,
            count(*) FILTER (WHERE j.FOUND = 'U' AND j.CHANGED) AS CHANGED,
            count(*) FILTER (WHERE j.FOUND = 'U' AND j.GIVEN) AS GIVEN,
            count(*) FILTER (WHERE j.FOUND = 'U' AND j.TWICE AND NOT coalesce(j.CHANGED OR j.GIVEN, FALSE)) AS TWICE
        FROM assay AS b JOIN judged AS j ON {assay.format("j")}
        GROUP BY b.PARAMCD, b.METHOD, b.AVALU, j.AVISIT, j.AVISITN
        """,
        ("adis", "subject"),
        tuple(
            "PARAMCD PARAM METHOD AVALU CUTOFF AVISIT AVISITN BASEPOS SAMPLED NEGATIVE POSITIVE OPEN CHANGED "
            "GIVEN TWICE".split()
        ),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module.

    They read `quantity`, `sdtm_is`, `sdtm_lb`, `drug_interval`, `drug_record`, `subject`, `period`,
    `treatment_start`, `data_cut` and `protocol_visit`.
    """
    return (
        immunoglobulin_given(),
        antibody_row(),
        wash_out("antibody_row", "antibody_wash_out"),
        adis(),
        seroconversion(),
    )
