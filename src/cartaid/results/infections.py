"""Infections: patients by disease, and events per 100 patient-days by time after the infusion."""

from __future__ import annotations

from typing import Any

from cartaid.engine import Session
from cartaid.results.adverse_event_terms import Part, term_tables
from cartaid.results.adverse_events import has_events, patient_counts, patient_rows
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import ALL, LISTED_PATIENTS, TREATED, groups
from cartaid.results.display import Heading
from cartaid.results.exposure import Window, clusters, days_at_risk, rate
from cartaid.results.listing import patients as counted
from cartaid.results.measure import Place, note, result

HEADINGS = (
    Heading(
        "infections",
        "Infections",
        "safety",
        "Patients with at least one",
        "no adverse event recorded (AE)",
        ("Told by body system or by words in the event's name. [events]. Treated patients.",),
    ),
    Heading(
        "infection_rates",
        "Infections per 100 patient-days, by time after the infusion",
        "safety",
        "Infections",
        "no adverse event recorded (AE)",
        (
            "Time at risk ends at last contact, death or a second infusion. Records of the same site and organism within "
            "the protocol's days are one episode, counted on the day it began, at its worst grade.",
        ),
    ),
    Heading(
        "infection_kinds",
        "Infections after the infusion by site and organism",
        "safety",
        "Episodes",
        "no infection after the infusion",
        (
            "Episodes, and patients with one. Told by words of the event's name; where they tell nothing the site or "
            "organism is unknown, not absent.",
        ),
    ),
)

INFECTION = "INFECFL = 'Y'"

ROWS: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    ("any", "Any infection", "", INFECTION, "FALSE", {"INFECFL": "Y"}),
    (
        *(
            "grade3",
            "Grade 3 or higher",
            "",
            f"{INFECTION} AND ATOXGR >= 3",
            f"{INFECTION} AND ATOXGR IS NULL",
        ),
        {"INFECFL": "Y", "ATOXGR": ("3", "4", "5")},
    ),
    (
        *("serious", "Serious", "", f"{INFECTION} AND SERFL = 'Y'", f"{INFECTION} AND SERFL = 'U'"),
        {"INFECFL": "Y", "SERFL": "Y"},
    ),
    (
        *(
            "hospital",
            "With a stay in hospital",
            "",
            f"{INFECTION} AND HOSPFL = 'Y'",
            f"{INFECTION} AND HOSPFL = 'U'",
        ),
        {"INFECFL": "Y", "HOSPFL": "Y"},
    ),
    (
        *("fatal", "Fatal", "", f"{INFECTION} AND DTHFL = 'Y'", "FALSE"),
        {"INFECFL": "Y", "DTHFL": "Y"},
    ),
)

WINDOWS = (
    Window("d0_28", "Day 0–28", 0, 28),
    Window("d29_90", "Day 29–90", 29, 90),
    Window("d91", "After day 90", 91, None),
    Window("all", "Day 0 to last contact", 0, None),
)

RATES: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    # row, label, the episode counts, it may count
    ("any", "Any", "TRUE", "FALSE", {}),
    ("grade3", "Grade 3 or higher", "a.WORSTGR >= 3", "a.WORSTGR IS NULL", {"ATOXGR": ("3", "4", "5")}),
)

EPISODES = (
    f"(SELECT i.* FROM infection_event AS i JOIN {TREATED} AS g ON g.USUBJID = i.USUBJID "
    "WHERE i.APERIOD = 1 AND i.FIRSTFL = 'Y')"
)
"""One row an episode after the first infusion, the first of its records."""


def results(session: Session) -> list[Result]:
    """Give the displays of infections."""
    found = groups(session)
    if not found or not has_events(session):
        return []
    named = term_tables(session, found, (Part("infections", "By name", "a.INFECFL = 'Y'", {"INFECFL": "Y"}),))
    episodes = [*rates(session), *kinds(session)] if session.has("infection_event") else []
    return [*patient_rows(session, found, "infections", ROWS), *named, *episodes]


