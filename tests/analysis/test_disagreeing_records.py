"""Two records of one day that differ, a patient twice in DM, a patient without medication: one copy of the example."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_untidy_visits import Row, rewrite

from cartaid.example import example_study
from cartaid.explanation import NothingToExplain, explain
from cartaid.study_analysis import Analysis, read_study


def again(patient: str, test: str, day: str, code: str, **changes: str):
    """Repeat the record of one test and day, with changes."""

    def change(rows: list[Row]) -> list[Row]:
        (row,) = [
            r
            for r in rows
            if r["USUBJID"].endswith(patient) and r[f"{code}TESTCD"] == test and r[f"{code}DTC"][:10] == day
        ]
        changed = {f"{code}{name}": value for name, value in changes.items()}
        return [*rows, {**row, f"{code}SEQ": str(9000 + len(rows)), **changed}]

    return change


def pulse(row: dict[str, str]) -> dict[str, str]:
    """Give a gram of methylprednisolone on the day of a visit of patient 02."""
    drug = {"CMTRT": "Methylprednisolone", "CMDECOD": "METHYLPREDNISOLONE", "CMCLASCD": "H02AB04"}
    given = {"CMDOSE": "1000", "CMDOSU": "mg", "CMDOSFRQ": "QD", "CMROUTE": "INTRAVENOUS", "CMENRTPT": ""}
    day = {"CMSTDTC": "2022-06-05", "CMENDTC": "2022-06-05", "CMINDC": "SYSTEMIC LUPUS ERYTHEMATOSUS"}
    return {**row, "USUBJID": "CARTAID-DEMO-02", "CMSEQ": "900", **drug, **given, **day}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disagreeing")
    shutil.copytree(example_study(), folder, dirs_exist_ok=True)
    # An item with a look-back window, assessed on the day itself (0.3 of 3).
    other = {"ORRES": "1.5", "STRESC": "1.5", "STRESN": "1.5"}
    rewrite(folder, "qs", again("02", "PGA", "2021-12-04", "QS", **other))
    # A baseline: the physician's global assessment of 8 before lymphodepletion.
    rewrite(folder, "qs", again("05", "PHGA", "2022-01-03", "QS", ORRES="2", STRESC="2", STRESN="2"))
    # The same value in another unit is no disagreement: 20.9 mg/L are 2.09 mg/dL.
    dl = {"ORRES": "2.09", "STRESC": "2.09", "STRESN": "2.09", "ORRESU": "mg/dL", "STRESU": "mg/dL"}
    rewrite(folder, "lb", again("03", "CRP", "2021-08-23", "LB", **dl))
    rewrite(folder, "dm", lambda rows: [*rows, {**rows[3], "AGE": "99"}])
    rewrite(
        folder, "cm", lambda rows: [*(r for r in rows if not r["USUBJID"].endswith("08")), pulse(rows[0])]
    )
    return folder


@pytest.fixture(scope="module")
def analysis(folder: Path) -> Analysis:
    return read_study(folder).analyse()


def scored(analysis: Analysis, patient: str, code: str, day: str) -> tuple[object, ...]:
    (row,) = analysis.study.session.rows(
        "SELECT STATUS, AVALC, REASON FROM scored_row WHERE USUBJID LIKE ? AND PARAMCD = ? AND ADT = CAST(? AS DATE)",
        [f"%{patient}", code, day],
    )
    return row


def test_an_item_beside_the_visit_is_unknown(analysis: Analysis) -> None:
    status, value, reason = scored(analysis, "02", "DORIS21", "2021-12-04")
    assert (status, value) == ("UNDETERMINED", "UNDETERMINED")
    assert str(reason).endswith("two records disagree: pga")


def test_a_baseline_is_unknown(analysis: Analysis) -> None:
    status, _, reason = scored(analysis, "05", "TISCAT", "2022-02-07")
    assert status == "UNDETERMINED"
    assert "two records disagree: " in str(reason)


def test_a_dose_without_its_pulse_says_so(analysis: Analysis) -> None:
    status, value, reason = scored(analysis, "02", "DORIS21", "2022-06-05")
    assert (status, value) == ("DETERMINED", "Y")
    assert reason == "a glucocorticoid pulse is not included in the daily dose"
    assert scored(analysis, "02", "DORIS21", "2022-03-03") == ("DETERMINED", "Y", None)
    assert scored(analysis, "02", "SLEDAI", "2022-06-05")[2] is None


def test_the_same_value_in_another_unit_agrees(analysis: Analysis) -> None:
    assert scored(analysis, "03", "EUSTAR", "2021-08-23") == ("DETERMINED", None, None)


def test_a_definition_that_does_not_use_the_item_is_untouched(analysis: Analysis) -> None:
    status, _, reason = scored(analysis, "02", "SLEDAI", "2021-12-04")
    assert (status, reason) == ("DETERMINED", None)


def test_a_patient_twice_in_dm_multiplies_nothing(analysis: Analysis) -> None:
    session = analysis.study.session
    assert session.rows("SELECT count(*), count(DISTINCT USUBJID), max(AGE) < 99 FROM adsl") == [
        (15, 15, True)
    ]
    keys = "USUBJID, PARAMCD, ADT, ADTM"
    assert session.rows(f"SELECT {keys} FROM scored_row GROUP BY {keys} HAVING count(*) > 1") == []


def test_no_medication_recorded_is_no_drug_freedom(analysis: Analysis) -> None:
    found = analysis.study.session.rows(
        "SELECT DISTINCT AVALC, REASON FROM scored_row WHERE USUBJID LIKE '%08' AND PARAMCD = 'DRUGFREE'"
    )
    assert found == [("UNDETERMINED", "no medication recorded for this patient")]
    said = [f for f in analysis.study.findings() if f["rule"] == "medication-none"]
    assert [f["USUBJID"][-2:] for f in said] == ["08"]


def test_explanations_say_it(analysis: Analysis, tmp_path: Path) -> None:
    analysis.write(tmp_path / "out")
    (doris,) = explain(tmp_path / "out", "02", "DORIS21", "2021-12-04")
    assert [part.outcome for part in doris.parts if "pga" in part.items] == ["open"]
    with pytest.raises(NothingToExplain, match=r"DORIS21 is for SLE; this subject .* has systemic sclerosis"):
        explain(tmp_path / "out", "03", "DORIS21")
