"""Adverse events by term: by body system and worst grade, and by group for events with a property."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import MEMBERS, Group
from cartaid.results.measure import Place, percent, result, share, tally

TERM = "coalesce(a.AEDECOD, a.AETERM)"
# A term may be spelled in several ways, and may not be coded: the link to the records names what there is.
SPELLED = (
    "string_agg(DISTINCT a.AEDECOD, chr(31) ORDER BY a.AEDECOD), "
    "string_agg(DISTINCT CASE WHEN a.AEDECOD IS NULL THEN a.AETERM END, chr(31))"
)
SYSTEM = "coalesce(a.AEBODSYS, 'Body system not given')"


def terms(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give body systems and terms by worst grade (or severity where nothing is graded), most frequent first."""
    scale = "ATOXGR" if session.rows("SELECT 1 FROM adae WHERE ATOXGR IS NOT NULL LIMIT 1") else "ASEVN"
    worst: dict[tuple[str, str], dict[str, dict[int | None, int]]] = {}
    filters: dict[tuple[str, str], dict[str, Any]] = {}
    for name, event, coded, reported in session.rows(
        f"SELECT {SYSTEM}, min({TERM}), {SPELLED} FROM adae AS a WHERE a.COUNTFL = 'Y' GROUP BY {SYSTEM}, upper({TERM})"
    ):
        filters[name, event.upper()] = term_filter(coded, reported)
    levels = (("a.AOCCIFL", "''", "''"), ("a.AOCCSIFL", SYSTEM, "''"), ("a.AOCCPIFL", SYSTEM, TERM))
    for name, event, id, grade, patients in session.rows(
        " UNION ALL ".join(
            f"SELECT {system} AS SYSTEM, upper({term}) AS TERM, g.GROUPID, a.{scale}, count(*) FROM adae AS a "
            f"JOIN {MEMBERS} AS g ON g.USUBJID = a.USUBJID WHERE {level} = 'Y' AND a.COUNTFL = 'Y' "
            f"GROUP BY {system}, upper({term}), g.GROUPID, a.{scale}"
            for level, system, term in levels
        )
    ):
        worst.setdefault((name, event), {}).setdefault(id, {})[grade] = patients
    everyone = found[0]

    def frequency(key: tuple[str, str]) -> int:
        return sum(worst.get(key, {}).get(everyone.id, {}).values())

    ordered = sorted(
        worst, key=lambda k: (bool(k[0]), -frequency((k[0], "")), k[0], bool(k[1]), -frequency(k), k[1])
    )
    made = []
    for system, term in ordered:
        wanted = filters.get((system, term), {})
        made += term_grades(found, system, printed(wanted), worst[system, term], wanted, scale)
    return made


LEVELS: dict[str, tuple[tuple[str, str, tuple[int | None, ...]], ...]] = {
    # scale: (column, heading, values that count)
    "ATOXGR": (
        *((f"grade{grade}", f"Grade {grade}", (grade,)) for grade in range(1, 6)),
        ("grade3plus", "Grade 3 or higher", (3, 4, 5)),
        ("ungraded", "Grade not given", (None,)),
    ),
    "ASEVN": (
        ("mild", "Mild", (1,)),
        ("moderate", "Moderate", (2,)),
        ("severe", "Severe", (3,)),
        ("ungraded", "Severity not given", (None,)),
    ),
}
"""Columns of the table of terms, by the scale the study recorded."""


def printed(wanted: dict[str, Any]) -> str:
    """Give the spelling of a term that is printed: the first of those its filter names."""
    spelled = wanted.get("AEDECOD") or wanted.get("AETERM") or ("",)
    return str(spelled[0])


