"""From draws to what is reported: estimates with limits, predictive checks, curves to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartaid.kinetics.curve import doubling_time, half_life
from cartaid.kinetics.model import Posterior, curve_of
from cartaid.kinetics.priors import RESIDUAL, Prior
from cartaid.kinetics.profiles import Floats, Profiles

PRIOR_DRIVEN = 0.5
"""An estimate is driven by its prior when the data have not halved the prior's standard deviation (log scale)."""

TRIALS, GRID = 400, 60
"""Draws used for predictive checks and curves, and days of a curve."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """One estimate: posterior median with limits, its prior, and whether the prior drives it.

    Parameters
    ----------
    name, title, unit : str
        What is estimated.
    value, low, high : float
        Posterior median and the limits of the central 95 %.
    prior_low, prior_high : float
        Limits of the central 95 % before the data.
    narrowing : float
        Posterior divided by prior standard deviation, on the log (or logit) scale.
    prior_driven : bool
        Whether `narrowing` is above `PRIOR_DRIVEN`.
    source, checked : str
        Where the prior comes from.
    """

    name: str
    title: str
    unit: str
    value: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    narrowing: float
    prior_driven: bool
    source: str
    checked: str

    @property
    def in_conflict(self) -> bool:
        """Whether the estimate lies outside the central 95 % of its prior.

        >>> Estimated("", "", "", 9.0, 7.0, 12.0, 1.0, 5.0, 0.4, False, "", "").in_conflict
        True
        """
        return not self.prior_low <= self.value <= self.prior_high


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard deviation between patients (log or logit scale) beside its prior, as `Estimated`."""

    title: str
    value: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    narrowing: float
    source: str
    checked: str

    @property
    def in_conflict(self) -> bool:
        """Whether the standard deviation lies outside the central 95 % of its prior."""
        return not self.prior_low <= self.value <= self.prior_high


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of the samples beside what the model expects of as many new patients sampled alike (90 %)."""

    name: str
    title: str
    unit: str
    observed: float
    median: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the observed figure lies in the interval."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a curve: the median and the central 90 % at a day; of a patient, or of a new one (empty)."""

    patient: str
    day: float
    median: float
    low: float
    high: float


def population(posterior: Posterior, priors: Sequence[Prior], unit: str, seed: int) -> tuple[Estimated, ...]:
    """Summarise the typical patient: parameters of the curve and what follows from them.

    Parameters
    ----------
    posterior : Posterior
        Draws.
    priors : sequence of Prior
        The priors they were drawn under.
    unit : str
        Unit of the samples.
    seed : int
        Seed of the prior draws of derived quantities.

    Returns
    -------
    tuple of Estimated
        Peak, day of the peak, fold, doubling time, half-lives, persisting fraction, lag in days where there is one.
    """
    rng = np.random.default_rng(seed)
    after = _flat(posterior.mean)
    before = np.array([rng.normal(prior.mean, prior.sd, 20_000) for prior in priors])
    by_name = {prior.name: prior for prior in priors}
    return tuple(
        _estimated(name, title, of_unit.format(unit=unit), of(before), of(after), by_name[source])
        for name, title, of_unit, source, of in _QUANTITIES
        if source in by_name
    )


NORMAL_LIMIT = 1.959964
"""Quantile 97.5 % of the standard normal distribution."""

HALF_NORMAL = (0.031338, 2.241403, 0.602810)
"""Quantiles 2.5 % and 97.5 %, and standard deviation, of a half-normal distribution of scale 1."""


def spreads(posterior: Posterior, priors: Sequence[Prior]) -> tuple[Spread, ...]:
    """Summarise how much patients differ in each parameter.

    Parameters
    ----------
    posterior : Posterior
        Draws.
    priors : sequence of Prior
        The priors they were drawn under.

    Returns
    -------
    tuple of Spread
        In the order of the priors.
    """
    found = []
    draws = posterior.spread.reshape(-1, len(priors))
    for place, prior in enumerate(priors):
        low, value, high = (float(q) for q in np.quantile(draws[:, place], [0.025, 0.5, 0.975]))
        before = [prior.spread * number for number in HALF_NORMAL]
        narrowing = float(draws[:, place].std()) / before[2]
        limits = (value, low, high, before[0], before[1])
        found.append(Spread(prior.title, *limits, narrowing, prior.spread_source, prior.spread_checked))
    return tuple(found)


