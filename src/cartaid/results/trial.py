"""The rules of the trial: dose-limiting toxicity, the stopping boundary, time between infusions, wash-out."""

from __future__ import annotations

from attrs import evolve

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, Group, groups
from cartaid.results.display import Heading
from cartaid.results.listing import SHORT, line, whole
from cartaid.results.measure import Place, bounded, note, percent, result, rounded, tally, words

NO_RULE = "no dose-limiting toxicity defined in study.toml (dose_limiting)"
NO_STOP = "no stopping rule in study.toml (stopping.max_rate)"

HEADINGS = (
    Heading(
        "dose_limiting",
        "Dose-limiting toxicity by the rules of the protocol",
        "safety",
        "Rule",
        NO_RULE,
        (
            "Evaluable: with a dose-limiting toxicity, or followed to the end of the window. Others are replaced: out of "
            "the stopping rule, not out of safety. A rule that nothing was assessed for in its window is open.",
        ),
    ),
    Heading(
        "dose_limiting_listing",
        "Dose-limiting toxicity: patients with one, with an open rule, or not evaluable",
        "safety",
        "Patient",
        f"{NO_RULE}, or every patient is evaluable and has none",
        ("Days from the infusion, infusion day 0.",),
    ),
    Heading(
        "stopping_boundary",
        "Stopping boundary, and where the trial stands",
        "safety",
        "Evaluable patients",
        NO_STOP,
    ),
    Heading(
        "stopping_operating",
        "What the stopping rule does at a true rate of dose-limiting toxicity",
        "safety",
        "True rate",
        NO_STOP,
        ("Computed exactly from the boundary; nothing is simulated.",),
    ),
    Heading(
        "stagger",
        "Time between the infusions of two patients",
        "safety",
        "Patient",
        "no time between infusions asked for in study.toml (stagger.days)",
    ),
    Heading(
        "wash_out",
        "Drugs before leukapheresis, against the wash-out table",
        "safety",
        "Patient",
        "no wash-out table named in study.toml (washout.table), or no tabulated drug before leukapheresis",
        ("Only drugs of the table are listed. Open: dates or doses do not settle it.",),
    ),
)

SAID = {"Y": "kept", "N": "not kept"}


def results(session: Session) -> list[Result]:
    """Give the display of every rule the protocol has."""
    found = groups(session)
    if not found:
        return []
    rows: list[Result] = []
    if session.has("dose_limiting_patient"):
        rows += [*rules(session, found), *patients(session)]
        rows += [*boundary(session), *operating(session)]
    if session.has("infusion_gap"):
        rows += [*stagger(session), *wash_out(session, found[0])]
    return rows


