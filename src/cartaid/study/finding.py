"""What is wrong or remarkable in a study: findings, and the error that stops the reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from cartaid.study.error import StudyError as StudyError

Severity = Literal["error", "warning", "note"]

FINDING_COLUMNS: dict[str, str] = {
    "rule": "VARCHAR",
    "severity": "VARCHAR",
    "domain": "VARCHAR",
    "USUBJID": "VARCHAR",
    "seq": "BIGINT",
    "variable": "VARCHAR",
    "value": "VARCHAR",
    "message": "VARCHAR",
    "fix": "VARCHAR",
}
"""Columns of the session table `finding`, in order, with their SQL types."""


FINDING_ORDER = (
    "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, "
    "rule, domain, USUBJID, seq, variable, value, message"
)
"""Findings are listed errors first, then by rule and place."""


@frozen
class Finding:
    """One remark about the records: which rule, how severe, where, what was found and what to do.

    >>> Finding("domain-absent", "note", "no file holds domain PR", domain="PR").severity
    'note'
    """

    rule: str
    severity: Severity
    message: str
    domain: str | None = None
    usubjid: str | None = None
    seq: int | None = None
    variable: str | None = None
    value: str | None = None
    fix: str | None = None


def finding_rows(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    """Give findings as rows in the order of `FINDING_COLUMNS`.

    >>> finding_rows([Finding("r", "note", "text", domain="LB")])
    [('r', 'note', 'LB', None, None, None, None, 'text', None)]
    """
    return [
        (f.rule, f.severity, f.domain, f.usubjid, f.seq, f.variable, f.value, f.message, f.fix)
        for f in findings
    ]
