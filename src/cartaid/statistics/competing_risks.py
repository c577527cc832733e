"""Cumulative incidence of one event among competing ones (Aalen-Johansen)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from cartaid.statistics.beta_product import beta_product_limits
from cartaid.statistics.binomial import binomial_interval
from cartaid.statistics.distribution import beta_quantile, normal_quantile
from cartaid.statistics.estimate import Estimate, not_estimable, tail_probability
from cartaid.statistics.risk_set import Floats, Ints, risk_table

IncidenceLimits = Literal["log-log", "exact"]


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeIncidence:
    """Cumulative incidence of every cause: one column per distinct time, each value holding until the next.

    Parameters
    ----------
    time : array, shape (times,)
        Distinct observed times, ascending, in the unit that went in.
    at_risk, remaining : array of int, shape (times,)
        Patients at risk at the time, patients observed for longer.
    events : array of int, shape (causes, times)
        Events of each cause; row 0 is cause 1.
    incidence, variance, low, high : array, shape (causes, times)
        Estimate, Aalen-type variance and limits ("exact" ones have a variance of their own, see `aalen_johansen`).
    event_free : array, shape (times,)
        Probability of no event of any cause.
    patients : int
        All patients.
    level : float
        Confidence level.
    limits : {"log-log", "exact"}
        How the limits were computed.
    reason : str
        Why there is no curve (then the arrays are empty).
    """

    time: Floats
    at_risk: Ints
    remaining: Ints
    events: Ints
    incidence: Floats
    variance: Floats
    low: Floats
    high: Floats
    event_free: Floats
    patients: int
    level: float
    limits: IncidenceLimits = "log-log"
    reason: str = ""


def aalen_johansen(
    time: ArrayLike,
    cause: ArrayLike,
    *,
    causes: int | None = None,
    limits: IncidenceLimits = "log-log",
    level: float = 0.95,
) -> CumulativeIncidence:
    """Cumulative incidence of each cause with its limits; ties are counted, never broken at random.

    Events of all causes at one time happen together, and before the censorings at that time. The variance is
    the Aalen type used by SAS and cmprsk.

    Parameters
    ----------
    time : array, shape (patients,)
        Time to the first event of any cause or to the end of observation, 0 or later, any unit, any order.
    cause : array of int, shape (patients,)
        0 where censored, 1, 2, ... for the causes.
    causes : int or None
        Number of causes; the highest in the data when not given.
    limits : {"log-log", "exact"}
        Log-log as in SAS and cmprsk; "exact" for few patients. While no competing event has happened the estimate is
        1 minus Kaplan-Meier and its exact limits are the beta-product ones of `kaplan_meier`. Afterwards they are
        those of Clopper and Pearson at the effective sample size F (1 - F) / variance, at most the number of
        patients; the variance is the one of Greenwood's type, which without censoring is F (1 - F) / N. As long as
        nobody is censored both are therefore the limits of x of N. Neither limit falls with time.
    level : float
        Confidence level, pointwise and two-sided.

    Returns
    -------
    CumulativeIncidence
        With log-log limits: where a cause has had no event the upper limit is the exact binomial one on the patients at risk;
        where the incidence is 1 the lower limit is the beta-product one. With a `reason` and no rows when
        there is no patient, or a time or cause is missing or a time negative.

    Raises
    ------
    ValueError
        When shapes differ, a cause is not a whole number from 0 to `causes`, or limits or level are unknown.

    References
    ----------
    Aalen & Johansen 1978, https://www.jstor.org/stable/4615704; Aalen 1978, doi:10.1214/aos/1176344198; Gray
    1988, doi:10.1214/aos/1176350951 (its tie correction as in cmprsk); Fay, Brittain & Proschan 2013,
    doi:10.1093/biostatistics/kxt016 (beta-product); Dorey & Korn 1987, doi:10.1002/sim.4780060605 (effective sample
    size, from memory); Allignol, Schumacher & Beyersmann 2010, doi:10.1007/s00180-009-0163-1 (variance of Greenwood's
    type, from memory; derived anew in `_greenwood_variance`).

    Examples
    --------
    >>> curve = aalen_johansen([5, 5, 7, 9, 10], [1, 2, 0, 1, 0])
    >>> [round(float(f), 3) for f in curve.incidence[0]]
    [0.2, 0.2, 0.5, 0.5]
    """
    if limits not in get_args(IncidenceLimits):
        raise ValueError(f"limits must be one of {', '.join(get_args(IncidenceLimits))}, not {limits!r}")
    tail = tail_probability(level)
    codes = np.asarray(cause, dtype=np.float64)
    if causes is None:
        known = codes[np.isfinite(codes)]
        causes = max(1, int(known.max())) if known.size else 1
    table = risk_table(time, codes, causes + 1)
    events = table.counts[1:]
    n, d = table.at_risk.astype(float), events.sum(axis=0).astype(float)
    free = np.cumprod(1 - d / np.maximum(n, 1))
    free_before = np.concatenate([[1.0], free[:-1]])[: len(free)]
    incidence = np.cumsum(free_before * events / np.maximum(n, 1), axis=1)
    # Rounding may push a sum of fractions a hair over what is left.
    incidence = np.minimum(incidence, 1.0)
    variance = np.array([_aalen_variance(row, events[i], d, n, free) for i, row in enumerate(incidence)])
    variance = variance.reshape(incidence.shape)
    certain = (incidence >= 1 - 1e-12) & (free == 0)
    if limits == "exact":
        found = [
            _exact_limits(
                row,
                _greenwood_variance(row, events[i], d, n, free),
                events[i],
                table.at_risk,
                d,
                table.remaining,
                table.patients,
                tail,
            )
            for i, row in enumerate(incidence)
        ]
        low, high = (np.array([pair[side] for pair in found]).reshape(incidence.shape) for side in (0, 1))
    else:
        low, high = _limits(incidence, variance, tail)
        _, free_high = beta_product_limits(table.at_risk, events.sum(axis=0), table.remaining, tail)
        none_yet = np.cumsum(events, axis=1) == 0
        low = np.where(none_yet, 0.0, np.where(certain, 1 - free_high, low))
        high = np.where(none_yet, 1 - tail ** (1 / np.maximum(n, 1)), np.where(certain, 1.0, high))
    return CumulativeIncidence(
        table.time,
        table.at_risk,
        table.remaining,
        events,
        np.where(certain, 1.0, incidence),
        variance,
        low,
        high,
        free,
        table.patients,
        level,
        limits,
        table.reason,
    )


def incidence_at(curve: CumulativeIncidence, cause: int, time: float) -> Estimate:
    """Read the cumulative incidence of a cause at a time.

    Parameters
    ----------
    curve : CumulativeIncidence
        A fitted curve.
    cause : int
        1 for the first cause.
    time : float
        0 or later, in the unit of the curve.

    Returns
    -------
    Estimate
        A probability; not estimable beyond the last observed time while somebody is still free of any event.

    Raises
    ------
    ValueError
        When the cause is not one of the curve or the time is negative or not finite.

    Examples
    --------
    >>> curve = aalen_johansen([5, 5, 7, 9, 10], [1, 2, 0, 1, 0])
    >>> round(incidence_at(curve, 2, 8.0).estimate, 3)
    0.2
    """
    if not (1 <= cause <= len(curve.events)):
        raise ValueError(f"cause must be 1 to {len(curve.events)}, not {cause}")
    if not (math.isfinite(time) and time >= 0):
        raise ValueError(f"time must be 0 or later, not {time!r}")
    per_cent = f"{100 * curve.level:g} %"
    text = f"Aalen-Johansen, Aalen variance, log-log {per_cent}"
    row = int(np.searchsorted(curve.time, time, side="right")) - 1
    if curve.limits == "exact":
        others = int(curve.events[:, : row + 1].sum() - curve.events[cause - 1, : row + 1].sum())
        kind = "Clopper-Pearson at the effective sample size"
        if not others:
            kind = "beta-product, no competing event"
        elif _uncensored(curve, row):
            kind = "Clopper-Pearson, nobody censored"
        text = f"Aalen-Johansen, {kind}, {per_cent}"
    if curve.reason:
        return not_estimable(text, curve.reason, curve.level)
    if time > curve.time[-1] and curve.event_free[-1] > 0:
        return not_estimable(text, f"follow-up ended at {curve.time[-1]:g}", curve.level)
    if row < 0 or curve.events[cause - 1, : row + 1].sum() == 0:
        exactly = row >= 0 and bool(curve.time[row] == time) and curve.limits != "exact"
        at_risk = curve.patients if row < 0 else int((curve.at_risk if exactly else curve.remaining)[row])
        if curve.limits == "exact" and _uncensored(curve, row):
            at_risk = curve.patients
        if curve.limits != "exact":
            text = f"no such event yet: exact binomial limit on {at_risk} at risk, {per_cent}"
        if at_risk == 0:
            return Estimate(0.0, 0.0, None, curve.level, text, "nobody is at risk any more: no upper limit")
        return Estimate(0.0, 0.0, binomial_interval(0, at_risk, level=curve.level).high, curve.level, text)
    i = cause - 1
    estimate, low, high = (float(a[i, row]) for a in (curve.incidence, curve.low, curve.high))
    if estimate == 1 and curve.limits != "exact":
        text = f"Aalen-Johansen, beta-product {per_cent} (incidence is 1)"
    return Estimate(estimate, low, high, curve.level, text)


def _uncensored(curve: CumulativeIncidence, row: int) -> bool:
    """Say whether nobody was censored up to a row: whoever is not observed for longer had an event of some cause."""
    return row < 0 or int(curve.events[:, : row + 1].sum() + curve.remaining[row]) == curve.patients


def _aalen_variance(
    incidence: Floats, events: Ints, all_events: Floats, at_risk: Floats, free: Floats
) -> Floats:
    """Aalen-type variance of one cause, as v1 - 2 F v2 + F^2 v3 with running sums."""
    before = np.concatenate([[1.0], free[:-1]])[: len(free)]
    own = events.astype(float)
    other = all_events - own
    left = free > 0
    inverse = np.where(left, 1 / np.where(left, free, 1.0), 0.0)

    def share(d: Floats) -> Floats:
        # Variance of an increment: S^2 d/n^2, shrunk by (n - d)/(n - 1) when d events are tied.
        tied = np.where(d > 1, (at_risk - d) / np.maximum(at_risk - 1, 1), 1.0)
        weight: Floats = before**2 * tied * d / np.maximum(at_risk, 1) ** 2
        return weight

    # With other causes only what follows is affected, which is nothing once nobody is left.
    w_own, w_other = share(own), share(other) * left
    t_own, t_other = 1 + incidence * inverse, incidence * inverse
    v1 = np.cumsum(w_own * t_own**2 + w_other * t_other**2)
    v2 = np.cumsum(inverse * (w_own * t_own + w_other * t_other))
    v3 = np.cumsum(inverse**2 * (w_own + w_other))
    # A cause without events so far has no variance; rounding must not make one, nor a negative one.
    return np.where(np.cumsum(own) > 0, np.maximum(v1 - 2 * incidence * v2 + incidence**2 * v3, 0.0), 0.0)


def _greenwood_variance(
    incidence: Floats, events: Ints, all_events: Floats, at_risk: Floats, free: Floats
) -> Floats:
    """Variance of Greenwood's type of one cause, by the delta method on the shares of each time.

    Of the Y at risk at a time a share p has the event of the cause, q any event; they vary as multinomial shares do. Up
    to t the incidence F(t) changes by S(s-) (1 - G) with p and by -S(s-) G with the share of other causes, where
    G = (F(t) - F(s)) / S(s) is what those left have still to come. The sum over s of
    [S(s-)^2 p (1 - p) - 2 (F(t) - F(s)) S(s-) p + (F(t) - F(s))^2 q S(s-) / S(s)] / Y, with running sums over s.
    Without censoring the shares multiply to x of N, whose variance is F (1 - F) / N.
    """
    before = np.concatenate([[1.0], free[:-1]])[: len(free)]
    y = np.maximum(at_risk, 1)
    p, q = events / y, all_events / y
    # Where nobody is left nothing comes any more: F(t) - F(s) is 0.
    weight = np.where(free > 0, q * before / np.where(free > 0, free, 1.0), 0.0) / y
    own = np.cumsum(before**2 * p * (1 - p) / y)
    cross = before * p / y
    once, twice = np.cumsum(cross), np.cumsum(cross * incidence)
    w0, w1, w2 = (np.cumsum(weight * incidence**power) for power in (0, 1, 2))
    variance = own - 2 * (incidence * once - twice) + incidence**2 * w0 - 2 * incidence * w1 + w2
    return np.maximum(variance, 0.0)


def _exact_limits(
    incidence: Floats,
    variance: Floats,
    own: Ints,
    at_risk: Ints,
    all_events: Floats,
    remaining: Ints,
    patients: int,
    tail: float,
) -> tuple[Floats, Floats]:
    """Limits of one cause: beta-product while nothing competed, then Clopper-Pearson at the effective size."""
    free_low, free_high = beta_product_limits(at_risk, own, remaining, tail)
    low, high = 1 - free_high, 1 - free_low
    alone = np.cumsum(all_events) == np.cumsum(own)
    uncensored = np.cumsum(all_events) + remaining == patients
    for place in np.flatnonzero(~alone):
        f, v = float(incidence[place]), float(variance[place])
        if own[: place + 1].sum() == 0:
            left = patients if uncensored[place] else int(remaining[place])
            low[place], high[place] = 0.0, 1 - tail ** (1 / left) if left else 1.0
        else:
            size = patients if uncensored[place] or v <= 0 else min(f * (1 - f) / v, patients)
            low[place] = beta_quantile(tail, size * f, size * (1 - f) + 1)
            high[place] = beta_quantile(1 - tail, size * f + 1, size * (1 - f))
    # An incidence only rises: what held before holds afterwards.
    return np.maximum.accumulate(low), np.maximum.accumulate(high)


def _limits(incidence: Floats, variance: Floats, tail: float) -> tuple[Floats, Floats]:
    inside = (incidence > 0) & (incidence < 1)
    f = np.where(inside, incidence, 0.5)
    # At an incidence within rounding of 1 the exponent overflows; those entries are replaced by the caller.
    with np.errstate(over="ignore"):
        spread = np.exp(np.minimum(-normal_quantile(tail) * np.sqrt(variance) / np.abs(f * np.log(f)), 700.0))
    return np.where(inside, f**spread, incidence), np.where(inside, f ** (1 / spread), incidence)
