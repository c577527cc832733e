"""The second panel of the swimmer plot: the whole follow-up with response and events."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Spec
from cartaid.report.figures.patient_rows import ROW, Rows, row_axis
from cartaid.report.figures.style import INK, PAPER, colour, month_axis, tint, values
from cartaid.results.cohort import DAYS_A_MONTH

LATE_WIDTH, ALONE_WIDTH = 452, 780
"""Pixels beside the first panel, and without it."""

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

BESIDE = ("Under observation", "Data cut")
"""Marks that never cover another one."""

BAR = 12
"""Height of a bar in pixels."""

ONCE = 5
"""Pixels of the bar of a response that was seen once."""

LEVELS = (0, -5, 5)
"""Pixels by which marks that would cover one another are moved up and down, never in time."""

TOUCHING = 11
"""Pixels between two marks that do not touch."""


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
