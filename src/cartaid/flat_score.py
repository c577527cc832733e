"""Score a flat table: one row in, one row out, in the same order, other columns passed through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from cartaid.analysis.item_units import item_units, within_plausible
from cartaid.engine import Relation, Session
from cartaid.evaluators.bounded import bounded_evaluations
from cartaid.evaluators.evaluate import evaluations
from cartaid.evaluators.flat_table import ROW, bounds_in, columns_in_use, flat_wide, missing_columns
from cartaid.instruments.definition import Definition, LaboratoryTable
from cartaid.study.finding import Finding, StudyError

LISTED = 1000
"""At most so many rows with refused values are listed."""


class TableError(StudyError):
    """A flat table cannot be scored: the message names file, column, what was expected and found."""


SHOWN = 20
"""Rows a scored table shows in a notebook."""

RESULTS = ("value", "low", "high", "attainable")
"""Columns with computed numbers; an input column of such a name is passed through under another."""

DECIMALS = 6
"""Decimals of a computed number in a text file: inputs have no more, and binary noise begins far behind."""

FORMS = {".csv": "csv, HEADER", ".parquet": "parquet"}
"""Kinds of files a scored table can be written to, with DuckDB's options."""


@frozen
class FlatTable:
    """A table of texts in a session: its relation, what a row of its file is called, and what was left out."""

    relation: str
    word: str = "row"
    header: int = 0
    dropped: tuple[Finding, ...] = ()


@frozen
class ScoredTable:
    """A scored table in a session: the relation that holds it, its columns, and what was refused.

    `absent` are the columns that the definition reads and the table lacks, without those of which a blank stands for
    something; `refused` the rows with a value that is not used, each with what is wrong; `dropped` the remarks on
    lines that are no row of the table.
    """

    session: Session
    relation: str
    columns: tuple[str, ...]
    absent: tuple[str, ...]
    refused: tuple[tuple[int, str], ...]
    source: FlatTable = FlatTable("flat")

    @property
    def dropped(self) -> tuple[Finding, ...]:
        """What is wrong with the file: lines that do not fit the table and are not scored, its encoding."""
        return self.source.dropped

    def place(self, row: int) -> str:
        """Name a row as its file counts it.

        >>> ScoredTable(None, "t", (), (), (), FlatTable("flat", "line", 1)).place(3)
        'line 4'
        """
        return f"{self.source.word} {row + self.source.header}"

    def records(self) -> list[dict[str, Any]]:
        """Give the rows as dictionaries, in the order of the table."""
        return self.session.records(f"SELECT {self._list()} FROM {self.relation} ORDER BY {ROW}")

    def _repr_html_(self) -> str:
        """Show its first rows in a notebook; every text stays text."""
        from cartaid.report.notebook import rows_html

        number = self.session.rows(f"SELECT count(*) FROM {self.relation}")[0][0]
        first = self.session.rows(
            f"SELECT {self._list(rounded=True)} FROM {self.relation} ORDER BY {ROW} LIMIT {SHOWN}"
        )
        return rows_html(self.columns, first, number, "records()")

    def write(self, path: Path) -> None:
        """Write the rows to a .csv or .parquet file; in a .csv file results have at most six decimals."""
        from cartaid.engine.session import quoted

        form = FORMS.get(path.suffix.lower())
        if form is None:
            raise TableError(f"{path}: expected a name ending in {' or '.join(FORMS)}")
        self.session.connection.execute(
            f"COPY (SELECT {self._list(path.suffix.lower() == '.csv')} FROM {self.relation} ORDER BY {ROW}) "
            f"TO {quoted(str(path))} (FORMAT {form})"
        )

    def _list(self, rounded: bool = False) -> str:
        numbers = RESULTS if rounded else ()
        return ", ".join(
            f'round("{column}", {DECIMALS}) AS "{column}"' if column in numbers else f'"{column}"'
            for column in self.columns
        )


