"""The clauses of a state or a grade in the order they are told, and the heading each stands under."""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.instruments.definition import Clause, Definition, Grade, State

EVERY_GRADE = "needed for every grade"


def clauses_of(definition: Definition) -> list[Clause]:
    """Give the clauses of a state or grade, in the order their outcomes are written."""
    method = definition.method
    if isinstance(method, State):
        return list(method.clauses)
    if isinstance(method, Grade):
        return [*method.gate, *(arm for level in method.levels for arm in level.arms)]
    return []


def headings(definition: Definition) -> Mapping[str, str]:
    """Give the heading of each clause of a grade, by the clause's id; empty for what is no grade.

    >>> from cartaid.instruments.catalogue import definition
    >>> told = headings(definition("crs-astct-2019"))
    >>> told["fever"], told["low_flow"], told["pressors"]
    ('needed for every grade', 'grade 2', 'grade 4')
    """
    method = definition.method
    if not isinstance(method, Grade):
        return {}
    found = {clause.id: EVERY_GRADE for clause in method.gate}
    for level in method.levels:
        words = f"grade {level.grade}" + (f", {level.label}" if level.label else "")
        found |= {arm.id: words for arm in level.arms}
    return found
