"""DM, DS, MH, EX, PR, CM and VS: the course of one patient."""

from __future__ import annotations

from decimal import Decimal

from example_study.activity import NO_PROTEINURIA, SLE
from example_study.events import INVOLVEMENT
from example_study.people import MISSED, Patient, Visit, jitter, rounded, visits, ward
from example_study.tables import Tables, finding
from example_study.toxicity import (
    FAHRENHEIT,
    FEVER,
    INFUSION_TIME,
    LOW_PRESSURE,
    LOW_SATURATION,
    SLOTS,
    USUAL_PRESSURE,
)
from example_study.treatment import GLUCOCORTICOIDS, SUPPORTIVE, TREATMENTS, prophylaxis


def demographics(t: Tables, p: Patient) -> None:
    """DM, DS and MH. RFSTDTC is the first lymphodepletion, not the infusion: a trap for --DY."""
    arm = {
        "SLE": "CD19 CAR T in SLE",
        "IIM": "CD19 CAR T in myositis",
        "SSC": "CD19 CAR T in systemic sclerosis",
    }[p.disease]
    screening = visits(p)[0].day
    t.add(
        "DM",
        p,
        SUBJID=f"{p.number:02d}",
        RFSTDTC=p.on(-5),
        RFENDTC=p.on(p.follow_up),
        RFXSTDTC=p.on(-5),
        RFICDTC=p.on(screening - 1),
        SITEID=p.site,
        BRTHDTC=p.born,
        AGE=p.age,
        AGEU="YEARS",
        SEX=p.sex,
        ARM=arm,
        ARMCD=p.disease,
        ACTARM=arm,
        ACTARMCD=p.disease,
        COUNTRY="DEU",
    )
    for term, decod, cat, day in (
        ("Informed consent obtained", "INFORMED CONSENT OBTAINED", "PROTOCOL MILESTONE", screening - 1),
        ("Leukapheresis done", "LEUKAPHERESIS", "PROTOCOL MILESTONE", p.leukapheresis),
        ("CAR T cells infused", "CAR T INFUSION", "PROTOCOL MILESTONE", 0),
        ("Alive, in follow-up at the data cut", "LAST CONTACT", "OTHER EVENT", p.follow_up),
    ):
        t.add("DS", p, DSTERM=term, DSDECOD=decod, DSCAT=cat, DSSTDTC=p.on(day))
    t.add(
        "MH",
        p,
        MHTERM=p.diagnosis,
        MHDECOD=p.diagnosis.upper(),
        MHCAT="PRIMARY DIAGNOSIS",
        MHSTDTC=p.diagnosed,
        MHENRF="ONGOING",
    )
    for organ in INVOLVEMENT[p.number]:
        t.add("MH", p, MHTERM=organ, MHDECOD=organ.upper(), MHCAT="ORGAN INVOLVEMENT", MHSTDTC=p.diagnosed)


def exposure(t: Tables, p: Patient) -> None:
    """EX and PR: leukapheresis, lymphodepletion, infusion, and the oxygen of patient 05."""
    t.add(
        "PR",
        p,
        PRTRT="Leukapheresis",
        PRDECOD="LEUKAPHERESIS",
        PRCAT="LEUKAPHERESIS",
        PRSTDTC=p.on(p.leukapheresis),
        PRENDTC=p.on(p.leukapheresis),
    )
    # Patient 12: one row for the three days, as some sites record it.
    spans = ((-5, -3),) if p.number == 12 else ((-5, -5), (-4, -4), (-3, -3))
    for start, end in spans:
        t.add(
            "EX",
            p,
            EXTRT="FLUDARABINE",
            EXCAT="LYMPHODEPLETION",
            EXDOSE=25,
            EXDOSU="mg/m2",
            EXDOSFRQ="QD",
            EXROUTE="INTRAVENOUS",
            EXSTDTC=p.on(start),
            EXENDTC=p.on(end),
        )
    t.add(
        "EX",
        p,
        EXTRT="CYCLOPHOSPHAMIDE",
        EXCAT="LYMPHODEPLETION",
        EXDOSE=1000,
        EXDOSU="mg/m2",
        EXDOSFRQ="ONCE",
        EXROUTE="INTRAVENOUS",
        EXSTDTC=p.on(-3),
        EXENDTC=p.on(-3),
    )
    at = p.on(0, INFUSION_TIME)
    t.add(
        "EX",
        p,
        EXTRT="CD19 CAR T CELLS",
        EXCAT="CAR T",
        EXDOSE=1000000,
        EXDOSU="cells/kg",
        EXDOSFRQ="ONCE",
        EXROUTE="INTRAVENOUS",
        EXSTDTC=at,
        EXENDTC=at,
    )
    if p.number == 5:
        t.add(
            "PR",
            p,
            PRTRT="Nasal cannula",
            PRDECOD="OXYGEN THERAPY",
            PRCAT="OXYGEN",
            PRINDC="HYPOXIA",
            PRDOSE=2,
            PRDOSU="L/min",
            PRSTDTC=p.on(4, "06:20"),
            PRENDTC=p.on(5, "18:00"),
        )
    if p.number == 8:
        t.add(
            "PR",
            p,
            PRTRT="Computed tomography of the chest",
            PRCAT="IMAGING",
            PRINDC="PNEUMONIA",
            PRSTDTC=p.on(52),
        )
    if p.disease == "SLE" and SLE[p.number].upcr is not NO_PROTEINURIA:
        t.add(
            "PR",
            p,
            PRTRT="Renal biopsy",
            PRCAT="BIOPSY",
            PRINDC="LUPUS NEPHRITIS",
            PRSTDTC=str(int(p.diagnosed[:4]) + 1),
        )


