"""Write a finished analysis to a folder: datasets, results, report, findings, manifest."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cartaid.analysis.pipeline import Derivation, write_datasets
from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.sources.read import LoadedStudy
from cartaid.study.finding import FINDING_ORDER

DEPENDENCIES = ("duckdb", "numpy", "scipy", "pydantic", "jinja2", "vl-convert-python", "typst", "pyreadstat")


def write_analysis(
    session: Session,
    study: LoadedStudy,
    derivation: Derivation,
    folder: Path,
    progress: Callable[[str], None],
    started: float,
    deidentified_with: str | None = None,
) -> Path:
    """Write everything an analysis gives into `folder`; two runs on one input give identical tables.

    `session` holds the derived study; `started` is the performance counter at the start, for the manifest.
    """
    from cartaid.report.browser import write_browser
    from cartaid.report.content import Content
    from cartaid.report.write import start_figures, write_report
    from cartaid.reproduce import write_reproduce
    from cartaid.results import ard
    from cartaid.results.build import build
    from cartaid.results.figures_data import figures_data
    from cartaid.results.rows_behind import rows_behind

    folder.mkdir(parents=True, exist_ok=True)
    progress("drawing")
    data = figures_data(session)
    # Figures are drawn in the background while the datasets are written and the results computed.
    drawing = start_figures(data)
    progress("writing datasets")
    write_datasets(session, folder / "analysis")
    write_findings(session, folder / "findings.csv")
    manifest = manifest_of(study, derivation, started)
    (folder / "manifest.json").write_text(
        json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    progress("results")
    results, displays = build(session)
    ard.write(session, results, folder / "results")
    progress("writing report")
    behind = rows_behind(session, results)
    findings = session.records(f"SELECT * FROM finding ORDER BY {FINDING_ORDER}")
    content = Content(displays, results, data, behind, findings, manifest)
    write_report(folder, content, drawing)
    progress("writing browser")
    write_browser(session, folder / "browser.html", manifest, deidentified_with)
    write_reproduce(folder, manifest, study.path)
    return folder


def write_findings(session: Session, path: Path) -> None:
    """Write the findings as CSV, errors first."""
    session.connection.execute(
        f"COPY (SELECT * FROM finding ORDER BY {FINDING_ORDER}) TO {quoted(str(path))} (FORMAT csv, HEADER)"
    )


def manifest_of(study: LoadedStudy, derivation: Derivation, started: float) -> dict[str, Any]:
    """Give the manifest: versions, inputs with SHA-256, protocol as used, definitions with citations."""
    ran = derivation.definitions
    return {
        "cartaid": version("cartaid"),
        "python": platform.python_version(),
        "dependencies": {name: _version(name) for name in DEPENDENCIES},
        "synthetic": study.protocol.study.synthetic,
        "inputs": [{"file": f.name, "kind": f.kind, "sha256": f.sha256, "rows": f.rows} for f in study.files],
        "protocol": study.protocol.model_dump(mode="json"),
        "defaults": study.defaults_used,
        "definitions": [
            {
                "id": d.id,
                "title": d.title,
                "edition": d.edition,
                "switches": d.choices(derivation.switches.get(d.id)),
                "sources": [{"citation": s.citation, "doi": s.doi, "checked": s.checked} for s in d.sources],
                "from_memory": list(d.unverified),
            }
            for d in ran
        ],
        "data_cut": str(study.protocol.study.data_cut or ""),
        "seed": None,
        "wall_seconds": round(time.perf_counter() - started, 3),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
