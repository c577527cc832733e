"""Dose and drug status on each assessment date: one row a patient and date, every value three-valued."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.settings import MedicationSettings

LEVELS = ("GC", "IS", "BIO", "AM")
"""Levels of drug freedom: glucocorticoid, immunosuppressive, biologic, antimalarial."""


def overlap(first: str, last: str, start: str, end: str) -> str:
    """Give the SQL of the number of days from `start` to `end` that lie between `first` and `last`."""
    return f"greatest(0, date_diff('day', greatest({first}, {start}), least({last}, {end})) + 1)"


def dose_on_day(settings: MedicationSettings) -> tuple[str, str]:
    """Give the SQL of the low and high prednisone equivalent one exposure adds on one date ADT (before summing).

    With the basis `mean_14d` it is the amount over 14 days. Pulses are left to `drug_day`.
    """
    if settings.dose_basis == "mean_14d":
        sure = overlap("SURE_FROM", "SURE_TO", "ADT - 13", "ADT")
        maybe = overlap("POSSIBLE_FROM", "POSSIBLE_TO", "ADT - 13", "ADT")
        return f"CASE WHEN SURE_FROM IS NOT NULL THEN PRED_LOW * {sure} ELSE 0 END", f"PRED_HIGH * {maybe}"
    low, high = "PRED_LOW", "PRED_HIGH"
    if settings.dose_basis == "on_visit_day":
        # Without a complete start date, or with unevenly spaced dosing days, the day may or may not be one of them.
        dosing = "date_diff('day', START_DAY, ADT) % PERIOD_DAYS = 0"
        low = f"CASE WHEN PERIOD_DAYS = 1 OR {dosing} THEN ON_DAY_LOW ELSE 0 END"
        high = f"CASE WHEN PERIOD_DAYS > 1 AND NOT ({dosing}) THEN 0 ELSE ON_DAY_HIGH END"
    return (
        f"CASE WHEN SURE_FROM <= ADT AND ADT <= SURE_TO THEN {low} ELSE 0 END",
        f"CASE WHEN ADT <= POSSIBLE_TO THEN {high} ELSE 0 END",
    )


def drug_day(settings: MedicationSettings) -> Relation:
    """Give the dose and every drug status of each patient on each assessment date.

    PRED_LOW/PRED_HIGH is the prednisone equivalent (mg/day) without pulses by the chosen basis, HIGH NULL when it has
    no bound. GCFREE, ISFREE, BIOFREE, AMFREE are TRUE when nothing of the level was taken on any of the last
    `window_days` days, FALSE when something surely was, NULL when that cannot be said. OFF = no glucocorticoid,
    immunosuppressive or biologic; DRUGFREE = OFF and no antimalarial. IS_STABLE, IS_STANDARD and INVESTIGATIONAL are
    those of DORIS and LLDAS. `*_BY` names the record (RECORD of `drug_record`) that decides, `*_OPEN` one that leaves
    open, CARRY_BY a biologic that may still act, LAST_BIO the last possible day of an earlier biologic. PULSE_LOW and
    PULSE_HIGH are the mg of pulses from day 0 to ADT. PRESENT is FALSE when the study has no CM row at all, and then
    nothing is said.

    Parameters: `settings`. Returns relation `drug_day`, one row a distinct USUBJID and ADT. Sources: DORIS 2021
    (doi 10.1136/lupus-2021-000538), LLDAS (doi 10.1136/annrheumdis-2015-207726); the drug-free rule is this
    project's own.
    """
    low, high = dose_on_day(settings)
    k, w = settings.window_days, settings.stable_window_days
    per_level = ",\n        ".join(
        f"min(RECORD) FILTER (WHERE LEVEL = '{level}' AND SURE_WINDOW) AS {level}_BY,\n        "
        f"min(RECORD) FILTER (WHERE LEVEL = '{level}' AND MAYBE_WINDOW) AS {level}_OPEN"
        for level in LEVELS
    )
    free = ",\n        ".join(
        f"CASE WHEN {level}_BY IS NOT NULL THEN FALSE WHEN {level}_OPEN IS NULL AND PRESENT THEN TRUE END "
        f"AS {level}FREE"
        for level in LEVELS
    )
    bio = "BIOFREE"
    if settings.carry_over == "exclude":
        bio = "CASE WHEN BIOFREE AND CARRY_BY IS NOT NULL THEN FALSE ELSE BIOFREE END"
    divisor = 14 if settings.dose_basis == "mean_14d" else 1
    stopped = maybe_stopped = ""
    if not settings.reduction_is_stable:
        stopped = f"OR (STOPS AND LEVEL IN ('IS', 'BIO') AND COUNT_SURE_TO < ADT AND COUNT_SURE_TO >= ADT - {w})"
        maybe_stopped = (
            f"OR (STOPS AND LEVEL IN ('IS', 'BIO') AND COUNT_POSSIBLE_TO >= ADT - {w} "
            "AND (COUNT_SURE_TO IS NULL OR COUNT_SURE_TO < ADT))"
        )
    columns = (
        *("USUBJID", "ADT", "PRESENT", "PRED_LOW", "PRED_HIGH", "DOSE_OPEN", "PULSE", "PULSE_LOW", "PULSE_HIGH"),
        *("REPLACEMENT", "GCFREE", "ISFREE", "BIOFREE", "AMFREE", "OFF", "DRUGFREE", "IS_STABLE", "IS_STANDARD"),
        *("INVESTIGATIONAL", "GC_BY", "GC_OPEN", "IS_BY", "IS_OPEN", "BIO_BY", "BIO_OPEN", "AM_BY", "AM_OPEN"),
        *("STABLE_BY", "STABLE_OPEN", "STANDARD_BY", "STANDARD_OPEN", "INVESTIGATIONAL_BY", "INVESTIGATIONAL_OPEN"),
        *("CARRY_BY", "LAST_BIO"),
    )
    sql = f"""
