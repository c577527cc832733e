"""Complement over time: a thin line a patient, the median of each visit, and the limits of normal."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.cells import one_unit
from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    MUTED,
    PAPER,
    RULE,
    disease_scale,
    disease_shapes,
    diseases_of,
    figure_spec,
    month_ticks,
    number,
    panel_title,
    reference_name,
    unit_label,
    values,
)
from cartaid.report.figures.visits import FEWEST, median_key, median_line, patient_counts, visit_medians
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

TESTS = ("C3", "C4", "CH50")
HEIGHT = 220
WIDTH = {1: 780, 2: 372, 3: 236}
DAYS = (0, 90, 180, 365, 545, 730, 1095, 1460, 1825, 3650, 5475)
"""Ticks: quarters and half years first, then years."""


def complement(data: Data) -> Figure | None:
    """Draw C3, C4 and CH50 beside each other, as far as they were measured; each in its most frequent unit."""
    label = {row["USUBJID"]: row for row in data["patient"]}
    panels: list[Spec] = []
    table: list[tuple[str, ...]] = []
    notes: list[str] = []
    marks: set[str] = set()
    shown = {
        code: [r for r in data["complement"] if r["TEST"] == code and r["USUBJID"] in label] for code in TESTS
    }
    shown = {code: rows for code, rows in shown.items() if any(r["VALUE"] is not None for r in rows)}
    if not shown:
        return None
    for code, rows in shown.items():
        used, unit, others = one_unit([r for r in rows if r["VALUE"] is not None])
        apart = len(rows) - len(used)
        if apart:
            named = f"in other units ({', '.join(unit_label(o) or 'none' for o in others)}) or refused"
            notes.append(
                f"{code}: {apart} value{'' if apart == 1 else 's'} {named}; the line has a gap there."
            )
        points = with_segments(rows, unit, label)
        medians = visit_medians(points, data["visit"])
        title = f"{code}, {unit_label(unit) or 'unit not given'}"
        panels.append(panel(title, points, medians, limits(used), WIDTH[len(shown)], data))
        marks |= {"medians"} if any(m["N"] >= FEWEST for m in medians) else set()
        marks |= {"counts"} if medians else set()
        marks |= {"bounds"} if any(p["BOUND"] for p in points) else set()
        marks |= {"limits"} if limits(used) else set()
        table += [
            (code, m["VISIT"], str(m["N"]), number(m["MEDIAN"]), number(m["LOWEST"]), number(m["HIGHEST"]))
            for m in medians
        ]
    patients = len({r["USUBJID"] for rows in shown.values() for r in rows})
    names = " and ".join(filter(None, [", ".join([*shown][:-1]), [*shown][-1]]))
    keys = {
        "medians": median_key(few=False),
        "counts": "n: patients with a value",
        "bounds": "open symbol: known only to lie below or above",
    }
    present = [text for mark, text in keys.items() if mark in marks]
    return Figure(
        "complement",
        f"Complement over time: {names}",
        f"Thin lines: {counted(patients, 'patient')}, by disease. "
        + (f"{median_key(few=False).capitalize()}, at its target day. " if "medians" in marks else "")
        + (
            "Broken lines: limits of normal of the laboratories. "
            if "limits" in marks
            else "No limits of normal recorded. "
        )
        + (
            "Open symbols: values only known to lie below or above what is drawn. "
            if "bounds" in marks
            else ""
        )
        + "Numbers below: patients with a value at the visit. First infusion; two different values of one day are not drawn."
        + " ".join(["", *notes]),
        f"Line plots of {names} in {counted(patients, 'patient')} over time from the infusion; medians of each visit are in the "
        "table below the figure.",
        "cells",
        figure_spec(
            {"hconcat": panels, "spacing": 52, "bounds": "flush"},
            "Thin: one patient",
            *present,
            "dotted: day 0",
        ),
        ("Test", "Visit", "Patients", "Median", "Lowest", "Highest"),
        tuple(table),
    )


def with_segments(rows: Rows, unit: str, label: dict[str, Any]) -> Rows:
    """Give the values in one unit; a line ends at a value in another unit, or refused, and begins anew after it.

    >>> days = [(0, 1.0, "g/L"), (30, 90.0, "mg/dL"), (60, 1.2, "g/L")]
    >>> rows = [{"USUBJID": "a", "DAY": d, "VALUE": v, "UNIT": u, "QUALIFIER": None, "VISIT": None} for d, v, u in days]
    >>> [(p["DAY"], p["LINE"]) for p in with_segments(rows, "g/L", {"a": {"GROUP": "SLE"}})]
    [(0, 'a 0'), (60, 'a 1')]
    """
    points: Rows = []
    gaps: dict[str, int] = {}
    for row in sorted(rows, key=lambda r: (r["USUBJID"], r["DAY"])):
        who = row["USUBJID"]
        if row["VALUE"] is None or (row["UNIT"] or "") != unit:
            gaps[who] = gaps.get(who, 0) + 1
            continue
        points.append(
            {
                "LINE": f"{who} {gaps.get(who, 0)}",
                "DISEASE": label[who]["GROUP"],
                "DAY": row["DAY"],
                "VALUE": row["VALUE"],
                "VISIT": row["VISIT"],
                "BOUND": bool(row["QUALIFIER"]),
            }
        )
    return points


def limits(rows: Rows) -> list[tuple[str, float]]:
    """Give the limits of normal of the laboratories: each lower and upper one once.

    >>> limits([{"LOW": 0.9, "HIGH": 1.8}, {"LOW": 0.9, "HIGH": None}])
    [('lower limit of normal', 0.9), ('upper limit of normal', 1.8)]
    """
    return [
        (f"{name} limit of normal", value)
        for name, column in (("lower", "LOW"), ("upper", "HIGH"))
        for value in sorted({r[column] for r in rows if r[column] is not None})
    ]


def limit_labels(normal: list[tuple[str, float]]) -> Rows:
    """Name the lower limits at their lowest line and the upper ones at their highest.

    >>> limit_labels([("lower limit of normal", 0.8), ("lower limit of normal", 0.9)])
    [{'VALUE': 0.8, 'TEXT': 'lower limit of normal 0.8 to 0.9'}]
    """
    made: Rows = []
    for name in dict.fromkeys(name for name, _ in normal):
        own = [value for of, value in normal if of == name]
        span = number(own[0]) if len(own) == 1 else f"{number(own[0])} to {number(own[-1])}"
        made.append({"VALUE": own[0] if name.startswith("lower") else own[-1], "TEXT": f"{name} {span}"})
    return made


def panel(
    title: str, points: Rows, medians: Rows, normal: list[tuple[str, float]], width: int, data: Data
) -> Spec:
    """Draw one test."""
    days = [*(p["DAY"] for p in points), *(m["MONTH"] * DAYS_A_MONTH for m in medians)]
    first, last = min(0, *days), max(1, *days)
    spare = (last - first) * 0.02
    x: Spec = {
        "field": "DAY",
        "type": "quantitative",
        "scale": {"domain": [first - spare, last + spare], "nice": False, "zero": False},
        "axis": time_axis(first, last),
    }
    y: Spec = {
        "field": "VALUE",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": None, "tickCount": 5},
    }
    groups = [pair for pair in diseases_of(data["patient"]) if any(p["DISEASE"] == pair[1] for p in points)]
    shade: Spec = {
        "field": "DISEASE",
        "type": "nominal",
        "scale": disease_scale(groups),
        "legend": {"orient": "bottom", "columns": 4},
    }
    shape: Spec = {"field": "DISEASE", "type": "nominal", "scale": disease_shapes(groups)}
    looks = {"color": shade, "shape": {**shape, "legend": shade["legend"]}}
    layers: list[Spec] = [
        {
            "data": values([{"DAY": 0}]),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        {
            "data": values([{"VALUE": value} for _, value in normal]),
            "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3], "strokeWidth": 1},
            "encoding": {"y": y},
        },
        *(reference_name(row["VALUE"], row["TEXT"], y, width) for row in limit_labels(normal)),
        {
            "data": values(points),
            "mark": {"type": "line", "strokeWidth": 1.2, "strokeOpacity": 0.45},
            "encoding": {"x": x, "y": y, "detail": {"field": "LINE"}, "color": shade},
        },
        {
            "data": values([p for p in points if not p["BOUND"]]),
            "mark": {"type": "point", "filled": True, "size": 12, "opacity": 1, "fillOpacity": 0.6},
            "encoding": {"x": x, "y": y, **looks},
        },
        {
            "data": values([p for p in points if p["BOUND"]]),
            "mark": {
                "type": "point",
                "filled": False,
                "size": 18,
                "opacity": 1,
                "fill": PAPER,
                "strokeWidth": 1,
            },
            "encoding": {"x": x, "y": y, **looks},
        },
        median_line(medians, x, y, few=False),
        *patient_counts(medians, x, HEIGHT, width),
        panel_title(title),
    ]
    return {"width": width, "height": HEIGHT, "layer": layers}


def time_axis(first: float, last: float) -> Spec:
    """Give the axis over days: in months as in the other figures, in days where there are few weeks."""
    if last < DAYS[1]:
        return {"title": "Days from the infusion", "values": ticks(last)}
    months = month_ticks(last / DAYS_A_MONTH, first / DAYS_A_MONTH)
    return {
        "title": "Months from the infusion",
        "values": [month * DAYS_A_MONTH for month in months],
        "labelExpr": f"round(datum.value / {DAYS_A_MONTH})",
    }


def ticks(last: float) -> list[int]:
    """Give tick marks in days, about eight at most.

    >>> ticks(29), ticks(300), ticks(883), ticks(2000)
    ([0, 7, 14, 21, 28], [0, 90, 180], [0, 90, 180, 365, 545, 730], [0, 365, 730, 1095, 1460, 1825])
    """
    if last < DAYS[2]:
        return list(range(0, int(last) + 1, 7 if last < 60 else 28))
    return [day for day in DAYS if day <= last and (last < DAYS[6] or day % 365 == 0)]
