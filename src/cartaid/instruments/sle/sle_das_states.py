"""States built on SLE-DAS: remission and low disease activity."""

from cartaid.instruments.definition import Clause, Definition, Quantity, State, Switch, at_most, number
from cartaid.instruments.sle.doris_2021 import PREDNISONE
from cartaid.instruments.sle.sle_das import ATTRIBUTION, ITEMS, LICENCE, RECORDED, SCORE, SOURCES, WEIGHTS


def _state(
    id: str, paramcd: str, title: str, clauses: tuple[Clause, ...], switches: tuple[Switch, ...]
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SLE",
        kind="state",
        edition="2021" if switches else "2022",
        family="SLE-DAS",
        items=(*ITEMS, PREDNISONE),
        assessed_by=RECORDED,
        method=State(clauses, quantities=(Quantity("sledas", "SLE-DAS", SCORE),)),
        switches=switches,
        low=0,
        high=1,
        better="higher",
        attribution=ATTRIBUTION,
        missing="A clause with an unknown item is open; one failed clause decides N whatever else is unknown.",
        sources=SOURCES,
        licence=LICENCE,
    )


_INACTIVE = " AND ".join(
    [
        "sjc28 = 0",
        "rash = 'none'",
        *(f"{id} = 0" for id in WEIGHTS if id not in ("low_c3_c4", "dsdna")),
        "protein <= 500",
        "platelets >= 100",
        "leukocytes >= 3",
    ]
)
REMISSION = _state(
    "sle-das-remission",
    "SLEDASRM",
    "SLE-DAS remission",
    (
        Clause("activity", "no activity by SLE-DAS", "{version}", "from memory"),
        Clause(
            "glucocorticoid", "prednisone equivalent at most 5 mg/day", "prednisone_mg <= 5", "from memory"
        ),
    ),
    (
        Switch(
            "version",
            "How absence of activity is judged",
            {"index": at_most("sledas", number("2.08")), "boolean": _INACTIVE},
            "index",
            "index: score at most 2.08; boolean: no clinical item present (alopecia alone scores 1.34 and is "
            "remission by index only).",
            checked="from memory",
        ),
    ),
)
LOW_ACTIVITY = _state(
    "sle-das-low-activity",
    "SLEDASLD",
    "SLE-DAS low disease activity",
    (
        Clause("activity", "SLE-DAS at most 2.48", at_most("sledas", number("2.48")), "from memory"),
        Clause(
            "glucocorticoid",
            "prednisone equivalent at most 7.5 mg/day",
            "prednisone_mg <= 7.5",
            "from memory",
        ),
    ),
    (),
)
DEFINITIONS = (REMISSION, LOW_ACTIVITY)
