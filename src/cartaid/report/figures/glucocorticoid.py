"""Glucocorticoid dose over time: a row a patient, shaded by the daily prednisone equivalent."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.patient_rows import ROW, row_axis, row_keys
from cartaid.report.figures.style import (
    MUTED,
    RAMP,
    RULE,
    figure_spec,
    month_axis,
    number,
    values,
)
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.rows_behind import counted

Rows = list[dict[str, Any]]

FIRST_DAY = -120
"""The figure begins four months before the infusion."""

LEAST_MONTHS = 6
"""And goes on to this month at least, or to a month after the last dose."""

BANDS = ((5, "up to 5"), (10, "over 5 to 10"), (20, "over 10 to 20"), (float("inf"), "over 20"))
"""Upper end of each band of the dose in mg a day, and what is printed for it."""

COUNTED = ("treatment", "lymphodepletion")
"""Roles that are treatment of the disease, up to lymphodepletion as a bridge."""

REPLACEMENT = "GC replacement"


def glucocorticoid(data: Data) -> Figure | None:
    """Draw the dose of each patient who was observed."""
    patients = [row for row in data["patient"] if row["LAST_DAY"] is not None]
    courses = [row for row in data["dose"] if row["ROLE"] in COUNTED and row["PRED"] is not None]
    if not patients or not courses:
        return None
    keys, order = row_keys(patients)
    steps = {row["USUBJID"]: dose_steps(row, courses) for row in patients}
    bars = [
        {"KEY": keys[id], "MONTH": start / DAYS_A_MONTH, "TO": end / DAYS_A_MONTH, "BAND": name}
        for id, changes in steps.items()
        for start, end, name in band_spans(changes)
    ]
    ends = {row["USUBJID"]: row["LAST_DAY"] for row in patients}
    replaced = [
        {"KEY": keys[row["USUBJID"]], "MONTH": start / DAYS_A_MONTH, "TO": end / DAYS_A_MONTH}
        for row in data["dose"]
        if row["ROLE"] == REPLACEMENT and row["USUBJID"] in keys
        for start, end in [
            (row["FIRST_DAY"], ends[row["USUBJID"]] if row["LAST_DAY"] is None else row["LAST_DAY"])
        ]
        if start is not None and end > start
    ]
    last = max([LEAST_MONTHS, *(row["TO"] + 1 for row in (*bars, *replaced))])
    observed = [
        {
            "KEY": keys[row["USUBJID"]],
            "MONTH": FIRST_DAY / DAYS_A_MONTH,
            "TO": min(row["LAST_DAY"] / DAYS_A_MONTH, last),
        }
        for row in patients
    ]
    cut_off = any(row["LAST_DAY"] / DAYS_A_MONTH > last for row in patients)
    off = sum(dose_on(steps[row["USUBJID"]], row["LAST_DAY"]) == 0 for row in patients)
    open_end = any(row["LAST_DAY"] is None and not row["ONGOING"] for row in courses)
    return Figure(
        "glucocorticoid",
        "Glucocorticoid before and after the infusion",
        "Prednisone equivalent of each patient in mg/day, from the recorded intervals, overlapping ones added up; the "
        "line is the time under observation."
        + (" A thin bar is replacement of hydrocortisone, which is not counted." if replaced else "")
        + (" A course without a known end is drawn to the last day." if open_end else "")
        + " Drugs against CRS or ICANS are not drawn."
        + (
            f" The figure stops at month {number(last)}; no dose is recorded after it, and observation goes on."
            if cut_off
            else ""
        ),
        f"Daily glucocorticoid dose of {counted(len(patients), 'patient')} over time; {off} took none as treatment on the last "
        "day under observation. The table below the figure gives doses on single days.",
        "drugs",
        figure_spec(
            drawing(order, observed, bars, replaced, last),
            "Line: under observation" + (f", drawn to month {number(last)}" if cut_off else ""),
            *(["thin grey bar: replacement, not counted"] if replaced else []),
            "drugs against CRS or ICANS are not drawn",
        ),
        ("Patient", "Disease", "mg/day on day −28", "day −1", "day 28", "day 91", "day 182", "last day"),
        tuple(
            (
                row["LABEL"],
                row["GROUP"],
                *(
                    number(dose_on(steps[row["USUBJID"]], day)) if day <= row["LAST_DAY"] else ""
                    for day in (-28, -1, 28, 91, 182, row["LAST_DAY"])
                ),
            )
            for row in patients
        ),
    )


def band(dose: float) -> str:
    """Name the band a dose falls into.

    >>> band(5.0), band(7.5), band(312.5)
    ('up to 5', 'over 5 to 10', 'over 20')
    """
    return next(name for most, name in BANDS if dose <= most)


def band_spans(changes: list[tuple[int, float]]) -> list[tuple[int, int, str]]:
    """Give the spans within one band: first day, day after the last, band.

    >>> band_spans([(-120, 0.0), (-60, 20.0), (-30, 15.0), (-10, 7.5), (-5, 0.0), (90, 0.0)])
    [(-60, -10, 'over 10 to 20'), (-10, -5, 'over 5 to 10')]
    """
    spans: list[tuple[int, int, str]] = []
    for (start, dose), (end, _) in pairwise(changes):
        if dose > 0 and end > start:
            if spans and spans[-1][1:] == (start, band(dose)):
                start = spans.pop()[0]
            spans.append((start, end, band(dose)))
    return spans


def dose_steps(patient: dict[str, Any], courses: Rows) -> list[tuple[int, float]]:
    """Give the days on which a patient's dose changes, and the dose from then on, over the time drawn."""
    changes: dict[int, float] = {}
    end = patient["LAST_DAY"]
    for row in courses:
        if row["USUBJID"] == patient["USUBJID"]:
            start = FIRST_DAY if row["FIRST_DAY"] is None else max(row["FIRST_DAY"], FIRST_DAY)
            stop = end if row["LAST_DAY"] is None else row["LAST_DAY"]
            if stop >= start:
                changes[start] = changes.get(start, 0) + row["PRED"]
                changes[stop + 1] = changes.get(stop + 1, 0) - row["PRED"]
    steps = [(FIRST_DAY, 0.0)]
    dose = 0.0
    for day in sorted(changes):
        if day <= end:
            dose = round(dose + changes[day], 6)
            steps.append((day, dose))
    return [*steps, (end, dose)]


