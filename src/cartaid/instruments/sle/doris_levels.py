"""cartaid's own levels on DORIS 2021: without glucocorticoid, off treatment, without any lupus drug."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, Source, State, flag
from cartaid.instruments.sle.doris_2021 import (
    MISSING,
    NO_CLINICAL_ACTIVITY,
    PGA_BELOW,
    PGA_LIMIT,
    STABLE,
    STABLE_CLAUSE,
    WINDOW,
)
from cartaid.instruments.sle.pga import PGA
from cartaid.instruments.sle.sledai_2k import (
    ATTRIBUTION,
    ITEMS,
    LICENCE,
    SEROLOGY,
    VAN_VOLLENHOVEN_2021,
    WEIGHTS,
)

_DERIVED = "derived from the medication records over the look-back of the study (default 28 days)"
GC_FREE = flag("gc_free", "No glucocorticoid", Record("ADCM", "GCFREE"), note=_DERIVED)
IS_FREE = flag("is_free", "No immunosuppressive", Record("ADCM", "ISFREE"), note=_DERIVED)
BIO_FREE = flag("bio_free", "No biologic", Record("ADCM", "BIOFREE"), note=_DERIVED)
AM_FREE = flag("am_free", "No antimalarial", Record("ADCM", "AMFREE"), note=_DERIVED)

_NO_GC = Clause("gc_free", "no glucocorticoid", "gc_free = 1")
_NO_IS = Clause("is_free", "no immunosuppressive", "is_free = 1")
_NO_BIO = Clause("bio_free", "no biologic", "bio_free = 1")
_NO_AM = Clause("am_free", "no antimalarial", "am_free = 1")


def _level(
    id: str, paramcd: str, title: str, items: tuple[Item, ...], clauses: tuple[Clause, ...]
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SLE",
        kind="state",
        edition="2021, cartaid level",
        family="DORIS",
        run="always",
        items=(*ITEMS, PGA, *items),
        ignored=SEROLOGY,
        assessed_by=tuple(WEIGHTS),
        method=State((NO_CLINICAL_ACTIVITY, PGA_BELOW, *clauses)),
        switches=(PGA_LIMIT,),
        low=0,
        high=1,
        better="higher",
        window=WINDOW,
        attribution=ATTRIBUTION,
        missing=MISSING,
        sources=(
            VAN_VOLLENHOVEN_2021,
            Source(
                "cartaid, level of its own on DORIS 2021",
                where="not part of the published definition",
                checked="verified",
            ),
        ),
        licence=LICENCE,
        notes=(
            "A level of cartaid on DORIS 2021, not part of the published definition.",
            "Which drugs do not count (lymphodepletion, CRS and ICANS rescue, premedication, IgG and adrenal "
            "replacement) is decided in the medication records, with a flag on adrenal replacement.",
        ),
    )


GC_FREE_LEVEL = _level(
    "doris-2021-gc-free",
    "DORISGCF",
    "DORIS remission without glucocorticoid",
    (GC_FREE, STABLE),
    (_NO_GC, STABLE_CLAUSE),
)
OFF_LEVEL = _level(
    "doris-2021-off",
    "DORISOFF",
    "DORIS remission off treatment (antimalarial allowed)",
    (GC_FREE, IS_FREE, BIO_FREE),
    (_NO_GC, _NO_IS, _NO_BIO),
)
DRUG_FREE_LEVEL = _level(
    "doris-2021-drug-free",
    "DORISDF",
    "DORIS remission without any lupus drug",
    (GC_FREE, IS_FREE, BIO_FREE, AM_FREE),
    (_NO_GC, _NO_IS, _NO_BIO, _NO_AM),
)
DEFINITIONS = (GC_FREE_LEVEL, OFF_LEVEL, DRUG_FREE_LEVEL)
