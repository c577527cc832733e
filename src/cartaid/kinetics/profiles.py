"""CAR T samples of one assay, cleaned, ready to be fitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartaid.statistics.profiles import (
    FIRST_PEAK,
    LAST_PEAK,
    NO_SAMPLE,
    NO_TIME_ZERO,
    NOTES,
    PROBLEMS,
    clean_samples,
)

CAR_T_TESTS = ("CARTCE", "CARTCOP")
"""Tests of CAR T cells: cells by flow cytometry, transgene copies by PCR. They are never mixed."""

ABOVE = "above the range of the assay"
"""Why a sample is left out of which only a lower bound is known."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """The samples of all patients by one assay in one unit.

    Parameters
    ----------
    test, unit, method : str
        What was measured, in which unit, how.
    patient : tuple of str
        Patients that can be fitted: at least one quantified sample after the infusion.
    row : array of int, shape (samples,)
        Index into `patient` of each sample.
    day, value, lloq : array, shape (samples,)
        Days from the infusion; measured value (NaN below quantification); quantification limit (NaN if unknown).
    below : array of bool, shape (samples,)
        Whether the sample is below quantification.
    left_out : tuple of (str, str)
        Patients that cannot be fitted, with the reason.
    notes : tuple of str
        What was done to the samples, with counts.
    """

    test: str
    unit: str
    method: str
    patient: tuple[str, ...]
    row: NDArray[np.int64]
    day: Floats
    value: Floats
    lloq: Floats
    below: NDArray[np.bool_]
    left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def make_profiles(
    patient: Sequence[str],
    day: ArrayLike,
    value: ArrayLike,
    below: ArrayLike | None = None,
    lloq: ArrayLike | None = None,
    *,
    refused: Sequence[str | None] | None = None,
    test: str = "CARTCE",
    unit: str = "/uL",
    method: str = "",
) -> Profiles:
    """Bring the samples of one assay into the form the model reads.

    Samples are sorted, identical ones merged, those at or before the infusion and those below an unknown limit left
    out, each with a note. Patients with contradicting or impossible values, or without a quantified sample, are left
    out with the reason: the curve describes an expansion, it does not say who expands.

    Parameters
    ----------
    patient : sequence of str, length (samples,)
        Whose sample it is.
    day : array, shape (samples,)
        Days from the infusion.
    value : array, shape (samples,)
        Measured value; ignored where `below`.
    below : array of bool, shape (samples,), or None
        Reported as below quantification.
    lloq : array, shape (samples,), float or None
        Lower limit of quantification, in the same unit.
    refused : sequence of (str or None), length (samples,), or None
        Why a sample was refused; such a sample is left out, and a patient who then has no quantified one is said to
        have no usable sample, not no expansion.
    test, unit, method : str
        What was measured, in which unit, how.

    Returns
    -------
    Profiles
        Samples sorted by patient and day.

    Raises
    ------
    ValueError
        When lengths differ.

    Examples
    --------
    >>> p = make_profiles(["a", "a", "b"], [9, 28, 9], [100.0, 0.0, 0.0], lloq=0.5)
    >>> p.patient, p.below.tolist(), p.left_out
    (('a',), [False, True], (('b', 'every sample is below quantification: no expansion'),))
    """
    why = [None] * len(patient) if refused is None else list(refused)
    told = {
        name: sorted({text for who, text in zip(patient, why, strict=True) if who == name and text})
        for name in {who for who, text in zip(patient, why, strict=True) if text}
    }
    count = Counter(who for who, text in zip(patient, why, strict=True) if text)
    if told:
        usable_value = [np.nan if text else v for v, text in zip(np.asarray(value, float), why, strict=True)]
        flags = np.zeros(len(why), bool) if below is None else np.asarray(below, bool)
        value, below = usable_value, flags & np.array([not text for text in why])
    samples = clean_samples(list(patient), day, value, below, lloq)
    reason = {
        str(name): PROBLEMS[int(problem)]
        for name, problem in zip(samples.profile, samples.problem, strict=True)
        if problem
    }
    after = samples.time > 0
    known = samples.quantified | ~np.isnan(samples.lloq)
    usable = after & known & (samples.problem[samples.row] == 0)
    counted = np.bincount(samples.row[usable & samples.quantified], minlength=len(samples.profile))
    for place, name in enumerate(samples.profile):
        if counted[place] == 0:
            nothing = "every sample is below quantification: no expansion"
            if name in told:
                number = f"{count[name]} {'value' if count[name] == 1 else 'values'}"
                nothing = f"no usable sample: {number} refused ({', '.join(told[name])})"
                if reason.get(str(name), PROBLEMS[NO_SAMPLE]) == PROBLEMS[NO_SAMPLE]:
                    reason[str(name)] = nothing
            reason.setdefault(str(name), nothing)
    keep = usable & (counted[samples.row] > 0)
    kept = [str(name) for name in samples.profile if str(name) not in reason]
    place_of = {name: place for place, name in enumerate(kept)}
    rows = [place_of[str(samples.profile[row])] for row in samples.row[keep]]
    notes = [
        f"{text}: {patients} patient(s)"
        for bit, text in NOTES.items()
        if bit not in (NO_TIME_ZERO, LAST_PEAK, FIRST_PEAK)
        and (patients := int(((samples.notes & bit) > 0).sum()))
    ]
    for text, left in (
        ("samples on the day of the infusion left out, before expansion", ~after),
        ("samples below an unknown quantification limit left out", after & ~known),
        (f"samples {ABOVE} left out", np.array([text == ABOVE for text in why], dtype=np.bool_)),
    ):
        if left.any():
            notes.append(f"{text}: {int(left.sum())}")
    return Profiles(
        test,
        unit,
        method,
        tuple(kept),
        np.array(rows, dtype=np.int64),
        samples.time[keep],
        np.where(samples.quantified, samples.value, np.nan)[keep],
        samples.lloq[keep],
        ~samples.quantified[keep],
        tuple(sorted(reason.items())),
        tuple(notes),
    )


class HasRows(Protocol):
    """What is asked of a session: to answer a query."""

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give its rows."""
        ...


