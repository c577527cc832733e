"""Survival free of relapse, of drugs, of declared events: composite times to event, with competing events.

Every event is an interval of days: it surely lies in LOW to HIGH, and HIGH is NULL where it may not have happened
at all. A time ends with the event by HIGH, the first day by which it surely has happened. An event that is merely
possible is no event: the time is censored the day before it may have happened, and the row says so.
"""

from __future__ import annotations

from cartaid.engine import Relation, Session

SURVIVAL = (
    # code, title, start, events that end it
    ("TTRESUME", "Time from drug freedom to restart of treatment", "drug freedom", ("restart",)),
    ("RFS", "Relapse-free survival, from first response", "first response", ("relapse", "death")),
    (
        "DRUGFS",
        "Drug-free survival, from drug freedom",
        "drug freedom",
        ("restart", "relapse", "death"),
    ),
    ("EFS", "Event-free survival, from day 0", "day 0", ("declared",)),
)
"""Composite times to event; the protocol adds death to EFS unless it makes it a competing event."""

MAYBE = "the day before this may have happened: "
"""How CNSDTDSC begins of a time that is censored because an event may have happened."""

NEVER = "never assessed after day 0: "
"""How CNSDTDSC begins of a time of which nothing is known: what it waits for was never assessed."""

UNWATCHED = "last assessment of "
"""How CNSDTDSC begins of a time that is censored because a declared parameter was not assessed later."""

SINGLE = ("TTREM", "TTSREM", "TTREL")
"""Times to one event that `time_to_event` derives: death and a second infusion compete with each."""

COMPETING = (("death", 2), ("second CAR T infusion", 3))
"""Events that keep the event of interest from happening, with their code in CAUSE (1 is the event itself)."""


def load_survival(session: Session) -> None:
    """Load the composite times (`survival_endpoint`) and what ends each of them (`survival_event`)."""
    (deaths,) = session.rows(
        "SELECT count(*) FROM protocol_setting WHERE NAME = 'event_free.death' AND VALUE = 'true'"
    )[0]
    ends = {code: set(events) for code, _, _, events in SURVIVAL} | {code: set() for code in SINGLE}
    if deaths:
        ends["EFS"].add("death")
    rows = [(code, event, "event", 1) for code, events in ends.items() for event in sorted(events)]
    rows += [
        (code, event, "competing", cause)
        for code, events in ends.items()
        for event, cause in COMPETING
        if event not in events
    ]
    session.load(
        "survival_endpoint",
        {"PARAMCD": "VARCHAR", "PARAM": "VARCHAR", "STARTS": "VARCHAR"},
        [row[:3] for row in SURVIVAL],
    )
    columns = {"PARAMCD": "VARCHAR", "EVENT": "VARCHAR", "ROLE": "VARCHAR", "CAUSE": "INTEGER"}
    session.load("survival_event", columns, rows)


def outcome_event() -> Relation:
    """Give every event that can end a time: relapse, restart, death, second infusion, declared event.

    The restart is that of the level `time_to_event.drug_free_level`, after the first infusion only. LOW and HIGH
    bound its day; HIGH is NULL where it may not have happened.
    """
    no_record = "CAST(NULL AS VARCHAR) AS DOMAIN, CAST(NULL AS BIGINT) AS SEQ"
    return Relation(
        "outcome_event",
        f"""
        SELECT USUBJID, APERIOD, 'relapse' AS EVENT, LAST_WITHOUT + 1 AS LOW, ADT AS HIGH, LABEL, {no_record}
        FROM relapse
        UNION ALL
        SELECT r.USUBJID, 1, 'restart', r.LOW, r.HIGH, 
            concat('restart of treatment: ', coalesce(r.SUBSTANCE, 'drug not named')), r.DOMAIN, r.SEQ
        FROM resumption AS r
        JOIN protocol_setting AS k ON k.NAME = 'time_to_event.drug_free_level' AND k.VALUE = r.LEVEL
        UNION ALL
        SELECT p.USUBJID, p.APERIOD, 'death', s.DEATH, s.DEATH, 'death', {no_record}
        FROM period AS p JOIN subject AS s ON s.USUBJID = p.USUBJID
        WHERE s.DEATH <= s.DATA_CUT AND (p.DAY0 IS NULL OR s.DEATH >= p.DAY0)
        UNION ALL
        SELECT USUBJID, APERIOD, 'second CAR T infusion', ENDS + 1, ENDS + 1, 'second CAR T infusion', {no_record}
        FROM period WHERE ENDS IS NOT NULL
        UNION ALL
        SELECT USUBJID, APERIOD, 'declared', LOW, HIGH, LABEL, DOMAIN, SEQ FROM declared_event
        """,
        ("relapse", "resumption", "protocol_setting", "period", "subject", "declared_event"),
        ("USUBJID", "APERIOD", "EVENT", "LOW", "HIGH", "LABEL", "DOMAIN", "SEQ"),
    )


