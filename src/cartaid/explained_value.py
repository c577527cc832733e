"""One derived value with everything it stands on: its clauses, its records, its definition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from cartaid.analysis.item_units import item_units
from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.evaluators.cases import score_rows
from cartaid.explained_beside import End, ends, recorded_grade
from cartaid.instruments.catalogue import UnknownDefinition, definition
from cartaid.instruments.definition import Definition, Item, LaboratoryTable, Score
from cartaid.results.clauses import clauses_of, headings
from cartaid.results.rules import rule_words
from cartaid.results.toxicity_records import beside_trace, measured_that_day


@frozen
class UsedRecord:
    """One source record of a derived value, and the role it played."""

    role: str
    domain: str
    seq: int | None
    value: str | None
    unit: str | None
    date: str | None
    end: str | None = None
    """Until when it ran, of a procedure or drug whose end is recorded."""
    open_end: str | None = None
    """Why there is no end, of a procedure or drug without one."""

    def as_json(self) -> dict[str, str | int | None]:
        """Give the record as plain data."""
        return {
            "role": self.role,
            "domain": self.domain,
            "seq": self.seq,
            "value": self.value,
            "unit": self.unit,
            "date": self.date,
            "end": self.end,
        }


@frozen
class Part:
    """One clause or term of a definition: true, false or open; or its points."""

    label: str
    sql: str
    outcome: str
    items: tuple[str, ...]
    heading: str = ""
    """Which grade asks for it (`grade 2`, `needed for every grade`); empty where the definition gives no grade."""


@frozen
class Explanation:
    """One derived value with everything it stands on."""

    row: Mapping[str, Any]
    definition: Definition | None
    switches: Mapping[str, str]
    parts: tuple[Part, ...]
    records: tuple[UsedRecord, ...]
    rule: tuple[str, ...] = ()
    """How the value is made and by which sources, in words, where no definition of the catalogue says it."""
    note: str | None = None
    """Why no clause is shown, where a definition has clauses and the trace cannot answer them."""
    asked_day: int | None = None
    """The day that was asked for, where this is the assessment nearest to it and not of that day."""
    measured: tuple[UsedRecord, ...] = ()
    """What was measured on the day of a grade, but did not decide it."""
    investigator: str | None = None
    """The grade the investigator gave beside a derived one of CRS or ICANS, and whether it differs."""
    chosen: str | None = None
    """Why this day of several, where no date was asked for."""

    def as_json(self) -> dict[str, Any]:
        """Give the explanation as plain data."""
        known = self.definition
        return {
            "row": {name: _plain(value) for name, value in self.row.items()},
            "definition": known
            and {
                "id": known.id,
                "title": known.title,
                "edition": known.edition,
                "switches": dict(self.switches),
                "sources": [
                    {"citation": s.citation, "doi": s.doi, "checked": s.checked} for s in known.sources
                ],
                "from_memory": list(known.unverified),
            },
            "parts": [
                {
                    "label": p.label,
                    "sql": p.sql,
                    "outcome": p.outcome,
                    "items": p.items,
                    "heading": p.heading,
                }
                for p in self.parts
            ],
            "records": [record.as_json() for record in self.records],
            "rule": list(self.rule),
            "note": self.note,
            "asked_day": self.asked_day,
            "measured": [record.as_json() for record in self.measured],
            "chosen": self.chosen,
            "investigator": self.investigator,
        }


def _plain(value: Any) -> str | int | float | None:
    """Give a value as JSON holds it: a number as a number, a date as ISO text.

    >>> from decimal import Decimal
    >>> [_plain(value) for value in (545, Decimal("2.50"), None, "Y")]
    [545, 2.5, None, 'Y']
    """
    if value is None or isinstance(value, int | float):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def explained(
    session: Session,
    folder: Path,
    row: Mapping[str, Any],
    switches: Mapping[str, Mapping[str, str]],
    protocol: Mapping[str, Any],
) -> Explanation:
    """Explain one derived row of a finished analysis.

    `switches` are those of each definition as it was run, `protocol` is that of the manifest.
    """
    path = quoted(str(folder / "analysis" / "trace.parquet"))
    records = used_records(
        session.rows(
            f"SELECT ROLE, DOMAIN, SEQ, VALUE, UNIT, DTC FROM read_parquet({path}) WHERE SRCID = ? "
            "ORDER BY ROLE, DOMAIN, SEQ, DTC",
            [row["SRCID"]],
        )
    )
    measured = used_records(measured_that_day(session, folder, row))
    found = _by_its_records(session, folder, row, records, switches, protocol)
    return evolve(
        found,
        records=_with_ends(found.records, ends(session, folder, row["USUBJID"])),
        measured=measured,
        investigator=recorded_grade(session, folder, row),
    )


def _with_ends(
    records: tuple[UsedRecord, ...], known: Mapping[tuple[str, int], End]
) -> tuple[UsedRecord, ...]:
    """Give each record of a procedure or drug its end, or why there is none."""
    told = []
    for record in records:
        end = known.get((record.domain, record.seq)) if record.seq is not None else None
        # A drug of the trace may tell its end in its value.
        if end is not None and not (record.value and " until " in record.value):
            why = None if end[0] else "ongoing" if end[1] else "end not recorded"
            record = evolve(record, end=end[0], open_end=why)
        told.append(record)
    return tuple(told)


def _by_its_records(
    session: Session,
    folder: Path,
    row: Mapping[str, Any],
    records: tuple[UsedRecord, ...],
    switches: Mapping[str, Mapping[str, str]],
    protocol: Mapping[str, Any],
) -> Explanation:
    try:
        known = definition(row["DEFID"])
    except UnknownDefinition:
        rule = rule_words(row["PARAMCD"], row["DEFID"], protocol)
        if not records:
            words, beside = beside_trace(session, folder, row, protocol)
            return Explanation(row, None, {}, (), used_records(beside), rule or words, NO_RECORD)
        return Explanation(row, None, {}, (), records, rule)
    chosen = switches.get(known.id, {})
    if not any(record.role == item.id for record in records for item in known.items):
        words, beside = beside_trace(session, folder, row, protocol)
        return Explanation(
            row, known, chosen, (), records or used_records(beside), words, None if records else NO_RECORD
        )
    flat = flat_row(known, records)
    detail = score_rows(Session(), known, [flat], chosen, detail=True, units=item_units)[0]
    if not _gives_again(row, known, detail):
        words, _ = beside_trace(session, folder, row, protocol)
        return Explanation(row, known, chosen, (), records, words, NOT_AGAIN)
    return Explanation(row, known, chosen, tuple(_parts(known, detail)), records)


def _gives_again(row: Mapping[str, Any], known: Definition, detail: Mapping[str, Any]) -> bool:
    """Say whether the records of the trace give the value again: only then do its clauses explain it."""
    if row["PARAMCD"] not in (known.paramcd, f"{known.paramcd}MX") or row["ALOW"] is None:
        return True
    ends = ((row["ALOW"], detail["low"]), (row["AHIGH"], detail["high"]))
    return all(b is not None and abs(float(a) - float(b)) < 1e-6 for a, b in ends if a is not None)


NOT_AGAIN = "the value rests on more than these records (what was not recorded counts as absent): no clause is claimed to be met"
NO_RECORD = "the trace holds no record for this value: no clause is claimed to be met"


def used_records(found: Sequence[tuple[Any, ...]]) -> tuple[UsedRecord, ...]:
    """Give records as role, domain, sequence number, value, unit and date name them."""
    return tuple(
        UsedRecord(role, domain, seq, plain(value), unit, date)
        for role, domain, seq, value, unit, date in found
    )


def flat_row(known: Definition, records: Sequence[UsedRecord]) -> dict[str, str | None]:
    """Put the records of a trace back into the flat row of a definition.

    A value derived from others stands in the trace beside the records beneath it; it is the one that counts.
    """
    row: dict[str, str | None] = {}
    for item in known.items:
        entered = entered_records(item, records)
        record = next(iter(entered), None)
        row[item.id] = record.value if record and not disagree(entered) else None
        if item.unit_column and record:
            # What a study used has passed its units: without one, it stands in the unit of the item.
            row[item.unit_column] = record.unit or item.unit
    return row


def plain(value: str | None) -> str | None:
    """Write a number without zeros at its end; other texts stay as they are.

    >>> plain("0.300000"), plain("12.000000"), plain("100"), plain("2021-10-10"), plain(None)
    ('0.3', '12', '100', '2021-10-10', None)
    """
    return value and re.sub(r"^(-?[0-9]+)(?:[.]0+|([.][0-9]*[1-9])0+)$", lambda m: m[1] + (m[2] or ""), value)


def entered_records(item: Item, records: Sequence[UsedRecord]) -> list[UsedRecord]:
    """Give the records that an item was read from, without those beneath a derived value."""
    own = [r for r in records if r.role == item.id]
    # A grade is read from items under the pseudo-domain ADTX, not from the records beneath them.
    graded = [r for r in own if r.domain == "ADTX"]
    # A percent of predicted computed from litres stands beside those; the line that names its equations has no unit.
    computed = [r for r in own if r.domain == "ADRE" and r.unit]
    derived = [r for r in own if item.record is not None and r.domain == item.record.domain]
    return graded or computed or derived or own


def disagree(records: Sequence[UsedRecord]) -> bool:
    """Say whether two records that entered under one role have different values in one unit.

    >>> one, other = (UsedRecord("pga", "QS", seq, value, None, None) for seq, value in ((1, "0.3"), (2, "1.5")))
    >>> disagree([one, other]), disagree([one, one])
    (True, False)
    """
    return any(
        a.value != b.value and a.unit == b.unit and a.domain == b.domain for a in records for b in records
    )


def _parts(known: Definition, detail: Mapping[str, Any]) -> list[Part]:
    from cartaid.evaluators.expression import names_in

    ids = [item.id for item in known.items]
    method = known.method
    if isinstance(method, Score):
        return [
            Part(
                t.label,
                t.sql,
                _points(detail[f"term_{n}_low"], detail[f"term_{n}_high"]),
                tuple(names_in(t.sql, ids)),
            )
            for n, t in enumerate(method.all_terms, start=1)
        ]
    if isinstance(method, LaboratoryTable):
        return []
    parts = []
    for quantity in method.quantities:
        bounds = _points(detail[f"{quantity.id}_low"], detail[f"{quantity.id}_high"])
        parts.append(Part(quantity.label, quantity.id, bounds, ()))
    under = headings(known)
    for clause in clauses_of(known):
        truth = {True: "met", False: "not met", None: "open"}[detail[f"clause_{clause.id}"]]
        items = tuple(names_in(clause.sql, ids))
        parts.append(Part(clause.label, clause.sql, truth, items, under.get(clause.id, "")))
    return parts


def _points(low: Any, high: Any) -> str:
    if low is None or high is None:
        return "unknown"
    return f"{float(low):g}" if low == high else f"{float(low):g} to {float(high):g}"
