"""The HAQ disability index from its 20 items, with aids, devices and help from a person."""

from cartaid.instruments.definition import Definition, Item, Record, Score, Source, Switch, Term, flag
from cartaid.instruments.iim.core_set import FRIES_1980, IMACS_LICENCE

# Category, number of items, code of its first letters in a study.
_CATEGORIES = (
    ("dressing", 2, "DRS"),
    ("arising", 2, "ARI"),
    ("eating", 3, "EAT"),
    ("walking", 2, "WLK"),
    ("hygiene", 3, "HYG"),
    ("reach", 2, "REA"),
    ("grip", 3, "GRP"),
    ("activities", 3, "ACT"),
)


def _questions(category: str, count: int, code: str) -> tuple[Item, ...]:
    return tuple(
        Item(
            f"{category}_{place}",
            f"{category.capitalize()}, item {place}",
            low=0,
            high=3,
            values=("0", "1", "2", "3"),
            record=Record("QS", f"HAQ{code}{place}", "HAQ"),
        )
        for place in range(1, count + 1)
    )


def _category(category: str, count: int) -> Term:
    names = [f"{category}_{place}" for place in range(1, count + 1)]
    # A blank item is passed over once another of its category is answered; a blank category is open, 0 to 3.
    blank = {
        name: (
            "0",
            f"CASE WHEN coalesce({', '.join(n for n in names if n != name)}) IS NULL THEN 3 ELSE 0 END",
        )
        for name in names
    }
    return Term(
        category.capitalize(),
        # Aids or help lift 0 and 1 to 2; 2 and 3 stay.
        f"greatest({', '.join(names)}, {{aids}} * aid_{category})",
        blank,
        answered=f"coalesce({', '.join(names)}) IS NOT NULL",
    )


DEFINITION = Definition(
    id="haq-di-items",
    paramcd="HAQ20",
    title="HAQ disability index from items",
    disease="any",
    kind="measure",
    edition="1980, 20 items in 8 categories",
    family="HAQ",
    items=(
        *(question for category in _CATEGORIES for question in _questions(*category)),
        *(
            flag(
                f"aid_{category}",
                f"{category.capitalize()}: aid, device or help from a person",
                Record("QS", f"HAQ{code}A", "HAQ"),
            )
            for category, _, code in _CATEGORIES
        ),
    ),
    method=Score(
        tuple(_category(category, count) for category, count, _ in _CATEGORIES),
        combine="mean",
        answered_at_least=6,
    ),
    switches=(
        Switch(
            "aids",
            "Aids, devices and help",
            {"counted": "2", "ignored": "0"},
            "counted",
            "The standard index counts them; the alternative index ignores them.",
            checked="from memory",
        ),
    ),
    low=0,
    high=3,
    unit="points",
    better="lower",
    window="the past week, one visit",
    missing=(
        "A category is its worst answered item. The index is the mean of the answered categories when at least "
        "6 of 8 are answered; with fewer it stays open. Aids not recorded leave an interval."
    ),
    missing_checked="from memory",
    sources=(
        FRIES_1980,
        Source(
            "Clinical HAQ scoring text as used by IMACS",
            where="abbeyscientific.org: 20 items, worst item, aids lift to 2, one missing category divides by 7",
            checked="verified",
        ),
        Source(
            "HAQ instructions, ARAMIS, Stanford University",
            where="at least 6 of 8 categories; a blank item is passed over",
            checked="from memory",
        ),
    ),
    licence=IMACS_LICENCE,
    divergences=("A rheumatology web calculator always divides by 8, so that a blank category reads as 0.",),
    notes=(
        "HAQ-II, the modified HAQ and the improved HAQ (0-100) are other instruments.",
        "Aids belong to categories: a cane, walker, crutches or wheelchair to walking, a built-up chair to "
        "arising, special utensils to eating, bath and toilet aids to hygiene, a jar opener to grip.",
    ),
)
