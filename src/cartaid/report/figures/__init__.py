"""Figures of a report, each from plain rows to a Vega-Lite specification with words and a table."""

from __future__ import annotations

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


def make_figures(data: Data) -> list[Figure]:
    """Make every figure there are rows for, in the order of the report."""
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
    return [figure for figure in made if figure is not None]


__all__ = ["Data", "Figure", "make_figures"]
