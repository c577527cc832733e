"""The reference of the checks."""

from __future__ import annotations

from cartaid.study.checks.catalogue import RULES
from generator.markdown import cell, code_cell, table


def checks_page() -> str:
    """Write every rule with its severity and meaning."""
    counts = {s: sum(rule.severity == s for rule in RULES.values()) for s in ("error", "warning", "note")}
    return (
        "# Checks\n\n"
        "`cartaid check STUDY` lists findings; `cartaid analyse` writes the same list as `findings.csv`. Each names "
        "domain, subject, sequence number, variable, value, and what to do. The message begins with the place: `line` "
        "is the line of a text file as an editor numbers it (the header is line 1), `row` the row of a sheet as a "
        "spreadsheet numbers it, `record` the number of the record in a file that has neither (XPT, Parquet); the "
        "column `seq` is --SEQ, not a place in the file. A file that is there is always named. An error makes the exit "
        "code 1; what can "
        "still be derived is derived all the same. Nothing is dropped without a finding.\n\n"
        f"{counts['error']} rules are errors, {counts['warning']} warnings, {counts['note']} notes.\n\n"
        + table(
            ("rule", "severity", "meaning"),
            [(code_cell(rule.id), rule.severity, cell(rule.title)) for rule in RULES.values()],
        )
    )
