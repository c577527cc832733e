"""Stopping boundaries against printed tables, and their operating characteristics against other programs."""

from __future__ import annotations

import itertools

import pytest

from cartaid.statistics.stopping import (
    Boundary,
    bayesian_boundary,
    operating,
    pocock_boundary,
    probability_above,
)

NEVER = None


def test_the_posterior_of_a_beta_prior_by_hand() -> None:
    # Uniform prior, 1 event in 1 patient: density 2p, so P(p > 0.5) = 1 - 0.25.
    assert probability_above(1, 1, 0.5, 1, 1) == pytest.approx(0.75, abs=1e-12)
    # No event in 2 patients: density 3(1 - p)^2, so P(p > 0.2) = 0.8^3.
    assert probability_above(0, 2, 0.2, 1, 1) == pytest.approx(0.512, abs=1e-12)


def test_beta_prior_with_mean_a_fifth_at_95_percent() -> None:
    # Worked example: stop at 3 events for n = 3 to 5, 4 for 6 to 8, 5 for 9 to 11, 6 for 12 to 15.
    found = bayesian_boundary(15, 0.2, 0.95, 0.2, 0.8)
    assert found[2:] == (3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6)


@pytest.mark.parametrize(
    ("certainty", "expected"),
    [
        (0.90, (NEVER, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6)),
        (0.80, (1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5)),
        (0.95, (NEVER, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6)),
    ],
)
def test_boundaries_for_fifteen_patients(certainty: float, expected: Boundary) -> None:
    assert bayesian_boundary(15, 0.2, certainty, 0.2, 0.8) == expected


@pytest.mark.parametrize(
    ("rate", "stop", "size"),
    [
        (0.05, 0.009, 14.9),
        (0.1, 0.043, 14.6),
        (0.2, 0.216, 13.0),
        (0.3, 0.497, 10.6),
        (0.4, 0.762, 8.1),
        (0.5, 0.923, 6.0),
    ],
)
def test_operating_characteristics_with_looks_from_the_third_patient(
    rate: float, stop: float, size: float
) -> None:
    found = operating(bayesian_boundary(15, 0.2, 0.9, 0.2, 0.8), rate, first_look=3)
    assert found.stop == pytest.approx(stop, abs=0.0005)
    assert found.expected_patients == pytest.approx(size, abs=0.05)


def accepted(counts: list[int], looks: list[int]) -> Boundary:
    """Turn the acceptable counts at each look, as the R package clinfun prints them, into a boundary."""
    limits = dict(zip(looks, counts, strict=True))
    return tuple(limits[n] + 1 if n in limits else None for n in range(1, max(looks) + 1))


@pytest.mark.parametrize(
    ("rate", "crossing"),
    [
        (0.10, 0.1002025),
        (0.14, 0.2500419),
        (0.18, 0.4480164),
        (0.22, 0.6441236),
        (0.26, 0.7991526),
        (0.30, 0.9006760),
    ],
)
def test_crossing_as_toxbdry_of_clinfun_gives_it(rate: float, crossing: float) -> None:
    # clinfun 1.1.5: toxbdry(0.1, 0.3, 2:30)
    counts = [1, 1] + [2] * 5 + [3] * 5 + [4] * 7 + [5] * 6 + [6] * 4
    assert operating(accepted(counts, list(range(2, 31))), rate).stop == pytest.approx(crossing, abs=5e-8)


@pytest.mark.parametrize(("rate", "crossing"), [(0.20, 0.1013009), (0.35, 0.9350680)])
def test_crossing_with_few_looks_as_clinfun_gives_it(rate: float, crossing: float) -> None:
    # clinfun 1.1.5: toxbdry(0.2, 0.35, c(20, 40, 60, 75)) prints 7, 12, 17, 20.
    found = operating(accepted([7, 12, 17, 20], [20, 40, 60, 75]), rate).stop
    assert found == pytest.approx(crossing, abs=5e-8)


def test_pocock_type_boundary() -> None:
    boundary, level = pocock_boundary(24, 0.2, 0.05)
    expected = (NEVER, NEVER, 3, 4, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10)
    assert boundary == expected
    assert operating(boundary, 0.2).stop == pytest.approx(0.0496, abs=0.00005)
    # Any level up to the next tail probability gives the same boundary; the printed one is an end of that span.
    assert level <= 0.01941 + 0.000005


def test_every_sequence_of_a_small_trial_is_counted() -> None:
    boundary: Boundary = (None, 2, 2, 3)
    rate = 0.3
    stop = size = events = 0.0
    for outcome in itertools.product((0, 1), repeat=4):
        chance = 1.0
        for event in outcome:
            chance *= rate if event else 1 - rate
        stopped = next(
            (n for n in range(1, 5) if (limit := boundary[n - 1]) is not None and sum(outcome[:n]) >= limit),
            None,
        )
        treated = stopped or 4
        stop += chance * (stopped is not None)
        size += chance * treated
        events += chance * sum(outcome[:treated])
    found = operating(boundary, rate)
    assert (found.stop, found.expected_patients, found.expected_events) == pytest.approx((stop, size, events))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: bayesian_boundary(0, 0.2, 0.9),
        lambda: bayesian_boundary(5, 0, 0.9),
        lambda: bayesian_boundary(5, 0.2, 1),
        lambda: bayesian_boundary(5, 0.2, 0.9, 0, 1),
        lambda: probability_above(3, 2, 0.2, 1, 1),
        lambda: pocock_boundary(5, 0.2, 0),
        lambda: operating((1,), 1.5),
    ],
)
def test_impossible_numbers_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]
