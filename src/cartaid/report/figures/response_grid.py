"""Response grid: each patient at each visit, in the response state of the disease or not."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure, Spec
from cartaid.report.figures.patient_rows import row_axis, row_keys
from cartaid.report.figures.style import GRID, INK, MUTED, PAPER, RULE, colour, figure_spec, values
from cartaid.results.figures_data import LAST_VISIT
from cartaid.results.rows_behind import counted

MARKS = {
    # value: sign in the cell, fill (met: the colour of the disease), colour of the sign
    "met": ("●", INK, PAPER),
    "not met": ("○", GRID, INK),
    "undetermined": ("?", PAPER, INK),
}
CELL = (44, 21)


def response_grid(data: Data) -> Figure | None:
    """Draw the grid; an empty place is a visit without an assessment."""
    if not data["state"]:
        return None
    patients = [row for row in data["patient"] if any(s["USUBJID"] == row["USUBJID"] for s in data["state"])]
    keys, order = row_keys(patients)
    at_visits = [s for s in data["state"] if s["VISIT"] != LAST_VISIT]
    visits = [v for v, _ in sorted({(s["VISIT"], s["PLACE"]) for s in at_visits}, key=lambda pair: pair[1])]
    visits += [LAST_VISIT] if len(at_visits) < len(data["state"]) else []
    found = {(s["USUBJID"], s["VISIT"]): s for s in data["state"]}
    group = {row["USUBJID"]: row["DISEASE"] for row in patients}
    cells: list[dict[str, Any]] = []
    for (patient, visit), row in found.items():
        sign, fill, ink = MARKS[row["VALUE"]]
        fill = colour(group[patient]) if row["VALUE"] == "met" else fill
        cells.append({"KEY": keys[patient], "VISIT": visit, "SIGN": sign, "FILL": fill, "INK": ink})
    x = {
        "field": "VISIT",
        "type": "nominal",
        "scale": {"domain": visits, "paddingInner": 0.08},
        "axis": {
            "title": None,
            "orient": "top",
            "labelAngle": 0,
            "ticks": False,
            "domain": False,
            "labelColor": MUTED,
        },
    }
    y = row_axis(order, labels=True)
    width = max(CELL[0], min(66, 760 // max(len(visits), 1))) * len(visits)
    plain: Spec = {"type": "nominal", "scale": None, "legend": None}
    layers: list[Spec] = [
        {
            "mark": {"type": "rect", "cornerRadius": 2, "stroke": RULE, "strokeWidth": 0.75},
            "encoding": {"x": x, "y": y, "fill": {**plain, "field": "FILL"}},
        },
        {
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {"x": x, "y": y, "text": {"field": "SIGN"}, "color": {**plain, "field": "INK"}},
        },
    ]
    states = sorted({row["STATE"] for row in data["state"]})
    drawn = {row["VALUE"] for row in found.values()}
    met = sum(row["VALUE"] == "met" for row in at_visits)
    return Figure(
        "response_grid",
        "Who was in the response state at which visit",
        "● met, ○ not met, ? undetermined: missing items leave the answer open. "
        f"Response state: {'; '.join(states)}. One assessment a visit, the determined one nearest to the target day; "
        "an empty place is a visit not assessed or not yet reached. "
        f"{LAST_VISIT}: the last assessment of the patient, whatever its visit. The state is stricter than a fall of the score, "
        "which the headline counts in systemic sclerosis.",
        f"Grid of {counted(len(patients), 'patient')} by {counted(len(visits) - (LAST_VISIT in visits), 'visit')}; "
        f"the response state was met at {met} of "
        f"{len(at_visits)} assessments. The table below the figure lists the same.",
        "efficacy",
        figure_spec(
            {"width": width, "height": CELL[1] * len(order), "data": values(cells), "layer": layers},
            *(f"{sign} {value}" for value, (sign, _, _) in MARKS.items() if value in drawn),
            *(["empty: not assessed"] if len(found) < len(patients) * len(visits) else []),
            *([f"{LAST_VISIT}: the last assessment, whatever its visit"] if LAST_VISIT in visits else []),
            f"response state: {'; '.join(states)}",
        ),
        ("Patient", *visits),
        tuple(
            (
                p["LABEL"],
                *(found[p["USUBJID"], v]["VALUE"] if (p["USUBJID"], v) in found else "" for v in visits),
            )
            for p in patients
        ),
    )
