"""Laboratory tumour lysis and its CTCAE grade, from three days before to seven days after the infusion.

Not expected without a tumour, so derived only where `study.toml` names it (`run.definitions`). Of each test the worst
value of the window counts, against the last value before treatment. Calcium counts only as corrected for albumin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cartaid.analysis.definition_unit import in_unit
from cartaid.analysis.event_words import found
from cartaid.analysis.score import RAW, Parameter, parameters
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.evaluators.evaluate import evaluation
from cartaid.instruments.definition import Definition
from cartaid.instruments.toxicity.tumour_lysis import CTCAE_5, CTCAE_6, LABORATORY

FIRST_DAY, LAST_DAY = -3, 7
KEYS = ("USUBJID", "APERIOD", "ADT")
WORST = {"URATE": "max", "K": "max", "PHOS": "max", "CACOR": "min", "CREAT": "max"}
"""Tests and the direction in which each is worse."""
ARRHYTHMIA = "ARRHYTHM|TACHYCARDIA|FIBRILLATION|FLUTTER|BRADYCARDIA|CARDIAC ARREST|QT"
SEIZURE = "SEIZURE|CONVULSION|EPILEP"
LYSIS = "TUMOU?R LYSIS"
CALCIUM_MG = "0.2495"
"""mmol/L in one mg/dL of calcium, as in the definition."""

Version = Literal["5.0", "6.0"] | None


def _grade(version: Version) -> Definition | None:
    return {None: None, "5.0": CTCAE_5, "6.0": CTCAE_6}[version]


def graded_by(version: Version) -> tuple[Definition, ...]:
    """Give the definition of the CTCAE grade under a version, none without one."""
    grade = _grade(version)
    return (grade,) if grade is not None else ()


def scored_parameters(version: Version) -> tuple[Parameter, ...]:
    """Give the parameters under a CTCAE version.

    >>> [p.paramcd for p in scored_parameters("6.0")]
    ['TLSLAB', 'TLSCTC6']
    """
    grade = _grade(version)
    return (*parameters(LABORATORY), *(parameters(grade) if grade else ()))


def tumour_lysis_value() -> Relation:
    """Give the worst value of each test in the window, its upper limit, and the value before treatment."""
    calcium = (
        "CASE lower(replace(r.UNIT, ' ', '')) WHEN 'mmol/l' THEN r.VALUE "
        f"WHEN 'mg/dl' THEN CAST(r.VALUE * {CALCIUM_MG} AS DECIMAL(18,6)) END"
    )
    tests = ", ".join(f"'{test}'" for test in WORST)
    order = "CASE WHEN VALUE IS NULL THEN 1 ELSE 0 END, CASE TEST WHEN 'CACOR' THEN VALUE ELSE -VALUE END NULLS LAST"
    return Relation(
        "tumour_lysis_value",
        f"""
        WITH value AS (
            SELECT h.USUBJID, h.APERIOD, h.DAY0, h.END_DAY, r.PARAMCD AS TEST, r.RDY, r.ADT, r.LBROW, r.SEQ, r.UNIT,
                CASE WHEN r.QUALIFIER IS NULL THEN CASE r.PARAMCD WHEN 'CACOR' THEN {calcium} ELSE r.VALUE END END AS VALUE,
                r.ULN
            FROM laboratory_row AS r JOIN haematotoxicity_period AS h ON h.USUBJID = r.USUBJID AND h.APERIOD = r.APERIOD
            WHERE r.PARAMCD IN ({tests}) AND r.VALUE IS NOT NULL),
        worst AS (
            SELECT * FROM value WHERE RDY >= {FIRST_DAY} AND RDY <= {LAST_DAY}
            QUALIFY row_number() OVER (PARTITION BY USUBJID, APERIOD, TEST ORDER BY {order}, LBROW NULLS LAST) = 1),
        earlier AS (
            SELECT v.USUBJID, v.APERIOD, v.TEST, v.VALUE FROM laboratory_baseline AS b
            JOIN value AS v ON v.LBROW = b.LBROW AND v.APERIOD = b.APERIOD WHERE b.RULE = 1)
        SELECT w.USUBJID, w.APERIOD, w.DAY0 + CAST(least(w.END_DAY, {LAST_DAY}) AS INTEGER) AS ADT, w.TEST, w.VALUE, w.ULN,
            max(e.VALUE) AS BASE, w.SEQ, w.UNIT, w.ADT AS TAKEN
        FROM worst AS w LEFT JOIN earlier AS e ON e.USUBJID = w.USUBJID AND e.APERIOD = w.APERIOD AND e.TEST = w.TEST
        GROUP BY w.USUBJID, w.APERIOD, w.DAY0, w.END_DAY, w.TEST, w.VALUE, w.ULN, w.SEQ, w.UNIT, w.ADT
        """,
        ("laboratory_row", "haematotoxicity_period", "laboratory_baseline"),
        (*KEYS, "TEST", "VALUE", "ULN", "BASE", "SEQ", "UNIT", "TAKEN"),
    )


def tumour_lysis_row() -> Relation:
    """Give the row the laboratory criteria read: one a period with any of the four tests in the window."""

    def value(item: str, test: str, column: str) -> str:
        shown = column if test == "CACOR" else in_unit(LABORATORY.item(item), column)
        return f"max(CASE WHEN v.TEST = '{test}' THEN {shown} END)"

    columns = {"age_years": "max(s.AGE)", "urate_uln": value("urate", "URATE", "v.ULN")}
    for item, test in (("urate", "URATE"), ("potassium", "K"), ("phosphate", "PHOS"), ("calcium", "CACOR")):
        columns[item] = value(item, test, "v.VALUE")
        columns[f"{item}_base"] = value(item, test, "v.BASE")
    shown = ", ".join(f"{columns[item.id]} AS {item.id}" for item in LABORATORY.items)
    return Relation(
        "tumour_lysis_row",
        f"SELECT v.USUBJID, v.APERIOD, v.ADT, {shown} FROM tumour_lysis_value AS v "
        "JOIN subject AS s ON s.USUBJID = v.USUBJID WHERE v.TEST <> 'CREAT' GROUP BY v.USUBJID, v.APERIOD, v.ADT",
        ("tumour_lysis_value", "subject"),
        (*KEYS, *(item.id for item in LABORATORY.items)),
    )


def tumour_lysis_grade_row(definition: Definition) -> Relation:
    """Give the row the CTCAE grade reads: laboratory tumour lysis, creatinine, and what adverse events tell.

    An arrhythmia or seizure among the events leaves its kind open: whether it was one of tumour lysis is clinical.
    """
    columns = {
        "laboratory": "t.value",
        "creatinine": "c.VALUE",
        "creatinine_uln": "c.ULN",
        "arrhythmia": "CASE WHEN e.ARRHYTHMIA THEN NULL WHEN l.AE_KEPT THEN 'none' END",
        "seizure": "CASE WHEN e.SEIZURE THEN NULL WHEN l.AE_KEPT THEN 'none' END",
        "death": "CASE WHEN e.FATAL THEN 1 WHEN l.AE_KEPT THEN 0 END",
        "life_threatening": "CASE WHEN e.LIFE THEN 1 WHEN l.AE_KEPT THEN 0 END",
    }
    shown = ", ".join(f"{columns[item.id]} AS {item.id}" for item in definition.items)
    lysis = found(LYSIS, "r.NAMED")
    return Relation(
        "tumour_lysis_grade_row",
        f"""
        SELECT t.USUBJID, t.APERIOD, t.ADT, {shown}
        FROM tumour_lysis_laboratory AS t CROSS JOIN toxicity_log AS l
        LEFT JOIN tumour_lysis_value AS c ON c.USUBJID = t.USUBJID AND c.APERIOD = t.APERIOD AND c.TEST = 'CREAT'
        LEFT JOIN (SELECT t.USUBJID, t.APERIOD, bool_or({found(ARRHYTHMIA, "r.NAMED")}) AS ARRHYTHMIA,
                bool_or({found(SEIZURE, "r.NAMED")}) AS SEIZURE, bool_or({lysis} AND coalesce(r.FATAL, FALSE)) AS FATAL,
                bool_or({lysis} AND coalesce(upper(a.AESLIFE) = 'Y', FALSE)) AS LIFE
            FROM tumour_lysis_laboratory AS t JOIN adverse_event_read AS r ON r.USUBJID = t.USUBJID
                AND coalesce(r.AESTDTC_FIRST <= t.ADT, TRUE)
                AND coalesce(r.AESTDTC_LAST >= t.ADT - {LAST_DAY - FIRST_DAY}, TRUE)
            JOIN sdtm_ae AS a ON a.USUBJID = r.USUBJID AND a.AESEQ = r.AESEQ
            GROUP BY t.USUBJID, t.APERIOD) AS e ON e.USUBJID = t.USUBJID AND e.APERIOD = t.APERIOD
        """,
        ("tumour_lysis_laboratory", "toxicity_log", "tumour_lysis_value", "adverse_event_read", "sdtm_ae"),
        (*KEYS, *(item.id for item in definition.items)),
    )


def scored_tumour_lysis(grade: Definition | None) -> Relation:
    """Give laboratory tumour lysis and its grade, dated to the last day of the window."""

    def rows(definition: Definition, result: str) -> str:
        category = "category" if definition is LABORATORY else "CAST(NULL AS VARCHAR)"
        return (
            f"SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP) AS ADTM, '{definition.paramcd}' AS PARAMCD, value AS AVAL, "
            f"{category} AS AVALC, low AS ALOW, high AS AHIGH, status AS STATUS, reason AS REASON, "
            f"'{definition.id}' AS DEFID FROM {result}"
        )

    parts = [rows(LABORATORY, "tumour_lysis_laboratory")]
    inputs = ["tumour_lysis_laboratory"]
    if grade is not None:
        parts.append(rows(grade, "tumour_lysis_grade"))
        inputs.append("tumour_lysis_grade")
    return Relation("scored_tumour_lysis", " UNION ALL ".join(parts), tuple(inputs), RAW)


def used_tumour_lysis() -> Relation:
    """Give the worst value of each test behind each row."""
    return Relation(
        "used_tumour_lysis",
        "SELECT s.USUBJID, s.ADT, s.ADTM, s.PARAMCD, 'LB' AS DOMAIN, v.SEQ, lower(v.TEST) AS ROLE, "
        "CAST(v.VALUE AS VARCHAR) AS VALUE, v.UNIT, CAST(v.TAKEN AS VARCHAR) AS DTC FROM scored_tumour_lysis AS s "
        "JOIN tumour_lysis_value AS v ON v.USUBJID = s.USUBJID AND v.ADT = s.ADT",
        ("scored_tumour_lysis", "tumour_lysis_value"),
        USED,
        kept=False,
    )


def relations(
    version: Version, switches: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Relation, ...]:
    """Give every relation; `version` is the CTCAE version of the protocol, None when it names none.

    They read `laboratory_row`, `laboratory_baseline`, `haematotoxicity_period`, `subject`, `adverse_event_read`,
    `toxicity_log` and `sdtm_ae`.
    """
    chosen = switches or {}
    grade = _grade(version)
    graded: tuple[Relation, ...] = ()
    if grade is not None:
        row = tumour_lysis_grade_row(grade)
        graded = (row, evaluation(grade, row.name, KEYS, chosen.get(grade.id), "tumour_lysis_grade"))
    laboratory = evaluation(
        LABORATORY, "tumour_lysis_row", KEYS, chosen.get(LABORATORY.id), "tumour_lysis_laboratory"
    )
    return (
        tumour_lysis_value(),
        tumour_lysis_row(),
        laboratory,
        *graded,
        scored_tumour_lysis(grade),
        used_tumour_lysis(),
    )
