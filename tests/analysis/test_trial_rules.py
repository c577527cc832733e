"""Dose-limiting toxicities, who is evaluable, and the stopping rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED, lab
from tiny_study import Row, build, drug, infusion, on, temperature

from cartaid.analysis import adverse_events, haematotoxicity, laboratory, toxicity, trial_rules
from cartaid.engine import Session
from cartaid.engine.portable import refusals
from cartaid.study.protocol import read_protocol

SCHEMES = '[toxicity]\ncrs = "ASTCT 2019"\nctcae = "5.0"\n'
CRS_3 = (
    '[[dose_limiting]]\nname = "CRS 3 for more than 72 h"\nevent = "CRS"\ngrade = 3\nlonger_than_hours = 72\n'
)
CRS_4 = '[[dose_limiting]]\nname = "CRS 4"\nevent = "CRS"\ngrade = 4\n'
RELATED = (
    '[[dose_limiting]]\nname = "related, non-haematological"\nevent = "adverse event"\ngrade = 3\nrelated = true\n'
    "non_haematological = true\nlonger_than_hours = 168\n"
)


def derived(folder: Path, toml: str, followed: bool = True, **domains: list[Row]) -> Session:
    if followed:
        domains["VS"] = [*domains.get("VS", []), FOLLOWED]
    session = build(folder, SCHEMES + toml, logs=followed, **domains)
    session.build(toxicity.relations())
    session.build(laboratory.relations("5.0"))
    session.build(adverse_events.relations())
    session.build(haematotoxicity.relations())
    protocol = read_protocol(folder / "study.toml")
    trial_rules.load(session, protocol.stopping)
    session.build(trial_rules.relations(protocol))
    return session


def patient(session: Session, columns: str = "DLT, EVALUABLE") -> tuple[Any, ...]:
    (found,) = session.rows(f"SELECT {columns} FROM dose_limiting_patient")
    return found


def crs(start: str, end: str, grade: int = 3, **more: Any) -> Row:
    return {
        "AETERM": "Cytokine release syndrome",
        "AETOXGR": str(grade),
        "AEREL": "CAR T",
        "AESTDTC": start,
        "AEENDTC": end,
        "AEOUT": "RECOVERED/RESOLVED",
        **more,
    }


RECORDED = CRS_3 + "recorded = true\n"


# Worked example: CRS 3 on day 4, back to 2 after 60 h is none under the 72 h rule, after 80 h it is one.


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (on(6, "20:00"), "N"),  # 60 h after 08:00 of day 4
        (on(7, "08:00"), "N"),  # 72 h
        (on(7, "08:01"), "Y"),
        (on(7, "16:00"), "Y"),  # 80 h
    ],
)
def test_crs_3_by_the_recorded_times(tmp_path: Path, end: str, expected: str) -> None:
    session = derived(tmp_path, RECORDED, AE=[crs(on(4, "08:00"), end)])
    assert patient(session) == (expected, "Y")


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (6, "N"),  # days 4 to 6 without times: less than 72 h
        (7, "UNDETERMINED"),  # between 48 and 96 h
        (8, "Y"),  # more than 72 h
    ],
)
def test_crs_3_by_days(tmp_path: Path, last: int, expected: str) -> None:
    assert patient(derived(tmp_path, RECORDED, AE=[crs(on(4), on(last))]))[0] == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (4, "N"),  # noradrenaline on day 4 alone, none on day 5: within 48 h
        (5, "N"),  # days 4 and 5, left by day 6: within 72 h
        (6, "UNDETERMINED"),  # between 24 and 96 h
        (7, "UNDETERMINED"),
        (8, "Y"),  # days 4 to 8: more than 72 h
    ],
)
def test_crs_3_by_the_derived_grades(tmp_path: Path, last: int, expected: str) -> None:
    session = derived(
        tmp_path,
        CRS_3,
        VS=[temperature(38.5, day) for day in range(3, 13)],
        CM=[drug("Noradrenaline", 4, last)],
    )
    assert patient(session)[0] == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (on(6, "20:00"), "N"),  # 60 h after 08:00 of day 4
        (on(7, "08:00"), "N"),  # 72 h
        (on(7, "16:00"), "Y"),  # 80 h
    ],
)
def test_crs_3_by_the_times_of_the_vasopressor(tmp_path: Path, end: str, expected: str) -> None:
    given = drug("Noradrenaline", on(4, "08:00"), end, CMDOSFRQ="CONTINUOUS")
    fever = [temperature(38.5, day) for day in range(4, 9)]
    assert patient(derived(tmp_path, CRS_3, CM=[given], VS=fever), "DLT") == (expected,)


def test_a_death_in_the_window_without_a_dlt_is_a_question(tmp_path: Path) -> None:
    dead = [{"ARM": "SLE", "AGE": 40, "DTHDTC": on(16), "DTHFL": "Y"}]
    session = derived(tmp_path, CRS_3, DM=dead, VS=[temperature(37.0, 3)])
    assert patient(session, "EVALUABLE") == ("N",)
    assert session.rows("SELECT rule, value FROM trial_finding") == [("dose-limiting-death", "16")]


def test_open_rules_are_one_finding(tmp_path: Path) -> None:
    # Nothing is assessed in three patients; each is followed to the end of the window by a later contact.
    people = [{"USUBJID": who, "ARM": "SLE", "AGE": 40, "RFENDTC": on(200)} for who in ("01", "02", "03")]
    session = derived(
        tmp_path, CRS_4, DM=people, EX=[infusion() | {"USUBJID": who} for who in ("01", "02", "03")]
    )
    assert session.rows("SELECT rule, USUBJID, value, message FROM trial_finding") == [
        (
            "dose-limiting-open",
            None,
            "3",
            "dose-limiting toxicity cannot be decided of 3 patients (01, 02, 03): 1 rule is open",
        )
    ]


def test_any_grade_4_needs_no_duration(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        CRS_3 + CRS_4,
        VS=[temperature(38.5, day) for day in range(3, 9)],
        CM=[drug("Noradrenaline", 4, 4), drug("Epinephrine", 4, 4)],
    )
    assert patient(session, "DLT, DLT_RDY, RULES") == ("Y", 4, "CRS 4")
    assert session.rows("SELECT NAME, HOLDS FROM dose_limiting_rule ORDER BY RULE") == [
        ("CRS 3 for more than 72 h", False),
        ("CRS 4", True),
    ]


def test_nothing_assessed_is_open(tmp_path: Path) -> None:
    assert patient(derived(tmp_path, CRS_4)) == ("UNDETERMINED", "Y")


def test_the_window_is_that_of_onset(tmp_path: Path) -> None:
    rule = CRS_4 + "recorded = true\nlast_day = 10\n"
    for day, expected in ((10, "Y"), (11, "N")):
        (tmp_path / str(day)).mkdir()
        session = derived(tmp_path / str(day), rule, AE=[crs(on(day), on(day + 1), 4)])
        assert patient(session)[0] == expected


# Related, non-haematological, longer than 7 days.


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "Y"),
        ({"AEENDTC": on(11)}, "N"),
        ({"AEREL": "NOT RELATED"}, "N"),
        ({"AETOXGR": "2"}, "N"),
        ({"AETERM": "Neutropenia"}, "N"),
        ({"AEREL": "LYMPHODEPLETION"}, "N"),
        ({"AETOXGR": ""}, "UNDETERMINED"),
        ({"AEREL": ""}, "UNDETERMINED"),
        ({"AESTDTC": "2023-03"}, "UNDETERMINED"),
        ({"AEENDTC": "", "AEENRTPT": "ONGOING"}, "Y"),
        ({"AEENDTC": ""}, "UNDETERMINED"),
    ],
    ids=str,
)
def test_recorded_events(tmp_path: Path, changed: Row, expected: str) -> None:
    # Day 5 to 14: more than 8 days.
    event = {"AETERM": "Hepatitis", "AETOXGR": "3", "AEREL": "CAR T", "AESTDTC": on(5), "AEENDTC": on(14)}
    assert patient(derived(tmp_path, RELATED, AE=[event | changed]))[0] == expected


def test_related_death(tmp_path: Path) -> None:
    rule = '[[dose_limiting]]\nname = "death"\nevent = "adverse event"\ngrade = 5\nrelated = true\n'
    event = {"AETERM": "Pneumonia", "AETOXGR": "5", "AEREL": "CAR T", "AESTDTC": on(12), "AEENDTC": on(20)}
    died = {"ARM": "SLE", "AGE": 40, "DTHDTC": on(20)}
    session = derived(tmp_path, rule, followed=False, AE=[event], DM=[died])
    assert patient(session) == ("Y", "Y")


def test_neutropenia_of_grade_4_beyond_day_28(tmp_path: Path) -> None:
    rule = '[[dose_limiting]]\nname = "neutrophils"\nevent = "neutrophils"\ngrade = 4\nfirst_day = 29\nlast_day = 42\n'
    for day, value, expected in ((28, 0.2, "N"), (29, 0.2, "Y"), (35, 0.5, "N")):
        (tmp_path / f"{day}").mkdir()
        rows = [lab("NEUT", v, d, "10^9/L", LBSTNRLO=2, LBSTNRHI=7) for d, v in ((day, value), (42, 3.0))]
        session = derived(tmp_path / f"{day}", rule, LB=rows)
        # CTCAE v5.0: grade 4 is below 0.5.
        assert patient(session)[0] == expected, day


def test_a_count_after_the_window_says_nothing_about_it(tmp_path: Path) -> None:
    rule = '[[dose_limiting]]\nname = "neutrophils"\nevent = "neutrophils"\ngrade = 4\nfirst_day = 29\nlast_day = 42\n'
    rows = [lab("NEUT", 3.0, day, "10^9/L", LBSTNRLO=2, LBSTNRHI=7) for day in (28, 43)]
    assert patient(derived(tmp_path, rule, LB=rows))[0] == "UNDETERMINED"


def test_an_event_that_ends_before_it_starts_is_open(tmp_path: Path) -> None:
    event = {"AETERM": "Hepatitis", "AETOXGR": "3", "AEREL": "CAR T", "AESTDTC": on(14), "AEENDTC": on(5)}
    assert patient(derived(tmp_path, RELATED, AE=[event]))[0] == "UNDETERMINED"


def test_icaht_grade(tmp_path: Path) -> None:
    rule = '[[dose_limiting]]\nname = "ICAHT 4"\nevent = "early ICAHT"\ngrade = 4\nlast_day = 30\n'
    rows = [lab("NEUT", 50 if day < 14 else 3000, day, "/uL") for day in range(31)]
    assert patient(derived(tmp_path, rule, LB=rows))[0] == "Y"


# Who is evaluable.


def test_withdrawn_on_day_15_is_replaced(tmp_path: Path) -> None:
    left = {"DSTERM": "WITHDRAWAL BY SUBJECT", "DSDECOD": "WITHDRAWAL BY SUBJECT", "DSSTDTC": on(15)}
    session = derived(tmp_path, CRS_4, followed=False, VS=[temperature(37, 5)], DS=[left])
    assert patient(session, "DLT, EVALUABLE, REASON") == (
        "UNDETERMINED",
        "N",
        "followed to day 15 of 28: left the study",
    )


def test_the_window_may_still_be_open_at_the_data_cut(tmp_path: Path) -> None:
    toml = CRS_4 + f"[study]\ndata_cut = {on(20)}\n"
    session = derived(tmp_path, toml, followed=False, VS=[temperature(37, 5), temperature(37, 20)])
    assert patient(session, "EVALUABLE, DLT") == ("PENDING", "UNDETERMINED")


def test_followed_to_the_end_of_the_window(tmp_path: Path) -> None:
    for day, expected in ((27, "N"), (28, "Y")):
        (tmp_path / str(day)).mkdir()
        toml = CRS_4 + f"[study]\ndata_cut = {on(60)}\n"
        rows = [temperature(37, 5), temperature(37, day)]
        assert patient(derived(tmp_path / str(day), toml, followed=False, VS=rows))[1] == expected


def test_a_dlt_counts_however_short_the_follow_up(tmp_path: Path) -> None:
    session = derived(
        tmp_path,
        CRS_4,
        followed=False,
        VS=[temperature(38.5, 2)],
        CM=[drug("Noradrenaline", 2, 2), drug("Epinephrine", 2, 2)],
    )
    assert patient(session) == ("Y", "Y")


# The stopping rule.

STOPPING = "[stopping]\nmax_rate = 0.20\n"


def cohort(toxic: set[int], patients: int) -> dict[str, list[Row]]:
    names = [f"{place:02d}" for place in range(1, patients + 1)]
    events = [
        {"USUBJID": f"{n:02d}", **crs(on(n + 3), on(n + 5), 4)}
        if n in toxic
        else {
            "USUBJID": f"{n:02d}",
            "AETERM": "Nausea",
            "AETOXGR": "1",
            "AEREL": "CAR T",
            "AESTDTC": on(n + 1),
            "AEENDTC": on(n + 2),
        }
        for n in range(1, patients + 1)
    ]
    return {
        "DM": [{"USUBJID": n, "ARM": "SLE", "AGE": 40} for n in names],
        "EX": [infusion(day=place, subject=n) for place, n in enumerate(names, start=1)],
        "VS": [{**FOLLOWED, "USUBJID": n} for n in names],
        "AE": events,
    }


def test_the_boundary_is_crossed_at_three_of_five(tmp_path: Path) -> None:
    # Beta(0.2, 0.8), 95 %: stop at 3 events for 3 to 5 patients.
    session = derived(
        tmp_path, CRS_4 + "recorded = true\n" + STOPPING, followed=False, **cohort({1, 3, 5}, 6)
    )
    looks = session.rows(
        "SELECT LOOK, EVENTS_LOW, EVENTS_HIGH, STOP_AT, CROSSED FROM stopping_look ORDER BY LOOK"
    )
    assert looks == [
        (1, 1, 1, None, False),
        (2, 1, 1, None, False),
        (3, 2, 2, 3, False),
        (4, 2, 2, 3, False),
        (5, 3, 3, 3, True),
        (6, 3, 3, 4, False),
    ]
    assert session.rows("SELECT rule, USUBJID FROM trial_finding") == [("stopping-boundary", "05")]


def test_the_table_of_the_boundary_and_what_it_does(tmp_path: Path) -> None:
    session = derived(tmp_path, CRS_4 + STOPPING + "certainty = 0.90\n")
    limits = [limit for (limit,) in session.rows("SELECT STOP_AT FROM stopping_boundary ORDER BY PATIENTS")]
    assert limits == [None, None, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6]
    ((stop, size),) = session.rows(
        "SELECT round(STOP, 3), round(EXPECTED_PATIENTS, 1) FROM stopping_operating WHERE RATE = 0.2"
    )
    assert (stop, size) == (0.216, 13.0)


def test_without_rules_nothing_is_judged(tmp_path: Path) -> None:
    session = derived(tmp_path, "", VS=[temperature(39, 3)])
    for name in ("stopping_boundary", "stopping_operating", "trial_finding"):
        assert session.rows(f"SELECT * FROM {name}") == [], name
    assert not session.has("dose_limiting_patient")
    assert not session.has("conduct_finding")


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, CRS_3 + CRS_4 + RELATED + STOPPING)
    for relation in trial_rules.relations(read_protocol(tmp_path / "study.toml")):
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
