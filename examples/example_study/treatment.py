"""What the patients took: before, around and after the infusion."""

# ruff: noqa: E501  (tables read better wide)

from __future__ import annotations

from example_study.people import Patient

# (as written, substance, ATC, dose, unit, frequency, route, indication, start, end); a number is a day, a text
# is a date as recorded (partial dates kept), None is "ongoing". Lymphodepletion starts on day -5.

Drug = tuple[str, str, str, str, str, str, str, str, "int | str", "int | str | None"]


def _prednisolone(why: str, *steps: tuple[str, str, int | str, int]) -> tuple[Drug, ...]:
    return tuple(
        ("Prednisolone", "PREDNISOLONE", "H02AB06", dose, "mg", freq, "ORAL", why, start, end)
        for dose, freq, start, end in steps
    )


LUPUS, MYO, SCL, BRIDGING = (
    "SYSTEMIC LUPUS ERYTHEMATOSUS",
    "MYOSITIS",
    "SYSTEMIC SCLEROSIS",
    "BRIDGING BEFORE LYMPHODEPLETION",
)

GLUCOCORTICOIDS: dict[int, tuple[Drug, ...]] = {
    1: (*_prednisolone(LUPUS, ("20", "QD", "2020-11", -61), ("15", "QD", -60, -46), ("10", "QD", -45, -13), ("7.5", "QD", -9, -6)),
        ("Urbason solubile", "METHYLPREDNISOLONE", "H02AB04", "250", "mg", "QD", "INTRAVENOUS", BRIDGING, -12, -10)),
    2: _prednisolone(LUPUS, ("15", "QD", "2021-01", -40), ("10", "QD", -39, -20), ("5", "BID", -19, -6)),
    3: _prednisolone(SCL, ("5", "QD", "2019", -6)),
    4: _prednisolone(LUPUS, ("25", "QD", -120, -60), ("12.5", "QD", -59, -31), ("10", "QD", -30, -6)),
    5: (*_prednisolone(MYO, ("30", "QD", -110, -50), ("15", "QD", -49, -31), ("12.5", "QD", -30, -25)),
        *_prednisolone(BRIDGING, ("20", "QD", -24, -10), ("10", "QD", -9, -6))),
    6: _prednisolone(LUPUS, ("10", "QD", "2021-10", -6)),
    7: _prednisolone(SCL, ("7.5", "QD", "2021", -6)),
    8: _prednisolone(LUPUS, ("10", "QD", "2021-06", -70), ("10", "QOD", -69, -6)),
    9: _prednisolone(LUPUS, ("7.5", "QD", -200, -40), ("5", "QD", -39, -6)),
    10: (("Decortin", "PREDNISONE", "H02AB07", "20", "mg", "QD", "ORAL", MYO, -150, -60),
         ("Decortin", "PREDNISONE", "H02AB07", "10", "mg", "QD", "ORAL", MYO, -59, -6)),
    11: (("Methylprednisolone", "METHYLPREDNISOLONE", "H02AB04", "8", "mg", "QD", "ORAL", LUPUS, "2022-03", -6),),
    12: _prednisolone(MYO, ("10", "QD", "2022-05", -30), ("7.5", "QD", -29, -6)),
    13: _prednisolone(LUPUS, ("20", "QD", -90, -45), ("10", "QD", -44, -16), ("15", "QD", -15, -10), ("10", "QD", -9, -6)),
    14: _prednisolone(SCL, ("5", "QOD", "2022-09", -6)),
    15: (),
}  # fmt: skip


def _hcq(start: str | int, end: int = -6) -> Drug:
    return ("Quensyl", "HYDROXYCHLOROQUINE", "P01BA02", "200", "mg", "BID", "ORAL", LUPUS, start, end)


def _mmf(why: str, dose: str, start: str | int, end: int | str) -> Drug:
    return ("CellCept", "MYCOPHENOLATE MOFETIL", "L04AA06", dose, "mg", "BID", "ORAL", why, start, end)


def _iv(
    name: str,
    substance: str,
    atc: str,
    dose: str,
    unit: str,
    freq: str,
    why: str,
    start: str | int,
    end: str | int,
) -> Drug:
    return (name, substance, atc, dose, unit, freq, "INTRAVENOUS", why, start, end)


