"""Blood counts after the infusion: ICAHT and T-ICAHT in both readings, prolonged cytopenia, CAR-HEMATOTOX."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.graded import Bounds, grade_rows, without_empty_grades
from cartaid.results.listing import patients as counted_patients
from cartaid.results.measure import Place, bounded, note, tally
from cartaid.results.toxicity_records import COUNTED

COUNTS = "no neutrophil or platelet count after an infusion"

HEADINGS = (
    Heading(
        "haematotoxicity",
        "ICAHT and T-ICAHT: grade of each patient, by disease",
        "safety",
        "Grade",
        COUNTS,
        (
            "Early: day 0 to 30, late: day 31 to 100. Days below a limit are told from irregular counts by the rules of "
            "the protocol. A patient without a count in the window is never assessed, not grade 0. Single grades that "
            "nobody has are left out.",
            "Neither scheme was validated in autoimmune disease.",
        ),
    ),
    Heading(
        "haematotoxicity_readings",
        "ICAHT and T-ICAHT: the two readings of the published rules side by side",
        "safety",
        "Reading",
        COUNTS,
        (
            "Treated patients, first infusion. The reading marked as the protocol's is the grade reported above.",
        ),
    ),
    Heading(
        "prolonged_cytopenia",
        "Prolonged cytopenia, by disease",
        "safety",
        "CTCAE grade 3 or more",
        "no blood count after an infusion that a CTCAE version named in study.toml can grade",
        (
            "Not tested again: the last grade before the window is carried into it where the protocol says so. Nobody "
            "looked is undetermined, not absent.",
        ),
    ),
    Heading(
        "car_hematotox",
        "CAR-HEMATOTOX before lymphodepletion (exploratory: not validated in autoimmune disease)",
        "safety",
        "Category",
        "none of its five tests before lymphodepletion, or nobody infused",
        (
            "Low: 0 to 1 point, high: 2 or more. With a missing test the category stands only where it does not matter.",
        ),
    ),
)

SCALES = (
    ("ICAHTE", "Early ICAHT (neutrophils)"),
    ("ICAHTL", "Late ICAHT (neutrophils)"),
    ("TICAHTE", "Early T-ICAHT (platelets)"),
    ("TICAHTL", "Late T-ICAHT (platelets)"),
)
HIGHEST = 4
"""No grade 5: a death is none of these scales."""

LINEAGES = (
    ("PCYT", "Any lineage"),
    ("PCYTNEUT", "Neutropenia"),
    ("PCYTPLAT", "Thrombocytopenia"),
    ("PCYTHGB", "Anaemia"),
)


def results(session: Session) -> list[Result]:
    """Give every display of this family whose relations exist."""
    found = groups(session)
    if not found:
        return []
    rows = [*grades(session, found), *readings(session)] if session.has("haematotoxicity_reading") else []
    return [*rows, *prolonged(session, found), *risk(session, found)]


def grades(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give the grades of the protocol's reading by disease."""
    seen: dict[tuple[str, str], list[Bounds]] = {}
    for id, code, low, high, patients in session.rows(
        f"SELECT g.GROUPID, h.PARAMCD, h.ALOW, h.AHIGH, count(*) FROM haematotoxicity_reading AS h JOIN {MEMBERS} AS g "
        "ON g.USUBJID = h.USUBJID WHERE h.CHOSEN AND h.APERIOD = 1 AND h.STATUS <> 'NOT_APPLICABLE' "
        "GROUP BY ALL ORDER BY ALL"
    ):
        seen.setdefault((code, id), []).append(Bounds(low, high, patients))
    made = []
    for code, title in SCALES:
        if (code, found[0].id) not in seen:
            continue
        for group in found:

            def at(row: str, label: str, code: str = code, title: str = title, group: Group = group) -> Place:
                records = conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease)
                return Place(
                    *("haematotoxicity", f"{code} {row}", group.id, label, title, group.heading, group.order),
                    *("adtx", records),
                )

            made += grade_rows(at, seen.get((code, group.id), []), group.patients, HIGHEST)
    if not made:
        return []
    made = without_empty_grades(made)
    low, unknown = session.rows(
        f"SELECT count(*) FILTER (WHERE b.LOW = 'Y'), count(*) FILTER (WHERE b.LOW IS NULL) FROM {TREATED} AS g "
        "LEFT JOIN neutrophil_baseline AS b ON b.USUBJID = g.USUBJID AND b.APERIOD = 1"
    )[0]
    if low or unknown:
        text = f"Neutrophils at most 1500/µL before treatment in {counted_patients(low)}"
        made.append(note("haematotoxicity", text + (f", not known in {unknown}." if unknown else ".")))
    return made


