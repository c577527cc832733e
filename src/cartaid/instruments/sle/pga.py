"""Physician global assessment of SLE, 0-3."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Record,
    Score,
    Source,
    number,
    visual_scale,
    weight,
)

PGA = visual_scale(
    "pga",
    "Physician global assessment",
    Record("QS", "PGA", "PGA", before=14, after=14),
    "0-3 visual analogue scale; from a 100 mm line mm x 3 / 100, from a 0-10 scale x 0.3",
    unit="/3",
)
PGA_BASE = visual_scale(
    "pga_base",
    "Physician global assessment at baseline",
    Record("QS", "PGA", "PGA", at="baseline", before=14, after=14),
    PGA.note,
    unit="/3",
)
PISCOS = Source(
    "Piga M et al. Physician Global Assessment International Standardisation COnsensus in SLE: the PISCOS "
    "study. Lancet Rheumatol 2022;4:e441-9",
    doi="10.1016/S2665-9913(22)00107-2",
    where="abstract: 0-3 visual analogue scale, one month recalled, mild 0.5 to 1, moderate > 1, severe > 2",
    checked="verified",
)

DEFINITION = Definition(
    id="pga",
    paramcd="PGA",
    title="Physician global assessment (SLE)",
    disease="SLE",
    kind="measure",
    edition="PISCOS 2022",
    items=(visual_scale("pga", PGA.label, Record("QS", "PGA", "PGA"), PGA.note, unit="/3"),),
    method=Score(
        (weight("pga", 1, "physician global assessment"),),
        categories=Banding(
            "none", (Cut(">=", number("0.5"), "mild"), Cut(">", 1, "moderate"), Cut(">", 2, "severe"))
        ),
    ),
    low=0,
    high=3,
    better="lower",
    window="the preceding month",
    attribution="Whole-disease activity with clinical laboratory values; without damage, serology, and "
    "subjective findings unrelated to activity.",
    sources=(PISCOS,),
    run="always",
    licence="A single rating; no form wording is reproduced.",
    notes=(
        "Rate it before the SLEDAI is scored, by the same physician where possible.",
        "Below 0.5 is shown as none; PISCOS names mild, moderate and severe only.",
        "A 0-4 or a Likert rating has no exact conversion and is not accepted.",
    ),
)
