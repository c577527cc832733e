"""A protocol as tables that SQL can join: nothing of `study.toml` is pasted into a statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from cartaid.study.protocol.model import Protocol
from cartaid.study.protocol.section import Section


@frozen
class ProtocolTable:
    """One table of the protocol: its name, its columns with SQL types, its rows."""

    name: str
    columns: Mapping[str, str]
    rows: tuple[tuple[Any, ...], ...]


SETTING_SECTIONS = (
    *("study", "day0", "baseline", "toxicity", "b_cells", "windows"),
    *("time_to_event", "event_free", "kinetics"),
    *("haematotoxicity", "stagger", "washout", "stopping", "long_term_follow_up"),
)
"""Sections of single values; they become `protocol_setting`, one row a value, named `section.key`."""


def setting_text(value: Any) -> str:
    """Write one setting as text: true and false in lower case, decimals without an exponent.

    >>> setting_text(True), setting_text(Decimal("0.50")), setting_text(date(2024, 3, 1))
    ('true', '0.50', '2024-03-01')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _settings(protocol: Protocol) -> tuple[tuple[Any, ...], ...]:
    rows = []
    for name in SETTING_SECTIONS:
        section: Section = getattr(protocol, name)
        for key in type(section).model_fields:
            value = getattr(section, key)
            # A list has a table of its own.
            if value is not None and value != "" and not isinstance(value, tuple):
                rows.append((f"{name}.{key}", setting_text(value)))
    return tuple(rows)


def protocol_tables(protocol: Protocol) -> tuple[ProtocolTable, ...]:
    """Give a protocol as tables.

    Returns `protocol_visit`, `protocol_patient_given` (patients named one by one), `protocol_disease` (how DM and
    MH tell the group), `protocol_exposure`, `protocol_setting`, `protocol_code`, `protocol_drug`,
    `protocol_switch`, `protocol_definition`, `protocol_event` (what ends event-free survival),
    `protocol_endpoint`, and the words of these two in `protocol_event_word` and `protocol_endpoint_word`. A
    setting that is not made has no row. Texts that are compared without regard to case stand in capitals.

    >>> from cartaid.study.protocol import default_protocol
    >>> {t.name: t for t in protocol_tables(default_protocol())}["protocol_visit"].rows[0]
    (-28, 'Screening', -28, -180, -18)
    """
    text, whole, exact = "VARCHAR", "INTEGER", "DECIMAL(18,6)"
    disease, exposure = protocol.disease, protocol.exposure
    return (
        ProtocolTable(
            "protocol_visit",
            {"AVISITN": whole, "AVISIT": text, "TARGET": whole, "LOW": whole, "HIGH": whole},
            tuple((v.avisitn, v.name, v.target, v.low, v.high) for v in protocol.visits),
        ),
        ProtocolTable(
            "protocol_patient_given", {"USUBJID": text, "DISEASE": text}, tuple(disease.patients.items())
        ),
        ProtocolTable(
            "protocol_disease",
            {"SOURCE": text, "VALUE": text, "DISEASE": text},
            tuple(
                (source, value.upper(), group)
                for source, table in (("DM", disease.values), ("MH", disease.history))
                for value, group in table.items()
            ),
        ),
        ProtocolTable(
            "protocol_exposure",
            {"VARIABLE": text, "VALUE": text, "EXCAT": text},
            tuple(
                (variable, value, category)
                for variable, values, category in (
                    ("EXCAT", exposure.car_t_categories, "CAR T"),
                    ("EXTRT", exposure.car_t_treatments, "CAR T"),
                    ("EXCAT", exposure.lymphodepletion_categories, "LYMPHODEPLETION"),
                    ("EXTRT", exposure.lymphodepletion_treatments, "LYMPHODEPLETION"),
                )
                # cartaid's own category always means itself, whatever else a study lists.
                for value in dict.fromkeys(
                    [*(value.upper() for value in values), *([category] if variable == "EXCAT" else [])]
                )
            ),
        ),
        ProtocolTable("protocol_setting", {"NAME": text, "VALUE": text}, _settings(protocol)),
        ProtocolTable(
            "protocol_code",
            {
                "DOMAIN": text,
                "VARIABLE": text,
                "FROM_CODE": text,
                "FROM_CAT": text,
                "TO_CODE": text,
                "TO_CAT": text,
            },
            tuple(
                (
                    code.domain,
                    code.target,
                    code.from_.upper(),
                    code.from_category and code.from_category.upper(),
                    code.to,
                    code.to_category,
                )
                for code in protocol.codes
            ),
        ),
        ProtocolTable(
            "protocol_drug",
            {"NAME": text, "ATC": text, "CLASS": text, "FACTOR": exact},
            tuple(
                (drug.name and drug.name.upper(), drug.atc and drug.atc.upper(), drug.drug_class, drug.factor)
                for drug in protocol.drugs
            ),
        ),
        ProtocolTable(
            "protocol_switch",
            {"DEFINITION": text, "SWITCH": text, "VALUE": text},
            tuple(
                (definition, switch, setting_text(value))
                for definition, switches in protocol.definitions.items()
                for switch, value in switches.items()
            ),
        ),
        ProtocolTable(
            "protocol_definition", {"DEFINITION": text}, tuple((name,) for name in protocol.run.definitions)
        ),
        *_outcome_tables(protocol),
        _dose_limiting_table(protocol),
    )


