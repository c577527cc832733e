"""Turnbull against hand derivations, the published breast-cosmesis estimate, and Kaplan-Meier."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.statistics.kaplan_meier import kaplan_meier
from cartaid.statistics.survival_curve import survival_at, survival_quantile
from cartaid.statistics.turnbull import MedianInterval, midpoint, right_end, turnbull, turnbull_median


def test_breast_cosmesis(cosmesis):
    """Finkelstein & Wolfe's radiotherapy arm. R survfit(Surv(type = "interval2")) 3.5 (EM, about 4 digits):
    0.9537, 0.9203, 0.8316, 0.7609, 0.6682, 0.5864, 0.4656 after 5, 7, 8, 12, 25, 34, 40 months."""
    curve = turnbull(*cosmesis)
    assert curve.left.tolist() == [4, 6, 7, 11, 24, 33, 38, 46]
    assert curve.right.tolist() == [5, 7, 8, 12, 25, 34, 40, 48]
    r = [0.95366199, 0.92026875, 0.83162321, 0.76087737, 0.66822873, 0.58641706, 0.46553882]
    assert curve.survival[:-1] == pytest.approx(r, abs=5e-5)
    assert curve.converged
    assert turnbull_median(curve) == MedianInterval(38, 40)


def test_two_masses_by_hand():
    """(0,2], (1,3], (2,inf): p on (1,2] and 1-p on (2,3]; likelihood p x 1 x (1-p), so p = 1/2."""
    curve = turnbull([0, 1, 2], [2, 3, math.inf])
    assert (curve.left.tolist(), curve.right.tolist()) == ([1, 2], [2, 3])
    assert curve.mass == pytest.approx([0.5, 0.5])
    assert turnbull_median(curve) == MedianInterval(2, 3)


def test_three_masses_by_hand():
    """(0,1], (0,2], (1,2], (1,2], (2,inf): masses p, q, r with likelihood p (p+q) q q r, p+q+r = 1.

    r = 1/5 (its factor appears once of five). With s = p+q = 4/5 and p = s u: u (1-u)^2 is largest at
    u = 1/3, so p = 4/15 and q = 8/15."""
    curve = turnbull([0, 0, 1, 1, 2], [1, 2, 2, 2, math.inf])
    assert curve.mass == pytest.approx([4 / 15, 8 / 15, 1 / 5], abs=1e-9)
    assert np.isinf(curve.right[-1])


def test_intervals_that_touch_do_not_share_mass():
    """(0,2] ends with 2, (2,4] starts after it; an event known at 2 belongs to the first."""
    assert turnbull([0, 2], [2, 4]).mass == pytest.approx([0.5, 0.5])
    assert turnbull([0, 2], [2, 2]).right.tolist() == [2]


def test_b_cell_returns():
    """Section 6.2: B1 in (120,134], B2 censored at 200, B3 in (75,120] by two samples."""
    lower, upper = [120, 200, 75], [134, math.inf, 120]
    time, event = right_end(lower, upper)
    assert (time.tolist(), event.tolist()) == ([134, 200, 120], [1, 0, 1])
    assert survival_quantile(kaplan_meier(time, event)).estimate == 134
    time, event = midpoint(lower, upper)
    assert (time.tolist(), event.tolist()) == ([127, 200, 97.5], [1, 0, 1])
    assert turnbull_median(turnbull(lower, upper)) == MedianInterval(120, 134)


def test_median_not_reached():
    assert turnbull_median(turnbull([100, 200, 150], [120, math.inf, math.inf])).reason == "not reached"


def test_median_exactly_between():
    assert turnbull_median(turnbull([0, 5], [1, 6])) == MedianInterval(1, 6)
    assert turnbull_median(turnbull([0, 5], [1, math.inf])).reason == "survival stays at 0.5 from 1 on"


@pytest.mark.parametrize(
    ("lower", "upper", "reason"),
    [
        ([], [], "no patients"),
        ([1, math.nan], [2, 3], "an end of the interval is missing for 1 of 2 patients"),
        ([-1, 0], [2, 3], "the time is negative for 1 of 2 patients"),
        ([3, 0], [2, 3], "the ends of the interval are in the wrong order for 1 of 2 patients"),
    ],
)
def test_unusable_data_give_a_reason(lower, upper, reason):
    curve = turnbull(lower, upper)
    assert (curve.reason, turnbull_median(curve).reason) == (reason, reason)


def test_shapes():
    with pytest.raises(ValueError, match="alike"):
        turnbull([1], [1, 2])
    with pytest.raises(ValueError, match="alike"):
        right_end([1], [1, 2])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=1, max_size=20))
def test_exact_times_give_kaplan_meier(data):
    time, event = (np.array(column, float) for column in zip(*data, strict=True))
    curve = turnbull(time, np.where(event == 1, time, np.inf))
    assert curve.converged
    km = kaplan_meier(time, event)
    for t, after in zip(curve.right[np.isfinite(curve.right)], curve.survival, strict=False):
        assert after == pytest.approx(survival_at(km, float(t)).survival.estimate, abs=1e-8)


interval = st.tuples(st.integers(0, 15), st.one_of(st.integers(0, 8), st.just(math.inf)))


@settings(deadline=None)
@given(st.lists(interval, min_size=1, max_size=20))
def test_always_a_distribution_at_the_maximum(data):
    lower = np.array([low for low, _ in data], float)
    upper = lower + np.array([width for _, width in data])
    curve = turnbull(lower, upper)
    assert curve.converged
    assert curve.mass.sum() == pytest.approx(1)
    assert (curve.mass > 0).all()
    # Every patient's interval has some probability, and moving a little mass anywhere does not help.
    inside = (curve.left[None] >= lower[:, None]) & (curve.right[None] <= upper[:, None])
    inside &= ~((curve.left[None] == curve.right[None]) & (lower[:, None] < upper[:, None])
                & (curve.left[None] <= lower[:, None]))  # fmt: skip
    assert (inside @ curve.mass > 0).all()
    assert turnbull(lower[::-1], upper[::-1]).mass.tolist() == curve.mass.tolist()


def test_a_mass_that_ends_exactly_at_zero():
    """(0,1], (0,2], (1,inf), (2,inf): p (p+q) (q+r) r. At p = r = 1/2, q = 0 the slope in q is that of p and
    of r (4 each), so the maximum lies on the edge without being pushed there."""
    curve = turnbull([0, 0, 1, 2], [1, 2, math.inf, math.inf])
    assert curve.converged
    assert curve.mass == pytest.approx([0.5, 0.5])
    assert (curve.left.tolist(), curve.right.tolist()) == ([0, 2], [1, math.inf])
