"""How much of a drug a record gives, and how that compares with the days around its start."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.settings import MedicationSettings

UNBOUNDED_PAST = "DATE '1900-01-01'"
UNBOUNDED_FUTURE = "DATE '2999-12-31'"
SPACED_DAYS = 7
"""From so many days between two dosing days on, each is a pulse of its own."""

_CARRIED = (
    *("RECORD", "USUBJID", "DOMAIN", "SEQ", "LEVEL", "CLASS", "SUBSTANCE", "RAW_LOW", "UNIT", "FREQUENCY"),
    *("START_FIRST", "START_LAST", "END_FIRST", "END_LAST", "END_STATUS", "STOPPED_BY", "INVESTIGATIONAL"),
)
"""Columns of `drug_interval` that its amount carries on."""


def _scaled(low: str, numerator: str, denominator: str) -> str:
    # Thirds and sevenths of a milligram cannot be written in decimals. Nine places, rounded once a record and
    # rounded to six after summing, give every sum of up to hundreds of records its exact six places.
    return f"TRY_CAST(round(CAST({low} AS DOUBLE) * {numerator} / ({denominator}), 9) AS DECIMAL(18,9))"


def drug_amount(settings: MedicationSettings) -> Relation:
    """Give what each record taken amounts to: mg of substance a day, prednisone equivalent a day and a dosing day.

    MG_LOW/MG_HIGH are mg of the substance per day. PRED_LOW/PRED_HIGH are mg prednisone equivalent per day, and
    ON_DAY_LOW/ON_DAY_HIGH per dosing day (larger for alternate-day dosing), both for systemic glucocorticoids only.
    A HIGH of NULL has no upper bound: dose, unit or frequency do not tell. PERIOD_DAYS is the number of days from one
    dosing day to the next, NULL where they are not evenly spaced. TAKEN is FALSE for a dose of zero and local use,
    NULL where the record does not tell (taken as needed, route unknown). PULSE compares the dosing day with the
    pulse limit: TRUE up to `pulse_days` days in a row of one substance, FALSE beyond them (IS_LONG: such a course is a
    daily dose), NULL where dose or dates do not tell. WHY names what is not known.

    Parameters: `settings`. Returns relation `drug_amount`, one row a record of `drug_interval`, whose dates it
    carries on.
    """
    carried = ", ".join(_CARRIED)
    single_days = settings.depot_days if settings.depot == "spread" else 1
    sql = f"""
