"""Displays of safety beyond CRS, ICANS and adverse events, on tables whose every number is counted by hand."""

from __future__ import annotations

from typing import Any

from tiny import DAY0, Row, event, infection, on, patient, study

from cartaid.results import haematotoxicity, infections, local_toxicity, long_term, toxicity_schemes, trial
from cartaid.results.ard import Result

PATIENTS = [patient(id) for id in "ABCD"]


def cells(results: list[Result], display: str, column: str = "all") -> dict[str, str]:
    """Text by row of one column of a display; several results of a cell one after the other."""
    found: dict[str, str] = {}
    for r in results:
        if (r.display, r.column) == (display, column) and r.statistic != "footnote":
            found[r.row] = f"{found[r.row]} {r.text}" if r.row in found else r.text
    return found


def notes(results: list[Result], display: str) -> list[str]:
    return [r.text for r in results if r.display == display and r.statistic == "footnote"]


# ICAHT ------------------------------------------------------------------------------------------------------


def reading(id: str, low: float | None, high: float | None, **more: Any) -> Row:
    state = "DETERMINED" if low is not None and low == high else "UNDETERMINED"
    return {
        "USUBJID": id,
        "APERIOD": 1,
        "PARAMCD": "ICAHTE",
        "READING": "longest",
        "CHOSEN": True,
        "AVAL": low if state == "DETERMINED" else None,
        "ALOW": low,
        "AHIGH": high,
        "STATUS": state,
        **more,
    }


def test_an_open_icaht_grade_counts_where_it_is_sure_and_no_count_is_never_assessed() -> None:
    rows = [
        reading("A", 0, 0),
        reading("B", 3, 4),
        reading("C", 1, 3),
        *(reading(id, 2, 2, READING="cumulative", CHOSEN=False) for id in "AB"),
    ]
    low = [{"USUBJID": "A", "APERIOD": 1, "LOW": "Y"}, {"USUBJID": "B", "APERIOD": 1, "LOW": "N"}]
    found = haematotoxicity.results(
        study(adsl=PATIENTS, haematotoxicity_reading=rows, neutrophil_baseline=low)
    )
    # B is 3 or 4: at least 3, no single grade. C is 1 to 3: neither.
    assert cells(found, "haematotoxicity") == {
        "ICAHTE 0": "1/3 (33.3 %; 0.8–90.6)",
        "ICAHTE 3+": "1 to 2 of 3 (0.8–99.2 %)",
        "ICAHTE open": "2/4",
        "ICAHTE unseen": "1/4",
    }
    assert notes(found, "haematotoxicity") == [
        "Neutrophils at most 1500/µL before treatment in 1 patient, not known in 2."
    ]
    assert cells(found, "haematotoxicity_readings", "2") == {
        "ICAHTE longest": "0/3",
        "ICAHTE cumulative": "2/2",
    }
    labels = [r.label for r in found if r.display == "haematotoxicity_readings" and r.column == "0"]
    assert labels == ["longest (protocol)", "cumulative"]


def answer(id: str, code: str, value: str | None, dataset: str = "adtx", **more: Any) -> Row:
    return {"USUBJID": id, "APERIOD": 1, "PARAMCD": code, "AVALC": value, "DATASET": dataset, **more}


def test_prolonged_cytopenia_that_nobody_looked_for_is_undetermined() -> None:
    rows = [answer("A", "PCYT", "Y"), answer("B", "PCYT", "N"), answer("C", "PCYT", "UNDETERMINED")]
    rows.append(answer("D", "PCYT", None))
    version = [{"USUBJID": "A", "ATOXVER": "CTCAE v5.0"}]
    found = haematotoxicity.results(study(adsl=PATIENTS, scored_row=rows, prolonged_cytopenia=version))
    assert cells(found, "prolonged_cytopenia") == {
        "PCYT": "1 to 2 of 3 (0.8–99.2 %); of 4 patients 1 not assessed"
    }
    assert {r.group for r in found if r.display == "prolonged_cytopenia"} == {"CTCAE v5.0"}


def test_hematotox_is_named_exploratory() -> None:
    rows = [answer("A", "CARHTXC", "low", "adrs"), answer("B", "CARHTXC", "high", "adrs")]
    rows.append(answer("C", "CARHTXC", "UNDETERMINED", "adrs"))
    found = haematotoxicity.results(study(adsl=PATIENTS, scored_row=rows))
    assert cells(found, "car_hematotox")["high"].startswith("1 to 2 of 3 (0.8–99.2 %); of 4 patients")
    (heading,) = [h for h in haematotoxicity.HEADINGS if h.id == "car_hematotox"]
    assert "not validated in autoimmune disease" in heading.title


