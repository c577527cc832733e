"""DORIS 2021: remission in SLE, met or not at one visit."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, State, Switch, flag, number
from cartaid.instruments.sle.pga import PGA
from cartaid.instruments.sle.sledai_2k import (
    ATTRIBUTION,
    CLINICAL,
    ITEMS,
    LICENCE,
    SEROLOGY,
    VAN_VOLLENHOVEN_2021,
    WEIGHTS,
)

PREDNISONE = Item(
    "prednisone_mg",
    "Prednisone-equivalent dose",
    low=0,
    unit="mg/d",
    record=Record("ADCM", "PREDEQ"),
    note="derived from the medication records",
)
STABLE = flag(
    "is_stable",
    "Immunosuppressives and biologics stable or absent",
    Record("ADCM", "ISSTABLE"),
    note="no start and no increase in the stability window; a reduction counts as stable",
)
INVESTIGATIONAL = flag(
    "investigational",
    "On an investigational drug",
    Record("ADCM", "INVESTIG"),
    note="the CAR T product itself is not a concomitant drug",
)

NO_CLINICAL_ACTIVITY = Clause(
    "clinical_sledai",
    "clinical SLEDAI is 0",
    " AND ".join(f"{item} = 0" for item in CLINICAL),
)
PGA_BELOW = Clause("pga", "physician global below 0.5", "pga {pga_limit}")
STABLE_CLAUSE = Clause("stable", "immunosuppressives and biologics stable", "is_stable = 1")
PGA_LIMIT = Switch(
    "pga_limit",
    "Physician global limit",
    {"strict": f"< {number('0.5')}", "inclusive": f"<= {number('0.5')}"},
    "strict",
    "The paper is strict; a widely read secondary table prints <= 0.5.",
)
GC_LIMIT = Switch(
    "gc_limit",
    "Glucocorticoid limit",
    {"inclusive": "<= 5", "strict": "< 5"},
    "inclusive",
    "The abstract says 5 mg/day or less, the statement table less than 5 mg/day.",
)
MISSING = "A clause with an unknown item is open; one failed clause decides N whatever else is unknown."
WINDOW = "one visit; physician global within 14 days of the SLEDAI-2K"

DEFINITION = Definition(
    id="doris-2021",
    paramcd="DORIS21",
    title="DORIS remission",
    disease="SLE",
    kind="state",
    edition="2021",
    family="DORIS",
    run="always",
    items=(*ITEMS, PGA, PREDNISONE, STABLE, INVESTIGATIONAL),
    ignored=SEROLOGY,
    assessed_by=tuple(WEIGHTS),
    method=State(
        (
            NO_CLINICAL_ACTIVITY,
            PGA_BELOW,
            Clause("glucocorticoid", "prednisone equivalent at most 5 mg/day", "prednisone_mg {gc_limit}"),
            STABLE_CLAUSE,
            Clause("investigational", "no investigational drug, where excluded", "{investigational}"),
        )
    ),
    switches=(
        GC_LIMIT,
        PGA_LIMIT,
        Switch(
            "investigational",
            "Investigational drugs",
            {"allowed": "TRUE", "excluded": "investigational = 0"},
            "allowed",
            "DORIS is silent; LLDAS excludes them.",
        ),
    ),
    low=0,
    high=1,
    better="higher",
    window=WINDOW,
    attribution=ATTRIBUTION,
    missing=MISSING,
    sources=(VAN_VOLLENHOVEN_2021,),
    licence=LICENCE,
    divergences=(
        "A multi-calculator TypeScript library does not check that immunosuppressives are stable.",
        "A secondary table (PMC7719036, table 1) prints the physician global as <= 0.5.",
    ),
    notes=(
        "Serology does not count: low complement and anti-dsDNA may be present.",
        "Antimalarials are allowed; no duration is required (sustained remission is derived separately).",
        "The window of stability (default 28 days) and the dose basis are settings of medication.",
    ),
)
