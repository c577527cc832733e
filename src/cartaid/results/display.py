"""Displays: tables made of ARD rows, so that every output prints the same cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from cartaid.results.ard import Result
from cartaid.results.cohort import disease_label

SECTIONS = (
    ("headline", "Headline"),
    ("flow", "Patient flow"),
    ("patients", "Patients"),
    ("efficacy", "Efficacy"),
    ("drugs", "Drugs"),
    ("safety", "Safety"),
    ("cells", "Cells and antibodies"),
    ("durability", "Durability"),
    ("quality", "Data quality"),
)
"""Sections of a report, in order: (id, title)."""

FOOTNOTE = "footnote"
"""A result with this statistic is printed below its display instead of in a cell."""


@frozen
class Heading:
    """What is fixed about a display before there are numbers: its place, its title, what it needs.

    `needs` says in words what is missing when there are no rows; a display for so many patients at `most` (0: any
    number) is left out where there are more. A heading whose id ends in `*` stands for
    one display a disease; `{disease}` in its title is replaced.
    """

    id: str
    title: str
    section: str
    stub: str
    needs: str
    footnotes: tuple[str, ...] = ()
    most: int = 0

    def missing(self, patients: int) -> str:
        """Say why a study of so many patients lacks this display.

        >>> Heading("d", "T", "safety", "Event", "nothing recorded", most=100).missing(101)
        'more than 100 patients'
        """
        return f"more than {self.most} patients" if self.most and patients > self.most else self.needs


@frozen
class Column:
    """One column of a display."""

    id: str
    label: str


@frozen
class Cell:
    """One cell: the text, and the ARD rows it prints (none for an empty cell)."""

    text: str
    results: tuple[Result, ...] = ()

    @property
    def link(self) -> tuple[str, str]:
        """Dataset and filter of the records behind the cell, or two empty texts."""
        return next(((r.dataset, r.filter) for r in self.results if r.dataset), ("", ""))


@frozen
class Row:
    """One row: its stable name, what is printed for it, the group it stands in, one cell a column."""

    id: str
    label: str
    group: str
    cells: tuple[Cell, ...]


@frozen
class Display:
    """One table, ready to be printed."""

    id: str
    title: str
    section: str
    stub: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    footnotes: tuple[str, ...]
    datasets: tuple[str, ...]


EMPTY = Cell("")


def make_display(heading: Heading, results: Sequence[Result], id: str = "", title: str = "") -> Display:
    """Arrange the results of one display: rows as they come, columns by their order.

    Several results of one cell are printed one after the other.

    >>> heading = Heading("d", "Title", "safety", "Event", "nothing recorded")
    >>> a = Result("d", "any", "all", "x/N", 1, None, None, 1, 3, "", "1/3", "Any", "", "All", 0, "", "")
    >>> display = make_display(heading, [a])
    >>> display.columns[0].label, display.rows[0].label, display.rows[0].cells[0].text
    ('All', 'Any', '1/3')
    """
    cells: dict[tuple[str, str], dict[str, list[Result]]] = {}
    labels: dict[tuple[str, str], str] = {}
    columns: dict[str, tuple[int, str]] = {}
    notes: list[str] = []
    for result in results:
        if result.statistic == FOOTNOTE:
            notes.append(result.text)
            continue
        key = (result.group, result.row)
        labels.setdefault(key, result.label)
        cells.setdefault(key, {}).setdefault(result.column, []).append(result)
        columns.setdefault(result.column, (result.column_order, result.heading))
    ordered = sorted(columns, key=lambda id: columns[id][0])
    rows = []
    for (group, name), found in cells.items():
        made = []
        for column in ordered:
            there = found.get(column, ())
            text = " ".join(r.text for r in there if r.text)
            made.append(Cell(text, tuple(there)) if there else EMPTY)
        rows.append(Row(name, labels[group, name], group, tuple(made)))
    methods = _distinct(r.method for r in results if r.method and r.statistic != FOOTNOTE)
    return Display(
        id or heading.id,
        title or heading.title,
        heading.section,
        heading.stub,
        tuple(Column(id, columns[id][1]) for id in ordered),
        tuple(rows),
        tuple(_distinct([*heading.footnotes, *notes, *(f"{m}." for m in methods)])),
        tuple(_distinct(r.dataset for r in results if r.dataset)),
    )


def make_displays(headings: Iterable[Heading], results: Iterable[Result]) -> list[Display]:
    """Make every display that has rows, in the order of the headings."""
    by_display: dict[str, list[Result]] = {}
    for result in results:
        by_display.setdefault(result.display, []).append(result)
    made = []
    for heading in headings:
        for id, found in by_display.items():
            if id == heading.id:
                made.append(make_display(heading, found))
            elif heading.id.endswith("*") and id.startswith(heading.id[:-1]):
                disease = disease_label(id[len(heading.id) - 1 :].upper())
                made.append(make_display(heading, found, id, heading.title.replace("{disease}", disease)))
    return made


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
