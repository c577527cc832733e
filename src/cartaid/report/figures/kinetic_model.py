"""The kinetic model beside the samples: each patient's curve, and what is expected of a new patient."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.cells import CANONICAL
from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import INK, MUTED, PAPER, colour, figure_spec, number, unit_label, values
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

SMALL, HEIGHT, IN_A_ROW = 128, 96, 5
NEW = "A new patient"
SHORT = {"Systemic sclerosis": "SSc"}
LONGEST = 22
"""Letters of the title of a panel."""
DAYS = (0, 7, 28, 90, 180, 365, 730)
LEAST = 0.2
"""Curves are drawn down to this share of the lowest sample: below it nothing was measured."""


def kinetic_model(data: Data) -> list[Figure]:
    """Draw the fit of every assay there is one for."""
    return [
        fitted(assay, place, data)
        for place, assay in enumerate(dict.fromkeys(row["ASSAY"] for row in data["kinetic_curve"]))
    ]


def fitted(assay: str, place: int, data: Data) -> Figure:
    """Draw one assay: the new patient with all samples first, then patient by patient."""
    label = {row["USUBJID"]: row for row in data["patient"]}
    curves = [row for row in data["kinetic_curve"] if row["ASSAY"] == assay]
    samples = [row for row in data["kinetic_sample"] if row["ASSAY"] == assay]
    lowest = min(row["VALUE"] for row in samples)
    highest = max(max(row["VALUE"] for row in samples), max(row["HIGH"] for row in curves if row["USUBJID"]))
    ends = (LEAST * lowest, 1.6 * highest)
    last = max(row["DAY"] for row in samples)
    panels = [panel(NEW, [r for r in curves if not r["USUBJID"]], samples, INK, ends, last, True)]
    patients = [id for id in label if any(row["USUBJID"] == id for row in curves)]
    for number_of, id in enumerate(patients, start=1):
        own = [row for row in curves if row["USUBJID"] == id]
        points = [row for row in samples if row["USUBJID"] == id]
        shade = colour(label[id]["DISEASE"])
        group = SHORT.get(label[id]["GROUP"], label[id]["GROUP"])
        title = f"{label[id]['LABEL']}, {group}"[:LONGEST]
        panels.append(panel(title, own, points, shade, ends, last, number_of % IN_A_ROW == 0))
    unit = unit_label(CANONICAL.get(curves[0]["UNIT"], curves[0]["UNIT"])) or "unit not given"
    rows = [panels[i : i + IN_A_ROW] for i in range(0, len(panels), IN_A_ROW)]
    return Figure(
        "kinetic_model" if place == 0 else f"kinetic_model_{place + 1}",
        f"Kinetic model of CAR T cells: {assay}",
        "Line: posterior median of the curve; band: central 90 %, without the scatter of single samples. First panel: "
        "a new patient from the same population beside all samples; then each patient beside the own samples. Open "
        "circles: below quantification, drawn at the limit. Days from the infusion, on a square-root axis.",
        f"Fitted curves of {counted(len(patients), 'patient')} on logarithmic axes; the table lists the samples.",
        "cells",
        figure_spec(
            {"vconcat": [{"hconcat": row, "spacing": 14} for row in rows], "spacing": 16},
            f"Vertical: {unit}, logarithmic",
            "horizontal: days from the infusion, square-root axis",
            "line and band: posterior median and central 90 % of the curve",
            "dot: sample",
            *(
                ["open circle: below quantification, drawn at the limit"]
                if any(r["BELOW"] for r in samples)
                else []
            ),
            "first panel: a new patient beside all samples; others by number and disease",
        ),
        ("Patient", "Day", "Sample"),
        tuple(
            (
                label[r["USUBJID"]]["LABEL"],
                number(r["DAY"], 4),
                f"{'<' if r['BELOW'] else ''}{number(r['VALUE'])}",
            )
            for r in samples
            if r["USUBJID"] in label
        ),
    )


def panel(
    title: str, curve: Rows, samples: Rows, shade: str, ends: tuple[float, float], last: float, labels: bool
) -> Spec:
    """Draw one curve with its samples."""
    drawn = [{name: r[name] for name in ("DAY", "LOW", "MEDIAN", "HIGH")} for r in curve]
    x: Spec = {
        "field": "DAY",
        "type": "quantitative",
        "scale": {"type": "sqrt", "domain": [0, last * 1.03], "nice": False},
        "axis": {"title": None, "values": [d for d in DAYS if d <= last], "labelFontSize": 11},
    }
    y: Spec = {
        "field": "MEDIAN",
        "type": "quantitative",
        "scale": {"type": "log", "domain": list(ends), "nice": False},
        "axis": {
            "title": None,
            "values": [10.0**power for power in range(-4, 9) if ends[0] <= 10.0**power <= ends[1]],
            "format": "~s" if ends[0] >= 1 else "~g",
            "labels": labels,
            "labelFontSize": 11,
            "grid": True,
        },
    }
    points = [{"DAY": r["DAY"], "MEDIAN": r["VALUE"], "BELOW": r["BELOW"]} for r in samples]
    layers: list[Spec] = [
        {
            "data": values(drawn),
            "mark": {"type": "area", "clip": True, "color": shade, "fillOpacity": 0.18, "opacity": 1},
            "encoding": {"x": x, "y": {**y, "field": "LOW"}, "y2": {"field": "HIGH"}},
        },
        {
            "data": values(drawn),
            "mark": {"type": "line", "clip": True, "color": shade, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": values([p for p in points if not p["BELOW"]]),
            "mark": {
                "type": "point",
                "filled": True,
                "size": 12,
                "color": MUTED if title == NEW else INK,
                "opacity": 0.9,
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "data": values([p for p in points if p["BELOW"]]),
            "mark": {
                "type": "point",
                "size": 12,
                "fill": PAPER,
                "filled": False,
                "color": MUTED,
                "strokeWidth": 1,
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    return {
        "width": SMALL,
        "height": HEIGHT,
        "title": {"text": title, "fontSize": 12, "offset": 4},
        "layer": layers,
    }
