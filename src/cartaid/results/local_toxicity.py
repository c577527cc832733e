"""LICATS, the haemophagocytic screen, tumour lysis, and where derived and recorded answers are not the same."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, Group, groups
from cartaid.results.display import Heading
from cartaid.results.graded import Bounds, grade_rows, without_empty_grades
from cartaid.results.listing import SHORT, graded, line, whole, yes_no
from cartaid.results.measure import Place, bounded, note, tally

HEADINGS = (
    Heading(
        "licats",
        "LICATS: local toxicity in an organ the disease had involved, by disease",
        "safety",
        "LICATS",
        "no adverse event recorded (AE), or nobody infused",
        (
            "Graded are events the investigator recorded as LICATS. The concept: organ involved before, onset during "
            "B-cell aplasia. Grade and onset class of a patient: the worst, and any event.",
        ),
    ),
    Heading(
        "licats_listing",
        "LICATS or flare: events of an organ, one by one",
        "safety",
        "Patient",
        "no event recorded as LICATS, and none of an organ the disease had involved",
        (
            "Days from the infusion, infusion day 0. The suggestion is no diagnosis: it follows from prior involvement "
            "and B-cell aplasia alone, and the investigator's word stands.",
        ),
    ),
    Heading(
        "haemophagocytic",
        "Screen for IEC-HS and HScore, by disease",
        "safety",
        "Patients",
        "no ferritin after an infusion",
        (
            "A screen is no diagnosis. Each patient by the worst day with ferritin, day 0 to 90. Open: a test that could "
            "make it positive is missing; with raised ferritin a marrow that nobody looked at is one.",
        ),
    ),
    Heading(
        "tumour_lysis",
        "Laboratory tumour lysis, by disease",
        "safety",
        "Patients",
        'not asked for (run.definitions = ["tls-cairo-bishop"] in study.toml), or none of its tests from day −3 to 7',
        ("Two or more of urate, potassium, phosphate, calcium, day −3 to 7.",),
    ),
    Heading(
        "safety_disagreement",
        "LICATS, ICAHT, IEC-HS, prolonged cytopenia: derived beside recorded, where they are not the same",
        "safety",
        "Patient",
        "no such event was recorded or derived, or all agree",
        (
            "Events named so by the investigator beside what follows from the records. Nothing is overwritten. LICATS and "
            "ICAHT compare the grade, the others presence. ICAHT and prolonged cytopenia are compared in studies that "
            "record such events by name.",
        ),
    ),
)

ONSETS = (
    ("early", "Onset day 0 to 14"),
    ("intermediate", "Onset day 15 to 30"),
    ("late", "Onset after day 30"),
)


def results(session: Session) -> list[Result]:
    """Give every display of this family whose relations exist."""
    found = groups(session)
    if not found:
        return []
    rows: list[Result] = []
    if session.has("licats_event"):
        rows += [*licats(session, found), *licats_listing(session, found[0])]
    rows += [*screen(session, found), *lysis(session, found)]
    if session.has("haematotoxicity_reading") and session.has("licats_event"):
        rows += disagreement(session)
    return rows


def licats(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give patients with recorded LICATS: grade, onset, organ, and whether the concept holds."""
    seen: dict[str, list[Bounds]] = {}
    for id, low, high, patients in session.rows(
        f"SELECT g.GROUPID, r.ALOW, r.AHIGH, count(*) FROM scored_row AS r JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID "
        "WHERE r.PARAMCD = 'LICATSMX' AND r.APERIOD = 1 GROUP BY ALL ORDER BY ALL"
    ):
        seen.setdefault(id, []).append(Bounds(low, high, patients))
    if not seen:
        return []
    organs = [
        organ
        for (organ,) in session.rows(
            "SELECT e.ORGAN FROM licats_event AS e WHERE e.RECORDED = 'Y' AND e.APERIOD = 1 AND e.ORGAN IS NOT NULL "
            "GROUP BY e.ORGAN ORDER BY count(*) DESC, e.ORGAN"
        )
    ]
    rules = [
        ("fits", "Concept holds", "Concept", "e.RECORDED = 'Y' AND e.SUGGESTED = 'Y'"),
        ("against", "Recorded outside the concept", "Concept", "e.RECORDED = 'Y' AND e.SUGGESTED = 'N'"),
        ("open concept", "Concept open", "Concept", "e.RECORDED = 'Y' AND e.SUGGESTED = 'UNDETERMINED'"),
        ("possible", "Not recorded as LICATS, but fits", "Concept", "e.RECORDED = 'N' AND e.SUGGESTED = 'Y'"),
        *((f"onset {c}", label, "Onset", f"e.RECORDED = 'Y' AND e.ONSET = '{c}'") for c, label in ONSETS),
        *((f"organ {o}", o.capitalize(), "Organ", f"e.RECORDED = 'Y' AND e.ORGAN = '{o}'") for o in organs),
    ]
    counts = ", ".join(f"count(DISTINCT CASE WHEN {rule} THEN e.USUBJID END)" for *_, rule in rules)
    numbers = {
        id: found_
        for id, *found_ in session.rows(
            f"SELECT g.GROUPID, {counts} FROM licats_event AS e JOIN {MEMBERS} AS g ON g.USUBJID = e.USUBJID "
            "WHERE e.APERIOD = 1 GROUP BY g.GROUPID"
        )
    }
    made = []
    for group in found:

        def at(row: str, label: str, part: str = "Grade", group: Group = group) -> Place:
            records = conditions(PARAMCD="LICATSMX", APERIOD=1, DISEASE=group.disease)
            return Place("licats", row, group.id, label, part, group.heading, group.order, "adtx", records)

        made += grade_rows(at, seen.get(group.id, []), group.patients, 4)
        of_group = numbers.get(group.id, [0] * len(rules))
        for (row, label, part, _), count in zip(rules, of_group, strict=True):
            made.append(tally(at(row, label, part), count, group.patients))
    made = without_empty_grades(made)
    order = {key: place for place, key in enumerate(dict.fromkeys((r.group, r.row) for r in made))}
    made.sort(key=lambda r: order[r.group, r.row])
    days = session.rows(
        "SELECT count(*), median(e.ASTRDY), median(e.ADURN) FROM licats_event AS e "
        "WHERE e.RECORDED = 'Y' AND e.APERIOD = 1"
    )
    ((events, onset, duration),) = days
    if events:
        days_text = [whole(value, "not known") for value in (onset, duration)]
        text = f"{events} events; median onset day {days_text[0]}, median duration {days_text[1]} days."
        made.append(note("licats", text))
    return made


