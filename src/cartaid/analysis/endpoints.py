"""Parameters at visits: which assessment stands for a visit, who could be judged, and why the others could not.

A visit the data cut had not reached is administrative: it is in no denominator and is never a failure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartaid.engine import Relation, Session

if TYPE_CHECKING:
    from cartaid.study.protocol import Protocol

WITHDRAWN = (
    "WITHDRAWAL BY SUBJECT",
    "WITHDRAWAL BY PARENT/GUARDIAN",
    "WITHDREW CONSENT",
    "CONSENT WITHDRAWN",
    "LOST TO FOLLOW-UP",
    "PHYSICIAN DECISION",
    "STUDY TERMINATED BY SPONSOR",
    "SITE TERMINATED BY SPONSOR",
    "NON-COMPLIANCE",
)
"""DSDECOD values that end participation, from CDISC's terms for completion and reasons for non-completion."""

EVALUABLE = (
    "USUBJID APERIOD DISEASE PARAMCD AVISIT AVISITN EVALFL WHY REASON ADT WINDOW_LOW WINDOW_HIGH".split()
)


def load_endpoints(session: Session) -> None:
    """Load the disease group of each endpoint that names none: that of the definition its parameter is from."""
    named = {row[0] for row in session.rows("SELECT DISTINCT PARAMCD FROM protocol_endpoint")}
    rows = []
    if named:
        from cartaid.analysis.score import parameters
        from cartaid.instruments.catalogue import definitions

        known = {p.paramcd: d.disease.upper() for d in definitions() for p in parameters(d)}
        rows = [(code, known[code]) for code in sorted(named) if known.get(code) in ("SLE", "IIM", "SSC")]
    session.load("parameter_disease", {"PARAMCD": "VARCHAR", "DISEASE": "VARCHAR"}, rows)


def known_parameters(protocol: Protocol) -> list[str]:
    """Give the codes of every parameter that can come out under a protocol, in order.

    >>> from cartaid.study.protocol import default_protocol
    >>> [code for code in known_parameters(default_protocol()) if code.startswith("DORIS21")]
    ['DORIS21']
    """
    from cartaid.analysis import medication_row, safety, toxicity
    from cartaid.analysis.score import parameters
    from cartaid.instruments.catalogue import definitions

    found = [*medication_row.PARAMETERS, *toxicity.PARAMETERS, *safety.parameters(protocol)]
    found += [p for d in definitions() for p in parameters(d)]
    return sorted({p.paramcd for p in found})


def withdrawal() -> Relation:
    """Give the first day on which each subject ended participation for a reason other than completion or death.

    Without a date it is the last contact.
    """
    words = ", ".join(f"'{word}'" for word in WITHDRAWN)
    return Relation(
        "withdrawal",
        f"""
        SELECT d.USUBJID, coalesce(d.DSSTDTC_FIRST, s.LAST_CONTACT) AS ADT, coalesce(d.DSDECOD, d.DSTERM) AS REASON
        FROM sdtm_ds AS d JOIN subject AS s ON s.USUBJID = d.USUBJID
        WHERE upper(coalesce(d.DSDECOD, d.DSTERM)) IN ({words})
            AND coalesce(upper(d.DSSCAT), '') NOT LIKE '%TREATMENT%'
            AND coalesce(d.DSSTDTC_FIRST <= s.DATA_CUT, TRUE)
        QUALIFY row_number() OVER (PARTITION BY d.USUBJID
            ORDER BY coalesce(d.DSSTDTC_FIRST, s.LAST_CONTACT) NULLS LAST, d.DSSEQ NULLS LAST) = 1
        """,
        ("sdtm_ds", "subject"),
        ("USUBJID", "ADT", "REASON"),
    )


def endpoint_parameter() -> Relation:
    """Give the parameters judged at visits, and the disease group each applies to (NULL: every one)."""
    return Relation(
        "endpoint_parameter",
        """
        SELECT DISTINCT PARAMCD, DISEASE FROM response_state
        UNION
        SELECT e.PARAMCD, coalesce(e.DISEASE, d.DISEASE) FROM protocol_endpoint AS e
        LEFT JOIN parameter_disease AS d ON d.PARAMCD = e.PARAMCD
        """,
        ("response_state", "protocol_endpoint", "parameter_disease"),
        ("PARAMCD", "DISEASE"),
    )


