"""The verbs over a study: read, check, analyse, and what they give back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.sources.read import LoadedStudy, load_study, refuse_scales_without_unit
from cartaid.study.finding import FINDING_ORDER
from cartaid.study.nearest import hint

if TYPE_CHECKING:
    import duckdb

    from cartaid.analysis.pipeline import Derivation
    from cartaid.report.figures import Figure
    from cartaid.report.notebook import ShownTable
    from cartaid.study.checks.run import ItemRange
    from cartaid.study.protocol import Protocol

One = TypeVar("One")

Progress = Callable[[str], None]
"""Called with a few words at the start of each step."""


Fitting = Callable[[int, int], None]
"""Called with the steps of a fit that are done and those to do."""


def _silent(step: str) -> None:
    """Say nothing."""


def _unseen(done: int, of: int) -> None:
    """Show nothing."""


@frozen
class Study:
    """A study that was read and checked: its records in a session, its protocol, its findings."""

    session: Session
    loaded: LoadedStudy

    def findings(self) -> list[dict[str, Any]]:
        """Give the findings, errors first."""
        return self.session.records(f"SELECT * FROM finding ORDER BY {FINDING_ORDER}")

    def _repr_html_(self) -> str:
        """Show it in a notebook: its files and the findings of the checks."""
        from cartaid.report.notebook import study_html

        loaded = self.loaded
        files = [(file.name, file.kind, str(file.rows)) for file in loaded.files]
        return study_html(
            loaded.protocol.study.title or loaded.protocol.study.id or "Study", files, self.findings()
        )

    def analyse(self, progress: Progress = _silent, fitting: Fitting = _unseen) -> Analysis:
        """Derive every score, response, grade, interval and time the records allow.

        `fitting` follows the kinetic model, which is fitted only where `study.toml` asks for it.
        """
        from cartaid.analysis.pipeline import derive
        from cartaid.study.checks.tidy import tidy_findings

        started = time.perf_counter()
        progress("deriving")
        derivation = derive(self.session, self.loaded)
        if self.loaded.protocol.kinetics.model is not None:
            self._fit(progress, fitting)
        tidy_findings(self.session)
        return Analysis(self, derivation, started)

    def _fit(self, progress: Progress, fitting: Fitting) -> None:
        """Fit the kinetic model the protocol asks for; where it cannot be fitted a finding says why."""
        from cartaid.kinetics.derive import derive_kinetic_model, findings
        from cartaid.study.finding import FINDING_COLUMNS

        asked = self.loaded.protocol.kinetics
        progress("fitting the kinetic model")
        fits = derive_kinetic_model(self.session, lag=asked.lag, seed=asked.seed, progress=fitting)
        names = ", ".join(FINDING_COLUMNS)
        marks = ", ".join("?" * len(FINDING_COLUMNS))
        for row in findings(fits):
            self.session.connection.execute(f"INSERT INTO finding ({names}) VALUES ({marks})", list(row))


@frozen
class Analysis:
    """A finished analysis. Its tables are DuckDB relations: `.pl()`, `.df()` or `.arrow()` where installed."""

    study: Study
    derivation: Derivation
    started: float = field(default=0.0)
    _made: dict[str, Any] = field(factory=dict, init=False, eq=False, repr=False)

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Give one analysis table: adsl, adqs, adrs, adtx, adtte …

        Raises KeyError naming the tables there are.
        """
        from cartaid.analysis.datasets import dataset_sql

        known = dataset_sql(self.study.session)
        if name not in known:
            raise KeyError(f"no analysis table {name!r}; there are: {', '.join(known)}")
        return self.study.session.connection.sql(known[name])

    def figures(self) -> dict[str, Figure]:
        """Give every figure of the report by its id; each shows itself in a notebook and can be saved.

        >>> from cartaid import example_study, read_study
        >>> analysis = read_study(example_study()).analyse()
        >>> len(analysis.figures()["swimmer"].rows)
        15
        """
        if "figures" not in self._made:
            from cartaid.report.figures import make_figures
            from cartaid.results.figures_data import figures_data

            made = make_figures(figures_data(self.study.session))
            self._made["figures"] = {figure.id: figure for figure in made}
        figures: dict[str, Figure] = self._made["figures"]
        return figures

    def figure(self, id: str) -> Figure:
        """Give one figure; raises KeyError naming the figures there are."""
        return _one(self.figures(), id, "figure")

    def displays(self) -> dict[str, ShownTable]:
        """Give every table of the report by its id, as printed; each shows itself in a notebook."""
        if "displays" not in self._made:
            from cartaid.report.notebook import ShownTable
            from cartaid.results.build import build

            _, displays = build(self.study.session)
            self._made["displays"] = {display.id: ShownTable(display) for display in displays}
        displays_made: dict[str, ShownTable] = self._made["displays"]
        return displays_made

    def display(self, id: str) -> ShownTable:
        """Give one table of the report; raises KeyError naming the tables there are."""
        return _one(self.displays(), id, "table of the report")

    def _repr_html_(self) -> str:
        """Show it in a notebook: the headline, and the names of what else there is."""
        from cartaid.analysis.datasets import dataset_sql
        from cartaid.report.notebook import analysis_html

        return analysis_html(self.displays(), list(self.figures()), list(dataset_sql(self.study.session)))

    def write(
        self,
        folder: Path | str,
        progress: Progress = _silent,
        deidentified_with: str | None = None,
        formats: Sequence[str] = (),
    ) -> Path:
        """Write the analysis: datasets, results, report, browser, findings, manifest; give the folder.

        `deidentified_with` is the secret seed of a de-identified `browser.html`; `formats` are further files of
        the tables, `xlsx` and `rtf`.
        """
        from cartaid.write import write_analysis

        study = self.study
        return write_analysis(
            study.session,
            study.loaded,
            self.derivation,
            Path(folder),
            progress,
            self.started,
            deidentified_with,
            formats,
        )


