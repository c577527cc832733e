"""The whole derivation, in order: a loaded study in, the analysis relations out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from attrs import frozen

from cartaid import medication
from cartaid.analysis import adsl, derived_evidence, medication_row, subject, time_to_event, trace
from cartaid.analysis.assessment import AssessmentTable, evidence, load_places, tables_for
from cartaid.analysis.score import (
    Parameter,
    parameters,
    picked,
    placed_relations,
    present_records,
    score_relations,
    scored_row,
)
from cartaid.engine import Relation, Session
from cartaid.instruments.catalogue import definition, definitions
from cartaid.instruments.definition import Definition
from cartaid.instruments.sle.sledai_2k import WEIGHTS
from cartaid.sources.read import LoadedStudy


@frozen
class Derivation:
    """What was derived: the definitions run, their switches, the assessment tables, every parameter."""

    definitions: tuple[Definition, ...]
    switches: Mapping[str, Mapping[str, str]]
    tables: tuple[AssessmentTable, ...]
    parameters: tuple[Parameter, ...]


FROM_ASSESSMENTS = ("MMTMAX", "NEWACT")
"""Pseudo-domain tests that follow from records alone: using them does not make a definition second-stage."""


def second_stage(definition: Definition) -> bool:
    """Say whether a definition builds on the results of others."""
    return any(
        item.record is not None
        and item.record.domain in ("ADQS", "ADRS")
        and item.record.testcd not in FROM_ASSESSMENTS
        for item in definition.items
    )


def derive(session: Session, study: LoadedStudy, only: Collection[str] | None = None) -> Derivation:
    """Derive everything a study has data for, as relations in the session.

    `only` restricts the definitions to those of these ids, for a large study of which little is asked.
    """
    session.build(subject.relations())
    session.build([medication_row.assessment_date()])
    medication.load(session)
    session.build(medication.relations())
    levels = medication_row.LEVELS if only is None else ()
    session.build([medication_row.scored_medication(levels), derived_evidence.subject_attribute()])
    named = study.protocol.run.definitions
    switches = {
        id: {k: str(v) for k, v in chosen.items()} for id, chosen in study.protocol.definitions.items()
    }

    diseases = [
        row[0] for row in session.rows("SELECT DISTINCT DISEASE FROM subject WHERE DISEASE IS NOT NULL")
    ]
    known = [definition(id) for id in only] if only is not None else definitions()
    known = [d for d in known if d.kind != "grade"]
    asked = {
        item.record.testcd for d in known for item in d.items if item.record and item.record.domain == "ADCM"
    }
    derived = [
        derived_evidence.medication_evidence(asked),
        derived_evidence.muscle_enzyme(),
        derived_evidence.muscle_test_maximum(),
    ]
    session.build([*derived, evidence([r.name for r in derived])])
    first = picked((d for d in known if not second_stage(d)), diseases, present_records(session), named)
    tables = tables_for(first)
    lupus = next((t for t in tables if set(WEIGHTS) <= set(t.assessed_by)), None)
    stage: list[Relation] = []
    if lupus is not None:
        derived.append(derived_evidence.new_activity(lupus, tuple(WEIGHTS)))
        stage += [derived[-1], evidence([r.name for r in derived])]
    load_places(session, tables)
    stage += score_relations(tables, switches, "scored_first")
    session.build(stage)
    sources = ["scored_medication", "scored_first"]

    session.build([derived_evidence.results_as_evidence(["scored_first"], [r.name for r in derived])])
    later = picked(
        (d for d in known if second_stage(d)), diseases, present_records(session, "evidence_2"), named
    )
    more = tables_for(later, start=len(tables) + 1)
    if more:
        load_places(session, [*tables, *more])
        session.build(score_relations(more, switches, "scored_second", "evidence_2"))
        sources.append("scored_second")

    ran = (*first, *later)
    every = (*medication_row.PARAMETERS, *(p for d in ran for p in parameters(d)))
    session.load(
        "parameter",
        {"PARAMCD": "VARCHAR", "PARAM": "VARCHAR", "DEFID": "VARCHAR", "DATASET": "VARCHAR"},
        [(p.paramcd, p.param, p.defid, p.dataset) for p in every],
    )
    time_to_event.load_rules(session)
    trace.load_roles(session, [*tables, *more])
    session.build(
        [
            *placed_relations(sources),
            *time_to_event.relations(),
            adsl.adsl(),
        ]
    )
    if only is None:
        session.build(
            [
                scored_row(),
                medication_row.used_medication(),
                trace.trace_relation([*tables, *more], ["used_medication"]),
            ]
        )
    return Derivation(ran, switches, (*tables, *more), every)


SCORED_DATASETS = ("adqs", "adrs", "adtx")
"""Datasets of scored rows, all of one shape."""

OTHER_DATASETS = ("adsl", "adtte")
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
    found["trace"] = "SELECT * FROM trace ORDER BY SRCID, DOMAIN, SEQ, ROLE, DTC, VALUE"
    return found


def write_datasets(session: Session, folder: Path) -> list[str]:
    """Write every analysis dataset that has rows as Parquet; give the names written."""
    folder.mkdir(parents=True, exist_ok=True)
    found = dataset_sql(session)
    for name, sql in found.items():
        session.write_parquet(sql, folder / f"{name}.parquet")
    return list(found)
