"""Values that definitions ask for and that follow from other records, each through a whole small study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import Row, build, drug, on

from cartaid.study_analysis import Analysis, read_study


def analysed(folder: Path, *definitions: str, settings: str = "", **domains: list[Row]) -> Analysis:
    """Analyse a study of one patient with these records, running these definitions."""
    named = ", ".join(f'"{id}"' for id in definitions)
    toml = f'[study]\nid = "TINY"\n[run]\ndefinitions = [{named}]\n{settings}'
    build(folder, toml, **domains)
    return read_study(folder).analyse()


def found(analysis: Analysis, paramcd: str, day: int) -> dict[str, Any]:
    rows = analysis.study.session.records(
        f"SELECT AVAL, AVALC, ALOW, AHIGH, STATUS, REASON FROM scored_row WHERE PARAMCD = '{paramcd}' AND RDY = {day}"
    )
    assert len(rows) == 1, rows
    return rows[0]


def derived(analysis: Analysis, testcd: str) -> dict[int, float]:
    """Give a derived value by day."""
    rows = analysis.study.session.rows(
        "SELECT DISTINCT date_diff('day', p.DAY0, e.FIRST), CAST(e.VALUE AS DOUBLE) FROM "
        f"{_relation(analysis, testcd)} AS e JOIN period AS p ON p.USUBJID = e.USUBJID WHERE e.TESTCD = '{testcd}'"
    )
    assert len({day for day, _ in rows}) == len(rows), "one value a day"
    return dict(sorted(rows))


def _relation(analysis: Analysis, testcd: str) -> str:
    return "evidence_2" if analysis.study.session.has("evidence_2") else "evidence"


def behind(analysis: Analysis, paramcd: str, day: int, domain: str) -> list[int]:
    """Give the records of a domain in the trace of a result."""
    rows = analysis.study.session.rows(
        "SELECT DISTINCT t.SEQ FROM trace AS t JOIN scored_row AS s ON s.SRCID = t.SRCID "
        f"WHERE s.PARAMCD = '{paramcd}' AND s.RDY = {day} AND t.DOMAIN = '{domain}' ORDER BY t.SEQ"
    )
    return [seq for (seq,) in rows]


def answer(code: str, value: float | str, day: int, cat: str, unit: str = "") -> Row:
    return {
        "QSTESTCD": code,
        "QSCAT": cat,
        "QSORRES": value,
        "QSSTRESC": value,
        "QSSTRESN": value,
        "QSSTRESU": unit,
        "QSDTC": on(day),
    }


def result(
    code: str, value: str, day: int, unit: str, low: str = "", high: str = "", cat: str = "CHEMISTRY"
) -> Row:
    number = value if value[0].isdigit() else ""
    return {
        "LBTESTCD": code,
        "LBCAT": cat,
        "LBORRES": value,
        "LBORRESU": unit,
        "LBSTRESC": value,
        "LBSTRESN": number,
        "LBSTRESU": unit,
        "LBSTNRLO": low,
        "LBSTNRHI": high,
        "LBDTC": on(day),
    }


def lung(code: str, value: float, day: int, unit: str = "%") -> Row:
    return {
        "RETESTCD": code,
        "REORRES": value,
        "RESTRESC": value,
        "RESTRESN": value,
        "RESTRESU": unit,
        "REDTC": on(day),
    }


ACTIVE_JOINTS = [answer("ACTJT", 0, day, "JOINTS") for day in range(0, 70, 10)]


def test_complement_is_low_where_one_is_below_its_own_limit(tmp_path: Path) -> None:
    records = [
        # Day 0: both normal. 10: C4 low. 20: C3 alone and normal says nothing. 30: no limit recorded.
        result("C3", "1.0", 0, "g/L", "0.9"),
        result("C4", "0.10", 0, "g/L", "0.10"),
        result("C3", "1.0", 10, "g/L", "0.9"),
        result("C4", "0.09", 10, "g/L", "0.10"),
        result("C3", "1.0", 20, "g/L", "0.9"),
        result("C3", "0.2", 30, "g/L"),
        result("C4", "0.2", 30, "g/L", "0.10"),
        # 40: below the assay's range, which ends at the limit. 50: the range ends above the limit. 60: CH50 only.
        result("C3", "1.0", 40, "g/L", "0.9"),
        result("C4", "<0.10", 40, "g/L", "0.10"),
        result("C3", "1.0", 50, "g/L", "0.9"),
        result("C4", "<0.15", 50, "g/L", "0.10"),
        result("C3", "1.0", 60, "g/L", "0.9"),
        result("C4", "0.2", 60, "g/L", "0.10"),
        result("CH50", "20", 60, "U/mL", "41"),
    ]
    analysis = analysed(
        tmp_path, "sledai-measured", "sle-das", QS=[*ACTIVE_JOINTS, answer("SJC28", 0, 60, "")], LB=records
    )
    assert derived(analysis, "COMPLOW") == {0: 0, 10: 1, 40: 1, 60: 1}
    assert derived(analysis, "C3C4LOW") == {0: 0, 10: 1, 40: 1, 60: 0}


def test_anti_dsdna_is_above_its_own_limit(tmp_path: Path) -> None:
    records = [
        result("DDNAIGAB", "100", 0, "IU/mL", high="100"),
        result("DDNAIGAB", "100.1", 10, "IU/mL", high="100"),
        result("DDNAIGAB", "<10", 20, "IU/mL", high="100"),
        result("DDNAIGAB", ">800", 30, "IU/mL", high="100"),
        result("DDNAIGAB", "300", 40, "IU/mL"),
        result("DDNAIGAB", ">50", 50, "IU/mL", high="100"),
    ]
    other = {
        "ISTESTCD": "ATAB",
        "ISBDAGNT": "Double Stranded DNA",
        "ISORRES": "30",
        "ISSTRESC": "30",
        "ISSTRESN": "30",
        "ISSTRESU": "IU/mL",
        "ISSTNRHI": "15",
        "ISDTC": on(60),
    }
    smith = {**other, "ISBDAGNT": "SMITH ANTIGENS", "ISDTC": on(61)}
    analysis = analysed(tmp_path, "sledai-measured", QS=ACTIVE_JOINTS, LB=records, IS=[other, smith])
    assert derived(analysis, "DSDNAHI") == {0: 0, 10: 1, 20: 0, 30: 1, 60: 1}


def test_suggested_sledai_points_are_determined(tmp_path: Path) -> None:
    day = 10
    records = [
        result("C3", "0.8", day, "g/L", "0.9"),
        result("DDNAIGAB", "20", day, "IU/mL", high="10"),
        result("CSRBC", "0", day, "", cat="URINALYSIS"),
        result("RBC", "6", day, "/HPF", cat="URINALYSIS"),
        result("WBC", "5", day, "/HPF", cat="URINALYSIS"),
        result("PROT", "0.5", day, "g/24h", cat="URINALYSIS"),
        result("PLAT", "99", day, "10^9/L", cat="HAEMATOLOGY"),
        result("WBC", "3.0", day, "10^9/L", cat="HAEMATOLOGY"),
    ]
    heat = [{"VSTESTCD": "TEMP", "VSSTRESN": "100.4", "VSSTRESC": "100.4", "VSSTRESU": "F", "VSDTC": on(day)}]
    analysis = analysed(
        tmp_path, "sledai-measured", QS=[answer("ACTJT", 2, day, "JOINTS")], LB=records, VS=heat
    )
    # Joints 4, haematuria 4, complement 2, anti-dsDNA 2, platelets 1; 100.4 F is 38.0 C, which is not above 38.
    assert found(analysis, "SLDMEAS", day)["AVAL"] == 13


def test_a_value_in_another_unit_is_converted_or_refused(tmp_path: Path) -> None:
    day = 10
    counts = [
        result("PLAT", "150000", 10, "/uL"),
        result("PLAT", "150", 20, ""),
        result("PLAT", "150", 30, "mmol/L"),
    ]
    analysis = analysed(tmp_path, "itp-complete-response-2009", LB=counts)
    # 150000 per microlitre is 150 x 10^9/L; a count without its unit, or with another test's, is none.
    assert found(analysis, "ITPCR", day)["REASON"] is not None
    assert "platelets," not in str(found(analysis, "ITPCR", day)["REASON"])
    rows = analysis.study.session.rows("SELECT CAST(platelets AS DOUBLE) FROM assessment_1")
    assert rows == [(150.0,)]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        # CRP and ESR at baseline: CRP is followed, in one unit. 40 mg/L to 1.9 mg/dL is down by 52.5 %.
        (
            [("CRP", "40", -5, "mg/L"), ("ESR", "60", -5, "mm/h"), ("CRP", "1.9", 90, "mg/dL")],
            {-5: 40, 90: 19},
        ),
        ([("ESR", "60", -5, "mm/h"), ("CRP", "3", 90, "mg/L"), ("ESR", "20", 90, "mm/h")], {-5: 60, 90: 20}),
        ([("CRP", "40", -5, "mg/L"), ("CRP", "<5", 90, "mg/L")], {-5: 40}),
        ([("CRP", "40", -5, ""), ("CRP", "5", 90, "mg/L")], {}),
    ],
)
def test_the_acute_phase_reactant_of_baseline_is_followed(
    tmp_path: Path, measured: list[tuple[str, str, int, str]], expected: dict[int, float]
) -> None:
    joints = [answer(code, n, day, "JOINTS") for day, n in ((-5, 10), (90, 4)) for code in ("TJC", "SJC")]
    others = (
        [answer(code, n, day, "RA", "mm") for day, n in ((-5, 50), (90, 20)) for code in ("PAIN", "PTGA")]
        + [answer("PHGA", 50, day, "RA", "mm") for day in (-5, 90)]
        + [answer("HAQDI", 1, day, "RA") for day in (-5, 90)]
    )
    analysis = analysed(tmp_path, "acr50", QS=[*joints, *others], LB=[result(*m) for m in measured])
    assert derived(analysis, "ACUTEPH") == expected
    # Joints -60 %, pain and patient global -60 %, physician global and HAQ 0 %: the reactant decides ACR50.
    decided = "Y" if len(expected) == 2 else "UNDETERMINED"
    assert found(analysis, "ACR50", 90)["AVALC"] == decided


EDSS = {-5: 3.0, 30: 4.0, 100: 4.0, 120: 4.5, 200: 3.5}


def test_edss_progression_is_confirmed_by_later_scores(tmp_path: Path) -> None:
    scores = [answer("EDSS", value, day, "EDSS") for day, value in EDSS.items()]
    analysis = analysed(tmp_path, "edss-progression", QS=scores)
    # Day 30: the first score 84 days later is that of day 120; the lowest until then is 4.0. Day 100: 3.5 on day 200.
    assert derived(analysis, "EDSSDAYS") == {-5: 105, 30: 90, 100: 100}
    assert derived(analysis, "EDSSCONF") == {-5: 4.0, 30: 4.0, 100: 3.5, 120: 3.5}
    assert found(analysis, "EDSSPROG", 30)["AVALC"] == "Y"
    # 120 fell back before any confirmation; nothing follows 200.
    assert [found(analysis, "EDSSPROG", day)["AVALC"] for day in (100, 120)] == ["N", "N"]
    assert found(analysis, "EDSSPROG", 200)["AVALC"] == "N"


def test_edss_confirmation_follows_its_switch(tmp_path: Path) -> None:
    scores = [answer("EDSS", value, day, "EDSS") for day, value in EDSS.items()]
    switch = '[definitions.edss-progression]\nconfirmation = "24_weeks"\n'
    analysis = analysed(tmp_path, "edss-progression", settings=switch, QS=scores)
    assert derived(analysis, "EDSSDAYS") == {-5: 205, 30: 170}
    assert found(analysis, "EDSSPROG", 30)["AVALC"] == "N"


def test_platelets_are_confirmed_seven_days_apart(tmp_path: Path) -> None:
    counts = [
        result("PLAT", value, day, "10^9/L")
        for day, value in ((-5, "12"), (28, "120"), (30, "40"), (35, "110"), (50, "95"))
    ]
    bleeding = [answer("BLEEDING", 0, day, "ITP") for day in (28, 35)]
    analysis = analysed(tmp_path, "itp-complete-response-2009", "itp-response-2009", LB=counts, QS=bleeding)
    assert derived(analysis, "PLATDAYS") == {-5: 33, 28: 7, 30: 20, 35: 15}
    assert derived(analysis, "PLATCONF") == {-5: 120, 28: 110, 30: 95, 35: 95}
    assert [found(analysis, "ITPCR", day)["AVALC"] for day in (28, 35)] == ["Y", "N"]
    assert [found(analysis, "ITPR", day)["AVALC"] for day in (28, 35)] == ["Y", "Y"]
    assert found(analysis, "ITPCR", 50)["AVALC"] == "N"  # 95 is below 100 whatever follows
    assert found(analysis, "ITPR", 50)["AVALC"] == "UNDETERMINED"


def test_lung_function_is_timed_from_the_baseline_and_confirmed(tmp_path: Path) -> None:
    tests = {-30: 80.0, 100: 68.0, 120: 67.0, 250: 75.0, 380: 60.0}
    records = [lung("FVCPP", value, day) for day, value in tests.items()]
    judged = [answer(code, 0, day, "CRISS") for day in (100, 120) for code in ("RENCRIS", "LVFAIL", "PAH")]
    imaging = [answer("ILDHRCT", 1, day, "CRISS") for day in (100, 120)]
    symptoms = [answer("RESPWORS", 1, day, "ILD") for day in (100, 380)]
    scarring = [answer("CTFIBR", 0, day, "ILD") for day in (100, 380)]
    analysis = analysed(
        tmp_path,
        "criss-2016-step1",
        "inbuild-progression",
        DM=[{"ARM": "SSc", "AGE": 40}],
        RE=records,
        QS=[*judged, *imaging, *symptoms, *scarring],
    )
    assert derived(analysis, "PFTDAYS") == {-30: 0, 100: 130, 120: 150, 250: 280, 380: 410}
    # 80 to 68 is down by 15 %: day 120 (67) confirms day 100; nothing repeats days 120, 250 and 380 within 31 days.
    assert derived(analysis, "FVCCONF") == {100: 1}
    assert found(analysis, "CRISSEV", 100)["AVALC"] == "Y"
    assert found(analysis, "CRISSEV", 120)["AVALC"] == "UNDETERMINED"
    assert found(analysis, "INBUILDP", 100)["AVALC"] == "Y"
    assert found(analysis, "INBUILDP", 380)["AVALC"] == "Y"


def sledai(day: int, *present: int) -> list[Row]:
    return [answer(f"SLD{n:02d}", int(n in present), day, "SLEDAI-2K") for n in range(1, 25)]


def steroid(mg: float, day: int, end: int | None, **more: Any) -> Row:
    return drug("Prednisone", day, end, CMDOSE=mg, CMDOSU="mg", CMROUTE="ORAL", **more)


def test_the_highest_dose_of_a_span(tmp_path: Path) -> None:
    ratios = [result("PROTCRT", "0.3", day, "g/g") for day in (-10, 100, 200, 260)]
    creatinine = [result("CREAT", "70", day, "umol/L") for day in (-10, 100, 200, 260)]
    doses = [
        steroid(10, -100, 44),
        steroid(7.5, 45, 150),
        steroid(2.5, 151, 400),
        drug(
            "Methylprednisolone",
            240,
            None,
            CMDOSE=500,
            CMDOSU="mg",
            CMINDC="Lupus flare",
            CMROUTE="INTRAVENOUS",
        ),
    ]
    analysis = analysed(
        tmp_path,
        "ln-aurora",
        "ln-bliss-perr",
        DM=[{"ARM": "SLE", "AGE": 40, "SEX": "F"}],
        LB=[*ratios, *creatinine],
        CM=doses,
        QS=[answer("RESCUE", 0, day, "LN") for day in (100, 200, 260)],
    )
    # The span of day 100 begins on day 45; since week 24 is since day 168. 500 mg of methylprednisolone are 625.
    assert derived(analysis, "GCMAX8W") == {-10: 10, 100: 7.5, 200: 7.5, 260: 627.5}
    assert derived(analysis, "GCMAXW24") == {200: 2.5, 260: 627.5}
    assert [found(analysis, "AURORCRR", day)["AVALC"] for day in (100, 200, 260)] == ["Y", "Y", "N"]
    assert [found(analysis, "BLISPERR", day)["AVALC"] for day in (200, 260)] == ["Y", "N"]
    # Behind the dose stand the records of its span. CM 1 is of every tiny study; 2 to 5 are the doses above, and the
    # spans of AURORA begin on days 45, 145 and 205.
    assert [behind(analysis, "AURORCRR", day, "CM") for day in (100, 200, 260)] == [[3], [3, 4], [4, 5]]
    assert behind(analysis, "BLISPERR", 200, "CM") == [4]


def test_an_uncertain_dose_gives_no_maximum(tmp_path: Path) -> None:
    analysis = analysed(
        tmp_path,
        "ln-aurora",
        DM=[{"ARM": "SLE", "AGE": 40, "SEX": "F"}],
        LB=[result("PROTCRT", "0.3", 100, "g/g"), result("CREAT", "70", 100, "umol/L")],
        CM=[drug("Prednisone", 60, 200, CMROUTE="ORAL")],
        QS=[answer("RESCUE", 0, 100, "LN")],
    )
    assert derived(analysis, "GCMAX8W") == {}
    assert found(analysis, "AURORCRR", 100)["AVALC"] == "UNDETERMINED"


def test_new_drugs_since_the_previous_assessment(tmp_path: Path) -> None:
    visits = (-10, 50, 100, 150, 200, 250)
    forms = [row for day in visits for row in sledai(day)]
    doses = [
        drug("Azathioprine", 70, 400, CMDOSE=100, CMDOSU="mg", CMROUTE="ORAL"),
        drug("Hydroxychloroquine", -200, 400, CMDOSE=200, CMDOSU="mg", CMROUTE="ORAL"),
        drug("Ibuprofen", 120, 130, "Lupus arthritis", CMDOSE=400, CMDOSU="mg", CMROUTE="ORAL"),
        drug("Ibuprofen", 160, 170, "Tooth extraction", CMDOSE=400, CMDOSU="mg", CMROUTE="ORAL"),
        drug("Naproxen", 210, 220, CMDOSE=250, CMDOSU="mg", CMROUTE="ORAL"),
        drug("Cyclophosphamide", -5, -3, "Lymphodepletion", CMDOSE=500, CMDOSU="mg"),
    ]
    analysis = analysed(tmp_path, "sfi", QS=forms, CM=doses)
    # Lymphodepletion (day -5) is left out; hydroxychloroquine was there before; an indication that is not lupus
    # activity (day 160) does not count, and none at all (day 210) leaves it open.
    assert derived(analysis, "NEWIS") == {50: 0, 100: 1, 150: 0, 200: 0, 250: 0}
    assert derived(analysis, "NEWNSHCQ") == {50: 0, 100: 0, 150: 1, 200: 0}
    assert found(analysis, "SFI", 100)["AVAL"] == 2
    assert found(analysis, "SFI", 50)["STATUS"] == "UNDETERMINED"  # features, weight, PGA were not recorded


def test_an_adjudicated_item_decides_a_response(tmp_path: Path) -> None:
    forms = [*sledai(-10, 9, 15), *sledai(90)]
    global_ = [answer("PGA", value, day, "PGA") for day, value in ((-10, 2), (90, 1))]

    def verdict(name: str, *more: Row) -> str:
        folder = tmp_path / name
        folder.mkdir()
        analysis = analysed(folder, "sri-4-no-bilag", QS=[*forms, *global_, *more])
        return str(found(analysis, "SRI4NB", 90)["AVALC"])

    assert verdict("kept", answer("RULEBRKN", 0, 90, "TRIAL")) == "Y"
    assert verdict("broken", answer("RULEBRKN", 1, 90, "TRIAL")) == "N"
    assert verdict("open") == "UNDETERMINED"


def core(day: int, mmt: float, form: str) -> list[Row]:
    values = (
        {"PHGA": 5, "PTGA": 5, "EXM": 3, "HAQDI": 1}
        if day < 0
        else {"PHGA": 1, "PTGA": 1, "EXM": 1, "HAQDI": 0}
    )
    return [
        *(answer(code, value, day, "IMACS") for code, value in values.items()),
        answer("MMT8", mmt, day, "IMACS", form),
    ]


@pytest.mark.parametrize(("form", "expected"), [("/150", True), ("/80", False)])
def test_muscle_tests_on_two_forms_are_not_compared(tmp_path: Path, form: str, expected: bool) -> None:
    enzymes = [result("CK", value, day, "U/L", high="190") for day, value in ((-10, "1900"), (90, "150"))]
    analysis = analysed(
        tmp_path,
        "tis-2016",
        DM=[{"ARM": "IIM", "AGE": 40}],
        QS=[*core(-10, 70, form), *core(90, 140, "/150")],
        LB=enzymes,
    )
    row = found(analysis, "TIS", 90)
    assert (row["STATUS"] == "DETERMINED") is expected
    assert expected or "mmt_base" in row["REASON"]


def damage(day: int, **present: int | str) -> list[Row]:
    """Give a form of the damage index: absent but for the items named by their place."""
    given = {int(place.removeprefix("item")): value for place, value in present.items()}
    return [answer(f"SDI{n:02d}", given.get(n, 0), day, "SDI") for n in range(1, 42)]


@pytest.mark.parametrize(
    ("later", "fallen"),
    [
        ({"item1": 1, "item5": 2}, []),  # the same 3
        ({"item1": 1, "item5": 1}, ["2"]),  # one stroke has gone: 2
        ({"item5": 2, "item2": 1}, []),  # another 3
        ({"item1": 1, "item5": ""}, []),  # a missing item could be the 2 it was
        ({"item1": 0, "item2": "", "item5": 0}, ["1"]),  # whatever the missing one is: at most 1
    ],
)
def test_a_fall_of_the_damage_index_is_a_finding(
    tmp_path: Path, later: dict[str, int | str], fallen: list[str]
) -> None:
    forms = [*damage(-10, item1=1), *damage(90, item1=1, item5=2), *damage(180, **later)]
    analysis = analysed(tmp_path, "slicc-acr-damage-index", QS=forms)
    assert [found(analysis, "SDI", day)["AVAL"] for day in (-10, 90)] == [1, 3]
    rows = analysis.study.session.rows("SELECT value, message FROM finding WHERE rule = 'damage-index-falls'")
    assert [value for value, _ in rows] == fallen
    assert all("2023-08-28" in message and "was 3" in message for _, message in rows)


def test_bad_input_in_a_study_is_never_a_number(tmp_path: Path) -> None:
    skin = [answer("MRSS", value, day, "EUSTAR") for day, value in ((-10, 0), (90, 6), (120, 52))]
    analysis = analysed(
        tmp_path,
        "mrss-progression",
        "mrss",
        "pga",
        "sledai-2k",
        "egfr-ckd-epi-2021",
        DM=[{"ARM": "SSc", "AGE": 10, "SEX": "F"}],
        QS=skin,
        LB=[result("CREAT", "70", 90, "umol/L")],
    )
    # Relative change from 0 is undefined; 52 lies beyond the scale; ten years are too young for CKD-EPI.
    assert found(analysis, "MRSSPROG", 90)["AVALC"] == "UNDETERMINED"
    kidney = found(analysis, "EGFR21", 90)
    numbers = (kidney["AVAL"], kidney["ALOW"], kidney["AHIGH"])
    assert (numbers, kidney["STATUS"]) == ((None, None, None), "NOT_APPLICABLE")
    assert kidney["REASON"] == "not applicable: expected age of 18 years or more"
    rows = analysis.study.session.rows("SELECT max(AVAL) FROM scored_row WHERE PARAMCD = 'MRSS'")
    assert rows == [(6,)]
    assert analysis.study.session.rows(
        "SELECT count(*) > 0 FROM finding WHERE rule = 'item-out-of-range'"
    ) == [(True,)]


def test_an_item_out_of_range_and_a_missing_baseline_leave_it_open(tmp_path: Path) -> None:
    wrong = [
        row | ({"QSSTRESN": 2, "QSSTRESC": 2} if row["QSTESTCD"] == "SLD09" else {}) for row in sledai(90)
    ]
    analysis = analysed(
        tmp_path,
        "sledai-2k",
        "sri-4-no-bilag",
        QS=[*wrong, answer("PGA", 1, 90, "PGA"), answer("RULEBRKN", 0, 90, "")],
    )
    row = found(analysis, "SLEDAI", 90)
    assert (row["AVAL"], row["ALOW"], row["AHIGH"], row["STATUS"]) == (None, 0, 4, "UNDETERMINED")
    later = tmp_path / "later"
    later.mkdir()
    analysis = analysed(
        later, "sri-4-no-bilag", QS=[*sledai(90), answer("PGA", 1, 90, "PGA"), answer("RULEBRKN", 0, 90, "")]
    )
    response = found(analysis, "SRI4NB", 90)
    assert response["AVALC"] == "UNDETERMINED"
    assert "sledai_base" in response["REASON"]


def test_a_definition_runs_without_items_that_only_another_option_asks_for(tmp_path: Path) -> None:
    scores = [answer("EDSS", value, day, "EDSS") for day, value in EDSS.items()]
    # Not named, and without any relapse recorded: only the option "yes" of the switch asks for relapses.
    assert found(analysed(tmp_path, QS=scores), "EDSSPROG", 30)["AVALC"] == "Y"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    # A line of 100 mm for 0 to 3: 16 mm are 16 x 3 / 100.
    [(16, "mm", 0.48), (1.6, "cm", 0.48), (0.48, "", 0.48), (0.48, "/3", 0.48), (0.3, "furlong", None)],
)
def test_the_physician_global_of_lupus_is_read_in_its_unit(
    tmp_path: Path, value: float, unit: str, expected: float | None
) -> None:
    analysis = analysed(tmp_path, DM=[{"ARM": "SLE"}], QS=[answer("PGA", value, 90, "PGA", unit)])
    rows = analysis.study.session.rows(
        "SELECT CAST(AVAL AS DOUBLE) FROM scored_row WHERE PARAMCD = 'PGA' AND RDY = 90"
    )
    assert rows == ([] if expected is None else [(pytest.approx(expected),)])


def test_a_definition_that_is_named_and_not_assessed_is_said(tmp_path: Path) -> None:
    analysis = analysed(
        tmp_path, "edss-progression", "mrss", DM=[{"ARM": "SSc"}], QS=[answer("MRSS", 20, 90, "EUSTAR")]
    )
    (said,) = [f for f in analysis.study.findings() if f["rule"] == "definition-not-assessed"]
    assert (said["severity"], said["value"]) == ("note", "edss-progression")
    assert "nothing in the study assesses it: found no QS EDSS" in said["message"]
