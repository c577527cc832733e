"""The figures of the example study, as its analysis writes them."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.markdown import cell

INTRODUCTION = (
    "# Gallery\n\n"
    "What `cartaid analyse` draws for the bundled example study. **The study is SYNTHETIC: every record is invented "
    "by a script.**\n\n"
)


def gallery_page(results: Path, pages: Path) -> str:
    """Copy the pictures of a finished analysis beside the page, and write the page."""
    text = INTRODUCTION
    for name, title in (("report.html", "The whole report"), ("browser.html", "The browser of the analysis")):
        if (results / name).exists():
            (pages / "gallery").mkdir(exist_ok=True)
            shutil.copyfile(results / name, pages / "gallery" / name)
            text += f'<p><a href="{name}">{title}</a>, one self-contained file</p>\n\n'
    for path in sorted((results / "figures").glob("*.svg")):
        (pages / "gallery").mkdir(exist_ok=True)
        shutil.copyfile(path, pages / "gallery" / path.name)
        title = path.stem.replace("_", " ").replace("-", " ").capitalize()
        text += f"## {cell(title)}\n\n![{cell(title)}, synthetic example](gallery/{path.name})\n\n"
    return text
