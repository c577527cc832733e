"""Response in immune thrombocytopenia by the international working group of 2009."""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Item,
    Record,
    Source,
    State,
    Switch,
    flag,
    number,
)

RODEGHIERO_2009 = Source(
    "Rodeghiero F et al. Standardization of terminology, definitions and outcome criteria in immune thrombocytopenic "
    "purpura. Blood 2009;113:2386-93",
    doi="10.1182/blood-2008-07-162503",
    where="criteria and footnotes as reprinted in ash-sap view-large 8097242; 'and' as in trial NCT05325593",
    checked="verified",
    secondary=True,
)
LICENCE = "Published criteria; facts without wording."


def _count(id: str, label: str, record: Record) -> Item:
    accepts = {"/uL": number("0.001")}
    return Item(id, label, low=0, unit="10*9/L", accepts=accepts, unit_item=f"{id}_unit", record=record)


ITEMS = (
    _count("platelets", "Platelets", Record("LB", "PLAT")),
    _count("platelets_confirm", "Platelets on the confirming day", Record("ADLB", "PLATCONF")),
    Item("days_apart", "Days between both counts", low=0, high=6000, record=Record("ADLB", "PLATDAYS")),
    flag(
        "bleeding",
        "Bleeding",
        Record("QS", "BLEEDING", before=7, after=7),
        note="adjudicated item: bleeding that counts against a response",
    ),
)
BASE = _count("platelets_base", "Platelets at the start of treatment", Record("LB", "PLAT", at="baseline"))
NO_BLEEDING = Clause("no_bleeding", "no bleeding", "bleeding = 0")
APART = Clause("apart", "confirmed 7 days apart", "days_apart >= 7")

COMPLETE = Definition(
    id="itp-complete-response-2009",
    paramcd="ITPCR",
    title="ITP complete response",
    disease="other",
    kind="response",
    edition="IWG 2009",
    family="ITP",
    items=ITEMS,
    method=State(
        (
            Clause("count", "platelets 100 or more", "platelets >= 100"),
            Clause("confirm", "platelets 100 or more again", "platelets_confirm >= 100"),
            APART,
            NO_BLEEDING,
        )
    ),
    low=0,
    high=1,
    better="higher",
    assessed_by=("platelets",),
    window="the confirming count is the first one at least 7 days later; bleeding within 7 days of the count",
    sources=(RODEGHIERO_2009,),
    licence=LICENCE,
    notes=("No response or its loss is confirmed one day apart.",),
)


def _responding(count: str) -> str:
    return f"({count} >= 30 {{doubled}} {count} >= 2 * platelets_base)"


RESPONSE = Definition(
    id="itp-response-2009",
    paramcd="ITPR",
    title="ITP response",
    disease="other",
    kind="response",
    edition="IWG 2009",
    family="ITP",
    items=(*ITEMS, BASE),
    method=State(
        (
            Clause("count", "platelets 30 or more and doubled", _responding("platelets")),
            Clause("confirm", "platelets 30 or more and doubled again", _responding("platelets_confirm")),
            APART,
            NO_BLEEDING,
        )
    ),
    switches=(
        Switch(
            "doubled",
            "30 or more and doubled",
            {"and": "AND", "or": "OR"},
            "and",
            "A paper prints 'or'; the working group asks both.",
        ),
    ),
    low=0,
    high=1,
    better="higher",
    assessed_by=("platelets",),
    window="the confirming count is the first one at least 7 days later; bleeding within 7 days of the count",
    sources=(RODEGHIERO_2009,),
    licence=LICENCE,
    notes=("A complete response is also a response; baseline is the start of the investigated treatment.",),
)

DEFINITIONS = (COMPLETE, RESPONSE)
