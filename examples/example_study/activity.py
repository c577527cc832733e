"""How active the three diseases are, day by day, and which items were not assessed."""

# ruff: noqa: E501  (tables read better wide)

from __future__ import annotations

from dataclasses import dataclass

from example_study.people import Knots


@dataclass(frozen=True)
class Lupus:
    """Activity of one SLE patient: item number -> first day without it; laboratory values in their units."""

    items: dict[int, int]
    pga: Knots
    upcr: Knots
    c3: Knots
    dsdna: Knots


NO_PROTEINURIA: Knots = ((-60, 95), (28, 110), (182, 90))
_NORMAL_C3: Knots = ((-60, 1.12), (182, 1.18))


def _nephritis(start: int, month_3: int, month_6: int = 260) -> Knots:
    return (
        (-60, start * 0.9),
        (-7, start),
        (14, start * 1.02),
        (28, start * 0.8),
        (91, month_3),
        (170, month_6),
        (365, 120),
    )


def _complement(start: float, normal_from: int) -> Knots:
    return ((-60, start), (-7, start + 0.02), (normal_from, 0.97), (normal_from + 90, 1.14))


def _antibody(start: int, month_3: int) -> Knots:
    return ((-60, start * 0.95), (-7, start), (28, start * 0.55), (91, month_3), (165, 12), (230, 7))


# Items 1-24 of SLEDAI-2K. 13 (proteinuria), 20 (complement) and 21 (dsDNA) follow the laboratory values below.
# 23 and 24 are true for lupus only: the low counts after lymphodepletion are attributed to that, and count 0.
SLE: dict[int, Lupus] = {
    1: Lupus({9: 24, 12: 60, 17: -20}, ((-60, 2.2), (-7, 2.4), (28, 1.2), (91, 0.6), (182, 0.2), (365, 0.0)),
             _nephritis(2400, 780), _complement(0.55, 80), _antibody(310, 46)),
    2: Lupus({11: 25, 14: 70, 15: 20, 16: 80}, ((-60, 2.4), (-7, 2.5), (28, 1.4), (91, 0.5), (182, 0.3), (365, 0.1)),
             _nephritis(3100, 450), _complement(0.48, 85), _antibody(640, 30)),
    4: Lupus({9: 20, 15: 24, 17: 15, 24: -1}, ((-60, 1.9), (-7, 2.0), (28, 0.8), (91, 0.3), (182, 0.1), (365, 0.0)),
             NO_PROTEINURIA, _complement(0.66, 60), _antibody(150, 17)),
    6: Lupus({18: 18, 19: 22, 22: -3}, ((-60, 2.1), (-7, 2.3), (28, 1.0), (91, 0.4), (182, 0.2), (365, 0.1)),
             _nephritis(1300, 400), _complement(0.70, 70), _antibody(260, 38)),
    8: Lupus({11: 26, 12: 70}, ((-60, 2.0), (-7, 2.2), (28, 1.3), (91, 0.4), (182, 0.3), (365, 0.1)),
             _nephritis(2000, 430), _complement(0.58, 75), _antibody(190, 18)),
    9: Lupus({8: 26, 15: 22}, ((-60, 1.8), (-7, 2.1), (28, 0.7), (91, 0.3), (182, 0.1), (365, 0.0)),
             NO_PROTEINURIA, _NORMAL_C3, _antibody(120, 16)),
    11: Lupus({9: 27, 15: -20, 23: -1}, ((-60, 2.3), (-7, 2.3), (28, 1.1), (91, 0.5), (182, 0.2), (365, 0.0)),
              _nephritis(1700, 420), _complement(0.62, 78), _antibody(220, 29)),
    13: Lupus({9: 25, 15: 40, 16: 75}, ((-60, 1.7), (-7, 1.8), (28, 0.9), (91, 0.3), (182, 0.1), (365, 0.0)),
              NO_PROTEINURIA, _complement(0.72, 55), ((-60, 6.0), (182, 5.0))),
}  # fmt: skip

URINE = (11, 12, 14)
NOT_DONE_ITEMS: dict[tuple[int, str], tuple[tuple[int, ...], str]] = {
    (2, "DAY 28"): ((4,), "FUNDUSCOPY NOT DONE"),
    (6, "MONTH 3"): ((20, 21), "SAMPLE LOST"),
    (8, "MONTH 9"): (URINE, "URINE SEDIMENT NOT DONE"),
    (11, "MONTH 3"): ((20,), "SAMPLE HAEMOLYSED"),
}
NO_ROW_ITEMS = {(4, "MONTH 18"): (7,), (1, "DAY 28"): (3, 6)}
"""Items of which the form says nothing at all."""


