"""The laboratory rules of a CTCAE edition, read from their data table and checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib import resources
from typing import Literal

from attrs import frozen

Edition = Literal["5.0", "6.0"]

FILES: dict[str, str] = {"5.0": "ctcae_laboratory_5.csv", "6.0": "ctcae_laboratory_6.csv"}
"""The data table of each edition. Editions are different instruments: there is no default."""

UNIT_FILE = "laboratory_unit.csv"

MEASURES = ("", "LLN", "ULN", "above ULN", "baseline", "percent fall from baseline")
"""What an arm's amount is: a value with its unit, a multiple of a limit, and so on."""

OPENINGS = ("", "baseline high", "baseline not high", "baseline below LLN", "below LLN", "above ULN")
"""When an arm applies, beside its own comparison."""

SPECIMENS = ("blood", "blood, stated", "urine")


@frozen
class Arm:
    """One way to reach one grade of one term: `VALUE comparison amount of`, open `when`, if `condition`.

    `grade` is None where the edition gives no grade by the number; such a row with a comparison says beyond
    which value, and without one that the test is not graded by its value at all. `amounts` holds one
    (number, unit) for each unit the edition prints, or a single one without a unit.
    """

    term: str
    side: Literal["L", "H"]
    tests: tuple[str, ...]
    specimen: str
    grade: int | None
    comparison: str
    amounts: tuple[tuple[Decimal, str], ...]
    of: str
    when: str
    condition: str
    caution: str
    checked: str
    source: str
    note: str

    @property
    def absolute(self) -> bool:
        """Whether the amount is a quantity of the test itself, so that the unit matters."""
        return self.of in ("", "above ULN") and bool(self.amounts)

    @property
    def slot(self) -> str:
        """Name of the column that holds this arm's amount in the table of one row a test.

        >>> next(a for a in read_arms("6.0") if a.term == "GGT increased" and a.of == "baseline").slot
        'H1_BASE_AT'
        """
        measure = {"": "CUT", "LLN": "LIMIT", "ULN": "LIMIT", "above ULN": "ADD"}.get(self.of, "BASE")
        grade = "N" if self.grade is None else str(self.grade)
        inclusive = "_AT" if "=" in self.comparison else ""
        return f"{self.side}{grade}_{measure}{inclusive}{'_IF' if self.condition else ''}"

    @property
    def stored(self) -> tuple[tuple[Decimal, str], ...]:
        """The amounts as they are compared: a fall of p percent is a multiple (100 - p)/100 of the baseline.

        >>> fall = next(a for a in read_arms("5.0") if a.of.startswith("percent") and a.grade == 4)
        >>> fall.stored
        ((Decimal('0.25'), ''),)
        """
        if self.of == "percent fall from baseline":
            return tuple(((100 - number).scaleb(-2), unit) for number, unit in self.amounts)
        return self.amounts


def rows(file: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a data table of the toxicity room: (line in the file, column -> text)."""
    text = resources.files("cartaid.instruments.toxicity").joinpath(file).read_text(encoding="utf-8")
    yield from enumerate(csv.DictReader(text.splitlines()), start=2)


@lru_cache(maxsize=4)
def read_arms(edition: Edition) -> tuple[Arm, ...]:
    """Read and check every arm of one CTCAE edition ("5.0" or "6.0").

    Source: National Cancer Institute, CTCAE v6.0 workbook (MedDRA 28.0, errata of 20 January 2026), whose
    mapping sheet also prints v5.0 (27 November 2017). Raises ValueError naming file, line, column, what was
    expected and what was found.

    >>> [str(a.amounts[0][0]) for a in read_arms("6.0") if a.term == "Neutrophil count decreased"]
    ['1.5', '1', '0.5', '0.1']
    """
    if edition not in FILES:
        raise ValueError(f"CTCAE edition is {edition!r}; expected one of: {', '.join(FILES)}")
    file = FILES[edition]
    arms = tuple(_arm(file, line, row) for line, row in rows(file))
    _check(file, arms)
    return arms


@lru_cache(maxsize=1)
def read_spellings() -> tuple[tuple[str, str, Decimal], ...]:
    """Read the unit spellings: (unit, spelling in lower case without blanks, spellings that make one unit).

    >>> ("10^9/L", "cells/ul", Decimal(1000)) in read_spellings()
    True
    """
    return tuple(
        (row["unit"], row["spelling"].replace(" ", "").lower(), Decimal(row["factor"]))
        for _, row in rows(UNIT_FILE)
    )


def _arm(file: str, line: int, row: dict[str, str]) -> Arm:
    def fail(column: str, expected: str) -> ValueError:
        return ValueError(f"{file}, line {line}, {column}: found {row[column]!r}, expected {expected}")

    if row["direction"] not in ("low", "high"):
        raise fail("direction", "low or high")
    if row["grade"] not in ("1", "2", "3", "4", "NA"):
        raise fail("grade", "1, 2, 3, 4 or NA (grade 5 is never derived from a value)")
    if row["of"] not in MEASURES:
        raise fail("of", f"one of {MEASURES}")
    if row["when"] not in OPENINGS:
        raise fail("when", f"one of {OPENINGS}")
    if row["specimen"] not in SPECIMENS:
        raise fail("specimen", f"one of {SPECIMENS}")
    low = row["direction"] == "low"
    falls = row["of"] == "percent fall from baseline"
    allowed = (">=",) if falls else ("<", "<=") if low else (">", ">=")
    if row["comparison"] not in allowed and not (row["grade"] == "NA" and not row["comparison"]):
        raise fail("comparison", f"one of {allowed} on the {row['direction']} side")
    amounts: list[tuple[Decimal, str]] = []
    for part in filter(None, (p.strip() for p in row["amount"].split("|"))):
        number, _, unit = part.partition(" ")
        try:
            amounts.append((Decimal(number), unit))
        except InvalidOperation:
            raise fail("amount", "number and unit, alternatives separated by |") from None
    return Arm(
        term=row["term"],
        side="L" if low else "H",
        tests=tuple(row["tests"].split()),
        specimen=row["specimen"],
        grade=None if row["grade"] == "NA" else int(row["grade"]),
        comparison=row["comparison"],
        amounts=tuple(amounts),
        of=row["of"],
        when=row["when"],
        condition=row["condition"],
        caution=row["caution"],
        checked=row["checked"],
        source=row["source"],
        note=row["note"],
    )


def _check(file: str, arms: tuple[Arm, ...]) -> None:
    """Hold the table against what grading relies on: one arm a slot, one set of units, one opening a side."""
    units: dict[str, set[str]] = {}
    openings: dict[tuple[str, str], set[str]] = {}
    slots: set[tuple[str, str]] = set()
    known = {"", *(unit for unit, _, _ in read_spellings())}
    for arm in arms:
        for test in arm.tests:
            if (test, arm.slot) in slots:
                raise ValueError(f"{file}: {test} has two arms for {arm.slot}; expected one")
            slots.add((test, arm.slot))
            if arm.absolute:
                found = {unit for _, unit in arm.amounts}
                if units.setdefault(test, found) != found or not found <= known:
                    raise ValueError(
                        f"{file}: {test} {arm.slot} is given in {sorted(found)}; expected the units of its "
                        f"other arms, {sorted(units[test])}, each listed in {UNIT_FILE}"
                    )
            if not arm.condition:
                measure = arm.slot.split("_")[1]
                opening = openings.setdefault((test, arm.side + measure), {arm.when})
                if opening != {arm.when}:
                    raise ValueError(f"{file}: {test} {arm.slot} is open {arm.when!r}; expected {opening}")
