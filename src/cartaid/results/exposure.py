"""Time at risk: patient-days of the treated patients in windows counted from the infusion, and event rates."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cartaid.engine import Session
from cartaid.results.ard import Result
from cartaid.results.cohort import TREATED
from cartaid.results.measure import Place, between, figure, result


@frozen
class Window:
    """A span of days from the infusion, both ends included; an open end is None."""

    id: str
    label: str
    low: int
    high: int | None

    def holds(self, day: str) -> str:
        """Write "the day lies in the window" as SQL.

        >>> Window("late", "after day 90", 91, None).holds("ASTRDY")
        'ASTRDY >= 91'
        """
        return f"{day} >= {self.low}" + ("" if self.high is None else f" AND {day} <= {self.high}")


@frozen
class AtRisk:
    """How long how many patients were at risk in a window."""

    patients: int
    days: int


LAST_DAY = (
    "date_diff('day', s.DAY0, least(s.LAST_CONTACT, coalesce(p.ENDS, s.LAST_CONTACT), "
    "coalesce(s.DEATH, s.LAST_CONTACT)))"
)
"""Last day at risk: last contact, death, or the day before a second infusion, whichever comes first."""


def days_at_risk(session: Session, windows: Sequence[Window]) -> dict[str, AtRisk]:
    """Give patients and patient-days at risk in each window; day 0 is a day at risk."""
    parts = []
    for number, window in enumerate(windows):
        last = "LAST_DAY" if window.high is None else f"least(LAST_DAY, {window.high})"
        days = f"greatest({last} - {window.low} + 1, 0)"
        parts.append(f"count(*) FILTER (WHERE {days} > 0) AS P{number}, sum({days}) AS D{number}")
    (row,) = session.rows(
        f"SELECT {', '.join(parts)} FROM (SELECT {LAST_DAY} AS LAST_DAY FROM subject AS s "
        f"JOIN {TREATED} AS g ON g.USUBJID = s.USUBJID "
        "JOIN period AS p ON p.USUBJID = s.USUBJID AND p.APERIOD = 1) AS followed"
    )
    return {
        window.id: AtRisk(row[2 * number] or 0, int(row[2 * number + 1] or 0))
        for number, window in enumerate(windows)
    }


def rate(place: Place, events: int, at_risk: AtRisk, per_days: float, unit: str, maybe: int = 0) -> Result:
    """Give events per time at risk with exact limits; `per_days` is the unit of time in days.

    `maybe` are events that may count but of which that is not known: with any, the rate lies between two, and the
    limits are the lower one of the lower rate and the upper one of the higher.

    >>> made = rate(Place("d"), 5, AtRisk(15, 1470), 100, "100 patient-days")
    >>> made.text
    '5 events in 1470 days: 0.34 (0.11–0.794)'
    >>> rate(Place("d"), 0, AtRisk(15, 1470), 100, "100 patient-days", maybe=3).text
    '0 to 3 events in 1470 days: 0 to 0.204 (0–0.596)'
    """
    from cartaid.statistics.poisson import poisson_rate

    name = f"events per {unit}"
    found = poisson_rate(events, float(at_risk.days), per=per_days)
    if found.estimate is None or found.low is None or found.high is None:
        return result(place, name, f"NE: {found.reason}", n=events, N=at_risk.patients, method=found.method)
    count = f"{events} event" + ("" if events == 1 else "s")
    if maybe:
        most = poisson_rate(events + maybe, float(at_risk.days), per=per_days)
        assert most.estimate is not None
        assert most.high is not None
        text = (
            f"{events} to {events + maybe} events in {at_risk.days} days: {figure(found.estimate)} to "
            f"{figure(most.estimate)} ({between(figure(found.low), figure(most.high))})"
        )
        return result(
            place,
            name,
            text,
            low=found.low,
            high=most.high,
            n=events,
            N=at_risk.patients,
            method=found.method,
        )
    spread = between(figure(found.low), figure(found.high))
    return result(
        place,
        name,
        f"{count} in {at_risk.days} days: {figure(found.estimate)} ({spread})",
        value=found.estimate,
        low=found.low,
        high=found.high,
        n=events,
        N=at_risk.patients,
        method=found.method,
    )
