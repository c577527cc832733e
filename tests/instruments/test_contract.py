"""Contract tests, written once, run over every definition."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from cartaid.analysis import safety
from cartaid.analysis.assessment import SUBJECT_ATTRIBUTES
from cartaid.analysis.derived_evidence import DERIVED_TESTS
from cartaid.analysis.score import parameters
from cartaid.analysis.toxicity import DEFINITIONS as TOXICITY
from cartaid.engine import Session
from cartaid.engine.portable import refusals
from cartaid.evaluators.cases import Case, given_row, read_cases, score_rows
from cartaid.evaluators.evaluate import evaluation, evaluations
from cartaid.evaluators.expression import names_in, rendered
from cartaid.evaluators.flat_table import flat_wide, units_beside
from cartaid.instruments.catalogue import cases_file, definitions
from cartaid.instruments.definition import (
    Definition,
    Grade,
    Item,
    LaboratoryTable,
    Score,
    Source,
    State,
    visual_scale,
)

ALL = definitions()
BY_ID = {definition.id: definition for definition in ALL}
CASES = [(d.id, case) for d in ALL for case in read_cases(cases_file(d), d.id)]
# Of random rows many are drawn at once, the same ones in every run: a statement costs its planning, its rows nothing.
each = pytest.mark.parametrize("definition", ALL, ids=lambda d: d.id)
Row = dict[str, str | None]


FREE_TEXTS = {
    "test": ("HGB", "NEUT", "PLAT", "ALT", "CREAT", "XYZ"),
    "unit": ("g/L", "10^9/L", "U/L", "umol/L"),
}
"""Drawn where an item is free text: laboratory tests and units."""


@cache
def session() -> Session:
    return Session(threads=1)


def scored(
    definition: Definition, rows: list[Row], set: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    return score_rows(session(), definition, rows, set)


def complete_value(item: Item, chance: random.Random) -> str:
    if item.values:
        return chance.choice(item.values)
    if item.type == "flag":
        return chance.choice("01")
    low = Decimal(item.low) if item.low is not None else Decimal(0)
    high = Decimal(item.high) if item.high is not None else low + Decimal(10) ** chance.choice((0, 1, 2, 3))
    edges = [low, high] if item.high is not None else [low]
    inside = low + (high - low) * Decimal(chance.randrange(1001)) / 1000
    drawn = chance.choice([*edges, inside, inside.to_integral_value(), round(inside, 1)])
    drawn = min(max(drawn, low), high)
    if item.step is not None:
        return str(drawn // Decimal(item.step) * Decimal(item.step))
    return str(drawn.quantize(Decimal("0.001")))


def complete_row(definition: Definition, chance: random.Random) -> Row:
    row: Row = {item.id: complete_value(item, chance) for item in definition.items}
    for item in definition.items:
        if item.unit_column:
            row[item.unit_column] = item.unit if item.unit_item else None
    return row


@pytest.mark.parametrize(("id", "case"), CASES, ids=[f"{id}: {case.name}" for id, case in CASES])
def test_case(id: str, case: Case) -> None:
    definition = BY_ID[id]
    found = scored(definition, [given_row(definition, case.given)], dict(case.set))[0]
    for name, expected in case.expect.items():
        if isinstance(expected, float):
            assert found[name] == pytest.approx(expected, abs=10 ** -_decimals(expected) / 2), (name, found)
        elif name == "reason" and expected is not None:
            assert found[name] is not None, found
            assert expected in found[name], found
        else:
            assert found[name] == expected, (name, found)


def _decimals(value: float) -> int:
    """Printed digits are the tolerance: 0.8119 means within half of the last digit (at least 1e-4)."""
    return max(len(str(value).partition(".")[2]), 4) if "e" not in str(value) else 12


@pytest.mark.parametrize(("measure", "edges"), [("phga", (5, 15, 25, 40)), ("exm", (5, 15, 25, 40))])
def test_every_change_on_an_edge_of_a_10_cm_scale_stays_below_it(
    measure: str, edges: tuple[int, ...]
) -> None:
    """All 319 pairs of tenths whose change is exactly an edge: binary floats put 26 of them a band higher."""
    definition = BY_ID["tis-2016"]
    points = dict(zip(edges, {"phga": (0, 7.5, 15, 17.5), "exm": (0, 7.5, 12.5, 15)}[measure], strict=True))
    unchanged: Row = {"population": "adult", "mmt_max": "150", "enzyme": "ck", "enzyme_uln": "200"}
    for name in ("phga", "ptga", "exm", "haq", "mmt", "enzyme"):
        unchanged |= {f"{name}_base": "1", "enzyme_value" if name == "enzyme" else name: "1"}
    rows, expected = [], []
    for edge in edges:
        for base in range(edge, 101):
            rows.append(
                unchanged
                | {f"{measure}_base": str(Decimal(base) / 10), measure: str(Decimal(base - edge) / 10)}
            )
            expected.append(points[edge])
    assert len(rows) == 319
    assert [found["value"] for found in scored(definition, rows)] == expected


@each
def test_names_and_sources(definition: Definition) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9.]+)*", definition.id), definition.id
    assert re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", definition.paramcd), definition.paramcd
    assert definition.sources, "a definition needs a source"
    for source in definition.sources:
        assert source.doi or source.where, source
    assert definition.licence
    ids = [item.id for item in definition.items]
    assert len(ids) == len(set(ids))
    for item in definition.items:
        free = isinstance(definition.method, LaboratoryTable)
        assert item.type != "text" or item.values or free, (
            f"{item.id}: a text item lists its permitted values"
        )
        assert item.record is not None, f"{item.id}: says where it is found in a study"
        assert item.values == tuple(v.lower() for v in item.values), f"{item.id}: values are lower case"
    for switch in definition.switches:
        assert switch.default in switch.options
    assert any(case.source for id, case in CASES if id == definition.id), "a definition needs cases"


def test_titles_are_unique() -> None:
    titles = [definition.title for definition in ALL]
    assert sorted(titles) == sorted(set(titles)), "two pages with one title cannot be told apart"


def test_only_what_says_so_is_verified() -> None:
    assert Source("A paper nobody has opened").checked == "from memory"


SECOND_HAND = re.compile(
    r"\b(as (in|carried|printed|reprinted|reproduced|tabulated|summarised)|cop(y|ies)|reprint(s|ed)?|secondary|"
    r"summar(y|ies)|digests?|calculators?|implementations?|inferred)\b"
)
"""Words of `where` that say that not the publication itself was read."""


@each
def test_what_is_said_of_a_source_does_not_contradict_itself(definition: Definition) -> None:
    citations = [source.citation for source in definition.sources]
    assert len(citations) == len(set(citations)), "the pages tell sources apart by their citation"
    for source in definition.sources:
        if source.secondary:
            assert source.checked == "verified", (
                f"{source.citation}: read nowhere, so not at second hand either"
            )
        if source.checked == "verified":
            found = SECOND_HAND.search(source.where)
            assert bool(found) == source.secondary, f"{source.citation}: {source.where}: secondary or not?"


REASONS_THAT_DECIDE = [
    # Three better by 20 %, strength 25 % worse: nothing else is to blame.
    ("imacs-improvement", {"mmt": "45"}, "ruled out by: muscle strength worse"),
    # Two better: what fails is named, no measure that is merely not worse.
    (
        "imacs-improvement",
        {"haq": "1"},
        "; ".join(
            f"not met: {measure} better by 20 % of its baseline"
            for measure in ("muscle strength", "HAQ", "extramuscular global", "muscle enzyme")
        ),
    ),
]


@pytest.mark.parametrize(("id", "change", "reason"), REASONS_THAT_DECIDE)
def test_the_reason_of_a_no_names_what_decides_it(id: str, change: Row, reason: str) -> None:
    bases = {"phga": "4", "ptga": "4", "mmt": "60", "haq": "1", "exm": "2", "enzyme": "10"}
    row: Row = {f"{name}_base": value for name, value in bases.items()}
    row.update(bases)
    row |= {"phga": "3.2", "ptga": "3.2", "haq": "0.8"} | change
    found = scored(BY_ID[id], [row])[0]
    assert (found["category"], found["reason"]) == ("N", reason)


def test_a_baseline_of_0_is_named_where_a_relative_change_is_asked() -> None:
    row: Row = {"mrss_base": "30", "mrss": "20", "fvc_pct_base": "75", "fvc_pct": "80", "haq_base": "1.5"}
    row |= {"haq": "1.25", "ptga_base": "0", "ptga": "1", "phga_base": "6", "phga": "7.5", "step1_event": "0"}
    found = scored(BY_ID["rcriss-25-daisy"], [row])[0]
    assert (
        found["reason"] == "open: patient global worse by 25 % (baseline 0: relative change cannot be told)"
    )


def test_parameter_codes_are_unique() -> None:
    codes = [d.paramcd for d in ALL] + [d.category_paramcd for d in ALL if d.category_paramcd]
    assert sorted(codes) == sorted(set(codes))


@each
def test_every_item_is_used_and_every_name_is_declared(definition: Definition) -> None:
    if isinstance(definition.method, LaboratoryTable):
        return  # every column is named in the evaluator of laboratory tables
    relation = evaluation(definition, "wide", ("row_id",), problems=True)
    used = set(
        names_in(
            relation.sql.split("FROM wide", 1)[1] + " " + _expressions(definition),
            [i.id for i in definition.items],
        )
    )
    unused = {item.id for item in definition.items} - used - set(definition.ignored)
    assert not unused, f"items that nothing uses: {unused}"


def _expressions(definition: Definition) -> str:
    method = definition.method
    texts: list[str] = [definition.applicable.sql] if definition.applicable else []
    texts += [option for switch in definition.switches for option in switch.options.values()]
    if isinstance(method, Score):
        texts += [method.categories_by, *(term.sql for term in method.all_terms)]
        texts += [method.zero_when.sql] if method.zero_when else []
    else:
        texts += [term.sql for q in method.quantities for term in q.score.all_terms]
        if isinstance(method, State):
            texts += [clause.sql for clause in method.clauses]
        else:
            texts += [clause.sql for clause in method.gate]
            texts += [arm.sql for level in method.levels for arm in level.arms]
    return " ".join(texts)


@each
def test_sql_is_portable(definition: Definition) -> None:
    columns = [item.id for item in definition.items]
    evaluated = evaluations(definition, "wide", ("row_id",), problems=True)
    for relation in (*evaluated, flat_wide(definition, "flat", columns)):
        assert refusals(relation.sql) == []


@each
def test_nothing_known_gives_a_reason_and_no_value(definition: Definition) -> None:
    found = scored(definition, [dict.fromkeys(complete_row(definition, random.Random(0)))])[0]
    if found["status"] == "NOT_APPLICABLE":
        assert found["reason"]
        return
    assert found["status"] == "UNDETERMINED", found
    assert found["value"] is None
    assert found["reason"], found
    assert found["category"] in (None, "UNDETERMINED")


@each
def test_bounds_hold_and_batch_equals_one_by_one(definition: Definition) -> None:
    chance = random.Random(definition.id)
    rows = [complete_row(definition, chance) for _ in range(100)]
    batch = scored(definition, rows)
    for found in batch:
        if found["value"] is None:
            continue
        assert found["low"] == found["high"] == found["value"]
        if definition.low is not None:
            assert found["value"] >= float(definition.low), found
        if definition.high is not None:
            assert found["value"] <= float(definition.high), found
    assert scored(definition, rows[:1])[0] == batch[0]
    order = list(range(100))
    chance.shuffle(order)
    shuffled = scored(definition, [rows[place] for place in order])
    assert shuffled == [batch[place] for place in order]


@each
def test_interval_contains_every_completion(definition: Definition) -> None:
    chance = random.Random(definition.id)
    partial, completions = [], []
    for _ in range(60):
        base = complete_row(definition, chance)
        missing = chance.sample(
            [i.id for i in definition.items], chance.randint(1, min(4, len(definition.items)))
        )
        partial.append({name: None if name in missing else value for name, value in base.items()})
        for _ in range(6):
            drawn = complete_row(definition, chance)
            completions.append(
                {name: drawn[name] if name in missing else value for name, value in base.items()}
            )
    bounds = scored(definition, partial)
    values = scored(definition, completions)
    for place, completed in enumerate(values):
        known = bounds[place // 6]
        if completed["value"] is None or known["status"] == "NOT_APPLICABLE":
            continue
        if isinstance(definition.method, Score) and definition.method.answered_at_least is not None:
            continue  # the instrument's own rule forgives missing parts: its value is not a bound
        if known["low"] is not None:
            assert known["low"] <= completed["value"] + 1e-9, (known, completed, completions[place])
        if known["high"] is not None:
            assert known["high"] >= completed["value"] - 1e-9, (known, completed, completions[place])
        if known["status"] == "DETERMINED":
            assert known["value"] == pytest.approx(completed["value"]), (known, completed)
        if known["category"] not in (None, "UNDETERMINED"):
            assert known["category"] == completed["category"], (known, completed, completions[place])


@each
def test_refuses_values_outside_an_items_range(definition: Definition) -> None:
    chance = random.Random(1)
    items = [item for item in definition.items if item.type != "text" or item.values]
    rows = []
    for item in items:
        row = complete_row(definition, chance)
        if item.type in ("flag", "text"):
            row[item.id] = "7.5"
        elif item.high is not None:
            row[item.id] = str(Decimal(item.high) + 1)
        elif item.low is not None:
            row[item.id] = str(Decimal(item.low) - 1)
        else:
            row[item.id] = "high"
        rows.append(row)
    for item, found in zip(items, scored(definition, rows) if rows else [], strict=True):
        if found["status"] == "NOT_APPLICABLE":
            continue
        assert f"{item.id}: " in (found["reason"] or ""), found


@each
def test_a_refused_item_never_becomes_a_number(definition: Definition) -> None:
    """A row with a refused value gives what the same row with that item blank gives, and says why."""
    chance = random.Random(definition.id)
    refused, blank, named = [], [], []
    for item in definition.items * 5:
        wrong = out_of_range(item, chance)
        if wrong is None:
            continue
        row = complete_row(definition, chance)
        refused.append(row | {item.id: wrong})
        blank.append(row | {item.id: None})
        named.append(item)
        if item.unit_column:
            # A right number in a unit that is not the item's.
            refused.append(row | {item.unit_column: "furlong"})
            blank.append(row | {item.id: None})
            named.append(item)
    if isinstance(definition.method, LaboratoryTable) or not refused:
        return
    for item, found, expected in zip(
        named, scored(definition, refused), scored(definition, blank), strict=True
    ):
        if expected["status"] == "NOT_APPLICABLE":
            continue
        shown = [{k: v for k, v in row.items() if k != "reason"} for row in (found, expected)]
        if isinstance(definition.method, Score) and definition.method.answered_at_least is not None:
            # A blank is passed over by the instrument's own rule; what was answered and cannot be read is open.
            assert found["low"] <= expected["low"] + 1e-9, (item.id, found, expected)
            assert found["high"] >= expected["high"] - 1e-9, (item.id, found, expected)
        else:
            assert shown[0] == shown[1], (item.id, found, expected)
        assert f"{item.id}: " in (found["reason"] or ""), (item.id, found)


def out_of_range(item: Item, chance: random.Random) -> str | None:
    """Draw a value an item cannot have; None for an item that takes any text."""
    if item.type == "text":
        return chance.choice(("unheard of", "7", "-1")) if item.values else None
    wrong = ["n/a", "1,5 mg", "two"]
    if item.type == "flag":
        return chance.choice([*wrong, "2", "-1", "0.5"])
    by = Decimal(chance.randrange(1, 10**6)) / 1000
    if item.high is not None:
        wrong += [str(Decimal(item.high) + by)] * 3
    if item.low is not None:
        wrong += [str(Decimal(item.low) - by)] * 3
    if item.values:
        wrong += [str(Decimal(item.values[0]) + Decimal("0.5"))]
    if item.step is not None:
        wrong += [str(Decimal(item.low or 0) + Decimal(item.step) / 4)] * 3
    return chance.choice(wrong)


@each
def test_a_study_gives_every_derived_item(definition: Definition) -> None:
    """Whatever a definition finds under a derived domain is derived: else no study could ever determine it."""
    if definition.kind == "grade" or definition.id in {d.id for d in (*safety.OWN_DEFINITIONS, *TOXICITY)}:
        return  # run by a part of their own, which makes their items itself
    results = {p.paramcd for d in ALL for p in parameters(d)}
    for item in definition.items:
        record = item.record
        assert record is not None
        if record.domain == "SUBJECT":
            assert record.testcd in SUBJECT_ATTRIBUTES, item.id
        elif record.domain.startswith("AD"):
            assert (record.domain, record.testcd, "") in DERIVED_TESTS or record.testcd in results, item.id


@each
def test_a_unit_of_a_number_without_one_is_refused_and_never_ignored(definition: Definition) -> None:
    """`<item>_unit` is always read: where the item has none, only words for none and its own scale may stand there."""
    chance = random.Random(6)
    ids = {item.id for item in definition.items}
    items = [i for i in definition.items if i.type == "number" and not i.unit and f"{i.id}_unit" not in ids]
    rows = [complete_row(definition, chance) for _ in items]
    named = [f"{item.id}_unit" for item in items]
    if not items:
        return
    bare = scored(definition, rows)
    said = scored(definition, [row | {name: "points"} for row, name in zip(rows, named, strict=True)])
    foreign = scored(definition, [row | {name: "furlong"} for row, name in zip(rows, named, strict=True)])
    blank = scored(definition, [row | {item.id: None} for row, item in zip(rows, items, strict=True)])
    assert said == bare
    if isinstance(definition.method, LaboratoryTable):
        return
    for item, found, without in zip(items, foreign, blank, strict=True):
        if without["status"] == "NOT_APPLICABLE":
            continue
        method = definition.method
        forgives = isinstance(method, Score) and method.answered_at_least is not None
        assert found["value"] == without["value"] or (forgives and found["value"] is None), (item.id, found)
        assert f"{item.id}_unit, found furlong" in (found["reason"] or ""), (item.id, found)


@each
def test_another_unit_gives_the_same_result(definition: Definition) -> None:
    chance = random.Random(2)
    items = [i for i in definition.items if i.unit_column]
    rows, converted, bare = [], [], []
    for item in items:
        for unit, factor in item.accepts.items():
            for _ in range(5):
                # A value that both units write exactly: a multiple of the factor.
                least = (Decimal(item.low or 0) / Decimal(factor)).to_integral_value()
                number = (least + chance.randrange(1, 50)) * Decimal(factor)
                if item.high is not None and number > item.high:
                    number = Decimal(factor)
                row = complete_row(definition, chance) | {item.id: str(number)}
                # Of values on one scale each says its unit: one without would be refused.
                row |= dict.fromkeys((item.unit_column, *units_beside(definition, item)), item.unit)
                rows.append(row)
                converted.append(row | {item.id: str(number / Decimal(factor)), item.unit_column: unit})
        row = complete_row(definition, chance)
        without_any = row | {item.unit_column: None, **dict.fromkeys(units_beside(definition, item))}
        bare += [
            without_any,
            row | dict.fromkeys((item.unit_column, *units_beside(definition, item)), item.unit),
        ]
    if not items:
        return
    # One statement for all: a row that differs names itself.
    for row, own, other in zip(
        converted, scored(definition, rows), scored(definition, converted), strict=True
    ):
        assert own == other, row
    found = scored(definition, bare)
    for item, without, named in zip(items, found[::2], found[1::2], strict=True):
        if not item.unit_item:
            assert without == named, f"{item.id}: without a column its own unit is assumed"
            continue
        assert without["status"] == "NOT_APPLICABLE" or item.id in (without["reason"] or ""), without


NO_UNIT_TO_GUESS = {"crp", "platelets", "hemoglobin", "anc", "leukocytes", "creatinine", "upcr", "fibrinogen"}
"""Items whose usual units differ so that either may be meant: never taken without a unit."""


@each
def test_a_unit_that_could_be_another_is_never_assumed(definition: Definition) -> None:
    for item in definition.items:
        if _is_rating_scale(item):
            continue  # the instrument's form has one scale: what is on another one says so
        if item.unit and (
            item.id.split("_")[0] in NO_UNIT_TO_GUESS or {"cm", "mm"} <= {item.unit, *item.accepts}
        ):
            assert item.unit_item, f"{item.id} is measured in more than one unit"
        factors = {Decimal(1), *map(Decimal, item.accepts.values())}
        assert item.unit_item or item.unit_from or factors == {Decimal(1)}, (
            f"{item.id}: a unit with another factor must be named"
        )


def _is_rating_scale(item: Item) -> bool:
    return item.unit in ("cm", "mm", "/3") and item == visual_scale(
        item.id,
        item.label,
        item.record,
        item.note,
        item.unit,  # type: ignore[arg-type]
        item.checked,
    )


RATING_SCALES = [(d, i) for d in ALL for i in d.items if _is_rating_scale(i)]
"""Global scales of myositis, systemic sclerosis and arthritis."""


@pytest.mark.parametrize(
    ("definition", "item"), RATING_SCALES, ids=[f"{d.id}: {i.id}" for d, i in RATING_SCALES]
)
def test_a_rating_scale_has_one_range_and_converts_what_names_its_unit(
    definition: Definition, item: Item
) -> None:
    row = complete_row(definition, random.Random(5))
    # Muscle tests of one form, so that the definition applies.
    strength = {"mmt_base": "60", "mmt_previous": "60", "mmt": "70"}
    strength |= dict.fromkeys(("mmt_max_base", "mmt_max_previous", "mmt_max"), "80")
    row |= {id: value for id, value in strength.items() if id in row}
    top = item.high
    ours, other, factor = {
        "cm": ("5.5", "55", "mm"),
        "mm": ("55", "5.5", "cm"),
        "/3": ("0.6", "20", "mm"),
    }[item.unit]
    # The value at the other time names its unit with this one: alone, the other would be refused.
    beside = {
        other.unit_column: other.unit
        for other in definition.items
        if other.unit_column in units_beside(definition, item)
    }
    given = [
        {item.id: ours},
        {item.id: ours, item.unit_column: item.unit, **beside},
        {item.id: other, item.unit_column: factor, **beside},
        {item.id: str(Decimal(top or 0) + 45)},
        {item.id: ours, item.unit_column: "furlong"},
        {item.id: None},
    ]
    plain, named, converted, beyond, foreign, blank = scored(definition, [row | change for change in given])
    assert plain == named == converted
    for refused in (beyond, foreign):
        assert {k: v for k, v in refused.items() if k != "reason"} == {
            k: v for k, v in blank.items() if k != "reason"
        }
        assert f"{item.id}: " in (refused["reason"] or "")


WHOLE = re.compile(
    r"^(tjc|sjc)|joint|^(mrss|skin_score|cmas|cdasi)|^ess?dai|_grade$|^vasopressors$|^n_values$|^(orientation|naming|"
    r"command|writing|attention|ice|capd)$|^sledai"
)
"""Names of counts, grades and sums of whole points."""
WHOLE_FAMILIES = ("BVAS", "CDASI", "MG", "PDAI", "SDI", "mRSS")


@each
def test_one_of_two_values_without_its_unit_is_refused(definition: Definition) -> None:
    """Where one of two values on one scale names another unit, that of the other is never taken to be the usual one."""
    own = {item.unit_column: item for item in definition.items if item.unit_column}
    paired = [
        (item, own[name])
        for item in definition.items
        for name in units_beside(definition, item)
        if name in own
    ]
    pairs = [(item, other) for item, other in paired if item is not other]
    rows, named = [], []
    for item, other in pairs:
        another = next((unit for unit, factor in other.accepts.items() if factor != 1), other.unit)
        named.append(other.unit if other.unit_column in item.unit_from else another)
        row = complete_row(definition, random.Random(7)) | dict.fromkeys(units_beside(definition, item))
        rows.append(row | {other.unit_column: named[-1], item.unit_column: None})
        # Named as what is assumed, it says nothing new.
        rows.append(row | {other.unit_column: other.unit, item.unit_column: None})
    found = scored(definition, rows) if rows else []
    for (item, other), unit, row, refused, same in zip(
        pairs, named, rows[::2], found[::2], found[1::2], strict=True
    ):
        if "not applicable" in (refused["reason"] or ""):
            continue
        expected = f"{item.id}: {row[item.id]} refused, needs its unit in {item.unit_column}: "
        assert f"{expected}{other.unit_column} says {unit}" in (refused["reason"] or "")
        if not item.unit_item and other.unit_column not in item.unit_from:
            assert f"{item.id}: " not in (same["reason"] or "")


@each
def test_an_option_declares_items_of_the_definition_otherwise(definition: Definition) -> None:
    for switch in definition.switches:
        assert set(switch.items) <= set(switch.options)
        for option, items in switch.items.items():
            under = definition.under({switch.id: option})
            assert [item.id for item in under.items] == [item.id for item in definition.items]
            for item in items:
                assert under.item(item.id) == item != definition.item(item.id)
    assert definition.under() == definition


@each
def test_counts_and_sums_of_points_are_whole(definition: Definition) -> None:
    """A count of 5.5 joints is a slip of the pen; EDSS goes in half points."""
    whole_form = definition.kind in ("index", "measure") and definition.family.startswith(WHOLE_FAMILIES)
    for item in definition.items:
        if item.type != "number" or item.unit or not (whole_form or WHOLE.search(item.id)):
            continue
        assert item.step is not None or set(item.values) <= set("01234"), item.id


@each
def test_rising_terms_rise(definition: Definition) -> None:
    if not isinstance(definition.method, Score):
        return
    chance = random.Random(3)
    ids = [item.id for item in definition.items]
    options = {s.id: s.options[s.default] for s in definition.switches}
    alone = [t for t in definition.method.terms if t in list(definition.method.all_terms)]
    rising, rows = [], []
    for term in (t for t in alone if t.rises):
        (name,) = names_in(rendered(term.sql, options), ids)
        item = definition.item(name)
        if item.low is None or item.high is None or definition.applicable:
            continue
        row = complete_row(definition, chance)
        rising.append(term)
        rows += [row | {name: str(item.low)}, row | {name: str(item.high)}]
    found = scored(definition, rows) if rows else []
    for term, low, high in zip(rising, found[::2], found[1::2], strict=True):
        if low["value"] is not None and high["value"] is not None:
            assert low["value"] <= high["value"], (term, low, high)


@each
def test_switch_options_all_run(definition: Definition) -> None:
    row = complete_row(definition, random.Random(4))
    for switch in definition.switches:
        for option in switch.options:
            assert scored(definition, [row], {switch.id: option})
    with pytest.raises(ValueError, match="has no switch"):
        evaluations(definition, "wide", ("row_id",), {"no_such_switch": "1"})


@each
def test_grades_reach_every_level(definition: Definition) -> None:
    if isinstance(definition.method, Grade):
        expected = {float(level.grade) for level in definition.method.levels}
        by_switches: dict[tuple[tuple[str, str], ...], list[Row]] = {}
        for id, case in CASES:
            if id == definition.id:
                key = tuple(sorted(case.set.items()))
                by_switches.setdefault(key, []).append(given_row(definition, case.given))
        reached = {
            found["value"]
            for key, rows in by_switches.items()
            for found in scored(definition, rows, dict(key))
        }
        assert expected <= reached, f"no case reaches {expected - reached}"
