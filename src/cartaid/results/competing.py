"""Cumulative incidence of an event where death or a second infusion may come first (Aalen-Johansen)."""

from __future__ import annotations

from typing import Any

from cartaid.analysis.survival import NEVER
from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import ALL, DAYS_A_MONTH, MEMBERS, Group, groups
from cartaid.results.display import Heading
from cartaid.results.durability import RESPONSES, not_estimable, open_times
from cartaid.results.measure import Place, between, bounded, percent, result, words
from cartaid.results.plain_rows import Rows
from cartaid.statistics.estimate import Estimate

HEADINGS = (
    Heading(
        "incidence",
        "Cumulative incidence with competing events",
        "durability",
        "Event and group",
        "no time-to-event row of an assessed response",
        (
            "First infusion only. A death or a second CAR T infusion before the event keeps it from happening and is "
            "counted as such, not as a patient who might still have it. Where none has happened this is 1 minus "
            "Kaplan-Meier with the same limits; afterwards the limits are the exact binomial ones at the effective "
            "sample size F (1 − F) / variance, which is N while nobody is censored. "
            "Patients never assessed for a response are not evaluable for it.",
        ),
    ),
)

EVENTS = ("TTREM", "TTSREM", "TTREL", "TTRESUME", "EFS")
"""Times that other events can compete with."""

CAUSES = {1: "event", 2: "death", 3: "second CAR T infusion"}
"""What ends a time, by its code in ADTTE."""

LANDMARKS = (6, 12, 24)
"""Months at which the incidence is given."""

DRAWN = ("TTREM", "TTREL", "TTRESUME")
"""Times that are drawn."""

Times = list[tuple[float, int]]


def results(session: Session) -> list[Result]:
    """Give events, competing events and the cumulative incidence at the landmarks."""
    found = groups(session)
    if not found:
        return []
    rows = []
    undetermined = open_times(session) if session.has("adtte") else {}
    unseen = never_assessed(session) if session.has("adtte") else {}
    for (code, title), by_group in times(session).items():
        for group in found:
            if group.id in by_group:
                doubtful = undetermined.get((code, group.id), 0), unseen.get((code, group.id), 0)
                rows += incidence(group, code, title, by_group[group.id], *doubtful)
    return rows


def never_assessed(session: Session) -> dict[tuple[str, str], int]:
    """Count, by (time, group), the patients of whom nothing is known: neither assessed nor ended by another event."""
    return {
        (code, id): patients
        for code, id, patients in session.rows(
            f"SELECT t.PARAMCD, g.GROUPID, count(*) FROM adtte AS t JOIN {MEMBERS} AS g ON g.USUBJID = t.USUBJID "
            "WHERE t.APERIOD = 1 AND t.CAUSE = 0 AND t.CNSDTDSC LIKE ? GROUP BY t.PARAMCD, g.GROUPID",
            [f"{NEVER}%"],
        )
    }


def times(session: Session) -> dict[tuple[str, str], dict[str, Times]]:
    """Give (months, cause) of every time another event can compete with, by group.

    A patient in whom the response was never assessed is left out, unless another event is known to have come first.
    """
    if not session.has("adtte"):
        return {}
    codes = ", ".join(f"'{code}'" for code in EVENTS)
    found: dict[tuple[str, str], dict[str, Times]] = {}
    for code, title, id, days, cause, why in session.rows(
        f"SELECT t.PARAMCD, t.PARAM, g.GROUPID, t.CAUSEDY, t.CAUSE, t.CNSDTDSC FROM adtte AS t JOIN {MEMBERS} AS g "
        f"ON g.USUBJID = t.USUBJID WHERE t.PARAMCD IN ({codes}) AND t.APERIOD = 1 AND t.CAUSEDY >= 0 "
        "AND t.CAUSE IS NOT NULL ORDER BY t.PARAMCD, g.GROUPID, t.CAUSEDY, t.CAUSE, t.USUBJID"
    ):
        by_group = found.setdefault((code, title), {})
        ends = by_group.setdefault(id, [])
        if cause or code not in RESPONSES or not (why or "").startswith(NEVER):
            ends.append((float(days) / DAYS_A_MONTH, int(cause)))
    return dict(sorted(found.items(), key=lambda item: EVENTS.index(item[0][0])))


