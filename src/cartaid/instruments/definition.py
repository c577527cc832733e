"""The vocabulary of definitions: what an instrument declares, and nothing that computes.

A definition is evaluated on one row an assessment with one column an item. Its expressions are portable SQL
over the item ids; SQL's NULL is "unknown", so `a AND b` is three-valued by itself. `{switch}` in an expression
stands for the text of the chosen option of that switch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    >>> Source("A paper nobody has opened", doi="10.1000/1").checked
    'from memory'
    """

    citation: str
    doi: str = ""
    where: str = ""
    checked: Checked = "from memory"


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
    has an optional column `<id>_unit`: read where it is there; where it is not, `unit` is assumed.
    `applies` is the condition (SQL over other items) under which the item is asked for at all: where it
    is false, a blank is not called missing. `bound`: a flat table may write it as a bound (`<10`), which
    a second column of the wide shape, named `<id>_bound`, carries on.
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
HUNDRED_MILLIMETRES: Mapping[str, Number] = {"cm": 10, "/100": 1, "/10": 10}


def visual_scale(
    id: str,
    label: str,
    record: Record | None = None,
    note: str = "",
    unit: Literal["cm", "mm"] = "cm",
    checked: Checked = "verified",
) -> Item:
    """Declare a visual or numeric rating scale: 0 to 10 (`cm`) or 0 to 100 (`mm`), the other one converted.

    A value without a unit is on the scale that is declared; 55 on one of 0 to 10 is refused, 55 mm is 5.5.

    >>> visual_scale("phga", "Physician global activity").accepts["mm"]
    Decimal('0.1')
    """
    high, accepts = (10, TEN_CENTIMETRES) if unit == "cm" else (100, HUNDRED_MILLIMETRES)
    return Item(
        id, label, low=0, high=high, unit=unit, accepts=accepts, record=record, note=note, checked=checked
    )


@frozen
class Switch:
    """A named choice where the published text leaves one: option -> the SQL text it stands for."""

    id: str
    label: str
    options: Mapping[str, str]
    default: str
    note: str = ""
    checked: Checked = "verified"


@frozen
class Cut:
    """One edge of a banding: beyond `at` (strictly for > and <, inclusive for >= and <=) it gives `gives`."""

    side: Literal[">", ">=", "<", "<="]
    at: Number
    gives: Number | str


@frozen
class Banding:
    """A banded value: `base`, or what the last satisfied cut gives.

    Cuts stand in order, the most extreme last. `scale` multiplies every edge, so that a percentage of a range
    is compared without dividing.
    """

    base: Number | str
    cuts: tuple[Cut, ...]

    def sql(self, expression: str, scale: str = "1") -> str:
        """Write the banding of an expression as SQL.

        >>> Banding(0, (Cut(">", 5, 1), Cut(">", 15, 2))).sql("x")
        'CASE WHEN (x) > 15 THEN 2 WHEN (x) > 5 THEN 1 ELSE 0 END'
        """
        times = "" if scale == "1" else f" * ({scale})"
        whens = " ".join(
            f"WHEN ({expression}) {cut.side} {cut.at}{times} THEN {_literal(cut.gives)}"
            for cut in reversed(self.cuts)
        )
        return f"CASE {whens} ELSE {_literal(self.base)} END"


def _literal(value: Number | str) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


@frozen
class Term:
    """One summand: an expression over items that is complete once each of them has a value.

    Its interval is the range over the probes of the missing items; `probes` (item -> SQL literals) replaces
    an item's own where the extreme lies inside the range. `rises` marks an expression that rises with its only
    item: then its two ends need no comparison. `answered` is SQL saying when the term counts as answered
    (empty: once every item is known); only `Score.answered_at_least` asks.
    """

    label: str
    sql: str
    probes: Mapping[str, tuple[str, ...]] = field(factory=dict)
    rises: bool = False
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    answered: str = ""
    checked: Checked = "verified"


def weight(item: str, points: Number, label: str = "", checked: Checked = "verified") -> Term:
    """Give `points` when a flag is present, or `points` for each unit of a number.

    >>> weight("seizure", 8).sql
    '8 * seizure'
    """
    return Term(label or item, f"{points} * {item}", rises=points >= 0, checked=checked)


def banded(
    label: str,
    expression: str,
    banding: Banding,
    scale: str = "1",
    probes: Mapping[str, tuple[str, ...]] | None = None,
    checked: Checked = "verified",
    rising: tuple[str, ...] = (),
    falling: tuple[str, ...] = (),
) -> Term:
    """Give the points of the band an expression falls into.

    >>> banded("age", "age_years", Banding(0, (Cut(">=", 40, 2),))).sql
    'CASE WHEN (age_years) >= 40 THEN 2 ELSE 0 END'
    """
    sql = banding.sql(expression, scale)
    return Term(label, sql, probes or {}, checked=checked, rising=rising, falling=falling)


@frozen
class Group:
    """Terms of which only the highest counts, or whose sum is capped."""

    label: str
    terms: tuple[Term, ...]
    combine: Literal["sum", "max"] = "sum"
    cap: Number | None = None


