"""Which records do not count against a drug-free level, and why."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.medication.dictionary import words
from cartaid.medication.settings import MedicationSettings

BRIDGING = "BRIDG|(BEFORE|PRIOR TO|UNTIL|AWAITING) +(THE +)?LYMPHO"
"""Indications, in capitals, of a drug that is given up to lymphodepletion and is none of its drugs."""


def drug_exclusion(settings: MedicationSettings) -> Relation:
    """List the records that are left out of the drug-free levels, with the reason.

    Reasons: `lymphodepletion` (said by category or indication, or one of its drugs begun in the window before an
    infusion, unless its indication says bridging), `CRS/ICANS rescue` (said by the indication of a drug begun on or
    after an infusion, or one of its drugs begun in the window after an infusion or during such an
    adverse event),
    `premedication`, `IgG replacement`, `GC replacement` (hydrocortisone for adrenal insufficiency up to the limit),
    `anti-infective`.
    EXCLUDED is TRUE, or NULL where dates, dose or a missing indication do not tell. UNTIL, where given, is the
    last day left out: what is taken later counts. Antimalarials are never left out.

    Parameters: `settings`. Returns relation `drug_exclusion(USUBJID, DOMAIN, SEQ, RECORD, REASON, EXCLUDED, UNTIL)`.
    Source: rule of this project; the list of reasons follows the trials' drug-free definitions.
    """

    def said(field: str, reason: str) -> str:
        pattern = quoted(words("indications", "WORDS", REASON=reason))
        return f"coalesce(regexp_matches({field}, {pattern}), FALSE)"

    # "Bridging before lymphodepletion" names it and is treatment until then.
    bridging = f"coalesce(regexp_matches(i.INDICATION, {quoted(BRIDGING)}), FALSE)"
    rescue = quoted(words("indications", "WORDS", REASON="CRS/ICANS rescue"))
    unindicated = "TRUE" if settings.immunoglobulin_without_indication == "replacement" else "NULL"
    sql = f"""