def licats_listing(session: Session, everyone: Group) -> list[Result]:
    """List recorded LICATS, and other events of an organ the disease had involved."""
    if everyone.patients > LISTED_PATIENTS:
        return []
    made = []
    said = {"Y": "LICATS", "N": "not LICATS"}
    for row in session.records(
        f"SELECT e.*, {SHORT} AS SHORT FROM licats_event AS e JOIN adsl AS a ON a.USUBJID = e.USUBJID "
        "WHERE a.TRTSDT IS NOT NULL AND (e.RECORDED = 'Y' OR e.ORGAN_PRIOR = 'Y') "
        "ORDER BY e.USUBJID, e.ASTDT NULLS LAST, e.AESEQ"
    ):
        records = conditions(USUBJID=row["USUBJID"], AESEQ=row["AESEQ"])
        place = Place(
            *(
                "licats_listing",
                f"{row['USUBJID']} {row['AESEQ']}",
                "",
                row["SHORT"],
                "",
                "",
                0,
                "adae",
                records,
            )
        )
        recorded = row["RECORDED"] == "Y"
        made += line(
            place,
            (
                ("term", "Event", row["AETERM"]),
                ("organ", "Organ", row["ORGAN"] or "not told"),
                ("onset", "Onset, day", whole(row["ASTRDY"], "unknown")),
                ("duration", "Duration, days", whole(row["ADURN"], "end not known")),
                ("class", "Onset class", row["ONSET"] or "open"),
                ("prior", "Organ involved before", yes_no(row["ORGAN_PRIOR"])),
                ("aplasia", "In B-cell aplasia", yes_no(row["B_CELL_APLASIA"])),
                ("grade", "Grade, derived", graded(row["GRADE_LOW"], row["GRADE_HIGH"]) if recorded else ""),
                ("investigator", "Grade, recorded", whole(row["RECORDED_GRADE"], "none")),
                ("called", "Recorded as LICATS", "yes" if recorded else "no"),
                ("suggested", "Suggestion", said.get(row["SUGGESTED"], "open")),
                ("why", "Why", row["REASON"] or ""),
            ),
        )
    return made


