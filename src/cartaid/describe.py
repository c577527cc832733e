"""A definition as plain data: for machines, for the documentation, for the conformance corpus."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Definition,
    Group,
    Item,
    LaboratoryTable,
    Method,
    Number,
    Score,
    State,
    Term,
)


def described(known: Definition) -> dict[str, Any]:
    """Give everything a definition declares as plain data that JSON can hold.

    >>> from cartaid import definition
    >>> described(definition("sledai-2k"))["method"]["terms"][0]
    {'label': 'Seizure', 'expression': '8 * seizure', 'checked': 'verified'}
    """
    return {
        "id": known.id,
        "paramcd": known.paramcd,
        "category_paramcd": known.category_paramcd or None,
        "title": known.title,
        "family": known.family or None,
        "disease": known.disease,
        "kind": known.kind,
        "edition": known.edition,
        "items": [_item(item, item.id in known.ignored) for item in known.items],
        "method": _method(known.method),
        "applicable": known.applicable
        and {"label": known.applicable.label, "condition": known.applicable.sql},
        "switches": [
            {
                "id": s.id,
                "label": s.label,
                "options": dict(s.options),
                "default": s.default,
                "note": s.note,
                "checked": s.checked,
                "items": {
                    o: [_item(item, item.id in known.ignored) for item in i] for o, i in s.items.items()
                },
            }
            for s in known.switches
        ],
        "range": [_number(known.low), _number(known.high)],
        "unit": known.unit or None,
        "run": known.run,
        "better": known.better or None,
        "missing": known.missing,
        "window": known.window or None,
        "attribution": known.attribution or None,
        "sources": [
            {
                "citation": s.citation,
                "doi": s.doi or None,
                "where": s.where or None,
                "checked": s.checked,
                "secondary": s.secondary,
            }
            for s in known.sources
        ],
        "licence": known.licence,
        "divergences": list(known.divergences),
        "notes": list(known.notes),
        "validated_in": known.validated_in or None,
        "from_memory": list(known.unverified),
        "from_secondary": list(known.secondary),
    }


def _number(value: Any) -> str | None:
    return None if value is None else str(value)


def _item(item: Item, ignored: bool) -> dict[str, Any]:
    record = item.record
    return {
        "id": item.id,
        "label": item.label,
        "type": item.type,
        "range": [_number(item.low), _number(item.high)],
        "step": _number(item.step),
        "values": list(item.values),
        "unit": item.unit or None,
        "accepts": {unit: str(factor) for unit, factor in item.accepts.items()},
        "units": list(item.units),
        "unit_column": item.unit_column or None,
        "unit_needed": bool(item.unit_item),
        "unit_rule": item.unit_rule or None,
        "optional": item.optional,
        "record": record
        and {
            "domain": record.domain,
            "testcd": record.testcd,
            "cat": record.cat or None,
            "at": record.at,
            "days_before": record.before,
            "days_after": record.after,
            "pick": record.pick,
        },
        "counts": not ignored,
        "applies": item.applies or None,
        "note": item.note or None,
        "checked": item.checked,
    }


def _banding(banding: Banding, constant: Number | None = None) -> dict[str, Any]:
    """Describe a banding; with the constant of a sum it bands, also the published cut-offs of the points alone."""
    cuts = [{"side": cut.side, "at": str(cut.at), "gives": str(cut.gives)} for cut in banding.cuts]
    if constant is not None:
        for described_cut, cut in zip(cuts, banding.cuts, strict=True):
            described_cut["points"] = f"{(Decimal(cut.at) - constant).normalize():f}"
    return {"otherwise": str(banding.base), "cuts": cuts}


def _term(term: Term) -> dict[str, Any]:
    return {"label": term.label, "expression": term.sql, "checked": term.checked}


def _clause(clause: Clause) -> dict[str, Any]:
    return {"id": clause.id, "label": clause.label, "condition": clause.sql, "checked": clause.checked}


def _score(score: Score) -> dict[str, Any]:
    parts = [
        {
            "group": part.label,
            "combine": part.combine,
            "cap": _number(part.cap),
            "terms": [_term(term) for term in part.terms],
        }
        if isinstance(part, Group)
        else _term(part)
        for part in score.terms
    ]
    categories: Any = None
    constant = score.constant if score.categories_on == "points" else None
    if isinstance(score.categories, Banding):
        categories = _banding(score.categories, constant)
    elif score.categories:
        categories = {value: _banding(banding, constant) for value, banding in score.categories.items()}
    return {
        "kind": "score",
        "terms": parts,
        "constant": str(score.constant),
        "combine": score.combine,
        "link": score.link,
        "answered_at_least": score.answered_at_least,
        "zero_when": _clause(score.zero_when) if score.zero_when else None,
        "categories": categories,
        "categories_by": score.categories_by or None,
        "categories_on": score.categories_on if score.categories is not None else None,
        "attainable": {item: list(texts) for item, texts in score.attainable.items()} or None,
    }


def _method(method: Method) -> dict[str, Any]:
    if isinstance(method, LaboratoryTable):
        return {"kind": "laboratory table", "edition": method.edition}
    if isinstance(method, Score):
        return _score(method)
    quantities = [{"id": q.id, "label": q.label, "score": _score(q.score)} for q in method.quantities]
    if isinstance(method, State):
        return {
            "kind": "state",
            "rule": method.rule,
            "clauses": [_clause(clause) for clause in method.clauses],
            "quantities": quantities,
        }
    return {
        "kind": "grade",
        "base": str(method.base),
        "gate": [_clause(clause) for clause in method.gate],
        "levels": [
            {
                "grade": str(level.grade),
                "label": level.label or None,
                "gated": level.gated,
                "arms": [_clause(arm) for arm in level.arms],
            }
            for level in method.levels
        ],
        "quantities": quantities,
    }
