"""SLEDAI-2K: 24 weighted descriptors of lupus activity, 0-105."""

from cartaid.instruments.definition import Definition, Item, Record, Score, Source, flag, weight

# id, points, label, what is looked for (short, neutral; every numeric limit is strict)
_DESCRIPTORS: tuple[tuple[str, int, str, str], ...] = (
    ("seizure", 8, "Seizure", "recent onset; not metabolic, infectious or drug"),
    ("psychosis", 8, "Psychosis", "not uraemia or drug"),
    ("obs", 8, "Organic brain syndrome", "not metabolic, infectious or drug"),
    ("visual", 8, "Visual disturbance", "retinal changes of SLE; not hypertension, infection or drug"),
    ("cranial", 8, "Cranial nerve disorder", "new sensory or motor neuropathy"),
    ("headache", 8, "Lupus headache", "severe, persistent, not responsive to narcotic analgesia"),
    ("cva", 8, "Cerebrovascular accident", "new; not arteriosclerosis"),
    ("vasculitis", 8, "Vasculitis", "clinical signs, biopsy or angiogram"),
    ("arthritis", 4, "Arthritis", "joints with pain and signs of inflammation; number by the edition"),
    ("myositis", 4, "Myositis", "proximal weakness with enzymes, EMG or biopsy"),
    ("casts", 4, "Urinary casts", "haem-granular or red-cell casts"),
    ("hematuria", 4, "Haematuria", "> 5 red cells per high-power field; not stone, infection or other"),
    ("proteinuria", 4, "Proteinuria", "> 0.5 g per 24 h"),
    ("pyuria", 4, "Pyuria", "> 5 white cells per high-power field; not infection"),
    ("rash", 2, "Rash", "inflammatory type"),
    ("alopecia", 2, "Alopecia", "abnormal patchy or diffuse loss"),
    ("ulcers", 2, "Mucosal ulcers", "oral or nasal"),
    ("pleurisy", 2, "Pleurisy", "pleuritic pain with rub, effusion or thickening"),
    ("pericarditis", 2, "Pericarditis", "pain with rub, effusion, ECG or echo"),
    ("lowcomp", 2, "Low complement", "CH50, C3 or C4 below the laboratory's lower limit"),
    ("dsdna", 2, "Increased DNA binding", "above the laboratory's upper limit (Farr: > 25 %)"),
    ("fever", 1, "Fever", "> 38 degrees Celsius; not infection"),
    ("thrombo", 1, "Thrombocytopenia", "platelets < 100 x 10^9/L; not drug"),
    ("leuko", 1, "Leukopenia", "white cells < 3.0 x 10^9/L; not drug"),
)

WEIGHTS: dict[str, int] = {id: points for id, points, _, _ in _DESCRIPTORS}
SEROLOGY = ("lowcomp", "dsdna")
CLINICAL = tuple(id for id in WEIGHTS if id not in SEROLOGY)


def sledai_items(cat: str = "SLEDAI-2K") -> tuple[Item, ...]:
    """Give the 24 items as recorded under a category of QS (SLD01 to SLD24).

    >>> sledai_items()[0].record.testcd
    'SLD01'
    """
    return tuple(
        flag(id, label, Record("QS", f"SLD{place:02d}", cat), note)
        for place, (id, _, label, note) in enumerate(_DESCRIPTORS, start=1)
    )


def previous_items(cat: str = "SLEDAI-2K") -> tuple[Item, ...]:
    """Give the 24 items as recorded at the previous assessment, `<id>_previous`.

    >>> previous_items()[-1].id
    'leuko_previous'
    """
    return tuple(
        flag(
            f"{id}_previous",
            f"{label} at the previous assessment",
            Record("QS", f"SLD{place:02d}", cat, at="previous"),
        )
        for place, (id, _, label, _) in enumerate(_DESCRIPTORS, start=1)
    )


ITEMS = sledai_items()
TERMS = tuple(weight(id, points, label) for id, points, label, _ in _DESCRIPTORS)
CLINICAL_TERMS = tuple(term for term, id in zip(TERMS, WEIGHTS, strict=True) if id not in SEROLOGY)

GLADMAN_2002 = Source(
    "Gladman DD, Ibanez D, Urowitz MB. Systemic Lupus Erythematosus Disease Activity Index 2000. "
    "J Rheumatol 2002;29:288-91",
    where="abstract; the 24 items and their weights as in copies of the form (medicalcriteria.com, thecalculator.co)",
    checked="verified",
    secondary=True,
)
TOUMA_2010 = Source(
    "Touma Z, Urowitz MB, Gladman DD. SLEDAI-2K for a 30-day window. Lupus 2010;19:49-51",
    doi="10.1177/0961203309346505",
    where="abstract: 30 days gives the same score in all but one of 149 patients",
    checked="verified",
)
VAN_VOLLENHOVEN_2021 = Source(
    "van Vollenhoven RF et al. 2021 DORIS definition of remission in SLE. Lupus Sci Med 2021;8:e000538",
    doi="10.1136/lupus-2021-000538",
    where="statement table",
    checked="verified",
)
WINDOW = "10 days in 2002, 30 days by Touma 2010: use one window at every visit of a study"
ATTRIBUTION = (
    "An item counts only when present and attributed to active SLE. After lymphodepletion, fever, "
    "leukopenia, thrombocytopenia and confusion need that judgement most."
)
LICENCE = "Item numbers and short neutral labels only; the form's wording is not reproduced."

DEFINITION = Definition(
    id="sledai-2k",
    paramcd="SLEDAI",
    title="SLE Disease Activity Index 2000",
    disease="SLE",
    kind="index",
    edition="2002 (SLEDAI-2K)",
    family="SLEDAI",
    run="always",
    items=ITEMS,
    method=Score(TERMS),
    low=0,
    high=105,
    unit="points",
    better="lower",
    window=WINDOW,
    attribution=ATTRIBUTION,
    sources=(
        GLADMAN_2002,
        TOUMA_2010,
        Source(
            "Review of activity indices in SLE, Ann Rheum Dis (highwire markup 278401)",
            where="table 1: bands of the total; items that score only if reversible",
            checked="verified",
        ),
        Source(
            "Bombardier C et al. Derivation of the SLEDAI. Arthritis Rheum 1992;35:630-40",
            doi="10.1002/art.1780350606",
            where="the original index; in 2K persistent rash, alopecia, ulcers and proteinuria count as well",
            checked="verified",
        ),
    ),
    licence=LICENCE,
    divergences=(
        "openEHR GDL2 guideline SLEDAI-2K.v1 scores pyuria 2 (published: 4).",
        "Several web calculators read a missing item as absent; here it widens the interval.",
        "One library labelled SLEDAI-2K carries the 1992 wording (new or recurrent rash only).",
    ),
    notes=(
        "Bands of the total (0, 1-4, 5-10, above 10) are no category here: sources disagree, no state uses them.",
        "Lesions that do not move (scarring alopecia, scarred rash, fixed proteinuria) are damage, not activity; "
        "a C4 low from birth scores for ever unless the item is recorded as 0.",
        "Items are recorded as judged; the number of joints for arthritis (2K: two or more, earlier "
        "editions: more than two) is decided when the item is recorded.",
    ),
)
