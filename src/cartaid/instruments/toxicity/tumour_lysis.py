"""Laboratory tumour lysis (Cairo-Bishop) and its CTCAE grades."""

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Grade,
    Item,
    Level,
    Record,
    Source,
    State,
    Switch,
    count_of,
    flag,
    number,
)

CAIRO_BISHOP = Source(
    "Cairo MS, Bishop M. Tumour lysis syndrome: new therapeutic strategies and classification. Br J Haematol "
    "2004;127:3-11",
    doi="10.1111/j.1365-2141.2004.05094.x",
    where="laboratory criteria, read in a copy (bloodref.com, tumor lysis criteria)",
    checked="verified",
    secondary=True,
)
HOWARD = Source(
    "Howard SC, Jones DP, Pui CH. The tumor lysis syndrome. N Engl J Med 2011;364:1844-54",
    doi="10.1056/NEJMra0904569",
    where="modification: no 25 % change, read in the same copy",
    checked="verified",
    secondary=True,
)


def _pair(id: str, label: str, testcd: str, factor: str) -> tuple[Item, Item]:
    unit = "umol/L" if id == "urate" else "mmol/L"
    accepts = {"mg/dL": number(factor)} if factor else {}

    def item(suffix: str, when: str, at: str) -> Item:
        return Item(
            f"{id}{suffix}",
            f"{label}{when}",
            low=0,
            unit=unit,
            accepts=accepts,
            unit_item=f"{id}{suffix}_unit" if factor else "",
            record=Record("LB", testcd, at=at),  # type: ignore[arg-type]
        )

    return item("", "", "assessment"), item("_base", " before therapy", "baseline")


URATE, URATE_BASE = _pair("urate", "Uric acid", "URATE", "59.48")
POTASSIUM, POTASSIUM_BASE = _pair("potassium", "Potassium", "K", "")
PHOSPHATE, PHOSPHATE_BASE = _pair("phosphate", "Phosphate", "PHOS", "0.3229")
CALCIUM, CALCIUM_BASE = _pair("calcium", "Calcium, corrected for albumin", "CACOR", "0.2495")

CHANGES = {
    "urate": "4 * urate >= 5 * urate_base",
    "potassium": "4 * potassium >= 5 * potassium_base",
    "phosphate": "4 * phosphate >= 5 * phosphate_base",
    "calcium": "4 * calcium <= 3 * calcium_base",
}
LIMITS = {
    "urate": "CASE WHEN age_years >= 18 THEN urate >= 476 WHEN age_years < 18 THEN urate > urate_uln END",
    "potassium": "potassium >= 6",
    "phosphate": (
        f"CASE WHEN age_years >= 18 THEN phosphate >= {number('1.45')} "
        f"WHEN age_years < 18 THEN phosphate >= {number('2.1')} END"
    ),
    "calcium": f"calcium <= {number('1.75')}",
}
LABELS = {
    "urate": "uric acid raised",
    "potassium": "potassium raised",
    "phosphate": "phosphate raised",
    "calcium": "calcium lowered",
}

LABORATORY = Definition(
    id="tls-cairo-bishop",
    paramcd="TLSLAB",
    title="Laboratory tumour lysis syndrome",
    disease="any",
    kind="state",
    edition="Cairo-Bishop 2004",
    family="TLS",
    items=(
        Item("age_years", "Age", low=0, high=120, unit="a", record=Record("SUBJECT", "AGE", at="subject")),
        URATE,
        URATE_BASE,
        Item(
            "urate_uln",
            "Upper limit of uric acid for age (children)",
            low=0,
            unit="umol/L",
            record=Record("LB", "URATEULN"),
        ),
        POTASSIUM,
        POTASSIUM_BASE,
        PHOSPHATE,
        PHOSPHATE_BASE,
        CALCIUM,
        CALCIUM_BASE,
    ),
    method=State(
        tuple(
            Clause(f"{name}_abnormal", label, f"({LIMITS[name]}) OR ({{change}} AND {CHANGES[name]})")
            for name, label in LABELS.items()
        ),
        rule=count_of(2, *(f"{name}_abnormal" for name in LABELS)),
    ),
    switches=(
        Switch(
            "change",
            "A change of 25 % from baseline counts",
            {"yes": "TRUE", "no": "FALSE"},
            "yes",
            "In the classification of 2004, not in the modification of 2011.",
        ),
    ),
    low=0,
    high=1,
    better="lower",
    window="3 days before to 7 days after the start of therapy",
    assessed_by=("urate", "potassium", "phosphate", "calcium"),
    sources=(CAIRO_BISHOP, HOWARD),
    licence="Published criteria; facts without wording.",
    notes=("Two of the four abnormalities. Not expected without a tumour: optional in autoimmune disease.",),
)


