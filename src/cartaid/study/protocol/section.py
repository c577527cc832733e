"""What every section of `study.toml` is, and the words several of them share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

DiseaseGroup = Literal["SLE", "IIM", "SSC"]
DrugClass = Literal[
    "glucocorticoid",
    "antimalarial",
    "immunosuppressive",
    "biologic",
    "immunoglobulin",
    "lymphodepletion",
    "CAR T",
    "study treatment",
    "mineralocorticoid",
    "anti-infective",
    "antipyretic",
    "vasopressor",
    "vasopressin",
    "inotrope",
    "other",
]


class Section(BaseModel):
    """A section of `study.toml`: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
