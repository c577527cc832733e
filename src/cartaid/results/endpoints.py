"""Endpoints of the protocol: responses at visits under a declared strategy for intercurrent events."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import LISTED_PATIENTS, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, note, share, tally, words

HEADINGS = (
    Heading(
        "endpoints",
        "Endpoints of the protocol",
        "efficacy",
        "Endpoint and visit",
        "the protocol names no endpoint",
        (
            "Composite: an intercurrent event is non-response. Treatment policy: the value counts whatever happened. "
            "While on treatment: the last value before the event counts.",
            "Denominator: patients whose visit was reached at the data cut and who have an answer; a patient without "
            "an answer is undetermined and listed below.",
        ),
    ),
    Heading(
        "endpoints_open",
        "Endpoints: patients without an answer, patients with an intercurrent event, and why",
        "quality",
        "Patient and visit",
        "every patient had an answer and nobody an intercurrent event, or the protocol names no endpoint",
    ),
)


def results(session: Session) -> list[Result]:
    """Give each endpoint at each visit by disease group, and each patient whose answer needs a reason."""
    found = groups(session)
    if not found or not session.has("adep") or not session.rows("SELECT 1 FROM adep LIMIT 1"):
        return []
    return [*shares(session), *reasons(session)]


def shares(session: Session) -> list[Result]:
    """Give x/N of each endpoint and visit in every group, and how many had an intercurrent event."""
    found = groups(session)
    rows: list[Result] = []
    for endpoint, strategy, visit, id, met, judged, counted, ice in session.rows(
        """
        SELECT ENDPOINT, STRATEGY, AVISIT, GROUPID, count(*) FILTER (WHERE AVALC = 'Y'),
            count(*) FILTER (WHERE AVALC <> 'UNDETERMINED'), count(*), count(ICEDT)
        FROM (SELECT e.*, 'all' AS GROUPID FROM adep AS e
            UNION ALL SELECT e.*, coalesce(e.DISEASE, 'NONE') FROM adep AS e) AS every_
        WHERE COUNTFL = 'Y' GROUP BY ENDPOINT, STRATEGY, AVISIT, AVISITN, GROUPID ORDER BY ENDPOINT, AVISITN, GROUPID
        """
    ):
        for group in (g for g in found if g.id == id):
            records = conditions(ENDPOINT=endpoint, AVISIT=visit, COUNTFL="Y", DISEASE=group.disease)
            part, row = f"{endpoint} ({strategy})", f"{endpoint} {visit}"
            # The patients of a row are those the endpoint applies to, fewer than those of the group.
            place = Place("endpoints", row, id, visit, part, group.label, group.order, "adep", records)
            rows.append(share(place, met, judged, patients=counted, undetermined=counted - judged))
            if group is found[0]:
                column = "With an intercurrent event, all"
                event = Place("endpoints", row, "intercurrent", visit, part, column, 90, "adep", records)
                rows.append(tally(event, ice, counted))
    ((imputed,),) = session.rows("SELECT count(*) FROM adep WHERE IMPUTFL = 'Y'")
    if imputed:
        text = (
            f"{imputed} missing responses were imputed as non-response, as the protocol asks; each is marked."
        )
        rows.append(note("endpoints", text, 1))
    return rows


def reasons(session: Session) -> list[Result]:
    """List each patient and visit with an open or imputed answer or an intercurrent event."""
    rows: list[Result] = []
    for patient, endpoint, visit, answer, reason in session.rows(
        "SELECT USUBJID, ENDPOINT, AVISIT, AVALC, REASON FROM adep WHERE COUNTFL = 'Y' "
        "AND (AVALC = 'UNDETERMINED' OR ICE IS NOT NULL OR IMPUTFL = 'Y') "
        f"ORDER BY ENDPOINT, USUBJID, AVISITN LIMIT {10 * LISTED_PATIENTS}"
    ):
        records = conditions(USUBJID=patient, ENDPOINT=endpoint, AVISIT=visit)
        row, label = f"{endpoint} {patient} {visit}", f"{patient}, {visit}"
        place = Place("endpoints_open", row, "answer", label, endpoint, "Answer", 0, "adep", records)
        said = {"Y": "met", "N": "not met"}.get(answer, "undetermined")
        rows.append(words(place, said))
        why = Place("endpoints_open", row, "reason", label, endpoint, "Why", 1, "adep", records)
        rows.append(words(why, reason or "as observed"))
    return rows
