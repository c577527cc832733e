"""What every reader gives: a table in the session, its columns in capitals, its rows counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import frozen

from cartaid.engine import Session
from cartaid.study.finding import Finding, StudyError

ROW = "_ROW"
"""Column added by every reader: the number of the data row in its file, from 1."""


@frozen
class SourceTable:
    """One table of one file, standing in the session under `relation`.

    `word` is what a row of the file is called (line, row, record) and `header` how many of them stand above the
    data: data row n is `word` n + `header`, as a text editor or a spreadsheet numbers it. `spelled` are the column
    names as the file has them.
    """

    file: str
    relation: str
    name: str
    columns: Mapping[str, str]
    rows: int
    findings: tuple[Finding, ...] = ()
    word: str = "record"
    header: int = 0
    spelled: tuple[str, ...] = ()


def canonical_names(file: str, names: Sequence[str | None]) -> list[str]:
    """Give column names in capitals without blanks around them; a column without a name becomes `_BLANK<n>`.

    Raises StudyError when two columns have one name: which of them is meant cannot be known.

    >>> canonical_names("lb.csv", ["usubjid", " LBTESTCD "])
    ['USUBJID', 'LBTESTCD']
    """
    found: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        spelled = (name or "").strip().strip("\ufeff")
        clean = spelled.upper() or f"_BLANK{number}"
        if clean in found:
            both = f"{spelled} twice" if found[clean] == spelled else f"{found[clean]} and {spelled}"
            raise StudyError(
                f"{file}, line 1: expected column names that differ, found {both}: rename or remove one"
            )
        found[clean] = spelled
    return list(found)


def load_columns(
    session: Session,
    relation: str,
    columns: Mapping[str, Sequence[Any]],
    numeric: Collection[str] = (),
    after: int = 0,
    numbers: Sequence[int] | None = None,
) -> None:
    """Make a table of columns that were read in Python: texts, and numbers for the columns in `numeric`.

    None is missing. With `after` > 0 the rows are added to the table, numbered from there; `numbers` are the row
    numbers where rows of the file were left out between.
    """
    import numpy as np

    length = len(next(iter(columns.values()))) if columns else 0
    arrays = {
        name: np.array(values, dtype=float if name in numeric else object) for name, values in columns.items()
    }
    arrays[ROW] = np.array(
        range(after + 1, after + length + 1) if numbers is None else numbers, dtype=np.int64
    )
    cast = ", ".join(
        f'CAST("{name}" AS {"BIGINT" if name == ROW else "DOUBLE" if name in numeric else "VARCHAR"}) AS "{name}"'
        for name in arrays
    )
    start = f'INSERT INTO "{relation}"' if after else f'CREATE OR REPLACE TABLE "{relation}" AS'
    session.connection.register("arrived", arrays)
    try:
        session.connection.execute(f"{start} SELECT {cast} FROM arrived")
    finally:
        session.connection.unregister("arrived")


def count_rows(session: Session, relation: str) -> int:
    """Count the rows of a table."""
    return int(session.rows(f'SELECT count(*) FROM "{relation}"')[0][0])
