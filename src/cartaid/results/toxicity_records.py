"""What stands behind a toxicity for which the trace names no record: its rule, and the records of its window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.instruments.catalogue import UnknownDefinition, definition

Source = tuple[str, str, int | None, str | None, str | None, str | None]
"""Role, domain, sequence number, value, unit, date."""

COUNTED = {
    # parameter: cell, first and last day of the window, what is told of it
    "ICAHTE": ("NEUT", 0, 30, "the days on which neutrophils were at most 500/uL and at most 100/uL"),
    "ICAHTL": ("NEUT", 31, 100, "the two lowest neutrophil counts"),
    "TICAHTE": ("PLAT", 0, 30, "the days on which platelets were below 50 and below 20 x 10*9/L"),
    "TICAHTL": ("PLAT", 31, 100, "the two lowest platelet counts and the days on which they were below 20"),
}
CELLS = {"NEUT": "neutrophils", "PLAT": "platelets", "HGB": "haemoglobin"}


def beside_trace(
    session: Session, folder: Path, row: Mapping[str, Any], protocol: Mapping[str, Any]
) -> tuple[tuple[str, ...], list[Source]]:
    """Give how a value without records in the trace was made, in words, and the records of its window.

    `folder` is that of a finished analysis, `protocol` that of its manifest.
    """
    words = made_of(row["PARAMCD"], row["DEFID"], protocol.get("haematotoxicity") or {})
    found = _records(session, folder, row, protocol.get("haematotoxicity") or {})
    return words, found


def made_of(code: str, defid: str | None, counts: Mapping[str, Any]) -> tuple[str, ...]:
    """Say how a parameter is made of many counts or signs; `counts` is `haematotoxicity` of the protocol."""
    if code in COUNTED:
        cell, first, last, told = COUNTED[code]
        how = counts.get("neutrophil_duration" if cell == "NEUT" else "platelet_duration")
        days = {"longest": "the longest run of days counts", "cumulative": "all days count together"}.get(
            how or "", ""
        )
        filled = (
            f"days between two counts: {counts.get('interpolation')}, over gaps of at most "
            f"{counts.get('max_gap_days')} days (haematotoxicity in study.toml)"
        )
        return tuple(
            filter(None, (f"from {told}, day {first} to {last}, as the counts of blood tell", days, filled))
        )
    if code == "NEUTBLLO":
        return ("the last neutrophil count up to the start of lymphodepletion, held against 1500/uL",)
    if code.startswith("PCYT"):
        first = counts.get("prolonged_day") or 30
        last = first + (counts.get("prolonged_window_days") or 0)
        return (
            f"CTCAE grade 3 or more on a test of day {first} to {last}; rule: {counts.get('prolonged_rule')} "
            "(haematotoxicity in study.toml)",
        )
    if code.startswith("CARHTX"):
        return (
            "points of the last value of each of five tests up to the start of lymphodepletion; "
            "a test without a value widens the interval",
        )
    try:
        known = definition(defid or "")
    except UnknownDefinition:
        return ()
    if code.startswith(("CRS", "ICANC")):
        return (
            "graded from the signs of the day, the same that the main scheme is graded from; "
            "the highest grade of a period is the highest of its days",
            f"the signs are those of the parameter {'CRS' if code.startswith('CRS') else 'ICANS'} on that date",
            *filter(None, (known.missing,)),
        )
    return tuple(filter(None, (known.window, known.attribution, known.missing)))


def _records(
    session: Session, folder: Path, row: Mapping[str, Any], counts: Mapping[str, Any]
) -> list[Source]:
    code = row["PARAMCD"]
    if code in COUNTED:
        cell, first, last, _ = COUNTED[code]
        return _laboratory(
            session, folder, row, (cell,), f"RDY BETWEEN {first} AND {last} AND ADT <= ?", row["ADT"]
        )
    if code == "NEUTBLLO":
        return _laboratory(session, folder, row, ("NEUT",), "ADT = ?", row["ADT"])
    if code.startswith("PCYT"):
        tests = (code[4:],) if code[4:] else tuple(CELLS)
        end = (counts.get("prolonged_day") or 30) + (counts.get("prolonged_window_days") or 0)
        return _laboratory(session, folder, row, tests, f"RDY BETWEEN 0 AND {end} AND ADT <= ?", row["ADT"])
    if code.startswith("CARHTX"):
        items = definition("car-hematotox").items
        tests = tuple(item.record.testcd for item in items if item.record)
        return _laboratory(session, folder, row, tests, "ABLFL = 'Y' AND ADT <= ?", row["ADT"])
    if code.startswith("LICATS"):
        return _events(session, folder, row)
    return []


def _laboratory(
    session: Session,
    folder: Path,
    row: Mapping[str, Any],
    tests: tuple[str, ...],
    when: str,
    bound: Any,
) -> list[Source]:
    file = folder / "analysis" / "adlb.parquet"
    if not file.exists():
        return []
    asked = ", ".join(map(quoted, tests))
    found: list[Source] = session.rows(
        "SELECT coalesce(PARAM, PARAMCD), 'LB', SRCSEQ, coalesce(CAST(AVALC AS VARCHAR), CAST(AVAL AS VARCHAR)), AVALU, "
        f"CAST(ADT AS VARCHAR) FROM read_parquet({quoted(str(file))}) WHERE USUBJID = ? AND PARAMCD IN ({asked}) "
        f"AND APERIOD IS NOT DISTINCT FROM ? AND {when} ORDER BY PARAMCD, ADT, ADTM, SRCSEQ",
        [row["USUBJID"], row["APERIOD"], bound],
    )
    return found


SUPPORTING = ("SYSBP", "OXYSAT")
"""What is measured beside CRS: treatment decides the grade, pressure and saturation show why it was given."""


def measured_that_day(session: Session, folder: Path, row: Mapping[str, Any]) -> list[Source]:
    """Give the lowest blood pressure and saturation of the day of a CRS grade above 0."""
    file = folder / "analysis" / "advs.parquet"
    if not row["PARAMCD"].startswith("CRS") or not row["AVAL"] or not file.exists():
        return []
    asked = ", ".join(map(quoted, SUPPORTING))
    found: list[Source] = session.rows(
        "SELECT coalesce(PARAM, PARAMCD), 'VS', SRCSEQ, CAST(AVAL AS VARCHAR), AVALU, "
        "coalesce(strftime(ADTM, '%Y-%m-%dT%H:%M'), CAST(ADT AS VARCHAR)) "
        f"FROM read_parquet({quoted(str(file))}) WHERE USUBJID = ? AND ADT = ? AND PARAMCD IN ({asked}) "
        "AND AVAL IS NOT NULL QUALIFY row_number() OVER (PARTITION BY PARAMCD ORDER BY AVAL, ADTM, SRCSEQ) = 1 "
        "ORDER BY PARAMCD DESC",
        [row["USUBJID"], row["ADT"]],
    )
    return found


def _events(session: Session, folder: Path, row: Mapping[str, Any]) -> list[Source]:
    """Give the events recorded as LICATS: those that include the day of the row, or all for the highest grade."""
    file = folder / "analysis" / "adae.parquet"
    if not file.exists():
        return []
    within = "" if row["PARAMCD"] == "LICATSMX" else " AND ASTDT <= ? AND coalesce(AENDT, ASTDT) >= ?"
    days = [row["ADT"], row["ADT"]] if within else []
    found: list[Source] = session.rows(
        "SELECT 'event', 'AE', AESEQ, concat_ws(', ', coalesce(AEDECOD, AETERM), "
        "CASE WHEN ATOXGR IS NOT NULL THEN concat('grade ', CAST(ATOXGR AS INTEGER)) END), NULL, CAST(ASTDT AS VARCHAR) "
        f"FROM read_parquet({quoted(str(file))}) WHERE USUBJID = ? AND AESI = 'LICATS'{within} ORDER BY ASTDT, AESEQ",
        [row["USUBJID"], *days],
    )
    return found
