"""One patient at a time: what a reader wants to see of a patient whose number appears somewhere."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from cartaid.report.content import Content
from cartaid.report.figures.patient_rows import grade_text
from cartaid.report.figures.style import number
from cartaid.results.cohort import DAYS_A_MONTH
from cartaid.results.figures_data import SCORES

Rows = list[dict[str, Any]]


@frozen
class Profile:
    """One patient: a line of facts, events in words, and scores by visit."""

    anchor: str
    label: str
    facts: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def anchors_of(content: Content) -> dict[str, str]:
    """Give the anchor of each patient; the name of a patient is not part of it."""
    return {row["USUBJID"]: f"patient-{place}" for place, row in enumerate(content.data["patient"], start=1)}


def profiles(content: Content) -> list[Profile]:
    """Give every patient that is listed one by one."""
    anchors = anchors_of(content)
    return [profile(row, anchors[row["USUBJID"]], content) for row in content.data["patient"]]


def profile(patient: dict[str, Any], anchor: str, content: Content) -> Profile:
    """Give one patient."""
    own = {
        name: [row for row in rows if row.get("USUBJID") == patient["USUBJID"]]
        for name, rows in content.data.items()
        if name
        in (
            *("score", "state", "toxicity", "rescue", "response", "relapse", "resumption"),
            *("later_infusion", "b_cell_return"),
        )
    }
    columns, rows = by_visit(patient["DISEASE"], own["score"], own["state"], content.data["visit"])
    return Profile(anchor, patient["LABEL"], facts(patient), tuple(lines(own)), columns, rows)


def facts(patient: dict[str, Any]) -> tuple[str, ...]:
    """Give the line of facts."""
    age = "" if patient["AGE"] is None else f"{number(patient['AGE'])} years"
    followed = patient["LAST_DAY"]
    months = "" if followed is None else f"followed {followed / DAYS_A_MONTH:.0f} months"
    return tuple(
        filter(None, [patient["GROUP"], age, patient["SEX"] or "", months, "died" if patient["DIED"] else ""])
    )


def lines(own: dict[str, Rows]) -> list[tuple[str, str]]:
    """Give what happened, in words."""
    made = []
    for name in ("CRS", "ICANS"):
        episodes = [row for row in own["toxicity"] if row["TOXICITY"] == name]
        if episodes:
            made.append((name, "; ".join(f"grade {grade_text(e)}, {span(e)}" for e in episodes)))
    for key, name, day in (
        ("rescue", "Drug against CRS or ICANS", "FIRST_DAY"),
        ("resumption", "Drug taken again", "DAY"),
    ):
        if own[key]:
            made.append((name, "; ".join(f"{r['SUBSTANCE']}, day {number(r[day], 4)}" for r in own[key])))
    for row in own["response"]:
        words = f"seen from day {number(row['FIRST_DAY'], 4)} to day {number(row['LAST_DAY'], 4)}"
        made.append((row["STATE"], words))
    for row in own["relapse"]:
        made.append(("Relapse", f"{row['STATE']}, day {number(row['DAY'], 4)}"))
    for row in own["later_infusion"]:
        made.append(("CAR T cells again", f"day {number(row['DAY'], 4)}"))
    for row in own["b_cell_return"]:
        made.append(("B cells back", f"day {number(row['DAY'], 4)}"))
    return made


def span(row: dict[str, Any]) -> str:
    """Write first and last day.

    >>> span({"FIRST_DAY": 3, "LAST_DAY": 5.0}), span({"FIRST_DAY": 3, "LAST_DAY": None})
    ('day 3 to 5', 'from day 3')
    """
    if row["LAST_DAY"] is None:
        return f"from day {number(row['FIRST_DAY'], 4)}"
    return f"day {number(row['FIRST_DAY'], 4)} to {number(row['LAST_DAY'], 4)}"


def by_visit(
    disease: str, scores: Rows, states: Rows, visits: Rows
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Give scores and response state by visit, baseline first."""
    codes = [(code, title) for of, code, title, *_ in SCORES if of == disease]
    order = ["Baseline", *(row["AVISIT"] for row in visits if row["AVISIT"] != "Baseline")]
    values = {(row["VISIT"], row["PARAMCD"]): number(row["VALUE"]) for row in scores if row["VISIT"]}
    state = {row["VISIT"]: row for row in states}
    there = {visit for visit, _ in values} | set(state)
    columns = ("Visit", *(title for _, title in codes), "Response state", "Why not, or open")
    rows = tuple(
        (
            visit,
            *(values.get((visit, code), "") for code, _ in codes),
            state[visit]["VALUE"] if visit in state else "",
            (state[visit]["REASON"] or "") if visit in state else "",
        )
        for visit in [*order, *sorted(there - set(order))]
        if visit in there
    )
    return columns, rows
