"""LICATS from events, history and B cells: the worked examples, and what leaves them open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laboratory_rows import FOLLOWED
from tiny_study import Row, build, drug, infusion, on, procedure

from cartaid.analysis import adverse_events, cells, haematotoxicity, laboratory, licats, toxicity
from cartaid.analysis.score import RAW
from cartaid.analysis.trace import USED
from cartaid.engine import Session
from cartaid.engine.portable import refusals


def organ(name: str) -> Row:
    return {"MHTERM": name, "MHDECOD": name.upper(), "MHCAT": "ORGAN INVOLVEMENT", "MHSTDTC": "2019"}


def cd19(value: float, day: int) -> Row:
    return {
        "CPTESTCD": "CD19",
        "CPTEST": "CD19",
        "CPSTRESN": value,
        "CPSTRESC": value,
        "CPSTRESU": "cells/uL",
        "CPDTC": on(day),
    }


ABSENT = [cd19(60, -10), *(cd19(0, day) for day in (5, 14, 28, 60, 90)), cd19(6, 110), cd19(9, 124)]
"""B cells absent from day 5 to 90, back on day 110."""


def event(term: str, day: int, end: int | None, outcome: str = "RECOVERED/RESOLVED", **more: Any) -> Row:
    return {
        "AETERM": term,
        "AESER": "N",
        "AESHOSP": "N",
        "AEREL": "CAR T",
        "AESTDTC": on(day),
        "AEENDTC": "" if end is None else on(end),
        "AEOUT": outcome,
        "AECONTRT": "N",
        **more,
    }


def derived(
    folder: Path, events: list[Row], history: list[Row], switches: Any = None, **more: Any
) -> Session:
    domains = {"CP": ABSENT, "MH": history, **more}
    session = build(folder, "[b_cells]\nthreshold = 1\n", AE=events, VS=[FOLLOWED], **domains)
    session.build(adverse_events.relations())
    session.build(laboratory.relations(None))
    session.build(toxicity.relations())
    session.build(haematotoxicity.relations())
    cells.derive_cells(session)
    session.build(licats.relations(switches))
    return session


def one(session: Session, columns: str) -> Any:
    (found,) = session.rows(f"SELECT {columns} FROM licats_event")
    return found


# The worked examples; derived by hand from the concept, the severity and the onset classes of Hagen 2025.


def test_l1_proteinuria_on_day_12(tmp_path: Path) -> None:
    rows = [event("LICATS kidney, proteinuria doubled", 12, 22)]
    session = derived(tmp_path, rows, [organ("Kidney"), organ("Joints")])
    assert one(session, "ORGAN, RECORDED, GRADE, ONSET, SUGGESTED, ADURN") == (
        "kidney",
        "Y",
        1,
        "early",
        "Y",
        11,
    )


def test_l2_rash_on_day_25_with_an_antihistamine(tmp_path: Path) -> None:
    rows = [event("LICATS skin, rash", 25, 30, AECONTRT="Y")]
    session = derived(tmp_path, rows, [organ("Skin")])
    assert one(session, "ORGAN, GRADE, ONSET, SUGGESTED") == ("skin", 2, "intermediate", "Y")


def test_l3_arthritis_after_b_cells_returned(tmp_path: Path) -> None:
    session = derived(
        tmp_path, [event("Arthritis", 150, None, "NOT RECOVERED/NOT RESOLVED")], [organ("Joints")]
    )
    assert one(session, "ORGAN, RECORDED, GRADE, SUGGESTED, REASON") == (
        "joints",
        "N",
        0,
        "N",
        "not met: during B-cell aplasia; not met: resolved without new immunosuppression",
    )
    assert session.rows("SELECT rule, seq FROM licats_finding") == [("flare-possible", 2)]


def test_l4_pericarditis_without_prior_serositis(tmp_path: Path) -> None:
    session = derived(tmp_path, [event("LICATS, pericarditis", 8, 15)], [organ("Kidney")])
    assert one(session, "ORGAN, ORGAN_PRIOR, GRADE, SUGGESTED") == ("serosa", "N", 0, "N")
    assert session.rows("SELECT rule FROM licats_finding") == [("licats-concept",)]


def test_the_edges_of_the_onset_classes(tmp_path: Path) -> None:
    rows = [event(f"LICATS skin {day}", day, day + 2) for day in (14, 15, 30, 31)]
    session = derived(tmp_path, rows, [organ("Skin")])
    assert session.rows("SELECT ASTRDY, ONSET FROM licats_event ORDER BY ASTRDY") == [
        (14, "early"),
        (15, "intermediate"),
        (30, "intermediate"),
        (31, "late"),
    ]


# What is not told is open.


@pytest.mark.parametrize(
    ("history", "expected"),
    [([organ("Kidney")], "N"), ([], "U"), ([{"MHTERM": "Appendectomy", "MHCAT": "GENERAL"}], "U")],
)
def test_an_organ_is_not_involved_only_where_organs_were_recorded(
    tmp_path: Path, history: list[Row], expected: str
) -> None:
    session = derived(tmp_path, [event("LICATS skin", 12, 20)], history)
    assert one(session, "ORGAN_PRIOR")[0] == expected


def test_lupus_nephritis_in_the_history_is_the_kidney(tmp_path: Path) -> None:
    session = derived(tmp_path, [event("LICATS kidney", 12, 20)], [{"MHTERM": "Lupus nephritis class IV"}])
    assert one(session, "ORGAN_PRIOR")[0] == "Y"


def test_an_organ_involved_only_after_the_infusion_is_not_prior(tmp_path: Path) -> None:
    later = {**organ("Skin"), "MHSTDTC": on(30)}
    session = derived(tmp_path, [event("LICATS skin", 12, 20)], [organ("Kidney"), later])
    assert one(session, "ORGAN_PRIOR")[0] == "N"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(3, "U"), (5, "Y"), (90, "Y"), (91, "U"), (109, "U"), (110, "N")],
)
def test_aplasia_is_sure_between_samples_without_b_cells(tmp_path: Path, day: int, expected: str) -> None:
    session = derived(tmp_path, [event("LICATS skin", day, day + 3)], [organ("Skin")])
    assert one(session, "B_CELL_APLASIA")[0] == expected


def test_a_partial_date_that_spans_both_is_open(tmp_path: Path) -> None:
    # The month of 2023-06 reaches from day 92 to 121, and B cells returned on day 110.
    row = {**event("LICATS skin", 1, 125), "AESTDTC": "2023-06"}
    session = derived(tmp_path, [row], [organ("Skin")])
    assert one(session, "B_CELL_APLASIA, GRADE_LOW, GRADE_HIGH, STATUS") == ("U", 0, 1, "UNDETERMINED")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"AESHOSP": "Y", "AESER": "Y"}, (3, 4)),
        ({"AECONTRT": "Y"}, (2, 2)),
        ({"AECONTRT": ""}, (1, 1)),
        ({"AESHOSP": "", "AESER": ""}, (1, 4)),
    ],
    ids=["hospital", "treated", "nothing given", "stay not told"],
)
def test_severity(tmp_path: Path, changed: Row, expected: tuple[float, float]) -> None:
    session = derived(tmp_path, [event("LICATS skin", 12, 20) | changed], [organ("Skin")])
    assert one(session, "GRADE_LOW, GRADE_HIGH") == expected


def test_intensive_care_is_grade_4(tmp_path: Path) -> None:
    row = event("LICATS lung, pneumonitis", 12, 20, AESHOSP="Y", AESER="Y")
    session = derived(tmp_path, [row], [organ("Lung")], PR=[procedure("Intensive care stay", 13, 15)])
    assert one(session, "GRADE")[0] == 4


def test_a_drug_given_for_it_is_treatment(tmp_path: Path) -> None:
    cream = {**drug("Hydrocortisone cream", 13, 16, why="LICATS, RASH"), "CMROUTE": "TOPICAL"}
    row = event("LICATS skin", 12, 20, AECONTRT="")
    assert one(derived(tmp_path, [row], [organ("Skin")], CM=[cream]), "GRADE")[0] == 2


def test_new_immunosuppression_separates_a_flare_unless_the_protocol_says_otherwise(tmp_path: Path) -> None:
    given = drug("Prednisolone", 13, 30, why="RASH", CMDOSE=20, CMDOSU="mg", CMROUTE="ORAL")
    rash = [event("Rash", 12, 20)]
    session = derived(tmp_path, rash, [organ("Skin")], CM=[given])
    assert one(session, "SUGGESTED")[0] == "N"
    assert session.rows("SELECT rule FROM licats_finding") == [("flare-possible",)]
    (tmp_path / "b").mkdir()
    wide = {"licats-2025": {"transient": "no"}}
    session = derived(tmp_path / "b", rash, [organ("Skin")], wide, CM=[given])
    assert one(session, "SUGGESTED")[0] == "Y"
    (tmp_path / "c").mkdir()
    assert one(derived(tmp_path / "c", rash, [organ("Skin")]), "SUGGESTED")[0] == "Y"


@pytest.mark.parametrize(("outcome", "expected"), [("", "UNDETERMINED"), ("NOT RECOVERED/NOT RESOLVED", "N")])
def test_an_event_that_has_not_resolved_is_not_suggested(tmp_path: Path, outcome: str, expected: str) -> None:
    session = derived(tmp_path, [event("Rash", 12, None, outcome)], [organ("Skin")])
    assert one(session, "SUGGESTED")[0] == expected
    rule = "licats-possible" if expected == "UNDETERMINED" else "flare-possible"
    assert session.rows("SELECT rule FROM licats_finding") == [(rule,)]


def test_an_event_that_fits_and_was_not_called_licats_is_a_question(tmp_path: Path) -> None:
    session = derived(tmp_path, [event("Rash maculo-papular", 12, 20)], [organ("Skin")])
    assert session.rows("SELECT rule FROM licats_finding") == [("licats-possible",)]
    assert session.rows("SELECT PARAMCD, AVAL, REASON FROM scored_licats") == [
        ("LICATSMX", 0, "no LICATS recorded")
    ]


def test_a_patient_of_whom_nothing_was_recorded_is_not_assessed(tmp_path: Path) -> None:
    """Patients 1 and 2 are infused; after that only patient 1 has records. Nothing recorded is no grade 0."""
    both = {
        "EX": [infusion(), infusion(subject="02")],
        "DM": [{"ARM": "SLE", "AGE": 40}, {"USUBJID": "02", "ARM": "SLE", "AGE": 40}],
    }
    session = build(tmp_path, AE=[event("Rash", 12, 20)], VS=[FOLLOWED], **both)
    session.build(adverse_events.relations())
    session.build(laboratory.relations(None))
    session.build(toxicity.relations())
    session.build(haematotoxicity.relations())
    cells.derive_cells(session)
    session.build(licats.relations(None))
    assert session.rows("SELECT count(*) FROM haematotoxicity_period") == [(2,)]
    assert session.rows("SELECT USUBJID, PARAMCD, AVAL FROM scored_licats") == [("01", "LICATSMX", 0)]


def test_an_infection_of_the_organ_is_no_candidate(tmp_path: Path) -> None:
    assert (
        derived(tmp_path, [event("Lung infection", 12, 20)], [organ("Lung")]).rows(
            "SELECT * FROM licats_event"
        )
        == []
    )


@pytest.mark.parametrize("term", ["Adrenal insufficiency", "Heartburn"])
def test_words_within_words_are_no_organ(tmp_path: Path, term: str) -> None:
    assert (
        derived(tmp_path, [event(term, 12, 20)], [organ("Kidney")]).rows("SELECT * FROM licats_event") == []
    )


def test_an_event_of_lymphodepletion_alone_is_no_candidate(tmp_path: Path) -> None:
    rash = event("Rash", 12, 20, AEREL="LYMPHODEPLETION")
    assert derived(tmp_path, [rash], [organ("Skin")]).rows("SELECT * FROM licats_event") == []


def test_rows_and_trace(tmp_path: Path) -> None:
    rows = [event("LICATS skin", 12, 20), event("LICATS kidney", 40, 50, AECONTRT="Y")]
    session = derived(tmp_path, rows, [organ("Skin"), organ("Kidney")])
    scored = session.rows("SELECT PARAMCD, AVAL, ADT FROM scored_licats ORDER BY PARAMCD, ADT")
    assert [(code, value, str(day)) for code, value, day in scored] == [
        ("LICATS", 1, on(12)),
        ("LICATS", 2, on(40)),
        ("LICATSMX", 2, on(40)),
    ]
    used = session.rows(
        "SELECT DOMAIN, SEQ, ROLE FROM used_licats WHERE PARAMCD = 'LICATSMX' ORDER BY DOMAIN"
    )
    assert used == [("AE", 3, "event"), ("MH", 2, "organ_prior")]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, [event("LICATS skin", 12, 20)], [organ("Skin")])
    for relation in licats.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == tuple(relation.columns), relation.name
    assert tuple(session.columns("scored_licats")) == RAW
    assert tuple(session.columns("used_licats")) == USED
