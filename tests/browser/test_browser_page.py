"""What stands in the page: the rows of the analysis, their outcomes and records, and nothing else that acts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cartaid.instruments.definition import Score, State
from cartaid.report.browser import Browser, NothingToBrowse, write_browser
from cartaid.report.browser.page import safe_json
from cartaid.results.clauses import clauses_of
from cartaid.study_analysis import Analysis

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028&"


def rows(pack: dict[str, Any]) -> list[dict[str, Any]]:
    columns = pack["rows"]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def test_json_in_a_page_cannot_close_its_element() -> None:
    text = safe_json({"term": HOSTILE})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"term": HOSTILE}


def test_every_scored_row_is_in_the_page(example: Analysis, browser: Browser, packs: dict[str, Any]) -> None:
    session = example.study.session
    shown = {
        (row["id"], browser.codes[row["p"]], row["v"], row["c"]) for p in packs.values() for row in rows(p)
    }
    stored = session.rows("SELECT SRCID, PARAMCD, AVAL, AVALC FROM scored_row")
    assert len(shown) == len(stored)
    for srcid, code, value, category in stored:
        rounded = None if value is None else int(value) if value == int(value) else round(value, 6)
        assert (srcid, code, rounded, category) in shown


UNTOLD = {"ICAHTE", "ICAHTL", "TICAHTE", "TICAHTL", "CRSLEE", "LICATS"}
"""Grades whose records do not give them again one by one: counted over days, or resting on what was not recorded."""


def test_outcomes_give_the_stored_values_again(browser: Browser, packs: dict[str, Any]) -> None:
    """A state of `all` clauses is Y exactly when each is met; the terms of a sum add up to the score."""
    states = sums = 0
    for pack in packs.values():
        for row in rows(pack):
            definition = browser.definitions.get(row["def"])
            # Without records nothing can be evaluated again, and nothing is claimed.
            if definition is None or not row["refs"]:
                continue
            code, method = browser.codes[row["p"]], definition.method
            if code in UNTOLD:
                continue
            assert row["out"] is not None, (pack["id"], code)
            if isinstance(method, State) and row["s"] != "N":
                letters = row["out"].split("|")[1]
                assert len(letters) == len(clauses_of(definition))
                if method.rule == "all":
                    states += 1
                    expected = "N" if "0" in letters else "UNDETERMINED" if "?" in letters else "Y"
                    assert row["c"] == expected
            if code in ("SLEDAI", "CSLEDAI") and isinstance(method, Score) and row["s"] == "D":
                sums += 1
                assert sum(float(points) for points in row["out"].split(",")) == row["v"]
    assert states > 300
    assert sums > 100


def test_a_grade_shows_the_criteria_it_rests_on(browser: Browser, packs: dict[str, Any]) -> None:
    """Grade 2 of CRS (Lee 2019): fever, with hypotension that needs no vasopressor or oxygen by low-flow cannula."""
    definition = browser.definitions["crs-astct-2019"]
    ids = [clause.id for clause in clauses_of(definition)]
    graded = [
        dict(zip(ids, row["out"].split("|")[1], strict=True))
        for pack in packs.values()
        for row in rows(pack)
        if browser.codes[row["p"]] == "CRS" and row["v"] == 2
    ]
    assert graded
    for met in graded:
        assert met["fever"] == "1"
        assert "1" in (met["fluids"], met["low_flow"])
        assert {met[id] for id in ("one_pressor", "high_flow", "pressors", "pressure", "death")} == {"0"}


def test_the_page_is_written_twice_alike(browser: Browser, page_file: Path) -> None:
    assert browser.html() == page_file.read_text(encoding="utf-8")


class Parts(HTMLParser):
    """Elements with their attributes, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.within: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append((tag, ""))
        self.within = len(self.texts) - 1

    def handle_endtag(self, tag: str) -> None:
        self.within = None

    def handle_data(self, data: str) -> None:
        if self.within is not None:
            tag, text = self.texts[self.within]
            self.texts[self.within] = (tag, text + data)


def test_the_policy_forbids_every_request_and_every_other_script(page_file: Path) -> None:
    parts = Parts()
    parts.feed(page_file.read_text(encoding="utf-8"))
    metas = [a["content"] or "" for tag, a in parts.elements if tag == "meta" and "http-equiv" in a]
    policy = dict(part.split(" ", 1) for part in metas[0].split("; "))
    assert policy["default-src"] == policy["connect-src"] == "'none'"
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        own = [
            text
            for (t, text), (_, a) in zip(parts.texts, parts.elements, strict=True)
            if t == tag and "type" not in a
        ]
        assert len(own) == 1
        digest = base64.b64encode(hashlib.sha256(own[0].encode()).digest()).decode()
        assert policy[name] == f"'sha256-{digest}'"
    for _, attributes in parts.elements:
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href"):
                assert (value or "").startswith(("#", "data:,"))


def test_a_chunk_is_gzipped_json_of_one_patient(page_file: Path, packs: dict[str, Any]) -> None:
    text = page_file.read_text(encoding="utf-8")
    found = dict(re.findall(r'<script type="text/plain" id="chunk-(\w+)">([^<]*)</script>', text))
    ids = json.loads(re.findall(r'id="study">([^<]*)</script>', text)[0])["cohort"]["patients"]["id"]
    for place, id in enumerate(ids):
        assert json.loads(gzip.decompress(base64.b64decode(found[f"p{place}"]))) == packs[id]


def test_a_folder_without_an_analysis_is_named(tmp_path: Path) -> None:
    with pytest.raises(NothingToBrowse, match=r"adsl\.parquet.*cartaid analyse"):
        write_browser(tmp_path, tmp_path / "browser.html", {})
