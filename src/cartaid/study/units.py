"""Units: exact conversion by test, by table; a value whose unit is needed and missing is refused, not guessed.

`unit_conversion.csv` lists the units of each test (the first one is the unit everything is converted to) and
`unit_alias.csv` the spellings of each unit. Canonical spellings are UCUM.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from attrs import frozen

from cartaid.engine import Relation
from cartaid.study.observation import OBSERVATION_COLUMNS


class UnitError(ValueError):
    """A value cannot be converted: its unit is missing, or not one of its test."""


@frozen
class Conversion:
    """One accepted unit of a test: canonical value = value x factor + shift."""

    unit: str
    factor: Fraction
    shift: Fraction
    source: str


@frozen
class AnalyteUnits:
    """The units of one test.

    `unit` is the canonical one; `needed` refuses values without a unit; `low` and `high` bound what a living
    person can have, in the canonical unit (our choice, wide): values outside come from a wrong unit or a slip of
    the pen.
    """

    testcd: str
    title: str
    unit: str
    needed: bool
    low: Decimal | None
    high: Decimal | None
    conversions: tuple[Conversion, ...]


def unit_key(unit: str) -> str:
    """Give the spelling by which units are compared: capitals, no blanks, `u` for micro.

    >>> unit_key("µmol / L")
    'UMOL/L'
    """
    return unit.replace(" ", "").replace("\u00b5", "u").replace("\u03bc", "u").upper()


def unit_key_sql(unit: str) -> str:
    """Give the SQL expression of `unit_key`.

    >>> unit_key_sql("UNIT").startswith("upper(")
    True
    """
    return f"upper(replace(replace(replace({unit}, ' ', ''), '\u00b5', 'u'), '\u03bc', 'u'))"


def _fraction(text: str) -> Fraction:
    """Read `5/9`, `10000/113.12`, `-160/9` or `0.45` exactly."""
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("cartaid.study").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def unit_spellings() -> Mapping[str, tuple[str, ...]]:
    """Give every accepted spelling of each unit, the UCUM one first.

    >>> "mg%" in unit_spellings()["mg/dL"]
    True
    """
    return {
        row["ucum"]: (row["ucum"], *(alias for alias in row["aliases"].split(";") if alias))
        for row in _rows("unit_alias.csv")
    }


@cache
def analyte_units() -> Mapping[str, AnalyteUnits]:
    """Give the units of every test in the table, by test code.

    >>> analyte_units()["CRP"].unit
    'mg/L'
    """
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows("unit_conversion.csv"):
        found.setdefault(row["testcd"], []).append(row)
    return {
        testcd: AnalyteUnits(
            testcd,
            rows[0]["title"],
            rows[0]["unit"],
            rows[0]["needed"] == "yes",
            Decimal(rows[0]["low"]) if rows[0]["low"] else None,
            Decimal(rows[0]["high"]) if rows[0]["high"] else None,
            tuple(
                Conversion(row["unit"], _fraction(row["factor"]), _fraction(row["shift"]), row["source"])
                for row in rows
            ),
        )
        for testcd, rows in found.items()
    }


def _conversion(testcd: str, unit: str) -> Conversion:
    units = analyte_units().get(testcd)
    if units is None:
        raise UnitError(
            f"{testcd}: expected a test of the unit table, found none; convert the value yourself"
        )
    for conversion in units.conversions:
        if unit_key(unit) in {unit_key(spelling) for spelling in unit_spellings()[conversion.unit]}:
            return conversion
    accepted = ", ".join(conversion.unit for conversion in units.conversions)
    raise UnitError(f"{testcd}: expected a unit of {accepted}, found {unit!r}")


def convert(testcd: str, value: Decimal, unit: str | None, to: str | None = None) -> Decimal:
    """Convert one value of a test exactly, rounded to six decimals at the end.

    `to` is the unit wanted, the canonical one of the test when it is left out. Raises UnitError when the unit is
    needed and missing, or is not one of the test.

    >>> convert("CRP", Decimal("1.2"), "mg/dL")
    Decimal('12.000000')
    >>> convert("TEMP", Decimal("100.4"), "F")
    Decimal('38.000000')
    >>> convert("UPCR", Decimal("0.5"), "g/g", to="mg/mmol")
    Decimal('56.560000')
    """
    if unit is None or not unit.strip():
        units = analyte_units().get(testcd)
        if units is None or units.needed:
            raise UnitError(f"{testcd}: expected a unit, found none; the value is refused, not guessed")
        unit = units.unit
    source = _conversion(testcd, unit)
    exact = Fraction(value) * source.factor + source.shift
    if to is not None:
        target = _conversion(testcd, to)
        exact = (exact - target.shift) / target.factor
    return _decimal(exact, 6)


def _decimal(exact: Fraction, places: int) -> Decimal:
    """Write a fraction with so many decimals, halves away from zero, as DECIMAL columns round."""
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def accepted_units(
    unit: str, declared: Mapping[str, int | Decimal], testcd: str
) -> dict[tuple[Decimal, Decimal], tuple[str, ...]]:
    """Give the spellings of every unit a value may be recorded in, by factor and shift towards `unit`.

    `declared` maps further units to their factor; every other unit of the test in the unit table is added. Spellings
    are written as `unit_key` does.

    >>> accepted_units("mg/dL", {"mg/L": Decimal("0.1")}, "CRP")[Decimal("0.1"), Decimal(0)][0]
    'MG/L'
    """
    by_key = {unit_key(s): spellings for spellings in unit_spellings().values() for s in spellings}
    units = analyte_units().get(testcd)
    known = {c.unit: c for c in units.conversions} if units is not None else {}
    own = known.get(by_key.get(unit_key(unit), (unit,))[0])
    found: dict[tuple[Decimal, Decimal], dict[str, None]] = {}
    seen: set[str] = set()

    def add(name: str, factor: Decimal, shift: Decimal) -> None:
        keys = [unit_key(s) for s in by_key.get(unit_key(name), (name,)) if unit_key(s) not in seen]
        seen.update(keys)
        found.setdefault((factor, shift), {}).update(dict.fromkeys(keys))

    add(unit, Decimal(1), Decimal(0))
    for name, factor in declared.items():
        add(name, Decimal(factor), Decimal(0))
    if own is not None:
        for name, other in known.items():
            shift = (other.shift - own.shift) / own.factor
            add(name, _decimal(other.factor / own.factor, 12), _decimal(shift, 12))
    return {edge: tuple(keys) for edge, keys in found.items() if keys}


UNIT_TEST_COLUMNS = {
    "TESTCD": "VARCHAR",
    "UNIT": "VARCHAR",
    "NEEDED": "BOOLEAN",
    "LOW": "DECIMAL(18,6)",
    "HIGH": "DECIMAL(18,6)",
}
UNIT_FACTOR_COLUMNS = {
    "TESTCD": "VARCHAR",
    "UNIT": "VARCHAR",
    # 12 decimals, so that a converted value is right to its sixth decimal and edges stay exact.
    "FACTOR": "DECIMAL(20,12)",
    "SHIFT": "DECIMAL(20,12)",
}
UNIT_SPELLING_COLUMNS = {"UNIT": "VARCHAR", "UNITKEY": "VARCHAR"}


def unit_test_rows() -> list[tuple[str, str, bool, Decimal | None, Decimal | None]]:
    """Give the rows of the session table `unit_test`: test, canonical unit, is a unit needed, plausible range.

    >>> ("CRP", "mg/L", True, Decimal(0), Decimal(1000)) in unit_test_rows()
    True
    """
    return [(u.testcd, u.unit, u.needed, u.low, u.high) for u in analyte_units().values()]


def unit_factor_rows() -> list[tuple[str, str, Decimal, Decimal]]:
    """Give the rows of the session table `unit_factor`: test, unit, factor and shift to the canonical unit.

    >>> ("CRP", "mg/dL", Decimal(10), Decimal(0)) in unit_factor_rows()
    True
    """
    return [
        (units.testcd, c.unit, _decimal(c.factor, 12), _decimal(c.shift, 12))
        for units in analyte_units().values()
        for c in units.conversions
    ]


def unit_spelling_rows() -> list[tuple[str, str]]:
    """Give the rows of the session table `unit_spelling`: unit, and each spelling as `unit_key` writes it.

    >>> ("mg/dL", "MG%") in unit_spelling_rows()
    True
    """
    return [
        (unit, key)
        for unit, spellings in unit_spellings().items()
        for key in dict.fromkeys(unit_key(spelling) for spelling in spellings)
    ]


def unit_conversion_relation() -> Relation:
    """Give the relation `unit_conversion`: one row a test and spelling of a unit.

    >>> unit_conversion_relation().columns
    ('TESTCD', 'UNITKEY', 'FACTOR', 'SHIFT')
    """
    return Relation(
        "unit_conversion",
        "SELECT f.TESTCD, s.UNITKEY, f.FACTOR, f.SHIFT FROM unit_factor AS f "
        "JOIN unit_spelling AS s ON s.UNIT = f.UNIT",
        ("unit_factor", "unit_spelling"),
        ("TESTCD", "UNITKEY", "FACTOR", "SHIFT"),
    )


QUANTITY_COLUMNS: dict[str, str] = OBSERVATION_COLUMNS | {"REFUSED": "VARCHAR"}
"""Columns of the relation `quantity`: those of `observation`, and why a value was refused."""


def quantity_relation(kept: bool = False) -> Relation:
    """Give the relation `quantity`: the results of LB, VS, RE, CP and IS in the canonical unit of their test.

    VALUE, LLN and ULN are converted; UNIT is the canonical unit. A value whose unit is missing or unknown, or that
    no living person has, is NULL, and REFUSED says `unit missing`, `unit unknown` or `implausible`. Tests outside
    the table pass as they are. Reads the session table `unit_test` and the
    relation `unit_conversion`.

    >>> quantity_relation().columns[-1]
    'REFUSED'
    """

    def converted(column: str) -> str:
        return (
            f"CASE WHEN t.TESTCD IS NULL OR (o.UNIT IS NULL AND NOT t.NEEDED) THEN o.{column} "
            f"ELSE TRY_CAST(round(o.{column} * c.FACTOR + c.SHIFT, 6) AS DECIMAL(18,6)) END AS {column}"
        )

    others = [name for name in OBSERVATION_COLUMNS if name not in ("VALUE", "LLN", "ULN", "UNIT")]
    passed = ", ".join(f"o.{name}" for name in others)
    implausible = "VALUE < LOW OR VALUE > HIGH"
    listed = ", ".join(
        f"CASE WHEN {implausible} THEN NULL ELSE VALUE END AS VALUE" if name == "VALUE" else name
        for name in OBSERVATION_COLUMNS
    )
    return Relation(
        "quantity",
        f"WITH converted AS (SELECT {passed}, {converted('VALUE')}, {converted('LLN')}, {converted('ULN')}, "
        "coalesce(t.UNIT, o.UNIT) AS UNIT, t.LOW, t.HIGH, "
        "CASE WHEN t.TESTCD IS NULL OR o.VALUE IS NULL OR c.FACTOR IS NOT NULL THEN NULL "
        "WHEN o.UNIT IS NOT NULL THEN 'unit unknown' WHEN t.NEEDED THEN 'unit missing' END AS REFUSED "
        "FROM observation AS o LEFT JOIN unit_test AS t ON t.TESTCD = o.TESTCD "
        f"LEFT JOIN unit_conversion AS c ON c.TESTCD = o.TESTCD AND c.UNITKEY = {unit_key_sql('o.UNIT')} "
        "WHERE o.DOMAIN <> 'QS') "
        f"SELECT {listed}, CASE WHEN {implausible} THEN 'implausible' ELSE REFUSED END AS REFUSED FROM converted",
        ("observation", "unit_test", "unit_conversion"),
        tuple(QUANTITY_COLUMNS),
        kept,
    )
