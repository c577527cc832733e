"""The IMACS preliminary definition of improvement: three of six better, at most two worse, not strength."""

from cartaid.instruments.definition import Clause, Definition, Source, State, Switch, count_of
from cartaid.instruments.iim.core_set import IMACS_LICENCE
from cartaid.instruments.iim.relative_change import (
    DASTMALCHI_2008,
    MEASURES,
    ONE_SCALE,
    WITHOUT_ENZYMES,
    ZERO_BASELINE,
    better,
    core_set,
    enzyme,
    one_scale,
    worse,
)

_BETTER = tuple(f"better_{measure}" for measure in MEASURES)
_WORSE = tuple(f"worse_{measure}" for measure in MEASURES)

DEFINITION = Definition(
    id="imacs-improvement",
    paramcd="IMACSDOI",
    title="IMACS definition of improvement",
    disease="IIM",
    kind="response",
    edition="2004 (preliminary)",
    family="IMACS change",
    items=(
        *core_set("_base", "baseline"),
        enzyme("_base", "baseline"),
        *core_set("", "assessment"),
        enzyme("", "assessment"),
    ),
    method=State(
        (
            *(
                Clause(
                    f"better_{m}", f"{name} better by 20 % of its baseline", better(m, "20"), "from memory"
                )
                for m, (name, _) in MEASURES.items()
            ),
            *(
                Clause(f"worse_{m}", f"{name} worse", worse(m, "{worse_percent}"), "from memory")
                for m, (name, _) in MEASURES.items()
            ),
        ),
        rule=f"({count_of(3, *_BETTER)}) AND NOT ({count_of(3, *_WORSE)}) AND NOT worse_mmt",
    ),
    applicable=one_scale("_base"),
    outside_is_error=True,
    assessed_by=WITHOUT_ENZYMES,
    switches=(
        Switch(
            "worse_percent",
            "Worsening that counts against improvement, percent of baseline",
            {"25": "25", "30": "30"},
            "25",
            "25 % by the definition; the infliximab pilot study lists worsening of 30 %.",
        ),
        ZERO_BASELINE,
    ),
    low=0,
    high=1,
    better="higher",
    window="one visit against the baseline visit; enzymes within 14 days",
    missing="An unknown measure leaves its clauses open; the counts decide whether that matters.",
    sources=(
        Source(
            "Rider LG et al. Defining clinical improvement in adult and juvenile myositis (IMACS), 2004",
            where="counts and limits as in IMACS slides (fdocuments.us); that change is relative is from memory",
            checked="verified",
            secondary=True,
        ),
        DASTMALCHI_2008,
    ),
    licence=IMACS_LICENCE,
    notes=(
        "Change is relative to the patient's own baseline, the opposite of the total improvement score.",
        "A measure that is 0 at baseline cannot improve.",
        ONE_SCALE,
    ),
)
