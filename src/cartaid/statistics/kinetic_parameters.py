"""Each kinetic parameter for all profiles at once: columns of values, and columns of reasons where none."""

from __future__ import annotations

import numpy as np

from cartaid.statistics import kinetic_rules as why
from cartaid.statistics.kinetic_rules import KineticRules
from cartaid.statistics.profiles import Flags, Samples
from cartaid.statistics.risk_set import Floats, Ints
from cartaid.statistics.terminal_phase import terminal_phase
from cartaid.statistics.trapezoid import area_until, segments

# Name of a parameter: its values and, where it is not given, the key of the reason (0 where it is).
Columns = dict[str, tuple[Floats, Ints]]


def peak(s: Samples) -> Columns:
    """Peak (`cmax`, `tmax`) and last quantified sample (`clast`, `tlast`).

    Parameters
    ----------
    s : Samples
        Cleaned samples.

    Returns
    -------
    dict of str to (array, array), each of shape (profiles,)
        Values and reasons.

    Examples
    --------
    >>> from cartaid.statistics.profiles import clean_samples
    >>> peak(clean_samples([1, 1, 1], [3.0, 7.0, 9.0], [2.0, 60.0, 60.0]))["tmax"][0].tolist()
    [7.0]
    """
    reason = _base(s)
    at, last = _peak_index(s), _last_quantified(s)
    return {
        "cmax": (_take(s.value, at), reason),
        "tmax": (_take(s.time, at), reason),
        "clast": (_take(s.value, last), reason),
        "tlast": (_take(s.time, last), reason),
    }


def areas(s: Samples, rules: KineticRules) -> Columns:
    """Areas to the end of each window and to the last quantified sample.

    Parameters
    ----------
    s : Samples
        Cleaned samples.
    rules : KineticRules
        Trapezoidal rule, windows, start, and rules for values below quantification.

    Returns
    -------
    dict of str to (array, array), each of shape (profiles,)
        Values (value times time) and reasons.

    Examples
    --------
    >>> from cartaid.statistics.profiles import clean_samples
    >>> rules = KineticRules(auc="linear", windows=(28.0,))
    >>> areas(clean_samples([1, 1], [0.0, 30.0], [3.0, 0.0]), rules)["auc_0_28"][0].round(2).tolist()
    [44.8]
    """
    index = np.arange(len(s.row))
    first, last = _first_of(np.flatnonzero(s.quantified), s), _last_quantified(s)
    below = ~s.quantified
    between = below & (index > first[s.row]) & (index < last[s.row])
    after = below & (index > last[s.row])
    value = np.where(between, s.lloq / 2, s.value) if rules.blq_between == "half" else s.value
    dropped = np.zeros(len(below), dtype=bool)
    if rules.blq_between == "drop":
        dropped |= between
    if rules.blq_after == "drop":
        dropped |= after
    kept = np.flatnonzero(~dropped)
    pieces = segments(s.row[kept], s.time[kept], value[kept], len(s.profile))
    start, start_value = _take(s.time, _first(s)), _take(value, _first(s))
    finish = _take(s.time, _last_of(kept, s))
    from_zero = rules.at_zero == "zero"

    def to(end: Floats, too_late: int = why.LATE_START) -> tuple[Floats, Ints]:
        area = area_until(pieces, end, rules.auc)
        if from_zero:
            # A straight line from nothing at time 0 to the first sample.
            until = np.minimum(start, end)
            slope = np.where(start > 0, start_value / np.where(start > 0, start, 1.0), 0.0)
            area = area + slope * until**2 / 2
        reason = _base(s)
        _set(reason, np.isnan(area), why.NO_LLOQ)
        if not from_zero:
            _set(reason, start > rules.latest_start, why.NO_START, first=True)
            _set(reason, start >= end, too_late, first=True)
        _set(reason, finish < end, why.OPEN_END, first=True)
        _set(reason, np.isinf(area), why.TOO_LARGE)
        return area, reason

    columns = {f"auc_0_{w:g}": to(np.full(len(s.profile), float(w))) for w in rules.windows}
    columns["auc_0_last"] = to(_take(s.time, last), why.ONE_SAMPLE)
    return columns


