"""Read a CSV file: any usual separator, UTF-8 or Latin-1, every value as text."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import duckdb
from attrs import frozen

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.sources.table import ROW, SourceTable, canonical_names, count_rows
from cartaid.study.finding import Finding, StudyError

LINE_LIMIT = 2_000_000
"""Longest line read, in bytes; no record of a study comes near it."""

LISTED = 1000
"""At most so many left-out rows are listed a file; the rest is counted."""

_BLOCK = 1 << 20
_SEPARATORS = (",", ";", "\t")
_FATAL = ("UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM")


@frozen
class Layout:
    """How a CSV file is written: its encoding, its separator, and its column names."""

    encoding: str
    separator: str
    header: tuple[str, ...]


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
    anything is read. Raises StudyError, naming the line, for a line longer than LINE_LIMIT and for a file
    without a header.
    """
    encoding = _encoding(path)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        first = file.readline(LINE_LIMIT)
        separator = max(_SEPARATORS, key=first.count)
        file.seek(0)
        try:
            header = next(csv.reader(file, delimiter=separator), [])
        except csv.Error as error:
            raise StudyError(f"{path.name}, line 1: expected column names, found: {error}") from None
    if not any(name.strip() for name in header):
        raise StudyError(f"{path.name}, line 1: expected column names, found an empty line")
    return Layout(encoding, separator, tuple(canonical_names(path.name, header)))


def _encoding(path: Path) -> str:
    """Tell UTF-8, UTF-16 and Latin-1 apart, and refuse lines without end on the way."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8"
    line, length = 1, 0
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
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
            if length > LINE_LIMIT:
                raise StudyError(
                    f"{path.name}, line {line}: expected lines of at most {LINE_LIMIT} bytes, found a longer one: "
                    "the file is not a table, or a quote or line end is missing"
                )
            if newline >= 0:
                line += block.count(b"\n") or block.count(b"\r")
                length = len(block) - max(block.rfind(b"\n"), block.rfind(b"\r")) - 1
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        encoding = "latin-1"
    return encoding


def read_csv(session: Session, path: Path, relation: str) -> SourceTable:
    """Read a CSV file into the table `relation`: all text, columns in capitals, rows numbered.

    Rows with too few or too many values are left out and listed as findings. Raises StudyError for a quote that
    is never closed, a line without end, a file without header.
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
        # One row of the file may be rejected for each value it lacks: the first says how many it has.
        rejected = session.rows(
            "SELECT line, min_by(error_type, column_idx), substr(min_by(csv_line, column_idx), 1, 60), "
            "min_by(error_message, column_idx) FROM reject_errors GROUP BY line ORDER BY line"
        )
    except duckdb.Error as error:
        raise StudyError(f"{path.name}: expected a CSV table, found: {_first_line(error)}") from None
    finally:
        connection.execute("DROP TABLE IF EXISTS reject_errors")
        connection.execute("DROP TABLE IF EXISTS reject_scans")
        connection.execute("SET preserve_insertion_order = false")
    for line, fault, _, message in rejected:
        if fault in _FATAL:
            raise StudyError(
                f"{path.name}, line {line}: {_first_line(message)} Close the quote or shorten the line."
            )
    findings += [_dropped(path.name, *reject) for reject in rejected[:LISTED]]
    if len(rejected) > LISTED:
        findings.append(
            Finding(
                "row-dropped",
                "error",
                f"{path.name}: {len(rejected)} rows do not fit the table and are not used, {LISTED} are listed",
                value=str(len(rejected)),
                fix="give every row one value a column",
            )
        )
    _renumber(session, relation, [row[0] for row in rejected])
    columns = session.columns(relation)
    return SourceTable(
        path.name, relation, path.stem, columns, count_rows(session, relation), tuple(findings)
    )


def _dropped(file: str, line: int, fault: str, start: str, message: str) -> Finding:
    return Finding(
        "row-dropped",
        "error",
        f"{file}, line {line}: {_first_line(message).rstrip('.')}; the row is not used",
        value=start.strip(),
        fix="give the row one value a column",
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


def _first_line(error: object) -> str:
    return str(error).strip().splitlines()[0][:200]
