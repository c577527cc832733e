"""Scores before and after treatment, a line a patient: what changed in whom."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

from attrs import frozen

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import INK, MUTED, RULE, colour, diseases_of, figure_spec, number, values
from cartaid.report.figures.visits import FEWEST
from cartaid.report.figures.waterfall import wrapped
from cartaid.results.figures_data import SCORES

Rows = list[dict[str, Any]]


@frozen
class Panel:
    """One score of one disease: lower end of its axis, visit, and (patient, before, after)."""

    disease: str
    title: str
    low: float | None
    visit: str
    pairs: tuple[tuple[str, float, float], ...]


HEIGHT, ROOM, WIDEST, NARROWEST = 210, 830, 150, 84
"""Pixels: height of a panel, room in a row, most and least width of a panel."""
BETWEEN = 52
"""Pixels between two scores."""
HEADING = 82
"""Pixels from the name of a disease to the top of its panels."""
SPREAD = 0.12
"""Patients stand beside one another over this share of the way between the two times: equal ones are told apart."""
NOT_PAIRED = ("TIS",)
"""A score that is a change already has no value before."""


def paired_change(data: Data) -> Figure | None:
    """Draw each score before treatment and at the visit with the most pairs, the later one of equals."""
    label = {row["USUBJID"]: row["LABEL"] for row in data["patient"]}
    place = {row["AVISIT"]: row["TARGET"] for row in data["visit"]}
    found: list[Panel] = []
    for disease, code, title, _, low, _ in SCORES:
        own = [
            r
            for r in data["score"]
            if r["DISEASE"] == disease and r["PARAMCD"] == code and r["USUBJID"] in label
        ]
        visit, pairs = most_pairs(own, place)
        if pairs and code not in NOT_PAIRED:
            found.append(Panel(disease, title, low, visit, tuple(pairs)))
    if not found:
        return None
    groups = {
        name: [p for p in found if p.disease == disease] for disease, name in diseases_of(data["patient"])
    }
    groups = {name: own for name, own in groups.items() if own}
    width = max(NARROWEST, min(WIDEST, (ROOM - BETWEEN * (len(found) - 1)) // len(found)))
    charts = [
        panel(p, width, (name, len(own)) if p is own[0] else None)
        for name, own in groups.items()
        for p in own
    ]
    several = any(len(p.pairs) >= FEWEST for p in found)
    return Figure(
        "paired_change",
        "Scores before and after treatment",
        "A line a patient, from the baseline of the protocol to the visit at which most patients have both values, the "
        "later one of equals: it is named below each score, and differs between scores that were not assessed at the "
        "same visits. Patients stand a little beside one another so that equal values are seen. "
        + (f"Broad grey: the medians of {FEWEST} or more patients. " if several else "")
        + "Patients without both values are not drawn. The shifts with their exact limits are in the tables of scores.",
        "Paired values: " + "; ".join(f"{p.title} at {p.visit}" for p in found) + ".",
        "efficacy",
        figure_spec(
            {"hconcat": charts, "spacing": BETWEEN, "bounds": "flush"},
            "Thin: one patient"
            + (", those of a time side by side" if any(len(p.pairs) > 1 for p in found) else ""),
            *([f"broad grey: median of {FEWEST} or more patients"] if several else []),
        ),
        ("Patient", "Score", "Before", "Visit", "After", "Change"),
        tuple(
            (label[id], p.title, number(before, 4), p.visit, number(after, 4), number(after - before, 4))
            for p in found
            for id, before, after in p.pairs
        ),
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


def panel(score: Panel, width: int, heading: tuple[str, int] | None) -> Spec:
    """Draw one score; above the first of a disease stand its name and a line over so many panels."""
    shade = colour(score.disease)
    # In the order of their values lines cross only where patients change places.
    ranked = sorted(score.pairs, key=lambda pair: (pair[1], pair[2], pair[0]))
    aside = [
        SPREAD * (2 * rank / max(len(ranked) - 1, 1) - 1) if len(ranked) > 1 else 0.0
        for rank in range(len(ranked))
    ]
    points: Rows = [
        {"USUBJID": id, "TIME": time + offset, "VALUE": value}
        for (id, *both), offset in zip(ranked, aside, strict=True)
        for time, value in enumerate(both)
    ]
    times = [before for _, before, _ in ranked], [after for _, _, after in ranked]
    middle: Rows = [
        {"TIME": time, "VALUE": median(numbers)}
        for time, numbers in enumerate(times)
        if len(numbers) >= FEWEST
    ]
    x: Spec = {
        "field": "TIME",
        "type": "quantitative",
        "scale": {"domain": [-0.3, 1.3], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": [0, 1],
            "ticks": False,
            "labelExpr": f"datum.value === 0 ? 'Before' : {json.dumps(score.visit)}",
        },
    }
    y: Spec = {
        "field": "VALUE",
        "type": "quantitative",
        "scale": {"zero": score.low == 0, "nice": True},
        "axis": {"title": None, "tickCount": 5, "grid": True},
    }
    name = wrapped(score.title, width + BETWEEN // 2)
    layers: list[Spec] = [
        # Titles of Vega stand above the highest label of the axis; these stand at one height in all panels.
        *(over(heading[0], heading[1] * (width + BETWEEN) - BETWEEN, shade) if heading else []),
        words(name, -20 - 14 * len(name), 12, "bold", INK),
        words([f"n = {len(score.pairs)}"], -18, 12, "normal", MUTED),
        {
            "data": values(middle),
            "mark": {
                "type": "line",
                "color": RULE,
                "strokeWidth": 5,
                "point": {"color": RULE, "size": 90, "opacity": 1},
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "data": values(points),
            "mark": {"type": "line", "color": shade, "strokeWidth": 1.2, "strokeOpacity": 0.75},
            "encoding": {"x": x, "y": y, "detail": {"field": "USUBJID"}},
        },
        {
            "data": values(points),
            "mark": {"type": "point", "filled": True, "color": shade, "size": 20, "opacity": 0.85},
            "encoding": {"x": x, "y": y},
        },
    ]
    return {"width": width, "height": HEIGHT, "layer": layers}


def over(name: str, width: int, shade: str) -> list[Spec]:
    """Give the layers of the name of a disease and of the line below it."""
    line = {
        "data": values([{}]),
        "mark": {"type": "rule", "color": shade, "strokeWidth": 1.2},
        "encoding": {"x": {"value": 0}, "x2": {"value": width}, "y": {"value": 20 - HEADING}},
    }
    return [words([name], -HEADING, 14, "bold", shade), line]


def words(lines: list[str], above: int, size: int, weight: str, ink: str) -> Spec:
    """Give a layer with lines of text so many pixels above the panel."""
    mark = {"type": "text", "align": "left", "baseline": "top", "x": 0, "y": above, "lineHeight": 14}
    return {
        "data": values([{"TEXT": lines}]),
        "mark": {**mark, "fontSize": size, "fontWeight": weight, "color": ink},
        "encoding": {"text": {"field": "TEXT"}},
    }
