"""The modified Rodnan skin score, 0-51, as a recorded total."""

from typing import Literal

from cartaid.instruments.definition import Definition, Item, Record, Score, Source, weight

MRSS_LICENCE = "Site names only; no form is reproduced."
KHANNA_2017 = Source(
    "Khanna D et al. Standardization of the modified Rodnan skin score for use in clinical trials of "
    "systemic sclerosis. J Scleroderma Relat Disord 2017;2:11-18",
    doi="10.5301/jsrd.5000231",
    where="17 sites graded 0-3, as in public implementations",
    checked="verified",
    secondary=True,
)


def skin_score(id: str = "mrss", at: Literal["assessment", "baseline"] = "assessment") -> Item:
    """Declare the total of the modified Rodnan skin score."""
    return Item(
        id, "Modified Rodnan skin score", low=0, high=51, step=1, record=Record("QS", "MRSS", "EUSTAR", at=at)
    )


DEFINITION = Definition(
    id="mrss",
    paramcd="MRSS",
    title="Modified Rodnan skin score",
    disease="SSc",
    kind="measure",
    edition="17 sites, 0-51",
    family="mRSS",
    run="always",
    items=(skin_score(),),
    method=Score((weight("mrss", 1, "Total"),)),
    low=0,
    high=51,
    unit="points",
    better="lower",
    window="one visit",
    sources=(KHANNA_2017,),
    licence=MRSS_LICENCE,
    divergences=("A rheumatology web calculator reads a blank site as 0 and so hides disease.",),
)
