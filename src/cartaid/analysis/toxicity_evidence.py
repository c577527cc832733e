"""What grades of CRS and ICANS rest on: days after the infusion, temperatures, and what was given when.

Concomitant drugs, procedures and adverse events are logs: what is not written in a log that the study keeps was
not given and did not happen. A study without any row of a domain keeps no such log, and then nothing follows
from its silence.
"""

from __future__ import annotations

from cartaid.analysis.event_words import CRS, ICANS, event_text, found
from cartaid.engine import Relation
from cartaid.engine.session import quoted

EVIDENCE_DAYS = 30
"""Days after an infusion that are looked at (our choice: twice the attribution window of CRS)."""
CRS_DAYS, ICANS_DAYS = 14, 28
"""Last day on which CRS and ICANS generally fall (EBMT data definitions); later ones are queried."""

OXYGEN_DEVICES: tuple[tuple[str, str], ...] = (
    # Item value of the definition, words; the first that fits.
    ("bipap", "BI-?PAP|BI-?LEVEL|NON-? ?INVASIVE|(^| )NIV( |$)"),
    ("cpap", "CPAP"),
    (
        "ventilator",
        "VENTILATOR|MECHANICAL VENTILATION|INVASIVE VENTILATION|INTUBAT|RESPIRATOR( |$)|(^| )V?V?-?ECMO|EXTRACORPOREAL",
    ),
    ("venturi", "VENTURI"),
    ("nonrebreather", "NON-? ?REBREATH|RESERVOIR"),
    ("nasal_high", "HIGH[- ]FLOW|HFNC|OPTIFLOW"),
    ("face_mask", "FACE ?MASK|SIMPLE MASK|OXY ?MASK|OXYGEN.*MASK|MASK.*OXYGEN"),
    ("blow_by", "BLOW[- ]?BY"),
    ("nasal_low", "LOW[- ]FLOW"),
    ("nasal", "NASAL (CANNULA|PRONG|OXYGEN)|OXYGEN.*(CANNULA|PRONG)"),
    # Oxygen by a device that the consensus does not list, or that is not told.
    (
        "oxygen",
        "OXYGEN|(^| )O2( |$)|FACE ?TENT|TRACH[A-Z]* (COLLAR|MASK)|(RESPIRATORY|VENTILAT[A-Z]*|BREATHING) SUPPORT",
    ),
)
NO_OXYGEN = "(ROOM|AMBIENT) AIR|WITHOUT OXYGEN|SATURATION"
NOT_FOR_HYPOXIA = "SLEEP APN|COMFORT|AIRWAY PROTECTION|SEIZURE|SURGERY|AN(A)?ESTH"
"""Reasons for oxygen or ventilation that are no hypoxia due to CRS (from memory, as in the definition)."""
FLUID = "BOLUS|FLUID|CRYSTALLOID|RINGER|SODIUM CHLORIDE|SALINE|VOLUME|HUMAN ALBUMIN"
FOR_HYPOTENSION = "HYPOTENS|LOW BLOOD PRESSURE|SHOCK"
NOT_FOR_CRS = (
    "AN(A)?PHYLA|ALLERG|HYPERSENSITIV|AN(A)?ESTH|PRE-?MEDIC|ASTHMA|BRONCHO|WHEEZ|CROUP|STRIDOR|NASAL|CONGEST|EPISTAXIS"
    "|BLEED|H(A)?EMORRHAGE|H(A)?EMOSTA|VARIC|DIABETES INSIPIDUS|HEPATORENAL|RESUSCITATION|CARDIAC ARREST|BRADYCARD"
    "|ORTHOSTATIC|POSTURAL|METH(A)?EMOGLOBIN"
)
"""Reasons for a vasopressor that are no hypotension of CRS (our list); a reason that also names CRS still counts."""
INJECTED = (
    "^(INTRAMUSC|IM$|I[.]M|SUBCUT|SC$|S[.]C|INTRADERM|INFILTR|ORAL|NASAL|INTRANASAL|INHAL|RESPIRAT|NEBUL)"
)
"""Routes by which a vasopressor does not hold up the blood pressure."""
UNNAMED_PRESSOR = "VASOPRESSOR|CATECHOLAMINE|VASOACTIVE"
RAISES_PRESSURE = "MIDODRINE|ETILEFRINE|DROXIDOPA|METHYLENE BLUE|METHYLTHIONIN"
"""Drugs that raise the blood pressure and are not in the consensus' list of vasopressors (our list)."""
LITRES = "('L/MIN', 'LPM', 'L/M', 'LITRES/MIN', 'LITERS/MIN')"
ANTICYTOKINE = ("tocilizumab", "siltuximab", "anakinra")
REACH_DAYS = 14
"""Days an antibody against IL-6 or its receptor still masks a fever outside an episode; other drugs 1 (our choice)."""

