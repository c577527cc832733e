"""What README.md shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CARTAID = Path(sys.executable).with_name("cartaid")
WIDE = {**os.environ, "COLUMNS": "110"}
sys.path.insert(0, str(ROOT / "docs"))

from generator.outputs import FILES  # noqa: E402


def named_command(name: str) -> str:
    found = subprocess.run(
        [sys.executable, ROOT / ".ci" / "readme_command", name], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def shown(name: str) -> tuple[list[str], str]:
    """Give the command and the output of the console block after `<!-- example: NAME -->`."""
    block = re.search(rf"<!-- example: {name} -->\n```console\n\$ (.+)\n((?:.*\n)+?)```", README)
    assert block is not None, f"README.md has no example {name}"
    return shlex.split(block[1]), block[2]


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "cartaid-results"
    run = subprocess.run(
        [CARTAID, "analyse", "src/cartaid/example", "--out", folder], capture_output=True, text=True, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    return folder


def test_both_commands_are_one_line_and_install_beside_the_code() -> None:
    for name in ("example", "tests"):
        command = named_command(name)
        assert "\n" not in command
        assert "python3 -m venv --without-pip .venv" in command, "Debian's python3 has no ensurepip"
        assert "--python .venv/bin/python install" in command
        assert "sudo" not in command
        assert "--break-system-packages" not in command


def test_the_gate_runs_the_commands_of_the_readme() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert ".ci/readme_command example" in gate
    assert ".ci/readme_command tests" in gate


def test_an_unknown_command_is_refused() -> None:
    found = subprocess.run(
        [sys.executable, ROOT / ".ci" / "readme_command", "dance"], capture_output=True, text=True
    )
    assert found.returncode != 0
    assert "README.md: expected one line of code after <!-- command: dance -->" in found.stderr


def test_score_example() -> None:
    command, output = shown("score")
    run = subprocess.run(
        [CARTAID, *command[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=WIDE,
    )
    assert run.stdout == output
    assert run.returncode == 1, "a value was refused"


def test_explain_example(results: Path) -> None:
    command, output = shown("explain")
    run = subprocess.run(
        [CARTAID, *command[1:]], capture_output=True, text=True, cwd=results.parent, env=WIDE, check=True
    )
    position = 0
    for line in (line for line in output.splitlines() if line != "[…]"):
        found = run.stdout.find(line + "\n", position)
        assert found >= 0, f"not printed, or not in this order: {line}"
        position = found


def test_python_example(tmp_path: Path) -> None:
    block = re.search(r"```python\n((?:.*\n)+?)```", README)
    assert block is not None
    code = block[1].replace('analysis.write("cartaid-results")', f"analysis.write({str(tmp_path)!r})")
    code = code.replace('"docs/examples/', f'"{ROOT}/docs/examples/')
    told: dict[str, object] = {}
    exec(code, told)
    assert (tmp_path / "analysis" / "adrs.parquet").exists()
    rows = told["remission"].fetchall()  # type: ignore[attr-defined]
    assert len(rows) == len({row[1] for row in rows}) == 8, "one row a patient, as the comment says"


def test_links_and_pictures_exist() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert targets
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing


def test_says_what_it_is_not() -> None:
    text = " ".join(README.split())
    assert "SYNTHETIC" in text
    assert "no medical advice" in text
    assert "Apache-2.0" in text


def test_the_reference_names_every_file_of_an_analysis(results: Path) -> None:
    patterns = []
    for names in FILES:
        first, *more = names.split(", ")
        folder = f"{first.rpartition('/')[0]}/" if "/" in first else ""
        patterns += [first, *(folder + name for name in more)]
    written = [path.relative_to(results).as_posix() for path in results.rglob("*") if path.is_file()]
    assert [name for name in written if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    on_request = {"tables.xlsx", "tables.rtf"}
    assert {p for p in patterns if not any(fnmatch(name, p) for name in written)} == on_request
