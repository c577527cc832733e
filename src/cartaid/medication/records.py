"""Which drug a record is: names and codes matched to the dictionary, doses and schedules made numbers."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.medication.dictionary import words
from cartaid.medication.settings import MedicationSettings

# A name is the leading run of words that begin with a letter, so that "Prednisolon 5 mg Tabl." and
# "HYDROCORTISONE, TOPICAL" give their drug; hyphens count as spaces.
_NAME = "^[A-ZÀ-Þ][A-ZÀ-Þ0-9]*( +[A-ZÀ-Þ][A-ZÀ-Þ0-9]*)*"
_CAR_T = "(^|[^A-Z])(CAR[ -]?T|CHIMERIC ANTIGEN)"
_RANGE = "^([0-9]+[.]?[0-9]*) *(-|TO|BIS) *([0-9]+[.]?[0-9]*)$"


def drug_text() -> Relation:
    """Match each distinct drug name of CM and EX to the dictionary.

    Returns relation `drug_text(TEXT, NAME, SUBSTANCE, CLASS, LOCAL_FORM, OVERRIDE_CLASS, OVERRIDE_FACTOR)`: a name
    matches when it is a tabulated name, else when it holds one as whole words (the longest wins). Words for a
    whole class ("corticosteroids") match only when they are the whole name.
    """
    form = quoted(words("routes", "TEXT", KIND="form"))
    sql = f"""
WITH mentioned AS (
    SELECT upper(trim(CMTRT)) AS TEXT FROM sdtm_cm
    UNION ALL SELECT upper(trim(CMDECOD)) FROM sdtm_cm
    UNION ALL SELECT upper(trim(EXTRT)) FROM sdtm_ex
), named AS (
    SELECT DISTINCT TEXT, replace(TEXT, '-', ' ') AS WHOLE,
        regexp_extract(replace(TEXT, '-', ' '), {quoted(_NAME)}, 0) AS NAME
    FROM mentioned WHERE TEXT <> '' AND TEXT NOT IN ('UNCODED', 'NOT CODED')
), exact AS (
    SELECT n.TEXT, n.NAME, coalesce(w.SUBSTANCE, d.SUBSTANCE) AS SUBSTANCE, coalesce(w.CLASS, d.CLASS) AS CLASS
    FROM named AS n LEFT JOIN drug_name AS w ON w.NAME = n.WHOLE LEFT JOIN drug_name AS d ON d.NAME = n.NAME
), inside AS (
    SELECT e.TEXT, d.SUBSTANCE,
        row_number() OVER (PARTITION BY e.TEXT ORDER BY length(d.NAME) DESC, d.NAME) AS PLACE
    FROM exact AS e JOIN drug_name AS d
        ON d.SUBSTANCE IS NOT NULL AND concat(' ', e.NAME, ' ') LIKE concat('% ', d.NAME, ' %')
    WHERE e.SUBSTANCE IS NULL AND e.CLASS IS NULL
), found AS (
    SELECT e.TEXT, e.NAME, coalesce(e.SUBSTANCE, i.SUBSTANCE) AS SUBSTANCE, e.CLASS
    FROM exact AS e LEFT JOIN inside AS i ON i.TEXT = e.TEXT AND i.PLACE = 1
), ruled AS (
    SELECT f.TEXT, p.CLASS, p.FACTOR,
        row_number() OVER (PARTITION BY f.TEXT ORDER BY length(p.NAME) DESC, p.NAME) AS PLACE
    FROM found AS f JOIN protocol_drug AS p
        ON trim(p.NAME) <> '' AND (
            upper(trim(p.NAME)) = f.TEXT OR upper(trim(p.NAME)) = upper(f.SUBSTANCE)
            OR concat(' ', f.NAME, ' ') LIKE concat('% ', upper(trim(replace(p.NAME, '-', ' '))), ' %')
        )
)
SELECT f.TEXT, f.NAME, f.SUBSTANCE, coalesce(s.CLASS, f.CLASS) AS CLASS,
    regexp_matches(f.TEXT, {form}) AS LOCAL_FORM,
    r.CLASS AS OVERRIDE_CLASS, CAST(r.FACTOR AS DECIMAL(18,6)) AS OVERRIDE_FACTOR
