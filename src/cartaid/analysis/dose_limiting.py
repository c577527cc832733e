"""Dose-limiting toxicities of the protocol, judged for each patient: yes, no, or open.

The rules are data (`[[dose_limiting]]` of `study.toml`). Derived grades have one value a day, so how long a grade
lasted is known to within two days; to the second where every vasopressor and oxygen record that made a CRS of grade 3
has its times, and so are recorded events with times. A record of AE is taken to
have its grade for its whole length. Only the first infusion is judged.
"""

from __future__ import annotations

from cartaid.engine import Relation

GAPS = {"CRS": 1, "ICANS": 1, "neutrophils": 3, "platelets": 3, "haemoglobin": 3}
"""Days between two assessments over which a grade is taken to have lasted (our choice); longer gaps break a run."""
TESTS = {"neutrophils": "NEUT", "platelets": "PLAT", "haemoglobin": "HGB"}
ONCE = {"early ICAHT": "ICAHTE", "early T-ICAHT": "TICAHTE"}
LEFT = "WITHDRAW|LOST TO FOLLOW|DISCONTINU"

RUN = "USUBJID RULE FIRST_SURE LAST_SURE FIRST_POSSIBLE LEFT_ON".split()
EVENT = "USUBJID RULE HOLDS RDY DETAIL DOMAIN SEQ".split()
PATIENT = "USUBJID DAY0 WINDOW_END FOLLOWED_TO DLT DLT_RDY RULES OPEN_RULES EVALUABLE REASON".split()


def dose_limiting_grade() -> Relation:
    """Give the grade of each assessed day for each rule on derived grades, with its bounds."""
    events = " ".join(f"WHEN '{test}' THEN '{event}'" for event, test in TESTS.items())
    tests = ", ".join(f"'{test}'" for test in TESTS.values())
    return Relation(
        "dose_limiting_grade",
        f"""
        WITH graded AS (
            SELECT USUBJID, PARAMCD AS EVENT, RDY, ALOW, AHIGH FROM toxicity_grade WHERE APERIOD = 1
            UNION ALL
            SELECT USUBJID, CASE PARAMCD {events} END, RDY, max(coalesce(ATOXGRL, 0)),
                max(coalesce(ATOXGRL, 5)) FROM adlb
            WHERE PARAMCD IN ({tests}) AND APERIOD = 1 AND RDY >= 0 AND ATOXVER IS NOT NULL
                AND (AVAL IS NOT NULL OR REFUSED IS NOT NULL)
            GROUP BY USUBJID, PARAMCD, RDY)
        SELECT g.USUBJID, r.RULE, r.EVENT, g.RDY, g.ALOW >= r.GRADE AS SURE, g.AHIGH >= r.GRADE AS POSSIBLE
        FROM graded AS g JOIN protocol_dose_limiting AS r ON r.EVENT = g.EVENT AND NOT r.BY_EVENTS
        WHERE g.RDY >= r.FIRST_DAY
        """,
        ("toxicity_grade", "adlb", "protocol_dose_limiting"),
        ("USUBJID", "RULE", "EVENT", "RDY", "SURE", "POSSIBLE"),
    )


