"""The browser as one file: template, style, script and data put together; nothing is loaded from anywhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

SCRIPTS = (
    "dom",
    "data",
    "scale",
    "state",
    "words",
    "download",
    "cohort_rows",
    "cohort_draw",
    "cohort",
    "tracks",
    "draw_track",
    "chart",
    "explain",
    "patient",
    "main",
)
"""Script modules in the order in which they are joined; a later one uses the ones before it."""


def script() -> str:
    """Join the script modules into one function scope."""
    parts = [(HERE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def safe_json(data: Any) -> str:
    """Write JSON that can stand inside a script element: no `<`, `>` or `&`, no line separators.

    >>> safe_json({"term": "</script><b>"})
    '{"term":"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def packed(data: Any) -> str:
    """Write data as JSON, compressed (gzip, no time stamp, so that two runs are alike) and in base 64."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode("ascii")


def page(study: Mapping[str, Any], chunks: Iterable[tuple[str, str]], connect: bool = False) -> str:
    """Write the page.

    Parameters
    ----------
    study : mapping
        What is needed for the first view; stands in the page as plain JSON.
    chunks : iterable of (str, str)
        Id and packed data of the parts that are opened later: definitions, patients.
    connect : bool
        True when the page comes from `cartaid serve` and asks it for patients.

    Returns
    -------
    str
        The HTML text. A content security policy forbids every request and every script but its own.
    """
    style = (HERE / "style.css").read_text(encoding="utf-8")
    code = script()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(code)}'",
            f"style-src '{_hash(style)}'",
            "img-src data: blob:",
            f"connect-src {chr(39)}self{chr(39)}" if connect else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    stored = "\n".join(f'<script type="text/plain" id="chunk-{id}">{data}</script>' for id, data in chunks)
    template = (HERE / "template.html").read_text(encoding="utf-8")
    filled = {
        "POLICY": policy,
        "STYLE": style,
        "STUDY": safe_json(study),
        "CHUNKS": stored,
        "SCRIPT": code,
    }
    # One pass: a value that looks like a placeholder stays as it is.
    parts = template.split("%%")
    return "".join(filled[part] if place % 2 else part for place, part in enumerate(parts))


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
