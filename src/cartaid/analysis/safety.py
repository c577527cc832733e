"""Safety beyond CRS, ICANS, events and laboratory, as one part of the derivation: what runs, what it gives, what it asks.

Everything here reads the relations of `toxicity`, `adverse_events`, `laboratory`, `b_cells`, `treatment_start`,
`medication` and `subject`, and `subject_attribute`.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis import (
    crs_other_scales,
    haematotoxicity,
    haematotoxicity_risk,
    immune_effector_events,
    long_term_follow_up,
    prolonged_cytopenia,
    trial_rules,
    tumour_lysis,
)
from cartaid.analysis.score import Parameter
from cartaid.engine import Relation, Session
from cartaid.instruments.definition import Definition
from cartaid.instruments.toxicity.car_hematotox import DEFINITION as CAR_HEMATOTOX
from cartaid.instruments.toxicity.tumour_lysis import LABORATORY as CAIRO_BISHOP
from cartaid.study.protocol import Protocol

FINDINGS = ("event_finding", *immune_effector_events.FINDINGS, "trial_finding", "follow_up_finding")
"""Relations whose rows join the findings of the study."""

OWN_DEFINITIONS: tuple[Definition, ...] = (
    *haematotoxicity.DEFINITIONS,
    CAR_HEMATOTOX,
    *immune_effector_events.DEFINITIONS,
    CAIRO_BISHOP,
)
"""Definitions that only this part runs: their rows are not those of an assessment table."""


def _lysis(protocol: Protocol) -> bool:
    return CAIRO_BISHOP.id in protocol.run.definitions


def load(session: Session, protocol: Protocol) -> None:
    """Load the tables the relations read besides the study's own."""
    trial_rules.load(session, protocol.stopping)


def definitions(protocol: Protocol) -> tuple[Definition, ...]:
    """Give the definitions that run under a protocol.

    >>> from cartaid.study.protocol import default_protocol
    >>> "tls-cairo-bishop" in [d.id for d in definitions(default_protocol())]
    False
    """
    lysis: list[Definition] = []
    if _lysis(protocol):
        lysis = [CAIRO_BISHOP, *tumour_lysis.graded_by(protocol.toxicity.ctcae)]
    scales = [definition for _, _, definition, _ in crs_other_scales.chosen(protocol.toxicity.also)]
    return (
        *haematotoxicity.DEFINITIONS,
        CAR_HEMATOTOX,
        *immune_effector_events.DEFINITIONS,
        *scales,
        *lysis,
    )


def parameters(protocol: Protocol) -> tuple[Parameter, ...]:
    """Give every parameter that can come out under a protocol."""
    return (
        *haematotoxicity.PARAMETERS,
        *haematotoxicity_risk.PARAMETERS,
        *prolonged_cytopenia.PARAMETERS,
        *immune_effector_events.PARAMETERS,
        *crs_other_scales.parameters(protocol.toxicity.also),
        *(tumour_lysis.scored_parameters(protocol.toxicity.ctcae) if _lysis(protocol) else ()),
    )


def scored(protocol: Protocol) -> tuple[str, ...]:
    """Name the relations of derived values, in the columns `RAW`."""
    return (
        "scored_haematotoxicity",
        "scored_haematotoxicity_risk",
        "scored_cytopenia",
        *immune_effector_events.SCORED,
        *(["scored_scale"] if protocol.toxicity.also else []),
        *(["scored_tumour_lysis"] if _lysis(protocol) else []),
    )


def used(protocol: Protocol) -> tuple[str, ...]:
    """Name the relations of the records behind them, in the columns `USED`."""
    return (
        "used_haematotoxicity",
        "used_haematotoxicity_risk",
        "used_cytopenia",
        *immune_effector_events.USED,
        *(["used_scale"] if protocol.toxicity.also else []),
        *(["used_tumour_lysis"] if _lysis(protocol) else []),
    )


def relations(protocol: Protocol, switches: Mapping[str, Mapping[str, str]]) -> tuple[Relation, ...]:
    """Give every relation under a protocol; `load` first. `switches` are those of the definitions, by id."""
    settings = protocol.haematotoxicity
    lysis = tumour_lysis.relations(protocol.toxicity.ctcae, switches) if _lysis(protocol) else ()
    return (
        *haematotoxicity.relations(settings, switches),
        *haematotoxicity_risk.relations(switches),
        *prolonged_cytopenia.relations(settings),
        *immune_effector_events.relations(switches),
        *crs_other_scales.relations(protocol.toxicity.also, switches),
        *trial_rules.relations(protocol),
        *long_term_follow_up.relations(protocol.long_term_follow_up.years is not None),
        *lysis,
    )
