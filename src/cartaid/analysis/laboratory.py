"""Laboratory values as an analysis dataset (ADLB): canonical unit, range, two baselines, CTCAE grade, emergence.

Changes are counted from the last value up to the start of lymphodepletion, because lymphodepletion itself moves
blood counts; the second baseline is the last value up to the infusion. Grades need the CTCAE version that
`study.toml` names (`toxicity.ctcae`), which is part of every label; without it nothing is graded.
"""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.evaluators.laboratory_grade import laboratory_grade, rule_relations
from cartaid.evaluators.laboratory_rule import Edition
from cartaid.evaluators.laboratory_shift import shift_table, treatment_emergent, worst_grade

ADLB = (
    "STUDYID USUBJID PARAMCD PARAM PARCAT ASPEC METHOD ADT ADTM RDY ADY APERIOD AVISIT AVISITN AVAL AVALC AVALU AQUAL "
    "ANRLO ANRHI ANRIND REFUSED ABLFL BASE CHG PCHG ABL2FL BASE2 CHG2 POSTFL ANL01FL ATOXVER ATOXDSCL ATOXDSCH "
    "ATOXGRL ATOXGRH ATOXGR ATOXLO ATOXHI ATOXRS BTOXGRL BTOXGRH WORSTLFL WORSTHFL TRTEMFL SRCSEQ"
).split()

ROW = (
    "LBROW USUBJID PARAMCD PARAM PARCAT ASPEC METHOD ADT ADTM RDY APERIOD VALUE TEXT QUALIFIER UNIT LLN ULN NRIND "
    "REFUSED SEQ STARTED DAY0 FASTING"
).split()

GRADED = (
    "LBROW USUBJID TESTCD POST ATOXVER ATOXDSCL ATOXDSCH ATOXGRL ATOXGRH ATOXGR ATOXLO ATOXHI ATOXRS BTOXGRL BTOXGRH"
).split()


def laboratory_row() -> Relation:
    """Give every dated laboratory result in the canonical unit of its test, placed in its period."""
    return Relation(
        "laboratory_row",
        """
        WITH detail AS (
            SELECT USUBJID, LBSEQ AS SEQ, max(LBMETHOD) AS METHOD, max(LBSPEC) AS SPEC, max(upper(LBNRIND)) AS NRIND,
                CASE max(upper(LBFAST)) WHEN 'Y' THEN 1 WHEN 'N' THEN 0 END AS FASTING
            FROM sdtm_lb GROUP BY USUBJID, LBSEQ),
        title AS (SELECT LBTESTCD AS TESTCD, max(LBTEST) AS PARAM FROM sdtm_lb GROUP BY LBTESTCD)
        SELECT row_number() OVER (ORDER BY q.USUBJID, q.TESTCD, q.FIRST NULLS LAST, q.TIME NULLS LAST, q.SEQ NULLS LAST,
                q.VALUE NULLS LAST) AS LBROW,
            q.USUBJID, q.TESTCD AS PARAMCD, t.PARAM, q.CAT AS PARCAT,
            coalesce(d.SPEC, CASE WHEN upper(d.METHOD) LIKE '%DIPSTICK%' THEN 'URINE' END, q.CAT) AS ASPEC, d.METHOD,
            q.FIRST AS ADT, q.TIME AS ADTM, date_diff('day', p.DAY0, q.FIRST) AS RDY, p.APERIOD, q.VALUE, q.TEXT,
            q.QUALIFIER, q.UNIT, q.LLN, q.ULN, d.NRIND, q.REFUSED, q.SEQ, s.STARTED, p.DAY0, d.FASTING
        FROM quantity AS q
        JOIN period AS p ON p.USUBJID = q.USUBJID AND (p.STARTS IS NULL OR q.FIRST >= p.STARTS)
            AND (p.ENDS IS NULL OR q.FIRST <= p.ENDS)
        LEFT JOIN treatment_start AS s ON s.USUBJID = p.USUBJID AND s.APERIOD = p.APERIOD
        LEFT JOIN detail AS d ON d.USUBJID = q.USUBJID AND d.SEQ = q.SEQ
        LEFT JOIN title AS t ON t.TESTCD = q.TESTCD
        WHERE q.DOMAIN = 'LB' AND q.FIRST = q.LAST AND q.FIRST <= (SELECT max(DATA_CUT) FROM data_cut)
        """,
        ("quantity", "sdtm_lb", "period", "treatment_start", "data_cut"),
        tuple(ROW),
    )


