"""Antibodies, immunoglobulins, competing events and the kinetic model as results, counted by hand."""

from __future__ import annotations

import pytest
from scipy.stats import beta
from tiny import antibody, on, patient, study, time_to

from cartaid.kinetics.derive import derive_kinetic_model
from cartaid.results import (
    autoantibodies,
    cell_rows,
    cells,
    competing,
    durability,
    figures_data,
    immunology,
    kinetic_model,
)
from cartaid.results.ard import Result
from cartaid.results.build import build
from cartaid.results.display import FOOTNOTE

LUPUS = [patient(id) for id in "ABCD"]
SEROCONVERSION = {
    "PARAMCD": "SMAB", "PARAM": "Anti-Sm", "METHOD": "ELISA", "AVALU": "U/mL", "CUTOFF": 20.0, "AVISIT": "Month 6",
    "AVISITN": 182, "BASEPOS": 4, "SAMPLED": 3, "NEGATIVE": 1, "POSITIVE": 1, "OPEN": 1, "CHANGED": 1, "GIVEN": 0, "TWICE": 0,
}  # fmt: skip


def cell(found: list[Result], column: str, label: str) -> str:
    return " ".join(r.text for r in found if (r.column, r.label) == (column, label))


def footnotes(found: list[Result]) -> list[str]:
    return [r.text for r in found if r.statistic == FOOTNOTE]


# Autoantibodies ----------------------------------------------------------------------------------------------


def test_seroconversion_leaves_out_whom_it_cannot_tell_and_says_so() -> None:
    rows = [antibody("A", 182, "Y", PCHG=-95.0, PCHGQUAL="<="), antibody("B", 182, "N", PCHG=-40.0)]
    session = study("immunoglobulin_course", adsl=LUPUS, adis=rows, seroconversion=[SEROCONVERSION])
    found = immunology.results(session)
    assert cell(found, "negative", "Month 6").startswith("1/2 (50 %")
    assert cell(found, "negative", "Month 6").endswith("of 4 patients 1 undetermined, 1 not assessed")
    assert cell(found, "open", "Month 6") == "1 assay changed"
    assert cell(found, "change", "Month 6") == "−67.5 (−95 to −40) [2; ≤ in 1]"
    assert {r.group for r in found} == {"Anti-Sm, ELISA, positive from 20 U/mL"}


def test_a_vaccine_result_that_is_no_number_is_among_those_left_out() -> None:
    more = {"PARAMCD": "TETIGG", "PARAM": "Tetanus", "PARCAT": "VACCINE", "IVIGFL": "N", "BPROTFL": "Y"}
    rows = [
        antibody("A", 182, "", AVAL=0.6, RATIO=0.5, PROTFL="Y", **more),
        antibody("B", 182, "", AVAL=None, AVALC="+++", PROTFL="U", **more),
    ]
    found = immunology.results(study("immunoglobulin_course", "seroconversion", adsl=LUPUS, adis=rows))
    assert cell(found, "ratio", "Month 6") == "0.5 [1]"
    assert cell(found, "left_out", "Month 6") == "1 without a number"


def test_complement_before_and_when_last_measured() -> None:
    def sample(id: str, day: int, value: float, base: float, **more: object) -> dict[str, object]:
        same = {
            "USUBJID": id,
            "PARAMCD": "C3",
            "APERIOD": 1,
            "AVALU": "g/L",
            "ANRLO": 0.9,
            "ADT": on(day),
            "RDY": day,
        }
        return {**same, "AVAL": value, "BASE": base, "CHG": value - base, "POSTFL": "Y", **more}

    before = {"POSTFL": "N", "ABLFL": "Y", "CHG": None}
    rows = [
        sample("A", -5, 0.5, 0.5, **before),
        sample("A", 90, 0.75, 0.5),
        sample("A", 180, 1.25, 0.5),  # low before, normal when last measured on day 180
        sample("B", -5, 1.0, 1.0, **before),
        sample("B", 90, 0.75, 1.0),  # normal before, low on day 90
        sample("C", 120, 1.5, 0, BASE=None, CHG=None),  # nothing before treatment
    ]
    found = immunology.results(
        study("adis", "immunoglobulin_course", "seroconversion", adsl=LUPUS, adlb=rows)
    )
    assert cell(found, "all", "Before treatment, g/L: median (range)") == "0.75 (0.5–1) [2]"
    assert cell(found, "all", "Last, g/L: median (range)") == "1.25 (0.75–1.5) [3]"
    assert cell(found, "all", "Change to the last, g/L: median (range)") == "0.25 (−0.25 to 0.75) [2]"
    assert cell(found, "all", "Low before treatment").startswith("1/2 ")
    assert cell(found, "all", "Low when last measured").startswith("1/3 ")
    assert cell(found, "all", "No longer low, of those low before treatment").startswith("1/1 ")


