"""Typed tables, observation and disease group: what arrives in which form, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from cartaid.engine import Session
from cartaid.study.death import death_record_relation, death_relation
from cartaid.study.disease import patient_relation
from cartaid.study.domains import DOMAINS, FINDING_DOMAINS
from cartaid.study.observation import OBSERVATION_COLUMNS, observation_relation, outside_life_relation
from cartaid.study.protocol import Protocol, default_protocol, protocol_tables
from cartaid.study.typed import raw_name, typed_columns, typed_relation, typed_relations


def _session(raw, protocol=None):
    """Build typed tables of `raw`: {code: (columns, rows)} with columns name -> SQL type."""
    session = Session(threads=1)
    protocol = protocol or default_protocol()
    for table in protocol_tables(protocol):
        session.load(table.name, table.columns, table.rows)
    kinds = {}
    for code, (columns, rows) in raw.items():
        kinds[code] = {"_ROW": "BIGINT", "_FILE": "INTEGER"} | columns
        session.load(raw_name(code), kinds[code], [(n, 1, *row) for n, row in enumerate(rows, start=1)])
    mapped = {}
    for mapping in protocol.codes:
        mapped.setdefault(mapping.domain, set()).add(mapping.target)
    session.build(
        [
            *typed_relations(kinds, mapped, DOMAINS),
            death_record_relation(),
            death_relation(),
            outside_life_relation(),
            observation_relation(),
            patient_relation(protocol),
        ]
    )
    return session


TEXT = "VARCHAR"


def test_absent_domains_are_empty_tables_of_the_same_shape():
    session = _session({})
    for domain in DOMAINS.values():
        assert session.columns(domain.table) == typed_columns(domain)
        assert session.rows(f"SELECT count(*) FROM {domain.table}") == [(0,)]
    assert session.columns("observation") == OBSERVATION_COLUMNS


def test_present_and_absent_domains_have_the_same_shape():
    columns = {v.name: TEXT for v in DOMAINS["CM"].variables}
    session = _session({"CM": (columns, [])})
    assert session.columns("sdtm_cm") == typed_columns(DOMAINS["CM"])


# SQL type it arrives with, value, text variable it becomes
TEXTS = [
    (TEXT, "  Lupus ", "Lupus"),
    (TEXT, "", None),
    (TEXT, "   ", None),
    (TEXT, None, None),
    ("DOUBLE", 2.0, "2"),
    ("DOUBLE", 2.5, "2.5"),
    ("DOUBLE", None, None),
    ("BIGINT", 2, "2"),
    ("BOOLEAN", True, "Y"),
    ("BOOLEAN", False, "N"),
    ("BOOLEAN", None, None),
]


@pytest.mark.parametrize(("kind", "value", "expected"), TEXTS)
def test_texts(kind, value, expected):
    session = _session({"AE": ({"USUBJID": TEXT, "AETOXGR": kind}, [("P1", value)])})
    assert session.rows("SELECT AETOXGR FROM sdtm_ae") == [(expected,)]


# SQL type it arrives with, value, number it becomes
NUMBERS = [
    (TEXT, "5.3", Decimal("5.3")),
    (TEXT, " 5 ", Decimal("5")),
    (TEXT, "1e6", Decimal("1000000")),
    (TEXT, "5,3", None),
    (TEXT, "<5", None),
    (TEXT, "NA", None),
    (TEXT, "", None),
    ("DOUBLE", 8.3, Decimal("8.3")),
    ("DOUBLE", float("nan"), None),
    ("DOUBLE", 1e13, None),
    ("INTEGER", 7, Decimal("7")),
    ("DECIMAL(10,2)", Decimal("7.25"), Decimal("7.25")),
]


@pytest.mark.parametrize(("kind", "value", "expected"), NUMBERS)
def test_numbers(kind, value, expected):
    session = _session({"CM": ({"USUBJID": TEXT, "CMDOSE": kind}, [("P1", value)])})
    assert session.rows("SELECT CMDOSE FROM sdtm_cm") == [(expected,)]


# SQL type it arrives with, value, text, first, last, time
DATES = [
    (TEXT, "2022-03", "2022-03", date(2022, 3, 1), date(2022, 3, 31), None),
    (
        TEXT,
        "2022-03-05T14:30",
        "2022-03-05T14:30",
        date(2022, 3, 5),
        date(2022, 3, 5),
        datetime(2022, 3, 5, 14, 30),
    ),
    (TEXT, "2022-02-30", "2022-02-30", None, None, None),
    ("DATE", date(2022, 3, 5), "2022-03-05", date(2022, 3, 5), date(2022, 3, 5), None),
    ("DATE", None, None, None, None, None),
    # Midnight is how table programs write a date without time.
    ("TIMESTAMP", datetime(2022, 3, 5), "2022-03-05", date(2022, 3, 5), date(2022, 3, 5), None),
    (
        "TIMESTAMP",
        datetime(2022, 3, 5, 14, 30),
        "2022-03-05 14:30:00",
        date(2022, 3, 5),
        date(2022, 3, 5),
        datetime(2022, 3, 5, 14, 30),
    ),
]


@pytest.mark.parametrize(("kind", "value", "text", "first", "last", "time"), DATES)
def test_dates(kind, value, text, first, last, time):
    session = _session({"AE": ({"USUBJID": TEXT, "AESTDTC": kind}, [("P1", value)])})
    assert session.rows("SELECT AESTDTC, AESTDTC_FIRST, AESTDTC_LAST, AESTDTC_TIME FROM sdtm_ae") == [
        (text, first, last, time)
    ]


def test_row_of_the_file_stands_for_a_missing_sequence():
    session = _session({"LB": ({"USUBJID": TEXT, "LBTESTCD": TEXT}, [("P1", "CRP"), ("P1", "CK")])})
    assert session.rows("SELECT LBSEQ, SRCFILE, SRCROW FROM sdtm_lb ORDER BY SRCROW") == [
        (1, 1, 1),
        (2, 1, 2),
    ]


def test_rows_without_subject_are_left_out():
    session = _session({"LB": ({"USUBJID": TEXT, "LBTESTCD": TEXT}, [("P1", "CRP"), (" ", "CK")])})
    assert session.rows("SELECT LBTESTCD FROM sdtm_lb") == [("CRP",)]


CODES = {
    "codes": [
        {"domain": "QS", "from": "sle_1", "to": "SLD01", "to_category": "SLEDAI-2K"},
        {"domain": "QS", "from": "GLOB", "from_category": "myositis", "to": "PHGA", "to_category": "IMACS"},
        {"domain": "QS", "from": "GLOB", "to": "PGA", "to_category": "PGA"},
        {"domain": "QS", "variable": "QSORRES", "from": "yes", "to": "1"},
        {"domain": "PR", "variable": "PRTRT", "from": "O2 mask", "to": "FACE MASK"},
    ]
}


def test_codes_are_mapped_and_no_row_is_multiplied():
    rows = [
        ("P1", "SLE_1", "Own", "YES"),
        ("P1", "GLOB", "Myositis", "3"),
        ("P1", "GLOB", "Lupus", "1"),
        ("P1", "OTHER", None, "2"),
    ]
    columns = {"USUBJID": TEXT, "QSTESTCD": TEXT, "QSCAT": TEXT, "QSORRES": TEXT}
    session = _session(
        {"QS": (columns, rows), "PR": ({"USUBJID": TEXT, "PRTRT": TEXT}, [("P1", "O2 Mask")])},
        Protocol.model_validate(CODES),
    )
    assert session.rows("SELECT QSTESTCD, QSCAT, QSORRES FROM sdtm_qs ORDER BY QSSEQ") == [
        ("SLD01", "SLEDAI-2K", "1"),
        ("PHGA", "IMACS", "3"),
        ("PGA", "PGA", "1"),
        ("OTHER", None, "2"),
    ]
    assert session.rows("SELECT PRTRT FROM sdtm_pr") == [("FACE MASK",)]
    assert session.rows("SELECT VALUE FROM observation WHERE TESTCD = 'SLD01'") == [(Decimal("1"),)]


# EXCAT and EXTRT as recorded, EXCAT as cartaid reads it
EXPOSURES = [
    ("Car-T", "Product X", "CAR T"),
    (None, "CD19 CAR T", "CAR T"),
    ("Conditioning", "Fludarabine", "LYMPHODEPLETION"),
    (None, "Fludarabine", None),
    ("Own category", "Fludarabine", "Own category"),
    # The category says more than the name of the drug.
    ("LYMPHODEPLETION", "CAR T", "LYMPHODEPLETION"),
]


@pytest.mark.parametrize(("category", "treatment", "expected"), EXPOSURES)
def test_infusions_are_recognised(category, treatment, expected):
    session = _session(
        {"EX": ({"USUBJID": TEXT, "EXCAT": TEXT, "EXTRT": TEXT}, [("P1", category, treatment)])}
    )
    assert session.rows("SELECT EXCAT, EXTRT FROM sdtm_ex") == [(expected, treatment)]


# record of LB, value, text, qualifier, unit, lower and upper limit
OBSERVATIONS = [
    ({"LBSTRESN": "5", "LBSTRESC": "5", "LBSTRESU": "mg/L"}, "5", "5", None, "mg/L", None, None),
    ({"LBORRES": "0.5", "LBORRESU": "mg/dL"}, "0.5", "0.5", None, "mg/dL", None, None),
    ({"LBSTRESC": "5", "LBSTRESU": "mg/L"}, "5", "5", None, "mg/L", None, None),
    ({"LBORRES": "<0.3", "LBORRESU": "mg/dL"}, "0.3", "<0.3", "<", "mg/dL", None, None),
    ({"LBSTRESC": ">= 400", "LBSTRESU": "[IU]/mL"}, "400", ">= 400", ">", "[IU]/mL", None, None),
    ({"LBORRES": "NEGATIVE"}, None, "NEGATIVE", None, None, None, None),
    ({"LBORRES": "1:640"}, None, "1:640", None, None, None, None),
    ({"LBORRES": None}, None, None, None, None, None, None),
    # Both sides: the standardised one, with its own range.
    (
        {
            "LBORRES": "0.5",
            "LBORRESU": "mg/dL",
            "LBORNRHI": "0.5",
            "LBSTRESN": "5",
            "LBSTRESC": "5",
            "LBSTRESU": "mg/L",
            "LBSTNRLO": "0",
            "LBSTNRHI": "5",
        },
        "5",
        "5",
        None,
        "mg/L",
        "0",
        "5",
    ),
    # Only the original side has a unit: its number, its unit, its range.
    (
        {
            "LBORRES": "42",
            "LBORRESU": "%",
            "LBORNRLO": "37",
            "LBORNRHI": "47",
            "LBSTRESN": "0.42",
            "LBSTNRHI": "0.5",
        },
        "42",
        "42",
        None,
        "%",
        "37",
        "47",
    ),
    ({"LBORRES": "7", "LBSTAT": "NOT DONE"}, None, None, None, None, None, None),
]


@pytest.mark.parametrize(("record", "value", "text", "qualifier", "unit", "low", "high"), OBSERVATIONS)
def test_observation(record, value, text, qualifier, unit, low, high):
    columns = {"USUBJID": TEXT, "LBTESTCD": TEXT, **dict.fromkeys(record, TEXT)}
    session = _session({"LB": (columns, [("P1", "X", *record.values())])})
    found = session.rows("SELECT VALUE, TEXT, QUALIFIER, UNIT, LLN, ULN FROM observation")
    expected = tuple(number and Decimal(number) for number in (value, low, high))
    assert found == [(expected[0], text, qualifier, unit, expected[1], expected[2])]


def test_observation_holds_every_findings_domain():
    raw = {
        code: ({"USUBJID": TEXT, f"{code}TESTCD": TEXT, f"{code}ORRES": TEXT, f"{code}DTC": TEXT}, [row])
        for code, row in ((code, ("P1", "T", "1", "2022-03")) for code in FINDING_DOMAINS)
    }
    found = _session(raw).rows("SELECT DOMAIN, VALUE, FIRST, LAST FROM observation ORDER BY DOMAIN")
    expected = (Decimal("1"), date(2022, 3, 1), date(2022, 3, 31))
    assert found == [(code, *expected) for code in sorted(FINDING_DOMAINS)]


# protocol, ARM, terms of MH, disease group, where it comes from
GROUPS = [
    ({}, "SLE", [], "SLE", "DM.ARM"),
    ({}, "ssc", [], "SSC", "DM.ARM"),
    ({}, "Arm A", ["Systemic Lupus Erythematosus"], "SLE", "MH"),
    ({}, "Arm A", ["Hypertension", "Dermatomyositis"], "IIM", "MH"),
    ({}, "Arm A", ["Systemic sclerosis", "Dermatomyositis"], None, None),
    ({}, "Arm A", ["Myositis", "Dermatomyositis"], "IIM", "MH"),
    ({}, "Arm A", [], None, None),
    ({}, "SSC", ["Dermatomyositis"], "SSC", "DM.ARM"),
    ({"disease": {"patients": {"P1": "IIM"}}}, "SSC", [], "IIM", "study.toml"),
    ({"disease": {"variable": "ARM", "values": {"Arm A": "SSC"}}}, "arm a", [], "SSC", "DM.ARM"),
]


@pytest.mark.parametrize(("protocol", "arm", "terms", "group", "source"), GROUPS)
def test_disease_groups(protocol, arm, terms, group, source):
    session = _session(
        {
            "DM": ({"USUBJID": TEXT, "ARM": TEXT}, [("P1", arm)]),
            "MH": ({"USUBJID": TEXT, "MHTERM": TEXT}, [("P1", term) for term in terms]),
        },
        Protocol.model_validate(protocol),
    )
    assert session.rows("SELECT USUBJID, DISEASE, SOURCE FROM protocol_patient") == [("P1", group, source)]


def test_large_domains_stay_views():
    relation = typed_relation(DOMAINS["QS"], {"USUBJID": TEXT, "_ROW": "BIGINT", "_FILE": "INTEGER"})
    assert not relation.kept
    # No join and no pattern on the way of a whole date: nothing but expressions over the one table.
    assert "JOIN" not in relation.sql
    assert relation.inputs == ("raw_qs",)
