"""The rows of every domain: collecting, numbering, writing."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from example_study.people import STUDY, Patient, Visit, text

Cell = str | int | Decimal | None
Row = dict[str, Cell]


class Tables:
    """The rows of every domain, numbered and written at the end."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}

    def add(self, domain: str, p: Patient, **values: Cell) -> Row:
        """Add one row of a domain."""
        row: Row = {"STUDYID": STUDY, "DOMAIN": domain, "USUBJID": p.id, **values}
        self.rows.setdefault(domain, []).append(row)
        return row

    def write(self, folder: Path) -> None:
        """Sort by patient, date and test, number the rows, write one CSV a domain."""
        for domain, columns in COLUMNS.items():
            names = [name if name in UNPREFIXED else domain + name for name in columns.split()]
            rows = sorted(self.rows[domain], key=lambda row: self._order(domain, row))
            count: dict[Cell, int] = {}
            for row in rows:
                if domain != "DM":
                    count[row["USUBJID"]] = count.get(row["USUBJID"], 0) + 1
                    row[f"{domain}SEQ"] = count[row["USUBJID"]]
            with (folder / f"{domain.lower()}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, ["STUDYID", "DOMAIN", "USUBJID", *names], lineterminator="\n")
                writer.writeheader()
                writer.writerows(
                    {k: text(v) if isinstance(v, Decimal) else v for k, v in row.items()} for row in rows
                )

    @staticmethod
    def _order(domain: str, row: Row) -> tuple[str, str]:
        when = row.get(f"{domain}DTC") or row.get(f"{domain}STDTC") or ""
        return str(row["USUBJID"]), str(when)


_DM = "SUBJID RFSTDTC RFENDTC RFXSTDTC RFICDTC SITEID BRTHDTC AGE AGEU SEX ARM ARMCD ACTARM ACTARMCD COUNTRY"
UNPREFIXED = {*_DM.split(), "VISITNUM", "VISIT"}
_RESULT = "SEQ TESTCD TEST CAT ORRES ORRESU STRESC STRESN STRESU"
# Names without their domain: TESTCD of LB is LBTESTCD. Those of UNPREFIXED have none.
COLUMNS = {
    "DM": _DM,
    "EX": "SEQ TRT CAT DOSE DOSU DOSFRQ ROUTE STDTC ENDTC",
    "CM": "SEQ TRT DECOD CLASCD INDC DOSE DOSU DOSFRQ ROUTE STDTC ENDTC ENRTPT",
    "QS": f"{_RESULT} STAT REASND DTC VISITNUM VISIT",
    "LB": f"{_RESULT} STNRLO STNRHI STAT REASND METHOD SPEC NAM DTC VISITNUM VISIT",
    "VS": f"{_RESULT} DTC VISITNUM VISIT",
    "RE": f"{_RESULT} DTC VISITNUM VISIT",
    "CP": f"{_RESULT} LLOQ METHOD SPEC DTC VISITNUM VISIT",
    "IS": f"{_RESULT} STNRHI BDAGNT LLOQ METHOD SPEC DTC VISITNUM VISIT",
    "AE": "SEQ TERM DECOD BODSYS TOXGR SER SHOSP REL OUT STDTC ENDTC ENRTPT",
    "PR": "SEQ TRT DECOD CAT INDC DOSE DOSU STDTC ENDTC",
    "MH": "SEQ TERM DECOD CAT STDTC ENRF",
    "DS": "SEQ TERM DECOD CAT STDTC",
}


def finding(
    tables: Tables,
    domain: str,
    p: Patient,
    code: str,
    name: str,
    cat: str,
    value: Decimal | str,
    unit: str,
    dtc: str,
    visit: Visit,
    **more: Cell,
) -> Row:
    """Add one result: a number, a number beyond a limit (`<1`, `>400`), or a word."""
    number = isinstance(value, Decimal)
    shown = text(value) if isinstance(value, Decimal) else value
    return tables.add(
        domain,
        p,
        **{
            f"{domain}TESTCD": code,
            f"{domain}TEST": name,
            f"{domain}CAT": cat,
            f"{domain}ORRES": shown,
            f"{domain}ORRESU": unit,
            f"{domain}STRESC": shown,
            f"{domain}STRESN": value if number else None,
            f"{domain}STRESU": unit,
            f"{domain}DTC": dtc,
            "VISITNUM": visit.number,
            "VISIT": visit.name,
            **{domain + key: cell for key, cell in more.items()},
        },
    )


def not_done(tables: Tables, p: Patient, code: str, name: str, cat: str, why: str, visit: Visit) -> None:
    """Add one item of a form that was not assessed."""
    tables.add(
        "QS",
        p,
        QSTESTCD=code,
        QSTEST=name,
        QSCAT=cat,
        QSSTAT="NOT DONE",
        QSREASND=why,
        QSDTC=p.on(visit.day),
        VISITNUM=visit.number,
        VISIT=visit.name,
    )
