"""CRS and ICANS: maximum grade by disease, episodes with onset, duration and treatment, derived beside recorded."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.graded import Bounds, graded
from cartaid.results.measure import Place, median_range, quartiles, share, tally, words

HEADINGS = (
    Heading(
        "toxicity",
        "CRS and ICANS: maximum grade of each patient, by disease",
        "safety",
        "Grade",
        "no scheme named in study.toml, or nothing recorded to grade CRS or ICANS from",
        (
            "Derived from temperature, vasopressors, oxygen, neurological findings, first infusion; N patients assessed.",
            "A patient whose grade is open counts where both its bounds agree; else the count has a lowest and a highest.",
        ),
    ),
    Heading(
        "toxicity_episodes",
        "CRS and ICANS: onset, duration and treatment",
        "safety",
        "Toxicity",
        "no episode of CRS or ICANS",
        ("Days from the infusion, infusion day 0. Duration counts the first and the last day with a sign.",),
    ),
    Heading(
        "toxicity_listing",
        "CRS and ICANS, episode by episode",
        "safety",
        "Patient",
        "no episode of CRS or ICANS",
    ),
    Heading(
        "toxicity_agreement",
        "CRS and ICANS: derived grade beside the investigator's",
        "safety",
        "Comparison",
        "no grade derived or recorded",
        ("Patients, first infusion. Nothing is overwritten: both grades stay in the data.",),
    ),
    Heading(
        "toxicity_disagreement",
        "CRS and ICANS: patients whose derived and recorded grades are not the same",
        "safety",
        "Patient",
        "every derived grade agrees with the recorded one, or none was recorded",
    ),
)

TOXICITIES = (("CRSMAX", "CRS"), ("ICANSMAX", "ICANS"))

AGREEMENTS = (
    ("agree", "Same grade"),
    ("differ", "Different grade"),
    ("possible", "Derived grade open, recorded one possible"),
    ("not recorded", "Derived, no event recorded"),
    ("recorded without grade", "Event recorded without grade"),
    ("not derived", "Event recorded, nothing to derive from"),
)

TREATMENTS = (("TOCIFL", "Tocilizumab"), ("STERFL", "Glucocorticoid"), ("ANAKFL", "Anakinra"))


def results(session: Session) -> list[Result]:
    """Give every display of this family whose relations exist."""
    found = groups(session)
    if not found:
        return []
    rows = maximum(session, found)
    if session.has("toxicity_episode"):
        rows += [*episodes(session, found), *listing(session, found[0])]
    if session.has("toxicity_disagreement"):
        rows += [*agreement(session, found[0]), *disagreement(session)]
    return rows


def maximum(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give the maximum grades by disease: each grade, any, 3 or higher, open and never assessed."""
    bounds: dict[tuple[str, str], list[Bounds]] = {}
    for id, code, low, high, patients in session.rows(
        f"SELECT g.GROUPID, r.PARAMCD, r.ALOW, r.AHIGH, count(*) FROM scored_row AS r JOIN {MEMBERS} AS g "
        "ON g.USUBJID = r.USUBJID WHERE r.PARAMCD IN ('CRSMAX', 'ICANSMAX') AND r.APERIOD = 1 "
        "GROUP BY g.GROUPID, r.PARAMCD, r.ALOW, r.AHIGH ORDER BY g.GROUPID, r.PARAMCD, r.ALOW, r.AHIGH"
    ):
        bounds.setdefault((code, id), []).append(Bounds(low, high, patients))
    rows = []
    for code, name in TOXICITIES:
        if (code, found[0].id) not in bounds:
            continue
        for group in found:
            rows += grades(group, code, name, bounds.get((code, group.id), []))
    order = {key: place for place, key in enumerate(dict.fromkeys((r.group, r.row) for r in rows))}
    return sorted(rows, key=lambda r: order[r.group, r.row])