def term_grades(
    found: tuple[Group, ...],
    system: str,
    term: str,
    by_group: dict[str, dict[int | None, int]],
    spelled: dict[str, Any],
    scale: str,
) -> list[Result]:
    """Give one row of the table of terms: any event, each grade, and any event by disease."""
    label = term or "Any event"
    name = f"{system}: {term}" if term else f"{system or 'all'}: any"
    of_system = "" if system == "Body system not given" else system or None
    wanted = {"AEBODSYS": of_system, **spelled, "COUNTFL": "Y"}
    first = "AOCCPIFL" if term else "AOCCSIFL" if system else "AOCCIFL"
    made = []
    everyone = found[0]
    grades = by_group.get(everyone.id, {})
    for group in found:
        order = 0 if group is everyone else 20 + group.order
        records = conditions(**wanted, **{first: "Y"}, DISEASE=group.disease)
        heading = group.heading
        place = Place("ae_terms", name, group.id, label, system, heading, order, "adae", records)
        made.append(plain_share(place, sum(by_group.get(group.id, {}).values()), group.patients))
    for order, (column, heading, counts) in enumerate(LEVELS[scale], start=1):
        count = sum(grades.get(grade, 0) for grade in counts)
        given = tuple("" if g is None else str(g) for g in counts)
        records = conditions(**wanted, **{first: "Y", scale: given}) if count else ""
        dataset = "adae" if records else ""
        place = Place("ae_terms", name, column, label, system, heading, order, dataset, records)
        made.append(tally(place, count, everyone.patients))
    return made


def term_filter(coded: str | None, reported: str | None) -> dict[str, Any]:
    """Give the condition on the records of a term from its spellings in AEDECOD, or else in AETERM.

    >>> term_filter("Nausea", None), term_filter(None, "Sick")
    ({'AEDECOD': ('Nausea',)}, {'AEDECOD': '', 'AETERM': ('Sick',)})
    """
    if coded:
        return {"AEDECOD": tuple(coded.split(chr(31)))}
    return {"AEDECOD": "", "AETERM": tuple((reported or "").split(chr(31)))}


def plain_share(place: Place, count: int, of: int) -> Result:
    """Give x/N with percent; the exact limits stay in the row and out of the text, where tables are long.

    >>> plain_share(Place("d"), 1, 15).text
    '1/15 (6.7 %)'
    """
    full = share(place, count, of)
    return full if of == 0 else evolve(full, text=f"{count}/{of} ({percent(count / of)} %)")


@frozen
class Part:
    """One table of terms: its display and group, the events it counts, and the filter of their records."""

    display: str
    title: str
    condition: str
    filter: dict[str, Any]


def term_tables(session: Session, found: tuple[Group, ...], parts: Sequence[Part]) -> list[Result]:
    """Give terms by group for events with a property, most frequent first; one query for all tables."""
    counts = ", ".join(
        f"count(DISTINCT CASE WHEN {part.condition} THEN a.USUBJID END), count(*) FILTER (WHERE {part.condition})"
        for part in parts
    )
    counted: list[dict[str, dict[str, tuple[int, int]]]] = [{} for _ in parts]
    filters: dict[str, dict[str, Any]] = {}
    for key, id, coded, reported, *numbers in session.rows(
        f"SELECT upper({TERM}), g.GROUPID, {SPELLED}, {counts} FROM adae AS a "
        f"JOIN {MEMBERS} AS g ON g.USUBJID = a.USUBJID WHERE a.COUNTFL = 'Y' GROUP BY upper({TERM}), g.GROUPID"
    ):
        if id == found[0].id:
            filters[key] = term_filter(coded, reported)
        for place, table in enumerate(counted):
            patients, events = numbers[2 * place], numbers[2 * place + 1]
            if patients:
                table.setdefault(key, {})[id] = (patients, events)
    made = []
    for part, table in zip(parts, counted, strict=True):
        for key in sorted(table, key=lambda k, table=table: (-table[k][found[0].id][0], k)):  # type: ignore[misc]
            made += term_row(found, part, filters[key], table[key])
    return made


def term_row(
    found: tuple[Group, ...], part: Part, spelled: dict[str, Any], counts: dict[str, tuple[int, int]]
) -> list[Result]:
    """Give one term of one table: patients by group, and events where a patient had more than one."""
    term = printed(spelled)
    name = f"{part.title}: {term}" if part.title else term
    made = []
    for group in found:
        patients, events = counts.get(group.id, (0, 0))
        records = conditions(COUNTFL="Y", DISEASE=group.disease, **spelled, **part.filter)
        heading, order = group.heading, group.order
        place = Place(part.display, name, group.id, term, part.title, heading, order, "adae", records)
        made.append(plain_share(place, patients, group.patients))
        if events > patients:
            made.append(result(place, "events", f"[{events}]", value=events, n=events))
    return made
