"""CRS by the ASTCT consensus of 2019: fever, and the worse of hypotension and hypoxia."""

from cartaid.instruments.definition import Clause, Definition, Grade, Level, Source, Switch
from cartaid.instruments.toxicity.crs_items import CANNULA_OR_BLOW_BY, ITEMS, MASKS, POSITIVE_PRESSURE

LEE_2019 = Source(
    "Lee DW, Santomasso BD, Locke FL et al. ASTCT consensus grading for cytokine release syndrome and "
    "neurologic toxicity associated with immune effector cells. Biol Blood Marrow Transplant 2019;25:625-38",
    doi="10.1016/j.bbmt.2018.12.758",
    where="CRS grading table, read in secondary copies (PMC9327779 table 2, PMC8021214 table 1)",
    checked="verified",
    secondary=True,
)

FEVER = Clause(
    "fever",
    "fever evidence",
    "CASE WHEN temperature_c >= 38 THEN TRUE WHEN masked = 1 THEN TRUE "
    "WHEN temperature_c < 38 AND masked = 0 THEN FALSE END",
)
ONSET = Clause(
    "onset",
    "onset seen (fever before masking drugs); adjudicate",
    "CASE WHEN temperature_c >= 38 AND ({fever_opens}) THEN TRUE WHEN episode_open = 1 THEN TRUE "
    "WHEN temperature_c >= 38 AND episode_open = 0 THEN FALSE "
    "WHEN temperature_c < 38 AND episode_open = 0 THEN {allow_masked_onset} END",
)
HYPOTENSION = Clause(
    "fluids", "hypotension that needs treatment", "fluids = 1 OR vasopressors >= 1 OR vasopressin = 1"
)
LOW_FLOW = Clause(
    "low_flow", "low-flow cannula, blow-by, or oxygen at all", f"oxygen_device IN {CANNULA_OR_BLOW_BY}"
)
ONE_PRESSOR = Clause(
    "one_pressor",
    "one vasopressor, with or without vasopressin",
    "vasopressors >= 1 OR ({vasopressin_alone})",
)
HIGH_FLOW = Clause(
    "high_flow",
    "high-flow cannula (above 6 L/min) or mask",
    # A cannula called high-flow but recorded at 6 L/min or less contradicts itself: open, not decided.
    f"CASE WHEN oxygen_device IN {MASKS} THEN TRUE "
    "WHEN oxygen_device IN ('nasal', 'nasal_low') THEN oxygen_l_min > 6 "
    "WHEN oxygen_device = 'nasal_high' THEN CASE WHEN oxygen_l_min <= 6 THEN NULL ELSE TRUE END "
    "WHEN oxygen_device <> 'oxygen' THEN FALSE END",
)
PRESSORS = Clause("pressors", "several vasopressors, vasopressin not counted", "vasopressors >= 2")
PRESSURE = Clause(
    "pressure",
    "positive pressure",
    # A flow tells that oxygen only was given; without one an unnamed device may have been a ventilator.
    f"CASE WHEN oxygen_device = 'oxygen' AND oxygen_l_min IS NULL THEN NULL ELSE oxygen_device IN {POSITIVE_PRESSURE} END",
)
DEATH = Clause("death", "death due to CRS", "death = 1")

DEFINITION = Definition(
    id="crs-astct-2019",
    paramcd="CRS",
    title="Cytokine release syndrome, ASTCT grade",
    disease="any",
    kind="grade",
    edition="ASTCT 2019",
    family="CRS",
    run="always",
    items=ITEMS,
    method=Grade(
        (
            Level(
                1,
                (
                    Clause("temperature", "temperature of 38.0 degrees or more", "temperature_c >= 38"),
                    Clause("masked_only", "masked, no organ finding", "{masked_afebrile_no_organ}"),
                ),
            ),
            Level(2, (HYPOTENSION, LOW_FLOW)),
            Level(3, (ONE_PRESSOR, HIGH_FLOW)),
            Level(4, (PRESSORS, PRESSURE)),
            Level(5, (DEATH,), gated=False),
        ),
        gate=(FEVER, ONSET),
    ),
    switches=(
        Switch(
            "masked_afebrile_no_organ",
            "Afebrile under masking drugs, no hypotension and no hypoxia, in an open episode",
            {"0": "FALSE", "1": "masked = 1 AND episode_open = 1"},
            "0",
            "The consensus does not say; we read it as resolved (grade 0).",
        ),
        Switch(
            "allow_masked_onset",
            "Organ findings under drugs given before any fever",
            {"no": "NULL", "yes": "TRUE"},
            "no",
            "Not in the consensus; common where glucocorticoids precede the infusion. 'no' leaves it open.",
        ),
        Switch(
            "vasopressin_alone",
            "Vasopressin as the only vasopressor",
            {
                "grade_3": "vasopressin = 1",
                "open": "CASE WHEN vasopressors = 0 AND vasopressin = 0 THEN FALSE END",
                "grade_2": "FALSE",
            },
            "grade_3",
            "Not stated. Grade 2 needs no vasopressor, and vasopressin is excluded only from the count of "
            "several: hence 3.",
        ),
        Switch(
            "fever_opens",
            "A fever opens the episode by itself",
            {"yes": "TRUE", "no": "episode_open = 1"},
            "yes",
            "'no' asks for episode_open = 1 on febrile rows too, where explained fevers stay in the table.",
        ),
    ),
    low=0,
    high=5,
    better="lower",
    window="each assessment; by default attributed from day 0 to day 14, later ones queried",
    attribution="Fever not due to another cause; death attributed by the investigator.",
    missing="An unknown finding leaves an interval of grades; pressor or oxygen without a temperature is "
    "open (no fever evidence), never 0.",
    sources=(
        LEE_2019,
        Source(
            "CRS resolves when fever, oxygen and pressor need have all ended; sleep-apnoea CPAP and airway "
            "protection do not count",
            where="reading of the consensus",
            checked="from memory",
        ),
    ),
    licence="Published criteria; facts without wording.",
    divergences=(
        "Calculators ask for fever at every assessment, also after tocilizumab or antipyretics.",
        "Calculators count vasopressin as a vasopressor, or 6 L/min as high flow (consensus: above 6).",
        "One secondary table defines hypotension as systolic pressure below 90 mmHg; the consensus does not.",
        "Organ toxicity (creatinine, transaminases) does not enter the grade, as it does in older schemes.",
    ),
    notes=(
        "Onset is the first qualifying fever, the end when fever, oxygen and pressor need have all stopped.",
        "Neurological findings belong to ICANS.",
    ),
)
