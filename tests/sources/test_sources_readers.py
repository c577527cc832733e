"""Each kind of file gives the same table; the ways text, separators and names come are all read."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.sources import load_study
from cartaid.sources.csv import read_csv
from cartaid.sources.kind import kind_by_content
from cartaid.sources.xlsx import cell_text
from cartaid.study.finding import StudyError

HEADER = ["DOMAIN", "USUBJID", "LBSEQ", "LBTESTCD", "LBORRES", "LBORRESU", "LBDTC"]
ROWS = [
    ["LB", "P1", 1, "CRP", "0.5", "mg/dL", "2022-09-01"],
    ["LB", "P2", 2, "CRP", "6", "mg/L", "2022-09"],
]


def _typed(path):
    session = Session(threads=1)
    loaded = load_study(session, path)
    rows = session.rows(
        "SELECT USUBJID, LBSEQ, LBTESTCD, LBORRES, LBORRESU, LBDTC, SRCROW FROM sdtm_lb ORDER BY 2"
    )
    return loaded, rows


def _text(separator=",", end="\n"):
    return "".join(separator.join(map(str, row)) + end for row in [HEADER, *ROWS])


def _write_parquet(path):
    session = Session(threads=1)
    kinds = {name: "DOUBLE" if name == "LBSEQ" else "VARCHAR" for name in HEADER}
    session.load("t", kinds, ROWS)
    session.write_parquet("SELECT * FROM t ORDER BY LBSEQ", path)


def _write_xpt(path):
    import pandas
    import pyreadstat

    pyreadstat.write_xport(pandas.DataFrame(ROWS, columns=HEADER), str(path), table_name="LB")


def _write_xlsx(path):
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    workbook.save(path)


WRITERS = {
    "lb.csv": lambda path: path.write_text(_text(), encoding="utf-8"),
    "LB.CSV": lambda path: path.write_text(_text(), encoding="utf-8"),
    "lb.tsv": lambda path: path.write_text(_text("\t"), encoding="utf-8"),
    "lb_semicolon.csv": lambda path: path.write_text(_text(";"), encoding="utf-8"),
    "lb_crlf.csv": lambda path: path.write_bytes(_text(end="\r\n").encode()),
    "lb_bom.csv": lambda path: path.write_text(_text(), encoding="utf-8-sig"),
    "lb_utf16.csv": lambda path: path.write_text(_text(), encoding="utf-16"),
    "lb_lower.csv": lambda path: path.write_text(_text().replace(",".join(HEADER), ",".join(HEADER).lower())),
    "lb_quoted.csv": lambda path: path.write_text(_text().replace("CRP", '"CRP"')),
    "lb.parquet": _write_parquet,
    "lb.xpt": _write_xpt,
    "lb.xlsx": _write_xlsx,
    "lb [1].csv": lambda path: path.write_text(_text()),
    "it's lb.csv": lambda path: path.write_text(_text()),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_gives_the_same_table(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](path)
    loaded, rows = _typed(path)
    assert rows == [
        ("P1", 1, "CRP", "0.5", "mg/dL", "2022-09-01", 1),
        ("P2", 2, "CRP", "6", "mg/L", "2022-09", 2),
    ]
    assert [(file.name, file.rows, file.domains) for file in loaded.files] == [(name, 2, ("LB",))]


def test_accents_survive_in_every_encoding(tmp_path):
    for encoding in ("utf-8", "latin-1", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes("USUBJID,AETERM,AESTDTC\nP1,Fièvre à 39°,2022\n".encode(encoding))
        session = Session(threads=1)
        load_study(session, path)
        assert session.rows("SELECT AETERM FROM sdtm_ae") == [("Fièvre à 39°",)]


def test_sas_dates_become_iso_text(tmp_path):
    import pandas
    import pyreadstat

    frame = pandas.DataFrame(
        {
            "USUBJID": ["P1", "P2"],
            "AETERM": ["Fever", "Rash"],
            "AESTDTC": [date(2022, 3, 5), None],
            "AEENDTC": [datetime(2022, 3, 5, 14, 30), None],
            "AESEQ": [1.0, 2.0],
        }
    )
    pyreadstat.write_xport(frame, str(tmp_path / "ae.xpt"), table_name="AE")
    session = Session(threads=1)
    load_study(session, tmp_path)
    assert session.rows("SELECT AESTDTC, AEENDTC, AEENDTC_TIME FROM sdtm_ae ORDER BY AESEQ") == [
        ("2022-03-05", "2022-03-05T14:30:00", datetime(2022, 3, 5, 14, 30)),
        (None, None, None),
    ]


def test_a_large_sas_file_is_read_in_parts(tmp_path, monkeypatch):
    import pandas
    import pyreadstat

    from cartaid.sources import xpt

    rows = 25
    frame = pandas.DataFrame(
        {
            "USUBJID": [f"P{i}" for i in range(rows)],
            "AETERM": ["Fever"] * rows,
            # Nothing in the first part: the type of a column is not guessed from its values.
            "AESEQ": [None if i < 12 else float(i) for i in range(rows)],
            "AESTDTC": [None if i < 12 else date(2022, 3, 5) for i in range(rows)],
        }
    )
    pyreadstat.write_xport(frame, str(tmp_path / "ae.xpt"), table_name="AE")
    monkeypatch.setattr(xpt, "_CHUNK", 10)
    session = Session(threads=1)
    loaded = load_study(session, tmp_path)
    assert loaded.rows == {"AE": rows}
    # Where --SEQ is empty, the row of the file stands for it.
    expected = [(f"P{i}", i + 1 if i < 12 else i, None if i < 12 else "2022-03-05") for i in range(rows)]
    assert session.rows("SELECT USUBJID, AESEQ, AESTDTC FROM sdtm_ae ORDER BY SRCROW") == expected
    assert session.columns("raw_ae")["AESEQ"] == "DOUBLE"


def test_several_data_sets_in_one_sas_file_are_remarked(tmp_path):
    _write_xpt(tmp_path / "lb.xpt")
    whole = (tmp_path / "lb.xpt").read_bytes()
    start = whole.index(b"HEADER RECORD*******MEMB")
    (tmp_path / "lb.xpt").write_bytes(whole + whole[start:])
    loaded = load_study(Session(threads=1), tmp_path)
    assert "lb.xpt: expected one data set, found 2; only the first is read" in [
        f.message for f in loaded.findings
    ]


def test_many_left_out_rows_are_counted(tmp_path):
    path = tmp_path / "ae.csv"
    path.write_text("USUBJID,AETERM,AESTDTC\n" + "P1,Fever\n" * 1200 + "P1,Fever,2022\n")
    table = read_csv(Session(threads=1), path, "t")
    assert (table.rows, len(table.findings)) == (1, 1001)
    assert table.findings[-1].message == (
        "ae.csv: 1200 rows do not fit the table and are not used, 1000 are listed"
    )


def test_sheets_of_a_workbook_are_tables(tmp_path):
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.title = "DM"
    workbook.active.append(["USUBJID", "SUBJID", "RFSTDTC"])
    workbook.active.append(["P1", 7, datetime(2022, 3, 1)])
    sheet = workbook.create_sheet("AE")
    sheet.append(["USUBJID", "AETERM", "AESTDTC"])
    sheet.append(["P1", "Fever", datetime(2022, 3, 3, 9, 30)])
    sheet.append([None, None, None])
    workbook.save(tmp_path / "study.xlsx")
    session = Session(threads=1)
    loaded = load_study(session, tmp_path)
    assert loaded.rows == {"DM": 1, "AE": 1}
    assert session.rows("SELECT SUBJID, RFSTDTC FROM sdtm_dm") == [("7", "2022-03-01")]
    assert session.rows("SELECT AESTDTC_TIME FROM sdtm_ae") == [(datetime(2022, 3, 3, 9, 30),)]


# cell, text
CELLS = [
    (1.5, "1.5"),
    (2.0, "2"),
    (3, "3"),
    (False, "N"),
    (" x ", "x"),
    (date(2022, 3, 5), "2022-03-05"),
    ("", None),
]


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_cells(cell, text):
    assert cell_text(cell) == text


def test_header_is_the_first_row_and_blank_columns_stay_apart(tmp_path):
    path = tmp_path / "ae.csv"
    path.write_text("USUBJID, aeterm ,AESTDTC,,\nP1,Fever,2022,,\n")
    table = read_csv(Session(threads=1), path, "t")
    assert list(table.columns) == ["_ROW", "USUBJID", "AETERM", "AESTDTC", "_BLANK4", "_BLANK5"]


def test_line_breaks_and_separators_within_quotes(tmp_path):
    path = tmp_path / "ae.csv"
    path.write_text('USUBJID,AETERM,AESTDTC\nP1,"Fever, ""high""\nand chills",2022\nP2,Rash,2022\n')
    session = Session(threads=1)
    load_study(session, path)
    assert session.rows("SELECT AETERM FROM sdtm_ae ORDER BY SRCROW") == [
        ('Fever, "high"\nand chills',),
        ("Rash",),
    ]


_cell = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from(',;"\t\n'),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(_cell, _cell), min_size=1, max_size=8), separator=st.sampled_from(",;\t"))
def test_any_text_is_read_back(tmp_path_factory, rows, separator):
    """What Python's csv module writes, every value quoted, arrives unchanged (empty = missing) and in order."""
    import csv

    path = tmp_path_factory.mktemp("csv") / "ae.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(["USUBJID", "AETERM"])
        writer.writerows(rows)
    session = Session(threads=1)
    table = read_csv(session, path, "t")
    found = session.rows('SELECT USUBJID, AETERM FROM t ORDER BY "_ROW"')
    assert table.findings == ()
    assert found == [tuple(cell or None for cell in row) for row in rows]


