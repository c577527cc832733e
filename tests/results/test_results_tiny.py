"""Tiny studies whose every number can be counted by hand: denominators, refusals, absent inputs, one patient."""

from __future__ import annotations

import pytest
from tiny import (
    depletion,
    event,
    infection,
    on,
    patient,
    score,
    state,
    study,
    time_to,
    worst_grade,
)

from cartaid.engine import Session
from cartaid.results import (
    adverse_event_means,
    adverse_event_rates,
    adverse_events,
    cells,
    competing,
    drugs,
    durability,
    efficacy,
    evaluable,
    flow,
    headline,
    infections,
    laboratory,
    patients,
    toxicity,
)
from cartaid.results.ard import Result, one
from cartaid.results.build import FAMILIES, build
from cartaid.results.curves import curves
from cartaid.results.exposure import AtRisk, rate
from cartaid.results.measure import Place, estimate, figure, share
from cartaid.statistics.estimate import Estimate
from cartaid.statistics.poisson import clustered_rate, poisson_rate

LUPUS = [patient(id) for id in "ABCD"]


def texts(results: list[Result], display: str, column: str | None = None) -> dict[str, str]:
    """Text of each row of a display (of one column, or joined)."""
    found: dict[str, str] = {}
    for r in results:
        if r.display == display and r.statistic != "footnote" and column in (None, r.column):
            found[r.row] = f"{found[r.row]} {r.text}" if r.row in found else r.text
    return found


# Limits below without another source are Clopper-Pearson in closed form: for x = N the lower one is 0.025^(1/N),
# for x = 0 the upper one is 1 - 0.025^(1/N).


def test_undetermined_is_no_failure_and_leaves_the_denominator() -> None:
    rows = [state("A", "DORIS21", "Y"), state("B", "DORIS21", "Y"), state("C", "DORIS21", "UNDETERMINED")]
    found = one(headline.results(study(adsl=LUPUS, scored_row=rows)), "headline", "doris_sle_m6")
    assert found is not None
    # 0.025^(1/2) = 0.158114
    assert (found.value, found.n, found.N) == (2, 2, 2)
    assert found.low == pytest.approx(0.1581139, abs=1e-7)
    assert found.text == "2/2 (100 %; 15.8–100); of 4 patients 1 undetermined, 1 not assessed"


def test_nobody_judged_is_said_in_words() -> None:
    rows = [state("A", "DORIS21", "UNDETERMINED")]
    found = one(headline.results(study(adsl=LUPUS, scored_row=rows)), "headline", "doris_sle_m6")
    assert found is not None
    assert (found.value, found.low, found.high, found.N) == (None, None, None, 0)
    assert found.text == "NE: nobody could be judged; of 4 patients 1 undetermined, 3 not assessed"


def test_month_6_is_the_visit_whose_window_holds_day_182() -> None:
    rows = [
        state("A", "DORIS21", "N", "Month 3"),
        state("A", "DORIS21", "Y"),
        state("A", "DORIS21", "N", "Month 12"),
    ]
    found = one(headline.results(study(adsl=LUPUS[:1], scored_row=rows)), "headline", "doris_sle_m6")
    assert found is not None
    assert (found.n, found.N) == (1, 1)


def test_without_a_visit_at_month_6_the_row_is_absent() -> None:
    rows = [state("A", "DORIS21", "Y")]
    session = study(adsl=LUPUS, scored_row=rows, protocol_visit=[])
    assert one(headline.results(session), "headline", "doris_sle_m6") is None


def test_last_assessment_that_could_be_judged_counts_for_myositis() -> None:
    group = [patient(id, "IIM") for id in "AB"]
    rows = [
        state("A", "TISCAT", "major", "Month 3"),
        state("A", "TISCAT", "moderate", "Month 6"),
        state("B", "TISCAT", "major", "Month 6"),
        state("B", "TISCAT", "UNDETERMINED", "Month 12"),
    ]
    found = one(headline.results(study(adsl=group, scored_row=rows)), "headline", "tis_major_iim")
    assert found is not None
    assert (found.n, found.N) == (1, 2)


def test_eustar_equal_to_baseline_is_not_lower() -> None:
    group = [patient(id, "SSC") for id in "AB"]
    rows = [score("A", "EUSTAR", 3.0, CHG=0.0), score("B", "EUSTAR", 2.0, CHG=-0.5)]
    found = one(headline.results(study(adsl=group, scored_row=rows)), "headline", "eustar_lower_ssc")
    assert found is not None
    assert (found.n, found.N) == (1, 2)


def test_relapse_counts_those_who_responded() -> None:
    times = [time_to("A", "TTREL", 100, True), time_to("B", "TTREL", 200, False)]
    found = one(headline.results(study(adsl=LUPUS, adtte=times)), "headline", "relapse")
    assert found is not None
    assert (found.n, found.N) == (1, 2)
    assert found.label == "Relapse after the first response (2 of 4 patients responded)"


