"""What is fitted and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cartaid.engine import Session
from cartaid.kinetics.fit import fit_kinetics, refusal
from cartaid.kinetics.fitted import KineticFit, figure
from cartaid.kinetics.profiles import Profiles, kinetic_profiles, make_profiles
from cartaid.kinetics.summary import Estimated, Spread

RISING = [(1, 0.5), (9, 100.0), (28, 6.0)]


def cohort(patients: int, samples: list[tuple[float, float]], **more: object) -> Profiles:
    names = [f"p{n}" for n in range(patients) for _ in samples]
    days, values = zip(*(samples * patients), strict=True)
    return make_profiles(names, days, values, lloq=0.3, **more)  # type: ignore[arg-type]


REFUSED = [
    (cohort(3, RISING), ""),
    (cohort(1, RISING), "1 patient with a quantified sample, at least 3 are needed"),
    (cohort(2, RISING), "2 patients with a quantified sample, at least 3 are needed"),
    (cohort(3, [(1, 0.0), (9, 0.0)]), "no expansion: every sample of every patient is below quantification"),
    (cohort(3, [(1, 90.0), (9, 50.0)]), "no profile rises: the first sample of every patient is its highest"),
    (
        cohort(3, [(-2, 90.0), (0, 50.0)]),
        "no expansion: every sample of every patient is below quantification",
    ),
    (cohort(3, [(9, -5.0)]), "no patient has samples that can be used"),
    (cohort(3, RISING, unit="%"), "the priors are in /uL or cells/uL, the samples in %"),
    (cohort(3, RISING, unit=""), "the priors are in /uL or cells/uL, the samples in no unit"),
    (cohort(3, RISING, test="CD19"), "no priors for CD19: it is no test of CAR T cells"),
    (make_profiles([], [], []), "there is no sample after the infusion"),
]


@pytest.mark.parametrize(("profiles", "reason"), REFUSED)
def test_what_cannot_be_fitted_says_why(profiles: Profiles, reason: str) -> None:
    assert refusal(profiles) == reason
    if reason:
        fit = fit_kinetics(profiles)
        (row,) = fit.rows()
        assert (row.value, row.text, fit.converged) == (None, f"NE: {reason}", False)


def test_samples_are_cleaned_and_every_deviation_is_noted() -> None:
    profiles = make_profiles(
        ["a", "a", "a", "a", "b", "b", "c", "d", "d"],
        [28, 9, 0, 60, 9, 9, 7, 5, 12],
        [6.0, 100.0, 0.1, 0.0, 4.0, 5.0, 0.0, 3.0, 0.0],
        lloq=[0.5, 0.5, 0.05, 0.5, 0.5, 0.5, 0.5, 0.5, np.nan],
    )
    assert profiles.patient == ("a", "d")
    assert profiles.day.tolist() == [9, 28, 60, 5]
    assert profiles.below.tolist() == [False, False, True, False]
    assert profiles.left_out == (
        ("b", "two different values at the same time"),
        ("c", "every sample is below quantification: no expansion"),
    )
    assert profiles.notes == (
        "samples were not in time order and were sorted: 1 patient(s)",
        "samples on the day of the infusion left out, before expansion: 1",
        "samples below an unknown quantification limit left out: 1",
    )


def test_without_the_extra_the_fit_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ImportError("No module named 'numpyro'")

    monkeypatch.setattr("cartaid.kinetics.fit.sample_posterior", missing)
    fit = fit_kinetics(cohort(3, RISING))
    assert fit.refused == "the kinetic model needs the extra cartaid[kinetics]: No module named 'numpyro'"


def test_refused_values_are_not_no_expansion() -> None:
    profiles = make_profiles(
        ["a", "b", "b", "b", "c"],
        [9, 3, 9, 14, 9],
        [50.0, 0.1, np.nan, np.nan, np.nan],
        [False, True, False, True, False],
        0.5,
        refused=[None, None, "unit unknown: g", "unit unknown: g", "unit missing"],
    )
    assert profiles.patient == ("a",)
    assert profiles.left_out == (
        ("b", "no usable sample: 2 values refused (unit unknown: g)"),
        ("c", "no usable sample: 1 value refused (unit missing)"),
    )


def test_an_estimate_outside_its_prior_is_in_conflict_with_it() -> None:
    def typical(value: float) -> Estimated:
        return Estimated("peak", "Peak", "/uL", value, value / 2, value * 2, 1.0, 50.0, 0.2, False, "s", "c")

    def words(value: float) -> str:
        fit = KineticFit(cohort(3, RISING), population=(typical(value),), rhat=1.0, ess=500.0)
        return next(row.text for row in fit.rows() if row.column == "driven")

    assert words(50.0) == "the data: 20 % of the width of its prior"
    assert words(50.1).startswith("the data: 20 % of the width of its prior; in conflict with the prior")
    assert words(0.9).startswith("the data: 20 % of the width of its prior; in conflict with the prior")


def test_a_standard_deviation_outside_its_prior_is_in_conflict_with_it() -> None:
    def words(value: float) -> list[str]:
        spread = Spread("Peak", value, value / 2, value * 2, 0.1, 1.0, 0.2, "s", "c")
        fit = KineticFit(cohort(3, RISING), spread=(spread,), residual=spread, rhat=1.0, ess=500.0)
        return [row.text for row in fit.rows() if row.column == "driven"]

    assert words(1.0) == ["the data: 20 % of the width of its prior"] * 2
    assert ["; in conflict with the prior" in text for text in words(1.01)] == [True, True]


def test_assays_methods_and_units_are_never_mixed() -> None:
    session = Session(threads=1)
    columns = {
        **dict.fromkeys("PARAMCD AVALU METHOD USUBJID BLQFL REFUSED QUALIFIER".split(), "VARCHAR"),
        "APERIOD": "BIGINT",
        "RDY": "BIGINT",
        "SRCSEQ": "BIGINT",
        "ADTM": "TIMESTAMP",
        "AVAL": "DECIMAL(18,6)",
        "ALLOQ": "DECIMAL(18,6)",
    }
    base = {"USUBJID": "01", "BLQFL": "N", "APERIOD": 1, "AVAL": 5, "SRCSEQ": 1}
    rows = [
        {**base, "PARAMCD": test, "AVALU": unit, "METHOD": method, "RDY": day, **more}
        for test, unit, method, day, more in (
            ("CARTCE", "/uL", "FLOW", 9, {}),
            ("CARTCE", "/uL", "FLOW", 28, {"AVAL": None, "BLQFL": "Y", "ALLOQ": 0.5}),
            ("CARTCE", "/uL", "FLOW", 40, {"APERIOD": 2}),  # after a second infusion
            ("CARTCE", None, "FLOW", 35, {"AVAL": None, "BLQFL": None, "REFUSED": "unit missing"}),
            ("CARTCE", "/uL", "ELSE", 35, {"AVAL": None, "BLQFL": None, "REFUSED": "unit missing"}),
            ("CARTCE", "/uL", "FLOW", 14, {"AVAL": 100, "QUALIFIER": ">"}),  # no more than a bound
            ("CARTCE", "/uL", "OTHER", 9, {}),
            ("CARTCOP", "copies/ug", "PCR", 9, {}),
            ("CD19", "/uL", "FLOW", 9, {}),
        )
    ]
    session.load("adpc", columns, [tuple(row.get(name) for name in columns) for row in rows])
    session.load(
        "period", {"USUBJID": "VARCHAR", "APERIOD": "BIGINT", "DAY0": "DATE"}, [("01", 1, "2023-01-01")]
    )
    session.load("sdtm_ex", {"USUBJID": "VARCHAR", "EXSTDTC_FIRST": "DATE", "EXSTDTC_TIME": "TIMESTAMP"}, [])
    found = kinetic_profiles(session)
    assert [(p.test, p.unit, p.method, p.day.tolist(), p.below.tolist()) for p in found] == [
        ("CARTCE", "/uL", "FLOW", [9, 28], [False, True]),
        ("CARTCE", "/uL", "OTHER", [9], [False]),
        ("CARTCOP", "copies/ug", "PCR", [9], [False]),
    ]


def test_numbers_are_written_without_false_precision() -> None:
    assert [figure(v) for v in (0.0, 0.0168123, 4.96, 217.34, 32749.0)] == [
        "0",
        "0.0168",
        "4.96",
        "217",
        "32749",
    ]


def test_a_fit_is_converged_only_without_a_doubt() -> None:
    profiles = cohort(3, RISING)
    good = {"rhat": 1.01, "ess": 400.0}
    assert KineticFit(profiles, **good).converged  # type: ignore[arg-type]
    for change in ({"rhat": 1.011}, {"ess": 399.0}, {"divergences": 1}):
        assert not KineticFit(profiles, **{**good, **change}).converged  # type: ignore[arg-type]


def test_the_example_study_gives_one_assay(example: object, tmp_path: Path) -> None:
    (profiles,) = kinetic_profiles(example.study.session)  # type: ignore[attr-defined]
    assert (profiles.test, len(profiles.patient), refusal(profiles)) == ("CARTCE", 15, "")
