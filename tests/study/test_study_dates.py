"""Partial dates: rules as cases, and the SQL twin against the Python twin."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.engine import Session
from cartaid.study.dates import (
    before,
    on_or_before,
    parse_date,
    sql_before,
    sql_first,
    sql_last,
    sql_on_or_before,
    sql_problem,
    sql_time,
)

SESSION = Session(threads=1)

# text, first, last, time, precision, problem; hand derivations from ISO 8601 and the calendar.
CASES = [
    ("2022-03-05", "2022-03-05", "2022-03-05", None, "day", None),
    ("2022-03", "2022-03-01", "2022-03-31", None, "month", None),
    ("2022", "2022-01-01", "2022-12-31", None, "year", None),
    ("2024-02", "2024-02-01", "2024-02-29", None, "month", None),  # leap year
    ("2023-02", "2023-02-01", "2023-02-28", None, "month", None),
    ("2000-02", "2000-02-01", "2000-02-29", None, "month", None),  # divisible by 400
    ("1900-02", "1900-02-01", "1900-02-28", None, "month", None),  # divisible by 100 only
    ("2022---15", "2022-01-15", "2022-12-15", None, "year", None),
    ("2022-03--", "2022-03-01", "2022-03-31", None, "month", None),
    ("2022----", "2022-01-01", "2022-12-31", None, "year", None),
    ("2022-03-UN", "2022-03-01", "2022-03-31", None, "month", "unknown part marked by letters"),
    ("2022-un-unk", "2022-01-01", "2022-12-31", None, "year", "unknown part marked by letters"),
    ("2022-XX-15", "2022-01-15", "2022-12-15", None, "year", "unknown part marked by letters"),
    (" 2022-03-05 ", "2022-03-05", "2022-03-05", None, "day", None),
    ("2022-03-05T14:30", "2022-03-05", "2022-03-05", "2022-03-05T14:30:00", "time", None),
    ("2022-03-05 14:30:15", "2022-03-05", "2022-03-05", "2022-03-05T14:30:15", "time", None),
    ("2022-03-05T14:30:15.250", "2022-03-05", "2022-03-05", "2022-03-05T14:30:15", "time", None),
    ("2022-03-05T00:00", "2022-03-05", "2022-03-05", "2022-03-05T00:00:00", "time", None),
    # The clock of the ward stays; the offset is dropped.
    ("2022-03-05T14:30+01:00", "2022-03-05", "2022-03-05", "2022-03-05T14:30:00", "time", None),
    ("2022-03-05T14:30Z", "2022-03-05", "2022-03-05", "2022-03-05T14:30:00", "time", None),
    # Hours alone are valid but no time of day that can be compared.
    ("2022-03-05T14", "2022-03-05", "2022-03-05", None, "day", None),
    ("2022-03-05T-:30", "2022-03-05", "2022-03-05", None, "day", None),
    ("2022-03-05T24:00", "2022-03-05", "2022-03-05", None, "day", "unreadable time of day"),
    ("2022-03-05T14:60", "2022-03-05", "2022-03-05", None, "day", "unreadable time of day"),
    ("2022-03-05Tnoon", "2022-03-05", "2022-03-05", None, "day", "unreadable time of day"),
    ("2022-03T10:00", "2022-03-01", "2022-03-31", None, "month", None),
    ("2022-02-30", None, None, None, "unknown", "impossible date"),
    ("2023-02-29", None, None, None, "unknown", "impossible date"),
    ("2022-13", None, None, None, "unknown", "impossible date"),
    ("2022-00-10", None, None, None, "unknown", "impossible date"),
    ("2022-03-00", None, None, None, "unknown", "impossible date"),
    ("2022---32", None, None, None, "unknown", "impossible date"),
    ("05.03.2022", None, None, None, "unknown", "not an ISO 8601 date"),
    ("2022/03/05", None, None, None, "unknown", "not an ISO 8601 date"),
    ("20220305", None, None, None, "unknown", "not an ISO 8601 date"),
    ("2022-3-5", None, None, None, "unknown", "not an ISO 8601 date"),
    # Ten characters with the shape of a whole date, that engines read differently.
    ("2022-03-5  10:00", None, None, None, "unknown", "not an ISO 8601 date"),
    ("2022-03-5TT10:00", None, None, None, "unknown", "not an ISO 8601 date"),
    ("5 MAR 2022", None, None, None, "unknown", "not an ISO 8601 date"),
    ("0022-03-05", None, None, None, "unknown", "not an ISO 8601 date"),
    ("--03-15", None, None, None, "unknown", "year not recorded"),
    ("-----T14:30", None, None, None, "unknown", "year not recorded"),
    ("", None, None, None, "unknown", None),
    (None, None, None, None, "unknown", None),
]


def _by_sql(texts: list[str | None]) -> list[tuple[object, ...]]:
    SESSION.load("given", {"I": "INTEGER", "T": "VARCHAR"}, list(enumerate(texts)))
    clean = "nullif(trim(T), '')"
    return SESSION.rows(
        f"WITH c AS (SELECT I, {clean} AS X FROM given) SELECT {sql_first('X')}, {sql_last('X')}, "
        f"{sql_time('X')}, {sql_problem('X')} FROM c ORDER BY I"
    )


@pytest.mark.parametrize(("text", "first", "last", "time", "precision", "problem"), CASES)
def test_rules(text, first, last, time, precision, problem):
    found = parse_date(text)
    assert found.first == (first and date.fromisoformat(first))
    assert found.last == (last and date.fromisoformat(last))
    assert found.time == (time and datetime.fromisoformat(time))
    assert (found.precision, found.problem) == (precision, problem)


def test_rules_in_sql():
    for (text, first, last, time, _, problem), row in zip(
        CASES, _by_sql([case[0] for case in CASES]), strict=True
    ):
        expected = (
            first and date.fromisoformat(first),
            last and date.fromisoformat(last),
            time and datetime.fromisoformat(time),
            problem,
        )
        assert row == expected, text


_number = st.integers(0, 99).map(lambda n: f"{n:02d}")
_year = st.one_of(st.integers(1895, 2100).map(str), st.sampled_from(["0000", "0999", "1000", "9999", "-022"]))
_part = st.one_of(_number, _number, st.sampled_from(["-", "UN", "unk", "NK", "XX", "1", "", "0a", " 3"]))
_clock = st.one_of(
    st.just(""),
    st.builds(lambda a, b, c: f"{a}{b}:{c}", st.sampled_from("T xt"), _number, _number),
    st.sampled_from(["T14:30:15", "T14:30:15.5Z", "T14:30-05:00", "T", " ", "T10", "T-:-:15", "Z", "T14:3"]),
)
_datelike = st.builds(
    lambda y, sep, m, d, t, keep: "".join((y, sep + m, sep + d, t)[: keep + 1]),
    _year,
    st.sampled_from(["-", "-", "-", "-", "/", "."]),
    _part,
    _part,
    _clock,
    st.integers(0, 3),
)
_noise = st.text(alphabet="0123456789-T: .UNKZX/\u00e9\uff11", max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(_datelike, _datelike, _noise), min_size=20, max_size=60))
def test_sql_twin_equals_python_twin(texts):
    for text, row in zip(texts, _by_sql(texts), strict=True):
        found = parse_date(text)
        assert row == (found.first, found.last, found.time, found.problem), repr(text)


@given(_datelike)
def test_first_is_never_after_last(text):
    found = parse_date(text)
    assert (found.first is None) == (found.last is None)
    assert found.first is None or found.first <= found.last
    assert found.time is None or found.first == found.last == found.time.date()


# a, b, a on or before b, a before b
COMPARISONS = [
    ("2022-03-05", "2022-03-06", True, True),
    ("2022-03-05", "2022-03-05", True, False),
    ("2022-03-06", "2022-03-05", False, False),
    ("2022-03", "2022-03-15", None, None),
    ("2022-03", "2022-03-31", True, None),  # the last possible day is the 31st itself
    ("2022-03", "2022-03-01", None, False),
    ("2022-03", "2022-04", True, True),
    ("2022-04", "2022-03", False, False),
    ("2022", "2022", None, None),
    ("2021", "2022", True, True),
    ("", "2022-03-05", None, None),
    ("2022-02-30", "2022-03-05", None, None),
]


@pytest.mark.parametrize(("a", "b", "not_after", "strictly"), COMPARISONS)
def test_comparisons_are_three_valued(a, b, not_after, strictly):
    assert on_or_before(parse_date(a), parse_date(b)) is not_after
    assert before(parse_date(a), parse_date(b)) is strictly


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(_datelike, _datelike), min_size=1, max_size=30))
def test_sql_comparisons_equal_python_comparisons(pairs):
    columns = dict.fromkeys(("A_FIRST", "A_LAST", "B_FIRST", "B_LAST"), "DATE")
    parsed = [(parse_date(a), parse_date(b)) for a, b in pairs]
    rows = [(i, a.first, a.last, b.first, b.last) for i, (a, b) in enumerate(parsed)]
    SESSION.load("pair", {"I": "INTEGER"} | columns, rows)
    found = SESSION.rows(f"SELECT {sql_on_or_before('A', 'B')}, {sql_before('A', 'B')} FROM pair ORDER BY I")
    assert found == [(on_or_before(a, b), before(a, b)) for a, b in parsed]
