"""Signed-rank and Hodges-Lehmann against statistics-and-design.md 1.3, R, exactRankTests and coin."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.paired import hodges_lehmann, signed_rank

BEFORE, AFTER = (16, 16, 8, 14, 12, 10, 18, 9), (0, 0, 0, 2, 0, 0, 4, 0)
# Hollander & Wolfe 1973, table 3.1: depression scale before and after, the example of R's wilcox.test.
FIRST = (1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
SECOND = (0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)


def test_reference_cases():
    """exactRankTests, coin, SciPy; R's wilcox.test silently falls back to 0.01403 on the first."""
    assert signed_rank(BEFORE, AFTER).p_value == 0.0078125
    for zeros in ("wilcoxon", "pratt"):
        got = signed_rank((5, 6, 7, 3, 2, 1, 4, 6), (3, 6, 2, 4, 2, 0, 4, 1), zeros=zeros)
        assert got.p_value == 0.1875
    assert got.zeros == 3


def test_zero_rules_differ():
    """coin::wilcoxsign_test(distribution = "exact", zero.method = ...)."""
    d = [0, 0, 1, -1, 2, 3, 3, 0, 5, -2, 4]
    assert signed_rank(d, zeros="pratt").p_value == 0.109375
    assert signed_rank(d, zeros="wilcoxon").p_value == 0.078125


def test_alternatives_against_r():
    """wilcox.test: V = 40, p 0.0390625 and 0.01953125; V = 69, p 0.0161132813, less 0.993896484375."""
    assert signed_rank(FIRST, SECOND).statistic == 40
    assert signed_rank(FIRST, SECOND).p_value == 0.0390625
    assert signed_rank(FIRST, SECOND, alternative="greater").p_value == 0.01953125
    d = [-3.1, 5.2, 2.7, -0.4, 8.8, 6.1, 1.9, 7.3, 4.4, -2.2, 9.7, 3.3]
    assert signed_rank(d).statistic == 69
    assert signed_rank(d).p_value == pytest.approx(0.0161132813, abs=1e-10)
    assert signed_rank(d, alternative="less").p_value == 0.993896484375


@pytest.mark.parametrize(("n", "p"), [(3, 0.25), (4, 0.125), (5, 0.0625), (6, 0.03125), (8, 0.0078125)])
def test_smallest_attainable_p(n, p):
    got = signed_rank(range(1, n + 1))
    assert got.smallest_p == p
    if n < 6:
        assert got.p_value is None
        assert got.reason == f"fewer than 6 pairs (n = {n}): the smallest possible p-value is {p:g}"
    else:
        assert got.p_value == p


def test_fifteen_patients():
    assert round(signed_rank(range(1, 16)).p_value, 7) == 0.0000610


def test_decimal_ties():
    """8.3 - 6.8 is not 1.5 in binary; as a tie with -1.5 it must share its rank."""
    after, before = [8.3, 1.0, 5, 5, 5, 5], [6.8, 2.5, 1, 2, 1, 2]
    assert signed_rank(after, before).statistic == pytest.approx(21 - 1.5)


def test_no_information():
    assert signed_rank([]).reason == "no complete pair"
    assert signed_rank([np.nan, 1.0], [1.0, np.nan]).reason == "no complete pair"
    assert signed_rank([2.0] * 7, [2.0] * 7).reason == "all differences are 0"
    assert hodges_lehmann([]).reason == "no complete pair"


def test_hodges_lehmann_against_r():
    """wilcox.test(conf.int = TRUE): 0.46 (0.010, 0.786), at 90 % (0.175, 0.726); 3.65 (0.75, 6.50)."""
    got = hodges_lehmann(FIRST, SECOND)
    assert (got.estimate, got.low, got.high) == pytest.approx((0.46, 0.010, 0.786))
    got = hodges_lehmann(FIRST, SECOND, level=0.9)
    assert (got.low, got.high) == pytest.approx((0.175, 0.726))
    got = hodges_lehmann([-3.1, 5.2, 2.7, -0.4, 8.8, 6.1, 1.9, 7.3, 4.4, -2.2, 9.7, 3.3])
    assert (got.estimate, got.low, got.high) == pytest.approx((3.65, 0.75, 6.50))