TREATMENTS: dict[int, tuple[Drug, ...]] = {
    1: (_hcq("2017-05"), _mmf(LUPUS, "1000", "2019", -44),
        _iv("Endoxan", "CYCLOPHOSPHAMIDE", "L01AA01", "500", "mg", "EVERY 2 WEEKS", LUPUS, "2018-03", "2018-06"),
        _iv("Benlysta", "BELIMUMAB", "L04AA26", "600", "mg", "EVERY 4 WEEKS", LUPUS, "2020-01", -60)),
    2: (_hcq("2014-10"), _mmf(LUPUS, "1500", "2016-02", -50),
        _iv("MabThera", "RITUXIMAB", "L01XC02", "1000", "mg", "EVERY 2 WEEKS", LUPUS, "2019-05-06", "2019-05-20"),
        ("Prograf", "TACROLIMUS", "L04AD02", "2", "mg", "BID", "ORAL", LUPUS, "2020-03", -45)),
    3: (_mmf(SCL, "1000", "2019", -40), ("Ofev", "NINTEDANIB", "L01EX09", "150", "mg", "BID", "ORAL", "INTERSTITIAL LUNG DISEASE", "2020-06", -6),
        ("Metex", "METHOTREXATE", "L04AX03", "15", "mg", "EVERY WEEK", "SUBCUTANEOUS", SCL, "2018", "2019")),
    4: (_hcq("2018-03"), ("Imurek", "AZATHIOPRINE", "L04AX01", "50", "mg", "TID", "ORAL", LUPUS, "2020-03", -38),
        ("Benlysta", "BELIMUMAB", "L04AA26", "200", "mg", "EVERY WEEK", "SUBCUTANEOUS", LUPUS, "2020-09", -37)),
    5: (("Prograf", "TACROLIMUS", "L04AD02", "3", "mg", "BID", "ORAL", MYO, "2020-10", -40),
        _iv("Privigen", "IMMUNOGLOBULIN", "J06BA02", "80", "g", "EVERY 4 WEEKS", MYO, "2021-02", -60),
        _iv("MabThera", "RITUXIMAB", "L01XC02", "1000", "mg", "EVERY 2 WEEKS", MYO, "2020-11", "2020-11")),
    6: (_hcq("2019-12"), _mmf(LUPUS, "1000", "2020-03", -34)),  # ten days before leukapheresis: short wash-out
    7: (_mmf(SCL, "1000", "2019-08", -45), _iv("Endoxan", "CYCLOPHOSPHAMIDE", "L01AA01", "750", "mg", "EVERY 4 WEEKS", SCL, "2020-02", "2020-08")),
    8: (_hcq("2012"), _mmf(LUPUS, "1000", "2015", -42), _iv("Endoxan", "CYCLOPHOSPHAMIDE", "L01AA01", "500", "mg", "EVERY 2 WEEKS", LUPUS, "2013", "2013"),
        _iv("Benlysta", "BELIMUMAB", "L04AG04", "680", "mg", "EVERY 4 WEEKS", LUPUS, "2021-05", -55)),
    9: (_hcq("2016-11"), ("Imurek", "AZATHIOPRINE", "L04AX01", "100", "mg", "QD", "ORAL", LUPUS, "2019-02", -36),
        _iv("Saphnelo", "ANIFROLUMAB", "L04AG11", "300", "mg", "EVERY 4 WEEKS", LUPUS, "2022-03", -49)),
    10: (("Metex", "METHOTREXATE", "L04AX03", "20", "mg", "EVERY WEEK", "SUBCUTANEOUS", MYO, "2019-09", -54),
         _iv("Octagam", "IMMUNOGLOBULIN", "J06BA02", "140", "g", "EVERY 4 WEEKS", MYO, "2021-09", -58)),
    11: (_hcq("2010"), _mmf(LUPUS, "500", "2018-07", -41), ("Sandimmun", "CICLOSPORIN", "L04AD01", "75", "mg", "BID", "ORAL", LUPUS, "2012", "2014")),
    12: (("Imurek", "AZATHIOPRINE", "L04AX01", "100", "mg", "QD", "ORAL", MYO, "2021-04", -40),
         _iv("MabThera", "RITUXIMAB", "L01FA01", "1000", "mg", "EVERY 2 WEEKS", MYO, "2021-10-04", "2021-10-18")),
    13: (_hcq("2020-02"), _mmf(LUPUS, "1000", "2020-06", -43), ("Benlysta", "BELIMUMAB", "L04AG04", "200", "mg", "EVERY WEEK", "SUBCUTANEOUS", LUPUS, "2022-01", -35)),
    14: (_mmf(SCL, "1000", "2020-09", -41), _iv("RoActemra", "TOCILIZUMAB", "L04AC07", "640", "mg", "EVERY 4 WEEKS", SCL, "2022-02", -70)),
    15: (_mmf(SCL, "1500", "2021-03", -44), _iv("MabThera", "RITUXIMAB", "L01FA01", "1000", "mg", "EVERY 2 WEEKS", SCL, "2022-01", "2022-01")),
}  # fmt: skip

IGG = "HYPOGAMMAGLOBULINAEMIA, IGG REPLACEMENT"
CRS_TERM = "CYTOKINE RELEASE SYNDROME"


def _once(
    name: str, substance: str, atc: str, dose: str, unit: str, route: str, why: str, day: int, time: str
) -> Drug:
    at = f"{day}T{time}"
    return (name, substance, atc, dose, unit, "ONCE", route, why, at, at)


def _paracetamol(day: int, time: str) -> Drug:
    return _once("Paracetamol", "PARACETAMOL", "N02BE01", "1000", "mg", "ORAL", "FEVER", day, time)


