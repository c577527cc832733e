"""Efficacy by disease and visit: every derived score and state, with the number of patients at each time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import MEMBERS, Group, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, estimate, mean_sd, median_range, result, share, words

HEADINGS = (
    Heading(
        "efficacy_*",
        "Efficacy over time: {disease}",
        "efficacy",
        "Visit",
        "no score or state of a disease after day 0",
        (
            "Scores: median (range), [n] patients with a value. States: x/N, N patients in whom it could be judged.",
            "One assessment a patient and visit, the determined one nearest to the target day.",
        ),
    ),
    Heading(
        "scores_*",
        "Scores by visit: {disease}",
        "efficacy",
        "Visit",
        "no score of a disease",
        (
            "Change from the baseline of the protocol. No p-value below 6 pairs; p-values are descriptive, unadjusted.",
        ),
    ),
    Heading(
        "states_*",
        "States and responses by visit: {disease}",
        "efficacy",
        "Visit",
        "no state or response of a disease",
        ("Undetermined: assessed, but missing items leave the answer open; never counted as failure.",),
    ),
)

Y = ("Y",)
MAIN: dict[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    # disease: (column, parameter, heading, values that count; none for a score)
    "SLE": (
        ("sledai", "SLEDAI", "SLEDAI-2K", ()),
        ("csledai", "CSLEDAI", "Clinical SLEDAI", ()),
        ("pga", "PGA", "PGA", ()),
        ("doris", "DORIS21", "DORIS 2021", Y),
        ("doris_df", "DORISDF", "DORIS without any drug", Y),
        ("lldas", "LLDAS", "LLDAS", Y),
    ),
    "IIM": (
        ("tis", "TIS", "Total Improvement Score", ()),
        ("moderate", "TISCAT", "At least moderate response", ("moderate", "major")),
        ("major", "TISCAT", "Major response", ("major",)),
        ("mmt8", "MMT8PCT", "MMT8, % of maximum", ()),
        ("phga", "PHGA", "Physician global", ()),
        ("ptga", "PTGA", "Patient global", ()),
        ("haq", "HAQDI", "HAQ-DI", ()),
        ("exm", "EXM", "Extramuscular activity", ()),
    ),
    "SSC": (
        ("eustar", "EUSTAR", "EUSTAR activity", ()),
        ("inactive", "EUSTARCT", "EUSTAR inactive", ("inactive",)),
        ("mrss", "MRSS", "mRSS", ()),
    ),
}
"""Columns of the main efficacy display of each disease; other diseases show every score they have."""

ELSEWHERE = ("prednisone-equivalent", "drug-free", "mmt8")
"""Definitions with displays of their own, and the muscle test, whose totals on different scales cannot be pooled."""


def results(session: Session) -> list[Result]:
    """Give the efficacy displays of every disease with scored rows."""
    found = groups(session)
    if not found:
        return []
    shown = found[1:] or found
    scores, states = score_rows(session), state_rows(session)
    rows: list[Result] = []
    for group in shown:
        own_scores = [row for row in scores if row["GROUPID"] == group.id]
        own_states = [row for row in states if row["GROUPID"] == group.id]
        if not own_scores and not own_states:
            continue
        changes = main_changes(session, group)
        rows += main_display(group, own_scores, own_states)
        rows += score_display(group, own_scores, changes)
        rows += state_display(group, own_states)
    return rows


VISIT = (
    "CASE WHEN r.ABLFL = 'Y' THEN 'Baseline' ELSE r.AVISIT END AS VISIT, "
    "CASE WHEN r.ABLFL = 'Y' THEN -1 ELSE r.AVISITN END AS PLACE"
)
WANTED = (
    "r.APERIOD = 1 AND (r.ABLFL = 'Y' OR (r.ANL01FL = 'Y' AND r.RDY > 0)) AND r.STATUS <> 'NOT_APPLICABLE' "
    f"AND r.DEFID NOT IN ({', '.join(repr(id) for id in ELSEWHERE)})"
)
# The last assessment up to the reference day is the baseline, whatever its visit; other rows before day 0 are
# not shown. A baseline row that is also in a later visit's window cannot be, its day is at most day 0.


def score_rows(session: Session) -> list[dict[str, Any]]:
    """Summarise every score by group, parameter and visit."""
    return session.records(
        f"""
        SELECT GROUPID, PARAMCD, max(PARAM) AS PARAM, VISIT, max(PLACE) AS PLACE,
            count(*) FILTER (WHERE STATUS = 'DETERMINED') AS N,
            count(*) FILTER (WHERE STATUS = 'UNDETERMINED') AS UNDETERMINED,
            median(AVAL) AS MEDIAN, min(AVAL) AS LOW, max(AVAL) AS HIGH,
            avg(AVAL ORDER BY AVAL) AS MEAN, stddev_samp(AVAL ORDER BY AVAL) AS SD,
            count(CHG) AS PAIRS, median(CHG) AS CHANGE, min(CHG) AS CHANGE_LOW, max(CHG) AS CHANGE_HIGH
        FROM (
            SELECT g.GROUPID, r.PARAMCD, r.PARAM, r.STATUS, {VISIT},
                CASE WHEN r.STATUS = 'DETERMINED' THEN r.AVAL END AS AVAL,
                CASE WHEN r.STATUS = 'DETERMINED' AND r.RDY > 0 THEN r.CHG END AS CHG
            FROM scored_row AS r JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID
            WHERE r.DATASET = 'adqs' AND {WANTED}) AS placed
        GROUP BY GROUPID, PARAMCD, VISIT ORDER BY GROUPID, PARAMCD, PLACE
        """
    )


def state_rows(session: Session) -> list[dict[str, Any]]:
    """Count every state by group, parameter, visit and value."""
    return session.records(
        f"""
        SELECT GROUPID, PARAMCD, max(PARAM) AS PARAM, VISIT, max(PLACE) AS PLACE, AVALC, count(*) AS N
        FROM (
            SELECT g.GROUPID, r.PARAMCD, r.PARAM, {VISIT},
                CASE WHEN r.STATUS = 'DETERMINED' THEN r.AVALC ELSE 'UNDETERMINED' END AS AVALC
            FROM scored_row AS r JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID
            WHERE r.DATASET = 'adrs' AND {WANTED}) AS placed
        GROUP BY GROUPID, PARAMCD, VISIT, AVALC ORDER BY GROUPID, PARAMCD, PLACE, AVALC
        """
    )


def main_changes(session: Session, group: Group) -> dict[tuple[str, str], list[float]]:
    """Give the changes of each patient in the main scores, by parameter and visit."""
    codes = [code for _, code, _, counts in MAIN.get(group.id, ()) if not counts]
    if not codes:
        return {}
    found: dict[tuple[str, str], list[float]] = {}
    for code, visit, change in session.rows(
        f"SELECT r.PARAMCD, r.AVISIT, r.CHG FROM scored_row AS r JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID "
        f"WHERE g.GROUPID = ? AND r.PARAMCD IN ({', '.join('?' * len(codes))}) AND r.ANL01FL = 'Y' "
        "AND r.APERIOD = 1 AND r.RDY > 0 AND r.CHG IS NOT NULL AND r.STATUS = 'DETERMINED' "
        "ORDER BY r.PARAMCD NULLS LAST, r.AVISITN NULLS LAST, r.USUBJID NULLS LAST",
        [group.id, *codes],
    ):
        found.setdefault((code, visit), []).append(change)
    return found


def records_at(group: Group, code: str, visit: str, **more: object) -> str:
    """Give the filter of one parameter at one visit in one disease group."""
    timed = {"ABLFL": "Y"} if visit == "Baseline" else {"AVISIT": visit, "ANL01FL": "Y"}
    return conditions(PARAMCD=code, **timed, APERIOD=1, DISEASE=group.disease, **more)


def main_columns(
    group: Group, scores: Iterable[dict[str, Any]]
) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Give the columns of the main display: the known ones of the disease, or every score there is."""
    if group.id in MAIN:
        return list(MAIN[group.id])
    return [
        (code.lower(), code, title, ()) for code, title in {r["PARAMCD"]: r["PARAM"] for r in scores}.items()
    ]


