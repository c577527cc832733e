"""First confirmed crossing: worked cases B1-B3 of safety-and-kinetics.md 6.2."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.crossing import Crossing, first_crossing


def test_b1():
    """d0 45, d7 2, d14 0, d90 0, d120 0, d134 6, d148 12; threshold 1/uL: absent d14, return d134."""
    day, cells = [0, 7, 14, 90, 120, 134, 148], [45, 2, 0, 0, 0, 6, 12]
    absent = first_crossing(day, [c < 1 for c in cells], consecutive=1)
    back = first_crossing(day, [c >= 1 for c in cells], after=absent.upper)
    assert (absent.lower, absent.upper) == (7, 14)
    assert (back.lower, back.upper) == (120, 134)
    assert back.upper - absent.upper == 120  # D2


def test_b2_is_censored_at_the_last_sample():
    """0 at every sample to d200, cutoff d210: censored at 200, not 210."""
    back = first_crossing([14, 60, 120, 200], [0, 0, 0, 0])
    assert (back.lower, back.event) == (200, False)


@pytest.mark.parametrize(("consecutive", "day"), [(2, 120), (1, 60)])
def test_b3_spike(consecutive, day):
    """3 at d60, 0 at d75, 8 at d120, 20 at d135: d120 under the two-sample rule, d60 under one."""
    back = first_crossing([30, 60, 75, 120, 135], [0, 1, 0, 1, 1], consecutive=consecutive)
    assert back.upper == day


def test_unconfirmed_last_sample():
    back = first_crossing([14, 90, 120], [0, 0, 1])
    assert back == Crossing(90, None, pending=True)
    assert first_crossing([120], [1]).reason == "every sample has crossed, but too few to confirm it"


def test_unsorted_missing_and_duplicate_samples():
    assert first_crossing([134, 14, 120, 148], [1, 0, 0, 1]) == Crossing(120, 134)
    assert first_crossing([14, 60, 90, 90, 120], [0, math.nan, 1, 1, 1]) == Crossing(14, 90)
    assert first_crossing([14, 90, 90], [0, 1, 0]).reason == "two different results at the same time"
    assert first_crossing([], []).reason == "no sample can be used"
    assert first_crossing([1, 2], [0, 1], after=5).reason == "no sample can be used"


def test_impossible_arguments():
    with pytest.raises(ValueError, match="alike"):
        first_crossing([1], [1, 0])
    with pytest.raises(ValueError, match="consecutive"):
        first_crossing([1], [1], consecutive=0)


@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(1, 3))
def test_more_confirmation_is_never_earlier(crossed, consecutive):
    time = range(len(crossed))
    fewer = first_crossing(time, crossed, consecutive=consecutive)
    more = first_crossing(time, crossed, consecutive=consecutive + 1)
    if more.event:
        assert fewer.upper <= more.upper
        assert more.lower is None or more.lower < more.upper
