"""Beta-product limits of a Kaplan-Meier curve: they stay honest with few patients and with no event."""

from __future__ import annotations

import numpy as np

from cartaid.statistics.distribution import beta_quantile
from cartaid.statistics.risk_set import Floats, Ints


def beta_product_limits(at_risk: Ints, events: Ints, remaining: Ints, tail: float) -> tuple[Floats, Floats]:
    """Limits of the survival probability from each time until just before the next.

    Just after the k-th time the survival probability is bracketed by two products of independent beta
    variables: above by W- = product of Beta(n_i - d_i + 1, d_i) over the times with events so far, below by
    W+ = W- times Beta(m, 1) for the m patients still under observation. The limits are the lower quantile of
    W+ and the upper quantile of W-, each product being replaced by the beta variable with its first two
    moments (exact without censoring, when the limits are those of Clopper and Pearson).

    Parameters
    ----------
    at_risk, events, remaining : array of int, shape (times,)
        At each distinct time: patients at risk, patients with the event, patients observed for longer.
    tail : float
        Probability in each tail.

    Returns
    -------
    (array, array), each of shape (times,)
        Lower and upper limits; the lower is 0 where nobody remains, the upper 1 before the first event.

    References
    ----------
    Fay, Brittain & Proschan 2013, doi:10.1093/biostatistics/kxt016.

    Examples
    --------
    >>> low, high = beta_product_limits(np.array([3]), np.array([0]), np.array([3]), 0.025)
    >>> round(float(low[0]), 4), float(high[0])
    (0.2924, 1.0)
    """
    d, n, m = events.astype(float), at_risk.astype(float), remaining.astype(float)
    # Beta(a, b) has mean a/(a+b), and second moment over squared mean 1 + b/(a(a+b+1)). Sums of logarithms
    # keep the small variance, the difference of two nearly equal products would lose it.
    a = np.maximum(n - d + 1, 1.0)
    log_mean = np.cumsum(np.where(d > 0, np.log(a / (a + d)), 0.0))
    log_ratio = np.cumsum(np.log1p(d / (a * (a + d + 1))))

    high = np.ones(len(d))
    some = log_ratio > 0
    p, q = _beta_with_moments(log_mean[some], log_ratio[some])
    high[some] = [beta_quantile(1 - tail, a, b) for a, b in zip(p.tolist(), q.tolist(), strict=True)]

    low = np.zeros(len(d))
    left = m > 0
    one_more = log_mean[left] + np.log(m[left] / (m[left] + 1))
    p, q = _beta_with_moments(one_more, log_ratio[left] + np.log1p(1 / (m[left] * (m[left] + 2))))
    low[left] = [beta_quantile(tail, a, b) for a, b in zip(p.tolist(), q.tolist(), strict=True)]
    return low, high


def _beta_with_moments(log_mean: Floats, log_ratio: Floats) -> tuple[Floats, Floats]:
    """Beta parameters from log E(W) and log of E(W^2)/E(W)^2."""
    mean, ratio = np.exp(log_mean), np.exp(log_ratio)
    total = (1 - mean * ratio) / (mean * np.expm1(log_ratio))
    return mean * total, (1 - mean) * total
