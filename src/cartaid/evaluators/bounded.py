"""Values known only as bounds (`<5`, `>400`): both ends of what they can be are evaluated, and the results joined.

A row with such values becomes several, one a corner: each value once at its bound and once at the far end of its
range. What all corners agree on is certain; a score is the interval from the lowest to the highest of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cartaid.engine import Relation
from cartaid.engine.session import number_text, quoted
from cartaid.evaluators.evaluate import CATEGORY_ENDS, OUTPUT, evaluation
from cartaid.instruments.definition import Definition, Item, Score

KNOWN_AS = "BOUNDED"
"""Column that names the items of a row that are known only as a bound: `crp <5`."""

BEYOND = "0.000001"
"""How far beyond an excluded bound a value is tried: the last digit a value has."""


def bound_column(item: str) -> str:
    """Name the column that holds the sign of comparison of an item.

    >>> bound_column("crp")
    'crp_bound'
    """
    return f"{item}_bound"


def bounded_evaluations(
    definition: Definition,
    wide: str,
    items: Sequence[Item],
    keys: Sequence[str],
    switches: Mapping[str, str] | None = None,
    name: str = "",
    detail: bool = False,
    problems: bool = False,
) -> tuple[Relation, ...]:
    """Give the relations that evaluate `definition` where `items` may be bounds, the result last.

    `wide` has, for each of `items`, the sign of comparison in `bound_column`; the other parameters, and the columns of
    the result, are those of `evaluation`.
    """
    passed = [*keys, *(["problem"] if problems else []), *(item.id for item in definition.items)]
    tried = _corners(wide, passed, items, f"{name}_corner")
    evaluated = evaluation(
        definition, tried.name, (*keys, KNOWN_AS), switches, f"{name}_at_corner", detail, problems, ends=True
    )
    return tried, evaluated, _joined(definition, evaluated, keys, name)


def _corners(wide: str, columns: Sequence[str], items: Sequence[Item], name: str) -> Relation:
    """Give every row once for each corner of its bounded values; a far end without a limit is NULL: unknown."""
    by_id = {item.id: item for item in items}
    shown = [f"{_tried(by_id[c])} AS {c}" if c in by_id else f"w.{c}" for c in columns]
    signs = (
        f"CASE WHEN {_is_bound(i.id)} THEN concat({quoted(i.id + ' ')}, {bound_column(i.id)}, "
        f"{number_text(i.id)}) END"
        for i in items
    )
    known_as = f"nullif(concat_ws(', ', {', '.join(signs)}), '') AS {KNOWN_AS}"
    ends = "(SELECT 0 AS FAR UNION ALL SELECT 1 AS FAR)"
    joins = " ".join(
        f"JOIN {ends} AS end_{i.id} ON end_{i.id}.FAR = 0 OR ({_is_bound(i.id, 'w.')})" for i in items
    )
    return Relation(
        name,
        f"SELECT {', '.join(shown)}, w.{KNOWN_AS} FROM (SELECT *, {known_as} FROM {wide}) AS w {joins}",
        (wide,),
        (*columns, KNOWN_AS),
        kept=False,
    )


def _is_bound(item: str, table: str = "") -> str:
    return f"{table}{bound_column(item)} IS NOT NULL AND {table}{item} IS NOT NULL"


def _tried(item: Item) -> str:
    """Write the value of an item at one corner: at its bound, or at the far end of what it can be."""
    value, sign = f"w.{item.id}", f"w.{bound_column(item.id)}"
    step = item.step or BEYOND
    low = item.low if item.low is not None else 0 if item.unit else None
    least = f"{value} - {step}" if low is None else f"greatest({value} - {step}, {low})"
    most = f"{value} + {step}" if item.high is None else f"least({value} + {step}, {item.high})"
    far = f"CASE substr({sign}, 1, 1) WHEN '<' THEN {_or_null(low)} ELSE {_or_null(item.high)} END"
    near = f"CASE {sign} WHEN '<' THEN {least} WHEN '>' THEN {most} ELSE {value} END"
    # Below the least value an item can have, or above the greatest, there is none: nothing is known.
    outside = [f"{sign} = '<' AND {value} <= {low}"] if low is not None else []
    outside += [f"{sign} = '>' AND {value} >= {item.high}"] if item.high is not None else []
    unknown = " OR ".join([f"{value} IS NULL", *outside])
    tried = f"CASE WHEN {unknown} THEN NULL WHEN end_{item.id}.FAR = 1 THEN {far} ELSE {near} END"
    return f"CAST({tried} AS DECIMAL(18,6))"


def _or_null(number: object) -> str:
    return "NULL" if number is None else str(number)


def _joined(definition: Definition, evaluated: Relation, keys: Sequence[str], name: str) -> Relation:
    """Give one row for the corners of each row: what they agree on, or the interval that they span."""
    more = [c for c in evaluated.columns if c not in (*keys, *OUTPUT, KNOWN_AS, *CATEGORY_ENDS)]
    corners, between = evaluated.name, "CAST(NULL AS VARCHAR)"
    if set(CATEGORY_ENDS) <= set(evaluated.columns):
        corners, between = _with_end_categories(evaluated.name, keys), _between()
    low, high = _in_all("low", "min"), _in_all("high", "max")
    agreed = "count(category) IN (0, count(*)) AND coalesce(min(category) = max(category), TRUE)"
    alike = "min(status) = max(status)"
    certain = f"{alike} AND min(status) = 'DETERMINED' AND coalesce({low} = {high}, FALSE) AND {agreed}"
    if isinstance(definition.method, Score):
        open_category, told = "CAST(NULL AS VARCHAR)", "min(reason)"
    else:
        # A corner that decides tells what decides it there; that is no reason of a row that stays open.
        open_category, told = "'UNDETERMINED'", "min(reason) FILTER (WHERE status = 'UNDETERMINED')"
    outputs = {
        "value": "CASE WHEN count(value) = count(*) AND min(value) = max(value) THEN min(value) END",
        "low": low,
        "high": high,
        "status": f"CASE WHEN {certain} THEN 'DETERMINED' WHEN {alike} AND min(status) <> 'DETERMINED' THEN min(status) "
        "ELSE 'UNDETERMINED' END",
        "category": f"CASE WHEN {agreed} THEN min(category) ELSE {open_category} END",
        "reason": f"CASE WHEN min({KNOWN_AS}) IS NULL OR ({certain}) OR min(status) = 'NOT_APPLICABLE' AND {alike} "
        f"THEN nullif(concat_ws('; ', min(reason), {between}), '') "
        f"ELSE concat_ws('; ', concat('known only as a bound: ', min({KNOWN_AS})), {told}, {between}) END",
    } | {column: _merged(column) for column in more}
    columns = [column for column in evaluated.columns if column in outputs]
    grouped = ", ".join(keys)
    return Relation(
        name,
        f"SELECT {', '.join([*keys, *(f'{outputs[c]} AS {c}' for c in columns)])} FROM {corners} "
        f"GROUP BY {grouped}",
        (evaluated.name,),
        (*keys, *columns),
    )


def _with_end_categories(evaluated: str, keys: Sequence[str]) -> str:
    """Write the corners of each row with the category of its lowest and its highest value, on the corners that have it."""
    low, high = CATEGORY_ENDS
    row = f"OVER (PARTITION BY {', '.join(keys)})"
    return (
        f"(SELECT *, CASE WHEN low = min(low) {row} THEN {low} END AS LOWEST_CATEGORY, "
        f"CASE WHEN high = max(high) {row} THEN {high} END AS HIGHEST_CATEGORY FROM {evaluated}) AS corners"
    )


def _between() -> str:
    """Write between which categories a row lies, as it is said of missing items; NULL where an end is unknown."""
    low, high = "min(LOWEST_CATEGORY)", "min(HIGHEST_CATEGORY)"
    known = "count(low) = count(*) AND count(high) = count(*)"
    return f"CASE WHEN {known} AND {low} <> {high} THEN concat('between ', {low}, ' and ', {high}) END"


def _in_all(column: str, pick: str) -> str:
    """Write the extreme of a column, unknown where it is unknown at one corner."""
    return f"CASE WHEN count({column}) = count(*) THEN {pick}({column}) END"


def _merged(column: str) -> str:
    """Write a column of details over the corners: the bounds of a term, the truth of a clause."""
    if column.startswith("clause_"):
        return (
            f"CASE WHEN count(*) = count(*) FILTER (WHERE {column}) THEN TRUE "
            f"WHEN count(*) = count(*) FILTER (WHERE NOT {column}) THEN FALSE END"
        )
    if column.endswith("_low"):
        return _in_all(column, "min")
    if column.endswith("_high"):
        return _in_all(column, "max")
    return f"CASE WHEN count({column}) = count(*) AND min({column}) = max({column}) THEN min({column}) END"