WITH joined AS (
    SELECT {carried}, SYSTEMIC, DOSE_LOW, DOSE_HIGH, RAW_HIGH, KIND, FACTOR_NUM, FACTOR_DEN,
        CASE WHEN END_STATUS = 'single' AND DEPOT THEN {single_days} ELSE 1 END AS SPREAD_DAYS,
        CASE WHEN END_STATUS = 'single' THEN 1 ELSE FREQ_NUM END AS NUM,
        CASE WHEN END_STATUS = 'single' THEN 1 ELSE FREQ_DEN END AS DEN,
        CASE WHEN END_STATUS = 'single' THEN 1 ELSE PERIOD_DAYS END AS PERIOD_DAYS,
        SYSTEMIC IS NOT FALSE AND coalesce(CLASS = 'glucocorticoid', FALSE) AS IS_GC
    FROM drug_interval
), scaled AS (
    SELECT j.*,
        {_scaled("DOSE_LOW", "NUM", "DEN * SPREAD_DAYS")} AS M_LOW,
        {_scaled("DOSE_HIGH", "NUM", "DEN * SPREAD_DAYS")} AS M_HIGH,
        CASE WHEN IS_GC THEN {
        _scaled("DOSE_LOW", "FACTOR_NUM * NUM", "FACTOR_DEN * DEN * SPREAD_DAYS")
    } END AS P_LOW,
        CASE WHEN IS_GC THEN {
        _scaled("DOSE_HIGH", "FACTOR_NUM * NUM", "FACTOR_DEN * DEN * SPREAD_DAYS")
    } END AS P_HIGH,
        CASE WHEN IS_GC THEN {
        _scaled(
            "DOSE_LOW",
            "FACTOR_NUM * NUM * coalesce(PERIOD_DAYS, 1)",
            "FACTOR_DEN * CASE WHEN PERIOD_DAYS IS NULL THEN NUM ELSE DEN END * SPREAD_DAYS",
        )
    } END AS D_LOW,
        CASE WHEN IS_GC THEN {
        _scaled(
            "DOSE_HIGH",
            "FACTOR_NUM * NUM * coalesce(PERIOD_DAYS, 1)",
            "FACTOR_DEN * CASE WHEN PERIOD_DAYS IS NULL THEN NUM ELSE DEN END * SPREAD_DAYS",
        )
    } END AS D_HIGH
    FROM joined AS j
), bounded AS (
    SELECT s.*, KIND = 'as needed' OR SYSTEMIC IS NULL AS IS_DOUBTFUL,
        CASE WHEN RAW_HIGH = 0 THEN 0 ELSE P_HIGH END AS PRED_HIGH,
        CASE WHEN RAW_HIGH = 0 THEN 0 ELSE D_HIGH END AS ON_DAY_HIGH,
        CASE WHEN RAW_HIGH = 0 THEN 0 ELSE M_HIGH END AS MG_HIGH
    FROM scaled AS s
), heavy AS (
    -- Doses given a week or more apart are pulses however often they are repeated.
    SELECT RECORD, USUBJID, SUBSTANCE, coalesce(START_FIRST, {UNBOUNDED_PAST}) AS MAY_FROM,
        coalesce(END_LAST, {UNBOUNDED_FUTURE}) AS MAY_TO,
        CASE WHEN D_LOW >= {
        settings.pulse_mg
    } THEN date_diff('day', START_LAST, END_FIRST) + 1 END AS OWN_DAYS,
        coalesce(D_LOW >= {
        settings.pulse_mg
    } AND START_FIRST = START_LAST AND END_FIRST = END_LAST, FALSE) AS IS_EXACT
    FROM bounded WHERE IS_GC AND D_HIGH >= {settings.pulse_mg} AND coalesce(PERIOD_DAYS, 1) < {SPACED_DAYS}
        AND (END_STATUS <> 'single' OR START_FIRST = START_LAST)
), followed AS (
    SELECT h.*, max(MAY_TO) OVER (PARTITION BY USUBJID, SUBSTANCE ORDER BY MAY_FROM, RECORD
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS BEFORE
    FROM heavy AS h
), numbered AS (
    SELECT f.*, sum(CASE WHEN MAY_FROM <= BEFORE + 1 THEN 0 ELSE 1 END) OVER (
        PARTITION BY USUBJID, SUBSTANCE ORDER BY MAY_FROM, RECORD) AS STRETCH
    FROM followed AS f
), stretched AS (
    SELECT USUBJID, SUBSTANCE, STRETCH, date_diff('day', min(MAY_FROM), max(MAY_TO)) + 1 AS MAY_DAYS,
        CASE WHEN bool_and(IS_EXACT) THEN date_diff('day', min(MAY_FROM), max(MAY_TO)) + 1 ELSE max(OWN_DAYS) END
            AS SURE_DAYS
    FROM numbered GROUP BY USUBJID, SUBSTANCE, STRETCH
), lasting AS (
    SELECT n.RECORD, coalesce(s.SURE_DAYS > {settings.pulse_days}, FALSE) AS IS_LONG,
        s.MAY_DAYS > {settings.pulse_days} AS MAY_BE_LONG
    FROM numbered AS n JOIN stretched AS s ON s.USUBJID = n.USUBJID AND s.STRETCH = n.STRETCH
        AND s.SUBSTANCE IS NOT DISTINCT FROM n.SUBSTANCE
)
SELECT {", ".join(f"b.{name}" for name in _CARRIED)}, IS_GC,
    CASE WHEN RAW_HIGH = 0 OR SYSTEMIC IS FALSE THEN FALSE WHEN IS_DOUBTFUL OR RAW_LOW = 0 THEN NULL ELSE TRUE END
        AS TAKEN,
    CAST(CASE WHEN IS_DOUBTFUL THEN 0 ELSE coalesce(M_LOW, 0) END AS DECIMAL(18,9)) AS MG_LOW,
    CAST(MG_HIGH AS DECIMAL(18,9)) AS MG_HIGH,
    CAST(CASE WHEN NOT IS_GC OR IS_DOUBTFUL THEN 0 ELSE coalesce(P_LOW, 0) END AS DECIMAL(18,9)) AS PRED_LOW,
    CAST(CASE WHEN NOT IS_GC THEN 0 ELSE PRED_HIGH END AS DECIMAL(18,9)) AS PRED_HIGH,
    CAST(CASE WHEN NOT IS_GC OR IS_DOUBTFUL THEN 0 ELSE coalesce(D_LOW, 0) END AS DECIMAL(18,9)) AS ON_DAY_LOW,
    CAST(CASE WHEN NOT IS_GC THEN 0 ELSE ON_DAY_HIGH END AS DECIMAL(18,9)) AS ON_DAY_HIGH,
    PERIOD_DAYS,
    CASE WHEN NOT IS_GC OR l.IS_LONG THEN FALSE
         WHEN D_LOW >= {settings.pulse_mg} AND l.MAY_BE_LONG IS NOT TRUE THEN TRUE
         WHEN D_HIGH >= {settings.pulse_mg} THEN NULL ELSE FALSE END AS PULSE,
    coalesce(l.IS_LONG, FALSE) AS IS_LONG,
    CASE WHEN RAW_HIGH = 0 THEN NULL
         WHEN SYSTEMIC IS NULL THEN 'route not known'
         WHEN KIND = 'as needed' THEN 'taken as needed'
         WHEN NOT IS_GC THEN NULL
         WHEN RAW_HIGH IS NULL THEN 'dose not recorded'
         WHEN RAW_HIGH < 0 THEN 'dose is negative'
         WHEN UNIT IS NULL OR UNIT = '' THEN 'dose without unit'
         WHEN DOSE_HIGH IS NULL THEN 'unit not a mass'
         WHEN FACTOR_NUM IS NULL THEN 'no prednisone equivalent known'
         WHEN NUM IS NULL THEN 'frequency not known'
         WHEN RAW_LOW < RAW_HIGH THEN 'dose given as a range'
         WHEN l.MAY_BE_LONG AND NOT l.IS_LONG THEN 'a pulse or a daily dose: how long it was given is not known' END
        AS WHY
FROM bounded AS b LEFT JOIN lasting AS l ON l.RECORD = b.RECORD
"""
    return Relation(
        "drug_amount",
        sql,
        ("drug_interval",),
        (
            *(
                *_CARRIED,
                "IS_GC",
                "TAKEN",
                "MG_LOW",
                "MG_HIGH",
                "PRED_LOW",
                "PRED_HIGH",
                "ON_DAY_LOW",
                "ON_DAY_HIGH",
            ),
            *("PERIOD_DAYS", "PULSE", "IS_LONG", "WHY"),
        ),
    )


def drug_change(settings: MedicationSettings) -> Relation:
    """Say for each record how its substance's daily amount changed on its first day.

    AFTER_LOW/AFTER_HIGH are mg a day of the substance, over all records in force on the record's first possible
    day. CHANGE is `start` (nothing of the substance the day before), `increase`, `reduction`, `same`, or NULL where
    doses or dates do not tell; doses without a known mass are compared as recorded when unit and frequency are the
    same. A single dose continues a course whose last dose is no older than the setting's gap. FOLLOWED says whether
    a record of the substance is in force the day after this one ends.

    Parameters: `settings`. Returns relation `drug_change`, one row a record of a counted class.
    """
    sql = f"""
WITH held AS (
    SELECT RECORD, USUBJID, SUBSTANCE, START_FIRST IS NOT NULL AS HAS_START,
        coalesce(START_FIRST, {UNBOUNDED_PAST}) AS START_FIRST, START_LAST, END_FIRST, END_LAST, END_STATUS,
        MG_LOW, MG_HIGH, RAW_LOW, concat_ws('/', coalesce(UNIT, ''), coalesce(FREQUENCY, '')) AS SCHEDULE,
        CASE WHEN END_STATUS = 'single' THEN {settings.single_dose_gap_days} ELSE 1 END AS REACH
    FROM drug_amount
    WHERE LEVEL IS NOT NULL AND SUBSTANCE IS NOT NULL AND TAKEN IS NOT FALSE
        AND (LEVEL <> 'GC' OR SUBSTANCE = 'hydrocortisone')
), pair AS (
    SELECT n.RECORD, n.START_FIRST <> n.START_LAST OR n.START_LAST IS NULL AS IS_PARTIAL,
        o.MG_LOW, o.MG_HIGH, o.RAW_LOW, o.SCHEDULE,
        o.START_LAST <= n.START_FIRST AND o.END_FIRST >= n.START_FIRST AS SURE_ON,
        o.START_FIRST <= n.START_FIRST AND (o.END_LAST IS NULL OR o.END_LAST >= n.START_FIRST) AS MAYBE_ON,
        o.START_LAST < n.START_FIRST AND o.END_FIRST + o.REACH >= n.START_FIRST
            AND NOT (o.END_STATUS = 'single' AND n.END_STATUS <> 'single' AND o.END_FIRST + 1 < n.START_FIRST)
            AS SURE_BEFORE,
        o.START_FIRST < n.START_FIRST AND (o.END_LAST IS NULL OR o.END_LAST + o.REACH >= n.START_FIRST) AS MAYBE_BEFORE,
        o.START_FIRST <= n.END_LAST + 1 AND (o.END_LAST IS NULL OR o.END_LAST > n.END_LAST) AS IS_AFTER
    FROM held AS n JOIN held AS o ON o.USUBJID = n.USUBJID AND o.SUBSTANCE = n.SUBSTANCE
    WHERE n.HAS_START
), total AS (
    SELECT RECORD, bool_or(IS_PARTIAL) AS IS_PARTIAL,
        coalesce(sum(MG_LOW) FILTER (WHERE SURE_ON), 0) AS AFTER_LOW,
        coalesce(sum(MG_HIGH) FILTER (WHERE MAYBE_ON), 0) AS AFTER_SUM,
        bool_or(MAYBE_ON AND MG_HIGH IS NULL) AS AFTER_OPEN,
        coalesce(sum(MG_LOW) FILTER (WHERE SURE_BEFORE), 0) AS BEFORE_LOW,
        coalesce(sum(MG_HIGH) FILTER (WHERE MAYBE_BEFORE), 0) AS BEFORE_SUM,
        bool_or(MAYBE_BEFORE AND MG_HIGH IS NULL) AS BEFORE_OPEN,
        count(*) FILTER (WHERE SURE_BEFORE) AS SURE_BEFORE, count(*) FILTER (WHERE MAYBE_BEFORE) AS MAYBE_BEFORE,
        sum(RAW_LOW) FILTER (WHERE SURE_ON) AS RAW_AFTER, sum(RAW_LOW) FILTER (WHERE SURE_BEFORE) AS RAW_BEFORE,
        count(*) FILTER (WHERE (SURE_ON OR MAYBE_BEFORE) AND RAW_LOW IS NULL) AS RAW_OPEN,
        min(SCHEDULE) FILTER (WHERE SURE_ON OR SURE_BEFORE) AS SCHEDULE_MIN,
        max(SCHEDULE) FILTER (WHERE SURE_ON OR SURE_BEFORE) AS SCHEDULE_MAX,
        bool_or(coalesce(IS_AFTER, FALSE)) AS FOLLOWED
    FROM pair GROUP BY RECORD
), judged AS (
    SELECT t.*, SURE_BEFORE = MAYBE_BEFORE AND NOT IS_PARTIAL AS DATES_TELL,
        RAW_OPEN = 0 AND SCHEDULE_MIN = SCHEDULE_MAX AS IS_COMPARABLE,
        CASE WHEN NOT AFTER_OPEN THEN AFTER_SUM END AS AFTER_HIGH,
        CASE WHEN NOT BEFORE_OPEN THEN BEFORE_SUM END AS BEFORE_HIGH
    FROM total AS t
)
SELECT RECORD, AFTER_LOW, AFTER_HIGH, FOLLOWED,
    CASE WHEN MAYBE_BEFORE = 0 THEN 'start'
         WHEN NOT DATES_TELL THEN NULL
         WHEN AFTER_LOW = AFTER_HIGH AND BEFORE_LOW = BEFORE_HIGH THEN
            CASE WHEN AFTER_LOW > BEFORE_LOW THEN 'increase' WHEN AFTER_LOW < BEFORE_LOW THEN 'reduction'
                ELSE 'same' END
         WHEN IS_COMPARABLE THEN
            CASE WHEN RAW_AFTER > RAW_BEFORE THEN 'increase' WHEN RAW_AFTER < RAW_BEFORE THEN 'reduction'
                ELSE 'same' END
    END AS CHANGE
FROM judged
"""
    return Relation(
        "drug_change",
        sql,
        ("drug_amount",),
        ("RECORD", "AFTER_LOW", "AFTER_HIGH", "FOLLOWED", "CHANGE"),
    )
