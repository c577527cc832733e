"""The revised CRISS: response by the number of core measures that improve, 20, 25 and 30 % by name."""

from cartaid.instruments.definition import Checked, Clause, Definition, Source, State, count_of
from cartaid.instruments.ssc.criss_2016 import ASSESSED_BY, CRISS_LICENCE, EVENT, MEASURES

# Measure, label; all fall as they improve but FVC.
_FIVE = {
    "mrss": "skin score",
    "fvc_pct": "FVC",
    "haq": "HAQ",
    "ptga": "patient global",
    "phga": "physician global",
}


def _better(measure: str, percent: int) -> str:
    """Write "better by so many percent of its baseline"; a baseline of 0 cannot improve."""
    base = f"{measure}_base"
    if measure == "fvc_pct":
        return f"CASE WHEN {base} > 0 THEN 100 * ({measure} - {base}) >= 5 * {base} END"
    return f"CASE WHEN {base} = 0 THEN FALSE ELSE 100 * ({base} - {measure}) >= {percent} * {base} END"


def _worse(measure: str, percent: int) -> str:
    """Write "worse by so many percent of its baseline"; from a baseline of 0 that is open."""
    base = f"{measure}_base"
    if measure == "fvc_pct":
        return f"CASE WHEN {base} > 0 THEN 100 * ({base} - {measure}) >= 5 * {base} END"
    return (
        f"CASE WHEN {base} > 0 THEN 100 * ({measure} - {base}) >= {percent} * {base} "
        f"WHEN {base} = 0 AND {measure} = 0 THEN FALSE END"
    )


def _clauses(percent: int, worsening: bool, checked: Checked) -> tuple[Clause, ...]:
    def label(measure: str, name: str, way: str) -> str:
        return f"{name} {way} by {5 if measure == 'fvc_pct' else percent} %"

    better = [
        Clause(f"better_{m}", label(m, name, "better"), _better(m, percent), checked)
        for m, name in _FIVE.items()
    ]
    worse = [
        Clause(f"worse_{m}", label(m, name, "worse"), _worse(m, percent), checked)
        for m, name in _FIVE.items()
    ]
    event = Clause("no_event", "no organ event", "step1_event = 0")
    return (event, *better, *(worse if worsening else ()))


def _response(
    id: str,
    paramcd: str,
    edition: str,
    percent: int,
    at_least: int,
    sources: tuple[Source, ...],
    worsened_at_most: int | None = None,
    checked: Checked = "verified",
    notes: tuple[str, ...] = (),
) -> Definition:
    rule = f"no_event AND ({count_of(at_least, *(f'better_{m}' for m in _FIVE))})"
    if worsened_at_most is not None:
        rule += f" AND NOT ({count_of(worsened_at_most + 1, *(f'worse_{m}' for m in _FIVE))})"
    return Definition(
        id=id,
        paramcd=paramcd,
        title=f"Revised CRISS, {percent} %",
        disease="SSc",
        kind="response",
        edition=edition,
        family="CRISS",
        items=(*MEASURES, EVENT),
        method=State(_clauses(percent, worsened_at_most is not None, checked), rule=rule),
        assessed_by=ASSESSED_BY,
        low=0,
        high=1,
        better="higher",
        window="one year against baseline; FVC within 30 days",
        missing="An unknown measure leaves its clause open; the count decides whether that matters.",
        sources=sources,
        licence=CRISS_LICENCE,
        notes=("A measure that is 0 at baseline cannot improve.", *notes),
    )


_KHANNA_2021 = Source(
    "Khanna D, Huang S, Lin CJF, Spino C. New composite endpoint in early diffuse cutaneous systemic sclerosis. "
    "Ann Rheum Dis 2021;80:641-650",
    doi="10.1136/annrheumdis-2020-219100",
    where="PMC10750249, abstract: three or more of five better by 20 % (FVC by 5 %)",
    checked="verified",
)
DEFINITIONS = (
    _response("rcriss-20", "RCRISS20", "2021, 20 % in three of five", 20, 3, (_KHANNA_2021,)),
    _response(
        "rcriss-30",
        "RCRISS30",
        "2021, 30 % in three of five",
        30,
        3,
        (
            _KHANNA_2021,
            Source(
                "Use of 30 % in a juvenile systemic sclerosis cohort",
                where="egms.de 23dgrh136, conference abstract",
                checked="verified",
            ),
        ),
    ),
    _response(
        "rcriss-25-daisy",
        "RCRISS25",
        "DAISY trial, 25 % in two of five, at most one worse",
        25,
        2,
        (
            Source(
                "Khanna D et al. DAISY: study design and rationale. Clin Exp Rheumatol 2024;42:1635-1644",
                doi="10.55563/clinexprheumatol/s8qcyu",
                where="abstract: primary endpoint by name only; the rule is from memory",
                checked="from memory",
            ),
        ),
        worsened_at_most=1,
        checked="from memory",
        notes=("The trial's list of organ events is wider than step 1 of 2016.",),
    ),
)
