"""Lung function as measured in a flat table: percent of predicted for the definitions that ask for it.

Beside a column such as `fvc_pct` a table may hold `fvc` with `fvc_unit`, and who was measured: `sex`, `age_years`,
`height_cm`. Where the percent is blank it is computed; where it is given it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import get_args

from attrs import frozen

from cartaid.analysis.percent_predicted_value import PERCENT
from cartaid.engine import Relation, Session
from cartaid.evaluators.flat_table import NUMBER, ROW
from cartaid.evaluators.lung_function import (
    ANCESTRIES,
    EQUATIONS,
    LungFunctionUnavailable,
    dlco_corrected,
    percent_predicted,
)
from cartaid.instruments.definition import Definition
from cartaid.study.protocol.lung_function import LungFunction
from cartaid.study.units import UnitError, analyte_units, convert

SWITCHES: Mapping[str, tuple[str, ...]] = {
    "spirometry": get_args(LungFunction.model_fields["spirometry"].annotation),
    "haemoglobin_correction": ("no", "yes"),
}
"""Settings of `--set` beside the switches of the definition, for a table with lung function as measured."""

WITHOUT = "without_percent"
"""The session table of the rows of which no percent could be computed, and why."""

SEXES = {"m": "M", "male": "M", "f": "F", "female": "F"}


@frozen
class FlatPercent:
    """A flat table with its percents of predicted: where it is, its columns, and the rows that gave none.

    `without` is the relation of those rows: ROW, SAID.
    """

    table: str
    columns: tuple[str, ...]
    refused: Mapping[int, str]
    without: str = WITHOUT


def measured_columns(definition: Definition, columns: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give the items in percent of predicted whose measured value a table holds: item -> test, column.

    >>> from cartaid.instruments.catalogue import definition
    >>> measured_columns(definition("eustar-2017"), ["mrss", "dlco", "dlco_unit"])
    {'dlco_pct': ('DLCO', 'dlco')}
    """
    tests = {percent: test for test, percent in PERCENT.items()}
    there = {column.lower() for column in columns}
    found = {}
    for item in definition.items:
        measured = item.id.replace("_pct", "")
        if item.record and item.record.domain == "RE" and item.record.testcd in tests and measured in there:
            found[item.id] = (tests[item.record.testcd], measured)
    return found


def chosen_settings(switches: Mapping[str, str] | None) -> tuple[dict[str, str], dict[str, str]]:
    """Part what is set for lung function from the switches of the definition; raises ValueError for an unknown value."""
    own = {id: value for id, value in (switches or {}).items() if id in SWITCHES}
    for id, value in own.items():
        if value not in SWITCHES[id]:
            raise ValueError(f"{id} is {value!r}; expected one of: {', '.join(SWITCHES[id])}")
    return own, {id: value for id, value in (switches or {}).items() if id not in SWITCHES}


