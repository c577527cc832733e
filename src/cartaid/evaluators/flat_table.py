"""Turn a flat table of texts into the wide shape of a definition: read, check ranges, convert units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal

from attrs import evolve

from cartaid.engine import Relation, Session
from cartaid.engine.session import quoted
from cartaid.evaluators.expression import names_in, rendered
from cartaid.instruments.definition import Definition, Grade, Item, LaboratoryTable, Score, State

ROW = "row_id"
"""Key of a flat table: the number of the row, from 1."""

Spellings = Mapping[tuple[Decimal, Decimal], tuple[str, ...]]
"""Spellings of the units of an item, in capitals and without blanks, by factor and shift towards its own unit."""


def declared_units(item: Item) -> Spellings:
    """Give the units an item declares, as spelled there.

    >>> declared_units(Item("crp", "CRP", unit="mg/L", accepts={"mg/dL": 10}))[Decimal(10), Decimal(0)]
    ('MG/DL',)
    """
    found: dict[tuple[Decimal, Decimal], tuple[str, ...]] = {}
    for unit, factor in ((item.unit, 1), *item.accepts.items()):
        edge = (Decimal(factor), Decimal(0))
        found[edge] = (*found.get(edge, ()), unit.replace(" ", "").upper())
    return found


BOUND = "^([<>]=?) *([0-9.]+)$"
"""A number given as a bound: the sign of comparison, and the number."""


NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"
"""A number in plain decimal notation. A cast alone also reads what nobody writes as one, such as 1_0."""


NO_UNIT = ("POINTS", "POINT", "SCORE", "{SCORE}", "{POINTS}", "UNITLESS", "NONE", "NA", "N/A", "-", "1")
"""What a unit column may say of a number without unit, as a unit is compared."""


def may_be_bounds(definition: Definition) -> list[Item]:
    """Give the numeric items that may be known only as a bound; laboratory tables grade bounds themselves."""
    if isinstance(definition.method, LaboratoryTable):
        return []
    return [item for item in definition.items if item.type == "number" and not item.bound]


def bounds_in(session: Session, definition: Definition, table: str, columns: Iterable[str]) -> list[Item]:
    """Give the numeric items of which the table holds a bound (`<5`)."""
    by_lower = {column.lower(): f'"{column}"' for column in columns}
    items = [item for item in may_be_bounds(definition) if item.id in by_lower]
    if not items:
        return []
    tests = (f"{by_lower[item.id]} LIKE '<%' OR {by_lower[item.id]} LIKE '>%'" for item in items)
    counted = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
    (found,) = session.rows(f"SELECT {counted} FROM {table}")
    return [item for item, number in zip(items, found, strict=True) if number]


def missing_columns(definition: Definition, columns: Iterable[str]) -> list[str]:
    """List the item columns a flat table lacks; they count as unknown in every row."""
    present = {column.lower() for column in columns}
    return [item.id for item in definition.items if item.id not in present]


def columns_in_use(definition: Definition, switches: Mapping[str, str] | None = None) -> set[str]:
    """Give the columns that the method of a definition reads under its switches.

    An item that only another option of a switch reads is optional.

    >>> from cartaid.instruments.catalogue import definition
    >>> doris = definition("doris-2021")
    >>> "investigational" in columns_in_use(doris)
    False
    >>> "investigational" in columns_in_use(doris, {"investigational": "excluded"})
    True
    """
    ids = [item.id for item in definition.items]
    method = definition.method
    if isinstance(method, LaboratoryTable):
        return set(ids)
    chosen = definition.choices(switches)
    options = {switch.id: switch.options[chosen[switch.id]] for switch in definition.switches}
    clauses = [definition.applicable] if definition.applicable else []
    scores = [method] if isinstance(method, Score) else [quantity.score for quantity in method.quantities]
    if isinstance(method, State):
        clauses += method.clauses
    elif isinstance(method, Grade):
        clauses += [*method.gate, *(arm for level in method.levels for arm in level.arms)]
    clauses += [score.zero_when for score in scores if score.zero_when]
    texts = [clause.sql for clause in clauses] + [score.categories_by for score in scores]
    texts += [term.sql for score in scores for term in score.all_terms]
    used = {name for text in texts for name in names_in(rendered(text, options), ids)}
    return used - set(definition.ignored)


def flat_wide(
    definition: Definition,
    table: str,
    columns: Iterable[str],
    name: str = "wide",
    units: Callable[[Item], Spellings] = declared_units,
    bounded: Collection[str] = (),
) -> Relation:
    """Give the wide relation of `definition` over `table`, whose columns are texts and `row_id`.

    A blank is unknown. A value that does not read, lies outside its item's range, is no permitted category,
    lacks a unit it needs or has one that is not of its item becomes unknown and is named in `problem`. A unit column
    `<item>_unit` that is there is always read, also that of a number without unit: there it must say so. `units`
    gives the spellings that count as a unit of an item. The items of `bounded` may be bounds (`<5`): their sign of
    comparison is the column `<item>_bound`; a bound of any other item is refused.
    """
    by_lower = {column.lower(): f'"{column}"' for column in columns}
    none = "CAST(NULL AS VARCHAR)"
    texts, read, values, refused = [], [], [], []
    bounds: list[str] = []
    ids = [item.id for item in definition.items]
    own_columns = {item.unit_column for item in definition.items}
    for declared in definition.items:
        item = evolve(declared, bound=declared.bound or declared.id in bounded)
        column = by_lower.get(item.id, none)
        texts.append(
            f"{column} AS raw_{item.id}"
            if item.type == "flag"
            else f"nullif(trim({column}), '') AS text_{item.id}"
        )
        named = item.unit_column or f"{item.id}_unit"
        beside = [name for name in units_beside(definition, item) if name in by_lower and name != named]
        others = [by_lower[name] for name in beside]
        shared = [by_lower[name] for name in beside if name not in own_columns]
        paired = [name for name in beside if name in own_columns]
        is_number = item.type == "number" and named not in ids
        has_unit = bool(item.unit_item) or (is_number and (named in by_lower or bool(others)))
        if has_unit:
            spellings = units(item) if item.unit else _no_unit(item)
            written = by_lower.get(named, none)
            key = _unit_key(written)
            if not item.unit and "unit" in ids and "unit" in by_lower:
                key = f"nullif({key}, {_unit_key(by_lower['unit'])})"  # one unit for all values of the row
            if shared:
                key = f"coalesce({', '.join([key, *(_known(column, item, spellings) for column in shared)])})"
            texts += [f"{key} AS unit_{item.id}", f"nullif(trim({written}), '') AS written_{item.id}"]
            if item.unit_alone:
                other = [_unit_key(column) for column in others] or [none]
                texts.append(f"coalesce({', '.join(other)}, NULL) AS other_{item.id}")
            if paired:
                texts.append(f"{_said_beside(paired, by_lower, item, spellings)} AS beside_{item.id}")
        if item.type == "number":
            read.append(f"{_number(item, spellings if has_unit else {}, bool(paired))} AS read_{item.id}")
        if item.bound:
            bounds.append(f"{item.id}_bound")
            read.append(f"nullif(regexp_extract(text_{item.id}, '{BOUND}', 1), '') AS {item.id}_bound")
        values.append(f"{_value(item)} AS {item.id}")
        message = _message(item, has_unit, bool(paired))
        refused.append((f"({item.id} IS NULL AND {_text(item)} IS NOT NULL)", message))
    # Nearly every row is free of refusals: the texts are put together only where there is one.
    anything = " OR ".join(test for test, _ in refused)
    messages = ", ".join(f"CASE WHEN {test} THEN {message} END" for test, message in refused)
    sql = f"SELECT {ROW}, {', '.join(texts)} FROM {table}"
    sql = f"SELECT *, {', '.join(read)} FROM ({sql}) AS texts" if read else sql
    sql = f"SELECT *, {', '.join(values)} FROM ({sql}) AS numbers"
    return Relation(
        name,
        f"SELECT {ROW}, {', '.join([*ids, *bounds])}, CASE WHEN {anything} THEN concat_ws('; ', {messages}) END AS problem "
        f"FROM ({sql}) AS checked",
        (table,),
        (ROW, *ids, *bounds, "problem"),
    )


def units_beside(definition: Definition, item: Item) -> tuple[str, ...]:
    """Give the unit columns of the values on one scale with an item: where one names another unit, each names its own.

    They are those the item declares, and that of the same measure at baseline or now.

    >>> from cartaid.instruments.catalogue import definition
    >>> tis = definition("tis-2016")
    >>> units_beside(tis, tis.item("phga"))
    ('phga_base_unit',)
    """
    measure = item.id.removesuffix("_base")
    own = (
        other.unit_column
        for other in definition.items
        if item.unit
        and other.id in (measure, f"{measure}_base")
        and other.id != item.id
        and set(other.accepts.values()) - {1}
    )
    return tuple(dict.fromkeys((*item.unit_from, *own)))


def _text(item: Item) -> str:
    """Write the text of an item, NULL for a blank.

    A yes/no item is nearly always a bare 1 or 0, so it is trimmed only where it is neither.
    """
    return f"nullif(trim(raw_{item.id}), '')" if item.type == "flag" else f"text_{item.id}"


def _unit_key(column: str) -> str:
    """Write a unit as it is compared: capitals, no blanks, `u` for micro, NULL for a blank."""
    return f"nullif(upper(replace(replace(replace({column}, ' ', ''), '\u00b5', 'u'), '\u03bc', 'u')), '')"


def _no_unit(item: Item) -> Spellings:
    """Give what may stand in the unit column of a number without unit: words for none, and its own scale."""
    scale = () if item.high is None else (f"/{item.high}", f"{item.low or 0}-{item.high}")
    return {(Decimal(1), Decimal(0)): (*NO_UNIT, *scale)}


def _known(column: str, item: Item, units: Spellings) -> str:
    """Write the unit a column says, where it is one of the item's."""
    known = [spelling for spellings in units.values() for spelling in spellings]
    known += [unit.upper() for unit in item.unit_alone]
    return f"CASE WHEN {_unit_key(column)} IN ({', '.join(map(quoted, known))}) THEN {_unit_key(column)} END"


