"""The real command, end to end, as a person runs it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cartaid.study.domains import DOMAINS


def cartaid(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cartaid.cli import main; main()", *map(str, arguments)]
    environment = os.environ | {"COLUMNS": "160", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment, check=False)


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as `demo` writes it, analysed by the command."""
    folder = tmp_path_factory.mktemp("commands")
    assert cartaid("demo", folder / "example").returncode == 0
    done = cartaid("analyse", folder / "example", "--out", folder / "results")
    assert done.returncode == 0, done.stderr
    return folder / "results"


def test_demo_and_analyse_write_what_the_interface_names(analysed: Path) -> None:
    written = {str(path.relative_to(analysed)) for path in analysed.rglob("*") if path.is_file()}
    datasets = "adsl adlb adqs adrs adtx adae adcm adpc adpp adtte trace".split()
    assert {f"analysis/{name}.parquet" for name in datasets} <= written
    assert {
        "manifest.json",
        "findings.csv",
        "results/ard.parquet",
        "results/ard.json",
        "report.html",
    } <= written
    assert any(name.startswith("figures/") and name.endswith(".svg") for name in written)


def test_headline_is_the_published_one(analysed: Path) -> None:
    ard = json.loads((analysed / "results" / "ard.json").read_text(encoding="utf-8"))
    rows = ard if isinstance(ard, list) else ard["rows"]
    headline = {row["row"]: row for row in rows if row["display"] == "headline"}
    counts = {
        "infused": (15, 15),
        "doris_sle_m6": (8, 8),
        "lldas_sle_m6": (8, 8),
        "sledai0_sle_m6": (8, 8),
        "tis_major_iim": (3, 3),
        "eustar_lower_ssc": (4, 4),
        "drug_free_last": (15, 15),
        "relapse": (0, 15),
        "crs_grade1": (10, 15),
        "crs_grade2": (1, 15),
        "crs_grade3plus": (0, 15),
        "icans_grade1": (1, 15),
        "icans_grade2plus": (0, 15),
        "infection_hospital": (1, 15),
    }
    assert {name: (headline[name]["n"], headline[name]["N"]) for name in counts} == counts
    follow_up = headline["followup_median_months"]
    assert (round(follow_up["value"]), round(follow_up["low"]), round(follow_up["high"])) == (15, 4, 29)
    aplasia = headline["bcell_aplasia_mean_days"]
    assert (round(aplasia["value"]), round(aplasia["value"] - aplasia["low"])) == (112, 47)
    # Clopper-Pearson, as R's binom.test prints it for 8 of 8.
    assert headline["doris_sle_m6"]["low"] == pytest.approx(0.6305833524, abs=1e-9)


def test_report_says_synthetic(analysed: Path) -> None:
    assert "SYNTHETIC" in (analysed / "report.html").read_text(encoding="utf-8").upper()


def test_explain_prints_clauses_records_and_citation(analysed: Path) -> None:
    told = cartaid("explain", analysed, "01", "DORIS21", "--date", "182")
    assert told.returncode == 0, told.stderr
    assert "physician global below 0.5: met" in told.stdout
    assert "10.1136/lupus-2021-000538" in told.stdout
    as_json = json.loads(cartaid("explain", analysed, "01", "DORIS21", "--json").stdout)
    assert as_json[0]["definition"]["id"] == "doris-2021"
    near = cartaid("explain", analysed, "04", "DORIS21", "--date", "180")
    assert "on 2022-05-01, day 186" in near.stdout
    assert "day 180 was asked for: this is the assessment nearest to it" in near.stdout
    assert "was asked for" not in cartaid("explain", analysed, "04", "DORIS21", "--date", "186").stdout
    refused = cartaid("explain", analysed, "77", "DORIS21")
    assert refused.returncode == 2
    assert "no subject has it" in refused.stderr


def test_explain_says_where_the_trace_holds_no_record(analysed: Path) -> None:
    """A grade made of many counts: no clause may be said to be open beside a value that is determined."""
    for code in ("ICAHTE", "ICAHTL", "TICAHTE", "TICAHTL", "CARHTX", "CRSLEE", "NEUTBLLO", "LICATSMX"):
        told = cartaid("explain", analysed, "05", code, *(("--date", "28") if code == "CRSLEE" else ()))
        assert told.returncode == 0, told.stderr
        assert "(determined)" in told.stdout
        assert ": open" not in told.stdout
        assert "no record" in told.stdout or "records" in told.stdout or ": LB " in told.stdout
    counts = cartaid("explain", analysed, "05", "ICAHTE").stdout
    # The lowest count of the window, as recorded in lb.csv.
    assert "LB 103 on 2022-01-18: 0.25 10*9/L" in counts


