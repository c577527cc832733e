"""The interval of a score, as SQL: what is known, and what the missing items could add."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from cartaid.evaluators.expression import names_in, rendered, replaced
from cartaid.instruments.definition import Group, Item, Score, Term

Bound = Callable[[Term], tuple[str, str]]


def term_bounds(
    term: Term,
    items: Sequence[Item],
    options: Mapping[str, str],
    free: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[str, str]:
    """Give the lowest and highest value of a term as SQL.

    Each missing item is tried at its probes (the extremes it could have); items named in `free` are tried at
    the texts given there (none: their probes) even where they are known. A missing item without probes leaves
    the term unknown.
    """
    free = free or {}
    sql = rendered(term.sql, options)
    by_id = {item.id: item for item in items}
    used = names_in(sql, by_id)
    probes = {name: free.get(name) or term.probes.get(name, by_id[name].probes) for name in used}
    bounded = [name for name in used if probes[name]]
    unbounded = [name for name in used if not probes[name]]

    def at(corner: Sequence[str]) -> str:
        known = {n: p if n in free else f"coalesce({n}, {p})" for n, p in zip(bounded, corner, strict=True)}
        return replaced(sql, known)

    rising = bounded if term.rises and len(bounded) == 1 else term.rising

    def corners(upper: bool) -> list[str]:
        """Give the expression at every corner that can be its lowest (or highest) value."""
        tried = []
        for name in bounded:
            one = (
                (-1 if upper else 0)
                if name in rising
                else (0 if upper else -1)
                if name in term.falling
                else None
            )
            tried.append(probes[name] if one is None or name in free else (probes[name][one],))
        return [at(corner) for corner in product(*tried)]

    low, high = (
        found[0] if len(found := corners(upper)) == 1 else f"{pick}({', '.join(found)})"
        for upper, pick in ((False, "least"), (True, "greatest"))
    )
    if unbounded:
        unknown = " OR ".join(f"{name} IS NULL" for name in unbounded)
        low, high = (f"CASE WHEN {unknown} THEN NULL ELSE {bound} END" for bound in (low, high))
    return low, high


def answered(term: Term, items: Sequence[Item], options: Mapping[str, str]) -> str:
    """Write "this term is answered": its own condition, or else that every item of it is known."""
    if term.answered:
        return rendered(term.answered, options)
    used = names_in(rendered(term.sql, options), [item.id for item in items])
    return " AND ".join(f"{name} IS NOT NULL" for name in used)


def score_bounds(
    score: Score,
    items: Sequence[Item],
    options: Mapping[str, str],
    free: Mapping[str, tuple[str, ...]] | None = None,
    computed: Sequence[tuple[str, str]] | None = None,
) -> tuple[str, str]:
    """Give the lowest and highest value of a score as SQL over the items.

    `computed` names the columns that already hold the bounds of each term, in order.
    """
    ready = iter(computed or [term_bounds(term, items, options, free) for term in score.all_terms])

    def bounds(part: Term | Group) -> tuple[str, str]:
        if isinstance(part, Term):
            return next(ready)
        sides = zip(*(next(ready) for _ in part.terms), strict=True)
        low, high = (_grouped(part, list(side)) for side in sides)
        return low, high

    parts = [bounds(part) for part in score.terms]
    count = len(parts)
    if score.combine == "mean" and score.answered_at_least is not None:
        tests = [answered(term, items, options) for term in score.all_terms]
        number = "(" + " + ".join(f"CASE WHEN {test} THEN 1 ELSE 0 END" for test in tests) + ")"

        def mean(side: int) -> str:
            total = " + ".join(
                f"CASE WHEN {test} THEN {part[side]} ELSE 0 END"
                for test, part in zip(tests, parts, strict=True)
            )
            every = " + ".join(part[side] for part in parts)
            return (
                f"CASE WHEN {number} >= {score.answered_at_least} THEN ({total}) / nullif({number}, 0) "
                f"ELSE ({every}) / {count} END"
            )

        return mean(0), mean(1)
    low, high = (" + ".join([*(part[i] for part in parts), *_constant(score)]) for i in (0, 1))
    if score.combine == "mean":
        low, high = f"({low}) / {count}", f"({high}) / {count}"
    if score.link == "logistic":
        low, high = (f"1.0 / (1.0 + exp(-(CAST({side} AS DOUBLE))))" for side in (low, high))
    if score.zero_when is not None:
        zero = rendered(score.zero_when.sql, options)
        low = f"CASE WHEN {zero} THEN 0 WHEN NOT ({zero}) THEN {low} ELSE least(0, {low}) END"
        high = f"CASE WHEN {zero} THEN 0 WHEN NOT ({zero}) THEN {high} ELSE greatest(0, {high}) END"
    return low, high


def _constant(score: Score) -> list[str]:
    return [f"({score.constant})"] if score.constant else []


def _grouped(group: Group, sides: list[str]) -> str:
    joined = (
        f"greatest({', '.join(sides)})" if group.combine == "max" and len(sides) > 1 else " + ".join(sides)
    )
    return f"least({joined}, {group.cap})" if group.cap is not None else f"({joined})"
