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

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.evaluators.lung_function import (
    EQUATIONS,
    LungFunctionUnavailable,
    dlco_corrected,
    percent_predicted,
)
from cartaid.study.finding import FINDING_COLUMNS, Finding, finding_rows
from cartaid.study.observation import OBSERVATION_COLUMNS
from cartaid.study.protocol import Protocol
from cartaid.study.protocol.lung_function import LungFunction
from cartaid.study.units import UnitError, analyte_units, convert

PERCENT = {"FVC": "FVCPP", "DLCO": "DLCOPP"}
"""Tests as measured, and the test code of their percent of predicted."""

POINTS_APART = 5
"""A recorded and a computed percent further apart are listed (our choice: repeat tests of one person vary less)."""

CHILD_HEIGHT_DAYS = 90
"""Before 18 years of age a height holds so many days: children grow (our choice)."""

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

Row = Mapping[str, Any]


@frozen
class UsedEquations:
    """One set of reference equations that gave percents of predicted, and the software that holds it."""

    id: str
    title: str
    doi: str
    software: str


@frozen
class _Computed:
    """The percent of one record, with the rows it stands on; or why there is none."""

    row: Row
    percent: Decimal | None = None
    equations: str = ""
    software: str = ""
    sources: tuple[tuple[Any, ...], ...] = field(default=())
    reason: str = ""
    is_corrected: bool = False


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
    near = _Beside(
        _by_patient(session, "VS", "HEIGHT"),
        _by_patient(session, "LB", "HGB") if settings.haemoglobin_correction else {},
    )
    try:
        found = [_computed(row, near, settings) for row in measured]
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


@frozen
class _Beside:
    """The heights and haemoglobins of every patient, in order of their days."""

    heights: Mapping[str, list[Row]]
    haemoglobins: Mapping[str, list[Row]]


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


def _canonical(row: Row) -> tuple[Decimal, str]:
    """Give a value in the first unit of its test; raises UnitError for a missing, foreign or impossible one."""
    units = analyte_units()[row["TESTCD"]]
    value = convert(row["TESTCD"], Decimal(row["VALUE"]), row["UNIT"])
    if (units.low is not None and value < units.low) or (units.high is not None and value > units.high):
        raise UnitError(
            f"{row['TESTCD']}: expected {units.low} to {units.high} {units.unit}, found {_plain(value)}"
        )
    return value, units.unit


def _nearest(rows: Iterable[Row], day: date, within: int | None) -> tuple[Row, Decimal] | None:
    """Give the record nearest to a day whose value can be used; of two as near the earlier one."""
    for row in sorted(rows, key=lambda row: (abs((row["FIRST"] - day).days), row["FIRST"] > day)):
        if within is not None and abs((row["FIRST"] - day).days) > within:
            return None
        try:
            return row, _canonical(row)[0]
        except UnitError:
            continue
    return None


def _age(row: Row) -> tuple[float, str, str | None] | None:
    """Give the age in years on the day of a test, what it rests on, and the date of that.

    From a whole birth date exactly; from an age in whole years that of entry (consent, else day 0) plus the time since.
    """
    if row["BORN"] is not None:
        return (row["FIRST"] - row["BORN"]).days / 365.25, "birth date", row["BRTHDTC"]
    if row["AGE"] is None or float(row["AGE"]) < 18:
        return None
    entry = row["CONSENT"] or row["DAY0"]
    since = 0.0 if entry is None else (row["FIRST"] - entry).days / 365.25
    return float(row["AGE"]) + since, f"age by {row['AGE_SOURCE']}", None


