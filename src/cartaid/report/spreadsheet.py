"""Every table as CSV, and all of them as one workbook; a text that looks like a formula stays a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from cartaid.results.display import Display

FORMULA = re.compile(r"[=+\-@\t\r\n]")
FRACTION = re.compile(r"\d+/\d+")
NUMBER = re.compile(r"-?\d+([.,]\d+)?([eE][+-]?\d+)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that say nothing in a cell and that a terminal or a printer would obey."""

WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})([.]\d+)?")
"""A text that is a number and nothing else: an id such as 05 is none."""

NARROWEST, WIDEST = 9, 60
"""Letters that a column of a workbook is wide."""

NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def grid(display: Display) -> list[list[str]]:
    """Give a display as rows of texts: group, label and cells, below their headings.

    >>> from cartaid.results.display import Cell, Column, Row
    >>> grid(Display("d", "Title", "safety", "Event", (Column("a", "All"),),
    ...              (Row("r", "Fever", "CRS", (Cell("1/3"),)),), (), ()))
    [['Group', 'Event', 'All'], ['CRS', 'Fever', '1/3']]
    """
    head = ["Group", display.stub, *(column.label for column in display.columns)]
    return [head, *([row.group, row.label, *(cell.text for cell in row.cells)] for row in display.rows)]


def guarded_formula(text: str) -> str:
    """Lead a text that a spreadsheet would take for a formula by an apostrophe.

    A minus before a number is a sign; a plus is part of a name, for no table writes one.

    >>> guarded_formula("=HYPERLINK(1)"), guarded_formula("-5"), guarded_formula("+1")
    ("'=HYPERLINK(1)", '-5', "'+1")
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def guarded(text: str) -> str:
    """Make sure that a spreadsheet reads a cell of a table as text: no formula, and no count taken for a date.

    >>> guarded("=HYPERLINK(1)"), guarded("8/8 (100 %)"), guarded("1/11"), guarded("a\\x1b[2J")
    ("'=HYPERLINK(1)", '8/8 (100 %)', '1 of 11', 'a\ufffd[2J')
    """
    text = CONTROL.sub("\ufffd", text)
    return text.replace("/", " of ") if FRACTION.fullmatch(text) else guarded_formula(text)


def write_csv(folder: Path, displays: Sequence[Display]) -> list[Path]:
    """Write each display as a CSV file of its own into `folder`; give the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for display in displays:
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerows([guarded(cell) for cell in line] for line in grid(display))
        path = folder / f"{display.id}.csv"
        # With the mark a spreadsheet program takes the file for what it is.
        path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
        written.append(path)
    return written


def write_xlsx(path: Path, displays: Sequence[Display]) -> Path:
    """Write all displays as one workbook, a sheet each; needs the extra `xlsx`.

    Raises ModuleNotFoundError, saying what to install, where openpyxl is not there.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("a workbook needs openpyxl: pip install 'cartaid[xlsx]'") from error
    book = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    for display in displays:
        sheet = book.create_sheet(sheet_name(display.id, names))
        table, stub = grid(display), 2
        if not any(line[0] for line in table[1:]):
            table, stub = [line[1:] for line in table], 1
        lines = [[display.title], *table, [], *([note] for note in display.footnotes)]
        for place, line in enumerate(lines, start=1):
            for column, text in enumerate(line, start=1):
                cell = sheet.cell(place, column)
                inside = 2 < place <= 1 + len(table)
                # What a row is called stays a text: an id may look like a number.
                amount = numeric(text) if inside and column > stub else None
                if amount is not None:
                    cell.value = amount
                else:
                    cell.value = CONTROL.sub("\ufffd", ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))[:32_000]
                    # A text that begins with = would be taken for a formula.
                    cell.data_type = "s"
                cell.alignment = Alignment(vertical="top", wrap_text=inside and len(text) > WIDEST)
                cell.font = Font(bold=place <= 2)
        sheet.freeze_panes = "B3" if stub == 1 else "C3"
        for column, texts in enumerate(zip(*table, strict=True), start=1):
            longest = max(map(len, texts)) + 2
            sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, NARROWEST), WIDEST)
    if not names:
        book.create_sheet("empty")
    book.save(path)
    return path


def numeric(text: str) -> int | float | None:
    """Give the number that a text is, and nothing else; None for any other text.

    >>> numeric("22"), numeric("−4"), numeric("0.5"), numeric("05"), numeric("8/8"), numeric("")
    (22, -4, 0.5, None, None, None)
    """
    plain = text.replace("−", "-")
    if WHOLE.fullmatch(plain) is None:
        return None
    return float(plain) if "." in plain else int(plain)


def sheet_name(id: str, taken: set[str]) -> str:
    """Give a sheet name a workbook allows, used once.

    >>> sheet_name("a" * 40, {"a" * 31})
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa_2'
    """
    name = base = NO_SHEET_NAME.sub("_", id)[:31]
    number = 1
    while name in taken:
        number += 1
        name = f"{base[: 31 - len(str(number)) - 1]}_{number}"
    taken.add(name)
    return name
