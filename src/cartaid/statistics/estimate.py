"""The shape every interval shares: an estimate with its limits, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Sided = Literal["two-sided", "lower", "upper"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its confidence limits, or `None` in their place and a `reason`.

    Parameters
    ----------
    estimate, low, high : float or None
        In the unit of the quantity. `None` is "not estimable" (or "not reached" for a time); it is never
        replaced by a number.
    level : float or None
        Confidence level of the interval, e.g. 0.95; `None` when no interval belongs to the quantity.
    method : str
        How the limits were computed, in words fit to be printed beside them.
    reason : str
        Why something is missing or trivial; empty when nothing is.

    Examples
    --------
    >>> Estimate(0.5, 0.2, 0.8, 0.95, "Wilson").estimable
    True
    """

    estimate: float | None
    low: float | None
    high: float | None
    level: float | None
    method: str
    reason: str = ""

    @property
    def estimable(self) -> bool:
        """Whether there is a point estimate."""
        return self.estimate is not None


def not_estimable(method: str, reason: str, level: float | None = None) -> Estimate:
    """Give the result that says why there is no estimate.

    Parameters
    ----------
    method : str
        The method that was asked for.
    reason : str
        Why it gives nothing here.
    level : float or None
        Confidence level asked for.

    Returns
    -------
    Estimate
        With `estimate`, `low` and `high` all `None`.

    Examples
    --------
    >>> not_estimable("Wilson", "no patient was evaluable").reason
    'no patient was evaluable'
    """
    return Estimate(None, None, None, level, method, reason)


def tail_probability(level: float, sided: Sided = "two-sided") -> float:
    """Give the probability left in one tail by an interval of this level.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1 (0.5 to 1 when one-sided).
    sided : {"two-sided", "lower", "upper"}
        Which limits the interval has.

    Returns
    -------
    float
        (1 - level) / 2 for two sides, 1 - level for one.

    Raises
    ------
    ValueError
        When the level or the side is impossible.

    Examples
    --------
    >>> round(tail_probability(0.95), 6), round(tail_probability(0.95, "lower"), 6)
    (0.025, 0.05)
    """
    if sided not in ("two-sided", "lower", "upper"):
        raise ValueError(f"sided must be 'two-sided', 'lower' or 'upper', not {sided!r}")
    least = 0.0 if sided == "two-sided" else 0.5
    if not (math.isfinite(level) and least < level < 1):
        raise ValueError(f"level must lie between {least:g} and 1 for a {sided} interval, not {level!r}")
    return (1 - level) / 2 if sided == "two-sided" else 1 - level
