"""Read a CSV file: any usual separator, UTF-8 or Latin-1, every value as text."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import duckdb
from attrs import frozen

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.sources.csv_lines import LINE_LIMIT, BadLine, read_lines
from cartaid.sources.table import ROW, SourceTable, canonical_names, count_rows, load_columns
from cartaid.study.finding import Finding, StudyError

LISTED = 1000
"""At most so many left-out rows are listed a file; the rest is counted."""

_BLOCK = 1 << 20
_SEPARATORS = (",", ";", "\t")
_FATAL = ("UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM")

_SEEN = 5000
"""So many characters of a line that does not fit are looked at to count its values."""

_BY_LINE = 50_000_000
"""Files of at most so many bytes are read line by line where that tells each row's line exactly."""


@frozen
class Layout:
    """How a CSV file is written: its encoding, its separator, its column names, and how many lines it has.

    `names` are the column names as they are spelled in the file; `lines` is None where lines were not counted;
    `overlong` says that a line is longer than LINE_LIMIT.
    """

    encoding: str
    separator: str
    header: tuple[str, ...]
    names: tuple[str, ...] = ()
    lines: int | None = None
    overlong: bool = False

    @property
    def codec(self) -> str:
        """The encoding as Python names it, without a byte-order mark in the first value."""
        return "utf-8-sig" if self.encoding == "utf-8" else self.encoding


def literal_path(path: Path) -> str:
    """Write a path as an SQL literal that means this one file, whatever signs its name holds.

    >>> literal_path(Path("a[1].csv"))
    "'a[[]1].csv'"
    """
    text = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
    return quoted(text)


def layout(path: Path) -> Layout:
    """Find out how a CSV file is written.

    The whole file is run through once, in blocks, so that an encoding fault or an endless line is found before
    anything is read. Raises StudyError for a file without column names in its first line.
    """
    encoding, lines, overlong = _scanned(path)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        first = file.readline(LINE_LIMIT)
        separator = max(_SEPARATORS, key=first.count)
        try:
            names = next(csv.reader([first], delimiter=separator, strict=True), [])
        except csv.Error as error:
            raise StudyError(f"{path.name}, line 1: expected column names, found: {error}") from None
    if len(first) >= LINE_LIMIT:
        raise StudyError(
            f"{path.name}, line 1: expected column names, found more than {LINE_LIMIT} characters"
        )
    if not any(name.strip() for name in names):
        raise StudyError(f"{path.name}, line 1: expected column names, found an empty line")
    header = canonical_names(path.name, names)
    return Layout(encoding, separator, tuple(header), tuple(n.strip() for n in names), lines, overlong)


