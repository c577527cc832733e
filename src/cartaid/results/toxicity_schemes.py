"""CRS and ICANS by several schemes from the same records: grades side by side, and a cross-table of each pair."""

from __future__ import annotations

from cartaid.analysis.crs_other_scales import SCHEMES
from cartaid.engine import Session
from cartaid.results.ard import Result, conditions, of_patients
from cartaid.results.cohort import TREATED
from cartaid.results.display import Heading
from cartaid.results.measure import Place, bounded, tally

NONE = "the protocol names no second grading scheme to compare with (study.toml, `also` under [toxicity])"
REFERENCE = "ASTCT 2019"
"""The scheme the others are set beside; where it was not named, the first in alphabetical order."""

HIGHEST = {(scheme, toxicity): code for scheme, toxicity, _, code in SCHEMES} | {
    (REFERENCE, "CRS"): "CRSMAX",
    (REFERENCE, "ICANS"): "ICANSMAX",
}
"""Parameter of the highest grade of a period, by scheme and toxicity."""

HEADINGS = (
    Heading(
        "toxicity_schemes",
        "CRS and ICANS by scheme: worst grade of each patient",
        "safety",
        "Scheme",
        NONE,
        (
            "Every scheme is derived from the records by itself; no grade is translated from another. Open: an item the "
            "scheme asks for is not recorded.",
        ),
    ),
    Heading(
        "toxicity_cross",
        "CRS and ICANS: cross-table between schemes",
        "safety",
        "Grade",
        NONE,
        ("Patients, first infusion. Rows: the scheme named first; columns: the other one.",),
    ),
    Heading(
        "toxicity_scheme_agreement",
        "CRS and ICANS: patients with the same grade by two schemes",
        "safety",
        "Schemes",
        NONE,
        ("Patients whose open grade allows both answers are left out of the denominator.",),
    ),
)

GRADES: tuple[int | None, ...] = (0, 1, 2, 3, 4, 5, None)
Pair = tuple[str, str, str]


def results(session: Session) -> list[Result]:
    """Give all displays; none without a further scheme."""
    if not (session.has("adsl") and session.has("toxicity_scheme_cross")):
        return []
    pairs = counted(session)
    return [*by_scheme(session), *cross(pairs), *agreement(session)]


def counted(session: Session) -> dict[Pair, dict[tuple[int | None, int | None], list[str]]]:
    """Give the patients by both grades, for each toxicity and pair of schemes; an open grade is None."""
    found: dict[Pair, dict[tuple[int | None, int | None], list[str]]] = {}
    grade = "CASE WHEN {0}LOW = {0}HIGH THEN CAST({0}LOW AS INTEGER) END"
    for toxicity, scheme, other, low, high, patient in session.rows(
        f"SELECT c.TOXICITY, c.SCHEME, c.OTHER_SCHEME, {grade.format('c.')}, {grade.format('c.OTHER_')}, c.USUBJID "
        f"FROM toxicity_scheme_cross AS c JOIN {TREATED} AS g ON g.USUBJID = c.USUBJID WHERE c.APERIOD = 1 "
        "ORDER BY ALL"
    ):
        found.setdefault((toxicity, scheme, other), {}).setdefault((low, high), []).append(patient)
    return found


def by_scheme(session: Session) -> list[Result]:
    """Give the number of patients at each grade, a row a scheme."""
    seen: dict[tuple[str, str], dict[int | None, int]] = {}
    grade = "CASE WHEN s.ALOW = s.AHIGH THEN CAST(s.ALOW AS INTEGER) END"
    for toxicity, scheme, value, patients in session.rows(
        f"SELECT s.TOXICITY, s.SCHEME, {grade}, count(*) FROM ("
        "SELECT USUBJID, APERIOD, TOXICITY, SCHEME, ALOW, AHIGH FROM scale_patient UNION ALL "
        f"SELECT USUBJID, APERIOD, PARAMCD, '{REFERENCE}', ALOW, AHIGH FROM toxicity_patient) AS s "
        f"JOIN {TREATED} AS g ON g.USUBJID = s.USUBJID WHERE s.APERIOD = 1 GROUP BY ALL ORDER BY ALL"
    ):
        seen.setdefault((toxicity, scheme), {})[value] = patients
    made = []
    for (toxicity, scheme), at_grade in seen.items():
        total = sum(at_grade.values())
        for order, grade_ in enumerate(GRADES):
            heading = "Open" if grade_ is None else "None" if grade_ == 0 else f"Grade {grade_}"
            held = {"STATUS": "UNDETERMINED"} if grade_ is None else {"STATUS": "DETERMINED", "AVAL": grade_}
            records = conditions(PARAMCD=HIGHEST.get((scheme, toxicity), ""), APERIOD=1, **held)
            place = Place(
                *("toxicity_schemes", f"{toxicity} {scheme}", f"{grade_}", scheme, toxicity, heading, order),
                *("adtx", records),
            )
            made.append(tally(place, at_grade.get(grade_, 0), total))
    return made


