"""Swimmer plot: one row a patient from the infusion on, with the first four weeks enlarged beside it."""

from __future__ import annotations

from typing import Any

from cartaid.report.figures.figure import Data, Figure
from cartaid.report.figures.patient_rows import ROW, Rows, grade_text, row_keys
from cartaid.report.figures.style import figure_spec, number
from cartaid.report.figures.swimmer_first_weeks import NOT_ASSESSED, early, unseen
from cartaid.report.figures.swimmer_follow_up import late
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
    height = left[0]["height"] // len(order) if left else ROW
    right = late(data, patients, keys, order, labels=not episodes, height=height)
    again = any(row["USUBJID"] in keys for row in data["later_infusion"])
    return Figure(
        "swimmer",
        "Every patient from the infusion on",
        caption(data, patients, bool(episodes)),
        alt(data, patients),
        "headline",
        figure_spec(
            {"hconcat": [*left, right], "spacing": 18, "resolve": INDEPENDENT},
            *key(data, patients, bool(episodes)),
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


def key(data: Data, patients: Rows, toxic: bool) -> list[str]:
    """Explain the marks that no legend names."""
    text = ["Pale: under observation", "full colour: in the response state"]
    if any(row["FIRST_DAY"] == row["LAST_DAY"] for row in data["response"]):
        text.append("short bar in full colour: in response at one assessment alone")
    if data["undetermined"]:
        inside = any(row["FIRST_DAY"] is not None for row in data["undetermined"])
        text.append(
            "?: response undetermined at this visit" + (", broken outline around it" if inside else "")
        )
    if never(data, patients):
        text.append("broken outline from the infusion on: response never determined")
    if toxic:
        text.append("thin grey bar: lymphodepletion")
        text += unclear(data, patients)
        text += ["triangle pointing down: drug against CRS or ICANS"] if data["rescue"] else []
    return text


def never(data: Data, patients: Rows) -> int:
    """Count the patients drawn whose response was never determined."""
    return len({row["USUBJID"] for row in data["never_determined"]} & {row["USUBJID"] for row in patients})


def unclear(data: Data, patients: Rows) -> list[str]:
    """Explain the words beside a line without a box, those that occur."""
    words = unseen(data, patients).values()
    text = []
    if NOT_ASSESSED in words:
        text.append(f"“{NOT_ASSESSED}”: no day tells whether there was CRS or ICANS")
    if any(" ?" in word for word in words):
        text.append("“CRS ?” or “ICANS ?”: never assessed for it")
    if any("–" in word for word in words):
        text.append("a range of grades with ?: may have been there, the records leave it open")
    missing = {"CRS", "ICANS"} - {row["TOXICITY"] for row in data["toxicity_assessed"]}
    if data["toxicity_assessed"]:
        text += [f"{name}: graded in no patient" for name in sorted(missing)]
    return text


def caption(data: Data, patients: Rows, toxic: bool) -> str:
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
    if never(data, patients):
        text += (
            " A broken outline from the infusion on, with a question mark, is a patient whose response was determined at "
            "no assessment: neither in response nor out of it."
        )
    if toxic:
        text += " Left: the first four weeks, with lymphodepletion (grey) and derived CRS and ICANS with their grades"
        text += "; a triangle marks a drug given against them." if data["rescue"] else "."
        text += "".join(f" {part[0].upper()}{part[1:]}." for part in unclear(data, patients))
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
        f"{again} took a drug again"
        + (f", the response of {without} was never determined" if (without := never(data, patients)) else "")
        + ". The table below the figure lists the same."
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

    def toxic(name: str) -> str:
        found = [r for r in own("toxicity_assessed") if r["TOXICITY"] == name]
        if not found and any(r["TOXICITY"] == name for r in data["toxicity_assessed"]):
            return NOT_ASSESSED
        drawn = [r for r in own("toxicity") if r["TOXICITY"] == name]
        return spans(drawn, grade=True) or "; ".join(
            f"{grade_text(r)}, open" for r in found if r["ALOW"] != r["AHIGH"]
        )

    return (
        row["LABEL"],
        row["GROUP"],
        number(row["LAST_DAY"], 4) + (" (died)" if row["DIED"] else ""),
        "never determined" if own("never_determined") else spans(own("response")),
        toxic("CRS"),
        toxic("ICANS"),
        *([days("later_infusion")] if again else []),
        days("b_cell_return"),
        days("relapse"),
        days("resumption"),
        "; ".join(f"{r['TERM']} ({number(r['DAY'], 4)})" for r in own("infection")),
        days("undetermined"),
    )
