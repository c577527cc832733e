"""The listing of adverse events of a study too large for its report: written as CSV alone, by one statement."""

from __future__ import annotations

from pathlib import Path

from cartaid.engine import Session
from cartaid.engine.session import quoted
from cartaid.results.cohort import LISTED_PATIENTS

FORMULA = r"^[=+@\t\r\n-]"
NUMBER = r"^-?\d+([.,]\d+)?([eE][+-]?\d+)?$"

CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def guarded(text: str) -> str:
    """Write SQL that keeps a text from being read as a formula, as in every CSV of the tables; numbers stay."""
    text = f"regexp_replace({text}, '{CONTROL}', '\ufffd', 'g')"
    formula = f"regexp_matches({text}, '{FORMULA}') AND NOT regexp_matches({text}, '{NUMBER}')"
    return f"CASE WHEN {formula} THEN concat('''', {text}) ELSE {text} END"


def _day(day: str, imputed: str) -> str:
    written = f"replace(CAST({day} AS VARCHAR), '-', '−')"
    return f"CASE WHEN {day} IS NULL THEN 'unknown' ELSE concat({written}, CASE WHEN {imputed} IS NOT NULL THEN '*' END) END"


def _answer(flag: str) -> str:
    return f"CASE {flag} WHEN 'Y' THEN 'yes' WHEN 'N' THEN 'no' ELSE 'unknown' END"


RELATED = (
    "concat_ws(', ', CASE WHEN e.RELCART = 'Y' THEN 'CAR T' END, CASE WHEN e.RELLD = 'Y' THEN 'lymphodepletion' END, "
    "CASE WHEN e.RELAPH = 'Y' THEN 'leukapheresis' END)"
)


HEAD = 'Group,Patient,Event,Grade,"Start, day","End, day",Serious,Related to,Of special interest,Emergent\n'
"""First line of the file: that of the table `ae_listing`, whose first column is an empty group."""


def adverse_events_sql() -> str:
    """Write the query of the listing: the columns and words of the table `ae_listing`, before them an empty group."""
    return f"""
        SELECT NULL, {guarded("coalesce(s.SUBJID, s.USUBJID)")},
            {guarded("coalesce(nullif(e.AEDECOD, ''), e.AETERM)")},
            coalesce(CAST(e.ATOXGR AS VARCHAR), e.AESEV, 'not given'),
            {_day("e.ASTRDY", "e.ASTDTF")},
            CASE WHEN e.ONGOFL = 'Y' THEN 'ongoing' ELSE {_day("e.AENRDY", "e.AENDTF")} END,
            {_answer("e.SERFL")},
            CASE WHEN e.RELMISFL = 'Y' THEN 'cause missing' ELSE coalesce(nullif({RELATED}, ''), 'none') END,
            nullif(e.AESI, ''), {_answer("e.TRTEMFL")}
        FROM adae AS e JOIN adsl AS s ON s.USUBJID = e.USUBJID WHERE s.TRTSDT IS NOT NULL
        ORDER BY e.USUBJID NULLS LAST, e.ASTDT NULLS LAST, e.AESEQ NULLS LAST"""


def write_long_listing(session: Session, folder: Path) -> list[Path]:
    """Write `ae_listing.csv` where there are more patients than the report lists one by one; give the path.

    Parameters
    ----------
    session : Session
        A session in which a study was derived.
    folder : Path
        Gets the file.
    """
    if not (session.has("adae") and session.has("adsl")):
        return []
    treated = session.rows("SELECT count(*) FROM adsl WHERE TRTSDT IS NOT NULL")[0][0]
    if treated <= LISTED_PATIENTS or not session.rows("SELECT 1 FROM adae LIMIT 1"):
        return []
    path = folder / "ae_listing.csv"
    session.connection.execute(
        f"COPY ({adverse_events_sql()}) TO {quoted(str(path))} (FORMAT csv, HEADER false)"
    )
    # With the mark a spreadsheet program takes the file for what it is.
    path.write_bytes(("\ufeff" + HEAD).encode() + path.read_bytes())
    return [path]
