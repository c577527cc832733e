"""Missing is not absent: nobody looked, the investigator said otherwise, a record still ran, a text is withheld."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser.conftest import Seen, opened, recorded
from cartaid.report.browser import Browser
from cartaid.study_analysis import Analysis

Look = Callable[..., Seen]
Rows = list[dict[str, str]]
BARE = "CARTAID-DEMO-02"


def only_infused(table: str, rows: Rows) -> Rows:
    """Leave one patient with nothing but demographics and what was given."""
    return rows if table in ("dm", "ex") else [row for row in rows if row["USUBJID"] != BARE]


def panel(look: Look, file: Path, address: str) -> str:
    page = look().go(file, address)
    page.wait_for_selector("#why")
    return " ".join(str(page.inner_text(".panel .inside")).split())


def cards(page: Any) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".facts li").all_inner_texts()]


def test_a_patient_never_assessed_does_not_look_like_one_without(
    look: Look, changed: Callable[..., Browser], tmp_path: Path
) -> None:
    file = tmp_path / "browser.html"
    file.write_text(changed(only_infused).html(), encoding="utf-8")
    page = look().go(file)
    page.wait_for_selector(".row")
    row = page.locator(".row", has=page.locator("b", has_text="02"))
    assert row.locator("text.ungraded").evaluate("e => e.firstChild.data") == "not assessed"
    said = row.locator(".c-swim .hidden").text_content()
    assert "CRS not assessed; ICANS not assessed" in said
    assert "response never determined" in said
    assert row.locator("rect.seen.never").count() == 1
    # Patient 03 had neither CRS nor ICANS, looked for on every day.
    seen = page.locator(".row", has=page.locator("b", has_text="03"))
    assert seen.locator("text.ungraded, rect.seen.never, .tox").count() == 0
    assert "CRS at most grade 0" in seen.locator(".c-swim .hidden").text_content()
    assert "response never determined" in page.inner_text("[aria-label='Legend of the swimmer']")
    page = look().go(file, "#/patient/02")
    page.wait_for_selector(".facts")
    assert cards(page)[:3] == ["CRS not assessed", "ICANS not assessed", "LICATS not assessed"]
    page = look().go(file, "#/patient/03")
    page.wait_for_selector(".facts")
    assert cards(page)[:2] == ["CRS at most grade 0", "ICANS at most grade 0"]


def test_another_grade_of_the_investigator_stands_on_the_card_and_in_the_panel(
    look: Look, page_file: Path
) -> None:
    (event,) = (
        row
        for row in recorded("ae", USUBJID="CARTAID-DEMO-11")
        if row["AEDECOD"] == "Cytokine release syndrome"
    )
    page = look().go(page_file, "#/patient/11")
    page.wait_for_selector(".facts")
    assert cards(page)[0] == f"CRS at most grade 1 (investigator: grade {event['AETOXGR']})"
    page.locator(".facts button").first.click()
    page.wait_for_selector("#why")
    said = page.inner_text(".panel .inside")
    assert f"Differs: investigator grade {event['AETOXGR']}, AE {event['AESEQ']}" in said
    page = look().go(page_file, "#/patient/05")
    page.wait_for_selector(".facts")
    assert cards(page)[0] == "CRS at most grade 2"


def test_a_link_of_the_report_opens_the_row_and_a_record_says_until_when_it_ran(
    look: Look, page_file: Path
) -> None:
    (cannula,) = recorded("pr", USUBJID="CARTAID-DEMO-05", PRTRT="Nasal cannula")
    said = panel(look, page_file, "#/patient/CARTAID-DEMO-05?e=adtx%3ACRS%3A2022-01-15")
    assert "2022-01-15, day 5" in said
    ran = f"{cannula['PRSTDTC'].replace('T', ' ')} to {cannula['PRENDTC'].replace('T', ' ')}"
    assert f"PR {cannula['PRSEQ']} Nasal cannula, {ran}" in said
    assert "Measured that day" in said
    assert "supports" not in said
    assert "Record AE 3" in panel(look, page_file, "#/patient/CARTAID-DEMO-11?e=adae%3A3")
    ferritin = next(
        row for row in recorded("lb", USUBJID="CARTAID-DEMO-05", LBTESTCD="FERRITIN") if row["LBSTRESN"]
    )
    named = f"adlb:FERRITIN:{ferritin['LBDTC'][:10]}:{ferritin['LBSTRESN']}"
    assert f"LB {ferritin['LBSEQ']}" in panel(look, page_file, f"#/patient/05?e={named}")


def test_a_withheld_record_is_named_by_its_kind(look: Look, example: Analysis, tmp_path: Path) -> None:
    hidden = opened(example, "a secret of the tests")
    file = tmp_path / "browser.html"
    file.write_text(hidden.html(), encoding="utf-8")
    name = hidden.names["CARTAID-DEMO-05"]
    page = look().go(file, f"#/patient/{name}")
    page.wait_for_selector(".facts")
    page.locator(".facts button").first.click()
    page.wait_for_selector("#why")
    said = " ".join(str(page.inner_text(".panel .inside")).split())
    assert "PR 2 Oxygen, 2 L/min" in said
    assert "CM 13 Fluids for pressure" in said
    assert "withheld" not in said
