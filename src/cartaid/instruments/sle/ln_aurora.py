"""AURORA 1: complete renal response with voclosporin."""

from cartaid.instruments.definition import Clause, Source, Switch
from cartaid.instruments.sle.nephritis import (
    COMPARATORS,
    EGFR,
    GC_LAST_8_WEEKS,
    NO_RESCUE,
    RESCUE,
    UPCR,
    comparator,
    not_below,
    ratio_below,
    response,
)

DEFINITION = response(
    "ln-aurora",
    "AURORCRR",
    "Complete renal response, AURORA 1",
    "2021",
    (UPCR, EGFR, *COMPARATORS, RESCUE, GC_LAST_8_WEEKS),
    (
        ratio_below("at most 0.5 g/g", "<= 0.5"),
        not_below("80", 60),
        NO_RESCUE,
        Clause("glucocorticoid", "low glucocorticoid dose before the visit", "gc_last_8_weeks_mg {gc_limit}"),
    ),
    (
        Switch(
            "gc_limit",
            "Glucocorticoid limit of the last 8 weeks",
            {"inclusive": "<= 10", "strict": "< 10"},
            "inclusive",
            "Remembered as at most 10 mg/day in weeks 44-52; a summary prints less than 10 mg for 8 weeks.",
            checked="from memory",
        ),
        comparator("baseline"),
    ),
    (
        Source(
            "Rovin BH et al. Efficacy and safety of voclosporin versus placebo for lupus nephritis (AURORA 1). "
            "Lancet 2021;397:2070-80",
            doi="10.1016/S0140-6736(21)00578-X",
            where="primary endpoint, read in summaries (The Rheumatologist; NCT03597464)",
            checked="verified",
            secondary=True,
        ),
    ),
    "week 52",
    (
        "The trial confirmed the ratio in two consecutive first-morning urines and the fall of eGFR in a repeat: "
        "here one value of each is judged.",
    ),
)
