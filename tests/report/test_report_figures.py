"""Figures: specifications that compile, text that is text, and what they show for a few patients or none."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise
from math import log10
from pathlib import Path
from typing import Any

import pytest

from cartaid.report.figures import from_first_exposure, make_figures
from cartaid.report.figures.cells import below_limits, cells
from cartaid.report.figures.complement import complement
from cartaid.report.figures.figure import Figure
from cartaid.report.figures.glucocorticoid import dose_on, dose_steps
from cartaid.report.figures.incidence import incidence
from cartaid.report.figures.kinetic_model import kinetic_model
from cartaid.report.figures.paired_change import most_pairs
from cartaid.report.figures.survival import competition
from cartaid.report.figures.visits import visit_medians
from cartaid.report.render import svg
from cartaid.report.write import write_figures
from report.conftest import Report

EXPECTED = (
    "swimmer response_grid scores_sle scores_iim scores_ssc paired_change glucocorticoid cells antibody_waterfall "
    "antibodies complement survival".split()
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


def test_the_waterfall_falls_and_marks_bounds_and_loss(report: Report) -> None:
    rows = figure(report, "antibody_waterfall").rows
    # Six patients had anti-dsDNA above 20 IU/mL by ELISA and one above 35 by CLIA; for 09 no later sample is comparable.
    dsdna = {row[0]: row for row in rows if row[1].startswith("Anti-dsDNA")}
    assert sorted(dsdna) == ["01", "02", "04", "06", "08", "11"]
    assert dsdna["02"][3:5] == (">400 IU/mL", "<10 IU/mL")
    assert dsdna["02"][6].startswith("≤ −") or dsdna["02"][6].startswith("≤ -")
    assert dsdna["02"][7] == "yes"
    assert {row[7] for row in rows if row[1].startswith("Anti-Ro")} == {"no"}


def cell_row(day: int, value: float | None, **more: object) -> dict[str, object]:
    same = {
        "USUBJID": "A",
        "DISEASE": "SLE",
        "KIND": "CAR T",
        "TESTCD": "CARTCE",
        "METHOD": None,
        "UNIT": "/uL",
    }
    return {**same, "DAY": day, "VALUE": value, "QUALIFIER": None, "THRESHOLD": None, **more}


def test_lines_of_cells_have_gaps_and_every_sample_is_drawn() -> None:
    # A refused sample on day 14; samples before the infusion; a second expansion after day 100; one above the range.
    days = {-3: 2.0, 0: 1.0, 9: 100.0, 14: None, 28: 6.0, 160: 80.0}
    rows = [cell_row(day, value) for day, value in days.items()] + [cell_row(170, 300.0, QUALIFIER=">")]
    patients = [{"USUBJID": "A", "LABEL": "A", "DISEASE": "SLE", "GROUP": "SLE"}]
    found = cells({"cell": rows, "patient": patients})
    assert found is not None
    (panel,) = found.spec["hconcat"]
    (line,) = [layer for layer in panel["layer"] if layer["mark"]["type"] == "line"]
    joined: dict[str, list[int]] = {}
    for point in line["data"]["values"]:
        joined.setdefault(point["LINE"], []).append(point["MONTH"])
    assert list(joined.values()) == [[-3], [0, 9], [28, 160, 170]]
    scale = line["encoding"]["x"]["scale"]
    assert scale["type"] == "sqrt"
    assert scale["domain"][0] <= -3
    assert scale["domain"][1] >= 170
    (above,) = [layer for layer in panel["layer"] if layer["mark"].get("shape") == "triangle-up"]
    assert [point["MONTH"] for point in above["data"]["values"]] == [170]
    key = " ".join(found.spec["title"]["text"])
    assert "square-root axis" in key
    assert "above the range of the assay" in key
    assert found.rows[0][2] == ">300"


def test_days_from_the_first_exposure_are_named_so() -> None:
    patients = [
        {"USUBJID": "A", "LABEL": "A", "DISEASE": "SLE", "GROUP": "SLE", "DAY0_SOURCE": "first exposure"}
    ]
    found = cells({"cell": [cell_row(9, 100.0)], "patient": patients})
    assert found is not None
    assert "infusion" not in str(from_first_exposure(found).spec)
    assert "Days from the first exposure" in str(from_first_exposure(found).spec)


def test_paired_values_are_of_one_visit_a_score(report: Report) -> None:
    rows = figure(report, "paired_change").rows
    visits = {(row[1], row[3]) for row in rows}
    assert len(visits) == len({score for score, _ in visits})
    sledai = [row for row in rows if row[1] == "SLEDAI-2K"]
    assert len(sledai) == 8
    assert all(float(after) - float(before) == float(change) for *_, before, _, after, change in sledai)


def test_pairs_need_both_values_and_equals_go_to_the_later_visit() -> None:
    def row(id: str, visit: str, day: int, value: float) -> dict[str, object]:
        return {"USUBJID": id, "VISIT": visit, "DAY": day, "VALUE": value}

    place = {"Month 3": 91, "Month 6": 182, "Month 12": 365}
    rows = [row("A", "Baseline", -5, 10), row("B", "Baseline", -5, 8), row("C", "Month 3", 90, 1)]
    rows += [row("A", "Month 3", 91, 4), row("B", "Month 3", 91, 4), row("A", "Month 6", 180, 2)]
    rows += [row("B", "Month 6", 180, 0), row("A", "Month 12", 365, 0)]
    assert most_pairs(rows, place) == ("Month 6", [("A", 10, 2), ("B", 8, 0)])
    assert most_pairs(rows[:3], place) == ("", [])


def test_competing_events_are_drawn_and_named() -> None:
    def point(cause: str, month: float, share: float) -> dict[str, object]:
        return {
            "PARAMCD": "TTREL", "PARAM": "Relapse", "CAUSE": cause, "PATIENTS": 4, "MONTH": month, "INCIDENCE": share,
            "LOW": 0.0, "HIGH": 1.0, "CENSORED": 0, "LEFT": 3,
        }  # fmt: skip

    rows = [
        point(cause, month, share)
        for cause in ("event", "death")
        for month, share in ((0.0, 0.0), (5.0, 0.25))
    ]
    made = incidence({"incidence": rows})
    assert made is not None
    assert "Relapse: death" in made.caption
    assert "long dashes: death before it" in " ".join(made.spec["title"]["text"])
    assert ("Relapse", "death", "5", "25 %", "0 %", "100 %") in made.rows
    assert incidence({"incidence": []}) is None
    # Without a competing event it is 1 minus the Kaplan-Meier curve, which is drawn already.
    assert incidence({"incidence": [row for row in rows if row["CAUSE"] == "event"]}) is None


def test_survival_says_whether_something_competed(report: Report) -> None:
    assert "Nobody died or had a second CAR T infusion" in figure(report, "survival").caption
    competing = competition([{"PARAMCD": "TTREL", "CAUSE": "death"}])
    assert "counts it as competing" in competing
    assert competition([]) == ""


def marks(spec: object) -> list[dict[str, Any]]:
    """Give every layer of a specification that has data and a mark."""
    if isinstance(spec, list):
        return [layer for part in spec for layer in marks(part)]
    if isinstance(spec, dict):
        own = [spec] if "mark" in spec and "data" in spec else []
        return [*own, *(layer for part in spec.values() for layer in marks(part))]
    return []


def texts(spec: object) -> list[str]:
    found = [row.get("TEXT") for layer in marks(spec) for row in layer["data"]["values"]]
    return [line for text in found if text for line in ([text] if isinstance(text, str) else text)]


def test_few_patients_are_told_by_their_symbols_and_many_are_not(report: Report) -> None:
    named = {
        id: [
            layer["encoding"]["shape"]
            for layer in marks(figure(report, id).spec)
            if "shape" in layer["encoding"]
        ]
        for id in ("scores_sle", "scores_iim", "scores_ssc")
    }
    assert named["scores_sle"] == []
    # Three patients with myositis, four with systemic sclerosis; the same symbol in every panel.
    assert {tuple(shape["scale"]["domain"]) for shape in named["scores_iim"]} == {("05", "10", "12")}
    assert {len(set(shape["scale"]["range"])) for shape in named["scores_ssc"]} == {4}
    assert "broad grey: median" in figure(report, "scores_iim").spec["title"]["text"][0]
    assert "thick: median" in figure(report, "scores_sle").spec["title"]["text"][0]


def test_cut_offs_are_named_and_patients_counted_below_the_axis(report: Report) -> None:
    assert "active from 2.5" in texts(figure(report, "scores_ssc").spec)
    assert "upper limit of normal" in texts(figure(report, "scores_iim").spec)
    assert "n" in texts(figure(report, "complement").spec)
    counts = [
        int(row["N"])
        for layer in marks(figure(report, "antibodies").spec)
        for row in layer["data"]["values"]
        if "N" in row
    ]
    assert sum(counts) == len(figure(report, "antibodies").rows)


def test_samples_below_the_limit_lie_under_it_a_row_a_disease() -> None:
    points = [
        {"VALUE": value, "BELOW": value == 1.0, "DISEASE": disease}
        for value, disease in ((1.0, "SLE"), (1.0, "Myositis"), (1.0, "SLE"), (80.0, "SLE"))
    ]
    below_limits(points, ["SLE", "Myositis"])
    first, second, third, above = (point["DRAWN"] for point in points)
    assert second < first == third < 1.0
    assert above == 80.0


def test_antibodies_that_would_cover_one_another_keep_their_ratio(report: Report) -> None:
    drawn = [
        row
        for layer in marks(figure(report, "antibodies").spec)
        for row in layer["data"]["values"]
        if "OFFSET" in row
    ]
    listed = [float(row[-1]) for row in figure(report, "antibodies").rows]
    assert sorted(float(f"{row['RATIO']:.2g}") for row in drawn) == sorted(listed)
    assert len([row for row in drawn if row["KEY"].endswith("Measles IgG")]) == 15


def test_every_point_of_an_antibody_can_be_counted(report: Report) -> None:
    """Nearly equal ratios: two points of a row lie a symbol apart, along the axis or across it."""
    drawn = [
        row
        for layer in marks(figure(report, "antibodies").spec)
        for row in layer["data"]["values"]
        if "OFFSET" in row
    ]
    places = [log10(row["RATIO"]) for row in drawn]
    pixels = 600 / (max(places) - min(places))
    for one, other in combinations(drawn, 2):
        along = abs(log10(one["RATIO"]) - log10(other["RATIO"])) * pixels
        assert one["KEY"] != other["KEY"] or along >= 6 or abs(one["Y"] - other["Y"]) >= 6


def test_rows_of_antibodies_do_not_run_into_one_another(report: Report) -> None:
    rows: dict[str, list[float]] = {}
    for layer in marks(figure(report, "antibodies").spec):
        for row in layer["data"]["values"]:
            if "OFFSET" in row:
                rows.setdefault(row["KEY"], []).append(row["Y"])
    spans = sorted((min(own), max(own)) for own in rows.values())
    assert all(upper[1] + 6 < lower[0] for upper, lower in pairwise(spans))


def test_curves_of_diseases_are_told_without_colour(report: Report) -> None:
    spec = figure(report, "survival").spec
    for panel in spec["hconcat"]:
        lines = [layer["mark"] for layer in panel["layer"] if layer["mark"]["type"] == "line"]
        dashes = {line["color"]: tuple(line.get("strokeDash", ())) for line in lines}
        assert len(lines) == len(set(dashes.values())) == 4
        samples = [layer["mark"] for layer in panel["layer"] if layer["mark"]["type"] == "rule"]
        for mark in samples:
            assert tuple(mark["strokeDash"]) == dashes[mark["color"]]
        assert len(samples) == (3 if panel is spec["hconcat"][0] else 0)


def test_a_bar_of_a_bound_ends_in_a_point(report: Report) -> None:
    layers = [
        layer
        for layer in marks(figure(report, "antibody_waterfall").spec)
        if layer["mark"]["type"] == "point"
    ]
    rows = [row for layer in layers for row in layer["data"]["values"]]
    bounds = [row for row in figure(report, "antibody_waterfall").rows if row[6].startswith("≤")]
    assert len(rows) == len(bounds)
    assert {row["BOUND"] for row in rows} == {"<="}


def kinetic_data(below: bool = True) -> dict[str, list[dict[str, object]]]:
    curve = [
        {
            "ASSAY": "CARTCE",
            "UNIT": "/uL",
            "USUBJID": id,
            "DAY": day,
            "MEDIAN": middle,
            "LOW": middle / 2,
            "HIGH": 2 * middle,
        }
        for id in ("", "A")
        for day, middle in ((0.0, 0.01), (9.0, 50.0), (180.0, 0.001))
    ]
    samples = [
        {"ASSAY": "CARTCE", "USUBJID": "A", "DAY": 9.0, "VALUE": 48.0, "BELOW": False},
        {"ASSAY": "CARTCE", "USUBJID": "A", "DAY": 60.0, "VALUE": 0.5, "BELOW": below},
    ]
    patient = [{"USUBJID": "A", "LABEL": "01", "DISEASE": "SLE", "GROUP": "SLE"}]
    return {"kinetic_curve": curve, "kinetic_sample": samples, "patient": patient}


def test_a_kinetic_model_is_drawn_with_its_samples() -> None:
    (made,) = kinetic_model(kinetic_data())
    assert made.rows == (("01", "9", "48"), ("01", "60", "<0.5"))
    drawn = svg(json.loads(json.dumps(made.spec, allow_nan=False)))
    assert "A new patient" in drawn
    assert "01, SLE" in drawn
    assert "cells/µL" in drawn
    assert "open circle: below quantification" in drawn
    assert "NaN" not in drawn
    assert kinetic_model({**kinetic_data(), "kinetic_curve": []}) == []


def complement_data(
    *rows: tuple[str, int, float | None, str, str | None],
) -> dict[str, list[dict[str, object]]]:
    """Give values of C3 of patients A, B and C: patient, day, value, unit, visit."""
    return {
        "patient": [{"USUBJID": id, "LABEL": id, "DISEASE": "SLE", "GROUP": "SLE"} for id in "ABC"],
        "visit": [{"AVISIT": "Month 3", "TARGET": 91}],
        "complement": [
            {
                "USUBJID": id,
                "TEST": "C3",
                "DAY": day,
                "VALUE": value,
                "UNIT": unit,
                "VISIT": visit,
                "QUALIFIER": None,
                "LOW": 0.9,
                "HIGH": 1.8,
            }
            for id, day, value, unit, visit in rows
        ],
    }


def test_complement_has_its_median_its_limits_and_gaps() -> None:
    visits = [(id, 90, value, "g/L", "Month 3") for id, value in (("A", 1.0), ("B", 1.2), ("C", 1.1))]
    other = ("A", 180, 105.0, "mg/dL", "Month 6")
    made = complement(
        complement_data(("A", -5, 0.6, "g/L", "Baseline"), *visits, other, ("A", 270, 1.1, "g/L", None))
    )
    assert made is not None
    assert made.rows == (
        ("C3", "Baseline", "1", "0.6", "0.6", "0.6"),
        ("C3", "Month 3", "3", "1.1", "1", "1.2"),
    )
    assert "C3: 1 value in other units (mg/dL) or refused; the line has a gap there." in made.caption
    drawn = svg(json.loads(json.dumps(made.spec, allow_nan=False)))
    assert "lower limit of normal 0.9" in drawn
    assert "upper limit of normal 1.8" in drawn
    (panel,) = made.spec["hconcat"]
    lines = next(layer for layer in panel["layer"] if "detail" in layer["encoding"])
    # The line of A ends before the value in mg/dL and begins anew after it.
    of_a = [(p["DAY"], p["LINE"]) for p in lines["data"]["values"] if p["LINE"].startswith("A")]
    assert of_a == [(-5, "A 0"), (90, "A 0"), (270, "A 1")]


def test_without_complement_there_is_no_figure() -> None:
    assert complement(complement_data()) is None
    assert complement(complement_data(("A", 10, None, "g/L", None))) is None
    two = complement(complement_data(("A", 90, 1.0, "g/L", "Month 3"), ("B", 90, 1.2, "g/L", "Month 3")))
    assert two is not None
    assert "median" not in json.dumps(two.spec["title"])


def test_a_key_names_what_is_drawn_and_nothing_else(report: Report) -> None:
    """The example has samples below quantification, negative antibodies and censored times, but nobody died."""
    key = {f.id: " ".join(f.spec.get("title", {}).get("text", [])) for f in report.drawing.figures}
    assert "open symbol: below the limit of quantification" in key["cells"]
    assert "short strokes: observation ended" in key["survival"]
    assert "95 % confidence interval (beta-product)" in key["survival"]
    assert "bar ending in a point: the fall is at least this large" in key["antibody_waterfall"]
    assert "the rise" not in key["antibody_waterfall"]
    assert "? cannot be told" not in key["antibody_waterfall"]
    assert "? undetermined" in key["response_grid"]
    assert "Change from before treatment, %" in json.dumps(figure(report, "antibody_waterfall").spec)