def with_percent_predicted(
    session: Session, definition: Definition, table: str, columns: Sequence[str], settings: Mapping[str, str]
) -> FlatPercent:
    """Fill the blank percents of predicted of a table of texts from what was measured.

    Columns of the measured value: `fvc` and `fvc_unit` (L, mL), `dlco` and `dlco_unit` (mL/min/mmHg, mmol/min/kPa);
    of an earlier value `fvc_base` with its own `fvc_base_unit`. Of the person: `sex` (M, F), `age_years` and `height_cm`, for the
    earlier value also `age_years_base` and `height_cm_base` where they are there. `ancestry` for GLI-2012, `haemoglobin`
    with `haemoglobin_unit` (g/dL, g/L) for the correction. `<item>_by` says by which equations a percent was computed.
    Without pyspiro none is computed, and every row with a measured value says so.
    Sources: see `cartaid.evaluators.lung_function.EQUATIONS`.
    """
    measured = measured_columns(definition, columns)
    by_lower = {column.lower(): column for column in columns}
    percents: dict[str, list[tuple[int, str, str]]] = {}
    refused: dict[int, str] = {}
    for item, (test, column) in measured.items():
        earlier = "_base" if item.endswith("_base") else ""
        blank = f"nullif(trim(\"{by_lower[item]}\"), '') IS NULL AND " if item in by_lower else ""
        names = {
            "value": (column,),
            "unit": (f"{column}_unit",),
            "sex": ("sex",),
            "age_years": (f"age_years{earlier}", "age_years"),
            "height_cm": (f"height_cm{earlier}", "height_cm"),
            "ancestry": ("ancestry",),
            # The haemoglobin of one day corrects that day's DLCO only.
            "haemoglobin": (f"haemoglobin{earlier}",),
            "haemoglobin_unit": (f"haemoglobin{earlier}_unit", "haemoglobin_unit"),
        }
        read = ", ".join(f"{_first(by_lower, wanted)} AS {name}" for name, wanted in names.items())
        rows = session.records(
            f"SELECT {ROW}, {read} FROM {table} WHERE {blank}nullif(trim(\"{by_lower[column]}\"), '') IS NOT NULL"
        )
        percents[item] = []
        for row in rows:
            number = row.pop(ROW)
            try:
                percents[item].append((number, *_percent(test, row, settings)))
            except (ValueError, UnitError, LungFunctionUnavailable) as error:
                _say(refused, number, f"{item}: not computed from {column}, {error}")
    _refuse_mixed(session, definition, table, by_lower, percents, refused)
    shown = [*columns, *(item for item in measured if item not in by_lower), *(f"{id}_by" for id in measured)]
    joins, expressions = [], {name: f't."{name}"' for name in columns}
    for item, found in percents.items():
        session.load(f"percent_of_{item}", {ROW: "BIGINT", "VALUE": "VARCHAR", "BY": "VARCHAR"}, found)
        joins.append(f"LEFT JOIN percent_of_{item} ON percent_of_{item}.{ROW} = t.{ROW}")
        expressions[f"{item}_by"] = f'percent_of_{item}."BY"'
        given = by_lower.get(item)
        computed = f"percent_of_{item}.VALUE"
        expressions[given or item] = (
            f"coalesce(nullif(trim(t.\"{given}\"), ''), {computed})" if given else computed
        )
    listed = ", ".join(f'{expressions[name]} AS "{name}"' for name in shown)
    session.build(
        [
            Relation(
                "flat_percent",
                f"SELECT t.{ROW}, {listed} FROM {table} AS t {' '.join(joins)}",
                (table, *(f"percent_of_{item}" for item in percents)),
                (ROW, *shown),
            )
        ]
    )
    session.load(WITHOUT, {ROW: "BIGINT", "SAID": "VARCHAR"}, list(refused.items()))
    return FlatPercent("flat_percent", tuple(shown), refused)


def _say(refused: dict[int, str], number: int, said: str) -> None:
    refused[number] = f"{refused[number]}; {said}" if number in refused else said


def _refuse_mixed(
    session: Session,
    definition: Definition,
    table: str,
    by_lower: Mapping[str, str],
    percents: dict[str, list[tuple[int, str, str]]],
    refused: dict[int, str],
) -> None:
    """Take back the computed percents of a row that has a recorded one of the same test at another visit.

    A change between the two may come from the reference equations alone.
    """
    tests = {item.id: item.record.testcd for item in definition.items if item.record}
    for item, found in percents.items():
        others = [id for id, test in tests.items() if id != item and test == tests[item] and id in by_lower]
        for other in others:
            rows = {
                row
                for (row,) in session.rows(
                    f"SELECT {ROW} FROM {table} WHERE nullif(trim(\"{by_lower[other]}\"), '') IS NOT NULL"
                )
            }
            for number, _, _ in (one for one in found if one[0] in rows):
                _say(
                    refused,
                    number,
                    f"{item}: not computed, {other} of the same row is recorded: expected both as recorded or both as "
                    "measured, a change between them may come from the reference equations alone",
                )
            found[:] = [one for one in found if one[0] not in rows]


