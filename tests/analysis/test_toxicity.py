"""CRS and ICANS from records: the worked examples of Lee 2019 as day rows, and the rules around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import Row, build, drug, infusion, on, procedure, temperature

from cartaid.analysis import toxicity
from cartaid.engine import Session
from cartaid.engine.portable import refusals

SCHEMES = '[toxicity]\ncrs = "ASTCT 2019"\nicans = "ASTCT 2019"\n'
NORADRENALINE, ADRENALINE, VASOPRESSIN = "Noradrenaline", "Epinephrine", "Vasopressin"


def derived(folder: Path, toml: str = SCHEMES, logs: bool = True, **domains: list[Row]) -> Session:
    session = build(folder, toml, logs, **domains)
    session.build(toxicity.relations())
    return session


def grades(session: Session, code: str = "CRS") -> dict[int, tuple[Any, Any]]:
    """The bounds of each assessed day, by day from the first infusion; a grade is one number twice."""
    found = session.rows(
        "SELECT date_diff('day', (SELECT min(DAY0) FROM infusion), ADT), ALOW, AHIGH FROM scored_toxicity "
        "WHERE PARAMCD = ? ORDER BY ADT",
        [code],
    )
    return {day: (low, high) for day, low, high in found}


def ice(value: int | str, day: int, code: str = "ICETOT", category: str = "ICE", time: str = "") -> Row:
    number = {"QSSTRESN": value} if isinstance(value, int) else {}
    return {"QSTESTCD": code, "QSCAT": category, "QSSTRESC": value, "QSDTC": on(day, time), **number}


def neuro(code: str, value: int | str, day: int) -> Row:
    return ice(value, day, code, "ICANS")


# The six worked examples; source: Lee 2019, derived by hand from its table.


def test_c1_fever_alone_is_grade_1(tmp_path: Path) -> None:
    assert grades(derived(tmp_path, VS=[temperature(38.4, 2)])) == {2: (1, 1)}


def test_c2_bolus_and_two_litres_are_grade_2(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(39.1, 3)],
        CM=[drug("Sodium chloride 0.9 % bolus", 3, why="HYPOTENSION")],
        PR=[procedure("Nasal cannula", 3, PRDOSE=2, PRDOSU="L/min")],
    )
    assert grades(session) == {3: (2, 2)}
    used = session.rows("SELECT DOMAIN, ROLE FROM used_toxicity WHERE PARAMCD = 'CRSMAX' ORDER BY ROLE")
    assert used == [
        ("VS", "episode_open"),
        ("CM", "fluids"),
        ("PR", "oxygen_device"),
        ("VS", "temperature_c"),
    ]


def test_c3_vasopressin_is_not_counted_and_tocilizumab_masks(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.8, 3), temperature(37.2, 4)],
        CM=[
            drug("Tocilizumab", 3, why="CRS"),
            drug(NORADRENALINE, 4, 4),
            drug(VASOPRESSIN, 4, 4),
        ],
    )
    assert grades(session) == {3: (1, 1), 4: (3, 3)}


def test_c4_two_vasopressors_under_paracetamol_are_grade_4(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.5, 3), temperature(37.0, 4)],
        CM=[drug("Paracetamol", 3), drug(NORADRENALINE, 4, 4), drug(ADRENALINE, 4, 4)],
    )
    assert grades(session)[4] == (4, 4)


@pytest.mark.parametrize(
    ("device", "flow", "expected"),
    [
        ("Nasal cannula", 6, (2, 2)),
        ("Nasal cannula", 8, (3, 3)),
        ("High-flow nasal cannula", 8, (3, 3)),
        ("Nasal cannula", None, (2, 3)),
        ("High flow nasal cannula", None, (3, 3)),
        ("High flow nasal cannula", 6, (2, 3)),
        ("Oxygen by face mask", None, (3, 3)),
        ("Non-rebreather mask", None, (3, 3)),
        ("CPAP", None, (4, 4)),
        ("Non-invasive ventilation (BiPAP)", None, (4, 4)),
        ("Intubation and mechanical ventilation", None, (4, 4)),
        # Oxygen at all is grade 2; a flow tells that no pressure was given, the device is open.
        ("Oxygen therapy", None, (2, 4)),
        ("Oxygen therapy", 3, (2, 3)),
        ("Face tent", 8, (2, 3)),
        ("Respiratory support", None, (2, 4)),
        ("Room air, oxygen saturation measured", None, (1, 1)),
        ("ECMO", None, (4, 4)),
    ],
)
def test_c5_oxygen(tmp_path: Path, device: str, flow: int | None, expected: tuple[int, int]) -> None:
    given = procedure(device, 5, PRDOSE=flow, PRDOSU="L/min" if flow else "")
    assert grades(derived(tmp_path, VS=[temperature(38.6, 5)], PR=[given])) == {5: expected}


def test_a_flow_without_its_unit_is_not_known(tmp_path: Path) -> None:
    given = procedure("Nasal cannula", 5, PRDOSE=2)
    assert grades(derived(tmp_path, VS=[temperature(38.6, 5)], PR=[given])) == {5: (2, 3)}


def test_cpap_for_sleep_apnoea_does_not_count(tmp_path: Path) -> None:
    given = procedure("CPAP", 5, PRINDC="SLEEP APNOEA")
    assert grades(derived(tmp_path, VS=[temperature(38.6, 5)], PR=[given])) == {5: (1, 1)}


def test_c6_fluids_without_fever_or_masking_are_grade_0_and_queried(tmp_path: Path) -> None:
    session = derived(
        tmp_path, VS=[temperature(37.4, 2)], CM=[drug("Ringer's lactate bolus", 2, why="HYPOTENSION")]
    )
    assert grades(session) == {2: (0, 0)}
    assert session.rows("SELECT rule FROM toxicity_finding") == [("toxicity-no-fever",)]


def test_maintenance_fluid_does_not_count_and_a_bolus_without_reason_is_open(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.4, 2), temperature(38.4, 3)],
        CM=[drug("Sodium chloride 0.9 %", 2, why="HYDRATION"), drug("Sodium chloride bolus", 3)],
    )
    assert grades(session) == {2: (1, 1), 3: (1, 2)}


# Temperatures and masking.


def test_fahrenheit_is_converted_and_a_missing_unit_is_refused(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(100.4, 1, unit="F"), temperature(100.3, 5, unit="F"), temperature(38.6, 9, unit="")],
    )
    assert grades(session) == {1: (1, 1), 5: (0, 0), 9: (0, 1)}
    assert ("toxicity-temperature", "unit missing") in [
        (rule, message.rpartition(": ")[2])
        for rule, message in session.rows("SELECT rule, message FROM toxicity_finding")
    ]


def test_fever_masked_by_paracetamol_ends_in_grade_0(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.3, 4), temperature(37.6, 5), temperature(36.8, 6)],
        CM=[drug("Paracetamol", 4, 6)],
    )
    assert grades(session) == {4: (1, 1), 5: (0, 0), 6: (0, 0)}


def test_drugs_before_the_first_fever_leave_organ_findings_open(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(37.2, 2)],
        CM=[drug("Prednisolone", -30, 10, CMDOSE=20, CMDOSU="mg"), drug(NORADRENALINE, 2, 2)],
    )
    assert grades(session) == {2: (0, 3)}


def test_premedication_on_the_morning_of_the_fever_does_not_mask_later(tmp_path: Path) -> None:
    before = drug("Paracetamol", 2, CMSTDTC=on(2, "08:00"), CMENDTC=on(2, "08:00"))
    oxygen = procedure("Nasal cannula", 3, PRDOSE=2, PRDOSU="L/min")
    rows = [temperature(38.4, 2, "20:00"), temperature(37.0, 3, "08:00")]
    assert grades(derived(tmp_path, VS=rows, CM=[before], PR=[oxygen]))[3] == (0, 0)


def test_a_partial_date_of_the_masking_drug_is_unknown(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.4, 2), temperature(37.0, 3)],
        CM=[
            drug("Paracetamol", "2023-03", "2023-03", CMDOSFRQ="QD"),
            drug(NORADRENALINE, 3, 3),
        ],
    )
    assert session.rows("SELECT masked FROM crs_day ORDER BY ADT") == [(None,), (None,)]
    assert grades(session) == {2: (1, 1), 3: (0, 3)}


def test_low_dose_aspirin_is_no_antipyretic(tmp_path: Path) -> None:
    aspirin = drug("Aspirin", -100, 100, CMDOSE=100, CMDOSU="mg")
    session = derived(tmp_path, VS=[temperature(37.0, 2)], CM=[aspirin, drug(NORADRENALINE, 2, 2)])
    assert grades(session) == {2: (0, 0)}


def test_temperature_before_the_infusion_of_the_same_day_does_not_count(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        EX=[infusion(time="11:00")],
        VS=[temperature(38.2, 0, "06:00"), temperature(36.8, 0, "18:00")],
    )
    assert grades(session) == {0: (0, 0)}


def test_without_logs_silence_means_nothing(tmp_path: Path) -> None:
    session = derived(tmp_path, logs=False, VS=[temperature(38.4, 2)])
    assert session.rows("SELECT masked, vasopressors, fluids, oxygen_device FROM crs_day") == [
        (None, None, None, None)
    ]
    assert grades(session) == {2: (1, 4)}
    assert session.rows("SELECT STATUS FROM scored_toxicity WHERE PARAMCD = 'CRSMAX'") == [("UNDETERMINED",)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Midodrine", ""),
        ("Ephedrine", ""),
        ("Experimental pressor X", ""),
        ("Vasopressor", ""),
        ("Methylene blue", "V03AB17"),
    ],
)
def test_a_drug_for_hypotension_that_is_not_known_leaves_the_grade_open(
    tmp_path: Path, name: str, code: str
) -> None:
    given = drug(name, 2, 2, why="HYPOTENSION", CMCLASCD=code)
    session = derived(tmp_path, VS=[temperature(38.4, 2)], CM=[given])
    # Hypotension was treated: grade 2 at least. One vasopressor would make it 3, a product of several 4.
    assert grades(session) == {2: (2, 4)}
    assert session.rows("SELECT rule, seq FROM toxicity_finding") == [("toxicity-drug", 2)]


@pytest.mark.parametrize(
    ("name", "code"), [("Midodrine", ""), ("Midodrine", "C01CA17"), ("Product X", "C01CA99")]
)
def test_a_drug_that_raises_the_pressure_without_a_reason_leaves_the_grade_open(
    tmp_path: Path, name: str, code: str
) -> None:
    given = drug(name, 2, 2, why="", CMCLASCD=code)
    assert grades(derived(tmp_path, VS=[temperature(38.4, 2)], CM=[given])) == {2: (1, 4)}


@pytest.mark.parametrize("name", ["Dobutamine", "Hydrocortisone"])
def test_hypotension_treated_without_a_vasopressor_is_grade_2(tmp_path: Path, name: str) -> None:
    given = drug(name, 2, 2, why="HYPOTENSION", CMROUTE="INTRAVENOUS")
    assert grades(derived(tmp_path, VS=[temperature(38.4, 2)], CM=[given])) == {2: (2, 2)}


@pytest.mark.parametrize("name", ["Terlipressin", "Angiotensin II", "Giapreza"])
def test_newer_vasopressors_count(tmp_path: Path, name: str) -> None:
    session = derived(tmp_path, VS=[temperature(38.4, 2)], CM=[drug(name, 2, 2)])
    assert grades(session) == {2: (3, 3)}


@pytest.mark.parametrize(
    ("name", "why", "route"),
    [
        ("Epinephrine", "ANAPHYLAXIS", "INTRAVENOUS"),
        ("Epinephrine", "", "INTRAMUSCULAR"),
        ("Epinephrine", "LOCAL ANAESTHESIA", "SUBCUTANEOUS"),
        ("Phenylephrine", "NASAL CONGESTION", "NASAL"),
        ("Vasopressin", "DIABETES INSIPIDUS", "INTRAVENOUS"),
        ("Dobutamine", "", "INTRAVENOUS"),
        ("Midodrine", "ORTHOSTATIC HYPOTENSION", "ORAL"),
        ("Methylene blue", "METHAEMOGLOBINAEMIA", "INTRAVENOUS"),
        ("Isoprenaline", "", "INTRAVENOUS"),
        ("Meropenem", "SEPTIC SHOCK", "INTRAVENOUS"),
    ],
)
def test_what_is_no_vasopressor_of_crs(tmp_path: Path, name: str, why: str, route: str) -> None:
    given = drug(name, 2, 2, why=why, CMROUTE=route)
    assert grades(derived(tmp_path, VS=[temperature(38.4, 2)], CM=[given])) == {2: (1, 1)}


@pytest.mark.parametrize("why", ["", "CRS", "HYPOTENSION"])
def test_a_vasopressor_without_another_reason_counts(tmp_path: Path, why: str) -> None:
    given = drug(NORADRENALINE, 2, 2, why=why)
    assert grades(derived(tmp_path, VS=[temperature(38.4, 2)], CM=[given])) == {2: (3, 3)}


def test_a_sign_before_any_fever_is_said_to_be_open_where_drugs_may_mask(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(37.0, 2)],
        CM=[drug(NORADRENALINE, 2, 2), drug("Prednisolone", -30, 60, CMDOSE=10, CMDOSU="mg")],
    )
    assert grades(session) == {2: (0, 3)}
    ((message,),) = session.rows("SELECT message FROM toxicity_finding WHERE rule = 'toxicity-no-fever'")
    assert message.endswith("CRS grade open, 0 to 3")


def test_a_vasopressor_day_without_temperature_is_open(tmp_path: Path) -> None:
    assert grades(derived(tmp_path, CM=[drug(NORADRENALINE, 2, 2)])) == {2: (0, 3)}


# Episodes.


def test_second_wave_after_48_free_hours(tmp_path: Path) -> None:
    days = {2: 38.2, 3: 37.0, 4: 37.0, 5: 38.4, 6: 37.0}
    session = derived(tmp_path, VS=[temperature(value, day) for day, value in days.items()])
    found = session.rows(
        "SELECT EPISODE, WAVE, ASTRDY, AENRDY, ADURN, AVAL, ENDFL FROM toxicity_episode ORDER BY EPISODE"
    )
    assert found == [(1, "first", 2, 2, 1, 1, "Y"), (2, "second or later", 5, 5, 1, 1, "Y")]


def test_one_free_day_is_the_same_episode_and_its_drugs_still_mask(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.2, 2), temperature(37.0, 3), temperature(37.5, 4)],
        CM=[drug("Tocilizumab", 2), drug("Anakinra", 3), drug("Dexamethasone", 3, CMDOSE=10, CMDOSU="mg")],
        PR=[procedure("Nasal cannula", 4, PRDOSE=2, PRDOSU="L/min")],
    )
    assert grades(session)[4] == (2, 2)
    found = session.rows("SELECT ASTRDY, AENRDY, AVAL, ENDFL, TOCIFL, STERFL, ANAKFL FROM toxicity_episode")
    assert found == [(2, 4, 2, "N", "Y", "Y", "Y")]


def test_oxygen_by_a_device_that_is_not_told_is_a_question(tmp_path: Path) -> None:
    given = procedure("Oxygen", 5, PRDOSE=3, PRDOSU="L/min")
    session = derived(tmp_path, VS=[temperature(38.6, 5)], PR=[given])
    assert session.rows("SELECT rule, seq FROM toxicity_finding") == [("toxicity-device", 2)]


@pytest.mark.parametrize(
    ("why", "day", "expected"), [("CRS", 4, "Y"), ("", 4, "N"), ("CRS", 7, "N"), ("MAS", 4, "N")]
)
def test_a_drug_for_crs_on_the_morning_after_belongs_to_the_episode(
    tmp_path: Path, why: str, day: int, expected: str
) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.6, 3), temperature(36.8, 4), temperature(36.8, 7)],
        CM=[drug("Anakinra", day, why=why)],
    )
    assert session.rows("SELECT ANAKFL FROM toxicity_episode") == [(expected,)]


def test_the_gap_is_a_parameter(tmp_path: Path) -> None:
    toml = SCHEMES + "[windows]\ncrs_gap_hours = 72\n"
    days = {2: 38.2, 3: 37.0, 4: 37.0, 5: 38.4}
    session = derived(tmp_path, toml, VS=[temperature(value, day) for day, value in days.items()])
    assert session.rows("SELECT ASTRDY, AENRDY FROM toxicity_episode") == [(2, 5)]


def test_a_second_infusion_opens_a_new_period(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        EX=[infusion(), infusion(20)],
        VS=[temperature(38.4, 2), temperature(36.9, 21), temperature(38.1, 22)],
        CM=[drug(NORADRENALINE, 2, 2)],
    )
    rows = session.rows("SELECT APERIOD, ALOW, AHIGH FROM toxicity_patient ORDER BY APERIOD")
    assert rows == [(1, 3, 3), (2, 1, 1)]


def test_days_after_the_window_are_queried_not_counted(tmp_path: Path) -> None:
    session = derived(
        tmp_path, VS=[temperature(37.0, 3), temperature(37.0, 14), temperature(38.4, 15), temperature(37, 18)]
    )
    assert grades(session) == {3: (0, 0), 14: (0, 0), 15: (0, 1), 18: (0, 0)}
    highest = session.rows("SELECT AVAL, STATUS, REASON FROM scored_toxicity WHERE PARAMCD = 'CRSMAX'")
    assert highest == [(0, "DETERMINED", "query: 1 later day with a grade, first on day 15")]
    assert session.rows("SELECT ATTRFL FROM toxicity_episode") == [("N",)]


def test_an_episode_that_began_in_the_window_counts_to_its_end(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        VS=[temperature(38.4, 14), temperature(38.4, 15)],
        CM=[drug(NORADRENALINE, 15, 15)],
    )
    assert session.rows("SELECT AVAL, ADT FROM scored_toxicity WHERE PARAMCD = 'CRSMAX'")[0][0] == 3


# Rolled up to the patient.


def test_no_assessment_gives_no_row(tmp_path: Path) -> None:
    session = derived(
        tmp_path, VS=[{"VSTESTCD": "SYSBP", "VSSTRESN": 110, "VSSTRESU": "mmHg", "VSDTC": on(2)}]
    )
    assert session.rows("SELECT * FROM scored_toxicity") == []


def test_an_open_day_does_not_matter_below_the_highest_grade(tmp_path: Path) -> None:
    # Day 2 is surely grade 2; day 3 has no readable temperature, so 0 or 1.
    session = derived(
        tmp_path,
        VS=[temperature(38.4, 2), temperature(38.4, 9, unit="")],
        CM=[drug("Sodium chloride bolus", 2, why="HYPOTENSION")],
    )
    found = session.rows("SELECT AVAL, ALOW, AHIGH, STATUS FROM scored_toxicity WHERE PARAMCD = 'CRSMAX'")
    assert found == [(2, 2, 2, "DETERMINED")]


def test_death_attributed_to_crs_is_grade_5(tmp_path: Path) -> None:
    fatal = {"AETERM": "Cytokine release syndrome", "AETOXGR": "5", "AEOUT": "FATAL"}
    session = derived(
        tmp_path,
        VS=[temperature(39.0, 2)],
        AE=[{**fatal, "AESTDTC": on(2), "AEENDTC": on(40)}],
    )
    assert grades(session) == {2: (1, 1), 40: (5, 5)}
    assert session.rows("SELECT AVAL FROM scored_toxicity WHERE PARAMCD = 'CRSMAX'") == [(5,)]


def test_the_scheme_must_be_named(tmp_path: Path) -> None:
    session = derived(tmp_path, "", VS=[temperature(38.4, 2)])
    assert session.rows("SELECT * FROM scored_toxicity") == []
    # The check `scheme-not-named` has said so already.
    assert session.rows("SELECT rule, variable FROM toxicity_finding") == []


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"AETERM": "CRS", "AETOXGR": "1"}, (1, 1, "agree")),
        ({"AETERM": "Cytokine release syndrome", "AETOXGR": "2"}, (1, 2, "differ")),
        ({"AETERM": "Cytokine release syndrome"}, (1, None, "recorded without grade")),
        ({"AETERM": "Headache", "AETOXGR": "1"}, (1, None, "not recorded")),
    ],
)
def test_the_investigators_grade_stands_beside(tmp_path: Path, event: Row, expected: tuple[Any, ...]) -> None:
    session = derived(tmp_path, VS=[temperature(38.4, 2)], AE=[{**event, "AESTDTC": on(2)}])
    found = session.rows("SELECT DERIVED, RECORDED, AGREEMENT FROM toxicity_disagreement")
    assert found == [expected]


def test_a_recorded_crs_without_any_temperature_is_not_derived(tmp_path: Path) -> None:
    session = derived(tmp_path, AE=[{"AETERM": "CRS", "AETOXGR": "1", "AESTDTC": on(2)}])
    assert session.rows("SELECT RECORDED, AGREEMENT FROM toxicity_disagreement") == [(1, "not derived")]


# ICANS.

AWAKE = [("CONSC", "awake"), ("SEIZURE", "none"), ("MOTOR", 0), ("OEDEMA", "none")]


@pytest.mark.parametrize(
    ("age", "tests", "changed", "expected"),
    [
        (40, [ice(9, 5)], {}, (1, 1)),
        (40, [ice(5, 5)], {"CONSC": "voice"}, (2, 2)),
        (40, [ice(8, 5)], {"SEIZURE": "brief"}, (3, 3)),
        (40, [ice(0, 5)], {}, (3, 3)),
        (40, [ice(0, 5)], {"CONSC": "unarousable"}, (4, 4)),
        (40, [ice(10, 5)], {}, (0, 0)),
        (9, [ice(6, 5, "CAPDTOT", "CAPD")], {"CONSC": "voice"}, (2, 2)),
        (9, [ice(12, 5, "CAPDTOT", "CAPD")], {}, (3, 3)),
        (40, [ice(v, 5, f"ICE0{n}") for n, v in ((1, 4), (2, 3), (3, 1), (4, 1))], {}, (0, 1)),
        (40, [ice(v, 5, f"ICE0{n}") for n, v in ((1, 4), (2, 3), (3, 1), (4, 0), (5, 1))], {}, (1, 1)),
    ],
    ids=["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "all items of ICE"],
)
def test_icans_worked_examples(
    tmp_path: Path, age: int, tests: list[Row], changed: dict[str, Any], expected: tuple[int, int]
) -> None:
    found = [neuro(code, changed.get(code, value), 5) for code, value in AWAKE]
    session = derived(tmp_path, DM=[{"ARM": "SLE", "AGE": age}], QS=[*tests, *found])
    assert grades(session, "ICANS") == {5: expected}


def test_the_lowest_ice_of_the_day_counts(tmp_path: Path) -> None:
    found = [neuro(code, value, 5) for code, value in AWAKE]
    rows = [ice(10, 5, time="08:00"), ice(6, 5, time="16:00"), ice(9, 5, time="22:00")]
    assert grades(derived(tmp_path, QS=[*rows, *found]), "ICANS") == {5: (2, 2)}


def test_findings_on_no_form_are_absent_only_when_no_event_tells_of_them(tmp_path: Path) -> None:
    event = {"AETERM": "Somnolence", "AETOXGR": "1", "AESTDTC": on(6), "AEENDTC": on(6)}
    session = derived(tmp_path, QS=[ice(9, 5), ice(9, 6)], AE=[event])
    assert grades(session, "ICANS") == {5: (1, 1), 6: (1, 4)}


def test_findings_on_no_form_are_unknown_without_adverse_events(tmp_path: Path) -> None:
    assert grades(derived(tmp_path, logs=False, QS=[ice(10, 5)]), "ICANS") == {5: (0, 4)}


def test_tremor_is_not_icans(tmp_path: Path) -> None:
    tremor = {"AETERM": "Tremor", "AETOXGR": "2", "AESTDTC": on(5), "AEENDTC": on(6)}
    assert grades(derived(tmp_path, QS=[ice(10, 5)], AE=[tremor]), "ICANS") == {5: (0, 0)}


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, VS=[temperature(38.4, 2)], QS=[ice(9, 2)])
    for relation in toxicity.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name


# Age from the birth date, on day 0 (1 March 2023).


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1983-03-01", (40, 40, 40)),
        ("1983-03-02", (39, 39, 39)),
        ("1983-02", (40, 40, 40)),
        ("1983", (None, 39, 40)),
        ("", (None, None, None)),
    ],
)
def test_age_follows_from_the_birth_date_where_none_is_recorded(
    tmp_path: Path, born: str, expected: tuple[int | None, ...]
) -> None:
    session = build(tmp_path, SCHEMES, DM=[{"ARM": "SLE", "AGE": "", "BRTHDTC": born}])
    ((*ages, source),) = session.rows("SELECT AGE, AGE_LOW, AGE_HIGH, AGE_SOURCE FROM subject")
    assert tuple(ages) == expected
    assert source == ("birth date" if born else None)


def test_a_year_of_birth_is_enough_to_tell_an_adult(tmp_path: Path) -> None:
    adult = [{"ARM": "SLE", "AGE": "", "BRTHDTC": "1983"}]
    session = derived(tmp_path, DM=adult, QS=[ice(5, 3)])
    assert grades(session, "ICANS") == {3: (2, 2)}
