"""Grade a large number of laboratory rows, or ICAHT of many patients; prints seconds a step.

    python benchmarks/safety.py make FOLDER          # 10^6 laboratory rows; 10^5 patients with 40 counts each
    python benchmarks/safety.py laboratory FOLDER    # CTCAE v5.0 grade of every row
    python benchmarks/safety.py icaht FOLDER         # early and late ICAHT of every patient

Nothing in the files is real: values come from a hash, so that every run writes the same ones.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

from cartaid.analysis import haematotoxicity
from cartaid.engine import Relation, Session
from cartaid.engine.session import quoted
from cartaid.evaluators.evaluate import evaluation
from cartaid.evaluators.laboratory_grade import laboratory_grade, rule_relations
from cartaid.evaluators.runs_in_time import Rule, lowest_two, runs_in_time
from cartaid.instruments.toxicity.icaht_2023 import EARLY, LATE

ROWS, PATIENTS, COUNTS = 1_000_000, 100_000, 40

# Test, unit, limits, and the span of the values: every grade of every test occurs.
TESTS = (
    ("HGB", "g/L", "120", "160", 40, 180),
    ("NEUT", "10^9/L", "1.8", "7.5", 0, 8),
    ("PLAT", "10^9/L", "150", "400", 0, 420),
    ("WBC", "10^9/L", "4", "10", 0, 120),
    ("LYM", "10^9/L", "1", "4", 0, 22),
    ("ALT", "U/L", "0", "40", 5, 1000),
    ("BILI", "umol/L", "3", "21", 2, 250),
    ("CREAT", "umol/L", "45", "90", 40, 600),
    ("ALB", "g/L", "35", "50", 15, 55),
    ("K", "mmol/L", "3.5", "5.1", 2, 8),
)


def make(folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    tests = ", ".join(
        f"({i}, '{t}', '{u}', {lo}, {hi}, {a}, {b})" for i, (t, u, lo, hi, a, b) in enumerate(TESTS)
    )
    connection.execute(
        f"""
        COPY (SELECT printf('P%06d', i // 100) AS USUBJID, i AS SEQ, t.TESTCD,
                CAST(t.A + (hash(i) % 1000) / 1000.0 * (t.B - t.A) AS DECIMAL(18,6)) AS VALUE, t.UNIT,
                CAST(CASE WHEN hash(i + 1) % 50 <> 0 THEN t.LO END AS DECIMAL(18,6)) AS LLN,
                CAST(CASE WHEN hash(i + 2) % 50 <> 0 THEN t.HI END AS DECIMAL(18,6)) AS ULN,
                CAST(t.A + (hash(i // 100) % 1000) / 1000.0 * (t.HI - t.A) AS DECIMAL(18,6)) AS BASE,
                CASE WHEN hash(i // 100) % 5 = 0 THEN 1 ELSE 0 END AS BASE_HIGH
            FROM range({ROWS}) AS r(i)
            JOIN (VALUES {tests}) AS t(N, TESTCD, UNIT, LO, HI, A, B) ON t.N = i % {len(TESTS)})
        TO {quoted(str(folder / "laboratory.parquet"))} (FORMAT parquet)
        """
    )
    connection.execute(
        f"""
        COPY (SELECT printf('P%06d', p) AS USUBJID,
                CAST(CASE WHEN k < 26 THEN k + hash(p) % 2 ELSE 27 + (k - 26) * 5 END AS BIGINT) AS RDY,
                CAST((hash(p * 100 + k) % (CASE WHEN k BETWEEN 3 AND 3 + hash(p) % 20 THEN 700 ELSE 6000 END))
                    AS DECIMAL(18,6)) AS VALUE
            FROM range({PATIENTS}) AS r(p), range({COUNTS}) AS c(k))
        TO {quoted(str(folder / "neutrophils.parquet"))} (FORMAT parquet)
        """
    )


def view(name: str, path: Path, columns: tuple[str, ...]) -> Relation:
    """Give a file as a relation."""
    sql = f"SELECT {', '.join(columns)} FROM read_parquet({quoted(str(path))})"
    return Relation(name, sql, (), columns, kept=False)


def laboratory(folder: Path) -> None:
    """Grade every laboratory row."""
    columns = tuple("USUBJID SEQ TESTCD VALUE UNIT LLN ULN BASE BASE_HIGH".split())
    session = Session(threads=2)
    session.build(
        [
            view("laboratory", folder / "laboratory.parquet", columns),
            *rule_relations("5.0"),
            laboratory_grade("5.0", "laboratory"),
        ]
    )
    print(session.rows("SELECT count(*), count(ATOXGR), sum(abs(ATOXGR)) FROM laboratory_grade"))


def icaht(folder: Path) -> None:
    """Grade early and late ICAHT of every patient by the readings that are the default."""
    session = Session(threads=2)
    ends = "SELECT DISTINCT USUBJID, CAST(400 AS BIGINT) AS END_DAY FROM counts"
    early = (
        "SELECT a.USUBJID, a.LONGEST AS days_le_500, a.LONGEST_HIGH AS days_le_500_high, b.LONGEST AS days_le_100, "
        "b.LONGEST_HIGH AS days_le_100_high, CASE WHEN a.NEVER_RECOVERED THEN 1 WHEN NOT a.NEVER_RECOVERED THEN 0 END "
        "AS never_recovered FROM days AS a JOIN days AS b ON b.USUBJID = a.USUBJID AND b.THRESHOLD = 100 "
        "WHERE a.THRESHOLD = 500"
    )
    late = (
        "SELECT USUBJID, N_VALUES AS n_values, LOWEST AS lowest, SECOND_LOWEST AS second_lowest FROM lowest"
    )
    first, last = haematotoxicity.EARLY_LAST_DAY + 1, haematotoxicity.LATE_LAST_DAY
    session.build(
        [
            view("counts", folder / "neutrophils.parquet", ("USUBJID", "RDY", "VALUE")),
            Relation("ends", ends, ("counts",), ("USUBJID", "END_DAY")),
            *runs_in_time("days", "counts", "ends", Rule((500, 100))),
            lowest_two("lowest", "counts", "ends", first, last),
            Relation("early", early, ("days",), ("USUBJID", *(i.id for i in EARLY.items)), kept=False),
            Relation("late", late, ("lowest",), ("USUBJID", *(i.id for i in LATE.items)), kept=False),
            evaluation(EARLY, "early", ("USUBJID",), {}, "graded_early"),
            evaluation(LATE, "late", ("USUBJID",), {}, "graded_late"),
        ]
    )
    for name in ("graded_early", "graded_late"):
        print(name, session.rows(f"SELECT value, count(*) FROM {name} GROUP BY value ORDER BY value"))


if __name__ == "__main__":
    work = {"make": make, "laboratory": laboratory, "icaht": icaht}
    if len(sys.argv) != 3 or sys.argv[1] not in work:
        sys.exit(__doc__)
    started = time.perf_counter()
    work[sys.argv[1]](Path(sys.argv[2]))
    print(f"{sys.argv[1]:10} {time.perf_counter() - started:6.2f} s")
