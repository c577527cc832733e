"""Infections and second malignancies after the infusion: kinds, episodes, and events with the days at risk for rates.

Site and class of organism are told by words of the event; where they tell nothing both are `unknown`. Records of one
infection within the protocol's days (`windows.infection_episode_days`, start to start) are one episode. A rate needs
the events and the patient-days given here; its exact Poisson limits come from `cartaid.statistics.poisson`.
"""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.study.finding import FINDING_COLUMNS

SITES: tuple[tuple[str, str], ...] = (
    ("blood", "SEPSIS|SEPTIC|BACTERA?EMIA|VIRA?EMIA|FUNGA?EMIA|BLOODSTREAM|CATHETER"),
    (
        "respiratory",
        "PNEUMON|BRONCH|RESPIRATORY|LUNG|SINUSITIS|PHARYNG|RHINITIS|TONSILL|LARYNG|COVID|SARS-COV|INFLUENZA|COLD",
    ),
    ("urinary", "URINARY|CYSTITIS|PYELONEPHR|URETHR|BLADDER"),
    ("skin", "SKIN|CELLULITIS|ZOSTER|ABSCESS|FOLLICUL|PARONYCH|IMPETIGO|HERPES|WOUND|ERYSIPEL"),
    ("gut", "GASTROENTERITIS|ENTERITIS|COLITIS|CLOSTRIDI|DIVERTICUL|INTESTIN|NOROVIRUS|ROTAVIRUS"),
    ("nervous system", "MENINGITIS|ENCEPHALITIS|MYELITIS|LEUKOENCEPHALOPATHY"),
    ("mouth", "ORAL|THRUSH|TOOTH|DENTAL|GINGIV|STOMATITIS"),
    ("eye or ear", "CONJUNCTIV|OTITIS|KERATITIS|(^| )EYE( |$)"),
)
ORGANISMS: tuple[tuple[str, str], ...] = (
    (
        "viral",
        "VIR(AL|US|A?EMIA)|HERPES|ZOSTER|VARICELLA|COVID|SARS-COV|INFLUENZA|CYTOMEGALO|CMV|EBV|(^| )COLD( |$)",
    ),
    ("fungal", "FUNG|CANDID|ASPERGILL|MYCOSIS|PNEUMOCYST|THRUSH|TINEA|CRYPTOCOCC|MUCOR"),
    ("parasitic", "PARASIT|TOXOPLASM|MALARIA|STRONGYL|SCABIES"),
    (
        "bacterial",
        "BACTERI|STAPHYLOCOCC|STREPTOCOCC|ESCHERICHIA|KLEBSIELLA|PSEUDOMONA|CLOSTRIDI|ENTEROCOCC|PNEUMOCOCC"
        "|SALMONELLA|LISTERI|LEGIONELL|TUBERCUL|CELLULITIS|ERYSIPEL|BACTERA?EMIA|IMPETIGO",
    ),
)
WINDOWS: tuple[tuple[str, int, int | None], ...] = (
    ("day 0 to 28", 0, 28),
    ("day 29 to 90", 29, 90),
    ("after day 90", 91, None),
)
"""Windows in which infection density is published, days from the infusion."""

T_CELL = "T[- ]CELL|T[- ]LYMPHO"
TRANSGENE = "TRANSGEN"
"""Test code (any findings domain) of the search for the transgene in a tumour."""

EVENT = (
    "USUBJID APERIOD AESEQ AETERM ASTDT ASTRDY AENDT ATOXGR SERFL HOSPFL DTHFL SITE ORGANISM EPISODE FIRSTFL WORSTGR"
).split()
MALIGNANCY = "USUBJID APERIOD AESEQ AETERM ASTDT LATENCY_DAYS ATOXGR T_CELL TRANSGENE DTHFL".split()


def _told(text: str, table: tuple[tuple[str, str], ...]) -> str:
    whens = " ".join(
        f"WHEN coalesce(regexp_matches({text}, {quoted(words)}), FALSE) THEN '{name}'"
        for name, words in table
    )
    return f"CASE {whens} ELSE 'unknown' END"


