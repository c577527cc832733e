"""Cellular kinetics without a model (NCA): peak, area, half-life, doubling time, persistence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartaid.statistics.kinetic_parameters import areas, expansion, half_life, peak, persistence
from cartaid.statistics.kinetic_rules import DEFAULT_RULES, REASONS, KineticRules
from cartaid.statistics.profiles import NOTES, clean_samples
from cartaid.statistics.risk_set import Floats, Ints


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one profile: a value, or `None` and the reason.

    Parameters
    ----------
    value : float or None
        In the unit of the parameter.
    reason : str
        Why it is `None`; empty otherwise.
    """

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfileKinetics:
    """Parameters of one profile.

    Parameters
    ----------
    parameters : mapping of str to Parameter
        By the names listed at `noncompartmental`.
    samples, quantified : int
        Samples used, and those above quantification.
    notes : tuple of str
        What was done to the samples first.
    """

    parameters: Mapping[str, Parameter]
    samples: int
    quantified: int
    notes: tuple[str, ...]

    def __getitem__(self, name: str) -> Parameter:
        """Give a parameter by name."""
        return self.parameters[name]


@dataclass(frozen=True, slots=True, eq=False)
class BatchKinetics:
    """Parameters of many profiles as columns.

    Parameters
    ----------
    profile : array, shape (profiles,)
        Identifiers.
    value : mapping of str to array, each of shape (profiles,)
        Parameters by name; NaN where not given.
    reason : mapping of str to array of int, each of shape (profiles,)
        Keys of `REASONS`: 0 where the parameter is given.
    samples, quantified : array of int, shape (profiles,)
        Samples used, and those above quantification.
    notes : array of int, shape (profiles,)
        Bits of `profiles.NOTES`.
    """

    profile: NDArray[Any]
    value: Mapping[str, Floats]
    reason: Mapping[str, Ints]
    samples: Ints
    quantified: Ints
    notes: Ints


def noncompartmental(
    time: ArrayLike,
    value: ArrayLike,
    *,
    blq: ArrayLike | None = None,
    lloq: ArrayLike | None = None,
    rules: KineticRules = DEFAULT_RULES,
) -> ProfileKinetics:
    """Kinetic parameters of one profile of one analyte by one assay.

    `cmax`, `tmax` (the first if tied), `clast`, `tlast` (last quantified sample), `auc_0_28`, `auc_0_90` (the
    windows of the rules), `auc_0_last`, `half_life` and `lambda_z` with `half_life_points`,
    `half_life_start`, `half_life_end`, `half_life_r2`, `half_life_adjusted_r2`, `half_life_span` (in
    half-lives), `doubling_time` (from the last lowest quantified sample before the peak, log-linear, at least
    two points) with `doubling_points`, `expansion_fold` (peak over first sample), `persistence_time` with
    `persistence_event`: 1 and the first of two consecutive samples below quantification after the peak, or 0
    and the last quantified sample; `persistence_low` is the last quantified sample before that time.

    Parameters
    ----------
    time : array, shape (samples,)
        Days (or any unit) from the infusion; below 0 is before it and left out.
    value : array, shape (samples,)
        Values in one unit; NaN is missing unless `blq`.
    blq : array of bool, shape (samples,), or None
        Reported as below quantification; a value of 0 or below `lloq` counts as such too.
    lloq : float or array, shape (samples,), or None
        Lower limit of quantification.
    rules : KineticRules
        Conventions.

    Returns
    -------
    ProfileKinetics
        Each parameter with its value or reason, whatever the samples are like.

    Raises
    ------
    ValueError
        When shapes differ, a value is not a number, or `min_points` is below 3.

    References
    ----------
    Stein et al. 2019, doi:10.1002/psp4.12388 (cellular kinetics); Denney, Duvvuri & Buckeridge 2015,
    doi:10.1007/s10928-015-9432-2 (choice of terminal points); Purves 1992, doi:10.1007/BF01062525 (areas).

    Examples
    --------
    >>> day = [0, 3, 7, 9, 14, 21, 28, 60, 100]
    >>> k = noncompartmental(day, [0.5, 2, 60, 100, 40, 12, 6, 2, 1])
    >>> k["cmax"].value, k["tmax"].value, round(k["auc_0_28"].value, 2), round(k["half_life"].value, 1)
    (100.0, 9.0, 838.54, 28.2)
    >>> noncompartmental([7, 14], [0, 0])["tmax"].reason
    'no expansion: every sample after the infusion is below quantification'
    """
    one = np.zeros(np.shape(np.asarray(time)), dtype=np.int64)
    batch = noncompartmental_batch(one, time, value, blq=blq, lloq=lloq, rules=rules)
    if len(batch.profile) == 0:
        names = (*batch.value,)
        return ProfileKinetics(dict.fromkeys(names, Parameter(None, REASONS[1])), 0, 0, ())
    parameters = {
        name: Parameter(None if batch.reason[name][0] else float(batch.value[name][0]), why)
        for name in batch.value
        for why in (REASONS[int(batch.reason[name][0])],)
    }
    notes = tuple(text for bit, text in NOTES.items() if batch.notes[0] & bit)
    return ProfileKinetics(parameters, int(batch.samples[0]), int(batch.quantified[0]), notes)


def noncompartmental_batch(
    profile: ArrayLike,
    time: ArrayLike,
    value: ArrayLike,
    *,
    blq: ArrayLike | None = None,
    lloq: ArrayLike | None = None,
    rules: KineticRules = DEFAULT_RULES,
) -> BatchKinetics:
    """Kinetic parameters of many profiles at once, each exactly as `noncompartmental` gives it.

    Parameters
    ----------
    profile : array, shape (samples,)
        Identifier of the profile of each sample; fastest when sorted by profile and time.
    time, value, blq, lloq, rules
        As for `noncompartmental`, over all samples.

    Returns
    -------
    BatchKinetics
        One column per parameter, one entry per profile.

    Raises
    ------
    ValueError
        When shapes differ or `min_points` is below 3.

    Examples
    --------
    >>> b = noncompartmental_batch(["a", "a", "b"], [0.0, 7.0, 7.0], [1.0, 8.0, 0.0])
    >>> b.profile.tolist(), b.value["cmax"].tolist(), [REASONS[r][:12] for r in b.reason["cmax"]]
    (['a', 'b'], [8.0, nan], ['', 'no expansion'])
    """
    s = clean_samples(profile, time, value, blq, lloq)
    found = {
        **peak(s),
        **areas(s, rules),
        **half_life(s, rules),
        **expansion(s),
        **persistence(s),
    }
    values = {name: np.where(reason == 0, v, np.nan) for name, (v, reason) in found.items()}
    reasons = {name: reason for name, (_, reason) in found.items()}
    return BatchKinetics(s.profile, values, reasons, s.count, s.quantified_count, s.notes)
