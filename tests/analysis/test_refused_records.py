"""What a finding calls "not used" is used nowhere, and a vital sign that was not done stays visible."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_study import Row, build, infusion, on, procedure, temperature

from cartaid.analysis import toxicity
from cartaid.analysis.recorded_datasets import advs_sql


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"EXDOSE": "1000000", "EXDOSU": "cells/kg"}, (1000000, "cells/kg")),
        ({"EXDOSE": "1000000", "EXDOSU": ""}, (None, None)),
        ({"EXDOSE": "0", "EXDOSU": "cells/kg"}, (None, None)),
        ({"EXDOSE": "-1", "EXDOSU": "cells/kg"}, (None, None)),
    ],
)
def test_a_dose_of_cells(tmp_path: Path, row: Row, expected: tuple[object, ...]) -> None:
    session = build(tmp_path, EX=[infusion() | row])
    # The infusion itself stays: day 0 does not hang on its dose.
    assert session.rows("SELECT INFUSIONS, CELLS, CELLS_UNIT FROM subject") == [(1, *expected)]


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ("-5", (None, None)),
        ("0", (0, "recorded")),
        ("120", (120, "recorded")),
        ("121", (None, None)),
    ],
)
def test_an_age_that_nobody_has(tmp_path: Path, recorded: str, expected: tuple[object, ...]) -> None:
    session = build(tmp_path, DM=[{"ARM": "SLE", "AGE": recorded}])
    assert session.rows("SELECT AGE, AGE_SOURCE FROM subject") == [expected]


def test_a_birth_date_stands_in_for_an_age_that_nobody_has(tmp_path: Path) -> None:
    year = int(on(0)[:4]) - 40
    session = build(tmp_path, DM=[{"ARM": "SLE", "AGE": "-5", "BRTHDTC": f"{year}-01-01"}])
    assert session.rows("SELECT AGE, AGE_SOURCE FROM subject") == [(40, "birth date")]


def test_a_negative_flow_is_unknown(tmp_path: Path) -> None:
    given = procedure("NASAL CANNULA", 2, 3) | {"PRDOSE": "-2", "PRDOSU": "L/min"}
    session = build(tmp_path, PR=[given], VS=[temperature(38.5, 2)])
    session.build(toxicity.relations())
    # 25: the flow is not known, low (20) or high (29)
    assert session.rows("SELECT DISTINCT SEVERITY FROM toxicity_course WHERE SIGN = 'oxygen'") == [(25,)]


def test_a_vital_sign_that_was_not_done_is_kept(tmp_path: Path) -> None:
    missed = temperature("", 4) | {"VSSTAT": "NOT DONE"}
    session = build(tmp_path, VS=[temperature(38.5, 2), missed])
    rows = session.rows(f"SELECT RDY, AVAL, VSSTAT FROM ({advs_sql()}) ORDER BY RDY")
    assert rows == [(2, 38.5, None), (4, None, "NOT DONE")]
