"""ICANS day by day: the row the ASTCT definition reads, from ICE or CAPD and the neurological findings.

The lowest ICE, the highest CAPD and the worst finding of a day count. A finding that no form asked for is absent
when the study keeps adverse events and none of the nervous system may lie on that day; otherwise it is unknown.
"""

from __future__ import annotations

from cartaid.analysis.assessment_value import permitted
from cartaid.analysis.event_words import NEUROLOGICAL, event_text, found
from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.instruments.toxicity.icans_astct_2019 import ICANS, ICANS_FROM_ICE_ITEMS, ICE_ITEMS

KEYS = ("USUBJID", "APERIOD", "ADT", "RDY")
ITEMS = tuple(item.id for item in ICANS.items)
FROM_ITEMS = tuple(item.id for item in ICANS_FROM_ICE_ITEMS.items)

RANKED = {
    # Best to worst; sedation tells only when nothing else was recorded that day.
    "consciousness": ("sedated", "awake", "voice", "touch", "unarousable"),
    "seizure": ("none", "brief", "prolonged"),
    "oedema": ("none", "focal", "diffuse"),
}
ABSENT = {"consciousness": "'awake'", "seizure": "'none'", "motor": "0", "oedema": "'none'"}
"""What a finding is when neither a form nor an adverse event tells of it."""


def icans_finding() -> Relation:
    """Give every recorded item of ICANS on the days looked at, in the item's own permitted values.

    On the day of the infusion those with a time before it do not count.
    """
    which, levels = [], []
    for item in (*ICANS.items, *ICE_ITEMS):
        if item.record is None or item.record.domain != "QS":
            continue
        ranks = " ".join(
            f"WHEN '{name}' THEN {place}" for place, name in enumerate(RANKED.get(item.id, ()), start=1)
        )
        level = f"CASE {permitted(item)} {ranks} END" if item.type == "text" else permitted(item)
        test = f"TESTCD = '{item.record.testcd}' AND CAT = {quoted(item.record.cat)}"
        which.append(f"WHEN {test} THEN '{item.id}'")
        levels.append(f"WHEN {test} THEN CAST({level} AS DECIMAL(18,6))")
    return Relation(
        "icans_finding",
        f"""
        SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY, f.ITEM, f.LEVEL, f.TIME, f.SEQ, f.TEXT, f.DTC
        FROM (SELECT USUBJID, FIRST AS ADT, TIME, SEQ, TEXT, DTC, CASE {" ".join(which)} END AS ITEM,
                CASE {" ".join(levels)} END AS LEVEL
            FROM recorded WHERE DOMAIN = 'QS' AND (VALUE IS NOT NULL OR TEXT IS NOT NULL)) AS f
        JOIN toxicity_window AS w ON w.USUBJID = f.USUBJID AND w.ADT = f.ADT
        LEFT JOIN infusion_time AS x ON x.USUBJID = w.USUBJID AND x.APERIOD = w.APERIOD AND w.RDY = 0
        WHERE f.ITEM IS NOT NULL AND NOT coalesce(f.TIME < x.INFUSED, FALSE)
        """,
        ("recorded", "toxicity_window", "infusion_time"),
        ("USUBJID", "APERIOD", "ADT", "RDY", "ITEM", "LEVEL", "TIME", "SEQ", "TEXT", "DTC"),
    )


