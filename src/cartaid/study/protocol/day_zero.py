"""What `study.toml` says about infusion, lymphodepletion, day 0 and the value before treatment."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cartaid.study.protocol.section import Section

BaselineRule = Literal["screening", "before leukapheresis", "before lymphodepletion", "last before infusion"]


class Exposure(Section):
    """How infusion and lymphodepletion are recognised in EX; case does not matter, whole texts only."""

    car_t_categories: tuple[str, ...] = Field(
        default=("CAR T", "CAR-T", "CART", "CAR T CELLS", "CAR T INFUSION"),
        description="Values of EXCAT that mark a CAR T infusion.",
    )
    car_t_treatments: tuple[str, ...] = Field(
        default=(
            "CAR T",
            "CAR-T",
            "CAR T CELLS",
            "CD19 CAR T",
            "CD19 CAR T CELLS",
            "CD19 CAR-T",
            "MB-CART19.1",
        ),
        description="Values of EXTRT that mark a CAR T infusion.",
    )
    lymphodepletion_categories: tuple[str, ...] = Field(
        default=("LYMPHODEPLETION", "LYMPHODEPLETING CHEMOTHERAPY", "CONDITIONING"),
        description="Values of EXCAT that mark lymphodepletion.",
    )
    lymphodepletion_treatments: tuple[str, ...] = Field(
        default=(),
        description="Values of EXTRT that mark lymphodepletion, in studies that leave EXCAT empty.",
    )

    @model_validator(mode="after")
    def _one_meaning(self) -> Exposure:
        for what, infusion, depletion in (
            ("EXCAT", self.car_t_categories, self.lymphodepletion_categories),
            ("EXTRT", self.car_t_treatments, self.lymphodepletion_treatments),
        ):
            both = {value.upper() for value in infusion} & {value.upper() for value in depletion}
            if both:
                raise ValueError(
                    f"{what} value {min(both)!r} is listed as CAR T and as lymphodepletion: keep one"
                )
        return self


class DayZero(Section):
    """The day all days are counted from (RDY 0)."""

    rule: Literal["first CAR T infusion", "first exposure"] = Field(
        default="first CAR T infusion",
        description="Day 0 of a patient. A patient without CAR T infusion falls back to the first exposure "
        "only when no patient of the study has one; the findings say so.",
    )


class Baseline(Section):
    """Which record is the value before treatment."""

    rule: BaselineRule = Field(
        default="last before infusion", description="Rule of the baseline that changes are counted from."
    )
    second: BaselineRule | None = Field(
        default=None,
        description="Rule of a second baseline, shown beside the first. Without it there is none.",
        examples=["before lymphodepletion"],
    )