def test_drug_freedom_when_last_seen_not_earlier() -> None:
    rows = [
        state("A", "DRUGFREE", "Y", "Month 6"),
        state("A", "DRUGFREE", "N", "Month 12"),
        state("B", "DRUGFREE", "Y", "Month 6"),
        state("B", "DRUGFREE", "UNDETERMINED", "Month 12"),
        state("C", "DRUGFREE", "Y", "Month 12"),
    ]
    kept = study(adsl=LUPUS[:3], scored_row=rows, sdtm_cm=[{"USUBJID": "A", "CMSEQ": 1}])
    found = one(headline.results(kept), "headline", "drug_free_last")
    assert found is not None
    assert (found.n, found.N) == (1, 2)
    assert "of 3 patients 1 undetermined" in found.text


def test_biologics_that_may_still_act_are_counted_apart() -> None:
    acts = "rituximab may still act: last dose 60 days before, carry-over 182 days"
    rows = [
        state("A", "BIOFREE", "Y", DEFID="drug-free", REASON=acts),
        state("B", "BIOFREE", "Y", DEFID="drug-free", REASON="last biologic 400 days before"),
        state("C", "BIOFREE", "N", DEFID="drug-free", REASON="rituximab in the last 28 days"),
    ]
    kept = study(adsl=LUPUS[:3], scored_row=rows, sdtm_cm=[{"USUBJID": "A", "CMSEQ": 1}])
    found = [r for r in drugs.results(kept) if (r.display, r.column) == ("drug_free_last", "SLE")]
    assert [(r.label, r.n, r.N) for r in found] == [
        ("Biologics", 2, 3),
        ("Of those free of biologics: the last one may still act", 1, 2),
    ]
    rows[0]["REASON"] = None
    kept = study(adsl=LUPUS[:3], scored_row=rows, sdtm_cm=[{"USUBJID": "A", "CMSEQ": 1}])
    assert "carried" not in {r.row for r in drugs.results(kept)}


def test_follow_up_uses_the_reverse_estimate_where_a_patient_died() -> None:
    # Deaths end observation: with times 100, 200 (died), 300, 400, 500 the reverse curve falls 4/5, then at 300
    # (three at risk) to 8/15, at 400 to 4/15: median 400 days. The plain median is 300.
    days = {"A": 100, "B": 200, "C": 300, "D": 400, "E": 500}
    group = [patient(id, "SLE", d, DTHDT=on(200) if id == "B" else None) for id, d in days.items()]
    session = study(adsl=group)
    found = one(headline.results(session), "headline", "followup_median_months")
    assert found is not None
    assert found.value == pytest.approx(400 / 30.4375)
    assert (found.low, found.high) == (pytest.approx(100 / 30.4375), pytest.approx(500 / 30.4375))
    session = study("adtte", adsl=group)
    plain = next(r for r in durability.results(session) if r.statistic == "minimum, median, maximum")
    assert plain.value == pytest.approx(300 / 30.4375)


def test_one_patient_gives_words_not_errors() -> None:
    rows = [score("A", "SLEDAI", 4.0, CHG=-8.0, BASE=12.0), state("A", "DORIS21", "N")]
    session = study("adtte", "sdtm_cm", adsl=[patient("A", AGE=30.0)], scored_row=rows)
    results, displays = build(session)
    assert {d.id for d in displays} >= {"headline", "flow", "patients_summary", "efficacy_sle", "absent"}
    found = texts(results, "scores_sle")["SLEDAI Month 6"]
    assert found == "1 4 4 (one value) −8 −8 (limits NE) NE: fewer than 6 pairs"
    assert texts(results, "patients_summary", "SLE")["age_mean"] == "30 (one value)"


def test_nobody_treated_gives_only_the_flow() -> None:
    untreated = patient("A", TRTSDT=None, LDFL="N", INFFL="N", EVALFL="N", FUPDAYS=None)
    results, displays = build(study(adsl=[untreated]))
    assert [d.id for d in displays] == ["flow", "absent"]
    assert texts(results, "flow", "all") == {
        "CONSFL": "1/1",
        "APHERFL": "1/1",
        "LDFL": "not recorded",
        "INFFL": "not recorded",
        "EVALFL": "not recorded",
        "DTHDT": "0/1",
        "INFNUM": "0/1",
    }


def test_nothing_derived_gives_reasons() -> None:
    results, displays = build(Session(threads=1))
    assert [d.id for d in displays] == ["absent"]
    assert len(results) == len({r.row for r in results}) >= len(FAMILIES)


def test_a_patient_not_infused_stays_in_the_flow_and_leaves_the_rest() -> None:
    group = [*LUPUS, patient("E", TRTSDT=None, INFFL="N", EVALFL="N", FUPDAYS=None)]
    session = study(adsl=group, scored_row=[state("A", "DORIS21", "Y")])
    assert texts(flow.results(session), "flow", "SLE")["INFFL"] == "4/5"
    found = one(headline.results(session), "headline", "infused")
    assert found is not None
    assert (found.n, found.N) == (4, 5)
    doris = one(headline.results(session), "headline", "doris_sle_m6")
    assert doris is not None
    assert "of 4 patients" in doris.text


