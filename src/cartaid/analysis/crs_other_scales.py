"""CRS by Lee 2014, Penn and CTCAE, and ICANS by CTCAE v6, from the same days as ASTCT, and the schemes side by side.

Each grade is derived anew from the records, never translated from another scheme: the mapping is no function. Only
schemes that `study.toml` names (`toxicity.also`) are derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cartaid.analysis import crs_scale_evidence
from cartaid.analysis.score import RAW, Parameter
from cartaid.analysis.toxicity_crs import KEYS
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.evaluators.evaluate import evaluation
from cartaid.instruments.definition import Definition
from cartaid.instruments.toxicity import crs_other_scales, icans_ctcae_6
from cartaid.study.protocol.safety import Scheme

ICANS = icans_ctcae_6.DEFINITION
LEE, PENN, CTCAE_5, CTCAE_6 = (
    crs_other_scales.LEE,
    crs_other_scales.PENN,
    crs_other_scales.CTCAE_V5,
    crs_other_scales.CTCAE_V6,
)

# Scheme of the protocol: toxicity, definition, parameter of the highest grade of a period.
SCHEMES: tuple[tuple[Scheme, str, Definition, str], ...] = (
    ("Lee 2014", "CRS", LEE, "CRSLEEMX"),
    ("Penn", "CRS", PENN, "CRSPENMX"),
    ("CTCAE 5.0", "CRS", CTCAE_5, "CRSCT5MX"),
    ("CTCAE 6.0", "CRS", CTCAE_6, "CRSCT6MX"),
    ("CTCAE 6.0", "ICANS", ICANS, "ICANC6MX"),
)
CROSS = "USUBJID APERIOD TOXICITY SCHEME LOW HIGH OTHER_SCHEME OTHER_LOW OTHER_HIGH AGREEMENT".split()


def chosen(also: Sequence[str]) -> tuple[tuple[Scheme, str, Definition, str], ...]:
    """Give the schemes that the protocol names.

    >>> [definition.id for _, _, definition, _ in chosen(["CTCAE 6.0"])]
    ['crs-ctcae-6', 'icans-ctcae-6']
    """
    return tuple(entry for entry in SCHEMES if entry[0] in also)


def parameters(also: Sequence[str]) -> tuple[Parameter, ...]:
    """Give the parameters of the schemes that the protocol names.

    >>> [p.paramcd for p in parameters(["Penn"])]
    ['CRSPENN', 'CRSPENMX']
    """
    return tuple(
        p
        for _, _, definition, highest in chosen(also)
        for p in (
            Parameter(definition.paramcd, definition.title, definition.id, "adtx"),
            Parameter(highest, f"{definition.title}, highest of the period", definition.id, "adtx"),
        )
    )


def crs_scale_day() -> Relation:
    """Give the row the scales read: that of ASTCT with what they ask for besides."""
    event = "CASE WHEN e.{0} THEN 1 WHEN e.{0}_OPEN THEN NULL WHEN l.AE_KEPT THEN 0 END"
    columns = {
        "symptoms": event.format("SYMPTOM"),
        "fio2_pct": "f.FIO2",
        "pressor_dose": "CASE WHEN p.USUBJID IS NOT NULL THEN p.DOSE WHEN d.vasopressors = 0 AND d.vasopressin = 0 "
        "THEN 'none' END",
        "creatinine_grade": "c.GRADE",
        "transaminase_grade": "CASE WHEN t.OPEN = 0 OR t.GRADE = 4 THEN t.GRADE END",
        "organ_grade": "CASE WHEN e.ORGAN_OPEN THEN NULL WHEN e.ORGAN IS NOT NULL THEN least(e.ORGAN, 4) "
        "WHEN l.AE_KEPT THEN 0 END",
        "in_hospital": event.format("HOSPITAL"),
        "iv_therapy": "CASE WHEN s.VENOUS THEN 1 WHEN s.VENOUS_OPEN THEN NULL WHEN l.CM_KEPT THEN 0 END",
        "coagulation_products": "CASE WHEN s.PRODUCT THEN 1 WHEN s.PRODUCT_OPEN THEN NULL "
        "WHEN l.CM_KEPT AND l.PR_KEPT THEN 0 END",
        "life_threatening": event.format("LIFE"),
    }
    items = list(dict.fromkeys(item.id for d in crs_other_scales.DEFINITIONS for item in d.items))
    shown = ", ".join(f"{columns.get(item, f'd.{item}')} AS {item}" for item in items)
    on = "ON {0}.USUBJID = d.USUBJID AND {0}.APERIOD = d.APERIOD AND {0}.ADT = d.ADT"
    return Relation(
        "crs_scale_day",
        f"""
        SELECT d.USUBJID AS USUBJID, d.APERIOD AS APERIOD, d.ADT AS ADT, d.RDY AS RDY, {shown}
        FROM crs_day AS d CROSS JOIN toxicity_log AS l
        JOIN crs_event AS e {on.format("e")} JOIN crs_support AS s {on.format("s")}
        LEFT JOIN crs_pressor AS p {on.format("p")} LEFT JOIN crs_fraction AS f {on.format("f")}
        LEFT JOIN crs_organ AS c {on.format("c")} AND c.PARAMCD = 'CREAT'
        LEFT JOIN (SELECT USUBJID, APERIOD, ADT, max(GRADE) AS GRADE, count(*) - count(GRADE) AS OPEN FROM crs_organ
            WHERE PARAMCD <> 'CREAT' GROUP BY USUBJID, APERIOD, ADT) AS t {on.format("t")}
        """,
        ("crs_day", "toxicity_log", "crs_event", "crs_support", "crs_pressor", "crs_fraction", "crs_organ"),
        (*KEYS, *items),
    )


def icans_scale_day() -> Relation:
    """Give the row of ICANS by CTCAE v6: that of ASTCT with the effect on daily life (QS ADLEFF) and the threat to life."""
    life = "CASE WHEN v.LIFE THEN 1 WHEN v.LIFE_OPEN THEN NULL WHEN l.AE_KEPT THEN 0 END"
    values = {
        name: place for place, name in enumerate(("none", "mild", "instrumental", "self_care"), start=1)
    }
    ranks = " ".join(f"WHEN '{name}' THEN {place}" for name, place in values.items())
    names = " ".join(f"WHEN {place} THEN '{name}'" for name, place in values.items())
    columns = {
        "daily_life": f"CASE q.LEVEL {names} ELSE CASE WHEN f.SILENT THEN 'none' END END",
        "life_threatening": life,
    }
    items = [item.id for item in ICANS.items]
    shown = ", ".join(f"{columns.get(item, f'd.{item}')} AS {item}" for item in items)
    on = "ON {0}.USUBJID = d.USUBJID AND {0}.ADT = d.ADT"
    during = "coalesce(r.AESTDTC_FIRST <= d.ADT, TRUE) AND coalesce(r.AEENDTC_LAST >= d.ADT, TRUE)"
    return Relation(
        "icans_scale_day",
        f"""
        SELECT d.USUBJID AS USUBJID, d.APERIOD AS APERIOD, d.ADT AS ADT, d.RDY AS RDY, {shown}
        FROM icans_day AS d CROSS JOIN toxicity_log AS l
        JOIN icans_found AS f ON f.USUBJID = d.USUBJID AND f.APERIOD = d.APERIOD AND f.ADT = d.ADT
        LEFT JOIN (SELECT USUBJID, FIRST AS ADT, max(CASE lower(trim(TEXT)) {ranks} END) AS LEVEL FROM recorded
            WHERE DOMAIN = 'QS' AND TESTCD = 'ADLEFF' AND CAT = 'ICANS' GROUP BY USUBJID, FIRST) AS q {on.format("q")}
        LEFT JOIN (SELECT d.USUBJID, d.ADT,
                bool_or(coalesce(r.AESTDTC_LAST <= d.ADT AND r.AEENDTC_FIRST >= d.ADT AND upper(e.AESLIFE) = 'Y', FALSE)) AS LIFE,
                bool_or(coalesce(upper(e.AESLIFE), '') <> 'N' AND coalesce(upper(e.AESER), '') <> 'N') AS LIFE_OPEN
            FROM icans_day AS d JOIN adverse_event_read AS r ON r.USUBJID = d.USUBJID AND r.SYNDROME = 'ICANS' AND {during}
            JOIN sdtm_ae AS e ON e.USUBJID = r.USUBJID AND e.AESEQ = r.AESEQ
            GROUP BY d.USUBJID, d.ADT) AS v {on.format("v")}
        """,
        ("icans_day", "toxicity_log", "icans_found", "recorded", "adverse_event_read", "sdtm_ae"),
        (*KEYS, *items),
    )


def _result(definition: Definition) -> str:
    return f"scale_{definition.id.replace('-', '_')}"


def scale_grade(also: Sequence[str]) -> Relation:
    """Give the grade of every assessed day by each scheme, and whether the day belongs to the attribution window."""
    crs = "g.RDY <= s.CRS_DAYS OR date_diff('day', d.ONSET, g.ADT) >= g.RDY - s.CRS_DAYS"
    parts, inputs = [], []
    for scheme, toxicity, definition, _ in chosen(also):
        opened = (
            "LEFT JOIN crs_assessed AS d ON d.USUBJID = g.USUBJID AND d.APERIOD = g.APERIOD AND d.ADT = g.ADT"
        )
        within, joined = (crs, opened) if toxicity == "CRS" else ("g.RDY <= s.ICANS_DAYS", "")
        parts.append(
            f"SELECT g.USUBJID, g.APERIOD, g.ADT, g.RDY, '{toxicity}' AS TOXICITY, '{scheme}' AS SCHEME, "
            f"'{definition.paramcd}' AS PARAMCD, g.value AS AVAL, g.low AS ALOW, g.high AS AHIGH, g.status AS STATUS, "
            f"g.reason AS REASON, '{definition.id}' AS DEFID, coalesce({within}, FALSE) OR coalesce(g.low = 5, FALSE) "
            f"AS ATTRIBUTED FROM {_result(definition)} AS g CROSS JOIN toxicity_setting AS s {joined}"
        )
        inputs += [_result(definition), *(["crs_assessed"] if toxicity == "CRS" else [])]
    columns = "USUBJID APERIOD ADT RDY TOXICITY SCHEME PARAMCD AVAL ALOW AHIGH STATUS REASON DEFID ATTRIBUTED".split()
    return Relation(
        "scale_grade",
        " UNION ALL ".join(parts),
        tuple(dict.fromkeys([*inputs, "toxicity_setting"])),
        tuple(columns),
    )


def scale_patient() -> Relation:
    """Give the worst grade of each patient, period and scheme, on the first day with the highest grade that is sure."""
    keys = "USUBJID, APERIOD, TOXICITY, SCHEME, PARAMCD, DEFID"
    named = ", ".join(f"w.{key}" for key in keys.split(", "))
    return Relation(
        "scale_patient",
        f"""
        WITH worst AS (
            SELECT {keys}, max(ALOW) AS ALOW, max(AHIGH) AS AHIGH FROM scale_grade WHERE ATTRIBUTED GROUP BY {keys})
        SELECT {named}, w.ALOW, w.AHIGH, min(g.ADT) AS ADT FROM worst AS w
        JOIN scale_grade AS g ON g.USUBJID = w.USUBJID AND g.APERIOD = w.APERIOD AND g.PARAMCD = w.PARAMCD
        WHERE g.ATTRIBUTED AND g.ALOW = w.ALOW GROUP BY {named}, w.ALOW, w.AHIGH
        """,
        ("scale_grade",),
        (*keys.split(", "), "ALOW", "AHIGH", "ADT"),
    )


def scored_scale(also: Sequence[str]) -> Relation:
    """Give the grades as derived values: of each day, and the highest of each period."""
    no_time, none = "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS VARCHAR)"
    late = "(NOT ATTRIBUTED AND AHIGH > 0)"
    codes = " ".join(f"WHEN '{d.paramcd}' THEN '{highest}'" for _, _, d, highest in chosen(also))
    return Relation(
        "scored_scale",
        f"""
        SELECT USUBJID, ADT, {no_time} AS ADTM, PARAMCD, CASE WHEN {late} THEN NULL ELSE AVAL END AS AVAL, {none} AS AVALC,
            CASE WHEN {late} THEN CAST(0 AS DOUBLE) ELSE ALOW END AS ALOW, AHIGH,
            CASE WHEN {late} THEN 'UNDETERMINED' ELSE STATUS END AS STATUS,
            nullif(concat_ws('; ', CASE WHEN {late} THEN 'query: after the attribution window' END, REASON), '') AS REASON,
            DEFID
        FROM scale_grade
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, CASE PARAMCD {codes} END, CASE WHEN ALOW = AHIGH THEN ALOW END, {none}, ALOW, AHIGH,
            CASE WHEN ALOW = AHIGH THEN 'DETERMINED' ELSE 'UNDETERMINED' END, {none}, DEFID
        FROM scale_patient
        """,
        ("scale_grade", "scale_patient"),
        RAW,
    )


def used_scale(also: Sequence[str]) -> Relation:
    """Give the records behind each grade: those of ASTCT, and the laboratory values of organs."""
    record = {"CRS": "crs_record", "ICANS": "icans_record"}
    shown = "r.DOMAIN, r.SEQ, r.ROLE, r.VALUE, r.UNIT, r.DTC"
    parts, inputs = [], ["scored_scale"]
    for _, toxicity, definition, highest in chosen(also):
        select = "SELECT s.USUBJID, s.ADT, s.ADTM, s.PARAMCD"
        where = f"WHERE s.PARAMCD IN ('{definition.paramcd}', '{highest}')"
        on = "ON r.USUBJID = s.USUBJID AND r.ADT = s.ADT"
        parts.append(f"{select}, {shown} FROM scored_scale AS s JOIN {record[toxicity]} AS r {on} {where}")
        inputs.append(record[toxicity])
        if definition in (LEE, PENN):
            parts.append(
                f"{select}, 'LB' AS DOMAIN, r.SEQ, CASE r.PARAMCD WHEN 'CREAT' THEN 'creatinine_grade' "
                "ELSE 'transaminase_grade' END AS ROLE, CAST(r.VALUE AS VARCHAR) AS VALUE, r.UNIT, "
                f"CAST(r.TAKEN AS VARCHAR) AS DTC FROM scored_scale AS s JOIN crs_organ AS r {on} {where}"
            )
            inputs.append("crs_organ")
    return Relation("used_scale", " UNION ALL ".join(parts), tuple(dict.fromkeys(inputs)), USED, kept=False)


def toxicity_scheme_cross() -> Relation:
    """Set the worst grades of each two schemes side by side, one row a patient, period and pair.

    AGREEMENT is `agree`, `differ`, or `possible` where an open grade allows both. ASTCT 2019 takes part where it is
    named.
    """
    return Relation(
        "toxicity_scheme_cross",
        """
        WITH every AS (
            SELECT USUBJID, APERIOD, TOXICITY, SCHEME, ALOW AS LOW, AHIGH AS HIGH FROM scale_patient
            UNION ALL
            SELECT USUBJID, APERIOD, PARAMCD, 'ASTCT 2019', ALOW, AHIGH FROM toxicity_patient)
        SELECT a.USUBJID, a.APERIOD, a.TOXICITY, a.SCHEME, a.LOW, a.HIGH, b.SCHEME AS OTHER_SCHEME, b.LOW AS OTHER_LOW,
            b.HIGH AS OTHER_HIGH, CASE WHEN a.LOW = a.HIGH AND b.LOW = b.HIGH AND a.LOW = b.LOW THEN 'agree'
                WHEN a.LOW > b.HIGH OR b.LOW > a.HIGH THEN 'differ' ELSE 'possible' END AS AGREEMENT
        FROM every AS a JOIN every AS b ON b.USUBJID = a.USUBJID AND b.APERIOD = a.APERIOD AND b.TOXICITY = a.TOXICITY
            AND b.SCHEME > a.SCHEME
        """,
        ("scale_patient", "toxicity_patient"),
        tuple(CROSS),
    )


def relations(
    also: Sequence[str], switches: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Relation, ...]:
    """Give every relation of the schemes that the protocol names; none when it names none.

    They read the relations of `toxicity`, `adverse_events`, `laboratory` and `medication`, `subject_attribute`,
    `recorded`, `sdtm_ae`, `sdtm_cm` and `sdtm_pr`.
    """
    found = chosen(also)
    if not found:
        return ()
    rows = {"CRS": "crs_scale_day", "ICANS": "icans_scale_day"}
    results = [
        evaluation(definition, rows[toxicity], KEYS, (switches or {}).get(definition.id), _result(definition))
        for _, toxicity, definition, _ in found
    ]
    neuro = (icans_scale_day(),) if any(toxicity == "ICANS" for _, toxicity, _, _ in found) else ()
    return (
        *crs_scale_evidence.relations(),
        crs_scale_day(),
        *neuro,
        *results,
        scale_grade(also),
        scale_patient(),
        scored_scale(also),
        used_scale(also),
        toxicity_scheme_cross(),
    )
