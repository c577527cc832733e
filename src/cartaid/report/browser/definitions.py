"""What the explanation panel says of each definition: title, clauses, items, switches as chosen, citations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cartaid.describe import described
from cartaid.instruments.catalogue import UnknownDefinition, definition
from cartaid.instruments.definition import Banding, Definition, Grade, Score, State
from cartaid.results.clauses import clauses_of, headings

WITHOUT_DEFINITION = {
    "prednisone-equivalent": {
        "title": "Prednisone-equivalent dose",
        "note": "Sum of the daily doses in force, each with its glucocorticoid factor; local routes do not count.",
    },
    "drug-free": {
        "title": "Freedom from drugs",
        "note": "No dose that counts in the last days the protocol asks for, carry-over of biologics included; "
        "drugs given for lymphodepletion, premedication, rescue or replacement do not count.",
    },
}
"""What is said of the rows that come from the drug records and not from an instrument."""


def known_definitions(ids: list[str]) -> dict[str, Definition]:
    """Give the definitions among these ids."""
    found = {}
    for id in ids:
        try:
            one = definition(id)
        except UnknownDefinition:
            continue
        # Laboratory grades have no clauses of their own; their values stand with the laboratory records.
        if isinstance(one.method, (Score, State, Grade)):
            found[id] = one
    return found


def definition_data(
    known: Mapping[str, Definition], switches: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Any]]:
    """Give every definition as the panel shows it: parts in the order of the outcomes."""
    found: dict[str, dict[str, Any]] = {id: dict(text) for id, text in WITHOUT_DEFINITION.items()}
    for id, one in known.items():
        full = described(one)
        chosen = one.choices(switches.get(id))
        found[id] = {
            "title": one.title,
            "edition": one.edition,
            "kind": _kind(one),
            "parts": _parts(one, chosen),
            "rule": one.method.rule if isinstance(one.method, State) else None,
            "items": {
                item.id: {
                    "label": item.label,
                    "flag": item.type == "flag",
                    "unit": item.unit or None,
                    "code": item.record.testcd if item.record else None,
                    "domain": item.record.domain if item.record else None,
                    "note": item.note or None,
                }
                for item in one.items
            },
            "switches": [
                {
                    "label": s.label,
                    "chosen": chosen[s.id],
                    "id": s.id,
                    "default": s.default,
                    "note": s.note or None,
                }
                for s in one.switches
            ],
            "sources": full["sources"],
            "missing": one.missing,
            "window": one.window or None,
            "attribution": one.attribution or None,
            "memory": list(one.unverified),
            "divergences": list(one.divergences),
            "licence": one.licence,
            "range": full["range"],
            "unit": one.unit or None,
            "better": one.better or None,
            "cuts": _cuts(one),
        }
    return found


SIDES = {">=": "≥", "<=": "≤"}


def _cuts(one: Definition) -> dict[str, list[list[Any]]]:
    """Give the edges of the published categories of a score, by parameter, each with what lies beyond it."""
    method = one.method
    if not isinstance(method, Score) or method.categories is None or method.categories_on != "value":
        return {}
    if isinstance(method.categories, Banding):
        named = {"": method.categories}
    else:
        # The first population stands for all: the others have edges of their own, named in the panel.
        first = next(iter(method.categories))
        named = {f" ({first})": method.categories[first]}
    return {
        one.paramcd: [
            [float(cut.at), f"{SIDES.get(cut.side, cut.side)} {cut.at} {cut.gives}{note}"]
            for note, banding in named.items()
            for cut in banding.cuts
        ]
    }


def _kind(one: Definition) -> str:
    return "score" if isinstance(one.method, Score) else "state" if isinstance(one.method, State) else "grade"


def _parts(one: Definition, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the terms, or the quantities and clauses, with the items each one reads."""
    from cartaid.evaluators.expression import names_in

    ids = [item.id for item in one.items]
    method = one.method
    if isinstance(method, Score):
        return [
            {"label": t.label, "sql": t.sql, "items": names_in(t.sql, ids), "checked": t.checked}
            for t in method.all_terms
        ]
    groups = headings(one)
    quantities = method.quantities if isinstance(method, State) else ()
    parts: list[dict[str, Any]] = [{"label": q.label, "quantity": True, "items": []} for q in quantities]
    options = {s.id: s.options[chosen[s.id]] for s in one.switches}
    for clause in clauses_of(one):
        # A switch may bring items of its own into a clause.
        text = clause.sql
        for switch, option in options.items():
            text = text.replace("{" + switch + "}", option)
        parts.append(
            {
                "label": clause.label,
                "sql": clause.sql,
                "items": names_in(text, ids),
                "checked": clause.checked,
                "group": groups.get(clause.id),
            }
        )
    return parts
