"""Values known only as a bound (`<5`): what both ends agree on is certain, and the true value lies in the interval."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cartaid.engine import Session
from cartaid.evaluators.cases import given_row, read_cases, score_rows
from cartaid.evaluators.flat_table import may_be_bounds
from cartaid.flat_score import score_file
from cartaid.instruments.catalogue import cases_file, definition, definitions
from cartaid.instruments.definition import Definition

NUMERIC = [known for known in definitions() if may_be_bounds(known)]
SESSION = Session(threads=1)


@pytest.mark.parametrize("known", NUMERIC, ids=lambda known: known.id)
def test_the_interval_of_a_bound_holds_the_value(known: Definition) -> None:
    """A number of a case given as `<=` or `>=` itself leaves room on one side: the case's own result lies within."""
    checked = 0
    for case in read_cases(cases_file(known), known.id)[:6]:
        row = given_row(known, case.given)
        given = [item for item in may_be_bounds(known) if row.get(item.id) is not None]
        numbers = {item.id: row[item.id] for item in given if str(row[item.id]).replace(".", "").isdigit()}
        rows = [row] + [
            row | {name: sign + value} for name, value in numbers.items() for sign in ("<=", ">=")
        ]
        (true, *found) = score_rows(SESSION, known, rows, dict(case.set))
        if true["status"] != "DETERMINED":
            continue
        for result in found:
            checked += 1
            if result["status"] == "NOT_APPLICABLE":
                continue
            if result["low"] is not None:
                assert result["low"] <= true["value"] + 1e-9, (case.name, result)
            if result["high"] is not None:
                assert result["high"] >= true["value"] - 1e-9, (case.name, result)
            if result["status"] == "DETERMINED":
                assert result["value"] == pytest.approx(true["value"]), (case.name, result)
                assert result["category"] == true["category"], (case.name, result)
            else:
                assert result["reason"], (case.name, result)
    assert checked or not numbers


EUSTAR = "delta_skin,digital_ulcers,friction_rubs,mrss,crp,crp_unit,dlco_pct\n"


@pytest.mark.parametrize(
    ("row", "low", "high", "status", "reason"),
    # 1.5 skin, 2.25 rubs, 1.5 ulcers, 0.084 a point of mRSS up to 18 (then 1.5), CRP above 10 mg/L 2.25, DLCO below 70 %
    # 1: with 1,0,0,19 these are 1.5 + 1.5 = 3, and 1 more for a DLCO of 68.
    # The most that mRSS gives is 18 x 0.084 = 1.512.
    [
        ("1,0,0,19,<5,mg/L,68", 4.0, 4.0, "DETERMINED", None),
        ("1,0,0,19,<=10,mg/L,68", 4.0, 4.0, "DETERMINED", None),
        ("1,0,0,19,<=10.1,mg/L,68", 4.0, 6.25, "UNDETERMINED", "known only as a bound: crp <=10.1"),
        ("1,0,0,19,>10,mg/L,68", 6.25, 6.25, "DETERMINED", None),
        ("1,0,0,19,>=10,mg/L,68", 4.0, 6.25, "UNDETERMINED", "known only as a bound: crp >=10"),
        ("1,0,0,19,<2,mg/dL,68", 4.0, 6.25, "UNDETERMINED", "known only as a bound: crp <20"),
        # A whole-point item below 5 is 4 at most: 1.5 + 4 x 0.084 = 1.836.
        ("1,0,0,<5,4,mg/L,80", 1.5, 1.836, "UNDETERMINED", "known only as a bound: mrss <5"),
        # 1.5 + 0.756 = 2.256 with CRP at most 10 mg/L, 2.25 more above it: active from 2.5.
        (
            "1,0,0,9,<20,mg/L,80",
            2.256,
            4.506,
            "UNDETERMINED",
            "known only as a bound: crp <20; between inactive and active",
        ),
        # With the rubs open the same bound spans 2.256 to 6.756.
        (
            "1,0,,9,<20,mg/L,80",
            2.256,
            6.756,
            "UNDETERMINED",
            "known only as a bound: crp <20; missing: friction_rubs; between inactive and active",
        ),
        (
            "1,0,,19,<20,mg/L,80",
            3.0,
            7.5,
            "UNDETERMINED",
            "known only as a bound: crp <20; missing: friction_rubs",
        ),
        (
            "1,0,0,19,<5,,80",
            3.0,
            5.25,
            "UNDETERMINED",
            "crp: <5 refused, needs crp_unit (mg/L, mg/dL); missing: crp",
        ),
        (
            "1,0,0,<x,5,mg/L,80",
            1.5,
            3.012,
            "UNDETERMINED",
            "mrss: <x refused, expected a number; missing: mrss",
        ),
    ],
)
def test_eustar_with_bounds(tmp_path, row, low, high, status, reason) -> None:
    path = tmp_path / "table.csv"
    path.write_text(EUSTAR + row + "\n", encoding="utf-8")
    (found,) = score_file("eustar-2017", path).records()
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))
    assert found["status"] == status
    assert bool(found["reason"]) == bool(reason)
    assert (found["reason"] or "").startswith(reason or "")


