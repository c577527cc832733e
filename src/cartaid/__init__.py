"""CAR T in AutoImmune Disease: from a study's records to the whole case series, every number traceable.

The verbs of the command line are the functions here: `read_study(path).analyse()` gives an analysis whose tables
are DuckDB relations, `read_analysis(folder)` reads a finished one back, `score(definition, table)` scores a flat
table, `explain` says why.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cartaid.example import example_study
    from cartaid.explanation import explain
    from cartaid.flat_score import score_file as score
    from cartaid.instruments.catalogue import definition, definitions
    from cartaid.study_analysis import read_study
    from cartaid.written_analysis import read_analysis

__version__ = "0.1.0"
__all__ = ["definition", "definitions", "example_study", "explain", "read_analysis", "read_study", "score"]

# Imported when first used: `import cartaid` stays fast.
_HOME = {
    "definition": ("cartaid.instruments.catalogue", "definition"),
    "definitions": ("cartaid.instruments.catalogue", "definitions"),
    "example_study": ("cartaid.example", "example_study"),
    "explain": ("cartaid.explanation", "explain"),
    "read_analysis": ("cartaid.written_analysis", "read_analysis"),
    "read_study": ("cartaid.study_analysis", "read_study"),
    "score": ("cartaid.flat_score", "score_file"),
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        module, attribute = _HOME[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'cartaid' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
