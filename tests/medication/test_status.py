"""Drug-free levels, stability and standard doses: worked examples and both sides of every edge."""

from __future__ import annotations

from typing import Any

import pytest
from medication_study import build, cm, day, status

CAR_T = {"EXTRT": "CD19 CAR T CELLS", "EXCAT": "CAR T", "EXSTDTC": day(0)}
T, F, U = True, False, None


@pytest.mark.parametrize(
    ("rows", "on", "expected"),
    [
        # sle-criteria 9.5, "Examples"
        ([cm("prednisolone", "2.5", "QD", -30, 60)], 90, {"GCFREE": T, "OFF": T, "DRUGFREE": T}),
        ([cm("tocilizumab", 560, "ONCE", 4, None, CMINDC="Cytokine release syndrome")], 84, {"DRUGFREE": T}),
        ([cm("belimumab", 720, "ONCE", -30, None, CMROUTE="INTRAVENOUS")], 90, {"BIOFREE": T, "DRUGFREE": T}),
        ([cm("hydroxychloroquine", 200, "QD", -400, "ongoing")], 84, {"OFF": T, "AMFREE": F, "DRUGFREE": F}),
        (
            [cm("azathioprine", 100, "QD", -400, None)],
            84,
            {"ISFREE": U, "OFF": U, "DRUGFREE": U, "GCFREE": T},
        ),
        # sle-criteria 3.4: replacement does not break the levels, MMF and HCQ do
        (
            [cm("hydrocortisone", 15, "QD", 0, "ongoing", CMINDC="Adrenal insufficiency")],
            84,
            {"GCFREE": T, "DRUGFREE": T},
        ),
        ([cm("mycophenolate mofetil", 1000, "BID", -100, "ongoing")], 84, {"ISFREE": F, "OFF": F}),
        # a sure exposure of one level decides although another is open
        (
            [cm("azathioprine", 100, "QD", -400, None), cm("prednisone", 5, "QD", 0, "ongoing")],
            84,
            {"OFF": F, "DRUGFREE": F, "ISFREE": U},
        ),
        # anti-infectives and local glucocorticoids never count
        ([cm("cotrimoxazole", 960, "QD", 0, "ongoing", CMCLASCD="J01EE01")], 84, {"DRUGFREE": T}),
        ([cm("hydrocortisone", 1, "BID", 0, "ongoing", CMROUTE="TOPICAL")], 84, {"GCFREE": T}),
        ([cm("tacrolimus", 1, "BID", 0, "ongoing", CMROUTE="TOPICAL")], 84, {"ISFREE": T}),
        ([cm("dapsone", 100, "QD", 0, "ongoing")], 84, {"DRUGFREE": T}),
        # taken as needed: perhaps
        ([cm("prednisone", 5, "PRN", 0, "ongoing")], 84, {"GCFREE": U}),
    ],
)
def test_levels(rows: list[dict[str, Any]], on: int, expected: dict[str, bool | None]) -> None:
    session = build(rows, [on])
    assert {level: status(session, level)[0] for level in expected} == expected


@pytest.mark.parametrize(("on", "expected"), [(87, F), (88, T)])
def test_window_of_28_days(on: int, expected: bool) -> None:
    # last dose on day 60: the 28 days up to day 87 hold it, those up to day 88 do not
    assert status(build([cm("prednisone", 5, "QD", 0, 60)], [on]), "GCFREE") == [expected]


@pytest.mark.parametrize(("on", "expected"), [(60, F), (61, T)])
def test_window_of_one_day(on: int, expected: bool) -> None:
    assert status(build([cm("prednisone", 5, "QD", 0, 60)], [on], window_days=1), "GCFREE") == [expected]


@pytest.mark.parametrize(
    ("end", "on", "expected"),
    [("2023-03", 86, F), ("2023-03", 87, U), ("2023-03", 116, U), ("2023-03", 117, T), ("2023", 300, U)],
)
def test_partial_end(end: str, on: int, expected: bool | None) -> None:
    # March 2023 is day 59 to 89 after the infusion of 1 January
    assert status(build([cm("prednisone", 5, "QD", 0, end)], [on]), "GCFREE") == [expected]


