"""Time to event: first and sustained response, relapse, follow-up; with `survival` all rows of ADTTE.

A relapse is clinical; taking a drug again is resumption. The two are separate events. Each disease has one
response state and one rule of its loss; both are cartaid's own choice of published measures and say so.
"""

from __future__ import annotations

from cartaid.analysis import endpoint_response, endpoints, event_free, survival
from cartaid.analysis.survival import NEVER
from cartaid.engine import Relation, Session

TIME = ("STUDYID USUBJID PARAMCD PARAM APERIOD STARTDT ADT AVAL CNSR EVNTDESC CNSDTDSC ADTLO ADTHI").split()
"""Columns of a time to event: AVAL days from STARTDT; the event lies in (ADTLO, ADTHI]."""

TTE = [*TIME, "CAUSE", "CAUSEDY", "SRCDOM", "SRCSEQ"]
"""Columns of `adtte`.

CAUSE is what ended the time when events compete: 1 the event itself, 2 death, 3 a second CAR T infusion, 0 none of
them; CAUSEDY is its day from STARTDT. For CAUSE 2 and 3 that day is later than the censoring at ADT. SRCDOM and
SRCSEQ name the record behind the event where it is one record.
"""

RESPONSE_STATES = (
    # disease, parameter, value, what it is, parameter whose rise is the relapse, rise at least, own activity
    ("SLE", "DORIS21", "Y", "DORIS 2021 remission"),
    ("IIM", "TISCAT", "moderate", "ACR/EULAR at least moderate response"),
    ("IIM", "TISCAT", "major", "ACR/EULAR at least moderate response"),
    ("SSC", "EUSTARCT", "inactive", "EUSTAR 2017 below 2.5"),
)
"""The state whose first and sustained attainment is timed, for each disease."""

RELAPSE_RULES = (
    ("SLE", "SLEDAI", "rise", 3, "SLEDAI-2K at least 3 above its value at remission, with clinical activity"),
    ("IIM", "TIS", "below", 40, "TIS below 40, moderate response lost"),
    ("SSC", "EUSTAR", "at least", 2.5, "EUSTAR 2017 at least 2.5 again"),
)
"""When a response is lost, for each disease: the first later assessment at which this holds."""

SUSTAINED_DAYS = 28
"""A response is sustained when it still holds so many days later with no loss between."""


def load_rules(session: Session) -> None:
    """Load the response states and relapse rules as tables, and what survival and endpoints need."""
    session.load(
        "response_state",
        {"DISEASE": "VARCHAR", "PARAMCD": "VARCHAR", "AVALC": "VARCHAR", "LABEL": "VARCHAR"},
        RESPONSE_STATES,
    )
    session.load(
        "relapse_rule",
        {
            "DISEASE": "VARCHAR",
            "PARAMCD": "VARCHAR",
            "KIND": "VARCHAR",
            "LEVEL": "DOUBLE",
            "LABEL": "VARCHAR",
        },
        RELAPSE_RULES,
    )
    survival.load_survival(session)
    endpoints.load_endpoints(session)


def response_day() -> Relation:
    """Give every determined assessment of the response state after day 0, and whether the state holds."""
    return Relation(
        "response_day",
        """
        SELECT r.USUBJID, p.APERIOD, r.ADT, max(e.LABEL) AS LABEL, bool_or(r.AVALC = e.AVALC) AS HOLDS
        FROM assessed AS r
        JOIN response_state AS e ON e.PARAMCD = r.PARAMCD
        JOIN subject AS s ON s.USUBJID = r.USUBJID AND s.DISEASE = e.DISEASE
        JOIN period AS p ON p.USUBJID = r.USUBJID AND r.ADT > p.DAY0
            AND (p.ENDS IS NULL OR r.ADT <= p.ENDS)
        WHERE r.STATUS = 'DETERMINED'
        GROUP BY r.USUBJID, p.APERIOD, r.ADT
        """,
        ("assessed", "subject", "period", "response_state"),
        ("USUBJID", "APERIOD", "ADT", "LABEL", "HOLDS"),
    )


def response_run() -> Relation:
    """Give the unbroken runs of the response state: first and last day it was seen."""
    return Relation(
        "response_run",
        """
        WITH numbered AS (
            SELECT USUBJID, APERIOD, ADT, LABEL, HOLDS,
                sum(CASE WHEN HOLDS THEN 0 ELSE 1 END) OVER (
                    PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST) AS LOSSES,
                lag(ADT) OVER (PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST) AS BEFORE_DAY
            FROM response_day)
        SELECT USUBJID, APERIOD, LOSSES, max(LABEL) AS LABEL, min(ADT) AS STARTED, max(ADT) AS LAST_SEEN,
            min_by(BEFORE_DAY, ADT) AS LAST_WITHOUT
        FROM numbered WHERE HOLDS GROUP BY USUBJID, APERIOD, LOSSES
        """,
        ("response_day",),
        ("USUBJID", "APERIOD", "LOSSES", "LABEL", "STARTED", "LAST_SEEN", "LAST_WITHOUT"),
    )


