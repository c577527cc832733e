"""Kaplan-Meier curves: time to the first response, freedom from relapse and from restart of treatment."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.incidence import EVENT
from cartaid.report.figures.style import (
    COLOURS,
    INK,
    MUTED,
    OTHER,
    figure_spec,
    month_axis,
    number,
    panel_title,
    values,
)
from cartaid.report.figures.visits import risk_heading
from cartaid.results.cohort import DISEASES
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

PANELS = (
    # parameter, title, x axis, whether the share WITH the event is drawn
    ("TTREM", "Patients with a first response", "Months from the infusion", True),
    ("TTREL", "Patients free of relapse", "Months from the first response", False),
    ("TTRESUME", "Patients free of treatment restart", "Months from freedom from drugs", False),
)

BY_LABEL = {label: COLOURS.get(id, OTHER) for id, label in DISEASES.items()}
DASHES = {"SLE": [7, 2.5], "IIM": [2, 2], "SSC": [8, 2.5, 1.5, 2.5]}
"""Dashes of the line of each disease, told apart without colour; another disease has an unbroken thin line."""

DASH_BY_LABEL = {label: DASHES[id] for id, label in DISEASES.items() if id in DASHES}
SAMPLE, NAME = 28, 70
"""Pixels of the piece of its line beside the name of a disease, left of the first panel; most pixels of the name."""

HEIGHT = 220
ALL = "All"


def survival(data: Data) -> Figure | None:
    """Draw every time to event there is, all patients together and each disease."""
    shown = [panel for panel in PANELS if any(row["PARAMCD"] == panel[0] for row in data["curve"])]
    if not shown:
        return None
    width = {1: 730, 2: 337, 3: 216}[len(shown)]
    codes = {panel[0] for panel in shown}
    by_disease = len({row["GROUP"] for row in data["curve"] if row["PARAMCD"] in codes}) > 2
    ended = any(row["CENSORED"] for row in data["curve"] if row["PARAMCD"] in codes)
    charts: list[Spec] = []
    table: list[tuple[str, ...]] = []
    for code, title, axis, rising in shown:
        curve = [row for row in data["curve"] if row["PARAMCD"] == code]
        at_risk = [row for row in data["at_risk"] if row["PARAMCD"] == code]
        charts.append(panel(curve, at_risk, title, axis, rising, width, not charts))
        for row in at_risk:
            here = [p for p in curve if p["GROUP"] == row["GROUP"] and p["MONTH"] <= row["MONTH"]][-1]
            share = 1 - here["SURVIVAL"] if rising else here["SURVIVAL"]
            table.append(
                (title, row["GROUP"], number(row["MONTH"]), str(row["AT_RISK"]), f"{number(100 * share)} %")
            )
    return Figure(
        "survival",
        "Time to response, and how long it lasts",
        "Kaplan-Meier, first infusion. Thick: all patients, with 95 % confidence interval (beta-product)"
        + ("; thin, broken: the diseases, each in its colour and dashes. " if by_disease else ". ")
        + ("Short strokes are patients whose observation ended there. " if ended else "")
        + "Below: the patients still at risk. Assessments are visits, so "
        "the event lies between two of them and is drawn at the later one. Restart: of any treatment of the disease that "
        "had been stopped. " + competition(data["incidence"]),
        "Kaplan-Meier curves: "
        + "; ".join(f"{title}, {words(data, code)}" for code, title, *_ in shown)
        + ".",
        "durability",
        figure_spec(
            {"hconcat": charts, "spacing": 76, "bounds": "flush"},
            "Kaplan-Meier. Thick: all patients; grey: their 95 % confidence interval (beta-product)",
            *(
                ["thin: the diseases, in the colour and dashes beside their names below"]
                if by_disease
                else []
            ),
            *(["short strokes: observation ended"] if ended else []),
        ),
        ("Curve", "Group", "Month", "At risk", "Share"),
        tuple(table),
    )


def competition(incidence: Rows) -> str:
    """Say what may come before the events, and whether it did: without it there is no second figure of them.

    >>> competition([{"PARAMCD": "TTREL", "CAUSE": "event"}])[:67]
    'Nobody died or had a second CAR T infusion before one of the events'
    """
    if not incidence:
        return ""
    if any(row["CAUSE"] != EVENT for row in incidence):
        return (
            "A death or a second CAR T infusion before the event ends the observation here; the figure of cumulative "
            "incidence counts it as competing with the event."
        )
    return (
        "Nobody died or had a second CAR T infusion before one of the events: the cumulative incidence "
        "(Aalen-Johansen) is what these curves show, and not drawn once more."
    )


def words(data: Data, code: str) -> str:
    """Say how many of the patients had the event."""
    rows = [row for row in data["curve"] if row["PARAMCD"] == code and row["GROUP"] == ALL]
    events, censored = sum(row["EVENTS"] for row in rows), sum(row["CENSORED"] for row in rows)
    return f"{counted(events, 'event')} in {counted(events + censored, 'patient')}"


def panel(curve: Rows, at_risk: Rows, title: str, axis: str, rising: bool, width: int, samples: bool) -> Spec:
    """Draw one time to event; `samples` where a piece of each curve stands beside the name of its group."""
    groups = list(dict.fromkeys(row["GROUP"] for row in sorted(curve, key=lambda row: row["ORDER"])))
    if len(groups) == 2:
        # All patients and one disease are the same patients: one curve.
        groups = groups[:1]
    last = max(row["MONTH"] for row in curve)
    points = [
        {
            "MONTH": row["MONTH"],
            "GROUP": row["GROUP"],
            "SHARE": turned(row["SURVIVAL"], rising),
            "LOWER": turned(row["HIGH"] if rising else row["LOW"], rising),
            "UPPER": turned(row["LOW"] if rising else row["HIGH"], rising),
            "CENSORED": row["CENSORED"],
        }
        for row in curve
        if row["GROUP"] in groups
    ]
    x = month_axis(max(last, 1) * 1.02, 0, axis)
    y: Spec = {
        "field": "SHARE",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }
    whole = [p for p in points if p["GROUP"] == ALL]
    layers: list[Spec] = [
        {
            "data": values([p for p in whole if p["LOWER"] is not None]),
            "mark": {
                "type": "area",
                "interpolate": "step-after",
                "color": MUTED,
                "opacity": 1,
                "fillOpacity": 0.16,
            },
            "encoding": {"x": x, "y": {**y, "field": "LOWER"}, "y2": {"field": "UPPER"}},
        }
    ]
    for group in [*groups[1:], *groups[:1]]:
        own = [p for p in points if p["GROUP"] == group]
        shade, weight = (INK, 2.4) if group == ALL else (BY_LABEL.get(group, OTHER), 1.5)
        layers.append(
            {
                "data": values([{k: p[k] for k in ("MONTH", "SHARE")} for p in own]),
                "mark": {
                    "type": "line",
                    "interpolate": "step-after",
                    "color": shade,
                    "strokeWidth": weight,
                    **dashes(group),
                },
                "encoding": {"x": x, "y": y},
            }
        )
        ended = [{k: p[k] for k in ("MONTH", "SHARE")} for p in own if p["CENSORED"]]
        if ended:
            layers.append(
                {
                    "data": values(ended),
                    "mark": {
                        "type": "tick",
                        "orient": "vertical",
                        "color": shade,
                        "size": 9,
                        "thickness": 1.2,
                    },
                    "encoding": {"x": x, "y": y},
                }
            )
    layers += risk_table(at_risk, groups, x, samples)
    layers.append(risk_heading(HEIGHT))
    layers.append(panel_title(title))
    return {"width": width, "height": HEIGHT, "layer": layers}


def dashes(group: str) -> Spec:
    """Give the dashes of the line of a group, as part of its mark.

    >>> dashes("SLE"), dashes("All")
    ({'strokeDash': [7, 2.5]}, {})
    """
    return {"strokeDash": DASH_BY_LABEL[group]} if group in DASH_BY_LABEL else {}


def turned(share: float | None, rising: bool) -> float | None:
    """Turn a share without the event into one with it, where the curve rises."""
    return None if share is None else 1 - share if rising else share


def risk_table(at_risk: Rows, groups: list[str], x: Spec, samples: bool) -> list[Spec]:
    """Write the numbers at risk below the axis, a line a group in its colour, with a sample of its curve."""
    layers: list[Spec] = []
    names = {group: {"Systemic sclerosis": "SSc"}.get(group, group) for group in groups}
    left = -22 - min(NAME, 6 * max(map(len, names.values())))
    for place, group in enumerate(groups):
        mark: Spec = {
            "type": "text",
            "fontSize": 11,
            "y": HEIGHT + 58 + 15 * place,
            "color": INK if group == ALL else BY_LABEL.get(group, OTHER),
        }
        numbers = [{"MONTH": r["MONTH"], "TEXT": str(r["AT_RISK"])} for r in at_risk if r["GROUP"] == group]
        layers.append(
            {"data": values(numbers), "mark": mark, "encoding": {"x": x, "text": {"field": "TEXT"}}}
        )
        layers.append(
            {
                "data": values([{"TEXT": names[group]}]),
                "mark": {**mark, "align": "right", "x": -14, "limit": NAME},
                "encoding": {"text": {"field": "TEXT"}},
            }
        )
        if samples and group != ALL:
            layers.append(
                {
                    "data": values([{}]),
                    "mark": {"type": "rule", "color": mark["color"], "strokeWidth": 1.5, **dashes(group)},
                    "encoding": {
                        "x": {"value": left - SAMPLE},
                        "x2": {"value": left},
                        "y": {"value": HEIGHT + 58 + 15 * place},
                    },
                }
            )
    return layers
