"""CAR T cells and B cells over time, on logarithmic axes, with the limit of quantification."""

from __future__ import annotations

from math import log10
from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    INK,
    MUTED,
    PAPER,
    RULE,
    disease_scale,
    disease_shapes,
    diseases_of,
    figure_spec,
    month_axis,
    number,
    panel_title,
    unit_label,
    values,
)
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

EARLY_DAYS = 100
"""Days of CAR T cells are drawn evenly up to this day; with later samples on a square-root axis, to the last one."""

DAYS = (0, 7, 14, 28, 60, 100, 180, 365, 730, 1460, 2920, 5475)
"""Days marked on a square-root axis."""

HEIGHT = 240

LANE = 7
"""Pixels from the limit of quantification down to the first row of samples below it, and from row to row."""

CANONICAL = {"/uL": "cells/uL", "{copies}/ug": "copies/ug"}
"""Units of the tests as a reader knows them."""


def cells(data: Data) -> Figure | None:
    """Draw both kinds of cells side by side; one unit a panel, the most frequent one."""
    label = {row["USUBJID"]: row["GROUP"] for row in data["patient"]}
    patients = {row["USUBJID"]: row["LABEL"] for row in data["patient"]}
    panels: list[Spec] = []
    table: list[tuple[str, ...]] = []
    notes: list[str] = []
    drawn: Rows = []
    late = above = False
    kinds = [
        kind
        for kind in ("CAR T", "B")
        if any(r["KIND"] == kind and (r["VALUE"] or 0) > 0 for r in data["cell"])
    ]
    for kind in kinds:
        own = [
            r for r in data["cell"] if r["KIND"] == kind and r["DAY"] is not None and r["USUBJID"] in label
        ]
        rows, unit, others = one_unit(lined(own, joined_before=kind == "B"))
        rows = [r for r in rows if r["VALUE"] > 0]
        if others:
            names = ", ".join(CANONICAL.get(name, name) or "no unit" for name in others)
            notes.append(f"{kind} cells in other units ({names}) are not drawn.")
        if rows:
            days = kind == "CAR T"
            title = f"{'CAR T cells' if days else 'B cells'}, {unit_label(CANONICAL.get(unit, unit)) or 'unit not given'}"
            late = late or (days and max(r["DAY"] for r in rows) > EARLY_DAYS)
            above = above or any(r["QUALIFIER"] == ">" for r in rows)
            panels.append(panel(rows, label, title, days, 380 if len(kinds) == 2 else 780, data))
            table += summary(rows, kind, patients)
            drawn += rows
    if not panels:
        return None
    below = any(r["QUALIFIER"] == "<" for r in drawn)
    threshold = any(r["THRESHOLD"] for r in drawn)
    key = ["Thin line: one patient"]
    if below:
        key += [
            "open symbol: below the limit of quantification (LLOQ, dashed), drawn under it, a row a disease",
        ]
    if above:
        key.append("triangle: above the range of the assay, drawn at its end")
    if len(panels) == 2:
        key.append("left in days, right in months")
    if late:
        key.append("days on a square-root axis")
    key.append("dotted: day 0")
    return Figure(
        "cells",
        "CAR T cells and B cells in blood" if len(panels) == 2 else "Cells in blood",
        "A thin line a patient; colour and symbol: the disease."
        + (
            " Open symbols: below the limit of quantification (LLOQ), drawn under it in a row for each disease: where "
            "they lie is not known."
            if below
            else ""
        )
        + " Refused values and two different ones of one time are not drawn; the line has a gap there."
        + (" B cells count as absent below the threshold of the protocol." if threshold else "")
        + (" ".join(["", *notes])),
        f"Cell counts of {counted(len({r['USUBJID'] for r in data['cell']}), 'patient')} on logarithmic axes; peak and "
        "last values are in the table below the figure.",
        "cells",
        figure_spec({"hconcat": panels, "spacing": 56, "bounds": "flush"}, *key),
        ("Patient", "Cells", "Highest", "on day", "Lowest after day 0", "on day", "Last", "on day"),
        tuple(table),
    )


