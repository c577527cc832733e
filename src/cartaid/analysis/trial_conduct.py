"""How the trial was conducted: the time between infusions, and drugs stopped before leukapheresis.

Both are checked only when `study.toml` asks for them (`stagger.days`, `washout.table`). What a partial date or an
unknown dose leaves open is U in the listing and no finding.
"""

from __future__ import annotations

from cartaid.analysis.calendar_month import months_later
from cartaid.engine import Relation, Session
from cartaid.engine.session import quoted
from cartaid.medication import wash_out_table
from cartaid.study.finding import FINDING_COLUMNS

GAP = ("USUBJID", "DAY0", "EARLIER", "EARLIER_DAY0", "GAP_DAYS", "REQUIRED_DAYS", "COMPLIANT")
WASH_OUT = "USUBJID SUBSTANCE APHERESIS REQUIRED ALLOWED_UNTIL LAST_TAKEN DAYS_BEFORE COMPLIANT DETAIL DOMAIN SEQ".split()


def load_wash_out(session: Session) -> None:
    """Load the EBMT table as `washout_rule`: a row a substance, days or months before leukapheresis, highest dose."""
    session.load(
        "washout_rule",
        {
            "SUBSTANCE": "VARCHAR",
            "DAYS": "INTEGER",
            "MONTHS": "INTEGER",
            "MAX_MG": "DECIMAL(18,6)",
            "REQUIRED": "VARCHAR",
        },
        [
            (
                row.substance,
                row.before if row.unit == "day" else None,
                row.before if row.unit == "month" else None,
                row.max_mg_per_day,
                f"at most {row.max_mg_per_day} mg/day from {row.before} days before"
                if row.max_mg_per_day is not None
                else f"stopped {row.before} {row.unit}{'' if row.before == 1 else 's'} before",
            )
            for row in wash_out_table()
            if row.before > 0
        ],
    )


def infusion_gap() -> Relation:
    """Give, for each patient's first infusion, the days since that of the patient before; Y or N against the rule."""
    return Relation(
        "infusion_gap",
        """
        WITH asked AS (
            SELECT TRY_CAST(max(CASE WHEN NAME = 'stagger.days' THEN VALUE END) AS INTEGER) AS DAYS FROM protocol_setting),
        placed AS (
            SELECT USUBJID, DAY0, lag(USUBJID) OVER (ORDER BY DAY0 NULLS LAST, USUBJID NULLS LAST) AS EARLIER,
                lag(DAY0) OVER (ORDER BY DAY0 NULLS LAST, USUBJID NULLS LAST) AS EARLIER_DAY0
            FROM infusion WHERE APERIOD = 1)
        SELECT p.USUBJID, p.DAY0, p.EARLIER, p.EARLIER_DAY0, date_diff('day', p.EARLIER_DAY0, p.DAY0) AS GAP_DAYS,
            a.DAYS AS REQUIRED_DAYS,
            CASE WHEN date_diff('day', p.EARLIER_DAY0, p.DAY0) < a.DAYS THEN 'N' ELSE 'Y' END AS COMPLIANT
        FROM placed AS p CROSS JOIN asked AS a WHERE a.DAYS IS NOT NULL AND p.EARLIER IS NOT NULL
        """,
        ("protocol_setting", "infusion"),
        GAP,
    )


