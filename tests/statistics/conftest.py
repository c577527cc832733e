from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def series() -> dict[str, list[float]]:
    """The 15-patient fixture of statistics-and-design.md, section 1.2 (months)."""
    return {
        "time": [4, 6, 8, 12, 12, 15, 18, 24, 24, 26, 28, 29, 29, 29, 29],
        "event": [1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        "cause": [1, 0, 2, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0],
    }


@pytest.fixture
def cosmesis() -> tuple[np.ndarray, np.ndarray]:
    """Finkelstein & Wolfe 1985 (doi:10.2307/2530965), breast cosmesis, radiotherapy alone: (lower, upper]."""
    none = np.inf
    lower = [45, 6, 0, 46, 46, 7, 17, 7, 37, 0, 4, 15, 11, 22, 46, 46, 25, 46, 26, 46, 27, 36, 46]
    lower += [36, 37, 40, 17, 46, 11, 38, 5, 37, 0, 18, 24, 36, 5, 19, 17, 24, 32, 33, 19, 37, 34, 36]
    upper = [none, 10, 7, none, none, 16, none, 14, 44, 8, 11, none, 15, none, none, none, 37, none, 40]
    upper += [none, 34, 44, none, 48, none, none, 25, none, 18, none, 12, none, 5, none, none, none, 11]
    upper += [35, 25, none, none, none, 26, none, none, none]
    return np.array(lower, float), np.array(upper, float)


@pytest.fixture
def aml() -> tuple[list[float], list[int]]:
    """Acute myelogenous leukaemia, both arms of survival::aml (Miller 1981)."""
    time = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
    event = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]
    return time, event
