"""Every relation of the study room stays in the portable subset and says truly what it reads and gives."""

from __future__ import annotations

import re

import pytest

from cartaid.engine import Relation, Session
from cartaid.engine.portable import refusals, spark_text
from cartaid.study.checks import check_relations
from cartaid.study.checks.row_rule import listing
from cartaid.study.checks.rows import row_rules
from cartaid.study.checks.run import ITEM_RANGE_COLUMNS
from cartaid.study.checks.sets import set_rules
from cartaid.study.death import death_record_relation, death_relation
from cartaid.study.disease import patient_relation
from cartaid.study.domains import DOMAINS
from cartaid.study.observation import observation_relation, outside_life_relation
from cartaid.study.protocol import Protocol, protocol_tables
from cartaid.study.typed import SOURCE_FILE_COLUMNS, raw_name, typed_relations
from cartaid.study.units import (
    UNIT_FACTOR_COLUMNS,
    UNIT_SPELLING_COLUMNS,
    UNIT_TEST_COLUMNS,
    quantity_relation,
    unit_conversion_relation,
)

PROTOCOL = Protocol.model_validate(
    {
        "study": {"data_cut": "2024-03-31"},
        "codes": [
            {"domain": "QS", "from": "A", "to": "B"},
            {"domain": "PR", "variable": "PRTRT", "from": "A", "to": "B"},
        ],
    }
)
PLACE = {"_ROW": "BIGINT", "_FILE": "INTEGER"}
TEXT = {code: dict.fromkeys((v.name for v in d.variables), "VARCHAR") | PLACE for code, d in DOMAINS.items()}
KIND = {"text": "DOUBLE", "number": "DOUBLE", "integer": "DOUBLE", "date": "TIMESTAMP"}
TYPED = {code: {v.name: KIND[v.type] for v in d.variables} | PLACE for code, d in DOMAINS.items()}


def _relations(raw) -> list[Relation]:
    mapped = {"QS": ["QSTESTCD"], "PR": ["PRTRT"]} if raw is TEXT else {}
    typed = typed_relations(raw, mapped, ())
    checks = check_relations(raw, PROTOCOL)
    if raw is TYPED:
        # Only what reads the tables as they arrived depends on their types.
        return [*typed, *(check for check in checks if check.inputs[0].startswith("raw_"))]
    return [
        *typed,
        death_record_relation(),
        death_relation(),
        outside_life_relation(),
        observation_relation(),
        unit_conversion_relation(),
        quantity_relation(),
        patient_relation(PROTOCOL),
        *checks,
    ]


@pytest.mark.parametrize("raw", [TEXT, TYPED, {}], ids=["all text", "typed", "no domain"])
def test_relations_are_portable(raw):
    for relation in _relations(raw):
        assert refusals(relation.sql) == [], relation.name


def test_observations_without_what_is_refused_are_portable():
    relation = observation_relation(outside_life=True, scale_without_unit=True)
    assert refusals(relation.sql) == []
    assert {"outside_life", "scale_without_unit"} <= set(relation.inputs)


def test_relations_can_be_written_for_spark():
    few = {code: TEXT[code] for code in ("DM", "EX", "PR", "LB")}
    mapped = {"PR": ["PRTRT"]}
    relations = [
        *typed_relations(few, mapped, ()),
        death_record_relation(),
        death_relation(),
        outside_life_relation(),
        observation_relation(),
        quantity_relation(),
    ]
    for relation in [*relations, patient_relation(PROTOCOL), *set_rules(few, True)]:
        assert spark_text(relation.sql).startswith(("SELECT", "WITH")), relation.name


@pytest.mark.parametrize("raw", [TEXT, TYPED], ids=["all text", "typed"])
def test_relations_say_truly_what_they_read_and_give(raw):
    """The tables a text names are the inputs it declares; the columns it gives are those it declares."""
    relations = _relations(raw)
    session = Session(threads=1)
    for table in protocol_tables(PROTOCOL):
        session.load(table.name, table.columns, table.rows)
    session.load("unit_test", UNIT_TEST_COLUMNS, [])
    session.load("unit_factor", UNIT_FACTOR_COLUMNS, [])
    session.load("unit_spelling", UNIT_SPELLING_COLUMNS, [])
    session.load("source_file", SOURCE_FILE_COLUMNS, [])
    session.load("known_frequency", {"TEXT": "VARCHAR"}, [])
    session.load("item_range", ITEM_RANGE_COLUMNS, [])
    for code, columns in raw.items():
        session.load(raw_name(code), columns, [])
    session.build(relations)
    for relation in relations:
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name
        own = set(re.findall(r"(?:WITH|,) (\w+) AS \(", relation.sql))
        read = set(re.findall(r"(?:FROM|JOIN) \"?(\w+)", relation.sql)) - own
        assert read == set(relation.inputs), relation.name


def test_a_guard_never_hides_what_its_rule_finds():
    """Every date that breaks a date rule meets the rule's cheap first condition."""
    texts = [
        "2022",
        "2022-03",
        "2022-UN",
        "2022-XX",
        "2022--",
        "2022---15",
        "2022-03--",
        "2022-03-UN",
        "2022-02-30",
    ]
    texts += [
        "2022-03-05",
        "2022-03-05T14:30",
        "2022-03-05T14",
        "2022-03-05Tx",
        "2022-03T10",
        "--03-15",
        "x",
        "05.03.2022",
    ]
    session = Session(threads=1)
    columns = {"USUBJID": "VARCHAR", "DSTERM": "VARCHAR", "DSDTC": "VARCHAR"} | PLACE
    session.load(raw_name("DS"), columns, [("P", "t", text, n, 1) for n, text in enumerate(texts)])
    session.build(typed_relations({"DS": columns}, {}, ()))
    session.load("source_file", SOURCE_FILE_COLUMNS, [(1, "ds.csv", 0, "DS", "line", 1)])
    rules = [rule for rule in row_rules(DOMAINS["DS"], columns) if rule.guard]
    assert len(rules) == 2
    found = set()
    for rule in rules:
        broken = f"SELECT DSDTC FROM {rule.table} WHERE {rule.condition.split(rule.guard + ' AND ', 1)[1]}"
        guarded = f"SELECT DSDTC FROM {rule.table} WHERE {rule.guard}"
        assert set(session.rows(broken)) - {(None,)} <= set(session.rows(guarded)), rule.id
        session.build([listing(rule, columns)])
        found |= {value for (value,) in session.rows(f"SELECT value FROM {rule.name}")}
    fine = {
        "2022",
        "2022-03",
        "2022--",
        "2022---15",
        "2022-03--",
        "2022-03-05",
        "2022-03-05T14:30",
        "2022-03-05T14",
    }
    assert found == set(texts) - fine - {"2022-03T10"}
