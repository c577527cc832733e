"""Patients by their grade, where a grade may be open: each grade, grade 3 or higher, open, and never assessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attrs import frozen

from cartaid.results.ard import Result
from cartaid.results.measure import Place, share, tally


@frozen
class Bounds:
    """So many patients have a grade between these two; None on both sides is one nothing is known of."""

    low: float | None
    high: float | None
    patients: int


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
        A patient whose grade is open counts neither as with nor as without a grade, and as 3 or higher only when
        both bounds are.

    Examples
    --------
    >>> at = lambda row, label: Place("d", row=row, label=label)
    >>> found = grade_rows(at, [Bounds(0, 0, 2), Bounds(3, 4, 1), Bounds(2, 3, 1)], 5, 4)
    >>> [r.text for r in found if r.row in ("0", "3+", "open", "unseen")]
    ['2/2 (100 %; 15.8–100)', '1/3 (33.3 %; 0.8–90.6)', '2/5', '1/5']
    """
    known = [b for b in seen if b.low is not None and b.high is not None]
    closed = sum(b.patients for b in known if b.low == b.high)
    assessed = sum(b.patients for b in seen)
    rows = []
    for grade in range(highest + 1):
        count = sum(b.patients for b in known if b.low == b.high == grade)
        rows.append(share(at(f"{grade}", "None" if grade == 0 else f"Grade {grade}"), count, closed))
    above = sum(b.patients for b in known if b.low is not None and b.low >= 3)
    below = sum(b.patients for b in known if b.high is not None and b.high < 3)
    rows.append(share(at("3+", "Grade 3 or higher"), above, above + below))
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
