"""Decline of lung function: what the definitions of progression of interstitial lung disease share."""

from typing import Literal

from cartaid.instruments.definition import Definition, Item, Record, Source, State, Switch, flag

At = Literal["assessment", "baseline"]
CATEGORY = "ILD"
SYMPTOMS = flag("worse_symptoms", "Worse respiratory symptoms", Record("QS", "RESPWORS", CATEGORY))
INTERVAL = Item(
    "interval_days",
    "Days between the two lung function tests",
    low=0,
    high=36525,
    unit="d",
    record=Record("ADRE", "PFTDAYS"),
)


def _lung(id: str, label: str, code: str, at: At, low: int) -> Item:
    days = 30 if at == "assessment" else 0
    return Item(
        id,
        f"{label}, percent predicted{', earlier' if at == 'baseline' else ''}",
        low=low,
        high=250,
        unit="%",
        record=Record("RE", code, at=at, before=days, after=days),
        note=f"the same reference equations at both times; below {low} it is not a percentage, and refused",
    )


# No patient whose FVC is measured has less than 10 %: 2.5 is in litres. A DLCO of a few percent occurs.
FVC = (
    _lung("fvc_pct_base", "FVC", "FVCPP", "baseline", 10),
    _lung("fvc_pct", "FVC", "FVCPP", "assessment", 10),
)
DLCO = (
    _lung("dlco_pct_base", "DLCO", "DLCOPP", "baseline", 2),
    _lung("dlco_pct", "DLCO", "DLCOPP", "assessment", 2),
)


def relative_fall(measure: str, percent: str, side: str = ">=") -> str:
    """Write "fallen by so many percent of the earlier value"; from 0 that is open."""
    base = f"{measure}_base"
    return f"CASE WHEN {base} > 0 THEN 100 * ({base} - {measure}) {side} {percent} * {base} END"


def within(days: int, condition: str) -> str:
    """Write a condition that is open when the tests lie further apart than the definition allows."""
    return f"CASE WHEN interval_days <= {days} THEN ({condition}) END"


def progression(
    id: str,
    paramcd: str,
    title: str,
    edition: str,
    items: tuple[Item, ...],
    method: State,
    source: Source,
    window: str,
    switches: tuple[Switch, ...] = (),
    notes: tuple[str, ...] = (),
) -> Definition:
    """Declare a definition of progression; they differ in items, method and source only."""
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease="any",
        kind="state",
        edition=edition,
        family="ILD progression",
        items=items,
        method=method,
        switches=switches,
        assessed_by=("fvc_pct",),
        low=0,
        high=1,
        better="lower",
        window=window,
        missing="An unknown finding leaves its clause open; tests too far apart leave theirs open as well.",
        sources=(source,),
        licence="Item names only.",
        notes=("Never mix reference equations between the two tests.", *notes),
    )
