"""How a definition comes to its result: a score, a state, a grade, or a table of laboratory grades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import field, frozen

from cartaid.instruments.item import Checked, Number


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


def method_parts(method: Method) -> Iterator[tuple[str, Checked]]:
    """Give the label of every part of a method and whether it was checked."""
    if isinstance(method, LaboratoryTable):
        return
    if isinstance(method, Score):
        for term in method.all_terms:
            yield f"term: {term.label}", term.checked
        if method.zero_when is not None:
            yield f"clause: {method.zero_when.label}", method.zero_when.checked
        return
    for quantity in method.quantities:
        yield from method_parts(quantity.score)
    clauses = (
        method.clauses
        if isinstance(method, State)
        else (*method.gate, *(arm for level in method.levels for arm in level.arms))
    )
    for clause in clauses:
        yield f"clause: {clause.label}", clause.checked