@pytest.mark.parametrize(
    ("indication", "dose", "expected", "flag"),
    [
        ("ADRENAL INSUFFICIENCY", 20, T, "GC replacement"),
        ("ADRENAL INSUFFICIENCY", "20.5", F, "hydrocortisone in the last 28 days"),
        ("ADRENAL INSUFFICIENCY", None, U, "hydrocortisone: dose not recorded"),
        ("SLE", 10, F, "hydrocortisone in the last 28 days"),
        (None, 10, F, "hydrocortisone in the last 28 days"),
    ],
)
def test_adrenal_replacement(indication: str | None, dose: Any, expected: bool | None, flag: str) -> None:
    session = build([cm("hydrocortisone", dose, "QD", 30, "ongoing", CMINDC=indication)], [84])
    assert session.rows("SELECT VALUE, REASON FROM drug_status WHERE LEVEL = 'GCFREE'") == [(expected, flag)]


def test_adrenal_replacement_counts_the_whole_day() -> None:
    # 15 mg in the morning and 10 mg at night are 25 mg a day: the second record takes it over the limit
    rows = [
        cm("hydrocortisone", 15, "QAM", 30, "ongoing", CMINDC="Adrenal insufficiency"),
        cm("hydrocortisone", 10, "QPM", 60, "ongoing", CMINDC="Adrenal insufficiency"),
    ]
    assert status(build(rows, [59, 84]), "GCFREE") == [T, F]


@pytest.mark.parametrize(
    ("row", "on", "expected"),
    [
        # without an indication the window decides: begun on day 0 to 28, days up to 28 not counted
        (cm("tocilizumab", 560, "ONCE", 0, None), 5, T),
        (cm("tocilizumab", 560, "ONCE", 28, None), 30, T),
        (cm("tocilizumab", 560, "ONCE", 29, None), 30, F),
        (cm("tocilizumab", 560, "ONCE", -1, None), 5, F),
        (cm("tocilizumab", 560, "ONCE", "2023-01", None), 40, U),
        (cm("dexamethasone", 10, "QID", 5, 28), 40, T),
        (cm("dexamethasone", 10, "QID", 5, 29), 40, F),
        (cm("prednisone", 50, "QD", 5, 10), 20, F),
        # with the indication, however long, but not before the infusion
        (cm("dexamethasone", 10, "QD", 5, 60, CMINDC="ICANS grade 2"), 70, T),
        (cm("prednisone", 50, "QD", 5, 60, CMINDC="ICANS"), 70, T),
        (cm("anakinra", 100, "QD", -30, -5, CMINDC="HLH"), 10, F),
        # premedication and lymphodepletion
        (cm("methylprednisolone", 40, "ONCE", 40, None, CMINDC="Premedication"), 50, T),
        (cm("cyclophosphamide", 500, "QD", -5, -3), 10, T),
        (cm("cyclophosphamide", 500, "QD", -7, -5), 10, T),
        (cm("cyclophosphamide", 500, "QD", -8, -5), 10, F),
        (cm("fludarabine", 25, "QD", 1, 1), 10, F),
        (cm("cyclophosphamide", 500, "QD", -12, -10, CMINDC="Lymphodepletion"), 10, T),
        # a bridge up to lymphodepletion names it and is treatment
        (cm("prednisone", 20, "QD", -20, 2, CMINDC="Bridging before lymphodepletion"), 10, F),
        (cm("cyclophosphamide", 500, "QD", -6, -5, CMINDC="Bridging before lymphodepletion"), 10, F),
        # immunoglobulin: replacement, other, not said
        (cm("IVIG", 30, "ONCE", 60, None, CMINDC="Hypogammaglobulinaemia"), 70, T),
        (cm("IVIG", 140, "ONCE", 60, None, CMINDC="Dermatomyositis"), 70, F),
        (cm("IVIG", 30, "ONCE", 60, None), 70, U),
        # an antimalarial is never left out
        (cm("hydroxychloroquine", 200, "QD", 5, 10, CMINDC="Premedication"), 20, F),
    ],
)
def test_exclusions(row: dict[str, Any], on: int, expected: bool | None) -> None:
    assert status(build([row], [on]), "DRUGFREE") == [expected]


