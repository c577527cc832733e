"""The closed-form curve: exponential expansion to a peak, then a fall in two phases."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np


def log_curve(
    time: Any,
    log_peak: Any,
    log_peak_day: Any,
    log_fold: Any,
    log_contraction: Any,
    logit_persisting: Any,
    log_persistence: Any,
    lag_share: Any = 0.0,
    xp: ModuleType = np,
) -> Any:
    """Give the natural logarithm of CAR T cells at a time.

    From the end of the lag to the peak the cells grow exponentially by the fold expansion; after the peak a fraction
    F falls at the persistence rate and the rest at the contraction rate. At the peak the curve is the peak value; it
    is continuous everywhere and has no branches, so that it can be differentiated.

    Parameters
    ----------
    time : array
        Days from the infusion, 0 or later.
    log_peak, log_peak_day : array
        Logarithm of the peak (in the unit of the samples) and of its day.
    log_fold : array
        Logarithm of the fold expansion, peak / value at the infusion.
    log_contraction, log_persistence : array
        Logarithm of the two rates of fall, per day.
    logit_persisting : array
        Logit of F, the fraction of the peak that falls slowly.
    lag_share : array
        Lag before expansion as a share of the peak day, 0 to below 1; 0 is no lag.
    xp : module
        `numpy`, or `jax.numpy` inside the model.

    Returns
    -------
    array
        Logarithm of the value, in the broadcast shape of the arguments.

    References
    ----------
    Stein et al. 2019, doi:10.1002/psp4.12388 (the curve); Ogasawara et al. 2021, doi:10.1007/s40262-021-01039-5 (with
    a lag).

    Examples
    --------
    >>> import math
    >>> at_peak = log_curve(9.0, math.log(100), math.log(9), math.log(1000), math.log(0.2), -4.0, math.log(0.01))
    >>> round(float(np.exp(at_peak)), 6)
    100.0
    """
    peak_day = xp.exp(log_peak_day)
    lag = lag_share * peak_day
    grown = xp.clip((time - lag) / (peak_day - lag), 0.0, 1.0)
    after = xp.maximum(time - peak_day, 0.0)
    # log F and log(1 - F) from the logit, without loss where F is small.
    log_slow = -xp.logaddexp(0.0, -logit_persisting)
    log_fast = -xp.logaddexp(0.0, logit_persisting)
    fall = xp.logaddexp(
        log_fast - xp.exp(log_contraction) * after, log_slow - xp.exp(log_persistence) * after
    )
    return log_peak + log_fold * (grown - 1.0) + fall


def doubling_time(log_peak_day: Any, log_fold: Any, lag_share: Any = 0.0) -> Any:
    """Give the doubling time during expansion, in days.

    Parameters
    ----------
    log_peak_day, log_fold, lag_share : array
        As in `log_curve`.

    Returns
    -------
    array
        ln 2 divided by the growth rate ln(fold) / (peak day - lag).

    Examples
    --------
    >>> round(float(doubling_time(np.log(9.3), np.log(3900))), 2)  # the published 0.78 days
    0.78
    """
    return np.log(2.0) * np.exp(log_peak_day) * (1.0 - lag_share) / log_fold


def half_life(log_rate: Any) -> Any:
    """Give the half-life of a rate, in days.

    Parameters
    ----------
    log_rate : array
        Logarithm of a rate per day.

    Returns
    -------
    array
        ln 2 divided by the rate.

    Examples
    --------
    >>> round(float(half_life(np.log(0.16))), 1)  # the published 4.3 days
    4.3
    """
    return np.log(2.0) / np.exp(log_rate)
