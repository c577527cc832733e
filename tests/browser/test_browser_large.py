"""Five hundred patients: the file is small enough to send, and every step answers within 100 ms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Seen
from cartaid.report.browser import Browser
from cartaid.report.browser.page import packed, page

Look = Callable[..., Seen]
PATIENTS = 500

# Does one step after the other and gives the time until the frame after it is drawn: of the shortest, so that what
# counts is the work of the page and not what else the machine does.
TIMED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const times = [];
  for (const step of [%s]) {
    await frame();
    const start = performance.now();
    step();
    await frame();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}"""
OPENED = """async () => {
  const times = [];
  for (let n = 20; n < 500; n += 40) {
    const patient = String(n).padStart(3, "0");
    const start = performance.now();
    location.hash = "#/patient/" + patient;
    while (!document.querySelector("h1")?.textContent.includes("Patient " + patient)) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}"""


@pytest.fixture(scope="module")
def large_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example with its patients repeated under new names."""
    packs, cohort = browser.packs(), browser.study["cohort"]
    ids = cohort["patients"]["id"]
    turn = [n % len(ids) for n in range(PATIENTS)]
    names = [f"{n:03d}" for n in range(1, PATIENTS + 1)]
    patients = {name: [values[n] for n in turn] for name, values in cohort["patients"].items()}
    study = {
        **browser.study,
        "cohort": {
            **cohort,
            "patients": {**patients, "id": names, "label": names},
            "marks": [cohort["marks"][n] for n in turn],
            "cells": [cohort["cells"][n] for n in turn],
        },
    }
    chunks = [("definitions", packed(browser.definition_data()))]
    chunks += [(f"p{place}", packed({**packs[ids[n]], "id": names[place]})) for place, n in enumerate(turn)]
    path = tmp_path_factory.mktemp("large") / "browser.html"
    path.write_text(page(study, chunks), encoding="utf-8")
    return path


def test_the_file_of_500_patients_is_small(large_page: Path) -> None:
    assert large_page.stat().st_size <= 25_000_000


def timed(page: Any, step: str, *values: str | int) -> float:
    """Give the time of a step, done once with each value in place of VALUE."""
    steps = ", ".join(f"() => {{ {step.replace('VALUE', str(value))} }}" for value in values)
    return float(page.evaluate(TIMED % steps))


def test_every_step_with_500_patients_answers_at_once(look: Look, large_page: Path) -> None:
    page = look().go(large_page)
    page.wait_for_selector(".row")
    assert page.inner_text(".count") == "500 patients"
    # A long list costs what is seen of it.
    assert page.locator(".row").count() < 60

    def chosen(place: int) -> str:
        change = "s.value = 'VALUE'; s.dispatchEvent(new Event('change'));"
        return f"const s = document.querySelectorAll('select')[{place}]; {change}"

    def typed(selector: str) -> str:
        return f"const i = document.querySelector('{selector}'); i.value = 'VALUE'; i.dispatchEvent(new Event('input'));"

    press = "new KeyboardEvent('keydown', { key: 'VALUE', bubbles: true })"
    times = {
        "status": timed(page, chosen(0), "in", "crs1", "off", "out", ""),
        "day": timed(page, typed("input[type=range]"), 600, 400, 200, 50, 883),
        "find": timed(page, typed("input[type=search]"), "1", "12", "3", ""),
        "order": timed(page, chosen(1), "first", "crs", "age", "id", "disease"),
        "grid": timed(page, chosen(2), "score", "dose", "off", "response"),
        "scroll": timed(
            page, "document.querySelector('.scroller').scrollTop = VALUE;", 3000, 9000, 200, 12000
        ),
        "disease": timed(page, "document.querySelectorAll('.chip input')[VALUE].click();", 0, 0, 1, 1),
        "keys": timed(
            page, f"document.querySelector('.cohort').dispatchEvent({press});", "PageDown", "ArrowDown"
        ),
    }
    page.goto("about:blank")
    page.goto(large_page.as_uri() + "#/patient/005")
    page.wait_for_selector(".factbutton")
    times |= {
        "zoom": timed(
            page, "document.querySelector('[aria-label=\"Zoom VALUE\"]').click();", "in", "out", "in"
        ),
        "window": timed(
            page, "document.querySelector('[data-window=VALUE]').click();", "acute", "whole", "half"
        ),
        "explain": timed(page, "document.querySelectorAll('.factbutton')[VALUE].click();", 0, 1, 0, 1),
    }
    assert not {name for name, time in times.items() if time > 100}, times


def test_a_patient_of_500_opens_at_once(look: Look, large_page: Path) -> None:
    page = look().go(large_page)
    page.wait_for_selector(".row")
    assert page.evaluate(OPENED) <= 100
