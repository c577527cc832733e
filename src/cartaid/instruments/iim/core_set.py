"""The IMACS core set measures of myositis, each as it is recorded."""

from typing import Literal

from attrs import evolve

from cartaid.instruments.definition import (
    Clause,
    Definition,
    Item,
    Number,
    Record,
    Score,
    Source,
    Term,
    number,
    visual_scale,
    weight,
)

IMACS_LICENCE = (
    "Item identifiers and short neutral labels only. Some IMACS tools are under copyright and ask for "
    "citation; the HAQ carries a Stanford copyright notice."
)
IMACS_2018 = Source(
    "Rider LG et al. IMACS core set of measures and their forms (National Institute of Environmental Health "
    "Sciences)",
    where="IMACS forms 02, 04, 05 and 07b: scales of the core set measures",
    checked="verified",
)
MMT_MAXIMA = ("80", "150", "260")
"""MMT-8 on one side, MMT-8 on both sides, MMT-24."""

At = Literal["assessment", "baseline", "previous"]


def physician_global(id: str = "phga", at: At = "assessment") -> Item:
    """Declare the physician's global activity on a 10 cm scale."""
    return visual_scale(id, "Physician global activity", Record("QS", "PHGA", "IMACS", at=at))


def patient_global(id: str = "ptga", at: At = "assessment") -> Item:
    """Declare the patient's (in children: the parent's) global activity on a 10 cm scale."""
    return visual_scale(id, "Patient or parent global activity", Record("QS", "PTGA", "IMACS", at=at))


def muscle_strength(id: str = "mmt", at: At = "assessment") -> Item:
    """Declare the total of manual muscle testing; its scale is the item `mmt_max`."""
    # At baseline: of a test on the form of the assessment's own test; on another form nothing is compared.
    record = Record("ADQS", "MMT8BASE") if at == "baseline" else Record("QS", "MMT8", "IMACS", at=at)
    return Item(id, "Manual muscle testing, total", low=0, high=260, record=record)


MMT_MAX = Item(
    "mmt_max",
    "Maximum of the muscle test used",
    low=80,
    high=260,
    values=MMT_MAXIMA,
    record=Record("ADQS", "MMTMAX"),
    note="80 MMT-8 one side, 150 MMT-8 both sides, 260 MMT-24; in a study from the unit of the muscle test",
)


MMT_MAX_BASE = evolve(
    MMT_MAX,
    id="mmt_max_base",
    label="Maximum of the muscle test used at baseline",
    note="blank: the same test as now; in a study the baseline is always one of the same test",
    optional=True,
)


def enzyme_level(id: str, label: str, record: Record, units: tuple[str, ...], note: str = "") -> Item:
    """Declare a value of the muscle enzyme; only its ratio to another counts, whose unit columns are `units`."""
    return Item(
        id,
        label,
        low=0,
        high=1_000_000,
        unit="U/L",
        accepts={"ukat/L": 60, "nkat/L": number("0.06")},
        unit_from=units,
        record=record,
        note=f"any unit, the same for every value of the enzyme; units are named for all of them, and converted, or "
        f"for none{note}",
    )


def disability(id: str = "haq", at: At = "assessment") -> Item:
    """Declare the HAQ disability index (in children: the CHAQ)."""
    return Item(
        id, "HAQ or CHAQ disability index", low=0, high=3, record=Record("QS", "HAQDI", "IMACS", at=at)
    )


def extramuscular(id: str = "exm", at: At = "assessment") -> Item:
    """Declare the extramuscular global activity of the MDAAT on a 10 cm scale."""
    return visual_scale(
        id,
        "Extramuscular global activity",
        Record("QS", "EXM", "IMACS", at=at),
        note="one global scale of the MDAAT, not the mean of its organ scales",
    )


def doubtful_forms(maximum: str, *totals: str) -> str:
    """Write "these totals may come from different forms": without a maximum, on both sides of that of a form.

    >>> doubtful_forms("mmt_max", "mmt", "mmt_base").count("OR")
    1
    """
    sides = [
        f"least({', '.join(totals)}) <= {edge} AND greatest({', '.join(totals)}) > {edge}"
        for edge in MMT_MAXIMA[:-1]
    ]
    known = " AND ".join(f"{total} IS NOT NULL" for total in totals)
    return f"({maximum}) IS NULL AND {known} AND ({' OR '.join(sides)})"


