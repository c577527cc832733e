"""The SDTM domains cartaid reads: their variables and types, as a table."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

VariableType = Literal["text", "number", "integer", "date"]

SQL_TYPE: dict[str, str] = {
    "text": "VARCHAR",
    # Exact at clinical cut-offs, wide enough for cell doses (up to 10^12) and fast (64-bit).
    "number": "DECIMAL(18,6)",
    "integer": "BIGINT",
    "date": "VARCHAR",
}


@frozen
class Variable:
    """One SDTM variable: its name, type, and whether a row is useless without it."""

    name: str
    type: VariableType = "text"
    required: bool = False


@frozen
class Domain:
    """One SDTM domain and the variables cartaid reads from it."""

    code: str
    title: str
    variables: tuple[Variable, ...]

    @property
    def table(self) -> str:
        """Name of the typed table in the session.

        >>> DOMAINS["LB"].table
        'sdtm_lb'
        """
        return f"sdtm_{self.code.lower()}"

    @property
    def dates(self) -> tuple[str, ...]:
        """Names of the ISO 8601 date variables."""
        return tuple(v.name for v in self.variables if v.type == "date")


def _variables(spec: str) -> tuple[Variable, ...]:
    """Read `NAME`, `NAME#` (number), `NAME%` (integer), `NAME@` (date), each with `!` when required."""
    kinds: dict[str, VariableType] = {"#": "number", "%": "integer", "@": "date"}
    found = []
    for word in spec.split():
        required = word.endswith("!")
        word = word.rstrip("!")
        kind = kinds.get(word[-1], "text")
        found.append(Variable(word.rstrip("#%@"), kind, required))
    return tuple(found)


_KEYS = "STUDYID DOMAIN USUBJID!"
_FINDING = (
    "{d}SEQ% {d}TESTCD! {d}TEST {d}CAT {d}ORRES {d}ORRESU {d}ORNRLO {d}ORNRHI "
    "{d}STRESC {d}STRESN# {d}STRESU {d}STNRLO# {d}STNRHI# "
    "{d}STAT {d}REASND {d}METHOD {d}SPEC {d}TPT {d}DTC@! VISITNUM# VISIT"
)


def _finding(code: str, more: str = "") -> tuple[Variable, ...]:
    return _variables(f"{_KEYS} {_FINDING.format(d=code)} {more}")


DOMAINS: dict[str, Domain] = {
    domain.code: domain
    for domain in (
        Domain(
            "DM",
            "Demographics",
            _variables(
                f"{_KEYS} SUBJID RFSTDTC@ RFENDTC@ RFXSTDTC@ RFICDTC@ DTHDTC@ DTHFL SITEID BRTHDTC@ AGE# AGEU SEX "
                "RACE ETHNIC ARM ARMCD ACTARM ACTARMCD COUNTRY DMDTC@"
            ),
        ),
        Domain(
            "EX",
            "Exposure",
            _variables(
                f"{_KEYS} EXSEQ% EXTRT! EXCAT EXDOSE# EXDOSU EXDOSTXT EXDOSFRM EXDOSFRQ EXROUTE "
                "EXSTDTC@! EXENDTC@ VISITNUM# VISIT"
            ),
        ),
        Domain(
            "CM",
            "Concomitant medication",
            _variables(
                f"{_KEYS} CMSEQ% CMTRT! CMDECOD CMCAT CMCLAS CMCLASCD CMINDC CMDOSE# CMDOSTXT CMDOSU CMDOSFRM "
                "CMDOSFRQ CMROUTE CMSTDTC@ CMENDTC@ CMSTRTPT CMENRTPT CMOCCUR CMSTAT VISITNUM# VISIT"
            ),
        ),
        Domain("QS", "Questionnaires and clinician scales", _finding("QS")),
        Domain("LB", "Laboratory", _finding("LB", "LBNRIND LBFAST LBNAM")),
        Domain("VS", "Vital signs", _finding("VS", "VSPOS VSLOC")),
        Domain("RE", "Respiratory", _finding("RE")),
        Domain("CP", "Cell phenotype", _finding("CP", "CPLLOQ# CPMRKSTR")),
        Domain("IS", "Immunogenicity specimen", _finding("IS", "ISBDAGNT ISLLOQ#")),
        Domain(
            "AE",
            "Adverse events",
            _variables(
                f"{_KEYS} AESEQ% AETERM! AELLT AEDECOD AEBODSYS AESOC AECAT AESCAT AESEV AETOXGR AESER AESHOSP "
                "AESLIFE AESDTH AESDISAB AESMIE AEREL AERELNST AEACN AEOUT AESTDTC@ AEENDTC@ AEENRTPT AECONTRT "
                "VISITNUM# VISIT"
            ),
        ),
        Domain(
            "PR",
            "Procedures",
            _variables(
                f"{_KEYS} PRSEQ% PRTRT! PRDECOD PRCAT PRINDC PRDOSE# PRDOSU PRROUTE PROCCUR PRSTDTC@ PRENDTC@ "
                "VISITNUM# VISIT"
            ),
        ),
        Domain(
            "MH",
            "Medical history",
            _variables(
                f"{_KEYS} MHSEQ% MHTERM! MHDECOD MHCAT MHSCAT MHBODSYS MHSTDTC@ MHENDTC@ MHENRF MHDTC@"
            ),
        ),
        Domain(
            "DS",
            "Disposition",
            _variables(f"{_KEYS} DSSEQ% DSTERM! DSDECOD DSCAT DSSCAT DSSTDTC@ DSDTC@ VISITNUM# VISIT"),
        ),
    )
}
"""Every domain cartaid reads, by its two-letter code."""

LONGEST_LIFE = 120
"""Ages above so many years are not used."""

FINDING_DOMAINS = ("QS", "LB", "VS", "RE", "CP", "IS")
"""Domains of SDTM's findings class: one row a result, all of one shape."""
