"""A relation: one named SELECT with declared inputs and outputs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from attrs import frozen


@frozen
class Relation:
    """One named SELECT.

    `sql` is written in the portable subset (see `engine/portable.py`) and names other relations or loaded
    tables only; `inputs` and `columns` declare them, and a test holds the declaration against the text.
    `kept` relations are computed once and stored; the others are views, computed where they are used.

    >>> adults = Relation("adults", "SELECT USUBJID FROM dm WHERE AGE >= 18", ("dm",), ("USUBJID",))
    >>> adults.name
    'adults'
    """

    name: str
    sql: str
    inputs: tuple[str, ...]
    columns: tuple[str, ...]
    kept: bool = True


def in_order(relations: Iterable[Relation]) -> list[Relation]:
    """Sort relations so that each comes after those it reads.

    Inputs that no relation defines are taken to be loaded tables. Raises ValueError on a circle or on two
    relations of one name.

    >>> a = Relation("a", "SELECT x FROM b", ("b",), ("x",))
    >>> b = Relation("b", "SELECT x FROM raw", ("raw",), ("x",))
    >>> [r.name for r in in_order([a, b])]
    ['b', 'a']
    """
    by_name: dict[str, Relation] = {}
    for relation in relations:
        if relation.name in by_name:
            raise ValueError(f"two relations are named {relation.name!r}: rename one of them")
        by_name[relation.name] = relation
    ordered: list[Relation] = []
    finished: set[str] = set()

    def visit(relation: Relation, above: Sequence[str]) -> None:
        if relation.name in finished:
            return
        if relation.name in above:
            raise ValueError(f"relations form a circle: {' -> '.join([*above, relation.name])}")
        for name in relation.inputs:
            if name in by_name:
                visit(by_name[name], [*above, relation.name])
        finished.add(relation.name)
        ordered.append(relation)

    for relation in by_name.values():
        visit(relation, [])
    return ordered


def needed(relations: Iterable[Relation], wanted: Iterable[str]) -> list[Relation]:
    """Keep the relations that the wanted ones are made of, themselves included.

    >>> a = Relation("a", "SELECT x FROM b", ("b",), ("x",))
    >>> b = Relation("b", "SELECT x FROM raw", ("raw",), ("x",))
    >>> c = Relation("c", "SELECT x FROM raw", ("raw",), ("x",))
    >>> [r.name for r in needed([a, b, c], ["a"])]
    ['a', 'b']
    """
    by_name = {relation.name: relation for relation in relations}
    kept: set[str] = set()
    open_names = list(wanted)
    while open_names:
        name = open_names.pop()
        if name in by_name and name not in kept:
            kept.add(name)
            open_names += by_name[name].inputs
    return [relation for name, relation in by_name.items() if name in kept]


def last_reader(ordered: Sequence[Relation], wanted: Collection[str]) -> dict[str, list[str]]:
    """Give, for each relation, the stored ones that nothing built after it reads: they can be dropped then.

    A view reads when it is read, so what stands behind it counts as read by its readers; what a wanted view
    stands on is never dropped.

    >>> a = Relation("a", "SELECT x FROM raw", ("raw",), ("x",))
    >>> b = Relation("b", "SELECT x FROM a", ("a",), ("x",), kept=False)
    >>> c = Relation("c", "SELECT x FROM b", ("b",), ("x",))
    >>> last_reader([a, b, c], ["c"])
    {'c': ['a']}
    """
    by_name = {relation.name: relation for relation in ordered}
    stored: dict[str, set[str]] = {}
    last: dict[str, str] = {}
    for relation in ordered:
        read = set[str]()
        for name in relation.inputs:
            if name in by_name:
                read |= {name} if by_name[name].kept else stored[name]
        stored[relation.name] = read
        if relation.kept:
            last |= dict.fromkeys(read, relation.name)
    spared = set(wanted).union(
        *(stored[name] for name in wanted if name in by_name and not by_name[name].kept)
    )
    found: dict[str, list[str]] = {}
    for name, reader in last.items():
        if name not in spared:
            found.setdefault(reader, []).append(name)
    return found
