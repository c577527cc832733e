"""The cohort view: one line a patient with what the swimmer and the response grid show, for the whole study."""

from __future__ import annotations

from typing import Any

from cartaid.analysis.time_to_event import RESPONSE_STATES
from cartaid.report.browser.columns import ZERO, Columns, day, grouped, plain
from cartaid.report.browser.tables import Tables
from cartaid.results.cohort import FIRST_EXPOSURE, disease_label

ANY = ("SLE", "IIM", "SSC", "")

# What a cell of the grid can show. A state that counts as reached: its values; none for a score.
SHOWN: tuple[tuple[str, str, dict[str, tuple[str, tuple[str, ...]]]], ...] = (
    (
        "response",
        "Response state",
        {
            disease: (code, tuple(value for d, c, value, _ in RESPONSE_STATES if (d, c) == (disease, code)))
            for disease, code, _, _ in RESPONSE_STATES
        },
    ),
    (
        "second",
        "Second state",
        {"SLE": ("LLDAS", ("Y",)), "IIM": ("IMACSDOI", ("Y",)), "SSC": ("MRSSIMPR", ("Y",))},
    ),
    ("off", "Off GC, IS and biologics", dict.fromkeys(ANY, ("OFF", ("Y",)))),
    (
        "drug_free",
        "Free of every drug",
        dict.fromkeys(ANY, ("DRUGFREE", ("Y",))),
    ),
    ("score", "Activity score", {"SLE": ("SLEDAI", ()), "IIM": ("TIS", ()), "SSC": ("EUSTAR", ())}),
    ("dose", "Prednisone equivalent", dict.fromkeys(ANY, ("PREDEQ", ()))),
)
"""Choices of the response grid: id, label, disease to (parameter, values that count); the key "" is any disease."""

STATE_LABELS = {(disease, code): label for disease, code, _, label in RESPONSE_STATES}
TOXICITIES = ("CRS", "ICANS")


def cohort_data(tables: Tables) -> dict[str, Any]:
    """Give the cohort as plain data.

    Parameters
    ----------
    tables : Tables
        The analysis.

    Returns
    -------
    dict
        `patients` as columns, `marks` and `cells` one table of columns a patient, in the order of `patients`,
        `choices` of the grid, `zero` the name of day 0.
    """
    rows = tables.rows(
        f"SELECT USUBJID, coalesce(SUBJID, USUBJID), coalesce(DISEASE, ''), ARM, SEX, AGE, {ZERO}, TRTSDT IS NOT NULL, "
        f"date_diff('day', {ZERO}, LSTCNDT), DTHDT IS NOT NULL AND DTHDT <= LSTCNDT, date_diff('day', {ZERO}, LDSTDT), "
        f"date_diff('day', {ZERO}, APHERDT), INFNUM, COUNTRY, RACE FROM {{adsl}} ORDER BY USUBJID"
    )
    names = (
        *(
            "id",
            "label",
            "disease",
            "arm",
            "sex",
            "age",
            "day0",
            "infused",
            "last",
            "died",
            "ld",
            "apheresis",
        ),
        *("infusions", "country", "race"),
    )
    patients: Columns = {name: [plain(row[n]) for row in rows] for n, name in enumerate(names)}
    assessed = _assessed(tables)
    patients["graded"] = [sorted(assessed.get(id, ())) for id in patients["id"]]
    labels = patients["label"]
    if len(set(labels)) < len(labels):
        patients["label"] = list(patients["id"])
    exposed = tables.rows(f"SELECT 1 FROM {{adsl}} WHERE TRTSRC = '{FIRST_EXPOSURE}' LIMIT 1")
    marks, cells = _marks(tables), _cells(tables)
    empty_marks: Columns = {name: [] for name in MARK_NAMES}
    empty_cells: Columns = {name: [] for name in CELL_NAMES}
    diseases = sorted(set(patients["disease"]))
    return {
        "patients": patients,
        "marks": [marks.get(id, empty_marks) for id in patients["id"]],
        "cells": [cells.get(id, empty_cells) for id in patients["id"]],
        "diseases": {id: disease_label(id or "NONE") for id in diseases},
        "choices": [
            {
                "id": id,
                "label": label,
                "by": {d: {"p": code, "yes": list(yes)} for d, (code, yes) in by.items()},
            }
            for id, label, by in SHOWN
        ],
        "states": {disease: label for (disease, _), label in STATE_LABELS.items()},
        "zero": "first exposure" if exposed else "infusion",
    }


