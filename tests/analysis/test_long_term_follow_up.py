"""The fifteen-year schedule: due dates, windows, and what each visit and each patient is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tiny_study import Row, build, infusion

from cartaid.analysis import long_term_follow_up
from cartaid.engine import Session
from cartaid.engine.portable import refusals

ASKED = "[study]\n{cut}\n[long_term_follow_up]\nyears = 15\n"


def seen(day: str) -> Row:
    return {"VSTESTCD": "SYSBP", "VSSTRESN": 120, "VSSTRESC": 120, "VSSTRESU": "mmHg", "VSDTC": day}


def asked(day: str) -> Row:
    return {"QSTESTCD": "PTGA", "QSCAT": "IMACS", "QSSTRESN": 1, "QSSTRESC": 1, "QSDTC": day}


def derived(folder: Path, cut: str | None, toml: str = "", **domains: list[Row]) -> Session:
    text = toml or ASKED.format(cut=f"data_cut = {cut}" if cut else "")
    session = build(folder, text, logs=False, **domains)
    session.build(long_term_follow_up.relations())
    return session


def visits(session: Session, columns: str = "STATUS") -> dict[str, object]:
    rows = session.rows(f"SELECT AVISIT, {columns} FROM follow_up_visit ORDER BY AVISITN")
    return {row[0]: row[1] if len(row) == 2 else row[1:] for row in rows}


YEARLY = [seen(f"{year}-03-01") for year in (2024, 2025, 2026)]


def test_worked_example_of_an_infusion_on_2023_03_01(tmp_path: Path) -> None:
    # Infusion 2023-03-01, windows of 30 days, last contact 2027-01-10, judged on 2028-06-01.
    session = derived(
        tmp_path, "2028-06-01", VS=[seen("2023-06-09"), seen("2023-09-01"), *YEARLY, seen("2027-01-10")]
    )
    found = visits(session, "DUE, HIGH, NEEDS, STATUS")
    assert len(found) == 17
    assert found["Day 100"] == (date(2023, 6, 9), date(2023, 7, 9), "examination", "done")
    assert found["Month 6"] == (date(2023, 9, 1), date(2023, 10, 1), "examination", "done")
    assert found["Year 4"] == (date(2027, 3, 1), date(2027, 3, 31), "examination", "missed")
    assert found["Year 5"] == (date(2028, 3, 1), date(2028, 3, 31), "examination", "missed")
    assert found["Year 6"] == (date(2029, 3, 1), date(2029, 3, 31), "contact", "not yet due")
    status = session.rows("SELECT STATUS, ENDS_ON, LAST_CONTACT, DONE, MISSED FROM follow_up_status")
    assert status == [("lost", date(2038, 3, 1), date(2027, 1, 10), 5, 2)]


@pytest.mark.parametrize(
    ("cut", "visit", "patient"),
    [
        ("2028-01-30", "not yet due", "on schedule"),
        ("2028-01-31", "due", "on schedule"),
        ("2028-03-31", "due", "on schedule"),
        ("2028-04-01", "overdue", "overdue"),
        ("2028-04-30", "overdue", "overdue"),
        ("2028-05-01", "missed", "overdue"),
    ],
)
def test_the_year_5_examination_is_overdue_after_its_window(
    tmp_path: Path, cut: str, visit: str, patient: str
) -> None:
    rows = [seen("2023-06-09"), seen("2023-09-01"), *YEARLY, seen("2027-03-01")]
    session = derived(tmp_path, cut, VS=rows)
    assert visits(session)["Year 5"] == visit
    assert session.rows("SELECT STATUS FROM follow_up_status") == [(patient,)]


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-01-31", "done"), ("2024-03-31", "done"), ("2024-04-01", "done late")]
)
def test_both_sides_of_a_window(tmp_path: Path, day: str, expected: str) -> None:
    assert visits(derived(tmp_path, "2024-12-31", VS=[seen(day)]))["Year 1"] == expected


def test_the_day_before_the_window_does_not_count(tmp_path: Path) -> None:
    assert visits(derived(tmp_path, "2024-12-31", VS=[seen("2024-01-30")]))["Year 1"] == "missed"


def test_a_questionnaire_will_do_from_year_6(tmp_path: Path) -> None:
    session = derived(tmp_path, "2030-01-01", QS=[asked("2028-03-01"), asked("2029-03-01")])
    found = visits(session)
    assert (found["Year 5"], found["Year 6"]) == ("contact only", "done")


def test_a_death_ends_the_schedule(tmp_path: Path) -> None:
    died = {"ARM": "SLE", "AGE": 40, "DTHDTC": "2024-02-10", "DTHFL": "Y"}
    session = derived(tmp_path, "2030-01-01", DM=[died], VS=[seen("2023-06-09")])
    found = visits(session)
    assert (found["Day 100"], found["Month 6"], found["Year 1"], found["Year 9"]) == (
        "done",
        "missed",
        "died",
        "died",
    )
    assert session.rows("SELECT STATUS FROM follow_up_status") == [("died",)]


def test_recorded_as_lost(tmp_path: Path) -> None:
    gone = {"DSTERM": "LOST TO FOLLOW-UP", "DSDECOD": "LOST TO FOLLOW-UP", "DSSTDTC": "2024-03-01"}
    session = derived(tmp_path, "2024-12-31", DS=[gone], VS=[seen("2023-06-09"), seen("2023-09-01")])
    found = visits(session)
    # The entry itself is no contact.
    assert (found["Year 1"], found["Year 2"]) == ("lost", "lost")
    assert session.rows("SELECT STATUS FROM follow_up_status") == [("lost",)]
    assert ("follow-up-lost", "01") in session.rows("SELECT rule, USUBJID FROM follow_up_finding")


def test_complete_after_fifteen_years(tmp_path: Path) -> None:
    rows = [seen("2023-06-09"), seen("2023-09-01"), *(seen(f"{2023 + y}-03-01") for y in range(1, 16))]
    session = derived(tmp_path, "2038-03-01", VS=rows)
    assert session.rows("SELECT STATUS, DONE FROM follow_up_status") == [("complete", 17)]


def test_a_second_infusion_begins_anew(tmp_path: Path) -> None:
    session = derived(tmp_path, "2024-12-31", EX=[infusion(), infusion(100)])
    assert session.rows("SELECT DAY0, ENDS_ON FROM follow_up_status") == [
        (date(2023, 6, 9), date(2038, 6, 9))
    ]


@pytest.mark.parametrize(
    ("infused", "visit", "due"),
    [
        ("2024-02-29", "Year 1", date(2025, 2, 28)),
        ("2024-02-29", "Year 4", date(2028, 2, 29)),
        ("2023-08-31", "Month 6", date(2024, 2, 29)),
        ("2023-12-15", "Month 6", date(2024, 6, 15)),
        ("2023-06-30", "Month 6", date(2023, 12, 30)),
    ],
)
def test_days_that_a_month_does_not_have(tmp_path: Path, infused: str, visit: str, due: date) -> None:
    day0 = {"EXTRT": "CAR T", "EXCAT": "CAR T", "EXSTDTC": infused, "EXENDTC": infused}
    assert visits(derived(tmp_path, "2025-12-31", EX=[day0]), "DUE")[visit] == due


def test_without_a_data_cut_the_last_record_of_anybody_is_the_day_of_judgement(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        None,
        DM=[{"USUBJID": s, "ARM": "SLE", "AGE": 40} for s in ("01", "02")],
        EX=[infusion(), infusion(subject="02")],
        VS=[seen("2023-06-09"), {**seen("2024-08-01"), "USUBJID": "02"}],
    )
    assert session.rows("SELECT DISTINCT AS_OF FROM follow_up_status") == [(date(2024, 8, 1),)]


def test_not_asked_for_gives_nothing(tmp_path: Path) -> None:
    session = derived(tmp_path, None, '[study]\nid = "TINY"\n', VS=[seen("2023-06-09")])
    assert session.rows("SELECT * FROM follow_up_visit") == []
    assert session.rows("SELECT * FROM follow_up_finding") == []
    session.build(long_term_follow_up.relations(asked=False))
    assert session.rows("SELECT * FROM follow_up_finding") == []


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, "2024-12-31")
    for relation in long_term_follow_up.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    assert {s for (s,) in session.rows("SELECT DISTINCT STATUS FROM follow_up_visit")} <= set(
        long_term_follow_up.STATUSES
    )
