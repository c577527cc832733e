"""The reference of what an analysis writes: datasets, columns, parameters, as the example study has them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from generator.markdown import cell, code_cell, table

TITLES = {
    "adsl": "one row a patient: disease, dates, doses, follow-up, populations",
    "adqs": "scores and measures, one row an assessment",
    "adrs": "states, responses and categories, one row an assessment",
    "adtx": "toxicity grades: an assessment, an episode, a patient",
    "adae": "adverse events",
    "adlb": "laboratory values with grades and change",
    "adcm": "drugs: classes, prednisone equivalents, episodes",
    "adpc": "cell concentrations",
    "adpp": "kinetic parameters",
    "adtte": "time to event",
    "trace": "the source records of every derived value (`SRCID`), with the role of each",
}


def outputs_page(results: Path) -> str:
    """Write the tables of a finished analysis: columns with types, and the parameters each holds."""
    text = (
        "# What an analysis writes\n\n"
        "`manifest.json` (versions, SHA-256 of the inputs, protocol as used, definitions with citations), "
        "`findings.csv`, and the datasets below as Parquet under `analysis/`. A dataset is absent only when its "
        "inputs are. Two runs on one input give identical tables. `RDY` counts days from the infusion (infusion day "
        "= 0), `ADY` is the same without a day 0; SDTM `--DY` is never read. The columns and parameters here are "
        "those of the bundled synthetic example.\n\n"
    )
    for path in sorted((results / "analysis").glob("*.parquet"), key=lambda p: _place(p.stem)):
        relation = duckdb.read_parquet(str(path))
        rows = relation.count("*").fetchall()[0][0]
        text += f"## `{path.stem}`\n\n{cell(TITLES.get(path.stem, '')).capitalize()}. {rows} rows in the example.\n\n"
        text += table(
            ("column", "type"),
            [
                (code_cell(n), cell(str(t).lower()))
                for n, t in zip(relation.columns, relation.types, strict=True)
            ],
        )
        if {"PARAMCD", "PARAM"} <= set(relation.columns):
            known = relation.query("t", "SELECT DISTINCT PARAMCD, PARAM FROM t ORDER BY ALL").fetchall()
            text += "\nParameters:\n\n" + table(
                ("PARAMCD", "PARAM"), [(code_cell(code), cell(name)) for code, name in known]
            )
        text += "\n"
    return text


def _place(name: str) -> tuple[int, str]:
    order = list(TITLES)
    return (order.index(name) if name in order else len(order), name)
