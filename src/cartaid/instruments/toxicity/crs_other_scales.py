"""CRS by the scales before and beside ASTCT: Lee 2014, Penn, CTCAE v5 and v6, from the same kind of row.

Grades are derived from the row anew, never translated: the mapping between scales is no function.
"""

from attrs import evolve

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Grade,
    Item,
    Level,
    Record,
    Source,
    Switch,
    flag,
)
from cartaid.instruments.toxicity.crs_items import (
    DEATH,
    DEVICE,
    EPISODE_OPEN,
    FLOW,
    FLUIDS,
    MASKS,
    POSITIVE_PRESSURE,
    TEMPERATURE,
    VASOPRESSIN,
    VASOPRESSORS,
)

LEE_2014 = Source(
    "Lee DW, Gardner R, Porter DL et al. Current concepts in the diagnosis and management of cytokine "
    "release "
    "syndrome. Blood 2014;124:188-95",
    doi="10.1182/blood-2014-05-552729",
    where="grading table, read in secondary copies (PMC7006459 table 2, PMC8159878 table 3)",
    checked="verified",
    secondary=True,
)
PORTER_2018 = Source(
    "Porter D, Frey N, Wood PA et al. Grading of cytokine release syndrome associated with the CAR T cell "
    "therapy "
    "tisagenlecleucel. J Hematol Oncol 2018;11:35",
    doi="10.1186/s13045-018-0571-y",
    where="Penn scale, read in secondary copies (PMC7006459 table 2, J Hematol Oncol 2018;11:121 table 1)",
    checked="verified",
    secondary=True,
)
CTCAE_5 = Source(
    "US National Cancer Institute. Common Terminology Criteria for Adverse Events v5.0, 27 November 2017",
    where="Immune system disorders: cytokine release syndrome, as given in NCI's mapping of v5 to v6",
    checked="verified",
)
CTCAE_6 = Source(
    "US National Cancer Institute. Common Terminology Criteria for Adverse Events v6.0, 2025",
    where="Immune system disorders: cytokine release syndrome",
    checked="verified",
)

SYMPTOMS = flag(
    "symptoms",
    "Constitutional symptoms of CRS",
    Record("ADAE", "CRSSYMP"),
    note="nausea, fatigue, headache, myalgia, malaise; symptomatic treatment only",
)
FIO2 = Item(
    "fio2_pct",
    "Inspired oxygen fraction",
    low=21,
    high=100,
    unit="%",
    record=Record("ADPR", "FIO2", pick="highest"),
    note="never guessed from the flow",
)
PRESSOR_DOSE = Item(
    "pressor_dose",
    "Dose class of vasopressors",
    "text",
    values=("none", "low", "high"),
    record=Record("ADCM", "PRESSDOS"),
    note=(
        "high, held for 3 h: noradrenaline >= 20 ug/min, dopamine >= 10 ug/kg/min, phenylephrine >= 200 "
        "ug/min, "
        "adrenaline >= 10 ug/min; with vasopressin, noradrenaline equivalent >= 10; combined, equivalent "
        ">= 20"
    ),
    checked="from memory",
)
CREATININE = Item(
    "creatinine_grade", "CTCAE grade of creatinine", low=0, high=4, step=1, record=Record("ADLB", "CREATGR")
)
TRANSAMINASE = Item(
    "transaminase_grade",
    "Highest CTCAE grade of AST and ALT",
    low=0,
    high=4,
    step=1,
    record=Record("ADLB", "TRANSGR"),
)
ORGAN = Item(
    "organ_grade",
    "Highest CTCAE grade of another organ toxicity due to CRS",
    low=0,
    high=4,
    step=1,
    record=Record("ADAE", "CRSORGGR", pick="highest"),
    note="apart from creatinine and transaminases",
)
IN_HOSPITAL = flag("in_hospital", "In hospital to manage CRS", Record("ADAE", "CRSHOSP"))
IV_THERAPY = flag(
    "iv_therapy",
    "Intravenous therapy or parenteral nutrition for CRS",
    Record("ADCM", "CRSIV"),
    note="apart from fluids for hypotension",
)
COAGULATION = flag(
    "coagulation_products", "Plasma, cryoprecipitate or fibrinogen given", Record("ADCM", "COAGPROD")
)
LIFE_THREATENING = flag(
    "life_threatening", "Life-threatening consequences, urgent intervention", Record("ADAE", "CRSLIFE")
)

