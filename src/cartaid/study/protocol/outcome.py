"""What `study.toml` says about outcomes over time: survival, declared events, endpoints, the kinetic model."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from cartaid.study.protocol.section import DiseaseGroup, DrugClass, Section

Strategy = Literal["composite", "treatment policy", "while on treatment"]
Intercurrent = Literal["restart", "second CAR T infusion", "death", "never infused"]


class TimeToEvent(Section):
    """Choices that time to event needs and no consensus fixes."""

    drug_free_level: Literal["DRUGFREE", "OFF"] = Field(
        default="DRUGFREE",
        description="Level whose loss is the restart of treatment: DRUGFREE (glucocorticoids, immunosuppressives, "
        "biologics and antimalarials) or OFF (the same without antimalarials).",
    )


class Threshold(Section):
    """How the value of a parameter is judged: by category, or by number with both ends included."""

    value: tuple[str, ...] = Field(
        default=(), description="Categories (AVALC) that count; default Y when no number is given."
    )
    at_least: Decimal | None = Field(default=None, description="Lowest number (AVAL) that counts.")
    at_most: Decimal | None = Field(default=None, description="Highest number (AVAL) that counts.")

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that count: Y when neither categories nor numbers are given."""
        return self.value or (() if self.is_number else ("Y",))

    @property
    def is_number(self) -> bool:
        """Whether a number decides."""
        return self.at_least is not None or self.at_most is not None

    @model_validator(mode="after")
    def _one_kind(self) -> Threshold:
        if self.value and self.is_number:
            raise ValueError("expected value or at_least and at_most, found both")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"expected at_least not above at_most, found {self.at_least} and {self.at_most}")
        return self


class DeclaredEvent(Threshold):
    """One event that ends event-free survival: a parameter, adverse events by term, or new drugs."""

    label: str = Field(description="What the event is called in results.")
    parameter: str | None = Field(
        default=None, description="Parameter code whose value is the event, for example OMERILDP."
    )
    terms: tuple[str, ...] = Field(
        default=(), description="Whole terms (AEDECOD or AETERM) that are the event; case does not matter."
    )
    grade: int | None = Field(
        default=None, ge=1, le=5, description="Lowest grade at which such an adverse event counts."
    )
    drugs: tuple[str, ...] = Field(
        default=(), description="Substances whose new start is the event, as the drug dictionary names them."
    )
    drug_classes: tuple[DrugClass, ...] = Field(
        default=(), description="Classes of drugs of which a new start is the event."
    )

    @model_validator(mode="after")
    def _one_source(self) -> DeclaredEvent:
        given = [bool(self.parameter), bool(self.terms), bool(self.drugs or self.drug_classes)]
        if sum(given) != 1:
            raise ValueError(
                f"event {self.label!r}: expected exactly one of parameter, terms, and drugs or drug_classes"
            )
        if not self.parameter and (self.value or self.is_number):
            raise ValueError(f"event {self.label!r}: value, at_least and at_most belong to a parameter")
        if self.grade is not None and not self.terms:
            raise ValueError(f"event {self.label!r}: grade belongs to terms")
        return self


class EventFree(Section):
    """Event-free survival from day 0; without declared events there is none."""

    events: tuple[DeclaredEvent, ...] = Field(
        default=(), description="The events, written as [[event_free.events]], one block an event."
    )
    disease: DiseaseGroup | None = Field(
        default=None,
        description="Disease group it applies to. Without it to all.",
        examples=["SSC"],
    )
    death: bool = Field(
        default=True, description="True when death is an event; false makes it a competing event."
    )


class Endpoint(Threshold):
    """One response endpoint at a visit, with its strategy for intercurrent events."""

    name: str | None = Field(
        default=None, description="Name in the results; default: the parameter, the visit and the strategy."
    )
    parameter: str = Field(description="Parameter code of the response, for example DORIS21.")
    visit: str | None = Field(
        default=None, description="Name of the visit. Without it every visit after day 0."
    )
    strategy: Strategy = Field(
        description="composite: an intercurrent event is non-response. treatment policy: the value counts "
        "whatever happened. while on treatment: the last value before the event counts."
    )
    intercurrent: tuple[Intercurrent, ...] = Field(
        default=("restart", "second CAR T infusion", "death"),
        description="Intercurrent events the strategy applies to; never infused adds patients without infusion.",
    )
    missing: Literal["undetermined", "non-response"] = Field(
        default="undetermined",
        description="What a reached visit without a determined value is. Each imputed response is marked.",
    )
    disease: DiseaseGroup | None = Field(
        default=None,
        description="Disease group it applies to; default: the one the parameter belongs to.",
    )

    @property
    def id(self) -> str:
        """The name in the results."""
        at = f" {self.visit}" if self.visit else ""
        return self.name or f"{self.parameter}{at}, {self.strategy}"


class Kinetics(Section):
    """CAR T cells in blood: the rule of the areas, and the optional model of expansion, contraction and persistence."""

    auc: Literal["linear-up/log-down", "linear"] = Field(
        default="linear-up/log-down",
        description="Trapezoidal rule of the areas under the curve that are computed without a model.",
    )
    model: Literal["tier 1"] | None = Field(
        default=None,
        description="Model fitted to the CAR T curves; needs the extra cartaid[kinetics]. Without it none is.",
        examples=["tier 1"],
    )
    lag: bool = Field(default=False, description="True when the model has a lag before expansion.")
    seed: int = Field(
        default=1, ge=0, description="Seed of the sampler: the same seed gives the same result."
    )
