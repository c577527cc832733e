"""Partial ISO 8601 dates: first and last possible day, and comparisons that can end in "unknown".

Every rule exists twice, as an SQL expression (for whole tables) and as a Python function (for one value); a
property test holds the two together. The rules:

- `2022-03-05` is one day; `2022-03` may be any day of March, `2022` any day of the year;
- `2022---15` is day 15 of an unknown month (first possible 15 January, last 15 December);
- a part written `-`, `UN`, `UNK`, `NK` or `XX` is unknown: `2022-03-UN` is read as `2022-03`;
- a time of day after `T` (or a blank) is kept when it has hours and minutes; seconds are optional, fractions
  and the UTC offset are dropped, so that the clock of the ward stays;
- everything else (`2022-02-30`, `05.03.2022`, `--03-15`, a year before 1000) is unknown, with a problem named.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Literal

from attrs import frozen

Precision = Literal["time", "day", "month", "year", "unknown"]

_UNKNOWN = "-|UNK|UN|NK|XX"
_SHAPE = (
    f"^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|{_UNKNOWN})(?:-(?:([0-9][0-9])|{_UNKNOWN}))?)?(?:[T ].*)?$"
)
_TIME = r"^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$"
# Hours alone, or an unknown minute, are valid ISO 8601 but not a time of day that can be compared.
_NO_TIME = r"^.{10}[T ](([01][0-9]|2[0-3])|([0-9][0-9]|-):-|-:[0-5][0-9])$"

Problem = Literal[
    "impossible date",
    "year not recorded",
    "not an ISO 8601 date",
    "unreadable time of day",
    "unknown part marked by letters",
]
IMPOSSIBLE: Problem = "impossible date"
NO_YEAR: Problem = "year not recorded"
NOT_ISO: Problem = "not an ISO 8601 date"
BAD_TIME: Problem = "unreadable time of day"
MARKED: Problem = "unknown part marked by letters"


@frozen
class PartialDate:
    """A date as recorded: the first and last day it can be, its time of day, and what is wrong with it."""

    text: str | None
    first: date | None
    last: date | None
    time: datetime | None
    precision: Precision
    problem: Problem | None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _clock(text: str, day: date) -> datetime | None:
    found = re.fullmatch(_TIME, text)
    if found is None:
        return None
    hour, minute, second = found.groups()
    return datetime(day.year, day.month, day.day, int(hour), int(minute), int(second or 0))


def parse_date(text: str | None) -> PartialDate:
    """Read one date as recorded.

    Returns a PartialDate; `first` and `last` are None when the date is unknown, equal when it is one day.

    >>> parse_date("2022-02").last
    datetime.date(2022, 2, 28)
    >>> parse_date("2022---15").first
    datetime.date(2022, 1, 15)
    >>> parse_date("2022-02-30").problem
    'impossible date'
    >>> parse_date("2022-03-05T14:30").time
    datetime.datetime(2022, 3, 5, 14, 30)
    """
    text = (text or "").strip(" ")
    if not text:
        return PartialDate(None, None, None, None, "unknown", None)
    found = re.fullmatch(_SHAPE, text.upper())
    if found is None:
        problem: Problem = NO_YEAR if text.startswith("--") else NOT_ISO
        return PartialDate(text, None, None, None, "unknown", problem)
    year, month, day = (part or "" for part in found.groups())
    first = _day(year, month or "01", day or "01")
    if month and not day:
        last = first and first.replace(day=monthrange(first.year, first.month)[1])
    else:
        last = _day(year, month or "12", day or "31")
    if first is None or last is None:
        return PartialDate(text, None, None, None, "unknown", IMPOSSIBLE)
    if month and day:
        time = _clock(text, first)
        spoilt = time is None and len(text) > 10 and not re.fullmatch(_NO_TIME, text)
        return PartialDate(text, first, last, time, "time" if time else "day", BAD_TIME if spoilt else None)
    marked: Problem | None = MARKED if re.search("[A-SU-Z]", text.upper().split("T")[0]) else None
    return PartialDate(text, first, last, None, "month" if month else "year", marked)


def on_or_before(a: PartialDate, b: PartialDate) -> bool | None:
    """Say whether `a` is on or before `b`: True, False, or None when the precision does not tell.

    >>> on_or_before(parse_date("2022-03"), parse_date("2022-04-01"))
    True
    >>> on_or_before(parse_date("2022-03"), parse_date("2022-03-15")) is None
    True
    """
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    if a.last <= b.first:
        return True
    return False if a.first > b.last else None


def before(a: PartialDate, b: PartialDate) -> bool | None:
    """Say whether `a` is strictly before `b`: True, False, or None when the precision does not tell.

    >>> before(parse_date("2022-03-05"), parse_date("2022-03-05"))
    False
    """
    reverse = on_or_before(b, a)
    return None if reverse is None else not reverse


def _part(text: str, group: int) -> str:
    return f"nullif(regexp_extract(upper({text}), '{_SHAPE}', {group}), '')"


def _complete(text: str) -> str:
    """Cast the first ten characters when they look like a whole date: the fast way, taken by nearly all rows.

    The digit test on the tenth character keeps out `2022-03-5 ` and `2022-03-5T`, which engines read differently;
    the comparison with '1000' keeps out signs and years before 1000.
    """
    shapes = " OR ".join(f"{text} LIKE '{shape}'" for shape in ("____-__-__", "____-__-__T%", "____-__-__ %"))
    return (
        f"CASE WHEN ({shapes}) AND {text} >= '1000' AND substr({text}, 10, 1) BETWEEN '0' AND '9' "
        f"THEN TRY_CAST(substr({text}, 1, 10) AS DATE) END"
    )


def sql_first(text: str) -> str:
    """Give the SQL expression of the first possible day of a text expression (trimmed, empty = NULL).

    >>> sql_first("AESTDTC").startswith("coalesce(CASE")
    True
    """
    year, month, day = (_part(text, group) for group in (1, 2, 3))
    partial = f"TRY_CAST({year} || '-' || coalesce({month}, '01') || '-' || coalesce({day}, '01') AS DATE)"
    # A partial date is possible only when its last day is possible too (2022-13 has neither).
    return f"coalesce({_complete(text)}, {partial})"


def sql_last(text: str) -> str:
    """Give the SQL expression of the last possible day of a text expression (trimmed, empty = NULL).

    >>> "last_day" in sql_last("AESTDTC")
    True
    """
    year, month, day = (_part(text, group) for group in (1, 2, 3))
    partial = (
        f"CASE WHEN {month} IS NOT NULL AND {day} IS NULL "
        f"THEN last_day(TRY_CAST({year} || '-' || {month} || '-01' AS DATE)) "
        f"ELSE TRY_CAST({year} || '-' || coalesce({month}, '12') || '-' || coalesce({day}, '31') AS DATE) END"
    )
    return f"coalesce({_complete(text)}, {partial})"


def sql_time(text: str) -> str:
    """Give the SQL expression of the time of day of a text expression: a TIMESTAMP, or NULL.

    >>> "TIMESTAMP" in sql_time("AESTDTC")
    True
    """
    seconds = f"CASE WHEN substr({text}, 17, 1) = ':' THEN substr({text}, 17, 3) ELSE ':00' END"
    return (
        f"CASE WHEN {text} LIKE '____-__-__ __:__%' OR {text} LIKE '____-__-__T__:__%' THEN "
        f"CASE WHEN regexp_matches({text}, '{_TIME}') AND ({_complete(text)}) IS NOT NULL THEN "
        f"TRY_CAST(substr({text}, 1, 10) || ' ' || substr({text}, 12, 5) || {seconds} AS TIMESTAMP) END END"
    )


def sql_problem(text: str) -> str:
    """Give the SQL expression that names what is wrong with a date as recorded, or NULL.

    >>> "impossible date" in sql_problem("AESTDTC")
    True
    """
    time = f"regexp_matches({text}, '{_TIME}') OR regexp_matches({text}, '{_NO_TIME}')"
    whole = f"{_part(text, 2)} IS NOT NULL AND {_part(text, 3)} IS NOT NULL"
    return (
        f"CASE WHEN {text} IS NULL OR (length({text}) = 10 AND ({_complete(text)}) IS NOT NULL) THEN NULL "
        f"WHEN {_part(text, 1)} IS NULL THEN CASE WHEN {text} LIKE '--%' THEN '{NO_YEAR}' ELSE '{NOT_ISO}' END "
        f"WHEN {sql_first(text)} IS NULL OR {sql_last(text)} IS NULL THEN '{IMPOSSIBLE}' "
        f"WHEN {whole} THEN CASE WHEN length({text}) > 10 AND NOT ({time}) THEN '{BAD_TIME}' END "
        f"WHEN regexp_matches(regexp_extract(upper({text}), '^([^T]*)', 1), '[A-SU-Z]') THEN '{MARKED}' END"
    )


def sql_on_or_before(a: str, b: str) -> str:
    """Give the three-valued SQL comparison `a` on or before `b` of two date variables of typed tables.

    >>> sql_on_or_before("AESTDTC", "AEENDTC")
    '(CASE WHEN AESTDTC_LAST <= AEENDTC_FIRST THEN TRUE WHEN AESTDTC_FIRST > AEENDTC_LAST THEN FALSE END)'
    """
    return f"(CASE WHEN {a}_LAST <= {b}_FIRST THEN TRUE WHEN {a}_FIRST > {b}_LAST THEN FALSE END)"


def sql_before(a: str, b: str) -> str:
    """Give the three-valued SQL comparison `a` strictly before `b` of two date variables of typed tables.

    >>> sql_before("AESTDTC", "AEENDTC")
    '(CASE WHEN AESTDTC_LAST < AEENDTC_FIRST THEN TRUE WHEN AESTDTC_FIRST >= AEENDTC_LAST THEN FALSE END)'
    """
    return f"(CASE WHEN {a}_LAST < {b}_FIRST THEN TRUE WHEN {a}_FIRST >= {b}_LAST THEN FALSE END)"


def sql_completed_years(born: str, day: str) -> str:
    """Write the completed years between two dates, from their digits as one number (20230301).

    >>> import duckdb
    >>> years = sql_completed_years("DATE '1980-03-02'", "DATE '2020-03-01'")
    >>> duckdb.sql(f"SELECT {years}").fetchall()
    [(39,)]
    """
    written = "CAST(replace(CAST({} AS VARCHAR), '-', '') AS INTEGER)"
    return f"CAST(floor(({written.format(day)} - {written.format(born)}) / 10000) AS INTEGER)"
