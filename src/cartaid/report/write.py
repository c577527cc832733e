"""Write the report of an analysis: page, figures, tables, PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from attrs import frozen

from cartaid.report.content import Content
from cartaid.report.figures import Figure, make_figures
from cartaid.report.render import png, start


@frozen
class Drawing:
    """Figures that are being drawn in the background."""

    figures: Sequence[Figure]
    svg: Sequence[Future[str]]

    def drawn(self) -> dict[str, str]:
        """Wait for the figures and give the SVG of each, by id."""
        return {figure.id: drawn.result() for figure, drawn in zip(self.figures, self.svg, strict=True)}


def start_figures(data: Mapping[str, list[dict[str, Any]]]) -> Drawing:
    """Start drawing every figure in the background, from the rows that `results.figures_data` gives."""
    figures = make_figures(dict(data))
    return Drawing(figures, start(figure.spec for figure in figures))


def write_page(folder: Path, content: Content, drawing: Drawing) -> Path:
    """Write `report.html`; give its path."""
    from cartaid.report.html import render_html

    path = folder / "report.html"
    path.write_text(render_html(content, drawing.figures, drawing.drawn()), encoding="utf-8")
    return path


def write_figures(folder: Path, drawing: Drawing) -> list[Path]:
    """Write each figure as SVG, PNG and Vega-Lite specification into `folder`; give the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    drawn = drawing.drawn()
    for figure in drawing.figures:
        for ending, content in (
            ("svg", drawn[figure.id].encode()),
            ("png", png(drawn[figure.id])),
            ("json", (json.dumps(figure.spec, ensure_ascii=False, indent=1) + "\n").encode()),
        ):
            path = folder / f"{figure.id}.{ending}"
            path.write_bytes(content)
            written.append(path)
    return written
