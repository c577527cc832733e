"""How long it takes and how long it lasts: time to response, relapse, resumption; follow-up."""

from __future__ import annotations

from cartaid.analysis.survival import MAYBE, NEVER
from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import DAYS_A_MONTH, MEMBERS, Group, groups
from cartaid.results.display import Heading
from cartaid.results.measure import (
    Place,
    between,
    bounded,
    estimate,
    figure,
    percent,
    quartiles,
    result,
    share,
)
from cartaid.statistics.estimate import Estimate

HEADINGS = (
    Heading(
        "durability",
        "Time to response, to relapse and to resumption of drugs",
        "durability",
        "Event and group",
        "no time-to-event row of an assessed response",
        (
            "First infusion only. Free of the event by Kaplan-Meier, with the number at risk; without an event the "
            "limit is the exact binomial one of those at risk, never 100–100 %. NR not reached, NE not estimable.",
            "Response: of the patients in whom it was assessed at least once after the infusion; the others are not "
            "evaluable. Event-free survival is NE where a patient was never assessed for what is declared as an event.",
        ),
    ),
    Heading(
        "follow_up",
        "Follow-up, months",
        "durability",
        "Group",
        "no day of last contact after day 0",
        (
            "Median by reverse Kaplan-Meier. A death ends observation and is not the end of potential follow-up.",
        ),
    ),
)

LANDMARKS = (6, 12, 24)
"""Months at which the share free of an event is given."""

RESPONSES = ("TTREM", "TTSREM")
"""Times to response: a patient in whom it was never assessed is not evaluable."""

HORIZON = 12
"""Months within which the mean time free of an event is given; later ones have few patients."""


def results(session: Session) -> list[Result]:
    """Give event counts, medians and landmarks of every time to event, and follow-up."""
    found = groups(session)
    if not found or not session.has("adtte"):
        return []
    return [*events(session, found), *follow_up(session, found)]


