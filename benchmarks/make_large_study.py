"""Write a large synthetic study as Parquet: 24 SLEDAI-2K items and a global a visit, drugs, neutrophils.

    python benchmarks/make_large_study.py FOLDER [PATIENTS]

Twelve visits a patient: 83 334 patients give a million patient-visits and 25 million item rows. Nothing in it is
real; item values come from a hash of patient, visit and item, so that every run writes the same study.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

VISITS = 12
TABLES = {
    "dm": """SELECT 'LARGE' AS STUDYID, 'DM' AS DOMAIN, USUBJID, 'SLE' AS ARM, 20 + p % 50 AS AGE, 'F' AS SEX,
        strftime(DAY0, '%Y-%m-%d') AS RFSTDTC FROM patient""",
    "ex": """SELECT 'LARGE' AS STUDYID, 'EX' AS DOMAIN, USUBJID, 1 AS EXSEQ, 'CD19 CAR T' AS EXTRT, 'CAR T' AS EXCAT,
        1000000 AS EXDOSE, 'cells/kg' AS EXDOSU, strftime(DAY0, '%Y-%m-%d') AS EXSTDTC FROM patient""",
    "qs": """SELECT 'LARGE' AS STUDYID, 'QS' AS DOMAIN, USUBJID, v * 25 + i AS QSSEQ,
        CASE WHEN i = 25 THEN 'PGA' ELSE printf('SLD%02d', i) END AS QSTESTCD,
        CASE WHEN i = 25 THEN 'PGA' ELSE 'SLEDAI-2K' END AS QSCAT,
        CASE WHEN h % 500 = 0 THEN NULL WHEN i = 25 THEN (h % 12) / 10.0
            WHEN h % 97 < greatest(0, 12 - 2 * v) THEN 1 ELSE 0 END AS QSSTRESN,
        strftime(DAY0 - 14 + CAST(v * 60 AS INTEGER), '%Y-%m-%d') AS QSDTC
        FROM (SELECT *, hash(p * 1000 + v * 30 + i) AS h FROM patient, range(12) AS r(v), range(1, 26) AS s(i))
        ORDER BY USUBJID, QSSEQ""",
    "lb": """SELECT 'LARGE' AS STUDYID, 'LB' AS DOMAIN, USUBJID, k AS LBSEQ, 'NEUT' AS LBTESTCD,
        (hash(p * 77 + k) % 600) / 100.0 AS LBSTRESN, '10^9/L' AS LBSTRESU, 1.8 AS LBSTNRLO, 7.5 AS LBSTNRHI,
        strftime(DAY0 + CAST(k AS INTEGER), '%Y-%m-%d') AS LBDTC FROM patient, range(40) AS r(k)""",
    "cm": """SELECT 'LARGE' AS STUDYID, 'CM' AS DOMAIN, USUBJID, k AS CMSEQ,
        CASE k WHEN 4 THEN 'HYDROXYCHLOROQUINE' ELSE 'PREDNISOLONE' END AS CMTRT,
        CASE k WHEN 4 THEN 'P01BA02' ELSE 'H02AB06' END AS CMCLASCD,
        CASE k WHEN 4 THEN 200 ELSE 20 / k END AS CMDOSE, 'mg' AS CMDOSU, 'QD' AS CMDOSFRQ, 'ORAL' AS CMROUTE,
        strftime(DAY0 - 200 + CAST(k * 60 AS INTEGER), '%Y-%m-%d') AS CMSTDTC,
        CASE WHEN hash(p * 7 + k) % 20 = 0 THEN NULL
            ELSE strftime(DAY0 - 141 + CAST(k * 60 AS INTEGER), '%Y-%m-%d') END AS CMENDTC
        FROM patient, range(1, 5) AS r(k)""",
}


def write(folder: Path, patients: int) -> None:
    """Write the tables of a study of so many patients."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(
        "CREATE VIEW patient AS SELECT p, printf('LARGE-%07d', p) AS USUBJID, "
        f"DATE '2020-01-01' + CAST(hash(p) % 700 AS INTEGER) AS DAY0 FROM range({patients}) AS r(p)"
    )
    for name, sql in TABLES.items():
        connection.execute(f"COPY ({sql}) TO '{folder / (name + '.parquet')}' (FORMAT parquet)")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 83_334)
