"""How the objects of the Python interface show themselves in a notebook: as the tables of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from markupsafe import Markup, escape

from cartaid.report.spreadsheet import grid
from cartaid.report.tables import Filters, plain_table, table_markup
from cartaid.results.display import Display

STYLE = Markup(
    "<style>.cartaid{font-size:13px;line-height:1.4}.cartaid .scroll{overflow-x:auto}"
    ".cartaid table.t{border-collapse:collapse;border-top:1.5px solid;border-bottom:1.5px solid}"
    ".cartaid .t th,.cartaid .t td{text-align:left;vertical-align:top;padding:.25em 1em .25em 0;"
    "max-width:28em;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}"
    ".cartaid table.t{font-size:1em}.cartaid .t th{overflow-wrap:break-word;min-width:6em}"
    ".cartaid .t thead th{border-bottom:1px solid}.cartaid .t b{font-weight:600;white-space:nowrap}"
    ".cartaid .t tbody th{font-weight:400}.cartaid .t .group th{font-weight:600}.cartaid .t .in{padding-left:1em}"
    ".cartaid .t i,.cartaid .t em,.cartaid .foot{font-style:normal;opacity:.72}"
    ".cartaid .foot{list-style:none;padding:0;margin:.5em 0 0}</style>"
)
MOST = 50
"""Most findings shown in a notebook."""


def wrapped(*parts: Any) -> str:
    """Put parts into one block with the style of the tables; a text becomes text."""
    return str(Markup('<div class="cartaid">{}{}</div>').format(STYLE, Markup("").join(parts)))


@frozen
class ShownTable:
    """One table of the report, as printed: every text of a study stays text."""

    display: Display

    @property
    def title(self) -> str:
        """Its title."""
        return self.display.title

    def rows(self) -> list[list[str]]:
        """Give its cells as rows of texts: group, label and cells, below their headings."""
        return grid(self.display)

    def markup(self) -> Markup:
        """Give it as HTML: title, table, notes."""
        notes = Markup("").join(Markup("<li>{}</li>").format(note) for note in self.display.footnotes)
        table = table_markup(self.display, Filters({}), {})
        return Markup('<h3>{}</h3>{}<ul class="foot">{}</ul>').format(self.title, table, notes)

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        return wrapped(self.markup())

    def __repr__(self) -> str:
        """Say what it is: title and size."""
        return f"<table {self.display.id}: {self.title}, {len(self.display.rows)} rows>"


def study_html(title: str, files: Sequence[tuple[str, ...]], findings: Sequence[Mapping[str, Any]]) -> str:
    """Show a study that was read: its files, and what the checks found, errors first."""
    parts = [Markup("<h3>{}</h3>").format(title), plain_table(("File", "Kind", "Rows"), files, "Files")]
    if findings:
        columns = ("severity", "rule", "domain", "USUBJID", "message", "fix")
        rows = [["" if f[c] is None else str(f[c]) for c in columns] for f in findings[:MOST]]
        more = len(findings) - len(rows)
        parts += [
            Markup("<h3>Findings of the checks: {}</h3>").format(len(findings)),
            plain_table(columns, rows, "Findings"),
            Markup("<p>and {} more: <code>study.findings()</code></p>").format(more) if more else Markup(""),
        ]
    else:
        parts.append(Markup("<p>The checks found nothing to report.</p>"))
    return wrapped(*parts)


def rows_html(columns: Sequence[str], rows: Sequence[Sequence[Any]], number: int, call: str) -> str:
    """Show the first rows of a table; `call` gives all `number` of them."""
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    rest = Markup("<p>{} of {} rows; all: <code>{}</code></p>").format(len(texts), number, call)
    return wrapped(plain_table(columns, texts, "Rows"), rest if len(texts) < number else Markup(""))


def analysis_html(displays: Mapping[str, ShownTable], figures: Sequence[str], datasets: Sequence[str]) -> str:
    """Show a finished analysis: its headline, and the names of its tables, figures and datasets."""
    headline = displays.get("headline")
    first = headline.markup() if headline else Markup("<p>No patient with a day 0.</p>")
    named = (
        ("display(…)", [id for id in displays if id not in ("headline", "absent")]),
        ("figure(…)", figures),
        ("table(…)", datasets),
    )
    lists = Markup("").join(
        Markup("<p><code>{}</code>: {}</p>").format(call, escape(", ".join(names))) for call, names in named
    )
    return wrapped(first, lists)
