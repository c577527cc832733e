"""Laboratory grades: worst grade after the start of treatment, and shifts from the baseline grade."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, bounded, tally

NONE = "no laboratory test that a CTCAE version named in study.toml can grade"

HEADINGS = (
    Heading(
        "lab_worst",
        "Laboratory abnormalities after the start of treatment, worst grade of each patient",
        "safety",
        "Abnormality",
        NONE,
        (
            "From the start of lymphodepletion on. N patients whose worst grade is known; a value that could not be "
            "graded is never grade 0.",
        ),
    ),
    Heading(
        "lab_shift",
        "Laboratory grades: baseline and worst after the start of treatment",
        "safety",
        "Grade at baseline",
        NONE,
        ("Patients of all with the test. Columns: worst grade after the start of treatment.",),
    ),
)

GRADES = (0, 1, 2, 3, 4)


def results(session: Session) -> list[Result]:
    """Give both displays."""
    found = groups(session)
    if not found or not (session.has("laboratory_worst") and session.has("adlb")):
        return []
    version = edition(session)
    return [*worst(session, found, version), *shift(session, found[0], version)]


def edition(session: Session) -> str:
    """Give the version of the scale, which belongs to every label."""
    rows = session.rows("SELECT DISTINCT ATOXVER FROM adlb WHERE ATOXVER IS NOT NULL ORDER BY ATOXVER")
    return ", ".join(version for (version,) in rows)


def worst(session: Session, found: tuple[Group, ...], version: str) -> list[Result]:
    """Give patients with any grade, with grade 3 or higher, and with a worse grade than at baseline."""
    by_group = {group.id: group for group in found}
    # A worst grade beside results that could not be graded is a lower bound: below the mark it leaves it open.
    whole = "coalesce(w.UNGRADED, 0) = 0"
    rules = (
        ("any", "Any grade", "w.WORSTGR >= 1", f"w.WORSTGR < 1 AND {whole}"),
        ("3+", "Grade 3 or higher", "w.WORSTGR >= 3", f"w.WORSTGR < 3 AND {whole}"),
        ("worse", "Worse than at baseline", "w.WORSTGR > w.BASEGR", f"w.WORSTGR <= w.BASEGR AND {whole}"),
    )
    counts = ", ".join(
        f"count(*) FILTER (WHERE {yes}), count(*) FILTER (WHERE {no})" for _, _, yes, no in rules
    )
    made = []
    for term, test, side, id, patients, seen, *numbers in session.rows(
        f"""
        SELECT w.TERM, w.TESTCD, w.SIDE, g.GROUPID, count(*),
            count(*) FILTER (WHERE w.WORSTGR IS NOT NULL OR w.UNGRADED > 0), {counts}
        FROM laboratory_worst AS w JOIN {MEMBERS} AS g ON g.USUBJID = w.USUBJID
        GROUP BY w.TERM, w.TESTCD, w.SIDE, g.GROUPID ORDER BY w.TERM, w.TESTCD, w.SIDE, g.GROUPID
        """
    ):
        if id not in by_group:
            continue
        group = by_group[id]
        # The worst record of each patient in that direction: low or high.
        worst_of = {"PARAMCD": test, f"WORST{side[0]}FL": "Y", "DISEASE": group.disease}
        title = f"{term} ({test}), {version}"
        for number, (row, label, _, _) in enumerate(rules):
            yes, no = numbers[2 * number], numbers[2 * number + 1]
            name, heading = f"{test} {side} {row}", group.heading
            least = {"any": 1, "3+": 3}.get(row)
            grades = None if least is None else tuple(range(least, 6))
            records = conditions(**worst_of, **{f"ATOXGR{side[0]}": grades})
            place = Place("lab_worst", name, id, label, title, heading, group.order, "adlb", records)
            made.append(bounded(place, yes, yes + no, patients=patients, undetermined=seen - yes - no))
    order = {key: place for place, key in enumerate(dict.fromkeys((r.group, r.row) for r in made))}
    return sorted(made, key=lambda r: order[r.group, r.row])


def shift(session: Session, everyone: Group, version: str) -> list[Result]:
    """Give, for each test and side, patients by baseline grade and worst grade."""
    counts: dict[tuple[str, str, str], dict[tuple[int | None, int | None], int]] = {}
    for term, test, side, before, after, patients in session.rows(
        f"SELECT w.TERM, w.TESTCD, w.SIDE, w.BASEGR, w.WORSTGR, count(*) FROM laboratory_worst AS w "
        f"JOIN {TREATED} AS g ON g.USUBJID = w.USUBJID GROUP BY w.TERM, w.TESTCD, w.SIDE, w.BASEGR, w.WORSTGR "
        "ORDER BY w.TERM, w.TESTCD, w.SIDE, w.BASEGR NULLS LAST, w.WORSTGR NULLS LAST"
    ):
        counts.setdefault((term, test, side), {})[before, after] = patients
    made = []
    for (term, test, side), cells in counts.items():
        total = sum(cells.values())
        if not any(after for _, after in cells):
            continue
        for before in (*GRADES, None):
            if not any(key[0] == before for key in cells):
                continue
            for order, after in enumerate((*GRADES, None)):
                name = f"{test} {side} {'unknown' if before is None else before}"
                label = "Not known" if before is None else f"Grade {before}"
                heading = "Not known" if after is None else f"Grade {after}"
                column = "unknown" if after is None else f"grade{after}"
                end = side[0]
                grades = {
                    f"{which}TOXGR{end}": "" if of is None else of
                    for which, of in zip("BA", (before, after), strict=True)
                }
                # A worst grade that is not known has no record of its own.
                records = (
                    "" if after is None else conditions(PARAMCD=test, **{f"WORST{end}FL": "Y"}, **grades)
                )
                place = Place(
                    "lab_shift", name, column, label, f"{term} ({test}), {version}", heading, order,
                    "adlb" if records else "", records,
                )  # fmt: skip
                made.append(tally(place, cells.get((before, after), 0), total))
    return made
