"""What a definition is made of: sources, the records an item is read from, items and their scales."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from attrs import field, frozen

Checked = Literal["verified", "from memory"]
"""Whether a parameter was held against a source (written down in `Definition.sources`) or not yet."""

Number = int | Decimal


def number(text: str) -> Decimal:
    """Write an exact constant.

    >>> number("0.084") * 18
    Decimal('1.512')
    """
    return Decimal(text)


@frozen
class Source:
    """Where a definition, or a part of it, is published.

    `checked` is "verified" only where someone held the definition against it and wrote so; else it is from memory.
    `secondary`: not the publication (its text, tables or abstract, or what its own publisher prints of it) was read
    but what reports it (another work that reprints a table, a copied form, a summary, a calculator, software), or the
    part was inferred from what is printed; `where` says which. What was read nowhere is never `secondary`.

    >>> Source("A paper nobody has opened", doi="10.1000/1").checked
    'from memory'
    """

    citation: str
    doi: str = ""
    where: str = ""
    checked: Checked = "from memory"
    secondary: bool = False


@frozen
class Record:
    """Where an item is found in a study: a test of a domain, and which of its values belongs to an assessment.

    `before` and `after` are the days around the assessment that are searched (`before=None`: without limit);
    `pick` says which value is taken when several lie there. `at` moves the item to the patient's baseline, to
    the previous assessment, or makes it an attribute of the subject (`domain` SUBJECT).
    """

    domain: str
    testcd: str
    cat: str = ""
    at: Literal["assessment", "baseline", "previous", "subject"] = "assessment"
    before: int | None = 0
    after: int = 0
    pick: Literal["nearest", "highest", "lowest"] = "nearest"


@frozen
class Item:
    """One input of a definition.

    `low` and `high` are the permitted range: outside it a value is refused, and they bound what a missing
    value could be; with `step`, only its multiples are permitted (a count: 1). `values` are the only
    permitted ones, where there is such a list. `accepts` maps further units to their exact factor towards
    `unit`; `unit_item` names the column of a flat table that must carry the unit: declared wherever two
    units of the item are in use and both give plausible numbers. An item with a unit and no `unit_item`
    has an optional column `<id>_unit`: read where it is there; where it is not, `unit` is assumed, unless the value of
    the same measure at the other time (`<id>` and `<id>_base`) names another.
    `applies` is the condition (SQL over other items) under which the item is asked for at all: where it
    is false, a blank is not called missing. `bound`: a flat table may write it as a bound (`<10`), which
    a second column of the wide shape, named `<id>_bound`, carries on. `unit_from` are the unit columns of values
    of which only the ratio counts, all in one unit that nobody need name: where the column of another of them
    names a unit and the item's own is blank, the item is refused; a column of theirs that belongs to no value of
    its own says the unit of all. `unit_alone` are units of another quantity, each comparable with itself only.
    `optional`: a blank is not unknown but stands for what `note` says, so its column may be left out.
    """

    id: str
    label: str
    type: Literal["flag", "number", "text"] = "number"
    low: Number | None = None
    high: Number | None = None
    values: tuple[str, ...] = ()
    unit: str = ""
    accepts: Mapping[str, Number] = field(factory=dict)
    unit_item: str = ""
    record: Record | None = None
    note: str = ""
    checked: Checked = "verified"
    applies: str = ""
    bound: bool = False
    step: Number | None = None
    unit_from: tuple[str, ...] = ()
    unit_alone: tuple[str, ...] = ()
    optional: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """The units a value may have, its own first.

        >>> Item("crp", "CRP", unit="mg/L", accepts={"mg/dL": 10}).units
        ('mg/L', 'mg/dL')
        >>> Item("acute", "CRP or ESR", unit="mg/L", unit_alone=("mm/h", "mm/hr")).units
        ('mg/L', 'mm/h')
        """
        # Further spellings of the other quantity's unit are read, and said nowhere.
        return tuple(filter(None, (self.unit, *self.accepts, *self.unit_alone[:1])))

    @property
    def unit_rule(self) -> str:
        """What is asked of the column with the unit, empty for an item without one.

        >>> Item("temperature_c", "Temperature", unit="degC").unit_rule
        'assumed without column temperature_c_unit'
        """
        if not self.unit_column:
            return ""
        if self.unit_from:
            return f"column {self.unit_column}: for all values of the ratio, or for none"
        return f"{'needs column' if self.unit_item else 'assumed without column'} {self.unit_column}"

    @property
    def unit_column(self) -> str:
        """The column of a flat table that carries the unit, empty for an item without unit.

        >>> Item("temperature_c", "Temperature", unit="degC").unit_column
        'temperature_c_unit'
        """
        return self.unit_item or (f"{self.id}_unit" if self.unit else "")

    @property
    def probes(self) -> tuple[str, ...]:
        """The extreme values, as SQL literals, that bound what a missing value can contribute.

        >>> flag("seizure", "Seizure").probes
        ('0', '1')
        """
        if self.type == "flag":
            return ("0", "1")
        if self.type == "text":
            return tuple(f"'{value}'" for value in self.values)
        if self.values:
            return self.values
        if self.low is None or self.high is None:
            return ()
        return (str(self.low), str(self.high))


def flag(
    id: str, label: str, record: Record | None = None, note: str = "", checked: Checked = "verified"
) -> Item:
    """Declare a yes/no item: 1 present, 0 absent, blank unknown.

    >>> flag("fever", "Fever").type
    'flag'
    """
    return Item(id, label, "flag", 0, 1, record=record, note=note, checked=checked)


TEN_CENTIMETRES: Mapping[str, Number] = {"mm": Decimal("0.1"), "/10": 1, "/100": Decimal("0.1")}
THREE_POINTS: Mapping[str, Number] = {
    "points": 1,
    "mm": Decimal("0.03"),
    "cm": Decimal("0.3"),
    "/10": Decimal("0.3"),
    "/100": Decimal("0.03"),
}
HUNDRED_MILLIMETRES: Mapping[str, Number] = {"cm": 10, "/100": 1, "/10": 10}


def visual_scale(
    id: str,
    label: str,
    record: Record | None = None,
    note: str = "",
    unit: Literal["cm", "mm", "/3"] = "cm",
    checked: Checked = "verified",
) -> Item:
    """Declare a visual or numeric rating scale: 0 to 10 (`cm`), 0 to 100 (`mm`) or 0 to 3 (`/3`), others converted.

    A length is that on a line of 100 mm. A value without a unit is on the scale that is declared; 55 on one of 0 to
    10 is refused, 55 mm is 5.5.

    >>> visual_scale("phga", "Physician global activity").accepts["mm"]
    Decimal('0.1')
    """
    scales = {"cm": (10, TEN_CENTIMETRES), "mm": (100, HUNDRED_MILLIMETRES), "/3": (3, THREE_POINTS)}
    high, accepts = scales[unit]
    return Item(
        id, label, low=0, high=high, unit=unit, accepts=accepts, record=record, note=note, checked=checked
    )