WITH taken AS (
    SELECT i.RECORD, i.USUBJID, i.DOMAIN, i.SEQ, i.START_FIRST, i.START_LAST, i.SUBSTANCE, i.CLASS,
        coalesce(x.LYMPHODEPLETION = 'Y', FALSE) AS LYMPHODEPLETING, coalesce(x.RESCUE = 'Y', FALSE) AS RESCUE,
        {said("i.CATEGORY", "lymphodepletion")}
            OR ({said("i.INDICATION", "lymphodepletion")} AND NOT {bridging}) AS FOR_LYMPHODEPLETION,
        {bridging} AS FOR_BRIDGING,
        {said("i.INDICATION", "CRS/ICANS rescue")} AS FOR_RESCUE,
        {said("i.CATEGORY", "premedication")} OR {said("i.INDICATION", "premedication")} AS FOR_PREMEDICATION,
        {said("i.INDICATION", "IgG replacement")} AS FOR_IGG, {said("i.INDICATION", "GC replacement")} AS FOR_ADRENAL,
        coalesce(i.INDICATION, '') = '' AS IS_UNINDICATED
    FROM drug_interval AS i LEFT JOIN drug_substance AS x ON x.SUBSTANCE = i.SUBSTANCE
    WHERE coalesce(i.CLASS, '') <> 'antimalarial'
        AND (i.LEVEL IS NOT NULL OR i.CLASS IS NULL OR i.CLASS = 'anti-infective')
), toxicity AS (
    SELECT a.USUBJID, a.AESTDTC_FIRST AS BEGUN, coalesce(a.AEENDTC_LAST, a.AESTDTC_LAST) AS ENDED
    FROM sdtm_ae AS a
    WHERE regexp_matches(upper(concat_ws(' ', a.AEDECOD, a.AETERM)), {rescue})
), windowed AS (
    SELECT t.RECORD, 'lymphodepletion' AS REASON, d.DAY AS UNTIL,
        t.START_FIRST >= d.DAY + ({settings.lymphodepletion_from}) AND t.START_LAST <= d.DAY AS IS_IN
    FROM taken AS t JOIN infusion_day AS d ON d.USUBJID = t.USUBJID
    WHERE t.LYMPHODEPLETING AND NOT t.FOR_LYMPHODEPLETION AND NOT t.FOR_BRIDGING
        AND (t.START_LAST IS NULL OR t.START_LAST >= d.DAY + ({settings.lymphodepletion_from}))
        AND (t.START_FIRST IS NULL OR t.START_FIRST <= d.DAY)
    UNION ALL
    SELECT t.RECORD, 'CRS/ICANS rescue', d.DAY + ({settings.rescue_to}),
        t.START_FIRST >= d.DAY AND t.START_LAST <= d.DAY + ({settings.rescue_to})
    FROM taken AS t JOIN infusion_day AS d ON d.USUBJID = t.USUBJID
    WHERE t.RESCUE AND NOT t.FOR_RESCUE AND (t.START_LAST IS NULL OR t.START_LAST >= d.DAY)
        AND (t.START_FIRST IS NULL OR t.START_FIRST <= d.DAY + ({settings.rescue_to}))
    UNION ALL
    SELECT t.RECORD, 'CRS/ICANS rescue', e.ENDED, TRUE
    FROM taken AS t JOIN toxicity AS e ON e.USUBJID = t.USUBJID
        AND t.START_FIRST >= e.BEGUN AND t.START_LAST <= e.ENDED
    WHERE t.RESCUE AND NOT t.FOR_RESCUE
), indicated AS (
    SELECT t.RECORD, CASE WHEN min(d.DAY) <= t.START_FIRST THEN TRUE
            WHEN min(d.DAY) > t.START_LAST THEN FALSE END AS IS_IN
    FROM taken AS t LEFT JOIN infusion_day AS d ON d.USUBJID = t.USUBJID
    WHERE t.FOR_RESCUE GROUP BY t.RECORD, t.START_FIRST, t.START_LAST
), reason AS (
    SELECT RECORD, REASON, CASE WHEN IS_IN THEN TRUE END AS EXCLUDED, CAST(UNTIL AS DATE) AS UNTIL FROM windowed
    UNION ALL
    SELECT RECORD, 'CRS/ICANS rescue', IS_IN, CAST(NULL AS DATE) FROM indicated WHERE IS_IN IS NOT FALSE
    UNION ALL
    SELECT RECORD, 'lymphodepletion', TRUE, CAST(NULL AS DATE) FROM taken WHERE FOR_LYMPHODEPLETION
    UNION ALL
    SELECT RECORD, 'premedication', TRUE, CAST(NULL AS DATE) FROM taken WHERE FOR_PREMEDICATION
    UNION ALL
    SELECT RECORD, 'IgG replacement', CASE WHEN FOR_IGG THEN TRUE ELSE {unindicated} END, CAST(NULL AS DATE)
    FROM taken WHERE CLASS = 'immunoglobulin' AND (FOR_IGG OR IS_UNINDICATED)
    UNION ALL
    SELECT t.RECORD, 'GC replacement', CASE WHEN c.AFTER_HIGH <= {settings.replacement_max_mg} THEN TRUE END,
        CAST(NULL AS DATE)
    FROM taken AS t LEFT JOIN drug_change AS c ON c.RECORD = t.RECORD
    WHERE t.SUBSTANCE = 'hydrocortisone' AND t.FOR_ADRENAL
        AND (c.AFTER_LOW <= {settings.replacement_max_mg} OR c.AFTER_LOW IS NULL)
    UNION ALL
    SELECT RECORD, 'anti-infective', TRUE, CAST(NULL AS DATE) FROM taken WHERE CLASS = 'anti-infective'
)
SELECT t.USUBJID, t.DOMAIN, t.SEQ, r.RECORD, r.REASON, r.EXCLUDED, r.UNTIL
FROM reason AS r JOIN taken AS t ON t.RECORD = r.RECORD
"""
    return Relation(
        "drug_exclusion",
        sql,
        ("drug_interval", "drug_substance", "drug_change", "infusion_day", "sdtm_ae"),
        ("USUBJID", "DOMAIN", "SEQ", "RECORD", "REASON", "EXCLUDED", "UNTIL"),
    )
