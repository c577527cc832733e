"""The whole derivation, in order: a loaded study in, the analysis relations out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from attrs import frozen

from cartaid import medication
from cartaid.analysis import (
    adsl,
    adverse_events,
    cell_kinetics,
    cells,
    derived_evidence,
    immunoglobulins,
    immunology,
    laboratory,
    medication_row,
    safety,
    subject,
    time_to_event,
    toxicity,
    trace,
    treatment_start,
)
from cartaid.analysis.assessment import evidence
from cartaid.analysis.assessment_table import AssessmentTable, load_places, tables_for
from cartaid.analysis.score import (
    Parameter,
    parameters,
    picked,
    placed_relations,
    present_records,
    score_relations,
    scored_row,
)
from cartaid.engine import Relation, Session, needed
from cartaid.instruments.catalogue import definition, definitions
from cartaid.instruments.definition import Definition
from cartaid.instruments.sle.sledai_2k import WEIGHTS
from cartaid.sources.read import LoadedStudy


@frozen
class Derivation:
    """What is derived: the definitions run, their switches, the assessment tables, every parameter."""

    definitions: tuple[Definition, ...]
    switches: Mapping[str, Mapping[str, str]]
    tables: tuple[AssessmentTable, ...]
    parameters: tuple[Parameter, ...]


def derive(
    session: Session,
    study: LoadedStudy,
    only: Collection[str] | None = None,
    wanted: Collection[str] | None = None,
) -> Derivation:
    """Derive everything a study has data for, as relations in the session.

    `only` restricts the definitions to those of these ids, `wanted` the relations to those that the named ones
    are made of: for a large study of which little is asked.
    """
    windows = study.protocol.windows
    settings = medication.MedicationSettings(
        window_days=windows.drug_free_days,
        lymphodepletion_from=-windows.lymphodepletion_days,
        rescue_to=windows.rescue_days,
    )
    session.build(subject.relations())
    medication.load(session, settings)
    safety.load(session, study.protocol)
    time_to_event.load_rules(session)
    first, later = _picked(session, study, only)
    tables = tables_for(first)
    more = tables_for(later, start=len(tables) + 1)
    load_places(session, [*tables, *more])
    trace.load_roles(session, [*tables, *more])
    ran = (*first, *later)
    every = (
        *medication_row.PARAMETERS,
        *toxicity.PARAMETERS,
        *safety.parameters(study.protocol),
        *(p for d in ran for p in parameters(d)),
    )
    session.load(
        "parameter",
        {"PARAMCD": "VARCHAR", "PARAM": "VARCHAR", "DEFID": "VARCHAR", "DATASET": "VARCHAR"},
        [(p.paramcd, p.param, p.defid, p.dataset) for p in every],
    )
    switches = {
        id: {k: str(v) for k, v in chosen.items()} for id, chosen in study.protocol.definitions.items()
    }
    relations = [*medication.relations(settings), *_relations(tables, more, switches, study)]
    if wanted is None:
        session.build(relations)
        cell_kinetics.derive_kinetics(session)
        session.build(cells.relations()[-1:])
        for found in ("medication_finding", "toxicity_finding", *safety.FINDINGS):
            session.connection.execute(f"INSERT INTO finding BY NAME SELECT * FROM {found}")
    else:
        session.build(needed(relations, wanted))
    beside = (*toxicity.DEFINITIONS, *safety.definitions(study.protocol))
    return Derivation((*ran, *beside), switches, (*tables, *more), every)


def _picked(
    session: Session, study: LoadedStudy, only: Collection[str] | None
) -> tuple[list[Definition], list[Definition]]:
    """Pick the definitions to run: those on records, and those on the results of others."""
    if only is not None:
        chosen = [definition(id) for id in only]
        return [d for d in chosen if not second_stage(d)], [d for d in chosen if second_stage(d)]
    diseases = [
        row[0] for row in session.rows("SELECT DISTINCT DISEASE FROM subject WHERE DISEASE IS NOT NULL")
    ]
    named = study.protocol.run.definitions
    own = {d.id for d in (*toxicity.DEFINITIONS, *safety.OWN_DEFINITIONS)}
    known = [d for d in definitions() if d.kind != "grade" and d.id not in own]
    present = present_records(session) | derived_evidence.DERIVED_TESTS
    first = picked((d for d in known if not second_stage(d)), diseases, present, named)
    results = {(domain, p.paramcd, "") for d in first for p in parameters(d) for domain in ("ADQS", "ADRS")}
    later = picked((d for d in known if second_stage(d)), diseases, present | results, named)
    return first, later


def second_stage(definition: Definition) -> bool:
    """Say whether a definition builds on the results of others."""
    return any(
        item.record is not None
        and item.record.domain in ("ADQS", "ADRS")
        and (item.record.domain, item.record.testcd, "") not in derived_evidence.DERIVED_TESTS
        for item in definition.items
    )


def _relations(
    tables: list[AssessmentTable],
    more: list[AssessmentTable],
    switches: Mapping[str, Mapping[str, str]],
    study: LoadedStudy,
) -> list[Relation]:
    """Give every relation of the derivation that builds on medication, up to the trace."""
    derived = list(_derived(tables, [*tables, *more]))
    names = [relation.name for relation in derived]
    found = [
        medication_row.assessment_date([t for t in tables if _clinical(t)]),
        medication_row.scored_medication(),
        medication_row.used_medication(),
        derived_evidence.subject_attribute(),
        *derived,
        evidence(names),
        *score_relations(tables, switches, "scored_first"),
    ]
    sources = ["scored_medication", "scored_toxicity", *safety.scored(study.protocol), "scored_first"]
    if more:
        found.append(derived_evidence.results_as_evidence(["scored_first"], names))
        found += score_relations(more, switches, "scored_second", "evidence_2")
        sources.append("scored_second")
    return [
        *found,
        *placed_relations(sources),
        scored_row(),
        *time_to_event.relations(),
        adsl.adsl(),
        treatment_start.treatment_start(),
        *toxicity.relations(switches),
        *adverse_events.relations(),
        *laboratory.relations(study.protocol.toxicity.ctcae),
        *cells.relations()[:-1],
        *safety.relations(study.protocol, switches),
        *immunology.relations(),
        *immunoglobulins.relations(),
        trace.trace_relation([*tables, *more], ["used_medication", "used_toxicity", "graded_item"]),
    ]


def _clinical(table: AssessmentTable) -> bool:
    """Say whether a table holds clinical assessments (not single laboratory values)."""
    records = [item.record for item in table.items if item.id in table.assessed_by]
    return all(record is not None and record.domain in ("QS", "RE") for record in records)


def _derived(tables: list[AssessmentTable], every: list[AssessmentTable]) -> Iterable[Relation]:
    """Give the derived values that the items of these tables ask for."""
    asked = {
        (i.record.domain, i.record.testcd) for table in every for i in table.items if i.record is not None
    }
    tests = {test for domain, test in asked if domain == "ADCM"}
    if tests:
        yield derived_evidence.medication_evidence(tests)
    if ("ADLB", "ENZVAL") in asked:
        yield derived_evidence.muscle_enzyme()
    if ("ADQS", "MMTMAX") in asked:
        yield derived_evidence.muscle_test_maximum()
    lupus = next((t for t in tables if set(WEIGHTS) <= set(t.assessed_by)), None)
    if ("ADRS", "NEWACT") in asked and lupus is not None:
        yield derived_evidence.new_activity(lupus, tuple(WEIGHTS))


SCORED_DATASETS = ("adqs", "adrs", "adtx")
"""Datasets of scored rows, all of one shape."""

OTHER_DATASETS = ("adsl", "adtte", "adae", "adlb", "adis", "adpc", "adpp")
"""Datasets with a shape of their own."""


def dataset_sql(session: Session) -> dict[str, str]:
    """Give the query of every analysis dataset that has rows, in a fixed row order."""
    columns = ", ".join(column for column in session.columns("scored_row") if column != "DATASET")
    present = {row[0] for row in session.rows("SELECT DISTINCT DATASET FROM scored_row")}
    found = {
        dataset: f"SELECT {columns} FROM scored_row WHERE DATASET = '{dataset}' ORDER BY SRCID"
        for dataset in SCORED_DATASETS
        if dataset in present
    }
    for dataset in OTHER_DATASETS:
        if session.has(dataset) and session.rows(f"SELECT 1 FROM {dataset} LIMIT 1"):
            found[dataset] = f"SELECT * FROM {dataset} ORDER BY ALL"
    if session.rows("SELECT 1 FROM drug_course LIMIT 1"):
        found["adcm"] = (
            "SELECT s.STUDYID, d.* FROM drug_course AS d JOIN subject AS s ON s.USUBJID = d.USUBJID ORDER BY ALL"
        )
    found["trace"] = "SELECT * FROM trace ORDER BY SRCID, DOMAIN, SEQ, ROLE, DTC, VALUE"
    return found


def write_datasets(session: Session, folder: Path) -> list[str]:
    """Write every analysis dataset that has rows as Parquet; give the names written."""
    folder.mkdir(parents=True, exist_ok=True)
    found = dataset_sql(session)
    for name, sql in found.items():
        session.write_parquet(sql, folder / f"{name}.parquet")
    return list(found)