def test_immunoglobulin_can_be_taken_as_replacement() -> None:
    row = cm("IVIG", 30, "ONCE", 60, None)
    session = build([row], [70], immunoglobulin_without_indication="replacement")
    assert status(session, "DRUGFREE") == [T]


def test_rescue_by_adverse_event() -> None:
    event = {"AEDECOD": "Cytokine release syndrome", "AESTDTC": day(35), "AEENDTC": day(45)}
    rows = [cm("tocilizumab", 560, "ONCE", 36, None)]
    assert status(build(rows, [50]), "BIOFREE") == [F]
    assert status(build(rows, [50], ae=[event | {"AETERM": "CRS"}]), "BIOFREE") == [T]


def test_second_infusion_opens_its_own_windows() -> None:
    rows = [cm("tocilizumab", 560, "ONCE", 203, None), cm("fludarabine", 25, "QD", 195, 197)]
    assert status(build(rows, [210]), "DRUGFREE") == [F]
    second = CAR_T | {"EXSTDTC": day(200)}
    assert status(build(rows, [210], ex=[CAR_T, second]), "DRUGFREE") == [T]


def test_lymphodepletion_and_infusion_in_ex() -> None:
    depletion = {
        "EXTRT": "CYCLOPHOSPHAMIDE",
        "EXCAT": "LYMPHODEPLETION",
        "EXSTDTC": day(-9),
        "EXENDTC": day(-7),
    }
    session = build([cm("paracetamol", 500, "QD", 0, 1)], [5], ex=[depletion, CAR_T])
    assert status(session, "DRUGFREE") == [T]
    assert status(session, "INVESTIGATIONAL") == [F]
    found = session.rows("SELECT CLASS FROM drug_record WHERE DOMAIN = 'EX' ORDER BY SEQ")
    assert found == [("immunosuppressive",), ("CAR T",)]


@pytest.mark.parametrize(
    ("more", "values"),
    [
        ({}, [U, U, U]),
        ({"rows": [cm("azathioprine", CMOCCUR="N", start=84)]}, [U, T, T]),
        ({"rows": [cm("IMMUNOSUPPRESSANTS", CMOCCUR="N", start=84)]}, [U, T, T]),
        ({"rows": [cm("ANY TREATMENT", CMOCCUR="N", start=84)]}, [U, T, T]),
        ({"rows": [cm("mycophenolate mofetil", CMOCCUR="N", start=84)]}, [U, U, U]),
        ({"rows": [cm("GLUCOCORTICOIDS", CMOCCUR="N", start=84)]}, [U, U, U]),
        ({"qs": [{"QSTESTCD": "ISFREE", "QSORRES": "Y", "QSDTC": day(84)}]}, [U, T, T]),
        ({"qs": [{"QSTESTCD": "DRUGFREE", "QSSTRESN": 1, "QSDTC": day(84)}]}, [U, T, T]),
        ({"qs": [{"QSTESTCD": "ISFREE", "QSORRES": "N", "QSDTC": day(84)}]}, [U, U, U]),
        ({"qs": [{"QSTESTCD": "GCFREE", "QSORRES": "Y", "QSDTC": day(84)}]}, [U, U, U]),
    ],
)
def test_not_taking_resolves_an_unknown_end(more: dict[str, Any], values: list[bool | None]) -> None:
    rows = [cm("azathioprine", 100, "QD", -400, None), *more.get("rows", [])]
    assert status(build(rows, [56, 84, 90], qs=more.get("qs", ())), "ISFREE") == values


def test_not_taking_does_not_undo_a_sure_exposure() -> None:
    rows = [cm("azathioprine", 100, "QD", -400, "ongoing")]
    session = build(rows, [84], qs=[{"QSTESTCD": "ISFREE", "QSORRES": "Y", "QSDTC": day(84)}])
    assert status(session, "ISFREE") == [F]
    found = session.rows(
        "SELECT seq FROM medication_finding WHERE rule = 'medication-not-taking-contradicted'"
    )
    assert found == [(1,)]


