"""Bad lines of a CSV file: they alone are lost, and every place named is the line a text editor shows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from cartaid.engine import Session
from cartaid.sources import load_study
from cartaid.sources.csv import read_csv
from cartaid.sources.csv_lines import LINE_LIMIT, read_lines
from cartaid.study.finding import StudyError

HEADER = "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBORRES,LBORRESU,LBDTC\n"
GOOD = "LB,P1,{n},CRP,{n},mg/dL,2022-09-01\n"


def _read(folder: Path, body: str, name: str = "lb.csv") -> tuple[list[tuple[object, ...]], list[str]]:
    path = folder / name
    path.write_text(HEADER + body, encoding="utf-8", newline="")
    session = Session(threads=1)
    table = read_csv(session, path, "t")
    rows = session.rows('SELECT "_ROW" + 1, LBSEQ FROM t ORDER BY 1')
    return rows, [f.message for f in table.findings]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ('LB,P1,"2,CRP,2,mg/dL,2022-09-01\n', "expected 7 values, found a quote that is never closed"),
        ('LB,P1,"2"x,CRP,2,mg/dL,2022-09-01\n', "expected 7 values, found a quote in the middle of a value"),
        ("LB,P1\n", "expected 7 values, found 2"),
        ("LB,P1,2,CRP,2,mg/dL,2022-09-01,,more\n", "expected 7 values, found 9"),
        (
            "x" * (LINE_LIMIT + 7) + "\n",
            f"expected a line of at most {LINE_LIMIT} characters, found a longer one",
        ),
    ],
)
def test_a_bad_line_is_lost_alone(tmp_path: Path, bad: str, fault: str) -> None:
    rows, said = _read(tmp_path, GOOD.format(n=1) + bad + GOOD.format(n=3) + GOOD.format(n=4))
    assert rows == [(2, "1"), (4, "3"), (5, "4")]
    assert said == [f"lb.csv, line 3: {fault}; the row is not used"]


def test_two_open_quotes_do_not_swallow_what_lies_between(tmp_path: Path) -> None:
    body = 'LB,P1,"1,CRP\n' + GOOD.format(n=2) + 'LB,P1,3,"CRP\n' + GOOD.format(n=4)
    rows, said = _read(tmp_path, body)
    assert rows == [(3, "2"), (5, "4")]
    assert [message.split(":")[0] for message in said] == ["lb.csv, line 2", "lb.csv, line 4"]


def test_lines_are_counted_through_blank_lines_and_quoted_line_ends(tmp_path: Path) -> None:
    body = GOOD.format(n=1) + "\n" + 'LB,P1,2,"C\nR\nP",2,mg/dL,2022\n' + "LB\n" + GOOD.format(n=9)
    rows, said = _read(tmp_path, body)
    assert rows == [(2, "1"), (4, "2"), (8, "9")]
    assert said == ["lb.csv, line 7: expected 7 values, found 1; the row is not used"]


def test_the_last_line_may_be_the_open_one(tmp_path: Path) -> None:
    rows, said = _read(tmp_path, GOOD.format(n=1) + 'LB,P1,2,"CRP')
    assert rows == [(2, "1")]
    assert len(said) == 1


def test_both_ways_of_reading_agree(tmp_path: Path) -> None:
    """DuckDB reads the file at once; line by line comes out the same."""
    body = "".join(GOOD.format(n=n) for n in range(1, 40)) + 'LB,P1,40,"a ""quoted"" word",,,\n'
    rows, said = _read(tmp_path, body)
    lines, values, bad = read_lines(io.StringIO(HEADER + body), ",", 7)
    assert said == []
    assert bad == []
    assert rows == [(line, value[2]) for line, value in zip(lines, values, strict=True)]
    assert values[-1] == ["LB", "P1", "40", 'a "quoted" word', None, None, None]


def test_a_blank_line_of_a_table_of_one_column_is_a_row() -> None:
    assert read_lines(io.StringIO("pga\n0.1\n\n0.3\n"), ",", 1) == ([2, 3, 4], [["0.1"], [None], ["0.3"]], [])


def test_a_header_that_never_ends_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lb.csv").write_text("A," * LINE_LIMIT, encoding="utf-8")
    with pytest.raises(StudyError, match=r"lb\.csv, line 1: expected column names"):
        load_study(Session(threads=1), tmp_path)


def test_a_file_that_cannot_be_read_is_not_also_called_absent(write_study) -> None:
    for content in (b"", b"%PDF-1.7", b"USUBJID,LBTESTCD,LBTESTCD\n"):
        study = write_study(lb__csv=content)
        about = [f["rule"] for f in study.findings() if "lb.csv" in str(f["message"]) or f["domain"] == "LB"]
        assert len(about) == 1, about
    assert "export the table again" in str(write_study(lb__csv=b"").findings("file-kind")[0]["fix"])


def test_a_column_without_test_codes_gives_one_finding(write_study) -> None:
    rows = "".join(f"QS,P1,{n},0,2022-09-01\n" for n in range(1, 30))
    study = write_study(qs__csv="DOMAIN,USUBJID,QSSEQ,QSORRES,QSDTC\n" + rows)
    assert [f["rule"] for f in study.findings() if f["domain"] == "QS"] == ["column-missing"]


def test_every_finding_on_a_table_that_is_there_names_file_and_line(write_study) -> None:
    study = write_study(
        qs__csv="DOMAIN,USUBJID,QSSEQ,QSTESTCD,QSCAT,QSORRES,QSDTC\n"
        "QS,P1,5,SLD01,SLEDAI-2K,2,2022-09-01\nQS,P1,6,SLD02,SLEDAI-2K,0,1922-09-01\n",
        lb__csv=HEADER + GOOD.format(n=1) + "LB,P1,2,CRP,7,,2022-09-02\n",
        dm__csv="DOMAIN,USUBJID,BRTHDTC,ARM\nDM,P2,1975,SSC\nDM,P1,1980-05,other\n",
    )
    said = {(f["rule"], f["domain"]): str(f["message"]) for f in study.findings()}
    assert said["item-out-of-range", "QS"].startswith("qs.csv, line 2, ")
    assert said["before-birth", "QS"].startswith("qs.csv, line 3, ")
    assert said["value-refused", "LB"].startswith("lb.csv, line 3, ")
    assert said["disease-unknown", "DM"].startswith("dm.csv, line 3, ")
    there = set(study.loaded.rows)
    for finding in study.findings():
        if finding["domain"] in there:
            assert str(finding["message"]).startswith(f"{str(finding['domain']).lower()}.csv"), finding


def test_findings_that_cartaid_wrote_are_not_read_as_a_table(write_study, tmp_path: Path) -> None:
    (tmp_path / "findings.csv").write_text(
        "rule,severity,domain,USUBJID,seq,variable,value,message,fix\nx,note,LB,P1,,,,text,\n",
        encoding="utf-8",
    )
    study = write_study()
    assert not any("findings.csv" in str(f["message"]) for f in study.findings())
    assert "findings.csv" not in [file.name for file in study.loaded.files]
