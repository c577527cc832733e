"""The EScSG activity indices of systemic sclerosis, 0-10: whole series, diffuse and limited disease."""

from attrs import evolve

from cartaid.instruments.definition import (
    Banding,
    Checked,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Switch,
    Term,
    flag,
    number,
    weight,
)

_TABLE = Source(
    "Valentini G et al. European multicentre study to define disease activity criteria for systemic sclerosis. "
    "Ann Rheum Dis 2001;60:592-8, corrected 2003;62:901-3",
    doi="10.1136/ard.60.6.592",
    where="table 1 (ard.bmj.com highwire 173603 and 173616): weights of the whole series; abstract (PMC1753669): weights "
    "of diffuse and of limited disease",
    checked="verified",
)
_ACTIVE = Source(
    "Valentini G et al. 2001 and 2003: active from 3", doi="10.1136/ard.60.6.592", checked="from memory"
)
_REST = Source(
    "Valentini G et al. 2001 and 2003: weights of scleredema and arthritis in the whole series (0.5 each)",
    where="the two weights are what the printed total of 10 leaves",
    checked="from memory",
)
_MONTH = "worse in the last month, by the patient"


def _item(id: str, label: str, code: str) -> Item:
    return flag(id, label, Record("QS", code, "ESCSG"))


_ESR = Item(
    "esr",
    "Erythrocyte sedimentation rate",
    low=0,
    high=200,
    unit="mm/h",
    record=Record("LB", "ESR", before=14, after=14),
)
_TLCO = Item(
    "tlco_pct",
    "Transfer factor, percent predicted",
    low=2,
    high=250,
    unit="%",
    record=Record("RE", "DLCOPP", before=180, after=30),
)
_SKIN_TOTAL = Item(
    "skin_score",
    "Skin score",
    low=0,
    high=51,
    step=1,
    record=Record("QS", "MRSS", "EUSTAR"),
    note="modified Rodnan 0-51, or Kahaleh's total 0-78, by the switch",
)
_KAHALEH = evolve(
    _SKIN_TOTAL, label="Kahaleh's total skin score", high=78, record=Record("QS", "TTS", "ESCSG")
)
_ITEMS = {
    "skin_score": _SKIN_TOTAL,
    "scleredema": _item("scleredema", "Scleredema", "SCLERED"),
    "delta_skin": flag("delta_skin", f"Skin {_MONTH}", Record("QS", "DSKIN", "EUSTAR")),
    "digital_necrosis": _item("digital_necrosis", "Digital necrosis", "DIGNEC"),
    "delta_vascular": _item("delta_vascular", f"Vascular symptoms {_MONTH}", "DVASC"),
    "arthritis": _item("arthritis", "Arthritis", "ARTHRIT"),
    "tlco_pct": _TLCO,
    "delta_cardiopulmonary": _item("delta_cardiopulmonary", f"Cardiopulmonary symptoms {_MONTH}", "DCARDP"),
    "delta_articular": _item("delta_articular", f"Joint or muscle symptoms {_MONTH}", "DARTIC"),
    "esr": _ESR,
    "low_complement": flag("low_complement", "Low C3 or C4", Record("ADLB", "C3C4LOW", before=14, after=14)),
}


def _points(id: str, points: str, checked: Checked) -> Term:
    label = _ITEMS[id].label
    if id == "skin_score":
        return Term(label, "CASE WHEN skin_score > {skin_limit} THEN 1 ELSE 0 * skin_score END", rises=True)
    if id == "tlco_pct":
        return Term(label, "CASE WHEN tlco_pct < 80 THEN 0.5 ELSE 0 * tlco_pct END")
    if id == "esr":
        return Term(label, f"CASE WHEN esr > 30 THEN {points} ELSE 0 * esr END", rises=True)
    return weight(id, number(points), label, checked)


def _index(
    id: str, paramcd: str, title: str, points: dict[str, str], from_memory: tuple[str, ...] = ()
) -> Definition:
    skin = Switch(
        "skin_limit",
        "Skin score that counts",
        {"rodnan_14": "14", "kahaleh_20": "20"},
        "rodnan_14",
        "Above 20 by Kahaleh's method (0-78), later above 14 by the modified Rodnan score (0-51).",
        items={"kahaleh_20": (_KAHALEH,)},
    )
    return Definition(
        id=id,
        paramcd=f"ESCSG{paramcd}",
        category_paramcd=f"ESCSG{paramcd}CT",
        title=title,
        disease="SSc",
        kind="index",
        edition="2001, as corrected in 2003",
        family="EScSG activity",
        items=tuple(_ITEMS[item] for item in points),
        method=Score(
            tuple(
                _points(item, value, "from memory" if item in from_memory else "verified")
                for item, value in points.items()
            ),
            categories=Banding("inactive", (Cut(">=", 3, "active"),)),
        ),
        switches=(skin,) if "skin_score" in points else (),
        assessed_by=("delta_skin",),
        low=0,
        high=10,
        unit="points",
        better="lower",
        window="one visit; worsening over the last month",
        sources=(_TABLE, _ACTIVE, *((_REST,) if from_memory else ())),
        licence="Item names only.",
        notes=(
            "Worsening is what the patient states; it cannot be computed from two visits.",
            "The copies of table 1 that could be read lost their columns: the abstract tells that the tenth point of "
            "diffuse disease is worsening of joints or muscles, and that low complement does not count there; the weights "
            "of limited disease are the abstract's.",
        ),
    )


DEFINITIONS = (
    _index(
        "escsg-2001-whole",
        "W",
        "EScSG activity index, whole series",
        {
            "skin_score": "1",
            "scleredema": "0.5",
            "delta_skin": "2",
            "digital_necrosis": "0.5",
            "delta_vascular": "0.5",
            "arthritis": "0.5",
            "tlco_pct": "0.5",
            "delta_cardiopulmonary": "2",
            "esr": "1.5",
            "low_complement": "1",
        },
        from_memory=("scleredema", "arthritis"),
    ),
    _index(
        "escsg-2001-diffuse",
        "D",
        "EScSG activity index, diffuse disease",
        {"delta_skin": "3", "delta_vascular": "2", "delta_cardiopulmonary": "4", "delta_articular": "1"},
    ),
    _index(
        "escsg-2001-limited",
        "L",
        "EScSG activity index, limited disease",
        {
            "delta_skin": "2.5",
            "esr": "2.5",
            "delta_cardiopulmonary": "1.5",
            "delta_vascular": "1",
            "arthritis": "1",
            "low_complement": "1",
            "scleredema": "0.5",
        },
    ),
)
