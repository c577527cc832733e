"""What is believed of the curve before the data: one row a parameter, with its source.

All published values come from leukaemia and lymphoma, with other products and far more target cells. The priors of
the peak are therefore wide, and the others allow several times more and less. The published random effects of Stein
et al. are printed without saying, in what could be read, whether they are variances or standard deviations on the
log scale (a public re-implementation takes them for variances). The scale here is the larger of the two readings, so
that neither is ruled out; which one holds stays open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Checked = Literal["verified", "verified in a secondary source", "our choice"]

STEIN = "Stein 2019 table 1, doi 10.1002/psp4.12388, as traced in nlmixr2lib"
LISO_CEL = "Ogasawara 2021 abstract, doi 10.1007/s40262-021-01039-5"


@dataclass(frozen=True, slots=True)
class Prior:
    """The prior of one parameter of the curve, on the scale it is fitted on.

    The population mean is normal with `mean` and `sd`; the standard deviation between patients is half-normal with
    `spread`. `source` and `checked` are of the typical value, the other two of the spread.
    """

    name: str
    title: str
    mean: float
    sd: float
    spread: float
    source: str
    checked: Checked
    spread_source: str
    spread_checked: Checked


@dataclass(frozen=True, slots=True)
class ResidualPrior:
    """The prior of the residual standard deviation on the log scale: log-normal with `median` and `log_sd`."""

    median: float
    log_sd: float
    source: str
    checked: Checked


def _wider(effect: float) -> float:
    """Give the larger of two readings of a random effect: the standard deviation itself, or its square root.

    >>> _wider(0.38), _wider(2.4)
    (0.6164414002968976, 2.4)
    """
    return max(effect, math.sqrt(effect))


def _of_spread(effect: str) -> str:
    """Write where the scale of a spread comes from.

    >>> _of_spread("0.38")
    'Stein 2019 table 1, doi 10.1002/psp4.12388, as traced in nlmixr2lib: random effect 0.38; scale 0.62'
    """
    return f"{STEIN}: random effect {effect}; scale {_wider(float(effect)):.2g}"


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


UNITS: Mapping[str, tuple[str, ...]] = {
    "CARTCE": ("/uL", "cells/uL"),
    "CARTCOP": ("{copies}/ug", "copies/ug"),
}
"""Units the peaks below are in; samples in another unit are not fitted."""

PEAK: Mapping[str, tuple[float, float, str, Checked]] = {
    # Test: typical peak, standard deviation of its logarithm, source.
    "CARTCOP": (24_000.0, 1.5, STEIN, "verified in a secondary source"),
    "CARTCE": (
        30.0,
        2.0,
        "no absolute peak in autoimmune disease was found: wide, 0.6 to 1500 cells/uL",
        "our choice",
    ),
}
"""The peak depends on the assay; two assays are never fitted together."""

SHAPE = (
    Prior(
        "log_peak_day",
        "Day of the peak",
        math.log(9.3),
        0.35,
        _wider(0.38),
        f"{STEIN}: 9.3; {LISO_CEL}: 9.29 (8.81-9.70)",
        "verified in a secondary source",
        _of_spread("0.38"),
        "verified in a secondary source",
    ),
    Prior(
        "log_fold",
        "Fold expansion",
        math.log(3900),
        1.5,
        _wider(2.4),
        f"{STEIN}: 3900",
        "verified in a secondary source",
        _of_spread("2.4"),
        "verified in a secondary source",
    ),
    Prior(
        "log_contraction",
        "Contraction rate, per day",
        math.log(0.16),
        0.5,
        _wider(0.91),
        f"{STEIN}: 0.16; {LISO_CEL}: half-life 5.00 d (4.15-5.90), 0.139",
        "verified in a secondary source",
        _of_spread("0.91"),
        "verified in a secondary source",
    ),
    Prior(
        "logit_persisting",
        "Fraction of the peak that persists",
        _logit(0.0079),
        1.0,
        _wider(0.80),
        f"{STEIN}: 0.0079",
        "verified in a secondary source",
        _of_spread("0.80"),
        "verified in a secondary source",
    ),
    Prior(
        "log_persistence",
        "Persistence rate, per day",
        math.log(0.0032),
        1.0,
        _wider(0.86),
        f"{STEIN}: 0.0032; {LISO_CEL}: half-life 352 d (241-647), 0.0020",
        "verified in a secondary source",
        _of_spread("0.86"),
        "verified in a secondary source",
    ),
)
"""The parameters every assay shares; their means are on the log or logit scale."""

LAG = Prior(
    "logit_lag_share",
    "Lag before expansion, as a share of the peak day",
    _logit(3.27 / 9.29),
    0.5,
    0.5,
    f"{LISO_CEL}: lag 3.27 d (2.71-3.97) of 9.29 d",
    "verified",
    "no spread of the lag was found",
    "our choice",
)

RESIDUAL = ResidualPrior(0.56, 0.5, f"{STEIN}: 0.56", "verified in a secondary source")


def priors(test: str, lag: bool = False) -> tuple[Prior, ...]:
    """Give the priors for one assay, in the order of the arguments of the curve.

    Parameters
    ----------
    test : str
        CARTCE (cells by flow cytometry) or CARTCOP (transgene copies by PCR).
    lag : bool
        Whether the curve has a lag.

    Returns
    -------
    tuple of Prior
        Peak, day of the peak, fold, contraction, persisting fraction, persistence, and the lag where asked for.

    Raises
    ------
    ValueError
        When the test is not one of CAR T cells.

    Examples
    --------
    >>> [prior.name for prior in priors("CARTCE")][:3]
    ['log_peak', 'log_peak_day', 'log_fold']
    """
    if test not in PEAK:
        raise ValueError(f"test must be one of {', '.join(PEAK)}, not {test!r}")
    typical, sd, source, checked = PEAK[test]
    peak = Prior(
        "log_peak",
        "Peak",
        math.log(typical),
        sd,
        _wider(0.65),
        source,
        checked,
        _of_spread("0.65"),
        "verified in a secondary source",
    )
    return (peak, *SHAPE, *((LAG,) if lag else ()))
