"""Priors against the published tables they name: Stein 2019 table 1, and the abstract of Ogasawara 2021."""

from __future__ import annotations

import math

import pytest

from cartaid.kinetics.curve import doubling_time, half_life
from cartaid.kinetics.priors import LAG, RESIDUAL, priors

STEIN = {
    # doi 10.1002/psp4.12388: typical value, random effect.
    "log_peak": (24_000, 0.65),
    "log_peak_day": (9.3, 0.38),
    "log_fold": (3900, 2.4),
    "log_contraction": (0.16, 0.91),
    "logit_persisting": (0.0079, 0.80),
    "log_persistence": (0.0032, 0.86),
}


@pytest.mark.parametrize("name", STEIN)
def test_the_table_of_stein(name: str) -> None:
    typical, effect = STEIN[name]
    prior = next(prior for prior in priors("CARTCOP") if prior.name == name)
    on_scale = math.log(typical / (1 - typical)) if name.startswith("logit") else math.log(typical)
    assert prior.mean == pytest.approx(on_scale)
    # Printed without saying whether it is a variance: the scale of the prior is the larger reading.
    assert prior.spread == pytest.approx(max(effect, math.sqrt(effect)))
    assert f"random effect {effect:.2f}".rstrip("0") in prior.spread_source


def test_the_residual_of_stein() -> None:
    assert RESIDUAL.median == 0.56


def test_what_the_abstracts_print_follows_from_the_tables() -> None:
    """Stein: doubling 0.78 d, half-lives 4.3 d and 220 d. Ogasawara: half-lives 5.00 and 352 d, peak day 9.29, lag 3.27."""
    assert round(float(doubling_time(math.log(9.3), math.log(3900))), 2) == 0.78
    assert round(float(half_life(math.log(0.16))), 1) == 4.3
    assert round(float(half_life(math.log(0.0032))), -1) == 220
    by_name = {prior.name: prior for prior in priors("CARTCE", lag=True)}
    within = {"log_peak_day": math.log(9.29), "log_contraction": math.log(math.log(2) / 5.00)}
    within["log_persistence"] = math.log(math.log(2) / 352)
    for name, value in within.items():
        assert abs(value - by_name[name].mean) < 1.96 * by_name[name].sd, name
    assert 1 / (1 + math.exp(-LAG.mean)) * 9.29 == pytest.approx(3.27)


def test_every_prior_says_where_it_comes_from() -> None:
    for test in ("CARTCE", "CARTCOP"):
        for prior in priors(test, lag=True):
            assert prior.source
            assert prior.spread_source
            assert prior.spread_checked in ("verified", "verified in a secondary source", "our choice")
