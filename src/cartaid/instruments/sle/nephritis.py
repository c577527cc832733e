"""Lupus nephritis responses: KDIGO 2024, BLISS-LN, its Toronto modification, EULAR milestones, AURORA.

Proteinuria is compared in g/g: 0.5 g/g is 56.6 mg/mmol (guidelines print 50 mg/mmol as if equal).
"""

from cartaid.instruments.definition import (
    Checked,
    Clause,
    Definition,
    Item,
    Number,
    Record,
    Source,
    State,
    Switch,
    flag,
    number,
)

# 1 mg/mmol in g/g: the molar mass of creatinine is 113.12 g/mol.
_UPCR_UNITS: dict[str, Number] = {"mg/mg": 1, "mg/g": number("0.001"), "mg/mmol": number("0.00884017")}


def _upcr(id: str, label: str, record: Record) -> Item:
    return Item(
        id,
        label,
        low=0,
        high=100,
        unit="g/g",
        accepts=_UPCR_UNITS,
        unit_item=f"{id}_unit",
        record=record,
        note="spot or from a 24-h collection: one kind throughout a study",
    )


def _egfr(id: str, label: str, record: Record, low: int = 0, note: str = "") -> Item:
    return Item(id, label, low=low, high=250, unit="mL/min/1.73m2", record=record, note=note)


def _compared(id: str, label: str, record: Record) -> Item:
    return _egfr(id, label, record, 1, "no fall can be told from 0")


UPCR = _upcr("upcr", "Urinary protein/creatinine ratio", Record("LB", "PROTCRT"))
UPCR_BASE = _upcr(
    "upcr_base", "Urinary protein/creatinine ratio at baseline", Record("LB", "PROTCRT", at="baseline")
)
EGFR = _egfr("egfr", "Estimated GFR", Record("ADQS", "EGFR21", before=14, after=14))
COMPARATORS = (
    _compared("egfr_base", "Estimated GFR at baseline", Record("ADQS", "EGFR21", at="baseline")),
    _compared("egfr_preflare", "Estimated GFR before the flare", Record("LB", "EGFRPRE", before=None)),
    _compared("egfr_biopsy", "Estimated GFR at biopsy", Record("LB", "EGFRBIOP", before=None)),
)
RESCUE = flag(
    "rescue",
    "Rescue treatment or treatment failure since baseline",
    Record("QS", "RESCUE", before=14, after=14),
    note="adjudicated item: which treatment is a failure is a rule of the trial",
)

_GC_NOTE = "prednisone equivalent, pulses included, derived from the medication records"
GC_SINCE_WEEK_24 = Item(
    "gc_since_week_24_mg",
    "Highest daily glucocorticoid dose since week 24",
    low=0,
    unit="mg/d",
    record=Record("ADCM", "GCMAXW24"),
    note=_GC_NOTE,
)
GC_LAST_8_WEEKS = Item(
    "gc_last_8_weeks_mg",
    "Highest daily glucocorticoid dose of the last 8 weeks",
    low=0,
    unit="mg/d",
    record=Record("ADCM", "GCMAX8W"),
    note=_GC_NOTE,
)
PREDNISONE = Item(
    "prednisone_mg",
    "Prednisone-equivalent dose",
    low=0,
    unit="mg/d",
    record=Record("ADCM", "PREDEQ"),
    note="derived from the medication records",
)

NO_RESCUE = Clause("rescue", "no rescue treatment or treatment failure", "rescue = 0")
RESCUE_IF_COUNTED = Clause("rescue", "no rescue treatment, where it counts", "{rescue}")
RESCUE_SWITCH = Switch(
    "rescue",
    "Rescue treatment",
    {"not considered": "TRUE", "non-responder": "rescue = 0"},
    "not considered",
    "The published definition does not mention it; trials make it a non-response.",
)
MISSING = "Without the ratio or the eGFR the response is open, unless another clause fails."


def comparator(default: str) -> Switch:
    """Give the switch that says which earlier eGFR a fall is measured against.

    >>> comparator("baseline").options["biopsy"]
    'egfr_biopsy'
    """
    return Switch(
        "comparator",
        "eGFR that the present one is compared with",
        {"baseline": "egfr_base", "pre-flare": "egfr_preflare", "biopsy": "egfr_biopsy"},
        default,
        "Pre-flare values are often missing in CAR T series: naming another comparator is a decision, not a "
        "fall-back.",
    )


def not_below(percent: str, floor: int | None = None, checked: Checked = "verified") -> Clause:
    """Write "eGFR at least `percent` of the comparator" (or, with `floor`, at least so much).

    >>> not_below("80", 60).sql
    '(egfr >= 60 OR 100 * egfr >= 80 * ({comparator}))'
    """
    kept = f"100 * egfr >= {percent} * ({{comparator}})"
    sql = kept if floor is None else f"(egfr >= {floor} OR {kept})"
    return Clause("egfr", "kidney function kept", sql, checked)


def ratio_below(label: str, limit: str, checked: Checked = "verified") -> Clause:
    """Write a limit on the ratio, such as "<= 0.7".

    >>> ratio_below("at most 0.7 g/g", "<= 0.7").sql
    'upcr <= 0.7'
    """
    return Clause("upcr", f"protein/creatinine ratio {label}", f"upcr {limit}", checked)


def fall(percent: int, checked: Checked = "verified") -> Clause:
    """Write a fall of the ratio by at least so many per cent of baseline.

    >>> fall(50).sql
    '100 * upcr <= 50 * upcr_base'
    """
    return Clause(
        "fall",
        f"proteinuria down by {percent} % or more",
        f"100 * upcr <= {100 - percent} * upcr_base",
        checked,
    )


def response(
    id: str,
    paramcd: str,
    title: str,
    edition: str,
    items: tuple[Item, ...],
    clauses: tuple[Clause, ...],
    switches: tuple[Switch, ...],
    sources: tuple[Source, ...],
    window: str,
    notes: tuple[str, ...] = (),
) -> Definition:
    """Declare one nephritis response; relative changes need proteinuria at baseline.

    >>> response("x", "X", "t", "e", (UPCR,), (), (), (), "w").family
    'Lupus nephritis'
    """
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="SLE",
        kind="response",
        edition=edition,
        family="Lupus nephritis",
        items=items,
        assessed_by=("upcr",),
        method=State(clauses),
        switches=switches,
        applicable=Clause("proteinuria_at_baseline", "proteinuria at baseline above 0", "upcr_base > 0")
        if UPCR_BASE in items
        else None,
        low=0,
        high=1,
        better="higher",
        window=window,
        missing=MISSING,
        sources=sources,
        run="on request",
        licence="Published criteria; no form wording.",
        notes=notes,
    )
