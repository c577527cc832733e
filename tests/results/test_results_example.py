"""The results of the example study: the published figures, links to records, files, order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cartaid.engine import Session
from cartaid.results.ard import COLUMNS, Result, load, one, records_of, write
from cartaid.results.build import build
from cartaid.results.display import SECTIONS, Display
from cartaid.study_analysis import Analysis


@pytest.fixture(scope="module")
def session(example: Analysis) -> Session:
    return example.study.session


@pytest.fixture(scope="module")
def built(session: Session) -> tuple[list[Result], list[Display]]:
    return build(session)


# Müller F et al., N Engl J Med 2024;390:687-700 (doi 10.1056/NEJMoa2308917): counts and figures of the abstract.
# Limits: Clopper-Pearson, from a table of the two-sided 95 % limits made with SciPy and checked against R.
PUBLISHED = {
    "infused": (15, 15, "15/15"),
    "doris_sle_m6": (8, 8, "8/8 (100 %; 63.1–100)"),
    "lldas_sle_m6": (8, 8, "8/8 (100 %; 63.1–100)"),
    "sledai0_sle_m6": (8, 8, "8/8 (100 %; 63.1–100)"),
    "tis_major_iim": (3, 3, "3/3 (100 %; 29.2–100)"),
    "eustar_lower_ssc": (4, 4, "4/4 (100 %; 39.8–100)"),
    "drug_free_last": (15, 15, "15/15 (100 %; 78.2–100)"),
    "relapse": (0, 15, "0/15 (0 %; 0–21.8)"),
    "crs_grade1": (10, 15, "10/15 (66.7 %; 38.4–88.2)"),
    "crs_grade2": (1, 15, "1/15 (6.7 %; 0.2–31.9)"),
    "crs_grade3plus": (0, 15, "0/15 (0 %; 0–21.8)"),
    "icans_grade1": (1, 15, "1/15 (6.7 %; 0.2–31.9)"),
    "icans_grade2plus": (0, 15, "0/15 (0 %; 0–21.8)"),
    "infection_hospital": (1, 15, "1/15 (6.7 %; 0.2–31.9)"),
}


@pytest.mark.parametrize("row", PUBLISHED)
def test_headline_counts(built: tuple[list[Result], list[Display]], row: str) -> None:
    found = one(built[0], "headline", row)
    assert found is not None
    assert (found.value, found.N, found.text) == PUBLISHED[row]
    assert found.n == found.value


def test_headline_follow_up_15_months_4_to_29(built: tuple[list[Result], list[Display]]) -> None:
    found = one(built[0], "headline", "followup_median_months")
    assert found is not None
    assert found.text == "15 (4–29)"
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert [round(v) for v in (found.value, found.low, found.high)] == [15, 4, 29]


def test_headline_b_cell_aplasia_112_sd_47(built: tuple[list[Result], list[Display]]) -> None:
    found = one(built[0], "headline", "bcell_aplasia_mean_days")
    assert found is not None
    assert found.text == "112 ± 47"
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert (round(found.value), round(found.value - found.low), round(found.high - found.value)) == (
        112,
        47,
        47,
    )


def test_every_headline_row_once_and_in_one_column(built: tuple[list[Result], list[Display]]) -> None:
    rows = [r.row for r in built[0] if r.display == "headline"]
    assert sorted(rows) == sorted([*PUBLISHED, "followup_median_months", "bcell_aplasia_mean_days"])


def test_a_place_in_a_display_names_one_result(built: tuple[list[Result], list[Display]]) -> None:
    keys = [(r.display, r.group, r.row, r.column, r.statistic) for r in built[0]]
    assert len(keys) == len(set(keys))


def test_every_shown_cell_is_what_its_results_say(built: tuple[list[Result], list[Display]]) -> None:
    results, displays = built
    shown = [result for d in displays for row in d.rows for cell in row.cells for result in cell.results]
    notes = [r for r in results if r.statistic == "footnote"]
    assert sorted(map(id, shown)) == sorted(map(id, [r for r in results if r not in notes]))
    for display in displays:
        assert all(len(row.cells) == len(display.columns) for row in display.rows)
        for row in display.rows:
            for cell in row.cells:
                assert cell.text == " ".join(r.text for r in cell.results if r.text)


def test_displays_have_known_sections_and_no_twin(built: tuple[list[Result], list[Display]]) -> None:
    displays = built[1]
    assert {d.section for d in displays} <= {id for id, _ in SECTIONS}
    assert len({d.id for d in displays}) == len(displays)
    assert {"headline", "flow", "patients_summary", "efficacy_sle", "efficacy_iim", "efficacy_ssc"} <= {
        d.id for d in displays
    }


def test_no_interval_without_width_and_none_around_nothing(built: tuple[list[Result], list[Display]]) -> None:
    for r in built[0]:
        if r.statistic in ("x/N", "free of the event") and r.low is not None and r.high is not None:
            assert r.low < r.high, r
        assert "nan" not in r.text.lower().split(), r


def test_no_p_value_below_six_pairs(built: tuple[list[Result], list[Display]]) -> None:
    tests = [r for r in built[0] if r.statistic == "p-value"]
    assert {r.n is not None and r.n < 6 for r in tests} == {True, False}
    for r in tests:
        assert r.n is not None
        assert (r.value is None) == (r.n < 6), r
        assert r.text == "NE: fewer than 6 pairs" or r.n >= 6


def test_table_1_has_no_p_value(built: tuple[list[Result], list[Display]]) -> None:
    assert not [r for r in built[0] if r.display.startswith("patients") and "p" in r.statistic.split()]


@pytest.mark.parametrize(
    "display", ["efficacy_sle", "states_iim", "ae_overview", "ae_terms", "infections", "evaluable"]
)
def test_filters_find_the_patients_counted(
    session: Session, built: tuple[list[Result], list[Display]], display: str
) -> None:
    # A share of patients who were judged links to all of them (N); a count of events links to those with it (n).
    linked = [
        r
        for r in built[0]
        if r.display == display and r.statistic == "x/N" and r.filter and r.column != "all"
    ][:40]
    assert linked
    for r in linked:
        patients = {row["USUBJID"] for row in records_of(session, r.dataset, r.filter)}
        assert len(patients) == (
            r.N if "STATUS=DETERMINED" in r.filter and display != "evaluable" else r.n
        ), r


def test_a_filter_with_an_unknown_column_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="adtte has no column 'PARAM_CODE'"):
        records_of(session, "adtte", "PARAM_CODE=TTREL")


def test_files_hold_the_same_rows_in_the_same_order(
    session: Session, built: tuple[list[Result], list[Display]], tmp_path: Path
) -> None:
    results = built[0]
    assert write(session, results, tmp_path) == ["ard.parquet", "ard.json"]
    rows = json.loads((tmp_path / "ard.json").read_text(encoding="utf-8"))
    assert [tuple(row.values()) for row in rows] == [tuple(getattr(r, c) for c in COLUMNS) for r in results]
    names = session.rows(f"SELECT name FROM parquet_schema('{tmp_path / 'ard.parquet'}')")[1:]
    assert [name for (name,) in names] == list(COLUMNS)
    stored = session.rows(f"SELECT * FROM '{tmp_path / 'ard.parquet'}'")
    assert stored == [tuple(getattr(r, c) for c in COLUMNS) for r in results]
    first = (tmp_path / "ard.parquet").read_bytes()
    write(session, build(session)[0], tmp_path / "again")
    assert (tmp_path / "again" / "ard.parquet").read_bytes() == first


def test_the_session_table_holds_both_n(session: Session, built: tuple[list[Result], list[Display]]) -> None:
    load(session, built[0])
    (row,) = session.rows(
        "SELECT n, denominator_N, value FROM ard WHERE display = 'headline' AND \"row\" = 'crs_grade1'"
    )
    assert row == (10, 15, 10)


def test_what_is_absent_is_listed_with_its_reason(built: tuple[list[Result], list[Display]]) -> None:
    results, displays = built
    absent = {r.row: r.text for r in results if r.display == "absent"}
    shown = {d.id for d in displays}
    assert absent.keys().isdisjoint(shown)
    assert all(absent.values())
