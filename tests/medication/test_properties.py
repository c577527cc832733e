"""What must hold for any records: sums, order, splitting, and intervals that hold every completion."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from medication_study import build, cm, day, dose, status

DAYS = list(range(0, 121, 5))
FREQUENCY = st.sampled_from(["QD", "BID", "QOD", "EVERY WEEK", "3 TIMES PER WEEK"])
DRUG = st.sampled_from(["prednisone", "methylprednisolone", "dexamethasone", "hydrocortisone"])


@st.composite
def record(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 100))
    end = start + draw(st.integers(0, 40))
    milligrams = Decimal(draw(st.integers(1, 80))) / 4
    return cm(draw(DRUG), str(milligrams), draw(FREQUENCY), start, end)


def apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make every row differ in the drug's spelling, so that none repeats another or takes over from it."""
    forms = ["{}", "{} TABLET A", "{} TABLET B", "{} TABLET C", "{} TABLET D", "{} TABLET E"]
    return [row | {"CMTRT": form.format(row["CMTRT"])} for row, form in zip(rows, forms, strict=False)]


@settings(max_examples=15, deadline=None)
@given(st.lists(record(), min_size=1, max_size=5))
def test_the_dose_is_the_sum_of_the_records_taken_alone(rows: list[dict[str, Any]]) -> None:
    rows = apart(rows)
    together = dose(build(rows, DAYS, changeover="sum"))
    alone = [dose(build([row], DAYS)) for row in rows]
    for position, (low, high) in enumerate(together):
        assert low == high
        # each part is rounded in the sixth place
        assert abs(low - sum(part[position][0] for part in alone)) <= Decimal("0.000005")


@settings(max_examples=15, deadline=None)
@given(st.lists(record(), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_records_is_irrelevant(rows: list[dict[str, Any]], chance: random.Random) -> None:
    rows = apart(rows)
    mixed = list(rows)
    chance.shuffle(mixed)
    first, second = build(rows, DAYS), build(mixed, DAYS)
    assert dose(first) == dose(second)
    for level in ("GCFREE", "OFF", "STABLE"):
        assert status(first, level) == status(second, level)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 30),
    st.integers(0, 30),
    st.booleans(),
    st.sampled_from(["regimen", "mean_14d"]),
)
def test_splitting_a_record_leaves_the_dose_unchanged(
    start: int, first: int, second: int, touching: bool, basis: str
) -> None:
    middle, end = start + first, start + first + second
    whole = [cm("prednisone", "7.5", "QD", start, end)]
    # the second part begins the day after the first ends, or (as often recorded) on that very day
    parts = [cm("prednisone", "7.5", "QD", start, middle)]
    if touching or second:
        parts.append(cm("prednisone", "7.5", "QD", middle if touching else middle + 1, end))
    one, two = (build(rows, DAYS, dose_basis=basis) for rows in (whole, parts))
    assert dose(one) == dose(two)
    assert status(one, "GCFREE") == status(two, "GCFREE")


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_interval_holds_every_completion(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 58), label="start")
    end = data.draw(st.integers(59, 119), label="end")
    milligrams = data.draw(st.integers(1, 20), label="dose")
    low_text = data.draw(st.integers(1, milligrams), label="lowest dose")
    known = cm("prednisone", milligrams, "QD", start, end)
    hidden = dict(known)
    for field, blank in data.draw(
        st.lists(
            st.sampled_from(
                [
                    ("CMSTDTC", day(start)[:7]),
                    ("CMSTDTC", None),
                    ("CMENDTC", day(end)[:7]),
                    ("CMENDTC", day(end)[:4]),
                    ("CMENDTC", None),
                    ("CMDOSFRQ", None),
                    ("CMDOSFRQ", "PRN"),
                    ("CMDOSU", None),
                    ("CMROUTE", "SOMEHOW"),
                    ("CMDOSE", None),
                ]
            ),
            min_size=1,
            max_size=3,
        ),
        label="hidden",
    ):
        hidden[field] = blank
        if field == "CMDOSE":
            hidden["CMDOSTXT"] = f"{low_text}-{milligrams}"
    for basis in ("regimen", "mean_14d", "on_visit_day"):
        full, partial = build([known], DAYS, dose_basis=basis), build([hidden], DAYS, dose_basis=basis)
        for (value, same), (low, high) in zip(dose(full), dose(partial), strict=True):
            assert value == same
            assert low <= value
            assert high is None or value <= high
        for level in ("GCFREE", "OFF", "DRUGFREE"):
            for known_value, value_or_open in zip(status(full, level), status(partial, level), strict=True):
                assert value_or_open in (known_value, None)
