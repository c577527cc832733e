"""The page in a real browser: its numbers open their records, nothing is asked from outside, nothing fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.axe import serious
from report.conftest import Report


@pytest.fixture(scope="module")
def opened(
    report: Report, chromium: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, list[str], list[str]]]:
    path: Path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(report.html, encoding="utf-8")
    context = chromium.new_context(
        viewport={"width": 1200, "height": 900}, color_scheme="light", offline=True
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page, said, asked
    context.close()


def test_a_number_opens_its_records(opened: tuple[Any, list[str], list[str]]) -> None:
    page, _, _ = opened
    page.locator(".cards a", has_text="DORIS 2021 remission").click()
    assert "8 records" in page.inner_text("#records-title")
    assert page.locator("#records-table tbody tr").count() == 8
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_every_filter_gives_the_number_of_its_cell(opened: tuple[Any, list[str], list[str]]) -> None:
    # x/N of the flow table counts patients: the records behind x are x patients.
    page, _, _ = opened
    cells = page.locator("#t-flow tbody tr:first-child a[data-r]")
    assert cells.count() == 4
    for place in range(4):
        count = cells.nth(place).inner_text().split("/")[0]
        cells.nth(place).click()
        assert page.locator("#records-table tbody tr").count() == int(count)
        page.keyboard.press("Escape")


def test_the_theme_turns_the_page_and_its_figures(opened: tuple[Any, list[str], list[str]]) -> None:
    page, _, _ = opened
    colour = "getComputedStyle(document.querySelector('#f-swimmer svg [fill=\"#0a6aa6\"]')).fill"
    light = page.evaluate(colour)
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(colour) != light
    page.click("#theme")
    assert page.evaluate(colour) == light


@pytest.mark.parametrize("width", [390, 768, 1200])
def test_the_page_is_never_wider_than_the_screen(
    opened: tuple[Any, list[str], list[str]], width: int
) -> None:
    page, _, _ = opened
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_link_to_a_patient_unfolds_it(opened: tuple[Any, list[str], list[str]]) -> None:
    page, _, _ = opened
    page.evaluate("location.hash = '#patient-3'")
    page.wait_for_function("document.getElementById('patient-3').open")


def test_every_link_to_records_opens_some_or_says_none(opened: tuple[Any, list[str], list[str]]) -> None:
    """Every number with a link has its records in the page: its dataset is there and its filter names columns of it."""
    page, _, _ = opened
    wrong = page.evaluate(
        """() => {
      const data = JSON.parse(document.getElementById("data").textContent);
      const known = new Set((data.datasets.adsl || { columns: [] }).columns);
      return data.filters.filter(([set, filter]) => !data.datasets[set] ||
        [...new URLSearchParams(filter).keys()].some((name) => !data.datasets[set].columns.includes(name) && !known.has(name)));
    }"""
    )
    assert wrong == []
    assert page.locator("td a[data-r]").count() > 3000


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(opened: tuple[Any, list[str], list[str]], width: int, scheme: str) -> None:
    page, _, _ = opened
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", scheme)
    # The contrast of each cell takes its time: the rows below the fifth look like those above.
    page.evaluate(
        "document.querySelectorAll('tbody').forEach(t => [...t.rows].slice(5).forEach(r => r.remove()))"
    )
    try:
        assert serious(page) == []
    finally:
        page.reload()


def test_what_is_folded_is_printed(opened: tuple[Any, list[str], list[str]]) -> None:
    page, _, _ = opened
    folded = "[...document.querySelectorAll('details:not([open])')].filter(d => !d.closest('figure')).length"
    was = page.evaluate(folded)
    assert was > 10
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == was


def test_no_error_and_no_request(opened: tuple[Any, list[str], list[str]]) -> None:
    _, said, asked = opened
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []


def test_the_records_counted_come_first_and_are_marked(opened: tuple[Any, list[str], list[str]]) -> None:
    """Prolonged cytopenia in 1 of 15: of the fifteen records the one that was counted is the first and marked."""
    page, _, _ = opened
    page.locator("#t-prolonged_cytopenia td a[data-r]").first.click()
    try:
        assert page.inner_text("#records-title").endswith(
            "15 records of all 15 patients judged, 1 of them counted"
        )
        rows = page.locator("#records-table tbody tr")
        assert rows.count() == 15
        assert page.locator("#records-table tr.counted").count() == 1
        assert rows.first.get_attribute("class") == "counted"
        assert rows.first.inner_text().startswith("✓ counted")
        head = page.locator("#records-table thead th").all_inner_texts()
        value = [name.upper() for name in head].index("AVALC")
        values = [row.locator("td").nth(value).inner_text() for row in rows.all()]
        assert values == ["Y"] + 14 * ["N"]
    finally:
        page.click("#records-close")


def test_a_grade_that_differs_opens_its_patient_alone(opened: tuple[Any, list[str], list[str]]) -> None:
    page, _, _ = opened
    row = page.locator("#t-toxicity_agreement tbody tr", has_text="Different grade")
    row.locator("a[data-r]").first.click()
    try:
        assert page.inner_text("#records-title").endswith("1 record of the 1 patient counted")
        assert page.locator("#records-table tbody tr").count() == 1
    finally:
        page.click("#records-close")


def test_a_record_leads_to_its_row_in_the_browser(
    report: Report, chromium: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Not to the patient alone: the row of that parameter and day, an event by its number."""
    path: Path = tmp_path_factory.mktemp("linked") / "report.html"
    html = report.html.replace('"browser":false', '"browser":true')
    assert '"browser":true' in html
    path.write_text(html, encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    page.locator(".cards a", has_text="DORIS 2021 remission").click()
    first = page.locator("#records-table tbody tr").first
    heads = page.locator("#records-table thead th").all_inner_texts()
    cells = first.locator("td").all_inner_texts()
    on = cells[[head.upper() for head in heads].index("ADT")]
    assert on
    link = str(first.locator("a.on").get_attribute("href"))
    assert link.startswith("browser.html#/patient/CARTAID-DEMO-")
    assert link.endswith(f"?e=adrs%3ADORIS21%3A{on}")
    page.close()
