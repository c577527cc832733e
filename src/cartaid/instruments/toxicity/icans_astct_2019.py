"""ICANS by the ASTCT consensus of 2019: the worst of five domains, with CAPD in place of ICE under 12."""

from collections.abc import Callable

from attrs import evolve

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Grade,
    Item,
    Level,
    Quantity,
    Record,
    Score,
    Switch,
    Term,
    at_most,
    flag,
)
from cartaid.instruments.toxicity.crs_astct_2019 import LEE_2019

AGE = Item("age_years", "Age", low=0, high=120, unit="a", record=Record("SUBJECT", "AGE", at="subject"))
ICE = Item(
    "ice",
    "ICE total",
    low=0,
    high=10,
    step=1,
    record=Record("QS", "ICETOT", "ICE", pick="lowest"),
    applies="age_years >= 12",
)
CAPD = Item(
    "capd",
    "CAPD total",
    low=0,
    high=32,
    step=1,
    record=Record("QS", "CAPDTOT", "CAPD", pick="highest"),
    # Both readings of the age limit are children's; ICE is asked for at 12 years by one of them.
    applies="age_years < 13",
)
CONSCIOUSNESS = Item(
    "consciousness",
    "Level of consciousness",
    "text",
    values=("awake", "voice", "touch", "unarousable", "sedated"),
    record=Record("QS", "CONSC", "ICANS"),
    note="awakens by itself, to voice, only to touch, or not; 'sedated' cannot be assessed",
)
SEIZURE = Item(
    "seizure",
    "Seizure",
    "text",
    values=("none", "brief", "prolonged"),
    record=Record("QS", "SEIZURE", "ICANS"),
    note="brief: resolves rapidly, or EEG only and ended by treatment; prolonged: > 5 min, life-threatening "
    "or repeated without return to baseline",
)
MOTOR = flag("motor", "Deep focal motor weakness", Record("QS", "MOTOR", "ICANS"))
OEDEMA = Item(
    "oedema",
    "Cerebral oedema",
    "text",
    values=("none", "focal", "diffuse"),
    record=Record("QS", "OEDEMA", "ICANS"),
    note="diffuse includes the clinical signs of raised intracranial pressure",
)
DEATH = flag("death", "Death due to ICANS with no other principal cause", Record("ADAE", "DTHICANS"))
ITEMS = (AGE, ICE, CAPD, CONSCIOUSNESS, SEIZURE, MOTOR, OEDEMA, DEATH)

ICE_ITEMS = (
    Item("orientation", "ICE: orientation", low=0, high=4, step=1, record=Record("QS", "ICE01", "ICE")),
    Item("naming", "ICE: naming", low=0, high=3, step=1, record=Record("QS", "ICE02", "ICE")),
    Item("command", "ICE: following a command", low=0, high=1, step=1, record=Record("QS", "ICE03", "ICE")),
    Item("writing", "ICE: writing", low=0, high=1, step=1, record=Record("QS", "ICE04", "ICE")),
    Item("attention", "ICE: attention", low=0, high=1, step=1, record=Record("QS", "ICE05", "ICE")),
)
ICE_SCORE = Score(tuple(Term(item.label, item.id, rises=True) for item in ICE_ITEMS))

CHILD_AGE = Switch(
    "child_age",
    "Ages at which CAPD replaces ICE",
    {"under_12": "age_years < 12", "up_to_12": "age_years < 13"},
    "under_12",
    "The consensus uses CAPD under 12; an NCI Thesaurus concept says 12 and under.",
)
CAPD_FROM = Switch(
    "capd_from",
    "Lowest CAPD that is grade 1",
    {"1": "1", "0": "0"},
    "1",
    "1 to 8 is grade 1 or 2; a digest prints 'below 9', which would make 0 a grade 1.",
)


def _tested(test: str) -> str:
    # A score recorded under sedation says nothing about ICANS.
    return f"CASE WHEN consciousness = 'sedated' THEN NULL ELSE ({test}) END"


def _ice(limit: int) -> str:
    return f"ice <= {limit}"


def _ice_items(limit: int) -> str:
    return f"({at_most('total', limit)})"


def _capd(test: str) -> str:
    return _tested(f"({{child_age}}) AND {test}")


