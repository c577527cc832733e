"""Findings as a person reads them: each with its place, one thing said once."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.study.checks.place import place_findings
from cartaid.study.domains import DOMAINS
from cartaid.study.finding import FINDING_COLUMNS, Finding, finding_rows
from cartaid.study.typed import raw_name

SAID_ALREADY = {
    "medication-unit-missing": ("dose-without-unit",),
    "medication-frequency-unknown": ("frequency-unknown",),
    "medication-end-before-start": ("end-before-start",),
    "medication-start-unknown": ("date-missing", "date-unreadable"),
}
"""Rules of the derivation, and the checks that have said the same of the same record."""


def tidy_findings(session: Session) -> None:
    """Make the table `finding` readable.

    A column that is not there gives one finding, not one a record; what a check has said of a record the
    derivation does not say again; every message begins with its place.
    """
    _once_a_column(session)
    _once_a_record(session)
    place_findings(session)


def _once_a_column(session: Session) -> None:
    groups = session.rows(
        "SELECT rule, severity, domain, variable, fix, count(*), count(DISTINCT USUBJID), min(message) FROM finding "
        "WHERE seq IS NOT NULL AND domain IS NOT NULL AND variable IS NOT NULL "
        "GROUP BY rule, severity, domain, variable, fix HAVING count(*) > 1 ORDER BY ALL"
    )
    required = set(session.rows("SELECT domain, variable FROM finding WHERE rule = 'column-missing'"))
    for rule, severity, code, variable, fix, records, patients, message in groups:
        named = code in DOMAINS and any(v.name == variable for v in DOMAINS[code].variables)
        if not named or not session.has(raw_name(code)) or variable in session.columns(raw_name(code)):
            continue
        session.connection.execute(
            f"DELETE FROM finding WHERE rule = {quoted(rule)} AND domain = {quoted(code)} "
            f"AND variable = {quoted(variable)} AND seq IS NOT NULL"
        )
        if (code, variable) in required:
            continue
        together = Finding(
            rule,
            severity,
            f"{message} ({records} records of {patients} patients: the column {variable} is not there)",
            domain=code,
            variable=variable,
            fix=fix,
        )
        names = ", ".join(FINDING_COLUMNS)
        marks = ", ".join("?" * len(FINDING_COLUMNS))
        session.connection.execute(
            f"INSERT INTO finding ({names}) VALUES ({marks})", list(finding_rows([together])[0])
        )


def _once_a_record(session: Session) -> None:
    said = {row[0] for row in session.rows("SELECT DISTINCT rule FROM finding")}
    for dropped, checks in SAID_ALREADY.items():
        if dropped in said and said & set(checks):
            session.connection.execute(
                f"DELETE FROM finding AS f WHERE f.rule = {quoted(dropped)} AND EXISTS (SELECT 1 FROM finding AS k "
                f"WHERE k.rule IN ({', '.join(quoted(check) for check in checks)}) AND k.variable = f.variable "
                "AND k.domain = f.domain AND k.USUBJID = f.USUBJID AND k.seq = f.seq)"
            )
