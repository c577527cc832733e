"""The damage index never falls: a lower value than before is a query to raise."""

from __future__ import annotations

from cartaid.engine import Relation

FINDING = "damage_finding"
"""The relation whose rows join the findings of the study."""


def damage_finding() -> Relation:
    """List the falls of the SLICC/ACR damage index within a patient.

    An assessment is listed when even its highest possible value lies below the highest that an earlier one of the
    patient surely reached: damage is irreversible, so one of the two is wrong (doi 10.1002/art.1780390303).
    """
    return Relation(
        FINDING,
        """
        WITH damage AS (
            SELECT USUBJID, ADT, CAST(ALOW AS INTEGER) AS LOW, CAST(AHIGH AS INTEGER) AS HIGH,
                CAST(max(ALOW) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS INTEGER) AS BEFORE
            FROM assessed WHERE PARAMCD = 'SDI' AND ADT IS NOT NULL)
        SELECT 'damage-index-falls' AS rule, 'warning' AS severity, 'QS' AS domain, USUBJID,
            CAST(NULL AS BIGINT) AS seq, 'QSSTRESN' AS variable, CAST(HIGH AS VARCHAR) AS value,
            concat('the damage index of ', CAST(ADT AS VARCHAR), ' is at most ', CAST(HIGH AS VARCHAR),
                ', an earlier one was ', CAST(BEFORE AS VARCHAR), ': damage does not fall') AS message,
            'correct the form that is wrong: an item once present stays present' AS fix
        FROM damage WHERE HIGH < BEFORE
        """,
        ("assessed",),
        ("rule", "severity", "domain", "USUBJID", "seq", "variable", "value", "message", "fix"),
    )
