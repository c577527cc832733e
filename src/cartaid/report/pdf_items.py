"""What stands on paper, as the data that the template sets: headings, words, figures, tables, patients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cartaid.report.figures.figure import Figure
from cartaid.report.figures.style import PAGE_WIDTH
from cartaid.report.patients import Profile
from cartaid.report.tables import parted
from cartaid.results.display import Cell, Display

Item = dict[str, Any]

LONGEST_TERM = 300
"""Most letters of a text of the study in a cell of a table; the CSV of the table has it in full."""

LONGEST_CELL = 1200
"""Longer texts are cut with a mark: a cell may not outgrow a page."""

BREAK = 24
"""A word longer than this may be broken after so many characters: a column must be able to hold it."""


def heading(text: str) -> Item:
    """Give a heading within a section."""
    return {"kind": "heading", "text": text}


def words(text: str) -> Item:
    """Give a paragraph."""
    return {"kind": "words", "text": cut(text)}


def figure_item(figure: Figure, drawn: str) -> Item:
    """Give a figure; a narrow one is not stretched to the width of the page."""
    wide = float(drawn.partition('width="')[2].partition('"')[0])
    return {
        "kind": "figure",
        "title": cut(figure.title),
        "caption": cut(figure.caption),
        "alt": figure.alt,
        "file": f"{figure.id}.svg",
        "width": min(100.0, 100 * wide / PAGE_WIDTH),
    }


def table_item(display: Display) -> Item:
    """Give a display as a table."""
    rows: list[Item] = []
    group = ""
    for row in display.rows:
        if row.group != group:
            group = row.group
            if group:
                rows.append({"group": cut(group)})
        cells = [cell_parts(cell) for cell in row.cells]
        rows.append(
            {"group": None, "indent": bool(group), "label": cut(row.label, LONGEST_TERM), "cells": cells}
        )
    columns = len(display.columns) + 1
    return {
        "kind": "table",
        "title": cut(display.title),
        "head": [cut(display.stub), *(cut(column.label) for column in display.columns)],
        "rows": rows,
        "widths": widths(display),
        "size": 7.4 if columns <= 6 else 6.6 if columns <= 9 else 5.8,
        "notes": [cut(note) for note in display.footnotes],
    }


def widths(display: Display) -> list[float]:
    """Share the width of the page among columns, by the longest texts in each; a few long ones do not take it all."""
    texts = [[display.stub, *(row.label for row in display.rows)]]
    for place, column in enumerate(display.columns):
        texts.append([column.label, *(row.cells[place].text for row in display.rows)])
    longest = [min(max(map(len, column)), 44) for column in texts]
    return [max(longest[0], 14) ** 0.75, *(max(length, 7) ** 0.75 for length in longest[1:])]


def cell_parts(cell: Cell) -> list[list[str]]:
    """Give the parts of a cell: for each result its number and, after it, what is secondary.

    >>> cell_parts(Cell(""))
    []
    """
    parts = []
    for result in cell.results:
        number, bracket, rest = parted(result.text)
        if result.text:
            plain = not bracket or result.statistic == "text"
            parts.append([cut(result.text, LONGEST_TERM)] if plain else [cut(number), cut(f"({rest}")])
    return parts


def text_table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> Item:
    """Give a table of texts."""
    return {
        "kind": "table",
        "title": title,
        "head": list(head),
        "rows": [
            {
                "group": None,
                "indent": False,
                "label": cut(row[0]),
                "cells": [[[cut(cell)]] for cell in row[1:]],
            }
            for row in rows
        ],
        "widths": list(widths),
        "size": 7,
        "notes": [],
    }


def shortened(title: str, most: int = 150) -> str:
    """Shorten a running title between words; two lines of a page hold it.

    >>> shortened("A title"), shortened("One two three", 8)
    ('A title', 'One two …')
    """
    return title if len(title) <= most else title[: most + 1].rpartition(" ")[0][:most] + " …"


def cut(text: str, most: int = LONGEST_CELL) -> str:
    """Make a text fit for a column: cut where it would outgrow a page, long words with places to break.

    >>> len(cut("x" * 10_000)) < 1300
    True
    >>> cut("a word") == "a word"
    True
    """
    # A number and its percent sign stay on one line.
    text = text.replace(" %", "\u00a0%")
    if len(text) > most:
        text = text[:most] + " … (cut)"
    if len(text) <= BREAK:
        return text
    return " ".join(
        word if len(word) <= BREAK else "\u200b".join(word[i : i + BREAK] for i in range(0, len(word), BREAK))
        for word in text.split(" ")
    )


def patient_items(patients: Sequence[Profile]) -> list[Item]:
    """Give the patients one by one: a line of facts, what happened, scores by visit."""
    made: list[Item] = []
    for patient in patients:
        made.append(
            {
                "kind": "patient",
                "label": cut(patient.label, LONGEST_TERM),
                "facts": cut(" · ".join(patient.facts)),
                "lines": [[name, cut(words)] for name, words in patient.lines],
                "head": [cut(column) for column in patient.columns],
                "rows": [[cut(cell, LONGEST_TERM) for cell in row] for row in patient.rows],
            }
        )
    return [heading("Patient by patient"), *made] if made else []
