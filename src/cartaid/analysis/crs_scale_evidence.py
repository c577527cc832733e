"""What the scales beside ASTCT ask for on each assessed day: dose of vasopressors, organs, hospital, support.

Everything is read from the same days as ASTCT. What no record tells is unknown and leaves bounds: the inspired oxygen
fraction is never guessed from a flow, nor the dose of a vasopressor from its name.
"""

from __future__ import annotations

from cartaid.analysis.event_words import CRS, found
from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.study.units import unit_key_sql

KEYS = ("USUBJID", "APERIOD", "ADT")

LAB_DAYS = 2
"""Days before an assessed day over which an organ's laboratory grade is taken to hold (our choice)."""
HELD_SECONDS = 3 * 3600
"""How long a dose of vasopressors must be held to be high (from memory, as in the definition)."""

# Substance: dose per minute that is high, in ug/min (dopamine ug/kg/min), and its noradrenaline equivalent
# (from memory, as in the definition).
PRESSORS = {
    "norepinephrine": (20, "1"),
    "epinephrine": (10, "1"),
    "phenylephrine": (200, "0.1"),
    "dopamine": (10, "0.5"),
}
EQUIVALENT_WITH_VASOPRESSIN, EQUIVALENT_COMBINED = 10, 20

CONSTITUTIONAL = "PYREXIA|FEVER|CHILLS|RIGOR|NAUSEA|VOMIT|FATIGUE|ASTHENIA|HEADACHE|MYALGIA|MALAISE|ARTHRALGIA|APPETITE|SWEAT"
OWN_ARM = "HYPOTENSION|HYPOX|COUNT DECREASED|CYTOPENIA|NEUTROPENIA|AN(A)?EMIA|CREATININE|TRANSAMINASE|AMINOTRANSFERASE"
"""Findings with an item of their own, and blood counts, which lymphodepletion lowers."""
COAGULATION = "(^|[^A-Z])PLASMA([^A-Z]|$)|CRYOPRECIPITATE|FIBRINOGEN"


def crs_pressor() -> Relation:
    """Give the dose class of the vasopressors of each day: `low`, `high`, or NULL where doses or durations are open.

    High is one substance at its own limit, or noradrenaline equivalents together, held for three hours.
    """
    unit = unit_key_sql("c.CMDOSU")
    rate = (
        f"CASE WHEN {unit} IN ('UG/MIN', 'MCG/MIN') THEN CASE WHEN g.NAME <> 'dopamine' THEN c.CMDOSE END "
        f"WHEN {unit} IN ('MG/H', 'MG/HR') THEN CASE WHEN g.NAME <> 'dopamine' THEN c.CMDOSE * 50 / 3 END "
        f"WHEN {unit} IN ('UG/KG/MIN', 'MCG/KG/MIN') THEN CASE WHEN g.NAME = 'dopamine' THEN c.CMDOSE "
        "ELSE c.CMDOSE * w.WEIGHT END END"
    )
    limits = " ".join(f"WHEN '{name}' THEN {limit}" for name, (limit, _) in PRESSORS.items())
    factors = " ".join(f"WHEN '{name}' THEN {factor}" for name, (_, factor) in PRESSORS.items())

    def reached(which: str) -> str:
        total = f"sum(CASE WHEN {which} THEN EQUIVALENT ELSE 0 END)"
        return (
            f"(max(CASE WHEN {which} AND RATE >= LIMIT_RATE THEN 1 ELSE 0 END) = 1 "
            f"OR (max(VASOPRESSIN) = 1 AND {total} >= {EQUIVALENT_WITH_VASOPRESSIN}) "
            f"OR (count(DISTINCT CASE WHEN {which} THEN NAME END) >= 2 AND {total} >= {EQUIVALENT_COMBINED}))"
        )

    return Relation(
        "crs_pressor",
        f"""
        WITH given AS (
            SELECT g.USUBJID, g.APERIOD, g.ADT, g.NAME, {rate} AS RATE, CASE g.NAME {limits} END AS LIMIT_RATE,
                CASE g.NAME {factors} END AS FACTOR, 0 AS VASOPRESSIN, g.DATED AND g.CERTAIN AS SURE,
                CASE WHEN c.CMSTDTC_TIME IS NOT NULL AND c.CMENDTC_TIME IS NOT NULL
                        THEN date_diff('second', c.CMSTDTC_TIME, c.CMENDTC_TIME) >= {HELD_SECONDS}
                    WHEN c.CMSTDTC_LAST < c.CMENDTC_FIRST - 1 THEN TRUE END AS HELD
            FROM toxicity_sign AS g LEFT JOIN sdtm_cm AS c ON g.DOMAIN = 'CM' AND c.USUBJID = g.USUBJID AND c.CMSEQ = g.SEQ
            LEFT JOIN subject_attribute AS w ON w.USUBJID = g.USUBJID
            WHERE g.SIGN = 'vasopressor'
            UNION ALL
            SELECT USUBJID, APERIOD, ADT, 'vasopressin', CAST(0 AS DECIMAL(18,6)), CAST(NULL AS INTEGER), 0, 1,
                DATED AND CERTAIN, TRUE
            FROM toxicity_sign WHERE SIGN = 'vasopressin'),
        counted AS (SELECT *, RATE * FACTOR AS EQUIVALENT FROM given)
        SELECT USUBJID, APERIOD, ADT, CASE WHEN {reached("SURE AND HELD")} THEN 'high'
            WHEN count(*) = count(EQUIVALENT) AND NOT {reached("HELD IS NOT FALSE")} THEN 'low' END AS DOSE
        FROM counted GROUP BY USUBJID, APERIOD, ADT
        """,
        ("toxicity_sign", "sdtm_cm", "subject_attribute"),
        (*KEYS, "DOSE"),
    )


