"""Figures of a report, each from plain rows to a Vega-Lite specification with words and a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from attrs import evolve

from cartaid.report.figures.antibody import antibodies
from cartaid.report.figures.cells import cells
from cartaid.report.figures.complement import complement
from cartaid.report.figures.figure import Data, Figure
from cartaid.report.figures.glucocorticoid import glucocorticoid
from cartaid.report.figures.incidence import incidence
from cartaid.report.figures.kinetic_model import kinetic_model
from cartaid.report.figures.paired_change import paired_change
from cartaid.report.figures.response_grid import response_grid
from cartaid.report.figures.survival import survival
from cartaid.report.figures.swimmer import swimmer
from cartaid.report.figures.trajectory import trajectories
from cartaid.report.figures.waterfall import waterfall
from cartaid.results.cohort import FIRST_EXPOSURE


def make_figures(data: Data) -> list[Figure]:
    """Make every figure there are rows for, in the order of the report."""
    prefix, data = without_prefix(data)
    made = [
        swimmer(data),
        response_grid(data),
        *trajectories(data),
        paired_change(data),
        glucocorticoid(data),
        cells(data),
        *kinetic_model(data),
        waterfall(data),
        antibodies(data),
        complement(data),
        survival(data),
        incidence(data),
    ]
    found = [figure for figure in made if figure is not None]
    if prefix:
        found = [with_prefix_named(figure, prefix, data) for figure in found]
    if any(row.get("DAY0_SOURCE") == FIRST_EXPOSURE for row in data["patient"]):
        return [from_first_exposure(figure) for figure in found]
    return found


LONGEST_LABEL = 18
"""Letters of a patient's id that fit beside a row."""


def common_prefix(labels: Sequence[str]) -> str:
    """Give what all ids begin with, to a separator, where they are too long for a row; nothing where that is short.

    >>> common_prefix(["EUCT-2021-004471-DE03-01", "EUCT-2021-004471-DE03-15"]), common_prefix(["01", "02"])
    ('EUCT-2021-004471-DE03-', '')
    """
    if len(labels) < 2 or max(map(len, labels)) <= LONGEST_LABEL:
        return ""
    first, last = min(labels), max(labels)
    end = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    same = re.sub(r"[^-_/. ]+$", "", first[:end])
    return same if all(len(label) > len(same) for label in labels) else ""


def without_prefix(data: Data) -> tuple[str, Data]:
    """Shorten the ids of patients by what all begin with; give that too."""
    patients = data.get("patient", [])
    prefix = common_prefix([row["LABEL"] for row in patients])
    if not prefix:
        return "", data
    return prefix, {**data, "patient": [{**row, "LABEL": row["LABEL"][len(prefix) :]} for row in patients]}


def with_prefix_named(figure: Figure, prefix: str, data: Data) -> Figure:
    """Say in the caption of a figure that names patients what all their ids begin with."""
    labels = {row["LABEL"] for row in data["patient"]}
    if not any(cell in labels for row in figure.rows for cell in row[:2]):
        return figure
    return evolve(figure, caption=f"{figure.caption} Every patient id begins with {prefix}")


def from_first_exposure(figure: Figure) -> Figure:
    """Name the first exposure in all words of a figure whose days count from it, not from an infusion."""
    words = ("title", "caption", "alt", "spec", "columns", "rows")
    return evolve(figure, **{name: renamed(getattr(figure, name)) for name in words})


def renamed(part: Any) -> Any:
    """Name the first exposure instead of the infusion in every text of a nested structure.

    >>> renamed({"axis": {"title": "Days from the infusion", "values": [0, 7]}})
    {'axis': {'title': 'Days from the first exposure', 'values': [0, 7]}}
    """
    if isinstance(part, str):
        return part.replace("from the infusion", "from the first exposure")
    if isinstance(part, dict):
        return {name: renamed(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return type(part)(renamed(value) for value in part)
    return part


__all__ = ["Data", "Figure", "make_figures"]
