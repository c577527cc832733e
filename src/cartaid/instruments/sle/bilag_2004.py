"""BILAG-2004 from the letters of its nine systems: the numeric score, and flare since the last assessment.

Letters A (severe) to E (never involved) are the input; grading a system from its items needs the licensed
glossary and is not done here.
"""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Grade,
    Item,
    Level,
    Record,
    Score,
    Source,
    Term,
    count_of,
)

_SYSTEMS: tuple[tuple[str, str, str], ...] = (
    ("constitutional", "Constitutional", "BILGCON"),
    ("mucocutaneous", "Mucocutaneous", "BILGMUC"),
    ("neuropsychiatric", "Neuropsychiatric", "BILGNEU"),
    ("musculoskeletal", "Musculoskeletal", "BILGMSK"),
    ("cardiorespiratory", "Cardiorespiratory", "BILGCAR"),
    ("gastrointestinal", "Gastrointestinal", "BILGGAS"),
    ("ophthalmic", "Ophthalmic", "BILGOPH"),
    ("renal", "Renal", "BILGREN"),
    ("haematological", "Haematological", "BILGHAE"),
)
SYSTEMS = tuple(id for id, _, _ in _SYSTEMS)
LETTERS = ("a", "b", "c", "d", "e")


def letters(suffix: str = "", label: str = "") -> tuple[Item, ...]:
    """Give the nine systems; suffix `_base` or `_previous` takes them from that assessment.

    >>> letters("_base", " at baseline")[0].id
    'constitutional_base'
    """
    at = {"": "assessment", "_base": "baseline", "_previous": "previous"}[suffix]
    return tuple(
        Item(
            f"{id}{suffix}",
            f"{name}{label}",
            "text",
            values=LETTERS,
            record=Record("QS", testcd, "BILAG-2004", at=at),  # type: ignore[arg-type]
            note="A severe, B moderate, C mild or stable, D inactive now, E never involved",
        )
        for id, name, testcd in _SYSTEMS
    )


def new_a(system: str, before: str) -> str:
    """Write "an A now that was no A before".

    >>> new_a("renal", "_base")
    "(renal = 'a' AND renal_base <> 'a')"
    """
    return f"({system} = 'a' AND {system}{before} <> 'a')"


def new_b(system: str, before: str) -> str:
    """Write "a B now that was C, D or E before" (A to B is improvement).

    >>> new_b("renal", "_base")
    "(renal = 'b' AND renal_base IN ('c', 'd', 'e'))"
    """
    return f"({system} = 'b' AND {system}{before} IN ('c', 'd', 'e'))"


BILAG_2004 = Source(
    "Isenberg DA et al. BILAG 2004: development and initial validation of an updated version of the British "
    "Isles Lupus Assessment Group's disease activity index. Rheumatology (Oxford) 2005;44:902-6",
    doi="10.1093/rheumatology/keh624",
    where="nine systems, letters A to E",
    checked="from memory",
)
LICENCE = "Letters only; the index and its glossary have owners and are not reproduced."

NUMERIC = Definition(
    id="bilag-2004-numeric",
    paramcd="BILAGNUM",
    title="BILAG-2004, numeric",
    disease="SLE",
    kind="index",
    edition="2010 coding",
    family="BILAG-2004",
    items=letters(),
    method=Score(
        tuple(
            Term(
                name,
                f"CASE {id} WHEN 'a' THEN 12 WHEN 'b' THEN 8 WHEN 'c' THEN 1 ELSE 0 END",
                probes={id: ("'e'", "'a'")},
            )
            for id, name, _ in _SYSTEMS
        )
    ),
    low=0,
    high=108,
    unit="points",
    better="lower",
    window="the last four weeks",
    sources=(
        Source(
            "Yee CS et al. Numerical scoring for the BILAG-2004 index. Rheumatology (Oxford) 2010;49:1665-9",
            doi="10.1093/rheumatology/keq026",
            where="A 12, B 8, C 1, D and E 0",
            checked="verified",
        ),
        BILAG_2004,
    ),
    licence=LICENCE,
    divergences=("Older codings 9/3/1/0/0 and 12/5/1 did not fit in the same paper.",),
)

FLARE = Definition(
    id="bilag-2004-flare",
    paramcd="BILGFLAR",
    title="BILAG flare: a new A or at least two new B",
    disease="SLE",
    kind="state",
    edition="trial definition",
    family="BILAG-2004",
    items=(*letters(), *letters("_previous", " at the previous assessment")),
    method=Grade(
        (
            Level(
                1,
                (
                    Clause("new_a", "a new A", " OR ".join(new_a(s, "_previous") for s in SYSTEMS)),
                    Clause("new_b", "two new B", count_of(2, *(new_b(s, "_previous") for s in SYSTEMS))),
                ),
                "flare",
            ),
        ),
        base_label="no flare",
    ),
    low=0,
    high=1,
    better="lower",
    sources=(
        Source(
            "Furie R et al. Type I interferon inhibitor anifrolumab in active SLE (TULIP-1). "
            "Lancet Rheumatol 2019;1:e208-19",
            doi="10.1016/S2665-9913(19)30076-1",
            where="flare: at least one new A or two new B against the previous visit",
            checked="from memory",
        ),
        BILAG_2004,
    ),
    licence=LICENCE,
)

DEFINITIONS = (NUMERIC, FLARE)
