"""Find definitions: every module of a folder that has a cases file of the same stem beside it.

Nothing is listed by hand and nothing is imported before it is asked for: `sledai-2k` lives in `sledai_2k.py`.
A module holds one definition as `DEFINITION`, or editions and variants of one family as `DEFINITIONS`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

from cartaid.instruments.definition import Definition

PACKAGE = Path(__file__).parent
CASES = ".cases.yaml"
"""Ending of the cases file that stands beside a module."""
FOLDERS_VARIABLE = "CARTAID_DEFINITIONS"
"""Environment variable naming further folders of definitions, separated as PATH is."""


class UnknownDefinition(KeyError):
    """No definition has the id that was asked for."""

    def __str__(self) -> str:
        return str(self.args[0])


class DefinitionFileError(OSError):
    """A file of a definition cannot be used: the message names the file, what is wrong and what was expected."""


def definition_files() -> Iterator[Path]:
    """Give the module file of every definition, in a fixed order: those of the package first."""
    further = [Path(f) for f in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if f]
    for folder in (PACKAGE, *further):
        if not folder.is_dir():
            raise DefinitionFileError(f"{FOLDERS_VARIABLE} names {folder}, which is not a folder")
        if folder == PACKAGE:
            yield from _package_files()
        else:
            declaring = {module for module in folder.rglob("*.py") if _declares(module)}
            yield from _in_order(_beside_cases(folder) | declaring)


@cache
def _package_files() -> tuple[Path, ...]:
    # Asked for once a definition; the package's own folder stays as it is while it runs.
    return _in_order(_beside_cases(PACKAGE))


def _beside_cases(folder: Path) -> set[Path]:
    return {cases.with_name(cases.name.removesuffix(CASES) + ".py") for cases in folder.rglob(f"*{CASES}")}


def _in_order(modules: set[Path]) -> tuple[Path, ...]:
    return tuple(sorted(modules, key=lambda module: str(module.with_suffix(""))))


def _declares(module: Path) -> bool:
    """Tell a module of definitions from one that such modules share."""
    return bool(re.search(r"(?m)^DEFINITIONS?\b", module.read_text(encoding="utf-8", errors="replace")))


@cache
def load(module: Path) -> tuple[Definition, ...]:
    """Import a definition module and give what it declares.

    Raises DefinitionFileError, in one line, for a module that cannot be used.
    """
    if module.is_relative_to(PACKAGE):
        parts = module.relative_to(PACKAGE).with_suffix("").parts
        try:
            return _declared(importlib.import_module(".".join(("cartaid.instruments", *parts))))
        except Exception as error:
            raise _unusable(module, error) from error
    if not module.exists():
        raise DefinitionFileError(
            f"{module.with_name(module.stem + CASES)} has no module {module.name} beside it"
        )
    if not module.with_name(module.stem + CASES).exists():
        raise DefinitionFileError(f"{module} has no cases file {module.stem}{CASES} beside it")
    spec = importlib.util.spec_from_file_location(f"cartaid_definition_{module.stem}", module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    try:
        spec.loader.exec_module(loaded)
        found = _declared(loaded)
    except Exception as error:
        raise _unusable(module, error) from error
    _refuse_faults(module, found)
    return found


def _declared(loaded: ModuleType) -> tuple[Definition, ...]:
    found = tuple(loaded.DEFINITIONS) if hasattr(loaded, "DEFINITIONS") else (loaded.DEFINITION,)
    for one in found:
        if not isinstance(one, Definition):
            raise TypeError(f"expected a Definition, found {type(one).__name__}")
    return found


def _unusable(module: Path, error: Exception) -> DefinitionFileError:
    """Say what a module raised with its file and line: its author mends it, no trace of ours helps."""
    if isinstance(error, SyntaxError):
        # It may stand in a module that this one shares with others.
        return DefinitionFileError(f"{error.filename or module}, line {error.lineno}: {error.msg}")
    said = str(error).splitlines() or [""]
    return DefinitionFileError(f"{module}{_line(error, module)}: {type(error).__name__}: {said[0]}")


def _line(error: Exception, module: Path) -> str:
    """Say in which line of the module it went wrong."""
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(module)]
    return f", line {lines[-1]}" if lines else ""


def _refuse_faults(module: Path, found: tuple[Definition, ...]) -> None:
    """Refuse a module from outside with a definition that cannot be used, or that is there already."""
    from cartaid.instruments.faults import faults

    for known in found:
        fault = next(faults(known), None)
        if fault:
            raise DefinitionFileError(f"{module}: {known.id}: {fault}")
    stem = found[0].id.replace("-", "_").replace(".", "_")
    if len(found) == 1 and module.stem != stem:
        raise DefinitionFileError(f"{module}: declares {found[0].id!r}: expected the file name {stem}.py")


def read_definitions() -> tuple[list[Definition], list[DefinitionFileError]]:
    """Give every definition that can be used, sorted by id, and what is wrong with the files of the others.

    One that has the id or a parameter code of another is refused, the first one stands.
    """
    ids: dict[str, Path] = {}
    codes: dict[str, str] = {}
    found: list[Definition] = []
    wrong: list[DefinitionFileError] = []
    for module in definition_files():
        try:
            declared = load(module)
        except DefinitionFileError as error:
            wrong.append(error)
            continue
        for known in declared:
            taken = [code for code in (known.paramcd, known.category_paramcd) if code and code in codes]
            if known.id in ids:
                wrong.append(
                    DefinitionFileError(f"{module}: the id {known.id!r} is taken by {ids[known.id]}")
                )
            elif taken:
                owner = codes[taken[0]]
                wrong.append(
                    DefinitionFileError(f"{module}: {known.id}: PARAMCD {taken[0]} is taken by {owner}")
                )
            else:
                ids[known.id] = module
                codes |= {code: known.id for code in (known.paramcd, known.category_paramcd) if code}
                found.append(known)
    return sorted(found, key=lambda known: known.id), wrong


def definitions() -> list[Definition]:
    """Give every definition, sorted by id; raises DefinitionFileError where a file of them cannot be used."""
    found, wrong = read_definitions()
    if wrong:
        raise wrong[0]
    return found


def definition(id: str) -> Definition:
    """Give the definition of this id; raises UnknownDefinition naming the nearest known ids.

    >>> definition("sledai-2k").paramcd
    'SLEDAI'
    """
    stem = id.replace("-", "_").replace(".", "_")
    # With folders of one's own the id may be taken twice: then all are read, and the second one is refused.
    alone = not os.environ.get(FOLDERS_VARIABLE)
    for module in definition_files() if alone else ():
        if module.stem == stem:
            for found in load(module):
                if found.id == id:
                    return found
    readable, wrong = read_definitions()
    known = {found.id: found for found in readable}
    taken = next((error for error in wrong if f"the id {id!r} is taken" in str(error)), None)
    if taken is not None:
        raise taken
    if id in known:
        return known[id]
    if wrong:
        raise wrong[0]
    near = get_close_matches(id, known, n=3, cutoff=0.4)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    raise UnknownDefinition(f"no definition is called {id!r}{hint}. `cartaid definitions` lists all of them.")


def cases_file(definition: Definition) -> Path:
    """Give the cases file that stands beside a definition's module."""
    for module in definition_files():
        if any(found.id == definition.id for found in load(module)):
            return module.with_name(module.stem + ".cases.yaml")
    raise UnknownDefinition(f"no module declares {definition.id!r}")
