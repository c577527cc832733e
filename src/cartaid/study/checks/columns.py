"""Variables a domain may lack, and what is then not derived: said once a column by the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cartaid.study.domains import DOMAINS
from cartaid.study.finding import Finding

NEEDED: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    # Any one of the variables is enough; the words say what is not derived without them.
    "EX": ((("EXCAT", "EXTRT"), "infusion and lymphodepletion are not told apart"),),
    "CM": (
        (("CMSTDTC",), "no drug has a start: doses and drug-free levels are undetermined"),
        (("CMENDTC", "CMENRTPT"), "no drug has an end: doses and drug-free levels are undetermined"),
        (("CMDOSE", "CMDOSTXT"), "no prednisone equivalent is derived"),
        (("CMDOSU",), "no dose has a unit, so that no prednisone equivalent is derived"),
        (("CMDOSFRQ",), "no daily dose is derived"),
    ),
    "AE": (
        (("AESTDTC",), "no event has a start: whether it emerged under treatment is unknown (TRTEMFL U)"),
        (("AEENDTC", "AEENRTPT", "AEOUT"), "no event has an end: durations are not derived"),
        (("AETOXGR",), "no event is graded"),
        (("AESER",), "seriousness is known only where a criterion of it is Y"),
        (("AEREL", "AERELNST"), "no event is related to a treatment"),
    ),
    "PR": (
        (("PRSTDTC",), "no procedure is placed in time: leukapheresis, oxygen and ventilation are not used"),
    ),
    "DS": ((("DSSTDTC",), "consent and the end of follow-up are not read from DS"),),
    **{
        code: (
            ((f"{code}STRESN", f"{code}STRESC", f"{code}ORRES"), "there is no result to read"),
            *(
                (((f"{code}STRESU", f"{code}ORRESU"), "no value has a unit, so that none is used"),)
                if unit
                else ()
            ),
        )
        for code, unit in (
            ("QS", False),
            ("LB", True),
            ("VS", True),
            ("RE", True),
            ("CP", True),
            ("IS", False),
        )
    },
}
"""What the derivation reads beside the required variables, and what its absence costs."""


def columns_missing(raw: Mapping[str, Mapping[str, str]], rows: Mapping[str, int]) -> Iterator[Finding]:
    """Give a finding for each variable that a domain needs and that no file of it has.

    `raw` are the columns of the tables as they arrived, `rows` the rows of each domain that is there.

    >>> [f.variable for f in columns_missing({"AE": {"USUBJID": "VARCHAR", "AETERM": "VARCHAR"}}, {"AE": 3})][:2]
    ['AESTDTC', 'AEENDTC']
    """
    for code, columns in raw.items():
        if not rows[code]:
            continue
        for variable in DOMAINS[code].variables:
            if variable.required and variable.name not in columns:
                yield _missing(code, (variable.name,), "error", "what needs it is not derived")
        for names, lost in NEEDED.get(code, ()):
            if not any(name in columns for name in names):
                yield _missing(code, names, "warning", lost)


def _missing(code: str, names: tuple[str, ...], severity: str, lost: str) -> Finding:
    listed = " or ".join(names)
    return Finding(
        "column-missing",
        "error" if severity == "error" else "warning",
        f"domain {code}: expected column {listed}, found none; {lost}",
        domain=code,
        variable=names[0],
        fix=f"add the column {names[0]}",
    )
