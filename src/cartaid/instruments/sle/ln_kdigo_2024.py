"""KDIGO 2024: complete and partial response of lupus nephritis."""

from cartaid.instruments.definition import Source, Switch
from cartaid.instruments.sle.nephritis import (
    COMPARATORS,
    EGFR,
    RESCUE,
    RESCUE_IF_COUNTED,
    RESCUE_SWITCH,
    UPCR,
    UPCR_BASE,
    comparator,
    fall,
    not_below,
    ratio_below,
    response,
)

_SOURCES = (
    Source(
        "KDIGO 2024 clinical practice guideline for the management of lupus nephritis. "
        "Kidney Int 2024;105(1S):S1-S69",
        doi="10.1016/j.kint.2023.09.002",
        where="definitions of response; read in a secondary summary (droracle.ai 642182)",
        checked="verified",
        secondary=True,
    ),
)
_MARGIN = Switch(
    "egfr_margin",
    "Fall of the eGFR that is still stable",
    {"15 %": "85", "10 %": "90"},
    "15 %",
    "The guideline prints 10-15 %.",
)
_WINDOW = "within 6-12 months of starting treatment; complete response may take longer"

COMPLETE = response(
    "ln-kdigo-2024-cr",
    "KDIGOCR",
    "Lupus nephritis complete response, KDIGO",
    "2024",
    (UPCR, EGFR, *COMPARATORS, RESCUE),
    (ratio_below("below 0.5 g/g", "{upcr_limit}"), not_below("{egfr_margin}"), RESCUE_IF_COUNTED),
    (
        Switch(
            "upcr_limit",
            "Limit of the ratio",
            {"strict": "< 0.5", "inclusive": "<= 0.5"},
            "strict",
            "KDIGO 2024 is strict; KDIGO 2012 and several trials print <= 0.5.",
        ),
        _MARGIN,
        comparator("baseline"),
        RESCUE_SWITCH,
    ),
    _SOURCES,
    _WINDOW,
    ("A secondary source merges the primary efficacy renal response (<= 0.7 g/g) into this definition.",),
)
PARTIAL = response(
    "ln-kdigo-2024-pr",
    "KDIGOPR",
    "Lupus nephritis partial response or better, KDIGO",
    "2024",
    (UPCR, UPCR_BASE, EGFR, *COMPARATORS, RESCUE),
    (fall(50), ratio_below("below 3 g/g", "< 3"), not_below("{egfr_margin}"), RESCUE_IF_COUNTED),
    (_MARGIN, comparator("baseline"), RESCUE_SWITCH),
    _SOURCES,
    _WINDOW,
    ("A complete response with a fall of half meets this as well.",),
)
DEFINITIONS = (COMPLETE, PARTIAL)
