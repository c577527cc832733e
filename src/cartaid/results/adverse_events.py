"""Adverse events: overview, terms by worst grade, serious, related, of special interest, rates, listing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cartaid.engine import Session
from cartaid.results.adverse_event_means import MOST_PATIENTS, mean_numbers
from cartaid.results.adverse_event_rates import rates
from cartaid.results.adverse_event_terms import Part, term_tables, terms
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, Group, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, bounded, note, result, words
from cartaid.results.rows_behind import counted as number_of

NONE = "no adverse event recorded (AE)"
COUNTED = (
    "Treatment-emergent from the start of lymphodepletion on; each patient once at the worst grade. Component symptoms "
    "linked to a syndrome are counted as the syndrome."
)

CAUSE = (
    "Related is what the investigator called related to a treatment the patient received. An event without a recorded "
    "cause is not counted as related: its patient is undetermined unless another event decides, and it has a line of "
    "its own."
)

SERIOUS = (
    "Serious is what AESER records; where it is blank, an event with a criterion of seriousness (stay in hospital, threat "
    "to life, death, disability, need of intervention) or a fatal outcome. An event recorded as not serious beside such "
    "a criterion is not counted as serious, and stands in the findings (serious-differs)."
)

HEADINGS = (
    Heading(
        "ae_overview",
        "Adverse events: overview",
        "safety",
        "Patients with at least one event",
        NONE,
        (COUNTED, "Denominator: treated patients. [events].", CAUSE, SERIOUS),
    ),
    Heading(
        "ae_terms",
        "Adverse events by body system and term, worst grade of each patient",
        "safety",
        "Body system and term",
        NONE,
        (COUNTED, "Exact 95 % limits of each share stand in the results data."),
    ),
    Heading(
        "ae_serious",
        "Serious adverse events",
        "safety",
        "Term",
        "no serious adverse event",
        (COUNTED, SERIOUS),
    ),
    Heading(
        "ae_related",
        "Adverse events related to treatment",
        "safety",
        "Term",
        "no adverse event related to treatment",
        (COUNTED, CAUSE),
    ),
    Heading(
        "ae_rates",
        "Adverse events per 100 patient-years, by time after the infusion",
        "safety",
        "Events",
        NONE,
        (
            "Events, not patients: every record counts, also those of one infection, which the rates of infections take "
            "together as episodes. Time at risk ends at last contact, death or a second infusion.",
            "Exact Poisson limits where no patient has more than one of the events of a cell; where one has, limits that "
            "allow for it.",
        ),
    ),
    Heading(
        "ae_mean",
        "Mean number of adverse events a patient by month",
        "safety",
        "Events",
        NONE,
        (
            "Events of those still followed, each event counted, also a second one of a patient. Time at risk ends at last "
            "contact, death or a second infusion. Without an event so far the upper limit is the exact Poisson one.",
        ),
        most=MOST_PATIENTS,
    ),
    Heading(
        "ae_listing",
        "Adverse events, one by one",
        "safety",
        "Patient",
        f"no adverse event recorded (AE); those of more than {LISTED_PATIENTS} patients stand in tables/ae_listing.csv alone",
        ("Days from the infusion, infusion day 0. * part of a date was imputed.",),
    ),
)

OVERVIEW: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    # row, label, the event counts, it may count
    ("any", "Any adverse event", "TRUE", "FALSE", {}),
    # Stands only where there is one: such an event counts in every row, and may have been there before.
    (
        "start_unknown",
        "Of these, not known to have begun under treatment",
        "TRTEMFL = 'U'",
        "FALSE",
        {"TRTEMFL": "U"},
    ),
    ("related_cart", "Related to CAR T cells", "RELCART = 'Y'", "RELCART = 'U'", {"RELCART": "Y"}),
    ("related_ld", "Related to lymphodepletion", "RELLD = 'Y'", "RELLD = 'U'", {"RELLD": "Y"}),
    ("cause_missing", "Cause not recorded", "RELMISFL = 'Y'", "FALSE", {"RELMISFL": "Y"}),
    ("grade3", "Grade 3 or higher", "ATOXGR >= 3", "ATOXGR IS NULL", {"ATOXGR": ("3", "4", "5")}),
    ("serious", "Serious", "SERFL = 'Y'", "SERFL = 'U'", {"SERFL": "Y"}),
    ("hospital", "With a stay in hospital", "HOSPFL = 'Y'", "HOSPFL = 'U'", {"HOSPFL": "Y"}),
    ("fatal", "Fatal", "DTHFL = 'Y'", "FALSE", {"DTHFL": "Y"}),
)

SPECIAL = (
    ("CRS", "CRS"),
    ("ICANS", "ICANS"),
    ("LICATS", "LICATS"),
    ("ICAHT", "ICAHT"),
    ("IEC-HS", "IEC-HS"),
    ("prolonged cytopenia", "Prolonged cytopenia"),
    ("second malignancy", "Second malignancy"),
    ("infection", "Infection"),
)
"""Events of special interest as recorded by the investigator."""

OVERVIEW_ROWS = (
    *((row, label, "", yes, maybe, records) for row, label, yes, maybe, records in OVERVIEW),
    *(
        (
            f"aesi_{code}",
            label,
            "Of special interest, as recorded",
            f"AESI = '{code}'",
            "FALSE",
            {"AESI": code},
        )
        for code, label in SPECIAL
    ),
)

TERM_TABLES = (
    Part("ae_serious", "", "a.SERFL = 'Y'", {"SERFL": "Y"}),
    Part("ae_related", "CAR T cells", "a.RELCART = 'Y'", {"RELCART": "Y"}),
    Part("ae_related", "Lymphodepletion", "a.RELLD = 'Y'", {"RELLD": "Y"}),
    Part("ae_related", "Leukapheresis", "a.RELAPH = 'Y'", {"RELAPH": "Y"}),
    Part("ae_related", "Cause not recorded", "a.RELMISFL = 'Y'", {"RELMISFL": "Y"}),
)


def results(session: Session) -> list[Result]:
    """Give the adverse-event displays of the treated patients."""
    found = groups(session)
    if not found or not has_events(session):
        return []
    return [
        *overview(session, found),
        *terms(session, found),
        *term_tables(session, found, TERM_TABLES),
        *rates(session),
        *mean_numbers(session),
        *listing(session, found[0]),
    ]


def has_events(session: Session) -> bool:
    """Say whether any adverse event was recorded: no record at all is not the same as no event."""
    return session.has("adae") and bool(session.rows("SELECT 1 FROM adae LIMIT 1"))


def patient_counts(
    session: Session, rows: Sequence[tuple[str, str]]
) -> dict[str, list[tuple[int, int, int]]]:
    """Count, for each pair of SQL conditions (counts, may count), patients with, patients open, and events.

    Returns the counts in the order of `rows` by group; a patient is open who has no event that counts and one
    that may.
    """
    each, total = [], []
    for number, (yes, maybe) in enumerate(rows):
        each.append(
            f"bool_or({yes}) AS Y{number}, bool_or({maybe}) AS U{number}, count(*) FILTER (WHERE {yes}) AS E{number}"
        )
        total.append(
            f"count(*) FILTER (WHERE Y{number}), count(*) FILTER (WHERE NOT coalesce(Y{number}, FALSE) AND U{number}), "
            f"sum(E{number})"
        )
    found = {}
    for id, *numbers in session.rows(
        f"SELECT g.GROUPID, {', '.join(total)} FROM (SELECT USUBJID, {', '.join(each)} FROM adae "
        f"WHERE COUNTFL = 'Y' GROUP BY USUBJID) AS p JOIN {MEMBERS} AS g ON g.USUBJID = p.USUBJID GROUP BY g.GROUPID"
    ):
        triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        found[id] = [(int(a), int(b), int(c)) for a, b, c in triples]
    return found


def patient_rows(
    session: Session,
    found: Iterable[Group],
    display: str,
    rows: Sequence[tuple[str, str, str, str, str, dict[str, Any]]],
) -> list[Result]:
    """Give patients with an event by group; each row is (name, label, group, counts, may count, filter)."""
    counted = patient_counts(session, [(yes, maybe) for _, _, _, yes, maybe, _ in rows])
    made = []
    for place, (row, label, part, _, _, wanted) in enumerate(rows):
        for group in found:
            count, open_, events = counted.get(group.id, [(0, 0, 0)] * len(rows))[place]
            records = conditions(COUNTFL="Y", DISEASE=group.disease, **wanted)
            where = Place(display, row, group.id, label, part, group.heading, group.order, "adae", records)
            made.append(
                bounded(where, count, group.patients - open_, patients=group.patients, undetermined=open_)
            )
            if events:
                made.append(result(where, "events", f"[{events}]", value=events, n=events))
    return made


def overview(session: Session, found: Iterable[Group]) -> list[Result]:
    """Give the overview, with how many events have an unknown start or cause."""
    ((infused, depleted),) = session.rows(
        "SELECT count(*) FILTER (WHERE INFFL = 'Y'), count(*) FILTER (WHERE LDFL = 'Y') FROM adsl"
    )
    # Nothing is related to what nobody received.
    absent = {name for name, given in (("related_cart", infused), ("related_ld", depleted)) if not given}
    ((unsure, causeless),) = session.rows(
        "SELECT count(*) FILTER (WHERE TRTEMFL = 'U'), count(*) FILTER (WHERE RELMISFL = 'Y') FROM adae "
        "WHERE COUNTFL = 'Y'"
    )
    absent |= set() if unsure else {"start_unknown"}
    made = patient_rows(session, found, "ae_overview", [row for row in OVERVIEW_ROWS if row[0] not in absent])
    if unsure:
        text = f"{number_of(unsure, 'event')} counted whose start may lie before treatment."
        made.append(note("ae_overview", text, 1))
    if causeless:
        made.append(note("ae_overview", f"{number_of(causeless, 'event')} without a recorded cause.", 2))
    return made


def listing(session: Session, everyone: Group) -> list[Result]:
    """List every adverse event of the treated patients, emergent or not."""
    if everyone.patients > LISTED_PATIENTS:
        return []
    made = []
    for row in session.records(
        "SELECT e.*, coalesce(s.SUBJID, s.USUBJID) AS SHORT FROM adae AS e JOIN adsl AS s ON s.USUBJID = e.USUBJID "
        "WHERE s.TRTSDT IS NOT NULL "
        "ORDER BY e.USUBJID NULLS LAST, e.ASTDT NULLS LAST, e.AESEQ NULLS LAST"
    ):
        related = [
            name
            for name, flag in (
                ("CAR T", "RELCART"),
                ("lymphodepletion", "RELLD"),
                ("leukapheresis", "RELAPH"),
            )
            if row[flag] == "Y"
        ]
        grade = f"{row['ATOXGR']}" if row["ATOXGR"] is not None else row["AESEV"] or "not given"
        cells = (
            ("term", "Event", row["AEDECOD"] or row["AETERM"]),
            ("grade", "Grade", grade),
            ("start", "Start, day", day_text(row["ASTRDY"], row["ASTDTF"])),
            (
                "end",
                "End, day",
                "ongoing" if row["ONGOFL"] == "Y" else day_text(row["AENRDY"], row["AENDTF"]),
            ),
            ("serious", "Serious", {"Y": "yes", "N": "no"}.get(row["SERFL"], "unknown")),
            (
                "related",
                "Related to",
                "cause missing" if row["RELMISFL"] == "Y" else ", ".join(related) or "none",
            ),
            ("interest", "Of special interest", row["AESI"] or ""),
            ("emergent", "Emergent", {"Y": "yes", "N": "no"}.get(row["TRTEMFL"], "unknown")),
        )
        key = f"{row['USUBJID']} {row['AESEQ']}"
        records = conditions(USUBJID=row["USUBJID"], AESEQ=row["AESEQ"])
        for order, (column, heading, text) in enumerate(cells):
            place = Place("ae_listing", key, column, row["SHORT"], "", heading, order, "adae", records)
            made.append(words(place, text))
    return made


def day_text(day: int | None, imputed: str | None) -> str:
    """Write a day from the infusion; a star marks a day that rests on a partial date.

    >>> day_text(3, None), day_text(-2, "D"), day_text(None, None)
    ('3', '−2*', 'unknown')
    """
    if day is None:
        return "unknown"
    return f"{day}".replace("-", "−") + ("*" if imputed else "")
