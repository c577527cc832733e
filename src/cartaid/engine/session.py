"""A DuckDB session: tables in, relations built, results out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb

from cartaid.engine.relation import Relation, in_order, last_reader, needed


def quoted(text: str) -> str:
    """Write a text as an SQL literal.

    >>> quoted("Sjögren's")
    "'Sjögren''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def number_text(number: str) -> str:
    """Give the SQL expression of an exact number as a person writes it, without zeros at its end.

    >>> number_text("VALUE")
    "regexp_extract(CAST(VALUE AS VARCHAR), '^-?[0-9]+([.][0-9]*[1-9])?', 0)"
    """
    return f"regexp_extract(CAST({number} AS VARCHAR), '^-?[0-9]+([.][0-9]*[1-9])?', 0)"


class Session:
    """One in-memory DuckDB database that relations are built in.

    >>> session = Session()
    >>> session.load("weight", {"item": "VARCHAR", "points": "INTEGER"}, [("seizure", 8), ("fever", 1)])
    >>> session.build([Relation("total", "SELECT sum(points) AS total FROM weight", ("weight",), ("total",))])
    >>> session.rows("SELECT total FROM total")
    [(9,)]
    """

    def __init__(self, threads: int | None = None, memory: str | None = None, workers: int = 2) -> None:
        self.connection = duckdb.connect(":memory:")
        self.workers = workers
        # Row order is made explicit wherever it matters; letting DuckDB drop it halves memory on large input.
        self.connection.execute("SET preserve_insertion_order = false")
        # A bar of DuckDB's own would be drawn over what the command prints.
        self.connection.execute("SET enable_progress_bar = false")
        if threads is not None:
            self.connection.execute(f"SET threads = {int(threads)}")
        if memory is not None:
            self.connection.execute(f"SET memory_limit = {quoted(memory)}")
            # What does not fit goes to files; DuckDB's own choice would be a folder where the user stands.
            self.connection.execute(f"SET temp_directory = {quoted(str(Path(gettempdir()) / 'cartaid'))}")

    def expect_few_rows(self) -> None:
        """Run each statement on one core: a small one costs its planning, and `build` runs several side by side."""
        self.connection.execute("SET threads = 1")

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make table `name` with `columns` (name -> SQL type) and put `rows` into it."""
        typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" ({typed})')
        listed = [list(column) for column in zip(*rows, strict=True)]
        if listed:
            # One bound list a column: a mark a value would cost a hundred times the parsing.
            unnested = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in columns.values())
            self.connection.execute(f'INSERT INTO "{name}" SELECT {unnested}', listed)

    def build(self, relations: Iterable[Relation]) -> None:
        """Create every relation, each as soon as those it reads are there.

        A small study spends its time in planning hundreds of small statements, which DuckDB does on one core
        each: so several are run at once.
        """
        ordered = in_order(relations)
        if self.workers == 1 or len(ordered) < 2 * self.workers:
            for relation in ordered:
                self._create(self.connection, relation)
            return
        names = {relation.name for relation in ordered}
        waiting = {relation.name: {name for name in relation.inputs if name in names} for relation in ordered}
        by_name = {relation.name: relation for relation in ordered}
        running: dict[Future[None], str] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            while waiting or running:
                ready = [name for name, inputs in waiting.items() if not inputs]
                for name in ready[: 2 * self.workers - len(running)]:
                    del waiting[name]
                    running[pool.submit(self._create, self.connection.cursor(), by_name[name])] = name
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    built = running.pop(future)
                    future.result()
                    for inputs in waiting.values():
                        inputs.discard(built)

    def build_only(self, relations: Iterable[Relation], wanted: Collection[str]) -> None:
        """Create the wanted relations and, on the way, those they are made of, which are dropped once read.

        For large studies: one statement after the other, each on all cores, in as little memory as possible.
        """
        ordered = in_order(needed(relations, wanted))
        read = last_reader(ordered, wanted)
        for relation in ordered:
            self._create(self.connection, relation)
            for name in read.get(relation.name, ()):
                self.connection.execute(f'DROP TABLE "{name}"')

    def _create(self, connection: duckdb.DuckDBPyConnection, relation: Relation) -> None:
        kind = "TABLE" if relation.kept else "VIEW"
        connection.execute(f'CREATE OR REPLACE {kind} "{relation.name}" AS {relation.sql}')

    def keep(self, view: str) -> None:
        """Make a view a table of the same rows, for what is read more than once; a table stays as it is.

        >>> session = Session()
        >>> session.build([Relation("day", "SELECT 1 AS RDY", (), ("RDY",), kept=False)])
        >>> session.keep("day")
        >>> session.rows("SELECT table_name FROM duckdb_tables()")
        [('day',)]
        """
        if not self.rows("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [view]):
            return
        self.connection.execute(f'CREATE TABLE "{view} kept" AS SELECT * FROM "{view}"')
        self.connection.execute(f'DROP VIEW "{view}"')
        self.connection.execute(f'ALTER TABLE "{view} kept" RENAME TO "{view}"')

    def has(self, name: str) -> bool:
        """Say whether a table or view of this name exists."""
        # The catalogue views take 15 ms once a few hundred relations exist; asking for the table takes none.
        try:
            self.connection.execute(f'SELECT 1 FROM "{name}" LIMIT 0')
        except duckdb.CatalogException:
            return False
        return True

    def columns(self, name: str) -> dict[str, str]:
        """Give the column names of a table or view and their SQL types, in order."""
        described = self.connection.execute(f'DESCRIBE "{name}"').fetchall()
        # A view's description loses the spelling of renamed columns; its rows keep it.
        spelled = self.connection.execute(f'SELECT * FROM "{name}" LIMIT 0').description or []
        return {column[0]: row[1] for column, row in zip(spelled, described, strict=True)}

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give its rows."""
        return self.connection.execute(sql, list(bound)).fetchall()

    def records(self, sql: str, bound: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run a query and give its rows as dictionaries."""
        cursor = self.connection.execute(sql, list(bound))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def write_parquet(self, sql: str, path: Path) -> None:
        """Write the rows of a query to a Parquet file."""
        self.connection.execute(f"COPY ({sql}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
