"""The laboratory rules of an edition laid out for joining: one row a test, one row a test and spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.laboratory_rule import Arm, Edition, read_arms, read_spellings

SIDES = ("L", "H")
TEST_WORDS = ("SPECIMEN", "CONDITION_TEXT", "CAUTION", "NOT_GRADED")
SIDE_WORDS = ("TERM", "TOP", "ABSOLUTE", "LIMITED", "BEYOND", "LIMIT_WHEN", "BASE_WHEN")


def name_by_test(edition: Edition) -> str:
    """Name the relation of one row a test."""
    return f"ctcae_{edition[0]}_laboratory_test"


def name_by_unit(edition: Edition) -> str:
    """Name the relation of one row a test and unit spelling."""
    return f"ctcae_{edition[0]}_laboratory_unit"


def slots(edition: Edition, absolute: bool) -> list[str]:
    """Name the columns that hold the amounts of an edition: absolute ones (they have a unit), or multiples.

    >>> [slot for slot in slots("6.0", absolute=True) if slot.endswith("_AT")]
    ['H1_CUT_AT', 'H2_CUT_AT', 'H3_CUT_AT', 'L2_CUT_AT', 'L3_CUT_AT']
    """
    return sorted({arm.slot for arm in read_arms(edition) if arm.amounts and arm.absolute is absolute})


def rules_by_test(edition: Edition) -> Relation:
    """Give one row a test: terms, what its arms need, and every amount that is a multiple.

    >>> rules_by_test("5.0").name
    'ctcae_5_laboratory_test'
    """
    multiples = slots(edition, absolute=False)
    rows = [_test_row(test, arms, multiples) for test, arms in _by_test(edition).items()]
    words = [column for column in rows[0] if column not in multiples]
    typed = [f"CAST({slot} AS DECIMAL(9,4)) AS {slot}" for slot in multiples]
    sql = f"SELECT {', '.join([*words, *typed])} FROM {_values(rows)}"
    return Relation(name_by_test(edition), sql, (), (*words, *multiples))


def cuts_by_unit(edition: Edition) -> Relation:
    """Give one row a test and unit spelling: every cut-off, converted to the unit that was reported.

    The cut-off is converted, by a whole factor, and not the value, which is compared as it stands. Where an
    edition prints a cut-off in several units (55 mg/dL, 3.0 mmol/L), each is used for its own unit.

    >>> cuts_by_unit("5.0").name
    'ctcae_5_laboratory_unit'
    """
    cuts = slots(edition, absolute=True)
    rows: list[dict[str, object]] = []
    for test, arms in _by_test(edition).items():
        absolute = [arm for arm in arms if arm.absolute]
        for unit in sorted({unit for arm in absolute for _, unit in arm.amounts}):
            amounts = {arm.slot: {u: n for n, u in arm.amounts}[unit] for arm in absolute}
            rows.append({"TESTCD": test, "UNIT": unit} | {slot: amounts.get(slot) for slot in cuts})
    spellings: list[dict[str, object]] = [
        {"OF_UNIT": unit, "SPELLING": spelling, "FACTOR": factor}
        for unit, spelling, factor in (*read_spellings(), ("", "", 1))
    ]
    converted = ", ".join(f"CAST({slot} * FACTOR AS DECIMAL(18,6)) AS {slot}" for slot in cuts)
    sql = (
        f"SELECT TESTCD, SPELLING, {converted} FROM (SELECT * FROM {_values(rows)}) AS cut "
        f"JOIN (SELECT * FROM {_values(spellings)}) AS spelled ON OF_UNIT = UNIT"
    )
    return Relation(name_by_unit(edition), sql, (), ("TESTCD", "SPELLING", *cuts))


def _by_test(edition: Edition) -> dict[str, list[Arm]]:
    found: dict[str, list[Arm]] = {}
    for arm in read_arms(edition):
        for test in arm.tests:
            found.setdefault(test, []).append(arm)
    return found


def _test_row(test: str, arms: Sequence[Arm], multiples: Sequence[str]) -> dict[str, object]:
    units = {unit for arm in arms if arm.absolute for _, unit in arm.amounts}
    row: dict[str, object] = {
        "TESTCD": test,
        "SPECIMEN": arms[0].specimen,
        "UNITLESS": units == {""},
        "CONDITION_TEXT": next((arm.condition for arm in arms if arm.condition), None),
        "CAUTION": next((arm.caution for arm in arms if arm.caution), None),
        "NOT_GRADED": next((arm.note for arm in arms if not arm.amounts), None),
    }
    for side in SIDES:
        own = [arm for arm in arms if arm.side == side and arm.amounts]
        graded = [arm for arm in own if arm.grade is not None]
        plain = [arm for arm in graded if not arm.condition]
        row[f"{side}_TERM"] = next((arm.term for arm in own), None)
        row[f"{side}_TOP"] = max((arm.grade or 0 for arm in graded), default=4) if own else 0
        row[f"{side}_ABSOLUTE"] = any(arm.absolute for arm in own)
        row[f"{side}_LIMITED"] = any(
            arm.of in ("LLN", "ULN", "above ULN") or arm.when in ("below LLN", "above ULN") for arm in own
        )
        row[f"{side}_BEYOND"] = next((arm.note for arm in own if arm.grade is None), None)
        row[f"{side}_LIMIT_WHEN"] = next((arm.when for arm in plain if "_LIMIT" in arm.slot), None)
        row[f"{side}_BASE_WHEN"] = next((arm.when or "any" for arm in plain if "_BASE" in arm.slot), None)
    amounts = {arm.slot: arm.stored[0][0] for arm in arms if arm.amounts and not arm.absolute}
    return row | {slot: amounts.get(slot) for slot in multiples}


def _values(rows: Sequence[Mapping[str, object]]) -> str:
    """Write constants as an SQL VALUES list with named columns."""

    def literal(value: object) -> str:
        if value is None:
            return "NULL"
        return quoted(value) if isinstance(value, str) else str(value).upper()

    lines = ", ".join("(" + ", ".join(literal(v) for v in row.values()) + ")" for row in rows)
    return f"(VALUES {lines}) AS constants({', '.join(rows[0])})"