def laboratory_baseline() -> Relation:
    """Give the baseline rows of each period: RULE 1 up to the start of lymphodepletion, RULE 2 up to the infusion.

    A value of that day itself still counts. Values of another specimen are another parameter.
    """
    return Relation(
        "laboratory_baseline",
        """
        WITH reference AS (
            SELECT USUBJID, APERIOD, 1 AS RULE, STARTED AS REFERENCE FROM treatment_start
            UNION ALL SELECT USUBJID, APERIOD, 2, DAY0 FROM period)
        SELECT r.USUBJID, f.APERIOD, f.RULE, r.PARAMCD, r.ASPEC, r.LBROW, r.VALUE, r.ULN, r.QUALIFIER, r.METHOD
        FROM laboratory_row AS r JOIN reference AS f ON f.USUBJID = r.USUBJID AND r.ADT <= f.REFERENCE
        WHERE r.VALUE IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY r.USUBJID, f.APERIOD, f.RULE, r.PARAMCD, r.ASPEC
            ORDER BY r.ADT DESC NULLS LAST, r.ADTM DESC NULLS LAST, r.LBROW DESC NULLS LAST) = 1
        """,
        ("laboratory_row", "treatment_start", "period"),
        ("USUBJID", "APERIOD", "RULE", "PARAMCD", "ASPEC", "LBROW", "VALUE", "ULN", "QUALIFIER", "METHOD"),
    )


def laboratory_based() -> Relation:
    """Give what CTCAE grading reads: each row with its baseline where it lies after the start of treatment.

    A row up to the start of treatment is graded without a baseline, or it would be graded against itself.
    """
    return Relation(
        "laboratory_based",
        """
        SELECT r.LBROW, r.USUBJID, r.PARAMCD AS TESTCD, r.VALUE, r.UNIT, r.LLN, r.ULN, r.ASPEC, r.FASTING,
            CASE WHEN substr(trim(r.TEXT), 2, 1) = '=' THEN concat(r.QUALIFIER, '=') ELSE r.QUALIFIER END AS QUALIFIER,
            CASE WHEN r.ADT > r.STARTED THEN 1 WHEN r.ADT <= r.STARTED THEN 0 END AS POST,
            CASE WHEN r.ADT > r.STARTED THEN b.VALUE END AS BASE,
            CASE WHEN r.ADT > r.STARTED AND b.VALUE > b.ULN THEN 1
                WHEN r.ADT > r.STARTED AND b.VALUE <= b.ULN THEN 0 END AS BASE_HIGH, b.LBROW AS BASE_ROW
        FROM laboratory_row AS r LEFT JOIN laboratory_baseline AS b ON b.USUBJID = r.USUBJID AND b.APERIOD = r.APERIOD
            AND b.RULE = 1 AND b.PARAMCD = r.PARAMCD AND b.ASPEC IS NOT DISTINCT FROM r.ASPEC
        """,
        ("laboratory_row", "laboratory_baseline"),
        (
            "LBROW",
            "USUBJID",
            "TESTCD",
            "VALUE",
            "UNIT",
            "LLN",
            "ULN",
            "ASPEC",
            "FASTING",
            "QUALIFIER",
            "POST",
            "BASE",
            "BASE_HIGH",
            "BASE_ROW",
        ),
    )


def _graded(edition: Edition | None) -> tuple[Relation, ...]:
    """Give the grades of an edition; without one a relation of the same columns that holds none."""
    if edition is None:
        whole, text = "CAST(NULL AS INTEGER)", "CAST(NULL AS VARCHAR)"
        kinds = {name: whole if "GR" in name or name in ("ATOXLO", "ATOXHI") else text for name in GRADED[4:]}
        columns = ", ".join(f"{kind} AS {name}" for name, kind in kinds.items())
        none = Relation(
            "laboratory_toxicity",
            f"SELECT LBROW, USUBJID, TESTCD, POST, {columns} FROM laboratory_based",
            ("laboratory_based",),
            tuple(GRADED),
            kept=False,
        )
        return (none,)
    grade = laboratory_grade(
        edition,
        "laboratory_based",
        ("LBROW",),
        specimen="ASPEC",
        fasting="FASTING",
        qualifier="QUALIFIER",
    )
    both = Relation(
        "laboratory_toxicity",
        """
        SELECT i.LBROW, i.USUBJID, i.TESTCD, i.POST, g.VERSION AS ATOXVER, g.ATOXDSCL, g.ATOXDSCH, g.ATOXGRL, g.ATOXGRH,
            g.ATOXGR, g.LOW AS ATOXLO, g.HIGH AS ATOXHI, nullif(concat_ws('; ', g.REASON, g.FLAG), '') AS ATOXRS,
            b.ATOXGRL AS BTOXGRL, b.ATOXGRH AS BTOXGRH
        FROM laboratory_based AS i JOIN laboratory_grade AS g ON g.LBROW = i.LBROW
        LEFT JOIN laboratory_grade AS b ON b.LBROW = i.BASE_ROW
        """,
        ("laboratory_based", "laboratory_grade"),
        tuple(GRADED),
    )
    return *rule_relations(edition), grade, both


