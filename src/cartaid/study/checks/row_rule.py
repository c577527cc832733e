"""What a rule on one record is: a condition, what is shown, and what to do; and the relation that lists what breaks it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from cartaid.engine import Relation
from cartaid.study.checks.select import PLACE_TEXT
from cartaid.study.domains import DOMAINS
from cartaid.study.finding import FINDING_COLUMNS
from cartaid.study.typed import raw_name, sequence_of, text_of

LISTED = 1000
"""At most so many records are listed a rule and variable; the rest is counted."""

ALL_ROWS = 10
"""From so many rows on, a rule that every row breaks is one finding."""


@frozen
class RowRule:
    """One rule on one variable of one domain; the texts are SQL expressions over the table `table`.

    `guard` is a cheap condition that every record breaking the rule meets; it is looked at first.
    """

    id: str
    severity: str
    domain: str
    table: str
    variable: str
    condition: str
    value: str
    message: str
    fix: str
    guard: str = ""

    @property
    def name(self) -> str:
        """Name of the relation that lists the records."""
        return f"check_{self.id}_{self.domain}_{self.variable}".replace("-", "_").lower()


def said(text: str) -> str:
    """Write a constant text of a rule as an SQL literal.

    >>> said("the ward's clock")
    "'the ward''s clock'"
    """
    return "'" + text.replace("'", "''") + "'"


def typed_rule(
    id: str, severity: str, code: str, variable: str, condition: str, value: str, message: str, fix: str
) -> RowRule:
    """Give a rule on the typed table of a domain, whose severity and fix are the same for every record."""
    return RowRule(
        id, said(severity), code, DOMAINS[code].table, variable, condition, value, message, said(fix)
    )


def listing(rule: RowRule, raw: Mapping[str, str]) -> Relation:
    """Give the relation that lists the records that break a rule, the first LISTED of them."""
    from_raw = rule.table == raw_name(rule.domain)
    domain = DOMAINS[rule.domain]
    sequence = f"{rule.domain}SEQ"
    if from_raw:
        subject = text_of("USUBJID", raw["USUBJID"]) if "USUBJID" in raw else "CAST(NULL AS VARCHAR)"
        seq, file, row = sequence_of(domain, raw), '"_FILE"', '"_ROW"'
    else:
        subject, file, row = "USUBJID", "SRCFILE", "SRCROW"
        seq = sequence if any(v.name == sequence for v in domain.variables) else "CAST(NULL AS BIGINT)"
    if from_raw and not any(v.name == sequence for v in domain.variables):
        seq = "CAST(NULL AS BIGINT)"
    return Relation(
        rule.name,
        f"WITH broken AS (SELECT {subject} AS SUBJECT, {seq} AS SEQ, {file} AS FILENO, {row} AS ROWNO, "
        f"{rule.value} AS FOUND, {rule.severity} AS SEVERITY, {rule.message} AS MESSAGE, {rule.fix} AS FIX "
        f"FROM {rule.table} WHERE {rule.condition}) "
        f"SELECT '{rule.id}' AS rule, SEVERITY AS severity, '{rule.domain}' AS domain, SUBJECT AS USUBJID, "
        f"SEQ AS seq, '{rule.variable}' AS variable, FOUND AS value, "
        f"concat_ws('', {PLACE_TEXT.format(row='ROWNO')}, ', ', MESSAGE) AS message, FIX AS fix "
        "FROM broken JOIN source_file AS f ON f.FILE = FILENO "
        f"ORDER BY FILENO, ROWNO LIMIT {LISTED}",
        (rule.table, "source_file"),
        tuple(FINDING_COLUMNS),
    )
