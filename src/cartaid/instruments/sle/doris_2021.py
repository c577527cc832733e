"""DORIS 2021: remission in SLE, met or not at one visit."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, Source, State, Switch, flag, number
from cartaid.instruments.sle.sledai_2k import ATTRIBUTION, CLINICAL, ITEMS, LICENCE

PGA = Item(
    "pga",
    "Physician global assessment",
    low=0,
    high=3,
    record=Record("QS", "PGA", "PGA", before=14, after=14),
    note="0-3 visual analogue scale",
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
VAN_VOLLENHOVEN_2021 = Source(
    "van Vollenhoven RF et al. 2021 DORIS definition of remission in SLE. Lupus Sci Med 2021;8:e000538",
    doi="10.1136/lupus-2021-000538",
    where="statement table",
)

NO_CLINICAL_ACTIVITY = Clause(
    "clinical_sledai",
    "clinical SLEDAI is 0",
    " AND ".join(f"{item} = 0" for item in CLINICAL),
)

DEFINITION = Definition(
    id="doris-2021",
    paramcd="DORIS21",
    title="DORIS remission",
    disease="SLE",
    kind="state",
    edition="2021",
    family="DORIS",
    items=(*ITEMS, PGA, PREDNISONE, STABLE),
    method=State(
        (
            NO_CLINICAL_ACTIVITY,
            Clause("pga", "physician global below 0.5", "pga {pga_limit}"),
            Clause("glucocorticoid", "prednisone equivalent at most 5 mg/day", "prednisone_mg {gc_limit}"),
            Clause("stable", "immunosuppressives and biologics stable", "is_stable = 1"),
        )
    ),
    switches=(
        Switch(
            "gc_limit",
            "Glucocorticoid limit",
            {"inclusive": f"<= {number('5')}", "strict": f"< {number('5')}"},
            "inclusive",
            "The abstract says 5 mg/day or less, the statement table less than 5 mg/day.",
        ),
        Switch(
            "pga_limit",
            "Physician global limit",
            {"strict": f"< {number('0.5')}", "inclusive": f"<= {number('0.5')}"},
            "strict",
            "The paper is strict; a widely read secondary table prints <= 0.5.",
        ),
    ),
    low=0,
    high=1,
    better="higher",
    window="one visit; physician global within 14 days of the SLEDAI-2K",
    attribution=ATTRIBUTION,
    missing="A clause with an unknown item is open; one failed clause decides N whatever else is unknown.",
    sources=(VAN_VOLLENHOVEN_2021,),
    licence=LICENCE,
    divergences=(
        "A multi-calculator TypeScript library does not check that immunosuppressives are stable.",
        "A secondary table (PMC7719036, table 1) prints the physician global as <= 0.5.",
    ),
    notes=(
        "Serology does not count: low complement and anti-dsDNA may be present.",
        "Antimalarials are allowed; no duration is required (sustained remission is derived separately).",
    ),
)