def wash_out_record() -> Relation:
    """Give each record of a tabulated drug that began before leukapheresis, judged: Y, N, or U where dates leave it open.

    ALLOWED_UNTIL is the last day on which the drug may have been taken. Local forms do not count.
    """
    allowed = f"CASE WHEN w.DAYS IS NOT NULL THEN s.APHERESIS - w.DAYS ELSE {months_later('s.APHERESIS', '-w.MONTHS')} END"
    return Relation(
        "wash_out_record",
        f"""
        WITH asked AS (SELECT count(*) AS TABLES FROM protocol_setting WHERE NAME = 'washout.table'),
        taken AS (
            SELECT i.USUBJID, w.SUBSTANCE, s.APHERESIS, w.REQUIRED, {allowed} AS ALLOWED_UNTIL, i.START_FIRST,
                i.START_LAST, i.END_FIRST, i.END_LAST, i.SYSTEMIC, i.KIND, i.DOMAIN, i.SEQ
            FROM drug_interval AS i JOIN washout_rule AS w ON w.SUBSTANCE = i.SUBSTANCE AND w.MAX_MG IS NULL
            JOIN subject AS s ON s.USUBJID = i.USUBJID CROSS JOIN asked AS a
            WHERE a.TABLES > 0 AND s.APHERESIS IS NOT NULL AND i.SYSTEMIC IS DISTINCT FROM FALSE
                AND coalesce(i.START_FIRST < s.APHERESIS, TRUE))
        SELECT USUBJID, SUBSTANCE, APHERESIS, REQUIRED, ALLOWED_UNTIL,
            CASE WHEN END_FIRST = END_LAST THEN END_FIRST END AS LAST_TAKEN,
            CASE WHEN END_FIRST = END_LAST THEN greatest(date_diff('day', END_FIRST, APHERESIS), 0) END AS DAYS_BEFORE,
            CASE WHEN END_LAST <= ALLOWED_UNTIL THEN 'Y'
                WHEN START_LAST < APHERESIS AND END_FIRST > ALLOWED_UNTIL AND SYSTEMIC AND KIND <> 'as needed' THEN 'N'
                ELSE 'U' END AS COMPLIANT,
            CASE WHEN END_FIRST >= APHERESIS THEN 'taken up to the leukapheresis'
                WHEN END_FIRST = END_LAST THEN concat('last taken ', CAST(date_diff('day', END_FIRST, APHERESIS) AS VARCHAR),
                    ' days before')
                ELSE 'the last day is not known exactly' END AS DETAIL, DOMAIN, SEQ
        FROM taken
        """,
        ("protocol_setting", "drug_interval", "washout_rule", "subject"),
        tuple(WASH_OUT),
    )


def glucocorticoid_before() -> Relation:
    """Judge the glucocorticoid dose of each day from a week before leukapheresis: mg prednisone equivalent a day."""
    days = ", ".join(f"({day})" for day in range(32))
    return Relation(
        "glucocorticoid_before",
        f"""
        WITH asked AS (SELECT count(*) AS TABLES FROM protocol_setting WHERE NAME = 'washout.table'),
        day AS (
            SELECT s.USUBJID, s.APHERESIS, s.APHERESIS - n.BACK AS ADT, n.BACK, w.SUBSTANCE, w.REQUIRED, w.MAX_MG, w.DAYS
            FROM subject AS s CROSS JOIN asked AS a JOIN washout_rule AS w ON w.MAX_MG IS NOT NULL
            JOIN (VALUES {days}) AS n(BACK) ON n.BACK <= w.DAYS
            WHERE a.TABLES > 0 AND s.APHERESIS IS NOT NULL),
        dosed AS (
            SELECT d.USUBJID, d.APHERESIS, d.BACK, d.SUBSTANCE, d.REQUIRED, d.MAX_MG, d.DAYS,
                sum(CASE WHEN g.START_LAST <= d.ADT AND g.END_FIRST >= d.ADT AND g.TAKEN THEN g.PRED_LOW ELSE 0 END) AS LOW,
                CASE WHEN bool_or(g.PRED_HIGH IS NULL) THEN NULL ELSE sum(g.PRED_HIGH) END AS HIGH,
                min(g.DOMAIN) AS DOMAIN, max_by(g.SEQ, g.PRED_LOW) AS SEQ
            FROM day AS d JOIN drug_amount AS g ON g.USUBJID = d.USUBJID AND g.IS_GC AND g.TAKEN IS DISTINCT FROM FALSE
                AND coalesce(g.START_FIRST <= d.ADT, TRUE) AND coalesce(g.END_LAST >= d.ADT, TRUE)
            GROUP BY d.USUBJID, d.APHERESIS, d.BACK, d.SUBSTANCE, d.REQUIRED, d.MAX_MG, d.DAYS),
        worst AS (
            SELECT *, CASE WHEN LOW > MAX_MG THEN 'N' WHEN HIGH <= MAX_MG THEN 'Y' ELSE 'U' END AS COMPLIANT FROM dosed)
        SELECT USUBJID, SUBSTANCE, APHERESIS, REQUIRED, APHERESIS - DAYS - 1 AS ALLOWED_UNTIL, APHERESIS - BACK AS LAST_TAKEN,
            CAST(BACK AS BIGINT) AS DAYS_BEFORE, COMPLIANT,
            concat(CAST(CAST(LOW AS DOUBLE) AS VARCHAR), ' mg/day',
                CASE WHEN HIGH > LOW OR HIGH IS NULL THEN ' or more' ELSE '' END,
                CASE BACK WHEN 0 THEN ' on its day' WHEN 1 THEN ' 1 day before'
                    ELSE concat(' ', CAST(BACK AS VARCHAR), ' days before') END)
                AS DETAIL, DOMAIN, SEQ
        FROM worst
        QUALIFY row_number() OVER (PARTITION BY USUBJID ORDER BY CASE COMPLIANT WHEN 'N' THEN 0 WHEN 'U' THEN 1 ELSE 2 END
            NULLS LAST, LOW DESC NULLS LAST, BACK NULLS LAST) = 1
        """,
        ("protocol_setting", "subject", "washout_rule", "drug_amount"),
        tuple(WASH_OUT),
    )


