"""The command line: one function a command, no logic."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cartaid import verbs

app = typer.Typer(
    name="cartaid",
    help="CAR T in AutoImmune Disease: a study's records in, the whole case series out, every number traceable.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

DONE, DATA_ERRORS, WRONG_USE = 0, 1, 2


def _ids(incomplete: str) -> list[str]:
    """Complete the id of a definition."""
    from cartaid.instruments.catalogue import definitions

    return [known.id for known in definitions() if known.id.startswith(incomplete)]


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"cartaid {version('cartaid')}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version it is."),
    ] = False,
) -> None:
    """CAR T in AutoImmune Disease: a study's records in, the case series out, every number traceable."""


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]


@app.command(epilog="Example: cartaid demo && cartaid analyse cartaid-example --out cartaid-results")
def analyse(
    study: Annotated[Path, typer.Argument(help="Study folder, or one file of a known kind.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write.")] = Path("cartaid-results"),
    engine: Annotated[verbs.Engine, typer.Option(help="Where the relations run.")] = verbs.Engine.duckdb,
    deidentified: Annotated[
        bool,
        typer.Option(
            "--deidentified",
            help="browser.html with shifted dates, binned ages, no free text, new names; needs --seed. "
            "The other files stay as they are.",
        ),
    ] = False,
    seed: Annotated[
        str | None,
        typer.Option(help="Secret text behind the shifts and names: the same one gives the same file."),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            help="Every table also in one file of this kind: xlsx, rtf, or both as xlsx,rtf. Each needs its extra: "
            "pip install 'cartaid[xlsx]' or 'cartaid[rtf]'."
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Messages as JSON, one object a line on stderr, for pipelines.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Read a study, check it, derive everything, write the results and the report."""
    raise typer.Exit(verbs.analyse_command(study, out, engine, quiet, deidentified, seed, format or [], json))


@app.command(epilog="Example: cartaid demo && cartaid check cartaid-example --out findings.csv")
def check(
    study: Annotated[Path, typer.Argument(help="Study folder, or one file of a known kind.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write findings here (.csv or .json).")
    ] = None,
) -> None:
    """Check a study and list the findings; exit 1 where there are errors."""
    raise typer.Exit(verbs.check_command(study, out))


@app.command(epilog="Example: printf 'ice,age_years\\n7,40\\n' | cartaid score icans-astct-2019 -")
def score(
    definition: Annotated[
        str, typer.Argument(help="Definition id; cartaid definitions lists them.", autocompletion=_ids)
    ],
    table: Annotated[
        str, typer.Argument(help="Flat table (csv, xlsx, parquet); - is CSV on standard input.")
    ],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write here (.csv or .parquet).")] = None,
    set: Annotated[list[str] | None, typer.Option(help="A switch, as switch=value; may be repeated.")] = None,
) -> None:
    """Score one definition over a flat table: one row in, one row out, same order."""
    raise typer.Exit(verbs.score_command(definition, table, out, set or []))


@app.command(epilog="Example: cartaid explain cartaid-results 04 DORIS21 --date 545")
def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished analysis.")],
    usubjid: Annotated[str, typer.Argument(help="Subject; an ending that only one subject has is enough.")],
    paramcd: Annotated[str, typer.Argument(help="Parameter code, such as DORIS21.")],
    date: Annotated[
        str | None,
        typer.Option(
            help="Date (2023-05-01) or day from infusion; default: the day of the highest grade, else the last."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say why: clauses, items, records, definition and citation of one derived value."""
    raise typer.Exit(verbs.explain_command(folder, usubjid, paramcd, date, json))


@app.command(epilog="Example: cartaid definitions doris-2021")
def definitions(
    id: Annotated[
        str | None, typer.Argument(help="One definition; without it all are listed.", autocompletion=_ids)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for machines.")] = False,
) -> None:
    """Show what is known: items, edition, switches, sources."""
    raise typer.Exit(verbs.definitions_command(id, json))


@app.command(epilog="Example: cartaid demo cartaid-example && cartaid check cartaid-example")
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder to write.")] = Path(
        "cartaid-example"
    ),
) -> None:
    """Write the bundled synthetic example study."""
    raise typer.Exit(verbs.demo_command(folder))


@app.command(epilog="Example: cartaid init my-study")
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")]) -> None:
    """Scaffold a new study folder: a commented study.toml and empty tables."""
    raise typer.Exit(verbs.init_command(folder))


@app.command(epilog="Example: cartaid serve cartaid-results")
def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished analysis.")],
    host: Annotated[
        str, typer.Option(help="Host to listen on; this machine alone, if not named.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    exposed: Annotated[
        bool,
        typer.Option(
            "--i-know-this-exposes-patient-data", help="Needed for a host that other machines reach."
        ),
    ] = False,
) -> None:
    """Show the browser of a finished analysis on this machine; writes nothing."""
    raise typer.Exit(verbs.serve_command(folder, host, port, exposed))


def main() -> None:
    """Run the command line."""
    try:
        app()
    except BrokenPipeError:
        # The reader of the output has what it wants (`cartaid definitions | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
        print(f"cartaid: {what}", file=sys.stderr)
        sys.exit(WRONG_USE)
    except verbs.REFUSALS as refusal:
        print(f"cartaid: {refusal}", file=sys.stderr)
        sys.exit(WRONG_USE)
