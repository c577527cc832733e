"""Hostile text and little data: text stays text, and an empty view says that it is empty."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Seen
from browser.test_browser_clicks import downloaded, listed, settled
from cartaid.report.browser import Browser

SCRIPT = "<script>alert(1)</script>"
CLOSING = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.org","x")'
LONG = "long " + "x" * 10_000
HEBREW = "\u202eשלום عالم"
EMOJI = "fever 🤒"
TERMS = (SCRIPT, CLOSING, FORMULA, LONG, HEBREW, EMOJI)

Look = Callable[..., Seen]
Rows = list[dict[str, str]]


def hostile(table: str, rows: Rows) -> Rows:
    if table == "ae":
        own = [row for row in rows if row["USUBJID"] == "CARTAID-DEMO-01"]
        for row, term in zip(own, TERMS, strict=False):
            row["AETERM"] = row["AEDECOD"] = term
    if table == "dm":
        for row, name in zip(rows, TERMS, strict=False):
            row["SUBJID"] = name
    if table == "cm":
        for row in [r for r in rows if r["USUBJID"] == "CARTAID-DEMO-01"][:2]:
            row["CMTRT"] = row["CMDECOD"] = SCRIPT
    return rows


def written(browser: Browser, folder: Path) -> Path:
    path = folder / "browser.html"
    path.write_text(browser.html(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile_page(changed: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Path:
    title = {'title = "SYNTHETIC example': 'title = "<script>alert(2)</script> SYNTHETIC example'}
    return written(changed(hostile, title), tmp_path_factory.mktemp("hostile"))


def only_own_elements(page: Any) -> None:
    """Nothing of the study became an element: no image, no script beyond those of the file."""
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.evaluate("[...document.scripts].every(s => s.closest('main') === null)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_names_are_text_in_the_cohort(look: Look, hostile_page: Path) -> None:
    page = look().go(hostile_page)
    names = listed(page)
    assert {name.strip() for name in (SCRIPT, CLOSING, FORMULA, EMOJI)} <= set(names)
    assert "<script>alert(2)</script>" in page.inner_text("#top")
    only_own_elements(page)
    rows = list(csv.reader(io.StringIO(downloaded(page, "[data-do=csv]"))))
    assert f"'{FORMULA}" in {row[0] for row in rows}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))]
    assert "alert(1)" in downloaded(page, "[data-do=svg]").replace("&lt;script&gt;", "")


def test_hostile_terms_are_text_in_the_patient(look: Look, hostile_page: Path) -> None:
    page = look().go(hostile_page)
    page.get_by_role("link", name=SCRIPT).first.click()
    page.wait_for_selector(".chart")
    settled(page)
    assert SCRIPT in page.inner_text("h1")
    labels = page.evaluate(
        "[...document.querySelectorAll('.point')].map(p => p.getAttribute('aria-label')).join('\\n')"
    )
    for term in (CLOSING, FORMULA, "x" * 10_000, "שלום"):
        assert term in labels, term[:40]
    assert "⟨U+202E⟩" in labels
    assert "\u202e" not in labels
    page.click("details.values summary")
    # A long term scrolls in a box of its own.
    assert (
        page.evaluate("Math.max(...[...document.querySelectorAll('.values tr')].map(r => r.offsetHeight))")
        < 400
    )
    event = page.locator("[data-key^='events:']").first
    event.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel #why")
    only_own_elements(page)


def keep(*patients: str) -> Callable[[str, Rows], Rows]:
    return lambda table, rows: [row for row in rows if row["USUBJID"] in patients]


def test_a_study_of_one(changed: Callable[..., Browser], look: Look, tmp_path: Path) -> None:
    page = look().go(written(changed(keep("CARTAID-DEMO-05")), tmp_path))
    assert listed(page) == ["05"]
    assert page.inner_text(".count") == "1 patient"
    assert page.locator(".chip").all_inner_texts() == ["Myositis 1"]
    page.click(".row .c-label a")
    page.wait_for_selector(".chart")
    page.keyboard.press("n")
    settled(page)
    assert page.inner_text("h1") == "Patient 05"


def test_where_no_infusion_is_recorded_days_count_from_the_first_exposure(
    changed: Callable[..., Browser], look: Look, tmp_path: Path
) -> None:
    def change(table: str, rows: Rows) -> Rows:
        return [r for r in rows if r["EXCAT"] != "CAR T"] if table == "ex" else rows

    page = look().go(written(changed(change), tmp_path))
    assert "from the first exposure" in page.inner_text(".rowhead")
    assert "from the infusion" not in page.inner_text(".rowhead")


def test_a_patient_without_a_visit(changed: Callable[..., Browser], look: Look, tmp_path: Path) -> None:
    def change(table: str, rows: Rows) -> Rows:
        return rows if table in ("dm", "ex") else [r for r in rows if r["USUBJID"] != "CARTAID-DEMO-15"]

    page = look().go(written(changed(change), tmp_path), "#/patient/15")
    page.wait_for_selector(".chart")
    settled(page)
    assert "EUSTAR 2017 below 2.5 not assessed" in " ".join(page.inner_text(".facts").split())
    assert page.locator(".point").count() >= 1
    page.click(".crumbs a")
    assert "15" in listed(page)


def test_nobody(changed: Callable[..., Browser], look: Look, tmp_path: Path) -> None:
    page = look().go(written(changed(lambda table, rows: []), tmp_path))
    assert "This study has no patient." in page.inner_text("main")
