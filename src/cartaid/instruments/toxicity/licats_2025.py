"""LICATS: local toxicity of CAR T cells in an organ the autoimmune disease had involved (Hagen 2025).

The full grading table was not available; grade 2 is our inference and marked so.
"""

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Cut,
    Definition,
    Grade,
    Item,
    Level,
    Record,
    Score,
    Source,
    State,
    Switch,
    Term,
    flag,
)

HAGEN_2025 = Source(
    "Hagen M, Müller F, Wirsching A et al. Local immune effector cell-associated toxicity syndrome in CAR "
    "T-cell "
    "treated patients with autoimmune disease: an observational study. Lancet Rheumatol 2025",
    doi="10.1016/S2665-9913(25)00091-8",
    where="abstract and digests; the grading table was not seen",
    checked="verified",
    secondary=True,
)
LICENCE = "Published criteria; facts without wording."

ORGAN_PRIOR = flag(
    "organ_prior", "Organ involved by the disease before CAR T cells", Record("ADAE", "LICORGPR")
)
B_CELL_APLASIA = flag("b_cell_aplasia", "Onset during B-cell aplasia", Record("ADCP", "BCAPLAS"))
IN_CONCEPT = (
    Clause("organ", "organ previously involved", "organ_prior = 1"),
    Clause("aplasia", "during B-cell aplasia", "b_cell_aplasia = 1"),
)

CONCEPT = Definition(
    id="licats-2025",
    paramcd="LICATSC",
    title="LICATS suggested rather than flare",
    disease="any",
    kind="state",
    edition="Hagen 2025",
    family="LICATS",
    items=(
        ORGAN_PRIOR,
        B_CELL_APLASIA,
        flag("resolved", "Resolved", Record("ADAE", "LICRESOL")),
        flag("new_immunosuppression", "New immunosuppression for it", Record("ADCM", "LICNEWIS")),
    ),
    method=State((*IN_CONCEPT, Clause("transient", "resolved without new immunosuppression", "{transient}"))),
    switches=(
        Switch(
            "transient",
            "Ask for resolution without new immunosuppression",
            {"yes": "resolved = 1 AND new_immunosuppression = 0", "no": "TRUE"},
            "yes",
            "The concept is a transient, self-limited reaction; LICATS treated by new immunosuppression fail it, 'no' "
            "lets them pass.",
        ),
    ),
    low=0,
    high=1,
    missing="Unknown involvement, B cells, outcome or new immunosuppression leave the suggestion open.",
    sources=(HAGEN_2025,),
    licence=LICENCE,
    notes=("A suggestion only: an event that fails it is queried as a flare, nothing is overwritten.",),
)

GRADE = Definition(
    id="licats-grade-2025",
    paramcd="LICATS",
    title="LICATS grade",
    disease="any",
    kind="grade",
    edition="Hagen 2025",
    family="LICATS",
    items=(
        ORGAN_PRIOR,
        B_CELL_APLASIA,
        flag("treated", "Treated without admission", Record("ADAE", "LICTREAT")),
        flag("hospital", "New or prolonged stay in hospital", Record("ADAE", "LICHOSP")),
        flag("intensive_care", "Intensive care", Record("ADAE", "LICICU")),
    ),
    method=Grade(
        (
            Level(1, (Clause("event", "LICATS that settles by itself", "TRUE"),)),
            Level(2, (Clause("treated", "treated without admission", "treated = 1", checked="from memory"),)),
            Level(3, (Clause("hospital", "new or prolonged hospital stay", "hospital = 1"),)),
            Level(4, (Clause("intensive", "intensive care", "intensive_care = 1"),)),
        ),
        gate=IN_CONCEPT,
    ),
    low=0,
    high=4,
    better="lower",
    missing="Unknown prior involvement or B cells leave 0 and the grade open.",
    sources=(HAGEN_2025,),
    licence=LICENCE,
    notes=("One row an event. Grade 0 is an event that is not LICATS. Grade 5 is not stated.",),
)

ONSET = Definition(
    id="licats-onset-2025",
    paramcd="LICATSO",
    category_paramcd="LICATSOC",
    title="LICATS onset",
    disease="any",
    kind="classification",
    edition="Hagen 2025",
    family="LICATS",
    items=(
        Item(
            "onset_day",
            "Day of onset from infusion",
            low=0,
            high=5500,
            unit="d",
            record=Record("ADAE", "LICONSET"),
        ),
    ),
    method=Score(
        (Term("Day of onset", "onset_day", rises=True),),
        categories=Banding("early", (Cut(">", 14, "intermediate"), Cut(">", 30, "late"))),
    ),
    low=0,
    high=5500,
    unit="d",
    sources=(HAGEN_2025,),
    licence=LICENCE,
    notes=("Early up to 2 weeks, intermediate up to 1 month (30 days, our choice), late beyond.",),
)

DEFINITIONS = (CONCEPT, GRADE, ONSET)
