"""The records behind a time to event or a kinetic parameter, from the tables of a finished analysis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cartaid.analysis.time_to_event import RELAPSE_RULES, RESPONSE_STATES
from cartaid.engine import Session
from cartaid.engine.session import quoted

OUTCOMES = ("adtte", "adpp")
"""Datasets whose rows are explained from other datasets."""

OF_RESPONSE = ("TTREM", "TTSREM", "TTREL", "RFS", "DRUGFS", "EFS")
"""Times that rest on assessments of the response."""

OF_DRUGS = ("TTRESUME", "DRUGFS")
"""Times that begin with freedom from drugs."""

BEGINS = {"TTREL": "first response", "RFS": "first response", "TTRESUME": "free of drugs"}
"""What starts the clock of a time that does not run from the infusion."""

Source = tuple[str, str, int | None, str | None, str | None, str | None]
"""Role, domain, sequence number, value, unit, date."""


def outcome_rows(session: Session, folder: Path, usubjid: str) -> list[dict[str, Any]]:
    """Give every time to event and kinetic parameter of one subject, in the shape of scored rows.

    `folder` is that of a finished analysis. AVALC puts the result in words, REASON what ended a time or leaves a
    parameter open.
    """
    rows = []
    for name in OUTCOMES:
        path = folder / "analysis" / f"{name}.parquet"
        if not path.exists():
            continue
        for row in session.records(
            f"SELECT t.*, date_diff('day', s.TRTSDT, t.ADT) AS RDY FROM {_table(folder, name)} AS t "
            f"JOIN {_table(folder, 'adsl')} AS s ON s.USUBJID = t.USUBJID WHERE t.USUBJID = ? "
            "ORDER BY t.PARAMCD, t.APERIOD",
            [usubjid],
        ):
            rows.append(_time(row) if name == "adtte" else _parameter(row))
    return rows


def _between(low: Any, high: Any) -> str:
    """Say between which days something lies.

    >>> _between("2023-08-21", "2023-08-22"), _between("2023-08-22", "2023-08-22")
    ('after 2023-08-21 and up to 2023-08-22', 'on 2023-08-22')
    """
    return f"on {high}" if low == high else f"after {low} and up to {high}"


def _time(row: Mapping[str, Any]) -> dict[str, Any]:
    ended = f"event: {row['EVNTDESC']}" if row["CNSR"] == 0 else f"censored: {row['CNSDTDSC']}"
    between = f"the event lies {_between(row['ADTLO'], row['ADTHI'])}" if row["CNSR"] == 0 else None
    # What started the clock and what stopped it come first; the assessments of both days follow as records.
    started = f"{BEGINS.get(row['PARAMCD'], 'begins')} on {row['STARTDT']}"
    stopped = "event" if row["CNSR"] == 0 else "censored"
    said = row["EVNTDESC"] if row["CNSR"] == 0 else row["CNSDTDSC"]
    ended_on = f"{stopped} on {row['ADT']}: {said}"
    return {
        **row,
        "AVALC": f"{row['AVAL']:g} days, {ended}",
        "ALOW": None,
        "AHIGH": None,
        "STATUS": "DETERMINED",
        "REASON": "; ".join(filter(None, [started, ended_on, between])),
        "DEFID": None,
        "SRCID": None,
        "DATASET": "adtte",
    }


def _parameter(row: Mapping[str, Any]) -> dict[str, Any]:
    value = row["AVALC"] if row["AVALC"] is not None or row["AVAL"] is None else f"{row['AVAL']:g}"
    said = f"{value} {row['AVALU'] or ''}".strip() if value is not None else None
    bounds = [
        f"return {_between(row['ADTLO'], row['ADTHI'])}"
        if row["ADTLO"] is not None and row["ADTHI"] is not None
        else None,
        f"{row['SAMPLES']} samples",
    ]
    return {
        **row,
        "AVALC": said,
        "REASON": "; ".join(filter(None, [row["REASON"], *bounds])),
        "DEFID": None,
        "SRCID": None,
        "DATASET": "adpp",
    }


def outcome_sources(session: Session, folder: Path, row: Mapping[str, Any], level: str) -> list[Source]:
    """Give the SDTM records behind one row of `outcome_rows`.

    `level` is the drug-free level of the protocol (`time_to_event.drug_free_level`).
    """
    if row["DATASET"] == "adpp":
        return _samples(session, folder, row)
    code = row["PARAMCD"]
    found: list[Source] = []
    if row["SRCDOM"] is not None:
        found.append(("event", row["SRCDOM"], row["SRCSEQ"], row["EVNTDESC"], None, str(row["ADT"])))
    if code == "FUP":
        found += _last_contact(session, folder, row)
    if code in OF_RESPONSE:
        states = {state[1] for state in RESPONSE_STATES} | {rule[1] for rule in RELAPSE_RULES}
        days = {row["ADTLO"], row["ADT"], *([row["STARTDT"]] if code in ("TTREL", "RFS") else [])}
        found += _assessments(session, folder, row["USUBJID"], sorted(states), days)
    if code in OF_DRUGS:
        found += _assessments(session, folder, row["USUBJID"], [level], {row["STARTDT"]})
    return found


def _table(folder: Path, name: str) -> str:
    return f"read_parquet({quoted(str(folder / 'analysis' / f'{name}.parquet'))})"


def _samples(session: Session, folder: Path, row: Mapping[str, Any]) -> list[Source]:
    rows: list[Source] = session.rows(
        "SELECT CASE WHEN ADT = ? THEN 'sample of that day' ELSE 'sample' END, DOMAIN, SRCSEQ, "
        "coalesce(AVALC, CAST(AVAL AS VARCHAR)), AVALU, DTC "
        f"FROM {_table(folder, 'adpc')} WHERE USUBJID = ? AND APERIOD = ? AND PARAMCD = ? "
        "AND (CAST(? AS VARCHAR) IS NULL OR METHOD IS NOT DISTINCT FROM ?) ORDER BY ADT, ADTM, SRCSEQ",
        [row["ADT"], row["USUBJID"], row["APERIOD"], row["PPCAT"], row["METHOD"], row["METHOD"]],
    )
    return rows


def _assessments(
    session: Session, folder: Path, usubjid: str, codes: list[str], days: set[Any]
) -> list[Source]:
    scored = " UNION ALL ".join(
        f"SELECT USUBJID, PARAMCD, ADT, coalesce(AVALC, regexp_replace(CAST(AVAL AS VARCHAR), '[.]0$', '')) AS SAID, "
        f"SRCID FROM {_table(folder, n)}"
        for n in ("adrs", "adqs")
        if (folder / "analysis" / f"{n}.parquet").exists()
    )
    asked = ", ".join(map(quoted, codes))
    dated = ", ".join(f"DATE '{day}'" for day in sorted(filter(None, days)))
    if not scored or not dated:
        return []
    rows: list[Source] = session.rows(
        "SELECT concat(s.PARAMCD, ' ', coalesce(s.SAID, 'undetermined'), ' on ', CAST(s.ADT AS VARCHAR), ', ', t.ROLE), "
        f"t.DOMAIN, t.SEQ, t.VALUE, t.UNIT, t.DTC FROM ({scored}) AS s "
        f"JOIN {_table(folder, 'trace')} AS t ON t.SRCID = s.SRCID WHERE s.USUBJID = ? AND s.PARAMCD IN ({asked}) "
        f"AND s.ADT IN ({dated}) AND t.SEQ IS NOT NULL ORDER BY s.ADT, s.PARAMCD, t.ROLE, t.DOMAIN, t.SEQ",
        [usubjid],
    )
    return rows


def _last_contact(session: Session, folder: Path, row: Mapping[str, Any]) -> list[Source]:
    """Give the results and events recorded on the last day of follow-up."""
    parts = {
        "adlb": "'LB', SRCSEQ, PARAMCD, AVALU, ADT",
        "adpc": "DOMAIN, SRCSEQ, PARAMCD, AVALU, ADT",
        "adis": "DOMAIN, SRCSEQ, PARAMCD, AVALU, ADT",
        "adae": "'AE', AESEQ, AETERM, CAST(NULL AS VARCHAR), ASTDT",
    }
    union = [
        f"SELECT {shown} FROM {_table(folder, name)} WHERE USUBJID = {quoted(row['USUBJID'])}"
        for name, shown in parts.items()
        if (folder / "analysis" / f"{name}.parquet").exists()
    ]
    traced = " UNION ALL ".join(
        f"SELECT SRCID, USUBJID FROM {_table(folder, name)}"
        for name in ("adrs", "adqs", "adtx")
        if (folder / "analysis" / f"{name}.parquet").exists()
    )
    if traced:
        union.append(
            f"SELECT t.DOMAIN, t.SEQ, t.ROLE, t.UNIT, TRY_CAST(t.DTC AS DATE) FROM {_table(folder, 'trace')} AS t "
            f"JOIN ({traced}) AS s ON s.SRCID = t.SRCID WHERE s.USUBJID = {quoted(row['USUBJID'])} "
            "AND t.SEQ IS NOT NULL AND t.DOMAIN NOT LIKE 'AD%' AND t.DOMAIN NOT IN ('CM', 'EX')"
        )
    if not union:
        return []
    rows: list[Source] = session.rows(
        "SELECT 'recorded on the last day', c.DOMAIN, c.SEQ, min(c.SAID), min(c.UNIT), CAST(c.ADT AS VARCHAR) "
        f"FROM ({' UNION ALL '.join(union)}) AS c(DOMAIN, SEQ, SAID, UNIT, ADT) WHERE c.ADT = ? "
        "GROUP BY c.DOMAIN, c.SEQ, c.ADT ORDER BY c.DOMAIN, c.SEQ",
        [row["ADT"]],
    )
    return rows
