"""Findings of the checks, grouped by rule for a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

MOST = 50
"""Most findings of one rule listed in a report; the file holds all of them."""


@frozen
class FindingGroup:
    """The findings of one rule: what to do, the records, and how many more there are."""

    rule: str
    severity: str
    fix: str
    rows: tuple[tuple[str, str], ...]
    more: int


def finding_groups(findings: Sequence[Mapping[str, Any]]) -> list[FindingGroup]:
    """Group findings by severity and rule, in the order they come (errors first)."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for finding in findings:
        found.setdefault((finding["severity"], finding["rule"]), []).append(finding)
    return [
        FindingGroup(
            rule.replace("-", " "),
            severity,
            rows[0]["fix"] or "",
            tuple((place(row), row["message"] or "") for row in rows[:MOST]),
            max(len(rows) - MOST, 0),
        )
        for (severity, rule), rows in found.items()
    ]


def place(finding: Mapping[str, Any]) -> str:
    """Write where a finding is: domain, sequence number, patient.

    >>> place({"domain": "LB", "seq": 6, "USUBJID": "CARTAID-DEMO-09"})
    'LB 6, CARTAID-DEMO-09'
    """
    record = " ".join(str(finding[name]) for name in ("domain", "seq") if finding[name] not in (None, ""))
    return ", ".join(filter(None, [record, finding["USUBJID"]])) or "study"


def finding_words(findings: Sequence[Mapping[str, Any]]) -> str:
    """Count the findings in words.

    >>> finding_words([{"severity": "error"}, {"severity": "note"}, {"severity": "note"}])
    '1 error, 0 warnings, 2 notes.'
    """
    counted = {name: sum(f["severity"] == name for f in findings) for name in ("error", "warning", "note")}
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in counted.items()) + "."
