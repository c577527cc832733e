"""Values that definitions use but that follow from other records: as rows of the same shape as results.

Each lives under a pseudo-domain named after the dataset it belongs to (ADCM medication, ADLB laboratory, ADQS
scores, ADRE lung function, ADRS responses), so that a definition finds it like any recorded test.
"""

from __future__ import annotations

from collections.abc import Collection

from cartaid.analysis.assessment import DERIVED_COLUMNS
from cartaid.analysis.assessment_table import AssessmentTable
from cartaid.engine import Relation

DERIVED_TESTS = {
    *(("ADCM", test, "") for test in ("PREDEQ", "GCFREE", "ISFREE", "BIOFREE", "AMFREE", "OFF", "DRUGFREE")),
    *(("ADCM", test, "") for test in ("ISSTABLE", "ISSTD", "INVESTIG")),
    *(("ADCM", test, "") for test in ("GCMAX8W", "GCMAXW24", "NEWIS", "NEWNSHCQ")),
    *(("ADLB", test, "") for test in ("ENZNAME", "ENZVAL", "ENZULN", "ACUTEPH", "PLATCONF", "PLATDAYS")),
    *(("ADLB", test, "") for test in ("COMPLOW", "C3C4LOW", "DSDNAHI")),
    *(("ADQS", test, "") for test in ("MMTMAX", "MMT8BASE", "EDSSCONF", "EDSSDAYS")),
    *(("ADRE", test, "") for test in ("PFTDAYS", "FVCCONF")),
    ("ADRS", "NEWACT", ""),
}
"""Everything the analysis derives for definitions, as (domain, test, category); a definition may count on it."""


def derived_row(
    domain: str,
    testcd: str,
    value: str,
    text: str = "CAST(NULL AS VARCHAR)",
    date: str = "ADT",
    seq: str = "NULL",
    dtc: str = "",
    unit: str = "CAST(NULL AS VARCHAR)",
    qualifier: str = "CAST(NULL AS VARCHAR)",
) -> str:
    """Write the select list of one derived value in the shape of `observed`; `dtc` is the day of its record, if another.

    >>> derived_row("ADCM", "'PREDEQ'", "PREDEQ").startswith("USUBJID, 'ADCM' AS DOMAIN")
    True
    """
    return (
        f"USUBJID, '{domain}' AS DOMAIN, CAST({seq} AS BIGINT) AS SEQ, {testcd} AS TESTCD, '' AS CAT, "
        f"CAST({value} AS DECIMAL(18,6)) AS VALUE, {text} AS TEXT, {qualifier} AS QUALIFIER, "
        f"{unit} AS UNIT, CAST(NULL AS DECIMAL(18,6)) AS LLN, CAST(NULL AS DECIMAL(18,6)) AS ULN, "
        f"{dtc or f'CAST({date} AS VARCHAR)'} AS DTC, {date} AS FIRST, {date} AS LAST, CAST(NULL AS TIMESTAMP) AS TIME, "
        "CAST(NULL AS DECIMAL(18,6)) AS VISITNUM, CAST(NULL AS VARCHAR) AS VISIT"
    )


def new_activity(table: AssessmentTable, items: tuple[str, ...]) -> Relation:
    """Give NEWACT: whether any item is present now that was absent at the previous assessment.

    Unknown at the first assessment, and where an open item could be new.
    """
    bits = sum(table.bits[item] for item in items)
    order = "PARTITION BY USUBJID ORDER BY ADT NULLS LAST"
    return Relation(
        "derived_new_activity",
        f"""
        WITH sure AS (
            SELECT USUBJID, ADT, (ONES - (ONES & ZEROS)) & {bits} AS PRESENT,
                (ZEROS - (ONES & ZEROS)) & {bits} AS ABSENT
            FROM visit_{table.number}),
        pair AS (
            SELECT USUBJID, ADT, PRESENT, ABSENT, lag(PRESENT) OVER ({order}) AS WAS_PRESENT,
                lag(ABSENT) OVER ({order}) AS WAS_ABSENT
            FROM sure),
        judged AS (
            SELECT USUBJID, ADT, CASE WHEN PRESENT & WAS_ABSENT <> 0 THEN 1
                WHEN ({bits} - ABSENT) & ({bits} - WAS_PRESENT) = 0 THEN 0 END AS IS_NEW
            FROM pair)
        SELECT {derived_row("ADRS", "'NEWACT'", "IS_NEW")} FROM judged WHERE IS_NEW IS NOT NULL
        """,
        (f"visit_{table.number}",),
        DERIVED_COLUMNS,
    )


ENZYMES = ("CK", "ALDOLASE", "AST", "ALT", "LDH")
"""Muscle enzymes; of equally abnormal ones the first is followed."""


