"""Interval-censored times: the nonparametric maximum likelihood estimate (Turnbull), and simpler readings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartaid.statistics.risk_set import Floats

_MAX_ROUNDS = 2000
_TOLERANCE = 1e-9
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class TurnbullCurve:
    """Distribution of an interval-censored time: probability masses on intervals (left, right].

    Parameters
    ----------
    left, right : array, shape (intervals,)
        Ends of the intervals that carry mass, ascending, in the unit that went in. `left == right` is a
        single time. `right` is infinite for mass beyond all that was observed.
    mass : array, shape (intervals,)
        Probability of each interval, all above 0. Where inside an interval the mass lies cannot be known.
    survival : array, shape (intervals,)
        Probability of an event later than `right`.
    patients : int
        All patients.
    converged : bool
        Whether the conditions for a maximum (Gentleman and Geyer) hold to one part in 10^9.
    reason : str
        Why there is no estimate (then the arrays are empty).
    """

    left: Floats
    right: Floats
    mass: Floats
    survival: Floats
    patients: int
    converged: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MedianInterval:
    """The interval in which a median lies, (left, right]; both `None` with a `reason` when it is not reached.

    Parameters
    ----------
    left, right : float or None
        Ends, in the unit of the curve; equal when the median is a single time.
    reason : str
        Why there is no interval.
    """

    left: float | None
    right: float | None
    reason: str = ""


def turnbull(lower: ArrayLike, upper: ArrayLike) -> TurnbullCurve:
    """Estimate the distribution of times known only to lie in (lower, upper].

    The likelihood is maximised by self-consistency (EM) steps and a Newton step on the masses that remain,
    from equal masses, so that the same data always give the same answer. There are no confidence limits:
    their theory does not hold for visits on a grid.

    Parameters
    ----------
    lower : array, shape (patients,)
        Last time known to be free of the event, 0 or later.
    upper : array, shape (patients,)
        First time known to have it; infinite when it has not been seen (right-censored), equal to `lower`
        when the time is known exactly.

    Returns
    -------
    TurnbullCurve
        With a `reason` when there is no patient, or an end is missing, negative, or in the wrong order.

    Raises
    ------
    ValueError
        When the shapes differ.

    References
    ----------
    Turnbull 1976, doi:10.1111/j.2517-6161.1976.tb01597.x; Gentleman & Geyer 1994,
    doi:10.1093/biomet/81.3.618.

    Examples
    --------
    >>> curve = turnbull([0.0, 1.0, 2.0], [2.0, 3.0, np.inf])
    >>> curve.left.tolist(), curve.right.tolist(), [round(float(m), 3) for m in curve.mass]
    ([1.0, 2.0], [2.0, 3.0], [0.5, 0.5])
    """
    low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    if low.ndim != 1 or low.shape != high.shape:
        raise ValueError(f"lower and upper must be one-dimensional and alike: {low.shape}, {high.shape}")
    if reason := _reason(low, high):
        none = np.empty(0)
        return TurnbullCurve(none, none, none, none, len(low), False, reason)
    # Sums in one order whatever the order of the patients, so that the answer is the same to the last bit.
    order = np.lexsort((high, low))
    left, right, inside = _innermost(low[order], high[order])
    mass, converged = _maximise(inside)
    keep = mass > 0
    survival = np.maximum(1 - np.cumsum(mass), 0.0)[keep]
    if keep[-1]:
        survival[-1] = 0.0
    return TurnbullCurve(left[keep], right[keep], mass[keep], survival, len(low), converged)


def turnbull_median(curve: TurnbullCurve) -> MedianInterval:
    """Give the interval that holds the median.

    Parameters
    ----------
    curve : TurnbullCurve
        A fitted curve.

    Returns
    -------
    MedianInterval
        The interval whose mass takes survival through one half. When survival is exactly one half between two
        intervals, from the end of the first to the end of the second. "not reached" when the mass beyond all
        observation decides.

    Examples
    --------
    >>> turnbull_median(turnbull([120.0, 75.0, 200.0], [134.0, 120.0, np.inf]))
    MedianInterval(left=120.0, right=134.0, reason='')
    """
    if curve.reason:
        return MedianInterval(None, None, curve.reason)
    first = int(np.flatnonzero(curve.survival <= 0.5 + _TOLERANCE)[0])
    left, right = float(curve.left[first]), float(curve.right[first])
    if abs(curve.survival[first] - 0.5) <= _TOLERANCE:
        left, right = right, float(curve.right[first + 1])
        if np.isinf(right):
            return MedianInterval(None, None, f"survival stays at 0.5 from {left:g} on")
    if np.isinf(right):
        return MedianInterval(None, None, "not reached")
    return MedianInterval(left, right)


def right_end(lower: ArrayLike, upper: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Read interval-censored times as events at the upper end, for a conventional Kaplan-Meier curve.

    Parameters
    ----------
    lower, upper : array, shape (patients,)
        As for `turnbull`.

    Returns
    -------
    (array, array), each of shape (patients,)
        Times and event indicators; right-censored at `lower` where `upper` is infinite.

    Raises
    ------
    ValueError
        When the shapes differ.

    Examples
    --------
    >>> time, event = right_end([120.0, 200.0], [134.0, np.inf])
    >>> time.tolist(), event.tolist()
    ([134.0, 200.0], [1, 0])
    """
    return _as_point(lower, upper, 1.0)


