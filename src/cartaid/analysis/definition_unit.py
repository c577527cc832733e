"""From the canonical unit of a test to the unit a definition asks for, exactly."""

from __future__ import annotations

from decimal import Decimal

from cartaid.instruments.definition import Item
from cartaid.study.units import analyte_units, convert

SAME = {"ng/mL": "ug/L", "degC": "Cel"}
"""Units of definitions that are another of the unit table under another name."""


def in_unit(item: Item, value: str) -> str:
    """Write a value of the item's test, held in the canonical unit, in the item's own unit as SQL.

    Raises UnitError when the unit table cannot convert it.

    >>> from cartaid.instruments.toxicity.car_hematotox import DEFINITION
    >>> in_unit(DEFINITION.item("crp"), "VALUE")
    'CAST(VALUE * 0.1 AS DECIMAL(18,6))'
    >>> in_unit(DEFINITION.item("platelets"), "VALUE")
    'VALUE'
    """
    assert item.record is not None
    units = analyte_units()[item.record.testcd]
    # One million keeps six more decimals of the factor than the conversion of a single unit would.
    factor = convert(units.testcd, Decimal(10) ** 6, units.unit, to=SAME.get(item.unit, item.unit)) / 10**6
    if factor == 1:
        return value
    return f"CAST({value} * {factor.normalize():f} AS DECIMAL(18,6))"
