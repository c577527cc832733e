"""The model recovers the values a cohort was simulated with, and says where the data told it nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cartaid.kinetics import model
from cartaid.kinetics.curve import doubling_time, log_curve
from cartaid.kinetics.fit import fit_kinetics
from cartaid.kinetics.fitted import KineticFit
from cartaid.kinetics.profiles import Profiles, make_profiles

pytest.importorskip("numpyro")
pytestmark = pytest.mark.slow

# The simulated typical patient: peak 50 on day 9, 1000-fold, contraction 0.16 and persistence 0.012 per day.
TRUE = np.array([math.log(50), math.log(9), math.log(1000), math.log(0.16), -4.0, math.log(0.012)])
SPREAD = np.array([0.8, 0.25, 0.5, 0.3, 0.5, 0.4])
LLOQ = 0.3


def cohort(days: tuple[float, ...], patients: int = 12, seed: int = 20240229) -> Profiles:
    rng = np.random.default_rng(seed)
    names, at, values = [], [], []
    for number in range(patients):
        own = TRUE + SPREAD * rng.standard_normal(6)
        values += list(np.exp(log_curve(np.array(days), *own) + 0.4 * rng.standard_normal(len(days))))
        names += [f"p{number:02}"] * len(days)
        at += list(days)
    return make_profiles(names, at, values, np.array(values) < LLOQ, LLOQ)


@pytest.fixture(scope="module")
def long_fit() -> KineticFit:
    return fit_kinetics(cohort((1, 3, 5, 7, 9, 11, 14, 21, 28, 42, 60, 90, 120, 180)))


def test_what_was_simulated_is_recovered(long_fit: KineticFit) -> None:
    assert long_fit.refused == ""
    assert long_fit.profiles.below.mean() > 0.1
    true = {
        "peak": 50,
        "peak_day": 9,
        "fold": 1000,
        "doubling_time": float(doubling_time(TRUE[1], TRUE[2])),
        "contraction_half_life": math.log(2) / 0.16,
        "persisting": 1 / (1 + math.exp(4)),
        "persistence_half_life": math.log(2) / 0.012,
    }
    assert {found.name for found in long_fit.population} == set(true)
    for found in long_fit.population:
        # 95 % limits miss the truth in 1 of 20; twice their width from the estimate (log scale) would be a fault.
        wide = math.log(found.high / found.low)
        assert abs(math.log(found.value / true[found.name])) < wide, found.name
        assert found.low < found.value < found.high
    assert long_fit.residual is not None
    assert long_fit.residual.low < 0.4 < long_fit.residual.high


def test_every_parameter_names_the_source_of_its_prior(long_fit: KineticFit) -> None:
    """Spreads between patients and the residual too, not only typical values."""
    sources = {row.row: row.text for row in long_fit.rows() if row.column == "source"}
    assert {row.row for row in long_fit.rows() if row.column == "posterior"} == set(sources)
    # Stein 2019: random effect 0.38 of the day of the peak, sqrt(0.38) = 0.62 the larger reading; residual 0.56.
    assert "random effect 0.38; scale 0.62" in sources["spread Day of the peak"]
    assert "Stein 2019" in sources["residual"]
    assert "our choice" in sources["residual"]


def test_the_sampler_converged_and_the_checks_pass(long_fit: KineticFit) -> None:
    assert long_fit.converged, long_fit.notes
    assert {check.name: check.inside for check in long_fit.checks} == dict.fromkeys(
        ("highest", "highest_day", "below", "coverage"), True
    )


def test_every_number_has_a_row(long_fit: KineticFit) -> None:
    rows = list(long_fit.rows())
    # 7 parameters, 6 spreads and the residual in 4 columns, 4 checks in 3 columns, 3 diagnostics in 2.
    assert len(rows) == 14 * 4 + 4 * 3 + 3 * 2
    assert {(row.n, row.N) for row in rows} == {(12, 12), (None, None)}


def test_curves_run_to_the_last_sample(long_fit: KineticFit) -> None:
    own = [point for point in long_fit.curves if point.patient == "p00"]
    assert (own[0].day, own[-1].day) == (0, 180)
    assert all(point.low <= point.median <= point.high for point in long_fit.curves)


def test_a_month_of_samples_leaves_persistence_to_its_prior() -> None:
    short = fit_kinetics(cohort((1, 3, 5, 7, 9, 11, 14, 21, 28)))
    assert short.converged, short.notes
    driven = {found.name: found.prior_driven for found in short.population}
    assert driven["persistence_half_life"]
    assert not driven["peak"]
    assert not driven["peak_day"]
    row = next(row for row in short.rows() if (row.row, row.column) == ("persistence_half_life", "driven"))
    assert row.text.startswith("its prior: still ")


def test_the_same_seed_gives_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PILOT", 100)
    monkeypatch.setattr(model, "MOST_DRAWS", 2)
    monkeypatch.setattr(model, "WARM_UP", 50)
    monkeypatch.setattr(model, "DRAWS", 50)
    profiles = cohort((3, 9, 28), patients=4)
    steps: list[tuple[int, int]] = []
    first = fit_kinetics(profiles, seed=3, progress=lambda done, of: steps.append((done, of)))
    again = fit_kinetics(profiles, seed=3)
    other = fit_kinetics(profiles, seed=4)
    assert first.population == again.population
    assert first.checks == again.checks
    assert first.population != other.population
    # A pilot of 100 steps, 50 of warm-up, 50 draws; they do not suffice, so that 50 follow.
    assert steps == [*((done, 200) for done in range(0, 201, 50)), (250, 250)]
    # What failed is named, and no number of the fit is given.
    assert not first.converged
    assert any("too few effective draws" in text for text in first.notes)
    numbers = [row for row in first.rows() if row.column == "posterior"]
    assert {(row.text, row.value) for row in numbers} == {("NE: the sampler did not converge", None)}
    assert {row.row for row in first.rows() if row.part == "sampler"} == {"divergences", "rhat", "ess"}


def test_with_a_lag_there_is_a_lag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PILOT", 100)
    monkeypatch.setattr(model, "MOST_DRAWS", 1)
    monkeypatch.setattr(model, "WARM_UP", 100)
    monkeypatch.setattr(model, "DRAWS", 50)
    fit = fit_kinetics(cohort((1, 3, 5, 7, 9, 14, 28), patients=4), lag=True)
    assert [found.name for found in fit.population][-1] == "lag"
    assert len(fit.spread) == 7
