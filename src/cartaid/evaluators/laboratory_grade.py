"""Grade laboratory rows by CTCAE: one join with the rules laid out one row a test, then comparisons.

Each arm of a rule is a three-valued comparison, so a missing limit, baseline or unit leaves an interval of
grades; a grade is given when its two ends agree. Amounts are multiplied, never divided, and compared as
decimals. Grade 5 and what follows from clinical consequences are never derived from a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.laboratory_rule import Arm, Edition, read_arms, read_spellings

SymptomPolicy = Literal["lowest", "worst", "from_AE"]
"""What holds where a grade turns on a clinical condition (symptoms, fasting …) that was not recorded."""

MissingBaseline = Literal["without", "unknown"]
"""Where the baseline is unknown: grade by the arms that need none (flagged), or leave the grade open."""

SWITCHES: dict[str, tuple[str, ...]] = {
    "symptom_policy": ("lowest", "worst", "from_AE"),
    "missing_baseline": ("without", "unknown"),
}
"""The switches of the flat definitions `ctcae-5-lab` and `ctcae-6-lab`, the default first."""

INPUT = ("TESTCD", "VALUE", "UNIT", "LLN", "ULN", "BASE", "BASE_HIGH")
"""Columns a laboratory relation must have, beside its keys: limits and baseline in the unit of the value."""

OUTPUT = (
    "TESTCD",
    "VERSION",
    "ATOXDSCL",
    "ATOXDSCH",
    "ATOXGRL",
    "ATOXGRH",
    "ATOXGR",
    "LOW",
    "HIGH",
    "STATUS",
    "REASON",
    "DRIVER",
    "FLAG",
)
"""Columns of a graded relation, after the keys."""

SIDES = ("L", "H")
GRADES = (4, 3, 2, 1)
ELSEWHERE = "URIN|CEREBROSPINAL|CSF|SYNOVIAL|STOOL|F[AE]*CES|SALIVA|PLEURAL|ASCIT|PERITONEAL|SWEAT|DIALYSATE"
"""Specimens a blood rule does not grade."""


def rule_relations(edition: Edition) -> list[Relation]:
    """Give the rules of an edition as two small relations: one row a test, and one row a test and unit spelling.

    >>> [r.name for r in rule_relations("6.0")]
    ['ctcae_6_laboratory_test', 'ctcae_6_laboratory_unit']
    """
    return [_test_relation(edition), _unit_relation(edition)]


def laboratory_grade(
    edition: Edition,
    source: str,
    keys: Sequence[str] = ("USUBJID", "SEQ"),
    name: str = "laboratory_grade",
    symptom_policy: SymptomPolicy = "lowest",
    missing_baseline: MissingBaseline = "without",
    condition: str | None = None,
    specimen: str | None = None,
) -> Relation:
    """Grade every row of `source` by CTCAE `edition` ("5.0" or "6.0").

    `source` has `keys` and the columns of INPUT: VALUE, LLN, ULN and BASE are decimals in UNIT, BASE_HIGH is 1
    when the baseline was above its own upper limit. Grade the baseline record itself with BASE and BASE_HIGH
    unknown, or it would be graded against itself. `condition` names a column (1, 0 or NULL) saying whether the
    clinical condition of the test's rule held: symptoms for potassium, sodium, lipase and amylase, physiologic
    consequences for urate, anticoagulation for INR, fasting for glucose. `specimen` names a column with the
    specimen (LBSPEC, or LBCAT where that is all there is), so that urine is not graded as blood.

    Returns one row a row of `source`: keys and OUTPUT. ATOXGR is the signed grade (low side negative), LOW and
    HIGH its bounds, DRIVER the kind of arm that set it, FLAG what a reader should know. Needs the relations of
    `rule_relations(edition)`. Raises ValueError for an unknown edition or option.
    Source: National Cancer Institute, CTCAE v5.0 (2017) and v6.0 (2025, errata 2026).

    >>> from cartaid.engine import Session
    >>> session = Session()
    >>> columns = {"ROW": "INTEGER", "TESTCD": "VARCHAR", "VALUE": "DECIMAL(18,6)", "UNIT": "VARCHAR"}
    >>> columns |= {c: "DECIMAL(18,6)" for c in ("LLN", "ULN", "BASE")} | {"BASE_HIGH": "INTEGER"}
    >>> session.load("laboratory", columns, [(1, "NEUT", "0.3", "10^9/L", 2, 7, None, None)])
    >>> for edition in ("5.0", "6.0"):
    ...     grade = laboratory_grade(edition, "laboratory", ["ROW"])
    ...     session.build([*rule_relations(edition), grade])
    ...     session.rows("SELECT VERSION, ATOXDSCL, ATOXGR FROM laboratory_grade")
    [('CTCAE v5.0', 'Neutrophil count decreased', -4)]
    [('CTCAE v6.0', 'Neutrophil count decreased', -3)]
    """
    _expect("symptom_policy", symptom_policy)
    _expect("missing_baseline", missing_baseline)
    text = _Text(edition, symptom_policy, missing_baseline)
    test, unit = (relation.name for relation in rule_relations(edition))
    sql = f"SELECT {', '.join(_listed(keys))} FROM ({text.of(source, keys, test, unit, condition, specimen)}) AS r"
    return Relation(name, sql, (source, test, unit), (*keys, *OUTPUT))


def laboratory_score(
    edition: Edition,
    wide: str,
    keys: Sequence[str],
    switches: Mapping[str, str] | None = None,
    name: str = "",
) -> list[Relation]:
    """Give `ctcae-5-lab` or `ctcae-6-lab` in the flat shape: keys, value, low, high, status, category, reason.

    `wide` has `keys` and the columns test, value, unit, lln, uln, base, base_high. The value is the signed
    grade, the category the term that was graded, and the reason says why a grade is open or what limits it.
    Returns the rule relations and, last, the scored one. Raises ValueError for an unknown switch or option.

    >>> [r.name for r in laboratory_score("5.0", "flat", ["row_id"])]
    ['ctcae_5_laboratory_test', 'ctcae_5_laboratory_unit', 'ctcae_5_lab_grade', 'ctcae_5_lab']
    """
    chosen = {switch: options[0] for switch, options in SWITCHES.items()}
    for switch, option in (switches or {}).items():
        _expect(switch, option)
        chosen[switch] = option
    name = name or f"ctcae_{edition[0]}_lab"
    renamed = (
        f"(SELECT {', '.join(keys)}, test AS TESTCD, value AS VALUE, unit AS UNIT, lln AS LLN, uln AS ULN, "
        f"base AS BASE, base_high AS BASE_HIGH FROM {wide}) AS flat"
    )
    text = _Text(edition, chosen["symptom_policy"], chosen["missing_baseline"])
    rules = rule_relations(edition)
    test, unit = (relation.name for relation in rules)
    graded = Relation(
        f"{name}_grade",
        f"SELECT {', '.join(_listed(keys))} FROM ({text.of(renamed, keys, test, unit, None, None)}) AS r",
        (wide, test, unit),
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
    return [*rules, graded, scored]


def _expect(switch: str, option: str) -> None:
    if switch not in SWITCHES:
        raise ValueError(f"CTCAE laboratory grading has no switch {switch!r}; it has: {', '.join(SWITCHES)}")
    if option not in SWITCHES[switch]:
        raise ValueError(f"{switch} is {option!r}; expected one of: {', '.join(SWITCHES[switch])}")


def _listed(keys: Sequence[str]) -> list[str]:
    return [*keys, *OUTPUT]


def _by_test(edition: Edition) -> dict[str, list[Arm]]:
    found: dict[str, list[Arm]] = {}
    for arm in read_arms(edition):
        for test in arm.tests:
            found.setdefault(test, []).append(arm)
    return found


def _first(arms: Sequence[Arm], side: str, column: str) -> str | None:
    return next((text for arm in arms if arm.side == side and (text := getattr(arm, column))), None)


def _values(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows as an SQL VALUES list with named columns."""

    def literal(value: object) -> str:
        if value is None:
            return "NULL"
        return quoted(value) if isinstance(value, str) else str(value).upper()

    lines = ", ".join("(" + ", ".join(literal(v) for v in row.values()) + ")" for row in rows)
    return f"(VALUES {lines}) AS constants({', '.join(rows[0])})"


