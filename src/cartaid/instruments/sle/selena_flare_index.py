"""SELENA-SLEDAI flare index: none, mild or moderate, severe, against the previous visit.

Three forms: with all criteria, without the drug criteria (starting a drug again after CAR T cells is an event of
its own), and modified so that the score alone never makes a flare severe.
"""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Grade,
    Item,
    Level,
    Record,
    Source,
    Switch,
    flag,
    number,
    visual_scale,
)
from cartaid.instruments.sle.pga import PGA

_DRUG_NOTE = "derived from the medication records since the previous visit"
_SCORES = (
    Item("sledai", "SLEDAI total", low=0, high=105, step=1, record=Record("ADQS", "SLEDAI")),
    Item(
        "sledai_previous",
        "SLEDAI total at the previous visit",
        low=0,
        high=105,
        step=1,
        record=Record("ADQS", "SLEDAI", at="previous"),
    ),
    PGA,
    visual_scale(
        "pga_previous",
        "Physician global assessment at the previous visit",
        Record("QS", "PGA", "PGA", at="previous", before=14, after=14),
        unit="/3",
    ),
)
_FEATURES = (
    flag(
        "mild_features",
        "New or worse mild or moderate features",
        Record("QS", "SFIMILD", "SFI"),
        "discoid, photosensitive, profundus or bullous rash, cutaneous vasculitis, nasopharyngeal ulcers, "
        "pleuritis, pericarditis, arthritis, fever of SLE",
    ),
    flag(
        "severe_features",
        "New or worse severe features",
        Record("QS", "SFISEV", "SFI"),
        "CNS lupus, systemic vasculitis, nephritis, myositis, platelets < 60 x 10^9/L, haemolytic anaemia with "
        "haemoglobin < 7 g/dL or a fall > 3 g/dL",
    ),
    flag("admission", "Admission to hospital for SLE", Record("QS", "SFIHOSP", "SFI")),
)
_DRUGS = (
    Item("prednisone_mg", "Prednisone-equivalent dose", low=0, unit="mg/d", record=Record("ADCM", "PREDEQ")),
    Item(
        "prednisone_previous_mg",
        "Prednisone-equivalent dose at the previous visit",
        low=0,
        unit="mg/d",
        record=Record("ADCM", "PREDEQ", at="previous"),
    ),
    Item(
        "weight_kg",
        "Body weight",
        low=10,
        high=300,
        unit="kg",
        record=Record("VS", "WEIGHT", before=365, after=30),
    ),
    flag(
        "new_nsaid_or_hcq",
        "New NSAID or hydroxychloroquine for activity",
        Record("ADCM", "NEWNSHCQ"),
        _DRUG_NOTE,
    ),
    flag(
        "new_immunosuppressive",
        "New cyclophosphamide, azathioprine, methotrexate or mycophenolate for activity",
        Record("ADCM", "NEWIS"),
        _DRUG_NOTE,
    ),
)
_RISE = "sledai - sledai_previous >= 3"
_DOSE_UP = "prednisone_mg > prednisone_previous_mg"
_HIGH_DOSE = "2 * prednisone_mg > weight_kg"

