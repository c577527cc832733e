"""The trace: for every scored row, the records it was derived from, and the role each played."""

from __future__ import annotations

from collections.abc import Sequence

from cartaid.analysis.assessment_table import AssessmentTable
from cartaid.analysis.medication_change_evidence import DOSE_SPANS
from cartaid.analysis.percent_predicted import SOURCE as PERCENT_PREDICTED
from cartaid.analysis.score import parameters
from cartaid.engine import Relation, Session
from cartaid.engine.session import number_text
from cartaid.evaluators.flat_table import columns_in_use

TRACE = ("SRCID", "DOMAIN", "SEQ", "ROLE", "VALUE", "UNIT", "DTC")
"""Columns of the trace: the four fixed ones, and the record's value so that a trace can be read by itself."""

USED = ("USUBJID", "ADT", "ADTM", "PARAMCD", "DOMAIN", "SEQ", "ROLE", "VALUE", "UNIT", "DTC")
"""Columns of a relation that lists the records behind rows that are not scored from an assessment table."""


def load_roles(session: Session, tables: Sequence[AssessmentTable]) -> None:
    """Load which item of which table enters which parameter, as the table `item_role`.

    `IS_READ` says whether the parameter's method reads the item under the default switches.
    """
    rows = []
    for table in tables:
        places = {item.id: place for place, item in enumerate(table.items, start=1)}
        for definition in table.definitions:
            read = columns_in_use(definition)
            for parameter in parameters(definition):
                for item in definition.items:
                    record = (item.record.domain, item.record.testcd) if item.record else (None, None)
                    role = (table.number, places[item.id], parameter.paramcd, item.id, table.disease)
                    rows.append((*role, *record, item.id in read))
    columns = dict.fromkeys("PARAMCD ROLE DISEASE DOMAIN TESTCD".split(), "VARCHAR")
    columns = {"NUMBER": "INTEGER", "PLACE": "INTEGER", **columns, "IS_READ": "BOOLEAN"}
    session.load("item_role", columns, rows)


