"""Manual muscle testing from its muscle groups: MMT-8 on one side (80) and both sides (150), MMT-24 (260)."""

from cartaid.instruments.definition import Checked, Definition, Item, Record, Score, Source, weight
from cartaid.instruments.iim.core_set import IMACS_LICENCE

# id, label, code in a study (the side R or L is added); neck muscles have no side.
_NECK_FLEXORS = ("neck_flexors", "Neck flexors", "MMTNFL")
_EIGHT = (
    ("deltoid", "Middle deltoid", "MMTDEL"),
    ("biceps", "Biceps brachii", "MMTBIC"),
    ("wrist_extensors", "Wrist extensors", "MMTWEX"),
    ("gluteus_maximus", "Gluteus maximus", "MMTGMX"),
    ("gluteus_medius", "Gluteus medius", "MMTGMD"),
    ("quadriceps", "Quadriceps", "MMTQUA"),
    ("ankle_dorsiflexors", "Ankle dorsiflexors", "MMTADF"),
)
_FURTHER = (
    ("trapezius", "Trapezius", "MMTTRA"),
    ("iliopsoas", "Iliopsoas", "MMTILI"),
    ("hamstrings", "Hamstrings", "MMTHAM"),
    ("wrist_flexors", "Wrist flexors", "MMTWFL"),
    ("ankle_plantar_flexors", "Ankle plantar flexors", "MMTAPF"),
)
_NECK_EXTENSORS = ("neck_extensors", "Neck extensors", "MMTNEX")

_FORM_04 = Source(
    "IMACS form 04: manual muscle testing (National Institute of Environmental Health Sciences)",
    where="scoring sheet: 80 for eight groups of one side; 24 groups: axial 20, proximal 160, distal 80",
    checked="verified",
)
_PROCEDURES = Source(
    "Manual muscle testing procedures for MMT8 testing (IMACS, 2007)",
    where="the eight groups, graded 0-10",
    checked="verified",
)


def _group(group: tuple[str, str, str], side: str = "", checked: Checked = "verified") -> Item:
    id, label, code = group
    return Item(
        f"{id}_{side}" if side else id,
        f"{label}, {side}" if side else label,
        low=0,
        high=10,
        step=1,
        record=Record("QS", code + side[:1].upper(), "MMT"),
        note="Kendall grade 0-10",
        checked=checked,
    )


def _both(groups: tuple[tuple[str, str, str], ...], checked: Checked = "verified") -> tuple[Item, ...]:
    return tuple(_group(group, side, checked) for group in groups for side in ("right", "left"))


def _definition(id: str, paramcd: str, title: str, items: tuple[Item, ...], note: str) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="IIM",
        kind="measure",
        edition="IMACS form 04, Kendall grades 0-10",
        family="MMT",
        items=items,
        method=Score(tuple(weight(item.id, 1, item.label) for item in items)),
        low=0,
        high=10 * len(items),
        unit="points",
        better="higher",
        window="one visit",
        missing="No published rule: a group that is not tested widens the interval by its 10 points.",
        sources=(_FORM_04, _PROCEDURES),
        licence=IMACS_LICENCE,
        divergences=("A rheumatology web calculator reads a blank group as 0, which looks like paralysis.",),
        notes=(note, "A grade of T (trace) stands between 0 and 1; its value in the sum is not published."),
    )


DEFINITIONS = (
    _definition(
        "mmt8-one-side",
        "MMT8ONE",
        "MMT-8, one side, from muscle groups",
        (_group(_NECK_FLEXORS), *(_group((id, label, code + "R")) for id, label, code in _EIGHT)),
        "The right side; the left where the right cannot be tested.",
    ),
    _definition(
        "mmt8-both-sides",
        "MMT8BOTH",
        "MMT-8, both sides, from muscle groups",
        (_group(_NECK_FLEXORS), *_both(_EIGHT)),
        "Neck flexors once, seven groups on each side.",
    ),
    _definition(
        "mmt24",
        "MMT24",
        "MMT-24 from muscle groups",
        (
            _group(_NECK_FLEXORS),
            _group(_NECK_EXTENSORS, checked="from memory"),
            *_both(_EIGHT),
            *_both(_FURTHER, "from memory"),
        ),
        "Which groups beyond the eight belong to it is from memory; the numbers (20, 160, 80) are verified.",
    ),
)