@pytest.mark.parametrize(
    ("drug", "on", "reason"),
    [
        # belimumab: 5 x 19.4 = 97 days from day -30, so to day 67
        ("belimumab", 67, "belimumab may still act: last dose 97 days before, carry-over 97 days"),
        ("belimumab", 68, "last biologic 98 days before"),
        ("belimumab", 90, "last biologic 120 days before"),
        ("rituximab", 152, "rituximab may still act: last dose 182 days before, carry-over 182 days"),
        ("rituximab", 153, "last biologic 183 days before"),
    ],
)
def test_carry_over(drug: str, on: int, reason: str) -> None:
    rows = [cm(drug, 1000, "ONCE", -30, None, CMROUTE="INTRAVENOUS")]
    found = build(rows, [on]).rows("SELECT VALUE, REASON FROM drug_status WHERE LEVEL = 'BIOFREE'")
    assert found == [(T, reason)]
    expected = "may still act" not in reason
    assert status(build(rows, [on], carry_over="exclude"), "BIOFREE") == [expected]


@pytest.mark.parametrize(
    ("rows", "on", "expected"),
    [
        # sle-criteria 3.4: MMF raised 14 days ago; the window is 28 days
        ([cm("MMF", 500, "BID", -400, 69), cm("MMF", 1000, "BID", 70, "ongoing")], 84, F),
        ([cm("MMF", 500, "BID", -400, 56), cm("MMF", 1000, "BID", 57, "ongoing")], 84, F),
        ([cm("MMF", 500, "BID", -400, 55), cm("MMF", 1000, "BID", 56, "ongoing")], 84, T),
        # the same on the day of change itself, and a reduction, and the same dose written anew
        ([cm("MMF", 500, "BID", -400, 70), cm("MMF", 1000, "BID", 70, "ongoing")], 84, F),
        ([cm("MMF", 1000, "BID", -400, 70), cm("MMF", 500, "BID", 70, "ongoing")], 84, T),
        ([cm("MMF", 1000, "BID", -400, 70), cm("MMF", 1000, "BID", 71, "ongoing")], 84, T),
        ([cm("MMF", 1000, "BID", -400, 70), cm("MMF", 500, "QID", 71, "ongoing")], 84, T),
        # a second record on top is an increase, one of two parts lowered a reduction
        ([cm("MMF", 1000, "QD", -400, "ongoing"), cm("MMF", 500, "QPM", 70, "ongoing")], 84, F),
        (
            [
                cm("MMF", 1000, "QAM", -400, "ongoing"),
                cm("MMF", 1000, "QPM", -400, 69),
                cm("MMF", 500, "QPM", 70, "ongoing"),
            ],
            84,
            T,
        ),
        # a start, a restart, a switch
        ([cm("azathioprine", 100, "QD", 70, "ongoing")], 84, F),
        ([cm("azathioprine", 100, "QD", -400, 60), cm("azathioprine", 100, "QD", 70, "ongoing")], 84, F),
        ([cm("azathioprine", 100, "QD", -400, 69), cm("MMF", 500, "QD", 70, "ongoing")], 84, F),
        # started and stopped again inside the window is a start all the same
        ([cm("azathioprine", 100, "QD", 70, 75)], 84, F),
        # doses without a mass are compared as recorded
        (
            [
                cm("azathioprine", 1, "QD", -400, 69, CMDOSU="TABLET"),
                cm("azathioprine", 2, "QD", 70, "ongoing", CMDOSU="TABLET"),
            ],
            84,
            F,
        ),
        (
            [
                cm("azathioprine", 2, "QD", -400, 69, CMDOSU="TABLET"),
                cm("azathioprine", 1, "QD", 70, "ongoing", CMDOSU="TABLET"),
            ],
            84,
            T,
        ),
        (
            [
                cm("azathioprine", 1, "QD", -400, 69, CMDOSU="TABLET"),
                cm("azathioprine", 50, "QD", 70, "ongoing"),
            ],
            84,
            U,
        ),
        # a partial start date that may lie in the window
        ([cm("azathioprine", 100, "QD", "2023-02", "ongoing")], 58, F),
        ([cm("azathioprine", 100, "QD", "2023-02", "ongoing")], 59, U),
        ([cm("azathioprine", 100, "QD", "2023-02", "ongoing")], 85, U),
        ([cm("azathioprine", 100, "QD", "2023-02", "ongoing")], 86, T),
        # monthly single doses go on as one course; the first is a start
        ([cm("belimumab", 720, "ONCE", d, None) for d in (0, 28, 56, 84)], 84, T),
        ([cm("belimumab", 720, "ONCE", d, None) for d in (63, 84)], 84, F),
        # glucocorticoids, antimalarials, rescue drugs and lymphodepletion do not bear on it
        ([cm("prednisone", 5, "QD", 70, "ongoing")], 84, T),
        ([cm("hydroxychloroquine", 200, "QD", 70, "ongoing")], 84, T),
        ([cm("tocilizumab", 560, "ONCE", 4, None)], 10, T),
    ],
)
def test_stable(rows: list[dict[str, Any]], on: int, expected: bool | None) -> None:
    assert status(build(rows, [on]), "STABLE") == [expected]