def _slots(edition: Edition, absolute: bool) -> list[str]:
    return sorted({arm.slot for arm in read_arms(edition) if arm.amounts and arm.absolute is absolute})


def _test_relation(edition: Edition) -> Relation:
    slots = _slots(edition, absolute=False)
    rows: list[dict[str, object]] = []
    for test, arms in _by_test(edition).items():
        units = {unit for arm in arms if arm.absolute for _, unit in arm.amounts}
        row: dict[str, object] = {"TESTCD": test, "SPECIMEN": arms[0].specimen}
        row["CONDITION_TEXT"] = next((arm.condition for arm in arms if arm.condition), None)
        row["CAUTION"] = next((arm.caution for arm in arms if arm.caution), None)
        row["UNITLESS"] = units == {""}
        row["NOT_GRADED"] = next((arm.note for arm in arms if not arm.amounts), None)
        for side in SIDES:
            own = [arm for arm in arms if arm.side == side and arm.amounts]
            graded = [arm for arm in own if arm.grade is not None]
            plain = [arm for arm in graded if not arm.condition]
            row[f"{side}_TERM"] = _first(own, side, "term")
            row[f"{side}_TOP"] = max((arm.grade or 0 for arm in graded), default=4) if own else None
            row[f"{side}_ABSOLUTE"] = any(arm.absolute for arm in own)
            row[f"{side}_BEYOND"] = next((arm.note for arm in own if arm.grade is None), None)
            row[f"{side}_LIMIT_WHEN"] = next((a.when for a in plain if "_LIMIT" in a.slot and a.when), None)
            row[f"{side}_BASE_WHEN"] = next((a.when or "any" for a in plain if "_BASE" in a.slot), None)
        amounts = {arm.slot: arm.stored[0][0] for arm in arms if arm.amounts and not arm.absolute}
        rows.append(row | {slot: amounts.get(slot) for slot in slots})
    words = [column for column in rows[0] if column not in slots]
    typed = [f"CAST({slot} AS DECIMAL(9,4)) AS {slot}" for slot in slots]
    name = f"ctcae_{edition[0]}_laboratory_test"
    return Relation(name, f"SELECT {', '.join([*words, *typed])} FROM {_values(rows)}", (), (*words, *slots))