def dose_limiting_run() -> Relation:
    """Give each run of days on which the grade was or may have been reached.

    LEFT_ON is the first assessed day after it that was surely below; NULL when the next assessment was too far away
    to belong to it, or there is none.
    """
    gaps = " ".join(f"WHEN '{event}' THEN {gap}" for event, gap in GAPS.items())
    key = "PARTITION BY USUBJID, RULE ORDER BY RDY NULLS LAST"
    return Relation(
        "dose_limiting_run",
        f"""
        WITH ordered AS (
            SELECT USUBJID, RULE, RDY, SURE, POSSIBLE, CASE EVENT {gaps} END AS GAP, lag(RDY) OVER ({key}) AS BEFORE_DAY,
                lag(POSSIBLE) OVER ({key}) AS BEFORE_POSSIBLE, lead(RDY) OVER ({key}) AS NEXT_DAY,
                lead(POSSIBLE) OVER ({key}) AS NEXT_POSSIBLE
            FROM dose_limiting_grade),
        numbered AS (
            SELECT *, sum(CASE WHEN coalesce(BEFORE_POSSIBLE AND RDY - BEFORE_DAY <= GAP, FALSE) THEN 0 ELSE 1 END)
                OVER ({key} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS RUN
            FROM ordered WHERE POSSIBLE)
        SELECT USUBJID, RULE, min(CASE WHEN SURE THEN RDY END) AS FIRST_SURE, max(CASE WHEN SURE THEN RDY END) AS LAST_SURE,
            min(RDY) AS FIRST_POSSIBLE, max(CASE WHEN NOT NEXT_POSSIBLE AND NEXT_DAY - RDY <= GAP THEN NEXT_DAY END) AS LEFT_ON
        FROM numbered GROUP BY USUBJID, RULE, RUN
        """,
        ("dose_limiting_grade",),
        tuple(RUN),
    )


def dose_limiting_timed() -> Relation:
    """Give how long a run of CRS of grade 3 or more lasted, in seconds, where all that made it so was timed.

    By ASTCT grade 3 is a vasopressor, or oxygen by more than a low flow: it lasts from the first start to the last end.
    """
    return Relation(
        "dose_limiting_timed",
        """
        SELECT d.USUBJID, d.RULE, d.FIRST_POSSIBLE,
            CASE WHEN count(*) = count(c.START_TIME) AND count(*) = count(c.END_TIME) AND bool_and(s.CERTAIN AND s.DATED)
                THEN date_diff('second', min(c.START_TIME), max(c.END_TIME)) END AS SECONDS
        FROM dose_limiting_run AS d
        JOIN protocol_dose_limiting AS r ON r.RULE = d.RULE AND r.EVENT = 'CRS' AND r.GRADE = 3 AND r.HOURS IS NOT NULL
        JOIN toxicity_sign AS s ON s.USUBJID = d.USUBJID AND s.APERIOD = 1 AND s.RDY >= d.FIRST_POSSIBLE
            AND s.RDY <= coalesce(d.LEFT_ON, d.LAST_SURE)
            AND (s.SIGN IN ('vasopressor', 'vasopressin') OR (s.SIGN = 'oxygen' AND s.SEVERITY > 20))
        JOIN toxicity_course AS c ON c.USUBJID = s.USUBJID AND c.SIGN = s.SIGN AND c.DOMAIN = s.DOMAIN
            AND c.SEQ IS NOT DISTINCT FROM s.SEQ AND c.TREATMENT IS NOT DISTINCT FROM s.TREATMENT
            AND c.DTC IS NOT DISTINCT FROM s.DTC
        WHERE d.FIRST_SURE = d.FIRST_POSSIBLE
        GROUP BY d.USUBJID, d.RULE, d.FIRST_POSSIBLE
        """,
        ("dose_limiting_run", "protocol_dose_limiting", "toxicity_sign", "toxicity_course"),
        ("USUBJID", "RULE", "FIRST_POSSIBLE", "SECONDS"),
        kept=False,
    )


