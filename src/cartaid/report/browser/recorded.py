"""The tracks of a patient that come from recorded data: drugs, laboratory, antibodies, cells, events, treatment."""

from __future__ import annotations

from cartaid.report.browser.columns import Columns, column, day, grouped, placed_from
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
    }


def _vitals(tables: Tables, only: str) -> dict[str, Columns]:
    """Give blood pressure and oxygen saturation of the first weeks; a folder of tables does not hold them.

    The day carries its hour as a fraction, so that readings of one day stand beside one another.
    """
    if not tables.has("vitals"):
        return {}
    first = day("t.VSDTC_FIRST")
    hour = "coalesce(hour(t.VSDTC_TIME) + minute(t.VSDTC_TIME) / 60.0, 0)"
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.VSTESTCD, t.VSTEST, {first} + round({hour} / 24, 4), t.VSSTRESN, t.VSSTRESU, t.VSSEQ "
            f"{placed_from('vitals', only)} AND t.VSTESTCD IN ('SYSBP', 'OXYSAT') AND t.VSSTRESN IS NOT NULL "
            f"AND t.VSDTC_FIRST = t.VSDTC_LAST AND {first} BETWEEN -7 AND 30 "
            "ORDER BY t.USUBJID, t.VSTESTCD, t.VSDTC_FIRST, t.VSDTC_TIME NULLS FIRST, t.VSSEQ"
        ),
        ("p", "name", "d", "v", "unit", "seq"),
    )


def _drugs(tables: Tables, only: str) -> dict[str, Columns]:
    known = tables.columns("adcm")
    if not {"SUBSTANCE", "ASTDT"} <= known:
        return {}
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.CLASS, t.SUBSTANCE, t.ROLE, {day('t.ASTDT')}, {day('t.AENDT')}, t.ONGOING, t.DAILY, "
            f"t.PRED, t.IS_EXACT {placed_from('adcm', only)} ORDER BY t.USUBJID, t.CLASS, t.SUBSTANCE, t.ROLE, "
            "t.ASTDT NULLS FIRST, t.AENDT NULLS LAST, t.DAILY NULLS LAST"
        ),
        ("cls", "sub", "role", "from", "to", "on", "daily", "pred", "exact"),
    )


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
CELLS = "concat_ws(' ', CAST(CAST(t.CELLS AS DOUBLE) AS VARCHAR), {unit})"


def _given(tables: Tables, only: str) -> dict[str, Columns]:
    """Give what was done to the patient: leukapheresis, lymphodepletion, infusions, death, last contact.

    A folder has only the first infusion and the first day of lymphodepletion (ADSL).
    """
    infusion = ("infusion", "infusion", "DAY0", CELLS.format(unit="t.CELLS_UNIT"))
    if not tables.has("infusion"):
        infusion = ("infusion", "adsl", "TRTSDT", CELLS.format(unit="t.CELLSU"))
    depletion = ("lymphodepletion", "lymphodepletion", "GIVEN", "NULL")
    if not tables.has("lymphodepletion"):
        depletion = ("lymphodepletion", "adsl", "LDSTDT", "NULL")
    united = " UNION ".join(
        f"SELECT t.USUBJID, '{kind}', {day('t.' + date)}, {label} {placed_from(table, only)} "
        f"AND t.{date} IS NOT NULL"
        for kind, table, date, label in (*GIVEN, infusion, depletion)
    )
    return grouped(
        tables.rows(f"SELECT * FROM ({united}) AS given(USUBJID, KIND, DAY, LABEL) ORDER BY 1, 3, 2, 4"),
        ("kind", "d", "label"),
    )
