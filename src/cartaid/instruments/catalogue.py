"""Find definitions: every module of a folder that has a cases file of the same stem beside it.

Nothing is listed by hand and nothing is imported before it is asked for: `sledai-2k` lives in `sledai_2k.py`.
A module holds one definition as `DEFINITION`, or editions and variants of one family as `DEFINITIONS`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from cartaid.instruments.definition import Definition

PACKAGE = Path(__file__).parent
FOLDERS_VARIABLE = "CARTAID_DEFINITIONS"
"""Environment variable naming further folders of definitions, separated as PATH is."""


class UnknownDefinition(KeyError):
    """No definition has the id that was asked for."""

    def __str__(self) -> str:
        return str(self.args[0])


def definition_files() -> Iterator[Path]:
    """Give the module file of every definition, in a fixed order."""
    further = [Path(f) for f in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if f]
    for folder in (PACKAGE, *further):
        if not folder.is_dir():
            raise FileNotFoundError(f"{FOLDERS_VARIABLE} names {folder}, which is not a folder")
        for cases in sorted(folder.rglob("*.cases.yaml")):
            module = cases.with_name(cases.name.removesuffix(".cases.yaml") + ".py")
            if not module.exists():
                raise FileNotFoundError(f"{cases} has no module {module.name} beside it")
            yield module


@cache
def load(module: Path) -> tuple[Definition, ...]:
    """Import a definition module and give what it declares."""
    if module.is_relative_to(PACKAGE):
        parts = module.relative_to(PACKAGE).with_suffix("").parts
        loaded = importlib.import_module(".".join(("cartaid.instruments", *parts)))
    else:
        spec = importlib.util.spec_from_file_location(f"cartaid_definition_{module.stem}", module)
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = loaded
        spec.loader.exec_module(loaded)
    if hasattr(loaded, "DEFINITIONS"):
        return tuple(loaded.DEFINITIONS)
    return (loaded.DEFINITION,)


def definitions() -> list[Definition]:
    """Give every definition, sorted by id."""
    found = [definition for module in definition_files() for definition in load(module)]
    return sorted(found, key=lambda definition: definition.id)


def definition(id: str) -> Definition:
    """Give the definition of this id; raises UnknownDefinition naming the nearest known ids.

    >>> definition("sledai-2k").paramcd
    'SLEDAI'
    """
    stem = id.replace("-", "_")
    for module in definition_files():
        if module.stem == stem:
            for found in load(module):
                if found.id == id:
                    return found
    known = {found.id: found for found in definitions()}
    if id in known:
        return known[id]
    near = get_close_matches(id, known, n=3, cutoff=0.4)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    raise UnknownDefinition(f"no definition is called {id!r}{hint}. `cartaid definitions` lists all of them.")


def cases_file(definition: Definition) -> Path:
    """Give the cases file that stands beside a definition's module."""
    for module in definition_files():
        if any(found.id == definition.id for found in load(module)):
            return module.with_name(module.stem + ".cases.yaml")
    raise UnknownDefinition(f"no module declares {definition.id!r}")