def events(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give every time to event but follow-up, all together and by disease."""
    times: dict[tuple[str, str], dict[str, list[tuple[float, int]]]] = {}
    undetermined = open_times(session)
    never: dict[tuple[str, str], int] = {}
    for code, title, id, days, censored, why in session.rows(
        f"SELECT t.PARAMCD, t.PARAM, g.GROUPID, t.AVAL, t.CNSR, t.CNSDTDSC FROM adtte AS t "
        f"JOIN {MEMBERS} AS g ON g.USUBJID = t.USUBJID WHERE t.PARAMCD <> 'FUP' AND t.APERIOD = 1 "
        "AND t.AVAL IS NOT NULL ORDER BY t.PARAMCD NULLS LAST, t.AVAL NULLS LAST, t.USUBJID NULLS LAST"
    ):
        by_group = times.setdefault((code, title), {}).setdefault(id, [])
        unseen = bool(censored) and (why or "").startswith(NEVER)
        never[code, id] = never.get((code, id), 0) + unseen
        if not (unseen and code in RESPONSES):
            by_group.append((float(days) / DAYS_A_MONTH, 0 if censored else 1))
    order = {"TTREM": 0, "TTSREM": 1, "TTREL": 2, "TTRESUME": 3}
    rows = []
    for code, title in sorted(times, key=lambda key: (order.get(key[0], 9), key[0])):
        for group in found:
            if group.id in times[code, title]:
                unjudged = undetermined.get((code, group.id), 0), never[code, group.id]
                rows += event(group, code, title, times[code, title][group.id], *unjudged)
    return rows


def open_times(session: Session) -> dict[tuple[str, str], int]:
    """Count, by (time, group), the censored patients of whom it is not known that the event has not happened.

    An event may have happened, or what is declared as one was never assessed.
    """
    return {
        (code, id): patients
        for code, id, patients in session.rows(
            f"SELECT t.PARAMCD, g.GROUPID, count(*) FROM adtte AS t JOIN {MEMBERS} AS g ON g.USUBJID = t.USUBJID "
            "WHERE t.APERIOD = 1 AND t.CNSR = 1 AND (t.CNSDTDSC LIKE ? "
            "OR (t.CNSDTDSC LIKE ? AND t.PARAMCD NOT IN (?, ?))) GROUP BY t.PARAMCD, g.GROUPID",
            [f"{MAYBE}%", f"{NEVER}%", *RESPONSES],
        )
    }


def event(
    group: Group, code: str, title: str, times: list[tuple[float, int]], undetermined: int = 0, never: int = 0
) -> list[Result]:
    """Give one time to event in one group: events, median, share free of it at the landmarks.

    `undetermined` patients are censored because the event may have happened: x lies between two counts. `never` were
    never assessed: for a response they are left out of `times`; a time that death ends as well is not estimable with
    them, as only their deaths would be counted.
    """
    from cartaid.statistics.kaplan_meier import kaplan_meier
    from cartaid.statistics.restricted_mean import restricted_mean
    from cartaid.statistics.survival_curve import survival_at, survival_quantile

    months, happened = [t for t, _ in times], [e for _, e in times]
    records = conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease)
    base = Place("durability", f"{code} {group.id}", "", group.label, title, "", 0, "adtte", records)
    place = base.at(column="events", heading="With event", order=0)
    judged, patients = len(times) - undetermined, len(times) + (never if code in RESPONSES else 0)
    rows = [bounded(place, sum(happened), judged, patients=patients, undetermined=undetermined)]
    if reason := not_estimable(code, times, never):
        place = base.at(column="median", heading="Median, months (95 %)", order=1)
        return [*rows, result(place, "Kaplan-Meier median", reason, n=sum(happened), N=len(times))]
    # Of a dozen patients: limits that keep their level, and are those of x of N where nobody is censored.
    curve = kaplan_meier(months, happened, limits="beta-product")
    median = survival_quantile(curve)
    place = base.at(column="median", heading="Median, months (95 %)", order=1)
    rows.append(estimate(place, "Kaplan-Meier median", median, n=sum(happened), N=len(times)))
    for order, month in enumerate(LANDMARKS, start=2):
        landmark = survival_at(curve, float(month))
        place = base.at(
            column=f"month_{month}", heading=f"Not yet happened by {month} months [at risk]", order=order
        )
        rows.append(free_at(place, landmark.survival, landmark.at_risk))
    place = base.at(
        column="restricted_mean",
        heading=f"Mean months free of it, of {HORIZON} (95 %)",
        order=len(LANDMARKS) + 2,
    )
    mean = restricted_mean(curve, float(HORIZON)).mean
    rows.append(estimate(place, f"restricted mean, {HORIZON} months", mean, n=sum(happened), N=len(times)))
    return rows


def not_estimable(code: str, times: list[tuple[float, int]], never: int) -> str:
    """Say why a time has no estimate, nothing where it has one; `never` patients were never assessed for it.

    >>> not_estimable("EFS", [(0, 0), (8, 1)], 1), not_estimable("TTREM", [], 15), not_estimable("TTREM", [(3, 1)], 7)
    ('NE: 1 never assessed for a declared event', 'NE: not assessed', '')
    """
    if not times:
        return "NE: not assessed"
    return f"NE: {never} never assessed for a declared event" if never and code not in RESPONSES else ""


def free_at(place: Place, survival: Estimate, at_risk: int) -> Result:
    """Give the share free of an event at a landmark."""
    name = "free of the event"
    if survival.estimate is None:
        reason = "after the end of follow-up" if "follow-up ended" in survival.reason else survival.reason
        return result(place, name, f"NE: {reason}", n=at_risk, method=survival.method)
    text = f"{percent(survival.estimate)} %"
    if survival.low is not None and survival.high is not None:
        text += f" ({between(percent(survival.low), percent(survival.high))})"
    return result(
        place,
        name,
        f"{text} [{at_risk}]",
        value=survival.estimate,
        low=survival.low,
        high=survival.high,
        n=at_risk,
        method=survival.method,
    )


def follow_up(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give median follow-up by reverse Kaplan-Meier, and the plain minimum, median and maximum."""
    times: dict[str, list[tuple[float, int]]] = {}
    for id, days, dead in session.rows(
        "SELECT g.GROUPID, a.FUPDAYS, CASE WHEN a.DTHDT IS NOT NULL AND a.DTHDT <= a.LSTCNDT THEN 1 ELSE 0 END "
        f"FROM adsl AS a JOIN {MEMBERS} AS g ON g.USUBJID = a.USUBJID WHERE a.FUPDAYS >= 0 "
        "ORDER BY a.FUPDAYS NULLS LAST, a.USUBJID NULLS LAST"
    ):
        times.setdefault(id, []).append((days / DAYS_A_MONTH, dead))
    from cartaid.statistics.kaplan_meier import median_follow_up

    rows = []
    for group in found:
        if group.id not in times:
            continue
        months, dead = [t for t, _ in times[group.id]], [d for _, d in times[group.id]]
        n = len(months)
        records = conditions(DISEASE=group.disease)
        base = Place("follow_up", group.id, "", group.label, "", "", 0, "adsl", records)
        place = base.at(column="reverse", heading="Median (95 %)", order=0)
        reverse = median_follow_up(months, dead, limits="beta-product")
        rows.append(estimate(place, "reverse Kaplan-Meier median", reverse, n=n, N=n))
        median, low, high = quartiles(months)
        place = base.at(column="plain", heading="Minimum–median–maximum", order=1)
        text = f"{figure(low)}–{figure(median)}–{figure(high)}"
        rows.append(
            result(place, "minimum, median, maximum", text, value=median, low=low, high=high, n=n, N=n)
        )
        years = sum(months) / 12
        place = base.at(column="years", heading="Patient-years", order=2)
        rows.append(result(place, "patient-years", figure(years), value=years, n=n, N=n))
        place = base.at(column="died", heading="Died", order=3)
        rows.append(share(place, sum(dead), n))
    return rows