_SEVERE_SCORE = Clause("severe_score", "SLEDAI up to above 12", "sledai > 12 AND {severe_score}")
_SEVERE_PGA = Clause(
    "severe_pga", "physician global up to above 2.5", f"pga > {number('2.5')} AND {{severe_pga}}"
)
_ADMISSION = Clause("admission", "admission for SLE", "admission = 1")
_SEVERE_TREATED = Clause(
    "severe_features",
    "severe features with doubled prednisone, more than 0.5 mg/kg or admission",
    f"severe_features = 1 AND (admission = 1 OR ({_DOSE_UP} AND "
    f"(prednisone_mg >= 2 * prednisone_previous_mg OR {_HIGH_DOSE})))",
    "from memory",
)
_SEVERE_ALONE = Clause("severe_features", "severe features", "severe_features = 1", "from memory")
_SEVERE_DRUGS = (
    Clause("severe_dose", "prednisone up to above 0.5 mg/kg", f"{_DOSE_UP} AND {_HIGH_DOSE}"),
    Clause("severe_drug", "new immunosuppressive for activity", "new_immunosuppressive = 1"),
)
_MILD = (
    Clause("mild_score", "SLEDAI up by 3 or more", _RISE),
    Clause("mild_features", "new or worse mild or moderate features", "mild_features = 1"),
    Clause("mild_pga", "physician global up by 1.0 or more", "pga - pga_previous >= 1"),
)
_MILD_DRUGS = (
    Clause("mild_dose", "prednisone up", _DOSE_UP),
    Clause("mild_drug", "new NSAID or hydroxychloroquine for activity", "new_nsaid_or_hcq = 1"),
)
_SCORE_SWITCH = Switch(
    "severe_score",
    "Rise that a severe flare by score needs",
    {"3 or more": _RISE, "any": "sledai > sledai_previous"},
    "3 or more",
    "Published as a change to above 12: 11 to 13 is severe by the letter and no flare when a rise of 3 is asked.",
)
_PGA_SWITCH = Switch(
    "severe_pga",
    "Rise that a severe flare by physician global needs",
    {"any": "pga > pga_previous", "1.0 or more": "pga - pga_previous >= 1"},
    "any",
    "Published as an increase to above 2.5.",
)
_SOURCES = (
    Source(
        "Petri M et al. Combined oral contraceptives in women with systemic lupus erythematosus. "
        "N Engl J Med 2005;353:2550-8",
        doi="10.1056/NEJMoa051135",
        where="flare index, as in an Ann Rheum Dis review table (highwire markup 278401)",
        checked="verified",
        secondary=True,
    ),
    Source(
        "Thanou A et al. How should lupus flares be measured? Deconstruction of the SELENA-SLEDAI flare index. "
        "Rheumatology (Oxford) 2014;53:2175-81",
        doi="10.1093/rheumatology/keu153",
        where="abstract: most severe flares by drug criteria were rated less by physicians",
        checked="verified",
    ),
)

_MODIFIED = Source(
    "Navarra SV et al. Efficacy and safety of belimumab in patients with active SLE (BLISS-52). "
    "Lancet 2011;377:721-31",
    doi="10.1016/S0140-6736(10)61354-2",
    where="modified flare index: severe not by score alone",
    checked="from memory",
)


def _index(
    id: str,
    paramcd: str,
    title: str,
    severe: tuple[Clause, ...],
    mild: tuple[Clause, ...],
    items: tuple[Item, ...],
    switches: tuple[Switch, ...],
    notes: tuple[str, ...],
    sources: tuple[Source, ...] = _SOURCES,
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SLE",
        kind="state",
        edition="2005",
        family="SELENA flare index",
        items=items,
        assessed_by=("sledai",),
        method=Grade((Level(2, severe, "severe"), Level(1, mild, "mild or moderate")), base_label="none"),
        switches=switches,
        low=0,
        high=2,
        better="lower",
        window="since the previous visit",
        attribution="Features and drugs count when they are new or worse because of active SLE.",
        missing="An open criterion leaves the grades it could give open.",
        sources=sources,
        licence="Short neutral labels only.",
        divergences=(
            "A public description prints the fall of haemoglobin as <= 3 g/dL and the physician global as a band "
            "instead of a rise.",
        ),
        notes=notes,
    )


DEFINITIONS = (
    _index(
        "sfi",
        "SFI",
        "SELENA-SLEDAI flare index",
        (_SEVERE_SCORE, _SEVERE_TREATED, *_SEVERE_DRUGS, _ADMISSION, _SEVERE_PGA),
        (*_MILD, *_MILD_DRUGS),
        (*_SCORES, *_FEATURES, *_DRUGS),
        (_SCORE_SWITCH, _PGA_SWITCH),
        (
            "Keep flare and the resumption of a drug apart: after CAR T cells the second is an event of its own.",
        ),
    ),
    _index(
        "sfi-no-drug",
        "SFINODRG",
        "SELENA-SLEDAI flare index without drug criteria",
        (_SEVERE_SCORE, _SEVERE_ALONE, _ADMISSION, _SEVERE_PGA),
        _MILD,
        (*_SCORES, *_FEATURES),
        (_SCORE_SWITCH, _PGA_SWITCH),
        ("Severe features count without the treatment they needed, which is a drug criterion.",),
    ),
    _index(
        "sfi-modified",
        "SFIMOD",
        "Modified SELENA-SLEDAI flare index",
        (_SEVERE_TREATED, *_SEVERE_DRUGS, _ADMISSION, _SEVERE_PGA),
        (*_MILD, *_MILD_DRUGS),
        (*_SCORES, *_FEATURES, *_DRUGS),
        (_PGA_SWITCH,),
        ("A score above 12 alone does not make a flare severe, as in the belimumab trials.",),
        (*_SOURCES, _MODIFIED),
    ),
)
