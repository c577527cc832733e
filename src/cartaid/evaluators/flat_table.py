"""Turn a flat table of texts into the wide shape of a definition: read, check ranges, convert units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.expression import names_in, rendered
from cartaid.instruments.definition import Definition, Grade, Item, LaboratoryTable, Score, State

ROW = "row_id"
"""Key of a flat table: the number of the row, from 1."""

Spellings = Mapping[tuple[Decimal, Decimal], tuple[str, ...]]
"""Spellings of the units of an item, in capitals and without blanks, by factor and shift towards its own unit."""


def declared_units(item: Item) -> Spellings:
    """Give the units an item declares, as spelled there.

    >>> declared_units(Item("crp", "CRP", unit="mg/L", accepts={"mg/dL": 10}))[Decimal(10), Decimal(0)]
    ('MG/DL',)
    """
    found: dict[tuple[Decimal, Decimal], tuple[str, ...]] = {}
    for unit, factor in ((item.unit, 1), *item.accepts.items()):
        edge = (Decimal(factor), Decimal(0))
        found[edge] = (*found.get(edge, ()), unit.replace(" ", "").upper())
    return found


BOUND = "^([<>]=?) *([0-9.]+)$"
"""A number given as a bound: the sign of comparison, and the number."""


def missing_columns(definition: Definition, columns: Iterable[str]) -> list[str]:
    """List the item columns a flat table lacks; they count as unknown in every row."""
    present = {column.lower() for column in columns}
    return [item.id for item in definition.items if item.id not in present]


def columns_in_use(definition: Definition, switches: Mapping[str, str] | None = None) -> set[str]:
    """Give the columns that the method of a definition reads under its switches.

    An item that only another option of a switch reads is optional.

    >>> from cartaid.instruments.catalogue import definition
    >>> doris = definition("doris-2021")
    >>> "investigational" in columns_in_use(doris)
    False
    >>> "investigational" in columns_in_use(doris, {"investigational": "excluded"})
    True
    """
    ids = [item.id for item in definition.items]
    method = definition.method
    if isinstance(method, LaboratoryTable):
        return set(ids)
    chosen = definition.choices(switches)
    options = {switch.id: switch.options[chosen[switch.id]] for switch in definition.switches}
    clauses = [definition.applicable] if definition.applicable else []
    scores = [method] if isinstance(method, Score) else [quantity.score for quantity in method.quantities]
    if isinstance(method, State):
        clauses += method.clauses
    elif isinstance(method, Grade):
        clauses += [*method.gate, *(arm for level in method.levels for arm in level.arms)]
    clauses += [score.zero_when for score in scores if score.zero_when]
    texts = [clause.sql for clause in clauses] + [score.categories_by for score in scores]
    texts += [term.sql for score in scores for term in score.all_terms]
    used = {name for text in texts for name in names_in(rendered(text, options), ids)}
    return used - set(definition.ignored)


def flat_wide(
    definition: Definition,
    table: str,
    columns: Iterable[str],
    name: str = "wide",
    units: Callable[[Item], Spellings] = declared_units,
) -> Relation:
    """Give the wide relation of `definition` over `table`, whose columns are texts and `row_id`.

    A blank is unknown. A value that does not read, lies outside its item's range, is no permitted category,
    lacks a unit it needs or has one that is not of its item becomes unknown and is named in `problem`. A unit column
    that is there is always read. `units` gives the spellings that count as a unit of an item.
    """
    by_lower = {column.lower(): f'"{column}"' for column in columns}
    none = "CAST(NULL AS VARCHAR)"
    texts, read, values, refused = [], [], [], []
    bounds: list[str] = []
    for item in definition.items:
        column = by_lower.get(item.id, none)
        texts.append(
            f"{column} AS raw_{item.id}"
            if item.type == "flag"
            else f"nullif(trim({column}), '') AS text_{item.id}"
        )
        has_unit = bool(item.unit_item or (item.unit and item.unit_column in by_lower))
        if has_unit:
            texts.append(f"{_unit_key(by_lower.get(item.unit_column, none))} AS unit_{item.id}")
        if item.type == "number":
            read.append(f"{_number(item, units(item) if has_unit else {})} AS read_{item.id}")
        if item.bound:
            bounds.append(f"{item.id}_bound")
            read.append(f"nullif(regexp_extract(text_{item.id}, '{BOUND}', 1), '') AS {item.id}_bound")
        values.append(f"{_value(item)} AS {item.id}")
        refused.append((f"({item.id} IS NULL AND {_text(item)} IS NOT NULL)", _message(item, has_unit)))
    # Nearly every row is free of refusals: the texts are put together only where there is one.
    anything = " OR ".join(test for test, _ in refused)
    messages = ", ".join(f"CASE WHEN {test} THEN {message} END" for test, message in refused)
    sql = f"SELECT {ROW}, {', '.join(texts)} FROM {table}"
    sql = f"SELECT *, {', '.join(read)} FROM ({sql}) AS texts" if read else sql
    sql = f"SELECT *, {', '.join(values)} FROM ({sql}) AS numbers"
    ids = [item.id for item in definition.items]
    return Relation(
        name,
        f"SELECT {ROW}, {', '.join([*ids, *bounds])}, CASE WHEN {anything} THEN concat_ws('; ', {messages}) END AS problem "
        f"FROM ({sql}) AS checked",
        (table,),
        (ROW, *ids, *bounds, "problem"),
    )


def _text(item: Item) -> str:
    """Write the text of an item, NULL for a blank.

    A yes/no item is nearly always a bare 1 or 0, so it is trimmed only where it is neither.
    """
    return f"nullif(trim(raw_{item.id}), '')" if item.type == "flag" else f"text_{item.id}"


def _unit_key(column: str) -> str:
    """Write a unit as it is compared: capitals, no blanks, `u` for micro, NULL for a blank."""
    return f"nullif(upper(replace(replace(replace({column}, ' ', ''), '\u00b5', 'u'), '\u03bc', 'u')), '')"


def _number(item: Item, units: Spellings) -> str:
    """Read a number, converted to the item's unit where one is recorded."""
    text = f"text_{item.id}"
    if item.bound:
        text = f"CASE WHEN regexp_matches({text}, '{BOUND}') THEN regexp_extract({text}, '{BOUND}', 2) ELSE {text} END"
    number = f"TRY_CAST({text} AS DECIMAL(18,6))"
    if not units:
        return number
    whens = []
    for (factor, shift), spellings in units.items():
        scaled = number if factor == 1 else f"{number} * {factor.normalize():f}"
        moved = f"{scaled} + ({shift.normalize():f})" if shift else scaled
        whens.append(f"WHEN unit_{item.id} IN ({', '.join(map(quoted, spellings))}) THEN {moved}")
    if not item.unit_item:
        whens.append(f"WHEN unit_{item.id} IS NULL THEN {number}")
    return f"CAST(CASE {' '.join(whens)} END AS DECIMAL(18,6))"


