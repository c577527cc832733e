"""The two panels of the swimmer plot: the first four weeks, and the whole follow-up."""

from __future__ import annotations

from cartaid.report.figures.figure import Data, Spec
from cartaid.report.figures.patient_rows import ROW, Rows, grade_text, row_axis
from cartaid.report.figures.style import INK, MUTED, OTHER, PAPER, RULE, colour, month_axis, tint, values
from cartaid.results.cohort import DAYS_A_MONTH

EARLY = (-7, 28)
"""First and last day of the enlarged part."""

MARKS = (
    # kind, shape, fill
    ("Second infusion", "triangle-up", PAPER),
    ("B cells back", "circle", PAPER),
    ("Drug taken again", "square", INK),
    ("Relapse", "diamond", INK),
    ("Died", "cross", INK),
    ("Under observation", "triangle-right", INK),
    ("Data cut", "M0,-1.4V1.4", INK),
)


def early(data: Data, patients: Rows, keys: dict[str, str], order: list[str], episodes: Rows) -> Spec:
    """Draw days -7 to 28: lymphodepletion, CRS and ICANS with their grades, drugs against them."""
    first, last = EARLY
    both = {row["USUBJID"] for row in episodes if row["TOXICITY"] == "ICANS"} & {
        row["USUBJID"] for row in episodes if row["TOXICITY"] == "CRS"
    }
    bars = []
    for row in episodes:
        end = min(row["LAST_DAY"] if row["LAST_DAY"] is not None else last, last)
        if row["FIRST_DAY"] <= last:
            slot = ("upper" if row["TOXICITY"] == "CRS" else "lower") if row["USUBJID"] in both else "full"
            bars.append(
                {
                    "KEY": keys[row["USUBJID"]],
                    "FROM": row["FIRST_DAY"] - 0.5,
                    "TO": end + 0.5,
                    "MIDDLE": (row["FIRST_DAY"] + end) / 2,
                    "KIND": f"{row['TOXICITY']} with grade",
                    "GRADE": grade_text(row),
                    "SLOT": slot,
                }
            )
    drugs = [
        {"KEY": keys[row["USUBJID"]], "FROM": row["FIRST_DAY"], "KIND": "drug against it"}
        for row in data["rescue"]
        if row["USUBJID"] in keys and row["FIRST_DAY"] is not None and first <= row["FIRST_DAY"] <= last
    ]
    depletion = [
        {"KEY": keys[row["USUBJID"]], "FROM": max(row["LD_DAY"], first), "TO": 0}
        for row in patients
        if row["LD_DAY"] is not None and row["LD_DAY"] < 0
    ]
    y = row_axis(order, labels=True)
    x = {
        "field": "FROM",
        "type": "quantitative",
        "scale": {"domain": [first - 0.5, last + 0.5], "nice": False, "zero": False},
        "axis": {"title": "Days from the infusion", "values": [-7, 0, 7, 14, 21, 28]},
    }
    shades = {"domain": ["CRS with grade", "ICANS with grade"], "range": [INK, OTHER]}
    layers: list[Spec] = [
        {
            "data": values([{"KEY": key, "FROM": first, "TO": last} for key in keys.values()]),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y},
        },
        {
            "data": values(depletion),
            "mark": {"type": "bar", "height": 3, "color": RULE},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y},
        },
        {
            "data": values([{"FROM": 0}]),
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 0.75, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
    ]
    for slot, height, offset, size in (("full", 14, 0, 11), ("upper", 9, -5, 9), ("lower", 9, 5, 9)):
        rows = [bar for bar in bars if bar["SLOT"] == slot]
        if rows:
            layers.append(
                {
                    "data": values(rows),
                    "mark": {
                        "type": "bar",
                        "height": height,
                        "yOffset": offset,
                        "y2Offset": offset,
                        "cornerRadius": 2,
                    },
                    "encoding": {
                        "x": x,
                        "x2": {"field": "TO"},
                        "y": y,
                        "color": {
                            "field": "KIND",
                            "type": "nominal",
                            "scale": shades,
                            "legend": {"orient": "bottom", "columns": 2, "symbolType": "square"},
                        },
                    },
                }
            )
            layers.append(
                {
                    "data": values(rows),
                    "mark": {
                        "type": "text",
                        "fontSize": size,
                        "fontWeight": "bold",
                        "color": PAPER,
                        "yOffset": offset + 0.5,
                    },
                    "encoding": {"x": {**x, "field": "MIDDLE"}, "y": y, "text": {"field": "GRADE"}},
                }
            )
    if drugs:
        layers.append(
            {
                "data": values(drugs),
                "mark": {
                    "type": "point",
                    "shape": "triangle-down",
                    "filled": True,
                    "size": 46,
                    "color": MUTED,
                    "opacity": 1,
                    "yOffset": -11,
                },
                "encoding": {"x": x, "y": y},
            }
        )
    title = {"text": "First four weeks", "offset": 10}
    return {"title": title, "width": 262, "height": ROW * len(order), "layer": layers}