def readings(session: Session) -> list[Result]:
    """Give the number of patients at each grade under either reading of a rule."""
    counted: dict[tuple[str, str, bool], dict[float | None, int]] = {}
    for code, reading, chosen, grade, patients in session.rows(
        f"SELECT h.PARAMCD, h.READING, h.CHOSEN, h.AVAL, count(*) FROM haematotoxicity_reading AS h JOIN {TREATED} AS g "
        "ON g.USUBJID = h.USUBJID WHERE h.APERIOD = 1 AND h.STATUS <> 'NOT_APPLICABLE' "
        "GROUP BY ALL ORDER BY h.PARAMCD, h.CHOSEN DESC, h.READING, h.AVAL NULLS LAST"
    ):
        counted.setdefault((code, reading, chosen), {})[grade] = patients
    made = []
    titles = dict(SCALES)
    for (code, reading, chosen), at_grade in counted.items():
        label = f"{reading} (protocol)" if chosen else reading
        total = sum(at_grade.values())
        # Only the protocol's reading is in ADTX; another one is read from the counts of the same window.
        cell, first, last, _ = COUNTED[code]
        counts = conditions(PARAMCD=cell, APERIOD=1, RDY=f"{first}..{last}")
        for order, grade in enumerate((*range(HIGHEST + 1), None)):
            heading = "Open" if grade is None else "None" if grade == 0 else f"Grade {grade}"
            place = Place(
                *(
                    "haematotoxicity_readings",
                    f"{code} {reading}",
                    f"{grade}",
                    label,
                    titles[code],
                    heading,
                    order,
                ),
                *(("adtx", conditions(PARAMCD=code, APERIOD=1)) if chosen else ("adlb", counts)),
            )
            made.append(tally(place, at_grade.get(grade, 0), total))
    return made


def answers(session: Session, codes: tuple[str, ...]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Count, for each parameter and group, patients with Y, N and an open answer in the first period."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return {
        (code, id): (yes, no, open_)
        for code, id, yes, no, open_ in session.rows(
            "SELECT r.PARAMCD, g.GROUPID, count(*) FILTER (WHERE r.AVALC = 'Y'), count(*) FILTER (WHERE r.AVALC = 'N'), "
            f"count(*) FILTER (WHERE r.AVALC = 'UNDETERMINED') FROM scored_row AS r JOIN {MEMBERS} AS g "
            f"ON g.USUBJID = r.USUBJID WHERE r.PARAMCD IN ({listed}) AND r.APERIOD = 1 GROUP BY r.PARAMCD, g.GROUPID"
        )
    }


def prolonged(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give patients with prolonged cytopenia by lineage and disease."""
    counted = answers(session, tuple(code for code, _ in LINEAGES))
    if not counted:
        return []
    version = ""
    if session.has("prolonged_cytopenia"):
        version = ", ".join(
            v for (v,) in session.rows("SELECT DISTINCT ATOXVER FROM prolonged_cytopenia ORDER BY 1")
        )
    made = []
    for code, label in LINEAGES:
        for group in found:
            if (code, found[0].id) not in counted:
                continue
            yes, no, open_ = counted.get((code, group.id), (0, 0, 0))
            records = conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease)
            place = Place(
                *("prolonged_cytopenia", code, group.id, label, version, group.heading, group.order),
                *("adtx", records),
            )
            made.append(bounded(place, yes, yes + no, patients=group.patients, undetermined=open_))
    return made


def risk(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give the risk category before lymphodepletion by disease."""
    counted: dict[str, dict[str, int]] = {}
    for id, category, patients in session.rows(
        f"SELECT g.GROUPID, r.AVALC, count(*) FROM scored_row AS r JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID "
        "WHERE r.PARAMCD = 'CARHTXC' AND r.APERIOD = 1 GROUP BY g.GROUPID, r.AVALC"
    ):
        counted.setdefault(id, {})[category] = patients
    if not counted:
        return []
    made = []
    for category, label in (("low", "Low risk"), ("high", "High risk")):
        for group in found:
            seen = counted.get(group.id, {})
            known = seen.get("low", 0) + seen.get("high", 0)
            place = Place(
                *("car_hematotox", category, group.id, label, "", group.heading, group.order),
                *("adrs", conditions(PARAMCD="CARHTXC", APERIOD=1, AVALC=category, DISEASE=group.disease)),
            )
            open_ = sum(seen.values()) - known
            made.append(
                bounded(place, seen.get(category, 0), known, patients=group.patients, undetermined=open_)
            )
    return made
