"""CAR T kinetics: from the samples of ADPC to the parameters of each profile, without a model."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cartaid.engine import Session

if TYPE_CHECKING:
    from cartaid.statistics.trapezoid import Rule

CAR_T_TESTS = {"CARTCE": "F", "CARTCOP": "Q"}
"""Test codes of CAR T cells (flow cytometry) and of transgene copies (PCR), and the last letter of their PARAMCDs."""

COLUMNS = {
    "USUBJID": "VARCHAR",
    "APERIOD": "BIGINT",
    "PARAMCD": "VARCHAR",
    "PARAM": "VARCHAR",
    "PPCAT": "VARCHAR",
    "METHOD": "VARCHAR",
    "AVAL": "DOUBLE",
    "AVALU": "VARCHAR",
    "ADT": "DATE",
    "ALOW": "DOUBLE",
    "AHIGH": "DOUBLE",
    "CNSR": "INTEGER",
    "ADTLO": "DATE",
    "ADTHI": "DATE",
    "STATUS": "VARCHAR",
    "REASON": "VARCHAR",
    "SAMPLES": "BIGINT",
}
"""Columns of `kinetic_parameter` with their SQL types."""


@frozen
class Kinetic:
    """One kinetic parameter: code without its last letter, title, name in the statistics room, kind of unit."""

    code: str
    title: str
    name: str
    unit: str


KINETICS = (
    Kinetic("CMAX", "Highest value", "cmax", "value"),
    Kinetic("TMAX", "Day of the highest value", "tmax", "day"),
    Kinetic("CLAST", "Last quantified value", "clast", "value"),
    Kinetic("TLAST", "Day of the last quantified value", "tlast", "day"),
    Kinetic("AUC28", "Area under the curve, day 0 to 28", "auc_0_28", "area"),
    Kinetic("AUC90", "Area under the curve, day 0 to 90", "auc_0_90", "area"),
    Kinetic("AUCLST", "Area under the curve to the last quantified value", "auc_0_last", "area"),
    Kinetic("THALF", "Terminal half-life", "half_life", "day"),
    Kinetic("LAMZNPT", "Samples in the terminal line", "half_life_points", "none"),
    Kinetic("R2ADJ", "Adjusted R2 of the terminal line", "half_life_adjusted_r2", "none"),
    Kinetic("TDOUBLE", "Doubling time during expansion", "doubling_time", "day"),
    Kinetic(
        "PERSIST", "Persistence: to the first of two samples below quantification", "persistence_time", "day"
    ),
)

TITLES = {"CARTCE": "CAR T cells, flow cytometry", "CARTCOP": "CAR T transgene, PCR"}


def derive_kinetics(session: Session) -> None:
    """Compute the parameters of every CAR T profile of `adpc` and load them as `kinetic_parameter`.

    A profile is one subject, period, test, method, specimen and unit. Days are fractional where sample and
    infusion both have a time of day. Of a sample above the range of the assay (>100) only a lower bound is
    known: what rests on its value is not given, and ALOW holds the least that the highest value and the
    areas are. The areas follow the rule `kinetics.auc` of the protocol. A sample whose value was refused is left out of
    the profile in the unit of the test, and the reason counts it, whether or not it is written as below quantification.
    """
    tests = ", ".join(f"'{test}'" for test in CAR_T_TESTS)
    samples = session.rows(
        "SELECT a.USUBJID, a.APERIOD, a.PARAMCD, a.METHOD, a.SPEC, "
        "coalesce(t.UNIT, a.AVALU) AS UNIT, p.DAY0, a.RDY, a.ADTM, x.INFUSED, a.AVAL, "
        "a.BLQFL, a.ALLOQ, a.ADT, a.REFUSED, a.QUALIFIER FROM adpc AS a "
        "JOIN period AS p ON p.USUBJID = a.USUBJID AND p.APERIOD = a.APERIOD "
        "LEFT JOIN infusion_time AS x ON x.USUBJID = a.USUBJID AND x.APERIOD = a.APERIOD "
        "LEFT JOIN unit_test AS t ON t.TESTCD = a.PARAMCD "
        f"WHERE a.PARAMCD IN ({tests}) AND p.DAY0 IS NOT NULL "
        "ORDER BY a.USUBJID, a.APERIOD, a.PARAMCD, a.METHOD, a.SPEC, UNIT, a.ADT, a.ADTM, a.SRCSEQ"
    )
    given = session.rows("SELECT VALUE FROM protocol_setting WHERE NAME = 'kinetics.auc'")
    rule: Rule = given[0][0] if given else "linear-up/log-down"
    session.load("kinetic_parameter", COLUMNS, _parameters(samples, rule) if samples else [])


def _parameters(samples: list[tuple[Any, ...]], rule: Rule) -> list[tuple[Any, ...]]:
    """Give the rows of `kinetic_parameter`; `rule` is that of the areas."""
    import numpy as np

    from cartaid.statistics.kinetic_rules import ALL_BLQ, REASONS, KineticRules
    from cartaid.statistics.noncompartmental import noncompartmental_batch
    from cartaid.statistics.profiles import FIRST_PEAK, LAST_PEAK, MERGED, NO_SAMPLE, NO_TIME_ZERO, NOTES

    keys = list(dict.fromkeys(sample[:7] for sample in samples))
    number = {key: place for place, key in enumerate(keys)}
    profile = [number[sample[:7]] for sample in samples]
    days = [_days(*sample[7:10]) for sample in samples]
    values, flags, limits, dates, refusals, qualifiers = zip(
        *(sample[10:] for sample in samples), strict=True
    )
    below = [flag == "Y" for flag in flags]
    left_out: dict[int, Counter[str]] = {}
    for place, value, is_below, why in zip(profile, values, below, refusals, strict=True):
        if value is None and not is_below:
            left_out.setdefault(place, Counter())[why or "no number"] += 1
    above: dict[int, list[tuple[float, float]]] = {}
    for place, day, value, qualifier in zip(profile, days, values, qualifiers, strict=True):
        if qualifier == ">" and value is not None:
            above.setdefault(place, []).append((day, float(value)))
    sampled: dict[tuple[int, float | None], date] = {
        (place, day): at for place, day, at in zip(profile, days, dates, strict=True)
    }
    batch = noncompartmental_batch(
        np.array(profile),
        np.array(days),
        np.array([np.nan if value is None else float(value) for value in values]),
        blq=np.array(below),
        lloq=np.array([np.nan if limit is None else float(limit) for limit in limits]),
        rules=KineticRules(auc=rule),
    )
    rows = []
    for place, key in enumerate(batch.profile.tolist()):
        usubjid, period, test, method, _, unit, _ = keys[key]
        units = {"value": unit, "day": "d", "area": f"{unit}*d" if unit else None, "none": None}
        refused = left_out.get(key, Counter())
        bounds = above.get(key, [])
        peak, last = (float(batch.value[name][place]) for name in ("cmax", "tlast"))
        for kinetic in KINETICS:
            code = int(batch.reason[kinetic.name][place])
            reason = REASONS[code]
            # Refused values may have shown an expansion: samples below quantification alone do not deny it.
            nothing = bool(refused) and code in (NO_SAMPLE, ALL_BLQ)
            if nothing:
                reason = f"no usable sample: {_refused(refused)}"
            value = None if reason else float(batch.value[kinetic.name][place])
            least = None
            if value is not None and bounds and _rests_on(kinetic.code, bounds, peak, last):
                samples_above = "1 sample" if len(bounds) == 1 else f"{len(bounds)} samples"
                reason = f"{samples_above} above the range of the assay (>): the value is not known"
                least, value = (value if kinetic.unit in ("value", "area") else None), None
            remarks = [reason] if reason else []
            if not reason and batch.notes[place] & NO_TIME_ZERO and kinetic.code.startswith("AUC"):
                remarks.append("there is no sample at time 0: the area starts at the first sample")
            if not reason and batch.notes[place] & MERGED:
                remarks.append(NOTES[MERGED])
            if not reason and kinetic.code in ("CMAX", "TMAX"):
                remarks += [NOTES[bit] for bit in (FIRST_PEAK, LAST_PEAK) if batch.notes[place] & bit]
            if refused and not nothing:
                remarks.append(f"samples left out, without a usable value: {refused.total()}")
            # Persistence is a time with a bound below and, once it has ended, one above; other times are dated.
            lasting = kinetic.code == "PERSIST" and value is not None
            ended = lasting and float(batch.value["persistence_event"][place]) == 1
            low = float(batch.value["persistence_low"][place]) if ended else value if lasting else least
            high = value if ended else None
            dated = ended or kinetic.code in ("TMAX", "TLAST")
            rows.append(
                (
                    *(usubjid, period, f"{kinetic.code}{CAR_T_TESTS[test]}"),
                    *(f"{kinetic.title} ({TITLES[test]})", test, method, value, units[kinetic.unit]),
                    *(sampled.get((key, value)) if dated else None, low, high),
                    *(
                        (0 if ended else 1) if lasting else None,
                        sampled.get((key, low)),
                        sampled.get((key, high)),
                    ),
                    *("UNDETERMINED" if reason else "DETERMINED", "; ".join(remarks) or None),
                    int(batch.samples[place]),
                )
            )
    return rows


def _rests_on(code: str, bounds: list[tuple[float, float]], peak: float, last: float) -> bool:
    """Say whether a parameter rests on values of which only a lower bound is known: (day, bound) of each sample.

    The day of the highest value does not where one sample alone is above the range and its bound is already the highest;
    days of the last quantified sample and of persistence never do.

    >>> [_rests_on("TMAX", bounds, 100.0, 60.0) for bounds in ([(9.0, 100.0)], [(9.0, 80.0)], [(9.0, 100.0)] * 2)]
    [False, True, True]
    >>> [_rests_on(code, [(9.0, 100.0)], 100.0, 60.0) for code in ("CMAX", "AUC28", "CLAST", "TLAST", "PERSIST")]
    [True, True, False, False, False]
    """
    if code == "TMAX":
        return len(bounds) > 1 or bounds[0][1] < peak
    if code == "CLAST":
        return any(day == last for day, _ in bounds)
    return code not in ("TLAST", "PERSIST")


def _refused(reasons: Counter[str]) -> str:
    """Count refused values with the reasons.

    >>> _refused(Counter({"unit unknown: copies/ug": 13}))
    '13 values refused (unit unknown: copies/ug)'
    """
    number = reasons.total()
    return f"{number} {'value' if number == 1 else 'values'} refused ({', '.join(sorted(reasons))})"


def _days(rdy: int, sampled: datetime | None, infused: datetime | None) -> float:
    """Days from the infusion: exact where both times of day are known, else whole days."""
    if sampled is None or infused is None:
        return float(rdy)
    return (sampled - infused).total_seconds() / 86400
