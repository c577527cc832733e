"""The documentation: its pages exist, their links lead somewhere, and what they show is what happens."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cartaid import __version__, definitions
from cartaid.describe import described
from cartaid.engine import Session
from cartaid.evaluators.cases import score_rows
from cartaid.instruments.catalogue import definition

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CARTAID = Path(sys.executable).with_name("cartaid")
WIDE = {**os.environ, "COLUMNS": "110"}
sys.path.insert(0, str(DOCS))

from generator import real_people  # noqa: E402
from generator.conformance import cases_of  # noqa: E402
from generator.definition_page import definition_page  # noqa: E402


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("documentation") / "staged"
    run = subprocess.run(
        [sys.executable, DOCS / "build.py", "--stage-only", "--out", folder], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return folder / "pages"


def test_every_definition_has_a_page_with_its_sources_and_cases(pages: Path) -> None:
    corpus = json.loads((pages / "conformance.json").read_text(encoding="utf-8"))
    for known in corpus["definitions"]:
        page = (pages / "definitions" / f"{known['id']}.md").read_text(encoding="utf-8")
        for source in known["sources"]:
            if source["doi"]:
                assert f"https://doi.org/{source['doi']}" in page
        for item in known["items"]:
            assert f"<code>{item['id']}</code>" in page
        for switch in known["switches"]:
            assert f"<code>{switch['id']}</code>" in page
        assert f"## Cases ({len(known['cases'])})" in page
        assert ("Parts from memory" in page) == bool(known["from_memory"])
    index = (pages / "definitions" / "index.md").read_text(encoding="utf-8")
    assert index.count("<tr data-disease=") == len(corpus["definitions"])


def test_no_cell_of_a_definition_page_ends_in_attributes() -> None:
    """Braces at the end of a cell are read as attributes of it and never shown: the formula would lose its switch."""
    for known in definitions():
        page = definition_page(described(known), cases_of(known))
        rows = [line for line in page.splitlines() if line.startswith("|")]
        assert rows
        for row in rows:
            assert "{" not in row, (known.id, row)
            assert "}" not in row, (known.id, row)


def test_every_cell_of_a_definition_page_is_shown() -> None:
    markdown = pytest.importorskip("markdown")  # what the site is built with: the dependency group `docs`
    for known in definitions():
        page = definition_page(described(known), cases_of(known))
        shown = _words(
            markdown.markdown(page, extensions=["admonition", "attr_list", "md_in_html", "tables"])
        )
        for row in (line for line in page.splitlines() if line.startswith("| ")):
            for cell in row.strip("| ").split(" | "):
                assert _words(cell.replace("**", "")) in shown, (known.id, cell)


def _words(page: str) -> str:
    """Give the text of a page of HTML, its blanks as one."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page))).strip()


def test_the_gallery_shows_every_figure_with_words_and_code(pages: Path) -> None:
    page = (pages / "gallery.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]+)\]\((gallery/[a-z_]+\.svg)\)", page)
    assert len(pictures) >= 9
    assert all(len(alt) > 30 and (pages / path).stat().st_size > 1000 for alt, path in pictures)
    for path in (path for _, path in pictures):
        assert f'analysis.figure("{Path(path).stem}")' in page
    for name in ("report.html", "browser.html"):
        assert "SYNTHETIC" in (pages / "gallery" / name).read_text(encoding="utf-8").upper()


def test_conformance_corpus_is_complete(pages: Path) -> None:
    corpus = json.loads((pages / "conformance.json").read_text(encoding="utf-8"))
    assert corpus["schema_version"] == "1.2"
    assert corpus["cartaid"] == __version__
    assert [d["id"] for d in corpus["definitions"]] == [d.id for d in definitions()]
    for known in corpus["definitions"]:
        columns = {item["id"] for item in known["items"]} | {
            item["unit_column"] for item in known["items"] if item["unit_column"]
        }
        assert known["cases"], known["id"]
        for case in known["cases"]:
            assert set(case) == {"name", "given", "set", "expect", "source"}
            assert set(case["given"]) == columns, (known["id"], case["name"])
            assert all(value is None or isinstance(value, str) for value in case["given"].values())
            assert case["expect"]


def test_conformance_corpus_can_be_run_without_the_cases_files(pages: Path) -> None:
    """What another program would do: read the JSON, score the rows, compare."""
    corpus = json.loads((pages / "conformance.json").read_text(encoding="utf-8"))
    session = Session(threads=1)
    for known in corpus["definitions"]:
        if known["id"] not in {"sledai-2k", "eustar-2017", "doris-2021"}:
            continue
        for case in known["cases"]:
            found = score_rows(session, definition(known["id"]), [case["given"]], case["set"])[0]
            for column, expected in case["expect"].items():
                if column == "reason" and expected is not None:
                    assert expected in found[column]
                elif isinstance(expected, float):
                    assert found[column] == pytest.approx(expected, abs=5e-5)
                else:
                    assert found[column] == expected, (known["id"], case["name"])


def test_the_reference_names_every_key_of_study_toml(pages: Path) -> None:
    scaffold = ROOT / "src" / "cartaid" / "example" / "study.toml"
    page = (pages / "study-toml.md").read_text(encoding="utf-8")
    section = ""
    for line in scaffold.read_text(encoding="utf-8").splitlines():
        if head := re.match(r"\[+([a-z0-9_.]+)", line):
            section = head[1].split(".")[0]
            assert f"[{section}]" in page
        elif (key := re.match(r"(\w+) = ", line)) and section != "definitions":
            assert f"<code>{key[1]}</code>" in page, key[1]


