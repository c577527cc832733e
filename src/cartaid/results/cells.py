"""CAR T cell kinetics in the layout of product labels, and the time without B cells."""

from __future__ import annotations

import math
from typing import Any

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import DAYS_A_MONTH, MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.durability import free_at
from cartaid.results.measure import (
    Place,
    between,
    estimate,
    figure,
    mean_sd,
    median_range,
    note,
    result,
    share,
    tally,
)

HEADINGS = (
    Heading(
        "kinetics",
        "CAR T cell kinetics",
        "cells",
        "Parameter",
        "no CAR T cell measurement after day 0",
        (
            "Values, areas, half-life, doubling time: geometric mean (geometric CV %). Days of the highest and of the "
            "last value, and what the half-life rests on: median (range). Persistence: Kaplan-Meier median (95 %). [n] "
            "patients. Assays are never put together.",
        ),
    ),
    Heading(
        "b_cells",
        "B-cell aplasia: time from the infusion to the return of B cells, days",
        "cells",
        "Estimate",
        "no B-cell count after day 0",
        (
            "Mean ± SD as published series print it: patients whose B cells returned, censored ones left out, and those "
            "never depleted, who had nothing to return.",
            "The return is known only to lie between two samples: read at the first one with B cells (right end), "
            "at the middle, or left as an interval (Turnbull).",
        ),
    ),
)

TIMES = ("TMAX", "TLAST", "LAMZNPT", "R2ADJ")
"""Kinetic parameters by median and range: days, as labels print them, and what the half-life rests on."""

UNITLESS = ("LAMZNPT", "R2ADJ")
"""Kinetic parameters without a unit."""

UNBRACED = str.maketrans("", "", "{}")
"""UCUM writes what is counted in braces; a reader knows copies/ug."""

CENSORED = ("PERSIST",)
"""Kinetic parameters that may be censored: Kaplan-Meier median."""

DURATION = "BCELLDUR"
"""Parameter of the time from the infusion to the return of B cells."""

FROM_ABSENCE = "BCELLD2"
"""Parameter of the time from the first sample without B cells to their return."""


def results(session: Session) -> list[Result]:
    """Give kinetics and B-cell aplasia by disease."""
    found = groups(session)
    if not found:
        return []
    return [*kinetics(session, found), *b_cells(session, found)]


