"""Small pieces of Markdown."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """Write a value so that it stays within one table cell and means itself.

    >>> cell("a | b < c")
    'a &#124; b &lt; c'
    """
    plain = "" if text is None else str(text)
    return html.escape(plain, quote=False).replace("|", "&#124;").replace("\n", " ").replace("*", "&#42;")


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
