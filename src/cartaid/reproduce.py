"""Script out: `reproduce.sh` and `reproduce.py`, which make an analysis again from the same inputs.

Both first check the SHA-256 of every input, `study.toml` with its switches included, and stop where one differs: a
result from other data is not a reproduction. Afterwards they say which tables came out byte for byte the same. No
path of the machine that made the analysis is written down; the scripts are told where the study lies.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Manifest = Mapping[str, Any]

SHELL = """\
#!/bin/sh
# Make this analysis again: sh reproduce.sh STUDY [OUT]
# STUDY is the folder with the inputs listed below, OUT a new folder (default: reproduced).
# Made by cartaid {version} on Python {python}, DuckDB {duckdb}.
set -eu
study=${{1:?"usage: sh reproduce.sh STUDY [OUT]"}}
out=${{2:-reproduced}}
case $out in /*) ;; *) out=$(pwd)/$out ;; esac
if [ -e "$out" ]; then
    echo "$out exists already: name a new folder" >&2
    exit 2
fi
# The interpreter named in PYTHON, or the command on the path, or the python there.
if [ -n "${{PYTHON:-}}" ]; then
    run() {{ "$PYTHON" -m cartaid "$@"; }}
elif command -v cartaid >/dev/null; then
    run() {{ cartaid "$@"; }}
elif python3 -c "import cartaid" 2>/dev/null; then
    run() {{ python3 -m cartaid "$@"; }}
else
    echo "cartaid was not found: activate its environment, or name its interpreter:" >&2
    echo "PYTHON=.../bin/python sh reproduce.sh STUDY" >&2
    exit 2
fi
if command -v sha256sum >/dev/null; then sums="sha256sum"; else sums="shasum -a 256"; fi

cd -- "$study"
echo "inputs:"
$sums -c - <<'INPUTS'
{inputs}
INPUTS

# Exit 1 means that the data have findings of severity error; the analysis is written all the same.
run analyse {target} --out "$out"{options} || [ $? -eq 1 ]

cd -- "$out"
grep -q '"cartaid": "{version}"' manifest.json || echo "note: not the version {version} that made the analysis" >&2
echo "tables, compared with the analysis:"
$sums -c - <<'TABLES'
{outputs}
TABLES
"""

PYTHON = '''\
"""Make this analysis again: python reproduce.py STUDY [OUT].

STUDY is the folder with the inputs listed below, OUT a new folder (default: reproduced).
Made by cartaid {version} on Python {python}, DuckDB {duckdb}.
"""

import hashlib
import sys
from pathlib import Path

import cartaid

MADE_BY = {version!r}
# Name and SHA-256 of every input; the switches of the definitions stand in study.toml.
INPUTS = {inputs}
# Name and SHA-256 of every table of the analysis.
TABLES = {outputs}


def digest(file: Path) -> str:
    """Give the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Check the inputs, analyse them, write the folder, compare the tables."""
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python reproduce.py STUDY [OUT]")
    study, out = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else "reproduced")
    if out.exists():
        sys.exit(f"{{out}} exists already: name a new folder")
    for name, expected in INPUTS.items():
        if not (study / name).is_file():
            sys.exit(f"{{study / name}}: expected an input of the analysis, found none")
        if digest(study / name) != expected:
            sys.exit(f"{{study / name}}: not the input of the analysis (SHA-256 is not {{expected}})")
    if cartaid.__version__ != MADE_BY:
        print(f"note: the analysis was made by cartaid {{MADE_BY}}, here is {{cartaid.__version__}}", file=sys.stderr)
    cartaid.read_study({target}).analyse().write(out)
    differing = [name for name, expected in TABLES.items() if digest(out / name) != expected]
    print(f"{{len(TABLES) - len(differing)}} of {{len(TABLES)}} tables are byte for byte the same")
    if differing:
        sys.exit("not the same: " + ", ".join(differing))


if __name__ == "__main__":
    main()
'''


def checked_names(names: Mapping[str, str]) -> dict[str, str]:
    """Give the inputs in order of their names.

    Raises
    ------
    ValueError
        When a name leads out of the study folder or holds a line break: no portable script can name it.
    """
    for name in names:
        if name.startswith("/") or ".." in Path(name).parts or "\n" in name or "\\" in name:
            raise ValueError(
                f"input {name!r}: expected a file inside the study folder, no portable script can name it"
            )
    return dict(sorted(names.items()))


def _filled(template: str, manifest: Manifest, **more: str) -> str:
    return template.format(
        version=manifest["cartaid"],
        python=manifest["python"],
        duckdb=manifest.get("dependencies", {}).get("duckdb", "unknown"),
        **more,
    )


def shell_script(
    manifest: Manifest, inputs: Mapping[str, str], outputs: Mapping[str, str], options: str = ""
) -> str:
    """Write `reproduce.sh`.

    Parameters
    ----------
    manifest : mapping
        The manifest of the analysis.
    inputs, outputs : mapping
        File name to SHA-256, relative to the study folder and to the folder of the analysis.
    options : str
        Further options of `cartaid analyse`, as typed.

    Returns
    -------
    str
        A POSIX shell script; it needs `cartaid` on the path or its interpreter in `PYTHON`, and `sha256sum` or `shasum`.
    """
    names = checked_names(inputs)
    return _filled(
        SHELL,
        manifest,
        inputs="\n".join(f"{digest}  {name}" for name, digest in names.items()),
        outputs="\n".join(f"{digest}  {name}" for name, digest in sorted(outputs.items())),
        target=shlex.quote(next(iter(names))) if len(names) == 1 else ".",
        options=f" {options}" if options else "",
    )


def python_script(manifest: Manifest, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> str:
    """Write `reproduce.py`: the same through the Python API."""

    def listed(names: Mapping[str, str]) -> str:
        return "{\n" + "".join(f"    {name!r}: {digest!r},\n" for name, digest in sorted(names.items())) + "}"

    names = checked_names(inputs)
    return _filled(
        PYTHON,
        manifest,
        inputs=listed(names),
        outputs=listed(outputs),
        target=f"study / {next(iter(names))!r}" if len(names) == 1 else "study",
    )


def write_reproduce(folder: Path, manifest: Manifest, study: Path, options: str = "") -> list[Path]:
    """Write both scripts into the folder of an analysis whose tables are already written.

    Parameters
    ----------
    folder : Path
        Folder of the analysis; the Parquet files under `analysis/` are the tables compared later.
    manifest : mapping
        The manifest of the analysis.
    study : Path
        The study folder, or the single file that was read.
    options : str
        Further options of `cartaid analyse`, as typed.

    Returns
    -------
    list of Path
        The two scripts.
    """
    from cartaid.sources.read import sha256

    inputs = {str(entry["file"]): str(entry["sha256"]) for entry in manifest["inputs"]}
    protocol = study / "study.toml"
    if protocol.is_file():
        inputs["study.toml"] = sha256(protocol)
    outputs = {
        f"analysis/{file.name}": sha256(file) for file in sorted((folder / "analysis").glob("*.parquet"))
    }
    shell, python = folder / "reproduce.sh", folder / "reproduce.py"
    shell.write_text(shell_script(manifest, inputs, outputs, options), encoding="utf-8")
    shell.chmod(0o755)
    python.write_text(python_script(manifest, inputs, outputs), encoding="utf-8")
    return [shell, python]
