"""Visits in a figure over time: the median of each, and the number of patients below the axis."""

from __future__ import annotations

from statistics import median
from typing import Any

from cartaid.report.figures.figure import Spec
from cartaid.report.figures.style import INK, MUTED, RULE, values
from cartaid.results.cohort import DAYS_A_MONTH

Rows = list[dict[str, Any]]

FEWEST = 3
"""A median is drawn from so many patients on, in every figure."""

BELOW_AXIS = 54
"""Pixels from the axis to the numbers of patients: below its title."""

DIGIT, BETWEEN = 6, 3
"""Pixels of a digit, and between two numbers."""


def visit_medians(rows: Rows, visits: Rows) -> Rows:
    """Give the median of each visit at its target day, baseline first, with the number of patients."""
    at = {row["AVISIT"]: row["TARGET"] for row in visits}
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row["VISIT"]:
            found.setdefault(row["VISIT"], []).append((row["DAY"], row["VALUE"]))
    made = []
    for name, taken in found.items():
        middle = median(day for day, _ in taken)
        day = middle if name == "Baseline" else at.get(name, middle)
        numbers = [value for _, value in taken]
        made.append(
            {
                "VISIT": name,
                "MONTH": day / DAYS_A_MONTH,
                "MEDIAN": median(numbers),
                "N": len(numbers),
                "LOWEST": min(numbers),
                "HIGHEST": max(numbers),
            }
        )
    return sorted(made, key=lambda row: row["MONTH"])


def median_line(medians: Rows, x: Spec, y: Spec, few: bool) -> Spec:
    """Give the layer of the medians of visits with enough patients: dark over many lines, pale under a `few`.

    Of three patients the median is one, and a dark line would hide that one.
    """
    days = DAYS_A_MONTH if x["field"] == "DAY" else 1
    rows = [{x["field"]: m["MONTH"] * days, "VALUE": m["MEDIAN"]} for m in medians if m["N"] >= FEWEST]
    shade, weight, size = (RULE, 5, 90) if few else (INK, 2.6, 34)
    point = {"size": size, "filled": True, "color": shade, "opacity": 1}
    return {
        "data": values(rows),
        "mark": {"type": "line", "color": shade, "strokeWidth": weight, "point": point},
        "encoding": {"x": x, "y": y},
    }


def median_key(few: bool) -> str:
    """Say how the medians are drawn.

    >>> median_key(False)
    'thick: median of each visit with 3 or more patients'
    """
    return f"{'broad grey' if few else 'thick'}: median of each visit with {FEWEST} or more patients"


def patient_counts(medians: Rows, x: Spec, height: int, width: int) -> list[Spec]:
    """Write the number of patients below the axis under each visit, where there is room for it.

    `x` encodes the field that gives the place of a visit: MONTH, or DAY.
    """
    low, high = x["scale"]["domain"]
    pixel = (high - low) / width
    shown: Rows = []
    for row in medians:
        text = str(row["N"])
        place = row["MONTH"] * (DAYS_A_MONTH if x["field"] == "DAY" else 1)
        room = ((len(text) + len(shown[-1]["TEXT"])) / 2 * DIGIT + BETWEEN) * pixel if shown else 0
        if low <= place <= high and (not shown or place - shown[-1][x["field"]] >= room):
            shown.append({x["field"]: place, "TEXT": text})
    mark = {"type": "text", "fontSize": 11, "color": MUTED, "y": height + BELOW_AXIS}
    return [
        {"data": values(shown), "mark": mark, "encoding": {"x": x, "text": {"field": "TEXT"}}},
        {
            "data": values([{"TEXT": "n"}]),
            "mark": {**mark, "fontStyle": "italic", "x": -14},
            "encoding": {"text": {"field": "TEXT"}},
        },
    ]


def risk_heading(height: int) -> Spec:
    """Give the heading of the numbers at risk, beside the title of the axis above them."""
    mark = {"type": "text", "align": "right", "x": -14, "y": height + 36, "fontSize": 11, "color": MUTED}
    return {"data": values([{"TEXT": "At risk"}]), "mark": mark, "encoding": {"text": {"field": "TEXT"}}}
