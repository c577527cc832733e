"""ACR20, ACR50 and ACR70 in rheumatoid arthritis."""

from typing import Literal

from attrs import evolve

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Item,
    Record,
    Source,
    State,
    count_of,
    visual_scale,
)
from cartaid.instruments.other.das28 import LICENCE

FELSON_1995 = Source(
    "Felson DT et al. American College of Rheumatology preliminary definition of improvement in rheumatoid arthritis. "
    "Arthritis Rheum 1995;38:727-35",
    doi="10.1002/art.1780380602",
    where="definition, as in the OMERACT glossary and ePROVIDE",
    checked="verified",
    secondary=True,
)
# id, label, domain, test, category, highest value
MEASURES: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("tjc", "Tender joints", "QS", "TJC", "JOINTS", 78),
    ("sjc", "Swollen joints", "QS", "SJC", "JOINTS", 78),
    ("pain", "Pain", "QS", "PAIN", "RA", 100),
    ("ptga", "Patient global", "QS", "PTGA", "RA", 100),
    ("phga", "Physician global", "QS", "PHGA", "RA", 100),
    ("haq", "Disability index", "QS", "HAQDI", "RA", 3),
    ("acute", "CRP or ESR", "ADLB", "ACUTEPH", "", 1000),
)


def _items() -> tuple[Item, ...]:
    times: tuple[tuple[str, str, Literal["baseline", "assessment"]], ...] = (
        ("_base", " at baseline", "baseline"),
        ("", "", "assessment"),
    )
    return tuple(
        _item(id + suffix, label + when, high, Record(domain, testcd, cat, at=at, before=7, after=7))
        for id, label, domain, testcd, cat, high in MEASURES
        for suffix, when, at in times
    )


def _item(id: str, label: str, high: int, record: Record) -> Item:
    if record.cat == "RA" and high == 100:
        # The same records enter CDAI, SDAI and DAS28: what needs its unit there needs it here.
        scale = visual_scale(id, label, record, "both values with their unit, or refused", "mm")
        return evolve(scale, unit_item=f"{id}_unit")
    if record.testcd == "ACUTEPH":
        return Item(
            id,
            label,
            low=0,
            high=high,
            unit="mg/L",
            accepts={"mg/dL": 10},
            unit_from=("acute_base_unit", "acute_unit"),
            unit_alone=("mm/h", "mm/hr"),
            record=record,
            note="CRP in mg/L or ESR in mm/h: the one recorded at baseline (both: CRP), in one unit where neither is named",
        )
    counted = record.cat == "JOINTS"
    note = "both values on one scale"
    return Item(id, label, low=0, high=high, step=1 if counted else None, record=record, note=note)


def _improved(measure: str, percent: int) -> str:
    # Nothing can be said of a measure that was 0 and still is.
    return (
        f"CASE WHEN {measure}_base > 0 OR {measure} > 0 "
        f"THEN 100 * ({measure}_base - {measure}) >= {percent} * {measure}_base END"
    )


def _response(percent: int) -> Definition:
    of_five = [measure[0] for measure in MEASURES[2:]]
    return Definition(
        id=f"acr{percent}",
        paramcd=f"ACR{percent}",
        title=f"ACR{percent} response",
        disease="other",
        kind="response",
        edition="1995",
        family="ACR",
        items=_items(),
        method=State(
            tuple(
                Clause(f"{id}_improved", f"{label} improved by {percent} %", _improved(id, percent))
                for id, label, *_ in MEASURES
            ),
            rule=f"tjc_improved AND sjc_improved AND {count_of(3, *(f'{id}_improved' for id in of_five))}",
        ),
        low=0,
        high=1,
        better="higher",
        window="each measure within 7 days of the assessment",
        assessed_by=("tjc", "sjc"),
        missing="A measure that was 0 and still is leaves its improvement open.",
        sources=(FELSON_1995,),
        licence=LICENCE,
        divergences=("Tools subtract the upper limit of normal from the acute-phase reactant.",),
    )


DEFINITIONS = (_response(20), _response(50), _response(70))
