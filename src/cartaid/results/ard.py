"""Analysis results data: one row a number that is reported, with how it was computed and from which records."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from attrs import fields, frozen

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.results.cohort import LISTED_PATIENTS


@frozen
class Result:
    """One row of the ARD.

    Parameters
    ----------
    display, group, row, column : str
        Where the number stands: the display, the group of rows, the row, the column. `row` and `column` are
        stable names; `label` and `heading` are what is printed for them.
    statistic : str
        What it is: "x/N", "median (range)", "text" ... With the four above it names the row of the ARD.
    value, low, high : float or None
        The number and its limits, in the unit of the statistic. For "x/N" the value is the count x and the
        limits are fractions of N. `None` is "not estimable"; `text` then says why.
    n, N : int or None
        Patients (or events) counted, and the denominator.
    method : str
        How value and limits were computed.
    text : str
        The cell as it is printed.
    column_order : int
        Place of the column among the columns of its display; rows keep the order of the list.
    dataset, filter : str
        The records behind the number: an analysis dataset and, in the form of a query string, the values its
        columns (or those of ADSL) must have. A column given twice may have either value, `*` is any value.
    """

    display: str
    row: str
    column: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    N: int | None
    method: str
    text: str
    label: str
    group: str
    heading: str
    column_order: int
    dataset: str
    filter: str


COLUMNS = tuple(field.name for field in fields(Result))
"""Columns of the written ARD, the fixed ones first."""

_DENOMINATOR = "denominator_N"
# SQL names are the same in either case, so N needs another name than n inside the database.
_STORED = tuple(_DENOMINATOR if name == "N" else name for name in COLUMNS)
_TYPES = {
    **dict.fromkeys(("value", "low", "high"), "DOUBLE"),
    **dict.fromkeys(("n", _DENOMINATOR, "column_order"), "BIGINT"),
}


values: Callable[[Result], tuple[Any, ...]] = attrgetter(*COLUMNS)
"""Gives the values of a result in the order of `COLUMNS`."""


RANGE = re.compile(r"(-?[0-9]*)[.][.](-?[0-9]*)")
"""In a filter: the column holds a number from the first to the second; either may be left out."""


def of_patients(who: Sequence[str]) -> tuple[str, str]:
    """Give dataset and filter that open patients by name, where no column tells them; nothing where they are many.

    >>> of_patients(["01", "02"]), of_patients([])
    (('adsl', 'USUBJID=01&USUBJID=02'), ('', ''))
    """
    return ("adsl", conditions(USUBJID=tuple(who))) if 0 < len(who) <= LISTED_PATIENTS else ("", "")


def conditions(**wanted: object) -> str:
    """Write the values that columns must have as a filter.

    `None` is left out, a tuple means either value, an empty text that the column is empty, `0..28` a number from 0 to 28.

    >>> conditions(PARAMCD="DORIS21", AVISIT="Month 6", ATOXGR=(3, 4), DISEASE=None)
    'PARAMCD=DORIS21&AVISIT=Month+6&ATOXGR=3&ATOXGR=4'
    """
    pairs = []
    for name, value in wanted.items():
        for one_of in value if isinstance(value, tuple) else (value,):
            if one_of is not None:
                pairs.append(f"{name}={_quoted(str(one_of))}")
    return "&".join(pairs)


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return quote_plus(text)


def load(session: Session, results: Sequence[Result]) -> None:
    """Put the ARD into the session as the table `ard`; `N` is called `denominator_N` there, `POSITION` orders.

    >>> session = Session()
    >>> load(session, [])
    >>> session.rows("SELECT count(*) FROM ard")
    [(0,)]
    """
    typed = ", ".join(f"{quoted(name)}: '{_TYPES.get(name, 'VARCHAR')}'" for name in ("POSITION", *_STORED))
    with tempfile.TemporaryDirectory() as folder:
        # Reading a file takes a hundredth of the time of binding every value.
        path = Path(folder) / "ard.json"
        rows = [
            dict(zip(("POSITION", *_STORED), (place, *values(result)), strict=True))
            for place, result in enumerate(results, start=1)
        ]
        path.write_text(json.dumps(rows, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        session.connection.execute(
            f"CREATE OR REPLACE TABLE ard AS SELECT * FROM read_json({quoted(str(path))}, format = 'array', "
            f"columns = {{'POSITION': 'BIGINT', {typed.split(', ', 1)[1]}}})"
        )


def write(session: Session, results: Sequence[Result], folder: Path) -> list[str]:
    """Write `ard.parquet` and `ard.json` into `folder`, in the order of the list; give the names written."""
    folder.mkdir(parents=True, exist_ok=True)
    load(session, results)
    columns = ", ".join(f'"{name}"' for name in _STORED)
    path = folder / "ard.parquet"
    session.write_parquet(f"SELECT {columns} FROM ard ORDER BY POSITION", path)
    _rename_parquet_column(path, _DENOMINATOR, "N")
    rows = [dict(zip(COLUMNS, values(result), strict=True)) for result in results]
    text = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    (folder / "ard.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")
    return ["ard.parquet", "ard.json"]


def read(folder: Path) -> list[Result]:
    """Read the ARD that was written into `folder`; raises OSError where there is none."""
    rows = json.loads((folder / "ard.json").read_text(encoding="utf-8"))
    return [Result(**row) for row in rows]


def _rename_parquet_column(path: Path, old: str, new: str) -> None:
    """Give a column of a Parquet file another name, in the file's footer.

    DuckDB cannot write `n` and `N` into one file, the format can. Names stand in the footer as one byte of
    length and the letters; the last eight bytes of the file are the footer's length and a mark.
    """
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    footer = content[-8 - length : -8]
    before, after = (bytes([len(name)]) + name.encode() for name in (old, new))
    if footer.count(before) != 2:
        raise ValueError(f"{path}: column {old!r} is not named as expected in the Parquet footer")
    footer = footer.replace(before, after)
    path.write_bytes(content[: -8 - length] + footer + len(footer).to_bytes(4, "little") + content[-4:])


def records_of(session: Session, dataset: str, filter: str) -> list[dict[str, Any]]:
    """Give the records of an analysis dataset that a result was computed from.

    Raises KeyError when the dataset was not derived, ValueError when the filter names a column that neither
    the dataset nor ADSL has.
    """
    from cartaid.analysis.datasets import dataset_sql

    sql = dataset_sql(session)[dataset]
    own = [description[0] for description in session.connection.execute(f"DESCRIBE {sql}").fetchall()]
    subject = [] if dataset == "adsl" else list(session.columns("adsl"))
    wanted: dict[str, list[str]] = {}
    for name, value in parse_qsl(filter, keep_blank_values=True):
        if name not in own and name not in subject:
            raise ValueError(f"{dataset} has no column {name!r}: it is neither in {dataset} nor in ADSL")
        wanted.setdefault(name, []).append(value)
    clauses, bound = ["TRUE"], []
    for name, allowed in wanted.items():
        text = f"coalesce(CAST(\"{name}\" AS VARCHAR), '')"
        any_value = "*" in allowed
        span = RANGE.fullmatch(allowed[0]) if len(allowed) == 1 else None
        if span:
            ends = [(sign, end) for sign, end in zip((">=", "<="), span.groups(), strict=True) if end]
            met = " AND ".join(["TRUE", *(f'"{name}" {sign} CAST(? AS DOUBLE)' for sign, _ in ends)])
            allowed = [end for _, end in ends]
        else:
            met = f"{text} <> ''" if any_value else f"{text} IN ({', '.join('?' * len(allowed))})"
        clauses.append(met if name in own else f"d.USUBJID IN (SELECT USUBJID FROM adsl WHERE {met})")
        bound += [] if any_value else allowed
    return session.records(f"SELECT * FROM ({sql}) AS d WHERE {' AND '.join(clauses)}", bound)


def one(results: Iterable[Result], display: str, row: str) -> Result | None:
    """Give the first result of a row of a display, or None where the row is absent."""
    found: Iterator[Result] = (r for r in results if r.display == display and r.row == row)
    return next(found, None)
