"""`cartaid serve`: the browser of a finished analysis, handed out on this machine, patient by patient.

It reads the Parquet files, writes nothing, lists no folder, and answers only under a random token that is made
anew at each start. The host must be this machine unless the caller says in so many words that it may be another.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from cartaid.report.browser import Browser, NothingToBrowse, browser_of
from cartaid.report.browser.page import safe_json

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = ("127.0.0.1", "localhost", "::1")

EXPOSED = (
    "--host {host} lets every machine that reaches this one ask for patient-level data: the token in the address is "
    "then the only lock, and the connection is not encrypted. If that is wanted, and the study's rules allow it, add "
    "--i-know-this-exposes-patient-data; otherwise leave --host out."
)


class CannotServe(Exception):
    """The server cannot be started as asked; the message says what to do instead."""


class Exposure(CannotServe):
    """The server would be reachable from other machines and nobody said that this is wanted."""


def check_host(host: str, exposed: bool) -> None:
    """Refuse a host that is not this machine, unless it is asked for in so many words.

    Parameters
    ----------
    host : str
        Host to listen on.
    exposed : bool
        True when the caller knows that patient-level data become reachable.

    Raises
    ------
    Exposure
        Saying what listening there means.

    Examples
    --------
    >>> check_host("127.0.0.1", exposed=False)
    """
    if host not in LOOPBACK and not exposed:
        raise Exposure(EXPOSED.format(host=host))


def open_browser(folder: Path) -> Browser:
    """Open the browser of a finished analysis.

    Raises
    ------
    NothingToBrowse
        When the folder holds none; says what was expected.
    """
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise NothingToBrowse(
            f"{folder}: expected the folder of a finished analysis (with manifest.json), found none; "
            "run `cartaid analyse STUDY --out DIR` first"
        )
    return browser_of(folder, json.loads(manifest.read_text(encoding="utf-8")))


def application(browser: Browser, token: str) -> FastAPI:
    """Make the application: the page, and one patient at a time, both under the token.

    Parameters
    ----------
    browser : Browser
        The browser of a finished analysis.
    token : str
        First part of every address that is answered.

    Returns
    -------
    FastAPI
        Everything else is answered with 404 and no further word.
    """
    from fastapi import FastAPI, HTTPException
    from fastapi.responses import HTMLResponse, Response

    page = browser.served_html()
    subjects: list[str] = browser.study["cohort"]["patients"]["id"]
    # One DuckDB connection answers one question at a time.
    lock = Lock()
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    private = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def known(given: str) -> None:
        # Compared in constant time, so that the answer's delay does not spell the token.
        if not secrets.compare_digest(given.encode(), token.encode()):
            raise HTTPException(404)

    def index(given: str) -> Response:
        known(given)
        return HTMLResponse(page, headers=private)

    def patient(given: str, place: int) -> Response:
        known(given)
        if not 0 <= place < len(subjects):
            raise HTTPException(404)
        with lock:
            pack = browser.packs(subjects[place])[subjects[place]]
        return Response(safe_json(pack), media_type="application/json", headers=private)

    app.add_api_route("/{given}/", index, methods=["GET"])
    app.add_api_route("/{given}/patient/{place}.json", patient, methods=["GET"])
    return app


def serve(
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 0,
    exposed: bool = False,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve the browser of a finished analysis until interrupted.

    Parameters
    ----------
    folder : Path
        Folder of a finished analysis.
    host : str
        This machine, unless `exposed`.
    port : int
        Port to listen on; 0 takes a free one.
    exposed : bool
        True when the caller knows that another host exposes patient-level data.
    ready : callable
        Called with the address once the server listens.

    Raises
    ------
    Exposure
        For a host that is not this machine, unless `exposed`.
    NothingToBrowse
        When the folder holds no finished analysis.
    CannotServe
        When FastAPI or uvicorn is not installed, or the port is taken.
    """
    check_host(host, exposed)
    try:
        import fastapi  # noqa: F401
        import uvicorn
    except ImportError:
        raise CannotServe(
            "cartaid serve needs FastAPI and uvicorn: install them with `pip install 'cartaid[serve]'`"
        ) from None
    import socket

    browser = open_browser(folder)
    token = secrets.token_urlsafe(24)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"cannot listen on {host}, port {port}: {error.strerror}; name another --port"
            ) from None
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/{token}/"
        config = uvicorn.Config(
            application(browser, token), log_level="warning", access_log=False, server_header=False
        )
        server: Any = uvicorn.Server(config)
        # From here on a request waits instead of being refused, so that the address can be told.
        listening.listen(128)
        ready(address)
        server.run(sockets=[listening])
