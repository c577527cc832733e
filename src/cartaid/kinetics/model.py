"""The hierarchical model: patients vary around a population, values below quantification are censored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from cartaid.kinetics.curve import log_curve
from cartaid.kinetics.priors import RESIDUAL, Prior
from cartaid.kinetics.profiles import Floats, Profiles

WARM_UP, DRAWS, CHAINS, ACCEPT = 1000, 600, 2, 0.95
"""Steps of the sampler for adaptation and kept, chains, and the acceptance aimed at."""

CHUNK = 50
"""Steps between two reports of progress."""

DEPTH = (7, 10)
"""Largest doubling of a step, during adaptation and after: an unadapted sampler would wander for long."""

Progress = Callable[[int, int], None]
"""Called with the steps done and the steps to do."""


def silent(done: int, of: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Draws of the sampler, chains kept apart.

    Parameters
    ----------
    mean, spread : array, shape (chains, draws, parameters)
        Population mean and standard deviation between patients, in the order of the priors.
    patient : array, shape (chains, draws, parameters, patients)
        The parameters of each patient.
    residual : array, shape (chains, draws)
        Residual standard deviation of the logarithm.
    divergences : int
        Kept steps at which the sampler diverged.
    """

    mean: Floats
    spread: Floats
    patient: Floats
    residual: Floats
    divergences: int


def sample_posterior(
    profiles: Profiles, priors: Sequence[Prior], seed: int, progress: Progress = silent
) -> Posterior:
    """Draw from the posterior with NUTS; on one machine the same seed gives the same draws.

    Parameters
    ----------
    profiles : Profiles
        Samples of one assay, at least one quantified.
    priors : sequence of Prior
        Priors in the order of the arguments of the curve.
    seed : int
        Seed of the sampler.
    progress : callable
        Called with the steps done and the steps to do.

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
    Hoffman & Gelman 2014 (NUTS), https://jmlr.org/papers/v15/hoffman14a.html; Beal 2001, method M3,
    doi:10.1023/A:1012299115260 (censoring below quantification).
    """
    import jax
    from numpyro.infer import NUTS
    from numpyro.infer.util import potential_energy

    spread = np.array([prior.spread for prior in priors])
    shape = (len(priors), len(profiles.patient))
    steps = WARM_UP + DRAWS
    # NumPyro's own driver compiles the sampler twice and spends three quarters of the time on it.
    with jax.enable_x64(True):
        model = _model(profiles, priors)
        kernel = NUTS(
            potential_fn=lambda at: potential_energy(model, (), {}, at),
            target_accept_prob=ACCEPT,
            dense_mass=True,
            max_tree_depth=DEPTH,
        )
        start = {
            "center": np.zeros(shape[0]),
            "spread": np.log(spread / 2),
            "standard": np.zeros(shape),
            "residual": np.log(RESIDUAL.median),
        }

        def advance(state: Any) -> Any:
            def one(state: Any, _: None) -> Any:
                state = kernel.sample(state, (), {})
                return state, (state.z, state.diverging)

            return jax.lax.scan(one, state, None, length=CHUNK)

        begin = jax.jit(lambda key: kernel.init(key, WARM_UP, start, (), {}))
        states = [begin(key) for key in jax.random.split(jax.random.PRNGKey(seed), CHAINS)]
        progress(0, steps)
        run = jax.jit(advance).lower(states[0]).compile()
        chunks = []
        # Compiled code runs outside Python's lock, so that two chains keep two cores busy.
        with ThreadPoolExecutor(CHAINS) as pool:
            for done in range(CHUNK, steps + 1, CHUNK):
                advanced = list(pool.map(run, states))
                states = [state for state, _ in advanced]
                if done > WARM_UP:
                    chunks.append([_arrays(kept) for _, kept in advanced])
                progress(done, steps)
    kept = {
        name: np.array([np.concatenate([chunk[c][name] for chunk in chunks]) for c in range(CHAINS)])
        for name in chunks[0][0]
    }
    mean = np.array([prior.mean for prior in priors]) + kept["center"] * [prior.sd for prior in priors]
    between = np.exp(kept["spread"])
    own = mean[..., None] + between[..., None] * kept["standard"]
    return Posterior(mean, between, own, np.exp(kept["residual"]), int(kept["diverging"].sum()))


def _arrays(kept: Any) -> dict[str, Floats]:
    values, diverging = kept
    return {**{name: np.asarray(value) for name, value in values.items()}, "diverging": np.asarray(diverging)}


def _model(profiles: Profiles, priors: Sequence[Prior]) -> Callable[[], None]:
    """Write the model for these samples; patients are rows, so that nothing is gathered or scattered."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy.stats import norm

    counts = np.bincount(profiles.row, minlength=len(profiles.patient))
    at = (profiles.row, np.concatenate([np.arange(count) for count in counts]))
    size = (len(profiles.patient), int(counts.max()))
    day, known, above, below = np.ones(size), np.zeros(size), np.zeros(size, bool), np.zeros(size, bool)
    day[at] = profiles.day
    known[at] = np.log(np.where(profiles.below, profiles.lloq, profiles.value))
    above[at], below[at] = ~profiles.below, profiles.below
    mean = np.array([prior.mean for prior in priors])
    sd = np.array([prior.sd for prior in priors])
    spread = np.array([prior.spread for prior in priors])

    def model() -> None:
        center = numpyro.sample("center", dist.Normal(0, 1).expand([len(priors)]).to_event(1))
        between = numpyro.sample("spread", dist.HalfNormal(jnp.asarray(spread)).to_event(1))
        # Non-centred: with few samples little tells a patient apart from the population.
        each = dist.Normal(0, 1).expand((len(priors), size[0])).to_event(2)
        standard = numpyro.sample("standard", each)
        own = (mean + sd * center)[:, None] + between[:, None] * standard
        residual = numpyro.sample("residual", dist.LogNormal(np.log(RESIDUAL.median), RESIDUAL.log_sd))
        away = (known - curve_of(own[:, :, None], day, jnp)) / residual
        seen = norm.logpdf(away) - jnp.log(residual)
        hidden = norm.logcdf(jnp.where(below, away, 0.0))
        numpyro.factor("samples", jnp.where(above, seen, 0.0).sum() + jnp.where(below, hidden, 0.0).sum())

    return model


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
