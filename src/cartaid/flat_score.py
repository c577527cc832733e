"""Score a flat table: one row in, one row out, in the same order, other columns passed through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from cartaid.engine import Relation, Session
from cartaid.evaluators.evaluate import evaluations
from cartaid.evaluators.flat_table import ROW, flat_wide, missing_columns
from cartaid.instruments.definition import Definition


class TableError(Exception):
    """A flat table cannot be scored: the message names file, column, what was expected and found."""


@frozen
class ScoredTable:
    """A scored table in a session: the relation that holds it, its columns, and what was refused."""

    session: Session
    relation: str
    columns: tuple[str, ...]
    absent: tuple[str, ...]
    refused: tuple[tuple[int, str], ...]

    def records(self) -> list[dict[str, Any]]:
        """Give the rows as dictionaries, in the order of the table."""
        return self.session.records(f"SELECT {self._list()} FROM {self.relation} ORDER BY {ROW}")

    def write(self, path: Path) -> None:
        """Write the rows to a .csv or .parquet file."""
        from cartaid.engine.session import quoted

        form = {".csv": "csv, HEADER", ".parquet": "parquet"}.get(path.suffix.lower())
        if form is None:
            raise TableError(f"{path}: expected a name ending in .csv or .parquet")
        self.session.connection.execute(
            f"COPY (SELECT {self._list()} FROM {self.relation} ORDER BY {ROW}) TO {quoted(str(path))} (FORMAT {form})"
        )

    def _list(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


def score_relation(
    session: Session,
    definition: Definition,
    table: str,
    switches: Mapping[str, str] | None = None,
) -> ScoredTable:
    """Score a table of texts that is in the session and numbers its rows in `row_id`.

    An input column with the name of an output column is passed through as `<name>_input`. Raises TableError
    when the table has none of the definition's columns.
    """
    columns = [name for name in session.columns(table) if name != ROW]
    absent = missing_columns(definition, columns)
    if len(absent) == len(definition.items):
        expected = ", ".join(item.id for item in definition.items[:8])
        raise TableError(
            f"none of the columns of {definition.id} is there: expected {expected}"
            f"{', …' if len(definition.items) > 8 else ''}; found {', '.join(columns) or 'nothing'}. "
            f"`cartaid definitions {definition.id}` lists them."
        )
    wide = flat_wide(definition, table, columns)
    *before, result = evaluations(
        definition, wide.name, (ROW,), switches, name="evaluated_rows", problems=True
    )
    added = [name for name in result.columns if name != ROW]
    taken = {name.lower() for name in added}
    passed = [(name, f"{name}_input" if name.lower() in taken else name) for name in columns]
    chosen = ", ".join(
        [
            f"t.{ROW}",
            *(f't."{name}" AS "{shown}"' for name, shown in passed),
            *(f"e.{name}" for name in added),
        ]
    )
    scored = Relation(
        "scored_table",
        f"SELECT {chosen} FROM {table} AS t JOIN {result.name} AS e ON e.{ROW} = t.{ROW}",
        (table, result.name),
        (ROW, *(shown for _, shown in passed), *added),
    )
    session.build([wide, *before, result, scored])
    refused = session.rows(
        f"SELECT {ROW}, problem FROM wide WHERE problem IS NOT NULL ORDER BY {ROW} LIMIT 1000"
    )
    return ScoredTable(
        session, scored.name, tuple(scored.columns[1:]), tuple(absent), tuple((int(r), p) for r, p in refused)
    )


def read_flat_table(session: Session, path: Path) -> str:
    """Read a .csv, .parquet or .xlsx file as texts with numbered rows; give the name of the table.

    Column names keep their spelling. Raises StudyError when the file cannot be read.
    """
    from cartaid.sources.csv import layout, read_csv
    from cartaid.sources.kind import kind_by_content
    from cartaid.sources.parquet import read_parquet
    from cartaid.sources.table import ROW as FILE_ROW
    from cartaid.sources.xlsx import read_xlsx
    from cartaid.study.finding import StudyError

    kind = kind_by_content(path)
    if kind == "CSV":
        source = read_csv(session, path, "flat_file")
        names = _csv_header(path, layout(path))
    elif kind == "Parquet":
        source = read_parquet(session, path, "flat_file")
        names = [name for name in source.columns if name != FILE_ROW]
    elif kind == "Excel workbook":
        source = read_xlsx(session, path, "flat_file")[0]
        names = [name for name in source.columns if name != FILE_ROW]
    else:
        raise StudyError(f"{path.name}: expected CSV, Parquet or Excel, found {kind}")
    canonical = [name for name in source.columns if name != FILE_ROW]
    spelled = names if len(names) == len(canonical) else [name.lower() for name in canonical]
    columns = ", ".join(
        f'CAST("{name}" AS VARCHAR) AS "{spelling}"'
        for name, spelling in zip(canonical, spelled, strict=True)
    )
    session.build(
        [
            Relation(
                "flat",
                f'SELECT "{FILE_ROW}" AS {ROW}, {columns} FROM {source.relation}',
                (source.relation,),
                (ROW, *spelled),
                kept=False,
            )
        ]
    )
    return "flat"


def _csv_header(path: Path, how: Any) -> list[str]:
    import csv

    encoding = "utf-8-sig" if how.encoding == "utf-8" else how.encoding
    with path.open(encoding=encoding, newline="") as file:
        return [name.strip() for name in next(csv.reader(file, delimiter=how.separator))]


def score_file(id: str, path: Path | str, switches: Mapping[str, str] | None = None) -> ScoredTable:
    """Score one definition over a table file.

    `id` as listed by `definitions`; `path` a .csv, .parquet or .xlsx file with the definition's columns. Raises
    UnknownDefinition, TableError, StudyError (the file cannot be read) or ValueError (a switch).
    """
    from cartaid.instruments.catalogue import definition

    known = definition(id)
    session = Session()
    return score_relation(session, known, read_flat_table(session, Path(path)), switches)
