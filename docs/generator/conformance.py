"""`conformance.json`: every definition with its cases, for software in other languages."""

from __future__ import annotations

from typing import Any

from cartaid import __version__, definitions
from cartaid.describe import described
from cartaid.evaluators.cases import Case, described_cases, read_cases
from cartaid.instruments.catalogue import cases_file
from cartaid.instruments.definition import Definition

SCHEMA_VERSION = "1.2"
"""Raised by one after the point for a new key, before the point when a key changes its meaning."""

ABOUT = {
    "given": "one row of a flat table: column to text, null for unknown; every column of the definition is there",
    "set": "switches that differ from their defaults",
    "expect": "columns of the result and their values; columns that are not named are not tested",
    "tolerance": "numbers with a fraction agree within half of the last printed digit (of the fourth at least)",
    "reason": "the expected text is contained in the reason",
}


def conformance() -> dict[str, Any]:
    """Give the corpus: schema version, cartaid version, and each definition described with its cases."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cartaid": __version__,
        "about": ABOUT,
        "definitions": [{**described(known), "cases": described_cases(known)} for known in definitions()],
    }


def cases_of(known: Definition) -> list[Case]:
    """Give the cases of one definition."""
    return read_cases(cases_file(known), known.id)
