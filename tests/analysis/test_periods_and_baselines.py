"""A second infusion opens a new day 0; the baseline rule of the protocol decides which record is the baseline."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_study import build, infusion, on

from cartaid.example import example_study
from cartaid.study_analysis import Analysis, read_study

Row = dict[str, str]


def edited(folder: Path, table: str, edit: Callable[[list[Row]], list[Row]]) -> None:
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), edit(list(reader))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(example_study(), folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def infused_again(rows: list[Row]) -> list[Row]:
    """Give patient 01, infused on 2021-03-22, the product again 400 days later."""
    first = next(r for r in rows if r["USUBJID"].endswith("-01") and r["EXCAT"] == "CAR T")
    return [*rows, first | {"EXSEQ": "99", "EXSTDTC": "2022-04-26", "EXENDTC": "2022-04-26"}]


def analysed(folder: Path) -> Analysis:
    return read_study(folder).analyse()


def test_the_category_of_an_exposure_wins_over_its_treatment(tmp_path: Path) -> None:
    """A kit that holds both is the infusion only where the category does not say lymphodepletion."""
    kit = [
        infusion(-5) | {"EXTRT": "Kit", "EXCAT": "Lymphodepletion"},
        infusion(0) | {"EXTRT": "Kit", "EXCAT": ""},
    ]
    toml = '[exposure]\ncar_t_treatments = ["kit"]\n'
    session = build(tmp_path, toml, EX=kit)
    assert session.rows("SELECT CAST(DAY0 AS VARCHAR) FROM infusion") == [(on(0),)]
    assert session.rows("SELECT CAST(GIVEN AS VARCHAR) FROM lymphodepletion") == [(on(-5),)]


def test_a_second_infusion_opens_a_new_day_0(study: Path) -> None:
    edited(study, "ex", infused_again)
    session = analysed(study).study.session
    periods = session.rows(
        "SELECT APERIOD, CAST(DAY0 AS VARCHAR) FROM period WHERE USUBJID LIKE '%-01' ORDER BY 1"
    )
    assert periods == [(1, "2021-03-22"), (2, "2022-04-26")]
    ends = session.rows(
        "SELECT max(ADT) < DATE '2022-04-26', min(RDY) < 0 FROM scored_row "
        "WHERE USUBJID LIKE '%-01' AND APERIOD = 1"
    )
    assert ends == [(True, True)]
    later = session.rows(
        "SELECT min(RDY), bool_and(ADT >= DATE '2022-04-26') FROM scored_row "
        "WHERE USUBJID LIKE '%-01' AND APERIOD = 2 AND PARAMCD = 'SLEDAI'"
    )
    assert later[0][0] >= 0
    assert later[0][1]
    followed = session.rows(
        "SELECT APERIOD, AVAL FROM adtte WHERE USUBJID LIKE '%-01' AND PARAMCD = 'FUP' ORDER BY 1"
    )
    # Period 1 ends the day before the second infusion: 2021-03-22 to 2022-04-25 is 399 days.
    assert followed[0] == (1, 399)
    assert len(followed) == 2


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("screening", "min(FIRST)"),
        ("before leukapheresis", "max(CASE WHEN FIRST <= s.APHERESIS THEN FIRST END)"),
        ("before lymphodepletion", "max(CASE WHEN FIRST <= s.LYMPHODEPLETION THEN FIRST END)"),
        ("last before infusion", "max(CASE WHEN FIRST <= s.DAY0 THEN FIRST END)"),
    ],
)
def test_baseline_rules_pick_the_record_they_name(study: Path, rule: str, expected: str) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(text.replace('"before lymphodepletion"', f'"{rule}"'), encoding="utf-8")
    session = analysed(study).study.session
    flagged = session.rows(
        "SELECT USUBJID, ADT FROM scored_row WHERE PARAMCD = 'MRSS' AND ABLFL = 'Y' ORDER BY 1"
    )
    wanted = session.rows(
        f"SELECT r.USUBJID, {expected} FROM recorded AS r JOIN subject AS s ON s.USUBJID = r.USUBJID "
        "WHERE r.TESTCD = 'MRSS' AND r.VALUE IS NOT NULL AND r.FIRST <= s.DAY0 GROUP BY 1 ORDER BY 1"
    )
    assert flagged == wanted
    assert len(flagged) == 4


def test_a_patient_without_infusion_is_kept_and_reported(study: Path) -> None:
    edited(study, "ex", lambda rows: [r for r in rows if not r["USUBJID"].endswith("-01")])
    analysis = analysed(study)
    session = analysis.study.session
    assert session.rows("SELECT INFFL, TRTSDT FROM adsl WHERE USUBJID LIKE '%-01'") == [("N", None)]
    assert session.rows("SELECT count(*) > 0, count(RDY) FROM scored_row WHERE USUBJID LIKE '%-01'") == [
        (True, 0)
    ]
    assert any(f["rule"] == "no-infusion" for f in analysis.study.findings())


@pytest.mark.parametrize("written", ["2021-03", ""])
def test_an_infusion_without_its_day_is_an_infusion_without_day_0(study: Path, written: str) -> None:
    def undated(rows: list[Row]) -> list[Row]:
        ours = [r["USUBJID"].endswith("-01") and r["EXCAT"] == "CAR T" for r in rows]
        return [r | {"EXSTDTC": written} if own else r for r, own in zip(rows, ours, strict=True)]

    edited(study, "ex", undated)
    session = analysed(study).study.session
    assert session.rows("SELECT INFFL, TRTSDT FROM adsl WHERE USUBJID LIKE '%-01'") == [("Y", None)]
    assert session.rows("SELECT count(*) FROM adsl WHERE INFFL = 'Y' AND TRTSDT IS NOT NULL") == [(14,)]


def test_one_analysed_row_a_visit(study: Path) -> None:
    session = analysed(study).study.session
    several = session.rows(
        "SELECT USUBJID, PARAMCD, APERIOD, AVISIT, count(*) FROM scored_row WHERE ANL01FL = 'Y' "
        "GROUP BY 1, 2, 3, 4 HAVING count(*) > 1"
    )
    assert several == []
    # The repeated visit of the example: both assessments are rows, one of them is analysed.
    repeated = session.rows(
        "SELECT count(*), count(ANL01FL) FROM scored_row "
        "WHERE USUBJID LIKE '%-06' AND PARAMCD = 'SLEDAI' AND AVISIT = 'Month 3'"
    )
    assert repeated == [(2, 1)]


def test_no_later_record_than_the_data_cut_is_used(study: Path) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(
        text.replace("data_cut = 2023-09-15", "data_cut = 2022-06-30"), encoding="utf-8"
    )
    session = analysed(study).study.session
    assert session.rows("SELECT max(ADT) <= DATE '2022-06-30' FROM scored_row") == [(True,)]
    assert session.rows("SELECT max(LSTCNDT) <= DATE '2022-06-30' FROM adsl") == [(True,)]
