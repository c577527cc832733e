"""Cellular kinetics: the worked profile of safety-and-kinetics.md 6.1, each rule, and batch = one by one."""

from __future__ import annotations

import itertools
import math
import time as clock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.statistics.kinetic_rules import REASONS, KineticRules
from cartaid.statistics.noncompartmental import noncompartmental, noncompartmental_batch

DAY = [0, 3, 7, 9, 14, 21, 28, 60, 100, 180]
CELLS = [0.5, 2, 60, 100, 40, 12, 6, 2, 1, math.nan]
BLQ = [False] * 9 + [True]


def kinetics(time, value, **rules):
    return noncompartmental(time, value, rules=KineticRules(**rules))


@pytest.mark.parametrize(("auc", "area"), [("linear", 882.75), ("linear-up/log-down", 838.54)])
def test_worked_profile(auc, area):
    k = noncompartmental(DAY, CELLS, blq=BLQ, rules=KineticRules(auc=auc))
    assert (k["cmax"].value, k["tmax"].value) == (100, 9)
    assert (k["clast"].value, k["tlast"].value) == (1, 100)
    assert round(k["auc_0_28"].value, 2) == area
    assert round(k["lambda_z"].value, 5) == 0.02458
    assert round(k["half_life"].value, 1) == 28.2
    assert round(k["half_life_r2"].value, 3) == 0.963
    assert round(k["half_life_adjusted_r2"].value, 3) == 0.926
    assert [k[f"half_life_{name}"].value for name in ("points", "start", "end")] == [3, 28, 100]
    # One value below quantification does not end persistence: censored at the last quantified sample.
    assert (k["persistence_event"].value, k["persistence_time"].value) == (0, 100)
    assert (k.samples, k.quantified, k.notes) == (10, 9, ())


def test_later_areas_by_hand():
    """Linear, worked profile: 28-60 adds 32 x 4 = 128, 60-90 ends at 1.25 and adds 30 x 1.625 = 48.75, 60-100
    adds 40 x 1.5 = 60."""
    k = kinetics(DAY[:9], CELLS[:9], auc="linear", windows=(28, 90, 60))
    assert k["auc_0_60"].value == pytest.approx(882.75 + 128)
    assert k["auc_0_90"].value == pytest.approx(882.75 + 128 + 48.75)
    assert k["auc_0_last"].value == pytest.approx(882.75 + 128 + 60)


@pytest.mark.parametrize(("auc", "c28"), [("linear", 8.0), ("linear-up/log-down", 6.93)])
def test_interpolated_end_of_window(auc, c28):
    """Section 6.1: no sample on day 28, d21 = 12, d35 = 4: C28 = 8.0 (linear) or 6.93 (log)."""
    to_21 = kinetics([0, 21, 35], [20, 12, 4], auc=auc, windows=(21, 28))
    added = to_21["auc_0_28"].value - to_21["auc_0_21"].value
    by_hand = 7 * (12 + c28) / 2 if auc == "linear" else 7 * (12 - c28) / math.log(12 / c28)
    assert added == pytest.approx(by_hand, abs=0.02)


def test_window_that_is_not_bracketed():
    """No sample after d21: not estimable, not extrapolated; the area to the last sample is."""
    k = kinetics([0, 9, 21], [1, 100, 12])
    assert k["auc_0_28"].value is None
    assert k["auc_0_28"].reason == "the end of the window is not bracketed by samples: no extrapolation"
    assert k["auc_0_last"].value is not None


def test_all_below_quantification():
    """Section 6.1: Cmax not given, "no expansion", Tmax not given; the samples are still counted."""
    k = noncompartmental([0, 7, 28], [0, 0, math.nan], blq=[False, False, True])
    assert {p.reason for p in k.parameters.values()} == {REASONS[10]}
    assert (k.samples, k.quantified) == (3, 0)
    assert all(p.value is None for p in k.parameters.values())


