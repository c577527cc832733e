"""What LICATS is judged by: organs involved before, events of organs, B-cell aplasia, treatment and stay."""

from __future__ import annotations

from cartaid.analysis.organ_words import DISEASE_ORGANS, ORGANS, organ_of
from cartaid.engine import Relation
from cartaid.engine.session import quoted

ROW = (
    "USUBJID AESEQ APERIOD AETERM ORGAN RECORDED ASTDT ASTRDY AENDT organ_prior b_cell_aplasia resolved "
    "new_immunosuppression treated hospital intensive_care onset_day ATOXGR"
).split()
IMMUNOSUPPRESSION = "('glucocorticoid', 'immunosuppressive', 'biologic')"
INTENSIVE = "INTENSIVE CARE|(^|[^A-Z])ICU([^A-Z]|$)"


def organ_history() -> Relation:
    """Give the organs involved before the infusion; ORGAN is NULL in the row that says a history was taken at all.

    Where the history has entries of a category of organs, those and the diagnoses count, otherwise every entry.
    """
    found = " UNION ALL ".join(
        f"SELECT USUBJID, '{organ}' AS ORGAN, SEQ, TERM, DTC FROM entry WHERE regexp_matches(TERM, {quoted(words)})"
        for organ, words in (*ORGANS, *DISEASE_ORGANS)
    )
    return Relation(
        "organ_history",
        f"""
        WITH entry AS (
            SELECT m.USUBJID, m.MHSEQ AS SEQ, upper(concat_ws(' ', m.MHDECOD, m.MHTERM)) AS TERM, m.MHSTDTC AS DTC
            FROM sdtm_mh AS m JOIN subject AS s ON s.USUBJID = m.USUBJID
            LEFT JOIN (SELECT DISTINCT USUBJID FROM sdtm_mh WHERE upper(MHCAT) LIKE '%ORGAN%') AS o
                ON o.USUBJID = m.USUBJID
            WHERE coalesce(m.MHSTDTC_FIRST < s.DAY0, TRUE)
                AND (o.USUBJID IS NULL OR upper(m.MHCAT) LIKE '%ORGAN%' OR upper(m.MHCAT) LIKE '%DIAGNOS%')),
        organ AS ({found})
        SELECT USUBJID, ORGAN, min(SEQ) AS SEQ, min(TERM) AS TERM, min(DTC) AS DTC FROM organ GROUP BY USUBJID, ORGAN
        UNION ALL
        SELECT DISTINCT USUBJID, CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR)
        FROM organ
        """,
        ("sdtm_mh", "subject"),
        ("USUBJID", "ORGAN", "SEQ", "TERM", "DTC"),
    )


def licats_candidate() -> Relation:
    """Give the events after the infusion that are recorded as LICATS, or concern an organ and are no infection
    and not due to lymphodepletion alone."""
    organ = organ_of("r.WORDED")
    return Relation(
        "licats_candidate",
        f"""
        SELECT * FROM (
            SELECT a.USUBJID, a.AESEQ, a.APERIOD, a.AETERM, {organ} AS ORGAN,
                CASE WHEN a.AESI = 'LICATS' OR a.LINKSYN = 'LICATS' THEN 'Y' ELSE 'N' END AS RECORDED, a.ASTDT, a.ASTRDY,
                a.AENDT, r.AESTDTC_FIRST AS START_FIRST, r.AESTDTC_LAST AS START_LAST, a.HOSPFL, a.ATOXGR, a.AESI,
                upper(e.AEOUT) AS OUTCOME, upper(e.AECONTRT) AS TREATED, a.INFECFL,
                a.RELLD = 'Y' AND a.RELCART = 'N' AS BY_CHEMOTHERAPY
            FROM adae AS a JOIN adverse_event_read AS r ON r.USUBJID = a.USUBJID AND r.AESEQ = a.AESEQ
            JOIN sdtm_ae AS e ON e.USUBJID = a.USUBJID AND e.AESEQ = a.AESEQ
            WHERE a.ASTRDY >= 0 AND a.TRTEMFL IS DISTINCT FROM 'N') AS event
        WHERE RECORDED = 'Y' OR (ORGAN IS NOT NULL AND ORGAN <> 'blood' AND INFECFL <> 'Y' AND AESI IS NULL
            AND NOT coalesce(BY_CHEMOTHERAPY, FALSE))
        """,
        ("adae", "adverse_event_read", "sdtm_ae"),
        tuple(
            "USUBJID AESEQ APERIOD AETERM ORGAN RECORDED ASTDT ASTRDY AENDT START_FIRST START_LAST HOSPFL ATOXGR AESI "
            "OUTCOME TREATED INFECFL BY_CHEMOTHERAPY".split()
        ),
    )


def _aplasia(day: str) -> str:
    """Write whether B cells were absent on a day; unknown where neither sample around it tells."""
    return (
        f"CASE WHEN b.RETURNED <= {day} THEN 0 WHEN b.FIRST_ABSENT <= {day} AND b.LAST_ABSENT >= {day} THEN 1 "
        f"WHEN b.FIRST_ABSENT IS NULL AND (b.NEVER OR b.FIRST_SAMPLE <= {day}) AND b.LAST_SAMPLE >= {day} THEN 0 "
        f"WHEN b.BEFORE_ABSENT AND b.FIRST_ABSENT > {day} THEN 1 END"
    )


