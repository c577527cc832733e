"""The exposures that count: one compact row a record, ready to be met by assessment dates."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.medication.amounts import UNBOUNDED_FUTURE, UNBOUNDED_PAST
from cartaid.medication.settings import MedicationSettings

NO_DRUG = ("NO TREATMENT", "NO MEDICATION", "NO MEDICATIONS", "NONE", "NIL", "KEINE")
"""What stands in the place of a drug name where there is no drug."""


def drug_exposure(settings: MedicationSettings) -> Relation:
    """Bring interval, amount, change and exclusion of each counted record together.

    A record is surely in force from SURE_FROM to SURE_TO and possibly from POSSIBLE_FROM to POSSIBLE_TO (open ends
    as far-away days). COUNT_* are the same without the days left out; NULL where all is left out. BREAKS says
    whether its start breaks stability, STANDARD whether its substance stays within the standard maintenance dose,
    both three-valued. DAY_0 is the patient's infusion. CARRY_OVER is how many days a biologic may act
    after its last day (5 half-lives, or the setting for B-cell depleters), NULL where no half-life is tabulated.
    REACH is the last day on which dose, level or stability ask for it.

    A drug that is in no table and ruled by no `[[drugs]]` of the protocol may be any of them: its LEVEL is UNKNOWN, it
    is never surely in force, its prednisone equivalent has no upper bound, and it may be new, above the standard dose
    or investigational. Its SUBSTANCE is the name as recorded.

    Parameters: `settings`. Returns relation `drug_exposure`, one row a record with a level, investigational, or of an unknown
    drug.
    """
    breaking = (
        "('start', 'increase')" if settings.reduction_is_stable else "('start', 'increase', 'reduction')"
    )
    # Whoever leaves out biologics that may still act must not let one pass for want of a half-life.
    unknown = f" ELSE {settings.depleter_carry_over_days}" if settings.carry_over == "exclude" else ""
    back = max(settings.window_days, settings.stable_window_days, 14)
    sql = f"""
