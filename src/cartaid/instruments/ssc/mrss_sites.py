"""The modified Rodnan skin score from its 17 sites."""

from cartaid.instruments.definition import Definition, Item, Record, Score, weight
from cartaid.instruments.ssc.mrss import KHANNA_2017, MRSS_LICENCE

_SINGLE = (
    ("face", "Face", "MRSFAC"),
    ("chest", "Anterior chest", "MRSCHE"),
    ("abdomen", "Abdomen", "MRSABD"),
)
_PAIRED = (
    ("fingers", "Fingers", "MRSFIN"),
    ("hand", "Dorsum of the hand", "MRSHAN"),
    ("forearm", "Forearm", "MRSFOR"),
    ("upper_arm", "Upper arm", "MRSUPA"),
    ("thigh", "Thigh", "MRSTHI"),
    ("lower_leg", "Lower leg", "MRSLEG"),
    ("foot", "Foot", "MRSFOO"),
)
_SITES = (
    *_SINGLE,
    *(
        (f"{id}_{side}", f"{label}, {side}", code + side[0].upper())
        for id, label, code in _PAIRED
        for side in ("right", "left")
    ),
)

DEFINITION = Definition(
    id="mrss-sites",
    paramcd="MRSS17",
    title="Modified Rodnan skin score from sites",
    disease="SSc",
    kind="measure",
    edition="17 sites, 0-51",
    family="mRSS",
    items=tuple(
        Item(
            id,
            label,
            low=0,
            high=3,
            values=("0", "1", "2", "3"),
            record=Record("QS", code, "MRSS"),
            note="0 normal, 1 mild, 2 moderate, 3 severe thickening",
        )
        for id, label, code in _SITES
    ),
    method=Score(tuple(weight(id, 1, label) for id, label, _ in _SITES)),
    low=0,
    high=51,
    unit="points",
    better="lower",
    window="one visit, all sites by one examiner",
    missing="No published rule: a site that is not examined (or amputated) widens the interval by its 3 points.",
    sources=(KHANNA_2017,),
    licence=MRSS_LICENCE,
    divergences=("A rheumatology web calculator reads a blank site as 0 and so hides disease.",),
)
