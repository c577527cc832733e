"""SLE-DAS: continuous lupus activity from 17 items."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Term,
    flag,
    number,
    weight,
)


def _sign(id: str, label: str, testcd: str, note: str = "") -> Item:
    return flag(id, label, Record("QS", testcd, "SLE-DAS"), note)


ITEMS = (
    Item("sjc28", "Swollen joints of 28", low=0, high=28, step=1, record=Record("QS", "SJC28")),
    Item(
        "rash",
        "Cutaneous lupus rash",
        "text",
        values=("none", "local", "general"),
        record=Record("QS", "SDASRASH", "SLE-DAS"),
        note="local: above the neck only; general: below, with or without above",
    ),
    _sign("alopecia", "Alopecia", "SDASALOP"),
    _sign("ulcers", "Mucosal ulcers", "SDASULC"),
    _sign("mucocutaneous_vasculitis", "Mucocutaneous vasculitis", "SDASMCV", "chilblain lupus included"),
    _sign("systemic_vasculitis", "Systemic vasculitis", "SDASSYSV", "lupus enteritis included"),
    _sign("neuropsychiatric", "Neuropsychiatric involvement", "SDASNP"),
    _sign("cardiopulmonary", "Cardiac or pulmonary involvement", "SDASCP", "serositis is an item of its own"),
    _sign("serositis", "Serositis", "SDASSERO", "sterile peritonitis included"),
    _sign("myositis", "Myositis", "SDASMYO"),
    _sign("haemolytic_anaemia", "Haemolytic anaemia", "SDASHAEM"),
    Item(
        "protein",
        "Urinary protein attributable to SLE",
        low=0,
        high=100000,
        unit="mg/g",
        accepts={"mg/24h": 1, "g/g": 1000, "g/24h": 1000, "mg/mmol": number("8.84017")},
        unit_item="protein_unit",
        record=Record("LB", "PROTCRT", before=30),
    ),
    Item(
        "platelets",
        "Platelets, where low because of SLE",
        low=1,
        high=3000,
        unit="10^9/L",
        accepts={"/uL": number("0.001")},
        unit_item="platelets_unit",
        record=Record("LB", "PLAT", before=30),
    ),
    Item(
        "leukocytes",
        "White cells, where low because of SLE",
        low=number("0.01"),
        high=500,
        unit="10^9/L",
        accepts={"/uL": number("0.001")},
        unit_item="leukocytes_unit",
        record=Record("LB", "WBC", before=30),
    ),
    flag("low_c3_c4", "C3 or C4 below the lower limit (not CH50)", Record("ADLB", "C3C4LOW", before=30)),
    flag("dsdna", "Anti-dsDNA above the upper limit", Record("ADLB", "DSDNAHI", before=30)),
)

# Where the cut-off is passed the score jumps: by 6.10 just above 500 mg, 0.42 below 100 and 0.56 below 3.
WEIGHTS = {
    "mucocutaneous_vasculitis": "4.408",
    "alopecia": "0.973",
    "ulcers": "2.769",
    "low_c3_c4": "0.754",
    "dsdna": "0.956",
    "neuropsychiatric": "18",
    "systemic_vasculitis": "18",
    "cardiopulmonary": "18",
    "myositis": "9",
    "serositis": "6",
    "haemolytic_anaemia": "9",
}
_LABELS = {item.id: item.label for item in ITEMS}


def _log(item: str, inside: str, intercept: str, slope: str, held: str) -> Term:
    value = f"{intercept} {slope} * ln(CAST({held} AS DOUBLE))"
    return Term(_LABELS[item], f"CASE WHEN {inside} THEN {value} ELSE 0 END", checked="from memory")


SCORE = Score(
    (
        Term(
            _LABELS["sjc28"],
            "CASE WHEN sjc28 > 0 THEN 3.132 ELSE 0 END + 0.454 * sjc28",
            rises=True,
            checked="from memory",
        ),
        Term(
            _LABELS["rash"],
            "CASE rash WHEN 'local' THEN 3.138 WHEN 'general' THEN 3.887 ELSE 0 END",
            checked="from memory",
        ),
        *(weight(id, number(points), _LABELS[id], checked="from memory") for id, points in WEIGHTS.items()),
        _log("protein", "protein > 500", "-17.584", "+ 3.811", "greatest(protein, 500)"),
        _log("platelets", "platelets < 100", "26.105", "- 5.577", "least(platelets, 100)"),
        _log("leukocytes", "leukocytes < 3", "6.118", "- 5.058", "least(leukocytes, 3)"),
    ),
    constant=number("0.366"),
    categories=Banding(
        "remission", (Cut(">", number("2.08"), "mild"), Cut(">", number("7.64"), "moderate or severe"))
    ),
)
SOURCES = (
    Source(
        "Jesus D et al. Derivation and validation of the SLE Disease Activity Score (SLE-DAS). "
        "Ann Rheum Dis 2019;78:365-71",
        doi="10.1136/annrheumdis-2018-214502",
        where="table 1 (items) seen; figure 1 (coefficients) not seen: held against a public TypeScript "
        "calculator that prints it",
        checked="from memory",
    ),
    Source(
        "Jesus D et al. SLE-DAS enables accurate and user-friendly definitions of clinical remission and "
        "categories of disease activity. Ann Rheum Dis 2021;80:1568-74",
        doi="10.1136/annrheumdis-2021-220363",
        where="cut-offs 2.08 and 7.64, as carried by the same calculator",
        checked="from memory",
    ),
)
LICENCE = "Short neutral labels only; the authors keep an official calculator."
ATTRIBUTION = "Findings and laboratory values count when attributed to SLE; enter other cytopenias as normal."
RECORDED = tuple(item.id for item in ITEMS if item.record is not None and item.record.domain == "QS")

DEFINITION = Definition(
    id="sle-das",
    paramcd="SLEDAS",
    title="SLE Disease Activity Score",
    disease="SLE",
    kind="index",
    edition="2019, categories 2021",
    family="SLE-DAS",
    items=ITEMS,
    assessed_by=RECORDED,
    method=SCORE,
    low=number("0.366"),
    better="lower",
    attribution=ATTRIBUTION,
    sources=SOURCES,
    licence=LICENCE,
    divergences=(
        "One public calculator keeps the arthritis flag apart from the joint count, so 5 joints can add 2.27 only.",
        "One site prints 6.62 as a cut-off; not followed.",
    ),
    notes=(
        "Intercept and both serology terms add up to 2.076, which is the published cut-off 2.08 rounded.",
        "Compare unrounded values; never round the terms.",
        "Fever, pyuria, haematuria and casts are not items.",
    ),
)
