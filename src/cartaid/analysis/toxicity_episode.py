"""Episodes of CRS and ICANS, the investigator's grade beside the derived one, and what was not graded and why."""

from __future__ import annotations

from cartaid.analysis.event_words import CRS, ICANS, event_text, found
from cartaid.engine import Relation
from cartaid.study.finding import FINDING_COLUMNS

EPISODE = (
    "USUBJID APERIOD TOXICITY EPISODE WAVE ASTDT ASTRDY AENDT AENRDY ADURN AVAL ALOW AHIGH STATUS ADT "
    "ATTRFL ENDFL TOCIFL STERFL ANAKFL"
).split()

TREATMENTS = (("TOCIFL", "tocilizumab"), ("STERFL", "glucocorticoid"), ("ANAKFL", "anakinra"))


def toxicity_span() -> Relation:
    """Give the runs of days with a sign: of CRS from the records, of ICANS from grades that are surely 1 or more."""
    return Relation(
        "toxicity_span",
        """
        WITH active AS (
            SELECT USUBJID, APERIOD, ADT,
                lag(ADT) OVER (PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST) AS EARLIER
            FROM toxicity_grade WHERE PARAMCD = 'ICANS' AND ALOW >= 1),
        numbered AS (
            SELECT a.USUBJID, a.APERIOD, a.ADT, sum(CASE WHEN date_diff('day', a.EARLIER, a.ADT) > 1
                    AND (date_diff('day', a.EARLIER, a.ADT) - 1) * 24 >= s.ICANS_GAP THEN 1 ELSE 0 END) OVER (
                PARTITION BY a.USUBJID, a.APERIOD ORDER BY a.ADT NULLS LAST) AS RUN
            FROM active AS a CROSS JOIN toxicity_setting AS s)
        SELECT 'ICANS' AS TOXICITY, USUBJID, APERIOD, RUN + 1 AS EPISODE, min(ADT) AS ONSET, max(ADT) AS LAST_SIGN
        FROM numbered GROUP BY USUBJID, APERIOD, RUN
        UNION ALL
        SELECT 'CRS', USUBJID, APERIOD, EPISODE, ONSET, LAST_SIGN FROM crs_span
        """,
        ("toxicity_grade", "toxicity_setting", "crs_span"),
        ("TOXICITY", "USUBJID", "APERIOD", "EPISODE", "ONSET", "LAST_SIGN"),
    )


