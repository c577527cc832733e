"""What `study.toml` says about safety beyond the schemes: blood counts, trial rules, long-term follow-up."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cartaid.study.protocol.section import Section

Scheme = Literal["Lee 2014", "Penn", "CTCAE 5.0", "CTCAE 6.0"]
Duration = Literal["longest", "cumulative"]
DoseLimitingEvent = Literal[
    "CRS",
    "ICANS",
    "neutrophils",
    "platelets",
    "haemoglobin",
    "early ICAHT",
    "early T-ICAHT",
    "adverse event",
]


class Haematotoxicity(Section):
    """How days of low counts are told from irregular counts, and what prolonged cytopenia is."""

    neutrophil_duration: Duration = Field(
        default="longest",
        description="Days of neutropenia that ICAHT counts: the longest run, as the published implementation does, "
        "or all days together. Both are listed.",
    )
    platelet_duration: Duration = Field(
        default="cumulative",
        description="Days of thrombocytopenia that T-ICAHT counts: all days together, as its paper says, or the "
        "longest run. Both are listed.",
    )
    interpolation: Literal["linear", "log-linear", "locf", "none"] = Field(
        default="linear", description="How days between two counts are filled; locf keeps the earlier count."
    )
    max_gap_days: Annotated[int, Field(ge=0, le=30)] = Field(
        default=7,
        description="Longest gap, in days without a count, that is filled. Longer ones stay unknown.",
    )
    rounding: Literal["none", "10"] = Field(
        default="none",
        description="Round neutrophils to tens before they are compared, as the published implementation does.",
    )
    prolonged_rule: Literal["tested or carried", "tested"] = Field(
        default="tested or carried",
        description="Prolonged cytopenia: CTCAE grade 3 or more on a test of the window, or also one carried "
        "unresolved from before it.",
    )
    prolonged_day: Annotated[int, Field(ge=1, le=365)] = Field(
        default=30, description="First day of the window of prolonged cytopenia, counted from the infusion."
    )
    prolonged_window_days: Annotated[int, Field(ge=0, le=90)] = Field(
        default=7, description="Days after that first day which still belong to the window."
    )


class Stagger(Section):
    """The least time between the infusions of two patients."""

    days: Annotated[int, Field(ge=1, le=365)] | None = Field(
        default=None,
        description="First day after one patient's infusion on which the next may be infused. Without it nothing "
        "is checked.",
        examples=[28],
    )


class WashOut(Section):
    """Drugs to be stopped before leukapheresis."""

    table: Literal["EBMT 2024"] | None = Field(
        default=None,
        description="Table of wash-out times that is checked. Without it nothing is checked.",
        examples=["EBMT 2024"],
    )


class DoseLimiting(Section):
    """One dose-limiting toxicity: an event of a grade, in a window, perhaps only when it lasts."""

    name: str = Field(description="Name of the rule in listings.")
    event: DoseLimitingEvent = Field(
        description="What is judged. CRS, ICANS, early ICAHT and T-ICAHT: derived grades. Neutrophils, platelets, "
        "haemoglobin: CTCAE grades of the counts. Adverse event: the recorded events."
    )
    grade: int = Field(ge=1, le=5, description="Lowest grade that counts.")
    first_day: int = Field(default=0, ge=0, description="First day of onset that counts.")
    last_day: int = Field(default=28, ge=0, description="Last day of onset that counts.")
    longer_than_hours: int | None = Field(
        default=None,
        ge=1,
        description="Counts only when the grade was not left within these hours. Without it any duration counts.",
    )
    recorded: bool = Field(
        default=False,
        description="True judges CRS or ICANS by the recorded adverse events, with their times, and not by the "
        "derived grade of each day.",
    )
    related: bool = Field(
        default=False, description="True counts adverse events related to the CAR T cells only."
    )
    non_haematological: bool = Field(
        default=False, description="True leaves cytopenias among the adverse events out."
    )

    @property
    def by_events(self) -> bool:
        """Whether recorded adverse events are judged."""
        return self.recorded or self.event == "adverse event"

    @model_validator(mode="after")
    def _fits(self) -> DoseLimiting:
        if self.last_day < self.first_day:
            raise ValueError(
                f"expected last_day not before first_day, found {self.last_day}, {self.first_day}"
            )
        if self.recorded and self.event not in ("CRS", "ICANS", "adverse event"):
            raise ValueError(
                f"recorded belongs to CRS, ICANS and adverse event, found it with {self.event!r}"
            )
        if (self.related or self.non_haematological) and not self.by_events:
            raise ValueError("related and non_haematological belong to recorded adverse events")
        if self.longer_than_hours is not None and self.event in ("early ICAHT", "early T-ICAHT"):
            raise ValueError(f"{self.event} is graded once a patient: leave longer_than_hours out")
        return self


class Stopping(Section):
    """The Bayesian stopping rule for dose-limiting toxicities."""

    max_rate: Decimal | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="Rate of dose-limiting toxicity that must not be exceeded. Without it there is no stopping rule.",
        examples=[Decimal("0.20")],
    )
    certainty: Decimal = Field(
        default=Decimal("0.95"),
        gt=0,
        lt=1,
        description="Stop when the probability of a higher rate is above this.",
    )
    prior_events: Decimal = Field(
        default=Decimal("0.2"), gt=0, description="First parameter of the beta prior: events."
    )
    prior_non_events: Decimal = Field(
        default=Decimal("0.8"),
        gt=0,
        description="Second parameter of the beta prior: patients without event.",
    )
    max_patients: Annotated[int, Field(ge=1, le=500)] = Field(
        default=15,
        description="Patients of the complete trial; the table has a row for each number up to it.",
    )
    first_look: Annotated[int, Field(ge=1)] = Field(
        default=3, description="Number of evaluable patients at the first look."
    )


class LongTermFollowUp(Section):
    """Follow-up after a gene-modified product, visit by visit."""

    years: Annotated[int, Field(ge=1, le=15)] | None = Field(
        default=None,
        description="Years of follow-up from the last infusion. Without it no schedule is made.",
        examples=[15],
    )
    examination_years: Annotated[int, Field(ge=0, le=15)] = Field(
        default=5, description="Up to this year a visit needs an examination; later any contact will do."
    )
    window_days: Annotated[int, Field(ge=0, le=180)] = Field(
        default=30, description="Days before and after the due date within which a visit counts."
    )
    grace_days: Annotated[int, Field(ge=0, le=365)] = Field(
        default=30,
        description="Days after the window in which a visit is overdue; then it is missed (our choice).",
    )
