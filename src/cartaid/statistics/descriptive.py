"""Description of a small set of values: counts, mean, quartiles, range, geometric mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cartaid.statistics.risk_set import Floats

# Hyndman and Fan's numbers, and what numpy calls them.
_QUANTILES = {2: "averaged_inverted_cdf", 6: "weibull", 7: "linear"}

_STATISTICS = (
    *("mean", "sd", "median", "q1", "q3", "minimum", "maximum", "range_width"),
    *("geometric_mean", "geometric_cv"),
)


@dataclass(frozen=True, slots=True)
class Description:
    """Summary of values; whatever cannot be given is `None` and has its reason in `reasons`.

    Parameters
    ----------
    n, missing : int
        Values present and values missing.
    mean, sd, median, q1, q3, minimum, maximum, range_width : float or None
        In the unit of the values; `sd` has divisor n - 1, `range_width` is maximum - minimum.
    geometric_mean : float or None
        In the unit of the values.
    geometric_cv : float or None
        Percent, 100 sqrt(exp(s^2) - 1) with s the standard deviation of the natural logarithms.
    quantile_type : int
        Hyndman-Fan type of median and quartiles.
    reasons : mapping of str to str
        Why each `None` is `None`, by field name.
    """

    n: int
    missing: int
    mean: float | None
    sd: float | None
    median: float | None
    q1: float | None
    q3: float | None
    minimum: float | None
    maximum: float | None
    range_width: float | None
    geometric_mean: float | None
    geometric_cv: float | None
    quantile_type: int
    reasons: Mapping[str, str] = field(default_factory=dict)


def describe(values: Iterable[float | None], *, quantile_type: int = 2) -> Description:
    """Describe values as clinical tables do.

    Parameters
    ----------
    values : iterable of float or None
        `None` and NaN are missing: counted, not used.
    quantile_type : {2, 6, 7}
        Hyndman-Fan type: 2 is the default of SAS (averages at jumps), 7 that of R, 6 that of SPSS.

    Returns
    -------
    Description
        With one value there is no standard deviation; with any value at or below 0 no geometric mean.

    Raises
    ------
    ValueError
        When a value is infinite or the quantile type is none of these.

    References
    ----------
    Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566 (quantile types); Kirkwood 1979,
    doi:10.2307/2530139 (geometric coefficient of variation).

    Examples
    --------
    >>> d = describe([60, 92, 110, 121, 177])
    >>> d.n, d.mean, round(d.sd, 1), d.median, d.range_width
    (5, 112.0, 43.1, 110.0, 117.0)
    """
    if quantile_type not in _QUANTILES:
        raise ValueError(f"quantile_type must be 2, 6 or 7, not {quantile_type!r}")
    every = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    x = np.sort(every[~np.isnan(every)])
    if np.isinf(x).any():
        raise ValueError("a value is infinite")
    n, missing = len(x), len(every) - len(x)
    if n == 0:
        return _nothing(missing, quantile_type)
    reasons: dict[str, str] = {}
    sd = float(np.std(x, ddof=1)) if n > 1 else None
    if sd is None:
        reasons["sd"] = "one value only"
    q1, median, q3 = quantiles(x, (0.25, 0.5, 0.75), quantile_type)
    geometric_mean = geometric_cv = None
    if x[0] <= 0:
        why = f"{int((x <= 0).sum())} of {n} values are not above 0"
        reasons |= {"geometric_mean": why, "geometric_cv": why}
    else:
        logs = np.log(x)
        geometric_mean = float(np.exp(logs.mean()))
        if n > 1:
            geometric_cv = float(100 * np.sqrt(np.expm1(np.var(logs, ddof=1))))
        else:
            reasons["geometric_cv"] = "one value only"
    return Description(
        n,
        missing,
        float(x.mean()),
        sd,
        median,
        q1,
        q3,
        float(x[0]),
        float(x[-1]),
        float(x[-1] - x[0]),
        geometric_mean,
        geometric_cv,
        quantile_type,
        reasons,
    )


def _nothing(missing: int, quantile_type: int) -> Description:
    return Description(
        n=0,
        missing=missing,
        mean=None,
        sd=None,
        median=None,
        q1=None,
        q3=None,
        minimum=None,
        maximum=None,
        range_width=None,
        geometric_mean=None,
        geometric_cv=None,
        quantile_type=quantile_type,
        reasons=dict.fromkeys(_STATISTICS, "no value"),
    )


def quantiles(values: Floats, probabilities: Iterable[float], quantile_type: int = 2) -> tuple[float, ...]:
    """Quantiles of complete values by a stated type.

    Parameters
    ----------
    values : array, shape (n,)
        At least one value, none missing.
    probabilities : iterable of float
        Between 0 and 1.
    quantile_type : {2, 6, 7}
        Hyndman-Fan type.

    Returns
    -------
    tuple of float
        One for each probability, in the unit of the values.

    Raises
    ------
    KeyError
        When the type is none of these.

    References
    ----------
    Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566.

    Examples
    --------
    >>> quantiles(np.array([1.0, 2.0, 3.0, 4.0]), (0.25, 0.5), 2)
    (1.5, 2.5)
    """
    method: str = _QUANTILES[quantile_type]
    found = np.quantile(values, list(probabilities), method=method)  # type: ignore[call-overload]
    return tuple(float(q) for q in found)