def _said_beside(names: Iterable[str], columns: Mapping[str, str], item: Item, units: Spellings) -> str:
    """Write which unit the values on one scale with an item name, and in which column; NULL where none names one.

    Of the values of a ratio, and of those that need their unit, any counts; else only another one than is assumed.
    """
    others = {
        scale: spellings
        for scale, spellings in units.items()
        if item.unit_item or scale != (Decimal(1), Decimal(0))
    }
    said = [
        f"CASE WHEN {_known(columns[name], item, units if name in item.unit_from else others)} IS NOT NULL "
        f"THEN concat({quoted(name + ' says ')}, trim({columns[name]})) END"
        for name in names
    ]
    return f"nullif(concat_ws(', ', {', '.join(said)}), '')"


def _decimal(text: str) -> str:
    """Read a text as an exact number; NULL for one that is not in plain decimal notation."""
    return f"CASE WHEN regexp_matches({text}, '{NUMBER}') THEN TRY_CAST({text} AS DECIMAL(18,6)) END"


def _number(item: Item, units: Spellings, paired: bool) -> str:
    """Read a number, converted to the item's unit where one is recorded."""
    number = _decimal(_digits(item))
    if not units:
        return number
    whens = []
    for (factor, shift), spellings in units.items():
        scaled = number if factor == 1 else f"{number} * {factor.normalize():f}"
        moved = f"{scaled} + ({shift.normalize():f})" if shift else scaled
        test = f"unit_{item.id} IN ({', '.join(map(quoted, spellings))})"
        if item.unit_alone:
            test += f" AND NOT coalesce(other_{item.id} IN ({_alone(item)}), FALSE)"
        whens.append(f"WHEN {test} THEN {moved}")
    if item.unit_alone:
        test = f"unit_{item.id} IN ({_alone(item)}) AND coalesce(other_{item.id} IN ({_alone(item)}), TRUE)"
        whens.append(f"WHEN {test} THEN {number}")
    if not item.unit_item:
        alone = f" AND beside_{item.id} IS NULL" if paired else ""
        whens.append(f"WHEN unit_{item.id} IS NULL{alone} THEN {number}")
    return f"CAST(CASE {' '.join(whens)} END AS DECIMAL(18,6))"