# Rows are numbered by date within a parameter, so a number that puts the grade (or the distance from the planned
# day) before the row number finds the wanted row by plain aggregation: a tenth of the time of a window function.
_BEFORE_ROW = 1_000_000_000_000


def laboratory_highest() -> Relation:
    """Give the row of the worst grade after the start of treatment, low and high; the earliest of equal ones."""
    sides = ", ".join(
        f"{_BEFORE_ROW} - max(CASE WHEN g.POST = 1 THEN (g.ATOXGR{side} + 1) * {_BEFORE_ROW} - r.LBROW END) "
        f"+ max(CASE WHEN g.POST = 1 THEN g.ATOXGR{side} END) * {_BEFORE_ROW} AS WORST{side}"
        for side in ("L", "H")
    )
    return Relation(
        "laboratory_highest",
        f"SELECT r.USUBJID, r.APERIOD, r.PARAMCD, r.ASPEC, {sides} FROM laboratory_row AS r "
        "JOIN laboratory_toxicity AS g ON g.LBROW = r.LBROW GROUP BY r.USUBJID, r.APERIOD, r.PARAMCD, r.ASPEC",
        ("laboratory_row", "laboratory_toxicity"),
        ("USUBJID", "APERIOD", "PARAMCD", "ASPEC", "WORSTL", "WORSTH"),
    )


def laboratory_analysed() -> Relation:
    """Give the analysed row of each visit: the value nearest to the planned day, the later one of a tie."""
    distance = "abs(r.RDY - v.TARGET)"
    return Relation(
        "laboratory_analysed",
        f"""
        SELECT min({distance}) * {_BEFORE_ROW} - min({distance} * {_BEFORE_ROW} - r.LBROW) AS LBROW
        FROM laboratory_row AS r JOIN protocol_visit AS v ON r.RDY >= v.LOW AND r.RDY <= v.HIGH
        WHERE r.VALUE IS NOT NULL GROUP BY r.USUBJID, r.APERIOD, r.PARAMCD, r.ASPEC, v.AVISIT
        """,
        ("laboratory_row", "protocol_visit"),
        ("LBROW",),
    )