def hospital_patients(session: Session) -> tuple[int, int] | None:
    """Give patients with an infection with a stay in hospital, and patients in whom that is open.

    None when no adverse event was recorded at all.
    """
    if not has_events(session):
        return None
    _, _, _, yes, maybe, _ = ROWS[3]
    count, open_, _ = patient_counts(session, [(yes, maybe)]).get(ALL, [(0, 0, 0)])[0]
    return count, open_


def rates(session: Session) -> list[Result]:
    """Give episodes of infection per time at risk by window; the limits allow for several in one patient."""
    at_risk = days_at_risk(session, WINDOWS)
    counts = [
        f"count(*) FILTER (WHERE {window.holds('a.ASTRDY')} AND {condition})"
        for _, _, yes, maybe, _ in RATES
        for window in WINDOWS
        for condition in (yes, maybe)
    ]
    (numbers,) = session.rows(f"SELECT {', '.join(counts)} FROM {EPISODES} AS a")
    repeated = clusters(session, WINDOWS, f"{EPISODES} AS a", [(yes, maybe) for _, _, yes, maybe, _ in RATES])
    made = []
    for index, (row, label, _, _, wanted) in enumerate(RATES):
        for order, window in enumerate(WINDOWS):
            risk = at_risk[window.id]
            records = conditions(COUNTFL="Y", APERIOD=1, INFECFL="Y", **wanted)
            heading = f"{window.label} (n = {risk.patients})"
            place = Place(
                "infection_rates", row, window.id, label, "", heading, order, *window.records(records)
            )
            at = 2 * (index * len(WINDOWS) + order)
            sums = repeated[index][order]
            made.append(rate(place, numbers[at], risk, 100.0, "100 patient-days", numbers[at + 1], sums))
    # The last window is the whole time and the first kind any infection: who has two of another cell has two here.
    patients = repeated[0][-1].possible.repeats
    made.append(note("infection_rates", limits_note(patients)))
    return made


def limits_note(repeats: int) -> str:
    """Say which limits the rates have when so many patients had more than one infection.

    >>> limits_note(0)
    'No patient had more than one infection: exact Poisson limits (Garwood).'
    """
    if not repeats:
        return "No patient had more than one infection: exact Poisson limits (Garwood)."
    return (
        f"{counted(repeats)} had more than one infection. Limits of a cell in which a patient has more than one: by "
        "patient (sandwich variance), never narrower than the exact ones. Of all other cells: exact Poisson (Garwood)."
    )


def kinds(session: Session) -> list[Result]:
    """Count episodes by site and by class of organism, and the patients with one, in each window."""
    made = []
    for column, group in (("SITE", "Site"), ("ORGANISM", "Organism")):
        counts = [
            f"count(*) FILTER (WHERE {window.holds('e.ASTRDY')}), "
            f"count(DISTINCT CASE WHEN {window.holds('e.ASTRDY')} THEN e.USUBJID END)"
            for window in WINDOWS
        ]
        for kind, subjects, sequences, *numbers in session.rows(
            f"SELECT e.{column}, list(DISTINCT e.USUBJID ORDER BY e.USUBJID), list(DISTINCT e.AESEQ ORDER BY e.AESEQ), "
            f"{', '.join(counts)} FROM {EPISODES} AS e GROUP BY e.{column} "
            f"ORDER BY e.{column} = 'unknown', count(*) DESC, e.{column}"
        ):
            # No column of ADAE holds the site: the first record of each episode is named by patient and number.
            first = {"USUBJID": tuple(subjects), "AESEQ": tuple(sequences)}
            named = first if len(sequences) <= LISTED_PATIENTS else {}
            for order, window in enumerate(WINDOWS):
                episodes, patients = numbers[2 * order : 2 * order + 2]
                text = f"{episodes} in {counted(patients)}" if episodes else "0"
                records = conditions(COUNTFL="Y", APERIOD=1, INFECFL="Y", **named)
                label = kind.capitalize()
                place = Place(
                    *("infection_kinds", f"{column} {kind}", window.id, label, group, window.label, order),
                    *window.records(records),
                )
                made.append(result(place, "episodes", text, value=episodes, n=episodes, N=patients))
    return made
