"""A finished analysis read back from its folder: the tables that were written, and the figures drawn from them.

Nothing is derived from the study again. The figures ask a session for the relations of the derivation; here those
relations are views of the written datasets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.engine.session import quoted

if TYPE_CHECKING:
    import duckdb

    from cartaid.report.figures import Figure
    from cartaid.report.notebook import ShownTable

AGAIN = "run `cartaid analyse STUDY --out DIR` and name DIR"

SCORED = ("adqs", "adrs", "adtx")

VIEWS = (
    # relation of the derivation, datasets it is made of, its query over them
    ("assessed", ("scored_row",), "SELECT * FROM scored_row"),
    (
        "subject",
        ("adsl", "data_cut"),
        "SELECT *, TRTSDT AS DAY0, TRTSRC AS DAY0_SOURCE, INFNUM AS INFUSIONS, APHERDT AS APHERESIS, "
        "LDSTDT AS LYMPHODEPLETION, LSTCNDT AS LAST_CONTACT, DTHDT AS DEATH, "
        "(SELECT DATA_CUT FROM data_cut) AS DATA_CUT FROM adsl",
    ),
    (
        "infusion",
        ("adint",),
        "SELECT USUBJID, row_number() OVER (PARTITION BY USUBJID ORDER BY ASTDT) AS APERIOD, ASTDT AS DAY0, "
        "lead(ASTDT) OVER (PARTITION BY USUBJID ORDER BY ASTDT) AS NEXT0, DOSE AS CELLS, DOSU AS CELLS_UNIT, "
        "SRCSEQ AS SEQ FROM adint WHERE ACAT1 = 'CAR T INFUSION'",
    ),
    (
        "lymphodepletion",
        ("adint",),
        "SELECT USUBJID, ASTDT AS GIVEN, SRCSEQ AS SEQ FROM adint WHERE ACAT1 = 'LYMPHODEPLETION'",
    ),
    (
        "resumption",
        ("adint",),
        "SELECT USUBJID, TRT AS LEVEL, DECOD AS SUBSTANCE, ASTDT AS LOW, AENDT AS HIGH, ASTRDY AS LOW_RDY, "
        "AENRDY AS HIGH_RDY FROM adint WHERE ACAT1 = 'TAKEN AGAIN'",
    ),
    (
        "relapse",
        ("adtte",),
        "SELECT USUBJID, APERIOD, ADT, EVNTDESC AS LABEL FROM adtte WHERE PARAMCD = 'TTREL' AND CNSR = 0",
    ),
    (
        "toxicity_episode",
        ("adtx",),
        "SELECT USUBJID, APERIOD, substr(PARAMCD, 1, length(PARAMCD) - 2) AS TOXICITY, EPISODE, ASTDT, AENDT, ASTRDY, "
        "AENRDY, ALOW, AHIGH, ATTRFL FROM adtx WHERE EPISODE IS NOT NULL",
    ),
    (
        "drug_course",
        ("adcm",),
        "SELECT USUBJID, CMCLAS AS CLASS, CMDECOD AS SUBSTANCE, ACAT1 AS ROLE, EPISODE, ASTDT, AENDT, "
        "ASTRDY AS START_RDY, AENRDY AS END_RDY, ONGOFL IS NOT NULL AS ONGOING, ADOSE AS DAILY, PREDEQ AS PRED, "
        "DTEXFL = 'Y' AS IS_EXACT, RECORDS FROM adcm",
    ),
    (
        "derived_muscle_test_maximum",
        ("adqs", "trace"),
        "SELECT DISTINCT a.USUBJID, a.ADT AS FIRST, TRY_CAST(t.VALUE AS DOUBLE) AS VALUE FROM adqs AS a "
        "JOIN trace AS t ON t.SRCID = a.SRCID WHERE a.PARAMCD = 'MMT8' AND t.ROLE = 'mmt_max'",
    ),
    (
        "sdtm_lb",
        ("adlb",),
        "SELECT USUBJID, PARAMCD AS LBTESTCD, PARAM AS LBTEST, METHOD AS LBMETHOD, SRCSEQ AS LBSEQ FROM adlb",
    ),
    (
        "sdtm_is",
        ("adis",),
        "SELECT USUBJID, PARAMCD AS ISTESTCD, PARAM AS ISTEST, PARCAT AS ISCAT, METHOD AS ISMETHOD, SRCSEQ AS ISSEQ "
        "FROM adis WHERE DOMAIN = 'IS'",
    ),
)
"""Relations that the figures ask for and one query over written datasets gives; absent where a dataset is."""

MEASURED = (
    # domain, dataset, condition, limits of normal, value: a titre was recorded as text and is no number of the record
    ("LB", "adlb", "REFUSED IS NULL", "ANRLO, ANRHI", "AVAL"),
    ("IS", "adis", "DOMAIN = 'IS'", "NULL, NULL", "CASE WHEN AVALC LIKE '%:%' THEN NULL ELSE AVAL END"),
)
"""Datasets whose rows the figures read as measured values."""


class NoAnalysis(Exception):
    """The folder holds no finished analysis of this version; the message says what was expected and found."""


@frozen
class WrittenAnalysis:
    """A finished analysis as it was written. Its tables are DuckDB relations: `.pl()`, `.df()` or `.arrow()`."""

    folder: Path
    session: Session
    tables: tuple[str, ...]
    _made: dict[str, Any] = field(factory=dict, init=False, eq=False, repr=False)

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Give one analysis table: adsl, adqs, adrs, adtx, adtte …

        Raises KeyError naming the tables there are.
        """
        if name not in self.tables:
            raise KeyError(f"no analysis table {name!r}; there are: {', '.join(self.tables)}")
        return self.session.connection.sql(f'SELECT * FROM "{name}"')

    def figures(self) -> dict[str, Figure]:
        """Give the figures of the report by their id, drawn from the written tables.

        Those of a fitted kinetic model are not among them: its curves are no analysis table.
        """
        if "figures" not in self._made:
            from cartaid.report.figures import make_figures
            from cartaid.results.figures_data import figures_data

            made = make_figures(figures_data(self.session))
            self._made["figures"] = {figure.id: figure for figure in made}
        figures: dict[str, Figure] = self._made["figures"]
        return figures

    def figure(self, id: str) -> Figure:
        """Give one figure; raises KeyError naming the figures there are."""
        figures = self.figures()
        if id not in figures:
            raise KeyError(f"no figure {id!r}; there are: {', '.join(figures)}")
        return figures[id]

    def displays(self) -> dict[str, ShownTable]:
        """Give the tables of the report by their id, as they were written."""
        if "displays" not in self._made:
            from cartaid.report.notebook import ShownTable
            from cartaid.results.ard import read
            from cartaid.results.build import displays_of

            try:
                results = read(self.folder / "results")
            except OSError:
                raise NoAnalysis(
                    f"{self.folder / 'results' / 'ard.json'}: expected the results of the analysis, found no such "
                    f"file; {AGAIN}"
                ) from None
            self._made["displays"] = {d.id: ShownTable(d) for d in displays_of(self.session, results)}
        displays: dict[str, ShownTable] = self._made["displays"]
        return displays

    def display(self, id: str) -> ShownTable:
        """Give one table of the report; raises KeyError naming the tables there are."""
        displays = self.displays()
        if id not in displays:
            raise KeyError(f"no table {id!r}; there are: {', '.join(displays)}")
        return displays[id]

    def _repr_html_(self) -> str:
        """Show it in a notebook: its headline, and the names of its tables, figures and datasets."""
        from cartaid.report.notebook import analysis_html

        return analysis_html(self.displays(), list(self.figures()), self.tables)