@pytest.mark.parametrize(
    ("between", "area"),
    [("half", 10 + 10 + 2 * 5.5 + 5.5 * 2), ("zero", 10 + 10 + 10 + 10), ("drop", 20 + 40)],
)
def test_below_quantification_between(between, area):
    """10 at d0, d2; below 2 at d4; 10 at d6. Half the limit is 1: 20 + 11 + 11; zero: 20 + 10 + 10; left out:
    20 + 40."""
    expected = {"half": 42.0, "zero": 40.0, "drop": 60.0}[between]
    assert area == expected
    k = noncompartmental(
        [0, 2, 4, 6], [10, 10, 0.3, 10], lloq=2, rules=KineticRules(auc="linear", blq_between=between)
    )
    assert k["auc_0_last"].value == pytest.approx(expected)


def test_half_the_limit_needs_the_limit():
    k = noncompartmental([0, 2, 4, 6], [10, 10, math.nan, 10], blq=[0, 0, 1, 0])
    assert k["auc_0_last"].reason == REASONS[13]
    assert k["cmax"].value == 10


@pytest.mark.parametrize(("after", "area"), [("zero", 10 * 20 / 2 + 10 * 10 / 2), ("drop", None)])
def test_below_quantification_after(after, area):
    """0 at d0, 10 at d20, below at d30: to d28 the line falls from 10 to 0 by d30, at d28 to 2."""
    k = kinetics([0, 20, 30], [0, 10, 0], blq_after=after, windows=(28, 30))
    if area is None:
        assert k["auc_0_30"].reason == REASONS[11]
    else:
        assert k["auc_0_30"].value == pytest.approx(area)
        assert k["auc_0_28"].value == pytest.approx(100 + 8 * (10 + 2) / 2)


def test_time_zero_missing():
    """Areas start at the first sample, and that is said; or at 0, where declared: + 7 x 60 / 2."""
    time, value = DAY[2:9], CELLS[2:9]
    k = kinetics(time, value, auc="linear", latest_start=7)
    assert k.notes == ("there is no sample at time 0",)
    from_zero = kinetics(time, value, auc="linear", at_zero="zero")
    assert from_zero["auc_0_28"].value == pytest.approx(k["auc_0_28"].value + 7 * 60 / 2)
    late = kinetics([30, 40, 50], [9, 8, 7])
    assert late["auc_0_28"].reason == REASONS[12]
    # By hand: the line from 0 to 9 at d30 is 8.4 at d28.
    late = kinetics([30, 40, 50], [9, 8, 7], at_zero="zero")
    assert late["auc_0_28"].value == pytest.approx(28 * 8.4 / 2)


@pytest.mark.parametrize(("first", "given"), [(0, True), (3, True), (3.01, False), (7, False)])
def test_an_area_from_time_0_needs_an_early_sample(first, given):
    """Reference: from day 0, or the first sample, to day 28. Up to day 3 it still stands for one from day 0."""
    k = kinetics([first, 9, 14, 21, 28, 90], [2, 100, 40, 12, 6, 1])
    for name in ("auc_0_28", "auc_0_90", "auc_0_last"):
        assert (k[name].value is not None) == given
        assert k[name].reason == ("" if given else "the first sample is too late for an area from time 0")
    assert k["cmax"].value == 100


def test_a_peak_at_the_last_sample_is_noted():
    assert noncompartmental([0, 7, 9], [1, 8, 60]).notes == (
        "the highest value is the last sample: the peak may not have been reached",
    )
    # Reached before and not exceeded, or followed by a sample below quantification: a peak.
    assert noncompartmental([0, 7, 9], [1, 60, 60]).notes == ()
    assert noncompartmental([0, 7, 9], [1, 60, 0]).notes == ()


def test_text_is_no_number():
    with pytest.raises(ValueError, match=r"value: expected numbers, found '<0.5'; .* blq=True"):
        noncompartmental([0, 7], ["<0.5", 3])


