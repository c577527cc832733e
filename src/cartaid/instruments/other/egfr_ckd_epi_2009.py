"""Estimated GFR by CKD-EPI 2009, without the factor for race (adults)."""

from cartaid.instruments.definition import Definition, Score, Source, Term
from cartaid.instruments.other.egfr_ckd_epi_2021 import (
    ADULT,
    ADULT_AGE,
    ADULT_PROBES,
    CREATININE,
    SEX,
    ckd_epi,
)

DEFINITION = Definition(
    id="egfr-ckd-epi-2009",
    paramcd="EGFR09",
    title="Estimated GFR, CKD-EPI 2009 creatinine",
    disease="any",
    kind="measure",
    edition="2009, race factor not applied",
    family="eGFR",
    items=(CREATININE, ADULT_AGE, SEX),
    assessed_by=("creatinine",),
    method=Score(
        (Term("eGFR", ckd_epi("141", "1.018", "-0.329", "-0.411", "-1.209", "0.993"), ADULT_PROBES),)
    ),
    applicable=ADULT,
    low=0,
    unit="mL/min/1.73m2",
    better="higher",
    missing="Without creatinine, age and sex there is a range and no value; below 18 years there is neither.",
    sources=(
        Source(
            "Levey AS et al. A new equation to estimate glomerular filtration rate. Ann Intern Med 2009;150:604-12",
            doi="10.7326/0003-4819-150-9-200905050-00006",
            where="equation, as carried by public implementations (kidney.epi on CRAN and others)",
            checked="verified",
            secondary=True,
        ),
    ),
    run="on request",
    licence="Published equation.",
    divergences=("Implementations multiply by 1.159 for Black patients; here never, as KDIGO now advises.",),
    notes=("Shown unrounded; laboratories report whole numbers.",),
)
