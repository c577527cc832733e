"""One patient's part of the browser: every derived row with its records, and the tracks of the time axis.

Days count from the first infusion (day 0); a patient without one has the first date there is as day 0 and says so.
Tables are columns of equal length, so that the file stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cartaid.report.browser.columns import ZERO, Columns, day, grouped, placed_from, plain
from cartaid.report.browser.recorded import recorded_tracks
from cartaid.report.browser.tables import Tables

Pack = dict[str, Any]


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
        **recorded_tracks(tables, only),
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
            f"SELECT t.USUBJID, t.SRCID, t.PARAMCD, {day('t.ADT')}, t.RDY, t.APERIOD, t.AVAL, t.AVALC, t.ALOW, "
            f"t.AHIGH, substr(t.STATUS, 1, 1), t.REASON, t.BASE, t.CHG, t.AVISIT, {flags}, t.DEFID "
            f"{placed_from('derived', only)} ORDER BY t.USUBJID, t.PARAMCD, t.ADT, t.ADTM NULLS LAST, t.SRCID"
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
