"""Run the cases that stand beside a definition: they are tests, documentation examples and the corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.evaluators.evaluate import evaluations
from cartaid.evaluators.flat_table import ROW, Spellings, declared_units, flat_wide
from cartaid.instruments.definition import Definition, Item


@frozen
class Case:
    """One worked example: items as recorded, what must come out, and where that is known from.

    In `given`, `"*"` stands for every item that is not named (never for a unit); `definition` picks one of several in a module.
    """

    name: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    source: str
    set: Mapping[str, str] = field(factory=dict)
    definition: str = ""


def read_cases(path: Path, definition: str = "") -> list[Case]:
    """Read a cases file; with `definition`, only the cases for that id (or for any)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    cases = [Case(**entry) for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=loader)]
    return [case for case in cases if not definition or case.definition in ("", definition)]


def given_row(definition: Definition, given: Mapping[str, Any]) -> dict[str, str | None]:
    """Spell out a case's `given` as one flat row of texts; raises KeyError for a column nobody declares."""
    items = [item.id for item in definition.items]
    columns = [*items, *(item.unit_column for item in definition.items if item.unit_column)]
    unknown = set(given) - set(columns) - {"*"}
    if unknown:
        raise KeyError(f"{definition.id} has no column {', '.join(sorted(unknown))}")
    row = {column: given.get(column, given.get("*") if column in items else None) for column in columns}
    return {column: None if value is None or value == "" else str(value) for column, value in row.items()}


def score_rows(
    session: Session,
    definition: Definition,
    rows: Sequence[Mapping[str, str | None]],
    switches: Mapping[str, str] | None = None,
    detail: bool = False,
    units: Callable[[Item], Spellings] = declared_units,
) -> list[dict[str, Any]]:
    """Score flat rows of texts; one result a row, in the same order."""
    columns = list(dict.fromkeys(name for row in rows for name in row)) or [
        item.id for item in definition.items
    ]
    typed = {ROW: "BIGINT", **dict.fromkeys(columns, "VARCHAR")}
    session.load("flat", typed, [(place, *map(row.get, columns)) for place, row in enumerate(rows, start=1)])
    wide = flat_wide(definition, "flat", columns, units=units)
    result = evaluations(definition, wide.name, (ROW,), switches, name="scored", detail=detail, problems=True)
    session.build([wide, *result])
    found = session.records(f"SELECT * FROM scored ORDER BY {ROW}")
    return [{name: value for name, value in row.items() if name != ROW} for row in found]
