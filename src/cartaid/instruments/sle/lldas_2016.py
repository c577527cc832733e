"""LLDAS 2016: lupus low disease activity state, met or not at one visit."""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Quantity,
    Record,
    Score,
    Source,
    State,
    Switch,
    at_most,
    flag,
    number,
)
from cartaid.instruments.sle.doris_2021 import INVESTIGATIONAL, PREDNISONE
from cartaid.instruments.sle.pga import PGA
from cartaid.instruments.sle.sledai_2k import ATTRIBUTION, ITEMS, LICENCE, TERMS, WEIGHTS

MAJOR = (
    *("seizure", "psychosis", "obs", "visual", "cranial", "headache", "cva", "vasculitis"),
    *("casts", "hematuria", "proteinuria", "pyuria", "pleurisy", "pericarditis", "fever"),
)
"""The SLEDAI-2K items of the renal, central nervous and cardiopulmonary systems, vasculitis and fever."""

FRANKLYN_2016 = Source(
    "Franklyn K et al. Definition and initial validation of a Lupus Low Disease Activity State (LLDAS). "
    "Ann Rheum Dis 2016;75:1615-21",
    doi="10.1136/annrheumdis-2015-207726",
    where="the five criteria",
    checked="verified",
)

DEFINITION = Definition(
    id="lldas-2016",
    paramcd="LLDAS",
    title="Lupus low disease activity state",
    disease="SLE",
    kind="state",
    edition="2016",
    family="LLDAS",
    run="always",
    items=(
        *ITEMS,
        flag(
            "new_activity",
            "New features of activity since the previous assessment",
            Record("ADRS", "NEWACT"),
            note="unknown at the first assessment; how it is judged is a switch of lldas-new-activity",
        ),
        flag("haemolytic_anaemia", "Haemolytic anaemia due to SLE", Record("QS", "HAEMANEM", "LLDAS")),
        flag("gi_activity", "Gastrointestinal activity due to SLE", Record("QS", "GIACT", "LLDAS")),
        PGA,
        PREDNISONE,
        flag(
            "is_standard",
            "Immunosuppressives and approved biologics at standard maintenance doses, or none",
            Record("ADCM", "ISSTD"),
            note="the numeric dose table is applied to the medication records",
        ),
        INVESTIGATIONAL,
    ),
    assessed_by=tuple(WEIGHTS),
    method=State(
        (
            Clause("sledai", "SLEDAI-2K at most 4", at_most("sledai", 4)),
            Clause(
                "major_organs",
                "no renal, CNS, cardiopulmonary activity, vasculitis or fever",
                " AND ".join(f"{item} = 0" for item in MAJOR),
            ),
            Clause("myositis", "no myositis", "{myositis}", checked="from memory"),
            Clause("haemolysis", "no haemolytic anaemia", "haemolytic_anaemia = 0"),
            Clause("gi", "no gastrointestinal activity", "gi_activity = 0"),
            Clause("new_activity", "no new activity since the previous assessment", "new_activity = 0"),
            Clause("pga", "physician global at most 1", "pga <= 1"),
            Clause(
                "glucocorticoid",
                "prednisone equivalent at most 7.5 mg/day",
                f"prednisone_mg <= {number('7.5')}",
            ),
            Clause("standard", "immunosuppressives and biologics at standard doses", "is_standard = 1"),
            Clause("investigational", "no investigational drug", "investigational = 0"),
        ),
        quantities=(Quantity("sledai", "SLEDAI-2K", Score(TERMS)),),
    ),
    switches=(
        Switch(
            "myositis",
            "Myositis as major organ activity",
            {"excluded": "myositis = 0", "allowed": "TRUE"},
            "excluded",
            "The paper does not name muscle among the major organs; most registries treat it so.",
            checked="from memory",
        ),
    ),
    low=0,
    high=1,
    better="higher",
    window="one visit; physician global within 14 days of the SLEDAI-2K",
    attribution=ATTRIBUTION,
    missing="A clause with an unknown item is open; one failed clause decides N whatever else is unknown. "
    "The first assessment has no previous one: new activity is then unknown.",
    sources=(
        FRANKLYN_2016,
        Source(
            "Golder V et al. Frequency and predictors of the lupus low disease activity state in a "
            "multi-national and multi-ethnic cohort. Arthritis Res Ther 2016;18:260",
            doi="10.1186/s13075-016-1163-2",
            where="table 3: criterion 5 with numeric doses, criterion 2 by flare",
            checked="verified",
        ),
    ),
    licence=LICENCE,
    divergences=(
        "Parodis et al. used only renal items, pleurisy, pericarditis and fever for the first criterion and "
        "no new moderate or severe flare for the second.",
        "A multi-calculator TypeScript library turns criterion 5 into drug intolerance and checks neither "
        "doses, investigational drugs, gastrointestinal activity nor haemolysis.",
    ),
    notes=(
        "The CAR T product itself is not counted as a concomitant investigational drug.",
        "Arthritis, rash, alopecia, ulcers, serology, thrombocytopenia and leukopenia may add up to 4 "
        "points.",
    ),
)