def _computed(row: Row, near: _Beside, settings: LungFunction) -> _Computed:
    """Compute the percent of one record, or say what it lacks."""
    test, patient, day = row["TESTCD"], row["USUBJID"], row["FIRST"]
    if row["QUALIFIER"] is not None:
        return _Computed(row, reason=f"{test} is a bound ({row['TEXT']})")
    if row["SEX"] not in ("M", "F"):
        return _Computed(row, reason=f"DM.SEX: expected M or F, found {row['SEX'] or 'nothing'}")
    aged = _age(row)
    if aged is None:
        return _Computed(row, reason="DM: expected AGE, or below 18 years a whole BRTHDTC, found none")
    age, basis, born = aged
    height = _nearest(near.heights.get(patient, ()), day, CHILD_HEIGHT_DAYS if age < 18 else None)
    if height is None:
        near_by = f" within {CHILD_HEIGHT_DAYS} days" if age < 18 else ""
        return _Computed(row, reason=f"VS HEIGHT: expected one with its unit{near_by}, found none")
    try:
        value, unit = _canonical(row)
    except UnitError as error:
        return _Computed(row, reason=str(error))
    own = (patient, PERCENT[test], row["DTC"])
    tall, tall_cm = height
    sources: list[tuple[Any, ...]] = [
        (*own, "RE", row["SEQ"], _plain(row["VALUE"]), row["UNIT"], row["DTC"]),
        (*own, "VS", tall["SEQ"], _plain(tall["VALUE"]), tall["UNIT"], tall["DTC"]),
        (*own, "DM", None, f"{age:.2f} ({basis})", "years", born),
        (*own, "DM", None, f"SEX {row['SEX']}", None, None),
    ]
    measured = float(value)
    corrects = test == "DLCO" and settings.haemoglobin_correction
    if corrects:
        window = settings.haemoglobin_days
        blood = _nearest(near.haemoglobins.get(patient, ()), day, window)
        if blood is None:
            reason = f"LB HGB: expected one with its unit within {window} days, to correct DLCO, found none"
            return _Computed(row, reason=reason)
        record, grams = blood
        measured = dlco_corrected(measured, float(grams), "g/L", row["SEX"], age)
        sources.append((*own, "LB", record["SEQ"], _plain(record["VALUE"]), record["UNIT"], record["DTC"]))
    equations = "gli-2017" if test == "DLCO" else settings.spirometry
    ancestry = ""
    if EQUATIONS[equations].by_ancestry:
        groups = {race.upper(): group for race, group in settings.ancestry.items()}
        ancestry = groups.get((row["RACE"] or "").upper(), "")
        if not ancestry:
            reason = (
                f"DM.RACE: expected one that study.toml, [lung_function.ancestry], gives a group of {equations}, "
                f"found {row['RACE'] or 'nothing'}"
            )
            return _Computed(row, reason=reason)
        sources.append((*own, "DM", None, f"RACE {row['RACE']}: {ancestry}", None, None))
    # The equations take a value in the unit of the reference.
    in_unit = {"mL/min/mm[Hg]": "mL/min/mmHg"}.get(unit, unit)
    found = percent_predicted(test, measured, in_unit, row["SEX"], age, float(tall_cm), equations, ancestry)
    if found.percent is None:
        return _Computed(row, reason=found.reason)
    said = (
        f"{EQUATIONS[equations].title}, {found.software}{', corrected for haemoglobin' if corrects else ''}"
    )
    sources.append((*own, "ADRE", None, said, None, None))
    percent = Decimal(f"{found.percent:.2f}")
    return _Computed(row, percent, equations, found.software, tuple(sources), is_corrected=corrects)


def _plain(value: Any) -> str:
    """Write an exact number without the zeros of its column."""
    return f"{Decimal(value).normalize():f}"


def _observed(one: _Computed) -> tuple[Any, ...]:
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
    session: Session, given: Iterable[_Computed], recorded: Mapping[tuple[str, str, date], Row]
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


def _counted(given: Iterable[_Computed]) -> Iterator[Finding]:
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


def _without(own: Iterable[_Computed]) -> Iterator[Finding]:
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
            value=_plain(rows[0]["VALUE"]),
            fix=f"give what is missing, or {PERCENT[test]} as the site reported it",
        )


def _disagreeing(
    found: Iterable[_Computed], recorded: Mapping[tuple[str, str, date], Row]
) -> Iterator[Finding]:
    """List recorded percents more than `POINTS_APART` points away from the computed one; the recorded one is used."""
    for one in found:
        site = recorded.get(_day(one.row))
        if site is None or one.percent is None or abs(site["VALUE"] - one.percent) <= POINTS_APART:
            continue
        yield Finding(
            "percent-predicted-disagrees",
            "warning",
            f"{site['TESTCD']} of {one.row['FIRST']}: recorded {_plain(site['VALUE'])}, {one.row['TESTCD']} "
            f"{_plain(one.row['VALUE'])} {one.row['UNIT']} gives {one.percent} by {EQUATIONS[one.equations].title}: "
            f"more than {POINTS_APART} points apart; the recorded one is used",
            domain="RE",
            usubjid=one.row["USUBJID"],
            seq=site["SEQ"],
            variable="RESTRESN",
            value=_plain(site["VALUE"]),
            fix="ask the site for its reference equations, and whether height and value are right",
        )


def _mixed(given: Iterable[_Computed], recorded: Mapping[tuple[str, str, date], Row]) -> Iterator[Finding]:
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
