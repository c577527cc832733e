"""The SELECT list that every rule over several records shares."""

from __future__ import annotations

from cartaid.study.finding import FINDING_COLUMNS

COLUMNS = tuple(FINDING_COLUMNS)
"""Columns of every relation of findings, in order."""


LISTED_SEQUENCES = 20
"""At most so many records are listed one by one in a finding that counts them."""

PLACE_TEXT = "concat_ws('', f.NAME, ', ', f.WORD, ' ', CAST({row} - f.BEFORE + f.HEADER AS VARCHAR))"
"""Where a record stands, such as `lb.csv, line 12`; `f` is `source_file`, `{row}` the row counted in its domain."""


def sequences_text(code: str, sequence: str) -> str:
    """Give the SQL aggregate that lists the --SEQ of the rows a finding counts; of very many the first and last.

    >>> sequences_text("LB", "t.LBSEQ")[:60]
    "CASE WHEN count(*) > 20 THEN concat_ws('', 'LBSEQ ', min(t.L"
    """
    return (
        f"CASE WHEN count(*) > {LISTED_SEQUENCES} THEN concat_ws('', '{code}SEQ ', min({sequence}), ' to ', "
        f"max({sequence})) ELSE concat_ws('', '{code}SEQ ', string_agg(CAST({sequence} AS VARCHAR), ', ' "
        f"ORDER BY {sequence} NULLS LAST)) END"
    )


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
