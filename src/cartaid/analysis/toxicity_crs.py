"""CRS day by day: the row the ASTCT definition reads, from temperatures, drugs and procedures.

An episode opens with a fever of 38.0 degrees or more and ends when fever, fluid for hypotension, vasopressors and
oxygen have been absent for the gap of the protocol (`windows.crs_gap_hours`, counted in whole free days). From
its first fever on, an antipyretic or anticytokine drug masks: then fever is no longer asked for.
"""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.instruments.toxicity.crs_astct_2019 import DEFINITION

KEYS = ("USUBJID", "APERIOD", "ADT", "RDY")
"""What identifies an assessed day."""

ITEMS = tuple(item.id for item in DEFINITION.items)
"""Item columns of `crs_day`, those of the definition."""


def crs_temperature() -> Relation:
    """Give the highest temperature of each day; unknown when one below it could not be read."""
    return Relation(
        "crs_temperature",
        """
        SELECT USUBJID, APERIOD, ADT, RDY,
            CASE WHEN max(VALUE) >= 38 OR count(REFUSED) = 0 THEN max(VALUE) END AS TEMPERATURE
        FROM toxicity_temperature GROUP BY USUBJID, APERIOD, ADT, RDY
        """,
        ("toxicity_temperature",),
        ("USUBJID", "APERIOD", "ADT", "RDY", "TEMPERATURE"),
    )


def crs_span() -> Relation:
    """Give the episodes: ONSET the day of the first fever (ONSET_TIME its time, if known), LAST_SIGN the last day
    with fever, fluid for hypotension, vasopressor or oxygen.

    A run of such days that holds no fever is no episode; days before its first fever do not belong to it.
    """
    return Relation(
        "crs_span",
        """
        WITH signed AS (
            SELECT USUBJID, APERIOD, ADT, 1 AS FEVER, TIME FROM toxicity_temperature WHERE VALUE >= 38
            UNION ALL
            SELECT USUBJID, APERIOD, ADT, 0, CAST(NULL AS TIMESTAMP) FROM toxicity_sign
            WHERE DATED AND (CERTAIN OR SIGN = 'oxygen')),
        active AS (
            SELECT USUBJID, APERIOD, ADT, max(FEVER) AS FEVER, min(TIME) AS TIME,
                lag(ADT) OVER (PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST) AS EARLIER
            FROM signed GROUP BY USUBJID, APERIOD, ADT),
        numbered AS (
            SELECT a.*, sum(CASE WHEN date_diff('day', a.EARLIER, a.ADT) > 1
                    AND (date_diff('day', a.EARLIER, a.ADT) - 1) * 24 >= s.CRS_GAP THEN 1 ELSE 0 END) OVER (
                PARTITION BY a.USUBJID, a.APERIOD ORDER BY a.ADT NULLS LAST) AS RUN
            FROM active AS a CROSS JOIN toxicity_setting AS s)
        SELECT USUBJID, APERIOD, row_number() OVER (
                PARTITION BY USUBJID, APERIOD ORDER BY min(ADT) NULLS LAST) AS EPISODE,
            min(CASE WHEN FEVER = 1 THEN ADT END) AS ONSET, max(ADT) AS LAST_SIGN,
            min(CASE WHEN FEVER = 1 THEN TIME END) AS ONSET_TIME
        FROM numbered GROUP BY USUBJID, APERIOD, RUN HAVING max(FEVER) = 1
        """,
        ("toxicity_temperature", "toxicity_sign", "toxicity_setting"),
        ("USUBJID", "APERIOD", "EPISODE", "ONSET", "LAST_SIGN", "ONSET_TIME"),
    )


def crs_assessed() -> Relation:
    """Give the days on which CRS was assessed, with the episode open on them (NULL: none).

    A day counts when a temperature, a sign or an anticytokine drug is dated to it, or an attributed death.
    """
    return Relation(
        "crs_assessed",
        """
        WITH evidence AS (
            SELECT USUBJID, APERIOD, ADT, RDY FROM crs_temperature
            UNION SELECT USUBJID, APERIOD, ADT, RDY FROM toxicity_sign WHERE DATED
            UNION SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY FROM toxicity_window AS w
                JOIN toxicity_course AS c ON c.USUBJID = w.USUBJID AND c.START_FIRST = w.ADT AND c.START_LAST = w.ADT
                WHERE c.SIGN = 'masking' AND c.NAME IN ('tocilizumab', 'siltuximab', 'anakinra')
            UNION SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY FROM toxicity_window AS w
                JOIN toxicity_death AS d ON d.USUBJID = w.USUBJID AND d.ADT = w.ADT AND d.TOXICITY = 'CRS')
        SELECT e.USUBJID, e.APERIOD, e.ADT, e.RDY, o.EPISODE, o.ONSET, o.ONSET_TIME
        FROM evidence AS e CROSS JOIN toxicity_setting AS s
        LEFT JOIN crs_span AS o ON o.USUBJID = e.USUBJID AND o.APERIOD = e.APERIOD AND o.ONSET <= e.ADT
            AND (e.ADT <= o.LAST_SIGN OR (date_diff('day', o.LAST_SIGN, e.ADT) - 1) * 24 < s.CRS_GAP)
        QUALIFY row_number() OVER (
            PARTITION BY e.USUBJID, e.APERIOD, e.ADT ORDER BY o.ONSET DESC NULLS LAST) = 1
        """,
        (
            *("crs_temperature", "toxicity_sign", "toxicity_window", "toxicity_course", "toxicity_death"),
            *("toxicity_setting", "crs_span"),
        ),
        ("USUBJID", "APERIOD", "ADT", "RDY", "EPISODE", "ONSET", "ONSET_TIME"),
    )


