"""Lung function in percent of predicted by named reference equations, and the haemoglobin correction of DLCO.

The reference equations come from the optional package pyspiro (`pip install cartaid[lung]`); the set that was used
is part of every answer, because it alone can move a value across a criterion.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from attrs import frozen

Sex = Literal["M", "F"]
ANCESTRIES = {"caucasian": 1, "african_american": 2, "north_east_asian": 3, "south_east_asian": 4, "other": 5}
"""Ancestry groups of GLI-2012 and their codes; the later sets do not ask."""


class LungFunctionUnavailable(RuntimeError):
    """The package with the reference equations is not installed."""


@frozen
class Equations:
    """A set of reference equations: where it is published, and what pyspiro calls it.

    `parameters` maps a test and its unit to the parameter of the set.
    """

    id: str
    title: str
    doi: str
    module: str
    parameters: dict[tuple[str, str], str]
    by_ancestry: bool = False


EQUATIONS = {
    equations.id: equations
    for equations in (
        Equations(
            "gli-2012",
            "GLI-2012 spirometry (Quanjer et al.)",
            "10.1183/09031936.00080312",
            "GLI_2012",
            {("FVC", "L"): "FVC", ("FEV1", "L"): "FEV1"},
            by_ancestry=True,
        ),
        Equations(
            "gli-2022",
            "GLI global 2022 spirometry, race-neutral (Bowerman et al. 2023)",
            "10.1164/rccm.202205-0963OC",
            "BOWERMAN_2022",
            {("FVC", "L"): "FVC", ("FEV1", "L"): "FEV1"},
        ),
        Equations(
            "gli-2017",
            "GLI-2017 transfer factor, corrected 2020 (Stanojevic et al.)",
            "10.1183/13993003.00010-2017",
            "GLI_2017",
            {("DLCO", "mL/min/mmHg"): "DLCO", ("DLCO", "mmol/min/kPa"): "TLCO"},
        ),
    )
}


@frozen
class Predicted:
    """A value against its reference: percent of predicted and z-score, or why there is none."""

    percent: float | None
    z_score: float | None
    equations: str
    software: str
    reason: str = ""


def percent_predicted(
    test: str,
    value: float,
    unit: str,
    sex: Sex,
    age_years: float,
    height_cm: float,
    equations: str,
    ancestry: str = "",
) -> Predicted:
    """Give a lung function value in percent of predicted by one named set of equations.

    `test` is FVC or FEV1 (unit L), or DLCO (unit mL/min/mmHg or mmol/min/kPa); `equations` is a key of EQUATIONS;
    `ancestry` is a key of ANCESTRIES and needed by GLI-2012 only. Outside the ages or heights of the equations the
    percent is None and `reason` says so. Raises ValueError for an unknown set, test, unit, sex or ancestry and for
    a value, age or height that is not positive, LungFunctionUnavailable without pyspiro.
    Sources: see `EQUATIONS` (DOI of each set).

    >>> found = percent_predicted("FVC", 3.50, "L", "M", 45, 178, "gli-2022")  # doctest: +SKIP
    >>> round(found.percent, 2), found.equations  # doctest: +SKIP
    (72.83, 'gli-2022')
    """
    chosen = EQUATIONS.get(equations)
    if chosen is None:
        raise ValueError(f"equations {equations!r} are not known; expected one of: {', '.join(EQUATIONS)}")
    parameter = chosen.parameters.get((test, unit))
    if parameter is None:
        expected = ", ".join(f"{test} in {unit}" for test, unit in chosen.parameters)
        raise ValueError(f"{equations} has no {test} in {unit or 'no unit'}; expected: {expected}")
    if sex not in ("M", "F"):
        raise ValueError(f"sex is {sex!r}; the equations need M or F")
    for name, number in (("value", value), ("age in years", age_years), ("height in cm", height_cm)):
        if not number > 0:
            raise ValueError(f"{test}: {name} is {number}; expected a positive number")
    if chosen.by_ancestry and ancestry not in ANCESTRIES:
        raise ValueError(f"{equations} needs an ancestry: {', '.join(ANCESTRIES)}; found {ancestry!r}")
    reference, software = _reference(chosen.module)
    group = (ANCESTRIES[ancestry],) if chosen.by_ancestry else ()
    given = (1 if sex == "M" else 0, float(age_years), float(height_cm), *group)
    which = reference.Parameters[parameter]
    percent = reference.percent(*given, which, float(value))
    z_score = reference.zscore(*given, which, float(value))
    if not isinstance(percent, float):
        reason = f"{test}: age {age_years:.2f} or height {height_cm:g} cm lies outside {chosen.title}"
        return Predicted(None, None, equations, software, reason)
    return Predicted(float(percent), float(z_score), equations, software)


@cache
def _reference(name: str) -> tuple[Any, str]:
    """Load a set of equations; it reads its tables once."""
    try:
        import pyspiro
    except ImportError as missing:
        raise LungFunctionUnavailable(
            "percent of predicted needs the reference equations of pyspiro: pip install 'cartaid[lung]', "
            "or give percent predicted (FVCPP, DLCOPP) as the site reported it"
        ) from missing
    from importlib.metadata import version

    return getattr(pyspiro, name)(), f"pyspiro {version('pyspiro')}"


_GRAMS_PER_DECILITRE = {"g/dL": 1.0, "g/L": 0.1}


def dlco_corrected(
    dlco: float, haemoglobin: float, haemoglobin_unit: str, sex: Sex, age_years: float
) -> float:
    """Correct a measured DLCO for haemoglobin: what it would be at the standard concentration.

    DLCO x (k + Hb) / (1.7 Hb), Hb in g/dL, k = 10.22 in men and boys from 15 years (standard 14.6 g/dL), 9.38 in
    women and in children below 15 (standard 13.4 g/dL). The unit of `dlco` is kept; percent of predicted may be
    corrected in the same way. Raises ValueError for another haemoglobin unit, an unknown sex or a haemoglobin that
    is not positive.
    Source: Cotes equation as adopted by the ATS/ERS (Graham BL et al. Eur Respir J 2017;49:1600016,
    doi 10.1183/13993003.00016-2016); coefficients held against secondary pages and the two standard
    concentrations (Marrades RM et al. Am J Respir Crit Care Med 1997;155:236-41), at which the factor is 1.

    >>> dlco_corrected(20.0, 14.6, "g/dL", "M", 45)
    20.0
    >>> round(dlco_corrected(20.0, 100, "g/L", "M", 45), 2)
    23.79
    """
    if haemoglobin_unit not in _GRAMS_PER_DECILITRE:
        expected = " or ".join(_GRAMS_PER_DECILITRE)
        raise ValueError(f"haemoglobin unit is {haemoglobin_unit!r}; expected {expected}")
    if sex not in ("M", "F"):
        raise ValueError(f"sex is {sex!r}; the correction needs M or F")
    if not haemoglobin > 0:
        raise ValueError(f"haemoglobin is {haemoglobin}; expected a positive number")
    hb = haemoglobin * _GRAMS_PER_DECILITRE[haemoglobin_unit]
    k = 10.22 if sex == "M" and age_years >= 15 else 9.38
    return dlco * (k + hb) / (1.7 * hb)
