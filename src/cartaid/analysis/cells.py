"""Cells in blood: CAR T and B-cell samples (ADPC), and the parameters of each patient (ADPP).

CAR T cells by flow cytometry and by PCR are two analytes: nothing here brings them together.
"""

from __future__ import annotations

from cartaid.analysis import b_cells
from cartaid.analysis.cell_kinetics import derive_kinetics
from cartaid.engine import Relation, Session
from cartaid.study.units import unit_key_sql

ADPC = (
    "STUDYID USUBJID PARAMCD PARAM ADT ADTM RDY ADY APERIOD AVISIT AVISITN AVAL AVALC AVALU ALLOQ BLQFL QUALIFIER "
    "METHOD SPEC REFUSED DOMAIN SRCSEQ DTC"
).split()

ADPP = (
    "STUDYID USUBJID APERIOD PARAMCD PARAM PPCAT METHOD AVAL AVALC AVALU ADT ALOW AHIGH CNSR ADTLO ADTHI STATUS "
    "REASON SAMPLES"
).split()

BELOW = (
    "('BLQ', 'BLOQ', 'BQL', '<LLOQ', '<LOQ', 'BELOW LLOQ', 'NOT DETECTED', 'UNDETECTABLE', 'NEGATIVE', 'ND')"
)
"""Result texts that mean below quantification."""


