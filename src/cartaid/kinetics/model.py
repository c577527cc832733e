"""The hierarchical model: patients vary around a population, values below quantification are censored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cartaid.kinetics.curve import log_curve
from cartaid.kinetics.priors import RESIDUAL, Prior
from cartaid.kinetics.profiles import Floats, Profiles

WARM_UP, DRAWS, CHAINS, ACCEPT = 600, 500, 2, 0.9
"""Steps of NUTS for adaptation and kept, chains, and the acceptance aimed at."""


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Draws of the sampler, chains kept apart.

    Parameters
    ----------
    mean, spread : array, shape (chains, draws, parameters)
        Population mean and standard deviation between patients, in the order of the priors.
    patient : array, shape (chains, draws, parameters, patients)
        The parameters of each patient.
    standard : array, shape (chains, draws, parameters, patients)
        How many standard deviations a patient lies from the population: standard normal before the data.
    residual : array, shape (chains, draws)
        Residual standard deviation of the logarithm.
    divergences : int
        Steps at which the sampler diverged.
    """

    mean: Floats
    spread: Floats
    patient: Floats
    standard: Floats
    residual: Floats
    divergences: int


def sample_posterior(
    profiles: Profiles, priors: Sequence[Prior], seed: int, progress: bool = False
) -> Posterior:
    """Draw from the posterior with NUTS; the same profiles, priors and seed give the same draws.

    Parameters
    ----------
    profiles : Profiles
        Samples of one assay.
    priors : sequence of Prior
        Priors in the order of the arguments of the curve.
    seed : int
        Seed of the sampler.
    progress : bool
        Whether NumPyro shows its progress bar.

    Returns
    -------
    Posterior
        Draws of population and patients.

    Raises
    ------
    ImportError
        When NumPyro is not installed.

    References
    ----------
    Hoffman & Gelman 2014 (NUTS), https://jmlr.org/papers/v15/hoffman14a.html; Beal 2001, method M3, doi:
    10.1023/A:1012299115260 (censoring below quantification).
    """
    import jax
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy.stats import norm
    from numpyro.infer import MCMC, NUTS, init_to_median

    mean = np.array([prior.mean for prior in priors])
    sd = np.array([prior.sd for prior in priors])
    spread = np.array([prior.spread for prior in priors])
    above = ~profiles.below
    high_row, high_day = profiles.row[above], profiles.day[above]
    low_row, low_day = profiles.row[~above], profiles.day[~above]
    observed, limit = np.log(profiles.value[above]), np.log(profiles.lloq[~above])

    def model() -> None:
        center = numpyro.sample("mean_standard", dist.Normal(0, 1).expand([len(priors)]).to_event(1))
        omega = numpyro.sample("spread", dist.HalfNormal(jnp.asarray(spread)).to_event(1))
        # Non-centred: with few samples a patient is told apart from the population by little.
        shape = (len(priors), len(profiles.patient))
        z = numpyro.sample("standard", dist.Normal(0, 1).expand(shape).to_event(2))
        population = numpyro.deterministic("mean", mean + sd * center)
        own = numpyro.deterministic("patient", population[:, None] + omega[:, None] * z)
        residual = numpyro.sample("residual", dist.LogNormal(np.log(RESIDUAL.median), RESIDUAL.log_sd))
        expected = curve_of(own[:, high_row], high_day, jnp)
        numpyro.sample("observed", dist.Normal(expected, residual), obs=observed)
        expected = curve_of(own[:, low_row], low_day, jnp)
        numpyro.factor("below", norm.logcdf((limit - expected) / residual).sum())

    with jax.enable_x64(True):
        kernel = NUTS(model, target_accept_prob=ACCEPT, init_strategy=init_to_median())
        mcmc = MCMC(
            kernel,
            num_warmup=WARM_UP,
            num_samples=DRAWS,
            num_chains=CHAINS,
            chain_method="vectorized",
            progress_bar=progress,
        )
        mcmc.run(jax.random.PRNGKey(seed))
        draws = {name: np.asarray(value) for name, value in mcmc.get_samples(group_by_chain=True).items()}
        diverged = int(np.asarray(mcmc.get_extra_fields()["diverging"]).sum())
    return Posterior(
        draws["mean"], draws["spread"], draws["patient"], draws["standard"], draws["residual"], diverged
    )


def curve_of(parameters: Any, day: Any, xp: Any = np) -> Any:
    """Give the log curve for parameters in the order of the priors, lag included where there is one.

    Parameters
    ----------
    parameters : array, shape (parameters, ...)
        Parameters of each sample, on the scale they are fitted on.
    day : array
        Days from the infusion.
    xp : module
        `numpy` or `jax.numpy`.

    Returns
    -------
    array
        Logarithm of the expected value.

    Examples
    --------
    >>> shape = np.array([np.log(100), np.log(9), np.log(1000), np.log(0.2), -4.0, np.log(0.01)])
    >>> round(float(np.exp(curve_of(shape, 0.0))), 6)
    0.1
    """
    lag = 1 / (1 + xp.exp(-parameters[6])) if len(parameters) == 7 else 0.0
    peak, peak_day, fold, contraction, persisting, persistence = parameters[:6]
    return log_curve(day, peak, peak_day, fold, contraction, persisting, persistence, lag_share=lag, xp=xp)
