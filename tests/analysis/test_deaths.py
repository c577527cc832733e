"""Deaths outside DM, and studies whose CAR T infusions have no date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import build, infusion, lymphodepletion, on, temperature

from cartaid.engine import Session
from cartaid.study.checks.run import run_checks
from cartaid.study.protocol import read_protocol

SCORE = {"QSTESTCD": "PGA", "QSCAT": "PGA", "QSSTRESN": 1}
DIED = {"DSTERM": "Death", "DSDECOD": "DEATH", "DSSTDTC": on(150)}
SEPSIS = {"AETERM": "Sepsis", "AEOUT": "FATAL", "AESTDTC": on(145), "AEENDTC": on(152)}


def study(folder: Path, death: str = "", **domains: list[dict[str, Any]]) -> Session:
    """A patient last seen on day 200."""
    seen = [{**SCORE, "QSDTC": on(day)} for day in (100, 200)]
    return build(folder, DM=[{"ARM": "SLE", "DTHDTC": death}], QS=seen, **domains)


def findings(session: Session, folder: Path) -> list[tuple[str, str]]:
    rows = {code: 1 for code in ("DM", "EX", "DS", "AE", "QS") if session.has(f"raw_{code.lower()}")}
    run_checks(session, read_protocol(folder / "study.toml"), rows)
    return session.rows(
        "SELECT rule, domain FROM finding WHERE rule LIKE 'death%' OR rule = 'after-death' ORDER BY ALL"
    )


@pytest.mark.parametrize(
    ("death", "domains", "day", "said"),
    [
        ("", {}, None, []),
        (on(160), {}, 160, [("after-death", "QS")]),
        ("", {"DS": [DIED]}, 150, [("after-death", "QS"), ("death-not-in-dm", "DS")]),
        ("", {"AE": [SEPSIS]}, 152, [("after-death", "QS"), ("death-not-in-dm", "AE")]),
        # DS and AE disagree by two days: the earlier one is used, and the other one is told.
        (
            "",
            {"DS": [DIED], "AE": [SEPSIS]},
            150,
            [("after-death", "QS"), ("death-differs", "AE"), ("death-not-in-dm", "DS")],
        ),
        # DM wins although it is later.
        (on(160), {"DS": [DIED]}, 160, [("after-death", "QS"), ("death-differs", "DS")]),
        # A partial date of DM (day 150 is 2023-07-29) leaves the complete one of DS; alone it stays partial.
        ("2023-07", {"DS": [DIED]}, 150, [("after-death", "QS")]),
        ("2023-07", {}, None, [("after-death", "QS")]),
        # The start of a fatal event without an end: results after it are kept.
        ("", {"AE": [{**SEPSIS, "AEENDTC": ""}]}, 145, [("death-not-in-dm", "AE")]),
        (
            "",
            {"AE": [{**SEPSIS, "AEOUT": "", "AETOXGR": "5"}]},
            152,
            [("after-death", "QS"), ("death-not-in-dm", "AE")],
        ),
        # Grade 5 of an event the patient recovered from is no death.
        ("", {"AE": [{**SEPSIS, "AEOUT": "RECOVERED/RESOLVED", "AETOXGR": "5"}]}, None, []),
    ],
)
def test_a_death_is_taken_from_any_domain(
    tmp_path: Path, death: str, domains: dict[str, Any], day: int | None, said: list[tuple[str, str]]
) -> None:
    session = study(tmp_path, death, **domains)
    ((found, contact),) = session.rows(
        "SELECT CAST(DEATH AS VARCHAR), CAST(LAST_CONTACT AS VARCHAR) FROM subject"
    )
    assert found == (None if day is None else on(day))
    assert day is None or contact == found
    assert findings(session, tmp_path) == said


def test_infusions_without_a_date_are_not_replaced_by_lymphodepletion(tmp_path: Path) -> None:
    undated = {**infusion(), "EXSTDTC": "", "EXENDTC": ""}
    session = build(tmp_path, EX=[undated, *lymphodepletion(-5, -4)], VS=[temperature(37, 3)])
    assert session.rows("SELECT DAY0, DAY0_SOURCE FROM subject") == [(None, "first CAR T infusion")]


def test_a_study_without_any_infusion_counts_from_the_first_exposure(tmp_path: Path) -> None:
    session = build(tmp_path, EX=lymphodepletion(-5, -4))
    found = session.rows("SELECT CAST(DAY0 AS VARCHAR), DAY0_SOURCE FROM subject")
    assert found == [(on(-5), "first exposure")]
