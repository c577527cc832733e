"""The row every cytokine-release scheme reads: one assessment of temperature, circulation and oxygen."""

from cartaid.instruments.definition import Item, Record, flag, number

DEVICES = (
    "none",
    "nasal",
    "nasal_low",
    "blow_by",
    "oxygen",
    "nasal_high",
    "face_mask",
    "nonrebreather",
    "venturi",
    "cpap",
    "bipap",
    "ventilator",
)
CANNULA_OR_BLOW_BY = "('nasal', 'nasal_low', 'nasal_high', 'blow_by', 'oxygen')"
MASKS = "('face_mask', 'nonrebreather', 'venturi')"
POSITIVE_PRESSURE = "('cpap', 'bipap', 'ventilator')"

TEMPERATURE = Item(
    "temperature_c",
    "Highest temperature",
    low=25,
    high=45,
    unit="degC",
    record=Record("VS", "TEMP", pick="highest"),
    note="not due to another cause; leave an explained fever out of the row",
)
MASKED = flag(
    "masked",
    "Antipyretic or anticytokine drug given since onset",
    Record("ADCM", "MASKED"),
    note="tocilizumab, siltuximab, anakinra, glucocorticoid or antipyretic",
)
EPISODE_OPEN = flag(
    "episode_open",
    "A fever of this episode has been seen and the episode has not ended",
    Record("ADTX", "EPIOPEN"),
)
VASOPRESSORS = Item(
    "vasopressors",
    "Number of vasopressors running, vasopressin not counted",
    low=0,
    high=10,
    step=1,
    record=Record("ADCM", "NPRESSOR"),
)
VASOPRESSIN = flag("vasopressin", "Vasopressin running", Record("ADCM", "VASOPRES"))
FLUIDS = flag(
    "fluids",
    "Hypotension treated with fluid",
    Record("ADCM", "FLUIDS"),
    note="hypotension for age and the patient's own baseline; maintenance fluid does not count",
)
DEVICE = Item(
    "oxygen_device",
    "Oxygen device",
    "text",
    values=DEVICES,
    record=Record("ADPR", "OXYDEV"),
    note=(
        "highest support needed to correct a deficit; comfort oxygen, unchanged CPAP for sleep apnoea and "
        "intubation to protect the airway are 'none'; 'nasal' is a cannula whose class was not recorded, 'oxygen' oxygen by a "
        "device that was not recorded or is not listed"
    ),
)
FLOW = Item(
    "oxygen_l_min",
    "Oxygen flow",
    low=0,
    high=number("100"),
    unit="L/min",
    record=Record("ADPR", "OXYFLOW", pick="highest"),
    applies="oxygen_device <> 'none'",
)
DEATH = flag("death", "Death due to this toxicity with no other principal cause", Record("ADAE", "DTHCRS"))

ITEMS = (TEMPERATURE, MASKED, EPISODE_OPEN, VASOPRESSORS, VASOPRESSIN, FLUIDS, DEVICE, FLOW, DEATH)
