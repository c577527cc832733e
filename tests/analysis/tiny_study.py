"""A tiny study from literal rows: written as CSV, read as any study, with subjects and medication derived."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cartaid import medication
from cartaid.analysis import subject
from cartaid.analysis.treatment_start import treatment_start
from cartaid.engine import Session
from cartaid.sources.read import load_study

INFUSION = date(2023, 3, 1)
Row = dict[str, Any]


def on(day: int, time: str = "") -> str:
    """The date of a day counted from the infusion, as ISO text."""
    return (INFUSION + timedelta(days=day)).isoformat() + (f"T{time}" if time else "")


def infusion(day: int = 0, subject: str = "01", time: str = "") -> Row:
    at = on(day, time)
    return {"USUBJID": subject, "EXTRT": "CAR T", "EXCAT": "CAR T", "EXSTDTC": at, "EXENDTC": at}


def lymphodepletion(*days: int, subject: str = "01") -> list[Row]:
    return [
        {
            "USUBJID": subject,
            "EXTRT": "FLUDARABINE",
            "EXCAT": "LYMPHODEPLETION",
            "EXSTDTC": on(day),
            "EXENDTC": on(day),
        }
        for day in days
    ]


def temperature(value: float | str, day: int, time: str = "", unit: str = "C", **more: Any) -> Row:
    return {
        "VSTESTCD": "TEMP",
        "VSSTRESN": value,
        "VSSTRESC": value,
        "VSSTRESU": unit,
        "VSDTC": on(day, time),
        **more,
    }


def drug(name: str, day: int | str, end: int | str | None = None, why: str = "", **more: Any) -> Row:
    start = on(day) if isinstance(day, int) else day
    last = start if end is None else on(end) if isinstance(end, int) else end
    return {
        "CMTRT": name,
        "CMINDC": why,
        "CMROUTE": "INTRAVENOUS",
        "CMDOSFRQ": "ONCE" if end is None else "QD",
        "CMSTDTC": start,
        "CMENDTC": last,
        **more,
    }


def procedure(name: str, day: int, end: int | None = None, **more: Any) -> Row:
    return {"PRTRT": name, "PRSTDTC": on(day), "PRENDTC": on(day if end is None else end), **more}


OTHER = {
    "CM": [drug("Aciclovir", 0, 300)],
    "PR": [procedure("Leukapheresis", -20)],
    "AE": [{"AETERM": "Nausea", "AESTDTC": on(-4), "AEENDTC": on(-3), "AETOXGR": "1"}],
}
"""A record each that bears on nothing here: the study keeps these logs."""


def build(folder: Path, toml: str = "", logs: bool = True, **domains: list[Row]) -> Session:
    """Write and read a study of subject 01 (more where rows say so), infused on day 0 unless EX is given."""
    tables = {"EX": [infusion()], "DM": [{"ARM": "SLE", "AGE": 40}], **domains}
    if logs:
        tables |= {code: [*rows, *domains.get(code, [])] for code, rows in OTHER.items()}
    for code, rows in tables.items():
        made = []
        for number, row in enumerate(rows, start=1):
            seq = {} if code == "DM" else {f"{code}SEQ": number}
            made.append({"STUDYID": "TINY", "DOMAIN": code, "USUBJID": "01", **seq, **row})
        names = list(dict.fromkeys(name for row in made for name in row))
        if not made:
            continue
        with (folder / f"{code.lower()}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(made)
    (folder / "study.toml").write_text(toml or '[study]\nid = "TINY"\n', encoding="utf-8")
    session = Session(threads=1)
    load_study(session, folder)
    session.build([*subject.relations(), treatment_start()])
    session.load("assessment_date", {"USUBJID": "VARCHAR", "ADT": "DATE"}, [])
    medication.load(session)
    session.build(medication.relations())
    return session
