"""MG-ADL, QMG and MG Composite in myasthenia gravis, with their response thresholds."""

from typing import Literal

from cartaid.instruments.definition import (
    Banding,
    Checked,
    Clause,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    State,
    Term,
    weight,
)

WOLFE_1999 = Source(
    "Wolfe GI et al. Myasthenia gravis activities of daily living profile. Neurology 1999;52:1487-9",
    doi="10.1212/WNL.52.7.1487",
    where="eight items of 0 to 3, as in BMC Neurol 2020;20:s12883-020-01975-y table 2",
    checked="verified",
    secondary=True,
)
MUPPIDI_2011 = Source(
    "Muppidi S et al. MG-ADL: still a relevant outcome measure. Muscle Nerve 2011;44:727-31",
    doi="10.1002/mus.22140",
    where="improvement of 2 points; minimal symptom expression 0 or 1, as in MDCalc 10611",
    checked="verified",
    secondary=True,
)
BAROHN_1998 = Source(
    "Barohn RJ et al. Reliability testing of the quantitative myasthenia gravis score. Ann N Y Acad Sci "
    "1998;841:769-72",
    doi="10.1111/j.1749-6632.1998.tb11015.x",
    where="13 items of 0 to 3; change of 3",
    checked="from memory",
)
BURNS_2010 = Source(
    "Burns TM et al. The MG Composite: a valid and reliable outcome measure for myasthenia gravis. Neurology "
    "2010;74:1434-40",
    doi="10.1212/WNL.0b013e3181dc1b1e",
    where="abstract (PMC3462556) and item table in a secondary copy",
    checked="verified",
    secondary=True,
)
LICENCE = "Item names and points only; the wording of answers stays in the publication."

_ADL = ("talking", "chewing", "swallowing", "breathing", "grooming", "rising", "double_vision", "eyelid")
_QMG = (
    "double_vision",
    "ptosis",
    "facial",
    "swallowing",
    "speech",
    "right_arm",
    "left_arm",
    "vital_capacity",
    "right_grip",
    "left_grip",
    "head_lift",
    "right_leg",
    "left_leg",
)
# Points of the levels 0 to 3 (none, mild, moderate, severe).
_COMPOSITE: dict[str, tuple[int, int, int, int]] = {
    "ptosis": (0, 1, 2, 3),
    "double_vision": (0, 1, 3, 4),
    "eye_closure": (0, 0, 1, 2),
    "talking": (0, 2, 4, 6),
    "chewing": (0, 2, 4, 6),
    "swallowing": (0, 2, 5, 6),
    "breathing": (0, 2, 4, 9),
    "neck": (0, 1, 3, 4),
    "shoulder": (0, 2, 4, 5),
    "hip": (0, 2, 4, 5),
}


def _label(id: str) -> str:
    return id.replace("_", " ").capitalize()


def _levels(ids: tuple[str, ...], prefix: str, cat: str) -> tuple[Item, ...]:
    return tuple(
        Item(
            id,
            f"{_label(id)}, level",
            low=0,
            high=3,
            step=1,
            record=Record("QS", f"{prefix}{place:02d}", cat),
        )
        for place, id in enumerate(ids, start=1)
    )


def _points(id: str) -> Term:
    zero, mild, moderate, severe = _COMPOSITE[id]
    return Term(
        _label(id),
        f"CASE {id} WHEN 0 THEN {zero} WHEN 1 THEN {mild} WHEN 2 THEN {moderate} WHEN 3 THEN {severe} END",
        rises=True,
    )


MG_ADL = Definition(
    id="mg-adl",
    paramcd="MGADL",
    category_paramcd="MGADLC",
    title="MG-ADL",
    disease="other",
    kind="index",
    edition="1999",
    family="MG",
    items=_levels(_ADL, "MGADL", "MG-ADL"),
    method=Score(
        tuple(weight(id, 1, _label(id)) for id in _ADL),
        categories=Banding("minimal symptom expression", (Cut(">", 1, "symptomatic"),)),
    ),
    low=0,
    high=24,
    better="lower",
    sources=(WOLFE_1999, MUPPIDI_2011),
    licence=LICENCE,
)
QMG = Definition(
    id="qmg",
    paramcd="QMG",
    title="Quantitative myasthenia gravis score",
    disease="other",
    kind="index",
    edition="1998",
    family="MG",
    items=_levels(_QMG, "QMG", "QMG"),
    method=Score(tuple(weight(id, 1, _label(id), checked="from memory") for id in _QMG)),
    low=0,
    high=39,
    better="lower",
    sources=(BAROHN_1998,),
    licence=LICENCE,
)
MG_COMPOSITE = Definition(
    id="mg-composite",
    paramcd="MGC",
    title="MG Composite",
    disease="other",
    kind="index",
    edition="2010",
    family="MG",
    items=tuple(
        Item(
            id,
            f"{_label(id)}, level",
            low=0,
            high=3,
            values=("0", "1", "2", "3"),
            record=Record("QS", f"MGC{place:02d}", "MGC"),
        )
        for place, id in enumerate(_COMPOSITE, start=1)
    ),
    method=Score(tuple(_points(id) for id in _COMPOSITE)),
    low=0,
    high=50,
    better="lower",
    sources=(BURNS_2010,),
    licence=LICENCE,
)


def _response(
    id: str, paramcd: str, of: Definition, fall: int, source: Source, checked: Checked
) -> Definition:
    def item(name: str, when: str, at: Literal["baseline", "assessment"]) -> Item:
        record = Record("ADQS", of.paramcd, at=at)
        return Item(name, f"{of.title}{when}", low=0, high=of.high, step=1, record=record)

    clause = Clause("fall", f"fall of {fall} or more", f"score_base - score >= {fall}", checked=checked)
    return Definition(
        id=id,
        paramcd=paramcd,
        title=f"{of.title} response",
        disease="other",
        kind="response",
        edition=f"fall of {fall}",
        family="MG",
        items=(item("score_base", " at baseline", "baseline"), item("score", "", "assessment")),
        method=State((clause,)),
        low=0,
        high=1,
        better="higher",
        sources=(source,),
        licence="Published threshold.",
    )


DEFINITIONS = (
    MG_ADL,
    QMG,
    MG_COMPOSITE,
    _response("mg-adl-response", "MGADLR", MG_ADL, 2, MUPPIDI_2011, "verified"),
    _response("qmg-response", "QMGR", QMG, 3, BAROHN_1998, "from memory"),
    _response("mg-composite-response", "MGCR", MG_COMPOSITE, 3, BURNS_2010, "verified"),
)