def relapse() -> Relation:
    """Give the first relapse after the first response: its day, its rule, the last assessment without it."""
    return Relation(
        "relapse",
        """
        WITH responded AS (
            SELECT USUBJID, APERIOD, min(STARTED) AS STARTED FROM response_run GROUP BY USUBJID, APERIOD),
        at_response AS (
            SELECT r.USUBJID, r.APERIOD, r.PARAMCD, r.AVAL
            FROM placed AS r JOIN responded AS d ON d.USUBJID = r.USUBJID AND d.APERIOD = r.APERIOD
            WHERE r.ADT = d.STARTED AND r.AVAL IS NOT NULL),
        clinical AS (
            SELECT USUBJID, APERIOD, ADT, AVAL AS CLINICAL FROM placed WHERE PARAMCD = 'CSLEDAI'),
        judged AS (
            SELECT r.USUBJID, r.APERIOD, r.ADT, l.LABEL, d.STARTED,
                CASE l.KIND WHEN 'rise' THEN r.AVAL >= a.AVAL + l.LEVEL AND c.CLINICAL > 0
                    WHEN 'below' THEN r.AVAL < l.LEVEL ELSE r.AVAL >= l.LEVEL END AS LOST
            FROM placed AS r
            JOIN responded AS d ON d.USUBJID = r.USUBJID AND d.APERIOD = r.APERIOD AND r.ADT > d.STARTED
            JOIN subject AS s ON s.USUBJID = r.USUBJID
            JOIN relapse_rule AS l ON l.DISEASE = s.DISEASE AND l.PARAMCD = r.PARAMCD
            LEFT JOIN at_response AS a ON a.USUBJID = r.USUBJID AND a.APERIOD = r.APERIOD
                AND a.PARAMCD = r.PARAMCD
            LEFT JOIN clinical AS c ON c.USUBJID = r.USUBJID AND c.APERIOD = r.APERIOD AND c.ADT = r.ADT
            WHERE r.STATUS = 'DETERMINED'),
        lost AS (
            SELECT USUBJID, APERIOD, min(ADT) AS ADT, max(LABEL) AS LABEL FROM judged WHERE LOST
            GROUP BY USUBJID, APERIOD)
        SELECT l.USUBJID, l.APERIOD, l.ADT, l.LABEL,
            coalesce(max(CASE WHEN NOT j.LOST AND j.ADT < l.ADT THEN j.ADT END), min(j.STARTED)) AS LAST_WITHOUT
        FROM lost AS l JOIN judged AS j ON j.USUBJID = l.USUBJID AND j.APERIOD = l.APERIOD
        GROUP BY l.USUBJID, l.APERIOD, l.ADT, l.LABEL
        """,
        ("placed", "response_run", "subject", "relapse_rule"),
        ("USUBJID", "APERIOD", "ADT", "LABEL", "LAST_WITHOUT"),
    )


