"""The death of each patient: what DM, DS and AE record of it, and which date is used."""

from __future__ import annotations

from cartaid.engine import Relation

_FATAL = (
    "(upper(trim(AEOUT)) = 'FATAL' OR ((upper(trim(AESDTH)) = 'Y' OR upper(trim(AETOXGR)) IN ('5', 'GRADE 5')) "
    "AND coalesce(upper(trim(AEOUT)), 'UNKNOWN') = 'UNKNOWN'))"
)
"""An adverse event of which the patient died; a grade 5 with another outcome is a contradiction, not a death."""


def death_record_relation() -> Relation:
    """Give every record of a death: DM.DTHDTC, DS with DSDECOD DEATH, AE with a fatal outcome.

    The day of a fatal adverse event is its end. Where it has none its start stands for it (VARIABLE AESTDTC): the
    death then is not earlier. PLACE orders the records of a patient, the one to use first: a complete DM.DTHDTC, the
    earliest other complete date, a partial DM.DTHDTC, the start of a fatal event, any other.
    """
    return Relation(
        "death_record",
        f"""
        WITH recorded AS (
            SELECT USUBJID, 'DM' AS DOMAIN, CAST(NULL AS BIGINT) AS SEQ, 'DTHDTC' AS VARIABLE, DTHDTC AS WRITTEN,
                DTHDTC_FIRST AS FIRST, DTHDTC_LAST AS LAST FROM sdtm_dm WHERE DTHDTC IS NOT NULL
            UNION ALL
            SELECT USUBJID, 'DS', DSSEQ, 'DSSTDTC', DSSTDTC, DSSTDTC_FIRST, DSSTDTC_LAST FROM sdtm_ds
            WHERE upper(trim(coalesce(DSDECOD, DSTERM))) = 'DEATH'
            UNION ALL
            SELECT USUBJID, 'AE', AESEQ, CASE WHEN AEENDTC_LAST IS NULL THEN 'AESTDTC' ELSE 'AEENDTC' END,
                CASE WHEN AEENDTC_LAST IS NULL THEN AESTDTC ELSE AEENDTC END,
                CASE WHEN AEENDTC_LAST IS NULL THEN AESTDTC_FIRST ELSE AEENDTC_FIRST END,
                CASE WHEN AEENDTC_LAST IS NULL THEN AESTDTC_LAST ELSE AEENDTC_LAST END
            FROM sdtm_ae WHERE {_FATAL})
        SELECT USUBJID, DOMAIN, SEQ, VARIABLE, WRITTEN, FIRST, LAST, row_number() OVER (PARTITION BY USUBJID ORDER BY
            CASE WHEN FIRST = LAST AND DOMAIN = 'DM' THEN 1 WHEN FIRST = LAST AND VARIABLE <> 'AESTDTC' THEN 2
                WHEN DOMAIN = 'DM' THEN 3 WHEN FIRST = LAST THEN 4 ELSE 5 END,
            FIRST NULLS LAST, DOMAIN NULLS LAST, SEQ NULLS LAST) AS PLACE
        FROM recorded
        """,
        ("sdtm_dm", "sdtm_ds", "sdtm_ae"),
        tuple("USUBJID DOMAIN SEQ VARIABLE WRITTEN FIRST LAST PLACE".split()),
    )


def death_relation() -> Relation:
    """Give one row a patient who is recorded as dead: DEATH, its day where it is complete, and where it comes from.

    DIED is the last possible day of the death, after which no result is believed; NULL where only the start of the
    fatal event is known.
    """
    return Relation(
        "death",
        """
        SELECT USUBJID, CASE WHEN FIRST = LAST THEN FIRST END AS DEATH,
            CASE WHEN VARIABLE <> 'AESTDTC' THEN LAST END AS DIED, DOMAIN, SEQ, VARIABLE, WRITTEN
        FROM death_record WHERE PLACE = 1
        """,
        ("death_record",),
        tuple("USUBJID DEATH DIED DOMAIN SEQ VARIABLE WRITTEN".split()),
    )
