"""The example study through the real pipeline: the published figures, the trace, identical runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cartaid.engine import Session
from cartaid.evaluators.cases import score_rows
from cartaid.example import example_study
from cartaid.explanation import NothingToExplain, UsedRecord, explain, flat_row
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
    with pytest.raises(NothingToExplain, match=r"derived for this subject: .*TIS"):
        explain(example_folder, "05", "DORIS21")
    with pytest.raises(NothingToExplain, match=r"day 18"):
        explain(example_folder, "01", "DORIS21", "1999-01-01")


def test_two_runs_give_identical_tables(example_folder: Path, tmp_path: Path) -> None:
    again = read_study(example_study()).analyse().write(tmp_path / "again")
    for path in sorted((example_folder / "analysis").glob("*.parquet")):
        assert path.read_bytes() == (again / "analysis" / path.name).read_bytes(), path.name
    assert (example_folder / "findings.csv").read_bytes() == (again / "findings.csv").read_bytes()