def _digits(item: Item) -> str:
    """Write the text of a number, without the sign of comparison where it may be a bound."""
    text = f"text_{item.id}"
    if not item.bound:
        return text
    return f"CASE WHEN regexp_matches({text}, '{BOUND}') THEN regexp_extract({text}, '{BOUND}', 2) ELSE {text} END"


def _alone(item: Item) -> str:
    return ", ".join(quoted(unit.upper()) for unit in item.unit_alone)


def _value(item: Item) -> str:
    text = _text(item)
    if item.type == "text" and not item.values:
        return text
    if item.type == "text":
        permitted = ", ".join(quoted(v) for v in item.values)
        return f"CASE WHEN lower({text}) IN ({permitted}) THEN lower({text}) END"
    if item.type == "flag":
        other = _decimal(text)
        return (
            f"CASE WHEN raw_{item.id} = '1' THEN 1 WHEN raw_{item.id} = '0' THEN 0 "
            f"WHEN lower({text}) IN ('y', 'true') OR {other} = 1 THEN 1 "
            f"WHEN lower({text}) IN ('n', 'false') OR {other} = 0 THEN 0 END"
        )
    number = f"read_{item.id}"
    tests = [f"{number} >= {item.low}"] if item.low is not None else []
    tests += [f"{number} <= {item.high}"] if item.high is not None else []
    tests += [f"{number} IN ({', '.join(item.values)})"] if item.values else []
    tests += [f"{number} % {item.step} = 0"] if item.step else []
    return f"CASE WHEN {' AND '.join(tests)} THEN {number} END" if tests else number