def one_unit(rows: Rows) -> tuple[Rows, str, list[str]]:
    """Keep the rows in the unit most of them are in; give it, and the other units."""
    counted: dict[str, int] = {}
    for row in rows:
        counted[row["UNIT"] or ""] = counted.get(row["UNIT"] or "", 0) + 1
    if not counted:
        return [], "", []
    unit = max(counted, key=lambda name: (counted[name], name))
    return [r for r in rows if (r["UNIT"] or "") == unit], unit, sorted(set(counted) - {unit})


def lined(rows: Rows, joined_before: bool) -> Rows:
    """Give the rows with a value, each with the LINE that joins it to its neighbours.

    A line joins the samples of a patient, test and method. It has a gap where a sample was refused; unless
    `joined_before` it also begins anew with the first sample from the infusion on.
    """
    made: Rows = []
    gaps: dict[tuple[Any, ...], int] = {}
    for row in sorted(rows, key=lambda r: r["DAY"]):
        own = row["USUBJID"], row["TESTCD"], row.get("METHOD")
        if row["VALUE"] is None:
            gaps[own] = gaps.get(own, 0) + 1
            continue
        after = joined_before or row["DAY"] >= 0
        made.append({**row, "LINE": f"{' '.join(map(str, own))} {gaps.get(own, 0)} {after}"})
    return made


def panel(rows: Rows, label: dict[str, str], title: str, days: bool, width: int, data: Data) -> Spec:
    """Draw one kind of cells."""
    points = [
        {
            "LINE": r["LINE"],
            "DISEASE": label[r["USUBJID"]],
            "MONTH": r["DAY"] if days else r["DAY"] / DAYS_A_MONTH,
            "VALUE": r["VALUE"],
            "BELOW": r["QUALIFIER"] == "<",
            "ABOVE": r["QUALIFIER"] == ">",
        }
        for r in rows
    ]
    groups = [pair for pair in diseases_of(data["patient"]) if any(p["DISEASE"] == pair[1] for p in points)]
    below_limits(points, [name for _, name in groups])
    first, last = min(p["MONTH"] for p in points), max(p["MONTH"] for p in points)
    spare = (last - first) * 0.02 + 0.1
    if days and last > EARLY_DAYS:
        x: Spec = {
            "field": "MONTH",
            "type": "quantitative",
            "scale": {"type": "sqrt", "domain": [min(first, 0), last * 1.02], "nice": False},
            "axis": {"title": "Days from the infusion", "values": [d for d in DAYS if d <= last]},
        }
    elif days:
        x = {
            "field": "MONTH",
            "type": "quantitative",
            "scale": {"domain": [first - spare, last + spare], "nice": False, "zero": False},
            "axis": {"title": "Days from the infusion", "values": list(range(0, EARLY_DAYS + 1, 14))},
        }
    else:
        x = month_axis(last + spare, first - spare)
    y = {
        "field": "VALUE",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False, "padding": 22},
        "axis": {"title": None, "values": [10.0**power for power in range(-4, 9)], "format": "~s"},
    }
    limits = sorted({p["VALUE"] for p in points if p["BELOW"]})
    lowest = min(p["DRAWN"] for p in points)
    threshold = next((r["THRESHOLD"] for r in rows if r["THRESHOLD"]), None)
    # Each text stands on the outer side of its line, so that two lines close together leave both readable.
    over, under = {"baseline": "bottom", "dy": -4}, {"baseline": "top", "dy": 6}
    crossed = bool(limits) and threshold is not None and limits[-1] > threshold
    shade: Spec = {
        "field": "DISEASE",
        "type": "nominal",
        "scale": disease_scale(groups),
        "legend": {"orient": "bottom", "columns": 4},
    }
    shape: Spec = {"field": "DISEASE", "type": "nominal", "scale": disease_shapes(groups)}
    looks = {"color": shade, "shape": {**shape, "legend": shade["legend"]}}
    drawn = {"x": x, "y": {**y, "field": "DRAWN"}}
    layers: list[Spec] = [
        {
            "data": values([{"MONTH": 0}]),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        }
    ]
    if limits:
        text = ("LLOQ " if crossed else "below LLOQ ") + (
            number(limits[0]) if len(limits) == 1 else f"{number(limits[0])} to {number(limits[-1])}"
        )
        layers += [
            {
                "data": values([{"VALUE": limits[-1]}]),
                "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3], "strokeWidth": 0.9},
                "encoding": {"y": y},
            },
            {
                "data": values([{"VALUE": limits[-1] if crossed else lowest, "TEXT": text}]),
                "mark": {
                    "type": "text",
                    "align": "right",
                    **(over if crossed else under),
                    "x": width,
                    "fontSize": 11,
                    "color": MUTED,
                },
                "encoding": {"y": y, "text": {"field": "TEXT"}},
            },
        ]
    if threshold is not None:
        layers += [
            {
                "data": values([{"VALUE": threshold}]),
                "mark": {"type": "rule", "color": INK, "strokeWidth": 0.9},
                "encoding": {"y": y},
            },
            {
                "data": values([{"VALUE": threshold, "TEXT": f"absent below {number(threshold)}"}]),
                "mark": {
                    "type": "text",
                    "align": "right",
                    **(under if crossed else over),
                    "x": width,
                    "fontSize": 11,
                    "color": INK,
                },
                "encoding": {"y": y, "text": {"field": "TEXT"}},
            },
        ]
    layers += [
        {
            "data": values(points),
            "mark": {"type": "line", "strokeWidth": 1.2, "strokeOpacity": 0.55},
            "encoding": {**drawn, "detail": {"field": "LINE"}, "color": shade},
        },
        {
            "data": values([p for p in points if not p["BELOW"] and not p["ABOVE"]]),
            "mark": {"type": "point", "filled": True, "size": 18, "opacity": 1, "fillOpacity": 0.75},
            "encoding": {**drawn, **looks},
        },
        {
            "data": values([p for p in points if p["BELOW"]]),
            "mark": {
                "type": "point",
                "filled": False,
                "size": 20,
                "opacity": 1,
                "fill": PAPER,
                "strokeWidth": 1,
            },
            "encoding": {**drawn, **looks},
        },
    ]
    if any(p["ABOVE"] for p in points):
        layers.append(
            {
                "data": values([p for p in points if p["ABOVE"]]),
                "mark": {"type": "point", "shape": "triangle-up", "filled": True, "size": 40, "opacity": 1},
                "encoding": {**drawn, "color": shade},
            }
        )
    layers.append(panel_title(title))
    return {"width": width, "height": HEIGHT, "layer": layers}