def half_life(s: Samples, rules: KineticRules) -> Columns:
    """Terminal half-life with the line it comes from.

    Only quantified samples after the peak are used, the peak itself is not. A half-life refused for its line
    keeps the description of the line.

    Parameters
    ----------
    s : Samples
        Cleaned samples.
    rules : KineticRules
        Fewest points, lowest adjusted R2, shortest span.

    Returns
    -------
    dict of str to (array, array), each of shape (profiles,)
        Values and reasons.

    Raises
    ------
    ValueError
        When `min_points` is below 3.

    Examples
    --------
    >>> from cartaid.statistics.profiles import clean_samples
    >>> s = clean_samples([1] * 4, [9.0, 10.0, 11.0, 12.0], [80.0, 40.0, 20.0, 10.0])
    >>> half_life(s, KineticRules())["half_life"][0].round(6).tolist()
    [1.0]
    """
    base = _base(s)
    usable = s.quantified & (np.arange(len(s.row)) > _peak_index(s)[s.row]) & (base[s.row] == 0)
    fit = terminal_phase(
        s.row[usable], s.time[usable], s.value[usable], len(s.profile), min_points=rules.min_points
    )
    rate = -fit.slope
    life = np.log(2) / rate
    span = (fit.end - fit.start) / life
    line = base.copy()
    _set(line, fit.available < rules.min_points, why.FEW_POINTS)
    _set(line, fit.points == 0, why.NO_FALL)
    good = line.copy()
    _set(good, fit.adjusted_r2 < rules.min_adjusted_r2, why.LOW_R2)
    _set(good, span < rules.min_span, why.SHORT_SPAN)
    return {
        "half_life": (life, good),
        "lambda_z": (rate, good),
        "half_life_points": (fit.points.astype(np.float64), line),
        "half_life_start": (fit.start, line),
        "half_life_end": (fit.end, line),
        "half_life_r2": (fit.r2, line),
        "half_life_adjusted_r2": (fit.adjusted_r2, line),
        "half_life_span": (span, line),
    }


def expansion(s: Samples) -> Columns:
    """Doubling time of the rise to the peak, and peak over first sample.

    The rise is the log-linear least-squares line through the quantified samples from the lowest before the
    peak (the last of them if tied: the dip of the first days is distribution) to the peak.

    Parameters
    ----------
    s : Samples
        Cleaned samples.

    Returns
    -------
    dict of str to (array, array), each of shape (profiles,)
        Values and reasons.

    Examples
    --------
    >>> from cartaid.statistics.profiles import clean_samples
    >>> s = clean_samples([1] * 4, [0.0, 2.0, 4.0, 6.0], [3.0, 1.0, 2.0, 4.0])
    >>> expansion(s)["doubling_time"][0].round(6).tolist()
    [2.0]
    """
    reason = _base(s)
    size, index, at = len(s.profile), np.arange(len(s.row)), _peak_index(s)
    early = np.flatnonzero(s.quantified & (index < at[s.row]) & (reason[s.row] == 0))
    lowest = np.full(size, np.inf)
    np.minimum.at(lowest, s.row[early], s.value[early])
    nadir = _last_of(early[s.value[early] == lowest[s.row[early]]], s)
    rising = s.quantified & (nadir[s.row] >= 0) & (index >= nadir[s.row]) & (index <= at[s.row])
    row, t, y = s.row[rising], s.time[rising], np.log(s.value[rising])
    points = np.bincount(row, minlength=size)
    n = np.maximum(points, 1)
    t = t - (np.bincount(row, t, size) / n)[row]
    y = y - (np.bincount(row, y, size) / n)[row]
    tt, ty = np.bincount(row, t * t, size), np.bincount(row, t * y, size)
    rate = np.where(tt > 0, ty / np.where(tt > 0, tt, 1.0), 0.0)
    rise = reason.copy()
    _set(rise, points == 0, why.NO_BEFORE)
    _set(rise, rate <= 0, why.NO_RISE)
    fold = reason.copy()
    begin = _take(np.where(s.quantified, s.value, np.nan), _first(s))
    _set(fold, np.isnan(begin), why.FIRST_BLQ)
    return {
        "doubling_time": (np.log(2) / np.where(rate > 0, rate, np.nan), rise),
        "doubling_points": (points.astype(np.float64), rise),
        "expansion_fold": (_take(s.value, at) / begin, fold),
    }


