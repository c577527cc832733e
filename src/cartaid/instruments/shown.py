"""A definition as HTML for a notebook: identity, items, sources; every text stays text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cartaid.instruments.definition import Definition


def escaped(text: str) -> str:
    """Write a text so that HTML shows it as it is.

    >>> escaped("a < b & c")
    'a &lt; b &amp; c'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def definition_html(definition: Definition) -> str:
    """Show a definition: title, edition, the items it reads with their units, its switches and sources.

    Parameters
    ----------
    definition : Definition
        Any definition, also one of a folder of the user.

    Returns
    -------
    str
        One block of HTML.

    Examples
    --------
    >>> from cartaid import definition
    >>> definition_html(definition("mrss"))[:29]
    '<div class="cartaid"><h3>Modi'
    """
    items = [(item.id, item.label, item.unit) for item in definition.items]
    switches = [(s.id, s.label, f"{s.default} (of {', '.join(s.options)})") for s in definition.switches]
    sources = [
        (s.citation, s.doi, "in a secondary source" if s.secondary else s.checked) for s in definition.sources
    ]
    return (
        f'<div class="cartaid"><h3>{escaped(definition.title)}</h3>'
        f"<p><code>{escaped(definition.id)}</code>, edition {escaped(definition.edition)}; disease: "
        f"{escaped(definition.disease)}; {escaped(definition.kind)}. {escaped(definition.missing)}</p>"
        + _table(("Item", "What it is", "Unit"), items)
        + (_table(("Switch", "What it decides", "Default"), switches) if switches else "")
        + _table(("Source", "DOI", "Checked"), sources)
        + "</div>"
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, str, str]]) -> str:
    first = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{escaped(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"