def adpc() -> Relation:
    """Give ADPC: one row a sample and test of CP, and the B cells where another domain holds them.

    AVAL is in AVALU, the canonical unit; it is empty for a sample below quantification (BLQFL = Y), whose
    limit is ALLOQ: the one written with the result (<5), else CPLLOQ. REFUSED says why a value was not used
    (unit missing, unit unknown and which, implausible, negative, no number). A refused one keeps the unit
    that was recorded, and tells nothing, not even that it is below quantification.
    """

    def details(domain: str, lloq: str, only: str = "") -> str:
        return (
            f"SELECT USUBJID, '{domain}' AS DOMAIN, {domain}SEQ AS SEQ, max({domain}METHOD) AS METHOD, "
            f"max({domain}SPEC) AS SPEC, max({domain}TEST) AS TEST, max({lloq}) AS LLOQ, "
            f"max(coalesce({domain}STRESU, {domain}ORRESU)) AS GIVEN_UNIT "
            f"FROM sdtm_{domain.lower()}{only} GROUP BY USUBJID, {domain}SEQ"
        )

    none = "CAST(NULL AS DECIMAL(18,6))"
    b_cells = " WHERE LBTESTCD IN (SELECT TESTCD FROM b_cell_rule WHERE DOMAIN = 'LB')"
    lloq = (
        "CASE WHEN t.TESTCD IS NULL THEN d.LLOQ "
        "ELSE CAST(round(d.LLOQ * c.FACTOR + c.SHIFT, 6) AS DECIMAL(18,6)) END"
    )
    return Relation(
        "adpc",
        f"""
        WITH detail AS ({details("CP", "CPLLOQ")} UNION ALL {details("LB", none, b_cells)}),
        sample AS (
            SELECT q.USUBJID, q.TESTCD, q.FIRST AS ADT, q.TIME AS ADTM, q.VALUE, q.TEXT, q.QUALIFIER, q.UNIT,
                coalesce(q.REFUSED, CASE WHEN t.TESTCD IS NOT NULL AND c.TESTCD IS NULL AND q.VALUE IS NULL
                    AND d.GIVEN_UNIT IS NOT NULL AND d.LLOQ IS NOT NULL THEN 'unit unknown' END) AS REFUSED,
                q.DOMAIN, q.SEQ, q.DTC, d.METHOD, d.SPEC, d.TEST, d.GIVEN_UNIT,
                coalesce(CASE WHEN q.QUALIFIER = '<' AND q.VALUE > 0 THEN q.VALUE END, {lloq}) AS LLOQ,
                coalesce(q.QUALIFIER = '<' AND q.VALUE IS NOT NULL, FALSE) OR coalesce(upper(trim(q.TEXT)) IN {BELOW}, FALSE)
                    OR coalesce(q.VALUE = 0, FALSE) AS SAID_BELOW
            FROM quantity AS q CROSS JOIN b_cell_rule AS b
            LEFT JOIN detail AS d ON d.USUBJID = q.USUBJID AND d.DOMAIN = q.DOMAIN AND d.SEQ = q.SEQ
            LEFT JOIN unit_test AS t ON t.TESTCD = q.TESTCD
            LEFT JOIN unit_conversion AS c ON c.TESTCD = q.TESTCD AND c.UNITKEY = {unit_key_sql("d.GIVEN_UNIT")}
            WHERE (q.DOMAIN = 'CP' OR (q.DOMAIN = b.DOMAIN AND q.TESTCD = b.TESTCD))
                AND q.FIRST = q.LAST AND q.FIRST <= (SELECT max(DATA_CUT) FROM data_cut)
                AND (q.VALUE IS NOT NULL OR q.REFUSED IS NOT NULL OR q.TEXT IS NOT NULL)),
        placed AS (
            SELECT m.*, p.APERIOD, p.DAY0, date_diff('day', p.DAY0, m.ADT) AS RDY,
                m.REFUSED IS NULL AND (m.SAID_BELOW OR coalesce(m.VALUE >= 0 AND m.VALUE < m.LLOQ, FALSE)) AS BELOW
            FROM sample AS m JOIN period AS p ON p.USUBJID = m.USUBJID
                AND (p.STARTS IS NULL OR m.ADT >= p.STARTS) AND (p.ENDS IS NULL OR m.ADT <= p.ENDS))
        SELECT s.STUDYID, m.USUBJID, m.TESTCD AS PARAMCD, m.TEST AS PARAM, m.ADT, m.ADTM, m.RDY,
            m.RDY + CASE WHEN m.RDY >= 0 THEN 1 ELSE 0 END AS ADY, m.APERIOD, v.AVISIT, v.AVISITN,
            CASE WHEN NOT m.BELOW THEN m.VALUE END AS AVAL, m.TEXT AS AVALC,
            CASE WHEN m.VALUE IS NULL AND NOT m.BELOW THEN m.GIVEN_UNIT ELSE m.UNIT END AS AVALU,
            m.LLOQ AS ALLOQ,
            CASE WHEN m.BELOW THEN 'Y' WHEN m.VALUE IS NOT NULL THEN 'N' END AS BLQFL, m.QUALIFIER, m.METHOD, m.SPEC,
            CASE WHEN m.REFUSED = 'unit unknown' THEN concat_ws(': ', m.REFUSED, m.GIVEN_UNIT)
                WHEN m.VALUE < 0 THEN 'negative' WHEN m.VALUE IS NULL AND NOT m.BELOW
                THEN coalesce(m.REFUSED, 'no number') ELSE m.REFUSED END AS REFUSED,
            m.DOMAIN, m.SEQ AS SRCSEQ, m.DTC
        FROM placed AS m JOIN subject AS s ON s.USUBJID = m.USUBJID
        LEFT JOIN protocol_visit AS v ON m.RDY >= v.LOW AND m.RDY <= v.HIGH
        """,
        (
            *("quantity", "b_cell_rule", "sdtm_cp", "sdtm_lb", "unit_test", "unit_conversion", "data_cut"),
            *("period", "subject", "protocol_visit"),
        ),
        tuple(ADPC),
    )