def residual_spread(posterior: Posterior) -> Spread:
    """Summarise the residual standard deviation of the logarithm, with its log-normal prior.

    Parameters
    ----------
    posterior : Posterior
        Draws.

    Returns
    -------
    Spread
        `narrowing` is on the scale of the logarithm, on which the prior is normal.
    """
    draws = posterior.residual.ravel()
    low, value, high = (float(q) for q in np.quantile(draws, [0.025, 0.5, 0.975]))
    wide = float(np.exp(NORMAL_LIMIT * RESIDUAL.log_sd))
    before = (RESIDUAL.median / wide, RESIDUAL.median * wide)
    narrowing = float(np.log(draws).std()) / RESIDUAL.log_sd
    source = f"{RESIDUAL.source}; standard deviation of its logarithm {RESIDUAL.log_sd:g}, our choice"
    return Spread(
        "Within patients (residual)", value, low, high, *before, narrowing, source, RESIDUAL.checked
    )


def _share(logit: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-logit))
    return found


def _lag(p: Floats) -> Floats | float:
    return _share(p[6]) if len(p) == 7 else 0.0


_QUANTITIES = (
    ("peak", "Peak", "{unit}", "log_peak", lambda p: np.exp(p[0])),
    ("peak_day", "Day of the peak", "d", "log_peak_day", lambda p: np.exp(p[1])),
    ("fold", "Fold expansion", "", "log_fold", lambda p: np.exp(p[2])),
    ("doubling_time", "Doubling time", "d", "log_fold", lambda p: doubling_time(p[1], p[2], _lag(p))),
    ("contraction_half_life", "Half-life of contraction", "d", "log_contraction", lambda p: half_life(p[3])),
    ("persisting", "Fraction of the peak that persists", "", "logit_persisting", lambda p: _share(p[4])),
    ("persistence_half_life", "Half-life of persistence", "d", "log_persistence", lambda p: half_life(p[5])),
    ("lag", "Lag before expansion", "d", "logit_lag_share", lambda p: _lag(p) * np.exp(p[1])),
)
"""Name, title, unit, prior it rests on, and how it follows from the parameters."""


def _estimated(name: str, title: str, unit: str, before: Floats, after: Floats, prior: Prior) -> Estimated:
    # A doubling time needs growth: the few prior draws that shrink have none.
    before = before[before > 0]
    narrowing = float(np.log(after).std() / np.log(before).std())
    low, value, high = np.quantile(after, [0.025, 0.5, 0.975])
    prior_low, prior_high = np.quantile(before, [0.025, 0.975])
    return Estimated(
        *(name, title, unit, float(value), float(low), float(high), float(prior_low), float(prior_high)),
        narrowing,
        narrowing > PRIOR_DRIVEN,
        prior.source,
        prior.checked,
    )


def _flat(draws: Floats) -> Floats:
    """Join the chains and put the parameters first."""
    joined = draws.reshape(-1, *draws.shape[2:])
    return np.moveaxis(joined, 1, 0)


def _thinned(posterior: Posterior) -> tuple[Floats, Floats, Floats, Floats]:
    """Take `TRIALS` draws evenly: population mean and spread, patients, residual; draws first."""
    size = posterior.residual.size
    take = np.linspace(0, size - 1, min(TRIALS, size)).astype(int)
    mean, spread = (draws.reshape(size, -1)[take] for draws in (posterior.mean, posterior.spread))
    own = posterior.patient.reshape(size, *posterior.patient.shape[2:])[take]
    return mean, spread, own, posterior.residual.reshape(size)[take]


