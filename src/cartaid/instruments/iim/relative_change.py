"""Relative change of the IMACS core set: what improvement and worsening definitions share."""

from typing import Literal

from attrs import evolve

from cartaid.instruments.definition import Clause, Item, Record, Source, Switch, count_of
from cartaid.instruments.iim.core_set import (
    MMT_MAX,
    MMT_MAX_BASE,
    ONE_FORM,
    At,
    disability,
    doubtful_forms,
    enzyme_level,
    extramuscular,
    muscle_strength,
    patient_global,
    physician_global,
)

# Measure, name, smallest step of its scale (how far a baseline of 0 must be left to count as worse).
MEASURES: dict[str, tuple[str, str]] = {
    "phga": ("physician global", "0.1"),
    "ptga": ("patient global", "0.1"),
    "mmt": ("muscle strength", ""),
    "haq": ("HAQ", "0.125"),
    "exm": ("extramuscular global", "0.1"),
    "enzyme": ("muscle enzyme", "0"),
}
WITHOUT_ENZYMES = tuple(measure for measure in MEASURES if measure != "enzyme")


_MAXIMA: dict[At, Item] = {
    "baseline": MMT_MAX_BASE,
    "previous": evolve(
        MMT_MAX,
        id="mmt_max_previous",
        label="Maximum of the muscle test used at the previous visit",
        record=Record("ADQS", "MMTMAX", at="previous"),
        note="blank: the same test as now",
        optional=True,
    ),
    "assessment": evolve(MMT_MAX, note=f"blank: the same test at every visit; {MMT_MAX.note}", optional=True),
}


def core_set(suffix: str, at: At) -> tuple[Item, ...]:
    """Declare the five measures assessed at a visit."""
    return (
        physician_global(f"phga{suffix}", at),
        patient_global(f"ptga{suffix}", at),
        muscle_strength(f"mmt{suffix}", at),
        _MAXIMA[at],
        disability(f"haq{suffix}", at),
        extramuscular(f"exm{suffix}", at),
    )


def enzyme(suffix: str, at: At) -> Item:
    """Declare the muscle enzyme that is followed; the same enzyme in the same unit throughout."""
    days = 14 if at == "assessment" else 0
    record = Record("ADLB", "ENZVAL", at=at, before=days, after=days)
    return enzyme_level(
        f"enzyme{suffix}", "Muscle enzyme followed", record, ("enzyme_base_unit", "enzyme_unit")
    )


def one_scale(*earlier: str) -> Clause:
    """Give the condition that muscle strength is on one scale now and at the earlier visits (suffixes)."""
    stated = f"coalesce({', '.join(['mmt_max', *(f'mmt_max{suffix}' for suffix in earlier)])})"
    tests = [f"coalesce(mmt <= {stated}, TRUE)"]
    for suffix in earlier:
        tests.append(f"coalesce(mmt{suffix} <= {stated}, TRUE)")
        tests.append(f"coalesce(mmt_max{suffix} = {stated}, TRUE)")
        tests.append(f"NOT ({doubtful_forms(stated, 'mmt', f'mmt{suffix}')})")
    return Clause(
        "within_scale",
        ONE_FORM,
        " AND ".join(tests),
    )


def better(measure: str, percent: str) -> str:
    """Write "better by so many percent of its baseline"; a baseline of 0 cannot improve."""
    gain = "mmt - mmt_base" if measure == "mmt" else f"{measure}_base - {measure}"
    return f"CASE WHEN {measure}_base = 0 THEN FALSE ELSE 100 * ({gain}) >= {percent} * {measure}_base END"


def worse(measure: str, percent: str, suffix: str = "") -> str:
    """Write "worse by so many percent of its baseline"; from 0 by the switch `zero_baseline`."""
    now, base = f"{measure}{suffix}", f"{measure}_base"
    if measure == "mmt":
        loss, from_zero = f"{base} - {now}", "FALSE"
    else:
        loss, from_zero = f"{now} - {base}", f"({{zero_baseline}}) AND {now} > {MEASURES[measure][1]}"
    return f"CASE WHEN {base} = 0 THEN {from_zero} ELSE 100 * ({loss}) >= {percent} * {base} END"


Limb = Literal["strength", "extramuscular", "three"]


def limbs(measures: tuple[str, ...], suffix: str = "") -> dict[Limb, tuple[str, str]]:
    """Give label and SQL of the three ways to be worse; three of `measures` by 30 % is the last."""
    return {
        "strength": (
            "physician global worse by 2 cm and muscle strength worse by 20 %",
            f"phga{suffix} - phga_base >= 2 AND ({worse('mmt', '20', suffix)})",
        ),
        "extramuscular": ("extramuscular global worse by 2 cm", f"exm{suffix} - exm_base >= 2"),
        "three": (
            f"three of {len(measures)} core set measures worse by 30 %",
            count_of(3, *(worse(measure, "30", suffix) for measure in measures)),
        ),
    }


ZERO_BASELINE = Switch(
    "zero_baseline",
    "Worsening from a baseline of 0",
    {"one_step": "TRUE", "never": "FALSE", "open": "NULL"},
    "one_step",
    "Relative change from 0 is undefined and no rule is published: worse beyond one step of the scale (0.1 of "
    "a 10 cm scale, 0.125 of the HAQ), never, or undetermined.",
    checked="from memory",
)
ONE_SCALE = (
    "Muscle strength must be on the same scale at every visit. Without a stated maximum, totals on both sides of 80 "
    "(or of 150) may come from two forms and are refused."
)
DASTMALCHI_2008 = Source(
    "Dastmalchi M et al. A high incidence of disease flares in an open pilot study of infliximab in patients "
    "with refractory inflammatory myopathies. Ann Rheum Dis 2008;67:1670-7",
    doi="10.1136/ard.2007.077974",
    where="table of 13 patients (ard.bmj.com highwire 179917): better by 20 %, worse by 30 %, IMACS outcome",
    checked="verified",
)