# Schemes side by side ---------------------------------------------------------------------------------------


def cross(id: str, grade: float, low: float, high: float, agreement: str) -> Row:
    return {
        "USUBJID": id,
        "APERIOD": 1,
        "TOXICITY": "CRS",
        "SCHEME": "ASTCT 2019",
        "LOW": grade,
        "HIGH": grade,
        "OTHER_SCHEME": "Lee 2014",
        "OTHER_LOW": low,
        "OTHER_HIGH": high,
        "AGREEMENT": agreement,
    }


def test_cross_table_of_two_schemes() -> None:
    # Reference M1: one low-dose vasopressor is ASTCT 3, Lee 2; an isolated creatinine of grade 3 ASTCT 1, Lee 3.
    pairs = [
        ("A", 3, 2, 2, "differ"),
        ("B", 1, 3, 3, "differ"),
        ("C", 1, 1, 1, "agree"),
        ("D", 0, 0, 1, "possible"),
    ]
    rows = [cross(*pair) for pair in pairs]
    ours = [{"USUBJID": p[0], "APERIOD": 1, "PARAMCD": "CRS", "ALOW": p[1], "AHIGH": p[1]} for p in pairs]
    lee = [
        {"USUBJID": p[0], "APERIOD": 1, "TOXICITY": "CRS", "SCHEME": "Lee 2014", "ALOW": p[2], "AHIGH": p[3]}
        for p in pairs
    ]
    session = study(adsl=PATIENTS, toxicity_scheme_cross=rows, scale_patient=lee, toxicity_patient=ours)
    found = toxicity_schemes.results(session)
    table = {(r.label, r.heading): r.text for r in found if r.display == "toxicity_cross" and r.n}
    assert table == {
        ("None", "Open"): "1/4",
        ("Grade 1", "Grade 1"): "1/4",
        ("Grade 1", "Grade 3"): "1/4",
        ("Grade 3", "Grade 2"): "1/4",
    }
    by_scheme = {(r.label, r.heading): r.n for r in found if r.display == "toxicity_schemes" and r.n}
    assert by_scheme["ASTCT 2019", "Grade 1"] == 2
    assert by_scheme["Lee 2014", "Open"] == 1
    # D may agree or not: one of four agrees, or two.
    expected = "1 to 2 of 4 (0.6–93.2 %)"
    assert cells(found, "toxicity_scheme_agreement") == {
        "CRS ASTCT 2019 Lee 2014": expected,
        "CRS every": expected,
    }


# LICATS, screen, comparisons --------------------------------------------------------------------------------


def local(id: str, seq: int, day: int, recorded: str, suggested: str, low: float, **more: Any) -> Row:
    return {
        "USUBJID": id,
        "APERIOD": 1,
        "AESEQ": seq,
        "AETERM": "Rash",
        "ORGAN": "skin",
        "RECORDED": recorded,
        "ASTDT": on(day),
        "ASTRDY": day,
        "ADURN": 10,
        "ORGAN_PRIOR": "Y",
        "B_CELL_APLASIA": "Y",
        "GRADE_LOW": low,
        "GRADE_HIGH": low,
        "RECORDED_GRADE": 2,
        "ONSET": "early" if day <= 14 else "intermediate",
        "SUGGESTED": suggested,
        **more,
    }