def icans_found() -> Relation:
    """Give one row a day with an ICANS assessment: its worst findings, and whether silence means absence."""
    ice = ", ".join(
        f"min(CASE WHEN ITEM = '{item.id}' THEN LEVEL END) AS {item.id}" for item in (*ICE_ITEMS,)
    )
    ids = ", ".join(f"'{item.id}'" for item in ICE_ITEMS)
    texts = {
        name: " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values, start=1))
        for name, values in RANKED.items()
    }
    ranked = ", ".join(
        f"CASE max(CASE WHEN ITEM = '{name}' THEN LEVEL END) {whens} END AS {name}"
        for name, whens in texts.items()
    )
    return Relation(
        "icans_found",
        f"""
        WITH tested AS (
            SELECT USUBJID, APERIOD, ADT, TIME, sum(LEVEL) AS TOTAL FROM icans_finding WHERE ITEM IN ({ids})
            GROUP BY USUBJID, APERIOD, ADT, TIME
            HAVING count(DISTINCT CASE WHEN LEVEL IS NOT NULL THEN ITEM END) = {len(ICE_ITEMS)}
                AND count(*) = {len(ICE_ITEMS)}),
        totalled AS (
            SELECT USUBJID, APERIOD, ADT, RDY, ITEM, LEVEL FROM icans_finding
            UNION ALL
            SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY, 'ice', t.TOTAL FROM tested AS t
            JOIN toxicity_window AS w ON w.USUBJID = t.USUBJID AND w.APERIOD = t.APERIOD AND w.ADT = t.ADT
            UNION ALL
            SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY, 'death', 1 FROM toxicity_death AS d
            JOIN toxicity_window AS w ON w.USUBJID = d.USUBJID AND w.ADT = d.ADT WHERE d.TOXICITY = 'ICANS'),
        event AS (
            SELECT USUBJID, AESTDTC_FIRST AS STARTS, AEENDTC_LAST AS ENDS FROM sdtm_ae
            WHERE {found(NEUROLOGICAL, event_text())}),
        found AS (
            SELECT USUBJID, APERIOD, ADT, RDY, min(CASE WHEN ITEM = 'ice' THEN LEVEL END) AS ice,
                max(CASE WHEN ITEM = 'capd' THEN LEVEL END) AS capd, {ranked},
                max(CASE WHEN ITEM = 'motor' THEN LEVEL END) AS motor,
                max(CASE WHEN ITEM = 'death' THEN 1 END) AS fatal, {ice}
            FROM totalled GROUP BY USUBJID, APERIOD, ADT, RDY)
        SELECT f.*, l.AE_KEPT AND e.USUBJID IS NULL AS SILENT, l.AE_KEPT
        FROM found AS f CROSS JOIN toxicity_log AS l
        LEFT JOIN (SELECT DISTINCT d.USUBJID, d.ADT FROM found AS d JOIN event AS v ON v.USUBJID = d.USUBJID
            AND coalesce(v.STARTS <= d.ADT, TRUE) AND coalesce(v.ENDS >= d.ADT, TRUE)) AS e
            ON e.USUBJID = f.USUBJID AND e.ADT = f.ADT
        """,
        ("icans_finding", "toxicity_window", "toxicity_death", "sdtm_ae", "toxicity_log"),
        (
            *("USUBJID", "APERIOD", "ADT", "RDY", "ice", "capd", *RANKED, "motor", "fatal"),
            *(item.id for item in ICE_ITEMS),
            *("SILENT", "AE_KEPT"),
        ),
    )


def _wide(name: str, items: tuple[str, ...], which: str) -> Relation:
    columns = {
        # Children are graded otherwise up to 12 years: a partial birth date may be enough to tell.
        "age_years": "coalesce(s.AGE, CASE WHEN s.AGE_LOW > 12 THEN s.AGE_LOW WHEN s.AGE_HIGH < 12 THEN s.AGE_HIGH END)",
        "death": "CASE WHEN f.fatal = 1 THEN 1 WHEN s.DEATH = f.ADT AND NOT f.AE_KEPT THEN NULL ELSE 0 END",
        **{
            item: f"coalesce(f.{item}, CASE WHEN f.SILENT THEN {value} END)" for item, value in ABSENT.items()
        },
    }
    shown = ", ".join(f"{columns.get(item, f'f.{item}')} AS {item}" for item in items)
    return Relation(
        name,
        f"SELECT f.USUBJID AS USUBJID, f.APERIOD AS APERIOD, f.ADT AS ADT, f.RDY AS RDY, {shown} "
        f"FROM icans_found AS f JOIN subject AS s ON s.USUBJID = f.USUBJID WHERE {which}",
        ("icans_found", "subject"),
        (*KEYS, *items),
    )


_PARTLY = "f.ice IS NULL AND (" + " OR ".join(f"f.{item.id} IS NOT NULL" for item in ICE_ITEMS) + ")"


def icans_day() -> Relation:
    """Give the wide relation of ICANS: one row an assessed day, the items of `icans-astct-2019` as columns."""
    return _wide("icans_day", ITEMS, f"NOT ({_PARTLY})")


def icans_item_day() -> Relation:
    """Give the days on which only part of the items of ICE is known, for `icans-astct-2019-items`."""
    return _wide("icans_item_day", FROM_ITEMS, _PARTLY)


def icans_record() -> Relation:
    """Give the records behind each assessed day, with the item each one fed."""
    return Relation(
        "icans_record",
        """
        SELECT USUBJID, ADT, 'QS' AS DOMAIN, SEQ, ITEM AS ROLE, TEXT AS VALUE, CAST(NULL AS VARCHAR) AS UNIT, DTC
        FROM icans_finding
        UNION ALL
        SELECT USUBJID, ADT, 'AE', SEQ, 'death', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), DTC
        FROM toxicity_death WHERE TOXICITY = 'ICANS'
        """,
        ("icans_finding", "toxicity_death"),
        ("USUBJID", "ADT", "DOMAIN", "SEQ", "ROLE", "VALUE", "UNIT", "DTC"),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return icans_finding(), icans_found(), icans_day(), icans_item_day(), icans_record()