def response_time() -> Relation:
    """Give time to first and sustained response, to relapse, and follow-up of every infused subject and period."""
    head = "SELECT s.STUDYID, p.USUBJID"
    none = "CAST(NULL AS VARCHAR)"
    ended = (
        "coalesce(CASE WHEN p.ENDS IS NOT NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END, s.LAST_CONTACT)"
    )
    assessed = "coalesce(a.LAST_ASSESSED, p.DAY0)"

    def timed(code: str, title: str, start: str, event: str, label: str, low: str, censor: str) -> str:
        days = f"date_diff('day', {start}, coalesce({event}, {censor}))"
        return (
            f"{head}, '{code}' AS PARAMCD, '{title}' AS PARAM, p.APERIOD, {start} AS STARTDT, "
            f"coalesce({event}, {censor}) AS ADT, {days} AS AVAL, "
            f"CASE WHEN {event} IS NULL THEN 1 ELSE 0 END AS CNSR, "
            f"CASE WHEN {event} IS NOT NULL THEN {label} END AS EVNTDESC, "
            f"CASE WHEN {event} IS NOT NULL THEN NULL WHEN a.LAST_ASSESSED IS NULL THEN '{NEVER}response' "
            "ELSE 'last assessment in the period' END AS CNSDTDSC, "
            f"CASE WHEN {event} IS NULL THEN {censor} ELSE {low} END AS ADTLO, {event} AS ADTHI"
        )

    since = "FROM period AS p JOIN subject AS s ON s.USUBJID = p.USUBJID "
    seen = "LEFT JOIN assessed AS a ON a.USUBJID = p.USUBJID AND a.APERIOD = p.APERIOD "
    wanted = "WHERE p.DAY0 IS NOT NULL AND s.DISEASE IN (SELECT DISEASE FROM response_state)"
    first, without = "coalesce(f.LAST_WITHOUT, p.DAY0)", "r.LAST_WITHOUT"
    return Relation(
        "response_time",
        f"""
        WITH assessed AS (
            SELECT USUBJID, APERIOD, max(ADT) AS LAST_ASSESSED FROM response_day GROUP BY USUBJID, APERIOD),
        first_run AS (
            SELECT * FROM response_run
            QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD ORDER BY STARTED NULLS LAST) = 1),
        sustained AS (
            SELECT * FROM response_run WHERE date_diff('day', STARTED, LAST_SEEN) >= {SUSTAINED_DAYS}
            QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD ORDER BY STARTED NULLS LAST) = 1)
        {timed("TTREM", "Time to first response", "p.DAY0", "f.STARTED", "f.LABEL", first, assessed)}
        {since}{seen}LEFT JOIN first_run AS f ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD {wanted}
        UNION ALL
        {timed("TTSREM", "Time to sustained response", "p.DAY0", "f.STARTED", "f.LABEL", first, assessed)}
        {since}{seen}LEFT JOIN sustained AS f ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD {wanted}
        UNION ALL
        {timed("TTREL", "Time from first response to relapse", "f.STARTED", "r.ADT", "r.LABEL", without, assessed)}
        {since}{seen}JOIN first_run AS f ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD
        LEFT JOIN relapse AS r ON r.USUBJID = p.USUBJID AND r.APERIOD = p.APERIOD WHERE p.DAY0 IS NOT NULL
        UNION ALL
        {head}, 'FUP' AS PARAMCD, 'Follow-up from day 0' AS PARAM, p.APERIOD, p.DAY0 AS STARTDT, {ended} AS ADT,
            date_diff('day', p.DAY0, {ended}) AS AVAL,
            CASE WHEN s.DEATH = {ended} THEN 1 ELSE 0 END AS CNSR,
            CASE WHEN s.DEATH = {ended} THEN {none} ELSE 'end of follow-up' END AS EVNTDESC,
            CASE WHEN s.DEATH = {ended} THEN 'death' END AS CNSDTDSC, {ended} AS ADTLO, {ended} AS ADTHI
        {since}WHERE p.DAY0 IS NOT NULL AND s.LAST_CONTACT >= p.DAY0
        """,
        ("period", "subject", "response_day", "response_run", "relapse", "response_state"),
        tuple(TIME),
    )


def adtte() -> Relation:
    """Give ADTTE: every time to event, with the event that competed where one did.

    A time that is censored because the event may have happened has no later cause: which came first is not known.
    CNSDTDSC of a time that another event ended says so after what was last seen.
    """
    columns = ", ".join(TIME)
    ended = "t.CNSR = 1 AND t.PARAMCD <> 'FUP' AND NOT t.MAYBE AND c.ADT IS NOT NULL"
    shown = {
        "CNSDTDSC": f"CASE WHEN {ended} THEN concat(t.CNSDTDSC, '; then ', c.LABEL) ELSE t.CNSDTDSC END AS CNSDTDSC"
    }
    other = " ".join(f"WHEN {cause} THEN '{event}'" for event, cause in survival.COMPETING)
    return Relation(
        "adtte",
        f"""
        WITH time_ AS (
            SELECT {columns}, CAST(NULL AS VARCHAR) AS SRCDOM, CAST(NULL AS BIGINT) AS SRCSEQ, FALSE AS MAYBE
            FROM response_time
            UNION ALL SELECT {columns}, SRCDOM, SRCSEQ, MAYBE FROM survival_time),
        competing AS (
            SELECT v.PARAMCD, x.USUBJID, x.APERIOD, x.HIGH AS ADT, v.CAUSE, CASE v.CAUSE {other} END AS LABEL
            FROM survival_event AS v JOIN outcome_event AS x ON x.EVENT = v.EVENT
            WHERE v.ROLE = 'competing' AND x.HIGH IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY v.PARAMCD, x.USUBJID, x.APERIOD
                ORDER BY x.HIGH NULLS LAST, v.CAUSE NULLS LAST) = 1)
        SELECT {", ".join(shown.get(name, f"t.{name}") for name in TIME)},
            CASE WHEN t.CNSR = 0 THEN 1 WHEN t.PARAMCD = 'FUP' THEN 2 WHEN t.MAYBE OR c.ADT IS NULL THEN 0
                ELSE c.CAUSE END AS CAUSE,
            CASE WHEN t.CNSR = 1 AND NOT t.MAYBE AND c.ADT IS NOT NULL
                THEN date_diff('day', t.STARTDT, c.ADT) ELSE t.AVAL END AS CAUSEDY, t.SRCDOM, t.SRCSEQ
        FROM time_ AS t LEFT JOIN competing AS c ON c.PARAMCD = t.PARAMCD AND c.USUBJID = t.USUBJID
            AND c.APERIOD = t.APERIOD AND c.ADT >= t.ADT
        """,
        ("response_time", "survival_time", "survival_event", "outcome_event"),
        tuple(TTE),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module and of those that go on from it: survival, event_free, endpoints."""
    return (
        response_day(),
        response_run(),
        relapse(),
        response_time(),
        *event_free.relations(),
        *survival.relations(),
        adtte(),
        *endpoint_response.relations(),
    )