def test_licats_by_grade_concept_onset_and_organ() -> None:
    events = [
        local("A", 1, 10, "Y", "Y", 1),
        local("A", 2, 20, "Y", "N", 2, ORGAN="kidney", REASON="not met: organ involved before"),
        local("B", 1, 12, "N", "Y", 1),
    ]
    worst = [
        answer(id, "LICATSMX", None, ALOW=low, AHIGH=high)
        for id, low, high in (("A", 2, 2), ("B", 0, 0), ("C", 1, 2))
    ]
    session = study(
        "haematotoxicity_reading",
        "neutrophil_baseline",
        adsl=PATIENTS,
        licats_event=events,
        scored_row=worst,
        adae=[event("A", 1, "LICATS", 10, 3, AESI="LICATS")],
    )
    found = local_toxicity.results(session)
    assert cells(found, "licats") == {
        "0": "1/3 (33.3 %; 0.8–90.6)",
        "2": "1 to 2 of 3 (0.8–99.2 %)",
        "3+": "0/3 (0 %; 0–70.8)",
        "open": "1/4",
        "unseen": "1/4",
        "fits": "1/4",
        "against": "1/4",
        "open concept": "0/4",
        "possible": "1/4",
        "onset early": "1/4",
        "onset intermediate": "1/4",
        "onset late": "0/4",
        "organ kidney": "1/4",
        "organ skin": "1/4",
    }
    assert notes(found, "licats") == ["2 events; median onset day 15, median duration 10 days."]
    listed = {(r.row, r.column): r.text for r in found if r.display == "licats_listing"}
    assert (listed["A 2", "suggested"], listed["A 2", "why"]) == (
        "not LICATS",
        "not met: organ involved before",
    )
    assert (listed["B 1", "called"], listed["B 1", "grade"]) == ("no", "")
    # Derived 2 beside a recorded 3; C may be 1 or 2 and nobody recorded anything.
    compared = {(r.row, r.column): r.text for r in found if r.display == "safety_disagreement"}
    assert compared["A LICATSMX", "comparison"] == "Different grade"
    assert compared["C LICATSMX", "comparison"] == "Derived, no event recorded"
    assert ("B LICATSMX", "comparison") not in compared


def test_a_screen_is_open_where_any_day_is() -> None:
    rows = [
        *(answer("A", "IECHSSCR", value, "adrs") for value in ("N", "Y")),
        *(answer("B", "IECHSSCR", value, "adrs") for value in ("N", "UNDETERMINED")),
        answer("C", "IECHSSCR", "N", "adrs"),
        answer("A", "HSCORE", None, "adqs", ALOW=150, AHIGH=200),
        answer("B", "HSCORE", None, "adqs", ALOW=169, AHIGH=180),
    ]
    found = local_toxicity.results(study(adsl=PATIENTS, scored_row=rows))
    assert cells(found, "haemophagocytic") == {
        "IECHSSCR positive": "1/4",
        "IECHSSCR negative": "1/4",
        "IECHSSCR open": "1/4",
        "HSCORE positive": "1/4",
        "HSCORE negative": "0/4",
        "HSCORE open": "1/4",
    }


def test_tumour_lysis_with_its_grade() -> None:
    rows = [answer("A", "TLSLAB", "Y", "adrs"), answer("B", "TLSLAB", "N", "adrs")]
    rows += [answer("C", "TLSLAB", "UNDETERMINED", "adrs"), answer("A", "TLSCTC6", None, ALOW=2, AHIGH=2)]
    found = cells(local_toxicity.results(study(adsl=PATIENTS, scored_row=rows)), "tumour_lysis")
    assert found["laboratory"].startswith("1 to 2 of 3 (0.8–99.2 %); of 4 patients 1 not assessed")
    assert found["TLSCTC6 3+"].startswith("0/1 ")


# Infections -------------------------------------------------------------------------------------------------


def test_episodes_by_site_and_organism() -> None:
    episodes = [
        infection("A", 3, 3, SITE="respiratory", ORGANISM="viral"),
        infection("A", 40, 2, 2, SITE="respiratory", ORGANISM="unknown"),
        infection("B", 50, None, SITE="urinary", ORGANISM="unknown"),
        infection("A", 6, 4, FIRSTFL="N"),
    ]
    adae = [event("A", 1, "Pneumonia", 3, 3, INFECFL="Y")]
    found = infections.results(study(adsl=PATIENTS, adae=adae, infection_event=episodes))
    assert cells(found, "infection_kinds", "d29_90") == {
        "SITE respiratory": "1 in 1 patient",
        "SITE urinary": "1 in 1 patient",
        "ORGANISM viral": "0",
        "ORGANISM unknown": "2 in 2 patients",
    }
    # Four patients, 401 days each: 3 episodes, the record of day 6 belongs to the first.
    assert cells(found, "infection_rates", "all")["any"].startswith("3 events in 1604 days: 0.187 ")
    # One of grade 3, one without a grade: 1 or 2 of 1604 days. Limits: the exact lower one of 1, the upper one of 2
    # (0.0253 and 7.2247 events, Garwood 1936).
    expected = "1 to 2 events in 1604 days: 0.0623 to 0.125 (0.00158–0.45)"
    assert cells(found, "infection_rates", "all")["grade3"] == expected
    assert cells(found, "infection_rates", "d0_28")["grade3"].startswith("1 event in 116 days")
    assert notes(found, "infection_rates") == [
        "1 patient had more than one infection. Limits of a cell in which a patient has more than one: by patient "
        "(sandwich variance), never narrower than the exact ones. Of all other cells: exact Poisson (Garwood)."
    ]