def _one(known: Mapping[str, One], id: str, what: str) -> One:
    if id not in known:
        raise KeyError(f"no {what} {id!r}; there are: {', '.join(known)}")
    return known[id]


def read_study(path: Path | str, progress: Progress = _silent) -> Study:
    """Read and check a study: a folder with `study.toml` and a table a domain, or tables alone.

    Raises StudyError when nothing can be read and ProtocolError when `study.toml` cannot be used; everything
    else that is wrong becomes a finding.

    >>> from cartaid import example_study, read_study
    >>> len(read_study(example_study()).loaded.files) > 5
    True
    """
    from cartaid.study.checks.run import run_checks

    session = Session()
    progress("reading")
    loaded = load_study(session, path)
    refuse_unknown(loaded.protocol)
    progress("checking")
    run_checks(
        session,
        loaded.protocol,
        loaded.rows,
        item_ranges(loaded.protocol),
        known_frequencies(),
        known_items(),
    )
    refuse_scales_without_unit(session, loaded.rows)
    return Study(session, loaded)


def refuse_unknown(protocol: Protocol) -> None:
    """Refuse definitions, switches and parameters of `study.toml` that nobody knows.

    Raises ProtocolError with one line for each, naming the key and the nearest known one.
    """
    from cartaid.study.protocol import ProtocolError

    faults = [*_unknown_definitions(protocol), *_unknown_parameters(protocol)]
    if faults:
        raise ProtocolError("\n".join(f"study.toml: {fault}" for fault in faults))


def _unknown_parameters(protocol: Protocol) -> list[str]:
    """Name the parameters of endpoints and declared events that nothing derives: they would never be met."""
    asked = [
        *((f"[[endpoints]] number {n}", e.parameter) for n, e in enumerate(protocol.endpoints, 1)),
        *(
            (f"[[event_free.events]] number {n}", e.parameter)
            for n, e in enumerate(protocol.event_free.events, 1)
        ),
    ]
    if not any(code for _, code in asked):
        return []
    from cartaid.analysis.endpoints import known_parameters

    known = known_parameters(protocol)
    return [
        f"{place}, parameter: no definition gives {code}{hint(code, known)}"
        for place, code in asked
        if code and code not in known
    ]


