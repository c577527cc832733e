"""Fixtures that several rooms share: the example study, analysed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cartaid.engine import Relation, Session
from cartaid.example import example_study
from cartaid.study_analysis import Analysis, read_study


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


@pytest.fixture(scope="session")
def example_folder(example: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example analysis, written to a folder."""
    return example.write(tmp_path_factory.mktemp("example"))
