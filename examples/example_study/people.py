"""The invented patients, their visits, and the numbers that belong to them."""

# ruff: noqa: E501  (tables read better wide)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random
from typing import Literal

SEED = "cartaid synthetic example 1"
STUDY = "CARTAID-DEMO (SYNTHETIC)"
DATA_CUT = date(2023, 9, 15)
LABORATORY_CHANGE = date(2022, 10, 1)
"""From this day laboratory B measures CK in ukat/L and anti-dsDNA by another assay, with limits of its own."""

Knots = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Patient:
    """One invented patient; days count from the infusion (day 0)."""

    number: int
    disease: Literal["SLE", "IIM", "SSC"]
    sex: Literal["F", "M"]
    age: int
    born: str
    site: str
    weight: int
    infusion: date
    follow_up: int
    leukapheresis: int
    b_cells_back: int
    crs: int
    diagnosis: str
    diagnosed: str

    @property
    def id(self) -> str:
        """USUBJID."""
        return f"CARTAID-DEMO-{self.number:02d}"

    def on(self, day: int, time: str = "") -> str:
        """Date (and time) of a day as ISO 8601 text."""
        return (self.infusion + timedelta(days=day)).isoformat() + (f"T{time}" if time else "")


SLE_DIAGNOSIS = "Systemic lupus erythematosus"
SSC_DIAGNOSIS = "Systemic sclerosis"
PATIENTS = (
    #       disease sex age born       site  kg  infusion           f-up leuk  B   CRS diagnosis, since
    Patient(1, "SLE", "F", 22, "1998-11", "01", 61, date(2021, 3, 22), 883, -24, 112, 1, SLE_DIAGNOSIS, "2017-05"),
    Patient(2, "SLE", "F", 24, "1996", "01", 55, date(2021, 5, 31), 822, -27, 190, 1, SLE_DIAGNOSIS, "2014-09"),
    Patient(3, "SSC", "M", 51, "1970-02", "01", 78, date(2021, 8, 30), 730, -24, 71, 0, SSC_DIAGNOSIS, "2018"),
    Patient(4, "SLE", "M", 23, "1998-01", "01", 72, date(2021, 10, 27), 670, -23, 98, 1, SLE_DIAGNOSIS, "2018-02"),
    Patient(5, "IIM", "M", 42, "1979-06", "01", 84, date(2022, 1, 10), 610, -25, 156, 2, "Antisynthetase syndrome", "2020-03"),
    Patient(6, "SLE", "F", 20, "2001-08", "01", 52, date(2022, 2, 28), 548, -24, 119, 1, SLE_DIAGNOSIS, "2019-11"),
    Patient(7, "SSC", "F", 38, "1984-01", "02", 64, date(2022, 5, 4), 488, -28, 212, 1, SSC_DIAGNOSIS, "2019-06"),
    Patient(8, "SLE", "F", 33, "1989", "01", 68, date(2022, 6, 13), 457, -24, 140, 1, SLE_DIAGNOSIS, "2012"),
    Patient(9, "SLE", "F", 29, "1993-03", "01", 58, date(2022, 7, 25), 400, -21, 54, 0, SLE_DIAGNOSIS, "2016-10"),
    Patient(10, "IIM", "F", 45, "1977-04", "02", 70, date(2022, 9, 5), 366, -26, 126, 1, "Dermatomyositis", "2019-08"),
    Patient(11, "SLE", "F", 35, "1987-05", "01", 63, date(2022, 10, 12), 335, -23, 91, 1, SLE_DIAGNOSIS, "2010-04"),
    Patient(12, "IIM", "F", 57, "1965-07", "01", 49, date(2022, 11, 28), 280, -24, 69, 0, "Immune-mediated necrotising myopathy", "2021-02"),
    Patient(13, "SLE", "M", 26, "1996-10", "01", 75, date(2023, 2, 13), 213, -24, 105, 0, SLE_DIAGNOSIS, "2020-01"),
    Patient(14, "SSC", "M", 60, "1962-12", "02", 88, date(2023, 3, 6), 183, -25, 53, 1, SSC_DIAGNOSIS, "2020-07"),
    Patient(15, "SSC", "F", 43, "1979-11", "01", 57, date(2023, 5, 8), 122, -25, 84, 1, SSC_DIAGNOSIS, "2021-01"),
)  # fmt: skip