def dose_limiting_recorded() -> Relation:
    """Give the recorded events that may be one: SURE that it counts, and how long it lasted, in seconds, with bounds."""
    day = 24 * 3600
    days = "date_diff('day', a.ASTDT, a.AENDT)"
    exact = "e.AEENDTC_TIME >= e.AESTDTC_TIME"
    seconds = "date_diff('second', e.AESTDTC_TIME, e.AEENDTC_TIME)"
    dated = "a.ASTDTF IS NULL AND a.AENDTF IS NULL AND a.AENDT IS NOT NULL"
    return Relation(
        "dose_limiting_recorded",
        f"""
        SELECT a.USUBJID, r.RULE, a.AESEQ, a.ASTRDY, coalesce(a.ATOXGR >= r.GRADE AND a.ASTDTF IS NULL
                AND (NOT r.RELATED OR a.RELCART = 'Y'), FALSE) AS SURE,
            CASE WHEN {exact} THEN {seconds} WHEN {dated} THEN ({days} - 1) * {day}
                WHEN a.ONGOFL = 'Y' AND a.ASTDTF IS NULL THEN (date_diff('day', a.ASTDT, s.LAST_CONTACT) - 1) * {day} END
                AS LASTED_LOW,
            CASE WHEN {exact} THEN {seconds} WHEN {dated} THEN ({days} + 1) * {day} END AS LASTED_HIGH
        FROM adae AS a JOIN protocol_dose_limiting AS r ON r.BY_EVENTS
            AND (r.EVENT = 'adverse event' OR a.AESI = r.EVENT)
        JOIN subject AS s ON s.USUBJID = a.USUBJID
        JOIN sdtm_ae AS e ON e.USUBJID = a.USUBJID AND e.AESEQ = a.AESEQ
        JOIN adverse_event_read AS n ON n.USUBJID = a.USUBJID AND n.AESEQ = a.AESEQ
        WHERE coalesce(a.APERIOD = 1, TRUE) AND coalesce(a.ATOXGR >= r.GRADE, TRUE)
            AND a.TRTEMFL IS DISTINCT FROM 'N' AND (NOT r.RELATED OR a.RELCART <> 'N')
            AND NOT (r.NON_HAEMATOLOGICAL AND n.CYTOPENIA)
            AND coalesce(a.ASTRDY >= r.FIRST_DAY, TRUE)
            AND (coalesce(a.ASTRDY <= r.LAST_DAY, TRUE))
        """,
        ("adae", "protocol_dose_limiting", "subject", "sdtm_ae", "adverse_event_read"),
        ("USUBJID", "RULE", "AESEQ", "ASTRDY", "SURE", "LASTED_LOW", "LASTED_HIGH"),
    )


def dose_limiting_event() -> Relation:
    """Judge each run, recorded event and once-graded toxicity against its rule: HOLDS is true, false or NULL (open).

    A grade "not left within H hours" holds when it lasted longer than H hours, and not when it was left by then.
    """
    none = "CAST(NULL AS VARCHAR)"
    once = " ".join(f"WHEN '{event}' THEN '{code}'" for event, code in ONCE.items())
    lasted = (
        "CASE WHEN r.HOURS IS NULL THEN d.FIRST_SURE IS NOT NULL OR NULL "
        "WHEN t.SECONDS IS NOT NULL THEN t.SECONDS > r.HOURS * 3600 "
        "WHEN (d.LAST_SURE - d.FIRST_SURE - 1) * 24 >= r.HOURS THEN TRUE "
        "WHEN (d.LEFT_ON - d.FIRST_POSSIBLE + 1) * 24 <= r.HOURS THEN FALSE END"
    )
    event = (
        "CASE WHEN a.LASTED_HIGH <= r.HOURS * 3600 THEN FALSE WHEN NOT a.SURE THEN NULL "
        "WHEN r.HOURS IS NULL OR a.LASTED_LOW > r.HOURS * 3600 OR (a.LASTED_LOW = r.HOURS * 3600 "
        "AND a.LASTED_HIGH IS DISTINCT FROM a.LASTED_LOW) THEN TRUE END"
    )
    return Relation(
        "dose_limiting_event",
        f"""
        SELECT d.USUBJID, d.RULE, {lasted} AS HOLDS, coalesce(d.FIRST_SURE, d.FIRST_POSSIBLE) AS RDY,
            concat('grade reached from day ', CAST(coalesce(d.FIRST_SURE, d.FIRST_POSSIBLE) AS VARCHAR),
                CASE WHEN d.LEFT_ON IS NOT NULL THEN concat(', left by day ', CAST(d.LEFT_ON AS VARCHAR)) ELSE '' END)
                AS DETAIL, {none} AS DOMAIN, CAST(NULL AS BIGINT) AS SEQ
        FROM dose_limiting_run AS d JOIN protocol_dose_limiting AS r ON r.RULE = d.RULE
        LEFT JOIN dose_limiting_timed AS t ON t.USUBJID = d.USUBJID AND t.RULE = d.RULE
            AND t.FIRST_POSSIBLE = d.FIRST_POSSIBLE
        WHERE coalesce(d.FIRST_SURE, d.FIRST_POSSIBLE) <= r.LAST_DAY
        UNION ALL
        SELECT a.USUBJID, a.RULE, {event}, a.ASTRDY, 'recorded event', 'AE', a.AESEQ
        FROM dose_limiting_recorded AS a JOIN protocol_dose_limiting AS r ON r.RULE = a.RULE
        UNION ALL
        SELECT h.USUBJID, r.RULE, CASE WHEN h.ALOW >= r.GRADE THEN TRUE WHEN h.AHIGH < r.GRADE THEN FALSE END, h.LAST_DAY,
            concat(r.EVENT, ' to day ', CAST(h.LAST_DAY AS VARCHAR)), {none}, CAST(NULL AS BIGINT)
        FROM haematotoxicity_reading AS h JOIN protocol_dose_limiting AS r ON h.PARAMCD = CASE r.EVENT {once} END
        WHERE h.CHOSEN AND h.APERIOD = 1
        """,
        (
            *(
                "dose_limiting_run",
                "dose_limiting_timed",
                "dose_limiting_recorded",
                "haematotoxicity_reading",
            ),
            "protocol_dose_limiting",
        ),
        tuple(EVENT),
    )


