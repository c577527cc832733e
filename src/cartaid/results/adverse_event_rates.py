"""Adverse events per time at risk, by time after the infusion."""

from __future__ import annotations

from typing import Any

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import TREATED
from cartaid.results.exposure import Window, clusters, days_at_risk, rate
from cartaid.results.measure import Place, note

WINDOWS = (
    Window("d0_28", "Day 0–28", 0, 28),
    Window("d29_90", "Day 29–90", 29, 90),
    Window("d91_365", "Day 91–365", 91, 365),
    Window("d366", "After day 365", 366, None),
    Window("all", "Day 0 to last contact", 0, None),
)


RATES: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    # row, label, the event counts, it may count
    ("any", "Any", "TRUE", "FALSE", {}),
    ("grade3", "Grade 3 or higher", "a.ATOXGR >= 3", "a.ATOXGR IS NULL", {"ATOXGR": ("3", "4", "5")}),
    ("serious", "Serious", "a.SERFL = 'Y'", "a.SERFL = 'U'", {"SERFL": "Y"}),
    ("infection", "Infections (records)", "a.INFECFL = 'Y'", "FALSE", {"INFECFL": "Y"}),
)


def rates(session: Session) -> list[Result]:
    """Give events per 100 patient-years after the infusion, by window."""
    at_risk = days_at_risk(session, WINDOWS)
    counts = [
        f"count(*) FILTER (WHERE {window.holds('a.ASTRDY')} AND {condition})"
        for _, _, yes, maybe, _ in RATES
        for window in WINDOWS
        for condition in (yes, maybe)
    ]
    counted = (
        f"adae AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID WHERE a.COUNTFL = 'Y' AND a.APERIOD = 1"
    )
    repeated = clusters(session, WINDOWS, counted, [(yes, maybe) for _, _, yes, maybe, _ in RATES])
    ((*numbers, before, undated),) = session.rows(
        f"SELECT {', '.join(counts)}, count(*) FILTER (WHERE a.ASTRDY < 0), count(*) FILTER (WHERE a.ASTRDY IS NULL) "
        f"FROM {counted}"
    )
    made = []
    for index, (row, label, _, _, wanted) in enumerate(RATES):
        for order, window in enumerate(WINDOWS):
            at = 2 * (index * len(WINDOWS) + order)
            events, maybe = numbers[at], numbers[at + 1]
            risk = at_risk[window.id]
            heading = f"{window.label} (n = {risk.patients})"
            records = conditions(COUNTFL="Y", APERIOD=1, **wanted)
            place = Place("ae_rates", row, window.id, label, "", heading, order, *window.records(records))
            sums = repeated[index][order]
            made.append(rate(place, events, risk, 36525.0, "100 patient-years", maybe, sums))
    if before:
        made.append(
            note("ae_rates", f"{before} events between the start of lymphodepletion and day 0 left out.", 1)
        )
    if undated:
        made.append(note("ae_rates", f"{undated} events without a start day left out.", 2))
    return made
