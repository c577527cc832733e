"""Patients by their grade, where a grade may be open: each grade, grade 3 or higher, open, and never assessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attrs import frozen

from cartaid.results.ard import Result
from cartaid.results.measure import Place, bounded, tally


@frozen
class Bounds:
    """So many patients have a grade between these two; None on both sides is one nothing is known of."""

    low: float | None
    high: float | None
    patients: int


def graded(
    place: Place, seen: Sequence[Bounds], lowest: int, highest: int, patients: int | None = None
) -> Result:
    """Give the patients whose grade lies from `lowest` to `highest`: the one rule for a grade that may be open.

    N are all patients assessed; `patients` names the whole group where that is more.

    >>> graded(Place("d"), [Bounds(0, 0, 8), Bounds(3, 4, 5), Bounds(2, 3, 1)], 3, 5).text
    '5 to 6 of 14 (12.8–71.1 %)'
    >>> graded(Place("d"), [Bounds(None, None, 2)], 0, 0).text
    '0 to 2 of 2 (0–100 %)'
    """
    sure = possible = 0
    for b in seen:
        low, high = (0 if b.low is None else b.low), (float("inf") if b.high is None else b.high)
        if low >= lowest and high <= highest:
            sure += b.patients
        elif high >= lowest and low <= highest:
            possible += b.patients
    assessed = sum(b.patients for b in seen)
    return bounded(place, sure, assessed - possible, patients=patients, undetermined=possible)


def grade_rows(
    at: Callable[[str, str], Place], seen: Sequence[Bounds], patients: int, highest: int
) -> list[Result]:
    """Give the rows of one scale in one group of patients.

    Parameters
    ----------
    at : callable
        Gives the place of a row from its name and label.
    seen : sequence of Bounds
        The patients assessed; `patients` counts all of the group.
    highest : int
        Highest grade of the scale.

    Returns
    -------
    list of Result
        A patient whose grade is open counts as with a grade where both bounds lie in it, as without where neither
        can, else as possible: then the count is given with its lowest and highest (`graded`).

    Examples
    --------
    >>> at = lambda row, label: Place("d", row=row, label=label)
    >>> found = grade_rows(at, [Bounds(0, 0, 2), Bounds(3, 4, 1), Bounds(2, 3, 1)], 5, 4)
    >>> [r.text for r in found if r.row in ("0", "3+", "open", "unseen")]
    ['2/4 (50 %; 6.8–93.2)', '1 to 2 of 4 (0.6–93.2 %)', '2/5', '1/5']
    """
    closed = sum(b.patients for b in seen if b.low is not None and b.low == b.high)
    assessed = sum(b.patients for b in seen)
    rows = [
        graded(at(f"{grade}", "None" if grade == 0 else f"Grade {grade}"), seen, grade, grade)
        for grade in range(highest + 1)
    ]
    rows.append(graded(at("3+", "Grade 3 or higher"), seen, 3, highest))
    if assessed > closed:
        rows.append(tally(at("open", "Grade open"), assessed - closed, patients))
    if patients > assessed:
        rows.append(tally(at("unseen", "Never assessed"), patients - assessed, patients))
    return rows


def without_empty_grades(rows: list[Result]) -> list[Result]:
    """Leave out the rows of single grades that nobody in any group has; none, 3 or higher and open stay.

    >>> at = lambda row, label: Place("d", row=f"S {row}", column="all", label=label)
    >>> [r.label for r in without_empty_grades(grade_rows(at, [Bounds(2, 2, 1)], 1, 4))]
    ['None', 'Grade 2', 'Grade 3 or higher']
    """
    seen = {(r.group, r.row) for r in rows if r.n}
    return [r for r in rows if (r.group, r.row) in seen or not re.fullmatch("Grade [1-5]", r.label)]
