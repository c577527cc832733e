"""Autoantibodies as a waterfall: the change of each patient, sorted, one panel an antibody."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.antibody import span
from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    GRID,
    INK,
    MUTED,
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

HEIGHT, BAR, THICK, NARROWEST, GAP, ROOM = 230, 19, 14, 112, 34, 800
"""Pixels: height of a panel, width of a bar with its gap and without, least width of a panel, space between, room in a row."""


ENDS = {
    # bound: path that goes on from the end of the bar, in halves of its width; what the key says
    "<=": (
        "M-1,0H1L0,0.8Z",
        "bar ending in a point: the fall is at least this large, a value lies outside the range of the assay",
    ),
    ">=": (
        "M-1,0H1L0,-0.8Z",
        "bar ending in a point upwards: the rise is at least this large, a value lies outside the range of the assay",
    ),
}

SIGNS = {True: "●", False: "○", None: "?"}
"""Whether the antibody is negative at the sample: yes, no, cannot be told."""

SIGN_KEY = (
    (True, "● negative at that sample"),
    (False, "○ still positive"),
    (None, "? cannot be told whether negative"),
)

TICKS = (-100, -75, -50, -25, 0, 25, 50, 100, 200, 400, 800)

LOWEST, SIGN_ROW = -120, -112
"""Per cent: the lower end of the axis, and where the signs stand in a row below all bars."""


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
                "BOUND": row["BOUND"],
                "SIGN": SIGNS[row["LOST"]],
                "ROW": SIGN_ROW,
                "MONTH": row["DAY"] / DAYS_A_MONTH,
            }
        )
    # Room above the highest bar for the point it may end in.
    top = max(5.0, *(1.1 * row["CHANGE"] + 6 for row in pairs))
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
        "it; the months of these samples stand below each name. ● negative at that sample, ○ still positive, ? cannot be "
        "told. A bar that ends in a point is a bound: the change is at least this large, because a value lies outside "
        "the range of the assay.",
        f"Waterfall of {len(pairs)} {'antibody' if len(pairs) == 1 else 'antibodies'} of "
        f"{counted(len({r['USUBJID'] for r in pairs}), 'patient')}: {lost} became "
        "negative. The table below the figure lists them.",
        "cells",
        figure_spec(
            {"vconcat": rows, "spacing": 40} if len(rows) > 1 else rows[0],
            "A bar: one patient, numbered above it; to the last sample from day 60 on, its month below the name",
            *(text for sign, text in SIGN_KEY if any(row["LOST"] is sign for row in pairs)),
            *(text for bound, (_, text) in ENDS.items() if any(row["BOUND"] == bound for row in pairs)),
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
            # Ids as short as a bar is wide stand upright.
            "labelAngle": 0 if max(len(row["LABEL"]) for row in bars) <= 2 else -90,
            "labelFontSize": 11,
            "ticks": False,
            "domain": False,
            "orient": "top",
        },
    }
    y: Spec = {
        "field": "CHANGE",
        "type": "quantitative",
        "scale": {"domain": [LOWEST, top], "nice": False},
        "axis": {
            "title": "Change from before treatment, %" if first else None,
            "values": [step for step in TICKS if step <= top and (step != 25 or top < 100)],
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
    heading = {
        "text": wrapped(name, width),
        "subtitle": f"n = {len(bars)}, month {span([row['MONTH'] for row in bars])}",
        "fontSize": 12,
        "subtitleFontSize": 11,
        "subtitleColor": MUTED,
        "subtitlePadding": 2,
        "offset": 20,
    }
    layers: list[Spec] = [
        {
            "data": values(bars),
            "mark": {"type": "bar", "size": THICK},
            "encoding": {"x": x, "y": y, "color": shade},
        },
        *(
            {
                "data": values([row for row in bars if row["BOUND"] == bound]),
                "mark": {
                    "type": "point",
                    "shape": path,
                    "size": THICK**2,
                    "filled": True,
                    "opacity": 1,
                    "yOffset": seam,
                },
                "encoding": {"x": x, "y": {**y, "stack": None}, "color": {**shade, "legend": None}},
            }
            for (bound, (path, _)), seam in zip(ENDS.items(), (-0.5, 0.5), strict=True)
            if any(row["BOUND"] == bound for row in bars)
        ),
        {
            "data": values(bars),
            "mark": {"type": "text", "fontSize": 11, "color": INK},
            "encoding": {"x": x, "y": {**y, "field": "ROW", "stack": None}, "text": {"field": "SIGN"}},
        },
        {
            "data": values([{"CHANGE": 0}]),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 1},
            "encoding": {"y": y},
        },
    ]
    return {"width": width, "height": HEIGHT, "title": heading, "layer": layers}


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
