"""The two panels of the swimmer plot: the first four weeks, and the whole follow-up."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Spec
from cartaid.report.figures.patient_rows import ROW, Rows, grade_text, row_axis
from cartaid.report.figures.style import INK, MUTED, OTHER, PAPER, RULE, colour, month_axis, tint, values
from cartaid.results.cohort import DAYS_A_MONTH

EARLY = (-7, 28)
"""First and last day of the enlarged part."""

EARLY_WIDTH, LATE_WIDTH, ALONE_WIDTH = 250, 452, 780
"""Pixels: both panels beside their labels fill a printed page; the second one may stand alone."""

INFECTION = "Infection, serious or grade ≥ 3"

MARKS = (
    # kind, shape, fill: white inside an outline is seen on every bar
    # A bow-tie: triangles mean an infection and, in the first weeks, a drug; a cross means death.
    ("Second infusion", "M-1.2,-1V1L1.2,-1V1Z", PAPER),
    ("B cells back", "circle", PAPER),
    ("Drug taken again", "square", PAPER),
    (INFECTION, "triangle-up", PAPER),
    ("Relapse", "diamond", PAPER),
    ("Died", "cross", INK),
    # The arrow begins at its day and leaves the bar free; the line is taller than the arrow that may stand on it.
    ("Under observation", "M0,-1.1L1.6,0L0,1.1Z", INK),
    ("Data cut", "M0,-2.3V2.3", INK),
)
"""Marks of the whole follow-up, each drawn at its own day."""

KINDS = {"CRS with grade": INK, "ICANS with grade": OTHER}
"""Colour of each toxicity of the first weeks."""

BESIDE = ("Under observation", "Data cut")
"""Marks that never cover another one."""

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

BAR = 12
"""Height of a bar in pixels."""

ONCE = 5
"""Pixels of the bar of a response that was seen once."""

LEVELS = (0, -5, 5)
"""Pixels by which marks that would cover one another are moved up and down, never in time."""

TOUCHING = 11
"""Pixels between two marks that do not touch."""


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


def late(
    data: Data, patients: Rows, keys: dict[str, str], order: list[str], labels: bool, height: int = ROW
) -> Spec:
    """Draw the whole follow-up in months: observation, response, events."""
    cuts = [
        row["CUT_DAY"] for row in patients if row["CUT_DAY"] is not None and row["CUT_DAY"] >= row["LAST_DAY"]
    ]
    last = max([28, *cuts, *(row["LAST_DAY"] for row in patients)]) / DAYS_A_MONTH * 1.025 + 0.2
    group = {row["USUBJID"]: row for row in patients}
    never = {row["USUBJID"] for row in data["never_determined"]} & group.keys()
    observed = [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": 0.0,
            "TO": row["LAST_DAY"] / DAYS_A_MONTH,
            "COLOUR": tint(row["DISEASE"]),
        }
        for row in patients
        if row["USUBJID"] not in never
    ]
    # Between two assessments in response a third one was undetermined: neither in response nor out of it.
    spans = {
        (row["USUBJID"], row["FIRST_DAY"], row["LAST_DAY"])
        for row in data["undetermined"]
        if row["USUBJID"] in keys and row["FIRST_DAY"] is not None
    }
    responding, doubtful = (
        [
            {
                "KEY": keys[subject],
                "MONTH": first / DAYS_A_MONTH,
                "TO": until / DAYS_A_MONTH,
                "COLOUR": colour(group[subject]["DISEASE"]),
            }
            for subject, first, until in found
        ]
        for found in (
            [
                (row["USUBJID"], *part)
                for row in data["response"]
                if row["USUBJID"] in keys
                for part in without(
                    (row["FIRST_DAY"], row["LAST_DAY"]),
                    [span[1:] for span in spans if span[0] == row["USUBJID"]],
                )
            ],
            sorted(spans),
        )
    )
    questions = [
        {"KEY": keys[row["USUBJID"]], "MONTH": row["DAY"] / DAYS_A_MONTH, "TEXT": "?"}
        for row in data["undetermined"]
        if row["USUBJID"] in keys
    ]
    marks = [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": row["LAST_DAY"] / DAYS_A_MONTH,
            "KIND": "Died" if row["DIED"] else "Under observation",
        }
        for row in patients
    ]
    marks += [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": row["CUT_DAY"] / DAYS_A_MONTH,
            "KIND": "Data cut",
        }
        for row in patients
        if row["CUT_DAY"] is not None and row["CUT_DAY"] >= row["LAST_DAY"] and not row["DIED"]
    ]
    for name, kind in (
        ("later_infusion", "Second infusion"),
        ("b_cell_return", "B cells back"),
        ("resumption", "Drug taken again"),
        ("infection", INFECTION),
        ("relapse", "Relapse"),
    ):
        marks += [
            {"KEY": keys[row["USUBJID"]], "MONTH": row["DAY"] / DAYS_A_MONTH, "KIND": kind}
            for row in data[name]
            if row["USUBJID"] in keys and row["DAY"] is not None
        ]
    # Follow-up in which the response was never determined is not time out of response.
    doubtful += [
        {
            "KEY": keys[subject],
            "MONTH": 0.0,
            "TO": row["LAST_DAY"] / DAYS_A_MONTH,
            "COLOUR": colour(row["DISEASE"]),
        }
        for subject, row in group.items()
        if subject in never
    ]
    asked = {row["KEY"] for row in questions}
    questions += [
        {"KEY": row["KEY"], "MONTH": beside(row, marks, last / 40), "TEXT": "?"}
        for row in doubtful
        if row["KEY"] in {keys[subject] for subject in never} - asked
    ]
    once = [row for row in responding if row["MONTH"] == row["TO"]]
    responding = [row for row in responding if row["MONTH"] != row["TO"]]
    y = row_axis(order, labels)
    x = month_axis(last)
    same_colour = {"field": "COLOUR", "type": "nominal", "scale": None, "legend": None}
    layers: list[Spec] = [
        {
            "data": values(observed),
            "mark": {"type": "bar", "height": BAR, "cornerRadiusEnd": 2},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y, "color": same_colour},
        },
        *doubted(doubtful, x, y),
        {
            "data": values(responding),
            "mark": {"type": "bar", "height": BAR, "minBandSize": 2, "strokeWidth": 1.5},
            "encoding": {
                "x": x,
                "x2": {"field": "TO"},
                "y": y,
                "color": same_colour,
                "stroke": {**same_colour},
            },
        },
    ]
    if once:
        # A response at one assessment alone has no length: a short bar that ends on its day stands for it.
        tick = {
            "type": "tick",
            "orient": "vertical",
            "size": BAR + 4,
            "thickness": ONCE,
            "xOffset": -ONCE / 2,
        }
        layers.append(
            {"data": values(once), "mark": tick, "encoding": {"x": x, "y": y, "color": same_colour}}
        )
    if questions:
        layers.append(
            {
                "data": values(questions),
                "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold", "color": INK, "yOffset": 0.5},
                "encoding": {"x": x, "y": y, "text": {"field": "TEXT"}},
            }
        )
    width = LATE_WIDTH if not labels else ALONE_WIDTH
    used = [mark for mark in MARKS if mark[0] in {row["KIND"] for row in marks}]
    of_kind = {
        channel: {
            "field": "KIND",
            "type": "nominal",
            "scale": {"domain": [mark[0] for mark in used], "range": [mark[place] for mark in used]},
            "legend": {"orient": "bottom", "columns": 3, "symbolSize": 55, "labelOffset": 7},
        }
        for place, channel in enumerate(("shape", "fill"), start=1)
    }
    for level, rows in enumerate(levelled(marks, last / width * TOUCHING)):
        if rows:
            mark = {"type": "point", "size": 62, "opacity": 1, "strokeWidth": 1.5, "yOffset": LEVELS[level]}
            layers.append(
                {
                    "data": values(rows),
                    "mark": mark,
                    "encoding": {"x": x, "y": y, "stroke": {"value": INK}, **of_kind},
                }
            )
    title = {"text": "Whole follow-up: pale observed, full colour in response", "offset": 10}
    return {"title": title, "width": width, "height": height * len(order), "layer": layers}


def doubted(rows: Rows, x: Spec, y: Spec) -> list[Spec]:
    """Draw spans around an undetermined assessment: a broken outline in the colour of the disease."""
    if not rows:
        return []
    mark = {"type": "bar", "height": BAR, "fill": PAPER, "strokeWidth": 1.25, "strokeDash": [3, 2]}
    stroke = {"field": "COLOUR", "type": "nominal", "scale": None, "legend": None}
    return [
        {
            "data": values(rows),
            "mark": mark,
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y, "stroke": stroke},
        }
    ]


def beside(bar: dict[str, Any], marks: Rows, touching: float) -> float:
    """Give the month nearest to the middle of a bar at which none of its marks stands.

    >>> bar = {"KEY": "1", "MONTH": 0, "TO": 20}
    >>> beside(bar, [], 1), beside(bar, [{"KEY": "1", "MONTH": 10.2}], 1)
    (10.0, 8.0)
    """
    own = [mark["MONTH"] for mark in marks if mark["KEY"] == bar["KEY"]]
    places: list[float] = [bar["TO"] * part for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)]
    return next(
        (place for place in places if all(abs(place - month) >= touching for month in own)), places[0]
    )


def levelled(marks: Rows, touching: float) -> tuple[Rows, ...]:
    """Part marks so that those of one level do not cover one another; each stays at its own month.

    >>> marks = [{"KEY": "1", "MONTH": month, "KIND": "Relapse"} for month in (3, 1, 1.1, 1.2)]
    >>> [[mark["MONTH"] for mark in rows] for rows in levelled(marks, 0.5)]
    [[1, 3], [1.1], [1.2]]
    """
    parted: tuple[Rows, ...] = tuple([] for _ in LEVELS)
    taken: dict[tuple[str, int], float] = {}
    # The line of the cut lies below the arrow.
    for row in sorted(marks, key=lambda row: (row["KIND"] != "Data cut", row["KEY"], row["MONTH"])):
        if row["KIND"] in BESIDE:
            parted[0].append(row)
            continue
        free = [
            place
            for place, _ in enumerate(LEVELS)
            if row["MONTH"] - taken.get((row["KEY"], place), -touching) >= touching
        ]
        place = free[0] if free else len(LEVELS) - 1
        taken[row["KEY"], place] = row["MONTH"]
        parted[place].append(row)
    return parted


def without(run: tuple[int, int], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give what is left of a run of days when spans inside it are taken out; their edges stay.

    >>> without((90, 670), [(365, 670)]), without((90, 400), [(180, 270)]), without((5, 9), [])
    ([(90, 365), (670, 670)], [(90, 180), (270, 400)], [(5, 9)])
    """
    parts = []
    first = run[0]
    for start, end in sorted(span for span in spans if run[0] <= span[0] and span[1] <= run[1]):
        parts.append((first, start))
        first = end
    return [*parts, (first, run[1])]
