"""`cartaid serve` as a process of its own: what it answers, what it refuses, and that it writes nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Seen
from cartaid.serve import CannotServe, Exposure, check_host, open_browser, serve

Look = Callable[..., Seen]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/[\w-]+/")

pytest.importorskip("fastapi", reason="the extra serve is not installed")


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time of change."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def address(example_folder: Path) -> Iterator[str]:
    """The address that a running `cartaid serve` names; afterwards it stops, and has written nothing."""
    before = state(example_folder)
    code = "from cartaid.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", str(example_folder)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    ) as process:
        assert process.stderr is not None
        try:
            found = ADDRESS.search(process.stderr.readline())
            assert found, "no address was named"
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    assert state(example_folder) == before


def asked(url: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read()


def test_the_page_holds_no_patient_and_each_is_given_one_by_one(address: str, packs: dict[str, Any]) -> None:
    status, headers, page = asked(address)
    assert status == 200
    assert "'self'" in re.findall(rb"connect-src ([^;\"]+)", page)[0].decode()
    assert b'id="chunk-p0"' not in page
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    ids = json.loads(re.findall(rb'id="study">([^<]*)</script>', page)[0])["cohort"]["patients"]["id"]
    _, headers, answer = asked(address + "patient/3.json")
    assert headers["content-type"].startswith("application/json")
    assert json.loads(answer)["rows"] == packs[ids[3]]["rows"]


def test_everything_else_is_not_found(address: str) -> None:
    root = address.split("/", 3)
    host = "/".join(root[:3]) + "/"
    wrong = address.rstrip("/")[:-1] + ("A/" if not address.endswith("A/") else "B/")
    paths = (
        host,
        wrong,
        wrong + "patient/0.json",
        host + "docs",
        host + "openapi.json",
        address + "manifest.json",
        address + "analysis/adsl.parquet",
        address + "../manifest.json",
        address + "%2e%2e/manifest.json",
        address + "patient/15.json",
        address + "patient/-1.json",
        address + "patient/",
    )
    for path in paths:
        status, _, answer = asked(path)
        assert status in (404, 422), path
        assert b"CARTAID-DEMO" not in answer, path
    for method in ("POST", "PUT", "DELETE"):
        assert asked(address, method)[0] == 405


def test_the_token_is_another_at_each_start(address: str, example_folder: Path) -> None:
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert len(token) >= 32
    assert token not in "".join(state(example_folder))


def test_a_patient_is_looked_at_through_the_server(look: Look, address: str) -> None:
    seen = look()
    seen.page.context.set_offline(False)
    seen.page.goto(address)
    seen.page.wait_for_selector(".row")
    seen.page.click(".row .c-label a >> nth=2")
    seen.page.wait_for_selector(".factbutton")
    seen.page.click(".factbutton >> nth=0")
    seen.page.wait_for_selector(".panel #why")
    # Nothing is asked of anyone but this server.
    assert {url for url in seen.requests if not url.startswith((address, "data:", "about:"))} == set()
    seen.requests.clear()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_another_host_is_refused_and_told_what_it_means(host: str, example_folder: Path) -> None:
    with pytest.raises(Exposure, match=r"lets every machine that reaches this one.*--i-know-this-exposes"):
        serve(example_folder, host)
    check_host(host, exposed=True)


def test_a_taken_port_is_named(address: str, example_folder: Path) -> None:
    port = int(address.split(":")[2].split("/")[0])
    with pytest.raises(CannotServe, match=f"port {port}.*another --port"):
        serve(example_folder, port=port)


def test_a_folder_without_an_analysis_is_named(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"manifest\.json.*cartaid analyse"):
        open_browser(tmp_path)
