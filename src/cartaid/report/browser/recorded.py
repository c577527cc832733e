"""The tracks of a patient that come from recorded data: drugs, laboratory, antibodies, cells, events, treatment."""

from __future__ import annotations

from cartaid.report.browser.columns import Columns, column, day, grouped, placed_from
from cartaid.report.browser.drug_records import drug_records, recorded_dose, records_of
from cartaid.report.browser.tables import Tables


def recorded_tracks(tables: Tables, only: str) -> dict[str, dict[str, Columns]]:
    """Give every track: name to USUBJID to columns; a table that is absent gives none."""
    return {
        "drugs": _drugs(tables, only),
        "labs": _findings(tables, "adlb", only),
        "antibodies": _findings(tables, "adis", only),
        "cells": _cells(tables, only),
        "events": _events(tables, only),
        "kinetics": _kinetics(tables, only),
        "given": _given(tables, only),
        "vitals": _vitals(tables, only),
        "acts": _acts(tables, only),
    }


def _vitals(tables: Tables, only: str) -> dict[str, Columns]:
    """Give temperature, blood pressure and saturation of the first weeks, the hour as a fraction of the day."""
    if not tables.has("advs"):
        return {}
    first = day("t.ADT")
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.PARAMCD, t.PARAM, {first} + {fraction('t.ADTM')}, t.AVAL, t.AVALU, t.SRCSEQ "
            f"{placed_from('advs', only)} AND t.AVAL IS NOT NULL "
            f"AND t.PARAMCD IN ('SYSBP', 'OXYSAT', 'TEMP') AND {first} BETWEEN {ACUTE} "
            "ORDER BY t.USUBJID, t.PARAMCD, t.ADT, t.ADTM NULLS FIRST, t.SRCSEQ"
        ),
        ("p", "name", "d", "v", "unit", "seq"),
    )


ACUTE = "-7 AND 30"
"""Days whose vital signs, procedures and single medication records are shown."""


def fraction(time: str) -> str:
    """Write the part of the day that had gone by; 0 where no time was recorded."""
    return f"coalesce(round((hour({time}) + minute({time}) / 60.0) / 24, 4), 0)"


def clock(time: str) -> str:
    """Write the time of day as text, without its date."""
    return f"substr(CAST({time} AS VARCHAR), 12, 5)"


def _acts(tables: Tables, only: str) -> dict[str, Columns]:
    """Give procedures and single medication records of the first weeks, from their start to their end.

    An end without a time of day is the end of that day; without an end there is none.
    """
    if not tables.has("adint"):
        return {}
    first, last = day("t.ASTDT"), day("t.AENDT")
    end = f"{last} + CASE WHEN t.AENDTM IS NULL THEN 1 ELSE {fraction('t.AENDTM')} END"
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.SRCDOM, t.SRCSEQ, t.TRT, t.DOSE, t.DOSU, {first} + {fraction('t.ASTDTM')}, {end}, "
            f"{clock('t.ASTDTM')}, {clock('t.AENDTM')} {placed_from('adint', only)} "
            f"AND t.ACAT1 IN ('PROCEDURE', 'MEDICATION') AND {first} BETWEEN {ACUTE} "
            "ORDER BY t.USUBJID, t.ASTDT, t.SRCDOM, t.SRCSEQ"
        ),
        ("dom", "seq", "name", "dose", "unit", "from", "to", "start", "end"),
    )


def _drugs(tables: Tables, only: str) -> dict[str, Columns]:
    known = tables.columns("adcm")
    if not {"SUBSTANCE", "ASTDT"} <= known:
        return {}
    found = grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.CLASS, t.SUBSTANCE, t.ROLE, {day('t.ASTDT')}, {day('t.AENDT')}, t.ONGOING, t.DAILY, "
            f"t.PRED, t.IS_EXACT, {column(known, 'RECORDS')} {placed_from('adcm', only)} "
            "ORDER BY t.USUBJID, t.CLASS, t.SUBSTANCE, t.ROLE, t.ASTDT NULLS FIRST, t.AENDT NULLS LAST, "
            "t.DAILY NULLS LAST"
        ),
        ("cls", "sub", "role", "from", "to", "on", "daily", "pred", "exact", "count"),
    )
    behind = drug_records(tables, only)
    for subject, columns in found.items():
        substances = frozenset(filter(None, columns["sub"]))
        courses = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        joined = [
            records_of(course, behind.get(subject, []), substances - {course["sub"]}) for course in courses
        ]
        columns["recs"] = [[f"{r.domain} {r.seq}" for r in records] for records in joined]
        columns["dose"] = [recorded_dose(records) for records in joined]
    return found


