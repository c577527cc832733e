"""The figures of the example study, as its analysis writes them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from cartaid.report.figures import Figure
from generator.markdown import block, cell

INTRODUCTION = (
    "# Gallery\n\n"
    "What `cartaid analyse` draws for the bundled example study. **The study is SYNTHETIC: every record is invented "
    "by a script.** Each figure is written as SVG, PNG and Vega-Lite specification; below it stand the lines that draw "
    "it, with the path of a study in place of `STUDY`.\n\n"
)
PAGES = (("report.html", "The whole report"), ("browser.html", "The browser of the analysis"))


def gallery_page(results: Path, pages: Path, figures: Iterable[Figure]) -> str:
    """Copy the pictures of a finished analysis beside the page, and write the page.

    `figures` are those of the report, in its order; `pages` is the folder of the staged pages.
    """
    folder = pages / "gallery"
    folder.mkdir(exist_ok=True)
    text = INTRODUCTION
    for name, title in PAGES:
        shutil.copyfile(results / name, folder / name)
        text += f'<p><a href="{name}">{title}</a>, one self-contained file</p>\n\n'
    for figure in figures:
        picture = f"{figure.id}.svg"
        shutil.copyfile(results / "figures" / picture, folder / picture)
        alt = cell(figure.alt).replace("[", "(").replace("]", ")")
        text += f"## {cell(figure.title)}\n\n![{alt}](gallery/{picture})\n\n{cell(figure.caption)}\n\n"
        text += block(figure.code, "python") + "\n"
    return text