def adpp() -> Relation:
    """Give ADPP: one row a subject, period, analyte, method and parameter, or the reason why there is no value.

    BCELLNV and BCELLSM are the shares of naive and of switched memory B cells at the first sample from the return on,
    where the protocol names their test codes.
    """
    missing = "CAST(NULL AS {})"
    number, day, text = (missing.format(kind) for kind in ("DOUBLE", "DATE", "VARCHAR"))
    return Relation(
        "adpp",
        f"""
        WITH asked AS (
            SELECT VALUE AS TESTCD, CASE NAME WHEN 'b_cells.naive' THEN 'BCELLNV' ELSE 'BCELLSM' END AS PARAMCD,
                CASE NAME WHEN 'b_cells.naive' THEN 'Naive share of B cells at their return'
                    ELSE 'Switched memory share of B cells at their return' END AS PARAM
            FROM protocol_setting WHERE NAME IN ('b_cells.naive', 'b_cells.memory')),
        shared AS (
            SELECT c.USUBJID, c.APERIOD, k.PARAMCD, a.ADT,
                CAST(coalesce(a.AVAL, TRY_CAST(trim(a.AVALC) AS DECIMAL(18,6))) AS DOUBLE) AS AVAL
            FROM b_cell_course AS c
            JOIN adpc AS a ON a.USUBJID = c.USUBJID AND a.APERIOD = c.APERIOD AND a.ADT >= c.RETURNED
            JOIN asked AS k ON k.TESTCD = a.PARAMCD
            WHERE trim(a.AVALU) = '%' AND coalesce(a.AVAL, TRY_CAST(trim(a.AVALC) AS DECIMAL(18,6))) BETWEEN 0 AND 100
            QUALIFY row_number() OVER (PARTITION BY c.USUBJID, c.APERIOD, k.PARAMCD
                ORDER BY a.ADT NULLS LAST, a.SRCSEQ NULLS LAST) = 1),
        phenotype AS (
            SELECT c.USUBJID, c.APERIOD, k.PARAMCD, k.PARAM, k.TESTCD, h.AVAL, h.ADT,
                CASE WHEN h.AVAL IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END AS STATUS,
                CASE WHEN h.AVAL IS NOT NULL THEN NULL WHEN c.RETURNED IS NULL THEN 'B cells have not returned'
                    ELSE 'no sample of it in % from the return on' END AS REASON
            FROM b_cell_course AS c CROSS JOIN asked AS k
            LEFT JOIN shared AS h ON h.USUBJID = c.USUBJID AND h.APERIOD = c.APERIOD AND h.PARAMCD = k.PARAMCD
            WHERE c.DAY0 IS NOT NULL),
        row_ AS (
            SELECT USUBJID, APERIOD, PARAMCD, PARAM, PPCAT, METHOD, AVAL, AVALU, ADT, ALOW, AHIGH, CNSR, ADTLO, ADTHI,
                STATUS, REASON, SAMPLES FROM kinetic_parameter
            UNION ALL
            SELECT b.USUBJID, b.APERIOD, b.PARAMCD, b.PARAM, r.TESTCD, CAST(NULL AS VARCHAR), b.AVAL, b.AVALU, b.ADT,
                b.ALOW, b.AHIGH, b.CNSR, b.ADTLO, b.ADTHI, b.STATUS, b.REASON, b.SAMPLES
            FROM b_cell_parameter AS b CROSS JOIN b_cell_rule AS r
            UNION ALL
            SELECT USUBJID, APERIOD, PARAMCD, PARAM, TESTCD, {text}, AVAL, '%', ADT, {number}, {number},
                CAST(NULL AS INTEGER), {day}, {day}, STATUS, REASON, CAST(NULL AS BIGINT)
            FROM phenotype)
        SELECT s.STUDYID, p.USUBJID, p.APERIOD, p.PARAMCD, p.PARAM, p.PPCAT, p.METHOD, p.AVAL,
            CASE WHEN p.AVAL IS NULL THEN 'not estimable' END AS AVALC, p.AVALU, p.ADT, p.ALOW, p.AHIGH, p.CNSR,
            p.ADTLO, p.ADTHI, p.STATUS, p.REASON, p.SAMPLES
        FROM row_ AS p JOIN subject AS s ON s.USUBJID = p.USUBJID
        """,
        (
            "kinetic_parameter",
            "b_cell_parameter",
            "b_cell_rule",
            "b_cell_course",
            "protocol_setting",
            "adpc",
            "subject",
        ),
        tuple(ADPP),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module; `adpp` also reads the table `kinetic_parameter`."""
    return adpc(), *b_cells.relations(), adpp()


def derive_cells(session: Session) -> None:
    """Derive `adpc`, the kinetic parameters of every CAR T profile, B-cell depletion and return, and `adpp`.

    The session holds a loaded study and the relations of `subject` and `treatment_start`. The kinetic parameters
    are computed outside SQL and come back as the table `kinetic_parameter`.
    """
    *before, last = relations()
    session.build(before)
    derive_kinetics(session)
    session.build([last])
