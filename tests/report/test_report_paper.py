"""The PDF holds what the ARD says; the files of a report are where they are promised."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from attrs import evolve

from cartaid.report.content import figures_left_out
from cartaid.report.patients import profiles
from cartaid.report.pdf import document
from cartaid.report.write import write_report
from report.conftest import Report


@pytest.fixture(scope="module")
def folder(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(folder, report.content, report.drawing)
    return folder


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_every_cell_goes_to_the_paper(report: Report) -> None:
    data = document(report.content, report.drawing.figures, report.drawing.drawn())
    printed = {
        squeezed(" ".join(part for parts in cell for part in parts))
        for section in data["sections"]
        for item in section["items"]
        if item["kind"] == "table"
        for row in item["rows"]
        if row["group"] is None
        for cell in row["cells"]
    }
    shown = [d for d in report.content.displays if d.id not in ("headline", "absent")]
    assert {squeezed(c.text) for d in shown for row in d.rows for c in row.cells} <= printed


def test_every_patient_goes_to_the_paper(report: Report) -> None:
    data = document(report.content, report.drawing.figures, report.drawing.drawn())
    (own,) = (section for section in data["sections"] if section["title"] == "Patients")
    patients = [item for item in own["items"] if item["kind"] == "patient"]
    shown = profiles(report.content)
    assert len(shown) == 15
    assert [item["label"] for item in patients] == [patient.label for patient in shown]
    for item, patient in zip(patients, shown, strict=True):
        assert squeezed(item["facts"]) == squeezed("·".join(patient.facts))
        assert [squeezed(f"{a}{b}") for a, b in item["lines"]] == [squeezed(a + b) for a, b in patient.lines]
        assert [[squeezed(cell) for cell in row] for row in item["rows"]] == [
            [squeezed(cell) for cell in row] for row in patient.rows
        ]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_text_of_the_pdf_holds_the_headline_and_the_tables(report: Report, folder: Path) -> None:
    command = ["pdftotext", "-raw", str(folder / "report.pdf"), "-"]
    text = squeezed(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for result in report.content.results:
        if result.display in ("headline", "flow"):
            number, _, rest = result.text.partition(" (")
            assert squeezed(number) in text
            assert squeezed(rest) in text
    for display in report.content.displays:
        if display.id not in ("headline", "absent"):
            assert squeezed(display.title) in text
    assert "SYNTHETICDATA" in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_a_table_keeps_its_title_and_says_where_it_goes_on(report: Report, folder: Path) -> None:
    command = ["pdftotext", "-layout", str(folder / "report.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    continued = set()
    left: dict[int, int] = {}
    for page in text.split("\f")[:-1]:
        # The last line of a page is its footer.
        lines = [line.strip() for line in page.splitlines() if line.strip()][:-1]
        left |= {
            int(title[1]): len(lines) - place
            for place, line in enumerate(lines)
            if (title := re.match(r"Table ([0-9]+)[.] ", line))
        }
        continued |= {
            int(found[1]) for line in lines if (found := re.match(r"Table ([0-9]+) \(continued\)$", line))
        }
    # A table that goes on does not begin on the last lines of a page; a whole one may have a single row.
    assert {table: lines for table, lines in left.items() if table in continued and lines < 4} == {}
    # More than seventy rows cannot be on one page.
    data = document(report.content, report.drawing.figures, report.drawing.drawn())
    tables = [item for section in data["sections"] for item in section["items"] if item["kind"] == "table"]
    long = {place for place, table in enumerate(tables, start=1) if len(table["rows"]) > 70}
    assert long
    assert long <= continued
    short = {place for place, table in enumerate(tables, start=1) if len(table["rows"]) <= 9}
    assert not short & continued


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_no_figure_interrupts_a_table(report: Report, folder: Path) -> None:
    command = ["pdftotext", "-layout", str(folder / "report.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    words = [
        re.match(r"(Figure|Table) [0-9]+", line.strip()) for line in text.replace("\f", "\n").splitlines()
    ]
    found = [
        (match[1], "(continued)" in match.string)
        for match in words
        if match and match.string[match.end() :][:1] in (".", " ")
    ]
    before = dict(zip(range(1, len(found)), found, strict=False))
    assert ("Figure", False) not in {before[place] for place, (_, again) in enumerate(found) if again}


def test_the_files_are_there(report: Report, folder: Path) -> None:
    assert (folder / "report.html").stat().st_size > 100_000
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "figures" / "swimmer.svg").exists()
    tables = {path.stem for path in (folder / "tables").glob("*.csv")}
    assert tables == {display.id for display in report.content.displays} - {"absent"}


def test_two_reports_of_one_analysis_are_the_same(report: Report, folder: Path, tmp_path: Path) -> None:
    write_report(tmp_path, report.content, report.drawing)
    for name in ("report.html", "report.pdf", "figures/swimmer.svg", "tables/headline.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_every_page_says_that_patients_are_listed_and_no_note_stands_alone(
    report: Report, folder: Path
) -> None:
    command = ["pdftotext", "-layout", str(folder / "report.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = text.strip("\f").split("\f")
    assert all("Contains patient-level data" in page for page in pages)
    assert "patients are listed one by one" in pages[0]
    notes = {note[:60] for d in report.content.displays for note in d.footnotes}
    for page in pages:
        # Below the head of the page: the first line of a page is no note.
        first = next((line.strip() for line in page.splitlines()[1:] if line.strip()), "")
        assert not any(first.startswith(note) for note in notes), first


def test_a_large_study_names_the_figures_it_does_not_draw(report: Report) -> None:
    many = [
        evolve(r, n=101) if (r.display, r.row) == ("headline", "infused") else r
        for r in report.content.results
    ]
    content = evolve(report.content, results=many, data={**report.content.data, "patient": []})
    for id in ("headline", "efficacy", "drugs", "cells"):
        assert all("more than 100 patients" in why for _, why in figures_left_out(content, id))
        assert figures_left_out(content, id)
    assert figures_left_out(report.content, "efficacy") == []
