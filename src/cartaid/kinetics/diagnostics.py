"""Whether a sampler converged: rank-normalised split R-hat, and the effective number of draws in the bulk."""

from __future__ import annotations

import numpy as np

from cartaid.kinetics.profiles import Floats


def highest_rhat(draws: Floats) -> Floats:
    """Give the rank-normalised split R-hat: the larger of that of the values and of their distance from the median.

    Parameters
    ----------
    draws : array, shape (chains, draws, parameters)
        Draws, chains kept apart.

    Returns
    -------
    array, shape (parameters,)
        1 where the chains agree in location and in spread.

    References
    ----------
    Vehtari et al. 2021, doi:10.1214/20-BA1221.

    Examples
    --------
    >>> apart = np.array([[1.0, 2, 3, 4], [11, 12, 13, 14]])[:, :, None]
    >>> bool(highest_rhat(apart)[0] > 2)
    True
    """
    folded = np.abs(draws - np.median(draws, axis=(0, 1)))
    found: Floats = np.maximum(_rhat(_normal_scores(_split(draws))), _rhat(_normal_scores(_split(folded))))
    return found


def bulk_draws(draws: Floats) -> Floats:
    """Give the effective number of draws in the bulk of each posterior.

    Parameters
    ----------
    draws : array, shape (chains, draws, parameters)
        Draws, chains kept apart.

    Returns
    -------
    array, shape (parameters,)
        Effective number of all draws together.

    References
    ----------
    Vehtari et al. 2021, doi:10.1214/20-BA1221; Geyer 1992, doi:10.1214/ss/1177011137 (where the sum of
    autocorrelations ends).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> bool(1500 < bulk_draws(rng.standard_normal((4, 500, 1)))[0] < 2500)
    True
    """
    z = _normal_scores(_split(draws))
    chains, length, _ = z.shape
    centred = z - z.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred, n=2 * length, axis=1)) ** 2
    covariance = np.fft.irfft(power, axis=1)[:, :length] / length
    within = covariance[:, 0].mean(axis=0) * length / (length - 1)
    total = within * (length - 1) / length + z.mean(axis=1).var(axis=0, ddof=1)
    correlation = 1 - (within - covariance.mean(axis=0)) / total
    correlation[0] = 1
    return np.array([chains * length / _time(rho, chains * length) for rho in correlation.T])


def _time(rho: Floats, draws: int) -> float:
    """Sum autocorrelations as long as the sums of pairs are positive, and make those fall (Geyer)."""
    pairs = rho[: len(rho) // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs <= 0)
    last = int(ends[0]) if len(ends) else len(pairs)
    # Where the pairs end at a positive even autocorrelation, it is counted once: an improvement for antithetic chains.
    extra = max(float(rho[2 * last]), 0.0) if last and 2 * last < len(rho) else 0.0
    time = -1 + 2 * float(np.minimum.accumulate(pairs[:last]).sum()) + extra
    return max(time, 1 / float(np.log10(draws)))


def _split(draws: Floats) -> Floats:
    """Cut each chain into halves; of an odd number the middle draw is left out."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal_scores(draws: Floats) -> Floats:
    """Replace values by the normal quantiles of their ranks over all chains."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    size = draws.shape[0] * draws.shape[1]
    ranks = rankdata(draws.reshape(size, -1), axis=0).reshape(draws.shape)
    scores: Floats = ndtri((ranks - 0.375) / (size + 0.25))
    return scores


def _rhat(z: Floats) -> Floats:
    length = z.shape[1]
    within = z.var(axis=1, ddof=1).mean(axis=0)
    between = z.mean(axis=1).var(axis=0, ddof=1)
    found: Floats = np.sqrt((within * (length - 1) / length + between) / within)
    return found
