"""Grade laboratory rows by CTCAE: one join with the rules laid out one row a test, then comparisons.

Each arm of a rule is a three-valued comparison, so a missing limit, baseline or unit leaves an interval of
grades; a grade is given when its two ends agree. Amounts are multiplied, never divided, and compared as
decimals. Grade 5, and whatever follows from clinical consequences alone, is never derived from a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cartaid.engine import Relation
from cartaid.evaluators.laboratory_layers import Grading, grading_sql
from cartaid.evaluators.laboratory_rule import Edition
from cartaid.evaluators.laboratory_table import cuts_by_unit, rules_by_test

SymptomPolicy = Literal["lowest", "worst", "from_AE"]
"""What holds where a grade turns on a clinical condition (symptoms, fasting …) that was not recorded."""

MissingBaseline = Literal["without", "unknown"]
"""Where the baseline is unknown: grade by the arms that need none, and say so; or leave the grade open."""

SWITCHES: dict[str, tuple[str, ...]] = {
    "symptom_policy": ("lowest", "worst", "from_AE"),
    "missing_baseline": ("without", "unknown"),
}
"""The switches of laboratory grading and their options, the default first."""

INPUT = ("TESTCD", "VALUE", "UNIT", "LLN", "ULN", "BASE", "BASE_HIGH")
"""Columns a laboratory relation must have, beside its keys."""

OUTPUT = (
    *("TESTCD", "VERSION", "ATOXDSCL", "ATOXDSCH", "ATOXGRL", "ATOXGRH", "ATOXGR"),
    *("LOW", "HIGH", "STATUS", "REASON", "DRIVER", "FLAG"),
)
"""Columns of a graded relation, after its keys."""


def rule_relations(edition: Edition) -> list[Relation]:
    """Give the rules of an edition as two small relations: one row a test, one row a test and unit spelling.

    >>> [r.name for r in rule_relations("6.0")]
    ['ctcae_6_laboratory_test', 'ctcae_6_laboratory_unit']
    """
    return [rules_by_test(edition), cuts_by_unit(edition)]


def laboratory_grade(
    edition: Edition,
    source: str,
    keys: Sequence[str] = ("USUBJID", "SEQ"),
    name: str = "laboratory_grade",
    symptom_policy: SymptomPolicy = "lowest",
    missing_baseline: MissingBaseline = "without",
    condition: str | None = None,
    specimen: str | None = None,
    fasting: str | None = None,
    qualifier: str | None = None,
) -> Relation:
    """Grade every row of `source` by CTCAE `edition` ("5.0" or "6.0").

    `source` has `keys` and the columns of INPUT: VALUE, LLN, ULN and BASE are decimals in UNIT, BASE_HIGH is
    1 when the baseline was above its own upper limit. Grade the baseline record itself with BASE and
    BASE_HIGH unknown, or it would be graded against itself. `condition` names a column (1, 0 or NULL) saying
    whether the clinical condition of the test's rule held: symptoms for potassium, sodium, lipase and
    amylase, physiologic consequences for urate, anticoagulation for INR, fasting for glucose. `fasting` names a
    column (1, 0 or NULL) for the rules that ask for a fasting sample alone; where that is unknown the grade is open
    unless `symptom_policy` is `worst`. `specimen` names a column with the specimen (LBSPEC, or LBCAT where that is
    all there is), so that urine is not graded as blood. `qualifier` names a column with `<`, `<=`, `>`, `>=` or NULL
    where VALUE is a bound: what the bound leaves open stays open.

    Returns one row a row of `source`: keys and OUTPUT. ATOXGR is the signed grade (low side negative), LOW
    and HIGH its bounds, DRIVER the kind of arm that set it, FLAG what a reader should know. Needs the
    relations of `rule_relations(edition)`. Raises ValueError for an unknown edition or option.
    Source: National Cancer Institute, CTCAE v5.0 (2017) and v6.0 (2025, errata 2026).

    >>> from cartaid.engine import Session
    >>> session = Session()
    >>> columns = {"ROW_ID": "INTEGER", "TESTCD": "VARCHAR", "VALUE": "DECIMAL(18,6)", "UNIT": "VARCHAR"}
    >>> columns |= {c: "DECIMAL(18,6)" for c in ("LLN", "ULN", "BASE")} | {"BASE_HIGH": "INTEGER"}
    >>> session.load("laboratory", columns, [(1, "NEUT", "0.3", "10^9/L", 2, 7, None, None)])
    >>> for edition in ("5.0", "6.0"):
    ...     grade = laboratory_grade(edition, "laboratory", ["ROW_ID"])
    ...     session.build([*rule_relations(edition), grade])
    ...     print(session.rows("SELECT VERSION, ATOXDSCL, ATOXGR FROM laboratory_grade"))
    [('CTCAE v5.0', 'Neutrophil count decreased', -4)]
    [('CTCAE v6.0', 'Neutrophil count decreased', -3)]
    """
    _expect({"symptom_policy": symptom_policy, "missing_baseline": missing_baseline})
    grading = Grading(edition, symptom_policy, missing_baseline, condition, specimen, fasting, qualifier)
    rules = tuple(relation.name for relation in rule_relations(edition))
    return Relation(name, grading_sql(grading, source, keys), (source, *rules), (*keys, *OUTPUT))


def laboratory_score(
    edition: Edition,
    wide: str,
    keys: Sequence[str],
    switches: Mapping[str, str] | None = None,
    name: str = "",
) -> list[Relation]:
    """Give `ctcae-5-lab` or `ctcae-6-lab` in the flat shape: value, low, high, status, category, reason.

    `wide` has `keys` and the columns test, value, unit, lln, uln, base (decimals), base_high and fasting (1/0),
    and value_bound (`<10` is value 10 and bound `<`). The
    value is the signed grade, the category the term that was graded, the reason says why a grade is open or
    what limits it. Returns the rule relations, the graded and, last, the scored relation. Raises ValueError
    for an unknown switch or option.

    >>> [r.name for r in laboratory_score("5.0", "flat", ["row_id"])][2:]
    ['ctcae_5_lab_input', 'ctcae_5_lab_grade', 'ctcae_5_lab']
    """
    chosen = {switch: options[0] for switch, options in SWITCHES.items()} | dict(switches or {})
    _expect(chosen)
    name = name or f"ctcae_{edition[0]}_lab"
    renamed = Relation(
        f"{name}_input",
        f"SELECT {', '.join(keys)}, test AS TESTCD, value AS VALUE, unit AS UNIT, lln AS LLN, uln AS ULN, "
        f"base AS BASE, base_high AS BASE_HIGH, fasting AS FASTING, "
        f"value_bound AS QUALIFIER FROM {wide}",
        (wide,),
        (*keys, *INPUT, "FASTING", "QUALIFIER"),
        kept=False,
    )
    rules = rule_relations(edition)
    graded = Relation(
        f"{name}_grade",
        grading_sql(
            Grading(
                edition,
                chosen["symptom_policy"],
                chosen["missing_baseline"],
                fasting="FASTING",
                qualifier="QUALIFIER",
            ),
            renamed.name,
            keys,
        ),
        (renamed.name, *(relation.name for relation in rules)),
        (*keys, *OUTPUT),
        kept=False,
    )
    scored = Relation(
        name,
        f"SELECT {', '.join(keys)}, ATOXGR AS value, LOW AS low, HIGH AS high, STATUS AS status, "
        "CASE WHEN HIGH < 0 THEN ATOXDSCL WHEN LOW > 0 THEN ATOXDSCH END AS category, "
        f"coalesce(REASON, FLAG) AS reason FROM {graded.name}",
        (graded.name,),
        (*keys, "value", "low", "high", "status", "category", "reason"),
    )
    return [*rules, renamed, graded, scored]


def _expect(chosen: Mapping[str, str]) -> None:
    for switch, option in chosen.items():
        if switch not in SWITCHES:
            raise ValueError(f"laboratory grading has no switch {switch!r}; it has: {', '.join(SWITCHES)}")
        if option not in SWITCHES[switch]:
            raise ValueError(f"switch {switch} is {option!r}; expected one of: {', '.join(SWITCHES[switch])}")
