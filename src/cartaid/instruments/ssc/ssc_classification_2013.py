"""The 2013 ACR/EULAR classification of systemic sclerosis: the sum of the weights, from 9."""

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Cut,
    Definition,
    Group,
    Record,
    Score,
    Source,
    Term,
    flag,
    weight,
)

# id, points, label, code.
_FEATURES = (
    ("skin_proximal", 9, "Skin of the fingers of both hands thick beyond the MCP joints", "SSCPROX"),
    ("puffy_fingers", 2, "Puffy fingers", "SSCPUFF"),
    ("sclerodactyly", 4, "Sclerodactyly, distal to the MCP joints", "SSCSCLER"),
    ("fingertip_ulcers", 2, "Fingertip ulcers", "SSCULCER"),
    ("pitting_scars", 3, "Fingertip pitting scars", "SSCSCAR"),
    ("telangiectasia", 2, "Telangiectasia", "SSCTELAN"),
    ("nailfold_capillaries", 2, "Abnormal nailfold capillaries", "SSCNAIL"),
    ("pah", 2, "Pulmonary arterial hypertension", "SSCPAH"),
    ("ild", 2, "Interstitial lung disease", "SSCILD"),
    ("raynaud", 3, "Raynaud's phenomenon", "SSCRAYN"),
    ("anticentromere", 3, "Anticentromere antibody", "SSCACA"),
    ("anti_scl70", 3, "Anti-topoisomerase I antibody", "SSCSCL70"),
    ("anti_rnap3", 3, "Anti-RNA polymerase III antibody", "SSCRNAP"),
)
_CAT = "ACR/EULAR 2013"


def _terms(*ids: str) -> tuple[Term, ...]:
    return tuple(weight(id, points, label) for id, points, label, _ in _FEATURES if id in ids)


DEFINITION = Definition(
    id="ssc-classification-2013",
    paramcd="SSCCRIT",
    category_paramcd="SSCCLASS",
    title="ACR/EULAR classification of systemic sclerosis",
    disease="SSc",
    kind="classification",
    edition="2013",
    family="ACR/EULAR SSc classification",
    items=(
        *(flag(id, label, Record("QS", code, _CAT)) for id, _, label, code in _FEATURES),
        flag(
            "not_applicable",
            "Another scleroderma-like disorder explains it, or the fingers are spared",
            Record("QS", "SSCOTHER", _CAT),
        ),
    ),
    method=Score(
        (
            *_terms("skin_proximal"),
            Group("Skin of the fingers", _terms("puffy_fingers", "sclerodactyly"), "max"),
            Group("Fingertip lesions", _terms("fingertip_ulcers", "pitting_scars"), "max"),
            *_terms("telangiectasia"),
            *_terms("nailfold_capillaries"),
            Group("Lung", _terms("pah", "ild"), "max"),
            *_terms("raynaud"),
            Group("Antibodies", _terms("anticentromere", "anti_scl70", "anti_rnap3"), "max"),
        ),
        categories=Banding("not classified", (Cut(">=", 9, "systemic sclerosis"),)),
    ),
    applicable=Clause(
        "not_explained",
        "fingers that are not spared and no other disorder that explains it",
        "not_applicable = 0",
    ),
    low=0,
    high=28,
    unit="points",
    window="ever present",
    sources=(
        Source(
            "van den Hoogen F et al. 2013 classification criteria for systemic sclerosis. "
            "Arthritis Rheum 2013;65:2737-47",
            doi="10.1002/art.38098",
            where="weights as in table 1 of Orphanet J Rare Dis, s13023-021-01844-y",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Feature names only.",
    notes=(
        "Thick skin beyond the MCP joints is sufficient alone.",
        "Only the higher of puffy fingers and sclerodactyly, and of ulcers and scars, counts.",
    ),
)
