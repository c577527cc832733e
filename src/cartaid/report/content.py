"""Everything a report is made of, as plain data: nothing here knows a session or a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from attrs import frozen

from cartaid.results.ard import Result
from cartaid.results.build import FAMILIES
from cartaid.results.cohort import FIRST_EXPOSURE, LISTED_PATIENTS
from cartaid.results.display import SECTIONS, Display
from cartaid.results.rows_behind import Dataset

SUPPLEMENT = (
    "scores_",
    "states_",
    "toxicity_cross",
    "toxicity_scheme_agreement",
    "haematotoxicity_readings",
    "long_term_listing",
    "stopping_operating",
)
"""Displays whose ids begin so are the long form of another one: folded in the page, at the end of the PDF."""

MOST_OPEN_ROWS = 40
"""Longer displays are folded in the page."""


@frozen
class Content:
    """One analysis, ready to be reported.

    Parameters
    ----------
    displays, results
        As `results.build` gives them.
    data : dict of str to list of dict
        As `results.figures_data` gives it.
    datasets : dict of str to Dataset
        As `results.rows_behind` gives it: the records behind the numbers, empty in a large study.
    findings : list of dict
        Findings of the checks, errors first.
    manifest : dict
        As it is written: versions, inputs, protocol as used, definitions with citations.
    """

    displays: Sequence[Display]
    results: Sequence[Result]
    data: Mapping[str, list[dict[str, Any]]]
    datasets: Mapping[str, Dataset]
    findings: Sequence[Mapping[str, Any]]
    manifest: Mapping[str, Any]
    browsed: bool = False
    """Whether `browser.html` lies beside the report with its patients under their own names."""

    @property
    def title(self) -> str:
        """Title of the study, else its id; the id is that of the records where `study.toml` gives none."""
        study = self.manifest["protocol"]["study"]
        return study.get("title") or study.get("id") or self._recorded_id() or "Case series"

    def _recorded_id(self) -> str:
        """Give STUDYID where all subjects have the same one."""
        subjects = self.datasets.get("adsl")
        if subjects is None or "STUDYID" not in subjects.columns:
            return ""
        place = list(subjects.columns).index("STUDYID")
        found = {row[place] for row in subjects.rows if row[place]}
        return str(found.pop()) if len(found) == 1 else ""

    @property
    def day_zero(self) -> str:
        """What day 0 is: the rule of the protocol, or the first exposure where no CAR T infusion is recorded."""
        rule = str(self.manifest["protocol"]["day0"]["rule"])
        if rule != FIRST_EXPOSURE and any(
            row.get("DAY0_SOURCE") == FIRST_EXPOSURE for row in self.data.get("patient", ())
        ):
            return f"{FIRST_EXPOSURE}, as no CAR T infusion is recorded"
        return rule

    @property
    def synthetic(self) -> bool:
        """Whether every record is invented."""
        return bool(self.manifest["synthetic"])


def is_supplement(display: Display) -> bool:
    """Say whether a display is the long form of another."""
    return display.id.startswith(SUPPLEMENT)


def is_folded(display: Display) -> bool:
    """Say whether a display is folded in the page."""
    return is_supplement(display) or len(display.rows) > MOST_OPEN_ROWS


def absent_by_section(displays: Sequence[Display]) -> dict[str, list[tuple[str, str]]]:
    """Give the displays that are not there and why, by the section they would stand in."""
    section = {
        heading.id: heading.section
        for name in FAMILIES
        for heading in import_module(f"cartaid.results.{name}").HEADINGS
    }
    found: dict[str, list[tuple[str, str]]] = {id: [] for id, _ in SECTIONS}
    for display in displays:
        if display.id == "absent":
            for row in display.rows:
                found.setdefault(section.get(row.id, "quality"), []).append((row.label, row.cells[0].text))
    return found


SINGLE = {
    "headline": ("Every patient from the infusion on",),
    "efficacy": ("Who was in the response state at which visit", "Scores over time", "Change of the scores"),
    "drugs": ("Glucocorticoid before and after the infusion",),
    "cells": ("Cells", "Antibodies", "Complement"),
}
"""Figures that draw patients one by one, by section."""


def figures_left_out(content: Content, section: str) -> list[tuple[str, str]]:
    """Give the figures of single patients that are not drawn in a large study, and why.

    The figures of a study whose patients are few and have no such data are not meant: those have nothing to draw.
    """
    patients = next((r.n for r in content.results if r.display == "headline" and r.row == "infused"), None)
    if not patients or patients <= LISTED_PATIENTS or content.data["patient"]:
        return []
    why = f"more than {LISTED_PATIENTS} patients: figures of single patients are not drawn"
    return [(f"Figure: {title}", why) for title in SINGLE.get(section, ())]


def facts(content: Content) -> list[str]:
    """Give the line under the title: patients, data cut, version."""
    patients = {r.row: r for r in content.results if r.display == "headline"}.get("infused")
    made = [f"{patients.n} {'patient' if patients.n == 1 else 'patients'} infused"] if patients else []
    if content.manifest["data_cut"]:
        made.append(f"data cut {content.manifest['data_cut']}")
    return [*made, f"cartaid {content.manifest['cartaid']}"]
