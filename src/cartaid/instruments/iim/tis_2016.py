"""The 2016 ACR/EULAR myositis response criteria: the Total Improvement Score, 0-100."""

from attrs import evolve

from cartaid.instruments.definition import (
    Banding,
    Clause,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Switch,
    banded,
    number,
)
from cartaid.instruments.iim.core_set import (
    IMACS_LICENCE,
    MMT_MAX,
    MMT_MAX_BASE,
    ONE_FORM,
    disability,
    doubtful_forms,
    enzyme_level,
    extramuscular,
    muscle_strength,
    patient_global,
    physician_global,
)

_UNITS = ("enzyme_unit", "enzyme_uln_unit", "enzyme_base_unit", "enzyme_value_unit")
ENZYMES = ("ck", "aldolase", "ast", "alt", "ldh")
# Points for an improvement beyond 5, 15, 25 and 40 % of the range; MMT beyond 2, 10, 20 and 30 %.
_POINTS = {
    "phga": ("7.5", "15", "17.5", "20"),
    "ptga": ("2.5", "5", "7.5", "10"),
    "haq": ("5", "7.5", "7.5", "10"),
    "enzyme": ("2.5", "5", "7.5", "7.5"),
    "exm": ("7.5", "12.5", "15", "20"),
    "mmt": ("10", "20", "27.5", "32.5"),
}


def _bands(measure: str) -> Banding:
    edges = (2, 10, 20, 30) if measure == "mmt" else (5, 15, 25, 40)
    return Banding(0, tuple(Cut(">", e, number(p)) for e, p in zip(edges, _POINTS[measure], strict=True)))


def _categories(minimal: int, moderate: int, major: int) -> Banding:
    named = ((minimal, "minimal"), (moderate, "moderate"), (major, "major"))
    return Banding("none", tuple(Cut(">=", at, name) for at, name in named))


_TOP = "coalesce(mmt_max, 260)"
# The five-point scale has no unit: what comes with one, or lies beyond 4, is on the visual scale.
_LIKERT = tuple(
    evolve(item, high=4, step=1, unit="", accepts={}, note="five-point Likert scale, 0 to 4")
    for item in (
        physician_global("phga_base", "baseline"),
        physician_global(),
        patient_global("ptga_base", "baseline"),
        patient_global(),
    )
)

