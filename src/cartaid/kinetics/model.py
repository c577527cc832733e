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

PILOT, WARM_UP, DRAWS, CHAINS, ACCEPT = 300, 600, 600, 4, 0.95
"""Steps to choose the parametrisation, for adaptation, and kept; chains; the acceptance aimed at."""

MOST_DRAWS = 6
"""A sampler with too few effective draws goes on, and one that diverged begins anew, up to this many times `DRAWS`."""

CHUNK = 50
"""Steps between two reports of progress."""

DEPTH = (8, 10)
"""Largest doubling of a step, during adaptation and after: an unadapted sampler would wander for long."""

BLOCKS = [("center", "spread", "residual"), ("standard",)]
"""Parameters whose correlations the sampler learns; those of patients, many more, of which it learns the scales."""

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


Enough = Callable[[Posterior], bool]
"""Says whether the draws so far are enough."""


def sample_posterior(
    profiles: Profiles,
    priors: Sequence[Prior],
    seed: int,
    progress: Progress = silent,
    enough: Enough = lambda _: True,
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
    enough : callable
        Asked whether the draws so far suffice; where not, the sampler goes on, up to `MOST_DRAWS` times. Draws with a
        divergence are thrown away, and drawn anew with half the step; those of the last time are kept as they are.

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
    doi:10.1023/A:1012299115260 (censoring below quantification); Papaspiliopoulos et al. 2007,
    doi:10.1214/088342307000000014 (partial centring).
    """
    import jax
    from numpyro.infer.hmc import hmc
    from numpyro.infer.util import potential_energy

    shape = (len(priors), len(profiles.patient))
    steps = PILOT + WARM_UP + DRAWS
    # NumPyro's own driver compiles the sampler twice and spends three quarters of the time on it.
    with jax.enable_x64(True), ThreadPoolExecutor(CHAINS) as pool:
        model = _model(profiles, priors)
        begin_at, step = hmc(
            potential_fn_gen=lambda share: lambda at: potential_energy(model, (share,), {}, at)
        )

        def start(key: Any, at: Any, share: Any, scales: Any) -> Any:
            return begin_at(
                at,
                WARM_UP,
                inverse_mass_matrix=dict(zip(BLOCKS, scales, strict=True)),
                target_accept_prob=ACCEPT,
                dense_mass=BLOCKS[:1],
                max_tree_depth=DEPTH,
                model_args=(share,),
                rng_key=key,
            )

        def advance(state: Any, share: Any) -> Any:
            def one(state: Any, _: None) -> Any:
                state = step(state, (share,))
                return state, (state.z, state.diverging)

            return jax.lax.scan(one, state, None, length=CHUNK)

        def sample(states: list[Any], share: Floats, number: int, before: int, of: int) -> Any:
            chunks = []
            # Doubles are asked for in this thread alone: the others must not read an array of numpy.
            held = jax.numpy.asarray(share)
            for done in range(CHUNK, number + 1, CHUNK):
                # Compiled code runs outside Python's lock, so that the chains keep all cores busy.
                advanced = list(pool.map(lambda state: run(state, held), states))
                states = [state for state, _ in advanced]
                chunks.append([_arrays(kept) for _, kept in advanced])
                progress(before + done, of)
            return states, chunks

        begin = jax.jit(start)
        keys = jax.random.split(jax.random.PRNGKey(seed), 2 * CHAINS)
        share = np.full(shape, 0.5)
        unit = (np.eye(2 * shape[0] + 1), np.ones(shape[0] * shape[1]))
        states = [begin(key, _start(priors, shape), share, unit) for key in keys[:CHAINS]]
        progress(0, steps)
        run = jax.jit(advance).lower(states[0], share).compile()
        # The first half of the pilot finds the place, the second one tells patients from population.
        states, chunks = sample(states, share, PILOT, 0, steps)
        pilot = _posterior(chunks[len(chunks) // 2 :], priors, share)
        share = centring(pilot)
        every = _sampled(pilot, priors, share)
        last = [{name: values[chain, -1] for name, values in every.items()} for chain in range(CHAINS)]
        scales = _scales(every)
        states = [begin(key, at, share, scales) for key, at in zip(keys[CHAINS:], last, strict=True)]
        states, _ = sample(states, share, WARM_UP, PILOT, steps)
        kept: list[Any] = []
        drawn = 0
        for _ in range(MOST_DRAWS):
            states, chunks = sample(states, share, DRAWS, PILOT + WARM_UP + drawn, steps)
            kept += chunks
            drawn += DRAWS
            found = _posterior(kept, priors, share)
            if not found.divergences and enough(found):
                break
            if found.divergences:
                # Shorter steps follow a curved posterior more closely: begin anew with them, whatever was drawn.
                states, kept = [_shorter(state) for state in states], []
            steps += DRAWS
    return found


def centring(pilot: Posterior) -> Floats:
    """Choose how far each parameter of each patient is centred: by how much the own samples tell of it.

    A parameter is centred (1) where its samples settle it, and non-centred (0) where it is known from the population
    only; in between lies 1 - variance / variance between patients. Any choice gives the same posterior; the wrong one
    makes the sampler slow and lets it diverge.

    Parameters
    ----------
    pilot : Posterior
        Draws of a short first run.

    Returns
    -------
    array, shape (parameters, patients)
        0 to 1.

    References
    ----------
    Papaspiliopoulos et al. 2007, doi:10.1214/088342307000000014; Gorinova et al. 2020,
    https://proceedings.mlr.press/v119/gorinova20a.html.

    Examples
    --------
    >>> draws = np.array([1.0, -1.0, 1.0, -1.0]).reshape(1, 4, 1)
    >>> known, unknown = 0.1 * draws, draws
    >>> each = np.stack([known, unknown], axis=3)
    >>> centring(Posterior(draws, np.ones((1, 4, 1)), each, np.ones((1, 4)), 0)).round(2).tolist()
    [[0.99, 0.0]]
    """
    own = pilot.patient.var(axis=(0, 1))
    between = (pilot.spread**2).mean(axis=(0, 1))[:, None]
    found: Floats = np.clip(1 - own / between, 0, 1)
    return found


def _shorter(state: Any) -> Any:
    """Halve the step of an adapted sampler."""
    return state._replace(adapt_state=state.adapt_state._replace(step_size=state.adapt_state.step_size / 2))


def _start(priors: Sequence[Prior], shape: tuple[int, int]) -> dict[str, Any]:
    """Give the place where every chain begins: the typical patient of the priors."""
    return {
        "center": np.zeros(shape[0]),
        "spread": np.log(np.array([prior.spread for prior in priors]) / 2),
        "standard": np.zeros(shape),
        "residual": np.log(RESIDUAL.median),
    }


def _sampled(pilot: Posterior, priors: Sequence[Prior], share: Floats) -> dict[str, Floats]:
    """Give the draws of the pilot as what the sampler moves in, in another parametrisation."""
    away = pilot.mean - np.array([prior.mean for prior in priors])
    between = pilot.spread[..., None]
    own = pilot.patient - pilot.mean[..., None]
    return {
        "center": away / np.array([prior.sd for prior in priors]),
        "spread": np.log(pilot.spread),
        "standard": own * between ** (share - 1) + share * away[..., None],
        "residual": np.log(pilot.residual),
    }


def _scales(every: dict[str, Floats]) -> tuple[Floats, Floats]:
    """Give covariances and variances of the pilot, to begin with; shrunk, as the pilot is short."""
    draws = every["residual"].size
    block = np.concatenate([every[name].reshape(draws, -1) for name in BLOCKS[0]], axis=1)
    covariance = np.cov(block, rowvar=False)
    half = (covariance + np.diag(np.diag(covariance))) / 2
    return half + 1e-6 * np.eye(len(half)), every["standard"].reshape(draws, -1).var(axis=0) + 1e-6


def _posterior(chunks: Sequence[Any], priors: Sequence[Prior], share: Floats) -> Posterior:
    """Turn what the sampler kept into draws of population and patients."""
    kept = {
        name: np.array([np.concatenate([chunk[c][name] for chunk in chunks]) for c in range(CHAINS)])
        for name in chunks[0][0]
    }
    away = kept["center"] * [prior.sd for prior in priors]
    mean = np.array([prior.mean for prior in priors]) + away
    between = np.exp(kept["spread"])
    own = _own(mean[..., None], away[..., None], between[..., None], kept["standard"], share)
    return Posterior(mean, between, own, np.exp(kept["residual"]), int(kept["diverging"].sum()))


def _own(mean: Any, away: Any, between: Any, standard: Any, share: Any) -> Any:
    """Give the parameters of patients; `away` is the population mean less that of its prior."""
    return mean + between ** (1 - share) * (standard - share * away)


def _arrays(kept: Any) -> dict[str, Floats]:
    values, diverging = kept
    return {**{name: np.asarray(value) for name, value in values.items()}, "diverging": np.asarray(diverging)}


def _model(profiles: Profiles, priors: Sequence[Prior]) -> Callable[[Any], None]:
    """Write the model for these samples; patients are rows, so that nothing is gathered or scattered.

    It takes how far each parameter of each patient is centred.
    """
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

    def model(share: Any) -> None:
        center = numpyro.sample("center", dist.Normal(0, 1).expand([len(priors)]).to_event(1))
        between = numpyro.sample("spread", dist.HalfNormal(jnp.asarray(spread)).to_event(1))[:, None]
        away = (sd * center)[:, None]
        # Partly centred: the scale of what is sampled lies between that of patients and that of the standard normal.
        standard = numpyro.sample("standard", dist.Normal(share * away, between**share).to_event(2))
        own = _own(mean[:, None] + away, away, between, standard, share)
        residual = numpyro.sample("residual", dist.LogNormal(np.log(RESIDUAL.median), RESIDUAL.log_sd))
        off = (known - curve_of(own[:, :, None], day, jnp)) / residual
        seen = norm.logpdf(off) - jnp.log(residual)
        hidden = norm.logcdf(jnp.where(below, off, 0.0))
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
