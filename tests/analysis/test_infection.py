"""Infection episodes and density, and second malignancies with their transgene."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED
from tiny_study import Row, build, infusion, on

from cartaid.analysis import adverse_events, haematotoxicity, infection, laboratory, toxicity
from cartaid.engine import Session
from cartaid.engine.portable import refusals
from cartaid.statistics.poisson import poisson_rate


def derived(folder: Path, toml: str = "", logs: bool = True, **domains: list[Row]) -> Session:
    session = build(folder, toml, logs, **{"VS": [FOLLOWED], **domains})
    session.build(adverse_events.relations())
    session.build(laboratory.relations(None))
    session.build(toxicity.relations())
    session.build(haematotoxicity.relations())
    session.build(infection.relations())
    return session


def event(term: str, day: int, grade: int | str = 2, **more: Any) -> Row:
    system = "Infections and infestations"
    return {
        "AETERM": term,
        "AEDECOD": term,
        "AEBODSYS": system,
        "AETOXGR": str(grade),
        "AESTDTC": on(day),
        "AEENDTC": on(day + 5),
        **more,
    }


def windows(session: Session, columns: str = "EVENTS, PATIENT_DAYS") -> list[tuple[Any, ...]]:
    return session.rows(f"SELECT {columns} FROM infection_density ORDER BY AWINDOWN")


def figures(events: int, days: float, per: float) -> tuple[float, float, float]:
    rate = poisson_rate(events, days, per=per)
    assert rate.estimate is not None
    assert rate.low is not None
    assert rate.high is not None
    return round(rate.estimate, 2), round(rate.low, 2), round(rate.high, 2)


def test_three_infections_in_fifteen_patients(tmp_path: Path) -> None:
    # Worked example: 3 / (15 x 29) = 0.69 per 100 patient-days of day 0 to 28.
    names = [f"{n:02d}" for n in range(1, 16)]
    session = derived(
        tmp_path,
        logs=False,
        DM=[{"USUBJID": n, "ARM": "SLE", "AGE": 40} for n in names],
        EX=[infusion(subject=n) for n in names],
        VS=[{**FOLLOWED, "USUBJID": n} for n in names],
        AE=[
            {**event("Pneumonia", day), "USUBJID": n} for n, day in zip(names, (0, 14, 28, 29), strict=False)
        ],
    )
    first, second, third = windows(session)
    assert first == (3, 435)
    assert figures(3, 435, 100)[0] == 0.69
    assert second == (1, 15 * 62)
    assert third == (0, 15 * 110)


def test_published_and_worked_limits() -> None:
    # Hill 2018: 43 infections, 1.19 per 100 days, 0.86 to 1.60, at the back-calculated 3613 days at risk.
    assert figures(43, 3613, 100) == (1.19, 0.86, 1.60)
    assert figures(5, 1470, 100) == (0.34, 0.11, 0.79)
    # Second malignancies per 100 patient-years.
    assert tuple(round(x, 1) for x in figures(1, 25, 100)) == (4.0, 0.1, 22.3)
    assert tuple(round(x, 1) for x in figures(0, 18.75, 100)) == (0.0, 0.0, 19.7)


def test_days_at_risk_end_with_death_further_treatment_or_last_contact(tmp_path: Path) -> None:
    for name, more, days in (
        ("death", {"DM": [{"ARM": "SLE", "AGE": 40, "DTHDTC": on(9)}], "VS": []}, 10),
        ("contact", {"VS": [{**FOLLOWED, "VSDTC": on(19)}]}, 20),
        ("again", {"EX": [infusion(), infusion(15)]}, 15),
    ):
        (tmp_path / name).mkdir()
        session = derived(tmp_path / name, logs=False, AE=[event("Pneumonia", 2)], **more)
        assert windows(session)[0] == (1, days), name


def test_an_infection_after_the_time_at_risk_does_not_count(tmp_path: Path) -> None:
    session = derived(
        tmp_path, EX=[infusion(), infusion(15)], AE=[event("Pneumonia", 2), event("Cystitis", 20)]
    )
    assert windows(session, "EVENTS")[0] == (1,)


@pytest.mark.parametrize(("gap", "episodes"), [(14, 1), (15, 2)])
def test_records_within_a_fortnight_are_one_episode(tmp_path: Path, gap: int, episodes: int) -> None:
    rows = [event("Viral pneumonia", 3), event("Influenza", 3 + gap)]
    session = derived(tmp_path, AE=rows)
    assert session.rows("SELECT count(*) FROM infection_event WHERE FIRSTFL = 'Y'") == [(episodes,)]


def test_an_episode_counts_once_at_its_worst_grade(tmp_path: Path) -> None:
    rows = [event("Influenza", 3, 2), event("Herpes zoster", 5, 1), event("Influenza", 9, 3)]
    session = derived(tmp_path, AE=rows)
    found = session.rows("SELECT ASTRDY, EPISODE, FIRSTFL, WORSTGR FROM infection_event ORDER BY ASTRDY")
    assert found == [(3, 1, "Y", 3), (5, 2, "Y", 1), (9, 1, "N", 3)]
    assert windows(session, "EVENTS, GRADE3, UNGRADED")[0] == (2, 1, 0)


def test_other_organisms_and_sites_are_other_infections(tmp_path: Path) -> None:
    rows = [event("Viral pneumonia", 3), event("Bacterial pneumonia", 4), event("Herpes zoster", 5)]
    session = derived(tmp_path, AE=rows)
    assert session.rows("SELECT count(*) FROM infection_event WHERE FIRSTFL = 'Y'") == [(3,)]


def test_the_gap_is_a_setting(tmp_path: Path) -> None:
    rows = [event("Influenza", 3), event("Influenza", 23)]
    session = derived(tmp_path, "[windows]\ninfection_episode_days = 20\n", AE=rows)
    assert session.rows("SELECT FIRSTFL FROM infection_event ORDER BY ASTRDY") == [("Y",), ("N",)]


@pytest.mark.parametrize(
    ("term", "site", "organism"),
    [
        ("COVID-19", "respiratory", "viral"),
        ("Herpes zoster", "skin", "viral"),
        ("Candida oesophagitis", "unknown", "fungal"),
        ("Oral candidiasis", "mouth", "fungal"),
        ("Urinary tract infection", "urinary", "unknown"),
        ("Escherichia bacteraemia", "blood", "bacterial"),
        ("Pneumocystis jirovecii pneumonia", "respiratory", "fungal"),
        ("Infection", "unknown", "unknown"),
        ("Toxoplasmosis", "unknown", "parasitic"),
    ],
)
def test_site_and_organism(tmp_path: Path, term: str, site: str, organism: str) -> None:
    session = derived(tmp_path, AE=[event(term, 5)])
    assert session.rows("SELECT SITE, ORGANISM FROM infection_event") == [(site, organism)]


def test_an_infection_before_the_infusion_does_not_count(tmp_path: Path) -> None:
    assert derived(tmp_path, AE=[event("Pneumonia", -3)]).rows("SELECT * FROM infection_event") == []


def test_without_adverse_events_there_is_no_rate_of_0(tmp_path: Path) -> None:
    assert windows(derived(tmp_path, logs=False)) == []


# Second malignancies.


def searched(result: str, day: int) -> Row:
    return {"LBTESTCD": "TRANSGEN", "LBTEST": "Transgene", "LBSTRESC": result, "LBDTC": on(day)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "unknown"),
        ([searched("POSITIVE", 150)], "positive"),
        ([searched("NOT DETECTED", 150)], "negative"),
        ([searched("PENDING", 150)], "unknown"),
        ([searched("NEGATIVE", 60)], "unknown"),
    ],
    ids=["not tested", "positive", "negative", "pending", "tested before"],
)
def test_sp3_not_tested_is_unknown_not_negative(tmp_path: Path, rows: list[Row], expected: str) -> None:
    tumour = event("T-cell lymphoma", 140, 3, AEBODSYS="Neoplasms")
    session = derived(tmp_path, AE=[tumour], **({"LB": rows} if rows else {}))
    assert session.rows("SELECT TRANSGENE, T_CELL, LATENCY_DAYS FROM second_malignancy") == [
        (expected, "Y", 140)
    ]
    asked = session.rows("SELECT rule, severity FROM malignancy_finding")
    assert asked == ([("transgene-unknown", "warning")] if expected == "unknown" else [])


def test_time_at_risk_of_second_malignancies(tmp_path: Path) -> None:
    session = derived(tmp_path, AE=[event("Basal cell carcinoma", 90, 3, AEBODSYS="Neoplasms")])
    # From the infusion to the last contact on day 200.
    assert session.rows("SELECT EVENTS, PATIENTS, PATIENT_DAYS FROM second_malignancy_time") == [(1, 1, 200)]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, AE=[event("Pneumonia", 5)])
    for relation in infection.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
