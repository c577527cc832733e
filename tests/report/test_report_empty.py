"""Little or nothing to report: the page says what is absent, and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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
