"""Points that laboratory, temperature and joint findings alone would suggest, before anyone attributes them.

A suggestion for the person who scores SLEDAI: never the analysis value, since each item also needs
attribution to active SLE (after lymphodepletion most of these findings have another cause).
"""

from cartaid.instruments.definition import (
    Definition,
    Item,
    Record,
    Score,
    Source,
    Switch,
    Term,
    flag,
    number,
    weight,
)
from cartaid.instruments.sle.sledai_2k import GLADMAN_2002, LICENCE, WINDOW

_HALF = number("0.5")


def _lab(id: str, label: str, testcd: str, unit: str, high: int, cat: str = "", lowest: bool = False) -> Item:
    record = Record("LB", testcd, cat, before=30, pick="lowest" if lowest else "highest")
    if unit != "10^9/L":
        return Item(id, label, low=0, high=high, unit=unit, record=record)
    accepts, column = {"/uL": number("0.001")}, f"{id}_unit"
    return Item(id, label, low=0, high=high, unit=unit, accepts=accepts, unit_item=column, record=record)


ITEMS = (
    Item(
        "inflamed_joints",
        "Joints with pain and signs of inflammation",
        low=0,
        high=68,
        step=1,
        record=Record("QS", "ACTJT"),
    ),
    flag(
        "casts",
        "Haem-granular or red-cell casts",
        Record("LB", "CSRBC", "URINALYSIS", before=30, pick="highest"),
    ),
    _lab("rbc_hpf", "Urinary red cells", "RBC", "/HPF", 1000, "URINALYSIS"),
    _lab("protein_g", "Urinary protein", "PROT", "g/24h", 100, "URINALYSIS"),
    Item(
        "protein_previous_g",
        "Urinary protein at the previous assessment",
        low=0,
        high=100,
        unit="g/24h",
        record=Record("LB", "PROT", "URINALYSIS", at="previous"),
        note="used where only new or rising proteinuria counts",
    ),
    _lab("wbc_hpf", "Urinary white cells", "WBC", "/HPF", 1000, "URINALYSIS"),
    flag(
        "lowcomp",
        "C3, C4 or CH50 below the lower limit",
        Record("ADLB", "COMPLOW", before=30, pick="highest"),
    ),
    flag("dsdna", "Anti-dsDNA above the upper limit", Record("ADLB", "DSDNAHI", before=30, pick="highest")),
    Item(
        "temperature_c",
        "Body temperature",
        low=30,
        high=45,
        unit="C",
        record=Record("VS", "TEMP", before=30, pick="highest"),
    ),
    _lab("platelets", "Platelets", "PLAT", "10^9/L", 3000, lowest=True),
    _lab("leukocytes", "White cells", "WBC", "10^9/L", 500, lowest=True),
)

DEFINITION = Definition(
    id="sledai-measured",
    paramcd="SLDMEAS",
    title="SLEDAI points suggested by measured findings",
    disease="SLE",
    kind="index",
    edition="2002 (SLEDAI-2K) limits",
    family="SLEDAI",
    items=ITEMS,
    method=Score(
        (
            Term(
                "arthritis",
                "CASE WHEN inflamed_joints >= {arthritis_min_joints} THEN 4 ELSE 0 END",
                rises=True,
            ),
            weight("casts", 4, "urinary casts"),
            Term("haematuria", "CASE WHEN rbc_hpf > 5 THEN 4 ELSE 0 END", rises=True),
            Term("proteinuria", "CASE WHEN {proteinuria} THEN 4 ELSE 0 END"),
            Term("pyuria", "CASE WHEN wbc_hpf > 5 AND {pyuria} THEN 4 ELSE 0 END"),
            weight("lowcomp", 2, "low complement"),
            weight("dsdna", 2, "increased DNA binding"),
            Term("fever", "CASE WHEN temperature_c > 38 THEN 1 ELSE 0 END", rises=True),
            Term("thrombocytopenia", "CASE WHEN platelets < 100 THEN 1 ELSE 0 END"),
            Term("leukopenia", "CASE WHEN leukocytes < 3 THEN 1 ELSE 0 END"),
        )
    ),
    switches=(
        Switch(
            "arthritis_min_joints",
            "Least number of inflamed joints",
            {"2": "2", "3": "3"},
            "2",
            "SLEDAI-2K: two or more; original and SELENA: more than two. Sources disagree.",
        ),
        Switch(
            "proteinuria",
            "Proteinuria that counts",
            {"present": f"protein_g > {_HALF}", "new": f"protein_g - protein_previous_g > {_HALF}"},
            "present",
            "SLEDAI-2K and hybrid: above 0.5 g; original and strict SELENA: new or risen by more than 0.5 g.",
            checked="from memory",
        ),
        Switch(
            "pyuria",
            "Pyuria without proteinuria",
            {"counts": "TRUE", "needs proteinuria": f"protein_g > {_HALF}"},
            "counts",
            "One group scores pyuria only together with proteinuria.",
        ),
    ),
    low=0,
    high=27,
    unit="points",
    better="lower",
    window=WINDOW,
    attribution="None: this is why it is a suggestion and not a score.",
    sources=(
        GLADMAN_2002,
        Source(
            "cartaid, suggestion from measured findings",
            where="limits of the form; no attribution",
            checked="verified",
        ),
    ),
    run="on request",
    licence=LICENCE,
    divergences=(
        "reneeleung/sledai-llm takes 0.50 g/g as 50 mg/mmol (56.6) and asks for proteinuria before pyuria.",
    ),
    notes=("All limits are strict.", "Never an analysis value: confirm each item and its attribution."),
)
