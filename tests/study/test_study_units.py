"""Unit conversion: published factors and definitions as cases, exactness, refusals, and SQL against Python."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.engine import Session
from cartaid.study.observation import OBSERVATION_COLUMNS
from cartaid.study.units import (
    UNIT_FACTOR_COLUMNS,
    UNIT_SPELLING_COLUMNS,
    UNIT_TEST_COLUMNS,
    UnitError,
    analyte_units,
    convert,
    quantity_relation,
    unit_conversion_relation,
    unit_factor_rows,
    unit_key,
    unit_spelling_rows,
    unit_spellings,
    unit_test_rows,
)

# test, value, unit, canonical value, where the figure comes from
CASES = [
    ("CRP", "1.0", "mg/dL", "10", "1 mg/dL = 10 mg/L"),
    ("CRP", "6", "mg/L", "6", "same unit"),
    ("CRP", "6", "mg/l", "6", "spelling"),
    ("CRP", "6", "ug/mL", "6", "1 ug/mL = 1 mg/L"),
    ("CK", "3.5", "ukat/L", "210", "1 ukat/L = 60 U/L"),
    ("CK", "3.5", "µkat/L", "210", "micro sign"),
    ("CK", "3.5", "μkat/L", "210", "Greek mu"),
    ("TEMP", "100.4", "F", "38", "fever threshold 38 C = 100.4 F"),
    ("TEMP", "98.6", "degF", "37", "normal temperature"),
    ("TEMP", "32", "°F", "0", "freezing point"),
    ("TEMP", "212", "[degF]", "100", "boiling point"),
    ("TEMP", "311.15", "K", "38", "273.15 K = 0 C"),
    ("HGB", "12.5", "g/dL", "125", "1 g/dL = 10 g/L"),
    ("WBC", "3000", "/uL", "3", "3000 cells in 1 uL"),
    ("WBC", "3", "10*3/uL", "3", "10*3/uL = 10*9/L"),
    ("WBC", "3", "G/L", "3", "giga per litre"),
    ("NEUT", "500", "cells/mm3", "0.5", "mm3 = uL"),
    ("PLAT", "100", "K/uL", "100", "thousand per uL"),
    ("RBC", "4.5", "10^6/uL", "4.5", "10*6/uL = 10*12/L"),
    ("CD19", "0.012", "10*9/L", "12", "12 cells in 1 uL"),
    ("CD19", "12", "10^6/L", "12", "10*6/L = 1/uL"),
    ("CD19", "12", "/mm3", "12", "mm3 = uL"),
    ("IGG", "700", "mg/dL", "7", "700 mg/dL = 7 g/L"),
    ("C3", "90", "mg/dL", "0.9", "90 mg/dL = 0.9 g/L"),
    ("C4", "0.1", "g/L", "0.1", "same unit"),
    ("FERRITIN", "500", "ng/mL", "500", "ng/mL = ug/L"),
    ("FIBRINO", "150", "mg/dL", "1.5", "150 mg/dL = 1.5 g/L"),
    ("UPCR", "56.56", "mg/mmol", "0.5", "0.5 g/g is 56.56 mg/mmol at 113.12 g/mol creatinine"),
    ("UPCR", "500", "mg/g", "0.5", "1 g/g = 1000 mg/g"),
    ("PROT24", "500", "mg/24 h", "0.5", "500 mg = 0.5 g"),
    # Rounded conventional factors in print: 88.4, 17.1, 0.0555, 0.357, 59.48.
    ("CREAT", "1.0", "mg/dL", "88.401697", "10000 / 113.12"),
    ("CREAT", "113.12", "mg/L", "1000", "one mole of creatinine is 113.12 g"),
    ("BILI", "1.0", "mg/dL", "17.103665", "10000 / 584.67"),
    ("GLUC", "180.16", "mg/dL", "10", "one mole of glucose is 180.16 g"),
    ("UREAN", "28.01", "mg/dL", "10", "one mole of urea holds 28.01 g nitrogen"),
    ("URATE", "6.0", "mg/dL", "356.909167", "60000 / 168.11"),
    ("WEIGHT", "150", "lb", "68.038856", "150 x 0.45359237 = 68.0388555"),
    ("HEIGHT", "70", "in", "177.8", "70 x 2.54"),
    ("FVC", "2850", "mL", "2.85", "1000 mL = 1 L"),
    ("SYSBP", "16", "kPa", "120.009852", "16 / 0.133322387415, by long division"),
    ("O2FLOW", "6", "L/min", "6", "same unit"),
    ("SODIUM", "140", "mEq/L", "140", "charge 1"),
]

# test, value, unit, what the error must say
REFUSED = [
    ("CRP", "6", None, "CRP: expected a unit, found none"),
    ("CRP", "6", " ", "CRP: expected a unit, found none"),
    ("CRP", "6", "mmol/L", "CRP: expected a unit of mg/L, mg/dL, found 'mmol/L'"),
    ("TEMP", "38", None, "TEMP: expected a unit, found none"),
    ("CD19", "12", "%", "expected a unit of /uL, 10*9/L, found '%'"),
    ("XYZ", "1", "mg/L", "XYZ: expected a test of the unit table, found none"),
]


@pytest.mark.parametrize(("testcd", "value", "unit", "expected", "source"), CASES)
def test_published_conversions(testcd, value, unit, expected, source):
    assert convert(testcd, Decimal(value), unit) == Decimal(expected), source


@pytest.mark.parametrize(("testcd", "value", "unit", "said"), REFUSED)
def test_refused(testcd, value, unit, said):
    with pytest.raises(UnitError) as error:
        convert(testcd, Decimal(value), unit)
    assert said in str(error.value)


def test_unit_that_needs_no_recording():
    assert convert("FVCPP", Decimal("71"), None) == Decimal("71")


def test_back_to_another_unit_is_exact():
    # sle-criteria, fact 10: 0.5 g/g is 56.6 mg/mmol, not 50.
    assert round(convert("UPCR", Decimal("0.5"), "g/g", to="mg/mmol"), 1) == Decimal("56.6")
    assert convert("TEMP", Decimal("38"), "C", to="F") == Decimal("100.4")


ATOM = {
    "C": "12.011",
    "H": "1.008",
    "N": "14.007",
    "O": "15.999",
    "P": "30.974",
    "Ca": "40.078",
    "Mg": "24.305",
}


@pytest.mark.parametrize(
    "source",
    sorted({c.source for u in analyte_units().values() for c in u.conversions if "molar mass" in c.source}),
)
def test_molar_masses_follow_from_their_formulas(source):
    """Standard atomic weights (IUPAC, abridged) give the molar mass to two decimals."""
    mass, formula = re.match(r"molar mass ([0-9.]+) g/mol: ([A-Za-z0-9]+)", source).groups()
    atoms = re.findall(r"([A-Z][a-z]?)([0-9]*)", formula)
    total = sum(Decimal(ATOM[atom]) * int(count or 1) for atom, count in atoms)
    assert abs(total - Decimal(mass)) <= Decimal("0.01")


def test_first_unit_of_a_test_is_canonical_and_every_unit_has_spellings():
    for units in analyte_units().values():
        assert units.conversions[0].unit == units.unit
        assert (units.conversions[0].factor, units.conversions[0].shift) == (1, 0)
        for conversion in units.conversions:
            assert conversion.unit in unit_spellings(), conversion.unit


def test_no_spelling_means_two_units_of_one_test():
    for units in analyte_units().values():
        keys = [
            key
            for conversion in units.conversions
            for key in {unit_key(spelling) for spelling in unit_spellings()[conversion.unit]}
        ]
        assert len(keys) == len(set(keys)), units.testcd


def _session(rows):
    session = Session(threads=1)
    session.load("unit_test", UNIT_TEST_COLUMNS, unit_test_rows())
    session.load("unit_factor", UNIT_FACTOR_COLUMNS, unit_factor_rows())
    session.load("unit_spelling", UNIT_SPELLING_COLUMNS, unit_spelling_rows())
    columns = list(OBSERVATION_COLUMNS)
    filled = [{"USUBJID": "P1", "DOMAIN": "LB"} | row | {"SEQ": n} for n, row in enumerate(rows)]
    session.load(
        "observation", OBSERVATION_COLUMNS, [tuple(row.get(name) for name in columns) for row in filled]
    )
    session.build([unit_conversion_relation(), quantity_relation(kept=True)])
    return session


def test_quantity_converts_as_python_does():
    rows = [{"TESTCD": t, "VALUE": Decimal(v), "UNIT": u} for t, v, u, _, _ in CASES]
    found = _session(rows).rows("SELECT VALUE, UNIT, REFUSED FROM quantity ORDER BY SEQ")
    for (testcd, value, _, expected, _), (got, got_unit, refused) in zip(CASES, found, strict=True):
        low, high = analyte_units()[testcd].low, analyte_units()[testcd].high
        plausible = low is None or low <= Decimal(expected) <= high
        assert (got, refused) == ((Decimal(expected), None) if plausible else (None, "implausible")), (
            testcd,
            value,
        )
        assert got_unit == analyte_units()[testcd].unit


def test_quantity_refuses_and_says_why():
    rows = [
        {"TESTCD": "CRP", "VALUE": Decimal("6"), "UNIT": None},
        {"TESTCD": "CRP", "VALUE": Decimal("6"), "UNIT": "mmol/L"},
        {"TESTCD": "TEMP", "VALUE": Decimal("3.7"), "UNIT": "C"},
        {"TESTCD": "TEMP", "VALUE": Decimal("98.6"), "UNIT": "C"},
        {"TESTCD": "OXYSAT", "VALUE": Decimal("0.97"), "UNIT": "%"},
        {"TESTCD": "CRP", "VALUE": None, "UNIT": None},
        {"TESTCD": "OWN", "VALUE": Decimal("6"), "UNIT": "furlong"},
        {"TESTCD": "FVCPP", "VALUE": Decimal("80"), "UNIT": None},
        {"TESTCD": "CRP", "VALUE": Decimal("1"), "UNIT": "mg/dL", "LLN": Decimal("0"), "ULN": Decimal("0.5")},
    ]
    found = _session(rows).rows("SELECT VALUE, UNIT, REFUSED, LLN, ULN FROM quantity ORDER BY SEQ")
    assert [row[:3] for row in found] == [
        (None, "mg/L", "unit missing"),
        (None, "mg/L", "unit unknown"),
        (None, "Cel", "implausible"),
        (None, "Cel", "implausible"),
        (None, "%", "implausible"),
        (None, "mg/L", None),
        (Decimal("6"), "furlong", None),
        (Decimal("80"), "%", None),
        (Decimal("10"), "mg/L", None),
    ]
    assert found[-1][3:] == (Decimal("0"), Decimal("5"))


_tests = st.sampled_from(
    [(u.testcd, c.unit) for u in analyte_units().values() if u.low is None for c in u.conversions]
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(_tests, st.decimals("0", "9999", places=3)), min_size=1, max_size=40))
def test_sql_and_python_agree_on_any_value(values):
    rows = [{"TESTCD": t, "VALUE": v, "UNIT": u} for (t, u), v in values]
    found = _session(rows).rows("SELECT VALUE FROM quantity ORDER BY SEQ")
    for ((testcd, unit), value), (got,) in zip(values, found, strict=True):
        # The factor in the table has 12 decimals; a value below 10000 is right to 1e-8, then rounded to 1e-6.
        assert abs(got - convert(testcd, value, unit)) <= Decimal("0.000001"), (testcd, unit, value)


def test_factors_are_exact_fractions():
    by_unit = {c.unit: c.factor for c in analyte_units()["TEMP"].conversions}
    assert by_unit["[degF]"] == Fraction(5, 9)
