"""Links from numbers to records: what a link opens are the records of the number, or there is no link."""

from __future__ import annotations

import pytest

from cartaid.engine import Session
from cartaid.report.tables import Filters
from cartaid.results.ard import Result, records_of
from cartaid.results.build import build
from cartaid.results.measure import Place, tally
from cartaid.results.rows_behind import Dataset, Finder, opened, rows_behind
from cartaid.study_analysis import Analysis


@pytest.fixture(scope="module")
def session(example: Analysis) -> Session:
    return example.study.session


@pytest.fixture(scope="module")
def results(session: Session) -> list[Result]:
    return build(session)[0]


@pytest.fixture(scope="module")
def finder(session: Session, results: list[Result]) -> Finder:
    return Finder(rows_behind(session, results))


def test_every_share_opens_the_patients_counted_or_all_judged(results: list[Result], finder: Finder) -> None:
    shares = [r for r in results if r.statistic == "x/N" and r.dataset and r.n]
    assert len(shares) > 500
    wrong = [r for r in shares if opened(finder, r) is None]
    assert not wrong, wrong[:3]
    for r in shares:
        _, patients = finder.patients(r.dataset, r.filter)
        assert patients in (r.n, r.N), r


def test_nobody_counted_never_opens_the_events_of_others(results: list[Result], finder: Finder) -> None:
    nobody = [r for r in results if r.statistic == "x/N" and r.dataset == "adae" and r.n == 0]
    assert nobody
    assert all(opened(finder, r) is None and finder.patients(r.dataset, r.filter)[0] == 0 for r in nobody)


@pytest.mark.parametrize(
    "display", ["flow", "toxicity_episodes", "lab_worst", "lab_shift", "seroconversion", "ae_rates"]
)
def test_the_page_finds_the_records_that_the_database_finds(
    session: Session, results: list[Result], finder: Finder, display: str
) -> None:
    linked = [r for r in results if r.display == display and r.dataset][:25]
    assert linked
    for r in linked:
        assert len(records_of(session, r.dataset, r.filter)) == finder.patients(r.dataset, r.filter)[0], r


def test_numbers_that_a_table_counts_open_their_records(results: list[Result], finder: Finder) -> None:
    """Earlier drugs, schemes, readings, rates, means, infections, complement; of nobody counted, all who were judged."""
    shown = {
        *("patients_summary", "toxicity_schemes", "ae_rates", "ae_mean", "complement", "ae_overview"),
        *("infection_kinds", "haematotoxicity_readings"),
    }
    filters = Filters(finder.datasets)
    without = [
        r
        for r in results
        # Events that nobody had are no record.
        if r.display in shown and r.N and r.n and r.value != 0 and filters.number(r) is None
    ]
    assert not without, without[:3]
    changed = [r for r in results if r.display == "seroconversion" and "assay changed" in r.text]
    so_far = [r for r in results if r.display == "stopping_boundary" and r.column == "events" and r.text]
    assert changed
    assert so_far
    assert all(filters.number(r) is not None for r in (*changed, *so_far))
    nobody_had_it = [r for r in results if r.display == "ae_overview" and r.statistic == "x/N" and r.n == 0]
    assert nobody_had_it
    for r in nobody_had_it:
        place = filters.number(r)
        assert place is not None, r
        link = filters.listed()[place]
        assert link[0] == "adsl"
        assert finder.patients("adsl", link[1])[1] == r.N


def test_more_than_one_episode_opens_the_later_episodes(session: Session, results: list[Result]) -> None:
    (again,) = (
        r for r in results if (r.display, r.row, r.column) == ("toxicity_episodes", "CRS again", "all")
    )
    records = records_of(session, again.dataset, again.filter)
    assert {record["USUBJID"] for record in records} == {"CARTAID-DEMO-02"}
    assert all(record["EPISODE"] > 1 for record in records)


def test_a_filter_that_cannot_tell_the_patients_gives_no_link() -> None:
    adsl = Dataset(("USUBJID", "DISEASE"), (("1", "SLE"), ("2", "SLE"), ("3", None)))
    finder = Finder({"adsl": adsl})
    sle = Place("d", dataset="adsl", filter="DISEASE=SLE")
    assert opened(finder, tally(sle, 2, 3)) == "the 2 patients counted"
    assert opened(finder, tally(sle, 1, 2)) == (
        "all 2 patients judged, 1 of them counted; these records do not tell which"
    )
    assert opened(finder, tally(sle, 1, 3)) is None
    unknown = Place("d", dataset="adsl", filter="DISEASE=")
    assert opened(finder, tally(unknown, 1, 3)) == "the 1 patient counted"
    assert opened(finder, tally(sle.at(dataset="adlb"), 2, 3)) is None
