"""Kaplan-Meier against statistics-and-design.md 1.2, R survival 3.5 (survfit), R bpcp 1.4.2 and prodlim."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from cartaid.statistics.binomial import binomial_interval
from cartaid.statistics.kaplan_meier import follow_up_curve, kaplan_meier, median_follow_up
from cartaid.statistics.restricted_mean import restricted_mean
from cartaid.statistics.survival_curve import survival_at, survival_quantile


@pytest.mark.parametrize(
    ("month", "survival", "low", "high"),
    [
        (4, 0.933333, 0.612641, 0.990332),
        (8, 0.861538, 0.549702, 0.963561),
        (12, 0.789744, 0.479128, 0.927070),
        (24, 0.691026, 0.360799, 0.874604),
    ],
)
def test_printed_table(series, month, survival, low, high):
    got = survival_at(kaplan_meier(series["time"], series["event"]), month).survival
    assert [round(v, 6) for v in (got.estimate, got.low, got.high)] == [survival, low, high]


@pytest.mark.parametrize(
    ("limits", "low", "high"),
    [
        ("log", [0.815264045654, 0.700332032942, 0.603861034869, 0.474939683873], [1, 1, 1, 1]),
        (
            "plain",
            [0.807099659960, 0.683057721692, 0.577804662474, 0.431898547072],
            [1, 1, 1, 0.950152734980],
        ),
        (
            "beta-product",
            [0.680515433422, 0.578085146944, 0.486085946263, 0.334167538563],
            [0.998313569759, 0.982860545520, 0.954541092911, 0.912143435673],
        ),
    ],
)
def test_other_limits_against_r(series, limits, low, high):
    """survfit(conf.type = "log", "plain"); bpcp()."""
    curve = kaplan_meier(series["time"], series["event"], limits=limits)
    got = [survival_at(curve, month).survival for month in (4, 8, 12, 24)]
    assert [e.low for e in got] == pytest.approx(low, abs=1e-11)
    assert [e.high for e in got] == pytest.approx(high, abs=1e-11)


def test_aml_against_r(aml):
    """summary(survfit(..., conf.type = "log-log"), times = ...) and bpcp on survival::aml."""
    curve = kaplan_meier(*aml)
    got = [survival_at(curve, week) for week in (9, 12, 23, 30, 45)]
    assert [g.at_risk for g in got] == [19, 18, 13, 9, 4]
    assert [g.survival.low for g in got] == pytest.approx(
        [0.5542115066687, 0.5092094387542, 0.3192504139712, 0.2273811684625, 0.0421142812616], abs=1e-12
    )
    assert [g.survival.high for g in got] == pytest.approx(
        [0.903207489882, 0.873375781698, 0.726449173821, 0.637092687460, 0.360361360273], abs=1e-11
    )
    curve = kaplan_meier(*aml, limits="beta-product")
    got = [survival_at(curve, week) for week in (9, 12, 23, 30, 45)]
    assert [g.survival.low for g in got] == pytest.approx(
        [0.562969273763, 0.515948029598, 0.317363901135, 0.220653620565, 0.024951055949], abs=1e-11
    )
    assert [g.survival.high for g in got] == pytest.approx(
        [0.925396592351, 0.897713866085, 0.758769420824, 0.673175251215, 0.405220890377], abs=1e-11
    )


@pytest.mark.parametrize(
    ("limits", "low", "high"),
    [("log-log", 13, 34), ("log", 18, 45), ("plain", 18, 34), ("beta-product", 13, 43)],
)
def test_median_against_r(aml, limits, low, high):
    median = survival_quantile(kaplan_meier(*aml, limits=limits))
    assert (median.estimate, median.low, median.high) == (27, low, high)


def test_quartiles_beta_product_against_r(aml):
    """quantile(bpcp(...)); where its lower limit is 0, no time is excluded and none is given here."""
    curve = kaplan_meier(*aml, limits="beta-product")
    first, third = survival_quantile(curve, 0.75), survival_quantile(curve, 0.25)
    assert (first.estimate, first.low, first.high) == (12, 5, 27)
    assert (third.estimate, third.low, third.high) == (43, 30, None)
    assert third.reason == "upper limit not reached"
    small = kaplan_meier([2, 3, 3, 5, 5, 5, 8, 9], [1, 1, 1, 0, 1, 1, 0, 1], limits="beta-product")
    first = survival_quantile(small, 0.75)
    assert (first.estimate, first.low, first.high) == (3, None, 9)
    assert first.reason == "lower limit not estimable"


@pytest.mark.parametrize(
    ("patients", "rank"),
    [(1, None), (2, None), (3, None), (4, None), (5, None), (6, 1), (8, 1), (9, 2), (12, 3)],
)
def test_lower_limit_of_a_median_is_that_of_the_sign_test(patients, rank):
    """Without censoring: the largest r with P(Binomial(n, 1/2) <= r - 1) <= 0.025; none below n = 6, as 2^-5 > 0.025.

    By hand: 2^-6 = 0.0156 (n = 6, 8: rank 1; 9/256 = 0.035 rules out 2 at n = 8), 10/512 = 0.0195 (n = 9: rank 2),
    79/4096 = 0.0193 and 299/4096 = 0.073 (n = 12: rank 3).
    """
    median = survival_quantile(kaplan_meier(range(1, patients + 1), [1] * patients, limits="beta-product"))
    assert median.low == rank
    assert ("lower limit not estimable" in median.reason) is (rank is None)


@pytest.mark.parametrize("limits", ["log-log", "log", "plain", "beta-product"])
def test_everybody_at_one_time_has_a_median_without_limits(limits):
    """R: quantile(survfit(Surv(c(28, 28, 28), c(1, 1, 1)) ~ 1), 0.5) gives 28, NA, NA with every conf.type."""
    median = survival_quantile(kaplan_meier([28, 28, 28], [1, 1, 1], limits=limits))
    assert (median.estimate, median.low, median.high) == (28, None, None)
    assert median.reason == "lower limit not estimable, upper limit not reached"


def test_median_of_few_against_r():
    """R survival 3.5.3, conf.type = "log-log": 3 of 3 events 30 (28, NA), 4 of 4 105.5 (28, NA), 8 of 8 4.5 (1, 7).

    R prints the first event as the lower limit of 3: the median lies before all three in one trial of eight, so that
    it holds in 87.5 %. The beta-product limits of the sign test above give none.
    """
    for time, expected in (
        ([28, 30, 90], (30, 28, None)),
        ([28, 91, 120, 182], (105.5, 28, None)),
        ([1, 2, 3, 4, 5, 6, 7, 8], (4.5, 1, 7)),
    ):
        median = survival_quantile(kaplan_meier(time, [1] * len(time)))
        assert (median.estimate, median.low, median.high) == expected


def test_median_not_reached(series):
    """R: median NA, lower limit 12."""
    median = survival_quantile(kaplan_meier(series["time"], series["event"]))
    assert (median.estimate, median.low, median.high) == (None, 12, None)
    assert median.reason == "not reached"


def test_median_on_a_flat_half():
    """R quantile(survfit(Surv(1:8, rep(1, 8)) ~ 1), 0.5) = 4.5, limits 3 and NA with conf.type "log"."""
    median = survival_quantile(kaplan_meier(range(1, 9), [1] * 8, limits="log"))
    assert (median.estimate, median.low, median.high) == (4.5, 3, None)


def test_median_when_the_half_is_never_left():
    """R gives 6, halfway to the end of follow-up; nothing in the data says 6."""
    median = survival_quantile(kaplan_meier(range(1, 9), [1, 1, 1, 1, 0, 0, 0, 0]))
    assert median.estimate is None
    assert median.reason == "survival stays at 0.5 from 4 to the end of follow-up"


@pytest.mark.parametrize("limits", ["log-log", "log", "plain"])
def test_no_event_yet_is_never_one_to_one(limits):
    """Known defect of packages: limits [1, 1] while survival is 1. Here the exact ones of 1.1."""
    curve = kaplan_meier([6.0, 8.0, 10.0, 12, 12, 12, 12, 12], [0] * 8, limits=limits)
    for month, at_risk, percent in [(6, 8, 63.06), (12, 5, None), (9, 6, None), (0, 8, 63.06)]:
        got = survival_at(curve, month)
        assert (got.at_risk, got.survival.estimate, got.survival.high) == (at_risk, 1.0, 1.0)
        assert got.survival.low == pytest.approx(binomial_interval(at_risk, at_risk).low)
        assert "exact binomial" in got.survival.method
        if percent:
            assert round(100 * got.survival.low, 2) == percent
    # By hand: 0.025^(1/5).
    assert curve.low[-1] == pytest.approx(0.025 ** (1 / 5))


def test_no_event_yet_beta_product():
    """bpcp(1:5, rep(0, 5)): lower limits by the number observed for longer."""
    curve = kaplan_meier([1, 2, 3, 4, 5], [0] * 5, limits="beta-product")
    got = [survival_at(curve, t).survival.low for t in (0, 1, 2, 3, 4, 5)]
    r = [0.478176249895, 0.397635364384, 0.292401773821, 0.158113883008, 0.025, 0]
    assert got == pytest.approx(r, abs=1e-12)


def test_beta_product_without_censoring_is_clopper_pearson():
    curve = kaplan_meier(range(1, 9), [1] * 8, limits="beta-product")
    for day in range(1, 9):
        exact, got = binomial_interval(8 - day, 8), survival_at(curve, day).survival
        assert (got.low, got.high) == pytest.approx((exact.low, exact.high), abs=1e-12)


def _exact_quantile(rates, probability):
    """Quantile of a product of Beta(n - d + 1, d): its logarithm is minus a sum of exponentials."""
    m = len(rates)
    generator = np.diag(-np.array(rates, float)) + np.diag(np.array(rates[:-1], float), 1)

    def cdf(w):
        return float(expm(generator * -math.log(w))[0].sum()) if m else 1.0

    low, high = 1e-12, 1 - 1e-12
    for _ in range(60):
        mid = (low + high) / 2
        low, high = (mid, high) if cdf(mid) < probability else (low, mid)
    return low


def test_beta_product_moments_are_close_to_the_exact_product(series):
    """At 24 months: W- has rates 15, 13, 12, 8 (patients at risk at each event), W+ also 6 (still observed).

    The beta with the first two moments is not the product; the distance is what the method gives away.
    """
    curve = kaplan_meier(series["time"], series["event"], limits="beta-product")
    got = survival_at(curve, 24).survival
    assert got.high == pytest.approx(_exact_quantile([15, 13, 12, 8], 0.975), abs=0.002)
    assert got.low == pytest.approx(_exact_quantile([15, 13, 12, 8, 6], 0.025), abs=0.005)


def test_everybody_had_the_event():
    curve = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    got = survival_at(curve, 10).survival
    assert (got.estimate, got.low) == (0.0, 0.0)
    # Without censoring this is 0 of 4: by hand 1 - 0.025^(1/4).
    assert got.high == pytest.approx(1 - 0.025 ** (1 / 4))


def test_beyond_follow_up():
    landmark = survival_at(kaplan_meier([3, 5], [1, 0]), 6)
    assert landmark.survival.estimate is None
    assert landmark.survival.reason == "follow-up ended at 5"


def test_restricted_mean_against_r(series, aml):
    """summary(survfit(...), rmean = ...)$table."""
    curve = kaplan_meier(series["time"], series["event"])
    for horizon, mean, se in [(24, 20.65641025641, 1.75273188206), (12, 11.179487179487, 0.567080776037)]:
        got = restricted_mean(curve, horizon)
        assert (got.mean.estimate, got.std_error) == pytest.approx((mean, se))
    got = restricted_mean(kaplan_meier(*aml), 40)
    assert (got.mean.estimate, got.std_error) == pytest.approx((25.23947550035, 2.69840254106))
    assert (got.mean.low, got.mean.high) == pytest.approx(
        (25.23947550035 - 1.959963985 * 2.69840254106, 25.23947550035 + 1.959963985 * 2.69840254106)
    )


def test_restricted_mean_refusals():
    curve = kaplan_meier([6, 8], [0, 0])
    assert restricted_mean(curve, 10).mean.reason == "follow-up ended at 8, before the horizon"
    none = restricted_mean(curve, 6)
    assert (none.mean.estimate, none.mean.low, none.std_error) == (6.0, None, None)
    assert none.mean.reason.startswith("the standard error is 0")
    with pytest.raises(ValueError, match="horizon"):
        restricted_mean(curve, 0)


def test_reverse_tie_rule(series):
    """prodlim(reverse = TRUE) and scikit-survival: 0.8442 at 12; flipping the indicator gives 0.8512."""
    curve = follow_up_curve(series["time"], series["event"])
    assert round(survival_at(curve, 12).survival.estimate, 4) == 0.8442
    flipped = kaplan_meier(series["time"], [1 - e for e in series["event"]])
    assert round(survival_at(flipped, 12).survival.estimate, 4) == 0.8512


def test_reverse_curve_against_r(series):
    """survfit on times with the events moved just before the ties, conf.type = "log-log"."""
    curve = follow_up_curve(series["time"], series["event"])
    got = [survival_at(curve, m).survival for m in (6, 12, 15, 18, 24, 26, 28)]
    assert [g.low for g in got] == pytest.approx(
        [0.59076687, 0.50405032, 0.42227240, 0.34644404, 0.25969290, 0.18596478, 0.12309188], abs=1e-8
    )
    assert [g.high for g in got] == pytest.approx(
        [0.98961982, 0.95896890, 0.91614538, 0.86469613, 0.80116388, 0.72909589, 0.64868958], abs=1e-8
    )


def test_median_follow_up(series):
    """Median 26, limits 15 and not reached (R); lifelines prints 29 for the upper because S(29) = 0."""
    median = median_follow_up(series["time"], series["event"])
    assert (median.estimate, median.low, median.high) == (26, 15, None)
    assert median.reason == "upper limit not reached"
    assert median.method == "reverse Kaplan-Meier, log-log 95 %"


@given(st.lists(st.integers(1, 40), min_size=1, max_size=15))
def test_median_follow_up_without_events_is_the_plain_median(time):
    """Section 1.2's self-check: without events reverse Kaplan-Meier is the empirical distribution."""
    assert median_follow_up(time, [0] * len(time)).estimate == pytest.approx(float(np.median(time)))


