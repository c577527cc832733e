"""Mean cumulative function against R survival (survfit with id: cumhaz and robust std.chaz)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartaid.statistics.cumulative_events import mean_cumulative_function


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