def dose_on(steps: list[tuple[int, float]], day: int) -> float:
    """Give the dose on a day.

    >>> dose_on([(-120, 0.0), (-30, 10.0), (-5, 0.0)], -6)
    10.0
    """
    return [dose for from_day, dose in steps if from_day <= day][-1]


def drawing(order: list[str], observed: Rows, bars: Rows, replaced: Rows, last: float) -> Spec:
    """Lay the bars over the line of observation."""
    x = month_axis(last, FIRST_DAY / DAYS_A_MONTH)
    y = row_axis(order, labels=True)
    shown = [name for _, name in BANDS if any(row["BAND"] == name for row in bars)]
    shades = {
        "domain": shown,
        "range": [RAMP[place] for place, (_, name) in enumerate(BANDS) if name in shown],
    }
    legend = {
        "orient": "bottom",
        "columns": 4,
        "symbolType": "square",
        "title": "Prednisone equivalent, mg/day",
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "titleFontSize": 12,
    }
    layers: list[Spec] = [
        {
            "data": values([{"MONTH": 0}]),
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 0.75, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        {
            "data": values(observed),
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 0.75},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y},
        },
        {
            "data": values(replaced),
            "mark": {"type": "bar", "height": 4, "color": RULE},
            "encoding": {"x": x, "x2": {"field": "TO"}, "y": y},
        },
        {
            "data": values(bars),
            "mark": {"type": "bar", "height": 14},
            "encoding": {
                "x": x,
                "x2": {"field": "TO"},
                "y": y,
                "color": {"field": "BAND", "type": "nominal", "scale": shades, "legend": legend},
            },
        },
    ]
    return {"width": 780, "height": ROW * len(order), "layer": layers}
