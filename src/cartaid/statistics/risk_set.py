"""How many patients are at risk, leave with an event, or leave without one, at each distinct time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Counts at each distinct observed time, in ascending order.

    Parameters
    ----------
    time : array, shape (times,)
        Distinct observed times, in the unit that went in.
    counts : array of int, shape (kinds, times)
        How many patients have each kind at each time; kind 0 is censoring.
    at_risk : array of int, shape (times,)
        Patients whose observed time is at or after each time.
    remaining : array of int, shape (times,)
        Patients whose observed time is later.
    patients : int
        All patients.
    reason : str
        Why the times cannot be used (then the arrays are empty); empty when they can.
    """

    time: Floats
    counts: Ints
    at_risk: Ints
    remaining: Ints
    patients: int
    reason: str = ""


def risk_table(time: ArrayLike, kind: ArrayLike, kinds: int = 2) -> RiskTable:
    """Count patients at risk and leaving at each distinct time, whatever their order.

    Parameters
    ----------
    time : array, shape (patients,)
        Observed time of each patient, 0 or later.
    kind : array of int, shape (patients,)
        0 for a censored time, 1 to kinds - 1 for the kinds of event.
    kinds : int
        Number of kinds, censoring included.

    Returns
    -------
    RiskTable
        With a `reason` and empty arrays when there is no patient, or a time is missing or negative.

    Raises
    ------
    ValueError
        When the shapes differ or a kind is not a whole number from 0 to kinds - 1.

    Examples
    --------
    >>> table = risk_table([3.0, 1.0, 3.0], [1, 0, 0])
    >>> table.time.tolist(), table.at_risk.tolist(), table.remaining.tolist()
    ([1.0, 3.0], [3, 2], [2, 0])
    """
    t = np.asarray(time, dtype=np.float64)
    k = np.asarray(kind, dtype=np.float64)
    if t.ndim != 1 or t.shape != k.shape:
        raise ValueError(f"time and kind must be one-dimensional and alike: {t.shape}, {k.shape}")
    reason = _reason(t, k)
    if reason:
        none = np.empty(0)
        empty = np.empty(0, dtype=np.int64)
        return RiskTable(none, np.empty((kinds, 0), dtype=np.int64), empty, empty, len(t), reason)
    code = k.astype(np.int64)
    if (code != k).any() or (code < 0).any() or (code >= kinds).any():
        raise ValueError(f"kinds must be whole numbers from 0 to {kinds - 1}")
    distinct, place = np.unique(t, return_inverse=True)
    counts = np.zeros((kinds, len(distinct)), dtype=np.int64)
    np.add.at(counts, (code, place), 1)
    remaining = len(t) - np.cumsum(counts.sum(axis=0))
    return RiskTable(distinct, counts, remaining + counts.sum(axis=0), remaining, len(t))


def _reason(t: Floats, k: Floats) -> str:
    if len(t) == 0:
        return "no patients"
    if unusable := int((~np.isfinite(t)).sum()):
        return f"the time is missing for {unusable} of {len(t)} patients"
    if negative := int((t < 0).sum()):
        return f"the time is negative for {negative} of {len(t)} patients"
    if unknown := int((~np.isfinite(k)).sum()):
        return f"it is not known for {unknown} of {len(t)} patients whether the event happened"
    return ""
