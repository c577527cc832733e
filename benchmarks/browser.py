"""Measure each step of `browser.html` of a large synthetic study: the example's patients again and again.

    python benchmarks/browser.py FILE [PATIENTS]

Writes the page to FILE, opens it in Chromium (CARTAID_CHROMIUM, or chromium on the PATH), does every step several
times and prints the shortest and the median milliseconds until the frame after it is drawn.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from cartaid.example import example_study
from cartaid.report.browser import Browser, browser_of
from cartaid.report.browser.page import packed, page
from cartaid.study_analysis import read_study
from cartaid.write import manifest_of

PATIENTS = 500

STEPS_TIMED = """async () => {
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
  return times;
}"""
PATIENTS_TIMED = """async (names) => {
  const times = [];
  for (const name of names) {
    const start = performance.now();
    location.hash = "#/patient/" + name;
    while (!document.querySelector("h1")?.textContent.includes("Patient " + name)) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    times.push(performance.now() - start);
  }
  return times;
}"""


def _chosen(place: int) -> str:
    return f"const s = document.querySelectorAll('select')[{place}]; s.value = 'VALUE'; s.dispatchEvent(new Event('change'));"


def _typed(selector: str) -> str:
    return f"const i = document.querySelector('{selector}'); i.value = 'VALUE'; i.dispatchEvent(new Event('input'));"


Steps = dict[str, tuple[str, tuple[str | int, ...]]]
COHORT: Steps = {
    "status": (_chosen(0), ("in", "crs1", "off", "out", "")),
    "day": (_typed("input[type=range]"), (600, 400, 200, 50, 883)),
    "find": (_typed("input[type=search]"), ("1", "12", "3", "")),
    "order": (_chosen(1), ("first", "crs", "age", "id", "disease")),
    "grid": (_chosen(2), ("score", "dose", "off", "response")),
    "scroll": ("document.querySelector('.scroller').scrollTop = VALUE;", (3000, 9000, 200, 12000)),
    "disease": ("document.querySelectorAll('.chip input')[VALUE].click();", (0, 0, 1, 1)),
    "keys": (
        "document.querySelector('.cohort').dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'VALUE', bubbles: true }));",
        ("PageDown", "ArrowDown"),
    ),
}
"""What one does in the cohort: a name, the JavaScript of the step, the values it is done with in place of VALUE."""
PATIENT: Steps = {
    "zoom": ("document.querySelector('[aria-label=\"Zoom VALUE\"]').click();", ("in", "out", "in")),
    "window": ("document.querySelector('[data-window=VALUE]').click();", ("acute", "whole", "half")),
    "explain": ("document.querySelectorAll('.factbutton')[VALUE].click();", (0, 1, 0, 1)),
}
"""The same at a patient."""


def repeated(browser: Browser, patients: int = PATIENTS) -> str:
    """Give the page of a browser with its patients repeated, named 001, 002 ..."""
    packs, cohort = browser.packs(), browser.study["cohort"]
    ids = cohort["patients"]["id"]
    turn = [place % len(ids) for place in range(patients)]
    names = [f"{place:03d}" for place in range(1, patients + 1)]
    columns = {name: [values[place] for place in turn] for name, values in cohort["patients"].items()}
    study = {
        **browser.study,
        "cohort": {
            **cohort,
            "patients": {**columns, "id": names, "label": names},
            "marks": [cohort["marks"][place] for place in turn],
            "cells": [cohort["cells"][place] for place in turn],
        },
    }
    chunks = [("definitions", packed(browser.definition_data()))]
    chunks += [(f"p{row}", packed({**packs[ids[of]], "id": names[row]})) for row, of in enumerate(turn)]
    return page(study, chunks)


def functions(step: str, values: tuple[str | int, ...]) -> str:
    """Give a step as JavaScript functions, one a value, parted by commas: the page forbids evaluating text."""
    return ", ".join(f"() => {{ {step.replace('VALUE', str(value))} }}" for value in values)


def timed(opened: Any, steps: Steps) -> dict[str, list[float]]:
    return {name: opened.evaluate(STEPS_TIMED % functions(*step)) for name, step in steps.items()}


def main() -> None:
    from playwright.sync_api import sync_playwright  # needed for the measurement only

    file, patients = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else PATIENTS
    analysis = read_study(example_study()).analyse()
    manifest = manifest_of(analysis.study.loaded, analysis.derivation, analysis.started)
    file.write_text(repeated(browser_of(analysis.study.session, manifest, None), patients), encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CARTAID_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        opened = chromium.new_page(viewport={"width": 1400, "height": 950})
        opened.goto(file.resolve().as_uri())
        opened.wait_for_selector(".row")
        times = timed(opened, COHORT)
        names = [f"{patient:03d}" for patient in range(20, patients, 40)]
        times["open a patient"] = opened.evaluate(PATIENTS_TIMED, names)
        opened.wait_for_selector(".factbutton")
        times |= timed(opened, PATIENT)
        chromium.close()
    print(f"{file.stat().st_size / 1e6:.1f} MB\n{'':16}{'shortest ms':>12}{'median ms':>12}")
    for name, values in times.items():
        print(f"{name:16}{min(values):12.0f}{statistics.median(values):12.0f}")


if __name__ == "__main__":
    main()
