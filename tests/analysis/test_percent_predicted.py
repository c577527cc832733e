"""FVC and DLCO as measured become percent of predicted, each through a whole small study."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from test_derived_evidence import analysed, answer, found, lung, result
from tiny_study import Row, build, infusion, on

from cartaid.evaluators import lung_function
from cartaid.explanation import explain
from cartaid.study_analysis import Analysis, read_study

needs_pyspiro = pytest.mark.skipif(
    find_spec("pyspiro") is None, reason="the extra cartaid[lung] is not installed"
)
# The man of the vectors in tests/evaluators: 45 years and 178 cm on the day of his tests, computed by pyspiro 1.0.0
# outside this project. 16436 days are 45.0 years.
MAN: Row = {"ARM": "SSc", "SEX": "M", "RACE": "WHITE", "BRTHDTC": on(90 - 16436), "AGE": 44}


def height(value: float = 178, day: int = -20, unit: str = "cm") -> Row:
    return {"VSTESTCD": "HEIGHT", "VSSTRESN": value, "VSSTRESC": value, "VSSTRESU": unit, "VSDTC": on(day)}


def percents(analysis: Analysis, test: str = "FVCPP") -> dict[int, float]:
    session = analysis.study.session
    return dict(
        session.rows(
            "SELECT date_diff('day', p.DAY0, o.FIRST), CAST(o.VALUE AS DOUBLE) FROM observed AS o "
            "JOIN period AS p ON p.USUBJID = o.USUBJID WHERE o.DOMAIN = 'RE' AND o.TESTCD = ? ORDER BY 1",
            [test],
        )
    )


def remarks(analysis: Analysis, *rules: str) -> list[str]:
    return [
        f["message"]
        for f in analysis.study.findings()
        if f["rule"] in (rules or ("percent-predicted-missing",))
    ]


def core_set(*days: int) -> list[Row]:
    return [
        row
        for day in days
        for row in (
            answer("MRSS", 20 if day < 0 else 10, day, "EUSTAR"),
            answer("PTGA", 5 if day < 0 else 2, day, "CRISS"),
            answer("PHGA", 5 if day < 0 else 2, day, "CRISS"),
            answer("HAQDI", 1, day, "CRISS"),
            *(answer(code, 0, day, "EUSTAR") for code in ("DSKIN", "DIGULC", "TFR")),
        )
    ]


@needs_pyspiro
@pytest.mark.parametrize(
    ("test", "value", "unit", "settings", "expected"),
    [
        ("FVC", 3.50, "L", "", 72.83),
        ("FVC", 3500, "mL", "", 72.83),
        ("FVC", 3.50, "L", '[lung_function]\nspirometry = "gli-2012"\n', 68.04),
        ("DLCO", 22.0, "mL/min/mmHg", "", 72.57),
        # 7.5 mmol/min/kPa are 22.40 mL/min/mmHg by the factor of the two published tables.
        ("DLCO", 7.5, "mmol/min/kPa", "", 73.89),
    ],
)
def test_vectors_of_another_implementation(
    tmp_path: Path, test: str, value: float, unit: str, settings: str, expected: float
) -> None:
    analysis = analysed(
        tmp_path, settings=settings, DM=[MAN], VS=[height()], RE=[lung(test, value, 90, unit)]
    )
    assert percents(analysis, f"{test}PP") == {90: pytest.approx(expected, abs=0.01)}
    assert remarks(analysis) == []
    (said,) = remarks(analysis, "percent-predicted-derived")
    assert f"1 {test} of 1 patient (01)" in said


@needs_pyspiro
def test_a_study_with_litres_only_has_its_definitions(tmp_path: Path) -> None:
    breaths = [lung("FVC", 3.0, -20, "L"), lung("FVC", 3.5, 90, "L"), lung("DLCO", 7.5, 90, "mmol/min/kPa")]
    analysis = analysed(
        tmp_path,
        *("criss-2016", "rcriss-20", "eustar-2017", "omeract-ild-progression"),
        DM=[MAN],
        VS=[height()],
        RE=breaths,
        LB=[result("CRP", "3", 90, "mg/L")],
        QS=[*core_set(-20, 90), answer("CRISSEV", 0, 90, "CRISS")],
    )
    # 3.0 to 3.5 L is better by 16.7 % of the baseline, whatever the reference; the four others improve or stay.
    assert found(analysis, "EUSTAR", 90)["STATUS"] == "DETERMINED"
    assert found(analysis, "OMERILDP", 90)["STATUS"] == "DETERMINED"
    # The organ event of step 1 is open, nothing else: without the FVC its interval reached from 0 to 1.
    row = found(analysis, "CRISS", 90)
    assert "FVC" not in row["REASON"]
    assert "fvc" not in row["REASON"]


@needs_pyspiro
def test_every_percent_is_traced_to_its_records(tmp_path: Path) -> None:
    study, out = tmp_path / "study", tmp_path / "out"
    study.mkdir()
    analysis = analysed(
        study,
        DM=[MAN],
        VS=[height(70, -20, "in")],
        RE=[lung("DLCO", 7.5, 90, "mmol/min/kPa")],
        LB=[result("CRP", "3", 90, "mg/L")],
        QS=core_set(90),
    )
    analysis.write(out)
    (why,) = explain(out, "01", "EUSTAR")
    used = {(r.domain, r.value, r.unit) for r in why.records if r.role == "dlco_pct"}
    assert ("RE", "7.5", "mmol/min/kPa") in used
    assert ("VS", "70", "in") in used
    assert ("DM", "45.00 (birth date)", "years") in used
    assert ("DM", "SEX M", None) in used
    assert any(d == "ADRE" and unit == "%" for d, _, unit in used)
    assert any(
        d == "ADRE" and str(value).startswith("GLI-2017 transfer factor") and "pyspiro" in str(value)
        for d, value, _ in used
    )
    # What is said of each part agrees with the value: the percent entered it, not the 7.5 beneath.
    (part,) = [p for p in why.parts if "dlco_pct" in p.items]
    assert part.outcome == "0", part
    assert sum(float(p.outcome) for p in why.parts) == pytest.approx(why.row["AVAL"])
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [e["id"] for e in manifest["reference_equations"]] == ["gli-2017"]
    assert manifest["dependencies"]["pyspiro"]
    assert "10.1183/13993003.00010-2017" in (out / "report.html").read_text(encoding="utf-8")


@needs_pyspiro
def test_a_recorded_percent_wins_and_a_disagreement_is_listed(tmp_path: Path) -> None:
    records = [
        *(lung("FVC", 3.5, day, "L") for day in (-20, 60, 90)),
        lung("FVCPP", 78, -20),
        lung("FVCPP", 60, 60),
    ]
    analysis = analysed(tmp_path, DM=[MAN], VS=[height()], RE=records)
    assert percents(analysis) == {-20: 78, 60: 60, 90: pytest.approx(72.83, abs=0.01)}
    # 78 lies 5.2 from 72.8 (the man was a third of a year younger, where 72.6 is his percent), 60 lies 12.8 from it.
    apart = remarks(analysis, "percent-predicted-disagrees")
    assert len(apart) == 2
    assert all("the recorded one is used" in said for said in apart)
    (mixed,) = remarks(analysis, "percent-predicted-mixed")
    assert "recorded on 2 days, computed on 1" in mixed


def test_where_all_are_recorded_nothing_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(name: str) -> Any:
        raise AssertionError(f"{name} was loaded")

    monkeypatch.setattr(lung_function, "_reference", never)
    records = [lung("FVC", 3.5, 90, "L"), lung("FVCPP", 60, 90)]
    analysis = analysed(tmp_path, DM=[MAN], VS=[height()], RE=records)
    assert percents(analysis) == {90: 60}


@needs_pyspiro
def test_recorded_ones_are_compared_where_the_study_asks(tmp_path: Path) -> None:
    records = [lung("FVC", 3.5, 90, "L"), lung("FVCPP", 60, 90)]
    settings = "[lung_function]\ncompare_recorded = true\n"
    analysis = analysed(tmp_path, settings=settings, DM=[MAN], VS=[height()], RE=records)
    assert len(remarks(analysis, "percent-predicted-disagrees")) == 1
    assert percents(analysis) == {90: 60}


@needs_pyspiro
@pytest.mark.parametrize(
    ("changed", "heights", "expected"),
    [
        ({"SEX": ""}, [height()], "DM.SEX: expected M or F, found nothing"),
        ({"SEX": "U"}, [height()], "DM.SEX: expected M or F, found U"),
        ({}, [], "VS HEIGHT: expected one with its unit, found none"),
        ({}, [height(1.78, unit="")], "VS HEIGHT: expected one with its unit, found none"),
        ({}, [height(17.8)], "VS HEIGHT: expected one with its unit, found none"),
        ({"BRTHDTC": "", "AGE": ""}, [height()], "expected AGE"),
        ({"BRTHDTC": "1920-01-01", "AGE": 103}, [height()], "lies outside GLI global 2022"),
        # A child has grown since.
        ({"BRTHDTC": on(-3650), "AGE": 9}, [height(140, -120)], "expected one with its unit within 90 days"),
    ],
)
def test_never_a_number_without_what_it_needs(
    tmp_path: Path, changed: Row, heights: list[Row], expected: str
) -> None:
    analysis = analysed(tmp_path, DM=[MAN | changed], VS=heights, RE=[lung("FVC", 3.5, 90, "L")])
    assert percents(analysis) == {}
    (said,) = remarks(analysis)
    assert said.startswith("re.csv, line 2, FVC of ")
    assert expected in said


@needs_pyspiro
@pytest.mark.parametrize(("value", "unit"), [(3.5, ""), (3.5, "kg"), (350, "L"), (0, "L")])
def test_a_volume_that_is_none_gives_no_percent(tmp_path: Path, value: float, unit: str) -> None:
    analysis = analysed(tmp_path, DM=[MAN], VS=[height()], RE=[lung("FVC", value, 90, unit)])
    assert percents(analysis) == {}
    assert len(remarks(analysis)) == 1


@needs_pyspiro
@pytest.mark.parametrize(
    ("race", "expected"), [("ASIAN", None), ("", None), ("black or african american", 80.52)]
)
def test_gli_2012_needs_a_group_it_knows(tmp_path: Path, race: str, expected: float | None) -> None:
    settings = '[lung_function]\nspirometry = "gli-2012"\n'
    analysis = analysed(
        tmp_path, settings=settings, DM=[MAN | {"RACE": race}], VS=[height()], RE=[lung("FVC", 3.5, 90, "L")]
    )
    if expected is None:
        assert percents(analysis) == {}
        assert "DM.RACE: expected one that study.toml, [lung_function.ancestry]" in remarks(analysis)[0]
    else:
        # GLI-2012, men, FVC: the coefficient of the group is -0.1684, so 68.04 / exp(-0.1684) = 80.52.
        assert percents(analysis)[90] == pytest.approx(expected, abs=0.01)


@needs_pyspiro
def test_haemoglobin_corrects_dlco_where_asked(tmp_path: Path) -> None:
    blood = [result("HGB", "10.0", 85, "g/dL", cat="HAEMATOLOGY"), result("HGB", "15", 10, "g/dL")]
    breaths = [lung("DLCO", 22.0, 90, "mL/min/mmHg"), lung("DLCO", 22.0, 200, "mL/min/mmHg")]
    domains: dict[str, Iterable[Row]] = {"DM": [MAN], "VS": [height()], "RE": breaths, "LB": blood}
    (plain := tmp_path / "plain").mkdir()
    (asked := tmp_path / "asked").mkdir()
    as_measured = percents(analysed(plain, **domains), "DLCOPP")  # type: ignore[arg-type]
    settings = "[lung_function]\nhaemoglobin_correction = true\n"
    analysis = analysed(asked, settings=settings, **domains)  # type: ignore[arg-type]
    # (10.22 + 10) / (1.7 x 10) = 1.18941 in men; day 200 has no haemoglobin within 14 days.
    assert as_measured[90] == pytest.approx(72.57, abs=0.01)
    assert percents(analysis, "DLCOPP") == {90: pytest.approx(72.57 * 1.18941, abs=0.02)}
    (said,) = remarks(analysis)
    assert "LB HGB: expected one with its unit within 14 days" in said
    stated = analysis.study.session.rows("SELECT VALUE FROM observed WHERE TESTCD = 'DLCOHB'")
    assert [int(value) for (value,) in stated] == [1]


def test_a_missing_package_is_said_with_the_patients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise lung_function.LungFunctionUnavailable(name)

    monkeypatch.setattr(lung_function, "_reference", absent)
    people = [MAN, MAN | {"USUBJID": "02"}]
    records = [lung("FVC", 3.5, 90, "L"), lung("FVC", 3.5, 90, "L") | {"USUBJID": "02"}]
    build(
        tmp_path,
        DM=people,
        EX=[infusion(), infusion(subject="02")],
        VS=[height(), height() | {"USUBJID": "02"}],
        RE=records,
    )
    analysis = read_study(tmp_path).analyse()
    assert percents(analysis) == {}
    (said,) = [f for f in analysis.study.findings() if f["rule"] == "percent-predicted-missing"]
    assert "FVC of 2 patients (01, 02)" in said["message"]
    assert "pip install 'cartaid[lung]'" in said["fix"]
