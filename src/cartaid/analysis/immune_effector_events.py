"""Events of immune effector cells beside CRS and ICANS: LICATS, the haemophagocytic screen, infections, malignancies."""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis import haemophagocytic_screen, infection, licats
from cartaid.engine import Relation

DEFINITIONS = (*licats.DEFINITIONS, *haemophagocytic_screen.DEFINITIONS)
"""Definitions run here; the caller lists them among those that ran."""

PARAMETERS = (*licats.PARAMETERS, *haemophagocytic_screen.PARAMETERS)
SCORED = ("scored_licats", "scored_haemophagocytic")
USED = ("used_licats", "used_haemophagocytic")
FINDINGS = ("licats_finding", "malignancy_finding")


def relations(switches: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Relation, ...]:
    """Give every relation of these events; `switches` are those of the definitions, by definition id."""
    return *licats.relations(switches), *haemophagocytic_screen.relations(switches), *infection.relations()