def score_relation(
    session: Session,
    definition: Definition,
    table: str,
    switches: Mapping[str, str] | None = None,
    source: FlatTable | None = None,
) -> ScoredTable:
    """Score a table of texts that is in the session and numbers its rows in `row_id`.

    An input column with the name of an output column is passed through as `<name>_input`. Percent of predicted that is
    blank is computed where the table holds the value as measured (`fvc` beside `fvc_pct`). Raises TableError
    when the table has none of the definition's columns. `source` says how the rows of its file are counted.
    """
    columns = [name for name in session.columns(table) if name != ROW]
    table, columns, switches, without, why = _lung_function(session, definition, table, columns, switches)
    definition = definition.under(switches)
    absent = missing_columns(definition, columns)
    if len(absent) == len(definition.items):
        expected = ", ".join(item.id for item in definition.items[:8])
        raise TableError(
            f"none of the columns of {definition.id} is there: expected {expected}"
            f"{', …' if len(definition.items) > 8 else ''}; found {', '.join(columns) or 'nothing'}. "
            f"`cartaid definitions {definition.id}` lists them."
        )
    bounds = bounds_in(session, definition, table, columns)
    plausible = within_plausible(definition)
    wide = flat_wide(plausible, table, columns, units=item_units, bounded=[item.id for item in bounds])
    name = "evaluated_rows"
    *before, result = (
        bounded_evaluations(definition, wide.name, bounds, (ROW,), switches, name, problems=True)
        if bounds
        else evaluations(definition, wide.name, (ROW,), switches, name, problems=True)
    )
    added = [name for name in result.columns if name != ROW]
    taken = {name.lower() for name in added}
    passed = [(name, f"{name}_input" if name.lower() in taken else name) for name in columns]
    chosen = ", ".join(
        [
            f"t.{ROW}",
            *(f't."{name}" AS "{shown}"' for name, shown in passed),
            *(
                "nullif(concat_ws('; ', y.SAID, e.reason), '') AS reason"
                if why and name == "reason"
                else f"e.{name}"
                for name in added
            ),
        ]
    )
    beside = f" LEFT JOIN {why} AS y ON y.{ROW} = t.{ROW}" if why else ""
    scored = Relation(
        "scored_table",
        f"SELECT {chosen} FROM {table} AS t JOIN {result.name} AS e ON e.{ROW} = t.{ROW}{beside}",
        (table, result.name, *([why] if why else [])),
        (ROW, *(shown for _, shown in passed), *added),
        kept=False,
    )
    session.build([wide, *before, result, scored])
    refused = session.rows(_refused(definition, result.name))
    used = columns_in_use(definition, switches)
    source = source or FlatTable(table)
    doubts = assumed_scales(definition, columns, (problem for _, problem in refused))
    return ScoredTable(
        session,
        scored.name,
        tuple(scored.columns[1:]),
        tuple(name for name in absent if name in used and not definition.item(name).optional),
        _together({int(r): p for r, p in refused}, without),
        evolve(source, dropped=(*source.dropped, *doubts)),
    )


def assumed_scales(
    definition: Definition, columns: Iterable[str], problems: Iterable[str]
) -> tuple[Finding, ...]:
    """Remark scales whose unit is assumed although some values are too large for it: the others may be in another one.

    `columns` are those of the table, `problems` what is wrong with its rows.

    >>> from cartaid.instruments.catalogue import definition
    >>> (remark,) = assumed_scales(definition("pga"), ["pga"], ["pga: 40 refused, expected 0 to 3"])
    >>> remark.message
    'pga: some values lie outside 0 to 3, and the others were read in /3; if they are in mm, say so in pga_unit'
    """
    given, said = {column.lower() for column in columns}, "; ".join(problems)
    remarks = []
    for item in definition.items:
        others = [unit for unit, factor in item.accepts.items() if factor != 1]
        if not others or item.unit_item or item.unit_column in given or item.high is None:
            continue
        if re.search(rf"\b{item.id}: \S+ refused, expected {item.low} to {item.high}\b", said):
            text = (
                f"{item.id}: some values lie outside {item.low} to {item.high}, and the others were read in {item.unit}; "
                f"if they are in {others[0]}, say so in {item.unit_column}"
            )
            remarks.append(Finding("unit-assumed", "warning", text, variable=item.id))
    return tuple(remarks)


