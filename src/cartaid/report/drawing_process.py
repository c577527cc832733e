"""A process of its own that draws: it reads one request a line and writes one answer a line, until nobody asks."""

from __future__ import annotations

import atexit
import json
import signal
import sys
from base64 import b64encode
from functools import lru_cache
from subprocess import PIPE, Popen
from typing import BinaryIO, Literal

Kind = Literal["svg", "png"]


def drawn_elsewhere(kind: Kind, source: str) -> str:
    """Have a figure drawn by the process, which is started with the first one; call it from one thread only.

    Parameters
    ----------
    kind : "svg" or "png"
        What to make: SVG of a Vega-Lite specification, or PNG of an SVG.
    source : str
        The specification as JSON, or the SVG.

    Returns
    -------
    str
        The SVG, or the PNG in base 64. Raises ValueError with what vl-convert says of a source it cannot draw, and
        RuntimeError when the process has ended.

    >>> drawn_elsewhere("svg", '{"mark": "point", "data": {"values": [{}]}}')[:4]
    '<svg'
    """
    if not sys.executable:
        # Python inside another program cannot be started a second time.
        return _drawn(kind, source)
    process = _process()
    asked, answered = process.stdin, process.stdout
    assert asked is not None
    assert answered is not None
    try:
        asked.write(json.dumps([kind, source]).encode() + b"\n")
        asked.flush()
        line = answered.readline()
    except OSError:
        line = b""
    if not line:
        raise RuntimeError(f"the process that draws figures ended with status {process.wait()}")
    drawn, refusal = json.loads(line)
    if refusal is not None:
        raise ValueError(refusal)
    return str(drawn)


@lru_cache(maxsize=1)
def _process() -> Popen[bytes]:
    program = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
    process = Popen([sys.executable, "-c", program], stdin=PIPE, stdout=PIPE)

    def end() -> None:
        process.communicate()

    atexit.register(end)
    return process


def serve() -> None:
    """Draw what standard input asks for until it ends."""
    # The program that asks is the one to be interrupted; its end closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer_all(sys.stdin.buffer, sys.stdout.buffer)


def answer_all(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request, a JSON list of kind and source, with a JSON list of the drawing and of why there is none."""
    for line in requests:
        kind, source = json.loads(line)
        try:
            answer = [_drawn(kind, source), None]
        except ValueError as refusal:
            answer = [None, str(refusal)]
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _drawn(kind: Kind, source: str) -> str:
    from cartaid.report.render import png, svg_of

    return svg_of(source) if kind == "svg" else b64encode(png(source)).decode()
