"""Adverse events: the treatment window, who counts once, causes, special interest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_study import Row, build, infusion, lymphodepletion, on

from cartaid.analysis import adverse_events
from cartaid.engine import Session
from cartaid.engine.portable import refusals


def derived(folder: Path, *events: Row, **domains: list[Row]) -> Session:
    tables = {"EX": [*lymphodepletion(-5, -4, -3), infusion()], **domains, "AE": list(events)}
    session = build(folder, "", False, **tables)
    session.build(adverse_events.relations())
    return session


def event(
    term: str, start: int | str | None, end: int | str | None = None, grade: Any = "1", **more: Any
) -> Row:
    return {
        "AETERM": term,
        "AEDECOD": term,
        "AEBODSYS": "Any",
        "AETOXGR": grade,
        "AESTDTC": on(start) if isinstance(start, int) else start,
        "AEENDTC": on(end) if isinstance(end, int) else end,
        **more,
    }


def one(folder: Path, columns: str, *events: Row) -> list[tuple[Any, ...]]:
    return derived(folder, *events).rows(f"SELECT {columns} FROM adae ORDER BY AESEQ")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (-6, -5, "N"),
        (-5, -4, "Y"),  # lymphodepletion begins on day -5, not the infusion on day 0
        (0, 1, "Y"),
        (400, None, "Y"),
        ("2023-02", None, "U"),  # the infusion is on 2023-03-01, so day -5 is 2023-02-24
        ("2023-02", "2023-02-20", "N"),
        ("2023-01", None, "N"),
        ("2023-03", None, "Y"),
        ("2023", None, "U"),
        (None, None, "U"),
        (None, -10, "N"),
    ],
)
def test_treatment_emergent_from_lymphodepletion(tmp_path: Path, start: Any, end: Any, expected: str) -> None:
    assert one(tmp_path, "TRTEMFL", event("Rash", start, end)) == [(expected,)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("1", "2", "Y"), ("2", "2", "N"), ("3", "1", "N"), ("", "2", "U"), ("1", "", "U")],
)
def test_an_event_already_running_counts_when_worse(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    found = one(tmp_path, "TRTEMFL", event("Rash", -20, 3, before), event("Rash", 3, 9, after))
    assert found == [("N",), (expected,)]


def test_an_event_that_had_ended_is_new_again(tmp_path: Path) -> None:
    found = one(tmp_path, "TRTEMFL", event("Rash", -20, -15, "2"), event("Rash", 3, 9, "1"))
    assert found == [("N",), ("Y",)]


def test_partial_dates_are_imputed_and_flagged(tmp_path: Path) -> None:
    found = one(tmp_path, "ASTDT, ASTDTF, ASTRDY, AENDTF", event("Rash", "2023-04", "2023"))
    assert [(str(date), *rest) for date, *rest in found] == [("2023-04-01", "D", 31, "M")]


def test_a1_nausea_twice_counts_once_at_grade_2(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "ATOXGR, AOCCPFL, AOCCPIFL, AOCCSIFL, AOCCIFL",
        event("Nausea", 1, 2, "1"),
        event("Nausea", 5, 6, "2"),
        event("Vomiting", 8, 9, "1"),
        event("Nausea", 12, 13, "2"),
    )
    assert found == [
        (1, "Y", None, None, None),
        (2, None, "Y", "Y", "Y"),
        (1, "Y", "Y", None, None),
        (2, None, None, None, None),
    ]


def test_a2_pneumonia_in_hospital(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "SERFL, HOSPFL, ATOXGR, INFECFL, AESI, AWINDOW",
        event("Pneumonia", 40, 50, "3", AEBODSYS="Infections and infestations", AESER="Y", AESHOSP="Y"),
    )
    assert found == [("Y", "Y", 3, "Y", "infection", "day 29 to 90")]


def test_a3_a_symptom_of_crs_is_not_counted_beside_it(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "LINKSYN, COUNTFL, AOCCPIFL",
        event("Cytokine release syndrome", 2, 4),
        event("Pyrexia", 2, 4, AECAT="SYMPTOM OF CRS"),
    )
    assert found == [(None, "Y", "Y"), ("CRS", "N", None)]


def test_before_treatment_is_not_counted(tmp_path: Path) -> None:
    assert one(tmp_path, "COUNTFL, AOCCIFL", event("Rash", -20, -18)) == [("N", None)]


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("CAR T CELLS", ("Y", "N", "N", None)),
        ("LYMPHODEPLETION", ("N", "Y", "N", None)),
        ("LEUKAPHERESIS", ("N", "N", "Y", None)),
        ("NOT RELATED", ("N", "N", "N", None)),
        ("UNRELATED", ("N", "N", "N", None)),
        ("UNDERLYING DISEASE", ("N", "N", "N", None)),
        ("CAR T CELLS AND LYMPHODEPLETION", ("Y", "Y", "N", None)),
        ("POSSIBLE", ("Y", "U", "U", None)),
        ("NONE", ("N", "N", "N", None)),
        ("", ("U", "U", "U", "Y")),
        ("SEE COMMENT", ("U", "U", "U", None)),
    ],
)
def test_causes(tmp_path: Path, cause: str, expected: tuple[str | None, ...]) -> None:
    given = {"PR": [{"PRTRT": "LEUKAPHERESIS", "PRSTDTC": on(-20)}]}
    found = derived(tmp_path, event("Rash", 3, AEREL=cause), **given)
    assert found.rows("SELECT RELCART, RELLD, RELAPH, RELMISFL FROM adae") == [expected]


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("", (None, None, None, "Y")),
        ("POSSIBLE", (None, None, None, None)),
        ("CAR T CELLS", (None, None, None, None)),
        # What the investigator names was given, although no record says so; CAR T cells leave a record.
        ("LYMPHODEPLETION", (None, "Y", None, None)),
        ("LEUKAPHERESIS", (None, None, "Y", None)),
    ],
)
def test_nothing_is_related_to_what_was_not_given(
    tmp_path: Path, cause: str, expected: tuple[str | None, ...]
) -> None:
    placebo = {"USUBJID": "01", "EXTRT": "PLACEBO", "EXSTDTC": on(0), "EXENDTC": on(0)}
    found = derived(tmp_path, event("Rash", 3, AEREL=cause), EX=[placebo])
    assert found.rows("SELECT RELCART, RELLD, RELAPH, RELMISFL FROM adae") == [expected]


@pytest.mark.parametrize(
    ("term", "start", "end", "grade", "expected"),
    [
        ("Cytokine release syndrome", 2, 4, "1", "CRS"),
        ("Immune effector cell-associated neurotoxicity syndrome", 5, 6, "1", "ICANS"),
        ("Local immune effector cell-associated toxicity syndrome", 10, 20, "1", "LICATS"),
        ("Haemophagocytic lymphohistiocytosis", 10, 20, "3", "IEC-HS"),
        ("Immune effector cell-associated haematotoxicity", 10, 40, "3", "ICAHT"),
        ("Neutrophil count decreased", 5, 20, "4", None),
        ("Neutrophil count decreased", 5, 35, "3", "prolonged cytopenia"),
        ("Neutropenia", 31, 35, "2", None),
        ("T-cell lymphoma", 400, None, "4", "second malignancy"),
        ("Benign neoplasm of skin", 400, None, "1", None),
        ("Herpes zoster", 200, 210, "2", "infection"),
        ("Headache", 2, 3, "1", None),
    ],
)
def test_special_interest(
    tmp_path: Path, term: str, start: int, end: int | None, grade: str, expected: str | None
) -> None:
    assert one(tmp_path, "AESI", event(term, start, end, grade)) == [(expected,)]


@pytest.mark.parametrize(
    ("text", "expected"), [("3", 3), ("GRADE 4", 4), ("6", None), ("", None), ("0", None)]
)
def test_grades(tmp_path: Path, text: str, expected: int | None) -> None:
    assert one(tmp_path, "ATOXGR", event("Rash", 3, grade=text)) == [(expected,)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-1, 1), (0, 2), (28, 2), (29, 3), (90, 3), (91, 4), (365, 4), (366, 5)],
)
def test_windows(tmp_path: Path, day: int, expected: int) -> None:
    assert one(tmp_path, "AWINDOWN", event("Rash", day)) == [(expected,)]


def test_an_event_after_a_second_infusion_belongs_to_its_period(tmp_path: Path) -> None:
    session = derived(tmp_path, event("Rash", 130), EX=[infusion(), infusion(120)])
    assert session.rows("SELECT APERIOD, ASTRDY FROM adae") == [(2, 10)]


def test_missing_seriousness_is_unknown(tmp_path: Path) -> None:
    found = one(tmp_path, "SERFL, HOSPFL", event("Rash", 3), event("Rash", 4, AESER="N"))
    assert found == [("U", "U"), ("N", "N")]


def test_seriousness_is_that_of_the_investigator(tmp_path: Path) -> None:
    # Recorded N beside a criterion: N. Blank beside a criterion, or a fatal outcome: Y. Recorded Y: Y.
    found = one(
        tmp_path,
        "SERFL, HOSPFL",
        event("Rash", 3, AESER="N", AESHOSP="Y"),
        event("Rash", 9, AESDISAB="Y"),
        event("Sepsis", 12, AEOUT="FATAL"),
        event("Rash", 15, AESER="Y", AESHOSP="N"),
    )
    assert found == [("N", "Y"), ("Y", "U"), ("Y", "U"), ("Y", "N")]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, event("Rash", 3))
    for relation in adverse_events.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name
