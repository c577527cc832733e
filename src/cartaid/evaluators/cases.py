"""Run the cases that stand beside a definition: they are tests, documentation examples and the corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, fields, frozen

from cartaid.engine import Session
from cartaid.evaluators.bounded import bounded_evaluations
from cartaid.evaluators.evaluate import evaluations
from cartaid.evaluators.flat_table import ROW, Spellings, declared_units, flat_wide, may_be_bounds
from cartaid.instruments.catalogue import DefinitionFileError, cases_file
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
    """Read a cases file; with `definition`, only the cases for that id (or for any).

    Raises DefinitionFileError, in one line, for a file that cannot be read.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DefinitionFileError(f"{path}{line}: expected a list of cases in YAML, found: {said}") from None
    if not isinstance(entries, list):
        raise DefinitionFileError(f"{path}: expected a list of cases, found {type(entries).__name__}")
    cases = []
    for place, entry in enumerate(entries, start=1):
        try:
            cases.append(Case(**entry))
        except TypeError as error:
            said = str(error).partition(") ")[2] or str(error)
            keys = ", ".join(part.name for part in fields(Case))
            raise DefinitionFileError(f"{path}: case {place}: expected the keys {keys}: {said}") from None
    return [case for case in cases if not definition or case.definition in ("", definition)]


def described_cases(known: Definition) -> list[dict[str, Any]]:
    """Give the cases of a definition as plain data that JSON can hold, each `given` spelled out as a flat row.

    >>> from cartaid import definition
    >>> described_cases(definition("haq-di"))[0]["expect"]["value"]
    1.125
    """
    return [
        {
            "name": case.name,
            "given": given_row(known, case.given),
            "set": dict(case.set),
            "expect": dict(case.expect),
            "source": case.source,
        }
        for case in read_cases(cases_file(known), known.id)
    ]


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
    definition = definition.under(switches)
    columns = list(dict.fromkeys(name for row in rows for name in row)) or [
        item.id for item in definition.items
    ]
    typed = {ROW: "BIGINT", **dict.fromkeys(columns, "VARCHAR")}
    session.load("flat", typed, [(place, *map(row.get, columns)) for place, row in enumerate(rows, start=1)])
    signs = ("<", ">")
    bounds = [
        item
        for item in may_be_bounds(definition)
        if any((row.get(item.id) or "").lstrip().startswith(signs) for row in rows)
    ]
    wide = flat_wide(definition, "flat", columns, units=units, bounded=[item.id for item in bounds])
    given = (definition, wide.name)
    result = (
        bounded_evaluations(*given, bounds, (ROW,), switches, "scored", detail, problems=True)
        if bounds
        else evaluations(*given, (ROW,), switches, "scored", detail, problems=True)
    )
    session.build([wide, *result])
    found = session.records(f"SELECT * FROM scored ORDER BY {ROW}")
    return [{name: value for name, value in row.items() if name != ROW} for row in found]
