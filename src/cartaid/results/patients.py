"""Table 1: the treated patients, each one and summarised by disease. No p-values: nothing was randomised."""

from __future__ import annotations

from typing import Any

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import DAYS_A_MONTH, LISTED_PATIENTS, MEMBERS, Group, disease_label, groups
from cartaid.results.display import Heading
from cartaid.results.efficacy import MAIN
from cartaid.results.measure import Place, figure, mean_sd, median_range, share, words

HEADINGS = (
    Heading(
        "patients_summary",
        "Patients at baseline, by disease",
        "patients",
        "Characteristic",
        "no patient with a day 0",
        ("Treated patients. x/N with exact 95 % limits; N is the number of patients in whom it is known.",),
    ),
    Heading(
        "patients_listing",
        "Patients one by one",
        "patients",
        "Patient",
        "no patient with a day 0",
        (
            "Previous drugs: substances of the class that ended or began before lymphodepletion, as treatment.",
        ),
        most=LISTED_PATIENTS,
    ),
)

CLASSES = ("glucocorticoid", "antimalarial", "immunosuppressive", "biologic", "immunoglobulin")
"""Drug classes counted as earlier treatment."""

BASELINE = tuple(
    code
    for code in dict.fromkeys(
        code for columns in MAIN.values() for _, code, _, wanted in columns if not wanted
    )
    if code != "TIS"
)
"""Scores shown at baseline: those of the efficacy displays, but for the one that measures change."""


def results(session: Session) -> list[Result]:
    """Give both forms of Table 1."""
    found = groups(session)
    if not found:
        return []
    return [*summary(session, found), *listing(session, found)]


