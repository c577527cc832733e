"""Freedom from drugs over time: each level of it, and the glucocorticoid dose."""

from __future__ import annotations

from typing import Any

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, median_range, note, result, share

FOOTNOTE = "Not counted: lymphodepletion, treatment of CRS or ICANS, replacement of hydrocortisone or IgG, local drugs."
REPLACED = (
    "The prednisone equivalent is that of the day and holds hydrocortisone given as replacement, up to 20 mg a day or 5 "
    "mg of prednisone, which does not count against freedom from glucocorticoids: a patient may be free of them beside "
    "such a dose."
)

HEADINGS = (
    Heading(
        "drug_free",
        "Freedom from drugs by visit, all patients",
        "drugs",
        "Visit",
        "no drug records (CM), or no visit windows",
        (
            FOOTNOTE,
            REPLACED,
            "Undetermined: a drug, a start or an end that is not known well enough leaves the answer open.",
        ),
    ),
    Heading(
        "drug_free_last",
        "Freedom from drugs when last seen, by disease",
        "drugs",
        "Level",
        "no drug records (CM)",
        (
            FOOTNOTE,
            "A biologic may still act within 5 half-lives after its last day, a depleter of B cells within 6 months: that "
            "is counted apart and does not count against freedom from biologics.",
        ),
    ),
    Heading(
        "drug_resumption",
        "Drugs taken again after freedom from them",
        "drugs",
        "Level",
        "nobody was free of drugs after an infusion",
        ("Resumption is counted apart from relapse: a drug may be taken again for another reason.",),
    ),
)

LEVELS = (
    ("GCFREE", "Glucocorticoids"),
    ("ISFREE", "Immunosuppressives"),
    ("BIOFREE", "Biologics"),
    ("AMFREE", "Antimalarials"),
    ("OFF", "The first three"),
    ("DRUGFREE", "All four"),
)
"""Levels of drug freedom: parameter, what it is free of."""


CARRIED = "may still act"
"""Words in the reason of a level that is free although a biologic may still act (`drug_status`)."""

STILL = "Of those free of biologics: the last one may still act"


def results(session: Session) -> list[Result]:
    """Give drug freedom by visit and at the last contact, and resumption."""
    found = groups(session)
    if not found or not session.rows("SELECT 1 FROM sdtm_cm LIMIT 1"):
        return []
    rows = [*by_visit(session, found[0]), *last_seen(session, found), *resumed(session, found)]
    days = session.rows("SELECT max(VALUE) FROM protocol_setting WHERE NAME = 'windows.drug_free_days'")[0][0]
    text = (
        f"Free of a class: nothing of it on any of the last {days} days up to the visit. At day 0 that includes drugs "
        "stopped shortly before the infusion, although the dose of the day itself is 0."
    )
    return [*rows, *(note(display, text, 1) for display in ("drug_free", "drug_free_last") if rows)]


def counted(place: Place, row: dict[str, Any]) -> Result:
    """Give x/N of one level from a row with FREE, JUDGED and OPEN."""
    total = row["JUDGED"] + row["OPEN"]
    return share(place, row["FREE"], row["JUDGED"], patients=total, undetermined=row["OPEN"])


def by_visit(session: Session, everyone: Group) -> list[Result]:
    """Give each level and the dose at each visit."""
    codes = {code: (order, f"Free of: {title.lower()}") for order, (code, title) in enumerate(LEVELS)}
    rows = []
    for row in session.records(
        f"""
        SELECT r.PARAMCD, r.AVISIT, count(*) FILTER (WHERE r.AVALC = 'Y') AS FREE,
            count(*) FILTER (WHERE r.STATUS = 'DETERMINED') AS JUDGED,
            count(*) FILTER (WHERE r.STATUS = 'UNDETERMINED') AS OPEN,
            count(CASE WHEN r.STATUS = 'DETERMINED' THEN r.AVAL END) AS N,
            median(CASE WHEN r.STATUS = 'DETERMINED' THEN r.AVAL END) AS MEDIAN,
            min(CASE WHEN r.STATUS = 'DETERMINED' THEN r.AVAL END) AS LOW,
            max(CASE WHEN r.STATUS = 'DETERMINED' THEN r.AVAL END) AS HIGH
        FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
        WHERE r.DEFID IN ('prednisone-equivalent', 'drug-free') AND r.ANL01FL = 'Y' AND r.APERIOD = 1
        GROUP BY r.PARAMCD, r.AVISIT, r.AVISITN ORDER BY r.AVISITN, r.PARAMCD
        """
    ):
        code, visit = row["PARAMCD"], row["AVISIT"]
        records = conditions(PARAMCD=code, AVISIT=visit, ANL01FL="Y", APERIOD=1)
        base = Place("drug_free", visit, code, visit, "", "", 0, "adrs", records)
        if code in codes:
            order, heading = codes[code]
            rows.append(counted(base.at(heading=heading, order=order), row))
        elif code == "PREDEQ":
            where = base.at(
                heading="Prednisone equivalent, mg/day: median (range)", order=len(LEVELS), dataset="adqs"
            )
            made = median_range(where, row["MEDIAN"], row["LOW"], row["HIGH"], row["N"], everyone.patients)
            rows.append(made)
            if row["OPEN"]:
                text = f"{row['OPEN']} undetermined"
                rows.append(result(where, "undetermined", text, value=row["OPEN"], n=row["OPEN"]))
    return rows