@pytest.mark.parametrize(
    ("time", "event", "reason"),
    [
        ([], [], "no patients"),
        ([3, -1], [1, 0], "the time is negative for 1 of 2 patients"),
        ([3, math.nan], [1, 0], "the time is missing for 1 of 2 patients"),
        ([3, 4], [1, math.nan], "it is not known for 1 of 2 patients whether the event happened"),
    ],
)
def test_unusable_data_give_a_reason(time, event, reason):
    for curve in (kaplan_meier(time, event), follow_up_curve(time, event)):
        assert curve.reason == reason
        assert survival_at(curve, 6).survival.reason == reason
        assert survival_quantile(curve).reason == reason
        assert restricted_mean(curve, 6).mean.reason == reason


def test_one_patient():
    censored = kaplan_meier([5], [0])
    assert survival_at(censored, 5).survival.low == pytest.approx(0.025)
    assert survival_quantile(censored).reason == "not reached"
    with_event = kaplan_meier([5], [1])
    assert survival_quantile(with_event).estimate == 5


def test_impossible_arguments():
    with pytest.raises(ValueError, match="alike"):
        kaplan_meier([1, 2], [1])
    with pytest.raises(ValueError, match="kinds"):
        kaplan_meier([1, 2], [1, 2])
    with pytest.raises(ValueError, match="limits"):
        kaplan_meier([1], [1], limits="greenwood")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="landmark"):
        survival_at(kaplan_meier([1], [1]), -1)
    with pytest.raises(ValueError, match="strictly"):
        survival_quantile(kaplan_meier([1], [1]), 1)


