"""Laboratory tumour lysis from records: the window, the worst values, the worked examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED, lab
from tiny_study import Row, build, infusion, lymphodepletion, on

from cartaid.analysis import adverse_events, haematotoxicity, laboratory, toxicity, tumour_lysis
from cartaid.analysis.score import RAW
from cartaid.analysis.trace import USED
from cartaid.engine import Session
from cartaid.engine.portable import refusals


def derived(
    folder: Path, rows: list[Row], version: Any = "6.0", switches: Any = None, **domains: list[Row]
) -> Session:
    given = {"EX": [*lymphodepletion(-5, -4, -3), infusion()], "VS": [FOLLOWED], **domains}
    session = build(folder, LB=rows, **given)
    session.build(toxicity.relations())
    session.build(laboratory.relations(None))
    session.build(adverse_events.relations())
    session.build(haematotoxicity.relations())
    session.build(tumour_lysis.relations(version, switches))
    return session


def value(session: Session, code: str, columns: str = "AVAL") -> Any:
    (found,) = session.rows(f"SELECT {columns} FROM scored_tumour_lysis WHERE PARAMCD = '{code}'")
    return found if "," in columns else found[0]


def panel(
    day: int, urate: float = 300, potassium: float = 4, phosphate: float = 1, calcium: float = 2.3
) -> list[Row]:
    return [
        lab("URATE", urate, day, "umol/L", LBSTNRHI=420),
        lab("K", potassium, day, "mmol/L", LBSTNRHI=5),
        lab("PHOS", phosphate, day, "mmol/L", LBSTNRHI=1.4),
        lab("CACOR", calcium, day, "mmol/L", LBSTNRLO=2.1),
    ]


def creatinine(value: float, day: int) -> Row:
    return lab("CREAT", value, day, "umol/L", LBSTNRHI=100)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"urate": 476, "potassium": 6}, 1),
        ({"urate": 475, "potassium": 6}, 1),  # 475 is more than 125 % of 300
        ({"urate": 374, "potassium": 6}, 0),
        ({"urate": 375, "potassium": 6}, 1),
        ({"phosphate": 1.45, "calcium": 1.75}, 1),
        ({"phosphate": 1.2, "calcium": 1.76}, 0),
        ({}, 0),
    ],
    ids=str,
)
def test_two_of_four(tmp_path: Path, changed: dict[str, float], expected: int) -> None:
    session = derived(tmp_path, [*panel(-6), *panel(3, **changed)])
    assert value(session, "TLSLAB") == expected


def test_without_the_change_of_a_quarter(tmp_path: Path) -> None:
    rows = [*panel(-6), *panel(3, urate=475, potassium=6)]
    session = derived(tmp_path, rows, switches={"tls-cairo-bishop": {"change": "no"}})
    assert value(session, "TLSLAB") == 0


@pytest.mark.parametrize(("day", "expected"), [(-4, 0), (-3, 1), (7, 1), (8, 0)])
def test_the_window(tmp_path: Path, day: int, expected: int) -> None:
    session = derived(tmp_path, [*panel(-6), *panel(0), *panel(day, urate=500, potassium=6.5)])
    assert value(session, "TLSLAB") == expected


def test_worst_values_of_different_days_count_together(tmp_path: Path) -> None:
    session = derived(tmp_path, [*panel(-6), *panel(1, urate=500), *panel(4, potassium=6.5)])
    assert value(session, "TLSLAB") == 1


def test_units_are_converted(tmp_path: Path) -> None:
    rows = [
        lab("URATE", 8.1, 3, "mg/dL"),
        lab("PHOS", 4.6, 3, "mg/dL"),
        lab("CACOR", 9, 3, "mg/dL"),
        lab("K", 4, 3, "mmol/L"),
    ]
    # 8.1 mg/dL is 481 umol/L, 4.6 mg/dL is 1.485 mmol/L.
    assert value(derived(tmp_path, [*panel(-6), *rows]), "TLSLAB") == 1


def test_a_missing_test_leaves_it_open(tmp_path: Path) -> None:
    session = derived(tmp_path, [*panel(-6), *panel(3, urate=500)[:3]])
    assert value(session, "TLSLAB", "AVAL, AVALC") == (None, "UNDETERMINED")


# Worked examples: creatinine of 1.8 times the limit.

LYSIS = [*panel(-6), *panel(3, urate=500, potassium=6.5), creatinine(80, -6), creatinine(180, 3)]
NONE = [*panel(-6), *panel(3), creatinine(80, -6), creatinine(180, 3)]


def test_tl1_grade_2_by_ctcae_6(tmp_path: Path) -> None:
    assert value(derived(tmp_path, LYSIS), "TLSCTC6") == 2


def test_tl2_without_laboratory_lysis_it_is_creatinine(tmp_path: Path) -> None:
    assert value(derived(tmp_path, NONE), "TLSCTC6") == 0


def test_tl3_grade_3_by_ctcae_5(tmp_path: Path) -> None:
    assert value(derived(tmp_path, LYSIS, "5.0"), "TLSCTC5") == 3


def test_an_arrhythmia_leaves_the_grade_open(tmp_path: Path) -> None:
    event = {"AETERM": "Atrial fibrillation", "AESTDTC": on(4), "AEENDTC": on(5)}
    session = derived(tmp_path, LYSIS, AE=[event])
    assert value(session, "TLSCTC6", "ALOW, AHIGH") == (2, 4)


def test_no_test_in_the_window_gives_no_row(tmp_path: Path) -> None:
    assert derived(tmp_path, panel(-6)).rows("SELECT * FROM scored_tumour_lysis") == []


def test_without_a_version_there_is_no_grade(tmp_path: Path) -> None:
    session = derived(tmp_path, LYSIS, None)
    assert session.rows("SELECT PARAMCD FROM scored_tumour_lysis") == [("TLSLAB",)]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, LYSIS)
    for relation in tumour_lysis.relations("6.0"):
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    assert tuple(session.columns("scored_tumour_lysis")) == RAW
    assert tuple(session.columns("used_tumour_lysis")) == USED
