"""IEC-HS screen and HScore on the days on which ferritin was measured after the infusion.

A screen, never a diagnosis: attribution is clinical. Where nobody recorded whether CRS, infection or disease explain
the values, they count as not explained on a day without an open CRS episode and without an infection among the
adverse events. What "rising rapidly" means is not defined: a ferritin that does not rise is not rising rapidly, any
other is unknown. A cytopenia soon after lymphodepletion leaves its criterion open. The HScore is given where
something was recorded beyond routine blood tests that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis.definition_unit import in_unit
from cartaid.analysis.score import RAW, parameters
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.evaluators.evaluate import evaluation
from cartaid.instruments.definition import Item
from cartaid.instruments.toxicity import hscore
from cartaid.instruments.toxicity.iec_hs import SCREEN

HSCORE = hscore.DEFINITION
DEFINITIONS = (SCREEN, HSCORE)
PARAMETERS = tuple(p for definition in DEFINITIONS for p in parameters(definition))

LAST_DAY = 90
"""Last day after the infusion that is screened (our choice)."""
NADIR_DAYS = 21
"""Days from the start of lymphodepletion in which it may itself explain a cytopenia of grade 4 (our choice)."""
LAB_DAYS, SCORE_DAYS, MARROW_DAYS, RISE_DAYS, DRUG_DAYS = 2, 3, 14, 7, 90
KEYS = ("USUBJID", "APERIOD", "ADT")
TRIGLYCERIDES = "0.01129"
"""mmol/L in one mg/dL of triglycerides, as in the definition of the HScore."""


def ferritin_day() -> Relation:
    """Give the days with ferritin, day 0 to 90: the highest, its limit, the baseline, and the last value before."""
    order = "PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST"
    return Relation(
        "ferritin_day",
        f"""
        WITH value AS (
            SELECT r.USUBJID, r.APERIOD, r.ADT, max(r.RDY) AS RDY, max(r.VALUE) AS FERRITIN, max_by(r.ULN, r.VALUE) AS ULN,
                max_by(r.SEQ, r.VALUE) AS SEQ
            FROM laboratory_row AS r WHERE r.PARAMCD = 'FERRITIN' AND r.VALUE IS NOT NULL
                AND r.QUALIFIER IS DISTINCT FROM '<' AND r.RDY >= -{RISE_DAYS} AND r.RDY <= {LAST_DAY}
            GROUP BY r.USUBJID, r.APERIOD, r.ADT),
        paired AS (
            SELECT v.*, lag(FERRITIN) OVER ({order}) AS BEFORE,
                lag(ADT) OVER ({order}) AS BEFORE_DATE FROM value AS v)
        SELECT p.USUBJID, p.APERIOD, p.ADT, p.RDY, p.FERRITIN, p.ULN, p.SEQ, b.VALUE AS BASE,
            CASE WHEN date_diff('day', p.BEFORE_DATE, p.ADT) <= {RISE_DAYS} THEN p.BEFORE END AS BEFORE
        FROM paired AS p JOIN haematotoxicity_period AS h ON h.USUBJID = p.USUBJID AND h.APERIOD = p.APERIOD
        LEFT JOIN (SELECT USUBJID, APERIOD, max(VALUE) AS VALUE FROM laboratory_baseline
                WHERE RULE = 1 AND PARAMCD = 'FERRITIN' AND QUALIFIER IS NULL GROUP BY USUBJID, APERIOD) AS b
            ON b.USUBJID = p.USUBJID AND b.APERIOD = p.APERIOD
        WHERE p.RDY >= 0
        """,
        ("laboratory_row", "haematotoxicity_period", "laboratory_baseline"),
        ("USUBJID", "APERIOD", "ADT", "RDY", "FERRITIN", "ULN", "SEQ", "BASE", "BEFORE"),
    )


def screen_value() -> Relation:
    """Give the other tests of each such day: the worst transaminase, fibrinogen and cytopenia of the two days before."""
    same = "r.USUBJID = d.USUBJID AND r.APERIOD = d.APERIOD"
    recent = f"r.ADT <= d.ADT AND date_diff('day', r.ADT, d.ADT) <= {LAB_DAYS}"
    # Of a raised baseline the multiple of the baseline counts.
    limit = "CASE WHEN b.VALUE > r.ULN THEN b.VALUE ELSE r.ULN END"
    explained = (
        "coalesce(date_diff('day', t.STARTED, d.ADT) > d.RDY "
        f"AND date_diff('day', t.STARTED, r.ADT) <= {NADIR_DAYS}, FALSE)"
    )
    ratio = f"round(CAST(r.VALUE AS DOUBLE) / CAST({limit} AS DOUBLE), 6)"
    return Relation(
        "screen_value",
        f"""
        WITH liver AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT, max({ratio}) AS TIMES, count(*) - count({ratio}) AS OPEN
            FROM ferritin_day AS d JOIN laboratory_row AS r ON {same} AND {recent} AND r.PARAMCD IN ('AST', 'ALT')
                AND r.VALUE IS NOT NULL
            LEFT JOIN laboratory_baseline AS b ON b.USUBJID = r.USUBJID AND b.APERIOD = r.APERIOD AND b.RULE = 1
                AND b.PARAMCD = r.PARAMCD AND b.ASPEC IS NOT DISTINCT FROM r.ASPEC
            GROUP BY d.USUBJID, d.APERIOD, d.ADT),
        clot AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT, min(r.VALUE) AS FIBRINOGEN, min_by(r.LLN, r.VALUE) AS LLN
            FROM ferritin_day AS d JOIN laboratory_row AS r ON {same} AND {recent} AND r.PARAMCD = 'FIBRINO'
                AND r.VALUE IS NOT NULL
            GROUP BY d.USUBJID, d.APERIOD, d.ADT),
        blood AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT,
                max(CASE WHEN r.ATOXGRL = 4 AND r.TRTEMFL = 'Y' AND NOT ({explained}) THEN 1 ELSE 0 END) AS NEW,
                max(CASE WHEN r.ATOXGRL IS NULL OR (r.ATOXGRL = 4 AND (r.TRTEMFL = 'U' OR {explained})) THEN 1 ELSE 0 END)
                    AS OPEN,
                count(DISTINCT CASE WHEN r.ATOXGRL IS NOT NULL THEN r.PARAMCD END) AS LINEAGES
            FROM ferritin_day AS d JOIN adlb AS r ON {same} AND {recent} AND r.PARAMCD IN ('NEUT', 'PLAT', 'HGB')
                AND r.ATOXVER IS NOT NULL
            LEFT JOIN treatment_start AS t ON t.USUBJID = d.USUBJID AND t.APERIOD = d.APERIOD
            GROUP BY d.USUBJID, d.APERIOD, d.ADT)
        SELECT d.USUBJID, d.APERIOD, d.ADT, CASE WHEN l.TIMES > 5 OR l.OPEN = 0 THEN l.TIMES END AS TIMES, c.FIBRINOGEN,
            c.LLN, CASE WHEN b.NEW = 1 THEN 1 WHEN b.OPEN = 0 AND b.LINEAGES = 3 THEN 0 END AS CYTOPENIA
        FROM ferritin_day AS d
        LEFT JOIN liver AS l ON l.USUBJID = d.USUBJID AND l.APERIOD = d.APERIOD AND l.ADT = d.ADT
        LEFT JOIN clot AS c ON c.USUBJID = d.USUBJID AND c.APERIOD = d.APERIOD AND c.ADT = d.ADT
        LEFT JOIN blood AS b ON b.USUBJID = d.USUBJID AND b.APERIOD = d.APERIOD AND b.ADT = d.ADT
        """,
        ("ferritin_day", "laboratory_row", "laboratory_baseline", "adlb", "treatment_start"),
        (*KEYS, "TIMES", "FIBRINOGEN", "LLN", "CYTOPENIA"),
    )


def _form(test: str, category: str, days: int, name: str) -> str:
    """Write the worst answer to a yes/no question of a form around each day."""
    return (
        f"(SELECT d.USUBJID, d.ADT, max(q.VALUE) AS {name} FROM ferritin_day AS d JOIN recorded AS q "
        f"ON q.USUBJID = d.USUBJID AND q.DOMAIN = 'QS' AND q.TESTCD = '{test}' AND q.CAT = '{category}' "
        f"AND abs(date_diff('day', q.FIRST, d.ADT)) <= {days} AND q.VALUE IN (0, 1) GROUP BY d.USUBJID, d.ADT)"
    )


def iec_hs_row() -> Relation:
    """Give the row the screen reads: one a day with ferritin."""
    columns = {
        "ferritin": "d.FERRITIN",
        "ferritin_uln": "d.ULN",
        "ferritin_base": "d.BASE",
        "ferritin_rising": "CASE WHEN d.BEFORE >= d.FERRITIN THEN 0 END",
        "transaminase_uln": "v.TIMES",
        "fibrinogen": "v.FIBRINOGEN",
        "fibrinogen_lln": "v.LLN",
        "cytopenia": "v.CYTOPENIA",
        "hemophagocytosis": "m.MARROW",
        "explained": "coalesce(x.EXPLAINED, CASE WHEN n.CRS_OPEN OR n.INFECTED THEN NULL "
        "WHEN n.CRS_ASSESSED AND l.AE_KEPT THEN 0 END)",
    }
    shown = ", ".join(f"{columns[item.id]} AS {item.id}" for item in SCREEN.items)
    return Relation(
        "iec_hs_row",
        f"""
        WITH context AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT, coalesce(bool_or(s.ONSET <= d.ADT AND s.LAST_SIGN >= d.ADT), FALSE)
                    AS CRS_OPEN, coalesce(bool_or(c.DAYS > 0), FALSE) AS CRS_ASSESSED,
                coalesce(bool_or(a.INFECFL = 'Y' AND coalesce(a.ASTDT <= d.ADT, TRUE) AND coalesce(a.AENDT >= d.ADT, TRUE)),
                    FALSE) AS INFECTED
            FROM ferritin_day AS d
            LEFT JOIN crs_span AS s ON s.USUBJID = d.USUBJID AND s.APERIOD = d.APERIOD
            LEFT JOIN (SELECT USUBJID, APERIOD, count(*) AS DAYS FROM crs_assessed GROUP BY USUBJID, APERIOD) AS c
                ON c.USUBJID = d.USUBJID AND c.APERIOD = d.APERIOD
            LEFT JOIN adae AS a ON a.USUBJID = d.USUBJID AND a.INFECFL = 'Y'
            GROUP BY d.USUBJID, d.APERIOD, d.ADT)
        SELECT d.USUBJID, d.APERIOD, d.ADT, {shown}
        FROM ferritin_day AS d CROSS JOIN toxicity_log AS l
        JOIN context AS n ON n.USUBJID = d.USUBJID AND n.APERIOD = d.APERIOD AND n.ADT = d.ADT
        LEFT JOIN screen_value AS v ON v.USUBJID = d.USUBJID AND v.APERIOD = d.APERIOD AND v.ADT = d.ADT
        LEFT JOIN {_form("HEMOPHAG", "IEC-HS", MARROW_DAYS, "MARROW")} AS m ON m.USUBJID = d.USUBJID AND m.ADT = d.ADT
        LEFT JOIN {_form("EXPLAIN", "IEC-HS", 0, "EXPLAINED")} AS x ON x.USUBJID = d.USUBJID AND x.ADT = d.ADT
        """,
        (*("ferritin_day", "crs_span", "crs_assessed", "adae", "toxicity_log", "screen_value", "recorded"),),
        (*KEYS, *(item.id for item in SCREEN.items)),
    )


def _laboratory(item: Item) -> str:
    assert item.record is not None
    if item.id == "triglycerides":
        return (
            "CASE lower(replace(r.UNIT, ' ', '')) WHEN 'mmol/l' THEN r.VALUE "
            f"WHEN 'mg/dl' THEN CAST(r.VALUE * {TRIGLYCERIDES} AS DECIMAL(18,6)) END"
        )
    return "r.VALUE" if item.id == "ast" else in_unit(item, "r.VALUE")


def hscore_row() -> Relation:
    """Give the row the HScore reads: values within three days, the marrow within fourteen."""
    labs = [item for item in HSCORE.items if item.record is not None and item.record.domain == "LB"]
    tests = ", ".join(f"'{item.record.testcd}'" for item in labs if item.record is not None)
    picked = ", ".join(
        f"max(CASE WHEN r.PARAMCD = '{item.record.testcd}' THEN {_laboratory(item)} END) AS {item.id}"
        for item in labs
        if item.record is not None
    )
    columns = {
        **{item.id: f"v.{item.id}" for item in labs},
        "immunosuppression": "CASE WHEN i.SURE THEN 1 WHEN i.USUBJID IS NOT NULL THEN NULL WHEN l.CM_KEPT THEN 0 END",
        "temperature_c": "t.TEMPERATURE",
        "hepatomegaly": "f.LIVER",
        "splenomegaly": "g.SPLEEN",
        "hemophagocytosis": "m.MARROW",
    }
    shown = ", ".join(f"{columns[item.id]} AS {item.id}" for item in HSCORE.items)
    on = "ON {0}.USUBJID = d.USUBJID AND {0}.ADT = d.ADT"
    given = "('glucocorticoid', 'immunosuppressive', 'biologic')"
    days = "date_diff('day', r.ADT, d.ADT)"
    return Relation(
        "hscore_row",
        f"""
        WITH near AS (
            SELECT d.USUBJID, d.ADT, r.PARAMCD, r.VALUE, r.UNIT FROM ferritin_day AS d JOIN laboratory_row AS r
                ON r.USUBJID = d.USUBJID AND abs({days}) <= {SCORE_DAYS} AND r.PARAMCD IN ({tests})
                AND r.VALUE IS NOT NULL AND r.QUALIFIER IS NULL
            QUALIFY row_number() OVER (PARTITION BY d.USUBJID, d.ADT, r.PARAMCD ORDER BY abs({days}) NULLS LAST,
                {days} NULLS LAST, r.LBROW DESC NULLS LAST) = 1),
        value AS (SELECT r.USUBJID, r.ADT, {picked} FROM near AS r GROUP BY r.USUBJID, r.ADT),
        warm AS (
            SELECT d.USUBJID, d.ADT, max(t.VALUE) AS TEMPERATURE FROM ferritin_day AS d JOIN quantity AS t
                ON t.USUBJID = d.USUBJID AND t.DOMAIN = 'VS' AND t.TESTCD = 'TEMP' AND t.FIRST = t.LAST
                AND abs(date_diff('day', t.FIRST, d.ADT)) <= {SCORE_DAYS} AND t.VALUE IS NOT NULL
            GROUP BY d.USUBJID, d.ADT),
        drug AS (
            SELECT d.USUBJID, d.ADT, bool_or(coalesce(c.SYSTEMIC AND c.START_LAST <= d.ADT
                    AND c.END_FIRST >= d.ADT - {DRUG_DAYS}, FALSE)) AS SURE
            FROM ferritin_day AS d JOIN drug_interval AS c ON c.USUBJID = d.USUBJID AND c.CLASS IN {given}
                AND c.SYSTEMIC IS DISTINCT FROM FALSE AND coalesce(c.START_FIRST <= d.ADT, TRUE)
                AND coalesce(c.END_LAST >= d.ADT - {DRUG_DAYS}, TRUE)
            GROUP BY d.USUBJID, d.ADT)
        SELECT d.USUBJID, d.APERIOD, d.ADT, {shown}
        FROM ferritin_day AS d CROSS JOIN toxicity_log AS l
        LEFT JOIN value AS v {on.format("v")} LEFT JOIN warm AS t {on.format("t")} LEFT JOIN drug AS i {on.format("i")}
        LEFT JOIN {_form("HEPMEG", "HSCORE", SCORE_DAYS, "LIVER")} AS f {on.format("f")}
        LEFT JOIN {_form("SPLMEG", "HSCORE", SCORE_DAYS, "SPLEEN")} AS g {on.format("g")}
        LEFT JOIN {_form("HEMOPHAG", "HSCORE", MARROW_DAYS, "MARROW")} AS m {on.format("m")}
        WHERE v.triglycerides IS NOT NULL OR f.LIVER IS NOT NULL OR g.SPLEEN IS NOT NULL OR m.MARROW IS NOT NULL
        """,
        ("ferritin_day", "toxicity_log", "laboratory_row", "quantity", "drug_interval", "recorded"),
        (*KEYS, *(item.id for item in HSCORE.items)),
    )


def scored_haemophagocytic() -> Relation:
    """Give the screen of each day with ferritin, with the other reading of "twofold" in its reason, and the HScore."""
    no_time, none = "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS DOUBLE)"
    on = "o.USUBJID = s.USUBJID AND o.APERIOD = s.APERIOD AND o.ADT = s.ADT"
    other = (
        "CASE WHEN o.category <> s.category THEN concat('by the other reading of twofold: ', o.category) END"
    )
    code, score, category = (p.paramcd for p in PARAMETERS)
    return Relation(
        "scored_haemophagocytic",
        f"""
        SELECT s.USUBJID, s.ADT, {no_time} AS ADTM, '{code}' AS PARAMCD, s.value AS AVAL, s.category AS AVALC,
            s.low AS ALOW, s.high AS AHIGH, s.status AS STATUS, nullif(concat_ws('; ', {other}, s.reason), '') AS REASON,
            '{SCREEN.id}' AS DEFID
        FROM iec_hs_result AS s JOIN iec_hs_other AS o ON {on}
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, '{score}', value, CAST(NULL AS VARCHAR), low, high, status, reason, '{HSCORE.id}'
        FROM hscore_result
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, '{category}', {none}, coalesce(category, 'UNDETERMINED'), {none}, {none},
            CASE WHEN category IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END, reason, '{HSCORE.id}' FROM hscore_result
        """,
        ("iec_hs_result", "iec_hs_other", "hscore_result"),
        RAW,
    )


def used_haemophagocytic() -> Relation:
    """Give the ferritin behind each screen and score."""
    parts = [
        f"SELECT d.USUBJID, d.ADT, CAST(NULL AS TIMESTAMP) AS ADTM, '{p.paramcd}' AS PARAMCD, 'LB' AS DOMAIN, d.SEQ, "
        "'ferritin' AS ROLE, CAST(d.FERRITIN AS VARCHAR) AS VALUE, 'ug/L' AS UNIT, CAST(d.ADT AS VARCHAR) AS DTC "
        "FROM ferritin_day AS d"
        for p in PARAMETERS
    ]
    return Relation("used_haemophagocytic", " UNION ALL ".join(parts), ("ferritin_day",), USED, kept=False)


def relations(switches: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Relation, ...]:
    """Give every relation; they read the laboratory, CRS, adverse-event and medication relations, and `recorded`."""
    own = SCREEN.choices((switches or {}).get(SCREEN.id))
    other = own | {"ferritin": "both" if own["ferritin"] == "either" else "either"}
    return (
        ferritin_day(),
        screen_value(),
        iec_hs_row(),
        evaluation(SCREEN, "iec_hs_row", KEYS, own, "iec_hs_result"),
        evaluation(SCREEN, "iec_hs_row", KEYS, other, "iec_hs_other"),
        hscore_row(),
        evaluation(HSCORE, "hscore_row", KEYS, (switches or {}).get(HSCORE.id), "hscore_result"),
        scored_haemophagocytic(),
        used_haemophagocytic(),
    )
