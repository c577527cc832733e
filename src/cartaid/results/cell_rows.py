"""Cells and antibodies as rows to draw."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.cohort import TREATED
from cartaid.results.plain_rows import Rows, plain, present


def cell(session: Session) -> Rows:
    """Give the CAR T cells and B cells counted, in the unit of the test, as far as the analysis uses them.

    QUALIFIER `<` marks a result below the limit of quantification, which is VALUE, `>` one above the range
    of the assay. VALUE is empty where a value was refused (unit, negative) or two of one time differ: a
    line has a gap there. THRESHOLD is that of the protocol below which B cells are absent.
    """
    if not (present(session, "adpc") and present(session, "b_cell_rule")):
        return []
    one_time = "PARTITION BY a.USUBJID, a.PARAMCD, a.METHOD, a.SPEC, a.AVALU, a.ADT, a.ADTM"
    value = "CASE WHEN a.REFUSED IS NULL THEN coalesce(a.AVAL, a.ALLOQ) END"
    return plain(
        session.records(
            f"""
            SELECT USUBJID, DISEASE, KIND, TESTCD, METHOD, UNIT, DAY, CASE WHEN AGREES THEN VALUE END AS VALUE, QUALIFIER,
                THRESHOLD, SEQ
            FROM (
                SELECT a.USUBJID, a.METHOD, g.GROUPID AS DISEASE,
                    CASE WHEN a.PARAMCD LIKE 'CART%' THEN 'CAR T' ELSE 'B' END AS KIND,
                    a.PARAMCD AS TESTCD, a.AVALU AS UNIT, a.RDY AS DAY, {value} AS VALUE,
                    CASE WHEN a.BLQFL = 'Y' THEN '<' WHEN a.QUALIFIER = '>' THEN '>' END AS QUALIFIER,
                    CASE WHEN a.PARAMCD = b.TESTCD THEN b.THRESHOLD END AS THRESHOLD, a.SRCSEQ AS SEQ,
                    min({value}) OVER ({one_time}) = max({value}) OVER ({one_time})
                        AND min(a.BLQFL) OVER ({one_time}) = max(a.BLQFL) OVER ({one_time}) AS AGREES
                FROM adpc AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID CROSS JOIN b_cell_rule AS b
                WHERE a.APERIOD = 1 AND (a.REFUSED IS NOT NULL OR {value} IS NOT NULL) AND (a.PARAMCD IN ('CARTCE', 'CARTCOP')
                    OR (a.DOMAIN = b.DOMAIN AND a.PARAMCD = b.TESTCD))) AS used
            ORDER BY KIND, TESTCD, USUBJID, DAY NULLS LAST, SEQ
            """
        )
    )


def antibody(session: Session) -> Rows:
    """Give antibodies before the infusion and at the last measurement by the same method, as a ratio.

    The first value is the last one up to day 0, the second the last one from day 60 on: B cells are gone by
    then. Values by another method or in another unit are not compared, and two different ones of one day left out.
    A result below the limit of
    quantification counts as that limit, and is marked; one that was below it before cannot fall and is left out, as
    is an autoantibody that was negative before.
    """
    positive = "TRUE"
    if present(session, "adis"):
        positive = (
            "b.KIND IS DISTINCT FROM 'AUTOANTIBODY' OR NOT EXISTS (SELECT 1 FROM adis AS a WHERE "
            "a.USUBJID = b.USUBJID AND a.PARAMCD = b.TESTCD AND a.ABLFL = 'Y' AND a.APERIOD = 1 AND a.POSFL = 'N')"
        )
    return plain(
        session.records(
            f"""
            WITH titre AS (
                SELECT i.USUBJID, i.ISTESTCD AS TESTCD, i.ISTEST AS TEST, i.ISCAT AS KIND, i.ISMETHOD AS METHOD,
                    o.UNIT, o.VALUE, o.QUALIFIER, date_diff('day', p.DAY0, o.FIRST) AS DAY, i.ISSEQ AS SEQ
                FROM sdtm_is AS i
                JOIN recorded AS o ON o.DOMAIN = 'IS' AND o.USUBJID = i.USUBJID AND o.SEQ = i.ISSEQ
                JOIN period AS p ON p.USUBJID = i.USUBJID AND p.APERIOD = 1
                WHERE o.VALUE > 0 AND o.FIRST = o.LAST AND (p.ENDS IS NULL OR o.FIRST <= p.ENDS)
                UNION ALL
                SELECT l.USUBJID, l.LBTESTCD, l.LBTEST, 'AUTOANTIBODY', l.LBMETHOD, o.UNIT, o.VALUE, o.QUALIFIER,
                    date_diff('day', p.DAY0, o.FIRST), l.LBSEQ
                FROM sdtm_lb AS l
                JOIN recorded AS o ON o.DOMAIN = 'LB' AND o.USUBJID = l.USUBJID AND o.SEQ = l.LBSEQ
                JOIN period AS p ON p.USUBJID = l.USUBJID AND p.APERIOD = 1
                WHERE l.LBTESTCD = 'DDNAIGAB' AND o.VALUE > 0 AND o.FIRST = o.LAST
                    AND (p.ENDS IS NULL OR o.FIRST <= p.ENDS)),
            clear AS (
                SELECT * FROM titre QUALIFY min(VALUE) OVER (PARTITION BY USUBJID, TESTCD, METHOD, UNIT, DAY)
                    = max(VALUE) OVER (PARTITION BY USUBJID, TESTCD, METHOD, UNIT, DAY)),
            before AS (
                SELECT * FROM clear WHERE DAY <= 0
                QUALIFY row_number() OVER (PARTITION BY USUBJID, TESTCD ORDER BY DAY DESC NULLS LAST, SEQ DESC) = 1),
            later AS (
                SELECT t.* FROM clear AS t JOIN before AS b ON b.USUBJID = t.USUBJID AND b.TESTCD = t.TESTCD
                    AND b.METHOD IS NOT DISTINCT FROM t.METHOD AND b.UNIT IS NOT DISTINCT FROM t.UNIT
                WHERE t.DAY >= 60
                QUALIFY row_number() OVER (PARTITION BY t.USUBJID, t.TESTCD
                    ORDER BY t.DAY DESC NULLS LAST, t.SEQ DESC) = 1)
            SELECT b.USUBJID, g.GROUPID AS DISEASE, b.TESTCD, coalesce(b.TEST, b.TESTCD) AS TEST, b.KIND, b.UNIT,
                b.VALUE AS BEFORE_VALUE, b.QUALIFIER AS BEFORE_QUALIFIER, l.VALUE AS LATER_VALUE,
                l.QUALIFIER AS LATER_QUALIFIER, b.DAY AS BEFORE_DAY, l.DAY AS LATER_DAY
            FROM before AS b JOIN later AS l ON l.USUBJID = b.USUBJID AND l.TESTCD = b.TESTCD
            JOIN {TREATED} AS g ON g.USUBJID = b.USUBJID
            WHERE b.QUALIFIER IS DISTINCT FROM '<' AND ({positive})
            ORDER BY b.KIND, b.TESTCD, b.USUBJID
            """
        )
    )


def antibody_change(session: Session) -> Rows:
    """Give the change of each autoantibody that was positive before treatment, at its last comparable sample.

    The sample is the last one from day 60 on by the same assay, outside the wash-out after immunoglobulin. BOUND is
    `<=` or `>=` where the change is a bound; LOST says whether the antibody is negative there (None: cannot be told).
    """
    if not present(session, "adis"):
        return []
    return plain(
        session.records(
            f"""
            SELECT a.USUBJID, coalesce(a.PARAM, a.PARAMCD) AS TEST, a.METHOD, a.RDY AS DAY, a.PCHG AS CHANGE,
                a.PCHGQUAL AS BOUND, concat_ws(' ', a.BASEC, a.AVALU) AS BEFORE, concat_ws(' ', a.AVALC, a.AVALU) AS LATER,
                CASE a.SEROCFL WHEN 'Y' THEN TRUE WHEN 'N' THEN FALSE END AS LOST
            FROM adis AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID
            WHERE a.PARCAT = 'AUTOANTIBODY' AND a.BPOSFL = 'Y' AND a.APERIOD = 1 AND a.RDY >= 60
                AND a.PCHG IS NOT NULL AND a.IVIGFL = 'N'
            QUALIFY row_number() OVER (PARTITION BY a.USUBJID, a.PARAMCD
                ORDER BY a.RDY DESC NULLS LAST, a.SRCSEQ DESC NULLS LAST) = 1
            ORDER BY TEST, a.USUBJID
            """
        )
    )


def complement(session: Session) -> Rows:
    """Give C3, C4 and CH50 by day, with the limits of normal of the sample and the visit it stands for.

    A refused value is VALUE None: a line has a gap there. Two different values of one day and unit are left out.
    """
    needed = {"AVALU", "ANRLO", "ANRHI", "REFUSED", "AQUAL", "ABLFL", "ANL01FL"}
    if not (present(session, "adlb") and needed <= set(session.columns("adlb"))):
        return []
    return plain(
        session.records(
            f"""
            SELECT a.USUBJID, a.PARAMCD AS TEST, a.AVALU AS UNIT, a.RDY AS DAY,
                CASE WHEN a.REFUSED IS NULL THEN a.AVAL END AS VALUE, a.AQUAL AS QUALIFIER, a.ANRLO AS LOW, a.ANRHI AS HIGH,
                CASE WHEN a.ABLFL = 'Y' THEN 'Baseline' WHEN a.RDY > 0 AND a.ANL01FL = 'Y' THEN a.AVISIT END AS VISIT
            FROM adlb AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID
            WHERE a.PARAMCD IN ('C3', 'C4', 'CH50') AND a.APERIOD = 1 AND a.RDY IS NOT NULL
                AND (a.AVAL IS NOT NULL OR a.REFUSED IS NOT NULL)
            QUALIFY min(a.AVAL) OVER (PARTITION BY a.USUBJID, a.PARAMCD, a.AVALU, a.RDY)
                    IS NOT DISTINCT FROM max(a.AVAL) OVER (PARTITION BY a.USUBJID, a.PARAMCD, a.AVALU, a.RDY)
                AND row_number() OVER (PARTITION BY a.USUBJID, a.PARAMCD, a.AVALU, a.RDY
                    ORDER BY a.ABLFL NULLS LAST, a.ANL01FL NULLS LAST, a.SRCSEQ NULLS LAST) = 1
            ORDER BY a.PARAMCD, a.USUBJID, a.RDY
            """
        )
    )