def test_bad_samples_are_said():
    shuffled = [5, 0, 9, 3, 7, 1, 8, 2, 6, 4]
    k = noncompartmental(
        [DAY[i] for i in shuffled], [CELLS[i] for i in shuffled], blq=[BLQ[i] for i in shuffled]
    )
    assert k.notes == ("samples were not in time order and were sorted",)
    assert k.parameters == noncompartmental(DAY, CELLS, blq=BLQ).parameters
    k = noncompartmental([-3, 0, 7, 7, math.nan, 9], [5000, 1, 8, 8, 4, math.nan])
    assert k.notes == (
        "identical samples at the same time were merged",
        "samples before the infusion (negative time) were left out",
        "samples without a time or a value were left out",
        "the highest value is the last sample: the peak may not have been reached",
    )
    assert (k["cmax"].value, k.samples) == (8, 2)


@pytest.mark.parametrize(
    ("time", "value", "reason"),
    [
        ([], [], REASONS[1]),
        ([-5, -1], [3, 4], REASONS[1]),
        ([0, 7, 7], [1, 8, 9], "two different values at the same time"),
        ([0, 7], [1, -8], "a value is negative or infinite"),
        ([0, 7], [1, math.inf], "a value is negative or infinite"),
    ],
)
def test_unusable_profiles(time, value, reason):
    k = noncompartmental(time, value)
    assert {p.reason for p in k.parameters.values()} == {reason}
    assert all(p.value is None for p in k.parameters.values())


def test_first_of_tied_peaks():
    assert kinetics([0, 7, 9, 11], [1, 50, 50, 2])["tmax"].value == 7


def test_half_life_refusals():
    few = kinetics([0, 9, 14, 21], [1, 100, 40, 12])
    assert few["half_life"].reason == REASONS[14]
    rising = kinetics([0, 9, 14, 21, 28], [1, 100, 10, 12, 15])
    assert rising["half_life"].reason == REASONS[15]
    rough = kinetics([0, 9, 14, 21, 28], [1, 100, 10, 20, 9])
    assert rough["half_life"].reason == REASONS[16]
    assert rough["half_life_adjusted_r2"].value < 0.8
    # 1 % a day over 3 days: a half-life of 69 days from a span of 3.
    short = kinetics([0, 9, 10, 11, 12, 13], [1, 100, 50, 50 * 0.99, 50 * 0.99**2, 50 * 0.99**3])
    assert short["half_life"].reason == REASONS[17]
    assert short["half_life_span"].value < 1
    assert kinetics(DAY[:9], CELLS[:9], min_span=3)["half_life"].reason == REASONS[17]
    assert kinetics(DAY[:9], CELLS[:9], min_adjusted_r2=0.93)["half_life"].reason == REASONS[16]


def test_more_terminal_points_are_preferred():
    """An exact exponential: every set of points fits perfectly, all four after the peak are taken."""
    k = kinetics([0, 5, 7, 9, 11, 13], [1, 200, 64, 32, 16, 8])
    assert (k["half_life"].value, k["half_life_points"].value) == (pytest.approx(2.0), 4)


def test_doubling_time():
    """From the dip of the first days: 1, 2, 4, 8 on days 2-5 double every day."""
    k = kinetics([0, 2, 3, 4, 5, 9], [3, 1, 2, 4, 8, 5])
    assert (k["doubling_time"].value, k["doubling_points"].value) == (pytest.approx(1.0), 4)
    assert k["expansion_fold"].value == pytest.approx(8 / 3)
    assert kinetics([0, 5], [8, 1])["doubling_time"].reason == REASONS[18]
    assert kinetics([0, 5], [0, 1])["expansion_fold"].reason == REASONS[20]
    # Half a dozen early points just below the peak and late ones just above the dip: the line falls.
    uneven = kinetics([0, 1, 1.1, 1.2, 10, 10.1, 10.2, 11], [1, 99, 99, 99, 2, 2, 2, 100])
    assert uneven["doubling_time"].reason == REASONS[19]


def test_persistence():
    """First of two consecutive samples below quantification after the peak."""
    k = kinetics([0, 9, 30, 60, 90, 120, 150], [1, 100, 0, 3, 0, 0, 2])
    assert [k[f"persistence_{n}"].value for n in ("event", "time", "low")] == [1, 90, 60]


