"""Displays as HTML tables: every cell with its numbers, every number with the place of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from cartaid.results.ard import Result
from cartaid.results.display import Cell, Display
from cartaid.results.rows_behind import Dataset, Finder, marked, nobody, opened

MUTED = ("n", "undetermined")
"""Statistics printed in a lighter colour behind the number they go with."""

DENSE = 6
"""From so many columns on, limits are printed below their number."""


Link = tuple[str, str, str, tuple[int, ...]]
"""Dataset, filter, which records those are, and the places of those of the patients counted where others are shown."""


class Filters:
    """Numbers what cells point to, so that each is written once: dataset, filter, and which records those are."""

    def __init__(self, datasets: Mapping[str, Dataset]) -> None:
        self._finder = Finder(datasets)
        self._known: dict[Link, int] = {}

    def number(self, result: Result) -> int | None:
        """Give the number of a link, or None where the report does not hold the records of the result."""
        words = opened(self._finder, result) if result.dataset else None
        if words is None:
            none = nobody(self._finder, result)
            if none is None:
                return None
            return self._known.setdefault(("adsl", *none, ()), len(self._known))
        link = (result.dataset, result.filter, words, marked(self._finder, result))
        return self._known.setdefault(link, len(self._known))

    def listed(self) -> list[Link]:
        """Give every link that was asked for, by number."""
        return list(self._known)


def number_markup(text: str, zero: bool = False) -> Markup:
    """Mark the parts of a number: what is in brackets is secondary, nobody is printed lighter.

    >>> number_markup("8/8 (100 %; 63.1–100)")
    Markup('<b>8/8</b> <i>(100 %; 63.1–100)</i>')
    >>> number_markup("NE: no value")
    Markup('<em>NE: no value</em>')
    """
    if text.startswith("NE"):
        return Markup(f"<em>{escape(text)}</em>")
    before, colon, after = text.partition(": ")
    if colon and "(" not in before:
        return Markup(f"{escape(before)}: {number_markup(after)}")
    number, bracket, rest = parted(text)
    light = ' class="z"' if zero else ""
    if bracket:
        limits, closed, tail = rest.partition(")")
        more = f'<i class="w">{escape(tail)}</i>' if tail else ""
        return Markup(f"<b{light}>{escape(number)}</b> <i>({escape(limits)}{closed}</i>{more}")
    return Markup(f"<b{light}>{escape(text)}</b>")


def parted(text: str) -> tuple[str, str, str]:
    """Part a number from what follows in brackets, whichever space is between them.

    >>> parted("8/8 (100 %)"), parted("50.2\\u00a0(95.7 %)"), parted("12")
    (('8/8', ' (', '100 %)'), ('50.2', '\\xa0(', '95.7 %)'), ('12', '', ''))
    """
    return text.partition(" (") if " (" in text else text.partition("\u00a0(")


LONG = 300
"""A longer text has a box of its own with a bar to scroll: a page does not grow with one term."""


def text_markup(text: str) -> Markup:
    """Write a text; a long one in a box.

    >>> text_markup("<b>")
    Markup('&lt;b&gt;')
    """
    return (
        escape(text) if len(text) <= LONG else Markup(f'<div class="long" tabindex="0">{escape(text)}</div>')
    )


def cell_markup(cell: Cell, filters: Filters) -> str:
    """Write the inside of one cell."""
    parts = []
    for result in cell.results:
        if result.text:
            inner = result_markup(result)
            place = filters.number(result)
            parts.append(inner if place is None else f'<a href="#records" data-r="{place}">{inner}</a>')
    return " ".join(parts)


def result_markup(result: Result) -> str:
    """Write one result of a cell."""
    if result.statistic in MUTED or result.text.startswith(("[", "(")):
        return f"<i>{escape(result.text)}</i>"
    if result.statistic == "text" and not result.text.startswith("NE"):
        return str(text_markup(result.text))
    return str(number_markup(result.text, zero=result.statistic == "x/N" and result.value == 0))


def table_markup(display: Display, filters: Filters, anchors: Mapping[str, str]) -> Markup:
    """Write a display as a table in a region that scrolls sideways; `anchors` lead from a row to a patient."""
    head = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in display.columns)
    wide = len(display.columns)
    body = []
    group = ""
    for row in display.rows:
        if row.group != group:
            group = row.group
            if group:
                body.append(
                    f'<tr class="group"><th scope="rowgroup" colspan="{wide + 1}">{text_markup(group)}</th></tr>'
                )
        label: Markup | str = text_markup(row.label)
        if row.id in anchors:
            label = f'<a href="#{anchors[row.id]}">{label}</a>'
        indent = ' class="in"' if group else ""
        cells = "".join(f"<td>{cell_markup(cell, filters)}</td>" for cell in row.cells)
        body.append(f'<tr><th scope="row"{indent}>{label}</th>{cells}</tr>')
    look = " words" if is_wordy(display) else " dense" if wide >= DENSE else ""
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(display.title)}">'
        f'<table class="t{look}"><thead><tr><th scope="col">{escape(display.stub)}</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def is_wordy(display: Display) -> bool:
    """Say whether a display holds sentences rather than numbers: its cells may then break lines."""
    return any(len(cell.text) > 60 for row in display.rows for cell in row.cells)


def plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]], label: str) -> Markup:
    """Write a table of texts."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{text_markup(row[0])}</th>{"".join(f"<td>{text_markup(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}"><table class="t words">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