WITH asked AS (
    SELECT DISTINCT USUBJID, ADT FROM assessment_date WHERE ADT IS NOT NULL
), pair AS (
    SELECT d.USUBJID, d.ADT, e.RECORD, e.LEVEL, e.PULSE, e.REPLACEMENT, e.POSSIBLE_FROM, e.POSSIBLE_TO, e.BREAKS,
        e.STANDARD, e.INVESTIGATIONAL, e.CARRY_OVER, e.STOPS, e.START_LAST, e.STOPPED_BY,
        e.COUNT_SURE_FROM, e.COUNT_SURE_TO, e.COUNT_POSSIBLE_FROM, e.COUNT_POSSIBLE_TO,
        CASE WHEN e.IS_GC AND e.PULSE IS FALSE THEN {low} ELSE 0 END AS LOW_NOW,
        CASE WHEN e.IS_GC AND e.PULSE IS NOT TRUE THEN {high} ELSE 0 END AS HIGH_NOW,
        CASE WHEN e.PULSE AND e.SURE_FROM IS NOT NULL
            THEN e.PRED_LOW * {overlap("e.SURE_FROM", "e.SURE_TO", "e.DAY_0", "d.ADT")} ELSE 0 END AS PULSE_LOW,
        CASE WHEN e.PULSE IS NOT FALSE AND e.IS_GC
            THEN e.PRED_HIGH * {overlap("e.POSSIBLE_FROM", "e.POSSIBLE_TO", "e.DAY_0", "d.ADT")} ELSE 0 END AS PULSE_HIGH,
        e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO > d.ADT - {k} AS SURE_WINDOW,
        e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO > d.ADT - {k}
            AND (e.STOPPED_BY IS NULL OR d.ADT < e.STOPPED_BY) AS MAYBE_WINDOW,
        e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO >= d.ADT AS SURE_NOW,
        e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO >= d.ADT AS MAYBE_NOW
    FROM asked AS d LEFT JOIN drug_exposure AS e
        ON e.USUBJID = d.USUBJID AND e.POSSIBLE_FROM <= d.ADT AND e.REACH >= d.ADT
), met AS (
    SELECT USUBJID, ADT, sum(LOW_NOW) AS DOSE_LOW, sum(HIGH_NOW) AS DOSE_HIGH,
        min(RECORD) FILTER (WHERE HIGH_NOW IS NULL) AS DOSE_UNBOUNDED,
        min(RECORD) FILTER (WHERE HIGH_NOW IS DISTINCT FROM LOW_NOW) AS DOSE_OPEN,
        bool_or(PULSE IS NOT FALSE AND POSSIBLE_TO >= ADT AND RECORD IS NOT NULL) AS PULSE,
        sum(PULSE_LOW) AS PULSE_LOW, sum(PULSE_HIGH) AS PULSE_HIGH,
        bool_or(coalesce(REPLACEMENT AND POSSIBLE_TO >= ADT, FALSE)) AS REPLACEMENT,
        {per_level},
        min(RECORD) FILTER (WHERE (BREAKS AND COUNT_SURE_FROM IS NOT NULL AND START_LAST <= ADT
            AND POSSIBLE_FROM > ADT - {w}) {stopped}) AS STABLE_BY,
        min(RECORD) FILTER (WHERE (BREAKS IS NOT FALSE AND COUNT_POSSIBLE_FROM <= ADT AND START_LAST > ADT - {w}
            AND (STOPPED_BY IS NULL OR START_LAST < STOPPED_BY)) {maybe_stopped}) AS STABLE_OPEN,
        min(RECORD) FILTER (WHERE SURE_NOW AND STANDARD IS FALSE AND LEVEL <> 'GC') AS STANDARD_BY,
        min(RECORD) FILTER (WHERE MAYBE_NOW AND STANDARD IS NOT TRUE AND LEVEL <> 'GC') AS STANDARD_OPEN,
        min(RECORD) FILTER (WHERE SURE_NOW AND INVESTIGATIONAL) AS INVESTIGATIONAL_BY,
        min(RECORD) FILTER (WHERE MAYBE_NOW AND INVESTIGATIONAL) AS INVESTIGATIONAL_OPEN,
        min(RECORD) FILTER (WHERE LEVEL = 'BIO' AND COUNT_POSSIBLE_TO <= ADT - {k}
            AND COUNT_POSSIBLE_TO + CARRY_OVER >= ADT) AS CARRY_BY,
        max(COUNT_POSSIBLE_TO) FILTER (WHERE LEVEL = 'BIO' AND COUNT_POSSIBLE_TO < ADT) AS LAST_BIO
    FROM pair GROUP BY USUBJID, ADT
), logged AS (
    SELECT m.*, (SELECT count(*) FROM sdtm_cm) > 0 AS PRESENT FROM met AS m
), judged AS (
    SELECT l.*,
        {free},
        CASE WHEN STABLE_BY IS NOT NULL THEN FALSE WHEN STABLE_OPEN IS NULL AND PRESENT THEN TRUE END AS IS_STABLE,
        CASE WHEN STANDARD_BY IS NOT NULL THEN FALSE WHEN STANDARD_OPEN IS NULL AND PRESENT THEN TRUE END AS IS_STANDARD,
        CASE WHEN INVESTIGATIONAL_BY IS NOT NULL THEN TRUE
             WHEN INVESTIGATIONAL_OPEN IS NULL AND PRESENT THEN FALSE END AS INVESTIGATIONAL
    FROM logged AS l
), carried AS (
    SELECT USUBJID, ADT, PRESENT,
        CAST(round(CAST(DOSE_LOW AS DOUBLE) / {divisor}, 6) AS DECIMAL(18,6)) AS PRED_LOW,
        CASE WHEN PRESENT AND DOSE_UNBOUNDED IS NULL
            THEN CAST(round(CAST(DOSE_HIGH AS DOUBLE) / {divisor}, 6) AS DECIMAL(18,6)) END AS PRED_HIGH,
        DOSE_OPEN, PULSE, CAST(round(PULSE_LOW, 6) AS DECIMAL(18,6)) AS PULSE_LOW,
        CAST(round(PULSE_HIGH, 6) AS DECIMAL(18,6)) AS PULSE_HIGH, REPLACEMENT,
        GCFREE, ISFREE, {bio} AS BIOFREE, AMFREE, IS_STABLE, IS_STANDARD, INVESTIGATIONAL,
        GC_BY, GC_OPEN, IS_BY, IS_OPEN, BIO_BY, BIO_OPEN, AM_BY, AM_OPEN, STABLE_BY, STABLE_OPEN, STANDARD_BY,
        STANDARD_OPEN, INVESTIGATIONAL_BY, INVESTIGATIONAL_OPEN, CARRY_BY, LAST_BIO
    FROM judged
)
SELECT {", ".join(columns[: columns.index("OFF")])},
    GCFREE AND ISFREE AND BIOFREE AS OFF, GCFREE AND ISFREE AND BIOFREE AND AMFREE AS DRUGFREE,
    {", ".join(columns[columns.index("IS_STABLE") :])}
FROM carried
"""
    return Relation("drug_day", sql, ("sdtm_cm", "assessment_date", "drug_exposure"), columns)
