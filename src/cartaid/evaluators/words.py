"""Expressions of definitions in words, for people who read the paper and not SQL."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"'(?:[^']|'')*'|[A-Za-z_]\w*|\d+(?:\.\d+)?|<=|>=|<>|\{\w+\}|\S")
_SIGNS = {"<=": "≤", ">=": "≥", "<>": "≠", "*": "×", "-": "−"}
_WORDS = {
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "TRUE": "yes",
    "FALSE": "no",
    "NULL": "unknown",
    "IN": "one of",
}
_BOUND = (
    (re.compile(r"CASE WHEN (\w+)_high <= ([\d.]+) THEN TRUE WHEN \1_low > \2 THEN FALSE END"), r"\1 <= \2"),
    (re.compile(r"CASE WHEN (\w+)_low >= ([\d.]+) THEN TRUE WHEN \1_high < \2 THEN FALSE END"), r"\1 >= \2"),
)
_NOTHING = (re.compile(r"\bELSE 0 \* \w+ END"), "ELSE 0 END")
"""No points, yet unknown where the item is: in words that is nothing."""


def in_words(sql: str) -> str:
    """Say an expression in words.

    >>> in_words("8 * seizure")
    '8 × seizure'
    >>> in_words("CASE WHEN (100 * (haq_base - haq)) > 15 THEN 7.5 ELSE 0 END")
    '7.5 where (100 × (haq_base − haq)) > 15, otherwise 0'
    >>> in_words("CASE WHEN esr > 30 THEN 1.5 ELSE 0 * esr END")
    '1.5 where esr > 30, otherwise 0'
    >>> in_words("CASE WHEN a = 1 THEN CASE WHEN b > 2 THEN 2 ELSE b END ELSE 3 END")
    '[2 where b > 2, otherwise b] where a = 1, otherwise 3'
    >>> from cartaid.instruments.definition import at_most, count_of
    >>> in_words(f"pga < 1 AND {count_of(2, 'rash = 1', 'fever', 'ulcer')}")
    'pga < 1 and at least 2 of [rash = 1; fever; ulcer]'
    >>> in_words(at_most("sledai", 4))
    'sledai ≤ 4'
    """
    for pattern, said in (*_BOUND, _NOTHING):
        sql = pattern.sub(said, sql)
    return _joined(_phrase(_TOKEN.findall(_counts(sql))))


def _counts(sql: str) -> str:
    """Write each "at least so many of these hold" as AT_LEAST n [a; b], which the parser below lets through."""
    start = sql.find("CASE WHEN CASE WHEN (")
    if start < 0:
        return sql
    tokens = _TOKEN.findall(sql[start:])
    end = _end(tokens, 0)
    parts: list[list[str]] = []
    place = 2
    while tokens[place] == "CASE":
        close = _end(tokens, place)
        inner = tokens[place + 3 : close - 5]  # CASE WHEN ( … ) THEN 1 ELSE 0 END
        parts.append(inner)
        place = close + 1
        if tokens[place] != "+":
            break
        place += 1
    minimum = tokens[place + 1]
    said = f"AT_LEAST {minimum} [ {' ; '.join(' '.join(part) for part in parts)} ]"
    rest = " ".join(tokens[end + 1 :])
    return _counts(f"{sql[:start]}{said} {rest}")


def _end(tokens: list[str], start: int) -> int:
    """Give the place of the END that closes the CASE at `start`."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += (tokens[place] == "CASE") - (tokens[place] == "END")
        if depth == 0:
            return place
    raise ValueError(f"a CASE without END: {' '.join(tokens)}")


def _phrase(tokens: list[str]) -> list[str]:
    said: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token == "CASE":
            end = _end(tokens, place)
            case = _case(tokens[place + 1 : end])
            said.append(case if place == 0 and end == len(tokens) - 1 else f"[{case}]")
            place = end
        elif token == "CAST":
            pass  # a matter of computing
        elif token == "AS":
            place += 1
        elif token == "IS":
            known = tokens[place + 1] == "NOT"
            said.append("is known" if known else "is unknown")
            place += 2 if known else 1
        elif token == "AT_LEAST":
            said.append("at least")
            said.append(f"{tokens[place + 1]} of")
            place += 1
        elif token.startswith("'"):
            said.append(token[1:-1].replace("''", "'"))
        else:
            said.append(_WORDS.get(token, _SIGNS.get(token, token)))
        place += 1
    return said


def _case(tokens: list[str]) -> str:
    """Say the inside of a CASE: what is given where, in order."""
    marks: list[tuple[str, int]] = []
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token == "CASE") - (token == "END")
        if depth == 0 and token in ("WHEN", "THEN", "ELSE"):
            marks.append((token, place))
    subject = tokens[: marks[0][1]]
    ends = [place for _, place in marks[1:]] + [len(tokens)]
    parts = [
        (word, _bracketed(tokens[place + 1 : end])) for (word, place), end in zip(marks, ends, strict=True)
    ]
    of = f"{_joined(_phrase(subject))} is " if subject else ""
    said: list[str] = []
    for place, (word, text) in enumerate(parts):
        if word == "WHEN":
            said.append(f"{parts[place + 1][1]} where {of}{text}")
        elif word == "ELSE":
            said.append(f"otherwise {text}")
    return ", ".join(said)


def _bracketed(tokens: list[str]) -> str:
    """Say a part of a CASE; one inside it stands in brackets, or its "otherwise" would be taken for the outer one's."""
    said = _joined(_phrase(tokens))
    whole = tokens[0] == "CASE" and _end(tokens, 0) == len(tokens) - 1
    return f"[{said}]" if whole else said


def _joined(words: list[str]) -> str:
    text = " ".join(words)
    text = re.sub(r"([(\[]) ", r"\1", re.sub(r" ([)\],;])", r"\1", text))
    text = re.sub(r"\b(least|greatest|coalesce|round|sqrt|ln|exp|power|abs|floor) \(", r"\1(", text)
    return (
        text.replace("least(", "the lower of (")
        .replace("greatest(", "the higher of (")
        .replace("coalesce(", "the first known of (")
    )
