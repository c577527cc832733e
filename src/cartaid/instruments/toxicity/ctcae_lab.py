"""CTCAE laboratory grades, versions 5.0 and 6.0: one laboratory value a row.

The thresholds are the data tables `ctcae_laboratory_5.csv` and `ctcae_laboratory_6.csv`; their rows have an
evaluator of their own, because which rule applies depends on the test and the unit of each row.
"""

from typing import Literal

from cartaid.instruments.definition import Definition, Item, LaboratoryTable, Record, Source, Switch, flag

ITEMS = (
    Item("test", "Laboratory test (LBTESTCD)", "text", record=Record("LB", "*")),
    Item(
        "value",
        "Result",
        record=Record("LB", "*"),
        note="in the unit of the row; <10 or >1000 is a bound",
        bound=True,
    ),
    Item(
        "unit",
        "Unit",
        "text",
        record=Record("LB", "*"),
        note="SI and US spellings are known; none is guessed",
    ),
    Item("lln", "Lower limit of normal", low=0, record=Record("LB", "*")),
    Item("uln", "Upper limit of normal", low=0, record=Record("LB", "*")),
    Item("base", "Baseline result", record=Record("LB", "*", at="baseline"), note="before lymphodepletion"),
    flag("base_high", "Baseline above the upper limit", Record("LB", "*", at="baseline")),
    flag(
        "fasting",
        "Sample taken fasting (LBFAST)",
        Record("LB", "*"),
        note="for glucose; a blank leaves it open",
    ),
)
SYMPTOMS = Switch(
    "symptom_policy",
    "Grades that also depend on symptoms",
    {"lowest": "lowest", "worst": "worst", "from_AE": "from_AE"},
    "lowest",
    "Where CTCAE separates grades by symptoms, the value alone cannot tell: the lowest is given and flagged.",
)
BASELINE = Switch(
    "missing_baseline",
    "A baseline that was not recorded",
    {"without": "without", "unknown": "unknown"},
    "without",
    "without: grade as if there were no abnormal baseline, and say so; unknown: leave the grade open.",
)


def _edition(number: Literal["5.0", "6.0"], published: str, term: str) -> Definition:
    short = number[0]
    return Definition(
        id=f"ctcae-{short}-lab",
        paramcd=f"CTC{short}LAB",
        title=f"CTCAE version {number} laboratory grade",
        disease="any",
        kind="grade",
        edition=f"CTCAE {number}",
        family="CTCAE",
        items=ITEMS,
        method=LaboratoryTable(number),
        switches=(SYMPTOMS, BASELINE),
        low=-4,
        high=4,
        better="",
        missing="A missing unit or limit leaves the grades it decides open; missing is never grade 0.",
        sources=(
            Source(
                f"National Cancer Institute. Common Terminology Criteria for Adverse Events (CTCAE) version {number}",
                where=published,
                checked="verified",
            ),
        ),
        licence="Work of the US government; term names as free text, no dictionary codes.",
        run="on request",
        divergences=(
            "admiral grades triglycerides of exactly 150 mg/dL 0 and GGT of exactly 2.0 times a high baseline 0.",
        ),
        notes=(
            "The value is signed: grades of the low side are negative.",
            "Grade 5, and grade 4 by clinical consequence, cannot come from a laboratory value.",
            term,
        ),
    )


DEFINITIONS = (
    _edition(
        "5.0",
        "27 November 2017; thresholds from the publisher's own mapping sheet in version 6.0",
        "CK is graded.",
    ),
    _edition(
        "6.0", "workbook of version 6.0 with the errata of 20 January 2026", "CK has no grade any more."
    ),
)
