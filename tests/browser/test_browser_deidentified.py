"""The de-identified variant: what is gone, what stays, and that the seed decides."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser.conftest import opened, recorded
from cartaid.report.browser import Browser
from cartaid.report.browser.deidentify import FARTHEST, new_names, shift_of, shifted
from cartaid.study_analysis import Analysis

SEED = "a secret of the tests"


@pytest.fixture(scope="module")
def hidden(example: Analysis) -> Browser:
    return opened(example, SEED)


@pytest.fixture(scope="module")
def hidden_packs(hidden: Browser) -> dict[str, Any]:
    return hidden.packs()


@given(st.text(), st.text())
def test_dates_always_move(subject: str, seed: str) -> None:
    days = shift_of(subject, seed)
    assert days != 0
    assert -FARTHEST <= days <= FARTHEST


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(-182, 182))
def test_a_date_in_a_text_moves_by_the_shift(day: date, days: int) -> None:
    moved = re.findall(r"\d{4}-\d{2}-\d{2}", shifted(f"given until {day.isoformat()}T10:00, x", days) or "")
    assert (date.fromisoformat(moved[0]) - day).days == days


@given(st.lists(st.text(min_size=1), unique=True, max_size=30), st.text())
def test_every_patient_gets_another_name(subjects: list[str], seed: str) -> None:
    names = new_names(subjects, seed)
    assert len(set(names.values())) == len(subjects)


def everything(hidden: Browser, packs: dict[str, Any]) -> str:
    return json.dumps([hidden.study, packs], ensure_ascii=False)


def test_what_points_to_a_person_is_gone(hidden: Browser, hidden_packs: dict[str, Any]) -> None:
    text = everything(hidden, hidden_packs)
    for patient in recorded("dm"):
        assert patient["USUBJID"] not in text
    # Verbatim terms of drugs and procedures; the coded substance stays.
    for term in {row["CMTRT"] for row in recorded("cm") if row["CMTRT"].lower() != row["CMDECOD"].lower()}:
        assert term not in text, term
    assert hidden.study["cut"] is None
    patients = hidden.study["cohort"]["patients"]
    assert {re.fullmatch(r"\d0–\d9|90\+", age) is not None for age in patients["age"]} == {True}
    assert set(patients["arm"]) == set(patients["country"]) == set(patients["race"]) == {None}


def test_no_date_of_the_study_stays(hidden: Browser, hidden_packs: dict[str, Any]) -> None:
    """Every complete date of a patient is one of the study moved by the shift of that patient."""
    original = {subject: name for name, subject in ((n, s) for s, n in hidden.names.items())}
    assert original
    for subject, name in hidden.names.items():
        pack = hidden_packs[name]
        infusion = next(
            r["EXSTDTC"] for r in recorded("ex", USUBJID=subject) if "CAR T" in r["EXTRT"].upper()
        )
        moved = (date.fromisoformat(pack["day0"]) - date.fromisoformat(infusion[:10])).days
        assert moved == shift_of(subject, SEED)
        assessed = {row["QSDTC"][:10] for row in recorded("qs", USUBJID=subject)}
        back = {
            date.fromordinal(date.fromisoformat(dtc[:10]).toordinal() - moved).isoformat()
            for domain, dtc in zip(pack["recs"]["dom"], pack["recs"]["dtc"], strict=True)
            if domain == "QS" and dtc
        }
        assert back
        assert back <= assessed


def test_values_and_intervals_stay(
    hidden: Browser, hidden_packs: dict[str, Any], packs: dict[str, Any]
) -> None:
    for subject, name in hidden.names.items():
        for column in ("p", "d", "rdy", "v", "c", "lo", "hi", "s", "out", "refs"):
            assert hidden_packs[name]["rows"][column] == packs[subject]["rows"][column]
        assert hidden_packs[name]["labs"]["v"] == packs[subject]["labs"]["v"]


def test_the_exact_age_is_in_no_record(hidden: Browser, hidden_packs: dict[str, Any]) -> None:
    for pack in hidden_packs.values():
        roles = {
            place: pack["roles"][role]
            for refs in pack["rows"]["refs"]
            for role, place in zip(refs[::2], refs[1::2], strict=True)
        }
        ages = [pack["recs"]["val"][place] for place, role in roles.items() if role == "age_years"]
        assert all(re.fullmatch(r"\d0–\d9|90\+", age) for age in ages)


def test_the_seed_decides(example: Analysis, hidden: Browser) -> None:
    assert opened(example, SEED).study == hidden.study
    assert (
        opened(example, "another").study["cohort"]["patients"]["day0"]
        != hidden.study["cohort"]["patients"]["day0"]
    )
    assert SEED not in hidden.html()
