"""Responses at visits under each strategy, and who could be judged: derived by hand in each case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from outcome_tables import DAY0, Row, free, on, outcomes, patient, restart, value

from cartaid.engine import Session
from cartaid.study.protocol import Protocol, ProtocolError
from cartaid.study_analysis import refuse_unknown

VISITS = """
[[visits]]
name = "Month 3"
target = 90
low = 60
high = 120
[[visits]]
name = "Month 6"
target = 180
low = 150
high = 210
"""
STRATEGIES = ("composite", "treatment policy", "while on treatment")


def endpoint(strategy: str, more: str = "", parameter: str = "DORIS21") -> str:
    return f'{VISITS}\n[[endpoints]]\nparameter = "{parameter}"\nvisit = "Month 6"\nstrategy = "{strategy}"\n{more}\n'


def restarted(low: int, high: int | None) -> dict[str, list[Row]]:
    return {"time_to_drug_free": [free(28)], "resumption": [restart(low, high)]}


def response(session: Session, columns: str = "RESPONSE") -> Any:
    found = session.rows(
        f"SELECT {columns} FROM endpoint_response WHERE AVISIT = 'Month 6' AND USUBJID = '01'"
    )
    (row,) = found
    return row if "," in columns else row[0]


YES, NO, OPEN = value("DORIS21", 180, "Y"), value("DORIS21", 180, "N"), value("DORIS21", 180)
BEFORE, BEFORE_NO = value("DORIS21", 90, "Y"), value("DORIS21", 90, "N")

# assessments, restart (LOW, HIGH) -> response under composite, treatment policy, while on treatment
CASES = [
    ([YES], None, "Y Y Y"),
    ([NO], None, "N N N"),
    ([OPEN], None, "UNDETERMINED UNDETERMINED UNDETERMINED"),
    ([], None, "UNDETERMINED UNDETERMINED UNDETERMINED"),
    ([BEFORE, YES], (100, 100), "N Y Y"),
    ([BEFORE, NO], (100, 100), "N N Y"),
    ([BEFORE_NO, YES], (100, 100), "N Y N"),
    ([YES], (100, 100), "N Y UNDETERMINED"),
    ([BEFORE, OPEN], (100, 100), "N UNDETERMINED Y"),
    ([BEFORE], (100, 100), "N UNDETERMINED Y"),
    ([BEFORE, YES], (180, 180), "N Y Y"),  # on the day of the assessment: counts as before it
    ([BEFORE, YES], (181, 181), "Y Y Y"),  # the day after: the value was taken without it
    ([BEFORE, YES], (100, None), "UNDETERMINED Y Y"),  # possible: both values agree
    ([BEFORE_NO, YES], (100, None), "UNDETERMINED Y UNDETERMINED"),
    ([BEFORE, NO], (100, None), "N N UNDETERMINED"),
    ([YES], (170, 190), "UNDETERMINED Y UNDETERMINED"),  # begun between day 170 and 190, assessed on day 180
]


@pytest.mark.parametrize(("assessed", "drug", "expected"), CASES)
def test_strategies(
    tmp_path: Path, assessed: list[Row], drug: tuple[int, int | None] | None, expected: str
) -> None:
    for strategy, wanted in zip(STRATEGIES, expected.split(), strict=True):
        tables = restarted(*drug) if drug else {}
        session = outcomes(tmp_path, endpoint(strategy), placed=assessed, **tables)
        assert (strategy, response(session)) == (strategy, wanted)


def test_the_reason_is_said(tmp_path: Path) -> None:
    session = outcomes(tmp_path, endpoint("composite"), placed=[YES], **restarted(100, 104))
    said = response(session, "REASON, OBSERVED, ICE, ICEDT, COUNTFL, IMPUTFL")
    label = "restart of treatment: prednisolone"
    assert said == (f"non-response: {label} by day 104", "Y", label, on(104), "Y", None)


def test_an_event_that_is_not_listed_changes_nothing(tmp_path: Path) -> None:
    toml = endpoint("composite", 'intercurrent = ["death"]')
    assert response(outcomes(tmp_path, toml, placed=[YES], **restarted(100, 100))) == "Y"


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("composite", "N"), ("treatment policy", "UNDETERMINED"), ("while on treatment", "Y")],
)
def test_death_before_the_visit(tmp_path: Path, strategy: str, expected: str) -> None:
    session = outcomes(tmp_path, endpoint(strategy), subject=[patient(death=130)], placed=[BEFORE])
    found, reason = response(session, "RESPONSE, REASON")
    assert found == expected
    assert "day 130" in reason


@pytest.mark.parametrize(
    ("strategy", "expected"), [("composite", "N"), ("treatment policy", "Y"), ("while on treatment", "N")]
)
def test_a_second_infusion_before_the_visit(tmp_path: Path, strategy: str, expected: str) -> None:
    periods = [
        {"USUBJID": "01", "APERIOD": 1, "DAY0": DAY0, "ENDS": on(119)},
        {"USUBJID": "01", "APERIOD": 2, "DAY0": on(120), "STARTS": on(120)},
    ]
    later = value("DORIS21", 180, "Y", APERIOD=2, RDY=60)
    session = outcomes(tmp_path, endpoint(strategy), period=periods, placed=[BEFORE_NO, later])
    assert response(session) == expected


def test_a_visit_not_reached_is_in_no_denominator(tmp_path: Path) -> None:
    session = outcomes(
        tmp_path, endpoint("composite", 'missing = "non-response"'), subject=[patient(cut=140, last=130)]
    )
    assert response(session, "RESPONSE, COUNTFL, IMPUTFL, REASON") == (
        "UNDETERMINED",
        "N",
        None,
        "not yet reached at the data cut",
    )


def test_an_early_restart_does_not_count_before_the_visit_is_reached(tmp_path: Path) -> None:
    """Who fails early would be counted and who does well would not: both wait for the visit."""
    session = outcomes(
        tmp_path, endpoint("composite"), subject=[patient(cut=140, last=130)], **restarted(100, 100)
    )
    assert response(session, "RESPONSE, COUNTFL") == ("UNDETERMINED", "N")


@pytest.mark.parametrize(("assessed", "expected"), [([], ("UNDETERMINED", "N")), ([YES], ("Y", "Y"))])
def test_an_open_window_counts_only_those_assessed(
    tmp_path: Path, assessed: list[Row], expected: tuple[str, str]
) -> None:
    session = outcomes(tmp_path, endpoint("composite"), subject=[patient(cut=190, last=185)], placed=assessed)
    assert response(session, "RESPONSE, COUNTFL") == expected


def test_imputation_is_asked_for_and_marked(tmp_path: Path) -> None:
    toml = endpoint("treatment policy", 'missing = "non-response"')
    session = outcomes(tmp_path, toml, placed=[OPEN])
    assert response(session, "RESPONSE, OBSERVED, IMPUTFL, REASON") == (
        "N",
        "UNDETERMINED",
        "Y",
        "imputed as non-response: an item is missing",
    )


@pytest.mark.parametrize(("number", "expected"), [(40, "Y"), (39.999999, "N")])
def test_a_number_decides_with_its_edge_included(tmp_path: Path, number: float, expected: str) -> None:
    toml = endpoint("composite", 'at_least = 40\ndisease = "IIM"', "TIS")
    session = outcomes(
        tmp_path, toml, subject=[patient(disease="IIM")], placed=[value("TIS", 180, number=number)]
    )
    assert response(session) == expected


def test_an_endpoint_belongs_to_the_disease_of_its_parameter(tmp_path: Path) -> None:
    subjects = [patient("01", "SLE"), patient("02", "SSC")]
    session = outcomes(tmp_path, endpoint("composite"), subject=subjects, placed=[YES])
    assert session.rows("SELECT USUBJID FROM endpoint_response") == [("01",)]


def test_a_parameter_that_is_not_derived_is_said(tmp_path: Path) -> None:
    session = outcomes(tmp_path, endpoint("composite", parameter="NOSUCH"))
    assert response(session, "RESPONSE, REASON") == ("UNDETERMINED", "NOSUCH is not derived in this study")


def test_parameters_that_nothing_gives_are_refused_with_the_nearest() -> None:
    asked = {
        "endpoints": [
            {"parameter": "DORIS21", "strategy": "composite"},
            {"parameter": "EUSTAR17", "strategy": "composite"},
            {"parameter": "NOSUCH", "strategy": "composite"},
        ],
        "event_free": {
            "events": [{"label": "a", "parameter": "TISCATT"}, {"label": "b", "terms": ["Fever"]}]
        },
    }
    with pytest.raises(ProtocolError) as refused:
        refuse_unknown(Protocol.model_validate(asked))
    assert str(refused.value).splitlines() == [
        "study.toml: [[endpoints]] number 2, parameter: no definition gives EUSTAR17; the nearest is EUSTAR",
        # Nothing is like it: no name is better than the wrong one (it was SLDNOHO).
        "study.toml: [[endpoints]] number 3, parameter: no definition gives NOSUCH",
        "study.toml: [[event_free.events]] number 1, parameter: no definition gives TISCATT; the nearest is TISCAT",
    ]


@pytest.mark.parametrize(("words", "rows"), [("", 0), ('intercurrent = ["never infused"]', 1)])
def test_never_infused_counts_where_the_endpoint_lists_it(tmp_path: Path, words: str, rows: int) -> None:
    never = {**patient("02"), "DAY0": None, "INFUSION": None}
    session = outcomes(tmp_path, endpoint("composite", words), subject=[patient(), never], placed=[YES])
    found = session.rows("SELECT RESPONSE, REASON FROM endpoint_response WHERE USUBJID = '02'")
    assert found == [("N", "non-response: never infused")] * rows


# subject, assessments of Month 6, withdrawal day -> WHY, reason
REASONS: list[tuple[dict[str, Any], list[Row], int | None, str, str | None]] = [
    ({}, [YES], None, "EVALUABLE", None),
    ({}, [NO], None, "EVALUABLE", None),
    ({}, [OPEN], None, "UNDETERMINED", "an item is missing"),
    ({}, [], None, "NOT_ASSESSED", "visit missed: no assessment in the window"),
    ({"cut": 149, "last": 120}, [], None, "NOT_REACHED", "not yet reached at the data cut"),
    (
        {"cut": 150, "last": 120},
        [],
        None,
        "WINDOW_OPEN",
        "window still open at the data cut, not assessed yet",
    ),
    ({"cut": 210, "last": 210}, [], None, "NOT_ASSESSED", "visit missed: no assessment in the window"),
    ({"death": 130}, [], None, "DIED", "died on day 130"),
    ({"last": 140}, [], 140, "WITHDRAWN", "LOST TO FOLLOW-UP on day 140"),
    ({"last": 140}, [], None, "FOLLOW_UP_ENDED", "last contact on day 140, no reason recorded"),
    ({}, [], 300, "NOT_ASSESSED", "visit missed: no assessment in the window"),
    ({"cut": 140, "death": 130}, [], None, "NOT_REACHED", "not yet reached at the data cut"),
]


@pytest.mark.parametrize(("given", "assessed", "left", "why", "reason"), REASONS)
def test_who_could_be_judged_and_why_not(
    tmp_path: Path, given: dict[str, Any], assessed: list[Row], left: int | None, why: str, reason: str | None
) -> None:
    ds = (
        [{"USUBJID": "01", "DSSEQ": 1, "DSDECOD": "LOST TO FOLLOW-UP", "DSSTDTC_FIRST": on(left)}]
        if left
        else []
    )
    other = value(
        "DORIS21", 180, "Y", USUBJID="02"
    )  # somebody was assessed, so it is a visit of this parameter
    session = outcomes(
        tmp_path, VISITS, subject=[patient(**given), patient("02")], placed=[*assessed, other], sdtm_ds=ds
    )
    found = session.rows("SELECT WHY, REASON, EVALFL FROM visit_evaluable WHERE USUBJID = '01'")
    assert found == [(why, reason, "Y" if why == "EVALUABLE" else "N")]


def test_a_second_infusion_ends_the_denominator_of_the_first(tmp_path: Path) -> None:
    periods = [
        {"USUBJID": "01", "APERIOD": 1, "DAY0": DAY0, "ENDS": on(119)},
        {"USUBJID": "01", "APERIOD": 2, "DAY0": on(120), "STARTS": on(120)},
    ]
    placed = [value("DORIS21", 180, "Y", APERIOD=2, RDY=60)]
    session = outcomes(tmp_path, VISITS, period=periods, placed=placed)
    assert session.rows("SELECT WHY, REASON FROM visit_evaluable") == [
        ("SECOND_INFUSION", "second CAR T infusion on day 120")
    ]


def test_treatment_discontinuation_is_not_withdrawal(tmp_path: Path) -> None:
    ds = [
        {
            "USUBJID": "01",
            "DSSEQ": 1,
            "DSDECOD": "PHYSICIAN DECISION",
            "DSSCAT": "STUDY TREATMENT",
            "DSSTDTC_FIRST": on(100),
        }
    ]
    session = outcomes(tmp_path, endpoint("composite"), sdtm_ds=ds)
    assert session.rows("SELECT WHY FROM visit_evaluable") == [("NOT_ASSESSED",)]