def test_a_disease_not_stated_has_its_own_column() -> None:
    session = study(adsl=[patient("A", SEX="F"), patient("B", None)])
    columns = {r.column: r.heading for r in patients.results(session)}
    assert columns["SLE"] == "SLE (N = 1)"
    assert {r.heading for r in flow.results(session)} == {
        "All (N = 2)",
        "SLE (N = 1)",
        "Disease not stated (N = 1)",
    }


def test_only_unstated_diseases_are_one_column() -> None:
    assert {r.heading for r in flow.results(study(adsl=[patient("A", None)]))} == {"All (N = 1)"}


# Efficacy ----------------------------------------------------------------------------------------------------


def test_change_has_exact_limits_and_p_from_six_pairs_on() -> None:
    # Six falls of different size: two-sided p = 2 / 2^6 = 0.03125; Hodges-Lehmann limits the extreme changes.
    changes = dict(zip("ABCDEF", (-1.0, -2.0, -3.0, -4.0, -5.0, -6.0), strict=True))
    rows = [score(id, "SLEDAI", 10 + c, CHG=c, BASE=10.0) for id, c in changes.items()]
    session = study(adsl=[patient(id) for id in changes], scored_row=rows)
    found = {r.statistic: r for r in efficacy.results(session) if r.display == "scores_sle"}
    assert found["p-value"].value == 0.03125
    shift = found["Hodges-Lehmann shift"]
    assert (shift.value, shift.low, shift.high) == (-3.5, -6.0, -1.0)


def test_five_pairs_have_no_p_value() -> None:
    rows = [score(id, "SLEDAI", 4.0, CHG=-6.0) for id in "ABCDE"]
    session = study(adsl=[patient(id) for id in "ABCDE"], scored_row=rows)
    (found,) = [r for r in efficacy.results(session) if r.statistic == "p-value"]
    assert (found.value, found.text) == (None, "NE: fewer than 6 pairs")


def test_categories_are_counted_each_with_the_judged_as_denominator() -> None:
    group = [patient(id, "IIM") for id in "ABCD"]
    values = dict(zip("ABCD", ("major", "moderate", "none", "UNDETERMINED"), strict=True))
    session = study(adsl=group, scored_row=[state(id, "TISCAT", v) for id, v in values.items()])
    found = {(r.row, r.column): (r.n, r.N) for r in efficacy.results(session) if r.display == "states_iim"}
    assert found["TISCAT Month 6 major", "share"] == (1, 3)
    assert found["TISCAT Month 6 moderate", "share"] == (1, 3)
    assert found["TISCAT Month 6 none", "share"] == (1, 3)
    assert found["TISCAT Month 6 major", "open"] == (1, 4)
    main = {r.column: (r.n, r.N) for r in efficacy.results(session) if r.display == "efficacy_iim"}
    assert main == {"moderate": (2, 3), "major": (1, 3)}


def test_reasons_for_each_patient_that_could_not_be_judged() -> None:
    group = [
        patient("A"),
        patient("B"),
        patient("C", follow_up=100),
        patient("D", follow_up=120, DTHDT=on(120)),
        patient("E"),
    ]
    rows = [state("A", "DORIS21", "Y"), state("B", "DORIS21", "UNDETERMINED")]
    states = [{"DISEASE": "SLE", "PARAMCD": "DORIS21", "AVALC": "Y", "LABEL": "DORIS"}]
    session = study(adsl=group, scored_row=rows, response_state=states)
    session.connection.execute("UPDATE subject SET DATA_CUT = DATE '2023-01-11' WHERE USUBJID = 'E'")
    results = evaluable.results(session)
    # Only month 6 was ever judged; its window opens on day 137.
    assert {r.column: r.n for r in results if r.display == "evaluable"} == {
        "evaluable": 1,
        "undetermined": 1,
        "not_assessed": 0,
        "died": 1,
        "second": 0,
        "ended": 1,
        "cut": 1,
    }
    listed = {(r.row, r.column): r.text for r in results if r.display == "not_evaluable"}
    assert listed == {
        ("B Month 6", "state"): "DORIS",
        ("B Month 6", "reason"): "Assessed, undetermined: missing: fever",
    }


# Drugs -------------------------------------------------------------------------------------------------------


def test_no_drug_log_is_absence_of_the_display_not_freedom() -> None:
    rows = [state("A", "DRUGFREE", "Y", DEFID="drug-free")]
    session = study(adsl=LUPUS, scored_row=rows)
    assert drugs.results(session) == []
    assert one(headline.results(session), "headline", "drug_free_last") is None


def test_resumption_that_is_only_possible_is_undetermined() -> None:
    free = [{"USUBJID": id, "LEVEL": "GCFREE"} for id in "ABC"]
    again = [
        {"USUBJID": "A", "LEVEL": "GCFREE", "LOW": on(100), "HIGH": on(110)},
        {"USUBJID": "B", "LEVEL": "GCFREE", "LOW": on(100), "HIGH": None},
    ]
    session = study(
        adsl=LUPUS, sdtm_cm=[{"USUBJID": "A", "CMSEQ": 1}], time_to_drug_free=free, resumption=again
    )
    found = next(r for r in drugs.results(session) if r.display == "drug_resumption" and r.column == "all")
    assert (found.n, found.N) == (1, 2)
    assert found.text.endswith("of 3 patients 1 undetermined")


