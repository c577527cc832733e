"""The example study through the real pipeline: the published figures, the trace, identical runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cartaid.engine import Session
from cartaid.evaluators.cases import score_rows
from cartaid.example import example_study
from cartaid.explained_value import UsedRecord, flat_row
from cartaid.explanation import NothingToExplain, explain
from cartaid.instruments.catalogue import definition
from cartaid.study_analysis import Analysis, read_study


def rows(example: Analysis, sql: str) -> list[tuple[Any, ...]]:
    return example.study.session.rows(sql)


@pytest.mark.parametrize("paramcd", ["DORIS21", "DORISGCF", "DORISOFF", "DORISDF", "LLDAS"])
def test_all_lupus_patients_reach_the_state_at_month_6(example: Analysis, paramcd: str) -> None:
    found = rows(
        example,
        "SELECT AVALC, count(DISTINCT USUBJID) FROM scored_row "
        f"WHERE PARAMCD = '{paramcd}' AND AVISIT = 'Month 6' AND ANL01FL = 'Y' GROUP BY AVALC",
    )
    assert found == [("Y", 8)]


def test_sledai_is_zero_at_month_6(example: Analysis) -> None:
    sql = (
        "SELECT AVAL, count(*) FROM scored_row "
        "WHERE PARAMCD = 'SLEDAI' AND AVISIT = 'Month 6' AND ANL01FL = 'Y' GROUP BY 1"
    )
    assert rows(example, sql) == [(0.0, 8)]


def test_all_myositis_patients_have_a_major_response_at_last(example: Analysis) -> None:
    sql = "SELECT USUBJID, max_by(AVALC, ADT) FROM scored_row WHERE PARAMCD = 'TISCAT' GROUP BY 1"
    assert [category for _, category in rows(example, sql)] == ["major"] * 3


def test_all_sclerosis_patients_have_a_lower_index_at_last(example: Analysis) -> None:
    sql = "SELECT USUBJID, max_by(CHG, ADT) FROM scored_row WHERE PARAMCD = 'EUSTAR' GROUP BY 1"
    changes = [change for _, change in rows(example, sql)]
    assert len(changes) == 4
    assert all(change < 0 for change in changes)


def test_everybody_is_drug_free_at_last_contact(example: Analysis) -> None:
    sql = (
        "SELECT r.AVALC, count(*) FROM scored_row AS r JOIN subject AS s ON s.USUBJID = r.USUBJID "
        "AND s.LAST_CONTACT = r.ADT WHERE r.PARAMCD = 'DRUGFREE' GROUP BY 1"
    )
    assert rows(example, sql) == [("Y", 15)]


def test_nobody_relapses_and_every_first_response_is_timed(example: Analysis) -> None:
    assert rows(example, "SELECT count(*) FROM relapse") == [(0,)]
    events = dict(rows(example, "SELECT PARAMCD, sum(1 - CNSR) FROM adtte GROUP BY 1"))
    assert events["TTREM"] == 15
    assert events["TTREL"] == 0


def test_example_has_no_errors(example: Analysis) -> None:
    assert [f for f in example.study.findings() if f["severity"] == "error"] == []


def test_trace_reproduces_every_value(example: Analysis) -> None:
    """Put the traced records back into the flat row and score it again: the value must come out."""
    session = example.study.session
    records: dict[int, list[UsedRecord]] = {}
    for srcid, *rest in rows(example, "SELECT SRCID, ROLE, DOMAIN, SEQ, VALUE, UNIT, DTC FROM trace"):
        records.setdefault(srcid, []).append(UsedRecord(*rest))
    checked = 0
    for known in (d for table in example.derivation.tables for d in table.definitions):
        derived = session.records(
            f"SELECT SRCID, AVAL, AVALC, STATUS FROM scored_row WHERE PARAMCD = '{known.paramcd}' ORDER BY SRCID"
        )
        flat = [flat_row(known, records.get(row["SRCID"], [])) for row in derived]
        again = score_rows(Session(threads=1), known, flat, example.derivation.switches.get(known.id))
        for row, found in zip(derived, again, strict=True):
            assert found["status"] == row["STATUS"], (known.id, row, found)
            assert found["value"] == pytest.approx(row["AVAL"]), (known.id, row, found)
            checked += 1
    assert checked > 300


def test_explain_names_clauses_and_records(example_folder: Path) -> None:
    (found,) = explain(example_folder, "01", "DORIS21", "182")
    assert found.row["AVALC"] == "Y"
    assert {part.outcome for part in found.parts} == {"met"}
    assert {record.domain for record in found.records} >= {"QS", "ADCM"}
    assert found.definition == definition("doris-2021")


def test_explain_says_what_there_is(example_folder: Path) -> None:
    with pytest.raises(NothingToExplain, match="no subject has it"):
        explain(example_folder, "99", "DORIS21")
    with pytest.raises(NothingToExplain, match=r"DORIS21 is for SLE; this subject .* has myositis"):
        explain(example_folder, "05", "DORIS21")
    with pytest.raises(NothingToExplain, match=r"day 18"):
        explain(example_folder, "01", "DORIS21", "1999-01-01")


@pytest.mark.parametrize(
    ("usubjid", "code", "domain"),
    [
        ("04", "BCELLDUR", "CP"),
        ("04", "CMAX", "CP"),
        ("04", "TTREM", "QS"),
        ("04", "TTSREM", "QS"),
        ("04", "TTREL", "QS"),
        ("04", "FUP", "LB"),
        ("04", "PREDEQ", "CM"),
        ("04", "DRUGFREE", "CM"),
        ("09", "TISCAT", None),
    ],
)
def test_times_parameters_and_doses_are_explained(
    example_folder: Path, usubjid: str, code: str, domain: str | None
) -> None:
    if domain is None:
        with pytest.raises(NothingToExplain, match=r"TISCAT is for IIM; this subject .* has SLE"):
            explain(example_folder, usubjid, code)
        return
    (found,) = explain(example_folder, usubjid, code)
    assert domain in {record.domain for record in found.records if record.seq}
    assert found.rule
    assert found.as_json()["rule"] == list(found.rule)


def test_no_trace_ends_at_a_derived_value(example_folder: Path) -> None:
    trace = example_folder / "analysis" / "trace.parquet"
    session = Session()
    # A derived value of a role with a record number of its own has the SDTM record beside it.
    lonely = session.rows(
        f"SELECT DOMAIN, ROLE FROM '{trace}' AS t WHERE DOMAIN IN ('ADLB', 'ADQS') AND NOT EXISTS (SELECT 1 "
        f"FROM '{trace}' AS r WHERE r.SRCID = t.SRCID AND r.ROLE = t.ROLE AND r.DOMAIN IN ('LB', 'QS'))"
    )
    assert lonely == []
    assert session.rows(f"SELECT count(*) FROM '{trace}' WHERE SEQ = 0") == [(0,)]


def test_an_episode_of_crs_is_a_row_with_onset_end_and_grade(example_folder: Path) -> None:
    adtx = example_folder / "analysis" / "adtx.parquet"
    found = Session().rows(
        "SELECT AVAL, EPISODE, CAST(ASTDT AS VARCHAR), ASTRDY, ASTDY, CAST(AENDT AS VARCHAR), AENRDY, AENDY, ADURN, "
        f"TOCIFL, STERFL FROM '{adtx}' WHERE PARAMCD = 'CRSEP' AND USUBJID LIKE '%05'"
    )
    # Patient 05: 38.8 degrees on 2022-01-13 (vs.csv), oxygen by cannula until 2022-01-15 (pr.csv), grade 2 by it;
    # cm.csv: tocilizumab on 2022-01-14. The infusion is on 2022-01-10.
    assert found == [(2.0, 1, "2022-01-13", 3, 4, "2022-01-15", 5, 6, 3, "Y", "N")]
    assert Session().rows(
        f"SELECT count(*) FROM '{adtx}' WHERE ASTDT IS NOT NULL AND PARAMCD NOT LIKE '%EP'"
    ) == [(0,)]


def test_drugs_have_adam_names(example: Analysis) -> None:
    found = example.table("adcm").filter("CMDECOD = 'tocilizumab' AND USUBJID LIKE '%05'")
    shown = "USUBJID, ACAT1, CAST(ASTDT AS VARCHAR), ASTRDY, ASTDY, AENRDY, AENDY, ONGOFL, DTEXFL"
    assert found.project(shown).fetchall() == [
        ("CARTAID-DEMO-05", "CRS/ICANS rescue", "2022-01-14", 4, 5, 4, 5, None, "Y")
    ]


def test_two_runs_give_identical_tables(example_folder: Path, tmp_path: Path) -> None:
    again = read_study(example_study()).analyse().write(tmp_path / "again")
    for path in sorted((example_folder / "analysis").glob("*.parquet")):
        assert path.read_bytes() == (again / "analysis" / path.name).read_bytes(), path.name
    assert (example_folder / "findings.csv").read_bytes() == (again / "findings.csv").read_bytes()


def test_every_written_column_is_in_the_data_dictionary(example_folder: Path) -> None:
    from cartaid.analysis.columns import COLUMNS, IN_DATASET, column_title
    from cartaid.analysis.endpoint_response import ADEP

    written = {
        (path.stem, column)
        for path in [
            *(example_folder / "analysis").glob("*.parquet"),
            example_folder / "results" / "ard.parquet",
        ]
        for (column,) in Session().rows(
            f"SELECT name FROM parquet_schema('{path}') WHERE num_children IS NULL"
        )
    }
    # The example declares no endpoint, so that it has no ADEP.
    written |= {("adep", column) for column in ADEP}
    assert [pair for pair in sorted(written) if not column_title(*pair)] == []
    assert set(COLUMNS) <= {column for _, column in written}
    assert set(IN_DATASET) <= written
