"""Three signs of activity: a teaching example, not a published instrument."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    banded,
    flag,
    weight,
)

DEFINITION = Definition(
    id="three-signs",
    paramcd="SIGNS3",
    category_paramcd="SIGNS3C",
    title="Three signs of activity (teaching example)",
    disease="other",
    kind="index",
    edition="teaching example",
    items=(
        flag("oedema", "Oedema", Record("QS", "OEDEMA", "SIGNS")),
        flag("ulcer", "Ulcer", Record("QS", "ULCER", "SIGNS")),
        Item(
            "stiff_minutes",
            "Morning stiffness",
            low=0,
            high=1440,
            record=Record("QS", "STIFF", "SIGNS"),
            note="minutes",
        ),
    ),
    method=Score(
        (
            weight("oedema", 2, "Oedema"),
            weight("ulcer", 3, "Ulcer"),
            banded(
                "Morning stiffness of 30 minutes or more", "stiff_minutes", Banding(0, (Cut(">=", 30, 1),))
            ),
        ),
        categories=Banding("inactive", (Cut(">=", 2, "active"),)),
    ),
    low=0,
    high=6,
    better="lower",
    sources=(Source("Invented for the documentation", where="docs/pages/add-an-instrument.md"),),
    licence="Invented; free.",
)