def test_explain_tells_what_each_grade_asks_for_and_what_supports_it(analysed: Path) -> None:
    """Without a date the worst day; under each grade its clauses; the lowest pressure and saturation of vs.csv."""
    told = cartaid("explain", analysed, "05", "CRS").stdout
    assert "on 2022-01-14, day 4: 2.0" in told
    assert "no date was asked for: the first day of the highest grade, of 14 days" in told
    order = [
        told.index(f"{name}: ") for name in ("needed for every grade", *(f"grade {n}" for n in range(1, 6)))
    ]
    assert order == sorted(order)
    assert told.index("grade 2: any of these") < told.index("hypotension that needs treatment: met")
    assert told.index("hypotension that needs treatment: met") < told.index("grade 3: any of these")
    assert "Systolic blood pressure: VS 46 on 2022-01-14T06:10: 82 mmHg" in told
    assert "Oxygen saturation: VS 47 on 2022-01-14T06:10: 91 %" in told
    assert "supports" not in told
    # The cannula of pr.csv runs into the next day; the investigator's grade is that of ae.csv.
    assert "PR 2 from 2022-01-14T06:20 to 2022-01-15T18:00: Nasal cannula" in told
    assert "── investigator: grade 2, AE 3" in told
    assert "differs: investigator grade 2, AE 3" in cartaid("explain", analysed, "11", "CRSMAX").stdout
    assert "── investigator: grade 2, AE 3" in cartaid("explain", analysed, "11", "CRS").stdout
    assert "investigator: no CRS" in cartaid("explain", analysed, "11", "CRS", "--date", "1").stdout
    (as_json,) = json.loads(cartaid("explain", analysed, "05", "CRS", "--json").stdout)
    assert [record["value"] for record in as_json["measured"]] == ["82", "91"]
    assert {part["heading"] for part in as_json["parts"]} >= {"needed for every grade", "grade 5"}
    without_clauses = cartaid("explain", analysed, "05", "ICAHTE").stdout
    assert "at most 500/uL for 7 days" in without_clauses
    assert "at most 500/uL for 7 days: " not in without_clauses
    assert "no date was asked for" not in cartaid("explain", analysed, "05", "CRS", "--date", "28").stdout
    assert "the last of" in cartaid("explain", analysed, "04", "DORIS21").stdout


def test_score_keeps_rows_and_columns() -> None:
    table = "patient,pga,Prednisone_mg,is_stable\nB,0.5,0,1\nA,0.2,0,1\n"
    done = cartaid("score", "doris-2021", "-", stdin=table)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["patient"] for row in rows] == ["B", "A"]
    assert [row["category"] for row in rows] == ["N", "UNDETERMINED"]
    assert "Prednisone_mg" in rows[0]
    assert "no column seizure" in done.stderr
    assert done.returncode == 0


def test_score_refuses_an_item_value_of_2() -> None:
    done = cartaid("score", "sledai-2k", "-", stdin="seizure,rash\n2,1\n")
    assert done.returncode == 1
    assert "standard input, line 2: seizure: 2 refused, expected 1, 0 or blank" in done.stderr
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert row["status"] == "UNDETERMINED"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "doris-2020", "-"), "nearest: doris-2021"),
        (("score", "doris-2021", "nowhere.csv"), "expected a table file, found none"),
        (("score", "doris-2021", "-", "--set", "gc_limit=maybe"), "expected one of: inclusive, strict"),
        (("analyse", "nowhere"), "found nothing"),
        (("definitions", "sledai"), "no definition is called 'sledai'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(arguments: tuple[str, ...], message: str) -> None:
    done = cartaid(*arguments, stdin="pga\n0.1\n")
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_init_makes_a_study_that_checks(tmp_path: Path) -> None:
    assert cartaid("init", tmp_path / "mine").returncode == 0
    assert {path.stem for path in (tmp_path / "mine").glob("*.csv")} == {code.lower() for code in DOMAINS}
    checked = cartaid("check", tmp_path / "mine", "--out", tmp_path / "findings.json")
    findings = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert {finding["rule"] for finding in findings} >= {"domain-empty"}
    assert "Traceback" not in checked.stderr
    again = cartaid("init", tmp_path / "mine")
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def test_errors_in_the_data_give_exit_1_and_everything_that_can_be_derived(tmp_path: Path) -> None:
    assert cartaid("demo", tmp_path / "study").returncode == 0
    qs = tmp_path / "study" / "qs.csv"
    header, first, *rest = qs.read_text(encoding="utf-8").splitlines()
    spoiled = dict(zip(header.split(","), next(csv.reader([first])), strict=True)) | {"QSDTC": "2021-02-30"}
    text = ",".join(f'"{value}"' for value in spoiled.values())
    qs.write_text("\n".join([header, first, text, *rest]) + "\n", encoding="utf-8")
    done = cartaid("analyse", tmp_path / "study", "--out", tmp_path / "results")
    assert done.returncode == 1, done.stderr
    findings = (tmp_path / "results" / "findings.csv").read_text(encoding="utf-8")
    assert "date-unreadable" in findings
    assert (tmp_path / "results" / "analysis" / "adrs.parquet").exists()


def test_definitions_are_listed_for_people_and_machines() -> None:
    listed = cartaid("definitions")
    assert "sledai-2k" in listed.stdout
    machine = json.loads(cartaid("definitions", "--json").stdout)
    assert len(machine) > 100
    one = json.loads(cartaid("definitions", "tis-2016", "--json").stdout)
    assert one["cases"][0]["given"]["phga_base"] == "8"
    assert one["cases"][0]["expect"]["value"] == 100
    assert all(known["cases"] for known in machine)
    assert [item["id"] for item in one["items"]][:3] == ["population", "phga_base", "phga"]
    assert one["from_memory"], "the enzyme multiples of TIS are not verified and must say so"
    page = cartaid("definitions", "tis-2016")
    assert "From memory, not yet checked" in page.stdout