def survival_start() -> Relation:
    """Give the start of each composite time, the last day it can end, and the day it is censored without an event.

    UNTIL is the end of the period or the data cut. CENSOR is the last contact; where relapse is an event the last
    assessment of the response, and for declared events the last day on which every declared parameter had been
    assessed: what happened later is not known to be free of the event. WATCHED is the same reason in words.
    """
    return Relation(
        "survival_start",
        f"""
        WITH start AS (
            SELECT USUBJID, APERIOD, 'day 0' AS STARTS, DAY0 AS STARTDT FROM period WHERE DAY0 IS NOT NULL
            UNION ALL
            SELECT USUBJID, APERIOD, 'first response', min(STARTED) FROM response_run GROUP BY USUBJID, APERIOD
            UNION ALL
            SELECT f.USUBJID, 1, 'drug freedom', f.ADT FROM time_to_drug_free AS f
            JOIN protocol_setting AS k ON k.NAME = 'time_to_event.drug_free_level' AND k.VALUE = f.LEVEL),
        assessed AS (
            SELECT USUBJID, APERIOD, max(ADT) AS ADT FROM response_day GROUP BY USUBJID, APERIOD),
        watched AS (
            SELECT v.PARAMCD, bool_or(v.EVENT = 'relapse' AND v.ROLE = 'event') AS RELAPSE,
                bool_or(v.EVENT = 'declared' AND v.ROLE = 'event') AS DECLARED
            FROM survival_event AS v GROUP BY v.PARAMCD),
        asked AS (
            SELECT count(*) AS EVENTS,
                (SELECT max(VALUE) FROM protocol_setting WHERE NAME = 'event_free.disease') AS DISEASE
            FROM protocol_event),
        bounded AS (
            SELECT e.PARAMCD, e.PARAM, b.USUBJID, b.APERIOD, s.STUDYID, b.STARTDT, w.RELAPSE, w.DECLARED,
                least(coalesce(p.ENDS, s.DATA_CUT), s.DATA_CUT) AS UNTIL,
                least(coalesce(p.ENDS, s.LAST_CONTACT), s.LAST_CONTACT) AS CONTACT,
                coalesce(a.ADT, b.STARTDT) AS ASSESSED, d.ASSESSED AS DECLARED_ASSESSED, d.UNASSESSED
            FROM start AS b JOIN survival_endpoint AS e ON e.STARTS = b.STARTS
            JOIN watched AS w ON w.PARAMCD = e.PARAMCD
            JOIN subject AS s ON s.USUBJID = b.USUBJID
            JOIN period AS p ON p.USUBJID = b.USUBJID AND p.APERIOD = b.APERIOD
            LEFT JOIN assessed AS a ON a.USUBJID = b.USUBJID AND a.APERIOD = b.APERIOD
            LEFT JOIN declared_assessed AS d ON d.USUBJID = b.USUBJID AND d.APERIOD = b.APERIOD
            CROSS JOIN asked AS q
            WHERE NOT w.DECLARED OR (q.EVENTS > 0 AND (q.DISEASE IS NULL OR q.DISEASE = s.DISEASE)))
        SELECT PARAMCD, PARAM, USUBJID, APERIOD, STUDYID, STARTDT, UNTIL,
            greatest(STARTDT, CASE WHEN RELAPSE THEN ASSESSED
                WHEN DECLARED THEN least(CONTACT, coalesce(DECLARED_ASSESSED, CONTACT)) ELSE CONTACT END) AS CENSOR,
            CASE WHEN RELAPSE THEN 'last assessment in the period'
                WHEN DECLARED AND DECLARED_ASSESSED <= STARTDT AND STARTDT < CONTACT
                    THEN concat('{NEVER}', UNASSESSED)
                WHEN DECLARED AND DECLARED_ASSESSED < CONTACT THEN concat('{UNWATCHED}', UNASSESSED)
                ELSE 'last contact in the period' END AS WATCHED,
            CASE WHEN RELAPSE THEN TRUE ELSE FALSE END AS RELAPSE
        FROM bounded
        """,
        (
            *("period", "subject", "response_run", "response_day", "time_to_drug_free", "protocol_setting"),
            *("protocol_event", "survival_endpoint", "survival_event", "declared_assessed"),
        ),
        tuple("PARAMCD PARAM USUBJID APERIOD STUDYID STARTDT UNTIL CENSOR WATCHED RELAPSE".split()),
    )


