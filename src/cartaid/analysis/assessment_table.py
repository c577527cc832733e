"""Which definitions share one assessment table, and where each of its items is found."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from cartaid.engine import Session
from cartaid.instruments.definition import Definition, Item, Record


@frozen
class AssessmentTable:
    """Definitions assessed by the same records, and the items of all of them."""

    number: int
    disease: str
    definitions: tuple[Definition, ...]
    items: tuple[Item, ...]
    assessed_by: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the wide relation."""
        return f"assessment_{self.number}"

    @property
    def used(self) -> str:
        """Name of the relation that lists every record that entered."""
        return f"used_{self.number}"

    @property
    def bits(self) -> dict[str, int]:
        """Give each assessing yes/no item a bit: a whole form then folds into two numbers a visit.

        >>> from cartaid.instruments.catalogue import definition
        >>> tables_for([definition("sledai-2k")])[0].bits["visual"]
        8
        """
        flags = [i.id for i in self.items if i.type == "flag" and i.id in self.assessed_by]
        return {id: 2**place for place, id in enumerate(flags[:62])}

    def places(self, *at: str) -> list[tuple[int, Item, Record]]:
        """List the items found at these times, with their place in the table."""
        listed = []
        for place, item in enumerate(self.items, start=1):
            assert item.record is not None
            if item.record.at in at:
                listed.append((place, item, item.record))
        return listed


def assessed_by(definition: Definition) -> tuple[str, ...]:
    """Give the items whose dates make an assessment of this definition."""
    if definition.assessed_by:
        return definition.assessed_by
    return tuple(
        item.id
        for item in definition.items
        if item.record is not None
        and item.record.at == "assessment"
        and item.record.before == 0
        and item.record.after == 0
        and not item.record.domain.startswith("AD")
    )


def tables_for(definitions: Iterable[Definition], start: int = 1) -> list[AssessmentTable]:
    """Group definitions into assessment tables: same disease, same assessing records, no conflicting item.

    >>> from cartaid.instruments.catalogue import definition
    >>> [len(t.definitions) for t in tables_for([definition("sledai-2k"), definition("doris-2021")])]
    [2]
    """
    tables: list[AssessmentTable] = []
    for definition in definitions:
        anchors = {definition.item(id).record for id in assessed_by(definition)}
        disease = definition.disease.upper()
        for place, table in enumerate(tables):
            by_id = {item.id: item for item in table.items}
            same = {by_id[id].record for id in table.assessed_by} == anchors and table.disease == disease
            fits = all(by_id.get(item.id, item) == item for item in definition.items)
            if same and fits:
                more = tuple(item for item in definition.items if item.id not in by_id)
                tables[place] = evolve(
                    table, definitions=(*table.definitions, definition), items=(*table.items, *more)
                )
                break
        else:
            tables.append(
                AssessmentTable(
                    start + len(tables), disease, (definition,), definition.items, assessed_by(definition)
                )
            )
    return tables


def load_places(session: Session, tables: Iterable[AssessmentTable]) -> None:
    """Load where each item of each table is found, as the table `item_place`."""
    rows = []
    for table in tables:
        bits = table.bits
        for place, item, record in table.places("assessment", "baseline"):
            rows.append(
                (
                    table.number,
                    place,
                    item.id,
                    record.domain,
                    record.testcd,
                    record.cat,
                    record.at,
                    item.id in table.assessed_by,
                    record.before,
                    record.after,
                    record.pick,
                    bits.get(item.id),
                )
            )
    columns = {
        "NUMBER": "INTEGER",
        "PLACE": "INTEGER",
        "ITEM": "VARCHAR",
        "DOMAIN": "VARCHAR",
        "TESTCD": "VARCHAR",
        "CAT": "VARCHAR",
        "MOMENT": "VARCHAR",
        "ASSESSES": "BOOLEAN",
        "BEFORE_DAYS": "INTEGER",
        "AFTER_DAYS": "INTEGER",
        "PICK": "VARCHAR",
        "BIT": "BIGINT",
    }
    session.load("item_place", columns, rows)