WITH left_out AS (
    SELECT RECORD, bool_or(UNTIL IS NULL AND EXCLUDED) AS IS_ALL,
        bool_or(EXCLUDED IS NULL) AS IS_DOUBTFUL,
        max(UNTIL) FILTER (WHERE EXCLUDED) AS UNTIL, bool_or(REASON = 'GC replacement' AND EXCLUDED) AS REPLACEMENT
    FROM drug_exclusion GROUP BY RECORD
), unknown AS (
    SELECT RECORD, coalesce(nullif(lower(trim(TREATMENT)), ''), 'a drug without a name') AS NAME FROM drug_record
    WHERE CLASS IS NULL AND OCCURRED AND DOMAIN = 'CM'
        AND coalesce(upper(trim(TREATMENT)), '') NOT IN ({", ".join(map(quoted, NO_DRUG))})
), joined AS (
    SELECT a.RECORD, a.USUBJID, a.DOMAIN, a.SEQ, CASE WHEN k.RECORD IS NULL THEN a.LEVEL ELSE 'UNKNOWN' END AS LEVEL,
        coalesce(k.NAME, a.SUBSTANCE) AS SUBSTANCE, a.CLASS, a.END_STATUS, a.STOPPED_BY,
        CASE WHEN a.TAKEN AND k.RECORD IS NULL THEN coalesce(a.START_LAST, {UNBOUNDED_FUTURE})
            ELSE {UNBOUNDED_FUTURE} END AS SURE_FROM,
        coalesce(a.END_FIRST, {UNBOUNDED_PAST}) AS SURE_TO, coalesce(a.START_FIRST, {UNBOUNDED_PAST}) AS POSSIBLE_FROM,
        coalesce(a.END_LAST, {UNBOUNDED_FUTURE}) AS POSSIBLE_TO,
        coalesce(a.START_LAST, {UNBOUNDED_FUTURE}) AS START_LAST,
        coalesce(p.INFUSION, {UNBOUNDED_PAST}) AS DAY_0, a.IS_GC, a.PRED_LOW,
        CASE WHEN k.RECORD IS NULL THEN a.PRED_HIGH END AS PRED_HIGH, a.ON_DAY_LOW,
        CASE WHEN k.RECORD IS NULL THEN a.ON_DAY_HIGH END AS ON_DAY_HIGH,
        CASE WHEN k.RECORD IS NULL THEN a.PERIOD_DAYS ELSE 1 END AS PERIOD_DAYS, a.PULSE, a.IS_LONG,
        CASE WHEN k.RECORD IS NULL THEN a.WHY ELSE 'drug not known; rule it under [[drugs]] in study.toml' END AS WHY,
        CASE WHEN a.START_FIRST = a.START_LAST THEN a.START_FIRST END AS START_DAY,
        coalesce(x.IS_ALL, FALSE) AS IS_ALL,
        coalesce(x.IS_DOUBTFUL, FALSE) AND NOT coalesce(x.IS_ALL, FALSE) AS IS_DOUBTFUL,
        x.UNTIL, coalesce(x.REPLACEMENT, FALSE) AS REPLACEMENT,
        CASE WHEN k.RECORD IS NULL OR a.INVESTIGATIONAL THEN a.INVESTIGATIONAL END AS INVESTIGATIONAL,
        CASE WHEN k.RECORD IS NOT NULL THEN NULL WHEN a.LEVEL NOT IN ('IS', 'BIO') OR a.LEVEL IS NULL THEN FALSE
             WHEN c.CHANGE IS NOT NULL THEN c.CHANGE IN {breaking} END AS BREAKS,
        NOT coalesce(c.FOLLOWED, FALSE) AS STOPS,
        CASE WHEN k.RECORD IS NOT NULL THEN NULL WHEN s.STANDARD_MG IS NULL THEN TRUE
             WHEN round(c.AFTER_HIGH * s.STANDARD_DAYS, 6) <= s.STANDARD_MG THEN TRUE
             WHEN round(c.AFTER_LOW * s.STANDARD_DAYS, 6) > coalesce(s.STANDARD_MG_HIGH, s.STANDARD_MG)
                THEN FALSE END AS STANDARD,
        CASE WHEN s.B_CELL_DEPLETER = 'Y' THEN {settings.depleter_carry_over_days}
             WHEN s.HALF_LIFE_DAYS IS NOT NULL THEN CAST(ceil(5 * s.HALF_LIFE_DAYS) AS INTEGER){unknown} END
            AS CARRY_OVER
    FROM drug_amount AS a
    LEFT JOIN subject AS p ON p.USUBJID = a.USUBJID
    LEFT JOIN drug_substance AS s ON s.SUBSTANCE = a.SUBSTANCE
    LEFT JOIN drug_change AS c ON c.RECORD = a.RECORD
    LEFT JOIN left_out AS x ON x.RECORD = a.RECORD
    LEFT JOIN unknown AS k ON k.RECORD = a.RECORD
    WHERE (a.LEVEL IS NOT NULL OR a.INVESTIGATIONAL OR k.RECORD IS NOT NULL) AND a.TAKEN IS NOT FALSE
)
SELECT RECORD, USUBJID, DOMAIN, SEQ, LEVEL, SUBSTANCE, CLASS, END_STATUS, STOPPED_BY,
    CASE WHEN SURE_FROM <= SURE_TO THEN SURE_FROM END AS SURE_FROM,
    CASE WHEN SURE_FROM <= SURE_TO THEN SURE_TO END AS SURE_TO, POSSIBLE_FROM, POSSIBLE_TO, START_LAST, START_DAY,
    CASE WHEN IS_COUNTED AND greatest(SURE_FROM, FREE_UNTIL) <= SURE_TO THEN greatest(SURE_FROM, FREE_UNTIL) END
        AS COUNT_SURE_FROM,
    CASE WHEN IS_COUNTED AND greatest(SURE_FROM, FREE_UNTIL) <= SURE_TO THEN SURE_TO END AS COUNT_SURE_TO,
    CASE WHEN NOT IS_ALL AND greatest(POSSIBLE_FROM, FREE_UNTIL) <= POSSIBLE_TO
        THEN greatest(POSSIBLE_FROM, FREE_UNTIL) END AS COUNT_POSSIBLE_FROM,
    CASE WHEN NOT IS_ALL AND greatest(POSSIBLE_FROM, FREE_UNTIL) <= POSSIBLE_TO THEN POSSIBLE_TO END
        AS COUNT_POSSIBLE_TO,
    DAY_0, IS_GC, PRED_LOW, PRED_HIGH, ON_DAY_LOW, ON_DAY_HIGH, PERIOD_DAYS, PULSE, IS_LONG, REPLACEMENT, INVESTIGATIONAL,
    BREAKS, STOPS, STANDARD, CARRY_OVER, IS_DOUBTFUL,
    CASE WHEN WHY IS NOT NULL THEN WHY
         WHEN END_STATUS = 'unknown' THEN 'end date unknown'
         WHEN END_STATUS = 'contradictory' THEN 'start and end contradict each other'
         WHEN IS_DOUBTFUL THEN 'cannot tell whether it counts (indication or date)'
         WHEN START_LAST = {UNBOUNDED_FUTURE} THEN 'start date unknown'
         ELSE 'dates not exact' END AS WHY,
    POSSIBLE_TO + {back} AS REACH
FROM (
    SELECT j.*, NOT IS_ALL AND NOT IS_DOUBTFUL AS IS_COUNTED, coalesce(UNTIL + 1, {UNBOUNDED_PAST}) AS FREE_UNTIL
    FROM joined AS j
) AS judged
"""
    return Relation(
        "drug_exposure",
        sql,
        ("subject", "drug_amount", "drug_record", "drug_substance", "drug_change", "drug_exclusion"),
        (
            *(
                "RECORD",
                "USUBJID",
                "DOMAIN",
                "SEQ",
                "LEVEL",
                "SUBSTANCE",
                "CLASS",
                "END_STATUS",
                "STOPPED_BY",
            ),
            *(
                "SURE_FROM",
                "SURE_TO",
                "POSSIBLE_FROM",
                "POSSIBLE_TO",
                "START_LAST",
                "START_DAY",
                "COUNT_SURE_FROM",
            ),
            *(
                "COUNT_SURE_TO",
                "COUNT_POSSIBLE_FROM",
                "COUNT_POSSIBLE_TO",
                "DAY_0",
                "IS_GC",
                "PRED_LOW",
                "PRED_HIGH",
            ),
            *(
                "ON_DAY_LOW",
                "ON_DAY_HIGH",
                "PERIOD_DAYS",
                "PULSE",
                "IS_LONG",
                "REPLACEMENT",
                "INVESTIGATIONAL",
                "BREAKS",
            ),
            *("STOPS", "STANDARD", "CARRY_OVER", "IS_DOUBTFUL", "WHY", "REACH"),
        ),
    )
