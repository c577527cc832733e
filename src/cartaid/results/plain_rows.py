"""Rows of a query as plain values that can be written as JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cartaid.engine import Session

Rows = list[dict[str, Any]]


def plain(rows: Rows) -> Rows:
    """Turn decimals into floats and dates into text, so that rows can be written as JSON."""
    return [
        {
            name: float(value)
            if isinstance(value, Decimal)
            else value
            if value is None or isinstance(value, (str, bool, int, float))
            else str(value)
            for name, value in row.items()
        }
        for row in rows
    ]


def present(session: Session, *needed: str) -> bool:
    """Say whether all of these relations were derived."""
    return all(session.has(name) for name in needed)