def toxicity_episode() -> Relation:
    """Give one row an episode: first and last day with a sign, worst grade and its day, treatments given in it.

    ADURN counts days from the first to the last sign, both included. ENDFL is Y when a later assessed day without
    grade shows the end, else N (open at the last assessment). ATTRFL is N for an episode that began after the
    attribution window. TOCIFL, STERFL and ANAKFL say Y, N, or NULL where dates leave it open; a drug counts when it
    was started within the episode, or for the syndrome within the gap that ends it.
    """
    # A drug given for the syndrome itself belongs to the episode until the gap that ends it has passed.
    until = (
        "s.LAST_SIGN + CASE WHEN c.GIVEN_FOR = s.TOXICITY THEN CAST(floor("
        "CASE s.TOXICITY WHEN 'CRS' THEN k.CRS_GAP ELSE k.ICANS_GAP END / 24) AS INTEGER) ELSE 0 END"
    )
    within = f"c.START_LAST <= {until} AND c.START_FIRST >= s.ONSET"
    given = ", ".join(
        f"bool_or(coalesce({within} AND c.CERTAIN, FALSE)) FILTER (WHERE c.NAME = '{name}') AS {flag}"
        for flag, name in TREATMENTS
    )
    flags = ", ".join(
        f"CASE WHEN t.{flag} THEN 'Y' WHEN t.{flag} IS NOT NULL THEN NULL WHEN l.CM_KEPT THEN 'N' END AS {flag}"
        for flag, _ in TREATMENTS
    )
    same = "{0}.USUBJID = s.USUBJID AND {0}.APERIOD = s.APERIOD"
    return Relation(
        "toxicity_episode",
        f"""
        WITH graded AS (
            SELECT s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE, max(g.ALOW) AS ALOW, max(g.AHIGH) AS AHIGH,
                bool_or(g.ATTRIBUTED) AS ATTRIBUTED
            FROM toxicity_span AS s JOIN toxicity_grade AS g ON {same.format("g")} AND g.PARAMCD = s.TOXICITY
                AND g.ADT >= s.ONSET AND g.ADT <= s.LAST_SIGN
            GROUP BY s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE),
        worst AS (
            SELECT s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE, min(g.ADT) AS ADT
            FROM graded AS s JOIN toxicity_span AS x ON {same.format("x")} AND x.TOXICITY = s.TOXICITY
                AND x.EPISODE = s.EPISODE
            JOIN toxicity_grade AS g ON {same.format("g")} AND g.PARAMCD = s.TOXICITY
                AND g.ADT >= x.ONSET AND g.ADT <= x.LAST_SIGN AND g.ALOW = s.ALOW
            GROUP BY s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE),
        treated AS (
            SELECT s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE, {given}
            FROM toxicity_span AS s CROSS JOIN toxicity_setting AS k
            JOIN toxicity_course AS c ON c.USUBJID = s.USUBJID AND c.SIGN = 'masking'
                AND coalesce(c.START_FIRST <= {until}, TRUE) AND coalesce(c.START_LAST >= s.ONSET, TRUE)
            GROUP BY s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE),
        ended AS (
            SELECT s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE, count(*) AS FREE_DAYS
            FROM toxicity_span AS s JOIN toxicity_grade AS g ON {same.format("g")} AND g.PARAMCD = s.TOXICITY
                AND g.ADT > s.LAST_SIGN AND g.AHIGH = 0
            GROUP BY s.TOXICITY, s.USUBJID, s.APERIOD, s.EPISODE)
        SELECT s.USUBJID, s.APERIOD, s.TOXICITY, s.EPISODE,
            CASE WHEN s.EPISODE = 1 THEN 'first' ELSE 'second or later' END AS WAVE,
            s.ONSET AS ASTDT, date_diff('day', p.DAY0, s.ONSET) AS ASTRDY,
            s.LAST_SIGN AS AENDT, date_diff('day', p.DAY0, s.LAST_SIGN) AS AENRDY,
            date_diff('day', s.ONSET, s.LAST_SIGN) + 1 AS ADURN,
            CASE WHEN g.ALOW = g.AHIGH THEN g.ALOW END AS AVAL, g.ALOW, g.AHIGH,
            CASE WHEN g.ALOW = g.AHIGH THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS STATUS, w.ADT,
            CASE WHEN g.ATTRIBUTED THEN 'Y' ELSE 'N' END AS ATTRFL,
            CASE WHEN e.FREE_DAYS > 0 THEN 'Y' ELSE 'N' END AS ENDFL, {flags}
        FROM toxicity_span AS s
        JOIN graded AS g ON {same.format("g")} AND g.TOXICITY = s.TOXICITY AND g.EPISODE = s.EPISODE
        JOIN worst AS w ON {same.format("w")} AND w.TOXICITY = s.TOXICITY AND w.EPISODE = s.EPISODE
        JOIN period AS p ON {same.format("p")}
        CROSS JOIN toxicity_log AS l
        LEFT JOIN treated AS t ON {same.format("t")} AND t.TOXICITY = s.TOXICITY AND t.EPISODE = s.EPISODE
        LEFT JOIN ended AS e ON {same.format("e")} AND e.TOXICITY = s.TOXICITY AND e.EPISODE = s.EPISODE
        """,
        ("toxicity_span", "toxicity_grade", "toxicity_course", "toxicity_log", "toxicity_setting", "period"),
        tuple(EPISODE),
    )


