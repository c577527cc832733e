"""Errors that public CRS, ICANS, ICAHT and CTCAE code is known to make, each with the row that shows it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED, lab
from tiny_study import build, infusion, on, temperature

from cartaid.analysis import haematotoxicity, laboratory, toxicity
from cartaid.evaluators.laboratory_rule import Edition
from cartaid.flat_score import score_file

CRS = {
    **dict.fromkeys(
        ("masked", "episode_open", "vasopressors", "vasopressin", "fluids", "oxygen_l_min", "death"), 0
    ),
    "temperature_c": 38.5,
    "oxygen_device": "none",
}
ICANS = {
    "age_years": 40,
    "ice": 10,
    "consciousness": "awake",
    "seizure": "none",
    "motor": 0,
    "oedema": "none",
    "death": 0,
}
HEMATOTOX = {
    "platelets": 200,
    "platelets_unit": "10*9/L",
    "anc": 3000,
    "anc_unit": "/uL",
    "hemoglobin": 12,
    "hemoglobin_unit": "g/dL",
    "ferritin": 100,
}


def bounds(folder: Path, definition: str, row: dict[str, Any]) -> tuple[float | None, float | None]:
    """Lowest and highest value of one flat row."""
    path = folder / "row.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow({name: "" if value is None else value for name, value in row.items()})
    (found,) = score_file(definition, path).records()
    low, high = (None if found[side] is None else float(found[side]) for side in ("low", "high"))
    return low, high


@pytest.mark.parametrize(
    ("definition", "row", "expected"),
    [
        pytest.param(
            "crs-astct-2019",
            CRS | {"temperature_c": 37.0, "masked": 1, "episode_open": 1, "vasopressors": 1},
            (3, 3),
            id="fever is not required once it is masked",
        ),
        pytest.param(
            "crs-astct-2019",
            CRS | {"vasopressors": 1, "vasopressin": 1},
            (3, 3),
            id="vasopressin is not counted",
        ),
        pytest.param(
            "crs-astct-2019",
            CRS | {"oxygen_device": "nasal_low", "oxygen_l_min": 6},
            (2, 2),
            id="6 L/min is low flow",
        ),
        pytest.param("icans-astct-2019", ICANS | {"ice": 0}, (3, 3), id="ICE 0 awake is grade 3"),
        pytest.param(
            "icans-astct-2019",
            ICANS | {"ice": 0, "consciousness": "unarousable"},
            (4, 4),
            id="ICE 0 unarousable is 4",
        ),
        pytest.param("crs-astct-2019", CRS | {"vasopressors": None}, (1, 4), id="missing is not 0"),
        # CRP of 12 mg/L is 1.2 mg/dL: below 3.0 mg/dL, no point.
        pytest.param("car-hematotox", HEMATOTOX | {"crp": 12, "crp_unit": "mg/L"}, (0, 0), id="CRP in mg/L"),
        pytest.param(
            "car-hematotox", HEMATOTOX | {"crp": 12, "crp_unit": "mg/dL"}, (1, 1), id="CRP in mg/dL"
        ),
        pytest.param(
            "car-hematotox", HEMATOTOX | {"crp": 12, "crp_unit": None}, (0, 1), id="CRP without unit"
        ),
    ],
)
def test_flat_rows(
    tmp_path: Path, definition: str, row: dict[str, Any], expected: tuple[float, float]
) -> None:
    assert bounds(tmp_path, definition, row) == expected


def test_organ_toxicity_is_no_item_of_the_astct_grade() -> None:
    from cartaid.instruments.toxicity.crs_astct_2019 import DEFINITION

    assert {item.id for item in DEFINITION.items} == set(CRS)


def test_the_infusion_day_is_day_0_and_recorded_study_days_are_not_read(tmp_path: Path) -> None:
    # VSDY counts from lymphodepletion here: 6 on the infusion day. Day 14 is within the window of CRS, day 15 is not.
    fever = [{**temperature(38.4, day), "VSDY": day + 6} for day in (0, 14)]
    session = build(
        tmp_path, '[toxicity]\ncrs = "ASTCT 2019"\n', VS=[*fever, FOLLOWED], EX=[infusion() | {"EXDY": 6}]
    )
    session.build(toxicity.relations())
    found = session.rows(
        "SELECT date_diff('day', CAST(? AS DATE), ADT), ALOW FROM scored_toxicity WHERE PARAMCD = 'CRS' AND ALOW = 1 "
        "ORDER BY ADT",
        [on(0)],
    )
    assert found == [(0, 1), (14, 1)]


def test_late_icaht_is_not_graded_from_one_value(tmp_path: Path) -> None:
    rows = [*(lab("NEUT", 3000, day, "/uL") for day in range(31)), lab("NEUT", 90, 40, "/uL")]
    session = build(tmp_path, LB=rows, VS=[FOLLOWED])
    session.build(laboratory.relations(None))
    session.build(haematotoxicity.relations())
    found = session.rows("SELECT AVAL, ALOW, AHIGH FROM scored_haematotoxicity WHERE PARAMCD = 'ICAHTL'")
    assert found == [(None, 0, 4)]


@pytest.mark.parametrize(("edition", "graded"), [("5.0", -3), ("6.0", -2)])
def test_500_neutrophils_count_in_icaht_and_not_as_below_500(
    tmp_path: Path, edition: Edition, graded: int
) -> None:
    rows = [
        lab("NEUT", 500 if day == 8 else 3000, day, "/uL", LBSTNRLO=1800, LBSTNRHI=7500)
        for day in range(-7, 31)
    ]
    session = build(tmp_path, LB=rows, VS=[FOLLOWED])
    session.build(laboratory.relations(edition))
    session.build(haematotoxicity.relations())
    assert session.rows("SELECT AVAL FROM scored_haematotoxicity WHERE PARAMCD = 'ICAHTE'") == [(1,)]
    # CTCAE v5.0: grade 4 is below 0.5 x 10^9/L, 0.5 to below 1.0 grade 3; v6.0: 0.5 to below 1.0 grade 2.
    assert session.rows("SELECT min(ATOXGR) FROM adlb WHERE PARAMCD = 'NEUT'") == [(graded,)]
