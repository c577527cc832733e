"""Scores over time: a thin line a patient, the median of each visit, and the number of patients below."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    RULE,
    colour,
    diseases_of,
    figure_spec,
    month_axis,
    number,
    panel_title,
    reference_line,
    values,
)
from cartaid.report.figures.visits import FEWEST, median_key, median_line, patient_counts, visit_medians
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.figures_data import ABBREVIATIONS, SCORES
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

SPARE_MONTHS = 0.8
HEIGHT = 230
PATIENT_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""Open symbols: of two on one spot both are seen. With more patients than these, all are circles."""


def trajectories(data: Data) -> list[Figure]:
    """Draw the scores of each disease that has any."""
    made = [trajectory(data, disease, label) for disease, label in diseases_of(data["patient"])]
    return [figure for figure in made if figure is not None]


def trajectory(data: Data, disease: str, label: str) -> Figure | None:
    """Draw the scores of one disease, a panel each, over the same months."""
    rows = [r for r in data["score"] if r["DISEASE"] == disease and r["DAY"] is not None]
    panels = [
        (code, title, low, cut)
        for of, code, title, _, low, cut in SCORES
        if of == disease and any(r["PARAMCD"] == code for r in rows)
    ]
    if not panels:
        return None
    medians = {
        code: visit_medians([r for r in rows if r["PARAMCD"] == code], data["visit"]) for code, *_ in panels
    }
    names = {row["USUBJID"]: row["LABEL"] for row in data["patient"]}
    months = [r["DAY"] / DAYS_A_MONTH for r in rows] + [m["MONTH"] for own in medians.values() for m in own]
    domain = (min([0, *months]) - SPARE_MONTHS, max([1, *months]) + SPARE_MONTHS)
    width = {1: 780, 2: 386, 3: 244}.get(len(panels), 244)
    patients = [names[id] for id in dict.fromkeys(r["USUBJID"] for r in rows) if id in names]
    shapes = dict(zip(sorted(patients), PATIENT_SHAPES, strict=False))
    named = len(shapes) == len(patients) > 1
    shown = [
        panel(
            [
                {"LABEL": names[r["USUBJID"]], "MONTH": r["DAY"] / DAYS_A_MONTH, "VALUE": r["VALUE"]}
                for r in rows
                if r["PARAMCD"] == code and r["USUBJID"] in names
            ],
            medians[code],
            (title, low, cut),
            colour(disease),
            shapes if named else {},
            domain,
            width,
        )
        for code, title, low, cut in panels
    ]
    titles = " and ".join(filter(None, [", ".join(p[1] for p in panels[:-1]), panels[-1][1]]))
    drawn = any(m["N"] >= FEWEST for own in medians.values() for m in own)
    short = [f"{name}: {meaning}" for name, meaning in ABBREVIATIONS.items() if name in titles]
    return Figure(
        f"scores_{disease.lower()}",
        f"{label}: {titles} over time",
        f"Thin lines: {counted(len(patients), 'patient')}, every determined assessment"
        + ("; the symbol tells the patient, in all panels the same. " if named else ". ")
        + (f"{median_key(named).capitalize()}, drawn at the target day. " if drawn else "")
        + "Numbers below: patients with a value. Baseline is the last assessment before "
        "the reference day of the protocol."
        + (" Broken line: the cut-off named on it." if any(p[3] for p in panels) else "")
        + (f" {'; '.join(short)}." if short else ""),
        f"Line plots of {titles} in {counted(len(patients), 'patient')} with {label}, by months from the infusion; "
        "medians of each visit are in the table below the figure.",
        "efficacy",
        figure_spec(
            {"hconcat": shown, "spacing": 52, "bounds": "flush"},
            "Thin: one patient",
            *([median_key(named)] if drawn else []),
            "n: patients with a value",
            "dotted: day 0",
        ),
        ("Score", "Visit", "Patients", "Median", "Lowest", "Highest"),
        tuple(
            (title, m["VISIT"], str(m["N"]), number(m["MEDIAN"]), number(m["LOWEST"]), number(m["HIGHEST"]))
            for code, title, *_ in panels
            for m in medians[code]
        ),
    )


def panel(
    points: Rows,
    medians: Rows,
    score: tuple[str, float | None, tuple[float, str] | None],
    shade: str,
    shapes: dict[str, str],
    domain: tuple[float, float],
    width: int,
) -> Spec:
    """Draw one score: its title, the lower end of its axis and its cut-off; `shapes` are the symbols of patients."""
    title, low, cut = score
    x = month_axis(domain[1], domain[0])
    scale: Spec = {"zero": low == 0, "nice": True}
    if low is None:
        scale["padding"] = 8
    y: Spec = {
        "field": "VALUE",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": None, "tickCount": 5},
    }
    many = not shapes and any(m["N"] >= FEWEST for m in medians)
    lines: list[Spec] = [
        {
            "data": values(points),
            "mark": {
                "type": "line",
                "color": shade,
                "strokeOpacity": 0.4 if many else 0.75,
                "strokeWidth": 1.2,
            },
            "encoding": {"x": x, "y": y, "detail": {"field": "LABEL"}},
        },
        {
            "data": values(points),
            "mark": symbol(shade, bool(shapes)),
            "encoding": {"x": x, "y": y, **({"shape": shape_of(shapes)} if shapes else {})},
        },
    ]
    middle = median_line(medians, x, y, few=bool(shapes))
    layers: list[Spec] = [
        {
            "data": values([{"MONTH": 0}]),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        *((middle, *lines) if shapes else (*lines, middle)),
        *(reference_line(cut[0], cut[1], y, width) if cut else []),
        *patient_counts(medians, x, HEIGHT, width),
        panel_title(title),
    ]
    return {"width": width, "height": HEIGHT, "layer": layers}


def symbol(shade: str, named: bool) -> Spec:
    """Give the mark of an assessment: open where its shape tells the patient, else a dot."""
    if named:
        return {
            "type": "point",
            "filled": False,
            "stroke": shade,
            "strokeWidth": 1.3,
            "size": 42,
            "opacity": 1,
        }
    return {"type": "point", "filled": True, "color": shade, "size": 16, "opacity": 1, "fillOpacity": 0.6}


def shape_of(shapes: dict[str, str]) -> Spec:
    """Give the symbol of each patient, with a legend."""
    return {
        "field": "LABEL",
        "type": "nominal",
        "scale": {"domain": list(shapes), "range": list(shapes.values())},
        "legend": {
            "orient": "bottom",
            "columns": 6,
            "title": "Patient",
            "titleOrient": "left",
        },
    }
