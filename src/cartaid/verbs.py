"""What each command does: call the library, print, give the exit code. Data go to stdout, messages to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from cartaid.study.error import StudyError


class Engine(StrEnum):
    """Where the relations run."""

    duckdb = "duckdb"
    spark = "spark"


class Refusal(Exception):
    """A command cannot be carried out as asked; the message says what to do instead."""


REFUSALS = (Refusal, StudyError, OSError)
"""Errors that mean wrong use, or a file that cannot be read or written: said in one line, exit 2."""


STEPS = (
    "reading",
    "checking",
    "deriving",
    "drawing",
    "results",
    "writing datasets",
    "writing report",
    "writing browser",
)
"""Steps of `cartaid analyse`, in order; the bar moves by them."""

FORMATS = ("xlsx", "rtf")
"""Further files of the tables that can be asked for, and the extras of the installation they need."""

Steps = tuple[Callable[[str], None], Callable[[int, int], None]]
"""What is called when a step begins, and while something is fitted."""


def say(message: str) -> None:
    """Print a message for the person at the terminal."""
    print(message, file=sys.stderr)


def log(event: str, **facts: Any) -> None:
    """Print an event for a program: one JSON object a line on stderr, with the time in UTC."""
    from datetime import UTC, datetime

    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    print(json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False), file=sys.stderr, flush=True)


def analyse_command(
    study: Path,
    out: Path,
    engine: Engine,
    quiet: bool,
    deidentified: bool = False,
    seed: str | None = None,
    formats: Sequence[str] = (),
    as_json: bool = False,
) -> int:
    """Run `cartaid analyse`; with `as_json` every message is an event for a program."""
    try:
        return _analyse(study, out, engine, quiet, deidentified, seed, formats, as_json)
    except REFUSALS as refusal:
        if not as_json:
            raise
        log("refused", message=str(refusal))
        return 2


def _analyse(
    study: Path,
    out: Path,
    engine: Engine,
    quiet: bool,
    deidentified: bool,
    seed: str | None,
    formats: Sequence[str],
    as_json: bool,
) -> int:
    from cartaid.study_analysis import read_study

    wanted = _formats(formats)
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
    _refuse_place(study, out)
    _ready_in_background()
    with _followed(quiet, as_json) as (step, fitting):
        read = read_study(study, step)
        if read.loaded.defaults_used and as_json:
            log("defaults", message=read.loaded.defaults_used)
        elif read.loaded.defaults_used and not quiet:
            say(read.loaded.defaults_used)
        analysis = read.analyse(step, fitting)
        analysis.write(out, step, seed, wanted)
    errors, others = _counted(read.findings())
    if as_json:
        log("done", errors=errors, warnings_and_notes=others, folder=str(out), deidentified=deidentified)
    elif not quiet:
        say(f"findings: {errors} errors, {others} warnings and notes ({out / 'findings.csv'})")
        say(f"report: {out / 'report.html'}")
        say(f"browser: {out / 'browser.html'} (contains patient-level data)")
        if deidentified:
            say("only browser.html is de-identified; every other file names patients and dates as recorded")
    return 1 if errors else 0


def _refuse_place(study: Path, out: Path) -> None:
    """Refuse a folder for results that is a file, or the study itself: results must never be read as records."""
    _refuse_file(out, "--out")
    if study.is_dir() and out.resolve() == study.resolve():
        raise Refusal(f"--out {out}: expected a folder of its own for the results, found the study folder")


def _refuse_file(folder: Path, what: str) -> None:
    """Refuse a name for a folder that is a file, or lies below one."""
    file = next((place for place in (folder, *folder.parents) if place.is_file()), None)
    if file is not None:
        raise Refusal(f"{what} {folder}: expected a folder, found the file {file}: name a new folder")


def _ready_in_background() -> None:
    """Start what is slow to start (figures, numerical libraries) while the study is read on the other core."""
    from importlib import import_module
    from threading import Thread

    from cartaid.report.render import warm_up

    def ready() -> None:
        warm_up()
        for name in ("numpy", "jinja2"):
            import_module(name)

    Thread(target=ready, daemon=True).start()


def _formats(given: Sequence[str]) -> tuple[str, ...]:
    """Read the formats asked for, `xlsx,rtf` or one by one; a package that is missing is told before the work."""
    from importlib.util import find_spec

    asked = [name.strip().lower() for text in given for name in text.split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            raise Refusal(f"--format {name}: expected one of: {', '.join(FORMATS)}")
        if find_spec({"xlsx": "openpyxl", "rtf": "rtflite"}[name]) is None:
            raise Refusal(f"--format {name} needs a package more: pip install 'cartaid[{name}]'")
    return tuple(dict.fromkeys(asked))


@contextmanager
def _followed(quiet: bool, as_json: bool = False, steps: Sequence[str] = STEPS) -> Iterator[Steps]:
    """Give what follows a run: bars on a terminal, events for a program, otherwise nothing."""
    if as_json:
        yield lambda step: log("step", step=step), lambda done, of: log("fit", done=done, of=of)
    elif quiet or not sys.stderr.isatty():
        yield lambda step: None, lambda done, of: None
    else:
        from cartaid.terminal import step_bars

        with step_bars(steps) as bars:
            yield bars


def _counted(findings: Sequence[dict[str, Any]]) -> tuple[int, int]:
    errors = sum(finding["severity"] == "error" for finding in findings)
    return errors, len(findings) - errors


def check_command(study: Path, out: Path | None) -> int:
    """Run `cartaid check`."""
    from cartaid.study_analysis import read_study

    if out is not None:
        _refuse_ending(out, (".csv", ".json"))
    with _followed(quiet=False, steps=STEPS[:2]) as (step, _):
        read = read_study(study, step)
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


def _refuse_ending(out: Path, endings: Sequence[str]) -> None:
    """Refuse a file that cannot be written, before the work is done."""
    if out.suffix.lower() not in endings:
        raise Refusal(f"--out {out}: expected a name ending in {' or '.join(endings)}")
    if out.is_dir():
        raise Refusal(f"--out {out}: expected the name of a file, found a folder")
    if not out.absolute().parent.is_dir():
        raise Refusal(f"--out {out}: expected a folder that is there, found none: make {out.parent} first")


def _write_records(records: Sequence[dict[str, Any]], out: Path) -> None:
    if out.suffix.lower() == ".json":
        text = json.dumps(records, indent=2, ensure_ascii=False, default=str) + "\n"
        out.write_text(text, encoding="utf-8")
    else:
        import csv

        from cartaid.report.spreadsheet import guarded_formula
        from cartaid.study.finding import FINDING_COLUMNS

        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(FINDING_COLUMNS))
            writer.writeheader()
            writer.writerows(
                {k: guarded_formula(v) if isinstance(v, str) else v for k, v in r.items()} for r in records
            )


def score_command(id: str, table: str, out: Path | None, switches: Sequence[str]) -> int:
    """Run `cartaid score`."""
    import shutil
    import tempfile

    from cartaid.flat_score import FORMS, score_file
    from cartaid.instruments.catalogue import UnknownDefinition

    if out is not None:
        _refuse_ending(out, tuple(FORMS))
    name = "standard input" if table == "-" else table
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(table)
        if table == "-":
            path = Path(scratch) / "stdin.csv"
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        elif not path.is_file():
            raise Refusal(f"{table}: expected a table file, found none")
        try:
            with _followed(quiet=False, steps=("scoring",)):
                scored = score_file(id, path, _switches(switches))
        except (UnknownDefinition, ValueError) as error:
            raise Refusal(str(error)) from None
        except StudyError as error:
            raise Refusal(str(error).replace(path.name, name, 1)) from None
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
        say(f"{name}: no column {', '.join(scored.absent)}: unknown in every row")
    for finding in scored.dropped[:20]:
        say(finding.message.replace(Path(table).name if table != "-" else "stdin.csv", name, 1))
    if len(scored.dropped) > 20:
        say(f"{name}: {len(scored.dropped) - 20} further remarks on lines of the file")
    for row, problem in scored.refused[:20]:
        say(f"{name}, {scored.place(row)}: {problem}")
    if len(scored.refused) > 20:
        say(f"{name}: {len(scored.refused) - 20} further rows with refused values; see their reason")
    return 1 if scored.refused or any(f.severity == "error" for f in scored.dropped) else 0


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
        from cartaid.explanation_tree import explanation_tree

        for explanation in found:
            explanation_tree(explanation)
    return 0


def definitions_command(id: str | None, as_json: bool) -> int:
    """Run `cartaid definitions`."""
    from cartaid.describe import described
    from cartaid.instruments.catalogue import UnknownDefinition, definition, read_definitions
    from cartaid.terminal import definition_page, definitions_table

    wrong: list[Exception] = []
    try:
        if id:
            chosen = [definition(id)]
        else:
            chosen, unusable = read_definitions()
            wrong += unusable
    except UnknownDefinition as error:
        raise Refusal(str(error)) from None
    if as_json:
        from cartaid.evaluators.cases import described_cases

        data = [{**described(known), "cases": described_cases(known)} for known in chosen]
        print(json.dumps(data[0] if id else data, indent=2, ensure_ascii=False))
    elif id:
        definition_page(chosen[0])
    else:
        definitions_table(chosen)
    for fault in wrong:
        say(f"cartaid: {fault}")
    return 2 if wrong else 0


def demo_command(folder: Path) -> int:
    """Run `cartaid demo`."""
    import shutil

    from cartaid.example import example_study

    _refuse_file(folder, "DIR")
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

    _refuse_file(folder, "DIR")
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(scaffold(folder.resolve().name.upper()), encoding="utf-8")
    for code, domain in DOMAINS.items():
        header = ",".join(variable.name for variable in domain.variables)
        (folder / f"{code.lower()}.csv").write_text(header + "\n", encoding="utf-8")
    say(f"{folder}: study.toml and {len(DOMAINS)} empty tables; fill them, then: cartaid check {folder}")
    return 0
