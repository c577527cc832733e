"""Cumulative incidence of response, relapse and restart, with what competes with them."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    INK,
    MUTED,
    OTHER,
    figure_spec,
    month_axis,
    month_ticks,
    number,
    panel_title,
    values,
)

Rows = list[dict[str, Any]]

PANELS = {
    "TTREM": ("First response", "Months from the infusion"),
    "TTREL": ("Relapse", "Months from the first response"),
    "TTRESUME": ("Restart of treatment", "Months from freedom from drugs"),
}
EVENT = "event"
LOOKS = {
    EVENT: (INK, 2.4, [1, 0]),
    "death": (MUTED, 1.8, [6, 3]),
    "second CAR T infusion": (OTHER, 1.8, [2, 2]),
}
"""Colour, width and dashes of each cause."""

KEYS = {
    "death": "long dashes: death before it",
    "second CAR T infusion": "dots: second CAR T infusion before it",
}
"""What the key says of a competing event, where one is drawn."""

HEIGHT = 220


def incidence(data: Data) -> Figure | None:
    """Draw the cumulative incidence, in all patients, of every event that another one came before."""
    # Where nothing competed the curve is 1 minus Kaplan-Meier, which the figure of survival shows by disease.
    shown = [
        code
        for code in PANELS
        if any(row["PARAMCD"] == code and row["CAUSE"] != EVENT for row in data["incidence"])
    ]
    if not shown:
        return None
    width = {1: 760, 2: 352, 3: 226}[len(shown)]
    charts = []
    table: list[tuple[str, ...]] = []
    counted: list[str] = []
    for code in shown:
        rows = [row for row in data["incidence"] if row["PARAMCD"] == code]
        title, axis = PANELS[code]
        charts.append(panel(rows, title, axis, width))
        for cause in dict.fromkeys(row["CAUSE"] for row in rows):
            own = [row for row in rows if row["CAUSE"] == cause]
            table += [
                (
                    title,
                    cause,
                    number(row["MONTH"]),
                    *(f"{number(100 * row[name])} %" for name in ("INCIDENCE", "LOW", "HIGH")),
                )
                for place, row in enumerate(own)
                if place in (0, len(own) - 1) or row["INCIDENCE"] != own[place - 1]["INCIDENCE"]
            ]
            if cause != EVENT:
                counted.append(f"{title}: {cause}")
    causes = {row["CAUSE"] for row in data["incidence"] if row["PARAMCD"] in shown}
    ended = any(
        row["CENSORED"] for row in data["incidence"] if row["PARAMCD"] in shown and row["CAUSE"] == EVENT
    )
    return Figure(
        "incidence",
        f"{' and '.join(PANELS[code][0] for code in shown).capitalize()} where death or a second infusion came first",
        "Cumulative incidence (Aalen-Johansen), all patients, first infusion. Thick: the event; grey: its 95 % confidence "
        "interval (beta-product, and exact binomial at the effective sample size once something competed). A death or a "
        "second CAR T infusion before the event keeps it from happening, where the Kaplan-Meier figure only ends the "
        f"observation; such competing events: {'; '.join(counted)}. Below: patients still at risk. An event that nothing "
        "came before is in the Kaplan-Meier figure alone.",
        "Cumulative incidence curves: "
        + "; ".join(
            f"{PANELS[code][0]} {number(100 * last(data, code)['INCIDENCE'])} % at month {number(last(data, code)['MONTH'])}"
            for code in shown
        )
        + ".",
        "durability",
        figure_spec(
            {"hconcat": charts, "spacing": 76, "bounds": "flush"},
            "Cumulative incidence (Aalen-Johansen). Thick: the event",
            "grey: its 95 % confidence interval (beta-product, then exact binomial)",
            *(text for cause, text in KEYS.items() if cause in causes),
            *(["short strokes: observation ended"] if ended else []),
        ),
        ("Curve", "Cause", "Month", "Incidence", "Lower", "Upper"),
        tuple(table),
    )


def last(data: Data, code: str) -> dict[str, Any]:
    """Give the last point of the event's curve."""
    return [r for r in data["incidence"] if r["PARAMCD"] == code and r["CAUSE"] == EVENT][-1]


def panel(rows: Rows, title: str, axis: str, width: int) -> Spec:
    """Draw one event with its competitors."""
    end = max(1.0, max(row["MONTH"] for row in rows))
    x = month_axis(end * 1.02, 0, axis)
    y: Spec = {
        "field": "INCIDENCE",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }
    event = [row for row in rows if row["CAUSE"] == EVENT]
    layers: list[Spec] = [
        {
            "data": values([{name: row[name] for name in ("MONTH", "LOW", "HIGH")} for row in event]),
            "mark": {
                "type": "area",
                "interpolate": "step-after",
                "color": MUTED,
                "opacity": 1,
                "fillOpacity": 0.16,
            },
            "encoding": {"x": x, "y": {**y, "field": "LOW"}, "y2": {"field": "HIGH"}},
        }
    ]
    for cause, (shade, weight, dashes) in LOOKS.items():
        own = [{name: row[name] for name in ("MONTH", "INCIDENCE")} for row in rows if row["CAUSE"] == cause]
        if own:
            mark = {"type": "line", "interpolate": "step-after", "color": shade, "strokeWidth": weight}
            if cause != EVENT:
                mark["strokeDash"] = dashes
            layers.append({"data": values(own), "mark": mark, "encoding": {"x": x, "y": y}})
    ended = [{name: row[name] for name in ("MONTH", "INCIDENCE")} for row in event if row["CENSORED"]]
    if ended:
        mark = {"type": "tick", "orient": "vertical", "color": INK, "size": 9, "thickness": 1.2}
        layers.append({"data": values(ended), "mark": mark, "encoding": {"x": x, "y": y}})
    ticks = month_ticks(end)[:: 1 if len(month_ticks(end)) <= 8 else 2]
    text: Spec = {"type": "text", "fontSize": 11, "y": HEIGHT + 58, "color": INK}
    layers += [
        {
            "data": values([{"MONTH": month, "TEXT": str(at_risk(event, month))} for month in ticks]),
            "mark": text,
            "encoding": {"x": x, "text": {"field": "TEXT"}},
        },
        {
            "data": values([{"TEXT": "At risk"}]),
            "mark": {**text, "align": "right", "x": -14},
            "encoding": {"text": {"field": "TEXT"}},
        },
        panel_title(title),
    ]
    return {"width": width, "height": HEIGHT, "layer": layers}


def at_risk(event: Rows, month: float) -> int:
    """Give the patients under observation and free of every event just before a month."""
    before = [row for row in event if row["MONTH"] < month]
    left: int = before[-1]["LEFT"] if before else event[0]["PATIENTS"]
    return left
