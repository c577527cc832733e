"""Scores before and after treatment, a line a patient: what changed in whom."""

from __future__ import annotations

from statistics import median
from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import INK, colour, diseases_of, figure_spec, number, values
from cartaid.report.figures.trajectory import FEWEST
from cartaid.results.figures_data import SCORES

Rows = list[dict[str, Any]]

WIDTH, HEIGHT, IN_A_ROW = 128, 210, 4
NOT_PAIRED = ("TIS",)
"""A score that is a change already has no value before."""


def paired_change(data: Data) -> Figure | None:
    """Draw each score before treatment and at the visit with the most pairs, the later one of equals."""
    label = {row["USUBJID"]: row["LABEL"] for row in data["patient"]}
    place = {row["AVISIT"]: row["TARGET"] for row in data["visit"]}
    groups = diseases_of(data["patient"])
    panels: list[Spec] = []
    table: list[tuple[str, ...]] = []
    for disease, code, title, _, low, _ in SCORES:
        if code in NOT_PAIRED:
            continue
        own = [
            r
            for r in data["score"]
            if r["DISEASE"] == disease and r["PARAMCD"] == code and r["USUBJID"] in label
        ]
        visit, pairs = most_pairs(own, place)
        if not pairs:
            continue
        panels.append(panel(title, visit, pairs, disease, groups, low))
        table += [
            (label[id], title, number(before, 4), visit, number(after, 4), number(after - before, 4))
            for id, before, after in pairs
        ]
    if not panels:
        return None
    rows = [panels[i : i + IN_A_ROW] for i in range(0, len(panels), IN_A_ROW)]
    body: Spec = {
        "vconcat": [{"hconcat": row, "spacing": 64, "bounds": "flush"} for row in rows],
        "spacing": 34,
    }
    return Figure(
        "paired_change",
        "Scores before and after treatment",
        "A line a patient, from the baseline of the protocol to the visit at which most patients have both values, the "
        "later one of equals: it differs between scores that were not assessed at the same visits. "
        f"Thick: the medians of {FEWEST} or more patients. "
        "Patients without both values are not drawn. The shifts with their exact limits are in the tables of scores.",
        "Paired values: " + "; ".join(dict.fromkeys(f"{row[1]} at {row[3]}" for row in table)) + ".",
        "efficacy",
        figure_spec(
            body if len(rows) > 1 else body["vconcat"][0],
            "Thin: one patient",
            f"thick: median of {FEWEST} or more patients",
        ),
        ("Patient", "Score", "Before", "Visit", "After", "Change"),
        tuple(table),
    )


def most_pairs(rows: Rows, place: dict[str, float]) -> tuple[str, list[tuple[str, float, float]]]:
    """Give the visit at which most patients have a value beside their baseline, with (patient, before, after)."""
    before = {row["USUBJID"]: row["VALUE"] for row in rows if row["VISIT"] == "Baseline"}
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        if row["VISIT"] in place and row["DAY"] > 0 and row["USUBJID"] in before:
            found.setdefault(row["VISIT"], {})[row["USUBJID"]] = row["VALUE"]
    if not found:
        return "", []
    visit = max(found, key=lambda name: (len(found[name]), place[name]))
    return visit, [(id, before[id], after) for id, after in sorted(found[visit].items())]


def panel(
    title: str,
    visit: str,
    pairs: list[tuple[str, float, float]],
    disease: str,
    groups: list[tuple[str, str]],
    low: float | None,
) -> Spec:
    """Draw one score."""
    group = dict(groups).get(disease, disease)
    moments = ["Before", visit]
    points: Rows = [
        {"USUBJID": id, "WHEN": when, "VALUE": value, "DISEASE": group}
        for id, before, after in pairs
        for when, value in zip(moments, (before, after), strict=True)
    ]
    middle = [
        {"WHEN": when, "VALUE": median(p["VALUE"] for p in points if p["WHEN"] == when)}
        for when in moments
        if len(pairs) >= FEWEST
    ]
    x: Spec = {
        "field": "WHEN",
        "type": "ordinal",
        "scale": {"domain": moments, "type": "point", "padding": 0.25},
        "axis": {"title": None, "labelAngle": 0, "ticks": False},
    }
    scale: Spec = {"zero": low == 0, "nice": True}
    y: Spec = {
        "field": "VALUE",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": None, "tickCount": 5, "grid": True},
    }
    shade = colour(disease)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            # Titles of Vega stand above the highest label of the axis; these stand at one height in all panels.
            *(
                {
                    "data": values([{"TEXT": text}]),
                    "mark": {
                        "type": "text",
                        "align": "left",
                        "x": 0,
                        "y": above,
                        "fontSize": 12,
                        "fontWeight": weight,
                        "color": ink,
                    },
                    "encoding": {"text": {"field": "TEXT"}},
                }
                for text, above, weight, ink in (
                    (title, -36, "bold", INK),
                    (f"{group}, n = {len(pairs)}", -20, "normal", shade),
                )
            ),
            {
                "data": values(points),
                "mark": {"type": "line", "color": shade, "strokeWidth": 1.3, "strokeOpacity": 0.6},
                "encoding": {"x": x, "y": y, "detail": {"field": "USUBJID"}},
            },
            {
                "data": values(points),
                "mark": {"type": "point", "filled": True, "color": shade, "size": 26, "opacity": 0.85},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": values(middle),
                "mark": {
                    "type": "line",
                    "color": INK,
                    "strokeWidth": 2.6,
                    "point": {"color": INK, "size": 60},
                },
                "encoding": {"x": x, "y": y},
            },
        ],
    }
