"""Scores over time: a thin line a patient, the median of each visit, and the number of patients below."""

from __future__ import annotations

from statistics import median
from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    INK,
    MUTED,
    RULE,
    colour,
    diseases_of,
    figure_spec,
    month_axis,
    number,
    panel_title,
    values,
)
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.figures_data import SCORES
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

SPARE_MONTHS = 0.8
FEWEST = 3
"""A median is drawn from so many patients on, in every figure."""
HEIGHT = 230


def trajectories(data: Data) -> list[Figure]:
    """Draw the scores of each disease that has any."""
    made = [trajectory(data, disease, label) for disease, label in diseases_of(data["patient"])]
    return [figure for figure in made if figure is not None]


def trajectory(data: Data, disease: str, label: str) -> Figure | None:
    """Draw the scores of one disease, a panel each, over the same months."""
    panels = [
        (code, title, low, cut)
        for of, code, title, _, low, cut in SCORES
        if of == disease and any(r["PARAMCD"] == code and r["DISEASE"] == disease for r in data["score"])
    ]
    if not panels:
        return None
    rows = [r for r in data["score"] if r["DISEASE"] == disease and r["DAY"] is not None]
    first = min(0, *(r["DAY"] for r in rows)) / DAYS_A_MONTH
    last = max(28, *(r["DAY"] for r in rows)) / DAYS_A_MONTH
    width = {1: 780, 2: 386, 3: 244}.get(len(panels), 244)
    shown: list[Spec] = []
    summary: list[tuple[str, ...]] = []
    for code, title, low, cut in panels:
        own = [r for r in rows if r["PARAMCD"] == code]
        medians = visit_medians(own, data["visit"])
        shown.append(
            panel(own, medians, title, low, cut, disease, (first - SPARE_MONTHS, last + SPARE_MONTHS), width)
        )
        summary += [
            (title, m["VISIT"], str(m["N"]), number(m["MEDIAN"]), number(m["LOWEST"]), number(m["HIGHEST"]))
            for m in medians
        ]
    names = " and ".join(filter(None, [", ".join(p[1] for p in panels[:-1]), panels[-1][1]]))
    patients = len({r["USUBJID"] for r in rows})
    return Figure(
        f"scores_{disease.lower()}",
        f"{label}: {names} over time",
        f"Thin lines: {counted(patients, 'patient')}, every determined assessment. Thick line: median of each "
        f"visit with {FEWEST} or more patients, drawn at the "
        "target day; below it the number of patients with a value. Baseline is the last assessment before "
        "the reference day of the protocol."
        + (" Dashed: the cut-off." if any(p[3] is not None for p in panels) else ""),
        f"Line plots of {names} in {counted(patients, 'patient')} with {label}, by months from the infusion; medians of each "
        "visit are in the table below the figure.",
        "efficacy",
        figure_spec(
            {"hconcat": shown, "spacing": 52, "bounds": "flush"},
            "Thin: one patient",
            f"thick: median of each visit with {FEWEST} or more patients",
            "numbers below: patients with a value",
            *(["dashed: the cut-off"] if any(p[3] is not None for p in panels) else []),
        ),
        ("Score", "Visit", "Patients", "Median", "Lowest", "Highest"),
        tuple(summary),
    )


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


def panel(
    rows: Rows,
    medians: Rows,
    title: str,
    low: float | None,
    cut: float | None,
    disease: str,
    domain: tuple[float, float],
    width: int,
) -> Spec:
    """Draw one score."""
    points = [{"USUBJID": r["USUBJID"], "MONTH": r["DAY"] / DAYS_A_MONTH, "VALUE": r["VALUE"]} for r in rows]
    x = month_axis(domain[1], domain[0])
    scale: Spec = {"zero": low == 0, "nice": True}
    if low is None:
        scale["padding"] = 8
    y = {"field": "VALUE", "type": "quantitative", "scale": scale, "axis": {"title": None, "tickCount": 5}}
    drawn = [m for m in medians if m["N"] >= FEWEST]
    layers: list[Spec] = []
    if cut is not None:
        layers.append(
            {
                "data": values([{"VALUE": cut}]),
                "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3], "strokeWidth": 1},
                "encoding": {"y": y},
            }
        )
    layers += [
        {
            "data": values([{"MONTH": 0}]),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        {
            "data": values(points),
            "mark": {
                "type": "line",
                "color": colour(disease),
                "strokeOpacity": 0.38,
                "strokeWidth": 1.2,
                "point": {
                    "size": 12,
                    "filled": True,
                    "color": colour(disease),
                    "opacity": 1,
                    "fillOpacity": 0.5,
                },
            },
            "encoding": {"x": x, "y": y, "detail": {"field": "USUBJID"}},
        },
        {
            "data": values(drawn),
            "mark": {
                "type": "line",
                "color": INK,
                "strokeWidth": 2.6,
                "point": {"size": 34, "filled": True, "color": INK},
            },
            "encoding": {"x": x, "y": {**y, "field": "MEDIAN"}},
        },
    ]
    layers += counts(medians, domain, width)
    layers.append(panel_title(title))
    return {"width": width, "height": HEIGHT, "layer": layers}


def counts(medians: Rows, domain: tuple[float, float], width: int) -> list[Spec]:
    """Write the number of patients below the axis under each visit, where there is room for it."""
    digit, between = 6, 3
    pixel = (domain[1] - domain[0]) / width
    shown: Rows = []
    for row in medians:
        text = str(row["N"])
        room = ((len(text) + len(shown[-1]["TEXT"])) / 2 * digit + between) * pixel if shown else 0
        if not shown or row["MONTH"] - shown[-1]["MONTH"] >= room:
            shown.append({"MONTH": row["MONTH"], "TEXT": text})
    mark = {"type": "text", "fontSize": 11, "color": MUTED, "y": HEIGHT + 54}
    return [
        {
            "data": values(shown),
            "mark": mark,
            "encoding": {"x": month_axis(domain[1], domain[0]), "text": {"field": "TEXT"}},
        },
        {
            "data": values([{"TEXT": "n"}]),
            "mark": {**mark, "fontStyle": "italic", "x": -14},
            "encoding": {"text": {"field": "TEXT"}},
        },
    ]