def test_only_cells_that_the_analysis_uses_are_drawn() -> None:
    base = {"APERIOD": 1, "PARAMCD": "CARTCE", "AVALU": "/uL", "DOMAIN": "CP", "BLQFL": "N"}
    rows = [
        {**base, "USUBJID": "A", "ADT": on(7), "RDY": 7, "AVAL": 5.0},
        {**base, "USUBJID": "A", "ADT": on(9), "RDY": 9, "AVAL": 6.0},
        {**base, "USUBJID": "A", "ADT": on(9), "RDY": 9, "AVAL": 999.0},  # two different values of one day
        {**base, "USUBJID": "A", "ADT": on(11), "RDY": 11, "AVAL": -3.0, "REFUSED": "negative"},
        {**base, "USUBJID": "A", "ADT": on(14), "RDY": 14, "AVAL": None, "ALLOQ": 0.5, "BLQFL": "Y"},
        {**base, "USUBJID": "A", "ADT": on(14), "RDY": 14, "PARAMCD": "CD19", "AVAL": 2.0},
    ]
    rule = [{"DOMAIN": "CP", "TESTCD": "CD19", "THRESHOLD": 3.0}]
    drawn = cell_rows.cell(study(adsl=LUPUS, adpc=rows, b_cell_rule=rule))
    assert [(r["KIND"], r["DAY"], r["VALUE"], r["QUALIFIER"], r["THRESHOLD"]) for r in drawn] == [
        ("B", 14, 2.0, None, 3.0),
        ("CAR T", 7, 5.0, None, None),
        ("CAR T", 9, None, None, None),  # a gap: two different values,
        ("CAR T", 9, None, None, None),
        ("CAR T", 11, None, None, None),  # and a refused one
        ("CAR T", 14, 0.5, "<", None),
    ]


def test_days_of_a_second_period_count_from_the_first_infusion() -> None:
    # Infused on day 0 and again on day 100: B cells back 54 days after the second infusion are back on day 154.
    periods = [{"USUBJID": "A", "APERIOD": n, "DAY0": on(day)} for n, day in ((1, 0), (2, 100))]
    back = {"USUBJID": "A", "APERIOD": 2, "PARAMCD": "BCELLRET", "AVAL": 54.0, "ADT": on(154)}
    session = study(adsl=LUPUS[:1], adpp=[back], period=periods)
    assert figures_data.b_cell_return(session) == [{"USUBJID": "A", "DAY": 154}]
    assert figures_data.later_infusion(session) == [{"USUBJID": "A", "DAY": 100}]


def test_time_to_negative_needs_two_negative_samples_in_a_row() -> None:
    """A: negative on 90 and 180. B: one negative sample among positive ones, censored at 270. C: still positive."""
    samples = {
        "A": ((30, "N"), (90, "Y"), (180, "Y")),
        "B": ((30, "N"), (90, "Y"), (180, "N"), (270, "N"), (300, "U")),
        "C": ((30, "N"), (90, "N")),
    }
    rows = [antibody(id, day, flag) for id, found in samples.items() for day, flag in ((-5, ""), *found)]
    session = study(adsl=LUPUS, adis=rows)
    assert autoantibodies.times_to_negative(session) == {
        ("SMAB", "ELISA", "U/mL"): ([30.0, 270.0, 90.0], [90.0, float("inf"), float("inf")])
    }


def test_a_value_after_immunoglobulin_or_by_another_assay_has_no_change() -> None:
    rows = [antibody("A", 182, "U", PCHG=-50.0, IVIGFL="Y"), antibody("B", 182, "U", METHOD="CLIA")]
    session = study("immunoglobulin_course", adsl=LUPUS, adis=rows, seroconversion=[SEROCONVERSION])
    assert cell(immunology.results(session), "change", "Month 6") == "NE: no two values of one assay"


# Vaccines and immunoglobulins --------------------------------------------------------------------------------


