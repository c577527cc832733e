"""Progression of interstitial lung disease: PPF 2022, the INBUILD criteria, OMERACT for connective tissue disease."""

from typing import Literal

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Item,
    Record,
    Source,
    State,
    Switch,
    count_of,
    flag,
)

At = Literal["assessment", "baseline"]
_CAT = "ILD"
_SYMPTOMS = flag("worse_symptoms", "Worse respiratory symptoms", Record("QS", "RESPWORS", _CAT))
_INTERVAL = Item(
    "interval_days",
    "Days between the two lung function tests",
    low=0,
    high=36525,
    unit="d",
    record=Record("ADRE", "PFTDAYS"),
)
# A guideline's findings on CT, any of which is radiological progression.
_IMAGING = (
    ("traction_bronchiectasis", "More traction bronchiectasis or bronchiolectasis", "CTTRACT"),
    ("new_ground_glass", "New ground-glass opacity with traction bronchiectasis", "CTGGO"),
    ("new_fine_reticulation", "New fine reticulation", "CTFINER"),
    ("more_reticulation", "More or coarser reticulation", "CTRETIC"),
    ("honeycombing", "New or more honeycombing", "CTHONEY"),
    ("volume_loss", "More lobar volume loss", "CTVOLUM"),
)


def _lung(id: str, label: str, code: str, at: At) -> Item:
    days = 30 if at == "assessment" else 0
    return Item(
        id,
        f"{label}, percent predicted{', earlier' if at == 'baseline' else ''}",
        low=0,
        high=200,
        unit="%",
        record=Record("RE", code, at=at, before=days, after=days),
        note="the same reference equations at both times",
    )


_FVC = (_lung("fvc_pct_base", "FVC", "FVCPP", "baseline"), _lung("fvc_pct", "FVC", "FVCPP", "assessment"))
_DLCO = (
    _lung("dlco_pct_base", "DLCO", "DLCOPP", "baseline"),
    _lung("dlco_pct", "DLCO", "DLCOPP", "assessment"),
)


def _relative_fall(measure: str, percent: str, side: str = ">=") -> str:
    base = f"{measure}_base"
    return f"CASE WHEN {base} > 0 THEN 100 * ({base} - {measure}) {side} {percent} * {base} END"


def _within(days: int, condition: str) -> str:
    """Write a condition that is open when the tests lie further apart than the definition allows."""
    return f"CASE WHEN interval_days <= {days} THEN ({condition}) END"


def _progression(
    id: str,
    paramcd: str,
    title: str,
    edition: str,
    items: tuple[Item, ...],
    method: State,
    source: Source,
    window: str,
    switches: tuple[Switch, ...] = (),
    notes: tuple[str, ...] = (),
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="any",
        kind="state",
        edition=edition,
        family="ILD progression",
        items=items,
        method=method,
        switches=switches,
        assessed_by=("fvc_pct",),
        low=0,
        high=1,
        better="lower",
        window=window,
        missing="An unknown finding leaves its clause open; tests too far apart leave theirs open as well.",
        sources=(source,),
        licence="Item names only.",
        notes=("Never mix reference equations between the two tests.", *notes),
    )


_HAEMOGLOBIN = Switch(
    "dlco",
    "DLCO without haemoglobin correction",
    {
        "corrected_only": "CASE WHEN dlco_hb_corrected = 1 THEN dlco_pct_base - dlco_pct >= 10 END",
        "as_measured": "dlco_pct_base - dlco_pct >= 10",
    },
    "corrected_only",
    "The guideline asks for corrected values: others leave the criterion open, or count by this switch.",
)
_EDGE = Switch(
    "edge",
    "FVC fall of exactly 10 %",
    {"inclusive": ">=", "strict": ">"},
    "inclusive",
    "One table prints more than 10 %.",
)
DEFINITIONS = (
    _progression(
        "ppf-2022",
        "PPF22",
        "Progressive pulmonary fibrosis",
        "ATS/ERS/JRS/ALAT 2022",
        (
            flag(
                "fibrotic_ild",
                "Interstitial lung disease other than IPF with radiological fibrosis",
                Record("QS", "ILDFIBR", _CAT),
            ),
            flag("other_explanation", "Another explanation of the worsening", Record("QS", "ILDOTHER", _CAT)),
            _SYMPTOMS,
            _INTERVAL,
            *_FVC,
            *_DLCO,
            flag(
                "dlco_hb_corrected", "DLCO corrected for haemoglobin at both times", Record("ADRE", "DLCOHB")
            ),
            *(flag(id, label, Record("QS", code, _CAT)) for id, label, code in _IMAGING),
        ),
        State(
            (
                Clause("disease", "fibrotic ILD other than IPF", "fibrotic_ild = 1"),
                Clause("unexplained", "no other explanation", "other_explanation = 0"),
                Clause("symptoms", "worse respiratory symptoms", "worse_symptoms = 1"),
                Clause(
                    "physiology",
                    "FVC down by 5 or DLCO down by 10 points of % predicted within a year",
                    _within(365, "(fvc_pct_base - fvc_pct >= 5) OR ({dlco})"),
                ),
                Clause(
                    "radiology", "radiological progression", " OR ".join(f"{id} = 1" for id, _, _ in _IMAGING)
                ),
            ),
            rule=f"disease AND unexplained AND ({count_of(2, 'symptoms', 'physiology', 'radiology')})",
        ),
        Source(
            "Raghu G et al. Idiopathic pulmonary fibrosis (an update) and progressive pulmonary fibrosis in adults. "
            "Am J Respir Crit Care Med 2022;205:e18-e47",
            doi="10.1164/rccm.202202-0399ST",
            where="table 4",
        ),
        "within the past year",
        switches=(_HAEMOGLOBIN,),
        notes=("Falls are absolute, in points of percent predicted.",),
    ),
    _progression(
        "inbuild-progression",
        "INBUILDP",
        "Progressive fibrosing ILD, INBUILD",
        "INBUILD trial",
        (
            _SYMPTOMS,
            flag("more_fibrosis", "More fibrosis on HRCT", Record("QS", "CTFIBR", _CAT)),
            _INTERVAL,
            *_FVC,
        ),
        State(
            (
                Clause(
                    "fvc_10",
                    "FVC fall of 10 % relative",
                    _within(731, _relative_fall("fvc_pct", "10", "{edge}")),
                ),
                Clause("fvc_5", "FVC fall of 5 % relative", _within(731, _relative_fall("fvc_pct", "5"))),
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
        ),
        "within 24 months",
        switches=(_EDGE,),
        notes=(
            "Falls are relative to the earlier value.",
            "The trial also asked for fibrosis above 10 % on HRCT.",
        ),
    ),
    _progression(
        "omeract-ild-progression",
        "OMERILDP",
        "Progression of connective tissue disease ILD, OMERACT",
        "OMERACT",
        (*_FVC, *_DLCO),
        State(
            (
                Clause("fvc_10", "FVC fall of 10 % relative", _relative_fall("fvc_pct", "10"), "from memory"),
                Clause("fvc_5", "FVC fall of 5 % relative", _relative_fall("fvc_pct", "5"), "from memory"),
                Clause(
                    "dlco_15", "DLCO fall of 15 % relative", _relative_fall("dlco_pct", "15"), "from memory"
                ),
            ),
            rule="fvc_10 OR (fvc_5 AND dlco_15)",
        ),
        Source(
            "OMERACT: progression of interstitial lung disease in connective tissue disease",
            where="FVC 10 %, or 5 to below 10 % with DLCO 15 %",
            checked="from memory",
        ),
        "not stated",
        notes=("Falls are relative to the earlier value.",),
    ),
)