def _first(by_lower: Mapping[str, str], wanted: Iterable[str]) -> str:
    """Write the first filled one of these columns as SQL; NULL where none is there."""
    there = [f"nullif(trim(\"{by_lower[name]}\"), '')" for name in wanted if name in by_lower]
    return f"coalesce({', '.join(there)})" if there else "CAST(NULL AS VARCHAR)"


def _percent(test: str, row: Mapping[str, str | None], settings: Mapping[str, str]) -> tuple[str, str]:
    """Compute one percent of predicted from texts, and say by what.

    Raises ValueError naming the column that is missing or wrong.
    """
    units = analyte_units()[test]
    if row["unit"] is None:
        expected = ", ".join(conversion.unit for conversion in units.conversions)
        raise ValueError(f"its unit: expected {expected}, found none")
    value = convert(test, _number(row, "value", None, None), row["unit"])
    if (units.low is not None and value < units.low) or (units.high is not None and value > units.high):
        raise ValueError(
            f"expected {units.low} to {units.high} {units.unit}, found {row['value']} {row['unit']}"
        )
    sex = SEXES.get((row["sex"] or "").lower())
    if sex is None:
        raise ValueError(f"sex: expected M or F, found {row['sex'] or 'nothing'}")
    tall = analyte_units()["HEIGHT"]
    age = float(_number(row, "age_years", Decimal(0), None))
    height = float(_number(row, "height_cm", tall.low, tall.high))
    measured = float(value)
    if test == "DLCO" and settings.get("haemoglobin_correction") == "yes":
        blood = analyte_units()["HGB"]
        unit = row["haemoglobin_unit"]
        if unit is None or row["haemoglobin"] is None:
            raise ValueError("haemoglobin and haemoglobin_unit: expected both for the correction, found none")
        grams = convert("HGB", _number(row, "haemoglobin", None, None), unit)
        if not (blood.low or 0) <= grams <= (blood.high or grams):
            raise ValueError(
                f"haemoglobin: expected {blood.low} to {blood.high} g/L, found {grams.normalize():f}"
            )
        measured = dlco_corrected(measured, float(grams), "g/L", "M" if sex == "M" else "F", age)
    equations = "gli-2017" if test == "DLCO" else settings.get("spirometry", "gli-2022")
    ancestry = ""
    if EQUATIONS[equations].by_ancestry:
        ancestry = (row["ancestry"] or "").lower()
        if ancestry not in ANCESTRIES:
            raise ValueError(
                f"ancestry: expected one of {', '.join(ANCESTRIES)}, found {ancestry or 'nothing'}"
            )
    in_unit = "mL/min/mmHg" if test == "DLCO" else units.unit
    found = percent_predicted(
        test, measured, in_unit, "M" if sex == "M" else "F", age, height, equations, ancestry
    )
    if found.percent is None:
        raise ValueError(found.reason)
    corrected = ", corrected for haemoglobin" if measured != float(value) else ""
    return f"{found.percent:.2f}", f"{equations}, {found.software}{corrected}"


def _number(row: Mapping[str, str | None], name: str, low: Decimal | None, high: Decimal | None) -> Decimal:
    text = row[name]
    if text is None:
        raise ValueError(f"{name}: expected a number, found nothing")
    if not re.fullmatch(NUMBER.strip("^$"), text):
        raise ValueError(f"{name}: expected a number, found {text!r}")
    number = Decimal(text)
    if not number.is_finite() or (high is not None and not (low or 0) <= number <= high) or number <= 0:
        bounds = f"{low} to {high}" if high is not None else "a positive number"
        raise ValueError(f"{name}: expected {bounds}, found {text}")
    return number
