"""Aalen-Johansen against statistics-and-design.md 1.2 and R cmprsk (cuminc, timepoints)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.binomial import binomial_interval
from cartaid.statistics.competing_risks import _greenwood_variance, aalen_johansen, incidence_at
from cartaid.statistics.kaplan_meier import kaplan_meier
from cartaid.statistics.risk_set import risk_table


@pytest.mark.parametrize(
    ("month", "relapse", "death"),
    [
        (4, 0.066667, 0),
        (8, 0.066667, 0.071795),
        (12, 0.138462, 0.071795),
        (24, 0.138462, 0.170513),
    ],
)
def test_printed_table(series, month, relapse, death):
    curve = aalen_johansen(series["time"], series["cause"])
    assert round(incidence_at(curve, 1, month).estimate, 6) == relapse
    assert round(incidence_at(curve, 2, month).estimate, 6) == death


def test_limits_are_those_of_the_aalen_variance(series):
    """scikit-survival 0.0203-0.3667, cmprsk variance 0.008977281; R survival's 0.0225-0.3570 is another."""
    curve = aalen_johansen(series["time"], series["cause"])
    got = incidence_at(curve, 1, 24)
    assert (round(got.low, 4), round(got.high, 4)) == (0.0203, 0.3667)
    assert round(float(curve.variance[0, -1]), 9) == 0.008977281


def test_variance_against_cmprsk_with_ties_within_and_across_causes():
    time = [2, 3, 3, 3, 5, 5, 5, 6, 7, 7, 8, 9, 9, 10, 12, 12]
    cause = [1, 1, 1, 2, 0, 1, 2, 2, 1, 1, 0, 2, 1, 0, 1, 2]
    curve = aalen_johansen(time, cause)
    r_incidence = [0.0625, 0.1875, 0.25, 0.25, 0.388888888889, 0.388888888889, 0.472222222222]
    r_incidence += [0.472222222222, 0.597222222222]
    r_first = [0.00390625, 0.01018849206349, 0.0125291418651, 0.0125291418651, 0.0169476135362]
    r_first += [0.0169476135362, 0.0197160907187, 0.0197160907187, 0.0284051718199]
    r_second = [0, 0.00392361111111, 0.0073084077381, 0.0110024663801, 0.0110024663801, 0.0110024663801]
    r_second += [0.0161490024250, 0.0161490024250, 0.0284051718199]
    assert curve.incidence[0] == pytest.approx(r_incidence, abs=1e-12)
    assert curve.variance[0] == pytest.approx(r_first, abs=1e-12)
    assert curve.variance[1] == pytest.approx(r_second, abs=1e-12)


def test_tied_causes_are_not_broken_at_random():
    """lifelines gives 0.0 or 0.2 for CIF1(5) by seed (issues 1521, 629); R and scikit-survival 0.2."""
    curve = aalen_johansen([5, 5, 7, 9, 10], [1, 2, 0, 1, 0])
    assert [incidence_at(curve, 1, t).estimate for t in (5, 9)] == pytest.approx([0.2, 0.5])
    assert curve.variance[0] == pytest.approx([0.04, 0.04, 0.11, 0.11])
    again = aalen_johansen([10, 9, 7, 5, 5], [0, 1, 0, 2, 1])
    assert again.incidence.tolist() == curve.incidence.tolist()


def test_events_at_the_first_time_are_kept():
    """lifelines pull request 1699: events at the first time dropped."""
    assert incidence_at(aalen_johansen([1, 2], [1, 0]), 1, 1).estimate == 0.5


def test_a_cause_without_events_has_an_upper_limit(series):
    curve = aalen_johansen(series["time"], series["cause"], causes=3)
    got = incidence_at(curve, 3, 0)
    # 0/15 of section 1.1.
    assert (got.estimate, got.low, round(100 * got.high, 2)) == (0.0, 0.0, 21.80)
    assert got.method == "no such event yet: exact binomial limit on 15 at risk, 95 %"


def test_incidence_of_one_has_a_lower_limit():
    got = incidence_at(aalen_johansen([1, 2, 3, 4], [1, 1, 1, 1]), 1, 9)
    # 4 of 4: 0.025^(1/4), 39.76 % in section 1.1.
    assert (got.estimate, got.high) == (1.0, 1.0)
    assert round(100 * got.low, 2) == 39.76


def test_nobody_left_and_no_such_event():
    got = incidence_at(aalen_johansen([1, 2], [1, 1], causes=2), 2, 5)
    assert (got.estimate, got.high) == (0.0, None)
    assert got.reason == "nobody is at risk any more: no upper limit"


@pytest.mark.parametrize(
    ("time", "cause", "reason"),
    [
        ([], [], "no patients"),
        ([-2, 1], [0, 1], "the time is negative for 1 of 2 patients"),
        ([2, math.nan], [0, 1], "the time is missing for 1 of 2 patients"),
    ],
)
def test_unusable_data_give_a_reason(time, cause, reason):
    curve = aalen_johansen(time, cause)
    assert incidence_at(curve, 1, 3).reason == reason


