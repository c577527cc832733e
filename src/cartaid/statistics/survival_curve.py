"""The result of a Kaplan-Meier fit, and what is read from it: survival at a landmark, quantiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cartaid.statistics.binomial import binomial_interval
from cartaid.statistics.estimate import Estimate, not_estimable
from cartaid.statistics.risk_set import Floats, Ints

Limits = Literal["log-log", "log", "plain", "beta-product"]

# Survival probabilities are products of fractions: 7/8 x 6/7 x 5/6 x 4/5 is one half only to rounding.
_SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """A Kaplan-Meier curve: one entry per distinct observed time, each value holding until the next time.

    Parameters
    ----------
    time : array, shape (times,)
        Distinct observed times, ascending, in the unit that went in.
    at_risk, events, remaining : array of int, shape (times,)
        Patients at risk at the time, patients with the event then, patients observed for longer.
    survival, std_error, low, high : array, shape (times,)
        Estimate, Greenwood standard error (NaN where survival is 0) and limits. While survival is 1 a lower
        limit is that of the time itself; `survival_at` gives it for the times between.
    patients : int
        All patients.
    limits : str
        Kind of limits; `level` is their confidence level. Where survival is still 1 the lower limit is the
        exact binomial one on the patients at risk, where it is 0 the upper is the beta-product one.
    reason : str
        Why there is no curve (then the arrays are empty).
    """

    time: Floats
    at_risk: Ints
    events: Ints
    remaining: Ints
    survival: Floats
    std_error: Floats
    low: Floats
    high: Floats
    patients: int
    limits: Limits
    level: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Landmark:
    """Survival at one time.

    Parameters
    ----------
    time : float
        The landmark.
    at_risk : int
        Patients still observed and without the event just before it.
    events : int
        Events up to and including it.
    survival : Estimate
        Probability of being free of the event beyond it.
    """

    time: float
    at_risk: int
    events: int
    survival: Estimate


def survival_at(curve: SurvivalCurve, time: float) -> Landmark:
    """Read the survival probability at a landmark, with the number at risk.

    Before the first event the limits are never 1 to 1: the lower limit is the exact binomial one for the
    patients at risk, all known to be free of the event.

    Parameters
    ----------
    curve : SurvivalCurve
        A fitted curve.
    time : float
        Landmark, 0 or later, in the unit of the curve.

    Returns
    -------
    Landmark
        Not estimable beyond the last observed time, unless survival is already 0.

    Raises
    ------
    ValueError
        When the landmark is negative or not finite.

    Examples
    --------
    >>> from cartaid.statistics.kaplan_meier import kaplan_meier
    >>> landmark = survival_at(kaplan_meier([6.0, 9.0, 12.0], [0, 0, 0]), 6.0)
    >>> landmark.survival.estimate, round(landmark.survival.low, 4), landmark.survival.method
    (1.0, 0.2924, 'no event yet: exact binomial limit on 3 at risk, 95 %')
    """
    if not (math.isfinite(time) and time >= 0):
        raise ValueError(f"a landmark must be 0 or later, not {time!r}")
    text = f"Kaplan-Meier, {curve.limits} {100 * curve.level:g} %"
    if curve.reason:
        return Landmark(time, 0, 0, not_estimable(text, curve.reason, curve.level))
    row = int(np.searchsorted(curve.time, time, side="right")) - 1
    if row < 0:
        at_risk, events, estimate = curve.patients, 0, 1.0
    else:
        exactly = bool(curve.time[row] == time)
        at_risk = int(curve.at_risk[row] if exactly else curve.remaining[row])
        events, estimate = int(curve.events[: row + 1].sum()), float(curve.survival[row])
    last = float(curve.time[-1])
    if time > last and estimate > 0:
        reason = f"follow-up ended at {last:g}"
        return Landmark(time, at_risk, events, not_estimable(text, reason, curve.level))
    if estimate == 1:
        return Landmark(time, at_risk, events, _no_event_yet(curve, row, at_risk))
    if estimate == 0 and curve.limits != "beta-product":
        text = f"Kaplan-Meier, beta-product {100 * curve.level:g} % (survival is 0)"
    low, high = float(curve.low[row]), float(curve.high[row])
    return Landmark(time, at_risk, events, Estimate(estimate, low, high, curve.level, text))


def _no_event_yet(curve: SurvivalCurve, row: int, at_risk: int) -> Estimate:
    if curve.limits == "beta-product":
        known = curve.patients if row < 0 else int(curve.remaining[row])
        text = f"Kaplan-Meier, beta-product {100 * curve.level:g} %"
    else:
        known = at_risk
        text = f"no event yet: exact binomial limit on {at_risk} at risk, {100 * curve.level:g} %"
    exact = binomial_interval(known, known, level=curve.level)
    low = 0.0 if exact.low is None else exact.low
    return Estimate(1.0, low, 1.0, curve.level, text)


def survival_quantile(curve: SurvivalCurve, survival: float = 0.5) -> Estimate:
    """Time by which survival has fallen to a given probability (the median by default), or "not reached".

    Where survival equals the probability over an interval the midpoint of the interval is given, as R and SAS
    do. The limits are the times at which the upper and lower limits of the curve fall below the probability
    (Brookmeyer and Crowley). For log-log, log and plain limits only rows with survival strictly between 0 and
    1 count for them; beta-product limits count from time 0. Where the lower one is below the probability at time 0
    already, no time is excluded and there is no lower limit: that is so for a median of fewer than six patients. Where
    both limits would be one time (events tied at it) neither is given: no interval has width 0.

    Parameters
    ----------
    curve : SurvivalCurve
        A fitted curve.
    survival : float
        Probability, between 0 and 1: 0.5 is the median, 0.75 the time by which a quarter had the event.

    Returns
    -------
    Estimate
        A time. `None` stands for "not reached" for the estimate and for the upper limit; for the lower limit it
        stands for "not estimable": no row of the curve gives it, or no time is excluded. `reason` says which.

    Raises
    ------
    ValueError
        When the probability is not strictly between 0 and 1.

    References
    ----------
    Brookmeyer & Crowley 1982, doi:10.2307/2530286.

    Examples
    --------
    >>> from cartaid.statistics.kaplan_meier import kaplan_meier
    >>> survival_quantile(kaplan_meier([1.0, 2.0, 3.0], [1, 1, 1])).estimate
    2.0
    >>> survival_quantile(kaplan_meier([1.0, 2.0, 3.0], [1, 0, 0])).reason
    'not reached'
    """
    if not 0 < survival < 1:
        raise ValueError(f"survival must lie strictly between 0 and 1, not {survival!r}")
    text = f"Kaplan-Meier, {curve.limits} {100 * curve.level:g} %"
    if curve.reason:
        return not_estimable(text, curve.reason, curve.level)
    estimate, reason = _crossing(curve, survival)
    low = _first_below(curve, curve.low, survival)
    high = _first_below(curve, curve.high, survival)
    if curve.limits == "beta-product":
        at_start = binomial_interval(curve.patients, curve.patients, level=curve.level).low
        if at_start is not None and at_start < survival:
            # R's bpcp writes 0 here, the start of observation, which reads as an estimate.
            low = None
    if not reason:
        missing = [
            text
            for text, limit in (("lower limit not estimable", low), ("upper limit not reached", high))
            if limit is None
        ]
        reason = ", ".join(missing)
    if low is not None and low == high:
        reason = (
            f"both limits would be {low:g}, where the events are tied: an interval of width 0 says nothing"
        )
        low = high = None
    return Estimate(estimate, low, high, curve.level, text, reason)


def _crossing(curve: SurvivalCurve, p: float) -> tuple[float | None, str]:
    reached = np.flatnonzero(curve.survival <= p + _SAME)
    if not len(reached):
        return None, "not reached"
    first = int(reached[0])
    if curve.survival[first] < p - _SAME:
        return float(curve.time[first]), ""
    below = np.flatnonzero(curve.survival < p - _SAME)
    if not len(below):
        # R gives the midpoint with the end of follow-up here, a time nothing in the data speaks for.
        return None, f"survival stays at {p:g} from {curve.time[first]:g} to the end of follow-up"
    return float((curve.time[first] + curve.time[below[0]]) / 2), ""


def _first_below(curve: SurvivalCurve, limit: Floats, p: float) -> float | None:
    usable = limit < p
    if curve.limits != "beta-product":
        usable &= (curve.survival > 0) & (curve.survival < 1)
    rows = np.flatnonzero(usable)
    return float(curve.time[rows[0]]) if len(rows) else None