def _unit_relation(edition: Edition) -> Relation:
    slots = _slots(edition, absolute=True)
    rows: list[dict[str, object]] = []
    for test, arms in _by_test(edition).items():
        units = sorted({unit for arm in arms if arm.absolute for _, unit in arm.amounts})
        for unit in units:
            amounts = {arm.slot: dict((u, n) for n, u in arm.amounts)[unit] for arm in arms if arm.absolute}
            rows.append({"TESTCD": test, "UNIT": unit} | {slot: amounts.get(slot) for slot in slots})
    spellings = [
        {"OF_UNIT": unit, "SPELLING": spelling, "FACTOR": factor}
        for unit, spelling, factor in (*read_spellings(), ("", "", 1))
    ]
    # The cut is converted to the unit that was reported, so that the value itself is compared as it stands.
    cuts = [f"CAST({slot} * FACTOR AS DECIMAL(18,6)) AS {slot}" for slot in slots]
    name = f"ctcae_{edition[0]}_laboratory_unit"
    return Relation(
        name,
        f"SELECT TESTCD, SPELLING, {', '.join(cuts)} FROM (SELECT * FROM {_values(rows)}) AS cut "
        f"JOIN (SELECT * FROM {_values(spellings)}) AS spelled ON OF_UNIT = UNIT",
        (),
        ("TESTCD", "SPELLING", *slots),
    )