def cross(pairs: dict[Pair, dict[tuple[int | None, int | None], list[str]]]) -> list[Result]:
    """Give the cross-table of the reference scheme with each other one."""
    made = []
    for (toxicity, scheme, other), cells in pairs.items():
        of_toxicity = {name for code, *names in pairs if code == toxicity for name in names}
        first = REFERENCE if REFERENCE in of_toxicity else min(of_toxicity)
        if first not in (scheme, other):
            continue
        second = other if scheme == first else scheme
        ordered = cells if scheme == first else {(b, a): n for (a, b), n in cells.items()}
        total = sum(map(len, ordered.values()))
        for before in GRADES:
            if not any(key[0] == before for key in ordered):
                continue
            label = "Open" if before is None else "None" if before == 0 else f"Grade {before}"
            for order, after in enumerate(GRADES):
                heading = "Open" if after is None else "None" if after == 0 else f"Grade {after}"
                group = f"{toxicity}: {first} (rows), {second} (columns)"
                row = f"{toxicity} {second} {before}"
                who = ordered.get((before, after), [])
                place = Place(
                    "toxicity_cross", row, f"{after}", label, group, heading, order, *of_patients(who)
                )
                made.append(tally(place, len(who), total))
    return made


def agreement(session: Session) -> list[Result]:
    """Give the share of patients with the same grade, for each pair and for all schemes together."""
    made = []
    for toxicity, scheme, other, same, told, patients in session.rows(
        "SELECT c.TOXICITY, c.SCHEME, c.OTHER_SCHEME, count(*) FILTER (WHERE c.AGREEMENT = 'agree'), "
        "count(*) FILTER (WHERE c.AGREEMENT <> 'possible'), count(*) "
        f"FROM toxicity_scheme_cross AS c JOIN {TREATED} AS g ON g.USUBJID = c.USUBJID WHERE c.APERIOD = 1 "
        "GROUP BY ALL ORDER BY ALL"
    ):
        row = f"{toxicity} {scheme} {other}"
        place = Place(
            "toxicity_scheme_agreement", row, "all", f"{scheme} and {other}", toxicity, "Same grade", 0
        )
        made.append(bounded(place, same, told, patients=patients, undetermined=patients - told))
    every = session.rows(
        "SELECT p.TOXICITY, count(*) FILTER (WHERE p.SAME), count(*) FILTER (WHERE p.SAME IS NOT NULL), count(*) FROM ("
        "SELECT c.TOXICITY, c.USUBJID, CASE WHEN bool_or(c.AGREEMENT = 'differ') THEN FALSE "
        "WHEN bool_or(c.AGREEMENT = 'possible') THEN NULL ELSE TRUE END AS SAME "
        f"FROM toxicity_scheme_cross AS c JOIN {TREATED} AS g ON g.USUBJID = c.USUBJID "
        "WHERE c.APERIOD = 1 GROUP BY c.TOXICITY, c.USUBJID) AS p GROUP BY p.TOXICITY ORDER BY p.TOXICITY"
    )
    for toxicity, same, told, patients in every:
        place = Place(
            *(
                "toxicity_scheme_agreement",
                f"{toxicity} every",
                "all",
                "All schemes",
                toxicity,
                "Same grade",
                0,
            ),
        )
        made.append(bounded(place, same, told, patients=patients, undetermined=patients - told))
    order = {key: place for place, key in enumerate(dict.fromkeys(r.group for r in made))}
    return sorted(made, key=lambda r: order[r.group])