def crs_organ() -> Relation:
    """Give the laboratory grades of organs on each assessed day: of that day, else of the last of the two before.

    A grade that is not above the baseline's is no toxicity: 0. Unknown where nothing was tested or graded.
    """
    grade = "CASE a.TRTEMFL WHEN 'Y' THEN a.ATOXGRH WHEN 'N' THEN 0 END"
    days = "date_diff('day', a.ADT, d.ADT)"
    return Relation(
        "crs_organ",
        f"""
        WITH near AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT, a.PARAMCD, {grade} AS GRADE, a.SRCSEQ AS SEQ, a.AVAL, a.AVALU, a.ADT AS TAKEN
            FROM crs_assessed AS d JOIN adlb AS a ON a.USUBJID = d.USUBJID AND a.APERIOD = d.APERIOD
                AND a.PARAMCD IN ('CREAT', 'AST', 'ALT') AND a.ATOXVER IS NOT NULL
                AND {days} >= 0 AND {days} <= {LAB_DAYS}
            QUALIFY dense_rank() OVER (PARTITION BY d.USUBJID, d.APERIOD, d.ADT, a.PARAMCD
                ORDER BY a.ADT DESC NULLS LAST) = 1)
        SELECT USUBJID, APERIOD, ADT, PARAMCD,
            CASE WHEN count(*) = count(GRADE) OR max(GRADE) = 4 THEN max(GRADE) END AS GRADE, max_by(SEQ, AVAL) AS SEQ,
            max(AVAL) AS VALUE, max(AVALU) AS UNIT, max(TAKEN) AS TAKEN
        FROM near GROUP BY USUBJID, APERIOD, ADT, PARAMCD
        """,
        ("crs_assessed", "adlb"),
        (*KEYS, "PARAMCD", "GRADE", "SEQ", "VALUE", "UNIT", "TAKEN"),
    )


