"""Long-term follow-up: who is on schedule, which visits are due, overdue or missed; second malignancies."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.exposure import AtRisk, rate
from cartaid.results.listing import SHORT, line, whole
from cartaid.results.measure import Place, note, tally

NO_SCHEDULE = "no long-term follow-up asked for in study.toml (long_term_follow_up.years)"

HEADINGS = (
    Heading(
        "long_term",
        "Long-term follow-up: status of each patient, by disease",
        "safety",
        "Status",
        NO_SCHEDULE,
        (
            "Overdue: the last visit whose time has passed was not done. Lost: recorded so, or the last two such visits "
            "were missed.",
        ),
    ),
    Heading(
        "long_term_visits",
        "Long-term follow-up: patients by visit",
        "safety",
        "Visit",
        NO_SCHEDULE,
        ("Visits that are not yet due in anybody are left out.",),
    ),
    Heading(
        "long_term_listing",
        "Long-term follow-up, patient by patient",
        "safety",
        "Patient",
        NO_SCHEDULE,
    ),
    Heading(
        "second_malignancy",
        "Second malignancies per 100 patient-years",
        "safety",
        "Second malignancies",
        "no adverse event recorded (AE), or nobody infused",
        (
            "From the first infusion to death or last contact. Exact Poisson limits: with no event the upper one is what "
            "cannot be excluded.",
        ),
    ),
    Heading(
        "second_malignancy_listing",
        "Second malignancies, one by one",
        "safety",
        "Patient",
        "no second malignancy recorded",
        ("A transgene nobody looked for is unknown, not negative.",),
    ),
)

STATUSES = ("on schedule", "overdue", "lost", "complete", "ended", "died")
VISIT_STATUSES = (
    *("done", "done late", "due", "overdue", "missed", "contact only", "lost", "died"),
    "not yet due",
)


def results(session: Session) -> list[Result]:
    """Give every display of this family whose relations exist."""
    found = groups(session)
    if not found:
        return []
    rows: list[Result] = []
    if session.has("follow_up_status"):
        rows += [*statuses(session, found), *visits(session), *listing(session, found[0])]
    if session.has("second_malignancy_time"):
        rows += [*malignancy(session), *malignancies(session)]
    return rows


def statuses(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Count patients by status."""
    counted = {
        (status, id): patients
        for status, id, patients in session.rows(
            f"SELECT f.STATUS, g.GROUPID, count(*) FROM follow_up_status AS f JOIN {MEMBERS} AS g "
            "ON g.USUBJID = f.USUBJID GROUP BY f.STATUS, g.GROUPID"
        )
    }
    made = []
    for status in STATUSES:
        if not any(key[0] == status for key in counted) and status not in STATUSES[:3]:
            continue
        for group in found:
            place = Place("long_term", status, group.id, status.capitalize(), "", group.heading, group.order)
            made.append(tally(place, counted.get((status, group.id), 0), group.patients))
    return made


def visits(session: Session) -> list[Result]:
    """Count patients by visit and what became of it."""
    counted: dict[tuple[int, str], dict[str, int]] = {}
    for number, visit, status, patients in session.rows(
        f"SELECT v.AVISITN, v.AVISIT, v.STATUS, count(*) FROM follow_up_visit AS v JOIN {TREATED} AS g "
        "ON g.USUBJID = v.USUBJID GROUP BY ALL ORDER BY ALL"
    ):
        counted.setdefault((number, visit), {})[status] = patients
    shown = [
        s for s in VISIT_STATUSES if s == "not yet due" or any(s in of_visit for of_visit in counted.values())
    ]
    made = []
    for (number, visit), of_visit in counted.items():
        if set(of_visit) == {"not yet due"}:
            continue
        total = sum(of_visit.values())
        for order, status in enumerate(shown):
            place = Place("long_term_visits", f"{number}", status, visit, "", status.capitalize(), order)
            made.append(tally(place, of_visit.get(status, 0), total))
    return made


def listing(session: Session, everyone: Group) -> list[Result]:
    """List the patients with the next visit and those not done."""
    if everyone.patients > LISTED_PATIENTS:
        return []
    made = []
    as_of = ""
    for row in session.records(
        f"SELECT f.*, {SHORT} AS SHORT FROM follow_up_status AS f JOIN adsl AS a ON a.USUBJID = f.USUBJID "
        "WHERE a.TRTSDT IS NOT NULL ORDER BY f.USUBJID"
    ):
        as_of = str(row["AS_OF"])
        made += line(
            Place("long_term_listing", row["USUBJID"], "", row["SHORT"]),
            (
                ("status", "Status", row["STATUS"]),
                ("infused", "Last infusion", str(row["DAY0"])),
                ("contact", "Last contact", str(row["LAST_CONTACT"])),
                ("done", "Visits done", whole(row["DONE"])),
                ("missed", "Missed", whole(row["MISSED"])),
                ("overdue", "Overdue", whole(row["OVERDUE"])),
                ("next", "Next due", str(row["NEXT_DUE"] or "")),
                ("ends", "Ends", str(row["ENDS_ON"])),
            ),
        )
    if made:
        made.append(note("long_term_listing", f"As of {as_of}."))
    return made


def malignancy(session: Session) -> list[Result]:
    """Give the rate of second malignancies, all and of T cells."""
    found = session.rows("SELECT EVENTS, PATIENTS, PATIENT_DAYS FROM second_malignancy_time")
    if not found or not found[0][1]:
        return []
    ((events, patients, days),) = found
    ((t_cell,),) = session.rows("SELECT count(*) FROM second_malignancy WHERE T_CELL = 'Y'")
    risk = AtRisk(patients, int(days))
    made = []
    for row, label, count in (("any", "Any", events), ("t_cell", "Of T cells", t_cell)):
        records = conditions(AESI="second malignancy")
        heading = f"Infused patients (n = {patients})"
        place = Place("second_malignancy", row, "all", label, "", heading, 0, "adae", records)
        made.append(rate(place, count, risk, 36525.0, "100 patient-years"))
    return made


def malignancies(session: Session) -> list[Result]:
    """List the second malignancies."""
    made = []
    for row in session.records(
        f"SELECT m.*, {SHORT} AS SHORT FROM second_malignancy AS m JOIN adsl AS a ON a.USUBJID = m.USUBJID "
        f"ORDER BY m.USUBJID, m.ASTDT NULLS LAST, m.AESEQ LIMIT {10 * LISTED_PATIENTS}"
    ):
        records = conditions(USUBJID=row["USUBJID"], AESEQ=row["AESEQ"])
        key = f"{row['USUBJID']} {row['AESEQ']}"
        made += line(
            Place("second_malignancy_listing", key, "", row["SHORT"], dataset="adae", filter=records),
            (
                ("term", "Event", row["AETERM"]),
                ("latency", "Days from infusion", whole(row["LATENCY_DAYS"], "unknown")),
                ("grade", "Grade", whole(row["ATOXGR"], "not given")),
                ("t_cell", "Of T cells", "yes" if row["T_CELL"] == "Y" else "not by its name"),
                ("transgene", "Transgene", row["TRANSGENE"]),
                ("fatal", "Fatal", "yes" if row["DTHFL"] == "Y" else "no"),
            ),
        )
    return made
