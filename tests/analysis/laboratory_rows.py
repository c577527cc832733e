"""Laboratory records for tiny studies."""

from __future__ import annotations

from typing import Any

from tiny_study import Row, on


def lab(test: str, value: float | str, day: int, unit: str, **more: Any) -> Row:
    number = {"LBSTRESN": value} if isinstance(value, int | float) else {}
    return {
        "LBTESTCD": test,
        "LBTEST": test,
        "LBCAT": "HAEMATOLOGY",
        "LBSTRESC": value,
        "LBSTRESU": unit,
        "LBDTC": on(day),
        **number,
        **more,
    }


FOLLOWED: Row = {
    "VSTESTCD": "SYSBP",
    "VSSTRESN": 120,
    "VSSTRESC": 120,
    "VSSTRESU": "mmHg",
    "VSDTC": on(200),
}
"""A record of day 200: the patient was followed so long."""
