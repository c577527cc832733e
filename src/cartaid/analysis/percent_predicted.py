"""FVC and DLCO as measured turned into percent of predicted, where the site recorded none.

The definitions read FVCPP and DLCOPP. A recorded one always wins. The reference equations are those of the optional
package pyspiro; they run over Python rows, since there are few and the equations are tables with splines. Nothing here
is imported, and nothing asked, in a study without such records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from cartaid.analysis.percent_predicted_value import PERCENT, Beside, Computed, Row, computed, plain
from cartaid.engine import Session
from cartaid.evaluators.lung_function import (
    EQUATIONS,
    LungFunctionUnavailable,
)
from cartaid.study.finding import FINDING_COLUMNS, Finding, finding_rows
from cartaid.study.observation import OBSERVATION_COLUMNS
from cartaid.study.protocol import Protocol

POINTS_APART = 5
"""A recorded and a computed percent further apart are listed (our choice: repeat tests of one person vary less)."""

NAMED = 20
"""At most so many patients are named in one finding."""

SOURCE = "percent_predicted_source"
"""The session table of the records behind each computed percent; the trace reads it."""

_SOURCE_COLUMNS = {
    "USUBJID": "VARCHAR",
    "TESTCD": "VARCHAR",
    "OF_DTC": "VARCHAR",
    "DOMAIN": "VARCHAR",
    "SEQ": "BIGINT",
    "VALUE": "VARCHAR",
    "UNIT": "VARCHAR",
    "DTC": "VARCHAR",
}

_PERSON = (
    "s.AGE, s.AGE_SOURCE, s.SEX, s.RACE, s.CONSENT, s.DAY0, d.BRTHDTC, "
    "CASE WHEN d.BRTHDTC_FIRST = d.BRTHDTC_LAST THEN d.BRTHDTC_FIRST END AS BORN"
)


@frozen
class UsedEquations:
    """One set of reference equations that gave percents of predicted, and the software that holds it."""

    id: str
    title: str
    doi: str
    software: str


def is_measured(session: Session) -> bool:
    """Say whether FVC or DLCO was recorded as measured at all: one look at a small table."""
    tests = ", ".join(f"'{test}'" for test in PERCENT)
    return bool(session.rows(f"SELECT 1 FROM sdtm_re WHERE RETESTCD IN ({tests}) LIMIT 1"))


def derive_percent_predicted(session: Session, protocol: Protocol) -> tuple[UsedEquations, ...]:
    """Compute percent of predicted of each FVC and DLCO of a day that has no recorded one.

    Reads `observed`, `subject` and `sdtm_dm`; loads `percent_predicted` (the rows, in the shape of `observed`) and
    `percent_predicted_source` (the records behind each), and adds what could not be computed to `finding`. Gives the
    equations that were used; empty where nothing was computed, and then no table is loaded.
    Sources: the equations by their DOI in `cartaid.evaluators.lung_function.EQUATIONS`.
    """
    settings = protocol.lung_function
    tests = ", ".join(f"'{test}'" for test in PERCENT)
    measured = session.records(
        f"SELECT o.*, {_PERSON} FROM observed AS o JOIN subject AS s ON s.USUBJID = o.USUBJID "
        "JOIN sdtm_dm AS d ON d.USUBJID = o.USUBJID "
        f"WHERE o.DOMAIN = 'RE' AND o.TESTCD IN ({tests}) AND o.VALUE IS NOT NULL "
        "ORDER BY o.USUBJID, o.TESTCD, o.FIRST, o.TIME NULLS LAST, o.SEQ"
    )
    recorded = _recorded(session)
    open_rows = [row for row in measured if _day(row) not in recorded]
    if not open_rows and not settings.compare_recorded:
        return ()
    near = Beside(
        _by_patient(session, "VS", "HEIGHT"),
        _by_patient(session, "LB", "HGB") if settings.haemoglobin_correction else {},
    )
    try:
        found = [computed(row, near, settings) for row in measured]
    except LungFunctionUnavailable:
        _say(session, [_package_missing(open_rows or measured)])
        return ()
    own = [one for one in found if _day(one.row) not in recorded]
    given = [one for one in own if one.percent is not None]
    _say(
        session,
        [*_counted(given), *_without(own), *_disagreeing(found, recorded), *_mixed(given, recorded)],
    )
    if not given:
        return ()
    rows = [_observed(one) for one in given]
    rows += _said_corrected(session, given, recorded)
    session.load("percent_predicted", OBSERVATION_COLUMNS, rows)
    session.load(SOURCE, _SOURCE_COLUMNS, [source for one in given for source in one.sources])
    return tuple(
        UsedEquations(id, EQUATIONS[id].title, EQUATIONS[id].doi, software)
        for id, software in dict.fromkeys((one.equations, one.software) for one in given)
    )


def _day(row: Row) -> tuple[str, str, date]:
    return row["USUBJID"], PERCENT[row["TESTCD"]], row["FIRST"]


def _recorded(session: Session) -> dict[tuple[str, str, date], Row]:
    tests = ", ".join(f"'{test}'" for test in PERCENT.values())
    rows = session.records(
        f"SELECT USUBJID, TESTCD, FIRST, SEQ, VALUE FROM observed WHERE DOMAIN = 'RE' AND TESTCD IN ({tests}) "
        "AND VALUE IS NOT NULL ORDER BY USUBJID, TESTCD, FIRST, SEQ"
    )
    return {(row["USUBJID"], row["TESTCD"], row["FIRST"]): row for row in rows}


def _by_patient(session: Session, domain: str, test: str) -> dict[str, list[Row]]:
    rows = session.records(
        "SELECT USUBJID, TESTCD, SEQ, VALUE, UNIT, DTC, FIRST FROM observed "
        "WHERE DOMAIN = ? AND TESTCD = ? AND VALUE IS NOT NULL AND QUALIFIER IS NULL "
        "ORDER BY USUBJID, FIRST, TIME NULLS LAST, SEQ",
        [domain, test],
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["USUBJID"]].append(row)
    return found


def _observed(one: Computed) -> tuple[Any, ...]:
    """Give a computed percent in the shape of `observed`: without a sequence number, for it is no record."""
    given = {
        "TESTCD": PERCENT[one.row["TESTCD"]],
        "VALUE": one.percent,
        "TEXT": str(one.percent),
        "UNIT": "%",
    }
    given |= {"SEQ": None, "LLN": None, "ULN": None}
    return tuple(given.get(name, one.row[name]) for name in OBSERVATION_COLUMNS)


def _said_corrected(
    session: Session, given: Iterable[Computed], recorded: Mapping[tuple[str, str, date], Row]
) -> Iterator[tuple[Any, ...]]:
    """Give DLCOHB = 1 on the day of each corrected DLCO, of patients who have no other DLCO and no own statement."""
    stated = {
        row[0]
        for row in session.rows(
            "SELECT DISTINCT USUBJID FROM observed WHERE DOMAIN = 'QS' AND TESTCD = 'DLCOHB'"
        )
    } | {patient for patient, test, _ in recorded if test == "DLCOPP"}
    for one in given:
        if one.is_corrected and one.row["USUBJID"] not in stated:
            said = dict(zip(OBSERVATION_COLUMNS, _observed(one), strict=True))
            said |= {"DOMAIN": "QS", "TESTCD": "DLCOHB", "CAT": "ILD", "VALUE": Decimal(1), "TEXT": "1"}
            yield tuple((said | {"UNIT": None})[name] for name in OBSERVATION_COLUMNS)


def _say(session: Session, findings: Iterable[Finding]) -> None:
    names, marks = ", ".join(FINDING_COLUMNS), ", ".join("?" * len(FINDING_COLUMNS))
    if not session.has("finding"):
        return
    for row in finding_rows(findings):
        session.connection.execute(f"INSERT INTO finding ({names}) VALUES ({marks})", list(row))


def _patients(rows: Iterable[Row]) -> str:
    names = sorted({row["USUBJID"] for row in rows})
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} patient{'s' if len(names) > 1 else ''} ({', '.join(names[:NAMED])}{more})"


def _package_missing(rows: Sequence[Row]) -> Finding:
    tests = " and ".join(test for test in PERCENT if any(row["TESTCD"] == test for row in rows))
    return Finding(
        "percent-predicted-missing",
        "warning",
        f"{tests} of {_patients(rows)} is recorded as measured only: expected the reference equations that turn it "
        "into percent of predicted, found the package pyspiro not installed; what needs it is not derived",
        domain="RE",
        variable="RETESTCD",
        fix="pip install 'cartaid[lung]', or add FVCPP and DLCOPP as the site reported them",
    )


def _counted(given: Iterable[Computed]) -> Iterator[Finding]:
    """Say how many percents were computed, by what."""
    groups = defaultdict(list)
    for one in given:
        groups[one.row["TESTCD"], one.equations, one.software, one.is_corrected].append(one.row)
    for (test, equations, software, corrected), rows in groups.items():
        yield Finding(
            "percent-predicted-derived",
            "note",
            f"{len(rows)} {test} of {_patients(rows)}: percent of predicted computed by {EQUATIONS[equations].title} "
            f"({software}{', corrected for haemoglobin' if corrected else ''}); the records have none",
            domain="RE",
            variable="RETESTCD",
            value=test,
            fix="nothing, where these are the equations of the protocol; else choose in study.toml, [lung_function]",
        )


def _without(own: Iterable[Computed]) -> Iterator[Finding]:
    """List the records of which no percent could be computed: one line a patient, test and reason."""
    groups = defaultdict(list)
    for one in own:
        if one.percent is None:
            groups[one.row["USUBJID"], one.row["TESTCD"], one.reason].append(one.row)
    for (patient, test, reason), rows in groups.items():
        more = f" ({len(rows)} records, this is the first)" if len(rows) > 1 else ""
        yield Finding(
            "percent-predicted-missing",
            "warning",
            f"{test} of {rows[0]['FIRST']}: no percent of predicted{more}: {reason}",
            domain="RE",
            usubjid=patient,
            seq=rows[0]["SEQ"],
            variable="RESTRESN",
            value=plain(rows[0]["VALUE"]),
            fix=f"give what is missing, or {PERCENT[test]} as the site reported it",
        )


def _disagreeing(
    found: Iterable[Computed], recorded: Mapping[tuple[str, str, date], Row]
) -> Iterator[Finding]:
    """List recorded percents more than `POINTS_APART` points away from the computed one; the recorded one is used."""
    for one in found:
        site = recorded.get(_day(one.row))
        if site is None or one.percent is None or abs(site["VALUE"] - one.percent) <= POINTS_APART:
            continue
        yield Finding(
            "percent-predicted-disagrees",
            "warning",
            f"{site['TESTCD']} of {one.row['FIRST']}: recorded {plain(site['VALUE'])}, {one.row['TESTCD']} "
            f"{plain(one.row['VALUE'])} {one.row['UNIT']} gives {one.percent} by {EQUATIONS[one.equations].title}: "
            f"more than {POINTS_APART} points apart; the recorded one is used",
            domain="RE",
            usubjid=one.row["USUBJID"],
            seq=site["SEQ"],
            variable="RESTRESN",
            value=plain(site["VALUE"]),
            fix="ask the site for its reference equations, and whether height and value are right",
        )


def _mixed(given: Iterable[Computed], recorded: Mapping[tuple[str, str, date], Row]) -> Iterator[Finding]:
    """List patients with recorded percents on some days and computed ones on others: two sets of equations."""
    sites = defaultdict(list)
    for patient, test, day in recorded:
        sites[patient, test].append(day)
    groups = defaultdict(list)
    for one in given:
        groups[one.row["USUBJID"], PERCENT[one.row["TESTCD"]]].append(one)
    for key, ones in groups.items():
        if key in sites:
            patient, test = key
            yield Finding(
                "percent-predicted-mixed",
                "warning",
                f"{test}: recorded on {len(sites[key])} days, computed on {len(ones)} (first {ones[0].row['FIRST']}): "
                "a change between the two may come from the reference equations alone",
                domain="RE",
                usubjid=patient,
                variable="RETESTCD",
                value=test,
                fix="give all of them as the site reported them, or none",
            )