def crs_event() -> Relation:
    """Give what adverse events tell of each assessed day.

    Components of CRS are those linked to it (AECAT, AESCAT). SYMPTOM, ORGAN, HOSPITAL and LIFE are what is sure,
    those with _OPEN say that an event leaves it open.
    """
    constitutional = found(CONSTITUTIONAL, "r.NAMED")
    other = (
        f"r.LINKSYN IS NULL AND r.SYNDROME IS NULL AND r.INFECFL = 'N' AND NOT {constitutional} "
        f"AND NOT {found(OWN_ARM, 'r.NAMED')}"
    )

    def serious(variable: str) -> tuple[str, str]:
        return (
            f"r.SYNDROME = 'CRS' AND upper(e.{variable}) = 'Y'",
            f"r.SYNDROME = 'CRS' AND coalesce(upper(e.{variable}), '') <> 'N' AND coalesce(upper(e.AESER), '') <> 'N'",
        )

    hospital, hospital_open = serious("AESHOSP")
    life, life_open = serious("AESLIFE")

    def any_of(test: str) -> str:
        return f"coalesce(bool_or(coalesce({test}, FALSE)), FALSE)"

    sure = "r.AESTDTC_LAST <= d.ADT AND r.AEENDTC_FIRST >= d.ADT"
    return Relation(
        "crs_event",
        f"""
        SELECT d.USUBJID, d.APERIOD, d.ADT, {
            any_of(f"{sure} AND r.LINKSYN = 'CRS' AND {constitutional}")
        } AS SYMPTOM,
            {
            any_of(f"(r.LINKSYN = 'CRS' OR (r.LINKSYN IS NULL AND r.SYNDROME IS NULL)) AND {constitutional}")
        } AS SYMPTOM_OPEN,
            max(CASE WHEN {sure} AND r.LINKSYN = 'CRS' AND NOT {constitutional} AND NOT {
            found(OWN_ARM, "r.NAMED")
        }
                THEN r.ATOXGR END) AS ORGAN,
            {
            any_of(
                f"(r.LINKSYN = 'CRS' AND NOT {constitutional} AND NOT coalesce({sure} AND r.ATOXGR IS NOT NULL, FALSE))"
                f" OR ({other} AND coalesce(r.ATOXGR, 5) >= 2)"
            )
        } AS ORGAN_OPEN,
            {any_of(f"{sure} AND {hospital}")} AS HOSPITAL, {any_of(hospital_open)} AS HOSPITAL_OPEN,
            {any_of(f"{sure} AND {life}")} AS LIFE, {any_of(life_open)} AS LIFE_OPEN
        FROM crs_assessed AS d
        LEFT JOIN adverse_event_read AS r ON r.USUBJID = d.USUBJID AND coalesce(r.AESTDTC_FIRST <= d.ADT, TRUE)
            AND coalesce(r.AEENDTC_LAST >= d.ADT, TRUE)
        LEFT JOIN sdtm_ae AS e ON e.USUBJID = r.USUBJID AND e.AESEQ = r.AESEQ
        GROUP BY d.USUBJID, d.APERIOD, d.ADT
        """,
        ("crs_assessed", "adverse_event_read", "sdtm_ae"),
        (
            *KEYS,
            *(
                "SYMPTOM",
                "SYMPTOM_OPEN",
                "ORGAN",
                "ORGAN_OPEN",
                "HOSPITAL",
                "HOSPITAL_OPEN",
                "LIFE",
                "LIFE_OPEN",
            ),
        ),
    )


