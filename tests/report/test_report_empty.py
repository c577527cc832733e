"""Little or nothing to report: the page says what is absent, and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cartaid.report.abstract import cards
from cartaid.report.pdf import render_pdf
from report.conftest import Report

Rows = list[dict[str, str]]


def keep(patients: set[str], tables: set[str] | None = None) -> Callable[[str, Rows], Rows]:
    def change(table: str, rows: Rows) -> Rows:
        if tables is not None and table not in tables:
            return []
        return [row for row in rows if row["USUBJID"] in patients]

    return change


def check_pdf(report: Report) -> None:
    assert render_pdf(report.content, report.drawing.figures, report.drawing.drawn()).startswith(b"%PDF-")


def test_a_study_of_one(changed_report: Callable[..., Report]) -> None:
    report = changed_report(keep({"CARTAID-DEMO-01"}))
    text = report.page.text
    assert "1/1 (100 %; 2.5–100)" in text
    assert "Systemic sclerosis" not in " ".join(f.title for f in report.drawing.figures)
    check_pdf(report)


def test_a_patient_without_a_visit(changed_report: Callable[..., Report]) -> None:
    def change(table: str, rows: Rows) -> Rows:
        keep = ("dm", "ex", "ds", "pr")
        return rows if table in keep else [r for r in rows if r["USUBJID"] != "CARTAID-DEMO-15"]

    report = changed_report(change)
    text = report.page.text
    assert "No score of this patient was determined." in text
    assert "of 4 patients 1 not assessed" in text
    check_pdf(report)


def test_a_disease_with_nobody(changed_report: Callable[..., Report]) -> None:
    def change(table: str, rows: Rows) -> Rows:
        return [r for r in rows if r["USUBJID"] not in {f"CARTAID-DEMO-{n:02d}" for n in (5, 10, 12)}]

    report = changed_report(change)
    assert [f.id for f in report.drawing.figures if f.id.startswith("scores_")] == [
        "scores_sle",
        "scores_ssc",
    ]
    assert "myositis had a major" not in report.page.text


def test_no_toxicity_scheme(changed_report: Callable[..., Report]) -> None:
    report = changed_report(lambda table, rows: rows, {'crs = "ASTCT 2019"\nicans = "ASTCT 2019"\n': ""})
    text = report.page.text
    assert "CRS: none named, so not graded" in text
    assert "no scheme named in study.toml" in text
    assert "Cytokine release syndrome was grade" not in text
    check_pdf(report)


@pytest.fixture(scope="module")
def bare_report(changed_report: Callable[..., Report]) -> Report:
    return changed_report(keep({f"CARTAID-DEMO-{n:02d}" for n in range(1, 16)}, {"dm", "ex"}))


def test_patients_and_infusions_alone(bare_report: Report) -> None:
    text = bare_report.page.text
    assert "15 patients were infused with CAR T cells" in text
    for section in ("efficacy", "safety", "cells", "durability"):
        assert f'id="{section}"' in bare_report.html
    assert "Not shown, and why" in text
    check_pdf(bare_report)


def test_nobody_with_a_day_0(changed_report: Callable[..., Report]) -> None:
    def change(table: str, rows: Rows) -> Rows:
        for row in rows:
            row.update({name: "" for name in ("RFSTDTC", "RFXSTDTC", "RFENDTC") if name in row})
        return rows if table == "dm" else []

    report = changed_report(change)
    assert not [row for row in report.content.results if row.display == "headline"]
    assert report.drawing.figures == []
    assert "No patient with a day 0" in report.page.text
    check_pdf(report)


def test_a_patient_who_cannot_be_judged_is_told_in_tile_and_sentence(
    changed_report: Callable[..., Report],
) -> None:
    """Patient 01 loses one item of its forms after day 0: 7 of 8 were in remission, 1 cannot be judged."""

    def change(table: str, rows: Rows) -> Rows:
        def lost(row: dict[str, str]) -> bool:
            return (
                row["USUBJID"] == "CARTAID-DEMO-01"
                and row["QSTESTCD"] == "SLD01"
                and row["QSDTC"] > "2021-03-22"
            )

        return [row for row in rows if not lost(row)] if table == "qs" else rows

    report = changed_report(change)
    (tile,) = [
        " ".join(card.number.split() + card.rest.split())
        for _, group in cards(report.content.results)
        for card in group
        if card.result.row == "doris_sle_m6"
    ]
    assert tile.startswith("7 of 8 patients; 1 cannot be judged; 7/7 (100 %")
    assert "7 of 8 (1 cannot be judged; of the others 100 %; 95 % CI" in report.page.text
    assert "7 of 8 patients; 1 cannot be judged" in report.page.text


def test_one_event_is_not_written_as_events(changed_report: Callable[..., Report]) -> None:
    """One event that began in the month of the treatment, and one without a cause: each has its line."""

    def change(table: str, rows: Rows) -> Rows:
        if table == "ae":
            own = [row for row in rows if row["USUBJID"] == "CARTAID-DEMO-01"]
            # Lymphodepletion began on 2021-03-17: an event "in March 2021" may lie before it or after.
            own[0].update(AESTDTC="2021-03", AEENDTC="")
            own[1].update(AEREL="")
        return rows

    notes = next(d.footnotes for d in changed_report(change).content.displays if d.id == "ae_overview")
    assert "1 event counted whose start may lie before treatment." in notes
    assert "1 event without a recorded cause." in notes


def test_methods_name_the_schemes_in_words(report: Report) -> None:
    text = report.page.text
    assert "For comparison also graded by Lee 2014." in text
    assert "ALSO" not in text
    assert "['" not in text
