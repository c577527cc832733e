"""Endpoints and declared events from study.toml to the report: the example study with a protocol of outcomes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cartaid.engine import Session
from cartaid.example import example_study
from cartaid.study_analysis import read_study

OUTCOMES = """
[[endpoints]]
name = "DORIS, composite"
parameter = "DORIS21"
visit = "Month 18"
strategy = "composite"

[[endpoints]]
name = "DORIS, treatment policy"
parameter = "DORIS21"
visit = "Month 18"
strategy = "treatment policy"
missing = "non-response"

[[endpoints]]
name = "DORIS, while on treatment"
parameter = "DORIS21"
visit = "Month 18"
strategy = "while on treatment"

[event_free]
disease = "SSC"

[[event_free.events]]
label = "EUSTAR at least 2.5"
parameter = "EUSTAR"
at_least = 2.5
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = tmp_path_factory.mktemp("outcomes")
    shutil.copytree(example_study(), study, dirs_exist_ok=True)
    protocol = study / "study.toml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + OUTCOMES, encoding="utf-8")
    # Patient 02 takes prednisolone again on 2022-06-01, half a year before month 18 (2022-12-05).
    row = (
        "CARTAID-DEMO (SYNTHETIC),CM,CARTAID-DEMO-02,900,Prednisolone,PREDNISOLONE,H02AB06,"
        "SYSTEMIC LUPUS ERYTHEMATOSUS,5,mg,QD,ORAL,2022-06-01,2022-07-01,\n"
    )
    with (study / "cm.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    return read_study(study).analyse().write(tmp_path_factory.mktemp("written"))


def test_each_strategy_has_its_answer_with_a_reason(folder: Path) -> None:
    found = Session().rows(
        f"SELECT ENDPOINT, AVALC, REASON FROM '{folder / 'analysis' / 'adep.parquet'}' WHERE USUBJID LIKE '%02' "
        "ORDER BY STRATEGY"
    )
    # Infusion 2021-05-31: 2022-06-01 is day 366. The last value before it is that of month 9, day 276.
    assert [(answer, reason) for _, answer, reason in found] == [
        ("N", "non-response: restart of treatment: prednisolone by day 366"),
        ("Y", None),
        ("Y", "restart of treatment: prednisolone by day 366; value of day 276"),
    ]


def test_the_results_count_them_and_name_who_is_not_evaluable(folder: Path) -> None:
    ard = json.loads((folder / "results" / "ard.json").read_text(encoding="utf-8"))
    rows = ard if isinstance(ard, list) else ard["results"]
    month = {
        r["row"]: (r["n"], r["N"])
        for r in rows
        if r["display"] == "endpoints" and r["column"] == "SLE" and r["statistic"].startswith("x/N")
    }
    # Month 18 was reached by patients 01, 02, 04 and 06; 04 lacks one item there and is undetermined.
    adep = f"'{folder / 'analysis' / 'adep.parquet'}'"
    for name in ("DORIS, composite", "DORIS, treatment policy", "DORIS, while on treatment"):
        ((met, judged),) = Session().rows(
            f"SELECT count(*) FILTER (WHERE AVALC = 'Y'), count(*) FILTER (WHERE AVALC <> 'UNDETERMINED') FROM {adep} "
            f"WHERE ENDPOINT = '{name}' AND COUNTFL = 'Y'"
        )
        assert month[f"{name} Month 18"] == (met, judged)
    assert month["DORIS, composite Month 18"][0] == month["DORIS, treatment policy Month 18"][0] - 1
    listed = [r["text"] for r in rows if r["display"] == "endpoints_open" and r["column"] == "reason"]
    assert any("missing: cva" in text for text in listed)
    assert "Endpoints of the protocol" in (folder / "report.html").read_text(encoding="utf-8")


def test_declared_events_end_event_free_survival_in_data_and_report(folder: Path) -> None:
    found = Session().rows(
        f"SELECT count(*), count(*) FILTER (WHERE CNSR = 0) FROM '{folder / 'analysis' / 'adtte.parquet'}' "
        "WHERE PARAMCD = 'EFS'"
    )
    # All four patients with systemic sclerosis have an index of 2.5 or more at month 1 (efficacy by visit: 2.5-6.25).
    assert found == [(4, 4)]
    assert "Event-free survival" in (folder / "report.html").read_text(encoding="utf-8")