def adlb() -> Relation:
    """Give ADLB: one row a result.

    CHG, PCHG and CHG2 are empty where value or baseline carries a `<` or `>`, and where two assays (LBMETHOD) would
    be subtracted. ATOXGR is negative on the low side; ATOXLO and ATOXHI bound it where it is open, and ATOXRS says
    why. WORSTLFL and WORSTHFL mark the worst grade after the start of treatment, low and high; TRTEMFL is Y for a
    grade above that of the baseline, N, or U where one of them is not known.
    """

    def change(base: str) -> str:
        return (
            f"CASE WHEN r.QUALIFIER IS NULL AND {base}.QUALIFIER IS NULL "
            f"AND NOT coalesce(r.METHOD <> {base}.METHOD, FALSE) THEN r.VALUE - {base}.VALUE END"
        )

    def held(side: str) -> str:
        return f"(g.ATOXDSC{side} IS NULL OR NOT coalesce(e.TRTEM{side}, TRUE))"

    def join(alias: str, rule: int) -> str:
        return (
            f"LEFT JOIN laboratory_baseline AS {alias} ON {alias}.USUBJID = r.USUBJID AND {alias}.APERIOD = r.APERIOD "
            f"AND {alias}.RULE = {rule} AND {alias}.PARAMCD = r.PARAMCD AND {alias}.ASPEC IS NOT DISTINCT FROM r.ASPEC"
        )

    percent = "CAST(100 AS DOUBLE) * CAST({} AS DOUBLE) / CAST(nullif(b.VALUE, 0) AS DOUBLE)"
    return Relation(
        "adlb",
        f"""
        SELECT s.STUDYID, r.USUBJID, r.PARAMCD, r.PARAM, r.PARCAT, r.ASPEC, r.METHOD, r.ADT, r.ADTM, r.RDY,
            r.RDY + CASE WHEN r.RDY >= 0 THEN 1 ELSE 0 END AS ADY, r.APERIOD, v.AVISIT, v.AVISITN, r.VALUE AS AVAL,
            r.TEXT AS AVALC, r.UNIT AS AVALU, r.QUALIFIER AS AQUAL, r.LLN AS ANRLO, r.ULN AS ANRHI,
            CASE WHEN r.VALUE < r.LLN THEN 'LOW' WHEN r.VALUE > r.ULN THEN 'HIGH'
                WHEN r.VALUE >= r.LLN AND r.VALUE <= r.ULN THEN 'NORMAL' ELSE r.NRIND END AS ANRIND, r.REFUSED,
            CASE WHEN b.LBROW = r.LBROW THEN 'Y' END AS ABLFL, b.VALUE AS BASE, {change("b")} AS CHG,
            {percent.format(change("b"))} AS PCHG,
            CASE WHEN c.LBROW = r.LBROW THEN 'Y' END AS ABL2FL, c.VALUE AS BASE2, {change("c")} AS CHG2,
            CASE WHEN g.POST = 1 THEN 'Y' WHEN g.POST = 0 THEN 'N' END AS POSTFL,
            CASE WHEN n.LBROW IS NOT NULL THEN 'Y' END AS ANL01FL,
            g.ATOXVER, g.ATOXDSCL, g.ATOXDSCH, g.ATOXGRL, g.ATOXGRH, g.ATOXGR, g.ATOXLO, g.ATOXHI, g.ATOXRS, g.BTOXGRL,
            g.BTOXGRH, CASE WHEN w.WORSTL = r.LBROW THEN 'Y' END AS WORSTLFL,
            CASE WHEN w.WORSTH = r.LBROW THEN 'Y' END AS WORSTHFL,
            CASE WHEN g.ATOXDSCL IS NULL AND g.ATOXDSCH IS NULL THEN NULL WHEN e.TRTEML OR e.TRTEMH THEN 'Y'
                WHEN {held("L")} AND {held("H")} THEN 'N' ELSE 'U' END AS TRTEMFL, r.SEQ AS SRCSEQ
        FROM laboratory_row AS r
        JOIN laboratory_toxicity AS g ON g.LBROW = r.LBROW
        JOIN laboratory_emergent AS e ON e.LBROW = r.LBROW
        JOIN subject AS s ON s.USUBJID = r.USUBJID
        {join("b", 1)}
        {join("c", 2)}
        LEFT JOIN protocol_visit AS v ON r.RDY >= v.LOW AND r.RDY <= v.HIGH
        LEFT JOIN laboratory_analysed AS n ON n.LBROW = r.LBROW
        LEFT JOIN laboratory_highest AS w ON w.USUBJID = r.USUBJID AND w.APERIOD = r.APERIOD
            AND w.PARAMCD = r.PARAMCD AND w.ASPEC IS NOT DISTINCT FROM r.ASPEC
        """,
        (
            *(
                "laboratory_row",
                "laboratory_toxicity",
                "laboratory_emergent",
                "subject",
                "laboratory_baseline",
            ),
            *("protocol_visit", "laboratory_analysed", "laboratory_highest"),
        ),
        tuple(ADLB),
    )


def relations(edition: Edition | None) -> tuple[Relation, ...]:
    """Give every relation of this module, `laboratory_worst` and `laboratory_shift` among them.

    `edition` is the CTCAE version of the protocol (`toxicity.ctcae`), None when it names none. They read `quantity`,
    `sdtm_lb`, `subject`, `period`, `treatment_start`, `data_cut` and `protocol_visit`.
    """
    return (
        laboratory_row(),
        laboratory_baseline(),
        laboratory_based(),
        *_graded(edition),
        treatment_emergent("laboratory_toxicity", ("LBROW",)),
        laboratory_highest(),
        laboratory_analysed(),
        adlb(),
        worst_grade("laboratory_toxicity"),
        shift_table("laboratory_worst"),
    )