def last_seen(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give each level at the last contact, by disease; and of how many a biologic may still act, where there are any."""
    by_group = {group.id: group for group in found}
    titles = dict(LEVELS)
    order = list(titles)
    rows, carried = [], []
    for row in sorted(
        session.records(
            f"""
            SELECT g.GROUPID, r.PARAMCD, count(*) FILTER (WHERE r.AVALC = 'Y') AS FREE,
                count(*) FILTER (WHERE r.STATUS = 'DETERMINED') AS JUDGED,
                count(*) FILTER (WHERE r.STATUS = 'UNDETERMINED') AS OPEN,
                count(*) FILTER (WHERE r.AVALC = 'Y' AND r.PARAMCD = 'BIOFREE' AND r.REASON LIKE '%{CARRIED}%') AS CARRIED
            FROM (
                SELECT USUBJID, PARAMCD, AVALC, STATUS, REASON FROM scored_row WHERE DEFID = 'drug-free' AND RDY > 0
                QUALIFY row_number() OVER (PARTITION BY USUBJID, PARAMCD ORDER BY ADT DESC NULLS LAST) = 1) AS r
            JOIN {MEMBERS} AS g ON g.USUBJID = r.USUBJID GROUP BY g.GROUPID, r.PARAMCD
            """
        ),
        key=lambda row: (order.index(row["PARAMCD"]), row["GROUPID"]),
    ):
        if row["GROUPID"] in by_group:
            group = by_group[row["GROUPID"]]
            code = row["PARAMCD"]
            records = conditions(PARAMCD=code, DISEASE=group.disease)
            title, heading = titles[code], group.heading
            where = Place("drug_free_last", code, group.id, title, "", heading, group.order, "adrs", records)
            rows.append(counted(where, row))
            if code == "BIOFREE":
                still = Place("drug_free_last", "carried", group.id, STILL, "", heading, group.order)
                carried.append(share(still, row["CARRIED"], row["FREE"]))
    return rows + carried if any(one.n for one in carried) else rows


def resumed(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give the patients who took a drug again, of those who had become free of it."""
    if not (session.has("time_to_drug_free") and session.has("resumption")):
        return []
    by_group = {group.id: group for group in found}
    titles = dict(LEVELS)
    order = list(titles)
    rows = []
    for level, id, free, again, maybe in sorted(
        session.rows(
            f"""
            SELECT f.LEVEL, g.GROUPID, count(*), count(r.HIGH), count(r.LOW)
            FROM time_to_drug_free AS f JOIN {MEMBERS} AS g ON g.USUBJID = f.USUBJID
            LEFT JOIN resumption AS r ON r.USUBJID = f.USUBJID AND r.LEVEL = f.LEVEL
            GROUP BY f.LEVEL, g.GROUPID
            """
        ),
        key=lambda row: (order.index(row[0]) if row[0] in order else 99, row[1]),
    ):
        if id in by_group and level in titles:
            group = by_group[id]
            where = Place("drug_resumption", level, id, titles[level], "", group.heading, group.order)
            if maybe > again:
                rows.append(
                    share(where, again, free - (maybe - again), patients=free, undetermined=maybe - again)
                )
            else:
                rows.append(share(where, again, free))
    return rows
