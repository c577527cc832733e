"""The drug dictionary: committed tables, read once and loaded into a session."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from attrs import frozen

from cartaid.engine import Session
from cartaid.medication.settings import MedicationSettings

_TYPE = {
    "NUMERATOR": "BIGINT",
    "DENOMINATOR": "BIGINT",
    "PERIOD_DAYS": "BIGINT",
    "DAYS": "BIGINT",
    "STANDARD_DAYS": "BIGINT",
    "HALF_LIFE_DAYS": "DECIMAL(18,6)",
    "STANDARD_MG": "DECIMAL(18,6)",
    "STANDARD_MG_HIGH": "DECIMAL(18,6)",
}
"""Columns that are not text."""

_FILE = {
    "drug_class": "classes",
    "drug_substance": "substances",
    "drug_atc": "atc",
    "drug_name": "names",
    "drug_route": "routes",
    "drug_frequency": "frequencies",
    "drug_unit": "units",
    "drug_indication": "indications",
}
"""Session table -> file in `data/`."""


@frozen
class Table:
    """A table of constants: its session name, columns with SQL types, and rows."""

    name: str
    columns: dict[str, str]
    rows: tuple[tuple[str | int | Decimal | None, ...], ...]


@cache
def read(name: str) -> tuple[dict[str, str], ...]:
    """Read one committed table of `data/` as rows of text; blank stays the empty text.

    Parameters: `name`, the file without its ending. Returns one dictionary a row.

    >>> read("washout")[0]["SUBSTANCE"]
    'prednisone'
    """
    text = (files("cartaid.medication") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def prednisone_factor(substance: str, settings: MedicationSettings | None = None) -> Fraction | None:
    """Give the milligrams of prednisone that equal 1 mg of a glucocorticoid, exactly.

    Parameters: `substance`, its name in `data/substances.csv`; `settings`, for the two that tables disagree on.
    Returns the factor, or None for a glucocorticoid without a tabulated equivalent. Raises KeyError on an unknown
    substance. The source of each equivalent is in `data/substances.csv`.

    >>> prednisone_factor("hydrocortisone") * 15, prednisone_factor("dexamethasone") * 6
    (Fraction(15, 4), Fraction(40, 1))
    """
    settings = settings or MedicationSettings()
    chosen = {"dexamethasone": settings.dexamethasone_mg, "betamethasone": settings.betamethasone_mg}
    equivalent = {row["SUBSTANCE"]: row["EQUIVALENT_MG"] for row in read("substances")}[substance]
    milligrams = chosen.get(substance, Decimal(equivalent) if equivalent else None)
    return None if milligrams is None else Fraction(5) / Fraction(milligrams)


def _value(column: str, text: str) -> str | int | Decimal | None:
    if text == "":
        return None
    kind = _TYPE.get(column)
    if kind is None:
        return text
    return int(text) if kind == "BIGINT" else Decimal(text)


def _table(name: str) -> Table:
    rows = read(_FILE[name])
    columns = {column: _TYPE.get(column, "VARCHAR") for column in rows[0]}
    return Table(name, columns, tuple(tuple(_value(c, row[c]) for c in columns) for row in rows))


def tables(settings: MedicationSettings | None = None) -> tuple[Table, ...]:
    """Give the dictionary as tables for a session, with the equivalents the settings choose.

    Parameters: `settings`. Returns one `Table` for each of `drug_class`, `drug_substance` (with FACTOR_NUM and
    FACTOR_DEN, the exact prednisone factor), `drug_atc`, `drug_name`, `drug_route`, `drug_frequency`,
    `drug_unit`, `drug_indication`.

    >>> [t.name for t in tables()][:3]
    ['drug_class', 'drug_substance', 'drug_atc']
    """
    settings = settings or MedicationSettings()
    made = []
    for name in _FILE:
        table = _table(name)
        if name == "drug_substance":
            factors = [prednisone_factor(row["SUBSTANCE"], settings) for row in read("substances")]
            table = Table(
                name,
                {**table.columns, "FACTOR_NUM": "BIGINT", "FACTOR_DEN": "BIGINT"},
                tuple(
                    (*row, None if f is None else f.numerator, None if f is None else f.denominator)
                    for row, f in zip(table.rows, factors, strict=True)
                ),
            )
        made.append(table)
    return tuple(made)


def load(session: Session, settings: MedicationSettings | None = None) -> None:
    """Load the dictionary into a session, under the names `relations` reads.

    >>> session = Session()
    >>> load(session)
    >>> session.rows("SELECT SUBSTANCE FROM drug_atc WHERE ATC = 'L04AG04'")
    [('belimumab',)]
    """
    for table in tables(settings):
        session.load(table.name, table.columns, table.rows)


def words(name: str, column: str, **where: str) -> str:
    """Give words of a committed table as a pattern that finds one of them as whole words.

    Parameters: `name` of the table; `column` of the words; `where`, values other columns must have. Returns a
    regular expression without backslashes, the same in DuckDB and Spark.

    >>> words("indications", "WORDS", REASON="premedication").startswith("(^|[^A-Z0-9])(PREMEDICATION|")
    True
    """
    found = [row[column] for row in read(name) if all(row[key] == value for key, value in where.items())]
    return "(^|[^A-Z0-9])(" + "|".join(found) + ")([^A-Z0-9]|$)"
