"""Antibodies, immunoglobulins and complement after the infusion: their displays, all but autoantibodies computed here."""

from __future__ import annotations

import math

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.autoantibodies import CONFIRMATIONS, autoantibodies
from cartaid.results.cohort import LISTED_PATIENTS, MEMBERS, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.measure import Place, figure, median_range, note, result, share, words

HEADINGS = (
    Heading(
        "seroconversion",
        "Autoantibodies: positive before treatment, negative after it",
        "cells",
        "Visit",
        "no autoantibody that was positive before treatment",
        (
            "Denominator: patients positive before treatment by the same assay whose result at the visit can be read. "
            "Cannot be told: another assay or unit, immunoglobulin within the wash-out, a bound, no cut-off, a result "
            "that is no number; a result of one assay is never judged by another.",
            "Change from before treatment, same assay only. ≤ and ≥ mark a bound: a value above the range of the assay "
            "before, or below it after, makes the fall at least that large.",
            f"Time to negative: first of {CONFIRMATIONS} negative samples in a row. It lies between two samples and is "
            "read at the later one (Kaplan-Meier), or left as an interval (Turnbull).",
        ),
    ),
    Heading(
        "vaccine",
        "Vaccine antibodies: ratio to before treatment, and protection",
        "cells",
        "Visit",
        "no vaccine antibody before and after treatment",
        (
            "Geometric mean of the ratio of each patient, same assay. Values within the wash-out after immunoglobulin "
            "are partly the donor's and are left out. Protection by the level of the record, or a published one.",
        ),
    ),
    Heading(
        "immunoglobulins",
        "Immunoglobulins in serum",
        "cells",
        "Measure",
        "no IgG, IgA or IgM",
        (
            "The patient's own values: IgG within the wash-out after immunoglobulin is left out, so a nadir may have "
            "been missed. Days below a limit are of the days that are known, each value holding until the next sample.",
        ),
    ),
    Heading(
        "complement",
        "Complement C3 and C4 before treatment and when last measured",
        "cells",
        "Measure",
        "no C3 or C4 after treatment",
        (
            "Last: the latest sample after the start of treatment, before a second infusion. Low: below the lower limit "
            "of the laboratory; samples without that limit are in no x/N.",
        ),
    ),
)


def results(session: Session) -> list[Result]:
    """Give the four displays."""
    found = groups(session)
    if not found or not session.has("adis"):
        return []
    return [
        *autoantibodies(session),
        *vaccines(session),
        *immunoglobulins(session, found),
        *complement(session, found),
    ]


NO_RATIO = (
    # condition, why a vaccine antibody has no ratio to before: the first that holds
    ("IVIGFL <> 'N'", "after immunoglobulin"),
    ("ASSAYCHFL = 'Y'", "assay changed"),
    ("TWICEFL = 'Y'", "two different results"),
    ("RATIO > 0 AND PCHGQUAL IS NULL", ""),
    ("AVAL IS NULL AND RATIO IS NULL", "without a number"),
    ("AQUAL IS NOT NULL OR BASEQUAL IS NOT NULL", "a bound"),
    ("AVAL = 0 OR BASE = 0", "0 before or after"),
    ("RATIO IS NULL OR RATIO <= 0", "nothing before to compare"),
)
LEFT_OUT = tuple(text for _, text in NO_RATIO if text)


