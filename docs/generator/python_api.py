"""The reference of the Python API, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from typing import Any, get_args

import cartaid
from cartaid.evaluators import lung_function
from cartaid.explained_value import Explanation, Part, UsedRecord
from cartaid.flat_score import ScoredTable
from cartaid.instruments import definition as vocabulary
from cartaid.study_analysis import Analysis, Study
from cartaid.written_analysis import WrittenAnalysis

CLASSES = (Study, Analysis, WrittenAnalysis, ScoredTable, Explanation, Part, UsedRecord)


def python_api_page() -> str:
    """Write the verbs, the objects they give, and the vocabulary of definitions."""
    text = (
        "# Python API\n\nThe verbs of the command line are functions of the package `cartaid`. Tables are DuckDB "
        "relations: `.pl()`, `.df()` and `.arrow()` give Polars, pandas and Arrow where these are installed.\n\n"
        "## Functions of `cartaid`\n\n"
    )
    for name in sorted(cartaid.__all__):
        text += _function(name, getattr(cartaid, name), "###")
    text += "## What they give\n\n"
    for shown in CLASSES:
        text += _class(shown)
    text += (
        "## Lung function in percent of predicted (`cartaid.evaluators.lung_function`)\n\nNeeds the extra `lung`: "
        "`pip install 'cartaid[lung]'`. A study, and a flat table, with FVC or DLCO as measured uses these functions where "
        "the site reported no percent of predicted: see [Lung function in litres](lung-function.md).\n\n"
        "| `equations` | set | source |\n|---|---|---|\n"
    )
    for equations in lung_function.EQUATIONS.values():
        text += (
            f"| `{equations.id}` | {equations.title} | [{equations.doi}](https://doi.org/{equations.doi}) |\n"
        )
    text += "\n"
    for found in (lung_function.percent_predicted, lung_function.dlco_corrected):
        text += _function(found.__name__, found, "###")
    text += _class(lung_function.Predicted)
    text += (
        "## The vocabulary of definitions (`cartaid.instruments.definition`)\n\n"
        "Everything a module of a definition declares its instrument with; all of it is imported from this one module.\n\n"
    )
    for name in vocabulary.__all__:
        found = getattr(vocabulary, name)
        if isinstance(found, type):
            text += _class(found)
        elif inspect.isfunction(found):
            text += _function(name, found, "###")
        else:
            text += f"### `{name}`\n\n{_choice(found)}\n\n"
    return text


def _choice(found: Any) -> str:
    """Say what a name for several types or words stands for.

    >>> from typing import Literal
    >>> _choice(Literal["a", "b"])
    'One of `"a"`, `"b"`.'
    """
    options = (f'"{one}"' if isinstance(one, str) else one.__name__ for one in get_args(found))
    return f"One of {', '.join(f'`{option}`' for option in options)}."


def _function(name: str, function: Any, level: str) -> str:
    return f"{level} `{name}`\n\n```python\n{name}{_signature(function)}\n```\n\n{_doc(function)}\n\n"


def _signature(function: Any) -> str:
    # A default that is a function prints its address, which differs at every build.
    return re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", str(inspect.signature(function))).replace(
        "'", ""
    )


def _class(shown: type) -> str:
    text = f"### `{shown.__name__}`\n\n{_doc(shown)}\n\n"
    fields = [
        f"{a.name}: {a.type}".replace("'", "")
        for a in getattr(shown, "__attrs_attrs__", ())
        if not a.name.startswith("_")
    ]
    if fields:
        text += "```python\n" + "\n".join(fields) + "\n```\n\n"
    for name, member in vars(shown).items():
        if name.startswith("_") or not inspect.isfunction(member):
            continue
        if inspect.getdoc(member):
            text += _function(f"{name}", member, "####")
    return text


def _doc(shown: Any) -> str:
    """Give a docstring as Markdown: its examples become code blocks."""
    doc = inspect.getdoc(shown) or ""
    return re.sub(r"(?m)^>>> (?:.+\n?)+", lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", doc)