def medication(t: Tables, p: Patient) -> None:
    """CM: treatment before, supportive treatment after."""

    def when(value: int | str | None) -> str | None:
        if value is None or isinstance(value, int):
            return None if value is None else p.on(value)
        day, at, time = value.partition("T")
        return p.on(int(day), time) if at else value

    drugs = (*GLUCOCORTICOIDS[p.number], *TREATMENTS[p.number], *prophylaxis(p), *SUPPORTIVE[p.number])
    for trt, decod, atc, dose, unit, freq, route, why, start, end in drugs:
        t.add(
            "CM",
            p,
            CMTRT=trt,
            CMDECOD=decod,
            CMCLASCD=atc,
            CMINDC=why,
            CMDOSE=dose,
            CMDOSU=unit,
            CMDOSFRQ=freq,
            CMROUTE=route,
            CMSTDTC=when(start),
            CMENDTC=when(end),
            CMENRTPT="ONGOING" if end is None else None,
        )


def vital_signs(t: Tables, p: Patient) -> None:
    """VS: three rounds a day on the ward (two at site 02 outside fever), once at the visits."""
    fever = FEVER.get(p.number, {})
    usual = USUAL_PRESSURE.get(p.number, 116)

    def round_(visit: Visit, slot: int, time: str) -> None:
        key = (p.number, visit.day, slot)
        celsius = fever.get(visit.day, (0.0, 0.0, 0.0))[slot] if visit.day >= 0 else 0.0
        temperature = rounded(celsius or 36.7 + 0.35 * jitter("TEMP", *key), "0.1")
        unit = "C"
        if p.number == 6 and visit.name in ("SCREENING", "BASELINE"):
            temperature = Decimal("38.2")  # fever of lupus
        if (p.number, visit.day) == (8, 52):
            temperature = Decimal("38.7")  # pneumonia
        if visit.day in FAHRENHEIT.get(p.number, ()):
            temperature, unit = rounded(float(temperature) * 1.8 + 32, "0.1"), "F"
        pressure = LOW_PRESSURE.get(key, round(usual + 6 * jitter("SYSBP", *key)))
        saturation = LOW_SATURATION.get(key, round(97 + 1.4 * jitter("OXYSAT", *key)))
        dtc = p.on(visit.day, time)
        finding(t, "VS", p, "TEMP", "Temperature", "", temperature, unit, dtc, visit)
        finding(t, "VS", p, "SYSBP", "Systolic blood pressure", "", Decimal(pressure), "mmHg", dtc, visit)
        finding(t, "VS", p, "OXYSAT", "Oxygen saturation", "", Decimal(saturation), "%", dtc, visit)

    for visit in ward(p):
        for slot, time in enumerate(SLOTS):
            quiet = p.site == "02" and slot == 1 and visit.day not in fever
            if not quiet:
                round_(visit, slot, time)
    for visit in visits(p):
        if visit.name != "DAY 7" and (p.number, visit.name) not in MISSED:
            round_(visit, 0, "09:30")
            if visit.name in ("SCREENING", "BASELINE"):
                finding(
                    t,
                    "VS",
                    p,
                    "WEIGHT",
                    "Weight",
                    "",
                    Decimal(p.weight),
                    "kg",
                    p.on(visit.day, "09:30"),
                    visit,
                )
    if p.number == 8:
        round_(Visit("99", "UNSCHEDULED", 52), 0, "17:20")
