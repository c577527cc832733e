"""SLICC 2012 classification of SLE: four criteria with one of each kind, or nephritis with an antibody."""

from cartaid.instruments.definition import Clause, Definition, Record, Source, State, count_of, flag

# id, label
_CLINICAL: tuple[tuple[str, str], ...] = (
    ("acute_cutaneous", "Acute or subacute cutaneous lupus"),
    ("chronic_cutaneous", "Chronic cutaneous lupus"),
    ("ulcers", "Oral or nasal ulcers"),
    ("alopecia", "Non-scarring alopecia"),
    ("synovitis", "Synovitis of 2 joints, or tenderness with 30 min of morning stiffness"),
    ("serositis", "Serositis"),
    ("renal", "Protein of 0.5 g per 24 h or more, or red-cell casts"),
    ("neurologic", "Neurologic involvement"),
    ("haemolytic_anaemia", "Haemolytic anaemia"),
    ("leukopenia", "White cells below 4.0 or lymphocytes below 1.0 x 10^9/L, once"),
    ("thrombocytopenia", "Platelets below 100 x 10^9/L, once"),
)
_IMMUNOLOGICAL: tuple[tuple[str, str], ...] = (
    ("ana", "ANA above the reference range"),
    ("dsdna", "Anti-dsDNA above the reference range (ELISA: twice)"),
    ("sm", "Anti-Sm"),
    ("antiphospholipid", "Antiphospholipid antibody"),
    ("low_complement", "Low C3, C4 or CH50"),
    ("coombs", "Positive direct Coombs test"),
)
_ROWS = (*_CLINICAL, *_IMMUNOLOGICAL, ("nephritis_biopsy", "Lupus nephritis proven by biopsy"))
_CLINICAL_MET = tuple(f"{id} = 1" for id, _ in _CLINICAL)
_IMMUNOLOGICAL_MET = tuple(
    "(coombs = 1 AND haemolytic_anaemia = 0)" if id == "coombs" else f"{id} = 1" for id, _ in _IMMUNOLOGICAL
)

DEFINITION = Definition(
    id="sle-slicc-2012",
    paramcd="SLICC12",
    title="SLE by SLICC 2012",
    disease="SLE",
    kind="classification",
    edition="2012",
    family="SLE classification",
    items=tuple(
        flag(
            id,
            label,
            Record("QS", f"SL12{place:02d}", "SLICC 2012", before=None, pick="highest"),
            "ever present",
        )
        for place, (id, label) in enumerate(_ROWS, start=1)
    ),
    assessed_by=("ana",),
    method=State(
        (
            Clause("four", "four criteria", count_of(4, *_CLINICAL_MET, *_IMMUNOLOGICAL_MET)),
            Clause("clinical", "one clinical criterion", " OR ".join(_CLINICAL_MET)),
            Clause("immunological", "one immunological criterion", " OR ".join(_IMMUNOLOGICAL_MET)),
            Clause(
                "nephritis",
                "nephritis by biopsy with ANA or anti-dsDNA",
                "nephritis_biopsy = 1 AND (ana = 1 OR dsdna = 1)",
            ),
        ),
        rule="nephritis OR (four AND clinical AND immunological)",
    ),
    low=0,
    high=1,
    window="ever",
    attribution="Other known causes exclude a criterion.",
    missing="An item never looked for is unknown, not absent.",
    sources=(
        Source(
            "Petri M et al. Derivation and validation of the SLICC classification criteria for SLE. "
            "Arthritis Rheum 2012;64:2677-86",
            doi="10.1002/art.34473",
            where="criteria",
            checked="verified",
        ),
        Source(
            "Petri M et al. 2012, anti-dsDNA by ELISA from twice the limit",
            doi="10.1002/art.34473",
            where="as in PMC8741517 table 1 and PMC4764694 table 1",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Short neutral labels only.",
    notes=("The direct Coombs test counts only without haemolytic anaemia.",),
)
