"""The browser of a written folder shows what the browser of the study shows, or says in one line why it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from browser.conftest import Seen, opened
from cartaid.analysis.datasets import write_datasets
from cartaid.report.browser import Browser, NothingToBrowse
from cartaid.serve import open_browser
from cartaid.study_analysis import read_study
from cartaid.write import manifest_of

Rows = list[dict[str, str]]


def test_a_written_folder_gives_the_same_browser(
    browser: Browser, packs: dict[str, Any], example_folder: Path
) -> None:
    stored = open_browser(example_folder)
    assert stored.study == browser.study
    assert stored.packs() == packs
    assert {"SYSBP", "OXYSAT", "TEMP"} == set(packs["CARTAID-DEMO-05"]["vitals"]["p"])


def test_the_same_with_a_second_infusion_and_a_drug_taken_again(
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
    live = opened(analysis)
    # What the browser reads of a folder: the datasets and the manifest.
    write_datasets(analysis.study.session, tmp_path / "analysis")
    manifest = manifest_of(analysis.study.loaded, analysis.derivation, analysis.started)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    stored = open_browser(tmp_path)
    assert stored.study == live.study
    assert stored.packs() == live.packs()
    assert live.packs()["CARTAID-DEMO-01"]["given"]["kind"].count("infusion") == 2
    marks = live.study["cohort"]["marks"][1]
    assert "restart" in marks["kind"]


def without(folder: Path, table: str, column: str, copy: Path) -> Path:
    """Copy an analysis with a column of one table renamed, as an older version or another tool may have it."""
    shutil.copytree(folder, copy)
    file = copy / "analysis" / f"{table}.parquet"
    changed = copy / "changed.parquet"
    duckdb.sql(
        f"COPY (SELECT * RENAME ({column} AS OLD_{column}) FROM read_parquet('{file}')) TO '{changed}' (FORMAT parquet)"
    )
    changed.replace(file)
    return copy


@pytest.mark.parametrize(
    ("table", "column"), [("adcm", "ADOSE"), ("adsl", "LSTCNDT"), ("adtx", "DEFID"), ("trace", "ROLE")]
)
def test_a_table_without_a_column_is_refused_in_one_line(
    example_folder: Path, tmp_path: Path, table: str, column: str
) -> None:
    copy = without(example_folder, table, column, tmp_path / "copy")
    with pytest.raises(NothingToBrowse) as refused:
        open_browser(copy)
    text = str(refused.value)
    assert "\n" not in text
    assert f"{table}.parquet: expected column {column}, found " in text
    assert f"OLD_{column}" in text
    assert "cartaid analyse STUDY --out DIR" in text


def test_an_older_folder_without_the_infusions_is_refused(example_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(example_folder, copy)
    (copy / "analysis" / "adint.parquet").unlink()
    with pytest.raises(
        NothingToBrowse, match=r"adint\.parquet: expected the infusions of 15 patients, found no such"
    ):
        open_browser(copy)


def test_a_file_that_is_no_parquet_is_refused(example_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(example_folder, copy)
    (copy / "analysis" / "adae.parquet").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(NothingToBrowse, match=r"adae\.parquet: expected a Parquet file, found none"):
        open_browser(copy)


def test_oxygen_is_a_bar_from_its_start_to_its_end(
    look: Callable[..., Seen], page_file: Path, csv_rows: Callable[..., Rows]
) -> None:
    (given,) = csv_rows("pr", USUBJID="CARTAID-DEMO-05", PRCAT="OXYGEN")
    start, end = (datetime.fromisoformat(given[name]) for name in ("PRSTDTC", "PRENDTC"))
    days = (end - start).total_seconds() / 86400
    page = look().go(page_file, "#/patient/05?w=acute")
    page.wait_for_selector(".chart")
    found = json.loads(
        page.evaluate(
            """() => {
      const number = (element, name) => Number(element.getAttribute(name));
      const tracks = [...document.querySelectorAll(".grp-toxicity")].filter((one) => one.querySelector(".bar"));
      const track = tracks.find((one) => one.querySelector(".lanelabel").textContent.startsWith("Oxygen"));
      const bar = track.querySelector(".bar"), text = track.querySelector("text.note, text.inbar");
      const plot = track.querySelector("svg.plot");
      return JSON.stringify({
        x: number(bar, "x") + number(plot, "x"), width: number(bar, "width"), text: text.textContent,
        ticks: [...document.querySelectorAll(".timeaxis .tick")]
          .map((tick) => [Number(tick.textContent.replace("−", "-")), number(tick, "x")]),
        right: text.getBoundingClientRect().right, edge: plot.getBoundingClientRect().right,
        words: track.querySelector(".point").getAttribute("aria-label"),
      });
    }"""
        )
    )
    (a, at_a), (b, at_b) = found["ticks"][0], found["ticks"][-1]
    a_day = (at_b - at_a) / (b - a)
    assert found["width"] / a_day == pytest.approx(days, abs=0.02)
    infused = datetime(2022, 1, 10)  # ex.csv of the example, patient 05
    assert (found["x"] - at_a) / a_day + a == pytest.approx(
        (start - infused).total_seconds() / 86400, abs=0.02
    )
    assert found["text"] == "Nasal cannula, 2 L/min"
    assert found["right"] <= found["edge"]
    assert "from 2022-01-14 06:20 to 2022-01-15 18:00" in found["words"]


def test_an_undetermined_visit_interrupts_the_bar_of_the_response(
    look: Callable[..., Seen], page_file: Path
) -> None:
    page = look().go(page_file, "#/cohort")
    lane = page.locator(".row", has_text="08").locator("svg .lane").first
    assert lane.locator(".held").count() == 2
    assert lane.locator(".doubt").count() == 1
    assert lane.locator("text.unsure").count() == 1
    held, doubt = (lane.locator(f".{name}").first.bounding_box() for name in ("held", "doubt"))
    assert held["x"] + held["width"] <= doubt["x"] + 2
    assert "response undetermined at this visit" in page.inner_text(".legend >> nth=0")
