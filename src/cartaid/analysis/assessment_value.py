"""The value of an item as SQL: in its unit, within its range, and one of what the records of an assessment say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cartaid.engine.session import quoted
from cartaid.evaluators.bounded import bound_column
from cartaid.instruments.definition import Item, Record
from cartaid.study.units import accepted_units, unit_key_sql


def pivoted(item: Item, place: int) -> str:
    """Give the value of one item over the records of an assessment; two that differ tell neither."""
    at = f"CASE WHEN PLACE = {place} THEN {permitted(item)} END"
    return f"CASE WHEN min({at}) = max({at}) THEN max({at}) END AS {item.id}"


def signed(item: Item, place: int) -> str:
    """Give the sign of comparison of one item over the records of an assessment: `<5` is known only as a bound."""
    return f"max(CASE WHEN PLACE = {place} THEN QUALIFIER END) AS {bound_column(item.id)}"


def disagreement(entries: Sequence[tuple[int, Item]]) -> str:
    """Name, over the records of an assessment, the items of which two records differ."""
    names = []
    for place, item in entries:
        at = f"CASE WHEN PLACE = {place} THEN {permitted(item)} END"
        names.append(f"CASE WHEN min({at}) < max({at}) THEN '{item.id}' END")
    return f"concat_ws(', ', {', '.join(names)})"


def in_units(source: str, entries: Sequence[tuple[int, Item, Record]]) -> str:
    """Give the records of a relation with each value in the unit of its item.

    A result of a laboratory or a vital sign needs its unit, and one that is not of its test leaves it unknown; a
    form's own scale, a percentage, and what cartaid derived itself may come without.
    """
    whens = []
    for place, item, record in entries:
        if not item.unit or record.domain.startswith("AD"):
            continue
        bare = item.unit == "%" or (record.domain == "QS" and not item.unit_item)
        value = in_unit("UNITKEY", item.unit, item.accepts, record.testcd, bare)
        whens.append(f"WHEN {place} THEN {value}")
    if not whens:
        return source
    return (
        f"(SELECT USUBJID, ADT, PLACE, CAST(CASE PLACE {' '.join(whens)} ELSE VALUE END AS DECIMAL(18,6)) AS VALUE, "
        f"TEXT, QUALIFIER{', BIT' if source.startswith('at_visit') else ''} "
        f"FROM (SELECT *, {unit_key_sql('UNIT')} AS UNITKEY FROM {source}) AS keyed) AS converted"
    )


def in_unit(
    key: str, unit: str, accepts: Mapping[str, int | Decimal], testcd: str, bare: bool = False
) -> str:
    """Write VALUE in a unit as SQL: `key` is its unit as `unit_key` spells it, `bare` accepts one without unit.

    >>> in_unit("K", "points", {}, "SCORE")
    "CASE WHEN K IN ('POINTS') THEN VALUE END"
    """
    whens = [
        f"WHEN {key} IN ({', '.join(map(quoted, spellings))}) THEN {_converted(factor, shift)}"
        for (factor, shift), spellings in accepted_units(unit, accepts, testcd).items()
    ]
    whens += [f"WHEN {key} IS NULL THEN VALUE"] if bare else []
    return f"CASE {' '.join(whens)} END"


def _converted(factor: Decimal, shift: Decimal) -> str:
    scaled = "VALUE" if factor == 1 else f"VALUE * {factor.normalize():f}"
    return f"{scaled} + ({shift.normalize():f})" if shift else scaled


def permitted(item: Item) -> str:
    """Read a value in the unit of its item: outside the permitted range unknown."""
    if item.type == "text":
        allowed = ", ".join(map(quoted, item.values))
        return f"CASE WHEN lower(TEXT) IN ({allowed}) THEN lower(TEXT) END"
    if item.type == "flag":
        return "CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INTEGER) END"
    tests = [f"VALUE >= {item.low}"] if item.low is not None else []
    tests += [f"VALUE <= {item.high}"] if item.high is not None else []
    tests += [f"VALUE IN ({', '.join(item.values)})"] if item.values else []
    tests += [f"VALUE % {item.step} = 0"] if item.step else []
    return f"CASE WHEN {' AND '.join(tests)} THEN VALUE END" if tests else "VALUE"