def vaccines(session: Session) -> list[Result]:
    """Give geometric mean ratios and loss of protection of each vaccine antibody by visit."""
    usable = "a.IVIGFL = 'N' AND a.ASSAYCHFL IS NULL AND a.TWICEFL IS NULL"
    why = "CASE " + " ".join(f"WHEN {rule} THEN '{text}'" for rule, text in NO_RATIO) + " END"
    reasons = ", ".join(f"count(*) FILTER (WHERE WHY = '{text}')" for text in LEFT_OUT)
    rows = []
    for (
        code,
        title,
        method,
        visit,
        patients,
        compared,
        logs,
        kept,
        lost,
        unread,
        *counted,
    ) in session.rows(
        f"""
        SELECT a.PARAMCD, max(a.PARAM), a.METHOD, a.AVISIT, count(DISTINCT a.USUBJID),
            count(*) FILTER (WHERE {usable} AND a.RATIO > 0 AND a.PCHGQUAL IS NULL),
            avg(CASE WHEN {usable} AND a.RATIO > 0 AND a.PCHGQUAL IS NULL THEN ln(a.RATIO) END ORDER BY a.RATIO),
            count(*) FILTER (WHERE {usable} AND a.BPROTFL = 'Y' AND a.PROTFL = 'Y'),
            count(*) FILTER (WHERE {usable} AND a.BPROTFL = 'Y' AND a.PROTFL = 'N'),
            count(*) FILTER (WHERE {usable} AND (a.BPROTFL = 'U' OR (a.BPROTFL = 'Y' AND a.PROTFL = 'U'))), {reasons}
        FROM (SELECT *, {why} AS WHY FROM adis) AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID
        WHERE a.PARCAT = 'VACCINE' AND a.ANL01FL = 'Y' AND a.POSTFL = 'Y' AND a.APERIOD = 1
        GROUP BY a.PARAMCD, a.METHOD, a.AVISIT, a.AVISITN
        ORDER BY max(a.PARAM) NULLS LAST, a.PARAMCD, a.METHOD NULLS LAST, a.AVISITN NULLS LAST
        """
    ):
        group = ", ".join(part for part in (title or code, method) if part)
        records = conditions(PARAMCD=code, METHOD=method, AVISIT=visit, ANL01FL="Y", POSTFL="Y", APERIOD=1)
        place = Place("vaccine", f"{code} {method} {visit}", "", visit, group, "", 0, "adis", records)
        at = place.at(column="ratio", heading="Ratio, geometric mean [n]", order=0)
        if compared:
            mean = math.exp(logs)
            rows.append(result(at, "geometric mean ratio", figure(mean), value=mean, n=compared, N=patients))
            rows.append(result(at, "n", f"[{compared}]", value=compared, n=compared, N=patients))
        else:
            rows.append(result(at, "geometric mean ratio", "NE: no two values to compare", n=0, N=patients))
        at = place.at(column="lost", heading="Protection lost, x/N (95 %)", order=1)
        if kept + lost:
            rows.append(share(at, lost, kept + lost))
        else:
            why = "NE: no level of protection known" if unread else "NE: nobody was protected before"
            rows.append(result(at, "x/N", why, n=0, N=0))
        at = place.at(column="left_out", heading="Left out", order=2)
        given = [f"{n} {text}" for n, text in zip(counted, LEFT_OUT, strict=True) if n]
        rows.append(words(at, "; ".join(given) or "0", n=sum(counted), N=patients))
    return rows


TWICE = "two different results of one time, of which neither is used"

MEASURES = (
    # row, label, column of immunoglobulin_course
    ("base", "Before treatment, g/L: median (range)", "BASE"),
    ("nadir", "Lowest after it, g/L: median (range)", "NADIR"),
    ("day", "Day of the lowest: median (range)", "NADIRDY"),
    ("percent", "Change to the lowest, %: median (range)", "NADIRPCT"),
)
NAMES = {"IGG": "IgG", "IGA": "IgA", "IGM": "IgM"}
FLAGS = (
    # row, label, condition met, condition that it could be told
    ("below7", "Lowest below 7 g/L", "c.BELOWFL IN ('<7', '<4')", "c.BELOWFL IS NOT NULL"),
    ("below4", "Lowest below 4 g/L", "c.BELOWFL = '<4'", "c.BELOWFL IS NOT NULL"),
    ("emergent", "In a lower band than before treatment", "c.TRTEMFL = 'Y'", "c.TRTEMFL IN ('Y', 'N')"),
)