def read_analysis(folder: Path | str) -> WrittenAnalysis:
    """Read a finished analysis back: the tables of `analysis/`, the protocol of `manifest.json`.

    Parameters
    ----------
    folder : Path
        What `cartaid analyse STUDY --out DIR` or `Analysis.write` wrote.

    Returns
    -------
    WrittenAnalysis
        Its tables, and the figures drawn from them.

    Raises
    ------
    NoAnalysis
        When the folder holds none, or one whose tables this version does not know.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from cartaid import example_study, read_analysis, read_study
    >>> with TemporaryDirectory() as folder:
    ...     analysis = read_analysis(read_study(example_study()).analyse().write(folder))
    ...     (row,) = analysis.table("adrs").filter("PARAMCD = 'DORIS21'").aggregate("count(*)").fetchall()
    ...     len(analysis.figure("swimmer").rows)
    15
    """
    folder = Path(folder)
    manifest = _manifest(folder)
    inside = folder / "analysis"
    if not (inside / "adsl.parquet").is_file():
        raise NoAnalysis(
            f"{inside / 'adsl.parquet'}: expected the subjects of the analysis, found no such file; {AGAIN}"
        )
    session = Session()
    tables = sorted(path.stem for path in inside.glob("*.parquet"))
    for name in tables:
        place = quoted(str(inside / f"{name}.parquet"))
        session.connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({place})')
    _load_protocol(session, manifest)
    _make_views(session, tables)
    return WrittenAnalysis(folder, session, tuple(tables))


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoAnalysis(
            f"{path}: expected the manifest of a finished analysis, found no such file; {AGAIN}"
        ) from None
    except ValueError as error:
        raise NoAnalysis(f"{path}: expected JSON, found none: {error}; {AGAIN}") from None
    if not isinstance(manifest.get("protocol"), dict):
        raise NoAnalysis(f"{path}: expected the protocol as used under `protocol`, found none; {AGAIN}")
    return manifest


