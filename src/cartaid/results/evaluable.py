"""Who could not be judged at which visit, and why."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.results.ard import Result, conditions, of_patients
from cartaid.results.cohort import DISEASES, LISTED_PATIENTS, TREATED, disease_label, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, tally, words

HEADINGS = (
    Heading(
        "evaluable",
        "Patients who could be judged at each visit, and reasons for the others",
        "quality",
        "Visit",
        "no response state of a disease was assessed, or no visit windows",
        (
            "Counted for the response state of the disease. A visit not yet reached at the data cut, or after the end "
            "of follow-up, is administrative: it is no failure.",
        ),
    ),
    Heading(
        "not_evaluable",
        "Visits at which a patient could not be judged",
        "quality",
        "Patient and visit",
        "every patient could be judged at every visit reached, or nothing was assessed",
    ),
)

REASONS = (
    ("evaluable", "Could be judged"),
    ("undetermined", "Assessed, undetermined"),
    ("not_assessed", "No assessment in the window"),
    ("died", "Died before"),
    ("second", "Second infusion before"),
    ("ended", "Follow-up ended before"),
    ("cut", "Window after the data cut"),
)
"""Why a patient counts or does not, at one visit."""

LISTED = ("undetermined", "not_assessed")
"""Reasons that are listed patient by patient: the others are no gaps."""

STATUS = f"""
WITH state AS (SELECT DISTINCT DISEASE, PARAMCD FROM response_state),
expected AS (
    SELECT s.USUBJID, s.DISEASE, s.DAY0, s.LAST_CONTACT, s.DEATH, s.DATA_CUT, p.ENDS, e.PARAMCD, v.AVISIT, v.AVISITN,
        v.LOW, v.HIGH
    FROM subject AS s JOIN {TREATED} AS g ON g.USUBJID = s.USUBJID
    JOIN state AS e ON e.DISEASE = s.DISEASE
    JOIN period AS p ON p.USUBJID = s.USUBJID AND p.APERIOD = 1
    CROSS JOIN protocol_visit AS v WHERE v.LOW > 0),
unplaced AS (
    SELECT x.USUBJID, x.PARAMCD, x.AVISIT, min(u.REASON) AS REASON
    FROM expected AS x JOIN unplaced_parameter AS u ON u.USUBJID = x.USUBJID AND u.PARAMCD = x.PARAMCD
        AND date_diff('day', x.DAY0, u.LAST) >= x.LOW AND date_diff('day', x.DAY0, u.FIRST) <= x.HIGH
    GROUP BY x.USUBJID, x.PARAMCD, x.AVISIT),
judged AS (
    SELECT x.*, r.STATUS, coalesce(r.REASON, u.REASON) AS REASON,
        CASE WHEN r.STATUS = 'DETERMINED' THEN 'evaluable'
            WHEN r.STATUS IS NOT NULL OR u.REASON IS NOT NULL THEN 'undetermined'
            WHEN date_diff('day', x.DAY0, x.DEATH) < x.LOW THEN 'died'
            WHEN date_diff('day', x.DAY0, x.ENDS) < x.LOW THEN 'second'
            WHEN date_diff('day', x.DAY0, x.DATA_CUT) < x.LOW THEN 'cut'
            WHEN date_diff('day', x.DAY0, x.LAST_CONTACT) < x.LOW THEN 'ended'
            ELSE 'not_assessed' END AS WHY
    FROM expected AS x LEFT JOIN scored_row AS r ON r.USUBJID = x.USUBJID AND r.PARAMCD = x.PARAMCD
        AND r.AVISIT = x.AVISIT AND r.ANL01FL = 'Y' AND r.APERIOD = 1
    LEFT JOIN unplaced AS u ON u.USUBJID = x.USUBJID AND u.PARAMCD = x.PARAMCD AND u.AVISIT = x.AVISIT),
