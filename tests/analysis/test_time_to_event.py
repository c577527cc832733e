"""Composite times to event, competing events and declared events, each derived by hand in its case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from outcome_tables import DAY0, Row, flare, free, on, outcomes, patient, remission, restart, time_of, value

from cartaid.analysis import time_to_event
from cartaid.engine.portable import refusals

RELAPSED = [*remission(90, 120, 150), *flare(200)]


def test_relapse_is_an_interval_from_the_last_assessment_without_it(tmp_path: Path) -> None:
    session = outcomes(tmp_path, placed=RELAPSED)
    for code in ("TTREL", "RFS"):  # first response day 90, relapse seen day 200, not yet on day 150
        assert time_of(session, code) == (110, 0)
        assert time_of(session, code, "ADTLO, ADTHI, CAUSE, CAUSEDY") == (on(150), on(200), 1, 110)


def test_death_ends_relapse_free_survival_and_competes_with_relapse(tmp_path: Path) -> None:
    session = outcomes(tmp_path, subject=[patient(death=300)], placed=remission(90, 150))
    # Alive and without relapse on day 150; a relapse before the death on day 300 would not have been seen.
    assert time_of(session, "RFS", "AVAL, CNSR, EVNTDESC, ADTLO, CAUSE") == (210, 0, "death", on(150), 1)
    # Time to relapse is censored on day 150 (60 days after day 90); death competes on day 300.
    assert time_of(session, "TTREL", "AVAL, CNSR, CAUSE, CAUSEDY") == (60, 1, 2, 210)
    assert time_of(session, "TTREL", "CNSDTDSC") == ("last assessment in the period; then death",)


def test_without_event_relapse_free_survival_is_censored_at_the_last_assessment(tmp_path: Path) -> None:
    session = outcomes(tmp_path, placed=remission(90, 150))
    assert time_of(session, "RFS", "AVAL, CNSR, CNSDTDSC, CAUSE") == (
        60,
        1,
        "last assessment in the period",
        0,
    )


def test_restart_is_not_relapse(tmp_path: Path) -> None:
    session = outcomes(
        tmp_path, placed=remission(90, 150, 250), time_to_drug_free=[free(28)], resumption=[restart(200, 214)]
    )
    assert time_of(session, "TTREL", "AVAL, CNSR") == (160, 1)
    # Free from day 28; the restart lies between day 200 and day 214: by day 214 it surely has happened.
    assert time_of(session, "TTRESUME", "AVAL, CNSR, ADTLO, ADTHI") == (186, 0, on(199), on(214))
    assert time_of(session, "TTRESUME", "EVNTDESC, SRCDOM, SRCSEQ") == (
        "restart of treatment: prednisolone",
        "CM",
        7,
    )
    # Drug-free survival: a relapse since the assessment of day 150 would end it as well.
    assert time_of(session, "DRUGFS", "AVAL, CNSR, ADTLO") == (186, 0, on(150))
    assert session.rows("SELECT DAYS, ENDED FROM drug_free_interval") == [(186, "Y")]


def test_a_possible_restart_censors_the_day_before_and_hides_what_came_later(tmp_path: Path) -> None:
    session = outcomes(
        tmp_path,
        subject=[patient(death=350)],
        placed=remission(90),
        time_to_drug_free=[free(28)],
        resumption=[restart(200, None)],
    )
    value_, censored, why = time_of(session, "TTRESUME", "AVAL, CNSR, CNSDTDSC")
    assert (value_, censored) == (171, 1)  # day 199 is 171 days after day 28
    assert why == "the day before this may have happened: restart of treatment: prednisolone"
    assert time_of(session, "TTRESUME", "CAUSE, CAUSEDY, ADTHI") == (0, 171, None)
    assert session.rows("SELECT DAYS, ENDED FROM drug_free_interval") == [(171, "U")]


@pytest.mark.parametrize(("level", "events"), [("DRUGFREE", 1), ("OFF", 0)])
def test_the_protocol_chooses_the_drug_free_level(tmp_path: Path, level: str, events: int) -> None:
    session = outcomes(
        tmp_path,
        f'[time_to_event]\ndrug_free_level = "{level}"',
        time_to_drug_free=[free(28), free(28, "OFF")],
        resumption=[restart(100, 100)],
    )
    assert time_of(session, "TTRESUME", "1 - CNSR") == (events,)


def test_a_second_infusion_competes_and_ends_the_first_period(tmp_path: Path) -> None:
    periods = [
        {"USUBJID": "01", "APERIOD": 1, "DAY0": DAY0, "ENDS": on(219)},
        {"USUBJID": "01", "APERIOD": 2, "DAY0": on(220), "STARTS": on(220)},
    ]
    session = outcomes(
        tmp_path,
        period=periods,
        placed=remission(90, 150),
        time_to_drug_free=[free(28)],
        resumption=[restart(300, 300)],
    )
    assert time_of(session, "TTRESUME", "AVAL, CNSR, CAUSE, CAUSEDY") == (191, 1, 3, 192)
    assert time_of(session, "TTREL", "AVAL, CNSR, CAUSE, CAUSEDY") == (60, 1, 3, 130)


def test_nobody_is_drug_free_gives_no_row(tmp_path: Path) -> None:
    session = outcomes(tmp_path, placed=remission(90))
    assert session.rows("SELECT PARAMCD FROM adtte WHERE PARAMCD IN ('TTRESUME', 'DRUGFS')") == []


def test_the_columns_feed_aalen_johansen(tmp_path: Path) -> None:
    """Five patients as in the reference: times 5, 5, 7, 9, 10 with causes 1, 2, 0, 1, 0 give 0.2 and 0.5."""
    ids = ("01", "02", "03", "04", "05")
    subjects = [
        patient("01"),
        patient("02", death=5),
        patient("03", last=7),
        patient("04"),
        patient("05", last=10),
    ]
    session = outcomes(
        tmp_path,
        subject=subjects,
        time_to_drug_free=[free(0, id=id) for id in ids],
        resumption=[restart(5, 5, id="01"), restart(9, 9, id="04")],
    )
    rows = session.rows("SELECT CAUSEDY, CAUSE FROM adtte WHERE PARAMCD = 'TTRESUME' ORDER BY USUBJID")
    assert rows == [(5, 1), (5, 2), (7, 0), (9, 1), (10, 0)]
    from cartaid.statistics.competing_risks import aalen_johansen, incidence_at

    curve = aalen_johansen(*zip(*rows, strict=True))
    assert [round(incidence_at(curve, 1, t).estimate or 0, 3) for t in (5, 9)] == [0.2, 0.5]


SSC = [patient(disease="SSC")]
LUNG = '[[event_free.events]]\nlabel = "lung"\nparameter = "OMERILDP"\n'
HEART = '[[event_free.events]]\nlabel = "heart failure"\nterms = ["Cardiac failure"]\n'
DRUG = '[[event_free.events]]\nlabel = "new drug"\ndrug_classes = ["immunosuppressive"]\ndrugs = ["nintedanib"]\n'


def event(
    first: int | None, last: int | None, emergent: str = "Y", grade: int | None = None
) -> dict[str, list[Row]]:
    read = {
        "AETERM": "Cardiac failure",
        "AESTDTC_FIRST": on(first),
        "AESTDTC_LAST": on(last),
        "ATOXGR": grade,
    }
    return {
        "adverse_event_read": [{"USUBJID": "01", "AESEQ": 3, **read}],
        "adverse_event_emergent": [
            {"USUBJID": "01", "AESEQ": 3, "APERIOD": 1, "DAY0": DAY0, "TRTEMFL": emergent}
        ],
    }


def drugs(*records: tuple[int | None, int | None, int | None], **more: Any) -> list[Row]:
    """Records (first and last possible start, end) of one drug, numbered in order."""
    return [
        {
            "RECORD": n,
            "SEQ": n,
            "USUBJID": "01",
            "DOMAIN": "CM",
            "SUBSTANCE": "nintedanib",
            "CLASS": "other",
            "START_FIRST": on(a),
            "START_LAST": on(b),
            "END_FIRST": on(c),
            "END_LAST": on(c),
            "TAKEN": True,
            **more,
        }
        for n, (a, b, c) in enumerate(records, start=1)
    ]


def test_without_declared_events_there_is_no_event_free_survival(tmp_path: Path) -> None:
    assert outcomes(tmp_path, subject=SSC).rows("SELECT * FROM adtte WHERE PARAMCD = 'EFS'") == []


def test_event_free_survival_is_that_of_the_disease_it_is_declared_for(tmp_path: Path) -> None:
    session = outcomes(
        tmp_path,
        '[event_free]\ndisease = "SSC"\n' + HEART,
        subject=[patient("01", "SLE"), patient("02", "SSC")],
    )
    assert session.rows("SELECT USUBJID FROM adtte WHERE PARAMCD = 'EFS'") == [("02",)]


def test_a_parameter_as_event_lies_between_two_assessments(tmp_path: Path) -> None:
    placed = [value("OMERILDP", day, "N") for day in (90, 180)] + [value("OMERILDP", 270, "Y")]
    session = outcomes(tmp_path, LUNG, subject=SSC, placed=placed)
    assert time_of(session, "EFS", "AVAL, CNSR, EVNTDESC, ADTLO, ADTHI") == (270, 0, "lung", on(180), on(270))


def test_a_number_as_event(tmp_path: Path) -> None:
    toml = '[[event_free.events]]\nlabel = "kidney"\nparameter = "EGFR21"\nat_most = 30\n'
    placed = [
        value("EGFR21", 90, number=80),
        value("EGFR21", 180, number=30),
        value("EGFR21", 270, number=80),
    ]
    session = outcomes(tmp_path, toml, subject=SSC, placed=placed)
    assert time_of(session, "EFS", "AVAL, CNSR, EVNTDESC") == (180, 0, "kidney")


def test_a_declared_drug_that_nobody_knows_is_remarked(tmp_path: Path) -> None:
    toml = '[[event_free.events]]\nlabel = "rescue"\ndrugs = ["rituximabb", "Rituximab", "trial drug"]\n'
    taken = {"RECORD": 1, "USUBJID": "01", "DOMAIN": "CM", "SEQ": 1, "SUBSTANCE": "Trial drug", "TAKEN": True}
    known = [{"SUBSTANCE": "rituximab"}]
    session = outcomes(tmp_path, toml, drug_substance=known, drug_amount=[taken])
    assert session.rows("SELECT rule, severity, value FROM declared_drug_finding") == [
        ("event-drug-unmatched", "note", "RITUXIMABB")
    ]


def test_a_parameter_never_assessed_leaves_nothing_known(tmp_path: Path) -> None:
    session = outcomes(tmp_path, LUNG + HEART, subject=SSC)
    assert time_of(session, "EFS", "AVAL, CNSR, CNSDTDSC") == (0, 1, "never assessed after day 0: OMERILDP")


def test_censored_at_the_last_day_the_declared_parameter_was_assessed(tmp_path: Path) -> None:
    placed = [value("OMERILDP", day, "N") for day in (90, 180)]
    session = outcomes(tmp_path, LUNG, subject=SSC, placed=placed)
    assert time_of(session, "EFS", "AVAL, CNSR, CNSDTDSC") == (180, 1, "last assessment of OMERILDP")


@pytest.mark.parametrize(("later", "expected"), [((), (90, 1)), ((value("OMERILDP", 270, "N"),), (270, 1))])
def test_an_open_assessment_may_be_the_event_unless_a_later_one_is_clear(
    tmp_path: Path, later: tuple[Row, ...], expected: tuple[int, int]
) -> None:
    placed = [value("OMERILDP", 90, "N"), value("OMERILDP", 180), *later]
    session = outcomes(tmp_path, LUNG, subject=SSC, placed=placed)
    assert time_of(session, "EFS") == expected


# first and last possible day, emergent, grade -> AVAL, CNSR under heart failure of grade 3 or more
ADVERSE = [
    ((100, 100, "Y", 3), (100, 0)),
    ((100, 130, "Y", 4), (130, 0)),
    ((100, 100, "Y", 2), (400, 1)),
    ((100, 100, "Y", None), (99, 1)),
    ((100, 100, "N", 3), (400, 1)),
    ((None, None, "U", 3), (0, 1)),
    ((0, 0, "Y", 3), (0, 0)),
    ((-3, -3, "Y", 3), (400, 1)),
]


@pytest.mark.parametrize(("given", "expected"), ADVERSE)
def test_an_adverse_event_as_event(tmp_path: Path, given: tuple[Any, ...], expected: tuple[int, int]) -> None:
    session = outcomes(tmp_path, HEART + "grade = 3\n", subject=SSC, **event(*given))
    assert time_of(session, "EFS") == expected


@pytest.mark.parametrize(
    ("death", "expected"),
    [
        # Heart failure on day 100 of a patient who died on day 120, on day 90, or (a wrong date) before the infusion.
        (120, (100, 0, "heart failure")),
        (90, (90, 0, "death")),
        (-20, (0, 1, None)),
    ],
)
def test_an_adverse_event_after_the_death_is_no_event(
    tmp_path: Path, death: int, expected: tuple[Any, ...]
) -> None:
    dead = [patient(disease="SSC", death=death)]
    session = outcomes(tmp_path, HEART, subject=dead, **event(100, 100, "Y", 3))
    assert time_of(session, "EFS", "AVAL, CNSR, EVNTDESC") == expected


# records of nintedanib (first and last possible start, end) -> AVAL, CNSR
NEW_DRUG = [
    ([(60, 60, 200)], (60, 0)),
    ([(60, 90, 200)], (90, 0)),
    ([(-100, -100, 300)], (400, 1)),  # running since before the infusion
    ([(-100, -100, 50), (60, 60, 200)], (400, 1)),  # resumed within 28 days: no new start
    ([(-100, -100, 20), (60, 60, 200)], (60, 0)),  # stopped 40 days before
    ([(-100, -100, None), (60, 60, 200)], (59, 1)),  # nobody knows when it was stopped
    ([(None, None, 200)], (0, 1)),  # nobody knows when it was begun
]


@pytest.mark.parametrize(("records", "expected"), NEW_DRUG)
def test_a_new_drug_as_event(tmp_path: Path, records: list[Any], expected: tuple[int, int]) -> None:
    session = outcomes(tmp_path, DRUG, subject=SSC, drug_amount=drugs(*records))
    assert time_of(session, "EFS") == expected


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        ({"EXCLUDED": True, "UNTIL": None}, (400, 1)),
        ({"EXCLUDED": True, "UNTIL": on(28)}, (29, 0)),
        ({"EXCLUDED": None, "UNTIL": None}, (9, 1)),
    ],
)
def test_a_drug_given_for_another_reason_is_no_event(
    tmp_path: Path, exclusion: Row, expected: tuple[int, int]
) -> None:
    session = outcomes(
        tmp_path,
        DRUG,
        subject=SSC,
        drug_amount=drugs((10, 10, 100)),
        drug_exclusion=[{"RECORD": 1, **exclusion}],
    )
    assert time_of(session, "EFS") == expected


@pytest.mark.parametrize(("death", "expected"), [("true", (300, 0, 1)), ("false", (300, 1, 2))])
def test_death_is_an_event_or_competes(tmp_path: Path, death: str, expected: tuple[int, int, int]) -> None:
    toml = f"[event_free]\ndeath = {death}\n{HEART}"
    session = outcomes(tmp_path, toml, subject=[patient(disease="SSC", death=300)])
    assert time_of(session, "EFS", "AVAL, CNSR, CAUSE") == expected


def test_the_first_of_several_events_counts(tmp_path: Path) -> None:
    session = outcomes(
        tmp_path, HEART + DRUG, subject=SSC, drug_amount=drugs((60, 60, 200)), **event(100, 100)
    )
    assert time_of(session, "EFS", "AVAL, EVNTDESC, SRCDOM, SRCSEQ") == (60, "new drug: nintedanib", "CM", 1)


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = outcomes(tmp_path, LUNG + HEART + DRUG)
    for relation in time_to_event.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name
