"""ADSL: one row a subject, with dates, doses, follow-up and the five analysis sets."""

from __future__ import annotations

from cartaid.engine import Relation

ADSL = (
    "STUDYID USUBJID SUBJID DISEASE ARM AGE SEX RACE COUNTRY CONSDT APHERDT LDSTDT TRTSDT TRTSRC INFNUM "
    "CELLS CELLSU LSTCNDT DTHDT FUPDAYS CONSFL APHERFL LDFL INFFL EVALFL AGESRC"
).split()


def adsl() -> Relation:
    """Give ADSL.

    CONSFL every subject in DM (consent is what puts a subject there), APHERFL leukapheresis done, LDFL
    lymphodepletion begun, INFFL infused, EVALFL infused with a determined score of an own-disease definition
    after day 0. AGESRC says whether AGE was recorded or follows from the birth date.
    """
    return Relation(
        "adsl",
        """
        WITH scored_after AS (
            SELECT DISTINCT USUBJID FROM placed
            WHERE RDY > 0 AND STATUS = 'DETERMINED' AND DATASET IN ('adqs', 'adrs')
                AND DEFID NOT IN ('prednisone-equivalent', 'drug-free')),
        infused AS (
            -- Infused on a day that is not recorded, or not wholly, is infused: only day 0 is unknown.
            SELECT DISTINCT USUBJID FROM sdtm_ex WHERE EXCAT = 'CAR T'
                AND (EXSTDTC_LAST IS NULL OR EXSTDTC_LAST <= (SELECT max(DATA_CUT) FROM data_cut)))
        SELECT s.STUDYID, s.USUBJID, s.SUBJID, s.DISEASE, s.ARM, s.AGE, s.SEX, s.RACE, s.COUNTRY,
            s.CONSENT AS CONSDT, s.APHERESIS AS APHERDT, s.LYMPHODEPLETION AS LDSTDT, s.DAY0 AS TRTSDT,
            s.DAY0_SOURCE AS TRTSRC, s.INFUSIONS AS INFNUM, s.CELLS, s.CELLS_UNIT AS CELLSU,
            s.LAST_CONTACT AS LSTCNDT, s.DEATH AS DTHDT, date_diff('day', s.DAY0, s.LAST_CONTACT) AS FUPDAYS,
            'Y' AS CONSFL, CASE WHEN s.APHERESIS IS NOT NULL THEN 'Y' ELSE 'N' END AS APHERFL,
            CASE WHEN s.LYMPHODEPLETION IS NOT NULL THEN 'Y' ELSE 'N' END AS LDFL,
            CASE WHEN i.USUBJID IS NOT NULL THEN 'Y' ELSE 'N' END AS INFFL,
            CASE WHEN s.INFUSION IS NOT NULL AND a.USUBJID IS NOT NULL THEN 'Y' ELSE 'N' END AS EVALFL, s.AGE_SOURCE AS AGESRC
        FROM subject AS s LEFT JOIN scored_after AS a ON a.USUBJID = s.USUBJID
            LEFT JOIN infused AS i ON i.USUBJID = s.USUBJID
        """,
        ("subject", "placed", "sdtm_ex", "data_cut"),
        tuple(ADSL),
    )
