"""The one entry to the kinetic model: samples in, a fit or the reason why there is none out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cartaid.kinetics.model import Posterior, Progress, sample_posterior, silent
from cartaid.kinetics.priors import UNITS, priors
from cartaid.kinetics.profiles import Profiles
from cartaid.kinetics.summary import (
    PRIOR_DRIVEN,
    Check,
    CurvePoint,
    Estimated,
    Spread,
    curves,
    population,
    predictive_checks,
    spreads,
)

FEWEST = 3
"""Fewest patients with a quantified sample: below it nothing tells a patient from the population."""

MOST_RHAT, LEAST_ESS, MOST_DIVERGENT = 1.05, 50.0, 12
"""A fit has converged with a split R-hat up to, effective draws from, and at most so many divergent steps (1 in 100).

The fewest effective draws are those of a spread; with 50 of them its median is known to a fifth of its own standard
deviation. The population means have several times as many.
"""

METHOD = "Bayesian hierarchical expansion-contraction-persistence curve, central 95 %"


@dataclass(frozen=True, slots=True)
class KineticRow:
    """One cell for results, in the columns of analysis results data; `part` is what of the model it tells.

    `part` is `typical`, `between`, `check`, `sampler`, or `model` for a model that was not fitted.
    """

    part: str
    row: str
    label: str
    column: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    N: int | None
    method: str
    text: str


@dataclass(frozen=True, slots=True)
class KineticFit:
    """A fit, or the reason why there is none.

    Parameters
    ----------
    profiles : Profiles
        The samples.
    refused : str
        Why nothing was fitted; empty where something was.
    seed : int
        Seed of the sampler.
    population : tuple of Estimated
        The typical patient.
    spread : tuple of Spread
        Standard deviations between patients on the log scale.
    residual : tuple of float
        Residual standard deviation on the log scale: median, limits of the central 95 %.
    checks : tuple of Check
        Predictive checks.
    curves : tuple of CurvePoint
        Curves to draw.
    divergences : int
        Kept steps at which the sampler diverged.
    rhat, ess : float
        Highest split R-hat and lowest effective number of draws of all parameters.
    notes : tuple of str
        What a reader must know: patients left out, samples left out, doubts about the fit.
    """

    profiles: Profiles
    refused: str = ""
    seed: int = 1
    population: tuple[Estimated, ...] = ()
    spread: tuple[Spread, ...] = ()
    residual: tuple[float, float, float] | None = None
    checks: tuple[Check, ...] = ()
    curves: tuple[CurvePoint, ...] = ()
    divergences: int = 0
    rhat: float = float("nan")
    ess: float = float("nan")
    notes: tuple[str, ...] = ()

    @property
    def converged(self) -> bool:
        """Whether the sampler converged: its numbers are fit to be reported."""
        return (
            not self.refused
            and self.divergences <= MOST_DIVERGENT
            and self.rhat <= MOST_RHAT
            and self.ess >= LEAST_ESS
        )

    def rows(self) -> Iterator[KineticRow]:
        """Give the numbers of the fit for results, or one row with the reason why there are none.

        The parameters of a sampler that did not converge are not given: each says so instead.
        """
        n = len(self.profiles.patient)
        of = n + len(self.profiles.left_out)
        if self.refused:
            same = ("model", "model", "Model")
            yield KineticRow(*same, "posterior", "reason", *NOTHING, n, of, "", f"NE: {self.refused}")
            return
        trusted = self.converged
        for found in self.population:
            title = f"{found.title}, {found.unit}" if found.unit else found.title
            same = ("typical", found.name, title)
            if trusted:
                text = f"{figure(found.value)} ({between(found.low, found.high)})"
                numbers: Numbers = (found.value, found.low, found.high)
            else:
                text, numbers = NOT_CONVERGED, NOTHING
            yield KineticRow(*same, "posterior", "posterior median", *numbers, n, of, METHOD, text)
            prior = (None, found.prior_low, found.prior_high)
            text = between(found.prior_low, found.prior_high)
            yield KineticRow(*same, "prior", "prior, central 95 %", *prior, None, None, "", text)
            if trusted:
                narrowing: Numbers = (found.narrowing, None, None)
                text = driven(found.narrowing)
                yield KineticRow(*same, "driven", "posterior / prior width", *narrowing, n, of, "", text)
            yield KineticRow(
                *same, "source", "text", *NOTHING, None, None, "", f"{found.source}; {found.checked}"
            )
        for spread in self.spread if trusted else ():
            value, low, high = spread.value, spread.low, spread.high
            text = f"{figure(value)} ({between(low, high)})"
            same = ("between", f"spread {spread.title}", spread.title)
            yield KineticRow(*same, "posterior", "standard deviation", value, low, high, n, of, METHOD, text)
            prior = (None, spread.prior_low, spread.prior_high)
            text = between(spread.prior_low, spread.prior_high)
            yield KineticRow(*same, "prior", "prior, central 95 %", *prior, None, None, "", text)
            narrowing = (spread.narrowing, None, None)
            text = driven(spread.narrowing)
            yield KineticRow(*same, "driven", "posterior / prior width", *narrowing, n, of, "", text)
        if self.residual is not None and trusted:
            value, low, high = self.residual
            text = f"{figure(value)} ({between(low, high)})"
            same = ("between", "residual", "Within patients (residual)")
            yield KineticRow(*same, "posterior", "standard deviation", value, low, high, n, of, METHOD, text)
        for check in self.checks if trusted else ():
            title = f"{check.title}, {check.unit}" if check.unit else check.title
            same = ("check", check.name, title)
            observed: Numbers = (check.observed, None, None)
            yield KineticRow(*same, "observed", "observed", *observed, n, of, "", figure(check.observed))
            expected: Numbers = (check.median, check.low, check.high)
            text = f"{figure(check.median)} ({between(check.low, check.high)})"
            yield KineticRow(*same, "expected", "posterior predictive, 90 %", *expected, n, of, METHOD, text)
            verdict = "inside" if check.inside else "OUTSIDE: the model does not describe this"
            yield KineticRow(*same, "verdict", "text", *NOTHING, None, None, "", verdict)
        for name, title, reached, wanted in (
            (
                "divergences",
                "Divergent steps of the sampler",
                float(self.divergences),
                f"at most {MOST_DIVERGENT}",
            ),
            ("rhat", "Highest split R-hat", self.rhat, f"at most {MOST_RHAT}"),
            ("ess", "Lowest effective number of draws", self.ess, f"at least {LEAST_ESS:.0f}"),
        ):
            same, numbers = ("sampler", name, title), (reached, None, None)
            yield KineticRow(*same, "observed", "diagnostic", *numbers, n, of, "", figure(reached, 4))
            yield KineticRow(*same, "expected", "text", *NOTHING, None, None, "", wanted)


Numbers = tuple[float | None, float | None, float | None]
NOTHING: Numbers = (None, None, None)
NOT_CONVERGED = "NE: the sampler did not converge"


def driven(narrowing: float) -> str:
    """Say whether an estimate is driven by the data or by its prior.

    >>> driven(0.08), driven(0.934)
    ('the data: 8 % of the width of its prior', 'its prior: still 93 % of its width')
    """
    if narrowing > PRIOR_DRIVEN:
        return f"its prior: still {100 * narrowing:.0f} % of its width"
    return f"the data: {100 * narrowing:.0f} % of the width of its prior"


def between(low: float, high: float) -> str:
    """Write a range.

    >>> between(0.0168, 217.3)
    '0.0168–217'
    """
    return f"{figure(low)}–{figure(high)}"


def figure(value: float, digits: int = 3) -> str:
    """Write a number with so many significant digits, without an exponent where it can be.

    >>> figure(0.016812), figure(217.3), figure(32700.0)
    ('0.0168', '217', '32700')
    """
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    decimals = max(digits - 1 - int(np.floor(np.log10(abs(value)))), 0)
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fit_kinetics(
    profiles: Profiles, *, lag: bool = False, seed: int = 1, progress: Progress = silent
) -> KineticFit:
    """Fit the expansion-contraction-persistence curve to the CAR T samples of one assay.

    Parameters
    ----------
    profiles : Profiles
        Samples of one assay, as `kinetic_profiles` or `make_profiles` give them.
    lag : bool
        Whether the curve has a lag before expansion.
    seed : int
        Seed of sampler and simulations: the same seed gives the same result on one machine.
    progress : callable
        Called with the steps done and the steps to do.

    Returns
    -------
    KineticFit
        With `refused` set where the samples (fewer than three patients, nothing above quantification, nothing that
        rises, a unit without priors) or the installation do not allow a fit; never an exception for data.

    References
    ----------
    Stein et al. 2019, doi:10.1002/psp4.12388; Ogasawara et al. 2021, doi:10.1007/s40262-021-01039-5. The priors are
    from oncology; `kinetics.priors` says what is known of each.

    Examples
    --------
    >>> from cartaid.kinetics.profiles import make_profiles
    >>> fit_kinetics(make_profiles(["a", "a"], [9, 28], [100.0, 6.0])).refused
    '1 patient with a quantified sample, at least 3 are needed'
    """
    notes = (*_left_out(profiles), *profiles.notes)
    refused = refusal(profiles)
    if refused:
        return KineticFit(profiles, refused, seed, notes=notes)
    asked = priors(profiles.test, lag)
    try:
        posterior = sample_posterior(profiles, asked, seed, progress)
    except ImportError as error:
        why = f"the kinetic model needs the extra cartaid[kinetics]: {error}"
        return KineticFit(profiles, why, seed, notes=notes)
    rhat, ess = diagnostics(posterior)
    fit = KineticFit(
        profiles,
        "",
        seed,
        population(posterior, asked, profiles.unit, seed),
        spreads(posterior, asked),
        _limits(posterior.residual.ravel()),
        predictive_checks(profiles, posterior, seed),
        curves(profiles, posterior, seed),
        posterior.divergences,
        rhat,
        ess,
        (*notes, *_doubts(posterior.divergences, rhat, ess)),
    )
    return fit


def refusal(profiles: Profiles) -> str:
    """Say why these samples cannot be fitted; empty where they can.

    Parameters
    ----------
    profiles : Profiles
        Samples of one assay.

    Returns
    -------
    str
        The reason.

    Examples
    --------
    >>> from cartaid.kinetics.profiles import make_profiles
    >>> refusal(make_profiles(["a", "b", "c"], [9, 9, 9], [0.0, 0.0, 0.0], lloq=0.5))
    'no expansion: every sample of every patient is below quantification'
    """
    patients = len(profiles.patient)
    if profiles.test not in UNITS:
        return f"no priors for {profiles.test}: it is no test of CAR T cells"
    if not patients and profiles.left_out:
        if all("below quantification" in reason for _, reason in profiles.left_out):
            return "no expansion: every sample of every patient is below quantification"
        return "no patient has samples that can be used"
    if not patients:
        return "there is no sample after the infusion"
    if profiles.unit not in UNITS[profiles.test]:
        expected = " or ".join(UNITS[profiles.test])
        return f"the priors are in {expected}, the samples in {profiles.unit or 'no unit'}"
    if patients < FEWEST:
        one = "patient" if patients == 1 else "patients"
        return f"{patients} {one} with a quantified sample, at least {FEWEST} are needed"
    if not any(_rises(profiles, patient) for patient in range(patients)):
        return "no profile rises: the first sample of every patient is its highest"
    return ""


def _rises(profiles: Profiles, patient: int) -> bool:
    """Say whether the highest value of a patient comes after a lower one."""
    own = profiles.row == patient
    values = np.where(profiles.below[own], -np.inf, profiles.value[own])
    return bool(values.argmax() > 0)


def diagnostics(posterior: Posterior) -> tuple[float, float]:
    """Give the highest split R-hat and the lowest effective number of draws of all parameters.

    Parameters
    ----------
    posterior : Posterior
        Draws.

    Returns
    -------
    (float, float)
        R-hat and effective draws, as NumPyro computes them.

    References
    ----------
    Vehtari et al. 2021, doi:10.1214/20-BA1221.
    """
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    chains, draws = posterior.residual.shape
    every = np.concatenate(
        [
            part.reshape(chains, draws, -1)
            for part in (posterior.mean, posterior.spread, posterior.patient, posterior.residual)
        ],
        axis=2,
    )
    return float(np.max(split_gelman_rubin(every))), float(np.min(effective_sample_size(every)))


def _left_out(profiles: Profiles) -> list[str]:
    """Name the patients that are not fitted, by reason."""
    reasons = dict.fromkeys(reason for _, reason in profiles.left_out)
    return [
        f"not fitted, {reason}: {', '.join(who for who, why in profiles.left_out if why == reason)}"
        for reason in reasons
    ]


def _limits(draws: np.ndarray) -> tuple[float, float, float]:
    low, median, high = np.quantile(draws, [0.025, 0.5, 0.975])
    return float(median), float(low), float(high)


def _doubts(divergences: int, rhat: float, ess: float) -> list[str]:
    doubts = []
    if divergences:
        steps = "1 step" if divergences == 1 else f"{divergences} steps"
        doubts.append(f"the sampler diverged at {steps} (at most {MOST_DIVERGENT}): limits may be too narrow")
    if rhat > MOST_RHAT:
        doubts.append(f"the chains disagree (R-hat {rhat:.3f}, at most {MOST_RHAT}): not converged")
    if ess < LEAST_ESS:
        doubts.append(f"too few effective draws ({ess:.0f}, at least {LEAST_ESS:.0f})")
    return doubts
