"""One patient's part of the browser: every derived row with its records, and the tracks of the time axis.

Days count from the first infusion (day 0); a patient without one has the first date there is as day 0 and says so.
Tables are columns of equal length, so that the file stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cartaid.report.browser.tables import Tables

Pack = dict[str, Any]
Columns = dict[str, list[Any]]

ZERO = "coalesce(TRTSDT, LDSTDT, APHERDT, CONSDT)"
"""Day 0 of the axis on ADSL."""


def plain(value: Any) -> Any:
    """Turn a value into what JSON can hold: whole numbers stay whole, others keep six decimals.

    >>> plain(Decimal("2.500000")), plain(3.0), plain(date(2021, 3, 22))
    (2.5, 3, '2021-03-22')
    """
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if value != value:
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else round(value, 6)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def grouped(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> dict[str, Columns]:
    """Collect rows whose first value is USUBJID into one table of columns a patient.

    >>> grouped([("a", 1, 2.0), ("a", 2, None)], ("d", "v"))
    {'a': {'d': [1, 2], 'v': [2, None]}}
    """
    found: dict[str, Columns] = {}
    for subject, *values in rows:
        table = found.setdefault(subject, {name: [] for name in names})
        for name, value in zip(names, values, strict=True):
            table[name].append(plain(value))
    return found


def day(column: str) -> str:
    """Write the day of a date on the axis; `z` is the relation of each patient's day 0."""
    return f"date_diff('day', z.ZERO, {column})"


def _from(table: str, only: str, alias: str = "t") -> str:
    zero = f"(SELECT USUBJID, {ZERO} AS ZERO FROM {{adsl}}) AS z"
    return f"FROM {{{table}}} AS {alias} JOIN {zero} ON z.USUBJID = {alias}.USUBJID WHERE {alias}.{only}"


def _column(known: frozenset[str], *names: str, otherwise: str = "NULL") -> str:
    return next((f"t.{name}" for name in names if name in known), otherwise)


def patient_packs(
    tables: Tables,
    outcome: Mapping[int, str],
    codes: Mapping[str, int],
    visits: Mapping[str, int],
    only: str = "USUBJID IS NOT NULL",
) -> dict[str, Pack]:
    """Give the pack of every patient.

    Parameters
    ----------
    tables : Tables
        The analysis.
    outcome : mapping
        SRCID to outcome, as `outcomes` gives it.
    codes, visits : mapping
        Place of each parameter code and of each visit name in the lists of the study.
    only : str
        Condition on USUBJID that says which patients.

    Returns
    -------
    dict
        USUBJID to pack.
    """
    subjects = tables.rows(
        f"SELECT USUBJID, {ZERO}, TRTSDT IS NOT NULL FROM {{adsl}} WHERE {only} ORDER BY USUBJID"
    )
    packs: dict[str, Pack] = {
        subject: {"id": subject, "day0": plain(zero), "infused": infused}
        for subject, zero, infused in subjects
    }
    sections = {
        "rows": _derived(tables, only),
        "drugs": _drugs(tables, only),
        "labs": _findings(tables, "adlb", only),
        "antibodies": _findings(tables, "adis", only),
        "cells": _cells(tables, only),
        "events": _events(tables, only),
        "kinetics": _kinetics(tables, only),
        "given": _given(tables, only),
    }
    for name, by_subject in sections.items():
        for subject, columns in by_subject.items():
            if subject in packs:
                packs[subject][name] = columns
    _add_records(tables, packs, only)
    for pack in packs.values():
        _finish_rows(pack, outcome, codes, visits)
    return packs


ROW_NAMES = (
    "id",
    "p",
    "d",
    "rdy",
    "per",
    "v",
    "c",
    "lo",
    "hi",
    "s",
    "why",
    "base",
    "chg",
    "visit",
    "fl",
    "def",
)


def _derived(tables: Tables, only: str) -> dict[str, Columns]:
    if not tables.has("derived"):
        return {}
    flags = (
        "CASE WHEN t.ABLFL = 'Y' THEN 1 ELSE 0 END + CASE WHEN t.ANL01FL = 'Y' THEN 2 ELSE 0 END "
        "+ CASE WHEN t.ABL2FL = 'Y' THEN 4 ELSE 0 END"
    )
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.SRCID, t.PARAMCD, {day('t.ADT')}, t.RDY, t.APERIOD, t.AVAL, t.AVALC, t.ALOW, t.AHIGH, "
            f"substr(t.STATUS, 1, 1), t.REASON, t.BASE, t.CHG, t.AVISIT, {flags}, t.DEFID {_from('derived', only)} "
            "ORDER BY t.USUBJID, t.PARAMCD, t.ADT, t.ADTM NULLS LAST, t.SRCID"
        ),
        ROW_NAMES,
    )