def test_freedom_says_over_how_many_days_it_is_judged() -> None:
    session = study(
        adsl=LUPUS,
        sdtm_cm=[{"USUBJID": "A", "CMSEQ": 1}],
        time_to_drug_free=[{"USUBJID": "A", "LEVEL": "GCFREE"}],
        resumption=[],
        protocol_setting=[{"NAME": "windows.drug_free_days", "VALUE": "56"}],
    )
    notes = [r.text for r in drugs.results(session) if "last 56 days" in r.text]
    assert len(notes) == 2


def test_a_visit_whose_day_is_not_recorded_is_assessed_and_undetermined() -> None:
    rows = [state("A", "DORIS21", "Y")]
    states = [{"DISEASE": "SLE", "PARAMCD": "DORIS21", "AVALC": "Y", "LABEL": "DORIS 2021 remission"}]
    partial = [
        {
            "USUBJID": "B",
            "PARAMCD": "DORIS21",
            "FIRST": on(120),
            "LAST": on(150),
            "DTC": "2023-05",
            "REASON": "dated",
        }
    ]
    session = study(
        adsl=[patient("A"), patient("B")], scored_row=rows, response_state=states, unplaced_parameter=partial
    )
    found = {(r.row, r.column): r for r in evaluable.results(session)}
    assert found["SLE Month 6", "undetermined"].n == 1
    assert found["B Month 6", "reason"].text == "Assessed, undetermined: dated"
    assert found["B Month 6", "state"].text == "DORIS 2021 remission"


# Durability --------------------------------------------------------------------------------------------------


def test_landmark_without_events_has_the_exact_bound_of_those_at_risk() -> None:
    group = [patient(str(i)) for i in range(15)]
    times = [time_to(str(i), "TTREL", 400, False) for i in range(15)]
    found = {r.column: r for r in durability.results(study(adsl=group, adtte=times)) if r.row == "TTREL all"}
    # 15/15 free: lower limit 78.2 % (statistics-and-design, section 1.1); relapse 0/15: upper limit 21.8 %.
    assert found["month_12"].text == "100 % (78.2–100) [15]"
    assert found["events"].text == "0/15 (0 %; 0–21.8)"
    assert found["month_24"].text == "NE: after the end of follow-up"
    assert found["median"].text == "NE: not reached"


