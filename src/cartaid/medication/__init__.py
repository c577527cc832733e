"""Medication: drug dictionary, prednisone equivalents, exposure intervals and drug-free levels."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.amounts import drug_amount, drug_change
from cartaid.medication.course import cumulative_glucocorticoid, drug_course, resumption, time_to_drug_free
from cartaid.medication.day import drug_day
from cartaid.medication.dictionary import Table, load, prednisone_factor, tables
from cartaid.medication.exclusions import drug_exclusion
from cartaid.medication.exposure import drug_exposure
from cartaid.medication.findings import medication_finding
from cartaid.medication.intervals import drug_interval, infusion_day, not_taking
from cartaid.medication.records import drug_code, drug_record, drug_text
from cartaid.medication.settings import MedicationSettings
from cartaid.medication.status import drug_status, prednisone_equivalent
from cartaid.medication.trace import drug_trace
from cartaid.medication.washout import WashOut, wash_out_table

__all__ = [
    "MedicationSettings",
    "Table",
    "WashOut",
    "load",
    "prednisone_factor",
    "relations",
    "tables",
    "wash_out_table",
]


def relations(settings: MedicationSettings | None = None) -> tuple[Relation, ...]:
    """Give every medication relation.

    They read `sdtm_cm`, `sdtm_ex`, `sdtm_ae`, `sdtm_qs`, `subject`, `assessment_date`, `protocol_drug` and the
    dictionary tables of `load`.

    Parameters: `settings`. Returns the relations, in any order (`Session.build` sorts them).

    >>> [r.name for r in relations() if not r.kept]
    ['prednisone_equivalent', 'drug_status', 'drug_trace']
    """
    settings = settings or MedicationSettings()
    return (
        drug_text(),
        drug_code(),
        drug_record(settings),
        infusion_day(),
        not_taking(),
        drug_interval(settings),
        drug_amount(settings),
        drug_change(settings),
        drug_exclusion(settings),
        drug_exposure(settings),
        drug_day(settings),
        prednisone_equivalent(settings),
        drug_status(settings),
        drug_trace(settings),
        drug_course(),
        time_to_drug_free(),
        resumption(),
        cumulative_glucocorticoid(settings),
        medication_finding(settings),
    )