def _value(item: Item) -> str:
    text = _text(item)
    if item.type == "text" and not item.values:
        return text
    if item.type == "text":
        permitted = ", ".join(quoted(v) for v in item.values)
        return f"CASE WHEN lower({text}) IN ({permitted}) THEN lower({text}) END"
    if item.type == "flag":
        other = f"TRY_CAST({text} AS DECIMAL(18,6))"
        return (
            f"CASE WHEN raw_{item.id} = '1' THEN 1 WHEN raw_{item.id} = '0' THEN 0 "
            f"WHEN lower({text}) IN ('y', 'true') OR {other} = 1 THEN 1 "
            f"WHEN lower({text}) IN ('n', 'false') OR {other} = 0 THEN 0 END"
        )
    number = f"read_{item.id}"
    tests = [f"{number} >= {item.low}"] if item.low is not None else []
    tests += [f"{number} <= {item.high}"] if item.high is not None else []
    tests += [f"{number} IN ({', '.join(item.values)})"] if item.values else []
    tests += [f"{number} % {item.step} = 0"] if item.step else []
    return f"CASE WHEN {' AND '.join(tests)} THEN {number} END" if tests else number


def _message(item: Item, has_unit: bool) -> str:
    """Write what is said of a refused value: what was found, and what was expected."""

    def said(expected: str) -> str:
        return f"concat({quoted(item.id + ': ')}, {_text(item)}, {quoted(' refused, ' + expected)})"

    if item.type == "text":
        return said(f"expected {' or '.join(item.values)}")
    if item.type == "flag":
        return said("expected 1, 0 or blank")
    whens = [f"WHEN TRY_CAST(text_{item.id} AS DECIMAL(18,6)) IS NULL THEN {said('expected a number')}"]
    if has_unit:
        units = ", ".join([item.unit, *item.accepts])
        whens.append(
            f"WHEN read_{item.id} IS NULL AND unit_{item.id} IS NULL "
            f"THEN {said(f'needs {item.unit_column} ({units})')}"
        )
        foreign = quoted(f" refused, expected {item.unit_column} {units}, found ")
        whens.append(
            f"WHEN read_{item.id} IS NULL "
            f"THEN concat({quoted(item.id + ': ')}, {_text(item)}, {foreign}, unit_{item.id})"
        )
        # The bounds are those of the item's own unit: the value is shown in the unit it came in.
        found = f"concat_ws(' ', {_text(item)}, unit_{item.id})"
        outside = quoted(f" refused, expected {_range(item)} {item.unit}")
        return f"CASE {' '.join(whens)} ELSE concat({quoted(item.id + ': ')}, {found}, {outside}) END"
    return f"CASE {' '.join(whens)} ELSE {said(f'expected {_range(item)}')} END"


def _range(item: Item) -> str:
    if item.values:
        return " or ".join(item.values)
    steps = "" if item.step is None else ", whole numbers" if item.step == 1 else f", in steps of {item.step}"
    if item.high is None:
        return f"{item.low} or more{steps}"
    if item.low is None:
        return f"{item.high} or less{steps}"
    return f"{item.low} to {item.high}{steps}"
