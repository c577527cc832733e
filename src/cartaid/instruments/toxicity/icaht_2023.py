"""ICAHT of the EHA/EBMT consensus of 2023 (neutrophils) and T-ICAHT of 2025 (platelets), early and late.

The days below a threshold come from the series of counts (`evaluators/runs_in_time.py`, with its declared
interpolation, gap and recovery rules); these definitions turn such summaries into grades.
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
)

REJESKI_2023 = Source(
    "Rejeski K, Subklewe M, Aljurf M et al. Immune effector cell-associated hematotoxicity: EHA/EBMT "
    "consensus "
    "grading and best practice recommendations. Blood 2023;142:865-77",
    doi="10.1182/blood.2023020578",
    where="grading table; thresholds as in the published implementation of Liang EC (Fred Hutch, 2024)",
    checked="verified",
    secondary=True,
)
LIANG = Source(
    "Liang EC. Automated approach to grade early and late ICAHT by EHA/EBMT criteria. Fred Hutchinson Cancer "
    "Center, 2024",
    where="public repository emilyliangmd/automatedicahtgrading: algorithm and printed grades of 10 patients",
    checked="verified",
)
REJESKI_2025 = Source(
    "Rejeski K et al. Thrombocytopenia criteria (T-ICAHT), 2025",
    where="table 1, ash-sap.org view-large 12809257",
    checked="verified",
)
LICENCE = "Published criteria; facts without wording."


def _days(id: str, label: str, testcd: str, days: int) -> tuple[Item, Item]:
    """Give the item of known days and its upper bound where days of the window are unknown."""
    return (
        Item(id, label, low=0, high=days, unit="d", record=Record("ADLB", testcd)),
        Item(
            f"{id}_high",
            f"{label}, unknown days counted",
            low=0,
            high=days,
            unit="d",
            record=Record("ADLB", f"{testcd}H"),
            note="blank where the count of every day of the window is known or interpolated",
        ),
    )


def _at_least(days: str, limit: int) -> str:
    # Unknown days leave the clause open when they could reach the limit.
    return (
        f"CASE WHEN {days} >= {limit} THEN TRUE "
        f"WHEN {days} < {limit} AND coalesce({days}_high, {days}) < {limit} THEN FALSE END"
    )


def _lowest_two(label: str, testcd: str, unit: str) -> tuple[Item, Item, Item]:
    accepts = {"10*9/L": 1000} if unit == "/uL" else {"/uL": number("0.001")}
    return (
        Item(
            "n_values",
            "Number of days with a count",
            low=0,
            high=200,
            step=1,
            record=Record("ADLB", f"{testcd}N"),
        ),
        Item(
            "lowest",
            f"Lowest {label}",
            low=0,
            unit=unit,
            accepts=accepts,
            unit_item="lowest_unit",
            record=Record("ADLB", f"{testcd}1"),
        ),
        Item(
            "second_lowest",
            f"Second-lowest {label}",
            low=0,
            unit=unit,
            accepts=accepts,
            unit_item="second_lowest_unit",
            record=Record("ADLB", f"{testcd}2"),
            note="of another day; blank when there is only one",
        ),
    )


HAS_VALUES = Clause("has_values", "a count after day 30", "n_values >= 1")

EARLY = Definition(
    id="icaht-early-2023",
    paramcd="ICAHTE",
    title="Early hematotoxicity (neutrophils), ICAHT grade",
    disease="any",
    kind="grade",
    edition="EHA/EBMT 2023",
    family="ICAHT",
    items=(
        *_days("days_le_500", "Days with neutrophils at most 500/uL", "ANCD500", 31),
        *_days("days_le_100", "Days with neutrophils at most 100/uL", "ANCD100", 31),
        flag(
            "never_recovered",
            "Never above 500/uL again",
            Record("ADLB", "ANCNEVER"),
            note="a run that starts on day 0 to 3 and is open at the last count (early death included)",
        ),
    ),
    method=Grade(
        (
            Level(1, (Clause("d500_1", "at most 500/uL on a day", _at_least("days_le_500", 1)),)),
            Level(2, (Clause("d500_7", "at most 500/uL for 7 days", _at_least("days_le_500", 7)),)),
            Level(
                3,
                (
                    Clause("d500_14", "at most 500/uL for 14 days", _at_least("days_le_500", 14)),
                    Clause("d100_7", "at most 100/uL for 7 days", _at_least("days_le_100", 7)),
                ),
            ),
            Level(
                4,
                (
                    Clause("d500_31", "at most 500/uL on all 31 days", _at_least("days_le_500", 31)),
                    Clause("never", "never above 500/uL", "{never}"),
                    Clause("d100_14", "at most 100/uL for 14 days", _at_least("days_le_100", 14)),
                ),
            ),
        )
    ),
    switches=(
        Switch(
            "never",
            "Run that starts on day 0 to 3 and is open at the last count",
            {"grade_4": "never_recovered = 1", "by_days": "FALSE"},
            "grade_4",
            "The override of the published implementation; the consensus only says 'never above 500'.",
        ),
    ),
    low=0,
    high=4,
    better="lower",
    window="day 0 to 30, censored at death, second infusion or last follow-up",
    missing="Days without a usable count leave an interval; missing never becomes grade 0.",
    sources=(REJESKI_2023, LIANG),
    licence=LICENCE,
    divergences=(
        "CTCAE counts below 500 (strict), ICAHT at most 500.",
        "The published implementation takes the longest run, the T-ICAHT paper the cumulative days.",
    ),
    notes=(
        "Growth factor and marrow disease are not adjusted for; baseline neutropenia (lupus) is not handled.",
    ),
    validated_in="B-cell malignancies; not autoimmune disease",
)


def _late(limit: int) -> Clause:
    return Clause(
        f"le_{limit}",
        f"neutrophils at most {limit}/uL",
        f"lowest <= {limit} AND CASE WHEN n_values = 1 THEN CASE WHEN {{late_rule}} = 1500 THEN TRUE END "
        f"WHEN n_values >= 2 THEN second_lowest <= greatest({limit}, {{late_rule}}) END",
    )


LATE = Definition(
    id="icaht-late-2023",
    paramcd="ICAHTL",
    title="Late hematotoxicity (neutrophils), ICAHT grade",
    disease="any",
    kind="grade",
    edition="EHA/EBMT 2023",
    family="ICAHT",
    items=_lowest_two("neutrophil count", "ANCLATE", "/uL"),
    applicable=HAS_VALUES,
    method=Grade(
        (
            Level(1, (_late(1500),)),
            Level(2, (_late(1000),)),
            Level(3, (_late(500),)),
            Level(4, (_late(100),)),
        )
    ),
    switches=(
        Switch(
            "late_rule",
            "Highest second-lowest count, where it may exceed the grade's own limit",
            {"both": "0", "nadir": "1500"},
            "both",
            "Non-transient is read as two counts of the grade ('both'). The published implementation "
            "grades by "
            "the nadir when the second-lowest is at most 1500/uL, and by a single count ('nadir').",
        ),
    ),
    low=0,
    high=4,
    better="lower",
    window="day 31 to 100, censored at death, second infusion or last follow-up",
    missing="No count in the window is not applicable, one low count is open: never grade 0.",
    sources=(REJESKI_2023, LIANG),
    licence=LICENCE,
    divergences=("Implementations grade a single late value.",),
    notes=("Lowest count of each day; a low count of one day only is transient or unconfirmed.",),
    validated_in="B-cell malignancies; not autoimmune disease",
)

T_EARLY = Definition(
    id="t-icaht-early-2025",
    paramcd="TICAHTE",
    title="Early hematotoxicity (platelets), T-ICAHT grade",
    disease="any",
    kind="grade",
    edition="T-ICAHT 2025",
    family="ICAHT",
    items=(
        *_days("days_lt_50", "Days with platelets below 50 x 10^9/L", "PLTD50", 31),
        *_days("days_lt_20", "Days with platelets below 20 x 10^9/L", "PLTD20", 31),
    ),
    method=Grade(
        (
            Level(1, (Clause("d50_1", "below 50 on a day", _at_least("days_lt_50", 1)),)),
            Level(2, (Clause("d50_7", "below 50 for 7 days", _at_least("days_lt_50", 7)),)),
            Level(3, (Clause("d20_1", "below 20 on a day", _at_least("days_lt_20", 1)),)),
            Level(4, (Clause("d20_14", "below 20 for 14 days", _at_least("days_lt_20", 14)),)),
        )
    ),
    low=0,
    high=4,
    better="lower",
    window="day 0 to 30, censored at death, second infusion or last follow-up",
    missing="Days without a usable count leave an interval; missing never becomes grade 0.",
    sources=(REJESKI_2025,),
    licence=LICENCE,
    notes=("Cumulative days; recoveries of less than 3 days count as days below. Strictly below.",),
    validated_in="B-cell malignancies; not autoimmune disease",
)


def _two_tests(limit: int) -> str:
    return (
        f"lowest < {limit} AND CASE WHEN {{tests}} = 1 THEN TRUE "
        f"WHEN n_values >= 2 THEN second_lowest < {limit} END"
    )


T_LATE = Definition(
    id="t-icaht-late-2025",
    paramcd="TICAHTL",
    title="Late hematotoxicity (platelets), T-ICAHT grade",
    disease="any",
    kind="grade",
    edition="T-ICAHT 2025",
    family="ICAHT",
    items=(
        *_lowest_two("platelet count", "PLTLATE", "10*9/L"),
        *_days("days_lt_20", "Days with platelets below 20 x 10^9/L", "PLTLD20", 70),
    ),
    applicable=HAS_VALUES,
    method=Grade(
        (
            Level(1, (Clause("lt_100", "platelets below 100", _two_tests(100)),)),
            Level(2, (Clause("lt_50", "platelets below 50", _two_tests(50)),)),
            Level(3, (Clause("lt_20", "platelets below 20", _two_tests(20)),)),
            Level(
                4,
                (
                    Clause(
                        "d20_14",
                        "platelets below 20 for 14 days",
                        f"{_two_tests(20)} AND {_at_least('days_lt_20', 14)}",
                    ),
                ),
            ),
        )
    ),
    switches=(
        Switch(
            "tests",
            "Tests below the limit that are asked",
            {"two": "0", "one": "1"},
            "two",
            "The footnote asks for two or more tests (non-transient).",
        ),
    ),
    low=0,
    high=4,
    better="lower",
    window="day 31 to 100, censored at death, second infusion or last follow-up",
    missing="No count in the window is not applicable, one low count is open: never grade 0.",
    sources=(REJESKI_2025,),
    licence=LICENCE,
    notes=("Recovery is the first of 3 days at 20 or more without platelet transfusion for 7 days.",),
    validated_in="B-cell malignancies; not autoimmune disease",
)

DEFINITIONS = (EARLY, LATE, T_EARLY, T_LATE)
