"""Five hundred patients: the file is small enough to send, and a step draws what is seen and not the whole study.

How many milliseconds that takes is measured by benchmarks/browser.py; a test must not depend on the machine.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Seen
from cartaid.report.browser import Browser

Look = Callable[..., Seen]
LARGE = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "browser.py"))

# Does one step after the other and gives the most elements that one of them put on the page.
COUNTED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  let drawn = 0;
  const watch = new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node.querySelectorAll) drawn += 1 + node.querySelectorAll("*").length;
  });
  watch.observe(document.body, { childList: true, subtree: true });
  let most = 0;
  for (const step of [%s]) {
    drawn = 0;
    step();
    await frame();
    await frame();
    most = Math.max(most, drawn);
  }
  return most;
}"""
UNPACKED = """() => {
  window.unpacked = 0;
  const Stream = window.DecompressionStream;
  window.DecompressionStream = class extends Stream { constructor(kind) { super(kind); window.unpacked += 1; } };
}"""


def drawn(page: Any, steps: Any) -> dict[str, int]:
    return {name: page.evaluate(COUNTED % LARGE["functions"](*step)) for name, step in steps.items()}


@pytest.fixture(scope="module")
def large_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example with its patients repeated under new names."""
    path = tmp_path_factory.mktemp("large") / "browser.html"
    path.write_text(LARGE["repeated"](browser, 500), encoding="utf-8")
    return path


def test_the_file_of_500_patients_is_small(large_page: Path) -> None:
    assert large_page.stat().st_size <= 25_000_000


def test_a_step_with_500_patients_draws_no_more_than_with_60(
    look: Look, browser: Browser, large_page: Path, tmp_path: Path
) -> None:
    # Sixty fill the window more than once, as 500 do.
    fewer = tmp_path / "browser.html"
    fewer.write_text(LARGE["repeated"](browser, 60), encoding="utf-8")
    counts = {}
    for patients, path in ((60, fewer), (500, large_page)):
        page = look().go(path)
        page.wait_for_selector(".row")
        assert page.inner_text(".count") == f"{patients} patients"
        assert page.locator(".row").count() < 60
        counts[patients] = drawn(page, LARGE["COHORT"])
    assert min(counts[500].values()) > 0
    assert max(counts[500].values()) <= 1.5 * max(counts[60].values()), counts


def test_a_patient_of_500_is_drawn_as_one_of_fifteen(look: Look, large_page: Path, page_file: Path) -> None:
    counts = {}
    # The fifth of the fifteen comes again as the 020th of the 500.
    for path, patient in ((page_file, "05"), (large_page, "020")):
        page = look().go(path)
        page.wait_for_selector(".row")
        page.evaluate(UNPACKED)
        page.evaluate("(to) => { location.hash = to; }", f"#/patient/{patient}")
        page.wait_for_selector(".factbutton")
        elements = page.locator("main svg *").count()
        counts[path] = (page.evaluate("window.unpacked"), elements, drawn(page, LARGE["PATIENT"]))
    assert counts[page_file] == counts[large_page]