DEFINITION = Definition(
    id="tis-2016",
    paramcd="TIS",
    category_paramcd="TISCAT",
    title="ACR/EULAR myositis response: Total Improvement Score",
    disease="IIM",
    kind="response",
    edition="2016 ACR/EULAR (adult and juvenile)",
    family="ACR/EULAR myositis response",
    run="always",
    items=(
        Item(
            "population",
            "Adult or juvenile myositis",
            "text",
            values=("adult", "juvenile"),
            record=Record("SUBJECT", "POPULATN", at="subject"),
        ),
        physician_global("phga_base", "baseline"),
        physician_global(),
        patient_global("ptga_base", "baseline"),
        patient_global(),
        muscle_strength("mmt_base", "baseline"),
        muscle_strength(),
        MMT_MAX,
        MMT_MAX_BASE,
        disability("haq_base", "baseline"),
        disability(),
        Item(
            "enzyme",
            "Muscle enzyme followed",
            "text",
            values=ENZYMES,
            record=Record("ADLB", "ENZNAME", at="baseline"),
            note="the most abnormal enzyme at baseline (highest multiple of its limit), kept at every visit",
            checked="from memory",
        ),
        enzyme_level(
            "enzyme_base",
            "Enzyme at baseline",
            Record("ADLB", "ENZVAL", at="baseline"),
            _UNITS,
        ),
        enzyme_level(
            "enzyme_value",
            "Enzyme now",
            Record("ADLB", "ENZVAL", before=14, after=14),
            _UNITS,
            "; after a change of laboratory: rescaled to the baseline's upper limit",
        ),
        evolve(
            enzyme_level(
                "enzyme_uln",
                "Upper limit of normal of the enzyme",
                Record("ADLB", "ENZULN", at="baseline"),
                _UNITS,
            ),
            low=number("0.1"),
            high=1000,
        ),
        extramuscular("exm_base", "baseline"),
        extramuscular(),
    ),
    method=Score(
        (
            banded(
                "Physician global",
                "100 * (phga_base - phga)",
                _bands("phga"),
                "{global_range}",
                rising=("phga_base",),
                falling=("phga",),
            ),
            banded(
                "Patient global",
                "100 * (ptga_base - ptga)",
                _bands("ptga"),
                "{global_range}",
                rising=("ptga_base",),
                falling=("ptga",),
            ),
            banded(
                "Manual muscle testing",
                "100 * (mmt - mmt_base)",
                _bands("mmt"),
                "mmt_max",
                {"mmt": ("0", _TOP), "mmt_base": ("0", _TOP)},
                rising=("mmt",),
                falling=("mmt_base",),
            ),
            banded(
                "HAQ",
                "100 * (haq_base - haq)",
                _bands("haq"),
                "3",
                checked="from memory",
                rising=("haq_base",),
                falling=("haq",),
            ),
            banded(
                "Muscle enzyme",
                "100 * (enzyme_base - enzyme_value)",
                _bands("enzyme"),
                "({enzyme_range}) * enzyme_uln",
                {"enzyme": ("'ck'", "'ldh'")},
                rising=("enzyme_base",),
                falling=("enzyme_value",),
            ),
            banded(
                "Extramuscular global",
                "100 * (exm_base - exm)",
                _bands("exm"),
                "10",
                checked="from memory",
                rising=("exm_base",),
                falling=("exm",),
            ),
        ),
        categories={"adult": _categories(20, 40, 60), "juvenile": _categories(30, 45, 70)},
        categories_by="population",
        # No laboratory's lower limit lies below a tenth of its upper one: an enzyme does not fall further.
        attainable={
            "phga": ("0",),
            "ptga": ("0",),
            # Without the scale of the test the most a patient can reach is open.
            "mmt": ("coalesce(mmt_max, mmt, 0)", _TOP),
            "haq": ("0",),
            "exm": ("0",),
            "enzyme_value": ("coalesce(least(enzyme_value, 0.1 * enzyme_uln), 0)",),
        },
    ),
    applicable=Clause(
        "within_scale",
        ONE_FORM,
        "mmt <= mmt_max AND mmt_base <= mmt_max AND coalesce(mmt_max_base = mmt_max, TRUE) "
        f"AND NOT ({doubtful_forms('mmt_max', 'mmt', 'mmt_base')})",
    ),
    outside_is_error=True,
    assessed_by=("phga", "ptga", "mmt", "haq", "exm"),
    switches=(
        Switch(
            "enzyme_range",
            "Range of the muscle enzymes in multiples of the upper limit of normal",
            {
                "natural_history": "CASE enzyme WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END",
                "uniform_5": "CASE WHEN enzyme IS NOT NULL THEN 5 END",
                "uniform_10": "CASE WHEN enzyme IS NOT NULL THEN 10 END",
                "uniform_20": "CASE WHEN enzyme IS NOT NULL THEN 20 END",
            },
            "natural_history",
            "CK 15, aldolase 6, LDH, AST and ALT 3 times the limit; the uniform ranges are for sensitivity.",
            checked="from memory",
        ),
        Switch(
            "global_range",
            "Range of the two global scales",
            {"vas": "10", "likert": "4"},
            "vas",
            "Visual analogue 0-10 cm, or a five-point Likert scale: whole numbers 0 to 4 without a unit.",
            checked="from memory",
            items={"likert": _LIKERT},
        ),
    ),
    low=0,
    high=100,
    unit="points",
    better="higher",
    window="one visit against the baseline visit; enzymes within 14 days",
    missing=(
        "No published rule, and never rescaled to 100: a missing measure counts between 0 and the most it "
        "could give from its baseline; a category is given when both ends agree."
    ),
    sources=(
        Source(
            "Aggarwal R et al. 2016 ACR/EULAR criteria for minimal, moderate and major clinical response in "
            "adult dermatomyositis and polymyositis. Ann Rheum Dis 2017;76:792-801",
            doi="10.1136/annrheumdis-2017-211400",
            where="points and adult cut-offs, as reprinted in PMC5577002 table 3",
            checked="verified",
            secondary=True,
        ),
        Source(
            "Rider LG et al. 2016 ACR/EULAR criteria for minimal, moderate and major clinical response in "
            "juvenile dermatomyositis. Arthritis Rheumatol 2017",
            doi="10.1002/art.40064",
            where="points and juvenile cut-offs, as reprinted in PMC5577002 table 3",
            checked="verified",
            secondary=True,
        ),
        Source(
            "Saygin D et al. Performance of the 2016 ACR-EULAR myositis response criteria in adult "
            "dermatomyositis/polymyositis therapeutic trials and consensus profiles. Rheumatology 2023",
            where="abstract (stanfordhealthcare.org/publications/872/872825): of 412 adults 37 % none, 24 % minimal, "
            "25 % moderate, 14 % major response",
            checked="verified",
        ),
    ),
    licence=IMACS_LICENCE,
    divergences=(
        "Naive binary arithmetic puts 26 of the 319 pairs of a 0-10 scale that lie exactly on an edge into "
        "the higher band, such as 8.3 to 6.8 (exactly 15 %).",
    ),
    notes=(
        "Change is absolute, in percent of the scale's range and never of the patient's baseline.",
        "The points were held against a reprint of the table; the ranges of HAQ (3), of the extramuscular global (10), "
        "of the global scales and of the enzymes are from memory.",
        "Worsening of a measure takes no points away.",
        "Categories are nested: a major response is also a moderate and a minimal one.",
        "The baseline limits what can be reached: see `attainable` before reading a share of major responses.",
        "The PRINTO set (CMAS, CHQ, DAS) of the juvenile criteria is not covered.",
    ),
    validated_in="adult dermatomyositis and polymyositis; juvenile dermatomyositis",
)
