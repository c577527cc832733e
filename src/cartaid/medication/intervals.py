"""When a drug was taken: the first and last possible day of each record's start and end."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.settings import MedicationSettings

_ONGOING = "('ONGOING', 'CONTINUING', 'CONTINUES', 'LAUFEND', 'FORTLAUFEND', 'ANDAUERND')"

_PASSED = (
    *(
        "RECORD",
        "USUBJID",
        "DOMAIN",
        "SEQ",
        "LEVEL",
        "CLASS",
        "SUBSTANCE",
        "SYSTEMIC",
        "DOSE_LOW",
        "DOSE_HIGH",
        "RAW_LOW",
    ),
    *(
        "RAW_HIGH",
        "UNIT",
        "FREQUENCY",
        "KIND",
        "FREQ_NUM",
        "FREQ_DEN",
        "PERIOD_DAYS",
        "FACTOR_NUM",
        "FACTOR_DEN",
    ),
    *("DEPOT", "INVESTIGATIONAL", "INDICATION", "CATEGORY"),
)
"""Columns of `drug_record` that its interval carries on."""


def infusion_day() -> Relation:
    """List the days of CAR T infusion: day 0 of the patient and every dated CAR T row of EX.

    Returns relation `infusion_day(USUBJID, DAY)`; a second infusion opens its own windows.
    """
    sql = """
SELECT DISTINCT USUBJID, DAY FROM (
    SELECT USUBJID, INFUSION AS DAY FROM subject
    UNION ALL
    SELECT USUBJID, START_FIRST FROM drug_record
    WHERE DOMAIN = 'EX' AND CLASS = 'CAR T' AND START_FIRST = START_LAST
) AS days WHERE DAY IS NOT NULL
"""
    return Relation("infusion_day", sql, ("subject", "drug_record"), ("USUBJID", "DAY"))


def not_taking() -> Relation:
    """List the recorded assessments that a patient takes no drug of a level, or not a certain drug.

    Two things count: a CM row with CMOCCUR = N whose CMTRT or CMDECOD is a drug or a word for a class
    ("IMMUNOSUPPRESSANTS", "ANY TREATMENT"), on its complete end date or else start date; and a QS row with
    QSTESTCD GCFREE, ISFREE, BIOFREE, AMFREE, OFF or DRUGFREE answered Y (or 1), on its complete date.

    Returns relation `not_taking(USUBJID, DAY, LEVEL, SUBSTANCE, DOMAIN, SEQ)`; SUBSTANCE NULL means the whole level.
    """
    sql = """
WITH level AS (SELECT DISTINCT LEVEL FROM drug_class WHERE LEVEL IS NOT NULL), said AS (
    SELECT USUBJID, CASE WHEN END_FIRST = END_LAST THEN END_FIRST
            WHEN START_FIRST = START_LAST THEN START_FIRST END AS DAY,
        CLASS, SUBSTANCE, DOMAIN, SEQ
    FROM drug_record WHERE NOT OCCURRED
), asked AS (
    SELECT USUBJID, QSDTC_FIRST AS DAY, upper(trim(QSTESTCD)) AS CODE, QSSEQ AS SEQ FROM sdtm_qs
    WHERE upper(trim(QSTESTCD)) IN ('GCFREE', 'ISFREE', 'BIOFREE', 'AMFREE', 'OFF', 'DRUGFREE')
        AND QSDTC_FIRST = QSDTC_LAST
        AND (QSSTRESN = 1 OR upper(trim(coalesce(QSSTRESC, QSORRES))) IN ('Y', 'YES', '1'))
)
SELECT s.USUBJID, s.DAY, l.LEVEL, s.SUBSTANCE, s.DOMAIN, s.SEQ
FROM said AS s JOIN drug_class AS c ON c.CLASS = s.CLASS JOIN level AS l ON l.LEVEL = c.LEVEL
WHERE s.DAY IS NOT NULL
UNION ALL
SELECT s.USUBJID, s.DAY, l.LEVEL, NULL, s.DOMAIN, s.SEQ
FROM said AS s JOIN level AS l ON s.CLASS = 'all' WHERE s.DAY IS NOT NULL
UNION ALL
SELECT a.USUBJID, a.DAY, l.LEVEL, NULL, 'QS', a.SEQ
FROM asked AS a JOIN level AS l
    ON a.CODE = 'DRUGFREE' OR a.CODE = concat(l.LEVEL, 'FREE') OR (a.CODE = 'OFF' AND l.LEVEL <> 'AM')
"""
    return Relation(
        "not_taking",
        sql,
        ("drug_record", "drug_class", "sdtm_qs"),
        ("USUBJID", "DAY", "LEVEL", "SUBSTANCE", "DOMAIN", "SEQ"),
    )


def drug_interval(settings: MedicationSettings) -> Relation:
    """Give the possible days of start and end of each record that says a drug was taken.

    START_FIRST/START_LAST and END_FIRST/END_LAST are the first and last possible day, NULL where there is no
    bound; END_STATUS is `recorded` (complete), `partial`, `ongoing` (open to the last contact), `single`
    (one administration), `unknown` (neither end nor ongoing), `contradictory` (end before start, or an end date
    beside ongoing). A depot is spread over its days. With the changeover setting `later`, a record that ends on
    the day another of the same substance begins ends the day before. STOPPED_BY is the first recorded "not
    taking" assessment after the start of a record whose end is unknown: from that day it no longer counts.

    Parameters: `settings`. Returns relation `drug_interval`, one row a record taken, repetitions left out, with the
    columns of `drug_record` that later relations read.
    """
    changeover = (
        "s.START_DAY IS NOT NULL AND e.START_LAST < e.END_LAST" if settings.changeover == "later" else "FALSE"
    )
    spread = f"e.DEPOT AND {'TRUE' if settings.depot == 'spread' else 'FALSE'}"
    passed = ", ".join(_PASSED)

    def prefixed(alias: str) -> str:
        return ", ".join(f"{alias}.{column}" for column in _PASSED)

    sql = f"""
