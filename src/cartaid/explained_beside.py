"""What the datasets tell beside the trace: until when a record ran, and the grade the investigator gave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cartaid.engine import Session
from cartaid.engine.session import quoted

End = tuple[str | None, bool]
"""When a record ended (`2022-01-15T18:00`, `2022-01-15`; None where no end was recorded), and whether it goes on."""

RECORDED_AS = {"CRS": "cytokine release", "ICAN": "neurotoxicity|icans"}
"""First letters of a parameter, and the names of the events of its toxicity; CTCAE 6.0 names its grades ICANC."""


def ends(session: Session, folder: Path, usubjid: str) -> dict[tuple[str, int], End]:
    """Give the end of each procedure and drug of a subject, by domain and sequence number.

    `folder` is that of a finished analysis; without the dataset of interventions nothing is known.
    """
    file = folder / "analysis" / "adint.parquet"
    if not file.exists():
        return {}
    return {
        (domain, seq): (end, bool(ongoing))
        for domain, seq, end, ongoing in session.rows(
            "SELECT SRCDOM, SRCSEQ, coalesce(strftime(AENDTM, '%Y-%m-%dT%H:%M'), CAST(AENDT AS VARCHAR)), "
            f"ONGOFL IS NOT NULL FROM read_parquet({quoted(str(file))}) WHERE USUBJID = ? "
            "AND ACAT1 IN ('PROCEDURE', 'MEDICATION') AND SRCSEQ IS NOT NULL ORDER BY ALL",
            [usubjid],
        )
    }


def ran(start: str, end: str | None) -> str:
    """Write from when to when a record ran; the day of its end only where it is another.

    >>> ran("2022-01-14T06:20", "2022-01-15T18:00"), ran("2022-01-14T06:20", "2022-01-14T18:00")
    ('2022-01-14T06:20 to 2022-01-15T18:00', '2022-01-14T06:20 to 18:00')
    >>> ran("2022-01-14T06:20", "2022-01-14"), ran("2022-01-14", None)
    ('2022-01-14T06:20', '2022-01-14')
    """
    if end is None or start.startswith(end):
        return start
    return f"{start} to {end[11:] if end[:10] == start[:10] else end}"


def recorded_grade(session: Session, folder: Path, row: Mapping[str, Any]) -> str | None:
    """Say which grade the investigator gave beside a derived grade of CRS or ICANS; None of any other parameter.

    Of the highest grade every event of its infusion counts, of a day those that include it.
    """
    code = str(row["PARAMCD"])
    words = next((names for start, names in RECORDED_AS.items() if code.startswith(start)), None)
    file = folder / "analysis" / "adae.parquet"
    if words is None or row["ALOW"] is None or not file.exists():
        return None
    highest = code.endswith(("MAX", "MX"))
    whole = highest or code.endswith("EP")
    name = "CRS" if code.startswith("CRS") else "ICANS"
    when = (
        "(APERIOD IS NULL OR APERIOD IS NOT DISTINCT FROM ?)"
        if whole
        else "ASTDT <= ? AND (ONGOFL = 'Y' OR coalesce(AENDT, ASTDT) >= ?)"
    )
    bound = [row["APERIOD"]] if whole else [row["ADT"], row["ADT"]]
    found = session.rows(
        f"SELECT AESEQ, ATOXGR FROM read_parquet({quoted(str(file))}) WHERE USUBJID = ? AND (AESI = ? OR "
        f"regexp_matches(lower(coalesce(AEDECOD, AETERM, '')), {quoted(words)})) AND {when} ORDER BY AESEQ",
        [row["USUBJID"], name, *bound],
    )
    if not found:
        return f"investigator: no {name} recorded {'as an event' if whole else 'on this day'}"
    listed = ", ".join(f"AE {seq}" for seq, _ in found)
    grades = [grade for _, grade in found if grade is not None]
    if not grades:
        return f"investigator: {name} without a grade, {listed}"
    top = max(grades)
    # An event has one grade, its worst: a day below it does not differ, a day above it does.
    differs = row["ALOW"] > top or (highest and row["AHIGH"] is not None and row["AHIGH"] < top)
    return f"{'differs: investigator' if differs else 'investigator:'} grade {top}, {listed}"
