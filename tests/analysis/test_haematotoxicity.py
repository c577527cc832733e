"""ICAHT and T-ICAHT of whole studies: from laboratory records to the grade, its window and its readings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED, lab
from tiny_study import Row, build, infusion, lymphodepletion, on, procedure

from cartaid.analysis import haematotoxicity, laboratory
from cartaid.analysis.score import RAW
from cartaid.analysis.trace import USED
from cartaid.engine import Session
from cartaid.engine.portable import refusals
from cartaid.study.protocol.safety import Haematotoxicity

Counts = dict[int, float]


def neutrophils(counts: Counts, unit: str = "/uL") -> list[Row]:
    return [lab("NEUT", value, day, unit) for day, value in counts.items()]


def platelets(counts: Counts, unit: str = "10^9/L") -> list[Row]:
    return [lab("PLAT", value, day, unit) for day, value in counts.items()]


def daily(other: float, runs: dict[tuple[int, int], float], last: int = 30) -> Counts:
    """Give a count on each of the days 0 to `last`: `other`, but within the runs."""
    found: Counts = dict.fromkeys(range(last + 1), other)
    for (start, end), value in runs.items():
        found |= dict.fromkeys(range(start, end + 1), value)
    return found


def derived(
    folder: Path,
    rows: list[Row],
    settings: Haematotoxicity | None = None,
    switches: dict[str, dict[str, str]] | None = None,
    followed: bool = True,
    **domains: list[Row],
) -> Session:
    session = build(folder, LB=rows, VS=[FOLLOWED] if followed else [], logs=followed, **domains)
    session.build(laboratory.relations(None))
    session.build(haematotoxicity.relations(settings, switches))
    return session


def grade(session: Session, code: str, columns: str = "AVAL") -> Any:
    (found,) = session.rows(f"SELECT {columns} FROM scored_haematotoxicity WHERE PARAMCD = '{code}'")
    return found[0] if "," not in columns else found


def reading(session: Session, code: str) -> dict[str, Any]:
    rows = session.rows(f"SELECT READING, AVAL FROM haematotoxicity_reading WHERE PARAMCD = '{code}'")
    return dict(rows)


# Durations of the ten example patients of Liang EC (2024), as series of our own with those durations, the two
# lowest late counts, and the printed grades: early, then late by the nadir.
PUBLISHED: dict[str, tuple[Counts, list[float], float, float | None]] = {
    "1": (daily(3000, {}), [1990, 2440], 0, 0),
    "2": (daily(3000, {(5, 9): 900}), [1740, 1990], 0, 0),
    "3": (daily(3000, {(5, 9): 501}), [2460], 0, 0),
    "4": (daily(3000, {(3, 5): 480, (20, 21): 400}), [900], 1, 2),
    "5": (daily(3000, {(4, 8): 100}), [450, 460], 1, 3),
    "6": (
        daily(3000, {(1, 9): 500, (3, 7): 90, (15, 15): 400, (20, 20): 400, (26, 26): 400}),
        [760, 800],
        2,
        2,
    ),
    "7": (daily(3000, {(2, 19): 300, (6, 14): 50}), [7310], 3, 0),
    "8": (daily(200, {(1, 13): 20}, last=16), [], 4, None),
    "9": (daily(3000, {(6, 6): 450}), [3040, 4770], 1, 0),
    "10": (daily(3000, {(3, 9): 300, (5, 5): 90}), [1880, 3160], 2, 0),
}


@pytest.mark.parametrize("patient", PUBLISHED)
def test_the_published_patients(tmp_path: Path, patient: str) -> None:
    counts, late, early_grade, late_grade = PUBLISHED[patient]
    rows = neutrophils(counts | {40 + 10 * place: count for place, count in enumerate(late)})
    died = {"DTHDTC": on(16), "DTHFL": "Y"} if patient == "8" else {}
    session = derived(
        tmp_path,
        rows,
        switches={"icaht-late-2023": {"late_rule": "nadir"}},
        followed=patient != "8",
        DM=[{"ARM": "SLE", "AGE": 40, **died}],
    )
    assert grade(session, "ICAHTE") == early_grade
    assert grade(session, "ICAHTL") == late_grade


def test_the_patient_who_died_is_grade_3_by_days_alone(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        neutrophils({-10: 3000} | PUBLISHED["8"][0]),
        switches={"icaht-early-2023": {"never": "by_days"}},
        followed=False,
        EX=[*lymphodepletion(-5, -4, -3), infusion()],
        DM=[{"ARM": "SLE", "AGE": 40, "DTHDTC": on(16)}],
    )
    assert grade(session, "ICAHTE", "AVAL, REASON") == (3, "followed to day 16: death")
    assert grade(session, "ICAHTL", "STATUS, AVAL") == ("NOT_APPLICABLE", None)


def test_neutropenia_that_is_open_at_the_last_contact_is_not_never_recovered(tmp_path: Path) -> None:
    session = derived(tmp_path, neutrophils(daily(300, {}, last=5)), followed=False)
    # Six days at most 500: grade 1 by days; whether it ever ended is not known, so grade 4 is possible.
    assert grade(session, "ICAHTE", "ALOW, AHIGH, STATUS") == (1, 4, "UNDETERMINED")


@pytest.mark.parametrize(("value", "days"), [(500, 1), (501, 0)])
def test_at_most_500_counts(tmp_path: Path, value: float, days: int) -> None:
    session = derived(tmp_path, neutrophils(daily(3000, {(4, 4): value})))
    assert grade(session, "ICAHTE") == days


def test_units_agree(tmp_path: Path) -> None:
    thousand = {day: value / 1000 for day, value in daily(3000, {(4, 12): 400}).items()}
    session = derived(tmp_path, neutrophils(thousand, "10^9/L"))
    assert grade(session, "ICAHTE") == 2


def test_a_count_without_unit_is_unknown_not_normal(tmp_path: Path) -> None:
    session = derived(tmp_path, neutrophils(daily(3000, {}), ""))
    assert grade(session, "ICAHTE", "ALOW, AHIGH, STATUS") == (0, 4, "UNDETERMINED")


def test_a_period_without_counts_has_no_row(tmp_path: Path) -> None:
    session = derived(tmp_path, platelets(daily(200, {})))
    assert session.rows("SELECT DISTINCT PARAMCD FROM scored_haematotoxicity ORDER BY PARAMCD") == [
        ("TICAHTE",),
        ("TICAHTL",),
    ]


@pytest.mark.parametrize(("text", "low", "high"), [("<0.1", 3, 3), ("<1.5", 0, 4)])
def test_a_count_reported_as_below(tmp_path: Path, text: str, low: float, high: float) -> None:
    # Day 0 to 7 below 100/uL is eight days, grade 3. Only known to lie below 1500/uL they
    # could all lie below 100, and so could the days between.
    counts = [lab("NEUT", text if day <= 7 else 3.0, day, "10^9/L") for day in range(31)]
    session = derived(tmp_path, counts, Haematotoxicity(interpolation="none"))
    assert grade(session, "ICAHTE", "ALOW, AHIGH") == (low, high)


# Late: the two rules, and both readings listed.


def test_late_rule_both_or_nadir(tmp_path: Path) -> None:
    rows = neutrophils(daily(3000, {}) | {40: 90, 50: 1400, 60: 3000})
    session = derived(tmp_path, rows)
    assert grade(session, "ICAHTL") == 1
    assert reading(session, "ICAHTL") == {"two counts": 1, "nadir": 4}


def test_one_low_late_count_is_open(tmp_path: Path) -> None:
    session = derived(tmp_path, neutrophils(daily(3000, {}) | {40: 90}))
    assert grade(session, "ICAHTL", "ALOW, AHIGH") == (0, 4)


def test_counts_after_day_100_do_not_enter(tmp_path: Path) -> None:
    session = derived(tmp_path, neutrophils(daily(3000, {}) | {40: 3000, 101: 90, 102: 90}))
    assert grade(session, "ICAHTL") == 0


# Where the window ends.


def test_a_second_infusion_ends_the_window_before_its_lymphodepletion(tmp_path: Path) -> None:
    exposure = [infusion(), *lymphodepletion(15, 16, 17), infusion(20)]
    counts = daily(3000, {(16, 30): 50}) | {36: 3000}
    session = derived(tmp_path, neutrophils(counts), EX=exposure)
    rows = session.rows(
        "SELECT APERIOD, AVAL, LAST_DAY, ENDED FROM haematotoxicity_reading "
        "WHERE PARAMCD = 'ICAHTE' AND CHOSEN ORDER BY APERIOD"
    )
    assert rows[0] == (1, 0, 14, "further treatment")
    # The second period: at most 100/uL on days 0 to 10 of it; interpolated, 541/uL on the day after.
    assert rows[1] == (2, 3, 30, "last contact")


def test_low_neutrophils_before_treatment_are_flagged(tmp_path: Path) -> None:
    exposure = [*lymphodepletion(-5, -4, -3), infusion()]
    rows = neutrophils({-10: 1500, -2: 900} | daily(3000, {}))
    session = derived(tmp_path, rows, EX=exposure)
    assert grade(session, "NEUTBLLO", "AVAL, AVALC") == (1, "Y")
    assert grade(session, "ICAHTE", "AVAL, REASON") == (0, "neutrophils were low before treatment")


def test_1501_before_treatment_is_not_low(tmp_path: Path) -> None:
    session = derived(tmp_path, neutrophils({-10: 1501} | daily(3000, {})))
    assert grade(session, "NEUTBLLO", "AVAL, AVALC") == (0, "N")


# Platelets: the worked examples; derived by hand from the table of Rejeski 2025.


def test_p1_below_50_on_five_days(tmp_path: Path) -> None:
    assert grade(derived(tmp_path, platelets(daily(200, {(5, 9): 45}))), "TICAHTE") == 1


def test_p2_nine_days_in_two_runs(tmp_path: Path) -> None:
    session = derived(tmp_path, platelets(daily(200, {(4, 8): 40, (12, 15): 40})))
    assert grade(session, "TICAHTE") == 2
    assert reading(session, "TICAHTE") == {"cumulative": 2, "longest": 1}


def test_the_duration_is_a_setting(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        platelets(daily(200, {(4, 8): 40, (12, 15): 40})),
        Haematotoxicity(platelet_duration="longest"),
    )
    assert grade(session, "TICAHTE") == 1


def test_p3_below_20_for_fifteen_days(tmp_path: Path) -> None:
    assert grade(derived(tmp_path, platelets(daily(200, {(10, 24): 15}))), "TICAHTE") == 4


@pytest.mark.parametrize("value", [50, 20])
def test_p4_exactly_the_limit_is_not_below(tmp_path: Path, value: float) -> None:
    session = derived(tmp_path, platelets(daily(200, {(5, 25): value})))
    assert grade(session, "TICAHTE") == (0 if value == 50 else 2)


def test_p5_one_low_late_test_is_transient_unless_one_is_enough(tmp_path: Path) -> None:
    session = derived(tmp_path, platelets(daily(200, {}) | {40: 80, 47: 130}))
    assert grade(session, "TICAHTL") == 0
    assert reading(session, "TICAHTL") == {"two tests": 0, "one test": 1}


def test_a_count_after_a_transfusion_shows_no_recovery(tmp_path: Path) -> None:
    # Below 20 on days 5 to 11 and 13 to 18; day 12 is 60 after a transfusion on day 12.
    counts = daily(200, {(5, 11): 10, (12, 12): 60, (13, 18): 10})
    given = [procedure("Platelet transfusion", 12)]
    alone = derived(tmp_path, platelets(counts), Haematotoxicity(platelet_duration="longest"))
    assert alone.rows("SELECT LONGEST FROM platelet_days_20") == [(14,)]
    # One day between two runs is joined in any case; three days above the limit are a recovery only without one.
    counts = daily(200, {(5, 11): 10, (12, 14): 60, (15, 18): 10})
    (tmp_path / "b").mkdir()
    own = derived(tmp_path / "b", platelets(counts))
    assert grade(own, "TICAHTE") == 3
    (tmp_path / "c").mkdir()
    transfused = derived(tmp_path / "c", platelets(counts), PR=given)
    assert grade(transfused, "TICAHTE") == 4


# Settings of interpolation.


def test_interpolation_is_a_setting(tmp_path: Path) -> None:
    # Day 2 at 600, day 8 at 300, day 9 at 3000. Linear: 600 - 50 a day, at most 500 from day 4, five days;
    # locf: 600 until day 7, so day 8 only.
    counts = {0: 3000, 1: 3000, 2: 600, 8: 300} | dict.fromkeys(range(9, 31), 3000)
    for how, days in (("linear", 5), ("locf", 1), ("none", 1)):
        (tmp_path / how).mkdir()
        session = derived(tmp_path / how, neutrophils(counts), Haematotoxicity(interpolation=how))
        assert session.rows("SELECT LONGEST FROM neutrophil_days WHERE THRESHOLD = 500") == [(days,)], how


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, [*neutrophils({-10: 1501, 4: 300}), *platelets({4: 10})])
    for relation in haematotoxicity.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    assert tuple(session.columns("scored_haematotoxicity")) == RAW
    assert tuple(session.columns("used_haematotoxicity")) == USED
    used = session.rows("SELECT PARAMCD, ROLE, VALUE, UNIT FROM used_haematotoxicity ORDER BY PARAMCD")
    assert used == [
        ("ICAHTE", "count", "0.300000", "10*9/L"),
        ("NEUTBLLO", "count before treatment", "1.501000", "10*9/L"),
        ("TICAHTE", "count", "10.000000", "10*9/L"),
    ]
