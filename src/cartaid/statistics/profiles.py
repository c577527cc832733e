"""Samples of many profiles in one table: sorted, cleaned, and every deviation noted per profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartaid.statistics.risk_set import Floats, Ints

Flags = NDArray[np.bool_]

# Bits of `notes`: what was done to a profile before anything was computed.
NOTES = {
    1: "samples were not in time order and were sorted",
    2: "identical samples at the same time were merged",
    4: "samples before the infusion (negative time) were left out",
    8: "samples without a time or a value were left out",
    16: "there is no sample at time 0",
    32: "the highest value is the last sample: the peak may not have been reached",
    64: "the highest value is the first sample after the infusion: the peak may lie before it",
}
UNSORTED, MERGED, PREDOSE, MISSING, NO_TIME_ZERO, LAST_PEAK, FIRST_PEAK = NOTES

# Why a whole profile cannot be used; 0 is none.
PROBLEMS = {
    1: "no sample from time 0 on",
    2: "two different values at the same time",
    3: "a value is negative or infinite",
}
NO_SAMPLE, CONFLICT, BAD_VALUE = PROBLEMS


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Usable samples of all profiles, sorted by profile and time, at most one per time.

    Parameters
    ----------
    profile : array, shape (profiles,)
        Identifier of each profile, in order of appearance (sorted when they came mixed).
    row : array of int, shape (samples,)
        Index into `profile` of each sample.
    time, value, lloq : array, shape (samples,)
        Time from the infusion, value (0 where below quantification), quantification limit (NaN if unknown).
    quantified : array of bool, shape (samples,)
        Whether the value is above 0 and not below quantification.
    first, count : array of int, shape (profiles,)
        First sample and number of samples of each profile.
    notes, problem : array of int, shape (profiles,)
        Bits of `NOTES`; key of `PROBLEMS` or 0.
    """

    profile: NDArray[Any]
    row: Ints
    time: Floats
    value: Floats
    lloq: Floats
    quantified: Flags
    first: Ints
    count: Ints
    notes: Ints
    problem: Ints

    @property
    def quantified_count(self) -> Ints:
        """Number of quantified samples of each profile."""
        return np.bincount(self.row[self.quantified], minlength=len(self.profile))


