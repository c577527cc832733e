"""Step 1 of the ACR CRISS of 2016: an organ event that sets the probability of improvement to 0."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, State, flag
from cartaid.instruments.ssc.criss_2016 import CRISS_LICENCE, KHANNA_2016, forced_vital_capacity


def _measured(id: str, label: str, code: str, high: int, unit: str, low: int = 0, note: str = "") -> Item:
    record = Record("QS", code, "CRISS", before=30, after=30)
    return Item(id, label, low=low, high=high, unit=unit, record=record, note=note)


def _event(id: str, label: str, code: str) -> Item:
    return flag(
        id,
        label,
        Record("QS", code, "CRISS", before=30, after=30),
        note="adjudicated item: since baseline, judged at the visit",
    )


DEFINITION = Definition(
    id="criss-2016-step1",
    paramcd="CRISSEV",
    title="ACR CRISS, organ event of step 1",
    disease="SSc",
    kind="state",
    edition="2016 (provisional)",
    family="CRISS",
    items=(
        _event("renal_crisis", "New scleroderma renal crisis", "RENCRIS"),
        forced_vital_capacity("fvc_pct_base", "baseline"),
        forced_vital_capacity("fvc_pct", "assessment"),
        flag(
            "fvc_confirmed",
            "Fall of FVC confirmed within a month",
            Record("ADRE", "FVCCONF"),
            note="in a study: an FVC of the next 31 days is down by 15 % of the baseline as well",
        ),
        flag("ild_hrct", "Interstitial lung disease on HRCT", Record("QS", "ILDHRCT", "CRISS")),
        _event("lv_failure", "New left ventricular failure needing treatment", "LVFAIL"),
        _measured(
            "lvef",
            "Left ventricular ejection fraction",
            "LVEF",
            100,
            "%",
            low=2,
            note="0.60 is a fraction, and refused",
        ),
        _event(
            "pah", "New pulmonary arterial hypertension needing treatment, due to systemic sclerosis", "PAH"
        ),
        _measured("mpap", "Mean pulmonary artery pressure", "MPAP", 150, "mmHg"),
        _measured("pawp", "Pulmonary artery wedge pressure", "PAWP", 100, "mmHg"),
        _measured("pvr", "Pulmonary vascular resistance", "PVR", 50, "WU"),
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
)
