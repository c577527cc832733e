"""The look of all figures: palette, type, axes. Colours are told apart in every common colour blindness."""

from __future__ import annotations

import re
from typing import Any

from cartaid.report.figures.figure import Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.20.json"

FONT = "Helvetica, Arial, sans-serif"

INK, MUTED, RULE, GRID, PAPER = "#1d2129", "#5c6470", "#aab1bb", "#e6e9ed", "#ffffff"
# Blue, vermilion and green of Okabe and Ito (https://jfly.uni-koeln.de/color/), darkened until text in them has
# a contrast of 4.5 to white.
COLOURS = {"SLE": "#0a6aa6", "IIM": "#b8500a", "SSC": "#0b7f5f"}
OTHER = "#7a5195"
TINTS = {"SLE": "#cfe3f1", "IIM": "#f6dcc8", "SSC": "#cbe8de"}
OTHER_TINT = "#e2d8ec"
SHAPES = {"SLE": "circle", "IIM": "square", "SSC": "M0,-1.25L1.25,0L0,1.25L-1.25,0Z"}
"""Symbol of each disease, told apart without colour; the diamond is as large to the eye as the others."""
OTHER_SHAPE = "cross"
DARK = {
    # the same colours on a dark page: a style sheet replaces one by the other
    INK: "#e8eaed",
    MUTED: "#a5adb8",
    RULE: "#69717c",
    GRID: "#2c323a",
    PAPER: "#15181c",
    "#0a6aa6": "#6cb6ea",
    "#b8500a": "#f0965a",
    "#0b7f5f": "#4cc7a0",
    OTHER: "#c3a0dd",
    "#cfe3f1": "#1d3a50",
    "#f6dcc8": "#53321a",
    "#cbe8de": "#17423a",
    OTHER_TINT: "#3d3050",
}

RAMP = ("#ccd9e6", "#8fb0cf", "#4a7fae", "#123f6b")
"""Four steps from little to much."""

DARK.update({"#ccd9e6": "#2a3b4c", "#8fb0cf": "#3d6288", "#4a7fae": "#6aa3d6", "#123f6b": "#b9dcff"})

PAGE_WIDTH = 860
"""Width of a figure, with its axes, that fills a printed page, in pixels of 1/96 inch."""

KEY_WIDTH = 130
"""Letters in one line of the key below a figure."""

MONTH_STEPS = (1, 3, 6, 12)


def colour(disease: str) -> str:
    """Give the colour of a disease group."""
    return COLOURS.get(disease, OTHER)


def tint(disease: str) -> str:
    """Give the light colour of a disease group."""
    return TINTS.get(disease, OTHER_TINT)


def config() -> Spec:
    """Give the Vega-Lite configuration shared by every figure."""
    axis = {
        "labelColor": INK,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "titleFontSize": 13,
        "titlePadding": 8,
        "labelFontSize": 13,
        "labelPadding": 4,
        "domainColor": RULE,
        "tickColor": RULE,
        "tickSize": 4,
        "gridColor": GRID,
        "labelLimit": 220,
    }
    return {
        "aria": False,
        "background": None,
        "font": FONT,
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False},
        "axisX": {"grid": False, "labelFlush": False, "labelBound": False},
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": INK,
            "fontSize": 14,
            "fontWeight": 600,
            "offset": 8,
        },
        "legend": {
            "labelColor": INK,
            "labelFontSize": 13,
            "title": None,
            "titleColor": MUTED,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "orient": "top",
            "symbolSize": 90,
            "labelLimit": 300,
            "padding": 0,
            "offset": 8,
        },
        "text": {"color": INK, "fontSize": 12},
        "concat": {"spacing": 26},
    }


