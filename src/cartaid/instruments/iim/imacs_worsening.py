"""Worsening of myositis: the IMACS definition at one visit, the ProDERM definition confirmed at two."""

from cartaid.instruments.definition import Clause, Definition, Source, State, Switch
from cartaid.instruments.iim.core_set import IMACS_LICENCE
from cartaid.instruments.iim.relative_change import (
    DASTMALCHI_2008,
    MEASURES,
    ONE_SCALE,
    WITHOUT_ENZYMES,
    ZERO_BASELINE,
    core_set,
    enzyme,
    limbs,
    one_scale,
)

_MISSING = "An unknown measure leaves its limb open; one limb that holds decides."
_ODDIS_2013 = Source(
    "Oddis CV et al. Rituximab in the treatment of refractory adult and juvenile dermatomyositis and adult "
    "polymyositis. Arthritis Rheum 2013;65:314-324",
    doi="10.1002/art.37754",
    where="the trial that used the definition of worsening; its text was not seen",
)
_PRODERM = Source(
    "ProDERM: intravenous immunoglobulin in dermatomyositis. Arthritis Res Ther 2023",
    doi="10.1186/s13075-023-03232-2",
    where="s13075-023-03232-2, figure 1 legend",
    checked="verified",
)

DEFINITIONS = (
    Definition(
        id="imacs-worsening",
        paramcd="IMACSWOR",
        title="IMACS definition of worsening",
        disease="IIM",
        kind="state",
        edition="as in the rituximab in myositis trial",
        family="IMACS change",
        items=(
            *core_set("_base", "baseline"),
            enzyme("_base", "baseline"),
            *core_set("", "assessment"),
            enzyme("", "assessment"),
        ),
        method=State(
            tuple(Clause(id, *text, "from memory") for id, text in limbs(tuple(MEASURES)).items()), rule="any"
        ),
        applicable=one_scale("_base"),
        outside_is_error=True,
        assessed_by=WITHOUT_ENZYMES,
        switches=(ZERO_BASELINE,),
        low=0,
        high=1,
        better="lower",
        window="one visit against the baseline visit; enzymes within 14 days",
        missing=_MISSING,
        sources=(_ODDIS_2013, DASTMALCHI_2008),
        licence=IMACS_LICENCE,
        notes=("Change is relative to the patient's own baseline.", ONE_SCALE),
    ),
    Definition(
        id="proderm-deterioration",
        paramcd="PRODDET",
        title="ProDERM confirmed deterioration",
        disease="IIM",
        kind="state",
        edition="ProDERM 2023",
        family="IMACS change",
        items=(
            *core_set("_base", "baseline"),
            *core_set("_previous", "previous"),
            *core_set("", "assessment"),
        ),
        method=State(
            (
                *(Clause(id, *text) for id, text in limbs(WITHOUT_ENZYMES).items()),
                *(
                    Clause(f"previous_{id}", f"at the previous visit {label}", sql)
                    for id, (label, sql) in limbs(WITHOUT_ENZYMES, "_previous").items()
                ),
            ),
            rule="(strength OR extramuscular OR three) AND ({confirmed})",
        ),
        applicable=one_scale("_base", "_previous"),
        outside_is_error=True,
        assessed_by=WITHOUT_ENZYMES,
        switches=(
            Switch(
                "confirmed",
                "Confirmation",
                {
                    "two_visits": "previous_strength OR previous_extramuscular OR previous_three",
                    "one_visit": "TRUE",
                },
                "two_visits",
                "The publication asks for two consecutive visits; one visit shows the first sign.",
            ),
            ZERO_BASELINE,
        ),
        low=0,
        high=1,
        better="lower",
        window="two consecutive visits against the baseline visit",
        missing=_MISSING,
        sources=(_PRODERM,),
        licence=IMACS_LICENCE,
        notes=(
            "Muscle enzymes are left out.",
            "At the second visit another limb than at the first may hold.",
            ONE_SCALE,
        ),
        validated_in="dermatomyositis",
    ),
)