def licats_row() -> Relation:
    """Give the row the definitions read: one an event."""
    organs = " ".join(f"WHEN '{organ}' THEN {quoted(words)}" for organ, words in ORGANS)
    last = "coalesce(c.AENDT, s.LAST_CONTACT)"
    return Relation(
        "licats_row",
        f"""
        WITH drug AS (
            SELECT c.USUBJID, c.AESEQ,
                bool_or(coalesce(i.CLASS IN {IMMUNOSUPPRESSION} AND i.SYSTEMIC AND i.START_FIRST >= c.START_LAST
                    AND i.START_LAST <= {last}, FALSE)) AS NEW_SURE,
                bool_or(coalesce(i.CLASS IN {IMMUNOSUPPRESSION}, FALSE)) AS NEW_POSSIBLE,
                bool_or(coalesce(regexp_matches(i.INDICATION, 'LICATS|LOCAL IMMUNE EFFECTOR'), FALSE)
                    OR coalesce(regexp_matches(i.INDICATION, CASE c.ORGAN {organs} END), FALSE)) AS FOR_IT,
                bool_or(i.INDICATION IS NULL) AS FOR_UNKNOWN
            FROM licats_candidate AS c JOIN subject AS s ON s.USUBJID = c.USUBJID
            JOIN drug_interval AS i ON i.USUBJID = c.USUBJID AND i.DOMAIN = 'CM' AND i.SYSTEMIC IS DISTINCT FROM FALSE
                AND coalesce(i.START_LAST >= c.START_FIRST, TRUE) AND coalesce(i.START_FIRST <= {last}, TRUE)
            GROUP BY c.USUBJID, c.AESEQ),
        local_drug AS (
            SELECT c.USUBJID, c.AESEQ, count(*) AS GIVEN FROM licats_candidate AS c
            JOIN subject AS s ON s.USUBJID = c.USUBJID
            JOIN drug_interval AS i ON i.USUBJID = c.USUBJID AND i.DOMAIN = 'CM'
                AND i.START_LAST >= c.START_FIRST AND i.START_FIRST <= {last}
            WHERE coalesce(regexp_matches(i.INDICATION, 'LICATS|LOCAL IMMUNE EFFECTOR'), FALSE)
            GROUP BY c.USUBJID, c.AESEQ),
        intensive AS (
            SELECT DISTINCT c.USUBJID, c.AESEQ FROM licats_candidate AS c JOIN subject AS s ON s.USUBJID = c.USUBJID
            JOIN sdtm_pr AS p ON p.USUBJID = c.USUBJID AND p.PRSTDTC_FIRST >= c.START_FIRST AND p.PRSTDTC_LAST <= {last}
            WHERE regexp_matches(upper(concat_ws(' ', p.PRDECOD, p.PRTRT)), {quoted(INTENSIVE)}))
        SELECT c.USUBJID, c.AESEQ, c.APERIOD, c.AETERM, c.ORGAN, c.RECORDED, c.ASTDT, c.ASTRDY, c.AENDT,
            CASE WHEN h.USUBJID IS NOT NULL THEN 1 WHEN c.ORGAN IS NOT NULL AND k.USUBJID IS NOT NULL THEN 0 END
                AS organ_prior,
            CASE WHEN {_aplasia("c.START_FIRST")} = {_aplasia("c.START_LAST")} THEN {_aplasia("c.START_FIRST")} END
                AS b_cell_aplasia,
            CASE WHEN regexp_matches(c.OUTCOME, '^(RECOVERED|RESOLVED)') THEN 1
                WHEN regexp_matches(c.OUTCOME, '^(NOT RE|RECOVERING|RESOLVING|FATAL)') THEN 0 END AS resolved,
            CASE WHEN d.NEW_SURE THEN 1 WHEN d.NEW_POSSIBLE THEN NULL WHEN l.CM_KEPT THEN 0 END AS new_immunosuppression,
            CASE WHEN c.TREATED = 'Y' OR d.FOR_IT OR f.GIVEN > 0 THEN 1 WHEN c.TREATED = 'N' THEN 0
                WHEN d.FOR_UNKNOWN THEN NULL WHEN l.CM_KEPT THEN 0 END AS treated,
            CASE c.HOSPFL WHEN 'Y' THEN 1 WHEN 'N' THEN 0 END AS hospital,
            CASE WHEN n.USUBJID IS NOT NULL THEN 1 WHEN c.HOSPFL = 'N' THEN 0 END AS intensive_care,
            CASE WHEN c.START_FIRST = c.START_LAST THEN c.ASTRDY END AS onset_day, c.ATOXGR
        FROM licats_candidate AS c CROSS JOIN toxicity_log AS l
        LEFT JOIN organ_history AS h ON h.USUBJID = c.USUBJID AND h.ORGAN = c.ORGAN
        LEFT JOIN organ_history AS k ON k.USUBJID = c.USUBJID AND k.ORGAN IS NULL
        LEFT JOIN b_cell_course AS b ON b.USUBJID = c.USUBJID AND b.APERIOD = c.APERIOD
        LEFT JOIN drug AS d ON d.USUBJID = c.USUBJID AND d.AESEQ = c.AESEQ
        LEFT JOIN local_drug AS f ON f.USUBJID = c.USUBJID AND f.AESEQ = c.AESEQ
        LEFT JOIN intensive AS n ON n.USUBJID = c.USUBJID AND n.AESEQ = c.AESEQ
        """,
        (
            "licats_candidate",
            "subject",
            "drug_interval",
            "sdtm_pr",
            "toxicity_log",
            "organ_history",
            "b_cell_course",
        ),
        tuple(ROW),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return organ_history(), licats_candidate(), licats_row()
