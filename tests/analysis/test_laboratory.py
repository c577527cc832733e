"""Laboratory values: units, two baselines, changes, grades with their version, emergence, shifts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import Row, build, infusion, lymphodepletion, on

from cartaid.analysis import laboratory
from cartaid.engine import Session
from cartaid.engine.portable import refusals
from cartaid.evaluators.laboratory_rule import Edition


def lb(
    test: str, value: float | str, day: int, unit: str = "10^9/L", low: Any = "", high: Any = "", **more: Any
) -> Row:
    number = {"LBSTRESN": value} if isinstance(value, (int, float)) else {}
    return {
        "LBTESTCD": test,
        "LBTEST": f"Test {test}",
        "LBSTRESC": value,
        "LBSTRESU": unit,
        "LBSTNRLO": low,
        "LBSTNRHI": high,
        "LBSPEC": "BLOOD",
        "LBDTC": on(day),
        **number,
        **more,
    }


def derived(folder: Path, rows: list[Row], edition: Edition | None = "5.0", **more: Any) -> Session:
    domains = {"EX": [*lymphodepletion(-5, -4, -3), infusion()], **more, "LB": rows}
    session = build(folder, "", **domains)
    session.build(laboratory.relations(edition))
    return session


def adlb(session: Session, columns: str) -> list[tuple[Any, ...]]:
    return session.rows(f"SELECT {columns} FROM adlb ORDER BY PARAMCD, ADT, SRCSEQ")


def test_baseline_lies_before_lymphodepletion_and_the_second_before_the_infusion(tmp_path: Path) -> None:
    rows = [lb("NEUT", value, day) for day, value in ((-30, 5), (-5, 4), (-1, 2), (10, 0.5))]
    found = adlb(derived(tmp_path, rows), "RDY, ABLFL, BASE, CHG, ABL2FL, BASE2, CHG2")
    assert found == [
        (-30, None, 4, 1, None, 2, 3),
        (-5, "Y", 4, 0, None, 2, 2),
        (-1, None, 4, -2, "Y", 2, 0),
        (10, None, 4, -3.5, None, 2, -1.5),
    ]


def test_values_are_in_one_unit_and_one_without_a_unit_is_refused(tmp_path: Path) -> None:
    rows = [
        lb("CRP", 1.2, -10, "mg/dL", high=0.5),
        lb("CRP", 30, 5, "mg/L", high=5),
        lb("CRP", 30, 6, ""),
    ]
    found = adlb(derived(tmp_path, rows), "AVAL, AVALU, ANRHI, ANRIND, CHG, REFUSED")
    assert found == [
        (12, "mg/L", 5, "HIGH", 0, None),
        (30, "mg/L", 5, "HIGH", 18, None),
        (None, "mg/L", None, None, None, "unit missing"),
    ]


@pytest.mark.parametrize(
    ("edition", "grade", "version"),
    [("5.0", -4, "CTCAE v5.0"), ("6.0", -3, "CTCAE v6.0"), (None, None, None)],
)
def test_the_version_decides_the_grade_and_stands_beside_it(
    tmp_path: Path, edition: Edition | None, grade: int | None, version: str | None
) -> None:
    # Neutrophils of 0.3: grade 4 in version 5.0, grade 3 in version 6.0; not graded when none is named.
    session = derived(tmp_path, [lb("NEUT", 0.3, 10, low=2, high=7)], edition)
    assert adlb(session, "ATOXGR, ATOXVER") == [(grade, version)]


def test_treatment_emergent_against_the_baseline_and_the_worst_of_them(tmp_path: Path) -> None:
    values = ((-10, 1.2), (-1, 0.9), (5, 0.4), (9, 0.3), (20, 1.1), (28, 2.5))
    session = derived(tmp_path, [lb("NEUT", value, day, low=2, high=7) for day, value in values])
    assert adlb(session, "RDY, ATOXGR, BTOXGRL, POSTFL, TRTEMFL, WORSTLFL") == [
        (-10, -2, 2, "N", "N", None),
        (-1, -3, 2, "Y", "Y", None),  # under lymphodepletion
        (5, -4, 2, "Y", "Y", "Y"),
        (9, -4, 2, "Y", "Y", None),
        (20, -2, 2, "Y", "N", None),
        (28, 0, 2, "Y", "N", None),
    ]
    shift = session.rows("SELECT SIDE, BASEGR, WORSTGR, PATIENTS FROM laboratory_shift WHERE TESTCD = 'NEUT'")
    assert shift == [("LOW", 2, 4, 1)]


def test_without_a_baseline_emergence_is_unknown(tmp_path: Path) -> None:
    found = adlb(
        derived(tmp_path, [lb("NEUT", v, d, low=2, high=7) for d, v in ((5, 0.4), (9, 3))]), "TRTEMFL"
    )
    assert found == [("U",), ("N",)]


def test_the_baseline_arm_of_alt(tmp_path: Path) -> None:
    # Version 5.0, baseline 40 and high: 121 is grade 3.025 times it, hence grade 2; 120 is grade 1.
    rows = [lb("ALT", value, day, "U/L", high=35) for day, value in ((-10, 40), (5, 121), (6, 120))]
    assert adlb(derived(tmp_path, rows), "AVAL, ATOXGR") == [(40, 1), (121, 2), (120, 1)]


def test_urine_is_not_graded_as_blood_and_is_a_parameter_of_its_own(tmp_path: Path) -> None:
    rows = [
        lb("GLUC", 5, -10, "mmol/L", 3.9, 5.6),
        lb("GLUC", 1, -9, "mmol/L", LBSPEC="URINE"),
        lb("GLUC", 9, 3, "mmol/L", 3.9, 5.6),
    ]
    found = adlb(derived(tmp_path, rows), "ASPEC, BASE, ATOXGR")
    assert found[1][:2] == ("URINE", 1)
    assert found[1][2] is None
    assert (found[0][1], found[2][1]) == (5, 5)


@pytest.mark.parametrize(
    "more",
    [
        {"LBSPEC": "URINE"},
        {"LBSPEC": "", "LBCAT": "URINALYSIS"},
        {"LBSPEC": "", "LBMETHOD": "DIPSTICK", "LBCAT": "GAS"},
    ],
)
def test_the_ph_of_urine_is_not_that_of_blood(tmp_path: Path, more: dict[str, str]) -> None:
    (found,) = adlb(derived(tmp_path, [lb("PH", 6.0, 5, "", 7.35, 7.45, **more)]), "ATOXGR, ATOXLO, ATOXHI")
    assert found == (None, None, None)


def test_a_haemoglobin_that_no_living_person_has_is_refused(tmp_path: Path) -> None:
    # 79 mmol/L would be 1273 g/L; 7.9 mmol/L is 127 g/L.
    rows = [lb("HGB", value, day, "mmol/L", 7.5, 10) for value, day in ((79, 5), (7.9, 6))]
    found = adlb(derived(tmp_path, rows), "AVAL IS NULL, REFUSED, ATOXGR")
    assert found == [(True, "implausible", None), (False, None, 0)]


def test_fasting_and_bounds_of_the_records_reach_the_grade(tmp_path: Path) -> None:
    # CTCAE v6.0: glucose >8.9 mmol/L is grade 2 in a fasting sample; platelets <10 are grade 4.
    rows = [
        lb("GLUC", 9, 3, "mmol/L", 3.9, 5.6, LBFAST="Y"),
        lb("GLUC", 9, 4, "mmol/L", 3.9, 5.6, LBFAST="N"),
        lb("GLUC", 9, 5, "mmol/L", 3.9, 5.6),
        lb("PLAT", "<10", 6, "10^9/L", 150, 400),
    ]
    found = adlb(derived(tmp_path, rows, "6.0"), "PARAMCD, ATOXGR, ATOXLO, ATOXHI")
    assert sorted(found, key=str) == sorted(
        [("GLUC", 2, 2, 2), ("GLUC", 0, 0, 0), ("GLUC", None, 0, 2), ("PLAT", -4, -4, -4)], key=str
    )


def test_no_change_across_assays_or_from_a_bound(tmp_path: Path) -> None:
    rows = [
        lb("DDNAIGAB", 210, -10, "IU/mL", LBMETHOD="ELISA"),
        lb("DDNAIGAB", 12, 90, "IU/mL", LBMETHOD="ELISA"),
        lb("DDNAIGAB", 8, 180, "IU/mL", LBMETHOD="FARR"),
        lb("DDNAIGAB", "<10", 270, "IU/mL", LBMETHOD="ELISA"),
    ]
    found = adlb(derived(tmp_path, rows), "AQUAL, CHG")
    assert found == [(None, 0), (None, -198), (None, None), ("<", None)]


def test_the_analysed_row_of_a_visit_is_nearest_to_its_day(tmp_path: Path) -> None:
    rows = [lb("HGB", value, day, "g/L") for day, value in ((4, 100), (6, 101), (10, 102))]
    assert adlb(derived(tmp_path, rows), "AVISIT, ANL01FL") == [
        ("Day 7", None),
        ("Day 7", "Y"),
        ("Day 7", None),
    ]


def test_a_second_infusion_has_its_own_baseline(tmp_path: Path) -> None:
    rows = [lb("NEUT", value, day) for day, value in ((-10, 5), (50, 3), (99, 2), (130, 1))]
    ex = [*lymphodepletion(-5), infusion(), *lymphodepletion(115), infusion(120)]
    assert adlb(derived(tmp_path, rows, EX=ex), "APERIOD, RDY, BASE, CHG") == [
        (1, -10, 5, 0),
        (1, 50, 5, -2),
        (1, 99, 5, -3),
        (2, 10, 2, -1),
    ]


def test_a_result_sent_twice_stays_two_rows(tmp_path: Path) -> None:
    row = lb("NEUT", 3, 5)
    assert len(adlb(derived(tmp_path, [{**row, "LBSEQ": 1}, {**row, "LBSEQ": 1}]), "AVAL")) == 2


@pytest.mark.parametrize("edition", ["5.0", "6.0", None])
def test_every_statement_is_portable_and_gives_the_columns_it_declares(
    tmp_path: Path, edition: Edition | None
) -> None:
    session = derived(tmp_path, [lb("NEUT", 3, 5)], edition)
    for relation in laboratory.relations(edition):
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name