def late(data: Data, patients: Rows, keys: dict[str, str], order: list[str], labels: bool) -> Spec:
    """Draw the whole follow-up in months: observation, response, events."""
    cuts = [
        row["CUT_DAY"] for row in patients if row["CUT_DAY"] is not None and row["CUT_DAY"] >= row["LAST_DAY"]
    ]
    last = max([28, *cuts, *(row["LAST_DAY"] for row in patients)]) / DAYS_A_MONTH * 1.01 + 0.8
    group = {row["USUBJID"]: row for row in patients}
    observed = [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": 0.0,
            "TO": row["LAST_DAY"] / DAYS_A_MONTH,
            "COLOUR": tint(row["DISEASE"]),
        }
        for row in patients
    ]
    responding = [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": row["FIRST_DAY"] / DAYS_A_MONTH,
            "TO": row["LAST_DAY"] / DAYS_A_MONTH,
            "COLOUR": colour(group[row["USUBJID"]]["DISEASE"]),
        }
        for row in data["response"]
        if row["USUBJID"] in keys
    ]
    marks = [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": row["LAST_DAY"] / DAYS_A_MONTH + 0.35,
            "KIND": "Died" if row["DIED"] else "Under observation",
        }
        for row in patients
    ]
    marks += [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": max(row["CUT_DAY"] / DAYS_A_MONTH, row["LAST_DAY"] / DAYS_A_MONTH + 0.8),
            "KIND": "Data cut",
        }
        for row in patients
        if row["CUT_DAY"] is not None and row["CUT_DAY"] >= row["LAST_DAY"] and not row["DIED"]
    ]
    for name, kind in (
        ("later_infusion", "Second infusion"),
        ("b_cell_return", "B cells back"),
        ("resumption", "Drug taken again"),
        ("relapse", "Relapse"),
    ):
        marks += [
            {"KEY": keys[row["USUBJID"]], "MONTH": row["DAY"] / DAYS_A_MONTH, "KIND": kind}
            for row in data[name]
            if row["USUBJID"] in keys and row["DAY"] is not None
        ]
    y = row_axis(order, labels)
    x = month_axis(last)
    same_colour = {"field": "COLOUR", "type": "nominal", "scale": None, "legend": None}
    layers: list[Spec] = [
        {
            "data": values(observed),
            "mark": {"type": "bar", "height": 14, "cornerRadiusEnd": 2},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y, "color": same_colour},
        },
        {
            "data": values(responding),
            # A response seen once has no length; a minimum keeps it visible.
            "mark": {"type": "bar", "height": 14, "minBandSize": 2, "strokeWidth": 1.5},
            "encoding": {
                "x": x,
                "x2": {"field": "TO"},
                "y": y,
                "color": same_colour,
                "stroke": {**same_colour},
            },
        },
    ]
    used = [mark for mark in MARKS if mark[0] in {row["KIND"] for row in marks}]
    domain = [kind for kind, *_ in used]
    legend = {"orient": "bottom", "columns": 6}
    layers.append(
        {
            "data": values(marks),
            "mark": {"type": "point", "size": 62, "opacity": 1, "strokeWidth": 1.5},
            "encoding": {
                "x": x,
                "y": y,
                "stroke": {"value": INK},
                "shape": {
                    "field": "KIND",
                    "type": "nominal",
                    "scale": {"domain": domain, "range": [shape for _, shape, _ in used]},
                    "legend": legend,
                },
                "fill": {
                    "field": "KIND",
                    "type": "nominal",
                    "scale": {"domain": domain, "range": [fill for *_, fill in used]},
                    "legend": legend,
                },
            },
        }
    )
    title = {"text": "Whole follow-up: pale observed, full colour in response", "offset": 10}
    return {"title": title, "width": 540 if not labels else 780, "height": ROW * len(order), "layer": layers}
