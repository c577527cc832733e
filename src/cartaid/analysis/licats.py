"""LICATS: local toxicity of CAR T cells in an organ the disease had involved, told from a flare as a suggestion.

Recorded LICATS are graded, whoever recorded them; other events of an organ are judged by the same concept and only
listed. Prior involvement comes from the medical history: where a patient's history names organs at all, an organ it
does not name was not involved; where it names none, that is unknown. Onset within B-cell aplasia is sure between two
samples without B cells only. Nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis.organ_words import DISEASE_ORGANS, ORGANS, organ_of
from cartaid.analysis.score import RAW, Parameter, parameters
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.evaluate import evaluation
from cartaid.instruments.toxicity.licats_2025 import CONCEPT, GRADE, ONSET
from cartaid.study.finding import FINDING_COLUMNS

DEFINITIONS = (CONCEPT, GRADE, ONSET)
PARAMETERS = (
    *parameters(GRADE),
    Parameter("LICATSMX", f"{GRADE.title}, highest of the period", GRADE.id, "adtx"),
)
KEYS = ("USUBJID", "AESEQ")
ROW = (
    "USUBJID AESEQ APERIOD AETERM ORGAN RECORDED ASTDT ASTRDY AENDT organ_prior b_cell_aplasia resolved "
    "new_immunosuppression treated hospital intensive_care onset_day ATOXGR"
).split()
EVENT = (
    "USUBJID APERIOD AESEQ AETERM ORGAN RECORDED ASTDT ASTRDY AENDT ADURN ORGAN_PRIOR B_CELL_APLASIA GRADE GRADE_LOW "
    "GRADE_HIGH STATUS RECORDED_GRADE ONSET SUGGESTED REASON"
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
    """Give the events after the infusion that are recorded as LICATS, or concern an organ and are no infection."""
    organ = organ_of("r.WORDED")
    return Relation(
        "licats_candidate",
        f"""
        SELECT * FROM (
            SELECT a.USUBJID, a.AESEQ, a.APERIOD, a.AETERM, {organ} AS ORGAN,
                CASE WHEN a.AESI = 'LICATS' OR a.LINKSYN = 'LICATS' THEN 'Y' ELSE 'N' END AS RECORDED, a.ASTDT, a.ASTRDY,
                a.AENDT, r.AESTDTC_FIRST AS START_FIRST, r.AESTDTC_LAST AS START_LAST, a.HOSPFL, a.ATOXGR, a.AESI,
                upper(e.AEOUT) AS OUTCOME, upper(e.AECONTRT) AS TREATED, a.INFECFL
            FROM adae AS a JOIN adverse_event_read AS r ON r.USUBJID = a.USUBJID AND r.AESEQ = a.AESEQ
            JOIN sdtm_ae AS e ON e.USUBJID = a.USUBJID AND e.AESEQ = a.AESEQ
            WHERE a.ASTRDY >= 0 AND a.TRTEMFL IS DISTINCT FROM 'N') AS event
        WHERE RECORDED = 'Y' OR (ORGAN IS NOT NULL AND ORGAN <> 'blood' AND INFECFL <> 'Y' AND AESI IS NULL)
        """,
        ("adae", "adverse_event_read", "sdtm_ae"),
        tuple(
            "USUBJID AESEQ APERIOD AETERM ORGAN RECORDED ASTDT ASTRDY AENDT START_FIRST START_LAST HOSPFL ATOXGR AESI "
            "OUTCOME TREATED INFECFL".split()
        ),
    )


def _aplasia(day: str) -> str:
    """Write whether B cells were absent on a day; unknown where neither sample around it tells."""
    return (
        f"CASE WHEN b.RETURNED <= {day} THEN 0 WHEN b.FIRST_ABSENT <= {day} AND b.LAST_ABSENT >= {day} THEN 1 "
        f"WHEN b.FIRST_ABSENT IS NULL AND b.SAMPLES > 0 AND b.LAST_SAMPLE >= {day} THEN 0 "
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


def licats_event() -> Relation:
    """Give one row an event: prior involvement, aplasia, grade with bounds, onset class, and the suggestion.

    SUGGESTED is Y (LICATS rather than flare), N or UNDETERMINED, REASON what is open or not met. RECORDED_GRADE is the
    investigator's AETOXGR.
    """
    flag = "CASE r.{0} WHEN 1 THEN 'Y' WHEN 0 THEN 'N' ELSE 'U' END"
    on = "ON {0}.USUBJID = r.USUBJID AND {0}.AESEQ = r.AESEQ"
    return Relation(
        "licats_event",
        f"""
        SELECT r.USUBJID, r.APERIOD, r.AESEQ, r.AETERM, r.ORGAN, r.RECORDED, r.ASTDT, r.ASTRDY, r.AENDT,
            date_diff('day', r.ASTDT, r.AENDT) + 1 AS ADURN, {flag.format("organ_prior")} AS ORGAN_PRIOR,
            {flag.format("b_cell_aplasia")} AS B_CELL_APLASIA, g.value AS GRADE, g.low AS GRADE_LOW,
            g.high AS GRADE_HIGH, g.status AS STATUS, r.ATOXGR AS RECORDED_GRADE, o.category AS ONSET,
            c.category AS SUGGESTED, c.reason AS REASON
        FROM licats_row AS r JOIN licats_concept AS c {on.format("c")} JOIN licats_grade AS g {on.format("g")}
        JOIN licats_onset AS o {on.format("o")}
        """,
        ("licats_row", "licats_concept", "licats_grade", "licats_onset"),
        tuple(EVENT),
    )


def scored_licats() -> Relation:
    """Give the grade of each day a recorded LICATS began on, and the highest of each period.

    A period without a recorded one is grade 0 where the study keeps adverse events: on its last day.
    """
    no_time, none = "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS VARCHAR)"
    status = "CASE WHEN ALOW = AHIGH THEN 'DETERMINED' ELSE 'UNDETERMINED' END"
    value = "CASE WHEN ALOW = AHIGH THEN ALOW END"
    return Relation(
        "scored_licats",
        f"""
        WITH day AS (
            SELECT USUBJID, APERIOD, ASTDT AS ADT, max(GRADE_LOW) AS ALOW, max(GRADE_HIGH) AS AHIGH,
                max(CASE WHEN STATUS <> 'DETERMINED' THEN REASON END) AS REASON
            FROM licats_event WHERE RECORDED = 'Y' GROUP BY USUBJID, APERIOD, ASTDT),
        worst AS (
            SELECT USUBJID, APERIOD, max(ALOW) AS ALOW, max(AHIGH) AS AHIGH, count(*) AS DAYS FROM day
            GROUP BY USUBJID, APERIOD),
        dated AS (
            SELECT w.USUBJID, w.APERIOD, w.ALOW, w.AHIGH, min(d.ADT) AS ADT FROM worst AS w
            JOIN day AS d ON d.USUBJID = w.USUBJID AND d.APERIOD = w.APERIOD AND d.ALOW = w.ALOW
            GROUP BY w.USUBJID, w.APERIOD, w.ALOW, w.AHIGH)
        SELECT USUBJID, ADT, {no_time} AS ADTM, 'LICATS' AS PARAMCD, {value} AS AVAL, {none} AS AVALC, ALOW, AHIGH,
            {status} AS STATUS, REASON, '{GRADE.id}' AS DEFID FROM day
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, 'LICATSMX', {value}, {none}, ALOW, AHIGH, {status}, {none}, '{GRADE.id}' FROM dated
        UNION ALL
        SELECT p.USUBJID, p.DAY0 + CAST(p.END_DAY AS INTEGER), {no_time}, 'LICATSMX', CAST(0 AS DOUBLE), {none},
            CAST(0 AS DOUBLE), CAST(0 AS DOUBLE), 'DETERMINED', 'no LICATS recorded', '{GRADE.id}'
        FROM haematotoxicity_period AS p CROSS JOIN toxicity_log AS l
        LEFT JOIN worst AS w ON w.USUBJID = p.USUBJID AND w.APERIOD = p.APERIOD
        WHERE l.AE_KEPT AND w.USUBJID IS NULL
        """,
        ("licats_event", "haematotoxicity_period", "toxicity_log"),
        RAW,
    )


def used_licats() -> Relation:
    """Give the events behind each grade, and the history that shows the organ's involvement."""
    columns = "USUBJID, ADT, CAST(NULL AS TIMESTAMP) AS ADTM"
    return Relation(
        "used_licats",
        f"""
        WITH graded AS (
            SELECT s.USUBJID, s.ADT, s.PARAMCD, e.AESEQ, e.ORGAN, e.AETERM, e.GRADE FROM scored_licats AS s
            JOIN licats_event AS e ON e.USUBJID = s.USUBJID AND e.ASTDT = s.ADT AND e.RECORDED = 'Y')
        SELECT {columns}, PARAMCD, 'AE' AS DOMAIN, AESEQ AS SEQ, 'event' AS ROLE, AETERM AS VALUE,
            CAST(NULL AS VARCHAR) AS UNIT, CAST(ADT AS VARCHAR) AS DTC FROM graded
        UNION ALL
        SELECT g.USUBJID, g.ADT, CAST(NULL AS TIMESTAMP), g.PARAMCD, 'MH', h.SEQ, 'organ_prior', h.TERM,
            CAST(NULL AS VARCHAR), h.DTC
        FROM graded AS g JOIN organ_history AS h ON h.USUBJID = g.USUBJID AND h.ORGAN = g.ORGAN
        """,
        ("scored_licats", "licats_event", "organ_history"),
        USED,
        kept=False,
    )