def kinetics(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Summarise each kinetic parameter of each assay; patients without a value are counted, with the reason."""
    if not session.has("adpp"):
        return []
    seen: dict[tuple[str, str, str], dict[str, list[tuple[float, int]]]] = {}
    assays: dict[tuple[str, str, str], dict[str, str]] = {}
    remarks: dict[tuple[str, str], dict[str, set[str]]] = {}
    named: dict[str, set[str]] = {}
    usable: set[str] = set()
    for test, method, code, title, unit, id, patient, value, censored, reason in session.rows(
        "SELECT p.PPCAT, p.METHOD, p.PARAMCD, p.PARAM, p.AVALU, g.GROUPID, p.USUBJID, CAST(p.AVAL AS DOUBLE), "
        f"coalesce(p.CNSR, 0), p.REASON FROM adpp AS p JOIN {MEMBERS} AS g ON g.USUBJID = p.USUBJID "
        "WHERE p.PARAMCD NOT LIKE 'BCELL%' AND p.APERIOD = 1 ORDER BY p.PPCAT, p.METHOD, p.USUBJID"
    ):
        assay = f"{test}, {method.lower()}" if method else test or ""
        name = title.split(" (")[0]
        named.setdefault(assay, set()).add(name)
        label = (
            name if code.startswith(UNITLESS) else f"{name}, {(unit or 'unit not given').translate(UNBRACED)}"
        )
        values = seen.setdefault((assay, code, label), {}).setdefault(id, [])
        if not (reason or "").startswith("no usable sample"):
            usable.add(assay)
        if value is not None:
            values.append((value, 0 if censored else 1))
        for remark in (reason or "").split("; "):
            if remark:
                where = remarks.setdefault((assay, remark), {})
                where.setdefault(name, set()).add(patient)
        assays[assay, code, label] = {"PPCAT": test or "", "METHOD": method or "", "AVALU": unit or ""}
    order = list(dict.fromkeys(assay for assay, _, _ in seen))
    rows = []
    for key in sorted(seen, key=lambda k: (order.index(k[0]), place_of(k[1]), k[2])):
        assay, code, label = key
        for group in found:
            # An assay of which every value was refused has its footnote, and no rows that could only say so again.
            if assay in usable and group.id in seen[key]:
                records = conditions(
                    PARAMCD=code, APERIOD=1, STATUS="DETERMINED", DISEASE=group.disease, **assays[key]
                )
                name, heading = f"{code} {assay} {label}", group.heading
                place = Place("kinetics", name, group.id, label, assay, heading, group.order, "adpp", records)
                rows += parameter(place, code, seen[key][group.id], group.patients)
    for number, ((assay, remark), where) in enumerate(sorted(remarks.items())):
        patients = set().union(*where.values())
        who = "1 patient" if len(patients) == 1 else f"{len(patients)} patients"
        what = "" if set(where) == named[assay] else f" ({'; '.join(sorted(where))})"
        rows.append(note("kinetics", f"{assay}: in {who}: {remark}{what}.", number))
    return rows


ORDER = (
    "CMAX",
    "TMAX",
    "AUC28",
    "AUC90",
    "AUCLST",
    "THALF",
    "LAMZNPT",
    "R2ADJ",
    "TDOUBLE",
    "CLAST",
    "TLAST",
    "PERSIST",
)
"""Kinetic parameters in the order of the display, without the letter of the assay."""


def place_of(code: str) -> int:
    """Give the place of a parameter code in the display.

    >>> place_of("TMAXF"), place_of("OTHER")
    (1, 12)
    """
    return next((place for place, known in enumerate(ORDER) if code.startswith(known)), len(ORDER))


def parameter(place: Place, code: str, values: list[tuple[float, int]], patients: int) -> list[Result]:
    """Summarise one parameter from (value, 1 or 0 when censored).

    Times by median and range, times that may be censored by Kaplan-Meier, the others by geometric mean and CV of
    the values above 0; patients at 0 (no expansion) are counted apart.

    >>> [r.text for r in parameter(Place("d"), "CMAXF", [(10.0, 1), (40.0, 1), (0.0, 1)], 3)]
    ['20', '(127 %)', '[2]', '1 at 0']
    """
    from cartaid.statistics.descriptive import describe

    given = [value for value, _ in values]
    if not given:
        return [result(place, "value", "NE: no value in any patient, see below", n=0, N=patients)]
    if code.startswith(CENSORED):
        from cartaid.statistics.kaplan_meier import kaplan_meier
        from cartaid.statistics.survival_curve import survival_quantile

        happened = [event for _, event in values]
        median = survival_quantile(kaplan_meier(given, happened, limits="beta-product"))
        number = result(place, "n", f"[{len(given)}]", value=len(given), n=len(given), N=patients)
        return [estimate(place, "Kaplan-Meier median", median, n=sum(happened), N=len(given)), number]
    if code.startswith(TIMES):
        found = describe(given)
        number = result(place, "n", f"[{found.n}]", value=found.n, n=found.n, N=patients)
        return [median_range(place, found.median, found.minimum, found.maximum, found.n, patients), number]
    found = describe(value for value in given if value > 0)
    at_zero = len(given) - found.n
    number = result(place, "n", f"[{found.n}]", value=found.n, n=found.n, N=patients)
    zero = [result(place, "at 0", f"{at_zero} at 0", value=at_zero, n=at_zero)] if at_zero else []
    if found.geometric_mean is None:
        return [result(place, "geometric mean", "NE: no value above 0", n=0, N=patients), number, *zero]
    mean = figure(found.geometric_mean)
    rows = [result(place, "geometric mean", mean, value=found.geometric_mean, n=found.n, N=patients)]
    if found.geometric_cv is not None:
        # Equal values leave a rest of floating point, not a spread.
        shown = 0.0 if found.geometric_cv < 1e-6 else found.geometric_cv
        text = f"({figure(shown)} %)"
        rows.append(result(place, "geometric CV %", text, value=found.geometric_cv, n=found.n))
    return [*rows, number, *zero]


def aplasia_durations(session: Session) -> tuple[list[float], int]:
    """Give the days to the return of B cells of those in whom they returned, and how many patients have a time.

    Patients never depleted (CNSR empty) have none.
    """
    if not session.has("adpp"):
        return [], 0
    rows = session.rows(
        f"SELECT p.AVAL, p.CNSR FROM adpp AS p JOIN {TREATED} AS g ON g.USUBJID = p.USUBJID "
        f"WHERE p.PARAMCD = '{DURATION}' AND p.APERIOD = 1 AND p.STATUS = 'DETERMINED' "
        "AND p.AVAL IS NOT NULL AND p.CNSR IS NOT NULL ORDER BY p.AVAL, p.USUBJID"
    )
    return [float(days) for days, censored in rows if not censored], len(rows)


def b_cells(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give the time to the return of B cells by every reading of its interval."""
    if not session.has("adpp"):
        return []
    intervals: dict[str, list[tuple[float, float]]] = {}
    never: dict[str, int] = {}
    for id, low, high, censored in session.rows(
        f"SELECT g.GROUPID, p.ALOW, p.AHIGH, p.CNSR FROM adpp AS p JOIN {MEMBERS} AS g ON g.USUBJID = p.USUBJID "
        f"WHERE p.PARAMCD = '{DURATION}' AND p.APERIOD = 1 AND p.STATUS = 'DETERMINED' AND p.ALOW IS NOT NULL "
        "ORDER BY g.GROUPID, p.ALOW, p.AHIGH NULLS LAST, p.USUBJID"
    ):
        if censored is None:
            never[id] = never.get(id, 0) + 1
            continue
        seen_by = math.inf if censored or high is None else float(high)
        intervals.setdefault(id, []).append((float(low), seen_by))
    rows = []
    since = since_first_absent(session)
    for group in found:
        if group.id in intervals:
            rows += aplasia(group, intervals[group.id], never.get(group.id, 0))
        if group.id in since:
            n, median, low, high = since[group.id]
            records = conditions(PARAMCD=FROM_ABSENCE, APERIOD=1, CNSR=0, DISEASE=group.disease)
            label, heading = (
                "From the first sample without them, of those returned: median (range)",
                group.heading,
            )
            at = Place("b_cells", "since", group.id, label, "", heading, group.order, "adpp", records)
            rows += [median_range(at, median, low, high, n), result(at, "n", f"[{n}]", value=n, n=n)]
        if never and (group.id in intervals or group.id in never):
            count = never.get(group.id, 0)
            of = count + len(intervals.get(group.id, ()))
            records = conditions(PARAMCD=DURATION, APERIOD=1, STATUS="DETERMINED", DISEASE=group.disease)
            label, heading = "Never depleted", group.heading
            at = Place("b_cells", "never", group.id, label, "", heading, group.order, "adpp", records)
            rows.append(tally(at, count, of))
    rows += phenotype(session, found)
    order = {row: place for place, row in enumerate(dict.fromkeys(r.row for r in rows))}
    rows.sort(key=lambda r: order[r.row])
    reasons = session.rows(
        f"SELECT p.REASON, count(*) FROM adpp AS p JOIN {TREATED} AS g ON g.USUBJID = p.USUBJID WHERE p.PARAMCD = "
        f"'{DURATION}' AND p.APERIOD = 1 AND p.REASON IS NOT NULL GROUP BY p.REASON ORDER BY p.REASON"
    )
    for number, (reason, patients) in enumerate(reasons):
        who = "1 patient" if patients == 1 else f"{patients} patients"
        rows.append(note("b_cells", f"In {who}: {reason}.", number))
    return rows


def since_first_absent(session: Session) -> dict[str, tuple[int, float, float, float]]:
    """Give, by group, (n, median, lowest, highest) of the days from the first sample without B cells to their return."""
    return {
        id: (n, median, low, high)
        for id, n, median, low, high in session.rows(
            "SELECT g.GROUPID, count(*), median(p.AVAL), min(p.AVAL), max(p.AVAL) FROM adpp AS p "
            f"JOIN {MEMBERS} AS g ON g.USUBJID = p.USUBJID WHERE p.PARAMCD = '{FROM_ABSENCE}' AND p.APERIOD = 1 "
            "AND p.CNSR = 0 AND p.AVAL IS NOT NULL GROUP BY g.GROUPID"
        )
    }


def aplasia(group: Group, intervals: list[tuple[float, float]], never: int = 0) -> list[Result]:
    """Give the estimates of one group from (last day without, first day with B cells) of those depleted."""
    from cartaid.statistics.descriptive import describe
    from cartaid.statistics.kaplan_meier import kaplan_meier
    from cartaid.statistics.survival_curve import survival_at, survival_quantile
    from cartaid.statistics.turnbull import midpoint, right_end, turnbull, turnbull_median

    records = conditions(PARAMCD=DURATION, APERIOD=1, STATUS="DETERMINED", DISEASE=group.disease)

    def at(row: str, label: str) -> Place:
        return Place("b_cells", row, group.id, label, "", group.heading, group.order, "adpp", records)

    n = len(intervals)
    low, high = [a for a, _ in intervals], [b for _, b in intervals]
    seen = [b for b in high if b < math.inf]
    found = describe(seen)
    rows: list[Result] = [
        share(at("returned", "B cells returned"), len(seen), n, patients=group.patients - never),
        mean_sd(at("mean", "Of those returned: mean ± SD"), found.mean, found.sd, found.n, n),
        median_range(
            at("median", "Of those returned: median (range)"),
            found.median,
            found.minimum,
            found.maximum,
            found.n,
            n,
        ),
    ]
    for row, label, reading in (
        ("right_end", "Kaplan-Meier median (95 %), right end", right_end),
        ("midpoint", "Kaplan-Meier median (95 %), midpoint", midpoint),
    ):
        times, happened = reading(low, high)
        median = survival_quantile(kaplan_meier(times, happened, limits="beta-product"))
        rows.append(estimate(at(row, label), f"Kaplan-Meier median, {row}", median, n=len(seen), N=n))
    rows.append(
        turnbull_row(at("turnbull", "Turnbull median, interval"), turnbull_median(turnbull(low, high)), n)
    )
    curve = kaplan_meier(*right_end(low, high), limits="beta-product")
    for months in (3, 6, 12):
        landmark = survival_at(curve, months * DAYS_A_MONTH)
        place = at(f"month_{months}", f"Still without B cells at {months} months [at risk]")
        rows.append(free_at(place, landmark.survival, landmark.at_risk))
    return rows


SHARES = {
    "BCELLNV": "Naive share at return, %: median (range)",
    "BCELLSM": "Switched memory share at return, %: median (range)",
}
"""Shares of B cells at their return, by parameter code."""


def phenotype(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give what the returning B cells are, where the protocol names the test codes."""
    by_group = {group.id: group for group in found}
    rows = []
    for code, id, n, median, low, high in session.rows(
        "SELECT p.PARAMCD, g.GROUPID, count(p.AVAL), median(p.AVAL), min(p.AVAL), max(p.AVAL) FROM adpp AS p "
        f"JOIN {MEMBERS} AS g ON g.USUBJID = p.USUBJID WHERE p.PARAMCD IN ('BCELLNV', 'BCELLSM') AND p.APERIOD = 1 "
        "GROUP BY p.PARAMCD, g.GROUPID ORDER BY p.PARAMCD, g.GROUPID"
    ):
        if id in by_group:
            group = by_group[id]
            records = conditions(PARAMCD=code, APERIOD=1, STATUS="DETERMINED", DISEASE=group.disease)
            place = Place("b_cells", code, id, SHARES[code], "", group.heading, group.order, "adpp", records)
            rows.append(median_range(place, median, low, high, n, group.patients))
            rows.append(result(place, "n", f"[{n}]", value=n, n=n, N=group.patients))
    return rows


def turnbull_row(place: Place, median: Any, n: int) -> Result:
    """Give the interval that holds the median."""
    name, method = "Turnbull median", "Turnbull (nonparametric maximum likelihood), no limits"
    if median.left is None:
        return result(place, name, f"NE: {median.reason}", N=n, method=method)
    left, right = median.left, median.right
    text = figure(left) if left == right else between(figure(left), figure(right))
    return result(place, name, text, low=left, high=right, N=n, method=method)