def _outcome_tables(protocol: Protocol) -> tuple[ProtocolTable, ...]:
    """Give the declared events and the endpoints; events are numbered in the order of the file."""
    text, whole, exact = "VARCHAR", "INTEGER", "DECIMAL(18,6)"
    events = tuple(enumerate(protocol.event_free.events, start=1))
    return (
        ProtocolTable(
            "protocol_event",
            {"EVENT": whole, "LABEL": text, "PARAMCD": text, "LOW": exact, "HIGH": exact, "GRADE": whole},
            tuple((n, e.label, e.parameter, e.at_least, e.at_most, e.grade) for n, e in events),
        ),
        ProtocolTable(
            "protocol_event_word",
            {"EVENT": whole, "KIND": text, "WORD": text},
            tuple(
                (number, kind, word)
                for number, event in events
                for kind, words in (
                    ("value", event.categories if event.parameter else ()),
                    ("term", tuple(term.upper() for term in event.terms)),
                    ("drug", tuple(drug.upper() for drug in event.drugs)),
                    ("class", event.drug_classes),
                )
                for word in dict.fromkeys(words)
            ),
        ),
        ProtocolTable(
            "protocol_endpoint",
            {
                "ENDPOINT": text,
                "PARAMCD": text,
                "AVISIT": text,
                "STRATEGY": text,
                "MISSING": text,
                "DISEASE": text,
                "LOW": exact,
                "HIGH": exact,
            },
            tuple(
                (e.id, e.parameter, e.visit, e.strategy, e.missing, e.disease, e.at_least, e.at_most)
                for e in protocol.endpoints
            ),
        ),
        ProtocolTable(
            "protocol_endpoint_word",
            {"ENDPOINT": text, "KIND": text, "WORD": text},
            tuple(
                (endpoint.id, kind, word)
                for endpoint in protocol.endpoints
                for kind, words in (("value", endpoint.categories), ("intercurrent", endpoint.intercurrent))
                for word in dict.fromkeys(words)
            ),
        ),
    )


def _dose_limiting_table(protocol: Protocol) -> ProtocolTable:
    """Give `protocol_dose_limiting`: the dose-limiting toxicities, numbered in the order of the file."""
    text, whole, truth = "VARCHAR", "INTEGER", "BOOLEAN"
    return ProtocolTable(
        "protocol_dose_limiting",
        {
            "RULE": whole,
            "NAME": text,
            "EVENT": text,
            "GRADE": whole,
            "FIRST_DAY": whole,
            "LAST_DAY": whole,
            "HOURS": whole,
            "BY_EVENTS": truth,
            "RELATED": truth,
            "NON_HAEMATOLOGICAL": truth,
        },
        tuple(
            (
                *(number, rule.name, rule.event, rule.grade, rule.first_day, rule.last_day),
                *(rule.longer_than_hours, rule.by_events, rule.related, rule.non_haematological),
            )
            for number, rule in enumerate(protocol.dose_limiting, start=1)
        ),
    )
