"""The shape of the house: what the import contracts cannot say."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "cartaid"
MODULES = sorted(PACKAGE.rglob("*.py"))
INSTRUMENTS = [m for m in MODULES if m.is_relative_to(PACKAGE / "instruments")]
LONGEST_INSTRUMENT = 250
LONGER = {
    *("instruments/toxicity/crs_other_scales.py", "instruments/toxicity/icaht_2023.py"),
    "instruments/iim/tis_2016.py",
}
"""Instruments still to be split: this set only shrinks."""


def name(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def imports(module: Path) -> Iterator[str]:
    """Name every module imported, wherever the statement stands."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(module)}: import by full name"
            yield node.module or ""


def test_no_data_frame_library_in_the_package() -> None:
    heavy = {"pandas", "polars", "pyarrow"}
    found = {name(m): i for m in MODULES for i in imports(m) if i.split(".")[0] in heavy}
    # The RTF writer of the extra `rtf` takes nothing else; it is imported when RTF is asked for.
    assert found == {"report/rtf.py": "polars"}


@pytest.mark.parametrize("module", INSTRUMENTS, ids=name)
def test_an_instrument_imports_the_vocabulary_and_its_siblings_only(module: Path) -> None:
    allowed = {"__future__", "attrs", "collections.abc", "csv", "decimal", "functools", "itertools", "typing"}
    if module.name == "catalogue.py":
        allowed |= {"importlib", "importlib.util", "os", "pathlib", "sys", "traceback", "types"}
    if module.name in ("catalogue.py", "faults.py"):
        allowed |= {"difflib", "re"}
    for imported in imports(module):
        assert imported in allowed or imported.startswith("cartaid.instruments"), (
            f"{name(module)}: {imported}"
        )


@pytest.mark.parametrize("module", INSTRUMENTS, ids=name)
def test_an_instrument_can_be_held_against_its_paper(module: Path) -> None:
    if module.name == "definition.py":
        return
    lines = len(module.read_text(encoding="utf-8").splitlines())
    if name(module) in LONGER:
        assert lines > LONGEST_INSTRUMENT, f"{name(module)} is short enough: take it out of LONGER"
    else:
        assert lines <= LONGEST_INSTRUMENT, (
            f"{name(module)}: {lines} lines; split the family into two modules"
        )


def test_statistics_are_pure() -> None:
    allowed = {*sys.stdlib_module_names, "attrs", "numpy"}
    for module in MODULES:
        if module.is_relative_to(PACKAGE / "statistics"):
            for imported in imports(module):
                top = imported.split(".")[0]
                assert top in allowed or imported.startswith("cartaid.statistics"), (
                    f"{name(module)}: {imported}"
                )


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import cartaid", "duckdb numpy scipy pydantic typer rich yaml pyreadstat typst vl_convert jinja2"),
        (
            "from cartaid.cli import app",
            "duckdb numpy scipy pydantic yaml pyreadstat typst vl_convert jinja2",
        ),
    ],
)
def test_starting_imports_nothing_heavy(statement: str, heavy: str) -> None:
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(heavy.split()) & set(json.loads(loaded.stdout))


def test_a_page_of_help_loads_no_definition() -> None:
    code = (
        "import sys\nfrom cartaid.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.startswith(('cartaid.instruments', 'duckdb', 'numpy', 'pydantic'))])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_every_public_function_of_the_verbs_has_an_example() -> None:
    """The functions that people call first show how; those still without an example are listed, and only shrink."""
    without = {"explain", "score_file"}
    found = set()
    for module, functions in {
        "study_analysis.py": {"read_study"},
        "flat_score.py": {"score_file"},
        "explanation.py": {"explain"},
        "example/__init__.py": {"example_study"},
        "instruments/catalogue.py": {"definition"},
        "describe.py": {"described"},
    }.items():
        tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in functions:
                doc = ast.get_docstring(node) or ""
                assert doc, f"{module}: {node.name} has no docstring"
                if ">>> " not in doc:
                    found.add(node.name)
    assert found <= without, f"without an example: {found - without}"
    assert without <= found, f"take out of the list of exceptions: {without - found}"


def test_data_hold_no_meddra_codes() -> None:
    """MedDRA codes are eight digits beginning with 10; its content is licensed and stays out."""
    code = re.compile(r"(?<![\w.])10\d{6}(?![\w.])")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".csv", ".yaml", ".toml", ".json", ".py"} and path.is_file():
            found = code.findall(path.read_text(encoding="utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {found[:5]}"


def test_the_functions_of_the_package_are_not_hidden_by_modules() -> None:
    """A module of the same name would take the function's place once it is imported."""
    code = (
        "import cartaid\nimport cartaid.verbs, cartaid.study_analysis, cartaid.explanation, cartaid.flat_score\n"
        "print([name for name in cartaid.__all__ if not callable(getattr(cartaid, name))])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
    modules = {name(m).split("/")[0].removesuffix(".py") for m in MODULES}
    public = ast.literal_eval(re.search(r"__all__ = (\[.*?\])", (PACKAGE / "__init__.py").read_text())[1])
    assert not modules & set(public)


def test_no_file_names_a_place_of_somebodys_machine() -> None:
    """Absolute paths under a home, a scratch or a working folder mean nothing elsewhere."""
    place = re.compile(r"(?<![\w./:~<])/(?:home|root|Users|tmp|work|mnt)/\w|\.\./shared")
    kinds = {
        ".py",
        ".md",
        ".toml",
        ".yaml",
        ".csv",
        ".cff",
        ".sql",
        ".txt",
        ".json",
        ".html",
        ".js",
        ".css",
        ".typ",
    }
    folders = ("src", "tests", "docs", "examples", "benchmarks", "changelog.d", ".ci")
    files = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file()]
    files += [p for p in ROOT.iterdir() if p.is_file() and p.suffix in kinds]
    for path in files:
        if (path.suffix in kinds or path.parent.name == ".ci") and "__pycache__" not in path.parts:
            found = place.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found or path == Path(__file__), f"{path.relative_to(ROOT)}: {found[0]}"
