"""The provisional ACR CRISS of 2016: step 1 (organ events), step 2 (probability of improvement)."""

from typing import Literal

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    State,
    Term,
    flag,
    number,
)
from cartaid.instruments.ssc.mrss import skin_score

At = Literal["assessment", "baseline"]
CRISS_LICENCE = "Item names only; the HAQ carries a Stanford copyright notice."
KHANNA_2016 = Source(
    "Khanna D et al. The American College of Rheumatology provisional composite response index for clinical trials "
    "in early diffuse cutaneous systemic sclerosis. Arthritis Care Res 2016;68:167-178",
    doi="10.1002/acr.22804",
    where="PMC4818571 table T11: step 1 and the coefficients (signs by their direction)",
)


def _fvc(id: str, at: At) -> Item:
    days = 30 if at == "assessment" else 0
    return Item(
        id,
        "FVC, percent predicted",
        low=0,
        high=200,
        unit="%",
        record=Record("RE", "FVCPP", at=at, before=days, after=days),
        note="the same reference equations at both visits",
    )


def _global(id: str, who: str, code: str, at: At) -> Item:
    return Item(id, f"{who} global, 0-10", low=0, high=10, record=Record("QS", code, "CRISS", at=at))


def _haq(id: str, at: At) -> Item:
    return Item(id, "HAQ disability index", low=0, high=3, record=Record("QS", "HAQDI", "CRISS", at=at))


EVENT = flag(
    "step1_event",
    "Organ event of step 1 since baseline",
    Record("ADRS", "CRISSEV"),
    "by the definition criss-2016-step1, or as judged",
)
MEASURES = (
    skin_score("mrss_base", "baseline"),
    skin_score(),
    _fvc("fvc_pct_base", "baseline"),
    _fvc("fvc_pct", "assessment"),
    _global("ptga_base", "Patient", "PTGA", "baseline"),
    _global("ptga", "Patient", "PTGA", "assessment"),
    _global("phga_base", "Physician", "PHGA", "baseline"),
    _global("phga", "Physician", "PHGA", "assessment"),
    _haq("haq_base", "baseline"),
    _haq("haq", "assessment"),
)
ASSESSED_BY = ("mrss", "ptga", "phga", "haq")

DEFINITIONS = (
    Definition(
        id="criss-2016",
        paramcd="CRISS",
        category_paramcd="CRISSCAT",
        title="ACR CRISS, probability of improvement",
        disease="SSc",
        kind="response",
        edition="2016 (provisional)",
        family="CRISS",
        items=(*MEASURES, EVENT),
        method=Score(
            (
                Term("Skin score", "-0.81 * (mrss - mrss_base)"),
                Term("FVC", "0.21 * (fvc_pct - fvc_pct_base)"),
                Term("Patient global", "-0.40 * (ptga - ptga_base)"),
                Term("Physician global", "-0.44 * (phga - phga_base)"),
                Term("HAQ", "-3.41 * (haq - haq_base)"),
            ),
            constant=-number("5.54"),
            link="logistic",
            zero_when=Clause("event", "organ event of step 1", "step1_event = 1"),
            categories=Banding("not improved", (Cut(">=", number("0.60"), "improved"),)),
        ),
        assessed_by=ASSESSED_BY,
        low=0,
        high=1,
        unit="probability",
        better="higher",
        window="one year against baseline; CAR T series use 6 months; FVC within 30 days",
        missing="A missing measure leaves an interval of probabilities; trials impute the components.",
        sources=(
            KHANNA_2016,
            Source(
                "Improved from a probability of 0.60: Arthritis Res Ther 2020",
                where="s13075-020-02220-0",
            ),
        ),
        licence=CRISS_LICENCE,
        divergences=("A reprinted HTML table of the coefficients drops the minus signs.",),
        notes=(
            "Strong ceiling and floor: most values lie above 0.99 or below 0.01.",
            "A 'modified' CRISS that divides each change by its baseline is another instrument.",
        ),
        validated_in="early diffuse cutaneous systemic sclerosis",
    ),
    Definition(
        id="criss-2016-step1",
        paramcd="CRISSEV",
        title="ACR CRISS, organ event of step 1",
        disease="SSc",
        kind="state",
        edition="2016 (provisional)",
        family="CRISS",
        items=(
            flag("renal_crisis", "New scleroderma renal crisis", Record("ADAE", "RENCRIS")),
            _fvc("fvc_pct_base", "baseline"),
            _fvc("fvc_pct", "assessment"),
            flag("fvc_confirmed", "Fall of FVC confirmed within a month", Record("ADRE", "FVCCONF")),
            flag("ild_hrct", "Interstitial lung disease on HRCT", Record("QS", "ILDHRCT", "CRISS")),
            flag("lv_failure", "New left ventricular failure needing treatment", Record("ADAE", "LVFAIL")),
            Item(
                "lvef",
                "Left ventricular ejection fraction",
                low=0,
                high=100,
                unit="%",
                record=Record("QS", "LVEF", "CRISS", before=30, after=30),
            ),
            flag(
                "pah",
                "New pulmonary arterial hypertension needing treatment, due to systemic sclerosis",
                Record("ADAE", "PAH"),
            ),
            Item(
                "mpap",
                "Mean pulmonary artery pressure",
                low=0,
                high=150,
                unit="mmHg",
                record=Record("QS", "MPAP", "CRISS", before=30, after=30),
            ),
            Item(
                "pawp",
                "Pulmonary artery wedge pressure",
                low=0,
                high=100,
                unit="mmHg",
                record=Record("QS", "PAWP", "CRISS", before=30, after=30),
            ),
            Item(
                "pvr",
                "Pulmonary vascular resistance",
                low=0,
                high=50,
                unit="WU",
                record=Record("QS", "PVR", "CRISS", before=30, after=30),
            ),
        ),
        method=State(
            (
                Clause("renal", "new scleroderma renal crisis", "renal_crisis = 1"),
                Clause(
                    "lung",
                    "FVC fall of 15 % relative, confirmed, below 80 % predicted, with ILD on HRCT",
                    "100 * (fvc_pct_base - fvc_pct) >= 15 * fvc_pct_base AND fvc_pct < 80 "
                    "AND fvc_confirmed = 1 AND ild_hrct = 1",
                ),
                Clause(
                    "heart",
                    "new left ventricular failure, LVEF at most 45 %",
                    "lv_failure = 1 AND lvef <= 45",
                ),
                Clause(
                    "pulmonary_hypertension",
                    "new PAH: mPAP from 25 mmHg, wedge pressure at most 15, PVR above 3 WU",
                    "pah = 1 AND mpap >= 25 AND pawp <= 15 AND pvr > 3",
                ),
            ),
            rule="any",
        ),
        assessed_by=("fvc_pct",),
        low=0,
        high=1,
        better="lower",
        window="since baseline",
        missing="One event decides Y; without one, an unknown event leaves the answer open.",
        sources=(KHANNA_2016,),
        licence=CRISS_LICENCE,
        notes=("The haemodynamic limits of 2016 are kept; later definitions of PAH use lower ones.",),
        validated_in="early diffuse cutaneous systemic sclerosis",
    ),
)
