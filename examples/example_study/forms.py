"""QS and RE: the forms of the three diseases, and ICE with its companions."""

from __future__ import annotations

from decimal import Decimal

from example_study.activity import MYOSITIS, NEVER, NO_ROW_ITEMS, NOT_DONE_ITEMS, SCLEROSIS, SLE
from example_study.laboratory import report
from example_study.people import ACTIVITY_VISITS, MISSED, Patient, Visit, between, rounded, visits, ward
from example_study.tables import Tables, finding, not_done
from example_study.toxicity import ICE_BELOW_10

LUNG = "LUNG FUNCTION"
FVC_PERCENT = ("FVCPP", "Percent predicted forced vital capacity", LUNG)
LUNG_VISITS = tuple(name for name in ACTIVITY_VISITS if name not in ("DAY 28", "MONTH 9"))


def sle_item(p: Patient, item: int, day: int) -> int:
    """Say whether a SLEDAI-2K item is present and due to lupus on a day (1, 0)."""
    if item == 13:
        return int(report(p, "PROTCRT", day).amount > 500)
    if item == 20:
        c3, c4 = report(p, "C3", day), report(p, "C4", day)
        return int(c3.amount < (c3.lower or 0) or c4.amount < (c4.lower or 0))
    if item == 21:
        dsdna = report(p, "DDNAIGAB", day)
        return int(dsdna.amount > (dsdna.upper or 0))
    return int(day < SLE[p.number].items.get(item, NEVER))


def lupus_forms(t: Tables, p: Patient, visit: Visit) -> None:
    """QS of an SLE visit: SLEDAI-2K items, the two further items of LLDAS, physician global."""
    dtc = p.on(visit.day)
    blank, why = NOT_DONE_ITEMS.get((p.number, visit.name), ((), ""))
    for item in range(1, 25):
        code, name = f"SLD{item:02d}", f"SLEDAI-2K item {item}"
        if item in blank:
            not_done(t, p, code, name, "SLEDAI-2K", why, visit)
        elif item not in NO_ROW_ITEMS.get((p.number, visit.name), ()):
            finding(
                t, "QS", p, code, name, "SLEDAI-2K", Decimal(sle_item(p, item, visit.day)), "", dtc, visit
            )
    finding(t, "QS", p, "HAEMANEM", "Haemolytic anaemia due to SLE", "LLDAS", Decimal(0), "", dtc, visit)
    finding(t, "QS", p, "GIACT", "Gastrointestinal activity due to SLE", "LLDAS", Decimal(0), "", dtc, visit)
    if (p.number, visit.name) == (6, "MONTH 3"):
        not_done(t, p, "PGA", "Physician global assessment", "PGA", "VISIT TO BE REPEATED", visit)
        return
    finding(
        t,
        "QS",
        p,
        "PGA",
        "Physician global assessment",
        "PGA",
        rounded(between(SLE[p.number].pga, visit.day), "0.1"),
        "",
        dtc,
        visit,
    )


def myositis_forms(t: Tables, p: Patient, visit: Visit) -> None:
    """QS of a myositis visit, the IMACS core set, and RE where the lung is involved."""
    m, dtc = MYOSITIS[p.number], p.on(visit.day)
    for code, name, knots, step, unit in (
        ("PHGA", "Physician global activity", m.phga, "0.1", ""),
        ("PTGA", "Patient global activity", m.ptga, "0.1", ""),
        ("EXM", "Extramuscular global activity", m.exm, "0.1", ""),
        ("HAQDI", "HAQ disability index", m.haq, "0.125", ""),
        ("MMT8", "Manual muscle testing 8, total", m.mmt, "1", f"/{m.mmt_max}"),
    ):
        finding(t, "QS", p, code, name, "IMACS", rounded(between(knots, visit.day), step), unit, dtc, visit)
    if m.fvc_percent and visit.name in LUNG_VISITS:
        fvc = rounded(between(m.fvc_percent, visit.day), "1")
        finding(t, "RE", p, *FVC_PERCENT, fvc, "%", dtc, visit)


def sclerosis_forms(t: Tables, p: Patient, visit: Visit) -> None:
    """QS and RE of a systemic sclerosis visit."""
    s, dtc = SCLEROSIS[p.number], p.on(visit.day)
    for code, name, gone in (
        ("DSKIN", "Skin worse in the last month, patient", s.skin_worse),
        ("DIGULC", "Digital ulcers", s.ulcers),
        ("TFR", "Tendon friction rubs", s.rubs),
    ):
        finding(t, "QS", p, code, name, "EUSTAR", Decimal(int(visit.day < gone)), "", dtc, visit)
    finding(
        t,
        "QS",
        p,
        "MRSS",
        "Modified Rodnan skin score",
        "EUSTAR",
        rounded(between(s.mrss, visit.day), "1"),
        "",
        dtc,
        visit,
    )
    if visit.name in LUNG_VISITS:
        fvc = rounded(between(s.fvc_percent, visit.day), "1")
        litres = rounded(float(fvc) / 100 * s.fvc_litres_at_100, "0.01")
        dlco = rounded(between(s.dlco, visit.day), "1")
        finding(t, "RE", p, "FVC", "Forced vital capacity", LUNG, litres, "L", dtc, visit)
        finding(t, "RE", p, *FVC_PERCENT, fvc, "%", dtc, visit)
        finding(t, "RE", p, "DLCOPP", "Percent predicted diffusing capacity", LUNG, dlco, "%", dtc, visit)


def forms(t: Tables, p: Patient) -> None:
    """QS at the visits, and ICE with its companions twice round the clock on the ward."""
    form = {"SLE": lupus_forms, "IIM": myositis_forms, "SSC": sclerosis_forms}[p.disease]
    for visit in visits(p):
        if (p.number, visit.name) in MISSED:
            not_done(
                t,
                p,
                "QSALL",
                "All questionnaires",
                "SLEDAI-2K",
                "VISIT NOT DONE, SARS-COV-2 INFECTION",
                visit,
            )
        elif visit.name in ACTIVITY_VISITS:
            form(t, p, visit)
    for visit in (next(v for v in visits(p) if v.name == "BASELINE"), *ward(p)):
        dtc = p.on(visit.day, "10:00" if visit.day < 0 else "08:00")
        ice = Decimal(ICE_BELOW_10.get((p.number, visit.day), 10))
        finding(t, "QS", p, "ICETOT", "ICE total", "ICE", ice, "", dtc, visit)
        for code, name, value in (
            ("CONSC", "Level of consciousness", "awake"),
            ("SEIZURE", "Seizure", "none"),
            ("MOTOR", "Deep focal motor weakness", Decimal(0)),
            ("OEDEMA", "Cerebral oedema", "none"),
        ):
            finding(t, "QS", p, code, name, "ICANS", value, "", dtc, visit)
