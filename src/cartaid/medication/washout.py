"""The recommended wash-out before leukapheresis, as data (no rule uses it yet)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import frozen

from cartaid.medication.dictionary import read


@frozen
class WashOut:
    """One row of the wash-out table: how long before leukapheresis a substance is to be stopped."""

    substance: str
    group: str | None
    before: int
    unit: Literal["day", "month"]
    max_mg_per_day: Decimal | None
    note: str | None
    source: str
    checked: str


def wash_out_table() -> tuple[WashOut, ...]:
    """Give the wash-out recommendations of the EBMT practice paper, one row a substance.

    Returns rows with `before` in `unit` (0 = none needed) and, for prednisone, the dose up to which it may go on
    (mg/day). Source: doi 10.1016/j.eclinm.2024.102476 table 5.

    >>> [(row.before, row.unit) for row in wash_out_table() if row.substance == "mycophenolate mofetil"]
    [(14, 'day')]
    """
    return tuple(
        WashOut(
            substance=row["SUBSTANCE"],
            group=row["GROUP"] or None,
            before=int(row["BEFORE_APHERESIS"]),
            unit="month" if row["UNIT"] == "month" else "day",
            max_mg_per_day=Decimal(row["MAX_MG_PER_DAY"]) if row["MAX_MG_PER_DAY"] else None,
            note=row["NOTE"] or None,
            source=row["SOURCE"],
            checked=row["CHECKED"],
        )
        for row in read("washout")
    )
