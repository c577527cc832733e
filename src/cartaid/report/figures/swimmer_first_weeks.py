"""The first panel of the swimmer plot: CRS and ICANS of the first four weeks, and the drugs against them."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Spec
from cartaid.report.figures.patient_rows import ROW, Rows, grade_text, row_axis
from cartaid.report.figures.style import INK, MUTED, OTHER, PAPER, RULE, values

EARLY = (-7, 28)
"""First and last day of the enlarged part."""

EARLY_WIDTH = 250
"""Pixels: with the other panel and the labels it fills a printed page."""

KINDS = {"CRS with grade": INK, "ICANS with grade": OTHER}
"""Colour of each toxicity of the first weeks."""

NOT_ASSESSED = "not assessed"
"""Stands in the row of a patient who was assessed for no toxicity."""

SLOTS = {
    # height of a box, its distance from the middle of the row, size of its digit: pixels
    "full": (14, 0, 11),
    "below": (11, 3, 10.5),
    "upper": (10, -5, 10),
    "lower": (10, 5, 10),
    "second": (10, -2, 10),
    "third": (10, 8, 10),
}
"""Where a box of CRS or ICANS may stand in its row: alone, below a drug, in halves, in halves below a drug."""

ABOVE, ABOVE_BOTH = -7.4, -10.3
"""Middle of the triangle of a drug above one box, and above two."""

TALL = 27
"""Height of the rows in pixels where a triangle stands above two boxes."""


def early(data: Data, patients: Rows, keys: dict[str, str], order: list[str], episodes: Rows) -> Spec:
    """Draw days -7 to 28: lymphodepletion, CRS and ICANS with their grades, drugs against them."""
    first, last = EARLY
    boxes, drugs = first_weeks(
        [{**row, "KEY": keys[row["USUBJID"]]} for row in episodes],
        [{**row, "KEY": keys[row["USUBJID"]]} for row in data["rescue"] if row["USUBJID"] in keys],
    )
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
    shown = [kind for kind in KINDS if kind in {box["KIND"] for box in boxes}]
    shades = {"domain": shown, "range": [KINDS[kind] for kind in shown]}
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
    unknown = [
        {"KEY": keys[subject], "FROM": last, "TEXT": text} for subject, text in unseen(data, patients).items()
    ]
    if unknown:
        # Broad strokes in the colour of the page keep the line of the row away from the letters.
        for look in ({"stroke": PAPER, "strokeWidth": 6, "color": PAPER}, {"color": MUTED}):
            mark = {"type": "text", "align": "right", "fontSize": 12, "yOffset": 0.5, **look}
            layers.append(
                {
                    "data": values(unknown),
                    "mark": mark,
                    "encoding": {"x": x, "y": y, "text": {"field": "TEXT"}},
                }
            )
    for slot, (height, offset, size) in SLOTS.items():
        rows = [box for box in boxes if box["SLOT"] == slot]
        if rows:
            bar = {"type": "bar", "height": height, "yOffset": offset, "y2Offset": offset, "cornerRadius": 2}
            legend = {"orient": "bottom", "columns": 2, "symbolType": "square"}
            shade = {"field": "KIND", "type": "nominal", "scale": shades, "legend": legend}
            layers.append(
                {
                    "data": values(rows),
                    "mark": bar,
                    "encoding": {"x": x, "x2": {"field": "TO"}, "y": y, "color": shade},
                }
            )
            text = {"type": "text", "fontSize": size, "fontWeight": "bold", "color": PAPER}
            layers.append(
                {
                    "data": values(rows),
                    "mark": {**text, "yOffset": offset + 0.5},
                    "encoding": {"x": {**x, "field": "MIDDLE"}, "y": y, "text": {"field": "GRADE"}},
                }
            )
    for offset in sorted({drug["OFFSET"] for drug in drugs}):
        triangle = {"type": "point", "shape": "triangle-down", "filled": True, "size": 42, "opacity": 1}
        layers.append(
            {
                "data": values([drug for drug in drugs if drug["OFFSET"] == offset]),
                "mark": {**triangle, "color": MUTED, "yOffset": offset},
                "encoding": {"x": x, "y": y},
            }
        )
    title = {"text": "First four weeks", "offset": 10}
    return {"title": title, "width": EARLY_WIDTH, "height": row_height(boxes) * len(order), "layer": layers}


def first_weeks(episodes: Rows, rescue: Rows) -> tuple[Rows, Rows]:
    """Place the boxes of the episodes and the triangles of the drugs of each row within that row.

    >>> crs = {"KEY": "1", "TOXICITY": "CRS", "FIRST_DAY": 3, "LAST_DAY": 5, "ALOW": 2, "AHIGH": 2}
    >>> icans = {**crs, "TOXICITY": "ICANS", "FIRST_DAY": 5, "LAST_DAY": 8}
    >>> def places(episodes, days):
    ...     boxes, drugs = first_weeks(episodes, [{"KEY": "1", "FIRST_DAY": day} for day in days])
    ...     return [box["SLOT"] for box in boxes], [drug["OFFSET"] for drug in drugs]
    >>> places([crs], []), places([crs], [4]), places([crs, icans], [4])
    ((['full'], []), (['below'], [-7.4]), (['upper', 'lower'], [5]))
    >>> places([crs, icans], [5])
    (['second', 'third'], [-10.3])
    """
    first, last = EARLY
    boxes: Rows = []
    drugs: Rows = []
    for key in dict.fromkeys(row["KEY"] for row in [*episodes, *rescue]):
        own = [row for row in episodes if row["KEY"] == key and row["FIRST_DAY"] <= last]
        spans = [
            (row, row["FIRST_DAY"], min(row["LAST_DAY"] if row["LAST_DAY"] is not None else last, last))
            for row in own
        ]
        days = sorted(
            {
                row["FIRST_DAY"]
                for row in rescue
                if row["KEY"] == key and row["FIRST_DAY"] is not None and first <= row["FIRST_DAY"] <= last
            }
        )
        kinds = {row["TOXICITY"] for row in own}

        def met(day: int, *toxicities: str, spans: list[tuple[Any, int, int]] = spans) -> set[str]:
            return {
                row["TOXICITY"]
                for row, start, end in spans
                if start <= day <= end and row["TOXICITY"] in toxicities
            }

        crowded = any(len(met(day, "CRS", "ICANS")) == 2 for day in days)
        if len(kinds) == 1:
            slots = dict.fromkeys(kinds, "below" if any(met(day, *kinds) for day in days) else "full")
        else:
            slots = {"CRS": "second", "ICANS": "third"} if crowded else {"CRS": "upper", "ICANS": "lower"}
        boxes += [
            {
                "KEY": key,
                "FROM": start - 0.5,
                "TO": end + 0.5,
                "MIDDLE": (start + end) / 2,
                "KIND": f"{row['TOXICITY']} with grade",
                "GRADE": grade_text(row),
                "SLOT": slots[row["TOXICITY"]],
            }
            for row, start, end in spans
        ]
        for day in days:
            offset: float = ABOVE
            if crowded:
                offset = ABOVE_BOTH
            elif len(kinds) == 2:
                # Over the days of CRS, the upper box, the triangle stands below it: ICANS was not there.
                offset = 5 if met(day, "CRS") else -5
            drugs.append({"KEY": key, "FROM": day, "OFFSET": offset})
    return boxes, drugs


def row_height(boxes: Rows) -> int:
    """Give the height of every row: more where a triangle has to stand above two boxes."""
    return TALL if any(box["SLOT"] == "second" for box in boxes) else ROW


def unseen(data: Data, patients: Rows) -> dict[str, str]:
    """Say of each patient which toxicity was never assessed, or may have been there without an episode.

    >>> seen = [{"USUBJID": "a", "TOXICITY": name, "ALOW": 0, "AHIGH": 0} for name in ("CRS", "ICANS")]
    >>> more = [{"USUBJID": "b", "TOXICITY": "CRS", "ALOW": 0, "AHIGH": 2}]
    >>> unseen({"toxicity_assessed": seen + more, "toxicity": []}, [{"USUBJID": id} for id in "abc"])
    {'b': 'CRS 0–2?, ICANS ?', 'c': 'not assessed'}
    """
    found = {(row["USUBJID"], row["TOXICITY"]): row for row in data["toxicity_assessed"]}
    asked = [name for name in ("CRS", "ICANS") if any(toxicity == name for _, toxicity in found)]
    drawn = {(row["USUBJID"], row["TOXICITY"]) for row in data["toxicity"]}
    texts: dict[str, str] = {}
    for subject in (row["USUBJID"] for row in patients):
        parts = []
        for name in asked:
            row = found.get((subject, name))
            if row is None:
                parts.append(f"{name} ?")
            elif row["ALOW"] != row["AHIGH"] and (subject, name) not in drawn:
                parts.append(f"{name} {grade_text(row)}?")
        if parts:
            texts[subject] = (
                NOT_ASSESSED if not any((subject, name) in found for name in asked) else ", ".join(parts)
            )
    return texts