def test_repeats_in_a_patient_widen_the_limits_of_infection_rates() -> None:
    """Four infections of A in days 29-90, one of B, none of C and D; 62 days each.

    By hand: rate 5/248, residuals d - 1.25 = 2.75, -0.25, -1.25, -1.25, squares 7.5625 + 0.0625 + 2 x 1.5625 = 10.75;
    standard error of the logarithm sqrt(10.75 x 4/3) / 5 = 0.757; t(3) 3.182: factor exp(2.410) = 11.1. The lower
    limit is 2.016 / 11.13 = 0.181 per 100 days, the upper 2.016 x 11.13 = 22.4. Garwood: 0.655 to 4.7.
    """
    episodes = [infection("A", day, 2, number) for number, day in enumerate((31, 45, 60, 80), start=1)]
    adae = [event("A", 1, "Pneumonia", 2, 31, INFECFL="Y")]
    alone = infections.results(
        study(adsl=PATIENTS, adae=adae, infection_event=[*episodes[:1], infection("B", 50, 2)])
    )
    assert cells(alone, "infection_rates", "d29_90")["any"] == "2 events in 248 days: 0.806 (0.0977–2.91)"
    assert notes(alone, "infection_rates") == [
        "No patient had more than one infection: exact Poisson limits (Garwood)."
    ]
    both = infections.results(
        study(adsl=PATIENTS, adae=adae, infection_event=[*episodes, infection("B", 50, 2)])
    )
    assert cells(both, "infection_rates", "d29_90")["any"] == "5 events in 248 days: 2.02 (0.181–22.4)"
    (row,) = [r for r in both if (r.display, r.row, r.column) == ("infection_rates", "any", "d29_90")]
    assert row.method.startswith("where a patient has more than one event: sandwich by patient")


# Rules of the trial -----------------------------------------------------------------------------------------


def test_dose_limiting_toxicity_and_where_the_trial_stands() -> None:
    def judged(id: str, dlt: str, evaluable: str, **more: Any) -> Row:
        return {"USUBJID": id, "DAY0": DAY0, "DLT": dlt, "EVALUABLE": evaluable, "OPEN_RULES": 0, **more}

    rules = [
        {"USUBJID": id, "RULE": 1, "NAME": "CRS 4", "HOLDS": holds}
        for id, holds in (("A", True), ("B", False), ("C", None), ("D", False))
    ]
    session = study(
        *("stopping_operating",),
        adsl=PATIENTS,
        dose_limiting_rule=rules,
        dose_limiting_patient=[
            judged("A", "Y", "Y", DLT_RDY=5, RULES="CRS 4"),
            judged("B", "N", "Y"),
            judged("C", "UNDETERMINED", "Y", OPEN_RULES=1),
            judged("D", "UNDETERMINED", "N", REASON="followed to day 15 of 28: left the study"),
        ],
        stopping_boundary=[{"PATIENTS": n, "STOP_AT": 3 if n > 2 else None} for n in (1, 2, 3, 4)],
        stopping_look=[
            {"LOOK": n, "EVENTS_LOW": low, "EVENTS_HIGH": high, "STOP_AT": 3, "CROSSED": crossed}
            for n, low, high, crossed in ((1, 1, 1, False), (2, 1, 1, False), (3, 1, 2, False))
        ],
        protocol_setting=[
            {"NAME": f"stopping.{name}", "VALUE": value}
            for name, value in (
                *(("max_rate", "0.20"), ("certainty", "0.95"), ("prior_events", "0.2")),
                *(("prior_non_events", "0.8"), ("first_look", "3")),
            )
        ],
    )
    found = trial.results(session)
    assert cells(found, "dose_limiting") == {
        "rule 1": "1 to 2 of 4 (0.6–93.2 %)",
        "evaluable": "3/4",
        "pending": "0/4",
        "any": "1 to 2 of 3 (0.8–99.2 %)",
    }
    listed = {(r.row, r.column): r.text for r in found if r.display == "dose_limiting_listing"}
    assert {row for row, _ in listed} == {"A", "C", "D"}
    assert (listed["A", "dlt"], listed["A", "day"]) == ("yes", "5")
    assert listed["D", "evaluable"] == "no: replaced"
    assert cells(found, "stopping_boundary", "limit") == {
        "1": "no stop",
        "2": "no stop",
        "3": "3 or more",
        "4": "3 or more",
    }
    assert cells(found, "stopping_boundary", "events") == {"1": "1", "2": "1", "3": "1 to 2", "4": ""}


