"""From tables as they arrived to typed tables: the same variables for every study, and the dates read.

A table as it arrived is called `raw_lb` (lower-case domain) and has the variables of its files in capitals, and
`_ROW`, the number of the row in its file. The typed table `sdtm_lb` has every variable of `study/domains.py`, and
for each date variable its first and last possible day and its time of day. Its last two columns, SRCFILE and SRCROW,
lead back to the file (`source_file`) and the row in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cartaid.engine import Relation
from cartaid.study.dates import sql_first, sql_last, sql_time
from cartaid.study.domains import DOMAINS, SQL_TYPE, Domain, Variable

DATE_PARTS = ("FIRST", "LAST", "TIME")
"""What is derived from each date variable X: X_FIRST and X_LAST (DATE), X_TIME (TIMESTAMP)."""


SOURCE_FILE_COLUMNS = {
    "FILE": "INTEGER",
    "NAME": "VARCHAR",
    "BEFORE": "BIGINT",
    "DOMAIN": "VARCHAR",
    "WORD": "VARCHAR",
    "HEADER": "INTEGER",
}
"""Columns of `source_file`: SRCROW - BEFORE + HEADER is the line, row or record (WORD) of the file."""

PLACE = {"SRCFILE": "INTEGER", "SRCROW": "BIGINT"}
"""Where a record came from: the number of its file, and its row counted through all files of the domain."""


def raw_name(code: str) -> str:
    """Name of the table that holds a domain as it arrived.

    >>> raw_name("LB")
    'raw_lb'
    """
    return f"raw_{code.lower()}"


def typed_columns(domain: Domain) -> dict[str, str]:
    """Give the columns of a typed table and their SQL types.

    >>> list(typed_columns(DOMAINS["DS"]))[-4:]
    ['DSDTC_LAST', 'DSDTC_TIME', 'SRCFILE', 'SRCROW']
    """
    columns = {variable.name: SQL_TYPE[variable.type] for variable in domain.variables}
    for name in domain.dates:
        columns |= {f"{name}_FIRST": "DATE", f"{name}_LAST": "DATE", f"{name}_TIME": "TIMESTAMP"}
    return columns | PLACE


def text_of(column: str, kind: str) -> str:
    """Give the SQL expression of a column as text: trimmed, empty = NULL, whole numbers without a point.

    `kind` is the SQL type the column arrived with.

    >>> text_of("LBTEST", "VARCHAR")
    'nullif(trim("LBTEST"), \\'\\')'
    """
    name = f'"{column}"'
    if kind == "VARCHAR":
        return f"nullif(trim({name}), '')"
    if kind in ("DOUBLE", "FLOAT"):
        return (
            f"CASE WHEN {name} = floor({name}) AND abs({name}) < 1000000000000000 "
            f"THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
        )
    if kind == "BOOLEAN":
        return f"CASE WHEN {name} THEN 'Y' WHEN NOT {name} THEN 'N' END"
    if kind.startswith("TIMESTAMP"):
        # Midnight is how table programs write "no time of day".
        stamp = f"CAST(CAST({name} AS TIMESTAMP) AS VARCHAR)"
        return f"CASE WHEN {stamp} LIKE '% 00:00:00' THEN substr({stamp}, 1, 10) ELSE {stamp} END"
    return f"CAST({name} AS VARCHAR)"


def _is_text(kind: str) -> bool:
    return kind == "VARCHAR"


def number_of(column: str, kind: str) -> str:
    """Give the SQL expression of a column as an exact number; what does not read as a number is NULL.

    >>> number_of("LBSTRESN", "DOUBLE")
    'TRY_CAST("LBSTRESN" AS DECIMAL(18,6))'
    """
    source = text_of(column, kind) if _is_text(kind) else f'"{column}"'
    return f"TRY_CAST({source} AS {SQL_TYPE['number']})"


def integer_of(column: str, kind: str) -> str:
    """Give the SQL expression of a column as a whole number; what does not read as one is NULL.

    >>> integer_of("LBSEQ", "DOUBLE")
    'TRY_CAST("LBSEQ" AS BIGINT)'
    """
    source = text_of(column, kind) if _is_text(kind) else f'"{column}"'
    return f"TRY_CAST({source} AS {SQL_TYPE['integer']})"


def sequence_of(domain: Domain, raw: Mapping[str, str]) -> str:
    """Give the SQL expression of --SEQ; where it is missing, the number of the row in the file.

    >>> sequence_of(DOMAINS["LB"], {"_ROW": "BIGINT"})
    '"_ROW"'
    """
    name = f"{domain.code}SEQ"
    if name not in raw:
        return '"_ROW"'
    return f'coalesce({integer_of(name, raw[name])}, "_ROW")'


def _column(domain: Domain, variable: Variable, raw: Mapping[str, str]) -> str:
    """Give one canonical column from the table as it arrived, as `expression AS name`."""
    name = variable.name
    kind = SQL_TYPE[variable.type]
    if name == f"{domain.code}SEQ":
        return f"{sequence_of(domain, raw)} AS {name}"
    if name not in raw:
        default = f"'{domain.code}'" if name == "DOMAIN" else "NULL"
        return f"CAST({default} AS {kind}) AS {name}"
    if variable.type == "number":
        return f"{number_of(name, raw[name])} AS {name}"
    if variable.type == "integer":
        return f"{integer_of(name, raw[name])} AS {name}"
    text = text_of(name, raw[name])
    # A test is meant by its code, however an export writes it.
    return f"{f'upper({text})' if name.endswith('TESTCD') else text} AS {name}"


def _dates(domain: Domain, raw: Mapping[str, str]) -> list[str]:
    columns = []
    for name in domain.dates:
        if raw.get(name) == "DATE":
            columns += [f"CAST({name} AS DATE) AS {name}_FIRST", f"CAST({name} AS DATE) AS {name}_LAST"]
            columns.append(f"CAST(NULL AS TIMESTAMP) AS {name}_TIME")
        elif name in raw:
            columns += [f"{sql_first(name)} AS {name}_FIRST", f"{sql_last(name)} AS {name}_LAST"]
            columns.append(f"{sql_time(name)} AS {name}_TIME")
        else:
            columns += [f"CAST(NULL AS DATE) AS {name}_FIRST", f"CAST(NULL AS DATE) AS {name}_LAST"]
            columns.append(f"CAST(NULL AS TIMESTAMP) AS {name}_TIME")
    return columns


def _mapped(domain: Domain, variables: Collection[str]) -> tuple[dict[str, str], str]:
    """Give the expressions of code-mapped variables and the joins that bring the codes.

    A mapping within a category wins over one for every category. Codes are unique per variable and category, so
    no join can multiply rows.
    """
    category = f"{domain.code}CAT"
    has_category = any(v.name == category for v in domain.variables)
    expressions: dict[str, str] = {}
    joins = ""
    categories: list[str] = []
    for number, name in enumerate(sorted(variables)):
        within, anywhere = f"w{number}", f"a{number}"
        on = f"DOMAIN = '{domain.code}' AND {{t}}.VARIABLE = '{name}' AND {{t}}.FROM_CODE = upper(c.{name})"
        if has_category:
            joins += (
                f" LEFT JOIN protocol_code AS {within} ON {within}.{on.format(t=within)} "
                f"AND {within}.FROM_CAT = upper(c.{category})"
            )
            expressions[name] = f"coalesce({within}.TO_CODE, {anywhere}.TO_CODE, c.{name})"
            categories += [f"{within}.TO_CAT", f"{anywhere}.TO_CAT"]
        else:
            expressions[name] = f"coalesce({anywhere}.TO_CODE, c.{name})"
        joins += (
            f" LEFT JOIN protocol_code AS {anywhere} ON {anywhere}.{on.format(t=anywhere)} "
            f"AND {anywhere}.FROM_CAT IS NULL"
        )
    if categories:
        expressions[category] = (
            f"coalesce({', '.join(categories)}, {expressions.get(category, f'c.{category}')})"
        )
    return expressions, joins


def _exposure(expressions: dict[str, str]) -> tuple[dict[str, str], str]:
    """Write EXCAT as `CAR T` or `LYMPHODEPLETION` where category or treatment say so; the category wins."""
    joins = ""
    for alias, name in (("xc", "EXCAT"), ("xt", "EXTRT")):
        joins += (
            f" LEFT JOIN protocol_exposure AS {alias} ON {alias}.VARIABLE = '{name}' "
            f"AND {alias}.VALUE = upper({expressions.get(name, f'c.{name}')})"
        )
    category = expressions.get("EXCAT", "c.EXCAT")
    return expressions | {"EXCAT": f"coalesce(xc.EXCAT, xt.EXCAT, {category})"}, joins


def typed_relation(
    domain: Domain, raw: Mapping[str, str], mapped: Collection[str] = (), kept: bool = False
) -> Relation:
    """Give the typed table of one domain.

    `raw` are the columns of `raw_<domain>` with the SQL types they arrived with, empty when no file holds the
    domain; `mapped` are the variables that `protocol_code` maps; `kept` stores the table instead of computing it
    where it is used. Rows without USUBJID are left out: they belong to nobody, and the checks count them. Of a patient's
    rows in DM the first is kept.

    >>> typed_relation(DOMAINS["DS"], {}).sql.endswith("WHERE FALSE")
    True
    """
    columns = tuple(typed_columns(domain))
    if not raw:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in typed_columns(domain).items())
        return Relation(domain.table, f"SELECT {empty} WHERE FALSE", (), columns, kept)
    name = raw_name(domain.code)
    place = ['"_FILE" AS SRCFILE', '"_ROW" AS SRCROW']
    clean = ", ".join([_column(domain, variable, raw) for variable in domain.variables] + place)
    inputs = [name]
    expressions, joins = _mapped(domain, mapped)
    if mapped:
        inputs.append("protocol_code")
    if domain.code == "EX":
        expressions, more = _exposure(expressions)
        joins += more
        inputs.append("protocol_exposure")
    steps = f"WITH clean AS (SELECT {clean} FROM {name})"
    source = "clean"
    if joins:
        picked = ", ".join(
            [f"{expressions.get(v.name, f'c.{v.name}')} AS {v.name}" for v in domain.variables]
            + [f"c.{name}" for name in PLACE]
        )
        steps += f", mapped AS (SELECT {picked} FROM clean AS c{joins})"
        source = "mapped"
    listed = ", ".join([v.name for v in domain.variables] + _dates(domain, raw) + list(PLACE))
    # A patient who is in DM twice would be there twice in everything that is derived; the checks say so.
    first = "row_number() OVER (PARTITION BY USUBJID ORDER BY SRCROW NULLS LAST, SRCFILE NULLS LAST) = 1"
    once = f" QUALIFY {first}" if domain.code == "DM" else ""
    return Relation(
        domain.table,
        f"{steps} SELECT {listed} FROM {source} WHERE USUBJID IS NOT NULL{once}",
        tuple(inputs),
        columns,
        kept,
    )


def typed_relations(
    raw: Mapping[str, Mapping[str, str]], mapped: Mapping[str, Collection[str]], kept: Collection[str]
) -> list[Relation]:
    """Give the typed tables of all domains.

    `raw` are the columns of the tables as they arrived, by domain code; `mapped` the code-mapped variables, by
    domain code; `kept` the domains that are stored.

    >>> len(typed_relations({}, {}, ())) == len(DOMAINS)
    True
    """
    return [
        typed_relation(domain, raw.get(code, {}), mapped.get(code, ()), code in kept)
        for code, domain in DOMAINS.items()
    ]
