"""Mean number of events per patient over time when events repeat (mean cumulative function)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cartaid.statistics.distribution import normal_quantile
from cartaid.statistics.estimate import Estimate, not_estimable, tail_probability
from cartaid.statistics.poisson import poisson_rate
from cartaid.statistics.risk_set import Floats, Ints

NO_SPREAD = "one patient, or patients all alike: the standard error is 0 and says nothing"
"""Why a mean has no limits."""

# A standard error below this share of the mean is the rounding of patients who are all alike.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class MeanCumulativeFunction:
    """Mean number of events per patient: one entry per distinct event time, holding until the next.

    Parameters
    ----------
    time : array, shape (times,)
        Distinct event times, ascending, in the unit that went in.
    at_risk, events : array of int, shape (times,)
        Patients still followed at the time, events then.
    mean : array, shape (times,)
        Mean number of events per patient up to and including the time.
    std_error, low, high : array, shape (times,)
        Robust standard error and log-scale limits; NaN limits where it is 0 (`NO_SPREAD` says why).
    level : float
        Confidence level.
    reason : str
        Why there is no curve (then the arrays are empty).
    """

    time: Floats
    at_risk: Ints
    events: Ints
    mean: Floats
    std_error: Floats
    low: Floats
    high: Floats
    level: float
    reason: str = ""


def mean_cumulative_function(
    event_patient: ArrayLike, event_time: ArrayLike, follow_up: ArrayLike, *, level: float = 0.95
) -> MeanCumulativeFunction:
    """Mean cumulative number of events per patient, with a variance that allows for repeats in a patient.

    Parameters
    ----------
    event_patient : array of int, shape (events,)
        Index into `follow_up` of the patient of each event.
    event_time : array, shape (events,)
        Time of each event, 0 up to and including that patient's follow-up.
    follow_up : array, shape (patients,)
        End of observation of each patient, 0 or later, in the same unit; a patient is followed at that time.
    level : float
        Confidence level, pointwise; limits are mean x exp(-+ z se / mean).

    Returns
    -------
    MeanCumulativeFunction
        With a `reason` when there is no patient or no event, a time is missing or negative, or an event lies
        after the patient's follow-up.

    Raises
    ------
    ValueError
        When shapes differ, or a patient index is out of range.

    References
    ----------
    Nelson 1995, doi:10.1080/00401706.1995.10484299; Lawless & Nadeau 1995,
    doi:10.1080/00401706.1995.10484300 (robust variance).

    Examples
    --------
    >>> mcf = mean_cumulative_function([0, 0, 1], [2.0, 5.0, 5.0], [10.0, 8.0, 4.0, 6.0][:2])
    >>> mcf.mean.tolist()
    [0.5, 1.5]
    """
    patient = np.asarray(event_patient)
    when, end = np.asarray(event_time, dtype=np.float64), np.asarray(follow_up, dtype=np.float64)
    if when.ndim != 1 or patient.shape != when.shape or end.ndim != 1:
        raise ValueError(f"shapes do not fit: {patient.shape}, {when.shape}, {end.shape}")
    patient = patient.astype(np.int64)
    if len(patient) and (patient.min() < 0 or patient.max() >= len(end)):
        raise ValueError(f"event_patient must be 0 to {len(end) - 1}")
    tail = tail_probability(level)
    if reason := _reason(patient, when, end):
        none, empty = np.empty(0), np.empty(0, dtype=np.int64)
        return MeanCumulativeFunction(none, empty, empty, none, none, none, none, level, reason)
    time, place = np.unique(when, return_inverse=True)
    own = np.zeros((len(end), len(time)))
    np.add.at(own, (patient, place), 1)
    followed = end[:, None] >= time[None, :]
    at_risk, events = followed.sum(axis=0), own.sum(axis=0)
    increment = events / at_risk
    mean = np.cumsum(increment)
    # Each patient's departure from the mean process, summed up to each time; their squares are the variance.
    departure = np.cumsum(np.where(followed, (own - increment) / at_risk, 0.0), axis=1)
    se = np.sqrt((departure**2).sum(axis=0))
    se = np.where(se > _ROUNDING * mean, se, 0.0)
    # A single patient, or patients all alike, give a standard error of 0 that says nothing.
    with np.errstate(divide="ignore"):
        factor = np.where(se > 0, np.exp(np.minimum(-normal_quantile(tail) * se / mean, 700.0)), math.nan)
    return MeanCumulativeFunction(
        time, at_risk.astype(np.int64), events.astype(np.int64), mean, se, mean / factor, mean * factor, level
    )


def mean_without_events(follow_up: ArrayLike, time: float, *, level: float = 0.95) -> Estimate:
    """Mean number of events per patient by a time when none happened: 0, with the exact Poisson upper limit.

    The robust variance of a mean cumulative function is 0 without events and says nothing. A constant rate over the
    time gives an upper limit: that of the rate, for the whole time.

    Parameters
    ----------
    follow_up : array, shape (patients,)
        End of observation of each patient, 0 or later.
    time : float
        The time, above 0, in the same unit.
    level : float
        Confidence level, two-sided as that of the curve.

    Returns
    -------
    Estimate
        0 (0 to time x (-ln(tail)) / person-time up to the time); with everybody followed for longer the upper limit
        is -ln(tail) / patients. Not estimable without person-time.

    Raises
    ------
    ValueError
        When the time is not above 0, or an end of observation is negative or not finite.

    References
    ----------
    Garwood 1936, doi:10.1093/biomet/28.3-4.437.

    Examples
    --------
    >>> found = mean_without_events([90.0, 120.0, 400.0], 30.0)
    >>> found.estimate, round(found.high, 4)  # 3.6889 / 3
    (0.0, 1.2296)
    """
    end = np.asarray(follow_up, dtype=np.float64)
    if not (np.isfinite(end).all() and (end >= 0).all()):
        raise ValueError("follow_up must be finite and not negative")
    rate = poisson_rate(0, float(np.minimum(end, time).sum()), per=time, level=level)
    method = f"no event: exact Poisson upper limit of a constant rate, {100 * level:g} %"
    if rate.estimate is None:
        return not_estimable(method, rate.reason, level)
    return Estimate(0.0, 0.0, rate.high, level, method)


def _reason(patient: Ints, when: Floats, end: Floats) -> str:
    if len(end) == 0:
        return "no patients"
    if not (np.isfinite(end).all() and np.isfinite(when).all()):
        return "a time is missing"
    if (end < 0).any() or (when < 0).any():
        return "a time is negative"
    if late := int((when > end[patient]).sum()):
        return f"{late} of {len(when)} events lie after the end of the patient's follow-up"
    return "" if len(when) else "no event"