class _Text:
    """The SQL of one grading under fixed switches, built layer by layer."""

    def __init__(self, edition: Edition, symptom_policy: str, missing_baseline: str) -> None:
        self.edition = edition
        self.policy = symptom_policy
        self.without = missing_baseline == "without"
        self.slots = [*_slots(edition, absolute=False), *_slots(edition, absolute=True)]

    def of(
        self, source: str, keys: Sequence[str], test: str, unit: str, condition: str | None, specimen: str | None
    ) -> str:
        """Nest the layers: rows with their rules, what is open, arms judged, bounds, grades."""
        text = self.joined(source, keys, test, unit, condition, specimen)
        for layer in (self.opened(specimen is not None), self.judged(), self.bounded(), self.sided(), self.signed()):
            added = ", ".join(f"{sql} AS {column}" for column, sql in layer.items())
            text = f"SELECT *, {added} FROM ({text}) AS layer"
        shown = ", ".join(f"{sql} AS {column}" for column, sql in self.shown().items())
        return f"SELECT {', '.join(keys)}, {shown} FROM ({text}) AS layer"

    def joined(
        self, source: str, keys: Sequence[str], test: str, unit: str, condition: str | None, specimen: str | None
    ) -> str:
        number = "CAST({0} AS DECIMAL(18,6)) AS {0}"
        spelled = "lower(replace(replace(replace(l.UNIT, ' ', ''), 'µ', 'u'), 'μ', 'u'))"
        words = ("SPECIMEN", "CONDITION_TEXT", "CAUTION", "NOT_GRADED")
        sided = ("TERM", "TOP", "ABSOLUTE", "BEYOND", "LIMIT_WHEN", "BASE_WHEN")
        columns = [
            *(f"l.{key}" for key in keys),
            "upper(trim(l.TESTCD)) AS GIVEN",
            *(number.format(f"l.{c}").replace(f"AS l.{c}", f"AS {c}") for c in ("VALUE", "BASE")),
            "nullif(trim(l.UNIT), '') AS UNIT",
            # A limit or baseline of zero or less is a placeholder: a multiple of it would grade anything 4.
            "CASE WHEN l.LLN >= 0 THEN CAST(l.LLN AS DECIMAL(18,6)) END AS LLN_GIVEN",
            "CASE WHEN l.ULN > 0 THEN CAST(l.ULN AS DECIMAL(18,6)) END AS ULN_GIVEN",
            "l.BASE_HIGH",
            f"{'l.' + condition if condition else 'CAST(NULL AS INTEGER)'} AS CONDITION_GIVEN",
            f"{'upper(l.' + specimen + ')' if specimen else 'CAST(NULL AS VARCHAR)'} AS SPECIMEN_GIVEN",
            "t.TESTCD IS NOT NULL AS KNOWN",
            "u.TESTCD IS NOT NULL AS UNIT_KNOWN",
            *(f"t.{word}" for word in words),
            *(f"t.{side}_{word}" for side in SIDES for word in sided),
            *(f"{'u' if self.is_absolute(slot) else 't'}.{slot}" for slot in self.slots),
        ]
        return (
            f"SELECT {', '.join(columns)} FROM {self.aliased(source)} "
            f"LEFT JOIN {test} AS t ON t.TESTCD = upper(trim(l.TESTCD)) "
            f"LEFT JOIN {unit} AS u ON u.TESTCD = t.TESTCD "
            f"AND u.SPELLING = CASE WHEN t.UNITLESS THEN '' ELSE {spelled} END"
        )

    @staticmethod
    def aliased(source: str) -> str:
        return source.removesuffix(" AS flat") + " AS l"

    @staticmethod
    def is_absolute(slot: str) -> bool:
        return slot.split("_")[1] in ("CUT", "ADD")

    def opened(self, specimen: bool) -> dict[str, str]:
        """What each row lets be judged: its limits, where its baseline lay, its clinical condition, problems."""
        holds = {
            "worst": "coalesce(CONDITION_GIVEN = 1, TRUE)",
            "lowest": "coalesce(CONDITION_GIVEN = 1, FALSE)",
            "from_AE": "CONDITION_GIVEN = 1",
        }[self.policy]
        elsewhere = (
            f"WHEN SPECIMEN = 'blood' AND regexp_matches(SPECIMEN_GIVEN, '{ELSEWHERE}') "
            "THEN concat('the rule is for blood, the specimen is ', SPECIMEN_GIVEN) "
            "WHEN SPECIMEN = 'urine' AND NOT regexp_matches(SPECIMEN_GIVEN, 'URIN') "
            "THEN concat('the rule is for urine, the specimen is ', SPECIMEN_GIVEN) "
            "WHEN SPECIMEN = 'blood, stated' AND NOT coalesce("
            "regexp_matches(SPECIMEN_GIVEN, 'BLOOD|SERUM|PLASMA|ARTERIAL|VENOUS|GAS'), FALSE) "
            "THEN 'the rule is for blood, and the specimen is not stated to be blood' "
        )
        return {
            # A value at or below the lower limit is not above the upper one, and the other way round, so the
            # limit at hand stands in for a missing one.
            "LLN": "CASE WHEN LLN_GIVEN IS NULL AND VALUE >= ULN_GIVEN THEN ULN_GIVEN ELSE LLN_GIVEN END",
            "ULN": "CASE WHEN ULN_GIVEN IS NULL AND VALUE <= LLN_GIVEN THEN LLN_GIVEN ELSE ULN_GIVEN END",
            "REFERENCE": "CASE WHEN BASE > 0 THEN BASE END",
            "WAS_HIGH": "CASE WHEN BASE_HIGH IS NOT NULL THEN BASE_HIGH = 1 ELSE BASE > ULN_GIVEN END",
            "WAS_LOW": "CASE WHEN BASE_HIGH = 1 THEN FALSE ELSE BASE < LLN_GIVEN END",
            "HOLDS": holds,
            "NO_RULE": "CASE WHEN NOT KNOWN THEN concat("
            f"'CTCAE v{self.edition} has no laboratory rule for ', coalesce(GIVEN, 'a missing test code')) "
            "WHEN NOT_GRADED IS NOT NULL THEN NOT_GRADED "
            f"{elsewhere if specimen else ''}"
            "WHEN SPECIMEN = 'urine' AND SPECIMEN_GIVEN IS NULL AND NOT UNIT_KNOWN "
            "THEN 'the rule is for urine, and the unit is none of its units' END",
            "PROBLEM": "CASE WHEN VALUE IS NULL THEN 'value missing' WHEN VALUE < 0 THEN 'value below zero' "
            "WHEN LLN_GIVEN > ULN_GIVEN THEN 'lower limit of normal above the upper limit' END",
        }

    def arm(self, slot: str) -> str:
        """Write one arm: true, false or unknown; false where the test has no such arm."""
        side, (_, measure, *marks) = slot[0], slot.split("_")
        beyond = ("<" if side == "L" else ">") + ("=" if "AT" in marks else "")
        limit = "LLN" if side == "L" else "ULN"
        if measure == "CUT":
            return f"coalesce(VALUE {beyond} {slot}, FALSE)"
        if measure == "ADD":
            return f"({slot} IS NOT NULL AND VALUE {beyond} {limit} + {slot})"
        if measure == "LIMIT":
            shut = f" AND coalesce({side}_LIMIT_WHEN <> 'baseline not high' OR NOT {self.was('HIGH')}, TRUE)"
            shut = shut.replace("coalesce(", "(CASE WHEN ").replace(", TRUE)", " END)") if False else shut
            opening = "" if slot[1] == "N" or "IF" in marks else self.limit_open(side)
            return f"({slot} IS NOT NULL{opening} AND VALUE {beyond} {slot} * {limit})"
        opening = "" if "IF" in marks else f" AND {side}_BASE_OPEN"
        return f"({slot} IS NOT NULL{opening} AND VALUE {beyond} {slot} * REFERENCE)"