@frozen
class Score:
    """A number: terms and groups added up (or averaged), linked, banded.

    `answered_at_least` is for instruments whose own rule forgives missing parts: the mean of the answered
    terms is the value once so many are answered. Everywhere else a missing item widens the interval.
    `zero_when` is a condition under which the value is 0 whatever the terms say. `categories` may depend on a
    text item (`categories_by`): then one banding for each of its values; they band the value, or (with
    `categories_on` "points") the sum before the link, where the published cut-offs are exact.
    `attainable` names the items that are set free to find the most this patient could reach, each with the
    SQL text of the best it could become; it is unknown where another item it needs is missing.
    """

    terms: tuple[Term | Group, ...]
    constant: Number = 0
    combine: Literal["sum", "mean"] = "sum"
    answered_at_least: int | None = None
    link: Literal["identity", "logistic"] = "identity"
    categories: Banding | Mapping[str, Banding] | None = None
    categories_by: str = ""
    categories_on: Literal["value", "points"] = "value"
    zero_when: Clause | None = None
    attainable: Mapping[str, tuple[str, ...]] = field(factory=dict)

    @property
    def all_terms(self) -> Iterator[Term]:
        """Every term, those inside groups included."""
        for part in self.terms:
            yield from part.terms if isinstance(part, Group) else (part,)


@frozen
class Clause:
    """A named condition: portable SQL that is true, false or NULL (unknown)."""

    id: str
    label: str
    sql: str
    checked: Checked = "verified"


@frozen
class Quantity:
    """A score used inside a state; its bounds are the columns `<id>_low` and `<id>_high` for the clauses."""

    id: str
    label: str
    score: Score


@frozen
class State:
    """Y, N or UNDETERMINED: clauses joined by a rule.

    `rule` is "all", "any", or SQL over the clause ids such as `fever AND (organ OR fluids)`.
    """

    clauses: tuple[Clause, ...]
    rule: str = "all"
    quantities: tuple[Quantity, ...] = ()


def at_most(quantity: str, limit: Number) -> str:
    """Write "quantity <= limit" for an interval quantity.

    >>> at_most("sledai", 4)
    'CASE WHEN sledai_high <= 4 THEN TRUE WHEN sledai_low > 4 THEN FALSE END'
    """
    return f"CASE WHEN {quantity}_high <= {limit} THEN TRUE WHEN {quantity}_low > {limit} THEN FALSE END"


def at_least(quantity: str, limit: Number) -> str:
    """Write "quantity >= limit" for an interval quantity.

    >>> at_least("points", 10)
    'CASE WHEN points_low >= 10 THEN TRUE WHEN points_high < 10 THEN FALSE END'
    """
    return f"CASE WHEN {quantity}_low >= {limit} THEN TRUE WHEN {quantity}_high < {limit} THEN FALSE END"


def count_of(minimum: int, *conditions: str) -> str:
    """Write "at least `minimum` of these conditions hold", three-valued.

    >>> count_of(1, "a").startswith("CASE WHEN CASE WHEN (a) THEN 1 ELSE 0 END >= 1 THEN TRUE")
    True
    """
    known = " + ".join(f"CASE WHEN ({c}) THEN 1 ELSE 0 END" for c in conditions)
    possible = " + ".join(f"CASE WHEN NOT ({c}) THEN 0 ELSE 1 END" for c in conditions)
    return f"CASE WHEN {known} >= {minimum} THEN TRUE WHEN {possible} < {minimum} THEN FALSE END"


@frozen
class Level:
    """One grade: given when any of its arms holds (and the gate, unless `gated` is off)."""

    grade: Number
    arms: tuple[Clause, ...]
    label: str = ""
    gated: bool = True


@frozen
class Grade:
    """The worst level that holds; `base` when none does. Unknown arms leave an interval of grades."""

    levels: tuple[Level, ...]
    base: Number = 0
    gate: tuple[Clause, ...] = ()
    base_label: str = ""
    quantities: tuple[Quantity, ...] = ()


@frozen
class LaboratoryTable:
    """Laboratory grades of a CTCAE edition, from the data table beside the definition: `edition` names it."""

    edition: Literal["5.0", "6.0"]


Method = Score | State | Grade | LaboratoryTable


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

    @property
    def unverified(self) -> tuple[str, ...]:
        """Labels of every part that is known from memory only."""
        parts: list[tuple[str, Checked]] = [(f"source: {s.citation}", s.checked) for s in self.sources]
        parts += [(f"item: {i.label}", i.checked) for i in self.items]
        parts += [(f"switch: {s.label}", s.checked) for s in self.switches]
        parts += [(label, checked) for label, checked in _method_parts(self.method)]
        return tuple(label for label, checked in parts if checked == "from memory")

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


def _method_parts(method: Method) -> Iterator[tuple[str, Checked]]:
    if isinstance(method, LaboratoryTable):
        return
    if isinstance(method, Score):
        for term in method.all_terms:
            yield f"term: {term.label}", term.checked
        if method.zero_when is not None:
            yield f"clause: {method.zero_when.label}", method.zero_when.checked
        return
    for quantity in method.quantities:
        yield from _method_parts(quantity.score)
    clauses = (
        method.clauses
        if isinstance(method, State)
        else (*method.gate, *(arm for level in method.levels for arm in level.arms))
    )
    for clause in clauses:
        yield f"clause: {clause.label}", clause.checked