PRESENT = Clause(
    "present",
    "CRS present (fever, symptoms or an open episode)",
    "temperature_c >= 38 OR symptoms = 1 OR episode_open = 1",
)
FEVER_OR_SYMPTOMS = Clause("symptoms", "fever or symptoms", "temperature_c >= 38 OR symptoms = 1")
ANY_PRESSOR = Clause("pressor", "any vasopressor", "vasopressors >= 1 OR vasopressin = 1")
ANY_OXYGEN = Clause("oxygen", "any supplemental oxygen", "oxygen_device <> 'none'")
FIO2_40 = Clause(
    "fio2",
    "inspired oxygen 40 % or more",
    "oxygen_device <> 'none' AND fio2_pct >= 40",
)
SEVERAL = Clause("several", "several vasopressors", "vasopressors >= 2 OR vasopressors + vasopressin >= 2")
HIGH_DOSE = Clause(
    "high_dose",
    "high-dose vasopressor",
    "(vasopressors >= 1 OR vasopressin = 1) AND pressor_dose = 'high'",
    checked="from memory",
)
VENTILATOR = Clause(
    "ventilator",
    "ventilator",
    "CASE WHEN oxygen_device <> 'oxygen' THEN oxygen_device = 'ventilator' END",
)
FLUID = Clause("fluids", "hypotension treated with fluid", "fluids = 1")
DEATH_CLAUSE = Clause("death", "death due to CRS", "death = 1")
DEATH_LEVEL = Level(5, (DEATH_CLAUSE,), gated=False)

ROW = (TEMPERATURE, SYMPTOMS, EPISODE_OPEN, VASOPRESSORS, VASOPRESSIN, FLUIDS, DEVICE)
LICENCE = "Published criteria; facts without wording."
MISSING = "An unknown finding leaves an interval of grades, never 0."
COMMON_NOTE = (
    "Fever is not required once an episode is open; the published scale does not spell out a fever rule."
)

LEE = Definition(
    id="crs-lee-2014",
    paramcd="CRSLEE",
    title="Cytokine release syndrome, Lee 2014 grade",
    disease="any",
    kind="grade",
    edition="Lee 2014",
    family="CRS",
    items=(*ROW, FIO2, PRESSOR_DOSE, CREATININE, TRANSAMINASE, ORGAN, DEATH),
    method=Grade(
        (
            Level(1, (FEVER_OR_SYMPTOMS,)),
            Level(
                2,
                (
                    FLUID,
                    ANY_PRESSOR,
                    ANY_OXYGEN,
                    Clause(
                        "organ_2",
                        "organ toxicity of grade 2",
                        "creatinine_grade >= 2 OR transaminase_grade >= 2 OR organ_grade >= 2",
                    ),
                ),
            ),
            Level(
                3,
                (
                    FIO2_40,
                    SEVERAL,
                    HIGH_DOSE,
                    Clause(
                        "organ_3",
                        "organ toxicity of grade 3, or transaminases of grade 3 or 4",
                        "creatinine_grade >= 3 OR transaminase_grade >= 3 OR organ_grade >= 3",
                    ),
                ),
            ),
            Level(
                4,
                (
                    Clause(
                        "ventilator",
                        "ventilator",
                        "CASE WHEN oxygen_device <> 'oxygen' THEN oxygen_device IN ({ventilator}) END",
                    ),
                    Clause(
                        "organ_4",
                        "organ toxicity of grade 4, transaminases not counted",
                        "creatinine_grade >= 4 OR organ_grade >= 4",
                    ),
                ),
            ),
            DEATH_LEVEL,
        ),
        gate=(PRESENT,),
    ),
    switches=(
        Switch(
            "ventilator",
            "What counts as ventilator support",
            {"invasive": "'ventilator'", "also_mask": "'ventilator', 'bipap', 'cpap'"},
            "invasive",
            "The text says ventilator support; BiPAP or CPAP is grade 3 or 4 by reading.",
        ),
    ),
    low=0,
    high=5,
    better="lower",
    missing=MISSING,
    sources=(LEE_2014,),
    licence=LICENCE,
    divergences=(
        "A secondary table prints an oxygen requirement below 40 % for grade 3; it must be 40 % or more.",
    ),
    notes=("Vasopressin counts as a vasopressor here; its exclusion came with ASTCT 2019.", COMMON_NOTE),
)

