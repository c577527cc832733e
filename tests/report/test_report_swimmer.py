"""The swimmer plot: every mark at its own day, an undetermined visit drawn as neither in response nor out of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cartaid.example import example_study
from cartaid.report.figures.figure import Figure
from cartaid.report.figures.swimmer_first_weeks import SLOTS, first_weeks, row_height
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.study_analysis import Analysis
from report.conftest import Report

Rows = list[dict[str, Any]]


def recorded(table: str) -> list[dict[str, str]]:
    with (Path(example_study()) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def swimmer(report: Report) -> Figure:
    return next(f for f in report.drawing.figures if f.id == "swimmer")


def course(figure: Figure) -> list[dict[str, Any]]:
    """Give the layers of the whole follow-up."""
    layers: list[dict[str, Any]] = figure.spec["hconcat"][-1]["layer"]
    return layers


def marks(figure: Figure, kind: str) -> dict[str, float]:
    """Give the month of each mark of a kind, by patient."""
    return {
        row["KEY"].removeprefix(":"): row["MONTH"]
        for layer in course(figure)
        for row in layer["data"]["values"]
        if row.get("KIND") == kind
    }


def bars(figure: Figure, patient: str, stroked: str) -> list[tuple[float, float]]:
    """Give the bars of a patient, in days, of those layers whose mark has this property."""
    return [
        (round(row["MONTH"] * DAYS_A_MONTH), round(row["TO"] * DAYS_A_MONTH))
        for layer in course(figure)
        if layer["mark"]["type"] == "bar" and stroked in layer["mark"]
        for row in layer["data"]["values"]
        if row["KEY"] == f":{patient}"
    ]


def test_the_end_of_observation_and_the_cut_stand_at_their_own_day(report: Report, example: Analysis) -> None:
    cut = date(2023, 9, 15)  # study.toml of the example
    infused = {
        row["USUBJID"][-2:]: date.fromisoformat(row["EXSTDTC"][:10])
        for row in recorded("ex")
        if row["EXCAT"] == "CAR T"
    }
    last = dict(example.table("adsl").select("SUBJID, FUPDAYS").fetchall())
    found = marks(swimmer(report), "Under observation")
    assert {patient: round(month * DAYS_A_MONTH, 6) for patient, month in found.items()} == last
    cuts = marks(swimmer(report), "Data cut")
    assert len(cuts) == 15
    for patient, month in cuts.items():
        assert month * DAYS_A_MONTH == pytest.approx((cut - infused[patient]).days)


def test_the_arrow_begins_at_its_day(report: Report) -> None:
    """Its outline starts at 0 of its own coordinates, so that its day is its left edge and not its middle."""
    (encoding,) = {
        tuple(layer["encoding"]["shape"]["scale"]["range"])
        for layer in course(swimmer(report))
        if "shape" in layer["encoding"]
    }
    arrow = next(shape for shape in encoding if shape.startswith("M0,") and "Z" in shape)
    points = arrow.strip("MZ").split("L")
    assert min(float(point.split(",")[0]) for point in points) == 0


def test_an_undetermined_visit_is_neither_in_response_nor_out_of_it(report: Report) -> None:
    # README of the example: patient 08 lacks its urine sediment at month 9 (day 275); DORIS holds before and after.
    figure = swimmer(report)
    assert [row["DAY"] for row in report.content.data["undetermined"] if row["USUBJID"].endswith("08")] == [
        275
    ]
    (doubtful,) = bars(figure, "08", "strokeDash")
    assert doubtful[0] < 275 < doubtful[1]
    held = bars(figure, "08", "minBandSize")
    assert len(held) == 2
    assert held[0][1] == doubtful[0]
    assert held[1][0] == doubtful[1]
    texts = [
        row for layer in course(figure) if "text" in layer["encoding"] for row in layer["data"]["values"]
    ]
    assert ("08", 275) in {(row["KEY"][1:], round(row["MONTH"] * DAYS_A_MONTH)) for row in texts}
    assert "?: response undetermined at this visit" in " ".join(figure.spec["title"]["text"])
    assert next(row for row in figure.rows if row[0] == "08")[-1] == "275"


def test_a_response_at_one_assessment_alone_is_seen(changed_report: Callable[..., Report]) -> None:
    """Of patient 13 only the first assessment in response is left: a bar without length would not be seen."""

    def change(table: str, rows: Rows) -> Rows:
        if table != "qs":
            return rows
        own = [row for row in rows if row["USUBJID"].endswith("-13")]
        days = sorted({row["QSDTC"] for row in own if row["QSTESTCD"] == "SLD01"})
        held = next(day for day in days if abs((date.fromisoformat(day[:10]) - infused).days - first) <= 1)
        return [row for row in rows if not (row["USUBJID"].endswith("-13") and row["QSDTC"] > held)]

    rows = [r for r in recorded("ex") if r["USUBJID"].endswith("-13") and r["EXCAT"] == "CAR T"]
    infused = date.fromisoformat(rows[0]["EXSTDTC"][:10])
    whole = changed_report(lambda _, found: found).content.data["response"]
    (first,) = [row["FIRST_DAY"] for row in whole if row["USUBJID"].endswith("-13")]
    figure = swimmer(changed_report(change))
    (tick,) = [layer for layer in course(figure) if layer["mark"]["type"] == "tick"]
    seen = {row["KEY"][1:]: round(row["MONTH"] * DAYS_A_MONTH) for row in tick["data"]["values"]}
    assert seen["13"] == first
    assert "in response at one assessment alone" in " ".join(figure.spec["title"]["text"])


def test_an_infection_that_was_serious_or_of_grade_3_is_a_mark(report: Report) -> None:
    # ae.csv of the example: of its infections only the pneumonia of patient 08 was serious, none was of grade 3.
    found = marks(swimmer(report), "Infection, serious or grade ≥ 3")
    serious = [row for row in recorded("ae") if row["AEDECOD"] == "Pneumonia" and row["AESER"] == "Y"]
    assert [row["USUBJID"][-2:] for row in serious] == list(found) == ["08"]
    infused = date.fromisoformat(
        next(r["EXSTDTC"] for r in recorded("ex") if r["USUBJID"].endswith("08") and r["EXCAT"] == "CAR T")[
            :10
        ]
    )
    days = (date.fromisoformat(serious[0]["AESTDTC"][:10]) - infused).days
    assert found["08"] * DAYS_A_MONTH == pytest.approx(days)


def test_a_response_is_not_drawn_through_an_assessment_without_an_answer(
    changed_report: Callable[..., Report],
) -> None:
    """The last assessment of patient 13 loses an item: the bar of its response ends at the one before."""

    def change(table: str, rows: Rows) -> Rows:
        if table != "qs":
            return rows
        own = [row for row in rows if row["USUBJID"].endswith("-13") and row["QSTESTCD"] == "SLD01"]
        last = max(row["QSDTC"] for row in own)
        return [
            row
            for row in rows
            if not (row["USUBJID"].endswith("-13") and row["QSTESTCD"] == "SLD01" and row["QSDTC"] == last)
        ]

    report = changed_report(change)
    (open_day,) = [row["DAY"] for row in report.content.data["undetermined"] if row["USUBJID"].endswith("13")]
    figure = swimmer(report)
    assert all(end < open_day for _, end in bars(figure, "13", "minBandSize"))
    assert bars(figure, "13", "strokeDash") == []


def test_a_patient_never_assessed_is_not_drawn_as_one_without_toxicity_or_response(
    changed_report: Callable[..., Report],
) -> None:
    """Of patient 02 nothing is left but that it was treated."""

    def change(table: str, rows: Rows) -> Rows:
        return rows if table in ("dm", "ex") else [row for row in rows if not row["USUBJID"].endswith("-02")]

    figure = swimmer(changed_report(change))
    words = [
        (row["KEY"], row["TEXT"])
        for layer in figure.spec["hconcat"][0]["layer"]
        for row in layer["data"]["values"]
        if "TEXT" in row
    ]
    assert set(words) == {(":02", "not assessed")}
    ((first, until),) = bars(figure, "02", "strokeDash")
    assert first == 0
    assert bars(figure, "02", "cornerRadiusEnd") == []
    questions = [
        row["MONTH"] * DAYS_A_MONTH
        for layer in course(figure)
        for row in layer["data"]["values"]
        if row.get("TEXT") == "?" and row["KEY"] == ":02"
    ]
    assert len(questions) == 1
    assert 0 < questions[0] < until
    key = " ".join(figure.spec["title"]["text"])
    assert "“not assessed”: no day tells whether there was CRS or ICANS" in key
    assert "response never determined" in key
    assert "no assessment" in figure.caption
    row = next(row for row in figure.rows if row[0] == "02")
    assert row[3:6] == ("never determined", "not assessed", "not assessed")


def test_nothing_is_said_of_patients_never_assessed_where_there_is_none(report: Report) -> None:
    figure = swimmer(report)
    assert "assessed" not in " ".join(figure.spec["title"]["text"]).replace("assessment", "")
    assert "never" not in figure.caption + figure.alt + " ".join(figure.spec["title"]["text"])


def test_drugs_and_boxes_of_a_row_stay_in_it_and_apart() -> None:
    """Heights in pixels from the middle of the row: triangle 6 high; a box over whose days it stands is free of it."""

    def episode(toxicity: str, first: int, last: int) -> dict[str, Any]:
        return {"KEY": "1", "TOXICITY": toxicity, "FIRST_DAY": first, "LAST_DAY": last, "ALOW": 2, "AHIGH": 2}

    for episodes in (
        [episode("CRS", 3, 6)],
        [episode("CRS", 3, 6), episode("ICANS", 7, 9)],
        [episode("CRS", 3, 6), episode("ICANS", 5, 9)],
    ):
        for day in range(1, 12):
            boxes, drugs = first_weeks(episodes, [{"KEY": "1", "FIRST_DAY": day}])
            half = row_height(boxes) / 2
            (drug,) = drugs
            assert -half <= drug["OFFSET"] - 3 < drug["OFFSET"] + 3 <= half
            for box in boxes:
                height, middle, _ = SLOTS[box["SLOT"]]
                assert -half <= middle - height / 2 < middle + height / 2 <= half
                if box["FROM"] <= day <= box["TO"]:
                    assert abs(drug["OFFSET"] - middle) >= height / 2 + 2.8