def test_vaccine_ratio_is_geometric_and_protection_is_of_the_protected() -> None:
    def tetanus(id: str, ratio: float, before: str, after: str, **more: object) -> dict[str, object]:
        own = {"PARAMCD": "TETIGG", "PARAM": "Tetanus IgG", "PARCAT": "VACCINE", "RATIO": ratio}
        return antibody(id, 182, "") | own | {"BPROTFL": before, "PROTFL": after, "BPOSFL": None} | more

    # 0.5 and 2 have the geometric mean 1; D was given immunoglobulin.
    rows = [tetanus("A", 0.5, "Y", "N"), tetanus("B", 2.0, "Y", "Y"), tetanus("D", 9.0, "Y", "Y", IVIGFL="Y")]
    found = immunology.results(study("seroconversion", "immunoglobulin_course", adsl=LUPUS, adis=rows))
    assert cell(found, "ratio", "Month 6") == "1 [2]"
    assert cell(found, "lost", "Month 6").startswith("1/2 (50 %")
    assert cell(found, "left_out", "Month 6") == "1 after immunoglobulin"


def test_immunoglobulins_count_what_could_be_told() -> None:
    def igg(id: str, nadir: float | None, below: str | None, **more: object) -> dict[str, object]:
        own = {"USUBJID": id, "APERIOD": 1, "PARAMCD": "IGG", "BASE": 10.0, "NADIR": nadir, "BELOWFL": below}
        return own | {"NADIRDY": None if nadir is None else 91, "TRTEMFL": "U", "EXOGENOUS": 0} | more

    rows = [
        igg("A", 3.6, "<4", DAYS_KNOWN=100, DAYS_BELOW_7=25, DAYS_BELOW_4=10),
        igg("B", 6.0, "<7", DAYS_KNOWN=100, DAYS_BELOW_7=0),
        igg("C", None, None, EXOGENOUS=2),
    ]
    session = study("seroconversion", adsl=LUPUS, adis=[], immunoglobulin_course=rows)
    found = [r for r in immunology.results(session) if r.column in ("all", "")]
    assert cell(found, "all", "Lowest below 7 g/L").startswith("2/2 ")
    assert cell(found, "all", "Lowest below 4 g/L").startswith("1/2 ")
    assert cell(found, "all", "In a lower band than before treatment").startswith(
        "NE: nobody could be judged"
    )
    assert cell(found, "all", "Days below 7 g/L, of days known") == "25 of 200 (12.5 %)"
    assert cell(found, "all", "Days below 4 g/L, of days known") == "10 of 200 (5.0 %)"
    assert footnotes(found) == ["In 1 patient IgG within the wash-out was left out."]


# Competing events --------------------------------------------------------------------------------------------


def test_incidence_of_the_reference_series() -> None:
    """Incidence 0.138462 and variance 0.00829252 at month 24 (R survival 3.5.3, survfit); limits of SciPy's beta.

    The effective sample size is 0.138462 (1 - 0.138462) / 0.00829252 = 14.385, with 1.9918 events.
    """
    size = 0.138462 * (1 - 0.138462) / 0.00829252
    events = size * 0.138462
    low, high = beta.ppf(0.025, events, size - events + 1), beta.ppf(0.975, events + 1, size - events)
    months = [4, 6, 8, 12, 12, 15, 18, 24, 24, 26, 28, 29, 29, 29, 29]
    causes = [1, 0, 2, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]
    found = competing.incidence(
        competing.Group("all", "All", 15, 0),
        "TTREL",
        "Relapse",
        list(zip(map(float, months), causes, strict=True)),
    )
    at_24 = next(r for r in found if r.column == "month_24")
    assert (at_24.value, at_24.low, at_24.high) == pytest.approx((0.138462, low, high), abs=5e-6)
    assert cell(found, "competing", "All") == "death 2"


def test_a_death_is_no_relapse_to_come() -> None:
    """Two patients: one dies in month 3, the other relapses in month 9: incidence 1/2, not 1."""
    rows = [time_to("A", "TTREL", 91, False, cause=2), time_to("B", "TTREL", 274, True)]
    session = study(adsl=LUPUS[:2], adtte=rows)
    found = competing.results(session)
    at_12 = next(r for r in found if (r.column, r.label) == ("month_12", "All"))
    assert at_12.value == 0.5
    drawn = competing.incidence_curves(session)
    assert {row["CAUSE"] for row in drawn} == {"event", "death"}
    assert [row["LEFT"] for row in drawn if row["CAUSE"] == "event"] == [2, 1, 0]


