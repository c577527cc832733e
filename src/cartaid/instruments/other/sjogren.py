"""ESSDAI and ESSPRI in Sjögren's disease, with their improvement thresholds."""

from typing import Literal

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    State,
    Term,
    weight,
)

SEROR_2010 = Source(
    "Seror R et al. EULAR Sjögren's syndrome disease activity index: development of a consensus systemic disease "
    "activity index for primary Sjögren's syndrome. Ann Rheum Dis 2010;69:1103-9",
    doi="10.1136/ard.2009.110619",
    where="domain weights, as in Ann Rheum Dis (highwire 183802)",
    checked="verified",
    secondary=True,
)
SEROR_2016 = Source(
    "Seror R et al. Defining disease activity states and clinically meaningful improvement in primary Sjögren's "
    "syndrome with ESSDAI and ESSPRI. Ann Rheum Dis 2016;75:382-9",
    doi="10.1136/annrheumdis-2014-206008",
    where="abstract",
    checked="verified",
)
LICENCE = "Domain names and weights only; the definitions of levels stay in the publication."
_WITHOUT_LOW = {"cns": ("0", "2", "3")}
"""Domains of which some level is not defined: the central nervous system has no low activity."""

# id, label, weight, highest level
DOMAINS: tuple[tuple[str, str, int, int], ...] = (
    ("constitutional", "Constitutional", 3, 2),
    ("lymph_nodes", "Lymphadenopathy and lymphoma", 4, 3),
    ("glandular", "Glandular", 2, 2),
    ("articular", "Articular", 2, 3),
    ("cutaneous", "Cutaneous", 3, 3),
    ("pulmonary", "Pulmonary", 5, 3),
    ("renal", "Renal", 5, 3),
    ("muscular", "Muscular", 6, 3),
    ("pns", "Peripheral nervous system", 5, 3),
    ("cns", "Central nervous system", 5, 3),
    ("haematological", "Haematological", 2, 3),
    ("biological", "Biological", 1, 2),
)

ESSDAI = Definition(
    id="essdai",
    paramcd="ESSDAI",
    category_paramcd="ESSDAIC",
    title="ESSDAI",
    disease="other",
    kind="index",
    edition="2010",
    family="ESSDAI",
    items=tuple(
        Item(
            id,
            f"{label}, level",
            low=0,
            high=high,
            step=1,
            values=_WITHOUT_LOW.get(id, ()),
            record=Record("QS", f"ESSD{place:02d}", "ESSDAI"),
        )
        for place, (id, label, _, high) in enumerate(DOMAINS, start=1)
    ),
    method=Score(
        tuple(weight(id, points, label) for id, label, points, _ in DOMAINS),
        categories=Banding("low", (Cut(">=", 5, "moderate"), Cut(">=", 14, "high"))),
    ),
    low=0,
    high=123,
    better="lower",
    attribution="Each domain only for activity due to Sjögren's disease; damage does not count.",
    sources=(SEROR_2010, SEROR_2016),
    licence=LICENCE,
    notes=("Low below 5, moderate 5 to 13, high 14 or more.",),
)

ESSPRI = Definition(
    id="esspri",
    paramcd="ESSPRI",
    category_paramcd="ESSPRIC",
    title="ESSPRI",
    disease="other",
    kind="index",
    edition="2011",
    family="ESSDAI",
    items=tuple(
        Item(id, label, low=0, high=10, record=Record("QS", testcd, "ESSPRI"))
        for id, label, testcd in (
            ("dryness", "Dryness", "ESSP01"),
            ("fatigue", "Fatigue", "ESSP02"),
            ("pain", "Limb pain", "ESSP03"),
        )
    ),
    method=Score(
        tuple(Term(id, id, rises=True) for id in ("dryness", "fatigue", "pain")),
        combine="mean",
        categories=Banding("acceptable", (Cut(">=", 5, "not acceptable"),)),
    ),
    low=0,
    high=10,
    better="lower",
    sources=(
        Source(
            "Seror R et al. EULAR Sjögren's Syndrome Patient Reported Index (ESSPRI). Ann Rheum Dis 2011;70:968-72",
            doi="10.1136/ard.2010.143743",
            where="mean of three scales, as in CamCOPS",
            checked="verified",
            secondary=True,
        ),
        SEROR_2016,
    ),
    licence="Scale names only.",
    notes=("Acceptable symptom state below 5.",),
)


def _improvement(id: str, paramcd: str, of: str, high: int, label: str, test: str) -> Definition:
    def item(name: str, when: str, at: Literal["baseline", "assessment"]) -> Item:
        # The index of symptoms is a mean, that of activity a sum of whole points.
        step = 1 if of == "ESSDAI" else None
        return Item(name, f"{of}{when}", low=0, high=high, step=step, record=Record("ADQS", of, at=at))

    return Definition(
        id=id,
        paramcd=paramcd,
        title=f"{of} improvement",
        disease="other",
        kind="response",
        edition="2016",
        family="ESSDAI",
        items=(item("score_base", " at baseline", "baseline"), item("score", "", "assessment")),
        method=State((Clause("improved", label, test),)),
        low=0,
        high=1,
        better="higher",
        sources=(SEROR_2016,),
        licence="Published threshold.",
    )


ESSDAI_IMPROVEMENT = _improvement(
    "essdai-improvement", "ESSDAIR", "ESSDAI", 123, "fall of 3 or more", "score_base - score >= 3"
)
ESSPRI_IMPROVEMENT = _improvement(
    "esspri-improvement",
    "ESSPRIR",
    "ESSPRI",
    10,
    "fall of 1 or more, or of 15 %",
    "score_base - score >= 1 OR (score_base > 0 AND 100 * (score_base - score) >= 15 * score_base)",
)

DEFINITIONS = (ESSDAI, ESSPRI, ESSDAI_IMPROVEMENT, ESSPRI_IMPROVEMENT)
