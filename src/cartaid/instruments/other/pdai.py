"""PDAI in pemphigus: activity, with two families of bands, and damage."""

from attrs import evolve

from cartaid.instruments.definition import Banding, Cut, Definition, Item, Record, Score, Source, Term

ROSENBACH_2009 = Source(
    "Rosenbach M et al. Reliability and convergent validity of two outcome instruments for pemphigus. J Invest "
    "Dermatol 2009;129:2404-10",
    doi="10.1038/jid.2009.72",
    where="subscores and maxima, as in medicalalgorithms.com",
    checked="verified",
    secondary=True,
)
SHIMIZU_2014 = Source(
    "Shimizu T et al. Grading criteria for disease severity by pemphigus disease area index. J Dermatol 2014;41:969-73",
    doi="10.1111/1346-8138.12649",
    where="abstract: 0-8, 9-24, 25 or more",
    checked="verified",
)
BOULARD_2016 = Source(
    "Boulard C et al. Calculation of cut-off values based on ABSIS and PDAI. Br J Dermatol 2016;175:142-9",
    doi="10.1111/bjd.14405",
    where="abstract: 15 and 45",
    checked="verified",
)
LICENCE = "Subscore names only."


def _part(id: str, label: str, high: int, testcd: str) -> Item:
    return Item(id, label, low=0, high=high, step=1, record=Record("QS", testcd, "PDAI"))


BY_SUBSCORE = Score(
    tuple(Term(id.capitalize(), id, rises=True) for id in ("skin", "scalp", "mucosa")),
    categories=Banding("mild", (Cut(">", 8, "moderate"), Cut(">=", 25, "severe"))),
)
ACTIVITY = Definition(
    id="pdai",
    paramcd="PDAI",
    category_paramcd="PDAIC",
    title="PDAI activity, bands of Shimizu",
    disease="other",
    kind="index",
    edition="bands 9 and 25",
    family="PDAI",
    items=(
        _part("skin", "Skin activity", 120, "PDAISKA"),
        _part("scalp", "Scalp activity", 10, "PDAISCA"),
        _part("mucosa", "Mucosal activity", 120, "PDAIMUA"),
    ),
    method=BY_SUBSCORE,
    low=0,
    high=250,
    better="lower",
    sources=(ROSENBACH_2009, SHIMIZU_2014),
    licence=LICENCE,
)
ACTIVITY_BOULARD = evolve(
    ACTIVITY,
    id="pdai-boulard",
    paramcd="PDAIB",
    category_paramcd="PDAIBC",
    title="PDAI activity, bands of Boulard",
    edition="bands 15 and 45",
    method=evolve(
        BY_SUBSCORE,
        categories=Banding("moderate", (Cut(">=", 15, "significant"), Cut(">=", 45, "extensive"))),
    ),
    sources=(ROSENBACH_2009, BOULARD_2016),
    notes=(
        "The abstract gives the cut-offs, not the side of equality; here 15 and 45 belong to the band above.",
    ),
)
DAMAGE = Definition(
    id="pdai-damage",
    paramcd="PDAIDAM",
    title="PDAI damage",
    disease="other",
    kind="index",
    edition="2009",
    family="PDAI",
    items=(
        _part("skin", "Skin damage", 12, "PDAISKD"),
        _part("scalp", "Scalp damage", 1, "PDAISCD"),
    ),
    method=Score(tuple(Term(id.capitalize(), id, rises=True) for id in ("skin", "scalp"))),
    low=0,
    high=13,
    better="lower",
    sources=(ROSENBACH_2009,),
    licence=LICENCE,
)
DEFINITIONS = (ACTIVITY, ACTIVITY_BOULARD, DAMAGE)
