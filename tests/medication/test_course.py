"""Episodes, time to drug freedom, resumption, and the trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from medication_study import INFUSION, build, cm


def on(number: int | None) -> date | None:
    return None if number is None else INFUSION + timedelta(days=number)


def test_course_merges_what_goes_on_unchanged() -> None:
    rows = [
        cm("prednisone", 10, "QD", -10, 9),
        cm("prednisone", 10, "QD", 10, 20),  # the same dose goes on
        cm("prednisone", 5, "QD", 21, 30),  # another dose, same episode
        cm("prednisone", 5, "QD", 40, 50),  # a gap: another episode
    ]
    found = build(rows).rows(
        "SELECT EPISODE, START_RDY, END_RDY, CAST(DAILY AS INTEGER), RECORDS FROM drug_course ORDER BY 2"
    )
    assert found == [(1, -10, 20, 10, 2), (1, 21, 30, 5, 1), (2, 40, 50, 5, 1)]


def test_course_roles_and_open_ends() -> None:
    rows = [
        cm("tocilizumab", 560, "ONCE", 4, None, CMINDC="CRS"),
        cm("azathioprine", 100, "QD", -300, None),
        cm("hydroxychloroquine", 200, "QD", -300, "ongoing"),
        cm("pantoprazole", 40, "QD", 0, 10, CMCLASCD="A02BC02"),
    ]
    found = build(rows).rows("SELECT SUBSTANCE, ROLE, END_RDY, ONGOING, IS_EXACT FROM drug_course ORDER BY 1")
    assert found == [
        ("azathioprine", "treatment", None, False, False),
        ("hydroxychloroquine", "treatment", 546, True, True),
        ("tocilizumab", "CRS/ICANS rescue", 4, False, True),
    ]


@pytest.mark.parametrize(
    ("rows", "free", "resumed"),
    [
        # off on day 60, first assessment 28 days later; restarted on day 200
        ([cm("prednisone", 5, "QD", 0, 60), cm("prednisone", 5, "QD", 200, 300)], (90, 60), (200, 200)),
        # never free; free throughout; not yet restarted
        ([cm("prednisone", 5, "QD", 0, "ongoing")], None, None),
        ([cm("prednisone", 5, "QD", -100, -50)], (0, None), None),
        ([cm("prednisone", 5, "QD", 0, 60)], (90, 60), None),
        # a restart some time in August 2023 (day 212 to 242)
        ([cm("prednisone", 5, "QD", 0, 60), cm("prednisone", 5, "QD", "2023-08", 300)], (90, 60), (212, 242)),
        # a perhaps restart
        ([cm("prednisone", 5, "QD", 0, 60), cm("prednisone", 5, "PRN", 200, 300)], (90, 60), (200, None)),
    ],
)
def test_time_to_drug_free_and_resumption(rows: list[dict[str, Any]], free: Any, resumed: Any) -> None:
    session = build(rows, [0, 30, 60, 90, 120, 150, 400])
    query = "SELECT RDY, date_diff('day', DATE '2023-01-01', LAST_NOT_FREE) FROM time_to_drug_free"
    assert session.rows(f"{query} WHERE LEVEL = 'GCFREE'") == ([] if free is None else [free])
    found = session.rows("SELECT LOW, HIGH FROM resumption WHERE LEVEL = 'GCFREE'")
    assert found == ([] if resumed is None else [(on(resumed[0]), on(resumed[1]))])


@pytest.mark.parametrize(("later", "expected"), [(118, (150, 118)), (119, (90, 60))])
def test_freedom_lost_within_28_days_does_not_count(later: int, expected: tuple[int, int]) -> None:
    # free on day 90; the next assessment, 28 or 29 days later, finds the course of day 100 to 110
    rows = [cm("prednisone", 5, "QD", 0, 60), cm("prednisone", 5, "QD", 100, 110)]
    session = build(rows, [60, 90, later, 150])
    query = "SELECT RDY, date_diff('day', DATE '2023-01-01', LAST_NOT_FREE) FROM time_to_drug_free"
    assert session.rows(f"{query} WHERE LEVEL = 'GCFREE'") == [expected]


def test_resumption_per_level() -> None:
    rows = [cm("MMF", 1000, "BID", -300, -10), cm("belimumab", 200, "EVERY WEEK", 200, "ongoing")]
    found = build(rows, [30, 90]).rows("SELECT LEVEL, LOW_RDY, SUBSTANCE FROM resumption ORDER BY 1")
    assert found == [("BIOFREE", 200, "belimumab"), ("DRUGFREE", 200, "belimumab"), ("OFF", 200, "belimumab")]


def test_before_infusion_nothing_is_reached() -> None:
    session = build([cm("prednisone", 5, "QD", -10, "ongoing")], [-60, -5, 30])
    assert session.rows("SELECT count(*) FROM time_to_drug_free WHERE LEVEL = 'GCFREE'") == [(0,)]


def test_trace_lists_the_rows_of_each_value() -> None:
    rows = [
        cm("prednisone", 5, "QD", 0, 100),
        cm("azathioprine", 100, "QD", -300, None),
        cm("tocilizumab", 560, "ONCE", 4, None, CMINDC="CRS"),
        cm("methylprednisolone", 1000, "QD", 50, 52, CMROUTE="INTRAVENOUS"),
        cm("belimumab", 720, "ONCE", -100, None),
        cm("pantoprazole", 40, "QD", 0, 100, CMCLASCD="A02BC02"),
    ]
    session = build(rows, [51])
    found: dict[str, set[tuple[int, str]]] = {}
    for code, seq, role in session.rows("SELECT PARAMCD, SEQ, ROLE FROM drug_trace"):
        found.setdefault(code, set()).add((seq, role))
    glucocorticoid = {(1, "exposure"), (4, "exposure")}
    assert found["PREDEQ"] == {(1, "dose"), (4, "pulse")}
    assert found["GCFREE"] == glucocorticoid
    assert found["ISFREE"] == {(2, "possible exposure")}
    assert found["BIOFREE"] == {(5, "last biologic")}
    assert found["OFF"] == glucocorticoid | found["ISFREE"] | found["BIOFREE"]


def test_trace_names_what_is_not_counted() -> None:
    row = cm("tocilizumab", 560, "ONCE", 4, None, CMINDC="CRS")
    found = build([row], [20]).rows("SELECT SEQ, ROLE FROM drug_trace WHERE PARAMCD = 'BIOFREE'")
    assert found == [(1, "not counted: CRS/ICANS rescue")]


def test_trace_names_the_not_taking_assessment() -> None:
    rows = [cm("azathioprine", 100, "QD", -300, None), cm("azathioprine", CMOCCUR="N", start=84)]
    found = build(rows, [84]).rows("SELECT SEQ, ROLE FROM drug_trace WHERE PARAMCD = 'ISFREE' ORDER BY 1")
    assert found == [(1, "not counted: not taking at a later assessment"), (2, "not taking")]
