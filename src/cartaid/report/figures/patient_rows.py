"""Rows of patients: one key a row, grouped below the name of their disease."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Spec
from cartaid.report.figures.style import diseases_of

Rows = list[dict[str, Any]]

HEADER, PATIENT = "#", ":"
"""First letter of a row's key: the name of a disease, or a patient."""

ROW = 21
"""Height of a row in pixels."""


def row_keys(patients: Rows) -> tuple[dict[str, str], list[str]]:
    """Give the key of each patient's row, and all keys in order with one above each disease."""
    keys = {row["USUBJID"]: PATIENT + row["LABEL"] for row in patients}
    order: list[str] = []
    for disease, label in diseases_of(patients):
        order.append(HEADER + label)
        order += [keys[row["USUBJID"]] for row in patients if row["DISEASE"] == disease]
    return keys, order


def row_axis(order: list[str], labels: bool) -> Spec:
    """Give the y encoding of the rows; names of diseases are bold."""
    header = f"substring(datum.value, 0, 1) === '{HEADER}'"
    axis: Spec = {
        "title": None,
        "labelExpr": "substring(datum.value, 1)",
        "labelFontWeight": {"condition": {"test": header, "value": "bold"}, "value": "normal"},
        "labelPadding": 8,
        "labelLimit": 150,
    }
    return {
        "field": "KEY",
        "type": "nominal",
        "scale": {"domain": order, "paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": axis if labels else None,
    }


def grade_text(row: dict[str, Any]) -> str:
    """Write the grade of an episode, a range where it is open."""
    low, high = int(row["ALOW"] or 0), int(row["AHIGH"] or 0)
    return str(low) if low == high else f"{low}–{high}"