def muscle_enzyme() -> Relation:
    """Give the muscle enzyme followed in myositis: name, value and upper limit.

    It is the enzyme with the highest multiple of its own upper limit at baseline (of equal ones CK first; one known
    only as a bound by that bound), and it is kept at every visit. After a change of laboratory, value is rescaled to
    the baseline's upper limit.
    """
    common = "SELECT "
    ranked = " ".join(f"WHEN '{enzyme}' THEN {place}" for place, enzyme in enumerate(ENZYMES))
    where = " FROM followed WHERE VALUE IS NOT NULL"
    return Relation(
        "derived_muscle_enzyme",
        f"""
        WITH enzyme AS (
            SELECT USUBJID, TESTCD, FIRST, TIME, SEQ, VALUE, QUALIFIER, ULN, CASE TESTCD {ranked} END AS PRECEDENCE
            FROM observed
            WHERE DOMAIN = 'LB' AND TESTCD IN {ENZYMES}
                AND VALUE IS NOT NULL AND ULN > 0),
        latest AS (
            SELECT e.*, b.APERIOD FROM enzyme AS e
            JOIN baseline_reference AS b ON b.USUBJID = e.USUBJID AND b.RULE = 1 AND e.FIRST <= b.REFERENCE
            JOIN subject AS s ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
            QUALIFY row_number() OVER (PARTITION BY e.USUBJID, b.APERIOD, e.TESTCD
                ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC NULLS LAST,
                    e.TIME DESC NULLS LAST, e.SEQ DESC NULLS LAST) = 1),
        chosen AS (
            SELECT USUBJID, APERIOD, TESTCD, ULN AS BASE_ULN FROM latest
            QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD
                ORDER BY CAST(VALUE AS DOUBLE) / CAST(ULN AS DOUBLE) DESC NULLS LAST, PRECEDENCE NULLS LAST) = 1),
        followed AS (
            SELECT e.USUBJID, e.SEQ, e.FIRST AS ADT, lower(e.TESTCD) AS NAME,
                CASE WHEN e.ULN = c.BASE_ULN THEN e.VALUE
                    ELSE CAST(round(CAST(e.VALUE AS DOUBLE) * CAST(c.BASE_ULN AS DOUBLE)
                        / CAST(e.ULN AS DOUBLE), 6) AS DECIMAL(18,6)) END AS VALUE, e.QUALIFIER, c.BASE_ULN
            FROM enzyme AS e
            JOIN period AS p ON p.USUBJID = e.USUBJID AND (p.ENDS IS NULL OR e.FIRST <= p.ENDS)
                AND (p.STARTS IS NULL OR p.APERIOD = 1 OR e.FIRST >= p.STARTS)
            JOIN chosen AS c ON c.USUBJID = e.USUBJID AND c.APERIOD = p.APERIOD AND c.TESTCD = e.TESTCD)
        {common}{derived_row("ADLB", "'ENZVAL'", "VALUE", seq="SEQ", qualifier="QUALIFIER")}{where}
        UNION ALL {common}{derived_row("ADLB", "'ENZNAME'", "NULL", "NAME", seq="SEQ")}{where}
        UNION ALL {common}{derived_row("ADLB", "'ENZULN'", "BASE_ULN", seq="SEQ")}{where}
        """,
        ("observed", "baseline_reference", "subject", "period"),
        DERIVED_COLUMNS,
    )


def muscle_test_maximum() -> Relation:
    """Give the maximum of the muscle test form used (`/80`, `/150`, `/260`), from its unit."""
    maximum = "TRY_CAST(replace(trim(UNIT), '/', '') AS DECIMAL(18,6))"
    return Relation(
        "derived_muscle_test_maximum",
        f"SELECT {derived_row('ADQS', repr('MMTMAX'), maximum, date='FIRST', seq='SEQ')} FROM observed "
        f"WHERE DOMAIN = 'QS' AND TESTCD = 'MMT8' AND {maximum} IN (80, 150, 260)",
        ("observed",),
        DERIVED_COLUMNS,
    )


MEDICATION_TESTS = {"STABLE": "ISSTABLE", "STANDARD": "ISSTD", "INVESTIGATIONAL": "INVESTIG"}
"""Levels of the medication room whose test code differs from their name."""


def medication_test(level: str) -> str:
    """Write the test code of a medication level column as SQL.

    >>> medication_test("LEVEL")[:44]
    "CASE LEVEL WHEN 'STABLE' THEN 'ISSTABLE' WHE"
    """
    whens = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in MEDICATION_TESTS.items())
    return f"CASE {level} {whens} ELSE {level} END"