def _message(item: Item, has_unit: bool, paired: bool) -> str:
    """Write what is said of a refused value: what was found, and what was expected."""

    def said(expected: str) -> str:
        return f"concat({quoted(item.id + ': ')}, {_text(item)}, {quoted(' refused, ' + expected)})"

    if item.type == "text":
        return said(f"expected {' or '.join(item.values)}")
    if item.type == "flag":
        return said("expected 1, 0 or blank")
    whens = [f"WHEN ({_decimal(_digits(item))}) IS NULL THEN {said('expected a number')}"]
    if has_unit:
        units = ", ".join(item.units)
        named = item.unit_column or f"{item.id}_unit"
        found = f"coalesce(written_{item.id}, unit_{item.id})"
        if paired:
            lacks = quoted(f" refused, needs its unit in {named}: ")
            whens.append(
                f"WHEN read_{item.id} IS NULL AND unit_{item.id} IS NULL AND beside_{item.id} IS NOT NULL "
                f"THEN concat({quoted(item.id + ': ')}, {_text(item)}, {lacks}, beside_{item.id})"
            )
        if item.unit:
            whens.append(
                f"WHEN read_{item.id} IS NULL AND unit_{item.id} IS NULL THEN {said(f'needs {named} ({units})')}"
            )
        together = f" (one quantity in {' and '.join(item.unit_from)})" if item.unit_alone else ""
        expected = f"expected {named} {units}{together}" if item.unit else f"expected no unit in {named}"
        foreign = quoted(f" refused, {expected}, found ")
        whens.append(
            f"WHEN read_{item.id} IS NULL "
            f"THEN concat({quoted(item.id + ': ')}, {_text(item)}, {foreign}, {found})"
        )
        # The bounds are those of the item's own unit: the value is shown in the unit it came in.
        outside = quoted(f" refused, expected {' '.join(filter(None, (_range(item), item.unit)))}")
        shown = f"concat_ws(' ', {_text(item)}, {found})"
        return f"CASE {' '.join(whens)} ELSE concat({quoted(item.id + ': ')}, {shown}, {outside}) END"
    return f"CASE {' '.join(whens)} ELSE {said(f'expected {_range(item)}')} END"


def _range(item: Item) -> str:
    if len(item.values) > 6:
        return f"{', '.join(item.values[:3])} … {item.values[-1]}"
    if item.values:
        return " or ".join(item.values)
    steps = "" if item.step is None else ", whole numbers" if item.step == 1 else f", in steps of {item.step}"
    if item.high is None:
        return f"{item.low} or more{steps}"
    if item.low is None:
        return f"{item.high} or less{steps}"
    return f"{item.low} to {item.high}{steps}"
