"""CAR-HEMATOTOX before lymphodepletion: the last value of each of its five tests, and the score.

The score was made in lymphoma. In autoimmune disease CRP, ferritin and low counts come from the disease itself, so
its title says that it is not validated there.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis.definition_unit import in_unit
from cartaid.analysis.score import RAW, Parameter, parameters
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.evaluators.evaluate import evaluation
from cartaid.instruments.definition import Item
from cartaid.instruments.toxicity.car_hematotox import DEFINITION

LABEL = "not validated in autoimmune disease"
PARAMETERS = tuple(
    Parameter(p.paramcd, f"{p.param} ({LABEL})", p.defid, p.dataset) for p in parameters(DEFINITION)
)


def _test(item: Item) -> str:
    assert item.record is not None
    return item.record.testcd


def haematotoxicity_risk_value() -> Relation:
    """Give the value of each test that enters: the last one up to the start of lymphodepletion."""
    whens = " ".join(f"WHEN '{_test(i)}' THEN {in_unit(i, 'b.VALUE')}" for i in DEFINITION.items)
    names = " ".join(f"WHEN '{_test(i)}' THEN '{i.id}'" for i in DEFINITION.items)
    units = " ".join(f"WHEN '{_test(i)}' THEN '{i.unit}'" for i in DEFINITION.items)
    tests = ", ".join(f"'{_test(i)}'" for i in DEFINITION.items)
    return Relation(
        "haematotoxicity_risk_value",
        f"""
        SELECT b.USUBJID, b.APERIOD, CASE b.PARAMCD {names} END AS ITEM, r.ADT,
            CASE WHEN b.QUALIFIER IS NULL THEN CASE b.PARAMCD {whens} END END AS VALUE, b.QUALIFIER,
            CASE b.PARAMCD {units} END AS UNIT, r.SEQ, r.TEXT
        FROM laboratory_baseline AS b
        JOIN laboratory_row AS r ON r.LBROW = b.LBROW
        JOIN haematotoxicity_period AS p ON p.USUBJID = b.USUBJID AND p.APERIOD = b.APERIOD
        WHERE b.RULE = 1 AND b.PARAMCD IN ({tests})
        QUALIFY row_number() OVER (PARTITION BY b.USUBJID, b.APERIOD, b.PARAMCD
            ORDER BY r.ADT DESC NULLS LAST, r.ADTM DESC NULLS LAST, r.LBROW DESC NULLS LAST) = 1
        """,
        ("laboratory_baseline", "laboratory_row", "haematotoxicity_period"),
        tuple("USUBJID APERIOD ITEM ADT VALUE QUALIFIER UNIT SEQ TEXT".split()),
    )


def haematotoxicity_risk_row() -> Relation:
    """Give the row the score reads: one a period in which at least one test was taken before lymphodepletion."""
    items = ", ".join(f"max(CASE WHEN ITEM = '{i.id}' THEN VALUE END) AS {i.id}" for i in DEFINITION.items)
    return Relation(
        "haematotoxicity_risk_row",
        f"SELECT USUBJID, APERIOD, max(ADT) AS ADT, {items} FROM haematotoxicity_risk_value GROUP BY USUBJID, APERIOD",
        ("haematotoxicity_risk_value",),
        ("USUBJID", "APERIOD", "ADT", *(item.id for item in DEFINITION.items)),
    )


def scored_haematotoxicity_risk() -> Relation:
    """Give the score and its category (low, high), dated to the last test that entered."""
    no_time, none = "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS DOUBLE)"
    score, category = PARAMETERS
    reason = f"concat_ws('; ', '{LABEL}', reason)"
    return Relation(
        "scored_haematotoxicity_risk",
        f"""
        SELECT USUBJID, ADT, {no_time} AS ADTM, '{score.paramcd}' AS PARAMCD, value AS AVAL,
            CAST(NULL AS VARCHAR) AS AVALC, low AS ALOW, high AS AHIGH, status AS STATUS, {reason} AS REASON,
            '{DEFINITION.id}' AS DEFID
        FROM haematotoxicity_risk
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, '{category.paramcd}', {none}, coalesce(category, 'UNDETERMINED'), {none}, {none},
            CASE WHEN category IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END, {reason}, '{DEFINITION.id}'
        FROM haematotoxicity_risk
        """,
        ("haematotoxicity_risk",),
        RAW,
    )


def used_haematotoxicity_risk() -> Relation:
    """Give the tests behind each score."""
    parts = [
        f"SELECT v.USUBJID, r.ADT, CAST(NULL AS TIMESTAMP) AS ADTM, '{p.paramcd}' AS PARAMCD, 'LB' AS DOMAIN, v.SEQ, "
        "v.ITEM AS ROLE, coalesce(CAST(v.VALUE AS VARCHAR), v.TEXT) AS VALUE, v.UNIT, CAST(v.ADT AS VARCHAR) AS DTC "
        "FROM haematotoxicity_risk_value AS v JOIN haematotoxicity_risk_row AS r "
        "ON r.USUBJID = v.USUBJID AND r.APERIOD = v.APERIOD"
        for p in PARAMETERS
    ]
    return Relation(
        "used_haematotoxicity_risk",
        " UNION ALL ".join(parts),
        ("haematotoxicity_risk_value", "haematotoxicity_risk_row"),
        USED,
        kept=False,
    )


def relations(switches: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Relation, ...]:
    """Give every relation of this module; they read `laboratory_row`, `laboratory_baseline`, `haematotoxicity_period`."""
    return (
        haematotoxicity_risk_value(),
        haematotoxicity_risk_row(),
        evaluation(
            DEFINITION,
            "haematotoxicity_risk_row",
            ("USUBJID", "APERIOD", "ADT"),
            (switches or {}).get(DEFINITION.id),
            "haematotoxicity_risk",
        ),
        scored_haematotoxicity_risk(),
        used_haematotoxicity_risk(),
    )