# Numbers ---------------------------------------------------------------------------------------------------


def jitter(*key: object) -> float:
    """Give a number in [-1, 1) that belongs to its key: one record more leaves all others as they are."""
    return 2 * Random("/".join((SEED, *map(str, key)))).random() - 1


def between(knots: Knots, day: int) -> float:
    """Read a broken line through (day, value) at one day; flat outside."""
    if day <= knots[0][0]:
        return knots[0][1]
    for (d0, v0), (d1, v1) in pairwise(knots):
        if day <= d1:
            return v0 + (v1 - v0) * (day - d0) / (d1 - d0)
    return knots[-1][1]


def rounded(value: float, step: str) -> Decimal:
    """Round to a step such as 0.1, 1 or 0.125."""
    size = Decimal(step)
    steps = (Decimal(repr(round(value, 9))) / size).quantize(Decimal(1), ROUND_HALF_UP)
    return steps * size


def text(value: Decimal) -> str:
    """Write a number without useless zeros."""
    return format(value.normalize(), "f") if value else "0"


# Visits ----------------------------------------------------------------------------------------------------

SCHEDULE = (
    ("1", "SCREENING", -45, 5),
    ("3", "BASELINE", -7, 0),
    ("5", "DAY 7", 7, 0),
    ("6", "DAY 14", 14, 1),
    ("6.5", "DAY 21", 21, 1),
    ("7", "DAY 28", 28, 1),
    ("8", "MONTH 2", 61, 3),
    ("9", "MONTH 3", 91, 4),
    ("10", "MONTH 6", 182, 6),
    ("11", "MONTH 9", 274, 6),
    ("12", "MONTH 12", 365, 6),
    ("13", "MONTH 18", 548, 6),
    ("14", "MONTH 24", 730, 6),
)
LAST_VISIT = ("20", "LAST FOLLOW-UP")
ACTIVITY_VISITS = ("SCREENING", "BASELINE", "DAY 28", "MONTH 3", "MONTH 6", "MONTH 9", "MONTH 12", "MONTH 18",
                   "MONTH 24", "MONTH 3 REPEAT", "LAST FOLLOW-UP")  # fmt: skip
WARD_DAYS = range(11)
MISSED = {(9, "MONTH 9")}
"""Patient 09 had SARS-CoV-2 and stayed at home: month 9 not done."""
MONTH_3_OF_6 = 88
"""Patient 06: samples of month 3 were lost, the visit was repeated a week later."""


@dataclass(frozen=True)
class Visit:
    """One visit that took place."""

    number: str
    name: str
    day: int


def visits(p: Patient) -> tuple[Visit, ...]:
    """Give the visits of a patient; the last one is the last contact."""
    found: list[Visit] = []
    for number, name, target, spread in SCHEDULE:
        day = target + int(spread * jitter(p.number, "visit", name))
        if p.number == 6 and name == "MONTH 3":
            day = MONTH_3_OF_6
        if 0 <= p.follow_up - target <= 14:
            day = p.follow_up
        if day > p.follow_up:
            break
        found.append(Visit(number, name, day))
        if p.number == 6 and name == "MONTH 3":
            found.append(Visit("9.1", "MONTH 3 REPEAT", day + 7))
    if found[-1].day < p.follow_up:
        found.append(Visit(*LAST_VISIT, p.follow_up))
    return tuple(found)


def ward(p: Patient) -> tuple[Visit, ...]:
    """Give the days in hospital around the infusion."""
    return tuple(Visit(f"4.{day:02d}", f"DAY {day}", day) for day in WARD_DAYS)
