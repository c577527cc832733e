"""The declared conventions of a kinetic analysis, and the reasons it gives when a parameter is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cartaid.statistics.profiles import PROBLEMS
from cartaid.statistics.trapezoid import Rule

# Why a parameter is not given; the first are the problems of a whole profile.
REASONS: Mapping[int, str] = {
    0: "",
    **PROBLEMS,
    10: "no expansion: every sample after the infusion is below quantification",
    11: "the end of the window is not bracketed by samples: no extrapolation",
    12: "the first sample is not before the end of the window",
    13: "a value below quantification between quantified ones needs the quantification limit",
    14: "too few quantified samples after the peak",
    15: "the last quantified samples do not fall",
    16: "the adjusted R2 of the terminal line is too low",
    17: "the terminal points span too little time for this half-life",
    18: "no quantified sample before the peak",
    19: "the samples before the peak do not rise",
    20: "the first sample after the infusion is below quantification",
    21: "the first sample is too late for an area from time 0",
}
ALL_BLQ, OPEN_END, LATE_START, NO_LLOQ, FEW_POINTS, NO_FALL = range(10, 16)
LOW_R2, SHORT_SPAN, NO_BEFORE, NO_RISE, FIRST_BLQ, NO_START = range(16, 22)


@dataclass(frozen=True, slots=True)
class KineticRules:
    """The conventions of an analysis, all of them declared.

    Parameters
    ----------
    auc : {"linear-up-log-down", "linear"}
        Trapezoidal rule, for areas and for interpolation at the end of a window.
    windows : tuple of float
        Ends of the areas from time 0, in the unit of time; 28 gives the parameter `auc_0_28`.
    at_zero : {"first sample", "zero"}
        Where areas start when there is no sample at time 0: at the first sample, or at 0 with value 0.
    latest_start : float
        Latest first sample at which an area that starts there still stands for one from time 0, in the unit
        of time. Our choice: in days, expansion begins after the first three.
    blq_between : {"half", "zero", "drop"}
        Value below quantification between quantified ones, in areas: half the limit, 0, or left out. Before
        the first quantified sample it is 0.
    blq_after : {"zero", "drop"}
        Value below quantification after the last quantified one, in areas to a fixed time. The area to the
        last quantified sample never uses it.
    min_points : int
        Fewest points of the terminal line, 3 or more.
    min_adjusted_r2 : float
        Lowest adjusted R2 at which a half-life is given.
    min_span : float
        Shortest time between first and last terminal point, in half-lives.
    """

    auc: Rule = "linear-up-log-down"
    windows: tuple[float, ...] = (28.0, 90.0)
    at_zero: Literal["first sample", "zero"] = "first sample"
    latest_start: float = 3.0
    blq_between: Literal["half", "zero", "drop"] = "half"
    blq_after: Literal["zero", "drop"] = "zero"
    min_points: int = 3
    min_adjusted_r2: float = 0.8
    min_span: float = 1.0


DEFAULT_RULES = KineticRules()
