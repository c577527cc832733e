"""Read and rewrite the SQL expressions of definitions: names in, names replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][A-Za-z_0-9]*|.", re.DOTALL)
_SWITCH = re.compile(r"\{(\w+)\}")


def replaced(sql: str, names: Mapping[str, str]) -> str:
    """Replace whole names, leaving quoted texts alone.

    >>> replaced("pga < 1 AND device = 'pga'", {"pga": "coalesce(pga, 0)"})
    "coalesce(pga, 0) < 1 AND device = 'pga'"
    """
    return "".join(names.get(token, token) for token in _TOKEN.findall(sql))


def names_in(sql: str, known: Iterable[str]) -> list[str]:
    """List the known names an expression uses, in their known order.

    >>> names_in("100 * (base - final)", ["final", "base", "other"])
    ['final', 'base']
    """
    used = set(_TOKEN.findall(sql))
    return [name for name in known if name in used]


def rendered(sql: str, options: Mapping[str, str]) -> str:
    """Put the text of each chosen switch option in place of `{switch}`.

    >>> rendered("dose {limit}", {"limit": "<= 5"})
    'dose <= 5'
    """
    return _SWITCH.sub(lambda match: options[match.group(1)], sql)


def conjuncts(sql: str) -> list[str]:
    """Split a condition at its outermost ANDs: each part must hold. One joined by OR is a single part.

    >>> conjuncts("fever AND (organ OR fluids) AND NOT CASE WHEN a AND b THEN TRUE END")
    ['fever', '(organ OR fluids)', 'NOT CASE WHEN a AND b THEN TRUE END']
    >>> conjuncts("a OR b AND c")
    ['a OR b AND c']
    """
    parts, depth = [""], 0
    for token in _TOKEN.findall(sql):
        depth += (token in ("(", "CASE")) - (token in (")", "END"))
        if depth == 0 and token == "OR":
            return [sql]
        if depth == 0 and token == "AND":
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts]
