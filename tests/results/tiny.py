"""Tiny studies as tables put straight into a session, so that every expected number can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from cartaid.engine import Session

DAY0 = date(2023, 1, 1)
Row = dict[str, Any]

TABLES = {
    "adsl": (
        "STUDYID USUBJID SUBJID DISEASE ARM AGE# SEX RACE COUNTRY CONSDT@ APHERDT@ LDSTDT@ TRTSDT@ TRTSRC INFNUM% "
        "CELLS# CELLSU LSTCNDT@ DTHDT@ FUPDAYS% CONSFL APHERFL LDFL INFFL EVALFL"
    ),
    "subject": "USUBJID DISEASE DAY0@ LAST_CONTACT@ DEATH@ DATA_CUT@",
    "period": "USUBJID APERIOD% DAY0@ STARTS@ ENDS@",
    "protocol_visit": "AVISITN% AVISIT TARGET% LOW% HIGH%",
    "protocol_setting": "NAME VALUE",
    "unplaced_parameter": "USUBJID PARAMCD FIRST@ LAST@ DTC REASON",
    "response_state": "DISEASE PARAMCD AVALC LABEL",
    "scored_row": (
        "STUDYID USUBJID PARAMCD PARAM ADT@ ADTM@ RDY% ADY% APERIOD% AVISIT AVISITN% AVAL# AVALC ALOW# AHIGH# STATUS "
        "REASON DEFID ABLFL BASE# CHG# ABL2FL BASE2# CHG2# ANL01FL SRCID% DATASET"
    ),
    "adtte": "STUDYID USUBJID PARAMCD PARAM APERIOD% STARTDT@ ADT@ AVAL# CNSR% EVNTDESC CNSDTDSC ADTLO@ ADTHI@ CAUSE% CAUSEDY%",
    "sdtm_cm": "USUBJID CMSEQ%",
    "adae": (
        "USUBJID AESEQ% AETERM AEDECOD AEBODSYS ASTDT@ ASTDTF AENDT@ AENDTF ONGOFL ASTRDY% AENRDY% APERIOD% ATOXGR% "
        "AESEV ASEVN% SERFL HOSPFL DTHFL RELCART RELLD RELAPH RELMISFL AESI INFECFL TRTEMFL COUNTFL "
        "AOCCIFL AOCCSIFL AOCCPIFL"
    ),
    "adpp": "USUBJID APERIOD% PARAMCD PARAM PPCAT METHOD AVAL# AVALU ADT@ ALOW# AHIGH# CNSR% STATUS REASON",
    "adis": (
        "STUDYID USUBJID PARAMCD PARAM PARCAT METHOD ADT@ ADTM@ RDY% APERIOD% AVISIT AVISITN% AVAL# AVALC AVALU AQUAL "
        "CUTOFF# POSFL ABLFL BASE# BASEC BASEQUAL BPOSFL ASSAYCHFL PCHG# PCHGQUAL RATIO# SEROCFL PROTFL BPROTFL IVIGFL "
        "POSTFL ANL01FL TWICEFL DOMAIN SRCSEQ%"
    ),
    "seroconversion": (
        "PARAMCD PARAM METHOD AVALU CUTOFF# AVISIT AVISITN% BASEPOS% SAMPLED% NEGATIVE% POSITIVE% OPEN% CHANGED% GIVEN% "
        "TWICE%"
    ),
    "immunoglobulin_course": (
        "USUBJID APERIOD% PARAMCD BASE# NADIR# NADIRDY% NADIRPCT# BELOWFL PREEXFL TRTEMFL DAYS_KNOWN% DAYS_BELOW_7% "
        "DAYS_BELOW_4% SAMPLES% EXOGENOUS% TWICE%"
    ),
    "adlb": (
        "USUBJID PARAMCD ASPEC METHOD ATOXVER APERIOD% AVALU AVAL# BASE# CHG# RDY% ANRLO# REFUSED ABLFL POSTFL ADT@ ADTM@ "
        "SRCSEQ%"
    ),
    "adpc": (
        "USUBJID APERIOD% PARAMCD METHOD SPEC AVALU ADT@ ADTM@ RDY% AVAL# ALLOQ# BLQFL QUALIFIER REFUSED DOMAIN "
        "SRCSEQ%"
    ),
    "b_cell_rule": "DOMAIN TESTCD THRESHOLD#",
    "laboratory_worst": "USUBJID TESTCD SIDE TERM BASEGR% WORSTGR% GRADED% UNGRADED%",
    "time_to_drug_free": "USUBJID LEVEL",
    "resumption": "USUBJID LEVEL LOW@ HIGH@",
    "toxicity_episode": (
        "USUBJID APERIOD% TOXICITY EPISODE% WAVE ASTDT@ ASTRDY% AENDT@ AENRDY% ADURN% AVAL# ALOW# AHIGH# STATUS ADT@ "
        "ATTRFL ENDFL TOCIFL STERFL ANAKFL"
    ),
    "toxicity_patient": "USUBJID APERIOD% PARAMCD ALOW# AHIGH#",
    "scale_patient": "USUBJID APERIOD% TOXICITY SCHEME ALOW# AHIGH#",
    "toxicity_scheme_cross": (
        "USUBJID APERIOD% TOXICITY SCHEME LOW# HIGH# OTHER_SCHEME OTHER_LOW# OTHER_HIGH# AGREEMENT"
    ),
    "haematotoxicity_reading": (
        "USUBJID APERIOD% PARAMCD READING CHOSEN! ADT@ AVAL# ALOW# AHIGH# STATUS REASON DEFID LAST_DAY% ENDED COUNTS%"
    ),
    "neutrophil_baseline": "SUBJECT% USUBJID APERIOD% LOW",
    "prolonged_cytopenia": "USUBJID ATOXVER",
    "licats_event": (
        "USUBJID APERIOD% AESEQ% AETERM ORGAN RECORDED ASTDT@ ASTRDY% AENDT@ ADURN% ORGAN_PRIOR B_CELL_APLASIA GRADE# "
        "GRADE_LOW# GRADE_HIGH# STATUS RECORDED_GRADE% ONSET SUGGESTED REASON"
    ),
    "infection_event": (
        "USUBJID APERIOD% AESEQ% AETERM ASTDT@ ASTRDY% AENDT@ ATOXGR% SERFL HOSPFL DTHFL SITE ORGANISM EPISODE% FIRSTFL "
        "WORSTGR%"
    ),
    "second_malignancy": "USUBJID APERIOD% AESEQ% AETERM ASTDT@ LATENCY_DAYS% ATOXGR% T_CELL TRANSGENE DTHFL",
    "second_malignancy_time": "EVENTS% PATIENTS% PATIENT_DAYS%",
    "dose_limiting_rule": "USUBJID RULE% NAME HOLDS! RDY%",
    "dose_limiting_patient": (
        "USUBJID DAY0@ WINDOW_END% FOLLOWED_TO% DLT DLT_RDY% RULES OPEN_RULES% EVALUABLE REASON"
    ),
    "stopping_look": "USUBJID DAY0@ LOOK% EVENTS_LOW% EVENTS_HIGH% STOP_AT% CROSSED!",
    "stopping_boundary": "PATIENTS% STOP_AT%",
    "stopping_operating": "RATE# STOP# EXPECTED_PATIENTS# EXPECTED_EVENTS#",
    "infusion_gap": "USUBJID DAY0@ EARLIER EARLIER_DAY0@ GAP_DAYS% REQUIRED_DAYS% COMPLIANT",
    "wash_out_listing": (
        "USUBJID SUBSTANCE APHERESIS@ REQUIRED ALLOWED_UNTIL@ LAST_TAKEN@ DAYS_BEFORE% COMPLIANT DETAIL DOMAIN SEQ%"
    ),
    "follow_up_status": (
        "USUBJID STATUS DAY0@ ENDS_ON@ LAST_CONTACT@ AS_OF@ NEXT_DUE@ DONE% MISSED% OVERDUE%"
    ),
    "follow_up_visit": "USUBJID AVISITN% AVISIT DUE@ LOW@ HIGH@ NEEDS STATUS DONE_ON@ AS_OF@ DAY0@",
    "toxicity_disagreement": (
        "USUBJID APERIOD% TOXICITY DERIVED# DERIVED_LOW# DERIVED_HIGH# DERIVED_DAY% RECORDED% RECORDED_DAY% AESEQ% "
        "AGREEMENT"
    ),
}
KINDS = {"#": "DOUBLE", "%": "BIGINT", "@": "DATE", "!": "BOOLEAN"}

VISITS = (("Month 3", 91, 60, 136), ("Month 6", 182, 137, 228), ("Month 12", 365, 320, 456))


def on(day: int) -> date:
    return DAY0 + timedelta(days=day)


def study(*tables: str, **rows: Iterable[Row]) -> Session:
    """Put rows into the tables named and all those that have rows; adsl brings subject and period with it."""
    session = Session(threads=1)
    patients = list(rows.pop("adsl", []))
    made: dict[str, list[Row]] = {name: list(found) for name, found in rows.items()}
    made["adsl"] = patients
    made.setdefault("subject", [subject_of(row) for row in patients])
    made.setdefault(
        "period", [{"USUBJID": r["USUBJID"], "APERIOD": 1, "DAY0": r["TRTSDT"]} for r in patients]
    )
    visits = [
        {"AVISITN": target, "AVISIT": name, "TARGET": target, "LOW": low, "HIGH": high}
        for name, target, low, high in VISITS
    ]
    made.setdefault("protocol_visit", visits)
    made.setdefault("scored_row", [])
    made.setdefault("unplaced_parameter", [])
    made.setdefault("protocol_setting", [{"NAME": "windows.drug_free_days", "VALUE": "28"}])
    made.setdefault("sdtm_cm", [])
    for name in {*made, *tables}:
        columns = {word.rstrip("#%@!"): KINDS.get(word[-1], "VARCHAR") for word in TABLES[name].split()}
        found = made.get(name, [])
        for row in found:
            assert set(row) <= set(columns), (name, set(row) - set(columns))
        session.load(name, columns, [tuple(row.get(c) for c in columns) for row in found])
    return session


def subject_of(row: Row) -> Row:
    return {
        "USUBJID": row["USUBJID"],
        "DISEASE": row["DISEASE"],
        "DAY0": row["TRTSDT"],
        "LAST_CONTACT": row["LSTCNDT"],
        "DEATH": row["DTHDT"],
        "DATA_CUT": on(5000),
    }


def patient(id: str, disease: str | None = "SLE", follow_up: int = 400, **more: Any) -> Row:
    return {
        "USUBJID": id,
        "SUBJID": id,
        "DISEASE": disease,
        "TRTSDT": DAY0,
        "LSTCNDT": on(follow_up),
        "FUPDAYS": follow_up,
        "DTHDT": None,
        "INFNUM": 1,
        "CONSFL": "Y",
        "APHERFL": "Y",
        "LDFL": "Y",
        "INFFL": "Y",
        "EVALFL": "Y",
        **more,
    }


def state(id: str, code: str, value: str, visit: str = "Month 6", **more: Any) -> Row:
    target = {name: day for name, day, _, _ in VISITS}[visit]
    open_ = value == "UNDETERMINED"
    return {
        "USUBJID": id,
        "PARAMCD": code,
        "PARAM": code,
        "ADT": on(target),
        "RDY": target,
        "APERIOD": 1,
        "AVISIT": visit,
        "AVISITN": target,
        "AVALC": value,
        "AVAL": None if open_ else float(value == "Y"),
        "STATUS": "UNDETERMINED" if open_ else "DETERMINED",
        "REASON": "missing: fever" if open_ else None,
        "DEFID": code.lower(),
        "ANL01FL": "Y",
        "DATASET": "adrs",
        **more,
    }


def score(id: str, code: str, value: float, visit: str = "Month 6", **more: Any) -> Row:
    return {**state(id, code, "Y", visit), "AVALC": None, "AVAL": value, "DATASET": "adqs", **more}


def infection(id: str, day: int, grade: int | None = 2, episode: int = 1, **more: Any) -> Row:
    """The first record of an episode of infection."""
    return {
        "USUBJID": id,
        "APERIOD": 1,
        "AESEQ": day,
        "ASTDT": on(day),
        "ASTRDY": day,
        "EPISODE": episode,
        "SITE": "respiratory",
        "ORGANISM": "unknown",
        "FIRSTFL": "Y",
        "ATOXGR": grade,
        "WORSTGR": grade,
        **more,
    }


def worst_grade(id: str, code: str, low: int, high: int | None = None) -> Row:
    """The highest grade of a patient; two numbers are the bounds of an open one."""
    high = low if high is None else high
    return {
        **state(id, code, "Y", "Month 3"),
        "AVISIT": None,
        "AVALC": None,
        "AVAL": float(low) if low == high else None,
        "ALOW": float(low),
        "AHIGH": float(high),
        "STATUS": "DETERMINED" if low == high else "UNDETERMINED",
        "ANL01FL": None,
        "DATASET": "adtx",
    }


def time_to(id: str, code: str, days: int, event: bool, title: str = "", cause: int = 0) -> Row:
    return {
        "USUBJID": id,
        "PARAMCD": code,
        "PARAM": title or code,
        "APERIOD": 1,
        "STARTDT": DAY0,
        "ADT": on(days),
        "AVAL": float(days),
        "CNSR": 0 if event else 1,
        "CAUSE": 1 if event else cause,
        "CAUSEDY": days,
    }


def event(id: str, seq: int, term: str, day: int | None, grade: int | None = 1, **more: Any) -> Row:
    return {
        "USUBJID": id,
        "AESEQ": seq,
        "AETERM": term,
        "AEDECOD": term,
        "AEBODSYS": "Investigations",
        "ASTDT": None if day is None else on(day),
        "ASTRDY": day,
        "APERIOD": 1,
        "ATOXGR": grade,
        "SERFL": "N",
        "HOSPFL": "N",
        "RELCART": "N",
        "RELLD": "N",
        "RELAPH": "N",
        "INFECFL": "N",
        "TRTEMFL": "Y",
        "COUNTFL": "Y",
        **more,
    }


def depletion(id: str, absent: float, back: float | None) -> Row:
    """B cells last absent on one day and back on another, or not yet."""
    return {
        "USUBJID": id,
        "APERIOD": 1,
        "PARAMCD": "BCELLDUR",
        "PARAM": "B-cell aplasia",
        "AVAL": absent if back is None else back,
        "ALOW": absent,
        "AHIGH": back,
        "CNSR": 1 if back is None else 0,
        "STATUS": "DETERMINED",
    }


def antibody(id: str, day: int, found: str, **more: Any) -> Row:
    """An autoantibody that was positive before: Y has become negative, N is still positive, U cannot be told."""
    before = day <= 0
    return {
        "USUBJID": id,
        "PARAMCD": "SMAB",
        "PARAM": "Anti-Sm",
        "PARCAT": "AUTOANTIBODY",
        "METHOD": "ELISA",
        "AVALU": "U/mL",
        "RDY": day,
        "APERIOD": 1,
        "AVISIT": "Baseline" if before else "Month 6",
        "AVISITN": -1 if before else 182,
        "ABLFL": "Y" if before else None,
        "BPOSFL": "Y",
        "SEROCFL": None if before else found,
        "POSTFL": "N" if before else "Y",
        "ANL01FL": "Y",
        "IVIGFL": "N",
        **more,
    }