def survival_time() -> Relation:
    """Give the composite times: one row a subject, period and endpoint, with the interval of the event.

    ADT is the first day by which an event surely happened, or the day of censoring; the event lies in (ADTLO,
    ADTHI]. MAYBE marks a time that is censored because an event may have happened.
    """
    return Relation(
        "survival_time",
        f"""
        WITH met AS (
            SELECT b.PARAMCD, b.USUBJID, b.APERIOD, x.LABEL, x.DOMAIN, x.SEQ,
                greatest(x.LOW, b.STARTDT) AS LOW, CASE WHEN x.HIGH <= b.UNTIL THEN x.HIGH END AS HIGH
            FROM survival_start AS b
            JOIN survival_event AS v ON v.PARAMCD = b.PARAMCD AND v.ROLE = 'event'
            JOIN outcome_event AS x ON x.USUBJID = b.USUBJID AND x.APERIOD = b.APERIOD AND x.EVENT = v.EVENT
            WHERE x.LOW <= b.UNTIL AND (x.HIGH IS NULL OR x.HIGH >= b.STARTDT)),
        sure AS (
            SELECT PARAMCD, USUBJID, APERIOD, HIGH AS ADT, LABEL, DOMAIN, SEQ FROM met WHERE HIGH IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY PARAMCD, USUBJID, APERIOD
                ORDER BY HIGH NULLS LAST, LOW NULLS LAST, LABEL NULLS LAST, SEQ NULLS LAST) = 1),
        maybe AS (
            SELECT PARAMCD, USUBJID, APERIOD, LOW AS ADT, LABEL FROM met
            QUALIFY row_number() OVER (PARTITION BY PARAMCD, USUBJID, APERIOD
                ORDER BY LOW NULLS LAST, LABEL NULLS LAST, SEQ NULLS LAST) = 1),
        seen AS (
            SELECT f.PARAMCD, f.USUBJID, f.APERIOD, max(r.ADT) AS ADT
            FROM sure AS f JOIN response_day AS r ON r.USUBJID = f.USUBJID AND r.APERIOD = f.APERIOD
                AND r.ADT < f.ADT
            GROUP BY f.PARAMCD, f.USUBJID, f.APERIOD),
        timed AS (
            SELECT b.*, f.ADT AS EVENTDT, f.LABEL, f.DOMAIN, f.SEQ, m.ADT AS POSSIBLE, m.LABEL AS POSSIBLE_LABEL,
                n.ADT AS SEEN, f.ADT IS NULL AND m.ADT <= b.CENSOR AS MAYBE
            FROM survival_start AS b
            LEFT JOIN sure AS f ON f.PARAMCD = b.PARAMCD AND f.USUBJID = b.USUBJID AND f.APERIOD = b.APERIOD
            LEFT JOIN maybe AS m ON m.PARAMCD = b.PARAMCD AND m.USUBJID = b.USUBJID AND m.APERIOD = b.APERIOD
            LEFT JOIN seen AS n ON n.PARAMCD = b.PARAMCD AND n.USUBJID = b.USUBJID AND n.APERIOD = b.APERIOD),
        ended AS (
            SELECT t.*, coalesce(EVENTDT, CASE WHEN MAYBE THEN greatest(STARTDT, POSSIBLE - 1) ELSE CENSOR END) AS ADT
            FROM timed AS t)
        SELECT STUDYID, USUBJID, PARAMCD, PARAM, APERIOD, STARTDT, ADT, date_diff('day', STARTDT, ADT) AS AVAL,
            CASE WHEN EVENTDT IS NULL THEN 1 ELSE 0 END AS CNSR, LABEL AS EVNTDESC,
            CASE WHEN EVENTDT IS NOT NULL THEN NULL WHEN MAYBE THEN
                concat('{MAYBE}', POSSIBLE_LABEL) ELSE WATCHED END AS CNSDTDSC,
            CASE WHEN EVENTDT IS NULL THEN ADT ELSE greatest(STARTDT, least(POSSIBLE - 1,
                CASE WHEN RELAPSE THEN coalesce(SEEN, STARTDT) ELSE POSSIBLE - 1 END)) END AS ADTLO,
            EVENTDT AS ADTHI, DOMAIN AS SRCDOM, SEQ AS SRCSEQ, coalesce(MAYBE, FALSE) AS MAYBE
        FROM ended
        """,
        ("survival_start", "survival_event", "outcome_event", "response_day"),
        (
            *(
                "STUDYID",
                "USUBJID",
                "PARAMCD",
                "PARAM",
                "APERIOD",
                "STARTDT",
                "ADT",
                "AVAL",
                "CNSR",
                "EVNTDESC",
            ),
            *("CNSDTDSC", "ADTLO", "ADTHI", "SRCDOM", "SRCSEQ", "MAYBE"),
        ),
    )


