"""The whole derivation, in order: a loaded study in, the analysis relations out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from cartaid import medication
from cartaid.analysis import (
    adsl,
    adverse_events,
    cell_kinetics,
    cells,
    confirmation_evidence,
    damage_query,
    derived_evidence,
    immunoglobulins,
    immunology,
    laboratory,
    laboratory_evidence,
    medication_change_evidence,
    medication_row,
    named_definition,
    partial_date,
    percent_predicted,
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
    united,
)
from cartaid.engine import Relation, Session
from cartaid.instruments.catalogue import definition, definitions
from cartaid.instruments.definition import Definition
from cartaid.instruments.sle.sledai_2k import WEIGHTS
from cartaid.sources.read import LoadedStudy


@frozen
class Derivation:
    """What is derived: the definitions run, their switches, the assessment tables, every parameter.

    `equations` are the reference equations that turned lung function as measured into percent of predicted.
    """

    definitions: tuple[Definition, ...]
    switches: Mapping[str, Mapping[str, str]]
    tables: tuple[AssessmentTable, ...]
    parameters: tuple[Parameter, ...]
    equations: tuple[percent_predicted.UsedEquations, ...] = ()


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
        patient_without_records=study.protocol.medication.patient_without_records,
    )
    found = partial_date.has_partial_dates(session)
    session.build([*subject.relations(), *partial_date.partial_dates(found)])
    equations = _percent_predicted(session, study, found)
    medication.load(session, settings)
    safety.load(session, study.protocol)
    time_to_event.load_rules(session)
    switches = study.protocol.switches
    first, later = ([d.under(switches.get(d.id)) for d in ds] for ds in _picked(session, study, only))
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
    relations = [
        *medication.relations(settings),
        *_relations(tables, more, switches, study, _disagreeing(session), _bounded(session), bool(equations)),
    ]
    if wanted is None:
        session.build(relations)
        cell_kinetics.derive_kinetics(session)
        session.build(cells.relations()[-1:])
        own = [
            "medication_finding",
            "partial_finding",
            "toxicity_finding",
            "declared_drug_finding",
            *safety.FINDINGS,
        ]
        own += [damage_query.FINDING] if any(_scores_damage(table) for table in tables) else []
        for remarks in own:
            session.connection.execute(f"INSERT INTO finding BY NAME SELECT * FROM {remarks}")
        named_definition.say_unassessed(session, study.protocol.run.definitions)
    else:
        session.build_only(relations, wanted)
    beside = (*toxicity.DEFINITIONS, *safety.definitions(study.protocol))
    return Derivation((*ran, *beside), switches, (*tables, *more), every, equations)


def _percent_predicted(
    session: Session, study: LoadedStudy, partial: bool
) -> tuple[percent_predicted.UsedEquations, ...]:
    """Turn lung function as measured into percent of predicted where there is any, and add it to `observed`."""
    if not percent_predicted.is_measured(session):
        return ()
    used = percent_predicted.derive_percent_predicted(session, study.protocol)
    if used:
        session.build([partial_date.observed_and("percent_predicted", partial)])
    return used


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
    disagreeing: bool,
    bounded: Collection[tuple[str, str]],
    computed_lung_function: bool = False,
) -> list[Relation]:
    """Give every relation of the derivation that builds on medication, up to the trace."""
    derived = list(_derived(tables, [*tables, *more], switches))
    names = [relation.name for relation in derived]
    since = list(_derived_since(more))
    found = [
        medication_row.assessment_date([t for t in (*tables, *more) if _clinical(t) or _asks_medication(t)]),
        partial_date.partial_unsettled(),
        partial_date.unplaced_parameter(),
        partial_date.scored_unplaced(),
        partial_date.partial_finding(),
        medication_row.scored_medication(),
        medication_row.used_medication(),
        derived_evidence.medication_open(),
        derived_evidence.medication_pulse(),
        derived_evidence.subject_attribute(),
        *derived,
        evidence(names),
        *score_relations(tables, switches, "scored_first", disagreeing=disagreeing, bounded=bounded),
    ]
    safe = safety.scored(study.protocol)
    assessed = ["scored_first"]
    if more:
        found += since
        names_2 = [*names, *(relation.name for relation in since)]
        found.append(derived_evidence.results_as_evidence(["scored_first"], names_2))
        found += score_relations(more, switches, "scored_second", "evidence_2", disagreeing, bounded)
        assessed.append("scored_second")
    for_dose, spans = _asking_highest_dose([*tables, *more])
    if for_dose:
        found.append(medication_change_evidence.used_highest_dose(for_dose, spans))
    if any(_scores_damage(table) for table in tables):
        found.append(damage_query.damage_finding())
    sources = ["scored_medication", "scored_toxicity", *safe, "scored_unplaced", "assessed"]
    return [
        *found,
        united("assessed", assessed),
        united("scored", sources),
        *placed_relations(),
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
        trace.trace_relation(
            [*tables, *more],
            ["used_medication", "used_toxicity", "graded_item", *safety.used(study.protocol)],
            computed_lung_function,
        ),
    ]


def _disagreeing(session: Session) -> bool:
    """Say whether the checks found one assessment recorded with two values."""
    asked = "SELECT 1 FROM finding WHERE rule = 'assessment-twice' AND severity = 'warning' LIMIT 1"
    return session.has("finding") and bool(session.rows(asked))


def _bounded(session: Session) -> set[tuple[str, str]]:
    """Give the domain and test of every result that is known only as a bound (`<5`), and of what is taken from it."""
    rows = session.rows("SELECT DISTINCT DOMAIN, TESTCD FROM observed WHERE QUALIFIER IS NOT NULL")
    found = {(domain, test) for domain, test in rows}
    enzyme = any(("LB", test) in found for test in derived_evidence.ENZYMES)
    return found | ({("ADLB", "ENZVAL")} if enzyme else set())


def _clinical(table: AssessmentTable) -> bool:
    """Say whether a table holds clinical assessments (not single laboratory values)."""
    records = [item.record for item in table.items if item.id in table.assessed_by]
    return all(record is not None and record.domain in ("QS", "RE") for record in records)


def _scores_damage(table: AssessmentTable) -> bool:
    """Say whether a table scores the damage index."""
    return any(known.paramcd == "SDI" for known in table.definitions)


def _asks_medication(table: AssessmentTable) -> bool:
    """Say whether a table assessed by recorded values asks for medication on its days."""
    records = [item.record for item in table.items if item.id in table.assessed_by and item.record]
    return ("ADCM" in {domain for domain, _ in _asked([table])}) and not any(
        record.domain.startswith("AD") for record in records
    )


def _asked(tables: Iterable[AssessmentTable]) -> set[tuple[str, str]]:
    """Give the domain and test of every item of these tables."""
    return {
        (i.record.domain, i.record.testcd) for table in tables for i in table.items if i.record is not None
    }


def _derived(
    tables: list[AssessmentTable],
    every: list[AssessmentTable],
    switches: Mapping[str, Mapping[str, str]],
) -> Iterable[Relation]:
    """Give the derived values that the items of these tables ask for, one relation a kind."""
    asked = _asked(every)
    tests = {test for domain, test in asked if domain == "ADCM"}
    if tests - set(medication_change_evidence.TESTS):
        yield derived_evidence.medication_evidence(tests)
    if ("ADLB", "ENZVAL") in asked:
        yield derived_evidence.muscle_enzyme()
    if ("ADQS", "MMTMAX") in asked:
        yield derived_evidence.muscle_test_maximum()
    if ("ADQS", "MMT8BASE") in asked:
        yield confirmation_evidence.muscle_test_baseline()
    complement = {test for domain, test in asked if domain == "ADLB"} & set(
        laboratory_evidence.COMPLEMENT_TESTS
    )
    if complement:
        yield laboratory_evidence.low_complement(complement)
    if ("ADLB", "DSDNAHI") in asked:
        yield laboratory_evidence.high_dna_binding()
    if ("ADLB", "ACUTEPH") in asked:
        yield laboratory_evidence.acute_phase_reactant()
    if asked & {("ADLB", "PLATCONF"), ("ADLB", "PLATDAYS")}:
        yield confirmation_evidence.confirmed_platelets()
    if asked & {("ADQS", "EDSSCONF"), ("ADQS", "EDSSDAYS")}:
        edss = definition("edss-progression")
        chosen = edss.choices(switches.get(edss.id))["confirmation"]
        days = next(s.options[chosen] for s in edss.switches if s.id == "confirmation")
        yield confirmation_evidence.confirmed_disability(int(days))
    if asked & {("ADRE", "PFTDAYS"), ("ADRE", "FVCCONF")}:
        yield confirmation_evidence.lung_function_course()
    lupus = next((t for t in tables if set(WEIGHTS) <= set(t.assessed_by)), None)
    if ("ADRS", "NEWACT") in asked and lupus is not None:
        yield derived_evidence.new_activity(lupus, tuple(WEIGHTS))


def _asking_highest_dose(tables: list[AssessmentTable]) -> tuple[list[AssessmentTable], set[str]]:
    """Give the tables that ask for the highest dose of a span, and which ones they ask for."""
    spans = set(medication_change_evidence.DOSE_SPANS)
    asking = [t for t in tables if spans & {test for domain, test in _asked([t]) if domain == "ADCM"}]
    return asking, spans & {test for _, test in _asked(asking)}


def _derived_since(later: list[AssessmentTable]) -> Iterable[Relation]:
    """Give what is derived between the assessments of definitions that build on the results of others."""
    for_dose, tests = _asking_highest_dose(later)
    if for_dose:
        yield medication_change_evidence.highest_dose(for_dose, tests)
    if _asked(later) & {("ADCM", "NEWIS"), ("ADCM", "NEWNSHCQ")}:
        yield medication_change_evidence.new_drugs()
