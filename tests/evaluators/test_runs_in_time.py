"""Runs over irregular series: hand-made series, the published ICAHT grades, and a day-by-day twin."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import exp, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.engine import Session
from cartaid.engine.portable import refusals
from cartaid.evaluators.cases import given_row, score_rows
from cartaid.evaluators.runs_in_time import COLUMNS, LOWEST_TWO_COLUMNS, Rule, lowest_two, runs_in_time
from cartaid.instruments.catalogue import definition

Series = dict[str, list[tuple[int, Any]]]


def loaded(series: Series, ends: dict[str, int | None] | None = None) -> Session:
    session = Session(threads=1)
    rows = [(subject, day, value) for subject, counts in series.items() for day, value in counts]
    session.load("anc", {"USUBJID": "VARCHAR", "RDY": "BIGINT", "VALUE": "DECIMAL(18,6)"}, rows)
    last = {subject: (ends or {}).get(subject) for subject in series}
    session.load("ends", {"USUBJID": "VARCHAR", "END_DAY": "BIGINT"}, list(last.items()))
    return session


def measured(
    series: Series, rule: Rule, ends: dict[str, int | None] | None = None
) -> dict[tuple[str, int], dict[str, Any]]:
    session = loaded(series, ends)
    session.build(runs_in_time("runs", "anc", "ends", rule))
    return {(row["USUBJID"], int(row["THRESHOLD"])): row for row in session.records("SELECT * FROM runs")}


def one(
    counts: Sequence[tuple[int, Any]], rule: Rule | None = None, end: int | None = None
) -> dict[str, Any]:
    found = measured({"01": list(counts)}, rule or Rule((500,)), {"01": end})
    assert len(found) == 1
    return next(iter(found.values()))


def daily(**runs: tuple[int, int]) -> list[tuple[int, int]]:
    """Give a count on each of the days 0 to 30: 3000, and the level of `l<value>` from first to last day."""
    days = dict.fromkeys(range(31), 3000)
    for level, (first, last) in runs.items():
        days |= {day: int(level.split("_")[0][1:]) for day in range(first, last + 1)}
    return sorted(days.items())


# Our own series with the durations and the two lowest late counts that are printed for the ten example patients
# of Liang EC (2024): longest run at most 500, at most 100, early grade, late counts, late grade.
PUBLISHED: dict[str, tuple[list[tuple[int, int]], int | None, int, int, int, list[int], int | None]] = {
    "1": (daily(), None, 0, 0, 0, [1990, 2440], 0),
    "2": (daily(l900=(5, 9)), None, 0, 0, 0, [1740, 1990], 0),
    "3": (daily(l501=(5, 9)), None, 0, 0, 0, [2460], 0),
    "4": (daily(l480=(3, 5), l400_b=(20, 21)), None, 3, 0, 1, [900], 2),
    "5": (daily(l100=(4, 8)), None, 5, 5, 1, [450, 460], 3),
    "6": (
        daily(l500=(1, 9), l90=(3, 7), l400_a=(15, 15), l400_b=(20, 20), l400_c=(26, 26)),
        None,
        9,
        5,
        2,
        [760, 800],
        2,
    ),
    "7": (daily(l300=(2, 19), l50=(6, 14)), None, 18, 9, 3, [7310], 0),
    "8": (daily(l200=(0, 16), l20=(1, 13))[:17], 16, 17, 13, 4, [], None),
    "9": (daily(l450=(6, 6)), None, 1, 0, 1, [3040, 4770], 0),
    "10": (daily(l300=(3, 9), l90=(5, 5)), None, 7, 1, 2, [1880, 3160], 0),
}


def test_published_icaht_grades() -> None:
    series: Series = {}
    for subject, (early, _, _, _, _, late, _) in PUBLISHED.items():
        series[subject] = [*early, *((40 + 10 * place, count) for place, count in enumerate(late))]
    ends = {subject: expected[1] for subject, expected in PUBLISHED.items()}
    session = loaded(series, ends)
    session.build([*runs_in_time("runs", "anc", "ends", Rule((500, 100))), lowest_two("late", "anc", "ends")])
    runs = {(r["USUBJID"], int(r["THRESHOLD"])): r for r in session.records("SELECT * FROM runs")}
    late = {r["USUBJID"]: r for r in session.records("SELECT * FROM late")}
    for subject, (_, _, longest_500, longest_100, early_grade, _, late_grade) in PUBLISHED.items():
        low, very_low = runs[subject, 500], runs[subject, 100]
        assert (low["LONGEST"], very_low["LONGEST"]) == (longest_500, longest_100), subject
        early = {
            "days_le_500": low["LONGEST"],
            "days_le_500_high": low["LONGEST_HIGH"],
            "days_le_100": very_low["LONGEST"],
            "days_le_100_high": very_low["LONGEST_HIGH"],
            "never_recovered": int(low["NEVER_RECOVERED"]),
        }
        assert grade("icaht-early-2023", early) == early_grade, subject
        row = late[subject]
        counts = {
            "n_values": row["N_VALUES"],
            "lowest": row["LOWEST"],
            "second_lowest": row["SECOND_LOWEST"],
            "lowest_unit": "/uL",
            "second_lowest_unit": "/uL",
        }
        assert grade("icaht-late-2023", counts, {"late_rule": "nadir"}) == late_grade, subject


def grade(id: str, items: dict[str, Any], switches: dict[str, str] | None = None) -> float | None:
    found = definition(id)
    value = score_rows(Session(threads=1), found, [given_row(found, items)], switches)[0]["value"]
    assert value is None or isinstance(value, float)
    return value


def test_linear_interpolation_by_hand() -> None:
    # Day 0 1000, day 5 0: 800, 600, 400, 200 on days 1 to 4; day 9 800: 200, 400, 600 on days 6 to 8.
    found = one([(0, 1000), (5, 0), (9, 800), (30, 4000)], Rule((500,), max_gap=30))
    assert found["LONGEST"] == 5  # days 3, 4, 5, 6, 7


def test_an_interpolated_value_exactly_at_the_threshold_counts() -> None:
    # Day 0 700, day 4 300: 600, 500, 400 on days 1 to 3.
    assert one([(0, 700), (4, 300), (5, 900)], end=5)["LONGEST"] == 3
    assert one([(0, 700), (4, 300), (5, 900)], Rule((500,), strict=True), end=5)["LONGEST"] == 2


@pytest.mark.parametrize(
    ("interpolation", "expected"),
    # Days 0 to 6, counts 400 on day 0 and 1600 on day 6. Linear: 600 on day 1. Last value: 400 until day 5.
    # Logarithms: 400 * 4 ** (1 / 6) = 503.97 on day 1. None: day 0 only.
    [("linear", 1), ("locf", 6), ("log-linear", 1), ("none", 1)],
)
def test_interpolations_by_hand(interpolation: Any, expected: int) -> None:
    assert one([(0, 400), (6, 1600)], Rule((500,), interpolation=interpolation), end=6)["LONGEST"] == expected


def test_log_linear_interpolation_stays_lower_than_linear() -> None:
    # 100 on day 0 and 10000 on day 4: linear 2575 on day 1, by logarithms 316.2.
    assert one([(0, 100), (4, 10000)], end=4)["LONGEST"] == 1
    assert one([(0, 100), (4, 10000)], Rule((500,), interpolation="log-linear"), end=4)["LONGEST"] == 2


def test_rounding_to_tens_can_add_a_day() -> None:
    # 504 rounds to 500; 505 is half and goes to the even ten, 500; 506 to 510.
    for value, rounded in ((504, 1), (505, 1), (506, 0)):
        counts = [(day, value if day == 3 else 3000) for day in range(31)]
        assert one(counts)["LONGEST"] == 0
        assert one(counts, Rule((500,), rounding="10"))["LONGEST"] == rounded


def test_runs_are_joined_over_two_days_but_not_over_three() -> None:
    two = daily(l300_a=(2, 4), l300_b=(7, 8))
    assert (one(two)["LONGEST"], one(two)["CUMULATIVE"]) == (7, 7)  # days 2 to 8
    three = daily(l300_a=(2, 4), l300_b=(8, 9))
    assert (one(three)["LONGEST"], one(three)["CUMULATIVE"]) == (3, 5)


def test_platelets_longest_and_cumulative_differ() -> None:
    # P2 of the reference: below 50 on days 4 to 8 and 12 to 15, never below 20.
    counts = [(day, 40 if 4 <= day <= 8 or 12 <= day <= 15 else 90) for day in range(31)]
    found = measured({"01": counts}, Rule((50, 20), strict=True))
    assert (found["01", 50]["LONGEST"], found["01", 50]["CUMULATIVE"]) == (5, 9)
    assert found["01", 20]["CUMULATIVE"] == 0
    exactly = [(day, 50 if day < 5 else 20) for day in range(31)]
    found = measured({"01": exactly}, Rule((50, 20), strict=True))
    assert (found["01", 50]["CUMULATIVE"], found["01", 20]["CUMULATIVE"]) == (26, 0)


def test_the_lowest_count_of_a_day_is_taken_and_days_outside_are_not() -> None:
    assert one([(-1, 100), (0, 3000), (1, 2000), (1, 450), (2, 3000), (31, 100)], end=31)["N_COUNTS"] == 3
    assert one([(0, 3000), (1, 2000), (1, 450), (2, 3000)], end=2)["LONGEST"] == 1


def test_gaps_of_seven_unknown_days_are_filled_of_eight_are_not() -> None:
    # Counts on days 0 and 8 leave 7 unknown days, on days 0 and 9 eight.
    assert one([(0, 300), (8, 300)], end=8)["LONGEST"] == 9
    longer = one([(0, 300), (9, 300)], end=9)
    assert (longer["LONGEST"], longer["LONGEST_HIGH"], longer["DAYS_UNKNOWN"]) == (1, 10, 8)
    assert (longer["CUMULATIVE"], longer["CUMULATIVE_HIGH"]) == (2, 10)


def test_a_longer_gap_between_counts_above_is_trusted_up_to_its_limit() -> None:
    within = one([(0, 3000), (15, 3000)], end=15)  # 14 unknown days
    assert (within["LONGEST"], within["LONGEST_HIGH"], within["DAYS_UNKNOWN"]) == (0, 0, 14)
    beyond = one([(0, 3000), (16, 3000)], end=16)
    assert (beyond["LONGEST"], beyond["LONGEST_HIGH"]) == (0, 15)
    assert one([(0, 3000), (15, 3000)], Rule((500,), trusted_gap=0), end=15)["LONGEST_HIGH"] == 14


def test_ends_are_carried_up_to_the_gap_limit() -> None:
    assert one([(7, 300), (8, 3000)], end=8)["LONGEST"] == 8  # days 0 to 7
    assert one([(8, 300), (9, 3000)], end=9)["LONGEST_HIGH"] == 9
    assert one([(8, 300), (9, 3000)], end=9)["LONGEST"] == 1
    assert one([(0, 3000), (1, 300)], end=8)["LONGEST"] == 8  # days 1 to 8
    assert one([(0, 3000), (1, 300)], Rule((500,), carry_ends=False), end=8)["LONGEST"] == 1


@pytest.mark.parametrize(
    ("counts", "end", "expected"),
    [
        ([(day, 200) for day in range(17)], 16, True),  # never above, died on day 16
        (
            [(day, 200 if day >= 3 else 2000) for day in range(31)],
            None,
            True,
        ),  # starts on day 3, open on day 30
        ([(day, 200 if day >= 4 else 2000) for day in range(31)], None, False),  # starts on day 4
        ([(day, 200 if day < 20 else 2000) for day in range(31)], None, False),  # recovered on day 20
        ([(day, 200) for day in range(17)], None, None),  # open at the last count, nothing known for 14 days
        ([], None, None),
    ],
)
def test_never_recovered(counts: list[tuple[int, int]], end: int | None, expected: bool | None) -> None:
    assert one(counts, end=end)["NEVER_RECOVERED"] is expected


def test_without_counts_only_the_bounds_are_known() -> None:
    found = one([], end=None)
    assert (found["LONGEST"], found["LONGEST_HIGH"], found["N_COUNTS"], found["DAYS_UNKNOWN"]) == (
        0,
        31,
        0,
        31,
    )


def test_a_subject_who_left_before_the_window_has_no_row() -> None:
    session = loaded({"01": [(0, 300)], "02": [(0, 300)]}, {"01": -1, "02": 5})
    session.build(runs_in_time("runs", "anc", "ends", Rule((500,))))
    assert session.rows("SELECT USUBJID, DAYS FROM runs") == [("02", 6)]


def test_lowest_two_are_of_different_days_and_inside_the_window() -> None:
    counts = [(30, 10), (31, 900), (31, 950), (50, 1200), (100, 1400), (101, 20)]
    session = loaded({"01": counts, "02": [(40, 800)], "03": []}, {"01": 400, "02": 90, "03": 400})
    session.build([lowest_two("late", "anc", "ends")])
    assert sorted(session.rows(f"SELECT {', '.join(LOWEST_TWO_COLUMNS)} FROM late")) == [
        ("01", 3, 900, 1200),
        ("02", 1, 800, None),
        ("03", 0, None, None),
    ]


def test_sql_is_portable_and_columns_are_as_declared() -> None:
    session = loaded({"01": [(0, 300)]})
    rule = Rule((500, 100), interpolation="log-linear", rounding="10", strict=True)
    relations = [*runs_in_time("runs", "anc", "ends", rule), lowest_two("late", "anc", "ends")]
    session.build(relations)
    for relation in relations:
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns
    assert relations[-2].columns == COLUMNS


# --- a day-by-day twin, written for clearness: one list entry a day


def twin(counts: list[tuple[int, int]], end: int, rule: Rule, threshold: int) -> tuple[int, int, int]:
    lowest: dict[int, int] = {}
    for day, value in counts:
        if rule.first_day <= day <= end:
            lowest[day] = min(value, lowest.get(day, value))
    days: list[Decimal | None] = [None] * (end + 1)
    for day, value in lowest.items():
        days[day] = Decimal(value)
    known = sorted(lowest)
    if rule.interpolation != "none":
        for left, right in pairwise(known):
            if right - left - 1 <= rule.max_gap:
                for day in range(left + 1, right):
                    days[day] = between(lowest[left], lowest[right], day - left, right - left, rule)
        if rule.carry_ends and known:
            if known[0] <= rule.max_gap:
                days[: known[0]] = [Decimal(lowest[known[0]])] * known[0]
            if end - known[-1] <= rule.max_gap:
                days[known[-1] :] = [Decimal(lowest[known[-1]])] * (end - known[-1] + 1)
    below = [day for day, value in enumerate(days) if value is not None and value <= threshold]
    runs: list[list[int]] = []
    for day in below:
        if runs and day - runs[-1][-1] - 1 <= rule.join_gap:
            runs[-1].append(day)
        else:
            runs.append([day])
    lengths = [run[-1] - run[0] + 1 for run in runs]
    return max(lengths, default=0), sum(lengths), sum(value is None for value in days)


def between(left: int, right: int, step: int, gap: int, rule: Rule) -> Decimal:
    if rule.interpolation == "locf":
        return Decimal(left)
    if rule.interpolation == "linear":
        return (Decimal(left) * (gap - step) + Decimal(right) * step) / gap
    logs = [log(max(value, 1)) for value in (left, right)]
    return Decimal(round(exp((logs[0] * (gap - step) + logs[1] * step) / gap), 9))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    counts=st.lists(st.tuples(st.integers(-3, 34), st.integers(0, 20).map(lambda n: n * 60)), max_size=14),
    end=st.integers(0, 40),
    interpolation=st.sampled_from(["none", "linear", "locf", "log-linear"]),
    max_gap=st.sampled_from([1, 3, 7]),
    join_gap=st.sampled_from([0, 2]),
    carry_ends=st.booleans(),
)
def test_equals_the_day_by_day_twin(
    counts: list[tuple[int, int]],
    end: int,
    interpolation: Any,
    max_gap: int,
    join_gap: int,
    carry_ends: bool,
) -> None:
    rule = Rule(
        (500, 100),
        interpolation=interpolation,
        max_gap=max_gap,
        join_gap=join_gap,
        carry_ends=carry_ends,
        trusted_gap=0,
    )
    found = measured({"01": counts}, rule, {"01": end})
    for threshold in (500, 100):
        row = found["01", threshold]
        expected = twin(counts, min(end, 30), rule, threshold)
        assert (row["LONGEST"], row["CUMULATIVE"], row["DAYS_UNKNOWN"]) == expected
        assert row["LONGEST"] <= row["LONGEST_HIGH"] <= row["DAYS"]
        assert row["CUMULATIVE"] <= row["CUMULATIVE_HIGH"] <= row["DAYS"]
