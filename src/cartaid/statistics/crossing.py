"""First confirmed crossing in a series of visits (B cells return, CAR T cells vanish), as a censored time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Crossing:
    """A time known to lie in (lower, upper], or right-censored.

    Parameters
    ----------
    lower : float or None
        Last sample before the crossing that had not crossed, in the unit that went in; for a censored time
        the last sample that had not crossed. `None` when there is no such sample (a crossing at the first
        sample is left-censored).
    upper : float or None
        First sample of the confirmed run; `None` when the time is censored.
    pending : bool
        The last samples have crossed, but too few of them to confirm it.
    reason : str
        Why nothing can be said; empty otherwise.
    """

    lower: float | None
    upper: float | None
    pending: bool = False
    reason: str = ""

    @property
    def event(self) -> bool:
        """Whether the crossing was seen."""
        return self.upper is not None


def first_crossing(
    time: ArrayLike, crossed: ArrayLike, *, consecutive: int = 2, after: float = -math.inf
) -> Crossing:
    """Find the first run of consecutive samples that have crossed.

    A single crossed sample among others is a spike and does not count when two in a row are asked for.
    Without a confirmed run the time is censored at the last sample that had not crossed, never at the data
    cut: what happened later was not looked at.

    Parameters
    ----------
    time : array, shape (samples,)
        Sampling times, any order, any unit.
    crossed : array of 0/1 or bool, shape (samples,)
        Whether each sample is beyond the threshold; NaN for a missing value, which is left out.
    consecutive : int
        Samples in a row that confirm the crossing; the time is that of the first of them.
    after : float
        Only samples later than this count.

    Returns
    -------
    Crossing
        With a `reason` when no sample can be used or one time has two answers.

    Raises
    ------
    ValueError
        When shapes differ or `consecutive` is below 1.

    Examples
    --------
    >>> first_crossing([60, 75, 120, 135], [1, 0, 1, 1])
    Crossing(lower=75.0, upper=120.0, pending=False, reason='')
    >>> first_crossing([14, 90, 200], [0, 0, 0])
    Crossing(lower=200.0, upper=None, pending=False, reason='')
    """
    t, c = np.asarray(time, dtype=np.float64), np.asarray(crossed, dtype=np.float64)
    if t.ndim != 1 or t.shape != c.shape:
        raise ValueError(f"time and crossed must be one-dimensional and alike: {t.shape}, {c.shape}")
    if consecutive < 1:
        raise ValueError(f"consecutive must be 1 or more, not {consecutive}")
    use = np.isfinite(t) & np.isfinite(c) & (t > after)
    if not use.any():
        return Crossing(None, None, reason="no sample can be used")
    pairs = sorted({(when, value != 0) for when, value in zip(t[use].tolist(), c[use].tolist(), strict=True)})
    times = [when for when, _ in pairs]
    if len(set(times)) < len(times):
        return Crossing(None, None, reason="two different results at the same time")
    run = 0
    lower: float | None = None
    for i, (when, beyond) in enumerate(pairs):
        run = run + 1 if beyond else 0
        if run == consecutive:
            return Crossing(lower, times[i - consecutive + 1])
        if not beyond:
            lower = when
    reason = "" if lower is not None else "every sample has crossed, but too few to confirm it"
    return Crossing(lower, None, pending=run > 0, reason=reason)
