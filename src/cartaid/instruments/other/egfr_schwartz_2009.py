"""Estimated GFR in children by the bedside Schwartz equation (2009)."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, Score, Source, Term, number
from cartaid.instruments.other.egfr_ckd_epi_2021 import CREATININE

DEFINITION = Definition(
    id="egfr-schwartz-2009",
    paramcd="EGFRSCHW",
    title="Estimated GFR, bedside Schwartz",
    disease="any",
    kind="measure",
    edition="2009",
    family="eGFR",
    items=(
        CREATININE,
        Item(
            "height_cm",
            "Height",
            low=30,
            high=220,
            unit="cm",
            record=Record("VS", "HEIGHT", before=180, after=30),
        ),
        Item(
            "age_years",
            "Age at the sample",
            low=0,
            high=120,
            unit="a",
            record=Record("SUBJECT", "AGE", at="subject"),
        ),
    ),
    assessed_by=("creatinine",),
    method=Score(
        (
            Term(
                "eGFR",
                f"CASE WHEN age_years > 0 THEN {number('0.413')} * CAST(height_cm AS DOUBLE) / creatinine END",
                # Whether the equation is made for this patient is not known without the age: then no number.
                {"age_years": ()},
            ),
        )
    ),
    applicable=Clause("child", "age 1 to 18 years", "age_years BETWEEN 1 AND 18"),
    low=0,
    unit="mL/min/1.73m2",
    better="higher",
    missing=(
        "Without creatinine and height there is a range and no value; without the age there is neither, for the "
        "equation is made for children."
    ),
    sources=(
        Source(
            "Schwartz GJ et al. New equations to estimate GFR in children with CKD. J Am Soc Nephrol 2009;20:629-37",
            doi="10.1681/ASN.2008030287",
            where="0.413 x height / creatinine, as carried by public implementations",
            checked="verified",
            secondary=True,
        ),
    ),
    run="on request",
    licence="Published equation.",
    notes=(
        "For ages 1 to 18; the age is not part of the formula.",
        "CKiD U25 is the newer equation for ages 1-25.",
    ),
)
