"""The report on paper: the same content as the page, set by Typst, numbered tables, vector figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cartaid.report.abstract import cards, paragraph
from cartaid.report.content import Content, absent_by_section, facts, figures_left_out, is_supplement
from cartaid.report.figures.figure import Figure
from cartaid.report.figures.style import PAGE_WIDTH
from cartaid.report.findings import finding_groups, finding_words
from cartaid.report.methods import definitions, protocol_words, statistics_words
from cartaid.report.tables import parted
from cartaid.results.display import SECTIONS, Cell, Display

TEMPLATE = Path(__file__).parent / "template" / "report.typ"

LONGEST_TERM = 300
"""Most letters of a text of the study in a cell of a table; the CSV of the table has it in full."""

LONGEST_CELL = 1200
"""Longer texts are cut with a mark: a cell may not outgrow a page."""

BREAK = 24
"""A word longer than this may be broken after so many characters: a column must be able to hold it."""

Item = dict[str, Any]


def render_pdf(content: Content, figures: Sequence[Figure], drawn: Mapping[str, str]) -> bytes:
    """Set the report as PDF.

    Parameters
    ----------
    content : Content
        The analysis.
    figures : sequence of Figure
        In order.
    drawn : dict of str to str
        SVG of each figure, by id.

    Returns
    -------
    bytes
        A tagged PDF. It holds no date of its own: the same analysis gives the same text.
    """
    import typst

    with TemporaryDirectory(prefix="cartaid-") as name:
        root = Path(name)
        (root / "report.typ").write_bytes(TEMPLATE.read_bytes())
        for figure in figures:
            (root / f"{figure.id}.svg").write_text(drawn[figure.id], encoding="utf-8")
        data = json.dumps(document(content, figures, drawn), ensure_ascii=False)
        (root / "data.json").write_text(data, encoding="utf-8")
        made: bytes = typst.compile(str(root / "report.typ"), root=str(root), format="pdf", timestamp=0)
    return made


def document(content: Content, figures: Sequence[Figure], drawn: Mapping[str, str]) -> dict[str, Any]:
    """Give the data the template sets: only texts and numbers."""
    study = content.manifest["protocol"]["study"]
    return {
        "title": cut(content.title),
        "short-title": shortened(content.title),
        "study": cut(study.get("id") or "Case series"),
        "version": content.manifest["cartaid"],
        "synthetic": content.synthetic,
        "listed": bool(content.data["patient"]),
        "facts": facts(content),
        "abstract": paragraph(content) or ["No patient with a day 0: there is nothing to report yet."],
        "cards": [
            {
                "title": title,
                "cards": [
                    {"number": c.number, "rest": c.rest, "label": c.label, "leading": c.leading}
                    for c in group
                ],
            }
            for title, group in cards(content.results)
        ],
        "sections": [*sections(content, figures, drawn), *methods(content), *supplement(content)],
    }


def sections(content: Content, figures: Sequence[Figure], drawn: Mapping[str, str]) -> list[Item]:
    """Give the sections of results: figures, tables, what is absent."""
    missing = absent_by_section(content.displays)
    made = []
    for id, title in SECTIONS:
        own = [f for f in figures if f.section == id]
        items: list[Item] = [figure_item(f, drawn[f.id]) for f in own]
        items += [
            table_item(display)
            for display in content.displays
            if display.section == id
            and display.id not in ("headline", "absent")
            and not is_supplement(display)
        ]
        if id == "quality":
            items += finding_items(content)
        missing[id] = [*missing.get(id, []), *figures_left_out(content, id)]
        if missing[id]:
            items += [heading("Not shown, and why"), {"kind": "list", "pairs": [*map(list, missing[id])]}]
        elif not items and id != "headline":
            items = [words("Nothing to show in this study.")]
        made.append({"title": None if id == "headline" else title, "items": items})
    return made


def finding_items(content: Content) -> list[Item]:
    """Give the findings of the checks, a table a rule."""
    items = [heading("Findings of the checks"), words(finding_words(content.findings))]
    for group in finding_groups(content.findings):
        title = f"{group.severity.capitalize()}: {group.rule}" + (
            f" (and {group.more} more)" if group.more else ""
        )
        items.append(text_table(title, ("Record", "Finding"), group.rows, (1, 4)))
    return items


def methods(content: Content) -> list[Item]:
    """Give methods and manifest."""
    used = definitions(content.manifest)
    memory = [[d.title, "; ".join(d.from_memory)] for d in used if d.from_memory]
    rows = [
        (
            f"{d.title} ({d.id})",
            d.edition,
            d.switches or "none",
            "; ".join(
                citation + (f" doi:{doi}" if doi else "") + ("" if checked else " (from memory)")
                for citation, doi, checked in d.sources
            ),
        )
        for d in used
    ]
    items: list[Item] = [
        {
            "kind": "list",
            "pairs": [list(pair) for pair in protocol_words(content.manifest, content.day_zero)],
        },
        heading("Statistics"),
        words("Methods used: " + "; ".join(statistics_words(content.results)) + "."),
        text_table("Definitions used", ("Definition", "Edition", "Choices", "Sources"), rows, (3, 2, 2, 5)),
    ]
    if memory:
        items += [
            heading("Known from memory, not yet checked against the source"),
            {"kind": "list", "pairs": memory},
        ]
    manifest = content.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["dependencies"].items() if version)
    files = [(f["file"], f["kind"], str(f["rows"]), f["sha256"]) for f in manifest["inputs"]]
    about = [["Software", f"cartaid {manifest['cartaid']}, Python {manifest['python']}; {versions}"]]
    about.append(["Data cut", manifest["data_cut"] or "none given"])
    return [
        {"title": "Methods", "items": items},
        {
            "title": "Manifest",
            "items": [
                {"kind": "list", "pairs": about},
                text_table("Input files", ("File", "Kind", "Rows", "SHA-256"), files, (2, 1, 1, 6)),
            ],
        },
    ]


def supplement(content: Content) -> list[Item]:
    """Give the long forms of the tables, at the end."""
    items = [table_item(display) for display in content.displays if is_supplement(display)]
    return [{"title": "Tables in full", "items": items}] if items else []


def heading(text: str) -> Item:
    """Give a heading within a section."""
    return {"kind": "heading", "text": text}


def words(text: str) -> Item:
    """Give a paragraph."""
    return {"kind": "words", "text": cut(text)}


def figure_item(figure: Figure, drawn: str) -> Item:
    """Give a figure; a narrow one is not stretched to the width of the page."""
    wide = float(drawn.partition('width="')[2].partition('"')[0])
    return {
        "kind": "figure",
        "title": cut(figure.title),
        "caption": cut(figure.caption),
        "alt": figure.alt,
        "file": f"{figure.id}.svg",
        "width": min(100.0, 100 * wide / PAGE_WIDTH),
    }


def table_item(display: Display) -> Item:
    """Give a display as a table."""
    rows: list[Item] = []
    group = ""
    for row in display.rows:
        if row.group != group:
            group = row.group
            if group:
                rows.append({"group": cut(group)})
        cells = [cell_parts(cell) for cell in row.cells]
        rows.append(
            {"group": None, "indent": bool(group), "label": cut(row.label, LONGEST_TERM), "cells": cells}
        )
    columns = len(display.columns) + 1
    return {
        "kind": "table",
        "title": cut(display.title),
        "head": [cut(display.stub), *(cut(column.label) for column in display.columns)],
        "rows": rows,
        "widths": widths(display),
        "size": 7.4 if columns <= 6 else 6.6 if columns <= 9 else 5.8,
        "notes": [cut(note) for note in display.footnotes],
    }


def widths(display: Display) -> list[float]:
    """Share the width of the page among columns, by the longest texts in each; a few long ones do not take it all."""
    texts = [[display.stub, *(row.label for row in display.rows)]]
    for place, column in enumerate(display.columns):
        texts.append([column.label, *(row.cells[place].text for row in display.rows)])
    longest = [min(max(map(len, column)), 44) for column in texts]
    return [max(longest[0], 14) ** 0.75, *(max(length, 7) ** 0.75 for length in longest[1:])]


def cell_parts(cell: Cell) -> list[list[str]]:
    """Give the parts of a cell: for each result its number and, after it, what is secondary.

    >>> cell_parts(Cell(""))
    []
    """
    parts = []
    for result in cell.results:
        number, bracket, rest = parted(result.text)
        if result.text:
            plain = not bracket or result.statistic == "text"
            parts.append([cut(result.text, LONGEST_TERM)] if plain else [cut(number), cut(f"({rest}")])
    return parts


def text_table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> Item:
    """Give a table of texts."""
    return {
        "kind": "table",
        "title": title,
        "head": list(head),
        "rows": [
            {
                "group": None,
                "indent": False,
                "label": cut(row[0]),
                "cells": [[[cut(cell)]] for cell in row[1:]],
            }
            for row in rows
        ],
        "widths": list(widths),
        "size": 7,
        "notes": [],
    }


def shortened(title: str, most: int = 150) -> str:
    """Shorten a running title between words; two lines of a page hold it.

    >>> shortened("A title"), shortened("One two three", 8)
    ('A title', 'One two …')
    """
    return title if len(title) <= most else title[: most + 1].rpartition(" ")[0][:most] + " …"


def cut(text: str, most: int = LONGEST_CELL) -> str:
    """Make a text fit for a column: cut where it would outgrow a page, long words with places to break.

    >>> len(cut("x" * 10_000)) < 1300
    True
    >>> cut("a word") == "a word"
    True
    """
    # A number and its percent sign stay on one line.
    text = text.replace(" %", "\u00a0%")
    if len(text) > most:
        text = text[:most] + " … (cut)"
    if len(text) <= BREAK:
        return text
    return " ".join(
        word if len(word) <= BREAK else "\u200b".join(word[i : i + BREAK] for i in range(0, len(word), BREAK))
        for word in text.split(" ")
    )
