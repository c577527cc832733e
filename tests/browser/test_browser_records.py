"""What a point says of its record, and what leaves the page: doses, days, ids, files, paper."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Seen, opened, recorded
from browser.test_browser_clicks import downloaded, listed, settled
from browser.test_browser_hostile import written
from cartaid.report.browser import Browser
from cartaid.report.browser.drug_records import DrugRecord, records_of
from cartaid.study_analysis import Analysis

Look = Callable[..., Seen]
Rows = list[dict[str, str]]


def drug(packs: dict[str, Any], substance: str, role: str) -> dict[str, Any]:
    own = packs["CARTAID-DEMO-05"]["drugs"]
    rows = [dict(zip(own, row, strict=True)) for row in zip(*own.values(), strict=True)]
    return next(row for row in rows if (row["sub"], row["role"]) == (substance, role))


def test_lymphodepletion_has_its_recorded_dose_and_its_records(packs: dict[str, Any]) -> None:
    for name in ("FLUDARABINE", "CYCLOPHOSPHAMIDE"):
        rows = recorded("ex", USUBJID="CARTAID-DEMO-05", EXTRT=name)
        found = drug(packs, name.lower(), "lymphodepletion")
        assert found["recs"] == [f"EX {row['EXSEQ']}" for row in rows]
        assert found["dose"] == f"{float(rows[0]['EXDOSE']):g} {rows[0]['EXDOSU']}"


def test_a_course_names_no_record_where_more_than_its_own_could_be_meant() -> None:
    def one(seq: int, dose: float) -> DrugRecord:
        return DrugRecord("CM", seq, frozenset({"prednisone"}), dose, "mg", 3)

    course = {"sub": "prednisone", "from": 3, "to": 9, "daily": 5.0, "count": 1}
    assert [r.seq for r in records_of(course, [one(1, 5.0), one(2, 20.0)])] == [1]
    assert records_of(course, [one(1, 5.0), one(2, 5.0)]) == []


def test_drugs_infusion_and_days_of_use_are_told_in_the_panel(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/05?w=acute")
    page.wait_for_selector(".point")

    def told(start: str) -> str:
        page.locator(f".point[aria-label^='{start}']").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#why")
        return " ".join(str(page.inner_text(".panel .inside")).split())

    assert "Recorded dose 1000 mg/m2" in (said := told("cyclophosphamide, 1000 mg/m2, lymphodepletion"))
    assert "Record EX 4" in said
    assert "not known" not in said
    assert "Record EX 5" in told("CAR T: infusion")
    # The cannula of day 4 runs to the evening of day 5: both days are of grade 2.
    assert "Used for CRS grade 2 of days 4 and 5" in told("Nasal cannula")


def test_the_investigators_grade_stands_on_the_days_of_the_event_alone(look: Look, page_file: Path) -> None:
    (event,) = (
        row
        for row in recorded("ae", USUBJID="CARTAID-DEMO-05")
        if row["AEDECOD"] == "Cytokine release syndrome"
    )
    page = look().go(page_file, "#/patient/05?w=acute")
    page.wait_for_selector(".point")
    said = {}
    for day in (1, 3):
        page.locator(f".point[aria-label^='CRSLEE grade'][aria-label*='day {day}']").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#why")
        said[day] = str(page.inner_text(".panel .inside"))
    assert "Investigator: no CRS recorded on this day" in said[1]
    assert f"AE {event['AESEQ']}" in said[3]


def test_values_name_their_record(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/05")
    page.wait_for_selector(".point")
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "[data-do=csv]"))))
    (infused,) = (row for row in rows if row["value"].startswith("infusion"))
    assert infused["source"] == "EX 5"
    known = {f"LB {row['LBSEQ']}" for row in recorded("lb", USUBJID="CARTAID-DEMO-05")}
    measured = [row["source"] for row in rows if row["group"] == "Laboratory"]
    assert measured
    assert set(measured) <= known


def test_a_chart_and_its_file_have_a_legend_of_what_they_hold(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/05")
    page.wait_for_selector(".point")
    legend = page.inner_text("[aria-label='Legend of the chart']")
    assert "outside the reference range" in legend
    assert "above a limit of measurement" not in legend
    drawn = ElementTree.fromstring(downloaded(page, "[data-do=svg]"))
    assert "outside the reference range" in "".join(drawn.itertext())
    cohort = look().go(page_file)
    settled(cohort)
    drawn = ElementTree.fromstring(downloaded(cohort, "[data-do=svg]"))
    assert "Response state: met" in "".join(drawn.itertext())


def test_a_patient_is_not_compared_with_itself(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/05?with=05")
    page.wait_for_selector(".point")
    assert page.inner_text("h1") == "Patient 05"


def test_the_statement_on_b_cells_opens_its_sample(look: Look, page_file: Path) -> None:
    page = look().go(page_file, "#/patient/05")
    page.get_by_role("button", name="B cells back").click()
    assert "(day 156)" in page.inner_text(".panel .inside")


def changed_rows(table: str, rows: Rows) -> Rows:
    for row in rows:
        row["USUBJID"] = row["USUBJID"].replace("CARTAID-DEMO-", "EUCT-2021-004471-DE03-")
    if table == "dm":
        for row in rows:
            row["SUBJID"] = row["USUBJID"]
    if table == "ae":
        rows[0]["AETERM"] = rows[0]["AEDECOD"] = "fever\x0b\x1b[2J"
    if table == "ex":
        return [row for row in rows if not row["USUBJID"].endswith("-15")]
    return rows


@pytest.fixture(scope="module")
def long_ids(changed: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(changed(changed_rows), tmp_path_factory.mktemp("long"))


def test_long_ids_stand_without_what_all_begin_with(look: Look, long_ids: Path) -> None:
    page = look().go(long_ids)
    assert sorted(listed(page))[:2] == ["01", "02"]
    assert page.locator(".row .c-label a").first.get_attribute("title").startswith("EUCT-2021-004471-DE03-")
    page.click(".row .c-label a")
    page.wait_for_selector(".chart")
    assert "EUCT-2021-004471-DE03-" in page.inner_text("h1")


def test_a_patient_never_infused_has_no_course(look: Look, long_ids: Path) -> None:
    page = look().go(long_ids)
    row = page.locator(".row", has=page.locator("b", has_text="15"))
    assert row.locator(".seen").count() == 0
    assert "not infused" in row.locator(".c-swim svg").inner_html()
    rows = {
        one["patient"][-2:]: one for one in csv.DictReader(io.StringIO(downloaded(page, "[data-do=csv]")))
    }
    assert rows["15"]["day_0"] == ""
    assert rows["05"]["day_0"]


def test_a_picture_with_control_characters_is_well_formed(look: Look, long_ids: Path) -> None:
    first = recorded("ae")[0]["USUBJID"].removeprefix("CARTAID-DEMO-")
    page = look().go(long_ids, f"#/patient/EUCT-2021-004471-DE03-{first}")
    page.wait_for_selector(".point")
    drawn = ElementTree.fromstring(downloaded(page, "[data-do=svg]"))
    assert "fever\ufffd\ufffd[2J" in "".join(drawn.itertext())


def test_on_paper_every_patient_stands_with_the_grid(look: Look, page_file: Path) -> None:
    page = look(width=700).go(page_file)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    settled(page)
    assert page.locator(".row").count() == 15
    assert page.locator(".c-visit").count() > 5
    # Every box of a grade has its digit, however narrow a day is.
    boxes = page.locator(".row .tox")
    assert boxes.count() > 10
    assert set(boxes.locator("text").all_text_contents()) == {"1", "2"}
    assert boxes.locator("text").count() == boxes.count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    settled(page)
    assert page.locator(".c-visit").count() == 0


def test_the_example_needs_no_shortening(example: Analysis) -> None:
    assert opened(example).study["cohort"]["patients"]["label"][0] == "01"
