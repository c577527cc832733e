"""`browser.html` opened from disk with the network off, and used as a person would use it."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from browser.axe import serious
from browser.conftest import Seen, opened, recorded
from cartaid.study_analysis import Analysis

Look = Callable[..., Seen]


def settled(page: Any) -> None:
    """Wait until what was asked for is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def downloaded(page: Any, selector: str) -> str:
    with page.expect_download() as download:
        page.click(selector)
    return str(Path(download.value.path()).read_text(encoding="utf-8"))


def listed(page: Any) -> list[str]:
    settled(page)
    return [text.strip() for text in page.locator(".row .c-label b").all_inner_texts()]


def test_grade_2_is_found_and_its_records_are_told(look: Look, page_file: Path) -> None:
    """A new user: which patient had CRS of grade 2, and which records made it grade 2?"""
    page = look().go(page_file)
    page.select_option("select >> nth=0", "crs2")
    assert listed(page) == ["05"]
    page.click(".row .c-label a")
    page.get_by_role("button", name="CRS at most grade 2").click()
    made = page.locator(".made")
    assert made.locator("h3").inner_text().lower() == "what made it grade 2"
    told = made.inner_text()
    # Lee 2019, grade 2: hypotension that needs no vasopressor, or oxygen by low-flow cannula; as recorded.
    fluid = next(r for r in recorded("cm", USUBJID="CARTAID-DEMO-05") if "bolus" in r["CMTRT"])
    oxygen = next(
        r
        for r in recorded("pr", USUBJID="CARTAID-DEMO-05")
        if "cannula" in r["PRTRT"].lower() and r["PRSTDTC"]
    )
    assert f"CM {fluid['CMSEQ']} {fluid['CMTRT']}, {fluid['CMSTDTC'].replace('T', ' ')}" in told
    assert f"PR {oxygen['PRSEQ']} {oxygen['PRTRT']}, {oxygen['PRSTDTC'].replace('T', ' ')}" in told
    panel = page.inner_text(".panel")
    assert "10.1016/j.bbmt.2018.12.758" in panel
    assert re.search(r"not met\s+one vasopressor", panel)
    # The place of this explanation is in the address: a link to it opens the same.
    address = page.evaluate("location.hash")
    again = look().go(page_file, address)
    again.wait_for_selector(".made")
    assert again.inner_text(".made") == told


@pytest.mark.parametrize(
    ("code", "asks", "rule"),
    [
        ("ICAHTE", "at most 500/uL on a day", "the longest run of days counts"),
        ("CRSLEE", "any supplemental oxygen", "graded from the signs of the day"),
    ],
)
def test_a_grade_that_no_single_record_makes_says_what_each_grade_asks_for(
    look: Look, page_file: Path, packs: dict[str, Any], browser: Any, code: str, asks: str, rule: str
) -> None:
    rows = packs["CARTAID-DEMO-05"]["rows"]
    place = browser.codes.index(code)
    worst = max(
        (n for n, p in enumerate(rows["p"]) if p == place and rows["lo"][n] is not None),
        key=lambda n: rows["lo"][n],
    )
    page = look().go(page_file, f"#/patient/05?e=row:{rows['id'][worst]}")
    page.wait_for_selector(".asked")
    told = page.inner_text(".asked")
    assert asks in told
    assert rule in told
    assert told.index("Grade 1") < told.index("Grade 2") < told.index("Grade 3")
    # The clauses are told, not judged.
    assert page.locator(".asked .outcome").count() == 0
    assert "(analysis visit " in page.inner_text(".panel .when")


@pytest.mark.parametrize("patient", ["05", "03"])
def test_every_recorded_temperature_is_drawn_and_the_deciding_ones_are_marked(
    look: Look, page_file: Path, patient: str
) -> None:
    """Counted in vs.csv: temperatures of day -7 to 30 with a result; those recorded in °F are drawn among them."""
    id = f"CARTAID-DEMO-{patient}"
    (start,) = {r["EXSTDTC"][:10] for r in recorded("ex", USUBJID=id) if "CAR" in r["EXTRT"].upper()}
    days = [
        (date.fromisoformat(r["VSDTC"][:10]) - date.fromisoformat(start)).days
        for r in recorded("vs", USUBJID=id, VSTESTCD="TEMP")
        if r["VSORRES"]
    ]
    expected = sum(-7 <= day <= 30 for day in days)
    assert expected > 17
    page = look().go(page_file, f"#/patient/{patient}?w=acute")
    page.wait_for_selector(".chart")
    settled(page)
    track = page.locator(".track[aria-label=Temperature]")
    assert track.locator(".point").count() == expected
    # Each daily grade rests on the highest temperature of its day: fewer are marked than drawn.
    assert 0 < track.locator("circle.used").count() < expected
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "[data-do=csv]"))))
    assert len([row for row in rows if row["track"] == "Temperature"]) == expected