FROM found AS f
LEFT JOIN drug_substance AS s ON s.SUBSTANCE = f.SUBSTANCE
LEFT JOIN ruled AS r ON r.TEXT = f.TEXT AND r.PLACE = 1
"""
    return Relation(
        "drug_text",
        sql,
        ("sdtm_cm", "sdtm_ex", "drug_name", "drug_substance", "protocol_drug"),
        ("TEXT", "NAME", "SUBSTANCE", "CLASS", "LOCAL_FORM", "OVERRIDE_CLASS", "OVERRIDE_FACTOR"),
    )


def drug_code() -> Relation:
    """Match each distinct ATC code of CM to the dictionary by its longest tabulated beginning.

    Returns relation `drug_code(CODE, ATC, SUBSTANCE, CLASS, SYSTEMIC, OVERRIDE_CLASS, OVERRIDE_FACTOR)`. A field
    that is no ATC code has no row; a list of codes is read by its first.
    """
    sql = """
WITH code AS (
    SELECT DISTINCT upper(trim(CMCLASCD)) AS CODE FROM sdtm_cm WHERE trim(CMCLASCD) <> ''
), read AS (
    SELECT CODE, regexp_extract(CODE, '^[A-Z][0-9][0-9]([A-Z]([A-Z]([0-9][0-9])?)?)?', 0) AS ATC FROM code
), matched AS (
    SELECT r.CODE, a.SUBSTANCE, a.CLASS, a.SYSTEMIC,
        row_number() OVER (PARTITION BY r.CODE ORDER BY length(a.ATC) DESC) AS PLACE
    FROM read AS r JOIN drug_atc AS a ON substr(r.ATC, 1, length(a.ATC)) = a.ATC
), ruled AS (
    SELECT r.CODE, p.CLASS, p.FACTOR,
        row_number() OVER (PARTITION BY r.CODE ORDER BY length(p.ATC) DESC, p.ATC) AS PLACE
    FROM read AS r JOIN protocol_drug AS p
        ON trim(p.ATC) <> '' AND substr(r.ATC, 1, length(trim(p.ATC))) = upper(trim(p.ATC))
)
SELECT r.CODE, r.ATC, m.SUBSTANCE, coalesce(s.CLASS, m.CLASS) AS CLASS, m.SYSTEMIC,
    o.CLASS AS OVERRIDE_CLASS, CAST(o.FACTOR AS DECIMAL(18,6)) AS OVERRIDE_FACTOR
