"""Tables as columns of equal length, one table a patient, with days on the axis of each patient."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Columns = dict[str, list[Any]]

ZERO = "coalesce(TRTSDT, LDSTDT, APHERDT, CONSDT)"
"""Day 0 of the axis on ADSL."""


def plain(value: Any) -> Any:
    """Turn a value into what JSON can hold: whole numbers stay whole, others keep six decimals.

    >>> plain(Decimal("2.500000")), plain(3.0), plain(date(2021, 3, 22))
    (2.5, 3, '2021-03-22')
    """
    # Most values are text, whole or missing: a large study has millions of them.
    if value is None or type(value) in (str, int):
        return value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else round(value, 6)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def grouped(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> dict[str, Columns]:
    """Collect rows whose first value is USUBJID into one table of columns a patient.

    >>> grouped([("a", 1, 2.0), ("a", 2, None)], ("d", "v"))
    {'a': {'d': [1, 2], 'v': [2, None]}}
    """
    of_patient: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        of_patient.setdefault(row[0], []).append(row)
    return {
        subject: dict(
            zip(names, ([*map(plain, values)] for values in [*zip(*own, strict=True)][1:]), strict=True)
        )
        for subject, own in of_patient.items()
    }


def day(column: str) -> str:
    """Write the day of a date on the axis; `z` is the relation of each patient's day 0."""
    return f"date_diff('day', z.ZERO, {column})"


def placed_from(table: str, only: str, alias: str = "t") -> str:
    """Write FROM and WHERE of a table whose rows are placed on the axis; `z` holds each patient's day 0."""
    zero = f"(SELECT USUBJID, {ZERO} AS ZERO FROM {{adsl}}) AS z"
    return f"FROM {{{table}}} AS {alias} JOIN {zero} ON z.USUBJID = {alias}.USUBJID WHERE {alias}.{only}"


def column(known: frozenset[str], *names: str, otherwise: str = "NULL") -> str:
    """Give the first of these columns that a table has."""
    return next((f"t.{name}" for name in names if name in known), otherwise)
