"""Progression of interstitial lung disease by the INBUILD criteria and by OMERACT."""

from cartaid.instruments.definition import Clause, Record, Source, State, Switch, flag
from cartaid.instruments.ssc.lung_decline import (
    CATEGORY,
    DLCO,
    FVC,
    INTERVAL,
    SYMPTOMS,
    progression,
    relative_fall,
    within,
)

_EDGE = Switch(
    "edge",
    "FVC fall of exactly 10 %",
    {"inclusive": ">=", "strict": ">"},
    "inclusive",
    "One table prints more than 10 %.",
)
DEFINITIONS = (
    progression(
        "inbuild-progression",
        "INBUILDP",
        "Progressive fibrosing ILD, INBUILD",
        "INBUILD trial",
        (
            SYMPTOMS,
            flag("more_fibrosis", "More fibrosis on HRCT", Record("QS", "CTFIBR", CATEGORY)),
            INTERVAL,
            *FVC,
        ),
        State(
            (
                Clause(
                    "fvc_10",
                    "FVC fall of 10 % relative",
                    within(731, relative_fall("fvc_pct", "10", "{edge}")),
                ),
                Clause("fvc_5", "FVC fall of 5 % relative", within(731, relative_fall("fvc_pct", "5"))),
                Clause("symptoms", "worse respiratory symptoms", "worse_symptoms = 1"),
                Clause("fibrosis", "more fibrosis on HRCT", "more_fibrosis = 1"),
            ),
            rule="fvc_10 OR (fvc_5 AND (symptoms OR fibrosis)) OR (symptoms AND fibrosis)",
        ),
        Source(
            "Flaherty KR et al. Nintedanib in progressive fibrosing interstitial lung diseases (INBUILD). "
            "N Engl J Med 2019;381:1718-27",
            doi="10.1056/NEJMoa1908681",
            where="criteria as tabulated in PMC8782547 table 2 and Breathe (highwire 14744)",
            checked="verified",
            secondary=True,
        ),
        "within 24 months",
        switches=(_EDGE,),
        notes=(
            "Falls are relative to the earlier value.",
            "The trial also asked for fibrosis above 10 % on HRCT.",
        ),
    ),
    progression(
        "omeract-ild-progression",
        "OMERILDP",
        "Progression of connective tissue disease ILD, OMERACT",
        "OMERACT",
        (*FVC, *DLCO),
        State(
            (
                Clause("fvc_10", "FVC fall of 10 % relative", relative_fall("fvc_pct", "10")),
                Clause("fvc_5", "FVC fall of 5 % relative", relative_fall("fvc_pct", "5")),
                Clause("dlco_15", "DLCO fall of 15 % relative", relative_fall("dlco_pct", "15")),
            ),
            rule="fvc_10 OR (fvc_5 AND dlco_15)",
        ),
        Source(
            "Khanna D et al. Connective tissue disease-associated interstitial lung diseases (CTD-ILD): report from "
            "OMERACT CTD-ILD working group. J Rheumatol 2015;42:2168-71",
            doi="10.3899/jrheum.141182",
            where="abstract: FVC 10 %, or 5 to below 10 % with DLCO 15 %, all relative",
            checked="verified",
        ),
        "not stated",
        notes=("Falls are relative to the earlier value.",),
    ),
)
