"""Rows of text, one line a record: the plain form of every listing."""

from __future__ import annotations

from collections.abc import Sequence

from cartaid.results.ard import Result
from cartaid.results.measure import Place, words

SHORT = "coalesce(a.SUBJID, a.USUBJID)"
"""What is printed for a patient; `a` is ADSL."""


def line(place: Place, cells: Sequence[tuple[str, str, str]]) -> list[Result]:
    """Give one line of a listing; each cell is (column, heading, text).

    >>> [r.text for r in line(Place("d", row="01"), [("grade", "Grade", "2"), ("day", "Day", "4")])]
    ['2', '4']
    """
    return [
        words(place.at(column=column, heading=heading, order=order), text)
        for order, (column, heading, text) in enumerate(cells)
    ]


def whole(value: object, none: str = "") -> str:
    """Write a number that is whole, or what stands for none.

    >>> whole(3.0), whole(-21), whole(None, "unknown")
    ('3', '−21', 'unknown')
    """
    return none if value is None else f"{float(str(value)):.0f}".replace("-", "−")


def graded(low: object, high: object) -> str:
    """Write a grade, or the two it lies between.

    >>> graded(2.0, 2.0), graded(1.0, 3.0), graded(None, None)
    ('2', '1 to 3', 'open')
    """
    if low is None or high is None:
        return "open"
    return whole(low) if low == high else f"{whole(low)} to {whole(high)}"


def yes_no(flag: object) -> str:
    """Write a flag in words; what is neither yes nor no is open.

    >>> yes_no("Y"), yes_no("N"), yes_no("U"), yes_no(None)
    ('yes', 'no', 'open', 'open')
    """
    return {"Y": "yes", "N": "no"}.get(str(flag), "open")


def patients(number: int) -> str:
    """Write a number of patients.

    >>> patients(1), patients(3)
    ('1 patient', '3 patients')
    """
    return "1 patient" if number == 1 else f"{number} patients"
