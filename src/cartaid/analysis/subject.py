"""Who was treated when: one row a subject, one row an infusion, and the dates that order everything."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.study.dates import sql_completed_years
from cartaid.study.domains import LONGEST_LIFE
from cartaid.study.observation import OBSERVATION_COLUMNS

SUBJECT_COLUMNS = (
    "STUDYID USUBJID SUBJID DISEASE AGE SEX RACE COUNTRY ARM CONSENT APHERESIS LYMPHODEPLETION DAY0 "
    "DAY0_SOURCE INFUSION INFUSIONS CELLS CELLS_UNIT LAST_CONTACT DEATH DATA_CUT AGE_LOW AGE_HIGH AGE_SOURCE"
).split()


def data_cut() -> Relation:
    """Give the data cut as a one-row relation; records after it are not used."""
    return Relation(
        "data_cut",
        "SELECT coalesce(max(TRY_CAST(VALUE AS DATE)), TRY_CAST('9999-12-31' AS DATE)) AS DATA_CUT "
        "FROM protocol_setting WHERE NAME = 'study.data_cut'",
        ("protocol_setting",),
        ("DATA_CUT",),
    )


def recorded() -> Relation:
    """Give the observations that can be placed in time: complete date, not after the data cut."""
    # The month and both digits of the day are written: cheaper than comparing the first and the last
    # possible day of each of millions of records, and the same.
    written = " AND ".join(f"substr(DTC, {place}, 1) BETWEEN '0' AND '9'" for place in (6, 9, 10))
    return Relation(
        "recorded",
        f"SELECT * FROM observation WHERE {written} AND FIRST <= (SELECT max(DATA_CUT) FROM data_cut)",
        ("observation", "data_cut"),
        tuple(OBSERVATION_COLUMNS),
        kept=False,
    )


def infusion() -> Relation:
    """Give every CAR T infusion with a complete date: one row a subject and day.

    CELLS is its dose; one without a unit, of 0 or below is not used.
    """
    return Relation(
        "infusion",
        """
        WITH cells AS (
            SELECT x.USUBJID, x.EXSTDTC_FIRST AS DAY0, max(CASE WHEN x.COUNTS THEN x.EXDOSE END) AS CELLS,
                max(CASE WHEN x.COUNTS THEN x.EXDOSU END) AS CELLS_UNIT, min(x.EXSEQ) AS SEQ
            FROM (SELECT *, EXDOSE > 0 AND EXDOSU IS NOT NULL AS COUNTS FROM sdtm_ex) AS x
            WHERE x.EXCAT = 'CAR T' AND x.EXSTDTC_FIRST = x.EXSTDTC_LAST
                AND x.EXSTDTC_FIRST <= (SELECT max(DATA_CUT) FROM data_cut)
            GROUP BY x.USUBJID, x.EXSTDTC_FIRST)
        SELECT USUBJID, row_number() OVER (PARTITION BY USUBJID ORDER BY DAY0 NULLS LAST) AS APERIOD, DAY0,
            lead(DAY0) OVER (PARTITION BY USUBJID ORDER BY DAY0 NULLS LAST) AS NEXT0, CELLS, CELLS_UNIT, SEQ
        FROM cells
        """,
        ("sdtm_ex", "data_cut"),
        ("USUBJID", "APERIOD", "DAY0", "NEXT0", "CELLS", "CELLS_UNIT", "SEQ"),
    )


def lymphodepletion() -> Relation:
    """Give every day on which lymphodepletion was given."""
    return Relation(
        "lymphodepletion",
        """
        SELECT DISTINCT USUBJID, EXSTDTC_FIRST AS GIVEN, EXSEQ AS SEQ FROM sdtm_ex
        WHERE EXCAT = 'LYMPHODEPLETION' AND EXSTDTC_FIRST = EXSTDTC_LAST
        """,
        ("sdtm_ex",),
        ("USUBJID", "GIVEN", "SEQ"),
    )


def last_contact() -> Relation:
    """Give the last day anything is recorded of each subject, not after the data cut and not after death."""
    dated = [
        "SELECT USUBJID, max(FIRST) AS CONTACT FROM recorded GROUP BY USUBJID",
        *(
            f"SELECT USUBJID, max({variable}_FIRST) AS CONTACT FROM sdtm_{domain} "
            f"WHERE {variable}_FIRST = {variable}_LAST "
            f"AND {variable}_FIRST <= (SELECT max(DATA_CUT) FROM data_cut) GROUP BY USUBJID"
            for domain, variable in (
                ("ae", "AESTDTC"),
                ("ex", "EXSTDTC"),
                ("ds", "DSSTDTC"),
                ("pr", "PRSTDTC"),
                ("dm", "RFENDTC"),
                ("dm", "DTHDTC"),
            )
        ),
        "SELECT USUBJID, DEATH AS CONTACT FROM death WHERE DEATH <= (SELECT max(DATA_CUT) FROM data_cut)",
    ]
    return Relation(
        "last_contact",
        "SELECT t.USUBJID, least(max(t.CONTACT), max(coalesce(d.DEATH, d.DIED))) AS LAST_CONTACT "
        f"FROM ({' UNION ALL '.join(dated)}) AS t LEFT JOIN death AS d ON d.USUBJID = t.USUBJID GROUP BY t.USUBJID",
        ("recorded", "sdtm_ae", "sdtm_ex", "sdtm_ds", "sdtm_pr", "sdtm_dm", "death", "data_cut"),
        ("USUBJID", "LAST_CONTACT"),
    )


def subject() -> Relation:
    """Give one row a subject: disease group, day 0 and the other dates, dose, follow-up.

    Day 0 is the first CAR T infusion. In a study that records none it is the first exposure (`DAY0_SOURCE` says
    which); in a study that records infusions a subject without one, or whose infusion has no date, has no day 0.

    DEATH is the day that `death` gives: DM, else DS or a fatal adverse event. The last contact is at most that day.

    AGE is the recorded one (from 0 to 120 years), else that of the birth date on day 0 (without one: of consent); a
    partial birth date gives AGE only where all its days agree, and AGE_LOW and AGE_HIGH in any case. AGE_SOURCE says
    `recorded` or `birth date`.
    """
    low, high = (
        sql_completed_years(f"BRTHDTC_{end}", "coalesce(DAY0, CONSENT)") for end in ("LAST", "FIRST")
    )
    columns = {
        "AGE": f"coalesce(AGE, CASE WHEN {low} = {high} THEN {low} END)",
        "AGE_LOW": f"coalesce(AGE, {low})",
        "AGE_HIGH": f"coalesce(AGE, {high})",
        "AGE_SOURCE": f"CASE WHEN AGE IS NOT NULL THEN 'recorded' WHEN {low} IS NOT NULL THEN 'birth date' END",
    }
    shown = ", ".join(f"{columns[name]} AS {name}" if name in columns else name for name in SUBJECT_COLUMNS)
    return Relation(
        "subject",
        f"""
        WITH first_infusion AS (
            SELECT USUBJID, min(DAY0) AS INFUSION, count(*) AS INFUSIONS FROM infusion GROUP BY USUBJID),
        dose AS (SELECT USUBJID, CELLS, CELLS_UNIT FROM infusion WHERE APERIOD = 1),
        exposed AS (
            SELECT USUBJID, min(EXSTDTC_FIRST) AS EXPOSED FROM sdtm_ex
            WHERE EXSTDTC_FIRST = EXSTDTC_LAST GROUP BY USUBJID),
        asked AS (
            SELECT count(*) AS FIRST_EXPOSURE FROM protocol_setting
            WHERE NAME = 'day0.rule' AND VALUE = 'first exposure'),
        any_infusion AS (
            SELECT count(*) AS INFUSED FROM sdtm_ex WHERE EXCAT = 'CAR T'),
        apheresis AS (
            SELECT p.USUBJID, min(p.PRSTDTC_FIRST) AS APHERESIS FROM sdtm_pr AS p
            WHERE p.PRSTDTC_FIRST = p.PRSTDTC_LAST
                AND upper(coalesce(p.PRDECOD, p.PRTRT)) IN ('LEUKAPHERESIS', 'LEUCAPHERESIS', 'APHERESIS')
            GROUP BY p.USUBJID),
        consent AS (
            SELECT USUBJID, min(DSSTDTC_FIRST) AS CONSENT FROM sdtm_ds
            WHERE DSSTDTC_FIRST = DSSTDTC_LAST AND upper(DSDECOD) LIKE '%CONSENT%OBTAINED%' GROUP BY USUBJID),
        depletion AS (
            SELECT l.USUBJID, min(l.GIVEN) AS LYMPHODEPLETION
            FROM lymphodepletion AS l LEFT JOIN first_infusion AS f ON f.USUBJID = l.USUBJID
            WHERE f.INFUSION IS NULL OR l.GIVEN <= f.INFUSION GROUP BY l.USUBJID)
        SELECT {shown} FROM (
        SELECT d.STUDYID, d.USUBJID, d.SUBJID, g.DISEASE, CASE WHEN d.AGE BETWEEN 0 AND {LONGEST_LIFE} THEN d.AGE END AS AGE,
            d.BRTHDTC_FIRST, d.BRTHDTC_LAST, d.SEX, d.RACE, d.COUNTRY, d.ARM,
            coalesce(CASE WHEN d.RFICDTC_FIRST = d.RFICDTC_LAST THEN d.RFICDTC_FIRST END, c.CONSENT) AS CONSENT,
            a.APHERESIS, l.LYMPHODEPLETION,
            CASE WHEN k.FIRST_EXPOSURE > 0 OR n.INFUSED = 0 THEN coalesce(e.EXPOSED,
                    CASE WHEN d.RFXSTDTC_FIRST = d.RFXSTDTC_LAST THEN d.RFXSTDTC_FIRST END)
                ELSE f.INFUSION END AS DAY0,
            CASE WHEN k.FIRST_EXPOSURE > 0 OR n.INFUSED = 0 THEN 'first exposure'
                ELSE 'first CAR T infusion' END AS DAY0_SOURCE,
            f.INFUSION, coalesce(f.INFUSIONS, 0) AS INFUSIONS, o.CELLS, o.CELLS_UNIT, t.LAST_CONTACT,
            h.DEATH, u.DATA_CUT
        FROM sdtm_dm AS d
        LEFT JOIN protocol_patient AS g ON g.USUBJID = d.USUBJID
        LEFT JOIN first_infusion AS f ON f.USUBJID = d.USUBJID
        LEFT JOIN dose AS o ON o.USUBJID = d.USUBJID
        LEFT JOIN exposed AS e ON e.USUBJID = d.USUBJID
        LEFT JOIN apheresis AS a ON a.USUBJID = d.USUBJID
        LEFT JOIN consent AS c ON c.USUBJID = d.USUBJID
        LEFT JOIN depletion AS l ON l.USUBJID = d.USUBJID
        LEFT JOIN last_contact AS t ON t.USUBJID = d.USUBJID
        LEFT JOIN death AS h ON h.USUBJID = d.USUBJID
        CROSS JOIN asked AS k CROSS JOIN any_infusion AS n CROSS JOIN data_cut AS u) AS found
        """,
        (
            "sdtm_dm",
            "death",
            "sdtm_ex",
            "sdtm_pr",
            "sdtm_ds",
            "protocol_patient",
            "protocol_setting",
            "infusion",
            "lymphodepletion",
            "last_contact",
            "data_cut",
        ),
        tuple(SUBJECT_COLUMNS),
    )


def period() -> Relation:
    """Give the periods of each subject: a second infusion opens a new day 0.

    `STARTS` and `ENDS` bound the period (NULL: open); a subject without day 0 has one period without it.
    """
    return Relation(
        "period",
        """
        SELECT s.USUBJID, coalesce(i.APERIOD, 1) AS APERIOD, coalesce(i.DAY0, s.DAY0) AS DAY0,
            CASE WHEN i.APERIOD > 1 THEN i.DAY0 END AS STARTS, i.NEXT0 - 1 AS ENDS
        FROM subject AS s
        LEFT JOIN infusion AS i ON i.USUBJID = s.USUBJID AND s.DAY0_SOURCE = 'first CAR T infusion'
        """,
        ("subject", "infusion"),
        ("USUBJID", "APERIOD", "DAY0", "STARTS", "ENDS"),
    )


def infusion_time() -> Relation:
    """Give the time of day of each infusion that has one: INFUSED, the last of that day.

    Another treatment of the same day, such as premedication, is not the infusion; where day 0 is the first exposure
    of a study without an infusion, every exposure of the day counts.
    """
    return Relation(
        "infusion_time",
        """
        WITH given AS (SELECT USUBJID, EXSTDTC_FIRST, EXSTDTC_TIME, coalesce(EXCAT = 'CAR T', FALSE) AS CELLS FROM sdtm_ex)
        SELECT p.USUBJID, p.APERIOD, CASE WHEN bool_or(x.CELLS) THEN max(CASE WHEN x.CELLS THEN x.EXSTDTC_TIME END)
            ELSE max(x.EXSTDTC_TIME) END AS INFUSED
        FROM period AS p JOIN given AS x ON x.USUBJID = p.USUBJID AND x.EXSTDTC_FIRST = p.DAY0
        GROUP BY p.USUBJID, p.APERIOD
        """,
        ("period", "sdtm_ex"),
        ("USUBJID", "APERIOD", "INFUSED"),
    )


def baseline_reference() -> Relation:
    """Give, for each period and each of the two baseline rules, the last day a baseline may come from.

    `RULE` 1 is the baseline changes are counted from, 2 the second one. A value of the reference day itself
    still counts: it is taken before the procedure. A rule whose date is unknown falls back on day 0, and
    `FALLBACK` says so.
    """
    return Relation(
        "baseline_reference",
        """
        WITH rules AS (
            SELECT CASE WHEN NAME = 'baseline.rule' THEN 1 ELSE 2 END AS RULE, VALUE AS NAME
            FROM protocol_setting WHERE NAME IN ('baseline.rule', 'baseline.second')),
        depletion AS (
            SELECT p.USUBJID, p.APERIOD, min(l.GIVEN) AS GIVEN
            FROM period AS p JOIN lymphodepletion AS l ON l.USUBJID = p.USUBJID
                AND l.GIVEN <= p.DAY0 AND l.GIVEN >= p.DAY0 - 28
            GROUP BY p.USUBJID, p.APERIOD)
        SELECT p.USUBJID, p.APERIOD, r.RULE, r.NAME AS BASETYPE,
            coalesce(CASE r.NAME WHEN 'before lymphodepletion' THEN d.GIVEN
                WHEN 'before leukapheresis' THEN s.APHERESIS END, p.DAY0) AS REFERENCE,
            r.NAME = 'screening' AS EARLIEST,
            CASE WHEN r.NAME = 'before lymphodepletion' THEN d.GIVEN IS NULL
                WHEN r.NAME = 'before leukapheresis' THEN s.APHERESIS IS NULL ELSE FALSE END AS FALLBACK
        FROM period AS p JOIN subject AS s ON s.USUBJID = p.USUBJID CROSS JOIN rules AS r
        LEFT JOIN depletion AS d ON d.USUBJID = p.USUBJID AND d.APERIOD = p.APERIOD
        """,
        ("period", "subject", "lymphodepletion", "protocol_setting"),
        ("USUBJID", "APERIOD", "RULE", "BASETYPE", "REFERENCE", "EARLIEST", "FALLBACK"),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return (
        data_cut(),
        recorded(),
        infusion(),
        lymphodepletion(),
        last_contact(),
        subject(),
        period(),
        infusion_time(),
        baseline_reference(),
    )
