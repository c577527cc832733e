"""From Vega-Lite specifications to SVG and PNG, by vl-convert, beside the rest of the work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any

Spec = Mapping[str, Any]

VEGA_LITE = "5.20"
PNG_SCALE = 3.0
"""Pixels of a PNG for each of the figure: 288 dots an inch, enough for print."""


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    # One thread: vl-convert draws one figure at a time, and lets other threads run meanwhile.
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
    return _worker().submit(svg, empty)


def svg(spec: Spec) -> str:
    """Draw one figure as SVG with its text as text.

    Raises ValueError, with what vl-convert says, when the specification is not valid.
    """
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE)
    return drawn


def start(specs: Iterable[Spec]) -> list[Future[str]]:
    """Start drawing figures in the background, in order."""
    worker = _worker()
    return [worker.submit(svg, spec) for spec in specs]


def start_png(drawn: Iterable[str]) -> list[Future[bytes]]:
    """Start turning drawn figures into pictures in the background, in order."""
    worker = _worker()
    return [worker.submit(png, figure) for figure in drawn]


def png(drawn: str) -> bytes:
    """Turn a drawn figure into a PNG of 288 dots an inch, on white."""
    import vl_convert

    pixels: bytes = vl_convert.svg_to_png(on_white(drawn), scale=PNG_SCALE)
    return pixels


def on_white(drawn: str) -> str:
    """Put a white ground behind a drawn figure: outside the report its page may be of any colour."""
    head, _, rest = drawn.partition(">")
    return f'{head}><rect width="100%" height="100%" fill="#ffffff"/>{rest}'
