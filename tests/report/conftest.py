"""Reports made of the example study and of changed copies of it."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import define, field

from cartaid.report.content import Content
from cartaid.report.html import render_html
from cartaid.report.write import Drawing, start_figures
from cartaid.results.build import build
from cartaid.results.figures_data import figures_data
from cartaid.results.rows_behind import rows_behind
from cartaid.study_analysis import Analysis, read_study
from cartaid.write import manifest_of

VOID = {"meta", "br", "link", "img", "input", "hr"}


@define
class Page(HTMLParser):
    """What a browser would make of a page: elements, and the text that can be read."""

    elements: list[tuple[str, dict[str, str | None]]] = field(factory=list)
    texts: list[str] = field(factory=list)
    scripts: list[str] = field(factory=list)
    stack: list[str] = field(factory=list)
    headings: list[tuple[int, str]] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append((int(tag[1:]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack
        assert self.stack.pop() == tag, f"</{tag}> does not close what is open"

    def handle_data(self, data: str) -> None:
        within = self.stack[-1] if self.stack else ""
        if within == "script":
            self.scripts.append(data)
        elif within != "style":
            self.texts.append(data)
            heading = [tag for tag in self.stack if tag[0] == "h" and tag[1:].isdigit()]
            if heading:
                level, words = self.headings[-1]
                self.headings[-1] = (level, words + data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def read_page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert not page.stack, f"never closed: {page.stack}"
    return page


@define
class Report:
    """A report in memory."""

    content: Content
    drawing: Drawing
    html: str

    @property
    def page(self) -> Page:
        return read_page(self.html)


def report_of(analysis: Analysis) -> Report:
    session = analysis.study.session
    data = figures_data(session)
    drawing = start_figures(data)
    results, displays = build(session)
    datasets = rows_behind(session, results)
    content = Content(
        displays,
        results,
        data,
        datasets,
        analysis.study.findings(),
        manifest_of(analysis.study.loaded, analysis.derivation, analysis.started),
    )
    return Report(content, drawing, render_html(content, drawing.figures, drawing.drawn()))


@pytest.fixture(scope="session")
def report(example: Analysis) -> Report:
    """The report of the example."""
    return report_of(example)


@pytest.fixture(scope="session")
def changed_report(changed_study: Callable[..., Path]) -> Callable[..., Report]:
    """Make the report of a changed copy of the example."""
    return lambda *changes: report_of(read_study(changed_study(*changes)).analyse())
