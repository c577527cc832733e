"""The revised EUSTAR activity index of systemic sclerosis, 0-10."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Switch,
    Term,
    flag,
    number,
    weight,
)
from cartaid.instruments.ssc.mrss import skin_score

CRP = Item(
    "crp",
    "C-reactive protein",
    low=0,
    high=1000,
    unit="mg/L",
    accepts={"mg/dL": 10},
    unit_item="crp_unit",
    record=Record("LB", "CRP", before=14, after=14),
    note="a value without a unit is refused: 6 mg/L read as 6 mg/dL would score 2.25",
)
DLCO = Item(
    "dlco_pct",
    "Diffusing capacity, percent predicted",
    low=2,
    high=250,
    unit="%",
    record=Record("RE", "DLCOPP", before=180, after=30),
    note="no window is published; the age of the value is reported",
)
VALENTINI_2017 = Source(
    "Valentini G, Iudici M, Walker UA et al. The European Scleroderma Trials and Research group (EUSTAR) task "
    "force for the development of revised activity criteria for systemic sclerosis. Ann Rheum Dis 2017;76:270-276",
    doi="10.1136/annrheumdis-2016-209768",
    where="abstract, read in library records: items, weights, active from 2.5",
    checked="verified",
)

DEFINITION = Definition(
    id="eustar-2017",
    paramcd="EUSTAR",
    category_paramcd="EUSTARCT",
    title="Revised EUSTAR activity index",
    disease="SSc",
    kind="index",
    edition="2017 (preliminarily revised)",
    family="EUSTAR activity",
    run="always",
    items=(
        flag(
            "delta_skin",
            "Skin worse in the last month, by the patient",
            Record("QS", "DSKIN", "EUSTAR"),
            "the patient's statement; it cannot be computed from two skin scores",
        ),
        flag("digital_ulcers", "Digital ulcers", Record("QS", "DIGULC", "EUSTAR"), "present now"),
        flag("friction_rubs", "Tendon friction rubs", Record("QS", "TFR", "EUSTAR"), "any, on examination"),
        skin_score(),
        CRP,
        DLCO,
    ),
    method=Score(
        (
            weight("delta_skin", number("1.5"), "Skin worse in the last month"),
            weight("digital_ulcers", number("1.5"), "Digital ulcers"),
            weight("friction_rubs", number("2.25"), "Tendon friction rubs"),
            Term(
                "Modified Rodnan skin score above 18",
                "CASE WHEN mrss > 18 THEN 1.5 ELSE {skin} END",
                # The continuous part ends at 1.512, above the 1.5 given beyond 18: the extreme lies inside.
                {"mrss": ("0", "18", "51")},
            ),
            Term("CRP above 1 mg/dL", "CASE WHEN crp > 10 THEN 2.25 ELSE 0 * crp END", rises=True),
            Term("DLCO below 70 % predicted", "CASE WHEN dlco_pct < 70 THEN 1 ELSE 0 * dlco_pct END"),
        ),
        categories=Banding("inactive", (Cut(">=", number("2.5"), "active"),)),
    ),
    assessed_by=("delta_skin", "digital_ulcers", "friction_rubs", "mrss"),
    switches=(
        Switch(
            "skin",
            "Skin score of 18 or less",
            {"continuous": "0.084 * mrss", "binary": "0 * mrss"},
            "continuous",
            "0.084 points for each point of the skin score, or nothing; papers rarely say which was used.",
        ),
    ),
    low=0,
    high=number("10.012"),
    unit="points",
    better="lower",
    window="one visit; skin worsening over the last month; CRP within 14 days, DLCO not older than 180",
    attribution="Infection, cytokine release and anaemia after lymphodepletion disturb CRP and DLCO.",
    missing="No published rule: a missing item widens the interval; a category needs both ends to agree.",
    sources=(
        VALENTINI_2017,
        Source(
            "Valentini G et al. 2017, 0.084 points for each point of a skin score of 18 or less",
            doi="10.1136/annrheumdis-2016-209768",
            where="table of the index as in the handbook of the Norwegian national advisory unit on rheumatic diseases "
            "(bindevevssykdommer.no)",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Item names only.",
    notes=(
        "Not a change score: only the skin item refers to a change, as the patient states it.",
        "The continuous skin term reaches 1.512 at 18, slightly more than the 1.5 beyond: kept as published. "
        "The printed total of 10 is thus exceeded by 0.012 when every item counts at a skin score of 18.",
        "CRP of exactly 1 mg/dL and DLCO of exactly 70 % do not count.",
    ),
)
