"""What `cartaid score` writes and refuses, beyond the single definition."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from cartaid.flat_score import score_file


def test_numbers_of_a_csv_file_carry_no_binary_noise(tmp_path: Path) -> None:
    """0.1 + 0.2 of two global scales is 0.3 in the file, not 0.30000000000000004."""
    table = tmp_path / "in.csv"
    table.write_text(
        "sjc28,protein,protein_unit,platelets,platelets_unit,leukocytes,leukocytes_unit\n"
        "3,700,mg/g,90,10^9/L,2.5,10^9/L\n",
        encoding="utf-8",
    )
    out = tmp_path / "out.csv"
    scored = score_file("sle-das", table)
    scored.write(out)
    heads, line = out.read_text(encoding="utf-8").splitlines()
    low = line.split(",")[heads.split(",").index("low")]
    assert len(low.partition(".")[2]) <= 6, low
    assert float(low) == pytest.approx(scored.records()[0]["low"], abs=5e-7)


def test_two_scales_of_muscle_strength_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("mmt_base,mmt_max_base,mmt,mmt_max\n70,80,140,150\n70,80,75,80\n", encoding="utf-8")
    scored = score_file("tis-2016", table)
    ((row, said),) = scored.refused
    assert row == 1
    assert "muscle tests that are all on one form and not above its maximum" in said


def test_a_column_that_stands_for_something_where_it_is_blank_is_not_called_unknown(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("mmt_base,mmt,mmt_max\n120,135,150\n", encoding="utf-8")
    scored = score_file("tis-2016", table)
    assert "mmt_max_base" not in scored.absent
    assert "phga" in scored.absent
    assert not scored.refused
    assert {"mmt_max", "mmt_max_base"}.isdisjoint(score_file("imacs-improvement", table).absent)
    assert "mmt_max" in score_file("mmt8", _without_maximum(tmp_path)).absent


def _without_maximum(folder: Path) -> Path:
    table = folder / "bare.csv"
    table.write_text("mmt\n120\n", encoding="utf-8")
    return table


def test_the_unit_of_a_flat_table_may_be_spelled_as_in_a_study(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "platelets,platelets_unit,anc,anc_unit,hemoglobin,hemoglobin_unit,crp,crp_unit,ferritin\n"
        "220,x10^9/L,3.4,K/uL,124,g/l,8,mg/L,180\n",
        encoding="utf-8",
    )
    assert score_file("car-hematotox", table).records()[0]["value"] == 0


def test_a_unit_beside_an_item_without_one_is_refused_as_written(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("haq,haq_unit\n1,Cm\n1,0-3\n1,\n", encoding="utf-8")
    scored = score_file("haq-di", table)
    assert [row["value"] for row in scored.records()] == [None, 1, 1]
    assert scored.refused == ((1, "haq: 1 refused, expected no unit in haq_unit, found Cm"),)


@pytest.mark.parametrize(
    ("base", "unit", "worse"),
    [
        ("300,", "", "N"),
        ("300,U/L", "U/L", "N"),
        ("180,U/L", "ukat/L", "Y"),
        ("300,", "U/L", "UNDETERMINED"),
        ("300,ukat/L", "", "UNDETERMINED"),
    ],
)
def test_all_values_of_the_enzyme_name_their_unit_or_none(
    tmp_path: Path, base: str, unit: str, worse: str
) -> None:
    """Only a ratio counts: 4 is better than 300 in one unit; 4 ukat/L are 240 U/L, worse than 180 by 33 %."""
    table = tmp_path / "in.csv"
    table.write_text(
        "phga_base,phga,ptga_base,ptga,mmt_base,mmt,haq_base,haq,exm_base,exm,enzyme_base,enzyme_base_unit,enzyme,"
        f"enzyme_unit\n3,4,3,4,70,70,1,1,2,2,{base},4,{unit}\n",
        encoding="utf-8",
    )
    assert score_file("imacs-worsening", table).records()[0]["category"] == worse


LUNG = "mrss_base,mrss,fvc_pct_base,fvc_base,fvc_base_unit,fvc,fvc_unit,sex,age_years,height_cm,ptga_base,ptga,phga_base,phga,"


@pytest.mark.skipif(find_spec("pyspiro") is None, reason="the extra cartaid[lung] is not installed")
def test_recorded_and_computed_percents_are_never_mixed_in_a_change(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    rest = "M,50,180,5,3,5,3,1,0.5,0"
    table.write_text(
        f"{LUNG}haq_base,haq,step1_event\n20,10,80,,,3,L,{rest}\n20,10,,2.9,L,3,L,{rest}\n20,10,,2.9,L,3500,L,{rest}\n",
        encoding="utf-8",
    )
    mixed, computed, beyond = score_file("criss-2016", table).records()
    assert (mixed["value"], mixed["status"], mixed["fvc_pct"]) == (None, "UNDETERMINED", None)
    assert "fvc_pct: not computed, fvc_pct_base of the same row is recorded" in mixed["reason"]
    assert computed["status"] == "DETERMINED"
    # Why a value could not be converted stands in its row, not on the terminal alone.
    assert "fvc_pct: not computed from fvc, expected 0.1 to 12 L, found 3500 L" in beyond["reason"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        ("+5", 5),
        (" 10 ", 10),
        ("10.0", 10),
        ("1e1", 10),
        ("0.1E+2", 10),
        ("1_0", None),
        ("0x10", None),
        ("٣", None),
        ("１０", None),
        ("1,0", None),
        ("1e", None),
        (".", None),
        ("inf", None),
    ],
)
def test_only_plain_decimal_numbers_are_read(tmp_path: Path, text: str, value: int | None) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f'mrss\n"{text}"\n', encoding="utf-8")
    scored = score_file("mrss", table)
    assert scored.records()[0]["value"] == value
    assert scored.refused == (() if value is not None else ((1, f"mrss: {text} refused, expected a number"),))


@pytest.mark.parametrize(("text", "value"), [("1.0", 1), ("0_1", None), ("1_", None), ("١", None)])
def test_a_yes_is_no_number_in_another_notation(tmp_path: Path, text: str, value: int | None) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f"onset_age,heliotrope\n50,{text}\n", encoding="utf-8")
    scored = score_file("iim-classification-2017", table)
    assert (scored.refused == ()) == (value == 1)


def test_a_switch_that_changes_a_scale_changes_what_is_read(tmp_path: Path) -> None:
    """60 is a total by Kahaleh's method and none by the modified Rodnan score."""
    table = tmp_path / "in.csv"
    table.write_text("skin_score\n60\n", encoding="utf-8")
    assert score_file("escsg-2001-whole", table, {"skin_limit": "kahaleh_20"}).refused == ()
    assert score_file("escsg-2001-whole", table).refused == (
        (1, "skin_score: 60 refused, expected 0 to 51, whole numbers"),
    )