used AS (SELECT DISTINCT DISEASE, AVISIT FROM judged WHERE STATUS = 'DETERMINED')
SELECT j.USUBJID, j.DISEASE, j.PARAMCD, j.AVISIT, j.AVISITN, j.WHY, j.REASON
FROM judged AS j JOIN used AS u ON u.DISEASE = j.DISEASE AND u.AVISIT = j.AVISIT
"""
# Visits at which nobody of a disease was ever judged are no visits of its response state.


def results(session: Session) -> list[Result]:
    """Count the reasons by disease and visit, and list the gaps."""
    found = {group.id: group for group in groups(session)}
    if not found or not session.has("response_state"):
        return []
    counted: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    named = state_names(session)
    for disease, code, visit, why, patient in session.rows(
        f"SELECT DISEASE, PARAMCD, AVISIT, WHY, USUBJID FROM ({STATUS}) AS s "
        "ORDER BY DISEASE, AVISITN, WHY, USUBJID"
    ):
        counted.setdefault((disease, code, visit), {}).setdefault(why, []).append(patient)
    order = list(found)
    rows: list[Result] = []
    for disease, code, visit in sorted(counted, key=lambda key: order.index(key[0])):
        reasons = counted[disease, code, visit]
        group = found[disease]
        for place, (why, heading) in enumerate(REASONS):
            who = reasons.get(why, [])
            dataset, records = of_patients(who)
            if why in ("evaluable", "undetermined"):
                status = "DETERMINED" if why == "evaluable" else "UNDETERMINED"
                dataset, records = (
                    "adrs",
                    conditions(
                        PARAMCD=code, AVISIT=visit, ANL01FL="Y", APERIOD=1, STATUS=status, DISEASE=disease
                    ),
                )
            title = f"{group.label}: {named[code]}"
            row = f"{disease} {visit}"
            where = Place("evaluable", row, why, visit, title, heading, place, dataset, records)
            rows.append(tally(where, len(who), group.patients))
    return [*rows, *gaps(session)]


def state_names(session: Session) -> dict[str, str]:
    """Give the words of each response state."""
    return dict(session.rows("SELECT PARAMCD, max(LABEL) FROM response_state GROUP BY PARAMCD"))


_PLACES = " ".join(f"WHEN {quoted(id)} THEN {place}" for place, id in enumerate(DISEASES))
DISEASE_ORDER = f"CASE DISEASE {_PLACES} ELSE 2 END"
"""Diseases in the order of every table."""


def short_names(session: Session) -> dict[str, str]:
    """Give what is printed for each patient: SUBJID where it is one patient's alone."""
    return dict(
        session.rows(
            "SELECT USUBJID, CASE WHEN count(*) OVER (PARTITION BY SUBJID) = 1 THEN coalesce(SUBJID, USUBJID) "
            "ELSE USUBJID END FROM adsl"
        )
    )


def gaps(session: Session) -> list[Result]:
    """List each visit at which a patient was due and could not be judged, with the reason."""
    rows = []
    named, short = state_names(session), short_names(session)
    wanted = ", ".join(f"'{why}'" for why in LISTED)
    titles = dict(REASONS)
    for patient, disease, code, visit, why, reason in session.rows(
        f"SELECT USUBJID, DISEASE, PARAMCD, AVISIT, WHY, REASON FROM ({STATUS}) AS s WHERE WHY IN ({wanted}) "
        f"ORDER BY {DISEASE_ORDER}, DISEASE NULLS LAST, USUBJID NULLS LAST, AVISITN NULLS LAST "
        f"LIMIT {10 * LISTED_PATIENTS}"
    ):
        name, label = f"{patient} {visit}", f"{short.get(patient, patient)}, {visit}"
        records = conditions(PARAMCD=code, USUBJID=patient, AVISIT=visit)
        dataset = "adrs" if why == "undetermined" else ""
        base = Place("not_evaluable", name, "", label, disease_label(disease), "", 0, dataset, records)
        text = titles[why] + (f": {reason}" if reason else "")
        rows.append(words(base.at(column="state", heading="State", order=0), named[code]))
        rows.append(words(base.at(column="reason", heading="Reason", order=1), text))
    return rows
