"""Records that are there twice, found with one group for many records."""

from __future__ import annotations

from collections.abc import Collection

from cartaid.engine import Relation
from cartaid.engine.session import number_text
from cartaid.study.checks.select import COLUMNS, finding_select
from cartaid.study.domains import Domain

CHUNK = 40
"""So many tests (or sequence numbers) are told apart by the bits of one whole number; 2^40 leaves room to add."""


def _bit(number: str) -> str:
    """Give the power of two that stands for a number within its chunk."""
    return f"CAST(power(2, {number} % {CHUNK}) AS BIGINT)"


def _chunk(number: str) -> str:
    return f"CAST(floor(({number}) / {CHUNK}.0) AS BIGINT)"


def sequence_twice(domain: Domain) -> Relation:
    """List patients with two records of one sequence number.

    Numbers that differ add up to the same as their bits put together; a number that is there twice does not.
    That needs one group for CHUNK records instead of one for each.
    """
    seq = f"{domain.code}SEQ"
    head = finding_select(
        "sequence-twice",
        "'error'",
        f"'{domain.code}'",
        f"concat_ws('', '{seq}: expected a number once a patient, found ', CAST(d.SEQ AS VARCHAR), ' ', "
        "CAST(d.TIMES AS VARCHAR), ' times; the trace cannot tell these records apart')",
        "number the records of each patient anew",
        subject="d.USUBJID",
        seq="d.SEQ",
        variable=f"'{seq}'",
        value="CAST(d.SEQ AS VARCHAR)",
    )
    return Relation(
        f"check_sequence_twice_{domain.code.lower()}",
        f"WITH suspect AS (SELECT USUBJID, {_chunk(seq)} AS PART FROM {domain.table} WHERE {seq} >= 0 "
        f"GROUP BY USUBJID, {_chunk(seq)} HAVING sum({_bit(seq)}) <> bit_or({_bit(seq)})), "
        f"d AS (SELECT t.USUBJID, t.{seq} AS SEQ, count(*) AS TIMES FROM {domain.table} AS t "
        f"JOIN suspect AS s ON s.USUBJID = t.USUBJID AND s.PART = {_chunk(f't.{seq}')} "
        f"GROUP BY t.USUBJID, t.{seq} HAVING count(*) > 1) "
        f"{head} FROM d",
        (domain.table,),
        COLUMNS,
    )


def assessment_twice(domain: Domain, there: Collection[str]) -> list[Relation]:
    """List assessments that are there more than once, and say whether their values differ.

    `there` are the variables that arrived.

    An assessment is a test in a category, by method, specimen, position, place and time point, at one recorded
    date and time; two of one month need not be of one day. The first relation numbers the tests; the second tells
    by their bits (see `sequence_twice`) which patients and dates to look at.
    """
    code = domain.code
    known = {v.name for v in domain.variables} & set(there)
    parts = ("CAT", "METHOD", "SPEC", "POS", "LOC", "TPT")
    keys = [f"{code}TESTCD", *(f"{code}{part}" for part in parts if f"{code}{part}" in known)]
    listed = ", ".join(keys)
    filled = ", ".join(f"coalesce({key}, '') AS {key}" for key in keys)
    same = " AND ".join(f"k.{key} = coalesce(t.{key}, '')" for key in keys)
    tests = f"check_test_number_{code.lower()}"
    date, seq, test = f"{code}DTC", f"{code}SEQ", f"{code}TESTCD"
    numbered = Relation(
        tests,
        f"WITH test AS (SELECT DISTINCT {filled} FROM {domain.table}), "
        f"number AS (SELECT {listed}, row_number() OVER (ORDER BY {listed}) - 1 AS K FROM test) "
        f"SELECT {listed}, K, {_chunk('K')} AS PART, {_bit('K')} AS BIT FROM number",
        (domain.table,),
        (*keys, "K", "PART", "BIT"),
    )
    head = finding_select(
        "assessment-twice",
        "CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END",
        f"'{code}'",
        f"concat_ws('', '{test} ', d.TESTCD, ' on ', d.DTC, ': expected one record, found ', "
        "CAST(d.TIMES AS VARCHAR), CASE WHEN d.DIFFERENT THEN concat_ws('', ' with different values (', "
        "d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, '); a score that needs the value uses neither') "
        "ELSE ' with the same value' END)",
        "keep one record, or add the time that tells them apart",
        subject="d.USUBJID",
        seq="d.SEQ",
        variable=f"'{test}'",
        value="d.TESTCD",
    )
    found = f"coalesce({number_text(f't.{code}STRESN')}, t.{code}STRESC, t.{code}ORRES)"
    return [
        numbered,
        Relation(
            f"check_assessment_twice_{code.lower()}",
            f"WITH suspect AS (SELECT t.USUBJID, t.{date} AS DTC FROM {domain.table} AS t "
            f"JOIN {tests} AS k ON {same} WHERE length(t.{date}) >= 10 "
            f"GROUP BY t.USUBJID, t.{date}, k.PART HAVING sum(k.BIT) <> bit_or(k.BIT)), "
            "dates AS (SELECT DISTINCT USUBJID, DTC FROM suspect), "
            f"d AS (SELECT t.USUBJID, t.{date} AS DTC, k.{test} AS TESTCD, max(t.{seq}) AS SEQ, "
            f"count(*) AS TIMES, min({found}) AS LEAST_FOUND, max({found}) AS GREATEST_FOUND, "
            f"coalesce(min({found}) <> max({found}), FALSE) OR count({found}) NOT IN (0, count(*)) AS DIFFERENT "
            f"FROM {domain.table} AS t JOIN dates AS s ON s.USUBJID = t.USUBJID AND s.DTC = t.{date} "
            f"JOIN {tests} AS k ON {same} "
            f"GROUP BY t.USUBJID, t.{date}, k.K, k.{test} HAVING count(*) > 1) "
            f"{head} FROM d",
            (domain.table, tests),
            COLUMNS,
        ),
    ]
