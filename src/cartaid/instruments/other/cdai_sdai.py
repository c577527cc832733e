"""CDAI and SDAI in rheumatoid arthritis."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    number,
    weight,
)
from cartaid.instruments.other.das28 import LICENCE, swollen, tender


def _global(id: str, label: str, testcd: str) -> Item:
    return Item(
        id,
        label,
        low=0,
        high=10,
        unit="cm",
        accepts={"mm": number("0.1")},
        unit_item=f"{id}_unit",
        record=Record("QS", testcd, "RA", before=7, after=7),
        note="0 best, 10 worst",
    )


PTGA = _global("ptga", "Patient global, 10 cm", "PTGA")
PHGA = _global("phga", "Physician global, 10 cm", "PHGA")
CRP_MG_DL = Item(
    "crp",
    "C-reactive protein",
    low=0,
    high=100,
    unit="mg/dL",
    accepts={"mg/L": number("0.1")},
    unit_item="crp_unit",
    record=Record("LB", "CRP", before=7, after=7),
)
PARTS = tuple(weight(item, 1) for item in ("tjc28", "sjc28", "ptga", "phga"))
CUTS = Source(
    "Aletaha D, Smolen J. The Simplified Disease Activity Index and the Clinical Disease Activity Index. Clin Exp "
    "Rheumatol 2005;23(5 Suppl 39):S100-8",
    where="cut-offs as in Ann Rheum Dis table (highwire 185556) and PMC2678269 table 1",
    checked="verified",
    secondary=True,
)

CDAI = Definition(
    id="cdai",
    paramcd="CDAI",
    category_paramcd="CDAIC",
    title="Clinical Disease Activity Index",
    disease="other",
    kind="index",
    edition="2005",
    family="CDAI",
    items=(tender(), swollen(), PTGA, PHGA),
    method=Score(
        PARTS,
        categories=Banding(
            "remission", (Cut(">", number("2.8"), "low"), Cut(">", 10, "moderate"), Cut(">", 22, "high"))
        ),
    ),
    low=0,
    high=76,
    better="lower",
    window="globals within 7 days of the joint counts",
    assessed_by=("tjc28", "sjc28"),
    sources=(CUTS,),
    licence=LICENCE,
)
SDAI = Definition(
    id="sdai",
    paramcd="SDAI",
    category_paramcd="SDAIC",
    title="Simplified Disease Activity Index",
    disease="other",
    kind="index",
    edition="2003",
    family="CDAI",
    items=(*CDAI.items, CRP_MG_DL),
    method=Score(
        (*PARTS, weight("crp", 1, "C-reactive protein")),
        categories=Banding(
            "remission", (Cut(">", number("3.3"), "low"), Cut(">", 11, "moderate"), Cut(">", 26, "high"))
        ),
    ),
    low=0,
    high=176,
    better="lower",
    window=CDAI.window,
    assessed_by=CDAI.assessed_by,
    sources=(CUTS,),
    licence=LICENCE,
    divergences=("CRP counts in mg/dL; mg/L makes it tenfold. A tool caps it at 10 mg/dL (maximum 86).",),
)
DEFINITIONS = (CDAI, SDAI)
