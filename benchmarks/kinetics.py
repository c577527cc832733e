"""Kinetics as whole processes: the parameters of 100 000 profiles, or the model of 15 patients.

python benchmarks/kinetics.py profiles
python benchmarks/kinetics.py model
"""

from __future__ import annotations

import sys

import numpy as np

DAYS = np.array([0, 3, 7, 9, 14, 21, 28, 60, 100, 180], dtype=float)
CELLS = np.array([0.5, 2, 60, 100, 40, 12, 6, 2, 1, 0])


def simulated(profiles: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give profile, day and value of so many patients who differ in height, with some scatter."""
    rng = np.random.default_rng(20240229)
    height = np.repeat(rng.lognormal(0, 1, profiles), len(DAYS))
    scatter = rng.lognormal(0, 0.2, profiles * len(DAYS))
    return (
        np.repeat(np.arange(profiles), len(DAYS)),
        np.tile(DAYS, profiles),
        np.tile(CELLS, profiles) * height * scatter,
    )


def parameters() -> None:
    from cartaid.statistics.noncompartmental import noncompartmental_batch

    found = noncompartmental_batch(*simulated(100_000), lloq=0.1)
    assert len(found.profile) == 100_000


def model() -> None:
    from cartaid.kinetics.fit import fit_kinetics
    from cartaid.kinetics.profiles import make_profiles

    profile, day, value = simulated(15)
    found = fit_kinetics(make_profiles([f"{n:02}" for n in profile], day, value, value < 0.1, 0.1))
    assert found.converged, found.notes


if __name__ == "__main__":
    {"profiles": parameters, "model": model}[sys.argv[1]]()