def test_keys_close_and_lupus_lines_stay_with_lupus(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/05?w=whole")
    page.wait_for_selector(".chart")
    # Patient 05 has myositis: neither DORIS nor LLDAS asks anything of the dose.
    assert "DORIS" not in "".join(page.locator(".cuttext").all_text_contents())
    page.click(".keys summary")
    page.keyboard.press("Escape")
    assert not page.locator(".keys").evaluate("e => e.open")
    page.click(".keys summary")
    page.click("h1")
    assert not page.locator(".keys").evaluate("e => e.open")


def test_filters_show_the_patients_who_fit(look: Look, page_file: Path) -> None:
    page = look().go(page_file)
    by_disease = {"SLE": 8, "Myositis": 3, "Systemic sclerosis": 4}
    for name, count in by_disease.items():
        chip = page.locator(".chip", has_text=name)
        chip.click()
        assert len(listed(page)) == count
        assert page.inner_text(".count") == f"{count} of 15 patients"
        chip.click()
    page.select_option("select >> nth=0", "icans1")
    assert listed(page) == ["10"]
    page.select_option("select >> nth=0", "in")
    page.fill("input[aria-label=Day]", "100")
    page.keyboard.press("Tab")
    early = listed(page)
    assert "05" in early
    assert "01" not in early
    page.fill("input[type=search]", "zz")
    assert listed(page) == []
    assert "No patient fits these filters." in page.inner_text("main")


def test_back_leads_to_the_cohort_as_it_was(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/cohort?disease=SSC&show=dose")
    assert len(listed(page)) == 4
    page.click(".row .c-label a >> nth=0")
    page.wait_for_selector(".chart")
    page.go_back()
    page.wait_for_selector(".cohort")
    assert len(listed(page)) == 4
    assert page.evaluate("location.hash") == "#/cohort?disease=SSC&show=dose"


def test_the_cohort_is_used_by_keys_alone(look: Look, page_file: Path) -> None:
    page = look().go(page_file)
    page.locator("[data-place='0'][data-column='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    focused = page.evaluate("[document.activeElement.dataset.place, document.activeElement.dataset.column]")
    assert focused == ["2", "1"]
    words = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel #why")
    assert page.inner_text("h1").removeprefix("Patient ") == words.split(",")[0]
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()
    # From point to point, and again an explanation; then the next patient and another window.
    first = page.evaluate("document.activeElement.dataset.key")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.key") != first
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel #why")
    page.keyboard.press("a")
    assert "w=acute" in page.evaluate("location.hash")
    shown = page.inner_text("h1")
    page.keyboard.press("n")
    page.wait_for_function("was => document.querySelector('h1').innerText !== was", arg=shown)


def test_two_patients_stand_side_by_side_on_one_scale(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/01")
    page.wait_for_selector("#compare")
    page.select_option("#compare", "04")
    page.wait_for_selector(".two .chart >> nth=1")
    assert page.inner_text("h1") == "Patients 01 and 04"
    settled(page)
    ticks = (
        "chart => [...chart.querySelectorAll('.track')]"
        ".map(track => [...track.querySelectorAll('.ytick')].map(tick => tick.textContent).join())"
    )
    left, right = (page.locator(".chart").nth(n).evaluate(ticks) for n in (0, 1))
    assert len(left) == len(right) > 5
    # A track that one of them does not have stays empty; every other has the axis of its neighbour.
    assert all(a == b for a, b in zip(left, right, strict=True) if a and b)
    again = look().go(page_file, page.evaluate("location.hash"))
    again.wait_for_selector(".two .chart >> nth=1")


def test_what_is_shown_is_exported_as_csv(look: Look, page_file: Path, browser: Any) -> None:
    page = look().go(page_file, "#/cohort?disease=SLE&show=score")
    settled(page)
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "[data-do=csv]"))))
    assert [row["patient"] for row in rows] == listed(page)
    cells = browser.study["cohort"]
    places = {label: n for n, label in enumerate(cells["patients"]["label"])}
    checked = 0
    for row in rows:
        known = cells["cells"][places[row["patient"]]]
        for code, visit, value, status, used in zip(
            *(known[name] for name in ("p", "visit", "v", "s", "a")), strict=True
        ):
            if code == "SLEDAI" and used and status == "D":
                assert float(row[f"Activity score, {visit}"]) == value
                checked += 1
    assert checked > 30
    page = look().go(page_file, "#/patient/05?w=acute")
    page.wait_for_selector(".chart")
    values = list(csv.DictReader(io.StringIO(downloaded(page, "[data-do=csv]"))))
    crs = {row["day"]: row["value"] for row in values if row["track"] == "CRS"}
    assert (crs["3"], crs["4"], crs["5"]) == ("1", "2", "2")