def screen(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give patients by the worst day of the screen, and by the highest HScore."""
    kinds = (
        ("IECHSSCR", "Screen for IEC-HS", "adrs", "r.AVALC = 'Y'", "r.AVALC = 'N'"),
        ("HSCORE", "HScore of 169 or more", "adqs", "r.ALOW >= 169", "r.AHIGH < 169"),
    )
    made = []
    for code, title, dataset, yes, no in kinds:
        counted = {
            id: numbers
            for id, *numbers in session.rows(
                "SELECT p.GROUPID, count(*) FILTER (WHERE p.POSITIVE), count(*) FILTER (WHERE p.NEGATIVE), "
                "count(*) FILTER (WHERE NOT p.POSITIVE AND NOT p.NEGATIVE) FROM ("
                f"SELECT g.GROUPID, r.USUBJID, bool_or(coalesce({yes}, FALSE)) AS POSITIVE, "
                f"bool_and(coalesce({no}, FALSE)) AS NEGATIVE FROM scored_row AS r "
                f"JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID WHERE r.PARAMCD = '{code}' AND r.APERIOD = 1 "
                "GROUP BY g.GROUPID, r.USUBJID) AS p GROUP BY p.GROUPID"
            )
        }
        if not counted:
            continue
        for place, (row, label) in enumerate(
            (
                ("positive", "Yes, on any day"),
                ("negative", "No, on every day looked at"),
                ("open", "Open: never yes, but not told on some day"),
            )
        ):
            for group in found:
                records = conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease)
                where = Place(
                    *("haemophagocytic", f"{code} {row}", group.id, label, title, group.heading, group.order),
                    *(dataset, records),
                )
                made.append(tally(where, counted.get(group.id, [0] * 3)[place], group.patients))
    return made


def lysis(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give patients with laboratory tumour lysis, and the grades of its CTCAE scale where one is named."""
    rows = session.rows(
        f"SELECT g.GROUPID, r.PARAMCD, r.AVALC, r.ALOW, r.AHIGH, count(*) FROM scored_row AS r JOIN {MEMBERS} AS g "
        "ON g.USUBJID = r.USUBJID WHERE r.PARAMCD IN ('TLSLAB', 'TLSCTC5', 'TLSCTC6') AND r.APERIOD = 1 "
        "GROUP BY ALL ORDER BY ALL"
    )
    made = []
    for group in found:
        own = [row for row in rows if row[0] == group.id]
        if not rows:
            break
        held = {answer: n for _, code, answer, _, _, n in own if code == "TLSLAB"}
        yes, no = held.get("Y", 0), held.get("N", 0)
        place = Place(
            *(
                "tumour_lysis",
                "laboratory",
                group.id,
                "Laboratory tumour lysis",
                "",
                group.heading,
                group.order,
            ),
            *("adrs", conditions(PARAMCD="TLSLAB", APERIOD=1, DISEASE=group.disease)),
        )
        open_ = sum(held.values()) - yes - no
        made.append(bounded(place, yes, yes + no, patients=group.patients, undetermined=open_))
        for code, title in (("TLSCTC5", "CTCAE v5.0"), ("TLSCTC6", "CTCAE v6.0")):
            if not any(row[1] == code for row in rows):
                continue
            above = sum(n for _, c, _, low, _, n in own if c == code and low is not None and low >= 3)
            below = sum(n for _, c, _, _, high, n in own if c == code and high is not None and high < 3)
            total = sum(n for _, c, *_, n in own if c == code)
            at = place.at(
                row=f"{code} 3+",
                label=f"Grade 3 or higher, {title}",
                dataset="adtx",
                filter=conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease),
            )
            undetermined = total - above - below
            made.append(bounded(at, above, above + below, patients=group.patients, undetermined=undetermined))
    order = {key: place for place, key in enumerate(dict.fromkeys(r.row for r in made))}
    return sorted(made, key=lambda r: order[r.row])


COMPARED = (
    # group, parameter, AESI of the recorded event, whether grades are compared, whether only where one was recorded
    ("LICATS", "LICATSMX", "LICATS", True, False),
    ("ICAHT", "ICAHTE", "ICAHT", True, True),
    ("IEC-HS", "IECHSSCR", "IEC-HS", False, False),
    ("Prolonged cytopenia", "PCYT", "prolonged cytopenia", False, True),
)