def _unknown_definitions(protocol: Protocol) -> list[str]:
    """Name the definitions and switches that there are none of."""
    if not protocol.definitions and not protocol.run.definitions:
        return []
    from cartaid.instruments.catalogue import definitions
    from cartaid.study.protocol.tables import setting_text

    known = {definition.id: definition for definition in definitions()}
    faults = []
    for place, ids in (
        ("[definitions]", protocol.definitions),
        ("[run] definitions:", protocol.run.definitions),
    ):
        faults += [f"{place} {id}: no such definition{hint(id, known)}" for id in ids if id not in known]
    for id, chosen in protocol.definitions.items():
        switches = {switch.id: switch for switch in known[id].switches} if id in known else {}
        for key, value in chosen.items() if id in known else ():
            text = setting_text(value)
            if not switches:
                faults.append(f'[definitions."{id}"] {key}: no such switch; the definition has none')
            elif key not in switches:
                expected = ", ".join(switches)
                near = hint(key, switches) or f"; it has {expected}"
                faults.append(f'[definitions."{id}"] {key}: no such switch{near}')
            elif text not in switches[key].options:
                expected = ", ".join(switches[key].options)
                faults.append(f'[definitions."{id}"] {key}: expected one of {expected}, found {text!r}')
    return faults


def known_frequencies() -> list[str]:
    """Give the texts of CMDOSFRQ that the drug dictionary knows, in capitals."""
    from cartaid.medication.dictionary import read

    return [row["TEXT"] for row in read("frequencies")]


def known_items() -> list[tuple[str, str]]:
    """Give the category and test code of every item of a form, and each form's own parameters in its category."""
    from cartaid.instruments.catalogue import definitions

    found = set()
    for definition in definitions():
        records = [
            i.record for i in definition.items if i.record and i.record.domain == "QS" and i.record.cat
        ]
        found |= {(record.cat, record.testcd) for record in records}
        # A total that was recorded stands in the category of its items.
        found |= {(record.cat, definition.paramcd) for record in records}
    return sorted(found)


def item_ranges(protocol: Protocol) -> list[ItemRange]:
    """Give the values each recorded item can have, from every definition that uses it as the protocol chose."""
    from cartaid.instruments.catalogue import definitions
    from cartaid.study.checks.run import ItemRange
    from cartaid.study.units import accepted_units

    ranges, chosen = set(), protocol.switches
    for definition in definitions():
        for item in definition.under(chosen.get(definition.id)).items:
            record = item.record
            if record is None or record.domain == "SUBJECT" or record.domain.startswith("AD"):
                continue
            if item.type == "text" or item.low is None or item.high is None:
                continue
            place = (record.domain, record.cat or None, record.testcd, Decimal(item.low), Decimal(item.high))
            step = Decimal(1) if item.type == "flag" else None if item.step is None else Decimal(item.step)
            # An item with a unit has its range in that unit: its own evaluation checks it after conversion. A rating
            # scale is recorded with or without a unit.
            if not item.unit:
                ranges.add(ItemRange(*place, step))
            elif record.domain == "QS" and item.accepts and not item.unit_item:
                units = accepted_units(item.unit, item.accepts, record.testcd)
                keys = tuple((key, factor) for (factor, _), spelled in units.items() for key in spelled)
                ranges.add(ItemRange(*place, step, item.unit, keys))
    # A test that two definitions read with other bounds is listed once, by the narrower ones.
    narrow: dict[tuple[str, str | None, str, str], ItemRange] = {}
    for one in sorted(ranges, key=lambda one: (one.low - one.high, str(one))):
        narrow[one.domain, one.category, one.testcd, one.unit] = one
    return sorted(narrow.values(), key=str)
