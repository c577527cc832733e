#!/usr/bin/env python3
"""Build the documentation site: stage the written pages, compute the others from the code, run zensical.

    python docs/build.py [--out FOLDER] [--stage-only]

Needs the dependency group `docs`. Nothing is fetched from the network.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from cartaid import definitions, example_study, read_study  # noqa: E402
from cartaid.describe import described  # noqa: E402
from generator.checks import checks_page  # noqa: E402
from generator.conformance import cases_of, conformance  # noqa: E402
from generator.definition_index import definition_index  # noqa: E402
from generator.definition_page import DISEASES, definition_page  # noqa: E402
from generator.gallery import gallery_page  # noqa: E402
from generator.input_tables import input_tables_page  # noqa: E402
from generator.outputs import outputs_page  # noqa: E402
from generator.python_api import python_api_page  # noqa: E402
from generator.real_people import real_people_page  # noqa: E402
from generator.study_toml import study_toml_page  # noqa: E402


def stage(folder: Path) -> None:
    """Write every page, `conformance.json` and the settings into `folder`."""
    pages = folder / "pages"
    shutil.copytree(DOCS / "pages", pages)
    shutil.copytree(DOCS / "pictures", pages / "pictures")
    instrument = pages / "add-an-instrument.md"
    instrument.write_text(_with_files(instrument.read_text(encoding="utf-8")), encoding="utf-8")
    known = definitions()
    descriptions = [described(d) for d in known]
    (pages / "definitions").mkdir()
    for d, description in zip(known, descriptions, strict=True):
        page = definition_page(description, cases_of(d))
        (pages / "definitions" / f"{d.id}.md").write_text(page, encoding="utf-8")
    (pages / "definitions" / "index.md").write_text(definition_index(descriptions), encoding="utf-8")
    corpus = json.dumps(conformance(), indent=1, ensure_ascii=False, default=str)
    (pages / "conformance.json").write_text(corpus + "\n", encoding="utf-8")

    with tempfile.TemporaryDirectory() as scratch:
        analysis = read_study(example_study()).analyse()
        results = analysis.write(Path(scratch) / "results")
        computed = {
            "study-toml.md": study_toml_page(),
            "input-tables.md": input_tables_page(),
            "checks.md": checks_page(),
            "outputs.md": outputs_page(results),
            "python-api.md": python_api_page(),
            "real-people.md": real_people_page(),
            "gallery.md": gallery_page(results, pages, analysis.figures().values()),
        }
    for name, text in computed.items():
        (pages / name).write_text(text, encoding="utf-8")
    settings = (DOCS / "zensical.toml").read_text(encoding="utf-8")
    place = '{ "Definitions" = [] }'
    assert place in settings
    (folder / "zensical.toml").write_text(settings.replace(place, _navigation()), encoding="utf-8")


def _with_files(text: str) -> str:
    """Replace each line `# --8<-- NAME` by the example file of that name.

    The sign of a comment keeps formatters from taking the line for code. Raises SystemExit where one is left.
    """
    folder = DOCS / "examples" / "instrument"
    put = re.sub(
        r"(?m)^# --8<-- (\S+)$", lambda m: (folder / m[1]).read_text(encoding="utf-8").rstrip(), text
    )
    if re.search(r"-- ?8 ?<", put):
        sys.exit("add-an-instrument.md: a line `# --8<-- NAME` is misspelled, its file is not printed")
    return put


def _navigation() -> str:
    """Write the part of the navigation that holds the definitions, by disease."""
    groups = ['{ "All definitions" = "definitions/index.md" }']
    for disease, name in DISEASES.items():
        pages = [
            f"{{ {json.dumps(d.title)} = {json.dumps(f'definitions/{d.id}.md')} }}"
            for d in sorted(definitions(), key=lambda d: d.title.lower())
            if d.disease == disease
        ]
        groups.append(f"{{ {json.dumps(name)} = [{', '.join(pages)}] }}")
    return f'{{ "Definitions" = [{", ".join(groups)}] }}'


def broken_links(folder: Path) -> list[str]:
    """Give every link of a staged page that leads to no staged file."""
    found = []
    for page in sorted((folder / "pages").rglob("*.md")):
        for target in re.findall(
            r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")
        ):
            if not (page.parent / target).exists():
                found.append(f"{page.relative_to(folder)}: {target}")
    settings = tomllib.loads((folder / "zensical.toml").read_text(encoding="utf-8"))
    for target in re.findall(r"'([^']+\.md)'", str(settings["project"]["nav"])):
        if not (folder / "pages" / target).exists():
            found.append(f"navigation: {target}")
    return found


def main() -> None:
    """Build the site."""
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument("--out", type=Path, default=DOCS.parent / "site", help="folder of the site")
    parser.add_argument(
        "--stage-only", action="store_true", help="write the pages as Markdown, build no site"
    )
    chosen = parser.parse_args()
    zensical = Path(sys.executable).with_name("zensical")
    if not (chosen.stage_only or zensical.exists()):
        sys.exit(
            "docs/build.py needs zensical, of the dependency group `docs`: uv sync --all-extras --group docs"
        )
    if chosen.out.exists():
        shutil.rmtree(chosen.out)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        stage(folder)
        broken = broken_links(folder)
        if broken:
            sys.exit("links that lead nowhere:\n  " + "\n  ".join(broken))
        if chosen.stage_only:
            shutil.copytree(folder, chosen.out)
            return
        subprocess.run([zensical, "build", "--strict"], cwd=folder, check=True, stdin=subprocess.DEVNULL)
        shutil.copytree(folder / "site", chosen.out)
    pages = len(list(chosen.out.rglob("*.html")))
    print(f"{pages} pages in {chosen.out}")


if __name__ == "__main__":
    main()