def immunoglobulins(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give value before, nadir and low IgG by disease."""
    if not session.has("immunoglobulin_course"):
        return []
    summed = ", ".join(
        f"count(c.{column}), median(c.{column}), min(c.{column}), max(c.{column})"
        for _, _, column in MEASURES
    )
    flagged = ", ".join(
        f"count(*) FILTER (WHERE {yes}), count(*) FILTER (WHERE {told})" for _, _, yes, told in FLAGS
    )
    by_group = {group.id: group for group in found}
    rows: list[Result] = []
    replaced = 0
    disagreeing: dict[str, int] = {}
    for code, id, patients, below7, below4, known, exogenous, twice, *numbers in session.rows(
        f"""
        SELECT c.PARAMCD, g.GROUPID, count(*), sum(c.DAYS_BELOW_7), sum(c.DAYS_BELOW_4), sum(c.DAYS_KNOWN),
            count(*) FILTER (WHERE c.EXOGENOUS > 0), count(*) FILTER (WHERE c.TWICE > 0), {summed}, {flagged}
        FROM immunoglobulin_course AS c JOIN {MEMBERS} AS g ON g.USUBJID = c.USUBJID WHERE c.APERIOD = 1
        GROUP BY c.PARAMCD, g.GROUPID ORDER BY CASE c.PARAMCD WHEN 'IGG' THEN 0 WHEN 'IGA' THEN 1 ELSE 2 END, g.GROUPID
        """
    ):
        if id not in by_group:
            continue
        group = by_group[id]
        disagreeing[code] = max(disagreeing.get(code, 0), twice)
        records = conditions(PARAMCD=code, DISEASE=group.disease)
        base = Place("immunoglobulins", "", id, "", NAMES[code], group.heading, group.order, "adlb", records)
        for place, (row, label, _) in enumerate(MEASURES):
            n, median, low, high = numbers[4 * place : 4 * place + 4]
            at = base.at(row=f"{code} {row}", label=label)
            middle, lowest, highest = (None if v is None else float(v) for v in (median, low, high))
            rows.append(median_range(at, middle, lowest, highest, n, patients))
            rows.append(result(at, "n", f"[{n}]", value=n, n=n, N=patients))
        if code != "IGG":
            continue
        replaced = max(replaced, exogenous)
        for place, (row, label, _, _) in enumerate(FLAGS):
            yes, told = numbers[4 * len(MEASURES) + 2 * place : 4 * len(MEASURES) + 2 * place + 2]
            rows.append(share(base.at(row=f"{code} {row}", label=label), yes, told, patients=patients))
        if known:
            for row, limit, below in (("days", 7, below7), ("days4", 4, below4)):
                at = base.at(row=f"{code} {row}", label=f"Days below {limit} g/L, of days known")
                share_of = float(below or 0) / float(known)
                text = f"{below or 0} of {known} ({100 * share_of:.1f} %)"
                rows.append(result(at, "share of days", text, value=share_of, n=patients))
    order = {key: place for place, key in enumerate(dict.fromkeys((r.group, r.row) for r in rows))}
    rows.sort(key=lambda r: order[r.group, r.row])
    if replaced:
        rows.append(note("immunoglobulins", f"In {counted(replaced)} IgG within the wash-out was left out."))
    for number, (code, twice) in enumerate(disagreeing.items(), start=1):
        if twice:
            rows.append(note("immunoglobulins", f"{NAMES[code]}: in {counted(twice)} {TWICE}.", number))
    return rows


def counted(patients: int) -> str:
    """Write a number of patients.

    >>> counted(1), counted(2)
    ('1 patient', '2 patients')
    """
    return "1 patient" if patients == 1 else f"{patients} patients"


COMPLEMENT = (
    # row, label, column of the query
    ("base", "Before treatment, {unit}: median (range)", "BASE"),
    ("last", "Last, {unit}: median (range)", "AVAL"),
    ("change", "Change to the last, {unit}: median (range)", "CHG"),
    ("day", "Day of the last: median (range)", "RDY"),
)
LOW = (
    (
        "low_before",
        "Low before treatment",
        "c.BASE < c.BASELO",
        "c.BASE IS NOT NULL AND c.BASELO IS NOT NULL",
    ),
    ("low_last", "Low when last measured", "c.AVAL < c.ANRLO", "c.ANRLO IS NOT NULL"),
    (
        "normal_again",
        "No longer low, of those low before treatment",
        "c.BASE < c.BASELO AND c.AVAL >= c.ANRLO",
        "c.BASE < c.BASELO AND c.ANRLO IS NOT NULL",
    ),
)


def complement(session: Session, found: tuple[Group, ...]) -> list[Result]:
    """Give C3 and C4 before treatment, when last measured, their change, and how many were low, by disease."""
    needed = {"POSTFL", "ANRLO", "BASE", "REFUSED", "ASPEC", "METHOD", "ADTM"}
    if not (session.has("adlb") and needed <= set(session.columns("adlb"))):
        return []
    summed = ", ".join(
        f"count(c.{column}), median(c.{column}), min(c.{column}), max(c.{column})"
        for _, _, column in COMPLEMENT
    )
    flagged = ", ".join(
        f"count(*) FILTER (WHERE {yes}), count(*) FILTER (WHERE {told})" for _, _, yes, told in LOW
    )
    by_group = {group.id: group for group in found}
    rows: list[Result] = []
    for code, id, unit, patients, low, *numbers in session.rows(
        f"""
        WITH result AS (
            SELECT *, min(AVAL) OVER ({ONE_TIME}) <> max(AVAL) OVER ({ONE_TIME}) AS TWICE FROM adlb
            WHERE PARAMCD IN ('C3', 'C4') AND APERIOD = 1),
        latest AS (
            SELECT a.USUBJID, a.PARAMCD, a.AVALU, a.AVAL, CASE WHEN NOT coalesce(b.TWICE, FALSE) THEN a.BASE END AS BASE,
                CASE WHEN NOT coalesce(b.TWICE, FALSE) THEN a.CHG END AS CHG, a.RDY, a.ANRLO, b.ANRLO AS BASELO
            FROM result AS a LEFT JOIN result AS b ON b.USUBJID = a.USUBJID AND b.PARAMCD = a.PARAMCD AND b.ABLFL = 'Y'
            WHERE a.POSTFL = 'Y' AND a.AVAL IS NOT NULL AND NOT a.TWICE
            QUALIFY row_number() OVER (PARTITION BY a.USUBJID, a.PARAMCD
                ORDER BY a.ADT DESC NULLS LAST, a.SRCSEQ DESC NULLS LAST) = 1)
        SELECT c.PARAMCD, g.GROUPID, max(c.AVALU), count(*),
            list(c.USUBJID ORDER BY c.USUBJID) FILTER (WHERE {LOW[-1][-1]}), {summed}, {flagged}
        FROM latest AS c JOIN {MEMBERS} AS g ON g.USUBJID = c.USUBJID GROUP BY c.PARAMCD, g.GROUPID
        ORDER BY c.PARAMCD, g.GROUPID
        """
    ):
        if id not in by_group:
            continue
        group = by_group[id]
        records = conditions(PARAMCD=code, POSTFL="Y", APERIOD=1, DISEASE=group.disease)
        base = Place("complement", "", id, "", code, group.heading, group.order, "adlb", records)
        for place, (row, label, _) in enumerate(COMPLEMENT):
            n, *rest = numbers[4 * place : 4 * place + 4]
            middle, lowest, highest = (None if v is None else float(v) for v in rest)
            at = base.at(row=f"{code} {row}", label=label.format(unit=unit or "unit not given"))
            rows.append(median_range(at, middle, lowest, highest, n, patients))
            rows.append(result(at, "n", f"[{n}]", value=n, n=n, N=patients))
        for place, (row, label, _, _) in enumerate(LOW):
            yes, told = numbers[4 * len(COMPLEMENT) + 2 * place : 4 * len(COMPLEMENT) + 2 * place + 2]
            at = base.at(row=f"{code} {row}", label=label)
            if row == "normal_again":
                # No column says who was low before: they are named.
                named = tuple(low or ())
                at = at.at(
                    filter=f"{records}&{conditions(USUBJID=named)}"
                    if len(named) <= LISTED_PATIENTS
                    else records
                )
                rows.append(share(at, yes, told) if told else words(at, "nobody was low", n=0, N=0))
            else:
                rows.append(share(at, yes, told, patients=patients))
    order = {key: place for place, key in enumerate(dict.fromkeys((r.group, r.row) for r in rows))}
    rows.sort(key=lambda r: order[r.group, r.row])
    return [*rows, *unused_complement(session)]


ONE_TIME = "PARTITION BY USUBJID, PARAMCD, ASPEC, METHOD, ADT, ADTM"
"""Window of the results of one test at one time."""


def unused_complement(session: Session) -> list[Result]:
    """Say in how many patients values of C3 and C4 are not used, and why."""
    found = session.rows(
        f"""
        WITH result AS (
            SELECT *, min(AVAL) OVER ({ONE_TIME}) <> max(AVAL) OVER ({ONE_TIME}) AS TWICE FROM adlb
            WHERE PARAMCD IN ('C3', 'C4') AND APERIOD = 1),
        unused AS (
            SELECT PARAMCD, USUBJID, CASE WHEN TWICE THEN '{TWICE}' ELSE concat('values refused (', REFUSED, ')') END
                AS WHY
            FROM result WHERE TWICE OR REFUSED IS NOT NULL)
        SELECT u.PARAMCD, u.WHY, count(DISTINCT u.USUBJID) FROM unused AS u JOIN {TREATED} AS g ON g.USUBJID = u.USUBJID
        GROUP BY u.PARAMCD, u.WHY ORDER BY u.PARAMCD, u.WHY
        """
    )
    return [
        note("complement", f"{code}: in {counted(patients)} {why}.", number)
        for number, (code, why, patients) in enumerate(found, start=1)
    ]