def test_shapes_and_rules():
    with pytest.raises(ValueError, match="shapes"):
        noncompartmental([1, 2], [1])
    with pytest.raises(ValueError, match="min_points"):
        kinetics(DAY[:9], CELLS[:9], min_points=2)


def test_profiles_that_are_mixed_up():
    batch = noncompartmental_batch(["b", "a", "b", "a"], [0, 0, 7, 7], [1, 2, 3, 4])
    assert batch.profile.tolist() == ["a", "b"]
    assert batch.value["cmax"].tolist() == [4, 3]


def test_empty_batch():
    assert noncompartmental_batch([], [], []).profile.tolist() == []


def _plain(time, value, lloq, log_down):
    """The rules of section 6.1 once more, one profile, no arrays."""
    pairs = sorted((t, 0.0 if v < lloq else v) for t, v in zip(time, value, strict=True) if t >= 0)
    if not pairs or all(v == 0 for _, v in pairs):
        return None
    cmax = max(v for _, v in pairs)
    tmax = min(t for t, v in pairs if v == cmax)
    positive = [t for t, v in pairs if v > 0]
    curve = [(t, lloq / 2 if v == 0 and positive[0] < t < positive[-1] else v) for t, v in pairs]

    def area(end):
        if curve[0][0] > 3 or curve[0][0] >= end or curve[-1][0] < end:
            return None
        total = 0.0
        for (t0, c0), (t1, c1) in itertools.pairwise(curve):
            if t0 >= end:
                break
            stop = min(t1, end)
            if log_down and 0 < c1 < c0:
                rate = math.log(c0 / c1) / (t1 - t0)
                total += c0 * -math.expm1(-rate * (stop - t0)) / rate
            else:
                cs = c0 + (c1 - c0) * (stop - t0) / (t1 - t0)
                total += (c0 + cs) / 2 * (stop - t0)
        return total

    tail = [(t, math.log(v)) for t, v in pairs if v > 0 and t > tmax]
    fits = []
    for start in range(len(tail) - 2):
        t, y = np.array(tail[start:]).T
        if np.ptp(y) == 0:
            continue
        slope = np.polyfit(t - t.mean(), y, 1)[0]
        r = np.corrcoef(t, y)[0, 1]
        if r < 0:
            fits.append((1 - (1 - r * r) * (len(t) - 1) / (len(t) - 2), len(t), slope))
    best = None
    if fits:
        top = max(f[0] for f in fits)
        best = max((f for f in fits if f[0] >= top - 1e-4), key=lambda f: f[1])
    return {
        "cmax": cmax,
        "tmax": tmax,
        "tlast": positive[-1],
        "auc_0_28": area(28.0),
        "auc_0_90": area(90.0),
        "auc_0_last": area(positive[-1]),
        "fit": best,
    }


profile = st.lists(
    st.tuples(st.integers(-3, 120), st.floats(0, 1e4).map(lambda v: round(v, 3))),
    min_size=1,
    max_size=15,
    unique_by=lambda s: s[0],
)


@settings(deadline=None)
@given(st.lists(profile, min_size=1, max_size=6), st.sampled_from(["linear", "linear-up/log-down"]))
def test_batch_is_one_by_one_and_both_follow_the_rules(profiles, auc):
    rules = KineticRules(auc=auc)
    name = np.repeat(np.arange(len(profiles)), [len(p) for p in profiles])
    time = np.array([t for p in profiles for t, _ in p], float)
    value = np.array([v for p in profiles for _, v in p], float)
    batch = noncompartmental_batch(name, time, value, lloq=0.5, rules=rules)
    for i, p in enumerate(profiles):
        t, v = zip(*p, strict=True)
        one = noncompartmental(t, v, lloq=0.5, rules=rules)
        for parameter, got in one.parameters.items():
            assert REASONS[int(batch.reason[parameter][i])] == got.reason
            if got.value is not None:
                assert batch.value[parameter][i] == got.value
        expected = _plain(t, v, 0.5, auc != "linear")
        if expected is None:
            assert one["cmax"].value is None
            continue
        for parameter in ("cmax", "tmax", "tlast", "auc_0_28", "auc_0_90", "auc_0_last"):
            if expected[parameter] is None:
                assert one[parameter].value is None
            else:
                assert one[parameter].value == pytest.approx(expected[parameter], rel=1e-9)
        if expected["fit"] is not None and expected["fit"][0] > 0:
            # Fits within 0.0001 of each other may change places by rounding, no further.
            assert one["half_life_adjusted_r2"].value == pytest.approx(expected["fit"][0], abs=1.1e-4)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.floats(-10, 200), st.just(math.nan)),
            st.one_of(st.floats(0, 1e6), st.sampled_from([math.nan, math.inf, -1.0])),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_any_input_gives_values_or_reasons(samples):
    time, value, blq = zip(*samples, strict=True) if samples else ((), (), ())
    k = noncompartmental(time, value, blq=blq, lloq=0.1)
    for parameter in k.parameters.values():
        assert (parameter.value is None) == (parameter.reason != "")
        assert parameter.value is None or math.isfinite(parameter.value)


