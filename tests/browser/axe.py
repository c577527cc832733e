"""The accessibility check of axe-core, run inside a page."""

from __future__ import annotations

from typing import Any

import pytest


def serious(page: Any) -> list[str]:
    """Give what axe-core finds of serious or critical impact, each with the first element that has it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response
    assert found["passes"], "axe-core checked nothing"
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
