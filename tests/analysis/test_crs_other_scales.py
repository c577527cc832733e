"""CRS and ICANS by the other schemes, from the same records, and the schemes side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED, lab
from tiny_study import Row, build, drug, on, procedure, temperature

from cartaid.analysis import adverse_events, crs_other_scales, derived_evidence, laboratory, toxicity
from cartaid.analysis.score import RAW
from cartaid.analysis.trace import USED
from cartaid.engine import Session
from cartaid.engine.portable import refusals

ALL = ("Lee 2014", "Penn", "CTCAE 5.0", "CTCAE 6.0")


LOGS = {
    "CM": [drug("Aciclovir", 0, 300, why="PROPHYLAXIS")],
    "PR": [procedure("Leukapheresis", -20)],
    "AE": [{"AETERM": "Nausea", "AESTDTC": on(-4), "AEENDTC": on(-3), "AETOXGR": "1"}],
}
"""The study keeps these logs; nothing in them bears on CRS."""


def derived(folder: Path, switches: Any = None, also: tuple[str, ...] = ALL, **domains: list[Row]) -> Session:
    toml = '[toxicity]\ncrs = "ASTCT 2019"\nicans = "ASTCT 2019"\nctcae = "5.0"\n'
    logs = {code: [*rows, *domains.get(code, [])] for code, rows in LOGS.items()}
    session = build(folder, toml, False, **{**domains, **logs})
    session.build(toxicity.relations())
    session.build(laboratory.relations("5.0"))
    session.build(adverse_events.relations())
    session.build([derived_evidence.subject_attribute()])
    session.build(crs_other_scales.relations(also, switches))
    return session


def grades(session: Session, day: int) -> dict[str, tuple[float, float]]:
    """The bounds of each scheme on a day from the infusion, ASTCT among them."""
    scales = session.rows(
        "SELECT SCHEME, ALOW, AHIGH FROM scale_grade WHERE RDY = ? AND TOXICITY = 'CRS'", [day]
    )
    astct = session.rows("SELECT ALOW, AHIGH FROM toxicity_grade WHERE RDY = ? AND PARAMCD = 'CRS'", [day])
    return {"ASTCT": astct[0]} | {scheme: (low, high) for scheme, low, high in scales}


def healthy(day: int) -> list[Row]:
    """Creatinine and transaminases of grade 0 before treatment and on a day."""
    return [
        row for when in (-6, day) for row in (creatinine(70, when), liver(20, when, "AST"), liver(20, when))
    ]


def creatinine(value: float, day: int) -> Row:
    return lab("CREAT", value, day, "umol/L", LBSTNRLO=50, LBSTNRHI=100)


def liver(value: float, day: int, test: str = "ALT") -> Row:
    return lab(test, value, day, "U/L", LBSTNRLO=5, LBSTNRHI=40)


def fio2(value: float, day: int, unit: str = "%") -> Row:
    return {"VSTESTCD": "FIO2", "VSSTRESN": value, "VSSTRESC": value, "VSSTRESU": unit, "VSDTC": on(day)}


def pressor(name: str, dose: float, unit: str, start: str = "06:00", end: str = "18:00", day: int = 3) -> Row:
    given = {"CMSTDTC": on(day, start), "CMENDTC": on(day, end), "CMDOSE": dose, "CMDOSU": unit}
    return drug(name, day, day, CMDOSFRQ="CONTINUOUS") | given


# Worked examples M1 to M3; derived by hand from the tables.


def test_m1_noradrenaline_4_ug_a_minute(tmp_path: Path) -> None:
    session = derived(
        tmp_path, VS=[temperature(39, 3)], CM=[pressor("Noradrenaline", 4, "ug/min")], LB=healthy(3)
    )
    assert grades(session, 3) == {
        "ASTCT": (3, 3),
        "Lee 2014": (2, 2),
        "Penn": (3, 3),
        "CTCAE 5.0": (3, 3),
        "CTCAE 6.0": (3, 3),
    }


@pytest.mark.parametrize(
    ("fraction", "reading", "lee"),
    [(50, "invasive", (3, 3)), (None, "invasive", (2, 3)), (50, "also_mask", (4, 4))],
)
def test_m2_bipap(tmp_path: Path, fraction: float | None, reading: str, lee: tuple[float, float]) -> None:
    session = derived(
        tmp_path,
        {"crs-lee-2014": {"ventilator": reading}},
        VS=[temperature(39, 3), *([fio2(fraction, 3)] if fraction else [])],
        PR=[procedure("BiPAP", 3)],
        LB=healthy(3),
    )
    found = grades(session, 3)
    assert (found["ASTCT"], found["Lee 2014"], found["Penn"]) == ((4, 4), lee, (3, 3))


def test_m3_transaminases_25_times_the_limit(tmp_path: Path) -> None:
    rows = [creatinine(70, -6), creatinine(70, 3), liver(20, -6, "AST"), liver(20, -6), liver(20, 3, "AST")]
    session = derived(tmp_path, VS=[temperature(38.5, 3)], LB=[*rows, liver(1000, 3)])
    found = grades(session, 3)
    assert found["ASTCT"] == (1, 1)
    assert found["Lee 2014"] == (3, 3)
    assert found["Penn"] == (3, 3)
    assert found["CTCAE 5.0"] == (1, 1)


def test_ventilated_without_hypotension(tmp_path: Path) -> None:
    ventilated = procedure("Intubation and mechanical ventilation", 3)
    session = derived(tmp_path, VS=[temperature(39, 3)], PR=[ventilated], LB=healthy(3))
    found = grades(session, 3)
    assert (found["ASTCT"], found["Lee 2014"], found["Penn"]) == ((4, 4), (4, 4), (4, 4))


def test_isolated_creatinine_of_grade_3_with_fever(tmp_path: Path) -> None:
    # 4 times the limit is CTCAE v5 grade 3.
    rows = [row for row in healthy(3) if not (row["LBTESTCD"] == "CREAT" and row["LBDTC"] == on(3))]
    session = derived(tmp_path, VS=[temperature(38.5, 3)], LB=[*rows, creatinine(400, 3)])
    found = grades(session, 3)
    assert (found["ASTCT"], found["Lee 2014"], found["Penn"]) == ((1, 1), (3, 3), (3, 3))


# Dose of vasopressors.


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([pressor("Noradrenaline", 19.9, "ug/min")], "low"),
        ([pressor("Noradrenaline", 20, "ug/min")], "high"),
        ([pressor("Noradrenaline", 1.2, "mg/h")], "high"),  # 20 ug/min
        ([pressor("Noradrenaline", 20, "ug/min", end="08:59")], "low"),
        ([pressor("Noradrenaline", 20, "ug/min", end="09:00")], "high"),
        ([drug("Noradrenaline", 3, 3, CMDOSE=20, CMDOSU="ug/min")], None),  # how long is not told
        ([drug("Noradrenaline", 2, 4, CMDOSE=20, CMDOSU="ug/min")], "high"),  # more than a whole day
        ([pressor("Noradrenaline", 20, "mL/h")], None),
        ([pressor("Dopamine", 10, "ug/kg/min")], "high"),
        ([pressor("Dopamine", 9, "ug/kg/min")], "low"),
        ([pressor("Epinephrine", 10, "ug/min")], "high"),
        ([pressor("Phenylephrine", 200, "ug/min")], "high"),
        ([pressor("Metaraminol", 5, "ug/kg/min")], None),
        ([pressor("Noradrenaline", 10, "ug/min"), pressor("Vasopressin", 2, "U/h")], "high"),
        ([pressor("Noradrenaline", 9, "ug/min"), pressor("Vasopressin", 2, "U/h")], "low"),
        ([pressor("Noradrenaline", 15, "ug/min"), pressor("Epinephrine", 5, "ug/min")], "high"),
        ([pressor("Noradrenaline", 15, "ug/min"), pressor("Phenylephrine", 40, "ug/min")], "low"),
    ],
    ids=str,
)
def test_high_and_low_doses(tmp_path: Path, rows: list[Row], expected: str | None) -> None:
    session = derived(tmp_path, VS=[temperature(39, 3)], CM=rows)
    assert session.rows("SELECT pressor_dose FROM crs_scale_day WHERE RDY = 3") == [(expected,)]


def test_a_dose_by_weight_needs_the_weight(tmp_path: Path) -> None:
    weight = {"VSTESTCD": "WEIGHT", "VSSTRESN": 80, "VSSTRESC": 80, "VSSTRESU": "kg", "VSDTC": on(-6)}
    row = pressor("Noradrenaline", 0.25, "ug/kg/min")
    session = derived(tmp_path, VS=[temperature(39, 3), weight], CM=[row])
    assert session.rows("SELECT pressor_dose FROM crs_scale_day WHERE RDY = 3") == [("high",)]
    (tmp_path / "b").mkdir()
    without = derived(tmp_path / "b", VS=[temperature(39, 3)], CM=[row])
    assert without.rows("SELECT pressor_dose FROM crs_scale_day WHERE RDY = 3") == [(None,)]


# Oxygen.


@pytest.mark.parametrize(
    ("value", "unit", "lee"), [(39, "%", (2, 2)), (40, "%", (3, 3)), (0.4, "1", (3, 3)), (400, "%", (2, 3))]
)
def test_inspired_oxygen(tmp_path: Path, value: float, unit: str, lee: tuple[float, float]) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(39, 3), fio2(value, 3, unit)],
        PR=[procedure("Oxygen by face mask", 3)],
        LB=healthy(3),
    )
    assert grades(session, 3)["Lee 2014"] == lee


# Organs: the laboratory grade must be above the baseline's, and nothing tested is open.


def test_no_laboratory_value_leaves_lee_open(tmp_path: Path) -> None:
    session = derived(tmp_path, VS=[temperature(38.5, 3)])
    assert grades(session, 3)["Lee 2014"] == (1, 4)


def test_a_raised_baseline_is_no_toxicity(tmp_path: Path) -> None:
    rows = [row for row in healthy(3) if row["LBTESTCD"] != "CREAT"]
    session = derived(
        tmp_path, VS=[temperature(38.5, 3)], LB=[*rows, creatinine(250, -6), creatinine(250, 3)]
    )
    assert session.rows("SELECT creatinine_grade FROM crs_scale_day WHERE RDY = 3") == [(0,)]


@pytest.mark.parametrize(("day", "expected"), [(1, 0), (0, None)])
def test_a_value_holds_for_two_days(tmp_path: Path, day: int, expected: int | None) -> None:
    session = derived(tmp_path, VS=[temperature(38.5, 3)], LB=healthy(day))
    assert session.rows("SELECT creatinine_grade FROM crs_scale_day WHERE RDY = 3") == [(expected,)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"AETERM": "Arrhythmia", "AECAT": "CYTOKINE RELEASE SYNDROME", "AETOXGR": "3"}, 3),
        ({"AETERM": "Arrhythmia", "AETOXGR": "3"}, None),
        ({"AETERM": "Arrhythmia", "AETOXGR": "1"}, 0),
        ({"AETERM": "Fatigue", "AECAT": "CYTOKINE RELEASE SYNDROME", "AETOXGR": "2"}, 0),
        ({"AETERM": "Neutropenia", "AETOXGR": "4"}, 0),
    ],
    ids=["component of CRS", "of another cause or not", "mild", "constitutional", "blood count"],
)
def test_other_organs(tmp_path: Path, event: Row, expected: int | None) -> None:
    row = {**event, "AESTDTC": on(2), "AEENDTC": on(5)}
    session = derived(tmp_path, VS=[temperature(38.5, 3)], AE=[row], LB=healthy(3))
    assert session.rows("SELECT organ_grade FROM crs_scale_day WHERE RDY = 3") == [(expected,)]


# Penn: hospital, intravenous therapy, coagulation products, threat to life.


@pytest.mark.parametrize(
    ("more", "penn"),
    [
        ({}, (1, 1)),
        ({"AESHOSP": "Y", "AESER": "Y", "AESLIFE": "N"}, (2, 2)),
        ({"AESHOSP": "N", "AESLIFE": "Y", "AESER": "Y"}, (4, 4)),
        ({"AESER": ""}, (1, 4)),
    ],
    ids=["neither", "hospital", "life-threatening", "not told"],
)
def test_penn_from_the_event(tmp_path: Path, more: Row, penn: tuple[float, float]) -> None:
    event = {"AETERM": "Cytokine release syndrome", "AESTDTC": on(3), "AEENDTC": on(5), "AESER": "N"} | more
    session = derived(tmp_path, VS=[temperature(38.5, 3)], AE=[event], LB=healthy(3))
    assert grades(session, 3)["Penn"] == penn


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (drug("Tocilizumab", 3, why="CRS"), (2, 2)),
        (drug("Cefepime", 3), (1, 2)),
        (drug("Cefepime", 3, why="NEUTROPENIA"), (1, 1)),
        (drug("Fresh frozen plasma", 3, why="COAGULOPATHY"), (3, 3)),
    ],
    ids=["for CRS", "reason not told", "other reason", "plasma"],
)
def test_penn_from_what_was_given(tmp_path: Path, row: Row, expected: tuple[float, float]) -> None:
    session = derived(tmp_path, VS=[temperature(38.5, 3)], CM=[row], LB=healthy(3))
    assert grades(session, 3)["Penn"] == expected


# ICANS by CTCAE v6.


def icans(value: int, day: int) -> Row:
    return {"QSTESTCD": "ICETOT", "QSCAT": "ICE", "QSSTRESN": value, "QSSTRESC": value, "QSDTC": on(day)}


@pytest.mark.parametrize(("ice", "expected"), [(10, 0), (9, 1), (6, 2), (2, 3)])
def test_icans_by_ctcae_6(tmp_path: Path, ice: int, expected: int) -> None:
    session = derived(tmp_path, QS=[icans(ice, 5)])
    found = session.rows("SELECT ALOW, AHIGH FROM scale_grade WHERE PARAMCD = 'ICANCTC6'")
    assert found == [(expected, expected)]


def test_the_effect_on_daily_life(tmp_path: Path) -> None:
    form = {"QSTESTCD": "ADLEFF", "QSCAT": "ICANS", "QSSTRESC": "self_care", "QSDTC": on(5)}
    session = derived(tmp_path, QS=[icans(9, 5), form])
    assert session.rows("SELECT AVAL FROM scale_grade WHERE PARAMCD = 'ICANCTC6'") == [(3,)]


# Rolled up and side by side.


def test_the_schemes_side_by_side(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(39, 3), temperature(37, 6)],
        CM=[pressor("Noradrenaline", 4, "ug/min")],
        LB=[*healthy(3), creatinine(70, 6), liver(20, 6), liver(20, 6, "AST")],
    )
    found = session.rows(
        "SELECT SCHEME, LOW, OTHER_SCHEME, OTHER_LOW, AGREEMENT FROM toxicity_scheme_cross "
        "WHERE TOXICITY = 'CRS' AND (SCHEME = 'ASTCT 2019') ORDER BY OTHER_SCHEME"
    )
    assert found == [
        ("ASTCT 2019", 3, "CTCAE 5.0", 3, "agree"),
        ("ASTCT 2019", 3, "CTCAE 6.0", 3, "agree"),
        ("ASTCT 2019", 3, "Lee 2014", 2, "differ"),
        ("ASTCT 2019", 3, "Penn", 3, "agree"),
    ]
    highest = session.rows("SELECT PARAMCD, AVAL FROM scored_scale WHERE PARAMCD LIKE '%MX' ORDER BY PARAMCD")
    assert highest == [("CRSCT5MX", 3), ("CRSCT6MX", 3), ("CRSLEEMX", 2), ("CRSPENMX", 3)]


def test_open_grades_may_agree(tmp_path: Path) -> None:
    session = derived(tmp_path, also=("Lee 2014",), VS=[temperature(38.5, 3)])
    assert session.rows("SELECT AGREEMENT FROM toxicity_scheme_cross") == [("possible",)]


def test_days_after_the_window_are_queried(tmp_path: Path) -> None:
    session = derived(tmp_path, also=("CTCAE 5.0",), VS=[temperature(37, 3), temperature(38.5, 16)])
    found = session.rows("SELECT AVAL, ALOW, REASON FROM scored_scale WHERE PARAMCD = 'CRSCTC5' ORDER BY ADT")
    assert found[1] == (None, 0, "query: after the attribution window")
    assert session.rows("SELECT AVAL FROM scored_scale WHERE PARAMCD = 'CRSCT5MX'") == [(0,)]


def test_only_schemes_that_are_named(tmp_path: Path) -> None:
    assert crs_other_scales.relations(()) == ()
    assert crs_other_scales.parameters(()) == ()
    session = derived(tmp_path, also=("Penn",), VS=[temperature(38.5, 3), FOLLOWED], LB=healthy(3))
    assert session.rows("SELECT DISTINCT PARAMCD FROM scored_scale ORDER BY 1") == [
        ("CRSPENMX",),
        ("CRSPENN",),
    ]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, VS=[temperature(38.5, 3)], QS=[icans(9, 5)], LB=healthy(3))
    for relation in crs_other_scales.relations(ALL):
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    assert tuple(session.columns("scored_scale")) == RAW
    assert tuple(session.columns("used_scale")) == USED
    roles = session.rows("SELECT DISTINCT ROLE FROM used_scale WHERE PARAMCD = 'CRSLEE' ORDER BY 1")
    assert roles == [("creatinine_grade",), ("episode_open",), ("temperature_c",), ("transaminase_grade",)]