@pytest.mark.parametrize(("on", "expected"), [(96, F), (97, F), (98, T)])
def test_reduction_can_break_stability(on: int, expected: bool) -> None:
    rows = [cm("MMF", 1000, "BID", -400, 69), cm("MMF", 500, "BID", 70, "ongoing")]
    values = status(build(rows, [on], reduction_is_stable=False), "STABLE")
    assert values == [on - 70 >= 28]
    stopped = status(build([cm("MMF", 1000, "BID", -400, 69)], [on], reduction_is_stable=False), "STABLE")
    assert stopped == [expected]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # the numeric limits of LLDAS item 5, both sides (doi 10.1186/s13075-016-1163-2 table 3)
        ([cm("hydroxychloroquine", 400, "QD", 0, "ongoing")], T),
        ([cm("hydroxychloroquine", 401, "QD", 0, "ongoing")], F),
        ([cm("methotrexate", 30, "EVERY WEEK", 0, "ongoing")], T),
        ([cm("methotrexate", "30.5", "EVERY WEEK", 0, "ongoing")], F),
        ([cm("methotrexate", 15, "QD", 0, "ongoing")], F),
        ([cm("azathioprine", 200, "QD", 0, "ongoing")], T),
        ([cm("azathioprine", 201, "QD", 0, "ongoing")], F),
        ([cm("mycophenolate mofetil", 1500, "BID", 0, "ongoing")], T),
        ([cm("mycophenolate mofetil", 1501, "BID", 0, "ongoing")], F),
        ([cm("Myfortic", 1080, "BID", 0, "ongoing")], T),
        ([cm("Myfortic", 1081, "BID", 0, "ongoing")], F),
        ([cm("leflunomide", 20, "QD", 0, "ongoing")], T),
        ([cm("leflunomide", 21, "QD", 0, "ongoing")], F),
        # only the code: salt or ester not told
        ([cm("study drug 7", 1000, "BID", 0, "ongoing", CMCLASCD="L04AA06")], T),
        ([cm("study drug 7", 1250, "BID", 0, "ongoing", CMCLASCD="L04AA06")], U),
        ([cm("study drug 7", 1501, "BID", 0, "ongoing", CMCLASCD="L04AA06")], F),
        # both parts of a day together, another drug without a limit, an unknown dose, one that has ended
        ([cm("MMF", 2000, "QAM", 0, "ongoing"), cm("MMF", 1500, "QPM", 10, "ongoing")], F),
        ([cm("tacrolimus", 3, "BID", 0, "ongoing")], T),
        ([cm("azathioprine", None, "QD", 0, "ongoing")], U),
        ([cm("azathioprine", 250, "QD", 0, 80)], T),
        ([cm("prednisone", 60, "QD", 0, "ongoing")], T),
    ],
)
def test_standard_maintenance_dose(rows: list[dict[str, Any]], expected: bool | None) -> None:
    assert status(build(rows, [84]), "STANDARD") == [expected]


