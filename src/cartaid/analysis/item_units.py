"""The units in which the values of an item may be recorded, and the values that somebody can have."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from cartaid.evaluators.flat_table import Spellings
from cartaid.instruments.definition import Definition, Item
from cartaid.study.units import accepted_units, analyte_units, unit_key


def item_units(item: Item) -> Spellings:
    """Give the units a value of an item may be recorded in: those it declares, and those of its test in a study.

    >>> from decimal import Decimal
    >>> from cartaid.instruments.catalogue import definition
    >>> "G/L" in item_units(definition("hscore").item("hemoglobin"))[Decimal("0.1"), Decimal(0)]
    True
    """
    return accepted_units(item.unit, item.accepts, item.record.testcd if item.record else "")


def within_plausible(definition: Definition) -> Definition:
    """Give a definition whose laboratory items take no value that a study would refuse as one that nobody has.

    >>> from cartaid.instruments.catalogue import definition
    >>> item = within_plausible(definition("hscore")).item("hemoglobin")
    >>> (str(item.low), str(item.high), item.unit)
    ('1', '26', 'g/dL')
    """
    return evolve(definition, items=tuple(map(_plausible, definition.items)))


def _plausible(item: Item) -> Item:
    units = analyte_units().get(item.record.testcd) if item.record and item.record.domain == "LB" else None
    if units is None or not item.unit:
        return item
    own = unit_key(units.unit)
    factor, shift = next((scale for scale, keys in item_units(item).items() if own in keys), (None, None))
    if factor is None or shift is None:
        return item

    def bound(plausible: Decimal | None) -> list[Decimal]:
        return [] if plausible is None else [Decimal(f"{(plausible * factor + shift).normalize():f}")]

    lows = [*bound(units.low), *([Decimal(item.low)] if item.low is not None else [])]
    highs = [*bound(units.high), *([Decimal(item.high)] if item.high is not None else [])]
    return evolve(item, low=max(lows, default=None), high=min(highs, default=None))