def test_hodges_lehmann_with_ties():
    """Limits 9 and 15 as exactRankTests; the estimate is the median of all 36 Walsh averages, 12 (R median).

    exactRankTests prints 11.75, a midpoint of its inverted test, and R's wilcox.test 12.00005."""
    got = hodges_lehmann(BEFORE, AFTER)
    assert (got.estimate, got.low, got.high) == (12, 9, 15)


def test_hodges_lehmann_refuses_limits_it_cannot_give():
    got = hodges_lehmann([1.0, 2.0, 3.0])
    assert (got.estimate, got.low, got.high) == (2.0, None, None)
    assert got.reason == "3 pairs cannot give 95 % limits: at most 75 %"
    five, six = hodges_lehmann(range(1, 6)), hodges_lehmann(range(1, 7))
    assert (five.low, six.low) == (None, 1.0)


def test_impossible_arguments():
    with pytest.raises(ValueError, match="zeros"):
        signed_rank([1], zeros="split")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="alternative"):
        signed_rank([1], alternative="up")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="alike"):
        signed_rank([1, 2], [1])


differences = st.lists(st.integers(-5, 5), min_size=6, max_size=10)


@given(differences, st.sampled_from(["wilcoxon", "pratt"]))
def test_against_all_sign_arrangements(d, zeros):
    """The definition itself: every assignment of signs to the ranks of the non-zero differences."""
    got = signed_rank(d, zeros=zeros)
    if not any(d):
        assert got.p_value is None
        return
    used = np.array([v for v in d if v != 0 or zeros == "pratt"])
    magnitude = np.abs(used)
    ranks = np.array([(magnitude < m).sum() + ((magnitude == m).sum() + 1) / 2 for m in magnitude])
    ranks = ranks[used != 0]
    observed = ranks[used[used != 0] > 0].sum()
    sums = np.array([np.dot(ranks, s) for s in itertools.product([0, 1], repeat=len(ranks))])
    expected = min(1, 2 * min((sums <= observed).mean(), (sums >= observed).mean()))
    assert got.p_value == pytest.approx(expected, abs=1e-12)
    assert got.p_value >= got.smallest_p - 1e-15
    mirrored = signed_rank([-v for v in d], zeros=zeros)
    assert mirrored.p_value == pytest.approx(got.p_value, abs=1e-12)


@given(differences, st.integers(-100, 100))
def test_shift_follows_the_data(d, by):
    got, moved = hodges_lehmann(d), hodges_lehmann([v + by for v in d])
    assert moved.estimate == pytest.approx(got.estimate + by)
    assert (got.low is None) == (moved.low is None)
    if got.low is None:
        assert got.reason.startswith("both limits would be")
        return
    assert got.low < got.high
    assert got.low <= got.estimate <= got.high
    assert (moved.low, moved.high) == pytest.approx((got.low + by, got.high + by))


def test_no_interval_of_width_zero():
    """Eight differences of -1.5: every pairwise mean is -1.5. The test of the sign stays: 2 / 2^8 = 0.0078125."""
    got = hodges_lehmann([-1.5] * 8)
    assert (got.estimate, got.low, got.high) == (-1.5, None, None)
    assert got.reason.startswith("both limits would be -1.5: the differences are alike")
    assert signed_rank([-1.5] * 8).p_value == 0.0078125


def test_more_than_a_thousand_pairs_are_refused():
    """1000 equal differences: both tails of the sign test, 2 / 2^1000; 2^1024 is beyond the range of numbers."""
    assert signed_rank([1.0] * 1000).p_value == 2.0**-999
    for n in (1001, 1024, 3000):
        why = f"more than 1000 pairs (n = {n}): the exact distribution is not computed"
        got = signed_rank(np.arange(1.0, n + 1))
        assert (got.p_value, got.reason) == (None, why)
        assert hodges_lehmann(np.arange(1.0, n + 1)).reason == why


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_value_is_refused(value):
    for statistic in (signed_rank, hodges_lehmann):
        with pytest.raises(ValueError, match="a value is infinite"):
            statistic([1.0, 2, 3, 4, 5, 6, value])
        with pytest.raises(ValueError, match="a value is infinite"):
            statistic([1.0] * 7, [0.0] * 6 + [value])
