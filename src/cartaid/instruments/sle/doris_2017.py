"""DORIS 2017 framework: clinical or complete remission, on or off treatment."""

from cartaid.instruments.definition import Checked, Clause, Definition, Item, Source, State
from cartaid.instruments.sle.doris_2021 import (
    GC_LIMIT,
    MISSING,
    NO_CLINICAL_ACTIVITY,
    PGA_BELOW,
    PGA_LIMIT,
    PREDNISONE,
    STABLE,
    STABLE_CLAUSE,
    WINDOW,
)
from cartaid.instruments.sle.doris_levels import BIO_FREE, GC_FREE, IS_FREE
from cartaid.instruments.sle.pga import PGA
from cartaid.instruments.sle.sledai_2k import ATTRIBUTION, ITEMS, LICENCE, SEROLOGY, WEIGHTS

_SOURCES = (
    Source(
        "van Vollenhoven R et al. A framework for remission in SLE: consensus findings from a large "
        "international task force on definitions of remission in SLE (DORIS). Ann Rheum Dis 2017;76:554-61",
        doi="10.1136/annrheumdis-2016-209519",
        where="abstract: off therapy nothing but maintenance antimalarials; on therapy low-dose prednisone and stable "
        "maintenance drugs; clinical SLEDAI 0 with physician global. Its text was not seen",
        checked="verified",
    ),
    Source(
        "van Vollenhoven R et al. 2017, clinical remission on treatment and complete remission off treatment",
        doi="10.1136/annrheumdis-2016-209519",
        where="the two ends, as in Rheumatology (Oxford), PMC7719036 table 1",
        checked="verified",
        secondary=True,
    ),
)


def _remission(id: str, paramcd: str, complete: bool, on_treatment: bool) -> Definition:
    # Drugs on and off treatment are in the abstract, serology of the end off treatment in a table that was read;
    # that complete remission on treatment asks for normal serology too is known from memory.
    checked: Checked = "from memory" if complete and on_treatment else "verified"
    serology = Clause("serology", "complement and anti-dsDNA normal", "lowcomp = 0 AND dsdna = 0", checked)
    low_dose = Clause("glucocorticoid", "prednisone equivalent at most 5 mg/day", "prednisone_mg {gc_limit}")
    treatment: tuple[Clause, ...] = (
        (low_dose, STABLE_CLAUSE)
        if on_treatment
        else (
            Clause("gc_free", "no glucocorticoid", "gc_free = 1"),
            Clause("is_free", "no immunosuppressive", "is_free = 1"),
            Clause("bio_free", "no biologic", "bio_free = 1"),
        )
    )
    drugs: tuple[Item, ...] = (PREDNISONE, STABLE) if on_treatment else (GC_FREE, IS_FREE, BIO_FREE)
    return Definition(
        id=id,
        paramcd=paramcd,
        title=f"DORIS {'complete' if complete else 'clinical'} remission "
        f"{'on' if on_treatment else 'off'} treatment",
        disease="SLE",
        kind="state",
        edition="2017",
        family="DORIS",
        items=(*ITEMS, PGA, *drugs),
        ignored=() if complete else SEROLOGY,
        assessed_by=tuple(WEIGHTS),
        method=State((NO_CLINICAL_ACTIVITY, PGA_BELOW, *((serology,) if complete else ()), *treatment)),
        switches=(GC_LIMIT, PGA_LIMIT) if on_treatment else (PGA_LIMIT,),
        low=0,
        high=1,
        better="higher",
        window=WINDOW,
        attribution=ATTRIBUTION,
        missing=MISSING,
        sources=_SOURCES,
        run="on request",
        licence=LICENCE,
        divergences=(
            "A multi-calculator TypeScript library lets its complete DORIS have abnormal serology.",
            "A copy of the abstract prints prednisone < 5 mg/day, the table <= 5 mg: see the switch.",
        ),
        notes=(
            "Antimalarials are allowed, off treatment too.",
            "The framework also allowed BILAG-2004 D or E throughout, or clinical ECLAM 0, for SLEDAI.",
        ),
    )


DEFINITIONS = (
    _remission("doris-2017-clinical-on", "D17CLION", complete=False, on_treatment=True),
    _remission("doris-2017-clinical-off", "D17CLIOF", complete=False, on_treatment=False),
    _remission("doris-2017-complete-on", "D17COMON", complete=True, on_treatment=True),
    _remission("doris-2017-complete-off", "D17COMOF", complete=True, on_treatment=False),
)