def disagreement(session: Session) -> list[Result]:
    """List the patients of whom derived and recorded answers differ."""
    made = []
    named = {
        interest for (interest,) in session.rows("SELECT DISTINCT AESI FROM adae WHERE AESI IS NOT NULL")
    }
    for title, code, interest, by_grade, only_named in COMPARED:
        if only_named and interest not in named:
            # Neutropenia is mostly recorded as such: without the name there is nothing to compare.
            continue
        for row in session.records(
            f"""
            WITH derived AS (
                SELECT USUBJID, max(ALOW) AS LOW, max(AHIGH) AS HIGH, bool_or(AVALC = 'Y') AS HOLDS,
                    bool_and(AVALC = 'N') AS ABSENT FROM scored_row
                WHERE PARAMCD = ? AND APERIOD = 1 GROUP BY USUBJID),
            recorded AS (
                SELECT USUBJID, count(*) AS EVENTS, max(ATOXGR) AS GRADE, min(ASTRDY) AS RDY FROM adae
                WHERE AESI = ? AND APERIOD = 1 GROUP BY USUBJID)
            SELECT a.USUBJID, {SHORT} AS SHORT, d.LOW, d.HIGH, d.HOLDS, d.ABSENT, coalesce(r.EVENTS, 0) AS EVENTS, r.GRADE,
                r.RDY, d.USUBJID IS NOT NULL AS DERIVED
            FROM adsl AS a LEFT JOIN derived AS d ON d.USUBJID = a.USUBJID LEFT JOIN recorded AS r ON r.USUBJID = a.USUBJID
            WHERE a.TRTSDT IS NOT NULL AND (d.USUBJID IS NOT NULL OR r.USUBJID IS NOT NULL) ORDER BY a.USUBJID
            """,
            [code, interest],
        ):
            text = compared(row, by_grade)
            if text is None:
                continue
            derived = graded(row["LOW"], row["HIGH"]) if by_grade else present(row["HOLDS"], row["ABSENT"])
            recorded = whole(row["GRADE"], "no grade") if by_grade else "yes"
            key = f"{row['USUBJID']} {code}"
            records = conditions(PARAMCD=code, APERIOD=1, USUBJID=row["USUBJID"])
            dataset = "adrs" if code == "IECHSSCR" else "adtx"
            place = Place("safety_disagreement", key, "", row["SHORT"], title, "", 0, dataset, records)
            made += line(
                place,
                (
                    ("derived", "Derived", derived if row["DERIVED"] else "not derived"),
                    ("recorded", "Recorded", recorded if row["EVENTS"] else "no event"),
                    ("day", "First recorded, day", whole(row["RDY"])),
                    ("comparison", "Comparison", text),
                ),
            )
    return made


def present(holds: object, absent: object) -> str:
    """Say in words whether something holds on any day."""
    return "yes" if holds else "no" if absent else "open"


def compared(row: dict[str, object], by_grade: bool) -> str | None:
    """Say how derived and recorded differ; None where they agree or nothing is there on either side.

    >>> base = {"LOW": 1.0, "HIGH": 1.0, "HOLDS": None, "ABSENT": None, "EVENTS": 1, "GRADE": 2, "DERIVED": True}
    >>> compared(base, True), compared(base | {"GRADE": 1}, True), compared(base | {"EVENTS": 0}, True)
    ('Different grade', None, 'Derived, no event recorded')
    >>> compared(base | {"LOW": 0.0, "HIGH": 0.0, "EVENTS": 0}, True), compared(base | {"HOLDS": True}, False)
    (None, None)
    """
    recorded = row["EVENTS"] != 0
    if not row["DERIVED"]:
        return "Event recorded, nothing to derive from" if recorded else None
    if not by_grade:
        if row["HOLDS"]:
            return None if recorded else "Derived, no event recorded"
        if row["ABSENT"]:
            return "Event recorded, derived as absent" if recorded else None
        return "Event recorded, derived open" if recorded else None
    low, high, grade = row["LOW"], row["HIGH"], row["GRADE"]
    if not recorded:
        return "Derived, no event recorded" if low is not None and float(str(low)) >= 1 else None
    if grade is None:
        return "Event recorded without grade"
    if low is None or high is None or low != high:
        return "Derived grade open"
    return None if float(str(low)) == float(str(grade)) else "Different grade"
