"""Shift tables and treatment-emergent abnormalities from graded laboratory rows, each side by itself.

The relations read graded rows that also have POST (1 after the start of treatment, which in CAR T studies is
the start of lymphodepletion; 0 before) and BTOXGRL and BTOXGRH, the grades of the baseline.
"""

from __future__ import annotations

from collections.abc import Sequence

from cartaid.engine import Relation

SIDES = (("LOW", "ATOXDSCL", "ATOXGRL", "BTOXGRL"), ("HIGH", "ATOXDSCH", "ATOXGRH", "BTOXGRH"))


def worst_grade(graded: str, name: str = "laboratory_worst") -> Relation:
    """Give one row a patient, test and side: the baseline grade and the worst grade after it.

    `graded` has USUBJID, TESTCD, ATOXDSCL, ATOXDSCH, ATOXGRL, ATOXGRH, BTOXGRL, BTOXGRH and POST. WORSTGR is
    NULL when no row after baseline could be graded; UNGRADED counts the rows that could not, so that a worst
    grade next to ungraded rows is known to be a lower bound.

    >>> worst_grade("graded").columns
    ('USUBJID', 'TESTCD', 'SIDE', 'TERM', 'BASEGR', 'WORSTGR', 'GRADED', 'UNGRADED')
    """
    sides = [
        f"SELECT USUBJID, TESTCD, '{side}' AS SIDE, {term} AS TERM, max({baseline}) AS BASEGR, "
        f"max(CASE WHEN POST = 1 THEN {grade} END) AS WORSTGR, "
        f"sum(CASE WHEN POST = 1 AND {grade} IS NOT NULL THEN 1 ELSE 0 END) AS GRADED, "
        f"sum(CASE WHEN POST = 1 AND {grade} IS NULL THEN 1 ELSE 0 END) AS UNGRADED "
        f"FROM {graded} WHERE {term} IS NOT NULL GROUP BY USUBJID, TESTCD, {term}"
        for side, term, grade, baseline in SIDES
    ]
    columns = ("USUBJID", "TESTCD", "SIDE", "TERM", "BASEGR", "WORSTGR", "GRADED", "UNGRADED")
    return Relation(name, " UNION ALL ".join(sides), (graded,), columns)


def shift_table(worst: str, name: str = "laboratory_shift") -> Relation:
    """Count patients by test, side, baseline grade and worst grade after it.

    `worst` is a relation of `worst_grade`. Patients without a baseline grade or without a graded row after it
    stand in rows of their own (NULL), so that every patient with the test is counted once.

    >>> shift_table("laboratory_worst").columns
    ('TESTCD', 'SIDE', 'TERM', 'BASEGR', 'WORSTGR', 'PATIENTS')
    """
    sql = (
        "SELECT TESTCD, SIDE, TERM, BASEGR, WORSTGR, count(*) AS PATIENTS "
        f"FROM {worst} GROUP BY TESTCD, SIDE, TERM, BASEGR, WORSTGR"
    )
    return Relation(name, sql, (worst,), ("TESTCD", "SIDE", "TERM", "BASEGR", "WORSTGR", "PATIENTS"))


def treatment_emergent(
    graded: str, keys: Sequence[str] = ("USUBJID", "SEQ"), name: str = "laboratory_emergent"
) -> Relation:
    """Say of every row and side whether it is worse than baseline after the start of treatment.

    `graded` is as for `worst_grade` and has `keys`. TRTEML and TRTEMH are true when POST is 1 and the grade
    is above the baseline grade; unknown when the grade is unknown, or above 0 with an unknown baseline grade.

    >>> treatment_emergent("graded").columns
    ('USUBJID', 'SEQ', 'TRTEML', 'TRTEMH')
    """
    flags = [
        f"CASE WHEN {term} IS NULL THEN NULL WHEN POST = 0 OR {grade} = 0 THEN FALSE "
        f"WHEN POST = 1 THEN {grade} > {baseline} END AS TRTEM{side[0]}"
        for side, term, grade, baseline in SIDES
    ]
    sql = f"SELECT {', '.join([*keys, *flags])} FROM {graded}"
    return Relation(name, sql, (graded,), (*keys, "TRTEML", "TRTEMH"))
