"""LB, CP and IS: what was found in blood and urine."""

from __future__ import annotations

from decimal import Decimal

from example_study.laboratory import COUNT_DAYS, COUNTS, IMMUNOLOGY, LOW_IGG, PANEL, PANEL_DAYS, TESTS, report
from example_study.people import (
    ACTIVITY_VISITS,
    MISSED,
    Knots,
    Patient,
    Visit,
    between,
    jitter,
    rounded,
    text,
    visits,
    ward,
)
from example_study.tables import Row, Tables, finding


def laboratory_row(t: Tables, p: Patient, code: str, visit: Visit) -> Row:
    """Add one laboratory value."""
    name, cat, *_, specimen = TESTS[code]
    r = report(p, code, visit.day)
    shown: Decimal | str = r.amount
    if code == "DDNAIGAB" and r.amount < 10:
        shown = "<10"
    elif code == "DDNAIGAB" and r.amount > 400 and r.method == "ELISA":
        shown = ">400"
    return finding(
        t,
        "LB",
        p,
        code,
        name,
        cat,
        shown,
        r.unit,
        p.on(visit.day),
        visit,
        STNRLO=r.lower,
        STNRHI=r.upper,
        METHOD=r.method,
        SPEC=specimen,
        NAM=r.laboratory,
    )


def laboratory(t: Tables, p: Patient) -> None:
    """LB: counts, chemistry, immunoglobulins, and what the disease asks for."""
    disease = {"SLE": ("C3", "C4", "DDNAIGAB", "PROTCRT"), "IIM": ("CK", "ALDOLASE"), "SSC": ()}[p.disease]
    plan: list[tuple[Visit, tuple[str, ...]]] = []
    codes: tuple[str, ...]
    for visit in ward(p):
        if visit.day in COUNT_DAYS and visit.day != 7:
            plan.append(
                (
                    visit,
                    (
                        *COUNTS,
                        *(PANEL if visit.day in PANEL_DAYS else ()),
                        *(("FIBRINO",) if visit.day in (0, 4, 8) else ()),
                    ),
                )
            )
    plan.append((Visit("4.12", "DAY 12", 12), COUNTS))
    if p.number == 8:
        plan += [(Visit("99", "UNSCHEDULED", day), (*COUNTS, *PANEL)) for day in (52, 55)]
    for visit in visits(p):
        codes = COUNTS if visit.name in ("DAY 7", "DAY 21") else (*COUNTS, *PANEL)
        if visit.name in (*ACTIVITY_VISITS, "MONTH 2"):
            codes += ("IGG", "IGA", "IGM")
        if visit.name in ACTIVITY_VISITS:
            codes += disease
        if visit.name == "BASELINE":
            codes += ("FIBRINO",)
        if (p.number, visit.name) == (6, "MONTH 3"):
            codes = COUNTS
        plan.append((visit, codes))
    for visit, codes in plan:
        if (p.number, visit.name) in MISSED:
            continue
        for code in codes:
            if (p.number, visit.name) == (11, "MONTH 3") and code in ("C3", "C4"):
                t.add(
                    "LB",
                    p,
                    LBTESTCD=code,
                    LBTEST=TESTS[code][0],
                    LBCAT=IMMUNOLOGY,
                    LBSTAT="NOT DONE",
                    LBREASND="SAMPLE HAEMOLYSED",
                    LBDTC=p.on(visit.day),
                    VISITNUM=visit.number,
                    VISIT=visit.name,
                )
            else:
                row = laboratory_row(t, p, code, visit)
                if (p.number, visit.name, code) == (3, "DAY 28", "CRP"):
                    t.rows["LB"].append(dict(row))  # sent twice by the laboratory
                if (p.number, visit.name, code) == (9, "SCREENING", "PLAT"):
                    clumped: Row = {"LBORRES": "71", "LBSTRESC": "71", "LBSTRESN": 71}
                    t.rows["LB"].append({**row, **clumped})  # same tube, clumped, counted again


CAR_T_LLOQ, B_CELL_LLOQ = Decimal("0.5"), Decimal(1)
LONE_B_CELLS = (8, 70, Decimal(12))
"""Patient 08: one sample with B cells on day 70, none in the next two."""