@pytest.mark.parametrize(
    ("rows", "overrides", "expected"),
    [
        ([cm("ianalumab", 300, "QM", 0, "ongoing")], (), T),
        ([cm("ianalumab", 300, "QM", 0, 50)], (), F),
        ([cm("ianalumab", 300, "QM", 0, None)], (), U),
        ([cm("belimumab", 200, "EVERY WEEK", 0, "ongoing")], (), F),
    ],
)
def test_investigational(rows: list[dict[str, Any]], overrides: Any, expected: bool | None) -> None:
    assert status(build(rows, [84], overrides=overrides), "INVESTIGATIONAL") == [expected]


@pytest.mark.parametrize(
    ("rows", "on", "expected"),
    [
        # In force on the day: any level may be broken, and none is surely.
        (
            [cm("Zaubertrank", 5, "QD", 0, 100)],
            84,
            {
                "GCFREE": U,
                "ISFREE": U,
                "BIOFREE": U,
                "AMFREE": U,
                "OFF": U,
                "DRUGFREE": U,
                "INVESTIGATIONAL": U,
            },
        ),
        # 28 days after its last day nothing is open any more (last day 100: open up to day 127).
        ([cm("Zaubertrank", 5, "QD", 0, 100)], 127, {"DRUGFREE": U}),
        ([cm("Zaubertrank", 5, "QD", 0, 100)], 128, {"GCFREE": T, "DRUGFREE": T, "STABLE": T}),
        # Without an end it stays open; another drug that is surely taken decides.
        ([cm("Zaubertrank", 5, "QD", 0, None)], 400, {"DRUGFREE": U}),
        (
            [cm("Zaubertrank", 5, "QD", 0, 100), cm("prednisone", 5, "QD", 0, 100)],
            84,
            {"GCFREE": F, "OFF": F, "DRUGFREE": F, "ISFREE": U},
        ),
        # A start within 28 days may be a change of treatment; later it is none.
        ([cm("Zaubertrank", 5, "QD", 60, 200)], 84, {"STABLE": U}),
        # Local use never counts, nor does a word for no drug.
        ([cm("Zaubertrank", 5, "QD", 0, 100, CMROUTE="TOPICAL")], 84, {"DRUGFREE": T}),
        ([cm("NONE", None, None, 0, None)], 84, {"DRUGFREE": T}),
    ],
)
def test_a_drug_in_no_table_leaves_open(
    rows: list[dict[str, Any]], on: int, expected: dict[str, bool | None]
) -> None:
    session = build(rows, [on])
    assert {level: status(session, level)[0] for level in expected} == expected


def test_a_drug_in_no_table_is_named_and_has_no_upper_dose() -> None:
    session = build([cm("Zaubertrank", 5, "QD", 0, 100), cm("prednisone", "2.5", "QD", 0, 100)], [84])
    found = session.rows("SELECT LOW, HIGH, STATUS, REASON FROM prednisone_equivalent")
    assert [tuple(map(str, row[:3])) for row in found] == [("2.500000", "None", "UNDETERMINED")]
    why = "zaubertrank: drug not known; rule it under [[drugs]] in study.toml"
    assert found[0][3] == why
    assert session.rows("SELECT REASON FROM drug_status WHERE LEVEL = 'ISFREE'") == [(why,)]
    traced = "SELECT DISTINCT SEQ FROM drug_trace WHERE PARAMCD = 'DRUGFREE' ORDER BY SEQ"
    assert session.rows(traced) == [(1,), (2,)]
    assert session.rows("SELECT severity, fix FROM medication_finding WHERE rule = 'medication-unknown'") == [
        (
            "warning",
            'rule it in study.toml: [[drugs]] name = "zaubertrank" class = "other", or the class it belongs to; '
            "or give its ATC code in CMCLASCD",
        )
    ]


def test_a_ruled_drug_leaves_nothing_open() -> None:
    session = build(
        [cm("Zaubertrank", 5, "QD", 0, 100)], [84], overrides=[("zaubertrank", None, "other", None)]
    )
    assert status(session, "DRUGFREE") == [True]
    assert session.rows("SELECT LOW, HIGH FROM prednisone_equivalent") == [(0, 0)]
