"""The report on paper: the same content as the page, set by Typst, numbered tables, vector figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cartaid.report.abstract import cards, paragraph
from cartaid.report.characters import on_paper
from cartaid.report.content import Content, absent_by_section, facts, figures_left_out, is_supplement
from cartaid.report.figures.figure import Figure
from cartaid.report.findings import finding_groups, finding_words
from cartaid.report.methods import definitions, protocol_words, statistics_words
from cartaid.report.patients import profiles
from cartaid.report.pdf_items import (
    Item,
    cut,
    figure_item,
    heading,
    patient_items,
    shortened,
    table_item,
    text_table,
    words,
)
from cartaid.results.display import SECTIONS

TEMPLATE = Path(__file__).parent / "template" / "report.typ"


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
            (root / f"{figure.id}.svg").write_text(on_paper(drawn[figure.id]), encoding="utf-8")
        data = json.dumps(document(content, figures, drawn), ensure_ascii=False)
        (root / "data.json").write_text(on_paper(data), encoding="utf-8")
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
        if id == "patients":
            items += patient_items(profiles(content))
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