def _load_protocol(session: Session, manifest: Mapping[str, Any]) -> None:
    """Load the tables of the protocol as it was used, the response states, and the units of the tests."""
    from pydantic import ValidationError

    from cartaid.analysis.time_to_event import RESPONSE_STATES
    from cartaid.study.protocol.model import Protocol
    from cartaid.study.protocol.tables import protocol_tables
    from cartaid.study.units import (
        UNIT_FACTOR_COLUMNS,
        UNIT_SPELLING_COLUMNS,
        UNIT_TEST_COLUMNS,
        unit_factor_rows,
        unit_spelling_rows,
        unit_test_rows,
    )

    try:
        protocol = Protocol.model_validate(manifest["protocol"])
    except ValidationError as error:
        raise NoAnalysis(
            f"manifest.json, protocol: expected what this version writes, found: {error.errors()[0]['msg']}; {AGAIN}"
        ) from None
    for table in protocol_tables(protocol):
        session.load(table.name, table.columns, table.rows)
    typed = dict.fromkeys(("DISEASE", "PARAMCD", "AVALC", "LABEL"), "VARCHAR")
    session.load("response_state", typed, RESPONSE_STATES)
    session.load("unit_test", UNIT_TEST_COLUMNS, unit_test_rows())
    session.load("unit_factor", UNIT_FACTOR_COLUMNS, unit_factor_rows())
    session.load("unit_spelling", UNIT_SPELLING_COLUMNS, unit_spelling_rows())


def _make_views(session: Session, tables: list[str]) -> None:
    """Give the relations of the derivation that the figures ask for."""
    from cartaid.analysis import b_cells, score, subject, time_to_event
    from cartaid.study.units import unit_conversion_relation

    session.build([subject.data_cut(), unit_conversion_relation(), b_cells.b_cell_rule()])
    run = session.connection.execute
    united = [f"SELECT *, '{name}' AS DATASET FROM {name}" for name in SCORED if name in tables]
    if united:
        run(f"CREATE VIEW scored_row AS {' UNION ALL BY NAME '.join(united)}")
    for name, needed, sql in VIEWS:
        if all(map(session.has, needed)):
            run(f"CREATE VIEW {name} AS {sql}")
    if not session.has("infusion"):
        session.load(
            "infusion", {"USUBJID": "VARCHAR", "APERIOD": "BIGINT", "DAY0": "DATE", "NEXT0": "DATE"}, []
        )
        session.load("lymphodepletion", {"USUBJID": "VARCHAR", "GIVEN": "DATE"}, [])
    measured = [
        f"SELECT '{domain}' AS DOMAIN, USUBJID, SRCSEQ AS SEQ, PARAMCD AS TESTCD, {value} AS VALUE, AQUAL AS QUALIFIER, "
        f"AVALU AS UNIT, {limits}, ADT AS FIRST, ADT AS LAST FROM {name} WHERE {condition}"
        for domain, name, condition, limits, value in MEASURED
        if name in tables
    ]
    columns = "DOMAIN, USUBJID, SEQ, TESTCD, VALUE, QUALIFIER, UNIT, LLN, ULN, FIRST, LAST"
    if measured:
        run(f"CREATE VIEW recorded({columns}) AS {' UNION ALL '.join(measured)}")
    session.build([subject.period(), subject.baseline_reference()])
    if united:
        session.build([time_to_event.response_day(), time_to_event.response_run()])
        run(
            "CREATE VIEW scored AS SELECT USUBJID, ADT FROM scored_row"
            + (" UNION SELECT USUBJID, FIRST FROM recorded" if measured else "")
        )
        session.build([next(r for r in score.placed_relations() if r.name == "analysis_day")])