def _finish_rows(
    pack: Pack, outcome: Mapping[int, str], codes: Mapping[str, int], visits: Mapping[str, int]
) -> None:
    rows: Columns = pack.setdefault("rows", {name: [] for name in ROW_NAMES})
    rows["p"] = [codes.get(code, -1) for code in rows["p"]]
    rows["visit"] = [-1 if visit is None else visits.get(visit, -1) for visit in rows["visit"]]
    # The reasons repeat from visit to visit.
    reasons = sorted({reason for reason in rows["why"] if reason})
    place = {reason: n for n, reason in enumerate(reasons)}
    pack["reasons"] = reasons
    rows["why"] = [place.get(reason, -1) if reason else -1 for reason in rows["why"]]
    rows["out"] = [outcome.get(id) for id in rows["id"]]
    rows["refs"] = [pack.get("refs", {}).get(id, []) for id in rows["id"]]
    pack.pop("refs", None)
    pack.setdefault("roles", [])
    pack.setdefault("recs", {name: [] for name in ("dom", "seq", "val", "unit", "dtc")})


def _add_records(tables: Tables, packs: Mapping[str, Pack], only: str) -> None:
    """Put the records behind the rows into each pack, each once, and for each row its (role, record) pairs."""
    if not (tables.has("derived") and tables.has("trace")):
        return
    found = tables.rows(
        f"SELECT d.USUBJID, d.SRCID, t.ROLE, t.DOMAIN, t.SEQ, t.VALUE, t.UNIT, t.DTC FROM {{trace}} AS t "
        f"JOIN (SELECT SRCID, USUBJID FROM {{derived}} WHERE {only}) AS d ON d.SRCID = t.SRCID "
        "ORDER BY d.USUBJID, d.SRCID, t.ROLE, t.DOMAIN, t.SEQ NULLS LAST, t.DTC NULLS LAST, t.VALUE NULLS LAST"
    )
    seen: dict[str, dict[tuple[Any, ...], int]] = {}
    roles: dict[str, dict[str, int]] = {}
    for subject, row, role, *record in found:
        pack = packs.get(subject)
        if pack is None:
            continue
        places = seen.setdefault(subject, {})
        place = places.setdefault(tuple(record), len(places))
        named = roles.setdefault(subject, {})
        pair = (named.setdefault(role, len(named)), place)
        refs = pack.setdefault("refs", {}).setdefault(row, [])
        # The same record may stand in the trace twice: as itself and as the source of a derived value.
        if not (len(refs) >= 2 and tuple(refs[-2:]) == pair):
            refs.extend(pair)
    for subject, places in seen.items():
        names = ("dom", "seq", "val", "unit", "dtc")
        packs[subject]["recs"] = {
            name: [plain(record[n]) for record in places] for n, name in enumerate(names)
        }
        packs[subject]["roles"] = list(roles[subject])


def _drugs(tables: Tables, only: str) -> dict[str, Columns]:
    known = tables.columns("adcm")
    if not {"SUBSTANCE", "ASTDT"} <= known:
        return {}
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.CLASS, t.SUBSTANCE, t.ROLE, {day('t.ASTDT')}, {day('t.AENDT')}, t.ONGOING, t.DAILY, "
            f"t.PRED, t.IS_EXACT {_from('adcm', only)} "
            "ORDER BY t.USUBJID, t.CLASS, t.SUBSTANCE, t.ROLE, t.ASTDT NULLS FIRST, t.AENDT NULLS LAST, t.DAILY NULLS LAST"
        ),
        ("cls", "sub", "role", "from", "to", "on", "daily", "pred", "exact"),
    )


