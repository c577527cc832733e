"""The declared conventions of a kinetic analysis, and the reasons it gives when a parameter is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

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
    22: "the first sample is the last quantified one: there is no area between them",
    23: "the numbers are too large to be computed with",
}
ALL_BLQ, OPEN_END, LATE_START, NO_LLOQ, FEW_POINTS, NO_FALL = range(10, 16)
LOW_R2, SHORT_SPAN, NO_BEFORE, NO_RISE, FIRST_BLQ, NO_START = range(16, 22)
ONE_SAMPLE, TOO_LARGE = range(22, 24)


AtZero = Literal["first sample", "zero"]
Between = Literal["half", "zero", "drop"]
After = Literal["zero", "drop"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "auc": get_args(Rule),
    "at_zero": get_args(AtZero),
    "blq_between": get_args(Between),
    "blq_after": get_args(After),
}
"""What each convention that is a word can be."""


@dataclass(frozen=True, slots=True)
class KineticRules:
    """The conventions of an analysis, all of them declared.

    Parameters
    ----------
    auc : {"linear-up/log-down", "linear"}
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

    Raises
    ------
    ValueError
        When a word is none of those listed (the nearest one is named), a window is not above 0, `latest_start` or
        `min_span` is below 0, `min_adjusted_r2` is no number up to 1, or `min_points` is below 3.

    Examples
    --------
    >>> KineticRules(auc="linear_up_log_down")
    Traceback (most recent call last):
    ValueError: auc: expected one of linear, linear-up/log-down, found 'linear_up_log_down'; the nearest is linear-up/log-down
    """

    auc: Rule = "linear-up/log-down"
    windows: tuple[float, ...] = (28.0, 90.0)
    at_zero: AtZero = "first sample"
    latest_start: float = 3.0
    blq_between: Between = "half"
    blq_after: After = "zero"
    min_points: int = 3
    min_adjusted_r2: float = 0.8
    min_span: float = 1.0

    def __post_init__(self) -> None:
        """Refuse conventions there are none of: a slip must not fall back to another rule."""
        for name, known in CHOICES.items():
            found = getattr(self, name)
            if found not in known:
                raise ValueError(
                    f"{name}: expected one of {', '.join(known)}, found {found!r}{_nearest(found, known)}"
                )
        for window in self.windows:
            if not (math.isfinite(window) and window > 0):
                raise ValueError(f"windows: expected ends above 0, found {window!r}")
        for name, least, most in (
            ("latest_start", 0.0, math.inf),
            ("min_points", 3, math.inf),
            ("min_adjusted_r2", -math.inf, 1.0),
            ("min_span", 0.0, math.inf),
        ):
            number = getattr(self, name)
            if not least <= number <= most:
                wanted = f"{least:g} or more" if math.isfinite(least) else f"at most {most:g}"
                raise ValueError(f"{name}: expected a number of {wanted}, found {number!r}")


def _nearest(found: object, known: tuple[str, ...]) -> str:
    """Name the known word that is most like this one, nothing where none is like it.

    >>> _nearest("halve", ("half", "zero")), _nearest("-", ("half", "zero")), _nearest(None, ("half", "zero"))
    ('; the nearest is half', '', '')
    """
    from difflib import get_close_matches

    like = get_close_matches(found.casefold(), known, n=1) if isinstance(found, str) else []
    return f"; the nearest is {like[0]}" if like else ""


DEFAULT_RULES = KineticRules()