def _creatinine(id: str, label: str, record: Record) -> Item:
    accepts = {"mg/dL": number("88.4")}
    return Item(id, label, low=0, unit="umol/L", accepts=accepts, unit_item=f"{id}_unit", record=record)


ITEMS = (
    flag("laboratory", "Laboratory tumour lysis", Record("ADRS", "TLSLAB")),
    _creatinine("creatinine", "Creatinine", Record("LB", "CREAT", before=1, after=1)),
    _creatinine("creatinine_uln", "Upper limit of creatinine", Record("LB", "CREATULN")),
    Item(
        "arrhythmia",
        "Arrhythmia",
        "text",
        values=("none", "medical", "device", "life_threatening"),
        record=Record("ADAE", "TLSARRH"),
    ),
    Item(
        "seizure",
        "Seizure",
        "text",
        values=("none", "controlled", "poorly_controlled", "life_threatening"),
        record=Record("ADAE", "TLSSEIZ"),
    ),
    flag("death", "Death due to tumour lysis", Record("ADAE", "DTHTLS")),
)
PRESENT = Clause("laboratory", "laboratory tumour lysis", "laboratory = 1")


def _clinical(creatinine: str, arrhythmia: str, seizure: str) -> tuple[Clause, ...]:
    return (
        Clause("creatinine_" + creatinine.replace(".", "_"), f"creatinine above {creatinine} times the limit",
               f"creatinine > {creatinine} * creatinine_uln"),
        Clause("arrhythmia_" + arrhythmia, f"arrhythmia: {arrhythmia}", f"arrhythmia = '{arrhythmia}'"),
        Clause("seizure_" + seizure, f"seizure: {seizure}", f"seizure = '{seizure}'"),
    )  # fmt: skip


CTCAE_6 = Definition(
    id="tls-ctcae-6",
    paramcd="TLSCTC6",
    title="Tumour lysis syndrome, CTCAE v6.0 grade",
    disease="any",
    kind="grade",
    edition="CTCAE v6.0",
    family="TLS",
    items=ITEMS,
    method=Grade(
        (
            Level(1, (Clause("creatinine_1", "creatinine above the limit", "creatinine > creatinine_uln"),)),
            Level(2, _clinical("1.5", "medical", "controlled")),
            Level(3, _clinical("3", "device", "poorly_controlled")),
            Level(4, _clinical("6", "life_threatening", "life_threatening")),
            Level(5, (Clause("death", "death due to tumour lysis", "death = 1"),)),
        ),
        gate=(PRESENT,),
    ),
    low=0,
    high=5,
    better="lower",
    sources=(
        Source(
            "US National Cancer Institute. Common Terminology Criteria for Adverse Events v6.0, 2025",
            where="Metabolism and nutrition disorders: tumour lysis syndrome",
            checked="verified",
        ),
    ),
    licence="Work of the US government; no MedDRA content.",
    notes=("Without laboratory tumour lysis grade a raised creatinine as such.",),
)

CTCAE_5 = Definition(
    id="tls-ctcae-5",
    paramcd="TLSCTC5",
    title="Tumour lysis syndrome, CTCAE v5.0 grade",
    disease="any",
    kind="grade",
    edition="CTCAE v5.0",
    family="TLS",
    items=(
        ITEMS[0],
        flag("life_threatening", "Life-threatening, urgent intervention", Record("ADAE", "TLSLIFE")),
        ITEMS[-1],
    ),
    method=Grade(
        (
            Level(3, (Clause("present", "present", "laboratory = 1"),)),
            Level(4, (Clause("life", "life-threatening", "life_threatening = 1"),)),
            Level(5, (Clause("death", "death due to tumour lysis", "death = 1"),)),
        ),
        gate=(PRESENT,),
    ),
    low=0,
    high=5,
    better="lower",
    sources=(
        Source(
            "US National Cancer Institute. Common Terminology Criteria for Adverse Events v5.0, 2017",
            where="Metabolism and nutrition disorders: tumour lysis syndrome (starts at grade 3)",
            checked="verified",
        ),
    ),
    licence="Work of the US government; no MedDRA content.",
)

DEFINITIONS = (LABORATORY, CTCAE_6, CTCAE_5)
