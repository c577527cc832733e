"""Clinically inactive juvenile dermatomyositis: PRINTO 2013, and its revision with the physician global fixed."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, Source, State, count_of, number
from cartaid.instruments.iim.core_set import IMACS_LICENCE, MMT_MAX, muscle_strength, physician_global

_ITEMS = (
    Item(
        "ck",
        "Creatine kinase",
        low=0,
        unit="U/L",
        accepts={"ukat/L": 60},
        unit_item="ck_unit",
        record=Record("LB", "CK", before=14, after=14),
    ),
    Item(
        "cmas",
        "Childhood Myositis Assessment Scale",
        low=0,
        high=52,
        step=1,
        record=Record("QS", "CMAS", "CMAS"),
    ),
    muscle_strength(),
    MMT_MAX,
    physician_global(),
)
_PHGA = Clause("phga", "physician global at most 0.2", f"phga <= {number('0.2')}")
_CLAUSES = (
    Clause("ck", "creatine kinase at most 150 U/L", "ck <= 150"),
    Clause("cmas", "CMAS at least 48", "cmas >= 48"),
    Clause("mmt8", "MMT-8 at least 78 of 80", "CASE WHEN mmt_max = 80 THEN mmt >= 78 END"),
    _PHGA,
)
_MISSING = "Kleene logic: three criteria met decide Y whatever the fourth is; two not met decide N."
_NOTES = (
    "Holds on or off therapy.",
    "Muscle strength counts on the scale of 80 only: a test on another scale is refused, an unknown scale leaves its "
    "criterion open.",
    "No adult counterpart is published.",
)
LAZAREVIC_2013 = Source(
    "Lazarevic D et al. The PRINTO criteria for clinically inactive disease in juvenile dermatomyositis. "
    "Ann Rheum Dis 2013;72:686-93",
    doi="10.1136/annrheumdis-2012-201483",
    where="abstract: three of four criteria and their limits",
    checked="verified",
)


def _inactive(
    id: str, paramcd: str, edition: str, rule: str, sources: tuple[Source, ...], missing: str
) -> Definition:
    return Definition(
        id=id,
        paramcd=paramcd,
        title=f"Clinically inactive juvenile dermatomyositis, {id[-4:]}",
        disease="IIM",
        kind="state",
        edition=edition,
        family="Inactive juvenile dermatomyositis",
        items=_ITEMS,
        method=State(_CLAUSES, rule=rule),
        applicable=Clause(
            "within_scale",
            "muscle test on the scale of 80 (MMT-8 on one side), of at most 80",
            "mmt IS NULL OR (mmt <= 80 AND coalesce(mmt_max = 80, TRUE))",
        ),
        outside_is_error=True,
        assessed_by=("cmas", "mmt", "phga"),
        low=0,
        high=1,
        better="higher",
        window="one visit; creatine kinase within 14 days",
        missing=missing,
        sources=sources,
        licence=IMACS_LICENCE,
        notes=_NOTES,
        validated_in="juvenile dermatomyositis",
    )


DEFINITIONS = (
    _inactive(
        "jdm-inactive-2013",
        "JDMINA13",
        "PRINTO 2013",
        count_of(3, "ck", "cmas", "mmt8", "phga"),
        (LAZAREVIC_2013,),
        _MISSING,
    ),
    _inactive(
        "jdm-inactive-2015",
        "JDMINA15",
        "Almeida 2015 (physician global obligatory)",
        f"phga AND ({count_of(2, 'ck', 'cmas', 'mmt8')})",
        (
            LAZAREVIC_2013,
            Source(
                "Almeida B et al. PRINTO criteria for clinically inactive disease in juvenile dermatomyositis, "
                "revised, 2015",
                where="physician global obligatory, with two of the other three",
                checked="from memory",
            ),
        ),
        "The physician global decides N alone; otherwise two of the other three decide.",
    ),
)
