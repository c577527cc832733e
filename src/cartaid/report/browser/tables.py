"""Where the browser reads from: the session of an analysis that has just run, or the Parquet files it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from cartaid.engine import Session
from cartaid.engine.session import quoted

SCORED = ("adqs", "adrs", "adtx")
OTHERS = ("adsl", "adtte", "adae", "adlb", "adcm", "adpc", "adpp", "adis", "trace")


class NothingToBrowse(Exception):
    """The folder holds no finished analysis; the message says what was expected."""


@frozen
class Tables:
    """Analysis tables by name, each as something that stands after FROM; a table that is absent has no entry."""

    session: Session
    places: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Say whether there is a table of this name."""
        return name in self.places

    def filled(self, name: str) -> bool:
        """Say whether there is a table of this name with rows."""
        return name in self.places and bool(self.rows(f"SELECT 1 FROM {{{name}}} LIMIT 1"))

    def columns(self, name: str) -> frozenset[str]:
        """Give the columns of a table; none when it is absent."""
        if name not in self.places:
            return frozenset()
        cursor = self.session.connection.execute(f"SELECT * FROM {self.places[name]} LIMIT 0")
        return frozenset(column[0] for column in cursor.description or ())

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query in which `{name}` stands for a table."""
        return self.session.rows(self.text(sql), bound)

    def text(self, sql: str) -> str:
        """Put the place of every table into a query."""
        for name, place in self.places.items():
            sql = sql.replace("{" + name + "}", place)
        return sql


def tables_of(source: Session | Path | str) -> Tables:
    """Open the tables of an analysis.

    Parameters
    ----------
    source : Session or Path
        The session in which a study was derived, or the folder a finished analysis was written to.

    Returns
    -------
    Tables
        `derived` holds every scored row; the others have their ADaM names.

    Raises
    ------
    NothingToBrowse
        When a folder holds no `analysis/adsl.parquet`.
    """
    return _live(source) if isinstance(source, Session) else _stored(Path(source))


def _live(session: Session) -> Tables:
    places = {name: name for name in OTHERS if session.has(name)}
    if session.has("scored_row"):
        places["derived"] = "scored_row"
    if "adcm" not in places and session.has("drug_course"):
        places["adcm"] = "drug_course"
    for name in ("resumption", "infusion", "lymphodepletion"):
        if session.has(name):
            places[name] = name
    if session.has("sdtm_vs"):
        places["vitals"] = "sdtm_vs"
    return Tables(session, places)


def _stored(folder: Path) -> Tables:
    inside = folder / "analysis"
    if not (inside / "adsl.parquet").is_file():
        raise NothingToBrowse(
            f"{folder}: expected the folder of a finished analysis (with analysis/adsl.parquet), found none; "
            "run `cartaid analyse STUDY --out DIR` first"
        )

    def read(name: str) -> str:
        return f"read_parquet({quoted(str(inside / name))} || '.parquet')"

    places = {name: read(name) for name in OTHERS if (inside / f"{name}.parquet").is_file()}
    if "adcm" in places:
        # The browser reads drugs under the names of the derivation; ADCM is written with ADaM names.
        named = (
            "CMDECOD AS SUBSTANCE, CMCLAS AS CLASS, ACAT1 AS ROLE, ASTRDY AS START_RDY, AENRDY AS END_RDY, "
        )
        named += "ONGOFL IS NOT NULL AS ONGOING, ADOSE AS DAILY, PREDEQ AS PRED, DTEXFL = 'Y' AS IS_EXACT"
        places["adcm"] = f"(SELECT *, {named} FROM {places['adcm']})"
    scored = [name for name in SCORED if (inside / f"{name}.parquet").is_file()]
    if scored:
        each = " UNION ALL BY NAME ".join(
            f"SELECT *, '{name}' AS DATASET FROM {read(name)}" for name in scored
        )
        places["derived"] = f"({each})"
    return Tables(Session(), places)
