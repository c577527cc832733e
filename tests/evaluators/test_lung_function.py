"""Percent predicted by named equations, and the haemoglobin correction of DLCO."""

from __future__ import annotations

import builtins
import math
from importlib.util import find_spec
from typing import Any

import pytest

from cartaid.evaluators import lung_function
from cartaid.evaluators.lung_function import LungFunctionUnavailable, dlco_corrected, percent_predicted

needs_pyspiro = pytest.mark.skipif(
    find_spec("pyspiro") is None, reason="the extra cartaid[lung] is not installed"
)
MAN: dict[str, Any] = {"sex": "M", "age_years": 45, "height_cm": 178}


@needs_pyspiro
@pytest.mark.parametrize(
    ("test", "value", "unit", "equations", "ancestry", "percent"),
    [
        # One man, one breath, two sets: the set alone moves the value by almost five points.
        ("FVC", 3.50, "L", "gli-2012", "caucasian", 68.04),
        ("FVC", 3.50, "L", "gli-2022", "", 72.83),
        ("DLCO", 22.0, "mL/min/mmHg", "gli-2017", "", 72.57),
        ("DLCO", 7.5, "mmol/min/kPa", "gli-2017", "", 73.89),
    ],
)
def test_vectors_of_another_implementation(
    test: str, value: float, unit: str, equations: str, ancestry: str, percent: float
) -> None:
    """The vectors were computed by pyspiro 1.0.0 outside this project; they pin its behaviour."""
    found = percent_predicted(test, value, unit, **MAN, equations=equations, ancestry=ancestry)
    assert found.percent == pytest.approx(percent, abs=0.005)
    assert found.equations == equations
    assert found.software.startswith("pyspiro ")


@needs_pyspiro
def test_z_score() -> None:
    found = percent_predicted("FVC", 3.50, "L", **MAN, equations="gli-2012", ancestry="caucasian")
    assert found.z_score == pytest.approx(-2.506, abs=0.0005)


@needs_pyspiro
def test_transfer_factor_against_the_published_equation() -> None:
    """GLI-2017, men, traditional units: ln M = -7.034920 + 2.018368 ln(height) - 0.012425 ln(age) + spline.

    The spline of a 45-year-old man lies within a few percent of 0, so the equation without it is close.
    """
    median = math.exp(-7.034920 + 2.018368 * math.log(178) - 0.012425 * math.log(45))
    found = percent_predicted("DLCO", 22.0, "mL/min/mmHg", **MAN, equations="gli-2017")
    assert found.percent == pytest.approx(100 * 22.0 / median, rel=0.05)


@needs_pyspiro
def test_outside_the_ages_of_the_equations_there_is_no_number() -> None:
    found = percent_predicted("FVC", 3.0, "L", "F", 99, 160, "gli-2022")
    assert found.percent is None
    assert found.z_score is None
    assert "outside" in found.reason


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"equations": "gli-1999"}, "expected one of: gli-2012, gli-2022, gli-2017"),
        ({"unit": "mL"}, "no FVC in mL; expected: FVC in L"),
        ({"unit": ""}, "no FVC in no unit"),
        ({"test": "DLCO"}, "no DLCO in L"),
        ({"sex": "U"}, "expected|need M or F"),
        ({"value": 0}, "value is 0; expected a positive number"),
        ({"height_cm": -1}, "height in cm is -1"),
        ({"value": math.nan}, "value is nan"),
        ({"ancestry": "martian"}, "needs an ancestry"),
        ({"ancestry": ""}, "needs an ancestry"),
    ],
)
def test_refuses(changed: dict[str, Any], message: str) -> None:
    given = {
        "test": "FVC",
        "value": 3.5,
        "unit": "L",
        **MAN,
        "equations": "gli-2012",
        "ancestry": "caucasian",
    }
    with pytest.raises(ValueError, match=message):
        percent_predicted(**(given | changed))


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pyspiro":
            raise ImportError(name)
        return real(name, *rest, **more)

    lung_function._reference.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LungFunctionUnavailable, match=r"pip install 'cartaid\[lung\]'"):
        percent_predicted("FVC", 3.5, "L", **MAN, equations="gli-2022")


@pytest.mark.parametrize(
    ("haemoglobin", "unit", "sex", "age", "factor"),
    [
        (14.6, "g/dL", "M", 45, 1.0),  # the standard concentration of men: (10.22 + 14.6) / (1.7 x 14.6) = 1
        (13.4, "g/dL", "F", 45, 1.0),  # of women: (9.38 + 13.4) / (1.7 x 13.4) = 1
        (13.4, "g/dL", "M", 14.9, 1.0),  # boys below 15 as women
        (146, "g/L", "M", 15, 1.0),
        (8.0, "g/dL", "M", 45, 18.22 / 13.6),
        (8.0, "g/dL", "F", 45, 17.38 / 13.6),
    ],
)
def test_haemoglobin_correction(haemoglobin: float, unit: str, sex: Any, age: float, factor: float) -> None:
    assert dlco_corrected(20.0, haemoglobin, unit, sex, age) == pytest.approx(20.0 * factor, rel=1e-12)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((20.0, 14.0, "mmol/L", "M", 45), "expected g/dL or g/L"),
        ((20.0, 14.0, "", "M", 45), "expected g/dL or g/L"),
        ((20.0, 0.0, "g/dL", "M", 45), "haemoglobin is 0.0"),
        ((20.0, 14.0, "g/dL", "", 45), "needs M or F"),
    ],
)
def test_haemoglobin_correction_refuses(given: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dlco_corrected(*given)
