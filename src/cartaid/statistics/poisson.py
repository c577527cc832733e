"""Event rates per person-time: exact limits, and limits that allow for repeated events in a patient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from cartaid.statistics.distribution import gamma_quantile, t_quantile
from cartaid.statistics.estimate import Estimate, Sided, not_estimable, tail_probability


@dataclass(frozen=True, slots=True)
class ClusteredRate:
    """A rate of events that may repeat within a patient.

    Parameters
    ----------
    rate : Estimate
        All events over all person-time, with limits that allow for clustering.
    exact : Estimate
        The same rate with Garwood limits, which hold only when events are independent.
    patients, events, patients_with_repeats : int
        Counts.
    person_time : float
        Total, in the unit that went in.
    dispersion : float or None
        Pearson chi-square over its degrees of freedom; 1 when events are independent, above 1 when they
        cluster. `None` with fewer than two patients or no event.
    overdispersed : bool
        Some patient had more than one event and `dispersion` is above 1.
    """

    rate: Estimate
    exact: Estimate
    patients: int
    events: int
    patients_with_repeats: int
    person_time: float
    dispersion: float | None
    overdispersed: bool


def poisson_rate(
    events: int, person_time: float, *, per: float = 1.0, level: float = 0.95, sided: Sided = "two-sided"
) -> Estimate:
    """Events per person-time with exact (Garwood) limits.

    Parameters
    ----------
    events : int
        Number of events.
    person_time : float
        Time at risk summed over patients, in any unit (years, days).
    per : float
        The rate is given per this much person-time, in the same unit: with days, 365.25 gives a rate per
        patient-year and 100 a rate per 100 patient-days.
    level : float
        Confidence level.
    sided : {"two-sided", "lower", "upper"}
        "lower" gives only a lower limit (high is `None`), "upper" only an upper limit (low is 0).

    Returns
    -------
    Estimate
        Rate and limits: chi-square(tail; 2d) / 2T and chi-square(1 - tail; 2d + 2) / 2T. Without person-time
        nothing is estimable.

    Raises
    ------
    ValueError
        For a negative count, negative or non-finite time, or `per` not above 0.

    References
    ----------
    Garwood 1936, doi:10.1093/biomet/28.3-4.437.

    Examples
    --------
    >>> rate = poisson_rate(1, 15)
    >>> [round(v, 4) for v in (rate.estimate, rate.low, rate.high)]
    [0.0667, 0.0017, 0.3714]
    """
    tail = tail_probability(level, sided)
    d = index(events)
    _check_time(person_time, per)
    if d < 0:
        raise ValueError(f"events must be a count, not {d}")
    sides = "two-sided" if sided == "two-sided" else f"one-sided {sided}"
    text = f"exact Poisson (Garwood), {sides} {100 * level:g} %"
    if person_time == 0:
        return not_estimable(text, "no person-time at risk", level)
    # A chi-square quantile with 2d degrees of freedom is twice a gamma quantile with shape d.
    low: float = 0.0 if d == 0 or sided == "upper" else gamma_quantile(tail, d)
    high: float | None = None if sided == "lower" else gamma_quantile(1 - tail, d + 1)
    scale = per / person_time
    reason = "no event: a one-sided lower limit says nothing" if sided == "lower" and d == 0 else ""
    return Estimate(d * scale, low * scale, None if high is None else high * scale, level, text, reason)


def clustered_rate(
    events: Sequence[int] | ArrayLike, person_time: ArrayLike, *, per: float = 1.0, level: float = 0.95
) -> ClusteredRate:
    """Rate of events that may repeat within a patient, with limits that allow for it.

    The limits come from the sandwich variance of the log rate with the patient as cluster,
    sum (d_i - rate t_i)^2 / (sum d_i)^2 * n / (n - 1), and a t quantile with n - 1 degrees of freedom. It is
    closed and needs no random numbers. At n = 15 it can by chance come out narrower than the interval for
    independent events, so each limit is never nearer to the rate than Garwood's.

    Parameters
    ----------
    events : array of int, shape (patients,)
        Number of events of each patient, zeros included.
    person_time : array of float, shape (patients,)
        Time at risk of each patient.
    per : float
        The rate is given per this much person-time, in the same unit.
    level : float
        Confidence level, two-sided.

    Returns
    -------
    ClusteredRate
        `rate` falls back to Garwood limits, and says so, without events or with fewer than two patients.

    Raises
    ------
    ValueError
        When shapes differ, counts are negative or not whole, or times are negative or not finite.

    References
    ----------
    Liang & Zeger 1986, doi:10.1093/biomet/73.1.13 (sandwich variance); Garwood 1936,
    doi:10.1093/biomet/28.3-4.437; McCullagh & Nelder 1989, section 6.2 (Pearson dispersion).

    Examples
    --------
    >>> result = clustered_rate([4, 0, 0, 1, 0], [1.0, 1.0, 1.0, 1.0, 1.0])
    >>> result.overdispersed, result.rate.high > result.exact.high
    (True, True)
    """
    d = np.asarray(events, dtype=float)
    t = np.asarray(person_time, dtype=float)
    if d.ndim != 1 or d.shape != t.shape:
        raise ValueError(f"events and person_time must be one-dimensional and alike: {d.shape}, {t.shape}")
    if not (np.isfinite(d).all() and (d >= 0).all() and (d == np.floor(d)).all()):
        raise ValueError("events must be counts")
    if not (np.isfinite(t).all() and (t >= 0).all()):
        raise ValueError("person_time must be finite and not negative")
    if ((t == 0) & (d > 0)).any():
        raise ValueError("a patient without time at risk cannot have an event")
    sums = ClusterSums(
        int((t > 0).sum()),
        int(d.sum()),
        float(t.sum()),
        float((d * d).sum()),
        float((d * t).sum()),
        float((t * t).sum()),
        int((d > 1).sum()),
    )
    found = clustered_rate_of_sums(sums, per=per, level=level)
    if found.dispersion is None:
        return found
    lam, used = sums.events / sums.person_time, t > 0
    dispersion = float(((d - lam * t)[used] ** 2 / (lam * t[used])).sum() / (sums.patients - 1))
    return replace(found, dispersion=dispersion, overdispersed=sums.repeats > 0 and dispersion > 1)


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums over patients that a clustered rate needs: a query can give them without listing the patients.

    Parameters
    ----------
    patients, events : int
        Patients with time at risk, and all their events.
    person_time : float
        Total time at risk.
    events_squared, events_by_time, time_squared : float
        Sums over patients of d^2, d t and t^2, d events in time t.
    repeats : int
        Patients with more than one event.
    """

    patients: int
    events: int
    person_time: float
    events_squared: float
    events_by_time: float
    time_squared: float
    repeats: int


