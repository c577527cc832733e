"""Swimmer plot: one row a patient from the infusion on, with the first four weeks enlarged beside it."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.style import (
    DAYS_A_MONTH,
    INK,
    MUTED,
    OTHER,
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

ROW = 21
"""Height of a row in pixels."""

EARLY = (-7, 28)
"""First and last day of the enlarged part."""

INDEPENDENT = {
    name: {"color": "independent", "shape": "independent", "fill": "independent"}
    for name in ("scale", "legend")
}


def swimmer(data: Data) -> Figure | None:
    """Draw every treated patient: follow-up, response, toxicity, drugs taken again, B cells back."""
    patients = [row for row in data["patient"] if row["LAST_DAY"] is not None]
    if not patients:
        return None
    keys, order = row_keys(patients)
    episodes = [row for row in data["toxicity"] if row["USUBJID"] in keys]
    left = [early(data, patients, keys, order, episodes)] if episodes else []
    right = late(data, patients, keys, order, labels=not episodes)
    return Figure(
        "swimmer",
        "Every patient from the infusion on",
        caption(data, bool(episodes)),
        alt(data, patients),
        "headline",
        figure_spec({"hconcat": [*left, right], "spacing": 18, "resolve": INDEPENDENT}),
        ("Patient", "Disease", "Follow-up, days", "Response, days", "CRS, grade (days)", "ICANS, grade (days)",
         "B cells back, day", "Relapse, day", "Drug again, day"),
        tuple(table_row(row, data) for row in patients),
    )  # fmt: skip


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
    header = f"substring(datum.value, 0, 1) === '{HEADER}'"
    axis: Spec = {
        "title": None,
        "labelExpr": "substring(datum.value, 1)",
        "labelFontWeight": {"condition": {"test": header, "value": "bold"}, "value": "normal"},
        "labelPadding": 8,
        "labelLimit": 150,
    }
    return {
        "field": "KEY",
        "type": "nominal",
        "scale": {"domain": order, "paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": axis if labels else None,
    }


def grade_text(row: dict[str, Any]) -> str:
    """Write the grade of an episode, a range where it is open."""
    low, high = int(row["ALOW"] or 0), int(row["AHIGH"] or 0)
    return str(low) if low == high else f"{low}–{high}"


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
                }  # fmt: skip
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
            }  # fmt: skip
        )
    title = {"text": "First four weeks", "offset": 10}
    return {"title": title, "width": 262, "height": ROW * len(order), "layer": layers}


MARKS = (
    # kind, shape, fill
    ("B cells back", "circle", PAPER),
    ("Drug taken again", "square", INK),
    ("Relapse", "diamond", INK),
    ("Died", "cross", INK),
    ("Under observation", "triangle-right", INK),
    ("Data cut", "M0,-1.4V1.4", INK),
)


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
        {"KEY": keys[row["USUBJID"]], "MONTH": row["LAST_DAY"] / DAYS_A_MONTH + 0.35,
         "KIND": "Died" if row["DIED"] else "Under observation"}
        for row in patients
    ]  # fmt: skip
    marks += [
        {"KEY": keys[row["USUBJID"]], "MONTH": max(row["CUT_DAY"] / DAYS_A_MONTH, row["LAST_DAY"] / DAYS_A_MONTH + 0.8),
         "KIND": "Data cut"}
        for row in patients
        if row["CUT_DAY"] is not None and row["CUT_DAY"] >= row["LAST_DAY"] and not row["DIED"]
    ]  # fmt: skip
    for name, kind in (
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
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y, "color": same_colour,
                         "stroke": {**same_colour}},
        },
    ]  # fmt: skip
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


def caption(data: Data, toxic: bool) -> str:
    """Say what the marks mean."""
    text = (
        "Each row is a patient; the pale bar is the time under observation, the full colour the time in which the "
        "response state of the disease was seen at every assessment"
    )
    states = sorted({row["STATE"] for row in data["response"]})
    text += f" ({'; '.join(states)})." if states else "."
    if toxic:
        text += " Left: the first four weeks, with lymphodepletion (grey) and derived CRS and ICANS with their grades"
        text += "; a triangle marks a drug given against them." if data["rescue"] else "."
    return text


def alt(data: Data, patients: Rows) -> str:
    """Say in words what the plot shows."""
    known = {row["USUBJID"] for row in patients}
    responders = len({row["USUBJID"] for row in data["response"]} & known)
    relapsed = len({row["USUBJID"] for row in data["relapse"]} & known)
    again = len({row["USUBJID"] for row in data["resumption"]} & known)
    return (
        f"Swimmer plot of {len(patients)} patients: {responders} reached the response state, {relapsed} relapsed, "
        f"{again} took a drug again. The table below the figure lists the same."
    )


def table_row(row: dict[str, Any], data: Data) -> tuple[str, ...]:
    """Give one patient's row of the table."""

    def own(name: str) -> Rows:
        return [other for other in data[name] if other["USUBJID"] == row["USUBJID"]]

    def spans(rows: Rows, grade: bool = False) -> str:
        return "; ".join(
            (f"{grade_text(r)} ({number(r['FIRST_DAY'], 4)} to {number(r['LAST_DAY'], 4)})" if grade
             else f"{number(r['FIRST_DAY'], 4)} to {number(r['LAST_DAY'], 4)}")
            for r in rows
        )  # fmt: skip

    def days(name: str) -> str:
        return "; ".join(number(r["DAY"], 4) for r in own(name))

    return (
        row["LABEL"],
        row["GROUP"],
        number(row["LAST_DAY"], 4) + (" (died)" if row["DIED"] else ""),
        spans(own("response")),
        spans([r for r in own("toxicity") if r["TOXICITY"] == "CRS"], grade=True),
        spans([r for r in own("toxicity") if r["TOXICITY"] == "ICANS"], grade=True),
        days("b_cell_return"),
        days("relapse"),
        days("resumption"),
    )