def test_the_mean_time_free_has_a_horizon() -> None:
    """Free for 3, 9 and (still) 20 months: within 12 months the mean is (3 + 9 + 12) / 3 = 8."""
    days = {"A": (91.3125, True), "B": (273.9375, True), "C": (608.75, False)}
    rows = [time_to(id, "TTREL", 0, event) | {"AVAL": at} for id, (at, event) in days.items()]
    found = durability.results(study(adsl=LUPUS[:3], adtte=rows))
    (mean,) = [r for r in found if (r.column, r.label) == ("restricted_mean", "All")]
    assert mean.value == pytest.approx(8.0)
    assert mean.low is not None


# CAR T cells -------------------------------------------------------------------------------------------------


def kinetic(id: str, code: str, value: float | None, reason: str | None = None) -> dict[str, object]:
    return {
        "USUBJID": id, "APERIOD": 1, "PARAMCD": code, "PARAM": code, "PPCAT": "CARTCE", "METHOD": "FLOW", "AVAL": value,
        "AVALU": "/uL", "STATUS": "UNDETERMINED" if value is None else "DETERMINED", "REASON": reason,
    }  # fmt: skip


def test_a_patient_without_expansion_is_counted_and_named() -> None:
    none = "no expansion: every sample after the infusion is below quantification"
    rows = [
        kinetic("A", "CMAXF", 10),
        kinetic("B", "CMAXF", None, none),
        kinetic("A", "THALFF", None, "too few points"),
    ]
    found = cells.results(study(adsl=LUPUS[:2], adpp=rows))
    assert cell([r for r in found if r.column == "all"], "all", "CMAXF, /uL") == "10 [1]"
    assert cell([r for r in found if r.column == "all"], "all", "THALFF, /uL").startswith("NE: no value")
    assert footnotes(found) == [
        f"CARTCE, flow: in 1 patient: {none} (CMAXF).",
        "CARTCE, flow: in 1 patient: too few points (THALFF).",
    ]


def test_where_nobody_expands_the_display_says_so() -> None:
    rows = [kinetic(id, "CMAXF", None, "no expansion") for id in "AB"]
    found = cells.results(study(adsl=LUPUS[:2], adpp=rows))
    assert [r.text for r in found if r.column == "all"] == ["NE: no value in any patient, see below"]
    assert footnotes(found) == ["CARTCE, flow: in 2 patients: no expansion."]


def test_the_model_is_absent_unless_asked_for_and_says_why_it_was_not_fitted() -> None:
    session = study(adsl=LUPUS[:2])
    assert kinetic_model.results(session) == []
    columns = {
        **dict.fromkeys("PARAMCD AVALU METHOD USUBJID BLQFL".split(), "VARCHAR"),
        **dict.fromkeys("APERIOD RDY SRCSEQ".split(), "BIGINT"),
        **dict.fromkeys("AVAL ALLOQ".split(), "DECIMAL(18,6)"),
        "ADTM": "TIMESTAMP",
        "REFUSED": "VARCHAR",
        "QUALIFIER": "VARCHAR",
    }
    session.load("adpc", columns, [("CARTCE", "/uL", "FLOW", "A", "N", 1, 9, 1, 50, 0.5, None, None, None)])
    session.load("sdtm_ex", {"USUBJID": "VARCHAR", "EXSTDTC_FIRST": "DATE", "EXSTDTC_TIME": "TIMESTAMP"}, [])
    (fit,) = derive_kinetic_model(session)
    assert fit.refused
    (found,) = kinetic_model.results(session)
    assert (found.row, found.value) == ("CARTCE, flow, /uL model", None)
    assert found.text == "NE: 1 patient with a quantified sample, at least 3 are needed"
    assert kinetic_model.kinetic_curve(session) == []


def test_without_a_sample_the_model_says_so() -> None:
    session = study(adsl=LUPUS[:2])
    columns = dict.fromkeys(
        "PARAMCD AVALU METHOD USUBJID BLQFL APERIOD RDY SRCSEQ AVAL ALLOQ ADTM REFUSED QUALIFIER".split(),
        "VARCHAR",
    )
    session.load("adpc", columns, [])
    session.load("sdtm_ex", {"USUBJID": "VARCHAR", "EXSTDTC_FIRST": "DATE", "EXSTDTC_TIME": "TIMESTAMP"}, [])
    assert derive_kinetic_model(session) == ()
    (found,) = kinetic_model.results(session)
    assert found.text == "NE: no sample of CAR T cells after an infusion"


def test_all_displays_of_such_a_study_can_be_arranged() -> None:
    rows = [time_to("A", "TTREL", 91, False, cause=2)]
    _, displays = build(study("adis", "seroconversion", "immunoglobulin_course", adsl=LUPUS, adtte=rows))
    assert "incidence" in [display.id for display in displays]