def _assessed(tables: Tables) -> dict[str, set[str]]:
    """Give the toxicities each patient was looked at for: a daily grade, or a highest grade above 0.

    Without either nobody looked: that is no grade 0.
    """
    found: dict[str, set[str]] = {}
    if tables.has("derived"):
        days = ", ".join(f"'{code}'" for code in TOXICITIES)
        highest = ", ".join(f"'{code}MAX'" for code in TOXICITIES)
        for subject, code in tables.rows(
            f"SELECT DISTINCT USUBJID, PARAMCD FROM {{derived}} WHERE PARAMCD IN ({days}) "
            f"OR (PARAMCD IN ({highest}) AND ALOW > 0)"
        ):
            found.setdefault(subject, set()).add(code.removesuffix("MAX"))
    return found


CELL_NAMES = ("id", "p", "d", "visit", "v", "c", "lo", "hi", "s", "a")


def _cells(tables: Tables) -> dict[str, Columns]:
    """Give the rows of every parameter the grid can show."""
    if not tables.has("derived"):
        return {}
    codes = sorted({code for _, _, by in SHOWN for code, _ in by.values()})
    listed = ", ".join(f"'{code}'" for code in codes)
    return grouped(
        tables.rows(
            f"SELECT t.USUBJID, t.SRCID, t.PARAMCD, {day('t.ADT')}, t.AVISIT, t.AVAL, t.AVALC, t.ALOW, t.AHIGH, "
            "substr(t.STATUS, 1, 1), t.ANL01FL = 'Y' FROM {derived} AS t "
            f"JOIN (SELECT USUBJID, {ZERO} AS ZERO FROM {{adsl}}) AS z ON z.USUBJID = t.USUBJID "
            f"WHERE t.PARAMCD IN ({listed}) ORDER BY t.USUBJID, t.PARAMCD, t.ADT, t.SRCID"
        ),
        CELL_NAMES,
    )


MARK_NAMES = ("kind", "d", "to", "lo", "hi", "id", "label")


def _marks(tables: Tables) -> dict[str, Columns]:
    """Give the marks of the swimmer: toxicity by day, infections, relapse, drug restart, return of B cells."""
    parts = []
    zero = f"JOIN (SELECT USUBJID, {ZERO} AS ZERO FROM {{adsl}}) AS z ON z.USUBJID = t.USUBJID"
    if tables.has("derived"):
        codes = ", ".join(f"'{code}'" for code in (*TOXICITIES, *(f"{code}MAX" for code in TOXICITIES)))
        parts.append(
            f"SELECT t.USUBJID, t.PARAMCD AS KIND, {day('t.ADT')} AS DAY, NULL AS UNTIL, t.ALOW AS LOW, "
            f"t.AHIGH AS HIGH, t.SRCID AS ID, NULL AS LABEL FROM {{derived}} AS t {zero} WHERE t.PARAMCD IN ({codes}) "
            "AND (t.AHIGH >= 1 OR t.PARAMCD LIKE '%MAX')"
        )
    if tables.has("adae"):
        parts.append(
            f"SELECT t.USUBJID, 'infection', {day('t.ASTDT')}, {day('t.AENDT')}, t.ATOXGR, t.ATOXGR, t.AESEQ, "
            f"coalesce(t.AEDECOD, t.AETERM) FROM {{adae}} AS t {zero} "
            "WHERE t.INFECFL = 'Y' AND coalesce(t.TRTEMFL, 'Y') <> 'N' AND t.ASTDT IS NOT NULL"
        )
    if tables.has("adtte"):
        parts.append(
            f"SELECT t.USUBJID, 'relapse', {day('t.ADT')}, NULL, NULL, NULL, NULL, t.EVNTDESC "
            f"FROM {{adtte}} AS t {zero} WHERE t.CNSR = 0 AND t.PARAMCD = 'TTREL'"
        )
    if tables.has("adint"):
        parts.append(
            f"SELECT t.USUBJID, 'restart', {day('t.ASTDT')}, {day('t.AENDT')}, NULL, NULL, t.SRCSEQ, "
            f"concat(t.DECOD, ' (', t.TRT, ')') FROM {{adint}} AS t {zero} WHERE t.ACAT1 = 'TAKEN AGAIN'"
        )
    if tables.has("adpp"):
        parts.append(
            f"SELECT t.USUBJID, 'b cells', {day('t.ADT')}, NULL, NULL, NULL, NULL, t.PARAM FROM {{adpp}} AS t {zero} "
            "WHERE t.PARAMCD = 'BCELLRET' AND t.ADT IS NOT NULL"
        )
    if not parts:
        return {}
    united = " UNION ALL ".join(parts)
    rows = tables.rows(
        f"SELECT DISTINCT USUBJID, KIND, DAY, UNTIL, LOW, HIGH, ID, LABEL FROM ({united}) AS mark "
        "ORDER BY USUBJID, KIND, DAY NULLS LAST, ID NULLS LAST, LABEL NULLS LAST"
    )
    return grouped(rows, MARK_NAMES)
