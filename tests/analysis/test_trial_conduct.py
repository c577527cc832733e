"""Stagger between infusions and wash-out before leukapheresis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import Row, build, drug, infusion, on, procedure

from cartaid.analysis import trial_conduct
from cartaid.engine import Session
from cartaid.engine.portable import refusals

STAGGER = "[stagger]\ndays = 28\n"
WASH_OUT = '[washout]\ntable = "EBMT 2024"\n'


def derived(folder: Path, toml: str, **domains: list[Row]) -> Session:
    session = build(folder, toml, logs=False, **domains)
    trial_conduct.load_wash_out(session)
    session.build(trial_conduct.relations())
    return session


def infused(*dates: str) -> dict[str, list[Row]]:
    names = [f"{place:02d}" for place, _ in enumerate(dates, start=1)]
    rows = [{**infusion(subject=n), "EXSTDTC": d, "EXENDTC": d} for n, d in zip(names, dates, strict=True)]
    return {"DM": [{"USUBJID": n, "ARM": "SLE", "AGE": 40} for n in names], "EX": rows}


# Worked example: infused 2024-01-10, the next on 2024-02-05 (26 days, breach) or 2024-02-07 (day 28, allowed).


@pytest.mark.parametrize(
    ("second", "gap", "expected"),
    [("2024-02-05", 26, "N"), ("2024-02-06", 27, "N"), ("2024-02-07", 28, "Y")],
)
def test_stagger(tmp_path: Path, second: str, gap: int, expected: str) -> None:
    session = derived(tmp_path, STAGGER, **infused("2024-01-10", second))
    assert session.rows("SELECT USUBJID, EARLIER, GAP_DAYS, COMPLIANT FROM infusion_gap") == [
        ("02", "01", gap, expected)
    ]
    found = session.rows("SELECT rule, USUBJID FROM conduct_finding")
    assert found == ([("stagger", "02")] if expected == "N" else [])


def test_stagger_is_checked_only_when_asked_for(tmp_path: Path) -> None:
    session = derived(tmp_path, '[study]\nid = "T"\n', **infused("2024-01-10", "2024-01-11"))
    assert session.rows("SELECT * FROM conduct_finding") == []


def test_a_second_infusion_of_one_patient_is_no_breach(tmp_path: Path) -> None:
    session = derived(tmp_path, STAGGER, EX=[infusion(), infusion(10)])
    assert session.rows("SELECT * FROM infusion_gap") == []


# Wash-out; leukapheresis on day -20. Days are counted back from it.

APHERESIS = procedure("Leukapheresis", -20)


def before(name: str, start: int, end: int, **more: Any) -> Row:
    return drug(name, -20 - start, -20 - end, CMROUTE="ORAL", **more)


def listing(folder: Path, *rows: Row) -> list[tuple[Any, ...]]:
    session = derived(folder, WASH_OUT, CM=list(rows), PR=[APHERESIS])
    return session.rows("SELECT SUBSTANCE, DAYS_BEFORE, COMPLIANT FROM wash_out_listing ORDER BY SUBSTANCE")


@pytest.mark.parametrize(
    ("name", "stopped", "expected"),
    [
        ("Mycophenolate mofetil", 10, "N"),
        ("Mycophenolate mofetil", 13, "N"),
        ("Mycophenolate mofetil", 14, "Y"),
        ("Belimumab", 9, "Y"),
        ("Belimumab", 6, "N"),
        ("Methotrexate", 20, "N"),
        ("Methotrexate", 21, "Y"),
        ("Azathioprine", 14, "Y"),
    ],
)
def test_days_before_leukapheresis(tmp_path: Path, name: str, stopped: int, expected: str) -> None:
    ((_, days, compliant),) = listing(tmp_path, before(name, 100, stopped))
    assert (days, compliant) == (stopped, expected)


@pytest.mark.parametrize(("last", "expected"), [("2023-01-09", "Y"), ("2023-01-10", "N")])
def test_a_month_is_a_calendar_month(tmp_path: Path, last: str, expected: str) -> None:
    # Leukapheresis on 2023-02-09, one month before is 2023-01-09.
    ((_, _, compliant),) = listing(tmp_path, drug("Tocilizumab", last))
    assert compliant == expected


def test_hydroxychloroquine_needs_none(tmp_path: Path) -> None:
    assert listing(tmp_path, before("Hydroxychloroquine", 300, 0)) == []


@pytest.mark.parametrize(
    ("dose", "first", "last", "expected"),
    [(12.5, 3, 3, "N"), (10, 30, 0, "Y"), (12.5, 7, 7, "N"), (20, 30, 8, None)],
)
def test_prednisone_from_a_week_before(
    tmp_path: Path, dose: float, first: int, last: int, expected: str | None
) -> None:
    found = listing(tmp_path, before("Prednisone", first, last, CMDOSE=dose, CMDOSU="mg"))
    assert [row[2] for row in found] == ([expected] if expected else [])


def test_doses_of_one_day_add_up(tmp_path: Path) -> None:
    rows = [before(n, 30, 0, CMDOSE=6, CMDOSU="mg") for n in ("Prednisone", "Prednisolone")]
    assert listing(tmp_path, *rows) == [("prednisone", 0, "N")]


def test_an_unknown_dose_is_open(tmp_path: Path) -> None:
    assert listing(tmp_path, before("Prednisone", 30, 0)) == [("prednisone", 0, "U")]


def test_a_partial_end_is_open_and_no_finding(tmp_path: Path) -> None:
    row = drug("Azathioprine", -200, "2023-01", CMROUTE="ORAL")
    session = derived(tmp_path, WASH_OUT, CM=[row], PR=[APHERESIS])
    assert session.rows("SELECT COMPLIANT FROM wash_out_listing") == [("U",)]
    assert session.rows("SELECT * FROM conduct_finding") == []


def test_a_drug_begun_after_leukapheresis_does_not_count(tmp_path: Path) -> None:
    assert listing(tmp_path, before("Cyclophosphamide", -15, -16)) == []


def test_a_local_form_does_not_count(tmp_path: Path) -> None:
    row = {**before("Tacrolimus ointment", 100, 0), "CMROUTE": "TOPICAL"}
    assert listing(tmp_path, row) == []


def test_a_breach_is_a_finding_with_its_record(tmp_path: Path) -> None:
    session = derived(tmp_path, WASH_OUT, CM=[before("Mycophenolate mofetil", 100, 10)], PR=[APHERESIS])
    assert session.rows("SELECT rule, severity, domain, USUBJID, seq, message FROM conduct_finding") == [
        (
            "wash-out",
            "warning",
            "CM",
            "01",
            1,
            "mycophenolate mofetil before leukapheresis: last taken 10 days before; EBMT 2024: stopped 14 days before",
        )
    ]


def test_no_leukapheresis_is_said(tmp_path: Path) -> None:
    session = derived(tmp_path, WASH_OUT, CM=[before("Azathioprine", 100, 0)])
    assert session.rows("SELECT rule FROM conduct_finding") == [("wash-out-unknown",)]


def test_not_asked_for_gives_nothing(tmp_path: Path) -> None:
    session = derived(tmp_path, '[study]\nid = "T"\n', CM=[before("Azathioprine", 100, 0)], PR=[APHERESIS])
    assert session.rows("SELECT * FROM wash_out_listing") == []
    assert session.rows("SELECT * FROM conduct_finding") == []


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, WASH_OUT + STAGGER, CM=[before("Azathioprine", 100, 0)], PR=[APHERESIS])
    assert on(-20) == "2023-02-09"
    for relation in trial_conduct.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
