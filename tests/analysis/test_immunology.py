"""Antibodies, vaccine titres and immunoglobulins: the worked examples and the rules around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import Row, build, drug, infusion, lymphodepletion, on

from cartaid.analysis import immunoglobulins, immunology
from cartaid.engine import Session
from cartaid.engine.portable import refusals


def result(domain: str, test: str, value: float | str, day: int, unit: str, **more: Any) -> Row:
    number = {f"{domain}STRESN": value} if isinstance(value, (int, float)) else {}
    named = {f"{domain}{name}": content for name, content in more.items()}
    return {
        f"{domain}TESTCD": test,
        f"{domain}TEST": test,
        f"{domain}STRESC": value,
        f"{domain}STRESU": unit,
        f"{domain}DTC": on(day),
        **number,
        **named,
    }


def dsdna(
    value: float | str, day: int, cut: float | str = 20, method: str = "ELISA", unit: str = "IU/mL"
) -> Row:
    return result("IS", "DSDNA", value, day, unit, CAT="AUTOANTIBODY", STNRHI=cut, METHOD=method)


def igg(value: float, day: int, unit: str = "g/L") -> Row:
    return result("LB", "IGG", value, day, unit, STNRLO=7)


def derived(folder: Path, **domains: list[Row]) -> Session:
    session = build(folder, "", **{"EX": [*lymphodepletion(-5, -4, -3), infusion()], **domains})
    session.build([*immunology.relations(), *immunoglobulins.relations()])
    return session


def last(folder: Path, columns: str, rows: list[Row], **more: list[Row]) -> tuple[Any, ...]:
    session = derived(folder, IS=rows, **more)
    return session.rows(f"SELECT {columns} FROM adis ORDER BY ADT DESC LIMIT 1")[0]


def test_t1_converted_with_its_fall(tmp_path: Path) -> None:
    flag, change, qualifier = last(tmp_path, "SEROCFL, PCHG, PCHGQUAL", [dsdna(210, -10), dsdna(12, 90)])
    assert (flag, round(change, 1), qualifier) == ("Y", -94.3, None)


def test_t2_from_a_bound_the_fall_is_a_bound(tmp_path: Path) -> None:
    flag, change, qualifier = last(tmp_path, "SEROCFL, PCHG, PCHGQUAL", [dsdna(">400", -10), dsdna(38, 90)])
    assert (flag, round(change, 1), qualifier) == ("N", -90.5, "<=")


def test_t3_negative_at_baseline_is_not_in_the_denominator(tmp_path: Path) -> None:
    session = derived(tmp_path, IS=[dsdna(15, -10), dsdna(12, 90)])
    assert session.rows("SELECT SEROCFL FROM adis") == [(None,), (None,)]
    assert session.rows("SELECT * FROM seroconversion") == []


@pytest.mark.parametrize("value", ["+++", -4])
def test_a_result_that_is_no_number_leaves_it_open(tmp_path: Path, value: float | str) -> None:
    rows = [dsdna(210, -10), dsdna(value, 90)]
    assert last(tmp_path, "AVAL, POSFL, SEROCFL, PCHG", rows) == (None, "U", "U", None)


def test_t4_tetanus_stays_protective(tmp_path: Path) -> None:
    rows = [result("IS", "TETIGG", v, d, "IU/mL", CAT="VACCINE") for v, d in ((1.2, -10), (0.9, 90))]
    protected, before, ratio = last(tmp_path, "PROTFL, BPROTFL, RATIO", rows)
    assert (protected, before, round(ratio, 6)) == ("Y", "Y", 0.75)


def test_a_protective_level_of_the_record_wins(tmp_path: Path) -> None:
    rows = [
        result("IS", "TETIGG", v, d, "IU/mL", CAT="VACCINE", STNRLO=1) for v, d in ((1.2, -10), (0.9, 90))
    ]
    assert last(tmp_path, "PROTFL, BPROTFL", rows) == ("N", "Y")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(19.9, "N"), (20, "Y"), ("<10", "N"), ("<20", "N"), ("<30", "U"), (">400", "Y"), (">10", "U")],
)
def test_edges_of_the_cut_off(tmp_path: Path, value: float | str, expected: str) -> None:
    assert last(tmp_path, "POSFL", [dsdna(value, 90)]) == (expected,)


@pytest.mark.parametrize(
    ("text", "cut", "expected"),
    [
        ("1:640", 80, (640, "Y")),
        ("1:40", 80, (40, "N")),
        ("1:40", "1:80", (40, "N")),
        ("1:640", "", (640, "U")),
        ("POSITIVE", "", (None, "Y")),
        ("NEGATIVE", "", (None, "N")),
        ("+++", "", (None, "U")),
    ],
)
def test_titres_and_words(tmp_path: Path, text: str, cut: Any, expected: tuple[Any, str]) -> None:
    row = {**dsdna(text, 90, cut="", unit=""), "ISORNRHI" if isinstance(cut, str) else "ISSTNRHI": cut}
    assert last(tmp_path, "AVAL, POSFL", [row]) == expected


@pytest.mark.parametrize("changed", [{"method": "FARR"}, {"unit": "U/mL"}])
def test_another_assay_or_unit_is_not_compared(tmp_path: Path, changed: dict[str, str]) -> None:
    # This test is outside the unit table, so its units stay as recorded.
    rows = [{**dsdna(210, -10), "ISTESTCD": "SMAB"}, {**dsdna(12, 90, **changed), "ISTESTCD": "SMAB"}]
    assert last(tmp_path, "ASSAYCHFL, PCHG, SEROCFL", rows) == ("Y", None, "U")


def test_immunoglobulin_within_the_wash_out_leaves_it_open(tmp_path: Path) -> None:
    given = drug("Privigen", 70, why="IGG REPLACEMENT")
    rows = [dsdna(210, -10), dsdna(12, 98), dsdna(12, 99)]
    session = derived(tmp_path, IS=rows, CM=[given])
    assert session.rows("SELECT RDY, IVIGFL, SEROCFL FROM adis WHERE RDY > 0 ORDER BY RDY") == [
        (98, "Y", "U"),
        (99, "N", "Y"),
    ]


def test_seroconversion_counts_the_positive_at_baseline(tmp_path: Path) -> None:
    rows = [
        {**dsdna(base, -10), "USUBJID": subject}
        for subject, base in (("01", 210), ("02", 90), ("03", 15), ("04", ">400"))
    ]
    rows += [
        {**dsdna(value, 91), "USUBJID": subject}
        for subject, value in (("01", 12), ("02", 60), ("03", 10), ("04", "<30"))
    ]
    subjects = ["01", "02", "03", "04"]
    session = derived(
        tmp_path,
        IS=rows,
        DM=[{"USUBJID": s, "ARM": "SLE", "AGE": 40} for s in subjects],
        EX=[infusion(subject=s) for s in subjects],
    )
    found = session.rows("SELECT METHOD, AVISIT, BASEPOS, NEGATIVE, POSITIVE, OPEN FROM seroconversion")
    assert found == [("ELISA", "Month 3", 3, 1, 1, 1)]


def course(session: Session, columns: str) -> tuple[Any, ...]:
    (found,) = session.rows(f"SELECT {columns} FROM immunoglobulin_course WHERE PARAMCD = 'IGG'")
    return found


def test_g1_nadir_without_replacement(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[igg(8.1, -10), igg(3.6, 91)])
    nadir, percent, below, before = course(session, "NADIR, NADIRPCT, BELOWFL, PREEXFL")
    assert (float(nadir), round(percent, 1), below, before) == (3.6, -55.6, "<4", "N")


def test_g2_a_value_after_ivig_is_not_the_patients(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        LB=[igg(8, -10), igg(3.2, 88), igg(7.5, 104)],
        CM=[drug("Octagam", 90, why="HYPOGAMMAGLOBULINAEMIA")],
    )
    assert session.rows("SELECT RDY FROM immunoglobulin_sample WHERE IVIGFL = 'Y'") == [(104,)]
    nadir, exogenous = course(session, "NADIR, EXOGENOUS")
    assert (float(nadir), exogenous) == (3.2, 1)


def test_g3_low_before_treatment_is_not_emergent(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[igg(3.8, -10), igg(3.5, 91)])
    assert course(session, "PREEXFL, TRTEMFL") == ("Y", "N")


def test_a_lower_band_than_at_baseline_is_emergent(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[igg(6, -10), igg(3.5, 91)])
    assert course(session, "PREEXFL, TRTEMFL") == ("Y", "Y")


def test_days_below_the_limits(tmp_path: Path) -> None:
    # 8 g/L holds from day 0 to 30, 6.5 to 60, 3.9 to the IVIG of day 85; then nothing is known to day 120, where
    # 700 mg/dL are 7 g/L.
    session = derived(
        tmp_path,
        LB=[igg(8, -10), igg(6.5, 30), igg(3.9, 60), igg(5, 90), igg(700, 120, "mg/dL")],
        CM=[drug("Octagam", 85, why="HYPOGAMMAGLOBULINAEMIA")],
    )
    found = course(session, "DAYS_KNOWN, DAYS_UNKNOWN, DAYS_BELOW_LLN, DAYS_BELOW_7, DAYS_BELOW_4")
    assert found == (85, 35, 55, 55, 25)


def test_a_partial_date_of_ivig_leaves_the_row_open(tmp_path: Path) -> None:
    session = derived(
        tmp_path, LB=[igg(8, -10), igg(5, 60)], CM=[drug("Octagam", "2023-04", "2023-04", CMDOSFRQ="QD")]
    )
    assert session.rows("SELECT IVIGFL FROM immunoglobulin_sample WHERE RDY = 60") == [("U",)]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, LB=[igg(8, -10)], IS=[dsdna(12, 90)])
    for relation in (*immunology.relations(), *immunoglobulins.relations()):
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name


def test_from_a_number_to_below_the_range_the_fall_is_a_bound(tmp_path: Path) -> None:
    # 200 -> below 10: the fall is at least 190 / 200 = 95 %.
    found = last(tmp_path, "SEROCFL, PCHG, PCHGQUAL", [dsdna(200, -10), dsdna("<10", 90)])
    assert found == ("Y", -95.0, "<=")


@pytest.mark.parametrize(("before", "after"), [(">400", ">400"), ("<10", "<10")])
def test_two_bounds_on_one_side_have_no_change(tmp_path: Path, before: str, after: str) -> None:
    assert last(tmp_path, "PCHG, PCHGQUAL", [dsdna(before, -10), dsdna(after, 90)]) == (None, None)


def test_seroconversion_is_counted_in_the_assay_of_the_baseline(tmp_path: Path) -> None:
    """Four positive by ELISA before; after it one negative, one by another assay, one after IVIG, one not sampled."""
    rows = [{**dsdna(210, -10), "USUBJID": subject} for subject in ("01", "02", "03", "04")]
    rows += [
        {**dsdna(12, 91), "USUBJID": "01"},
        {**dsdna(12, 91, method="CLIA"), "USUBJID": "02"},
        {**dsdna(12, 91), "USUBJID": "03"},
    ]
    subjects = ["01", "02", "03", "04"]
    session = derived(
        tmp_path,
        IS=rows,
        DM=[{"USUBJID": s, "ARM": "SLE", "AGE": 40} for s in subjects],
        EX=[infusion(subject=s) for s in subjects],
        CM=[{**drug("Octagam", 80, why="HYPOGAMMAGLOBULINAEMIA"), "USUBJID": "03"}],
    )
    columns = "METHOD, BASEPOS, SAMPLED, NEGATIVE, POSITIVE, OPEN, CHANGED, GIVEN"
    assert session.rows(f"SELECT {columns} FROM seroconversion") == [("ELISA", 4, 3, 1, 0, 2, 1, 1)]


# Two different results of one test at one time: the finding says that neither is used.


def test_two_different_results_of_one_day_tell_nothing(tmp_path: Path) -> None:
    # 17 is negative, 60 positive (cut-off 20); whichever comes last, the answer is open.
    rows = [dsdna(210, -10), dsdna(17, 90), dsdna(60, 90)]
    session = derived(tmp_path, IS=rows)
    found = session.rows("SELECT DISTINCT AVAL, POSFL, SEROCFL, PCHG, TWICEFL FROM adis WHERE RDY = 90")
    assert found == [(None, "U", "U", None, "Y")]
    counted = session.rows(
        "SELECT BASEPOS, SAMPLED, NEGATIVE, POSITIVE, OPEN, CHANGED, GIVEN, TWICE FROM seroconversion"
    )
    assert counted == [(1, 1, 0, 0, 1, 0, 0, 1)]


def test_the_same_result_twice_is_used(tmp_path: Path) -> None:
    assert last(tmp_path, "SEROCFL, TWICEFL", [dsdna(210, -10), dsdna(17, 90), dsdna(17, 90)]) == ("Y", None)


def test_another_assay_of_the_day_is_no_second_result(tmp_path: Path) -> None:
    rows = [dsdna(210, -10), dsdna(17, 90), dsdna(60, 90, method="FARR")]
    found = derived(tmp_path, IS=rows).rows("SELECT METHOD, SEROCFL FROM adis WHERE RDY = 90 ORDER BY 1")
    assert found == [("ELISA", "Y"), ("FARR", "U")]


def test_two_different_results_are_no_baseline(tmp_path: Path) -> None:
    # The sample of day -20 is the last one before treatment that can be read.
    rows = [dsdna(210, -20), dsdna(5, -10), dsdna(90, -10), dsdna(12, 90)]
    assert last(tmp_path, "BASE, SEROCFL", rows) == (210, "Y")


def test_two_different_immunoglobulins_of_one_day_are_not_used(tmp_path: Path) -> None:
    # 7.1 and 2.0 g/L on day 90: the lowest is that of day 60.
    session = derived(tmp_path, LB=[igg(10, -10), igg(7.4, 60), igg(7.1, 90), igg(2.0, 90), igg(8, 120)])
    nadir, *rest = course(session, "NADIR, NADIRDY, BELOWFL, TWICE")
    assert (float(nadir), *rest) == (7.4, 60, "N", 1)