def test_beyond_follow_up_and_impossible_arguments(series):
    curve = aalen_johansen(series["time"], series["cause"])
    assert incidence_at(curve, 1, 30).reason == "follow-up ended at 29"
    with pytest.raises(ValueError, match="cause"):
        incidence_at(curve, 3, 4)
    with pytest.raises(ValueError, match="time"):
        incidence_at(curve, 1, -4)
    with pytest.raises(ValueError, match="kinds"):
        aalen_johansen([1, 2], [-1, 1])


patients = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3)), min_size=1, max_size=25)


@given(patients)
def test_properties(data):
    time, cause = map(list, zip(*data, strict=True))
    curve = aalen_johansen(time, cause, causes=3)
    total = curve.incidence.sum(axis=0)
    assert (total <= 1 + 1e-12).all()
    # Whoever has had no event of any cause is what Kaplan-Meier of all events counts.
    any_event = kaplan_meier(time, [int(c > 0) for c in cause])
    assert total + any_event.survival == pytest.approx(np.ones_like(total), abs=1e-12)
    assert (np.diff(curve.incidence, axis=1) >= -1e-15).all()
    assert (curve.low <= curve.incidence + 1e-12).all()
    assert (curve.incidence <= curve.high + 1e-12).all()
    assert (curve.high > curve.low).all()


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1)), min_size=1, max_size=25))
def test_one_cause_is_kaplan_meier(data):
    time, event = map(list, zip(*data, strict=True))
    curve = aalen_johansen(time, event)
    assert 1 - curve.incidence[0] == pytest.approx(kaplan_meier(time, event).survival, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1)), min_size=1, max_size=25))
def test_exact_limits_without_a_competing_event_are_those_of_kaplan_meier(data):
    time, event = map(list, zip(*data, strict=True))
    curve = aalen_johansen(time, event, causes=2, limits="exact")
    alone = kaplan_meier(time, event, limits="beta-product")
    assert 1 - curve.low[0] == pytest.approx(alone.high, abs=1e-9)
    assert 1 - curve.high[0] == pytest.approx(alone.low, abs=1e-9)


@pytest.mark.parametrize("last", [0, 2])
def test_exact_limits_contain_those_of_the_proportion(last):
    """14 of 15 had the event, the last one was censored or died at the end: Clopper-Pearson 68.05-99.83."""
    curve = aalen_johansen(range(1, 16), [1] * 14 + [last], causes=2, limits="exact")
    got, proportion = incidence_at(curve, 1, 15), binomial_interval(14, 15)
    assert got.estimate == pytest.approx(14 / 15)
    assert got.low <= proportion.low + 1e-9
    assert got.high >= proportion.high - 1e-9


@given(patients)
def test_exact_limits_never_fall_and_hold_the_estimate(data):
    time, cause = map(list, zip(*data, strict=True))
    curve = aalen_johansen(time, cause, causes=3, limits="exact")
    assert (np.diff(curve.low, axis=1) >= 0).all()
    assert (np.diff(curve.high, axis=1) >= 0).all()
    assert (curve.low <= curve.incidence + 1e-9).all()
    assert (curve.incidence <= curve.high + 1e-9).all()


def test_unknown_limits_are_refused():
    with pytest.raises(ValueError, match="limits must be one of log-log, exact"):
        aalen_johansen([1, 2], [1, 0], limits="exakt")


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 2)), min_size=1, max_size=25))
def test_exact_limits_without_censoring_are_those_of_x_of_n(data):
    """Nobody is censored, so that x of N are known by every time: Clopper-Pearson, ties or not."""
    time, cause = map(list, zip(*data, strict=True))
    curve = aalen_johansen(time, cause, causes=2, limits="exact")
    for when in set(time):
        x = sum(t <= when and c == 1 for t, c in data)
        got, proportion = incidence_at(curve, 1, when), binomial_interval(x, len(data))
        assert (got.low, got.high) == pytest.approx((proportion.low, proportion.high), abs=1e-9)


def test_variance_of_greenwoods_type_against_r():
    """R survival 3.5.3: survfit(Surv(t, factor(c)) ~ 1)$std.err of state 1, tied times and causes and censoring."""
    time = np.array([5, 5, 7, 9, 10, 12, 12, 15, 20, 22], float)
    table = risk_table(time, np.array([1, 2, 0, 1, 0, 2, 1, 0, 1, 2], float), 3)
    events = table.counts[1:]
    curve = aalen_johansen(time, [1, 2, 0, 1, 0, 2, 1, 0, 1, 2])
    variance = _greenwood_variance(
        curve.incidence[0],
        events[0],
        events.sum(axis=0).astype(float),
        table.at_risk.astype(float),
        curve.event_free,
    )
    r = [0.09486833, 0.09486833, 0.13504130, 0.13504130, 0.16662347, 0.16662347, 0.19607073, 0.19607073]
    assert np.sqrt(variance) == pytest.approx(r, abs=1e-8)
