"""The examples in the docstrings of the results room."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

from cartaid import results

MODULES = [f"cartaid.results.{module.name}" for module in iter_modules(results.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