def _lung_function(
    session: Session,
    definition: Definition,
    table: str,
    columns: list[str],
    switches: Mapping[str, str] | None,
) -> tuple[str, list[str], Mapping[str, str] | None, Mapping[int, str], str]:
    """Fill blank percents of predicted where lung function is there as measured.

    Gives the table, its columns, the switches of the definition itself, the rows of which none could be computed,
    and the relation that says why (empty: none).
    """
    if not any(item.record and item.record.domain == "RE" for item in definition.items):
        return table, columns, switches, {}, ""
    from cartaid.analysis.flat_percent_predicted import (
        chosen_settings,
        measured_columns,
        with_percent_predicted,
    )

    if not measured_columns(definition, columns):
        return table, columns, switches, {}, ""
    settings, own = chosen_settings(switches)
    filled = with_percent_predicted(session, definition, table, columns, settings)
    return filled.table, list(filled.columns), own, filled.refused, filled.without


def _together(refused: Mapping[int, str], without: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Join what is wrong with the rows, by row: refused values, and percents of predicted that are not there."""
    rows = sorted({*refused, *without})[:LISTED]
    return tuple((row, "; ".join(p[row] for p in (refused, without) if row in p)) for row in rows)


def _refused(definition: Definition, result: str) -> str:
    """Write the query of the rows with a refused value: one that does not read, or lacks a unit it needs.

    A laboratory table knows the units of a test only while it grades, so its refusals stand in the reason.
    """
    if definition.outside_is_error:
        return (
            f"SELECT w.{ROW}, coalesce(w.problem, e.reason) FROM wide AS w JOIN {result} AS e ON e.{ROW} = w.{ROW} "
            f"WHERE w.problem IS NOT NULL OR e.status = 'NOT_APPLICABLE' ORDER BY w.{ROW} LIMIT {LISTED}"
        )
    if not isinstance(definition.method, LaboratoryTable):
        return f"SELECT {ROW}, problem FROM wide WHERE problem IS NOT NULL ORDER BY {ROW} LIMIT {LISTED}"
    no_unit = "regexp_matches(e.reason, '(^|; )unit (missing|.* is none of the units)')"
    return (
        f"SELECT w.{ROW}, CASE WHEN w.problem IS NULL THEN concat('value: refused, ', e.reason) ELSE w.problem END "
        f"FROM wide AS w JOIN {result} AS e ON e.{ROW} = w.{ROW} WHERE w.problem IS NOT NULL OR {no_unit} "
        f"ORDER BY w.{ROW} LIMIT {LISTED}"
    )


def read_flat_table(session: Session, path: Path) -> FlatTable:
    """Read a .csv, .parquet or .xlsx file as texts with numbered rows.

    Column names keep their spelling. Raises StudyError when the file cannot be read.
    """
    from cartaid.sources.csv import read_csv
    from cartaid.sources.parquet import read_parquet
    from cartaid.sources.read import kind_of
    from cartaid.sources.table import ROW as FILE_ROW
    from cartaid.sources.xlsx import read_xlsx

    remarks: list[Finding] = []
    kind = kind_of(path, remarks)
    if kind == "CSV":
        source = read_csv(session, path, "flat_file")
    elif kind == "Parquet":
        source = read_parquet(session, path, "flat_file")
    elif kind == "Excel workbook":
        sheets = read_xlsx(session, path, "flat_file")
        if len(sheets) != 1:
            found = ", ".join(sheet.name for sheet in sheets) or "none"
            raise StudyError(f"{path.name}: expected one sheet with a table, found {found}")
        source = sheets[0]
    else:
        raise StudyError(f"{path.name}: expected CSV, Parquet or Excel, found {kind}; save the table as CSV")
    canonical = [name for name in source.columns if name != FILE_ROW]
    spelled = [name or clean for name, clean in zip(source.spelled, canonical, strict=True)]
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
    return FlatTable("flat", source.word, source.header, (*remarks, *source.findings))


def score_file(id: str, path: Path | str, switches: Mapping[str, str] | None = None) -> ScoredTable:
    """Score one definition over a table file.

    `id` as listed by `definitions`; `path` a .csv, .parquet or .xlsx file with the definition's columns. Raises
    UnknownDefinition, TableError, StudyError (the file cannot be read) or ValueError (a switch).
    """
    from cartaid.instruments.catalogue import definition

    known = definition(id)
    session = Session()
    flat = read_flat_table(session, Path(path))
    return score_relation(session, known, flat.relation, switches, flat)
