"""Creatinine clearance by Cockcroft and Gault, mL/min, not adjusted to body surface."""

from cartaid.instruments.definition import Definition, Item, Record, Score, Source, Term
from cartaid.instruments.other.egfr_ckd_epi_2021 import ADULT, ADULT_AGE, ADULT_PROBES, CREATININE, SEX

DEFINITION = Definition(
    id="egfr-cockcroft-gault",
    paramcd="CRCLCG",
    title="Creatinine clearance, Cockcroft-Gault",
    disease="any",
    kind="measure",
    edition="1976",
    family="eGFR",
    items=(
        CREATININE,
        ADULT_AGE,
        SEX,
        Item(
            "weight_kg",
            "Body weight, actual",
            low=20,
            high=300,
            unit="kg",
            record=Record("VS", "WEIGHT", before=90, after=30),
        ),
    ),
    assessed_by=("creatinine",),
    method=Score(
        (
            Term(
                "clearance",
                "(140 - age_years) * weight_kg * CASE WHEN sex = 'f' THEN 0.85 ELSE 1 END "
                "/ (72 * CAST(creatinine AS DOUBLE))",
                ADULT_PROBES,
            ),
        )
    ),
    applicable=ADULT,
    low=0,
    unit="mL/min",
    better="higher",
    missing="Without creatinine, age, sex and weight there is a range and no value; below 18 years there is neither.",
    sources=(
        Source(
            "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41",
            doi="10.1159/000180580",
            where="formula, as carried by public implementations",
            checked="verified",
            secondary=True,
        ),
    ),
    run="on request",
    licence="Published equation.",
    divergences=("Some tools take ideal or adjusted weight; here the actual weight.",),
    notes=("The dose of fludarabine is often adjusted to this value.",),
)
