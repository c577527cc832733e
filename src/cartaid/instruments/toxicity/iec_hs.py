"""IEC-HS (ASTCT 2023): screen for a haemophagocytic syndrome after immune effector cells, and its grade.

The criteria table was not available: every criterion here is from memory and is marked so.
"""

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
    flag,
    number,
)

HINES_2023 = Source(
    "Hines MR, Knight TE, McNerney KO et al. Immune effector cell-associated hemophagocytic "
    "lymphohistiocytosis-like "
    "syndrome. Transplant Cell Ther 2023;29:438.e1-16",
    doi="10.1016/j.jtct.2023.03.006",
    where="criteria and grading tables, not seen",
    checked="from memory",
)
LICENCE = "Published criteria; facts without wording."


def _lab(id: str, label: str, testcd: str, at: str = "assessment", **more: object) -> Item:
    record = Record("LB", testcd, at=at, before=2 if at == "assessment" else 0)  # type: ignore[arg-type]
    return Item(id, label, low=0, record=record, **more)  # type: ignore[arg-type]


def _memory(id: str, label: str, sql: str) -> Clause:
    return Clause(id, label, sql, checked="from memory")


SCREEN = Definition(
    id="iec-hs-2023",
    paramcd="IECHSSCR",
    title="IEC-HS screen",
    disease="any",
    kind="state",
    edition="ASTCT 2023",
    family="IEC-HS",
    items=(
        _lab("ferritin", "Ferritin", "FERRITIN", unit="ng/mL", accepts={"ug/L": 1}),
        _lab("ferritin_uln", "Upper limit of ferritin", "FERRIULN", unit="ng/mL", accepts={"ug/L": 1}),
        _lab("ferritin_base", "Ferritin before lymphodepletion", "FERRITIN", "baseline", unit="ng/mL"),
        flag("ferritin_rising", "Ferritin rises rapidly", Record("ADLB", "FERRIRIS")),
        Item(
            "transaminase_uln",
            "Highest AST or ALT as a multiple of the upper limit (of the baseline where that was raised)",
            low=0,
            record=Record("ADLB", "TRANSXUL", before=2, pick="highest"),
        ),
        _lab(
            "fibrinogen",
            "Fibrinogen",
            "FIBRINO",
            unit="g/L",
            accepts={"mg/dL": number("0.01")},
            unit_item="fibrinogen_unit",
        ),
        Item(
            "fibrinogen_lln",
            "Lower limit of fibrinogen",
            low=0,
            unit="g/L",
            accepts={"mg/dL": number("0.01")},
            unit_item="fibrinogen_lln_unit",
            record=Record("LB", "FIBRILLN"),
        ),
        flag(
            "cytopenia",
            "New, worsening or refractory cytopenia with a lineage of CTCAE grade 4",
            Record("ADLB", "CYTOPEN4"),
        ),
        flag(
            "hemophagocytosis",
            "Haemophagocytosis in marrow or other tissue",
            Record("QS", "HEMOPHAG", "IEC-HS", before=14, after=14),
        ),
        flag("explained", "Explained by CRS, infection or disease alone", Record("QS", "EXPLAIN", "IEC-HS")),
    ),
    method=State(
        (
            _memory(
                "ferritin", "ferritin raised twofold or rising rapidly", "ferritin_rising = 1 OR {ferritin}"
            ),
            _memory("transaminase", "AST or ALT above 5 times the limit", "transaminase_uln > 5"),
            _memory("fibrinogen", "fibrinogen below 1.5 g/L or its limit", "{fibrinogen}"),
            _memory("cytopenia", "cytopenia of grade 4", "cytopenia = 1"),
            _memory("phagocytosis", "haemophagocytosis", "hemophagocytosis = 1"),
            _memory("unexplained", "not explained by CRS, infection or disease", "explained = 0"),
        ),
        rule="ferritin AND (transaminase OR fibrinogen OR cytopenia OR phagocytosis) AND unexplained",
    ),
    switches=(
        Switch(
            "ferritin",
            "Twofold of the upper limit or of the baseline",
            {
                "either": "ferritin > 2 * ferritin_uln OR ferritin > 2 * ferritin_base",
                "both": "(ferritin > 2 * ferritin_uln AND ferritin > 2 * ferritin_base)",
            },
            "either",
            "The text joins them by and/or; with a raised baseline the two readings differ.",
            checked="from memory",
        ),
        Switch(
            "fibrinogen",
            "Low fibrinogen",
            {
                "150_or_lln": f"fibrinogen < {number('1.5')} OR fibrinogen < fibrinogen_lln",
                "150": f"fibrinogen < {number('1.5')}",
            },
            "150_or_lln",
            checked="from memory",
        ),
    ),
    low=0,
    high=1,
    better="lower",
    window="laboratory values within 2 days before the assessment",
    assessed_by=("ferritin",),
    missing="Ferritin alone is incomplete: UNDETERMINED while a further criterion is unknown.",
    sources=(HINES_2023,),
    licence=LICENCE,
    divergences=(
        "A wrong version circulates ('2024 update', all three criteria, transaminases above 3 times): not "
        "used.",
    ),
    notes=(
        "A positive screen is no diagnosis: attribution is clinical. Usually emerges as CRS resolves.",
        "In lupus the differential is macrophage activation syndrome: keep the HScore beside it.",
    ),
    validated_in="consensus; not in autoimmune disease",
)

GRADE = Definition(
    id="iec-hs-grade-2023",
    paramcd="IECHS",
    title="IEC-HS grade",
    disease="any",
    kind="grade",
    edition="ASTCT 2023",
    family="IEC-HS",
    items=(
        flag("present", "IEC-HS is present", Record("ADRS", "IECHSSCR"), note="screen, confirmed clinically"),
        flag(
            "intervention",
            "Needs intervention",
            Record("ADAE", "IECHSTRT"),
            note="immunosuppression, transfusion",
        ),
        flag("severe", "Severe, not immediately life-threatening", Record("ADAE", "IECHSSEV")),
        flag("life_threatening", "Life-threatening", Record("ADAE", "IECHSLIF")),
        flag("death", "Death due to IEC-HS", Record("ADAE", "DTHIECHS")),
    ),
    method=Grade(
        (
            Level(1, (_memory("present", "present, observation only", "present = 1"),)),
            Level(2, (_memory("intervention", "needs intervention", "intervention = 1"),)),
            Level(3, (_memory("severe", "severe", "severe = 1"),)),
            Level(4, (_memory("life", "life-threatening", "life_threatening = 1"),)),
            Level(5, (_memory("death", "death due to IEC-HS", "death = 1"),)),
        ),
        gate=(_memory("gate", "IEC-HS present", "present = 1"),),
    ),
    low=0,
    high=5,
    better="lower",
    sources=(HINES_2023,),
    licence=LICENCE,
    notes=("CTCAE v6.0 has a parallel term, secondary haemophagocytic lymphohistiocytosis.",),
)

DEFINITIONS = (SCREEN, GRADE)
