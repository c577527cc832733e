"""The safety side of the derivation: toxicity, events, laboratory, counts, the rules of the trial."""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis import (
    adverse_events,
    cells,
    haematotoxicity,
    haematotoxicity_risk,
    immunoglobulins,
    immunology,
    infection,
    laboratory,
    licats,
    long_term_follow_up,
    prolonged_cytopenia,
    toxicity,
    treatment_start,
    trial_rules,
)
from cartaid.analysis.score import Parameter
from cartaid.engine import Relation, Session
from cartaid.study.protocol import Protocol

PARAMETERS: tuple[Parameter, ...] = (
    *toxicity.PARAMETERS,
    *haematotoxicity.PARAMETERS,
    *haematotoxicity_risk.PARAMETERS,
    *prolonged_cytopenia.PARAMETERS,
    *licats.PARAMETERS,
)
"""The parameters of scored rows that safety adds."""

SOURCES = (
    "scored_toxicity",
    "scored_haematotoxicity",
    "scored_haematotoxicity_risk",
    "scored_cytopenia",
    "scored_licats",
)
"""Relations of derived values, before they are placed in time."""

TRACED = (
    "used_toxicity",
    "used_haematotoxicity",
    "used_haematotoxicity_risk",
    "used_cytopenia",
    "used_licats",
)
"""Relations of the records behind them."""

FINDINGS = ("toxicity_finding", "malignancy_finding", "follow_up_finding", "trial_finding")
"""Relations of findings."""


def load(session: Session, protocol: Protocol) -> None:
    """Load what the relations read besides records: wash-out table and stopping boundary."""
    trial_rules.load(session, protocol.stopping)


def relations(protocol: Protocol, switches: Mapping[str, Mapping[str, str]]) -> tuple[Relation, ...]:
    """Give every relation of the safety side, and of cells and antibodies, which it rests on."""
    return (
        treatment_start.treatment_start(),
        *toxicity.relations(switches),
        *adverse_events.relations(),
        *laboratory.relations(protocol.toxicity.ctcae),
        *haematotoxicity.relations(protocol.haematotoxicity, switches),
        *haematotoxicity_risk.relations(switches),
        *prolonged_cytopenia.relations(protocol.haematotoxicity),
        *cells.relations()[:-1],
        *licats.relations(switches),
        *infection.relations(),
        *immunology.relations(),
        *immunoglobulins.relations(),
        *long_term_follow_up.relations(),
        *trial_rules.relations(),
    )
