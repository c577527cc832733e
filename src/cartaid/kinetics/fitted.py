"""A fitted kinetic model, and its numbers as rows for results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cartaid.kinetics.profiles import Profiles
from cartaid.kinetics.summary import (
    PRIOR_DRIVEN,
    Check,
    CurvePoint,
    Estimated,
    Spread,
)

MOST_RHAT, LEAST_ESS, MOST_DIVERGENT = 1.01, 400.0, 0
"""A fit has converged with an R-hat up to, bulk effective draws from, and no more divergent steps than these.

They hold for every parameter, those of patients included: Vehtari et al. 2021, doi:10.1214/20-BA1221 (R-hat below 1.01,
100 effective draws a chain, 4 chains), and Betancourt 2016, arXiv:1604.00695 (no divergence).
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
    residual : Spread
        Residual standard deviation on the log scale.
    checks : tuple of Check
        Predictive checks.
    curves : tuple of CurvePoint
        Curves to draw.
    divergences : int
        Kept steps at which the sampler diverged.
    rhat, ess : float
        Highest R-hat and lowest bulk effective number of draws of all parameters.
    notes : tuple of str
        What a reader must know: patients left out, samples left out, doubts about the fit.
    """

    profiles: Profiles
    refused: str = ""
    seed: int = 1
    population: tuple[Estimated, ...] = ()
    spread: tuple[Spread, ...] = ()
    residual: Spread | None = None
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
                text = driven(found.narrowing) + (CONFLICT if found.in_conflict else "")
                yield KineticRow(*same, "driven", "posterior / prior width", *narrowing, n, of, "", text)
            yield KineticRow(
                *same, "source", "text", *NOTHING, None, None, "", f"{found.source}; {found.checked}"
            )
        for spread in (*self.spread, *([self.residual] if self.residual else [])):
            row = "residual" if spread is self.residual else f"spread {spread.title}"
            same = ("between", row, spread.title)
            text = NOT_CONVERGED
            numbers = NOTHING
            if trusted:
                numbers = (spread.value, spread.low, spread.high)
                text = f"{figure(spread.value)} ({between(spread.low, spread.high)})"
            yield KineticRow(*same, "posterior", "standard deviation", *numbers, n, of, METHOD, text)
            prior = (None, spread.prior_low, spread.prior_high)
            text = between(spread.prior_low, spread.prior_high)
            yield KineticRow(*same, "prior", "prior, central 95 %", *prior, None, None, "", text)
            if trusted:
                narrowing = (spread.narrowing, None, None)
                text = driven(spread.narrowing) + (CONFLICT if spread.in_conflict else "")
                yield KineticRow(*same, "driven", "posterior / prior width", *narrowing, n, of, "", text)
            source = f"{spread.source}; {spread.checked}"
            yield KineticRow(*same, "source", "text", *NOTHING, None, None, "", source)
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
                "none",
            ),
            ("rhat", "Highest rank-normalised split R-hat", self.rhat, f"at most {MOST_RHAT}"),
            ("ess", "Lowest bulk effective number of draws", self.ess, f"at least {LEAST_ESS:.0f}"),
        ):
            same, numbers = ("sampler", name, title), (reached, None, None)
            yield KineticRow(*same, "observed", "diagnostic", *numbers, n, of, "", figure(reached, 4))
            yield KineticRow(*same, "expected", "text", *NOTHING, None, None, "", wanted)


Numbers = tuple[float | None, float | None, float | None]
NOTHING: Numbers = (None, None, None)
NOT_CONVERGED = "NE: the sampler did not converge"
CONFLICT = "; in conflict with the prior, whose central 95 % do not hold it"


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
