"""Estimated GFR by CKD-EPI 2021: creatinine, age and sex, without race (adults)."""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Item,
    Number,
    Record,
    Score,
    Source,
    Term,
    number,
)

CREATININE_UNITS: dict[str, Number] = {"umol/l": number("0.01131222")}
"""1 umol/L in mg/dL: 1 / 88.4 (molar mass of creatinine 113.12 g/mol)."""


CREATININE = Item(
    "creatinine",
    "Serum creatinine, standardised assay",
    # Small children have 0.15; 1 of either unit beside the other's column is a slip of the pen.
    low=number("0.1"),
    high=30,
    unit="mg/dL",
    accepts={"umol/L": CREATININE_UNITS["umol/l"]},
    unit_item="creatinine_unit",
    record=Record("LB", "CREAT"),
)
ADULT_AGE = Item(
    "age_years",
    "Age at the sample",
    low=0,
    high=120,
    unit="a",
    record=Record("SUBJECT", "AGE", at="subject"),
)
ADULT = Clause("adult", "age of 18 years or more", "age_years >= 18")
ADULT_PROBES = {"age_years": ("18", "120")}
"""An age that is not known is tried within what the equation is made for: outside it there is no value at all."""
SEX = Item("sex", "Sex", "text", values=("f", "m"), record=Record("SUBJECT", "SEX", at="subject"))


def ckd_epi(scale: str, female: str, alpha_f: str, alpha_m: str, above: str, per_year: str) -> str:
    """Write a CKD-EPI creatinine equation: kappa 0.7 for women and 0.9 for men, as all of them have.

    >>> "power" in ckd_epi("142", "1.012", "-0.241", "-0.302", "-1.200", "0.9938")
    True
    """
    ratio = "(CAST(creatinine AS DOUBLE) / CASE WHEN sex = 'f' THEN 0.7 ELSE 0.9 END)"
    return (
        f"{scale} * power(least({ratio}, 1), CASE WHEN sex = 'f' THEN {alpha_f} ELSE {alpha_m} END) "
        f"* power(greatest({ratio}, 1), {above}) * power(CAST({per_year} AS DOUBLE), age_years) "
        f"* CASE WHEN sex = 'f' THEN {female} ELSE 1 END"
    )


DEFINITION = Definition(
    id="egfr-ckd-epi-2021",
    paramcd="EGFR21",
    title="Estimated GFR, CKD-EPI 2021 creatinine",
    disease="any",
    kind="measure",
    edition="2021",
    family="eGFR",
    items=(CREATININE, ADULT_AGE, SEX),
    assessed_by=("creatinine",),
    method=Score(
        (Term("eGFR", ckd_epi("142", "1.012", "-0.241", "-0.302", "-1.200", "0.9938"), ADULT_PROBES),)
    ),
    applicable=ADULT,
    low=0,
    unit="mL/min/1.73m2",
    better="higher",
    missing="Without creatinine, age and sex there is a range and no value; below 18 years there is neither.",
    sources=(
        Source(
            "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race. "
            "N Engl J Med 2021;385:1737-49",
            doi="10.1056/NEJMoa2102953",
            where="equation, as printed by QxMD calculator 251 and in several public implementations",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Published equation.",
    divergences=(
        "A public web page prints other constants (133, -0.293, a race factor) under the name CKD-EPI 2021.",
    ),
    notes=("Shown unrounded; laboratories report whole numbers.",),
)
