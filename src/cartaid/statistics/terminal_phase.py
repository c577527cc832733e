"""Terminal slopes of many profiles at once: which points, how good a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cartaid.statistics.risk_set import Floats, Ints

# A fit with more points is preferred unless its adjusted R2 is lower than the best by more than this.
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class TerminalPhase:
    """Log-linear fit to the last points of each profile; NaN where there is none.

    Parameters
    ----------
    slope : array, shape (profiles,)
        Of the natural logarithm against time, below 0.
    r2, adjusted_r2 : array, shape (profiles,)
        Coefficient of determination, plain and adjusted.
    start, end : array, shape (profiles,)
        Times of the first and last point used.
    points : array of int, shape (profiles,)
        Points used, 0 where there is no fit.
    available : array of int, shape (profiles,)
        Points that could have been used.
    """

    slope: Floats
    r2: Floats
    adjusted_r2: Floats
    start: Floats
    end: Floats
    points: Ints
    available: Ints


def terminal_phase(
    row: Ints, time: Floats, value: Floats, profiles: int, min_points: int = 3
) -> TerminalPhase:
    """Fit the falling line through the last points with the best adjusted R2.

    For each profile every set of last points (the last three, four, ...) is fitted. Among the fits that fall
    and whose adjusted R2 is within 0.0001 of the best, the one with the most points is taken.

    Parameters
    ----------
    row : array of int, shape (samples,)
        Index of the profile of each point, sorted, times ascending within. Only points fit for use: after the
        peak and above quantification.
    time, value : array, shape (samples,)
        Points, values above 0.
    profiles : int
        Number of profiles.
    min_points : int
        Fewest points of a fit, 3 or more.

    Returns
    -------
    TerminalPhase
        One fit for each profile that allows one.

    Raises
    ------
    ValueError
        When `min_points` is below 3: two points always make a perfect line.

    References
    ----------
    The rule of PKNCA (Denney, Duvvuri & Buckeridge 2015, doi:10.1007/s10928-015-9432-2) and of WinNonlin.

    Examples
    --------
    >>> fit = terminal_phase(np.zeros(3, int), np.array([28.0, 60.0, 100.0]), np.array([6.0, 2.0, 1.0]), 1)
    >>> round(float(np.log(2) / -fit.slope[0]), 1), round(float(fit.adjusted_r2[0]), 3)
    (28.2, 0.926)
    """
    if min_points < 3:
        raise ValueError(f"min_points must be 3 or more, not {min_points}")
    available = np.bincount(row, minlength=profiles)
    last = np.cumsum(available) - 1
    log_value = np.log(value)
    # One fit for every point, through it and all later points of its profile.
    slope, r2, adjusted = (np.full(len(row), np.nan) for _ in range(3))
    mean_t, mean_y, tt, ty, yy = (np.zeros(profiles) for _ in range(5))
    for used in range(1, int(available.max(initial=0)) + 1):
        p = np.flatnonzero(available >= used)
        at = last[p] - used + 1
        # Welford's update: sums of squares about the mean, without subtracting large numbers.
        dt, dy = time[at] - mean_t[p], log_value[at] - mean_y[p]
        mean_t[p] += dt / used
        mean_y[p] += dy / used
        tt[p] += dt * (time[at] - mean_t[p])
        ty[p] += dt * (log_value[at] - mean_y[p])
        yy[p] += dy * (log_value[at] - mean_y[p])
        if used >= min_points:
            falls = ty[p] < 0
            p, at = p[falls], at[falls]
            slope[at] = ty[p] / tt[p]
            r2[at] = np.minimum(ty[p] ** 2 / (tt[p] * yy[p]), 1.0)
            adjusted[at] = 1 - (1 - r2[at]) * (used - 1) / (used - 2)
    return _best(row, time, slope, r2, adjusted, last, available)


def _best(
    row: Ints, time: Floats, slope: Floats, r2: Floats, adjusted: Floats, last: Ints, available: Ints
) -> TerminalPhase:
    profiles = len(available)
    best = np.full(profiles, -np.inf)
    fitted = np.flatnonzero(~np.isnan(adjusted))
    np.maximum.at(best, row[fitted], adjusted[fitted])
    good = fitted[adjusted[fitted] >= best[row[fitted]] - _TOLERANCE]
    # The earliest start has the most points, and np.unique finds the first; rows are in time order.
    p, where = np.unique(row[good], return_index=True)
    chosen = good[where]
    out = {name: np.full(profiles, np.nan) for name in ("slope", "r2", "adjusted", "start", "end")}
    out["slope"][p], out["r2"][p], out["adjusted"][p] = slope[chosen], r2[chosen], adjusted[chosen]
    out["start"][p], out["end"][p] = time[chosen], time[last[p]]
    points = np.zeros(profiles, dtype=np.int64)
    points[p] = last[p] - chosen + 1
    return TerminalPhase(
        out["slope"], out["r2"], out["adjusted"], out["start"], out["end"], points, available
    )
