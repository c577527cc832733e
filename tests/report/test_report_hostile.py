"""Hostile text in any field appears as text: on the page, in figures, on paper, in spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cartaid.report.characters import on_paper
from cartaid.report.pdf import render_pdf
from cartaid.report.rtf import write_rtf
from cartaid.report.spreadsheet import write_csv, write_xlsx
from report.conftest import Report
from report.test_report_tables import rtf_cells

SCRIPT = "<script>alert(1)</script>"
CLOSING = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.org","x")'
LONG = "long " + "x" * 10_000
HEBREW = "\u202eשלום عالم"
EMOJI = "fever 🤒 \u0007"
TYPST = '#panic("x") $ _a_ *b* @c <d> \\ `e`'
TERMS = (SCRIPT, CLOSING, FORMULA, LONG, HEBREW, EMOJI, TYPST)


def hostile(table: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    if table == "ae":
        for row, term in zip(rows, TERMS, strict=False):
            row["AETERM"] = row["AEDECOD"] = row["AEBODSYS"] = term
    if table == "dm":
        rows[0]["SUBJID"] = CLOSING
        rows[1]["SUBJID"] = FORMULA
        rows[2]["SUBJID"] = LONG
        rows[3]["SEX"] = SCRIPT
    if table == "is":
        for row in rows:
            if row["ISTESTCD"] == "SMAB":
                row["ISTEST"] = SCRIPT
    if table == "cm":
        rows[0]["CMTRT"] = rows[0]["CMDECOD"] = SCRIPT
    return rows


@pytest.fixture(scope="module")
def hostile_report(changed_report: Callable[..., Report]) -> Report:
    title = {'title = "SYNTHETIC example': 'title = "<script>alert(2)</script> \\u202e SYNTHETIC example'}
    return changed_report(hostile, title)


def test_the_page_shows_it_as_text(hostile_report: Report) -> None:
    page = hostile_report.page
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 2
    assert "img" not in tags
    assert not [a for _, a in page.elements if any(name.startswith("on") for name in a)]
    for term in (SCRIPT, CLOSING, FORMULA, "x" * 10_000, "שלום", "🤒", TYPST):
        assert " ".join(term.split()) in page.text
    assert "<script>alert(2)</script>" in page.headings[0][1]


def test_the_data_in_the_page_are_json_that_cannot_end_its_element(hostile_report: Report) -> None:
    raw = hostile_report.page.scripts[0]
    assert "<" not in raw
    assert "&" not in raw
    terms = {row[json.loads(raw)["datasets"]["adae"]["columns"].index("AETERM")] for row in
             json.loads(raw)["datasets"]["adae"]["rows"]}  # fmt: skip
    assert {SCRIPT, CLOSING, FORMULA, TYPST} <= terms


def test_a_mark_that_turns_the_direction_is_shown_and_not_obeyed(hostile_report: Report) -> None:
    """In the page, its figures and on paper; the records keep it, and the script shows it as its code, too."""
    shown = hostile_report.html.partition('<script type="application/json"')[0]
    assert "\u202e" not in shown
    assert "⟨U+202E⟩שלום" in shown
    assert "\u202e" in hostile_report.page.scripts[0]
    assert "⟨U+" in hostile_report.page.scripts[1]
    assert not [svg for svg in hostile_report.drawing.drawn().values() if "\u202e" in svg]
    assert on_paper("fever 🤒\ufe0f \u202eשלום") == "fever ⟨face with thermometer⟩ ⟨U+202E⟩שלום"


def test_a_long_term_stands_in_a_box_of_its_own(hostile_report: Report) -> None:
    page = hostile_report.page
    boxes = [a for tag, a in page.elements if tag == "div" and a.get("class") == "long"]
    assert boxes
    assert all(a["tabindex"] == "0" for a in boxes)


def test_figures_show_it_as_text(hostile_report: Report) -> None:
    for svg in hostile_report.drawing.drawn().values():
        assert "<script" not in svg
        assert "<img" not in svg
    assert "&lt;script" in hostile_report.drawing.drawn()["antibodies"]


def test_the_pdf_can_be_set_and_cuts_what_outgrows_a_page(hostile_report: Report) -> None:
    made = render_pdf(hostile_report.content, hostile_report.drawing.figures, hostile_report.drawing.drawn())
    assert made.startswith(b"%PDF-")


def test_spreadsheets_read_text(hostile_report: Report, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    displays = hostile_report.content.displays
    cells = []
    for path in write_csv(tmp_path, displays):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells += [cell for line in csv.reader(file) for cell in line]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))]
    book = load_workbook(write_xlsx(tmp_path / "tables.xlsx", displays))
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    texts = {cell.value for sheet in book for line in sheet.iter_rows() for cell in line}
    assert FORMULA in texts


def test_a_word_processor_reads_text(hostile_report: Report, tmp_path: Path) -> None:
    displays = hostile_report.content.displays
    cells = rtf_cells(write_rtf(tmp_path / "tables.rtf", displays).read_text(encoding="ascii"))
    shown = {" ".join(cell.split()) for cell in cells}
    for term in (SCRIPT, CLOSING, FORMULA, TYPST):
        assert any(" ".join(term.split()) in cell for cell in shown), term
    assert any("שלום" in cell for cell in shown)
    assert any("🤒" in cell for cell in shown)
    # A mark of writing direction would turn what stands beside it.
    assert not any("\u202e" in cell for cell in shown)
    assert max(map(len, shown)) < 1300