def predictive_checks(profiles: Profiles, posterior: Posterior, seed: int) -> tuple[Check, ...]:
    """Compare figures of the samples with trials of as many new patients, sampled on the same days.

    With few patients a model is judged by the interval of a trial of that size, not by one figure. The patients are
    new: those that were fitted would agree with a model that is wrong, because it bends to them.

    Parameters
    ----------
    profiles : Profiles
        The samples that were fitted.
    posterior : Posterior
        Draws.
    seed : int
        Seed of the simulated trials.

    Returns
    -------
    tuple of Check
        Geometric mean of each patient's highest value, median day of it, share of samples below quantification, and
        share of the quantified samples in the central 90 % of new patients on that day.
    """
    rng = np.random.default_rng(seed)
    mean, spread, _, residual = _thinned(posterior)
    log_limit = np.log(np.where(np.isnan(profiles.lloq), np.finfo(float).tiny, profiles.lloq))
    trials = []
    for m, s, r in zip(mean, spread, residual, strict=True):
        new = m[:, None] + s[:, None] * rng.standard_normal((len(m), len(profiles.patient)))
        expected = curve_of(new[:, profiles.row], profiles.day)
        trials.append(expected + r * rng.standard_normal(len(expected)))
    band = np.quantile(trials, [0.05, 0.95], axis=0)
    observed = _figures(profiles, np.log(np.where(profiles.below, 1.0, profiles.value)), profiles.below, band)
    simulated = np.array([_figures(profiles, trial, trial < log_limit, band) for trial in trials])
    checks = []
    for place, (name, title, unit) in enumerate(
        (
            ("highest", "Geometric mean of the highest value", profiles.unit),
            ("highest_day", "Median day of the highest value", "d"),
            ("below", "Share of samples below quantification", ""),
            ("coverage", "Share of quantified samples in the central 90 % of new patients", ""),
        )
    ):
        low, median, high = np.nanquantile(simulated[:, place], [0.05, 0.5, 0.95])
        checks.append(Check(name, title, unit, observed[place], float(median), float(low), float(high)))
    return tuple(checks)


def _figures(
    profiles: Profiles, logs: Floats, below: NDArray[np.bool_], band: Floats
) -> tuple[float, float, float, float]:
    """Give the four figures of one trial; NaN where nothing was quantified."""
    shown = np.where(below, -np.inf, logs)
    highest, day = [], []
    for patient in range(len(profiles.patient)):
        own = profiles.row == patient
        if np.isfinite(shown[own].max()):
            highest.append(shown[own].max())
            day.append(profiles.day[own][shown[own].argmax()])
    if not highest:
        return float("nan"), float("nan"), 1.0, float("nan")
    inside = ((shown >= band[0]) & (shown <= band[1]))[~below]
    return float(np.exp(np.mean(highest))), float(np.median(day)), float(below.mean()), float(inside.mean())


def curves(profiles: Profiles, posterior: Posterior, seed: int) -> tuple[CurvePoint, ...]:
    """Give the fitted curve of each patient, and that of a new patient, without residual error.

    Parameters
    ----------
    profiles : Profiles
        The samples that were fitted.
    posterior : Posterior
        Draws.
    seed : int
        Seed of the new patients.

    Returns
    -------
    tuple of CurvePoint
        `GRID` days from 0 to the last sample of each patient; the new patient comes first, with an empty name.
    """
    rng = np.random.default_rng(seed)
    mean, spread, own, _ = _thinned(posterior)
    new = mean + spread * rng.standard_normal(mean.shape)
    points = _band("", _days(profiles.day.max()), new)
    for place, name in enumerate(profiles.patient):
        last = profiles.day[profiles.row == place].max()
        points += _band(name, _days(last), own[:, :, place])
    return tuple(points)


def _days(last: float) -> Floats:
    """Give the days of a curve, close together where it rises and falls fast."""
    days: Floats = last * np.linspace(0, 1, GRID) ** 2
    return days


def _band(name: str, days: Floats, parameters: Floats) -> list[CurvePoint]:
    drawn = np.exp(curve_of(parameters.T[:, :, None], days))
    low, median, high = np.quantile(drawn, [0.05, 0.5, 0.95], axis=0)
    rows = zip(days, median, low, high, strict=True)
    return [CurvePoint(name, *(float(number) for number in row)) for row in rows]
