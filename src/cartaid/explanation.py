"""Which derived value is asked about: subject, parameter and day, in the folder of a finished analysis."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve

from cartaid.analysis.outcome_sources import outcome_rows, outcome_sources
from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.explained_value import Explanation, explained, used_records
from cartaid.instruments.catalogue import UnknownDefinition, definition
from cartaid.instruments.definition import Grade
from cartaid.results.rules import rule_words

DATASETS = ("adrs", "adqs", "adtx")


class NothingToExplain(Exception):
    """No derived row matches what was asked for; the message says what there is."""


def explain(folder: Path, usubjid: str, paramcd: str, date: str | None = None) -> list[Explanation]:
    """Explain one parameter of one subject: the row of `date`, or the one that is meant without it.

    Without a date it is the first day of the highest grade, of what is no grade the last day.
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
    switches = {entry["id"]: entry["switches"] for entry in manifest["definitions"]}
    chosen, why = (_of_date(rows, date), None) if date else _without_date(rows)
    return [
        evolve(
            explained(session, folder, row, switches, manifest["protocol"]),
            asked_day=_other_day(row, date),
            chosen=why,
        )
        for row in chosen
    ]


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
    level = manifest["protocol"]["time_to_event"]["drug_free_level"]
    return [
        Explanation(
            row,
            None,
            {},
            (),
            used_records(outcome_sources(session, folder, row, level)),
            rule_words(row["PARAMCD"], row["DATASET"], manifest["protocol"]),
            asked_day=_other_day(row, date),
        )
        for row in (_of_date(rows, date) if date else rows)
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


NEAR_DAYS = 14
"""A day from infusion stands for the assessment nearest to it, at most so many days away."""


def _of_date(rows: Sequence[Mapping[str, Any]], date: str) -> Sequence[Mapping[str, Any]]:
    """Give the rows of a date, or the one nearest to a day from the infusion; raises NothingToExplain."""
    found = [row for row in rows if str(row["ADT"]) == date]
    if not found and date.lstrip("-").isdigit():
        day = int(date)
        placed = [row for row in rows if row["RDY"] is not None and abs(row["RDY"] - day) <= NEAR_DAYS]
        found = sorted(placed, key=lambda row: abs(row["RDY"] - day))[:1]
    if not found:
        days = ", ".join(f"{row['ADT']} (day {row['RDY']})" for row in rows)
        raise NothingToExplain(
            f"{rows[0]['USUBJID']} has no {rows[0]['PARAMCD']} on {date}; there are: {days}"
        )
    return found


def _without_date(rows: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    """Give the row that is meant where no date is, and why that one of several: of a grade the first day at its worst.

    An undetermined grade counts with what it is at least.
    """
    graded = [row for row in rows if row["ALOW"] is not None and _is_grade(row["DEFID"])]
    if len(rows) == 1 or not graded:
        return rows[-1:], None if len(rows) == 1 else f"no date was asked for: the last of {len(rows)} days"
    worst = max(graded, key=lambda row: row["ALOW"])  # the first of equals
    return [worst], f"no date was asked for: the first day of the highest grade, of {len(rows)} days"


def _is_grade(id: str | None) -> bool:
    try:
        return isinstance(definition(id or "").method, Grade)
    except UnknownDefinition:
        return False


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
