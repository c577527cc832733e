"""Swimmer plot: one row a patient from the infusion on, with the first four weeks enlarged beside it."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure
from cartaid.report.figures.patient_rows import Rows, grade_text, row_keys
from cartaid.report.figures.style import figure_spec, number
from cartaid.report.figures.swimmer_panels import early, late
from cartaid.results.rows_behind import counted

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
    again = any(row["USUBJID"] in keys for row in data["later_infusion"])
    return Figure(
        "swimmer",
        "Every patient from the infusion on",
        caption(data, bool(episodes)),
        alt(data, patients),
        "headline",
        figure_spec(
            {"hconcat": [*left, right], "spacing": 18, "resolve": INDEPENDENT}, *key(data, bool(episodes))
        ),
        (
            "Patient",
            "Disease",
            "Follow-up, days",
            "Response, days",
            "CRS, grade (days)",
            "ICANS, grade (days)",
            *(["Second infusion, day"] if again else []),
            "B cells back, day",
            "Relapse, day",
            "Drug again, day",
            "Serious or grade ≥ 3 infection, day",
            "Response undetermined, day",
        ),
        tuple(table_row(row, data, again) for row in patients),
    )


def key(data: Data, toxic: bool) -> list[str]:
    """Explain the marks that no legend names."""
    text = ["Pale: under observation", "full colour: in the response state"]
    if any(row["FIRST_DAY"] == row["LAST_DAY"] for row in data["response"]):
        text.append("short bar in full colour: in response at one assessment alone")
    if data["undetermined"]:
        inside = any(row["FIRST_DAY"] is not None for row in data["undetermined"])
        text.append(
            "?: response undetermined at this visit" + (", broken outline around it" if inside else "")
        )
    if toxic:
        text.append("thin grey bar: lymphodepletion")
        text += ["triangle pointing down: drug against CRS or ICANS"] if data["rescue"] else []
    return text


def caption(data: Data, toxic: bool) -> str:
    """Say what the marks mean."""
    text = (
        "Each row is a patient; the pale bar is the time under observation, the full colour the time in which the "
        "response state of the disease was seen at every assessment"
    )
    states = sorted({row["STATE"] for row in data["response"]})
    text += f" ({'; '.join(states)})." if states else "."
    if data["undetermined"]:
        text += (
            " A question mark is an assessment at which the state could not be determined; from the response before it "
            "to the one after it only a broken outline is drawn."
        )
    if toxic:
        text += " Left: the first four weeks, with lymphodepletion (grey) and derived CRS and ICANS with their grades"
        text += "; a triangle marks a drug given against them." if data["rescue"] else "."
        text += (
            " CRS: cytokine release syndrome; ICANS: immune effector cell-associated neurotoxicity syndrome."
        )
    return text


def alt(data: Data, patients: Rows) -> str:
    """Say in words what the plot shows."""
    known = {row["USUBJID"] for row in patients}
    responders = len({row["USUBJID"] for row in data["response"]} & known)
    relapsed = len({row["USUBJID"] for row in data["relapse"]} & known)
    again = len({row["USUBJID"] for row in data["resumption"]} & known)
    return (
        f"Swimmer plot of {counted(len(patients), 'patient')}: {responders} reached the response state, {relapsed} relapsed, "
        f"{again} took a drug again. The table below the figure lists the same."
    )


def table_row(row: dict[str, Any], data: Data, again: bool) -> tuple[str, ...]:
    """Give one patient's row of the table; `again` where some patient was infused again."""

    def own(name: str) -> Rows:
        return [other for other in data[name] if other["USUBJID"] == row["USUBJID"]]

    def spans(rows: Rows, grade: bool = False) -> str:
        return "; ".join(
            (
                f"{grade_text(r)} ({number(r['FIRST_DAY'], 4)} to {number(r['LAST_DAY'], 4)})"
                if grade
                else f"{number(r['FIRST_DAY'], 4)} to {number(r['LAST_DAY'], 4)}"
            )
            for r in rows
        )

    def days(name: str) -> str:
        return "; ".join(number(r["DAY"], 4) for r in own(name))

    return (
        row["LABEL"],
        row["GROUP"],
        number(row["LAST_DAY"], 4) + (" (died)" if row["DIED"] else ""),
        spans(own("response")),
        spans([r for r in own("toxicity") if r["TOXICITY"] == "CRS"], grade=True),
        spans([r for r in own("toxicity") if r["TOXICITY"] == "ICANS"], grade=True),
        *([days("later_infusion")] if again else []),
        days("b_cell_return"),
        days("relapse"),
        days("resumption"),
        "; ".join(f"{r['TERM']} ({number(r['DAY'], 4)})" for r in own("infection")),
        days("undetermined"),
    )
