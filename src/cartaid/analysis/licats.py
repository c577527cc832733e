"""LICATS: local toxicity of CAR T cells in an organ the disease had involved, told from a flare as a suggestion.

Recorded LICATS are graded, whoever recorded them; other events of an organ are judged by the same concept and only
listed. Prior involvement comes from the medical history: where a patient's history names organs at all, an organ it
does not name was not involved; where it names none, that is unknown. Onset within B-cell aplasia is sure between two
samples without B cells only. Nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis import licats_evidence
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
EVENT = (
    "USUBJID APERIOD AESEQ AETERM ORGAN RECORDED ASTDT ASTRDY AENDT ADURN ORGAN_PRIOR B_CELL_APLASIA GRADE GRADE_LOW "
    "GRADE_HIGH STATUS RECORDED_GRADE ONSET SUGGESTED REASON"
).split()


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

    A period without a recorded one is grade 0 where the study keeps adverse events: on its last day. A patient of
    whom nothing was recorded after the infusion, and no adverse event ever, is not assessed: no row.
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
            GROUP BY w.USUBJID, w.APERIOD, w.ALOW, w.AHIGH),
        followed AS (
            SELECT p.USUBJID, p.APERIOD FROM haematotoxicity_period AS p
            JOIN (SELECT DISTINCT USUBJID FROM sdtm_ae) AS e ON e.USUBJID = p.USUBJID
            UNION
            SELECT p.USUBJID, p.APERIOD FROM haematotoxicity_period AS p
            JOIN recorded AS o ON o.USUBJID = p.USUBJID AND o.FIRST > p.DAY0)
        SELECT USUBJID, ADT, {no_time} AS ADTM, 'LICATS' AS PARAMCD, {value} AS AVAL, {none} AS AVALC, ALOW, AHIGH,
            {status} AS STATUS, REASON, '{GRADE.id}' AS DEFID FROM day
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, 'LICATSMX', {value}, {none}, ALOW, AHIGH, {status}, {none}, '{GRADE.id}' FROM dated
        UNION ALL
        SELECT p.USUBJID, p.DAY0 + CAST(p.END_DAY AS INTEGER), {no_time}, 'LICATSMX', CAST(0 AS DOUBLE), {none},
            CAST(0 AS DOUBLE), CAST(0 AS DOUBLE), 'DETERMINED', 'no LICATS recorded', '{GRADE.id}'
        FROM haematotoxicity_period AS p CROSS JOIN toxicity_log AS l
        JOIN followed AS f ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD
        LEFT JOIN worst AS w ON w.USUBJID = p.USUBJID AND w.APERIOD = p.APERIOD
        WHERE l.AE_KEPT AND w.USUBJID IS NULL
        """,
        ("licats_event", "haematotoxicity_period", "toxicity_log", "sdtm_ae", "recorded"),
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
            f"concat({place.format(quoted('may be LICATS: organ involved before, during B-cell aplasia'))}, "
            "CASE WHEN SUGGESTED = 'UNDETERMINED' THEN '; not told whether it resolved without new immunosuppression' "
            "ELSE '' END)",
            "say whether it was LICATS or a flare",
            "RECORDED = 'N' AND (SUGGESTED = 'Y' OR "
            "(SUGGESTED = 'UNDETERMINED' AND ORGAN_PRIOR = 'Y' AND B_CELL_APLASIA = 'Y'))",
        ),
        asked(
            "flare-possible",
            "note",
            place.format(quoted("an organ involved before, after B cells returned: may be a flare")),
            "say whether it was a flare",
            "RECORDED = 'N' AND ORGAN_PRIOR = 'Y' AND B_CELL_APLASIA = 'N'",
        ),
        asked(
            "flare-possible",
            "note",
            place.format(
                quoted("an organ involved before, not resolved without new immunosuppression: may be a flare")
            ),
            "say whether it was a flare",
            "RECORDED = 'N' AND ORGAN_PRIOR = 'Y' AND B_CELL_APLASIA = 'Y' AND SUGGESTED = 'N'",
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
        *licats_evidence.relations(),
        *results,
        licats_event(),
        scored_licats(),
        used_licats(),
        licats_finding(),
    )
