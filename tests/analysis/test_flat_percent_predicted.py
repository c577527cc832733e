"""A flat table with lung function as measured, through the whole of `score`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cartaid.evaluators import lung_function
from cartaid.flat_score import ScoredTable, score_file

needs_pyspiro = pytest.mark.skipif(
    find_spec("pyspiro") is None, reason="the extra cartaid[lung] is not installed"
)
EUSTAR = "delta_skin,digital_ulcers,friction_rubs,mrss,crp,crp_unit"
NOTHING_ELSE = "0,0,0,10,3,mg/L"


def scored(folder: Path, header: str, *rows: str, **switches: str) -> ScoredTable:
    path = folder / "table.csv"
    path.write_text("\n".join((f"{EUSTAR},{header}", *(f"{NOTHING_ELSE},{row}" for row in rows))) + "\n")
    return score_file("eustar-2017", path, switches)


@needs_pyspiro
@pytest.mark.parametrize(
    ("dlco", "unit", "percent"),
    [
        # A man of 45 years and 178 cm; computed by pyspiro 1.0.0 outside this project.
        ("22.0", "mL/min/mmHg", 72.57),
        ("7.5", "mmol/min/kPa", 73.89),
    ],
)
def test_dlco_becomes_percent_of_predicted(tmp_path: Path, dlco: str, unit: str, percent: float) -> None:
    table = scored(tmp_path, "dlco,dlco_unit,sex,age_years,height_cm", f"{dlco},{unit},M,45,178")
    (row,) = table.records()
    assert float(row["dlco_pct"]) == pytest.approx(percent, abs=0.01)
    assert row["dlco_pct_by"].startswith("gli-2017, pyspiro ")
    # 10 points of skin at 0.084; DLCO of 70 % and more gives nothing.
    assert row["value"] == pytest.approx(0.84)
    assert table.refused == ()
    assert table.absent == ()


@needs_pyspiro
def test_a_percent_that_is_given_is_used(tmp_path: Path) -> None:
    header = "DLCO,dlco_unit,sex,age_years,height_cm,dlco_pct"
    table = scored(
        tmp_path, header, "22.0,mL/min/mmHg,M,45,178,60", "22.0,mL/min/mmHg,M,45,178,", ",,M,45,178,60"
    )
    rows = table.records()
    assert [float(row["dlco_pct"]) for row in rows] == [60, 72.57, 60]
    assert [row["dlco_pct_by"] is None for row in rows] == [True, False, True]
    assert [row["value"] for row in rows] == pytest.approx([1.84, 0.84, 1.84])


@needs_pyspiro
def test_haemoglobin_corrects_where_asked(tmp_path: Path) -> None:
    header = "dlco,dlco_unit,sex,age_years,height_cm,haemoglobin,haemoglobin_unit"
    row = "20.0,mL/min/mmHg,M,45,178,10,g/dL"
    (plain,) = scored(tmp_path, header, row).records()
    (corrected,) = scored(tmp_path, header, row, haemoglobin_correction="yes").records()
    # (10.22 + 10) / (1.7 x 10) in men.
    assert float(corrected["dlco_pct"]) == pytest.approx(float(plain["dlco_pct"]) * 20.22 / 17, abs=0.02)
    assert "corrected for haemoglobin" in corrected["dlco_pct_by"]


@needs_pyspiro
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("22,,M,45,178", "its unit: expected mL/min/mm[Hg], mmol/min/kPa, found none"),
        ("22,L,M,45,178", "DLCO: expected a unit of"),
        ("22,mL/min/mmHg,,45,178", "sex: expected M or F, found nothing"),
        ("22,mL/min/mmHg,X,45,178", "sex: expected M or F, found X"),
        ("22,mL/min/mmHg,M,,178", "age_years: expected a number, found nothing"),
        ("22,mL/min/mmHg,M,99,178", "lies outside GLI-2017"),
        ("22,mL/min/mmHg,M,45,", "height_cm: expected a number, found nothing"),
        ("22,mL/min/mmHg,M,45,1.78", "height_cm: expected 20 to 260, found 1.78"),
        ("two,mL/min/mmHg,M,45,178", "value: expected a number, found 'two'"),
        ("2200,mL/min/mmHg,M,45,178", "expected 0.5 to 120"),
        ("-22,mL/min/mmHg,M,45,178", "expected a positive number"),
    ],
)
def test_never_a_number_without_what_it_needs(tmp_path: Path, row: str, said: str) -> None:
    table = scored(tmp_path, "dlco,dlco_unit,sex,age_years,height_cm", row)
    (found,) = table.records()
    assert found["dlco_pct"] is None
    assert found["status"] == "UNDETERMINED"
    ((place, problem),) = table.refused
    assert place == 1
    assert "dlco_pct: not computed from dlco" in problem
    assert said in problem


@needs_pyspiro
def test_an_earlier_value_has_columns_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "fvc_base,fvc,fvc_unit,sex,age_years,height_cm,interval_days\n3.5,3000,mL,M,45,178,300\n",
        encoding="utf-8",
    )
    (row,) = score_file("omeract-ild-progression", path).records()
    # The unit of the later volume says nothing of the earlier one.
    assert row["fvc_pct_base"] is None
    path.write_text(
        "fvc_base,fvc_base_unit,fvc,fvc_unit,sex,age_years,height_cm,interval_days\n"
        "3.5,L,3000,mL,M,45,178,300\n",
        encoding="utf-8",
    )
    (row,) = score_file("omeract-ild-progression", path, {"spirometry": "gli-2022"}).records()
    assert float(row["fvc_pct_base"]) == pytest.approx(72.83, abs=0.01)
    assert float(row["fvc_pct"]) == pytest.approx(72.83 * 3.0 / 3.5, abs=0.01)


def test_without_the_package_the_rest_of_the_table_is_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise lung_function.LungFunctionUnavailable("pip install 'cartaid[lung]'")

    monkeypatch.setattr(lung_function, "_reference", absent)
    header = "dlco,dlco_unit,sex,age_years,height_cm,dlco_pct"
    table = scored(tmp_path, header, "22,mL/min/mmHg,M,45,178,", ",,,,,80")
    litres, percent = table.records()
    # 10 points of skin at 0.084; the DLCO could add 1.
    assert (litres["value"], litres["low"], litres["high"]) == (
        None,
        pytest.approx(0.84),
        pytest.approx(1.84),
    )
    assert "dlco_pct: not computed from dlco, pip install 'cartaid[lung]'" in litres["reason"]
    assert percent["value"] == pytest.approx(0.84)
    assert [row for row, _ in table.refused] == [1]


@pytest.mark.parametrize("dlco", ["2_2", "٢٢", "22 mL", "0x16"])
def test_only_plain_decimal_numbers_are_read(tmp_path: Path, dlco: str) -> None:
    table = scored(tmp_path, "dlco,dlco_unit,sex,age_years,height_cm", f"{dlco},mL/min/mmHg,M,45,178")
    assert f"value: expected a number, found {dlco!r}" in table.records()[0]["reason"]


def test_the_unit_of_an_earlier_value_is_its_own(tmp_path: Path) -> None:
    """22 mL/min/mmHg are 7.4 mmol/min/kPa: the unit of the later value says nothing of the earlier one."""
    path = tmp_path / "table.csv"
    path.write_text(
        "dlco_base,dlco,dlco_unit,sex,age_years,height_cm\n22,7.5,mmol/min/kPa,M,45,178\n", encoding="utf-8"
    )
    (row,) = score_file("omeract-ild-progression", path).records()
    assert (
        "dlco_pct_base: not computed from dlco_base, its unit: expected mL/min/mm[Hg], mmol/min/kPa, found none"
        in row["reason"]
    )


def test_a_switch_that_is_not_there_is_refused(tmp_path: Path) -> None:
    header = "dlco,dlco_unit,sex,age_years,height_cm"
    with pytest.raises(ValueError, match="spirometry is 'gli-1999'; expected one of: gli-2022, gli-2012"):
        scored(tmp_path, header, "22,mL/min/mmHg,M,45,178", spirometry="gli-1999")
    # A table without measured lung function has no such setting.
    with pytest.raises(ValueError, match="has no switch 'spirometry'"):
        scored(tmp_path, "dlco_pct", "80", spirometry="gli-2012")