def main_display(group: Group, scores: list[dict[str, Any]], states: list[dict[str, Any]]) -> list[Result]:
    """Give the display of one disease that a paper would print: visits by main parameters."""
    columns = main_columns(group, scores)
    visits = sorted(
        {
            (r["PLACE"], r["VISIT"])
            for r in (*scores, *states)
            if r["PARAMCD"] in {c for _, c, _, _ in columns}
        }
    )
    by_score = {(r["PARAMCD"], r["VISIT"]): r for r in scores}
    by_state = counted_states(states)
    display = f"efficacy_{group.id.lower()}"
    rows: list[Result] = []
    for _, visit in visits:
        for order, (column, code, heading, counts) in enumerate(columns):
            at = Place(display, visit, column, visit, "", heading, order)
            if counts and (code, visit) in by_state:
                values = by_state[code, visit]
                records = records_at(group, code, visit, STATUS="DETERMINED")
                rows.append(state_share(at.at(dataset="adrs", filter=records), values, counts))
            elif not counts and (code, visit) in by_score:
                row = by_score[code, visit]
                there = at.at(dataset="adqs", filter=records_at(group, code, visit, STATUS="DETERMINED"))
                rows.append(
                    median_range(there, row["MEDIAN"], row["LOW"], row["HIGH"], row["N"], group.patients)
                )
                rows.append(result(there, "n", f"[{row['N']}]", value=row["N"], n=row["N"], N=group.patients))
                if row["UNDETERMINED"]:
                    open_ = there.at(filter=records_at(group, code, visit, STATUS="UNDETERMINED"))
                    rows.append(undetermined(open_, row["UNDETERMINED"]))
    return rows


