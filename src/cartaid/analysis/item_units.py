"""The units in which the values of an item may be recorded."""

from __future__ import annotations

from cartaid.evaluators.flat_table import Spellings
from cartaid.instruments.definition import Item
from cartaid.study.units import accepted_units


def item_units(item: Item) -> Spellings:
    """Give the units a value of an item may be recorded in: those it declares, and those of its test in a study.

    >>> from decimal import Decimal
    >>> from cartaid.instruments.catalogue import definition
    >>> "G/L" in item_units(definition("hscore").item("hemoglobin"))[Decimal("0.1"), Decimal(0)]
    True
    """
    return accepted_units(item.unit, item.accepts, item.record.testcd if item.record else "")
