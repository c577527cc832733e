"""Visits whose day is not recorded: placed where every possible day lies in one visit window, else undetermined.

A placed visit stands at its last possible day, marked by ADTF: what must lie before a day (a baseline) then surely
does, and an event is not counted before it surely happened. A visit that cannot be placed keeps its rows, without a
date, as UNDETERMINED.
"""

from __future__ import annotations

from attrs import evolve

from cartaid.analysis.score import RAW
from cartaid.engine import Relation, Session
from cartaid.study.observation import OBSERVATION_COLUMNS

FREE_DAYS = 7
"""So many last days of the possible ones are tried until one is found on which nothing else is recorded."""


_PARTIAL_DAY = {
    "USUBJID": "VARCHAR",
    "DTC": "VARCHAR",
    "FIRST": "DATE",
    "LAST": "DATE",
    "ADT": "DATE",
    "AVISIT": "VARCHAR",
    "WHY": "VARCHAR",
}


def has_partial_dates(session: Session) -> bool:
    """Say whether any result has a date without a day: of a large study, a look at the texts of its dates tells."""
    complete = "regexp_matches(DTC, '^[0-9]{4}-[0-9]{2}-[0-9]{2}')"
    return bool(session.rows(f"SELECT 1 FROM observation WHERE NOT {complete} AND FIRST < LAST LIMIT 1"))


def partial_dates(found: bool) -> tuple[Relation, Relation]:
    """Give `partial_day` and `observed`; where no partial date was `found` they cost nothing."""
    return (partial_day(), observed()) if found else (_no_partial_day(), _only_recorded())


def observed_and(more: str, found: bool) -> Relation:
    """Give `observed` with the rows of a further table of its shape, which is in the session already."""
    _, before = partial_dates(found)
    columns = ", ".join(OBSERVATION_COLUMNS)
    return evolve(
        before, sql=f"{before.sql} UNION ALL SELECT {columns} FROM {more}", inputs=(*before.inputs, more)
    )


def _no_partial_day() -> Relation:
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in _PARTIAL_DAY.items())
    return Relation("partial_day", f"SELECT {empty} WHERE FALSE", (), tuple(_PARTIAL_DAY))


def _only_recorded() -> Relation:
    columns = ", ".join(OBSERVATION_COLUMNS)
    return Relation(
        "observed", f"SELECT {columns} FROM recorded", ("recorded",), tuple(OBSERVATION_COLUMNS), kept=False
    )


def partial_day() -> Relation:
    """Give every partial date of results: its possible days, the visit window that holds all of them, the day shown.

    ADT and AVISIT are NULL where no single window of one period holds every possible day, or where some of them lie
    after the data cut; WHY says so.
    """
    back = " UNION ALL ".join(f"SELECT {days} AS N" for days in range(FREE_DAYS))
    return Relation(
        "partial_day",
        f"""
        WITH dated AS (
            SELECT o.USUBJID, o.FIRST, o.LAST, min(o.DTC) AS DTC
            FROM observation AS o JOIN subject AS s ON s.USUBJID = o.USUBJID
            WHERE o.FIRST < o.LAST AND o.FIRST <= s.DATA_CUT GROUP BY o.USUBJID, o.FIRST, o.LAST),
        held AS (
            SELECT d.USUBJID, d.FIRST, d.LAST, min(v.AVISIT) AS AVISIT
            FROM dated AS d
            JOIN period AS p ON p.USUBJID = d.USUBJID AND (p.STARTS IS NULL OR d.FIRST >= p.STARTS)
                AND (p.ENDS IS NULL OR d.LAST <= p.ENDS)
            JOIN subject AS s ON s.USUBJID = d.USUBJID AND d.LAST <= s.DATA_CUT
            JOIN protocol_visit AS v ON date_diff('day', p.DAY0, d.FIRST) >= v.LOW
                AND date_diff('day', p.DAY0, d.LAST) <= v.HIGH
            GROUP BY d.USUBJID, d.FIRST, d.LAST HAVING count(DISTINCT v.AVISIT) = 1),
        free AS (
            SELECT h.USUBJID, h.FIRST, h.LAST, max(h.LAST - n.N) AS ADT
            FROM held AS h CROSS JOIN ({back}) AS n
            LEFT JOIN recorded AS r ON r.USUBJID = h.USUBJID AND r.FIRST = h.LAST - n.N
            WHERE r.USUBJID IS NULL AND h.LAST - n.N >= h.FIRST GROUP BY h.USUBJID, h.FIRST, h.LAST)
        SELECT d.USUBJID, d.DTC, d.FIRST, d.LAST, f.ADT, CASE WHEN f.ADT IS NOT NULL THEN h.AVISIT END AS AVISIT,
            CASE WHEN f.ADT IS NOT NULL THEN NULL
                WHEN h.AVISIT IS NOT NULL THEN 'on each of its last possible days something else is recorded'
                WHEN d.LAST > s.DATA_CUT THEN 'it may be after the data cut'
                WHEN s.DAY0 IS NULL THEN 'the patient has no day 0'
                ELSE 'no single visit window holds every possible day' END AS WHY
        FROM dated AS d JOIN subject AS s ON s.USUBJID = d.USUBJID
        LEFT JOIN held AS h ON h.USUBJID = d.USUBJID AND h.FIRST = d.FIRST AND h.LAST = d.LAST
        LEFT JOIN free AS f ON f.USUBJID = d.USUBJID AND f.FIRST = d.FIRST AND f.LAST = d.LAST
        """,
        ("observation", "recorded", "subject", "period", "protocol_visit"),
        tuple(_PARTIAL_DAY),
    )