WITH taken AS (
    SELECT r.*, coalesce(p.LAST_CONTACT, p.DATA_CUT) AS LAST_DAY,
        coalesce(r.END_POINT = 'ONGOING', FALSE) OR coalesce(r.END_TEXT IN {_ONGOING}, FALSE) AS ONGOING,
        r.KIND = 'once' OR (r.DOMAIN = 'EX' AND r.END_LAST IS NULL)
            OR ((r.KIND = 'blank' OR r.DEPOT) AND coalesce(r.START_FIRST = r.START_LAST
                AND r.END_FIRST = r.START_FIRST AND r.END_LAST = r.START_FIRST, FALSE)) AS IS_SINGLE
    FROM drug_record AS r LEFT JOIN subject AS p ON p.USUBJID = r.USUBJID
    WHERE r.OCCURRED AND NOT r.DUPLICATE
), judged AS (
    SELECT t.*,
        CASE WHEN IS_SINGLE THEN 'single'
             WHEN END_LAST < START_FIRST THEN 'contradictory'
             WHEN END_LAST IS NOT NULL AND ONGOING THEN 'contradictory'
             WHEN END_FIRST = END_LAST THEN 'recorded'
             WHEN END_LAST IS NOT NULL THEN 'partial'
             WHEN ONGOING THEN 'ongoing' ELSE 'unknown' END AS END_STATUS
    FROM taken AS t
), ended AS (
    SELECT {passed}, START_TIME, END_TIME, END_STATUS, LAST_DAY,
        CASE WHEN END_LAST < START_FIRST AND NOT IS_SINGLE THEN END_FIRST ELSE START_FIRST END AS START_FIRST,
        CASE WHEN END_LAST < START_FIRST AND NOT IS_SINGLE THEN NULL
             WHEN IS_SINGLE THEN START_LAST
             WHEN END_STATUS = 'ongoing' THEN least(START_LAST, LAST_DAY)
             WHEN END_STATUS = 'contradictory' THEN START_LAST
             ELSE least(START_LAST, END_LAST) END AS START_LAST,
        CASE WHEN IS_SINGLE THEN START_FIRST
             WHEN END_LAST < START_FIRST THEN NULL
             WHEN END_STATUS = 'ongoing' THEN greatest(LAST_DAY, START_FIRST)
             WHEN END_STATUS = 'unknown' THEN START_FIRST
             ELSE greatest(END_FIRST, START_FIRST) END AS END_FIRST,
        CASE WHEN IS_SINGLE THEN START_LAST
             WHEN END_STATUS IN ('ongoing', 'unknown', 'contradictory') THEN NULL ELSE END_LAST END AS END_LAST
    FROM judged
), begun AS (
    SELECT DISTINCT USUBJID, SUBSTANCE, START_FIRST AS START_DAY FROM ended
    WHERE START_FIRST = START_LAST AND SUBSTANCE IS NOT NULL
), placed AS (
    SELECT {prefixed("e")}, e.START_TIME, e.END_TIME, e.END_STATUS,
        e.START_FIRST, e.START_LAST,
        CASE WHEN {changeover} THEN e.END_FIRST - 1
             WHEN {spread} AND e.END_STATUS = 'single' THEN e.END_FIRST + {settings.depot_days - 1}
             ELSE e.END_FIRST END AS END_FIRST,
        CASE WHEN {changeover} THEN e.END_LAST - 1
             WHEN {spread} AND e.END_STATUS = 'single' THEN e.END_LAST + {settings.depot_days - 1}
             ELSE e.END_LAST END AS END_LAST
    FROM ended AS e
    LEFT JOIN begun AS s ON s.USUBJID = e.USUBJID AND s.SUBSTANCE = e.SUBSTANCE AND s.START_DAY = e.END_LAST
        AND e.END_STATUS = 'recorded'
), stopped AS (
    SELECT p.RECORD, min(n.DAY) AS STOPPED_BY FROM placed AS p JOIN not_taking AS n
        ON n.USUBJID = p.USUBJID AND n.LEVEL = p.LEVEL AND (n.SUBSTANCE IS NULL OR n.SUBSTANCE = p.SUBSTANCE)
        AND (p.START_LAST IS NULL OR p.START_LAST < n.DAY)
    WHERE p.END_STATUS = 'unknown' GROUP BY p.RECORD
)
SELECT {prefixed("p")}, p.START_FIRST, p.START_LAST, p.END_FIRST,
    CASE WHEN s.STOPPED_BY IS NOT NULL THEN s.STOPPED_BY - 1 ELSE p.END_LAST END AS END_LAST,
    p.END_STATUS, s.STOPPED_BY, p.START_TIME, p.END_TIME
FROM placed AS p LEFT JOIN stopped AS s ON s.RECORD = p.RECORD
"""
    return Relation(
        "drug_interval",
        sql,
        ("drug_record", "subject", "not_taking"),
        (
            *(*_PASSED, "START_FIRST", "START_LAST", "END_FIRST", "END_LAST", "END_STATUS", "STOPPED_BY"),
            *("START_TIME", "END_TIME"),
        ),
    )
