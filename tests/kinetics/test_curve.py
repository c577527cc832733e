"""The closed-form curve against its differential equations, its integral and published figures."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from cartaid.kinetics.curve import doubling_time, half_life, log_curve
from cartaid.kinetics.priors import LAG, PEAK, priors

PEAK_VALUE, DAY, FOLD, ALPHA, SHARE, BETA = 100.0, 9.0, 1000.0, 0.16, 0.02, 0.01


def logit(share: float) -> float:
    return math.log(share / (1 - share))


ARGUMENTS = (
    math.log(PEAK_VALUE),
    math.log(DAY),
    math.log(FOLD),
    math.log(ALPHA),
    logit(SHARE),
    math.log(BETA),
)


def curve(day: float, lag: float = 0.0) -> float:
    return float(np.exp(log_curve(day, *ARGUMENTS, lag_share=lag)))


def test_start_peak_and_tail() -> None:
    assert curve(0) == pytest.approx(PEAK_VALUE / FOLD)
    assert curve(DAY) == pytest.approx(PEAK_VALUE)
    # Long after the peak only the persisting fraction is left, and it falls at the persistence rate.
    assert curve(809) == pytest.approx(PEAK_VALUE * SHARE * math.exp(-BETA * 800))
    assert math.log(curve(800) / curve(801)) == pytest.approx(BETA)


def test_it_solves_the_differential_equations() -> None:
    """Stein 2019, figure 2: expanding cells turn into persisting ones at the rate k = F (alpha - beta)."""
    rate = math.log(FOLD) / DAY
    grow = solve_ivp(lambda _, e: rate * e, (0, DAY), [PEAK_VALUE / FOLD], rtol=1e-10, atol=1e-12)
    assert grow.y[0, -1] == pytest.approx(curve(DAY), rel=1e-6)
    k = SHARE * (ALPHA - BETA)
    days = np.linspace(DAY, 300, 40)
    fall = solve_ivp(
        lambda _, y: [-ALPHA * y[0], k * y[0] - BETA * y[1]],
        (DAY, 300),
        [PEAK_VALUE, 0.0],
        t_eval=days,
        rtol=1e-10,
        atol=1e-12,
    )
    assert fall.y.sum(axis=0) == pytest.approx(np.exp(log_curve(days, *ARGUMENTS)), rel=1e-6)


@pytest.mark.parametrize("lag", [0.0, 0.35])
def test_its_area(lag: float) -> None:
    """Flat during the lag, then (peak - start) / rate; afterwards each phase gives its amount over its rate."""
    start, rate = PEAK_VALUE / FOLD, math.log(FOLD) / (DAY * (1 - lag))
    rising = start * lag * DAY + (PEAK_VALUE - start) / rate
    falling = PEAK_VALUE * ((1 - SHARE) / ALPHA + SHARE / BETA)
    assert quad(curve, 0, DAY, args=(lag,), points=[lag * DAY])[0] == pytest.approx(rising, rel=1e-8)
    assert quad(curve, DAY, 4000, args=(lag,), limit=400)[0] == pytest.approx(falling, rel=1e-6)


@given(st.floats(0, 400), st.floats(0, 0.9), st.floats(-8, 8), st.floats(-8, 2))
def test_it_never_exceeds_its_peak_and_falls_after_it(
    day: float, lag: float, log_peak: float, log_rate: float
) -> None:
    at = [
        float(log_curve(t, log_peak, math.log(DAY), math.log(FOLD), log_rate, -4.0, -5.0, lag))
        for t in (day, day + 1)
    ]
    assert at[0] <= log_peak + 1e-9
    assert (at[0] >= at[1] - 1e-9) if day >= DAY else (at[0] <= at[1] + 1e-9 or day + 1 > DAY)


def test_doubling_doubles_and_halving_halves() -> None:
    days = float(doubling_time(ARGUMENTS[1], ARGUMENTS[2]))
    assert curve(4 + days) == pytest.approx(2 * curve(4))
    assert curve(800 + float(half_life(ARGUMENTS[5]))) == pytest.approx(curve(800) / 2)


def test_published_typical_values_give_the_published_times() -> None:
    """Stein 2019: doubling 0.78 d, half-lives 4.3 and 220 d, the last of which is 217 by its own rate."""
    shape = {prior.name: prior.mean for prior in priors("CARTCOP")}
    assert round(float(doubling_time(shape["log_peak_day"], shape["log_fold"])), 2) == 0.78
    assert round(float(half_life(shape["log_contraction"])), 1) == 4.3
    assert float(half_life(shape["log_persistence"])) == pytest.approx(220, rel=0.02)


def test_published_lag_lies_in_the_middle_of_its_prior() -> None:
    """Ogasawara 2021: lag 3.27 d, peak on day 9.29."""
    assert 9.29 / (1 + math.exp(-LAG.mean)) == pytest.approx(3.27)


def test_every_prior_says_where_it_is_from() -> None:
    for test in PEAK:
        for prior in priors(test, lag=True):
            assert prior.source
            assert prior.sd > 0
            assert prior.spread > 0
    with pytest.raises(ValueError, match="CARTCOP, CARTCE, not 'CD19'"):
        priors("CD19")


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = "import sys, cartaid.kinetics.fit; print([m for m in ('jax', 'numpyro', 'scipy') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
