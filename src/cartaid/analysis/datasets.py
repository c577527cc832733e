"""The datasets of an analysis: which relation is written as which, and in which order of rows."""

from __future__ import annotations

from pathlib import Path

from cartaid.analysis import medication_row
from cartaid.analysis.recorded_datasets import RECORDED
from cartaid.engine import Session

SCORED_DATASETS = ("adqs", "adrs", "adtx")
"""Datasets of scored rows, all of one shape."""

EPISODE_COLUMNS = "EPISODE ASTDT ASTRDY AENDT AENRDY ADURN ENDFL ATTRFL TOCIFL STERFL ANAKFL".split()
"""What ADTX adds to the row of an episode: number, onset, end, and whether treatments were given in it."""

RELATIVE = ("ASTRDY", "AENRDY")
"""Days from the infusion that are also written without a day 0."""

OTHER_DATASETS = ("adsl", "adtte", "adep", "adae", "adlb", "adis", "adpc", "adpp")
"""Datasets with a shape of their own."""


def dataset_sql(session: Session) -> dict[str, str]:
    """Give the query of every analysis dataset that has rows, in a fixed row order."""
    listed = [column for column in session.columns("scored_row") if column != "DATASET"]
    columns = ", ".join(listed)
    present = {row[0] for row in session.rows("SELECT DISTINCT DATASET FROM scored_row")}
    found = {
        dataset: f"SELECT {columns} FROM scored_row WHERE DATASET = '{dataset}' ORDER BY SRCID"
        for dataset in SCORED_DATASETS
        if dataset in present
    }
    if "adtx" in found:
        # A row of an episode brings its onset, end and treatments.
        episode = ", ".join(f"e.{column}" for column in EPISODE_COLUMNS)
        days = ", ".join(
            f"e.{day} + CASE WHEN e.{day} >= 0 THEN 1 ELSE 0 END AS {day[:-3]}DY" for day in RELATIVE
        )
        found["adtx"] = (
            f"SELECT {', '.join(f's.{column}' for column in listed)}, {episode}, {days} FROM scored_row AS s "
            "LEFT JOIN toxicity_episode AS e ON s.PARAMCD = concat(e.TOXICITY, 'EP') AND e.USUBJID = s.USUBJID "
            "AND e.APERIOD = s.APERIOD AND e.ADT = s.ADT WHERE s.DATASET = 'adtx' ORDER BY s.SRCID"
        )
    for dataset in OTHER_DATASETS:
        if session.has(dataset) and session.rows(f"SELECT 1 FROM {dataset} LIMIT 1"):
            found[dataset] = f"SELECT * FROM {dataset} ORDER BY ALL"
    if session.rows("SELECT 1 FROM drug_course LIMIT 1"):
        found["adcm"] = medication_row.adcm_sql()
    for dataset, (query, needed) in RECORDED.items():
        if all(map(session.has, needed)) and session.rows(f"SELECT 1 FROM ({query()}) AS d LIMIT 1"):
            found[dataset] = f"SELECT * FROM ({query()}) AS d ORDER BY ALL"
    found["trace"] = "SELECT * FROM trace ORDER BY SRCID, DOMAIN, SEQ, ROLE, DTC, VALUE"
    return found


def write_datasets(session: Session, folder: Path) -> list[str]:
    """Write every analysis dataset that has rows as Parquet; give the names written."""
    folder.mkdir(parents=True, exist_ok=True)
    found = dataset_sql(session)
    for name, sql in found.items():
        session.write_parquet(sql, folder / f"{name}.parquet")
    return list(found)