FROM read AS r
LEFT JOIN matched AS m ON m.CODE = r.CODE AND m.PLACE = 1
LEFT JOIN drug_substance AS s ON s.SUBSTANCE = m.SUBSTANCE
LEFT JOIN ruled AS o ON o.CODE = r.CODE AND o.PLACE = 1
WHERE r.ATC <> ''
"""
    return Relation(
        "drug_code",
        sql,
        ("sdtm_cm", "drug_atc", "drug_substance", "protocol_drug"),
        ("CODE", "ATC", "SUBSTANCE", "CLASS", "SYSTEMIC", "OVERRIDE_CLASS", "OVERRIDE_FACTOR"),
    )


_SOURCE = """
    SELECT USUBJID, 'CM' AS DOMAIN, CMSEQ AS SEQ, CMTRT AS TREATMENT, upper(trim(CMTRT)) AS TREATMENT_TEXT,
        upper(trim(CMDECOD)) AS DECODE_TEXT, upper(trim(CMCLASCD)) AS CODE, upper(trim(CMCLAS)) AS CLASS_TEXT,
        upper(trim(CMCAT)) AS CATEGORY, upper(trim(CMINDC)) AS INDICATION, CMDOSE AS DOSE,
        upper(trim(CMDOSTXT)) AS DOSE_TEXT, upper(trim(CMDOSU)) AS UNIT, upper(trim(CMDOSFRQ)) AS FREQUENCY,
        upper(trim(CMROUTE)) AS ROUTE, upper(trim(CMDOSFRM)) AS FORM,
        CMSTDTC AS START_TEXT, CMSTDTC_FIRST AS START_FIRST, CMSTDTC_LAST AS START_LAST, CMSTDTC_TIME AS START_TIME,
        upper(trim(CMENDTC)) AS END_TEXT, CMENDTC_FIRST AS END_FIRST, CMENDTC_LAST AS END_LAST,
        CMENDTC_TIME AS END_TIME, upper(trim(CMENRTPT)) AS END_POINT,
        CASE WHEN upper(trim(CMOCCUR)) = 'N' THEN FALSE
             WHEN upper(trim(CMSTAT)) = 'NOT DONE' THEN NULL ELSE TRUE END AS OCCURRED
    FROM sdtm_cm
    UNION ALL
    SELECT USUBJID, 'EX', EXSEQ, EXTRT, upper(trim(EXTRT)), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
        CAST(NULL AS VARCHAR), upper(trim(EXCAT)), CAST(NULL AS VARCHAR), EXDOSE, upper(trim(EXDOSTXT)),
        upper(trim(EXDOSU)), upper(trim(EXDOSFRQ)), upper(trim(EXROUTE)), upper(trim(EXDOSFRM)),
        EXSTDTC, EXSTDTC_FIRST, EXSTDTC_LAST, EXSTDTC_TIME, upper(trim(EXENDTC)), EXENDTC_FIRST, EXENDTC_LAST,
        EXENDTC_TIME, CAST(NULL AS VARCHAR), TRUE
    FROM sdtm_ex
"""


def drug_record(settings: MedicationSettings) -> Relation:
    """Classify each CM and EX row and make its dose and schedule numbers.

    The class comes from the protocol's override, else the substance of the ATC code, else the name (CMDECOD,
    then CMTRT), else the class of the ATC code, else CMCLAS. SYSTEMIC is Y/N as TRUE/FALSE, NULL where route,
    form, code and drug do not tell. DOSE_LOW and DOSE_HIGH are mg per administration (NULL where dose or unit do
    not tell, and where the dose is negative), FREQ_NUM/FREQ_DEN administrations per day, KIND the sort of schedule
    (`regular`, `once`, `as needed`, `unknown`, `blank`). DUPLICATE marks a CM row that repeats an
    earlier one word for word.

    Parameters: `settings`. Returns relation `drug_record`, one row a CM or EX row.
    """
    form = quoted(words("routes", "TEXT", KIND="form"))
    blank = "'regular'" if settings.blank_frequency == "daily" else "'blank'"
    sql = f"""
