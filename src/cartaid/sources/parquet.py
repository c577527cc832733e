"""Read a Parquet file where it lies: a view over the file, never a copy."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cartaid.engine import Session
from cartaid.sources.csv import literal_path
from cartaid.sources.table import ROW, SourceTable, canonical_names, count_rows
from cartaid.study.finding import StudyError


def read_parquet(session: Session, path: Path, relation: str) -> SourceTable:
    """Make the view `relation` over a Parquet file, columns in capitals, rows numbered.

    Raises StudyError when the file is not Parquet.
    """
    source = f"read_parquet({literal_path(path)}, file_row_number = true, binary_as_string = true)"
    try:
        described = session.rows(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}")
        names = [row[0] for row in described]
        picked = ", ".join(
            f'"{name.replace(chr(34), chr(34) * 2)}" AS "{clean}"'
            for name, clean in zip(names, canonical_names(path.name, names), strict=True)
        )
        session.connection.execute(
            f'CREATE OR REPLACE VIEW "{relation}" AS SELECT file_row_number + 1 AS "{ROW}", {picked} FROM {source}'
        )
        rows = count_rows(session, relation)
    except duckdb.Error as error:
        found = str(error).strip().splitlines()[0][:200]
        raise StudyError(f"{path.name}: expected a Parquet file, found: {found}") from None
    return SourceTable(path.name, relation, path.stem, session.columns(relation), rows, spelled=tuple(names))