def clean_samples(
    profile: ArrayLike,
    time: ArrayLike,
    value: ArrayLike,
    blq: ArrayLike | None = None,
    lloq: ArrayLike | None = None,
) -> Samples:
    """Bring samples into the form every kinetic parameter is computed from.

    Samples without a time or a value and samples before time 0 are left out, samples out of order sorted,
    identical samples at one time merged: each is noted, as is a highest value that is the last sample, or the first
    one with no sample at time 0. Two different values at one time, and negative or infinite values, are a problem that
    stops the profile.

    Parameters
    ----------
    profile : array, shape (samples,)
        Identifier of the profile (patient, assay, analyte) of each sample; sorted by profile is fastest.
    time : array, shape (samples,)
        Days (or any unit) from the infusion; below 0 is before it.
    value : array, shape (samples,)
        Measured value; ignored where `blq`.
    blq : array of bool, shape (samples,), or None
        Reported as below quantification. A value of 0 or below `lloq` counts as such too.
    lloq : float or array, shape (samples,), or None
        Lower limit of quantification.

    Returns
    -------
    Samples
        One entry per usable sample.

    Raises
    ------
    ValueError
        When shapes differ, a time or value is not a number, or a limit is negative.

    Examples
    --------
    >>> s = clean_samples(["a", "a", "b"], [7.0, 0.0, -1.0], [60.0, 0.0, 5.0])
    >>> s.time.tolist(), s.problem.tolist(), [NOTES[1] if n & 1 else "" for n in s.notes]
    ([0.0, 7.0], [0, 1], ['samples were not in time order and were sorted', ''])
    """
    ids = np.asarray(profile)
    t, v = _numbers("time", time), _numbers("value", value)
    below = np.zeros(t.shape, dtype=bool) if blq is None else np.asarray(blq, dtype=bool)
    if t.ndim != 1 or not (ids.shape == t.shape == v.shape == below.shape):
        raise ValueError(f"shapes differ: {ids.shape}, {t.shape}, {v.shape}, {below.shape}")
    limit = np.full(t.shape, np.nan)
    if lloq is not None:
        limit[:] = np.asarray(lloq, dtype=np.float64)
        if (limit < 0).any():
            raise ValueError(f"lloq: expected limits of 0 or more, found {float(limit[limit < 0][0]):g}")
    names, row = _group(ids)
    size = len(names)
    notes, problem = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)

    bad = ~below & ((v < 0) | np.isinf(v))
    problem[row[bad]] = BAD_VALUE
    # Out of the way of all arithmetic; the problem stops every parameter of the profile.
    below = below | bad
    with np.errstate(invalid="ignore"):
        below = below | (v == 0) | (v < limit)
    missing = ~np.isfinite(t) | (np.isnan(v) & ~below)
    predose = ~missing & (t < 0)
    notes[row[missing]] |= MISSING
    notes[row[predose]] |= PREDOSE
    keep = ~missing & ~predose
    row, t, v, below, limit = row[keep], t[keep], np.where(below, 0.0, v)[keep], below[keep], limit[keep]

    same_profile = row[1:] == row[:-1]
    falling = same_profile & (t[1:] < t[:-1])
    notes[row[1:][falling]] |= UNSORTED
    if falling.any() or (row[1:] < row[:-1]).any():
        order = np.lexsort((t, row))
        row, t, v, below, limit = row[order], t[order], v[order], below[order], limit[order]
        same_profile = row[1:] == row[:-1]
    twice = np.concatenate([[False], same_profile & (t[1:] == t[:-1])])[: len(t)]
    if twice.any():
        again = np.flatnonzero(twice)
        differs = (v[again] != v[again - 1]) | (below[again] != below[again - 1])
        notes[row[again[~differs]]] |= MERGED
        problem[row[again[differs]]] = CONFLICT
        row, t, v, below, limit = row[~twice], t[~twice], v[~twice], below[~twice], limit[~twice]

    count = np.bincount(row, minlength=size)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])[:size].astype(np.int64)
    problem[(count == 0) & (problem == 0)] = NO_SAMPLE
    started = count > 0
    notes[started] |= np.where(t[first[started]] > 0, NO_TIME_ZERO, 0)
    if started.any():
        last = v[first[started] + count[started] - 1]
        before = np.append(v, 0.0)
        before[first[started] + count[started] - 1] = 0.0
        highest_before = np.maximum.reduceat(before[:-1], first[started])
        unspoilt = problem[started] == 0
        notes[started] |= np.where(unspoilt & (last > highest_before), LAST_PEAK, 0)
        earliest = v[first[started]]
        is_first = (
            (earliest > 0) & (earliest == np.maximum.reduceat(v, first[started])) & (t[first[started]] > 0)
        )
        notes[started] |= np.where(unspoilt & is_first, FIRST_PEAK, 0)
    return Samples(names, row, t, v, limit, ~below, first, count, notes, problem)


def _numbers(name: str, given: ArrayLike) -> Floats:
    """Read numbers; text such as `<0.5` is no number, and what to give instead is said."""
    try:
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        text = next(
            (repr(each) for each in np.ravel(np.asarray(given, dtype=object)) if not _is_number(each)), ""
        )
        raise ValueError(
            f"{name}: expected numbers, found {text}; a value below quantification is NaN with blq=True, its limit "
            "goes to lloq"
        ) from None


def _is_number(each: object) -> bool:
    try:
        float(each)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _group(ids: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """Distinct identifiers and the index of each sample's; cheap when samples of a profile lie together."""
    if len(ids) == 0:
        return ids, np.empty(0, dtype=np.int64)
    change = np.concatenate([[True], ids[1:] != ids[:-1]])
    names = ids[change]
    if len(np.unique(names)) == len(names):
        return names, np.cumsum(change) - 1
    names, row = np.unique(ids, return_inverse=True)
    return names, row.astype(np.int64)