def cells(t: Tables, p: Patient) -> None:
    """CP: CAR T cells and B cells by flow cytometry, below the limit of quantification as `<`."""
    back = p.b_cells_back
    names = {visit.day: visit for visit in (*ward(p), *visits(p))}

    def add(code: str, name: str, day: int, value: Decimal, lloq: Decimal) -> None:
        visit = names.get(day, Visit("99", "UNSCHEDULED", day))
        shown: Decimal | str = value if value >= lloq else f"<{text(lloq)}"
        finding(
            t,
            "CP",
            p,
            code,
            name,
            "FLOW CYTOMETRY",
            shown,
            "cells/uL",
            p.on(day),
            visit,
            LLOQ=lloq,
            METHOD="FLOW CYTOMETRY",
            SPEC="BLOOD",
        )

    late = [visit.day for visit in visits(p) if visit.day > 28 and (p.number, visit.name) not in MISSED]
    peak = 24 * 2 ** (1.6 * jitter(p.number, "peak")) * (1 + p.crs)
    top = 8 + round(1.4 * jitter(p.number, "tmax"))
    for day in sorted({0, 3, 5, 7, 8, 9, 10, 14, 21, 28, *(d for d in late if d <= 200)}):
        # Doubling to the peak, then a fast and a slow halving.
        fall = day - top
        count = (
            peak * 2 ** (1.1 * fall)
            if fall <= 0
            else peak * (0.93 * 2 ** (-fall / 3.2) + 0.07 * 2 ** (-fall / 24))
        )
        noise = 1 + 0.08 * jitter(p.number, "CARTCE", day)
        add(
            "CARTCE",
            "CAR T cells",
            day,
            Decimal(0) if day == 0 else rounded(count * noise, "0.1"),
            CAR_T_LLOQ,
        )
    before = {-7, 7, 14, 28, *range(42, back - 6, 14)}
    after = {back, *(d for d in (back + 21,) if d <= p.follow_up), *(d for d in late if d > back + 28)}
    for day in sorted(before | after | {d for d in (LONE_B_CELLS[1],) if p.number == LONE_B_CELLS[0]}):
        if day == -7:
            value = rounded(95 + 60 * jitter(p.number, "CD19"), "1")
        elif day < back:
            value = Decimal(0)
        else:
            value = rounded(
                between(((0, 12), (60, 60), (200, 150), (600, 190)), day - back)
                * (1 + 0.1 * jitter(p.number, "CD19", day)),
                "1",
            )
        if (p.number, day) == LONE_B_CELLS[:2]:
            value = LONE_B_CELLS[2]
        add("CD19", "B cells", day, value, B_CELL_LLOQ)


AUTOANTIBODIES: dict[str, tuple[tuple[str, str, str, Knots, int], ...]] = {
    # code, name, target, U/mL by day, upper limit
    "SLE": (
        ("SMAB", "Anti-Sm antibody", "SMITH ANTIGENS", ((-7, 85), (91, 40), (182, 16), (365, 8)), 20),
        ("SSAAB", "Anti-Ro/SSA antibody", "SSA/RO ANTIGEN", ((-7, 160), (182, 130), (730, 110)), 20),
    ),
    "IIM": (("JO1AB", "Anti-Jo-1 antibody", "JO-1 ANTIGEN", ((-7, 180), (91, 60), (182, 18), (365, 9)), 20),),
    "SSC": (
        (
            "SCL70AB",
            "Anti-topoisomerase I antibody",
            "TOPOISOMERASE I",
            ((-7, 210), (91, 120), (182, 60), (365, 28), (730, 15)),
            20,
        ),
    ),
}
VACCINES = (
    ("TETIGG", "Tetanus IgG", "TETANUS TOXOID", 1.4, "IU/mL"),
    ("MEASIGG", "Measles IgG", "MEASLES VIRUS", 820.0, "IU/L"),
    ("VZVIGG", "Varicella zoster IgG", "VARICELLA ZOSTER VIRUS", 640.0, "IU/L"),
)


def antibodies(t: Tables, p: Patient) -> None:
    """IS: antinuclear antibody as a titre, autoantibodies, vaccine IgG (raised after IVIG in 02, 07)."""
    for visit in visits(p):
        if visit.name not in ("BASELINE", "MONTH 3", "MONTH 6", "MONTH 12", "MONTH 24", "LAST FOLLOW-UP"):
            continue
        dtc = p.on(visit.day)
        if p.disease != "IIM":
            titre = {"BASELINE": "1:1280", "MONTH 3": "1:640", "MONTH 6": "1:160"}.get(visit.name, "1:80")
            finding(
                t,
                "IS",
                p,
                "ANA",
                "Antinuclear antibody",
                "AUTOANTIBODY",
                titre,
                "",
                dtc,
                visit,
                BDAGNT="NUCLEAR AUTOANTIGENS",
                METHOD="INDIRECT IMMUNOFLUORESCENCE",
                SPEC="SERUM",
            )
        for code, name, target, knots, upper in AUTOANTIBODIES[p.disease]:
            if code == "JO1AB" and p.number != 5:
                continue
            value = rounded(between(knots, visit.day) * (1 + 0.15 * jitter(p.number, code)), "1")
            finding(
                t,
                "IS",
                p,
                code,
                name,
                "AUTOANTIBODY",
                value if value >= 10 else "<10",
                "U/mL",
                dtc,
                visit,
                STNRHI=Decimal(upper),
                BDAGNT=target,
                LLOQ=Decimal(10),
                METHOD="ELISA",
                SPEC="SERUM",
            )
        for code, name, target, usual, unit in VACCINES:
            share = between(((-7, 1), (91, 0.9), (182, 0.85), (365, 0.84)), visit.day)
            if p.number in LOW_IGG and visit.name == "MONTH 6":
                share = 1.5
            value = rounded(usual * share * (1 + 0.5 * jitter(p.number, code)), "0.1" if usual < 10 else "1")
            finding(
                t,
                "IS",
                p,
                code,
                name,
                "VACCINE",
                value,
                unit,
                dtc,
                visit,
                BDAGNT=target,
                METHOD="ELISA",
                SPEC="SERUM",
            )
