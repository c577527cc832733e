"""Rule on rating scales: where one record names its unit, each must."""

from __future__ import annotations

from collections.abc import Collection

from cartaid.engine import Relation
from cartaid.engine.session import number_text
from cartaid.study.checks.select import COLUMNS, finding_select
from cartaid.study.units import unit_key_sql

_SAME = (
    "{a}.USUBJID = {b}.USUBJID AND {a}.TESTCD = {b}.TESTCD AND coalesce({a}.CAT, '') = coalesce({b}.CAT, '')"
)


def item_extreme(codes: Collection[str]) -> Relation:
    """Give what the results of each test reach, and how many name a unit: one pass that later rules look at first."""
    within = ", ".join(f"'{code}'" for code in codes)
    return Relation(
        "item_extreme",
        "SELECT DOMAIN, TESTCD, CAT, min(VALUE) AS LEAST_FOUND, max(VALUE) AS GREATEST_FOUND, count(VALUE) AS RESULTS, "
        "count(UNIT) AS UNITS, count(*) FILTER (WHERE VALUE % 1 <> 0) AS FRACTIONS, "
        "count(*) FILTER (WHERE VALUE IS NULL AND TEXT IS NOT NULL) AS TEXTS FROM observation "
        f"WHERE DOMAIN IN ({within}) GROUP BY DOMAIN, TESTCD, CAT",
        ("observation",),
        (
            "DOMAIN",
            "TESTCD",
            "CAT",
            "LEAST_FOUND",
            "GREATEST_FOUND",
            "RESULTS",
            "UNITS",
            "FRACTIONS",
            "TEXTS",
        ),
    )


def scale_without_unit() -> Relation:
    """Give the rating scales of a patient of which some results name another unit than the usual one, and some none.

    UNIT is the one that was named. The results without one are not used: 8 beside a baseline of 40 mm may be either.
    """
    return Relation(
        "scale_without_unit",
        "WITH mixed AS (SELECT DISTINCT e.TESTCD, coalesce(e.CAT, '') AS CAT, r.UNITKEY FROM item_extreme AS e "
        "JOIN item_range AS r ON r.DOMAIN = e.DOMAIN AND r.TESTCD = e.TESTCD AND (r.CAT IS NULL OR r.CAT = e.CAT) "
        "JOIN item_range AS b ON b.DOMAIN = r.DOMAIN AND b.TESTCD = r.TESTCD AND coalesce(b.CAT, '') = coalesce(r.CAT, '') "
        "AND b.UNITKEY = '' "
        "WHERE e.DOMAIN = 'QS' AND e.UNITS > 0 AND e.UNITS < e.RESULTS AND r.HIGH <> b.HIGH), "
        "own AS (SELECT o.USUBJID, o.TESTCD, o.CAT, "
        "min(CASE WHEN m.TESTCD IS NOT NULL THEN o.UNIT END) AS UNIT, "
        "count(*) FILTER (WHERE o.UNIT IS NULL AND o.VALUE IS NOT NULL) AS BARE "
        "FROM observation AS o "
        "JOIN (SELECT DISTINCT TESTCD, CAT FROM mixed) AS t ON t.TESTCD = o.TESTCD AND t.CAT = coalesce(o.CAT, '') "
        "LEFT JOIN mixed AS m ON m.TESTCD = o.TESTCD AND m.CAT = coalesce(o.CAT, '') "
        f"AND m.UNITKEY = {unit_key_sql('o.UNIT')} "
        "WHERE o.DOMAIN = 'QS' GROUP BY o.USUBJID, o.TESTCD, o.CAT) "
        "SELECT USUBJID, TESTCD, CAT, UNIT FROM own WHERE UNIT IS NOT NULL AND BARE > 0",
        ("item_extreme", "item_range", "observation"),
        ("USUBJID", "TESTCD", "CAT", "UNIT"),
    )


def unit_at_one_assessment() -> Relation:
    """List the results without unit of the scales in `scale_without_unit`."""
    found = number_text("o.VALUE")
    head = finding_select(
        "unit-at-one-assessment",
        "'error'",
        "'QS'",
        "concat_ws('', 'QS ', o.TESTCD, ' on ', o.DTC, ': expected a value with its unit, as another assessment of the "
        f"patient has ', x.UNIT, ', found ', {found}, ' without unit; the value is not used')",
        "fill the unit in",
        subject="o.USUBJID",
        seq="o.SEQ",
        variable="'QSSTRESU'",
        value=found,
    )
    return Relation(
        "check_unit_at_one_assessment",
        f"{head} FROM observation AS o JOIN scale_without_unit AS x ON {_SAME.format(a='x', b='o')} "
        "WHERE o.DOMAIN = 'QS' AND o.UNIT IS NULL AND o.VALUE IS NOT NULL",
        ("observation", "scale_without_unit"),
        COLUMNS,
    )
