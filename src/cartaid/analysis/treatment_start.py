"""The day treatment began: what events and laboratory values before it are told apart from."""

from __future__ import annotations

from cartaid.engine import Relation


def treatment_start() -> Relation:
    """Give the day treatment began in each period, as STARTED.

    It is the first lymphodepletion within 28 days before the infusion, else the infusion; for a subject who was
    only lymphodepleted, that day; NULL for one who had neither.
    """
    return Relation(
        "treatment_start",
        """
        SELECT p.USUBJID, p.APERIOD, min(coalesce(l.GIVEN, p.DAY0, s.LYMPHODEPLETION)) AS STARTED
        FROM period AS p JOIN subject AS s ON s.USUBJID = p.USUBJID
        LEFT JOIN lymphodepletion AS l ON l.USUBJID = p.USUBJID AND l.GIVEN <= p.DAY0 AND l.GIVEN >= p.DAY0 - 28
        GROUP BY p.USUBJID, p.APERIOD
        """,
        ("period", "subject", "lymphodepletion"),
        ("USUBJID", "APERIOD", "STARTED"),
    )
