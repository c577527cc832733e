"""Rules on the records of a death: one that DM does not have, dates that disagree, an infusion after it."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.study.checks.select import COLUMNS, finding_select


def death_not_in_dm() -> Relation:
    """List patients who are dead by DS or AE, but have no DM.DTHDTC: one finding a patient."""
    head = finding_select(
        "death-not-in-dm",
        "'warning'",
        "k.DOMAIN",
        "concat_ws('', 'domain DM: expected DTHDTC of ', k.USUBJID, ', who died by ', k.DOMAIN, '.', k.VARIABLE, "
        "', found none; ', CASE WHEN k.DEATH IS NULL THEN 'no complete date is recorded, and the death is not used' "
        "WHEN k.VARIABLE = 'AESTDTC' THEN concat_ws('', 'the fatal event has no end, and its start, ', k.WRITTEN, "
        "', is used as the day of death') ELSE concat_ws('', k.WRITTEN, ' is used as the day of death') END)",
        "fill in DTHDTC, or correct the record of the death",
        subject="k.USUBJID",
        seq="k.SEQ",
        variable="k.VARIABLE",
        value="k.WRITTEN",
    )
    return Relation(
        "check_death_not_in_dm",
        f"{head} FROM death AS k JOIN sdtm_dm AS d ON d.USUBJID = k.USUBJID AND d.DTHDTC IS NULL",
        ("death", "sdtm_dm"),
        COLUMNS,
    )


def death_differs() -> Relation:
    """List the records of a death that surely name another day than the one that is used."""
    head = finding_select(
        "death-differs",
        "'warning'",
        "r.DOMAIN",
        "concat_ws('', r.DOMAIN, '.', r.VARIABLE, ': expected the death on ', k.WRITTEN, ' as in ', k.DOMAIN, '.', "
        "k.VARIABLE, ', found ', r.WRITTEN, '; ', k.WRITTEN, ' is used')",
        "correct one of the two dates",
        subject="r.USUBJID",
        seq="r.SEQ",
        variable="r.VARIABLE",
        value="r.WRITTEN",
    )
    return Relation(
        "check_death_differs",
        f"{head} FROM death_record AS r JOIN death_record AS k ON k.USUBJID = r.USUBJID AND k.PLACE = 1 "
        "WHERE r.PLACE > 1 AND (r.FIRST > k.LAST OR (r.LAST < k.FIRST AND r.VARIABLE <> 'AESTDTC'))",
        ("death_record",),
        COLUMNS,
    )


def infusion_after_death() -> Relation:
    """List patients with a CAR T infusion dated after their death, one finding a patient."""
    head = finding_select(
        "infusion-after-death",
        "'error'",
        "'EX'",
        "concat_ws('', 'EXSTDTC: expected the CAR T infusion up to the death (', k.WRITTEN, ' in ', k.DOMAIN, '.', "
        "k.VARIABLE, '), found ', i.WRITTEN, '; what is dated after the death is neither used nor counted as an event')",
        "correct the date of the infusion or that of the death",
        subject="i.USUBJID",
        seq="i.SEQ",
        variable="'EXSTDTC'",
        value="i.WRITTEN",
    )
    return Relation(
        "check_infusion_after_death",
        "WITH i AS (SELECT x.USUBJID, min(x.EXSTDTC) AS WRITTEN, min_by(x.EXSEQ, x.EXSTDTC_FIRST) AS SEQ "
        "FROM sdtm_ex AS x JOIN death AS d ON d.USUBJID = x.USUBJID AND x.EXSTDTC_FIRST > d.DIED "
        f"WHERE x.EXCAT = 'CAR T' GROUP BY x.USUBJID) {head} FROM i JOIN death AS k ON k.USUBJID = i.USUBJID",
        ("sdtm_ex", "death"),
        COLUMNS,
    )