def toxicity_disagreement() -> Relation:
    """Set the investigator's grade beside the derived one: one row a patient, period and toxicity that has either.

    RECORDED is the highest AETOXGR of the events of that name that began in the period, on RECORDED_DAY (AESEQ).
    AGREEMENT is `agree`, `differ`, `possible` (the derived grade is open and the recorded one lies within),
    `not recorded` (derived 1 or more, no event), `recorded without grade`, `not derived` (no assessed day).
    """
    recorded = " UNION ALL ".join(
        f"SELECT USUBJID, '{name}' AS TOXICITY, AESEQ, AESTDTC_FIRST AS STARTED, "
        f"TRY_CAST(nullif(regexp_extract(upper(trim(AETOXGR)), '^(GRADE )?([1-5])$', 2), '') AS INTEGER) AS GRADE FROM sdtm_ae "
        f"WHERE {found(words, event_text())}"
        for name, words in (("CRS", CRS), ("ICANS", ICANS))
    )
    scheme = " OR ".join(
        f"(k.TOXICITY = '{name}' AND s.{name}_SCHEME = 'ASTCT 2019')" for name in ("CRS", "ICANS")
    )
    return Relation(
        "toxicity_disagreement",
        f"""
        WITH event AS ({recorded}),
        said AS (
            SELECT p.USUBJID, p.APERIOD, e.TOXICITY, e.AESEQ, e.GRADE, e.STARTED,
                date_diff('day', p.DAY0, e.STARTED) AS RDY
            FROM event AS e JOIN period AS p ON p.USUBJID = e.USUBJID
                AND (p.STARTS IS NULL OR e.STARTED >= p.STARTS) AND (p.ENDS IS NULL OR e.STARTED <= p.ENDS)
            QUALIFY row_number() OVER (PARTITION BY p.USUBJID, p.APERIOD, e.TOXICITY
                ORDER BY e.GRADE DESC NULLS LAST, e.STARTED NULLS LAST, e.AESEQ NULLS LAST) = 1),
        either AS (
            SELECT USUBJID, APERIOD, PARAMCD AS TOXICITY FROM toxicity_patient
            UNION SELECT USUBJID, APERIOD, TOXICITY FROM said)
        SELECT k.USUBJID, k.APERIOD, k.TOXICITY, CASE WHEN m.ALOW = m.AHIGH THEN m.ALOW END AS DERIVED,
            m.ALOW AS DERIVED_LOW, m.AHIGH AS DERIVED_HIGH, date_diff('day', p.DAY0, m.ADT) AS DERIVED_DAY,
            r.GRADE AS RECORDED, r.RDY AS RECORDED_DAY, r.AESEQ,
            CASE WHEN m.USUBJID IS NULL THEN 'not derived'
                WHEN r.USUBJID IS NULL THEN CASE WHEN m.AHIGH = 0 THEN 'agree' WHEN m.ALOW = 0 THEN 'possible'
                    ELSE 'not recorded' END
                WHEN r.GRADE IS NULL THEN 'recorded without grade'
                WHEN m.ALOW = r.GRADE AND m.AHIGH = r.GRADE THEN 'agree'
                WHEN m.ALOW <= r.GRADE AND m.AHIGH >= r.GRADE THEN 'possible' ELSE 'differ' END AS AGREEMENT
        FROM either AS k CROSS JOIN toxicity_setting AS s
        JOIN period AS p ON p.USUBJID = k.USUBJID AND p.APERIOD = k.APERIOD
        LEFT JOIN toxicity_patient AS m ON m.USUBJID = k.USUBJID AND m.APERIOD = k.APERIOD AND m.PARAMCD = k.TOXICITY
        LEFT JOIN said AS r ON r.USUBJID = k.USUBJID AND r.APERIOD = k.APERIOD AND r.TOXICITY = k.TOXICITY
        WHERE {scheme}
        """,
        ("sdtm_ae", "period", "toxicity_patient", "toxicity_setting"),
        tuple(
            "USUBJID APERIOD TOXICITY DERIVED DERIVED_LOW DERIVED_HIGH DERIVED_DAY RECORDED RECORDED_DAY AESEQ "
            "AGREEMENT".split()
        ),
    )