WITH source AS ({_SOURCE}), known AS (
    SELECT s.*, coalesce(d.SUBSTANCE, t.SUBSTANCE) AS NAME_SUBSTANCE,
        CASE WHEN d.SUBSTANCE IS NOT NULL THEN d.CLASS
             WHEN t.SUBSTANCE IS NOT NULL THEN t.CLASS ELSE coalesce(d.CLASS, t.CLASS) END AS NAME_CLASS,
        c.ATC, c.SUBSTANCE AS ATC_SUBSTANCE, c.CLASS AS ATC_CLASS, c.SYSTEMIC AS ATC_SYSTEMIC, w.CLASS AS WORD_CLASS,
        coalesce(d.OVERRIDE_CLASS, t.OVERRIDE_CLASS, c.OVERRIDE_CLASS) AS OVERRIDE_CLASS,
        coalesce(d.OVERRIDE_FACTOR, t.OVERRIDE_FACTOR, c.OVERRIDE_FACTOR) AS OVERRIDE_FACTOR,
        coalesce(t.LOCAL_FORM, FALSE) OR coalesce(d.LOCAL_FORM, FALSE)
            OR coalesce(regexp_matches(s.FORM, {form}), FALSE) AS LOCAL_FORM,
        s.DOMAIN = 'EX' AND (coalesce(regexp_matches(s.CATEGORY, {quoted(_CAR_T)}), FALSE)
            OR coalesce(regexp_matches(s.TREATMENT_TEXT, {quoted(_CAR_T)}), FALSE)) AS IS_CAR_T,
        r.TEXT IS NOT NULL AS ROUTE_KNOWN, r.SYSTEMIC AS ROUTE_SYSTEMIC, r.INTRAMUSCULAR,
        u.NUMERATOR AS MG_NUM, u.DENOMINATOR AS MG_DEN, u.DAYS AS UNIT_DAYS,
        f.KIND AS FREQUENCY_KIND, f.NUMERATOR AS F_NUM, f.DENOMINATOR AS F_DEN, f.PERIOD_DAYS AS F_PERIOD,
        coalesce(s.DOSE, TRY_CAST(s.DOSE_TEXT AS DECIMAL(18,6)),
            TRY_CAST(regexp_extract(s.DOSE_TEXT, '{_RANGE}', 1) AS DECIMAL(18,6))) AS RAW_LOW,
        coalesce(s.DOSE, TRY_CAST(s.DOSE_TEXT AS DECIMAL(18,6)),
            TRY_CAST(regexp_extract(s.DOSE_TEXT, '{_RANGE}', 3) AS DECIMAL(18,6))) AS RAW_HIGH
    FROM source AS s
    LEFT JOIN drug_text AS t ON t.TEXT = s.TREATMENT_TEXT
    LEFT JOIN drug_text AS d ON d.TEXT = s.DECODE_TEXT
    LEFT JOIN drug_code AS c ON c.CODE = s.CODE
    LEFT JOIN drug_name AS w ON w.NAME = s.CLASS_TEXT AND w.SUBSTANCE IS NULL
    LEFT JOIN drug_route AS r ON r.TEXT = s.ROUTE AND r.KIND = 'route'
    LEFT JOIN drug_unit AS u ON u.TEXT = s.UNIT
    LEFT JOIN drug_frequency AS f ON f.TEXT = s.FREQUENCY
), alike AS (
    -- Cheap on large studies: only rows that share these few fields are compared in full.
    SELECT USUBJID, CMTRT, CMSTDTC FROM sdtm_cm GROUP BY USUBJID, CMTRT, CMSTDTC HAVING count(*) > 1
), repeated AS (
    SELECT USUBJID, SEQ FROM (
        SELECT s.USUBJID, s.CMSEQ AS SEQ, row_number() OVER (
            PARTITION BY s.USUBJID, s.CMTRT, s.CMDECOD, s.CMSTDTC, s.CMENDTC, s.CMENRTPT, s.CMDOSE, s.CMDOSTXT,
                s.CMDOSU, s.CMDOSFRQ, s.CMROUTE, s.CMINDC, s.CMCAT, s.CMOCCUR
            ORDER BY s.CMSEQ NULLS LAST
        ) AS PLACE
        FROM sdtm_cm AS s JOIN alike AS a ON a.USUBJID = s.USUBJID AND a.CMTRT = s.CMTRT
            AND a.CMSTDTC IS NOT DISTINCT FROM s.CMSTDTC
    ) AS placed WHERE PLACE > 1 AND SEQ IS NOT NULL
), chosen AS (
    SELECT k.*,
        CASE WHEN IS_CAR_T THEN NULL
             WHEN ATC_SUBSTANCE IS NULL OR NAME_CLASS = ATC_CLASS THEN coalesce(NAME_SUBSTANCE, ATC_SUBSTANCE)
             ELSE ATC_SUBSTANCE END AS SUBSTANCE,
        CASE WHEN OVERRIDE_CLASS IS NOT NULL THEN OVERRIDE_CLASS
             WHEN IS_CAR_T THEN 'CAR T'
             WHEN ATC_SUBSTANCE IS NOT NULL THEN ATC_CLASS
             WHEN NAME_CLASS IS NOT NULL AND (NAME_CLASS <> 'all' OR NOT OCCURRED) THEN NAME_CLASS
             WHEN ATC_CLASS IS NOT NULL THEN ATC_CLASS
             WHEN WORD_CLASS IS NOT NULL AND WORD_CLASS <> 'all' THEN WORD_CLASS
             WHEN length(ATC) >= 5 THEN 'other'
             WHEN DOMAIN = 'EX' AND CATEGORY LIKE '%LYMPHODEPLET%' THEN 'lymphodepletion'
             WHEN DOMAIN = 'EX' THEN 'study treatment' END AS CLASS,
        CASE WHEN OVERRIDE_CLASS IS NOT NULL THEN 'override'
             WHEN IS_CAR_T THEN 'category'
             WHEN ATC_SUBSTANCE IS NOT NULL THEN 'ATC'
             WHEN NAME_CLASS IS NOT NULL AND (NAME_CLASS <> 'all' OR NOT OCCURRED) THEN 'name'
             WHEN ATC_CLASS IS NOT NULL THEN 'ATC'
             WHEN WORD_CLASS IS NOT NULL AND WORD_CLASS <> 'all' THEN 'category'
             WHEN length(ATC) >= 5 THEN 'ATC'
             WHEN DOMAIN = 'EX' THEN 'category' END AS CLASSED_BY,
        coalesce(ROUTE, '') <> '' AS ROUTE_GIVEN, coalesce(FREQUENCY, '') <> '' AS FREQUENCY_GIVEN
    FROM known AS k
)
SELECT row_number() OVER (ORDER BY c.USUBJID, c.DOMAIN, c.SEQ NULLS LAST, c.TREATMENT_TEXT, c.START_TEXT, c.DOSE)
        AS RECORD,
    c.USUBJID, c.DOMAIN, c.SEQ, c.TREATMENT, c.ATC, c.CLASS, l.LEVEL, c.SUBSTANCE, c.CLASSED_BY,
    CASE WHEN x.LOCAL_FORMS = 'only' THEN FALSE
         WHEN c.ROUTE_SYSTEMIC IS NOT NULL THEN c.ROUTE_SYSTEMIC = 'Y'
         WHEN c.ROUTE_GIVEN AND NOT c.ROUTE_KNOWN THEN NULL
         WHEN c.LOCAL_FORM THEN FALSE
         WHEN c.ATC_SYSTEMIC IS NOT NULL THEN c.ATC_SYSTEMIC = 'Y'
         WHEN c.ROUTE_KNOWN OR (x.LOCAL_FORMS = 'common' AND c.DOMAIN = 'CM') THEN NULL
         ELSE TRUE END AS SYSTEMIC,
    TRY_CAST(CASE WHEN c.RAW_LOW = 0 THEN 0 WHEN c.RAW_LOW < 0 THEN NULL
        ELSE round(CAST(c.RAW_LOW AS DOUBLE) * c.MG_NUM / c.MG_DEN, 6) END AS DECIMAL(18,6)) AS DOSE_LOW,
    TRY_CAST(CASE WHEN c.RAW_HIGH = 0 THEN 0 WHEN c.RAW_HIGH < 0 THEN NULL
        ELSE round(CAST(c.RAW_HIGH AS DOUBLE) * c.MG_NUM / c.MG_DEN, 6) END AS DECIMAL(18,6)) AS DOSE_HIGH,
    CASE WHEN c.RAW_LOW >= 0 THEN c.RAW_LOW END AS RAW_LOW, c.RAW_HIGH, c.UNIT, c.FREQUENCY, c.ROUTE,
    CASE WHEN c.FREQUENCY_KIND IN ('once', 'as needed') THEN c.FREQUENCY_KIND
         WHEN c.UNIT_DAYS IS NOT NULL THEN 'regular'
         WHEN c.FREQUENCY_GIVEN THEN coalesce(c.FREQUENCY_KIND, 'unknown')
         ELSE {blank} END AS KIND,
    CASE WHEN c.UNIT_DAYS IS NOT NULL THEN 1 WHEN c.FREQUENCY_GIVEN THEN c.F_NUM
         WHEN {blank} = 'regular' THEN 1 END AS FREQ_NUM,
    CASE WHEN c.UNIT_DAYS IS NOT NULL THEN c.UNIT_DAYS WHEN c.FREQUENCY_GIVEN THEN c.F_DEN
         WHEN {blank} = 'regular' THEN 1 END AS FREQ_DEN,
    CASE WHEN c.UNIT_DAYS IS NOT NULL AND (c.UNIT_DAYS = 1 OR NOT c.FREQUENCY_GIVEN) THEN c.UNIT_DAYS
         WHEN c.FREQUENCY_GIVEN THEN c.F_PERIOD
         WHEN {blank} = 'regular' THEN 1 END AS PERIOD_DAYS,
    CASE WHEN c.OVERRIDE_FACTOR IS NOT NULL THEN CAST(c.OVERRIDE_FACTOR * 1000000 AS BIGINT)
         ELSE x.FACTOR_NUM END AS FACTOR_NUM,
    CASE WHEN c.OVERRIDE_FACTOR IS NOT NULL THEN 1000000 ELSE x.FACTOR_DEN END AS FACTOR_DEN,
    coalesce(x.DEPOT = 'Y' AND c.INTRAMUSCULAR = 'Y', FALSE) AS DEPOT,
    coalesce(x.INVESTIGATIONAL = 'Y', FALSE) OR c.CLASS = 'study treatment' AS INVESTIGATIONAL,
    c.INDICATION, c.CATEGORY, c.OCCURRED, q.SEQ IS NOT NULL AS DUPLICATE,
    c.START_TEXT, c.START_FIRST, c.START_LAST, c.START_TIME, c.END_TEXT, c.END_FIRST, c.END_LAST, c.END_TIME,
    c.END_POINT, c.NAME_CLASS, c.ATC_CLASS
