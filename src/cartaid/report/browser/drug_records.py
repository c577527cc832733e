"""The records behind a drug course and behind an infusion: which they are, and the dose as it was recorded.

A course of ADCM joins records of one drug at one daily dose and names none of them. They are found again among the
medication of ADINT and the drug records of the trace, which also holds those of EX with their dose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from cartaid.report.browser.columns import ZERO, day, placed_from
from cartaid.report.browser.tables import Tables


@frozen
class DrugRecord:
    """One record of a drug: domain and sequence, names it goes by, recorded dose, first day on the axis."""

    domain: str
    seq: int
    names: frozenset[str]
    dose: float | None
    unit: str | None
    first: int | None

    @property
    def said(self) -> str | None:
        """The dose as recorded, number and unit."""
        return None if self.dose is None else f"{self.dose:g} {self.unit or ''}".strip()


_TEXT = re.compile(r"^(?P<name>.*?)\s(?P<dose>\d+(?:[.]\d+)?(?:e[+-]?\d+)?)(?:\s(?P<unit>\S+))?(?:\s.*)?$")


def told(text: str) -> tuple[str, float | None, str | None]:
    """Read name, dose and unit from a drug record as the trace writes it.

    >>> told("CYCLOPHOSPHAMIDE 1000.0 mg/m2")
    ('CYCLOPHOSPHAMIDE', 1000.0, 'mg/m2')
    >>> told("Prograf 3.0 mg BID until 2021-12-01"), told("FLUDARABINE")
    (('Prograf', 3.0, 'mg'), ('FLUDARABINE', None, None))
    """
    found = _TEXT.match(text)
    if found is None:
        return text.strip(), None, None
    return found["name"].strip(), float(found["dose"]), found["unit"]


def drug_records(tables: Tables, only: str) -> dict[str, list[DrugRecord]]:
    """Give the drug records of each patient that the written tables name, in the order of domain and sequence."""
    found: dict[tuple[str, str, int], DrugRecord] = {}
    if tables.has("derived") and tables.has("trace"):
        rest = "CASE length(t.DTC) WHEN 4 THEN '-01-01' WHEN 7 THEN '-01' ELSE '' END"
        first = f"try_cast(concat(substr(t.DTC, 1, 10), {rest}) AS DATE)"
        for subject, domain, seq, text, on in tables.rows(
            f"SELECT DISTINCT t.USUBJID, t.DOMAIN, t.SEQ, t.VALUE, {day(first)} "
            "FROM (SELECT d.USUBJID, r.DOMAIN, r.SEQ, r.VALUE, r.DTC FROM {trace} AS r JOIN {derived} AS d "
            "ON d.SRCID = r.SRCID WHERE d.DEFID IN ('drug-free', 'prednisone-equivalent') AND r.DOMAIN IN ('CM', 'EX') "
            "AND r.SEQ IS NOT NULL AND r.VALUE IS NOT NULL) AS t "
            f"JOIN (SELECT USUBJID, {ZERO} AS ZERO FROM {{adsl}}) AS z ON z.USUBJID = t.USUBJID "
            f"WHERE t.{only} ORDER BY ALL"
        ):
            name, dose, unit = told(text)
            found[subject, domain, seq] = DrugRecord(domain, seq, frozenset({name.lower()}), dose, unit, on)
    if tables.has("adint"):
        for subject, domain, seq, name, coded, dose, unit, on in tables.rows(
            f"SELECT t.USUBJID, t.SRCDOM, t.SRCSEQ, t.TRT, t.DECOD, t.DOSE, t.DOSU, {day('t.ASTDT')} "
            f"{placed_from('adint', only)} AND t.ACAT1 = 'MEDICATION' AND t.SRCSEQ IS NOT NULL ORDER BY ALL"
        ):
            names = frozenset(text.lower() for text in (name, coded) if text)
            found[subject, domain, seq] = DrugRecord(
                domain, seq, names, None if dose is None else float(dose), unit, on
            )
    by_subject: dict[str, list[DrugRecord]] = {}
    for (subject, _, _), record in sorted(found.items(), key=lambda entry: entry[0]):
        by_subject.setdefault(subject, []).append(record)
    return by_subject


def records_of(
    course: Mapping[str, Any], known: Sequence[DrugRecord], others: frozenset[str] = frozenset()
) -> list[DrugRecord]:
    """Give the records that a course joins: as many as it says, of its drug, begun within it; none where that is open.

    `course` has `sub`, `from`, `to`, `daily` and `count`; `others` are names of the patient's other drugs.
    """
    start, end, count = course["from"], course["to"], course["count"]
    within = [
        r
        for r in known
        if r.first is not None and (start is None or r.first >= start) and (end is None or r.first <= end)
    ]
    own = [r for r in within if course["sub"] in r.names]
    # A record under a trade name alone: begun on the day of the course, and of no other drug.
    unnamed = [r for r in within if r.first == start and not r.names & (others | {course["sub"]})]
    for found in (
        own,
        [
            r
            for r in own
            if r.dose is not None and course["daily"] is not None and r.dose == float(course["daily"])
        ],
        [r for r in own if r.first == start],
        unnamed if not own else [],
    ):
        if found and len(found) == count:
            return found
    return []


def recorded_dose(records: Sequence[DrugRecord]) -> str | None:
    """Write the doses of records, each once; None where any is not recorded.

    >>> one = DrugRecord("EX", 4, frozenset(), 1000.0, "mg/m2", -3)
    >>> recorded_dose([one, one]), recorded_dose([])
    ('1000 mg/m2', None)
    """
    said = [record.said for record in records]
    return None if not said or None in said else " or ".join(dict.fromkeys(filter(None, said)))
