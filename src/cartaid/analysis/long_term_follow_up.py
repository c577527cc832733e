"""Long-term follow-up after a gene-modified product: which visit is due, done, overdue, missed or lost.

Integrating vectors oblige to 15 years: examinations in the first five, then a yearly contact (FDA, Long Term Follow-Up
After Administration of Human Gene Therapy Products, 2020). The single visits, day 100, month 6 and then yearly, are
those of the registries' track, from memory. Counted from the last infusion, and only where `study.toml` asks for it
(`long_term_follow_up.years`).
"""

from __future__ import annotations

from cartaid.analysis.calendar_month import months_later
from cartaid.engine import Relation
from cartaid.study.finding import FINDING_COLUMNS

VISITS: tuple[tuple[int, str, int | None, int | None], ...] = (
    # Number, name, days or months after the infusion.
    (1, "Day 100", 100, None),
    (2, "Month 6", None, 6),
    *((2 + year, f"Year {year}", None, 12 * year) for year in range(1, 16)),
)
EXAMINING = ("VS", "LB", "RE", "CP", "IS")
"""Domains whose records show that the patient was seen; a questionnaire can be answered from afar."""
LOST = "LOST TO FOLLOW"

VISIT_COLUMNS = "USUBJID AVISITN AVISIT DUE LOW HIGH NEEDS STATUS DONE_ON AS_OF DAY0".split()
STATUSES = (
    *("not yet due", "due", "done", "done late", "contact only", "overdue", "missed", "lost", "died"),
)
"""What a visit can be; `contact only` had a contact where an examination was due."""


def follow_up_setting() -> Relation:
    """Give the protocol's schedule in one row; none when it names no years."""

    def setting(name: str) -> str:
        return f"TRY_CAST(max(CASE WHEN NAME = 'long_term_follow_up.{name}' THEN VALUE END) AS INTEGER) AS "

    return Relation(
        "follow_up_setting",
        f"SELECT * FROM (SELECT {setting('years')}YEARS, {setting('examination_years')}EXAMINATION_YEARS, "
        f"{setting('window_days')}WINDOW_DAYS, {setting('grace_days')}GRACE_DAYS FROM protocol_setting) AS s "
        "WHERE YEARS IS NOT NULL",
        ("protocol_setting",),
        ("YEARS", "EXAMINATION_YEARS", "WINDOW_DAYS", "GRACE_DAYS"),
    )


def follow_up_contact() -> Relation:
    """Give each day with a record of the patient; EXAMINED says that the patient was seen in person."""
    seen = ", ".join(f"'{domain}'" for domain in EXAMINING)
    cut = "(SELECT max(DATA_CUT) FROM data_cut)"
    dated = " UNION ALL ".join(
        f"SELECT USUBJID, {date}_FIRST, FALSE FROM sdtm_{domain} "
        f"WHERE {date}_FIRST = {date}_LAST AND {date}_FIRST <= {cut}{but}"
        for domain, date, but in (
            ("ae", "AESTDTC", ""),
            ("pr", "PRSTDTC", ""),
            ("ex", "EXSTDTC", ""),
            (
                "ds",
                "DSSTDTC",
                f" AND NOT coalesce(upper(concat_ws(' ', DSDECOD, DSTERM)) LIKE '%{LOST}%', FALSE)",
            ),
        )
    )
    return Relation(
        "follow_up_contact",
        f"""
        SELECT USUBJID, ADT, bool_or(EXAMINED) AS EXAMINED FROM (
            SELECT USUBJID, FIRST AS ADT, DOMAIN IN ({seen}) AS EXAMINED FROM recorded
            UNION ALL {dated}) AS contact GROUP BY USUBJID, ADT
        """,
        ("recorded", "sdtm_ae", "sdtm_pr", "sdtm_ex", "sdtm_ds", "data_cut"),
        ("USUBJID", "ADT", "EXAMINED"),
    )