def endpoint_assessment() -> Relation:
    """Give the assessment that stands for each visit, counted from the first day 0 whatever happened after.

    FIRST_PERIOD rows end at a second infusion; ALL rows go on. Of several in one window the determined one nearest
    to the target counts, the later one of a tie.
    """

    def chosen(scope: str, where: str) -> str:
        return (
            f"SELECT '{scope}' AS SCOPE, p.USUBJID, p.PARAMCD, v.AVISIT, p.ADT, p.APERIOD, p.AVAL, p.AVALC, p.STATUS, "
            "p.REASON FROM placed AS p JOIN subject AS s ON s.USUBJID = p.USUBJID "
            "JOIN (SELECT DISTINCT PARAMCD FROM endpoint_parameter) AS e ON e.PARAMCD = p.PARAMCD "
            "JOIN protocol_visit AS v ON date_diff('day', s.DAY0, p.ADT) >= v.LOW "
            "AND date_diff('day', s.DAY0, p.ADT) <= v.HIGH "
            f"WHERE v.LOW > 0 AND {where} QUALIFY row_number() OVER (PARTITION BY p.USUBJID, p.PARAMCD, v.AVISIT "
            "ORDER BY CASE WHEN p.STATUS = 'DETERMINED' THEN 0 ELSE 1 END, "
            "abs(date_diff('day', s.DAY0, p.ADT) - v.TARGET) NULLS LAST, p.ADT DESC NULLS LAST, "
            "p.ADTM DESC NULLS LAST) = 1"
        )

    return Relation(
        "endpoint_assessment",
        f"{chosen('FIRST_PERIOD', 'p.APERIOD = 1')} UNION ALL {chosen('ALL', 'TRUE')}",
        ("placed", "subject", "endpoint_parameter", "protocol_visit"),
        ("SCOPE", "USUBJID", "PARAMCD", "AVISIT", "ADT", "APERIOD", "AVAL", "AVALC", "STATUS", "REASON"),
    )


