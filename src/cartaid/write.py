"""Write a finished analysis to a folder: datasets, results, report, findings, manifest."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cartaid.analysis.datasets import write_datasets
from cartaid.analysis.pipeline import Derivation
from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.sources.read import LoadedStudy
from cartaid.study.finding import FINDING_COLUMNS, FINDING_ORDER

DEPENDENCIES = ("duckdb", "numpy", "pydantic", "jinja2", "vl-convert-python", "typst", "pyreadstat")

MANIFEST = "manifest.json"
OUTPUTS = {
    ".": (
        *(
            "findings.csv",
            MANIFEST,
            "report.html",
            "report.pdf",
            "browser.html",
            "reproduce.sh",
            "reproduce.py",
        ),
        *("tables.xlsx", "tables.rtf"),
    ),
    "analysis": ("*.parquet",),
    "results": ("ard.parquet", "ard.json"),
    "figures": ("*.svg", "*.png", "*.json"),
    "tables": ("*.csv",),
}
"""What an analysis writes, by folder: nothing else in these folders is ever taken for its own."""


def write_analysis(
    session: Session,
    study: LoadedStudy,
    derivation: Derivation,
    folder: Path,
    progress: Callable[[str], None],
    started: float,
    deidentified_with: str | None = None,
    formats: Sequence[str] = (),
) -> Path:
    """Write everything an analysis gives into `folder`; two runs on one input give identical tables.

    `session` holds the derived study; `started` is the performance counter at the start, for the manifest;
    `formats` are further files of the tables: `xlsx`, `rtf`.
    """
    from cartaid.report.browser import write_browser
    from cartaid.report.content import Content
    from cartaid.report.write import start_figures, start_prints, write_page, write_prints, write_tables
    from cartaid.reproduce import write_reproduce
    from cartaid.results import ard
    from cartaid.results.build import build
    from cartaid.results.figures_data import figures_data
    from cartaid.results.long_listing import write_long_listing
    from cartaid.results.rows_behind import rows_behind

    folder.mkdir(parents=True, exist_ok=True)
    remove_earlier(folder)
    before = _stamps(folder)
    progress("drawing")
    data = figures_data(session)
    # Figures are drawn by another process while the results are computed and the datasets written.
    drawing = start_figures(data)
    progress("results")
    results, displays = build(session)
    manifest = manifest_of(study, derivation, started)
    (folder / MANIFEST).write_text(
        json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    progress("writing datasets")
    session.keep("trace")
    write_datasets(session, folder / "analysis")
    write_findings(session, folder / "findings.csv")
    ard.write(session, results, folder / "results")
    progress("writing report")
    behind = rows_behind(session, results)
    findings = session.records(f"SELECT * FROM finding ORDER BY {FINDING_ORDER}")
    content = Content(displays, results, data, behind, findings, manifest, deidentified_with is None)
    write_page(folder, content, drawing)
    # The page is what people wait for: PDF and pictures are made in the background of the rest.
    prints = start_prints(content, drawing)
    write_tables(folder, content, formats)
    write_long_listing(session, folder / "tables")
    progress("writing browser")
    write_browser(session, folder / "browser.html", manifest, deidentified_with)
    write_prints(folder, drawing, prints)
    write_reproduce(folder, manifest, study.path)
    after = _stamps(folder)
    files = sorted(name for name, stamp in after.items() if before.get(name) != stamp)
    (folder / MANIFEST).write_text(
        json.dumps(manifest | {"files": files}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return folder


def remove_earlier(folder: Path) -> None:
    """Remove what an earlier analysis wrote into a folder, so that no table of it stays; nothing else is touched.

    The files are those that its `manifest.json` lists; a folder without such a manifest is left as it is.
    """
    try:
        earlier = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    listed = earlier.get("files") if isinstance(earlier, dict) and "cartaid" in earlier else None
    for name in listed if isinstance(listed, list) else ():
        path = folder / str(name)
        # A manifest that somebody changed must not reach beyond the folder.
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file() and not path.is_symlink():
            path.unlink()
    for name in OUTPUTS:
        inner = folder / name
        if name != "." and inner.is_dir() and not any(inner.iterdir()):
            inner.rmdir()


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Give time and size of every file in the places an analysis writes to."""
    found = (folder.joinpath(place).glob(name) for place, names in OUTPUTS.items() for name in names)
    files = [file for some in found for file in some if file.is_file()]
    stats = {file.relative_to(folder).as_posix(): file.stat() for file in files}
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats.items()}


def write_findings(session: Session, path: Path) -> None:
    """Write the findings as CSV, errors first; a text a spreadsheet would take for a formula gets an apostrophe."""
    from cartaid.results.long_listing import guarded

    columns = ", ".join(
        f"{guarded(name)} AS {name}" if type == "VARCHAR" else name for name, type in FINDING_COLUMNS.items()
    )
    session.connection.execute(
        f"COPY (SELECT {columns} FROM (SELECT * FROM finding ORDER BY {FINDING_ORDER})) "
        f"TO {quoted(str(path))} (FORMAT csv, HEADER)"
    )


def manifest_of(study: LoadedStudy, derivation: Derivation, started: float) -> dict[str, Any]:
    """Give the manifest: versions, inputs with SHA-256, protocol as used, definitions with citations."""
    ran = derivation.definitions
    return {
        "cartaid": version("cartaid"),
        "python": platform.python_version(),
        "dependencies": {
            name: _version(name) for name in (*DEPENDENCIES, *_fitted_with(study), *_lung_package(derivation))
        },
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
        "reference_equations": [
            {"id": e.id, "title": e.title, "doi": e.doi, "software": e.software} for e in derivation.equations
        ],
        "data_cut": str(study.protocol.study.data_cut or ""),
        # The one thing that is drawn at random is the posterior of the kinetic model.
        "seed": study.protocol.kinetics.seed if study.protocol.kinetics.model is not None else None,
        "wall_seconds": round(time.perf_counter() - started, 3),
    }


def _fitted_with(study: LoadedStudy) -> tuple[str, ...]:
    """Name the packages of the kinetic model where one was asked for."""
    return ("jax", "numpyro") if study.protocol.kinetics.model is not None else ()


def _lung_package(derivation: Derivation) -> tuple[str, ...]:
    """Name the package of the reference equations of lung function where one was used."""
    return ("pyspiro",) if derivation.equations else ()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
