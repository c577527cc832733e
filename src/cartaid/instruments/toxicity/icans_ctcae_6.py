"""ICANS by CTCAE v6.0: a term of its own since 2025."""

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
)
from cartaid.instruments.toxicity.icans_astct_2019 import AGE, CAPD, CHILD_AGE, CONSCIOUSNESS, DEATH, ICE

DAILY_LIFE = Item(
    "daily_life",
    "Effect on daily life",
    "text",
    values=("none", "mild", "instrumental", "self_care"),
    record=Record("QS", "ADLEFF", "ICANS"),
    note="mild symptoms; limiting instrumental activities; limiting self-care (or as suits the age)",
)
LIFE_THREATENING = flag(
    "life_threatening", "Life-threatening consequences, urgent intervention", Record("ADAE", "ICALIFE")
)


def _tested(test: str) -> str:
    return f"CASE WHEN consciousness = 'sedated' THEN NULL ELSE ({test}) END"


def _ice(limit: int) -> Clause:
    return Clause(f"ice_{limit}", f"ICE {limit} or less", _tested(f"NOT ({{child_age}}) AND ice <= {limit}"))


DEFINITION = Definition(
    id="icans-ctcae-6",
    paramcd="ICANCTC6",
    title="Immune effector cell-associated neurotoxicity syndrome, CTCAE v6.0 grade",
    disease="any",
    kind="grade",
    edition="CTCAE v6.0",
    family="ICANS",
    items=(AGE, ICE, CAPD, CONSCIOUSNESS, DAILY_LIFE, LIFE_THREATENING, DEATH),
    method=Grade(
        (
            Level(
                1,
                (
                    _ice(9),
                    Clause("capd_1", "CAPD 1 or more", _tested("({child_age}) AND capd >= 1")),
                    Clause("mild", "mild symptoms", "daily_life IN ('mild', 'instrumental', 'self_care')"),
                ),
            ),
            Level(
                2,
                (
                    _ice(6),
                    Clause(
                        "capd_voice",
                        "CAPD 1 to 8 and awakens to voice",
                        _tested("({child_age}) AND capd >= 1 AND consciousness IN ('voice', 'touch')"),
                    ),
                    Clause(
                        "instrumental",
                        "limits instrumental activities",
                        "daily_life IN ('instrumental', 'self_care')",
                    ),
                ),
            ),
            Level(
                3,
                (
                    _ice(2),
                    Clause("capd_9", "CAPD 9 or more", _tested("({child_age}) AND capd >= 9 {capd_touch}")),
                    Clause("self_care", "limits self-care", "daily_life = 'self_care'"),
                ),
            ),
            Level(4, (Clause("life", "life-threatening", "life_threatening = 1"),)),
            Level(5, (Clause("death", "death due to ICANS", "death = 1"),)),
        )
    ),
    switches=(
        CHILD_AGE,
        Switch(
            "capd_touch",
            "CAPD 9 or more in a child who awakens by itself or to voice",
            {"open": "AND (consciousness IN ('touch', 'unarousable') OR NULL)", "grade_3": ""},
            "open",
            "The term joins CAPD of 9 or more and awakening only to touch by AND; ASTCT joins them by or.",
        ),
    ),
    low=0,
    high=5,
    better="lower",
    missing="An unknown domain leaves an interval; a score under sedation is unknown.",
    assessed_by=("ice", "capd", "consciousness", "daily_life"),
    sources=(
        Source(
            "US National Cancer Institute. Common Terminology Criteria for Adverse Events v6.0, 2025",
            where="Nervous system disorders: immune effector cell-associated neurotoxicity syndrome",
            checked="verified",
        ),
    ),
    licence="Work of the US government; no MedDRA content.",
    notes=(
        "Seizure, oedema and weakness have their own CTCAE terms and enter here only as life-threatening.",
        "CTCAE v5.0 has no such term.",
    ),
)