def test_nothing_of_a_build_differs_from_the_next(pages: Path) -> None:
    text = (pages / "python-api.md").read_text(encoding="utf-8")
    assert " at 0x" not in text


def console_blocks(page: str) -> list[tuple[list[str], list[str]]]:
    """Give command and shown lines of every console block of a page."""
    found = []
    for block in re.findall(
        r"```console\n((?:.*\n)+?)```", (DOCS / "pages" / page).read_text(encoding="utf-8")
    ):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, *lines = part.splitlines()
            found.append((shlex.split(command), lines))
    return found


def assert_shown(run: subprocess.CompletedProcess[str], lines: list[str]) -> None:
    position = 0
    for line in lines:
        if line != "[…]":
            found = run.stdout.find(line.rstrip("…"), position)
            assert found >= 0, f"not shown, or not in this order: {line!r} in\n{run.stdout}"
            position = found


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    page = (DOCS / "pages" / "tutorial.md").read_text(encoding="utf-8")
    blocks = console_blocks("tutorial.md")
    assert len(blocks) >= 6
    for command, lines in blocks:
        if "strict" in command:
            settings = tmp_path / "my-example" / "study.toml"
            text = settings.read_text(encoding="utf-8")
            assert 'gc_limit = "inclusive"' in text
            settings.write_text(
                text.replace('gc_limit = "inclusive"', 'gc_limit = "strict"'), encoding="utf-8"
            )
        run = subprocess.run(
            [CARTAID, *command[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            env=WIDE,
        )
        assert run.returncode == 0, run.stdout
        assert_shown(run, lines)
    code, printed = re.search(r"```python\n(.+?)```\s+```text\n(.+?)\n```", page, re.DOTALL).groups()
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert run.stdout.strip() == printed
    manifest = json.loads((tmp_path / "strict" / "manifest.json").read_text(encoding="utf-8"))
    switches = {d["id"]: d["switches"] for d in manifest["definitions"]}
    assert switches["doris-2021"]["gc_limit"] == "strict"


def test_a_new_contributor_adds_an_instrument_with_two_files(tmp_path: Path) -> None:
    """The page's own steps, in a folder of one's own: nothing of the package is touched."""
    for name in ("three_signs.py", "three_signs.cases.yaml"):
        (tmp_path / name).write_bytes((DOCS / "examples" / "instrument" / name).read_bytes())
    world = {**WIDE, "CARTAID_DEFINITIONS": str(tmp_path), "PYTEST_ADDOPTS": ""}
    blocks = [block for block in console_blocks("add-an-instrument.md") if block[0][0] != "export"]
    assert [command[0] for command, _ in blocks] == ["cartaid", "cartaid", "pytest"]
    for command, lines in blocks:
        program = CARTAID.with_name(command[0])
        more = ["-p", "no:cacheprovider"] if command[0] == "pytest" else []
        run = subprocess.run(
            [program, *command[1:], *more], capture_output=True, text=True, cwd=ROOT, env=world
        )
        assert run.returncode == 0, run.stdout + run.stderr
        assert_shown(run, lines)
    assert "failed" not in run.stdout


def test_published_myositis_verdicts() -> None:
    """Printed outcomes of Dastmalchi 2008, table 3; patient 2 stays open because one measure is printed twice."""
    verdicts = {
        row["patient"]: (row["clinical_outcome_imacs"], ours)
        for row, _, _, ours in real_people.myositis_verdicts()
    }
    completed = {p: v for p, v in verdicts.items() if v[0] != "Dropped out"}
    assert len(verdicts) == 13
    assert len(completed) == 9
    assert [p for p, (printed, ours) in completed.items() if printed != ours] == ["2"]
    assert completed["2"] == ("Improved", "undetermined")
    assert {ours for p, (_, ours) in verdicts.items() if p not in completed} == {"undetermined"}


def test_published_lupus_verdicts() -> None:
    """Iwata 2011, table 1. SRI-4 needs a fall of 4 points: impossible for patient 2, and not so for 6 and 9."""
    verdicts = {row["patient"]: ours for row, ours in real_people.lupus_verdicts()}
    assert len(verdicts) == 10
    assert {p for p, ours in verdicts.items() if ours["sri-4"] == "N"} == {"2", "6", "9"}
    # Prednisolone above 5 mg/day with every item absent: patients 2, 3, 4, 8; above 7.5: 3 and 4.
    assert {p for p, ours in verdicts.items() if ours["doris-2021"] == "N"} == {"2", "3", "4", "8"}
    assert {p for p, ours in verdicts.items() if ours["lldas-2016"] == "N"} == {"3", "4"}
    assert "Y" not in {category for ours in verdicts.values() for category in ours.values()}


@pytest.mark.parametrize(
    ("given", "low", "high", "doris"),
    [
        ({}, 0, 0, "Y"),
        ({"casts": None, "hematuria": None, "pyuria": None}, 0, 12, "UNDETERMINED"),
        ({"casts": None, "hematuria": None, "pyuria": None, "arthritis": "1"}, 4, 16, "N"),
    ],
)
def test_the_table_of_the_page_on_missing_data(
    given: dict[str, str | None], low: int, high: int, doris: str
) -> None:
    row: dict[str, str | None] = {item.id: "0" for item in definition("sledai-2k").items} | given
    found = score_rows(Session(threads=1), definition("sledai-2k"), [row])[0]
    assert (found["low"], found["high"]) == (low, high)
    whole = row | {"pga": "0.3", "prednisone_mg": "5", "is_stable": "1"}
    columns = {item.id: None for item in definition("doris-2021").items}
    assert score_rows(Session(threads=1), definition("doris-2021"), [columns | whole])[0]["category"] == doris
