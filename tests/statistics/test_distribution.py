"""The distribution functions, held against SciPy over the parameters that small and large studies reach."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from cartaid.statistics.distribution import (
    beta_cdf,
    beta_quantile,
    gamma_cdf,
    gamma_quantile,
    normal_quantile,
    t_quantile,
)

PROBABILITY = st.floats(1e-6, 1 - 1e-6)
PARAMETER = st.floats(0.3, 2000)
DEGREES = (1, 2, 5, 14, 253)


def close(found: float, expected: float, share: float = 1e-9) -> bool:
    return math.isclose(found, expected, rel_tol=share, abs_tol=1e-300)


@given(st.floats(1e-9, 1 - 1e-9), PARAMETER, PARAMETER)
def test_the_beta_distribution_function_is_that_of_scipy(x: float, a: float, b: float) -> None:
    assert math.isclose(beta_cdf(x, a, b), special.betainc(a, b, x), rel_tol=1e-9, abs_tol=1e-14)


@settings(deadline=None)
@given(PROBABILITY, PARAMETER, PARAMETER)
def test_the_beta_quantile_is_that_of_scipy(p: float, a: float, b: float) -> None:
    # Where the distribution function is flat, neighbouring quantiles have the same probability to the last bit.
    found = beta_quantile(p, a, b)
    assert close(found, special.betaincinv(a, b, p)) or math.isclose(
        special.betainc(a, b, found), p, rel_tol=1e-10
    )


@pytest.mark.parametrize("n", [1, 2, 3, 8, 15, 254, 10_000])
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_every_exact_binomial_limit_is_that_of_scipy(n: int, level: float) -> None:
    tail = (1 - level) / 2
    for x in sorted({1, 2, n // 2, n - 1, n} & set(range(1, n + 1))):
        assert close(beta_quantile(tail, x, n - x + 1), special.betaincinv(x, n - x + 1, tail), 1e-10)
        assert close(beta_quantile(1 - tail, n - x + 1, x), special.betaincinv(n - x + 1, x, 1 - tail), 1e-10)


@given(st.floats(0, 3000), st.floats(0.3, 2000))
def test_the_gamma_distribution_function_is_that_of_scipy(x: float, shape: float) -> None:
    assert math.isclose(gamma_cdf(x, shape), special.gammainc(shape, x), rel_tol=1e-9, abs_tol=1e-14)


@settings(deadline=None)
@given(PROBABILITY, st.floats(0.3, 2000))
def test_the_gamma_quantile_is_that_of_scipy(p: float, shape: float) -> None:
    assert close(gamma_quantile(p, shape), special.gammaincinv(shape, p))


@given(PROBABILITY)
def test_the_normal_quantile_is_that_of_scipy(p: float) -> None:
    assert math.isclose(normal_quantile(p), special.ndtri(p), rel_tol=1e-12, abs_tol=1e-14)


@pytest.mark.parametrize("degrees", DEGREES)
@pytest.mark.parametrize("p", [0.005, 0.025, 0.1, 0.5, 0.6, 0.975, 0.995])
def test_the_t_quantile_is_that_of_scipy(degrees: int, p: float) -> None:
    assert math.isclose(t_quantile(p, degrees), special.stdtrit(degrees, p), rel_tol=1e-9, abs_tol=1e-14)


def test_the_ends_and_what_cannot_be() -> None:
    assert (beta_quantile(0, 2, 3), beta_quantile(1, 2, 3)) == (0.0, 1.0)
    assert (gamma_quantile(0, 2), gamma_quantile(1, 2)) == (0.0, math.inf)
    for wrong in (
        lambda: beta_quantile(1.1, 1, 1),
        lambda: beta_quantile(0.5, 0, 1),
        lambda: gamma_cdf(1, 0),
    ):
        with pytest.raises(ValueError, match=r"probability|positive"):
            wrong()
