"""Figures: specifications that compile, text that is text, and what they show for a few patients or none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cartaid.report.figures import make_figures
from cartaid.report.figures.figure import Figure
from cartaid.report.figures.glucocorticoid import dose_on, dose_steps
from cartaid.report.figures.trajectory import visit_medians
from cartaid.report.render import svg
from cartaid.report.write import write_figures
from report.conftest import Report

EXPECTED = (
    "swimmer response_grid scores_sle scores_iim scores_ssc glucocorticoid cells antibodies survival".split()
)


def figure(report: Report, id: str) -> Figure:
    return next(f for f in report.drawing.figures if f.id == id)


def test_the_example_has_every_figure(report: Report) -> None:
    assert [f.id for f in report.drawing.figures] == EXPECTED


@pytest.mark.parametrize("id", EXPECTED)
def test_a_specification_is_json_and_compiles_without_a_warning(report: Report, id: str) -> None:
    spec = json.loads(json.dumps(figure(report, id).spec, allow_nan=False))
    drawn = svg(spec)
    width = float(re.search(r'width="([\d.]+)"', drawn).group(1))  # type: ignore[union-attr]
    assert 500 < width < 1100
    assert "<text" in drawn
    assert "NaN" not in drawn
    assert "undefined" not in drawn


def test_an_invalid_specification_is_refused() -> None:
    with pytest.raises(ValueError, match="conversion failed"):
        svg({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "layer": 3})


def test_the_swimmer_shows_every_patient_and_the_worst_grade(report: Report) -> None:
    rows = {row[0]: row for row in figure(report, "swimmer").rows}
    assert len(rows) == 15
    # Patient 05 is the one with CRS of grade 2, patient 10 the one with ICANS (the example's own description).
    assert rows["05"][4].startswith("2 (")
    assert rows["10"][5].startswith("1 (")
    assert [label for label, row in rows.items() if row[5]] == ["10"]


def test_figures_are_written_as_svg_png_and_specification(report: Report, tmp_path: Path) -> None:
    written = write_figures(tmp_path, report.drawing)
    assert {p.suffix for p in written} == {".svg", ".png", ".json"}
    assert len(written) == 3 * len(EXPECTED)
    for path in written:
        if path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG\r\n")


def test_no_patient_gives_no_figure(report: Report) -> None:
    assert make_figures({name: [] for name in report.content.data}) == []


def test_one_patient_with_nothing_but_a_day_of_last_contact(report: Report) -> None:
    data = {name: [] for name in report.content.data}
    data["patient"] = [dict(report.content.data["patient"][0])]
    (only,) = make_figures(data)
    assert only.id == "swimmer"
    assert "NaN" not in svg(only.spec)


def test_doses_of_overlapping_courses_add_up() -> None:
    # 10 mg from day -60 to -6 and 5 mg from day -30 to -20: 15 mg on day -25, 10 on -10, none on -5.
    patient = {"USUBJID": "a", "LAST_DAY": 100}
    courses = [
        {"USUBJID": "a", "FIRST_DAY": -60, "LAST_DAY": -6, "PRED": 10.0},
        {"USUBJID": "a", "FIRST_DAY": -30, "LAST_DAY": -20, "PRED": 5.0},
        {"USUBJID": "b", "FIRST_DAY": -60, "LAST_DAY": 50, "PRED": 40.0},
    ]
    steps = dose_steps(patient, courses)
    assert [dose_on(steps, day) for day in (-61, -60, -25, -20, -19, -6, -5, 100)] == [
        0,
        10,
        15,
        15,
        10,
        10,
        0,
        0,
    ]


def test_the_median_of_a_visit_counts_each_patient_once() -> None:
    rows = [
        {"VISIT": "Month 6", "DAY": 180, "VALUE": 4.0},
        {"VISIT": "Month 6", "DAY": 190, "VALUE": 0.0},
        {"VISIT": None, "DAY": 200, "VALUE": 90.0},
    ]
    (visit,) = visit_medians(rows, [{"AVISIT": "Month 6", "TARGET": 182}])
    assert (visit["MEDIAN"], visit["N"], visit["LOWEST"], visit["HIGHEST"]) == (2.0, 2, 0.0, 4.0)
    assert visit["MONTH"] == pytest.approx(182 / 30.4375)