def wash_out_listing() -> Relation:
    """Give the compliance listing: one row a patient and drug, the record that tells most."""
    return Relation(
        "wash_out_listing",
        f"""
        SELECT {", ".join(WASH_OUT)} FROM wash_out_record
        QUALIFY row_number() OVER (PARTITION BY USUBJID, SUBSTANCE ORDER BY
            CASE COMPLIANT WHEN 'N' THEN 0 WHEN 'U' THEN 1 ELSE 2 END NULLS LAST, DAYS_BEFORE NULLS LAST,
            SEQ NULLS LAST) = 1
        UNION ALL
        SELECT {", ".join(WASH_OUT)} FROM glucocorticoid_before
        """,
        ("wash_out_record", "glucocorticoid_before"),
        tuple(WASH_OUT),
    )


def conduct_finding() -> Relation:
    """Give infusions too close to each other, drugs not stopped in time, and patients who could not be checked."""
    none, number = "CAST(NULL AS VARCHAR)", "CAST(NULL AS BIGINT)"
    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    gap = (
        "concat('infused ', CAST(GAP_DAYS AS VARCHAR), ' days after ', EARLIER, '; the protocol asks for ', "
        "CAST(REQUIRED_DAYS AS VARCHAR))"
    )
    return Relation(
        "conduct_finding",
        f"""
        SELECT {header} FROM infusion_gap WHERE FALSE
        UNION ALL
        SELECT 'stagger', 'warning', 'EX', USUBJID, {number}, 'EXSTDTC', CAST(DAY0 AS VARCHAR), {gap},
            {quoted("record the deviation, or mend the date")} FROM infusion_gap WHERE COMPLIANT = 'N'
        UNION ALL
        SELECT 'wash-out', 'warning', DOMAIN, USUBJID, SEQ, {none}, SUBSTANCE,
            concat(SUBSTANCE, ' before leukapheresis: ', DETAIL, '; EBMT 2024: ', REQUIRED),
            {quoted("record the deviation, or mend the dates of the drug")} FROM wash_out_listing WHERE COMPLIANT = 'N'
        UNION ALL
        SELECT 'wash-out-unknown', 'note', 'PR', s.USUBJID, {number}, 'PRSTDTC', {none},
            'no leukapheresis with a complete date: wash-out cannot be checked', 'record the leukapheresis in PR'
        FROM subject AS s CROSS JOIN (SELECT count(*) AS TABLES FROM protocol_setting WHERE NAME = 'washout.table') AS a
        WHERE a.TABLES > 0 AND s.APHERESIS IS NULL AND s.INFUSION IS NOT NULL
        """,
        ("infusion_gap", "wash_out_listing", "subject", "protocol_setting"),
        tuple(FINDING_COLUMNS),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation; they read `infusion`, `subject`, `drug_interval`, `drug_amount` and `load_wash_out`'s table."""
    return infusion_gap(), wash_out_record(), glucocorticoid_before(), wash_out_listing(), conduct_finding()
