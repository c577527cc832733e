"""What `study.toml` says about lung function recorded as measured, without its percent of predicted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cartaid.study.protocol.section import Section

Ancestry = Literal["caucasian", "african_american", "north_east_asian", "south_east_asian", "other"]


def _ancestry() -> dict[str, Ancestry]:
    return {"WHITE": "caucasian", "BLACK OR AFRICAN AMERICAN": "african_american"}


class LungFunction(Section):
    """How FVC and DLCO as measured become percent of predicted where the site gave none; needs `cartaid[lung]`."""

    spirometry: Literal["gli-2022", "gli-2012"] = Field(
        default="gli-2022",
        description="Reference equations of FVC: GLI global 2022, which does not ask for ancestry, or GLI-2012 by "
        "ancestry. DLCO is always against GLI-2017, as corrected in 2020.",
    )
    ancestry: dict[str, Ancestry] = Field(
        default_factory=_ancestry,
        description="Ancestry group of GLI-2012 of each value of DM.RACE; case does not matter. A patient of "
        "another race, ASIAN included, has no percent of predicted by GLI-2012 until it is listed here.",
    )
    haemoglobin_correction: bool = Field(
        default=False,
        description="Correct DLCO for haemoglobin (Cotes) before it is compared. Leave it off where the laboratory "
        "has done so already: the records cannot tell. A DLCO without a haemoglobin in the window then gives none.",
    )
    haemoglobin_days: Annotated[int, Field(ge=0)] = Field(
        default=14, description="Days around a DLCO in which a haemoglobin corrects it; the nearest counts."
    )
    compare_recorded: bool = Field(
        default=False,
        description="Compute percent of predicted also where all are recorded, and list those that lie more than 5 "
        "points apart. Where some are computed anyway, the recorded ones are compared in any case.",
    )
