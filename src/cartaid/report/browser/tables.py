"""Where the browser reads from: the session of an analysis that has just run, or the Parquet files it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import frozen

from cartaid.analysis.recorded_datasets import RECORDED
from cartaid.engine import Session
from cartaid.engine.session import quoted

SCORED = ("adqs", "adrs", "adtx")
OTHERS = ("adsl", "adtte", "adae", "adlb", "adcm", "adpc", "adpp", "adis", "advs", "adint", "trace")


NEEDED = {
    "adsl": "USUBJID SUBJID DISEASE ARM AGE SEX RACE COUNTRY CONSDT APHERDT LDSTDT TRTSDT INFNUM LSTCNDT DTHDT",
    "adqs": "USUBJID PARAMCD PARAM ADT ADTM RDY APERIOD AVISIT AVISITN AVAL AVALC ALOW AHIGH STATUS REASON DEFID "
    "ABLFL BASE CHG ABL2FL ANL01FL SRCID",
    "adtte": "USUBJID PARAMCD ADT CNSR EVNTDESC",
    "adae": "USUBJID AESEQ AETERM AEDECOD AEBODSYS ASTDT AENDT ASTDTF AENDTF ONGOFL ATOXGR SERFL HOSPFL RELCART AESI "
    "INFECFL TRTEMFL DTHFL",
    "adlb": "USUBJID PARAMCD PARAM ADT ADTM AVAL AVALC AVALU AQUAL ANRLO ANRHI ATOXGR ATOXRS SRCSEQ",
    "adis": "USUBJID PARAMCD PARAM ADT ADTM AVAL AVALC AVALU AQUAL SRCSEQ",
    "adcm": "USUBJID CMDECOD CMCLAS ACAT1 ASTDT AENDT ASTRDY AENRDY ONGOFL ADOSE PREDEQ DTEXFL RECORDS",
    "adpc": "USUBJID PARAMCD PARAM ADT ADTM AVAL AVALC AVALU ALLOQ BLQFL METHOD REFUSED DOMAIN SRCSEQ",
    "adpp": "USUBJID PARAMCD PARAM PPCAT APERIOD ADT AVAL AVALU ALOW AHIGH CNSR STATUS REASON",
    "advs": "USUBJID PARAMCD PARAM ADT ADTM AVAL AVALU SRCSEQ",
    "adint": "USUBJID ACAT1 TRT DECOD DOSE DOSU ASTDT ASTDTM AENDT AENDTM SRCDOM SRCSEQ",
    "trace": "SRCID DOMAIN SEQ ROLE VALUE UNIT DTC",
}
"""Columns the browser reads of each written dataset; those of ADRS and ADTX are those of ADQS."""


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
    for name, (query, needed) in RECORDED.items():
        if all(map(session.has, needed)):
            places[name] = f"({query()})"
    return Tables(session, places)


def check_columns(session: Session, folder: Path) -> None:
    """Refuse datasets that this version did not write.

    Raises
    ------
    NothingToBrowse
        Naming the file, the columns expected and those found in their stead.
    """
    again = "analyse the study again with `cartaid analyse STUDY --out DIR`"
    for name in (*OTHERS, *SCORED):
        file = folder / f"{name}.parquet"
        if file.is_file():
            try:
                found = [
                    row[0]
                    for row in session.rows(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(file))})")
                ]
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise NothingToBrowse(
                    f"{file}: expected a Parquet file, found none: {reason}; {again}"
                ) from None
            missing = [column for column in NEEDED.get(name, NEEDED["adqs"]).split() if column not in found]
            if missing:
                raise NothingToBrowse(
                    f"{file}: expected column {', '.join(missing)}, found {', '.join(found)}; {again}"
                )
    infused = session.rows(
        f"SELECT count(*) FROM read_parquet({quoted(str(folder / 'adsl.parquet'))}) WHERE INFNUM > 0"
    )[0][0]
    if infused and not (folder / "adint.parquet").is_file():
        raise NothingToBrowse(
            f"{folder / 'adint.parquet'}: expected the infusions of {infused} patients, found no such file; {again}"
        )


def _stored(folder: Path) -> Tables:
    inside = folder / "analysis"
    if not (inside / "adsl.parquet").is_file():
        raise NothingToBrowse(
            f"{folder}: expected the folder of a finished analysis (with analysis/adsl.parquet), found none; "
            "run `cartaid analyse STUDY --out DIR` first"
        )

    session = Session()
    check_columns(session, inside)

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
    return Tables(session, places)
