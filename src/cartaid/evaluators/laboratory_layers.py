"""The SQL of one laboratory grading in layers: rows with rules, what is open, arms, bounds, grades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from cartaid.evaluators.laboratory_rule import Edition
from cartaid.evaluators.laboratory_table import (
    SIDE_WORDS,
    SIDES,
    TEST_WORDS,
    name_by_test,
    name_by_unit,
    slots,
)

GRADES = (4, 3, 2, 1)

BLOOD = "BLOOD|SERUM|PLASMA|ARTERIAL|VENOUS|GAS"
"""Specimens (LBSPEC, LBCAT) that are stated to be blood, as a regular expression."""

GRADE = "CASE WHEN GRADABLE AND SIGNED_LOW = SIGNED_HIGH THEN SIGNED_LOW END"
"""The signed grade, given when its bounds agree."""

NOT_BLOOD = "URIN|CEREBROSPINAL|CSF|SYNOVIAL|STOOL|FECES|FAECES|SALIVA|PLEURAL|ASCIT|PERITONEAL|DIALYSATE"
"""Specimens that a rule for blood does not grade, as a regular expression."""


@frozen
class Grading:
    """One grading: the edition, its switches and its optional columns."""

    edition: Edition
    symptom_policy: str = "lowest"
    missing_baseline: str = "without"
    condition: str | None = None
    specimen: str | None = None
    fasting: str | None = None
    qualifier: str | None = None

    @property
    def slots(self) -> list[str]:
        """Columns that hold the amounts of the edition."""
        return [*slots(self.edition, absolute=False), *slots(self.edition, absolute=True)]


def grading_sql(grading: Grading, source: str, keys: Sequence[str]) -> str:
    """Write the SELECT that grades every row of `source`: its keys and the columns of a graded relation.

    >>> grading_sql(Grading("5.0"), "laboratory", ["ROW_ID"])[:15]
    'SELECT ROW_ID, '
    """
    text = _joined(grading, source, keys)
    for layer in (
        _known(grading),
        _opened(grading),
        _judged(grading),
        _bounded(grading),
        _settled(),
        _signed(),
    ):
        added = ", ".join(f"{sql} AS {column}" for column, sql in layer.items())
        text = f"SELECT *, {added} FROM ({text}) AS layer"
    shown = ", ".join(f"{sql} AS {column}" for column, sql in _shown(grading).items())
    return f"SELECT {', '.join(keys)}, {shown} FROM ({text}) AS layer"


def _joined(grading: Grading, source: str, keys: Sequence[str]) -> str:
    """Rows with the rules of their test and the cut-offs in their unit; a limit of zero is a placeholder."""
    test, unit = name_by_test(grading.edition), name_by_unit(grading.edition)
    spelled = "lower(replace(replace(replace(l.UNIT, ' ', ''), 'µ', 'u'), 'μ', 'u'))"
    condition = f"l.{grading.condition}" if grading.condition else "CAST(NULL AS INTEGER)"
    if grading.fasting:
        condition = f"CASE WHEN t.CONDITION_TEXT = 'fasting' THEN l.{grading.fasting} ELSE {condition} END"
    specimen = f"upper(l.{grading.specimen})" if grading.specimen else "CAST(NULL AS VARCHAR)"
    columns = [
        *(f"l.{key}" for key in keys),
        "upper(trim(l.TESTCD)) AS TESTCD",
        _value(grading),
        f"{f'substr(l.{grading.qualifier}, 1, 1)' if grading.qualifier else 'CAST(NULL AS VARCHAR)'} AS BOUND",
        "nullif(trim(l.UNIT), '') AS UNIT",
        "CASE WHEN l.LLN >= 0 THEN CAST(l.LLN AS DECIMAL(18,6)) END AS LLN",
        "CASE WHEN l.ULN > 0 THEN CAST(l.ULN AS DECIMAL(18,6)) END AS ULN",
        "CASE WHEN l.BASE > 0 THEN CAST(l.BASE AS DECIMAL(18,6)) END AS BASE",
        "l.BASE_HIGH",
        f"{condition} AS CONDITION",
        f"{specimen} AS GIVEN_SPECIMEN",
        "t.TESTCD IS NOT NULL AS RULE_KNOWN",
        "u.TESTCD IS NOT NULL AS UNIT_KNOWN",
        *(f"t.{word}" for word in TEST_WORDS),
        *(f"t.{side}_{word}" for side in SIDES for word in SIDE_WORDS),
        *(f"{'u' if _measure(slot) in ('CUT', 'ADD') else 't'}.{slot}" for slot in grading.slots),
    ]
    return (
        f"SELECT {', '.join(columns)} FROM {source} AS l "
        f"LEFT JOIN {test} AS t ON t.TESTCD = upper(trim(l.TESTCD)) "
        f"LEFT JOIN {unit} AS u ON u.TESTCD = t.TESTCD "
        f"AND u.SPELLING = CASE WHEN t.UNITLESS THEN '' ELSE {spelled} END"
    )


def _value(grading: Grading) -> str:
    """Write the value as it is compared; "<10" lies at least one millionth below 10, ">1000" above 1000."""
    value = "CAST(l.VALUE AS DECIMAL(18,6))"
    if not grading.qualifier:
        return f"{value} AS VALUE"
    return (
        f"CASE WHEN l.{grading.qualifier} = '<' AND l.VALUE > 0 THEN CAST({value} - 0.000001 AS DECIMAL(18,6)) "
        f"WHEN l.{grading.qualifier} = '>' THEN CAST({value} + 0.000001 AS DECIMAL(18,6)) ELSE {value} END AS VALUE"
    )


def _known(grading: Grading) -> dict[str, str]:
    """Limits to compare with, where the baseline lay, whether the clinical condition holds, what is wrong."""
    # Symptoms that nobody wrote down may be taken as absent; whether a sample was fasting may not.
    holds = {
        "lowest": "CASE WHEN CONDITION_TEXT = 'fasting' THEN CONDITION = 1 ELSE coalesce(CONDITION = 1, FALSE) END",
        "worst": "coalesce(CONDITION = 1, TRUE)",
        "from_AE": "CONDITION = 1",
    }[grading.symptom_policy]
    other_specimen = (
        f"WHEN SPECIMEN = 'blood' AND regexp_matches(GIVEN_SPECIMEN, '{NOT_BLOOD}') "
        "OR SPECIMEN = 'blood, stated' AND NOT coalesce("
        f"regexp_matches(GIVEN_SPECIMEN, '{BLOOD}'), FALSE) "
        "OR SPECIMEN = 'urine' AND NOT regexp_matches(GIVEN_SPECIMEN, 'URIN') "
        "THEN concat_ws(' ', 'the rule is for', substr(SPECIMEN, 1, 5), 'and the specimen is', "
        "coalesce(GIVEN_SPECIMEN, 'not stated')) "
    )
    return {
        # A value not above the lower limit is not above the upper one either, and the other way round: the
        # limit at hand stands in for the missing one (low arms multiply it by <= 1, high arms by >= 1).
        "LOWER_LIMIT": "CASE WHEN LLN IS NULL AND VALUE >= ULN THEN ULN ELSE LLN END",
        "UPPER_LIMIT": "CASE WHEN ULN IS NULL AND VALUE <= LLN THEN LLN ELSE ULN END",
        "WAS_HIGH": "CASE WHEN BASE_HIGH IS NOT NULL THEN BASE_HIGH = 1 ELSE BASE > ULN END",
        "WAS_LOW": "CASE WHEN BASE_HIGH = 1 THEN FALSE ELSE BASE < LLN END",
        "HOLDS": holds,
        "NO_RULE": "CASE WHEN NOT RULE_KNOWN THEN "
        f"concat_ws(' ', 'CTCAE v{grading.edition} has no laboratory rule for', "
        "coalesce(TESTCD, 'a missing test code')) "
        "WHEN NOT_GRADED IS NOT NULL THEN NOT_GRADED "
        f"{other_specimen if grading.specimen else ''}"
        "WHEN SPECIMEN = 'urine' AND GIVEN_SPECIMEN IS NULL AND NOT UNIT_KNOWN "
        "THEN 'the rule is for urine, and the unit is none of its units' END",
        "WRONG": "CASE WHEN VALUE IS NULL THEN 'value missing' WHEN VALUE < 0 THEN 'value below zero' "
        "WHEN LLN > ULN THEN 'lower limit of normal above the upper limit of normal' END",
    }


def _opened(grading: Grading) -> dict[str, str]:
    """Which arms apply, and whether an unknown baseline leaves one out."""
    without = grading.missing_baseline == "without"
    was_high, was_low = (f"coalesce({was}, FALSE)" if without else was for was in ("WAS_HIGH", "WAS_LOW"))
    layer: dict[str, str] = {}
    unknown = []
    for side in SIDES:
        when = f"{side}_BASE_WHEN"
        outside = "VALUE < LOWER_LIMIT AND BASE IS NOT NULL" if without else "VALUE < LOWER_LIMIT"
        layer[f"{side}_LIMIT_OPEN"] = (
            f"CASE WHEN {side}_LIMIT_WHEN = 'baseline not high' THEN NOT {was_high} ELSE TRUE END"
        )
        layer[f"{side}_BASE_OPEN"] = (
            f"CASE {when} WHEN 'baseline high' THEN {was_high} WHEN 'baseline below LLN' THEN {was_low} "
            f"WHEN 'above ULN' THEN VALUE > UPPER_LIMIT WHEN 'below LLN' THEN {outside} "
            f"ELSE {'BASE IS NOT NULL' if without else 'TRUE'} END"
        )
        unknown.append(
            f"CASE {when} WHEN 'baseline high' THEN WAS_HIGH IS NULL AND coalesce(VALUE > UPPER_LIMIT, TRUE) "
            "WHEN 'baseline below LLN' THEN WAS_LOW IS NULL "
            "WHEN 'below LLN' THEN BASE IS NULL AND coalesce(VALUE < LOWER_LIMIT, TRUE) "
            "WHEN 'any' THEN BASE IS NULL ELSE FALSE END"
        )
    layer["BASELINE_UNKNOWN"] = " OR ".join(unknown)
    return layer


def _measure(slot: str) -> str:
    return slot.split("_")[1]


def _is_conditional(slot: str) -> bool:
    return slot.endswith("_IF")


def _arm(slot: str) -> str:
    """Write one arm: true, false or unknown; false where the test has none."""
    side, measure = slot[0], _measure(slot)
    beyond = ("<" if side == "L" else ">") + ("=" if "_AT" in slot else "")
    limit = "LOWER_LIMIT" if side == "L" else "UPPER_LIMIT"
    always = _is_conditional(slot) or slot[1] == "N"
    if measure == "CUT":
        return f"coalesce(VALUE {beyond} {slot}, FALSE)"
    if measure == "ADD":
        return f"({slot} IS NOT NULL AND VALUE {beyond} {limit} + {slot})"
    opened = "" if always else f" AND {side}_{measure}_OPEN"
    return (
        f"({slot} IS NOT NULL{opened} AND VALUE {beyond} {slot} * {'BASE' if measure == 'BASE' else limit})"
    )


def _arms(grading: Grading, step: str, conditional: bool) -> str:
    """Join the arms of one grade of one side ("H3"), the conditional ones or the others; FALSE when none."""
    found = [
        _arm(slot)
        for slot in grading.slots
        if slot.startswith(f"{step}_") and _is_conditional(slot) is conditional
    ]
    return "(" + " OR ".join(found) + ")" if found else "FALSE"


def _steps(side: str) -> Iterator[tuple[int, str]]:
    yield from ((grade, f"{side}{grade}") for grade in GRADES)


def _judged(grading: Grading) -> dict[str, str]:
    """Whether each grade of each side is reached: by its own arms, and by those that need the condition."""
    layer = {}
    for side in SIDES:
        for _, step in _steps(side):
            layer[f"{step}_ALONE"] = _arms(grading, step, conditional=False)
            layer[f"{step}_WITH"] = _arms(grading, step, conditional=True)
        layer[f"{side}_UNGRADED"] = f"coalesce({_arms(grading, f'{side}N', conditional=False)}, FALSE)"
    return layer


def _bounded(grading: Grading) -> dict[str, str]:
    """Lowest and highest grade of each side, and the grade if the clinical condition held."""
    layer = {}
    for side in SIDES:
        reached = {
            grade: f"{step}_ALONE"
            if _arms(grading, step, conditional=True) == "FALSE"
            else f"({step}_ALONE OR (HOLDS AND {step}_WITH))"
            for grade, step in _steps(side)
        }
        unit = f"{side}_ABSOLUTE AND NOT UNIT_KNOWN"
        certain = " ".join(f"WHEN {sql} THEN {grade}" for grade, sql in reached.items())
        possible = " ".join(f"WHEN coalesce({sql}, TRUE) THEN {grade}" for grade, sql in reached.items())
        either = " ".join(f"WHEN {step}_ALONE OR {step}_WITH THEN {grade}" for grade, step in _steps(side))
        alone = " ".join(f"WHEN {step}_ALONE THEN {grade}" for grade, step in _steps(side))
        # The true value of "<10" may lie anywhere below it: the low side may be worse, the high side surely better.
        worse, better = ("<", ">") if side == "L" else (">", "<")
        layer[f"{side}_LEAST"] = (
            f"CASE WHEN {unit} OR coalesce(BOUND = '{better}', FALSE) THEN 0 {certain} ELSE 0 END"
        )
        layer[f"{side}_MOST"] = (
            f"CASE WHEN {unit} OR coalesce(BOUND = '{worse}', FALSE) THEN {side}_TOP "
            f"WHEN {side}_UNGRADED THEN 4 {possible} ELSE 0 END"
        )
        layer[f"{side}_EITHER"] = (
            f"CASE WHEN CONDITION_TEXT IS NULL OR CONDITION IS NOT NULL THEN 0 {either} ELSE 0 END"
        )
        layer[f"{side}_ALONE"] = (
            f"CASE WHEN CONDITION_TEXT IS NULL OR CONDITION IS NOT NULL THEN 0 {alone} ELSE 0 END"
        )
    return layer


def _settled() -> dict[str, str]:
    """Bounds once the other side is taken in: a value beyond one limit is not beyond the other."""
    layer = {}
    for side, other in (("L", "H"), ("H", "L")):
        for end in ("LEAST", "MOST"):
            layer[f"{side}_{end}_GRADE"] = f"CASE WHEN {other}_LEAST > 0 THEN 0 ELSE {side}_{end} END"
    # Low and high at once: the limits belong to another unit, or are exchanged.
    layer["BOTH_SIDES"] = "L_LEAST > 0 AND H_LEAST > 0"
    layer["GRADABLE"] = "NO_RULE IS NULL AND WRONG IS NULL AND NOT (L_LEAST > 0 AND H_LEAST > 0)"
    return layer


def _signed() -> dict[str, str]:
    """Bounds of the signed grade; a value that is wrong leaves every grade of the test possible."""
    return {
        "SIGNED_LOW": "CASE WHEN NO_RULE IS NOT NULL THEN NULL WHEN NOT GRADABLE THEN -L_TOP "
        "WHEN H_LEAST_GRADE > 0 THEN H_LEAST_GRADE ELSE -L_MOST_GRADE END",
        "SIGNED_HIGH": "CASE WHEN NO_RULE IS NOT NULL THEN NULL WHEN NOT GRADABLE THEN H_TOP "
        "WHEN L_LEAST_GRADE > 0 THEN -L_LEAST_GRADE ELSE H_MOST_GRADE END",
    }


def _shown(grading: Grading) -> dict[str, str]:
    sides = {
        side: f"CASE WHEN GRADABLE AND {side}_TERM IS NOT NULL AND {side}_LEAST_GRADE = {side}_MOST_GRADE "
        f"THEN {side}_LEAST_GRADE END"
        for side in SIDES
    }
    return {
        "TESTCD": "TESTCD",
        "VERSION": f"'CTCAE v{grading.edition}'",
        "ATOXDSCL": "L_TERM",
        "ATOXDSCH": "H_TERM",
        "ATOXGRL": sides["L"],
        "ATOXGRH": sides["H"],
        "ATOXGR": GRADE,
        "LOW": "SIGNED_LOW",
        "HIGH": "SIGNED_HIGH",
        "STATUS": "CASE WHEN NO_RULE IS NOT NULL THEN 'NOT_APPLICABLE' "
        f"WHEN {GRADE} IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END",
        "REASON": f"CASE WHEN {GRADE} IS NULL THEN {_reason()} END",
        "DRIVER": _driver(grading),
        "FLAG": f"CASE WHEN GRADABLE AND {_flagged(grading)} THEN {_flag(grading)} END",
    }


def _reason() -> str:
    open_low, open_high = "L_LEAST_GRADE < L_MOST_GRADE", "H_LEAST_GRADE < H_MOST_GRADE"
    return (
        "coalesce(NO_RULE, WRONG, CASE "
        "WHEN BOTH_SIDES THEN 'graded low and high at once: the limits of normal do not fit the value' "
        f"WHEN NOT UNIT_KNOWN AND (L_ABSOLUTE AND {open_low} OR H_ABSOLUTE AND {open_high}) "
        "THEN CASE WHEN UNIT IS NULL THEN 'unit missing' "
        "ELSE concat_ws(' ', 'unit', UNIT, 'is none of the units the rule is given in') END "
        f"WHEN BOUND IS NOT NULL AND ({open_low} OR {open_high}) AND L_LEAST_GRADE + H_LEAST_GRADE < 4 "
        "THEN concat('the value is a bound (', BOUND, ')') "
        f"WHEN L_UNGRADED AND {open_low} THEN L_BEYOND WHEN H_UNGRADED AND {open_high} THEN H_BEYOND "
        f"WHEN {open_low} AND L_LIMITED AND LOWER_LIMIT IS NULL THEN 'lower limit of normal missing' "
        f"WHEN {open_high} AND H_LIMITED AND UPPER_LIMIT IS NULL THEN 'upper limit of normal missing' "
        "WHEN CONDITION IS NULL AND HOLDS IS NULL AND CONDITION_TEXT IS NOT NULL "
        "THEN concat('not known: ', CONDITION_TEXT) "
        "ELSE 'baseline missing' END)"
    )


def _driver(grading: Grading) -> str:
    """Name the kind of arm that set the grade: absolute, LLN, ULN, above ULN, baseline."""
    whens = []
    for side in SIDES:
        limit = "LLN" if side == "L" else "ULN"
        kinds = {"CUT": "absolute", "ADD": f"above {limit}", "BASE": "baseline", "LIMIT": limit}
        for grade, step in _steps(side):
            arms = [slot for slot in grading.slots if slot.startswith(f"{step}_")]
            named = {
                slot: kinds[_measure(slot)] + (", with condition" if _is_conditional(slot) else "")
                for slot in sorted(arms, key=_is_conditional)
            }
            tried = " ".join(f"WHEN {_arm(slot)} THEN '{kind}'" for slot, kind in named.items())
            if tried:
                whens.append(f"WHEN {grade if side == 'H' else -grade} THEN CASE {tried} END")
    return f"CASE {GRADE} {' '.join(whens)} END"


def _turns(grading: Grading) -> str:
    """Whether the unrecorded clinical condition would change the grade."""
    return "(L_EITHER <> L_ALONE OR H_EITHER <> H_ALONE)" if grading.symptom_policy != "from_AE" else "FALSE"


def _flagged(grading: Grading) -> str:
    baseline = "BASELINE_UNKNOWN" if grading.missing_baseline == "without" else "FALSE"
    return f"({_turns(grading)} OR {baseline} OR CAUTION IS NOT NULL)"


def _flag(grading: Grading) -> str:
    other, word = ("ALONE", "without") if grading.symptom_policy == "worst" else ("EITHER", "with")
    baseline = "BASELINE_UNKNOWN" if grading.missing_baseline == "without" else "FALSE"
    return (
        f"concat_ws('; ', CASE WHEN {_turns(grading)} THEN concat('grade ', "
        f"CAST(greatest(L_{other}, H_{other}) AS VARCHAR), ' {word} ', CONDITION_TEXT) END, "
        f"CASE WHEN {baseline} THEN 'baseline missing: graded without it' END, CAUTION)"
    )