def test_landmarks_of_the_series_with_relapses() -> None:
    # A series of 15 patients in R: S(12) = 0.789744 and S(24) = 0.691026 (survival), beta-product limits (bpcp 1.4.2)
    # 0.486086-0.954541 and 0.334168-0.912143.
    months = [4, 6, 8, 12, 12, 15, 18, 24, 24, 26, 28, 29, 29, 29, 29]
    happened = [1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    group = [patient(f"{i:02d}") for i in range(15)]
    # A hair before the month, so that the landmark lies at the event in days as it does in months.
    times = [
        {**time_to(p["USUBJID"], "TTREL", 0, bool(e)), "AVAL": m * 30.4375 - 0.001}
        for p, m, e in zip(group, months, happened, strict=True)
    ]
    found = {r.column: r for r in durability.results(study(adsl=group, adtte=times)) if r.row == "TTREL all"}
    for column, wanted in (
        ("month_12", (0.789744, 0.486086, 0.954541)),
        ("month_24", (0.691026, 0.334168, 0.912143)),
    ):
        r = found[column]
        assert (r.value, r.low, r.high) == pytest.approx(wanted, abs=1e-6)


# Safety ------------------------------------------------------------------------------------------------------


def test_open_grades_count_where_they_are_sure() -> None:
    rows = [worst_grade("A", "CRSMAX", 0), worst_grade("B", "CRSMAX", 1, 2), worst_grade("C", "CRSMAX", 2, 4)]
    session = study(adsl=LUPUS, scored_row=rows)
    found = {r.row: (r.n, r.N) for r in toxicity.results(session) if r.column == "all"}
    # One rule everywhere: N are the three assessed; B is surely of grade 1 or more and surely below 3; C surely of
    # grade 1 or more and surely not 1, 3 or not is open.
    assert found["CRS grade 0"] == (1, 3)
    assert found["CRS any"] == (2, 3)
    assert found["CRS 3+"] == (0, 3)
    assert found["CRS open"] == (2, 4)
    assert found["CRS unseen"] == (1, 4)
    grade1 = one(headline.results(session), "headline", "crs_grade1")
    assert grade1 is not None
    # Exact limits of 0/3 and 1/3: 0 and 90.6 %.
    assert grade1.text == "0 to 1 of 3 (0–90.6 %); of 4 patients 1 not assessed"
    severe = one(headline.results(session), "headline", "crs_grade3plus")
    table = one(toxicity.results(session), "toxicity", "CRS 3+")
    assert severe is not None
    assert table is not None
    assert severe.text == "0 to 1 of 3 (0–90.6 %); of 4 patients 1 not assessed"
    assert (severe.n, severe.N) == (table.n, table.N)


def test_without_adverse_event_records_there_is_no_count_of_none() -> None:
    session = study("adae", adsl=LUPUS)
    assert adverse_events.results(session) == []
    assert infections.results(session) == []
    assert one(headline.results(session), "headline", "infection_hospital") is None


def test_each_patient_once_at_the_worst_grade() -> None:
    # Reference example A1: nausea of grade 1, then of grade 2, in one patient.
    events = [
        event("A", 1, "Nausea", 3, 1),
        event("A", 2, "Nausea", 9, 2, AOCCIFL="Y", AOCCSIFL="Y", AOCCPIFL="Y"),
    ]
    found = {
        r.column: r.text
        for r in adverse_events.results(study(adsl=LUPUS, adae=events))
        if r.display == "ae_terms" and r.label == "Nausea"
    }
    assert found["all"] == "1/4 (25 %)"
    assert (found["grade1"], found["grade2"], found["grade3plus"]) == ("0/4", "1/4", "0/4")


def test_severity_stands_in_where_nothing_is_graded() -> None:
    first = {"AOCCIFL": "Y", "AOCCSIFL": "Y", "AOCCPIFL": "Y"}
    events = [event("A", 1, "Rash", 3, None, ASEVN=2, **first), event("B", 1, "Rash", 3, None, **first)]
    results = adverse_events.results(study(adsl=LUPUS, adae=events))
    found = {r.column: r.n for r in results if r.display == "ae_terms" and r.label == "Rash"}
    assert found == {"all": 2, "SLE": 2, "mild": 0, "moderate": 1, "severe": 0, "ungraded": 1}


def test_terms_spelled_in_two_ways_are_one_term() -> None:
    first = {"AOCCIFL": "Y", "AOCCSIFL": "Y", "AOCCPIFL": "Y"}
    events = [event("A", 1, "Rash", 3, **first), event("B", 1, "RASH", 3, **first)]
    results = adverse_events.results(study(adsl=LUPUS, adae=events))
    found = [
        r for r in results if r.display == "ae_terms" and r.label.upper() == "RASH" and r.column == "all"
    ]
    assert [(r.n, r.filter) for r in found] == [
        (2, "AEBODSYS=Investigations&AEDECOD=RASH&AEDECOD=Rash&COUNTFL=Y&AOCCPIFL=Y")
    ]


def test_an_unknown_seriousness_gives_a_lowest_and_a_highest_count() -> None:
    events = [event("A", 1, "Fever", 3, SERFL="Y"), event("B", 1, "Fever", 3, SERFL="U")]
    results = adverse_events.results(study(adsl=LUPUS, adae=events))
    found = {
        r.row: r for r in results if r.display == "ae_overview" and r.column == "all" and r.statistic == "x/N"
    }
    assert (found["serious"].n, found["serious"].N, found["serious"].value) == (1, 4, None)
    # Exact limits: 0.6 % of 1/4, 93.2 % of 2/4.
    assert found["serious"].text == "1 to 2 of 4 (0.6–93.2 %)"


def test_component_symptoms_are_not_counted_apart() -> None:
    # Reference example A3: fever that belongs to CRS is linked to it and counts as CRS only.
    events = [
        event("A", 1, "Cytokine release syndrome", 2, AESI="CRS"),
        event("A", 2, "Fever", 2, COUNTFL="N"),
    ]
    results = adverse_events.results(study(adsl=LUPUS, adae=events))
    assert {r.label for r in results if r.display == "ae_terms"} & {"Fever"} == set()
    overview = [r for r in results if r.display == "ae_overview" and (r.row, r.column) == ("any", "all")]
    assert [r.text for r in overview] == ["1/4 (25 %; 0.6–80.6)", "[1]"]


def test_days_at_risk_and_infection_density() -> None:
    # Reference, section 3.5: three infections, 15 patients of 29 days (days 0 to 28) = 3/435 = 0.69 per 100 days.
    group = [patient(f"{i:02d}", follow_up=400) for i in range(15)]
    events = [event(f"{i:02d}", 1, "Pneumonia", 10, 3, INFECFL="Y") for i in range(3)]
    episodes = [infection(f"{i:02d}", 10, 3) for i in range(3)]
    results = infections.results(study(adsl=group, adae=events, infection_event=episodes))
    found = {r.column: r for r in results if r.display == "infection_rates"}
    first = next(r for r in results if (r.display, r.column) == ("infection_rates", "d0_28"))
    assert first.text.startswith("3 events in 435 days: 0.69 ")
    assert found["d91"].n == 0


def test_time_at_risk_ends_with_follow_up() -> None:
    group = [patient("A", follow_up=9), patient("B", follow_up=40)]
    events = [event("A", 1, "Cold", 5, INFECFL="Y")]
    results = infections.results(study(adsl=group, adae=events, infection_event=[infection("A", 5)]))
    found = {r.column: r for r in results if r.display == "infection_rates" and r.row == "any"}
    # A: days 0 to 9 are 10 days; B: 29 days, then days 29 to 40 are 12.
    assert "in 39 days" in found["d0_28"].text
    assert "in 12 days" in found["d29_90"].text
    assert (found["d29_90"].N, found["d91"].text) == (1, "NE: no person-time at risk")


@pytest.mark.parametrize(
    ("events", "days", "text"),
    [
        # Reference, section 3.5: 5 per 1470 days; Hill 2018 43 per 3613 days 1.19 (0.86-1.60).
        (5, 1470, "5 events in 1470 days: 0.34 (0.11–0.794)"),
        (43, 3613, "43 events in 3613 days: 1.19 (0.861–1.6)"),
    ],
)
def test_density_with_exact_limits(events: int, days: int, text: str) -> None:
    assert rate(Place("d"), events, AtRisk(1, days), 100, "100 patient-days").text == text


def test_laboratory_shift_counts_every_patient_once() -> None:
    grades = {"A": (0, 4), "B": (0, None), "C": (None, 3), "D": (1, 1)}
    rows = [
        {
            "USUBJID": id,
            "TESTCD": "NEUT",
            "SIDE": "LOW",
            "TERM": "Neutrophil count decreased",
            "BASEGR": b,
            "WORSTGR": w,
        }
        for id, (b, w) in grades.items()
    ]
    graded = [{"USUBJID": "A", "PARAMCD": "NEUT", "ATOXVER": "CTCAE v5.0"}]
    results = laboratory.results(study(adsl=LUPUS, laboratory_worst=rows, adlb=graded))
    assert {r.group for r in results} == {"Neutrophil count decreased (NEUT), CTCAE v5.0"}
    shift = {(r.row, r.column): r.n for r in results if r.display == "lab_shift" and r.n}
    assert shift == {
        ("NEUT LOW 0", "grade4"): 1,
        ("NEUT LOW 0", "unknown"): 1,
        ("NEUT LOW 1", "grade1"): 1,
        ("NEUT LOW unknown", "grade3"): 1,
    }
    worst = {r.row: (r.n, r.N) for r in results if r.display == "lab_worst" and r.column == "all"}
    assert worst == {"NEUT LOW any": (3, 3), "NEUT LOW 3+": (2, 3), "NEUT LOW worse": (1, 3)}


def test_a_result_that_could_not_be_graded_leaves_low_worst_grades_open() -> None:
    rows = [
        {
            "USUBJID": id,
            "TESTCD": "PLAT",
            "SIDE": "LOW",
            "TERM": "Low",
            "BASEGR": 0,
            "WORSTGR": worst,
            "UNGRADED": 1,
        }
        for id, worst in (("A", 0), ("B", 1), ("C", 3), ("D", None))
    ]
    results = laboratory.results(study("adlb", adsl=LUPUS, laboratory_worst=rows))
    found = {r.row: r for r in results if r.display == "lab_worst" and r.column == "all"}
    assert {row: (r.n, r.N) for row, r in found.items()} == {
        "PLAT LOW any": (2, 4),
        "PLAT LOW 3+": (1, 4),
        "PLAT LOW worse": (2, 4),
    }
    # Exact limits: 0.6 % of 1/4, 100 % of 4/4.
    assert found["PLAT LOW 3+"].text == "1 to 4 of 4 (0.6–100 %)"


# Cells -------------------------------------------------------------------------------------------------------


def test_b_cell_return_of_the_reference_series() -> None:
    # Reference example B4: 60, 92, 110, 121, 177 days: mean 112, SD 43.1.
    days = {"A": 60, "B": 92, "C": 110, "D": 121, "E": 177}
    rows = [depletion(id, d - 10, d) for id, d in days.items()]
    session = study(adsl=[patient(id) for id in days], adpp=rows)
    found = one(headline.results(session), "headline", "bcell_aplasia_mean_days")
    assert found is not None
    assert found.value == 112
    assert found.high == pytest.approx(112 + 43.1, abs=0.05)
    readings = texts(cells.results(session), "b_cells", "SLE")
    assert readings["right_end"].startswith("110 ")
    assert readings["midpoint"].startswith("105 ")
    assert readings["turnbull"] == "100–110"


def test_b_cells_not_back_are_censored_and_not_averaged() -> None:
    # Reference example B2: absent on every sample to day 200.
    session = study(
        adsl=[patient("A"), patient("B")], adpp=[depletion("A", 120, 134), depletion("B", 200, None)]
    )
    found = one(headline.results(session), "headline", "bcell_aplasia_mean_days")
    assert found is not None
    assert (found.value, found.n, found.N) == (134, 1, 2)
    assert found.label.endswith("(1 of 2 patients, those whose B cells returned; 1 not returned)")
    readings = texts(cells.results(session), "b_cells", "SLE")
    assert readings["returned"].startswith("1/2 ")


def test_never_depleted_patients_are_no_return() -> None:
    # Of A, B and C only A had B cells that could return: the mean is its own, C's duration of 0 is not in it.
    never = {**depletion("C", 0, 0), "CNSR": None, "REASON": "never depleted: no sample below the threshold"}
    session = study(
        adsl=[patient(id) for id in "ABC"], adpp=[depletion("A", 120, 134), depletion("B", 200, None), never]
    )
    found = one(headline.results(session), "headline", "bcell_aplasia_mean_days")
    assert found is not None
    assert (found.value, found.n) == (134, 1)
    made = cells.results(session)
    readings = texts(made, "b_cells", "SLE")
    assert readings["returned"] == "1/2 (50 %; 1.3–98.7)"
    assert readings["median"] == "134"
    assert readings["never"] == "1/3"
    assert "In 1 patient: never depleted: no sample below the threshold." in [r.text for r in made]


def test_rates_allow_for_repeats_in_a_patient() -> None:
    # Twenty patients of 365 days; A has four fevers, B one: the four are not independent of each other.
    ids = [f"P{n:02}" for n in range(20)]
    rows = [*(event("P00", n, "Fever", 30 + n) for n in range(4)), event("P01", 9, "Fever", 40)]
    session = study(adsl=[patient(id, follow_up=364) for id in ids], adae=rows)
    made = {(r.row, r.column): r for r in adverse_event_rates.rates(session) if r.statistic != "footnote"}
    days, per = [365.0] * 20, 36525.0
    repeated = clustered_rate([4, 1, *[0] * 18], days, per=per).rate
    found = made["any", "all"]
    assert (found.n, found.value) == (5, pytest.approx(repeated.estimate))
    assert (found.low, found.high) == (pytest.approx(repeated.low), pytest.approx(repeated.high))
    assert found.high > poisson_rate(5, 7300.0, per=per).high  # type: ignore[operator]
    # Without a repeat the exact limits stay.
    assert made["serious", "all"].high == pytest.approx(poisson_rate(0, 7300.0, per=per).high)


def test_mean_number_of_events_counts_repeats_of_those_followed() -> None:
    # A has events on days 10 and 50 and is followed to day 400, B has one on day 50; C is followed to day 30 only.
    # By month 1 (day 30.4): 1 of 3 = 0.333; then 2 events of the 2 still followed: 0.333 + 1 = 1.33.
    people = [patient("A"), patient("B"), patient("C", follow_up=30)]
    rows = [event("A", 1, "Fever", 10), event("A", 2, "Fever", 50), event("B", 1, "Cough", 50)]
    late = event("C", 1, "Fever", 60)
    made = adverse_event_means.mean_numbers(study(adsl=people, adae=[*rows, late]))
    found = texts(made, "ae_mean", "month_1") | {"later": texts(made, "ae_mean", "month_3")["any"]}
    assert found["any"].startswith("0.333 (")
    assert found["any"].endswith("[2]")
    assert found["later"].startswith("1.33 (")
    assert texts(made, "ae_mean", "month_24")["any"] == "NE: after the end of follow-up"
    # No serious event: 3.6889 x 30.4375 / (2 x 30.4375 + 30) = 1.24, the exact Poisson upper limit, not "NE".
    assert texts(made, "ae_mean", "month_1")["serious"] == "0 (0–1.24) [2]"
    assert "1 event after the end of the time at risk left out." in [r.text for r in made]


def test_an_event_that_may_have_happened_is_not_counted_as_none() -> None:
    maybe = {"CNSDTDSC": "the day before this may have happened: renal crisis, grade missing"}
    never = {"CNSDTDSC": "never assessed after day 0: OMERILDP"}
    later = {"CNSDTDSC": "last assessment of OMERILDP"}
    rows = [
        time_to("A", "EFS", 100, True),
        {**time_to("B", "EFS", 90, False), **maybe},
        {**time_to("C", "EFS", 0, False), **never},
        {**time_to("D", "EFS", 300, False), **later},
    ]
    session = study(adsl=LUPUS, adtte=rows)
    for module, display in ((durability, "durability"), (competing, "incidence")):
        found = texts(module.results(session), display, "events")
        # Of four one had the event, B and C may have had it: 1 to 3 of 4.
        assert found["EFS all"].startswith("1 to 3 of 4 ")


def test_event_free_survival_is_not_estimated_from_the_deaths_of_patients_never_assessed() -> None:
    # B and C, alive and never assessed, would be censored on day 0: at A's death only A would be at risk, survival 0 %.
    never = {"CNSDTDSC": "never assessed after day 0: OMERILDP"}
    rows = [time_to("A", "EFS", 100, True), *({**time_to(id, "EFS", 0, False), **never} for id in "BC")]
    session = study(adsl=LUPUS, adtte=rows)
    why = "NE: 2 never assessed for a declared event"
    assert texts(durability.results(session), "durability", "median")["EFS all"] == why
    assert "EFS all" not in texts(durability.results(session), "durability", "month_6")
    assert texts(competing.results(session), "incidence", "month_6")["EFS all"] == why


def test_a_patient_never_assessed_is_no_patient_without_response() -> None:
    never = {"CNSDTDSC": "never assessed after day 0: response"}
    unseen = [{**time_to(id, "TTREM", 0, False), **never} for id in "BCD"]
    rows = [time_to("A", "TTREM", 100, True), *unseen, *({**row, "PARAMCD": "TTSREM"} for row in unseen)]
    session = study(adsl=LUPUS, adtte=rows)
    for module, display in ((durability, "durability"), (competing, "incidence")):
        found = texts(module.results(session), display, "events")
        # Exact limits of 1 of 1: 0.025 to 1.
        assert found["TTREM all"] == "1/1 (100 %; 2.5–100); of 4 patients 3 not assessed"
        assert found["TTSREM all"] == "NE: nobody could be judged; of 3 patients 3 not assessed"
    assert texts(durability.results(session), "durability", "median")["TTSREM all"] == "NE: not assessed"
    points, at_risk = curves(session)
    assert {row["PARAMCD"] for row in points} == {"TTREM"}
    assert {row["AT_RISK"] for row in at_risk if row["MONTH"] == 0} == {1}


def test_a_lower_limit_that_is_not_estimable_is_not_called_not_reached() -> None:
    # All three have the event on day 10: the curve falls from 1 to 0 at once and has no row with limits.
    from cartaid.statistics.kaplan_meier import kaplan_meier
    from cartaid.statistics.survival_curve import survival_quantile

    median = survival_quantile(kaplan_meier([10.0, 10.0, 10.0], [1, 1, 1]))
    assert (median.estimate, median.low, median.high) == (10.0, None, None)
    assert median.reason == "lower limit not estimable, upper limit not reached"
    assert estimate(Place("d"), "median", median).text == "10 (NE–NR)"


def test_an_assay_with_only_refused_values_has_a_footnote_and_no_rows() -> None:
    row = {"APERIOD": 1, "PARAMCD": "CMAXF", "PARAM": "Highest value", "PPCAT": "CARTCE", "AVALU": "/uL"}
    good = {**row, "USUBJID": "A", "METHOD": "FLOW", "AVAL": 5, "STATUS": "DETERMINED"}
    why = "no usable sample: 2 values refused (unit unknown: copies/ug)"
    bad = {**row, "USUBJID": "A", "METHOD": "QPCR", "STATUS": "UNDETERMINED", "REASON": why}
    made = cells.results(study(adsl=LUPUS, adpp=[good, bad]))
    assert {r.group for r in made if r.statistic != "footnote"} == {"CARTCE, flow"}
    assert f"CARTCE, qpcr: in 1 patient: {why}." in [r.text for r in made]


def test_equal_values_have_no_spread() -> None:
    rows = cells.parameter(Place("d"), "AUC28Q", [(0.1 + 0.2, 1), (0.3, 1), (0.1 + 0.2, 1)], 3)
    assert [r.text for r in rows] == ["0.3", "(0 %)", "[3]"]


def test_kinetics_in_the_layout_of_labels() -> None:
    # 10 and 40: geometric mean 20; s = ln(4) / sqrt(2) = 0.98026, CV = 100 sqrt(exp(s^2) - 1) = 127.0 %.
    def row(id: str, code: str, value: float, method: str = "FLOW") -> dict[str, object]:
        return {
            "USUBJID": id,
            "APERIOD": 1,
            "PARAMCD": code,
            "PARAM": code,
            "PPCAT": "CARTCE",
            "METHOD": method,
            "AVAL": value,
            "AVALU": "d" if code.startswith("T") else "/uL",
            "CNSR": None,
            "STATUS": "DETERMINED",
        }

    rows = [row("A", "CMAXF", 10), row("B", "CMAXF", 40), row("A", "TMAXF", 7), row("B", "TMAXF", 10)]
    session = study(adsl=LUPUS, adpp=[*rows, row("C", "CMAXF", 5, "PCR")])
    assert texts(cells.results(session), "kinetics", "all") == {
        "CMAXF CARTCE, flow CMAXF, /uL": "20 (127 %) [2]",
        "TMAXF CARTCE, flow TMAXF, d": "8.5 (7–10) [2]",
        "CMAXF CARTCE, pcr CMAXF, /uL": "5 [1]",
    }


# Words -------------------------------------------------------------------------------------------------------


def test_large_and_small_numbers_are_readable() -> None:
    assert [figure(v) for v in (1e6, 0.00123, -12.5)] == ["1 000 000", "0.00123", "−12.5"]


def test_a_limit_that_is_not_reached_is_not_a_number() -> None:
    found = estimate(Place("d"), "median", Estimate(12.0, 9.0, None, 0.95, "KM", "upper limit not reached"))
    assert (found.text, found.high) == ("12 (9–NR)", None)


@pytest.mark.parametrize(
    ("count", "of", "text"),
    [
        # statistics-and-design.md, section 1.1 (SciPy, checked against R binom.test).
        (11, 15, "11/15 (73.3 %; 44.9–92.2)"),
        (7, 8, "7/8 (87.5 %; 47.3–99.7)"),
        (24, 24, "24/24 (100 %; 85.8–100)"),
        (0, 3, "0/3 (0 %; 0–70.8)"),
    ],
)
def test_shares_as_printed(count: int, of: int, text: str) -> None:
    assert share(Place("d"), count, of).text == text