COURSE = (
    "USUBJID SIGN NAME FLOW SEVERITY CERTAIN REACH START_FIRST START_LAST END_FIRST END_LAST START_TIME END_TIME "
    "DOMAIN SEQ TREATMENT DTC GIVEN_FOR"
).split()


def toxicity_setting() -> Relation:
    """Give schemes, gaps and windows of the protocol in one row; a scheme that is not named is NULL."""

    def setting(name: str, otherwise: str, kind: str = "INTEGER") -> str:
        value = f"max(CASE WHEN NAME = '{name}' THEN VALUE END)"
        return value if kind == "VARCHAR" else f"coalesce(TRY_CAST({value} AS INTEGER), {otherwise})"

    return Relation(
        "toxicity_setting",
        f"""
        SELECT {setting("toxicity.crs", "", "VARCHAR")} AS CRS_SCHEME,
            {setting("toxicity.icans", "", "VARCHAR")} AS ICANS_SCHEME,
            {setting("windows.crs_gap_hours", "48")} AS CRS_GAP,
            {setting("windows.icans_gap_hours", "48")} AS ICANS_GAP,
            {setting("windows.crs_days", str(CRS_DAYS))} AS CRS_DAYS,
            {setting("windows.icans_days", str(ICANS_DAYS))} AS ICANS_DAYS
        FROM protocol_setting
        """,
        ("protocol_setting",),
        ("CRS_SCHEME", "ICANS_SCHEME", "CRS_GAP", "ICANS_GAP", "CRS_DAYS", "ICANS_DAYS"),
    )


def toxicity_log() -> Relation:
    """Say which logs the study keeps: a domain without a row is no log."""
    kept = ", ".join(f"(SELECT count(*) FROM sdtm_{d}) > 0 AS {d.upper()}_KEPT" for d in ("cm", "pr", "ae"))
    return Relation(
        "toxicity_log",
        f"SELECT {kept}",
        ("sdtm_cm", "sdtm_pr", "sdtm_ae"),
        ("CM_KEPT", "PR_KEPT", "AE_KEPT"),
    )


def toxicity_death() -> Relation:
    """Give deaths the investigator attributes to CRS or ICANS: a fatal event of that name.

    The day is that of the death, else the end of the event, else its start (first possible day).
    """
    each = " UNION ALL ".join(
        f"SELECT a.USUBJID, '{name}' AS TOXICITY, coalesce(s.DEATH, a.AEENDTC_FIRST, a.AESTDTC_FIRST) AS ADT, "
        "a.AESEQ AS SEQ, coalesce(a.AEENDTC, a.AESTDTC) AS DTC FROM sdtm_ae AS a "
        f"JOIN subject AS s ON s.USUBJID = a.USUBJID WHERE {found(words, event_text('a'))} AND "
        "(regexp_matches(upper(trim(a.AETOXGR)), '^(GRADE )?5$') OR upper(a.AEOUT) = 'FATAL' OR upper(a.AESDTH) = 'Y')"
        for name, words in (("CRS", CRS), ("ICANS", ICANS))
    )
    return Relation(
        "toxicity_death",
        f"SELECT * FROM ({each}) AS fatal WHERE ADT IS NOT NULL",
        ("sdtm_ae", "subject"),
        ("USUBJID", "TOXICITY", "ADT", "SEQ", "DTC"),
    )


def toxicity_window() -> Relation:
    """Give the days of each infused period that are looked at: day 0 to 30, and a later day of attributed death."""
    days = ", ".join(f"({day})" for day in range(EVIDENCE_DAYS + 1))
    return Relation(
        "toxicity_window",
        f"""
        WITH infused AS (
            SELECT p.USUBJID, p.APERIOD, p.DAY0, p.ENDS FROM period AS p
            JOIN subject AS s ON s.USUBJID = p.USUBJID WHERE s.INFUSION IS NOT NULL AND p.DAY0 IS NOT NULL),
        listed AS (
            SELECT p.USUBJID, p.APERIOD, p.DAY0, p.ENDS, p.DAY0 + n.RDY AS ADT FROM infused AS p
            CROSS JOIN (VALUES {days}) AS n(RDY)
            UNION
            SELECT p.USUBJID, p.APERIOD, p.DAY0, p.ENDS, d.ADT FROM infused AS p
            JOIN toxicity_death AS d ON d.USUBJID = p.USUBJID AND d.ADT >= p.DAY0)
        SELECT USUBJID, APERIOD, ADT, date_diff('day', DAY0, ADT) AS RDY FROM listed
        WHERE (ENDS IS NULL OR ADT <= ENDS) AND ADT <= (SELECT max(DATA_CUT) FROM data_cut)
        """,
        ("period", "subject", "toxicity_death", "data_cut"),
        ("USUBJID", "APERIOD", "ADT", "RDY"),
    )