def below_limits(points: Rows, groups: list[str]) -> None:
    """Place samples below the limit of quantification under that limit, a row a disease: DRAWN; others at their value.

    Where below the limit they lie is not known, and on it those of one disease would hide the others.

    >>> points = [{"VALUE": v, "BELOW": v == 1, "DISEASE": "SLE"} for v in (1.0, 100.0)]
    >>> below_limits(points, ["SLE"])
    >>> [round(point["DRAWN"], 2) for point in points]
    [0.85, 100.0]
    """
    sizes = [log10(p["VALUE"]) for p in points]
    step = LANE * max(max(sizes) - min(sizes), 0.5) / (HEIGHT - 44)
    for p in points:
        lane = groups.index(p["DISEASE"]) + 1 if p["BELOW"] else 0
        p["DRAWN"] = p["VALUE"] / 10 ** (step * lane)


def summary(rows: Rows, kind: str, patients: dict[str, str]) -> list[tuple[str, ...]]:
    """Give each patient's highest, lowest and last value."""
    made: list[tuple[str, ...]] = []
    for id, label in patients.items():
        own = [r for r in rows if r["USUBJID"] == id]
        if own:
            high = max(own, key=lambda r: r["VALUE"])
            low = min((r for r in own if r["DAY"] > 0), key=lambda r: r["VALUE"], default=None)
            last = max(own, key=lambda r: r["DAY"])
            made.append(
                (label, kind, *cell_text(high), *(cell_text(low) if low else ("", "")), *cell_text(last))
            )
    return made


def cell_text(row: dict[str, Any]) -> tuple[str, str]:
    """Write a value with its qualifier, and its day."""
    return f"{row['QUALIFIER'] or ''}{number(row['VALUE'])}", number(row["DAY"], 4)
