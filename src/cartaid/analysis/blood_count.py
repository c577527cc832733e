"""Blood counts after each infusion: the series that haematotoxicity is graded from, and where each one ends."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import quoted

CELLS = {"NEUT": "neutrophils", "PLAT": "platelets"}
"""Test codes of the counts, in 10*9/L."""

OTHER_SPECIMEN = "CSF|CEREBROSPINAL|URINE|SYNOVIAL|MARROW|LAVAGE|PLEURAL|ASCIT|PERITONEAL"
TRANSFUSION = (
    "PLATELET.*(TRANSFUSION|CONCENTRATE)|TRANSFUSION.*(PLATELET|THROMBOCYTE)|(PLATELET|THROMBOCYTE)S? *$"
)
TRANSFUSION_DAYS = 7
"""Days after a platelet transfusion in which a count at or above the limit shows no recovery (T-ICAHT 2025)."""

LIMITS = {"NEUT": ("0.1", "1.5"), "PLAT": ("20", "100")}
"""Lowest and highest limit of the grades, in 10*9/L; a `<` at or below the first and a `>` at or above the second are clear."""


def haematotoxicity_period() -> Relation:
    """Give each infused period with its last day: death, last contact, or the day before the next treatment.

    SUBJECT numbers the periods; ENDED names what ended it before the window did.
    """
    return Relation(
        "haematotoxicity_period",
        """
        WITH next_treatment AS (
            SELECT p.USUBJID, p.APERIOD, min(l.GIVEN) AS GIVEN FROM period AS p
            JOIN lymphodepletion AS l ON l.USUBJID = p.USUBJID AND l.GIVEN > p.DAY0 GROUP BY p.USUBJID, p.APERIOD),
        dated AS (
            SELECT p.USUBJID, p.APERIOD, p.DAY0, s.DEATH, least(p.ENDS, n.GIVEN - 1) AS RETREATED,
                greatest(s.LAST_CONTACT, p.DAY0) AS CONTACT
            FROM period AS p JOIN subject AS s ON s.USUBJID = p.USUBJID
            LEFT JOIN next_treatment AS n ON n.USUBJID = p.USUBJID AND n.APERIOD = p.APERIOD
            WHERE s.INFUSION IS NOT NULL AND p.DAY0 IS NOT NULL)
        SELECT row_number() OVER (ORDER BY USUBJID NULLS LAST, APERIOD NULLS LAST) AS SUBJECT, USUBJID, APERIOD, DAY0,
            date_diff('day', DAY0, least(coalesce(RETREATED, CONTACT), coalesce(DEATH, CONTACT), CONTACT)) AS END_DAY,
            CASE WHEN RETREATED < CONTACT AND NOT coalesce(DEATH < RETREATED, FALSE) THEN 'further treatment'
                WHEN DEATH IS NOT NULL THEN 'death' ELSE 'last contact' END AS ENDED
        FROM dated
        """,
        ("period", "lymphodepletion", "subject"),
        ("SUBJECT", "USUBJID", "APERIOD", "DAY0", "END_DAY", "ENDED"),
    )


def blood_count() -> Relation:
    """Give every neutrophil and platelet count of blood in those periods, in 10*9/L.

    A count reported as `<` stands just below that number, one reported as `>` just above it. UNCLEAR marks those
    whose number lies within the limits of the grades: on which side of a limit the count was is then not known.
    """
    lowest = "CASE r.PARAMCD WHEN 'NEUT' THEN {} ELSE {} END".format(*(LIMITS[c][0] for c in CELLS))
    highest = "CASE r.PARAMCD WHEN 'NEUT' THEN {} ELSE {} END".format(*(LIMITS[c][1] for c in CELLS))
    return Relation(
        "blood_count",
        f"""
        SELECT p.SUBJECT, r.USUBJID, p.APERIOD, r.PARAMCD AS CELL, r.RDY, r.ADT, r.ADTM, r.LBROW,
            CAST(CASE r.QUALIFIER WHEN '<' THEN greatest(r.VALUE - 0.000001, 0) WHEN '>' THEN r.VALUE + 0.000001
                ELSE r.VALUE END AS DECIMAL(18,6)) AS VALUE,
            coalesce((r.QUALIFIER = '<' AND r.VALUE > {lowest}) OR (r.QUALIFIER = '>' AND r.VALUE < {highest}), FALSE)
                AS UNCLEAR, r.UNIT, r.SEQ,
            coalesce(concat(coalesce(r.QUALIFIER, ''), CAST(r.VALUE AS VARCHAR)), r.TEXT) AS TEXT
        FROM laboratory_row AS r
        JOIN haematotoxicity_period AS p ON p.USUBJID = r.USUBJID AND p.APERIOD = r.APERIOD
        WHERE r.PARAMCD IN ('NEUT', 'PLAT')
            AND NOT coalesce(regexp_matches(upper(r.ASPEC), {quoted(OTHER_SPECIMEN)}), FALSE)
            AND (r.VALUE IS NOT NULL OR r.REFUSED IS NOT NULL)
        """,
        ("laboratory_row", "haematotoxicity_period"),
        tuple("SUBJECT USUBJID APERIOD CELL RDY ADT ADTM LBROW VALUE UNCLEAR UNIT SEQ TEXT".split()),
    )


def count_summary() -> Relation:
    """Give, for each period, cell and window, the days with a count and how many counts are unclear."""
    return Relation(
        "count_summary",
        """
        SELECT SUBJECT, CELL, RDY > 30 AS LATE, count(DISTINCT CASE WHEN VALUE IS NOT NULL THEN RDY END) AS COUNTS,
            sum(CASE WHEN UNCLEAR THEN 1 ELSE 0 END) AS UNCLEAR
        FROM blood_count WHERE RDY >= 0 AND RDY <= 100 GROUP BY SUBJECT, CELL, RDY > 30
        """,
        ("blood_count",),
        ("SUBJECT", "CELL", "LATE", "COUNTS", "UNCLEAR"),
    )


def platelet_transfusion() -> Relation:
    """Give the days of platelet transfusions, from procedures and medication."""
    words = quoted(TRANSFUSION)
    return Relation(
        "platelet_transfusion",
        f"""
        SELECT DISTINCT t.USUBJID, p.SUBJECT, date_diff('day', p.DAY0, t.GIVEN) AS RDY FROM (
            SELECT USUBJID, PRSTDTC_FIRST AS GIVEN FROM sdtm_pr
            WHERE regexp_matches(upper(concat_ws(' ', PRDECOD, PRTRT)), {words}) AND PRSTDTC_FIRST = PRSTDTC_LAST
                AND coalesce(upper(PROCCUR), 'Y') <> 'N'
            UNION ALL
            SELECT USUBJID, CMSTDTC_FIRST FROM sdtm_cm
            WHERE regexp_matches(upper(concat_ws(' ', CMDECOD, CMTRT)), {words}) AND CMSTDTC_FIRST = CMSTDTC_LAST
                AND coalesce(upper(CMOCCUR), 'Y') <> 'N') AS t
        JOIN haematotoxicity_period AS p ON p.USUBJID = t.USUBJID
        """,
        ("sdtm_pr", "sdtm_cm", "haematotoxicity_period"),
        ("USUBJID", "SUBJECT", "RDY"),
    )


def series() -> tuple[Relation, ...]:
    """Give the series of `runs_in_time`: neutrophils in /uL, platelets in 10*9/L, and platelets for the limit of 20.

    A count of 20 or more in the days after a transfusion is left out of the last one: it shows no recovery, and
    whether the patient's own platelets had recovered stays unknown. Ends are those of the periods in which such a
    cell was counted at all.
    """

    def one(cell: str, value: str) -> str:
        return (
            f"SELECT SUBJECT AS USUBJID, RDY, CAST({value} AS DECIMAL(18,6)) AS VALUE FROM blood_count "
            f"WHERE CELL = '{cell}' AND RDY >= 0 AND RDY <= 100"
        )

    columns = ("USUBJID", "RDY", "VALUE")
    found = [
        Relation("neutrophil_series", one("NEUT", "VALUE * 1000"), ("blood_count",), columns),
        Relation("platelet_series", one("PLAT", "VALUE"), ("blood_count",), columns),
        Relation(
            "platelet_series_own",
            "SELECT c.USUBJID, c.RDY, c.VALUE FROM platelet_series AS c WHERE NOT (c.VALUE >= 20 AND EXISTS ("
            "SELECT 1 FROM platelet_transfusion AS t WHERE t.SUBJECT = c.USUBJID AND c.RDY >= t.RDY "
            f"AND c.RDY <= t.RDY + {TRANSFUSION_DAYS}))",
            ("platelet_series", "platelet_transfusion"),
            columns,
        ),
    ]
    for cell, name in (("NEUT", "neutrophil_end"), ("PLAT", "platelet_end")):
        found.append(
            Relation(
                name,
                "SELECT p.SUBJECT AS USUBJID, p.END_DAY FROM haematotoxicity_period AS p "
                f"WHERE EXISTS (SELECT 1 FROM blood_count AS c WHERE c.SUBJECT = p.SUBJECT AND c.CELL = '{cell}')",
                ("haematotoxicity_period", "blood_count"),
                ("USUBJID", "END_DAY"),
            )
        )
    return tuple(found)


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module; they read `laboratory_row`, `period`, `subject`, `lymphodepletion`, PR, CM."""
    return haematotoxicity_period(), blood_count(), count_summary(), platelet_transfusion(), *series()
