"""Patient flow through the five analysis sets: consented, apheresed, lymphodepleted, infused, evaluable."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import ALL, DISEASES, Group, disease_label
from cartaid.results.display import Heading
from cartaid.results.measure import Place, tally, words

HEADINGS = (
    Heading(
        "flow",
        "Flow of patients through the five analysis sets",
        "flow",
        "Analysis set",
        "no subject in DM",
        (
            "Denominator: patients who consented. Evaluable: infused, with a score of the own disease afterwards.",
        ),
    ),
)

SETS = (
    # flag, what is printed, whether a set without anybody was probably not recorded
    ("CONSFL", "Consented", False),
    ("APHERFL", "Leukapheresis", True),
    ("LDFL", "Lymphodepletion", True),
    ("INFFL", "Infused", True),
    ("EVALFL", "Evaluable", False),
)

INFUSED = next(place for place, (flag, _, _) in enumerate(SETS) if flag == "INFFL")

COUNTED: dict[str, str | tuple[int, ...]] = {"DTHDT": "*", "INFNUM": tuple(range(2, 10))}
"""What a column that is no flag holds in those counted."""


def results(session: Session) -> list[Result]:
    """Count each set, all together and by disease."""
    if not session.has("adsl"):
        return []
    counts = ", ".join(f"count(*) FILTER (WHERE {flag} = 'Y')" for flag, _, _ in SETS)
    found = {
        id: numbers
        for id, *numbers in session.rows(
            f"SELECT coalesce(DISEASE, 'NONE'), {counts}, count(*) FILTER (WHERE DTHDT IS NOT NULL), "
            "count(*) FILTER (WHERE INFNUM > 1) FROM adsl GROUP BY coalesce(DISEASE, 'NONE')"
        )
    }
    if not found:
        return []
    known = list(DISEASES)
    order = sorted(found, key=lambda id: (known.index(id) if id in known else 2.5, id))
    total = [sum(numbers) for numbers in zip(*found.values(), strict=True)]
    columns = [(Group(ALL, "All", total[0], 0), total)]
    if order != ["NONE"]:
        columns += [
            (Group(id, disease_label(id), found[id][0], place), found[id])
            for place, id in enumerate(order, start=1)
        ]
    rows = []
    names = [*SETS, ("DTHDT", "Died", False), ("INFNUM", "Second infusion", False)]
    for index, (flag, label, needs_record) in enumerate(names):
        for group, numbers in columns:
            records = conditions(**{flag: COUNTED.get(flag, "Y")}, DISEASE=group.disease)
            where = Place("flow", flag, group.id, label, "", group.heading, group.order, "adsl", records)
            # Evaluable are only those infused.
            if (needs_record and not total[index]) or (flag == "EVALFL" and not total[INFUSED]):
                rows.append(words(where, "not recorded"))
            else:
                rows.append(tally(where, numbers[index], numbers[0]))
    return rows
