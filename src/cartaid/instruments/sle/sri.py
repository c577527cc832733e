"""SLE Responder Index: SRI-4 to SRI-8, and SRI-4 without BILAG."""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Item,
    Record,
    Source,
    State,
    count_of,
    flag,
    number,
)
from cartaid.instruments.sle.bilag_2004 import LICENCE, SYSTEMS, letters, new_a, new_b
from cartaid.instruments.sle.pga import PGA, PGA_BASE

SLEDAI_BASE = Item(
    "sledai_base",
    "SLEDAI total at baseline",
    low=0,
    high=105,
    step=1,
    record=Record("ADQS", "SLEDAI", at="baseline"),
    note="SELENA-SLEDAI in the belimumab trials, SLEDAI-2K in most later ones: one edition at both visits",
)
SLEDAI = Item(
    "sledai", "SLEDAI total", low=0, high=105, step=1, record=Record("ADQS", "SLEDAI"), note=SLEDAI_BASE.note
)
RULE_BROKEN = flag(
    "medication_rule_broken",
    "Prohibited or rescue treatment, or discontinued, since baseline",
    Record("QS", "RULEBRKN"),
    note="adjudicated item: a rule of the trial, not of the index; after CAR T cells: any lupus drug beyond the "
    "protocol",
)
BILAG_ITEMS = (*letters("_base", " at baseline"), *letters())

NO_NEW_A = Clause(
    "no_new_a", "no new BILAG A", " AND ".join(f"NOT {new_a(system, '_base')}" for system in SYSTEMS)
)
ONE_NEW_B = Clause(
    "one_new_b",
    "at most one new BILAG B",
    f"NOT ({count_of(2, *(new_b(system, '_base') for system in SYSTEMS))})",
)
PGA_NOT_WORSE = Clause("pga", "physician global not up by 0.3 or more", f"pga - pga_base < {number('0.3')}")
RULE_KEPT = Clause(
    "medication_rule", "no prohibited treatment and not discontinued", "medication_rule_broken = 0"
)

FURIE_2009 = Source(
    "Furie RA et al. Novel evidence-based systemic lupus erythematosus responder index. "
    "Arthritis Rheum 2009;61:1143-51",
    doi="10.1002/art.24698",
    where="definition, as in a trial registration (NCT04895241) and Lupus Sci Med (highwire 135680)",
    checked="verified",
    secondary=True,
)
MISSING = (
    "A missing component leaves the response open unless another one fails. Non-responder imputation, as "
    "most trials do, belongs to the endpoint and is not done here."
)


def _sri(points: int, bilag: bool = True) -> Definition:
    suffix = "" if bilag else "-no-bilag"
    return Definition(
        id=f"sri-{points}{suffix}",
        paramcd=f"SRI{points}" if bilag else f"SRI{points}NB",
        title=f"SLE Responder Index, {points} points{'' if bilag else ', without BILAG'}",
        disease="SLE",
        kind="response",
        edition="2009" if bilag else "modified",
        family="SRI",
        items=(SLEDAI_BASE, SLEDAI, *(BILAG_ITEMS if bilag else ()), PGA_BASE, PGA, RULE_BROKEN),
        assessed_by=("sledai",),
        method=State(
            (
                Clause("sledai", f"SLEDAI down by {points} or more", f"sledai_base - sledai >= {points}"),
                *((NO_NEW_A, ONE_NEW_B) if bilag else ()),
                PGA_NOT_WORSE,
                RULE_KEPT,
            )
        ),
        applicable=Clause(
            "enough_at_baseline", f"baseline SLEDAI at least {points}", f"sledai_base >= {points}"
        )
        if points > 4
        else None,
        low=0,
        high=1,
        better="higher",
        missing=MISSING,
        sources=(FURIE_2009,)
        if bilag
        else (
            FURIE_2009,
            Source(
                "Modified SRI (Keio University)",
                where="SLEDAI down by 4 or more and physician global not up by 0.3",
                checked="verified",
            ),
        ),
        licence=LICENCE,
        divergences=(
            "BLISS used the classic BILAG, later trials BILAG-2004: give the letters of one edition.",
        ),
        notes=(
            "New A: A now and not A at baseline. New B: B now and C, D or E at baseline.",
            *(("Reported among patients with that baseline SLEDAI only.",) if points > 4 else ()),
        ),
    )


DEFINITIONS = (*(_sri(points) for points in (4, 5, 6, 7, 8)), _sri(4, bilag=False))
