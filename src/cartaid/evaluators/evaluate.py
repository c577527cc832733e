"""Evaluate a definition on a wide relation: value, low, high, status, category and reason of each row.

The wide relation has one row an assessment and one column an item (NULL = unknown), and may have a column
`problem` saying which recorded values were refused. A flat file and a study give the same shape, hence the
same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from cartaid.engine import Relation
from cartaid.evaluators.expression import conjuncts, names_in, rendered, replaced
from cartaid.evaluators.score import answered, score_bounds, term_bounds
from cartaid.instruments.definition import (
    Banding,
    Clause,
    Definition,
    Grade,
    Group,
    LaboratoryTable,
    Quantity,
    Score,
    State,
    Term,
)

OUTPUT = ("value", "low", "high", "status", "category", "reason")
"""Columns every evaluation adds, in order."""

CATEGORY_ENDS = ("category_low", "category_high")
"""Columns with the categories of the lowest and the highest value a banded score can have."""

BETWEEN = (
    f"CASE WHEN {CATEGORY_ENDS[0]} <> {CATEGORY_ENDS[1]} "
    f"THEN concat('between ', {CATEGORY_ENDS[0]}, ' and ', {CATEGORY_ENDS[1]}) END"
)
"""What is said of a banded score whose ends lie in different categories."""


def evaluations(
    definition: Definition,
    wide: str,
    keys: Sequence[str],
    switches: Mapping[str, str] | None = None,
    name: str = "",
    detail: bool = False,
    problems: bool = False,
) -> tuple[Relation, ...]:
    """Give the relations that evaluate `definition` on `wide`, the result last; parameters as in `evaluation`.

    Only laboratory tables need more than one: the rules, and the graded rows beneath the result.
    """
    method = definition.method
    if not isinstance(method, LaboratoryTable):
        return (evaluation(definition, wide, keys, switches, name, detail, problems),)
    from cartaid.evaluators.laboratory_grade import laboratory_score

    definition.choices(switches)
    *before, graded = laboratory_score(method.edition, wide, keys, switches, name)
    if not problems:
        return (*before, graded)
    inner = evolve(graded, name=f"{graded.name}_scored")
    shown = ", ".join(f"g.{column}" for column in (*keys, *OUTPUT[:-1]))
    on = " AND ".join(f"w.{key} = g.{key}" for key in keys)
    result = Relation(
        graded.name,
        f"SELECT {shown}, nullif(concat_ws('; ', w.problem, g.reason), '') AS reason "
        f"FROM {inner.name} AS g JOIN {wide} AS w ON {on}",
        (inner.name, wide),
        graded.columns,
    )
    return (*before, inner, result)


def evaluation(
    definition: Definition,
    wide: str,
    keys: Sequence[str],
    switches: Mapping[str, str] | None = None,
    name: str = "",
    detail: bool = False,
    problems: bool = False,
    ends: bool = False,
) -> Relation:
    """Evaluate `definition` on the relation named `wide`.

    `keys` are the columns of `wide` that identify a row and pass through; `switches` replaces defaults; with
    `detail`, the bounds of each term and the truth of each clause are added (`term_1_low`, `clause_<id>`);
    `problems` says that `wide` has a column `problem`; with `ends`, the categories of both ends of a banded score are
    the columns `CATEGORY_ENDS` and the reason does not name them. Returns the relation; raises ValueError for an
    unknown switch or option.
    """
    chosen = definition.choices(switches)
    options = {s.id: s.options[chosen[s.id]] for s in definition.switches}
    items = [item.id for item in definition.items]
    passed = [*keys, *(["problem"] if problems else [])]
    parts = _Parts(definition, options)
    method = definition.method
    if isinstance(method, Score):
        layers, shown = parts.of_score(method, problems)
    elif isinstance(method, State):
        layers, shown = parts.of_state(method)
    elif isinstance(method, Grade):
        layers, shown = parts.of_grade(method)
    else:
        raise TypeError(f"{definition.id} is a laboratory table: it is evaluated by `evaluations`")

    text = f"SELECT {', '.join([*passed, *items])} FROM {wide}"
    for layer in layers:
        added = ", ".join(f"{sql} AS {column}" for column, sql in layer.items())
        text = f"SELECT *, {added} FROM ({text}) AS layer" if layer else text
    extra = ("attainable",) if isinstance(method, Score) and method.attainable else ()
    if ends and isinstance(method, Score) and method.categories is not None:
        extra = (*extra, *CATEGORY_ENDS)
        parts.open.remove(BETWEEN)
    columns = (*keys, *OUTPUT, *extra, *(shown if detail else ()))
    return Relation(
        name or definition.id.replace("-", "_"),
        f"SELECT {', '.join([*keys, *parts.output(problems), *extra, *(shown if detail else ())])} "
        f"FROM ({text}) AS evaluated",
        (wide,),
        columns,
    )


class _Parts:
    """The SQL of one definition under fixed switches, built layer by layer."""

    def __init__(self, definition: Definition, options: Mapping[str, str]) -> None:
        self.definition = definition
        self.options = options
        self.item_ids = [item.id for item in definition.items]
        self.used: list[str] = []
        self.open: list[str] = []
        self.category = ""

    def sql(self, text: str) -> str:
        return rendered(text, self.options)

    def missing(self, expressions: Iterable[str]) -> None:
        """Note which items the method uses: the ones named as missing when the result stays open."""
        used = {name for sql in expressions for name in names_in(self.sql(sql), self.item_ids)}
        self.used = [name for name in self.item_ids if name in used]

    def _lacking(self, name: str) -> str:
        """Write when an item is missing: blank, unless it does not apply to the row."""
        applies = self.definition.item(name).applies
        return f"({name} IS NULL AND coalesce({applies}, TRUE))" if applies else f"{name} IS NULL"

    def quantities(self, quantities: Sequence[Quantity]) -> dict[str, str]:
        layer: dict[str, str] = {}
        for quantity in quantities:
            low, high = score_bounds(quantity.score, self.definition.items, self.options)
            layer[f"{quantity.id}_low"], layer[f"{quantity.id}_high"] = low, high
        return layer

    def of_score(self, score: Score, problems: bool) -> tuple[list[dict[str, str]], tuple[str, ...]]:
        items = self.definition.items
        if problems and score.answered_at_least is not None:
            score = evolve(score, terms=tuple(self._refused_is_open(part) for part in score.terms))
        self.missing([*(t.sql for t in score.all_terms), *([score.zero_when.sql] if score.zero_when else [])])
        terms = {}
        for place, term in enumerate(score.all_terms, start=1):
            low, high = term_bounds(term, items, self.options)
            terms[f"term_{place}_low"], terms[f"term_{place}_high"] = low, high
        # The terms are a layer of their own, so that sums and bands do not compute them again.
        computed = [(f"term_{place}_low", f"term_{place}_high") for place in range(1, len(terms) // 2 + 1)]
        low, high = score_bounds(score, items, self.options, computed=computed)
        layer = {"low_exact": low, "high_exact": high}
        ends: dict[str, str] = {}
        if score.attainable:
            # What is missing and not set free leaves it open: a bound would read as what can be reached.
            least, most = score_bounds(score, items, self.options, free=score.attainable)
            layer["attainable_low"], layer["attainable_high"] = least, most
            ends["attainable"] = "CASE WHEN attainable_low = attainable_high THEN attainable_high END"
        if score.categories is not None:
            bandable = "exact"
            if score.categories_on == "points":
                points = score_bounds(evolve(score, link="identity"), items, self.options, computed=computed)
                layer["low_points"], layer["high_points"] = points
                bandable = "points"
            ends |= {f"category_{end}": _banded(score, f"{end}_{bandable}") for end in ("low", "high")}
            self.category = "CASE WHEN category_low = category_high THEN category_low END"
            self.open = [BETWEEN]
            if score.categories_by:
                by = score.categories_by
                self.open.append(
                    f"CASE WHEN {by} IS NULL AND (category_low IS NULL OR category_high IS NULL) "
                    f"THEN 'missing: {by}, on which the category depends' END"
                )
        return [terms, layer, *([ends] if ends else [])], tuple(terms)

    def _refused_is_open(self, term: Term | Group) -> Term | Group:
        """Leave a refused value open where the rule passes over a blank one: it was asked and answered."""
        if isinstance(term, Group):
            return term
        refused = {
            name: f"coalesce(regexp_matches(problem, '(^|; ){name}: '), FALSE)"
            for name in names_in(term.sql, self.item_ids)
        }
        probes = dict(term.probes)
        for name, (low, high) in ((n, p) for n, p in term.probes.items() if len(p) == 2):
            most = self.definition.item(name).high
            if most is not None and name in refused:
                probes[name] = (low, f"CASE WHEN {refused[name]} THEN {most} ELSE {high} END")
        known = f"({answered(term, self.definition.items, self.options)})"
        return evolve(term, probes=probes, answered=" OR ".join([known, *refused.values()]))

    def of_state(self, state: State) -> tuple[list[dict[str, str]], tuple[str, ...]]:
        quantities = self.quantities(state.quantities)
        self.missing([*(t.sql for q in state.quantities for t in q.score.all_terms), *_texts(state.clauses)])
        clauses = {f"clause_{clause.id}": self.sql(clause.sql) for clause in state.clauses}
        names = {clause.id: f"clause_{clause.id}" for clause in state.clauses}
        joined = {"all": " AND ".join(names.values()), "any": " OR ".join(names.values())}
        rule = joined.get(state.rule) or replaced(self.sql(state.rule), names)
        # What decides a "no" or leaves it open stands in a part of the rule that fails or is open itself.
        required = {f"part_{place}": part for place, part in enumerate(conjuncts(rule), start=1)}
        bounds = {
            "low_exact": "CASE WHEN holds THEN 1 ELSE 0 END",
            "high_exact": "CASE WHEN NOT holds THEN 0 ELSE 1 END",
        }
        self.category = "CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END"
        self.open = [_deciding(clause, required, self.options) for clause in state.clauses]
        return [quantities, clauses, required, {"holds": " AND ".join(required)}, bounds], (
            *quantities,
            *clauses,
        )

    def of_grade(self, grade: Grade) -> tuple[list[dict[str, str]], tuple[str, ...]]:
        arms = [arm for level in grade.levels for arm in level.arms]
        quantities = self.quantities(grade.quantities)
        self.missing(
            [t.sql for q in grade.quantities for t in q.score.all_terms] + _texts([*grade.gate, *arms])
        )
        clauses = {f"clause_{clause.id}": self.sql(clause.sql) for clause in [*grade.gate, *arms]}
        gate = " AND ".join(f"clause_{clause.id}" for clause in grade.gate)
        levels = sorted(grade.levels, key=lambda level: level.grade, reverse=True)
        tests = {}
        for level in levels:
            held = "(" + " OR ".join(f"clause_{arm.id}" for arm in level.arms) + ")"
            tests[level.grade] = f"({gate}) AND {held}" if gate and level.gated else held
        sure = " ".join(f"WHEN {test} THEN {value}" for value, test in tests.items())
        possible = " ".join(f"WHEN coalesce({test}, TRUE) THEN {value}" for value, test in tests.items())
        bounds = {
            "low_exact": f"CASE {sure} ELSE {grade.base} END",
            "high_exact": f"CASE {possible} ELSE {grade.base} END",
        }
        labels = {level.grade: level.label for level in levels if level.label}
        if grade.base_label:
            labels[grade.base] = grade.base_label
        named = " ".join(f"WHEN {value} THEN {_quote(label)}" for value, label in labels.items())
        self.category = (
            f"CASE WHEN low_exact = high_exact THEN CASE low_exact {named} END END" if labels else "NULL"
        )
        self.open = [
            f"CASE WHEN low_exact <> high_exact AND clause_{c.id} IS NULL THEN {_quote('open: ' + c.label)} END"
            for c in [*grade.gate, *arms]
        ]
        return [quantities, clauses, bounds], tuple(clauses)

    def output(self, problems: bool) -> list[str]:
        """Write the output columns from the exact bounds."""
        applicable = self.definition.applicable
        out = f"coalesce(NOT ({self.sql(applicable.sql)}), FALSE)" if applicable else ""
        # Whether it applies at all may hang on a value that is unknown: then it has no value, whatever the parts say.
        # A check of the data (two scales mixed) is another matter: what is unknown breaks no rule.
        doubtful = applicable and not self.definition.outside_is_error
        unsure = f"({self.sql(applicable.sql)}) IS NULL" if applicable and doubtful else ""
        determined = "low_exact = high_exact"
        lacking = {name: self._lacking(name) for name in self.used}
        missing = ", ".join(f"CASE WHEN {test} THEN '{name}' END" for name, test in lacking.items())
        absent = " OR ".join(lacking.values())
        reasons = [
            *(["problem"] if problems else []),
            *(
                [
                    f"CASE WHEN coalesce(low_exact <> high_exact, TRUE) AND ({absent}) "
                    f"THEN concat('missing: ', concat_ws(', ', {missing})) END"
                ]
                if self.used
                else []
            ),
            *self.open,
        ]
        reason = f"nullif(concat_ws('; ', {', '.join(reasons)}), '')" if reasons else "CAST(NULL AS VARCHAR)"
        category = f"CAST({self.category or 'NULL'} AS VARCHAR)"
        value, low, high = (
            f"CASE WHEN {determined} THEN CAST(low_exact AS DOUBLE) END",
            "CAST(low_exact AS DOUBLE)",
            "CAST(high_exact AS DOUBLE)",
        )
        status = f"CASE WHEN {determined} THEN 'DETERMINED' ELSE 'UNDETERMINED' END"
        if applicable and unsure:
            value = f"CASE WHEN NOT ({unsure}) THEN {value} END"
            open_category = "NULL"
            if isinstance(self.definition.method, State):
                low = f"CASE WHEN {unsure} THEN 0.0 ELSE {low} END"
                high = f"CASE WHEN {unsure} THEN 1.0 ELSE {high} END"
                open_category = "'UNDETERMINED'"
            status = f"CASE WHEN {unsure} THEN 'UNDETERMINED' ELSE {status} END"
            category = f"CASE WHEN {unsure} THEN {open_category} ELSE {category} END"
            open_applies = _quote(f"open: applies only with {applicable.label}, which is unknown")
            asked = {name: f"{name} IS NULL" for name in names_in(self.sql(applicable.sql), self.item_ids)}
            named = ", ".join(
                f"CASE WHEN {test} THEN '{name}' END" for name, test in (lacking | asked).items()
            )
            reason = (
                f"CASE WHEN {unsure} THEN concat_ws('; ', {'problem, ' if problems else ''}{open_applies}, "
                f"concat('missing: ', concat_ws(', ', {named}))) ELSE {reason} END"
            )
        if applicable:
            value, low, high, category = (
                f"CASE WHEN {out} THEN NULL ELSE {sql} END" for sql in (value, low, high, category)
            )
            status = f"CASE WHEN {out} THEN 'NOT_APPLICABLE' ELSE {status} END"
            not_for = _quote("not applicable: expected " + applicable.label)
            reason = f"CASE WHEN {out} THEN {not_for} ELSE {reason} END"
        columns = (value, low, high, status, category, reason)
        return [f"{sql} AS {name}" for sql, name in zip(columns, OUTPUT, strict=True)]


def _deciding(clause: Clause, required: Mapping[str, str], options: Mapping[str, str]) -> str:
    """Write what is said of a clause where it decides a "no", or leaves the state open.

    `required` are the parts of the rule that must all hold. In one that is ruled out (NOT …) a clause decides by
    being met; in any other by not being met.
    """
    name = f"clause_{clause.id}"
    zero = _zero_baseline(rendered(clause.sql, options))
    whens = []
    for part, sql in required.items():
        if not names_in(sql, [name]):
            continue
        ruled_out = sql.startswith("NOT ")
        decides = (
            ("open: ", f"holds IS NULL AND {part} IS NULL AND {name} IS NULL"),
            ("ruled out by: ", f"NOT holds AND NOT {part} AND {name}")
            if ruled_out
            else ("not met: ", f"NOT holds AND NOT {part} AND NOT {name}"),
        )
        for said, test in decides:
            if zero and said != "ruled out by: ":
                from_zero = _quote(f"{said}{clause.label} (baseline 0: relative change cannot be told)")
                whens.append(f"WHEN {test} AND ({zero}) THEN {from_zero}")
            whens.append(f"WHEN {test} THEN {_quote(said + clause.label)}")
    return f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS VARCHAR)"


def _zero_baseline(sql: str) -> str:
    """Write when a baseline that a clause takes a relative change from is 0; empty for a clause that takes none.

    >>> _zero_baseline("CASE WHEN haq_base > 0 THEN 100 * (haq_base - haq) >= 20 * haq_base END")
    'haq_base = 0'
    """
    bases = dict.fromkeys(re.findall(r"\b(\w+_base) (?:=|>) 0\b", sql))
    return " OR ".join(f"{base} = 0" for base in bases)


def _texts(clauses: Iterable[Clause]) -> list[str]:
    return [clause.sql for clause in clauses]


def _banded(score: Score, column: str) -> str:
    assert score.categories is not None
    if isinstance(score.categories, Banding):
        return f"CASE WHEN {column} IS NOT NULL THEN {score.categories.sql(column)} END"
    by = score.categories_by
    bands = {value: banding.sql(column) for value, banding in score.categories.items()}
    whens = " ".join(f"WHEN {by} = {_quote(value)} THEN {banding}" for value, banding in bands.items())
    first, *others = bands.values()
    agree = " AND ".join(f"{first} = {other}" for other in others) or "TRUE"
    return f"CASE WHEN {column} IS NULL THEN NULL {whens} WHEN {agree} THEN {first} END"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
