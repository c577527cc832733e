"""Which drug a record is, and what the findings say about the records."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from medication_study import build, cm, dose, status

from cartaid.medication import MedicationSettings, prednisone_factor, relations, tables, wash_out_table
from cartaid.medication.dictionary import read


def classes(rows: list[dict[str, Any]], **more: Any) -> list[tuple[Any, ...]]:
    return build(rows, **more).rows("SELECT CLASS, SUBSTANCE, CLASSED_BY FROM drug_record ORDER BY RECORD")


@pytest.mark.parametrize(
    ("treatment", "decode", "code", "expected"),
    [
        ("PREDNISONE", None, None, ("glucocorticoid", "prednisone", "name")),
        ("Prednisolon 5 mg Tabl.", None, None, ("glucocorticoid", "prednisolone", "name")),
        ("Decortin", None, None, ("glucocorticoid", "prednisone", "name")),
        ("Decortin H 5mg", None, None, ("glucocorticoid", "prednisolone", "name")),
        ("Solu-Medrol", None, None, ("glucocorticoid", "methylprednisolone", "name")),
        (
            "IV METHYLPREDNISOLONE SODIUM SUCCINATE",
            None,
            None,
            ("glucocorticoid", "methylprednisolone", "name"),
        ),
        ("Quensyl", None, None, ("antimalarial", "hydroxychloroquine", "name")),
        ("cyclosporin A", None, None, ("immunosuppressive", "ciclosporin", "name")),
        ("FK-506", None, None, ("immunosuppressive", "tacrolimus", "name")),
        ("MIZORIBINE", None, None, ("immunosuppressive", "mizoribine", "name")),
        ("Iguratimod", None, None, ("immunosuppressive", "iguratimod", "name")),
        ("Telitacicept", None, None, ("biologic", "telitacicept", "name")),
        ("Ianalumab", None, None, ("biologic", "ianalumab", "name")),
        # the decoded name goes before the reported one; UNCODED is no name
        ("XYZ", "AZATHIOPRINE", None, ("immunosuppressive", "azathioprine", "name")),
        ("Imurek", "UNCODED", None, ("immunosuppressive", "azathioprine", "name")),
        # codes, old and new, at substance and at class level, and lists of codes
        ("study drug", None, "L04AG04", ("biologic", "belimumab", "ATC")),
        ("study drug", None, "L04AA26", ("biologic", "belimumab", "ATC")),
        ("study drug", None, "L01XC02", ("biologic", "rituximab", "ATC")),
        ("study drug", None, "L04AF", ("immunosuppressive", None, "ATC")),
        ("study drug", None, "L04AC07;L04AC", ("biologic", "tocilizumab", "ATC")),
        ("study drug", None, "A02BC01", ("other", None, "ATC")),
        # a class-level code does not overrule the drug's name
        ("Plaquenil", None, "P01BA", ("antimalarial", "hydroxychloroquine", "name")),
        ("Benlysta", None, "L04AA", ("biologic", "belimumab", "name")),
        # the name tells the ester that the code does not
        ("CellCept", None, "L04AA06", ("immunosuppressive", "mycophenolate mofetil", "ATC")),
        # nothing known: never a class
        ("Zaubertrank", None, None, (None, None, None)),
        ("Zaubertrank", None, "n/a", (None, None, None)),
    ],
)
def test_classification(treatment: str, decode: Any, code: Any, expected: tuple[Any, ...]) -> None:
    assert classes([cm(treatment, CMDECOD=decode, CMCLASCD=code)]) == [expected]


@pytest.mark.parametrize(
    ("override", "row", "expected"),
    [
        (("DAPSONE", None, "immunosuppressive", None), cm("Dapsone", 100, "QD", 0, 100), "ISFREE"),
        (
            (None, "J04BA", "immunosuppressive", None),
            cm("x", 100, "QD", 0, 100, CMCLASCD="J04BA02"),
            "ISFREE",
        ),
        (("Zaubertrank", None, "biologic", None), cm("Zaubertrank forte", 1, "QD", 0, 100), "BIOFREE"),
    ],
)
def test_override_of_class(override: Any, row: dict[str, Any], expected: str) -> None:
    session = build([row], [50], overrides=[override])
    assert status(session, expected) == [False]
    assert session.rows("SELECT CLASSED_BY FROM drug_record") == [("override",)]


def test_override_of_factor_reaches_trade_names() -> None:
    row = cm("Fortecortin", 3, "QD", 0, 100)
    session = build([row], [50], overrides=[("dexamethasone", None, None, "8")])
    assert dose(session) == [(Decimal(24), Decimal(24))]


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("medication-unknown", cm("Zaubertrank", 5, "QD", 0, 100)),
        ("medication-name-missing", cm(None, 5, "QD", 0, 100)),
        ("medication-class-conflict", cm("prednisone", 5, "QD", 0, 100, CMCLASCD="L04AX01")),
        ("medication-end-before-start", cm("prednisone", 5, "QD", 100, 0)),
        ("medication-ongoing-with-end", cm("prednisone", 5, "QD", 0, 100, CMENRTPT="ONGOING")),
        ("medication-end-unknown", cm("prednisone", 5, "QD", 0, None)),
        ("medication-start-unknown", cm("prednisone", 5, "QD", None, 100)),
        ("medication-dose-missing", cm("prednisone", None, "QD", 0, 100)),
        ("medication-unit-missing", cm("prednisone", 5, "QD", 0, 100, CMDOSU=None)),
        ("medication-unit-unknown", cm("prednisone", 5, "QD", 0, 100, CMDOSU="TABLET")),
        ("medication-frequency-unknown", cm("prednisone", 5, "NOW AND THEN", 0, 100)),
        ("medication-frequency-unknown", cm("prednisone", 5, None, 0, 100)),
        ("medication-route-unknown", cm("dexamethasone", 5, "QD", 0, 100, CMROUTE=None)),
        ("medication-factor-unknown", cm("cloprednol", 5, "QD", 0, 100)),
        ("medication-long-pulse", cm("methylprednisolone", 1000, "QD", 0, 5)),
    ],
)
def test_findings(rule: str, row: dict[str, Any]) -> None:
    clean = [cm("prednisone", 5, "QD", -50, -40), cm("methylprednisolone", 1000, "QD", -30, -26)]
    found = build(clean).rows("SELECT rule FROM medication_finding")
    assert found == []
    assert build([row]).rows("SELECT DISTINCT rule FROM medication_finding") == [(rule,)]


def test_unknown_drugs_come_once_a_name() -> None:
    rows = [
        cm("Zaubertrank", start=0, end=5),
        cm("zaubertrank", start=7, end=9),
        cm("Wundersalbe", start=0, end=5),
    ]
    found = build(rows).rows("SELECT value, message FROM medication_finding ORDER BY value")
    assert [value for value, _ in found] == ["WUNDERSALBE", "ZAUBERTRANK"]
    assert "2 rows of 1 patients" in found[1][1]


def test_patient_without_medication_is_said() -> None:
    patients = [(p, "SLE", None, None, None, None, None) for p in ("01", "02")]
    found = build([cm("prednisone", 5, "QD", 0, 9)], patients=patients)
    assert found.rows("SELECT rule, USUBJID FROM medication_finding") == [("medication-none", "02")]


def test_every_relation_gives_the_columns_it_declares() -> None:
    session = build([cm("prednisone", 5, "QD", 0, 100)], [50])
    declared = {r.name: tuple(r.columns) for r in relations()}
    assert {name: tuple(session.columns(name)) for name in declared} == declared


def test_dictionary_is_consistent() -> None:
    substances = {row["SUBSTANCE"]: row for row in read("substances")}
    known = {row["CLASS"] for row in read("classes")}
    assert {row["CLASS"] for row in substances.values()} <= known
    for name in ("atc", "names"):
        assert {row["SUBSTANCE"] for row in read(name)} - {""} <= set(substances)
        assert {row["CLASS"] for row in read(name)} - {"", "all"} <= known
    codes = {row["ATC"]: row for row in read("atc")}
    for row in codes.values():
        assert row["SUBSTANCE"] or row["CLASS"], row
        if row["SUCCESSOR"]:
            # a recoded substance is the same substance under its new code, from the year after
            assert codes[row["SUCCESSOR"]]["SUBSTANCE"] == row["SUBSTANCE"], row
            assert row["VALID_TO"], row
    for name in ("atc", "names", "substances", "routes", "frequencies", "units", "indications", "washout"):
        marks = {row["CHECKED"] for row in read(name)}
        assert marks <= {"verified", "from memory", "rule of this project"}, name
        assert all(row["SOURCE"] for row in read(name)), name
    assert {row["SUBSTANCE"] for row in read("washout")} <= set(substances)


def test_every_tabulated_name_finds_its_drug() -> None:
    names = [row for row in read("names") if row["SUBSTANCE"]]
    found = classes([cm(row["NAME"]) for row in names])
    assert [substance for _, substance, _ in found] == [row["SUBSTANCE"] for row in names]


@pytest.mark.parametrize(
    ("text", "days", "count"),
    [
        ("QM", Decimal("365.25") / 12, 1),
        ("QOD", 2, 1),
        ("TID", 1, 3),
        ("EVERY 4 WEEKS", 28, 1),
        ("PA", Decimal("365.25"), 1),
    ],
)
def test_frequencies_are_exact(text: str, days: Any, count: int) -> None:
    row = next(row for row in read("frequencies") if row["TEXT"] == text)
    assert Decimal(row["NUMERATOR"]) * Decimal(days) == count * Decimal(row["DENOMINATOR"])


def test_wash_out_table() -> None:
    # doi 10.1016/j.eclinm.2024.102476 table 5
    rows = {row.substance: row for row in wash_out_table()}
    assert (rows["prednisone"].before, rows["prednisone"].max_mg_per_day) == (7, Decimal(10))
    assert (rows["cyclophosphamide"].before, rows["natalizumab"].before) == (21, 42)
    assert (rows["cladribine"].before, rows["cladribine"].unit) == (6, "month")
    assert rows["hydroxychloroquine"].before == 0


def test_settings_refuse_what_is_not_a_choice() -> None:
    for wrong in (
        {"dose_basis": "guess"},
        {"window_days": 0},
        {"pulse_mg": "-1"},
        {"pulse_days": 0},
        {"carry_over": "maybe"},
    ):
        with pytest.raises(ValueError):
            MedicationSettings(**wrong)  # type: ignore[arg-type]


def test_factor_is_a_setting() -> None:
    chosen = MedicationSettings(dexamethasone_mg="0.6", betamethasone_mg="0.6")
    assert prednisone_factor("betamethasone", chosen) == Fraction(25, 3)
    table = next(t for t in tables(chosen) if t.name == "drug_substance")
    assert next(row for row in table.rows if row[0] == "dexamethasone")[-2:] == (25, 3)


def test_drugs_of_everyday_care_leave_nothing_open() -> None:
    rows = [row for row in read("names") if row["CLASS"] in ("other", "anti-infective")]
    assert len(rows) > 100
    session = build([cm(f"{row['NAME'].capitalize()} 40 mg", 1, "QD", 0, "ongoing") for row in rows])
    assert session.rows("SELECT DISTINCT rule FROM medication_finding") == []
    assert session.rows("SELECT count(*) FROM drug_exposure") == [(0,)]
