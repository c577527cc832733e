"""What a definition declares is all in its description: other software scores by it alone."""

from __future__ import annotations

import json

from cartaid import definition, definitions
from cartaid.describe import described
from cartaid.instruments.definition import Score


def test_every_part_of_every_score_is_described() -> None:
    for known in definitions():
        method = known.method
        if not isinstance(method, Score):
            continue
        told = described(known)["method"]
        assert told["categories_by"] == (method.categories_by or None), known.id
        assert (told["zero_when"] or {}).get("condition") == (method.zero_when and method.zero_when.sql), (
            known.id
        )
        assert set(told["attainable"] or {}) == set(method.attainable), known.id
        assert told["categories_on"] == (method.categories_on if method.categories is not None else None), (
            known.id
        )
        json.dumps(told)


def test_the_descriptions_that_need_it_have_it() -> None:
    tis = described(definition("tis-2016"))["method"]
    assert tis["categories_by"] == "population"
    assert "mmt" in tis["attainable"]
    zero = [d.id for d in definitions() if isinstance(d.method, Score) and d.method.zero_when is not None]
    assert zero, "no definition left to test with"
    assert all(described(definition(id))["method"]["zero_when"]["condition"] for id in zero)


def test_an_item_says_when_it_applies() -> None:
    items = {item["id"]: item for item in described(definition("icans-astct-2019"))["items"]}
    assert items["capd"]["applies"] == "age_years < 13"
    assert items["motor"]["applies"] is None


def test_the_source_of_the_infliximab_pilot_has_its_doi() -> None:
    sources = described(definition("imacs-improvement"))["sources"]
    assert "10.1136/ard.2007.077974" in [source["doi"] for source in sources]
