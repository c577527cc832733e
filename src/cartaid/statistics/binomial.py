"""Confidence intervals of a proportion x/N."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import index
from typing import Literal

from cartaid.statistics.distribution import beta_cdf, beta_quantile, normal_quantile
from cartaid.statistics.estimate import Estimate, Sided, not_estimable, tail_probability

Method = Literal["clopper-pearson", "wilson", "jeffreys", "mid-p", "agresti-coull"]


def binomial_interval(
    x: int,
    n: int,
    method: Method = "clopper-pearson",
    level: float = 0.95,
    sided: Sided = "two-sided",
) -> Estimate:
    """Confidence interval of a proportion, exact (Clopper-Pearson) unless another method is named.

    Parameters
    ----------
    x : int
        Number with the event, 0 to n.
    n : int
        Number evaluated.
    method : {"clopper-pearson", "wilson", "jeffreys", "mid-p", "agresti-coull"}
        Jeffreys sets the lower limit to 0 at x = 0 and the upper to 1 at x = n; Agresti-Coull is clipped to
        0-1. Wilson has no continuity correction.
    level : float
        Confidence level.
    sided : {"two-sided", "lower", "upper"}
        "lower" gives a one-sided lower limit (high is 1), "upper" a one-sided upper limit (low is 0).

    Returns
    -------
    Estimate
        Fractions, not percent. `estimate` is x/n for every method. With n = 0 nothing is estimable.

    Raises
    ------
    ValueError
        When not 0 <= x <= n, or method, level or sided are unknown.
    TypeError
        When x or n is not a whole number type.

    References
    ----------
    Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404; Wilson 1927, doi:10.1080/01621459.1927.10502953;
    Brown, Cai & DasGupta 2001, doi:10.1214/ss/1009213286 (Jeffreys with its edge rule, Agresti-Coull);
    Berry & Armitage 1995, doi:10.2307/2348891 (mid-P).

    Examples
    --------
    >>> ci = binomial_interval(8, 8)
    >>> round(ci.low, 4), ci.high, ci.method
    (0.6306, 1.0, 'Clopper-Pearson, two-sided 95 %')
    """
    if method not in _LIMITS:
        raise ValueError(f"method must be one of {', '.join(_LIMITS)}, not {method!r}")
    tail = tail_probability(level, sided)
    x, n = index(x), index(n)
    if not 0 <= x <= n:
        raise ValueError(f"x must be a count from 0 to n: x = {x}, n = {n}")
    name, limits = _LIMITS[method]
    text = f"{name}, {_side_text(sided)} {100 * level:g} %"
    if n == 0:
        return not_estimable(text, "nobody was evaluable (n = 0)", level)
    low, high = limits(x, n, tail)
    # Rounding may leave a limit a hair outside 0-1, or not exactly on it.
    low, high = min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)
    reason = ""
    if sided == "lower":
        high = 1.0
        reason = "no event: a one-sided lower limit says nothing" if x == 0 else ""
    elif sided == "upper":
        low = 0.0
        reason = "every patient had the event: a one-sided upper limit says nothing" if x == n else ""
    return Estimate(x / n, low, high, level, text, reason)


def _side_text(sided: Sided) -> str:
    return "two-sided" if sided == "two-sided" else f"one-sided {sided}"


def _clopper_pearson(x: int, n: int, tail: float) -> tuple[float, float]:
    low = 0.0 if x == 0 else beta_quantile(tail, x, n - x + 1)
    high = 1.0 if x == n else beta_quantile(1 - tail, x + 1, n - x)
    return low, high


def _wilson(x: int, n: int, tail: float) -> tuple[float, float]:
    z = _normal_quantile(tail)
    centre = (x + z * z / 2) / (n + z * z)
    half = z * math.sqrt(x * (n - x) / n + z * z / 4) / (n + z * z)
    # At the edges the formula is 0 or 1 exactly, floating point is not.
    return (0.0 if x == 0 else centre - half), (1.0 if x == n else centre + half)


def _agresti_coull(x: int, n: int, tail: float) -> tuple[float, float]:
    z = _normal_quantile(tail)
    centre = (x + z * z / 2) / (n + z * z)
    half = z * math.sqrt(centre * (1 - centre) / (n + z * z))
    return centre - half, centre + half


def _jeffreys(x: int, n: int, tail: float) -> tuple[float, float]:
    # Without the edge rule 8/8 would get an upper limit of 0.99994, below its own estimate.
    low = 0.0 if x == 0 else beta_quantile(tail, x + 0.5, n - x + 0.5)
    high = 1.0 if x == n else beta_quantile(1 - tail, x + 0.5, n - x + 0.5)
    return low, high


def _mid_p(x: int, n: int, tail: float) -> tuple[float, float]:
    low = 0.0 if x == 0 else _bisect(lambda p: _mid_p_upper_tail(x, n, p) - tail)
    high = 1.0 if x == n else _bisect(lambda p: _mid_p_upper_tail(x, n, p) - (1 - tail))
    return low, high


def _mid_p_upper_tail(x: int, n: int, p: float) -> float:
    """P(X > x) + P(X = x)/2 = (P(X >= x) + P(X >= x + 1))/2, increasing in p."""
    at_least = 1.0 if x == 0 else beta_cdf(p, x, n - x + 1)
    more = 0.0 if x == n else beta_cdf(p, x + 1, n - x)
    return (at_least + more) / 2


def _bisect(f: Callable[[float], float]) -> float:
    """Root of an increasing function on 0-1, to the last bit."""
    low, high = 0.0, 1.0
    while low < (mid := (low + high) / 2) < high:
        low, high = (mid, high) if f(mid) < 0 else (low, mid)
    return high


def _normal_quantile(tail: float) -> float:
    return -normal_quantile(tail)


_LIMITS: dict[str, tuple[str, Callable[[int, int, float], tuple[float, float]]]] = {
    "clopper-pearson": ("Clopper-Pearson", _clopper_pearson),
    "wilson": ("Wilson", _wilson),
    "jeffreys": ("Jeffreys", _jeffreys),
    "mid-p": ("mid-P", _mid_p),
    "agresti-coull": ("Agresti-Coull", _agresti_coull),
}