def licats_finding() -> Relation:
    """Give what to ask: LICATS recorded outside the concept, events that fit it, and organs after B cells returned."""

    def asked(rule: str, severity: str, message: str, fix: str, where: str) -> str:
        return (
            f"SELECT '{rule}', '{severity}', 'AE', USUBJID, AESEQ, 'AETERM', AETERM, {message}, {quoted(fix)} "
            f"FROM licats_event WHERE {where}"
        )

    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    place = "concat({}, ' (', coalesce(ORGAN, 'organ not told'), ', day ', CAST(ASTRDY AS VARCHAR), ')')"
    parts = (
        asked(
            "licats-concept",
            "warning",
            f"concat({place.format(quoted('recorded as LICATS outside its concept'))}, ': ', REASON)",
            "confirm LICATS, or record what it was",
            "RECORDED = 'Y' AND SUGGESTED = 'N'",
        ),
        asked(
            "licats-possible",
            "note",
            place.format(quoted("may be LICATS: organ involved before, during B-cell aplasia")),
            "say whether it was LICATS or a flare",
            "RECORDED = 'N' AND SUGGESTED = 'Y'",
        ),
        asked(
            "flare-possible",
            "note",
            place.format(quoted("an organ involved before, after B cells returned: may be a flare")),
            "say whether it was a flare",
            "RECORDED = 'N' AND ORGAN_PRIOR = 'Y' AND B_CELL_APLASIA = 'N'",
        ),
    )
    return Relation(
        "licats_finding",
        f"SELECT {header} FROM licats_event WHERE FALSE UNION ALL " + " UNION ALL ".join(parts),
        ("licats_event",),
        tuple(FINDING_COLUMNS),
        kept=False,
    )


def relations(switches: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Relation, ...]:
    """Give every relation; they read `adae`, `adverse_event_read`, `b_cell_course`, `drug_interval`, `toxicity_log`.

    Also `haematotoxicity_period`, `subject`, `sdtm_ae`, `sdtm_mh` and `sdtm_pr`.
    """
    chosen = switches or {}
    results = [
        evaluation(definition, "licats_row", KEYS, chosen.get(definition.id), name)
        for definition, name in (
            (CONCEPT, "licats_concept"),
            (GRADE, "licats_grade"),
            (ONSET, "licats_onset"),
        )
    ]
    return (
        organ_history(),
        licats_candidate(),
        licats_row(),
        *results,
        licats_event(),
        scored_licats(),
        used_licats(),
        licats_finding(),
    )
