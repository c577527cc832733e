"""Medication over a span of time, as definitions ask for it: the highest glucocorticoid dose, and new drugs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cartaid.analysis.assessment import DERIVED_COLUMNS
from cartaid.analysis.assessment_table import AssessmentTable
from cartaid.analysis.derived_evidence import derived_row
from cartaid.engine import Relation
from cartaid.engine.session import quoted

DOSE_SPANS = {"GCMAX8W": "v.ADT - 55", "GCMAXW24": "p.DAY0 + 168"}
"""First day of the span whose highest daily dose is asked for: the last 8 weeks, or since week 24."""

TESTS = (*DOSE_SPANS, "NEWIS", "NEWNSHCQ")
"""Test codes this module derives."""

SFI_IMMUNOSUPPRESSIVES = (
    "cyclophosphamide",
    "azathioprine",
    "methotrexate",
    "mycophenolate mofetil",
    "mycophenolic acid",
    "mycophenolate",
)
SFI_NSAID = ("diclofenac", "ibuprofen", "naproxen", "indometacin", "ketorolac")
ACTIVITY = "LUPUS|SLE|FLARE|ARTHRITIS|ARTHRALGIA|SEROSITIS|PLEURI|PERICARDI"
"""Words of an indication that say a non-steroidal drug is given for lupus activity."""


def highest_dose(tables: Sequence[AssessmentTable], tests: Collection[str]) -> Relation:
    """Give GCMAX8W and GCMAXW24: the highest daily prednisone equivalent of a span that ends at an assessment.

    Pulses count, unlike in PREDEQ: the rule is about what was taken. The dose of a day can only rise on a day on
    which a record may begin, so those days and the first of the span are enough. A value is given where the surely
    and the possibly taken doses have the same maximum, and for the span since week 24 only from week 24 on; none in
    a study without medication records.
    """
    began = " UNION ".join(
        f"SELECT s.USUBJID, s.ADT, s.TESTCD, e.{column} AS DAY FROM span AS s "
        f"JOIN dosed AS e ON e.USUBJID = s.USUBJID AND e.{column} > s.BEGINS AND e.{column} <= s.ADT"
        for column in ("SURE_FROM", "POSSIBLE_FROM")
    )
    return Relation(
        "derived_highest_dose",
        f"""
        WITH {_spans(tables, tests)},
        dosed AS (
            SELECT USUBJID, SURE_FROM, SURE_TO, POSSIBLE_FROM, POSSIBLE_TO, PRED_LOW, PRED_HIGH FROM drug_exposure
            WHERE IS_GC OR LEVEL = 'UNKNOWN'),
        asked AS (SELECT USUBJID, ADT, TESTCD, BEGINS AS DAY FROM span UNION {began}),
        daily AS (
            SELECT a.USUBJID, a.ADT, a.TESTCD, a.DAY,
                coalesce(sum(CASE WHEN e.SURE_FROM <= a.DAY AND e.SURE_TO >= a.DAY THEN e.PRED_LOW END), 0) AS LOW,
                coalesce(sum(e.PRED_HIGH), 0) AS HIGH,
                bool_or(e.USUBJID IS NOT NULL AND e.PRED_HIGH IS NULL) AS UNBOUNDED
            FROM asked AS a LEFT JOIN dosed AS e ON e.USUBJID = a.USUBJID
                AND e.POSSIBLE_FROM <= a.DAY AND e.POSSIBLE_TO >= a.DAY
            GROUP BY a.USUBJID, a.ADT, a.TESTCD, a.DAY),
        highest AS (
            SELECT USUBJID, ADT, TESTCD, max(LOW) AS LOW, CASE WHEN NOT bool_or(UNBOUNDED) THEN max(HIGH) END AS HIGH
            FROM daily GROUP BY USUBJID, ADT, TESTCD)
        SELECT {derived_row("ADCM", "TESTCD", "round(LOW, 6)")} FROM highest
        WHERE round(LOW, 6) = round(HIGH, 6) AND EXISTS (SELECT 1 FROM sdtm_cm)
        """,
        (*(f"visit_{table.number}" for table in tables), "period", "drug_exposure", "sdtm_cm"),
        DERIVED_COLUMNS,
    )


def used_highest_dose(tables: Sequence[AssessmentTable], tests: Collection[str]) -> Relation:
    """Give the records behind each GCMAX8W and GCMAXW24: every one that may have been taken in the span.

    PARAMCD is the test; as in `derived_highest_dose` a glucocorticoid, or a drug that could be one, counts. A span
    without any row rests on the absence of records.
    """
    return Relation(
        "used_highest_dose",
        f"""
        WITH {_spans(tables, tests)}
        SELECT s.USUBJID, s.ADT, CAST(NULL AS TIMESTAMP) AS ADTM, s.TESTCD AS PARAMCD, e.DOMAIN, e.SEQ,
            CASE WHEN e.PULSE THEN 'pulse' WHEN e.SURE_FROM <= s.ADT AND e.SURE_TO >= s.BEGINS THEN 'dose'
                ELSE 'possible dose' END AS ROLE,
            concat_ws(' ', c.CMTRT, CAST(CAST(c.CMDOSE AS DOUBLE) AS VARCHAR), c.CMDOSU, c.CMDOSFRQ,
                CASE WHEN c.CMENDTC IS NOT NULL THEN concat('until ', c.CMENDTC) ELSE c.CMENRTPT END) AS VALUE,
            CAST(NULL AS VARCHAR) AS UNIT, c.CMSTDTC AS DTC
        FROM span AS s JOIN drug_exposure AS e ON e.USUBJID = s.USUBJID AND e.POSSIBLE_FROM <= s.ADT
            AND e.POSSIBLE_TO >= s.BEGINS AND (e.IS_GC OR e.LEVEL = 'UNKNOWN')
        LEFT JOIN sdtm_cm AS c ON e.DOMAIN = 'CM' AND c.USUBJID = e.USUBJID AND c.CMSEQ = e.SEQ
        """,
        (*(f"visit_{table.number}" for table in tables), "period", "drug_exposure", "sdtm_cm"),
        ("USUBJID", "ADT", "ADTM", "PARAMCD", "DOMAIN", "SEQ", "ROLE", "VALUE", "UNIT", "DTC"),
        kept=False,
    )


def _spans(tables: Sequence[AssessmentTable], tests: Collection[str]) -> str:
    """Write `visit` and `span`: for each assessment and test the first day of the span that ends there."""
    visits = " UNION ".join(f"SELECT USUBJID, ADT FROM visit_{table.number}" for table in tables)
    spans = " UNION ALL ".join(
        f"SELECT v.USUBJID, v.ADT, '{test}' AS TESTCD, {DOSE_SPANS[test]} AS BEGINS FROM visit AS v "
        "JOIN period AS p ON p.USUBJID = v.USUBJID AND (p.STARTS IS NULL OR v.ADT >= p.STARTS) "
        f"AND (p.ENDS IS NULL OR v.ADT <= p.ENDS) WHERE {DOSE_SPANS[test]} <= v.ADT"
        for test in sorted(tests)
    )
    return f"visit AS ({visits}), span AS ({spans})"


def new_drugs() -> Relation:
    """Give NEWIS and NEWNSHCQ: whether a drug was new since the previous assessment of SLEDAI.

    NEWIS: cyclophosphamide, azathioprine, methotrexate or mycophenolate; NEWNSHCQ: hydroxychloroquine, or a
    non-steroidal anti-inflammatory drug whose indication names lupus activity. 1 where a record surely began after
    the previous assessment and nothing of the substance was taken the day before; 0 where none may have. What the
    drug-free rule leaves out (lymphodepletion) does not count. A non-steroidal drug without an indication, an unknown
    drug and an uncertain start leave it open. None at the first assessment, or without medication records.
    """
    immunosuppressives = ", ".join(map(quoted, SFI_IMMUNOSUPPRESSIVES))
    nsaid = ", ".join(map(quoted, SFI_NSAID))
    named = f"regexp_matches(upper(r.INDICATION), '{ACTIVITY}')"
    return Relation(
        "derived_new_drugs",
        f"""
        WITH assessed AS (
            SELECT USUBJID, ADT, lag(ADT) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS EARLIER
            FROM scored_first WHERE PARAMCD = 'SLEDAI' AND STATUS = 'DETERMINED'),
        begun AS (
            SELECT e.USUBJID, e.SEQ, e.DOMAIN, CASE WHEN e.LEVEL = 'UNKNOWN' THEN 'ANY'
                    WHEN e.SUBSTANCE = 'hydroxychloroquine' THEN 'NEWNSHCQ' ELSE 'NEWIS' END AS TESTCD,
                e.POSSIBLE_FROM AS FIRST_DAY, e.START_LAST AS LAST_DAY,
                coalesce(c.CHANGE = 'start' AND e.COUNT_SURE_FROM IS NOT NULL AND e.LEVEL <> 'UNKNOWN', FALSE) AS SURE
            FROM drug_exposure AS e LEFT JOIN drug_change AS c ON c.RECORD = e.RECORD
            WHERE e.COUNT_POSSIBLE_FROM IS NOT NULL AND coalesce(c.CHANGE, 'start') = 'start'
                AND (e.LEVEL = 'UNKNOWN' OR e.SUBSTANCE = 'hydroxychloroquine'
                    OR e.SUBSTANCE IN ({immunosuppressives}))
            UNION ALL
            SELECT r.USUBJID, r.SEQ, r.DOMAIN, 'NEWNSHCQ', r.START_FIRST, r.START_LAST,
                coalesce({named} AND a.TAKEN, FALSE)
            FROM drug_record AS r JOIN drug_amount AS a ON a.RECORD = r.RECORD
            WHERE (r.SUBSTANCE IN ({nsaid}) OR substr(r.ATC, 1, 4) = 'M01A') AND a.TAKEN IS NOT FALSE
                AND ({named} OR coalesce(trim(r.INDICATION), '') = '')),
        test AS (SELECT 'NEWIS' AS TESTCD UNION ALL SELECT 'NEWNSHCQ'),
        judged AS (
            SELECT v.USUBJID, v.ADT, t.TESTCD,
                CASE WHEN bool_or(b.SURE AND b.FIRST_DAY > v.EARLIER AND b.LAST_DAY <= v.ADT) THEN 1
                    WHEN count(b.USUBJID) = 0 THEN 0 END AS IS_NEW,
                min(CASE WHEN b.SURE AND b.FIRST_DAY > v.EARLIER AND b.LAST_DAY <= v.ADT AND b.DOMAIN = 'CM'
                    THEN b.SEQ END) AS SEQ
            FROM assessed AS v CROSS JOIN test AS t
            LEFT JOIN begun AS b ON b.USUBJID = v.USUBJID AND (b.TESTCD = t.TESTCD OR b.TESTCD = 'ANY')
                AND (b.FIRST_DAY IS NULL OR b.FIRST_DAY <= v.ADT) AND (b.LAST_DAY IS NULL OR b.LAST_DAY > v.EARLIER)
            WHERE v.EARLIER IS NOT NULL GROUP BY v.USUBJID, v.ADT, t.TESTCD)
        SELECT {derived_row("ADCM", "TESTCD", "IS_NEW", seq="SEQ")} FROM judged
        WHERE IS_NEW IS NOT NULL AND EXISTS (SELECT 1 FROM sdtm_cm)
        """,
        ("scored_first", "drug_exposure", "drug_change", "drug_record", "drug_amount", "sdtm_cm"),
        DERIVED_COLUMNS,
    )