PENN = Definition(
    id="crs-penn-2018",
    paramcd="CRSPENN",
    title="Cytokine release syndrome, Penn grade",
    disease="any",
    kind="grade",
    edition="Penn (Porter 2018)",
    family="CRS",
    items=(
        *ROW,
        PRESSOR_DOSE,
        CREATININE,
        TRANSAMINASE,
        ORGAN,
        IN_HOSPITAL,
        IV_THERAPY,
        COAGULATION,
        LIFE_THREATENING,
        DEATH,
    ),
    method=Grade(
        (
            Level(1, (FEVER_OR_SYMPTOMS,)),
            Level(
                2,
                (
                    Clause("hospital", "in hospital for CRS", "in_hospital = 1"),
                    Clause("iv_therapy", "intravenous therapy or parenteral nutrition", "iv_therapy = 1"),
                    Clause("mild_organ", "mild organ dysfunction", "{mild_organ}"),
                ),
            ),
            Level(
                3,
                (
                    FLUID,
                    ANY_PRESSOR,
                    ANY_OXYGEN,
                    Clause("coagulation", "coagulopathy that needs products", "coagulation_products = 1"),
                    Clause(
                        "organ_3",
                        "creatinine of grade 3, transaminases of grade 4 or other organ of grade 3",
                        "creatinine_grade >= 3 OR transaminase_grade >= 4 OR organ_grade >= 3",
                    ),
                ),
            ),
            Level(4, (HIGH_DOSE, VENTILATOR, Clause("life", "life-threatening", "life_threatening = 1"))),
            DEATH_LEVEL,
        ),
        gate=(PRESENT,),
    ),
    switches=(
        Switch(
            "mild_organ",
            "Organ dysfunction of grade 2",
            {
                "named_grades": "creatinine_grade >= 2 OR transaminase_grade >= 3 OR organ_grade >= 2",
                "up_to": "creatinine_grade >= 1 OR transaminase_grade >= 1 OR organ_grade >= 1",
            },
            "named_grades",
            "Copies print 'grade 2 creatinine or grade 3 LFTs' or 'at most' these grades.",
        ),
    ),
    low=0,
    high=5,
    better="lower",
    missing=MISSING,
    sources=(PORTER_2018,),
    licence=LICENCE,
    notes=("CPAP and BiPAP are grade 3, a ventilator grade 4.", COMMON_NOTE),
)

LIFE = Clause("life", "life-threatening, urgent intervention", "life_threatening = 1 OR ({support})")
SUPPORT = Switch(
    "support",
    "Support that is life-threatening by itself",
    {
        "support": "vasopressors >= 2 OR CASE WHEN oxygen_device <> 'oxygen' THEN "
        f"oxygen_device IN {POSITIVE_PRESSURE} END",
        "recorded_only": "FALSE",
    },
    "support",
    "Grade 3 is one vasopressor and oxygen without pressure; what lies beyond is read as grade 4.",
)
LOW_40 = Level(2, (FLUID, ANY_PRESSOR, ANY_OXYGEN))

CTCAE_V5 = Definition(
    id="crs-ctcae-5",
    paramcd="CRSCTC5",
    title="Cytokine release syndrome, CTCAE v5.0 grade",
    disease="any",
    kind="grade",
    edition="CTCAE v5.0",
    family="CRS",
    items=(*ROW, FIO2, LIFE_THREATENING, DEATH),
    method=Grade(
        (
            Level(1, (FEVER_OR_SYMPTOMS,)),
            LOW_40,
            Level(3, (ANY_PRESSOR, FIO2_40)),
            Level(4, (LIFE,)),
            DEATH_LEVEL,
        ),
        gate=(PRESENT,),
    ),
    switches=(SUPPORT,),
    low=0,
    high=5,
    better="lower",
    missing=MISSING,
    sources=(CTCAE_5,),
    licence="Work of the US government; no MedDRA content.",
    notes=(COMMON_NOTE,),
)

CTCAE_V6 = evolve(
    CTCAE_V5,
    id="crs-ctcae-6",
    paramcd="CRSCTC6",
    title="Cytokine release syndrome, CTCAE v6.0 grade",
    edition="CTCAE v6.0",
    items=(*ROW, FLOW, LIFE_THREATENING, DEATH),
    method=Grade(
        (
            Level(1, (FEVER_OR_SYMPTOMS,)),
            LOW_40,
            Level(
                3,
                (
                    ANY_PRESSOR,
                    Clause(
                        "high_flow",
                        "high-flow cannula or mask",
                        f"CASE WHEN oxygen_device IN {MASKS} OR oxygen_device IN {POSITIVE_PRESSURE} THEN "
                        f"TRUE "
                        "WHEN oxygen_device IN ('nasal', 'nasal_low') THEN oxygen_l_min > 6 "
                        "WHEN oxygen_device = 'nasal_high' THEN "
                        "CASE WHEN oxygen_l_min <= 6 THEN NULL ELSE TRUE END "
                        "WHEN oxygen_device <> 'oxygen' THEN FALSE END",
                    ),
                ),
            ),
            Level(4, (LIFE,)),
            DEATH_LEVEL,
        ),
        gate=(PRESENT,),
    ),
    sources=(CTCAE_6,),
    notes=("High flow is read as above 6 L/min, as ASTCT defines it; v6 gives no number.", COMMON_NOTE),
)

DEFINITIONS = (LEE, PENN, CTCAE_V5, CTCAE_V6)