@pytest.mark.parametrize(
    ("value", "unit", "refused"),
    [
        # The plausible range of the unit table: haemoglobin 10 to 260 g/L, which is 1 to 26 g/dL.
        ("26", "g/dL", False),
        ("26.1", "g/dL", True),
        ("85", "g/dL", True),
        ("85", "g/L", False),
        ("9.9", "g/L", True),
        ("10", "g/L", False),
    ],
)
def test_a_value_that_nobody_has_is_refused_as_in_a_study(
    tmp_path: Path, value: str, unit: str, refused: bool
) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f"hemoglobin,hemoglobin_unit\n{value},{unit}\n", encoding="utf-8")
    said = score_file("car-hematotox", table).refused
    expected = f"hemoglobin: {value} {unit} refused, expected 1 to 26 g/dL"
    assert [problem for _, problem in said] == ([expected] if refused else [])


@pytest.mark.parametrize(
    ("text", "remarks"),
    [("phga\n60\n8\n", 1), ("phga\n6\n8\n", 0), ("phga,phga_unit\n60,mm\n8,mm\n", 0)],
)
def test_a_scale_that_seems_to_be_in_another_unit_is_remarked(
    tmp_path: Path, text: str, remarks: int
) -> None:
    """60 is refused as cm, and the 8 of the next row is then hardly cm either."""
    table = tmp_path / "in.csv"
    table.write_text(text, encoding="utf-8")
    said = [finding.message for finding in score_file("tis-2016", table).dropped]
    expected = "phga: some values lie outside 0 to 10, and the others were read in cm; if they are in mm, say so in phga_unit"
    assert said == [expected] * remarks