def midpoint(lower: ArrayLike, upper: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Read interval-censored times as events at the middle, for a conventional Kaplan-Meier curve.

    Parameters
    ----------
    lower, upper : array, shape (patients,)
        As for `turnbull`.

    Returns
    -------
    (array, array), each of shape (patients,)
        Times and event indicators; right-censored at `lower` where `upper` is infinite.

    Raises
    ------
    ValueError
        When the shapes differ.

    Examples
    --------
    >>> time, event = midpoint([120.0, 200.0], [134.0, np.inf])
    >>> time.tolist(), event.tolist()
    ([127.0, 200.0], [1, 0])
    """
    return _as_point(lower, upper, 0.5)


def _as_point(lower: ArrayLike, upper: ArrayLike, share: float) -> tuple[Floats, NDArray[np.int64]]:
    low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    if low.ndim != 1 or low.shape != high.shape:
        raise ValueError(f"lower and upper must be one-dimensional and alike: {low.shape}, {high.shape}")
    seen = ~np.isposinf(high)
    width = np.where(seen, high, low) - low
    return low + share * width, seen.astype(np.int64)


def _reason(low: Floats, high: Floats) -> str:
    if len(low) == 0:
        return "no patients"
    if missing := int((~np.isfinite(low) | np.isnan(high)).sum()):
        return f"an end of the interval is missing for {missing} of {len(low)} patients"
    if negative := int((low < 0).sum()):
        return f"the time is negative for {negative} of {len(low)} patients"
    if reversed_ := int((high < low).sum()):
        return f"the ends of the interval are in the wrong order for {reversed_} of {len(low)} patients"
    return ""


def _innermost(low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Innermost intervals (the only places for mass) and which patient's interval holds which of them."""
    exact = low == high
    # Order of ends at one time: start of an exact time, any closed right end, start of an open interval. So
    # (a, b] and (b, c] do not meet, and an exact time b lies in the first and not in the second.
    start = np.where(exact, 0, 2)
    value = np.concatenate([low, high])
    place = np.concatenate([start, np.ones(len(low), dtype=start.dtype)])
    is_right = np.concatenate([np.zeros(len(low), bool), np.ones(len(low), bool)])
    order = np.lexsort((place, value))
    value, place, is_right = value[order], place[order], is_right[order]
    here = np.flatnonzero(~is_right[:-1] & is_right[1:])
    left, left_place, right = value[here], place[here], value[here + 1]
    starts_after = (left[None, :] > low[:, None]) | (
        (left[None, :] == low[:, None]) & (left_place[None, :] >= start[:, None])
    )
    inside = starts_after & (right[None, :] <= high[:, None])
    return left, right, inside.astype(np.float64)


def _maximise(inside: Floats) -> tuple[Floats, bool]:
    """Masses that maximise the sum of log(inside @ mass); and whether the conditions for a maximum hold."""
    patients, intervals = inside.shape
    mass = np.full(intervals, 1 / intervals)
    for _ in range(_MAX_ROUNDS):
        for _ in range(20):
            mass *= _gradient(inside, mass) / patients
            mass /= mass.sum()
        for candidate in (_newton(inside, mass), mass):
            if candidate is not None and _is_maximum(inside, candidate):
                return candidate, True
    return mass, False


def _gradient(inside: Floats, mass: Floats) -> Floats:
    gradient: Floats = inside.T @ (1 / (inside @ mass))
    return gradient


def _is_maximum(inside: Floats, mass: Floats) -> bool:
    """Kuhn-Tucker conditions: gradient n where there is mass, at most n elsewhere."""
    excess = _gradient(inside, mass) / len(inside) - 1
    return bool((excess <= _TOLERANCE).all() and (np.abs(excess[mass > 0]) <= _TOLERANCE).all())


def _newton(inside: Floats, mass: Floats) -> Floats | None:
    """Drop the masses EM is driving to 0 and solve for the others; `None` when that leaves the simplex."""
    # EM shrinks a mass that does not belong at every step, so it is small and has a gradient below n.
    belongs = (mass > 1e-3 / len(inside)) | (_gradient(inside, mass) >= len(inside))
    part = inside[:, belongs]
    p = mass[belongs] / mass[belongs].sum()
    if (part @ p <= 0).any():
        return None
    for _ in range(50):
        fitted = part @ p
        scaled = part / fitted[:, None]
        k = len(p)
        system = np.zeros((k + 1, k + 1))
        system[:k, :k] = scaled.T @ scaled
        system[:k, k] = system[k, :k] = 1.0
        target = np.concatenate([scaled.sum(axis=0), [0.0]])
        # Least squares, because masses that share all their patients are not identified apart.
        step = np.linalg.lstsq(system, target, rcond=None)[0][:k]
        p = p + step
        if (p < -_NEGLIGIBLE).any() or (part @ p <= 0).any():
            return None
        if np.abs(step).max() < 1e-14:
            break
    # A mass whose gradient is n at 0 ends at 0 give or take rounding, on either side of it.
    p = np.where(p < _NEGLIGIBLE, 0.0, p)
    full = np.zeros(len(mass))
    full[belongs] = p / p.sum()
    return full