def drug_free_interval() -> Relation:
    """Give the drug-free interval of each level: free by FREE_FROM, lost between LOW and HIGH, or still free.

    ENDED is Y, N, or U where a restart is possible but not sure. DAYS counts from FREE_FROM to HIGH (Y), to the
    last contact (N), or to the day before the possible restart (U). After the first infusion only.
    """
    return Relation(
        "drug_free_interval",
        """
        WITH judged AS (
            SELECT f.USUBJID, f.LEVEL, f.ADT AS FREE_FROM, f.LAST_NOT_FREE, r.LOW, r.HIGH, r.SUBSTANCE, r.DOMAIN, r.SEQ,
                least(coalesce(p.ENDS, s.LAST_CONTACT), s.LAST_CONTACT) AS CONTACT,
                CASE WHEN r.LOW IS NULL OR r.LOW > least(coalesce(p.ENDS, s.DATA_CUT), s.DATA_CUT) THEN 'N'
                    WHEN r.HIGH <= least(coalesce(p.ENDS, s.DATA_CUT), s.DATA_CUT) THEN 'Y' ELSE 'U' END AS ENDED
            FROM time_to_drug_free AS f JOIN subject AS s ON s.USUBJID = f.USUBJID
            JOIN period AS p ON p.USUBJID = f.USUBJID AND p.APERIOD = 1
            LEFT JOIN resumption AS r ON r.USUBJID = f.USUBJID AND r.LEVEL = f.LEVEL)
        SELECT USUBJID, 1 AS APERIOD, LEVEL, FREE_FROM, LAST_NOT_FREE, CASE WHEN ENDED <> 'N' THEN LOW END AS LOW,
            CASE WHEN ENDED = 'Y' THEN HIGH END AS HIGH, ENDED,
            date_diff('day', FREE_FROM, CASE ENDED WHEN 'Y' THEN HIGH WHEN 'U' THEN greatest(FREE_FROM, LOW - 1)
                ELSE greatest(FREE_FROM, CONTACT) END) AS DAYS,
            CASE WHEN ENDED <> 'N' THEN SUBSTANCE END AS SUBSTANCE, CASE WHEN ENDED <> 'N' THEN DOMAIN END AS DOMAIN,
            CASE WHEN ENDED <> 'N' THEN SEQ END AS SEQ
        FROM judged
        """,
        ("time_to_drug_free", "subject", "period", "resumption"),
        tuple(
            "USUBJID APERIOD LEVEL FREE_FROM LAST_NOT_FREE LOW HIGH ENDED DAYS SUBSTANCE DOMAIN SEQ".split()
        ),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return outcome_event(), survival_start(), survival_time(), drug_free_interval()