def _findings(tables: Tables, name: str, only: str) -> dict[str, Columns]:
    known = tables.columns(name)
    if not {"PARAMCD", "ADT"} <= known:
        return {}
    chosen = [
        "t.PARAMCD",
        _column(known, "PARAM"),
        day("t.ADT"),
        _column(known, "AVAL"),
        _column(known, "AVALC"),
        _column(known, "AVALU"),
        _column(known, "AQUAL", "QUALIFIER"),
        _column(known, "ANRLO"),
        _column(known, "ANRHI"),
        _column(known, "ATOXGR"),
        _column(known, "SRCSEQ"),
        _column(known, "ATOXRS"),
    ]
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, {', '.join(chosen)} {_from(name, only)} "
            f"ORDER BY t.USUBJID, t.PARAMCD, t.ADT, {_column(known, 'ADTM')} NULLS LAST, "
            f"{_column(known, 'SRCSEQ')} NULLS LAST"
        ),
        ("p", "name", "d", "v", "c", "unit", "q", "lo", "hi", "gr", "seq", "why"),
    )


def _cells(tables: Tables, only: str) -> dict[str, Columns]:
    if not tables.has("adpc"):
        return {}
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.PARAMCD, t.PARAM, {day('t.ADT')}, t.AVAL, t.AVALC, t.AVALU, t.ALLOQ, t.BLQFL = 'Y', "
            f"t.METHOD, t.REFUSED, t.DOMAIN, t.SRCSEQ {_from('adpc', only)} "
            "ORDER BY t.USUBJID, t.PARAMCD, t.ADT, t.ADTM NULLS LAST, t.SRCSEQ NULLS LAST"
        ),
        ("p", "name", "d", "v", "c", "unit", "lloq", "below", "method", "why", "dom", "seq"),
    )


def _events(tables: Tables, only: str) -> dict[str, Columns]:
    if not tables.has("adae"):
        return {}
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.AESEQ, t.AETERM, t.AEDECOD, t.AEBODSYS, {day('t.ASTDT')}, {day('t.AENDT')}, t.ASTDTF, "
            f"t.AENDTF, t.ONGOFL, t.ATOXGR, t.SERFL, t.HOSPFL, t.RELCART, t.AESI, t.INFECFL, t.TRTEMFL, t.DTHFL "
            f"{_from('adae', only)} ORDER BY t.USUBJID, t.ASTDT NULLS LAST, t.AESEQ"
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
            "SELECT t.USUBJID, t.PARAMCD, t.PARAM, t.PPCAT, t.AVAL, t.AVALU, t.ALOW, t.AHIGH, t.CNSR, t.STATUS, t.REASON "
            f"{_from('adpp', only)} ORDER BY t.USUBJID, t.PPCAT, t.PARAMCD, t.APERIOD"
        ),
        ("p", "name", "cat", "v", "unit", "lo", "hi", "cens", "s", "why"),
    )


def _given(tables: Tables, only: str) -> dict[str, Columns]:
    """Give what was done to the patient: leukapheresis, lymphodepletion, infusions, death, last contact."""
    parts = [
        f"SELECT t.USUBJID, '{kind}', {day('t.' + column)}, {label} {_from('adsl', only)} AND t.{column} IS NOT NULL"
        for kind, column, label in (
            ("consent", "CONSDT", "NULL"),
            ("leukapheresis", "APHERDT", "NULL"),
            ("death", "DTHDT", "NULL"),
            ("last contact", "LSTCNDT", "NULL"),
        )
    ]
    cells = "concat_ws(' ', CAST(CAST(t.CELLS AS DOUBLE) AS VARCHAR), {})"
    if tables.has("infusion"):
        parts.append(
            f"SELECT t.USUBJID, 'infusion', {day('t.DAY0')}, {cells.format('t.CELLS_UNIT')} {_from('infusion', only)} "
            "AND t.DAY0 IS NOT NULL"
        )
    else:
        parts.append(
            f"SELECT t.USUBJID, 'infusion', {day('t.TRTSDT')}, {cells.format('t.CELLSU')} {_from('adsl', only)} "
            "AND t.TRTSDT IS NOT NULL"
        )
    if tables.has("lymphodepletion"):
        parts.append(
            f"SELECT DISTINCT t.USUBJID, 'lymphodepletion', {day('t.GIVEN')}, NULL {_from('lymphodepletion', only)} "
            "AND t.GIVEN IS NOT NULL"
        )
    else:
        parts.append(
            f"SELECT t.USUBJID, 'lymphodepletion', {day('t.LDSTDT')}, NULL {_from('adsl', only)} "
            "AND t.LDSTDT IS NOT NULL"
        )
    united = " UNION ALL ".join(parts)
    return grouped(
        tables.rows(f"SELECT * FROM ({united}) AS given(USUBJID, KIND, DAY, LABEL) ORDER BY 1, 3, 2"),
        ("kind", "d", "label"),
    )