def _for_crs() -> str:
    """Write "not for another reason than CRS", true where no reason is given."""
    return f"(NOT {found(NOT_FOR_CRS, 'INDICATION')} OR {found(CRS, 'INDICATION')})"


def _drugs() -> str:
    """Give the courses of CM and EX that bear on CRS."""
    named = ", ".join(quoted(name) for name in ANTICYTOKINE)
    fluid = f"(coalesce(ATC LIKE 'B05%', FALSE) OR {found(FLUID, 'NAMED')})"
    why = f"coalesce(regexp_matches(INDICATION, {quoted(FOR_HYPOTENSION)}), FALSE)"
    # A bolus without a reason, or for CRS as such, may have been given for hypotension.
    unclear = (
        f"({found('BOLUS|RESUSCITATION', 'NAMED')} AND (INDICATION IS NULL OR {found(CRS, 'INDICATION')}))"
    )
    aspirin = "SUBSTANCE = 'acetylsalicylic acid'"
    listed = "CLASS IN ('vasopressor', 'vasopressin')"
    pressor = (
        f"{listed} AND SYSTEMIC IS DISTINCT FROM FALSE AND NOT {found(INJECTED, 'ROUTE')} AND {_for_crs()}"
    )
    for_pressure = f"{why} AND NOT {found('SEPTIC|SEPSIS', 'INDICATION')} AND {_for_crs()}"
    # A drug the dictionary does not know: whether it is a vasopressor is not told.
    unlisted = (
        f"SUBSTANCE IS NULL AND coalesce(CLASS, 'other') = 'other' AND NOT {fluid} AND {_for_crs()} "
        f"AND ({for_pressure} AND coalesce(ATC LIKE 'C01%' OR ATC LIKE 'H01B%' OR ATC LIKE 'V03AB%', TRUE) "
        f"OR {found(UNNAMED_PRESSOR, 'NAMED')} OR {found(RAISES_PRESSURE, 'NAMED')} OR coalesce(ATC LIKE 'C01CA%', FALSE))"
    )
    # Whatever is given for it, hypotension that needs treatment is there.
    treated = f"({fluid} AND {why}) OR ({for_pressure} AND coalesce(NOT {listed}, TRUE))"
    return f"""
        SELECT USUBJID, SIGN,
            CASE WHEN SIGN <> 'masking' THEN coalesce(SUBSTANCE, NAMED) WHEN SUBSTANCE IN ({named}) THEN SUBSTANCE
                ELSE CLASS END AS NAME,
            CAST(NULL AS DECIMAL(18,6)) AS FLOW, CAST(NULL AS INTEGER) AS SEVERITY,
            CASE WHEN SIGN = 'vasopressor' AND CLASS IS DISTINCT FROM 'vasopressor' THEN FALSE WHEN SIGN = 'fluids' THEN {why}
                WHEN SIGN = 'masking' THEN KIND <> 'as needed' AND (CLASS <> 'glucocorticoid' OR coalesce(SYSTEMIC, FALSE))
                    AND NOT coalesce({aspirin} AND DOSE_HIGH IS NULL, FALSE)
                ELSE coalesce(SYSTEMIC, FALSE) END AS CERTAIN,
            CASE WHEN SUBSTANCE IN ('tocilizumab', 'siltuximab') THEN {REACH_DAYS} ELSE 1 END AS REACH,
            START_FIRST, START_LAST, END_FIRST, END_LAST, START_TIME, END_TIME, DOMAIN, SEQ, TREATMENT, DTC,
            CASE WHEN {found(CRS, "INDICATION")} THEN 'CRS' WHEN {found(ICANS, "INDICATION")} THEN 'ICANS' END AS GIVEN_FOR
        FROM (
            SELECT *, CASE
                WHEN {pressor} THEN CLASS
                WHEN {unlisted} THEN 'vasopressor'
                WHEN CLASS = 'antipyretic' AND NOT coalesce({aspirin} AND DOSE_HIGH < 300, FALSE) THEN 'masking'
                WHEN CLASS = 'glucocorticoid' AND SYSTEMIC IS DISTINCT FROM FALSE THEN 'masking'
                WHEN CLASS = 'rescue' OR SUBSTANCE IN ({named}) THEN 'masking'
                WHEN {fluid} AND {unclear} THEN 'fluids' END AS SIGN
            FROM given
            UNION ALL
            SELECT *, 'fluids' AS SIGN FROM given WHERE {treated}
        ) AS signed WHERE SIGN IS NOT NULL"""


