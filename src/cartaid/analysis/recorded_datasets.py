"""Datasets of records as they were recorded: vital signs, and what was given or done, each with its times.

They hold what a reader needs beside the derived values: the browser and the figures are drawn from the written
tables, and what is not written cannot be drawn.
"""

from __future__ import annotations


def _days(first: str, last: str, *, of: str = "s.DAY0") -> str:
    return f"date_diff('day', {of}, {first}) AS ASTRDY, date_diff('day', {of}, {last}) AS AENRDY"


def advs_sql() -> str:
    """Write the query of ADVS: every vital sign with a number, or not done, and a complete date, up to the data cut."""
    return (
        "SELECT s.STUDYID, o.USUBJID, o.TESTCD AS PARAMCD, coalesce(v.VSTEST, o.TESTCD) AS PARAM, o.FIRST AS ADT, "
        "o.TIME AS ADTM, date_diff('day', s.DAY0, o.FIRST) AS RDY, o.VALUE AS AVAL, o.UNIT AS AVALU, v.VSSTAT, "
        "o.SEQ AS SRCSEQ "
        "FROM recorded AS o JOIN subject AS s ON s.USUBJID = o.USUBJID "
        "LEFT JOIN (SELECT USUBJID, VSSEQ, max(VSTEST) AS VSTEST, max(upper(VSSTAT)) AS VSSTAT FROM sdtm_vs "
        "GROUP BY USUBJID, VSSEQ) AS v ON v.USUBJID = o.USUBJID AND v.VSSEQ = o.SEQ WHERE o.DOMAIN = 'VS' "
        "AND (o.VALUE IS NOT NULL OR v.VSSTAT = 'NOT DONE')"
    )


def _given(category: str, domain: str, dose: str) -> str:
    """Write the rows of one domain: records that began on a known day and were not marked as not done."""
    start, end = f"c.{domain}STDTC", f"c.{domain}ENDTC"
    end_day = f"CASE WHEN {end}_FIRST = {end}_LAST THEN {end}_FIRST END"
    ongoing = f"CASE WHEN upper(c.{domain}ENRTPT) = 'ONGOING' THEN 'Y' END" if domain == "CM" else "NULL"
    return (
        f"SELECT s.STUDYID, c.USUBJID, '{category}' AS ACAT1, c.{domain}TRT AS TRT, c.{domain}DECOD AS DECOD, "
        f"{dose}, {start}_FIRST AS ASTDT, {start}_TIME AS ASTDTM, {end_day} AS AENDT, {end}_TIME AS AENDTM, "
        f"{_days(start + '_FIRST', end_day)}, CAST({ongoing} AS VARCHAR) AS ONGOFL, '{domain}' AS SRCDOM, "
        f"c.{domain}SEQ AS SRCSEQ FROM sdtm_{domain.lower()} AS c JOIN subject AS s ON s.USUBJID = c.USUBJID "
        f"WHERE {start}_FIRST = {start}_LAST AND (s.DATA_CUT IS NULL OR {start}_FIRST <= s.DATA_CUT) "
        f"AND coalesce(upper(c.{domain}OCCUR), 'Y') <> 'N'"
    )


def adint_sql() -> str:
    """Write the query of ADINT: what was given or done, record by record, with the time of day where it is known.

    ACAT1 says what a row is: `PROCEDURE` (PR), `MEDICATION` (CM), `CAR T INFUSION` and `LYMPHODEPLETION` (EX), and
    `TAKEN AGAIN`, which is derived: the first treatment of the level TRT after freedom from it, which began between
    ASTDT and AENDT.
    """
    none, stamp = "CAST(NULL AS VARCHAR)", "CAST(NULL AS TIMESTAMP)"
    infusion = (
        f"SELECT s.STUDYID, i.USUBJID, 'CAR T INFUSION', {none}, {none}, i.CELLS, i.CELLS_UNIT, i.DAY0, {stamp}, "
        f"i.DAY0, {stamp}, {_days('i.DAY0', 'i.DAY0')}, {none}, 'EX', i.SEQ "
        "FROM infusion AS i JOIN subject AS s ON s.USUBJID = i.USUBJID"
    )
    depletion = (
        f"SELECT s.STUDYID, l.USUBJID, 'LYMPHODEPLETION', {none}, {none}, NULL, {none}, l.GIVEN, {stamp}, l.GIVEN, "
        f"{stamp}, {_days('l.GIVEN', 'l.GIVEN')}, {none}, 'EX', l.SEQ "
        "FROM lymphodepletion AS l JOIN subject AS s ON s.USUBJID = l.USUBJID"
    )
    again = (
        f"SELECT s.STUDYID, r.USUBJID, 'TAKEN AGAIN', r.LEVEL, r.SUBSTANCE, NULL, {none}, r.LOW, {stamp}, r.HIGH, "
        f"{stamp}, {_days('r.LOW', 'r.HIGH')}, {none}, r.DOMAIN, r.SEQ "
        "FROM resumption AS r JOIN subject AS s ON s.USUBJID = r.USUBJID"
    )
    procedures = _given("PROCEDURE", "PR", "c.PRDOSE AS DOSE, c.PRDOSU AS DOSU")
    drugs = _given("MEDICATION", "CM", "c.CMDOSE AS DOSE, c.CMDOSU AS DOSU")
    return " UNION ALL ".join((procedures, drugs, infusion, depletion, again))


RECORDED = {
    "advs": (advs_sql, ("recorded", "subject", "sdtm_vs")),
    "adint": (
        adint_sql,
        ("subject", "sdtm_pr", "sdtm_cm", "infusion", "lymphodepletion", "resumption"),
    ),
}
"""Query of each dataset, and the relations it reads."""