def _findings(tables: Tables, name: str, only: str) -> dict[str, Columns]:
    known = tables.columns(name)
    if not {"PARAMCD", "ADT"} <= known:
        return {}
    chosen = [
        "t.PARAMCD",
        column(known, "PARAM"),
        day("t.ADT"),
        column(known, "AVAL"),
        column(known, "AVALC"),
        column(known, "AVALU"),
        column(known, "AQUAL", "QUALIFIER"),
        column(known, "ANRLO"),
        column(known, "ANRHI"),
        column(known, "ATOXGR"),
        column(known, "SRCSEQ"),
        column(known, "ATOXRS"),
    ]
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, {', '.join(chosen)} {placed_from(name, only)} "
            f"ORDER BY t.USUBJID, t.PARAMCD, t.ADT, {column(known, 'ADTM')} NULLS LAST, "
            f"{column(known, 'SRCSEQ')} NULLS LAST"
        ),
        ("p", "name", "d", "v", "c", "unit", "q", "lo", "hi", "gr", "seq", "why"),
    )


def _cells(tables: Tables, only: str) -> dict[str, Columns]:
    if not tables.has("adpc"):
        return {}
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.PARAMCD, t.PARAM, {day('t.ADT')}, t.AVAL, t.AVALC, t.AVALU, t.ALLOQ, t.BLQFL = 'Y', "
            f"t.METHOD, t.REFUSED, t.DOMAIN, t.SRCSEQ {placed_from('adpc', only)} "
            "ORDER BY t.USUBJID, t.PARAMCD, t.ADT, t.ADTM NULLS LAST, t.SRCSEQ NULLS LAST"
        ),
        ("p", "name", "d", "v", "c", "unit", "lloq", "below", "method", "why", "dom", "seq"),
    )


def _events(tables: Tables, only: str) -> dict[str, Columns]:
    if not tables.has("adae"):
        return {}
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.AESEQ, t.AETERM, t.AEDECOD, t.AEBODSYS, {day('t.ASTDT')}, {day('t.AENDT')}, "
            f"t.ASTDTF, t.AENDTF, t.ONGOFL, t.ATOXGR, t.SERFL, t.HOSPFL, t.RELCART, t.AESI, t.INFECFL, t.TRTEMFL, "
            f"t.DTHFL {placed_from('adae', only)} ORDER BY t.USUBJID, t.ASTDT NULLS LAST, t.AESEQ"
        ),
        (
            *(
                "seq",
                "term",
                "coded",
                "soc",
                "from",
                "to",
                "fromf",
                "tof",
                "on",
                "gr",
                "ser",
                "hosp",
                "rel",
                "aesi",
            ),
            *("inf", "em", "dth"),
        ),
    )


def _kinetics(tables: Tables, only: str) -> dict[str, Columns]:
    if not tables.has("adpp"):
        return {}
    return grouped(
        tables.rows(
            "SELECT t.USUBJID, t.PARAMCD, t.PARAM, t.PPCAT, t.AVAL, t.AVALU, t.ALOW, t.AHIGH, t.CNSR, t.STATUS, "
            f"t.REASON {placed_from('adpp', only)} ORDER BY t.USUBJID, t.PPCAT, t.PARAMCD, t.APERIOD"
        ),
        ("p", "name", "cat", "v", "unit", "lo", "hi", "cens", "s", "why"),
    )


GIVEN = (
    # what, table, date, what is said of it
    ("consent", "adsl", "CONSDT", "NULL"),
    ("leukapheresis", "adsl", "APHERDT", "NULL"),
    ("death", "adsl", "DTHDT", "NULL"),
    ("last contact", "adsl", "LSTCNDT", "NULL"),
)
DOSE = "concat_ws(' ', CAST(CAST({} AS DOUBLE) AS VARCHAR), {})"


def _given(tables: Tables, only: str) -> dict[str, Columns]:
    """Give what was done to the patient: leukapheresis, lymphodepletion, infusions, death, last contact."""
    parts = [(kind, "adsl", date, label, f"'ADSL {date}'", "") for kind, _, date, label in GIVEN]
    if tables.has("adint"):
        record = "concat(t.SRCDOM, ' ', CAST(t.SRCSEQ AS VARCHAR))"
        dose = DOSE.format("t.DOSE", "t.DOSU")
        parts += [
            ("infusion", "adint", "ASTDT", dose, record, " AND t.ACAT1 = 'CAR T INFUSION'"),
            ("lymphodepletion", "adint", "ASTDT", "NULL", record, " AND t.ACAT1 = 'LYMPHODEPLETION'"),
        ]
    united = " UNION ".join(
        f"SELECT t.USUBJID, '{kind}', {day('t.' + date)}, {label}, {record} {placed_from(table, only)} "
        f"AND t.{date} IS NOT NULL{more}"
        for kind, table, date, label, record, more in parts
    )
    # One mark a day: two drugs of one day of lymphodepletion are two records of it.
    return grouped(
        tables.rows(
            "SELECT USUBJID, KIND, DAY, LABEL, list(RECORD ORDER BY RECORD) FROM "
            f"({united}) AS given(USUBJID, KIND, DAY, LABEL, RECORD) GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 2, 4"
        ),
        ("kind", "d", "label", "recs"),
    )