def crs_masking() -> Relation:
    """Give the drugs that mask or may mask on each assessed day: since the onset, or else in force just before.

    SURE is false where dates, route or an as-needed schedule leave open whether it was given.
    """
    since = "CASE WHEN d.ONSET IS NOT NULL THEN d.ONSET ELSE d.ADT - c.REACH END"
    return Relation(
        "crs_masking",
        f"""
        SELECT d.USUBJID, d.APERIOD, d.ADT, c.NAME, c.TREATMENT, c.DOMAIN, c.SEQ, c.DTC,
            coalesce(c.CERTAIN AND c.START_LAST <= d.ADT AND c.END_FIRST >= {since}, FALSE) AS SURE
        FROM crs_assessed AS d JOIN toxicity_course AS c ON c.USUBJID = d.USUBJID AND c.SIGN = 'masking'
            AND coalesce(c.START_FIRST <= d.ADT, TRUE) AND coalesce(c.END_LAST >= {since}, TRUE)
            AND NOT coalesce(c.END_LAST = d.ONSET AND coalesce(c.END_TIME, c.START_TIME) < d.ONSET_TIME, FALSE)
        """,
        ("crs_assessed", "toxicity_course"),
        ("USUBJID", "APERIOD", "ADT", "NAME", "TREATMENT", "DOMAIN", "SEQ", "DTC", "SURE"),
    )


def crs_oxygen() -> Relation:
    """Give the highest oxygen support of each day; NULL where a higher one is possible or the device is not told."""
    return Relation(
        "crs_oxygen",
        """
        SELECT USUBJID, APERIOD, ADT,
            CASE WHEN SURE_WORST = WORST THEN NAME END AS DEVICE, CASE WHEN SURE_WORST = WORST THEN FLOW END AS FLOW
        FROM (
            SELECT USUBJID, APERIOD, ADT, NAME, CASE WHEN FLOW >= 0 AND FLOW <= 100 THEN FLOW END AS FLOW,
                max(SEVERITY) OVER (PARTITION BY USUBJID, APERIOD, ADT) AS WORST,
                max(CASE WHEN DATED AND CERTAIN THEN SEVERITY END) OVER (PARTITION BY USUBJID, APERIOD, ADT)
                    AS SURE_WORST,
                row_number() OVER (PARTITION BY USUBJID, APERIOD, ADT
                    ORDER BY CASE WHEN DATED AND CERTAIN THEN SEVERITY END DESC NULLS LAST, FLOW DESC NULLS LAST,
                        SEQ NULLS LAST) AS PLACE
            FROM toxicity_sign WHERE SIGN = 'oxygen') AS ranked
        WHERE PLACE = 1
        """,
        ("toxicity_sign",),
        ("USUBJID", "APERIOD", "ADT", "DEVICE", "FLOW"),
    )


