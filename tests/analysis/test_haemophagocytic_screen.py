"""IEC-HS screen and HScore from records: the worked examples, and what leaves them open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED, lab
from tiny_study import Row, build, drug, infusion, lymphodepletion, on, temperature

from cartaid.analysis import adverse_events, haematotoxicity, haemophagocytic_screen, laboratory, toxicity
from cartaid.analysis.score import RAW
from cartaid.analysis.trace import USED
from cartaid.engine import Session
from cartaid.engine.portable import refusals


def derived(folder: Path, switches: Any = None, **domains: list[Row]) -> Session:
    given = {"VS": [FOLLOWED, temperature(38.5, 3), temperature(36.8, 6), temperature(36.9, 9)], **domains}
    session = build(folder, '[toxicity]\ncrs = "ASTCT 2019"\nctcae = "5.0"\n', **given)
    session.build(toxicity.relations())
    session.build(laboratory.relations("5.0"))
    session.build(adverse_events.relations())
    session.build(haematotoxicity.relations())
    session.build(haemophagocytic_screen.relations(switches))
    return session


def ferritin(value: float, day: int) -> Row:
    return lab("FERRITIN", value, day, "ug/L", LBSTNRLO=20, LBSTNRHI=300)


def alt(value: float, day: int) -> Row:
    return lab("ALT", value, day, "U/L", LBSTNRHI=40)


def fibrinogen(value: float, day: int) -> Row:
    return lab("FIBRINO", value, day, "g/L", LBSTNRLO=2, LBSTNRHI=4)


def counts(day: int, neutrophils: float = 3) -> list[Row]:
    return [
        lab("NEUT", neutrophils, day, "10^9/L", LBSTNRLO=2, LBSTNRHI=7),
        lab("PLAT", 200, day, "10^9/L", LBSTNRLO=150, LBSTNRHI=400),
        lab("HGB", 130, day, "g/L", LBSTNRLO=120, LBSTNRHI=160),
    ]


def asked(test: str, value: int, day: int, category: str = "IEC-HS") -> Row:
    return {"QSTESTCD": test, "QSCAT": category, "QSSTRESN": value, "QSSTRESC": value, "QSDTC": on(day)}


def screen(session: Session, day: int, columns: str = "AVALC") -> Any:
    (found,) = session.rows(
        f"SELECT {columns} FROM scored_haemophagocytic WHERE PARAMCD = 'IECHSSCR' AND ADT = DATE '{on(day)}'"
    )
    return found if "," in columns else found[0]


# The worked examples; derived by hand from the criteria (from memory).


def test_h1_positive(tmp_path: Path) -> None:
    # Ferritin 12 000 at a limit of 300, fibrinogen 1.1, ALT 6 times the limit; CRS was over on day 6.
    session = derived(tmp_path, LB=[ferritin(200, -6), ferritin(12000, 9), fibrinogen(1.1, 9), alt(240, 9)])
    assert screen(session, 9) == "Y"


def test_h2_negative_by_both_readings(tmp_path: Path) -> None:
    rows = [ferritin(850, -6), ferritin(900, 8), ferritin(900, 9), fibrinogen(3, 9), alt(40, 9)]
    session = derived(tmp_path, LB=[*rows, *counts(-6), *counts(9)], QS=[asked("HEMOPHAG", 0, 9)])
    assert screen(session, 9) == "N"
    # With another criterion the two readings of "twofold" differ: 900 > 2 x 300, but not 2 x 850.
    (tmp_path / "b").mkdir()
    liver = derived(
        tmp_path / "b", LB=[*rows[:-1], alt(240, 9), *counts(-6), *counts(9)], QS=[asked("HEMOPHAG", 0, 9)]
    )
    assert screen(liver, 9, "AVALC, REASON") == ("Y", "by the other reading of twofold: N")


def test_h3_incomplete(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[ferritin(1000, 8), ferritin(3000, 9)])
    assert screen(session, 9, "AVALC, ALOW, AHIGH") == ("UNDETERMINED", 0, 1)


# Single criteria.


@pytest.mark.parametrize(("value", "expected"), [(200, "N"), (200.1, "Y")])
def test_transaminases_above_five_times(tmp_path: Path, value: float, expected: str) -> None:
    rows = [ferritin(3000, 8), ferritin(3000, 9), fibrinogen(3, 9), alt(value, 8), *counts(-6), *counts(9)]
    assert screen(derived(tmp_path, LB=rows, QS=[asked("HEMOPHAG", 0, 9)]), 9) == expected


def test_a_raised_baseline_is_the_measure_of_transaminases(tmp_path: Path) -> None:
    # 480 is 12 times the limit and 4 times the baseline of 120.
    rows = [ferritin(3000, 8), ferritin(3000, 9), fibrinogen(3, 9), alt(120, -6), alt(480, 9)]
    session = derived(tmp_path, LB=[*rows, *counts(-6), *counts(9)], QS=[asked("HEMOPHAG", 0, 9)])
    assert screen(session, 9) == "N"


def test_new_cytopenia_of_grade_4(tmp_path: Path) -> None:
    rows = [ferritin(3000, 9), fibrinogen(3, 9), alt(40, 9), *counts(-6), *counts(9, neutrophils=0.4)]
    assert screen(derived(tmp_path, LB=rows), 9) == "Y"


@pytest.mark.parametrize(("day", "expected"), [(16, "UNDETERMINED"), (17, "Y")])
def test_a_cytopenia_soon_after_lymphodepletion_leaves_it_open(
    tmp_path: Path, day: int, expected: str
) -> None:
    # Lymphodepletion from day -5: day 16 is 21 days later.
    rows = [ferritin(3000, day), fibrinogen(3, day), alt(40, day), *counts(-6), *counts(day, neutrophils=0.4)]
    session = derived(
        tmp_path,
        LB=rows,
        EX=[*lymphodepletion(-5, -4, -3), infusion()],
        VS=[FOLLOWED, temperature(36.9, day)],
        QS=[asked("HEMOPHAG", 0, day)],
    )
    assert screen(session, day) == expected


def test_values_older_than_two_days_do_not_count(tmp_path: Path) -> None:
    rows = [ferritin(3000, 9), fibrinogen(1.1, 6)]
    assert screen(derived(tmp_path, LB=rows), 9) == "UNDETERMINED"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"VS": [FOLLOWED, temperature(38.6, 9)]}, "UNDETERMINED"),
        ({"AE": [{"AETERM": "Pneumonia", "AESTDTC": on(7), "AEENDTC": on(12)}]}, "UNDETERMINED"),
        ({"AE": [{"AETERM": "Pneumonia", "AESTDTC": on(2), "AEENDTC": on(8)}]}, "Y"),
        ({"QS": [asked("EXPLAIN", 1, 9)]}, "N"),
        ({"VS": [FOLLOWED]}, "UNDETERMINED"),
    ],
    ids=["CRS open", "infection", "infection over", "said to be explained", "CRS not assessed"],
)
def test_what_may_explain_it(tmp_path: Path, more: dict[str, list[Row]], expected: str) -> None:
    session = derived(tmp_path, LB=[ferritin(12000, 9), fibrinogen(1.1, 9)], **more)
    assert screen(session, 9) == expected


def test_days_before_the_infusion_and_long_after_are_not_screened(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[ferritin(12000, -1), ferritin(12000, 90), ferritin(12000, 91)])
    days = session.rows("SELECT DISTINCT ADT FROM scored_haemophagocytic")
    assert [str(day) for (day,) in days] == [on(90)]


# HScore: the maxima of all items add up to 337; a case by hand.


def test_hscore_by_hand(tmp_path: Path) -> None:
    # Immunosuppression 18, 39.5 degrees 49, spleen only 23, three lineages 34, ferritin 7000 50,
    # triglycerides 4.1 64, fibrinogen 2.5 30, AST 30 19, no haemophagocytosis 0: 287.
    rows = [
        ferritin(7000, 9),
        lab("HGB", 92, 9, "g/L"),
        lab("WBC", 5, 9, "10^9/L"),
        lab("PLAT", 110, 9, "10^9/L"),
        lab("TRIG", 4.1, 10, "mmol/L"),
        lab("FIBRINO", 2.5, 9, "g/L"),
        lab("AST", 30, 9, "U/L"),
    ]
    form = [
        asked("HEPMEG", 0, 9, "HSCORE"),
        asked("SPLMEG", 1, 9, "HSCORE"),
        asked("HEMOPHAG", 0, 12, "HSCORE"),
    ]
    session = derived(
        tmp_path,
        LB=rows,
        QS=form,
        VS=[FOLLOWED, temperature(39.5, 9)],
        CM=[drug("Mycophenolate mofetil", -300, -20, CMROUTE="ORAL")],
    )
    found = session.rows(
        "SELECT PARAMCD, AVAL, AVALC FROM scored_haemophagocytic WHERE PARAMCD LIKE 'HSC%' ORDER BY 1"
    )
    assert found == [("HSCORE", 287, None), ("HSCORECT", None, "169 or more")]


def test_hscore_is_an_interval_where_items_are_missing(tmp_path: Path) -> None:
    rows = [ferritin(7000, 9), lab("TRIG", 400, 9, "mg/dL")]
    session = derived(tmp_path, LB=rows, VS=[FOLLOWED, temperature(36.9, 9)])
    # Known: ferritin 50, triglycerides 4.516 mmol/L 64, no immunosuppression, temperature 0.
    (found,) = session.rows("SELECT ALOW, AHIGH, STATUS FROM scored_haemophagocytic WHERE PARAMCD = 'HSCORE'")
    assert found == (114, 114 + 38 + 34 + 30 + 19 + 35, "UNDETERMINED")


def test_no_hscore_from_routine_tests_alone(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[ferritin(7000, 9), *counts(9)])
    assert session.rows("SELECT count(*) FROM scored_haemophagocytic WHERE PARAMCD = 'HSCORE'") == [(0,)]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[ferritin(7000, 9)])
    for relation in haemophagocytic_screen.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    assert tuple(session.columns("scored_haemophagocytic")) == RAW
    assert tuple(session.columns("used_haemophagocytic")) == USED
