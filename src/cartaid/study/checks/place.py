"""Where a finding's record stands in its file, said in front of the message."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.study.checks.select import PLACE_TEXT
from cartaid.study.domains import DOMAINS

ENDINGS = "csv|tsv|parquet|xpt|xlsx"
"""Endings of the names of files: a message that begins with such a name tells its place already."""

LISTED_FILES = 3
"""So many files of a split domain are named in a finding on the whole domain."""


def place_findings(session: Session) -> None:
    """Begin every message of the table `finding` with the file, and the line or record, that it is about.

    A finding on one record (patient and --SEQ) names its line, one on a patient the first line of the patient in
    that domain, one on a domain its files. Findings that name a place already stay as they are.
    """
    named = f"regexp_matches(lower(f.message), '^[^,:]+[.]({ENDINGS})')"
    own = "EXISTS (SELECT 1 FROM source_file AS d WHERE d.DOMAIN = f.domain)"
    open_ = session.rows(
        "SELECT f.domain, bool_or(f.USUBJID IS NOT NULL), bool_or(f.USUBJID IS NULL) FROM finding AS f "
        f"WHERE f.domain IS NOT NULL AND NOT starts_with(f.message, 'study.toml') AND {own} AND NOT {named} "
        "GROUP BY f.domain ORDER BY f.domain"
    )
    for code, of_patients, of_domain in open_:
        if of_patients:
            _place_records(session, code, named)
        if of_domain:
            files = [
                r[0]
                for r in session.rows("SELECT NAME FROM source_file WHERE DOMAIN = ? ORDER BY FILE", [code])
            ]
            more = f" and {len(files) - LISTED_FILES} more" if len(files) > LISTED_FILES else ""
            where = ", ".join(files[:LISTED_FILES]) + more
            session.connection.execute(
                f"UPDATE finding AS f SET message = concat({quoted(where)}, ': ', f.message) "
                f"WHERE f.domain = {quoted(code)} AND f.USUBJID IS NULL AND NOT {named} "
                "AND NOT starts_with(f.message, 'study.toml')"
            )


def _place_records(session: Session, code: str, named: str) -> None:
    domain = DOMAINS[code]
    sequence = f"{code}SEQ"
    numbered = any(variable.name == sequence for variable in domain.variables)
    seq = f"t.{sequence}" if numbered else "CAST(NULL AS BIGINT)"
    session.connection.execute(
        "UPDATE finding AS f SET message = concat(p.PLACE, ', ', f.message) FROM ("
        f"SELECT r.USUBJID, r.SEQ, {PLACE_TEXT.format(row='r.SRCROW')} AS PLACE FROM "
        f"(SELECT t.USUBJID, {seq} AS SEQ, t.SRCFILE, t.SRCROW, row_number() OVER (PARTITION BY t.USUBJID, {seq} "
        f"ORDER BY t.SRCFILE, t.SRCROW) AS NTH FROM {domain.table} AS t "
        "WHERE t.USUBJID IN (SELECT USUBJID FROM finding)) AS r "
        "JOIN source_file AS f ON f.FILE = r.SRCFILE WHERE r.NTH = 1) AS p "
        f"WHERE f.domain = {quoted(code)} AND p.USUBJID = f.USUBJID AND p.SEQ = f.seq AND NOT {named}"
    )
    session.connection.execute(
        "UPDATE finding AS f SET message = concat(p.PLACE, ', ', f.message) FROM ("
        f"SELECT t.USUBJID, min_by({PLACE_TEXT.format(row='t.SRCROW')}, "
        "CAST(t.SRCFILE AS BIGINT) * 1000000000000 + t.SRCROW) AS PLACE "
        f"FROM {domain.table} AS t JOIN source_file AS f ON f.FILE = t.SRCFILE "
        "WHERE t.USUBJID IN (SELECT USUBJID FROM finding) GROUP BY t.USUBJID) AS p "
        f"WHERE f.domain = {quoted(code)} AND p.USUBJID = f.USUBJID AND f.seq IS NULL AND NOT {named}"
    )
