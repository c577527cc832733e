"""The provisional ACR CRISS of 2016: the probability of improvement, 0 after an organ event."""

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
    Term,
    flag,
    number,
    visual_scale,
)
from cartaid.instruments.ssc.mrss import skin_score

At = Literal["assessment", "baseline"]
CRISS_LICENCE = "Item names only; the HAQ carries a Stanford copyright notice."
KHANNA_2016 = Source(
    "Khanna D et al. The American College of Rheumatology provisional composite response index for clinical trials "
    "in early diffuse cutaneous systemic sclerosis. Arthritis Care Res 2016;68:167-178",
    doi="10.1002/acr.22804",
    where="PMC4818571 table T11: step 1 and the coefficients without their signs",
    checked="verified",
)


def forced_vital_capacity(id: str, at: At) -> Item:
    """Declare FVC in percent of predicted."""
    days = 30 if at == "assessment" else 0
    return Item(
        id,
        "FVC, percent predicted",
        low=10,
        high=250,
        unit="%",
        record=Record("RE", "FVCPP", at=at, before=days, after=days),
        note="the same reference equations at both visits; below 10 it is a fraction or in litres, and refused",
    )


def _global(id: str, who: str, code: str, at: At) -> Item:
    return visual_scale(id, f"{who} global, 0-10", Record("QS", code, "CRISS", at=at))


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
    forced_vital_capacity("fvc_pct_base", "baseline"),
    forced_vital_capacity("fvc_pct", "assessment"),
    _global("ptga_base", "Patient", "PTGA", "baseline"),
    _global("ptga", "Patient", "PTGA", "assessment"),
    _global("phga_base", "Physician", "PHGA", "baseline"),
    _global("phga", "Physician", "PHGA", "assessment"),
    _haq("haq_base", "baseline"),
    _haq("haq", "assessment"),
)
ASSESSED_BY = ("mrss", "ptga", "phga", "haq")

DEFINITION = Definition(
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
            "Khanna D et al. 2016, signs of the coefficients",
            doi="10.1002/acr.22804",
            where="inferred: the probability rises as a measure improves; the tables that could be read print no minus",
            checked="verified",
            secondary=True,
        ),
        Source(
            "Khanna D et al. 2016, improved from a probability of 0.60",
            doi="10.1002/acr.22804",
            where="as in Arthritis Res Ther 2020, s13075-020-02220-0",
            checked="verified",
            secondary=True,
        ),
    ),
    licence=CRISS_LICENCE,
    divergences=("A reprinted HTML table of the coefficients drops the minus signs.",),
    notes=(
        "Strong ceiling and floor: most values lie above 0.99 or below 0.01.",
        "A 'modified' CRISS that divides each change by its baseline is another instrument.",
    ),
    validated_in="early diffuse cutaneous systemic sclerosis",
)
