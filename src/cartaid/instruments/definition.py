"""The vocabulary of definitions: what an instrument declares, and nothing that computes.

A definition is evaluated on one row an assessment with one column an item. Its expressions are portable SQL
over the item ids; SQL's NULL is "unknown", so `a AND b` is three-valued by itself. `{switch}` in an expression
stands for the text of the chosen option of that switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import evolve, field, frozen

from cartaid.instruments.item import Checked, Item, Number, Record, Source, flag, number, visual_scale
from cartaid.instruments.method import (
    Banding,
    Clause,
    Cut,
    Grade,
    Group,
    LaboratoryTable,
    Level,
    Method,
    Quantity,
    Score,
    State,
    Term,
    at_least,
    at_most,
    banded,
    count_of,
    method_parts,
    weight,
)

# A module of a definition imports all it declares with from here.
__all__ = [
    "Banding",
    "Checked",
    "Clause",
    "Cut",
    "Definition",
    "Grade",
    "Group",
    "Item",
    "LaboratoryTable",
    "Level",
    "Method",
    "Number",
    "Quantity",
    "Record",
    "Score",
    "Source",
    "State",
    "Switch",
    "Term",
    "at_least",
    "at_most",
    "banded",
    "count_of",
    "flag",
    "number",
    "visual_scale",
    "weight",
]


@frozen
class Switch:
    """A named choice where the published text leaves one: option -> the SQL text it stands for.

    `items`: option -> items that are declared otherwise under it, such as a scale with another range.
    """

    id: str
    label: str
    options: Mapping[str, str]
    default: str
    note: str = ""
    checked: Checked = "verified"
    items: Mapping[str, tuple[Item, ...]] = field(factory=dict)


@frozen
class Definition:
    """One instrument, complete: identity, items, switches, method, output, sources.

    `outside_is_error` says that a row to which the definition does not apply is a mistake of the data
    (two scales mixed), not a patient it was not made for. `assessed_by` names the items whose dates make
    an assessment in a study (empty: those recorded at the visit itself); `ignored` names items that
    belong to the form but do not count here. `run` says when a study runs it: `always` where its disease
    and its assessments occur, even where other items of it were never recorded; `when recorded` where
    everything it uses was recorded; `on request` where `study.toml` names it.
    """

    id: str
    paramcd: str
    title: str
    disease: Literal["SLE", "IIM", "SSc", "any", "other"]
    kind: Literal["index", "state", "response", "grade", "measure", "classification"]
    edition: str
    items: tuple[Item, ...]
    method: Method
    sources: tuple[Source, ...]
    licence: str
    switches: tuple[Switch, ...] = ()
    applicable: Clause | None = None
    outside_is_error: bool = False
    assessed_by: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    category_paramcd: str = ""
    low: Number | None = None
    high: Number | None = None
    unit: str = ""
    better: Literal["lower", "higher", ""] = ""
    missing: str = "A missing item widens the interval; a value is given when both ends agree."
    window: str = ""
    attribution: str = ""
    divergences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    validated_in: str = ""
    family: str = ""
    run: Literal["always", "when recorded", "on request"] = "when recorded"
    missing_checked: Checked = "verified"

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from cartaid.instruments.shown import definition_html

        return definition_html(self)

    @property
    def unverified(self) -> tuple[str, ...]:
        """Labels of every part that is known from memory only."""
        return tuple(label for label, checked in self._parts() if checked == "from memory")

    @property
    def secondary(self) -> tuple[str, ...]:
        """Publications that were checked in a secondary source only, or by inference from what is printed."""
        return tuple(s.citation for s in self.sources if s.secondary and s.checked == "verified")

    def _parts(self) -> list[tuple[str, Checked]]:
        parts: list[tuple[str, Checked]] = [(f"source: {s.citation}", s.checked) for s in self.sources]
        parts += [(f"item: {i.label}", i.checked) for i in self.items]
        parts += [(f"switch: {s.label}", s.checked) for s in self.switches]
        parts += [(label, checked) for label, checked in method_parts(self.method)]
        return [*parts, ("rule for missing parts", self.missing_checked)]

    def under(self, chosen: Mapping[str, str] | None = None) -> Definition:
        """Give the definition with the items that the chosen options declare otherwise.

        Raises ValueError as `choices` does.
        """
        options = self.choices(chosen)
        other = {item.id: item for s in self.switches for item in s.items.get(options[s.id], ())}
        return evolve(self, items=tuple(other.get(item.id, item) for item in self.items)) if other else self

    def item(self, id: str) -> Item:
        """Give the item of this id; raises KeyError when there is none."""
        for item in self.items:
            if item.id == id:
                return item
        known = ", ".join(item.id for item in self.items)
        raise KeyError(f"definition {self.id} has no item {id!r}; it has {known}")

    def choices(self, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
        """Give the option of every switch, the defaults replaced by `chosen`.

        Raises ValueError naming the switch, what was found and what is expected.
        """
        options = {switch.id: switch.default for switch in self.switches}
        for id, option in (chosen or {}).items():
            switch = next((s for s in self.switches if s.id == id), None)
            if switch is None:
                known = ", ".join(options) or "none"
                raise ValueError(f"{self.id} has no switch {id!r}; it has: {known}")
            if option not in switch.options:
                expected = ", ".join(switch.options)
                raise ValueError(f"{self.id}: switch {id} is {option!r}; expected one of: {expected}")
            options[id] = option
        return options
