"""Autoantibodies after the infusion: who lost which, by how much, and when."""

from __future__ import annotations

import math
from typing import Any

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cells import turnbull_row
from cartaid.results.cohort import TREATED
from cartaid.results.measure import Place, estimate, figure, median_range, result, share, words

CONFIRMATIONS = 2
"""Negative samples in a row that make the time to seroconversion."""


def of_assay(code: str, method: str | None, unit: str | None) -> dict[str, str]:
    """Give the values that the columns of the records of one assay hold; what was not recorded is empty."""
    return {"PARAMCD": code, "METHOD": method or "", "AVALU": unit or ""}


def autoantibodies(session: Session) -> list[Result]:
    """Give, for each antibody and assay, seroconversion and change by visit, and the time to negative."""
    if not session.has("seroconversion"):
        return []
    changed = changes(session)
    times = times_to_negative(session)
    rows: list[Result] = []
    order: dict[tuple[Any, ...], str] = {}
    for (
        code,
        title,
        method,
        unit,
        cut,
        visit,
        base,
        sampled,
        negative,
        positive,
        other,
        switched,
        given,
        twice,
    ) in session.rows(
        "SELECT PARAMCD, PARAM, METHOD, AVALU, CUTOFF, AVISIT, BASEPOS, SAMPLED, NEGATIVE, POSITIVE, OPEN, CHANGED, "
        "GIVEN, TWICE FROM seroconversion ORDER BY PARAM NULLS LAST, PARAMCD, METHOD NULLS LAST, AVALU NULLS LAST, "
        "AVISITN NULLS LAST"
    ):
        assay = (code, method, unit)
        group = order.setdefault(assay, assay_title(title or code, method, unit, cut))
        # A patient whose assay was changed is counted with that of before: then no filter finds everybody.
        records = conditions(
            **of_assay(*assay),
            AVISIT=visit,
            ANL01FL="Y",
            POSTFL="Y",
            BPOSFL="Y",
            SEROCFL=("Y", "N"),
            APERIOD=1,
        )
        place = Place(
            "seroconversion", f"{code} {method} {unit} {visit}", "", visit, group, "", 0, "adis", records
        )
        at = place.at(column="negative", heading="Negative, x/N (95 %)", order=0)
        rows.append(share(at, negative, negative + positive, patients=base, undetermined=other))
        reasons = [
            text
            for number, text in (
                (switched, f"{switched} assay changed"),
                (given, f"{given} after immunoglobulin"),
                (twice, f"{twice} two different results"),
                (
                    other - switched - given - twice,
                    f"{other - switched - given - twice} bound, no cut-off or no number",
                ),
            )
            if number > 0
        ]
        unsettled = conditions(PARAMCD=code, AVISIT=visit, ANL01FL="Y", POSTFL="Y", SEROCFL="U", APERIOD=1)
        at = place.at(
            column="open", heading="Cannot be told", order=1, filter=unsettled if other else records
        )
        rows.append(words(at, "; ".join(reasons) or "0", n=other, N=sampled))
        rows += change_cells(place, changed.get((*assay, visit)))
    for assay, group in order.items():
        low, high = times.get(assay, ([], []))
        if low:
            rows += time_to_negative(assay, group, low, high)
    return sorted_by_group(rows)


def assay_title(title: str, method: str | None, unit: str | None, cut: Any) -> str:
    """Name an antibody with its assay.

    >>> assay_title("Anti-Sm antibody", "ELISA", "U/mL", 20)
    'Anti-Sm antibody, ELISA, positive from 20 U/mL'
    """
    limit = (
        f"positive from {figure(float(cut))} {unit or ''}".strip()
        if cut is not None
        else "no cut-off recorded"
    )
    return ", ".join(part for part in (title, method or "assay not recorded", limit) if part)


