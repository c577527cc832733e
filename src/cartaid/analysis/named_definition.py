"""Definitions that `study.toml` names and nothing in the study assesses: said, for nobody asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cartaid.analysis.assessment_table import assessed_by
from cartaid.analysis.score import present_records
from cartaid.engine import Session
from cartaid.instruments.catalogue import definition
from cartaid.study.finding import FINDING_COLUMNS, Finding, finding_rows

LISTED = 8
"""At most so many missing records are named."""


def say_unassessed(session: Session, named: Sequence[str]) -> None:
    """Add to `finding` a note for each definition of `[run] definitions` that gave no row; reads `scored_row`."""
    if not named or not session.has("finding"):
        return
    given = {id for (id,) in session.rows("SELECT DISTINCT DEFID FROM scored_row")}
    unassessed = [id for id in dict.fromkeys(named) if id not in given]
    if not unassessed:
        return
    columns, marks = ", ".join(FINDING_COLUMNS), ", ".join("?" * len(FINDING_COLUMNS))
    for row in finding_rows(_notes(unassessed, present_records(session))):
        session.connection.execute(f"INSERT INTO finding ({columns}) VALUES ({marks})", list(row))


def _notes(unassessed: Sequence[str], present: set[tuple[str, str, str]]) -> Iterator[Finding]:
    for id in unassessed:
        known = definition(id)
        anchors = [known.item(item).record for item in assessed_by(known)]
        wanted = [r for r in anchors if r is not None and r.domain != "SUBJECT"]
        absent = [
            " ".join(filter(None, (r.domain, r.testcd, r.cat)))
            for r in wanted
            if (r.domain, r.testcd, r.cat) not in present
        ]
        more = f" and {len(absent) - LISTED} more" if len(absent) > LISTED else ""
        missing = (
            f"found no {', '.join(absent[:LISTED])}{more}"
            if absent
            else f"found its records with no patient of its disease ({known.disease}), or without a date"
        )
        yield Finding(
            "definition-not-assessed",
            "note",
            f"study.toml: [run] definitions names {id}, and nothing in the study assesses it: {missing}",
            variable="run.definitions",
            value=id,
            fix=f"give these records (`cartaid definitions {id}` lists all), or leave the definition out",
        )
