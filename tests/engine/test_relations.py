"""Every relation of a whole run: portable, as declared, and its Spark text as reviewed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlglot
from sqlglot import expressions as exp

from cartaid.engine import Relation
from cartaid.engine.portable import refusals, spark_text
from cartaid.study_analysis import Analysis

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "CARTAID_UPDATE_GOLDEN"


def relations(example: Analysis) -> dict[str, Relation]:
    built: dict[str, Relation] = example.study.session.built  # type: ignore[attr-defined]
    return {name: built[name] for name in sorted(built)}


def portable(built: dict[str, Relation]) -> dict[str, Relation]:
    """Leave out what reads files or raw tables: the door of the house is DuckDB's own."""
    return {n: r for n, r in built.items() if not n.startswith(("raw_", "file_", "flat"))}


def test_every_relation_is_in_the_portable_subset(example: Analysis) -> None:
    refused = {n: refusals(r.sql) for n, r in portable(relations(example)).items()}
    assert {n: found for n, found in refused.items() if found} == {}


def test_every_relation_reads_what_it_declares(example: Analysis) -> None:
    wrong = {}
    for name, relation in portable(relations(example)).items():
        parsed = sqlglot.parse_one(relation.sql, dialect="duckdb")
        own = {cte.alias_or_name for cte in parsed.find_all(exp.CTE)}
        read = {table.name for table in parsed.find_all(exp.Table)} - own
        if read != set(relation.inputs):
            wrong[name] = {"undeclared": read - set(relation.inputs), "unused": set(relation.inputs) - read}
    assert wrong == {}


def test_every_relation_gives_the_columns_it_declares(example: Analysis) -> None:
    session = example.study.session
    wrong = {
        name: (relation.columns, tuple(session.columns(name)))
        for name, relation in relations(example).items()
        if relation.columns and tuple(session.columns(name)) != tuple(relation.columns)
    }
    assert wrong == {}


def reviewed_with(name: str) -> str:
    """Name the golden file that holds a relation."""
    return {"check": "checks", "result": "results"}.get(name.split("_")[0], "derivations")


@pytest.mark.parametrize("kind", ["checks", "results", "derivations"])
def test_spark_text_is_as_reviewed(example: Analysis, kind: str) -> None:
    text = "\n\n".join(
        f"-- {name}\n{spark_text(relation.sql)};"
        for name, relation in portable(relations(example)).items()
        if reviewed_with(name) == kind
    )
    golden = GOLDEN / f"{kind}.spark.sql"
    if os.environ.get(UPDATE):
        golden.write_text(text + "\n", encoding="utf-8")
    reviewed = golden.read_text(encoding="utf-8")
    assert text + "\n" == reviewed, f"the Spark text changed: review it, then run once with {UPDATE}=1"