def toxicity_finding() -> Relation:
    """Give what a reader should know: temperatures refused, drugs not known, signs without fever, late signs."""
    none, number = "CAST(NULL AS VARCHAR)", "CAST(NULL AS BIGINT)"
    refused = (
        "SELECT 'toxicity-temperature', 'warning', 'VS', USUBJID, min(SEQ), 'VSSTRESN', CAST(count(*) AS VARCHAR), "
        "concat('grade of CRS may be open: ', CAST(count(*) AS VARCHAR), CASE WHEN count(*) = 1 THEN ' temperature' "
        "ELSE ' temperatures' END, ' not used, first on day ', CAST(min(RDY) AS VARCHAR), ': ', REFUSED), "
        "'mend value or unit (C or F) of the temperature' "
        "FROM toxicity_temperature WHERE REFUSED IS NOT NULL GROUP BY USUBJID, REFUSED"
    )
    late = (
        "SELECT 'toxicity-late', 'warning', "
        f"{none}, USUBJID, {number}, PARAMCD, CAST(QUERIED AS VARCHAR), "
        "concat(PARAMCD, ': ', CAST(QUERIED AS VARCHAR), CASE WHEN QUERIED = 1 THEN ' day' ELSE ' days' END, "
        "' with a grade after the attribution window, first on "
        "day ', CAST(QUERIED_RDY AS VARCHAR)), 'say whether they are due to the infusion' "
        "FROM toxicity_patient WHERE QUERIED > 0"
    )
    unlisted = (
        "SELECT 'toxicity-drug', 'warning', DOMAIN, USUBJID, SEQ, 'CMTRT', TREATMENT, "
        "concat('grade of CRS may be open: given on day ', CAST(min(RDY) AS VARCHAR), ', and the drug dictionary does "
        "not tell whether it is a vasopressor'), 'rule it under [[drugs]] in study.toml with its class' "
        "FROM toxicity_sign AS s CROSS JOIN toxicity_setting AS t WHERE SIGN = 'vasopressor' "
        "AND NAME = upper(TREATMENT) AND NOT CERTAIN AND t.CRS_SCHEME IS NOT NULL "
        "GROUP BY DOMAIN, USUBJID, SEQ, TREATMENT"
    )
    device = (
        "SELECT 'toxicity-device', 'warning', s.DOMAIN, s.USUBJID, s.SEQ, 'PRTRT', s.TREATMENT, "
        "concat('CRS grade of 2 at least, higher ones open: the device of the oxygen given on day ', "
        "CAST(min(s.RDY) AS VARCHAR), ' is not told or not listed'), "
        "'name the device: cannula, mask, CPAP, ventilator, and its flow in L/min' "
        "FROM toxicity_sign AS s CROSS JOIN toxicity_setting AS t WHERE s.SIGN = 'oxygen' AND s.NAME = 'oxygen' "
        "AND t.CRS_SCHEME IS NOT NULL GROUP BY s.DOMAIN, s.USUBJID, s.SEQ, s.TREATMENT"
    )
    unfevered = (
        "SELECT 'toxicity-no-fever', 'warning', "
        f"s.DOMAIN, s.USUBJID, s.SEQ, {none}, s.TREATMENT, concat(s.SIGN, ' on day ', CAST(s.RDY AS VARCHAR), "
        "CASE WHEN EXISTS (SELECT 1 FROM toxicity_temperature AS m WHERE m.USUBJID = s.USUBJID AND m.REFUSED IS NULL) "
        "THEN CASE WHEN g.AHIGH > 0 THEN concat(' without a fever before it, which drugs may have masked: CRS grade "
        "open, ', CAST(CAST(g.ALOW AS INTEGER) AS VARCHAR), ' to ', CAST(CAST(g.AHIGH AS INTEGER) AS VARCHAR)) "
        "ELSE ' outside an episode of fever: no CRS by ASTCT' END "
        "ELSE ', but no temperature of the patient is recorded (VS TEMP): the CRS grade is open' END), "
        "'say what it was given for, or add the temperatures' "
        "FROM toxicity_sign AS s JOIN crs_assessed AS d ON d.USUBJID = s.USUBJID AND d.ADT = s.ADT "
        "LEFT JOIN toxicity_grade AS g ON g.USUBJID = s.USUBJID AND g.ADT = s.ADT AND g.PARAMCD = 'CRS' "
        "CROSS JOIN toxicity_setting AS t WHERE s.DATED AND d.ONSET IS NULL AND t.CRS_SCHEME IS NOT NULL "
        "AND (s.CERTAIN OR s.SIGN <> 'vasopressor')"
    )
    names = list(FINDING_COLUMNS)
    parts = [refused, late, unlisted, device, unfevered]
    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    return Relation(
        "toxicity_finding",
        f"SELECT {header} FROM toxicity_setting WHERE FALSE UNION ALL " + " UNION ALL ".join(parts),
        (
            *("toxicity_setting", "toxicity_temperature", "toxicity_patient"),
            *("toxicity_sign", "crs_assessed", "toxicity_grade"),
        ),
        tuple(names),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module."""
    return toxicity_span(), toxicity_episode(), toxicity_disagreement(), toxicity_finding()