def visit_evaluable() -> Relation:
    """Say of every infused patient and visit whether the parameter could be judged, and if not, why.

    WHY is EVALUABLE, UNDETERMINED (assessed, REASON names the open clause), NOT_APPLICABLE, NOT_REACHED and
    WINDOW_OPEN (administrative, at the data cut), DIED, SECOND_INFUSION, WITHDRAWN, FOLLOW_UP_ENDED (no reason
    recorded) or NOT_ASSESSED (a missed visit). The parameters are the response state of each disease and those of
    the endpoints; a visit counts where anyone was assessed, or an endpoint names it.
    """
    return Relation(
        "visit_evaluable",
        """
        WITH used AS (
            SELECT DISTINCT a.PARAMCD, a.AVISIT FROM endpoint_assessment AS a WHERE a.SCOPE = 'ALL'
            UNION SELECT PARAMCD, AVISIT FROM protocol_endpoint WHERE AVISIT IS NOT NULL),
        expected AS (
            SELECT DISTINCT s.USUBJID, s.DISEASE, e.PARAMCD, v.AVISIT, v.AVISITN, s.DAY0 + v.LOW AS WINDOW_LOW,
                s.DAY0 + v.HIGH AS WINDOW_HIGH, s.DEATH, s.LAST_CONTACT, s.DATA_CUT, p.ENDS, s.DAY0
            FROM subject AS s
            JOIN endpoint_parameter AS e ON e.DISEASE IS NULL OR e.DISEASE = s.DISEASE
            JOIN used AS u ON u.PARAMCD = e.PARAMCD
            JOIN protocol_visit AS v ON v.AVISIT = u.AVISIT AND v.LOW > 0
            JOIN period AS p ON p.USUBJID = s.USUBJID AND p.APERIOD = 1
            WHERE s.DAY0 IS NOT NULL),
        unplaced_visit AS (
            SELECT x.USUBJID, x.PARAMCD, x.AVISIT, min(u.REASON) AS REASON
            FROM expected AS x JOIN unplaced_parameter AS u ON u.USUBJID = x.USUBJID AND u.PARAMCD = x.PARAMCD
                AND u.LAST >= x.WINDOW_LOW AND u.FIRST <= x.WINDOW_HIGH
            GROUP BY x.USUBJID, x.PARAMCD, x.AVISIT),
        judged AS (
            SELECT x.*, a.ADT, a.STATUS, a.REASON AS OPEN_CLAUSE, w.ADT AS WITHDREW, w.REASON AS WITHDREW_FOR,
                u.REASON AS OPEN_DAY,
                CASE WHEN a.STATUS = 'DETERMINED' THEN 'EVALUABLE' WHEN a.STATUS IS NOT NULL THEN a.STATUS
                    WHEN u.REASON IS NOT NULL THEN 'UNDETERMINED'
                    WHEN x.DATA_CUT < x.WINDOW_LOW THEN 'NOT_REACHED'
                    WHEN x.DEATH <= x.WINDOW_HIGH THEN 'DIED' WHEN x.ENDS < x.WINDOW_HIGH THEN 'SECOND_INFUSION'
                    WHEN w.ADT <= x.WINDOW_HIGH THEN 'WITHDRAWN' WHEN x.DATA_CUT < x.WINDOW_HIGH THEN 'WINDOW_OPEN'
                    WHEN x.LAST_CONTACT < x.WINDOW_LOW THEN 'FOLLOW_UP_ENDED' ELSE 'NOT_ASSESSED' END AS WHY
            FROM expected AS x
            LEFT JOIN endpoint_assessment AS a ON a.SCOPE = 'FIRST_PERIOD' AND a.USUBJID = x.USUBJID
                AND a.PARAMCD = x.PARAMCD AND a.AVISIT = x.AVISIT
            LEFT JOIN withdrawal AS w ON w.USUBJID = x.USUBJID
            LEFT JOIN unplaced_visit AS u ON u.USUBJID = x.USUBJID AND u.PARAMCD = x.PARAMCD AND u.AVISIT = x.AVISIT)
        SELECT USUBJID, 1 AS APERIOD, DISEASE, PARAMCD, AVISIT, AVISITN,
            CASE WHEN WHY = 'EVALUABLE' THEN 'Y' ELSE 'N' END AS EVALFL, WHY,
            CASE WHY WHEN 'UNDETERMINED' THEN coalesce(OPEN_CLAUSE, OPEN_DAY, 'undetermined')
                WHEN 'NOT_APPLICABLE' THEN coalesce(OPEN_CLAUSE, 'does not apply')
                WHEN 'NOT_REACHED' THEN 'not yet reached at the data cut'
                WHEN 'WINDOW_OPEN' THEN 'window still open at the data cut, not assessed yet'
                WHEN 'DIED' THEN concat('died on day ', CAST(date_diff('day', DAY0, DEATH) AS VARCHAR))
                WHEN 'SECOND_INFUSION' THEN
                    concat('second CAR T infusion on day ', CAST(date_diff('day', DAY0, ENDS) + 1 AS VARCHAR))
                WHEN 'WITHDRAWN' THEN
                    concat(WITHDREW_FOR, ' on day ', CAST(date_diff('day', DAY0, WITHDREW) AS VARCHAR))
                WHEN 'FOLLOW_UP_ENDED' THEN
                    concat('last contact on day ', CAST(date_diff('day', DAY0, LAST_CONTACT) AS VARCHAR),
                        ', no reason recorded')
                WHEN 'NOT_ASSESSED' THEN 'visit missed: no assessment in the window' END AS REASON,
            ADT, WINDOW_LOW, WINDOW_HIGH
        FROM judged
        """,
        (
            *("endpoint_assessment", "protocol_endpoint", "subject", "endpoint_parameter", "protocol_visit"),
            *("period", "withdrawal", "unplaced_parameter"),
        ),
        tuple(EVALUABLE),
    )


