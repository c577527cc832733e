"""EULAR/ERA milestones of lupus nephritis at 3, 6 and 12 months."""

from cartaid.instruments.definition import Clause, Item, Source, Switch
from cartaid.instruments.sle.nephritis import (
    COMPARATORS,
    EGFR,
    PREDNISONE,
    UPCR,
    UPCR_BASE,
    comparator,
    fall,
    not_below,
    ratio_below,
    response,
)

_2019 = Source(
    "Fanouriakis A et al. 2019 update of the joint EULAR/ERA-EDTA recommendations for the management of lupus "
    "nephritis. Ann Rheum Dis 2020;79:713-23",
    doi="10.1136/annrheumdis-2020-216924",
    where="abstract (complete response) and targets at 3 and 6 months in secondary summaries",
    checked="verified",
    secondary=True,
)
_2023 = Source(
    "Fanouriakis A et al. EULAR recommendations for the management of SLE: 2023 update. "
    "Ann Rheum Dis 2024;83:15-29",
    doi="10.1136/ard-2023-224762",
    where="abstract: glucocorticoid at most 5 mg/day; that the milestones are carried over is from memory",
    checked="from memory",
)
_LIMIT = Switch(
    "upcr_limit",
    "Limit of the ratio at 12 months",
    {"0.7": "< 0.7", "0.5": "< 0.5"},
    "0.7",
    "Printed as < 0.5-0.7 g/24 h.",
)
_KIDNEY = not_below("90", checked="from memory")
_ITEMS: tuple[Item, ...] = (UPCR, UPCR_BASE, EGFR, *COMPARATORS)
_TWELVE = (ratio_below("below the limit at 12 months", "{upcr_limit}"), _KIDNEY)
_NOTES = (
    "Kidney function (near) normal is read as eGFR within 10 % of the comparator.",
    "With nephrotic proteinuria at the start the 12 months may be extended by 6-12.",
)

DEFINITIONS = (
    response(
        "ln-eular-2019-3m",
        "EULAR3M",
        "Lupus nephritis milestone at 3 months, EULAR/ERA",
        "2019",
        _ITEMS,
        (fall(25), _KIDNEY),
        (comparator("baseline"),),
        (_2019,),
        "3 months",
        _NOTES,
    ),
    response(
        "ln-eular-2019-6m",
        "EULAR6M",
        "Lupus nephritis milestone at 6 months, EULAR/ERA",
        "2019",
        _ITEMS,
        (fall(50), _KIDNEY),
        (comparator("baseline"),),
        (_2019,),
        "6 months",
        _NOTES,
    ),
    response(
        "ln-eular-2019-12m",
        "EULAR12M",
        "Lupus nephritis complete response at 12 months, EULAR/ERA",
        "2019",
        (UPCR, EGFR, *COMPARATORS),
        _TWELVE,
        (_LIMIT, comparator("baseline")),
        (_2019,),
        "12 months",
        _NOTES,
    ),
    response(
        "ln-eular-2023-12m",
        "EULR1223",
        "Lupus nephritis complete response at 12 months with low glucocorticoid, EULAR",
        "2023",
        (UPCR, EGFR, *COMPARATORS, PREDNISONE),
        (
            *_TWELVE,
            Clause(
                "glucocorticoid",
                "prednisone equivalent at most 5 mg/day",
                "prednisone_mg <= 5",
            ),
        ),
        (_LIMIT, comparator("baseline")),
        (_2019, _2023),
        "12 months",
        _NOTES,
    ),
)
