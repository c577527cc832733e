"""Responses at visits under a strategy for intercurrent events, three-valued, with the reason.

Strategies follow ICH E9(R1): composite counts an intercurrent event as non-response, treatment policy takes the
value whatever happened, while on treatment takes the last value before the event. An event that is not in the
endpoint's list changes nothing, whatever the strategy. One on the day of an assessment counts as before it.
Nothing is imputed unless the endpoint asks for it, and then the row says so.
"""

from __future__ import annotations

from cartaid.analysis import endpoints
from cartaid.engine import Relation

RESPONSE = (
    "USUBJID ENDPOINT AVISIT RESPONSE STRATEGY REASON PARAMCD AVISITN DISEASE COUNTFL OBSERVED ADT ICE ICEDT IMPUTFL"
).split()
"""Columns of `endpoint_response`."""


def intercurrent_event() -> Relation:
    """Give the intercurrent events of each endpoint and patient, each an interval of days (HIGH NULL: not sure)."""
    return Relation(
        "intercurrent_event",
        """
        SELECT DISTINCT w.ENDPOINT, x.USUBJID, x.EVENT, x.LOW, x.HIGH, x.LABEL
        FROM protocol_endpoint_word AS w JOIN outcome_event AS x ON x.EVENT = w.WORD
        WHERE w.KIND = 'intercurrent'
        """,
        ("protocol_endpoint_word", "outcome_event"),
        ("ENDPOINT", "USUBJID", "EVENT", "LOW", "HIGH", "LABEL"),
    )


def endpoint_intercurrent() -> Relation:
    """Give for each endpoint, patient and visit the first intercurrent event up to it, sure or possible."""
    return Relation(
        "endpoint_intercurrent",
        """
        SELECT v.ENDPOINT, v.USUBJID, v.AVISIT, i.LOW, i.LABEL, coalesce(i.HIGH <= v.V, FALSE) AS SURE,
            CASE WHEN i.HIGH <= v.V THEN i.HIGH END AS ICEDT
        FROM endpoint_visit AS v
        JOIN intercurrent_event AS i ON i.ENDPOINT = v.ENDPOINT AND i.USUBJID = v.USUBJID AND i.LOW <= v.V
        QUALIFY row_number() OVER (PARTITION BY v.ENDPOINT, v.USUBJID, v.AVISIT
            ORDER BY CASE WHEN i.HIGH <= v.V THEN 0 ELSE 1 END, i.HIGH NULLS LAST, i.LOW NULLS LAST,
                i.LABEL NULLS LAST) = 1
        """,
        ("endpoint_visit", "intercurrent_event"),
        ("ENDPOINT", "USUBJID", "AVISIT", "LOW", "LABEL", "SURE", "ICEDT"),
    )


def endpoint_before() -> Relation:
    """Give the last determined value after day 0 and before the intercurrent event, for `while on treatment`."""
    return Relation(
        "endpoint_before",
        """
        WITH category AS (
            SELECT p.USUBJID, p.PARAMCD, p.ADT, w.ENDPOINT FROM placed AS p
            JOIN protocol_endpoint AS e ON e.PARAMCD = p.PARAMCD AND e.STRATEGY = 'while on treatment'
            JOIN protocol_endpoint_word AS w ON w.ENDPOINT = e.ENDPOINT AND w.KIND = 'value' AND w.WORD = p.AVALC),
        first_ AS (
            SELECT v.ENDPOINT, v.USUBJID, v.AVISIT, min(i.LOW) AS LOW
            FROM endpoint_visit AS v
            JOIN intercurrent_event AS i ON i.ENDPOINT = v.ENDPOINT AND i.USUBJID = v.USUBJID AND i.LOW <= v.V
            WHERE v.STRATEGY = 'while on treatment' GROUP BY v.ENDPOINT, v.USUBJID, v.AVISIT)
        SELECT v.ENDPOINT, v.USUBJID, v.AVISIT, p.ADT,
            CASE WHEN v.LOW IS NULL AND v.HIGH IS NULL THEN c.ENDPOINT IS NOT NULL
                WHEN p.AVAL IS NULL THEN NULL
                ELSE coalesce(p.AVAL >= v.LOW, TRUE) AND coalesce(p.AVAL <= v.HIGH, TRUE) END AS OBSERVED
        FROM endpoint_visit AS v
        JOIN first_ AS f ON f.ENDPOINT = v.ENDPOINT AND f.USUBJID = v.USUBJID AND f.AVISIT = v.AVISIT
        JOIN placed AS p ON p.USUBJID = v.USUBJID AND p.PARAMCD = v.PARAMCD AND p.STATUS = 'DETERMINED'
            AND p.ADT > v.DAY0 AND p.ADT < f.LOW
        LEFT JOIN category AS c ON c.ENDPOINT = v.ENDPOINT AND c.USUBJID = p.USUBJID AND c.ADT = p.ADT
        QUALIFY row_number() OVER (PARTITION BY v.ENDPOINT, v.USUBJID, v.AVISIT
            ORDER BY p.ADT DESC NULLS LAST, p.ADTM DESC NULLS LAST) = 1
        """,
        ("placed", "protocol_endpoint", "protocol_endpoint_word", "endpoint_visit", "intercurrent_event"),
        ("ENDPOINT", "USUBJID", "AVISIT", "ADT", "OBSERVED"),
    )