def dose_limiting_rule() -> Relation:
    """Give each patient's answer to each rule. Nothing assessed in the window leaves it open; no event in it is no."""
    return Relation(
        "dose_limiting_rule",
        """
        WITH assessed AS (
            SELECT DISTINCT g.USUBJID, g.RULE FROM dose_limiting_grade AS g
                JOIN protocol_dose_limiting AS w ON w.RULE = g.RULE AND g.RDY <= w.LAST_DAY
            UNION SELECT DISTINCT e.USUBJID, e.RULE FROM dose_limiting_event AS e
            UNION SELECT p.USUBJID, r.RULE FROM haematotoxicity_period AS p JOIN protocol_dose_limiting AS r ON r.BY_EVENTS
                CROSS JOIN (SELECT count(*) AS EVENTS FROM sdtm_ae) AS l WHERE l.EVENTS > 0),
        judged AS (
            SELECT USUBJID, RULE, bool_or(HOLDS) AS ANY_HOLDS, count(*) - count(HOLDS) AS OPEN,
                min(CASE WHEN HOLDS THEN RDY END) AS RDY
            FROM dose_limiting_event GROUP BY USUBJID, RULE)
        SELECT p.USUBJID, r.RULE, r.NAME, CASE WHEN j.ANY_HOLDS THEN TRUE WHEN a.USUBJID IS NULL OR j.OPEN > 0 THEN NULL
            ELSE FALSE END AS HOLDS, j.RDY
        FROM haematotoxicity_period AS p CROSS JOIN protocol_dose_limiting AS r
        LEFT JOIN assessed AS a ON a.USUBJID = p.USUBJID AND a.RULE = r.RULE
        LEFT JOIN judged AS j ON j.USUBJID = p.USUBJID AND j.RULE = r.RULE
        WHERE p.APERIOD = 1
        """,
        (
            *(
                "dose_limiting_grade",
                "dose_limiting_event",
                "haematotoxicity_period",
                "protocol_dose_limiting",
            ),
            "sdtm_ae",
        ),
        ("USUBJID", "RULE", "NAME", "HOLDS", "RDY"),
    )


