"""A small study in a session, built from a few words a record."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cartaid.engine import Session
from cartaid.medication import MedicationSettings, load, relations
from cartaid.study.domains import DOMAINS, SQL_TYPE

INFUSION = date(2023, 1, 1)
LAST_CONTACT = date(2024, 6, 30)


def day(number: int) -> str:
    """The date of a day counted from infusion, as text."""
    return (INFUSION + timedelta(days=number)).isoformat()


def bounds(text: str | None) -> tuple[date | None, date | None]:
    """First and last possible day of a complete or partial ISO date."""
    parts = (text or "").split("-")
    try:
        year = int(parts[0])
        month = int(parts[1]) if len(parts) > 1 else None
        if len(parts) > 2:
            return date.fromisoformat(text or ""), date.fromisoformat(text or "")
        first, last = month or 1, month or 12
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None, None


def table(session: Session, code: str, rows: Sequence[dict[str, Any]]) -> None:
    """Load one domain, adding what the study room adds to every date."""
    domain = DOMAINS[code]
    columns = {v.name: SQL_TYPE[v.type] for v in domain.variables}
    for name in domain.dates:
        columns |= {f"{name}_FIRST": "DATE", f"{name}_LAST": "DATE", f"{name}_TIME": "TIMESTAMP"}
    made = []
    for number, given in enumerate(rows, 1):
        row = {"USUBJID": "01", "DOMAIN": code, f"{code}SEQ": number, **given}
        unknown = set(row) - set(columns)
        assert not unknown, unknown
        for name in domain.dates:
            row[f"{name}_FIRST"], row[f"{name}_LAST"] = bounds(row.get(name))
        made.append([row.get(column) for column in columns])
    session.load(f"sdtm_{code.lower()}", columns, made)


def cm(
    drug: str | None,
    dose: float | str | None = None,
    frequency: str | None = "QD",
    start: int | str | None = None,
    end: int | str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A CM row: days counted from infusion or ISO text; the unit is mg and the route oral unless said."""
    row: dict[str, Any] = {
        "CMTRT": drug,
        "CMDOSE": None if dose is None else Decimal(str(dose)),
        "CMDOSU": "mg",
        "CMDOSFRQ": frequency,
        "CMROUTE": "ORAL",
        "CMSTDTC": day(start) if isinstance(start, int) else start,
        "CMENDTC": day(end) if isinstance(end, int) else end,
    }
    if end == "ongoing":
        row |= {"CMENDTC": None, "CMENRTPT": "ONGOING"}
    return row | more


def build(
    rows: Sequence[dict[str, Any]],
    days: Sequence[int] = (),
    *,
    ex: Sequence[dict[str, Any]] = (),
    ae: Sequence[dict[str, Any]] = (),
    qs: Sequence[dict[str, Any]] = (),
    overrides: Sequence[tuple[str | None, str | None, str | None, str | None]] = (),
    patients: Sequence[tuple[Any, ...]] | None = None,
    **settings: Any,
) -> Session:
    """Build every medication relation for a few rows, and assess patient 01 on the given days."""
    session = Session(threads=1)
    chosen = MedicationSettings(**settings)
    for code, given in {"CM": rows, "EX": ex, "AE": ae, "QS": qs}.items():
        table(session, code, given)
    if patients is None:
        patients = [("01", "SLE", INFUSION, None, None, LAST_CONTACT, date(2024, 12, 31))]
    session.load(
        "subject",
        dict.fromkeys(("USUBJID", "DISEASE"), "VARCHAR")
        | dict.fromkeys(("INFUSION", "LYMPHODEPLETION", "APHERESIS", "LAST_CONTACT", "DATA_CUT"), "DATE"),
        patients,
    )
    assessed = [(patient[0], INFUSION + timedelta(days=d)) for patient in patients for d in days]
    session.load("assessment_date", {"USUBJID": "VARCHAR", "ADT": "DATE"}, assessed)
    session.load(
        "protocol_drug",
        {"NAME": "VARCHAR", "ATC": "VARCHAR", "CLASS": "VARCHAR", "FACTOR": "DECIMAL(18,6)"},
        overrides,
    )
    load(session, chosen)
    session.build(relations(chosen))
    return session


def dose(session: Session) -> list[tuple[Any, ...]]:
    """LOW and HIGH of the prednisone equivalent, one pair an assessment."""
    return session.rows("SELECT LOW, HIGH FROM prednisone_equivalent ORDER BY USUBJID, ADT")


def status(session: Session, level: str) -> list[bool | None]:
    """The value of one level, one an assessment."""
    found = session.rows("SELECT VALUE FROM drug_status WHERE LEVEL = ? ORDER BY USUBJID, ADT", [level])
    return [row[0] for row in found]
