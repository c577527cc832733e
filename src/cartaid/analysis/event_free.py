"""Declared events: what `[event_free]` of the protocol lists, found in parameters, adverse events and new drugs.

Every event is an interval of days. LOW is the first day on which it may have happened; HIGH the first by which it
surely had, NULL where it may not have happened at all (a partial date, a missing grade, a doubtful record).
"""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.study.finding import FINDING_COLUMNS

EVENT = ("USUBJID", "APERIOD", "EVENT", "LABEL", "LOW", "HIGH", "DOMAIN", "SEQ")


def declared_parameter_day() -> Relation:
    """Give every assessment after day 0 of a declared parameter: it holds, does not, or is open (NULL)."""
    return Relation(
        "declared_parameter_day",
        """
        WITH category AS (
            SELECT p.USUBJID, p.PARAMCD, p.ADT, w.EVENT FROM placed AS p
            JOIN protocol_event_word AS w ON w.KIND = 'value' AND w.WORD = p.AVALC)
        SELECT e.EVENT, e.LABEL, p.USUBJID, p.APERIOD, p.PARAMCD, p.ADT,
            CASE WHEN bool_or(p.STATUS <> 'DETERMINED') THEN NULL
                WHEN max(e.LOW) IS NULL AND max(e.HIGH) IS NULL THEN bool_or(c.EVENT IS NOT NULL)
                WHEN bool_or(p.AVAL IS NULL) THEN NULL
                ELSE bool_and(coalesce(p.AVAL >= e.LOW, TRUE) AND coalesce(p.AVAL <= e.HIGH, TRUE)) END AS HOLDS
        FROM placed AS p JOIN protocol_event AS e ON e.PARAMCD = p.PARAMCD
        LEFT JOIN category AS c ON c.EVENT = e.EVENT AND c.USUBJID = p.USUBJID AND c.PARAMCD = p.PARAMCD
            AND c.ADT = p.ADT
        WHERE p.RDY > 0 AND p.STATUS <> 'NOT_APPLICABLE'
        GROUP BY e.EVENT, e.LABEL, p.USUBJID, p.APERIOD, p.PARAMCD, p.ADT
        """,
        ("placed", "protocol_event", "protocol_event_word"),
        ("EVENT", "LABEL", "USUBJID", "APERIOD", "PARAMCD", "ADT", "HOLDS"),
    )


def declared_parameter() -> Relation:
    """Give the first assessment at which a declared parameter holds, with the last before at which it did not.

    An open assessment may be the event; one that is followed by an assessment without it was not.
    """
    return Relation(
        "declared_parameter",
        """
        WITH held AS (
            SELECT EVENT, USUBJID, APERIOD, min(ADT) AS ADT FROM declared_parameter_day WHERE HOLDS
            GROUP BY EVENT, USUBJID, APERIOD),
        clear AS (
            SELECT d.EVENT, d.USUBJID, d.APERIOD, max(d.ADT) AS ADT
            FROM declared_parameter_day AS d
            LEFT JOIN held AS h ON h.EVENT = d.EVENT AND h.USUBJID = d.USUBJID AND h.APERIOD = d.APERIOD
            WHERE NOT d.HOLDS AND (h.ADT IS NULL OR d.ADT < h.ADT) GROUP BY d.EVENT, d.USUBJID, d.APERIOD),
        found AS (
            SELECT d.EVENT, max(d.LABEL) AS LABEL, d.USUBJID, d.APERIOD, max(c.ADT) AS CLEAR, max(h.ADT) AS HELD
            FROM declared_parameter_day AS d
            LEFT JOIN held AS h ON h.EVENT = d.EVENT AND h.USUBJID = d.USUBJID AND h.APERIOD = d.APERIOD
            LEFT JOIN clear AS c ON c.EVENT = d.EVENT AND c.USUBJID = d.USUBJID AND c.APERIOD = d.APERIOD
            WHERE d.HOLDS OR (d.HOLDS IS NULL AND (c.ADT IS NULL OR d.ADT > c.ADT))
            GROUP BY d.EVENT, d.USUBJID, d.APERIOD)
        SELECT f.USUBJID, f.APERIOD, f.EVENT, f.LABEL, coalesce(f.CLEAR, p.DAY0) + 1 AS LOW, f.HELD AS HIGH,
            CAST(NULL AS VARCHAR) AS DOMAIN, CAST(NULL AS BIGINT) AS SEQ
        FROM found AS f JOIN period AS p ON p.USUBJID = f.USUBJID AND p.APERIOD = f.APERIOD
        """,
        ("declared_parameter_day", "period"),
        EVENT,
    )


