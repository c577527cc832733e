"""The percent of predicted of one measured FVC or DLCO, with the records it stands on; or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from cartaid.evaluators.lung_function import (
    EQUATIONS,
    dlco_corrected,
    percent_predicted,
)
from cartaid.study.protocol.lung_function import LungFunction
from cartaid.study.units import UnitError, analyte_units, convert

PERCENT = {"FVC": "FVCPP", "DLCO": "DLCOPP"}
"""Tests as measured, and the test code of their percent of predicted."""

CHILD_HEIGHT_DAYS = 90
"""Before 18 years of age a height holds so many days: children grow (our choice)."""

Row = Mapping[str, Any]


@frozen
class Computed:
    """The percent of one record, with the rows it stands on; or why there is none."""

    row: Row
    percent: Decimal | None = None
    equations: str = ""
    software: str = ""
    sources: tuple[tuple[Any, ...], ...] = field(default=())
    reason: str = ""
    is_corrected: bool = False


@frozen
class Beside:
    """The heights and haemoglobins of every patient, in order of their days."""

    heights: Mapping[str, list[Row]]
    haemoglobins: Mapping[str, list[Row]]


def _canonical(row: Row) -> tuple[Decimal, str]:
    """Give a value in the first unit of its test; raises UnitError for a missing, foreign or impossible one."""
    units = analyte_units()[row["TESTCD"]]
    value = convert(row["TESTCD"], Decimal(row["VALUE"]), row["UNIT"])
    if (units.low is not None and value < units.low) or (units.high is not None and value > units.high):
        raise UnitError(
            f"{row['TESTCD']}: expected {units.low} to {units.high} {units.unit}, found {plain(value)}"
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


def computed(row: Row, near: Beside, settings: LungFunction) -> Computed:
    """Compute the percent of one record, or say what it lacks."""
    test, patient, day = row["TESTCD"], row["USUBJID"], row["FIRST"]
    if row["QUALIFIER"] is not None:
        return Computed(row, reason=f"{test} is a bound ({row['TEXT']})")
    if row["SEX"] not in ("M", "F"):
        return Computed(row, reason=f"DM.SEX: expected M or F, found {row['SEX'] or 'nothing'}")
    aged = _age(row)
    if aged is None:
        return Computed(row, reason="DM: expected AGE, or below 18 years a whole BRTHDTC, found none")
    age, basis, born = aged
    height = _nearest(near.heights.get(patient, ()), day, CHILD_HEIGHT_DAYS if age < 18 else None)
    if height is None:
        near_by = f" within {CHILD_HEIGHT_DAYS} days" if age < 18 else ""
        return Computed(row, reason=f"VS HEIGHT: expected one with its unit{near_by}, found none")
    try:
        value, unit = _canonical(row)
    except UnitError as error:
        return Computed(row, reason=str(error))
    own = (patient, PERCENT[test], row["DTC"])
    tall, tall_cm = height
    sources: list[tuple[Any, ...]] = [
        (*own, "RE", row["SEQ"], plain(row["VALUE"]), row["UNIT"], row["DTC"]),
        (*own, "VS", tall["SEQ"], plain(tall["VALUE"]), tall["UNIT"], tall["DTC"]),
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
            return Computed(row, reason=reason)
        record, grams = blood
        measured = dlco_corrected(measured, float(grams), "g/L", row["SEX"], age)
        sources.append((*own, "LB", record["SEQ"], plain(record["VALUE"]), record["UNIT"], record["DTC"]))
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
            return Computed(row, reason=reason)
        sources.append((*own, "DM", None, f"RACE {row['RACE']}: {ancestry}", None, None))
    # The equations take a value in the unit of the reference.
    in_unit = {"mL/min/mm[Hg]": "mL/min/mmHg"}.get(unit, unit)
    found = percent_predicted(test, measured, in_unit, row["SEX"], age, float(tall_cm), equations, ancestry)
    if found.percent is None:
        return Computed(row, reason=found.reason)
    said = (
        f"{EQUATIONS[equations].title}, {found.software}{', corrected for haemoglobin' if corrects else ''}"
    )
    sources.append((*own, "ADRE", None, said, None, None))
    percent = Decimal(f"{found.percent:.2f}")
    return Computed(row, percent, equations, found.software, tuple(sources), is_corrected=corrects)


def plain(value: Any) -> str:
    """Write an exact number without the zeros of its column."""
    return f"{Decimal(value).normalize():f}"
