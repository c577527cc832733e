"""EULAR/ACR 2019 classification of SLE: the points, and whether the criteria are met."""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Group,
    Quantity,
    Record,
    Score,
    Source,
    State,
    Term,
    at_least,
    flag,
    weight,
)

# domain, clinical or immunological, items: (id, points, label)
_DOMAINS: tuple[tuple[str, bool, tuple[tuple[str, int, str], ...]], ...] = (
    ("constitutional", True, (("fever", 2, "Fever above 38.3 degrees Celsius"),)),
    (
        "haematological",
        True,
        (
            ("leukopenia", 3, "White cells below 4.0 x 10^9/L"),
            ("thrombocytopenia", 4, "Platelets below 100 x 10^9/L"),
            ("haemolysis", 4, "Autoimmune haemolysis with positive Coombs test"),
        ),
    ),
    (
        "neuropsychiatric",
        True,
        (("delirium", 2, "Delirium"), ("psychosis", 3, "Psychosis"), ("seizure", 5, "Seizure")),
    ),
    (
        "mucocutaneous",
        True,
        (
            ("alopecia", 2, "Non-scarring alopecia"),
            ("oral_ulcers", 2, "Oral ulcers"),
            ("subacute_or_discoid", 4, "Subacute cutaneous or discoid lupus"),
            ("acute_cutaneous", 6, "Acute cutaneous lupus"),
        ),
    ),
    (
        "serosal",
        True,
        (("effusion", 5, "Pleural or pericardial effusion"), ("acute_pericarditis", 6, "Acute pericarditis")),
    ),
    (
        "musculoskeletal",
        True,
        (("joints", 6, "Synovitis of 2 joints, or tenderness of 2 with 30 min of morning stiffness"),),
    ),
    (
        "renal",
        True,
        (
            ("proteinuria", 4, "Proteinuria above 0.5 g per 24 h"),
            ("class_2_or_5", 8, "Nephritis class II or V"),
            ("class_3_or_4", 10, "Nephritis class III or IV"),
        ),
    ),
    (
        "antiphospholipid",
        False,
        (
            (
                "antiphospholipid",
                2,
                "Anticardiolipin (medium or high), anti-beta2-glycoprotein I or anticoagulant",
            ),
        ),
    ),
    (
        "complement",
        False,
        (("low_c3", 0, "C3 below the lower limit"), ("low_c4", 0, "C4 below the lower limit")),
    ),
    ("specific antibody", False, (("dsdna", 6, "Anti-dsDNA"), ("sm", 6, "Anti-Sm"))),
)
_COMPLEMENT = Term(
    "low C3 or C4 (3), both (4)",
    "CASE WHEN low_c3 = 1 AND low_c4 = 1 THEN 4 WHEN low_c3 = 1 OR low_c4 = 1 THEN 3 ELSE 0 END",
)
_ROWS = (
    ("ana", "ANA of 1:80 or more on HEp-2, ever"),
    *((id, label) for _, _, rows in _DOMAINS for id, _, label in rows),
)
ITEMS = tuple(
    flag(
        id,
        label,
        Record("QS", f"EA19{place:02d}", "EULAR/ACR 2019", before=None, pick="highest"),
        "ever present and not better explained otherwise",
    )
    for place, (id, label) in enumerate(_ROWS, start=1)
)
_CLINICAL = tuple(id for _, clinical, rows in _DOMAINS if clinical for id, _, _ in rows)
POINTS = Score(
    tuple(
        Group(
            domain,
            (_COMPLEMENT,) if domain == "complement" else tuple(weight(*row) for row in rows),
            "max",
        )
        for domain, _, rows in _DOMAINS
    )
)
_SOURCES = (
    Source(
        "Aringer M et al. 2019 EULAR/ACR classification criteria for SLE. Ann Rheum Dis 2019;78:1151-9",
        doi="10.1136/annrheumdis-2018-214819",
        where="weights, as reproduced in the MSD manual and in Ann Rheum Dis tables",
        checked="verified",
        secondary=True,
    ),
)
_NOTES = (
    "Within a domain only the highest item counts; items need not be present together.",
    "Thresholds differ from SLEDAI: fever above 38.3, white cells below 4.0.",
)
_LICENCE = "Short neutral labels only."

CLASSIFICATION = Definition(
    id="sle-eular-acr-2019",
    paramcd="EULACR19",
    title="SLE by EULAR/ACR 2019",
    disease="SLE",
    kind="classification",
    edition="2019",
    family="SLE classification",
    items=ITEMS,
    assessed_by=("ana",),
    method=State(
        (
            Clause("ana", "ANA of 1:80 or more, ever (entry)", "ana = 1"),
            Clause("points", "at least 10 points", at_least("points", 10)),
            Clause("clinical", "at least one clinical item", " OR ".join(f"{id} = 1" for id in _CLINICAL)),
        ),
        quantities=(Quantity("points", "points", POINTS),),
    ),
    low=0,
    high=1,
    window="ever",
    attribution="An item does not count when something else explains it better.",
    missing="An item never looked for is unknown, not absent.",
    sources=_SOURCES,
    licence=_LICENCE,
    notes=_NOTES,
)
TOTAL = Definition(
    id="sle-eular-acr-2019-points",
    paramcd="EULACRPT",
    title="EULAR/ACR 2019 points",
    disease="SLE",
    kind="index",
    edition="2019",
    family="SLE classification",
    items=ITEMS,
    ignored=("ana",),
    assessed_by=("ana",),
    method=POINTS,
    low=0,
    high=51,
    unit="points",
    window="ever",
    attribution="An item does not count when something else explains it better.",
    sources=_SOURCES,
    licence=_LICENCE,
    notes=(*_NOTES, "Points without the entry criterion classify nobody."),
)
DEFINITIONS = (CLASSIFICATION, TOTAL)
