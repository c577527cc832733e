"""The reference of what an analysis writes: datasets, columns, parameters, as the example study has them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cartaid.analysis.columns import column_title
from generator.markdown import cell, code_cell, table

FILES = {
    "report.html": "the report, one self-contained file",
    "report.pdf": "the same on paper",
    "browser.html": "the browser of patients and records, one self-contained file",
    "manifest.json": "versions, SHA-256 of the inputs, protocol as used, definitions with citations, data cut",
    "findings.csv": "what the checks found",
    "analysis/*.parquet": "the datasets below, and the trace",
    "results/ard.parquet, ard.json": "every number of the report with its statistic, method, n and N",
    "tables/*.csv": "the tables of the report",
    "tables.xlsx, tables.rtf": "the same in one file each, where `--format xlsx,rtf` asks for them",
    "figures/*.svg, *.png, *.json": "the figures of the report, with their Vega-Lite source",
    "reproduce.sh, reproduce.py": "make the same analysis again from the same inputs",
}
"""Every file or kind of file in the folder of an analysis."""

TITLES = {
    "adsl": "one row a patient: disease, dates, doses, follow-up, populations",
    "adqs": "scores and measures, one row an assessment",
    "adrs": "states, responses and categories, one row an assessment",
    "adtx": "toxicity grades: an assessment, an episode (CRSEP, ICANSEP: onset, end, treatments), a patient",
    "adae": "adverse events",
    "adlb": "laboratory values with grades and change",
    "adcm": "drugs: classes, prednisone equivalents, episodes",
    "advs": "vital signs as recorded",
    "adint": "what was given or done, record by record with its times: procedures, drugs, infusions, lymphodepletion, "
    "and the first treatment taken again after drug freedom",
    "adpc": "cell concentrations",
    "adpp": "kinetic parameters",
    "adtte": "time to event",
    "adep": "responses to the `[[endpoints]]` of study.toml under their strategy for intercurrent events",
    "ard": "the numbers of every display (analysis results data); `n` and `N` are two columns, see below",
    "trace": "the source records of every derived value (`SRCID`), with the role of each",
}


def outputs_page(results: Path) -> str:
    """Write the tables of a finished analysis: columns with types, and the parameters each holds."""
    text = (
        "# What an analysis writes\n\n"
        + table(("file", "what"), [(code_cell(name), cell(what)) for name, what in FILES.items()])
        + "\nA dataset is absent only when its inputs are. Two runs on one input give identical tables. `RDY` counts "
        "days from the infusion (infusion day = 0), `ADY` is the same without a day 0; SDTM `--DY` is never read. The "
        "columns and parameters below are those of the bundled synthetic example.\n\n"
    )
    files = sorted((results / "analysis").glob("*.parquet"), key=lambda p: _place(p.stem))
    for path in [*files, results / "results" / "ard.parquet"]:
        relation = duckdb.read_parquet(str(path))
        # DuckDB would show a column N beside a column n as N_1; the file itself tells its names.
        columns = [
            row[0] for row in duckdb.sql(f"SELECT name FROM parquet_schema('{path}') OFFSET 1").fetchall()
        ]
        rows = relation.count("*").fetchall()[0][0]
        text += f"## `{path.stem}`\n\n{cell(TITLES.get(path.stem, '')).capitalize()}. {rows} rows in the example.\n\n"
        text += table(
            ("column", "type", "what it means"),
            [
                (code_cell(n), cell(str(t).lower()), cell(column_title(path.stem, n)))
                for n, t in zip(columns, relation.types, strict=True)
            ],
        )
        if {"PARAMCD", "PARAM"} <= set(relation.columns):
            known = relation.query("t", "SELECT DISTINCT PARAMCD, PARAM FROM t ORDER BY ALL").fetchall()
            text += "\nParameters:\n\n" + table(
                ("PARAMCD", "PARAM"), [(code_cell(code), cell(name)) for code, name in known]
            )
        text += "\n"
    return text + CASE


CASE = (
    "## Engines that do not tell `n` from `N`\n\n"
    "The rows of `ard` have a count `n` and a denominator `N`, as results data commonly name them. DuckDB and other "
    "engines compare column names without regard to case: they show the second one as `N_1`. `results/ard.json` and "
    "Python's `polars` or `pyarrow` keep both names. The columns stand in this order: `n`, then `N`.\n"
)


def _place(name: str) -> tuple[int, str]:
    order = list(TITLES)
    return (order.index(name) if name in order else len(order), name)
