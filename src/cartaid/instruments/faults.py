"""What is wrong with a definition that somebody wrote: said in a line, before anything is computed with it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from difflib import get_close_matches
from typing import get_args, get_type_hints

from cartaid.instruments.definition import Definition, LaboratoryTable, Score, State

_NAME = re.compile(r"'(?:[^']|'')*'|\{\w+\}|[A-Za-z_]\w*(?!\w)(?!\s*\()")
_SQL = frozenset(
    "and or not case when then else end is null true false in between like distinct from cast as decimal double "
    "integer varchar boolean".split()
)
_CHOICES = ("disease", "kind", "run", "better")


def faults(definition: Definition) -> Iterator[str]:
    """Give what keeps a definition from being used: names, codes, words of the vocabulary, unknown items.

    >>> from cartaid.instruments.catalogue import definition
    >>> list(faults(definition("sledai-2k")))
    []
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9.]+)*", definition.id):
        yield f"id {definition.id!r}: expected small letters, digits and - only"
    for code in filter(None, (definition.paramcd, definition.category_paramcd)):
        if not re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", code):
            yield f"PARAMCD {code!r}: expected a capital letter and at most seven more capitals or digits"
    if not isinstance(definition.sources, tuple) or not definition.sources:
        yield "sources: expected at least one Source"
        return
    for source in definition.sources:
        if not source.doi and not source.where:
            yield f"source {source.citation[:60]!r}: expected a doi, or in where the place it can be held against"
    hints = get_type_hints(Definition)
    for name in _CHOICES:
        expected = get_args(hints[name])
        found = getattr(definition, name)
        if found not in expected:
            yield f"{name} {found!r}: expected one of {', '.join(word for word in expected if word)}"
    items = [item.id for item in definition.items]
    for id in sorted({id for id in items if items.count(id) > 1}):
        yield f"item {id!r} is declared more than once"
    for place, text in _expressions(definition):
        yield from _unknown(place, text, items)
    if isinstance(definition.method, State) and definition.method.rule not in ("all", "any"):
        yield from _unknown(
            "rule", definition.method.rule, [clause.id for clause in definition.method.clauses]
        )


def _expressions(definition: Definition) -> Iterator[tuple[str, str]]:
    """Give every expression over the items, with the place it stands at."""
    method = definition.method
    quantities = getattr(method, "quantities", ())
    bounds = {f"{quantity.id}_{end}" for quantity in quantities for end in ("low", "high")}
    own = bounds | {clause.id for clause in getattr(method, "clauses", ())}
    if definition.applicable:
        yield "applicable", definition.applicable.sql
    yield from ((f"item {item.id!r}: applies", item.applies) for item in definition.items if item.applies)
    if isinstance(method, LaboratoryTable):
        return
    for switch in definition.switches:
        # An option may also stand in the rule of a state, or in a clause that reads a quantity.
        yield from (
            (f"switch {switch.id!r}, option {o!r}", _without(text, own)) for o, text in switch.options.items()
        )
    scores = [method] if isinstance(method, Score) else [quantity.score for quantity in method.quantities]
    for score in scores:
        yield from ((f"term {term.label!r}", term.sql) for term in score.all_terms)
        if score.categories_by:
            yield "categories_by", score.categories_by
    if isinstance(method, Score):
        return
    clauses = (
        method.clauses
        if isinstance(method, State)
        else [*method.gate, *(arm for level in method.levels for arm in level.arms)]
    )
    yield from ((f"clause {clause.id!r}", _without(clause.sql, bounds)) for clause in clauses)


def _without(text: str, names: Container[str]) -> str:
    """Write NULL for names that are columns of the evaluation and no items."""
    return re.sub(r"\w+", lambda word: "NULL" if word[0] in names else word[0], text)


def _unknown(place: str, text: str, known: Iterable[str]) -> Iterator[str]:
    names = list(known)
    for token in dict.fromkeys(_NAME.findall(text)):
        if token[0] in "'{" or token.lower() in _SQL or token in names:
            continue
        near = get_close_matches(token, names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        what = "clause" if place == "rule" else "item"
        yield f"{place} uses {token!r}, which is no {what} of it{hint}"
