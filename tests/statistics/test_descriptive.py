"""Description of values: case B4 of safety-and-kinetics.md 6.2, and R quantile types 2, 6, 7."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.descriptive import describe


def test_b4():
    """Durations 60, 92, 110, 121, 177: mean 112, SD 43.1 (n - 1)."""
    d = describe([60, 92, 110, 121, 177])
    assert (d.n, d.mean, round(d.sd, 1), d.median) == (5, 112, 43.1, 110)
    assert (d.minimum, d.maximum, d.range_width) == (60, 177, 117)
    # R: exp(mean(log(v))), 100 * sqrt(exp(var(log(v))) - 1).
    assert (d.geometric_mean, d.geometric_cv) == pytest.approx((105.394532047, 41.1428638532))


@pytest.mark.parametrize(
    ("quantile_type", "odd", "even"),
    [
        (2, (60, 92, 121), (50.5, 86, 115.5)),
        (6, (60, 92, 121), (45.75, 86, 118.25)),
        (7, (70, 92, 115.5), (55.25, 86, 112.75)),
    ],
)
def test_quantile_types_against_r(quantile_type, odd, even):
    values = [60, 92, 110, 121, 177, 33.5, 80]
    d = describe(values, quantile_type=quantile_type)
    assert (d.q1, d.median, d.q3) == pytest.approx(odd)
    d = describe([*values, 41], quantile_type=quantile_type)
    assert (d.q1, d.median, d.q3) == pytest.approx(even)
    assert d.quantile_type == quantile_type


def test_geometric_cv_by_hand():
    """Values e^-1 and e: variance of the logarithms is 2, CV 100 sqrt(e^2 - 1)."""
    d = describe([math.exp(-1), math.exp(1)])
    assert d.geometric_mean == pytest.approx(1)
    assert d.geometric_cv == pytest.approx(100 * math.sqrt(math.e**2 - 1))


def test_reasons():
    none = describe([None, math.nan])
    assert (none.n, none.missing, none.mean, none.reasons["mean"]) == (0, 2, None, "no value")
    one = describe([5.0])
    assert (one.mean, one.sd, one.reasons["sd"]) == (5.0, None, "one value only")
    assert (one.geometric_mean, one.geometric_cv) == (pytest.approx(5.0), None)
    zero = describe([0.0, 2.0, None])
    assert (zero.geometric_mean, zero.missing) == (None, 1)
    assert zero.reasons["geometric_mean"] == "1 of 2 values are not above 0"


def test_impossible_arguments():
    with pytest.raises(ValueError, match="infinite"):
        describe([1.0, math.inf])
    with pytest.raises(ValueError, match="quantile_type"):
        describe([1.0], quantile_type=5)


@given(st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=30), st.sampled_from([2, 6, 7]))
def test_order_of_summaries(values, quantile_type):
    d = describe(values, quantile_type=quantile_type)
    assert d.minimum <= d.q1 <= d.median <= d.q3 <= d.maximum
    assert d.geometric_mean <= d.mean * (1 + 1e-9)
    assert set(d.reasons) == set()
