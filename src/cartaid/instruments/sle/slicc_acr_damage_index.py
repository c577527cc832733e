"""SLICC/ACR damage index: irreversible damage in 12 organ systems since the onset of SLE, 0-47."""

from cartaid.instruments.definition import (
    Definition,
    Group,
    Item,
    Record,
    Score,
    Source,
    Term,
    weight,
)

# organ system, most points, items: (id, label, most points of the item)
_SYSTEMS: tuple[tuple[str, int, tuple[tuple[str, str, int], ...]], ...] = (
    ("ocular", 2, (("cataract", "Cataract", 1), ("retinal", "Retinal change or optic atrophy", 1))),
    (
        "neuropsychiatric",
        6,
        (
            ("cognitive", "Cognitive impairment or major psychosis", 1),
            ("seizures", "Seizures on treatment for 6 months", 1),
            ("cerebrovascular", "Cerebrovascular accident (2: more than one)", 2),
            ("neuropathy", "Cranial or peripheral neuropathy, optic excluded", 1),
            ("myelitis", "Transverse myelitis", 1),
        ),
    ),
    (
        "renal",
        3,
        (
            ("gfr_below_half", "GFR below 50 %", 1),
            ("proteinuria", "Proteinuria of 3.5 g per 24 h or more", 1),
            ("end_stage", "End-stage renal disease (3, instead of the two above)", 1),
        ),
    ),
    (
        "pulmonary",
        5,
        (
            ("pulmonary_hypertension", "Pulmonary hypertension", 1),
            ("pulmonary_fibrosis", "Pulmonary fibrosis", 1),
            ("shrinking_lung", "Shrinking lung", 1),
            ("pleural_fibrosis", "Pleural fibrosis", 1),
            ("pulmonary_infarction", "Pulmonary infarction", 1),
        ),
    ),
    (
        "cardiovascular",
        6,
        (
            ("angina", "Angina or coronary bypass", 1),
            ("myocardial_infarction", "Myocardial infarction (2: more than one)", 2),
            ("cardiomyopathy", "Cardiomyopathy", 1),
            ("valvular", "Valvular disease", 1),
            ("pericarditis", "Pericarditis for 6 months or pericardiectomy", 1),
        ),
    ),
    (
        "peripheral vascular",
        5,
        (
            ("claudication", "Claudication for 6 months", 1),
            ("minor_tissue_loss", "Minor tissue loss", 1),
            ("major_tissue_loss", "Significant tissue loss (2: more than one site)", 2),
            ("venous_thrombosis", "Venous thrombosis with swelling, ulceration or stasis", 1),
        ),
    ),
    (
        "gastrointestinal",
        6,
        (
            (
                "infarction_resection",
                "Infarction or resection of bowel, spleen, liver, gall bladder (2: sites)",
                2,
            ),
            ("mesenteric", "Mesenteric insufficiency", 1),
            ("peritonitis", "Chronic peritonitis", 1),
            ("stricture", "Stricture or upper gastrointestinal surgery", 1),
            ("pancreatic", "Pancreatic insufficiency or pseudocyst", 1),
        ),
    ),
    (
        "musculoskeletal",
        7,
        (
            ("muscle_atrophy", "Muscle atrophy or weakness", 1),
            ("deforming_arthritis", "Deforming or erosive arthritis", 1),
            ("osteoporosis", "Osteoporosis with fracture or vertebral collapse", 1),
            ("avascular_necrosis", "Avascular necrosis (2: more than one site)", 2),
            ("osteomyelitis", "Osteomyelitis", 1),
            ("tendon_rupture", "Ruptured tendon", 1),
        ),
    ),
    (
        "skin",
        3,
        (
            ("scarring_alopecia", "Scarring chronic alopecia", 1),
            ("scarring", "Extensive scarring other than scalp and pulp", 1),
            ("skin_ulcer", "Skin ulceration for 6 months", 1),
        ),
    ),
    ("gonadal", 1, (("gonadal_failure", "Premature gonadal failure", 1),)),
    ("endocrine", 1, (("diabetes", "Diabetes, however treated", 1),)),
    ("malignancy", 2, (("malignancy", "Malignancy, dysplasia excluded (2: more than one site)", 2),)),
)
_ROWS = tuple(row for _, _, rows in _SYSTEMS for row in rows)

ITEMS = tuple(
    Item(
        id,
        label,
        "flag" if most == 1 else "number",
        low=0,
        high=most,
        step=1 if most > 1 else None,
        record=Record("QS", f"SDI{place:02d}", "SDI"),
    )
    for place, (id, label, most) in enumerate(_ROWS, start=1)
)


def _group(system: str, most: int, rows: tuple[tuple[str, str, int], ...]) -> Group:
    if system == "renal":  # end-stage disease replaces the two earlier items
        earlier = Term("GFR below 50 % and proteinuria", "gfr_below_half + proteinuria")
        return Group(system, (earlier, weight("end_stage", most, "End-stage renal disease")), "max", most)
    return Group(system, tuple(weight(id, 1, label) for id, label, _ in rows), cap=most)


DEFINITION = Definition(
    id="slicc-acr-damage-index",
    paramcd="SDI",
    title="SLICC/ACR damage index",
    disease="SLE",
    kind="index",
    edition="1996",
    family="SDI",
    items=ITEMS,
    method=Score(tuple(_group(*system) for system in _SYSTEMS)),
    low=0,
    high=47,
    unit="points",
    better="lower",
    window="ever since onset or diagnosis of SLE, present for 6 months unless the item says otherwise",
    attribution="Irreversible, whatever its cause; damage before the diagnosis does not count.",
    sources=(
        Source(
            "Gladman D et al. The development and initial validation of the SLICC/ACR damage index for SLE. "
            "Arthritis Rheum 1996;39:363-9",
            doi="10.1002/art.1780390303",
            where="items; seen as reproduced in PhenX protocol 171001 and in Medscape's calculator",
            checked="verified",
            secondary=True,
        ),
        Source(
            "A register-based organ damage index that follows the index item by item, 2025, PMC11865802",
            where="items of the musculoskeletal system, skin, gonads, diabetes and malignancy, as in its published R "
            "code; that avascular necrosis and malignancy count twice, as printed in two electronic forms of the index",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Short neutral labels only.",
    notes=(
        "The index never falls: a lower value than before is a query to raise, not a result. In a study it is the "
        "finding damage-index-falls.",
        "A second event counts when it is at least 6 months after the first.",
        "A revision that counts earlier damage when attributable to SLE is under way.",
    ),
)
