"""One explanation as a tree in the terminal: value, clauses under their grades, items, records, definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rich.markup import escape
from rich.tree import Tree

from cartaid.explained_beside import ran
from cartaid.explained_value import (
    NO_RECORD,
    Explanation,
    UsedRecord,
    disagree,
    entered_records,
)
from cartaid.results.clauses import EVERY_GRADE, clauses_of, headings
from cartaid.terminal import coloured, console


def explanation_tree(e: Explanation) -> None:
    """Print one explanation as a tree."""
    tree = Tree(_value(e.row))
    if e.chosen is not None:
        tree.add(escape(e.chosen))
    if e.asked_day is not None:
        tree.add(f"day {e.asked_day} was asked for: this is the assessment nearest to it")
    if e.row["REASON"]:
        tree.add(f"why: {escape(e.row['REASON'])}")
    if e.note is not None:
        tree.add(escape(e.note))
    if e.investigator is not None:
        tree.add(escape(e.investigator))
    shown = _add_parts(tree, e)
    if e.measured:
        branch = tree.add("measured that day (lowest); did not decide the grade")
        for record in e.measured:
            branch.add(escape(f"{record.role}: {_record(record)}"))
    _add_records(tree, e, shown)
    if e.rule:
        branch = tree.add(f"rule: {escape(e.rule[0])}")
        for line in e.rule[1:]:
            branch.add(escape(line))
    _add_definition(tree, e)
    console().print(tree)


def _value(row: Mapping[str, Any]) -> str:
    value = row["AVALC"] if row["AVALC"] is not None else row["AVAL"]
    if value is None:
        value = f"between {row['ALOW']} and {row['AHIGH']}" if row["ALOW"] is not None else "undetermined"
    day = "" if row["ADT"] is None else f" on {row['ADT']}"
    day += "" if row["RDY"] is None else f", day {row['RDY']}"
    return (
        f"[bold]{escape(str(row['USUBJID']))} · {row['PARAMCD']} {escape(str(row['PARAM']))}[/]{day}: "
        f"[bold]{coloured(str(value))}[/] ({row['STATUS'].lower()})"
    )


def _record(record: UsedRecord) -> str:
    # What stands under the name of an analysis dataset is derived; the records beneath it are listed beside it.
    at = "derived" if record.domain.startswith("AD") else f"{record.domain} {record.seq or ''}".rstrip()
    unit = f" {record.unit}" if record.unit else ""
    date = ""
    if record.date:
        when = ran(record.date, record.end)
        date = f" on {when}" if when == record.date else f" from {when}"
        date += f", {record.open_end}" if record.open_end else ""
    return f"{at}{date}: {record.value}{unit}"


def _under(tree: Tree) -> Callable[[str], Tree]:
    """Give the branch of each heading, made when it is first asked for; without one it is the tree itself."""
    branches: dict[str, Tree] = {"": tree}

    def branch(heading: str) -> Tree:
        if heading not in branches:
            how = "all of these" if heading == EVERY_GRADE else "any of these"
            branches[heading] = tree.add(f"[bold]{escape(heading)}[/]: {how}")
        return branches[heading]

    return branch


def _add_parts(tree: Tree, e: Explanation) -> set[str]:
    """Add the clauses under the grade that asks for each; gives the items shown with them."""
    under = _under(tree)
    shown: set[str] = set()
    for part in e.parts:
        branch = under(part.heading).add(f"{escape(part.label)}: {coloured(part.outcome)}")
        if part.outcome in ("0", "met") and len(part.items) > 4:
            continue
        for item in part.items:
            branch.add(_item(e, item))
            shown.add(item)
    if not e.parts and e.definition is not None:
        grades = headings(e.definition)
        for clause in clauses_of(e.definition) if grades else ():
            under(grades[clause.id]).add(escape(clause.label))
    return shown


def _item(e: Explanation, item: str) -> str:
    label, clash = item, ""
    if e.definition:
        label = e.definition.item(item).label
        if disagree(entered_records(e.definition.item(item), e.records)):
            clash = "two records disagree: "
    used = [_record(record) for record in e.records if record.role == item]
    return f"{escape(label)}: {clash}" + escape("; ".join(used or ["no record"]))


def _add_records(tree: Tree, e: Explanation, shown: set[str]) -> None:
    """Add the records of the items that stand under no clause."""
    rest = [record for record in e.records if record.role not in shown]
    if not rest:
        return
    labels = {item.id: item.label for item in e.definition.items} if e.definition else {}
    of_window = e.note == NO_RECORD
    branch = tree.add("records of its days, found in the analysis datasets" if of_window else "records")
    for record in rest:
        branch.add(escape(f"{labels.get(record.role, record.role)}: {_record(record)}"))


def _add_definition(tree: Tree, e: Explanation) -> None:
    d = e.definition
    if d is None:
        return
    chosen = ", ".join(f"{name}={value}" for name, value in e.switches.items()) or "none"
    branch = tree.add(f"definition {d.id}, {escape(d.edition)}; switches: {escape(chosen)}")
    for source in d.sources[:2]:
        branch.add(escape(source.citation + (f" doi {source.doi}" if source.doi else "")))
    if d.unverified:
        branch.add(f"from memory, not yet checked: {escape('; '.join(d.unverified))}")