def endpoint_response() -> Relation:
    """Give the response of each endpoint, patient and visit: Y, N or UNDETERMINED, with the reason.

    OBSERVED is the value of the visit without any strategy (Y, N, UNDETERMINED), ICE and ICEDT the first
    intercurrent event up to the visit and the day by which it surely happened. COUNTFL is N where the visit was not
    reached at the data cut: such a row is in no denominator. IMPUTFL is Y where a response was imputed. A patient
    who was never infused has rows only where the endpoint lists `never infused`.
    """
    words = "CASE WHEN {0} THEN 'Y' WHEN NOT {0} THEN 'N' ELSE 'UNDETERMINED' END"
    return Relation(
        "endpoint_response",
        f"""
        WITH joined AS (
            SELECT v.*, i.LABEL AS ICE, i.ICEDT, i.SURE, i.LABEL IS NOT NULL AND NOT i.SURE AS MAYBE,
                b.OBSERVED AS BEFORE_ICE, b.ADT AS BEFORE_ADT
            FROM endpoint_visit AS v
            LEFT JOIN endpoint_intercurrent AS i ON i.ENDPOINT = v.ENDPOINT AND i.USUBJID = v.USUBJID
                AND i.AVISIT = v.AVISIT
            LEFT JOIN endpoint_before AS b ON b.ENDPOINT = v.ENDPOINT AND b.USUBJID = v.USUBJID
                AND b.AVISIT = v.AVISIT),
        judged AS (
            SELECT j.*,
                CASE WHEN COUNTFL = 'N' THEN NULL
                    WHEN STRATEGY = 'treatment policy' OR ICE IS NULL THEN OBSERVED
                    WHEN STRATEGY = 'composite' THEN CASE WHEN SURE THEN FALSE WHEN OBSERVED THEN NULL ELSE OBSERVED END
                    WHEN SURE THEN BEFORE_ICE WHEN BEFORE_ICE = OBSERVED THEN OBSERVED END AS MET,
                CASE WHEN SURE THEN concat(ICE, ' by day ', CAST(date_diff('day', DAY0, ICEDT) AS VARCHAR))
                    WHEN MAYBE THEN concat(ICE, ' may have happened') END AS ICE_TEXT,
                CASE WHEN OBSERVED IS NULL THEN coalesce(WHY_NOT, REASON, 'not assessed') END AS OPEN_TEXT
            FROM joined AS j),
        said AS (
            SELECT j.*,
                CASE WHEN COUNTFL = 'N' THEN WHY_NOT WHEN STRATEGY = 'treatment policy' OR ICE IS NULL THEN OPEN_TEXT
                    WHEN STRATEGY = 'composite' AND SURE THEN concat('non-response: ', ICE_TEXT)
                    WHEN STRATEGY = 'composite' THEN
                        CASE WHEN NOT OBSERVED THEN NULL ELSE concat_ws('; ', ICE_TEXT, OPEN_TEXT) END
                    WHEN BEFORE_ADT IS NULL THEN concat(ICE_TEXT, '; no value before it')
                    WHEN SURE THEN concat(ICE_TEXT, '; value of day ',
                        CAST(date_diff('day', DAY0, BEFORE_ADT) AS VARCHAR))
                    WHEN MET IS NULL THEN concat_ws('; ', ICE_TEXT, OPEN_TEXT, 'values before and at the visit differ')
                    END AS WHY
            FROM judged AS j),
        filled AS (
            SELECT s.*, MET IS NULL AND COUNTFL = 'Y' AND MISSING = 'non-response' AS FILLED FROM said AS s),
        absent AS (
            SELECT s.USUBJID, e.ENDPOINT, v.AVISIT, e.STRATEGY, e.PARAMCD, v.AVISITN, s.DISEASE
            FROM protocol_endpoint AS e
            JOIN protocol_endpoint_word AS w ON w.ENDPOINT = e.ENDPOINT AND w.WORD = 'never infused'
            LEFT JOIN parameter_disease AS d ON d.PARAMCD = e.PARAMCD
            JOIN subject AS s ON s.INFUSION IS NULL AND s.DAY0 IS NULL
                AND coalesce(coalesce(e.DISEASE, d.DISEASE) = s.DISEASE, coalesce(e.DISEASE, d.DISEASE) IS NULL)
            JOIN (SELECT DISTINCT ENDPOINT, AVISIT, AVISITN FROM endpoint_visit) AS v ON v.ENDPOINT = e.ENDPOINT)
        SELECT USUBJID, ENDPOINT, AVISIT, CASE WHEN FILLED THEN 'N' ELSE {words.format("MET")} END AS RESPONSE,
            STRATEGY, CASE WHEN FILLED THEN concat('imputed as non-response: ', WHY) ELSE WHY END AS REASON, PARAMCD,
            AVISITN, DISEASE, COUNTFL, {words.format("OBSERVED")} AS OBSERVED, ADT, ICE, ICEDT,
            CASE WHEN FILLED THEN 'Y' END AS IMPUTFL
        FROM filled
        UNION ALL
        SELECT USUBJID, ENDPOINT, AVISIT, CASE WHEN STRATEGY = 'composite' THEN 'N' ELSE 'UNDETERMINED' END, STRATEGY,
            CASE WHEN STRATEGY = 'composite' THEN 'non-response: never infused' ELSE 'never infused' END, PARAMCD,
            AVISITN, DISEASE, 'Y', 'UNDETERMINED', CAST(NULL AS DATE), 'never infused', CAST(NULL AS DATE),
            CAST(NULL AS VARCHAR)
        FROM absent
        """,
        (
            *("endpoint_visit", "endpoint_intercurrent", "endpoint_before", "protocol_endpoint"),
            *("protocol_endpoint_word", "parameter_disease", "subject"),
        ),
        tuple(RESPONSE),
    )


ADEP = (
    "STUDYID USUBJID DISEASE ENDPOINT PARAMCD AVISIT AVISITN ADT AVALC OBSERVED STRATEGY REASON ICE ICEDT COUNTFL IMPUTFL"
).split()
"""Columns of `adep`."""


def adep() -> Relation:
    """Give ADEP: the responses to the endpoints of the protocol, one row an endpoint, patient and visit."""
    return Relation(
        "adep",
        """
        SELECT s.STUDYID, r.USUBJID, r.DISEASE, r.ENDPOINT, r.PARAMCD, r.AVISIT, r.AVISITN, r.ADT, r.RESPONSE AS AVALC,
            r.OBSERVED, r.STRATEGY, r.REASON, r.ICE, r.ICEDT, r.COUNTFL, r.IMPUTFL
        FROM endpoint_response AS r JOIN subject AS s ON s.USUBJID = r.USUBJID
        """,
        ("endpoint_response", "subject"),
        tuple(ADEP),
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module and of `endpoints`."""
    return (
        *endpoints.relations(),
        intercurrent_event(),
        endpoint_intercurrent(),
        endpoint_before(),
        endpoint_response(),
        adep(),
    )
