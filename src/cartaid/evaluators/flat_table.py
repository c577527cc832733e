"""Turn a flat table of texts into the wide shape of a definition: read, check ranges, convert units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.expression import names_in, rendered
from cartaid.instruments.definition import Definition, Grade, Item, LaboratoryTable, Score, State

ROW = "row_id"
"""Key of a flat table: the number of the row, from 1."""


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


def flat_wide(definition: Definition, table: str, columns: Iterable[str], name: str = "wide") -> Relation:
    """Give the wide relation of `definition` over `table`, whose columns are texts and `row_id`.

    A blank is unknown. A value that does not read, lies outside its item's range, is no permitted category, or
    lacks a unit it needs becomes unknown and is named in `problem`.
    """
    by_lower = {column.lower(): f'"{column}"' for column in columns}
    none = "CAST(NULL AS VARCHAR)"
    texts, read, values, refused = [], [], [], []
    for item in definition.items:
        column = by_lower.get(item.id, none)
        texts.append(
            f"{column} AS raw_{item.id}"
            if item.type == "flag"
            else f"nullif(trim({column}), '') AS text_{item.id}"
        )
        if item.unit_item:
            texts.append(f"lower(replace({by_lower.get(item.unit_item, none)}, ' ', '')) AS unit_{item.id}")
        if item.type == "number":
            read.append(f"{_number(item)} AS read_{item.id}")
        values.append(f"{_value(item)} AS {item.id}")
        refused.append((f"({item.id} IS NULL AND {_text(item)} IS NOT NULL)", _message(item)))
    # Nearly every row is free of refusals: the texts are put together only where there is one.
    anything = " OR ".join(test for test, _ in refused)
    messages = ", ".join(f"CASE WHEN {test} THEN {message} END" for test, message in refused)
    sql = f"SELECT {ROW}, {', '.join(texts)} FROM {table}"
    sql = f"SELECT *, {', '.join(read)} FROM ({sql}) AS texts" if read else sql
    sql = f"SELECT *, {', '.join(values)} FROM ({sql}) AS numbers"
    ids = [item.id for item in definition.items]
    return Relation(
        name,
        f"SELECT {ROW}, {', '.join(ids)}, CASE WHEN {anything} THEN concat_ws('; ', {messages}) END AS problem "
        f"FROM ({sql}) AS checked",
        (table,),
        (ROW, *ids, "problem"),
    )


def _text(item: Item) -> str:
    """Write the text of an item, NULL for a blank.

    A yes/no item is nearly always a bare 1 or 0, so it is trimmed only where it is neither.
    """
    return f"nullif(trim(raw_{item.id}), '')" if item.type == "flag" else f"text_{item.id}"


def _number(item: Item) -> str:
    """Read a number, converted to the item's unit where one is recorded."""
    number = f"TRY_CAST(text_{item.id} AS DECIMAL(18,6))"
    if not item.unit_item:
        return number
    factors = {item.unit: 1, **item.accepts}
    whens = " ".join(f"WHEN {quoted(u.lower())} THEN {number} * {factor}" for u, factor in factors.items())
    return f"CAST(CASE unit_{item.id} {whens} END AS DECIMAL(18,6))"


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
    return f"CASE WHEN {' AND '.join(tests)} THEN {number} END" if tests else number


def _message(item: Item) -> str:
    """Write what is said of a refused value: what was found, and what was expected."""

    def said(expected: str) -> str:
        return f"concat({quoted(item.id + ': ')}, {_text(item)}, {quoted(' refused, ' + expected)})"

    if item.type == "text":
        return said(f"expected {' or '.join(item.values)}")
    if item.type == "flag":
        return said("expected 1, 0 or blank")
    whens = [f"WHEN TRY_CAST(text_{item.id} AS DECIMAL(18,6)) IS NULL THEN {said('expected a number')}"]
    if item.unit_item:
        units = ", ".join([item.unit, *item.accepts])
        whens.append(f"WHEN read_{item.id} IS NULL THEN {said(f'needs {item.unit_item} ({units})')}")
    return f"CASE {' '.join(whens)} ELSE {said(f'expected {_range(item)}')} END"


def _range(item: Item) -> str:
    if item.values:
        return " or ".join(item.values)
    if item.high is None:
        return f"{item.low} or more"
    if item.low is None:
        return f"{item.high} or less"
    return f"{item.low} to {item.high}"