def test_a_hundred_thousand_profiles_in_three_seconds():
    generator = np.random.default_rng(5)
    profiles = 100_000
    grid = np.array([0, 1, 3, 5, 7, 9, 11, 14, 21, 28, 42, 60, 90, 120, 180.0])
    size = generator.integers(10, 16, profiles)
    name = np.repeat(np.arange(profiles), size)
    time = grid[np.arange(len(name)) - np.repeat(np.cumsum(size) - size, size)]
    value = 100 * np.exp(generator.normal(0, 0.3, len(name)) - np.abs(time - 9) / np.where(time < 9, 3, 20))
    start = clock.process_time()
    batch = noncompartmental_batch(name, time, value, lloq=0.5)
    assert clock.process_time() - start < 3
    assert len(batch.profile) == profiles


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"auc": "linear_up_log_down"}, "auc: .*'linear_up_log_down'; the nearest is linear-up/log-down"),
        ({"auc": "Linear"}, "auc: .*the nearest is linear"),
        ({"at_zero": "first_sample"}, "at_zero: .*the nearest is first sample"),
        ({"blq_between": "halve"}, "blq_between: .*the nearest is half"),
        ({"blq_after": "half"}, "blq_after: expected one of zero, drop, found 'half'$"),
        ({"windows": (28.0, -5.0)}, "windows: expected ends above 0, found -5.0"),
        ({"windows": (math.nan,)}, "windows"),
        ({"latest_start": -1.0}, "latest_start: expected a number of 0 or more"),
        ({"min_span": math.nan}, "min_span"),
        ({"min_adjusted_r2": 1.5}, "min_adjusted_r2: expected a number of at most 1"),
    ],
)
def test_conventions_there_are_none_of_are_refused(rules, message):
    with pytest.raises(ValueError, match=message):
        KineticRules(**rules)


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="lloq: expected limits of 0 or more, found -1"):
        noncompartmental([0, 7], [1, 2], lloq=-1)


def test_a_peak_at_the_first_sample_is_noted():
    """Sampled from day 7 on and only falling: the highest value may have been on any day before."""
    why = "the highest value is the first sample after the infusion: the peak may lie before it"
    assert why in noncompartmental([7, 14, 28], [60, 40, 6]).notes
    # With a sample at the infusion, or a later value as the highest, there is nothing to say.
    assert why not in noncompartmental([0, 7, 14], [60, 40, 6]).notes
    assert why not in noncompartmental([0, 7, 14], [1, 60, 6]).notes
    assert why not in noncompartmental([7, 9, 14], [60, 61, 6]).notes


def test_one_sample_has_no_area():
    for day in (0, 2):
        got = noncompartmental([day], [50])["auc_0_last"]
        assert got.value is None
        assert got.reason == "the first sample is the last quantified one: there is no area between them"


def test_an_area_beyond_the_range_of_numbers_is_refused():
    for auc in ("linear", "linear-up/log-down"):
        got = kinetics([0, 7, 28], [1e308, 1.5e308, 1e308], auc=auc, windows=(28,))["auc_0_28"]
        assert (got.value, got.reason) == (None, "the numbers are too large to be computed with")