def grades(group: Group, code: str, name: str, bounds: list[Bounds]) -> list[Result]:
    """Give the grades of one toxicity in one group."""

    def at(row: str, label: str, **more: object) -> Place:
        records = conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease, **more)
        return Place(
            "toxicity", f"{name} {row}", group.id, label, name, group.heading, group.order, "adtx", records
        )

    assessed = sum(b.patients for b in bounds)
    closed = sum(b.patients for b in bounds if b.low is not None and b.low == b.high)
    rows = []
    for grade in range(6):
        label = "None" if grade == 0 else f"Grade {grade}"
        rows.append(graded(at(f"grade {grade}", label, AVAL=f"{grade}.0"), bounds, grade, grade))
    for row, label, least in (("any", "Any grade", 1), ("3+", "Grade 3 or higher", 3)):
        rows.append(graded(at(row, label), bounds, least, 5))
    rows.append(tally(at("open", "Grade open", STATUS="UNDETERMINED"), assessed - closed, group.patients))
    rows.append(tally(at("unseen", "Never assessed"), group.patients - assessed, group.patients))
    return rows


def episodes(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give patients with episodes, onset and duration of the first, later waves, treatments, by disease."""
    seen: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in session.records(
        f"SELECT g.GROUPID, e.* FROM toxicity_episode AS e JOIN {MEMBERS} AS g ON g.USUBJID = e.USUBJID "
        "WHERE e.APERIOD = 1 AND e.ATTRFL = 'Y' "
        "ORDER BY e.TOXICITY NULLS LAST, e.USUBJID NULLS LAST, e.EPISODE NULLS LAST"
    ):
        seen.setdefault((row["TOXICITY"], row["GROUPID"]), []).append(row)
    rows = []
    for _, name in TOXICITIES:
        if (name, found[0].id) not in seen:
            continue
        for group in found:
            rows += episode(group, name, seen.get((name, group.id), []))
    order = {key: place for place, key in enumerate(dict.fromkeys((r.group, r.row) for r in rows))}
    return sorted(rows, key=lambda r: order[r.group, r.row])


def episode(group: Group, name: str, seen: list[dict[str, object]]) -> list[Result]:
    """Give the episodes of one toxicity in one group."""

    def at(row: str, label: str, **more: object) -> Place:
        heading = group.heading
        records = conditions(PARAMCD=f"{name}EP", APERIOD=1, ATTRFL="Y", DISEASE=group.disease, **more)
        key = f"{name} {row}"
        return Place("toxicity_episodes", key, group.id, label, name, heading, group.order, "adtx", records)

    patients = len({row["USUBJID"] for row in seen})
    rows = [share(at("patients", "Patients with an episode"), patients, group.patients)]
    if not seen:
        return rows
    first: dict[object, dict[str, object]] = {}
    for row in seen:
        first.setdefault(row["USUBJID"], row)
    for key, label, column in (("onset", "Onset, day", "ASTRDY"), ("duration", "Duration, days", "ADURN")):
        values = [float(str(row[column])) for row in first.values() if row[column] is not None]
        if values:
            where = at(key, f"{label}: median (range)", EPISODE=1)
            rows.append(median_range(where, *quartiles(values), len(values)))
    again = len({row["USUBJID"] for row in seen if row["EPISODE"] != 1})
    rows.append(tally(at("again", "More than one episode", EPISODE=tuple(range(2, 20))), again, patients))
    for flag, label in TREATMENTS:
        given = {row["USUBJID"] for row in seen if row[flag] == "Y"}
        open_ = {row["USUBJID"] for row in seen if row[flag] is None} - given
        rows.append(tally(at(flag, f"{label} given", **{flag: "Y"}), len(given), patients - len(open_)))
    return rows


def listing(session: Session, everyone: Group) -> list[Result]:
    """List the episodes."""
    if everyone.patients > LISTED_PATIENTS:
        return []
    rows = []
    for row in session.records(
        f"SELECT e.*, coalesce(a.SUBJID, a.USUBJID) AS SHORT FROM toxicity_episode AS e "
        f"JOIN adsl AS a ON a.USUBJID = e.USUBJID JOIN {TREATED} AS g ON g.USUBJID = e.USUBJID "
        "ORDER BY e.TOXICITY NULLS LAST, e.USUBJID NULLS LAST, e.APERIOD NULLS LAST, e.EPISODE NULLS LAST"
    ):
        grade = (
            f"{row['AVAL']:.0f}" if row["AVAL"] is not None else f"{row['ALOW']:.0f} to {row['AHIGH']:.0f}"
        )
        given = [label.lower() for flag, label in TREATMENTS if row[flag] == "Y"]
        given += [f"{label.lower()} (not known)" for flag, label in TREATMENTS if row[flag] is None]
        cells = (
            ("episode", "Episode", f"{row['EPISODE']}"),
            ("grade", "Grade", grade),
            ("onset", "Onset, day", f"{row['ASTRDY']}"),
            (
                "duration",
                "Duration, days",
                f"{row['ADURN']}" + ("" if row["ENDFL"] == "Y" else ", end not seen"),
            ),
            ("given", "Treated with", ", ".join(given)),
            ("window", "Attributed", "yes" if row["ATTRFL"] == "Y" else "no: began after the window"),
        )
        key = f"{row['USUBJID']} {row['TOXICITY']} {row['APERIOD']} {row['EPISODE']}"
        records = conditions(
            PARAMCD=f"{row['TOXICITY']}EP",
            **{name: row[name] for name in ("USUBJID", "APERIOD", "EPISODE")},
        )
        for order, (column, heading, text) in enumerate(cells):
            group = row["TOXICITY"]
            place = Place(
                "toxicity_listing", key, column, row["SHORT"], group, heading, order, "adtx", records
            )
            rows.append(words(place, text))
    return rows


def agreement(session: Session, everyone: Group) -> list[Result]:
    """Count how derived and recorded grades compare."""
    patients: dict[tuple[str, str], list[str]] = {}
    for name, agree, patient in session.rows(
        f"SELECT d.TOXICITY, d.AGREEMENT, d.USUBJID FROM toxicity_disagreement AS d JOIN {TREATED} AS g "
        "ON g.USUBJID = d.USUBJID WHERE d.APERIOD = 1 ORDER BY d.USUBJID"
    ):
        patients.setdefault((name, agree), []).append(patient)
    counted = {key: len(found) for key, found in patients.items()}
    names = [name for _, name in TOXICITIES if any(key[0] == name for key in counted)]
    rows = []
    for agree, label in AGREEMENTS:
        if any((name, agree) in counted for name in names):
            for order, name in enumerate(names):
                total = sum(number for (toxicity, _), number in counted.items() if toxicity == name)
                # No column of ADTX tells how a grade compares: the patients are named, where they are few.
                named = patients.get((name, agree), [])
                who = tuple(named) if 0 < len(named) <= LISTED_PATIENTS else None
                records = conditions(PARAMCD=f"{name}MAX", APERIOD=1, USUBJID=who)
                place = Place("toxicity_agreement", agree, name, label, "", name, order, "adtx", records)
                rows.append(tally(place, counted.get((name, agree), 0), total))
    return rows


def disagreement(session: Session) -> list[Result]:
    """List the patients whose grades are not the same."""
    titles = dict(AGREEMENTS)
    rows = []
    for row in session.records(
        "SELECT d.*, coalesce(a.SUBJID, a.USUBJID) AS SHORT FROM toxicity_disagreement AS d "
        "JOIN adsl AS a ON a.USUBJID = d.USUBJID WHERE d.AGREEMENT <> 'agree' AND a.TRTSDT IS NOT NULL "
        f"ORDER BY d.TOXICITY NULLS LAST, d.USUBJID NULLS LAST, d.APERIOD NULLS LAST LIMIT {10 * LISTED_PATIENTS}"
    ):
        derived, recorded = row["DERIVED"], row["RECORDED"]
        if derived is None and row["DERIVED_LOW"] is not None:
            text = f"{row['DERIVED_LOW']:.0f} to {row['DERIVED_HIGH']:.0f}"
        else:
            text = "none" if derived is None else f"{derived:.0f}"
        days = [f"{row[name]}" for name in ("DERIVED_DAY", "RECORDED_DAY") if row[name] is not None]
        cells = (
            ("derived", "Derived", text),
            ("recorded", "Recorded", "none" if recorded is None else f"{recorded:.0f}"),
            ("day", "Day", " / ".join(days)),
            ("agreement", "Comparison", titles.get(row["AGREEMENT"], row["AGREEMENT"])),
        )
        key = f"{row['USUBJID']} {row['TOXICITY']} {row['APERIOD']}"
        records = conditions(PARAMCD=f"{row['TOXICITY']}MAX", USUBJID=row["USUBJID"], APERIOD=row["APERIOD"])
        for order, (column, heading, text) in enumerate(cells):
            display, name = "toxicity_disagreement", row["TOXICITY"]
            place = Place(display, key, column, row["SHORT"], name, heading, order, "adtx", records)
            rows.append(words(place, text))
    return rows
