"""SLEDAI-2K with items left out, as trials of SLE define their "clinical" or "modified" scores."""

from cartaid.instruments.definition import Definition, Score, Source, Switch, Term, weight
from cartaid.instruments.sle.sledai_2k import (
    ATTRIBUTION,
    GLADMAN_2002,
    ITEMS,
    LICENCE,
    SEROLOGY,
    WEIGHTS,
    WINDOW,
)

LABORATORY = ("casts", "hematuria", "proteinuria", "pyuria", "lowcomp", "dsdna", "thrombo", "leuko")
_BOTH = Term("low complement and anti-dsDNA", "{serology}")
_SEROLOGY_SWITCH = Switch(
    "serology",
    "Low complement and anti-dsDNA",
    {"dropped": "0", "counted": " + ".join(f"{WEIGHTS[id]} * {id}" for id in SEROLOGY)},
    "dropped",
    "The registration names alopecia, ulcers and fever; that serology is dropped too is an assumption.",
    checked="from memory",
)


def _variant(
    id: str,
    paramcd: str,
    title: str,
    dropped: tuple[str, ...],
    source: Source,
    notes: tuple[str, ...] = (),
    serology: Switch | None = None,
) -> Definition:
    kept = [name for name in WEIGHTS if name not in dropped and not (serology and name in SEROLOGY)]
    labels = {item.id: item.label for item in ITEMS}
    terms = tuple(weight(name, WEIGHTS[name], labels[name]) for name in kept)
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SLE",
        kind="index",
        edition="2002 (SLEDAI-2K), items left out",
        family="SLEDAI",
        items=ITEMS,
        ignored=dropped,
        method=Score((*terms, _BOTH) if serology else terms),
        switches=(serology,) if serology else (),
        low=0,
        high=sum(points for name, points in WEIGHTS.items() if name not in dropped),
        unit="points",
        better="lower",
        window=WINDOW,
        attribution=ATTRIBUTION,
        sources=(GLADMAN_2002, source),
        run="on request",
        licence=LICENCE,
        notes=(f"Left out: {', '.join(dropped)}.", "An eligibility score; not the one DORIS means.", *notes),
    )


NO_LABS = _variant(
    "sledai-2k-no-labs",
    "SLDNOLAB",
    "SLEDAI-2K without laboratory items",
    LABORATORY,
    Source(
        "Furie R et al. Anifrolumab, an anti-interferon-alpha receptor monoclonal antibody, in "
        "moderate-to-severe SLE. Arthritis Rheumatol 2017;69:376-86",
        doi="10.1002/art.39962",
        where="eligibility: clinical SLEDAI-2K without laboratory and urine items",
        checked="verified",
    ),
)
NO_HEADACHE_OBS = _variant(
    "sledai-2k-no-headache-obs",
    "SLDNOHO",
    "SLEDAI-2K without headache and organic brain syndrome",
    ("headache", "obs"),
    Source(
        "Furie R et al. Anifrolumab, an anti-interferon-alpha receptor monoclonal antibody, in "
        "moderate-to-severe SLE. Arthritis Rheumatol 2017;69:376-86",
        doi="10.1002/art.39962",
        where="eligibility: total score without headache and organic brain syndrome",
        checked="verified",
    ),
)
FT819 = _variant(
    "sledai-2k-ft819",
    "SLDFT819",
    "Clinical SLEDAI-2K of the FT819 study",
    ("alopecia", "ulcers", "fever"),
    Source(
        "FT819 study in SLE, site announcement ASCC-24-15 (UCI Health)",
        where="eligibility, at least 4",
        checked="verified",
    ),
    notes=("Range 0-96 with serology dropped, 0-100 with serology counted.",),
    serology=_SEROLOGY_SWITCH,
)
AUTOGRAPH = _variant(
    "sledai-2k-autograph",
    "SLDAUTOG",
    "SLEDAI-2K of the AUTOGRAPH study",
    ("fever", "headache", "alopecia", "obs"),
    Source(
        "AUTOGRAPH study in SLE, registration NCT06581198",
        where="eligibility, total at least 6",
        checked="verified",
    ),
)
DEFINITIONS = (NO_LABS, NO_HEADACHE_OBS, FT819, AUTOGRAPH)