def counted_states(states: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, int]]:
    """Arrange the counts of states by parameter and visit: value -> patients."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in states:
        found.setdefault((row["PARAMCD"], row["VISIT"]), {})[row["AVALC"]] = row["N"]
    return found


def state_share(place: Place, values: dict[str, int], counts: tuple[str, ...]) -> Result:
    """Give x/N of the patients judged, with the undetermined ones named apart."""
    open_ = values.get("UNDETERMINED", 0)
    total = sum(values.values())
    return share(
        place, sum(values.get(v, 0) for v in counts), total - open_, patients=total, undetermined=open_
    )


def undetermined(place: Place, patients: int) -> Result:
    """Give the number of patients in whom missing items leave the value open."""
    return result(place, "undetermined", f"{patients} undetermined", value=patients, n=patients)


def score_display(
    group: Group, scores: list[dict[str, Any]], changes: dict[tuple[str, str], list[float]]
) -> list[Result]:
    """Give every score of one disease by visit, with its change from baseline."""
    display = f"scores_{group.id.lower()}"
    rows: list[Result] = []
    for row in scores:
        code, visit, n = row["PARAMCD"], row["VISIT"], row["N"]
        records = records_at(group, code, visit, STATUS="DETERMINED")

        def at(
            column: str, heading: str, order: int, row: dict[str, Any] = row, records: str = records
        ) -> Place:
            name = f"{row['PARAMCD']} {row['VISIT']}"
            return Place(display, name, column, row["VISIT"], row["PARAM"], heading, order, "adqs", records)

        number = at("n", "Patients", 0)
        rows.append(result(number, "n", str(n), value=n, n=n, N=group.patients))
        if row["UNDETERMINED"]:
            open_ = number.at(filter=records_at(group, code, visit, STATUS="UNDETERMINED"))
            rows.append(undetermined(open_, row["UNDETERMINED"]))
        low, high = row["LOW"], row["HIGH"]
        rows.append(
            median_range(at("median", "Median (range)", 1), row["MEDIAN"], low, high, n, group.patients)
        )
        rows.append(mean_sd(at("mean", "Mean ± SD", 2), row["MEAN"], row["SD"], n, group.patients))
        if row["PAIRS"]:
            low, high = row["CHANGE_LOW"], row["CHANGE_HIGH"]
            place = at("change", "Change: median (range)", 3)
            rows.append(median_range(place, row["CHANGE"], low, high, row["PAIRS"], group.patients))
        if (code, visit) in changes:
            rows += paired(at, changes[code, visit])
    return rows


def paired(at: Any, changes: list[float]) -> list[Result]:
    """Give the Hodges-Lehmann shift with its exact limits, and the exact signed-rank p-value or why there is none."""
    from cartaid.statistics.paired import hodges_lehmann, signed_rank

    shift, test = hodges_lehmann(changes), signed_rank(changes)
    rows = [estimate(at("shift", "Shift (95 %)", 4), "Hodges-Lehmann shift", shift, n=test.n)]
    if test.p_value is None:
        reason = test.reason.split(" (n = ")[0]
        rows.append(result(at("p", "p", 5), "p-value", f"NE: {reason}", n=test.n, method=test.method))
    else:
        text = f"p = {test.p_value:.2g}" if test.p_value >= 0.0001 else "p < 0.0001"
        rows.append(
            result(at("p", "p", 5), "p-value", text, value=test.p_value, n=test.n, method=test.method)
        )
    return rows


def state_display(group: Group, states: list[dict[str, Any]]) -> list[Result]:
    """Give every state of one disease by visit: each value it takes, and how many are undetermined."""
    display = f"states_{group.id.lower()}"
    titles = {row["PARAMCD"]: row["PARAM"] for row in states}
    values_of: dict[str, set[str]] = {}
    for row in states:
        values_of.setdefault(row["PARAMCD"], set()).add(row["AVALC"])
    rows: list[Result] = []
    for (code, visit), values in counted_states(states).items():
        kinds = values_of[code] - {"UNDETERMINED"}
        shown = ["Y"] if kinds <= {"Y", "N"} else sorted(kinds)
        open_ = values.get("UNDETERMINED", 0)
        of = sum(values.values()) - open_
        for order, value in enumerate(shown):
            label = visit if value == "Y" else f"{visit}: {value}"
            name = f"{code} {visit}" + ("" if value == "Y" else f" {value}")
            records = records_at(group, code, visit, STATUS="DETERMINED")
            place = Place(display, name, "share", label, titles[code], "x/N (95 %)", 0, "adrs", records)
            rows.append(share(place, values.get(value, 0), of))
            if order == 0:
                more = records_at(group, code, visit, STATUS="UNDETERMINED")
                rows.append(
                    words(
                        place.at(column="open", heading="Undetermined", order=1, filter=more),
                        str(open_),
                        n=open_,
                        N=of + open_,
                    )
                )
                rows.append(
                    words(
                        place.at(
                            column="all",
                            heading="Patients treated",
                            order=2,
                            dataset="adsl",
                            filter=conditions(TRTSDT="*", DISEASE=group.disease),
                        ),
                        str(group.patients),
                        n=group.patients,
                    )
                )
    return rows
