"""Adverse events: overview, terms by worst grade, serious, related, of special interest, rates, listing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import evolve

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.exposure import Window, days_at_risk, rate
from cartaid.results.measure import Place, note, percent, result, share, tally, words

NONE = "no adverse event recorded (AE)"
COUNTED = (
    "Treatment-emergent from the start of lymphodepletion on; each patient once at the worst grade. Component symptoms "
    "linked to a syndrome are counted as the syndrome."
)

HEADINGS = (
    Heading(
        "ae_overview",
        "Adverse events: overview",
        "safety",
        "Patients with at least one event",
        NONE,
        (COUNTED, "Denominator: treated patients. [events]. An unknown cause counts as related."),
    ),
    Heading(
        "ae_terms",
        "Adverse events by body system and term, worst grade of each patient",
        "safety",
        "Body system and term",
        NONE,
        (COUNTED, "Exact 95 % limits of each share stand in the results data."),
    ),
    Heading("ae_serious", "Serious adverse events", "safety", "Term", "no serious adverse event", (COUNTED,)),
    Heading(
        "ae_related",
        "Adverse events related to treatment",
        "safety",
        "Term",
        "no adverse event related to treatment",
        (COUNTED, "A missing cause counts as related to each treatment."),
    ),
    Heading(
        "ae_rates",
        "Adverse events per 100 patient-years, by time after the infusion",
        "safety",
        "Events",
        NONE,
        (
            "Events, not patients; time at risk ends at last contact, death or a second infusion.",
            "Exact Poisson limits hold for events that are independent of each other.",
        ),
    ),
    Heading(
        "ae_listing",
        "Adverse events, one by one",
        "safety",
        "Patient",
        f"no adverse event recorded (AE), or more than {LISTED_PATIENTS} patients",
        ("Days from the infusion, infusion day 0. * part of a date was imputed.",),
    ),
)

OVERVIEW: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    # row, label, the event counts, it may count
    ("any", "Any adverse event", "TRUE", "FALSE", {}),
    ("related_cart", "Related to CAR T cells", "RELCART = 'Y'", "RELCART = 'U'", {"RELCART": "Y"}),
    ("related_ld", "Related to lymphodepletion", "RELLD = 'Y'", "RELLD = 'U'", {"RELLD": "Y"}),
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

WINDOWS = (
    Window("d0_28", "Day 0–28", 0, 28),
    Window("d29_90", "Day 29–90", 29, 90),
    Window("d91_365", "Day 91–365", 91, 365),
    Window("d366", "After day 365", 366, None),
    Window("all", "Day 0 to last contact", 0, None),
)

TERM = "coalesce(a.AEDECOD, a.AETERM)"
# A term may be spelled in several ways, and may not be coded: the link to the records names what there is.
SPELLED = (
    "string_agg(DISTINCT a.AEDECOD, chr(31) ORDER BY a.AEDECOD), "
    "string_agg(DISTINCT CASE WHEN a.AEDECOD IS NULL THEN a.AETERM END, chr(31))"
)
SYSTEM = "coalesce(a.AEBODSYS, 'Body system not given')"


def results(session: Session) -> list[Result]:
    """Give the adverse-event displays of the treated patients."""
    found = groups(session)
    if not found or not has_events(session):
        return []
    return [
        *overview(session, found),
        *terms(session, found),
        *term_table(session, found, "ae_serious", (("", "a.SERFL = 'Y'", {"SERFL": "Y"}),)),
        *term_table(
            session,
            found,
            "ae_related",
            (
                ("CAR T cells", "a.RELCART = 'Y'", {"RELCART": "Y"}),
                ("Lymphodepletion", "a.RELLD = 'Y'", {"RELLD": "Y"}),
                ("Leukapheresis", "a.RELAPH = 'Y'", {"RELAPH": "Y"}),
            ),
        ),
        *rates(session),
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
                share(where, count, group.patients - open_, patients=group.patients, undetermined=open_)
            )
            if events:
                made.append(result(where, "events", f"[{events}]", value=events, n=events))
    return made


def overview(session: Session, found: Iterable[Group]) -> list[Result]:
    """Give the overview, with how many events have an unknown start or cause."""
    made = patient_rows(session, found, "ae_overview", OVERVIEW_ROWS)
    ((unsure, causeless),) = session.rows(
        "SELECT count(*) FILTER (WHERE TRTEMFL = 'U'), count(*) FILTER (WHERE RELMISFL = 'Y') FROM adae "
        "WHERE COUNTFL = 'Y'"
    )
    if unsure:
        text = f"{unsure} events counted whose start may lie before treatment."
        made.append(note("ae_overview", text, 1))
    if causeless:
        made.append(note("ae_overview", f"{causeless} events without a recorded cause.", 2))
    return made


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
        place = Place("ae_terms", name, column, label, system, heading, order, "adae", records)
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


def term_table(
    session: Session,
    found: tuple[Group, ...],
    display: str,
    parts: Sequence[tuple[str, str, dict[str, Any]]],
) -> list[Result]:
    """Give terms by group for events with a property, most frequent first; `parts` are (title, condition, filter)."""
    made = []
    for title, condition, wanted in parts:
        counted: dict[str, dict[str, tuple[int, int]]] = {}
        filters: dict[str, dict[str, Any]] = {}
        for key, id, patients, events, coded, reported in session.rows(
            f"SELECT upper({TERM}), g.GROUPID, count(DISTINCT a.USUBJID), count(*), {SPELLED} FROM adae AS a "
            f"JOIN {MEMBERS} AS g ON g.USUBJID = a.USUBJID WHERE a.COUNTFL = 'Y' AND {condition} "
            f"GROUP BY upper({TERM}), g.GROUPID"
        ):
            counted.setdefault(key, {})[id] = (patients, events)
            if id == found[0].id:
                filters[key] = term_filter(coded, reported)
        for key in sorted(counted, key=lambda k: (-counted[k][found[0].id][0], k)):
            term = printed(filters[key])
            for group in found:
                patients, events = counted[key].get(group.id, (0, 0))
                records = conditions(COUNTFL="Y", DISEASE=group.disease, **filters[key], **wanted)
                name, heading = f"{title}: {term}" if title else term, group.heading
                place = Place(display, name, group.id, term, title, heading, group.order, "adae", records)
                made.append(plain_share(place, patients, group.patients))
                if events > patients:
                    made.append(result(place, "events", f"[{events}]", value=events, n=events))
    return made


RATES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("any", "Any", "TRUE", {}),
    ("grade3", "Grade 3 or higher", "a.ATOXGR >= 3", {"ATOXGR": ("3", "4", "5")}),
    ("serious", "Serious", "a.SERFL = 'Y'", {"SERFL": "Y"}),
    ("infection", "Infections", "a.INFECFL = 'Y'", {"INFECFL": "Y"}),
)


def rates(session: Session) -> list[Result]:
    """Give events per 100 patient-years after the infusion, by window."""
    at_risk = days_at_risk(session, WINDOWS)
    counts = [
        f"count(*) FILTER (WHERE {window.holds('a.ASTRDY')} AND {condition})"
        for _, _, condition, _ in RATES
        for window in WINDOWS
    ]
    ((*numbers, before, undated),) = session.rows(
        f"SELECT {', '.join(counts)}, count(*) FILTER (WHERE a.ASTRDY < 0), count(*) FILTER (WHERE a.ASTRDY IS NULL) "
        f"FROM adae AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID WHERE a.COUNTFL = 'Y' AND a.APERIOD = 1"
    )
    made = []
    for index, (row, label, _, wanted) in enumerate(RATES):
        for order, window in enumerate(WINDOWS):
            events = numbers[index * len(WINDOWS) + order]
            risk = at_risk[window.id]
            heading = f"{window.label} (n = {risk.patients})"
            records = conditions(COUNTFL="Y", APERIOD=1, **wanted)
            place = Place("ae_rates", row, window.id, label, "", heading, order, "adae", records)
            made.append(rate(place, events, risk, 36525.0, "100 patient-years"))
    if before:
        made.append(
            note("ae_rates", f"{before} events between the start of lymphodepletion and day 0 left out.", 1)
        )
    if undated:
        made.append(note("ae_rates", f"{undated} events without a start day left out.", 2))
    return made


def listing(session: Session, everyone: Group) -> list[Result]:
    """List every adverse event of the treated patients, emergent or not."""
    if everyone.patients > LISTED_PATIENTS:
        return []
    made = []
    for row in session.records(
        "SELECT e.*, coalesce(s.SUBJID, s.USUBJID) AS SHORT FROM adae AS e JOIN adsl AS s ON s.USUBJID = e.USUBJID "
        "WHERE s.TRTSDT IS NOT NULL "
        "ORDER BY e.USUBJID NULLS LAST, e.ASTDT NULLS LAST, e.AESEQ NULLS LAST LIMIT 2000"
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