def _procedures() -> str:
    """Give the courses of PR: oxygen and ventilation, fluid, and vasopressors recorded there."""
    devices = " ".join(
        f"WHEN regexp_matches(NAMED, {quoted(words)}) THEN '{value}'" for value, words in OXYGEN_DEVICES
    )
    unit = "upper(replace(p.PRDOSU, ' ', ''))"
    why = f"coalesce(regexp_matches(INDICATION, {quoted(FOR_HYPOTENSION)}), FALSE)"
    return f"""
        SELECT USUBJID, SIGN, CASE WHEN SIGN = 'oxygen' THEN DEVICE WHEN SIGN = 'fluids' THEN NAMED
                ELSE coalesce(SUBSTANCE, NAMED) END
                AS NAME,
            FLOW,
            CASE WHEN SIGN <> 'oxygen' THEN NULL WHEN DEVICE = 'oxygen' THEN 28
                WHEN DEVICE IN ('ventilator', 'bipap', 'cpap') THEN 40
                WHEN DEVICE IN ('venturi', 'nonrebreather', 'face_mask') THEN 30
                WHEN DEVICE = 'blow_by' THEN 20
                WHEN FLOW > 6 OR (DEVICE = 'nasal_high' AND FLOW IS NULL) THEN 29
                WHEN FLOW IS NULL OR DEVICE = 'nasal_high' THEN 25 ELSE 20 END AS SEVERITY,
            CASE SIGN WHEN 'fluids' THEN {why} WHEN 'oxygen' THEN TRUE ELSE SUBSTANCE IS NOT NULL END
                AS CERTAIN,
            1 AS REACH, START_FIRST, START_LAST, coalesce(PRENDTC_FIRST, START_FIRST) AS END_FIRST,
            CASE WHEN SIGN = 'fluids' THEN coalesce(PRENDTC_LAST, START_LAST) ELSE PRENDTC_LAST END AS END_LAST,
            START_TIME, PRENDTC_TIME AS END_TIME, 'PR' AS DOMAIN, SEQ, TREATMENT, DTC,
            CASE WHEN {found(CRS, "INDICATION")} THEN 'CRS' WHEN {found(ICANS, "INDICATION")} THEN 'ICANS' END
        FROM (
            SELECT *, CASE WHEN SUBSTANCE IS NOT NULL THEN CASE WHEN {_for_crs()} THEN CLASS END
                WHEN {found(UNNAMED_PRESSOR, "NAMED")} AND {_for_crs()} THEN 'vasopressor'
                WHEN DEVICE IS NOT NULL AND NOT {found(NOT_FOR_HYPOXIA, "INDICATION")} AND NOT {found(NO_OXYGEN, "NAMED")}
                    THEN 'oxygen'
                WHEN regexp_matches(NAMED, 'FLUID|VOLUME|BOLUS') AND ({why} OR INDICATION IS NULL)
                    AND regexp_matches(NAMED, 'BOLUS|RESUSCITATION|CHALLENGE|REPLACEMENT') THEN 'fluids' END AS SIGN
            FROM (
                SELECT *, CASE {devices} END AS DEVICE FROM (
                    SELECT p.USUBJID, p.PRSEQ AS SEQ, p.PRTRT AS TREATMENT, upper(concat_ws(' ', p.PRTRT, p.PRDECOD))
                            AS NAMED,
                        upper(p.PRINDC) AS INDICATION, v.SUBSTANCE, v.CLASS, p.PRSTDTC AS DTC,
                        p.PRSTDTC_FIRST AS START_FIRST, p.PRSTDTC_LAST AS START_LAST, p.PRSTDTC_TIME AS START_TIME,
                        p.PRENDTC_FIRST, p.PRENDTC_LAST, p.PRENDTC_TIME,
                        CASE WHEN p.PRDOSE < 0 THEN NULL WHEN {unit} IN {LITRES} THEN p.PRDOSE
                            WHEN {unit} = 'ML/MIN' THEN CAST(p.PRDOSE * 0.001 AS DECIMAL(18,6)) END AS FLOW
                    FROM sdtm_pr AS p LEFT JOIN pressor AS v
                        ON concat(' ', upper(trim(p.PRTRT)), ' ') LIKE concat('% ', v.NAME, ' %')
                    WHERE coalesce(upper(p.PROCCUR), 'Y') <> 'N'
                    QUALIFY row_number() OVER (
                        PARTITION BY p.USUBJID, p.PRSEQ, p.PRTRT, p.PRSTDTC ORDER BY v.NAME NULLS LAST) = 1
                ) AS read
            ) AS device
        ) AS signed WHERE SIGN IS NOT NULL"""


