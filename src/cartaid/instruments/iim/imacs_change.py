"""IMACS improvement and worsening, and ProDERM confirmed deterioration: relative change of the core set."""

from typing import Literal

from attrs import evolve

from cartaid.instruments.definition import Clause, Definition, Item, Record, Source, State, Switch, count_of
from cartaid.instruments.iim.core_set import (
    IMACS_LICENCE,
    disability,
    extramuscular,
    muscle_strength,
    patient_global,
    physician_global,
)

# Measure, its smallest step on the scale: how a baseline of 0 can be left.
_STEPS = {"phga": "0.1", "ptga": "0.1", "haq": "0.125", "enzyme": "0", "exm": "0.1"}
_WITHOUT_ENZYMES = ("phga", "ptga", "mmt", "haq", "exm")
_SIX = (*_WITHOUT_ENZYMES, "enzyme")
_NAMES = {
    "phga": "physician global",
    "ptga": "patient global",
    "mmt": "muscle strength",
    "haq": "HAQ",
    "exm": "extramuscular global",
    "enzyme": "muscle enzyme",
}


def _enzyme(id: str, at: Literal["assessment", "baseline"]) -> Item:
    days = 0 if at == "baseline" else 14
    record = Record("ADLB", "ENZVAL", at=at, before=days, after=days)
    return Item(id, "Muscle enzyme", low=0, high=1_000_000, record=record, note="one enzyme, one unit throughout")


def _core_set(suffix: str, at: Literal["assessment", "baseline"]) -> tuple[Item, ...]:
    return (
        physician_global(f"phga{suffix}", at),
        patient_global(f"ptga{suffix}", at),
        muscle_strength(f"mmt{suffix}", at),
        disability(f"haq{suffix}", at),
        extramuscular(f"exm{suffix}", at),
    )


def _better(measure: str, percent: str) -> str:
    """Write "improved by so many percent of its baseline"; a baseline of 0 cannot improve."""
    gain = "mmt - mmt_base" if measure == "mmt" else f"{measure}_base - {measure}"
    base = f"{measure}_base"
    return f"CASE WHEN {base} = 0 THEN FALSE ELSE 100 * ({gain}) >= {percent} * {base} END"


def _worse(measure: str, percent: str, suffix: str = "") -> str:
    """Write "worse by so many percent of its baseline"; from 0 by the switch."""
    now, base = f"{measure}{suffix}", f"{measure}_base"
    if measure == "mmt":
        return f"CASE WHEN {base} = 0 THEN FALSE ELSE 100 * ({base} - {now}) >= {percent} * {base} END"
    from_zero = f"({{zero_baseline}}) AND {now} > {_STEPS[measure]}"
    return f"CASE WHEN {base} = 0 THEN {from_zero} ELSE 100 * ({now} - {base}) >= {percent} * {base} END"


def _limbs(measures: tuple[str, ...], suffix: str = "") -> tuple[str, str, str]:
    """Write the three limbs of worsening: strength with physician global, extramuscular, three measures."""
    strength = f"(phga{suffix} - phga_base >= 2) AND ({_worse('mmt', '20', suffix)})"
    extramuscular = f"exm{suffix} - exm_base >= 2"
    return strength, extramuscular, count_of(3, *(_worse(m, "30", suffix) for m in measures))


_ZERO_BASELINE = Switch(
    "zero_baseline",
    "Worsening from a baseline of 0",
    {"one_step": "TRUE", "never": "FALSE", "open": "NULL"},
    "one_step",
    "Relative change from 0 is undefined and no rule is published: worse beyond one step of the scale (0.1 of a "
    "10 cm scale, 0.125 of the HAQ), never, or undetermined.",
    checked="from memory",
)
_SCALES = "Muscle strength must be on the same scale at every visit."
RIDER_2004 = Source(
    "Rider LG et al. Defining clinical improvement in adult and juvenile myositis (IMACS). Arthritis Rheum 2004",
    where="IMACS slides (fdocuments.us): three of six better by 20 %, at most two worse by 25 %, not strength",
)
DASTMALCHI_2008 = Source(
    "Dastmalchi M et al. A high incidence of disease flares in an open pilot study of infliximab in patients with "
    "refractory inflammatory myopathies. Ann Rheum Dis 2008;67:1670-7",
    where="table of 13 patients: measures better by 20 %, worse by 30 %, IMACS outcome",
)
_BASE = (*_core_set("_base", "baseline"), _enzyme("enzyme_base", "baseline"))
_NOW = (*_core_set("", "assessment"), _enzyme("enzyme", "assessment"))

_IMPROVED = tuple(
    Clause(f"better_{m}", f"{_NAMES[m]} better by 20 % of baseline", _better(m, "20"), "from memory") for m in _SIX
)
_WORSENED = tuple(
    Clause(f"worse_{m}", f"{_NAMES[m]} worse by 25 % of baseline", _worse(m, "{worse_percent}")) for m in _SIX
)
IMPROVEMENT = Definition(
    id="imacs-improvement",
    paramcd="IMACSDOI",
    title="IMACS definition of improvement",
    disease="IIM",
    kind="response",
    edition="2004 (preliminary)",
    family="IMACS change",
    items=(*_BASE, *_NOW),
    method=State(
        (*_IMPROVED, *_WORSENED),
        rule=(
            f"({count_of(3, *(c.id for c in _IMPROVED))}) AND NOT ({count_of(3, *(c.id for c in _WORSENED))}) "
            "AND NOT worse_mmt"
        ),
    ),
    assessed_by=_WITHOUT_ENZYMES,
    switches=(
        Switch(
            "worse_percent",
            "Worsening that counts against improvement",
            {"25": "25", "30": "30"},
            "25",
            "25 % by the definition; the infliximab pilot study lists worsening of 30 %.",
        ),
        _ZERO_BASELINE,
    ),
    low=0,
    high=1,
    better="higher",
    window="one visit against the baseline visit; enzymes within 14 days",
    missing="A measure that is not known leaves its clauses open; the count decides whether that matters.",
    sources=(RIDER_2004, DASTMALCHI_2008),
    licence=IMACS_LICENCE,
    notes=(
        "Change is relative to the patient's own baseline (from memory): the opposite of the total improvement "
        "score. A measure that is 0 at baseline cannot improve.",
        _SCALES,
    ),
)


def _worsening(id: str, paramcd: str, title: str, **given: object) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="IIM",
        kind="state",
        family="IMACS change",
        assessed_by=_WITHOUT_ENZYMES,
        low=0,
        high=1,
        better="lower",
        licence=IMACS_LICENCE,
        missing="An unknown measure leaves its limb open; one limb that holds decides.",
        **given,  # type: ignore[arg-type]
    )


_LIMB_LABELS = (
    ("strength", "physician global worse by 2 cm and muscle strength worse by 20 %"),
    ("extramuscular", "extramuscular global worse by 2 cm"),
)
_THREE_OF_SIX, _THREE_OF_FIVE = "three of six worse by 30 %", "three of five (without enzymes) worse by 30 %"


def _clauses(prefix: str, texts: tuple[str, str, str], three: str, checked: Literal["verified", "from memory"]):  # type: ignore[no-untyped-def]
    labels = (*_LIMB_LABELS, ("three", three))
    return tuple(
        Clause(f"{prefix}{id}", label if not prefix else f"{label}, {prefix.rstrip('_')} visit", text, checked)
        for (id, label), text in zip(labels, texts, strict=True)
    )
