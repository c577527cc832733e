"""Areas under many profiles at once, up to a time that need not be a sampling time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cartaid.statistics.risk_set import Floats, Ints

Rule = Literal["linear", "linear-up/log-down"]


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Pieces of curve between neighbouring samples of a profile.

    Parameters
    ----------
    row : array of int, shape (segments,)
        Index of the profile.
    t0, t1, c0, c1 : array, shape (segments,)
        Times and values at both ends.
    profiles : int
        Number of profiles.
    """

    row: Ints
    t0: Floats
    t1: Floats
    c0: Floats
    c1: Floats
    profiles: int


def segments(row: Ints, time: Floats, value: Floats, profiles: int) -> Segments:
    """Join neighbouring samples of each profile.

    Parameters
    ----------
    row : array of int, shape (samples,)
        Index of the profile of each sample, sorted, times ascending within.
    time, value : array, shape (samples,)
        Samples.
    profiles : int
        Number of profiles.

    Returns
    -------
    Segments
        One for each two neighbours.

    Examples
    --------
    >>> segments(np.array([0, 0, 1]), np.array([0.0, 2.0, 1.0]), np.array([1.0, 3.0, 5.0]), 2).t1.tolist()
    [2.0]
    """
    joined = np.flatnonzero(row[1:] == row[:-1])
    return Segments(row[joined], time[joined], time[joined + 1], value[joined], value[joined + 1], profiles)


def area_until(pieces: Segments, end: Floats, rule: Rule = "linear-up/log-down") -> Floats:
    """Area under each profile from its first sample to a given time.

    Between samples the value is interpolated in the same way as the area is taken: along a straight line, or,
    with "linear-up/log-down", exponentially where the value falls and neither end is 0. Time after the last
    sample adds nothing: whether the end is bracketed by samples is for the caller to check.

    Parameters
    ----------
    pieces : Segments
        The curves.
    end : array, shape (profiles,)
        Where the area of each profile ends, in the unit of time.
    rule : {"linear", "linear-up/log-down"}
        Trapezoidal rule.

    Returns
    -------
    array, shape (profiles,)
        In units of value times time.

    References
    ----------
    Purves 1992, doi:10.1007/BF01062525.

    Examples
    --------
    >>> one = segments(np.array([0, 0]), np.array([21.0, 35.0]), np.array([12.0, 4.0]), 1)
    >>> area_until(one, np.array([28.0]), "linear").tolist()
    [70.0]
    """
    inside = pieces.t0 < end[pieces.row]
    row, t0, t1 = pieces.row[inside], pieces.t0[inside], pieces.t1[inside]
    c0, c1 = pieces.c0[inside], pieces.c1[inside]
    stop = np.minimum(t1, end[row])
    width, share = stop - t0, (stop - t0) / (t1 - t0)
    at_stop = np.where(share == 1, c1, c0 + share * (c1 - c0))
    # An area beyond the range of numbers is infinite, which is for the caller to refuse.
    with np.errstate(over="ignore"):
        area = width * (c0 + at_stop) / 2
    if rule == "linear-up/log-down":
        falls = np.flatnonzero((c1 < c0) & (c1 > 0))
        high, low, part = c0[falls], c1[falls], share[falls]
        log_stop = np.where(part == 1, low, high * (low / high) ** part)
        drop = high - log_stop
        # log1p, because the logarithm of a ratio of nearly equal values loses all digits.
        with np.errstate(over="ignore", invalid="ignore"):
            log_area = width[falls] * drop / np.log1p(drop / log_stop)
            area[falls] = np.where(drop > 0, log_area, width[falls] * high)
    return np.bincount(row, weights=area, minlength=pieces.profiles).astype(np.float64)
