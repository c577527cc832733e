"""How many adverse events a patient has had by a month: the mean cumulative function, which counts repeats."""

from __future__ import annotations

import math

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import DAYS_A_MONTH, TREATED
from cartaid.results.exposure import LAST_DAY
from cartaid.results.measure import Place, between, figure, note, result

KINDS = (
    # row, label, the event counts
    ("any", "Any", "TRUE"),
    ("grade3", "Grade 3 or higher", "a.ATOXGR >= 3"),
    ("serious", "Serious", "a.SERFL = 'Y'"),
    ("infection", "Infections (records)", "a.INFECFL = 'Y'"),
)

RECORDS: dict[str, dict[str, object]] = {
    "any": {},
    "grade3": {"ATOXGR": (3, 4, 5)},
    "serious": {"SERFL": "Y"},
    "infection": {"INFECFL": "Y"},
}
"""The same conditions as filters of ADAE."""

METHOD = "mean cumulative function, robust variance by patient, log scale, 95 %"

LANDMARKS = (1, 3, 6, 12, 24)
"""Months from the infusion."""

MOST_PATIENTS = 2000
"""Above so many patients the table is not made: its variance needs every patient at every time."""


def mean_numbers(session: Session) -> list[Result]:
    """Give the mean number of events a patient by month, with limits that allow for repeats in a patient."""
    ends = {
        patient: max(int(last), 0)
        for patient, last in session.rows(
            f"SELECT s.USUBJID, {LAST_DAY} FROM subject AS s JOIN {TREATED} AS g ON g.USUBJID = s.USUBJID "
            "JOIN period AS p ON p.USUBJID = s.USUBJID AND p.APERIOD = 1 WHERE s.LAST_CONTACT >= s.DAY0 ORDER BY 1"
        )
        if last is not None
    }
    if not 0 < len(ends) <= MOST_PATIENTS:
        return []
    from cartaid.statistics.cumulative_events import NO_SPREAD, mean_cumulative_function, mean_without_events

    flags = ", ".join(f"coalesce({condition}, FALSE)" for _, _, condition in KINDS)
    events = session.rows(
        f"SELECT a.USUBJID, a.ASTRDY, {flags} FROM adae AS a WHERE a.COUNTFL = 'Y' AND a.APERIOD = 1 "
        "AND a.ASTRDY >= 0 ORDER BY a.USUBJID, a.ASTRDY, a.AESEQ"
    )
    number = {patient: place for place, patient in enumerate(ends)}
    followed = [patient in ends and day <= ends[patient] for patient, day, *_ in events]
    within = [event for event, inside in zip(events, followed, strict=True) if inside]
    last = max(ends.values())
    made = []
    for place, (row, label, _) in enumerate(KINDS):
        own = [event for event in within if event[2 + place]]
        curve = mean_cumulative_function(
            [number[patient] for patient, *_ in own], [day for _, day, *_ in own], list(ends.values())
        )
        for order, month in enumerate(LANDMARKS):
            day = month * DAYS_A_MONTH
            at_risk = sum(end >= day for end in ends.values())
            heading = f"By {month} month{'' if month == 1 else 's'} [followed]"
            # A link tells what was counted only where no event lies behind the end of a patient's time at risk.
            whole = len(events) == len(within)
            records = conditions(COUNTFL="Y", APERIOD=1, ASTRDY=f"0..{int(day)}", **RECORDS[row])
            link = ("adae", records) if whole else ()
            at = Place("ae_mean", row, f"month_{month}", label, "", heading, order, *link)
            if day > last:
                made.append(result(at, "mean number", "NE: after the end of follow-up", n=at_risk))
                continue
            before = [index for index, time in enumerate(curve.time) if time <= day]
            method = METHOD
            if before:
                mean, low, high = (
                    float(column[before[-1]]) for column in (curve.mean, curve.low, curve.high)
                )
            else:
                none = mean_without_events(list(ends.values()), day)
                mean, low, method = 0.0, 0.0, none.method
                high = math.nan if none.high is None else none.high
            known = math.isfinite(low) and math.isfinite(high)
            limits = f" ({between(figure(low), figure(high))})" if known else " (limits NE)"
            if before and not known:
                method = f"{METHOD}; limits NE: {NO_SPREAD}"
            made.append(
                result(
                    at,
                    "mean number",
                    f"{figure(mean)}{limits} [{at_risk}]",
                    value=mean,
                    low=low if known else None,
                    high=high if known else None,
                    n=at_risk,
                    N=len(ends),
                    method=method,
                )
            )
    if left_out := len(events) - len(within):
        text = f"{left_out} event{'' if left_out == 1 else 's'} after the end of the time at risk left out."
        made.append(note("ae_mean", text))
    return made
