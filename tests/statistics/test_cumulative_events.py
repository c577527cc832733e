"""Mean cumulative function against R survival (survfit with id: cumhaz and robust std.chaz)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.cumulative_events import mean_cumulative_function, mean_without_events


def test_against_r():
    mcf = mean_cumulative_function([0, 0, 1, 3, 3], [3, 7, 5, 2, 2.5], [12, 9, 10, 12, 6])
    assert mcf.time.tolist() == [2, 2.5, 3, 5, 7]
    assert mcf.mean == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.05])
    r = [0.178885438200, 0.357770876400, 0.357770876400, 0.334664010614, 0.398591269347]
    assert mcf.std_error == pytest.approx(r)
    # The limits are mean x exp(-+ 1.959964 se / mean).
    factor = math.exp(1.959963985 * 0.398591269347 / 1.05)
    assert (mcf.low[-1], mcf.high[-1]) == pytest.approx((1.05 / factor, 1.05 * factor))


@pytest.mark.parametrize(
    ("patient", "time", "follow_up", "reason"),
    [
        ([], [], [], "no patients"),
        ([], [], [3.0], "no event"),
        ([0], [4.0], [3.0], "1 of 1 events lie after the end of the patient's follow-up"),
        ([0], [-1.0], [3.0], "a time is negative"),
        ([0], [math.nan], [3.0], "a time is missing"),
    ],
)
def test_unusable_data_give_a_reason(patient, time, follow_up, reason):
    assert mean_cumulative_function(patient, time, follow_up).reason == reason


def test_one_patient_has_no_limits():
    mcf = mean_cumulative_function([0, 0], [1.0, 2.0], [3.0])
    assert mcf.mean.tolist() == [1, 2]
    assert np.isnan(mcf.low).all()


def test_impossible_arguments():
    with pytest.raises(ValueError, match="event_patient"):
        mean_cumulative_function([1], [1.0], [3.0])
    with pytest.raises(ValueError, match="shapes"):
        mean_cumulative_function([0, 0], [1.0], [3.0])


@given(st.lists(st.lists(st.integers(0, 10), max_size=4), min_size=2, max_size=8))
def test_full_follow_up_is_the_plain_mean(events):
    """Everybody followed to 10: the mean at the end is events per patient."""
    patient = [i for i, own in enumerate(events) for _ in own]
    time = [t for own in events for t in own]
    mcf = mean_cumulative_function(patient, time, [10.0] * len(events))
    if time:
        assert mcf.mean[-1] == pytest.approx(len(time) / len(events))
        assert (np.diff(mcf.mean) > 0).all()


def test_without_events_the_upper_limit_is_poisson():
    """By hand: -ln(0.025) = 3.6889; all followed past 30: 3.6889 / 4. To 100: 3.6889 x 100 / (60 + 3 x 100)."""
    for time, high in ((30.0, 3.688879454 / 4), (100.0, 3.688879454 * 100 / 360)):
        found = mean_without_events([60.0, 100.0, 400.0, 900.0], time)
        assert (found.estimate, found.low, found.high) == (0.0, 0.0, pytest.approx(high))
        assert found.method == "no event: exact Poisson upper limit of a constant rate, 95 %"


def test_without_events_or_time_nothing_is_estimable():
    assert mean_without_events([], 30.0).reason == "no person-time at risk"
    assert mean_without_events([0.0], 30.0).estimate is None
    with pytest.raises(ValueError, match="per must be above 0"):
        mean_without_events([10.0], 0.0)
    with pytest.raises(ValueError, match="follow_up"):
        mean_without_events([-1.0], 30.0)


def test_patients_all_alike_have_no_limits():
    """Seven patients with events at 0.1, 0.2 and 0.3 each: the departures from the mean are 0, not their rounding."""
    times = [0.1, 0.2, 0.3]
    mcf = mean_cumulative_function(
        [i for i in range(7) for _ in times], times * 7, [10.0, 9.7, 3.3, 8.1, 7.7, 6.1, 5.9]
    )
    assert mcf.mean == pytest.approx([1, 2, 3])
    assert mcf.std_error.tolist() == [0, 0, 0]
    assert np.isnan(mcf.low).all()
    assert np.isnan(mcf.high).all()
