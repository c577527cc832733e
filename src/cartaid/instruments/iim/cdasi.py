"""CDASI version 2 in dermatomyositis: activity, damage and improvement from recorded totals."""

from typing import Literal

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    State,
    Switch,
    weight,
)

_LICENCE = "Totals only; the form is not reproduced."
_YASSAEE_2010 = Source(
    "Yassaee M et al. Modification of the Cutaneous Dermatomyositis Disease Area and Severity Index. "
    "Br J Dermatol 2010;162:669-73",
    doi="10.1111/j.1365-2133.2009.09521.x",
    where="PMC2852630: version 2, three activity and two damage measures",
    checked="verified",
)
_ANYANWU_2015 = Source(
    "Anyanwu CO et al. Validation of the Cutaneous Dermatomyositis Disease Area and Severity Index. "
    "Br J Dermatol 2015;173:969-74",
    doi="10.1111/bjd.13915",
    where="PMC4878996: mild up to 14 at one site, above 19 not mild at the other; important change 4-5 points",
    checked="verified",
)


def _total(id: str, label: str, code: str, high: int, at: Literal["assessment", "baseline"]) -> Item:
    return Item(
        id, label, low=0, high=high, step=1, record=Record("QS", code, "CDASI", at=at), checked="from memory"
    )


def _activity(id: str = "cdasi_activity", at: Literal["assessment", "baseline"] = "assessment") -> Item:
    return _total(id, "CDASI activity, total", "CDASIACT", 100, at)


_DAMAGE = _total("cdasi_damage", "CDASI damage, total", "CDASIDAM", 32, "assessment")
_RANGES = "The ranges of the totals (activity 0-100, damage 0-32) are from memory."

DEFINITIONS = (
    Definition(
        id="cdasi-activity",
        paramcd="CDASIA",
        category_paramcd="CDASIACT",
        title="CDASI activity",
        disease="IIM",
        kind="index",
        edition="version 2",
        family="CDASI",
        items=(_activity(),),
        method=Score(
            (weight("cdasi_activity", 1, "Total"),),
            categories=Banding(
                "mild", (Cut(">", 14, "mild or moderate by site"), Cut(">", 19, "moderate to severe"))
            ),
        ),
        low=0,
        high=100,
        unit="points",
        better="lower",
        window="one visit",
        sources=(_YASSAEE_2010, _ANYANWU_2015),
        licence=_LICENCE,
        notes=("The two sites of the validation study drew the line at 14 and at 19.", _RANGES),
        validated_in="dermatomyositis",
    ),
    Definition(
        id="cdasi-damage",
        paramcd="CDASID",
        title="CDASI damage",
        disease="IIM",
        kind="index",
        edition="version 2",
        family="CDASI",
        items=(_DAMAGE,),
        method=Score((weight("cdasi_damage", 1, "Total"),)),
        low=0,
        high=32,
        unit="points",
        better="lower",
        window="one visit",
        sources=(_YASSAEE_2010,),
        licence=_LICENCE,
        notes=(_RANGES,),
    ),
    Definition(
        id="cdasi-improvement",
        paramcd="CDASIIMP",
        title="CDASI activity improved",
        disease="IIM",
        kind="response",
        edition="version 2",
        family="CDASI",
        items=(_activity("cdasi_activity_base", "baseline"), _activity()),
        method=State((Clause("improved", "CDASI activity improved", "{rule}"),)),
        switches=(
            Switch(
                "rule",
                "How much is an improvement",
                {
                    "points_4": "cdasi_activity_base - cdasi_activity >= 4",
                    "points_5": "cdasi_activity_base - cdasi_activity >= 5",
                    "percent_50": (
                        "CASE WHEN cdasi_activity_base > 0 THEN "
                        "100 * (cdasi_activity_base - cdasi_activity) >= 50 * cdasi_activity_base END"
                    ),
                },
                "points_5",
                "The important change is 4 to 5 points; a halving is a common responder rule (from memory).",
            ),
        ),
        low=0,
        high=1,
        better="higher",
        window="one visit against the baseline visit",
        missing="With either total unknown the answer is open; so is a percentage of a baseline of 0.",
        sources=(_ANYANWU_2015,),
        licence=_LICENCE,
        notes=(_RANGES,),
    ),
)
