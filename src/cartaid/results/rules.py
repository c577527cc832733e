"""Values that no definition of the catalogue describes: how each is made and by which sources, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rule_words(code: str, kind: str, protocol: Mapping[str, Any]) -> tuple[str, ...]:
    """Say how a value that no definition of the catalogue describes is made, and by which sources.

    `kind` is the id of its rule (`prednisone-equivalent`, `drug-free`) or its dataset (`adtte`, `adpp`).
    """
    windows, cells = protocol["windows"], protocol["b_cells"]
    own = "rule of this project"
    if kind == "prednisone-equivalent":
        return (
            "dose x frequency x prednisone equivalent of every systemic glucocorticoid in force on the day; pulses apart "
            "(250 mg a day or more, for up to 5 days in a row)",
            "equivalents: GlobalRPh corticosteroid converter; omicsonline 2157-7536-6-149 table 1",
        )
    if kind == "drug-free":
        return (
            f"nothing of the class on any of the last windows.drug_free_days = {windows['drug_free_days']} days; "
            "lymphodepletion, drugs against CRS or ICANS, replacement and local drugs do not count",
            f"{own}; levels after DORIS 2021, doi 10.1136/lupus-2021-000538",
        )
    if kind == "adtte":
        return (
            "days from STARTDT to the event or the censoring; an event that is merely possible censors",
            f"{own}: the response states and their loss are those of the methods in report.html",
        )
    if kind == "adpp" and code.startswith("BCELL"):
        return (
            f"{cells['test']} below {cells['threshold']} {cells['unit']} is aplasia; returned at the first of "
            f"{cells['confirmations']} samples in a row at or above it",
            f"{own}: threshold and confirmation are those of study.toml [b_cells]",
        )
    if kind == "adpp":
        return (
            "non-compartmental analysis of the samples below, linear trapezoids; see the methods in report.html",
        )
    return ()