def declared_adverse_event() -> Relation:
    """Give the adverse events of the declared terms that are not surely from before day 0 or below the grade."""
    return Relation(
        "declared_adverse_event",
        """
        WITH named AS (
            SELECT DISTINCT e.EVENT, e.LABEL, e.GRADE, w.WORD FROM protocol_event AS e
            JOIN protocol_event_word AS w ON w.EVENT = e.EVENT AND w.KIND = 'term'),
        read_ AS (
            SELECT n.EVENT, n.LABEL, a.USUBJID, t.APERIOD, a.AESEQ, t.DAY0, a.AESTDTC_FIRST, a.AESTDTC_LAST,
                t.TRTEMFL = 'Y' AND coalesce(a.AESTDTC_FIRST >= t.DAY0, FALSE)
                    AND (n.GRADE IS NULL OR coalesce(a.ATOXGR >= n.GRADE, FALSE)) AS SURE,
                CASE WHEN a.ATOXGR IS NULL AND n.GRADE IS NOT NULL THEN ', grade missing'
                    WHEN t.TRTEMFL = 'U' OR coalesce(a.AESTDTC_FIRST < t.DAY0, TRUE) THEN ', onset not certain'
                    ELSE '' END AS DOUBT
            FROM adverse_event_read AS a
            JOIN named AS n ON n.WORD = upper(a.AEDECOD) OR n.WORD = upper(a.AETERM)
            JOIN adverse_event_emergent AS t ON t.USUBJID = a.USUBJID AND t.AESEQ = a.AESEQ
            WHERE t.TRTEMFL <> 'N' AND t.DAY0 IS NOT NULL AND coalesce(a.AESTDTC_LAST >= t.DAY0, TRUE)
                AND NOT coalesce(a.ATOXGR < n.GRADE, FALSE))
        SELECT USUBJID, APERIOD, EVENT, concat(LABEL, DOUBT) AS LABEL,
            coalesce(greatest(AESTDTC_FIRST, DAY0), DAY0) AS LOW, CASE WHEN SURE THEN AESTDTC_LAST END AS HIGH,
            'AE' AS DOMAIN, AESEQ AS SEQ
        FROM (SELECT DISTINCT * FROM read_) AS once
        """,
        ("protocol_event", "protocol_event_word", "adverse_event_read", "adverse_event_emergent"),
        EVENT,
    )


def declared_drug() -> Relation:
    """Give the records with which a declared drug was newly begun after day 0.

    A record is no new start where the same substance was taken within `windows.drug_free_days` before it, and none
    that lymphodepletion, rescue of CRS or ICANS, or replacement explains (`drug_exclusion`).
    """
    return Relation(
        "declared_drug",
        """
        WITH gap AS (
            SELECT max(TRY_CAST(VALUE AS INTEGER)) AS DAYS FROM protocol_setting WHERE NAME = 'windows.drug_free_days'),
        left_out AS (
            SELECT RECORD, bool_or(EXCLUDED AND UNTIL IS NULL) AS IS_ALL, bool_or(EXCLUDED IS NULL) AS DOUBTFUL,
                max(CASE WHEN EXCLUDED THEN UNTIL END) AS UNTIL
            FROM drug_exclusion GROUP BY RECORD),
        counted AS (
            SELECT d.RECORD, d.USUBJID, d.DOMAIN, d.SEQ, d.SUBSTANCE, d.CLASS, d.END_FIRST, d.END_LAST, d.TAKEN,
                coalesce(x.DOUBTFUL, FALSE) AS DOUBTFUL,
                CASE WHEN x.UNTIL IS NULL THEN d.START_FIRST ELSE greatest(d.START_FIRST, x.UNTIL + 1) END
                    AS START_FIRST,
                CASE WHEN x.UNTIL IS NULL OR d.START_LAST IS NULL THEN d.START_LAST
                    ELSE greatest(d.START_LAST, x.UNTIL + 1) END AS START_LAST
            FROM drug_amount AS d LEFT JOIN left_out AS x ON x.RECORD = d.RECORD
            WHERE d.TAKEN IS NOT FALSE AND NOT coalesce(x.IS_ALL, FALSE)
                AND (x.UNTIL IS NULL OR d.END_LAST IS NULL OR d.END_LAST > x.UNTIL)),
        named AS (
            SELECT DISTINCT e.EVENT, e.LABEL, c.RECORD FROM counted AS c
            JOIN protocol_event_word AS w ON (w.KIND = 'drug' AND w.WORD = upper(c.SUBSTANCE))
                OR (w.KIND = 'class' AND w.WORD = c.CLASS)
            JOIN protocol_event AS e ON e.EVENT = w.EVENT),
        begun AS (
            SELECT n.EVENT, n.LABEL, c.*, p.APERIOD, p.DAY0 FROM named AS n JOIN counted AS c ON c.RECORD = n.RECORD
            JOIN period AS p ON p.USUBJID = c.USUBJID AND p.DAY0 IS NOT NULL
                AND (c.START_LAST IS NULL OR c.START_LAST > p.DAY0)
                AND (p.ENDS IS NULL OR c.START_FIRST IS NULL OR c.START_FIRST <= p.ENDS)
                AND (p.STARTS IS NULL OR c.START_LAST > p.STARTS)
            WHERE c.END_LAST IS NULL OR c.END_LAST > p.DAY0),
        before_ AS (
            SELECT b.EVENT, b.RECORD, b.APERIOD,
                bool_or(o.TAKEN AND o.START_LAST < b.START_FIRST AND o.END_FIRST >= b.START_FIRST - g.DAYS) AS SURELY,
                count(*) AS MAYBE
            FROM begun AS b CROSS JOIN gap AS g
            JOIN counted AS o ON o.USUBJID = b.USUBJID AND o.SUBSTANCE = b.SUBSTANCE AND o.RECORD <> b.RECORD
                AND coalesce(o.START_FIRST < b.START_LAST, TRUE)
                AND coalesce(o.END_LAST >= b.START_FIRST - g.DAYS, TRUE)
            GROUP BY b.EVENT, b.RECORD, b.APERIOD)
        SELECT b.USUBJID, b.APERIOD, b.EVENT,
            concat(b.LABEL, ': ', coalesce(b.SUBSTANCE, b.CLASS)) AS LABEL,
            coalesce(greatest(b.START_FIRST, b.DAY0 + 1), b.DAY0 + 1) AS LOW,
            CASE WHEN b.TAKEN AND NOT b.DOUBTFUL AND o.MAYBE IS NULL AND b.START_FIRST > b.DAY0 THEN b.START_LAST END
                AS HIGH,
            b.DOMAIN, b.SEQ
        FROM begun AS b
        LEFT JOIN before_ AS o ON o.EVENT = b.EVENT AND o.RECORD = b.RECORD AND o.APERIOD = b.APERIOD
        WHERE NOT coalesce(o.SURELY, FALSE)
        """,
        (
            "protocol_event",
            "protocol_event_word",
            "protocol_setting",
            "drug_amount",
            "drug_exclusion",
            "period",
        ),
        EVENT,
    )


