"""BVAS version 3 in ANCA-associated vasculitis, from system totals."""

from cartaid.instruments.definition import Definition, Item, Record, Score, Source, Term, flag

# id, label, most points when all is persistent, most points when anything is new or worse, where seen
SYSTEMS: tuple[tuple[str, str, int, int, bool], ...] = (
    ("general", "General", 2, 3, True),
    ("cutaneous", "Cutaneous", 3, 6, True),
    ("mucous", "Mucous membranes and eyes", 3, 6, True),
    ("ent", "Ear, nose and throat", 3, 6, False),
    ("chest", "Chest", 3, 6, False),
    ("cardiovascular", "Cardiovascular", 3, 6, True),
    ("abdominal", "Abdominal", 4, 9, False),
    ("renal", "Renal", 6, 12, False),
    ("nervous", "Nervous system", 6, 9, False),
)


def _capped(id: str, label: str, persistent: int, new: int, seen: bool) -> Term:
    return Term(
        label,
        f"CASE WHEN persistent_only = 1 THEN CASE WHEN {id} > {persistent} THEN {persistent} ELSE {id} END "
        f"ELSE CASE WHEN {id} > {new} THEN {new} ELSE {id} END END",
        checked="verified" if seen else "from memory",
    )


DEFINITION = Definition(
    id="bvas-v3",
    paramcd="BVAS",
    title="BVAS version 3",
    disease="other",
    kind="index",
    edition="version 3",
    family="BVAS",
    items=(
        flag(
            "persistent_only",
            "All abnormalities are persistent",
            Record("QS", "BVASPERS", "BVAS"),
            note="active but neither new nor worse in the last 4 weeks",
        ),
        *(
            Item(
                id,
                f"{label}, sum of the points ticked",
                low=0,
                high=60,
                step=1,
                record=Record("QS", f"BVAS{place:02d}", "BVAS"),
                note="before the cap of the system",
            )
            for place, (id, label, *_) in enumerate(SYSTEMS, start=1)
        ),
    ),
    method=Score(tuple(_capped(*system) for system in SYSTEMS)),
    low=0,
    high=63,
    better="lower",
    attribution="Only what is due to active vasculitis; damage does not count.",
    sources=(
        Source(
            "Mukhtyar C et al. Modification and validation of the Birmingham Vasculitis Activity Score (version 3). "
            "Ann Rheum Dis 2009;68:1827-32",
            doi="10.1136/ard.2008.101279",
            where="caps of general, skin and mucous in a copy of the form (scribd 440291786), of the heart in a copy of the "
            "glossary (yumpu 53039439), the maxima 33 and 63 in a calculator (mdapp.co 386)",
            checked="verified",
            secondary=True,
        ),
        Source(
            "Mukhtyar C et al. 2009, caps of ear-nose-throat, chest, abdomen, kidney and nervous system",
            doi="10.1136/ard.2008.101279",
            where="not seen; with the others they add up to the printed maxima 33 and 63",
            checked="from memory",
        ),
    ),
    licence="System names and caps only; items and glossary stay with the University of Oxford.",
    notes=("Remission is 0, with a glucocorticoid limit by the protocol.",),
)
