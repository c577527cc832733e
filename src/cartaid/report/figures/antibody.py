"""Antibodies after the infusion as a ratio to before it: autoantibodies beside vaccine and other antibodies."""

from __future__ import annotations

from statistics import median
from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.patient_rows import HEADER, PATIENT, row_axis
from cartaid.report.figures.style import (
    INK,
    MUTED,
    PAPER,
    disease_scale,
    diseases_of,
    figure_spec,
    number,
    values,
)
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

ROW = 26
LONGEST_NAME = 60


def antibodies(data: Data) -> Figure | None:
    """Draw the ratio of each patient and antibody, with the median where there are three or more."""
    label = {row["USUBJID"]: row for row in data["patient"]}
    pairs = [row for row in data["antibody"] if row["USUBJID"] in label]
    if not pairs:
        return None
    names: dict[str, str] = {}
    for row in pairs:
        names.setdefault(row["TESTCD"], row["TEST"][:LONGEST_NAME])
    order: list[str] = []
    for kind in dict.fromkeys(row["KIND"] or "ANTIBODY" for row in pairs):
        order.append(HEADER + kind.capitalize()[:LONGEST_NAME])
        order += [
            PATIENT + names[code]
            for code in dict.fromkeys(r["TESTCD"] for r in pairs if (r["KIND"] or "ANTIBODY") == kind)
        ]
    points = [
        {
            "KEY": PATIENT + names[row["TESTCD"]],
            "RATIO": row["LATER_VALUE"] / row["BEFORE_VALUE"],
            "DISEASE": label[row["USUBJID"]]["GROUP"],
            "BOUND": bool(row["LATER_QUALIFIER"] or row["BEFORE_QUALIFIER"]),
        }
        for row in pairs
    ]
    spread(points)
    medians = []
    for key in dict.fromkeys(p["KEY"] for p in points):
        ratios = [p["RATIO"] for p in points if p["KEY"] == key]
        if len(ratios) >= 3:
            medians.append({"KEY": key, "RATIO": median(ratios)})
    months = sorted(row["LATER_DAY"] / DAYS_A_MONTH for row in pairs)
    fallen = sum(p["RATIO"] < 0.5 for p in points)
    return Figure(
        "antibodies",
        "Antibodies after the infusion, relative to before",
        "Each point is a patient: the last value from day 60 on, divided by the last one up to the infusion, by "
        "the same method and in the same unit; autoantibodies negative before are left out; "
        f"later values at {number(months[0])} to {number(months[-1])} months. "
        "Vertical stroke: median of three or more patients. Open circles: one of the two values is only known to lie "
        "below or above the range of the method; the limit was taken.",
        f"Dot plot of antibody ratios of {counted(len({r['USUBJID'] for r in pairs}), 'patient')}; {fallen} "
        f"of {len(points)} fell "
        "to less than half. The table below the figure lists every pair.",
        "cells",
        figure_spec(
            drawing(points, medians, order, data),
            "Circle: one patient, last value from day 60 on",
            *(["vertical stroke: median of three or more patients"] if medians else []),
            *(
                ["open circle: a value outside the range of the assay, the limit was taken"]
                if any(p["BOUND"] for p in points)
                else []
            ),
        ),
        ("Patient", "Antibody", "Before", "Day", "Later", "Day", "Ratio"),
        tuple(
            (
                label[row["USUBJID"]]["LABEL"],
                row["TEST"],
                f"{row['BEFORE_QUALIFIER'] or ''}{number(row['BEFORE_VALUE'])} {row['UNIT'] or ''}".strip(),
                number(row["BEFORE_DAY"], 4),
                f"{row['LATER_QUALIFIER'] or ''}{number(row['LATER_VALUE'])} {row['UNIT'] or ''}".strip(),
                number(row["LATER_DAY"], 4),
                number(row["LATER_VALUE"] / row["BEFORE_VALUE"], 2),
            )
            for row in pairs
        ),
    )


def spread(points: Rows) -> None:
    """Set the diseases of one antibody a little apart; a single one stays on its line."""
    for key in dict.fromkeys(p["KEY"] for p in points):
        own = [p for p in points if p["KEY"] == key]
        there = list(dict.fromkeys(p["DISEASE"] for p in own))
        for p in own:
            p["OFFSET"] = 0.0 if len(there) == 1 else 2 * there.index(p["DISEASE"]) / (len(there) - 1) - 1


def drawing(points: Rows, medians: Rows, order: list[str], data: Data) -> Spec:
    """Lay points and medians over a logarithmic axis with 1 marked."""
    x: Spec = {
        "field": "RATIO",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False, "padding": 14},
        "axis": {
            "title": "Last value from day 60 on, as a ratio to the one before the infusion",
            "values": [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
            "grid": True,
            "format": "~g",
        },
    }
    y = row_axis(order, labels=True)
    y["axis"] = {**y["axis"], "labelLimit": 260, "grid": False}
    groups = [pair for pair in diseases_of(data["patient"]) if any(p["DISEASE"] == pair[1] for p in points)]
    shade = {
        "field": "DISEASE",
        "type": "nominal",
        "scale": disease_scale(groups),
        "legend": {"orient": "bottom", "columns": 4, "symbolType": "circle"},
    }
    slots = {"field": "OFFSET", "type": "quantitative", "scale": {"domain": [-1.7, 1.7], "nice": False}}
    layers: list[Spec] = [
        {
            "data": values([{"RATIO": 1}]),
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 1},
            "encoding": {"x": x},
        },
        {
            "data": values([p for p in points if not p["BOUND"]]),
            "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1, "fillOpacity": 0.75},
            "encoding": {"x": x, "y": y, "yOffset": slots, "color": shade},
        },
        {
            "data": values([p for p in points if p["BOUND"]]),
            "mark": {
                "type": "point",
                "filled": False,
                "fill": PAPER,
                "size": 40,
                "opacity": 0.9,
                "strokeWidth": 1.4,
            },
            "encoding": {"x": x, "y": y, "yOffset": slots, "color": {**shade, "legend": None}},
        },
        {
            "data": values(medians),
            "mark": {
                "type": "tick",
                "orient": "vertical",
                "color": INK,
                "thickness": 2.2,
                "size": 22,
                "opacity": 1,
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    return {"width": 620, "height": ROW * len(order), "layer": layers}
