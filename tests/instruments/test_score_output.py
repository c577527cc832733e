"""What `cartaid score` writes and refuses, beyond the single definition."""

from __future__ import annotations

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
    assert "the same one at baseline and now" in said


def test_the_unit_of_a_flat_table_may_be_spelled_as_in_a_study(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "platelets,platelets_unit,anc,anc_unit,hemoglobin,hemoglobin_unit,crp,crp_unit,ferritin\n"
        "220,x10^9/L,3.4,K/uL,124,g/l,8,mg/L,180\n",
        encoding="utf-8",
    )
    assert score_file("car-hematotox", table).records()[0]["value"] == 0