# An unknown maximum breaks no rule: it leaves the total itself open.
WITHIN_SCALE = "coalesce(mmt <= mmt_max, TRUE)"
ONE_FORM = (
    "muscle tests that are all on one form and not above its maximum; mmt_max (80, 150 or 260) must be given where "
    "one total is above 80 or 150 and another is not"
)
FRIES_1980 = Source(
    "Fries JF et al. Measurement of patient outcome in arthritis. Arthritis Rheum 1980;23:137-45",
    doi="10.1002/art.1780230202",
    checked="from memory",
)
ISENBERG_2004 = Source(
    "Isenberg DA et al. International consensus outcome measures for patients with idiopathic inflammatory "
    "myopathies. Rheumatology 2004;43:49-54",
    doi="10.1093/rheumatology/keg427",
    where="development of the disease activity and damage indices; its text was not seen",
)


def _measure(
    id: str,
    paramcd: str,
    title: str,
    items: tuple[Item, ...],
    high: Number,
    better: Literal["lower", "higher"],
    sources: tuple[Source, ...],
    applicable: Clause | None = None,
    disease: Literal["IIM", "any"] = "IIM",
    notes: tuple[str, ...] = (),
    term: Term | None = None,
    unit: str = "points",
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=title,
        disease=disease,
        kind="measure",
        edition="as recorded",
        family="IMACS core set",
        run="always",
        items=items,
        method=Score((term or weight(items[0].id, 1, items[0].label),)),
        applicable=applicable,
        assessed_by=(items[0].id,),
        low=0,
        high=high,
        unit=unit,
        better=better,
        window="one visit",
        sources=sources,
        licence=IMACS_LICENCE,
        notes=notes,
    )


DEFINITIONS = (
    _measure("phga", "PHGA", "Physician global activity", (physician_global(),), 10, "lower", (IMACS_2018,)),
    _measure("ptga", "PTGA", "Patient global activity", (patient_global(),), 10, "lower", (IMACS_2018,)),
    _measure(
        "mmt8",
        "MMT8",
        "Manual muscle testing, total",
        (muscle_strength(), MMT_MAX),
        260,
        "higher",
        (IMACS_2018,),
        Clause("within_scale", "a muscle test not above the maximum of its form, mmt_max", WITHIN_SCALE),
        notes=(
            "Totals of different scales (80, 150, 260) are never compared or mixed; without its scale a total stays open.",
        ),
        # Which scale a total is on is never guessed: an unknown maximum leaves it open.
        term=Term(
            "Manual muscle testing, total",
            "CASE WHEN mmt_max > 0 THEN mmt END",
            {"mmt": ("0", "mmt_max"), "mmt_max": ()},
            rising=("mmt",),
        ),
    ),
    _measure(
        "mmt8-percent",
        "MMT8PCT",
        "Manual muscle testing, % of the maximum of its scale",
        (muscle_strength(), MMT_MAX),
        100,
        "higher",
        (IMACS_2018,),
        Clause("within_scale", "a muscle test not above the maximum of its form, mmt_max", WITHIN_SCALE),
        notes=("The form in which patients tested on different scales can be summarised together.",),
        term=Term(
            "share of the maximum",
            "least(100, 100 * mmt / mmt_max)",
            # A total above the maximum of a form is not of that form.
            {
                "mmt": ("0", "coalesce(mmt_max, 260)"),
                "mmt_max": ("CASE WHEN mmt > 150 THEN 260 WHEN mmt > 80 THEN 150 ELSE 80 END", "260"),
            },
            rising=("mmt",),
        ),
        unit="%",
    ),
    _measure("haq-di", "HAQDI", "HAQ disability index", (disability(),), 3, "lower", (FRIES_1980,)),
    _measure(
        "exm",
        "EXM",
        "Extramuscular global activity (MDAAT)",
        (extramuscular(),),
        10,
        "lower",
        (IMACS_2018, ISENBERG_2004),
        notes=("One global scale, not the mean of the organ scales.",),
    ),
)
