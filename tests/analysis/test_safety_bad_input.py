"""Spoilt safety records, in copies of the example: each becomes a finding, a bound or a reason, and never grade 0."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cartaid import example_study, read_study
from cartaid.engine import Session

Record = dict[str, str]


def patient(number: str) -> str:
    return f"CARTAID-DEMO-{number}"


def spoil(folder: Path, domain: str, change: Callable[[Record], list[Record]]) -> None:
    """Rewrite one file of the study; `change` gives the rows that stand for a row."""
    path = folder / f"{domain}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(made for row in rows for made in change(row))


def temperatures(row: Record) -> list[Record]:
    if row["VSTESTCD"] == "TEMP":
        celsius = float(row["VSSTRESN"])
        fahrenheit = f"{celsius * 9 / 5 + 32:.1f}"
        if row["USUBJID"] == patient("01"):  # in degF throughout, and said so
            row |= dict.fromkeys(("VSORRESU", "VSSTRESU"), "F")
            row |= dict.fromkeys(("VSORRES", "VSSTRESC", "VSSTRESN"), fahrenheit)
        elif row["USUBJID"] == patient("02") and celsius >= 38:  # a digit lost
            row |= dict.fromkeys(("VSORRES", "VSSTRESC", "VSSTRESN"), "3.7")
        elif row["USUBJID"] == patient("04") and celsius >= 38:  # in degF, said to be degC
            row |= dict.fromkeys(("VSORRES", "VSSTRESC", "VSSTRESN"), fahrenheit)
    return [row]


def oxygen(row: Record) -> list[Record]:
    return [row | {"PRDOSE": "", "PRDOSU": ""} if row["PRCAT"] == "OXYGEN" else row]


def events(row: Record) -> list[Record]:
    if row["AEDECOD"] != "Cytokine release syndrome":
        return [row]
    if row["USUBJID"] == patient("06"):
        return [row | {"AETOXGR": "6"}]
    if row["USUBJID"] == patient("07"):
        return [row | {"AESTDTC": "2022-05-12", "AEENDTC": "2022-05-08"}]
    if row["USUBJID"] == patient("10"):  # a second record of the same episode
        return [row, row | {"AESEQ": "90", "AETOXGR": "2"}]
    return [row]


def limits(row: Record) -> list[Record]:
    if row["USUBJID"] == patient("08") and row["LBTESTCD"] in ("ALT", "NEUT"):
        return [row | {"LBSTNRLO": "", "LBSTNRHI": ""}]
    return [row]


def infusions(row: Record) -> list[Record]:
    return [] if row["USUBJID"] == patient("12") and row["EXCAT"] == "CAR T" else [row]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("spoilt") / "study"
    shutil.copytree(example_study(), folder)
    for domain, change in (
        ("vs", temperatures),
        ("pr", oxygen),
        ("ae", events),
        ("lb", limits),
        ("ex", infusions),
    ):
        spoil(folder, domain, change)
    return read_study(folder).analyse().study.session


def worst(session: Session, number: str, code: str = "CRSMAX") -> tuple[Any, ...]:
    (found,) = session.rows(
        "SELECT ALOW, AHIGH, STATUS FROM scored_row WHERE USUBJID = ? AND PARAMCD = ?",
        [patient(number), code],
    )
    return found


def found(session: Session, rule: str, number: str) -> int:
    return len(session.rows("SELECT 1 FROM finding WHERE rule = ? AND USUBJID = ?", [rule, patient(number)]))


def test_fahrenheit_gives_the_same_grade(session: Session) -> None:
    assert worst(session, "01") == (1, 1, "DETERMINED")


@pytest.mark.parametrize(("number", "refused"), [("02", 4), ("04", 5)])
def test_an_impossible_temperature_is_open_not_absent(session: Session, number: str, refused: int) -> None:
    # All fevers of these patients were spoilt: grade 1 by their example records, 0 or 1 now.
    assert worst(session, number) == (0, 1, "UNDETERMINED")
    assert found(session, "value-refused", number) == refused
    assert found(session, "toxicity-temperature", number) == 1


def test_oxygen_without_flow_is_grade_2_or_3(session: Session) -> None:
    assert worst(session, "05") == (2, 3, "UNDETERMINED")
    assert found(session, "flow-missing", "05") == 1


def test_grade_6_is_no_grade(session: Session) -> None:
    assert found(session, "grade-out-of-range", "06") == 1
    (event,) = session.rows(
        "SELECT AETOXGR, ATOXGR FROM adae WHERE USUBJID = ? AND AESI = 'CRS'", [patient("06")]
    )
    assert event == ("6", None)
    (side_by_side,) = session.rows(
        "SELECT RECORDED, AGREEMENT FROM toxicity_disagreement WHERE USUBJID = ? AND TOXICITY = 'CRS'",
        [patient("06")],
    )
    assert side_by_side == (None, "recorded without grade")


def test_an_event_that_ends_before_it_starts_has_no_end(session: Session) -> None:
    assert found(session, "end-before-start", "07") == 1
    (event,) = session.rows(
        "SELECT ASTRDY, AENDT, AENDTF, ONGOFL, COUNTFL FROM adae WHERE USUBJID = ? AND AESI = 'CRS'",
        [patient("07")],
    )
    # Infused 2022-05-04, said to have begun on 2022-05-12.
    assert event == (8, None, None, "N", "Y")
    assert worst(session, "07") == (1, 1, "DETERMINED")


def test_a_missing_upper_limit_is_no_grade_0(session: Session) -> None:
    rows = session.rows(
        "SELECT DISTINCT ATOXGRH, ATOXLO, ATOXHI, ATOXRS LIKE '%upper limit of normal missing%' FROM adlb "
        "WHERE USUBJID = ? AND PARAMCD = 'ALT'",
        [patient("08")],
    )
    assert rows == [(None, 0, 4, True)]


def test_a_missing_lower_limit_leaves_the_grades_by_fixed_limits(session: Session) -> None:
    rows = session.rows(
        "SELECT DISTINCT ATOXGRL FROM adlb WHERE USUBJID = ? AND PARAMCD = 'NEUT' AND AVAL IS NOT NULL "
        "ORDER BY ATOXGRL NULLS LAST",
        [patient("08")],
    )
    # CTCAE v5.0: below 1.5 the grade does not need the limit; above it grade 1 or none.
    assert [grade for (grade,) in rows] == [2, 3, 4, None]
    open_ = session.rows(
        "SELECT min(AVAL) FROM adlb WHERE USUBJID = ? AND PARAMCD = 'NEUT' AND ATOXGRL IS NULL",
        [patient("08")],
    )
    assert open_[0][0] >= 1.5


def test_overlapping_records_of_one_event_are_asked_about(session: Session) -> None:
    assert found(session, "event-overlap", "10") == 1
    assert session.rows("SELECT count(*) FROM finding WHERE rule = 'event-overlap'") == [(1,)]
    (first,) = session.rows(
        "SELECT count(*) FROM adae WHERE USUBJID = ? AND AESI = 'CRS' AND AOCCPIFL = 'Y'", [patient("10")]
    )
    assert first == (1,)


def test_a_patient_without_infusion_has_no_day_0_and_no_grade(session: Session) -> None:
    assert found(session, "no-infusion", "12") == 1
    assert session.rows("SELECT TRTSDT, INFFL FROM adsl WHERE USUBJID = ?", [patient("12")]) == [(None, "N")]
    assert not session.rows(
        "SELECT 1 FROM scored_row WHERE USUBJID = ? AND DATASET = 'adtx'", [patient("12")]
    )
