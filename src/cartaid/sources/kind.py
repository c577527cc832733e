"""What kind of file a file is, by its name and by its first bytes."""

from __future__ import annotations

from pathlib import Path

SUFFIX_KIND = {
    ".csv": "CSV",
    ".tsv": "CSV",
    ".parquet": "Parquet",
    ".xpt": "XPT",
    ".xlsx": "Excel workbook",
}
"""Kinds of table files, by the ending of the file name."""

UNKNOWN = "unknown binary file"
"""The kind of a file that holds zero bytes and begins like none of the others."""

_FIRST_BYTES = (
    (b"PAR1", "Parquet"),
    (b"HEADER RECORD*******", "XPT"),
    (b"PK\x03\x04", "Excel workbook"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "old Excel workbook (.xls)"),
    (b"\x1f\x8b", "gzip archive"),
)


def kind_by_name(path: Path) -> str | None:
    """Give the kind that a file's name promises, None for files that hold no table.

    >>> kind_by_name(Path("lb.PARQUET"))
    'Parquet'
    """
    return SUFFIX_KIND.get(path.suffix.lower())


def kind_by_content(path: Path) -> str:
    """Give the kind that a file's first bytes show; text is taken for CSV.

    Raises OSError when the file cannot be opened.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for first, kind in _FIRST_BYTES:
        if start.startswith(first):
            return kind
    if not start:
        return "empty file"
    # UTF-16 text is full of zero bytes too, but says so in its first two.
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UNKNOWN
    return "CSV"
