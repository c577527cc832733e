"""All results of a finished analysis, and the displays made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module

from attrs import evolve

from cartaid.engine import Session
from cartaid.results.ard import Result
from cartaid.results.cohort import FIRST_EXPOSURE, groups
from cartaid.results.display import Display, Heading, make_display, make_displays
from cartaid.results.measure import Place, words

FAMILIES = (
    "headline",
    "flow",
    "patients",
    "efficacy",
    "endpoints",
    "evaluable",
    "drugs",
    "toxicity",
    "toxicity_schemes",
    "adverse_events",
    "infections",
    "haematotoxicity",
    "local_toxicity",
    "laboratory",
    "long_term",
    "trial",
    "cells",
    "kinetic_model",
    "immunology",
    "durability",
    "competing",
)
"""The families of displays, in the order of the report: modules with `HEADINGS` and `results(session)`."""

ABSENT = Heading("absent", "Not shown, and why", "quality", "Display", "everything is shown")


def build(session: Session) -> tuple[list[Result], list[Display]]:
    """Compute every result the session has data for, and arrange the results as displays.

    A display whose inputs are absent is left out; the last display, `absent`, lists those with the reason.

    Parameters
    ----------
    session : Session
        A session in which a study was derived.

    Returns
    -------
    (list of Result, list of Display)
        In the order of the report.

    Examples
    --------
    >>> from cartaid import example_study, read_study
    >>> results, displays = build(read_study(example_study()).analyse().study.session)
    >>> from cartaid.results.ard import one
    >>> one(results, "headline", "doris_sle_m6").text
    '8/8 (100 %; 63.1–100)'
    """
    results: list[Result] = []
    headings: list[Heading] = []
    for name in FAMILIES:
        family = import_module(f"cartaid.results.{name}")
        headings += family.HEADINGS
        results += family.results(session)
    displays = make_displays(_counted_from(session, headings), results)
    found = groups(session)
    missing = absent(headings, displays, found[0].patients if found else 0)
    if missing:
        results += missing
        displays.append(make_display(ABSENT, missing))
    return results, displays


def displays_of(session: Session, results: Sequence[Result]) -> list[Display]:
    """Arrange results that were computed before, as read back from their file, into the same tables.

    Parameters
    ----------
    session : Session
        A session with ADSL.
    results : sequence of Result
        In the order they were written.
    """
    headings = [h for name in FAMILIES for h in import_module(f"cartaid.results.{name}").HEADINGS]
    return make_displays([*_counted_from(session, headings), ABSENT], results)


def _counted_from(session: Session, headings: list[Heading]) -> list[Heading]:
    """Name the first exposure in the footnotes of a study whose days count from it, not from an infusion."""
    if not session.has("adsl") or "TRTSRC" not in session.columns("adsl"):
        return headings
    if not session.rows("SELECT 1 FROM adsl WHERE TRTSRC = ? LIMIT 1", [FIRST_EXPOSURE]):
        return headings
    return [
        evolve(
            heading,
            footnotes=tuple(
                text.replace("from the infusion, infusion day 0", "from the first exposure, which is day 0")
                for text in heading.footnotes
            ),
        )
        for heading in headings
    ]


def absent(headings: Iterable[Heading], displays: Sequence[Display], patients: int) -> list[Result]:
    """Give one row for each heading without a display: what it would need."""
    shown = [display.id for display in displays]
    return [
        words(
            Place("absent", heading.id, "reason", plain_title(heading), heading="Reason"),
            heading.missing(patients),
        )
        for heading in headings
        if not any(id == heading.id or _one_of(heading, id) for id in shown)
    ]


def plain_title(heading: Heading) -> str:
    """Give the title of a heading without the place for a disease."""
    return heading.title.replace(": {disease}", "")


def _one_of(heading: Heading, id: str) -> bool:
    return heading.id.endswith("*") and id.startswith(heading.id[:-1])
