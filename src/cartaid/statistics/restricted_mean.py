"""Restricted mean survival time: the average time free of the event up to a horizon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cartaid.statistics.distribution import normal_quantile
from cartaid.statistics.estimate import Estimate, not_estimable, tail_probability
from cartaid.statistics.survival_curve import SurvivalCurve


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Area under a survival curve up to a horizon.

    Parameters
    ----------
    horizon : float
        End of the area, in the unit of the curve.
    mean : Estimate
        The area with its limits.
    std_error : float or None
        Standard error.
    """

    horizon: float
    mean: Estimate
    std_error: float | None


def restricted_mean(curve: SurvivalCurve, horizon: float) -> RestrictedMean:
    """Mean time free of the event within a horizon, with its standard error.

    The variance is the sum over event times of (area from there to the horizon)^2 d / (n (n - d)); the limits
    are normal, clipped to 0 and the horizon.

    Parameters
    ----------
    curve : SurvivalCurve
        A fitted curve; its level is used for the limits.
    horizon : float
        Above 0, in the unit of the curve.

    Returns
    -------
    RestrictedMean
        Not estimable when follow-up ended before the horizon with survival above 0. No limits are given when
        no event happened before the horizon, or everybody had it at one time: the standard error is then 0 and
        says nothing.

    Raises
    ------
    ValueError
        When the horizon is not above 0.

    References
    ----------
    Royston & Parmar 2013, doi:10.1186/1471-2288-13-152; Klein & Moeschberger 2003, section 4.5,
    doi:10.1007/b97377.

    Examples
    --------
    >>> from cartaid.statistics.kaplan_meier import kaplan_meier
    >>> restricted_mean(kaplan_meier([2.0, 4.0], [1, 1]), 4.0).mean.estimate
    3.0
    """
    if not (math.isfinite(horizon) and horizon > 0):
        raise ValueError(f"the horizon must be above 0, not {horizon!r}")
    horizon = float(horizon)
    text = f"restricted mean to {horizon:g}, normal {100 * curve.level:g} %"
    reason = curve.reason
    if not reason and horizon > curve.time[-1] and curve.survival[-1] > 0:
        reason = f"follow-up ended at {curve.time[-1]:g}, before the horizon"
    if reason:
        return RestrictedMean(horizon, not_estimable(text, reason, curve.level), None)
    before = curve.time < horizon
    start = np.concatenate([[0.0], curve.time[before]])
    piece = np.concatenate([[1.0], curve.survival[before]]) * np.diff(np.concatenate([start, [horizon]]))
    mean = float(piece.sum())
    area_after = piece[::-1].cumsum()[::-1][1:]
    n, d = curve.at_risk[before].astype(float), curve.events[before].astype(float)
    # Where everybody at risk has the event no area is left, and n - d is 0.
    share = np.where((d > 0) & (n > d), d / np.maximum(n * (n - d), 1), 0.0)
    se = math.sqrt(float((area_after**2 * share).sum()))
    if se == 0:
        why = "everybody at risk had the event at one time" if d.any() else "no event before the horizon"
        reason = f"the standard error is 0 ({why}) and says nothing"
        return RestrictedMean(horizon, Estimate(mean, None, None, curve.level, text, reason), None)
    half = -normal_quantile(tail_probability(curve.level)) * se
    low, high = max(mean - half, 0.0), min(mean + half, horizon)
    return RestrictedMean(horizon, Estimate(mean, low, high, curve.level, text), se)
