"""The SELECT list that every rule over several records shares."""

from __future__ import annotations

from cartaid.study.finding import FINDING_COLUMNS

COLUMNS = tuple(FINDING_COLUMNS)
"""Columns of every relation of findings, in order."""


def finding_select(
    rule: str,
    severity: str,
    domain: str,
    message: str,
    fix: str,
    *,
    subject: str = "USUBJID",
    seq: str = "CAST(NULL AS BIGINT)",
    variable: str = "CAST(NULL AS VARCHAR)",
    value: str = "CAST(NULL AS VARCHAR)",
) -> str:
    """Give the SELECT list of a finding; all but rule and fix are SQL expressions."""
    return (
        f"SELECT '{rule}' AS rule, {severity} AS severity, {domain} AS domain, {subject} AS USUBJID, {seq} AS seq, "
        f"{variable} AS variable, {value} AS value, {message} AS message, '{fix}' AS fix"
    )