def incidence(
    group: Group, code: str, title: str, ends: Times, undetermined: int = 0, never: int = 0
) -> list[Result]:
    """Give one time in one group; in `undetermined` patients the event may have happened, `never` were not assessed."""
    from cartaid.statistics.competing_risks import aalen_johansen, incidence_at

    records = conditions(PARAMCD=code, APERIOD=1, DISEASE=group.disease)
    base = Place("incidence", f"{code} {group.id}", "", group.label, title, "", 0, "adtte", records)
    count = {cause: sum(c == cause for _, c in ends) for cause in CAUSES}
    place = base.at(column="events", heading="With event", order=0)
    judged = len(ends) - undetermined
    patients = len(ends) + (never if code in RESPONSES else 0)
    rows = [bounded(place, count[1], judged, patients=patients, undetermined=undetermined)]
    others = [f"{name} {count[cause]}" for cause, name in CAUSES.items() if cause > 1 and count[cause]]
    place = base.at(column="competing", heading="Competing events", order=1)
    rows.append(words(place, "; ".join(others) or "0", n=sum(count.values()) - count[1], N=len(ends)))
    if reason := not_estimable(code, ends, never):
        first = LANDMARKS[0]
        place = base.at(column=f"month_{first}", heading=f"Incidence by {first} months (95 %)", order=2)
        return [*rows, result(place, "cumulative incidence", reason, n=count[1], N=len(ends))]
    curve = aalen_johansen([t for t, _ in ends], [c for _, c in ends], causes=max(CAUSES), limits="exact")
    for order, month in enumerate(LANDMARKS, start=2):
        place = base.at(column=f"month_{month}", heading=f"Incidence by {month} months (95 %)", order=order)
        rows.append(by(place, incidence_at(curve, 1, float(month))))
    return rows


def by(place: Place, found: Estimate) -> Result:
    """Give the cumulative incidence at a landmark."""
    name = "cumulative incidence"
    if found.estimate is None:
        reason = "after the end of follow-up" if "follow-up ended" in found.reason else found.reason
        return result(place, name, f"NE: {reason}", method=found.method)
    text = f"{percent(found.estimate)} %"
    if found.low is not None and found.high is not None:
        text += f" ({between(percent(found.low), percent(found.high))})"
    else:
        text += f" (limits NE: {found.reason})"
    return result(
        place, name, text, value=found.estimate, low=found.low, high=found.high, method=found.method
    )


def incidence_curves(session: Session) -> Rows:
    """Give the curve of each cause of all patients: a point holds from its MONTH to the next.

    AT_RISK and CENSORED are those of the month; a competing cause that never happened has no rows.
    """
    from cartaid.statistics.competing_risks import aalen_johansen

    rows: Rows = []
    for (code, title), by_group in times(session).items():
        if code not in DRAWN or not by_group.get(ALL):
            continue
        ends = by_group[ALL]
        curve = aalen_johansen([t for t, _ in ends], [c for _, c in ends], causes=max(CAUSES), limits="exact")
        for cause, name in CAUSES.items():
            if cause > 1 and not curve.events[cause - 1].sum():
                continue
            same: dict[str, Any] = {"PARAMCD": code, "PARAM": title, "CAUSE": name, "PATIENTS": len(ends)}
            upper = 1 - 0.025 ** (1 / len(ends))
            rows.append(
                {
                    **same,
                    "MONTH": 0.0,
                    "INCIDENCE": 0.0,
                    "LOW": 0.0,
                    "HIGH": upper,
                    "CENSORED": 0,
                    "LEFT": len(ends),
                }
            )
            for place, month in enumerate(curve.time):
                all_events = int(curve.events[:, place].sum())
                rows.append(
                    {
                        **same,
                        "MONTH": float(month),
                        "INCIDENCE": float(curve.incidence[cause - 1][place]),
                        "LOW": float(curve.low[cause - 1][place]),
                        "HIGH": float(curve.high[cause - 1][place]),
                        "CENSORED": int(curve.at_risk[place]) - all_events - int(curve.remaining[place]),
                        "LEFT": int(curve.remaining[place]),
                    }
                )
    return rows
