"""From Vega-Lite specifications to SVG and PNG, by vl-convert, beside the rest of the work.

vl-convert keeps Python's lock while it draws: in a thread it would stop all other work, so the figures of a report
are drawn by a process of their own. Single figures, as a notebook shows them, are drawn where they are asked for.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from cartaid.report.drawing_process import drawn_elsewhere

Spec = Mapping[str, Any]

VEGA_LITE = "5.20"
PNG_DOTS = 300
"""Dots an inch of a PNG, written into the file: what journals ask for."""

PNG_SCALE = 72 / 96
"""vl-convert counts a pixel of a figure as 1/72 inch; it is 1/96."""

CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u00(?:0[0-8bcef]|1[0-9a-f])|[bf])")
"""A control character as JSON writes it: XML 1.0 forbids it, in a drawing as anywhere."""

TURNING = re.compile(r"(?<!\\)((?:\\\\)*)\\u(202[a-e]|206[6-9])")
"""A mark that turns the writing direction, as JSON writes it: it would turn the words beside it in a drawing."""


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    # One thread that waits for the one process that draws.
    return ThreadPoolExecutor(1, thread_name_prefix="figures")


def warm_up() -> Future[str]:
    """Start the drawing engine in the background: its first figure takes ten times as long as any later one.

    Call it as early as possible: while a study is read and derived the engine is made ready on another core.
    """
    empty = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "mark": "point",
        "data": {"values": []},
    }
    return _worker().submit(drawn_elsewhere, "svg", json.dumps(empty))


def svg(spec: Spec) -> str:
    """Draw one figure as SVG with its text as text.

    Raises ValueError, with what vl-convert says, when the specification is not valid.
    """
    return svg_of(as_json(spec))


def as_json(spec: Spec) -> str:
    """Write a specification as JSON in which no control character is left, and marks of direction are codes.

    >>> as_json({"text": "a\\x0bb\\x1b \\\\u0007"})
    '{"text": "a\\\\ufffdb\\\\ufffd \\\\\\\\u0007"}'
    """
    plain = CONTROL.sub(r"\1\\ufffd", json.dumps(spec))
    return TURNING.sub(lambda mark: f"{mark[1]}\\u27e8U+{mark[2].upper()}\\u27e9", plain)


def svg_of(spec: str) -> str:
    """Draw a specification that is JSON already, as `svg` does."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return drawn


def start(specs: Iterable[Spec]) -> list[Future[str]]:
    """Start drawing figures in the background, in order."""
    worker = _worker()
    return [worker.submit(drawn_elsewhere, "svg", as_json(spec)) for spec in specs]


def start_png(drawn: Iterable[str]) -> list[Future[bytes]]:
    """Start turning drawn figures into pictures in the background, in order."""
    worker = _worker()
    return [worker.submit(_png_elsewhere, figure) for figure in drawn]


def _png_elsewhere(drawn: str) -> bytes:
    return b64decode(drawn_elsewhere("png", drawn))


def png(drawn: str) -> bytes:
    """Turn a drawn figure into a PNG of 300 dots an inch, on white."""
    import vl_convert

    pixels: bytes = vl_convert.svg_to_png(on_white(drawn), scale=PNG_SCALE, ppi=PNG_DOTS)
    return pixels


def on_white(drawn: str) -> str:
    """Put a white ground behind a drawn figure: outside the report its page may be of any colour."""
    head, _, rest = drawn.partition(">")
    return f'{head}><rect width="100%" height="100%" fill="#ffffff"/>{rest}'
