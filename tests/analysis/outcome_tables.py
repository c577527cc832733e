"""Outcomes from literal rows: the tables that time to event and endpoints read, filled by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cartaid.analysis import time_to_event
from cartaid.engine import Session
from cartaid.study.protocol import protocol_tables, read_protocol

DAY0 = date(2023, 1, 1)
Row = dict[str, Any]

TYPES = {
    "subject": "STUDYID USUBJID DISEASE INFUSION:d DAY0:d LAST_CONTACT:d DEATH:d DATA_CUT:d",
    "period": "USUBJID APERIOD:i DAY0:d STARTS:d ENDS:d",
    "placed": "USUBJID PARAMCD APERIOD:i ADT:d ADTM:t RDY:i AVAL:n AVALC STATUS REASON",
    "time_to_drug_free": "USUBJID LEVEL ADT:d RDY:i LAST_NOT_FREE:d",
    "resumption": "USUBJID LEVEL LOW:d HIGH:d SUBSTANCE DOMAIN SEQ:i",
    "adverse_event_read": "USUBJID AESEQ:i AETERM AEDECOD AESTDTC_FIRST:d AESTDTC_LAST:d ATOXGR:i",
    "adverse_event_emergent": "USUBJID AESEQ:i APERIOD:i DAY0:d TRTEMFL",
    "drug_amount": "RECORD:i USUBJID DOMAIN SEQ:i SUBSTANCE CLASS START_FIRST:d START_LAST:d END_FIRST:d END_LAST:d "
    "TAKEN:b",
    "drug_substance": "SUBSTANCE",
    "drug_exclusion": "RECORD:i EXCLUDED:b UNTIL:d",
    "sdtm_ds": "USUBJID DSSEQ:i DSTERM DSDECOD DSSCAT DSSTDTC_FIRST:d",
    "unplaced_parameter": "USUBJID PARAMCD FIRST:d LAST:d DTC REASON",
}
SQL = {"d": "DATE", "i": "BIGINT", "n": "DECIMAL(18,6)", "t": "TIMESTAMP", "b": "BOOLEAN", "": "VARCHAR"}


def on(day: int | None) -> date | None:
    """The date of a day counted from day 0."""
    return None if day is None else DAY0 + timedelta(days=day)


def patient(
    id: str = "01", disease: str = "SLE", last: int = 400, death: int | None = None, cut: int = 420
) -> Row:
    contact = last if death is None else death
    return {
        "STUDYID": "S",
        "USUBJID": id,
        "DISEASE": disease,
        "INFUSION": DAY0,
        "DAY0": DAY0,
        "LAST_CONTACT": on(contact),
        "DEATH": on(death),
        "DATA_CUT": on(cut),
    }


def value(code: str, day: int, category: str | None = None, number: float | None = None, **more: Any) -> Row:
    """One assessment of a parameter; without category and number it is undetermined."""
    known = category is not None or number is not None
    return {
        "USUBJID": "01",
        "PARAMCD": code,
        "APERIOD": 1,
        "ADT": on(day),
        "RDY": day,
        "AVAL": number,
        "AVALC": category if known else "UNDETERMINED",
        "STATUS": "DETERMINED" if known else "UNDETERMINED",
        "REASON": None if known else "an item is missing",
        **more,
    }


def remission(*days: int, **more: Any) -> list[Row]:
    """DORIS remission, with the scores the relapse rule reads, on each day."""
    return [
        row
        for day in days
        for row in (
            value("DORIS21", day, "Y", **more),
            value("SLEDAI", day, number=0, **more),
            value("CSLEDAI", day, number=0, **more),
        )
    ]


def flare(day: int, **more: Any) -> list[Row]:
    """A relapse: SLEDAI-2K of 4 with clinical activity, remission lost."""
    return [
        value("DORIS21", day, "N", **more),
        value("SLEDAI", day, number=4, **more),
        value("CSLEDAI", day, number=4, **more),
    ]


def free(day: int, level: str = "DRUGFREE", id: str = "01") -> Row:
    return {"USUBJID": id, "LEVEL": level, "ADT": on(day), "RDY": day, "LAST_NOT_FREE": DAY0}


def restart(low: int, high: int | None, level: str = "DRUGFREE", id: str = "01") -> Row:
    drug = {"SUBSTANCE": "prednisolone", "DOMAIN": "CM", "SEQ": 7}
    return {"USUBJID": id, "LEVEL": level, "LOW": on(low), "HIGH": on(high), **drug}


def outcomes(folder: Path, toml: str = "", **tables: Iterable[Row]) -> Session:
    """Load the tables and derive everything that time to event and endpoints give."""
    path = folder / "study.toml"
    path.write_text(toml, encoding="utf-8")
    session = Session(threads=1)
    for table in protocol_tables(read_protocol(path)):
        session.load(table.name, table.columns, table.rows)
    given = {"subject": [patient()], **tables}
    given.setdefault(
        "period",
        [
            {"USUBJID": s["USUBJID"], "APERIOD": 1, "DAY0": s["DAY0"], "STARTS": None, "ENDS": None}
            for s in given["subject"]
        ],
    )
    for name, spec in TYPES.items():
        columns = dict(word.split(":") if ":" in word else (word, "") for word in spec.split())
        rows = [tuple(row.get(column) for column in columns) for row in given.get(name, [])]
        session.load(name, {column: SQL[kind] for column, kind in columns.items()}, rows)
    for name in ("scored", "assessed"):
        session.connection.execute(f"CREATE VIEW {name} AS SELECT * FROM placed")
    time_to_event.load_rules(session)
    session.build(time_to_event.relations())
    return session


def time_of(session: Session, code: str, columns: str = "AVAL, CNSR", period: int = 1) -> tuple[Any, ...]:
    """The one time to event of this code."""
    (found,) = session.rows(
        f"SELECT {columns} FROM adtte WHERE PARAMCD = '{code}' AND APERIOD = {period} AND USUBJID = '01'"
    )
    return found
