"""Every docstring example runs; only numpy is used."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import sys

import pytest

import cartaid.statistics

MODULES = [f"cartaid.statistics.{m.name}" for m in pkgutil.iter_modules(cartaid.statistics.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name):
    module = importlib.import_module(name)
    for key, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == name and not key.startswith("_"):
            assert ">>>" in (function.__doc__ or ""), f"{name}.{key} has no example"


@pytest.mark.parametrize("name", MODULES)
def test_imports(name):
    allowed = {"numpy", "cartaid"} | set(sys.stdlib_module_names)
    source = inspect.getsource(importlib.import_module(name))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for found in names:
            assert found in allowed or found.split(".")[0] in allowed
            assert not found.startswith("cartaid") or found.startswith("cartaid.statistics")