def crs_day() -> Relation:
    """Give the wide relation of CRS: one row an assessed day, the items of `crs-astct-2019` as columns."""

    def yes(sign: str) -> str:
        return f"CASE WHEN g.{sign}_SURE THEN 1 WHEN g.{sign}_SURE IS NOT NULL THEN NULL WHEN l.CM_KEPT THEN 0 END"

    flags = ", ".join(
        f"bool_or(DATED AND CERTAIN) FILTER (WHERE SIGN = '{sign}') AS {sign}_SURE"
        for sign in ("vasopressin", "fluids")
    )
    columns = {
        "temperature_c": "t.TEMPERATURE",
        "masked": "CASE WHEN m.SURE THEN 1 WHEN m.SURE IS NOT NULL THEN NULL WHEN l.CM_KEPT THEN 0 END",
        "episode_open": "CASE WHEN d.ONSET IS NOT NULL THEN 1 ELSE 0 END",
        "vasopressors": "CASE WHEN coalesce(g.PRESSORS, 0) = coalesce(g.SURE_PRESSORS, 0) "
        "AND (l.CM_KEPT OR g.SURE_PRESSORS > 0) THEN coalesce(g.SURE_PRESSORS, 0) END",
        "vasopressin": yes("vasopressin"),
        "fluids": yes("fluids"),
        "oxygen_device": "CASE WHEN o.USUBJID IS NOT NULL THEN o.DEVICE WHEN l.PR_KEPT THEN 'none' END",
        "oxygen_l_min": "o.FLOW",
        "death": "CASE WHEN f.USUBJID IS NOT NULL THEN 1 WHEN s.DEATH = d.ADT AND NOT l.AE_KEPT THEN NULL ELSE 0 END",
    }
    shown = ", ".join(f"{columns[item]} AS {item}" for item in ITEMS)
    on = "ON {0}.USUBJID = d.USUBJID AND {0}.APERIOD = d.APERIOD AND {0}.ADT = d.ADT"
    return Relation(
        "crs_day",
        f"""
        SELECT d.USUBJID AS USUBJID, d.APERIOD AS APERIOD, d.ADT AS ADT, d.RDY AS RDY, {shown}
        FROM crs_assessed AS d CROSS JOIN toxicity_log AS l
        JOIN subject AS s ON s.USUBJID = d.USUBJID
        LEFT JOIN crs_temperature AS t {on.format("t")}
        LEFT JOIN (SELECT USUBJID, APERIOD, ADT, bool_or(SURE) AS SURE FROM crs_masking
            GROUP BY USUBJID, APERIOD, ADT) AS m {on.format("m")}
        LEFT JOIN (SELECT USUBJID, APERIOD, ADT, {flags},
                count(DISTINCT CASE WHEN SIGN = 'vasopressor' THEN NAME END) AS PRESSORS,
                count(DISTINCT CASE WHEN SIGN = 'vasopressor' AND DATED AND CERTAIN THEN NAME END) AS SURE_PRESSORS
            FROM toxicity_sign GROUP BY USUBJID, APERIOD, ADT) AS g {on.format("g")}
        LEFT JOIN crs_oxygen AS o {on.format("o")}
        LEFT JOIN (SELECT DISTINCT USUBJID, ADT FROM toxicity_death WHERE TOXICITY = 'CRS') AS f
            ON f.USUBJID = d.USUBJID AND f.ADT = d.ADT
        """,
        (
            *("crs_assessed", "toxicity_log", "subject", "crs_temperature", "crs_masking", "toxicity_sign"),
            *("crs_oxygen", "toxicity_death"),
        ),
        (*KEYS, *ITEMS),
    )


def crs_record() -> Relation:
    """Give the records behind each assessed day, with the item each one fed."""
    no_text = "CAST(NULL AS VARCHAR)"
    return Relation(
        "crs_record",
        f"""
        SELECT t.USUBJID, t.ADT, 'VS' AS DOMAIN, t.SEQ, 'temperature_c' AS ROLE,
            coalesce(CAST(t.VALUE AS VARCHAR), t.TEXT) AS VALUE, coalesce(t.REFUSED, 'Cel') AS UNIT, t.DTC
        FROM toxicity_temperature AS t
        JOIN crs_temperature AS h ON h.USUBJID = t.USUBJID AND h.ADT = t.ADT
            AND (t.VALUE = h.TEMPERATURE OR t.REFUSED IS NOT NULL)
        UNION ALL
        SELECT USUBJID, ADT, DOMAIN, SEQ, CASE SIGN WHEN 'vasopressor' THEN 'vasopressors' WHEN 'oxygen' THEN
            'oxygen_device' ELSE SIGN END, TREATMENT, {no_text}, DTC FROM toxicity_sign
        UNION ALL
        SELECT USUBJID, ADT, DOMAIN, SEQ, 'masked', TREATMENT, {no_text}, DTC FROM crs_masking
        UNION ALL
        SELECT d.USUBJID, d.ADT, 'VS', t.SEQ, 'episode_open', CAST(t.VALUE AS VARCHAR), 'Cel', t.DTC
        FROM crs_assessed AS d JOIN toxicity_temperature AS t
            ON t.USUBJID = d.USUBJID AND t.ADT = d.ONSET AND t.VALUE >= 38
        UNION ALL
        SELECT USUBJID, ADT, 'AE', SEQ, 'death', {no_text}, {no_text}, DTC FROM toxicity_death
        WHERE TOXICITY = 'CRS'
        """,
        (
            *("toxicity_temperature", "crs_temperature", "toxicity_sign", "crs_masking", "crs_assessed"),
            "toxicity_death",
        ),
        ("USUBJID", "ADT", "DOMAIN", "SEQ", "ROLE", "VALUE", "UNIT", "DTC"),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return (
        crs_temperature(),
        crs_span(),
        crs_assessed(),
        crs_masking(),
        crs_oxygen(),
        crs_day(),
        crs_record(),
    )
