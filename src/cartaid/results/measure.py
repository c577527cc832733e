"""From counts and values to ARD rows, each formatted once, as a journal prints it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from attrs import evolve, frozen

from cartaid.results.ard import Result
from cartaid.results.display import FOOTNOTE
from cartaid.statistics.binomial import binomial_interval
from cartaid.statistics.estimate import Estimate


@frozen
class Place:
    """Where a number stands and from which records it comes: everything of a result but the number."""

    display: str
    row: str = ""
    column: str = ""
    label: str = ""
    group: str = ""
    heading: str = ""
    order: int = 0
    dataset: str = ""
    filter: str = ""

    def at(self, **changes: object) -> Place:
        """Give the same place with some parts changed."""
        return evolve(self, **changes)  # type: ignore[arg-type]


def figure(value: float, digits: int = 3) -> str:
    """Write a number with at most so many significant digits, never cutting whole ones, for reading.

    >>> [figure(v) for v in (0.0, 8.0, 0.6721, 15.03, 32749.6, -3.25, 1e-9)]
    ['0', '8', '0.672', '15', '32 750', '−3.25', '0.000000001']
    """
    if value == 0:
        return "0"
    return rounded(value, max(digits - 1 - math.floor(math.log10(abs(value))), 0))


def rounded(value: float, decimals: int) -> str:
    """Write a number with at most so many decimals.

    >>> rounded(47.2, 0), rounded(0.5, 2), rounded(-0.001, 2)
    ('47', '0.5', '0')
    """
    text = f"{abs(value):,.{decimals}f}".replace(",", " ")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def percent(fraction: float) -> str:
    """Write a fraction as percent with at most one decimal, without the sign.

    >>> percent(8 / 8), percent(0.6305833), percent(1 / 15)
    ('100', '63.1', '6.7')
    """
    return f"{100 * fraction:.1f}".removesuffix(".0")


def between(low: str, high: str) -> str:
    """Write a range; with a minus sign in it the dash becomes a word.

    >>> between("4", "29"), between("−15", "−9")
    ('4–29', '−15 to −9')
    """
    return f"{low} to {high}" if "−" in low + high else f"{low}–{high}"


@lru_cache(maxsize=4096)
def interval(count: int, of: int) -> Estimate:
    """Give the exact interval of a proportion."""
    return binomial_interval(count, of)


def result(
    place: Place,
    statistic: str,
    text: str,
    *,
    value: float | None = None,
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    N: int | None = None,
    method: str = "",
) -> Result:
    """Give a result whose text is already written."""
    return Result(
        place.display,
        place.row,
        place.column,
        statistic,
        value,
        low,
        high,
        n,
        N,
        method,
        text,
        place.label or place.row,
        place.group,
        place.heading,
        place.order,
        place.dataset,
        place.filter,
    )


def share(place: Place, count: int, of: int, *, patients: int | None = None, undetermined: int = 0) -> Result:
    """Give x/N with its exact interval; `patients` is the whole group where not all of it could be judged.

    >>> share(Place("d"), 8, 8).text
    '8/8 (100 %; 63.1–100)'
    >>> share(Place("d"), 6, 7, patients=9, undetermined=1).text
    '6/7 (85.7 %; 42.1–99.6); of 9 patients 1 undetermined, 1 not assessed'
    >>> share(Place("d"), 0, 0, patients=4).text
    'NE: nobody could be judged; of 4 patients 4 not assessed'
    """
    rest = _not_judged(of, patients, undetermined)
    if of == 0:
        text = "NE: nobody could be judged" + rest
        return result(place, "x/N", text, n=0, N=0, method="")
    found = interval(count, of)
    assert found.low is not None
    assert found.high is not None
    text = f"{count}/{of} ({percent(count / of)} %; {between(percent(found.low), percent(found.high))}){rest}"
    return result(
        place, "x/N", text, value=count, low=found.low, high=found.high, n=count, N=of, method=found.method
    )


def bounded(
    place: Place, count: int, of: int, *, patients: int | None = None, undetermined: int = 0
) -> Result:
    """Give x/N, or its lowest and highest possible count where some patients could not be judged.

    Whether a safety event could be judged hangs on what happened, so a percentage of those judged alone misleads. The
    limits are the lower one of the lowest and the upper one of the highest count; N are all who were looked at.

    >>> bounded(Place("d"), 0, 36, patients=254, undetermined=218).text
    '0 to 218 of 254 (0–89.9 %)'
    >>> bounded(Place("d"), 1, 2, patients=4, undetermined=1).text
    '1 to 2 of 3 (0.8–99.2 %); of 4 patients 1 not assessed'
    >>> bounded(Place("d"), 0, 8, patients=8).text
    '0/8 (0 %; 0–36.9)'
    """
    if not undetermined:
        return share(place, count, of, patients=patients)
    total = of + undetermined
    low, high = interval(count, total), interval(count + undetermined, total)
    assert low.low is not None
    assert high.high is not None
    text = (
        f"{count} to {count + undetermined} of {total} ({between(percent(low.low), percent(high.high))} %)"
        f"{_not_judged(total, patients, 0)}"
    )
    return result(
        place,
        "x/N",
        text,
        low=low.low,
        high=high.high,
        n=count,
        N=total,
        method=f"{low.method}, of both bounds",
    )


def _not_judged(of: int, patients: int | None, undetermined: int) -> str:
    if patients is None or patients == of:
        return ""
    parts = [f"{undetermined} undetermined"] if undetermined else []
    if other := patients - of - undetermined:
        parts.append(f"{other} not assessed")
    return f"; of {patients} patient{'' if patients == 1 else 's'} {', '.join(parts)}"


def tally(place: Place, count: int, of: int) -> Result:
    """Give x/N as a plain count of patients, without an interval (flow, reasons)."""
    return result(place, "x/N", f"{count}/{of}", value=count, n=count, N=of)


def median_range(
    place: Place, median: float | None, low: float | None, high: float | None, n: int, of: int | None = None
) -> Result:
    """Give median and range, one number where all are equal; `of` is the number of patients the n stand for.

    >>> median_range(Place("d"), 15.0, 4.0, 29.0, 15).text
    '15 (4–29)'
    >>> median_range(Place("d"), None, None, None, 0).text
    'NE: no value'
    >>> median_range(Place("d"), 0.0, 0.0, 0.0, 8).text
    '0'
    """
    if n == 0 or median is None or low is None or high is None:
        return result(place, "median (range)", "NE: no value", n=0, N=of)
    text = figure(median) if low == high else f"{figure(median)} ({between(figure(low), figure(high))})"
    return result(place, "median (range)", text, value=median, low=low, high=high, n=n, N=of)


def mean_sd(place: Place, mean: float | None, sd: float | None, n: int, of: int | None = None) -> Result:
    """Give mean and standard deviation; `low` and `high` are one standard deviation away.

    >>> mean_sd(Place("d"), 112.0, 47.2, 15).text
    '112 ± 47'
    >>> mean_sd(Place("d"), 112.0, None, 1).text
    '112 (one value)'
    """
    if n == 0 or mean is None:
        return result(place, "mean ± SD", "NE: no value", n=0, N=of)
    if sd is None:
        return result(place, "mean ± SD", f"{figure(mean)} (one value)", value=mean, n=n, N=of)
    larger = max(abs(mean), sd)
    decimals = 0 if larger == 0 else max(2 - math.floor(math.log10(larger)), 0)
    text = f"{rounded(mean, decimals)} ± {rounded(sd, decimals)}"
    return result(place, "mean ± SD", text, value=mean, low=mean - sd, high=mean + sd, n=n, N=of)


def estimate(
    place: Place,
    statistic: str,
    found: Estimate,
    *,
    n: int | None = None,
    N: int | None = None,
    scale: float = 1.0,
    unit: str = "",
) -> Result:
    """Give an estimate with its limits, or why there is none; an upper limit not reached is NR, a lower one NE.

    >>> estimate(Place("d"), "rate", Estimate(0.5, 0.2, 0.8, 0.95, "m"), scale=100, unit=" %").text
    '50 % (20–80)'
    >>> estimate(Place("d"), "median", Estimate(4, None, None, 0.95, "m", "upper limit not reached")).text
    '4 (NE–NR)'
    >>> estimate(Place("d"), "median", Estimate(None, None, None, 0.95, "m", "not reached")).text
    'NE: not reached'
    """
    if found.estimate is None:
        return result(place, statistic, f"NE: {found.reason}", n=n, N=N, method=found.method)
    low, high = (None if v is None else v * scale for v in (found.low, found.high))
    value = found.estimate * scale
    text = figure(value) + unit
    if low is None and high is None and "not reached" not in found.reason:
        # A few pairs cannot give limits of the level asked for; the cell says so, the reason goes to the method.
        text += " (limits NE)"
    else:
        text += f" ({between('NE' if low is None else figure(low), 'NR' if high is None else figure(high))})"
    return result(place, statistic, text, value=value, low=low, high=high, n=n, N=N, method=found.method)


def words(place: Place, text: str, *, n: int | None = None, N: int | None = None) -> Result:
    """Give a cell that is text or a single number already written."""
    return result(place, "text", text, n=n, N=N)


def note(display: str, text: str, number: int = 0) -> Result:
    """Give a footnote of a display."""
    return result(Place(display, row=f"note {number}"), FOOTNOTE, text)


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, lowest and highest of at least one value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return median, ordered[0], ordered[-1]