def toxicity_course() -> Relation:
    """Give what was given and bears on CRS, with the first and last possible day of start and end.

    SIGN is `vasopressor`, `vasopressin`, `fluids` (hypotension that is treated), `oxygen` (NAME the device) or
    `masking` (antipyretic, glucocorticoid, anticytokine drug); CERTAIN is false where the record leaves
    open whether it is that sign, as with a drug for hypotension that the dictionary does not know.
    """
    return Relation(
        "toxicity_course",
        f"""
        WITH pressor AS (
            SELECT n.NAME, s.SUBSTANCE, s.CLASS FROM drug_name AS n JOIN drug_substance AS s
                ON s.SUBSTANCE = n.SUBSTANCE WHERE s.CLASS IN ('vasopressor', 'vasopressin')),
        given AS (
            SELECT i.USUBJID, i.DOMAIN, i.SEQ, r.TREATMENT, upper(r.TREATMENT) AS NAMED, r.CLASS, r.SUBSTANCE,
                r.ATC, r.INDICATION, r.SYSTEMIC, r.ROUTE, r.KIND, r.DOSE_HIGH, i.START_FIRST, i.START_LAST, i.END_FIRST,
                i.END_LAST, i.START_TIME, i.END_TIME, r.START_TEXT AS DTC
            FROM drug_interval AS i JOIN drug_record AS r ON r.RECORD = i.RECORD)
        {_drugs()}
        UNION ALL
        {_procedures()}
        """,
        ("drug_interval", "drug_record", "drug_name", "drug_substance", "sdtm_pr"),
        tuple(COURSE),
    )


def toxicity_sign() -> Relation:
    """Give each day on which a sign was or may have been treated; DATED says that the dates leave no doubt."""
    return Relation(
        "toxicity_sign",
        """
        SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY, c.SIGN, c.NAME, c.FLOW, c.SEVERITY, c.CERTAIN,
            coalesce(c.START_LAST <= w.ADT AND c.END_FIRST >= w.ADT, FALSE) AS DATED, c.DOMAIN, c.SEQ, c.TREATMENT,
            c.DTC
        FROM toxicity_window AS w JOIN toxicity_course AS c ON c.USUBJID = w.USUBJID AND c.SIGN <> 'masking'
            AND coalesce(c.START_FIRST <= w.ADT, TRUE) AND coalesce(c.END_LAST >= w.ADT, TRUE)
        """,
        ("toxicity_window", "toxicity_course"),
        tuple(
            "USUBJID APERIOD ADT RDY SIGN NAME FLOW SEVERITY CERTAIN DATED DOMAIN SEQ TREATMENT DTC".split()
        ),
    )


def toxicity_temperature() -> Relation:
    """Give the temperatures of those days in degC; one whose unit is missing or not known has REFUSED and no value.

    On the day of the infusion those with a time before it do not count.
    """
    return Relation(
        "toxicity_temperature",
        """
        SELECT w.USUBJID, w.APERIOD, w.ADT, w.RDY, q.VALUE, q.REFUSED, q.TIME, q.SEQ, q.TEXT, q.DTC
        FROM quantity AS q
        JOIN toxicity_window AS w ON w.USUBJID = q.USUBJID AND w.ADT = q.FIRST
        LEFT JOIN infusion_time AS x ON x.USUBJID = w.USUBJID AND x.APERIOD = w.APERIOD AND w.RDY = 0
        WHERE q.DOMAIN = 'VS' AND q.TESTCD = 'TEMP' AND q.FIRST = q.LAST
            AND (q.VALUE IS NOT NULL OR q.REFUSED IS NOT NULL) AND NOT coalesce(q.TIME < x.INFUSED, FALSE)
        """,
        ("quantity", "toxicity_window", "infusion_time"),
        tuple("USUBJID APERIOD ADT RDY VALUE REFUSED TIME SEQ TEXT DTC".split()),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return (
        toxicity_setting(),
        toxicity_log(),
        toxicity_death(),
        toxicity_window(),
        toxicity_course(),
        toxicity_sign(),
        toxicity_temperature(),
    )
