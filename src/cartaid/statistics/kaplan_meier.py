"""Kaplan-Meier curves of times to an event, and of follow-up (reverse Kaplan-Meier)."""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from cartaid.statistics.beta_product import beta_product_limits
from cartaid.statistics.distribution import normal_quantile
from cartaid.statistics.estimate import Estimate, tail_probability
from cartaid.statistics.risk_set import Floats, Ints, risk_table
from cartaid.statistics.survival_curve import Limits, SurvivalCurve, survival_quantile


def kaplan_meier(
    time: ArrayLike, event: ArrayLike, *, limits: Limits = "log-log", level: float = 0.95
) -> SurvivalCurve:
    """Kaplan-Meier curve; a censoring at the time of an event counts as later than the event.

    Parameters
    ----------
    time : array, shape (patients,)
        Time to the event or to the end of observation, 0 or later, any unit, any order.
    event : array of 0/1 or bool, shape (patients,)
        1 where the event happened, 0 where the time is censored.
    limits : {"log-log", "log", "plain", "beta-product"}
        Log-log as in SAS, log as R's default, plain without a transformation (log and plain are clipped to
        0-1), or beta-product, which holds its level with few patients. None of them ever has width 0: where
        survival is still 1 the lower limit is the exact binomial one on the patients at risk (for
        beta-product on those observed for longer), and where survival is 0 the upper is the beta-product one.
    level : float
        Confidence level, pointwise and two-sided.

    Returns
    -------
    SurvivalCurve
        With a `reason` and no rows when there is no patient, or a time or status is missing or a time
        negative.

    Raises
    ------
    ValueError
        When shapes differ, an event is neither 0 nor 1, or limits or level are unknown.

    References
    ----------
    Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452; Kalbfleisch & Prentice 2002,
    doi:10.1002/9781118032985 (log-log limits); Fay, Brittain & Proschan 2013,
    doi:10.1093/biostatistics/kxt016 (beta-product).

    Examples
    --------
    >>> curve = kaplan_meier([4.0, 6.0, 8.0, 12.0], [1, 0, 1, 0])
    >>> [round(float(s), 3) for s in curve.survival]
    [0.75, 0.75, 0.375, 0.375]
    """
    table = risk_table(time, event)
    events = table.counts[1]
    return _product_limit(
        table.time, table.at_risk, events, table.remaining, table.patients, limits, level, table.reason
    )


def follow_up_curve(
    time: ArrayLike, event: ArrayLike, *, limits: Limits = "log-log", level: float = 0.95
) -> SurvivalCurve:
    """Reverse Kaplan-Meier curve: the distribution of potential follow-up.

    Censoring is the outcome here and the event ends the observation of it. A censoring at the time of an
    event still comes after the event, so the patient with the event is no longer at risk of it. Flipping the
    event indicator would count that patient.

    Parameters
    ----------
    time, event : array, shape (patients,)
        As for `kaplan_meier`: 1 is the event, 0 the end of observation.
    limits, level
        As for `kaplan_meier`.

    Returns
    -------
    SurvivalCurve
        `events` counts the ends of observation; `survival` is the probability of being followed for longer.

    Raises
    ------
    ValueError
        As `kaplan_meier`.

    References
    ----------
    Schemper & Smith 1996, doi:10.1016/0197-2456(96)00075-X.

    Examples
    --------
    >>> curve = follow_up_curve([4.0, 12.0, 12.0, 20.0], [0, 1, 0, 0])
    >>> [round(float(s), 3) for s in curve.survival]
    [0.75, 0.375, 0.0]
    """
    table = risk_table(time, event)
    ends, events = table.counts
    return _product_limit(
        table.time, table.at_risk - events, ends, table.remaining, table.patients, limits, level, table.reason
    )


def median_follow_up(
    time: ArrayLike, event: ArrayLike, *, limits: Limits = "log-log", level: float = 0.95
) -> Estimate:
    """Median potential follow-up by reverse Kaplan-Meier.

    Parameters
    ----------
    time, event, limits, level
        As for `follow_up_curve`.

    Returns
    -------
    Estimate
        A time in the unit that went in; `None` for the estimate or a limit that is not reached.

    Raises
    ------
    ValueError
        As `kaplan_meier`.

    References
    ----------
    Schemper & Smith 1996, doi:10.1016/0197-2456(96)00075-X.

    Examples
    --------
    >>> median_follow_up([6.0, 12.0, 15.0], [0, 0, 0]).estimate
    12.0
    """
    median = survival_quantile(follow_up_curve(time, event, limits=limits, level=level))
    text = median.method.replace("Kaplan-Meier", "reverse Kaplan-Meier", 1)
    return Estimate(median.estimate, median.low, median.high, median.level, text, median.reason)


def _product_limit(
    time: Floats,
    at_risk: Ints,
    events: Ints,
    remaining: Ints,
    patients: int,
    limits: Limits,
    level: float,
    reason: str,
) -> SurvivalCurve:
    if limits not in get_args(Limits):
        raise ValueError(f"limits must be one of {', '.join(get_args(Limits))}, not {limits!r}")
    tail = tail_probability(level)
    n, d = at_risk.astype(float), events.astype(float)
    # Reverse Kaplan-Meier may have nobody at risk where everybody had the event; nothing ends there.
    survival = np.cumprod(np.where(d > 0, 1 - d / np.maximum(n, 1), 1.0)).astype(np.float64)
    # Greenwood's sum is infinite once everybody at risk has had the event.
    left = n * (n - d)
    term = np.where(left > 0, d / np.where(left > 0, left, 1.0), np.where(d > 0, np.inf, 0.0))
    greenwood = np.cumsum(term)
    inside = (survival > 0) & (survival < 1)
    std_error = np.where(survival > 0, survival * np.sqrt(np.where(survival > 0, greenwood, 0.0)), np.nan)
    low, high = beta_product_limits(at_risk, events, remaining, tail)
    if limits != "beta-product":
        # Without events so far, everybody at risk is known to be free of the event: binomial, x = n.
        no_event = np.where(at_risk > 0, tail ** (1 / np.maximum(n, 1)), 0.0)
        low = np.where(survival == 1, no_event, 0.0)
        low[inside], high[inside] = _transformed(survival[inside], greenwood[inside], limits, tail)
    return SurvivalCurve(
        time, at_risk, events, remaining, survival, std_error, low, high, patients, limits, level, reason
    )


def _transformed(s: Floats, greenwood: Floats, limits: Limits, tail: float) -> tuple[Floats, Floats]:
    half = -normal_quantile(tail) * np.sqrt(greenwood)
    if limits == "plain":
        return np.clip(s - s * half, 0, 1), np.clip(s + s * half, 0, 1)
    if limits == "log":
        return s * np.exp(-half), np.clip(s * np.exp(half), 0, 1)
    spread = np.exp(half / np.abs(np.log(s)))
    return s**spread, s ** (1 / spread)