@pytest.mark.parametrize("address", ["#/cohort", "#/patient/05?w=acute"])
def test_what_is_drawn_is_exported_as_svg(look: Look, page_file: Path, address: str) -> None:
    page = look().go(page_file, address)
    page.wait_for_selector("[data-do=svg]")
    settled(page)
    picture = ElementTree.fromstring(downloaded(page, "[data-do=svg]"))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert ("05" if "cohort" in address else "CRS") in texts
    # Styles are inside: nothing of the page is needed to see it.
    assert not [e for e in picture.iter() if "class" in e.attrib]
    assert [e for e in picture.iter() if e.attrib.get("stroke-dasharray")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_the_button(look: Look, page_file: Path, scheme: str) -> None:
    page = look(scheme=scheme).go(page_file)
    ground = "getComputedStyle(document.body).backgroundColor"
    was = page.evaluate(ground)
    assert was == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 28)"}[scheme]
    page.click(".theme")
    assert page.evaluate(ground) != was
    page.click(".theme")
    assert page.evaluate(ground) == was


@pytest.mark.parametrize(
    "address", ["#/cohort", "#/cohort?part=grid", "#/patient/05", "#/patient/05?with=10"]
)
def test_nothing_is_wider_than_a_phone(look: Look, page_file: Path, address: str) -> None:
    page = look(width=390, height=844).go(page_file, address)
    page.wait_for_selector(".cohort, .chart")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if "cohort" in address and "grid" not in address:
        page.get_by_role("button", name="Grid").click()
        assert page.locator(".c-cell").count() > 30


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(look: Look, page_file: Path, width: int, scheme: str) -> None:
    seen = look(width=width, scheme=scheme)
    assert serious(seen.go(page_file)) == []
    page = seen.go(page_file, "#/patient/05?w=acute")
    page.wait_for_selector(".factbutton")
    assert serious(page) == []
    page.click(".factbutton >> nth=0")
    page.wait_for_selector(".panel #why")
    assert serious(page) == []
    page = seen.go(page_file, "#/patient/05?with=10")
    page.wait_for_selector(".two .chart >> nth=1")
    assert serious(page) == []


def test_an_address_that_leads_nowhere_says_so(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert "is not in this study" in page.inner_text("main")
    assert page.locator("main img").count() == 0
    assert look().go(page_file, "#/nonsense?x=%E0%A4%A").inner_text("h1") == "Cohort"


def test_the_banner_says_what_the_page_holds(look: Look, page_file: Path) -> None:
    banner = look().go(page_file).inner_text("#banner")
    assert "SYNTHETIC" in banner
    assert "Contains patient-level data." in banner


def test_the_deidentified_page_names_nobody_and_says_what_it_is(
    look: Look, example: Analysis, tmp_path: Path
) -> None:
    path = tmp_path / "browser.html"
    path.write_text(opened(example, "a secret of the tests").html(), encoding="utf-8")
    page = look().go(path)
    assert "de-identified in part" in page.inner_text("#banner")
    assert len(listed(page)) == 15
    assert all(re.fullmatch(r"P\d\d", name) for name in listed(page))
    page.click(".row .c-label a >> nth=0")
    page.wait_for_selector(".chart")
    assert re.search(r"\d0–\d9 y", page.inner_text(".heading"))
    text = page.inner_text("body") + path.read_text(encoding="utf-8")
    assert not [row["USUBJID"] for row in recorded("dm") if row["USUBJID"] in text]


def test_the_first_view_is_drawn_within_a_second(look: Look, page_file: Path) -> None:
    """From the request to the drawn cohort of fifteen, as the browser's own clock has it."""
    page = look().go(page_file)
    page.wait_for_selector(".row")
    paints = page.evaluate("performance.getEntriesByType('paint').map(p => [p.name, p.startTime])")
    # Three times the second that a person would see: the machine of the tests does other things too.
    assert dict(map(tuple, paints))["first-contentful-paint"] < 3000
    assert json.loads(page.evaluate("JSON.stringify(document.querySelectorAll('.row').length)")) == 15
