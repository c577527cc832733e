"""The kinetic model of a derived study: fitted for each assay, left in the session as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any, Protocol

from cartaid.kinetics.fit import fit_kinetics
from cartaid.kinetics.fitted import KineticFit
from cartaid.kinetics.model import Progress, silent
from cartaid.kinetics.profiles import HasRows, Profiles, kinetic_profiles

NUMBER = {
    **dict.fromkeys("ASSAY PART ROWID LABEL COLUMNID STATISTIC".split(), "VARCHAR"),
    **dict.fromkeys("VALUE LOW HIGH".split(), "DOUBLE"),
    **dict.fromkeys("FITTED PATIENTS".split(), "BIGINT"),
    **dict.fromkeys("METHOD TEXT".split(), "VARCHAR"),
    "POSITION": "BIGINT",
}
"""Columns of `kinetic_model_number`: every cell of the results, in order."""

CURVE = {"ASSAY": "VARCHAR", "UNIT": "VARCHAR", "USUBJID": "VARCHAR", "DAY": "DOUBLE"} | dict.fromkeys(
    ("MEDIAN", "LOW", "HIGH"), "DOUBLE"
)
"""Columns of `kinetic_model_curve`: posterior median and central 90 %; USUBJID is empty for a new patient."""

SAMPLE = {"ASSAY": "VARCHAR", "USUBJID": "VARCHAR", "DAY": "DOUBLE", "VALUE": "DOUBLE", "BELOW": "BOOLEAN"}
"""Columns of `kinetic_model_sample`: what was fitted; VALUE is the quantification limit where BELOW."""

NOTE = {"ASSAY": "VARCHAR", "TEXT": "VARCHAR"}
"""Columns of `kinetic_model_note`: what a reader must know."""


class Store(HasRows, Protocol):
    """What is asked of a session: to answer a query and to take a table."""

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into the session as a table."""
        ...


def derive_kinetic_model(
    session: Store, *, lag: bool = False, seed: int = 1, progress: Progress = silent
) -> tuple[KineticFit, ...]:
    """Fit the kinetic model to every assay of a derived study and load what it tells.

    Parameters
    ----------
    session : Store
        A session in which `adpc` and `period` were derived. It gets `kinetic_model_number`,
        `kinetic_model_curve`, `kinetic_model_sample` and `kinetic_model_note`.
    lag : bool
        Whether the curve has a lag before expansion.
    seed : int
        Seed of the sampler.
    progress : callable
        Called with the steps done and the steps to do, for each assay.

    Returns
    -------
    tuple of KineticFit
        One an assay, method and unit, never mixed; a single one that says why where there is no sample.
    """
    found = kinetic_profiles(session)
    fits = [fit_kinetics(profiles, lag=lag, seed=seed, progress=progress) for profiles in found]
    numbers, drawn, samples, notes = [], [], [], []
    for fit in fits:
        assay = assay_of(fit.profiles)
        numbers += [(assay, *astuple(row)) for row in fit.rows()]
        notes += [(assay, text) for text in fit.notes]
        if fit.converged:
            drawn += [(assay, fit.profiles.unit, *astuple(point)) for point in fit.curves]
            samples += _samples(assay, fit.profiles)
    if not fits:
        why = "NE: no sample of CAR T cells after an infusion"
        blank = (None, None, None, 0, 0, "", why)
        numbers = [("CAR T cells", "model", "model", "Model", "posterior", "reason", *blank)]
    session.load("kinetic_model_number", NUMBER, [(*row, place) for place, row in enumerate(numbers)])
    session.load("kinetic_model_curve", CURVE, drawn)
    session.load("kinetic_model_sample", SAMPLE, samples)
    session.load("kinetic_model_note", NOTE, notes)
    return tuple(fits)


def findings(fits: Sequence[KineticFit]) -> list[tuple[Any, ...]]:
    """Say of each fit that was asked for and cannot be used why, as rows of findings.

    Parameters
    ----------
    fits : sequence of KineticFit
        As `derive_kinetic_model` gives them.

    Returns
    -------
    list of tuple
        rule, severity, domain, USUBJID, seq, variable, value, message, fix.

    Examples
    --------
    >>> from cartaid.kinetics.profiles import make_profiles
    >>> findings([fit_kinetics(make_profiles(["a"], [9], [5.0]))])[0][7]
    'the kinetic model was not fitted: 1 patient with a quantified sample, at least 3 are needed'
    """
    rows = []
    for fit in fits:
        if fit.converged:
            continue
        if fit.refused:
            message = f"the kinetic model was not fitted: {fit.refused}"
        else:
            message = (
                f"the kinetic model is not reported, its sampler did not converge: {'; '.join(fit.notes)}"
            )
        fix = "leave [kinetics] out of study.toml, or see the reason; the parameters without a model are in adpp"
        if "cartaid[kinetics]" in fit.refused:
            fix = "pip install 'cartaid[kinetics]', or leave [kinetics] out of study.toml"
        place = ("CP", None, None, None, assay_of(fit.profiles))
        rows.append(("kinetic-model", "warning", *place, message, fix))
    return rows


def assay_of(profiles: Profiles) -> str:
    """Name an assay as results print it.

    >>> from cartaid.kinetics.profiles import make_profiles
    >>> assay_of(make_profiles([], [], [], unit="/uL", method="FLOW CYTOMETRY"))
    'CARTCE, flow cytometry, /uL'
    """
    return ", ".join(part for part in (profiles.test, profiles.method.lower(), profiles.unit) if part)


def _samples(assay: str, profiles: Profiles) -> list[tuple[Any, ...]]:
    return [
        (assay, profiles.patient[row], float(day), float(lloq if below else value), bool(below))
        for row, day, value, lloq, below in zip(
            profiles.row, profiles.day, profiles.value, profiles.lloq, profiles.below, strict=True
        )
    ]
