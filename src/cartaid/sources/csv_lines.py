"""Read a CSV file line by line: one bad line, one open quote, one endless line lose that line and no other."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Sequence
from itertools import count
from typing import TextIO

from attrs import frozen

LINE_LIMIT = 2_000_000
"""Longest line read, in characters; no record of a study comes near it."""

JOINED = 200
"""A quoted value may run over at most so many lines."""

_SHOWN = 60
_OPEN = "a quote that is never closed"


@frozen
class BadLine:
    """One line that is left out: its number in the file (the header is line 1), its fault, its beginning."""

    line: int
    fault: str
    start: str


def read_lines(
    file: TextIO, separator: str, width: int
) -> tuple[list[int], list[list[str | None]], list[BadLine]]:
    """Read the lines below the header of a CSV file.

    `file` stands at its first line, the header; `width` is the number of columns. Returns the line each row
    starts on, the rows (an empty value is None), and the lines left out.

    >>> import io
    >>> read_lines(io.StringIO('A,B\\n1,"2\\n3,4\\n'), ",", 2)
    ([3], [['3', '4']], [BadLine(line=2, fault='expected 2 values, found a quote that is never closed', start='1,"2')])
    """
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    bad: list[BadLine] = []
    ahead: deque[tuple[int, str]] = deque()
    counter = count(1)
    _next(file, counter, ahead)
    while True:
        if ahead:
            number, text = ahead.popleft()
        else:
            found = _next(file, counter, ahead)
            if found is None:
                return numbers, rows, bad
            number, text = found
        if not text.strip() and width > 1:
            continue
        if len(text) >= LINE_LIMIT:
            fault = f"expected a line of at most {LINE_LIMIT} characters, found a longer one"
            bad.append(BadLine(number, fault, text[:_SHOWN]))
            continue
        values, used = _record(file, counter, ahead, text, separator)
        if isinstance(values, str):
            fault = f"expected {width} values, found {values}"
        else:
            # A separator at the end of each line adds an empty value, which does no harm.
            if len(values) == width + 1 and not values[-1]:
                values.pop()
            if len(values) == width:
                for _ in range(used):
                    ahead.popleft()
                numbers.append(number)
                rows.append([value or None for value in values])
                continue
            fault = f"expected {width} values, found {len(values)}"
        bad.append(BadLine(number, fault, text[:_SHOWN].rstrip("\r\n")))


def _next(file: TextIO, counter: count[int], ahead: deque[tuple[int, str]]) -> tuple[int, str] | None:
    """Read one line; of an endless one keep the beginning and run to its end."""
    text = file.readline(LINE_LIMIT)
    if not text:
        return None
    rest = text
    while len(rest) == LINE_LIMIT and not rest.endswith(("\n", "\r")):
        rest = file.readline(LINE_LIMIT)
    return next(counter), text


def _record(
    file: TextIO, counter: count[int], ahead: deque[tuple[int, str]], text: str, separator: str
) -> tuple[list[str] | str, int]:
    """Give the values that start on a line, or what is wrong with it, and how many further lines they run over."""
    used = 0
    while text.count('"') % 2:
        if used == JOINED:
            return _OPEN, 0
        if used == len(ahead):
            found = _next(file, counter, ahead)
            if found is None:
                return _OPEN, 0
            ahead.append(found)
        more = ahead[used][1]
        used += 1
        text += more
        if len(text) >= LINE_LIMIT:
            return _OPEN, 0
    return _values([text], separator), used


def _values(lines: Sequence[str], separator: str) -> list[str] | str:
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), []) or [""]
    except csv.Error as error:
        return "a quote in the middle of a value" if "expected after" in str(error) else str(error)