def dose_limiting_patient() -> Relation:
    """Give one row a patient: DLT (Y, N, UNDETERMINED) and whether the patient is evaluable (Y, N, PENDING).

    Evaluable are patients with a DLT and those followed to the end of the longest window. PENDING are those whose
    window has not ended at the data cut. The others are replaced: out of the stopping rule, not out of safety.
    """
    return Relation(
        "dose_limiting_patient",
        f"""
        WITH summed AS (
            SELECT USUBJID, bool_or(HOLDS) AS HOLDS, count(*) - count(HOLDS) AS OPEN, min(CASE WHEN HOLDS THEN RDY END) AS RDY,
                min(CASE WHEN HOLDS THEN NAME END) AS FIRST_NAME, max(CASE WHEN HOLDS THEN NAME END) AS LAST_NAME,
                sum(CASE WHEN HOLDS THEN 1 ELSE 0 END) AS HELD
            FROM dose_limiting_rule GROUP BY USUBJID),
        longest AS (SELECT max(LAST_DAY) AS WINDOW_END FROM protocol_dose_limiting),
        gone AS (
            SELECT USUBJID, min(DSSTDTC_FIRST) AS GONE FROM sdtm_ds
            WHERE regexp_matches(upper(concat_ws(' ', DSDECOD, DSTERM)), '{LEFT}') GROUP BY USUBJID),
        latest AS (SELECT max(LAST_CONTACT) AS LAST_CONTACT FROM subject),
        placed AS (
            SELECT p.USUBJID, p.DAY0, p.END_DAY, p.ENDED, w.WINDOW_END, s.HOLDS, s.OPEN, s.RDY, s.HELD, s.FIRST_NAME,
                s.LAST_NAME, g.GONE IS NOT NULL AS HAS_LEFT, date_diff('day', p.DAY0,
                    CASE WHEN u.DATA_CUT < TRY_CAST('9999-12-31' AS DATE) THEN u.DATA_CUT ELSE l.LAST_CONTACT END) AS CUT_DAY
            FROM haematotoxicity_period AS p JOIN summed AS s ON s.USUBJID = p.USUBJID
            JOIN subject AS u ON u.USUBJID = p.USUBJID CROSS JOIN longest AS w CROSS JOIN latest AS l
            LEFT JOIN gone AS g ON g.USUBJID = p.USUBJID WHERE p.APERIOD = 1)
        SELECT USUBJID, DAY0, WINDOW_END, END_DAY AS FOLLOWED_TO,
            CASE WHEN HOLDS THEN 'Y' WHEN OPEN > 0 OR END_DAY < WINDOW_END THEN 'UNDETERMINED' ELSE 'N' END AS DLT,
            RDY AS DLT_RDY, CASE WHEN HELD = 1 THEN FIRST_NAME WHEN HELD = 2 THEN concat(FIRST_NAME, '; ', LAST_NAME)
                WHEN HELD > 2 THEN concat(FIRST_NAME, '; ', CAST(HELD - 1 AS VARCHAR), ' more') END AS RULES,
            OPEN AS OPEN_RULES,
            CASE WHEN HOLDS OR END_DAY >= WINDOW_END THEN 'Y'
                WHEN ENDED = 'last contact' AND NOT HAS_LEFT AND CUT_DAY < WINDOW_END THEN 'PENDING' ELSE 'N' END AS EVALUABLE,
            CASE WHEN HOLDS OR END_DAY >= WINDOW_END THEN NULL
                ELSE concat('followed to day ', CAST(END_DAY AS VARCHAR), ' of ', CAST(WINDOW_END AS VARCHAR), ': ',
                    CASE WHEN HAS_LEFT THEN 'left the study' ELSE ENDED END) END AS REASON
        FROM placed
        """,
        ("dose_limiting_rule", "protocol_dose_limiting", "sdtm_ds", "subject", "haematotoxicity_period"),
        tuple(PATIENT),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation; they read `toxicity_grade`, `toxicity_sign`, `toxicity_course`, `adlb`,
    `adae`, `adverse_event_read`, `haematotoxicity_reading`.

    Also `haematotoxicity_period`, `subject`, `sdtm_ae`, `sdtm_ds` and `protocol_dose_limiting`.
    """
    return (
        dose_limiting_grade(),
        dose_limiting_run(),
        dose_limiting_timed(),
        dose_limiting_recorded(),
        dose_limiting_event(),
        dose_limiting_rule(),
        dose_limiting_patient(),
    )
