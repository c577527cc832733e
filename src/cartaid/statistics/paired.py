"""Paired change: exact Wilcoxon signed-rank test and Hodges-Lehmann shift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from cartaid.statistics.estimate import Estimate, not_estimable, tail_probability
from cartaid.statistics.risk_set import Floats, Ints

Zeros = Literal["wilcoxon", "pratt"]
Alternative = Literal["two-sided", "greater", "less"]

# With five pairs the smallest two-sided p-value is 2/2^5 = 0.0625: the test cannot reach 0.05.
SMALLEST_N = 6

MOST_N = 1000
"""Most pairs the exact distribution is computed for; smaller probabilities than 2^-1000 leave the range of numbers."""


@dataclass(frozen=True, slots=True)
class SignedRank:
    """Result of an exact signed-rank test.

    Parameters
    ----------
    n : int
        Complete pairs.
    zeros : int
        Pairs without a difference.
    statistic : float or None
        Sum of the (mid)ranks of the positive differences.
    p_value : float or None
        Exact; `None` with a `reason`.
    smallest_p : float or None
        The smallest p-value these non-zero differences could have given.
    method : str
        Test, zero rule and alternative, fit to be printed.
    reason : str
        Why there is no p-value.
    """

    n: int
    zeros: int
    statistic: float | None
    p_value: float | None
    smallest_p: float | None
    method: str
    reason: str = ""


def signed_rank(
    after: ArrayLike,
    before: ArrayLike | None = None,
    *,
    zeros: Zeros = "wilcoxon",
    alternative: Alternative = "two-sided",
    digits: int = 10,
) -> SignedRank:
    """Wilcoxon signed-rank test from the exact permutation distribution, with ties and zeros.

    Parameters
    ----------
    after : array, shape (patients,)
        Values, or differences when `before` is not given. NaN is missing; incomplete pairs are left out.
    before : array, shape (patients,), or None
        Values to subtract.
    zeros : {"wilcoxon", "pratt"}
        "wilcoxon" drops zero differences before ranking, "pratt" ranks them and then drops their ranks.
    alternative : {"two-sided", "greater", "less"}
        "greater": the differences tend to be above 0.
    digits : int
        Differences are rounded to this many significant digits of the largest value, so that decimals such as
        8.3 - 6.8 and 1.5 tie as they should.

    Returns
    -------
    SignedRank
        No p-value with fewer than 6 complete pairs (it could not reach 0.05), with more than 1000 (the exact
        distribution is not computed), or when all differences are 0.

    Raises
    ------
    ValueError
        When shapes differ, a value is infinite, or `zeros` or `alternative` are unknown.

    References
    ----------
    Wilcoxon 1945, doi:10.2307/3001968; Pratt 1959, doi:10.1080/01621459.1959.10501526; Hothorn et al. 2008,
    doi:10.18637/jss.v028.i08 (permutation distribution with ties).

    Examples
    --------
    >>> signed_rank([0, 0, 0, 2, 0, 0, 4, 0], [16, 16, 8, 14, 12, 10, 18, 9]).p_value
    0.0078125
    >>> signed_rank([1.0, 2.0, 3.0]).reason
    'fewer than 6 pairs (n = 3): the smallest possible p-value is 0.25'
    """
    if zeros not in ("wilcoxon", "pratt"):
        raise ValueError(f"zeros must be 'wilcoxon' or 'pratt', not {zeros!r}")
    if alternative not in ("two-sided", "greater", "less"):
        raise ValueError(f"alternative must be 'two-sided', 'greater' or 'less', not {alternative!r}")
    d = _differences(after, before, digits)
    n, none = len(d), int((d == 0).sum())
    rule = "dropped (Wilcoxon)" if zeros == "wilcoxon" else "ranked, then dropped (Pratt)"
    text = f"exact Wilcoxon signed-rank, zeros {rule}, {alternative}"
    if n == 0:
        return SignedRank(0, 0, None, None, None, text, "no complete pair")
    if n > MOST_N:
        return SignedRank(n, none, None, None, None, text, _too_many(n))
    # With or without ties only one arrangement has all differences on one side.
    smallest = min(1.0, (2.0 if alternative == "two-sided" else 1.0) / 2.0 ** (n - none))
    doubled = _doubled_ranks(np.abs(d[d != 0]) if zeros == "wilcoxon" else np.abs(d))
    signs = d[d != 0] if zeros == "wilcoxon" else d
    positive = int(doubled[signs > 0].sum())
    if n < SMALLEST_N:
        reason = f"fewer than {SMALLEST_N} pairs (n = {n}): the smallest possible p-value is {smallest:g}"
        return SignedRank(n, none, positive / 2, None, smallest, text, reason)
    if none == n:
        return SignedRank(n, none, 0.0, None, smallest, text, "all differences are 0")
    chance = _null_distribution(doubled[signs != 0])
    # Both tails are summed from the far end inwards, so that small probabilities are exact.
    below, above = float(chance[: positive + 1].sum()), float(chance[: len(chance) - positive].sum())
    p = {"two-sided": min(1.0, 2 * min(below, above)), "greater": above, "less": below}[alternative]
    return SignedRank(n, none, positive / 2, min(p, 1.0), smallest, text)


def hodges_lehmann(
    after: ArrayLike, before: ArrayLike | None = None, *, level: float = 0.95, digits: int = 10
) -> Estimate:
    """Hodges-Lehmann shift (median of the pairwise means of differences) with its exact interval.

    The interval runs from the k-th smallest to the k-th largest pairwise mean, k from the signed-rank
    distribution without ties. With ties or zeros its level is at least the one stated. Zero differences are
    kept.

    Parameters
    ----------
    after : array, shape (patients,)
        Values, or differences when `before` is not given. NaN is missing; incomplete pairs are left out.
    before : array, shape (patients,), or None
        Values to subtract.
    level : float
        Confidence level, two-sided.
    digits : int
        As for `signed_rank`.

    Returns
    -------
    Estimate
        In the unit of the values. The limits are `None`, with a `reason`, when so few pairs cannot give the
        level (fewer than 6 at 95 %), or when both would be the same number. Not estimable above 1000 pairs.

    Raises
    ------
    ValueError
        When shapes differ, a value is infinite, or the level is impossible.

    References
    ----------
    Hodges & Lehmann 1963, doi:10.1214/aoms/1177704172; Bauer 1972, doi:10.1080/01621459.1972.10481279.

    Examples
    --------
    >>> shift = hodges_lehmann([0, 0, 0, 2, 0, 0, 4, 0], [16, 16, 8, 14, 12, 10, 18, 9])
    >>> shift.estimate, shift.low, shift.high
    (-12.0, -15.0, -9.0)
    """
    tail = tail_probability(level)
    d = _differences(after, before, digits)
    n = len(d)
    text = f"Hodges-Lehmann, exact signed-rank {100 * level:g} %"
    if n == 0:
        return not_estimable(text, "no complete pair", level)
    if n > MOST_N:
        return not_estimable(text, _too_many(n), level)
    i, j = np.triu_indices(n)
    walsh = np.sort((d[i] + d[j]) / 2)
    estimate = float(np.median(walsh))
    below = np.cumsum(_null_distribution(2 * np.arange(1, n + 1))[::2])
    # A hair of slack: 0.05 / 2 is not a sum of powers of two, and n = 6 at 96.875 % must be attainable.
    k = int((below <= tail * (1 + 1e-12)).sum())
    if k == 0:
        best = 100 * (1 - 2 / 2.0**n)
        reason = f"{n} pairs cannot give {100 * level:g} % limits: at most {max(best, 0):g} %"
        return Estimate(estimate, None, None, level, text, reason)
    low, high = float(walsh[k - 1]), float(walsh[len(walsh) - k])
    if low == high:
        reason = f"both limits would be {low:g}: the differences are alike, and an interval of width 0 says nothing"
        return Estimate(estimate, None, None, level, text, reason)
    return Estimate(estimate, low, high, level, text)


def _too_many(n: int) -> str:
    return f"more than {MOST_N} pairs (n = {n}): the exact distribution is not computed"


def _differences(after: ArrayLike, before: ArrayLike | None, digits: int) -> Floats:
    a = np.asarray(after, dtype=np.float64)
    b = np.zeros_like(a) if before is None else np.asarray(before, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"after and before must be one-dimensional and alike: {a.shape}, {b.shape}")
    if np.isinf(a).any() or np.isinf(b).any():
        raise ValueError("a value is infinite")
    complete = np.isfinite(a) & np.isfinite(b)
    a, b = a[complete], b[complete]
    largest = float(max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0)))
    if largest == 0:
        return np.zeros(len(a))
    decimals = digits - 1 - int(np.floor(np.log10(largest)))
    return np.round(a - b, decimals)


def _doubled_ranks(values: Floats) -> Ints:
    """Twice the midranks, which are whole numbers."""
    order = np.sort(values)
    below = np.searchsorted(order, values, side="left")
    up_to = np.searchsorted(order, values, side="right")
    return (below + up_to + 1).astype(np.int64)


def _null_distribution(doubled: Ints) -> Floats:
    """Probability of each doubled rank sum when every sign is a fair coin."""
    chance = np.zeros(int(doubled.sum()) + 1)
    chance[0] = 1.0
    for rank in doubled.tolist():
        moved = np.zeros_like(chance)
        moved[rank:] = chance[: len(chance) - rank]
        chance = (chance + moved) / 2
    return chance
