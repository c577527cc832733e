"""The browser of the example, of changed copies of it, and a Chromium to look at them with the network off."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from cartaid.example import example_study
from cartaid.report.browser import Browser, browser_of
from cartaid.study_analysis import Analysis, read_study
from cartaid.write import manifest_of


def opened(analysis: Analysis, seed: str | None = None) -> Browser:
    manifest = manifest_of(analysis.study.loaded, analysis.derivation, analysis.started)
    return browser_of(analysis.study.session, manifest, seed)


@pytest.fixture(scope="session")
def browser(example: Analysis) -> Browser:
    """The browser of the example."""
    return opened(example)


@pytest.fixture(scope="session")
def packs(browser: Browser) -> dict[str, Any]:
    """Every patient of the example, as the page gets them."""
    return browser.packs()


@pytest.fixture(scope="session")
def page_file(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`browser.html` of the example."""
    path = tmp_path_factory.mktemp("browser") / "browser.html"
    path.write_text(browser.html(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def changed(changed_study: Callable[..., Path]) -> Callable[..., Browser]:
    """Open the browser of a changed copy of the example."""
    return lambda *changes: opened(read_study(changed_study(*changes)).analyse())


def recorded(table: str, **wanted: str) -> list[dict[str, str]]:
    """Give the rows of a table of the example, as they lie on disk, that have these values."""
    with (Path(example_study()) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row for row in csv.DictReader(file) if all(row[name] == value for name, value in wanted.items())
        ]


@pytest.fixture(scope="session")
def csv_rows() -> Callable[..., list[dict[str, str]]]:
    """Rows of the example as they lie on disk."""
    return recorded


@define
class Seen:
    """A page, and everything it said or asked for."""

    page: Any
    problems: list[str] = field(factory=list)
    requests: list[str] = field(factory=list)

    def go(self, path: Path, address: str = "") -> Any:
        """Open a file at an address of its own, afresh."""
        self.page.goto("about:blank")
        self.page.goto(path.as_uri() + address)
        self.page.wait_for_selector("h1")
        return self.page


@pytest.fixture
def look(chromium: Any) -> Iterator[Callable[..., Seen]]:
    """Open a window with the network off; afterwards nothing may have failed and nothing been asked from outside."""
    windows: list[tuple[Any, Seen]] = []

    def make(width: int = 1400, height: int = 950, scheme: str = "light") -> Seen:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            offline=True,
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        seen = Seen(context.new_page())
        seen.page.on("console", lambda message: seen.problems.append(f"{message.type}: {message.text}"))
        seen.page.on("pageerror", lambda error: seen.problems.append(str(error)))
        seen.page.on("dialog", lambda dialog: (seen.problems.append("dialog"), dialog.dismiss()))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        windows.append((context, seen))
        return seen

    yield make
    for context, seen in windows:
        context.close()
        assert seen.problems == []
        assert [
            url for url in seen.requests if not url.startswith(("file:", "data:", "blob:", "about:"))
        ] == []
