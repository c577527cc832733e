"""Laboratory values: what is true, what is measured, and how the laboratory of the day reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from example_study.activity import MYOSITIS, SCLEROSIS, SLE
from example_study.people import LABORATORY_CHANGE, Knots, Patient, between, jitter, rounded
from example_study.toxicity import CRP_PEAK

# Share of the usual value by day: lymphodepletion on days -5 to -3, recovery within weeks.
NEUTROPHILS: Knots = (
    (-5, 1),
    (0, 0.5),
    (4, 0.19),
    (6, 0.12),
    (8, 0.085),
    (10, 0.2),
    (12, 0.4),
    (14, 0.5),
    (28, 0.6),
    (61, 0.8),
    (182, 1),
)
LYMPHOCYTES: Knots = (
    (-5, 1),
    (-3, 0.3),
    (0, 0.04),
    (6, 0.05),
    (10, 0.25),
    (14, 0.35),
    (28, 0.4),
    (91, 0.6),
    (182, 0.8),
    (365, 1),
)
HAEMOGLOBIN: Knots = ((-5, 1), (0, 0.92), (9, 0.8), (21, 0.86), (61, 0.96), (182, 1.02))
PLATELETS: Knots = ((-5, 1), (0, 0.78), (9, 0.38), (14, 0.55), (21, 0.8), (28, 0.9), (61, 1))
NADIR_DEPTH = {
    1: 0.8,
    2: 1.1,
    3: 2.2,
    4: 1.5,
    5: 0.7,
    6: 1.0,
    7: 1.2,
    8: 0.75,
    9: 1.6,
    10: 0.6,
    11: 1.0,
    12: 2.0,
    13: 1.3,
    14: 0.5,
    15: 0.9,
}
"""Above 1 a shallower nadir of the neutrophils than usual, below 1 a deeper one."""
USUAL_NEUTROPHILS: dict[int, tuple[float, float]] = {4: (1.55, 4.6)}
"""Before and half a year after the infusion; patient 04 has the leukopenia of lupus."""
USUAL_PLATELETS: dict[int, tuple[float, float]] = {11: (86, 215)}
IGG_SHARE: Knots = ((-7, 1), (28, 0.82), (91, 0.62), (182, 0.72), (365, 0.88), (730, 1))
LOW_IGG = {2: ((-7, 8.2), (28, 6.1), (61, 4.6), (91, 3.5), (100, 7.1), (121, 5.9), (128, 7.6), (182, 7.4), (365, 7.9)),
           7: ((-7, 7.6), (28, 5.8), (61, 4.3), (91, 3.3), (102, 7.4), (125, 6.0), (182, 6.8), (365, 7.5))}  # fmt: skip

Test = tuple[str, str, str, str, float | None, float | None, str]
HAEMATOLOGY, CHEMISTRY, IMMUNOLOGY, URINALYSIS = "HAEMATOLOGY", "CHEMISTRY", "IMMUNOLOGY", "URINALYSIS"
TESTS: dict[str, Test] = {
    # code: name, category, unit, step, lower, upper limit, specimen
    "WBC": ("Leukocytes", HAEMATOLOGY, "10^9/L", "0.01", 4.0, 10.0, "BLOOD"),
    "NEUT": ("Neutrophils", HAEMATOLOGY, "10^9/L", "0.01", 1.8, 7.7, "BLOOD"),
    "LYM": ("Lymphocytes", HAEMATOLOGY, "10^9/L", "0.01", 1.0, 4.0, "BLOOD"),
    "HGB": ("Haemoglobin", HAEMATOLOGY, "g/L", "1", 120, 160, "BLOOD"),
    "PLAT": ("Platelets", HAEMATOLOGY, "10^9/L", "1", 150, 400, "BLOOD"),
    "CREAT": ("Creatinine", CHEMISTRY, "umol/L", "1", 45, 84, "SERUM"),
    "ALT": ("Alanine aminotransferase", CHEMISTRY, "U/L", "1", None, 35, "SERUM"),
    "AST": ("Aspartate aminotransferase", CHEMISTRY, "U/L", "1", None, 35, "SERUM"),
    "ALP": ("Alkaline phosphatase", CHEMISTRY, "U/L", "1", 35, 105, "SERUM"),
    "BILI": ("Bilirubin", CHEMISTRY, "umol/L", "1", None, 21, "SERUM"),
    "LDH": ("Lactate dehydrogenase", CHEMISTRY, "U/L", "1", None, 250, "SERUM"),
    "CRP": ("C-reactive protein", CHEMISTRY, "mg/L", "0.1", None, 5, "SERUM"),
    "FERRITIN": ("Ferritin", CHEMISTRY, "ug/L", "1", 15, 200, "SERUM"),
    "FIBRINO": ("Fibrinogen", CHEMISTRY, "g/L", "0.1", 1.8, 3.5, "PLASMA"),
    "CK": ("Creatine kinase", CHEMISTRY, "U/L", "1", None, 190, "SERUM"),
    "ALDOLASE": ("Aldolase", CHEMISTRY, "U/L", "0.1", None, 7.6, "SERUM"),
    "IGG": ("Immunoglobulin G", IMMUNOLOGY, "g/L", "0.1", 7.0, 16.0, "SERUM"),
    "IGA": ("Immunoglobulin A", IMMUNOLOGY, "g/L", "0.01", 0.7, 4.0, "SERUM"),
    "IGM": ("Immunoglobulin M", IMMUNOLOGY, "g/L", "0.01", 0.4, 2.3, "SERUM"),
    "C3": ("Complement C3", IMMUNOLOGY, "g/L", "0.01", 0.9, 1.8, "SERUM"),
    "C4": ("Complement C4", IMMUNOLOGY, "g/L", "0.01", 0.1, 0.4, "SERUM"),
    "DDNAIGAB": ("Anti-dsDNA IgG antibody", IMMUNOLOGY, "IU/mL", "1", None, 20, "SERUM"),
    "PROTCRT": ("Protein/creatinine", URINALYSIS, "mg/g", "1", None, 150, "URINE"),
}
COUNTS = ("WBC", "NEUT", "LYM", "HGB", "PLAT")
PANEL = ("CREAT", "ALT", "AST", "ALP", "BILI", "LDH", "CRP", "FERRITIN")
COUNT_DAYS = (0, 2, 4, 5, 6, 7, 8, 9, 10, 12)
PANEL_DAYS = (0, 2, 4, 6, 8, 10)


def neutrophils(p: Patient, day: int) -> float:
    """Neutrophils in 10^9/L."""
    before, after = USUAL_NEUTROPHILS.get(p.number, (4.2 + 0.5 * jitter(p.number, "anc"), 4.0))
    usual = between(((21, before), (182, after)), day)
    depth = between(((0, 1), (3, NADIR_DEPTH[p.number]), (9, NADIR_DEPTH[p.number]), (14, 1)), day)
    return usual * between(NEUTROPHILS, day) * depth


def platelets(p: Patient, day: int) -> float:
    """Platelets in 10^9/L."""
    before, after = USUAL_PLATELETS.get(p.number, (235 + 40 * jitter(p.number, "plt"), 245))
    return between(((0, before), (61, after)), day) * between(PLATELETS, day)


def lymphocytes(p: Patient, day: int) -> float:
    """Lymphocytes in 10^9/L."""
    before = 0.65 if p.number == 4 else 1.3 + 0.2 * jitter(p.number, "lym")
    return between(((21, before), (182, 1.4)), day) * between(LYMPHOCYTES, day)


def crp(p: Patient, day: int) -> float:
    """CRP in mg/L: of the disease, of CRS, of the pneumonia of patient 08."""
    own: Knots = SCLEROSIS[p.number].crp if p.disease == "SSC" else ((-60, 9), (-7, 7), (28, 3), (182, 2))
    peak = CRP_PEAK[p.crs]
    value = max(between(own, day), between(((0, 0), (4, peak), (6, peak * 0.7), (12, 2)), day))
    if p.number == 8:
        value = max(value, between(((50, 0), (52, 128), (56, 70), (66, 6), (75, 0)), day))
    return value


def sle_laboratory(p: Patient, code: str, day: int) -> float:
    """Complement, anti-dsDNA and urine protein of an SLE patient."""
    lupus = SLE[p.number]
    if code == "C3":
        return between(lupus.c3, day)
    if code == "C4":
        return 0.165 * between(lupus.c3, day)
    if code == "DDNAIGAB":
        return between(lupus.dsdna, day)
    return between(lupus.upcr, day)


def level(p: Patient, code: str, day: int) -> float:
    """Value of a test in the unit of `TESTS`, before rounding and before measurement noise."""
    muscle = MYOSITIS.get(p.number)
    if code in ("C3", "C4", "DDNAIGAB", "PROTCRT"):
        return sle_laboratory(p, code, day)
    if code in ("ALT", "AST", "LDH") and muscle:
        strain = between(muscle.ck, day) / 190
        usual, limit = {"ALT": (24, 105), "AST": (22, 118), "LDH": (190, 420)}[code]
        return min(usual * (1 + 0.25 * strain), limit)
    fever = 1 if p.crs else 0.2
    curves: dict[str, Knots] = {
        "CREAT": ((-7, 74), (182, 68)) if p.sex == "F" else ((-7, 82), (182, 80)),
        "ALT": ((-7, 21), (2, 24), (8, 38 + 20 * fever), (28, 24)),
        "AST": ((-7, 22), (2, 25), (8, 33 + 14 * fever), (28, 23)),
        "ALP": ((-7, 66), (8, 82), (28, 68)),
        "BILI": ((-7, 7), (4, 11), (14, 8)),
        "LDH": ((-7, 205), (8, 245), (28, 210)),
        "FERRITIN": ((-7, 140), (0, 190), (7, 300 + 900 * fever * max(p.crs, 0.3)), (28, 260), (91, 110)),
        "FIBRINO": ((-7, 3.2), (4, 3.6), (10, 2.6), (28, 2.9)),
        "IGG": LOW_IGG.get(p.number, tuple((d, 11.5 * share) for d, share in IGG_SHARE)),
        "IGA": tuple((d, 2.0 * share) for d, share in IGG_SHARE),
        "IGM": ((-7, 1.1), (28, 0.8), (91, 0.3), (182, 0.35), (365, 0.6)),
        "CK": muscle.ck if muscle else (),
        "ALDOLASE": muscle.aldolase if muscle else (),
        "HGB": tuple((d, (118 if p.sex == "F" else 132) * share) for d, share in HAEMOGLOBIN),
    }
    if p.number == 11 and code in ("ALT", "AST"):
        curves[code] = ((-7, 26), (4, 40), (6, 124), (8, 152), (14, 70), (21, 30))
    special = {"NEUT": neutrophils, "LYM": lymphocytes, "PLAT": platelets, "CRP": crp}
    return special[code](p, day) if code in special else between(curves[code], day)


SPREAD = {"HGB": 0.02, "C3": 0.015, "C4": 0.015, "CRP": 0.05, "IGG": 0.02, "DDNAIGAB": 0.04, "PROTCRT": 0.04}


def measured(p: Patient, code: str, day: int) -> Decimal:
    """Value of a test as measured by laboratory A, in the unit of `TESTS`."""
    if code == "WBC":
        counted = measured(p, "NEUT", day) + measured(p, "LYM", day)
        return counted + rounded(max(0.02, 0.12 * neutrophils(p, day)), "0.01")
    noise = 1 + SPREAD.get(code, 0.05) * jitter(p.number, code, day)
    return rounded(level(p, code, day) * noise, TESTS[code][3])


@dataclass(frozen=True)
class Report:
    """What the laboratory of the day reports of one test."""

    amount: Decimal
    unit: str
    lower: Decimal | None
    upper: Decimal | None
    method: str
    laboratory: str


def report(p: Patient, code: str, day: int) -> Report:
    """Give a value in the unit and with the limits of the site and of the laboratory of the day."""
    _, _, unit, _, low, high, _ = TESTS[code]
    amount = measured(p, code, day)
    lower, upper = (None if limit is None else Decimal(str(limit)) for limit in (low, high))
    if p.sex == "M":
        upper = {"CREAT": Decimal(104), "ALT": Decimal(45), "HGB": Decimal(175)}.get(code, upper)
        lower = {"CREAT": Decimal(59), "HGB": Decimal(135)}.get(code, lower)
    method = "ELISA" if code == "DDNAIGAB" else ""
    changed = p.infusion + timedelta(days=day) >= LABORATORY_CHANGE
    if code == "CRP" and p.site == "02":
        unit, amount, upper = "mg/dL", rounded(float(amount) / 10, "0.01"), Decimal("0.5")
    elif code == "HGB" and p.site == "02":
        unit, amount = "g/dL", amount / 10
        lower, upper = (None if limit is None else limit / 10 for limit in (lower, upper))
    elif code == "CK" and changed:
        unit, amount, upper = "ukat/L", rounded(float(amount) / 60, "0.01"), Decimal("3.2")
    elif code == "DDNAIGAB" and changed:
        method, amount, upper = "CLIA", rounded(float(amount) * 1.6, "1"), Decimal(35)
    return Report(amount, unit, lower, upper, method, "Laboratory B" if changed else "Laboratory A")
