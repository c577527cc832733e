"""The page: it shows what the ARD says, refers to nothing outside, and can be read by everyone."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from itertools import pairwise

from cartaid.report.figures.style import DARK
from cartaid.results.display import FOOTNOTE
from cartaid.results.rows_behind import matching
from report.conftest import Report


def test_every_cell_of_every_display_is_on_the_page(report: Report) -> None:
    text = report.page.text
    missing = {
        cell.text
        for display in report.content.displays
        for row in display.rows
        for cell in row.cells
        if " ".join(cell.text.split()) not in text
    }
    assert not missing
    for display in report.content.displays:
        if display.id not in ("headline", "absent"):
            assert display.title in text
            assert all(" ".join(note.split()) in text for note in display.footnotes)


def test_the_abstract_says_the_published_figures(report: Report) -> None:
    # Müller F et al., N Engl J Med 2024;390:687-700, abstract: what the example is shaped to land on.
    text = report.page.text
    assert "Median follow-up was 15 months (range 4–29)." in text
    assert "8 of 8 (100 %; 95 % CI 63.1–100) patients with SLE were in DORIS 2021 remission" in text
    assert "3 of 3 (100 %; 95 % CI 29.2–100) patients with myositis had a major ACR/EULAR response" in text
    assert "grade 1 in 10 of 15, grade 2 in 1 of 15" in text
    assert "B-cell aplasia lasted 112 ± 47 days (mean ± SD)." in text


def test_the_abstract_says_whose_grades_they_are(report: Report) -> None:
    abstract = report.page.text
    assert (
        "Graded by ASTCT from the records (not by the investigator), cytokine release syndrome was grade 1 in 10 of 15"
        in abstract
    )


def test_synthetic_is_said_first(report: Report) -> None:
    text = report.page.text
    assert text.index("SYNTHETIC DATA") < text.index("Headline")


def test_nothing_is_loaded_from_outside(report: Report) -> None:
    page = report.page
    for tag, attributes in page.elements:
        for name in ("src", "srcset", "data", "action", "background", "poster", "xlink:href"):
            assert name not in attributes, (tag, attributes)
        if tag in ("link", "iframe", "object", "embed", "img", "base"):
            raise AssertionError((tag, attributes))
        href = attributes.get("href")
        if href is not None and not href.startswith("#"):
            assert tag == "a"
            assert href.startswith("https://doi.org/")
    outside = [use for use in re.findall(r"url\(([^)]*)\)", report.html) if not use.startswith("#")]
    assert not outside
    assert "@import" not in report.html


def test_the_policy_lets_only_the_own_script_run(report: Report) -> None:
    page = report.page
    policies = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    (policy,) = policies
    assert policy is not None
    assert "default-src 'none'" in policy
    data, code = page.scripts
    json.loads(data)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_headings_are_nested_without_a_gap(report: Report) -> None:
    headings = report.page.headings
    assert [words for level, words in headings if level == 1] == [report.content.title]
    for (level, _), (following, words) in pairwise(headings):
        assert following <= level + 1, words
    assert all(words.strip() for _, words in headings)


def test_ids_are_unique_and_every_link_leads_somewhere(report: Report) -> None:
    page = report.page
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        href = attributes.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids
        for name in ("aria-labelledby",):
            if name in attributes:
                assert attributes[name] in ids


def test_tables_have_header_cells_with_a_scope(report: Report) -> None:
    headers = [a for tag, a in report.page.elements if tag == "th"]
    assert headers
    assert all(a.get("scope") in ("col", "row", "rowgroup") for a in headers)


def test_every_figure_has_a_title_a_caption_and_its_data(report: Report) -> None:
    tags = [tag for tag, _ in report.page.elements]
    assert tags.count("figure") == tags.count("figcaption") == len(report.drawing.figures) >= 9
    assert all(figure.rows and figure.alt and figure.caption for figure in report.drawing.figures)
    assert all(len(row) == len(f.columns) for f in report.drawing.figures for row in f.rows)


def test_every_number_leads_to_its_records(report: Report) -> None:
    data = json.loads(report.page.scripts[0])
    asked = {int(a["data-r"] or -1) for tag, a in report.page.elements if tag == "a" and "data-r" in a}
    assert asked == set(range(len(data["filters"])))
    assert all(words.startswith(("the ", "all ")) for _, _, words, _ in data["filters"])
    rows = {
        r.row: len(matching(dict(report.content.datasets), r.dataset, r.filter))
        for r in report.content.results
        if r.display == "headline" and r.row in ("doris_sle_m6", "infused")
    }
    assert rows == {"doris_sle_m6": 8, "infused": 15}


def test_where_others_are_shown_too_those_counted_are_marked(report: Report) -> None:
    """A link that opens more patients than were counted says which of its records are of those counted."""
    data = json.loads(report.page.scripts[0])
    partly = 0
    for dataset, _, words, marked in data["filters"]:
        if found := re.search(r"all ([0-9]+) patients judged, ([0-9]+) of them counted", words):
            everyone, counted = map(int, found.groups())
            place = data["datasets"][dataset]["columns"].index("USUBJID")
            patients = {data["datasets"][dataset]["rows"][row][place] for row in marked}
            if words.endswith("these records do not tell which"):
                assert 0 < counted < everyone
                assert not patients
                continue
            assert len(patients) == (counted if 0 < counted < everyone else 0)
            partly += 0 < counted < everyone
        else:
            assert marked == []
    assert partly > 30


# Displays of which some numbers do not lead to their records: a bound of a design has none, a record that is no row of
# a dataset cannot be shown, a window of days or "began before" is no value of a column. A display that is new has to
# link its numbers.
WITHOUT_RECORDS = frozenset(
    "ae_mean ae_rates ae_terms complement infection_kinds infection_rates lab_shift patients_summary "
    "absent dose_limiting drug_resumption evaluable haematotoxicity_readings long_term long_term_listing "
    "long_term_visits not_evaluable stagger stopping_boundary stopping_operating toxicity_cross "
    "toxicity_scheme_agreement toxicity_schemes wash_out".split()
)


def test_the_numbers_of_every_other_display_have_records(report: Report) -> None:
    known = set(report.content.datasets)
    unlinked = {
        result.display
        for result in report.content.results
        if re.search(r"\d", result.text) and result.statistic != FOOTNOTE and result.dataset not in known
    }
    assert unlinked <= WITHOUT_RECORDS


def test_figures_use_only_colours_that_the_dark_page_knows(report: Report) -> None:
    for id, svg in report.drawing.drawn().items():
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]{3,6})"', svg))
        assert used <= set(DARK), (id, used - set(DARK))


def test_text_and_paper_have_contrast_in_both_themes() -> None:
    # WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text.
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(a: str, b: str) -> float:
        high, low = sorted((luminance(a), luminance(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    light, dark = "#ffffff", DARK["#ffffff"]
    for colour in ("#1d2129", "#5c6470", "#0a6aa6", "#b8500a", "#0b7f5f"):
        assert contrast(colour, light) >= 4.5, colour
        assert contrast(DARK[colour], dark) >= 4.5, colour


def test_a_report_of_fifteen_patients_is_small(report: Report) -> None:
    assert len(report.html.encode()) < 3_000_000


def test_methods_name_every_definition_and_what_is_from_memory(report: Report) -> None:
    text = report.page.text
    for definition in report.content.manifest["definitions"]:
        assert definition["id"] in text
        assert all(source["citation"] in text for source in definition["sources"])
        assert all(words in text for words in definition["from_memory"])
    assert "gc limit: inclusive" in text
