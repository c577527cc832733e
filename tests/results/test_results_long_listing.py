"""The listing of adverse events of a large study is the table of a small one, written by one statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from cartaid.report.spreadsheet import write_csv
from cartaid.results import long_listing
from cartaid.results.build import build
from cartaid.study_analysis import Analysis


def test_it_has_the_rows_and_words_of_the_table(
    example: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = example.study.session
    _, displays = build(session)
    (table,) = write_csv(tmp_path / "small", [d for d in displays if d.id == "ae_listing"])
    monkeypatch.setattr(long_listing, "LISTED_PATIENTS", 14)
    (tmp_path / "large").mkdir()
    (listing,) = long_listing.write_long_listing(session, tmp_path / "large")
    assert listing.read_bytes() == table.read_bytes()
    assert len(listing.read_text(encoding="utf-8").splitlines()) > 50


def test_a_study_that_is_listed_in_its_report_has_no_second_one(example: Analysis, tmp_path: Path) -> None:
    assert long_listing.write_long_listing(example.study.session, tmp_path) == []


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    # A number is none: it stays as it is, as in the tables. A plus is part of a name: no table writes one.
    import duckdb

    texts = ["=1+1", "+49", "-5", "@x", "Fever", "\tx", "a\x1b[2J"]
    rows = [
        duckdb.execute(f"SELECT {long_listing.guarded('t')} FROM (SELECT ? AS t) AS r", [text]).fetchall()[0][
            0
        ]
        for text in texts
    ]
    assert rows == ["'=1+1", "'+49", "-5", "'@x", "Fever", "'\tx", "a\ufffd[2J"]