patients = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=1, max_size=25)


@given(patients, st.sampled_from(["log-log", "log", "plain", "beta-product"]))
def test_curve_properties(data, limits):
    time, event = map(list, zip(*data, strict=True))
    for curve in (kaplan_meier(time, event, limits=limits), follow_up_curve(time, event, limits=limits)):
        assert (np.diff(curve.survival) <= 0).all()
        assert ((curve.low <= curve.survival + 1e-12) & (curve.survival <= curve.high + 1e-12)).all()
        watched = (curve.at_risk > 0) & (curve.low < 1)
        assert (curve.high[watched] > curve.low[watched]).all()


@given(patients)
def test_order_does_not_matter(data):
    time, event = map(list, zip(*data, strict=True))
    back = kaplan_meier(time[::-1], event[::-1])
    assert kaplan_meier(time, event).survival.tolist() == back.survival.tolist()


@given(st.lists(st.integers(0, 12), min_size=1, max_size=25))
def test_without_censoring_it_is_the_share_left(time):
    curve = kaplan_meier(time, [1] * len(time))
    share = [np.mean(np.array(time) > t) for t in curve.time]
    assert curve.survival == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("limits", ["log-log", "beta-product"])
def test_a_median_has_no_limits_of_width_zero(limits):
    """14 of 15 at time 0, the last at 9: both limits of the curve fall below one half at time 0."""
    median = survival_quantile(kaplan_meier([0] * 14 + [9], [1] * 15, limits=limits))
    assert (median.estimate, median.low, median.high) == (0, None, None)
    assert (
        median.reason
        == "both limits would be 0, where the events are tied: an interval of width 0 says nothing"
    )


def test_restricted_mean_with_everybody_at_one_time():
    """Events of all at 3: the mean to 4 is 3, and nobody differs."""
    mean = restricted_mean(kaplan_meier([3, 3, 3], [1, 1, 1]), 4).mean
    assert (mean.estimate, mean.low) == (3, None)
    assert "everybody at risk had the event at one time" in mean.reason
