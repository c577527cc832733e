"""Antibodies after the infusion as a ratio to before it: autoantibodies beside vaccine and other antibodies."""

from __future__ import annotations

from math import inf, log10
from statistics import median
from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.patient_rows import HEADER, PATIENT, row_axis
from cartaid.report.figures.style import (
    MUTED,
    PAPER,
    RULE,
    disease_scale,
    disease_shapes,
    diseases_of,
    figure_spec,
    number,
    values,
)
from cartaid.report.figures.visits import FEWEST
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

LEAST_ROW, MOST_ROW, WIDTH = 26, 300, 600
LONGEST_NAME = 60

LEVELS = tuple(level * side for level in range(25) for side in ((1, -1) if level else (1,)))
"""Heights in a row at which a point may stand, in steps from its middle: 0, 1, -1, 2, …"""

TOUCHING, STEP = 7, 6
"""Pixels between two points of one height that do not touch, and from one height to the next."""


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
    numbers = []
    for key in dict.fromkeys(p["KEY"] for p in points):
        ratios = [p["RATIO"] for p in points if p["KEY"] == key]
        numbers.append({"KEY": key, "N": str(len(ratios))})
        if len(ratios) >= FEWEST:
            medians.append({"KEY": key, "RATIO": median(ratios)})
    months = sorted(row["LATER_DAY"] / DAYS_A_MONTH for row in pairs)
    fallen = sum(p["RATIO"] < 0.5 for p in points)
    return Figure(
        "antibodies",
        # Beside each other they answer what the waterfall cannot: whether protective antibodies were spared.
        "Autoantibodies beside other antibodies, relative to before the infusion"
        if len({row["KIND"] for row in pairs}) > 1
        else "Antibodies after the infusion, relative to before",
        "Each point is a patient: the last value from day 60 on, divided by the last one up to the infusion, by "
        "the same method and in the same unit; autoantibodies negative before are left out; "
        f"later values at month {span(months)}. "
        f"Broad grey stroke: median of {FEWEST} or more patients; n: patients with both values. Open symbols: one of the "
        "two values is only known to lie below or above the range of the method; the limit was taken. Points that would "
        "cover one another are moved up or down in their row, which means nothing.",
        f"Dot plot of antibody ratios of {counted(len({r['USUBJID'] for r in pairs}), 'patient')}; {fallen} "
        f"of {len(points)} fell "
        "to less than half. The table below the figure lists every pair.",
        "cells",
        figure_spec(
            drawing(points, medians, numbers, order, data),
            f"Symbol: one patient, last value from day 60 on (month {span(months)})",
            *([f"broad grey stroke: median of {FEWEST} or more patients"] if medians else []),
            "n: patients",
            *(
                ["open: a value outside the range of the assay, the limit was taken"]
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


def span(months: list[float]) -> str:
    """Write the first and the last of months.

    >>> span([6.02, 11.9, 12.1]), span([6.0, 6.2])
    ('6 to 12', '6')
    """
    first, last = f"{min(months):.0f}", f"{max(months):.0f}"
    return first if first == last else f"{first} to {last}"


def spread(points: Rows) -> None:
    """Set points of one antibody that would cover one another above and below its line, never along the axis.

    >>> points = [{"KEY": "a", "RATIO": ratio} for ratio in (0.5, 0.1, 0.1, 0.1)]
    >>> spread(points)
    >>> [point["OFFSET"] for point in points]
    [0, 0, 1, -1]
    """
    places = [log10(p["RATIO"]) for p in points]
    touching = TOUCHING * max(max(places) - min(places), 0.1) / WIDTH
    taken: dict[tuple[str, int], float] = {}
    for p in sorted(points, key=lambda p: (p["KEY"], p["RATIO"])):
        place = log10(p["RATIO"])
        # Where every height is taken the point goes to the one whose last point is farthest away.
        gaps = {level: place - taken.get((p["KEY"], level), -inf) for level in LEVELS}
        free = [level for level in LEVELS if gaps[level] >= touching]
        p["OFFSET"] = free[0] if free else max(LEVELS, key=gaps.__getitem__)
        taken[p["KEY"], p["OFFSET"]] = place


def drawing(points: Rows, medians: Rows, numbers: Rows, order: list[str], data: Data) -> Spec:
    """Lay points and medians over a logarithmic axis with 1 marked."""
    x: Spec = {
        "field": "RATIO",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False, "padding": 14},
        "axis": {
            "title": "Ratio of the last value from day 60 on to the one before the infusion",
            "values": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50],
            "grid": True,
            "format": "~g",
        },
    }
    heights = row_heights(points, order)
    middles = {key: sum(heights[: place + 1]) - heights[place] // 2 for place, key in enumerate(order)}
    y = uneven_rows(order, list(middles.values()), sum(heights))
    step = min(STEP, (MOST_ROW - TOUCHING) / max(1, 2 * max(abs(p["OFFSET"]) for p in points)))
    for row in [*points, *medians, *numbers]:
        row["Y"] = middles[row["KEY"]] - row.get("OFFSET", 0) * step
    for row in medians:
        half = heights[order.index(row["KEY"])] / 2 - 2
        row.update(TOP=row["Y"] - half, BOTTOM=row["Y"] + half)
    groups = [pair for pair in diseases_of(data["patient"]) if any(p["DISEASE"] == pair[1] for p in points)]
    shade = {
        "field": "DISEASE",
        "type": "nominal",
        "scale": disease_scale(groups),
        "legend": {"orient": "bottom", "columns": 4},
    }
    shape = {"field": "DISEASE", "type": "nominal", "scale": disease_shapes(groups)}
    looks = {"color": shade, "shape": {**shape, "legend": shade["legend"]}}
    plain = {"color": {**shade, "legend": None}, "shape": {**shape, "legend": None}}
    layers: list[Spec] = [
        {
            "data": values([{"RATIO": 1}]),
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 1},
            "encoding": {"x": x},
        },
        {
            "data": values([{"RATIO": 1, "TEXT": "unchanged"}]),
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "bottom",
                "dx": 3,
                "y": -4,
                "fontSize": 11,
                "color": MUTED,
            },
            "encoding": {"x": x, "text": {"field": "TEXT"}},
        },
        {
            "data": values(medians),
            "mark": {
                "type": "rule",
                "color": RULE,
                "strokeWidth": 5,
                "opacity": 1,
            },
            "encoding": {"x": x, "y": {**y, "field": "TOP"}, "y2": {"field": "BOTTOM"}},
        },
        {
            "data": values([p for p in points if not p["BOUND"]]),
            "mark": {"type": "point", "filled": True, "size": 26, "opacity": 1},
            "encoding": {"x": x, "y": y, **looks},
        },
        {
            "data": values([p for p in points if p["BOUND"]]),
            "mark": {
                "type": "point",
                "filled": False,
                "fill": PAPER,
                "size": 24,
                "opacity": 1,
                "strokeWidth": 1.4,
            },
            "encoding": {"x": x, "y": y, **plain},
        },
        {
            "data": values(numbers),
            "mark": {"type": "text", "x": WIDTH + 16, "fontSize": 11, "color": MUTED},
            "encoding": {"y": y, "text": {"field": "N"}},
        },
        {
            "data": values([{"TEXT": "n"}]),
            "mark": {
                "type": "text",
                "baseline": "bottom",
                "x": WIDTH + 16,
                "y": -4,
                "fontSize": 11,
                "fontStyle": "italic",
                "color": MUTED,
            },
            "encoding": {"text": {"field": "TEXT"}},
        },
    ]
    return {"width": WIDTH, "height": sum(heights), "layer": layers}


