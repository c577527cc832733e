"""Skin progression and regression in systemic sclerosis: change of the modified Rodnan skin score."""

from typing import Literal

from cartaid.instruments.definition import Clause, Definition, Source, State, Switch
from cartaid.instruments.ssc.mrss import MRSS_LICENCE, skin_score

_DOBROTA_2016 = Source(
    "Dobrota R et al. Prediction of improvement in skin fibrosis in diffuse cutaneous systemic sclerosis: a EUSTAR "
    "analysis. Ann Rheum Dis 2016",
    doi="10.1136/annrheumdis-2015-208024",
    where="abstract: change of more than 5 points and at least 25 % in 12 months (2016: +-2, 2019: +-3)",
    checked="verified",
)
_KHANNA_2019 = Source(
    "Khanna D et al. Minimal clinically important differences for the modified Rodnan skin score. "
    "Arthritis Res Ther 2019;21:23",
    doi="10.1186/s13075-019-1809-y",
    where="3-4 points overall, 5 points in diffuse disease, at 12 months",
    checked="verified",
)


def _change(
    id: str,
    paramcd: str,
    title: str,
    clauses: tuple[Clause, ...],
    better: Literal["lower", "higher"],
    source: Source,
    switches: tuple[Switch, ...] = (),
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SSc",
        kind="response",
        edition="EUSTAR" if not switches else "2019",
        family="mRSS change",
        items=(skin_score("mrss_base", "baseline"), skin_score()),
        method=State(clauses),
        switches=switches,
        low=0,
        high=1,
        better=better,
        window="12 months (2 or 3 either side) against the baseline visit",
        missing="With either score unknown the answer is open; so is a percentage of a baseline of 0.",
        sources=(source,),
        licence=MRSS_LICENCE,
        notes=("The months between the two scores are not checked here: choose the visit.",),
    )


DEFINITIONS = (
    _change(
        "mrss-progression",
        "MRSSPROG",
        "Skin progression",
        (
            Clause("points", "skin score up by more than 5", "mrss - mrss_base > 5"),
            Clause(
                "percent",
                "skin score up by at least 25 %",
                "CASE WHEN mrss_base > 0 THEN 100 * (mrss - mrss_base) >= 25 * mrss_base END",
            ),
        ),
        "lower",
        _DOBROTA_2016,
    ),
    _change(
        "mrss-regression",
        "MRSSREGR",
        "Skin regression",
        (
            Clause("points", "skin score down by more than 5", "mrss_base - mrss > 5"),
            Clause(
                "percent",
                "skin score down by at least 25 %",
                "CASE WHEN mrss_base > 0 THEN 100 * (mrss_base - mrss) >= 25 * mrss_base END",
            ),
        ),
        "higher",
        _DOBROTA_2016,
    ),
    _change(
        "mrss-improvement",
        "MRSSIMPR",
        "Skin score improved by the minimal important difference",
        (Clause("points", "skin score down by the important difference", "mrss_base - mrss >= {points}"),),
        "higher",
        _KHANNA_2019,
        (
            Switch(
                "points",
                "Minimal clinically important difference",
                {"diffuse_5": "5", "overall_4": "4", "overall_3": "3"},
                "diffuse_5",
                "5 points in diffuse disease, 3 to 4 in all patients.",
            ),
        ),
    ),
)
