"""Turn a flat table of texts into the wide shape of a definition: read, check ranges, convert units."""

from __future__ import annotations

from collections.abc import Iterable

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.instruments.definition import Definition, Item

ROW = "row_id"
"""Key of a flat table: the number of the row, from 1."""


def missing_columns(definition: Definition, columns: Iterable[str]) -> list[str]:
    """List the item columns a flat table lacks; they count as unknown in every row."""
    present = {column.lower() for column in columns}
    return [item.id for item in definition.items if item.id not in present]


def flat_wide(definition: Definition, table: str, columns: Iterable[str], name: str = "wide") -> Relation:
    """Give the wide relation of `definition` over `table`, whose columns are texts and `row_id`.

    A blank is unknown. A value that does not read, lies outside its item's range, is no permitted category, or
    lacks a unit it needs becomes unknown and is named in `problem`.
    """
    by_lower = {column.lower(): f'"{column}"' for column in columns}
    values, problems = [], []
    for item in definition.items:
        raw = f"nullif(trim({by_lower[item.id]}), '')" if item.id in by_lower else "CAST(NULL AS VARCHAR)"
        unit = by_lower.get(item.unit_item, "CAST(NULL AS VARCHAR)") if item.unit_item else ""
        value, unreadable = _read(item, raw, unit)
        values.append(f"{value} AS {item.id}")
        problems += unreadable
    problem = f"nullif(concat_ws('; ', {', '.join(problems)}), '')" if problems else "CAST(NULL AS VARCHAR)"
    sql = f"SELECT {ROW}, {', '.join(values)}, {problem} AS problem FROM {table}"
    return Relation(
        name, sql, (table,), (ROW, *(item.id for item in definition.items), "problem"), kept=False
    )


def _read(item: Item, raw: str, unit: str) -> tuple[str, list[str]]:
    if item.type == "text":
        value = f"lower({raw})"
        permitted = ", ".join(quoted(v) for v in item.values)
        expected = " or ".join(item.values)
        return (
            f"CASE WHEN {value} IN ({permitted}) THEN {value} END",
            [_problem(item, raw, f"{value} NOT IN ({permitted})", f"expected {expected}")],
        )
    if item.type == "flag":
        ones, zeros = (f"lower({raw}) IN ({texts})" for texts in ("'1', 'y', 'true'", "'0', 'n', 'false'"))
        decimal = f"TRY_CAST({raw} AS DECIMAL(18,6))"
        value = f"CASE WHEN {ones} OR {decimal} = 1 THEN 1 WHEN {zeros} OR {decimal} = 0 THEN 0 END"
        return value, [_problem(item, raw, f"({value}) IS NULL", "expected 1, 0 or blank")]
    number = f"TRY_CAST({raw} AS DECIMAL(18,6))"
    problems = [_problem(item, raw, f"{number} IS NULL", "expected a number")]
    if item.unit_item:
        code = f"lower(replace(trim({unit}), ' ', ''))"
        factors = {item.unit: 1, **item.accepts}
        whens = " ".join(
            f"WHEN {quoted(u.lower())} THEN {number} * {factor}" for u, factor in factors.items()
        )
        number = f"CAST(CASE {code} {whens} END AS DECIMAL(18,6))"
        expected = f"needs {item.unit_item} ({', '.join(factors)})"
        known = ", ".join(quoted(u.lower()) for u in factors)
        problems.append(_problem(item, raw, f"{code} IS NULL OR {code} NOT IN ({known})", expected))
    outside = []
    if item.low is not None:
        outside.append(f"{number} < {item.low}")
    if item.high is not None:
        outside.append(f"{number} > {item.high}")
    if item.values:
        outside.append(f"{number} NOT IN ({', '.join(item.values)})")
    if outside:
        test = " OR ".join(outside)
        problems.append(_problem(item, raw, test, f"expected {_range(item)}"))
        number = f"CASE WHEN NOT ({test}) THEN {number} END"
    return number, problems


def _range(item: Item) -> str:
    if item.values:
        return " or ".join(item.values)
    if item.high is None:
        return f"{item.low} or more"
    if item.low is None:
        return f"{item.high} or less"
    return f"{item.low} to {item.high}"


def _problem(item: Item, raw: str, test: str, expected: str) -> str:
    before, after = quoted(f"{item.id}: "), quoted(f" refused, {expected}")
    return f"CASE WHEN {raw} IS NOT NULL AND ({test}) THEN concat({before}, {raw}, {after}) END"
