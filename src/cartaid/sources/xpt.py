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


def read_xpt(session: Session, path: Path, relation: str) -> SourceTable:
    """Read an XPT file into the table `relation`, columns in capitals, rows numbered.

    Raises StudyError when the file is not a SAS transport file.
    """
    import pyreadstat

    findings: tuple[Finding, ...] = ()
    try:
        columns, about = pyreadstat.read_xport(str(path), output_format="dict")
    except UnicodeDecodeError:
        findings = (
            Finding(
                "encoding",
                "warning",
                f"{path.name}: expected UTF-8 text, found another encoding; read as latin-1",
                value="latin-1",
                fix="write the file again as UTF-8 and look at names and terms with accents",
            ),
        )
        columns, about = pyreadstat.read_xport(str(path), output_format="dict", encoding="ISO-8859-1")
    except pyreadstat.ReadstatError as error:
        found = str(error).strip().splitlines()[0][:200]
        raise StudyError(f"{path.name}: expected a SAS transport file, found: {found}") from None
    names = canonical_names(path.name, list(columns))
    values = {
        name: [value_text(value) for value in column]
        for name, column in zip(names, columns.values(), strict=True)
    }
    load_columns(session, relation, values)
    # The data set inside is called after its domain, whatever the file is called.
    return SourceTable(
        path.name, relation, path.stem, session.columns(relation), int(about.number_rows or 0), findings
    )
