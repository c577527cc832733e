"""Swimmer plot: one bar a patient from the infusion on, with the first four weeks enlarged beside it."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    DAYS_A_MONTH,
    INK,
    MUTED,
    PAPER,
    RULE,
    colour,
    diseases_of,
    figure_spec,
    month_axis,
    number,
    tint,
    values,
)

Rows = list[dict[str, Any]]
HEADER, PATIENT = "#", ":"
"""First letter of a row's key: the name of a disease, or a patient."""

ROW = 19
"""Height of a row in pixels."""


def swimmer(data: Data) -> Figure | None:
    """Draw every treated patient: follow-up, response, toxicity, drugs taken again, B cells back."""
    patients = [row for row in data["patient"] if row["LAST_DAY"] is not None]
    if not patients:
        return None
    keys, order = row_keys(patients)
    known = {row["USUBJID"]: row for row in patients}
    last = max(max(row["LAST_DAY"], 28) for row in patients) / DAYS_A_MONTH * 1.03 + 0.3
    toxic = any(row["USUBJID"] in known for row in data["toxicity"])
    left = [early(data, keys, known, order)] if toxic else []
    right = late(data, keys, known, order, last, labels=not toxic, width=520 if toxic else 740)
    return Figure(
        "swimmer",
        "Every patient from the infusion on",
        caption(data, toxic),
        alt(data, patients),
        "headline",
        figure_spec({"hconcat": [*left, right], "spacing": 14}),
        ("Patient", "Disease", "Follow-up, months", "Response, day (months)", "CRS", "ICANS", "Relapse", "Drug again"),
        tuple(table_row(row, data) for row in patients),
    )


def row_keys(patients: Rows) -> tuple[dict[str, str], list[str]]:
    """Give the key of each patient's row, and all keys in order with one above each disease."""
    keys = {row["USUBJID"]: PATIENT + row["LABEL"] for row in patients}
    order: list[str] = []
    for disease, label in diseases_of(patients):
        order.append(HEADER + label)
        order += [keys[row["USUBJID"]] for row in patients if row["DISEASE"] == disease]
    return keys, order


def row_axis(order: list[str], labels: bool) -> Spec:
    """Give the y encoding of the rows; names of diseases are bold."""
    header = f"charAt(datum.value, 0) === '{HEADER}'"
    axis: Spec | None = {
        "title": None,
        "labelExpr": "substring(datum.value, 1)",
        "labelFontWeight": {"condition": {"test": header, "value": "bold"}, "value": "normal"},
        "labelPadding": 8,
        "labelLimit": 170,
    }
    return {
        "field": "KEY",
        "type": "nominal",
        "scale": {"domain": order, "paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": axis if labels else None,
    }


def early(data: Data, keys: dict[str, str], known: dict[str, dict[str, Any]], order: list[str]) -> Spec:
    """Draw days -7 to 28: lymphodepletion, CRS and ICANS with their grades, drugs against them."""
    lines = [{"KEY": key, "FROM": -7, "TO": 28} for key in keys.values()]
    episodes = []
    for row in data["toxicity"]:
        if row["USUBJID"] in known:
            low, high = int(row["ALOW"] or 0), int(row["AHIGH"] or 0)
            grade = str(low) if low == high else f"{low}–{high}"
            end = row["LAST_DAY"] if row["LAST_DAY"] is not None else 28
            episodes.append(
                {
                    "KEY": keys[row["USUBJID"]],
                    "FROM": row["FIRST_DAY"] - 0.5,
                    "TO": min(end, 28) + 0.5,
                    "MIDDLE": (row["FIRST_DAY"] + min(end, 28)) / 2,
                    "KIND": row["TOXICITY"],
                    "GRADE": grade,
                    "HEAVY": "yes" if high >= 2 else "no",
                }
            )
    drugs = [
        {"KEY": keys[row["USUBJID"]], "DAY": row["FIRST_DAY"], "KIND": "Drug against it"}
        for row in data["rescue"]
        if row["USUBJID"] in known and row["FIRST_DAY"] is not None and -7 <= row["FIRST_DAY"] <= 28
    ]
    depletion = [
        {"KEY": keys[id], "FROM": row["LD_DAY"], "TO": 0}
        for id, row in known.items()
        if row["LD_DAY"] is not None and row["LD_DAY"] >= -7
    ]
    y = row_axis(order, labels=True)
    x = {
        "field": "FROM",
        "type": "quantitative",
        "scale": {"domain": [-7.5, 28.5], "nice": False},
        "axis": {"title": "Days", "values": [-7, 0, 7, 14, 21, 28]},
    }
    kinds = {"domain": ["CRS", "ICANS"], "range": [INK, "#7a5195"]}
    layers: list[Spec] = [
        {
            "data": values(lines),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y},
        },
        {
            "data": values(depletion),
            "mark": {"type": "bar", "height": 3, "color": RULE},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y},
        },
        {
            "data": values(episodes),
            "mark": {"type": "bar", "cornerRadius": 2, "strokeWidth": 1.2},
            "encoding": {
                "x": x,
                "x2": {"field": "TO"},
                "y": y,
                "yOffset": {"field": "KIND", "scale": {"domain": ["CRS", "ICANS"], "paddingInner": 0}},
                "color": {"field": "KIND", "scale": kinds, "legend": {"columns": 2}},
            },
        },
        {
            "data": values(episodes),
            "mark": {"type": "text", "fontSize": 10, "fontWeight": "bold", "color": PAPER, "baseline": "middle"},
            "encoding": {
                "x": {"field": "MIDDLE", "type": "quantitative"},
                "y": y,
                "yOffset": {"field": "KIND", "scale": {"domain": ["CRS", "ICANS"], "paddingInner": 0}},
                "text": {"field": "GRADE"},
            },
        },
    ]
    if drugs:
        layers.append(
            {
                "data": values(drugs),
                "mark": {"type": "point", "shape": "triangle-down", "filled": True, "size": 55, "color": MUTED, "yOffset": -9},
                "encoding": {"x": {"field": "DAY", "type": "quantitative"}, "y": y},
            }
        )
    return {"title": "First four weeks", "width": 190, "height": ROW * len(order), "layer": layers}