def clustered_rate_of_sums(sums: ClusterSums, *, per: float = 1.0, level: float = 0.95) -> ClusteredRate:
    """Give `clustered_rate` from sums over patients.

    Parameters
    ----------
    sums : ClusterSums
        The sums.
    per : float
        The rate is given per this much person-time, in the same unit.
    level : float
        Confidence level, two-sided.

    Returns
    -------
    ClusteredRate
        `dispersion` is that of patients followed equally long, the mean time each.

    Examples
    --------
    >>> found = clustered_rate_of_sums(ClusterSums(5, 5, 5.0, 17.0, 5.0, 5.0, 1))
    >>> found.rate == clustered_rate([4, 0, 0, 1, 0], [1.0] * 5).rate
    True
    """
    tail = tail_probability(level)
    n, total, time, repeats = sums.patients, sums.events, sums.person_time, sums.repeats
    exact = poisson_rate(total, time, per=per, level=level)
    if n < 2 or total == 0:
        rate = exact
        if exact.estimate is not None:
            why = "no event" if total == 0 else "fewer than two patients"
            rate = replace(exact, reason=f"{why}: clustering cannot be assessed")
        return ClusteredRate(rate, exact, n, total, repeats, time, None, False)
    lam = total / time
    # The sum of (d - lam t)^2; rounding must not take it below 0.
    residual = max(sums.events_squared - 2 * lam * sums.events_by_time + lam**2 * sums.time_squared, 0.0)
    dispersion = residual / (lam * time / n) / (n - 1)
    se_log = math.sqrt(residual * n / (n - 1)) / total
    # With two patients and a high level the t quantile is enormous; the cap keeps the limit a finite number.
    factor = math.exp(min(t_quantile(1 - tail, n - 1) * se_log, 700.0))
    low, high = lam * per / factor, lam * per * factor
    rate = Estimate(
        lam * per,
        low if exact.low is None else min(low, exact.low),
        high if exact.high is None else max(high, exact.high),
        level,
        f"sandwich by patient on the log scale, t({n - 1}), at least Garwood, {100 * level:g} %",
    )
    return ClusteredRate(rate, exact, n, total, repeats, time, dispersion, repeats > 0 and dispersion > 1)


def _check_time(person_time: float, per: float) -> None:
    if not (math.isfinite(person_time) and person_time >= 0):
        raise ValueError(f"person_time must be finite and not negative, not {person_time!r}")
    if not (math.isfinite(per) and per > 0):
        raise ValueError(f"per must be above 0, not {per!r}")
