"""The bit sums that tell duplicates apart, against plain counting."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from cartaid.engine import Session
from cartaid.study.checks.duplicates import CHUNK, assessment_twice, sequence_twice
from cartaid.study.domains import DOMAINS
from cartaid.study.typed import raw_name, typed_relation

SESSION = Session(threads=1)
COLUMNS = {
    "USUBJID": "VARCHAR",
    "QSSEQ": "BIGINT",
    "QSTESTCD": "VARCHAR",
    "QSCAT": "VARCHAR",
    "QSORRES": "VARCHAR",
    "QSDTC": "VARCHAR",
}
RAW = COLUMNS | {"_ROW": "BIGINT", "_FILE": "INTEGER"}

_patient = st.sampled_from(["P1", "P2"])
# Enough tests for three whole numbers of bits; the first ones often, so that they collide.
_test = st.one_of(st.integers(0, 3), st.integers(0, 3 * CHUNK)).map(lambda n: f"T{n:03d}")
_record = st.tuples(
    _patient,
    st.one_of(st.integers(0, 3), st.integers(0, 10_000)),
    _test,
    st.sampled_from([None, "A", "B"]),
    st.sampled_from([None, "0", "1", "x"]),
    st.sampled_from([None, "2022-03-01", "2022-03-02", "2022"]),
)


def _load(records):
    SESSION.load(raw_name("QS"), RAW, [(*record, n, 1) for n, record in enumerate(records, start=1)])
    SESSION.build([typed_relation(DOMAINS["QS"], RAW)])


@settings(max_examples=60, deadline=None)
@given(st.lists(_record, max_size=150))
def test_sequence_numbers_that_are_there_twice(records):
    _load(records)
    SESSION.build([sequence_twice(DOMAINS["QS"])])
    counted = Counter((patient, seq) for patient, seq, *_ in records)
    found = SESSION.rows("SELECT USUBJID, seq FROM check_sequence_twice_qs")
    assert sorted(found) == sorted(key for key, times in counted.items() if times > 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(_record, max_size=150))
def test_assessments_that_are_there_twice(records):
    _load(records)
    SESSION.build(assessment_twice(DOMAINS["QS"], COLUMNS))
    values: dict[tuple[object, ...], list[str | None]] = {}
    for patient, _, test, category, value, day in records:
        if day is not None and len(day) == 10:  # two of one year need not be of one day
            values.setdefault((patient, test, category or "", day), []).append(value)
    expected = sorted(
        (key[0], key[1], "warning" if len(set(found)) > 1 else "note")
        for key, found in values.items()
        if len(found) > 1
    )
    found = SESSION.rows("SELECT USUBJID, value, severity FROM check_assessment_twice_qs")
    assert sorted(found) == expected
