"""The prednisone equivalent: worked examples, both sides of every edge, and what cannot be said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from medication_study import INFUSION, LAST_CONTACT, build, cm, dose

D = Decimal
LONG = "a dose of the height of a pulse, given for more than 5 days, is included"
UNSURE = "a pulse or a daily dose: how long it was given is not known"


@pytest.mark.parametrize(
    ("drug", "given", "expected", "settings"),
    [
        # sle-criteria 9.1, "Examples"
        ("methylprednisolone", 4, 5, {}),
        ("dexamethasone", 6, 40, {}),
        ("dexamethasone", 6, 50, {"dexamethasone_mg": "0.6"}),
        ("hydrocortisone", 20, 5, {}),
        ("deflazacort", 6, 5, {}),
        # sle-criteria 3.4: hydrocortisone 15 mg = 3.75
        ("hydrocortisone", 15, "3.75", {}),
        # the equivalents to 5 mg prednisone, each once
        ("prednisone", 5, 5, {}),
        ("prednisolone", 5, 5, {}),
        ("triamcinolone", 4, 5, {}),
        ("cortisone", 25, 5, {}),
        ("dexamethasone", "0.75", 5, {}),
        ("betamethasone", "0.75", 5, {}),
        ("betamethasone", "0.6", 5, {"betamethasone_mg": "0.6"}),
        # 1 mg dexamethasone = 20/3 mg, rounded only in the sixth place
        ("dexamethasone", 1, "6.666667", {}),
    ],
)
def test_equivalents(drug: str, given: Any, expected: Any, settings: dict[str, Any]) -> None:
    session = build([cm(drug, given, "QD", 0, 100)], [50], **settings)
    assert dose(session) == [(D(str(expected)), D(str(expected)))]


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("QD", 10),
        ("BID", 20),
        ("TID", 30),
        ("QID", 40),
        ("QOD", 5),
        ("EVERY OTHER DAY", 5),
        ("every other day", 5),
        ("EVERY WEEK", "1.428571"),  # 10 / 7
        ("Q4W", "0.357143"),  # 10 / 28
        ("QM", "0.328542"),  # 10 * 16 / 487, a month being 365.25 / 12 days
        ("3 TIMES PER WEEK", "4.285714"),  # 30 / 7
        ("1-0-1", 20),
        ("Täglich", 10),
    ],
)
def test_frequencies(frequency: str, expected: Any) -> None:
    session = build([cm("prednisone", 10, frequency, 0, 100)], [50])
    assert dose(session) == [(D(str(expected)), D(str(expected)))]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # grams, micrograms, and units that are already per day or per week
        (cm("prednisone", "0.01", "QD", 0, 100, CMDOSU="g"), (10, 10)),
        (cm("prednisone", 10000, "QD", 0, 100, CMDOSU="ug"), (10, 10)),
        (cm("prednisone", 10000, "QD", 0, 100, CMDOSU="µg"), (10, 10)),
        (cm("prednisone", 10, None, 0, 100, CMDOSU="mg/day"), (10, 10)),
        (cm("prednisone", 10, "BID", 0, 100, CMDOSU="mg/day"), (10, 10)),
        (cm("prednisone", 70, None, 0, 100, CMDOSU="mg/week"), (10, 10)),
        # a dose as text, and as a range
        (cm("prednisone", None, "QD", 0, 100, CMDOSTXT="7.5"), ("7.5", "7.5")),
        (cm("prednisone", None, "QD", 0, 100, CMDOSTXT="5-10"), (5, 10)),
        # a dose of zero is no exposure
        (cm("prednisone", 0, "QD", 0, 100), (0, 0)),
        (cm("prednisone", 0, None, 0, 100, CMDOSU=None), (0, 0)),
        # what is not known has no upper bound, and is never 0
        (cm("prednisone", None, "QD", 0, 100), (0, None)),
        (cm("prednisone", 10, None, 0, 100), (0, None)),
        (cm("prednisone", 10, "PRN", 0, 100), (0, None)),
        (cm("prednisone", 10, "WHENEVER", 0, 100), (0, None)),
        (cm("prednisone", 10, "QD", 0, 100, CMDOSU=None), (0, None)),
        (cm("prednisone", 1, "QD", 0, 100, CMDOSU="TABLET"), (0, None)),
        (cm("cloprednol", 5, "QD", 0, 100), (0, None)),
        # routes: counted, not counted, not told
        (cm("prednisone", 10, "QD", 0, 100, CMROUTE="INTRAVENOUS"), (10, 10)),
        (cm("prednisone", 10, "QD", 0, 100, CMROUTE="TOPICAL"), (0, 0)),
        (cm("dexamethasone", 10, "QD", 0, 100, CMROUTE="OPHTHALMIC"), (0, 0)),
        (cm("triamcinolone", 40, "QD", 0, 100, CMROUTE="INTRA-ARTICULAR"), (0, 0)),
        (cm("budesonide", 9, "QD", 0, 100, CMROUTE="ORAL"), (0, 0)),
        (cm("fludrocortisone", "0.1", "QD", 0, 100), (0, 0)),
        (cm("prednisolone", 10, "QD", 0, 100, CMROUTE=None), (10, 10)),
        (cm("hydrocortisone", 20, "QD", 0, 100, CMROUTE=None), (0, 5)),
        (cm("hydrocortisone", 20, "QD", 0, 100, CMROUTE=None, CMCLASCD="H02AB09"), (5, 5)),
        (cm("hydrocortisone", 20, "QD", 0, 100, CMROUTE=None, CMCLASCD="D07AA02"), (0, 0)),
        (cm("HYDROCORTISONE, TOPICAL", 20, "QD", 0, 100, CMROUTE=None), (0, 0)),
        (cm("prednisone", 10, "QD", 0, 100, CMROUTE="SOMEHOW"), (0, 10)),
        # not taken
        (cm("prednisone", 10, "QD", 0, 100, CMOCCUR="N"), (0, 0)),
        (cm("prednisone", 10, "QD", 0, 100, CMSTAT="NOT DONE"), (0, 0)),
    ],
)
def test_one_record(row: dict[str, Any], expected: tuple[Any, Any]) -> None:
    low, high = expected
    session = build([row], [50])
    assert dose(session) == [(D(str(low)), None if high is None else D(str(high)))]


@pytest.mark.parametrize(
    ("rows", "status", "reason"),
    [
        ([cm("prednisone", 5, "QD", 0, 100)], "DETERMINED", None),
        ([cm("prednisone", None, "QD", 0, 100)], "UNDETERMINED", "prednisone: dose not recorded"),
        ([cm("prednisone", 5, "PRN", 0, 100)], "UNDETERMINED", "prednisone: taken as needed"),
        ([cm("prednisone", 5, None, 0, 100)], "UNDETERMINED", "prednisone: frequency not known"),
        ([cm("prednisone", 5, "QD", 0, 100, CMDOSU=None)], "UNDETERMINED", "prednisone: dose without unit"),
        ([cm("prednisone", 5, "QD", 0, None)], "UNDETERMINED", "prednisone: end date unknown"),
        ([cm("prednisone", 5, "QD", 0, 40)], "DETERMINED", None),
    ],
)
def test_reason(rows: list[dict[str, Any]], status: str, reason: str | None) -> None:
    session = build(rows, [50])
    assert session.rows("SELECT STATUS, REASON FROM prednisone_equivalent") == [(status, reason)]


def test_without_any_medication_record_nothing_is_said() -> None:
    session = build([], [50])
    assert dose(session) == [(D(0), None)]
    found = session.rows("SELECT DISTINCT VALUE, REASON FROM drug_status")
    assert found == [(None, "the study has no medication records")]


def test_blank_frequency_can_be_taken_as_daily() -> None:
    session = build([cm("prednisone", 10, None, 0, 100)], [50], blank_frequency="daily")
    assert dose(session) == [(D(10), D(10))]


@pytest.mark.parametrize(
    ("start", "end", "on", "expected"),
    [
        (10, 20, 9, (0, 0)),
        (10, 20, 10, (5, 5)),
        (10, 20, 20, (5, 5)),
        (10, 20, 21, (0, 0)),
        (10, "ongoing", 400, (5, 5)),
        (10, None, 10, (5, 5)),
        (10, None, 11, (0, 5)),
        # partial dates: end in March 2023 (days 59 to 89), start in March 2023
        (10, "2023-03", 59, (5, 5)),
        (10, "2023-03", 60, (0, 5)),
        (10, "2023-03", 89, (0, 5)),
        (10, "2023-03", 90, (0, 0)),
        ("2023-03", 200, 58, (0, 0)),
        ("2023-03", 200, 59, (0, 5)),
        ("2023-03", 200, 88, (0, 5)),
        ("2023-03", 200, 89, (5, 5)),
        ("2023", 200, 100, (0, 5)),
        ("2023", 200, 200, (5, 5)),
        (None, 200, 100, (0, 5)),
        (None, 200, 201, (0, 0)),
        # an ongoing drug whose start is unknown is sure only at the last contact (day 546)
        (None, "ongoing", 546, (5, 5)),
        (None, "ongoing", 545, (0, 5)),
        # end before start: neither bound can be trusted
        (100, 50, 60, (0, 5)),
        (100, 50, 120, (0, 5)),
        (100, 50, 49, (0, 0)),
    ],
)
def test_days(start: Any, end: Any, on: int, expected: tuple[int, int]) -> None:
    session = build([cm("prednisone", 5, "QD", start, end)], [on])
    assert dose(session) == [(D(expected[0]), D(expected[1]))]


def test_overlapping_records_are_summed() -> None:
    session = build(
        [cm("prednisone", 5, "QAM", 0, 60), cm("prednisone", "2.5", "QPM", 30, 60)], [10, 30, 60, 61]
    )
    assert [low for low, _ in dose(session)] == [D(5), D("7.5"), D("7.5"), D(0)]


@pytest.mark.parametrize(("changeover", "expected"), [("later", "7.5"), ("sum", "17.5")])
def test_day_of_dose_change(changeover: str, expected: str) -> None:
    rows = [cm("prednisone", 10, "QD", 0, 30), cm("prednisone", "7.5", "QD", 30, 60)]
    session = build(rows, [29, 30, 31], changeover=changeover)
    assert [low for low, _ in dose(session)] == [D(10), D(expected), D("7.5")]


def test_another_substance_begun_on_the_last_day_is_summed() -> None:
    session = build([cm("prednisone", 10, "QD", 0, 30), cm("methylprednisolone", 4, "QD", 30, 60)], [30])
    assert dose(session) == [(D(15), D(15))]


def test_thirds_add_up_exactly() -> None:
    # 3 x 0.25 mg dexamethasone = 0.75 mg = 5 mg; each alone is 1.6666... mg
    rows = [cm("dexamethasone", "0.25", f, -100, 100) for f in ("QAM", "QPM", "QHS")]
    assert dose(build(rows, [50])) == [(D(5), D(5))]


@pytest.mark.parametrize(
    ("basis", "on", "expected"),
    [
        # sle-criteria 3.4, last row: 10 mg on alternate days from day 0
        ("regimen", 50, (5, 5)),
        ("regimen", 51, (5, 5)),
        ("mean_14d", 50, (5, 5)),
        ("mean_14d", 51, (5, 5)),
        ("on_visit_day", 50, (10, 10)),
        ("on_visit_day", 51, (0, 0)),
        # mean over 14 days with 7 days covered: 7 x 5 / 14
        ("mean_14d", 6, ("2.5", "2.5")),
        ("mean_14d", 113, ("0.357143", "0.357143")),  # day 100 alone: 5 / 14
        ("mean_14d", 114, (0, 0)),
    ],
)
def test_dose_basis(basis: str, on: int, expected: tuple[Any, Any]) -> None:
    session = build([cm("prednisone", 10, "QOD", 0, 100)], [on], dose_basis=basis)
    assert dose(session) == [tuple(D(str(value)) for value in expected)]


@pytest.mark.parametrize(
    ("frequency", "start", "expected"),
    [
        ("QOD", "2023-01", (0, 10)),  # a dosing day cannot be told from a partial start
        ("3 TIMES PER WEEK", 0, (0, 10)),
        ("BID", 0, (20, 20)),
        ("EVERY WEEK", 1, (10, 10)),  # day 50 = 7 weeks after day 1
        ("EVERY WEEK", 0, (0, 0)),
    ],
)
def test_on_visit_day(frequency: str, start: Any, expected: tuple[int, int]) -> None:
    session = build([cm("prednisone", 10, frequency, start, 100)], [50], dose_basis="on_visit_day")
    assert dose(session) == [(D(expected[0]), D(expected[1]))]


@pytest.mark.parametrize(
    ("drug", "given", "is_pulse"),
    [("prednisone", 249, False), ("prednisone", 250, True), ("methylprednisolone", 200, True)],
)
def test_pulse_limit(drug: str, given: int, is_pulse: bool) -> None:
    # 200 mg methylprednisolone = 250 mg prednisone
    rows = [cm(drug, given, "QD", 50, 52, CMROUTE="INTRAVENOUS"), cm("prednisolone", 5, "QD", 0, 100)]
    session = build(rows, [51])
    expected = D(5) if is_pulse else D(5 + given)
    assert session.rows("SELECT PREDEQ, PULSE FROM prednisone_equivalent") == [(expected, is_pulse)]


def test_pulses_are_cumulated_apart() -> None:
    # sle-criteria 9.1: methylprednisolone 1000 mg x 3 -> 3750 mg
    session = build([cm("methylprednisolone", 1000, "QD", 50, 52, CMROUTE="INTRAVENOUS")], [49, 50, 52, 90])
    found = session.rows("SELECT PREDEQ, PULSE, PULSE_CUMULATIVE FROM prednisone_equivalent ORDER BY ADT")
    assert found == [
        (D(0), False, D(0)),
        (D(0), True, D(1250)),
        (D(0), True, D(3750)),
        (D(0), False, D(3750)),
    ]


@pytest.mark.parametrize(
    ("rows", "on", "expected"),
    [
        # Oral prednisolone 1000 mg a day for 5 days is a pulse, for 6 or 21 a daily dose.
        ([(10, 14)], 12, (D(0), D(0), True, "a pulse is not included")),
        ([(10, 15)], 12, (D(1000), D(1000), False, LONG)),
        ([(10, 30)], 30, (D(1000), D(1000), False, LONG)),
        ([(10, 30)], 31, (D(0), D(0), False, None)),
        # Six days written as two records without a gap; with a day between them they are two pulses of three days.
        ([(10, 12), (13, 15)], 11, (D(1000), D(1000), False, LONG)),
        ([(10, 12), (14, 16)], 11, (D(0), D(0), True, "a pulse is not included")),
        # Dates that leave open whether it is a pulse leave the dose open.
        ([(10, "2023-01")], 11, (D(0), D(1000), True, f"prednisolone: {UNSURE}")),
        ([(10, None)], 200, (D(0), D(1000), True, f"prednisolone: {UNSURE}")),
    ],
)
def test_a_long_course_is_no_pulse(rows: Any, on: int, expected: tuple[Any, ...]) -> None:
    session = build([cm("prednisolone", 1000, "QD", *dates) for dates in rows], [on])
    assert session.rows("SELECT LOW, HIGH, PULSE, REASON FROM prednisone_equivalent") == [expected]


def test_a_long_course_counts_among_daily_doses() -> None:
    # 6 days of 1000 mg from day 10, beside 5 mg a day up to the last contact on day 546: 6000 + 547 x 5 mg
    rows = [cm("prednisolone", 1000, "QD", 10, 15), cm("prednisone", 5, "QD", 0, "ongoing")]
    assert build(rows).rows("SELECT LOW, PULSE_LOW FROM cumulative_glucocorticoid") == [(D(8735), D(0))]


def test_doses_a_week_apart_stay_pulses_however_long() -> None:
    session = build([cm("methylprednisolone", 500, "EVERY WEEK", 0, 77, CMROUTE="INTRAVENOUS")], [50])
    assert session.rows("SELECT PREDEQ, PULSE FROM prednisone_equivalent") == [(D(0), True)]


@pytest.mark.parametrize("field", ["CMDOSE", "CMDOSTXT"])
def test_a_negative_dose_is_unknown(field: str) -> None:
    # 10 mg beside -8 mg are not 2 mg: at least 10 mg, and no one knows how much more.
    wrong = cm("prednisolone", None, "QD", 0, 100) | {field: D(-8) if field == "CMDOSE" else "-8"}
    session = build([cm("prednisone", 10, "QD", 0, 100), wrong], [50])
    assert session.rows("SELECT PREDEQ, LOW, HIGH, STATUS, REASON FROM prednisone_equivalent") == [
        (None, D(10), None, "UNDETERMINED", "prednisolone: dose is negative")
    ]


def test_a_monthly_pulse_is_a_pulse() -> None:
    # 1000 mg every 4 weeks is 44.6 mg a day on average, but 1250 mg on its day
    session = build([cm("methylprednisolone", 1000, "EVERY 4 WEEKS", 0, 100, CMROUTE="INTRAVENOUS")], [50])
    assert session.rows("SELECT PREDEQ, PULSE FROM prednisone_equivalent") == [(D(0), True)]


@pytest.mark.parametrize(
    ("depot", "on", "expected"),
    [
        ("spread", 0, "1.785714"),
        ("spread", 27, "1.785714"),
        ("spread", 28, 0),
        ("bolus", 0, 50),
        ("bolus", 1, 0),
    ],
)
def test_depot(depot: str, on: int, expected: Any) -> None:
    # 40 mg triamcinolone = 50 mg prednisone, over 28 days
    session = build([cm("triamcinolone", 40, "ONCE", 0, None, CMROUTE="INTRAMUSCULAR")], [on], depot=depot)
    assert dose(session) == [(D(str(expected)), D(str(expected)))]


def test_a_single_day_without_frequency_is_one_administration() -> None:
    session = build([cm("prednisone", 50, None, 10, 10)], [10, 11])
    assert dose(session) == [(D(50), D(50)), (D(0), D(0))]


def test_repeated_rows_count_once() -> None:
    session = build([cm("prednisone", 5, "QD", 0, 100), cm("prednisone", 5, "QD", 0, 100)], [50])
    assert dose(session) == [(D(5), D(5))]
    assert session.rows("SELECT seq FROM medication_finding WHERE rule = 'medication-duplicate'") == [(2,)]


def test_cumulative_glucocorticoid() -> None:
    rows = [
        cm("prednisone", 10, "QD", -10, 9),  # 10 days from day 0: 100 mg
        cm("methylprednisolone", 1000, "QD", 50, 52, CMROUTE="INTRAVENOUS"),
        cm("prednisone", 5, "QD", 20, "2023-02"),  # surely 20 to 31, possibly to 58: 12 and 39 days
    ]
    found = build(rows, [50]).rows("SELECT * FROM cumulative_glucocorticoid")
    assert found == [("01", D(160), D(295), D(3750), D(3750))]


TWO = [(patient, "SLE", INFUSION, None, None, LAST_CONTACT, LAST_CONTACT) for patient in ("01", "02")]
NONE_TAKEN = {"USUBJID": "02", "CMTRT": "IMMUNOSUPPRESSANTS", "CMOCCUR": "N"}


@pytest.mark.parametrize(
    ("more", "settings", "expected", "reason"),
    [
        ([], {}, None, "no medication recorded for this patient"),
        ([], {"patient_without_records": "no drug"}, True, None),
        # A record that says none was taken is no silence.
        ([NONE_TAKEN], {}, True, None),
    ],
)
def test_a_patient_without_any_medication_record(
    more: list[dict[str, Any]], settings: dict[str, Any], expected: bool | None, reason: str | None
) -> None:
    session = build([cm("prednisone", 5, "QD", 0, 40), *more], [60], patients=TWO, **settings)
    asked = "SELECT VALUE, REASON FROM drug_status WHERE USUBJID = '02' AND LEVEL = 'DRUGFREE'"
    assert session.rows(asked) == [(expected, reason)]
    ((low, high),) = session.rows("SELECT LOW, HIGH FROM cumulative_glucocorticoid WHERE USUBJID = '02'")
    assert (low, high) == (0, None if expected is None else 0)
