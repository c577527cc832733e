"""BICLA: BILAG-based composite lupus assessment response."""

from cartaid.instruments.definition import Clause, Definition, Source, State, Switch, count_of, number
from cartaid.instruments.sle.bilag_2004 import LICENCE, SYSTEMS
from cartaid.instruments.sle.pga import PGA, PGA_BASE
from cartaid.instruments.sle.sri import (
    BILAG_ITEMS,
    MISSING,
    NO_NEW_A,
    ONE_NEW_B,
    RULE_BROKEN,
    RULE_KEPT,
    SLEDAI,
    SLEDAI_BASE,
)

_IMPROVED = " AND ".join(
    f"({s} IN ('c', 'd') OR {s}_base NOT IN ('a', 'b') OR ({s}_base = 'a' AND {s} = 'b'))" for s in SYSTEMS
)
_A = " OR ".join(f"{s}_base = 'a'" for s in SYSTEMS)
_ANY = " OR ".join(f"{s}_base IN ('a', 'b')" for s in SYSTEMS)
_TWO_B = count_of(2, *(f"{s}_base = 'b'" for s in SYSTEMS))
_LIMIT = number("0.3")

DEFINITION = Definition(
    id="bicla",
    paramcd="BICLA",
    title="BILAG-based composite lupus assessment",
    disease="SLE",
    kind="response",
    edition="2014 (EMBLEM)",
    family="BICLA",
    items=(SLEDAI_BASE, SLEDAI, *BILAG_ITEMS, PGA_BASE, PGA, RULE_BROKEN),
    assessed_by=("sledai",),
    method=State(
        (
            Clause("improved", "every baseline A now B, C or D and every baseline B now C or D", _IMPROVED),
            NO_NEW_A,
            ONE_NEW_B,
            Clause("sledai", "SLEDAI not above baseline", "sledai <= sledai_base"),
            Clause("pga", "physician global not worse", "{pga_worsening}"),
            RULE_KEPT,
        )
    ),
    applicable=Clause("active_at_baseline", "active BILAG at baseline", "{entry}"),
    switches=(
        Switch(
            "pga_worsening",
            "Worsening of the physician global",
            {
                "scale": f"pga - pga_base < {_LIMIT}",
                "scale inclusive": f"pga - pga_base <= {_LIMIT}",
                "relative": "10 * (pga - pga_base) <= pga_base",
            },
            "scale",
            "Published as 10 %: of the 0-3 scale (0.3 or more is worse, as in SRI and TULIP; or only "
            "above 0.3), or relative to baseline.",
            checked="from memory",
        ),
        Switch(
            "entry",
            "Activity at baseline that makes BICLA applicable",
            {"any A or B": _ANY, "one A or two B": f"{_A} OR {_TWO_B}"},
            "any A or B",
            "TULIP asked for at least one A or two B.",
        ),
    ),
    low=0,
    high=1,
    better="higher",
    missing=MISSING,
    sources=(
        Source(
            "Wallace D et al. Evaluation of treatment success in SLE clinical trials: development of the "
            "BILAG-based composite lupus assessment endpoint. Arthritis Rheum 2011;63:S894",
            where="five criteria, as summarised by ePROVIDE (Mapi Research Trust)",
            checked="verified",
            secondary=True,
        ),
        Source(
            "Wallace DJ et al. Efficacy and safety of epratuzumab in moderate/severe active SLE (EMBLEM). "
            "Ann Rheum Dis 2014;73:183-90",
            doi="10.1136/annrheumdis-2012-202760",
            where="first use; definition text not reached",
            checked="from memory",
        ),
    ),
    licence=LICENCE,
    notes=(
        "An A or B at baseline graded E (never involved) later is a contradiction and no improvement.",
        "A baseline A that became B counts as improved and not as a new B.",
    ),
)
