"""Why a derived value is what it is: clauses, items, records, definition; from a finished analysis folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve, frozen

from cartaid.analysis.item_units import item_units
from cartaid.analysis.outcome_sources import outcome_rows, outcome_sources
from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.evaluators.cases import score_rows
from cartaid.instruments.catalogue import UnknownDefinition, definition
from cartaid.instruments.definition import Clause, Definition, Grade, Item, LaboratoryTable, Score, State
from cartaid.results.toxicity_records import beside_trace

DATASETS = ("adrs", "adqs", "adtx")


class NothingToExplain(Exception):
    """No derived row matches what was asked for; the message says what there is."""


@frozen
class UsedRecord:
    """One source record of a derived value, and the role it played."""

    role: str
    domain: str
    seq: int | None
    value: str | None
    unit: str | None
    date: str | None


@frozen
class Part:
    """One clause or term of a definition: true, false or open; or its points."""

    label: str
    sql: str
    outcome: str
    items: tuple[str, ...]


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
                {"label": p.label, "sql": p.sql, "outcome": p.outcome, "items": p.items} for p in self.parts
            ],
            "records": [
                {
                    "role": r.role,
                    "domain": r.domain,
                    "seq": r.seq,
                    "value": r.value,
                    "unit": r.unit,
                    "date": r.date,
                }
                for r in self.records
            ],
            "rule": list(self.rule),
            "note": self.note,
            "asked_day": self.asked_day,
        }


def explain(folder: Path, usubjid: str, paramcd: str, date: str | None = None) -> list[Explanation]:
    """Explain one parameter of one subject: the row of `date`, or the last one.

    A number as `date` is a day from the infusion: the assessment nearest to it. `usubjid` may be shortened to an
    ending that only one subject has (`07`). Raises NothingToExplain saying which subjects, parameters or dates
    there are.
    """
    try:
        return _explain(folder, usubjid, paramcd, date)
    except (duckdb.Error, json.JSONDecodeError) as error:
        found = str(error).strip().splitlines()[0][:200]
        raise NothingToExplain(
            f"{folder}: expected a finished analysis, found a file that cannot be read: {found}. Run it again."
        ) from None


def _explain(folder: Path, usubjid: str, paramcd: str, date: str | None) -> list[Explanation]:
    session = Session()
    tables = [d for d in DATASETS if (folder / "analysis" / f"{d}.parquet").exists()]
    if not tables:
        raise NothingToExplain(f"{folder}: expected a finished analysis (analysis/adrs.parquet), found none")
    union = " UNION ALL BY NAME ".join(
        f"SELECT *, '{d}' AS DATASET FROM read_parquet({quoted(str(folder / 'analysis' / d))} || '.parquet')"
        for d in tables
    )
    session.connection.execute(f"CREATE VIEW derived AS {union}")
    subject = _one_subject(session, usubjid)
    code = paramcd.upper()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows: Sequence[Mapping[str, Any]] = session.records(
        "SELECT * FROM derived WHERE USUBJID = ? AND PARAMCD = ? ORDER BY ADT, ADTM", [subject, code]
    )
    if not rows:
        return _outcomes(session, folder, subject, code, date, manifest)
    chosen = [row for row in rows if date is None or str(row["ADT"]) == date]
    if not chosen and date is not None and date.lstrip("-").isdigit():
        chosen = _near(rows, int(date))
    if not chosen:
        days = ", ".join(f"{row['ADT']} (day {row['RDY']})" for row in rows)
        raise NothingToExplain(f"{subject} has no {code} on {date}; there are: {days}")
    switches = {entry["id"]: entry["switches"] for entry in manifest["definitions"]}
    explained = [
        _explained(session, folder, row, switches, manifest["protocol"])
        for row in (chosen if date else chosen[-1:])
    ]
    return [evolve(one, asked_day=_other_day(one.row, date)) for one in explained]


def _outcomes(
    session: Session, folder: Path, subject: str, code: str, date: str | None, manifest: Mapping[str, Any]
) -> list[Explanation]:
    """Explain times to event and kinetic parameters; a code may lack the letter of its assay (CMAX for CMAXF)."""
    every = outcome_rows(session, folder, subject)
    rows: list[Mapping[str, Any]] = [row for row in every if row["PARAMCD"] == code]
    rows = rows or [row for row in every if row["DATASET"] == "adpp" and row["PARAMCD"][:-1] == code]
    if not rows:
        _refuse_other_disease(session, folder, subject, code)
        scored = session.rows("SELECT DISTINCT PARAMCD FROM derived WHERE USUBJID = ?", [subject])
        known = sorted({r[0] for r in scored} | {row["PARAMCD"] for row in every})
        raise NothingToExplain(f"{subject} has no {code}; derived for this subject: {', '.join(known)}")
    chosen = [row for row in rows if date is None or str(row["ADT"]) == date]
    if not chosen and date is not None and date.lstrip("-").isdigit():
        chosen = _near(rows, int(date))
    if not chosen:
        days = ", ".join(f"{row['ADT']} (day {row['RDY']})" for row in rows)
        raise NothingToExplain(f"{subject} has no {code} on {date}; there are: {days}")
    level = manifest["protocol"]["time_to_event"]["drug_free_level"]
    return [
        Explanation(
            row,
            None,
            {},
            (),
            tuple(UsedRecord(*found) for found in outcome_sources(session, folder, row, level)),
            rule_words(row["PARAMCD"], row["DATASET"], manifest["protocol"]),
            asked_day=_other_day(row, date),
        )
        for row in chosen
    ]


def _refuse_other_disease(session: Session, folder: Path, subject: str, code: str) -> None:
    """Say so where the parameter is that of another disease than the subject's; raises NothingToExplain."""
    from cartaid.instruments.catalogue import definitions
    from cartaid.results.cohort import disease_label

    path = quoted(str(folder / "analysis" / "adsl.parquet"))
    ((disease,),) = session.rows(
        f"SELECT max(DISEASE) FROM read_parquet({path}) WHERE USUBJID = ?", [subject]
    )
    known = {d.disease.upper() for d in definitions() if code in (d.paramcd, d.category_paramcd)}
    if known and disease and not known & {disease, "ANY", "OTHER"}:
        label = disease_label(disease)
        own = label if label.isupper() else label[:1].lower() + label[1:]
        listed = " and ".join(sorted(known))
        raise NothingToExplain(f"{code} is for {listed}; this subject ({subject}) has {own}")


