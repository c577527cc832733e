"""One page a definition: everything to hold it against its paper."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from cartaid.evaluators.cases import Case
from cartaid.evaluators.words import in_words
from generator.markdown import cell, code_cell, doi_link, table

Described = Mapping[str, Any]
DISEASES = {
    "SLE": "Systemic lupus erythematosus",
    "IIM": "Idiopathic inflammatory myopathy",
    "SSc": "Systemic sclerosis",
    "any": "Any disease: toxicity, kidney, lung, disability",
    "other": "Neighbouring diseases",
}


def definition_page(known: Described, cases: Sequence[Case]) -> str:
    """Write the page of one definition from its description and its cases."""
    parts = [
        f"# {cell(known['title'])}\n",
        _identity(known),
        _status(known),
        "## Items\n",
        "The columns of a flat table for `cartaid score`, and where `cartaid analyse` finds them in a study. "
        "A blank is unknown.\n",
        _items(known["items"]),
        "## How it is computed\n",
        _method(known),
        _switches(known["switches"]),
        _prose("Missing", known["missing"]),
        _prose("Window", known["window"]),
        _prose("Attribution", known["attribution"]),
        _list("Notes", known["notes"]),
        _list("Other software and papers that differ", known["divergences"]),
        "## Sources\n",
        _sources(known["sources"]),
        f"## Rights\n\n{cell(known['licence'])}\n",
        _cases(known, cases),
    ]
    return "\n".join(part for part in parts if part)


def _identity(known: Described) -> str:
    low, high = known["range"]
    written = [known["paramcd"], known["category_paramcd"]]
    rows = [
        ("id", code_cell(known["id"])),
        ("edition", cell(known["edition"])),
        ("disease", cell(DISEASES[known["disease"]])),
        ("kind", cell(known["kind"])),
        ("parameter codes", " ".join(code_cell(code) for code in written if code)),
        (
            "range",
            f"{_range(low, high)} {known['unit'] or ''}" if _range(low, high) else "",
        ),
        ("better is", cell(known["better"])),
        ("validated in", cell(known["validated_in"])),
        ("family", cell(known["family"])),
        ("runs in a study", cell(known.get("run"))),
    ]
    return table(("", ""), [(f"**{name}**", text) for name, text in rows if text.strip()])


def _status(known: Described) -> str:
    memory, secondary = known["from_memory"], known["from_secondary"]
    if not memory and not secondary:
        return '!!! success "Verified"\n\n    Every part was held against a source named below.\n'
    text = ""
    if memory:
        text += (
            '!!! warning "Parts from memory"\n\n'
            "    Not yet held against a source; check these before you rely on the result:\n\n"
            + _bullets(memory)
        )
    if secondary:
        text += ("\n" if text else "") + (
            '!!! note "Checked in a secondary source"\n\n'
            "    Not the publication itself was read, but what reprints or reports it, or a part was inferred from what is "
            "printed (under Sources it says how):\n\n" + _bullets(secondary)
        )
    return text


def _bullets(parts: Sequence[str]) -> str:
    return "\n".join(f"    - {cell(part)}" for part in parts) + "\n"


def _items(items: Sequence[Described]) -> str:
    rows = []
    for item in items:
        low, high = item["range"]
        if item["values"]:
            values = ", ".join(item["values"])
        elif item["type"] == "flag":
            values = "1 yes, 0 no"
        else:
            values = _range(low, high)
            if item["step"]:
                values += ", whole numbers" if item["step"] == "1" else f", in steps of {item['step']}"
        unit = ", ".join(item["units"]) + (f" ({item['unit_rule']})" if item["unit_rule"] else "")
        notes = [] if item["counts"] else ["does not count here"]
        notes += [item["note"]] if item["note"] else []
        notes += [_memory(item)] if _memory(item) else []
        rows.append(
            (
                code_cell(item["id"]),
                cell(item["label"]),
                cell(values),
                cell(unit),
                cell(_place(item["record"])),
                cell("; ".join(notes)),
            )
        )
    return table(("column", "what", "values", "unit", "in a study", "note"), rows)


def _range(low: str | None, high: str | None) -> str:
    """Say a range in words.

    >>> _range("0", None), _range("0", "51"), _range(None, None)
    ('0 or more', '0 to 51', '')
    """
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} or more"
    return f"{high} or less" if low is None else f"{low} to {high}"


def _place(record: Described | None) -> str:
    if record is None:
        return ""
    words = [record["domain"], record["testcd"], record["cat"] or ""]
    if record["domain"].startswith("AD"):
        words.insert(0, "derived:")
    if record["at"] != "assessment":
        words.append(f"at {record['at']}")
    before, after = record["days_before"], record["days_after"]
    if before is None:
        words.append("(latest before)")
    elif before or after:
        words.append(f"({before} days before to {after} after, {record['pick']})")
    return " ".join(word for word in words if word)


def _method(known: Described) -> str:
    method = known["method"]
    written = {
        "score": _score,
        "state": _state,
        "grade": _grade,
        "laboratory table": _laboratory_table,
    }
    if method["kind"] not in written:
        raise KeyError(f"{known['id']}: no words for a method of kind {method['kind']!r}")
    text = ""
    if known["applicable"]:
        text = (
            f"Applies only where {cell(known['applicable']['label'])}:\n\n"
            + f"{_in_words(known['applicable']['condition'])}.\n\n"
        )
    if any(switch["options"] for switch in known["switches"]):
        text += "`{name}` in an expression stands for the chosen option of the switch `name`.\n\n"
    return text + written[method["kind"]](method, _flags(known))


def _flags(known: Described) -> frozenset[str]:
    return frozenset(item["id"] for item in known["items"] if item["type"] == "flag")


def _in_words(expression: str, flags: Container[str] = ()) -> str:
    """Say an expression in words; `flags` are the yes/no items.

    >>> _in_words("8 * seizure", {"seizure"})
    '8 points where <code>seizure</code>'
    >>> _in_words("2 * joints")
    '2 points for each unit of <code>joints</code>'
    >>> _in_words("CASE WHEN age >= 40 THEN 2 ELSE 0 END")
    '2 where age ≥ 40, otherwise 0'
    """
    weight = re.fullmatch(r"(-?[\d.]+) \* (\w+)", expression)
    if weight:
        points = "point" if weight[1] == "1" else "points"
        each = "where" if weight[2] in flags else "for each unit of"
        return f"{weight[1]} {points} {each} {code_cell(weight[2])}"
    return cell(in_words(expression))


def _score(score: Described, flags: Container[str]) -> str:
    lead = "The mean of" if score["combine"] == "mean" else "The sum of"
    if score["answered_at_least"]:
        lead += f" the answered parts, once {score['answered_at_least']} are answered, of"
    text = f"{lead} these parts (a yes counts as 1):\n\n"
    rows: list[tuple[str, ...]] = []
    for part in score["terms"]:
        if "group" in part:
            rule = "highest of" if part["combine"] == "max" else "sum of"
            rule += f", at most {part['cap']}" if part["cap"] is not None else ""
            rows.append((f"**{cell(part['group'])}**", cell(rule), ""))
            rows += [_term(term, flags, "– ") for term in part["terms"]]
        else:
            rows.append(_term(part, flags))
    text += table(("part", "counts", ""), rows)
    if score["constant"] != "0":
        text += f"\nplus the constant {score['constant']}.\n"
    if score["link"] == "logistic":
        text += "\nThe value is 1 / (1 + exp(-sum)).\n"
    return text + _categories(score["categories"])


def _term(term: Described, flags: Container[str], indent: str = "") -> tuple[str, ...]:
    return indent + cell(term["label"]), _in_words(term["expression"], flags), _memory(term)


def _memory(part: Described) -> str:
    return "from memory" if part["checked"] == "from memory" else ""


def _categories(categories: Any) -> str:
    if not categories:
        return ""
    groups = {"": categories} if "cuts" in categories else categories
    text = "\n### Categories\n\n"
    for name, banding in groups.items():
        rows = [("otherwise", cell(banding["otherwise"]))]
        # Published for the sum of the points: the constant that follows is none of them.
        points = any("points" in cut for cut in banding["cuts"])
        rows += [
            (cell(f"{cut['side']} {cut.get('points', cut['at'])}"), cell(cut["gives"]))
            for cut in banding["cuts"]
        ]
        head = "sum of the points" if points else "value"
        text += (f"For {cell(name)}:\n\n" if name else "") + table((head, "category"), rows) + "\n"
    return text + "The last row that holds counts; `>` and `<` are strict, `>=` and `<=` inclusive.\n"


def _clauses(clauses: Sequence[Described]) -> str:
    rows = [(code_cell(c["id"]), cell(c["label"]), _in_words(c["condition"]), _memory(c)) for c in clauses]
    return table(("clause", "says", "condition", ""), rows)


def _quantities(quantities: Sequence[Described], flags: Container[str]) -> str:
    text = ""
    for quantity in quantities:
        text += f"\n### {cell(quantity['label'])} ({code_cell(quantity['id'])})\n\n"
        text += (
            "Its bounds under missing items are "
            f"`{quantity['id']}_low` and `{quantity['id']}_high` in the clauses.\n\n"
        )
        text += _score(quantity["score"], flags)
    return text


def _state(state: Described, flags: Container[str]) -> str:
    rule = {
        "all": "Yes when **every** clause holds.",
        "any": "Yes when **at least one** clause holds.",
    }.get(state["rule"])
    text = rule or "Yes when this holds over the clauses: " + _in_words(state["rule"]) + "."
    text += "\n\nAn unknown clause leaves the state UNDETERMINED unless the others decide it.\n\n" + _clauses(
        state["clauses"]
    )
    return text + _quantities(state["quantities"], flags)


def _grade(grade: Described, flags: Container[str]) -> str:
    text = f"The highest grade of which one arm holds; {cell(grade['base'])} when none does.\n\n"
    if grade["gate"]:
        text += (
            "Only when all of this holds (grades marked *always* aside):\n\n" + _clauses(grade["gate"]) + "\n"
        )
    rows = []
    for level in grade["levels"]:
        for arm in level["arms"]:
            always = "" if level["gated"] or not grade["gate"] else " (always)"
            rows.append(
                (
                    cell(level["grade"]) + always,
                    cell(level["label"]),
                    cell(arm["label"]),
                    _in_words(arm["condition"]),
                    _memory(arm),
                )
            )
    text += table(("grade", "", "arm", "condition", ""), rows)
    return text + _quantities(grade["quantities"], flags)


def _laboratory_table(method: Described, flags: Container[str]) -> str:
    return (
        f"Looked up in the table of laboratory grades of CTCAE {cell(method['edition'])} that comes with cartaid: "
        "for each test the bands of each grade, as absolute values in one unit, as multiples of the limits of "
        "normal, or as multiples of an abnormal baseline.\n"
    )


_SHORT = 120
"""A longer text that an option stands for is left out of the table: the module shows it."""


def _switches(switches: Sequence[Described]) -> str:
    if not switches:
        return ""
    text = "## Switches\n\nChoices that the published text leaves; set with `--set` or in `study.toml`.\n\n"
    rows = []
    for switch in switches:
        options = "<br>".join(
            (f"**{cell(option)}** (default)" if option == switch["default"] else cell(option))
            + (f": {_in_words(text)}" if len(text) <= _SHORT else "")
            for option, text in switch["options"].items()
        )
        note = "; ".join(word.removesuffix(".") for word in (switch["note"], _memory(switch)) if word)
        rows.append((code_cell(switch["id"]), cell(switch["label"]), options, cell(note)))
    return text + table(("switch", "what", "options", "note"), rows)


def _prose(title: str, text: str | None) -> str:
    return f"**{title}.** {cell(text)}\n" if text else ""


def _list(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n\n" + "\n".join(f"- {cell(line)}" for line in lines) + "\n" if lines else ""


def _sources(sources: Sequence[Described]) -> str:
    lines = []
    for source in sources:
        link = f" {doi_link(source['doi'])}" if source["doi"] else ""
        where = f" ({cell(source['where'])})" if source["where"] else ""
        verified = source["checked"] == "verified"
        checked = "checked in a secondary source" if verified and source["secondary"] else source["checked"]
        lines.append(f"- {cell(source['citation'])}{link}{where} — *{checked}*")
    return "\n".join(lines) + "\n"


def _cases(known: Described, cases: Sequence[Case]) -> str:
    text = (
        f"## Cases ({len(cases)})\n\n"
        "Tests of this definition, and its part of the [conformance corpus](../conformance.md). "
        "`*` stands for every item that is not named.\n\n"
    )
    return text + table(
        ("case", "given", "expected", "known from"),
        [
            (
                cell(case.name),
                code_cell(_pairs(case.given)) + (f" with {code_cell(_pairs(case.set))}" if case.set else ""),
                code_cell(_pairs(case.expect)),
                cell(case.source),
            )
            for case in cases
        ],
    )


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_shown(value)}" for name, value in values.items())


def _shown(value: Any) -> str:
    return "unknown" if value is None or value == "" else str(value)
