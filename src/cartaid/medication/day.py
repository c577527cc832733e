"""Dose and drug status on each assessment date: one row a patient and date, every value three-valued."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.settings import MedicationSettings

LEVELS = ("GC", "IS", "BIO", "AM")
"""Levels of drug freedom: glucocorticoid, immunosuppressive, biologic, antimalarial."""

# A record that leaves open is numbered above every record that decides, so that one `min` finds the deciding one first.
LEFT_OPEN = 1_000_000_000_000


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
        high = f"CASE WHEN {maybe} > 0 THEN PRED_HIGH * {maybe} ELSE 0 END"
        return f"CASE WHEN SURE_FROM IS NOT NULL THEN PRED_LOW * {sure} ELSE 0 END", high
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
    no bound; LONG_COURSE says that it holds a dose of the height of a pulse that was given for too long to be one.
    GCFREE, ISFREE, BIOFREE, AMFREE are TRUE when nothing of the level was taken on any of the last `window_days`
    days, FALSE when something surely was, NULL when that cannot be said. OFF = no glucocorticoid, immunosuppressive
    or biologic; DRUGFREE = OFF and no antimalarial. IS_STABLE, IS_STANDARD and INVESTIGATIONAL are those of DORIS and
    LLDAS. `*_CODE` is the RECORD of `drug_record` that decides against, or LEFT_OPEN more than the RECORD that leaves
    open; NULL where there is neither. CARRY_BY is a biologic that may still act, LAST_BIO the last possible day of an
    earlier biologic. PULSE_LOW and PULSE_HIGH are the mg of pulses from day 0 to ADT. PRESENT is FALSE when the study
    has no CM row at all, and then nothing is said.

    Parameters: `settings`. Returns relation `drug_day`, one row a distinct USUBJID and ADT. Sources: DORIS 2021
    (doi 10.1136/lupus-2021-000538), LLDAS (doi 10.1136/annrheumdis-2015-207726); the drug-free rule is this
    project's own.
    """
    low, high = dose_on_day(settings)
    k, w = settings.window_days, settings.stable_window_days
    per_level = ",\n        ".join(
        f"min(CASE WHEN LEVEL IN ('{level}', 'UNKNOWN') THEN WINDOW_CODE END) AS {level}_CODE"
        for level in LEVELS
    )
    free = ",\n        ".join(
        f"CASE WHEN {level}_CODE < {LEFT_OPEN} THEN FALSE WHEN {level}_CODE IS NULL AND PRESENT THEN TRUE END "
        f"AS {level}FREE"
        for level in LEVELS
    )
    bio = "BIOFREE"
    if settings.carry_over == "exclude":
        bio = "CASE WHEN BIOFREE AND CARRY_BY IS NOT NULL THEN FALSE ELSE BIOFREE END"
    # A log that was not kept is no freedom from drugs, of a study or of one patient.
    present, kept = "(SELECT count(*) FROM sdtm_cm) > 0", ""
    if settings.patient_without_records == "unknown":
        present = "k.USUBJID IS NOT NULL"
        kept = "\n    LEFT JOIN (SELECT DISTINCT USUBJID FROM sdtm_cm) AS k ON k.USUBJID = m.USUBJID"
    divisor = 14 if settings.dose_basis == "mean_14d" else 1
    stops = maybe_stops = ""
    if not settings.reduction_is_stable:
        stops = (
            " OR (e.STOPS AND e.LEVEL IN ('IS', 'BIO') AND e.COUNT_SURE_TO < d.ADT "
            f"AND e.COUNT_SURE_TO >= d.ADT - {w})"
        )
        maybe_stops = (
            f" OR (e.STOPS AND e.LEVEL IN ('IS', 'BIO') AND e.COUNT_POSSIBLE_TO >= d.ADT - {w} "
            "AND (e.COUNT_SURE_TO IS NULL OR e.COUNT_SURE_TO < d.ADT))"
        )
    codes = tuple(f"{code}_CODE" for code in (*LEVELS, "STABLE", "STANDARD", "INVESTIGATIONAL"))
    columns = (
        *(
            "USUBJID",
            "ADT",
            "PRESENT",
            "PRED_LOW",
            "PRED_HIGH",
            "DOSE_CODE",
            "PULSE",
            "LONG_COURSE",
            "PULSE_LOW",
            "PULSE_HIGH",
        ),
        *(
            "REPLACEMENT",
            "GCFREE",
            "ISFREE",
            "BIOFREE",
            "AMFREE",
            "OFF",
            "DRUGFREE",
            "IS_STABLE",
            "IS_STANDARD",
        ),
        *("INVESTIGATIONAL", *codes, "CARRY_BY", "LAST_BIO"),
    )
    # One pass over all exposures for what every visit asks; what few records bear on (pulses, replacement, biologics
    # of the past, doses above the standard, investigational drugs) in a second pass over those few.
    sql = f"""
WITH asked AS (
    SELECT DISTINCT USUBJID, ADT FROM assessment_date WHERE ADT IS NOT NULL
), pair AS (
    SELECT d.USUBJID, d.ADT, e.RECORD, e.LEVEL,
        CAST(CASE WHEN e.IS_GC AND e.PULSE IS FALSE THEN {low} ELSE 0 END AS DOUBLE) AS LOW_NOW,
        CAST(CASE WHEN (e.IS_GC OR e.LEVEL = 'UNKNOWN') AND e.PULSE IS NOT TRUE THEN {high} ELSE 0 END AS DOUBLE) AS HIGH_NOW,
        CASE WHEN e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO > d.ADT - {k} THEN e.RECORD
             WHEN e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO > d.ADT - {k}
                AND (e.STOPPED_BY IS NULL OR d.ADT < e.STOPPED_BY) THEN e.RECORD + {LEFT_OPEN} END AS WINDOW_CODE,
        CASE WHEN (e.BREAKS AND e.COUNT_SURE_FROM IS NOT NULL AND e.START_LAST <= d.ADT
                AND e.POSSIBLE_FROM > d.ADT - {w}){stops} THEN e.RECORD
             WHEN (e.BREAKS IS NOT FALSE AND e.COUNT_POSSIBLE_FROM <= d.ADT AND e.START_LAST > d.ADT - {w}
                AND (e.STOPPED_BY IS NULL OR e.START_LAST < e.STOPPED_BY)){maybe_stops} THEN e.RECORD + {LEFT_OPEN}
            END AS STABLE_CODE
    FROM asked AS d LEFT JOIN drug_exposure AS e
        ON e.USUBJID = d.USUBJID AND e.POSSIBLE_FROM <= d.ADT AND e.REACH >= d.ADT
), met AS (
    SELECT USUBJID, ADT, sum(LOW_NOW) AS DOSE_LOW, sum(HIGH_NOW) AS DOSE_HIGH,
        min(CASE WHEN HIGH_NOW IS NULL THEN RECORD WHEN HIGH_NOW <> LOW_NOW THEN RECORD + {LEFT_OPEN} END)
            AS DOSE_CODE,
        {per_level},
        min(STABLE_CODE) AS STABLE_CODE
    FROM pair GROUP BY USUBJID, ADT
), rare AS (
    SELECT d.USUBJID, d.ADT, bool_or(e.PULSE IS NOT FALSE AND e.POSSIBLE_TO >= d.ADT) AS PULSE,
        CAST(round(sum(CASE WHEN e.PULSE AND e.SURE_FROM IS NOT NULL
            THEN e.PRED_LOW * {overlap("e.SURE_FROM", "e.SURE_TO", "e.DAY_0", "d.ADT")} ELSE 0 END), 6)
            AS DECIMAL(18,6)) AS PULSE_LOW,
        CAST(round(sum(CASE WHEN e.PULSE IS NOT FALSE
            THEN e.PRED_HIGH * {overlap("e.POSSIBLE_FROM", "e.POSSIBLE_TO", "e.DAY_0", "d.ADT")} ELSE 0 END), 6)
            AS DECIMAL(18,6)) AS PULSE_HIGH,
        bool_or(e.REPLACEMENT AND e.POSSIBLE_TO >= d.ADT) AS REPLACEMENT,
        bool_or(e.IS_LONG AND e.POSSIBLE_TO >= d.ADT) AS LONG_COURSE,
        min(CASE WHEN e.LEVEL = 'GC' OR e.STANDARD THEN NULL
            WHEN e.STANDARD IS FALSE AND e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO >= d.ADT THEN e.RECORD
            WHEN e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO >= d.ADT THEN e.RECORD + {LEFT_OPEN} END)
            AS STANDARD_CODE,
        min(CASE WHEN NOT e.INVESTIGATIONAL THEN NULL
            WHEN e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO >= d.ADT THEN e.RECORD
            WHEN e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO >= d.ADT THEN e.RECORD + {LEFT_OPEN} END)
            AS INVESTIGATIONAL_CODE,
        min(CASE WHEN e.LEVEL = 'BIO' AND e.COUNT_POSSIBLE_TO <= d.ADT - {k}
            AND e.COUNT_POSSIBLE_TO + e.CARRY_OVER >= d.ADT THEN e.RECORD END) AS CARRY_BY,
        max(CASE WHEN e.LEVEL = 'BIO' AND e.COUNT_POSSIBLE_TO < d.ADT THEN e.COUNT_POSSIBLE_TO END) AS LAST_BIO
    FROM drug_exposure AS e JOIN asked AS d ON d.USUBJID = e.USUBJID AND d.ADT >= e.POSSIBLE_FROM
    WHERE e.PULSE IS NOT FALSE OR e.IS_LONG OR e.REPLACEMENT OR e.LEVEL = 'BIO' OR e.STANDARD IS NOT TRUE
        OR e.INVESTIGATIONAL IS NOT FALSE
    GROUP BY d.USUBJID, d.ADT
), logged AS (
    SELECT m.USUBJID, m.ADT, m.DOSE_LOW, m.DOSE_HIGH, m.DOSE_CODE, {", ".join(f"m.{level}_CODE" for level in LEVELS)},
        m.STABLE_CODE,
        coalesce(r.PULSE, FALSE) AS PULSE, coalesce(r.LONG_COURSE, FALSE) AS LONG_COURSE, coalesce(r.PULSE_LOW, 0) AS PULSE_LOW,
        CASE WHEN NOT ({present}) THEN NULL WHEN r.USUBJID IS NULL THEN 0 ELSE r.PULSE_HIGH END AS PULSE_HIGH,
        coalesce(r.REPLACEMENT, FALSE) AS REPLACEMENT, r.STANDARD_CODE, r.INVESTIGATIONAL_CODE, r.CARRY_BY, r.LAST_BIO,
        {present} AS PRESENT
    FROM met AS m LEFT JOIN rare AS r ON r.USUBJID = m.USUBJID AND r.ADT = m.ADT{kept}
), judged AS (
    SELECT l.*,
        {free},
        CASE WHEN STABLE_CODE < {LEFT_OPEN} THEN FALSE WHEN STABLE_CODE IS NULL AND PRESENT THEN TRUE END AS IS_STABLE,
        CASE WHEN STANDARD_CODE < {LEFT_OPEN} THEN FALSE
             WHEN STANDARD_CODE IS NULL AND PRESENT THEN TRUE END AS IS_STANDARD,
        CASE WHEN INVESTIGATIONAL_CODE < {LEFT_OPEN} THEN TRUE
             WHEN INVESTIGATIONAL_CODE IS NULL AND PRESENT THEN FALSE END AS IS_TRIED
    FROM logged AS l
), carried AS (
    SELECT USUBJID, ADT, PRESENT,
        CAST(round(DOSE_LOW / {divisor}, 6) AS DECIMAL(18,6)) AS PRED_LOW,
        CASE WHEN PRESENT AND (DOSE_CODE IS NULL OR DOSE_CODE >= {LEFT_OPEN})
            THEN CAST(round(DOSE_HIGH / {divisor}, 6) AS DECIMAL(18,6)) END AS PRED_HIGH,
        DOSE_CODE, PULSE, LONG_COURSE, PULSE_LOW, PULSE_HIGH, REPLACEMENT,
        GCFREE, ISFREE, {bio} AS BIOFREE, AMFREE, IS_STABLE, IS_STANDARD, IS_TRIED,
        {", ".join(codes)}, CARRY_BY, LAST_BIO
    FROM judged
)
SELECT {", ".join(columns[: columns.index("OFF")])},
    GCFREE AND ISFREE AND BIOFREE AS OFF, GCFREE AND ISFREE AND BIOFREE AND AMFREE AS DRUGFREE,
    IS_STABLE, IS_STANDARD, IS_TRIED AS INVESTIGATIONAL, {", ".join(columns[columns.index("GC_CODE") :])}
FROM carried
"""
    return Relation("drug_day", sql, ("sdtm_cm", "assessment_date", "drug_exposure"), columns)
