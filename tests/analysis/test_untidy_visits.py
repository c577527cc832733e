"""Visits without a day, before birth and after death, and a drug nobody knows: one copy of the example study."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cartaid.example import example_study
from cartaid.study_analysis import Analysis, read_study

Row = dict[str, str]
FINDINGS = {"qs": "QSDTC", "lb": "LBDTC", "re": "REDTC", "vs": "VSDTC", "cp": "CPDTC", "is": "ISDTC"}


def rewrite(folder: Path, table: str, change: Callable[[list[Row]], list[Row]]) -> None:
    path = folder / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = change(list(csv.DictReader(file)))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)


def redated(folder: Path, patient: str, old: str, new: str) -> None:
    """Date everything found on one day otherwise."""
    for table, name in FINDINGS.items():

        def change(rows: list[Row], name: str = name) -> list[Row]:
            for row in rows:
                if row["USUBJID"].endswith(patient) and row[name][:10] == old:
                    row[name] = new
            return rows

        rewrite(folder, table, change)


@pytest.fixture(scope="module")
def untidy(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("untidy")
    shutil.copytree(example_study(), folder, dirs_exist_ok=True)
    # Month 6 of patient 01 is days 137 to 228, 2021-08-06 to 2021-11-05: all of September lies in it.
    redated(folder, "01", "2021-09-19", "2021-09")
    # Month 3 of patient 02 is days 76 to 136, 2021-08-15 to 2021-10-14: August does not lie in it.
    redated(folder, "02", "2021-08-30", "2021-08")
    redated(folder, "04", "2021-09-16", "1921-09-16")

    def died(rows: list[Row]) -> list[Row]:
        return [{**r, "DTHDTC": "2022-09-01" if r["USUBJID"].endswith("05") else ""} for r in rows]

    rewrite(folder, "dm", died)
    unknown = {
        "STUDYID": "CARTAID-DEMO (SYNTHETIC)",
        "DOMAIN": "CM",
        "USUBJID": "CARTAID-DEMO-06",
        "CMSEQ": "900",
        "CMTRT": "Zaubertrank",
        "CMSTDTC": "2022-06-01",
    }
    rewrite(folder, "cm", lambda rows: [*rows, {**dict.fromkeys(rows[0], ""), **unknown}])
    return read_study(folder).analyse()


def rows(untidy: Analysis, sql: str) -> list[tuple[Any, ...]]:
    return untidy.study.session.rows(sql)


def test_a_month_within_one_window_is_assessed_there(untidy: Analysis) -> None:
    found = rows(
        untidy,
        "SELECT PARAMCD, AVAL, AVALC, STATUS, AVISIT, CAST(ADT AS VARCHAR), ADTF, ANL01FL FROM scored_row "
        "WHERE USUBJID LIKE '%01' AND AVISIT = 'Month 6' AND PARAMCD IN ('SLEDAI', 'DORIS21') ORDER BY 1",
    )
    # 2021-09-30 is the last possible day; the score is the one the example has on 2021-09-19.
    assert found == [
        ("DORIS21", 1.0, "Y", "DETERMINED", "Month 6", "2021-09-30", "D", "Y"),
        ("SLEDAI", 0.0, None, "DETERMINED", "Month 6", "2021-09-30", "D", "Y"),
    ]
    assert rows(untidy, "SELECT count(*) FROM scored_row WHERE ADTF = 'D' AND USUBJID NOT LIKE '%01'") == [
        (0,)
    ]


def test_a_month_across_windows_is_undetermined_without_a_date(untidy: Analysis) -> None:
    found = rows(
        untidy,
        "SELECT PARAMCD, AVAL, AVALC, STATUS, AVISIT, ADT, RDY, REASON FROM scored_row "
        "WHERE USUBJID LIKE '%02' AND REASON LIKE '%2021-08%' AND PARAMCD IN ('SLEDAI', 'DORIS21') ORDER BY 1",
    )
    why = "dated 2021-08, the day is not recorded: no single visit window holds every possible day"
    assert found == [
        ("DORIS21", None, "UNDETERMINED", "UNDETERMINED", None, None, None, why),
        ("SLEDAI", None, None, "UNDETERMINED", None, None, None, why),
    ]
    reason = "SELECT WHY, REASON FROM visit_evaluable WHERE USUBJID LIKE '%02' AND PARAMCD = 'DORIS21' AND AVISIT = {}"
    assert rows(untidy, reason.format("'Month 3'")) == [("UNDETERMINED", why)]


def test_every_partial_date_has_a_finding_that_counts_its_rows(untidy: Analysis) -> None:
    found = rows(
        untidy,
        "SELECT domain, USUBJID, value, severity, message FROM finding WHERE rule = 'visit-date-partial' "
        "AND domain = 'QS' ORDER BY 2",
    )
    counted = rows(
        untidy,
        "SELECT count(*) FROM sdtm_qs WHERE QSDTC IN ('2021-08', '2021-09') GROUP BY QSDTC ORDER BY QSDTC DESC",
    )
    assert [(f[1][-2:], f[2], f[3]) for f in found] == [
        ("01", "2021-09", "note"),
        ("02", "2021-08", "warning"),
    ]
    assert [f"in {n} rows" in f[4] for (n,), f in zip(counted, found, strict=True)] == [True, True]


def test_what_is_dated_before_birth_is_not_used(untidy: Analysis) -> None:
    for table in ("scored_row", "adlb", "recorded"):
        date = "FIRST" if table == "recorded" else "ADT"
        assert rows(untidy, f"SELECT count(*) FROM {table} WHERE {date} < DATE '1980-01-01'") == [(0,)]
    assert rows(untidy, "SELECT DISTINCT USUBJID FROM finding WHERE rule = 'before-birth'") == [
        ("CARTAID-DEMO-04",)
    ]


def test_what_is_dated_after_death_is_not_used(untidy: Analysis) -> None:
    for table in ("scored_row", "adlb", "adpc"):
        late = f"SELECT max(ADT) <= DATE '2022-09-01' FROM {table} WHERE USUBJID LIKE '%05'"
        assert rows(untidy, late) == [(True,)]
    assert rows(untidy, "SELECT LAST_CONTACT <= DEATH FROM subject WHERE USUBJID LIKE '%05'") == [(True,)]
    assert rows(untidy, "SELECT DISTINCT USUBJID FROM finding WHERE rule = 'after-death'") == [
        ("CARTAID-DEMO-05",)
    ]


def test_a_drug_in_no_table_leaves_the_states_open_and_is_named(untidy: Analysis) -> None:
    found = rows(
        untidy,
        "SELECT PARAMCD, AVALC, REASON FROM scored_row WHERE USUBJID LIKE '%06' AND AVISIT = 'Month 6' "
        "AND PARAMCD IN ('DRUGFREE', 'DORIS21', 'DORISDF') AND ANL01FL = 'Y' ORDER BY 1",
    )
    assert [(code, value) for code, value, _ in found] == [
        (code, "UNDETERMINED") for code in ("DORIS21", "DORISDF", "DRUGFREE")
    ]
    assert all("zaubertrank: drug not known; rule it under [[drugs]]" in reason for _, _, reason in found)
    assert rows(untidy, "SELECT severity FROM finding WHERE rule = 'medication-unknown'") == [("warning",)]
