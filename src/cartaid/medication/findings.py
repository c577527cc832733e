"""What is wrong or missing in the medication records, in the shape of findings."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.medication.settings import MedicationSettings


def _row(
    rule: str,
    severity: str,
    variable: str,
    value: str,
    message: str,
    fix: str,
    where: str,
    source: str = "joined",
) -> str:
    return (
        f"SELECT {quoted(rule)} AS rule, {quoted(severity)} AS severity, DOMAIN AS domain, USUBJID, SEQ AS seq, "
        f"{variable} AS variable, {value} AS value, concat_ws('', {variable}, ': ', {quoted(message)}, "
        f"CASE WHEN {value} IS NOT NULL THEN concat_ws('', '; found ', {value}) END) AS message, {quoted(fix)} AS fix\n"
        f"    FROM {source} WHERE {where}"
    )


def medication_finding(settings: MedicationSettings) -> Relation:
    """List findings on the medication records: unknown drugs, doses without unit, missing or contradictory dates.

    Returns relation `medication_finding(rule, severity, domain, USUBJID, seq, variable, value, message, fix)`. Unknown
    drugs come one row a name, the others one row a record.
    """
    name = "concat(DOMAIN, 'TRT')"
    dosed = "IS_GC AND TAKEN IS NOT FALSE"
    counted = "LEVEL IS NOT NULL AND TAKEN IS NOT FALSE"
    rows = (
        _row(
            "medication-name-missing",
            "error",
            name,
            "TREATMENT",
            "a medication row without a drug name cannot be classified",
            "give the drug name",
            "coalesce(trim(TREATMENT), '') = ''",
            "drug_record",
        ),
        _row(
            "medication-class-conflict",
            "warning",
            "'CMCLASCD'",
            "concat(ATC, ' / ', TREATMENT)",
            "the ATC code and the drug name belong to different classes; the code was followed",
            "correct the code or the name, or rule the drug in the protocol",
            "ATC_CLASS <> NAME_CLASS AND CLASSED_BY = 'ATC' AND NAME_CLASS <> 'all'",
            "drug_record",
        ),
        _row(
            "medication-duplicate",
            "warning",
            name,
            "TREATMENT",
            "the row repeats an earlier row of the patient word for word; it was counted once",
            "delete the repetition",
            "DUPLICATE AND LEVEL IS NOT NULL",
            "drug_record",
        ),
        _row(
            "medication-end-before-start",
            "error",
            "concat(DOMAIN, 'ENDTC')",
            "concat(START_TEXT, ' > ', END_TEXT)",
            "the end is before the start; the end was taken as unknown",
            "correct one of the dates",
            "END_LAST < START_FIRST AND OCCURRED",
            "drug_record",
        ),
        _row(
            "medication-ongoing-with-end",
            "warning",
            "'CMENRTPT'",
            "END_TEXT",
            "the row has an end date and says ongoing; after the end date the drug may or may not be taken",
            "keep the end date or the word ongoing",
            "END_STATUS = 'contradictory' AND END_POINT = 'ONGOING'",
        ),
        _row(
            "medication-end-unknown",
            "warning",
            "concat(DOMAIN, 'ENDTC')",
            "CAST(NULL AS VARCHAR)",
            "neither an end date nor ongoing: drug-free levels after the start cannot be said",
            "give the end date, mark it ongoing, or record that it is not taken at a visit",
            f"END_STATUS = 'unknown' AND STOPPED_BY IS NULL AND {counted}",
        ),
        _row(
            "medication-start-unknown",
            "warning",
            "concat(DOMAIN, 'STDTC')",
            "START_TEXT",
            "the start date is missing or cannot be read",
            "give the start date, as exact as known",
            f"START_FIRST IS NULL AND {counted}",
        ),
        _row(
            "medication-dose-missing",
            "warning",
            "concat(DOMAIN, 'DOSE')",
            "CAST(NULL AS VARCHAR)",
            "a systemic glucocorticoid without a dose: the prednisone equivalent cannot be said",
            "give the dose and its unit",
            f"{dosed} AND RAW_HIGH IS NULL",
        ),
        _row(
            "medication-unit-missing",
            "error",
            "concat(DOMAIN, 'DOSU')",
            "CAST(RAW_HIGH AS VARCHAR)",
            "a dose without unit is not used",
            "give the unit",
            f"{dosed} AND RAW_HIGH > 0 AND coalesce(UNIT, '') = ''",
        ),
        _row(
            "medication-unit-unknown",
            "warning",
            "concat(DOMAIN, 'DOSU')",
            "UNIT",
            "the unit does not give a mass: the prednisone equivalent cannot be said",
            "give the dose in mg",
            f"{dosed} AND RAW_HIGH > 0 AND DOSE_HIGH IS NULL AND coalesce(UNIT, '') <> ''",
        ),
        _row(
            "medication-frequency-unknown",
            "warning",
            "concat(DOMAIN, 'DOSFRQ')",
            "FREQUENCY",
            "the frequency does not give a daily dose: the prednisone equivalent cannot be said",
            "use a CDISC frequency such as QD, BID, QOD",
            f"{dosed} AND RAW_HIGH > 0 AND KIND IN ('unknown', 'blank') AND END_STATUS <> 'single'",
        ),
        _row(
            "medication-route-unknown",
            "warning",
            "concat(DOMAIN, 'ROUTE')",
            "ROUTE",
            "the route does not tell whether the drug was taken systemically",
            "give the route, for example ORAL or TOPICAL",
            "SYSTEMIC IS NULL AND LEVEL IS NOT NULL",
        ),
        _row(
            "medication-factor-unknown",
            "warning",
            name,
            "TREATMENT",
            "no prednisone equivalent is known for this glucocorticoid",
            "give its factor in the protocol",
            f"{dosed} AND FACTOR_NUM IS NULL AND RAW_HIGH > 0",
        ),
        _row(
            "medication-long-pulse",
            "warning",
            "concat(DOMAIN, 'ENDTC')",
            "END_TEXT",
            f"a dose of the height of a pulse ({settings.pulse_mg} mg a day) is given for more than "
            f"{settings.pulse_days} days: it counts as a daily dose, not as a pulse",
            "check dose, unit and dates",
            "IS_LONG",
        ),
        _row(
            "medication-not-taking-contradicted",
            "warning",
            "concat(N_DOMAIN, 'SEQ')",
            "CAST(N_SEQ AS VARCHAR)",
            "an assessment says the level is not taken, but this record covers that day",
            "correct the assessment or the dates of the record",
            "TRUE",
            "(SELECT e.DOMAIN, e.USUBJID, e.SEQ, n.DOMAIN AS N_DOMAIN, n.SEQ AS N_SEQ FROM not_taking AS n JOIN "
            "drug_exposure AS e ON e.USUBJID = n.USUBJID AND e.LEVEL = n.LEVEL AND e.COUNT_SURE_FROM <= n.DAY "
            "AND e.COUNT_SURE_TO >= n.DAY AND (n.SUBSTANCE IS NULL OR n.SUBSTANCE = e.SUBSTANCE)) AS said",
        ),
    )
    severity, said, fix = (
        (
            "'note'",
            "'the patient has no medication row: taken as no medication'",
            "'confirm that nothing was taken'",
        )
        if settings.patient_without_records == "no drug"
        else (
            "'warning'",
            "'the patient has no medication row: doses and drug-free levels are UNDETERMINED'",
            "'add the records, one with CMOCCUR = N where nothing was taken; or, where the log names every drug, "
            """set [medication] patient_without_records = "no drug" in study.toml'""",
        )
    )
    body = "\nUNION ALL\n    ".join(rows)
    sql = f"""
WITH joined AS (
    SELECT r.*, a.END_STATUS, a.STOPPED_BY, a.TAKEN, a.IS_GC, a.IS_LONG
    FROM drug_record AS r JOIN drug_amount AS a ON a.RECORD = r.RECORD
)
    SELECT 'medication-unknown' AS rule, 'warning' AS severity, 'CM' AS domain, CAST(NULL AS VARCHAR) AS USUBJID,
        CAST(NULL AS BIGINT) AS seq, 'CMTRT' AS variable, upper(trim(TREATMENT)) AS value,
        concat('the drug is in no table: it may be a glucocorticoid or any other counted drug, so that dose and drug-free '
            , 'levels are UNDETERMINED while it may be taken (', count(*), ' rows of ', count(DISTINCT USUBJID),
            ' patients, the first ', min(concat(DOMAIN, 'SEQ ', SEQ, ' of ', USUBJID)), ')') AS message,
        concat('rule it in study.toml: [[drugs]] name = "', lower(trim(min(TREATMENT))),
            '" class = "other", or the class it belongs to; or give its ATC code in CMCLASCD') AS fix
    FROM drug_record WHERE CLASS IS NULL AND trim(TREATMENT) <> '' GROUP BY upper(trim(TREATMENT))
UNION ALL
    SELECT 'medication-none', {severity}, 'CM', s.USUBJID, CAST(NULL AS BIGINT), 'CMTRT', CAST(NULL AS VARCHAR),
        {said}, {fix}
    FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM sdtm_cm AS c WHERE c.USUBJID = s.USUBJID)
        AND EXISTS (SELECT 1 FROM sdtm_cm)
UNION ALL
    {body}
"""
    return Relation(
        "medication_finding",
        sql,
        ("drug_record", "drug_amount", "drug_exposure", "not_taking", "subject", "sdtm_cm"),
        ("rule", "severity", "domain", "USUBJID", "seq", "variable", "value", "message", "fix"),
    )
