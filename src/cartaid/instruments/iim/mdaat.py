"""MDAAT (MYOACT part): how many organ systems outside muscle are active."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Record,
    Score,
    Source,
    banded,
    number,
    visual_scale,
)
from cartaid.instruments.iim.core_set import IMACS_LICENCE, ISENBERG_2004

_ORGANS = (
    ("constitutional", "MDACON"),
    ("cutaneous", "MDACUT"),
    ("skeletal", "MDASKE"),
    ("gastrointestinal", "MDAGAS"),
    ("pulmonary", "MDAPUL"),
    ("cardiac", "MDACAR"),
)
_ACTIVE = Banding(0, (Cut(">", number("0.5"), 1),))

DEFINITION = Definition(
    id="mdaat",
    paramcd="MDAATORG",
    title="MDAAT: organ systems active outside muscle",
    disease="IIM",
    kind="measure",
    edition="version 2 (MYOACT scales 0-10)",
    family="IMACS core set",
    items=tuple(
        visual_scale(
            organ, f"{organ.capitalize()} activity", Record("QS", code, "MDAAT"), checked="from memory"
        )
        for organ, code in _ORGANS
    ),
    method=Score(tuple(banded(organ.capitalize(), organ, _ACTIVE) for organ, _ in _ORGANS)),
    low=0,
    high=6,
    unit="organ systems",
    better="lower",
    window="one visit",
    sources=(
        Source(
            "ProDERM sub-analysis of extramuscular activity",
            where="med2.mdlalibrary.com 1058096: an organ is involved above 0.5 on its scale",
            checked="verified",
        ),
        ISENBERG_2004,
        Source(
            "Sultan SM et al. Reliability and validity of the myositis disease activity assessment tool. "
            "Arthritis Rheum 2008;58:3593-9",
            doi="10.1002/art.23963",
            where="development of the tool; its text was not seen",
        ),
    ),
    licence=IMACS_LICENCE,
    notes=(
        "The core set measure is the one global extramuscular scale (`exm`), not a sum or mean of these.",
        "Which six organ scales there are is from memory.",
    ),
)
