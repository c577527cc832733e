"""Convergence against R posterior 1.4.0: rhat() and ess_bulk()."""

from __future__ import annotations

import numpy as np
import pytest

from cartaid.kinetics.diagnostics import bulk_draws, highest_rhat

pytest.importorskip("scipy")


def draws(chains: int, length: int) -> np.ndarray:
    """The draws that went to R: round(sin(0.7 i^2 + c) + 0.3 cos(0.5 i c) + 0.02 c i / 50, 6)."""
    i, c = np.arange(1, length + 1), np.arange(1, chains + 1)[:, None]
    return np.round(np.sin(0.7 * i * i + c) + 0.3 * np.cos(0.5 * i * c) + 0.02 * c * i / 50, 6)[:, :, None]


def sticky() -> np.ndarray:
    """Draws that hang together: round(sin(i / 6 + 0.9 c) + 0.4 sin(0.7 i^2 + c), 6), also sent to R."""
    i, c = np.arange(1, 61), np.arange(1, 5)[:, None]
    return np.round(np.sin(i / 6 + 0.9 * c) + 0.4 * np.sin(0.7 * i * i + c), 6)[:, :, None]


def heavy() -> np.ndarray:
    """One chain of four with heavy tails: its values to the third power, times 20."""
    changed = draws(4, 50)
    changed[0] = 20 * changed[0] ** 3
    return changed


@pytest.mark.parametrize(
    ("values", "rhat", "bulk"),
    [
        (draws(4, 50), 1.01175685113, 208.518136307),
        (heavy(), 1.22677135451, 247.354382265),
        (sticky(), 1.01139667369, 31.6444578749),
        (draws(2, 31), 0.998643723932, 84.8599891076),
    ],
)
def test_against_r(values: np.ndarray, rhat: float, bulk: float) -> None:
    assert highest_rhat(values) == pytest.approx([rhat], abs=1e-10)
    assert bulk_draws(values) == pytest.approx([bulk], rel=1e-9)


def test_a_chain_that_is_wider_than_the_others_is_seen() -> None:
    """Same mean, another spread: R-hat of the values alone misses it, that of the distances does not."""
    rng = np.random.default_rng(5)
    made = rng.standard_normal((4, 400, 1))
    made[0] *= 4
    assert highest_rhat(made)[0] > 1.1
