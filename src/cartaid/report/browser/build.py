"""Put the browser of an analysis together: from its tables to `browser.html`, or to the parts a server hands out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.instruments.definition import Definition
from cartaid.report.browser.cohort import cohort_data
from cartaid.report.browser.definitions import definition_data, known_definitions
from cartaid.report.browser.deidentify import deidentified_cohort, deidentified_pack
from cartaid.report.browser.outcomes import outcomes
from cartaid.report.browser.page import packed, page
from cartaid.report.browser.patient import Pack, patient_packs
from cartaid.report.browser.tables import Tables, tables_of
from cartaid.results.toxicity_records import made_of

Manifest = Mapping[str, Any]


@frozen
class Browser:
    """The browser of one analysis: what every page needs, and the patients on request."""

    tables: Tables
    manifest: Manifest
    seed: str | None = None
    definitions: Mapping[str, Definition] = field(factory=dict)
    switches: Mapping[str, Mapping[str, str]] = field(factory=dict)
    codes: tuple[str, ...] = ()
    study: Mapping[str, Any] = field(factory=dict)
    names: Mapping[str, str] = field(factory=dict)

    def packs(self, subject: str | None = None) -> dict[str, Pack]:
        """Give the packs of all patients, or of one, by the name they are shown under."""
        only = "USUBJID IS NOT NULL" if subject is None else f"USUBJID = {quoted(subject)}"
        outcome = outcomes(self.tables, self.definitions, self.switches, only)
        codes = {code: place for place, code in enumerate(self.codes)}
        visits = {visit: place for place, visit in enumerate(self.study["visits"])}
        found = patient_packs(self.tables, outcome, codes, visits, only)
        if self.seed is None:
            return found
        allowed: dict[str, frozenset[str]] = {}
        for definition in self.definitions.values():
            for item in definition.items:
                allowed[item.id] = allowed.get(item.id, frozenset()) | {v.lower() for v in item.values}
        return {
            self.names[id]: deidentified_pack(pack, self.names[id], self.seed, allowed)
            for id, pack in found.items()
        }

    def definition_data(self) -> dict[str, dict[str, Any]]:
        """Give what the explanation panel says of each definition."""
        return definition_data(self.definitions, self.switches)

    def html(self) -> str:
        """Write the whole browser as one file, patients included."""
        packs = self.packs()
        chunks = [("definitions", packed(self.definition_data()))]
        ids = self.study["cohort"]["patients"]["id"]
        chunks += [(f"p{place}", packed(packs[id])) for place, id in enumerate(ids)]
        return page(self.study, chunks)

    def served_html(self) -> str:
        """Write the browser without patients; the page asks the server that sent it for each one."""
        study = {**self.study, "served": True}
        return page(study, [("definitions", packed(self.definition_data()))], connect=True)


def browser_of(
    source: Session | Path | str, manifest: Manifest, deidentified_with: str | None = None
) -> Browser:
    """Open the browser of an analysis.

    Parameters
    ----------
    source : Session or Path
        The session in which a study was derived, or the folder of a finished analysis.
    manifest : mapping
        The manifest of the analysis.
    deidentified_with : str, optional
        Secret seed of the de-identified variant; None shows the patients as they are.

    Returns
    -------
    Browser

    Raises
    ------
    NothingToBrowse
        When a folder holds no finished analysis.
    """
    tables = tables_of(source)
    switches = {
        id: {name: str(value) for name, value in chosen.items()}
        for id, chosen in manifest.get("protocol", {}).get("definitions", {}).items()
    }
    switches |= {entry["id"]: entry["switches"] for entry in manifest.get("definitions", [])}
    parameters: list[tuple[Any, ...]] = []
    visits: list[tuple[Any, ...]] = []
    if tables.has("derived"):
        parameters = tables.rows(
            "SELECT PARAMCD, max(PARAM), max(DEFID), max(DATASET) FROM {derived} GROUP BY PARAMCD ORDER BY PARAMCD"
        )
        visits = tables.rows(
            "SELECT AVISIT FROM {derived} WHERE AVISIT IS NOT NULL GROUP BY AVISIT ORDER BY min(AVISITN), AVISIT"
        )
        ids = [
            r[0]
            for r in tables.rows("SELECT DISTINCT DEFID FROM {derived} WHERE DEFID IS NOT NULL ORDER BY 1")
        ]
    else:
        ids = []
    cohort = cohort_data(tables)
    names: dict[str, str] = {}
    protocol = manifest.get("protocol", {})
    title = protocol.get("study", {})
    counts = protocol.get("haematotoxicity") or {}
    if deidentified_with is not None:
        cohort, names = deidentified_cohort(cohort, deidentified_with)
    study = {
        "id": title.get("id") or "",
        "title": title.get("title") or "",
        "synthetic": bool(manifest.get("synthetic")),
        # The cut is one date for everyone: beside a shifted date it would give the shift away.
        "cut": None if deidentified_with is not None else manifest.get("data_cut") or None,
        "cartaid": manifest.get("cartaid", ""),
        "deidentified": deidentified_with is not None,
        "served": False,
        "parameters": [
            {
                "code": code,
                "title": name,
                "def": defid,
                "set": dataset,
                "made": made_of(code, defid, counts) if dataset == "adtx" else (),
            }
            for code, name, defid, dataset in parameters
        ],
        "visits": [row[0] for row in visits],
        "threshold": protocol.get("b_cells", {}),
        "absent": [
            name
            for name in ("adtx", "adae", "adlb", "adpc", "adcm", "adis")
            if not (any(p[3] == "adtx" for p in parameters) if name == "adtx" else tables.filled(name))
        ],
        "cohort": cohort,
    }
    return Browser(
        tables,
        manifest,
        deidentified_with,
        known_definitions(ids),
        switches,
        tuple(row[0] for row in parameters),
        study,
        names,
    )


def write_browser(
    source: Session | Path | str,
    path: Path | str,
    manifest: Manifest,
    deidentified_with: str | None = None,
) -> Path:
    """Write `browser.html`: one file that opens from disk, with the study inside.

    Parameters
    ----------
    source : Session or Path
        The session in which a study was derived, or the folder of a finished analysis.
    path : Path
        File to write.
    manifest : mapping
        The manifest of the analysis.
    deidentified_with : str, optional
        Secret seed: dates shifted, ages binned, free text dropped, patients renamed.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    NothingToBrowse
        When a folder holds no finished analysis.
    """
    path = Path(path)
    path.write_text(browser_of(source, manifest, deidentified_with).html(), encoding="utf-8")
    return path
