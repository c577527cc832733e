"""What reports and definitions read: prednisone equivalent and drug status, each with its reason."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.medication.day import LEFT_OPEN, LEVELS
from cartaid.medication.settings import MedicationSettings

_NO_LOG = (
    "CASE WHEN (SELECT count(*) FROM sdtm_cm) = 0 THEN 'the study has no medication records' "
    "ELSE 'no medication recorded for this patient' END"
)


def prednisone_equivalent(settings: MedicationSettings) -> Relation:
    """Give the prednisone-equivalent dose (mg/day) on each assessment date, as value or interval.

    PREDEQ is given where LOW = HIGH; HIGH NULL has no bound. STATUS is DETERMINED or UNDETERMINED, REASON names what
    leaves it open. Pulses are not part of the dose (a course of more than `pulse_days` is none): PULSE says that one
    (possibly) covers the day and PULSE_CUMULATIVE gives their mg since day 0 (NULL where that cannot be said).
    REPLACEMENT says that the dose holds adrenal replacement.

    Returns relation `prednisone_equivalent`, one row a distinct USUBJID and ADT.
    """
    sql = f"""
SELECT d.USUBJID, d.ADT, CASE WHEN d.PRED_LOW = d.PRED_HIGH THEN d.PRED_LOW END AS PREDEQ,
    d.PRED_LOW AS LOW, d.PRED_HIGH AS HIGH,
    CASE WHEN d.PRED_LOW = d.PRED_HIGH THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS STATUS,
    CASE WHEN NOT d.PRESENT THEN {_NO_LOG}
         WHEN d.PRED_LOW = d.PRED_HIGH THEN
            nullif(concat_ws('; ', CASE WHEN d.PULSE THEN 'a pulse is not included' END,
                CASE WHEN d.LONG_COURSE THEN 'a dose of the height of a pulse, given for more than {settings.pulse_days} '
                    'days, is included' END,
                CASE WHEN d.REPLACEMENT THEN 'glucocorticoid replacement is included' END), '')
         ELSE concat(coalesce(e.SUBSTANCE, e.CLASS), ': ', e.WHY) END AS REASON,
    d.PULSE, CASE WHEN d.PULSE_LOW = d.PULSE_HIGH THEN d.PULSE_LOW END AS PULSE_CUMULATIVE, d.REPLACEMENT
FROM drug_day AS d LEFT JOIN drug_exposure AS e
    ON e.RECORD = d.DOSE_CODE % {LEFT_OPEN} AND (d.PRED_LOW <> d.PRED_HIGH OR d.PRED_HIGH IS NULL)
"""
    return Relation(
        "prednisone_equivalent",
        sql,
        ("drug_day", "drug_exposure", "sdtm_cm"),
        (
            *("USUBJID", "ADT", "PREDEQ", "LOW", "HIGH", "STATUS", "REASON", "PULSE", "PULSE_CUMULATIVE"),
            "REPLACEMENT",
        ),
        kept=False,
    )


def drug_status(settings: MedicationSettings) -> Relation:
    """Give each drug status of each assessment date as a row: TRUE, FALSE or NULL (cannot be said), with the reason.

    LEVEL is GCFREE, ISFREE, BIOFREE, AMFREE, OFF, DRUGFREE, STABLE, STANDARD or INVESTIGATIONAL.

    Parameters: `settings`. Returns relation `drug_status(USUBJID, ADT, LEVEL, VALUE, REASON)`.
    """
    k, w = settings.window_days, settings.stable_window_days
    rows = [(f"{level}FREE", f"{level}FREE", f"{level}_CODE") for level in LEVELS]
    for name, parts in (("OFF", LEVELS[:3]), ("DRUGFREE", LEVELS)):
        rows.append((name, name, f"least({', '.join(f'{part}_CODE' for part in parts)})"))
    rows += [
        ("STABLE", "IS_STABLE", "STABLE_CODE"),
        ("STANDARD", "IS_STANDARD", "STANDARD_CODE"),
        ("INVESTIGATIONAL", "INVESTIGATIONAL", "INVESTIGATIONAL_CODE"),
    ]
    carried = "('BIOFREE', 'OFF', 'DRUGFREE')"
    long = "\n    UNION ALL ".join(
        f"SELECT USUBJID, ADT, PRESENT, '{name}' AS LEVEL, {value} AS VALUE, {code} AS CODE, "
        f"{'CARRY_BY' if name in carried else 'CAST(NULL AS BIGINT)'} AS CARRY_BY, LAST_BIO, "
        f"{'REPLACEMENT' if name in ('GCFREE', 'OFF', 'DRUGFREE') else 'FALSE'} AS REPLACEMENT FROM drug_day"
        for name, value, code in rows
    )
    sql = f"""
WITH long AS (
    {long}
)
SELECT d.USUBJID, d.ADT, d.LEVEL, d.VALUE,
    CASE WHEN NOT d.PRESENT THEN {_NO_LOG}
         WHEN d.CODE < {LEFT_OPEN} AND d.LEVEL IN ('INVESTIGATIONAL', 'STANDARD') THEN
            concat(coalesce(e.SUBSTANCE, e.CLASS), CASE WHEN d.LEVEL = 'STANDARD'
                THEN ' above the standard maintenance dose' ELSE ' is investigational' END)
         WHEN d.CODE < {LEFT_OPEN} AND d.LEVEL = 'STABLE' THEN
            concat(coalesce(e.SUBSTANCE, e.CLASS), ' started, raised or changed in the last {w} days')
         WHEN d.CODE < {LEFT_OPEN} THEN concat(coalesce(e.SUBSTANCE, e.CLASS), ' in the last {k} days')
         WHEN d.CODE >= {LEFT_OPEN} AND d.LEVEL = 'STANDARD' THEN
            concat(coalesce(e.SUBSTANCE, e.CLASS), ': dose or dates do not tell')
         WHEN d.CODE >= {LEFT_OPEN} AND d.LEVEL = 'STABLE' THEN
            concat(coalesce(e.SUBSTANCE, e.CLASS), ': change of dose or its date not known')
         WHEN d.CODE >= {LEFT_OPEN} THEN concat(coalesce(e.SUBSTANCE, e.CLASS), ': ', e.WHY)
         ELSE nullif(concat_ws('; ',
            CASE WHEN d.REPLACEMENT THEN 'GC replacement' END,
            CASE WHEN e.RECORD IS NOT NULL THEN
                concat(e.SUBSTANCE, ' may still act: last dose ', date_diff('day', e.POSSIBLE_TO, d.ADT),
                    ' days before, carry-over ', e.CARRY_OVER, ' days')
                 WHEN d.LEVEL IN {carried} AND d.LAST_BIO IS NOT NULL THEN
                concat('last biologic ', date_diff('day', d.LAST_BIO, d.ADT), ' days before') END), '')
    END AS REASON
FROM long AS d LEFT JOIN drug_exposure AS e ON e.RECORD = coalesce(d.CODE % {LEFT_OPEN}, d.CARRY_BY)
"""
    return Relation(
        "drug_status",
        sql,
        ("drug_day", "drug_exposure", "sdtm_cm"),
        ("USUBJID", "ADT", "LEVEL", "VALUE", "REASON"),
        kept=False,
    )
