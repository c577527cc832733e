"""Write the report of an analysis: page, figures, tables, PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from attrs import frozen

from cartaid.report.content import Content
from cartaid.report.figures import Figure, make_figures
from cartaid.report.render import start, start_png


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


@frozen
class Prints:
    """The PDF and the figures as pictures, being made in the background."""

    paper: Future[bytes]
    pictures: Sequence[Future[bytes]]


def write_report(folder: Path, content: Content, drawing: Drawing, formats: Sequence[str] = ()) -> list[Path]:
    """Write the page first, then figures, tables and PDF; give the paths.

    Parameters
    ----------
    folder : Path
        Gets `report.html`, `report.pdf`, `figures/*.{svg,png,json}` and `tables/*.csv`.
    content : Content
        The analysis.
    drawing : Drawing
        Its figures, as `start_figures` gives them.
    formats : sequence of str
        Further files with every table: `xlsx` gives `tables.xlsx`, `rtf` gives `tables.rtf`.
    """
    page = write_page(folder, content, drawing)
    prints = start_prints(content, drawing)
    return [page, *write_tables(folder, content, formats), *write_prints(folder, drawing, prints)]


def start_prints(content: Content, drawing: Drawing) -> Prints:
    """Start setting the PDF and turning the figures into pictures: both leave the processor to other threads."""
    drawn = drawing.drawn()
    pool = ThreadPoolExecutor(1, thread_name_prefix="paper")
    return Prints(pool.submit(_paper, content, drawing.figures, drawn), start_png(drawn.values()))


def write_prints(folder: Path, drawing: Drawing, prints: Prints) -> list[Path]:
    """Wait for what `start_prints` began and write it; give the paths."""
    paper = _written(folder / "report.pdf", prints.paper.result())
    return [paper, *write_figures(folder / "figures", drawing, prints.pictures)]


def write_tables(folder: Path, content: Content, formats: Sequence[str]) -> list[Path]:
    """Write every table as CSV, and all in one file of each format, `tables.xlsx` and `tables.rtf`; give the paths.

    Raises ValueError for a format that is not known, and ModuleNotFoundError where its package is missing.
    """
    from cartaid.report.rtf import write_rtf
    from cartaid.report.spreadsheet import write_csv, write_xlsx

    writers = {"xlsx": write_xlsx, "rtf": write_rtf}
    unknown = [name for name in formats if name not in writers]
    if unknown:
        raise ValueError(f"format {unknown[0]!r}: expected one of: {', '.join(writers)}")
    displays = [display for display in content.displays if display.id != "absent"]
    return [
        *write_csv(folder / "tables", displays),
        *(writers[name](folder / f"tables.{name}", displays) for name in formats),
    ]


def write_page(folder: Path, content: Content, drawing: Drawing) -> Path:
    """Write `report.html`; give its path."""
    from cartaid.report.html import render_html

    return _written(folder / "report.html", render_html(content, drawing.figures, drawing.drawn()).encode())


def _paper(content: Content, figures: Sequence[Figure], drawn: Mapping[str, str]) -> bytes:
    from cartaid.report.pdf import render_pdf

    return render_pdf(content, figures, drawn)


def write_figures(
    folder: Path, drawing: Drawing, pictures: Sequence[Future[bytes]] | None = None
) -> list[Path]:
    """Write each figure as SVG, PNG and Vega-Lite specification into `folder`; give the paths.

    `pictures` are the figures as PNG where they were started before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    drawn = drawing.drawn()
    if pictures is None:
        pictures = start_png(drawn.values())
    for figure, picture in zip(drawing.figures, pictures, strict=True):
        written += [
            _written(folder / f"{figure.id}.svg", drawn[figure.id].encode()),
            _written(folder / f"{figure.id}.png", picture.result()),
            _written(folder / f"{figure.id}.json", figure.spec_text().encode()),
        ]
    return written


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
