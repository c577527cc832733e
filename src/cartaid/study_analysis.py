"""The verbs over a study: read, check, analyse, and what they give back."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.sources.read import LoadedStudy, load_study
from cartaid.study.finding import FINDING_ORDER

if TYPE_CHECKING:
    import duckdb

    from cartaid.analysis.pipeline import Derivation
    from cartaid.study.checks.run import ItemRange

Progress = Callable[[str], None]
"""Called with a few words at the start of each step."""


def _silent(step: str) -> None:
    """Say nothing."""


@frozen
class Study:
    """A study that was read and checked: its records in a session, its protocol, its findings."""

    session: Session
    loaded: LoadedStudy

    def findings(self) -> list[dict[str, Any]]:
        """Give the findings, errors first."""
        return self.session.records(f"SELECT * FROM finding ORDER BY {FINDING_ORDER}")

    def analyse(self, progress: Progress = _silent) -> Analysis:
        """Derive every score, response, grade, interval and time the records allow."""
        from cartaid.analysis.pipeline import derive

        started = time.perf_counter()
        progress("deriving")
        return Analysis(self, derive(self.session, self.loaded), started)


@frozen
class Analysis:
    """A finished analysis. Its tables are DuckDB relations: `.pl()`, `.df()` or `.arrow()` where installed."""

    study: Study
    derivation: Derivation
    started: float = field(default=0.0)

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Give one analysis table: adsl, adqs, adrs, adtx, adtte …

        Raises KeyError naming the tables there are.
        """
        from cartaid.analysis.pipeline import dataset_sql

        known = dataset_sql(self.study.session)
        if name not in known:
            raise KeyError(f"no analysis table {name!r}; there are: {', '.join(known)}")
        return self.study.session.connection.sql(known[name])

    def write(
        self, folder: Path | str, progress: Progress = _silent, deidentified_with: str | None = None
    ) -> Path:
        """Write the analysis: datasets, results, report, browser, findings, manifest; give the folder.

        `deidentified_with` is the secret seed of a de-identified `browser.html`.
        """
        from cartaid.write import write_analysis

        study = self.study
        return write_analysis(
            study.session,
            study.loaded,
            self.derivation,
            Path(folder),
            progress,
            self.started,
            deidentified_with,
        )


def read_study(path: Path | str, progress: Progress = _silent) -> Study:
    """Read and check a study: a folder with `study.toml` and a table a domain, or tables alone.

    Raises StudyError when nothing can be read and ProtocolError when `study.toml` cannot be used; everything
    else that is wrong becomes a finding.

    >>> from cartaid import example_study, read_study
    >>> len(read_study(example_study()).loaded.files) > 5
    True
    """
    from cartaid.study.checks.run import run_checks

    session = Session()
    progress("reading")
    loaded = load_study(session, path)
    progress("checking")
    run_checks(session, loaded.protocol, loaded.rows, item_ranges())
    return Study(session, loaded)


def item_ranges() -> list[ItemRange]:
    """Give the values each recorded item can have, from every definition that uses it."""
    from cartaid.instruments.catalogue import definitions
    from cartaid.study.checks.run import ItemRange

    ranges = set()
    for definition in definitions():
        for item in definition.items:
            record = item.record
            if record is None or record.domain == "SUBJECT" or record.domain.startswith("AD"):
                continue
            # An item with a unit has its range in that unit: its own evaluation checks it after conversion.
            if item.type != "text" and not item.unit and item.low is not None and item.high is not None:
                low, high = Decimal(item.low), Decimal(item.high)
                ranges.add((record.domain, record.cat or None, record.testcd, low, high))
    return [ItemRange(*row) for row in sorted(ranges, key=str)]
