"""The disease group of each patient, from the protocol, DM and MH."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.study.protocol import Protocol


def patient_relation(protocol: Protocol) -> Relation:
    """Give the relation `protocol_patient`: USUBJID, DISEASE (SLE, IIM, SSC or NULL), SOURCE, RECORDED.

    SOURCE says where the group comes from: `study.toml`, the DM variable, `MH`, or NULL when it is unknown. A
    history that names two groups tells neither. RECORDED is what DM has in the variable that tells it.

    >>> from cartaid.study.protocol import default_protocol
    >>> patient_relation(default_protocol()).columns
    ('USUBJID', 'DISEASE', 'SOURCE', 'RECORDED')
    """
    variable = protocol.disease.variable
    return Relation(
        "protocol_patient",
        "WITH history AS (SELECT h.USUBJID, min(d.DISEASE) AS DISEASE FROM sdtm_mh AS h "
        "JOIN protocol_disease AS d ON d.SOURCE = 'MH' "
        "AND (d.VALUE = upper(h.MHDECOD) OR d.VALUE = upper(h.MHTERM)) "
        "GROUP BY h.USUBJID HAVING min(d.DISEASE) = max(d.DISEASE)), "
        "patient AS (SELECT USUBJID, "
        f"max(upper({variable})) AS VALUE, max({variable}) AS RECORDED FROM sdtm_dm GROUP BY USUBJID) "
        "SELECT p.USUBJID, coalesce(g.DISEASE, d.DISEASE, h.DISEASE) AS DISEASE, "
        "CASE WHEN g.DISEASE IS NOT NULL THEN 'study.toml' "
        f"WHEN d.DISEASE IS NOT NULL THEN 'DM.{variable}' "
        "WHEN h.DISEASE IS NOT NULL THEN 'MH' END AS SOURCE, p.RECORDED "
        "FROM patient AS p "
        "LEFT JOIN protocol_patient_given AS g ON g.USUBJID = p.USUBJID "
        "LEFT JOIN protocol_disease AS d ON d.SOURCE = 'DM' AND d.VALUE = p.VALUE "
        "LEFT JOIN history AS h ON h.USUBJID = p.USUBJID",
        ("sdtm_dm", "sdtm_mh", "protocol_patient_given", "protocol_disease"),
        ("USUBJID", "DISEASE", "SOURCE", "RECORDED"),
    )