def changes(session: Session) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Give (n, median, lowest, highest, bounds, upward, unsettled) of the percent change by (test, method, unit, visit).

    `unsettled` values have no change because they and their baseline are the same kind of bound (>400 both times).
    """
    return {
        (code, method, unit, visit): found
        for code, method, unit, visit, *rest in session.rows(
            "SELECT a.PARAMCD, a.METHOD, a.AVALU, a.AVISIT, count(a.PCHG), median(a.PCHG), min(a.PCHG), max(a.PCHG), "
            "count(*) FILTER (WHERE a.PCHGQUAL IS NOT NULL), bool_or(a.PCHGQUAL = '>='), "
            "count(*) FILTER (WHERE a.PCHG IS NULL) FROM adis AS a "
            f"JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID WHERE a.PARCAT = 'AUTOANTIBODY' AND a.ANL01FL = 'Y' "
            "AND a.POSTFL = 'Y' AND a.APERIOD = 1 AND a.BPOSFL = 'Y' AND a.IVIGFL = 'N' "
            "AND (a.PCHG IS NOT NULL OR (a.AQUAL = a.BASEQUAL AND a.ASSAYCHFL IS NULL)) "
            "GROUP BY a.PARAMCD, a.METHOD, a.AVALU, a.AVISIT"
        )
        for found in (tuple(rest),)
    }


def change_cells(place: Place, found: tuple[Any, ...] | None) -> list[Result]:
    """Give the percent change of one antibody at one visit, marked where bounds went in."""
    at = place.at(column="change", heading="Change, %: median (range) [n]", order=2)
    if found is None:
        return [result(at, "median (range)", "NE: no two values of one assay", n=0)]
    n, median, low, high, bounds, upward, unsettled = found
    if not n and unsettled:
        return [result(at, "median (range)", "NE: below or above the range both times", n=0)]
    rows = [median_range(at, median, low, high, n)]
    if bounds:
        sign = "≥ or ≤" if upward else "≤"
        rows.append(result(at, "bounds", f"[{n}; {sign} in {bounds}]", value=bounds, n=bounds, N=n))
    else:
        rows.append(result(at, "n", f"[{n}]", value=n, n=n))
    return rows


def times_to_negative(session: Session) -> dict[tuple[Any, ...], tuple[list[float], list[float]]]:
    """Give, by (test, method, unit) of the baseline, the bounds of the time to the first confirmed negative sample.

    Samples that cannot be told are left out, as if they had not been taken; without a negative one the time is
    censored at the last sample that was positive.
    """
    from cartaid.statistics.crossing import first_crossing

    samples: dict[tuple[Any, ...], tuple[list[int], list[int]]] = {}
    for code, method, unit, patient, day, negative in session.rows(
        "SELECT a.PARAMCD, b.METHOD, b.AVALU, a.USUBJID, a.RDY, min(CASE WHEN a.SEROCFL = 'Y' THEN 1 ELSE 0 END) "
        f"FROM adis AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID "
        "JOIN adis AS b ON b.USUBJID = a.USUBJID AND b.PARAMCD = a.PARAMCD AND b.ABLFL = 'Y' AND b.APERIOD = 1 "
        "WHERE a.PARCAT = 'AUTOANTIBODY' AND a.APERIOD = 1 AND a.SEROCFL IN ('Y', 'N') AND a.RDY > 0 "
        "GROUP BY a.PARAMCD, b.METHOD, b.AVALU, a.USUBJID, a.RDY "
        "ORDER BY a.PARAMCD, b.METHOD, b.AVALU, a.USUBJID, a.RDY"
    ):
        days, crossed = samples.setdefault((code, method, unit, patient), ([], []))
        days.append(day)
        crossed.append(negative)
    bounds: dict[tuple[Any, ...], tuple[list[float], list[float]]] = {}
    for (code, method, unit, _), (days, crossed) in samples.items():
        found = first_crossing(days, crossed, consecutive=CONFIRMATIONS)
        low, high = bounds.setdefault((code, method, unit), ([], []))
        # Positive before treatment, so where no later sample was positive the time lies after day 0.
        low.append(found.lower or 0.0)
        high.append(math.inf if found.upper is None else found.upper)
    return bounds


def time_to_negative(assay: tuple[Any, ...], group: str, low: list[float], high: list[float]) -> list[Result]:
    """Give Kaplan-Meier and Turnbull medians of the time to the first confirmed negative sample."""
    from cartaid.statistics.kaplan_meier import kaplan_meier
    from cartaid.statistics.survival_curve import survival_quantile
    from cartaid.statistics.turnbull import right_end, turnbull, turnbull_median

    code, method, unit = assay
    # The sample that makes a patient one of them; the later ones are those of the visits.
    records = conditions(**of_assay(*assay), ABLFL="Y", POSFL="Y", APERIOD=1)
    name = f"{code} {method} {unit} time"
    place = Place("seroconversion", name, "", "Time to negative, days", group, "", 0, "adis", records)
    events = sum(bound < math.inf for bound in high)
    at = place.at(column="negative", heading="Negative, x/N (95 %)", order=0)
    rows = [share(at, events, len(low))]
    at = place.at(column="time", heading="Median time, days (95 %)", order=3)
    median = survival_quantile(kaplan_meier(*right_end(low, high), limits="beta-product"))
    rows.append(estimate(at, "Kaplan-Meier median, right end", median, n=events, N=len(low)))
    at = place.at(column="interval", heading="Turnbull median", order=4)
    rows.append(turnbull_row(at, turnbull_median(turnbull(low, high)), len(low)))
    return rows


def sorted_by_group(rows: list[Result]) -> list[Result]:
    """Keep rows of one group together, groups in order of appearance."""
    order = {group: place for place, group in enumerate(dict.fromkeys(r.group for r in rows))}
    return sorted(rows, key=lambda r: order[r.group])
