"""Every numeric limit of a clause has a case exactly at it and one on its other side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
import sqlglot
from sqlglot import exp

from cartaid.evaluators.cases import Case, given_row, read_cases
from cartaid.evaluators.expression import rendered
from cartaid.instruments.catalogue import cases_file, definitions
from cartaid.instruments.definition import Definition, State

STATES = [known for known in definitions() if isinstance(known.method, State)]
Numbers = Mapping[str, Decimal | None]


def value(node: exp.Expression, numbers: Numbers) -> Decimal | None:
    """Compute an arithmetic expression over items; None where one of them is unknown."""
    if isinstance(node, exp.Literal):
        return Decimal(node.this)
    if isinstance(node, exp.Column):
        return numbers.get(node.name)
    if isinstance(node, exp.Paren):
        return value(node.this, numbers)
    parts = [
        value(part, numbers) for part in (node.this, *node.expressions, node.args.get("expression")) if part
    ]
    if isinstance(node, exp.Coalesce):
        return next((part for part in parts if part is not None), None)
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    if isinstance(node, exp.Least):
        return min(known)
    if isinstance(node, exp.Greatest):
        return max(known)
    left, right = known
    return (
        left + right
        if isinstance(node, exp.Add)
        else left - right
        if isinstance(node, exp.Sub)
        else left * right
    )


def limits(known: Definition, case: Case) -> Iterator[exp.Binary]:
    """Give every comparison of numbers in the clauses of a definition, under the options of a case."""
    assert isinstance(known.method, State)
    chosen = known.choices(dict(case.set))
    options = {switch.id: switch.options[chosen[switch.id]] for switch in known.switches}
    numeric = {item.id for item in known.items if item.type == "number"}
    clauses = [*known.method.clauses, *([known.applicable] if known.applicable else [])]
    for clause in clauses:
        tree = sqlglot.parse_one(rendered(clause.sql, options), read="duckdb")
        for node in tree.find_all(exp.GTE, exp.GT, exp.LTE, exp.LT):
            names = {column.name for column in node.find_all(exp.Column)}
            # Above 0 guards a relative change; counts of conditions and totals of a score have cases of their own.
            guard = isinstance(node, exp.GT) and node.right.sql() == "0"
            if names and names <= numeric and not node.find(exp.Case) and not guard:
                yield node


def numbers_of(known: Definition, case: Case) -> Numbers:
    """Give the items of a case as numbers; one in another unit than its own counts as unknown."""
    row = given_row(known, case.given)

    def number(text: str | None, unit: str | None, own: str) -> Decimal | None:
        plain = text is not None and text.replace(".", "", 1).isdigit() and unit in (None, own)
        return Decimal(text) if plain and text is not None else None

    return {
        i.id: number(row[i.id], row.get(i.unit_column), i.unit) for i in known.items if i.type == "number"
    }


@pytest.mark.parametrize("known", STATES, ids=lambda known: known.id)
def test_both_sides_of_every_limit_have_a_case(known: Definition) -> None:
    found: dict[str, set[str]] = {}
    for case in read_cases(cases_file(known), known.id):
        numbers = numbers_of(known, case)
        for node in limits(known, case):
            sides = found.setdefault(node.sql(), set())
            left, right = value(node.left, numbers), value(node.right, numbers)
            if left is None or right is None:
                continue
            # What is as the limit itself asks, or fails by being below or above it.
            above = isinstance(node, exp.GTE | exp.LT)
            sides.add("at" if left == right else "other" if (left < right) == above else "same")
    lacking = {
        limit: {"at", "other"} - sides for limit, sides in found.items() if not {"at", "other"} <= sides
    }
    assert not lacking