def infection_event() -> Relation:
    """Give the infections after the infusion with site, class of organism and episode.

    Records of the same site and class are one infection; where one of the two is unknown, of the same term. FIRSTFL is
    Y for the first record of an episode: these are counted, at WORSTGR, the worst grade of the episode's records.
    """
    return Relation(
        "infection_event",
        f"""
        WITH gap AS (
            SELECT coalesce(max(TRY_CAST(VALUE AS INTEGER)), 14) AS DAYS FROM protocol_setting
            WHERE NAME = 'windows.infection_episode_days'),
        told AS (
            SELECT a.USUBJID, a.APERIOD, a.AESEQ, a.AETERM, a.ASTDT, a.ASTRDY, a.AENDT, a.ATOXGR, a.SERFL, a.HOSPFL,
                a.DTHFL, {_told("r.WORDED", SITES)} AS SITE, {_told("r.WORDED", ORGANISMS)} AS ORGANISM, r.NAMED
            FROM adae AS a JOIN adverse_event_read AS r ON r.USUBJID = a.USUBJID AND r.AESEQ = a.AESEQ
            WHERE a.INFECFL = 'Y' AND a.COUNTFL = 'Y' AND a.ASTRDY >= 0),
        keyed AS (
            SELECT t.*, CASE WHEN SITE = 'unknown' OR ORGANISM = 'unknown' THEN NAMED ELSE concat(SITE, ORGANISM) END AS SAME
            FROM told AS t),
        ordered AS (
            SELECT k.*, lag(ASTDT) OVER (PARTITION BY USUBJID, APERIOD, SAME ORDER BY ASTDT NULLS LAST, AESEQ NULLS LAST)
                AS BEFORE_DATE
            FROM keyed AS k),
        flagged AS (
            SELECT o.*, CASE WHEN BEFORE_DATE IS NOT NULL AND date_diff('day', BEFORE_DATE, ASTDT) <= g.DAYS THEN 0 ELSE 1
                END AS STARTS
            FROM ordered AS o CROSS JOIN gap AS g),
        run AS (
            SELECT f.*, sum(STARTS) OVER (PARTITION BY USUBJID, APERIOD, SAME ORDER BY ASTDT NULLS LAST, AESEQ NULLS LAST
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS RUN
            FROM flagged AS f),
        whole AS (
            SELECT r.*, min(ASTDT) OVER (PARTITION BY USUBJID, APERIOD, SAME, RUN) AS BEGUN,
                min(CASE WHEN STARTS = 1 THEN AESEQ END) OVER (PARTITION BY USUBJID, APERIOD, SAME, RUN) AS FIRST_SEQ,
                max(ATOXGR) OVER (PARTITION BY USUBJID, APERIOD, SAME, RUN) AS WORSTGR
            FROM run AS r)
        SELECT USUBJID, APERIOD, AESEQ, AETERM, ASTDT, ASTRDY, AENDT, ATOXGR, SERFL, HOSPFL, DTHFL, SITE, ORGANISM,
            dense_rank() OVER (PARTITION BY USUBJID, APERIOD ORDER BY BEGUN NULLS LAST, FIRST_SEQ NULLS LAST) AS EPISODE,
            CASE WHEN STARTS = 1 THEN 'Y' ELSE 'N' END AS FIRSTFL, WORSTGR
        FROM whole
        """,
        ("protocol_setting", "adae", "adverse_event_read"),
        tuple(EVENT),
    )


def infection_density() -> Relation:
    """Give, for each window after the first infusion, episodes, patients with one, patients at risk and patient-days.

    Days at risk end with death, further treatment or the last contact; day 0 is a day at risk. EVENTS count episodes
    by the day they began; GRADE3 those that reached grade 3 or more, UNGRADED those without any grade.
    """
    rows = ", ".join(
        f"({place}, '{name}', {low}, {'NULL' if high is None else high})"
        for place, (name, low, high) in enumerate(WINDOWS, start=1)
    )
    last = "CASE WHEN w.HIGH IS NULL THEN p.END_DAY ELSE least(p.END_DAY, w.HIGH) END"
    return Relation(
        "infection_density",
        f"""
        WITH win AS (SELECT * FROM (VALUES {rows}) AS v(AWINDOWN, AWINDOW, LOW, HIGH)),
        risk AS (
            SELECT w.AWINDOWN, p.USUBJID, w.LOW, {last} AS LAST_DAY FROM win AS w
            JOIN haematotoxicity_period AS p ON p.APERIOD = 1 AND p.END_DAY >= w.LOW),
        hit AS (
            SELECT r.AWINDOWN, count(*) AS EVENTS, count(DISTINCT e.USUBJID) AS PATIENTS,
                sum(CASE WHEN e.WORSTGR >= 3 THEN 1 ELSE 0 END) AS GRADE3,
                sum(CASE WHEN e.WORSTGR IS NULL THEN 1 ELSE 0 END) AS UNGRADED
            FROM risk AS r JOIN infection_event AS e ON e.USUBJID = r.USUBJID AND e.APERIOD = 1 AND e.FIRSTFL = 'Y'
                AND e.ASTRDY >= r.LOW AND e.ASTRDY <= r.LAST_DAY
            GROUP BY r.AWINDOWN),
        days AS (
            SELECT AWINDOWN, count(*) AS AT_RISK, sum(LAST_DAY - LOW + 1) AS PATIENT_DAYS FROM risk GROUP BY AWINDOWN)
        SELECT w.AWINDOWN, w.AWINDOW, coalesce(h.EVENTS, 0) AS EVENTS, coalesce(h.PATIENTS, 0) AS PATIENTS,
            coalesce(h.GRADE3, 0) AS GRADE3, coalesce(h.UNGRADED, 0) AS UNGRADED, coalesce(d.AT_RISK, 0) AS AT_RISK,
            coalesce(d.PATIENT_DAYS, 0) AS PATIENT_DAYS
        FROM win AS w CROSS JOIN toxicity_log AS l LEFT JOIN days AS d ON d.AWINDOWN = w.AWINDOWN
        LEFT JOIN hit AS h ON h.AWINDOWN = w.AWINDOWN WHERE l.AE_KEPT
        """,
        ("haematotoxicity_period", "infection_event", "toxicity_log"),
        ("AWINDOWN", "AWINDOW", "EVENTS", "PATIENTS", "GRADE3", "UNGRADED", "AT_RISK", "PATIENT_DAYS"),
    )


