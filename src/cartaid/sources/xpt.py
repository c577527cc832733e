"""Read a SAS transport file (XPT): text and numbers as they are, SAS dates as ISO 8601 text."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from cartaid.engine import Session
from cartaid.sources.table import SourceTable, canonical_names, load_columns
from cartaid.study.finding import Finding, StudyError


def value_text(value: Any) -> str | float | None:
    """Give one value as text or number: dates as ISO 8601, blanks as missing.

    >>> value_text(datetime(2022, 3, 5, 14, 30)), value_text(date(2022, 3, 5)), value_text("")
    ('2022-03-05T14:30:00', '2022-03-05', None)
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return float(value)
    return str(value)


_CHUNK = 200_000
_MEMBERS = (b"HEADER RECORD*******MEMBER  HEADER RECORD", b"HEADER RECORD*******MEMBV8  HEADER RECORD")


def read_xpt(session: Session, path: Path, relation: str) -> SourceTable:
    """Read an XPT file into the table `relation`, columns in capitals, rows numbered.

    The file is read in parts, so that a large one does not stand in memory whole. Raises StudyError when the file
    is not a SAS transport file.
    """
    import pyreadstat

    findings = _other_members(path)
    try:
        rows = _chunks(session, path, relation, None)
    except UnicodeDecodeError:
        findings.append(
            Finding(
                "encoding",
                "warning",
                f"{path.name}: expected UTF-8 text, found another encoding; read as latin-1",
                value="latin-1",
                fix="write the file again as UTF-8 and look at names and terms with accents",
            )
        )
        rows = _chunks(session, path, relation, "ISO-8859-1")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        found = str(error).strip().splitlines()[0][:200]
        raise StudyError(f"{path.name}: expected a SAS transport file, found: {found}") from None
    return SourceTable(path.name, relation, path.stem, session.columns(relation), rows, tuple(findings))


def _chunks(session: Session, path: Path, relation: str, encoding: str | None) -> int:
    """Read a file part by part into `relation`; give the number of rows."""
    import pyreadstat

    rows = 0
    while True:
        columns, about = pyreadstat.read_xport(
            str(path), output_format="dict", row_offset=rows, row_limit=_CHUNK, encoding=encoding
        )
        names = canonical_names(path.name, list(columns))
        # Numbers with a SAS date format arrive as dates and become text, the others stay numbers.
        numeric = {
            name
            for name, given in zip(names, columns, strict=True)
            if about.readstat_variable_types[given] != "string"
            and not _is_date(about.original_variable_types.get(given))
        }
        values = {
            name: [value_text(value) for value in column]
            for name, column in zip(names, columns.values(), strict=True)
        }
        found = len(next(iter(values.values()))) if values else 0
        if rows == 0 or found:
            load_columns(session, relation, values, numeric, after=rows)
        rows += found
        if found < _CHUNK:
            return rows


_DATE_FORMATS = (
    "DATE",
    "TIME",
    "YYMM",
    "DDMM",
    "MMDD",
    "MONYY",
    "JULIAN",
    "WEEKDA",
    "WORDDA",
    "8601",
    "TOD",
    "HHMM",
)


def _is_date(form: str | None) -> bool:
    """Say whether a SAS format shows dates or times.

    >>> _is_date("DATE9"), _is_date("E8601DT"), _is_date("BEST12"), _is_date(None)
    (True, True, False, False)
    """
    return form is not None and any(part in form.upper() for part in _DATE_FORMATS)


def _other_members(path: Path) -> list[Finding]:
    """Remark a transport file of several data sets: only the first is read."""
    members, before = 0, b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            seen = before + block
            members += sum(seen.count(member) for member in _MEMBERS)
            before = seen[-len(_MEMBERS[0]) + 1 :]
    if members < 2:
        return []
    return [
        Finding(
            "row-dropped",
            "error",
            f"{path.name}: expected one data set, found {members}; only the first is read",
            value=str(members),
            fix="write one data set a file",
        )
    ]
