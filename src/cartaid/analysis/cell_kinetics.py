"""CAR T kinetics: from the samples of ADPC to the parameters of each profile, without a model."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import frozen

from cartaid.engine import Session

CAR_T_TESTS = {"CARTCE": "F", "CARTCOP": "Q"}
"""Test codes of CAR T cells (flow cytometry) and of transgene copies (PCR), and the last letter of their PARAMCDs."""

COLUMNS = {
    **{
        "USUBJID": "VARCHAR",
        "APERIOD": "BIGINT",
        "PARAMCD": "VARCHAR",
        "PARAM": "VARCHAR",
        "PPCAT": "VARCHAR",
    },
    **{
        "METHOD": "VARCHAR",
        "AVAL": "DOUBLE",
        "AVALU": "VARCHAR",
        "ADT": "DATE",
        "ALOW": "DOUBLE",
        "AHIGH": "DOUBLE",
    },
    **{"CNSR": "INTEGER", "ADTLO": "DATE", "ADTHI": "DATE", "STATUS": "VARCHAR", "REASON": "VARCHAR"},
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
    Kinetic(
        "PERSIST", "Persistence: to the first of two samples below quantification", "persistence_time", "day"
    ),
)

TITLES = {"CARTCE": "CAR T cells, flow cytometry", "CARTCOP": "CAR T transgene, PCR"}


def derive_kinetics(session: Session) -> None:
    """Compute the parameters of every CAR T profile of `adpc` and load them as `kinetic_parameter`.

    A profile is one subject, period, test, method, specimen and unit. Days are fractional where sample and infusion
    both have a time of day. A sample whose value was refused is left out, and the reason counts it.
    """
    tests = ", ".join(f"'{test}'" for test in CAR_T_TESTS)
    samples = session.rows(
        "SELECT a.USUBJID, a.APERIOD, a.PARAMCD, a.METHOD, a.SPEC, a.AVALU, p.DAY0, a.RDY, a.ADTM, x.INFUSED, a.AVAL, "
        "a.BLQFL, a.ALLOQ, a.REFUSED, a.ADT FROM adpc AS a "
        "JOIN period AS p ON p.USUBJID = a.USUBJID AND p.APERIOD = a.APERIOD "
        "LEFT JOIN (SELECT USUBJID, EXSTDTC_FIRST AS DAY, max(EXSTDTC_TIME) AS INFUSED FROM sdtm_ex "
        "GROUP BY USUBJID, EXSTDTC_FIRST) AS x ON x.USUBJID = a.USUBJID AND x.DAY = p.DAY0 "
        f"WHERE a.PARAMCD IN ({tests}) AND p.DAY0 IS NOT NULL "
        "ORDER BY a.USUBJID, a.APERIOD, a.PARAMCD, a.METHOD, a.SPEC, a.AVALU, a.ADT, a.ADTM, a.SRCSEQ"
    )
    session.load("kinetic_parameter", COLUMNS, _parameters(samples) if samples else [])


def _parameters(samples: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Give the rows of `kinetic_parameter`."""
    import numpy as np

    from cartaid.statistics.kinetic_rules import REASONS
    from cartaid.statistics.noncompartmental import noncompartmental_batch

    keys = list(dict.fromkeys(sample[:7] for sample in samples))
    number = {key: place for place, key in enumerate(keys)}
    profile = [number[sample[:7]] for sample in samples]
    moments = {(key, _days(s[7], s[8], s[9])): s[14] for key, s in zip(profile, samples, strict=True)}
    refused = [0] * len(keys)
    for place, sample in zip(profile, samples, strict=True):
        refused[place] += sample[10] is None and sample[11] != "Y"
    batch = noncompartmental_batch(
        np.array(profile),
        np.array([_days(sample[7], sample[8], sample[9]) for sample in samples]),
        np.array([np.nan if sample[10] is None else float(sample[10]) for sample in samples]),
        blq=np.array([sample[11] == "Y" for sample in samples]),
        lloq=np.array([np.nan if sample[12] is None else float(sample[12]) for sample in samples]),
    )
    rows = []
    for place, key in enumerate(batch.profile.tolist()):
        usubjid, period, test, method, _, unit, _ = keys[key]
        persisted = float(batch.value["persistence_event"][place])
        low = float(batch.value["persistence_low"][place])
        for kinetic in KINETICS:
            reason = REASONS[int(batch.reason[kinetic.name][place])]
            value = None if reason else float(batch.value[kinetic.name][place])
            notes = [reason] if reason else []
            if refused[key]:
                notes.append(f"samples left out, without a usable value: {refused[key]}")
            timed = kinetic.name == "persistence_time" and value is not None
            gone = timed and persisted == 1
            at = moments.get((key, value)) if kinetic.name in ("tmax", "tlast") or gone else None
            rows.append(
                (
                    usubjid,
                    period,
                    f"{kinetic.code}{CAR_T_TESTS[test]}",
                    f"{kinetic.title} ({TITLES[test]})",
                    test,
                    method,
                    value,
                    {"value": unit, "day": "d", "area": f"{unit}*d" if unit else None}[kinetic.unit],
                    at,
                    low if gone else value if timed else None,
                    value if gone else None,
                    (0 if gone else 1) if timed else None,
                    moments.get((key, low if gone else value)) if timed else None,
                    at if gone else None,
                    "UNDETERMINED" if reason else "DETERMINED",
                    "; ".join(notes) or None,
                    int(batch.samples[place]),
                )
            )
    return rows


def _days(rdy: int, sampled: datetime | None, infused: datetime | None) -> float:
    """Days from the infusion: exact where both times of day are known, else whole days."""
    if sampled is None or infused is None:
        return float(rdy)
    return (sampled - infused).total_seconds() / 86400
