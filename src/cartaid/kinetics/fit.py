"""The one entry to the kinetic model: samples in, a fit or the reason why there is none out."""

from __future__ import annotations

import numpy as np

from cartaid.kinetics.diagnostics import bulk_draws, highest_rhat
from cartaid.kinetics.fitted import LEAST_ESS, MOST_RHAT, KineticFit
from cartaid.kinetics.model import Posterior, Progress, sample_posterior, silent
from cartaid.kinetics.priors import UNITS, priors
from cartaid.kinetics.profiles import Profiles
from cartaid.kinetics.summary import (
    curves,
    population,
    predictive_checks,
    residual_spread,
    spreads,
)

FEWEST = 3
"""Fewest patients with a quantified sample: below it nothing tells a patient from the population."""


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
        posterior = sample_posterior(profiles, asked, seed, progress, _enough)
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
        residual_spread(posterior),
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
    """Give the highest R-hat and the lowest bulk effective number of draws of all parameters, patients' included.

    Parameters
    ----------
    posterior : Posterior
        Draws.

    Returns
    -------
    (float, float)
        Rank-normalised split R-hat, and effective draws.

    References
    ----------
    Vehtari et al. 2021, doi:10.1214/20-BA1221.
    """
    chains, draws = posterior.residual.shape
    every = np.concatenate(
        [
            part.reshape(chains, draws, -1)
            for part in (posterior.mean, posterior.spread, posterior.patient, posterior.residual)
        ],
        axis=2,
    )
    return float(np.max(highest_rhat(every))), float(np.min(bulk_draws(every)))


def _enough(posterior: Posterior) -> bool:
    """Say whether the chains agree and there are draws enough."""
    rhat, ess = diagnostics(posterior)
    return rhat <= MOST_RHAT and ess >= LEAST_ESS


def _left_out(profiles: Profiles) -> list[str]:
    """Name the patients that are not fitted, by reason."""
    reasons = dict.fromkeys(reason for _, reason in profiles.left_out)
    return [
        f"not fitted, {reason}: {', '.join(who for who, why in profiles.left_out if why == reason)}"
        for reason in reasons
    ]


def _doubts(divergences: int, rhat: float, ess: float) -> list[str]:
    doubts = []
    if divergences:
        steps = "1 step" if divergences == 1 else f"{divergences} steps"
        doubts.append(
            f"the sampler diverged at {steps} (none is allowed): part of the posterior was not visited"
        )
    if rhat > MOST_RHAT:
        doubts.append(f"the chains disagree (R-hat {rhat:.3f}, at most {MOST_RHAT}): not converged")
    if ess < LEAST_ESS:
        doubts.append(
            f"too few effective draws ({ess:.0f}, at least {LEAST_ESS:.0f}): medians and limits are not precise"
        )
    return doubts