@dataclass(frozen=True)
class Myositis:
    """Activity of one myositis patient: the IMACS core set, the muscle enzymes, the lung where it is involved."""

    phga: Knots
    ptga: Knots
    exm: Knots
    haq: Knots
    mmt: Knots
    mmt_max: int
    ck: Knots
    aldolase: Knots
    fvc_percent: Knots = ()


MYOSITIS: dict[int, Myositis] = {
    5: Myositis(((-60, 8), (-7, 8), (28, 4), (91, 1.5), (182, 0.8), (365, 0.4)), ((-60, 7), (-7, 7.2), (28, 4.5), (91, 2), (182, 1), (365, 0.5)),
                ((-60, 6), (-7, 6), (28, 3.5), (91, 1.5), (182, 0.8), (365, 0.4)), ((-60, 2), (-7, 2), (28, 1.5), (91, 0.75), (182, 0.375), (365, 0.125)),
                ((-60, 103), (-7, 102), (28, 120), (91, 140), (182, 146), (365, 149)), 150,
                ((-60, 4900), (-7, 5200), (28, 900), (91, 210), (182, 150), (365, 120)), ((-60, 22), (-7, 24), (28, 11), (91, 7), (182, 5)), ((-7, 62), (182, 71), (610, 78))),
    10: Myositis(((-60, 7.5), (-7, 7.5), (28, 5), (91, 2), (182, 1), (365, 0.5)), ((-60, 8), (-7, 8), (28, 5.5), (91, 2.5), (182, 1.5), (365, 1)),
                 ((-60, 7), (-7, 7), (28, 4), (91, 2), (182, 1), (365, 0.6)), ((-60, 1.875), (-7, 1.875), (28, 1.5), (91, 0.625), (182, 0.375), (365, 0.25)),
                 ((-60, 110), (-7, 109), (28, 122), (91, 138), (182, 144), (365, 147)), 150,
                 ((-60, 2100), (-7, 1900), (28, 700), (91, 170), (182, 110), (365, 100)), ((-60, 15), (-7, 14), (28, 9), (91, 6), (182, 5))),
    12: Myositis(((-60, 7), (-7, 7), (28, 4), (91, 1.5), (182, 0.9), (365, 0.5)), ((-60, 6.5), (-7, 6.5), (28, 4), (91, 2), (182, 1), (365, 0.8)),
                 ((-60, 5), (-7, 5), (28, 3), (91, 0.8), (182, 0.5), (365, 0.4)), ((-60, 2.25), (-7, 2.25), (28, 1.75), (91, 0.875), (182, 0.5), (365, 0.375)),
                 ((-60, 49), (-7, 48), (28, 62), (91, 74), (182, 78), (365, 79)), 80,
                 ((-60, 400), (-7, 390), (28, 250), (91, 120), (182, 95), (365, 90)), ((-60, 31), (-7, 31), (28, 14), (91, 7), (182, 5.5))),
}  # fmt: skip


@dataclass(frozen=True)
class Sclerosis:
    """Activity of one systemic sclerosis patient: EUSTAR items (first day without), skin score, CRP, lung."""

    skin_worse: int
    ulcers: int
    rubs: int
    mrss: Knots
    crp: Knots
    dlco: Knots
    fvc_percent: Knots
    fvc_litres_at_100: float


NEVER = -999
SCLEROSIS: dict[int, Sclerosis] = {
    3: Sclerosis(20, 70, 60, ((-60, 28), (-7, 29), (28, 27), (91, 21), (182, 15), (365, 11), (730, 8)), ((-60, 20), (-7, 22), (40, 4), (365, 2.5)),
                 ((-60, 59), (-7, 58), (182, 60), (365, 63), (730, 65)), ((-60, 73), (-7, 72), (182, 75), (730, 80)), 4.6),
    7: Sclerosis(18, NEVER, NEVER, ((-60, 21), (-7, 22), (28, 21), (91, 17), (182, 13), (365, 9)), ((-60, 15), (-7, 14), (40, 3.5), (365, 2)),
                 ((-60, 65), (-7, 64), (182, 66), (365, 68)), ((-60, 80), (-7, 79), (182, 82), (488, 86)), 3.7),
    14: Sclerosis(25, NEVER, 55, ((-60, 16), (-7, 16), (28, 15), (91, 11), (182, 8)), ((-60, 6), (-7, 6), (40, 3)),
                  ((-60, 72), (-7, 71), (182, 74)), ((-60, 88), (-7, 87), (182, 90)), 4.3),
    15: Sclerosis(22, 75, NEVER, ((-60, 30), (-7, 31), (28, 29), (91, 21), (122, 17)), ((-60, 13), (-7, 13), (40, 4)),
                  ((-60, 50), (-7, 49), (122, 51)), ((-60, 66), (-7, 65), (122, 67)), 3.4),
}  # fmt: skip