def medication_evidence(tests: Collection[str]) -> Relation:
    """Give the medication values of each assessment day that definitions ask for: dose, levels, stability."""
    status = "CASE WHEN VALUE THEN 1 WHEN NOT VALUE THEN 0 END"
    asked = ", ".join(f"'{test}'" for test in sorted(tests)) or "''"
    test = medication_test("LEVEL")
    settled = (
        "NOT EXISTS (SELECT 1 FROM partial_unsettled AS u WHERE u.USUBJID = e.USUBJID AND u.ADT = e.ADT)"
    )
    return Relation(
        "derived_medication",
        f"SELECT {derived_row('ADCM', repr('PREDEQ'), 'PREDEQ')} FROM prednisone_equivalent AS e "
        f"WHERE PREDEQ IS NOT NULL AND {settled} "
        f"UNION ALL SELECT {derived_row('ADCM', test, status)} FROM drug_status AS e "
        f"WHERE VALUE IS NOT NULL AND {test} IN ({asked}) AND {settled}",
        ("prednisone_equivalent", "drug_status", "partial_unsettled"),
        DERIVED_COLUMNS,
    )


def medication_open() -> Relation:
    """Give the doses and levels that cannot be said on an assessment day, and which drug leaves them open.

    Empty in a study without medication records, where everything is open for the same reason.
    """
    return Relation(
        "medication_open",
        f"""
        SELECT USUBJID, ADT, 'PREDEQ' AS TESTCD, REASON FROM prednisone_equivalent
        WHERE STATUS = 'UNDETERMINED' AND EXISTS (SELECT 1 FROM sdtm_cm)
        UNION ALL
        SELECT USUBJID, ADT, {medication_test("LEVEL")} AS TESTCD, REASON FROM drug_status
        WHERE VALUE IS NULL AND EXISTS (SELECT 1 FROM sdtm_cm)
        """,
        ("prednisone_equivalent", "drug_status", "sdtm_cm"),
        ("USUBJID", "ADT", "TESTCD", "REASON"),
    )


def medication_pulse() -> Relation:
    """Give the parameters that read a daily dose on a day on which a pulse is left out of it, and say so."""
    return Relation(
        "medication_pulse",
        """
        SELECT p.USUBJID, p.ADT, i.PARAMCD, 'a glucocorticoid pulse is not included in the daily dose' AS REASON
        FROM prednisone_equivalent AS p JOIN item_role AS i
            ON i.DOMAIN = 'ADCM' AND i.TESTCD = 'PREDEQ' AND i.IS_READ
        WHERE p.PULSE AND p.STATUS = 'DETERMINED'
        """,
        ("prednisone_equivalent", "item_role"),
        ("USUBJID", "ADT", "PARAMCD", "REASON"),
    )


def subject_attribute() -> Relation:
    """Give the attributes of a subject that definitions ask for.

    Age is the age at study entry as recorded, else from the birth date;
    juvenile means under 18 at that age; height and weight are the
    last ones up to day 0.
    """
    measured = ", ".join(
        f"max_by(CASE WHEN r.TESTCD = '{test}' THEN CASE lower(r.UNIT) {factors} END END, "
        f"CASE WHEN r.TESTCD = '{test}' THEN r.FIRST END) AS {test}"
        for test, factors in (
            ("HEIGHT", "WHEN 'cm' THEN r.VALUE WHEN 'm' THEN r.VALUE * 100 WHEN 'in' THEN r.VALUE * 2.54"),
            ("WEIGHT", "WHEN 'kg' THEN r.VALUE WHEN 'lb' THEN r.VALUE * 0.45359237"),
        )
    )
    return Relation(
        "subject_attribute",
        f"""
        SELECT s.USUBJID, s.AGE, lower(s.SEX) AS SEX,
            CASE WHEN s.AGE_HIGH < 18 THEN 'juvenile' WHEN s.AGE_LOW >= 18 THEN 'adult' END AS POPULATN,
            b.HEIGHT, b.WEIGHT
        FROM subject AS s LEFT JOIN (
            SELECT r.USUBJID, {measured} FROM recorded AS r JOIN subject AS u ON u.USUBJID = r.USUBJID
            WHERE r.DOMAIN = 'VS' AND r.TESTCD IN ('HEIGHT', 'WEIGHT') AND (u.DAY0 IS NULL OR r.FIRST <= u.DAY0)
            GROUP BY r.USUBJID) AS b ON b.USUBJID = s.USUBJID
        """,
        ("subject", "recorded"),
        ("USUBJID", "AGE", "SEX", "POPULATN", "HEIGHT", "WEIGHT"),
    )


def results_as_evidence(scored: list[str], derived: list[str]) -> Relation:
    """Give `evidence_2`: the evidence, and the results of the first definitions for those that build on them."""
    rows = [
        f"SELECT {derived_row(domain, 'PARAMCD', 'AVAL', 'AVALC')} FROM {name} "
        f"WHERE STATUS = 'DETERMINED' AND (AVALC IS {'NOT ' if domain == 'ADRS' else ''}NULL)"
        for name in scored
        for domain in ("ADQS", "ADRS")
    ]
    columns = ", ".join(DERIVED_COLUMNS)
    everything = [f"SELECT {columns} FROM {name}" for name in ("observed", *derived)]
    return Relation(
        "evidence_2",
        " UNION ALL ".join([*everything, *rows]),
        ("observed", *derived, *scored),
        DERIVED_COLUMNS,
        kept=False,
    )