def persistence(s: Samples) -> Columns:
    """Time at which cells are no longer found, or the last time they were.

    Parameters
    ----------
    s : Samples
        Cleaned samples.

    Returns
    -------
    dict of str to (array, array), each of shape (profiles,)
        `persistence_event` is 1 with the first of two consecutive samples below quantification after the peak
        as time, 0 with the last quantified sample; `persistence_low` is the quantified sample before.

    Examples
    --------
    >>> from cartaid.statistics.profiles import clean_samples
    >>> s = clean_samples([1] * 4, [9.0, 60.0, 90.0, 120.0], [80.0, 3.0, 0.0, 0.0])
    >>> [persistence(s)[name][0].tolist() for name in ("persistence_time", "persistence_event")]
    [[90.0], [1.0]]
    """
    reason = _base(s)
    index = np.arange(len(s.row))
    gone = ~s.quantified & (index > _peak_index(s)[s.row])
    twice = np.flatnonzero(gone[:-1] & gone[1:] & (s.row[1:] == s.row[:-1]))
    at, last = _first_of(twice, s), _last_quantified(s)
    event = at >= 0
    return {
        "persistence_time": (_take(s.time, np.where(event, at, last)), reason),
        "persistence_event": (event.astype(np.float64), reason),
        "persistence_low": (_take(s.time, np.where(event, at - 1, last)), reason),
    }


def _base(s: Samples) -> Ints:
    """Reason that stops every parameter of a profile."""
    return np.where(s.problem > 0, s.problem, np.where(s.quantified_count == 0, why.ALL_BLQ, 0))


def _set(reason: Ints, where: Flags, code: int, *, first: bool = False) -> None:
    """Note a reason where there is none yet (or, `first`, where none stops the whole profile)."""
    reason[where & ((reason == 0) | (first & (reason > why.ALL_BLQ)))] = code


def _peak_index(s: Samples) -> Ints:
    highest = np.zeros(len(s.profile))
    some = s.count > 0
    if some.any():
        highest[some] = np.maximum.reduceat(s.value, s.first[some])
    return _first_of(np.flatnonzero(s.quantified & (s.value == highest[s.row])), s)


def _last_quantified(s: Samples) -> Ints:
    return _last_of(np.flatnonzero(s.quantified), s)


def _first(s: Samples) -> Ints:
    return np.where(s.count > 0, s.first, -1)


def _first_of(index: Ints, s: Samples) -> Ints:
    """First of some samples in each profile, -1 where there is none."""
    out = np.full(len(s.profile), -1, dtype=np.int64)
    # Of several assignments to one place numpy keeps the last, hence the reversal.
    out[s.row[index[::-1]]] = index[::-1]
    return out


def _last_of(index: Ints, s: Samples) -> Ints:
    """Last of some samples in each profile, -1 where there is none."""
    out = np.full(len(s.profile), -1, dtype=np.int64)
    out[s.row[index]] = index
    return out


def _take(column: Floats, index: Ints) -> Floats:
    """Values at some samples, NaN for -1."""
    if len(column) == 0:
        return np.full(len(index), np.nan)
    return np.where(index >= 0, column[index], np.nan)
