"""Autoantibodies as a waterfall: the change of each patient, sorted, one panel an antibody."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    GRID,
    INK,
    RULE,
    disease_scale,
    diseases_of,
    figure_spec,
    number,
    values,
)
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

HEIGHT, BAR, NARROWEST, GAP, ROOM = 230, 19, 112, 34, 800
"""Pixels: height of a panel, width of a bar with its gap, least width of a panel, space between, room in a row."""


BOUNDS = {
    "<=": "≤ the fall is at least this large: a value lies outside the range of the assay",
    ">=": "≥ the rise is at least this large: a value lies outside the range of the assay",
}
"""What the key says of a bound, where one is drawn."""


def waterfall(data: Data) -> Figure | None:
    """Draw the change of every autoantibody that was positive before, at the last sample by the same assay."""
    label = {row["USUBJID"]: row for row in data["patient"]}
    pairs = [row for row in data["antibody_change"] if row["USUBJID"] in label]
    if not pairs:
        return None
    panels: dict[str, Rows] = {}
    for row in pairs:
        panels.setdefault(row["TEST"], []).append(
            {
                "LABEL": label[row["USUBJID"]]["LABEL"],
                "DISEASE": label[row["USUBJID"]]["GROUP"],
                "CHANGE": row["CHANGE"],
                "MARK": ("≤" if row["BOUND"] == "<=" else "≥" if row["BOUND"] else "")
                + ("●" if row["LOST"] else ""),
                "MONTH": row["DAY"] / DAYS_A_MONTH,
            }
        )
    top = max(5.0, *(row["CHANGE"] for row in pairs))
    groups = [
        pair
        for pair in diseases_of(data["patient"])
        if any(label[r["USUBJID"]]["GROUP"] == pair[1] for r in pairs)
    ]
    ordered = sorted(
        panels.items(), key=lambda item: (sum(r["CHANGE"] for r in item[1]) / len(item[1]), item[0])
    )
    lines: list[list[Spec]] = [[]]
    room = ROOM
    for name, bars in ordered:
        width = max(BAR * len(bars), NARROWEST)
        if room < width and lines[-1]:
            lines.append([])
            room = ROOM
        lines[-1].append(panel(name, bars, width, top, groups, first=not lines[-1]))
        room -= width + GAP
    lost = sum(bool(row["LOST"]) for row in pairs)
    rows: list[Spec] = [{"hconcat": line, "spacing": GAP, "bounds": "flush"} for line in lines]
    return Figure(
        "antibody_waterfall",
        "Autoantibodies: change from before treatment, patient by patient",
        "Percent change of each autoantibody that was positive before treatment, at the last sample from day 60 on by "
        "the same assay; samples within the wash-out after immunoglobulin are left out. A bar is a patient, numbered above "
        "it. A dot below a bar: negative at that sample. ≤: the fall is at least this large, because a value lies "
        "outside the range of the assay.",
        f"Waterfall of {len(pairs)} {'antibody' if len(pairs) == 1 else 'antibodies'} of "
        f"{counted(len({r['USUBJID'] for r in pairs}), 'patient')}: {lost} became "
        "negative. The table below the figure lists them.",
        "cells",
        figure_spec(
            {"vconcat": rows, "spacing": 40} if len(rows) > 1 else rows[0],
            "A bar: one patient, numbered above it",
            *(["● negative at that sample"] if lost else []),
            *(text for bound, text in BOUNDS.items() if any(row["BOUND"] == bound for row in pairs)),
        ),
        ("Patient", "Antibody", "Assay", "Before", "Later", "Day", "Change, %", "Negative"),
        tuple(
            (
                label[row["USUBJID"]]["LABEL"],
                row["TEST"],
                row["METHOD"] or "",
                row["BEFORE"],
                row["LATER"],
                number(row["DAY"], 4),
                f"{'≤ ' if row['BOUND'] == '<=' else '≥ ' if row['BOUND'] else ''}{number(row['CHANGE'])}",
                "yes" if row["LOST"] else "no" if row["LOST"] is False else "cannot be told",
            )
            for row in pairs
        ),
    )


def panel(name: str, bars: Rows, width: int, top: float, groups: list[tuple[str, str]], first: bool) -> Spec:
    """Draw one antibody, the largest fall on the right."""
    bars = sorted(bars, key=lambda row: (-row["CHANGE"], row["LABEL"]))
    x: Spec = {
        "field": "LABEL",
        "type": "nominal",
        "scale": {"domain": [row["LABEL"] for row in bars], "paddingInner": 0.25},
        "axis": {
            "title": None,
            "labelAngle": -90,
            "labelFontSize": 10,
            "ticks": False,
            "domain": False,
            "orient": "top",
        },
    }
    y: Spec = {
        "field": "CHANGE",
        "type": "quantitative",
        "scale": {"domain": [-112, top], "nice": False},
        "axis": {
            "title": "Change from before treatment, %" if first else None,
            "values": [step for step in (-100, -75, -50, -25, 0, 50, 100, 200, 400) if step <= top],
            "grid": True,
            "labels": first,
            "gridColor": GRID,
        },
    }
    shade: Spec = {
        "field": "DISEASE",
        "type": "nominal",
        "scale": disease_scale(groups),
        "legend": {"orient": "bottom", "columns": 4, "symbolType": "square"},
    }
    return {
        "width": width,
        "height": HEIGHT,
        "title": {"text": wrapped(name, width), "fontSize": 12, "offset": 22},
        "layer": [
            {
                "data": values(bars),
                "mark": {"type": "bar", "size": 14},
                "encoding": {"x": x, "y": y, "color": shade},
            },
            {
                "data": values([row for row in bars if row["MARK"]]),
                "mark": {"type": "text", "baseline": "top", "dy": 3, "fontSize": 10, "color": INK},
                "encoding": {"x": x, "y": {**y, "stack": None}, "text": {"field": "MARK"}},
            },
            {
                "data": values([{"CHANGE": 0}]),
                "mark": {"type": "rule", "color": RULE, "strokeWidth": 1},
                "encoding": {"y": y},
            },
        ],
    }


def wrapped(name: str, width: int) -> list[str]:
    """Break a name into lines that fit over so many pixels of bold 12-pixel type.

    >>> wrapped("Anti-topoisomerase I antibody", 112)
    ['Anti-topoisomerase', 'I antibody']
    """
    letters = max(width // 7, 10)
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
