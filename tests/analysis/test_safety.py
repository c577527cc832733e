"""Safety as one part of the derivation: on a whole study, and what it names."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from cartaid.analysis import safety
from cartaid.analysis.score import RAW
from cartaid.analysis.trace import USED
from cartaid.engine import Relation, Session
from cartaid.engine.portable import refusals
from cartaid.example import example_study
from cartaid.study.finding import FINDING_COLUMNS
from cartaid.study.protocol import Protocol, read_protocol
from cartaid.study_analysis import Analysis, read_study

# The example asks for the rules of a trial itself; here every scheme and tumour lysis come in.
ASKED = """
[run]
definitions = ["tls-cairo-bishop"]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, Protocol, tuple[Relation, ...]]:
    """The example study with every rule asked for, and the relations of this part in its session."""
    folder = tmp_path_factory.mktemp("study") / "example"
    shutil.copytree(Path(str(example_study())), folder)
    toml = (folder / "study.toml").read_text(encoding="utf-8")
    every = 'also = ["Lee 2014", "Penn", "CTCAE 5.0", "CTCAE 6.0"]'
    assert 'also = ["Lee 2014"]' in toml
    (folder / "study.toml").write_text(toml.replace('also = ["Lee 2014"]', every) + ASKED, encoding="utf-8")
    analysis: Analysis = read_study(folder).analyse()
    protocol = read_protocol(folder / "study.toml")
    return analysis.study.session, protocol, safety.relations(protocol, {})


def test_shapes(study: tuple[Session, Protocol, tuple[Relation, ...]]) -> None:
    session, protocol, relations = study
    for relation in relations:
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    for name in safety.scored(protocol):
        assert tuple(session.columns(name)) == RAW
    for name in safety.used(protocol):
        assert tuple(session.columns(name)) == USED
    for name in safety.FINDINGS:
        assert list(session.columns(name)) == list(FINDING_COLUMNS)


def test_parameters_are_unique_and_all_that_come_out_are_named(
    study: tuple[Session, Protocol, tuple[Relation, ...]],
) -> None:
    session, protocol, _ = study
    codes = [p.paramcd for p in safety.parameters(protocol)]
    assert len(codes) == len(set(codes))
    assert all(len(code) <= 8 for code in codes)
    for name in safety.scored(protocol):
        found = {code for (code,) in session.rows(f"SELECT DISTINCT PARAMCD FROM {name}")}
        assert found <= set(codes), name


def test_one_row_a_patient_parameter_and_day(study: tuple[Session, Protocol, tuple[Relation, ...]]) -> None:
    session, protocol, _ = study
    for name in safety.scored(protocol):
        twice = session.rows(
            f"SELECT USUBJID, PARAMCD, ADT FROM {name} GROUP BY USUBJID, PARAMCD, ADT, ADTM HAVING count(*) > 1"
        )
        assert twice == [], name


def test_every_row_lies_in_the_followed_time(study: tuple[Session, Protocol, tuple[Relation, ...]]) -> None:
    session, protocol, _ = study
    for name in safety.scored(protocol):
        after = session.rows(
            f"SELECT x.PARAMCD, x.ADT FROM {name} AS x JOIN subject AS s ON s.USUBJID = x.USUBJID "
            "WHERE x.ADT IS NULL OR x.ADT > s.LAST_CONTACT"
        )
        assert after == [], name


def test_every_used_record_exists(study: tuple[Session, Protocol, tuple[Relation, ...]]) -> None:
    session, protocol, _ = study
    for name in safety.used(protocol):
        for domain in ("LB", "AE", "MH", "VS", "CM", "PR"):
            lost = session.rows(
                f"SELECT u.USUBJID, u.SEQ FROM {name} AS u LEFT JOIN sdtm_{domain.lower()} AS d "
                f"ON d.USUBJID = u.USUBJID AND d.{domain}SEQ = u.SEQ WHERE u.DOMAIN = '{domain}' AND d.USUBJID IS NULL"
            )
            assert lost == [], (name, domain)


def test_recorded_licats_of_the_example_fit_the_concept(
    study: tuple[Session, Protocol, tuple[Relation, ...]],
) -> None:
    session, _, _ = study
    with (Path(str(example_study())) / "ae.csv").open(encoding="utf-8") as file:
        recorded = {
            (row["USUBJID"], row["AETOXGR"]) for row in csv.DictReader(file) if "LICATS" in row["AETERM"]
        }
    rows = session.rows(
        "SELECT USUBJID, GRADE_LOW, GRADE_HIGH, SUGGESTED FROM licats_event WHERE RECORDED = 'Y'"
    )
    assert {subject for subject, *_ in rows} == {subject for subject, _ in recorded}
    grades = {subject: int(grade) for subject, grade in recorded}
    assert all(low <= grades[subject] <= high for subject, low, high, _ in rows)


def test_the_lymphocytes_of_the_example_are_no_dose_limiting_toxicity(
    study: tuple[Session, Protocol, tuple[Relation, ...]],
) -> None:
    session, _, _ = study
    assert session.rows("SELECT DISTINCT DLT FROM dose_limiting_patient WHERE DLT = 'Y'") == []
    assert session.rows("SELECT count(*) FROM follow_up_status") == session.rows(
        "SELECT count(*) FROM subject WHERE INFUSION IS NOT NULL"
    )