def rule_words(code: str, kind: str, protocol: Mapping[str, Any]) -> tuple[str, ...]:
    """Say how a value that no definition of the catalogue describes is made, and by which sources.

    `kind` is the id of its rule (`prednisone-equivalent`, `drug-free`) or its dataset (`adtte`, `adpp`).
    """
    windows, cells = protocol["windows"], protocol["b_cells"]
    own = "rule of this project"
    if kind == "prednisone-equivalent":
        return (
            "dose x frequency x prednisone equivalent of every systemic glucocorticoid in force on the day; pulses apart "
            "(250 mg a day or more, for up to 5 days in a row)",
            "equivalents: GlobalRPh corticosteroid converter; omicsonline 2157-7536-6-149 table 1",
        )
    if kind == "drug-free":
        return (
            f"nothing of the class on any of the last windows.drug_free_days = {windows['drug_free_days']} days; "
            "lymphodepletion, drugs against CRS or ICANS, replacement and local drugs do not count",
            f"{own}; levels after DORIS 2021, doi 10.1136/lupus-2021-000538",
        )
    if kind == "adtte":
        return (
            "days from STARTDT to the event or the censoring; an event that is merely possible censors",
            f"{own}: the response states and their loss are those of the methods in report.html",
        )
    if kind == "adpp" and code.startswith("BCELL"):
        return (
            f"{cells['test']} below {cells['threshold']} {cells['unit']} is aplasia; returned at the first of "
            f"{cells['confirmations']} samples in a row at or above it",
            f"{own}: threshold and confirmation are those of study.toml [b_cells]",
        )
    if kind == "adpp":
        return (
            "non-compartmental analysis of the samples below, linear trapezoids; see the methods in report.html",
        )
    return ()