def test_a_long_file_keeps_its_order(tmp_path):
    path = tmp_path / "ae.csv"
    path.write_text("USUBJID,AETERM,AESTDTC\n" + "".join(f"P{i},T{i},2022\n" for i in range(200_000)))
    session = Session(threads=2)
    read_csv(session, path, "t")
    assert session.rows("""SELECT count(*) FROM t WHERE AETERM <> 'T' || CAST("_ROW" - 1 AS VARCHAR)""") == [
        (0,)
    ]
    # The order of the file is kept for its own statement only.
    assert session.rows("SELECT current_setting('preserve_insertion_order')") == [(False,)]


def test_parquet_is_a_view_over_the_file(tmp_path):
    path = tmp_path / "lb.parquet"
    _write_parquet(path)
    session = Session(threads=1)
    load_study(session, path)
    kinds = dict(session.rows("SELECT table_name, table_type FROM information_schema.tables"))
    assert kinds["file_1"] == kinds["raw_lb"] == "VIEW"


def test_a_large_domain_is_never_stored(tmp_path, monkeypatch):
    from cartaid.sources import read

    monkeypatch.setattr(read, "STORED_ROWS", 1)
    _write_parquet(tmp_path / "lb.parquet")
    session = Session(threads=1)
    load_study(session, tmp_path)
    kinds = dict(session.rows("SELECT table_name, table_type FROM information_schema.tables"))
    assert kinds["sdtm_lb"] == kinds["observation"] == kinds["quantity"] == "VIEW"
    assert session.rows("SELECT count(*) FROM observation") == [(2,)]


def test_excel_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    path = tmp_path / "lb.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(StudyError, match=r"pip install 'cartaid\[xlsx\]'"):
        load_study(Session(threads=1), path)


def test_kinds_by_content(tmp_path):
    for name, start, kind in (
        ("a", b"PAR1", "Parquet"),
        ("b", b"HEADER RECORD*******LIBRARY", "XPT"),
        ("c", b"PK\x03\x04", "Excel workbook"),
        ("d", b"USUBJID,AETERM\n", "CSV"),
        ("e", b"", "empty file"),
        ("f", b"\x7fELF\x00", "unknown binary file"),
        ("g", "USUBJID".encode("utf-16"), "CSV"),
    ):
        (tmp_path / name).write_bytes(start)
        assert kind_by_content(tmp_path / name) == kind


def test_sha256_of_each_file(tmp_path):
    import hashlib

    path = tmp_path / "lb.csv"
    path.write_text(_text())
    (file,) = load_study(Session(threads=1), tmp_path).files
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert quoted(file.name) == "'lb.csv'"