def summary(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Summarise the treated patients, all together and by disease."""
    counted = {
        row["GROUPID"]: row
        for row in session.records(
            "SELECT g.GROUPID, count(a.AGE) AS AGES, avg(CAST(a.AGE AS DOUBLE) ORDER BY a.AGE) AS MEAN, "
            "stddev_samp(CAST(a.AGE AS DOUBLE) ORDER BY a.AGE) AS SD, median(CAST(a.AGE AS DOUBLE)) AS MEDIAN, "
            "CAST(min(a.AGE) AS DOUBLE) AS LOW, CAST(max(a.AGE) AS DOUBLE) AS HIGH, "
            "count(*) FILTER (WHERE upper(a.SEX) IN ('F', 'FEMALE')) AS WOMEN, "
            "count(*) FILTER (WHERE upper(a.SEX) IN ('F', 'FEMALE', 'M', 'MALE')) AS SEXES, "
            "count(*) FILTER (WHERE a.INFNUM > 1) AS AGAIN, count(a.CELLS) AS DOSES, "
            "min(a.CELLSU) AS UNIT, max(a.CELLSU) AS UNIT2, median(CAST(a.CELLS AS DOUBLE)) AS DOSE, "
            "CAST(min(a.CELLS) AS DOUBLE) AS LOW_DOSE, CAST(max(a.CELLS) AS DOUBLE) AS HIGH_DOSE "
            f"FROM adsl AS a JOIN {MEMBERS} AS g ON g.USUBJID = a.USUBJID GROUP BY g.GROUPID"
        )
    }
    rows = []
    for group in found:
        row = counted[group.id]

        def at(
            name: str, label: str, part: str = "", records: str | None = None, group: Group = group
        ) -> Place:
            of = conditions(DISEASE=group.disease) if records is None else records
            return Place(
                "patients_summary", name, group.id, label, part, group.heading, group.order, "adsl", of
            )

        low, high, n = row["LOW"], row["HIGH"], row["AGES"]
        if n:
            rows.append(median_range(at("age", "Age, years: median (range)"), row["MEDIAN"], low, high, n))
            rows.append(mean_sd(at("age_mean", "Age, years: mean ± SD"), row["MEAN"], row["SD"], n))
        if row["SEXES"]:
            women = conditions(SEX="F", DISEASE=group.disease)
            rows.append(
                share(
                    at("female", "Female", records=women), row["WOMEN"], row["SEXES"], patients=group.patients
                )
            )
        if row["DOSES"]:
            where = at("dose", f"CAR T cells, {row['UNIT'] or 'unit not given'}: median (range)")
            if row["UNIT"] != row["UNIT2"]:
                rows.append(words(where, "NE: units differ", n=row["DOSES"]))
            else:
                rows.append(median_range(where, row["DOSE"], row["LOW_DOSE"], row["HIGH_DOSE"], row["DOSES"]))
        rows += earlier_drugs(session, group, at)
    order = {name: place for place, name in enumerate(dict.fromkeys(r.row for r in rows))}
    return sorted([*rows, *baseline_scores(session, found)], key=lambda r: order.get(r.row, len(order)))


def earlier_drugs(session: Session, group: Group, at: Any) -> list[Result]:
    """Count the patients who had each class of drug before."""
    if not session.has("drug_course"):
        return []
    # A class that nobody of the study took has no row; one that nobody of the group took is 0 of them.
    taken = {
        row[0]
        for row in session.rows(
            f"SELECT DISTINCT c.CLASS FROM drug_course AS c JOIN {MEMBERS} AS g ON g.USUBJID = c.USUBJID "
            "WHERE c.ROLE = 'treatment' AND c.START_RDY < 0"
        )
    }
    counted = dict(
        session.rows(
            f"SELECT c.CLASS, count(DISTINCT c.USUBJID) FROM drug_course AS c JOIN {MEMBERS} AS g "
            "ON g.USUBJID = c.USUBJID WHERE g.GROUPID = ? AND c.ROLE = 'treatment' AND c.START_RDY < 0 "
            "GROUP BY c.CLASS",
            [group.id],
        )
    )
    return [
        share(
            at(
                f"earlier_{name}",
                name.capitalize(),
                "Treated before with",
                conditions(ACAT1="treatment", CMCLAS=name, ASTRDY="..-1", DISEASE=group.disease),
            ).at(dataset="adcm"),
            counted.get(name, 0),
            group.patients,
        )
        for name in CLASSES
        if name in taken
    ]


def baseline_scores(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Summarise the scores of the efficacy displays, and the glucocorticoid dose, at baseline."""
    codes = ", ".join(f"'{code}'" for code in (*BASELINE, "PREDEQ"))
    by_group = {group.id: group for group in found}
    rows = []
    for id, code, title, dataset, n, median, low, high in session.rows(
        "SELECT g.GROUPID, r.PARAMCD, max(r.PARAM), max(r.DATASET), count(r.AVAL), median(r.AVAL), min(r.AVAL), "
        f"max(r.AVAL) FROM scored_row AS r JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID "
        f"WHERE r.ABLFL = 'Y' AND r.APERIOD = 1 AND r.PARAMCD IN ({codes}) GROUP BY g.GROUPID, r.PARAMCD "
        "ORDER BY r.PARAMCD NULLS LAST, g.GROUPID NULLS LAST"
    ):
        if id in by_group:
            group = by_group[id]
            records = conditions(PARAMCD=code, ABLFL="Y", APERIOD=1, DISEASE=group.disease)
            part, heading = "At baseline: median (range)", group.heading
            place = Place(
                "patients_summary", f"base_{code}", id, title, part, heading, group.order, dataset, records
            )
            made = median_range(place, median, low, high, n, group.patients)
            rows.append(made)
            if n < group.patients:
                rows.append(words(place, f"[n = {n}]", n=n, N=group.patients))
    return rows


AT_BASELINE = {
    "SLEDAI": "SLEDAI-2K {}",
    "EUSTAR": "EUSTAR {}",
    "MRSS": "mRSS {}",
    "MMT8": "MMT-8 {}",
    "PHGA": "physician global {}",
    "PREDEQ": "prednisone {} mg/day",
}
"""What is listed of each patient at baseline, in words."""


def listing(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """List the treated patients."""
    if found[0].patients > LISTED_PATIENTS:
        return []
    drugs = {}
    if session.has("drug_course"):
        for patient, names in session.rows(
            "SELECT USUBJID, string_agg(SUBSTANCE, ', ' ORDER BY SUBSTANCE) FROM ("
            "SELECT DISTINCT USUBJID, SUBSTANCE FROM drug_course WHERE ROLE = 'treatment' AND START_RDY < 0 AND CLASS "
            "IN ('antimalarial', 'immunosuppressive', 'biologic', 'immunoglobulin')) AS d GROUP BY USUBJID"
        ):
            drugs[patient] = names
    scores: dict[str, list[str]] = {}
    for patient, code, value in session.rows(
        "SELECT USUBJID, PARAMCD, AVAL FROM scored_row WHERE ABLFL = 'Y' AND APERIOD = 1 AND PARAMCD IN "
        f"({', '.join(map(quoted, AT_BASELINE))}) ORDER BY PARAMCD NULLS LAST"
    ):
        scores.setdefault(patient, []).append(AT_BASELINE[code].format(figure(value)))
    rows = []
    for patient in session.records(
        "SELECT USUBJID, coalesce(SUBJID, USUBJID) AS SHORT, DISEASE, AGE, SEX, CELLS, CELLSU, FUPDAYS, DTHDT "
        "FROM adsl WHERE TRTSDT IS NOT NULL ORDER BY USUBJID NULLS LAST"
    ):
        id, dose = patient["USUBJID"], patient["CELLS"]
        cells = (
            ("disease", "Disease", disease_label(patient["DISEASE"] or "NONE")),
            ("age", "Age, years", "" if patient["AGE"] is None else figure(float(patient["AGE"]))),
            ("sex", "Sex", patient["SEX"] or ""),
            (
                "dose",
                "CAR T cells",
                "" if dose is None else f"{figure(float(dose))} {patient['CELLSU'] or ''}",
            ),
            ("earlier", "Previous drugs", drugs.get(id, "")),
            ("baseline", "At baseline", ", ".join(scores.get(id, []))),
            ("follow_up", "Follow-up, months", follow_up_text(patient["FUPDAYS"], patient["DTHDT"])),
        )
        for order, (column, heading, text) in enumerate(cells):
            records = conditions(USUBJID=id)
            place = Place(
                "patients_listing", id, column, patient["SHORT"], "", heading, order, "adsl", records
            )
            rows.append(words(place, text))
    return rows


def follow_up_text(days: int | None, death: object) -> str:
    """Write a patient's follow-up in months.

    >>> follow_up_text(457, None), follow_up_text(122, "2023-01-01"), follow_up_text(None, None)
    ('15', '4 (died)', '')
    """
    if days is None:
        return ""
    return f"{days / DAYS_A_MONTH:.0f}" + (" (died)" if death is not None else "")