def observed() -> Relation:
    """Give what assessments are made from: the recorded results, and those of a placed partial date at its day."""
    columns = ", ".join(OBSERVATION_COLUMNS)
    shown = ", ".join(
        {"FIRST": "d.ADT AS FIRST", "LAST": "d.ADT AS LAST"}.get(name, f"o.{name}")
        for name in OBSERVATION_COLUMNS
    )
    return Relation(
        "observed",
        f"SELECT {columns} FROM recorded UNION ALL SELECT {shown} FROM partial_day AS d "
        "JOIN observation AS o ON o.USUBJID = d.USUBJID AND o.FIRST = d.FIRST AND o.LAST = d.LAST "
        "WHERE d.ADT IS NOT NULL",
        ("recorded", "partial_day", "observation"),
        tuple(OBSERVATION_COLUMNS),
        kept=False,
    )


def partial_unsettled() -> Relation:
    """Give the placed partial dates around which a drug may have begun or ended: dose and levels are open there."""
    return Relation(
        "partial_unsettled",
        """
        WITH gap AS (
            SELECT max(TRY_CAST(VALUE AS INTEGER)) AS DAYS FROM protocol_setting WHERE NAME = 'windows.drug_free_days')
        SELECT DISTINCT d.USUBJID, d.ADT, d.DTC
        FROM partial_day AS d CROSS JOIN gap AS g JOIN drug_exposure AS e ON e.USUBJID = d.USUBJID
        WHERE d.ADT IS NOT NULL
            AND ((e.POSSIBLE_FROM > d.FIRST - g.DAYS AND e.POSSIBLE_FROM <= d.LAST)
                OR (e.POSSIBLE_TO > d.FIRST - g.DAYS AND e.POSSIBLE_TO <= d.LAST))
        """,
        ("partial_day", "protocol_setting", "drug_exposure"),
        ("USUBJID", "ADT", "DTC"),
    )


def unplaced_parameter() -> Relation:
    """Give the parameters that would have been assessed by the results of each partial date that was not placed."""
    return Relation(
        "unplaced_parameter",
        """
        SELECT DISTINCT d.USUBJID, i.PARAMCD, d.FIRST, d.LAST, d.DTC,
            concat('dated ', d.DTC, ', the day is not recorded: ', d.WHY) AS REASON
        FROM partial_day AS d
        JOIN observation AS e ON e.USUBJID = d.USUBJID AND e.FIRST = d.FIRST AND e.LAST = d.LAST
            AND (e.VALUE IS NOT NULL OR e.TEXT IS NOT NULL)
        JOIN item_place AS m ON m.ASSESSES AND m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD
            AND (m.CAT = '' OR m.CAT = e.CAT)
        JOIN item_role AS i ON i.NUMBER = m.NUMBER AND i.PLACE = m.PLACE
        JOIN subject AS s ON s.USUBJID = d.USUBJID AND (i.DISEASE IN ('ANY', 'OTHER') OR i.DISEASE = s.DISEASE)
        WHERE d.ADT IS NULL
        """,
        ("partial_day", "observation", "item_place", "item_role", "subject"),
        ("USUBJID", "PARAMCD", "FIRST", "LAST", "DTC", "REASON"),
    )


def scored_unplaced() -> Relation:
    """Give one undetermined value, without a date, for each parameter and partial date that was not placed."""
    number, none = "CAST(NULL AS DOUBLE)", "CAST(NULL AS VARCHAR)"
    return Relation(
        "scored_unplaced",
        f"SELECT u.USUBJID, CAST(NULL AS DATE) AS ADT, CAST(NULL AS TIMESTAMP) AS ADTM, u.PARAMCD, {number} AS AVAL, "
        f"CASE WHEN m.DATASET = 'adrs' THEN 'UNDETERMINED' ELSE {none} END AS AVALC, {number} AS ALOW, "
        f"{number} AS AHIGH, 'UNDETERMINED' AS STATUS, u.REASON, m.DEFID "
        "FROM unplaced_parameter AS u JOIN parameter AS m ON m.PARAMCD = u.PARAMCD",
        ("unplaced_parameter", "parameter"),
        RAW,
        kept=False,
    )


def partial_finding() -> Relation:
    """List the partial dates of results, with the number of rows and what became of them."""
    return Relation(
        "partial_finding",
        """
        SELECT 'visit-date-partial' AS rule, CASE WHEN d.ADT IS NULL THEN 'warning' ELSE 'note' END AS severity,
            o.DOMAIN AS domain, d.USUBJID, min(o.SEQ) AS seq, concat(o.DOMAIN, 'DTC') AS variable, d.DTC AS value,
            concat(o.DOMAIN, 'DTC: expected a day, found ', d.DTC, ' in ', CAST(count(*) AS VARCHAR), ' rows; ',
                CASE WHEN d.ADT IS NULL THEN concat(d.WHY, ': scores of this visit are UNDETERMINED, without a date')
                    ELSE concat('every possible day lies in the window of ', d.AVISIT, ': assessed there, shown at ',
                        CAST(d.ADT AS VARCHAR), ' with ADTF') END,
                CASE WHEN o.DOMAIN IN ('LB', 'CP', 'IS')
                    THEN '; series of laboratory values, cells and antibodies need the day and leave the rows out'
                    ELSE '' END) AS message,
            'give the day of the visit' AS fix
        FROM partial_day AS d
        JOIN observation AS o ON o.USUBJID = d.USUBJID AND o.FIRST = d.FIRST AND o.LAST = d.LAST
        GROUP BY o.DOMAIN, d.USUBJID, d.DTC, d.FIRST, d.ADT, d.AVISIT, d.WHY
        """,
        ("partial_day", "observation"),
        ("rule", "severity", "domain", "USUBJID", "seq", "variable", "value", "message", "fix"),
    )