def follow_up_patient() -> Relation:
    """Give one row an infused patient: the last infusion, the end of the obligation, death, and the day of judgement.

    AS_OF is the data cut, or in a study without one the last day anything is recorded of anybody; LOST_ON the day the
    patient was recorded as lost to follow-up.
    """
    return Relation(
        "follow_up_patient",
        f"""
        WITH day0 AS (SELECT USUBJID, max(DAY0) AS DAY0 FROM infusion GROUP BY USUBJID),
        gone AS (
            SELECT USUBJID, min(DSSTDTC_FIRST) AS LOST_ON FROM sdtm_ds
            WHERE upper(concat_ws(' ', DSDECOD, DSTERM)) LIKE '%{LOST}%' GROUP BY USUBJID),
        latest AS (SELECT max(LAST_CONTACT) AS LAST_CONTACT FROM subject)
        SELECT d.USUBJID, d.DAY0, {months_later("d.DAY0", "12 * f.YEARS")} AS ENDS_ON, s.DEATH, g.LOST_ON,
            s.LAST_CONTACT,
            CASE WHEN s.DATA_CUT < TRY_CAST('9999-12-31' AS DATE) THEN s.DATA_CUT ELSE l.LAST_CONTACT END AS AS_OF
        FROM day0 AS d JOIN subject AS s ON s.USUBJID = d.USUBJID CROSS JOIN follow_up_setting AS f
        CROSS JOIN latest AS l LEFT JOIN gone AS g ON g.USUBJID = d.USUBJID
        """,
        ("infusion", "sdtm_ds", "subject", "follow_up_setting"),
        ("USUBJID", "DAY0", "ENDS_ON", "DEATH", "LOST_ON", "LAST_CONTACT", "AS_OF"),
    )


def follow_up_visit() -> Relation:
    """Give one row a patient and visit: due date, window, what it needs, STATUS, and the day it was done."""
    rows = ", ".join(
        f"({number}, '{name}', {'NULL' if days is None else days}, {'NULL' if months is None else months})"
        for number, name, days, months in VISITS
    )
    due = f"CASE WHEN v.DAYS IS NOT NULL THEN p.DAY0 + v.DAYS ELSE {months_later('p.DAY0', 'v.MONTHS')} END"
    return Relation(
        "follow_up_visit",
        f"""
        WITH planned AS (
            SELECT p.*, v.AVISITN, v.AVISIT, {due} AS DUE, f.WINDOW_DAYS, f.GRACE_DAYS,
                CASE WHEN coalesce(v.MONTHS, 0) <= 12 * f.EXAMINATION_YEARS THEN 'examination' ELSE 'contact' END AS NEEDS
            FROM follow_up_patient AS p CROSS JOIN follow_up_setting AS f
            CROSS JOIN (VALUES {rows}) AS v(AVISITN, AVISIT, DAYS, MONTHS)
            WHERE coalesce(v.MONTHS, 0) <= 12 * f.YEARS),
        windowed AS (
            SELECT n.*, n.DUE - n.WINDOW_DAYS AS LOW, n.DUE + n.WINDOW_DAYS AS HIGH,
                n.DUE + n.WINDOW_DAYS + n.GRACE_DAYS AS LATEST FROM planned AS n),
        met AS (
            SELECT w.USUBJID, w.AVISITN,
                min(CASE WHEN c.ADT <= w.HIGH AND (c.EXAMINED OR w.NEEDS = 'contact') THEN c.ADT END) AS DONE,
                min(CASE WHEN c.ADT > w.HIGH AND (c.EXAMINED OR w.NEEDS = 'contact') THEN c.ADT END) AS LATE,
                min(CASE WHEN c.ADT <= w.HIGH THEN c.ADT END) AS CONTACT
            FROM windowed AS w JOIN follow_up_contact AS c ON c.USUBJID = w.USUBJID AND c.ADT >= w.LOW
                AND c.ADT <= w.LATEST AND c.ADT <= w.AS_OF
            GROUP BY w.USUBJID, w.AVISITN)
        SELECT w.USUBJID, w.AVISITN, w.AVISIT, w.DUE, w.LOW, w.HIGH, w.NEEDS,
            CASE WHEN m.DONE IS NOT NULL THEN 'done' WHEN w.DEATH <= w.HIGH THEN 'died'
                WHEN m.LATE IS NOT NULL THEN 'done late'
                WHEN w.AS_OF < w.LOW THEN CASE WHEN w.LOST_ON <= w.AS_OF THEN 'lost' ELSE 'not yet due' END
                WHEN m.CONTACT IS NOT NULL AND w.AS_OF > w.HIGH THEN 'contact only'
                WHEN w.LOST_ON <= w.HIGH THEN 'lost' WHEN w.AS_OF <= w.HIGH THEN 'due'
                WHEN w.AS_OF <= w.LATEST THEN 'overdue' ELSE 'missed' END AS STATUS,
            coalesce(m.DONE, m.LATE) AS DONE_ON, w.AS_OF, w.DAY0
        FROM windowed AS w LEFT JOIN met AS m ON m.USUBJID = w.USUBJID AND m.AVISITN = w.AVISITN
        """,
        ("follow_up_patient", "follow_up_setting", "follow_up_contact"),
        tuple(VISIT_COLUMNS),
    )


