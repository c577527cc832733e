"""Which of the records that a link opens are those of the patients counted.

A share x/N opens the records of all N who were judged. Which of them are the x is told by the same condition that
counted them; it is written here once more, for the kinds of result there are, and believed only where it gives
exactly x patients. Otherwise nothing is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cartaid.results.ard import Result

Record = Mapping[str, Any]
Condition = Callable[[Record], bool]

WORST = {"HIGH": ("ATOXGRH", "BTOXGRH"), "LOW": ("ATOXGRL", "BTOXGRL")}
"""Worst grade after day 0 and grade at baseline, by the side a laboratory grade is of."""

NEEDED = {"adlb": ("AVAL", "POSTFL", "ATOXGRH", "BTOXGRH", "ATOXGRL", "BTOXGRL"), "adtte": ("CNSR",)}
"""Columns that the conditions ask for beside those that are shown."""


def conditions_of(result: Result) -> list[Condition]:
    """Give the conditions a record of a patient counted may meet, the most particular first; often there is one."""
    words = f"{result.row} {result.column}".split()
    if result.dataset == "adtte":
        return [lambda row: row["CNSR"] == 0]
    if result.dataset == "adrs":
        named = {word.lower() for word in words}
        return [
            lambda row: row["AVALC"] is not None and row["AVALC"].lower() in named,
            lambda row: row["AVALC"] == "Y",
        ]
    if result.dataset == "adtx":
        grades = [int(word) for word in words if word.isdecimal()]
        if grades:
            return [lambda row: row["AVAL"] == grades[0]]
        if "any" in words:
            return [lambda row: row["AVAL"] is not None and row["AVAL"] >= 1]
        return [lambda row: row["AVALC"] == "Y"]
    if result.dataset == "adis" and result.column == "negative":
        return [lambda row: row.get("SEROCFL") == "Y"]
    if result.display == "lab_worst" and "worse" in words:
        for side, (grade, before) in WORST.items():
            if side in words:
                return [partial(_worse, grade=grade, before=before)]
    if result.display == "immunoglobulins" and words[1].startswith("below"):
        cut = float(words[1].removeprefix("below"))
        return [lambda row: row["AVAL"] is not None and row["AVAL"] < cut and row["POSTFL"] == "Y"]
    return []


def _worse(row: Record, grade: str, before: str) -> bool:
    return bool(abs(row[grade] or 0) > abs(row[before] or 0))


def counted_rows(result: Result, rows: Mapping[int, Record]) -> list[int]:
    """Give the places of the records of the patients counted, or none where they cannot be told.

    Parameters
    ----------
    result : Result
        A share x/N whose link opens the records of all N.
    rows : mapping of int to mapping
        Those records, by their place in the dataset.

    Examples
    --------
    >>> from cartaid.results.measure import Place, tally
    >>> share = tally(Place("durability", "TTREL all", "events", dataset="adtte"), 1, 2)
    >>> counted_rows(share, {4: {"USUBJID": "1", "CNSR": 1}, 9: {"USUBJID": "2", "CNSR": 0}})
    [9]
    >>> counted_rows(share, {4: {"USUBJID": "1", "CNSR": 0}, 9: {"USUBJID": "2", "CNSR": 0}})
    []
    """
    for holds in conditions_of(result):
        try:
            found = [place for place, row in rows.items() if holds(row)]
        except KeyError:
            # The dataset of this study does not have the column: nothing can be told.
            continue
        if len({rows[place]["USUBJID"] for place in found}) == result.n:
            return found
    return []