def declared_event() -> Relation:
    """Give every declared event of every patient and period; none begins after the patient's death."""
    parts = ("declared_parameter", "declared_adverse_event", "declared_drug")
    columns = ", ".join(EVENT)
    return Relation(
        "declared_event",
        f"WITH found AS ({' UNION ALL '.join(f'SELECT {columns} FROM {part}' for part in parts)}) "
        f"SELECT {', '.join(f'f.{name}' for name in EVENT)} FROM found AS f "
        "JOIN subject AS s ON s.USUBJID = f.USUBJID WHERE NOT coalesce(f.LOW > s.DEATH, FALSE)",
        (*parts, "subject"),
        EVENT,
        kept=False,
    )


def declared_assessed() -> Relation:
    """Give the last day on which every declared parameter had been assessed, and which of them lags behind.

    A parameter that was never assessed after day 0 leaves nothing known: ASSESSED is day 0.
    """
    return Relation(
        "declared_assessed",
        """
        WITH asked AS (SELECT DISTINCT PARAMCD FROM protocol_event WHERE PARAMCD IS NOT NULL),
        latest AS (
            SELECT p.USUBJID, p.APERIOD, a.PARAMCD, coalesce(max(d.ADT), max(p.DAY0)) AS ADT
            FROM period AS p CROSS JOIN asked AS a
            LEFT JOIN declared_parameter_day AS d ON d.USUBJID = p.USUBJID AND d.APERIOD = p.APERIOD
                AND d.PARAMCD = a.PARAMCD AND d.HOLDS IS NOT NULL
            WHERE p.DAY0 IS NOT NULL GROUP BY p.USUBJID, p.APERIOD, a.PARAMCD)
        SELECT USUBJID, APERIOD, ADT AS ASSESSED, PARAMCD AS UNASSESSED FROM latest
        QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST, PARAMCD NULLS LAST) = 1
        """,
        ("protocol_event", "period", "declared_parameter_day"),
        ("USUBJID", "APERIOD", "ASSESSED", "UNASSESSED"),
    )


def declared_drug_finding() -> Relation:
    """List declared drugs that no record has and that are no substance of the dictionary: most likely mistyped."""
    return Relation(
        "declared_drug_finding",
        """
        SELECT 'event-drug-unmatched' AS rule, 'note' AS severity, 'CM' AS domain, CAST(NULL AS VARCHAR) AS USUBJID,
            CAST(NULL AS BIGINT) AS seq, 'CMDECOD' AS variable, w.WORD AS value,
            concat_ws('', 'event ', e.LABEL, ' of study.toml: no record has the drug ', w.WORD,
                ', and the dictionary does not know it') AS message,
            'write the substance, such as rituximab' AS fix
        FROM protocol_event_word AS w JOIN protocol_event AS e ON e.EVENT = w.EVENT
        WHERE w.KIND = 'drug' AND NOT EXISTS (SELECT 1 FROM drug_substance AS s WHERE upper(s.SUBSTANCE) = w.WORD)
            AND NOT EXISTS (SELECT 1 FROM drug_amount AS d WHERE upper(d.SUBSTANCE) = w.WORD)
        """,
        ("protocol_event", "protocol_event_word", "drug_substance", "drug_amount"),
        tuple(FINDING_COLUMNS),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return (
        declared_parameter_day(),
        declared_parameter(),
        declared_adverse_event(),
        declared_drug(),
        declared_event(),
        declared_assessed(),
        declared_drug_finding(),
    )
