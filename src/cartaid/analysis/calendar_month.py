"""Calendar arithmetic that every engine does alike."""

from __future__ import annotations

_CENTURY = 1200
"""Months added and taken away again, so that no remainder is of a negative number."""


def months_later(date: str, months: str) -> str:
    """Write the same day so many months later, the last day of the month where there is no such day.

    `date` is an SQL date, `months` an SQL whole number above -1200, negative for earlier.

    >>> from cartaid.engine import Session
    >>> Session().rows(f"SELECT {months_later('d', '-6')} FROM (SELECT DATE '2024-08-31' AS d)")
    [(datetime.date(2024, 2, 29),)]
    """
    ahead = f"(month({date}) - 1 + {_CENTURY} + {months})"
    years = f"(year({date}) - {_CENTURY // 12} + CAST(floor({ahead} / 12) AS INTEGER))"
    month = f"concat('0', CAST({ahead} % 12 + 1 AS VARCHAR))"
    first = f"TRY_CAST(concat(CAST({years} AS VARCHAR), '-', substr({month}, length({month}) - 1), '-01') AS DATE)"
    return f"least({first} + CAST(day({date}) - 1 AS INTEGER), last_day({first}))"
