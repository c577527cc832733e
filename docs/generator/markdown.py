"""Small pieces of Markdown."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "|*{}"}
"""Characters that Markdown would read as its own."""


def cell(text: object) -> str:
    """Write a value so that it stays within one table cell and means itself.

    Braces at the end of a cell would be taken for its attributes and left out.

    >>> cell("a | b < c * {switch}")
    'a &#124; b &lt; c &#42; &#123;switch&#125;'
    """
    plain = "" if text is None else str(text)
    return html.escape(plain, quote=False).replace("\n", " ").translate(_MARKS)


def code_cell(text: object) -> str:
    """Write a value as code within a table cell.

    >>> code_cell("a || b")
    '<code>a &#124;&#124; b</code>'
    """
    return f"<code>{cell(text)}</code>" if text not in (None, "") else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; the cells are Markdown already."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def block(code: str, language: str = "sql") -> str:
    """Write a code block."""
    return f"```{language}\n{code}\n```\n"


def doi_link(doi: str | None) -> str:
    """Write the link of a DOI; nothing for none."""
    return f"[doi:{doi}](https://doi.org/{doi})" if doi else ""
