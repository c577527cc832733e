"""Stopping boundaries for toxicity: how many events among so many patients stop a trial, and how often they would.

A boundary is a tuple whose place n - 1 holds the number of events among n patients at which the trial stops, or
None where no number does. The looks are after every patient from `first_look` on, or those the boundary allows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cartaid.statistics.distribution import beta_cdf

Boundary = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Operating:
    """What a boundary does at one true rate.

    Parameters
    ----------
    rate : float
        True probability of an event in a patient.
    stop : float
        Probability that the trial stops, at the last look included.
    expected_patients : float
        Mean number of patients treated until the trial stops or is complete.
    expected_events : float
        Mean number of events among them.
    """

    rate: float
    stop: float
    expected_patients: float
    expected_events: float


def probability_above(
    events: int, patients: int, rate: float, prior_events: float, prior_non_events: float
) -> float:
    """Give the posterior probability that the event rate lies above `rate`.

    Parameters
    ----------
    events, patients : int
        Patients with the event among evaluable patients.
    rate : float
        Rate that must not be exceeded, between 0 and 1.
    prior_events, prior_non_events : float
        Parameters of the beta prior; their sum is its weight in patients.

    Returns
    -------
    float
        1 - I_rate(prior_events + events, prior_non_events + patients - events).

    Raises
    ------
    ValueError
        When the counts are impossible, or rate or prior lie outside their range.

    References
    ----------
    Thall & Simon 1994, doi:10.2307/2533377 (beta-binomial monitoring).

    Examples
    --------
    >>> round(probability_above(0, 0, 0.5, 1, 1), 6)
    0.5
    """
    if not 0 <= events <= patients:
        raise ValueError(f"events must lie between 0 and {patients} patients, not {events}")
    _check(rate, prior_events, prior_non_events)
    # The upper tail is the lower tail of the other outcome: no difference of two near numbers.
    return beta_cdf(1 - rate, prior_non_events + patients - events, prior_events + events)


def bayesian_boundary(
    max_patients: int,
    rate: float,
    certainty: float,
    prior_events: float = 1.0,
    prior_non_events: float = 1.0,
) -> Boundary:
    """Give the events at which the posterior probability of a rate above `rate` exceeds `certainty`.

    Parameters
    ----------
    max_patients : int
        Patients of the complete trial.
    rate : float
        Rate that must not be exceeded, between 0 and 1.
    certainty : float
        Stop when P(true rate > rate) is above this, between 0 and 1.
    prior_events, prior_non_events : float
        Parameters of the beta prior.

    Returns
    -------
    tuple of (int or None), length max_patients
        None where not even events in all patients stop.

    Raises
    ------
    ValueError
        For a number outside its range.

    References
    ----------
    Thall & Simon 1994, doi:10.2307/2533377.

    Examples
    --------
    >>> bayesian_boundary(6, 0.2, 0.95, 0.2, 0.8)
    (None, 2, 3, 3, 3, 4)
    """
    _check(rate, prior_events, prior_non_events)
    if not 0 < certainty < 1:
        raise ValueError(f"certainty must lie between 0 and 1, not {certainty!r}")
    found: list[int | None] = []
    for patients in range(1, _count(max_patients) + 1):
        stops = (
            events
            for events in range(patients + 1)
            if probability_above(events, patients, rate, prior_events, prior_non_events) > certainty
        )
        found.append(next(stops, None))
    return tuple(found)


def pocock_boundary(max_patients: int, rate: float, crossing: float) -> tuple[Boundary, float]:
    """Give the boundary of constant pointwise tail probability whose overall crossing stays within `crossing`.

    Parameters
    ----------
    max_patients : int
        Patients of the complete trial; a look after each.
    rate : float
        Acceptable rate.
    crossing : float
        Highest acceptable probability of stopping at that rate.

    Returns
    -------
    (tuple of (int or None), float)
        The boundary, and the pointwise level: the trial stops when as many events or more would happen with at most
        this probability at the acceptable rate.

    Raises
    ------
    ValueError
        For a number outside its range.

    References
    ----------
    Ivanova, Qaqish & Schell 2005, doi:10.1111/j.1541-0420.2005.00311.x.

    Examples
    --------
    >>> boundary, level = pocock_boundary(8, 0.2, 0.05)
    >>> operating(boundary, 0.2).stop <= 0.05
    True
    """
    _check(rate, 1.0, 1.0)
    if not 0 < crossing < 1:
        raise ValueError(f"crossing must lie between 0 and 1, not {crossing!r}")
    tails = [_tails(patients, rate) for patients in range(1, _count(max_patients) + 1)]
    # The boundary changes only at the tail probabilities themselves: the largest that keeps the crossing is sought.
    levels = sorted({tail for row in tails for tail in row[1:]})
    low, high = -1, len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        kept = operating(_at_level(tails, levels[middle]), rate).stop <= crossing
        low, high = (middle, high) if kept else (low, middle)
    level = levels[low] if low >= 0 else 0.0
    return _at_level(tails, level), level


def operating(boundary: Sequence[int | None], rate: float, first_look: int = 1) -> Operating:
    """Give the probability of stopping and the expected size of a trial with this boundary, exactly.

    Parameters
    ----------
    boundary : sequence of (int or None)
        Events that stop after 1, 2, … patients; None where there is no look.
    rate : float
        True event rate, 0 to 1.
    first_look : int
        Looks at fewer patients are left out.

    Returns
    -------
    Operating
        By recursion over the number of events; no simulation.

    Raises
    ------
    ValueError
        For a rate outside 0 to 1.

    Examples
    --------
    >>> operating((1,), 0.25)
    Operating(rate=0.25, stop=0.25, expected_patients=1.0, expected_events=0.25)
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"rate must lie between 0 and 1, not {rate!r}")
    going = {0: 1.0}
    stop = size = events = 0.0
    for patients, limit in enumerate(boundary, start=1):
        size += sum(going.values())
        following: dict[int, float] = {}
        for count, chance in going.items():
            following[count] = following.get(count, 0.0) + chance * (1 - rate)
            following[count + 1] = following.get(count + 1, 0.0) + chance * rate
        if limit is not None and patients >= first_look:
            over = {count: chance for count, chance in following.items() if count >= limit}
            stop += sum(over.values())
            events += sum(count * chance for count, chance in over.items())
            following = {count: chance for count, chance in following.items() if count < limit}
        going = following
    events += sum(count * chance for count, chance in going.items())
    return Operating(rate, stop, size, events)


def _tails(patients: int, rate: float) -> list[float]:
    """Give P(X >= events) for events 0 to patients."""
    mass = [
        math.comb(patients, count) * rate**count * (1 - rate) ** (patients - count)
        for count in range(patients + 1)
    ]
    return [math.fsum(mass[events:]) for events in range(patients + 1)]


def _at_level(tails: Sequence[Sequence[float]], level: float) -> Boundary:
    return tuple(
        next((events for events, tail in enumerate(row) if events > 0 and tail <= level), None)
        for row in tails
    )


def _count(patients: int) -> int:
    if patients < 1:
        raise ValueError(f"max_patients must be at least 1, not {patients!r}")
    return patients


def _check(rate: float, prior_events: float, prior_non_events: float) -> None:
    if not 0 < rate < 1:
        raise ValueError(f"rate must lie between 0 and 1, not {rate!r}")
    if not (prior_events > 0 and prior_non_events > 0):
        raise ValueError(
            f"the parameters of the prior must be above 0, not {prior_events!r} and {prior_non_events!r}"
        )
