"""Fixtures that several rooms share: the example study, analysed once, and one Chromium."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cartaid.engine import Relation, Session
from cartaid.example import example_study
from cartaid.study_analysis import Analysis, read_study

# A busy machine must not fail a test: how long an example takes is measured in benchmarks/, never asserted.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


class RecordingSession(Session):
    """A session that remembers every relation it built."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.built: dict[str, Relation] = {}

    def build(self, relations: object) -> None:
        listed = list(relations)  # type: ignore[call-overload]
        super().build(listed)
        self.built.update({relation.name: relation for relation in listed})


@pytest.fixture(scope="session")
def example() -> Analysis:
    """The example study, analysed in a session that remembers its relations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cartaid.study_analysis.Session", RecordingSession)
        return read_study(example_study()).analyse()


Change = Callable[[str, list[dict[str, str]]], list[dict[str, str]]]
"""Gets the name of a table and its rows, gives the rows it shall have."""


@pytest.fixture(scope="session")
def changed_study(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Copy the example: the rows of each table went through a function, `study.toml` through pairs of texts."""

    def make(change: Change, toml: Mapping[str, str] | None = None) -> Path:
        folder = tmp_path_factory.mktemp("study")
        for file in Path(example_study()).iterdir():
            if file.suffix == ".csv":
                with file.open(encoding="utf-8", newline="") as source:
                    reader = csv.DictReader(source)
                    rows, columns = list(reader), reader.fieldnames
                assert columns is not None
                with (folder / file.name).open("w", encoding="utf-8", newline="") as target:
                    writer = csv.DictWriter(target, columns)
                    writer.writeheader()
                    writer.writerows(change(file.stem, rows))
            elif file.suffix == ".toml":
                text = file.read_text(encoding="utf-8")
                for before, after in (toml or {}).items():
                    assert before in text
                    text = text.replace(before, after)
                (folder / file.name).write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def example_folder(example: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example analysis, written to a folder."""
    return example.write(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A Chromium for all rooms, for Playwright runs once a process; skipped with a message where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("CARTAID_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium: set CARTAID_CHROMIUM to its path")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()