# Two different results, refused values, and what is left out -------------------------------------------------------


def test_two_different_results_of_an_antibody_are_named_as_the_reason() -> None:
    counted = SEROCONVERSION | {"OPEN": 3, "CHANGED": 1, "TWICE": 1, "SAMPLED": 5, "BASEPOS": 5}
    session = study("immunoglobulin_course", adsl=LUPUS, adis=[], seroconversion=[counted])
    found = immunology.results(session)
    reasons = "1 assay changed; 1 two different results; 1 bound, no cut-off or no number"
    assert cell(found, "open", "Month 6") == reasons


def test_above_the_range_both_times_is_no_change_of_assay() -> None:
    rows = [antibody("A", 182, "N", PCHG=None, AQUAL=">", BASEQUAL=">", ASSAYCHFL=None, IVIGFL="N")]
    session = study("immunoglobulin_course", adsl=LUPUS, adis=rows, seroconversion=[SEROCONVERSION])
    text = "NE: below or above the range both times"
    assert cell(immunology.results(session), "change", "Month 6") == text


def test_a_vaccine_ratio_says_whom_it_leaves_out() -> None:
    """1.2 after 0.6 is the ratio 2. B: >7 is a bound. C: nothing over 0 before. D: two different results."""
    more = {"PARAMCD": "TETIGG", "PARAM": "Tetanus", "PARCAT": "VACCINE", "IVIGFL": "N", "ASSAYCHFL": None}
    rows = [
        antibody("A", 182, "", AVAL=1.2, BASE=0.6, RATIO=2.0, **more),
        antibody("B", 182, "", AVAL=7.0, BASE=1.0, RATIO=7.0, PCHGQUAL=">=", AQUAL=">", **more),
        antibody("C", 182, "", AVAL=1.0, BASE=0.0, RATIO=None, **more),
        antibody("D", 182, "", AVAL=None, BASE=0.6, RATIO=None, TWICEFL="Y", **more),
    ]
    found = immunology.results(study("immunoglobulin_course", "seroconversion", adsl=LUPUS, adis=rows))
    assert cell(found, "ratio", "Month 6") == "2 [1]"
    assert cell(found, "left_out", "Month 6") == "1 two different results; 1 a bound; 1 0 before or after"


def test_complement_that_disagrees_or_is_refused_is_not_used_and_said() -> None:
    """A: 1.15 and 0.4 on day 180, so that day 90 is the last. B: refused on day 90. C: two values before treatment."""
    same = {"PARAMCD": "C3", "APERIOD": 1, "AVALU": "g/L", "ANRLO": 0.9, "POSTFL": "Y"}

    def sample(id: str, day: int, value: float | None, **more: object) -> dict[str, object]:
        return {**same, "USUBJID": id, "ADT": on(day), "RDY": day, "AVAL": value, **more}

    rows = [
        sample("A", 90, 1.0),
        sample("A", 180, 1.15),
        sample("A", 180, 0.4),
        sample("B", 90, None, REFUSED="unit missing"),
        sample("C", -5, 0.5, POSTFL="N", ABLFL="Y", BASE=0.5),
        sample("C", -5, 1.5, POSTFL="N"),
        sample("C", 90, 1.2, BASE=0.5, CHG=0.7),
    ]
    found = immunology.results(
        study("adis", "immunoglobulin_course", "seroconversion", adsl=LUPUS, adlb=rows)
    )
    assert cell(found, "all", "Last, g/L: median (range)") == "1.1 (1–1.2) [2]"
    assert cell(found, "all", "Low when last measured").startswith("0/2 ")
    assert cell(found, "all", "Before treatment, g/L: median (range)") == "NE: no value [0]"
    assert footnotes(found)[-2:] == [
        "C3: in 2 patients two different results of one time, of which neither is used.",
        "C3: in 1 patient values refused (unit missing).",
    ]


def test_immunoglobulins_say_two_different_results() -> None:
    row = {
        "USUBJID": "A",
        "APERIOD": 1,
        "PARAMCD": "IGG",
        "BASE": 10.0,
        "NADIR": 7.1,
        "NADIRDY": 60,
        "TWICE": 1,
    }
    found = immunology.results(study("seroconversion", adsl=LUPUS, adis=[], immunoglobulin_course=[row]))
    assert footnotes(found) == [
        "IgG: in 1 patient two different results of one time, of which neither is used."
    ]
