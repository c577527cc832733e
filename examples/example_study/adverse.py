"""AE: the events of the table, the cytopenias of the counts, and the cytokine release syndrome."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from example_study.events import CAR_T, DONE, EVENTS, IMMUNE, INVESTIGATOR_CRS, LYMPHODEPLETION, OPEN, Event
from example_study.laboratory import COUNT_DAYS, measured
from example_study.people import Patient, visits
from example_study.tables import Tables
from example_study.toxicity import FEVER

CYTOPENIAS = (
    # test, term, below which grades 1-4 of CTCAE 5.0 start (10^9/L), back to normal from
    ("NEUT", "Neutrophil count decreased", ("1.8", "1.5", "1.0", "0.5"), "1.5"),
    ("LYM", "Lymphocyte count decreased", ("1.0", "0.8", "0.5", "0.2"), "0.8"),
    ("PLAT", "Platelet count decreased", ("150", "75", "50", "25"), "100"),
)


def cytopenias(p: Patient) -> Iterable[Event]:
    """Turn the counts of the first four weeks into events of grade 3 and more, due to lymphodepletion."""
    days = sorted({*COUNT_DAYS, *(v.day for v in visits(p) if v.day > 0)})
    for code, term, limits, normal in CYTOPENIAS:
        counts = {day: measured(p, code, day) for day in days}
        early = {day: count for day, count in counts.items() if day <= 30}
        grade = sum(min(early.values()) < Decimal(limit) for limit in limits)
        if grade >= 3:
            start = min(day for day, count in early.items() if count < Decimal(limits[2]))
            end = min((d for d, c in counts.items() if d > start and c >= Decimal(normal)), default=None)
            yield (
                term,
                term,
                "Investigations",
                str(grade),
                "N",
                "N",
                LYMPHODEPLETION,
                start,
                end,
                DONE if end else OPEN,
            )


def crs_event(p: Patient) -> Iterable[Event]:
    """Cytokine release syndrome as the investigator recorded it: one event, first to last day with fever."""
    if p.crs:
        days = [day for day, rounds in FEVER[p.number].items() if max(rounds) >= 38]
        end = 6 if p.number == 5 else max(days) + (2 if p.number == 6 else 1)
        serious = "Y" if p.crs == 2 else "N"
        grade = INVESTIGATOR_CRS.get(p.number, str(p.crs))
        yield (
            "Cytokine release syndrome",
            "Cytokine release syndrome",
            IMMUNE,
            grade,
            serious,
            serious,
            CAR_T,
            min(days),
            end,
            DONE,
        )


def events(t: Tables, p: Patient) -> None:
    """AE."""
    for term, decod, body, grade, serious, hospital, cause, start, end, outcome in (
        *crs_event(p),
        *cytopenias(p),
        *EVENTS[p.number],
    ):
        t.add(
            "AE",
            p,
            AETERM=term,
            AEDECOD=decod,
            AEBODSYS=body,
            AETOXGR=grade,
            AESER=serious,
            AESHOSP=hospital,
            AEREL=cause,
            AEOUT=outcome,
            AESTDTC=start if isinstance(start, str) else p.on(start),
            AEENDTC=None if end is None else p.on(end),
            AEENRTPT="ONGOING" if end is None else None,
        )