def figure_spec(body: Spec, *key: str) -> Spec:
    """Complete a specification: schema, configuration, and a key below it to the marks no legend explains.

    A figure file is passed on without its caption, so that every mark has to be explained in the drawing.

    >>> figure_spec({}, "Thin: a patient", "thick: the median")["title"]["text"]
    ['Thin: a patient · thick: the median']
    """
    lines = [""]
    for part in key:
        if lines[-1] and len(lines[-1]) + len(part) > KEY_WIDTH:
            lines.append(part)
        else:
            lines[-1] += (" · " if lines[-1] else "") + part
    below = {"text": lines, "orient": "bottom", "anchor": "start", "frame": "bounds", "offset": 12}
    title = {"title": {**below, "color": MUTED, "fontSize": 12, "fontWeight": "normal"}} if key else {}
    return {"$schema": SCHEMA, "config": config(), **title, **body}


def unit_label(unit: str | None) -> str:
    """Write a unit for reading: the micro sign instead of UCUM's letter.

    >>> unit_label("cells/uL"), unit_label("umol/L"), unit_label(None), unit_label("U/L")
    ('cells/µL', 'µmol/L', '', 'U/L')
    """
    return re.sub(r"(?<![A-Za-z])u(?=[a-zA-Z])", "µ", unit or "")


def values(rows: list[dict[str, Any]]) -> Spec:
    """Put rows into a specification."""
    return {"values": rows}


def month_ticks(last: float, first: float = 0) -> list[int]:
    """Give tick marks on whole months, 0 among them, with at most about ten of them.

    >>> month_ticks(29)
    [0, 3, 6, 9, 12, 15, 18, 21, 24, 27]
    >>> month_ticks(60, -13)
    [-12, 0, 12, 24, 36, 48, 60]
    """
    step = next((s for s in MONTH_STEPS if (last - first) / s <= 10), 24)
    return list(range(-int(-first // step) * step if first < 0 else 0, int(last) + 1, step))


def month_axis(last: float, first: float = 0, title: str | None = "Months from the infusion") -> Spec:
    """Give an x encoding in months; the field is MONTH."""
    return {
        "field": "MONTH",
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": {"title": title, "values": month_ticks(last, first), "format": "d"},
    }


def disease_scale(present: list[tuple[str, str]]) -> Spec:
    """Give a colour scale over disease groups: (id, label) of those that occur."""
    return {"domain": [label for _, label in present], "range": [colour(id) for id, _ in present]}


def disease_shapes(present: list[tuple[str, str]]) -> Spec:
    """Give a scale of symbols over disease groups: (id, label) of those that occur."""
    return {
        "domain": [label for _, label in present],
        "range": [SHAPES.get(id, OTHER_SHAPE) for id, _ in present],
    }


def diseases_of(patients: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Give the disease groups that occur among patients, in their order: (id, label)."""
    return list({row["DISEASE"]: row["GROUP"] for row in patients}.items())


def number(value: float | None, digits: int = 3) -> str:
    """Write a number for a table: at most so many significant digits, nothing where there is none.

    >>> number(0.66713), number(12.0), number(None), number(4790)
    ('0.667', '12', '', '4790')
    """
    if value is None:
        return ""
    text = f"{value:.{digits}g}"
    return f"{value:.0f}" if "e" in text else text


def panel_title(text: str) -> Spec:
    """Give a layer that writes the title of a panel at the same height whatever its axis labels are."""
    return {
        "data": values([{"TEXT": text}]),
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "bottom",
            "x": 0,
            "y": -12,
            "fontSize": 14,
            "fontWeight": 600,
            "limit": 420,
        },
        "encoding": {"text": {"field": "TEXT"}},
    }


def reference_line(value: float, text: str, y: Spec, width: int) -> list[Spec]:
    """Give the layers of a broken line across a panel, named above its right end."""
    return [
        {
            "data": values([{"VALUE": value}]),
            "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3], "strokeWidth": 1},
            "encoding": {"y": y},
        },
        reference_name(value, text, y, width),
    ]


def reference_name(value: float, text: str, y: Spec, width: int) -> Spec:
    """Give the layer that names a line above its right end."""
    mark = {"type": "text", "align": "right", "baseline": "bottom", "dy": -3, "x": width, "fontSize": 11}
    return {
        "data": values([{"VALUE": value, "TEXT": text}]),
        "mark": {**mark, "color": MUTED},
        "encoding": {"y": y, "text": {"field": "TEXT"}},
    }
