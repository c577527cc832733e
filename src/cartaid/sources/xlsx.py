"""Read an Excel workbook: each sheet a table, every value as text (needs the extra `cartaid[xlsx]`)."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from cartaid.engine import Session
from cartaid.sources.table import SourceTable, canonical_names, load_columns
from cartaid.study.finding import StudyError


def cell_text(value: Any) -> str | None:
    """Give one cell as text: whole numbers without a point, dates as ISO 8601, midnight without a time.

    >>> cell_text(5.0), cell_text(datetime(2022, 3, 5)), cell_text(True), cell_text("  ")
    ('5', '2022-03-05', 'Y', None)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()


def read_xlsx(session: Session, path: Path, relation: str) -> list[SourceTable]:
    """Read every sheet of a workbook into tables named `relation`_1, `relation`_2 ...

    The name of a sheet stands for the name of a file; in a workbook of one sheet the file's own name does.
    Raises StudyError when openpyxl is not installed or the file is not a workbook.
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise StudyError(
            f"{path.name}: reading Excel needs openpyxl: pip install 'cartaid[xlsx]', or save the sheets as CSV"
        ) from None
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise StudyError(f"{path.name}: expected an Excel workbook, found: {error}") from None
    tables = []
    sheets = workbook.worksheets
    for number, sheet in enumerate(sheets, start=1):
        file = path.name if len(sheets) == 1 else f"{path.name}[{sheet.title}]"
        rows = [[cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        if not rows or not any(rows[0]):
            continue
        names = canonical_names(file, rows[0])
        # A row without a value is no record, but it counts in the numbers that the sheet shows.
        filled = [(n, row) for n, row in enumerate(rows[1:], start=1) if any(c is not None for c in row)]
        body = [row for _, row in filled]
        name = f"{relation}_{number}"
        load_columns(
            session,
            name,
            {column: [row[i] for row in body] for i, column in enumerate(names)},
            numbers=[n for n, _ in filled],
        )
        stem = path.stem if len(sheets) == 1 else sheet.title
        spelled = tuple(str(title or "").strip() for title in rows[0])
        columns = session.columns(name)
        tables.append(SourceTable(file, name, stem, columns, len(body), (), "row", 1, spelled))
    workbook.close()
    return tables
