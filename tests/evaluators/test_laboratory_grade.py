"""CTCAE laboratory grading: typed edges, missing and wrong input, units, order, and the data table itself."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from cartaid.engine import Relation, Session
from cartaid.evaluators.laboratory_grade import INPUT, laboratory_grade, laboratory_score, rule_relations
from cartaid.evaluators.laboratory_rule import read_arms, read_spellings
from cartaid.evaluators.laboratory_shift import shift_table, treatment_emergent, worst_grade

HERE = Path(__file__).parent
EDITIONS = ("5.0", "6.0")
SHAPE = ("test", "value", "unit", "lln", "uln", "base", "base_high")
FLAT_ONLY = {"fasting": "INTEGER", "value_bound": "VARCHAR"}
NUMBERS = ("VALUE", "LLN", "ULN", "BASE")
COLUMNS = {
    "ROW_ID": "INTEGER",
    **{column: "DECIMAL(18,6)" if column in NUMBERS else "VARCHAR" for column in INPUT},
    "BASE_HIGH": "INTEGER",
    "CONDITION": "INTEGER",
    "SPECIMEN": "VARCHAR",
    "FASTING": "INTEGER",
    "QUALIFIER": "VARCHAR",
}


def typed_edges() -> list[dict[str, str]]:
    lines = (HERE / "laboratory_grade.edges.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith(("#", '"#'))))


def bands(edition: str) -> list[tuple[dict[str, Any], int | None]]:
    """Each typed edge with one millionth to either side, and the grade typed there (None = not graded)."""
    step = Decimal("0.000001")
    tried: list[tuple[dict[str, Any], int | None]] = []
    for line in (HERE / "laboratory_grade.bands.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        editions, test, unit, lln, uln, base, condition, typed = (part.strip() for part in line.split("|"))
        if edition[0] not in editions.split():
            continue
        given: dict[str, Any] = {"test": test, "unit": unit, "lln": lln, "uln": uln}
        given |= {"condition": int(condition)} if condition else {}
        given |= {} if base == "-" else {"base": base.strip("!"), "base_high": int("!" in base)}
        words = typed.split()
        for left, edge, right in zip(words[::2], words[1::2], words[2::2], strict=False):
            at = Decimal(edge[1:])
            for value, grade in (
                (at - step, left),
                (at, right if edge[0] == "<" else left),
                (at + step, right),
            ):
                tried.append((given | {"value": value}, None if grade == "?" else int(grade)))
    return tried


def cases() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((HERE / "laboratory_grade.cases.yaml").read_text("utf-8"))
    return loaded


def row(given: dict[str, Any]) -> tuple[Any, ...]:
    """One laboratory row from lower-case names; blank or absent is unknown; numbers stay exact texts."""
    found = {name.upper(): value for name, value in given.items() if value not in ("", None)}
    found["TESTCD"] = found.pop("TEST", None)
    return tuple(
        str(found[column]) if column in NUMBERS and column in found else found.get(column)
        for column in list(COLUMNS)[1:]
    )


def graded(edition: str, rows: Sequence[tuple[Any, ...]], **options: Any) -> list[dict[str, Any]]:
    session = Session()
    session.load("laboratory", COLUMNS, [(index, *values) for index, values in enumerate(rows)])
    grade = laboratory_grade(edition, "laboratory", ["ROW_ID"], condition="CONDITION", **options)  # type: ignore[arg-type]
    session.build([*rule_relations(edition), grade])  # type: ignore[arg-type]
    return session.records("SELECT * FROM laboratory_grade ORDER BY ROW_ID")


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_typed_edge(edition: str) -> None:
    edges = [edge for edge in typed_edges() if edition in edge["edition"].split()]
    assert len(edges) > 200
    results = graded(edition, [row({k: v for k, v in e.items() if k in SHAPE}) for e in edges])
    wrong = []
    for edge, result in zip(edges, results, strict=True):
        grade = result["ATOXGR"]
        term = None if not grade else result["ATOXDSCL"] if grade < 0 else result["ATOXDSCH"]
        if grade != int(edge["grade"]) or (term or "") != edge["term"]:
            wrong.append((edge, grade, term, result["REASON"]))
    assert wrong == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_typed_band_one_millionth_to_either_side(edition: str) -> None:
    tried = bands(edition)
    results = graded(edition, [row(given) for given, _ in tried])
    wrong = [
        (given, grade, result["ATOXGR"])
        for (given, grade), result in zip(tried, results, strict=True)
        if result["ATOXGR"] != grade
    ]
    assert wrong == []
    assert {given["test"] for given, _ in tried} >= {
        arm.tests[0]
        for arm in read_arms(edition)  # type: ignore[arg-type]
        if arm.amounts
    }


@pytest.mark.parametrize("edition", EDITIONS)
def test_typed_edges_reach_every_grade_of_every_rule(edition: str) -> None:
    """Each grade that a term can reach from a value under the default switches has a typed edge."""
    typed = {
        (edge["term"], abs(int(edge["grade"])))
        for edge in typed_edges()
        if edition in edge["edition"].split() and edge["grade"] != "0"
    }
    rules = {(arm.term, arm.grade) for arm in read_arms(edition) if arm.grade and not arm.condition}  # type: ignore[arg-type]
    assert rules - typed == set()


@pytest.mark.parametrize(
    ("case", "edition"),
    [(case, edition) for case in cases() for edition in case["edition"]],
    ids=lambda value: value if isinstance(value, str) else value["name"],
)
def test_case(case: dict[str, Any], edition: str) -> None:
    options: dict[str, Any] = dict(case.get("switches", {})) | {
        "fasting": "FASTING",
        "qualifier": "QUALIFIER",
    }
    if "specimen" in case["given"]:
        options["specimen"] = "SPECIMEN"
    (result,) = graded(edition, [row(case["given"])], **options)
    expect = case["expect"]
    assert result["ATOXGR"] == expect["grade"]
    assert (result["LOW"], result["HIGH"]) == (expect["low"], expect["high"])
    assert result["STATUS"] == expect["status"]
    assert (result["REASON"] is None) == (expect["status"] == "DETERMINED")
    if "reason" in expect:
        assert result["REASON"] == expect["reason"]
    if expect["status"] == "DETERMINED":
        assert result["FLAG"] == expect.get("flag")


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_unit_that_is_a_whole_multiple_changes_nothing(edition: str) -> None:
    """The same count in another spelling or scale, limits with it, gives the same grade."""
    random.seed(4)
    values = [Decimal(random.randrange(0, 25_000)) / 1000 for _ in range(200)]
    spellings = [s for unit, s, factor in read_spellings() if unit == "10^9/L"]
    factors = {s: factor for unit, s, factor in read_spellings() if unit == "10^9/L"}
    reference = None
    for spelling in spellings:
        scale = factors[spelling]
        rows = [
            row({"test": test, "value": value * scale, "unit": spelling, "lln": 2 * scale, "uln": 9 * scale})
            for test in ("NEUT", "LYM", "WBC", "PLAT", "CD4")
            for value in values
        ]
        grades = [result["ATOXGR"] for result in graded(edition, rows)]
        assert None not in grades
        reference = reference or grades
        assert grades == reference, spelling
    assert set(reference or ()) >= {-3, -2, -1, 0}


def test_micro_signs_and_blanks_in_units() -> None:
    units = ["10^3/µL", "10^3/μL", "10^3/uL", " 10^3 / uL ", "X10E3/UL"]
    results = graded(
        "5.0", [row({"test": "neut ", "value": 0.4, "unit": u, "lln": 2, "uln": 7}) for u in units]
    )
    assert [result["ATOXGR"] for result in results] == [-4] * 5


def test_grams_per_decilitre_equal_grams_per_litre() -> None:
    tenths = range(300, 2300, 7)
    litre = [
        row({"test": "HGB", "value": Decimal(t) / 10, "unit": "g/L", "lln": 120, "uln": 170}) for t in tenths
    ]
    decilitre = [
        row({"test": "HGB", "value": Decimal(t) / 100, "unit": "g/dL", "lln": 12, "uln": 17}) for t in tenths
    ]
    first = [result["ATOXGR"] for result in graded("5.0", litre)]
    assert first == [result["ATOXGR"] for result in graded("5.0", decilitre)]
    assert set(first) == {-3, -2, -1, 0, 1, 2, 3}


def test_edges_are_exact_where_binary_floats_are_not() -> None:
    """0.1 + 0.2 > 0.3 in binary floats; 3 x 0.1 is not more than 0.3 here, and 1.1 x 3 is exactly 3.3."""
    rows = [
        row({"test": "BILI", "value": "0.3", "unit": "mg/dL", "uln": "0.1", "base_high": 0}),
        row({"test": "BILI", "value": "3.3", "unit": "mg/dL", "uln": "1.1", "base_high": 0}),
        row({"test": "BILI", "value": "3.300001", "unit": "mg/dL", "uln": "1.1", "base_high": 0}),
    ]
    assert [result["ATOXGR"] for result in graded("5.0", rows)] == [2, 2, 3]


def test_row_order_and_duplicates_do_not_matter() -> None:
    edges = [row({k: v for k, v in e.items() if k in SHAPE}) for e in typed_edges() if "5.0" in e["edition"]]
    straight = [result["ATOXGR"] for result in graded("5.0", edges)]
    assert [result["ATOXGR"] for result in graded("5.0", edges[::-1])] == straight[::-1]
    doubled = graded("5.0", [e for e in edges for _ in range(2)])
    assert [result["ATOXGR"] for result in doubled] == [grade for grade in straight for _ in range(2)]


def test_no_row_is_lost_and_grade_5_is_never_given() -> None:
    random.seed(7)
    tests = sorted({test for edition in EDITIONS for arm in read_arms(edition) for test in arm.tests})  # type: ignore[arg-type]
    units = [None, "g/L", "10^9/L", "mmol/L", "mg/dL", "U/L", "furlong"]

    def some(*values: Any) -> Any:
        return random.choice([None, *values])

    rows = [
        (
            test,
            some(0, 1, 50, 999999),
            random.choice(units),
            some(1, 10),
            some(5, 90),
            some(2, 300),
            some(0, 1),
            None,
            None,
            None,
            None,
        )
        for test in [*tests, "NOSUCH", None]
        for _ in range(40)
    ]
    for edition in EDITIONS:
        results = graded(edition, rows)
        assert len(results) == len(rows)
        for given, result in zip(rows, results, strict=True):
            assert result["VERSION"] == f"CTCAE v{edition}"
            assert (result["ATOXGR"] is None) == (result["STATUS"] != "DETERMINED")
            assert (result["REASON"] is None) == (result["STATUS"] == "DETERMINED")
            if result["STATUS"] == "NOT_APPLICABLE":
                assert result["LOW"] is None
            else:
                assert -4 <= result["LOW"] <= result["HIGH"] <= 4
            if given[1] is None:
                assert result["ATOXGR"] is None


SCALES = (
    *(("HGB", "g/L", 100), ("K", "mmol/L", 4), ("ALT", "U/L", 40), ("CREAT", "umol/L", 80)),
    *(("FIBRINO", "g/L", 2), ("SODIUM", "mmol/L", 135), ("LIPASET", "U/L", 50), ("ALP", "U/L", 80)),
    ("INR", None, 1),
)
"""Test, unit and a number in the middle of its range."""


def test_knowing_more_never_moves_a_grade_out_of_its_bounds() -> None:
    """Whatever a missing limit, baseline or condition turns out to be, the grade lies within LOW and HIGH."""
    random.seed(11)
    options = {"symptom_policy": "from_AE", "missing_baseline": "unknown"}
    complete, partial = [], []
    for _ in range(3000):
        test, unit, scale = random.choice(SCALES)
        low = Decimal(random.randrange(50, 100)) * scale / 100
        value, base = (Decimal(random.randrange(5, 600)) * scale / 100 for _ in range(2))
        high = low + scale * Decimal("0.5")
        known = [test, value, unit, low, high, base, int(base > high), random.randrange(2), None, None, None]
        hidden = list(known)
        for position in random.sample([3, 4, 5, 7], 2):
            hidden[position] = None
            if position == 5:
                hidden[6] = None
        complete.append(tuple(known))
        partial.append(tuple(hidden))
    for edition in EDITIONS:
        pairs = zip(graded(edition, complete, **options), graded(edition, partial, **options), strict=True)
        for full, open_ in pairs:
            if full["ATOXGR"] is not None:
                assert open_["LOW"] <= full["ATOXGR"] <= open_["HIGH"], (full, open_)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_row_of_the_data_table_is_sourced_and_plausible(edition: str) -> None:
    arms = read_arms(edition)  # type: ignore[arg-type]
    assert all(arm.checked == "verified" and arm.source for arm in arms)
    for test in {test for arm in arms for test in arm.tests}:
        for side in ("L", "H"):
            for measure in ("_CUT", "_LIMIT", "_BASE", "_ADD"):
                own = sorted(
                    (arm.grade, arm.stored[0][0])
                    for arm in arms
                    if test in arm.tests
                    and arm.side == side
                    and arm.grade
                    and not arm.condition
                    and measure in arm.slot
                )
                amounts = [amount for _, amount in own]
                assert amounts == sorted(amounts, reverse=side == "L"), (test, side, own)


@pytest.mark.parametrize("edition", EDITIONS)
def test_flat_shape_agrees_with_the_graded_relation(edition: str) -> None:
    edges = [e for e in typed_edges() if edition in e["edition"].split()]
    session = Session()
    kinds = {
        "row_id": "INTEGER",
        **dict.fromkeys(SHAPE, "DECIMAL(18,6)"),
        "test": "VARCHAR",
        "unit": "VARCHAR",
    }
    flat = [(i, *(e[c] or None for c in SHAPE), None, None) for i, e in enumerate(edges)]
    session.load("flat", kinds | {"base_high": "INTEGER"} | FLAT_ONLY, flat)
    relations = laboratory_score(edition, "flat", ["row_id"])  # type: ignore[arg-type]
    session.build(relations)
    scored = session.records(f"SELECT * FROM {relations[-1].name} ORDER BY row_id")
    assert list(scored[0]) == ["row_id", "value", "low", "high", "status", "category", "reason"]
    assert [r["value"] for r in scored] == [int(e["grade"]) for e in edges]
    assert [r["category"] or "" for r in scored] == [e["term"] for e in edges]


def test_unknown_editions_and_switches_are_refused() -> None:
    with pytest.raises(ValueError, match=r"CTCAE edition is '4.0'; expected one of: 5.0, 6.0"):
        read_arms("4.0")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="symptom_policy is 'best'; expected one of: lowest, worst, from_AE"):
        laboratory_score("5.0", "flat", ["row_id"], {"symptom_policy": "best"})
    with pytest.raises(ValueError, match="no switch 'policy'"):
        laboratory_score("5.0", "flat", ["row_id"], {"policy": "worst"})


def shifted() -> Session:
    """Three patients: potassium falls, rises and stays unknown; baseline grades as a caller would add them."""
    session = Session()
    columns = {
        **dict.fromkeys(("USUBJID", "TESTCD", "ATOXDSCL", "ATOXDSCH"), "VARCHAR"),
        **dict.fromkeys(("SEQ", "POST", "ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH"), "INTEGER"),
    }
    terms = ("K", "Hypokalemia", "Hyperkalemia")
    rows = [
        ("A", *terms, 1, 0, 1, 0, 1, 0),
        ("A", *terms, 2, 1, 3, 0, 1, 0),
        ("A", *terms, 3, 1, 0, 2, 1, 0),
        ("B", *terms, 1, 1, 0, 0, None, None),
        ("B", *terms, 2, 1, 1, 0, None, None),
        ("C", *terms, 1, 0, 0, 0, 0, 0),
        ("C", *terms, 2, 1, None, None, 0, 0),
    ]
    session.load("graded", columns, rows)
    session.build([worst_grade("graded"), shift_table("laboratory_worst"), treatment_emergent("graded")])
    return session


def test_shift_table_counts_each_patient_once_a_side() -> None:
    found = shifted().rows("SELECT SIDE, BASEGR, WORSTGR, PATIENTS FROM laboratory_shift")
    assert sorted(found, key=str) == sorted(
        [
            ("LOW", 1, 3, 1),
            ("LOW", None, 1, 1),
            ("LOW", 0, None, 1),
            ("HIGH", 0, 2, 1),
            ("HIGH", None, 0, 1),
            ("HIGH", 0, None, 1),
        ],
        key=str,
    )


def test_treatment_emergent_is_worse_than_baseline_after_the_start() -> None:
    found = shifted().rows("SELECT USUBJID, SEQ, TRTEML, TRTEMH FROM laboratory_emergent ORDER BY 1, 2")
    assert found == [
        ("A", 1, False, False),
        ("A", 2, True, False),
        ("A", 3, False, True),
        ("B", 1, False, False),
        ("B", 2, None, False),
        ("C", 1, False, False),
        ("C", 2, None, None),
    ]


def test_declared_columns_are_those_of_the_text() -> None:
    session = Session()
    session.load("laboratory", COLUMNS, [])
    relations: list[Relation] = [*rule_relations("6.0"), laboratory_grade("6.0", "laboratory", ["ROW_ID"])]
    session.build(relations)
    for relation in relations:
        assert tuple(session.columns(relation.name)) == relation.columns
