"""Rule on ages: the recorded one against the birth date."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import number_text
from cartaid.study.checks.select import COLUMNS, finding_select
from cartaid.study.dates import sql_completed_years
from cartaid.study.domains import LONGEST_LIFE

REFERENCES = ("RFICDTC", "RFSTDTC", "RFXSTDTC")
"""The days on which a study may have asked for the age: of consent, of the start, of the first exposure."""


def age_differs() -> Relation:
    """List patients whose AGE lies more than a year from that of the birth date, on any of the days it may be of."""
    first, last = (", ".join(f"{name}_{end}" for name in REFERENCES) for end in ("FIRST", "LAST"))
    youngest = sql_completed_years("d.BRTHDTC_LAST", "d.FIRST")
    oldest = sql_completed_years("d.BRTHDTC_FIRST", "d.LAST")
    head = finding_select(
        "age-differs",
        "'warning'",
        "'DM'",
        "concat_ws('', 'AGE: expected ', CASE WHEN r.YOUNGEST < r.OLDEST THEN concat_ws('', CAST(r.YOUNGEST AS VARCHAR), "
        "' to ') END, CAST(r.OLDEST AS VARCHAR), ' years by BRTHDTC ', r.BRTHDTC, ', found ', "
        f"{number_text('r.AGE')}, '; AGE is used')",
        "correct AGE or BRTHDTC",
        subject="r.USUBJID",
        variable="'AGE'",
        value=number_text("r.AGE"),
    )
    return Relation(
        "check_age_differs",
        f"WITH d AS (SELECT USUBJID, AGE, BRTHDTC, BRTHDTC_FIRST, BRTHDTC_LAST, least({first}) AS FIRST, "
        f"greatest({last}) AS LAST FROM sdtm_dm "
        f"WHERE AGE BETWEEN 0 AND {LONGEST_LIFE} AND upper(coalesce(AGEU, 'YEARS')) = 'YEARS'), "
        f"r AS (SELECT d.USUBJID, d.AGE, d.BRTHDTC, {youngest} AS YOUNGEST, {oldest} AS OLDEST FROM d) "
        f"{head} FROM r WHERE r.AGE < r.YOUNGEST - 1 OR r.AGE > r.OLDEST + 1",
        ("sdtm_dm",),
        COLUMNS,
    )