@pytest.mark.parametrize(
    ("pga", "expected"),
    # DORIS asks for a physician global below 0.5.
    [
        ("<0.5", "Y"),
        ("<=0.5", "UNDETERMINED"),
        ("<1", "UNDETERMINED"),
        (">0.5", "N"),
        (">0.4", "UNDETERMINED"),
    ],
)
def test_a_state_with_a_bound(pga: str, expected: str) -> None:
    known = definition("doris-2021")
    case = next(c for c in read_cases(cases_file(known), known.id) if c.expect.get("category") == "Y")
    (found,) = score_rows(SESSION, known, [given_row(known, case.given) | {"pga": pga}], dict(case.set))
    assert found["category"] == expected
    if expected == "UNDETERMINED":
        assert found["reason"] == f"known only as a bound: pga {pga}"


def test_two_bounds_span_the_interval_of_all_their_corners() -> None:
    known = definition("eustar-2017")
    row = dict(zip(EUSTAR.strip().split(","), "1,0,0,<5,>8,mg/L,68".split(","), strict=True))
    (found,) = score_rows(SESSION, known, [row])
    # 1.5 + 0 + 0 + 1 at least; 1.5 + 4 x 0.084 + 2.25 + 1 at most.
    assert (found["low"], found["high"]) == (pytest.approx(2.5), pytest.approx(5.086))
    assert Decimal(str(round(found["high"], 3))) == Decimal("5.086")


def test_the_categories_of_both_ends_are_named_as_for_missing_items() -> None:
    known = definition("eustar-2017")
    names = EUSTAR.strip().split(",")
    rows = [
        dict(zip(names, text.split(","), strict=True))
        for text in ("1,0,0,9,<20,mg/L,80", "1,0,0,9,,mg/L,80", "1,0,0,19,<20,mg/L,80")
    ]
    bound, missing, active = score_rows(
        SESSION, known, [{k: v or None for k, v in row.items()} for row in rows]
    )
    # 1.5 + 9 x 0.084 = 2.256, and 2.25 more with a CRP above 10 mg/L; active from 2.5.
    assert bound["reason"] == "known only as a bound: crp <20; between inactive and active"
    assert missing["reason"] == "missing: crp; between inactive and active"
    # 1.5 + 1.5 = 3 is active without the CRP.
    assert (active["category"], active["reason"]) == ("active", "known only as a bound: crp <20")


@pytest.mark.parametrize(
    ("definition_id", "row", "item"),
    [
        (
            "egfr-ckd-epi-2021",
            {"creatinine": "<0.1", "creatinine_unit": "mg/dL", "age_years": "40", "sex": "m"},
            "creatinine",
        ),
        (
            "egfr-ckd-epi-2021",
            {"creatinine": ">30", "creatinine_unit": "mg/dL", "age_years": "40", "sex": "m"},
            "creatinine",
        ),
    ],
)
def test_a_bound_beyond_which_nothing_is_possible_tells_nothing(
    definition_id: str, row: dict[str, str | None], item: str
) -> None:
    """Creatinine may be 0.1 to 30 mg/dL: below 0.1 there is none, and 0.1 itself is not what was found."""
    known = definition(definition_id)
    beyond, missing = score_rows(SESSION, known, [row, row | {item: None}])
    assert (beyond["value"], beyond["status"]) == (None, "UNDETERMINED")
    assert (beyond["low"], beyond["high"]) == (missing["low"], missing["high"])
    assert f"known only as a bound: {item} {row[item]}" in beyond["reason"]
