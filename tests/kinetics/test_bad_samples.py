"""Bad samples through the real command: a statement in the results, never a crash, never a made-up number."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from cartaid.example import example_study

Row = dict[str, str]
MODEL = '\n[kinetics]\nmodel = "tier 1"\n'


def analysed(
    folder: Path, edit: Callable[[list[Row]], list[Row]], toml: str = "", patients: str = ""
) -> Path:
    """Copy the example, change its cell counts, keep only some patients, run the command; give what it wrote."""
    study, out = folder / "study", folder / "out"
    study.mkdir()
    for file in example_study().glob("*"):
        if file.suffix == ".toml":
            (study / file.name).write_text(file.read_text(encoding="utf-8") + toml, encoding="utf-8")
        elif file.suffix == ".csv":
            shutil.copy(file, study / file.name)
    for file in study.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        columns = list(rows[0])
        kept = [row for row in rows if row["USUBJID"].endswith(patients)]
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, columns)
            writer.writeheader()
            writer.writerows(edit(kept) if file.name == "cp.csv" else kept)
    command = [sys.executable, "-c", "from cartaid.cli import main; main()", "analyse", study, "--out", out]
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return out


def result(out: Path, display: str, row: str = "") -> list[str]:
    """Texts of the column of all patients, or footnotes where no row is named."""
    ard = json.loads((out / "results" / "ard.json").read_text(encoding="utf-8"))
    return [
        r["text"]
        for r in ard
        if r["display"] == display
        and (
            r["statistic"] == "footnote"
            if not row
            else r["row"].startswith(row) and r["column"] in ("all", "posterior")
        )
    ]


def is_car_t(row: Row, *patients: str) -> bool:
    return row["CPTESTCD"] == "CARTCE" and (not patients or row["USUBJID"][-2:] in patients)


def below(row: Row) -> Row:
    return row | {"CPORRES": "<0.5", "CPSTRESC": "<0.5", "CPSTRESN": ""}


def with_every_fault(rows: list[Row]) -> list[Row]:
    """01 twice the same, 02 two values, 03 below quantification, 04 no time zero, 06 a negative value, 08 before day 0."""
    made: list[Row] = []
    for number, row in enumerate(rows):
        kept = row
        if is_car_t(row, "04") and row["VISIT"] == "DAY 0":
            continue
        if is_car_t(row, "03"):
            kept = below(row)
        if is_car_t(row, "06") and row["CPSTRESN"]:
            kept = row | {"CPORRES": "-5", "CPSTRESC": "-5", "CPSTRESN": "-5"}
        if is_car_t(row, "08"):
            kept = row | {"CPDTC": f"2019-01-{1 + number % 28:02}"}
        made.append(kept)
        if is_car_t(row, "01"):
            made.append(row | {"CPSEQ": str(5000 + number)})
        if is_car_t(row, "02") and row["CPSTRESN"]:
            other = {"CPORRES": "999", "CPSTRESC": "999", "CPSTRESN": "999", "CPSEQ": str(5000 + number)}
            made.append(row | other)
    random.Random(1).shuffle(made)
    return made


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analysed(tmp_path_factory.mktemp("faulty"), with_every_fault)


@pytest.mark.parametrize(
    ("patient", "code", "has_value", "reason"),
    [
        ("01", "CMAXF", True, "identical samples at the same time were merged"),
        ("02", "CMAXF", False, "two different values at the same time"),
        ("03", "CMAXF", False, "no expansion: every sample after the infusion is below quantification"),
        ("04", "AUC28F", True, "there is no sample at time 0: the area starts at the first sample"),
        ("04", "CMAXF", True, None),
        ("05", "CMAXF", True, None),
        ("06", "CMAXF", False, "a value is negative or infinite"),
        ("08", "CMAXF", False, "no sample from time 0 on"),
    ],
)
def test_each_fault_has_its_words(
    faulty: Path, patient: str, code: str, has_value: bool, reason: str | None
) -> None:
    table = faulty / "analysis" / "adpp.parquet"
    ((value, said),) = duckdb.sql(
        f"SELECT AVAL, REASON FROM '{table}' WHERE USUBJID LIKE '%-{patient}' AND PARAMCD = '{code}'"
    ).fetchall()
    assert (value is not None, said) == (has_value, reason)


def test_unsorted_samples_give_the_numbers_of_sorted_ones(faulty: Path, example_folder: Path) -> None:
    numbers = [
        duckdb.sql(
            f"SELECT PARAMCD, AVAL FROM '{folder / 'analysis' / 'adpp.parquet'}' WHERE USUBJID LIKE '%-05' ORDER BY ALL"
        ).fetchall()
        for folder in (faulty, example_folder)
    ]
    assert numbers[0] == numbers[1]


def test_the_display_counts_those_without_a_value(faulty: Path) -> None:
    assert result(faulty, "kinetics", "CMAXF")[-1] == "[11]"
    said = result(faulty, "kinetics")
    assert len(said) == 6
    assert all(text.startswith("CARTCE, flow cytometry: in 1 patient: ") for text in said)


def test_nobody_expands_and_nobody_returns(tmp_path: Path) -> None:
    def edit(rows: list[Row]) -> list[Row]:
        return [
            below(row) if is_car_t(row)
            else row | {"CPORRES": "<1", "CPSTRESC": "<1", "CPSTRESN": ""} if row["VISIT"] != "BASELINE" else row
            for row in rows
        ]  # fmt: skip

    out = analysed(tmp_path, edit, MODEL)
    assert result(out, "kinetics", "CMAXF") == ["NE: no value in any patient, see below"]
    assert result(out, "kinetics") == [
        "CARTCE, flow cytometry: in 15 patients: no expansion: every sample after the infusion is below quantification."
    ]
    assert result(out, "b_cells", "mean") == ["NE: no value"]
    assert result(out, "b_cells", "right_end") == ["NE: not reached"]
    assert result(out, "b_cells", "turnbull") == ["NE: not reached"]
    # Nobody returned: the survival is 1, and its limit the exact one on those at risk (0.025^(1/15) = 0.782).
    assert result(out, "b_cells", "month_3") == ["100 % (78.2–100) [15]"]
    why = "no expansion: every sample of every patient is below quantification"
    left_out, *_ = result(out, "kinetic_model")
    assert left_out.startswith(
        "CARTCE, flow cytometry, /uL: not fitted, every sample is below quantification"
    )
    assert left_out.count("CARTAID-DEMO-") == 15
    assert result(out, "kinetic_model", "CARTCE") == [f"NE: {why}"]
    with (out / "findings.csv").open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["rule"] == "kinetic-model"]
    (finding,) = found
    assert finding["severity"] == "warning"
    assert finding["message"].endswith(f"the kinetic model was not fitted: {why}")


def test_one_patient_has_values_and_no_spread(tmp_path: Path) -> None:
    out = analysed(tmp_path, list, MODEL, patients="-01")
    assert result(out, "kinetics", "CMAXF") == ["83.9", "[1]"]
    assert result(out, "b_cells", "mean") == ["112 (one value)"]
    assert result(out, "kinetic_model", "CARTCE") == [
        "NE: 1 patient with a quantified sample, at least 3 are needed"
    ]