SUPPORTIVE: dict[int, tuple[Drug, ...]] = {
    1: (_paracetamol(3, "22:00"), _paracetamol(4, "14:30"),
        ("Valaciclovir", "VALACICLOVIR", "J05AB11", "1000", "mg", "TID", "ORAL", "HERPES ZOSTER", 241, 248)),
    2: (_paracetamol(2, "16:00"), *(_iv("Privigen", "IMMUNOGLOBULIN", "J06BA02", "20", "g", "ONCE", IGG, d, d) for d in (95, 123, 151))),
    3: (("Tracleer", "BOSENTAN", "C02KX01", "125", "mg", "BID", "ORAL", "DIGITAL ULCERS", "2019-03", None),),
    4: (_paracetamol(4, "15:00"), _paracetamol(5, "07:00"),
        # adrenal insufficiency after years of prednisolone: replacement, 10 + 5 mg a day
        ("Hydrocortisone", "HYDROCORTISONE", "H02AB09", "10", "mg", "QAM", "ORAL", "ADRENAL INSUFFICIENCY", 24, 301),
        ("Hydrocortisone", "HYDROCORTISONE", "H02AB09", "5", "mg", "QPM", "ORAL", "ADRENAL INSUFFICIENCY", 24, 258)),
    5: (_paracetamol(3, "15:00"), _once("RoActemra", "TOCILIZUMAB", "L04AC07", "670", "mg", "INTRAVENOUS", CRS_TERM, 4, "11:30"),
        _once("Sodium chloride 0.9 % bolus", "SODIUM CHLORIDE", "B05BB01", "1000", "mL", "INTRAVENOUS", "HYPOTENSION", 4, "06:40")),
    6: (("Paracetamol", "PARACETAMOL", "N02BE01", "1000", "mg", "QID", "ORAL", "FEVER", "4T07:00", "6T07:00"),),
    7: (_paracetamol(5, "16:00"), *(_iv("Octagam", "IMMUNOGLOBULIN", "J06BA02", "25", "g", "ONCE", IGG, d, d) for d in (98, 126, 154, 183)),
        ("Nifedipine", "NIFEDIPINE", "C08CA05", "30", "mg", "QD", "ORAL", "RAYNAUD PHENOMENON", "2020", None)),
    8: (_paracetamol(6, "22:00"), _iv("Piperacillin/Tazobactam", "PIPERACILLIN AND BETA-LACTAMASE INHIBITOR", "J01CR05", "4.5", "g", "TID", "PNEUMONIA", 52, 59)),
    9: (("Ramipril", "RAMIPRIL", "C09AA05", "2.5", "mg", "QD", "ORAL", "HYPERTENSION", "2021-UN", None),),
    10: (_paracetamol(3, "21:30"), _once("Dexamethasone", "DEXAMETHASONE", "H02AB02", "10", "mg", "INTRAVENOUS", "ICANS", 7, "10:00")),
    11: (_paracetamol(5, "15:30"), ("Ciprofloxacin", "CIPROFLOXACIN", "J01MA02", "500", "mg", "BID", "ORAL", "URINARY TRACT INFECTION", 147, 152)),
    12: (("Alendronic acid", "ALENDRONIC ACID", "M05BA04", "70", "mg", "EVERY WEEK", "ORAL", "OSTEOPOROSIS", "2021-06", None),),
    13: (("Hydrocortisone cream 1 %", "HYDROCORTISONE", "D07AA02", "", "", "BID", "TOPICAL", "LICATS, RASH", 12, 19),),
    14: (_paracetamol(2, "22:00"), _once("Zarzio", "FILGRASTIM", "L03AA02", "480", "ug", "SUBCUTANEOUS", "NEUTROPENIA", 9, "09:00")),
    15: (_paracetamol(4, "22:30"), ("Ilomedin", "ILOPROST", "B01AC11", "50", "ug", "QD", "INTRAVENOUS", "DIGITAL ULCERS", -40, -36)),
}  # fmt: skip


def prophylaxis(p: Patient) -> tuple[Drug, ...]:
    """Give the supportive drugs every patient has."""

    def until(day: int) -> int | None:
        return day if day < p.follow_up else None

    end = p.b_cells_back + 70
    return (
        ("Mesna", "MESNA", "V03AF01", "1000", "mg", "ONCE", "INTRAVENOUS", "UROTHELIAL PROTECTION", -3, -3),
        ("Ondansetron", "ONDANSETRON", "A04AA01", "8", "mg", "BID", "ORAL", "NAUSEA PROPHYLAXIS", -5, -2),
        ("Aciclovir", "ACICLOVIR", "J05AB01", "400", "mg", "BID", "ORAL", "PROPHYLAXIS", -5, until(end)),
        ("Cotrimoxazole", "SULFAMETHOXAZOLE AND TRIMETHOPRIM", "J01EE01", "480", "mg", "QD", "ORAL", "PROPHYLAXIS", 21, until(end + 14)),
    )  # fmt: skip
