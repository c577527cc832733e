"""What `cartaid analyse` says and writes beside the usual: formats, events for a pipeline, silence, bars."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cartaid import verbs
from cartaid.example import example_study
from commands.test_commands import cartaid


def events(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    out = tmp_path_factory.mktemp("options") / "results"
    return cartaid("analyse", example_study(), "--out", out, "--format", "xlsx,rtf", "--json"), out


def test_every_message_is_an_event(logged: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, out = logged
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    told = events(done.stderr)
    assert tuple(event["step"] for event in told if event["event"] == "step") == verbs.STEPS
    assert told[-1]["event"] == "done"
    assert told[-1]["errors"] == 0
    assert told[-1]["folder"] == str(out)
    assert all(str(event["time"]).endswith("+00:00") for event in told)


def test_the_formats_are_written(logged: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    from openpyxl import load_workbook

    _, out = logged
    csv = {path.stem for path in (out / "tables").glob("*.csv")}
    assert {name[:31] for name in csv} == set(load_workbook(out / "tables.xlsx").sheetnames)
    assert (out / "tables.rtf").read_text(encoding="ascii").startswith("{\\rtf1")


def test_a_refusal_is_an_event_too() -> None:
    done = cartaid("analyse", "nowhere", "--json")
    assert done.returncode == 2
    assert events(done.stderr)[-1] | {"time": ""} == {
        "time": "",
        "event": "refused",
        "message": "nowhere: expected a study folder or a table file, found nothing",
    }


def test_an_unknown_format_is_refused_before_the_work(tmp_path: Path) -> None:
    done = cartaid("analyse", example_study(), "--out", tmp_path / "results", "--format", "docx")
    assert done.returncode == 2
    assert "--format docx: expected one of: xlsx, rtf" in done.stderr
    assert not (tmp_path / "results").exists()


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = cartaid("analyse", example_study(), "--out", tmp_path / "results", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_bars_are_drawn_on_a_terminal_and_leave_no_trace() -> None:
    import pty

    leader, terminal = pty.openpty()
    code = "from cartaid.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "check", str(example_study())],
        stderr=terminal,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    ) as process:
        os.close(terminal)
        drawn = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            drawn += part
        process.wait(60)
    os.close(leader)
    text = drawn.decode()
    assert "checking" in text
    assert "━" in text
    # The line of the bar is erased before the last word.
    assert "\x1b[2K" in text
    assert "warnings and notes" in text.splitlines()[-1]
