"""The report as one self-contained HTML page: no request leaves it, every field appears as text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cartaid.report.abstract import Card, cards, paragraph_markup
from cartaid.report.characters import visible
from cartaid.report.content import Content, absent_by_section, facts, figures_left_out, is_folded
from cartaid.report.figures.figure import Figure
from cartaid.report.figures.style import DARK
from cartaid.report.findings import finding_groups, finding_words
from cartaid.report.methods import definitions, protocol_words, statistics_words
from cartaid.report.patients import anchors_of, profiles
from cartaid.report.tables import Filters, plain_table, table_markup
from cartaid.results.display import SECTIONS, Display

TEMPLATES = Path(__file__).parent / "template"

APPENDED = (("methods", "Methods"), ("manifest", "Manifest"))


def render_html(content: Content, figures: Sequence[Figure], drawn: Mapping[str, str]) -> str:
    """Write the page.

    Parameters
    ----------
    content : Content
        The analysis.
    figures : sequence of Figure
        In order; each stands in its section.
    drawn : dict of str to str
        SVG of each figure, by id.

    Returns
    -------
    str
        An HTML document that refers to nothing outside itself, except as links to citations.
    """
    filters = Filters(content.datasets)
    anchors = anchors_of(content)
    by_section: dict[str, list[Display]] = {id: [] for id, _ in SECTIONS}
    for display in content.displays:
        if display.id not in ("headline", "absent"):
            by_section.setdefault(display.section, []).append(display)
    drawn_in = {id: [f for f in figures if f.section == id] for id, _ in SECTIONS}
    page: str = _template().render(
        content=content,
        study=content.manifest["protocol"]["study"],
        facts=facts(content),
        contents=[*SECTIONS, *APPENDED],
        sections=SECTIONS[1:],
        abstract=paragraph_markup(content, filters.number),
        cards=cards(content.results),
        card_markup=lambda card: card_markup(card, filters),
        table=lambda display: table_markup(display, filters, anchors),
        plain_table=plain_table,
        figures=drawn_in,
        svg={id: inline_svg(id, text) for id, text in drawn.items()},
        flow=flow(content),
        efficacy=efficacy_parts(by_section["efficacy"], drawn_in["efficacy"]),
        open={
            id: [
                d
                for d in found
                if not is_folded(d) and not (id == "efficacy" and d.id.startswith("efficacy_"))
            ]
            for id, found in by_section.items()
        },
        folded_displays={id: [d for d in found if is_folded(d)] for id, found in by_section.items()},
        absent={
            id: [*found, *figures_left_out(content, id)]
            for id, found in absent_by_section(content.displays).items()
        },
        findings=finding_groups(content.findings),
        findings_words=finding_words(content.findings),
        patients=profiles(content),
        protocol_words=protocol_words(content.manifest, content.day_zero),
        statistics=statistics_words(content.results),
        definitions=definitions(content.manifest),
        memory=[d for d in definitions(content.manifest) if d.from_memory],
        manifest=content.manifest,
        inputs=[(f["file"], f["kind"], str(f["rows"]), f["sha256"]) for f in content.manifest["inputs"]],
        css=Markup(_file("report.css") + figure_css()),
        script=Markup(_file("report.js")),
        script_hash=Markup(_hash(_file("report.js"))),
        data=LATER,
    )
    page = visible(page)
    # The cells number their filters while the page is written, so the data are put in last.
    return page.replace(LATER, embedded(content, filters, anchors), 1)


TAG = re.compile(r"<[a-z]+ [^<>]*>")
MARK_ROLE = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')

LATER = "\ue000data\ue000"
"""Stands for the data until every cell is written; a character of no script, not to be met in a study."""


def embedded(content: Content, filters: Filters, anchors: Mapping[str, str]) -> str:
    """Write the records behind the numbers as JSON that cannot end the script element it stands in."""
    data = {
        "datasets": {
            name: {"columns": dataset.columns, "rows": dataset.rows}
            for name, dataset in content.datasets.items()
        },
        "filters": filters.listed(),
        "anchors": dict(anchors),
        "browser": content.browsed,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def flow(content: Content) -> list[tuple[str, str]]:
    """Give the five analysis sets with their number of patients."""
    for display in content.displays:
        if display.id == "flow":
            return [
                (row.label, cell.text.partition("/")[0] if "/" in cell.text else "")
                for row in display.rows
                if row.id.endswith("FL")
                for cell in row.cells[:1]
            ]
    return []


def efficacy_parts(displays: Sequence[Display], figures: Sequence[Figure]) -> list[dict[str, list[Any]]]:
    """Group the main displays of efficacy with the figure of the same disease; the others follow."""
    parts: list[dict[str, list[Any]]] = []
    used: set[str] = set()
    for display in displays:
        if display.id.startswith("efficacy_"):
            own = [f for f in figures if f.id == f"scores_{display.id.removeprefix('efficacy_')}"]
            used |= {f.id for f in own}
            parts.append({"figures": own, "displays": [display]})
    return [{"figures": [f for f in figures if f.id not in used], "displays": []}, *parts]


def card_markup(card: Card, filters: Filters) -> Markup:
    """Write one large number, as a link to its records where they are in the page."""
    inner = Markup(
        '<span class="n">{}</span> <span class="rest">{}</span> <span class="what">{}</span>'
    ).format(card.number, card.rest, card.label)
    place = filters.number(card.result)
    return inner if place is None else Markup('<a href="#records" data-r="{}">{}</a>').format(place, inner)


def inline_svg(id: str, drawn: str) -> Markup:
    """Make a drawn figure part of the page: ids of its own, hidden from readers of the words beside it."""
    text = re.sub(r'id="(clip\d+)"', rf'id="{id}-\1"', drawn)
    text = re.sub(r"url\(#(clip\d+)\)", rf"url(#{id}-\1)", text)
    # The drawing is one picture with one description: its marks have no words of their own to be read.
    text = TAG.sub(lambda tag: MARK_ROLE.sub("", tag[0]), text)
    described = f'<svg role="img" aria-labelledby="f-{id}-title" aria-describedby="f-{id}-alt" '
    return Markup(text.replace("<svg ", described, 1))


def figure_css() -> str:
    """Give the rules that turn the colours of figures with the page."""
    light = "".join(f"--c{light[1:]}:{light};" for light in DARK)
    dark = "".join(f"--c{light[1:]}:{dark};" for light, dark in DARK.items())
    rules = "".join(
        f'figure svg [fill="{c}"]{{fill:var(--c{c[1:]})}}figure svg [stroke="{c}"]{{stroke:var(--c{c[1:]})}}'
        for c in DARK
    )
    return (
        f":root{{{light}}}@media screen{{:root[data-theme=dark]{{{dark}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}{rules}"
    )


@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template("report.html.j2")


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
