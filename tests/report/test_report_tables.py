"""From ARD rows to printed tables: the same cells in every form, and each form as it was reviewed."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from cartaid.report.notebook import ShownTable
from cartaid.report.pdf_items import table_item
from cartaid.report.rtf import write_rtf
from cartaid.report.spreadsheet import grid, guarded, numeric, write_csv, write_xlsx
from cartaid.report.tables import Filters, table_markup
from cartaid.results.ard import Result
from cartaid.results.display import Display, Heading, make_display
from cartaid.results.rows_behind import Dataset
from report.conftest import Report

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "CARTAID_UPDATE_GOLDEN"

HOSTILE = "{\\b a} =SUM(1) <b> fcharset é 🤒"


def result(row: str, column: str, statistic: str, text: str, **more: object) -> Result:
    """An ARD row of a made-up display; only what is printed matters here."""
    known = {"value": None, "low": None, "high": None, "n": None, "N": None, "method": "", "group": ""}
    labels = {"a": "All (N = 3)", "b": "SLE (N = 1)"}
    place = list(labels).index(column)
    values = {**known, **more}
    return Result(
        display="made_up",
        row=row,
        column=column,
        statistic=statistic,
        text=text,
        label=row.capitalize(),
        heading=labels[column],
        column_order=place,
        dataset="adsl" if statistic == "x/N" else "",
        filter="SEX=F" if statistic == "x/N" else "",
        **values,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def made_up() -> Display:
    """A display with every kind of cell: counts with limits, two results, nobody, not estimable, hostile, empty."""
    # 2 of 3: Clopper-Pearson 9.4 to 99.2 % (R: binom.test(2, 3)); 0 of 1: 0 to 97.5 %.
    rows = [
        result("fever", "a", "x/N", "2/3 (66.7 %; 9.4–99.2)", value=2, n=2, N=3, group="Signs"),
        result("fever", "b", "x/N", "0/1 (0 %; 0–97.5)", value=0, n=0, N=1, group="Signs"),
        result("duration", "a", "median (range)", "4 (2–6)", value=4, group="Signs"),
        result("duration", "a", "n", "[3]", n=3, group="Signs"),
        result("duration", "b", "median (range)", "NE: no value", group="Signs"),
        result(HOSTILE, "a", "text", HOSTILE),
    ]
    heading = Heading("made_up", "A made-up table", "safety", "Event", "nothing", ("One note.",))
    return make_display(heading, rows)


# Two women of three patients: the link of 2/3 opens them, that of 0/1 would open others and is none.
THREE = Dataset(("USUBJID", "SEX"), (("1", "F"), ("2", "F"), ("3", "M")))


def reviewed(name: str, text: str) -> None:
    """Compare with the text that was reviewed; a new one is written where that is asked for."""
    path = SNAPSHOTS / name
    if os.environ.get(UPDATE):
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    told = f"{name} changed: review it, then run once with {UPDATE}=1"
    assert text == path.read_text(encoding="utf-8"), told


def test_a_table_of_the_page_is_as_reviewed(made_up: Display) -> None:
    markup = str(table_markup(made_up, Filters({"adsl": THREE}), {"fever": "patient-1"}))
    reviewed("made_up.html", re.sub(r"(<tr|<tbody|<thead|</table)", r"\n\1", markup) + "\n")


def test_a_csv_table_is_as_reviewed(made_up: Display, tmp_path: Path) -> None:
    (path,) = write_csv(tmp_path, [made_up])
    reviewed("made_up.csv", path.read_text(encoding="utf-8-sig"))


def test_an_rtf_table_is_as_reviewed(made_up: Display, tmp_path: Path) -> None:
    text = write_rtf(tmp_path / "tables.rtf", [made_up]).read_text(encoding="ascii")
    # The look is rtflite's; what is written into the cells is ours.
    shown = [line for line in text.splitlines() if line.endswith((r"\cell", r"\par}"))]
    reviewed("made_up.rtf.txt", "\n".join(shown) + "\n")


def test_a_table_on_paper_is_as_reviewed(made_up: Display) -> None:
    item = table_item(made_up)
    lines = [" | ".join(item["head"])]
    for row in item["rows"]:
        cells = [" ".join("~".join(part) for part in cell) for cell in row.get("cells", [])]
        lines.append(f"== {row['group']}" if row["group"] else " | ".join([row["label"], *cells]))
    reviewed("made_up.pdf.txt", "\n".join([*lines, *item["notes"]]) + "\n")


def rtf_cells(text: str) -> list[str]:
    """Read the cells of an RTF document as a word processor would: escapes resolved, groups balanced."""
    cells: list[str] = []
    current: list[str] = []
    depth = skip = 0
    for found in re.finditer(r"\\u(-?\d+)\?|\\([\\{}])|\\([a-z]+)(-?\d+)? ?|([{}])|([^\\{}\n]+)", text):
        unit, sign, word, _, brace, plain = found.groups()
        if brace:
            depth += 1 if brace == "{" else -1
            assert depth >= 0
            skip = skip if depth > 1 else 0
        elif word == "fonttbl":
            skip = 1
        elif word == "cell":
            raw = b"".join(c if isinstance(c, bytes) else c.encode("utf-16-le") for c in current)
            cells.append(raw.decode("utf-16-le").strip())
            current.clear()
        elif word in ("pard", "row"):
            current.clear()
        elif not skip and unit:
            current.append((int(unit) % 65536).to_bytes(2, "little"))  # type: ignore[arg-type]
        elif not skip and (sign or plain):
            current.append(sign or plain)
    assert depth == 0
    return cells


def test_every_form_holds_every_cell_of_the_example(report: Report, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    displays = [display for display in report.content.displays if display.id != "absent"]
    results = {
        result.text for d in displays for row in d.rows for cell in row.cells for result in cell.results
    }
    assert len(results) > 300
    assert results <= {result.text for result in report.content.results}
    for display, path in zip(displays, write_csv(tmp_path, displays), strict=True):
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == [[guarded(cell) for cell in line] for line in grid(display)]
    book = load_workbook(write_xlsx(tmp_path / "tables.xlsx", displays))
    assert len(book.sheetnames) == len(displays)
    for display, sheet in zip(displays, book, strict=True):
        lines = [
            ["" if cell is None else cell for cell in line] for line in sheet.iter_rows(values_only=True)
        ]
        assert lines[0][0] == display.title
        table = grid(display)
        if not any(line[0] for line in table[1:]):
            table = [line[1:] for line in table]
        width = len(table[0])
        read = [["" if cell is None else cell for cell in line[:width]] for line in lines[1 : len(table) + 1]]
        assert [[str(cell) for cell in line] for line in read] == [
            [str(cell if (amount := numeric(cell)) is None or place == 0 else amount) for cell in line]
            for place, line in enumerate(table)
        ]
    text = write_rtf(tmp_path / "tables.rtf", displays).read_text(encoding="ascii")
    # On paper a group is a line above its rows, so its column has no heading.
    lines = [line for d in displays for line in (grid(d)[0][1:], *grid(d)[1:])]
    expected = {" ".join(cell.split()) for line in lines for cell in line if cell}
    assert expected <= {" ".join(cell.split()) for cell in rtf_cells(text)}
    titles = text.count("\\b Table ")
    assert titles >= len(displays)


def test_a_workbook_holds_numbers_as_numbers_and_ids_as_texts(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    heading = Heading("made_up", "T", "safety", "Patient", "nothing")
    display = make_display(heading, [result("12", "a", "text", "22"), result("12", "b", "text", "\u22124")])
    sheet = load_workbook(write_xlsx(tmp_path / "t.xlsx", [display])).worksheets[0]
    # No row has a group, so there is no empty column for it.
    assert [cell.value for cell in sheet[2]] == ["Patient", "All (N = 3)", "SLE (N = 1)"]
    assert [cell.value for cell in sheet[3]] == ["12", 22, -4]


def test_a_csv_guards_an_id_with_a_plus_and_holds_no_control_character(tmp_path: Path) -> None:
    heading = Heading("made_up", "T", "safety", "Patient", "nothing")
    display = make_display(
        heading, [result("+1", "a", "text", "-5"), result("+1", "b", "text", "a\x1b[2J\x07\x0b\x0c")]
    )
    (path,) = write_csv(tmp_path, [display])
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["", "'+1", "-5", "a\ufffd[2J\ufffd\ufffd\ufffd"]


def test_hostile_text_stays_text_in_rtf(made_up: Display, tmp_path: Path) -> None:
    text = write_rtf(tmp_path / "tables.rtf", [made_up, made_up]).read_text(encoding="ascii")
    cells = rtf_cells(text)
    assert cells.count(HOSTILE) == 2
    # The word that ends a font table is the font table's own, else the join of two documents would cut them.
    assert (
        text.rindex("fcharset") < text.index("Made-up")
        if "Made-up" in text
        else text.count("{\\fonttbl") == 1
    )


def test_a_long_text_is_cut_in_rtf_with_a_mark(tmp_path: Path) -> None:
    heading = Heading("made_up", "T", "safety", "Event", "nothing")
    long = make_display(heading, [result("x", "a", "text", "x" * 10_000)])
    cells = rtf_cells(write_rtf(tmp_path / "t.rtf", [long]).read_text(encoding="ascii"))
    assert max(map(len, cells)) < 1300
    assert any(cell.endswith("… (cut)") for cell in cells)


def test_no_table_gives_a_document_that_says_so(tmp_path: Path) -> None:
    assert "No table has a row" in write_rtf(tmp_path / "t.rtf", []).read_text(encoding="ascii")


def test_a_table_shows_itself_in_a_notebook(made_up: Display) -> None:
    shown = ShownTable(made_up)
    html = shown._repr_html_()
    assert html.startswith('<div class="cartaid"><style>')
    assert "2/3" in html
    assert "<b> fcharset" not in html
    assert repr(shown) == "<table made_up: A made-up table, 3 rows>"
    assert shown.rows()[0] == ["Group", "Event", "All (N = 3)", "SLE (N = 1)"]
