"""Distribution functions and quantiles of the beta, gamma, normal and t distributions, one value at a time.

They stand here because importing a numerical library for a few hundred quantiles takes longer than the rest of an
analysis of fifteen patients. Tests hold every one of them against SciPy.

Source: NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov, sections 8.7 and 8.9 (incomplete gamma)
and 8.17 (incomplete beta); continued fractions by Lentz's method, Thompson & Barnett 1986,
doi:10.1016/0021-9991(86)90046-X.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from statistics import NormalDist

TINY = 1e-300
PRECISION = 5e-16
"""A continued fraction or a series ends when a further term changes it by less than this share."""


def beta_cdf(x: float, a: float, b: float) -> float:
    """Give the probability that a beta(a, b) variable is at most x: the regularised incomplete beta function.

    >>> round(beta_cdf(0.5, 2, 2), 12)
    0.5
    """
    if not (a > 0 and b > 0):
        raise ValueError(f"a beta distribution needs positive parameters, not {a} and {b}")
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    # The fraction converges fast below the mean; above it, the other tail is computed.
    log_front = a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)
    if x > (a + 1) / (a + b + 2):
        return 1 - math.exp(log_front) / (b * _continued_fraction(1.0, _beta_terms(1 - x, b, a)))
    return math.exp(log_front) / (a * _continued_fraction(1.0, _beta_terms(x, a, b)))


@lru_cache(maxsize=4096)
def beta_quantile(p: float, a: float, b: float) -> float:
    """Give the value that a beta(a, b) variable stays at or below with probability p.

    >>> round(beta_quantile(0.975, 1, 8), 4)
    0.3694
    """
    _check_probability(p)
    if not (a > 0 and b > 0):
        raise ValueError(f"a beta distribution needs positive parameters, not {a} and {b}")
    if p in (0, 1):
        return float(p)
    constant = _log_beta(a, b)

    def density(x: float) -> float:
        return math.exp((a - 1) * math.log(x) + (b - 1) * math.log1p(-x) - constant)

    return _root(lambda x: beta_cdf(x, a, b) - p, density, 0.0, 1.0, a / (a + b))


def gamma_cdf(x: float, shape: float) -> float:
    """Give the probability that a gamma variable of this shape (scale 1) is at most x.

    >>> round(gamma_cdf(1.0, 1.0), 12) == round(1 - math.exp(-1), 12)
    True
    """
    if not shape > 0:
        raise ValueError(f"a gamma distribution needs a positive shape, not {shape}")
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        return front * _series(x, shape)
    return 1 - front / _continued_fraction(x + 1 - shape, _gamma_terms(x, shape))


@lru_cache(maxsize=4096)
def gamma_quantile(p: float, shape: float) -> float:
    """Give the value that a gamma variable of this shape (scale 1) stays at or below with probability p.

    >>> round(gamma_quantile(0.975, 2), 4)
    5.5716
    """
    _check_probability(p)
    if not shape > 0:
        raise ValueError(f"a gamma distribution needs a positive shape, not {shape}")
    if p in (0, 1):
        return 0.0 if p == 0 else math.inf
    high = shape + 1.0
    while gamma_cdf(high, shape) < p:
        high *= 2

    def density(x: float) -> float:
        return math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape))

    return _root(lambda x: gamma_cdf(x, shape) - p, density, 0.0, high, min(shape, high))


def normal_quantile(p: float) -> float:
    """Give the value that a standard normal variable stays at or below with probability p (0 < p < 1).

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return NormalDist().inv_cdf(p)


def t_quantile(p: float, degrees: float) -> float:
    """Give the value that a t variable with these degrees of freedom stays at or below with probability p.

    >>> round(t_quantile(0.975, 14), 4)
    2.1448
    """
    _check_probability(p)
    if p == 0.5:
        return 0.0
    tail = min(p, 1 - p)
    x = beta_quantile(2 * tail, degrees / 2, 0.5)
    size = math.inf if x == 0 else math.sqrt(degrees * (1 - x) / x)
    return size if p > 0.5 else -size


def _check_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not {p!r}")


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _beta_terms(x: float, a: float, b: float) -> Iterator[tuple[float, float]]:
    """Numerators and denominators of the continued fraction of the incomplete beta function (DLMF 8.17.22)."""
    m = 0
    while True:
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        m += 1
        yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0


def _gamma_terms(x: float, shape: float) -> Iterator[tuple[float, float]]:
    """Numerators and denominators of the continued fraction of the upper incomplete gamma function (DLMF 8.9.2)."""
    n = 0
    while True:
        n += 1
        yield -n * (n - shape), x + 2 * n + 1 - shape


def _continued_fraction(start: float, terms: Iterator[tuple[float, float]]) -> float:
    """Value of start + n1/(d1 + n2/(d2 + ...))."""
    value = start or TINY
    c, d = value, 0.0
    for numerator, denominator in terms:
        d = denominator + numerator * d
        d = 1 / (d or TINY)
        c = denominator + numerator / c
        c = c or TINY
        value *= c * d
        if abs(c * d - 1) < PRECISION:
            return value
    return value


def _series(x: float, shape: float) -> float:
    """Sum of x^n / (shape (shape + 1) ... (shape + n)), DLMF 8.7.1."""
    term = total = 1 / shape
    n = 0
    while term > total * PRECISION:
        n += 1
        term *= x / (shape + n)
        total += term
    return total


def _root(
    f: Callable[[float], float], slope: Callable[[float], float], low: float, high: float, start: float
) -> float:
    """Root of an increasing function: Newton's steps, halving the bracket where one would leave it."""
    x = start
    for _ in range(200):
        value = f(x)
        if value == 0:
            return x
        low, high = (x, high) if value < 0 else (low, x)
        rise = slope(x)
        step = x - value / rise if rise > 0 else low
        following = step if low < step < high else (low + high) / 2
        if following == x or abs(following - x) <= 2e-16 * x:
            return following
        x = following
    return x