def row_heights(points: Rows, order: list[str]) -> list[int]:
    """Give the height of each row in whole, even pixels: as many as its points need beside one another.

    >>> row_heights([{"KEY": "a", "OFFSET": offset} for offset in (0, 3, -3)], ["#", "a", "b"])
    [26, 52, 26]
    """
    farthest = {key: max((abs(p["OFFSET"]) for p in points if p["KEY"] == key), default=0) for key in order}
    needed = [min((2 * farthest[key] + 1) * STEP + TOUCHING + 2, MOST_ROW) for key in order]
    return [max(LEAST_ROW, height + height % 2) for height in needed]


def uneven_rows(order: list[str], middles: list[int], height: int) -> Spec:
    """Give the y encoding of rows of different heights, in pixels from the top; names of kinds are bold."""
    from json import dumps

    axis = row_axis(order, labels=True)["axis"]
    kinds = [middle for key, middle in zip(order, middles, strict=True) if key.startswith(HEADER)]
    header = f"indexof({dumps(kinds)}, datum.value) >= 0"
    return {
        "field": "Y",
        "type": "quantitative",
        "scale": {"domain": [height, 0], "nice": False, "zero": False},
        "axis": {
            **axis,
            "values": middles,
            "labelExpr": f"{dumps([key[1:] for key in order])}[indexof({dumps(middles)}, datum.value)]",
            "labelFontWeight": {"condition": {"test": header, "value": "bold"}, "value": "normal"},
            "labelOverlap": False,
            "labelLimit": 260,
            "grid": False,
        },
    }
