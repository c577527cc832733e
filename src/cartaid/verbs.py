"""What each command does: call the library, print, give the exit code. Data go to stdout, messages to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from cartaid.study.finding import StudyError


class Engine(StrEnum):
    """Where the relations run."""

    duckdb = "duckdb"
    spark = "spark"


class Refusal(Exception):
    """A command cannot be carried out as asked; the message says what to do instead."""


REFUSALS = (Refusal, StudyError)
"""Errors that mean wrong use: said in one line, exit 2."""


def say(message: str) -> None:
    """Print a message for the person at the terminal."""
    print(message, file=sys.stderr)


def analyse_command(
    study: Path, out: Path, engine: Engine, quiet: bool, deidentified: bool = False, seed: str | None = None
) -> int:
    """Run `cartaid analyse`."""
    from cartaid.study_analysis import read_study

    if engine is Engine.spark:
        raise Refusal(
            "--engine spark is not switched on yet: the relations are portable, the session is not written"
        )
    if deidentified and not seed:
        raise Refusal(
            "--deidentified needs --seed TEXT: a secret of yours; the same one gives the same file again"
        )
    if seed and not deidentified:
        raise Refusal("--seed is used by --deidentified alone: add that, or leave --seed out")
    _ready_in_background()
    steps = _steps(quiet)
    read = read_study(study, steps)
    if read.loaded.defaults_used and not quiet:
        say(read.loaded.defaults_used)
    read.analyse(steps).write(out, steps, seed)
    errors, others = _counted(read.findings())
    if not quiet:
        say(f"findings: {errors} errors, {others} warnings and notes ({out / 'findings.csv'})")
        say(f"report: {out / 'report.html'}")
        say(f"browser: {out / 'browser.html'} (contains patient-level data)")
        if deidentified:
            say("only browser.html is de-identified; every other file names patients and dates as recorded")
    return 1 if errors else 0


def _ready_in_background() -> None:
    """Start what is slow to start (figures, numerical libraries) while the study is read on the other core."""
    from importlib import import_module
    from threading import Thread

    from cartaid.report.render import warm_up

    def ready() -> None:
        warm_up()
        for name in ("numpy", "scipy.special", "jinja2"):
            import_module(name)

    Thread(target=ready, daemon=True).start()


def _steps(quiet: bool) -> Any:
    """Give the progress callback: shown on a terminal, silent otherwise."""
    if quiet or not sys.stderr.isatty():
        return lambda step: None
    return lambda step: print(f"  {step} …", file=sys.stderr)


def _counted(findings: Sequence[dict[str, Any]]) -> tuple[int, int]:
    errors = sum(finding["severity"] == "error" for finding in findings)
    return errors, len(findings) - errors


def check_command(study: Path, out: Path | None) -> int:
    """Run `cartaid check`."""
    from cartaid.study_analysis import read_study

    read = read_study(study)
    if read.loaded.defaults_used:
        say(read.loaded.defaults_used)
    findings = read.findings()
    if out is not None:
        _write_records(findings, out)
    else:
        from cartaid.terminal import findings_table

        findings_table(findings)
    errors, others = _counted(findings)
    say(f"{errors} errors, {others} warnings and notes")
    return 1 if errors else 0


def _write_records(records: Sequence[dict[str, Any]], out: Path) -> None:
    if out.suffix.lower() == ".json":
        text = json.dumps(records, indent=2, ensure_ascii=False, default=str) + "\n"
        out.write_text(text, encoding="utf-8")
    elif out.suffix.lower() == ".csv":
        import csv

        from cartaid.study.finding import FINDING_COLUMNS

        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(FINDING_COLUMNS))
            writer.writeheader()
            writer.writerows(records)
    else:
        raise Refusal(f"{out}: expected a name ending in .csv or .json")


def score_command(id: str, table: str, out: Path | None, switches: Sequence[str]) -> int:
    """Run `cartaid score`."""
    import shutil
    import tempfile

    from cartaid.flat_score import TableError, score_file
    from cartaid.instruments.catalogue import UnknownDefinition

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(table)
        if table == "-":
            path = Path(scratch) / "stdin.csv"
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        elif not path.is_file():
            raise Refusal(f"{table}: expected a table file, found none")
        try:
            scored = score_file(id, path, _switches(switches))
        except (UnknownDefinition, TableError, ValueError) as error:
            raise Refusal(str(error)) from None
        if out is not None:
            scored.write(out)
        else:
            written = Path(scratch) / "scored.csv"
            scored.write(written)
            sys.stdout.flush()
            with written.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    if scored.absent:
        say(f"{table}: no column {', '.join(scored.absent)}: unknown in every row")
    for row, problem in scored.refused[:20]:
        say(f"{table}, row {row}: {problem}")
    if len(scored.refused) > 20:
        say(f"{table}: {len(scored.refused) - 20} further rows with refused values; see their reason")
    return 1 if scored.refused else 0


def _switches(given: Sequence[str]) -> dict[str, str]:
    chosen = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise Refusal(f"--set {text}: expected switch=value, such as --set gc_limit=strict")
        chosen[name.strip()] = value.strip()
    return chosen


def explain_command(folder: Path, usubjid: str, paramcd: str, date: str | None, as_json: bool) -> int:
    """Run `cartaid explain`."""
    from cartaid.explanation import NothingToExplain, explain

    try:
        found = explain(folder, usubjid, paramcd, date)
    except NothingToExplain as error:
        raise Refusal(str(error)) from None
    if as_json:
        print(json.dumps([e.as_json() for e in found], indent=2, ensure_ascii=False))
    else:
        from cartaid.terminal import explanation_tree

        for explanation in found:
            explanation_tree(explanation)
    return 0


def definitions_command(id: str | None, as_json: bool) -> int:
    """Run `cartaid definitions`."""
    from cartaid.describe import described
    from cartaid.instruments.catalogue import UnknownDefinition, definition, definitions
    from cartaid.terminal import definition_page, definitions_table

    try:
        chosen = [definition(id)] if id else definitions()
    except UnknownDefinition as error:
        raise Refusal(str(error)) from None
    if as_json:
        data = [described(known) for known in chosen]
        print(json.dumps(data[0] if id else data, indent=2, ensure_ascii=False))
    elif id:
        definition_page(chosen[0])
    else:
        definitions_table(chosen)
    return 0


def demo_command(folder: Path) -> int:
    """Run `cartaid demo`."""
    import shutil

    from cartaid.example import example_study

    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty: name a new folder")
    shutil.copytree(
        example_study(),
        folder,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__init__.py", "__pycache__"),
    )
    say(f"the synthetic example study is in {folder}; next: cartaid analyse {folder}")
    return 0


def serve_command(folder: Path, host: str, port: int, exposed: bool) -> int:
    """Run `cartaid serve`."""
    from cartaid.report.browser import NothingToBrowse
    from cartaid.serve import CannotServe, serve

    def ready(address: str) -> None:
        say(f"the browser of {folder} is at {address}")
        say("it contains patient-level data: do not pass the address on; Ctrl-C stops it")

    try:
        serve(folder, host, port, exposed, ready)
    except (CannotServe, NothingToBrowse) as error:
        raise Refusal(str(error)) from None
    return 0


def init_command(folder: Path) -> int:
    """Run `cartaid init`."""
    from cartaid.study.domains import DOMAINS
    from cartaid.study.protocol import scaffold

    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(scaffold(folder.resolve().name.upper()), encoding="utf-8")
    for code, domain in DOMAINS.items():
        header = ",".join(variable.name for variable in domain.variables)
        (folder / f"{code.lower()}.csv").write_text(header + "\n", encoding="utf-8")
    say(f"{folder}: study.toml and {len(DOMAINS)} empty tables; fill them, then: cartaid check {folder}")
    return 0