def second_malignancy() -> Relation:
    """Give the second malignancies: latency from the infusion, T-cell lineage, and whether the transgene was found.

    TRANSGENE is `positive`, `negative`, or `unknown` where no search is recorded: not tested is never negative.
    """
    found = (
        "CASE WHEN bool_or(o.VALUE = 1 OR regexp_matches(upper(o.TEXT), '^(POSITIVE|DETECTED|PRESENT|Y|YES)$')) "
        "THEN 'positive' WHEN bool_or(o.VALUE = 0 OR regexp_matches(upper(o.TEXT), "
        "'^(NEGATIVE|NOT DETECTED|ABSENT|N|NO)$')) THEN 'negative' END"
    )
    return Relation(
        "second_malignancy",
        f"""
        WITH searched AS (
            SELECT a.USUBJID, a.AESEQ, {found} AS TRANSGENE FROM adae AS a JOIN recorded AS o ON o.USUBJID = a.USUBJID
                AND o.TESTCD = '{TRANSGENE}' AND coalesce(o.FIRST >= a.ASTDT, TRUE)
            WHERE a.AESI = 'second malignancy' GROUP BY a.USUBJID, a.AESEQ)
        SELECT a.USUBJID, a.APERIOD, a.AESEQ, a.AETERM, a.ASTDT, date_diff('day', s.INFUSION, a.ASTDT) AS LATENCY_DAYS,
            a.ATOXGR, CASE WHEN coalesce(regexp_matches(r.WORDED, {quoted(T_CELL)}), FALSE) THEN 'Y' ELSE 'N' END AS T_CELL,
            coalesce(f.TRANSGENE, 'unknown') AS TRANSGENE, a.DTHFL
        FROM adae AS a JOIN adverse_event_read AS r ON r.USUBJID = a.USUBJID AND r.AESEQ = a.AESEQ
        JOIN subject AS s ON s.USUBJID = a.USUBJID
        LEFT JOIN searched AS f ON f.USUBJID = a.USUBJID AND f.AESEQ = a.AESEQ
        WHERE a.AESI = 'second malignancy' AND coalesce(a.ASTDT >= s.INFUSION, TRUE) AND s.INFUSION IS NOT NULL
        """,
        ("adae", "recorded", "adverse_event_read", "subject"),
        tuple(MALIGNANCY),
    )


def second_malignancy_time() -> Relation:
    """Give second malignancies and patient-days from the first infusion to death or last contact, over all patients."""
    return Relation(
        "second_malignancy_time",
        """
        SELECT (SELECT count(*) FROM second_malignancy) AS EVENTS, count(*) AS PATIENTS,
            sum(date_diff('day', s.INFUSION, least(coalesce(s.DEATH, s.LAST_CONTACT), s.LAST_CONTACT))) AS PATIENT_DAYS
        FROM subject AS s CROSS JOIN toxicity_log AS l
        WHERE s.INFUSION IS NOT NULL AND s.LAST_CONTACT >= s.INFUSION AND l.AE_KEPT
        """,
        ("second_malignancy", "subject", "toxicity_log"),
        ("EVENTS", "PATIENTS", "PATIENT_DAYS"),
    )


def malignancy_finding() -> Relation:
    """Ask for the search for the transgene in each second malignancy without one."""
    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    return Relation(
        "malignancy_finding",
        f"""
        SELECT {header} FROM second_malignancy WHERE FALSE
        UNION ALL
        SELECT 'transgene-unknown', CASE T_CELL WHEN 'Y' THEN 'warning' ELSE 'note' END, 'AE', USUBJID, AESEQ, 'AETERM',
            AETERM, 'second malignancy without a recorded search for the transgene: its status is unknown, not negative',
            'record the search as a result with test code {TRANSGENE}' FROM second_malignancy WHERE TRANSGENE = 'unknown'
        """,
        ("second_malignancy",),
        tuple(FINDING_COLUMNS),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation; they read `adae`, `adverse_event_read`, `haematotoxicity_period`, `subject`, `recorded`.

    Also `toxicity_log` and `protocol_setting`.
    """
    return (
        infection_event(),
        infection_density(),
        second_malignancy(),
        second_malignancy_time(),
        malignancy_finding(),
    )
