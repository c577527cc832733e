"""Kaplan-Meier curves of the times to an event, as rows to draw."""

from __future__ import annotations

from typing import Any

from cartaid.analysis.survival import NEVER
from cartaid.engine import Session
from cartaid.results.cohort import DAYS_A_MONTH, MEMBERS, groups

Rows = list[dict[str, Any]]

DRAWN = ("TTREM", "TTREL", "TTRESUME")
"""Times to event that are drawn: first response, relapse, resumption of drugs."""

STEPS, MOST_NUMBERS = (1, 3, 6, 12, 24), 8
"""Months between two numbers at risk, the fewest that give no more than about so many of them."""


def curves(session: Session) -> tuple[Rows, Rows]:
    """Give the points of each curve and its numbers at risk, for all patients and each disease.

    A point holds from its MONTH to the next; the first is month 0 with survival 1. CENSORED counts the patients
    whose observation ended there without the event. The at-risk rows are at whole months.
    """
    found = groups(session)
    if not found or not session.has("adtte"):
        return [], []
    codes = ", ".join(f"'{code}'" for code in DRAWN)
    times: dict[tuple[str, str, str], list[tuple[float, int]]] = {}
    # A patient in whom the response was never assessed is not evaluable for it.
    for code, title, group, days, censored in session.rows(
        f"SELECT t.PARAMCD, t.PARAM, g.GROUPID, t.AVAL, t.CNSR FROM adtte AS t JOIN {MEMBERS} AS g "
        f"ON g.USUBJID = t.USUBJID WHERE t.PARAMCD IN ({codes}) AND t.APERIOD = 1 AND t.AVAL >= 0 "
        "AND NOT coalesce(t.CNSDTDSC LIKE ?, FALSE) ORDER BY t.PARAMCD, g.GROUPID, t.AVAL, t.CNSR, t.USUBJID",
        [f"{NEVER}%"],
    ):
        times.setdefault((code, title, group), []).append((float(days) / DAYS_A_MONTH, int(censored == 0)))
    if not times:
        return [], []
    from cartaid.statistics.kaplan_meier import kaplan_meier
    from cartaid.statistics.survival_curve import survival_at

    points: Rows = []
    at_risk: Rows = []
    labels = {group.id: (group.order, group.label) for group in found}
    longest: dict[str, float] = {}
    for (code, _, _), rows in times.items():
        longest[code] = max(longest.get(code, 0.0), max(time for time, _ in rows))
    for (code, title, group), rows in times.items():
        if group not in labels:
            continue
        order, label = labels[group]
        same = {"PARAMCD": code, "PARAM": title, "GROUP": label, "ORDER": order}
        curve = kaplan_meier([t for t, _ in rows], [e for _, e in rows], limits="beta-product")
        start = survival_at(curve, 0.0).survival
        points.append(
            {
                **same,
                "MONTH": 0.0,
                "SURVIVAL": 1.0,
                "LOW": start.low,
                "HIGH": start.high,
                "CENSORED": 0,
                "EVENTS": 0,
            }
        )
        for time, risk, events, left, survival, low, high in zip(
            curve.time,
            curve.at_risk,
            curve.events,
            curve.remaining,
            curve.survival,
            curve.low,
            curve.high,
            strict=True,
        ):
            points.append(
                {
                    **same,
                    "MONTH": float(time),
                    "SURVIVAL": float(survival),
                    "LOW": float(low),
                    "HIGH": float(high),
                    "CENSORED": int(risk) - int(events) - int(left),
                    "EVENTS": int(events),
                }
            )
        step = next((months for months in STEPS if longest[code] / months <= MOST_NUMBERS), STEPS[-1])
        for month in range(0, int(longest[code]) + 1, step):
            still = sum(time >= month for time, _ in rows)
            at_risk.append({**same, "MONTH": float(month), "AT_RISK": still})
    return points, at_risk
