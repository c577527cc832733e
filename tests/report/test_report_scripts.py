"""Scripts that are written, run: a figure's code draws it again, both scripts make the same tables again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cartaid.example import example_study
from cartaid.study_analysis import Analysis, read_study
from report.conftest import Report


def test_the_code_of_a_figure_draws_it(
    report: Report, example_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = next(f for f in report.drawing.figures if f.id == "cells")
    shown = report.page.text
    assert " ".join(figure.code.split()) in shown
    monkeypatch.chdir(tmp_path)
    os.symlink(example_folder, "OUT")
    exec(compile(figure.code, "code", "exec"), {})
    assert Path("cells.svg").read_text(encoding="utf-8") == report.drawing.drawn()["cells"]


def test_every_figure_has_its_code_on_the_page(report: Report) -> None:
    text = report.page.text
    for figure in report.drawing.figures:
        assert f'analysis.figure("{figure.id}")' in text


def test_a_figure_is_saved_by_the_ending_of_its_name(example: Analysis, tmp_path: Path) -> None:
    figure = example.figure("swimmer")
    assert figure.save(tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    assert figure.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert '"$schema"' in figure.save(tmp_path / "a.json").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected a name ending in \.svg"):
        figure.save(tmp_path / "a.bmp")
    with pytest.raises(KeyError, match="swimmer"):
        example.figure("nothing")


def test_what_an_analysis_has_shows_itself_in_a_notebook(example: Analysis) -> None:
    study = example.study._repr_html_()
    assert "dm.csv" in study
    assert "Findings of the checks" in study
    whole = example._repr_html_()
    assert "8/8" in whole
    assert "efficacy_sle" in whole
    assert "swimmer" in whole
    bundle = example.figure("swimmer")._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"].startswith("Every patient from the infusion on. Swimmer plot of 15 patients")
    assert "Adverse" in repr(example.display("ae_overview"))
    with pytest.raises(KeyError, match="efficacy_sle"):
        example.display("nothing")


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy of the example and the folder of its analysis."""
    folder = tmp_path_factory.mktemp("reproduce")
    study = folder / "study"
    shutil.copytree(example_study(), study, ignore=shutil.ignore_patterns("__*"))
    return study, read_study(study).analyse().write(folder / "results")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    # The shell finds `cartaid` beside the Python that runs the tests.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PATH": path},
    )


@pytest.mark.parametrize("script", ["reproduce.sh", "reproduce.py"])
def test_a_script_makes_the_same_tables_again(
    analysed: tuple[Path, Path], script: str, tmp_path: Path
) -> None:
    study, results = analysed
    with_what = "sh" if script.endswith(".sh") else sys.executable
    done = run(with_what, results / script, study, tmp_path / "again")
    assert done.returncode == 0, done.stderr + done.stdout
    tables = sorted((results / "analysis").glob("*.parquet"))
    assert len(tables) >= 10
    for table in tables:
        assert (tmp_path / "again" / "analysis" / table.name).read_bytes() == table.read_bytes(), table.name
    text = (results / script).read_text(encoding="utf-8")
    assert str(study) not in text
    assert str(results) not in text


@pytest.mark.parametrize("script", ["reproduce.sh", "reproduce.py"])
def test_another_input_is_refused(analysed: tuple[Path, Path], script: str, tmp_path: Path) -> None:
    study, results = analysed
    other = tmp_path / "other"
    shutil.copytree(study, other)
    toml = (other / "study.toml").read_text(encoding="utf-8")
    (other / "study.toml").write_text(toml.replace("inclusive", "strict"), encoding="utf-8")
    with_what = "sh" if script.endswith(".sh") else sys.executable
    done = run(with_what, results / script, other, tmp_path / "again")
    assert done.returncode != 0
    assert "study.toml" in done.stdout + done.stderr
    assert not (tmp_path / "again").exists()