def follow_up_status() -> Relation:
    """Give one row a patient: STATUS of the whole follow-up, the next visit, and the numbers of visits by status.

    `died`, `complete` (the obligation has ended and its last visit was done), `ended` (without it), `lost` (recorded
    so, or the last two visits whose time has passed were missed; our choice), `overdue` (the last one was not done)
    or `on schedule`.
    """
    return Relation(
        "follow_up_status",
        """
        WITH passed AS (
            SELECT USUBJID, STATUS, row_number() OVER (PARTITION BY USUBJID ORDER BY DUE DESC NULLS LAST) AS BACK
            FROM follow_up_visit WHERE STATUS NOT IN ('not yet due', 'due', 'died')),
        latest AS (
            SELECT USUBJID, max(CASE WHEN BACK = 1 THEN STATUS END) AS LATEST,
                sum(CASE WHEN BACK <= 2 AND STATUS IN ('missed', 'lost') THEN 1 ELSE 0 END) AS MISSED_LAST_TWO
            FROM passed GROUP BY USUBJID),
        counted AS (
            SELECT USUBJID, sum(CASE WHEN STATUS IN ('done', 'done late') THEN 1 ELSE 0 END) AS DONE,
                sum(CASE WHEN STATUS IN ('missed', 'lost', 'contact only') THEN 1 ELSE 0 END) AS MISSED,
                sum(CASE WHEN STATUS = 'overdue' THEN 1 ELSE 0 END) AS OVERDUE,
                min(CASE WHEN STATUS IN ('due', 'not yet due', 'overdue') THEN DUE END) AS NEXT_DUE
            FROM follow_up_visit GROUP BY USUBJID)
        SELECT p.USUBJID, CASE WHEN p.DEATH <= p.AS_OF THEN 'died'
                WHEN p.AS_OF >= p.ENDS_ON THEN CASE WHEN l.LATEST IN ('done', 'done late') THEN 'complete' ELSE 'ended' END
                WHEN p.LOST_ON <= p.AS_OF OR l.MISSED_LAST_TWO = 2 THEN 'lost'
                WHEN l.LATEST IN ('overdue', 'missed', 'contact only') THEN 'overdue' ELSE 'on schedule' END AS STATUS,
            p.DAY0, p.ENDS_ON, p.LAST_CONTACT, p.AS_OF, c.NEXT_DUE, c.DONE, c.MISSED, c.OVERDUE
        FROM follow_up_patient AS p LEFT JOIN latest AS l ON l.USUBJID = p.USUBJID
        LEFT JOIN counted AS c ON c.USUBJID = p.USUBJID
        """,
        ("follow_up_visit", "follow_up_patient"),
        tuple("USUBJID STATUS DAY0 ENDS_ON LAST_CONTACT AS_OF NEXT_DUE DONE MISSED OVERDUE".split()),
    )


def follow_up_finding() -> Relation:
    """Give the visits that were not done in time, and the patients who are lost."""
    none, number = "CAST(NULL AS VARCHAR)", "CAST(NULL AS BIGINT)"
    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    window = "concat('due ', CAST(DUE AS VARCHAR), ', until ', CAST(HIGH AS VARCHAR), '; ', NEEDS, ' needed')"
    return Relation(
        "follow_up_finding",
        f"""
        SELECT {header} FROM follow_up_visit WHERE FALSE
        UNION ALL
        SELECT concat('follow-up-', replace(STATUS, ' ', '-')), CASE STATUS WHEN 'overdue' THEN 'warning' ELSE 'note' END,
            {none}, USUBJID, {number}, AVISIT, CAST(DUE AS VARCHAR),
            concat(AVISIT, ' of the long-term follow-up: ', STATUS, ' (', {window}, ')'), 'see the patient, or record why not'
        FROM follow_up_visit WHERE STATUS IN ('overdue', 'missed', 'contact only')
        UNION ALL
        SELECT 'follow-up-lost', 'warning', {none}, USUBJID, {number}, {none}, CAST(LAST_CONTACT AS VARCHAR),
            concat('long-term follow-up: lost, last contact ', CAST(LAST_CONTACT AS VARCHAR)),
            'trace the patient; the obligation is open' FROM follow_up_status WHERE STATUS = 'lost'
        """,
        ("follow_up_visit", "follow_up_status"),
        tuple(FINDING_COLUMNS),
        kept=False,
    )


def relations(asked: bool = True) -> tuple[Relation, ...]:
    """Give every relation; without a schedule in the protocol (`asked` false) only the findings, of which there are none.

    They read `infusion`, `subject`, `recorded`, `data_cut`, `sdtm_*` and `protocol_setting`.
    """
    if not asked:
        header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
        nothing = f"SELECT {header} FROM subject WHERE FALSE"
        return (Relation("follow_up_finding", nothing, ("subject",), tuple(FINDING_COLUMNS), kept=False),)
    return (
        follow_up_setting(),
        follow_up_contact(),
        follow_up_patient(),
        follow_up_visit(),
        follow_up_status(),
        follow_up_finding(),
    )