def test_infusions_too_close_and_drugs_not_stopped() -> None:
    # Reference, section 9: 2024-01-10 and 2024-02-05 are 26 days apart, 28 asked for.
    gaps = [
        {
            "USUBJID": "B",
            "DAY0": on(26),
            "EARLIER": "A",
            "GAP_DAYS": 26,
            "REQUIRED_DAYS": 28,
            "COMPLIANT": "N",
        },
        {
            "USUBJID": "C",
            "DAY0": on(54),
            "EARLIER": "B",
            "GAP_DAYS": 28,
            "REQUIRED_DAYS": 28,
            "COMPLIANT": "Y",
        },
    ]
    drugs = [
        {
            "USUBJID": "A",
            "SUBSTANCE": name,
            "REQUIRED": "stopped",
            "COMPLIANT": kept,
            "DETAIL": "10 days before",
        }
        for name, kept in (("mycophenolate", "N"), ("belimumab", "Y"), ("methotrexate", "U"))
    ]
    found = trial.results(study(adsl=PATIENTS, infusion_gap=gaps, wash_out_listing=drugs))
    assert cells(found, "stagger", "gap") == {"B": "26"}
    assert notes(found, "stagger") == ["1 of 2 infusions kept the time; the shortest was 26 days."]
    assert cells(found, "wash_out", "kept") == {"A mycophenolate": "not kept", "A methotrexate": "open"}
    assert notes(found, "wash_out") == ["Kept for 1 of 3 pairs of patient and tabulated drug."]
    all_kept = trial.results(study("wash_out_listing", adsl=PATIENTS, infusion_gap=gaps[1:]))
    assert cells(all_kept, "stagger", "infused") == {"none": "every infusion kept the time"}


# Long-term follow-up and second malignancies ----------------------------------------------------------------


def test_follow_up_by_patient_and_visit() -> None:
    status = [
        {
            "USUBJID": id,
            "STATUS": s,
            "DAY0": DAY0,
            "ENDS_ON": on(5479),
            "AS_OF": on(900),
            "DONE": 1,
            "MISSED": m,
            "OVERDUE": 0,
        }
        for id, s, m in (("A", "on schedule", 0), ("B", "lost", 2), ("C", "overdue", 0), ("D", "died", 0))
    ]
    visits = [
        {"USUBJID": id, "AVISITN": 3, "AVISIT": "Year 1", "STATUS": s}
        for id, s in (("A", "done"), ("B", "missed"), ("C", "overdue"), ("D", "died"))
    ] + [{"USUBJID": id, "AVISITN": 4, "AVISIT": "Year 2", "STATUS": "not yet due"} for id in "ABCD"]
    found = long_term.results(study(adsl=PATIENTS, follow_up_status=status, follow_up_visit=visits))
    assert cells(found, "long_term") == {"on schedule": "1/4", "overdue": "1/4", "lost": "1/4", "died": "1/4"}
    assert {r.row for r in found if r.display == "long_term_visits"} == {"3"}
    assert cells(found, "long_term_visits", "missed") == {"3": "1/4"}
    assert cells(found, "long_term_listing", "status")["B"] == "lost"


def test_second_malignancies_keep_an_unknown_transgene_unknown() -> None:
    # Reference SP1: one in 25 patient-years is 4.0 per 100 (0.1 to 22.3).
    rows = [
        {
            "USUBJID": "A",
            "AESEQ": 1,
            "AETERM": "T-cell lymphoma",
            "LATENCY_DAYS": 300,
            "T_CELL": "Y",
            "TRANSGENE": "unknown",
        }
    ]
    time = [{"EVENTS": 1, "PATIENTS": 4, "PATIENT_DAYS": 9131}]
    found = long_term.results(study(adsl=PATIENTS, second_malignancy=rows, second_malignancy_time=time))
    assert cells(found, "second_malignancy")["any"] == "1 event in 9131 days: 4 (0.101–22.3)"
    assert cells(found, "second_malignancy_listing", "transgene") == {"A 1": "unknown"}
