"""A small study without fault, written as CSV, that tests change one thing of."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cartaid.engine import Session
from cartaid.sources import load_study
from cartaid.study.checks import ItemRange, run_checks

CLEAN = {
    "study.toml": '[study]\nid = "T"\n[toxicity]\ncrs = "ASTCT 2019"\nicans = "ASTCT 2019"\nctcae = "5.0"\n',
    "dm.csv": "DOMAIN,USUBJID,BRTHDTC,ARM\nDM,P1,1980-05,SLE\nDM,P2,1975,SSC\n",
    "ex.csv": (
        "DOMAIN,USUBJID,EXSEQ,EXTRT,EXCAT,EXDOSE,EXDOSU,EXSTDTC\n"
        "EX,P1,1,CD19 CAR T,CAR T,1000000,cells/kg,2022-03-01\n"
        "EX,P2,1,CD19 CAR T,CAR T,1000000,cells/kg,2022-04-01\n"
    ),
    "qs.csv": (
        "DOMAIN,USUBJID,QSSEQ,QSTESTCD,QSCAT,QSORRES,QSDTC\n"
        "QS,P1,1,SLD01,SLEDAI-2K,0,2022-09-01\nQS,P1,2,SLD02,SLEDAI-2K,1,2022-09-01\n"
        "QS,P2,1,SLD01,SLEDAI-2K,0,2022-09-01\n"
    ),
    "lb.csv": (
        "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBORRES,LBORRESU,LBDTC\n"
        "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\nLB,P2,1,CRP,6,mg/L,2022-09-01T08:00\n"
    ),
    "vs.csv": (
        "DOMAIN,USUBJID,VSSEQ,VSTESTCD,VSORRES,VSORRESU,VSDTC\n"
        "VS,P1,1,TEMP,38.2,C,2022-03-03T10:00\nVS,P1,2,TEMP,100.9,F,2022-03-03T14:00\n"
    ),
    "cm.csv": (
        "DOMAIN,USUBJID,CMSEQ,CMTRT,CMDOSE,CMDOSU,CMDOSFRQ,CMSTDTC,CMENDTC\n"
        "CM,P1,1,Prednisone,5,mg,QD,2021,2022-02\nCM,P2,1,Prednisone,10,mg,QD,2021-05,\n"
    ),
    "ae.csv": (
        "DOMAIN,USUBJID,AESEQ,AETERM,AETOXGR,AESER,AEREL,AESTDTC,AEENDTC\n"
        "AE,P1,1,Fever,1,N,RELATED,2022-03-03,2022-03-05\n"
    ),
    "pr.csv": (
        "DOMAIN,USUBJID,PRSEQ,PRTRT,PRDOSE,PRDOSU,PRSTDTC\nPR,P1,1,NASAL CANNULA,2,L/min,2022-03-03T10:00\n"
    ),
}

RANGES = [ItemRange("QS", "SLEDAI-2K", f"SLD{i:02d}", Decimal(0), Decimal(1)) for i in range(1, 25)]
RATING = (("CM", Decimal(1)), ("MM", Decimal("0.1")))
RANGES += [
    ItemRange("QS", "EUSTAR", "MRSS", Decimal(0), Decimal(51), Decimal(1)),
    ItemRange("QS", "EDSS", "EDSS", Decimal(0), Decimal(10), Decimal("0.5")),
    *(
        ItemRange("QS", form, test, Decimal(0), Decimal(10), unit="cm", units=RATING)
        for form, test in (("IMACS", "PHGA"), ("CRISS", "PTGA"), ("IMACS", "EXM"))
    ),
]
ITEMS = [("SLEDAI-2K", f"SLD{i:02d}") for i in range(1, 25)]


class WrittenStudy:
    """A folder of files, loaded and checked."""

    def __init__(self, folder: Path, files: dict[str, str | bytes | None]) -> None:
        self.folder = folder
        for name, content in files.items():
            if isinstance(content, bytes):
                (folder / name).write_bytes(content)
            elif content is not None:
                (folder / name).write_text(content, encoding="utf-8")
        self.session = Session(threads=1)
        self.loaded = load_study(self.session, folder)
        run_checks(self.session, self.loaded.protocol, self.loaded.rows, RANGES, ["QD", "BID"], ITEMS)

    def findings(self, rule: str | None = None) -> list[dict[str, object]]:
        """Give all findings, or those of one rule."""
        rows = self.session.records("SELECT * FROM finding")
        return [row for row in rows if rule is None or row["rule"] == rule]


@pytest.fixture
def write_study(tmp_path):
    """Write the clean study with some files changed (None leaves one out), load and check it."""

    def write(**changed: str | bytes | None) -> WrittenStudy:
        named = {name.replace("__", "."): content for name, content in changed.items()}
        return WrittenStudy(tmp_path, CLEAN | named)

    return write
