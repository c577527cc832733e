"""BLISS-LN: primary efficacy and complete renal response, and their modification in the Toronto style."""

from cartaid.instruments.definition import Clause, Source
from cartaid.instruments.sle.nephritis import (
    COMPARATORS,
    EGFR,
    GC_SINCE_WEEK_24,
    NO_RESCUE,
    RESCUE,
    RESCUE_IF_COUNTED,
    RESCUE_SWITCH,
    UPCR,
    comparator,
    not_below,
    ratio_below,
    response,
)

_GC = Clause("glucocorticoid", "glucocorticoid at most 10 mg/day from week 24", "gc_since_week_24_mg <= 10")
_BLISS = (
    Source(
        "Furie R et al. Two-year, randomized, controlled trial of belimumab in lupus nephritis. "
        "N Engl J Med 2020;383:1117-28",
        doi="10.1056/NEJMoa2001180",
        where="primary efficacy and complete renal response, as in the manufacturer's summary (benlystahcp.com)",
        checked="verified",
        secondary=True,
    ),
)
_MODIFIED = (
    Source(
        "Long-term kidney outcome of lupus nephritis by renal response status. Kidney Int Rep 2024;9:3532-41",
        doi="10.1016/j.ekir.2024.09.028",
        where="abstract: modified responses against the value at biopsy, two years",
        checked="verified",
    ),
)

DEFINITIONS = (
    response(
        "ln-bliss-perr",
        "BLISPERR",
        "Primary efficacy renal response, BLISS-LN",
        "2020",
        (UPCR, EGFR, *COMPARATORS, RESCUE, GC_SINCE_WEEK_24),
        (ratio_below("at most 0.7 g/g", "<= 0.7"), not_below("80", 60), NO_RESCUE, _GC),
        (comparator("pre-flare"),),
        _BLISS,
        "week 104",
    ),
    response(
        "ln-bliss-crr",
        "BLISCRR",
        "Complete renal response, BLISS-LN",
        "2020",
        (UPCR, EGFR, *COMPARATORS, RESCUE, GC_SINCE_WEEK_24),
        (ratio_below("below 0.5 g/g", "< 0.5"), not_below("90", 90), NO_RESCUE, _GC),
        (comparator("pre-flare"),),
        _BLISS,
        "week 104",
    ),
    response(
        "ln-modified-perr",
        "MODPERR",
        "Modified primary efficacy renal response (Toronto)",
        "2024",
        (UPCR, EGFR, *COMPARATORS, RESCUE),
        (ratio_below("at most 0.7 g/g", "<= 0.7"), not_below("80", 60), RESCUE_IF_COUNTED),
        (comparator("biopsy"), RESCUE_SWITCH),
        _MODIFIED,
        "24 months",
        ("Compared with the value at biopsy; no rule on glucocorticoids.",),
    ),
    response(
        "ln-modified-crr",
        "MODCRR",
        "Modified complete renal response (Toronto)",
        "2024",
        (UPCR, EGFR, *COMPARATORS, RESCUE),
        (ratio_below("at most 0.5 g/g", "<= 0.5"), not_below("90", 90), RESCUE_IF_COUNTED),
        (comparator("biopsy"), RESCUE_SWITCH),
        _MODIFIED,
        "24 months",
        ("The ratio is inclusive here and strict in BLISS-LN.",),
    ),
)