def rules(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give patients who met each rule, any rule, and who are evaluable, by disease."""
    by_rule: dict[tuple[int, str], dict[str, tuple[int, int, int]]] = {}
    for rule, name, id, yes, no, total in session.rows(
        "SELECT d.RULE, d.NAME, g.GROUPID, count(*) FILTER (WHERE d.HOLDS), count(*) FILTER (WHERE NOT d.HOLDS), count(*) "
        f"FROM dose_limiting_rule AS d JOIN {MEMBERS} AS g ON g.USUBJID = d.USUBJID GROUP BY ALL ORDER BY ALL"
    ):
        by_rule.setdefault((rule, name), {})[id] = (yes, no, total)
    made = []
    for (rule, name), counted in by_rule.items():
        for group in found:
            yes, no, total = counted.get(group.id, (0, 0, 0))
            place = Place("dose_limiting", f"rule {rule}", group.id, name, "Rule", group.heading, group.order)
            open_ = total - yes - no
            made.append(bounded(place, yes, yes + no, patients=group.patients, undetermined=open_))
    whole_set = {
        id: counted
        for id, *counted in session.rows(
            "SELECT g.GROUPID, count(*) FILTER (WHERE d.EVALUABLE = 'Y'), count(*) FILTER (WHERE d.EVALUABLE = 'PENDING'), "
            "count(*) FILTER (WHERE d.EVALUABLE = 'Y' AND d.DLT = 'Y'), count(*) FILTER (WHERE d.EVALUABLE = 'Y' AND d.DLT "
            f"= 'N'), count(*) FROM dose_limiting_patient AS d JOIN {MEMBERS} AS g ON g.USUBJID = d.USUBJID "
            "GROUP BY g.GROUPID"
        )
    }
    for group in found:
        evaluable, pending, yes, no, _ = whole_set.get(group.id, [0] * 5)
        part = "Any rule"

        def at(row: str, label: str, part: str = part, group: Group = group) -> Place:
            return Place("dose_limiting", row, group.id, label, part, group.heading, group.order)

        made.append(tally(at("evaluable", "Evaluable"), evaluable, group.patients))
        made.append(tally(at("pending", "Window not ended at the data cut"), pending, group.patients))
        label = "Dose-limiting toxicity, of evaluable patients"
        open_ = evaluable - yes - no
        made.append(bounded(at("any", label), yes, yes + no, patients=evaluable, undetermined=open_))
    return made


def patients(session: Session) -> list[Result]:
    """List the patients whose answer is not a plain no."""
    made = []
    answers = {"Y": "yes", "N": "no", "UNDETERMINED": "open"}
    evaluable = {"Y": "yes", "N": "no: replaced", "PENDING": "not yet"}
    for row in session.records(
        f"SELECT d.*, {SHORT} AS SHORT FROM dose_limiting_patient AS d JOIN adsl AS a ON a.USUBJID = d.USUBJID "
        f"WHERE d.DLT <> 'N' OR d.EVALUABLE <> 'Y' ORDER BY d.DAY0, d.USUBJID LIMIT {10 * LISTED_PATIENTS}"
    ):
        made += line(
            Place("dose_limiting_listing", row["USUBJID"], "", row["SHORT"]),
            (
                ("dlt", "Dose-limiting toxicity", answers[row["DLT"]]),
                ("day", "Day", whole(row["DLT_RDY"])),
                ("rule", "Rule", row["RULES"] or ""),
                ("open", "Open rules", whole(row["OPEN_RULES"])),
                ("evaluable", "Evaluable", evaluable[row["EVALUABLE"]]),
                ("why", "Why", row["REASON"] or ""),
            ),
        )
    return made


def boundary(session: Session) -> list[Result]:
    """Give, for each number of evaluable patients, the number of events that stops and the number there was."""
    seen = {row["LOOK"]: row for row in session.records("SELECT * FROM stopping_look ORDER BY LOOK")}
    made = []
    order = [row["USUBJID"] for row in seen.values()]
    for number, stop_at in session.rows("SELECT PATIENTS, STOP_AT FROM stopping_boundary ORDER BY PATIENTS"):
        row = seen.get(number)
        events, crossed = "", ""
        if row is not None:
            low, high = row["EVENTS_LOW"], row["EVENTS_HIGH"]
            events = f"{low}" if low == high else f"{low} to {high}"
            crossed = {True: "yes: stop", False: "no"}.get(row["CROSSED"], "open")
        shown = line(
            Place("stopping_boundary", f"{number}", "", f"{number}"),
            (
                (
                    "limit",
                    "Stop at so many with a DLT",
                    "no stop" if stop_at is None else f"{stop_at} or more",
                ),
                ("events", "With a DLT so far", events),
                ("crossed", "Boundary crossed", crossed),
            ),
        )
        if row is not None and number <= LISTED_PATIENTS:
            # The limit follows from the rule alone; the number so far is of the patients up to this one.
            shown[1] = evolve(shown[1], dataset="adsl", filter=conditions(USUBJID=tuple(order[:number])))
        made += shown
    if made:
        setting = dict(session.rows("SELECT NAME, VALUE FROM protocol_setting WHERE NAME LIKE 'stopping.%'"))
        made.append(
            note(
                "stopping_boundary",
                f"Stop when the probability that the rate of dose-limiting toxicity is above {setting['stopping.max_rate']} "
                f"exceeds {setting['stopping.certainty']}; beta prior ({setting['stopping.prior_events']}, "
                f"{setting['stopping.prior_non_events']}), first look at {setting['stopping.first_look']} evaluable patients. "
                "Patients in the order of infusion; an open answer counts in the higher number only.",
            )
        )
    return made


def operating(session: Session) -> list[Result]:
    """Give the probability to stop and the expected number of patients at true rates."""
    made = []
    for rate, stop, number, events in session.rows(
        "SELECT RATE, STOP, EXPECTED_PATIENTS, EXPECTED_EVENTS FROM stopping_operating ORDER BY RATE"
    ):
        place = Place("stopping_operating", f"{rate}", label=f"{percent(rate)} %")
        cells = (
            ("stop", "Probability to stop", f"{percent(stop)} %", stop),
            ("patients", "Expected patients", rounded(number, 1), number),
            ("events", "Expected patients with a DLT", rounded(events, 1), events),
        )
        for order, (column, heading, text, value) in enumerate(cells):
            made.append(
                result(place.at(column=column, heading=heading, order=order), "exact", text, value=value)
            )
    return made


def stagger(session: Session) -> list[Result]:
    """List the infusions that followed another too soon; a line says so when none did."""
    rows = session.records(
        f"SELECT g.*, {SHORT} AS SHORT, coalesce(b.SUBJID, b.USUBJID) AS SHORT_EARLIER FROM infusion_gap AS g "
        "JOIN adsl AS a ON a.USUBJID = g.USUBJID JOIN adsl AS b ON b.USUBJID = g.EARLIER ORDER BY g.DAY0, g.USUBJID"
    )
    made = []
    for row in rows:
        if row["COMPLIANT"] == "N":
            made += line(
                Place("stagger", row["USUBJID"], "", row["SHORT"]),
                (
                    ("infused", "Infused", str(row["DAY0"])),
                    ("after", "Patient before", row["SHORT_EARLIER"]),
                    ("gap", "Days after", whole(row["GAP_DAYS"])),
                    ("required", "Days required", whole(row["REQUIRED_DAYS"])),
                ),
            )
    if rows:
        least = min(row["GAP_DAYS"] for row in rows)
        kept = sum(row["COMPLIANT"] == "Y" for row in rows)
        if not made:
            made.append(
                words(
                    Place("stagger", "none", "infused", "None", heading="Infused"),
                    "every infusion kept the time",
                )
            )
        made.append(
            note("stagger", f"{kept} of {len(rows)} infusions kept the time; the shortest was {least} days.")
        )
    return made


def wash_out(session: Session, everyone: Group) -> list[Result]:
    """List tabulated drugs that were not stopped in time or of which that is open, and count the others."""
    rows = session.records(
        f"SELECT w.*, {SHORT} AS SHORT FROM wash_out_listing AS w JOIN adsl AS a ON a.USUBJID = w.USUBJID "
        "ORDER BY w.USUBJID, w.SUBSTANCE"
    )
    made = []
    for row in rows:
        if row["COMPLIANT"] != "Y" and everyone.patients <= LISTED_PATIENTS:
            made += line(
                Place("wash_out", f"{row['USUBJID']} {row['SUBSTANCE']}", "", row["SHORT"]),
                (
                    ("drug", "Drug", row["SUBSTANCE"]),
                    ("asked", "Table asks for", row["REQUIRED"]),
                    ("found", "Recorded", row["DETAIL"]),
                    ("kept", "Kept", SAID.get(row["COMPLIANT"], "open")),
                ),
            )
    if rows:
        kept = sum(row["COMPLIANT"] == "Y" for row in rows)
        if not made:
            made.append(
                words(Place("wash_out", "none", "drug", "None", heading="Drug"), "every wash-out was kept")
            )
        made.append(note("wash_out", f"Kept for {kept} of {len(rows)} pairs of patient and tabulated drug."))
    return made
