"""The variant with less in it that points to a person: dates shifted, ages binned, free text dropped, new names.

Every date of a patient moves by the same number of days, so that intervals stay; the number comes from a secret
seed and the patient's id (HMAC-SHA-256, RFC 2104), so that the same seed gives the same file and nobody without
it can go back. This lowers the risk of recognition. It does not make the data anonymous: rare diseases, rare
events and rare courses still point to people.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cartaid.report.browser.patient import Pack

FARTHEST = 182
"""Dates move by at most so many days, and by one at least."""

WITHHELD = "withheld"
BIN = 10
OLDEST = 90
_DATE = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?(?=\b|T)")
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\s*[<>]?=?\s*-?\d+(\.\d+)?\s*|1:\d+")


def shift_of(subject: str, seed: str) -> int:
    """Give the days all dates of a patient move: the same for the same seed.

    >>> shift_of("01", "a") == shift_of("01", "a") != 0, -182 <= shift_of("01", "b") <= 182
    (True, True)
    """
    number = int.from_bytes(_digest(subject, seed, "shift")[:8], "big") % (2 * FARTHEST)
    return number - FARTHEST if number < FARTHEST else number - FARTHEST + 1


def _digest(subject: str, seed: str, use: str) -> bytes:
    return hmac.new(seed.encode(), f"{use}:{subject}".encode(), hashlib.sha256).digest()


def new_names(subjects: list[str], seed: str) -> dict[str, str]:
    """Give each patient a new name; the order of the names says nothing about the old ones.

    >>> sorted(new_names(["x", "y"], "seed").values())
    ['P01', 'P02']
    """
    shuffled = sorted(subjects, key=lambda subject: _digest(subject, seed, "order"))
    width = max(2, len(str(len(subjects))))
    return {subject: f"P{place:0{width}}" for place, subject in enumerate(shuffled, start=1)}


def age_bin(age: float | None) -> str | None:
    """Give the ten-year bin of an age.

    >>> age_bin(34), age_bin(91), age_bin(None)
    ('30–39', '90+', None)
    """
    if age is None:
        return None
    if age >= OLDEST:
        return f"{OLDEST}+"
    low = int(age) // BIN * BIN
    return f"{low}–{low + BIN - 1}"


def shifted(text: str | None, days: int) -> str | None:
    """Move every date in a text; a partial date moves by its first day, a lone year becomes unknown.

    >>> shifted("until 2021-03-16", 20), shifted("2021-03", 20), shifted("2012", 20)
    ('until 2021-04-05', '2021-03', None)
    """
    if text is None:
        return None
    if _YEAR.fullmatch(text.strip()):
        return None

    def move(match: re.Match[str]) -> str:
        year, month, on = match.groups()
        try:
            moved = date(int(year), int(month), int(on or 1)) + timedelta(days=days)
        except (ValueError, OverflowError):
            return WITHHELD
        return moved.isoformat() if on else moved.isoformat()[:7]

    return _DATE.sub(move, text)


def deidentified_cohort(data: dict[str, Any], seed: str) -> tuple[dict[str, Any], dict[str, str]]:
    """De-identify the cohort; give it, in the order of the new names, and the new name of each patient."""
    patients = data["patients"]
    names = new_names(patients["id"], seed)
    order = sorted(range(len(patients["id"])), key=lambda n: names[patients["id"][n]])
    changed = {
        **patients,
        "day0": [
            shifted(day0, shift_of(id, seed))
            for id, day0 in zip(patients["id"], patients["day0"], strict=True)
        ],
        "label": [names[id] for id in patients["id"]],
        "age": [age_bin(age) for age in patients["age"]],
        "arm": [None] * len(order),
        "country": [None] * len(order),
        "race": [None] * len(order),
        "id": [names[id] for id in patients["id"]],
    }
    marks = []
    for place in order:
        mark = data["marks"][place]
        # Infections keep their day and grade, not their name.
        kept = [
            None if kind == "infection" else label
            for kind, label in zip(mark["kind"], mark["label"], strict=True)
        ]
        marks.append({**mark, "label": kept})
    return {
        **data,
        "patients": {name: [values[place] for place in order] for name, values in changed.items()},
        "marks": marks,
        "cells": [data["cells"][place] for place in order],
    }, names


def deidentified_pack(pack: Pack, name: str, seed: str, allowed: Mapping[str, frozenset[str]]) -> Pack:
    """De-identify one patient.

    Parameters
    ----------
    pack : dict
        The patient as `patient_packs` gives it.
    name : str
        New name.
    seed : str
        The secret.
    allowed : mapping
        Role to the texts that a definition itself names; every other text that is no number is withheld.

    Returns
    -------
    dict
        The pack without free text, with shifted dates and binned ages.
    """
    days = shift_of(pack["id"], seed)
    recs = pack["recs"]
    role_of: dict[int, str] = {}
    for refs in pack["rows"]["refs"]:
        for role, record in zip(refs[::2], refs[1::2], strict=True):
            role_of[record] = pack["roles"][role]

    def value(place: int, text: str | None) -> str | None:
        role = role_of.get(place, "")
        if text is None:
            return None
        if role == "age_years":
            return age_bin(float(text)) if _NUMBER.fullmatch(text) else WITHHELD
        if _NUMBER.fullmatch(text) or text.lower() in allowed.get(role, frozenset()):
            return text
        return WITHHELD

    events = pack.get("events")
    return {
        **pack,
        "id": name,
        "day0": shifted(pack["day0"], days),
        "reasons": [shifted(text, days) for text in pack["reasons"]],
        "recs": {
            **recs,
            "val": [value(place, text) for place, text in enumerate(recs["val"])],
            "dtc": [shifted(text, days) for text in recs["dtc"]],
        },
        **({"acts": {**pack["acts"], "name": [None] * len(pack["acts"]["name"])}} if "acts" in pack else {}),
        **({"events": {**events, "term": [None] * len(events["term"])}} if events else {}),
        **{
            key: {
                **pack[key],
                "c": [
                    text if text is None or _NUMBER.fullmatch(text) else WITHHELD for text in pack[key]["c"]
                ],
            }
            for key in ("labs", "antibodies", "cells")
            if key in pack
        },
    }