def trace_relation(
    tables: Sequence[AssessmentTable], others: Sequence[str], computed_lung_function: bool = False
) -> Relation:
    """Give the trace of all scored rows.

    `others` name relations with the columns `USED`. A value that was itself derived (a dose, a drug-free level, with
    `computed_lung_function` a percent of predicted) is followed to the records beneath it, under the same role.
    """
    domain = (
        "CASE WHEN u.DOMAIN = 'RE' AND u.SEQ IS NULL THEN 'ADRE' ELSE u.DOMAIN END AS DOMAIN"
        if computed_lung_function
        else "u.DOMAIN"
    )
    number = "CAST(u.VALUE AS VARCHAR)"
    value = f"coalesce(u.TEXT, CASE WHEN u.QUALIFIER IS NULL THEN {number} ELSE "
    value += f"concat(u.QUALIFIER, {number_text('u.VALUE')}) END)"
    on = "s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD"
    parts = [
        f"SELECT s.SRCID, {domain}, u.SEQ, i.ROLE, {value} AS VALUE, u.UNIT, u.DTC FROM {t.used} AS u "
        f"JOIN item_role AS i ON i.NUMBER = {t.number} AND i.PLACE = u.PLACE JOIN scored_row AS s ON {on}"
        for t in tables
    ]
    parts += [
        f"SELECT s.SRCID, d.DOMAIN, d.SEQ, i.ROLE, d.VALUE, d.UNIT, d.DTC FROM {t.used} AS u "
        f"JOIN item_role AS i ON i.NUMBER = {t.number} AND i.PLACE = u.PLACE JOIN scored_row AS s ON {on} "
        "JOIN used_medication AS d ON d.USUBJID = u.USUBJID AND d.ADT = u.ADT AND d.PARAMCD = u.TESTCD "
        "WHERE u.DOMAIN = 'ADCM'"
        for t in tables
        if any(item.record and item.record.domain == "ADCM" for item in t.items)
    ]
    # The highest dose of a span rests on what may have been taken on any day of it.
    spans = [t for t in tables if any(item.record and item.record.testcd in DOSE_SPANS for item in t.items)]
    parts += [
        f"SELECT s.SRCID, d.DOMAIN, d.SEQ, i.ROLE, d.VALUE, d.UNIT, d.DTC FROM {t.used} AS u "
        f"JOIN item_role AS i ON i.NUMBER = {t.number} AND i.PLACE = u.PLACE JOIN scored_row AS s ON {on} "
        "JOIN used_highest_dose AS d ON d.USUBJID = u.USUBJID AND d.ADT = u.ADT AND d.PARAMCD = u.TESTCD "
        "WHERE u.DOMAIN = 'ADCM'"
        for t in spans
    ]
    # A value read from one record keeps its sequence number: the record stands beside it under its own domain.
    parts += [
        "SELECT s.SRCID, CASE u.DOMAIN WHEN 'ADLB' THEN 'LB' WHEN 'ADCM' THEN 'CM' ELSE 'QS' END, u.SEQ, "
        f"i.ROLE, {value} AS VALUE, u.UNIT, "
        f"u.DTC FROM {t.used} AS u JOIN item_role AS i ON i.NUMBER = {t.number} AND i.PLACE = u.PLACE "
        f"JOIN scored_row AS s ON {on} WHERE u.DOMAIN IN ('ADLB', 'ADQS', 'ADCM') AND u.SEQ IS NOT NULL"
        for t in tables
        if any(item.record and item.record.domain in ("ADLB", "ADQS", "ADCM") for item in t.items)
    ]
    if computed_lung_function:
        parts += [
            f"SELECT s.SRCID, d.DOMAIN, d.SEQ, i.ROLE, d.VALUE, d.UNIT, d.DTC FROM {t.used} AS u "
            f"JOIN item_role AS i ON i.NUMBER = {t.number} AND i.PLACE = u.PLACE JOIN scored_row AS s ON {on} "
            f"JOIN {PERCENT_PREDICTED} AS d ON d.USUBJID = u.USUBJID AND d.TESTCD = u.TESTCD AND d.OF_DTC = u.DTC "
            "WHERE u.DOMAIN = 'RE' AND u.SEQ IS NULL"
            for t in tables
            if any(item.record and item.record.domain == "RE" for item in t.items)
        ]
    # New activity is a feature present now and absent before: the records of the assessment before.
    compared = [t for t in tables if any(item.record and item.record.testcd == "NEWACT" for item in t.items)]
    parts += [
        f"SELECT s.SRCID, b.DOMAIN, b.SEQ, i.ROLE, coalesce(b.TEXT, CAST(b.VALUE AS VARCHAR)) AS VALUE, b.UNIT, b.DTC "
        f"FROM {t.used} AS u JOIN item_role AS i ON i.NUMBER = {t.number} AND i.PLACE = u.PLACE "
        f"JOIN scored_row AS s ON {on} JOIN (SELECT USUBJID, ADT, lag(ADT) OVER (PARTITION BY USUBJID "
        f"ORDER BY ADT NULLS LAST) AS EARLIER FROM visit_{t.number}) AS v ON v.USUBJID = u.USUBJID AND v.ADT = u.ADT "
        f"JOIN at_visit_{t.number} AS n ON n.USUBJID = u.USUBJID AND n.ADT = u.ADT AND n.VALUE = 1 "
        f"AND n.BIT IS NOT NULL JOIN at_visit_{t.number} AS b ON b.USUBJID = u.USUBJID AND b.ADT = v.EARLIER "
        "AND b.PLACE = n.PLACE WHERE u.DOMAIN = 'ADRS' AND u.TESTCD = 'NEWACT'"
        for t in compared
    ]
    parts += [
        f"SELECT s.SRCID, u.DOMAIN, u.SEQ, u.ROLE, u.VALUE, u.UNIT, u.DTC FROM {name} AS u "
        "JOIN scored_row AS s ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = u.PARAMCD "
        "AND s.ADTM IS NOT DISTINCT FROM u.ADTM"
        for name in others
    ]
    inputs = [
        *(t.used for t in tables),
        *(f"{kind}_{t.number}" for t in compared for kind in ("visit", "at_visit")),
    ]
    inputs += ["used_highest_dose"] if spans else []
    inputs += ["item_role", "scored_row", *([PERCENT_PREDICTED] if computed_lung_function else []), *others]
    return Relation("trace", " UNION ALL ".join(parts), tuple(inputs), TRACE, kept=False)