NEAR_DAYS = 14
"""A day from infusion stands for the assessment nearest to it, at most so many days away."""


def _plain(value: Any) -> str | int | float | None:
    """Give a value as JSON holds it: a number as a number, a date as ISO text.

    >>> from decimal import Decimal
    >>> [_plain(value) for value in (545, Decimal("2.50"), None, "Y")]
    [545, 2.5, None, 'Y']
    """
    if value is None or isinstance(value, int | float):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def _near(rows: Sequence[Mapping[str, Any]], day: int) -> list[Mapping[str, Any]]:
    placed = [row for row in rows if row["RDY"] is not None and abs(row["RDY"] - day) <= NEAR_DAYS]
    return sorted(placed, key=lambda row: abs(row["RDY"] - day))[:1]


def _other_day(row: Mapping[str, Any], date: str | None) -> int | None:
    """Give the day that was asked for, where the row is of another one."""
    if date is None or not date.lstrip("-").isdigit():
        return None
    return int(date) if row["RDY"] != int(date) else None


def _one_subject(session: Session, usubjid: str) -> str:
    found = [r[0] for r in session.rows("SELECT DISTINCT USUBJID FROM derived ORDER BY 1")]
    if usubjid in found:
        return usubjid
    ending = [subject for subject in found if subject.endswith(usubjid)]
    if len(ending) == 1:
        return str(ending[0])
    what = f"{len(ending)} subjects end so" if ending else "no subject has it"
    listed = ", ".join(ending or found[:20])
    raise NothingToExplain(f"USUBJID {usubjid!r}: {what}; {'they are' if ending else 'there are'}: {listed}")


def _explained(
    session: Session,
    folder: Path,
    row: Mapping[str, Any],
    switches: Mapping[str, Mapping[str, str]],
    protocol: Mapping[str, Any],
) -> Explanation:
    path = quoted(str(folder / "analysis" / "trace.parquet"))
    records = tuple(
        UsedRecord(role, domain, seq, plain(value), unit, date)
        for role, domain, seq, value, unit, date in session.rows(
            f"SELECT ROLE, DOMAIN, SEQ, VALUE, UNIT, DTC FROM read_parquet({path}) WHERE SRCID = ? "
            "ORDER BY ROLE, DOMAIN, SEQ, DTC",
            [row["SRCID"]],
        )
    )
    try:
        known = definition(row["DEFID"])
    except UnknownDefinition:
        rule = rule_words(row["PARAMCD"], row["DEFID"], protocol)
        if not records:
            words, beside = beside_trace(session, folder, row, protocol)
            return Explanation(row, None, {}, (), _used(beside), rule or words, NO_RECORD)
        return Explanation(row, None, {}, (), records, rule)
    chosen = switches.get(known.id, {})
    if not any(record.role == item.id for record in records for item in known.items):
        words, beside = beside_trace(session, folder, row, protocol)
        return Explanation(
            row, known, chosen, (), records or _used(beside), words, None if records else NO_RECORD
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


NOT_AGAIN = (
    "the value rests on more than these records (what was not recorded counts as absent): no clause is shown"
)
NO_RECORD = "the trace holds no record for this value: no clause is shown"


def _used(found: Sequence[tuple[Any, ...]]) -> tuple[UsedRecord, ...]:
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
    clauses: list[Clause] = list(method.clauses) if isinstance(method, State) else []
    if isinstance(method, Grade):
        clauses = [*method.gate, *(arm for level in method.levels for arm in level.arms)]
    parts = []
    for quantity in method.quantities:
        bounds = _points(detail[f"{quantity.id}_low"], detail[f"{quantity.id}_high"])
        parts.append(Part(quantity.label, quantity.id, bounds, ()))
    for clause in clauses:
        truth = {True: "met", False: "not met", None: "open"}[detail[f"clause_{clause.id}"]]
        parts.append(Part(clause.label, clause.sql, truth, tuple(names_in(clause.sql, ids))))
    return parts


def _points(low: Any, high: Any) -> str:
    if low is None or high is None:
        return "unknown"
    return f"{float(low):g}" if low == high else f"{float(low):g} to {float(high):g}"
