"""Progressive pulmonary fibrosis by the 2022 guideline: two of symptoms, physiology and radiology."""

from cartaid.instruments.definition import Clause, Record, Source, State, Switch, count_of, flag
from cartaid.instruments.ssc.lung_decline import CATEGORY, DLCO, FVC, INTERVAL, SYMPTOMS, progression, within

# A guideline's findings on CT, any of which is radiological progression.
_IMAGING = (
    ("traction_bronchiectasis", "More traction bronchiectasis or bronchiolectasis", "CTTRACT"),
    ("new_ground_glass", "New ground-glass opacity with traction bronchiectasis", "CTGGO"),
    ("new_fine_reticulation", "New fine reticulation", "CTFINER"),
    ("more_reticulation", "More or coarser reticulation", "CTRETIC"),
    ("honeycombing", "New or more honeycombing", "CTHONEY"),
    ("volume_loss", "More lobar volume loss", "CTVOLUM"),
)
_HAEMOGLOBIN = Switch(
    "dlco",
    "DLCO without haemoglobin correction",
    {
        "corrected_only": "CASE WHEN dlco_hb_corrected = 1 THEN dlco_pct_base - dlco_pct >= 10 END",
        "as_measured": "dlco_pct_base - dlco_pct >= 10",
    },
    "corrected_only",
    "The guideline asks for corrected values: others leave the criterion open, or count by this switch.",
)
DEFINITION = progression(
    "ppf-2022",
    "PPF22",
    "Progressive pulmonary fibrosis",
    "ATS/ERS/JRS/ALAT 2022",
    (
        flag(
            "fibrotic_ild",
            "Interstitial lung disease other than IPF with radiological fibrosis",
            Record("QS", "ILDFIBR", CATEGORY),
        ),
        flag("other_explanation", "Another explanation of the worsening", Record("QS", "ILDOTHER", CATEGORY)),
        SYMPTOMS,
        INTERVAL,
        *FVC,
        *DLCO,
        flag(
            "dlco_hb_corrected",
            "DLCO corrected for haemoglobin at both times",
            Record("QS", "DLCOHB", CATEGORY, before=30, after=30),
            note="recorded by the site: whether its values are corrected cannot be seen from them",
        ),
        *(flag(id, label, Record("QS", code, CATEGORY)) for id, label, code in _IMAGING),
    ),
    State(
        (
            Clause("disease", "fibrotic ILD other than IPF", "fibrotic_ild = 1"),
            Clause("unexplained", "no other explanation", "other_explanation = 0"),
            Clause("symptoms", "worse respiratory symptoms", "worse_symptoms = 1"),
            Clause(
                "physiology",
                "FVC down by 5 or DLCO down by 10 points of % predicted within a year",
                within(365, "(fvc_pct_base - fvc_pct >= 5) OR ({dlco})"),
            ),
            Clause(
                "radiology", "radiological progression", " OR ".join(f"{id} = 1" for id, _, _ in _IMAGING)
            ),
        ),
        rule=f"disease AND unexplained AND ({count_of(2, 'symptoms', 'physiology', 'radiology')})",
    ),
    Source(
        "Raghu G et al. Idiopathic pulmonary fibrosis (an update) and progressive pulmonary fibrosis in adults. "
        "Am J Respir Crit Care Med 2022;205:e18-e47",
        doi="10.1164/rccm.202202-0399ST",
        where="table 4",
        checked="verified",
    ),
    "within the past year",
    switches=(_HAEMOGLOBIN,),
    notes=("Falls are absolute, in points of percent predicted.",),
)