def kinetic_profiles(session: HasRows) -> list[Profiles]:
    """Give the CAR T samples of a derived study, one `Profiles` an assay, method and unit.

    Parameters
    ----------
    session : HasRows
        A session in which `adpc` and `period` were derived.

    Returns
    -------
    list of Profiles
        Samples after the first infusion, before a second one; cells and copies apart, each method and unit apart.
        Days are whole days, and fractional where infusion and sample both have a time of day.
    """
    tests = ", ".join(f"'{test}'" for test in CAR_T_TESTS)
    # A value refused for its unit is left out of the profile that has the unit of the test.
    used = "max(CASE WHEN a.REFUSED IS NULL THEN a.AVALU END) OVER (PARTITION BY a.PARAMCD, a.METHOD)"
    placed = f"CASE WHEN a.REFUSED IS NULL THEN a.AVALU ELSE coalesce({used}, a.AVALU) END"
    found: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for test, unit, method, *sample in session.rows(
        f"SELECT a.PARAMCD, coalesce({placed}, ''), coalesce(a.METHOD, ''), a.USUBJID, a.RDY, a.ADTM, x.INFUSED, a.AVAL, "
        f"a.BLQFL, a.ALLOQ, CASE WHEN a.QUALIFIER = '>' THEN '{ABOVE}' ELSE a.REFUSED END FROM adpc AS a "
        "JOIN period AS p ON p.USUBJID = a.USUBJID AND p.APERIOD = a.APERIOD "
        "LEFT JOIN (SELECT USUBJID, EXSTDTC_FIRST AS DAY, max(EXSTDTC_TIME) AS INFUSED FROM sdtm_ex "
        "GROUP BY USUBJID, EXSTDTC_FIRST) AS x ON x.USUBJID = a.USUBJID AND x.DAY = p.DAY0 "
        f"WHERE a.PARAMCD IN ({tests}) AND a.APERIOD = 1 AND p.DAY0 IS NOT NULL "
        "AND (a.BLQFL IS NOT NULL OR a.REFUSED IS NOT NULL) "
        "ORDER BY a.PARAMCD, 2, a.METHOD, a.USUBJID, a.RDY, a.ADTM, a.SRCSEQ"
    ):
        found.setdefault((test, unit, method), []).append(tuple(sample))
    return [
        make_profiles(
            [s[0] for s in samples],
            [
                float(s[1]) if s[2] is None or s[3] is None else (s[2] - s[3]).total_seconds() / 86400
                for s in samples
            ],
            [np.nan if s[4] is None else float(s[4]) for s in samples],
            [s[5] == "Y" for s in samples],
            [np.nan if s[6] is None else float(s[6]) for s in samples],
            refused=[_refused(s[4], s[5], s[7]) for s in samples],
            test=test,
            unit=unit,
            method=method,
        )
        for (test, unit, method), samples in found.items()
        if any(_refused(s[4], s[5], s[7]) is None for s in samples)
    ]


def _refused(value: Any, flag: str | None, why: str | None) -> str | None:
    """Give why a sample of ADPC is left out.

    >>> _refused(None, "Y", None), _refused(None, None, "unit unknown: g"), _refused(100, "N", ABOVE)
    (None, 'unit unknown: g', 'above the range of the assay')
    """
    if why == ABOVE:
        return why
    return (why or "no number") if value is None and flag != "Y" else None