FROM chosen AS c
LEFT JOIN drug_substance AS x ON x.SUBSTANCE = c.SUBSTANCE
LEFT JOIN drug_class AS l ON l.CLASS = c.CLASS
LEFT JOIN repeated AS q ON q.USUBJID = c.USUBJID AND c.DOMAIN = 'CM' AND q.SEQ = c.SEQ
"""
    return Relation(
        "drug_record",
        sql,
        (
            "sdtm_cm",
            "sdtm_ex",
            "drug_text",
            "drug_code",
            "drug_name",
            "drug_route",
            "drug_unit",
            "drug_frequency",
            "drug_substance",
            "drug_class",
        ),
        (
            *(
                "RECORD",
                "USUBJID",
                "DOMAIN",
                "SEQ",
                "TREATMENT",
                "ATC",
                "CLASS",
                "LEVEL",
                "SUBSTANCE",
                "CLASSED_BY",
            ),
            *("SYSTEMIC", "DOSE_LOW", "DOSE_HIGH", "RAW_LOW", "RAW_HIGH", "UNIT", "FREQUENCY"),
            *("ROUTE", "KIND", "FREQ_NUM", "FREQ_DEN", "PERIOD_DAYS"),
            *("FACTOR_NUM", "FACTOR_DEN", "DEPOT", "INVESTIGATIONAL"),
            *("INDICATION", "CATEGORY", "OCCURRED", "DUPLICATE", "START_TEXT", "START_FIRST", "START_LAST"),
            *(
                "START_TIME",
                "END_TEXT",
                "END_FIRST",
                "END_LAST",
                "END_TIME",
                "END_POINT",
                "NAME_CLASS",
                "ATC_CLASS",
            ),
        ),
    )
