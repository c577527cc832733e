"""SELENA-SLEDAI and the hybrid SELENA-SLEDAI: the 24 weighted descriptors by other item definitions."""

from attrs import evolve

from cartaid.instruments.definition import Definition, Score, Source
from cartaid.instruments.sle.sledai_2k import ATTRIBUTION, LICENCE, TERMS, sledai_items

# What differs from SLEDAI-2K when an item is judged; the weights do not.
_DIFFERENCES = {
    "seizure": "not from past irreversible damage of the central nervous system",
    "visual": "also scleritis and episcleritis",
    "cranial": "also vertigo due to lupus",
    "cva": "not hypertensive causes",
    "arthritis": "more than two joints",
    "rash": "new or ongoing",
    "alopecia": "new or ongoing",
    "ulcers": "new or ongoing",
}
_FROM_MEMORY = ("seizure", "alopecia", "ulcers")
_STRICT = "new onset, or a recent increase of more than 0.5 g per 24 h"
_HYBRID = "> 0.5 g per 24 h, as in SLEDAI-2K"

_SOURCES = (
    Source(
        "Petri M et al. Combined oral contraceptives in women with systemic lupus erythematosus. "
        "N Engl J Med 2005;353:2550-8",
        doi="10.1056/NEJMoa051135",
        where="first use of the SELENA version",
        checked="from memory",
    ),
    Source(
        "SELENA-SLEDAI form",
        where="scleritis, vertigo, hypertension, more than two joints, new or continuing rash, as in a public calculator "
        "(emoplaya/selena-sledai-calc, symptom list)",
        checked="verified",
        secondary=True,
    ),
)


def _definition(
    id: str, paramcd: str, title: str, cat: str, proteinuria: str, notes: tuple[str, ...]
) -> Definition:
    notes_by_item = {**_DIFFERENCES, "proteinuria": proteinuria}
    items = tuple(
        evolve(
            item,
            note=f"{item.note}; SELENA: {notes_by_item[item.id]}" if item.id in notes_by_item else item.note,
            checked="from memory" if item.id in (*_FROM_MEMORY, "proteinuria") else "verified",
        )
        for item in sledai_items(cat)
    )
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SLE",
        kind="index",
        edition="SELENA 2005",
        family="SLEDAI",
        items=items,
        method=Score(TERMS),
        low=0,
        high=105,
        unit="points",
        better="lower",
        window="10 days",
        attribution=ATTRIBUTION,
        sources=_SOURCES,
        licence=LICENCE,
        divergences=(
            "Public tick-box calculators use SELENA wording with the plain proteinuria rule, which is the "
            "hybrid, without saying so.",
        ),
        notes=notes,
    )


SELENA = _definition(
    "selena-sledai",
    "SELENA",
    "SELENA-SLEDAI",
    "SELENA-SLEDAI",
    _STRICT,
    ("Stable proteinuria scores 0 here and 4 in the hybrid and in SLEDAI-2K.",),
)
HYBRID = _definition(
    "selena-sledai-hybrid",
    "SELENAHY",
    "Hybrid SELENA-SLEDAI",
    "SELENA-SLEDAI HYBRID",
    _HYBRID,
    ("SELENA-SLEDAI with the proteinuria rule of SLEDAI-2K.",),
)
DEFINITIONS = (SELENA, HYBRID)