def crs_support() -> Relation:
    """Give intravenous therapy for CRS and coagulation products of each assessed day, sure or open."""
    on_day = "coalesce(i.START_FIRST <= d.ADT, TRUE) AND coalesce(i.END_LAST >= d.ADT, TRUE)"
    sure = "i.START_LAST <= d.ADT AND i.END_FIRST >= d.ADT"
    venous = "r.ROUTE LIKE '%INTRAVEN%' OR r.ROUTE IN ('IV', 'I.V.')"
    own = "('vasopressor', 'vasopressin', 'lymphodepletion', 'CAR T')"
    products = quoted(COAGULATION)
    fluids = "SELECT DISTINCT USUBJID, DOMAIN, SEQ FROM toxicity_course WHERE SIGN = 'fluids'"
    return Relation(
        "crs_support",
        f"""
        WITH drug AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT,
                bool_or(coalesce(({venous}) AND f.SEQ IS NULL AND i.CLASS NOT IN {own} AND {sure}
                    AND {found(CRS, "i.INDICATION")}, FALSE)) AS VENOUS,
                bool_or(coalesce(({venous}) AND f.SEQ IS NULL AND coalesce(i.CLASS NOT IN {own}, TRUE)
                    AND (i.INDICATION IS NULL OR {found(CRS, "i.INDICATION")}), FALSE)) AS VENOUS_OPEN,
                bool_or(coalesce({sure} AND regexp_matches(upper(r.TREATMENT), {products}), FALSE)) AS PRODUCT,
                bool_or(coalesce(regexp_matches(upper(r.TREATMENT), {products}), FALSE)) AS PRODUCT_OPEN
            FROM crs_assessed AS d JOIN drug_interval AS i ON i.USUBJID = d.USUBJID AND i.DOMAIN = 'CM' AND {on_day}
            JOIN drug_record AS r ON r.RECORD = i.RECORD
            LEFT JOIN ({fluids}) AS f ON f.USUBJID = i.USUBJID AND f.DOMAIN = i.DOMAIN AND f.SEQ = i.SEQ
            GROUP BY d.USUBJID, d.APERIOD, d.ADT),
        transfused AS (
            SELECT d.USUBJID, d.APERIOD, d.ADT, bool_or(coalesce(p.PRSTDTC_LAST <= d.ADT
                    AND coalesce(p.PRENDTC_FIRST, p.PRSTDTC_FIRST) >= d.ADT, FALSE)) AS PRODUCT
            FROM crs_assessed AS d JOIN sdtm_pr AS p ON p.USUBJID = d.USUBJID AND coalesce(p.PRSTDTC_FIRST <= d.ADT, TRUE)
                AND coalesce(coalesce(p.PRENDTC_LAST, p.PRSTDTC_LAST) >= d.ADT, TRUE)
            WHERE regexp_matches(upper(concat_ws(' ', p.PRDECOD, p.PRTRT)), {products})
            GROUP BY d.USUBJID, d.APERIOD, d.ADT)
        SELECT d.USUBJID, d.APERIOD, d.ADT, coalesce(g.VENOUS, FALSE) AS VENOUS,
            coalesce(g.VENOUS_OPEN, FALSE) AS VENOUS_OPEN, coalesce(g.PRODUCT, FALSE) OR coalesce(t.PRODUCT, FALSE)
                AS PRODUCT, coalesce(g.PRODUCT_OPEN, FALSE) OR t.USUBJID IS NOT NULL AS PRODUCT_OPEN
        FROM crs_assessed AS d
        LEFT JOIN drug AS g ON g.USUBJID = d.USUBJID AND g.APERIOD = d.APERIOD AND g.ADT = d.ADT
        LEFT JOIN transfused AS t ON t.USUBJID = d.USUBJID AND t.APERIOD = d.APERIOD AND t.ADT = d.ADT
        """,
        ("crs_assessed", "drug_interval", "drug_record", "toxicity_course", "sdtm_pr"),
        (*KEYS, "VENOUS", "VENOUS_OPEN", "PRODUCT", "PRODUCT_OPEN"),
    )


def crs_fraction() -> Relation:
    """Give the highest inspired oxygen fraction recorded on each assessed day (test FIO2), in percent.

    Given as a fraction (0.21 to 1) it is multiplied; anything outside 21 to 100 % is not used.
    """
    return Relation(
        "crs_fraction",
        """
        SELECT USUBJID, APERIOD, ADT, max(CASE WHEN PERCENT >= 21 AND PERCENT <= 100 THEN PERCENT END) AS FIO2 FROM (
            SELECT d.USUBJID, d.APERIOD, d.ADT, CASE WHEN r.VALUE <= 1 THEN CAST(r.VALUE * 100 AS DECIMAL(18,6))
                ELSE r.VALUE END AS PERCENT
            FROM crs_assessed AS d JOIN recorded AS r ON r.USUBJID = d.USUBJID AND r.FIRST = d.ADT AND r.TESTCD = 'FIO2'
                AND r.DOMAIN IN ('VS', 'LB', 'RE')) AS read
        GROUP BY USUBJID, APERIOD, ADT
        """,
        ("crs_assessed", "recorded"),
        (*KEYS, "FIO2"),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return crs_pressor(), crs_organ(), crs_event(), crs_support(), crs_fraction()
