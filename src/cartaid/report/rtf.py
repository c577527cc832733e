"""Every table as one RTF document, for a word processor; what comes from a study is text there, never a command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cartaid.report.spreadsheet import grid
from cartaid.results.display import Display

LONGEST = 1200
"""Longer texts are cut with a mark: a cell may not outgrow a page."""

LINES = 28
"""Rows of a table on one page."""


def escaped(text: str) -> str:
    r"""Write a text in the ASCII of RTF: braces and backslashes as signs, all else as UTF-16 numbers.

    Control characters and marks of writing direction that could reorder a neighbouring cell are left out.

    >>> escaped("a{b}\\c"), escaped("é"), escaped("🤒")
    ('a\\{b\\}\\\\c', '\\u233?', '\\u-10178?\\u-8942?')
    """
    if len(text) > LONGEST:
        text = text[:LONGEST] + " … (cut)"
    made = []
    for character in text:
        if character in "\\{}":
            made.append("\\" + character)
        elif character in "\n\t\r":
            made.append(" ")
        elif " " <= character <= "~":
            made.append(character)
        elif character.isprintable() or character == "\u00a0":
            units = character.encode("utf-16-le", "surrogatepass")
            for place in range(0, len(units), 2):
                number = int.from_bytes(units[place : place + 2], "little", signed=True)
                made.append(f"\\u{number}?")
    # The joining of documents looks for this word to find where a font table ends.
    return "".join(made).replace("fcharset", "\\u102?charset")


def write_rtf(path: Path, displays: Sequence[Display]) -> Path:
    """Write all displays as one RTF document, each on a page of its own; needs the extra `rtf`.

    Raises ModuleNotFoundError, saying what to install, where rtflite is not there.
    """
    try:
        import rtflite
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("an RTF document needs rtflite: pip install 'cartaid[rtf]'") from error
    shown = [display for display in displays if display.rows]
    with TemporaryDirectory() as scratch:
        parts = []
        for place, display in enumerate(shown, start=1):
            part = Path(scratch) / f"{place:03}.rtf"
            part.write_text(_document(display, place).rtf_encode(), encoding="ascii")
            parts.append(str(part))
        if not parts:
            path.write_text("{\\rtf1\\ansi No table has a row.}\n", encoding="ascii")
        else:
            rtflite.assemble_rtf(parts, str(path))
    return path


def _document(display: Display, number: int) -> Any:
    """Give one display as a document."""
    import polars
    import rtflite

    head, *lines = [[escaped(cell) for cell in line] for line in grid(display)]
    rows: list[list[str]] = []
    bold: list[list[str]] = []
    group = ""
    for line in lines:
        if line[0] != group:
            group = line[0]
            if group:
                rows.append([group, *[""] * (len(head) - 2)])
                bold.append(["b"] + [""] * (len(head) - 2))
        rows.append([("   " if group else "") + line[1], *line[2:]])
        bold.append([""] * (len(head) - 1))
    names = [f"c{place}" for place in range(len(head) - 1)]
    longest = [max(len(row[place]) for row in [head[1:], *rows]) for place in range(len(names))]
    widths = [min(max(length, 10), 40) ** 0.75 for length in longest]
    # Word's own conversion of what looks like LaTeX is off: a study's text stays as it is.
    plain = {"text_convert": False, "text_font": 4, "text_font_size": 8}
    notes = [escaped(note) for note in display.footnotes]
    return rtflite.RTFDocument(
        df=polars.DataFrame(rows, schema=dict.fromkeys(names, polars.String), orient="row"),
        # The documents are joined into one, which has one orientation.
        rtf_page=rtflite.RTFPage(orientation="landscape", nrow=LINES),
        rtf_title=rtflite.RTFTitle(
            text=[f"Table {number}. {escaped(display.title)}"],
            text_convert=False,
            text_font=4,
            text_font_size=10,
            text_format="b",
            text_justification="l",
        ),
        rtf_column_header=rtflite.RTFColumnHeader(
            text=head[1:],
            col_rel_width=widths,
            text_justification=["l"] * len(names),
            text_format="b",
            border_left="",
            border_right="",
            **plain,
        ),
        rtf_body=rtflite.RTFBody(
            col_rel_width=widths,
            text_justification=["l"] * len(names),
            text_format=bold,
            border_left="",
            border_right="",
            **plain,
        ),
        rtf_footnote=_notes(notes, plain),
    )


def _notes(notes: list[str], plain: dict[str, Any]) -> Any:
    """Give the notes below a table, or None."""
    import rtflite

    return rtflite.RTFFootnote(text=notes, text_justification="l", as_table=False, **plain) if notes else None
