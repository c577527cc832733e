"""CRS and ICANS derived from the records: a grade for every assessed day, and the worst one of each patient.

Nothing is graded unless `study.toml` names the scheme. A day after the attribution window keeps its evidence but
no grade above 0 is given for it: whether it belongs to the infusion is for a person to say. The grade of the
investigator is set beside the derived one in `toxicity_disagreement` and never replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis import toxicity_crs, toxicity_episode, toxicity_evidence, toxicity_icans
from cartaid.analysis.score import RAW, Parameter
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.evaluate import evaluation
from cartaid.instruments.definition import Definition
from cartaid.instruments.toxicity import crs_astct_2019, icans_astct_2019

CRS = crs_astct_2019.DEFINITION
ICANS = icans_astct_2019.ICANS
ICANS_FROM_ICE_ITEMS = icans_astct_2019.ICANS_FROM_ICE_ITEMS

DEFINITIONS = (CRS, ICANS, ICANS_FROM_ICE_ITEMS)
"""Definitions this module runs; the caller lists them among those that ran."""

PARAMETERS = (
    Parameter("CRS", CRS.title, CRS.id, "adtx"),
    Parameter("CRSMAX", f"{CRS.title}, highest of the period", CRS.id, "adtx"),
    Parameter("CRSEP", f"{CRS.title}, highest of the episode", CRS.id, "adtx"),
    Parameter("ICANS", ICANS.title, ICANS.id, "adtx"),
    Parameter("ICANSMAX", f"{ICANS.title}, highest of the period", ICANS.id, "adtx"),
    Parameter("ICANSEP", f"{ICANS.title}, highest of the episode", ICANS.id, "adtx"),
)

SCHEMES = {"CRS": "ASTCT 2019", "ICANS": "ASTCT 2019"}

DAY = ("USUBJID APERIOD ADT RDY PARAMCD AVAL ALOW AHIGH STATUS REASON DEFID ATTRIBUTED").split()


def _results(switches: Mapping[str, Mapping[str, str]]) -> tuple[Relation, ...]:
    wides: tuple[tuple[Definition, str, str], ...] = (
        (CRS, "crs_day", "crs_result"),
        (ICANS, "icans_day", "icans_result"),
        (ICANS_FROM_ICE_ITEMS, "icans_item_day", "icans_item_result"),
    )
    return tuple(
        evaluation(definition, wide, toxicity_crs.KEYS, switches.get(definition.id), name)
        for definition, wide, name in wides
    )


def toxicity_grade() -> Relation:
    """Give the grade of every assessed day, and whether the day belongs to the attribution window.

    CRS: up to day 14, or within an episode that began by then. ICANS: up to day 28. A death the investigator
    attributes belongs whenever it falls. The days are `windows.crs_days` and `windows.icans_days`.
    """

    def graded(code: str, result: str, definition: Definition, attributed: str, joins: str = "") -> str:
        return (
            f"SELECT g.USUBJID, g.APERIOD, g.ADT, g.RDY, '{code}' AS PARAMCD, g.value AS AVAL, g.low AS ALOW, "
            f"g.high AS AHIGH, g.status AS STATUS, g.reason AS REASON, '{definition.id}' AS DEFID, "
            f"coalesce({attributed}, FALSE) OR coalesce(g.low = 5, FALSE) AS ATTRIBUTED "
            f"FROM {result} AS g CROSS JOIN toxicity_setting AS s {joins}"
            f"WHERE s.{code}_SCHEME = '{SCHEMES[code]}'"
        )

    opened = (
        "LEFT JOIN crs_assessed AS d ON d.USUBJID = g.USUBJID AND d.APERIOD = g.APERIOD AND d.ADT = g.ADT "
    )
    within = "g.RDY <= s.CRS_DAYS OR date_diff('day', d.ONSET, g.ADT) >= g.RDY - s.CRS_DAYS"
    each = (
        graded("CRS", "crs_result", CRS, within, opened),
        graded("ICANS", "icans_result", ICANS, "g.RDY <= s.ICANS_DAYS"),
        graded("ICANS", "icans_item_result", ICANS_FROM_ICE_ITEMS, "g.RDY <= s.ICANS_DAYS"),
    )
    return Relation(
        "toxicity_grade",
        " UNION ALL ".join(each),
        ("crs_result", "icans_result", "icans_item_result", "crs_assessed", "toxicity_setting"),
        tuple(DAY),
    )


def toxicity_patient() -> Relation:
    """Give the worst grade of each patient and period, from the days of the attribution window.

    ALOW and AHIGH bound it where days are open; ADT is the first day with the highest grade that is sure;
    DAYS counts the assessed days, OPEN_DAYS those whose grade could lie above, QUERIED the later days with a grade.
    """
    keys = "USUBJID, APERIOD, PARAMCD"
    return Relation(
        "toxicity_patient",
        f"""
        WITH worst AS (
            SELECT {keys}, max(ALOW) AS ALOW, max(AHIGH) AS AHIGH, count(*) AS DAYS, max(DEFID) AS DEFID
            FROM toxicity_grade WHERE ATTRIBUTED GROUP BY {keys}),
        dated AS (
            SELECT w.USUBJID, w.APERIOD, w.PARAMCD, min(g.ADT) AS ADT FROM worst AS w
            JOIN toxicity_grade AS g ON g.USUBJID = w.USUBJID AND g.APERIOD = w.APERIOD AND g.PARAMCD = w.PARAMCD
            WHERE g.ATTRIBUTED AND g.ALOW = w.ALOW GROUP BY w.USUBJID, w.APERIOD, w.PARAMCD),
        opened AS (
            SELECT w.USUBJID, w.APERIOD, w.PARAMCD,
                sum(CASE WHEN g.ATTRIBUTED AND g.AHIGH > w.ALOW THEN 1 ELSE 0 END) AS OPEN_DAYS,
                min(CASE WHEN g.ATTRIBUTED AND g.AHIGH > w.ALOW THEN g.RDY END) AS OPEN_RDY,
                sum(CASE WHEN NOT g.ATTRIBUTED AND g.ALOW > 0 THEN 1 ELSE 0 END) AS QUERIED,
                min(CASE WHEN NOT g.ATTRIBUTED AND g.ALOW > 0 THEN g.RDY END) AS QUERIED_RDY
            FROM worst AS w JOIN toxicity_grade AS g
                ON g.USUBJID = w.USUBJID AND g.APERIOD = w.APERIOD AND g.PARAMCD = w.PARAMCD
            GROUP BY w.USUBJID, w.APERIOD, w.PARAMCD)
        SELECT w.USUBJID, w.APERIOD, w.PARAMCD, d.ADT, w.ALOW, w.AHIGH, w.DAYS, o.OPEN_DAYS, o.OPEN_RDY, o.QUERIED,
            o.QUERIED_RDY, w.DEFID
        FROM worst AS w
        JOIN dated AS d ON d.USUBJID = w.USUBJID AND d.APERIOD = w.APERIOD AND d.PARAMCD = w.PARAMCD
        JOIN opened AS o ON o.USUBJID = w.USUBJID AND o.APERIOD = w.APERIOD AND o.PARAMCD = w.PARAMCD
        """,
        ("toxicity_grade",),
        tuple(
            "USUBJID APERIOD PARAMCD ADT ALOW AHIGH DAYS OPEN_DAYS OPEN_RDY QUERIED QUERIED_RDY DEFID".split()
        ),
    )


def scored_toxicity() -> Relation:
    """Give grades as derived values: of each assessed day, of each period (CRSMAX, ICANSMAX), of each episode.

    CRSEP and ICANSEP stand on the first day of the highest grade; `toxicity_episode` holds onset, end and treatments.
    A patient without an assessed day has no row: 0 is given only where the toxicity was looked for.
    """
    none = "CAST(NULL AS VARCHAR) AS AVALC"
    late = "(NOT ATTRIBUTED AND AHIGH > 0)"
    query = (
        "concat('query: day ', CAST(RDY AS VARCHAR), ' lies after the attribution window; graded as due to the "
        "infusion it would be at least ', CAST(CAST(ALOW AS INTEGER) AS VARCHAR))"
    )
    return Relation(
        "scored_toxicity",
        f"""
        SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP) AS ADTM, PARAMCD, CASE WHEN {late} THEN NULL ELSE AVAL END AS AVAL,
            {none}, CASE WHEN {late} THEN CAST(0 AS DOUBLE) ELSE ALOW END AS ALOW, AHIGH,
            CASE WHEN {late} THEN 'UNDETERMINED' ELSE STATUS END AS STATUS,
            nullif(concat_ws('; ', CASE WHEN {late} AND ALOW > 0 THEN {query} END, REASON), '') AS REASON, DEFID
        FROM toxicity_grade
        UNION ALL
        SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP), concat(PARAMCD, 'MAX'), CASE WHEN ALOW = AHIGH THEN ALOW END,
            {none}, ALOW, AHIGH, CASE WHEN ALOW = AHIGH THEN 'DETERMINED' ELSE 'UNDETERMINED' END,
            nullif(concat_ws('; ',
                CASE WHEN ALOW < AHIGH THEN concat('open on ', CAST(OPEN_DAYS AS VARCHAR),
                    CASE WHEN OPEN_DAYS = 1
                        THEN ' assessed day' ELSE ' assessed days' END, ', first on day ', CAST(OPEN_RDY AS VARCHAR)) END,
                CASE WHEN QUERIED > 0 THEN concat('query: ', CAST(QUERIED AS VARCHAR),
                    CASE WHEN QUERIED = 1 THEN ' later day' ELSE ' later days' END,
                    ' with a grade, first on day ', CAST(QUERIED_RDY AS VARCHAR)) END), ''), DEFID
        FROM toxicity_patient
        UNION ALL
        SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP), concat(TOXICITY, 'EP'), AVAL, {none}, ALOW, AHIGH, STATUS,
            CASE WHEN ALOW < AHIGH THEN 'open on days of the episode' END,
            CASE TOXICITY WHEN 'CRS' THEN '{CRS.id}' ELSE '{ICANS.id}' END
        FROM toxicity_episode
        """,
        ("toxicity_grade", "toxicity_patient", "toxicity_episode"),
        RAW,
    )


def toxicity_worst_day() -> Relation:
    """Give the day each highest grade of a period or an episode was reached."""
    return Relation(
        "toxicity_worst_day",
        "SELECT USUBJID, ADT, PARAMCD AS TOXICITY, concat(PARAMCD, 'MAX') AS PARAMCD FROM toxicity_patient "
        "UNION ALL SELECT USUBJID, ADT, TOXICITY, concat(TOXICITY, 'EP') FROM toxicity_episode",
        ("toxicity_patient", "toxicity_episode"),
        ("USUBJID", "ADT", "TOXICITY", "PARAMCD"),
        kept=False,
    )


def used_toxicity() -> Relation:
    """Give the records behind each grade; those of a worst grade are the records of its day."""
    columns = "DOMAIN, SEQ, ROLE, VALUE, UNIT, DTC"
    no_time = "CAST(NULL AS TIMESTAMP) AS ADTM"
    parts = []
    for code, record in (("CRS", "crs_record"), ("ICANS", "icans_record")):
        parts.append(f"SELECT USUBJID, ADT, {no_time}, '{code}' AS PARAMCD, {columns} FROM {record}")
        shown = ", ".join(f"r.{column}" for column in columns.split(", "))
        parts.append(
            f"SELECT r.USUBJID, r.ADT, {no_time}, m.PARAMCD, {shown} FROM {record} AS r "
            f"JOIN toxicity_worst_day AS m ON m.USUBJID = r.USUBJID AND m.ADT = r.ADT AND m.TOXICITY = '{code}'"
        )
    return Relation(
        "used_toxicity",
        " UNION ALL ".join(parts),
        ("crs_record", "icans_record", "toxicity_worst_day"),
        USED,
        kept=False,
    )


def graded_item() -> Relation:
    """Give the items each grade was read from, under the pseudo-domain ADTX.

    A record names a cannula or a drug; the item is what was made of it: a class of device, a number, yes or no.
    """
    wides: tuple[tuple[str, Definition, str], ...] = (
        ("CRS", CRS, "crs_day"),
        ("ICANS", ICANS, "icans_day"),
        ("ICANS", ICANS_FROM_ICE_ITEMS, "icans_item_day"),
    )
    parts = []
    for code, definition, wide in wides:
        for item in definition.items:
            value = (
                f"CAST(NULL AS TIMESTAMP) AS ADTM, {{}} AS PARAMCD, 'ADTX' AS DOMAIN, CAST(NULL AS BIGINT) AS SEQ, "
                f"'{item.id}' AS ROLE, CAST(w.{item.id} AS VARCHAR) AS VALUE, CAST(NULL AS VARCHAR) AS UNIT, "
                "CAST(NULL AS VARCHAR) AS DTC"
            )
            known = f"w.{item.id} IS NOT NULL"
            parts.append(
                f"SELECT w.USUBJID, w.ADT, {value.format(quoted(code))} FROM {wide} AS w WHERE {known}"
            )
            parts.append(
                f"SELECT w.USUBJID, w.ADT, {value.format('m.PARAMCD')} FROM {wide} AS w JOIN toxicity_worst_day AS m "
                f"ON m.USUBJID = w.USUBJID AND m.ADT = w.ADT AND m.TOXICITY = '{code}' WHERE {known}"
            )
    return Relation(
        "graded_item",
        " UNION ALL ".join(parts),
        ("crs_day", "icans_day", "icans_item_day", "toxicity_worst_day"),
        USED,
        kept=False,
    )


def relations(switches: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Relation, ...]:
    """Give every relation of CRS and ICANS: evidence, days, grades, episodes, disagreement.

    `switches` are those of the definitions, by definition id. They read `period`, `subject`, `data_cut`, `recorded`,
    `quantity`, `sdtm_*`, `protocol_setting`, and the medication relations `drug_interval` and `drug_record` with the
    dictionary tables `drug_name` and `drug_substance`.
    """
    return (
        *toxicity_evidence.relations(),
        *toxicity_crs.relations(),
        *toxicity_icans.relations(),
        *_results(switches or {}),
        toxicity_grade(),
        toxicity_patient(),
        scored_toxicity(),
        toxicity_worst_day(),
        used_toxicity(),
        graded_item(),
        *toxicity_episode.relations(),
    )
