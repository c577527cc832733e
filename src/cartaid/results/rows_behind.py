"""The records behind the numbers: every dataset a result names, with the columns its filters ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from attrs import frozen

from cartaid.engine import Session
from cartaid.results.ard import Result
from cartaid.results.cohort import LISTED_PATIENTS

SHOWN = (
    "USUBJID PARAMCD AVISIT ADT RDY ASTDT ASTRDY AVAL AVALC ALOW AHIGH STATUS REASON CNSR EVNTDESC CNSDTDSC "
    "AETERM AEDECOD AETOXGR AESER"
).split()
"""Columns shown of a record, where its dataset has them."""

OF_SUBJECT = ("USUBJID", "SUBJID", "DISEASE", "AGE", "SEX", "TRTSDT", "FUPDAYS")
"""Columns shown of a patient."""


@frozen
class Dataset:
    """The rows of an analysis dataset, as text, numbers or None: enough to apply every filter and to read a record."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def rows_behind(session: Session, results: Iterable[Result]) -> dict[str, Dataset]:
    """Give the datasets that the results name; a filter is then applied by `matching`.

    Nothing is given for a study of more than `LISTED_PATIENTS` patients: a report is no place for its records, the
    datasets are.

    Examples
    --------
    >>> from cartaid import example_study, read_study
    >>> from cartaid.results.build import build
    >>> session = read_study(example_study()).analyse().study.session
    >>> results, _ = build(session)
    >>> found = rows_behind(session, results)
    >>> len(matching(found, "adsl", "INFFL=Y"))
    15
    """
    from cartaid.analysis.datasets import dataset_sql

    asked: dict[str, set[str]] = {}
    for result in results:
        if result.dataset:
            asked.setdefault(result.dataset, set()).add(result.filter)
    if not asked or session.rows("SELECT count(*) FROM adsl")[0][0] > LISTED_PATIENTS:
        return {}
    queries = dataset_sql(session)
    filtered = {
        name: {part.partition("=")[0] for filter in filters for part in filter.split("&")}
        for name, filters in asked.items()
    }
    every = set().union(*filtered.values())
    found = {}
    for name in ("adsl", *sorted(set(asked) - {"adsl"})):
        if name in queries:
            described = session.rows(f"DESCRIBE {queries[name]}")
            wanted = OF_SUBJECT if name == "adsl" else SHOWN
            # ADSL also holds what the filters of other datasets ask of a patient.
            needed = every if name == "adsl" else filtered[name]
            kept = {column: kind for column, kind, *_ in described if column in wanted or column in needed}
            parts = ", ".join(_plain(column, kind) for column, kind in kept.items())
            found[name] = Dataset(
                tuple(kept), tuple(session.rows(f"SELECT {parts} FROM ({queries[name]}) AS d"))
            )
    return found


def _plain(column: str, kind: str) -> str:
    """Write a column as text or a number: dates as ISO text, decimals as floating point."""
    if kind.startswith("DECIMAL"):
        return f'CAST("{column}" AS DOUBLE)'
    return f'CAST("{column}" AS VARCHAR)' if kind in ("DATE", "TIMESTAMP", "BOOLEAN") else f'"{column}"'


def matching(datasets: dict[str, Dataset], dataset: str, filter: str) -> list[dict[str, Any]]:
    """Give the rows of a dataset that a filter lets through; columns it lacks are those of the patient in ADSL."""
    conditions: dict[str, list[str]] = {}
    for name, value in parse_qsl(filter, keep_blank_values=True):
        conditions.setdefault(name, []).append(value)
    subjects = _dictionaries(datasets["adsl"])
    of = {row["USUBJID"]: row for row in subjects}
    return [
        row
        for row in _dictionaries(datasets[dataset])
        if all(
            _same(row[name] if name in row else of.get(row["USUBJID"], {}).get(name), allowed)
            for name, allowed in conditions.items()
        )
    ]


def _dictionaries(dataset: Dataset) -> list[dict[str, Any]]:
    return [dict(zip(dataset.columns, row, strict=True)) for row in dataset.rows]


def _same(value: Any, allowed: list[str]) -> bool:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return any(float(text) == value for text in allowed if text.replace(".", "", 1).lstrip("-").isdigit())
    return value is not None and str(value) in allowed
