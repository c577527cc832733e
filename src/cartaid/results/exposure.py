"""Time at risk: patient-days of the treated patients in windows counted from the infusion, and event rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from attrs import frozen

from cartaid.engine import Session
from cartaid.results.ard import Result
from cartaid.results.cohort import TREATED
from cartaid.results.measure import Place, between, figure, result

if TYPE_CHECKING:
    from cartaid.statistics.estimate import Estimate
    from cartaid.statistics.poisson import ClusterSums

CLUSTERED = (
    "where a patient has more than one event: sandwich by patient on the log scale, t distribution, never narrower than "
    "Garwood, 95 %"
)
"""How limits are found where events repeat in a patient."""


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

    def records(self, filter: str) -> tuple[str, str]:
        """Give dataset and filter of the events in the window.

        >>> Window("late", "after day 90", 91, None).records("COUNTFL=Y")
        ('adae', 'COUNTFL=Y&ASTRDY=91..')
        """
        return "adae", f"{filter}&ASTRDY={self.low}..{'' if self.high is None else self.high}"


@frozen
class AtRisk:
    """How long how many patients were at risk in a window."""

    patients: int
    days: int


@frozen
class Clusters:
    """Events in a window summed over patients: of those that surely count, and of those that may count as well."""

    sure: ClusterSums
    possible: ClusterSums


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


def clusters(
    session: Session, windows: Sequence[Window], events: str, counted: Sequence[tuple[str, str]]
) -> list[list[Clusters]]:
    """Give the sums over patients of each kind of event (outer) in each window (inner).

    `events` is a relation of events `a` with USUBJID and ASTRDY as SQL after FROM; `counted` are the conditions that an
    event counts, and that it may count. Repeats in a patient show in the sums, so that limits can allow for them.
    """
    own, sums = [], []
    for kind, (yes, maybe) in enumerate(counted):
        for number, window in enumerate(windows):
            last = "f.LAST_DAY" if window.high is None else f"least(f.LAST_DAY, {window.high})"
            days = f"CAST(greatest({last} - {window.low} + 1, 0) AS DOUBLE)"
            for suffix, condition in (("S", f"({yes})"), ("P", f"(({yes}) OR ({maybe}))")):
                name = f"D{kind}_{number}{suffix}"
                own.append(f"count(*) FILTER (WHERE {window.holds('a.ASTRDY')} AND {condition}) AS {name}")
                d = f"coalesce(o.{name}, 0)"
                sums += [
                    f"count(*) FILTER (WHERE {days} > 0)",
                    f"sum({d})",
                    f"sum({days})",
                    f"sum({d} * {d})",
                    f"sum({d} * {days})",
                    f"sum({days} * {days})",
                    f"count(*) FILTER (WHERE {d} > 1)",
                ]
    (row,) = session.rows(
        f"WITH own AS (SELECT a.USUBJID, {', '.join(own)} FROM {events} GROUP BY a.USUBJID), "
        f"followed AS (SELECT s.USUBJID, {LAST_DAY} AS LAST_DAY FROM subject AS s "
        f"JOIN {TREATED} AS g ON g.USUBJID = s.USUBJID "
        "JOIN period AS p ON p.USUBJID = s.USUBJID AND p.APERIOD = 1) "
        f"SELECT {', '.join(sums)} FROM followed AS f LEFT JOIN own AS o ON o.USUBJID = f.USUBJID"
    )
    from cartaid.statistics.poisson import ClusterSums

    made = []
    for start in range(0, len(row), 7):
        patients, number, time, squares, cross, times, repeats = (
            value or 0 for value in row[start : start + 7]
        )
        made.append(
            ClusterSums(
                int(patients),
                int(number),
                float(time),
                float(squares),
                float(cross),
                float(times),
                int(repeats),
            )
        )
    pairs = [Clusters(*made[at : at + 2]) for at in range(0, len(made), 2)]
    return [pairs[at : at + len(windows)] for at in range(0, len(pairs), len(windows))]


def rate(
    place: Place,
    events: int,
    at_risk: AtRisk,
    per_days: float,
    unit: str,
    maybe: int = 0,
    repeated: Clusters | None = None,
) -> Result:
    """Give events per time at risk with exact limits; `per_days` is the unit of time in days.

    Where a patient has more than one of the events (`repeated`), the limits allow for that.

    `maybe` are events that may count but of which that is not known: with any, the rate lies between two, and the
    limits are the lower one of the lower rate and the upper one of the higher.

    >>> made = rate(Place("d"), 5, AtRisk(15, 1470), 100, "100 patient-days")
    >>> made.text
    '5 events in 1470 days: 0.34 (0.11–0.794)'
    >>> rate(Place("d"), 0, AtRisk(15, 1470), 100, "100 patient-days", maybe=3).text
    '0 to 3 events in 1470 days: 0 to 0.204 (0–0.596)'
    """
    from cartaid.statistics.poisson import clustered_rate_of_sums, poisson_rate

    def estimated(number: int, sums: ClusterSums | None) -> Estimate:
        if sums is not None and sums.repeats:
            found = clustered_rate_of_sums(sums, per=per_days).rate
            # The degrees of freedom are those of the cell; the method is one for the table.
            return replace(found, method=CLUSTERED) if found.method.startswith("sandwich") else found
        return poisson_rate(number, float(at_risk.days), per=per_days)

    name = f"events per {unit}"
    found = estimated(events, None if repeated is None else repeated.sure)
    if found.estimate is None or found.low is None or found.high is None:
        return result(place, name, f"NE: {found.reason}", n=events, N=at_risk.patients, method=found.method)
    count = f"{events} event" + ("" if events == 1 else "s")
    if maybe:
        most = estimated(events + maybe, None if repeated is None else repeated.possible)
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
