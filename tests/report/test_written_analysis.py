"""A finished analysis read back from its folder: the code beside a figure draws it from the written tables."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from cartaid import definition, read_analysis, read_study, score
from cartaid.analysis.datasets import write_datasets
from cartaid.results.figures_data import figures_data
from cartaid.study_analysis import Analysis
from cartaid.write import manifest_of
from cartaid.written_analysis import NoAnalysis
from report.conftest import Report

Rows = list[dict[str, str]]


def test_every_figure_is_drawn_from_the_written_tables(example: Analysis, example_folder: Path) -> None:
    drawn = read_analysis(example_folder).figures()
    assert list(drawn) == list(example.figures())
    for id, figure in drawn.items():
        written = json.loads((example_folder / "figures" / f"{id}.json").read_text(encoding="utf-8"))
        assert json.loads(json.dumps(figure.spec)) == written, id


def test_every_table_of_the_report_is_shown_from_the_written_folder(
    example: Analysis, example_folder: Path
) -> None:
    written = read_analysis(example_folder)
    shown, derived = written.displays(), example.displays()
    assert list(shown) == list(derived)
    for id, table in derived.items():
        assert shown[id].rows() == table.rows(), id
        assert shown[id].display.footnotes == table.display.footnotes, id
    page = written._repr_html_()
    assert "display(…)" in page
    assert "8/8" in page
    with pytest.raises(KeyError, match="there are: headline"):
        written.display("nothing")


def test_a_scored_table_and_a_definition_show_themselves(tmp_path: Path) -> None:
    """PGA 0.3, 4 mg, stable treatment; the name of the row is a text of the user and stays a text."""
    table = tmp_path / "t.csv"
    table.write_text(
        "name,clinical_sledai,pga,prednisone_mg,is_stable\n<b>1</b>,0,0.3,4,1\n", encoding="utf-8"
    )
    page = score("doris-2021", table)._repr_html_()
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "<td>0.3</td>" in page
    shown = definition("doris-2021")._repr_html_()
    assert "prednisone_mg" in shown
    assert "10.1136/lupus-2021-000538" in shown


@pytest.mark.parametrize("id", ["swimmer", "scores_iim"])
def test_the_printed_code_runs_on_the_written_folder(
    report: Report, example_folder: Path, tmp_path: Path, id: str
) -> None:
    """What stands under "Code", as it is printed, with only the name of the folder put in."""
    code = next(figure.code for figure in report.drawing.figures if figure.id == id)
    assert "read_study" not in code
    assert "adrs" in code or "adqs" in code
    program = code.replace('"OUT"', repr(str(example_folder))) + "\nfigure.save('again.json')\n"
    subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, check=True, env=dict(os.environ), timeout=120
    )
    written = (example_folder / "figures" / f"{id}.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8")) == json.loads(written)
    drawn = (example_folder / "figures" / f"{id}.svg").read_text(encoding="utf-8")
    assert (tmp_path / f"{id}.svg").read_text(encoding="utf-8") == drawn


def test_a_second_infusion_and_a_drug_taken_again_are_drawn_alike(
    changed_study: Callable[..., Path], tmp_path: Path
) -> None:
    def change(table: str, rows: Rows) -> Rows:
        if table == "ex":
            first = next(r for r in rows if r["USUBJID"].endswith("-01") and r["EXCAT"] == "CAR T")
            rows = [*rows, {**first, "EXSEQ": "90", "EXSTDTC": "2022-06-01", "EXENDTC": "2022-06-01"}]
        if table == "cm":
            one = next(r for r in rows if r["USUBJID"].endswith("-02"))
            again = {"CMSEQ": "90", "CMTRT": "Prednisolon", "CMDECOD": "PREDNISOLONE", "CMCLASCD": "H02AB06"}
            dose = {"CMDOSE": "10", "CMDOSU": "mg", "CMDOSFRQ": "QD", "CMROUTE": "ORAL", "CMINDC": "SLE"}
            rows = [
                *rows,
                {**one, **again, **dose, "CMSTDTC": "2022-05-01", "CMENDTC": "2022-08-01", "CMENRTPT": ""},
            ]
        return rows

    analysis = read_study(changed_study(change)).analyse()
    live = figures_data(analysis.study.session)
    assert live["later_infusion"]
    assert live["resumption"]
    # What is read of a folder: the datasets and the manifest.
    write_datasets(analysis.study.session, tmp_path / "analysis")
    manifest = manifest_of(analysis.study.loaded, analysis.derivation, analysis.started)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert figures_data(read_analysis(tmp_path).session) == live


def test_tables_are_those_that_were_written(example_folder: Path) -> None:
    analysis = read_analysis(example_folder)
    count = f"SELECT count(*) FROM read_parquet('{example_folder / 'analysis' / 'adrs.parquet'}')"
    assert analysis.table("adrs").aggregate("count(*)").fetchall() == duckdb.sql(count).fetchall()
    with pytest.raises(KeyError, match="no analysis table 'adxx'; there are: adae"):
        analysis.table("adxx")
    with pytest.raises(KeyError, match="no figure 'pie'; there are: swimmer"):
        analysis.figure("pie")


def test_a_folder_that_is_no_analysis_is_refused_in_one_line(example_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(
        NoAnalysis, match=r"manifest\.json: expected the manifest .*, found no such file; run `cartaid"
    ):
        read_analysis(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(example_folder, copy)
    (copy / "analysis" / "adsl.parquet").unlink()
    with pytest.raises(NoAnalysis, match=r"adsl\.parquet: expected the subjects"):
        read_analysis(copy)
    (copy / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(NoAnalysis, match="expected the protocol as used"):
        read_analysis(copy)
