"""What each clause or term of a definition came to, for every derived row: one evaluation a definition.

An outcome is a short text. For a score one part a term, joined by `,`: its points, `low~high` where they are open,
`?` where nothing is known. For a state or grade first the quantities in the same writing, then `|`, then one letter
a clause: `1` met, `0` not met, `?` open.
"""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.analysis.item_units import item_units
from cartaid.engine.session import quoted
from cartaid.evaluators.bounded import bounded_evaluations
from cartaid.evaluators.evaluate import evaluation
from cartaid.evaluators.flat_table import ROW, bounds_in, flat_wide
from cartaid.instruments.definition import Definition, Grade, Score, State
from cartaid.report.browser.tables import Tables
from cartaid.results.clauses import clauses_of


def load_chosen_items(tables: Tables, definitions: Mapping[str, Definition], only: str = "TRUE") -> None:
    """Make the table `browser_item`: for each derived row and item the one recorded or derived value that counts.

    A value derived for the item stands in the trace beside the records beneath it; it is the one taken, as in
    `cartaid explain`. `only` is a condition on the derived rows.
    """
    wanted = [
        (id, item.id, item.record.domain if item.record else "")
        for id, definition in definitions.items()
        for item in definition.items
    ]
    typed = {"DEFID": "VARCHAR", "ROLE": "VARCHAR", "OWN": "VARCHAR"}
    tables.session.load("browser_role", typed, wanted)
    tables.session.connection.execute(
        tables.text(
            f"""
            CREATE OR REPLACE TEMP TABLE browser_item AS
            SELECT d.SRCID, d.DEFID, t.ROLE, t.VALUE, t.UNIT
            FROM (SELECT SRCID, DEFID FROM {{derived}} WHERE {only}) AS d
            JOIN {{trace}} AS t ON t.SRCID = d.SRCID
            JOIN browser_role AS r ON r.DEFID = d.DEFID AND r.ROLE = t.ROLE
            QUALIFY row_number() OVER (PARTITION BY d.SRCID, t.ROLE
                ORDER BY CASE WHEN t.DOMAIN = 'ADTX' THEN 0 WHEN t.DOMAIN = r.OWN THEN 1 ELSE 2 END,
                    t.DOMAIN, t.SEQ NULLS LAST, t.DTC NULLS LAST, t.VALUE NULLS LAST) = 1
            """
        )
    )


def outcomes(
    tables: Tables,
    definitions: Mapping[str, Definition],
    switches: Mapping[str, Mapping[str, str]],
    only: str = "TRUE",
) -> dict[int, str]:
    """Evaluate every definition once over all its rows, in detail.

    Parameters
    ----------
    tables : Tables
        Derived rows and trace.
    definitions : mapping
        Definition id to definition; rows of others are left out.
    switches : mapping
        Definition id to the switches it was run with.
    only : str
        Condition on the derived rows.

    Returns
    -------
    dict of int to str
        SRCID to outcome.
    """
    if not (tables.has("derived") and tables.has("trace")):
        return {}
    load_chosen_items(tables, definitions, only)
    present = {row[0] for row in tables.rows(f"SELECT DISTINCT DEFID FROM {{derived}} WHERE {only}")}
    found: dict[int, str] = {}
    for id, definition in definitions.items():
        if id in present:
            found.update(_of_one(tables, definition, switches.get(id), only))
    return found


def _of_one(
    tables: Tables, definition: Definition, switches: Mapping[str, str] | None, only: str
) -> list[tuple[int, str]]:
    columns = []
    for item in definition.items:
        role = f"ROLE = {quoted(item.id)}"
        columns.append(f'max(VALUE) FILTER (WHERE {role}) AS "{item.id}"')
        if item.unit_column:
            # What a study used has passed its units: without one, it stands in the unit of the item.
            unit = f"coalesce(max(UNIT) FILTER (WHERE {role}), {quoted(item.unit)})"
            columns.append(f'{unit} AS "{item.unit_column}"')
    names = [item.id for item in definition.items] + [
        i.unit_column for i in definition.items if i.unit_column
    ]
    id = quoted(definition.id)
    connection = tables.session.connection
    connection.execute(
        tables.text(
            f"CREATE OR REPLACE TEMP TABLE browser_flat AS SELECT d.SRCID AS {ROW}, i.* EXCLUDE (SRCID) "
            f"FROM (SELECT SRCID FROM {{derived}} WHERE DEFID = {id} AND {only}) AS d LEFT JOIN "
            f"(SELECT SRCID, {', '.join(columns)} FROM browser_item WHERE DEFID = {id} GROUP BY SRCID) AS i "
            "ON i.SRCID = d.SRCID"
        )
    )
    bounds = bounds_in(tables.session, definition, "browser_flat", names)
    wide = flat_wide(
        definition, "browser_flat", names, "browser_wide", item_units, [item.id for item in bounds]
    )
    result = (
        bounded_evaluations(definition, "browser_wide", bounds, (ROW,), switches, "browser_result", True)
        if bounds
        else (evaluation(definition, "browser_wide", (ROW,), switches, "browser_result", True),)
    )
    steps = ", ".join(f"{relation.name} AS ({relation.sql})" for relation in (wide, *result))
    # An outcome is told only where the trace gives the stored value again; what it does not explain stays untold.
    codes = [
        definition.paramcd,
        *([definition.paramcd + "MAX"] if isinstance(definition.method, Grade) else []),
    ]
    own = f"d.PARAMCD IN ({', '.join(map(quoted, codes))}) AND d.AVALC IS NULL"
    same = "(r.high IS NULL AND d.AHIGH IS NULL) OR abs(r.high - d.AHIGH) < 0.000001"
    return tables.rows(
        f"WITH {steps} SELECT r.{ROW}, {_written(definition)} FROM browser_result AS r "
        f"JOIN {{derived}} AS d ON d.SRCID = r.{ROW} "
        f"WHERE NOT ({own}) OR {same}"
    )


def _written(definition: Definition) -> str:
    """Write the outcome of a row as one SQL text."""

    def bounds(low: str, high: str) -> str:
        number = "CAST(CAST({} AS DOUBLE) AS VARCHAR)"
        return (
            f"CASE WHEN {low} IS NULL OR {high} IS NULL THEN '?' WHEN {low} = {high} THEN {number.format(low)} "
            f"ELSE {number.format(low)} || '~' || {number.format(high)} END"
        )

    method = definition.method
    if isinstance(method, Score):
        terms = [bounds(f"term_{n}_low", f"term_{n}_high") for n, _ in enumerate(method.all_terms, start=1)]
        return f"concat_ws(',', {', '.join(terms)})" if terms else "''"
    # A grade shows its clauses only; its quantities are not columns of the evaluation.
    shown = method.quantities if isinstance(method, State) else ()
    quantities = [bounds(f"{q.id}_low", f"{q.id}_high") for q in shown]
    first = f"concat_ws(',', {', '.join(quantities)})" if quantities else "''"
    letters = [
        f"CASE WHEN clause_{c.id} THEN '1' WHEN NOT clause_{c.id} THEN '0' ELSE '?' END"
        for c in clauses_of(definition)
    ]
    return f"concat({first}, '|', {', '.join(letters)})" if letters else f"concat({first}, '|')"