def endpoint_visit() -> Relation:
    """Give every endpoint, patient and visit with the value observed there and whether the visit counts.

    COUNTFL is N for a visit not reached, or whose window was open without an assessment, at the data cut. V is the
    day up to which intercurrent events count: that of the assessment, else the end of the window.
    """
    return Relation(
        "endpoint_visit",
        """
        WITH asked AS (
            SELECT e.ENDPOINT, e.PARAMCD, e.STRATEGY, e.MISSING, e.LOW, e.HIGH, e.AVISIT,
                coalesce(e.DISEASE, d.DISEASE) AS DISEASE
            FROM protocol_endpoint AS e LEFT JOIN parameter_disease AS d ON d.PARAMCD = e.PARAMCD),
        used AS (SELECT DISTINCT PARAMCD, AVISIT FROM endpoint_assessment WHERE SCOPE = 'ALL'),
        known AS (SELECT DISTINCT PARAMCD FROM used),
        pair AS (
            SELECT a.*, v.AVISIT AS AT_VISIT, v.AVISITN, v.LOW AS FIRST_DAY, v.HIGH AS LAST_DAY,
                k.PARAMCD IS NOT NULL AS DERIVED
            FROM asked AS a LEFT JOIN known AS k ON k.PARAMCD = a.PARAMCD
            JOIN protocol_visit AS v ON v.LOW > 0 AND (a.AVISIT IS NULL OR v.AVISIT = a.AVISIT)
            LEFT JOIN used AS u ON u.PARAMCD = a.PARAMCD AND u.AVISIT = v.AVISIT
            WHERE a.AVISIT IS NOT NULL OR k.PARAMCD IS NULL OR u.AVISIT IS NOT NULL),
        category AS (
            SELECT w.ENDPOINT, a.USUBJID, a.AVISIT FROM endpoint_assessment AS a
            JOIN protocol_endpoint AS e ON e.PARAMCD = a.PARAMCD
            JOIN protocol_endpoint_word AS w ON w.ENDPOINT = e.ENDPOINT AND w.KIND = 'value' AND w.WORD = a.AVALC
            WHERE a.SCOPE = 'ALL')
        SELECT p.ENDPOINT, p.PARAMCD, p.STRATEGY, p.MISSING, p.LOW, p.HIGH, p.AT_VISIT AS AVISIT, p.AVISITN, s.USUBJID,
            s.DISEASE, s.DAY0, a.ADT, a.STATUS, a.REASON,
            CASE WHEN a.STATUS IS NULL OR a.STATUS <> 'DETERMINED' THEN NULL
                WHEN p.LOW IS NULL AND p.HIGH IS NULL THEN c.USUBJID IS NOT NULL
                WHEN a.AVAL IS NULL THEN NULL
                ELSE coalesce(a.AVAL >= p.LOW, TRUE) AND coalesce(a.AVAL <= p.HIGH, TRUE) END AS OBSERVED,
            CASE WHEN s.DATA_CUT < s.DAY0 + p.FIRST_DAY OR (a.ADT IS NULL AND s.DATA_CUT < s.DAY0 + p.LAST_DAY)
                THEN 'N' ELSE 'Y' END AS COUNTFL,
            coalesce(a.ADT, least(s.DAY0 + p.LAST_DAY, s.DATA_CUT)) AS V,
            CASE WHEN s.DATA_CUT < s.DAY0 + p.FIRST_DAY THEN 'not yet reached at the data cut'
                WHEN a.ADT IS NULL AND s.DATA_CUT < s.DAY0 + p.LAST_DAY
                    THEN 'window still open at the data cut, not assessed yet'
                WHEN NOT p.DERIVED THEN concat(p.PARAMCD, ' is not derived in this study') ELSE n.REASON END AS WHY_NOT
        FROM pair AS p JOIN subject AS s ON s.DAY0 IS NOT NULL AND (p.DISEASE IS NULL OR p.DISEASE = s.DISEASE)
        LEFT JOIN endpoint_assessment AS a ON a.SCOPE = 'ALL' AND a.USUBJID = s.USUBJID AND a.PARAMCD = p.PARAMCD
            AND a.AVISIT = p.AT_VISIT
        LEFT JOIN category AS c ON c.ENDPOINT = p.ENDPOINT AND c.USUBJID = s.USUBJID AND c.AVISIT = p.AT_VISIT
        LEFT JOIN visit_evaluable AS n ON n.USUBJID = s.USUBJID AND n.PARAMCD = p.PARAMCD AND n.AVISIT = p.AT_VISIT
        """,
        (
            *("protocol_endpoint", "parameter_disease", "endpoint_assessment", "protocol_visit", "subject"),
            *("protocol_endpoint_word", "visit_evaluable"),
        ),
        (
            *(
                "ENDPOINT",
                "PARAMCD",
                "STRATEGY",
                "MISSING",
                "LOW",
                "HIGH",
                "AVISIT",
                "AVISITN",
                "USUBJID",
                "DISEASE",
            ),
            *("DAY0", "ADT", "STATUS", "REASON", "OBSERVED", "COUNTFL", "V", "WHY_NOT"),
        ),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module; `endpoint_response` goes on from `endpoint_visit`."""
    return withdrawal(), endpoint_parameter(), endpoint_assessment(), visit_evaluable(), endpoint_visit()