def _scanned(path: Path) -> tuple[str, int | None, bool]:
    """Tell UTF-8, UTF-16 and Latin-1 apart, count the lines, and say whether one of them is too long."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, overlong = "utf-8", False
    ends = length = 0
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16", None, False
        file.seek(0)
        while block := file.read(_BLOCK):
            if encoding == "utf-8":
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    encoding = "latin-1"
            # A block is shorter than the limit, so only a line that runs on from the block before can be too long.
            newline = max(block.find(b"\n"), block.find(b"\r"))
            length += len(block) if newline < 0 else newline
            overlong = overlong or length > LINE_LIMIT
            if newline >= 0:
                ends += block.count(b"\n") or block.count(b"\r")
                length = len(block) - max(block.rfind(b"\n"), block.rfind(b"\r")) - 1
    if encoding == "utf-8":
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "latin-1"
    return encoding, ends + (length > 0), overlong


def read_csv(session: Session, path: Path, relation: str) -> SourceTable:
    """Read a CSV file into the table `relation`: all text, columns in capitals, rows numbered.

    Lines that do not fit the table (too few or too many values, a quote that is never closed, a line without
    end) are left out and listed as findings; every other line is read. Raises StudyError for a file without
    header.
    """
    how = layout(path)
    findings = []
    if how.encoding != "utf-8":
        findings.append(
            Finding(
                "encoding",
                "warning",
                f"{path.name}: expected UTF-8 text, found {how.encoding}; read as {how.encoding}",
                value=how.encoding,
                fix="save the file as UTF-8 and look at names and terms with accents",
            )
        )
    rejected = None if how.overlong else _read_at_once(session, path, relation, how)
    counted = rejected is not None and how.lines == 1 + count_rows(session, relation) + len(rejected)
    word = "line"
    if not counted and (rejected is None or path.stat().st_size <= _BY_LINE):
        rejected = _read_by_line(session, path, relation, how)
    elif not counted:
        word = "row"
    bad = rejected or []
    findings += [_dropped(path.name, line, word) for line in bad[:LISTED]]
    if len(bad) > LISTED:
        findings.append(
            Finding(
                "row-dropped",
                "error",
                f"{path.name}: {len(bad)} rows do not fit the table and are not used, {LISTED} are listed",
                value=str(len(bad)),
                fix="give every row one value a column",
            )
        )
    columns = session.columns(relation)
    rows = count_rows(session, relation)
    return SourceTable(path.name, relation, path.stem, columns, rows, tuple(findings), word, 1, how.names)


def _read_at_once(session: Session, path: Path, relation: str, how: Layout) -> list[BadLine] | None:
    """Read the whole file by DuckDB; give the lines left out, None where one fault would lose other lines."""
    listed = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in how.header)
    connection = session.connection
    # Row numbers must follow the file, so order is kept for this one statement.
    connection.execute("SET preserve_insertion_order = true")
    try:
        connection.execute(
            f'CREATE OR REPLACE TABLE "{relation}" AS SELECT row_number() OVER () AS "{ROW}", * '
            f"FROM read_csv({literal_path(path)}, auto_detect = false, columns = {{{listed}}}, header = true, "
            f"delim = {quoted(how.separator)}, quote = '\"', escape = '\"', "
            f"encoding = {quoted(how.encoding)}, max_line_size = {LINE_LIMIT + 1}, store_rejects = true)"
        )
        # One row of the file may be rejected for each value it lacks.
        rejected = session.rows(
            f"SELECT line, min_by(error_type, column_idx), substr(min_by(csv_line, column_idx), 1, {_SEEN}) "
            "FROM reject_errors GROUP BY line ORDER BY line"
        )
    except duckdb.Error:
        return None
    finally:
        connection.execute("DROP TABLE IF EXISTS reject_errors")
        connection.execute("DROP TABLE IF EXISTS reject_scans")
        connection.execute("SET preserve_insertion_order = false")
    if any(fault in _FATAL for _, fault, _ in rejected):
        return None
    _renumber(session, relation, [row[0] for row in rejected])
    return [
        BadLine(line, f"expected {len(how.header)} values, found {_count(text, how.separator)}", text[:60])
        for line, _, text in rejected
    ]


def _count(text: str, separator: str) -> str:
    """Count the values of a line that does not fit."""
    values = next(csv.reader([text], delimiter=separator), [])
    return f"{len(values)} or more" if len(text) >= _SEEN else str(len(values))


def _read_by_line(session: Session, path: Path, relation: str, how: Layout) -> list[BadLine]:
    """Read the file line by line, which is slower and loses nothing but the lines that are bad."""
    with path.open(encoding=how.codec, newline="") as file:
        lines, values, bad = read_lines(file, how.separator, len(how.header))
    columns = {name: [row[i] for row in values] for i, name in enumerate(how.header)}
    load_columns(session, relation, columns, numbers=[line - 1 for line in lines])
    return bad


def _dropped(file: str, bad: BadLine, word: str) -> Finding:
    return Finding(
        "row-dropped",
        "error",
        f"{file}, {word} {bad.line}: {bad.fault}; the row is not used",
        value=bad.start.strip(),
        fix="give the row one value a column, and close every quote",
    )


def _renumber(session: Session, relation: str, rejected: list[int]) -> None:
    """Count the left-out rows in, so that a row number is the row's place in the file.

    The j-th left-out row stands in data row `line - 1`, so `line - 1 - j` rows that were read come before it.
    """
    if not rejected:
        return
    session.load("rejected", {"BEFORE": "BIGINT"}, [(line - 1 - j,) for j, line in enumerate(rejected, 1)])
    session.connection.execute(
        f'UPDATE "{relation}" SET "{ROW}" = "{ROW}" + '
        f'(SELECT count(*) FROM rejected WHERE rejected.BEFORE < "{relation}"."{ROW}")'
    )
    session.connection.execute("DROP TABLE rejected")