def _consciousness(value: str) -> str:
    return f"CASE WHEN consciousness <> 'sedated' THEN consciousness = '{value}' END"


def _method(ice: Callable[[int], str], quantities: tuple[Quantity, ...] = ()) -> Grade:
    def adult(limit: int) -> Clause:
        return Clause(
            f"ice_{limit}", f"ICE {limit} or less", _tested(f"NOT ({{child_age}}) AND {ice(limit)}")
        )

    return Grade(
        (
            Level(1, (adult(9), Clause("capd_1", "CAPD 1 to 8", _capd("capd >= {capd_from}")))),
            Level(2, (adult(6), Clause("voice", "awakens to voice", _consciousness("voice")))),
            Level(
                3,
                (
                    adult(2),
                    Clause("capd_9", "CAPD 9 or more", _capd("capd >= 9")),
                    Clause("touch", "awakens only to touch", _consciousness("touch")),
                    Clause("seizure", "seizure", "seizure IN ('brief', 'prolonged')"),
                    Clause("focal", "focal oedema", "oedema IN ('focal', 'diffuse')"),
                ),
            ),
            Level(
                4,
                (
                    Clause("unarousable", "unarousable", _consciousness("unarousable")),
                    Clause("prolonged", "prolonged or repeated seizure", "seizure = 'prolonged'"),
                    Clause("motor", "deep focal weakness", "motor = 1"),
                    Clause("diffuse", "diffuse oedema or raised pressure", "oedema = 'diffuse'"),
                ),
            ),
            Level(5, (Clause("death", "death due to ICANS", "death = 1"),)),
        ),
        quantities=quantities,
    )


ICANS = Definition(
    id="icans-astct-2019",
    paramcd="ICANS",
    title="Immune effector cell-associated neurotoxicity syndrome, ASTCT grade",
    disease="any",
    kind="grade",
    edition="ASTCT 2019",
    family="ICANS",
    run="always",
    items=ITEMS,
    method=_method(_ice),
    switches=(CHILD_AGE, CAPD_FROM),
    low=0,
    high=5,
    better="lower",
    window="each assessment; by default attributed from day 0 to day 28",
    attribution="Each finding counts only when it has no other cause (sedatives, metabolic, infection).",
    missing="An unknown domain leaves an interval; sedation leaves consciousness, ICE and CAPD unknown.",
    assessed_by=("ice", "capd", "consciousness", "seizure", "motor", "oedema"),
    sources=(
        evolve(
            LEE_2019, where="ICANS tables, read in secondary copies (PMC8403007 table 4, PMC7990806 table 2)"
        ),
    ),
    licence="Published criteria; facts without wording. CAPD and ICE are entered as totals.",
    divergences=(
        "Calculators give grade 4 for every ICE of 0; an awake patient (global aphasia) is grade 3.",
        "CTCAE v6 writes CAPD 1 to 8 for grades 1 and 2.",
    ),
    notes=(
        "Tremor, myoclonus, headache and intracranial haemorrhage do not count: grade them by CTCAE.",
        "Keep the ICE before lymphodepletion; below 10 (language, neuropsychiatric lupus) it needs care.",
        "Somnolence that prevents the test is ICE 0; sedation or intubation is no ICE.",
    ),
)

ICANS_FROM_ICE_ITEMS = evolve(
    ICANS,
    id="icans-astct-2019-items",
    paramcd="ICANSITM",
    title="ICANS, ASTCT grade, from the items of ICE",
    items=(AGE, *ICE_ITEMS, *ITEMS[2:]),
    method=_method(_ice_items, (Quantity("total", "ICE total", ICE_SCORE),)),
    assessed_by=(*(item.id for item in ICE_ITEMS), *ICANS.assessed_by[1:]),
)

ICE_TOTAL = Definition(
    id="ice",
    paramcd="ICETOT",
    title="Immune effector cell encephalopathy score",
    disease="any",
    kind="index",
    edition="ASTCT 2019",
    family="ICANS",
    items=ICE_ITEMS,
    method=ICE_SCORE,
    low=0,
    high=10,
    better="higher",
    sources=(evolve(LEE_2019, where="ICE table, read in a secondary copy (PMC9327779)"),),
    licence="Published criteria; short neutral item names.",
)

DEFINITIONS = (ICANS, ICANS_FROM_ICE_ITEMS, ICE_TOTAL)
