"""Rates against statistics-and-design.md 1.4 (R poisson.test) and R glm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.poisson import clustered_rate, poisson_rate


@pytest.mark.parametrize(
    ("events", "years", "rate", "low", "high"),
    [
        (0, 15, "0.0000", "0.0000", "0.2459"),
        (1, 15, "0.0667", "0.00169", "0.3714"),
        (1, 18.75, "0.0533", "0.001350", "0.297154"),
        (2, 20, "0.1", "0.01211", "0.36123"),
        (5, 30, "0.1667", "0.05412", "0.38894"),
    ],
)
def test_printed_rates(events, years, rate, low, high):
    got = poisson_rate(events, years)
    for value, printed in [(got.estimate, rate), (got.low, low), (got.high, high)]:
        assert f"{value:.{len(printed.split('.')[1])}f}" == printed


def test_one_sided():
    """R poisson.test(1, 18.75, alternative = "less" and "greater")."""
    upper = poisson_rate(1, 18.75, sided="upper")
    assert (upper.low, round(upper.high, 12)) == (0.0, 0.253006107647)
    lower = poisson_rate(1, 18.75, sided="lower")
    assert (round(lower.low, 14), lower.high) == (0.00273564236734, None)


def test_scaling_is_a_change_of_unit():
    days = poisson_rate(2, 20 * 365.25, per=365.25)
    years = poisson_rate(2, 20)
    assert days.estimate == pytest.approx(years.estimate)
    assert days.high == pytest.approx(years.high)
    assert poisson_rate(3, 600, per=100).estimate == pytest.approx(0.5)


def test_no_person_time_is_a_reason():
    assert poisson_rate(0, 0).reason == "no person-time at risk"
    assert clustered_rate([], []).rate.reason == "no person-time at risk"


@pytest.mark.parametrize("arguments", [(-1, 10, 1), (1, -10, 1), (1, float("nan"), 1), (1, 10, 0)])
def test_impossible_arguments(arguments):
    events, time, per = arguments
    with pytest.raises(ValueError):
        poisson_rate(events, time, per=per)


def test_clustered_by_hand():
    """4, 0, 0, 1, 0 events in a year each. Rate 1, residuals 3, -1, -1, 0, -1, their squares 12; variance of
    the log rate 12/25 x 5/4 = 0.6; t(4; 0.975) = 2.776445 (printed tables); dispersion 12/4 = 3."""
    result = clustered_rate([4, 0, 0, 1, 0], [1, 1, 1, 1, 1])
    assert result.dispersion == pytest.approx(3)
    assert result.rate.high == pytest.approx(2.718281828 ** (2.776445 * 0.6**0.5), rel=1e-6)
    assert result.rate.low == pytest.approx(1 / result.rate.high)
    assert (result.overdispersed, result.patients_with_repeats) == (True, 1)


def test_clustered_against_r():
    """R glm(d ~ offset(log t), poisson), sandwich of the score with n/(n-1), t(5); Pearson dispersion."""
    result = clustered_rate([7, 0, 1, 2, 0, 3], [2.5, 1, 1.5, 2, 0.75, 3])
    assert result.rate.estimate == pytest.approx(1.20930232558)
    assert result.rate.low == pytest.approx(0.466573453248)
    assert result.rate.high == pytest.approx(3.13436631355)
    assert result.dispersion == pytest.approx(1.57871794872)
    assert (result.exact.low, result.exact.high) == pytest.approx((0.643902557303, 2.06794380634))


def test_identical_patients_do_not_give_a_zero_width():
    result = clustered_rate([1, 1, 1], [2.0, 2.0, 2.0])
    assert (result.rate.low, result.rate.high) == (result.exact.low, result.exact.high)
    assert not result.overdispersed


def test_clustering_cannot_be_assessed():
    assert clustered_rate([0, 0], [1.0, 2.0]).rate.reason == "no event: clustering cannot be assessed"
    assert clustered_rate([3], [1.0]).rate.reason == "fewer than two patients: clustering cannot be assessed"


@pytest.mark.parametrize(
    ("events", "time"),
    [([1], [1.0, 2.0]), ([0.5], [1.0]), ([-1], [1.0]), ([1], [-1.0]), ([1, 1], [0.0, 1.0])],
)
def test_clustered_impossible_arguments(events, time):
    with pytest.raises(ValueError):
        clustered_rate(events, time)


@given(st.integers(0, 500), st.floats(0.01, 1e4))
def test_interval_holds_the_estimate(events, time):
    rate = poisson_rate(events, time)
    assert rate.low <= rate.estimate < rate.high
    assert poisson_rate(events + 1, time).low >= rate.low


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.1, 20)), min_size=1, max_size=20))
def test_clustered_is_never_narrower_than_exact(patients):
    events, time = zip(*patients, strict=True)
    result = clustered_rate(events, time)
    assert (
        result.rate.low <= result.exact.low <= result.rate.estimate <= result.exact.high <= result.rate.high
    )
