"""Wrong use of every command: one line that says what to do, exit 2, never a traceback."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cartaid.cli import app, main
from cartaid.example import example_study

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: exit code, standard output, standard error."""

    def command(*arguments: str | Path, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cartaid", *map(str, arguments)])
        read, write = os.pipe()
        os.write(write, stdin.encode())
        os.close(write)
        with os.fdopen(read) as piped:
            monkeypatch.setattr(sys, "stdin", piped)
            with pytest.raises(SystemExit) as stopped:
                main()
        said = capfd.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return command


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that can be taken for something else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    (tmp_path / "none").mkdir()
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "dm.csv").write_text("DOMAIN,USUBJID,ARM\nDM,P1,SLE\n")
    (tmp_path / "table.csv").write_text("pga,prednisone_mg,is_stable\n0.1,2,1\n")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "twice.csv").write_text("pga,PGA\n1,2\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"\x00\x01")
    (tmp_path / "fake.xlsx").write_bytes(b"PK\x03\x04nothing")
    (tmp_path / "fake.parquet").write_bytes(b"PAR1nothing")
    (tmp_path / "broken" / "analysis").mkdir(parents=True)
    (tmp_path / "broken" / "analysis" / "adrs.parquet").write_text("x")
    for name, text in {
        "toml": "[study",
        "key": "[basline]\n",
        "definition": '[definitions."doris-2012"]\ngc_limit = "strict"\n',
        "switch": '[definitions."doris-2021"]\ngc_limits = "strict"\n',
        "option": '[definitions."doris-2021"]\ngc_limit = "sometimes"\n',
        "list": '[definitions."doris-2021"]\ngc_limit = ["strict"]\n',
        "run": '[run]\ndefinitions = ["tis-2061"]\n',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "dm.csv").write_text("DOMAIN,USUBJID,ARM\nDM,P1,SLE\n")
        (tmp_path / name / "study.toml").write_text(text)
    return tmp_path


WRONG = {
    "no such command": ("frobnicate", "No such command 'frobnicate'"),
    "no study": ("analyse nowhere", "nowhere: expected a study folder or a table file, found nothing"),
    "study is no table": ("analyse file", "file: expected table files"),
    "study without tables": ("check none", "none: expected table files"),
    "results into a file": ("analyse study --out file", "--out file: expected a folder, found the file"),
    "results below a file": (
        "analyse study --out file/a",
        "--out file/a: expected a folder, found the file file",
    ),
    "results into the study": ("analyse study --out study", "expected a folder of its own for the results"),
    "results into the study, written otherwise": (
        "analyse study --out study/../study",
        "found the study folder",
    ),
    "engine not there": ("analyse study --engine spark", "--engine spark is not switched on yet"),
    "engine unknown": ("analyse study --engine oracle", "'oracle' is not one of 'duckdb', 'spark'"),
    "seed alone": ("analyse study --seed x", "add that, or leave --seed out"),
    "findings as text": ("check study --out f.txt", "--out f.txt: expected a name ending in .csv or .json"),
    "findings nowhere": (
        "check study --out no/f.csv",
        "expected a folder that is there, found none: make no first",
    ),
    "broken study.toml": ("check toml", "study.toml: expected TOML, found:"),
    "misspelt section": ("check key", "study.toml: basline: no such key; the nearest is baseline"),
    "misspelt definition": (
        "check definition",
        "study.toml: [definitions] doris-2012: no such definition; the nearest is doris-2021",
    ),
    "misspelt switch": (
        "analyse switch",
        'study.toml: [definitions."doris-2021"] gc_limits: no such switch; the nearest is gc_limit',
    ),
    "option there is none of": (
        "analyse option",
        "gc_limit: expected one of inclusive, strict, found 'sometimes'",
    ),
    "switch as a list": (
        "check list",
        "gc_limit: expected one text, number, true or false, found ['strict']",
    ),
    "misspelt definition to run": (
        "analyse run",
        "study.toml: [run] definitions: tis-2061: no such definition; the nearest is tis-2016",
    ),
    "definition unknown": ("score doris-2020 table.csv", "nearest: doris-2021"),
    "table not there": ("score doris-2021 nowhere.csv", "nowhere.csv: expected a table file, found none"),
    "table is a folder": ("score doris-2021 study", "study: expected a table file, found none"),
    "table without text": ("score doris-2021 empty.csv", "found empty file; save the table as CSV"),
    "standard input without text": (
        "score doris-2021 -",
        "standard input: expected CSV, Parquet or Excel, found empty",
    ),
    "table of bytes": (
        "score doris-2021 binary.csv",
        "binary.csv: expected CSV, Parquet or Excel, found unknown",
    ),
    "table of other columns": ("score doris-2021 other.csv", "none of the columns of doris-2021 is there"),
    "column twice": (
        "score doris-2021 twice.csv",
        "twice.csv, line 1: expected column names that differ, found pga and PGA",
    ),
    "no workbook": ("score doris-2021 fake.xlsx", "fake.xlsx: expected an Excel workbook, found"),
    "no Parquet": ("score doris-2021 fake.parquet", "fake.parquet: expected a Parquet file, found"),
    "switch without value": ("score doris-2021 table.csv --set gc_limit", "expected switch=value"),
    "switch unknown": ("score doris-2021 table.csv --set gc=strict", "doris-2021 has no switch 'gc'"),
    "scored as Excel": (
        "score doris-2021 table.csv --out o.xlsx",
        "--out o.xlsx: expected a name ending in .csv or .parquet",
    ),
    "scored as JSON": (
        "score doris-2021 table.csv --out o.json",
        "--out o.json: expected a name ending in .csv or .parquet",
    ),
    "scored nowhere": ("score doris-2021 table.csv --out no/o.csv", "expected a folder that is there"),
    "explain nothing": ("explain none 01 DORIS21", "none: expected a finished analysis"),
    "explain broken files": ("explain broken 01 DORIS21", "found a file that cannot be read"),
    "definitions of nothing": ("definitions sledai", "no definition is called 'sledai'"),
    "example into a file": ("demo file", "DIR file: expected a folder, found the file file"),
    "example below a file": ("demo file/a", "expected a folder, found the file file"),
    "example into a full folder": ("demo study", "study is not empty: name a new folder"),
    "scaffold into a file": ("init file", "DIR file: expected a folder, found the file file"),
    "serve nothing": ("serve none", "none: expected the folder of a finished analysis"),
    "port too large": ("serve none --port 99999", "65535"),
}


@pytest.mark.parametrize(("command", "said"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_said_in_words(run: Run, place: Path, command: str, said: str) -> None:
    before = set(place.rglob("*"))
    code, out, err = run(*command.split())
    assert code == 2, err
    assert said in re.sub(r"\s+", " ", err.replace("│", ""))
    assert "Traceback" not in err
    assert out == ""
    assert set(place.rglob("*")) == before, "what is refused writes nothing"


def test_version_is_told(run: Run) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert re.fullmatch(r"cartaid \d+\.\d+\.\d+\S*\n", out)


def test_every_command_has_an_example(run: Run) -> None:
    for command in ("analyse", "check", "score", "explain", "definitions", "demo", "init", "serve"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "Example: " in out, command
        assert "`" not in out, command


def test_the_example_of_score_works(run: Run) -> None:
    _, shown, _ = run("score", "--help")
    example = " ".join(shown.partition("Example: ")[2].split())
    text, definition = re.fullmatch(r"printf '(.+)' \| cartaid score (\S+) -", example).groups()  # type: ignore[union-attr]
    code, out, err = run("score", definition, "-", stdin=text.replace("\\n", "\n"))
    assert code == 0, err
    assert out.splitlines()[0].startswith("ice,age_years,value")


def test_definition_ids_complete() -> None:
    from typer.main import get_command

    commands = get_command(app).commands  # type: ignore[attr-defined]
    for name in ("score", "definitions"):
        argument = next(p for p in commands[name].params if p.name in ("definition", "id"))
        context = commands[name].make_context(name, [], resilient_parsing=True)
        offered = [item.value for item in argument.shell_complete(context, "doris")]
        assert "doris-2021" in offered
        assert all(id.startswith("doris") for id in offered)


def test_score_tells_the_lines_it_leaves_out(run: Run, place: Path) -> None:
    (place / "t.csv").write_text('pga,prednisone_mg,is_stable\n0.1,2,1\n0.1,2\n0.1,"2,1\n3,2,1\n')
    code, out, err = run("score", "doris-2021", "t.csv")
    assert code == 1
    assert len(out.splitlines()) == 3
    assert "t.csv, line 3: expected 3 values, found 2; the row is not used" in err
    assert "t.csv, line 4: expected 3 values, found a quote that is never closed; the row is not used" in err


def test_score_says_that_a_file_is_of_another_kind(run: Run, place: Path) -> None:
    (place / "t.parquet").write_text("pga\n1\n")
    code, out, err = run("score", "pga", "t.parquet")
    assert code == 1
    assert len(out.splitlines()) == 2
    assert "t.parquet: expected Parquet as its name says, found CSV; read as CSV" in err


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_score_keeps_the_spelling_of_columns(run: Run, place: Path, ending: str) -> None:
    names, values = ["Patient No", "pga", "Prednisone_mg", "Zentrum"], ["A", "0.1", "2", "b"]
    if ending == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.append(names)
        book.active.append(values)
        book.save("t.xlsx")
    elif ending == "parquet":
        import duckdb

        listed = ", ".join(f"'{v}' AS \"{n}\"" for n, v in zip(names, values, strict=True))
        duckdb.sql(f"COPY (SELECT {listed}) TO 't.parquet' (FORMAT parquet)")
    else:
        (place / "t.csv").write_text(",".join(names) + "\n" + ",".join(values) + "\n")
    code, out, err = run("score", "doris-2021", f"t.{ending}")
    assert code == 0, err
    assert out.splitlines()[0].split(",")[:4] == names


def test_an_optional_column_is_asked_for_where_its_switch_reads_it(run: Run) -> None:
    table = "pga,prednisone_mg,is_stable\n0.1,2,1\n"
    assert "investigational" not in run("score", "doris-2021", "-", stdin=table)[2]
    excluded = run("score", "doris-2021", "-", "--set", "investigational=excluded", stdin=table)
    assert "investigational" in excluded[2]


@pytest.mark.parametrize(
    ("definition", "table"),
    [
        ("eustar-2017", "mrss,crp,crp_unit\n3,4,\n"),
        ("eustar-2017", "mrss,crp,crp_unit\n3,4,furlong\n"),
        ("ctcae-5-lab", "test,value,unit,lln,uln\nHGB,9,,12,16\n"),
        ("ctcae-5-lab", "test,value,unit,lln,uln\nHGB,9,furlong,12,16\n"),
        ("sledai-2k", "seizure\n2\n"),
    ],
)
def test_a_value_that_is_not_used_is_an_error_everywhere(run: Run, definition: str, table: str) -> None:
    code, _, err = run("score", definition, "-", stdin=table)
    assert code == 1
    assert "standard input, line 2: " in err
    assert "refused" in err


def test_items_that_do_not_apply_are_not_called_missing(run: Run) -> None:
    _, out, _ = run("score", "icans-astct-2019", "-", stdin="age_years,consciousness\n40,awake\n6,awake\n")
    adult, child = out.splitlines()[1:]
    assert "capd" not in adult
    assert "ice" in adult.partition("missing: ")[2]
    assert "capd" in child
    assert not re.search(r"\bice\b", child.partition("missing: ")[2])
    table = "temperature_c,masked,episode_open,oxygen_device\n38.5,0,1,none\n38.5,0,1,nasal\n"
    none, nasal = run("score", "crs-astct-2019", "-", stdin=table)[1].splitlines()[1:]
    assert "oxygen_l_min" not in none
    assert "oxygen_l_min" in nasal


def test_what_does_not_apply_says_what_was_expected(run: Run) -> None:
    table = "population,mmt_base,mmt,mmt_max\nadult,70,140,80\n"
    _, out, _ = run("score", "tis-2016", "-", stdin=table)
    assert "not applicable: expected muscle tests that are all on one form" in out


def test_tables_that_are_piped_are_not_wrapped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run("check", example_study())
    lines = out.splitlines()
    assert any(
        "lb.csv, line 2461, LBTESTCD PLAT on 2022-06-07: expected one record, found 2" in x for x in lines
    )
    assert all(re.match(r"(severity|error|warning|note) ", line) for line in lines)
    assert not any(line.endswith(" ") for line in lines)


def test_a_second_analysis_leaves_nothing_of_the_first(run: Run, place: Path) -> None:
    study, results = place / "mine", place / "results"
    assert run("demo", study)[0] == 0
    assert run("analyse", study, "--out", results, "-q")[0] == 0
    assert (results / "analysis" / "adae.parquet").exists()
    (results / "mine.txt").write_text("keep")
    (results / "analysis" / "own.parquet").write_text("keep")
    (study / "ae.csv").unlink()
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert "analysis/adae.parquet" in manifest["files"]
    assert not any("own" in name or "mine" in name for name in manifest["files"])
    # A manifest that names what lies outside the folder has no power over it.
    (results / "manifest.json").write_text(
        json.dumps(manifest | {"files": [*manifest["files"], "../table.csv"]})
    )
    assert run("analyse", study, "--out", results, "-q")[0] == 0
    assert not (results / "analysis" / "adae.parquet").exists()
    assert (results / "mine.txt").read_text() == "keep"
    assert (results / "analysis" / "own.parquet").read_text() == "keep"
    assert (place / "table.csv").exists()


def test_explain_names_items_by_their_labels(run: Run, place: Path) -> None:
    assert run("analyse", example_study(), "--out", place / "results", "-q")[0] == 0
    code, out, _ = run("explain", place / "results", "01", "DORIS21", "--date", "182")
    assert code == 0
    assert "Urinary casts: QS" in out
    assert not re.search(r"\bcasts: QS|\bobs: QS", out.replace("Urinary casts", ""))
