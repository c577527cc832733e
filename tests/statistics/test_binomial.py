"""Binomial intervals against statistics-and-design.md 1.1 (SciPy; R binom.test and prop.test)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.binomial import binomial_interval

METHODS = ["clopper-pearson", "wilson", "jeffreys", "mid-p", "agresti-coull"]

# Percent, as printed: x, N, then lower-upper by method in the order above, then one-sided CP lower.
TABLE = """
8 8 63.06 100 67.56 100 73.78 100 68.77 100 62.78 100 68.77
7 8 47.35 99.68 52.91 97.76 54.63 98.62 51.97 99.37 50.78 99.89 52.93
3 3 29.24 100 43.85 100 46.44 100 36.84 100 38.25 100 36.84
4 4 39.76 100 51.01 100 55.52 100 47.29 100 45.40 100 47.29
15 15 78.20 100 79.61 100 84.82 100 81.90 100 76.14 100 81.90
14 15 68.05 99.83 70.18 98.81 72.82 99.27 71.27 99.67 68.16 100 72.06
10 15 38.38 88.18 41.71 84.82 41.58 85.97 40.79 86.62 41.50 85.04 42.26
11 15 44.90 92.21 48.05 89.10 48.34 90.26 47.47 90.90 47.62 89.54 48.92
1 15 0.17 31.95 1.19 29.82 0.73 27.18 0.33 28.73 0 31.84 0.34
0 15 0 21.80 0 20.39 0 15.18 0 18.10 0 23.86 -
0 8 0 36.94 0 32.44 0 26.22 0 31.23 0 37.22 -
0 3 0 70.76 0 56.15 0 53.56 0 63.16 0 61.75 -
24 24 85.75 100 86.20 100 90.16 100 88.27 100 83.69 100 88.27
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}/{row[1]}")
def test_printed_table(row):
    x, n = int(row[0]), int(row[1])
    for i, method in enumerate(METHODS):
        interval = binomial_interval(x, n, method)
        assert interval.estimate == x / n
        assert [round(100 * interval.low, 2), round(100 * interval.high, 2)] == [
            float(row[2 + 2 * i]),
            float(row[3 + 2 * i]),
        ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}/{row[1]}")
def test_printed_one_sided_lower(row):
    interval = binomial_interval(int(row[0]), int(row[1]), sided="lower")
    if row[12] == "-":
        assert interval.low == 0
        assert interval.reason == "no event: a one-sided lower limit says nothing"
    else:
        assert round(100 * interval.low, 2) == float(row[12])
    assert interval.high == 1


def test_more_digits():
    """R binom.test, prop.test(correct = FALSE), to the digits printed in section 1.1."""
    assert round(binomial_interval(8, 8).low, 10) == 0.6305833524
    assert round(binomial_interval(8, 8, "wilson").low, 10) == 0.6755924351
    ten = binomial_interval(10, 15)
    assert (round(ten.low, 6), round(ten.high, 6)) == (0.383804, 0.881759)
    assert round(binomial_interval(0, 15).high, 10) == 0.2180193609


def test_pooled_counts_of_published_reviews():
    """Section 4.1, exact limits of the crude counts, percent.

    The section prints 3.9 for the lower limit of 11/145; R binom.test gives 3.8477361, so 3.8 it is.
    """
    for x, n, low, high in [(45, 64, 57.6, 81.1), (50, 56, 78.1, 96.0), (81, 145, 47.4, 64.1)]:
        interval = binomial_interval(x, n)
        assert (round(100 * interval.low, 1), round(100 * interval.high, 1)) == (low, high)
    for x, low, high in [(4, 0.8, 6.9), (11, 3.8, 13.2)]:
        interval = binomial_interval(x, 145)
        assert (round(100 * interval.low, 1), round(100 * interval.high, 1)) == (low, high)


def test_three_limits_coincide_when_all_have_the_event():
    """x = N: two-sided 90 % CP, one-sided 95 % CP, two-sided 95 % mid-P are the same, labelled apart."""
    same = [
        binomial_interval(8, 8, level=0.9),
        binomial_interval(8, 8, sided="lower"),
        binomial_interval(8, 8, "mid-p"),
    ]
    for interval in same:
        # By hand: p^8 = 0.05.
        assert interval.low == pytest.approx(0.05 ** (1 / 8), abs=1e-12)
    assert len({interval.method for interval in same}) == 3


def test_jeffreys_edge_is_one_where_statsmodels_gives_less():
    """Defect listed in section 1.1: the raw beta quantile puts the upper limit of 8/8 at 0.99994."""
    assert binomial_interval(8, 8, "jeffreys").high == 1.0
    assert binomial_interval(0, 8, "jeffreys").low == 0.0


def test_wilson_has_no_continuity_correction():
    """Section 1.1: SciPy's corrected interval of 8/8 starts at 0.5977, which is another interval."""
    assert round(binomial_interval(8, 8, "wilson").low, 4) != 0.5977


def test_nobody_evaluated_is_a_reason_not_a_number():
    interval = binomial_interval(0, 0)
    assert (interval.estimate, interval.low, interval.high) == (None, None, None)
    assert interval.reason == "nobody was evaluable (n = 0)"


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5)])
def test_impossible_counts(x, n):
    with pytest.raises(ValueError, match="0 to n"):
        binomial_interval(x, n)


def test_impossible_arguments():
    with pytest.raises(ValueError, match="method"):
        binomial_interval(1, 2, "wald")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="level"):
        binomial_interval(1, 2, level=95)
    with pytest.raises(ValueError, match="sided"):
        binomial_interval(1, 2, sided="both")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        binomial_interval(1.5, 2)  # type: ignore[arg-type]


counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from(METHODS), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_interval_holds_the_estimate_and_mirrors(xn, method, level):
    x, n = xn
    interval = binomial_interval(x, n, method, level)
    assert 0 <= interval.low <= x / n <= interval.high <= 1
    assert interval.low < interval.high
    mirror = binomial_interval(n - x, n, method, level)
    assert mirror.low == pytest.approx(1 - interval.high, abs=1e-9)
    assert mirror.high == pytest.approx(1 - interval.low, abs=1e-9)


@given(counts, st.sampled_from(METHODS))
def test_limits_rise_with_the_count_and_widen_with_the_level(xn, method):
    x, n = xn
    interval = binomial_interval(x, n, method)
    if x < n:
        more = binomial_interval(x + 1, n, method)
        assert more.low >= interval.low
        assert more.high >= interval.high
    wider = binomial_interval(x, n, method, 0.99)
    assert wider.low <= interval.low
    assert wider.high >= interval.high


@pytest.mark.parametrize("n", [3, 8, 15])
def test_exact_coverage_by_enumeration(n):
    """Clopper-Pearson covers at least 95 % at every true probability (summed over all n + 1 outcomes)."""
    limits = [binomial_interval(x, n) for x in range(n + 1)]
    for k in range(1, 100):
        p = k / 100
        covered = sum(
            math.comb(n, x) * p**x * (1 - p) ** (n - x)
            for x, interval in enumerate(limits)
            if interval.low <= p <= interval.high
        )
        assert covered >= 0.95 - 1e-12
